package paint

import (
	"cmp"

	"authdoctor/diagnosis"
)

var (
	statusGlyphs    = map[diagnosis.Status]string{diagnosis.Fail: "✗", diagnosis.Warn: "!", diagnosis.Pass: "✓"}
	certaintyGlyphs = map[diagnosis.Certainty]string{diagnosis.Confirmed: "✗", diagnosis.Likely: "!", diagnosis.NotVisible: "–", diagnosis.RuledOut: "✓"}
)

// StatusGlyph returns the sign that comes before a finding. A word always goes with it:
// neither sign nor colour carries meaning alone.
func StatusGlyph(status diagnosis.Status) string { return cmp.Or(statusGlyphs[status], "·") }

// CertaintyGlyph returns the sign that comes before a verdict.
func CertaintyGlyph(certainty diagnosis.Certainty) string {
	return cmp.Or(certaintyGlyphs[certainty], "?")
}

// StatusGlyph returns the painted sign that comes before a finding.
func (s *Styles) StatusGlyph(status diagnosis.Status) string { return s.glyph(StatusGlyph(status)) }

// CertaintyGlyph returns the painted sign that comes before a verdict.
func (s *Styles) CertaintyGlyph(certainty diagnosis.Certainty) string {
	return s.glyph(CertaintyGlyph(certainty))
}

// glyph paints a sign; those of faults stand out.
func (s *Styles) glyph(sign string) string {
	switch sign {
	case "✗":
		return s.Alarm.Paint(sign)
	case "!":
		return s.Strong.Paint(sign)
	}
	return s.Quiet.Paint(sign)
}
