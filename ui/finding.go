package ui

import (
	"strings"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/keys"
)

// statusGlyph marks a finding; the word is beside it wherever the finding is
// certaintyWord is the certainty as prose has it.
func certaintyWord(certainty diagnosis.Certainty) string {
	return strings.ReplaceAll(string(certainty), "-", " ")
}

// verdictCounts sums the verdicts up in a line; kinds that do not occur are left out.
func verdictCounts(d diagnosis.Diagnosis) string {
	n := map[diagnosis.Certainty]int{}
	for _, verdict := range d.Verdicts {
		n[verdict.Verdict]++
	}
	var parts []string
	for _, certainty := range diagnosis.Certainties() {
		if n[certainty] > 0 {
			parts = append(parts, count(n[certainty])+" "+certaintyWord(certainty))
		}
	}
	return strings.Join(parts, " · ")
}

// suspicion says which code a finding points to and how surely; "" for none.
func suspicion(d diagnosis.Diagnosis, f diagnosis.Finding) string {
	if len(f.Codes) == 0 {
		return ""
	}
	verdict := d.Verdict(f.Codes[0])
	return string(verdict.Code) + " · " + certaintyWord(verdict.Verdict)
}

// findingHead is the line of the first cause: what is wrong, and at the right
// which code that is. Where there is no room for both, the code gets a line of its own.
func (s *Styles) findingHead(f diagnosis.Finding, aside string, width int) []string {
	lines := s.titleOf(f, width)
	if aside == "" || len(lines) == 0 {
		return lines
	}
	last := lines[len(lines)-1]
	if cells(last)+3+cells(aside) <= width {
		lines[len(lines)-1] = apart(last, s.Quiet.paint(aside), width)
		return lines
	}
	return append(lines, "  "+s.Quiet.paint(clip(aside, width-2)))
}

// titleOf is what is wrong, with its glyph.
func (s *Styles) titleOf(f diagnosis.Finding, width int) []string {
	var lines []string
	for i, line := range wrap(f.Title, width-2) {
		lead := "  "
		if i == 0 {
			lead = s.statusGlyph(f.Status) + " "
		}
		lines = append(lines, lead+s.Heading.paint(line))
	}
	return lines
}

// findingDetail tells a finding from the evidence to how to see that it is mended.
func (s *Styles) findingDetail(f diagnosis.Finding, width int) []string {
	return append(s.findingEvidence(f, width), s.findingRemedy(f, width)...)
}

// findingLabel is how wide the column of names is.
func findingLabel(f diagnosis.Finding) int {
	label := 4
	for _, e := range f.Evidence {
		label = max(label, min(cells(e.Where), 12))
	}
	return label
}

// findingEvidence is what was found and, of a symptom, the question that tells
// the codes it may be apart.
func (s *Styles) findingEvidence(f diagnosis.Finding, width int) []string {
	label := findingLabel(f)
	lines := s.evidence(f.Evidence, label, width)
	if f.Status != diagnosis.Unchecked && f.Supply != "" {
		lines = append(lines, labelled("ask", s.Quiet, label, sentence(capital(f.Supply)), s.Strong, width)...)
	}
	return lines
}

// findingRemedy is why, what to do, and how to see that it is mended.
func (s *Styles) findingRemedy(f diagnosis.Finding, width int) []string {
	var lines []string
	add := func(name, text string, look ink) {
		lines = append(lines, labelled(name, s.Quiet, findingLabel(f), text, look, width)...)
	}
	add("why", f.Why, s.Quiet)
	if f.Status == diagnosis.Unchecked {
		if because := sentence(f.Because); f.Why == "" {
			add("why", because, s.Quiet)
		} else if because != sentence(f.Why) {
			add("", because, s.Quiet)
		}
		add("do", supply(f), s.Text)
	}
	for i, fix := range f.Fix {
		name := ""
		if i == 0 {
			name = "do"
		}
		add(name, string(fix.Who)+": "+fix.Step, s.Text)
		add("", assistantWay(fix.Command), s.Strong)
	}
	add("then", f.Verify, s.Text)
	return lines
}

// supply is how to give here what a finding lacks.
func supply(f diagnosis.Finding) string {
	how := sentence(capital(f.Supply))
	switch {
	case f.Lacks != "":
		return how + " Under facts: " + factLabel(f.Lacks) + "."
	case f.Material != "":
		return how + " Under Key setup: Open a file."
	}
	return how
}

// assistantWay is where the assistant does what a command of authdoctor does; any other
// command is for a shell, and stays as it is.
func assistantWay(command string) string {
	switch words := strings.Fields(command); {
	case command == keys.NewPairCommand:
		return "Under Key setup: Make a key pair."
	case len(words) > 0 && words[0] == "authdoctor":
		return "Under Key setup: Open a file, once for each."
	}
	return command
}

// evidence sets what was expected beside what was found, or above it where the
// line is too short for both.
func (s *Styles) evidence(evidence []diagnosis.Evidence, label, width int) []string {
	const gap = 3
	var lines []string
	for _, e := range evidence {
		room := width - label - 2
		where := s.Quiet.paint(fill(e.Where, label)) + "  "
		expected, got := "expected "+e.Expected, "got "+e.Got
		if e.Expected == "" {
			expected = ""
		}
		if e.Got == "" {
			got = ""
		}
		paintGot := func(text string) string {
			if rest, cut := strings.CutPrefix(text, "got "); cut {
				return s.Quiet.paint("got ") + s.Strong.paint(rest)
			}
			return s.Strong.paint(text)
		}
		paintExpected := func(text string) string {
			if rest, cut := strings.CutPrefix(text, "expected "); cut {
				return s.Quiet.paint("expected ") + rest
			}
			return text
		}
		if expected != "" && got != "" && cells(expected)+gap+cells(got) <= room {
			lines = append(lines, where+paintExpected(expected)+blanks(gap)+paintGot(got))
			continue
		}
		lead := where
		for _, text := range wrap(expected, room) {
			lines = append(lines, lead+paintExpected(text))
			lead = blanks(label + 2)
		}
		for _, text := range wrap(got, room) {
			lines = append(lines, lead+paintGot(text))
			lead = blanks(label + 2)
		}
	}
	return lines
}

// pageTitle is what a list calls a page.
func pageTitle(p content.Page) string {
	if p.Code != "" {
		return string(p.Code)
	}
	return p.Title
}
