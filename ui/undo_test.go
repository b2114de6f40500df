package ui_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// TestReadingIsNotStating catches a word that was typed, pasted or looked up and became
// what the user read in the trail.
func TestReadingIsNotStating(t *testing.T) {
	ways := map[string]func(*uitest.Terminal, string){
		"typed at home": func(term *uitest.Terminal, text string) {
			term.Write(text)
			term.Wait(time.Second)
			term.Press("enter")
		},
		"pasted at home": func(term *uitest.Terminal, text string) { term.PasteText(text) },
		"looked up": func(term *uitest.Terminal, text string) {
			term.Press("down", "enter")
			term.Write(text)
			term.Press("enter")
		},
		"pasted in a list": func(term *uitest.Terminal, text string) { term.Press("down", "enter"); term.PasteText(text) },
		"pasted on a page": func(term *uitest.Terminal, text string) { term.PasteText("ScopeMismatched"); term.PasteText(text) },
		"pasted at facts":  func(term *uitest.Terminal, text string) { term.Press("ctrl+f"); term.PasteText(text) },
	}
	texts := []string{"we get %s", "Is it %s?", "The trail says %s", "error: %s", "%s\n\nis what the docs say", "%s, I read somewhere", "%s"}
	for name, give := range ways {
		for _, kind := range detail.Kinds() {
			for i, form := range texts {
				if kind.Code != "MissingKey" && (i < len(texts)-1 || name != "pasted at home") || i < len(texts)-1 && name == "looked up" {
					continue
				}
				term := uitest.Open(t, 80, 24)
				give(term, fmt.Sprintf(form, kind.Code))
				for range 3 {
					term.Press("tab", "enter") // follow links
				}
				if got := uitest.SaidInTrail(term); got != "" {
					t.Errorf("%s, %q: detail=%s is stated", name, form, got)
				}
				term.PasteText(uitest.AccessToken(-time.Hour))
				if got := term.S.Diagnosis.Verdict(detail.Code(kind.Code)); got.Because == "it was read in the Detail column" {
					t.Errorf("%s, %q, then a token: %s is %s", name, form, kind.Code, got.Verdict)
				}
			}
		}
	}
}

// TestNewCaseComesBackWhole catches a case that loses something by n and u: whatever it
// holds, on whatever screen.
func TestNewCaseComesBackWhole(t *testing.T) {
	for _, scene := range uitest.AllScenes() {
		term := uitest.Open(t, 100, 30)
		scene.Play(term)
		if _, asks := term.S.At().(screen.Another); asks || term.S.Shown().Focus() != screen.NoField || !term.S.Begun() {
			continue
		}
		before, answers, guide, export, ages := term.S.Case, term.S.Answers, term.S.Kept(screen.Guide{}), term.S.Export, term.S.Ages.Given
		term.Press("n")
		if term.S.Known() || len(term.S.History) != 2 || term.S.Export != nil {
			t.Fatalf("%s: the new case is not empty: %+v", scene.Name, term.S.Case)
		}
		term.Wait(5 * time.Minute)
		term.PasteText(uitest.TokenFor("7654321"))
		term.Press("u")
		if term.S.Known() {
			t.Errorf("%s: a paste in the new case stays: %+v", scene.Name, term.S.Case)
		}
		term.Press("u")
		if !uitest.SameCase(term.S.Case, before) || term.S.Answers != answers || term.S.Kept(screen.Guide{}) != guide || !reflect.DeepEqual(term.S.Ages.Given, ages) {
			t.Errorf("%s: u brought back another case:\n%+v\n%+v", scene.Name, term.S.Case, before)
		}
		if export != nil && export.Summary != nil && term.S.Export != export {
			t.Errorf("%s: the export did not come back", scene.Name)
		}
		term.MustSee("5 min ago is back")
	}
}

// TestFactsOfTheNewCase catches facts that were stated in a new case and vanish with a
// u that says nothing of them.
func TestFactsOfTheNewCase(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	term.PasteText(uitest.AccessToken(time.Hour))
	before := term.S.Case
	term.Press("n")
	term.S.State(diagnosis.Fact{Name: diagnosis.FactRecordState, Value: "blocked"})
	term.Press("ctrl+f", "u")
	term.MustSee("Took back 1 fact")
	if term.S.Known() {
		t.Fatalf("the case holds %+v", term.S.Case)
	}
	term.Press("ctrl+f", "u")
	if !uitest.SameCase(term.S.Case, before) {
		t.Error("the case before did not come back")
	}
}

