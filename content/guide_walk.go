package content

import (
	"slices"

	"authdoctor/diagnosis"
)

// Choice is an answer the user gave, by its place in the question's Answers.
type Choice struct {
	Question string
	Answer   int
	// Asked reports whether the question came from Ask, where the way had ended: the way
	// goes on from it.
	Asked bool
}

// Step is a question that lies behind the user, answered by him or by the Case.
type Step struct {
	Question Question
	Answer   int // place in Question.Answers
	// Source is where the answer comes from; user for a chosen one.
	Source diagnosis.Source
	// Chosen reports whether the user gave this answer here, so that it can be taken back.
	Chosen bool
}

// Said returns the answer itself.
func (s Step) Said() Answer { return s.Question.Answers[s.Answer] }

// Walk is the way through the guide so far. It ends at a question or at a page.
type Walk struct {
	Steps   []Step
	Current *Question // what to ask now; nil at the end
	Page    string    // where the last answer led, as Library.Page takes it; "" while there is a question
	// Facts are those stated by chosen answers that lie on the way: what walking
	// adds to the Case.
	Facts diagnosis.Facts
}

// Walk goes through the guide from its start, every time: what the Case knows
// may have changed since the last time, and then questions that were asked are
// answered by it, and answers that were given no longer lie on the way.
//
// A chosen answer comes first, even against a known fact: the user sees both and
// can take his answer back. What a chosen answer states is known from there on.
func (g *Guide) Walk(facts diagnosis.Facts, chosen []Choice) Walk {
	var walk Walk
	known := slices.Clone(facts)
	learn := func(answer Answer) {
		for _, fact := range answer.Establishes() {
			walk.Facts, known = walk.Facts.With(fact), known.With(fact)
		}
	}
	for _, choice := range chosen { // the way may not have come to it yet
		if question, ok := g.Questions[choice.Question]; ok && choice.Asked && choice.Answer >= 0 && choice.Answer < len(question.Answers) {
			learn(question.Answers[choice.Answer])
		}
	}
	asked := map[string]bool{}
	for id := g.Start; ; {
		question, ok := g.Questions[id]
		if !ok { // refused by proving
			return walk
		}
		if asked[id] { // before, by Ask
			next, more := goesOn(chosen, asked)
			if !more {
				return walk
			}
			id = next
			continue
		}
		asked[id] = true
		step, ok := question.answer(known, chosen)
		if !ok {
			walk.Current = &question
			return walk
		}
		walk.Steps = append(walk.Steps, step)
		if step.Chosen {
			learn(step.Said())
		}
		id = step.Said().Question
		if page := step.Said().Page; page != "" {
			next, more := goesOn(chosen, asked)
			if !more || !step.Said().opens() {
				walk.Page = page
				return walk
			}
			id = next
		}
	}
}

// goesOn is the first question that Ask asked and that is not on the way so far.
func goesOn(chosen []Choice, asked map[string]bool) (id string, more bool) {
	i := slices.IndexFunc(chosen, func(c Choice) bool { return c.Asked && !asked[c.Question] })
	if i < 0 {
		return "", false
	}
	return chosen[i].Question, true
}

// Open reports whether the way has ended without a sure lead: Ask goes on.
func (w Walk) Open() bool {
	return w.Current == nil && len(w.Steps) > 0 && (w.Page == "" || w.Steps[len(w.Steps)-1].Said().opens())
}

// unclear is the page of those for whom no answer was right.
const unclear = "symptoms/unclear-cause.md"

// opens reports whether an answer leads to a page without a cause on it.
func (a Answer) opens() bool { return a.Page != "" && (a.isUnsure() || a.Page == unclear) }

// answer answers a question: with what the user chose last, else with what is
// known.
func (q Question) answer(known diagnosis.Facts, chosen []Choice) (Step, bool) {
	for _, choice := range slices.Backward(chosen) {
		if choice.Question == q.ID && choice.Answer >= 0 && choice.Answer < len(q.Answers) {
			return Step{Question: q, Answer: choice.Answer, Source: diagnosis.SourceUser, Chosen: true}, true
		}
	}
	at := -1
	for i, answer := range q.Answers {
		if !answer.isKnown(known) {
			continue
		}
		switch {
		case at < 0:
			at = i
		case q.Answers[at].Page != "" && answer.Page != "":
			// Two faults are known; the answers are in the order of cause.
		default:
			better := q.rank(answer, known) - q.rank(q.Answers[at], known)
			if better == 0 {
				return Step{}, false // two answers fit, so the user must say which
			}
			if better > 0 {
				at = i
			}
		}
	}
	if at < 0 {
		return Step{}, false
	}
	return Step{Question: q, Answer: at, Source: q.source(q.Answers[at], known)}, true
}

// source is where an answer comes from that is known.
func (q Question) source(answer Answer, known diagnosis.Facts) diagnosis.Source {
	deciding, _ := known.Get(answer.Facts[0].Name)
	return deciding.Source
}

// rank orders two answers that are known: the word that NetSuite logged counts before
// what anybody says.
func (q Question) rank(answer Answer, known diagnosis.Facts) int {
	if answer.Facts[0].Name == diagnosis.FactDetail {
		return 3
	}
	return sourceRank(q.source(answer, known))
}

// sourceRank orders two sources by which of them speaks of the failure itself: what somebody
// said, then what went over the wire, then what was pasted beside it.
func sourceRank(source diagnosis.Source) int {
	switch source {
	case diagnosis.SourceUser:
		return 2
	case diagnosis.SourceResponse, diagnosis.SourceTrail:
		return 1
	}
	return 0
}

// isKnown reports whether all that the answer is about is known. An answer that
// is about nothing never is.
func (a Answer) isKnown(known diagnosis.Facts) bool {
	for _, fact := range a.Facts {
		value := known.Value(fact.Name)
		if !slices.ContainsFunc(a.Facts, func(f diagnosis.Fact) bool { return f.Name == fact.Name && f.Value == value }) {
			return false
		}
	}
	return len(a.Facts) > 0
}

// Establishes returns the facts that hold once the answer was chosen.
func (a Answer) Establishes() diagnosis.Facts {
	var facts diagnosis.Facts
	values := map[diagnosis.FactName]int{}
	for _, fact := range a.Facts {
		values[fact.Name]++
	}
	for _, fact := range a.Facts {
		if values[fact.Name] == 1 {
			facts = append(facts, fact)
		}
	}
	return facts
}
