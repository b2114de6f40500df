package content

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// fault is one thing wrong in one file, said so that whoever edits the file can
// mend it without reading Go: where it is, what it is, what to do.
type fault struct {
	file string
	line int // from 1; 0 where the fault is about the whole file
	says string
}

// Error is the form editors jump to: codes/MissingKey.md:12: what is wrong.
func (f fault) Error() string {
	if f.line == 0 {
		return f.file + ": " + f.says
	}
	return fmt.Sprintf("%s:%d: %s", f.file, f.line, f.says)
}

// faults gathers what is wrong. Reading and proving go on after a fault: a writer
// who mends one at a time would run the tests fifty times.
type faults []fault

func (f *faults) add(file string, line int, format string, args ...any) {
	*f = append(*f, fault{file: file, line: line, says: fmt.Sprintf(format, args...)})
}

// join returns all faults in the order of files and lines, nil where there are none.
func (f faults) join() error {
	sorted := slices.SortedStableFunc(slices.Values(f), func(a, b fault) int {
		return cmp.Or(strings.Compare(a.file, b.file), cmp.Compare(a.line, b.line))
	})
	all := make([]error, len(sorted))
	for i, fault := range sorted {
		all[i] = fault
	}
	return errors.Join(all...)
}
