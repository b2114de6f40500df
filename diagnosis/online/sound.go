package online

import "slices"

// Sound reports whether the answer of a check shows no failure. Any status will do where only
// the host or its clock is asked for.
func (s Seen) Sound() bool {
	return s.Outcome == Answered && s.Fault == NoFault && (s.Status < 400 || slices.Contains([]ID{Host, Clock}, s.Check))
}
