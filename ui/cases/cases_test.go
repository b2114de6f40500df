package cases_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/casefile"
	"authdoctor/ui"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// titles returns the status and title of each finding.
func titles(d diagnosis.Diagnosis) []string {
	var out []string
	for _, f := range d.Findings {
		out = append(out, string(f.Status)+" "+f.Title)
	}
	return out
}

// TestCaseOpensAgain catches a case that is another one when it is kept and opened: on
// another day, by a paste or as a file; and a file that is overwritten or holds a secret.
func TestCaseOpensAgain(t *testing.T) {
	disk := uitest.TestDisk()
	onDisk := func(o *ui.Options) { o.Disk = disk }
	term := uitest.Open(t, 100, 30, onDisk)
	term.PasteText(uitest.RefusedCall + "\n" + uitest.AccessToken(-72*time.Minute))
	term.Press("w")
	term.Write("The role was changed on Friday.")
	term.Press("enter")
	want := titles(term.S.Diagnosis)
	before := len(disk.MapFS)
	term.Press("ctrl+s")
	if len(disk.MapFS) != before {
		t.Error("a file was written before it was asked for")
	}
	term.PasteText("kept.json")
	term.Do("enter")
	term.MustSee("The case is kept in kept.json.")
	file := disk.MapFS["kept.json"]
	if file == nil || file.Mode.Perm() != 0o600 || !slices.Contains(term.S.Farewell, "The case is kept in kept.json.") {
		t.Fatalf("the file is %v, the farewell %q", file, term.S.Farewell)
	}
	text := string(file.Data)
	if strings.Contains(text, uitest.Signature[:12]) || !strings.Contains(text, "The role was changed on Friday.") {
		t.Errorf("the case file:\n%s", text)
	}
	term.Press("ctrl+s")
	term.PasteText("kept.json")
	term.Do("enter")
	term.MustSee("it is not overwritten")
	if string(disk.MapFS["kept.json"].Data) != text {
		t.Error("the file was overwritten")
	}
	term.Do("enter") // the name that is proposed
	if disk.MapFS["kept-2.json"] == nil {
		t.Errorf("no free name was proposed:\n%s", term.Text())
	}

	for name, open := range map[string]func(*uitest.Terminal){
		"pasted": func(term *uitest.Terminal) { term.PasteText(text) },
		"opened": func(term *uitest.Terminal) { term.Press("ctrl+o"); term.PasteText("kept.json"); term.Do("enter") },
	} {
		term := uitest.Open(t, 100, 30, onDisk)
		term.Wait(24 * time.Hour)
		open(term)
		if _, is := term.S.At().(screen.Exchange); !is {
			t.Errorf("%s: the screen is %T", name, term.S.At())
		}
		if got := titles(term.S.Diagnosis); !slices.Equal(got, want) || !term.S.Diagnosis.At.Equal(uitest.Noon) {
			t.Errorf("%s: at %s\n%q\nwant\n%q", name, term.S.Diagnosis.At, got, want)
		}
		if notes := term.S.Journal.Notes; len(notes) != 1 || notes[0].Text != "The role was changed on Friday." {
			t.Errorf("%s: the notes are %v", name, notes)
		}
		term.Press("c", "down", "down", "down", "enter")
		if !term.S.Diagnosis.At.Equal(uitest.Noon.Add(24 * time.Hour)) {
			t.Errorf("%s: now it is evaluated at %s", name, term.S.Diagnosis.At)
		}
		term.Press("esc", "u")
		if term.S.Known() || len(term.S.Others) > 0 {
			t.Errorf("%s: u leaves %+v", name, term.S.Case)
		}
	}
}

// TestCasesAreNeverMixed catches something of one case in another one: its facts, tokens,
// answers, notes, and what u takes back.
func TestCasesAreNeverMixed(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	texts := []string{uitest.TokenFor("1234567_SB1"), uitest.RefusedCall, uitest.CaseFile(uitest.TokenFor("7654321"))}
	cases, undos := map[*screen.Journal]diagnosis.Case{}, map[*screen.Journal]int{}
	for i, text := range texts {
		if i == 1 {
			term.Press("n")
		}
		term.PasteText(text)
		term.Press("w")
		term.Write("note " + string(rune('a'+i)))
		term.Press("enter")
		cases[term.S.Journal], undos[term.S.Journal] = term.S.Case, len(term.S.Undos)
	}
	if len(cases) != 3 || len(term.S.Others) != 2 {
		t.Fatalf("%d cases, %d others", len(cases), len(term.S.Others))
	}
	seen := map[*screen.Journal]bool{}
	for range 6 {
		term.Press("c", "end")
		for range 8 {
			term.Press("down") // to the one set aside first
		}
		term.Press("enter")
		j := term.S.Journal
		if seen[j] = true; !uitest.SameCase(term.S.Case, cases[j]) || len(term.S.Undos) != undos[j] || len(term.S.Others) != 2 {
			t.Errorf("the case has changed, or %d of %d steps can be taken back, or there are %d others:\n%+v\n%+v", len(term.S.Undos), undos[j], len(term.S.Others), term.S.Case, cases[j])
		}
		own := 0
		for _, event := range j.Events {
			if event.Kind == casefile.Noted && strings.HasPrefix(event.Text, "note ") {
				own++
			}
		}
		if own != 1 {
			t.Errorf("a case has %d notes of this session", own)
		}
	}
	if len(seen) != 3 {
		t.Errorf("%d of 3 cases were reached", len(seen))
	}
}

