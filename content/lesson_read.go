package content

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	tables "github.com/yuin/goldmark/extension/ast"

	"authdoctor/diagnosis"
)

// The words that begin the parts of a step. They are for the reader of the file, and for
// lessonReader.
const (
	wordsSame     = "The same as "
	wordsCopyBack = "Copy back:"
	wordsCode     = "Sample code:"
	wordsDone     = "Done when:"
	titleTick     = "tick="
	titleByHand   = "by-hand"
)

// readLessons reads the lessons, and resolves steps that are the same as one of another lesson.
func (l *Library) readLessons() ([]Lesson, faults) {
	var lessons []Lesson
	var found faults
	steps := map[string]LessonStep{} // by path and anchor, as written
	for _, page := range l.pages[l.symptoms:] {
		lesson, wrong := readLesson(page)
		found = append(found, wrong...)
		lessons = append(lessons, lesson)
		for _, step := range lesson.Steps {
			steps[lesson.Path+"#"+step.ID] = step
		}
	}
	for _, lesson := range lessons {
		for i, step := range lesson.Steps {
			if step.same == "" {
				continue
			}
			other, ok := steps[step.same]
			switch {
			case !ok:
				found.add(lesson.Path, step.line, "step %q is the same as %s, which is not a step: link to the heading of a step", step.Title, step.same)
			case other.same != "":
				found.add(lesson.Path, step.line, "step %q is the same as %q, which is the same as another: link to %s", step.Title, other.Title, other.same)
			default:
				lesson.Steps[i] = step.with(other)
			}
		}
	}
	return lessons, found
}

// with returns the step with everything of the step that it is the same as.
func (s LessonStep) with(other LessonStep) LessonStep {
	own := s
	s = other
	s.ID, s.Title, s.line, s.same = own.ID, own.Title, own.line, own.same
	s.Body = strings.TrimSpace(own.Body + "\n\n" + other.Body)
	return s
}

// lessonReader reads the blocks of a lesson. It is strict: whatever a program would not show,
// or show in another place, is a fault.
type lessonReader struct {
	document
	page   Page
	lesson Lesson
	found  faults

	step   *LessonStep // the current one; nil before the first
	from   int         // the start of its body, or of the introduction
	until  int         // the end of its body, if done
	blocks int         // that have been read of the step
	done   doneState
}

// doneState is how far the list of what a step waits for has been read.
type doneState int

const (
	doneBefore doneState = iota
	doneWords            // "Done when:" has been read, and the list must follow
	doneList
)

// readLesson reads a lesson: an introduction, then steps. It returns a lesson with faults as
// far as it could be read.
func readLesson(page Page) (Lesson, faults) {
	r := lessonReader{document: parse(page.Body), page: page}
	r.lesson = Lesson{Path: page.Path, Title: page.Title, Short: page.short}
	for _, text := range page.facts {
		fact, err := diagnosis.ParseFact(text, diagnosis.SourceLesson)
		if err != nil {
			r.found.add(page.Path, page.keyLine("facts"), "facts: %v", err)
			continue
		}
		r.lesson.Facts = append(r.lesson.Facts, fact)
	}
	for node := r.root.FirstChild(); node != nil; node = node.NextSibling() {
		if heading, ok := node.(*ast.Heading); ok {
			r.heading(heading)
		} else {
			r.block(node)
		}
	}
	r.close(len(r.source))
	if len(r.lesson.Steps) == 0 {
		r.wrong(nil, "no step: write each as a heading that begins with ##")
	}
	return r.lesson, r.found
}

// wrong adds a fault at a node; nil is the whole file.
func (r *lessonReader) wrong(node ast.Node, format string, args ...any) {
	line := 0
	if node != nil {
		line = r.page.line(r.line(node))
	}
	r.found.add(r.page.Path, line, format, args...)
}

