package screen

import (
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/trail"
)

// Destination names what to show; the table of destinations turns it into a screen. A
// screen asks for a destination and knows no other screen.
type Destination interface{ policy() policy }

// policy is how a destination treats the open screens.
type policy int

const (
	always policy = iota // a new screen above the others, each time
	single               // back to the open one, if any
	kept                 // made once, and shown again in the same state
)

func (eachTime) policy() policy { return always }

func (once) policy() policy { return single }

func (staysOpen) policy() policy { return kept }

type (
	eachTime  struct{}
	once      struct{}
	staysOpen struct{}
)

// The destinations.
type (
	// Home is where the program starts.
	Home struct{ once }
	// Guide asks questions, from the one with the ID From; "" for the first.
	Guide struct {
		staysOpen
		From string
	}
	// Codes is the list of all pages.
	Codes struct{ eachTime }
	// Page is a page of the library. Path may end in #anchor; Word is the word of the
	// Detail column it was opened for, on a page of several words.
	Page struct {
		eachTime
		Path, Word string
	}
	// Token is the tokens of the Case.
	Token struct{ once }
	// Exchange is the requests and answers of the Case.
	Exchange struct{ eachTime }
	// Verdicts is what the Case says about every code.
	Verdicts struct{ eachTime }
	// Facts is the Case.
	Facts struct{ eachTime }
	// Record is the form of the integration record.
	Record struct{ once }
	// Keys is the key setup.
	Keys struct{ once }
	// NewPair makes a key pair, NewAssertion a client assertion.
	NewPair      struct{ eachTime }
	NewAssertion struct{ eachTime }
	// File asks for the path of a file. One with a Path is opened at once; one that is
	// Locked needs its pass phrase. Export asks for an export of the trail.
	File struct {
		eachTime
		Path   string
		Locked *LockedFile
		Export bool
	}
	// Trail is the export of the Login Audit Trail that is open.
	Trail struct{ staysOpen }
	// TrailRows is the rows of that export which a filter chooses; Chosen says in words
	// which these are.
	TrailRows struct {
		eachTime
		Filter trail.Filter
		Chosen []string
	}
	// SetUp is the list of lessons, or the checklist of the Lesson with that name, or the step
	// of it with that ID.
	SetUp struct {
		staysOpen
		Lesson, Step string
	}
	// Report is what is handed over of a subject; Lesson is the name of the one that is set up.
	Report struct {
		eachTime
		Of     Subject
		Lesson string
	}
	// Cases is the cases of this session, and what can be done with the shown one. KeepCase
	// asks for the file to keep it in, Note for a note. Timeline is what happened.
	Cases    struct{ once }
	KeepCase struct{ eachTime }
	Note     struct{ eachTime }
	Timeline struct{ eachTime }
	// Online is the checks that can be sent to NetSuite, each after the user agreed.
	Online struct{ staysOpen }
	// Another asks whether something for another account belongs in this Case.
	Another struct {
		eachTime
		*Waiting
	}
)

// Subject is what a report is about.
type Subject int

// The subjects.
const (
	OfCase  Subject = iota
	OfKeys          // the key material of the Case
	OfTrail         // the export of the Login Audit Trail that is open
	OfSetup         // a lesson: what was set up
)

// LockedFile is a file with a private key that needs a pass phrase.
type LockedFile struct {
	Name string
	Data border.Secret
}
