// Package casefile writes a Case as JSON without secrets, and reads it again.
//
// The published schema is assets/case.schema.json. The types of the Case are the types of
// the JSON: their tags name its members, and those that hold a secret or an unexported
// value have a MarshalJSON beside them (token.Kept, keys.Key).
//
// Encode is the border: tokens are kept without signatures and keys by their public part,
// every other text passes border.Withhold, and the whole passes border.LastPass at the end.
// Decode trusts nothing in the file. What is damaged is left out and said in notes.
package casefile

import (
	"encoding/json"
	"time"

	"authdoctor/diagnosis"
)

// Schema is the version of the JSON that Encode writes, and the newest that Decode reads.
const Schema = 1

// maxSize is the length of the longest case file that is read or written, in bytes.
const maxSize = 1 << 20

// The numbers of items of each kind that are read from a file.
const (
	maxTokens    = 8 // as of one text
	maxExchanges = 64
	maxFiles     = 100
	maxEntries   = 1000 // answers, notes, events
	maxGroups    = 64   // words of the trail for a token
	maxText      = 4000 // characters of a text
	maxOnline    = 64   // results of online checks
	maxRows      = 1000 // mapped certificates
)

// File is what a case file holds.
type File struct {
	// Kept is when the case was kept. The time of evaluation is in the Case.
	Kept time.Time
	Case diagnosis.Case
	// Answers are those of the guide, in order.
	Answers []Answer
	Notes   []Note
	// Timeline is what happened, in order.
	Timeline []Event
	// Lessons is the progress of lessons as JSON, which package content reads: {"<lesson>":
	// {"by_hand":["<ID of the step>#<number of the check>", …]}}. Here it is kept as it is.
	Lessons json.RawMessage
}

// Answer is an answer that the user chose in the guide. Both texts are those of the guide
// at that time, which may have changed since.
type Answer struct {
	Question string `json:"question"` // ID
	Answer   string `json:"answer"`
	// Asked reports whether the question was asked beside findings.
	Asked bool `json:"asked,omitempty"`
}

// Note is a text that the user wrote about the case.
type Note struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// EventKind is a kind of Event.
type EventKind string

// The kinds.
const (
	Asked     EventKind = "asked"
	Answered  EventKind = "answered"
	Pasted    EventKind = "pasted"
	Found     EventKind = "found"
	Noted     EventKind = "noted"
	Kept      EventKind = "kept"
	Opened    EventKind = "opened"
	Taken     EventKind = "taken" // a row of the trail
	Made      EventKind = "made"
	Forgotten EventKind = "forgotten"
	Sent      EventKind = "sent" // an online check
	TookBack  EventKind = "took back"
	Ticked    EventKind = "ticked" // a step of a lesson
)

// Event is one thing that happened while the case was worked on.
type Event struct {
	At   time.Time `json:"at"`
	Kind EventKind `json:"kind"`
	Text string    `json:"text"` // printable, without secrets
}
