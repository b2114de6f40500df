package findings

import (
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/token"
	"authdoctor/ui/paint"
)

// members lists the header and the claims, with what they mean to NetSuite.
func (t *tokenScreen) members(width int) []string {
	tok, _ := t.token()
	all := tok.Lines()
	label := min(14, paint.Widest(all, func(line token.Line) string { return line.Name }))
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
			lines = append(lines, "  "+t.s.Styles.Heading.Paint(title))
		}
		value, meaning := line.Shown, line.Meaning
		if line.IsTime {
			value, meaning = t.instant(tok.Time(line.Name), meaning)
		}
		lines = append(lines, paint.Indented(t.s.Styles.Member(line.Name, value, meaning, label, width-2), 2)...)
	}
	return lines
}

// instant returns a time in UTC, how far away it is, and the local time. A time in a form
// other than seconds is reported as such, not corrected.
func (t *tokenScreen) instant(i token.Instant, meaning string) (value, means string) {
	if i.Form == token.Seconds || i.Form == token.Fraction {
		when := i.Time()
		means = paint.Relative(when, t.s.Diagnosis.At) + " · " + paint.Local(when, t.s.Local)
		if i.Form == token.Fraction {
			means += " · has a fraction of a second"
		}
		return diagnosis.Moment(when), means
	}
	means = meaning + " · " + string(i.Form)
	if !i.Meant.IsZero() {
		means += ", meant is " + diagnosis.Moment(i.Meant)
	}
	return i.Got, means
}
