// Package console owns a terminal whose settings the program has changed: it knows
// what the terminal was like before, and gives it back however the process ends or is
// stopped.
//
// Three things outlive a process if nobody undoes them: the settings of the line
// (echo, raw mode), the modes of the screen (alternate screen, hidden cursor,
// bracketed paste), and what was typed and not yet read, which the shell would show.
// Hold is the one way to change the first two. It watches every signal that ends or
// stops a process; what no process can catch (SIGKILL, SIGSTOP) and what Go's runtime
// ends itself are the exceptions.
package console

import (
	"bytes"
	"io"
	"os"
	"os/signal"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"
)

// patience is how long a terminal may take to accept the last text.
const patience = 100 * time.Millisecond

// Settings changes the settings of a terminal. It is called again when the process
// continues after a stop.
type Settings func(fd uintptr) error

// Raw hands every key over as it comes, unseen, and ctrl+c and ctrl+\ as keys.
func Raw(fd uintptr) error {
	_, err := term.MakeRaw(fd)
	return err
}

// Held is a terminal whose settings were changed. Its methods do nothing on nil, which
// stands for no terminal.
type Held struct {
	in       *os.File
	settings Settings
	screen   *Screen
	farewell string

	ending    chan os.Signal // signals that end or stop the process
	continued chan os.Signal // SIGCONT
	over      chan struct{}
	exit      func(code int)

	lock        sync.Mutex // of what follows
	before      *term.State
	given       bool // back
	ended       bool // given back for good
	resumed     func()
	interrupted func()
}

// current is the terminal that is held, nil for none: a process has one.
var current atomic.Pointer[Held]

// Hold changes the settings of the terminal that in reads. out is where the screen is
// drawn; farewell is written there whenever the terminal is given back. It fails where
// in is no terminal.
//
// SIGINT, SIGTERM and SIGHUP end the process with exit code 130, or in an orderly way
// where OnInterrupt says how; every other signal that ends a process does so at once,
// with 128 and its number.
func Hold(in, out *os.File, settings Settings, farewell string) (*Held, error) {
	before, err := term.GetState(in.Fd())
	if err != nil {
		return nil, err
	}
	h := &Held{
		in: in, settings: settings, screen: newScreen(out), farewell: farewell, before: before,
		// Room for one of each: the sender does not wait.
		ending: make(chan os.Signal, 64), continued: make(chan os.Signal, 1), over: make(chan struct{}),
		exit: os.Exit,
	}
	current.Store(h)
	for _, s := range slices.Concat(endings, stops) {
		// What the parent had ignored stays ignored. Only of the end of its terminal
		// must a program hear that has nothing but the terminal.
		if s == syscall.SIGHUP || !signal.Ignored(s) {
			signal.Notify(h.ending, s)
		}
	}
	notifyContinued(h.continued)
	go h.watch()
	if err := settings(in.Fd()); err != nil {
		h.Release(false)
		return nil, err
	}
	return h, nil
}

// Restore gives the terminal back that is held, where one is, so that the process can
// end at once. It may be called from any goroutine, and more than once.
func Restore() {
	if h := current.Load(); h != nil {
		h.giveBack(true, true)
	}
}

// Release gives the terminal back and stops watching signals. With discard, what was
// typed and not read is dropped: it was meant for this program, and the shell would
// show it.
func (h *Held) Release(discard bool) {
	if h == nil {
		return
	}
	h.giveBack(discard, true)
	if current.CompareAndSwap(h, nil) {
		signal.Stop(h.ending)
		signal.Stop(h.continued)
		close(h.over)
	}
}

// Output is the only way to the screen of a held terminal; otherwise where there is
// none.
func (h *Held) Output(otherwise io.Writer) io.Writer {
	if h == nil {
		return otherwise
	}
	return h.screen
}

// OnInterrupt has the first SIGINT, SIGTERM or SIGHUP call end instead of ending the
// process; the second ends it at once.
func (h *Held) OnInterrupt(end func()) {
	if h == nil {
		return
	}
	h.lock.Lock()
	defer h.lock.Unlock()
	h.interrupted = end
}

// OnResume calls draw, in a goroutine, when the process continues: the screen is
// empty then, and its size may be another.
func (h *Held) OnResume(draw func()) {
	if h == nil {
		return
	}
	h.lock.Lock()
	defer h.lock.Unlock()
	h.resumed = draw
}

// watch acts on signals until the terminal is released.
func (h *Held) watch() {
	for {
		select {
		case <-h.over:
			return
		case <-h.continued:
			h.resume()
		case s := <-h.ending:
			h.act(s)
		}
	}
}

func (h *Held) act(s os.Signal) {
	if slices.Contains(stops, s) {
		h.giveBack(true, false)
		h.stop()
		// A process is often told to end while it is stopped.
		if len(h.ending) == 0 {
			h.resume()
		}
		return
	}
	code := exitCode(s)
	if code == interruptedCode {
		h.lock.Lock()
		end := h.interrupted
		h.interrupted = nil
		h.lock.Unlock()
		if end != nil {
			end()
			return
		}
	}
	h.giveBack(true, true)
	h.exit(code)
}

