//go:build unix

package ui_test

import (
	"strconv"
	"strings"
	"testing"

	"authdoctor/content"
)

// home is what the first screen asks.
const home = "What do you have?"

// library is the prose that the screens show.
func library(t *testing.T) *content.Library {
	t.Helper()
	library, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return library
}

// title is how a page is named in the line above the screen.
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

// header is the first line of the screen, which says where the user is.
func header(screen string) string {
	line, _, _ := strings.Cut(strings.TrimLeft(screen, "\n"), "\n")
	return line
}

// trail is the part of the header that names the screens.
func trail(screen string) string {
	names, _, _ := strings.Cut(strings.TrimSpace(header(screen)), "   ")
	return names
}

// waitForHeader waits until the line above the screen holds a text.
func (x *terminal) waitForHeader(text string) {
	x.t.Helper()
	x.until("the header "+text, func(screen string) bool { return strings.Contains(header(screen), text) })
}

// TestTokenToResolution is the walk: paste a token that Oracle printed,
// see the first cause, go to its page, follow a link, come back, make the window
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
	x.send("g") // to its top
	x.waitFor("In your case")

	x.resize(44, 12)
	x.until("one line that says how much is needed", func(screen string) bool {
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

// TestEveryPublishedToken catches a shape of NetSuite's that the screen cannot
// show.
func TestEveryPublishedToken(t *testing.T) {
	tokens := everyPublished(t)
	x := start(t, setup{args: []string{"--at", "2026-11-23T12:00:00Z"}})
	x.waitFor(home)
	for _, token := range tokens {
		x.paste(token.Token)
		asked := false
		x.until("the token, or the question whose it is", func(screen string) bool {
			asked = strings.Contains(screen, "Another case, or the same?")
			return asked || strings.Contains(trail(screen), "Token")
		})
		if asked { // each is of another account
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

// TestCodeToPage types a word and reads its page, says that the trail shows it, sets the
// case aside and brings it back.
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

// TestSearch finds pages by words and opens one with the arrow keys.
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

// TestUnknownWord catches a near miss that is guessed.
func TestUnknownWord(t *testing.T) {
	x := start(t, setup{})
	x.waitFor(home)
	x.paste("TokenRejectet")
	x.waitForWords("is not a code of the Detail column")
	x.waitFor("TokenRejected")
	x.send(escape)
	x.waitForNo("TokenRejectet")
	x.paste("colourless green ideas sleep furiously at night, all of them")
	x.waitForWords("neither a token nor a code")
	x.send(ctrlC)
	x.end(130)
}

// TestGuide answers questions by number down to a page, comes back, takes the
// last answer back and gives another.
func TestGuide(t *testing.T) {
	guide := library(t).Guide()
	x := start(t, setup{})
	x.waitFor(home, "Walk me through it")
	x.send(enter)
	x.waitForHeader("Guide")

	// Only that it does not work › a call › … always the first answer that asks on.
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
		t.Fatalf("the way has %d questions", len(chosen))
	}

	x.send(escape)
	x.waitForHeader("Guide")
	x.waitFor("This is where your answers lead")
	last := chosen[len(chosen)-1]
	x.send(backspace)
	x.waitForWords(guide.Questions[last.Question].Text)
	x.waitForNo("This is where your answers lead")
	other := len(guide.Questions[last.Question].Answers) // "I don't know" is the last
	x.send(strconv.Itoa(other))
	chosen[len(chosen)-1].Answer = other - 1
	walk = guide.Walk(nil, chosen)
	if walk.Page == "" {
		x.waitForWords(walk.Current.Text)
	} else if walk.Open() { // the guide goes on with Ask
		x.waitFor("Read how to find this out")
	} else {
		path, _, _ := strings.Cut(walk.Page, "#")
		x.waitForHeader(title(t, path))
	}
	x.send("q")
	x.end(0)
}

// TestGuideKnowsTheToken catches a question that the pasted token has answered.
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

// TestPasteAnywhere pastes a token on the screens that have no field.
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

// TestScreens walks over the other screens.
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
