package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	xansi "github.com/charmbracelet/x/ansi"
	"github.com/mattn/go-runewidth"
	reflow "github.com/muesli/reflow/ansi"

	"authdoctor/content"
	"authdoctor/diagnosis"
)

// TestWalk catches a guide that loses answers, or does not take one back whole:
// the trail, the Case and the question must agree.
func TestWalk(t *testing.T) {
	term := open(t, 120, 40)
	walk(term)
	guide := term.s.Shown().(*guide)
	if got := len(guide.walk().Steps); got != 5 {
		t.Fatalf("%d answers are behind the user, want 5", got)
	}
	term.mustSee("question 6", "Client credentials (machine", "you said", "Still possible")
	if got := term.s.Case.Facts.Value(diagnosis.FactFlow); got != "client-credentials" {
		t.Errorf("flow is %q in the Case", got)
	}

	term.press("backspace")
	if got := term.s.Case.Facts.Value(diagnosis.FactFlow); got != "" {
		t.Errorf("flow is still %q after the answer was taken back", got)
	}
	if guide.at != 1 {
		t.Errorf("the cursor is on answer %d, want the one taken back", guide.at+1)
	}
	term.mustSee("Which grant flow made the token?", "question 5")

	term.press("1")
	if got := term.s.Case.Facts.Value(diagnosis.FactFlow); got != "authorization-code" {
		t.Errorf("flow is %q after another answer", got)
	}
}

// TestWalkEnds catches an end that does not open its page, and an esc that loses
// the way there.
func TestWalkEnds(t *testing.T) {
	term := open(t, 80, 24)
	walk(term)
	term.press("6")
	if p, ok := term.s.Shown().(*page); !ok || p.Code != "ScopeMismatched" {
		t.Fatalf("the last answer opened %T", term.s.Shown())
	}
	term.press("esc")
	term.mustSee("This is where your answers lead", "ScopeMismatched")
	term.press("esc", "enter")
	term.mustSee("This is where your answers lead")
}

// TestWalkKeepsWhatWasSaid catches an answer that, taken back, also takes away a
// fact the user had stated himself.
func TestWalkKeepsWhatWasSaid(t *testing.T) {
	term := open(t, 120, 40)
	term.s.state(diagnosis.Fact{Name: diagnosis.FactRecordState, Value: "blocked"})
	term.s.GoTo(Guide{})
	guide := term.s.Kept(Guide{}).(*guide)
	before := term.s.Case.Facts
	for guide.walk().Current != nil && guide.walk().Page == "" && len(guide.walk().Steps) < 4 {
		term.press("2")
	}
	for range 10 {
		if !slices.ContainsFunc(guide.walk().Steps, func(s content.Step) bool { return s.Chosen }) {
			break
		}
		if _, open := term.s.Shown().(*page); open {
			term.press("esc")
		}
		term.press("backspace")
	}
	if !slices.Equal(term.s.Case.Facts, before) {
		t.Errorf("the Case holds %v, and held %v before the guide", term.s.Case.Facts, before)
	}
}

// TestGuideSkipsWhatIsKnown catches a guide that asks what a token tells.
func TestGuideSkipsWhatIsKnown(t *testing.T) {
	term := open(t, 120, 40)
	term.pasteText(accessToken(-time.Hour))
	term.press("esc", "down", "enter", "2", "1", "5")
	term.mustSee("from the token")
	for _, step := range term.s.Answers.Walk.Steps {
		if step.Source == diagnosis.SourceToken && step.Chosen {
			t.Errorf("%q counts as chosen", step.Question.ID)
		}
	}
}

// TestFactClearedElsewhere catches a guide that insists on an answer whose fact
// was taken back on the screen of facts.
func TestFactClearedElsewhere(t *testing.T) {
	term := open(t, 120, 40)
	walk(term)
	forgetFact(term, diagnosis.FactFlow)
	if got := term.s.Case.Facts.Value(diagnosis.FactFlow); got != "" {
		t.Errorf("the guide put flow=%s back", got)
	}
	term.mustSee("Which grant flow made the token?")
}

