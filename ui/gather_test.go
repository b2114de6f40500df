package ui_test

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/ui"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// TestAnswerByKeys catches an answer whose line breaks are taken for enter by a
// terminal without bracketed paste.
func TestAnswerByKeys(t *testing.T) {
	for _, text := range []string{uitest.RefusedCall, "curl -d grant_type=client_credentials \\\n  https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token\n", "{\"error\":\n \"invalid_grant\"}"} {
		term := uitest.Open(t, 100, 30)
		for _, r := range text {
			if r == '\n' {
				term.Press("enter")
				continue
			}
			term.Write(string(r))
		}
		term.Wait(time.Second)
		term.Send(ui.GatherMsg{})
		if _, ok := term.S.At().(screen.Exchange); !ok {
			t.Errorf("%.20q by keys opened %T:\n%s", text, term.S.Shown(), term.Text())
		}
	}
}

// TestSecretsByKeys catches a secret that is drawn while it comes key by key.
func TestSecretsByKeys(t *testing.T) {
	const secret = "q7Rt5Yu1Op9As3Df"
	for _, lead := range []string{"code=", "state=", "client_secret=", "client_secret: ", "the secret is ", "code_verifier=", "Authorization: Basic ", "Basic ", "Client Secret ", ""} {
		term := uitest.Open(t, 100, 30)
		seen := ""
		for i, r := range lead + secret {
			term.Wait(100 * time.Millisecond)
			term.Write(string(r))
			if shown := i - len(lead) + 1; shown > 12 && strings.Contains(term.Text(), secret[:12]) {
				seen = secret[:shown]
			}
			if frame := term.Text(); lead != "" && lead != "Client Secret " && strings.Contains(frame, secret[:7]) {
				t.Fatalf("%q draws the first letters of the secret:\n%s", lead, frame)
			}
		}
		if seen != "" {
			t.Errorf("%q: %s is drawn", lead, seen)
		}
	}
}

// TestTokenByKeysElsewhere catches a token that comes key by key on a screen without a
// field, where its letters are commands: q would leave the program, and the rest of a
// live token land in the shell.
func TestTokenByKeysElsewhere(t *testing.T) {
	for _, text := range []string{uitest.AccessToken(time.Hour), "Bearer " + uitest.AccessToken(time.Hour), "grant_type=refresh_token&refresh_token=qqqqqqq"} {
		term := uitest.Open(t, 100, 30)
		term.Press("enter") // the guide
		for _, r := range text {
			if cmd := term.Send(uitest.KeyOf(string(r))); cmd != nil {
				if _, quit := cmd().(tea.QuitMsg); quit {
					t.Fatalf("%.20q quits the program", text)
				}
			}
		}
		term.Wait(time.Second)
		term.Send(ui.GatherMsg{})
		switch term.S.At().(type) {
		case screen.Token, screen.Exchange:
		default:
			t.Errorf("%.20q opened %T", text, term.S.Shown())
		}
	}
}

// TestPasteByKeysIsGathered catches a private key that a terminal without bracketed
// paste delivers key by key: its letters must not be commands, and no piece of it
// may be drawn, wherever it comes.
func TestPasteByKeysIsGathered(t *testing.T) {
	text := string(uitest.TestPrivate(uitest.TestKey(1)))
	for _, place := range []struct {
		name string
		go_  func(*uitest.Terminal)
	}{
		{"key setup", func(term *uitest.Terminal) { uitest.OpenKeys(term) }},
		{"open a file", func(term *uitest.Terminal) { uitest.OpenKeys(term); term.Do("ctrl+o") }},
		{"name of a certificate", func(term *uitest.Terminal) { uitest.OpenKeys(term); term.Do("down", "enter", "1", "ctrl+u") }},
		{"name of a file", func(term *uitest.Terminal) { uitest.OpenKeys(term); term.Do("down", "enter", "1", "enter", "enter") }},
		{"guide", func(term *uitest.Terminal) { term.Press("enter") }},
		{"token", func(term *uitest.Terminal) { term.PasteText(uitest.AccessToken(time.Hour)) }},
		{"codes", func(term *uitest.Terminal) { term.Press("down", "enter") }},
		{"fact", func(term *uitest.Terminal) { term.Press("ctrl+f", "enter", "enter") }},
	} {
		for _, chunk := range []int{1, 7, 64, 300} {
			disk := uitest.TestDisk()
			term := uitest.Open(t, 120, 40, func(o *ui.Options) { o.Disk = disk })
			place.go_(term)
			files := len(disk.MapFS)
			for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
				if i > 0 {
					term.Press("enter")
				}
				for len(line) > 0 {
					n := min(chunk, len(line))
					term.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(line[:n])})
					line = line[n:]
					frame := term.Text()
					for at := 40; at+12 < 160; at += 12 {
						if piece := text[at : at+12]; !strings.Contains(piece, "\n") && strings.Contains(frame, piece) {
							t.Fatalf("%s, %d at a time: a piece of the key is drawn:\n%s", place.name, chunk, frame)
						}
					}
				}
			}
			term.Press("enter")
			term.Wait(time.Second)
			term.Send(ui.GatherMsg{})
			if term.S.Case.Keys.Len() != 1 || len(disk.MapFS) != files {
				t.Errorf("%s, %d at a time: %d files of keys, %d files on disk:\n%s", place.name, chunk, term.S.Case.Keys.Len(), len(disk.MapFS), term.Text())
			}
			term.MustSee("Key setup", "This is a private key")
		}
	}
}
