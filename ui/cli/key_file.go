package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
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
	// passphraseFile is the file with the pass phrase of locked keys. If it is "", the
	// user is asked at the terminal, if there is one.
	passphraseFile string
	// stdinTaken reports whether standard input is used for other input.
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
	phrases, err := r.passphrases(ctx, called)
	if err != nil || len(phrases) == 0 {
		return file, err
	}
	var used keys.Phrase
	// The file determines how long it takes to derive the key from the pass phrase.
	file, err = beside(ctx, func() keys.File {
		file, phrase := keys.ReadPhrases(called, data, phrases)
		used = phrase
		return file
	})
	if err == nil && used.Note != "" {
		r.note("the pass phrase was read " + used.Note)
	}
	return file, err
}

// note adds a note, unless it is there already.
func (r *keyReader) note(text string) {
	if !slices.Contains(r.notes, text) {
		r.notes = append(r.notes, text)
	}
}

// addressName returns the name of a key set from an address, without the query, which may
// contain a secret.
func addressName(address string) string {
	address, _, _ = strings.Cut(address, "?")
	address, _, _ = strings.Cut(address, "#")
	return address
}

// bytes reads a key file and returns the name that messages use for it.
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

// passphrases returns what the pass phrase of a locked key may be, from the file or a prompt.
// There are none if there is neither a file nor a terminal.
func (r *keyReader) passphrases(ctx context.Context, name string) ([]keys.Phrase, error) {
	if r.passphraseFile == "" {
		if r.askPassphrase == nil {
			return nil, nil
		}
		typed, err := r.askPassphrase(ctx, fmt.Sprintf("Pass phrase for %s: ", shown(name)))
		return keys.Phrases(typed), err
	}
	data, err := r.readFile(ctx, r.passphraseFile, 4096)
	if err != nil {
		return nil, fmt.Errorf("cannot read the pass phrase from %s: %w", shown(r.passphraseFile), reason(err))
	}
	phrases := keys.Phrases(data)
	if len(phrases) == 0 {
		return nil, fmt.Errorf("%s is empty; it must contain the pass phrase", shown(r.passphraseFile))
	}
	return phrases, nil
}

// readFile reads a file, or gives up when ctx ends: ctrl+c must end the program even if the
// file is a pipe that nobody writes to.
func (w world) readFile(ctx context.Context, name string, limit int64) ([]byte, error) {
	return await(ctx, func() ([]byte, error) { return w.disk.Read(name, limit) })
}

// await runs work and gives up on it when ctx ends. A panic of work is raised here.
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

// askPassphrase asks for a pass phrase at the controlling terminal without echo. It returns
// nil if there is no terminal. A stop (ctrl+z) discards what was typed; the prompt is
// shown again when the process continues.
func askPassphrase(ctx context.Context, prompt string) ([]byte, error) {
	tty, err := console.Open()
	if err != nil {
		if !term.IsTerminal(os.Stdin.Fd()) {
			return nil, nil
		}
		tty = os.Stdin
	} else {
		defer tty.Close()
	}
	// Echo is off before the prompt appears: some users type or paste at once.
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
	case phrase == nil:
		return []byte{}, nil // nothing was typed
	}
	return phrase, nil
}
