package content

import (
	"slices"
	"strings"

	"authdoctor/diagnosis"
)

// Guide is the decision tree of guide.md.
type Guide struct {
	title string
	intro string // Markdown
	// Start is the ID of the first question.
	Start     string
	Questions map[string]Question

	order  []string // IDs in the order of the file
	source string

	table func() *askTable // for Ask; built at the first call
}

// Question is one heading of guide.md.
type Question struct {
	ID   string // the heading's anchor: what-failed
	Text string
	Help string // Markdown
	// Answers in the order of the file.
	Answers []Answer

	line int
}

// Answer is one list item of a question. It leads to a question or to a page.
type Answer struct {
	Text string
	// Facts are the facts that the answer states, if any. The answer establishes a fact with
	// one value. Several values of the same fact are alternatives: the answer is known if one
	// of them is, and establishes none.
	Facts    diagnosis.Facts
	Question string // ID of the next question, or ""
	Page     string // path of a page, with #anchor if it has one, or ""

	line int
}

// mostListed is the maximum number of answers that a screen lists: of more, users type one.
const mostListed = 20

// ByWord reports whether there are too many answers to list: they are words of the Detail
// column, and the user types one.
func (q Question) ByWord() bool { return len(q.Answers) > mostListed }

// Word returns the index of the answer that states a word of the Detail column.
func (q Question) Word(word string) (at int, ok bool) {
	at = slices.IndexFunc(q.Answers, func(a Answer) bool {
		return slices.ContainsFunc(a.Facts, func(f diagnosis.Fact) bool { return f.Name == diagnosis.FactDetail && f.Value == word })
	})
	return at, at >= 0
}

// Named returns the index of the answer whose text was typed, without regard to case.
func (q Question) Named(text string) (at int, ok bool) {
	plain := func(s string) string {
		return strings.ToLower(strings.ReplaceAll(strings.TrimRight(strings.TrimSpace(s), "."), "’", "'"))
	}
	at = slices.IndexFunc(q.Answers, func(a Answer) bool { return plain(a.Text) == plain(text) })
	return at, at >= 0
}

// Unsure returns the index of the answer "I don't know", -1 for none.
func (q Question) Unsure() int { return slices.IndexFunc(q.Answers, Answer.isUnsure) }

// isUnsure reports whether the answer is "I don't know".
func (a Answer) isUnsure() bool {
	text := strings.ToLower(strings.ReplaceAll(a.Text, "’", "'"))
	return strings.HasPrefix(text, "i don't know") || strings.HasPrefix(text, "i do not know")
}

// isElse reports whether the answer is for users for whom no other answer is right.
func (a Answer) isElse() bool { return strings.HasPrefix(a.Text, somethingElse) }

const somethingElse = "Something else"

// Longest returns the number of questions on the longest path from a question, including it.
// It is 0 for an unknown ID.
func (g *Guide) Longest(id string) int { return len(g.longestPath(id)) }

// longestPath returns the IDs on the longest path from a question. It stops at a loop, which
// proving refuses.
func (g *Guide) longestPath(id string) []string {
	known := map[string][]string{}
	open := map[string]bool{}
	var from func(id string) []string
	from = func(id string) []string {
		if path, ok := known[id]; ok {
			return path
		}
		question, ok := g.Questions[id]
		if !ok || open[id] {
			return nil
		}
		open[id] = true
		var rest []string
		for _, answer := range question.Answers {
			if path := from(answer.Question); len(path) > len(rest) {
				rest = path
			}
		}
		open[id] = false
		known[id] = append([]string{id}, rest...)
		return known[id]
	}
	return from(id)
}
