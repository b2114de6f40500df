package content

import "strings"

// maxQuestions is the most a user is asked: a person on a call hangs up before
// the eighth.
const maxQuestions = 7

// proveGuide looks at the decision tree as a whole; its form was proved in reading.
func (p *proof) proveGuide() {
	g, found := p.library.guide()
	p.faults = append(p.faults, found...)
	p.proveMarkdown(guideFile, 0, parse(g.source))
	if g.Start == "" {
		return // reading said so
	}
	for _, id := range g.order {
		p.proveQuestion(g.Questions[id])
	}
	reached, loops := g.visit()
	for _, id := range g.order {
		if question := g.Questions[id]; !reached[id] {
			p.add(guideFile, question.line, "no path leads to the question %q: link an answer to #%s, or delete it", question.Text, id)
		}
	}
	for _, loop := range loops {
		p.add(guideFile, loop.line, "answer %q leads back to #%s, which was asked before: lead it on, not round", loop.Text, loop.Question)
	}
	if path := g.longestPath(g.Start); len(loops) == 0 && len(path) > maxQuestions {
		p.add(guideFile, g.Questions[g.Start].line, "a path has %d questions, at most %d are allowed; shorten #%s", len(path), maxQuestions, strings.Join(path, " → #"))
	}
	ends := g.ends()
	for _, page := range p.library.pages {
		if !ends[page.Path] && page.folder() != folderLessons { // the menu leads to lessons
			p.add(guideFile, 0, "no answer of the guide leads to %s: add one where a reader would look for it; a link from another page is not enough", page.Path)
		}
	}
}

func (p *proof) proveQuestion(question Question) {
	if len(question.Answers) == 0 {
		p.add(guideFile, question.line, "question %q has no answers: list them below it, each a link", question.Text)
		return
	}
	unsure := false
	for _, answer := range question.Answers {
		if answer.isUnsure() {
			unsure = true
			if len(answer.Facts) > 0 {
				p.add(guideFile, answer.line, "answer %q of %q states %s: who does not know states nothing", answer.Text, question.Text, answer.Facts[0])
			}
		}
		if answer.Page != "" {
			path, anchor, _ := strings.Cut(answer.Page, "#")
			p.proveTarget(guideFile, answer.line, Link{Text: answer.Text, Path: path, Anchor: anchor})
		} else if _, ok := p.library.Guide().Questions[answer.Question]; !ok {
			p.add(guideFile, answer.line, "answer %q of %q leads to #%s, which is no question here: correct the link or write the question", answer.Text, question.Text, answer.Question)
		}
	}
	if !unsure {
		p.add(guideFile, question.line, "question %q has no answer \"I don't know\": add one that says how to find out", question.Text)
	}
}

// visit walks the tree from the start and returns the questions it reaches and
// the answers that close a loop.
func (g *Guide) visit() (reached map[string]bool, loops []Answer) {
	reached = map[string]bool{}
	open := map[string]bool{}
	var from func(id string)
	from = func(id string) {
		reached[id], open[id] = true, true
		for _, answer := range g.Questions[id].Answers {
			if _, ok := g.Questions[answer.Question]; !ok {
				continue
			}
			if open[answer.Question] {
				loops = append(loops, answer)
			} else if !reached[answer.Question] {
				from(answer.Question)
			}
		}
		open[id] = false
	}
	from(g.Start)
	return reached, loops
}

// ends returns the paths of the pages that an answer of the guide leads to. A page
// that only other pages link to is none: who walks the guide does not come there.
func (g *Guide) ends() map[string]bool {
	ends := map[string]bool{}
	questions, _ := g.visit()
	for id := range questions {
		for _, answer := range g.Questions[id].Answers {
			path, _, _ := strings.Cut(answer.Page, "#")
			ends[path] = true
		}
	}
	return ends
}
