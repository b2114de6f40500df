package content

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing wrong in one file, said so that whoever edits the file can
// mend it without reading Go: where it is, what it is, what to do.
type Fault struct {
	File string
	Line int // from 1; 0 where the fault is about the whole file
	Says string
}

// Error is the form editors jump to: codes/MissingKey.md:12: what is wrong.
func (f Fault) Error() string {
	if f.Line == 0 {
		return f.File + ": " + f.Says
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Says)
}

// faults gathers what is wrong. Reading and proving go on after a fault: a writer
// who mends one at a time would run the tests fifty times.
type faults []Fault

func (f *faults) add(file string, line int, format string, args ...any) {
	*f = append(*f, Fault{File: file, Line: line, Says: fmt.Sprintf(format, args...)})
}

// join returns all faults in the order of files and lines, nil where there are none.
func (f faults) join() error {
	sorted := slices.SortedStableFunc(slices.Values(f), func(a, b Fault) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	all := make([]error, len(sorted))
	for i, fault := range sorted {
		all[i] = fault
	}
	return errors.Join(all...)
}
