package border

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

// Fault is a panic as it may be told: what Go says of it and where it happened,
// without the values it was about, which may be a secret.
type Fault struct{ what, where string }

// NewFault is the Fault of a recovered value; it is called where recover is. One that
// was raised again, because it happened in another goroutine, stays as it is.
func NewFault(recovered any) *Fault {
	if fault, is := recovered.(*Fault); is {
		return fault
	}
	fault := &Fault{what: fmt.Sprintf("%T", recovered)}
	if known, is := recovered.(runtime.Error); is {
		fault.what, _ = Printable(known.Error())
	}
	frames := make([]uintptr, 64)
	callers := runtime.CallersFrames(frames[:runtime.Callers(2, frames)])
	for panicked := false; ; {
		frame, more := callers.Next()
		// What is nearer than the panic is what recovers.
		panicked = panicked || frame.Function == "runtime.gopanic"
		if ours := strings.HasPrefix(frame.Function, "authdoctor/"); panicked && ours {
			fault.where = fmt.Sprintf(" in %s, %s:%d", frame.Function, path.Base(frame.File), frame.Line)
		}
		if fault.where != "" || !more {
			return fault
		}
	}
}

// Error implements error.
func (f *Fault) Error() string {
	return "a fault in the program, not in what you gave it: " + f.what + f.where + "; please report this line"
}

// Watched runs work and gives its panic as a Fault, nil for none. Whoever waits for a
// goroutine raises it again: a panic that nobody recovers ends the process as it is,
// with the terminal as the program had it and the values on the screen.
func Watched(work func()) (fault *Fault) {
	defer func() {
		if recovered := recover(); recovered != nil {
			fault = NewFault(recovered)
		}
	}()
	work()
	return nil
}
