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
	return s.(*facts).row().kind.Name
}

// Folded is how many facts the Case lists, and whether the cursor is on the folded rest.
func Folded(s screen.Screen) (listed int, atRest bool) {
	f := s.(*facts)
	for _, row := range f.rows() {
		if row.kind.Name != "" {
			listed++
		}
	}
	return listed, f.row().rest
}
