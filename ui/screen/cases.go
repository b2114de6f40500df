package screen

import (
	"cmp"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/intake"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
)

// Held is a case of this session that is not the shown one, whole. Nothing of it is in the
// shown one.
type Held struct {
	Case    diagnosis.Case
	Journal *Journal
	since   time.Time // when it was set aside

	answers *Answers
	guide   Screen
	export  *files.Export
	trail   Screen // of that export; nil for none
	undos   []Undo
	given   map[any]gift
}

// Words says what was found in the case last, and when it was set aside.
func (h *Held) Words(s *Session) string {
	return paint.Joined(cmp.Or(h.Journal.Found(), "nothing found so far"), "set aside "+s.Ages.Ago(h.since))
}

// setAside puts the shown case among the others, and begins an empty one.
func setAside(s *Session) *Held {
	held := &Held{Case: s.Case, Journal: s.Journal, since: s.Now(), answers: s.Answers, guide: s.kept[Guide{}], export: s.Export, trail: s.kept[Trail{}], undos: s.Undos, given: s.Ages.Given}
	s.Others = append(s.Others, held)
	replaceExport(s, nil, nil)
	s.Undos, s.Journal = nil, &Journal{}
	reset(s, diagnosis.Case{}, nil, nil)
	return held
}

// bring shows a case that was set aside, in place of the shown one.
func bring(s *Session, held *Held) {
	s.Others = slices.DeleteFunc(s.Others, func(other *Held) bool { return other == held })
	export, trail := held.export, held.trail
	if export != nil && export.Summary == nil {
		export, trail = nil, nil // it was not counted, and there is nothing to go back to
	}
	replaceExport(s, export, trail)
	s.Undos, s.Journal, s.Ages.Given = held.undos, held.Journal, held.given
	reset(s, held.Case, held.answers, held.guide)
}

// Switch shows another case of the session; the shown one takes its place in the list, if
// there is anything in it.
func Switch(s *Session, to *Held) {
	kept := ""
	if s.Begun() {
		setAside(s)
		kept = " The other case is kept."
	}
	bring(s, to)
	s.Notice = "This is " + CaseName(s.Case, s.Journal) + "." + kept
}

// CaseName names a case by what is known of it.
func CaseName(c diagnosis.Case, j *Journal) string {
	name := "a case without an account"
	if accounts := c.Accounts(); len(accounts) > 0 {
		name = "the case of " + paint.AccountList(accounts)
	}
	if j.FromFile {
		name += ", from a file"
	}
	return name
}

// openCase opens a case file, or the case of a report, as a case of its own.
func (o *offer) openCase() tea.Cmd {
	s := o.s
	f, notes, err := casefile.Decode(o.input.Kept)
	if err != nil {
		s.Notice = paint.Sentence(err.Error())
		return nil
	}
	undo := Undo{what: "the case", how: o.how, at: s.Now(), Fresh: true}
	if s.Begun() {
		undo.former = setAside(s).Journal
	}
	j := &Journal{Notes: f.Notes, Events: f.Timeline, Progress: content.ReadProgress(f.Lessons), At: f.Case.At, FromFile: true}
	if s.Standing {
		j.At = time.Time{}
	}
	s.Journal, s.Undos = j, []Undo{undo}
	answers := &Answers{s: s}
	answers.Chosen, j.answers = choices(s.Library, f.Answers)
	answers.begun = len(answers.Chosen) > 0
	j.add(s.Now(), casefile.Opened, "the case kept on "+f.Kept.UTC().Format(time.RFC3339))
	reset(s, f.Case, answers, nil)
	s.Hold(s.Case)
	to := firstOf(s.Case)
	if lesson := s.Lessons.Begun(); lesson != "" {
		to = SetUp{Lesson: lesson}
	}
	cmd := s.GoTo(to)
	s.Notice = "Opened the case kept on " + diagnosis.Moment(f.Kept) + "."
	if !j.At.IsZero() {
		s.Notice += " It is evaluated at that time"
		if diagnosis.Moment(j.At) != diagnosis.Moment(f.Kept) {
			s.Notice = "Opened the case kept on " + diagnosis.Moment(f.Kept) + ". It is evaluated at " + diagnosis.Moment(j.At)
		}
		s.Notice += ". The screen Cases can evaluate it now."
	}
	for _, note := range slices.Concat(o.input.Notes, notes) {
		s.AddNotice(note)
	}
	return cmd
}

// firstOf returns the screen that tells most about a case.
func firstOf(c diagnosis.Case) Destination {
	switch {
	case len(c.Exchanges) > 0:
		return Exchange{}
	case len(c.Tokens) > 0:
		return Token{}
	case c.Keys.Len() > 0:
		return Keys{}
	}
	return Facts{}
}

// choices returns the answers of a file that state no fact, which are not in its Case, as
// choices in this guide; and those that are left.
func choices(library *content.Library, answers []casefile.Answer) (chosen []content.Choice, rest []casefile.Answer) {
	for _, said := range answers {
		at := slices.IndexFunc(library.Guide().Questions[said.Question].Answers, func(a content.Answer) bool {
			return strings.EqualFold(a.Text, said.Answer) && len(a.Facts) == 0
		})
		if at < 0 {
			rest = append(rest, said)
			continue
		}
		chosen = append(chosen, content.Choice{Question: said.Question, Answer: at, Asked: said.Asked})
	}
	return chosen, rest
}

// EvaluateNow evaluates a case from a file at the time of the session's clock.
func EvaluateNow(s *Session) {
	s.Journal.At = time.Time{}
	s.Hold(s.Case)
	s.Notice = "The case is evaluated now."
}

// isCase reports whether an input is a case file, or a report with its case.
func isCase(input intake.Input) bool { return input.Kind == intake.KindReport && len(input.Kept) > 0 }
