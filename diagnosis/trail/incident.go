package trail

import "time"

// IncidentKind is what makes failures an incident.
type IncidentKind string

// The kinds.
const (
	Burst      IncidentKind = "burst"      // many at once, for one application
	Everywhere IncidentKind = "everywhere" // many at once, across applications
	Drip       IncidentKind = "drip"       // a few all the time, from one place
	OneUser    IncidentKind = "one-user"   // of one user or role, where others succeed
	NewAddress IncidentKind = "new-address"
)

// Incident is a set of failures with one likely cause.
type Incident struct {
	Kind IncidentKind
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
	Cause    string // the likely cause; printable
	Page     string // path in content
}

// cell counts the failures of a pair within a stretch of time.
type cell struct {
	pair     int32 // place in Summary.pairs
	hours    int32 // how wide the stretch is
	failures int64
	// When the stretch begins, and the first and last of them, in seconds since 1970:
	// there may be a quarter of a million cells, and a time.Time is six times as long.
	startSecond, firstSecond, lastSecond uint32
	// user, role and ip are places in the groups of their dimension where all of
	// the failures share one; -1 where they do not.
	user, role, ip int32
	slots          uint32 // slotOf each of them
}

func (c *cell) start() time.Time     { return time.Unix(int64(c.startSecond), 0).UTC() }
func (c *cell) first() time.Time     { return time.Unix(int64(c.firstSecond), 0).UTC() }
func (c *cell) last() time.Time      { return time.Unix(int64(c.lastSecond), 0).UTC() }
func (c *cell) width() time.Duration { return time.Duration(c.hours) * time.Hour }

// activity is what incidents are found in.
type activity struct {
	summary *Summary // rows, groups and pairs are filled in
	cells   []cell   // in order of pair, then time
	// hours counts all rows of the account, by the hour since 1970.
	hours map[int64]int64
	// work counts the logins of each application that succeeded, in order of time, by
	// workWidth hours; nil where that is not known.
	work      map[string][]workHour
	workWidth int64
}