// TestTakeBack catches a paste that cannot be taken back, or takes something along that
// was given before or stated since.
func TestTakeBack(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		says string
	}{
		"token":          {uitest.AccessToken(-time.Hour), "Took back the access token pasted 2 min ago."},
		"assertion":      {strings.Replace(uitest.Assertion(), "x", "x", 1), "Took back the client assertion pasted 2 min ago."},
		"two tokens":     {uitest.AccessToken(time.Hour) + "\n" + uitest.AccessToken(-time.Hour), "Took back the 2 tokens pasted 2 min ago."},
		"answer":         {uitest.RefusedCall, "Took back the answer pasted 2 min ago."},
		"request":        {uitest.CurlWithSecret, "Took back the request pasted 2 min ago."},
		"redirect":       {uitest.RedirectBack, "Took back the redirect pasted 2 min ago."},
		"certificate":    {string(uitest.TestCertificate(uitest.TestKey(1), uitest.Noon.AddDate(1, 0, 0))), "Took back the key material pasted 2 min ago."},
		"key set":        {uitest.KeySetOf("1234567_SB1"), "Took back the key material pasted 2 min ago."},
		"Certificate ID": {"Certificate ID: TkHRXJ-8D7WLq-co2gaKer7iebI9DJ8zFeePzOkpXs8", "Took back the Certificate ID pasted 2 min ago."},
		"labelled word":  {"Detail: MissingKey", "Took back the word MissingKey pasted 2 min ago."},
		"named word":     {"we get MissingKey", "Took back the word MissingKey pasted 2 min ago."},
		"row":            {"11/23/2026 1:22 pm,Failure,Jo,MissingKey", "Took back the word MissingKey pasted 2 min ago."},
	} {
		for _, first := range []string{"", uitest.AccessToken(time.Hour), uitest.RefusedCall, "Detail: token_rejected", "Detail: InvalidScope"} {
			term := uitest.Open(t, 100, 30)
			if first != "" {
				term.PasteText(first)
			}
			before := term.S.Case
			term.PasteText(c.text)
			if _, asks := term.S.At().(screen.Another); asks {
				term.Press("2")
			}
			if uitest.SameCase(term.S.Case, before) && first != c.text {
				t.Errorf("%s: nothing was taken", name)
			}
			since := diagnosis.Fact{Name: diagnosis.FactPKCE, Value: "on", Source: diagnosis.SourceUser}
			term.S.State(since)
			term.Wait(2 * time.Minute)
			term.Press("u")
			term.MustSee(c.says)
			if got, _ := term.S.Case.Facts.Get(since.Name); got != since {
				t.Errorf("%s: what was stated since is gone", name)
			}
			uitest.ForgetFact(term, since.Name)
			if !uitest.SameCase(term.S.Case, before) {
				t.Errorf("%s after %.12q: taken back, the Case is\n%+v, was\n%+v", name, first, term.S.Case, before)
			}
		}
	}
}

// TestTakeBackWhatWasOpened catches material that does not come by a paste and cannot be
// taken back: a file, an export, a row, a pair, and a file that was forgotten.
func TestTakeBackWhatWasOpened(t *testing.T) {
	openPath := func(term *uitest.Terminal, path string) {
		term.Press("esc", "esc", "esc", "esc")
		term.Write(path)
		term.Do("enter")
	}
	for name, c := range map[string]struct {
		give func(*uitest.Terminal)
		says string
	}{
		"file":   {func(term *uitest.Terminal) { openPath(term, "./public.pem") }, "Took back ./public.pem opened just now."},
		"token":  {func(term *uitest.Terminal) { openPath(term, "./token.jwt") }, "Took back the access token opened just now."},
		"export": {func(term *uitest.Terminal) { uitest.OpenAudit(term, uitest.Audit(), nil) }, "Took back the export of the trail opened just now."},
		"row": {func(term *uitest.Terminal) {
			uitest.OpenAudit(term, uitest.Audit(), nil)
			term.Do("down", "enter", "enter", "enter")
			term.Press("t")
		}, "Took back the row of the trail taken just now."},
		"forgotten file": {func(term *uitest.Terminal) {
			openPath(term, "./public.pem")
			term.Press("end")
			for range 12 {
				term.Press("down")
			}
			term.Press("backspace", "backspace")
		}, "Brought back ./public.pem."},
	} {
		term := uitest.Open(t, 100, 30)
		before, open := term.S.Case, term.S.Export
		c.give(term)
		if n := len(term.S.Undos); n == 0 {
			t.Fatalf("%s: nothing to take back:\n%s", name, term.Text())
		} else if n > 1 {
			before, open = term.S.Undos[n-1].Before, term.S.Undos[n-1].Export
		}
		term.Press("u")
		term.MustSee(c.says)
		if !uitest.SameCase(term.S.Case, before) || term.S.Export != open {
			t.Errorf("%s: the Case is\n%+v, was\n%+v", name, term.S.Case, before)
		}
	}
}