func (r *lessonReader) heading(node *ast.Heading) {
	title := r.plain(node)
	if node.Level != 2 {
		r.wrong(node, "heading %q has level %d: each step is ##, and a step has no headings", title, node.Level)
		return
	}
	r.close(r.lineStart(node))
	r.step = &LessonStep{ID: slug(title), Title: title, line: r.page.line(r.line(node))}
	r.from, r.blocks, r.done = r.after(node), 0, doneBefore
}

// close ends the introduction or the current step at an offset.
func (r *lessonReader) close(end int) {
	if r.step == nil {
		r.lesson.Intro = strings.TrimSpace(string(r.source[:end]))
		return
	}
	step := *r.step
	if r.done != doneBefore {
		end = r.until
	}
	step.Body = strings.TrimSpace(string(r.source[r.from:max(end, r.from)]))
	say := func(format string, args ...any) {
		r.found.add(r.page.Path, step.line, "step %q "+format, append([]any{step.Title}, args...)...)
	}
	switch {
	case step.same != "":
		_, step.Body, _ = strings.Cut(step.Body, "\n")
		step.Body = strings.TrimSpace(step.Body)
		if r.done != doneBefore {
			say("has its own list after %q: remove it, because the other step has it", wordsDone)
		}
	case step.Why == "":
		say("does not say why: begin it with a paragraph that does")
	case step.Who == "":
		say("does not say who does it and where: write a second paragraph like **Administrator** Setup › Company")
	case len(step.Done) == 0:
		say("does not say when it is done: end it with a paragraph %q and a list of links", wordsDone)
	}
	r.lesson.Steps = append(r.lesson.Steps, step)
}

func (r *lessonReader) block(node ast.Node) {
	list, isList := node.(*ast.List)
	if r.done == doneWords && isList {
		r.done = doneList
		r.checks(list)
		return
	}
	r.noTitles(node)
	if r.step == nil {
		return
	}
	r.blocks++
	if r.done != doneBefore {
		r.wrong(node, "step %q has something other than one list after %q: move it before these words", r.step.Title, wordsDone)
		return
	}
	paragraph, _ := node.(*ast.Paragraph)
	switch table, _ := node.(*tables.Table); {
	case table != nil:
		r.values(table)
	case paragraph == nil:
	case r.blocks == 1:
		r.first(paragraph)
	case r.blocks == 2 && r.step.same == "":
		r.who(paragraph)
	default:
		r.paragraph(paragraph)
	}
}

// noTitles refuses titles of links where no program reads them.
func (r *lessonReader) noTitles(node ast.Node) {
	for _, link := range links(node) {
		if len(link.Title) > 0 {
			r.wrong(link, "the link %q has the title %q, which is allowed only in the list after %q: remove it", r.plain(link), link.Title, wordsDone)
		}
	}
}

// first reads the first paragraph of a step: why, or the step that it is the same as.
func (r *lessonReader) first(paragraph *ast.Paragraph) {
	text := r.plain(paragraph)
	if !strings.HasPrefix(text, wordsSame) {
		r.step.Why = text
		return
	}
	all := links(paragraph)
	if len(all) == 1 {
		to, ok := resolve(r.page.Path, string(all[0].Destination))
		if ok && text == wordsSame+r.plain(all[0])+"." && paragraph.Lines().Len() == 1 {
			r.step.same = to.Path + "#" + to.Anchor
			return
		}
	}
	r.wrong(paragraph, "step %q begins like a repeated step: write only %s[Its title](client-credentials.md#its-title). on this line", r.step.Title, wordsSame)
}

// who reads the second paragraph: who does the step, in bold, and where.
func (r *lessonReader) who(paragraph *ast.Paragraph) {
	actor, menu, _ := strings.Cut(r.plain(paragraph), " ")
	who := diagnosis.Actor(strings.ToLower(actor))
	strong, ok := paragraph.FirstChild().(*ast.Emphasis)
	if !ok || strong.Level != 2 || who != diagnosis.Administrator && who != diagnosis.Integrator || r.plain(strong) != actor || menu == "" {
		r.wrong(paragraph, "the second paragraph of %q does not say who does it and where: write **Administrator** Setup › Company, or **Integrator** and the place", r.step.Title)
		return
	}
	r.step.Who, r.step.Menu = who, menu
}

