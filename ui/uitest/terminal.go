package uitest

import (
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"authdoctor/content"
	"authdoctor/diagnosis/probe"
	"authdoctor/ui"
	"authdoctor/ui/clipboard"
	"authdoctor/ui/screen"
)

// Settle runs a command and those that follow from it until the screen has its answer, or
// what was copied is told.
func (term *Terminal) Settle(cmd tea.Cmd) {
	term.t.Helper()
	for cmd != nil {
		answers := make(chan tea.Msg, 8)
		var run func(cmd tea.Cmd)
		run = func(cmd tea.Cmd) {
			if cmd == nil {
				return
			}
			switch msg := cmd().(type) {
			case tea.BatchMsg:
				for _, one := range msg {
					go run(one) // may include a tick, which takes a second; do not wait for it
				}
			case screen.Result, screen.CopiedMsg, screen.SavedMsg:
				answers <- msg
			}
		}
		go run(cmd)
		select {
		case msg := <-answers:
			asks := term.asking()
			cmd = term.Send(msg)
			if copied, is := msg.(screen.CopiedMsg); !asks() && (!is || copied.How != clipboard.Refused) {
				cmd = nil // the tick of a countdown
			}
		case <-time.After(time.Minute):
			term.t.Fatal("no answer came\n" + term.Text())
		}
		_ = term.View()
	}
}

// Do presses keys and waits for the answer to each one.
func (term *Terminal) Do(names ...string) {
	for _, name := range names {
		term.Settle(term.Pressed(name))
	}
}

// asking returns a function that reports whether the screen shown has asked a question
// since.
func (term *Terminal) asking() func() bool {
	before := map[screen.Screen]int{}
	note := func(open screen.Screen) {
		if who, asks := open.(screen.Asker); asks {
			before[open] = who.Asked()
		}
	}
	note(term.S.Kept(screen.Trail{}))
	note(term.S.Kept(screen.Online{}))
	for _, open := range term.S.History {
		note(open.Screen)
	}
	return func() bool {
		who, asks := term.S.Shown().(screen.Asker)
		if !asks {
			return false
		}
		return who.Asked() != before[term.S.Shown()] // 0 for a new screen
	}
}

// Pressed presses a key and returns its command if the key made the screen ask a question.
// It returns nil for other keys and for the ticks of a countdown.
func (term *Terminal) Pressed(name string) tea.Cmd {
	asks := term.asking()
	cmd := term.Send(KeyOf(name))
	_ = term.View()
	if asks() {
		return cmd
	}
	return nil
}

// EnterText types a text. In a path, each slash makes the screen read the folder.
func (term *Terminal) EnterText(text string) {
	for _, r := range text {
		term.Do(string(r))
	}
}

// Wander presses keys that the screens list as their own and checks each frame. It does
// not press a key twice in a row if there is another.
func (term *Terminal) Wander(steps, seed int, seen map[string]bool, what string) {
	term.t.Helper()
	state := uint32(seed)*2654435761 + 1
	for range steps {
		MustBeClean(term.t, term.View(), what)
		MustFit(term.t, term.View(), term.S.Width, term.S.Height)
		seen[reflect.Indirect(reflect.ValueOf(term.S.Shown())).Type().String()] = true
		var keys []string
		for _, binding := range term.Bindings() {
			for _, name := range binding.Keys() {
				if _, known := KeyTypes[name]; binding.Enabled() && name != "q" && name != "ctrl+c" && (known || len([]rune(name)) == 1) {
					keys = append(keys, name)
				}
			}
		}
		if len(keys) == 0 {
			keys = []string{"esc"}
		}
		state ^= state << 13
		state ^= state >> 17
		state ^= state << 5
		term.Wait(time.Second) // like a person: faster typing would look like a paste
		term.Do(keys[int(state)%len(keys)])
		what += " " + keys[int(state)%len(keys)]
	}
}

// MustRead is MustSee for prose, which may wrap between any two words.
func (term *Terminal) MustRead(texts ...string) {
	term.t.Helper()
	frame := strings.Join(strings.Fields(term.Text()), " ")
	for _, text := range texts {
		if !strings.Contains(frame, text) {
			term.t.Fatalf("the screen does not say %q:\n%s", text, term.Text())
		}
	}
}

// Noon is the time at which every test starts. The local time is that of Berlin in winter.
var Noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// Terminal drives the model as a real terminal would.
type Terminal struct {
	t testing.TB
	*ui.App
	S   *screen.Session
	now *time.Time
}

