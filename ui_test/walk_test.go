//go:build unix

package ui_test

import (
	"strconv"
	"strings"
	"testing"

	"authdoctor/content"
)

// home is the question on the first screen.
const home = "What do you have?"

// library returns the embedded pages and the guide.
func library(t *testing.T) *content.Library {
	t.Helper()
	library, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return library
}

// title returns the name of a page in the header.
func title(t *testing.T, path string) string {
	t.Helper()
	page, ok := library(t).Page(path)
	if !ok {
		t.Fatalf("there is no page %s", path)
	}
	if page.Code != "" {
		return string(page.Code)
	}
	return page.Title
}

// header returns the first line of the screen, which names the open screens.
func header(screen string) string {
	line, _, _ := strings.Cut(strings.TrimLeft(screen, "\n"), "\n")
	return line
}

// trail returns the part of the header with the names of the screens.
func trail(screen string) string {
	names, _, _ := strings.Cut(strings.TrimSpace(header(screen)), "   ")
	return names
}

// waitForHeader waits until the header contains a text.
func (x *terminal) waitForHeader(text string) {
	x.t.Helper()
	x.until("the header "+text, func(screen string) bool { return strings.Contains(header(screen), text) })
}

// TestTokenToResolution catches a break in the main walk: paste a token that Oracle
// published, see the first cause, open its page, follow a link, come back, make the window
// too small and large again, quit.
func TestTokenToResolution(t *testing.T) {
	x := start(t, setup{})
	x.waitFor(home)
	x.paste(published())
	x.waitForHeader("Token")
	x.waitFor("Expired", "AccessTokenExpired", "confirmed", "access token", "4030059")

	x.send(enter)
	x.waitForHeader("AccessTokenExpired")
	x.waitFor("In your case", "WHAT IT MEANS", "confirmed")
	page := trail(x.text())

	x.send(tab)
	x.waitFor("follow")
	x.send(enter)
	x.until("the page that the link leads to", func(screen string) bool { return strings.HasPrefix(trail(screen), page+" › ") })
	x.send(escape)
	x.until("the page before", func(screen string) bool { return trail(screen) == page })
	x.send("\x1b[H") // home, to the top of the page
	x.waitFor("In your case")

	x.resize(44, 12)
	x.until("one line with the size that is needed", func(screen string) bool {
		said := strings.TrimSpace(screen)
		return said != "" && !strings.Contains(said, "\n") && strings.Contains(said, "60") && strings.Contains(said, "16")
	})
	x.resize(100, 30)
	x.waitForHeader("AccessTokenExpired")
	x.waitFor("In your case", "WHAT IT MEANS")
	x.send(escape)
	x.waitForHeader("Token")
	x.waitFor("Expired")
	x.send("q")
	x.end(0)
}

// TestEveryPublishedToken catches a form of NetSuite's tokens that the screen cannot show.
func TestEveryPublishedToken(t *testing.T) {
	tokens := everyPublished(t)
	x := start(t, setup{args: []string{"--at", "2026-11-23T12:00:00Z"}})
	x.waitFor(home)
	for _, token := range tokens {
		x.paste(token.Token)
		asked := false
		x.until("the token, or the question which case it belongs to", func(screen string) bool {
			asked = strings.Contains(screen, "Another case, or the same?")
			return asked || strings.Contains(trail(screen), "Token")
		})
		if asked { // each token is from another account
			x.send("1")
		}
		kind := map[string]string{"access": "access token", "refresh": "refresh token", "id": "ID token", "assertion": "client assertion"}[token.Role]
		x.waitForHeader(kind)
		x.waitForHeader("Token")
		x.send(escape)
		x.waitFor(home)
	}
	x.send("q")
	x.end(0)
}

// TestCodeToPage catches a code that cannot be typed, read about, marked as seen in the
// trail, set aside with its case, and brought back.
func TestCodeToPage(t *testing.T) {
	x := start(t, setup{})
	x.waitFor(home)
	x.send("ScopeMismatched")
	x.waitFor("ScopeMismatched▏")
	x.send(enter)
	x.waitForHeader("ScopeMismatched")
	page, _ := library(t).Code("ScopeMismatched")
	x.waitForWords(page.Title)
	x.waitFor("WHAT IT MEANS", "my trail shows this")
	x.waitForNo("In your case")
	x.send("t")
	x.waitFor("In your case", "confirmed", "take that back")
	x.send("n")
	x.waitForHeader("Case")
	x.waitFor("0 facts known", "A new case")
	x.send("u")
	x.waitFor("1 fact known", "is back")
	x.send(escape)
	x.waitFor(home, "New case", "Take back")
	x.send(ctrlC)
	x.end(130)
}

// TestSearch catches pages that words do not find or the arrow keys do not open.
func TestSearch(t *testing.T) {
	x := start(t, setup{})
	x.waitFor(home)
	x.send("scope")
	x.waitFor("scope▏", "ScopeMismatched", "InvalidScope")
	x.send(escape)
	x.waitForNo("InvalidScope")
	x.send("redirect")
	x.waitFor("InvalidRedirectURI")
	x.send(down)
	x.send(up)
	x.send(enter)
	x.until("a page", func(screen string) bool {
		return strings.Contains(header(screen), "›") && !strings.Contains(screen, home)
	})
	x.send("q")
	x.end(0)
}

