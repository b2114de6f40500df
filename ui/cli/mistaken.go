package cli

import (
	"context"
	"fmt"
	"io"

	"authdoctor/diagnosis/intake"
)

// kindsHeld names what a file holds that was given to a command which reads something
// else, and the command that reads it.
var kindsHeld = map[intake.Kind]struct{ what, command string }{
	intake.KindToken:    {"a token", "check"},
	intake.KindCode:     {"a word of the Detail column", "check"},
	intake.KindAnswer:   {"an HTTP answer", "check"},
	intake.KindRedirect: {"a redirect URL", "check"},
	intake.KindRequest:  {"a request", "check"},
	intake.KindError:    {"an error of a program", "check"},
	intake.KindSource:   {"source code of a client", "check"},
	intake.KindKey:      {"a certificate or a key", "key inspect"},
	intake.KindTrail:    {"an export of the Login Audit Trail", "trail"},
}

// holdsInstead names what a text holds that is none of what a command reads, and how to
// read it; "" where that is not known. name is printable.
func holdsInstead(ctx context.Context, name, text, command string) string {
	input, err := beside(ctx, func() intake.Input { return intake.Recognise(text) })
	if err != nil {
		return ""
	}
	held, known := kindsHeld[input.Kind]
	if looksLikeExport(ctx, []byte(text)) {
		held, known = kindsHeld[intake.KindTrail], true
	}
	if !known || held.command == command {
		return ""
	}
	return fmt.Sprintf("it holds %s; to read it: authdoctor %s %s", held.what, held.command, name)
}

// beginning reads as much of a file as is recognised, "" where it cannot be read.
func beginning(ctx context.Context, open func() (io.ReadCloser, error)) string {
	file, err := open()
	if err != nil {
		return ""
	}
	defer file.Close()
	text, _ := limited(ctx, &heedful{ctx: ctx, source: file})
	return text
}
