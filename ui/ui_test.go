package ui

import (
	"encoding/base64"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/worktest"
)

var update = flag.Bool("update", false, "write the golden frames again")

// noon is the moment of every test; its local time is that of Berlin in winter.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// terminal drives the model as a terminal would.
type terminal struct {
	t testing.TB
	*app
	now *time.Time
}

func open(t testing.TB, width, height int, changes ...func(*Options)) *terminal {
	t.Helper()
	library, err := content.Embedded()
	if err != nil {
		t.Fatalf("the library: %v", err)
	}
	now := noon
	plain := termenv.Ascii
	options := Options{
		Library: library, Theme: ThemeDark, Profile: &plain,
		Clock: func() time.Time { return now },
		Now:   func() time.Time { return now },
		Local: time.FixedZone("CET", 3600),
		Disk:  testDisk(),
	}
	for _, change := range changes {
		change(&options)
	}
	term := &terminal{t: t, app: New(options).(*app), now: &now}
	term.send(tea.WindowSizeMsg{Width: width, Height: height})
	return term
}

func (term *terminal) send(msg tea.Msg) tea.Cmd {
	_, cmd := term.Update(msg)
	return cmd
}

var keyTypes = map[string]tea.KeyType{
	"enter": tea.KeyEnter, "esc": tea.KeyEsc, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft,
	"right": tea.KeyRight, "tab": tea.KeyTab, "shift+tab": tea.KeyShiftTab, "backspace": tea.KeyBackspace,
	"delete": tea.KeyDelete, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd,
	"ctrl+c": tea.KeyCtrlC, "ctrl+f": tea.KeyCtrlF, "ctrl+h": tea.KeyCtrlH, "ctrl+n": tea.KeyCtrlN,
	"ctrl+p": tea.KeyCtrlP, "ctrl+u": tea.KeyCtrlU, "ctrl+w": tea.KeyCtrlW, "ctrl+z": tea.KeyCtrlZ,
	"ctrl+j": tea.KeyCtrlJ, "ctrl+a": tea.KeyCtrlA, "ctrl+e": tea.KeyCtrlE, "ctrl+k": tea.KeyCtrlK, "f1": tea.KeyF1,
}

func keyOf(name string) tea.KeyMsg {
	if name == " " || name == "space" {
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}}
	}
	if kind, ok := keyTypes[name]; ok {
		return tea.KeyMsg{Type: kind}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

// press presses keys, drawing after each as bubbletea does.
func (term *terminal) press(names ...string) (last tea.Cmd) {
	for _, name := range names {
		last = term.send(keyOf(name))
		_ = term.View()
	}
	return last
}

// write types a text key by key.
func (term *terminal) write(text string) {
	for _, r := range text {
		msg := tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}}
		if r == ' ' {
			msg.Type = tea.KeySpace
		}
		term.send(msg)
	}
	_ = term.View()
}

// paste pastes a text in one piece.
func (term *terminal) pasteText(text string) {
	term.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
	_ = term.View()
}

// wait lets time pass on the injected clock.
func (term *terminal) wait(d time.Duration) { *term.now = term.now.Add(d) }

func (term *terminal) text() string { return ansi.Strip(term.View()) }

func (term *terminal) mustSee(texts ...string) {
	term.t.Helper()
	frame := term.text()
	for _, text := range texts {
		if !strings.Contains(frame, text) {
			term.t.Fatalf("the screen does not say %q:\n%s", text, frame)
		}
	}
}

func (term *terminal) mustNotSee(texts ...string) {
	term.t.Helper()
	frame := term.text()
	for _, text := range texts {
		if strings.Contains(frame, text) {
			term.t.Fatalf("the screen says %q:\n%s", text, frame)
		}
	}
}

