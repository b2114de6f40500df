package ui_test

import (
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"authdoctor/content"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/border/canary"
	"authdoctor/ui"
	"authdoctor/ui/clipboard"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// sentTo gives a program a terminal that notes what it is sent, and no program for the
// clipboard.
func sentTo(sent *[]string, environment ...string) func(*ui.Options) {
	return func(o *ui.Options) {
		o.Board = clipboard.Board{
			OS: "linux",
			Getenv: func(name string) string {
				for _, one := range append(environment, "TERM=xterm-256color") {
					if value, is := strings.CutPrefix(one, name+"="); is {
						return value
					}
				}
				return ""
			},
			Look: func(string) (string, error) { return "", exec.ErrNotFound },
			Send: func(text string, _ bool) error { *sent = append(*sent, text); return nil },
		}
	}
}

// TestWhatCanBeCopied catches a value, a command or steps that cannot be copied where they
// are shown, and one that is copied as the screen cuts it.
func TestWhatCanBeCopied(t *testing.T) {
	const clientID = "1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2"
	for scene, texts := range map[string]map[string]string{
		"token-expired":   {"Account": "1234567_SB1", "Client ID": clientID, "Application ID": "", "Key ID": "c.1234567_SB1.", "Finding": "Expired", "Steps": "integrator: ", "Header and claims": "Claims", "Everything here": "Header"},
		"token-assertion": {"Certificate ID": "", "Client ID": ""},
		"verdicts":        {"Line": "possible: ", "Code": "", "All verdicts": "ruled out: "},
		"page":            {"Steps": "1. ", "The whole page": "FIX IT", "Sources": "https://docs.oracle.com/en/cloud/saas/netsuite/"},
		"answer":          {"Error": "invalid_client", "Request and answer": "Answer"},
		"authorize":       {"Redirect URI": "https://", "Client ID": "", "Address": "https://"},
		"record-filled":   {"All completed fields": ": "},
		"keys-pair":       {"Expected Certificate ID": "", "What belongs together": "private key"},
		"made-pair":       {"The openssl command": "openssl req", "Expected Certificate ID": "", "Steps": "1. "},
		"made-assertion":  {"The curl command": "curl https://1234567-sb1.suitetalk.api.netsuite.com"},
		"guide-walk":      {"Question": "?", "Answers so far": ""},
		"trail":           {"This incident": "when", "All incidents": "", "This table": ": "},
		"trail-rows":      {"This row": "line", "Detail": "", "All rows here": ""},
	} {
		t.Run(scene, func(t *testing.T) {
			profile := termenv.TrueColor
			term := uitest.Open(t, 80, 24, func(o *ui.Options) { o.Profile = &profile })
			uitest.Play(t, term, scene)
			got := map[string]string{}
			for _, one := range term.S.Shown().Copies() {
				text := one.Plain()
				if text == "" {
					continue
				}
				got[one.Name] = text
				if text != ansi.Strip(text) || strings.ContainsAny(text, "\x1b\r\t") || strings.Contains(text, " \n") {
					t.Errorf("%s is not plain: %q", one.Name, text)
				}
				if err := border.LastPass(text, term.S.Case.PublicIDs()...); err != nil {
					t.Errorf("%s is refused: %v\n%s", one.Name, err, text)
				}
			}
			for name, want := range texts {
				if text, is := got[name]; !is || !strings.Contains(text, want) {
					t.Errorf("%s is %q, want %q in it", name, text, want)
				}
			}
		})
	}
}

// TestEveryPageCanBeCopied catches a page that is refused because an example on it looks like
// a secret, a command that is lost, and half a page.
func TestEveryPageCanBeCopied(t *testing.T) {
	library, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	term := uitest.Open(t, 80, 24)
	for _, p := range library.Pages() {
		term.S.OpenPage(p.Path)
		for _, one := range term.S.Shown().Copies() {
			text := one.Plain()
			if err := border.LastPass(text); err != nil {
				t.Errorf("%s, %s: %v", p.Path, one.Name, err)
			}
			if one.Name == "The whole page" && !strings.HasSuffix(text, p.Sources[len(p.Sources)-1].URL) {
				t.Errorf("%s ends with %q", p.Path, text[max(0, len(text)-200):])
			}
			if one.Name == "Command" && strings.Contains(text, "```") {
				t.Errorf("%s: %q", p.Path, text)
			}
		}
		if fences := strings.Count(p.Body, "```"); fences != 2*len(p.Commands()) {
			t.Errorf("%s has %d fences and %d commands", p.Path, fences, len(p.Commands()))
		}
		term.S.Leave()
	}
}

// TestCopy catches a choice that copies another text, one that is not told, a text that s
// does not save, and one that overwrites a file.
func TestCopy(t *testing.T) {
	var sent []string
	disk := uitest.TestDisk()
	term := uitest.Open(t, 80, 24, sentTo(&sent), func(o *ui.Options) { o.Disk = disk })
	term.PasteText(uitest.AccessToken(-time.Hour))
	token := term.S.Shown()
	term.Press("y")
	term.MustSee("Copy", "What do you want to copy from Token?", "1  Finding", "lines: ")
	account := slices.IndexFunc(token.Copies(), func(c screen.Copy) bool { return c.Name == "Account" })
	for range account {
		term.Press("down")
	}
	lines := strings.Split(term.Text(), "\n")
	at := slices.IndexFunc(lines, func(line string) bool {
		return strings.Contains(line, "Account") && strings.Contains(line, "1234567_SB1")
	})
	if at < 0 {
		t.Fatalf("there is no account:\n%s", term.Text())
	}
	number := strings.Fields(strings.TrimLeft(lines[at], " ›"))[0]
	term.Settle(term.Press(number))
	if len(sent) != 1 || sent[0] != "1234567_SB1" {
		t.Fatalf("sent: %q", sent)
	}
	term.MustSee("Sent to the terminal: Account. If paste gives nothing, press s to save.")
	if term.S.Shown() != token {
		t.Error("the list is still open")
	}
	for _, name := range []string{"authdoctor-copy.txt", "authdoctor-copy-2.txt"} {
		term.Settle(term.Press("y", number))
		term.Settle(term.Press("s"))
		term.MustSee("Saved in " + name + ": Account.")
		if file := disk.MapFS[name]; file == nil || string(file.Data) != "1234567_SB1\n" || file.Mode != 0o600 {
			t.Errorf("%s: %+v", name, file)
		}
	}
	if !slices.Contains(term.S.Farewell, "Saved in authdoctor-copy-2.txt: Account.") {
		t.Errorf("the farewell is %q", term.S.Farewell)
	}
	term.Settle(term.Press("y", number))
	term.Press("down", "s")
	if disk.MapFS["authdoctor-copy-3.txt"] != nil {
		t.Error("s saves although another key came between")
	}
}

// TestCopyWithoutClipboard catches a text that is lost where no clipboard takes it, and a disk
// that is full and not told.
func TestCopyWithoutClipboard(t *testing.T) {
	var sent []string
	disk := uitest.TestDisk()
	term := uitest.Open(t, 80, 24, sentTo(&sent, "VTE_VERSION=7600"), func(o *ui.Options) { o.Disk = disk })
	term.PasteText(uitest.AccessToken(-time.Hour))
	term.Settle(term.Press("y", "1"))
	term.MustRead("Saved in authdoctor-copy.txt: Finding. This terminal is known to ignore it")
	if file := disk.MapFS["authdoctor-copy.txt"]; len(sent) > 0 || file == nil || !strings.Contains(string(file.Data), "Expired") {
		t.Errorf("sent %q, saved %+v", sent, file)
	}
	disk.Full = true
	term.Settle(term.Press("y", "1"))
	term.MustRead("Not copied: Finding.", "no space left on device")
}

// TestNoSecretIsCopied catches a secret that a screen offers, by whatever way it came in.
func TestNoSecretIsCopied(t *testing.T) {
	var sent []string
	for _, secret := range canary.Secrets() {
		term := uitest.Open(t, 120, 40, sentTo(&sent))
		term.PasteText(secret.Text)
		for _, key := range []string{"", "f", "v", "k"} {
			if key != "" {
				term.Press(key)
			}
			for _, one := range term.S.Shown().Copies() {
				if cmd := one.Run(term.S); cmd != nil {
					_ = cmd()
				}
			}
		}
		for _, text := range sent {
			if strings.Contains(text, secret.Value) || strings.Contains(text, secret.Value[:min(12, len(secret.Value))]) {
				t.Errorf("%s is copied: %q", secret.Name, text)
			}
		}
		sent = nil
	}
	term := uitest.Open(t, 80, 24, sentTo(&sent))
	term.PasteText(uitest.AccessToken(time.Hour))
	if cmd := screen.Value("x", strings.Repeat("a1", 32)).Run(term.S); cmd != nil || !strings.HasPrefix(term.S.Notice, "Not copied: line 1 contains what looks like a secret") {
		t.Errorf("64 hexadecimal digits are copied; the notice is %q", term.S.Notice)
	}
	if cmd := screen.Value("x", uitest.AccessToken(time.Hour)).Run(term.S); cmd != nil {
		t.Error("a token is copied")
	}
	if cmd := screen.Value("x", "a\x1b]52;c;eA==\ab").Run(term.S); cmd == nil {
		t.Error("a text with a sequence is not copied at all")
	} else if msg := cmd().(screen.CopiedMsg); strings.ContainsAny(msg.Text, "\x1b\a") {
		t.Errorf("a sequence is copied: %q", msg.Text)
	}
	if len(sent) == 0 {
		t.Error(errors.New("nothing was sent at all"))
	}
}
