package content

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// fault is a fault in a file of this folder, in words for whoever edits that file: where it
// is, what it is, and what to do.
type fault struct {
	file string
	line int // from 1; 0 if the fault is about the whole file
	says string
}

// Error formats the fault so that editors can jump to it: codes/MissingKey.md:12: no title.
func (f fault) Error() string {
	if f.line == 0 {
		return f.file + ": " + f.says
	}
	return fmt.Sprintf("%s:%d: %s", f.file, f.line, f.says)
}

// faults collects faults. Reading and proving continue after a fault, so that one run of the
// tests finds all of them.
type faults []fault

func (f *faults) add(file string, line int, format string, args ...any) {
	*f = append(*f, fault{file: file, line: line, says: fmt.Sprintf(format, args...)})
}

// join returns all faults in the order of files and lines, nil if there are none.
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
