package screen

import (
	"slices"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/ui/paint"
)

// Answers are the answers that the user has chosen, in the guide and beside findings.
// What follows from them, and from the Case, is walked again whenever either changes.
type Answers struct {
	s      *Session
	begun  bool
	from   string // ID of the question the guide was entered at; "" for its start
	Chosen []content.Choice
	Walk   content.Walk

	// stated are the facts that the answers put into the Case, and hidden the facts of
	// the user that they replaced: taking an answer back restores those.
	stated diagnosis.Facts
	hidden diagnosis.Facts

	asked *askedOf // the question for the Case as it is
}

// enter walks the guide from a question: the words that the user typed have answered the
// earlier ones. Answers given before are kept.
func (a *Answers) enter(id string) {
	a.begun, a.from = true, id
	a.settle()
}

// Choose adds an answer.
func (a *Answers) Choose(choice content.Choice) {
	a.begun = true
	a.s.Journal.answered(a.s.Now(), a.s.Library.Guide().Questions[choice.Question], choice.Answer)
	a.Chosen = append(a.Chosen, choice)
	a.settle()
}

// settle walks the guide again and puts the facts of the chosen answers into the Case. The
// session calls it when the Case has changed: a token may now answer a question, and an
// answer may no longer be on the way.
func (a *Answers) settle() {
	if !a.begun {
		return
	}
	s := a.s
	a.Chosen = slices.DeleteFunc(a.Chosen, a.takenBack)
	s.Case.Facts = a.unstated()
	s.judge()
	a.Walk = s.Library.Guide().From(a.from).Walk(s.Diagnosis.Facts, a.Chosen)

	a.stated, a.hidden = nil, nil
	for _, fact := range a.Walk.Facts {
		fact.Source = diagnosis.SourceUser
		if before, said := s.Case.Facts.Get(fact.Name); said {
			a.hidden = append(a.hidden, before)
		}
		a.stated = append(a.stated, fact)
		s.Case.Facts = s.Case.Facts.With(fact)
	}
	s.judge()
	for _, screen := range s.kept {
		screen.Settle()
	}
}

// takenBack reports whether a fact of this answer was changed or cleared elsewhere.
func (a *Answers) takenBack(choice content.Choice) bool {
	onWay := slices.ContainsFunc(a.Walk.Steps, func(s content.Step) bool { return s.Chosen && s.Question.ID == choice.Question })
	if !onWay && !choice.Asked {
		return false
	}
	for _, fact := range a.s.Library.Guide().Questions[choice.Question].Answers[choice.Answer].Facts {
		now, known := a.s.Case.Facts.Get(fact.Name)
		if stated, did := a.stated.Get(fact.Name); did && (!known || now != stated) {
			return true
		}
	}
	return false
}

// unstated returns the facts of the Case without those of the answers.
func (a *Answers) unstated() diagnosis.Facts {
	facts := a.s.Case.Facts
	for _, stated := range a.stated {
		now, known := facts.Get(stated.Name)
		if !known || now != stated {
			continue
		}
		if before, said := a.hidden.Get(stated.Name); said {
			facts = facts.With(before)
		} else {
			facts = facts.Without(stated.Name)
		}
	}
	return facts
}

// Last returns the last step that the user can take back, -1 for none: one answered here,
// or by a fact stated elsewhere.
func (a *Answers) Last() int {
	for i, step := range slices.Backward(a.Walk.Steps) {
		if step.Chosen || step.Source == diagnosis.SourceUser && !fromRecord(step) {
			return i
		}
	}
	return -1
}

// fromRecord reports whether an answer comes from the form of the integration record, where
// it can be taken back.
func fromRecord(step content.Step) bool {
	for _, fact := range step.Said().Facts {
		if kind, _ := diagnosis.KindOfFact(fact.Name); kind.Group == "" {
			return false
		}
	}
	return len(step.Said().Facts) > 0
}

