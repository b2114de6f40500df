// Package probe is the only package that accesses the network. It does so for an address that
// the user typed (FetchKeySet), and for the online checks, each after the user's yes (Client).
//
// # How an online check works
//
// Package online has the checks in words. requests.go has a row for each with what it needs,
// its address and its request; Client.Plan announces the rows. Client.Send sends one request,
// once (round_trip.go). An error becomes a Fault with its text (failure.go). An answer becomes
// one sentence (answers.go), and evidence: the text of request and answer, recognised like a
// pasted one (evidence.go). clock.go compares the clocks.
//
// # What is never done
//
// No address comes from a token or an answer: target.go computes the hosts from the account,
// whose form is checked first. No redirect is followed, no request is repeated, no connection
// is used twice. Nothing is stored.
package probe