// TestCaseThatCannotBeOpened catches a newer or damaged case file that is half opened in
// silence.
func TestCaseThatCannotBeOpened(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	term.PasteText(uitest.RefusedCall)
	before := term.S.Case
	term.PasteText(strings.Replace(uitest.CaseFile(uitest.RefusedClient), `"schema":1`, `"schema":7`, 1))
	term.MustSee("A newer authdoctor kept this case")
	if !uitest.SameCase(term.S.Case, before) || len(term.S.Others) > 0 {
		t.Error("the case was set aside for one that cannot be opened")
	}
	term.PasteText(strings.Replace(uitest.CaseFile(uitest.RefusedClient), `"exchanges":[`, `"exchanges":[7,`, 1))
	term.MustSee("Item 1 of exchanges cannot be read")
	if len(term.S.Case.Exchanges) != 1 {
		t.Errorf("%d exchanges could be read", len(term.S.Case.Exchanges))
	}
}

// TestSecretsInNotes catches a secret that gets into a note or the name of a file.
func TestSecretsInNotes(t *testing.T) {
	const secret = "q7d0f3a9c1e5b7f4d0f3a9c1Zx4"
	for _, key := range []string{"w", "ctrl+s"} {
		term := uitest.Open(t, 100, 30)
		term.PasteText(uitest.RefusedCall)
		term.Press(key)
		term.PasteText("client_secret=" + secret)
		term.Do("enter")
		term.MustSee("does not belong here")
		if len(term.S.Journal.Notes) > 0 {
			t.Errorf("%s: %v", key, term.S.Journal.Notes)
		}
	}
}

// TestTimeline catches an event that is missing or out of order, and a timeline that is
// written anywhere.
func TestTimeline(t *testing.T) {
	disk := uitest.TestDisk()
	before := len(disk.MapFS)
	term := uitest.Open(t, 100, 30, func(o *ui.Options) { o.Disk = disk })
	uitest.Play(t, term, "timeline")
	var kinds []string
	for _, event := range term.S.Journal.Events {
		kinds = append(kinds, string(event.Kind))
	}
	if got := strings.Join(kinds, " "); got != "pasted found asked answered found noted pasted" {
		t.Errorf("the events are %s", got)
	}
	if len(disk.MapFS) != before {
		t.Error("a file was written")
	}
}

// TestTimelineSaysHow catches an event with the wrong word for it, and a timeline that cannot
// be copied, searched or read to its end.
func TestTimelineSaysHow(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	term.PasteText(uitest.AccessToken(-time.Hour))
	term.PasteText(uitest.RefusedCall)
	term.Press("u")
	for i := range 30 {
		term.S.Journal.Note(term.S.Now(), strings.Repeat("x", i+1))
	}
	term.S.GoTo(screen.Timeline{})
	term.MustSee("pasted", "took back", "more below", "/ search", "y copy")
	if term.MustNotSee("pasted     took back"); len(term.S.Shown().Copies()) != 1 || !strings.Contains(term.S.Shown().Copies()[0].Plain(), strings.Repeat("x", 30)) {
		t.Errorf("copies of the timeline: %v", term.S.Shown().Copies())
	}
	term.Press("end")
	term.MustSee(strings.Repeat("x", 30))
}

// TestEvaluateNow catches a cursor that is on another case once the row is gone, so that the
// same key again switches to it, and a case that forgets that it is from a file.
func TestEvaluateNow(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	uitest.Play(t, term, "case-opened")
	term.Press("n")
	term.PasteText(uitest.AccessToken(time.Hour))
	term.Press("u", "u", "c", "down", "down", "down")
	term.MustSee("› Evaluate it now", "from a file")
	term.Press("enter")
	term.MustSee("The case is evaluated now.", "› Timeline", "from a file")
}

// TestLongNote catches a note that is cut without a word.
func TestLongNote(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	term.PasteText(uitest.AccessToken(time.Hour))
	for _, words := range []int{124, 125, 126} {
		text := strings.TrimSpace(strings.Repeat("changed ", words))
		term.Press("w")
		term.PasteText(text)
		term.Press("enter")
		if words <= 125 {
			if notes, events := term.S.Journal.Notes, term.S.Journal.Events; notes[len(notes)-1].Text != text || events[len(events)-1].Text != text {
				t.Errorf("%d characters became %q", len(text), notes[len(notes)-1].Text)
			}
			continue
		}
		term.MustSee("A note has at most 1 000 characters; this one has 1 007.")
	}
}