// mustFit checks a frame against the size of the terminal.
func mustFit(t testing.TB, frame string, width, height int) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	want := height
	if width < minWidth || height < minHeight {
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

// signature stands for the secret part of every token here: no frame may show it.
var signature = base64.RawURLEncoding.EncodeToString([]byte(strings.Repeat("canary", 86))[:512])

func makeToken(header, payload string) string {
	enc := base64.RawURLEncoding.EncodeToString
	return enc([]byte(header)) + "." + enc([]byte(payload)) + "." + signature
}

// accessToken is an access token that expires so long after noon.
func accessToken(left time.Duration) string {
	exp := noon.Add(left).Unix()
	return makeToken(
		`{"kid":"c.1234567_SB1.2026-10-20_00-10-22","typ":"JWT","alg":"RS256"}`,
		fmt.Sprintf(`{"sub":"3;77","aud":["0F1E2D3C-514B-4F59-B1C3-CB35FF7E9A6A;1234567_SB1","1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2"],`+
			`"scope":["restlets"],"iss":"https://system.netsuite.com","oit":%d,"exp":%d,"iat":%d,"jti":"1234567_SB1.a-c.null.1795434600000"}`,
			exp-3600, exp, exp-3600))
}

// assertion is a client assertion with a fault.
func assertion() string {
	return makeToken(`{"typ":"JWT","alg":"RS256","kid":"TkHRXJ-8D7WLq-co2gaKer7iebI9DJ8zFeePzOkpXs8"}`,
		`{"iss":"1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2","scope":["restlets","rest_webservices"],`+
			`"aud":"https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token","iat":1795435170,"exp":1795437000}`)
}

// scene is a way to a screen.
type scene struct {
	name string
	play func(*terminal)
}

// allScenes are those of keys, of exchanges, of the trail, of cases and of questions, too.
func allScenes() []scene {
	return slices.Concat(scenes, keyScenes, exchangeScenes, trailScenes, tokenRowScenes, caseScenes, askScenes, wordScenes)
}

// wordScenes are last: TestEveryFrame pairs scenes with texts by their places.
var wordScenes = []scene{
	{"home-words", func(term *terminal) { term.write("the role does not show up when I authorize the app") }},
	{"home-words-none", func(term *terminal) { term.write("when does the cafeteria open tomorrow?") }},
}

// scenes are the screens, each in a state worth seeing.
var scenes = []scene{
	{"home", func(*terminal) {}},
	{"home-search", func(term *terminal) { term.write("scope") }},
	{"home-token-by-keys", func(term *terminal) { term.write(accessToken(time.Hour)) }},
	{"home-unknown", func(term *terminal) { term.pasteText("ScopeMissmatched") }},
	{"home-known", func(term *terminal) { term.pasteText(accessToken(-time.Hour)); term.press("esc") }},
	{"guide", func(term *terminal) { term.press("enter") }},
	{"guide-walk", walk},
	{"guide-end", func(term *terminal) { walk(term); term.press("2", "esc") }},
	{"token", func(term *terminal) { term.pasteText(accessToken(14*time.Minute + 5*time.Second)) }},
	{"token-expired", func(term *terminal) { term.pasteText(accessToken(-72 * time.Minute)) }},
	{"token-assertion", func(term *terminal) { term.pasteText(assertion()) }},
	{"token-unfolded", func(term *terminal) {
		term.pasteText(accessToken(-72 * time.Minute))
		term.press("down", "space", "down", "down", "space")
	}},
	{"token-end", func(term *terminal) { term.pasteText(accessToken(-72 * time.Minute)); term.press("end") }},
	{"verdicts", func(term *terminal) { term.pasteText(accessToken(-72 * time.Minute)); term.press("v", "down") }},
	{"codes", func(term *terminal) { term.press("down", "enter") }},
	{"codes-search", func(term *terminal) { term.press("down", "enter"); term.write("certificate id") }},
	{"codes-none", func(term *terminal) { term.press("down", "enter"); term.write("zzzz") }},
	{"page", func(term *terminal) { term.write("ScopeMismatched"); term.press("enter") }},
	{"page-in-your-case", func(term *terminal) { term.pasteText(accessToken(-72 * time.Minute)); term.press("enter") }},
	{"page-link", func(term *terminal) { term.pasteText("ScopeMismatched"); term.press("end", "tab") }},
	{"page-symptom", func(term *terminal) { term.pasteText("token_rejected") }},
	{"facts", func(term *terminal) { term.press("ctrl+f") }},
	{"facts-known", func(term *terminal) { term.pasteText(accessToken(-72 * time.Minute)); term.press("f") }},
	{"facts-choice", func(term *terminal) { term.press("ctrl+f", "enter", "down", "down", "enter") }},
	{"facts-list", func(term *terminal) { editFact(term, diagnosis.FactRecordScopes); term.press("space", "down") }},
	{"facts-text", func(term *terminal) { editFact(term, diagnosis.FactAccount); term.write("1234567-sb1") }},
	{"facts-problem", func(term *terminal) { editFact(term, diagnosis.FactAccount); term.press("enter") }},
	{"record", func(term *terminal) { openRecord(term) }},
	{"record-contradiction", func(term *terminal) {
		term.pasteText(assertion())
		term.press("i")
		fillIn(term, diagnosis.FactRecordScopes, "1", "enter")
	}},
	{"record-filled", fillRecord},
	{"record-end", func(term *terminal) { fillRecord(term); term.press("end") }},
	{"record-choice", func(term *terminal) { openRecord(term); fillIn(term, diagnosis.FactRecordState) }},
	{"record-list", func(term *terminal) { openRecord(term); fillIn(term, diagnosis.FactRolePermissions, "2", "5") }},
	{"record-text", func(term *terminal) {
		openRecord(term)
		fillIn(term, diagnosis.FactRecordRedirectURIs)
		term.pasteText("https://app.example/callback\nmyapp://callback?code=live\n")
	}},
	{"record-problem", func(term *terminal) {
		openRecord(term)
		fillIn(term, diagnosis.FactRecordCertificates)
		term.pasteText("custcertificate3")
	}},
	{"help", func(term *terminal) { term.press("enter", "?") }},
	{"notice", func(term *terminal) { term.pasteText(accessToken(time.Hour)); term.pasteText(accessToken(-time.Hour)) }},
}

// walk answers the guide until it asks for the integration record.
func walk(term *terminal) {
	term.press("enter", "2", "1", "5", "1", "2")
}

// endlessly says "I don't know" until nothing is asked.
func endlessly(term *terminal) {
	for term.s.Kept(Guide{}).(*guide).question != nil {
		at := slices.Index(term.s.Kept(Guide{}).(*guide).rows(), term.s.Kept(Guide{}).(*guide).question.Unsure())
		term.press(answerKeys[at : at+1])
	}
}

// forgetFact takes back what the user said.
func forgetFact(term *terminal, name diagnosis.FactName) {
	c := term.s.Case
	c.Facts = c.Facts.Without(name)
	term.s.hold(c)
}

// openRecord opens the form from home.
func openRecord(term *terminal) { term.press("down", "down", "down", "enter") }

// fillIn goes to a field of the form, starts to fill it in, and presses keys.
func fillIn(term *terminal, name diagnosis.FactName, keys ...string) {
	term.press("home")
	for _, kind := range recordFields {
		if kind.Name == name {
			break
		}
		term.press("down")
	}
	term.press("enter")
	term.press(keys...)
}

// fillRecord fills in a record with more than one thing wrong.
func fillRecord(term *terminal) {
	openRecord(term)
	fillIn(term, diagnosis.FactRecordState, "1")
	fillIn(term, diagnosis.FactRecordGrants, "1", "2", "enter")
	fillIn(term, diagnosis.FactRecordRedirectURIs)
	term.pasteText("https://app.example/callback")
	term.press("enter")
	fillIn(term, diagnosis.FactClient, "1")
	fillIn(term, diagnosis.FactRecordRefreshValidity, "4", "8", "enter")
	fillIn(term, diagnosis.FactRecordScopes, "1", "2", "enter")
	fillIn(term, diagnosis.FactRecordCertificates)
	term.pasteText("TkHRXJ-8D7WLq-co2gaKer7iebI9DJ8zFeePzOkpXs8\n-QjavVtnXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXx1")
	term.press("enter")
	fillIn(term, diagnosis.FactRoleState, "1")
	fillIn(term, diagnosis.FactRolePermissions, "2", "5", "6", "enter")
	fillIn(term, diagnosis.FactFeatureOAuth2, "1")
	term.press("up", "up", "up") // the permissions
}

func editFact(term *terminal, name diagnosis.FactName) {
	term.press("ctrl+f", " ")
	for term.s.Shown().(*facts).kind().Name != name {
		term.press("down")
	}
	term.press("enter")
}

// TestFrames catches every change of a screen that nobody meant.
func TestFrames(t *testing.T) {
	for _, scene := range allScenes() {
		for _, size := range []struct{ width, height int }{{60, 16}, {80, 24}, {120, 40}} {
			name := fmt.Sprintf("%s-%dx%d", scene.name, size.width, size.height)
			t.Run(name, func(t *testing.T) {
				term := open(t, size.width, size.height)
				scene.play(term)
				mustFit(t, term.View(), size.width, size.height)
				frame := term.View()
				if strings.HasPrefix(scene.name, "made-") {
					frame = madeID.ReplaceAllString(frame, strings.Repeat("C", 43))
				}
				golden(t, name, frame)
			})
		}
	}
}

// TestColours catches styles that get lost, bleed over the end of a line, or
// appear where there should be none.
func TestColours(t *testing.T) {
	for _, theme := range []Theme{ThemeDark, ThemeLight} {
		for _, name := range []string{"token-expired", "page-link"} {
			t.Run(string(theme)+"/"+name, func(t *testing.T) {
				profile := termenv.ANSI256
				term := open(t, 80, 24, func(o *Options) { o.Profile, o.Theme = &profile, theme })
				for _, scene := range allScenes() {
					if scene.name == name {
						scene.play(term)
					}
				}
				golden(t, name+"-"+string(theme), strings.ReplaceAll(term.View(), "\x1b", "␛"))
			})
		}
	}
	t.Run("none", func(t *testing.T) {
		for _, scene := range allScenes() {
			term := open(t, 120, 40)
			scene.play(term)
			if strings.Contains(term.View(), "\x1b") {
				t.Errorf("%s writes escape sequences where no colours are wanted", scene.name)
			}
		}
	})
}

func golden(t *testing.T, name, frame string) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	got := strings.Join(lines, "\n") + "\n"
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; run go test ./ui -update", err)
	}
	if got != strings.ReplaceAll(string(want), "\r\n", "\n") {
		t.Errorf("%s has changed; look at it and run go test ./ui -update\n--- got\n%s--- want\n%s", file, got, want)
	}
}

