package ui_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/ui"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// TestPasteAnywhere catches a screen on which a paste is text or commands.
func TestPasteAnywhere(t *testing.T) {
	for _, scene := range uitest.AllScenes() {
		if slices.Contains([]string{"facts-text", "facts-problem", "record-text", "record-problem"}, scene.Name) {
			continue // a value was asked for
		}
		t.Run(scene.Name, func(t *testing.T) {
			term := uitest.Open(t, 80, 24)
			scene.Play(term)
			term.PasteText("  Bearer " + uitest.AccessToken(time.Hour) + "\r\n")
			if _, asks := term.S.At().(screen.Another); asks {
				term.Press("2")
			}
			stays := term.S.Shown().About().Stays // set up and the online checks show what a paste changes
			if _, ok := term.S.At().(screen.Token); !ok && !stays {
				t.Fatalf("a token opened %T", term.S.Shown())
			}
			if n := len(term.S.Case.Tokens); n != 1 {
				t.Errorf("the Case holds %d tokens", n)
			}
			if stays && term.S.Shown().Focus() == screen.ValueField {
				return // a value was asked for
			}
			term.PasteText("scopemismatched")
			if p, ok := term.S.At().(screen.Page); !ok || p.Path != "codes/ScopeMismatched.md" {
				t.Fatalf("a code opened %T", term.S.Shown())
			}
			term.PasteText("token_rejected")
			if p, ok := term.S.At().(screen.Page); !ok || p.Path != diagnosis.TBAPage {
				t.Fatalf("a word of TBA opened %T", term.S.Shown())
			}
		})
	}
}

// TestTokenReplaced catches a second token that comes silently, or beside the first.
func TestTokenReplaced(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	term.PasteText(uitest.AccessToken(time.Hour))
	term.MustNotSee("replaced")
	term.PasteText(uitest.Assertion())
	term.Press("2") // it is for the production account
	term.MustSee("is replaced", "client assertion")
	term.Press("down")
	term.MustNotSee("is replaced")
	screens := 0
	for _, open := range term.S.History {
		if _, ok := open.At.(screen.Token); ok {
			screens++
		}
	}
	if screens != 1 {
		t.Errorf("%d screens show tokens", screens)
	}
}

// TestUnknownPaste catches a paste that vanishes without a word.
func TestUnknownPaste(t *testing.T) {
	for _, scene := range []string{"token", "guide", "page", "facts", "codes", "home"} {
		term := uitest.Open(t, 100, 30)
		for _, s := range uitest.AllScenes() {
			if s.Name == scene {
				s.Play(term)
			}
		}
		before := term.Text()
		term.PasteText("what is this? " + strings.Repeat("z", 50))
		if term.Text() == before {
			t.Errorf("%s: nothing happens", scene)
		}
		term.MustSee("No page matches these words")
		term.MustNotSee(strings.Repeat("z", 40))
	}
}

// TestPasteByKeys catches a line break inside a paste without bracketed paste
// that is taken for enter, after which the rest of the token would be commands.
func TestPasteByKeys(t *testing.T) {
	token := uitest.AccessToken(time.Hour)
	term := uitest.Open(t, 80, 24)
	for i, r := range token {
		if i%76 == 75 {
			term.Press("enter")
		}
		term.Write(string(r))
	}
	term.Press("enter")
	if _, ok := term.S.At().(screen.Home); !ok {
		t.Fatalf("the paste opened %T", term.S.Shown())
	}
	term.MustSee("eyJhbG… "+paint.Count(len(token))+" characters, 3 parts", "This looks like a token")
	term.Wait(time.Second)
	term.Press("enter")
	if _, ok := term.S.At().(screen.Token); !ok {
		t.Fatalf("enter opened %T", term.S.Shown())
	}
	term.Press("esc")
	if left := term.S.Shown().About().Field.Len(); left != 0 {
		t.Errorf("%d characters of the token stay in the field", left)
	}
}

// TestBurst catches letters of an unbracketed paste that are taken for commands
// on a screen without a field; q among them would leave the program.
func TestBurst(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	term.Press("enter")
	for chunk := range slices.Chunk([]rune(uitest.AccessToken(time.Hour)), 256) {
		if cmd := term.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: chunk}); cmd != nil {
			if _, quit := cmd().(tea.QuitMsg); quit {
				t.Fatal("a paste left the program")
			}
		}
	}
	term.Wait(time.Second)
	term.Send(ui.GatherMsg{})
	if _, ok := term.S.At().(screen.Token); !ok {
		t.Fatalf("the paste ended on %T", term.S.Shown())
	}
}