// interruptedCode is the exit code of an interrupted program.
const interruptedCode = 130

// exitCode is the one a process ends with that a signal ended, as shells count them.
func exitCode(s os.Signal) int {
	number, known := s.(syscall.Signal)
	if !known || number == syscall.SIGINT || number == syscall.SIGTERM || number == syscall.SIGHUP {
		return interruptedCode
	}
	return 128 + int(number)
}

func (h *Held) giveBack(discard, ends bool) {
	h.lock.Lock()
	defer h.lock.Unlock()
	h.ended = h.ended || ends
	if h.given {
		return
	}
	h.given = true
	if !foreground(h.in) {
		h.screen.shut() // the terminal is another program's already
		return
	}
	if discard {
		discardInput(h.in)
	}
	_ = term.Restore(h.in.Fd(), h.before)
	h.screen.leave(h.farewell)
}

// resume takes the terminal again after a stop. A process that continues in the
// background has no right to it, and stops again.
func (h *Held) resume() {
	for !foreground(h.in) {
		if !h.stop() || len(h.ending) > 0 {
			return
		}
	}
	h.lock.Lock()
	defer h.lock.Unlock()
	if h.ended {
		return
	}
	if h.given {
		// The shell may have changed it meanwhile, at the user's wish.
		if state, err := term.GetState(h.in.Fd()); err == nil {
			h.before = state
		}
		discardInput(h.in) // typed before the program asked for it
	}
	h.given = false
	_ = h.settings(h.in.Fd())
	h.screen.enter()
	if h.resumed != nil {
		go h.resumed()
	}
}

// stop stops the process and returns when it continues. It reports whether the process
// could be stopped.
func (h *Held) stop() bool {
	select {
	case <-h.continued: // of an earlier stop
	default:
	}
	if !stopSelf() {
		return false
	}
	<-h.continued
	return true
}

// Screen writes to a terminal and remembers the modes that were set on the way, so
// that they can be undone without the writer. It is a term.File.
type Screen struct {
	file   *os.File
	turn   chan struct{} // who writes holds the one it has room for
	closed atomic.Bool
	modes  map[string]bool // those that were changed: set or reset
}

func newScreen(file *os.File) *Screen {
	return &Screen{file: file, turn: make(chan struct{}, 1), modes: map[string]bool{}}
}

// Write implements io.Writer. What is written to a terminal that was given back is
// lost: a frame there would be drawn over the shell's text.
func (s *Screen) Write(text []byte) (int, error) {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	if s.closed.Load() {
		return len(text), nil
	}
	s.note(text)
	return s.file.Write(text)
}

// Read, Close and Fd are those of the file, which stays open.
func (s *Screen) Read(into []byte) (int, error) { return s.file.Read(into) }

// Close implements io.Closer.
func (s *Screen) Close() error { return nil }

// Fd implements term.File.
func (s *Screen) Fd() uintptr { return s.file.Fd() }

// modeLead begins the sequence that sets (…h) or resets (…l) a mode.
const modeLead = "\x1b[?"

// note remembers the modes that a text changes from what they are at rest.
func (s *Screen) note(text []byte) {
	for {
		_, rest, found := bytes.Cut(text, []byte(modeLead))
		if !found {
			return
		}
		text = rest
		end := bytes.IndexFunc(rest, func(r rune) bool { return r < '0' || r > ';' })
		if end < 0 || rest[end] != 'h' && rest[end] != 'l' {
			continue
		}
		for _, mode := range bytes.Split(rest[:end], []byte(";")) {
			if set := rest[end] == 'h'; set != slices.Contains(setAtRest, string(mode)) {
				s.modes[string(mode)] = set
			} else {
				delete(s.modes, string(mode))
			}
		}
	}
}

// setAtRest are the modes that every terminal begins with: lines wrap, and the cursor
// is seen.
var setAtRest = []string{"7", "25"}

// switches is what changes all changed modes, or changes them back. The alternate
// screen comes first: some terminals keep the other modes for each screen.
func (s *Screen) switches(back bool) string {
	text := ""
	for mode, set := range s.modes {
		final := "l"
		if set != back {
			final = "h"
		}
		if one := modeLead + mode + final; mode == "1049" {
			text = one + text
		} else {
			text += one
		}
	}
	return text
}

// shut loses all that is written from now on.
func (s *Screen) shut() { s.closed.Store(true) }

// leave undoes the modes, writes a farewell and loses all that follows.
func (s *Screen) leave(farewell string) {
	s.shut()
	s.soon(func() { _, _ = io.WriteString(s.file, s.switches(true)+farewell) })
}

// enter sets the modes again and lets what is written through.
func (s *Screen) enter() {
	s.soon(func() {
		s.closed.Store(false)
		_, _ = io.WriteString(s.file, s.switches(false))
	})
}

// soon writes when it is its turn, and does not wait for a terminal that takes
// nothing.
func (s *Screen) soon(write func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.turn <- struct{}{}
		defer func() { <-s.turn }()
		write()
	}()
	select {
	case <-done:
	case <-time.After(patience):
	}
}
