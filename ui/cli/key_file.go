package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/term"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/probe"
	"authdoctor/ui/console"
)

// keyReader reads the key material that flags and arguments name.
type keyReader struct {
	world
	// passphraseFile holds the pass phrase of locked keys; without it the user is
	// asked where there is a terminal.
	passphraseFile string
	// stdinTaken reports whether standard input is read for something else.
	stdinTaken bool
	notes      []string
}

// readAll reads files and key set addresses into a Set.
func (r *keyReader) readAll(ctx context.Context, names []string) (*keys.Set, error) {
	var set *keys.Set
	for _, name := range names {
		file, err := r.read(ctx, name)
		if err != nil {
			return nil, err
		}
		set = set.With(file)
	}
	return set, nil
}

// read reads one file, "-" for standard input, or a key set from an address.
func (r *keyReader) read(ctx context.Context, name string) (keys.File, error) {
	if probe.IsAddress(name) {
		data, notes, err := probe.FetchKeySet(ctx, r.client, name)
		if err != nil {
			return keys.File{}, err
		}
		r.notes = append(r.notes, notes...)
		return beside(ctx, func() keys.File { return keys.Read(addressName(name), data, nil) })
	}
	data, called, err := r.bytes(ctx, name)
	if err != nil {
		return keys.File{}, err
	}
	file, err := beside(ctx, func() keys.File { return keys.Read(called, data, nil) })
	if err != nil {
		return keys.File{}, err
	}
	if !file.Locked() {
		if !file.Readable() {
			if instead := holdsInstead(ctx, printableText(called), string(data), "key inspect"); instead != "" {
				r.notes = append(r.notes, printableText(called)+": "+instead)
			}
		}
		return file, nil
	}
	passphrase, err := r.passphrase(ctx, called)
	if err != nil || passphrase == nil {
		return file, err
	}
	// To derive the key of a pass phrase takes as long as the file says.
	return beside(ctx, func() keys.File { return keys.Read(called, data, passphrase) })
}

// addressName is what a key set is called that came from an address: without
// query, which may hold anything.
func addressName(address string) string {
	address, _, _ = strings.Cut(address, "?")
	address, _, _ = strings.Cut(address, "#")
	return address
}

// bytes reads a key file whole, and gives what people call it.
func (r *keyReader) bytes(ctx context.Context, name string) (data []byte, known string, err error) {
	if name == "-" {
		if r.stdinTaken {
			return nil, "", errors.New("standard input is read for the token already; give the key as a file")
		}
		if isTerminal(r.in) {
			return nil, "", errors.New("a key is read from a file or a pipe; a terminal would show it")
		}
		r.stdinTaken = true
		data, err = io.ReadAll(io.LimitReader(&heedful{ctx: ctx, source: r.in}, keys.MaxFile+1))
		return data, "standard input", err
	}
	data, err = r.readFile(ctx, name, keys.MaxFile)
	if err != nil {
		if secret := refuseSecret(name); secret != nil && strings.ContainsAny(name, "\n") {
			return nil, "", secret
		}
		return nil, "", fmt.Errorf("cannot read key file %s: %w", shown(name), reason(err))
	}
	return data, called(name), nil
}

// passphrase is that of a locked key: from the file, or by a prompt where there is
// a terminal; nil where there is neither.
func (r *keyReader) passphrase(ctx context.Context, name string) ([]byte, error) {
	if r.passphraseFile == "" {
		if r.askPassphrase == nil {
			return nil, nil
		}
		return r.askPassphrase(ctx, fmt.Sprintf("Pass phrase for %s: ", shown(name)))
	}
	data, err := r.readFile(ctx, r.passphraseFile, 4096)
	if err != nil {
		return nil, fmt.Errorf("cannot read the pass phrase from %s: %w", shown(r.passphraseFile), reason(err))
	}
	phrase := strings.TrimRight(string(data), "\r\n")
	if phrase == "" {
		return nil, fmt.Errorf("%s holds no pass phrase: it is empty", shown(r.passphraseFile))
	}
	return []byte(phrase), nil
}

// readFile reads a file until its context ends: a pipe without a writer never
// answers, and ctrl+c must end the program all the same.
func (w world) readFile(ctx context.Context, name string, limit int64) ([]byte, error) {
	return await(ctx, func() ([]byte, error) { return w.disk.Read(name, limit) })
}

// await runs work and gives up on it when its context ends.
func await[T any](ctx context.Context, work func() (T, error)) (T, error) {
	type answer struct {
		value T
		err   error
		fault *border.Fault
	}
	done := make(chan answer, 1)
	go func() {
		var got answer
		got.fault = border.Watched(func() { got.value, got.err = work() })
		done <- got
	}()
	select {
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	case got := <-done:
		if got.fault != nil {
			panic(got.fault)
		}
		return got.value, got.err
	}
}

// askPassphrase asks at the controlling terminal, without showing what is typed.
// It gives nil where there is no terminal to ask at. A stop (ctrl+z) drops what was
// typed, and the prompt comes again when the process continues.
func askPassphrase(ctx context.Context, prompt string) ([]byte, error) {
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		if !term.IsTerminal(os.Stdin.Fd()) {
			return nil, nil
		}
		tty = os.Stdin
	} else {
		defer tty.Close()
	}
	// Echo is off before the prompt is seen: somebody types or pastes at once.
	held, err := console.Hold(tty, os.Stderr, console.Silent, "\n")
	if err != nil {
		return nil, nil
	}
	reading, stop := context.WithCancel(ctx)
	defer stop()
	held.OnInterrupt(stop)
	show := func() { _, _ = io.WriteString(held.Output(os.Stderr), border.Text(prompt)) }
	held.OnResume(show)
	show()
	phrase, err := await(reading, func() ([]byte, error) { return readHidden(tty) })
	held.Release(err != nil)
	switch {
	case reading.Err() != nil:
		return nil, tea.ErrInterrupted
	case err != nil:
		return nil, fmt.Errorf("the pass phrase could not be read: %w", err)
	}
	return phrase, nil
}
