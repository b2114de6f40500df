package setup

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// lesson is the checklist of a lesson. The step at the cursor is unfolded. Until the user moves
// the cursor, it is on the first step that fails or, if none does, that is not done.
type lesson struct {
	screen.Reader
	s      *screen.Session
	name   string
	at     int
	follow bool
	paint.Scroll
}

func (l *lesson) list() content.Checklist {
	list, _ := l.s.Lessons.Checklist(l.name)
	return list
}

// Init implements screen.Screen.
func (l *lesson) Init() tea.Cmd {
	l.s.Lessons.Open(l.name)
	return nil
}

// Title implements screen.Screen. The header has no room for more than the first words.
func (l *lesson) Title() string {
	title, _, _ := strings.Cut(strings.TrimPrefix(l.list().Lesson.Title, "Set up "), " (")
	return paint.Capital(title)
}

func (l *lesson) Aside() string { return paint.Joined(account(l.s), l.list().Count()) }

func (l *lesson) About() screen.About {
	return screen.About{Wide: true, MoreBelow: l.MoreBelow(), Stays: true}
}

// chosen returns the index of the step at the cursor.
func (l *lesson) chosen(list content.Checklist) int {
	last := max(0, len(list.Steps)-1)
	if l.follow {
		l.at = min(lead(list), last)
	}
	return max(0, min(l.at, last))
}

// lead returns the index of the step to act on.
func lead(list content.Checklist) int {
	failing := slices.IndexFunc(list.Steps, func(s content.StepState) bool { return s.State == diagnosis.TickFailing })
	if failing >= 0 {
		return failing
	}
	return list.Current()
}

func (l *lesson) Bindings() []key.Binding {
	list := l.list()
	if len(list.Steps) == 0 {
		return nil
	}
	return []key.Binding{paint.BindDoIt, bindTick(list.Steps[l.chosen(list)]), paint.When(len(list.Steps) > 1, paint.BindChoose), paint.When(len(list.Steps) > 1, paint.BindEnds)}
}

// bindTick ticks a step by hand, or takes that back; it is off where the Case decides.
func bindTick(step content.StepState) key.Binding {
	tick, untick := step.ByHand()
	if untick {
		return paint.BindUntick
	}
	return paint.When(tick, paint.BindTick)
}

func (l *lesson) Update(msg tea.KeyMsg) tea.Cmd {
	list := l.list()
	if len(list.Steps) == 0 {
		return nil
	}
	at := l.chosen(list)
	switch {
	case key.Matches(msg, paint.BindDoIt):
		return l.s.GoTo(screen.SetUp{Lesson: l.name, Step: list.Steps[at].ID})
	case key.Matches(msg, paint.BindTick):
		if l.s.Lessons.Tick(l.name, at, -1) && !l.follow {
			l.goOn(at)
		}
	case key.Matches(msg, paint.BindChoose):
		l.move(at + paint.Step(msg))
	case key.Matches(msg, paint.BindEnds):
		l.move(at + paint.Step(msg)*len(list.Steps))
	}
	return nil
}

// move moves the cursor. On the step to act on, it follows that one again.
func (l *lesson) move(to int) {
	list := l.list()
	l.at = max(0, min(to, len(list.Steps)-1))
	l.follow = l.at == lead(list)
}

// goOn moves the cursor from a step that was ticked to the next one that is not done.
func (l *lesson) goOn(at int) {
	steps := l.list().Steps
	if steps[at].State != diagnosis.TickDone {
		return
	}
	for next := at + 1; next < len(steps); next++ {
		if steps[next].State != diagnosis.TickDone {
			l.move(next)
			return
		}
	}
}

// Insert implements screen.Screen. A pasted value that a step asks for is taken as a fact.
func (l *lesson) Insert(text string, _ intake.Input) bool {
	list := l.list()
	if len(list.Steps) == 0 {
		return false
	}
	at := l.chosen(list)
	if slices.Contains(list.Steps[at].CopyBack, clientSecret) {
		return false // the step in full has a field for each value
	}
	return insert(l.s, list.Asked(list.Steps[at]), text)
}

func (l *lesson) Copies() []screen.Copy {
	list := l.list()
	if len(list.Steps) == 0 {
		return nil
	}
	return copiesOf(l.s, list, l.chosen(list))
}

func (l *lesson) View(width, height int) []string {
	list := l.list()
	if len(list.Steps) == 0 {
		return []string{l.s.Styles.Quiet.Paint("This lesson has no steps.")}
	}
	d := drawing{s: l.s, list: list, width: width}
	at := l.chosen(list)
	var head []string
	if list.Done() == len(list.Steps) {
		head = append(l.s.Styles.Strong.Paragraph("", "Every step is done. e hands over what was set up.", width), "")
		height -= len(head)
	}
	name := min(paint.Widest(list.Steps, func(step content.StepState) string { return step.Title }), max(20, width/2))
	var before []string
	for _, step := range list.Steps[:at] {
		before = append(before, d.line(step, name))
	}
	step, after := d.unfolded(at, 0), d.later(at+1, name)
	if len(before)+len(step)+len(after) > height {
		after = d.joined(at+1, 1+height/18)
	}
	if room := height - len(after); len(before)+len(step) > room {
		before = d.folded(before, at, max(0, room-max(tallStep, len(step))))
		step = d.unfolded(at, max(tallStep, room-len(before)))
	}
	first, last := len(before), len(before)+len(step)-1
	lines := slices.Concat(before, step)
	if len(lines)+len(after) < height && len(after) > 0 {
		lines = append(lines, "")
	}
	lines = append(lines, after...)
	l.Show(first, last, height, len(lines))
	return append(head, l.Window(lines, height)...)
}

// tallStep is the number of lines from which an unfolded step is readable.
const tallStep = 8
