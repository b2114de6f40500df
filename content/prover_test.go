package content

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
)

// titleLimit is what fits a list of pages on 80 columns.
const titleLimit = 76

// Where sources may stand. Every page needs one of Oracle's; what Oracle's pages
// themselves send the reader on to are RFCs.
const (
	oracle = "https://docs.oracle.com/"
	rfcs   = "https://www.rfc-editor.org/rfc/"
)

// codeHeadings are the headings of the page of a code, in order. Only a page with close
// relatives has the last one.
var codeHeadings = []string{"What it means", "Fix it", "Why it happens", "How to check", "Not to be confused with"}

// symptomHeadings are the headings whose order is fixed on the page of a symptom. Such a page
// begins with Fix it or with How to find out, because its reader is in trouble.
var symptomHeadings = []string{"Fix it", "Why it happens", "How to check", "Not to be confused with"}

// longestPage is the maximum number of words on a page.
const longestPage = 900

// proof is the state of proving a library.
type proof struct {
	faults
	library   *Library
	documents map[string]document
}

// load reads a library and proves it. The error joins all faults there are, each
// with file, line and what to do.
func load(fsys fs.FS) (*Library, error) {
	library, found := read(fsys)
	found = append(found, library.prove(nil)...)
	if err := found.join(); err != nil {
		return nil, err
	}
	return library, nil
}

// prove checks all that reading does not: every link, heading, fact and path through
// the guide. checks are the ids of the checks with the codes each can name; nil leaves
// out the proof that pages and checks agree.
func (l *Library) prove(checks map[string][]diagnosis.Code) faults {
	p := &proof{library: l, documents: map[string]document{}}
	for _, page := range l.pages {
		p.documents[page.Path] = parse(page.Body)
	}
	titles := map[string]string{}
	for _, page := range l.pages {
		if page.head == "" {
			p.add(page.Path, 1, "no front matter: begin the file with a line ---, the keys, and another line ---")
		} else if p.proveYAML(page) {
			p.proveFrontMatter(page)
			p.proveCodeMatter(page)
			if other, twice := titles[page.Title]; twice {
				p.add(page.Path, page.keyLine("title"), "the title is that of %s too: say what sets them apart", other)
			}
			titles[page.Title] = page.Path
		}
		p.proveBody(page)
		if checks != nil && page.Code != "" {
			p.proveChecks(page, checks)
		}
	}
	for _, kind := range detail.Kinds() {
		if _, ok := l.Code(kind.Code); !ok {
			p.add(kind.Code.Path(), 0, "there is no page of the code %s: write it", kind.Code)
		}
	}
	p.proveGuide()
	p.proveLessons()
	return p.faults
}

// proveFrontMatter proves what code and symptom pages share.
func (p *proof) proveFrontMatter(page Page) {
	wrong := func(key, format string, args ...any) {
		p.add(page.Path, page.keyLine(key), key+": "+format, args...)
	}
	switch length := utf8.RuneCountInString(page.Title); {
	case strings.TrimSpace(page.Title) == "":
		wrong("title", "missing: say the problem in one line")
	case length > titleLimit:
		wrong("title", "has %d characters, at most %d fit the screen: shorten it", length, titleLimit)
	case strings.HasSuffix(page.Title, "."):
		wrong("title", "ends with a full stop: take it away")
	}
	if len(page.Acts) == 0 {
		wrong("acts", "missing: say who must act, %s or %s", diagnosis.Administrator, diagnosis.Integrator)
	}
	for i, actor := range page.Acts {
		if actor != diagnosis.Administrator && actor != diagnosis.Integrator {
			wrong("acts", "%q is nobody: it is %s or %s", actor, diagnosis.Administrator, diagnosis.Integrator)
		}
		if slices.Contains(page.Acts[:i], actor) {
			wrong("acts", "%s appears twice", actor)
		}
	}
	if len(page.words) == 0 {
		wrong("words", "missing: write phrases in which people describe the problem, one a line")
	}
	if !slices.ContainsFunc(page.Sources, func(s Source) bool { return strings.HasPrefix(s.URL, oracle) }) {
		wrong("sources", "none of Oracle's: name at least one as Title | %s…", oracle)
	}
	p.proveField(page)
	for _, source := range page.Sources {
		if source.Field != "" {
			continue
		}
		if source.Title == "" || !strings.HasPrefix(source.URL, oracle) && !strings.HasPrefix(source.URL, rfcs) {
			wrong("sources", "%q at %q: write Title | URL, the URL one of %s… or %s…", source.Title, source.URL, oracle, rfcs)
		}
	}
	if shown, hidden := border.Printable(strings.ReplaceAll(page.head, "\n", " ")); hidden > 0 {
		p.add(page.Path, 1, "the front matter has %d characters that cannot be seen: %s", hidden, border.Clip(shown[max(0, strings.Index(shown, `\u{`)):], 40))
	}
}

// proveCodeMatter proves what the front matter says of the code, or, on the page
// of a symptom, that it says nothing.
func (p *proof) proveCodeMatter(page Page) {
	wrong := func(key, format string, args ...any) {
		p.add(page.Path, page.keyLine(key), key+": "+format, args...)
	}
	if !strings.HasPrefix(page.Path, "codes/") {
		for key, there := range map[string]bool{
			"code": page.Code != "", "occurs": len(page.Occurs) > 0, "checks": len(page.Checks) > 0,
		} {
			if there {
				wrong(key, "only the page of a code has it: take it away")
			}
		}
		return
	}
	if page.Code.Path() != page.Path {
		wrong("code", "is %q, the file is %s: name both alike", page.Code, page.Path)
		return
	}
	kinds := detail.Kinds()
	at := slices.IndexFunc(kinds, func(k detail.Kind) bool { return k.Code == page.Code })
	if at < 0 {
		wrong("code", "%q is no Detail code of OAuth 2.0", page.Code)
		return
	}
	if !slices.Equal(page.Occurs, kinds[at].Steps) {
		wrong("occurs", "is %v, package detail says %v: write these", page.Occurs, kinds[at].Steps)
	}
}

