package paint

import (
	"strings"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/keys"
)

// CertaintyWord returns a certainty as written in prose.
func CertaintyWord(certainty diagnosis.Certainty) string {
	return strings.ReplaceAll(string(certainty), "-", " ")
}

// VerdictCounts returns the number of verdicts of each certainty that occurs.
func VerdictCounts(d diagnosis.Diagnosis) string {
	n := map[diagnosis.Certainty]int{}
	for _, verdict := range d.Verdicts {
		n[verdict.Verdict]++
	}
	var parts []string
	for _, certainty := range diagnosis.Certainties() {
		if n[certainty] > 0 {
			parts = append(parts, Count(n[certainty])+" "+CertaintyWord(certainty))
		}
	}
	return strings.Join(parts, " · ")
}

// Reason returns why a code has its verdict, with the words first that tell it apart from the
// reasons of other codes: where a line ends early, those are seen.
func Reason(verdict diagnosis.Verdict) string {
	because := verdict.Because
	if where, only := strings.CutPrefix(because, "only NetSuite shows it: "); only {
		if at := strings.LastIndex(where, ": "); at >= 0 { // the field, after the path to it
			return where[at+2:] + ", under " + where[:at]
		}
		return where
	}
	for _, lists := range []string{"; Oracle lists this code for ", "; NetSuite logs this code for "} {
		if why, steps, found := strings.Cut(because, lists); found {
			return "for " + steps + "; " + why
		}
	}
	if steps, found := strings.CutPrefix(because, "Oracle lists it for "); found {
		return "for " + steps
	}
	if says, rest, found := strings.Cut(because, "; "); found && strings.HasPrefix(says, "the redirect says ") {
		return rest + "; " + says
	}
	if why, of, found := strings.Cut(because, ": "); found && strings.HasPrefix(because, "the signature was not checked") {
		return of + ": " + why
	}
	return because
}

// Suspicion returns the code that a finding points to and the certainty, "" for none.
func Suspicion(d diagnosis.Diagnosis, f diagnosis.Finding) string {
	if len(f.Codes) == 0 {
		return ""
	}
	verdict := d.Verdict(f.Codes[0])
	return string(verdict.Code) + " · " + CertaintyWord(verdict.Verdict)
}

// FindingHead returns the title of a finding, with aside at the right or, for lack of room,
// on a line of its own.
func (s *Styles) FindingHead(f diagnosis.Finding, aside string, width int) []string {
	lines := s.TitleOf(f, width)
	if aside == "" || len(lines) == 0 {
		return lines
	}
	last := lines[len(lines)-1]
	if Cells(last)+3+Cells(aside) <= width {
		lines[len(lines)-1] = Apart(last, s.Quiet.Paint(aside), width)
		return lines
	}
	return append(lines, "  "+s.Quiet.Paint(Clip(aside, width-2)))
}

// TitleOf returns the lines of the title of a finding, after its glyph.
func (s *Styles) TitleOf(f diagnosis.Finding, width int) []string {
	return s.Heading.Paragraph(s.StatusGlyph(f.Status)+" ", f.Title, width)
}

// FindingDetail returns the lines of a finding below its title.
func (s *Styles) FindingDetail(f diagnosis.Finding, width int) []string {
	return append(s.FindingEvidence(f, width), s.FindingRemedy(f, width)...)
}

// FindingLabel returns the width of the column of names in the lines of a finding.
func FindingLabel(f diagnosis.Finding) int {
	return max(4, min(12, Widest(f.Evidence, func(e diagnosis.Evidence) string { return e.Where })))
}

// FindingEvidence returns the lines of the evidence and, for a symptom, the question that
// tells its codes apart.
func (s *Styles) FindingEvidence(f diagnosis.Finding, width int) []string {
	lines := s.Evidence(f, width)
	if f.Status != diagnosis.Unchecked && f.Supply != "" {
		lines = append(lines, Labelled("ask", s.Quiet, FindingLabel(f), Sentence(f.Supply), s.Strong, width)...)
	}
	return lines
}

