package content

import (
	"slices"

	"authdoctor/diagnosis"
)

// Choice is an answer that the user gave.
type Choice struct {
	Question string // ID
	Answer   int    // index into Question.Answers
	// Asked reports whether the question came from Ask after the way had ended. The way
	// continues from it.
	Asked bool
}

// Step is a question that the user or the Case has answered.
type Step struct {
	Question Question
	Answer   int // index into Question.Answers
	// Source is the source of the answer; user for a chosen one.
	Source diagnosis.Source
	// Chosen reports whether the user gave this answer in the guide, and can take it back.
	Chosen bool
}

// Said returns the answer itself.
func (s Step) Said() Answer { return s.Question.Answers[s.Answer] }

// Walk is the way through the guide so far. It ends at a question or at a page.
type Walk struct {
	Steps   []Step
	Current *Question // the question to ask; nil at the end
	Page    string    // the path of the page that the last answer leads to; "" before the end
	// Facts are those that chosen answers on the way establish, for the Case.
	Facts diagnosis.Facts
}

// Walk follows the guide from its start, every time: with new facts the Case may answer
// questions that the user was asked, and given answers may no longer be on the way.
//
// A chosen answer takes precedence over a known fact: the user sees both and can take the
// answer back. The facts that a chosen answer establishes are known from there on.
func (g *Guide) Walk(facts diagnosis.Facts, chosen []Choice) Walk {
	var walk Walk
	known := slices.Clone(facts)
	learn := func(answer Answer) {
		for _, fact := range answer.Establishes() {
			walk.Facts, known = walk.Facts.With(fact), known.With(fact)
		}
	}
	for _, choice := range chosen { // before the way has come to it
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
		if asked[id] { // by Ask, earlier on the way
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
			if word := g.byWord(known); word != "" && !asked[word] {
				id = word
				continue
			}
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

// byWord returns the ID of the question that a known word of the Detail column answers, "" for
// none. The word is more certain than the answer to any other question.
func (g *Guide) byWord(known diagnosis.Facts) string {
	if known.Value(diagnosis.FactDetail) == "" {
		return ""
	}
	i := slices.IndexFunc(g.order, func(id string) bool {
		question := g.Questions[id]
		_, ok := question.answer(known, nil)
		return question.ByWord() && ok
	})
	if i < 0 {
		return ""
	}
	return g.order[i]
}

// goesOn returns the first question from Ask that is not on the way so far.
func goesOn(chosen []Choice, asked map[string]bool) (id string, more bool) {
	i := slices.IndexFunc(chosen, func(c Choice) bool { return c.Asked && !asked[c.Question] })
	if i < 0 {
		return "", false
	}
	return chosen[i].Question, true
}

// Open reports whether the way has ended without a cause, so that Ask should continue.
func (w Walk) Open() bool {
	return w.Current == nil && len(w.Steps) > 0 && (w.Page == "" || w.Steps[len(w.Steps)-1].Said().opens())
}

// unclear is the page for users for whom no answer was right.
const unclear = "symptoms/unclear-cause.md"

// opens reports whether an answer leads to a page that is not about a cause, nor a lesson.
func (a Answer) opens() bool {
	return a.Page != "" && !isLesson(a.Page) && (a.isUnsure() || a.Page == unclear)
}

// answer returns the answer to a question: the user's last choice, or the one that follows
// from known facts.
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
				return Step{}, false // two answers match, so the user must choose
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

// source is the source of an answer that is known.
func (q Question) source(answer Answer, known diagnosis.Facts) diagnosis.Source {
	deciding, _ := known.Get(answer.Facts[0].Name)
	return deciding.Source
}

// rank orders answers that are known: a word that NetSuite logged ranks first.
func (q Question) rank(answer Answer, known diagnosis.Facts) int {
	if answer.Facts[0].Name == diagnosis.FactDetail {
		return 3
	}
	return sourceRank(q.source(answer, known))
}

// sourceRank orders sources by how directly they are about the failure: the user, then the
// response, the trail or a case file, then anything else that was pasted.
func sourceRank(source diagnosis.Source) int {
	switch source {
	case diagnosis.SourceUser:
		return 2
	case diagnosis.SourceResponse, diagnosis.SourceProbe, diagnosis.SourceTrail, diagnosis.SourceCaseFile:
		return 1
	}
	return 0
}

// isKnown reports whether all facts of the answer are known. An answer without facts never is.
func (a Answer) isKnown(known diagnosis.Facts) bool {
	for _, fact := range a.Facts {
		value := known.Value(fact.Name)
		if !slices.ContainsFunc(a.Facts, func(f diagnosis.Fact) bool { return f.Name == fact.Name && f.Value == value }) {
			return false
		}
	}
	return len(a.Facts) > 0
}

// Establishes returns the facts that are true if the user chooses the answer.
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
