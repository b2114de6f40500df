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

	table func() *askTable // for Ask; made when first asked for
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
	// Facts are what the answer is about; none where it is about nothing that has a
	// name. One value of a fact is what the answer establishes. Several values of
	// the same fact are alternatives: the answer is known where one of them is,
	// and establishes none.
	Facts    diagnosis.Facts
	Question string // ID of the next question, or ""
	Page     string // path of a page, with #anchor where it has one, or ""

	line int
}

// mostListed is how many answers a screen lists: beyond that they are typed.
const mostListed = 20

// ByWord reports whether the answers are too many to be listed: they are words of
// the Detail column, of which the user types one.
func (q Question) ByWord() bool { return len(q.Answers) > mostListed }

// Word returns the place of the answer that states a word of the Detail column.
func (q Question) Word(word string) (at int, ok bool) {
	at = slices.IndexFunc(q.Answers, func(a Answer) bool {
		return slices.ContainsFunc(a.Facts, func(f diagnosis.Fact) bool { return f.Name == diagnosis.FactDetail && f.Value == word })
	})
	return at, at >= 0
}

// Unsure returns the place of the answer of those who do not know, -1 for none.
func (q Question) Unsure() int { return slices.IndexFunc(q.Answers, Answer.isUnsure) }

// isUnsure reports whether the answer is for those who cannot answer.
func (a Answer) isUnsure() bool {
	text := strings.ToLower(strings.ReplaceAll(a.Text, "’", "'"))
	return strings.HasPrefix(text, "i don't know") || strings.HasPrefix(text, "i do not know")
}

// Longest returns how many questions lie on the longest path from a question,
// itself included: the most a user can still be asked. It is 0 for an ID that
// the guide does not have.
func (g *Guide) Longest(id string) int { return len(g.longestPath(id)) }

// longestPath returns the IDs on the longest path from a question. A question
// that leads back to one before it, which proving refuses, ends the path.
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