// TestPasteAnywhere catches a screen on which a paste is text or commands.
func TestPasteAnywhere(t *testing.T) {
	for _, scene := range scenes {
		if slices.Contains([]string{"facts-text", "facts-problem", "record-text", "record-problem"}, scene.name) {
			continue // a value was asked for
		}
		t.Run(scene.name, func(t *testing.T) {
			term := open(t, 80, 24)
			scene.play(term)
			term.pasteText("  Bearer " + accessToken(time.Hour) + "\r\n")
			if _, asks := term.s.Shown().(*anotherCase); asks {
				term.press("2")
			}
			if _, ok := term.s.Shown().(*tokenScreen); !ok {
				t.Fatalf("a token opened %T", term.s.Shown())
			}
			if n := len(term.s.Case.Tokens); n != 1 {
				t.Errorf("the Case holds %d tokens", n)
			}
			term.pasteText("scopemismatched")
			if p, ok := term.s.Shown().(*page); !ok || p.Code != "ScopeMismatched" {
				t.Fatalf("a code opened %T", term.s.Shown())
			}
			term.pasteText("token_rejected")
			if p, ok := term.s.Shown().(*page); !ok || p.Path != diagnosis.TBAPage {
				t.Fatalf("a word of TBA opened %T", term.s.Shown())
			}
		})
	}
}

// TestTokenReplaced catches a second token that comes silently, or beside the first.
func TestTokenReplaced(t *testing.T) {
	term := open(t, 80, 24)
	term.pasteText(accessToken(time.Hour))
	term.mustNotSee("replaced")
	term.pasteText(assertion())
	term.press("2") // it is for the production account
	term.mustSee("is replaced", "client assertion")
	term.press("down")
	term.mustNotSee("is replaced")
	screens := 0
	for _, open := range term.s.history {
		if _, ok := open.screen.(*tokenScreen); ok {
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
		term := open(t, 100, 30)
		for _, s := range scenes {
			if s.name == scene {
				s.play(term)
			}
		}
		before := term.text()
		term.pasteText("what is this? " + strings.Repeat("z", 50))
		if term.text() == before {
			t.Errorf("%s: nothing happens", scene)
		}
		term.mustSee("neither a token nor a code")
		term.mustNotSee(strings.Repeat("z", 40))
	}
}

// TestNearMiss catches a misspelt code that is guessed instead of asked about.
func TestNearMiss(t *testing.T) {
	term := open(t, 80, 24)
	term.write("ScopeMissmatched")
	term.press("enter")
	if _, ok := term.s.Shown().(*home); !ok {
		t.Fatalf("a near miss opened %T", term.s.Shown())
	}
	term.mustSee("nearest", "› ")
	term.press("enter")
	if p, ok := term.s.Shown().(*page); !ok || p.Code != "ScopeMismatched" {
		t.Errorf("the offered code opened %T", term.s.Shown())
	}
}

// TestWordsLeadOn catches words that end in nothing: the last row is the guide, entered
// where the words already lead.
func TestWordsLeadOn(t *testing.T) {
	for words, begins := range map[string]bool{
		"Zertifikat ist seit gestern abgelaufen, was nun?": false,
		"when does the cafeteria open tomorrow?":           true,
	} {
		term := open(t, 80, 24)
		term.write(words)
		term.mustSee("Walk me through it: ")
		for range 5 {
			term.press("down")
		}
		term.press("enter")
		g, ok := term.s.Shown().(*guide)
		if !ok {
			t.Fatalf("%q: the last row opened %T", words, term.s.Shown())
		}
		if atStart := g.walk().Current.ID == g.s.library.Guide().Start; atStart != begins || len(g.walk().Facts) > 0 {
			t.Errorf("%q: the guide asks %q, and takes %v as said", words, g.walk().Current.Text, g.walk().Facts)
		}
		term.press("esc")
		if _, ok := term.s.Shown().(*home); !ok {
			t.Errorf("%q: back led to %T", words, term.s.Shown())
		}
	}
}

// TestPasteByKeys catches a line break inside a paste without bracketed paste
// that is taken for enter, after which the rest of the token would be commands.
func TestPasteByKeys(t *testing.T) {
	token := accessToken(time.Hour)
	term := open(t, 80, 24)
	for i, r := range token {
		if i%76 == 75 {
			term.press("enter")
		}
		term.write(string(r))
	}
	term.press("enter")
	if _, ok := term.s.Shown().(*home); !ok {
		t.Fatalf("the paste opened %T", term.s.Shown())
	}
	term.mustSee("eyJhbG… "+count(len(token))+" characters, 3 parts", "This looks like a token")
	term.wait(time.Second)
	term.press("enter")
	if _, ok := term.s.Shown().(*tokenScreen); !ok {
		t.Fatalf("enter opened %T", term.s.Shown())
	}
	if left := term.s.history[0].screen.(*home).field.Len(); left != 0 {
		t.Errorf("%d characters of the token stay in the field", left)
	}
}

// TestBurst catches letters of an unbracketed paste that are taken for commands
// on a screen without a field; q among them would leave the program.
func TestBurst(t *testing.T) {
	term := open(t, 80, 24)
	term.press("enter")
	for chunk := range slices.Chunk([]rune(accessToken(time.Hour)), 256) {
		if cmd := term.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: chunk}); cmd != nil {
			if _, quit := cmd().(tea.QuitMsg); quit {
				t.Fatal("a paste left the program")
			}
		}
	}
	term.wait(time.Second)
	term.send(gatherMsg{})
	if _, ok := term.s.Shown().(*tokenScreen); !ok {
		t.Fatalf("the paste ended on %T", term.s.Shown())
	}
}

