// Package incident judges what package trail counted: which failures are no chance, what
// they share, and what they likely come of.
//
// Find is given a trail.Activity and changes nothing in it. What it takes beside it are a
// few bytes for each cell, of which there are 250 000 at most, and no more for each hour and
// each login; it tells 500 incidents at most. What is an incident and what is chance is
// written in thresholds.go.
//
// To add a kind of incident: its Kind here, its finder in a file of its own, called by Find
// in find.go, and its sentence in explain.go; a plant of it in plants of account_test.go,
// and words for its causes where those of any kind do not apply, under incidents on the page
// of the code. Proof: go test ./diagnosis/trail/incident ./content, with AUTHDOCTOR_LONG=1
// for all made-up accounts.
package incident

import (
	"time"

	"authdoctor/diagnosis/detail"
)

// Kind is what makes failures an incident.
type Kind string

// The kinds.
const (
	Burst      Kind = "burst"      // many at once, for one application
	Everywhere Kind = "everywhere" // many at once, across applications
	Drip       Kind = "drip"       // a few all the time, from one place
	OneUser    Kind = "one-user"   // of one user or role, where others succeed
	NewAddress Kind = "new-address"
)

// Kinds lists them.
func Kinds() []Kind { return []Kind{Burst, Everywhere, Drip, OneUser, NewAddress} }

// Incident is a set of failures with one likely cause.
type Incident struct {
	Kind Kind
	// Code is a value of GroupBy(ByCode).
	Code string
	// Application is as the export holds it; "*" where it is several, which
	// Applications then lists, most failures first.
	Application  string
	Applications []string
	// User, Role and IP are set where all of its failures share one, as the export
	// holds them; nil where they do not.
	User, Role, IP *string
	Start, End     time.Time // of its first and last failure
	// Ongoing: it had not stopped when the export ends.
	Ongoing  bool
	Failures int64
	Why      string // why it is one, with figures; printable
	Cause    Cause  // the likely cause
}

// Cause is the id of a likely cause: a word of the column Detail and what its failures are
// like, as in MissingKey/burst. Package content has the words for it, what to do first and
// the page that tells more. It holds no outside text: an unknown word is "unknown".
type Cause string

// Retried is what follows the word in place of a Kind where one client repeated a login
// that failed.
const Retried = "retried"

// causeOf is the likely cause of failures of a Kind, or that are Retried.
func causeOf(code string, like Kind) Cause {
	word := "unknown"
	if match := detail.Known(code); match.Protocol == detail.OAuth2 || match.Protocol == detail.TBA {
		word = match.Name
	}
	return Cause(word + "/" + string(like))
}
