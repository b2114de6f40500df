package files

// Change is a change of the file of an export after it was counted. The counts no longer
// describe the file, and rows read now do not belong to them.
type Change string

const (
	Unchanged Change = ""
	Rewritten Change = "another" // it was written to, or replaced
	Gone      Change = "gone"
)

// Words returns the change and what to do, "" for none.
func (c Change) Words() string {
	switch c {
	case Rewritten:
		return "The file was changed or replaced after it was counted. Press a to count it again."
	case Gone:
		return "The file is not there any more: it was moved, renamed or deleted after it was counted. Press a to look for it again."
	}
	return ""
}

// Since returns the change of the file since a state of it. It reads the file system, so it
// belongs in commands.
func (e *Export) Since(counted Stamp) Change {
	if e.State == nil {
		return Unchanged
	}
	now, err := e.State()
	switch {
	case err != nil:
		return Gone
	case !now.same(counted):
		return Rewritten
	}
	return Unchanged
}

// Now returns the state of the file. It reads the file system too.
func (e *Export) Now() Stamp {
	if e.State == nil {
		return Stamp{}
	}
	stamp, _ := e.State() // a file that is not there cannot be read either, which says more
	return stamp
}
