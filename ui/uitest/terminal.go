package uitest

import (
	"reflect"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"authdoctor/content"
	"authdoctor/ui"
	"authdoctor/ui/screen"
)

// Settle runs what a command started until the screen has its answer.
func (term *Terminal) Settle(cmd tea.Cmd) {
	term.t.Helper()
	for cmd != nil {
		answers := make(chan screen.Result, 8)
		var run func(cmd tea.Cmd)
		run = func(cmd tea.Cmd) {
			if cmd == nil {
				return
			}
			switch msg := cmd().(type) {
			case tea.BatchMsg:
				for _, one := range msg {
					go run(one) // a tick among them takes a second, and is not waited for
				}
			case screen.Result:
				answers <- msg
			}
		}
		go run(cmd)
		select {
		case msg := <-answers:
			asks := term.asking()
			if cmd = term.Send(msg); !asks() {
				cmd = nil // the tick of a countdown
			}
		case <-time.After(time.Minute):
			term.t.Fatal("no answer came")
		}
		_ = term.View()
	}
}

// Do presses keys and waits for what each one asks for.
func (term *Terminal) Do(names ...string) {
	for _, name := range names {
		term.Settle(term.Pressed(name))
	}
}

// asking tells whether the screen that is seen has asked a question since.
func (term *Terminal) asking() func() bool {
	number := func() (screen.Asker, int) {
		if who, asks := term.S.Shown().(screen.Asker); asks {
			return who, who.Asked()
		}
		return nil, 0
	}
	who, before := number()
	return func() bool {
		now, asked := number()
		return now != nil && (now != who || asked != before)
	}
}

// Pressed is the command of a key that asks for something; nil for others, and for
// the ticks of a countdown.
func (term *Terminal) Pressed(name string) tea.Cmd {
	asks := term.asking()
	cmd := term.Send(KeyOf(name))
	_ = term.View()
	if asks() {
		return cmd
	}
	return nil
}

// EnterText types a text; a path asks for its folder at each slash.
func (term *Terminal) EnterText(text string) {
	for _, r := range text {
		term.Do(string(r))
	}
}

// Wander presses keys that the screens say they know, none twice in a row where there
// is another, and looks at each frame.
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
		term.Wait(time.Second) // as people do, who type no paste
		term.Do(keys[int(state)%len(keys)])
		what += " " + keys[int(state)%len(keys)]
	}
}

// MustRead is mustSee for prose, which may be broken anywhere between words.
func (term *Terminal) MustRead(texts ...string) {
	term.t.Helper()
	frame := strings.Join(strings.Fields(term.Text()), " ")
	for _, text := range texts {
		if !strings.Contains(frame, text) {
			term.t.Fatalf("the screen does not say %q:\n%s", text, term.Text())
		}
	}
}

// Noon is the moment of every test; its local time is that of Berlin in winter.
var Noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// Terminal drives the model as a terminal would.
type Terminal struct {
	t testing.TB
	*ui.App
	S   *screen.Session
	now *time.Time
}

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
	}
	for _, change := range changes {
		change(&options)
	}
	model := ui.New(options)
	term := &Terminal{t: t, App: model, S: model.Session(), now: &now}
	term.Send(tea.WindowSizeMsg{Width: width, Height: height})
	return term
}

func (term *Terminal) Send(msg tea.Msg) tea.Cmd {
	_, cmd := term.Update(msg)
	return cmd
}

var KeyTypes = map[string]tea.KeyType{
	"enter": tea.KeyEnter, "esc": tea.KeyEsc, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft,
	"right": tea.KeyRight, "tab": tea.KeyTab, "shift+tab": tea.KeyShiftTab, "backspace": tea.KeyBackspace,
	"delete": tea.KeyDelete, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd,
	"ctrl+c": tea.KeyCtrlC, "ctrl+f": tea.KeyCtrlF, "ctrl+h": tea.KeyCtrlH, "ctrl+n": tea.KeyCtrlN,
	"ctrl+p": tea.KeyCtrlP, "ctrl+u": tea.KeyCtrlU, "ctrl+w": tea.KeyCtrlW, "ctrl+z": tea.KeyCtrlZ,
	"ctrl+j": tea.KeyCtrlJ, "ctrl+a": tea.KeyCtrlA, "ctrl+e": tea.KeyCtrlE, "ctrl+k": tea.KeyCtrlK, "f1": tea.KeyF1,
}

func KeyOf(name string) tea.KeyMsg {
	if name == " " || name == "space" {
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}}
	}
	if kind, ok := KeyTypes[name]; ok {
		return tea.KeyMsg{Type: kind}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

// Press presses keys, drawing after each as bubbletea does.
func (term *Terminal) Press(names ...string) (last tea.Cmd) {
	for _, name := range names {
		last = term.Send(KeyOf(name))
		_ = term.View()
	}
	return last
}

// Write types a text key by key.
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

// paste pastes a text in one piece.
func (term *Terminal) PasteText(text string) {
	term.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
	_ = term.View()
}

// Wait lets time pass on the injected clock.
func (term *Terminal) Wait(d time.Duration) { *term.now = term.now.Add(d) }

func (term *Terminal) Text() string { return ansi.Strip(term.View()) }

func (term *Terminal) MustSee(texts ...string) {
	term.t.Helper()
	frame := term.Text()
	for _, text := range texts {
		if !strings.Contains(frame, text) {
			term.t.Fatalf("the screen does not say %q:\n%s", text, frame)
		}
	}
}

func (term *Terminal) MustNotSee(texts ...string) {
	term.t.Helper()
	frame := term.Text()
	for _, text := range texts {
		if strings.Contains(frame, text) {
			term.t.Fatalf("the screen says %q:\n%s", text, frame)
		}
	}
}

// MustFit checks a frame against the size of the terminal.
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
		if got := ansi.StringWidth(line); got > width {
			t.Fatalf("%dx%d: line %d is %d cells wide: %q", width, height, i, got, ansi.Strip(line))
		}
	}
}
