package token

import "slices"

// Problem is a fault that was found while decoding a token.
type Problem struct {
	ID       string `json:"id,omitempty"`    // of the check that reports it
	Where    string `json:"where,omitempty"` // token, header, payload or signature
	Title    string `json:"title,omitempty"`
	Expected string `json:"expected,omitempty"`
	Got      string `json:"got,omitempty"` // printable, without secrets
	Why      string `json:"why,omitempty"`
	Fix      string `json:"fix,omitempty"`
	// Fatal reports whether Where could not be decoded.
	Fatal bool `json:"fatal,omitempty"`
	// LeftOut reports whether a part is missing. Either the sender or the person who
	// copied the token left it out.
	LeftOut bool `json:"left_out,omitempty"`
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