// TestUndoIsBounded catches a history that grows with every paste.
func TestUndoIsBounded(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	for range 3 * screen.MaxUndos {
		term.PasteText(uitest.AccessToken(time.Hour))
	}
	if len(term.S.Undos) > screen.MaxUndos || len(term.S.Ages.Given) != 1 {
		t.Errorf("%d pastes are kept, with %d ages", len(term.S.Undos), len(term.S.Ages.Given))
	}
	for range 2 * screen.MaxUndos {
		term.Press("u")
	}
	if len(term.S.Undos) != 0 {
		t.Errorf("%d pastes are left", len(term.S.Undos))
	}
}

// TestAges catches an old paste that looks as new as the one beside it, and ages where
// nothing is older.
func TestAges(t *testing.T) {
	aged := func(term *uitest.Terminal) bool {
		for _, word := range []string{"pasted 1", "pasted 5", "opened 1", "min ago"} {
			if strings.Contains(strings.ReplaceAll(term.Text(), "expired 1 min ago", ""), word) {
				return true
			}
		}
		return false
	}
	for _, c := range []struct {
		first, second string
		wait          time.Duration
		want          bool
	}{
		{uitest.RefusedCall, uitest.AccessToken(time.Hour), 59 * time.Second, false},
		{uitest.RefusedCall, uitest.AccessToken(time.Hour), time.Minute, true},
		{uitest.AccessToken(time.Hour), uitest.RefusedCall, 14 * time.Minute, true},
		{uitest.KeySetOf("1234567_SB1"), uitest.AccessToken(2 * time.Hour), 14 * time.Minute, true},
		{uitest.AccessToken(time.Hour), uitest.AccessToken(90 * time.Minute), 14 * time.Minute, false}, // replaced
		{uitest.AccessToken(time.Hour), "MissingKey", 14 * time.Minute, false},                         // looked up
		{uitest.AccessToken(time.Hour), "Detail: MissingKey", 14 * time.Minute, true},
		{"Detail: MissingKey", uitest.AccessToken(time.Hour), 14 * time.Minute, true},
		{"Detail: MissingKey", uitest.AccessToken(time.Hour), 59 * time.Second, false},
	} {
		term := uitest.Open(t, 120, 40)
		term.PasteText(c.first)
		term.Wait(c.wait)
		term.PasteText(c.second)
		if strings.HasPrefix(c.first, "{") {
			term.Press("k")
		}
		if got := aged(term); got != c.want {
			t.Errorf("%.12s, and %.12s %s later: an age is shown: %v\n%s", c.first, c.second, c.wait, got, term.Text())
		}
		if c.want {
			term.Press("u")
			for _, piece := range screen.Pieces(term.S.Case) {
				if age := term.S.Ages.Of(piece); age != "" {
					t.Errorf("%.12s alone again is %s", c.first, age)
				}
			}
		}
	}
	term := uitest.Open(t, 100, 30)
	term.PasteText(uitest.AccessToken(time.Hour))
	term.Wait(time.Hour)
	if aged(term) {
		t.Error("a paste alone has an age")
	}

	// What was stated long before the paste is of another login, maybe.
	term = uitest.Open(t, 100, 30)
	term.PasteText("MissingKey")
	term.Press("t")
	term.Wait(20 * time.Minute)
	term.PasteText(uitest.AccessToken(time.Hour))
	term.MustSee("MissingKey · confirmed · stated 20 min ago")
	term.Press("f")
	term.MustSee("you said 20 min ago")
	term.Wait(2 * time.Minute)
	term.S.State(diagnosis.Fact{Name: diagnosis.FactPKCE, Value: "on"})
	term.Press("esc")
	term.MustNotSee("pasted 2 min ago") // an answer about a token does not make it old

	// What was given again is not old.
	term = uitest.Open(t, 100, 30)
	term.PasteText(uitest.AccessToken(time.Hour))
	term.Wait(10 * time.Minute)
	term.PasteText(uitest.RefusedCall)
	term.Wait(10 * time.Minute)
	term.PasteText(uitest.AccessToken(time.Hour))
	term.MustNotSee("pasted 20 min ago")
}