// TakeBack undoes the last step and returns it, or false if there is none.
func (a *Answers) TakeBack() (content.Step, bool) {
	i := a.Last()
	if i < 0 {
		return content.Step{}, false
	}
	step := a.Walk.Steps[i]
	a.Chosen = slices.DeleteFunc(a.Chosen, func(c content.Choice) bool { return c.Question == step.Question.ID })
	if !step.Chosen {
		c := a.s.Case
		for _, fact := range step.Said().Facts {
			c.Facts = c.Facts.Without(fact.Name)
		}
		a.s.Hold(c)
	}
	a.settle()
	return step, true
}

// TakeAskedBack takes back the last answer that was given beside findings.
func (a *Answers) TakeAskedBack() {
	for i, choice := range slices.Backward(a.Chosen) {
		if choice.Asked {
			a.Chosen = slices.Delete(a.Chosen, i, i+1)
			break
		}
	}
	a.settle()
}

// Next returns the question that the way through the guide has reached, with the rows to
// list. If the way ended without a certain answer, it is the question that tells the
// remaining pages apart, and leads are the best of these.
func (a *Answers) Next() (question *content.Question, places []int, leads []content.Lead) {
	question = a.Walk.Current
	switch {
	case question != nil:
		for i, answer := range question.Answers {
			if !question.ByWord() || !paint.StateWord(answer) {
				places = append(places, i)
			}
		}
	case a.Walk.Open():
		ask := a.s.Library.Guide().Ask(a.s.Diagnosis, a.Chosen, nil)
		if leads = ask.Leads; len(a.Walk.Steps) < MostAsked {
			question, places = ask.Question, paint.WithTyping(ask)
		}
		if question != nil && a.Walk.Page != "" {
			places = append(places, paint.RowRead)
		}
	}
	return question, places, leads
}

// MostAsked is the number of questions after which the best matching pages are shown.
const MostAsked = 8

// Ask returns the next question about the Case and the pages it leads to; no question if
// the first finding is sure enough. The result is kept until its inputs change.
func (a *Answers) Ask() content.Ask {
	d := a.s.Diagnosis
	known := askedOf{facts: d.Facts, chosen: slices.Clone(a.Chosen)}
	for _, verdict := range d.Verdicts {
		known.verdicts = append(known.verdicts, diagnosis.Verdict{Code: verdict.Code, Verdict: verdict.Verdict})
	}
	if was := a.asked; was == nil || !slices.Equal(was.facts, known.facts) || !slices.Equal(was.verdicts, known.verdicts) || !slices.Equal(was.chosen, known.chosen) {
		if content.Undecided(d) {
			known.ask = a.s.Library.Guide().Ask(d, a.Chosen, nil)
		}
		if a.Asked() >= MostAsked {
			known.ask.Question = nil
		}
		a.asked = &known
	}
	return a.asked.ask
}

// TrailFinding is the ID of the finding about the rows in the lifetime of a token.
const TrailFinding = "trail-rows"

// Pose puts the next question beside the findings of a screen. There is none beside the
// rows of the trail, which have the word already.
func (a *Answers) Pose(question *paint.Answering, beside []diagnosis.Finding) {
	ask := content.Ask{}
	if !slices.ContainsFunc(beside, func(f diagnosis.Finding) bool { return f.ID == TrailFinding && f.Status == diagnosis.Unchecked }) {
		ask = a.Ask()
	}
	question.Ask(ask.Question, paint.WithTyping(ask))
}

// Take records the answer to a question of Ask. It returns the page of an answer that states
// no fact, "" for none.
func (a *Answers) Take(question *content.Question, answer int) (page string) {
	a.Choose(content.Choice{Question: question.ID, Answer: answer, Asked: true})
	if said := question.Answers[answer]; len(said.Establishes()) == 0 && answer != question.Unsure() {
		return said.Page
	}
	return ""
}

// askedOf is an Ask with its inputs.
type askedOf struct {
	facts    diagnosis.Facts
	verdicts []diagnosis.Verdict
	chosen   []content.Choice
	ask      content.Ask
}

// Asked returns the number of questions answered beside findings or after the end of the
// guide.
func (a *Answers) Asked() int {
	n := 0
	for _, choice := range a.Chosen {
		if choice.Asked {
			n++
		}
	}
	return n
}