// TestLeaving catches a q that is text, or a ctrl+c that is not obeyed.
func TestLeaving(t *testing.T) {
	for _, scene := range uitest.AllScenes() {
		term := uitest.Open(t, 80, 24)
		scene.Play(term)
		if cmd := term.Press("ctrl+c"); cmd == nil {
			t.Errorf("%s: ctrl+c does nothing", scene.Name)
		} else if _, ok := cmd().(tea.InterruptMsg); !ok {
			t.Errorf("%s: ctrl+c is not an interrupt", scene.Name)
		}
	}
	quits := func(term *uitest.Terminal) bool {
		cmd := term.Press("q")
		if cmd == nil {
			return false
		}
		_, ok := cmd().(tea.QuitMsg)
		return ok
	}
	term := uitest.Open(t, 80, 24)
	if !quits(term) {
		t.Error("q on an empty home does not quit")
	}
	term.Write("x")
	if quits(term) {
		t.Error("q in a text quits")
	}
	term.MustSee("xq▏")
	term = uitest.Open(t, 80, 24)
	term.Press("down", "enter")
	if quits(term) {
		t.Error("q in the search quits")
	}
	term = uitest.Open(t, 80, 24)
	uitest.EditFact(term, diagnosis.FactAccount)
	if quits(term) {
		t.Error("q in a value quits")
	}
	term = uitest.Open(t, 30, 5)
	if !quits(term) {
		t.Error("q in a terminal that is too small does not quit")
	}
}

// TestFastEscape catches esc and a key that arrive in one read, which bubbletea
// takes for alt and the key: both would be lost.
func TestFastEscape(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	term.PasteText(uitest.AccessToken(-time.Hour))
	term.Press("v")
	cmd := term.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{'q'}, Alt: true})
	if _, ok := term.S.At().(screen.Token); !ok {
		t.Errorf("esc ended on %T", term.S.Shown())
	}
	quit := false
	switch msg := cmd().(type) {
	case tea.QuitMsg:
		quit = true
	case tea.BatchMsg: // with a tick
		_, quit = msg[0]().(tea.QuitMsg)
	}
	if !quit {
		t.Error("q was lost")
	}
	term = uitest.Open(t, 80, 24)
	term.Write("scope")
	term.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{'b'}, Alt: true})
	term.MustSee("scope▏")
}

// TestCountdown catches a countdown that stands still, ticks where none is seen,
// and chains of ticks that multiply.
func TestCountdown(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	if cmd := term.Send(uitest.KeyOf("down")); cmd != nil {
		t.Error("home ticks")
	}
	if cmd := term.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(uitest.AccessToken(61 * time.Second)), Paste: true}); cmd == nil {
		t.Fatal("the token screen does not tick")
	}
	term.MustSee("expires in 1 min 1 s")
	if cmd := term.Send(uitest.KeyOf("down")); cmd != nil {
		t.Error("a key starts a second chain of ticks")
	}
	term.Wait(2 * time.Second)
	if cmd := term.Send(ui.TickOf(term.App)); cmd == nil {
		t.Error("the chain of ticks ends")
	}
	term.MustSee("expires in 59 s")
	term.Wait(time.Minute)
	term.Send(ui.TickOf(term.App))
	term.MustSee("expired 1 s ago")
	old := ui.TickOf(term.App)
	term.Press("esc")
	if cmd := term.Send(old); cmd != nil {
		t.Error("ticks go on where no countdown is seen")
	}
}

// TestTypedAhead catches keys that are lost while the terminal is asked for its
// background.
func TestTypedAhead(t *testing.T) {
	read := ui.ReadReply([]byte("sco\x1b]11;rgb:ffff/ffff/ffff\x1b\\pe\x1b[?62;22c\r"))
	if read.Ground != paint.LightGround || !read.Complete {
		t.Errorf("a white background is read as %+v", read)
	}
	term := uitest.Open(t, 80, 24)
	ui.TypeAhead(term.App, read.Typed)
	term.Send(term.Init()())
	if p, ok := term.S.At().(screen.Page); !ok || p.Path != "codes/ScopeMismatched.md" {
		t.Errorf("scope and enter, typed ahead, opened %T", term.S.Shown())
	}
}