// Open starts the assistant in a terminal of the given size, in cells.
func Open(t testing.TB, width, height int, changes ...func(*ui.Options)) *Terminal {
	t.Helper()
	library, err := content.Embedded()
	if err != nil {
		t.Fatalf("the library: %v", err)
	}
	now := Noon
	plain := termenv.Ascii
	options := ui.Options{
		Library: library, Theme: ui.ThemeDark, Profile: &plain,
		Clock: func() time.Time { return now },
		Now:   func() time.Time { return now },
		Local: time.FixedZone("CET", 3600),
		Disk:  TestDisk(),
		Probe: probe.Options{Client: &http.Client{Transport: offline{}}},
		Listen: func(string, io.Reader, time.Time) (*probe.Loopback, error) {
			return nil, errors.New("port 8899 of this computer is taken")
		},

		Random: rand.NewChaCha8([32]byte{1}), // so that frames with stand-ins stay the same
	}
	for _, change := range changes {
		change(&options)
	}
	model := ui.New(options)
	term := &Terminal{t: t, App: model, S: model.Session(), now: &now}
	term.Send(tea.WindowSizeMsg{Width: width, Height: height})
	return term
}

// Send sends a message to the model and returns its command.
func (term *Terminal) Send(msg tea.Msg) tea.Cmd {
	_, cmd := term.Update(msg)
	return cmd
}

// KeyTypes maps the names of keys to their types.
var KeyTypes = map[string]tea.KeyType{
	"enter": tea.KeyEnter, "esc": tea.KeyEsc, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft,
	"right": tea.KeyRight, "tab": tea.KeyTab, "shift+tab": tea.KeyShiftTab, "backspace": tea.KeyBackspace,
	"delete": tea.KeyDelete, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd,
	"ctrl+c": tea.KeyCtrlC, "ctrl+f": tea.KeyCtrlF, "ctrl+h": tea.KeyCtrlH, "ctrl+n": tea.KeyCtrlN, "ctrl+s": tea.KeyCtrlS,
	"ctrl+p": tea.KeyCtrlP, "ctrl+u": tea.KeyCtrlU, "ctrl+w": tea.KeyCtrlW, "ctrl+z": tea.KeyCtrlZ,
	"ctrl+j": tea.KeyCtrlJ, "ctrl+a": tea.KeyCtrlA, "ctrl+e": tea.KeyCtrlE, "ctrl+k": tea.KeyCtrlK, "ctrl+o": tea.KeyCtrlO, "f1": tea.KeyF1,
}

// KeyOf returns the message for a key with the given name. Any other text becomes one
// message.
func KeyOf(name string) tea.KeyMsg {
	if name == " " || name == "space" {
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}}
	}
	if kind, ok := KeyTypes[name]; ok {
		return tea.KeyMsg{Type: kind}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

// Press presses keys and draws after each, as Bubble Tea does. It returns the command of
// the last key.
func (term *Terminal) Press(names ...string) (last tea.Cmd) {
	for _, name := range names {
		last = term.Send(KeyOf(name))
		_ = term.View()
	}
	return last
}

// Write types a text one key at a time.
func (term *Terminal) Write(text string) {
	for _, r := range text {
		msg := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}
		if r == ' ' {
			msg.Type = tea.KeySpace
		}
		term.Send(msg)
	}
	_ = term.View()
}

// PasteText pastes a text as one message.
func (term *Terminal) PasteText(text string) {
	term.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
	_ = term.View()
}

// Wait advances the injected clock.
func (term *Terminal) Wait(d time.Duration) { *term.now = term.now.Add(d) }

// Text returns the frame without styles.
func (term *Terminal) Text() string { return ansi.Strip(term.View()) }

// MustSee fails unless the frame contains each of the texts.
func (term *Terminal) MustSee(texts ...string) {
	term.t.Helper()
	frame := term.Text()
	for _, text := range texts {
		if !strings.Contains(frame, text) {
			term.t.Fatalf("the screen does not say %q:\n%s", text, frame)
		}
	}
}

// MustNotSee fails if the frame contains any of the texts.
func (term *Terminal) MustNotSee(texts ...string) {
	term.t.Helper()
	frame := term.Text()
	for _, text := range texts {
		if strings.Contains(frame, text) {
			term.t.Fatalf("the screen says %q:\n%s", text, frame)
		}
	}
}

// MustFit fails if a frame is too large for a terminal of the given size.
func MustFit(t testing.TB, frame string, width, height int) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	want := height
	if width < ui.MinWidth || height < ui.MinHeight {
		want = 1
	}
	if len(lines) != want {
		t.Fatalf("%dx%d: %d lines, want %d:\n%s", width, height, len(lines), want, ansi.Strip(frame))
	}
	for i, line := range lines {
		if len(line) <= width {
			continue // a cell takes at least one byte
		}
		if got := ansi.StringWidth(line); got > width {
			t.Fatalf("%dx%d: line %d is %d cells wide: %q", width, height, i, got, ansi.Strip(line))
		}
	}
}
