package content

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/yuin/goldmark/ast"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
)

const guideFile = "guide.md"

// guideReader reads the blocks of guide.md. It is strict: whatever a program would not show,
// or show in another place, is a fault.
type guideReader struct {
	document
	guide    Guide
	found    faults
	question *Question // the current one; nil before the first
	helpFrom int       // the start of its help, or of the introduction
	answered bool      // the question's list has been read
}

// openGuide reads the guide of a library. It returns an empty guide if there is none.
func openGuide(fsys fs.FS) (*Guide, faults) {
	source, err := readFile(fsys, guideFile)
	if err != nil {
		var found faults
		found.add(guideFile, 0, "cannot read the guide: %v", rootOf(err))
		return &Guide{}, found
	}
	guide, found := readGuide(source)
	return &guide, found
}

// readGuide reads guide.md: a level-1 heading with an introduction, then questions. It returns
// a guide with faults as far as it could be read.
func readGuide(source string) (Guide, faults) {
	r := guideReader{document: parse(source), guide: Guide{Questions: map[string]Question{}, source: source}}
	for node := r.root.FirstChild(); node != nil; node = node.NextSibling() {
		switch node := node.(type) {
		case *ast.Heading:
			r.heading(node)
		case *ast.List:
			r.list(node)
		default:
			r.prose(node)
		}
	}
	r.close(len(r.source))
	r.guide.linkWords()
	guide := &r.guide
	guide.table = sync.OnceValue(func() *askTable { return newAskTable(guide) })
	if r.guide.title == "" {
		r.found.add(guideFile, 1, "no title: begin the file with a heading like '# What went wrong?'")
	}
	if r.guide.Start == "" {
		r.found.add(guideFile, 0, "no question: write each as a heading that begins with ##")
	}
	return r.guide, r.found
}

// linkWords adds the words of the Detail column to an answer that leads to them, so that it is
// known if one of them is.
func (g *Guide) linkWords() {
	for _, question := range g.Questions {
		for i, answer := range question.Answers {
			next, ok := g.Questions[answer.Question]
			if !ok || !next.ByWord() || len(answer.Facts) > 0 || answer.isUnsure() {
				continue
			}
			for _, word := range next.Answers {
				for _, fact := range word.Facts {
					if fact.Name == diagnosis.FactDetail {
						question.Answers[i].Facts = append(question.Answers[i].Facts, fact)
					}
				}
			}
		}
	}
}

func (r *guideReader) heading(node *ast.Heading) {
	text := r.plain(node)
	first := node.Level == 1 && r.guide.title == "" && r.question == nil
	if !first && node.Level != 2 {
		r.found.add(guideFile, r.line(node), "heading %q has level %d: use level 1 only for the title and level 2 only for questions", text, node.Level)
		return
	}
	r.close(r.lineStart(node))
	r.helpFrom = r.after(node)
	if first {
		r.guide.title = text
		return
	}
	r.question = &Question{ID: slug(text), Text: text, line: r.line(node)}
	r.answered = false
}

// close ends the introduction or the current question at an offset.
func (r *guideReader) close(end int) {
	if r.question == nil {
		if r.guide.title != "" && r.guide.intro == "" {
			r.guide.intro = r.between(end)
		}
		return
	}
	question := *r.question
	r.question = nil
	if !r.answered {
		question.Help = r.between(end)
	}
	if question.ID == "" {
		r.found.add(guideFile, question.line, "question %q has no letter or digit to link to: add words", question.Text)
		return
	}
	if earlier, ok := r.guide.Questions[question.ID]; ok {
		r.found.add(guideFile, question.line, "question %q has the same anchor #%s as the question on line %d: reword one of them", question.Text, question.ID, earlier.line)
		return
	}
	r.guide.Questions[question.ID] = question
	r.guide.order = append(r.guide.order, question.ID)
	if r.guide.Start == "" {
		r.guide.Start = question.ID
	}
}

// between returns the Markdown from the last heading to an offset.
func (r *guideReader) between(end int) string {
	return strings.TrimSpace(string(r.source[r.helpFrom:max(end, r.helpFrom)]))
}

func (r *guideReader) prose(node ast.Node) {
	if r.question != nil && r.answered {
		r.found.add(guideFile, r.line(node), "question %q has text after its answers: move it before them, as help", r.question.Text)
	}
	for _, link := range links(node) {
		r.found.add(guideFile, r.line(link), "the link %q is in help, where users cannot follow it: make it an answer or plain text", r.plain(link))
	}
}

func (r *guideReader) list(list *ast.List) {
	if r.question == nil {
		r.found.add(guideFile, r.line(list), "a list comes before the first question: use lists only for answers")
		return
	}
	if r.answered {
		r.found.add(guideFile, r.line(list), "question %q has a second list: keep only the list of answers", r.question.Text)
		return
	}
	r.answered = true
	r.question.Help = r.between(r.lineStart(list))
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		if answer, ok := r.answer(item); ok {
			r.question.Answers = append(r.question.Answers, answer)
		}
	}
}

// answer reads a list item, which must be exactly one link.
func (r *guideReader) answer(item ast.Node) (Answer, bool) {
	line := r.line(item)
	link := onlyLink(item)
	if link == nil {
		r.found.add(guideFile, line, "answer %q of %q is not exactly one link: write - [Answer](#next-question \"name=value\")", r.plain(item), r.question.Text)
		return Answer{}, false
	}
	answer := Answer{Text: r.plain(link), line: line}
	if answer.Text == "" {
		r.found.add(guideFile, line, "question %q has an answer without words: add some", r.question.Text)
		return Answer{}, false
	}
	to, ok := resolve(guideFile, string(link.Destination))
	switch {
	case !ok:
		r.found.add(guideFile, line, "answer %q links to %q: link to #a-question or to a page like symptoms/x.md", answer.Text, link.Destination)
		return Answer{}, false
	case to.Path == guideFile:
		answer.Question = to.Anchor
	default:
		answer.Page = strings.TrimSuffix(to.Path+"#"+to.Anchor, "#")
	}
	answer.Facts = r.facts(answer, string(link.Title))
	return answer, true
}

// facts parses the title of an answer's link: name=value, separated by spaces.
func (r *guideReader) facts(answer Answer, title string) diagnosis.Facts {
	var facts diagnosis.Facts
	for _, text := range strings.Fields(title) {
		fact, err := diagnosis.ParseFact(text, diagnosis.SourceUser)
		if err == nil && fact.Name == diagnosis.FactDetail {
			if _, known := detail.Lookup(fact.Value); !known {
				err = fmt.Errorf("%q is not a Detail code", fact.Value)
			}
		}
		switch {
		case err != nil:
			r.found.add(guideFile, answer.line, "answer %q: %v", answer.Text, err)
		case slices.Contains(facts, fact):
			r.found.add(guideFile, answer.line, "answer %q states %s twice: state it once", answer.Text, fact)
		default:
			facts = append(facts, fact)
		}
	}
	return facts
}
