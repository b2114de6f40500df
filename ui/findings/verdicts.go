package findings

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// verdicts lists what the Case reveals about every code, likeliest first. The last row leads
// on to the guide.
type verdicts struct {
	screen.Reader
	s  *screen.Session
	at int
	paint.Scroll
}

// NewVerdicts returns a screen that lists the verdict on every code.
func NewVerdicts(s *screen.Session) screen.Screen { return &verdicts{s: s} }

func (v *verdicts) About() screen.About {
	return screen.About{Wide: true, MoreBelow: v.MoreBelow(), Beside: v.resolution,
		Search: screen.Searched{Scroll: &v.Scroll, Choose: func(line int) { v.at = line }}}
}

// resolution returns the path of the page of the chosen code.
func (v *verdicts) resolution() string {
	if all := v.s.Diagnosis.Verdicts; v.at < len(all) {
		return all[v.at].Page
	}
	return ""
}

func (v *verdicts) Outdated(by screen.Replaced) bool {
	return by == screen.TokensReplaced || by == screen.ExchangesReplaced
}

func (v *verdicts) Title() string { return "Verdicts" }

func (v *verdicts) Aside() string {
	return paint.Plural(len(v.s.Diagnosis.Verdicts), "code", "codes")
}

func (v *verdicts) Bindings() []key.Binding {
	return []key.Binding{paint.BindChoose, paint.BindOpenPage, paint.When(!v.Fits(), paint.BindPages), paint.When(!v.Fits(), paint.BindEnds)}
}

func (v *verdicts) Update(msg tea.KeyMsg) tea.Cmd {
	n := len(v.s.Diagnosis.Verdicts)
	by := 0
	switch {
	case key.Matches(msg, paint.BindOpenPage):
		if v.at == n {
			return v.s.GoTo(screen.Guide{})
		}
		v.s.OpenPage(v.s.Diagnosis.Verdicts[v.at].Page)
	case key.Matches(msg, paint.BindPages):
		by = paint.Step(msg) * max(1, v.Tall-1)
	case key.Matches(msg, paint.BindEnds):
		by = paint.Step(msg) * (n + 1)
	case key.Matches(msg, paint.BindChoose):
		by = paint.Step(msg)
	}
	v.at = max(0, min(v.at+by, n))
	return nil
}

func (v *verdicts) Copies() []screen.Copy {
	all := v.s.Diagnosis.Verdicts
	if v.at >= len(all) {
		return nil
	}
	line := func(verdict diagnosis.Verdict) string {
		return string(verdict.Code) + " · " + paint.CertaintyWord(verdict.Verdict) + ": " + verdict.Because
	}
	return []screen.Copy{
		screen.Value("Line", line(all[v.at])),
		screen.Value("Code", string(all[v.at].Code)),
		screen.Lines("All verdicts", func(int) []string {
			lines := make([]string, len(all))
			for i, verdict := range all {
				lines[i] = line(verdict)
			}
			return lines
		}),
	}
}

func (v *verdicts) View(width, height int) []string {
	lines := []string{"  " + v.s.Styles.Heading.Paint(paint.Clip(paint.VerdictCounts(v.s.Diagnosis), width-2)), ""}
	all := v.s.Diagnosis.Verdicts
	v.at = max(0, min(v.at, len(all)))

	const word = 11 // cells of the longest word, not visible
	// Narrower screens have no room for the reason beside the code. The reason of the
	// chosen row is shown in full at the bottom, which is as tall as the longest reason.
	beside := width >= 76
	footLines := 0
	for _, verdict := range all {
		footLines = max(footLines, len(paint.Wrap(verdict.Because, width-4)))
	}
	footLines = min(footLines, height/3)
	var foot []string
	if v.at < len(all) {
		foot = paint.Wrap(all[v.at].Because, width-4)
		foot = foot[:min(len(foot), footLines)]
	}
	room := max(1, height-len(lines)-footLines-1)
	v.Show(v.at, v.at, room, len(all)+1)
	var list []string
	for i := range len(all) + 1 {
		lead, look := v.s.Styles.Lead(i == v.at)
		if i == len(all) {
			list = append(list, lead+"  "+look.Paint("Walk me through it")+"  "+v.s.Styles.Quiet.Paint(paint.Clip("answer questions, one at a time", width-24)))
			break
		}
		verdict := all[i]
		line := lead + v.s.Styles.CertaintyGlyph(verdict.Verdict) + " " +
			paint.Fill(paint.CertaintyWord(verdict.Verdict), word) + "  " + look.Paint(paint.Fill(string(verdict.Code), paint.NameWidth))
		if beside {
			line += " " + v.s.Styles.Quiet.Paint(paint.Clip(paint.Reason(verdict), width-4-word-2-paint.NameWidth-1))
		}
		list = append(list, line)
	}
	lines = append(lines, v.Window(list, room)...)
	for len(lines) < height-footLines {
		lines = append(lines, "")
	}
	lines = append(lines, paint.Indented(foot, 4)...)
	return lines
}
