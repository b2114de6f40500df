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
func (s *session) verdictCounts() string {
	n := map[diagnosis.Certainty]int{}
	for _, verdict := range s.Diagnosis.Verdicts {
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
func (s *session) suspicion(f diagnosis.Finding) string {
	if len(f.Codes) == 0 {
		return ""
	}
	verdict := s.Diagnosis.Verdict(f.Codes[0])
	return string(verdict.Code) + " · " + certaintyWord(verdict.Verdict)
}

// findingPage is the page that a finding is explained on.
func (s *session) findingPage(f diagnosis.Finding) (*page, bool) {
	if p, ok := s.page(f.Page); ok {
		return p, true
	}
	for _, code := range f.Codes {
		if p, ok := s.page(code.Path()); ok {
			return p, true
		}
	}
	return nil, false
}

// findingHead is the line of the first cause: what is wrong, and at the right
// which code that is. Where there is no room for both, the code gets a line of its own.
func (s *session) findingHead(f diagnosis.Finding, width int) []string {
	suspicion := joined(s.suspicion(f), s.findingAge(f))
	lines := s.titleOf(f, width)
	if suspicion == "" || len(lines) == 0 {
		return lines
	}
	last := lines[len(lines)-1]
	if cells(last)+3+cells(suspicion) <= width {
		lines[len(lines)-1] = apart(last, s.styles.Quiet.paint(suspicion), width)
		return lines
	}
	return append(lines, "  "+s.styles.Quiet.paint(clip(suspicion, width-2)))
}

// titleOf is what is wrong, with its glyph.
func (s *session) titleOf(f diagnosis.Finding, width int) []string {
	var lines []string
	for i, line := range wrap(f.Title, width-2) {
		lead := "  "
		if i == 0 {
			lead = s.statusGlyph(f.Status) + " "
		}
		lines = append(lines, lead+s.styles.Heading.paint(line))
	}
	return lines
}

// findingDetail tells a finding from the evidence to how to see that it is mended.
func (s *session) findingDetail(f diagnosis.Finding, width int) []string {
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
func (s *session) findingEvidence(f diagnosis.Finding, width int) []string {
	label := findingLabel(f)
	lines := s.evidence(f.Evidence, label, width)
	if f.Status != diagnosis.Unchecked && f.Supply != "" {
		lines = append(lines, labelled("ask", s.styles.Quiet, label, sentence(capital(f.Supply)), s.styles.Strong, width)...)
	}
	return lines
}

// findingRemedy is why, what to do, and how to see that it is mended.
func (s *session) findingRemedy(f diagnosis.Finding, width int) []string {
	var lines []string
	add := func(name, text string, look ink) {
		lines = append(lines, labelled(name, s.styles.Quiet, findingLabel(f), text, look, width)...)
	}
	add("why", f.Why, s.styles.Quiet)
	if f.Status == diagnosis.Unchecked {
		if because := sentence(f.Because); f.Why == "" {
			add("why", because, s.styles.Quiet)
		} else if because != sentence(f.Why) {
			add("", because, s.styles.Quiet)
		}
		add("do", supply(f), s.styles.Text)
	}
	for i, fix := range f.Fix {
		name := ""
		if i == 0 {
			name = "do"
		}
		add(name, string(fix.Who)+": "+fix.Step, s.styles.Text)
		add("", assistantWay(fix.Command), s.styles.Strong)
	}
	add("then", f.Verify, s.styles.Text)
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
func (s *session) evidence(evidence []diagnosis.Evidence, label, width int) []string {
	const gap = 3
	var lines []string
	for _, e := range evidence {
		room := width - label - 2
		where := s.styles.Quiet.paint(fill(e.Where, label)) + "  "
		expected, got := "expected "+e.Expected, "got "+e.Got
		if e.Expected == "" {
			expected = ""
		}
		if e.Got == "" {
			got = ""
		}
		paintGot := func(text string) string {
			if rest, cut := strings.CutPrefix(text, "got "); cut {
				return s.styles.Quiet.paint("got ") + s.styles.Strong.paint(rest)
			}
			return s.styles.Strong.paint(text)
		}
		paintExpected := func(text string) string {
			if rest, cut := strings.CutPrefix(text, "expected "); cut {
				return s.styles.Quiet.paint("expected ") + rest
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

// page finds a page by its path, which may end in #anchor.
func (s *session) page(path string) (*page, bool) {
	path, anchor, _ := strings.Cut(path, "#")
	if path == "" {
		return nil, false
	}
	found, ok := s.library.Page(path)
	if !ok {
		return nil, false
	}
	return newPage(s, found, anchor), true
}

// pageTitle is what a list calls a page.
func pageTitle(p content.Page) string {
	if p.Code != "" {
		return string(p.Code)
	}
	return p.Title
}