// TestCaseKeys catches a screen on which n or u does not work, a footer or a help that hides
// them, and a field that takes a letter for a command.
func TestCaseKeys(t *testing.T) {
	for _, scene := range uitest.AllScenes() {
		t.Run(scene.Name, func(t *testing.T) {
			term := uitest.Open(t, 100, 40)
			scene.Play(term)
			enabled := func(name string) bool {
				return slices.ContainsFunc(term.Bindings(), func(b key.Binding) bool {
					return b.Enabled() && slices.Contains(b.Keys(), name)
				})
			}
			field := term.S.Shown().Focus() != screen.NoField || !enabled("?") // the field of a search is of the frame
			if got, want := enabled("n"), !field && term.S.Begun(); got != want {
				t.Errorf("n works: %v, want %v", got, want)
			}
			if got, want := enabled("u"), !field && (len(term.S.Undos) > 0 || len(term.S.Waiting) > 0); got != want {
				t.Errorf("u works: %v, want %v", got, want)
			}
			if field {
				before := term.S.Case
				for _, letter := range []string{"n", "u", "t"} {
					term.Wait(time.Second)
					term.Press(letter)
				}
				if !uitest.SameCase(term.S.Case, before) {
					t.Error("a letter in a field is a command")
				}
				return
			}
			if term.S.Shown().Title() == "Help" {
				return
			}
			var shown []string
			for _, binding := range term.Bindings() {
				if slices.Contains([]string{"n", "u", "t"}, binding.Help().Key) {
					shown = append(shown, binding.Help().Key+" "+binding.Help().Desc)
				}
			}
			term.Send(tea.WindowSizeMsg{Width: 80, Height: 24})
			footer := strings.Split(term.Text(), "\n")[23]
			for _, said := range shown {
				if !strings.Contains(footer, said) {
					t.Errorf("the footer does not show %s: %s", said, footer)
				}
			}
			term.Press("?")
			for _, said := range shown {
				if !strings.Contains(term.Text(), said[2:]) {
					t.Errorf("help does not show %s:\n%s", said, term.Text())
				}
			}
		})
	}
	t.Run("home says that more ways are below", func(t *testing.T) {
		term := uitest.Open(t, 60, 16)
		term.PasteText(uitest.AccessToken(time.Hour))
		term.Press("esc")
		term.MustSee("more below")
		for range 12 {
			term.Press("down")
		}
		term.MustSee("New case")
		term.MustNotSee("more below")
	})
	t.Run("home lists both", func(t *testing.T) {
		term := uitest.Open(t, 80, 24)
		term.MustNotSee("New case", "Take back")
		term.PasteText(uitest.AccessToken(time.Hour))
		term.Press("esc")
		term.MustSee("New case", "Take back the last paste", "the access token pasted just now")
		for !strings.Contains(term.Text(), "› New case") {
			term.Press("down")
		}
		term.Press("enter")
		term.MustNotSee("New case")
		for !strings.Contains(term.Text(), "› Back to the previous case") {
			term.Press("down")
		}
		term.Press("enter")
		term.MustSee("is back", "Back to the token")
	})
}

// TestNoCommandsOnScreens catches what only the command line understands on a screen of
// the assistant. Pages, reports, the help of the guide and commands that are to be copied have
// them on purpose.
func TestNoCommandsOnScreens(t *testing.T) {
	for _, scene := range uitest.AllScenes() {
		term := uitest.Open(t, 100, 60)
		scene.Play(term)
		switch term.S.At().(type) {
		case screen.Page, screen.Guide, screen.NewAssertion, screen.NewPair, screen.Report:
			continue
		}
		if term.S.Shown().Title() == "Copy" {
			continue
		}
		for range 4 { // unfold what there is
			term.Press("space", "down")
		}
		for _, word := range []string{"--fact", "--key", "--passphrase", "--trail", "--case", "--date-order", "--yes", "authdoctor check ", "authdoctor key ", "authdoctor trail ", "authdoctor explain ", "authdoctor codes "} {
			if strings.Contains(strings.Join(strings.Fields(term.Text()), " ")+" ", word) {
				t.Errorf("%s says %q:\n%s", scene.Name, word, term.Text())
			}
		}
	}
	// What a finding says or a text is refused with is made for every surface.
	for _, text := range []string{strings.Repeat("5f0e9a7c", 8), "TkHRXJ-8D7WLq-co2gaKer7iebI9DJ8zFeePzOkpXs8", "0F1E2D3C-514B-4F59-B1C3-CB35FF7E9A6A", "1234567_SB1"} {
		term := uitest.Open(t, 100, 30)
		term.PasteText(text)
		term.MustRead("Under facts: ")
		term.MustNotSee("--fact")
	}
}
