package token

import "slices"

// Problem is a fault that was found while decoding a token.
type Problem struct {
	ID       string // of the check that reports it
	Where    string // token, header, payload or signature
	Title    string
	Expected string
	Got      string // printable, without secrets
	Why      string
	Fix      string
	// Fatal reports whether Where could not be decoded.
	Fatal bool
	// LeftOut reports whether a part is missing. Either the sender or the person who
	// copied the token left it out.
	LeftOut bool
}

// The ids of the checks that report these problems.
const (
	ProblemStructure  = "token-structure"
	ProblemEncoding   = "token-encoding"
	ProblemJSON       = "token-json"
	ProblemDuplicates = "duplicate-members"
	ProblemHidden     = "hidden-characters"
)

// Fatal reports whether header or claims could not be decoded.
func (t Token) Fatal() bool {
	return slices.ContainsFunc(t.Problems, func(p Problem) bool { return p.Fatal })
}