// sizeOfSeries reports whether scene n is drawn at a size in the short series: every
// width at the least height and at one more, every height at the least width and at the
// greatest, and around both limits. The height that goes with a width differs from scene
// to scene, so that all scenes together meet nearly every size.
func sizeOfSeries(n, width, height int) bool {
	switch {
	case width < minWidth && height < minHeight:
		return (width+height+n)%16 == 0
	case width < minWidth || height < minHeight:
		return width == minWidth-1 || height == minHeight-1 || (width+7*height+n)%32 == 0
	}
	spread := minHeight + (width*7+n*11)%(60-minHeight+1)
	return height == spread || (width+height+n)%3 == 0 && (height == minHeight || width == minWidth || width == 160)
}

// TestEverySize catches frames that are too tall, which lose their top line, and
// lines that are too wide, which tear the screen. The long run draws every scene at every
// size.
func TestEverySize(t *testing.T) {
	for n, scene := range allScenes() {
		t.Run(scene.name, func(t *testing.T) {
			t.Parallel()
			term := open(t, 100, 30)
			scene.play(term)
			for width := 1; width <= 160; width++ {
				for height := 1; height <= 60; height++ {
					if !worktest.Long && !sizeOfSeries(n, width, height) {
						continue
					}
					term.send(tea.WindowSizeMsg{Width: width, Height: height})
					mustFit(t, term.View(), width, height)
				}
			}
			for _, size := range []struct{ width, height int }{{0, 0}, {-1, -1}, {500, 200}, {60, 200}, {500, 16}} {
				term.send(tea.WindowSizeMsg{Width: size.width, Height: size.height})
				if frame := term.View(); size.width > 0 {
					mustFit(t, frame, size.width, size.height)
				} else if frame != "" {
					t.Errorf("a terminal of no size got %q", frame)
				}
			}
		})
	}
}

