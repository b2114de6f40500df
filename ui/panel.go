package ui

import (
	"slices"

	"authdoctor/diagnosis"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// panelGap is the number of columns between body and panel: space, rule, space.
const panelGap = 3

// panelWidth returns the width of the Case at the side, 0 if there is no room for it.
func (a *App) panelWidth() int {
	switch {
	case a.s.Shown().About().Wide:
		return 0
	case a.s.Width < 110:
		return 0
	case a.s.Width < 150:
		return 36
	}
	return 44
}

// casePanel draws the Case at the side: the first cause, the token, and the facts
// by where they come from.
func casePanel(s *screen.Session, width, height int) []string {
	lines := []string{s.Styles.Heading.Paint("Case")}
	blank := func() { lines = append(lines, "") }

	about := s.Shown().About()
	if cause, found := s.Diagnosis.FirstCause(); found && !about.Cause {
		blank()
		lines = append(lines, screen.FindingHead(s, cause, width)...)
	}
	if len(s.Case.Tokens) > 0 && !about.Tokens {
		blank()
		for _, t := range s.Case.Tokens {
			lines = append(lines, paint.Clip(t.Title(), width))
			lines = append(lines, aged(s, paint.Expiry(t, s.Diagnosis.At), s.Ages.Of(t.Raw), width)...)
		}
	}
	for _, group := range bySource(s.Diagnosis.Facts) {
		blank()
		lines = append(lines, aged(s, groupSource(s, group), sourceAge(s, group[0].Source), width)...)
		label := paint.Widest(group, func(fact diagnosis.Fact) string { return paint.FactLabel(fact.Name) })
		for _, fact := range group {
			name := s.Styles.Quiet.Paint(paint.Fill(paint.FactLabel(fact.Name), label))
			lines = append(lines, name+"  "+paint.Clip(fact.Shown(), width-label-2))
		}
	}
	if len(lines) == 1 {
		blank()
		lines = append(lines, s.Styles.Quiet.Paragraph("", "Nothing is known yet. Paste something, or answer the questions.", width)...)
	}
	if len(lines) > height && height > 0 {
		lines = append(lines[:height-1:height-1], s.Styles.Quiet.Paint("… more: f"))
	}
	return lines
}

// aged returns a text and its age, in two lines if one is too short.
func aged(s *screen.Session, text, age string, width int) []string {
	var lines []string
	if whole := paint.Joined(text, age); paint.Cells(whole) <= width {
		text, age = whole, ""
	}
	for _, line := range []string{text, age} {
		if line != "" {
			lines = append(lines, s.Styles.Quiet.Paint(paint.Clip(line, width)))
		}
	}
	return lines
}

// groupSource returns the origin of the facts of a group, with the age of stated facts if
// it is the same for all.
func groupSource(s *screen.Session, group []diagnosis.Fact) string {
	source := s.Ages.Source(group[0])
	for _, fact := range group[1:] {
		if s.Ages.Source(fact) != source {
			return paint.SourceWord(fact.Source)
		}
	}
	return source
}

// sourceAge returns the age of a source of facts, "" if its parts differ in age.
func sourceAge(s *screen.Session, source diagnosis.Source) string {
	var ages []string
	add := func(age string) {
		if !slices.Contains(ages, age) {
			ages = append(ages, age)
		}
	}
	switch source {
	case diagnosis.SourceToken:
		for _, t := range s.Case.Tokens {
			add(s.Ages.Of(t.Raw))
		}
	case diagnosis.SourceResponse:
		for _, e := range s.Case.Exchanges {
			add(s.Ages.OfExchange(e))
		}
	case diagnosis.SourceKey:
		for _, file := range s.Case.Keys.Files() {
			add(s.Ages.OfFile(file))
		}
	}
	if len(ages) != 1 {
		return ""
	}
	return ages[0]
}

// bySource groups facts by source, in order of first appearance.
func bySource(facts diagnosis.Facts) [][]diagnosis.Fact {
	var groups [][]diagnosis.Fact
	at := map[diagnosis.Source]int{}
	for _, fact := range facts {
		i, known := at[fact.Source]
		if !known {
			i = len(groups)
			at[fact.Source] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], fact)
	}
	return groups
}
