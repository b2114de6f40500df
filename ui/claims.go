package ui

import (
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/token"
)

// members lists header and claims with what they mean to NetSuite.
func (t *tokenScreen) members(width int) []string {
	tok, _ := t.token()
	all := tok.Lines()
	label := 0
	for _, line := range all {
		label = max(label, min(cells(line.Name), 14))
	}
	var lines []string
	part := ""
	for _, line := range all {
		if line.Part != part {
			if part = line.Part; len(lines) > 0 {
				lines = append(lines, "")
			}
			title := "Header"
			if part == "payload" {
				title = "Claims"
			}
			lines = append(lines, "  "+t.s.styles.Heading.paint(title))
		}
		value, meaning := line.Shown, line.Meaning
		if line.IsTime {
			value, meaning = t.instant(tok.Time(line.Name), meaning)
		}
		for _, text := range t.s.styles.member(line.Name, value, meaning, label, width-2) {
			lines = append(lines, "  "+text)
		}
	}
	return lines
}

// member sets a value and its meaning beside the name: in columns where the value
// is short, else one below the other.
func (s *Styles) member(name, value, meaning string, label, width int) []string {
	const column = 26
	room := width - label - 2
	head := s.Quiet.paint(fill(name, label)) + "  "
	if cells(value) <= column && column+2+cells(meaning) <= room {
		return []string{head + fill(value, column) + "  " + s.Quiet.paint(meaning)}
	}
	if cells(value)+3+cells(meaning) <= room {
		return []string{head + value + "   " + s.Quiet.paint(meaning)}
	}
	var lines []string
	for _, text := range wrap(value, room) {
		lines = append(lines, head+text)
		head = blanks(label + 2)
	}
	for _, text := range wrap(meaning, room) {
		lines = append(lines, head+s.Quiet.paint(text))
		head = blanks(label + 2)
	}
	if len(lines) == 0 {
		lines = append(lines, head)
	}
	return lines
}

// instant writes a time as UTC, how far away it is, and as the clock on the wall
// has it. A time in another form than seconds is named, not repaired.
func (t *tokenScreen) instant(i token.Instant, meaning string) (value, means string) {
	if i.Form == token.Seconds || i.Form == token.Fraction {
		when := i.Time()
		means = relative(when, t.s.Diagnosis.At) + " · " + local(when, t.s.local)
		if i.Form == token.Fraction {
			means += " · a fraction of seconds"
		}
		return diagnosis.Moment(when), means
	}
	means = meaning + " · " + string(i.Form)
	if !i.Meant.IsZero() {
		means += ", meant is " + diagnosis.Moment(i.Meant)
	}
	return i.Got, means
}
