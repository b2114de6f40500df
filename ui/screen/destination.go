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

func (anew) policy() policy { return always }

func (once) policy() policy { return single }

func (forgood) policy() policy { return kept }

type (
	anew    struct{}
	once    struct{}
	forgood struct{}
)

// The destinations.
type (
	// Home is where the program starts.
	Home struct{ once }
	// Guide asks questions, from the one with the ID From; "" for the first.
	Guide struct {
		forgood
		From string
	}
	// Codes is the list of all pages.
	Codes struct{ anew }
	// Page is a page of the library. Path may end in #anchor; Word is the word of the
	// Detail column it was opened for, on a page of several words.
	Page struct {
		anew
		Path, Word string
	}
	// Token is the tokens of the Case.
	Token struct{ once }
	// Exchange is the requests and answers of the Case.
	Exchange struct{ anew }
	// Verdicts is what the Case says about every code.
	Verdicts struct{ anew }
	// Facts is the Case.
	Facts struct{ anew }
	// Record is the form of the integration record.
	Record struct{ once }
	// Keys is the key setup.
	Keys struct{ once }
	// NewPair makes a key pair, NewAssertion a client assertion.
	NewPair      struct{ anew }
	NewAssertion struct{ anew }
	// File asks for the path of a file. One with a Path is opened at once; one that is
	// Locked needs its pass phrase.
	File struct {
		anew
		Path   string
		Locked *LockedFile
	}
	// Trail is the export of the Login Audit Trail that is open.
	Trail struct{ forgood }
	// TrailRows is the rows of that export which a filter chooses; Chosen says in words
	// which these are.
	TrailRows struct {
		anew
		Filter trail.Filter
		Chosen []string
	}
	// Another asks whether something for another account belongs in this Case.
	Another struct {
		anew
		*Waiting
	}
)

// LockedFile is a file with a private key that needs a pass phrase.
type LockedFile struct {
	Name string
	Data border.Secret
}
