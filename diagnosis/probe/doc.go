// Package probe is the only package that accesses the network. It does so for an address that
// the user typed (FetchKeySet), and for the online checks, each after the user's yes (Client).
//
// # How an online check works
//
// Package online has the checks in words. requests.go has a row for each with what it needs
// (needs.go), its address (target.go) and its request; Client.Plan announces the rows.
// Client.Send sends one request, once (round_trip.go). An error becomes a Fault with its text
// (failure.go). Of an answer, judge.go decides whose it is, and answers.go reads a good one
// into one sentence. It becomes evidence, recognised like a pasted one (evidence.go). clock.go
// compares the clocks.
//
// Package standin plays NetSuite for tests.
//
// # What is never done
//
// No address comes from a token or an answer: target.go computes the hosts from the account,
// whose form is checked first. No redirect is followed, no request is repeated, no connection
// is used twice. Nothing is stored.
package probe
