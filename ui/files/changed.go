package files

// Change tells what happened to the file of an export after it was counted. After a
// change, the counts no longer describe the file, and rows read from it do not match them.
type Change string

// The changes that Since detects.
const (
	Unchanged Change = ""
	Rewritten Change = "another" // the file was written to or replaced
	Gone      Change = "gone"
)

// Words returns a description of the change and what to do about it, or "" for Unchanged.
func (c Change) Words() string {
	switch c {
	case Rewritten:
		return "The file was changed or replaced after it was counted. Press a to count it again."
	case Gone:
		return "The file no longer exists: it was moved, renamed or deleted after it was counted. Press a to look for it again."
	}
	return ""
}

// Since returns the change of the file since it was in the state counted. It reads the
// file system, so call it only from commands.
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

// Now returns the current state of the file. It reads the file system, so call it only
// from commands.
func (e *Export) Now() Stamp {
	if e.State == nil {
		return Stamp{}
	}
	stamp, _ := e.State() // a missing file also fails to open, and that error says more
	return stamp
}