// TestSearch catches a list that does not follow the field.
func TestSearch(t *testing.T) {
	term := open(t, 80, 24)
	term.press("down", "enter")
	all := len(term.s.Shown().(*codes).list.pages)
	term.write("scope")
	found := term.s.Shown().(*codes).list.pages
	if len(found) == 0 || len(found) >= all || found[0].Code != "ScopeMismatched" {
		t.Fatalf("scope finds %d of %d pages, first %v", len(found), all, found)
	}
	term.press("enter")
	if p, ok := term.s.Shown().(*page); !ok || p.Code != "ScopeMismatched" {
		t.Fatalf("enter opened %T", term.s.Shown())
	}
	term.press("esc")
	term.mustSee("scope▏")
	term.press("esc")
	if n := len(term.s.Shown().(*codes).list.pages); n != all {
		t.Errorf("%d pages after esc cleared the field, want %d", n, all)
	}
	term.press("esc")
	if _, ok := term.s.Shown().(*home); !ok {
		t.Errorf("esc ended on %T", term.s.Shown())
	}
	if got := term.s.Case.Facts.Value(diagnosis.FactDetail); got != "" {
		t.Errorf("reading a page states detail=%s", got)
	}
}

// TestEveryLink catches links that glamour prints with their paths, that cannot
// be chosen, or that lead elsewhere than they say, on every page there is.
func TestEveryLink(t *testing.T) {
	term := open(t, 80, 24)
	for _, p := range term.s.library.Pages() {
		links := p.Links()
		term.s.OpenPage(p.Path)
		_ = term.View()
		shown := term.s.Shown().(*page)
		if len(shown.prose.links) != len(links) {
			t.Errorf("%s: %d links can be chosen, the page has %d", p.Path, len(shown.prose.links), len(links))
		}
		for _, line := range shown.prose.lines {
			if strings.Contains(line.text, ".md") {
				t.Errorf("%s prints a path: %q", p.Path, line.text)
			}
		}
		for i, link := range links {
			term.press("tab")
			if shown.link < 0 {
				t.Fatalf("%s: tab chose no link", p.Path)
			}
			term.mustSee("enter follow")
			target := links[shown.link]
			term.press("enter")
			now := term.s.Shown().(*page)
			if now.Path != target.Path {
				t.Errorf("%s: link %d, %q, opened %s, want %s", p.Path, i, link.Text, now.Path, target.Path)
			}
			if target.Path != p.Path {
				term.press("esc")
			}
			if term.s.Shown() != screen(shown) {
				t.Fatalf("%s: esc did not come back", p.Path)
			}
		}
		term.press("esc")
	}
}

