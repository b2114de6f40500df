package cli

import (
	"context"
	"io"
	"os"
	"strconv"
	"time"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/trail"
	"authdoctor/ui"
	"authdoctor/ui/console"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
	"authdoctor/ui/plain"
)

// wantsPlain reports whether the environment asks for the assistant in words: ACCESSIBLE is
// set and is not false, or the terminal can only append.
func wantsPlain(getenv func(string) string) bool {
	is, err := strconv.ParseBool(getenv("ACCESSIBLE"))
	return is || err != nil && getenv("ACCESSIBLE") != "" || getenv("TERM") == "dumb"
}

// accessible runs the assistant in words. in is what the user types.
func (w world) accessible(ctx context.Context, in io.Reader, library *content.Library, given ui.Given, c diagnosis.Case, clock func() time.Time, standing bool) error {
	hide := func(lines bool, prompt string, again func()) func() {
		shown, show := func() {}, func() { _ = writeAll(w.out, prompt) }
		if terminal, is := terminalOf(in); is {
			shown = unseen(terminal, lines, func() { again(); show() })
		}
		show() // with echo off: some users paste at once
		return shown
	}
	inner := w
	inner.plain, inner.out, inner.err, inner.now = true, unwrapped(w.out), unwrapped(w.out), clock
	sent := w.probe
	sent.Now, sent.Random = w.now, w.random
	out := plainOut{w.out}
	text := func(write func(w *textWriter)) string {
		t := newText(out)
		write(t)
		return t.String()
	}
	var phrase func(prompt string) (string, error)
	inner.askPassphrase = func(_ context.Context, prompt string) ([]byte, error) {
		typed, err := phrase(prompt)
		return []byte(typed), err
	}
	return plain.Run(ctx, plain.Options{
		Library: library, Clock: clock, Standing: standing, Now: w.now, Local: time.Local, Disk: w.disk, Client: w.client, Probe: sent, Random: w.random, Version: version(),
		In: &heedful{ctx: ctx, source: in}, Out: w.out, Hide: hide, Phrase: &phrase,
		Case: c, Text: given.Text, Path: given.Path, Page: given.Page, Word: given.Word, SetUp: given.SetUp, Lesson: given.Lesson,
		Commands: plain.Commands{
			Line: func(label, said string) string { return text(func(t *textWriter) { t.hanging(label, said) }) },
			Check: func(c diagnosis.Case, d diagnosis.Diagnosis) string {
				return text(func(t *textWriter) { t.diagnosis(nil, c, d) })
			},
			Passed: func(c diagnosis.Case, d diagnosis.Diagnosis) string {
				return text(func(t *textWriter) { t.passed(d, len(c.Tokens) > 1) })
			},
			Step: func(list content.Checklist, at int) string {
				return text(func(t *textWriter) { t.step(library, list, at, list.Steps[at]) })
			},
			Page: func(p content.Page) string { return text(func(t *textWriter) { t.page(p) }) },
			Keys: func(all []keys.File, at time.Time) string {
				return text(func(t *textWriter) { newKeyText(t, keys.NewSet(all...)).all(at) })
			},
			Trail: func(got files.CountResult, options trail.Options, at time.Time) string {
				a := trailAnswer{summary: got.Summary, incidents: got.Incidents, at: at.UTC(), top: topInText, cause: library.Cause}
				a.by, _ = trailOptions{}.dimensions()
				a.notes = notesOnTrail(a, options)
				return text(func(t *textWriter) { t.trail(a) })
			},
			Watch: func(progress *trail.Progress) func() { return w.tell(progress, text) },
			Run:   func(args ...string) bool { return run(ctx, args, inner) == exitSound },
		},
	})
}

// tellEvery is how often the progress is told.
const tellEvery = 3 * time.Second

// tell writes the progress of reading, a line every few seconds, until the function it
// returns is called.
func (w world) tell(progress *trail.Progress, text func(func(*textWriter)) string) (done func()) {
	ticker, stop, ended := time.NewTicker(tellEvery), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		_ = border.Watched(func() {
			for {
				select {
				case <-stop:
					return
				case <-ticker.C:
					_ = writeAll(w.out, text(func(t *textWriter) { t.hanging("", told(progress)) }))
				}
			}
		})
	}()
	return func() {
		ticker.Stop()
		close(stop)
		<-ended
		_ = writeAll(w.out, text(func(t *textWriter) { t.hanging("", told(progress)+" That is all of it.") }))
	}
}

// told returns how far a count has come, as in "Read 2 MB of 10 MB, 12 000 rows."
func told(progress *trail.Progress) string {
	read := "Read " + paint.Amount(progress.Bytes())
	if total := progress.Total(); total > 0 {
		read += " of " + paint.Amount(total)
	}
	read += ", " + plural(progress.Rows(), "row", "rows") + "."
	if again, total := progress.Again(); again > 0 {
		read += " To compare rows, read " + paint.Amount(again)
		if total > 0 {
			read += " of " + paint.Amount(total)
		}
		read += " again."
	}
	return read
}

// unseen stops a terminal from showing what is typed, until the function it returns is
// called. Without lines, a line may be of any length. again is called whenever the program
// continues after a stop.
func unseen(terminal *os.File, lines bool, again func()) (shown func()) {
	settings := console.Unseen
	if lines {
		settings = console.Silent
	}
	held, err := console.Hold(terminal, terminal, settings, "")
	if err != nil {
		return func() {}
	}
	held.OnInterrupt(func() {}) // the context of the program ends the question
	held.OnResume(again)
	return func() { held.Release(false) }
}
