// Package console changes the settings of a terminal and restores them, however the process
// ends or is stopped.
//
// Three things outlive a process unless it undoes them: the line settings (echo, raw mode),
// the screen modes (alternate screen, hidden cursor, bracketed paste), and input that was
// typed but not read, which the shell would show. Hold is the only way to change the first
// two. It handles every signal that ends or stops a process, except those that no process can
// catch (SIGKILL, SIGSTOP). It cannot help if Go's runtime ends the process itself.
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

// patience is the time that a terminal has to accept the last output.
const patience = 100 * time.Millisecond

// Settings changes the settings of a terminal. It is called again when the process
// continues after a stop.
type Settings func(fd uintptr) error

// Raw is the Settings for raw mode: no echo, every key is delivered at once, and ctrl+c and
// ctrl+\ are keys that send no signal.
func Raw(fd uintptr) error {
	_, err := term.MakeRaw(fd)
	return err
}

// Held is a terminal whose settings were changed by Hold. A nil *Held stands for no
// terminal; its exported methods do nothing.
type Held struct {
	in       *os.File
	settings Settings
	screen   *Screen
	farewell string

	ending    chan os.Signal // signals that end or stop the process
	continued chan os.Signal // SIGCONT
	over      chan struct{}
	exit      func(code int)

	lock        sync.Mutex // guards the fields below
	before      *term.State
	given       bool // given back, perhaps until the process continues
	ended       bool // given back for good
	resumed     func()
	interrupted func()
}

// current is the held terminal, or nil. A process has only one.
var current atomic.Pointer[Held]

// Hold changes the settings of the terminal in. The screen is drawn on out, and farewell is
// written there whenever the terminal is given back. Hold fails if in is not a terminal.
//
// SIGINT, SIGTERM and SIGHUP end the process with exit code 130, unless OnInterrupt set a
// function to call instead. Every other signal that ends a process does so at once, with exit
// code 128 plus its number.
func Hold(in, out *os.File, settings Settings, farewell string) (*Held, error) {
	before, err := term.GetState(in.Fd())
	if err != nil {
		return nil, err
	}
	h := &Held{
		in: in, settings: settings, screen: newScreen(out), farewell: farewell, before: before,
		// Room for one signal of each kind: package signal drops what it cannot send.
		ending: make(chan os.Signal, 64), continued: make(chan os.Signal, 1), over: make(chan struct{}),
		exit: os.Exit,
	}
	current.Store(h)
	for _, s := range slices.Concat(endings, stops) {
		// Signals that the parent ignored stay ignored, except SIGHUP: without its terminal
		// the program cannot go on.
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

// Restore gives back the held terminal, if there is one, so that the process can end at once.
// It is safe for concurrent use and may be called more than once.
func Restore() {
	if h := current.Load(); h != nil {
		h.giveBack(true, true)
	}
}

// Release gives the terminal back and stops handling signals. If discard is true, it drops
// unread input, which was meant for this program and which the shell would show.
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

// Output returns the only writer to the screen of a held terminal, or otherwise if h is nil.
func (h *Held) Output(otherwise io.Writer) io.Writer {
	if h == nil {
		return otherwise
	}
	return h.screen
}

// OnInterrupt makes the first SIGINT, SIGTERM or SIGHUP call end instead of ending the
// process. The second one ends it at once.
func (h *Held) OnInterrupt(end func()) {
	if h == nil {
		return
	}
	h.lock.Lock()
	defer h.lock.Unlock()
	h.interrupted = end
}

// OnResume sets a function that is called in a goroutine whenever the process continues after
// a stop. The screen is empty then, and its size may have changed.
func (h *Held) OnResume(draw func()) {
	if h == nil {
		return
	}
	h.lock.Lock()
	defer h.lock.Unlock()
	h.resumed = draw
}

// watch handles signals until the terminal is released.
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
		// A process often gets a signal to end while it is stopped.
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

// exitCode returns the exit code for a process that a signal ends, as shells report it.
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
		h.screen.shut() // another program uses the terminal already
		return
	}
	if discard {
		discardInput(h.in)
	}
	_ = term.Restore(h.in.Fd(), h.before)
	h.screen.leave(h.farewell)
}

// resume takes the terminal again after a stop. A process that continues in the background
// must not use the terminal and stops again.
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
		// The user may have changed the settings in the shell meanwhile.
		if state, err := term.GetState(h.in.Fd()); err == nil {
			h.before = state
		}
		discardInput(h.in) // typed while the program was stopped
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
	case <-h.continued: // left over from an earlier stop
	default:
	}
	if !stopSelf() {
		return false
	}
	<-h.continued
	return true
}

// Screen writes to a terminal and records the modes that the output changes, so that they
// can be undone without the program that set them. It implements term.File.
type Screen struct {
	file   *os.File
	turn   chan struct{} // a lock of capacity 1: a writer sends, and receives when it is done
	closed atomic.Bool
	modes  map[string]bool // the changed modes: true if set, false if reset
}

func newScreen(file *os.File) *Screen {
	return &Screen{file: file, turn: make(chan struct{}, 1), modes: map[string]bool{}}
}

// Write implements io.Writer. It drops output to a terminal that was given back: a frame
// would be drawn over the shell's text.
func (s *Screen) Write(text []byte) (int, error) {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	if s.closed.Load() {
		return len(text), nil
	}
	s.note(text)
	return s.file.Write(text)
}

// Read implements io.Reader.
func (s *Screen) Read(into []byte) (int, error) { return s.file.Read(into) }

// Close implements io.Closer. The file stays open.
func (s *Screen) Close() error { return nil }

// Fd implements term.File.
func (s *Screen) Fd() uintptr { return s.file.Fd() }

// modeLead is the start of the sequence that sets (…h) or resets (…l) a mode.
const modeLead = "\x1b[?"

// note records the modes in text that differ from those of a fresh terminal.
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

// setAtRest are the modes that are set in a fresh terminal: lines wrap (7), and the cursor is
// visible (25).
var setAtRest = []string{"7", "25"}

// switches returns the sequences that set the recorded modes or, if back is true, undo them.
// The alternate screen comes first because some terminals have separate modes for each
// screen.
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

// shut makes Write drop all further output.
func (s *Screen) shut() { s.closed.Store(true) }

// leave undoes the modes, writes a farewell and drops all further output.
func (s *Screen) leave(farewell string) {
	s.shut()
	s.soon(func() { _, _ = io.WriteString(s.file, s.switches(true)+farewell) })
}

// enter sets the modes again and accepts output again.
func (s *Screen) enter() {
	s.soon(func() {
		s.closed.Store(false)
		_, _ = io.WriteString(s.file, s.switches(false))
	})
}

// soon calls write when no other writer is active. It waits for at most patience, because a
// terminal may accept no output.
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