// TestAnchors catches links to a heading that open the page at its top.
func TestAnchors(t *testing.T) {
	term := open(t, 80, 24)
	for _, p := range term.s.library.Pages() {
		for _, section := range p.Sections() {
			term.s.OpenPage(p.Path + "#" + section.Anchor)
			frame := strings.ToUpper(strings.Join(strings.Fields(term.text()), " "))
			title := strings.ToUpper(strings.Join(strings.Fields(strings.ReplaceAll(section.Title, "`", "")), " "))
			if !strings.Contains(strings.ReplaceAll(frame, "`", ""), title) {
				t.Errorf("%s#%s is not seen:\n%s", p.Path, section.Anchor, term.text())
			}
			term.press("esc")
		}
	}
}

// TestMarksTakeNoCells catches a wrapping that would count the marks in prose.
func TestMarksTakeNoCells(t *testing.T) {
	for _, mark := range []rune{markLink, markLinkEnd, markHeading, markItem} {
		text := string(mark)
		if xansi.StringWidth(text) != 0 || runewidth.StringWidth(text) != 0 || reflow.PrintableRuneWidth(text) != 0 {
			t.Errorf("%U takes cells", mark)
		}
	}
}

// TestCells catches a fast width that differs from the real one.
func TestCells(t *testing.T) {
	for _, text := range []string{
		"", "plain", "│ ─ › · … ✓ ✗ – ↑ ↓ ╭╮╰╯ ▏", "\x1b[1;38;5;209mstyled\x1b[0m text", "Ünïcödé", "日本語", "e\u0301", "✓\ufe0f",
		"a\x1b]8;;x\x07b", "\x1b[2Jx", "👩‍👩‍👧", "x\u200dy",
	} {
		if got, want := cells(text), xansi.StringWidth(text); got != want {
			t.Errorf("cells(%q) = %d, want %d", text, got, want)
		}
	}
}

// TestWrap catches words that get lost at the end of a line.
func TestWrap(t *testing.T) {
	text := "If the refresh token is expired too, start again at https://example.com/a/very/long/path/that/does/not/fit; 日本語日本語日本語 done."
	for width := 1; width < 80; width++ {
		lines := wrap(text, width)
		for _, line := range lines {
			if cells(line) > width {
				t.Fatalf("width %d: %q", width, line)
			}
		}
		if width < 2 {
			continue // a wide character has no room
		}
		got := strings.ReplaceAll(strings.Join(lines, ""), " ", "")
		if want := strings.ReplaceAll(text, " ", ""); got != want {
			t.Fatalf("width %d loses text:\n%s\n%s", width, got, want)
		}
	}
}

// TestHelpIsTheBindings catches a help that says less or more than the bindings,
// and a binding that is shown and does nothing.
func TestHelpIsTheBindings(t *testing.T) {
	for _, scene := range slices.Concat(scenes, trailScenes) {
		t.Run(scene.name, func(t *testing.T) {
			term := open(t, 120, 40)
			scene.play(term)
			_ = term.View()
			bindings := enabledBindings(term.s.Shown().Bindings())
			if _, ok := term.s.Shown().(*help); ok {
				return
			}
			if !term.programBindings().help.Enabled() {
				t.Fatal("help cannot be asked for")
			}
			term.press("f1")
			frame := term.text()
			for _, binding := range append(bindings, enabledBindings(term.programBindings().list())...) {
				if binding.Help().Desc == "close" {
					continue
				}
				found := false
				for line := range strings.Lines(frame) {
					found = found || strings.Contains(line, binding.Help().Key+" ") && strings.Contains(line, binding.Help().Desc)
				}
				if !found {
					t.Errorf("help does not say %q %q:\n%s", binding.Help().Key, binding.Help().Desc, frame)
				}
			}
			for _, binding := range bindings {
				if scene.name != "facts-problem" && scene.name != "record-problem" && !does(t, scene.play, binding) {
					t.Errorf("%s %q does nothing", binding.Help().Key, binding.Help().Desc)
				}
			}
		})
	}
}