// FindingRemedy returns the lines of the reason, the fix and the way to verify it.
func (s *Styles) FindingRemedy(f diagnosis.Finding, width int) []string {
	var lines []string
	add := func(name, text string, look Ink) {
		lines = append(lines, Labelled(name, s.Quiet, FindingLabel(f), text, look, width)...)
	}
	add("why", f.Why, s.Quiet)
	if f.Status == diagnosis.Unchecked {
		if because := Sentence(f.Because); f.Why == "" {
			add("why", because, s.Quiet)
		} else if because != Sentence(f.Why) {
			add("", because, s.Quiet)
		}
		add("do", Supply(f), s.Text)
	}
	for i, fix := range f.Fix {
		name := ""
		if i == 0 {
			name = "do"
		}
		add(name, string(fix.Who)+": "+fix.Step, s.Text)
		if way, is := assistantWay(fix.Command); is {
			add("", way, s.Strong)
			continue
		}
		lines = append(lines, s.commands(fix.Command, FindingLabel(f)+2, width)...)
	}
	add("then", f.Verify, s.Text)
	return lines
}

// Supply returns how to enter in the assistant what a finding lacks.
func Supply(f diagnosis.Finding) string {
	how := Sentence(f.Supply)
	switch {
	case f.Lacks != "":
		return how + " Under facts: " + FactLabel(f.Lacks) + "."
	case f.Material != "":
		return how + " Under Key setup: Open a file."
	}
	return how
}

// assistantWay returns where the assistant does the same as a command of authdoctor; false
// for any other command, which is for a shell.
func assistantWay(command string) (string, bool) {
	switch words := strings.Fields(command); {
	case len(words) == 0:
		return "", true
	case command == keys.NewPairCommand:
		return "Under Key setup: Make a key pair.", true
	case words[0] == "authdoctor":
		return "Under Key setup: Open a file, once for each.", true
	}
	return "", false
}

// commands returns the lines of shell commands, indented. Only where a word is wider than
// the window are they not to be copied from the screen.
func (s *Styles) commands(text string, indent, width int) []string {
	var lines []string
	for _, line := range CommandLines(text, width-indent) {
		for _, part := range Wrap(line, width-indent) {
			if Cells(line) <= width-indent {
				part = line // Wrap would lose its indentation
			}
			lines = append(lines, Spaces(indent)+s.Strong.Paint(part))
		}
	}
	return lines
}

// Evidence sets the expected value beside the one found, or above it if the line is too
// short for both.
func (s *Styles) Evidence(f diagnosis.Finding, width int) []string {
	const gap = 3
	label := FindingLabel(f)
	var lines []string
	for _, e := range f.Evidence {
		room := width - label - 2
		where := s.Quiet.Paint(Fill(e.Where, label)) + "  "
		expected, got := "expected "+e.Expected, "got "+e.Got
		if e.Expected == "" {
			expected = ""
		}
		if e.Got == "" {
			got = ""
		}
		paintGot := func(text string) string {
			if rest, cut := strings.CutPrefix(text, "got "); cut {
				return s.Quiet.Paint("got ") + s.Strong.Paint(rest)
			}
			return s.Strong.Paint(text)
		}
		paintExpected := func(text string) string {
			if rest, cut := strings.CutPrefix(text, "expected "); cut {
				return s.Quiet.Paint("expected ") + rest
			}
			return text
		}
		if expected != "" && got != "" && Cells(expected)+gap+Cells(got) <= room {
			lines = append(lines, where+paintExpected(expected)+Spaces(gap)+paintGot(got))
			continue
		}
		lead := where
		for _, text := range Wrap(expected, room) {
			lines = append(lines, lead+paintExpected(text))
			lead = Spaces(label + 2)
		}
		for _, text := range Wrap(got, room) {
			lines = append(lines, lead+paintGot(text))
			lead = Spaces(label + 2)
		}
	}
	return lines
}

// PageTitle returns the name of a page in a list: its code or its title.
func PageTitle(p content.Page) string {
	if p.Code != "" {
		return string(p.Code)
	}
	return p.Title
}
