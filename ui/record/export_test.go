package record

import (
	"authdoctor/diagnosis"
	"authdoctor/ui/screen"
)

// For the tests of this package.

// FieldOf is the fact that the cursor is on.
func FieldOf(s screen.Screen) diagnosis.FactName {
	if r, is := s.(*record); is {
		return r.kind().Name
	}
	return s.(*facts).kind().Name
}

// Folded is how many rows the Case has, how many are folded into one, and the cursor.
func Folded(s screen.Screen) (rows, rest, at int) {
	shown, hidden := s.(*facts).listed()
	return len(shown), len(hidden), s.(*facts).at
}