// does reports whether one of a binding's keys changes what is seen.
func does(t *testing.T, play func(*terminal), binding key.Binding) bool {
	for _, name := range binding.Keys() {
		term := open(t, 80, 24)
		play(term)
		term.wait(time.Second)
		before := term.text()
		term.press(name)
		if term.text() != before {
			return true
		}
	}
	// At the larger size there may have been more to do.
	for _, name := range binding.Keys() {
		term := open(t, 120, 40)
		play(term)
		term.wait(time.Second)
		before := term.text()
		term.press(name)
		if term.text() != before {
			return true
		}
	}
	return false
}

// TestLeaving catches a q that is text, or a ctrl+c that is not obeyed.
func TestLeaving(t *testing.T) {
	for _, scene := range scenes {
		term := open(t, 80, 24)
		scene.play(term)
		if cmd := term.press("ctrl+c"); cmd == nil {
			t.Errorf("%s: ctrl+c does nothing", scene.name)
		} else if _, ok := cmd().(tea.InterruptMsg); !ok {
			t.Errorf("%s: ctrl+c is not an interrupt", scene.name)
		}
	}
	quits := func(term *terminal) bool {
		cmd := term.press("q")
		if cmd == nil {
			return false
		}
		_, ok := cmd().(tea.QuitMsg)
		return ok
	}
	term := open(t, 80, 24)
	if !quits(term) {
		t.Error("q on an empty home does not quit")
	}
	term.write("x")
	if quits(term) {
		t.Error("q in a text quits")
	}
	term.mustSee("xq▏")
	term = open(t, 80, 24)
	term.press("down", "enter")
	if quits(term) {
		t.Error("q in the search quits")
	}
	term = open(t, 80, 24)
	editFact(term, diagnosis.FactAccount)
	if quits(term) {
		t.Error("q in a value quits")
	}
	term = open(t, 30, 5)
	if !quits(term) {
		t.Error("q in a terminal that is too small does not quit")
	}
}

// TestFastEscape catches esc and a key that arrive in one read, which bubbletea
// takes for alt and the key: both would be lost.
func TestFastEscape(t *testing.T) {
	term := open(t, 80, 24)
	term.pasteText(accessToken(-time.Hour))
	term.press("v")
	cmd := term.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{'q'}, Alt: true})
	if _, ok := term.s.Shown().(*tokenScreen); !ok {
		t.Errorf("esc ended on %T", term.s.Shown())
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
	term = open(t, 80, 24)
	term.write("scope")
	term.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{'b'}, Alt: true})
	term.mustSee("scope▏")
}

// TestFacts catches facts that cannot be stated, are not checked, or do not reach
// the Diagnosis.
func TestFacts(t *testing.T) {
	term := open(t, 80, 40)
	editFact(term, diagnosis.FactRecordScopes)
	term.press("space", "down", "space", "enter")
	if got := term.s.Diagnosis.Facts.Value(diagnosis.FactRecordScopes); got != "rest_webservices,restlets" {
		t.Errorf("two boxes give %q", got)
	}
	term.mustSee("you said")
	term.press("backspace")
	if got := term.s.Diagnosis.Facts.Value(diagnosis.FactRecordScopes); got != "" {
		t.Errorf("taken back, the boxes are %q", got)
	}

	term = open(t, 80, 40)
	editFact(term, diagnosis.FactAccount)
	term.pasteText(" 1234567-sb1 ")
	term.press("enter")
	if got := term.s.Diagnosis.Facts.Value(diagnosis.FactAccount); got != "1234567_SB1" {
		t.Errorf("the account is %q", got)
	}
	term.press("enter", "ctrl+u", "enter")
	term.mustSee("is empty")
	term.press("esc", "esc")
	if _, ok := term.s.Shown().(*home); !ok {
		t.Errorf("esc ended on %T", term.s.Shown())
	}
}

