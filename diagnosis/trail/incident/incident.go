package incident

import "time"

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
