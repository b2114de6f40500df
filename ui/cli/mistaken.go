package cli

import (
	"context"
	"fmt"
	"io"

	"authdoctor/diagnosis/intake"
)

// kinds describes each kind of input, and the command that reads it.
var kinds = map[intake.Kind]struct{ what, command string }{
	intake.KindToken:    {"a token", "check"},
	intake.KindCode:     {"a word of the Detail column", "check"},
	intake.KindAnswer:   {"an HTTP answer", "check"},
	intake.KindRedirect: {"a redirect URL", "check"},
	intake.KindRequest:  {"a request", "check"},
	intake.KindError:    {"an error of a program", "check"},
	intake.KindSource:   {"source code of a client", "check"},
	intake.KindReport:   {"a report or a case file", "check"},
	intake.KindKey:      {"a certificate or a key", "key inspect"},
	intake.KindTrail:    {"an export of the Login Audit Trail", "trail"},

	intake.KindCertificates: {"a list of certificates", "check"},
}

// holdsInstead says what a text contains that the given command cannot read, and which
// command reads it. It is "" if that is unknown. The name must be printable.
func holdsInstead(ctx context.Context, name, text, command string) string {
	input, err := beside(ctx, func() intake.Input { return intake.Recognise(text) })
	if err != nil {
		return ""
	}
	held, known := kinds[input.Kind]
	if looksLikeExport(ctx, []byte(text)) {
		held, known = kinds[intake.KindTrail], true
	}
	if !known || held.command == command {
		return ""
	}
	return fmt.Sprintf("it contains %s; to read it: authdoctor %s %s", held.what, held.command, name)
}

// beginning reads a file up to the length that intake accepts; "" if that fails.
func beginning(ctx context.Context, open func() (io.ReadCloser, error)) string {
	file, err := open()
	if err != nil {
		return ""
	}
	defer file.Close()
	text, _ := limited(ctx, &heedful{ctx: ctx, source: file})
	return text
}
