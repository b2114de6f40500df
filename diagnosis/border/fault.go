package border

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

// Fault describes a panic without the values involved, which may be secret: the runtime
// error or the type of the panic value, and the place in the code.
type Fault struct{ what, where string }

// NewFault returns the Fault for a recovered value. Call it in the deferred function that
// calls recover: it reads the stack. A Fault that Watched returned and the caller raised
// again is returned unchanged.
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
		// Frames above runtime.gopanic belong to the recovery.
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

// Watched runs work and returns its panic as a Fault, or nil if it did not panic. The
// goroutine that waits for the work must raise the Fault again. Otherwise a panic in
// another goroutine would end the process at once: it would print the values involved and
// leave the terminal in the state the program had set.
func Watched(work func()) (fault *Fault) {
	defer func() {
		if recovered := recover(); recovered != nil {
			fault = NewFault(recovered)
		}
	}()
	work()
	return nil
}