// TestAnswers catches a background that is misread.
func TestAnswers(t *testing.T) {
	for _, test := range []struct {
		read     string
		ground   paint.Ground
		complete bool
		typed    int
	}{
		{"", paint.UnknownGround, false, 0},
		{"\x1b[?1;2c", paint.UnknownGround, true, 0},
		{"\x1b]11;rgb:0000/0000/0000\x07\x1b[?1;2c", paint.DarkGround, true, 0},
		{"\x1b]11;rgb:ff/ff/ff\x07\x1b[?1;2c", paint.LightGround, true, 0},
		{"\x1b]11;rgba:fdfd/f6f6/e3e3/ffff\x1b\\\x1b[?1;2c", paint.LightGround, true, 0},
		{"\x1b]11;rgb:ffff/ffff", paint.UnknownGround, false, 0},
		{"\x1b]11;#ffffff\x07\x1b[?1;2c", paint.UnknownGround, true, 0},
		{"a\x1b[Ab\x1bOPc", paint.UnknownGround, false, 3},
		{"\x03", paint.UnknownGround, false, 1},
	} {
		got := ui.ReadReply([]byte(test.read))
		if got.Ground != test.ground || got.Complete != test.complete || len(got.Typed) != test.typed {
			t.Errorf("%q is read as %+v, want %+v", test.read, got, test)
		}
	}
}

// TestLateAnswer catches an answer that comes after the time-out and lands in
// the field, and keys that are swallowed with it.
func TestLateAnswer(t *testing.T) {
	now := uitest.Noon
	late := ui.FilterLate(func() time.Time { return now })
	run := func(keys ...tea.KeyMsg) string {
		passed := ""
		for _, k := range keys {
			if msg := late(nil, k); msg != nil {
				passed += msg.(tea.KeyMsg).String() + " "
			}
		}
		return passed
	}
	alt := func(r rune) tea.KeyMsg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: true} }
	text := uitest.KeyOf("11;rgb:1e1e/1e1e/2e2e")
	bell := tea.KeyMsg{Type: tea.KeyCtrlG}
	for _, test := range []struct {
		keys []tea.KeyMsg
		want string
	}{
		{[]tea.KeyMsg{alt(']'), text, bell, uitest.KeyOf("x")}, "x "},
		{[]tea.KeyMsg{alt(']'), text, alt('\\'), uitest.KeyOf("q")}, "q "},
		{[]tea.KeyMsg{alt(']'), uitest.KeyOf("11;rgb:"), uitest.KeyOf("1e1e/1e1e/2e2e"), bell, uitest.KeyOf("down")}, "down "},
		{[]tea.KeyMsg{alt(']'), uitest.KeyOf("ctrl+c")}, "ctrl+c "},
		{[]tea.KeyMsg{uitest.KeyOf("scope"), uitest.KeyOf("enter")}, "scope enter "},
		{[]tea.KeyMsg{alt(']'), uitest.KeyOf("z"), uitest.KeyOf("a")}, "z a "},
	} {
		if got := run(test.keys...); got != test.want {
			t.Errorf("%v lets through %q, want %q", test.keys, got, test.want)
		}
	}
	now = now.Add(time.Minute)
	if got := run(alt(']')); got != "alt+] " {
		t.Errorf("a minute later alt+] lets through %q", got)
	}
}

// TestKeyTypedAway catches a private key that is drawn, and one whose letters turn
// into commands because a line break in it opened a page.
func TestKeyTypedAway(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	for _, r := range "-----BEGIN PRIVATE KEY-----\rMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\rqqqq\r-----END PRIVATE KEY-----\r" {
		if r == '\r' {
			term.Press("enter")
			continue
		}
		term.Press(string(r))
		if frame := term.View(); strings.Contains(frame, "MIIE") || strings.Contains(frame, "PRIVATE") {
			t.Fatalf("the key is drawn:\n%s", frame)
		}
	}
	if _, ok := term.S.At().(screen.Home); !ok {
		t.Fatalf("the key led to %T", term.S.Shown())
	}
	term.PasteText("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n")
	term.MustSee("private key")
}