// TestSecretsAreNotDrawn catches a frame that shows the signature, or any long
// piece, of a token: a picture of the screen is sent to support.
func TestSecretsAreNotDrawn(t *testing.T) {
	pieces := []string{signature[:12], signature[200:212], "eyJraWQi", "eyJzdWIi"}
	for _, text := range []string{string(testPrivate(testKey(1))), string(testPrivate(testKey(90))), lockedKey} {
		for _, line := range strings.Split(text, "\n") {
			if len(line) > 40 && !strings.HasPrefix(line, "-") {
				pieces = append(pieces, line[8:24])
			}
		}
	}
	for _, scene := range allScenes() {
		term := open(t, 160, 60)
		scene.play(term)
		frame := term.text()
		for _, piece := range pieces {
			if strings.Contains(frame, piece) {
				t.Errorf("%s shows %q of the token", scene.name, piece)
			}
		}
	}
	t.Run("while it is typed", func(t *testing.T) {
		term := open(t, 160, 60)
		shown := 0
		for _, r := range "my secret is " + strings.Repeat("5f0e9a7c", 8) {
			term.write(string(r))
			if strings.Contains(term.text(), "5f0e9a7c5f0e9a7c5f0e9a7c5f0e9a7c5f0e9a7c") {
				shown++
			}
		}
		if shown > 0 {
			t.Errorf("%d frames show a client secret", shown)
		}
	})
}
