package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// verdicts lists what the Case says about every code, most probable first.
type verdicts struct {
	reader
	s  *session
	at int
	scroll
}

func newVerdicts(s *session) screen { return &verdicts{s: s} }

// About implements screen.
func (v *verdicts) About() About { return About{Wide: true, MoreBelow: v.moreBelow()} }

// Outdated implements screen.
func (v *verdicts) Outdated(by Replaced) bool {
	return by == TokensReplaced || by == ExchangesReplaced
}

func (v *verdicts) Title() string { return "Verdicts" }
func (v *verdicts) Aside() string {
	return plural(len(v.s.Diagnosis.Verdicts), "code", "codes")
}

func (v *verdicts) Bindings() []key.Binding {
	return []key.Binding{bindMove, bindOpenPage, when(!v.fits(), bindPages), when(!v.fits(), bindEnds)}
}

func (v *verdicts) Update(msg tea.KeyMsg) tea.Cmd {
	n := len(v.s.Diagnosis.Verdicts)
	by := 0
	switch {
	case key.Matches(msg, bindOpenPage):
		if v.at < n {
			v.s.OpenPage(v.s.Diagnosis.Verdicts[v.at].Page)
		}
	case key.Matches(msg, bindPages):
		by = step(msg) * max(1, v.tall-1)
	case key.Matches(msg, bindEnds):
		by = step(msg) * n
	case key.Matches(msg, bindMove):
		by = step(msg)
	}
	v.at = max(0, min(v.at+by, n-1))
	return nil
}

func (v *verdicts) View(width, height int) []string {
	lines := []string{"  " + v.s.styles.Heading.paint(clip(verdictCounts(v.s.Diagnosis), width-2)), ""}
	all := v.s.Diagnosis.Verdicts
	v.at = max(0, min(v.at, len(all)-1))

	const word = 11 // not visible
	// Below that there is no place for the reason beside the code. The reason of
	// the chosen row is in full at the foot.
	beside := width >= 76
	var foot []string
	if len(all) > 0 {
		foot = wrap(all[v.at].Because, width-4)
	}
	const footLines = 2
	if len(foot) > footLines {
		foot = append(foot[:footLines-1:footLines-1], clip(foot[footLines-1]+" "+foot[footLines], width-4))
	}
	room := max(1, height-len(lines)-footLines-1)
	v.show(v.at, v.at, room, len(all))
	for i := v.top; i < min(v.top+room, len(all)); i++ {
		lead, look := "  ", v.s.styles.Text
		if i == v.at {
			lead, look = v.s.styles.Cursor.paint("›")+" ", v.s.styles.Strong
		}
		verdict := all[i]
		line := lead + v.s.styles.certaintyGlyph(verdict.Verdict) + " " +
			fill(certaintyWord(verdict.Verdict), word) + "  " + look.paint(fill(string(verdict.Code), nameWidth))
		if beside {
			line += " " + v.s.styles.Quiet.paint(clip(verdict.Because, width-4-word-2-nameWidth-1))
		}
		lines = append(lines, line)
	}
	for len(lines) < height-footLines {
		lines = append(lines, "")
	}
	for _, line := range foot {
		lines = append(lines, "    "+line)
	}
	return lines
}
