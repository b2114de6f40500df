package token

// Problem is something decoding met. ID is the id of the check that reports it.
type Problem struct {
	ID       string
	Where    string // token, header, payload or signature
	Title    string
	Expected string
	Got      string // printable, no secret
	Why      string
	Fix      string
	// Fatal reports whether what it speaks of could not be read.
	Fatal bool
	// LeftOut reports whether a part is not there, whoever left it out: what sent the token,
	// or who copied it.
	LeftOut bool
}

// The ids of the checks that report problems of decoding.
const (
	ProblemStructure  = "token-structure"
	ProblemEncoding   = "token-encoding"
	ProblemJSON       = "token-json"
	ProblemDuplicates = "duplicate-members"
	ProblemHidden     = "hidden-characters"
)

// Fatal reports whether header or claims could not be read.
func (t Token) Fatal() bool {
	for _, problem := range t.Problems {
		if problem.Fatal {
			return true
		}
	}
	return false
}
