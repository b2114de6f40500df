package paint

import (
	"authdoctor/diagnosis"
)

// StatusGlyph is the sign that comes before a finding. It always goes with a
// word: neither sign nor colour tells anything alone.
func StatusGlyph(status diagnosis.Status) string {
	switch status {
	case diagnosis.Fail:
		return "✗"
	case diagnosis.Warn:
		return "!"
	case diagnosis.Pass:
		return "✓"
	}
	return "·"
}

// CertaintyGlyph is the sign that comes before a verdict.
func CertaintyGlyph(certainty diagnosis.Certainty) string {
	switch certainty {
	case diagnosis.Confirmed:
		return "✗"
	case diagnosis.Likely:
		return "!"
	case diagnosis.NotVisible:
		return "–"
	case diagnosis.RuledOut:
		return "✓"
	}
	return "?"
}

// StatusGlyph is StatusGlyph, loud where something is wrong.
func (s *Styles) StatusGlyph(status diagnosis.Status) string {
	look := s.Quiet
	switch status {
	case diagnosis.Fail:
		look = s.Alarm
	case diagnosis.Warn:
		look = s.Strong
	}
	return look.Paint(StatusGlyph(status))
}

// CertaintyGlyph is CertaintyGlyph, loud where NetSuite logs the code.
func (s *Styles) CertaintyGlyph(certainty diagnosis.Certainty) string {
	look := s.Quiet
	switch certainty {
	case diagnosis.Confirmed:
		look = s.Alarm
	case diagnosis.Likely:
		look = s.Strong
	}
	return look.Paint(CertaintyGlyph(certainty))
}
