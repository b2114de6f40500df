package ui

// change is what happened to the file of an export after it was counted. What was
// counted is not true of it any more, and what is read now does not belong to it.
type change string

const (
	unchanged change = ""
	another   change = "another" // it was written to, or replaced
	gone      change = "gone"
)

// words say it with the way out.
func (c change) words() string {
	switch c {
	case another:
		return "The file was changed or replaced after it was counted. Press a to count it again."
	case gone:
		return "The file is not there any more: it was moved, renamed or deleted after it was counted. Press a to look for it again."
	}
	return ""
}

// since says what happened to the file since a state of it. It reads the file system,
// so it belongs in commands.
func (e *export) since(counted Stamp) change {
	if e.state == nil {
		return unchanged
	}
	now, err := e.state()
	switch {
	case err != nil:
		return gone
	case !now.same(counted):
		return another
	}
	return unchanged
}

// now is the state of the file, for commands.
func (e *export) now() Stamp {
	if e.state == nil {
		return Stamp{}
	}
	stamp, _ := e.state() // a file that is not there cannot be read either, which says more
	return stamp
}
