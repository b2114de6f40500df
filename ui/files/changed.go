package files

// Change is what happened to the file of an export after it was counted. What was
// counted is not true of it any more, and what is read now does not belong to it.
type Change string

const (
	Unchanged Change = ""
	Rewritten Change = "another" // it was written to, or replaced
	Gone      Change = "gone"
)

// Words say it with the way out.
func (c Change) Words() string {
	switch c {
	case Rewritten:
		return "The file was changed or replaced after it was counted. Press a to count it again."
	case Gone:
		return "The file is not there any more: it was moved, renamed or deleted after it was counted. Press a to look for it again."
	}
	return ""
}

// Since says what happened to the file since a state of it. It reads the file system,
// so it belongs in commands.
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

// Now is the state of the file, for commands.
func (e *Export) Now() Stamp {
	if e.State == nil {
		return Stamp{}
	}
	stamp, _ := e.State() // a file that is not there cannot be read either, which says more
	return stamp
}
