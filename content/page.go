// Package content embeds and reads all prose: the pages of the Detail codes, the
// pages of symptoms, the guide, and the lessons, which are pages too.
//
// The program only reads them. Tests prove that every link, heading and fact in the embedded
// files is right: make prove.
package content

import (
	"path"
	"strings"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
)

// Page is one Markdown page with what its front matter says.
type Page struct {
	// Path is relative to this folder and uses slashes: codes/MissingKey.md.
	Path string
	// Code is the Detail code the page is about; "" for a symptom or a lesson.
	Code diagnosis.Code
	// Title is the problem in one line.
	Title string
	// Problems are the rows of Oracle's table that the page answers: one, the title, unless
	// the table has the code for several problems.
	Problems []string
	Occurs   []diagnosis.Step
	Acts     []diagnosis.Actor
	// Checks are the ids of the checks that can find the code.
	Checks []string
	// words are phrases that users describe the fault with, in English, Spanish and German.
	words   []string
	Sources []Source
	// Body is the Markdown below the front matter.
	Body string

	short     string   // of a Lesson
	facts     []string // of a Lesson, as name=value
	incidents []string // see Library.Cause
	head      string   // the front matter with its fences; "" if there is none
}

// readPage reads one page. A file without front matter is a page too, so that links to it are
// not reported as dead.
func readPage(file, source string) Page {
	head, body, ok := splitFrontMatter(strings.ReplaceAll(detail.WithReleases(source), "{releases-as-of}", detail.ReleasesAsOf))
	if !ok {
		return Page{Path: file, Title: strings.TrimSuffix(path.Base(file), ".md"), Body: source}
	}
	matter := readFrontMatter(head)
	page := Page{
		Path: file, Code: matter.Code, Title: matter.Title, Problems: matter.Problems,
		Occurs: matter.Occurs, Acts: matter.Acts, Checks: matter.Checks, words: matter.Words, Body: body, incidents: matter.Incidents, head: head,
		short: matter.Short, facts: matter.Facts,
	}
	if len(page.Problems) == 0 {
		page.Problems = []string{page.Title}
	}
	for _, text := range matter.Sources {
		if field, known := fieldSources()[text]; known {
			page.Sources = append(page.Sources, field)
			continue
		}
		title, url, ok := strings.Cut(text, " | ")
		if !ok {
			title, url = "", text // refused by proving
		}
		page.Sources = append(page.Sources, Source{Title: strings.TrimSpace(title), URL: strings.TrimSpace(url)})
	}
	return page
}

// Source is the source of facts on a page: a page of Oracle's, an RFC that one refers to, or a
// report of a third party.
type Source struct {
	Title string `json:"title"`
	URL   string `json:"url"` // "" for a report without a public address
	// Field is the number of a report of a third party, such as F10; "" for other sources.
	Field string `json:"-"`
}

// Section is a heading of a page.
type Section struct {
	Title  string
	Anchor string
}

// Sections returns the sections of the page. It parses the body: keep the result.
func (p Page) Sections() []Section {
	var sections []Section
	for _, h := range parse(p.Body).headings() {
		sections = append(sections, Section{Title: h.title, Anchor: slug(h.title)})
	}
	return sections
}

// line converts a line of the body into a line of the file.
func (p Page) line(inBody int) int { return strings.Count(p.head, "\n") + inBody }

// keyLine returns the line of a key of the front matter; that of the opening
// fence where the key is missing.
func (p Page) keyLine(key string) int {
	for i, line := range strings.Split(p.head, "\n") {
		if strings.HasPrefix(line, key+":") {
			return i + 1
		}
	}
	return 1
}
