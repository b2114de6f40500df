package findings

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/trail"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// tokenMatch returns the rows of the open export in the lifetime of the token that a
// finding is about. It returns false if there are none.
func (l *findingList) tokenMatch(f diagnosis.Finding) (diagnosis.TrailMatch, bool) {
	if f.ID != screen.TrailFinding {
		return diagnosis.TrailMatch{}, false
	}
	i := slices.IndexFunc(l.s.Case.Trail, func(m diagnosis.TrailMatch) bool { return m.Token == f.Token })
	if i < 0 {
		return diagnosis.TrailMatch{}, false
	}
	return l.s.Case.Trail[i], true
}

// hasTokenRows reports whether there are rows to show for a finding.
func (l *findingList) hasTokenRows(f diagnosis.Finding) bool {
	m, ok := l.tokenMatch(f)
	return ok && l.s.Export != nil && m.Failures+m.Successes > 0
}

// openTokenRows opens the rows in the lifetime of a token. If some of them are failures,
// it opens only those.
func (l *findingList) openTokenRows(f diagnosis.Finding) tea.Cmd {
	m, _ := l.tokenMatch(f)
	filter := m.Filter
	filter.FailuresOnly = m.Failures > 0
	chosen := append([]string{"time of the token"}, m.By...)
	return l.s.GoTo(screen.TrailRows{Filter: filter, Chosen: chosen})
}

// tokenRows draws the rows that may belong to a token: the number of rows for each code
// and when they occurred, and the assumed application and time zone.
func (l *findingList) tokenRows(f diagnosis.Finding, chosen bool, width, height int) []string {
	const label = 4
	_, look := l.s.Styles.Lead(chosen)
	lines := look.Paragraph(l.s.Styles.StatusGlyph(f.Status)+" ", f.Title, width)
	add := func(name, text string, look paint.Ink) {
		lines = append(lines, paint.Indented(paint.Labelled(name, l.s.Styles.Quiet, label, text, look, width-4), 4)...)
	}
	m, _ := l.tokenMatch(f)
	lines = append(lines, paint.Indented(l.codeRows(m.Codes, width-4, height), 4)...)
	add("why", f.Why, l.s.Styles.Quiet)
	if l.hasTokenRows(f) && m.Failures > 0 {
		add("do", "Press enter for these rows. There, t uses the row of this login as your case.", l.s.Styles.Text)
	} else {
		add("do", paint.Supply(f), l.s.Styles.Text)
	}
	return lines
}

// codeRows returns one line for each code, with its failures and when they occurred.
func (l *findingList) codeRows(codes []trail.Group, width, height int) []string {
	few := 8
	switch { // the cause above should stay in view
	case height < 20:
		few = 3
	case height < 30:
		few = 5
	}
	var lines []string
	seen := codes[:min(few, len(codes))]
	name := min(paint.NameWidth, paint.Widest(seen, func(group trail.Group) string { return paint.GroupName(trail.ByCode, group) }))
	number := paint.Widest(seen, func(group trail.Group) string { return paint.Count(int(group.Failures)) })
	for i, group := range codes {
		if i == few {
			lines = append(lines, l.s.Styles.Quiet.Paint("and "+paint.Count(len(codes)-few)+" more"))
			break
		}
		when := paint.Moments(group.First, group.Last, l.s.WallClock())
		if group.Successes > 0 {
			when = "" // the times cover both failures and successes
		}
		room := width - name - 2 - number - 2
		if paint.Cells(when) > room {
			when = paint.Clip(paint.ShortDays(group.First, group.Last, l.s.WallClock()), room)
		}
		lines = append(lines, paint.Fill(paint.GroupName(trail.ByCode, group), name)+"  "+l.s.Styles.Strong.Paint(paint.Right(paint.Count(int(group.Failures)), number))+"  "+l.s.Styles.Quiet.Paint(when))
	}
	return lines
}
