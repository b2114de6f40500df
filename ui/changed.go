package ui

// Change is what happened to the file of an export after it was counted. What was
// counted is not true of it any more, and what is read now does not belong to it.
type Change string

const (
	Unchanged Change = ""
	Rewritten Change = "another" // it was written to, or replaced
	Gone      Change = "gone"
)

// words say it with the way out.
func (c Change) words() string {
	switch c {
	case Rewritten:
		return "The file was changed or replaced after it was counted. Press a to count it again."
	case Gone:
		return "The file is not there any more: it was moved, renamed or deleted after it was counted. Press a to look for it again."
	}
	return ""
}

// since says what happened to the file since a state of it. It reads the file system,
// so it belongs in commands.
func (e *export) since(counted Stamp) Change {
	if e.state == nil {
		return Unchanged
	}
	now, err := e.state()
	switch {
	case err != nil:
		return Gone
	case !now.same(counted):
		return Rewritten
	}
	return Unchanged
}

// now is the state of the file, for commands.
func (e *export) now() Stamp {
	if e.state == nil {
		return Stamp{}
	}
	stamp, _ := e.state() // a file that is not there cannot be read either, which says more
	return stamp
}