// proveChecks proves that a page lists exactly the checks that can name its code.
func (p *proof) proveChecks(page Page, checks map[string][]diagnosis.Code) {
	for _, id := range slices.Sorted(maps.Keys(checks)) {
		if slices.Contains(checks[id], page.Code) && !slices.Contains(page.Checks, id) {
			p.add(page.Path, page.keyLine("checks"), "checks: the check %s can name %s and is not listed: add it", id, page.Code)
		}
	}
	for i, id := range page.Checks {
		if codes, ok := checks[id]; !ok {
			p.add(page.Path, page.keyLine("checks"), "checks: there is no check %q: take it away", id)
		} else if !slices.Contains(codes, page.Code) {
			p.add(page.Path, page.keyLine("checks"), "checks: the check %s never names %s: take it away", id, page.Code)
		}
		if slices.Contains(page.Checks[:i], id) {
			p.add(page.Path, page.keyLine("checks"), "checks: %s appears twice", id)
		}
	}
}

// proveBody proves the headings, links and Markdown of a page.
func (p *proof) proveBody(page Page) {
	d := p.documents[page.Path]
	p.proveMarkdown(page.Path, page.line(0), d)
	headings := d.headings()
	lines := map[string]int{}
	for _, h := range headings {
		if h.level < 2 || h.level > 3 {
			p.add(page.Path, page.line(h.line), "heading %q has level %d: use ## or ###; the title belongs in the front matter", h.title, h.level)
		}
		if line, twice := lines[slug(h.title)]; twice {
			p.add(page.Path, page.line(h.line), "heading %q has the same anchor as the one in line %d: word one of them differently", h.title, line)
		}
		lines[slug(h.title)] = page.line(h.line)
	}
	if strings.HasPrefix(page.Path, "codes/") {
		p.proveCodeHeadings(page, headings)
	} else if page.folder() == folderSymptoms {
		if !d.hasSteps(headings) {
			p.add(page.Path, 0, "no way out: it needs a heading ## Fix it or ## How to find out, with numbered steps below")
		}
		p.proveSymptomHeadings(page, headings)
	}
	if n := words(page.Body); n > longestPage && page.folder() != folderLessons {
		p.add(page.Path, 0, "has %d words, at most %d: move what has a subject of its own to another page", n, longestPage)
	}
	for _, node := range links(d.root) {
		line := page.line(d.line(node))
		link, ok := resolve(page.Path, string(node.Destination))
		if !ok {
			p.add(page.Path, line, "the link to %q leads out of the library: Oracle's pages are under sources", node.Destination)
			continue
		}
		p.proveTarget(page.Path, line, link)
	}
}

func (p *proof) proveCodeHeadings(page Page, headings []heading) {
	at := 0
	for _, h := range headings {
		if h.level != 2 {
			continue
		}
		i := slices.Index(codeHeadings, h.title)
		switch {
		case i < 0:
			p.add(page.Path, page.line(h.line), "heading %q: the page of a code has only %s", h.title, strings.Join(codeHeadings, " · "))
		case i < at:
			p.add(page.Path, page.line(h.line), "heading %q comes too late: the order is %s", h.title, strings.Join(codeHeadings, " · "))
		}
		at = max(at, i)
	}
	for _, title := range codeHeadings[:len(codeHeadings)-1] {
		if !slices.ContainsFunc(headings, func(h heading) bool { return h.level == 2 && h.title == title }) {
			p.add(page.Path, 0, "the heading ## %s is missing: write it", title)
		}
	}
}

func (p *proof) proveSymptomHeadings(page Page, headings []heading) {
	at, first := 0, true
	for _, h := range headings {
		if h.level != 2 {
			continue
		}
		i := slices.Index(symptomHeadings, h.title)
		switch {
		case first && i != 0 && h.title != "How to find out":
			p.add(page.Path, page.line(h.line), "heading %q comes first: begin with ## Fix it or ## How to find out", h.title)
		case i >= 0 && i < at:
			p.add(page.Path, page.line(h.line), "heading %q comes too late: the order is %s", h.title, strings.Join(symptomHeadings, " · "))
		}
		at, first = max(at, i), false
	}
}

// words counts the words of Markdown, without the marks of tables, lists and code.
func words(markdown string) int {
	n := 0
	for _, field := range strings.Fields(markdown) {
		if strings.ContainsFunc(field, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			n++
		}
	}
	return n
}

// hasSteps reports whether a numbered list says what to do.
func (d document) hasSteps(headings []heading) bool {
	for node := d.root.FirstChild(); node != nil; node = node.NextSibling() {
		list, ok := node.(*ast.List)
		if !ok || !list.IsOrdered() {
			continue
		}
		under := ""
		for _, h := range headings {
			if h.level == 2 && h.line <= d.line(list) {
				under = h.title
			}
		}
		if under == "Fix it" || under == "How to find out" {
			return true
		}
	}
	return false
}

// proveTarget proves that a link leads to a page, and to a heading of it.
func (p *proof) proveTarget(file string, line int, link Link) {
	d, ok := p.documents[link.Path]
	if !ok {
		p.add(file, line, "the link to %q is dead: there is no such page", link.Path)
		return
	}
	if link.Anchor == "" || slices.ContainsFunc(d.headings(), func(h heading) bool { return slug(h.title) == link.Anchor }) {
		return
	}
	p.add(file, line, "the link to %q is dead: that page has no heading #%s", link.Path, link.Anchor)
}