// values reads the table of values; other tables are text.
func (r *lessonReader) values(table *tables.Table) {
	if r.plain(table.FirstChild()) != "Field | Value" {
		return
	}
	if r.step.Values != nil {
		r.wrong(table, "step %q has a second table Field | Value: keep one", r.step.Title)
		return
	}
	for row := table.FirstChild().NextSibling(); row != nil; row = row.NextSibling() {
		field, value := r.plain(row.FirstChild()), strings.TrimPrefix(r.plain(row.LastChild()), "| ")
		if field == "" || value == "" || value == "|" {
			r.wrong(row, "a row of values has an empty cell: fill it")
			continue
		}
		r.step.Values = append(r.step.Values, LessonValue{Field: field, Value: value})
	}
}

// paragraph reads a paragraph that begins with words for the program.
func (r *lessonReader) paragraph(paragraph *ast.Paragraph) {
	text := r.plain(paragraph)
	switch {
	case text == wordsDone:
		r.done, r.until = doneWords, r.lineStart(paragraph)
	case strings.HasPrefix(text, wordsDone):
		r.wrong(paragraph, "%q has other words on its line: write it alone, and the list below it", wordsDone)
	case strings.HasPrefix(text, wordsCopyBack):
		if r.step.CopyBack = r.marked(paragraph); len(r.step.CopyBack) == 0 {
			r.wrong(paragraph, "%s is followed by nothing in bold: write what to copy as **Client ID**", wordsCopyBack)
		}
	case strings.HasPrefix(text, wordsCode):
		if code, ok := paragraph.FirstChild().NextSibling().(*ast.CodeSpan); ok {
			r.step.Code = r.plain(code)
			return
		}
		r.wrong(paragraph, "%s is not followed by a name: write it in backticks, like `token-request`", wordsCode)
	}
}

// marked returns the texts in bold.
func (r *lessonReader) marked(paragraph *ast.Paragraph) []string {
	var all []string
	for node := paragraph.FirstChild(); node != nil; node = node.NextSibling() {
		if strong, ok := node.(*ast.Emphasis); ok && strong.Level == 2 {
			all = append(all, r.plain(strong))
		}
	}
	return all
}

// checks reads the list of what the step waits for. Each item must be exactly one link.
func (r *lessonReader) checks(list *ast.List) {
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		link := onlyLink(item)
		if link == nil || r.plain(link) == "" {
			r.wrong(item, "%q is not exactly one link: write - [What you see](../symptoms/x.md \"tick=name\")", r.plain(item))
			continue
		}
		check := LessonCheck{Text: r.plain(link), line: r.page.line(r.line(link))}
		to, ok := resolve(r.page.Path, string(link.Destination))
		if !ok {
			r.wrong(link, "%q links to %q: link to a page like ../symptoms/x.md", check.Text, link.Destination)
			continue
		}
		check.Page = strings.TrimSuffix(to.Path+"#"+to.Anchor, "#")
		title := string(link.Title)
		tick, isTick := strings.CutPrefix(title, titleTick)
		if !isTick && title != titleByHand {
			r.wrong(link, "%q has the title %q: write \"tick=name\" or \"by-hand\"", check.Text, title)
			continue
		}
		if isTick {
			check.Tick = diagnosis.TickName(tick)
		}
		if slices.ContainsFunc(r.step.Done, func(c LessonCheck) bool { return c.Text == check.Text }) {
			r.wrong(link, "%q is in the list twice: remove one", check.Text)
			continue
		}
		r.step.Done = append(r.step.Done, check)
	}
}
