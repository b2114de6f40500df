package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"

	"github.com/charmbracelet/x/term"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
)

// readInput reads what is to be diagnosed: a file, or standard input for "-" and
// for no name.
func (w world) readInput(ctx context.Context, args []string) (string, error) {
	if file, ok := w.in.(*os.File); ok && (len(args) == 0 || args[0] == "-") && isTerminal(file) {
		return w.askFor(ctx, file)
	}
	source, name, err := w.source(args)
	if err != nil {
		return "", err
	}
	defer source.Close()
	text, err := limited(&heedful{ctx: ctx, source: source})
	if err != nil {
		return "", fmt.Errorf("cannot read %s: %w", name, reason(err))
	}
	return text, nil
}

// longestLine is what a terminal passes on of one line; the rest is lost.
const longestLine = 4095

// askFor reads a line from a terminal without showing it: what is pasted may be a
// live token, and the scrollback keeps what was shown.
func (w world) askFor(ctx context.Context, terminal *os.File) (string, error) {
	before, err := term.GetState(terminal.Fd())
	if err != nil {
		return "", fmt.Errorf("cannot read standard input: %w", reason(err))
	}
	fmt.Fprint(w.err, "paste a token or a code and press enter; it is not shown: ")
	type answer struct {
		line []byte
		err  error
	}
	typed := make(chan answer, 1)
	go func() {
		line, err := term.ReadPassword(terminal.Fd())
		typed <- answer{line, err}
	}()
	select {
	case <-ctx.Done():
		_ = term.Restore(terminal.Fd(), before)
		fmt.Fprintln(w.err)
		return "", ctx.Err()
	case got := <-typed:
		fmt.Fprintln(w.err)
		if errors.Is(got.err, io.EOF) {
			got.err = nil
		}
		if len(got.line) >= longestLine {
			return "", errors.New("the terminal cuts lines of this length; put the token into a file: authdoctor check FILE")
		}
		return string(got.line), got.err
	}
}

// source opens what is to be read and says what errors shall call it.
func (w world) source(args []string) (source io.ReadCloser, name string, err error) {
	if len(args) == 0 || args[0] == "-" {
		return io.NopCloser(w.in), "standard input", nil
	}
	file, err := w.open(args[0])
	if err != nil {
		if secret := refuseSecret(args[0]); secret != nil {
			return nil, "", secret
		}
		hint := ""
		if errors.Is(err, fs.ErrNotExist) && codeForm.MatchString(args[0]) {
			hint = "; to look up a code: authdoctor explain " + args[0]
		}
		return nil, "", fmt.Errorf("cannot open %s: %w%s", shown(args[0]), reason(err), hint)
	}
	return file, shown(args[0]), nil
}

// heedful reads until its context ends. Main catches ctrl+c, and a read from a
// terminal or a pipe would otherwise wait on.
type heedful struct {
	ctx    context.Context
	source io.Reader
	buffer []byte // of the read that runs, which may outlive the last call
}

func (h *heedful) Read(into []byte) (int, error) {
	if err := h.ctx.Err(); err != nil {
		return 0, err
	}
	if len(h.buffer) < len(into) {
		h.buffer = make([]byte, len(into))
	}
	type answer struct {
		n   int
		err error
	}
	done := make(chan answer, 1)
	go func() {
		n, err := h.source.Read(h.buffer[:len(into)])
		done <- answer{n, err}
	}()
	select {
	case <-h.ctx.Done():
		return 0, h.ctx.Err()
	case read := <-done:
		copy(into, h.buffer[:read.n])
		return read.n, read.err
	}
}

var codeForm = regexp.MustCompile(`^[A-Za-z_]{4,40}$`)

// limited reads everything up to the limit on pasted text.
func limited(r io.Reader) (string, error) {
	data, err := io.ReadAll(io.LimitReader(r, intake.MaxText+1))
	switch {
	case err != nil:
		return "", err
	case len(data) > intake.MaxText:
		return "", fmt.Errorf("more than %d bytes; give the token or the code alone", intake.MaxText)
	}
	return string(data), nil
}

// refuseSecret refuses a token that was given as an argument. It is not repeated:
// the terminal may be shared.
func refuseSecret(argument string) error {
	if secretForm.MatchString(argument) {
		return errors.New("this looks like a token or a key; on the command line it stays in the shell's history. Put it into a file or a pipe: authdoctor check FILE, or authdoctor check < FILE")
	}
	return nil
}

// secretForm finds tokens, keys, and an argument that is one run as long as the
// shortest secret of NetSuite.
var secretForm = regexp.MustCompile(`eyJ|-----BEGIN|^[A-Za-z0-9_+-]{43,}=*$`)

// shown is an argument or file name as an error may repeat it.
func shown(name string) string {
	if refuseSecret(name) != nil {
		return "this"
	}
	printable, _ := border.Printable(border.Clip(name, 80))
	return "'" + printable + "'"
}

// reason drops the path from an error of the file system; the sentence has it.
func reason(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
