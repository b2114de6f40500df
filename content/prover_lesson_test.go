package content

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"

	"authdoctor/diagnosis"
)

const (
	// mostLessonWords is the maximum of words in a lesson with the steps of others that it
	// includes. A reader does a lesson in one sitting. The move from TBA includes a whole
	// set-up.
	mostLessonWords = 2000
	// shortLimit is what fits below a title in a list on 80 columns.
	shortLimit = 72
)

func valueNames() []string {
	var names []string
	for _, value := range diagnosis.Worksheet(diagnosis.Case{}, diagnosis.Diagnosis{}) {
		names = append(names, value.Name)
	}
	return names
}

// proveLessons proves what reading a lesson does not: names that package diagnosis knows,
// menus, and the length. Links and headings are proved as on every page.
func (p *proof) proveLessons() {
	lessons, found := p.library.lessons()
	p.faults = append(p.faults, found...)
	for _, lesson := range lessons {
		page, _ := p.library.Page(lesson.Path)
		if !slices.Contains(lessonNames, lesson.Name()) {
			p.add(lesson.Path, 0, "the lesson is not in the menu: add its name to lessonNames, or delete the file")
		}
		switch length := utf8.RuneCountInString(lesson.Short); {
		case length == 0:
			p.add(lesson.Path, page.keyLine("short"), "short: missing: write for whom the lesson is, in one line")
		case length > shortLimit:
			p.add(lesson.Path, page.keyLine("short"), "short: has %d characters, at most %d fit the screen: shorten it", length, shortLimit)
		}
		words := wordsIn(lesson.Intro)
		for _, step := range lesson.Steps {
			words += wordsIn(step.Title + " " + step.Body)
			if step.same == "" && step.Why != "" && !strings.Contains(step.Body, "\nUsual mistakes:\n\n- ") {
				p.add(lesson.Path, step.line, "step %q does not tell the usual mistake: write a paragraph \"Usual mistakes:\" and a list", step.Title)
			}
			if step.Code != "" && len(p.library.Snippets(step.Code)) == 0 {
				p.add(lesson.Path, step.line, "step %q names the code %q, and there is no file code/%s.*", step.Title, step.Code, step.Code)
			}
			for _, check := range step.Done {
				words += wordsIn(check.Text)
				if check.Tick != "" && !slices.Contains(diagnosis.TickNames(), check.Tick) {
					p.add(lesson.Path, check.line, "%q waits for %q, which package diagnosis does not know", check.Text, check.Tick)
				}
			}
		}
		if words > mostLessonWords {
			p.add(lesson.Path, 0, "has %d words with the steps that it includes, at most %d: shorten it", words, mostLessonWords)
		}
		p.prove2027(lesson)
		p.provePlaceholders(page)
		p.proveMenus(page)
	}
}

// prove2027 proves that a lesson keeps the rules that Oracle announced for new integrations
// from 2027.1: PKCE with the authorization code grant, and no token-based authentication.
func (p *proof) prove2027(lesson Lesson) {
	for _, step := range lesson.Steps {
		for _, value := range step.Values {
			switch {
			case value.Field == "Authorization Code Grant" && value.Value == "checked" && !slices.ContainsFunc(lesson.Steps, func(s LessonStep) bool { return strings.Contains(s.Body, "`S256`") }):
				p.add(lesson.Path, step.line, "step %q checks Authorization Code Grant, and no step has PKCE: add the value `S256`", step.Title)
			case (value.Field == "Token-based Authentication" || strings.HasPrefix(value.Field, "TBA:")) && value.Value != "cleared":
				p.add(lesson.Path, step.line, "step %q makes %s %s: NetSuite accepts no new integrations with it from 2027.1", step.Title, value.Field, value.Value)
			}
		}
	}
}

// placeholders matches a name in angle brackets.
var placeholders = regexp.MustCompile(`<([^<>]+)>`)

// provePlaceholders proves that each name in angle brackets, in a code span or in a block of
// code, is a value of the worksheet. Elsewhere angle brackets are HTML, which is refused.
func (p *proof) provePlaceholders(page Page) {
	d := p.documents[page.Path]
	prove := func(node ast.Node, text string) {
		for _, match := range placeholders.FindAllStringSubmatch(text, -1) {
			if !slices.Contains(valueNames(), match[1]) {
				p.add(page.Path, page.line(d.line(node)), "there is no value <%s>: the names are those of the worksheet, such as <%s>", match[1], valueNames()[0])
			}
		}
	}
	_ = ast.Walk(d.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.CodeSpan:
			if entering {
				prove(n, d.plain(n))
			}
		case *ast.FencedCodeBlock:
			if entering {
				prove(n, string(n.Lines().Value(d.source)))
			}
		}
		return ast.WalkContinue, nil
	})
}

// proveMenus proves that a screen of the facts has the path of the table of facts.
func (p *proof) proveMenus(page Page) {
	const arrow, root = " › ", "Setup"
	paths := map[string][]string{} // by the name of the screen
	for _, kind := range diagnosis.FactKinds() {
		parts := strings.Split(kind.Menu, arrow)
		for i, part := range parts {
			paths[part] = append(paths[part], strings.Join(parts[:i+1], arrow))
		}
	}
	for i, line := range strings.Split(page.Body, "\n") {
		parts := strings.Split(strings.ReplaceAll(line, "**", ""), arrow)
		if !strings.HasSuffix(parts[0], root) {
			continue
		}
		path := root
		for _, part := range parts[1:] {
			name, _, more := strings.Cut(part, ".")
			path += arrow + name
			if known := paths[name]; known != nil && !slices.Contains(known, path) {
				p.add(page.Path, page.line(i+1), "the path %s is not that of the facts: write %s", path, known[0])
			}
			if more {
				break
			}
		}
	}
}

// wordsIn counts the words of Markdown. Marks are none, and code is copied, not read.
func wordsIn(markdown string) int {
	count := 0
	for i, part := range strings.Split("\n"+markdown, "\n```") {
		for _, field := range strings.Fields(part) {
			if i%2 == 0 && strings.ContainsFunc(field, func(r rune) bool { return !isMark(r) }) {
				count++
			}
		}
	}
	return count
}