// TestCountdown catches a countdown that stands still, ticks where none is seen,
// and chains of ticks that multiply.
func TestCountdown(t *testing.T) {
	term := open(t, 80, 24)
	if cmd := term.send(keyOf("down")); cmd != nil {
		t.Error("home ticks")
	}
	if cmd := term.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(accessToken(61 * time.Second)), Paste: true}); cmd == nil {
		t.Fatal("the token screen does not tick")
	}
	term.mustSee("expires in 1 min 1 s")
	if cmd := term.send(keyOf("down")); cmd != nil {
		t.Error("a key starts a second chain of ticks")
	}
	term.wait(2 * time.Second)
	if cmd := term.send(tickMsg{term.chain}); cmd == nil {
		t.Error("the chain of ticks ends")
	}
	term.mustSee("expires in 59 s")
	term.wait(time.Minute)
	term.send(tickMsg{term.chain})
	term.mustSee("expired 1 s ago")
	old := term.chain
	term.press("esc")
	if cmd := term.send(tickMsg{old}); cmd != nil {
		t.Error("ticks go on where no countdown is seen")
	}
}

// TestTypedAhead catches keys that are lost while the terminal is asked for its
// background.
func TestTypedAhead(t *testing.T) {
	read := readAnswer([]byte("sco\x1b]11;rgb:ffff/ffff/ffff\x1b\\pe\x1b[?62;22c\r"))
	if read.dark || !read.complete {
		t.Errorf("a white background is read as %+v", read)
	}
	term := open(t, 80, 24)
	term.typedAhead = read.typed
	term.send(term.Init()())
	if p, ok := term.s.Shown().(*page); !ok || p.Code != "ScopeMismatched" {
		t.Errorf("scope and enter, typed ahead, opened %T", term.s.Shown())
	}
}

// TestAnswers catches a background that is misread.
func TestAnswers(t *testing.T) {
	for _, test := range []struct {
		read           string
		dark, complete bool
		typed          int
	}{
		{"", true, false, 0},
		{"\x1b[?1;2c", true, true, 0},
		{"\x1b]11;rgb:0000/0000/0000\x07\x1b[?1;2c", true, true, 0},
		{"\x1b]11;rgb:ff/ff/ff\x07\x1b[?1;2c", false, true, 0},
		{"\x1b]11;rgba:fdfd/f6f6/e3e3/ffff\x1b\\\x1b[?1;2c", false, true, 0},
		{"\x1b]11;rgb:ffff/ffff", true, false, 0},
		{"\x1b]11;#ffffff\x07\x1b[?1;2c", true, true, 0},
		{"a\x1b[Ab\x1bOPc", true, false, 3},
		{"\x03", true, false, 1},
	} {
		got := readAnswer([]byte(test.read))
		if got.dark != test.dark || got.complete != test.complete || len(got.typed) != test.typed {
			t.Errorf("%q is read as %+v, want %+v", test.read, got, test)
		}
	}
}

