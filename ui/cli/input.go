package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/trail"
)

// readInput reads the text to diagnose: a file, or standard input if there is no argument
// or it is "-".
func (w world) readInput(ctx context.Context, args []string) (string, error) {
	source, name, err := w.source(ctx, args)
	if err != nil {
		return "", err
	}
	defer source.Close()
	text, err := limited(ctx, &heedful{ctx: ctx, source: source})
	if err != nil {
		return "", fmt.Errorf("cannot read %s: %w", name, reason(err))
	}
	return text, nil
}

// source opens the input and returns the name that errors use for it.
func (w world) source(ctx context.Context, args []string) (source io.ReadCloser, name string, err error) {
	if len(args) == 0 || args[0] == "-" {
		if isTerminal(w.in) { // it would show a pasted secret and keep it in its scrollback
			return nil, "", errors.New("check reads a file or a pipe; to paste a token or a code, open the assistant: authdoctor")
		}
		return io.NopCloser(w.in), "standard input", nil
	}
	file, err := await(ctx, func() (fs.File, error) { return w.open(args[0]) })
	if err != nil {
		if secret := refuseSecret(args[0]); secret != nil {
			return nil, "", secret
		}
		hint := ""
		if errors.Is(err, fs.ErrNotExist) && codeForm().MatchString(args[0]) {
			hint = "; to look up a code: authdoctor explain " + args[0]
		}
		return nil, "", fmt.Errorf("cannot open %s: %w%s", shown(args[0]), reason(err), hint)
	}
	return file, shown(args[0]), nil
}

// heedful is a reader whose reads end with its context. Main catches ctrl+c, which would
// otherwise not interrupt a read from a terminal or a pipe.
type heedful struct {
	ctx    context.Context
	source io.Reader
	buffer []byte // its own, because a read may outlive the call that started it
}

func (h *heedful) Read(into []byte) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	if len(h.buffer) < len(into) {
		h.buffer = make([]byte, len(into))
	}
	read, err := await(h.ctx, func() (int, error) { return h.source.Read(h.buffer[:len(into)]) })
	copy(into, h.buffer[:read])
	return read, err
}

var codeForm = pattern.Lazy(`^[A-Za-z_]{4,40}$`)

// limited reads all of r. It fails if the text is longer than intake accepts; the limit is
// higher for a text that begins like a HAR file.
func limited(ctx context.Context, r io.Reader) (string, error) {
	data, err := io.ReadAll(io.LimitReader(r, intake.MaxText+1))
	if err != nil {
		return "", err
	}
	limit := intake.Limit(string(data[:min(len(data), 4096)]))
	if len(data) > intake.MaxText && limit > intake.MaxText {
		rest, err := io.ReadAll(io.LimitReader(r, int64(limit-len(data)+1)))
		if err != nil {
			return "", err
		}
		data = append(data, rest...)
	}
	if len(data) > limit {
		if strings.HasPrefix(string(data[:2]), "PK") {
			return "", errors.New("it is an Excel workbook or a ZIP archive; to read an export of the Login Audit Trail: authdoctor trail FILE")
		}
		if looksLikeExport(ctx, data) {
			return "", errors.New("it is an export of the Login Audit Trail, too long for check; to read it: authdoctor trail FILE")
		}
		return "", fmt.Errorf("more than %d bytes; give only the token, the answer or the code", limit)
	}
	return string(data), nil
}

var errIsExport = errors.New("it is an export of the Login Audit Trail; to read it: authdoctor trail FILE")

// isSheet reports whether a text may be a workbook, SpreadsheetML or a page.
func isSheet(text string) bool {
	text = strings.TrimLeft(text, " \t\r\n\ufeff")
	return strings.HasPrefix(text, "PK\x03\x04") || strings.HasPrefix(text, "<")
}

// looksLikeExport reports whether a text begins like an export of the Login Audit Trail.
func looksLikeExport(ctx context.Context, data []byte) bool {
	source := trail.Source{Size: int64(len(data)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }}
	dialect, err := trail.Inspect(ctx, source, trail.Options{})
	return err == nil && len(dialect.Missing()) < 4
}

// refuseSecret returns an error if an argument may be a token or a key. The error does not
// repeat it: the terminal may be shared.
func refuseSecret(argument string) error {
	if border.MayBeSecret(argument) {
		return errors.New("this looks like a token or a key; on the command line it stays in the shell's history. Put it in a file or a pipe: authdoctor check FILE, or authdoctor check < FILE")
	}
	return nil
}

// shown quotes an argument or a file name for an error; "this" replaces a secret.
func shown(name string) string {
	if refuseSecret(name) != nil {
		return "this"
	}
	return "'" + border.Shown(name, 80) + "'"
}

// called returns the name of a file for notes and reports.
func called(name string) string {
	if border.MayBeSecret(name) {
		return "the file whose name may be a secret"
	}
	return printableText(name)
}

// printableText returns outside text with secrets redacted and hidden characters escaped.
func printableText(text string) string {
	out, _ := border.Printable(border.Redact(text))
	return out
}

// reason removes the path from an error of the file system: the message names the file.
func reason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
