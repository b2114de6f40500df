// Package incident decides which failures that package trail counted are not due to chance,
// what they have in common, and what their likely cause is.
//
// Find reads a trail.Activity. It needs a few more bytes for each cell, of which there are at
// most 250,000, each hour and each count of logins, and returns at most 500 incidents.
// thresholds.go defines what is an incident and what is chance.
//
// To add a kind of incident: add a Kind here, a finder in a file of its own that Find calls
// (find.go), a sentence in explain.go, and a plant in account_test.go. If the causes of its
// codes have other words or another first step than those of other kinds, add them under
// incidents on the pages of the codes (cause.go).
// Prove it with go test ./diagnosis/trail/incident ./content, with AUTHDOCTOR_LONG=1 for all
// generated accounts.
package incident

import (
	"time"

	"authdoctor/diagnosis/trail"
)

// Kind is the kind of an incident.
type Kind string

// The kinds.
const (
	Burst      Kind = "burst"      // many at once, for one application
	Everywhere Kind = "everywhere" // many at once, across applications
	Drip       Kind = "drip"       // a few all the time
	OneUser    Kind = "one-user"   // of one user or role, while others succeed
	NewAddress Kind = "new-address"
	Outage     Kind = "outage"    // of an application that succeeded, and then only failed
	Staggered  Kind = "staggered" // user after user, each some days after they consented
	Passwords  Kind = "passwords" // many failures without Detail, as when passwords are tried
)

// Kinds lists all kinds.
func Kinds() []Kind {
	return []Kind{Burst, Everywhere, Drip, OneUser, NewAddress, Outage, Staggered, Passwords}
}

// Incident is a set of failures with one likely cause.
type Incident struct {
	Kind Kind
	// Code is a value of GroupBy(ByCode).
	Code string
	// Application is the verbatim name, or "*" for several, which Applications lists, with
	// most failures first.
	Application  string
	Applications []string
	// User, Role and IP are verbatim values that all failures share, or nil.
	User, Role, IP *string
	Start, End     time.Time // of the first and the last failure
	// Ongoing reports whether the incident had not stopped at the end of the export.
	Ongoing  bool
	Failures int64
	Why      string // why it is an incident, with figures; printable
	Cause    Cause

	// LastSuccess is the last successful login before Start of those that the incident is
	// about: those of its applications. If those succeeded meanwhile, and all failures share a
	// User, Role or IP, it is of those with it; of several, with the one that has the fewest.
	// FirstSuccess is their first after End. Both are zero if there is none, or it is not
	// known; both may be as coarse as Activity.WorkWidth.
	LastSuccess, FirstSuccess time.Time
	// SuccessOf tells of what those logins share a value with the failures: ByUser, ByRole or
	// ByIP; "" if they are all of the applications.
	SuccessOf trail.Dimension
	// Meanwhile reports whether some of them succeeded between Start and End.
	Meanwhile bool
	// NeverWorked reports whether none of those logins succeeded before the last failure.
	NeverWorked bool
	// ByDay reports whether its times are days: the dates of the export have no time of day.
	ByDay bool
	// Recent tells whether it began shortly before the last row of the export.
	Recent Recent
	// Users, Roles and Addresses are whom the failures touch.
	Users, Roles, Addresses Touched
	// Course is how it went, for a chart; empty if the dates cannot tell.
	Course Course
}

// Recent tells how long before the last row of an export an incident began.
type Recent string

// The values of Recent.
const (
	NotRecent  Recent = ""
	WithinDay  Recent = "day"  // 24 hours
	WithinWeek Recent = "week" // 7 days
)

// Touched counts the different values of a dimension in the failures of an incident.
type Touched struct {
	// Count is the number of values, at least: failures of an hour that do not share a
	// value count as one that is not known.
	Count int
	// Exact reports whether Count is not only a lower bound.
	Exact bool
	// Names are the first few, with most failures first, verbatim.
	Names []string
}

// Course counts logins in equal stretches of time, from some before an incident until some
// after it: the failures with its code, and the successes, of its applications.
type Course struct {
	From                time.Time     // when the first stretch begins
	Step                time.Duration // the length of each
	Failures, Successes []int64       // as long as each other; no Successes if they are not known
}