// TestLateAnswer catches an answer that comes after the time-out and lands in
// the field, and keys that are swallowed with it.
func TestLateAnswer(t *testing.T) {
	now := noon
	late := &lateAnswer{now: func() time.Time { return now }, until: now.Add(lateFor)}
	run := func(keys ...tea.KeyMsg) string {
		passed := ""
		for _, k := range keys {
			if msg := late.filter(nil, k); msg != nil {
				passed += msg.(tea.KeyMsg).String() + " "
			}
		}
		return passed
	}
	alt := func(r rune) tea.KeyMsg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: true} }
	text := keyOf("11;rgb:1e1e/1e1e/2e2e")
	bell := tea.KeyMsg{Type: tea.KeyCtrlG}
	for _, test := range []struct {
		keys []tea.KeyMsg
		want string
	}{
		{[]tea.KeyMsg{alt(']'), text, bell, keyOf("x")}, "x "},
		{[]tea.KeyMsg{alt(']'), text, alt('\\'), keyOf("q")}, "q "},
		{[]tea.KeyMsg{alt(']'), keyOf("11;rgb:"), keyOf("1e1e/1e1e/2e2e"), bell, keyOf("down")}, "down "},
		{[]tea.KeyMsg{alt(']'), keyOf("ctrl+c")}, "ctrl+c "},
		{[]tea.KeyMsg{keyOf("scope"), keyOf("enter")}, "scope enter "},
		{[]tea.KeyMsg{alt(']'), keyOf("z"), keyOf("a")}, "z a "},
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

// TestField catches editing keys that do something other than they say.
func TestField(t *testing.T) {
	for _, test := range []struct {
		keys []string
		want string
	}{
		{[]string{"a", "b", "left", "c"}, "acb"},
		{[]string{"a", "b", "home", "c", "end", "d"}, "cabd"},
		{[]string{"a", "b", "backspace"}, "a"},
		{[]string{"a", "b", "left", "delete"}, "a"},
		{[]string{"a", " ", "b", "c", "ctrl+w"}, "a "},
		{[]string{"a", "b", "left", "ctrl+u"}, "b"},
		{[]string{"a", "b", "left", "ctrl+k"}, "a"},
		{[]string{"left", "right", "backspace", "delete", "ctrl+w"}, ""},
	} {
		var f field
		for _, name := range test.keys {
			f.Key(keyOf(name))
		}
		if got := f.Value(); got != test.want {
			t.Errorf("%v gives %q, want %q", test.keys, got, test.want)
		}
		if f.bytes != len(test.want) {
			t.Errorf("%v counts %d bytes", test.keys, f.bytes)
		}
	}
	t.Run("limit", func(t *testing.T) {
		var f field
		if f.Insert([]rune(strings.Repeat("x", 2<<20))) || f.bytes > 1<<20 {
			t.Errorf("the field took %d bytes", f.bytes)
		}
	})
}

// TestKeyTypedAway catches a private key that is drawn, and one whose letters turn
// into commands because a line break in it opened a page.
func TestKeyTypedAway(t *testing.T) {
	term := open(t, 100, 30)
	for _, r := range "-----BEGIN PRIVATE KEY-----\rMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\rqqqq\r-----END PRIVATE KEY-----\r" {
		if r == '\r' {
			term.press("enter")
			continue
		}
		term.press(string(r))
		if frame := term.View(); strings.Contains(frame, "MIIE") || strings.Contains(frame, "PRIVATE") {
			t.Fatalf("the key is drawn:\n%s", frame)
		}
	}
	if _, ok := term.s.Shown().(*home); !ok {
		t.Fatalf("the key led to %T", term.s.Shown())
	}
	term.pasteText("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n")
	term.mustSee("private key")
}

// TestFactsRefuseSecrets catches a token or a key that becomes a fact and stays on
// the screen.
func TestFactsRefuseSecrets(t *testing.T) {
	for _, name := range []diagnosis.FactName{diagnosis.FactClientID, diagnosis.FactCertificateID, diagnosis.FactRecordRedirectURIs} {
		term := open(t, 120, 40)
		term.press("ctrl+f", " ")
		f := term.s.Shown().(*facts)
		for f.kind().Name != name {
			term.press("down")
		}
		term.press("enter")
		term.pasteText("-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----")
		if strings.Contains(term.View(), "MIIE") {
			t.Errorf("%s: a key is drawn before enter", name)
		}
		term.press("enter")
		if strings.Contains(term.View(), "MIIE") || len(term.s.Case.Facts) > 0 {
			t.Errorf("%s: a key became a fact", name)
		}
	}
}