// TestUnknownWord catches a misspelt code that is taken for the nearest one.
func TestUnknownWord(t *testing.T) {
	x := start(t, setup{})
	x.waitFor(home)
	x.paste("TokenRejectet")
	x.waitForWords("is not a code of the Detail column")
	x.waitFor("TokenRejected")
	x.send(escape)
	x.waitForNo("TokenRejectet")
	x.paste("colourless green ideas sleep furiously at night, all of them")
	x.waitForWords("No page matches these words")
	x.send(ctrlC)
	x.end(130)
}

// TestGuide catches answers by number that do not lead to a page, and a last answer that
// cannot be taken back and changed.
func TestGuide(t *testing.T) {
	guide := library(t).Guide()
	x := start(t, setup{})
	x.waitFor(home, "Walk me through it")
	x.send(enter)
	x.waitForHeader("Guide")

	// Always the first answer that leads to another question and sets no fact.
	var chosen []content.Choice
	var walk content.Walk
	for walk = guide.Walk(nil, chosen); walk.Current != nil; walk = guide.Walk(nil, chosen) {
		x.waitForWords(walk.Current.Text)
		answer := 0
		for i, a := range walk.Current.Answers {
			if a.Question != "" && len(a.Facts) == 0 {
				answer = i
				break
			}
		}
		x.waitForWords(strconv.Itoa(answer+1) + " " + walk.Current.Answers[answer].Text)
		chosen = append(chosen, content.Choice{Question: walk.Current.ID, Answer: answer})
		x.send(strconv.Itoa(answer + 1))
	}
	path, _, _ := strings.Cut(walk.Page, "#")
	x.waitForHeader(title(t, path))
	if len(chosen) < 2 {
		t.Fatalf("the walk has %d questions, want at least 2", len(chosen))
	}

	x.send(escape)
	x.waitForHeader("Guide")
	x.waitFor("This is where your answers lead")
	last := chosen[len(chosen)-1]
	x.send(backspace)
	x.waitForWords(guide.Questions[last.Question].Text)
	x.waitForNo("This is where your answers lead")
	other := len(guide.Questions[last.Question].Answers) // "I don't know" is the last
	if other > 9 {                                       // which has no key of its own
		x.send(strings.Repeat(down, other-1-chosen[len(chosen)-1].Answer) + enter)
	} else {
		x.send(strconv.Itoa(other))
	}
	chosen[len(chosen)-1].Answer = other - 1
	walk = guide.Walk(nil, chosen)
	if walk.Page == "" {
		x.waitForWords(walk.Current.Text)
	} else if walk.Open() { // the guide continues with Ask
		x.waitFor("Read how to find this out")
	} else {
		path, _, _ := strings.Cut(walk.Page, "#")
		x.waitForHeader(title(t, path))
	}
	x.send("q")
	x.end(0)
}

// TestGuideKnowsTheToken catches a question that the pasted token has already answered.
func TestGuideKnowsTheToken(t *testing.T) {
	x := start(t, setup{})
	x.waitFor(home)
	x.paste(published())
	x.waitForHeader("Token")
	x.send(escape)
	x.waitFor(home, "Back to the token")
	x.send(down + enter)
	x.waitForHeader("Guide")
	x.waitFor("token", "Still possible", "ruled out")
	x.send("q")
	x.end(0)
}

// TestPasteAnywhere catches a screen without a field that ignores a paste.
func TestPasteAnywhere(t *testing.T) {
	x := start(t, setup{})
	x.waitFor(home)
	x.send(enter)
	x.waitForHeader("Guide")
	x.paste("Authorization: Bearer " + published() + "\n")
	x.waitForHeader("Token")
	x.waitFor("Expired")
	x.send("v")
	x.waitFor("confirmed", "ruled out")
	x.paste("ScopeMismatched")
	x.waitForHeader("ScopeMismatched")
	x.send("?")
	x.waitForHeader("Help")
	x.send("q")
	x.end(0)
}

// TestScreens catches one of the other screens that does not open or close.
func TestScreens(t *testing.T) {
	x := start(t, setup{cols: 120, rows: 40})
	x.waitFor(home)
	x.send("?")
	x.waitForHeader("Help")
	x.waitFor("esc")
	x.send(escape)
	x.waitForNo("Help")
	x.send(ctrlF)
	x.until("the facts", func(screen string) bool { return !strings.Contains(screen, home) })
	x.send(escape)
	x.waitFor(home)
	x.send(down + enter)
	x.waitForHeader("Codes")
	x.send("expired")
	x.waitFor("AccessTokenExpired", "RefreshTokenExpired")
	x.waitForNo("FeatureDisabled")
	x.send(enter)
	x.waitFor("WHAT IT MEANS")
	x.send("q")
	x.end(0)
}
