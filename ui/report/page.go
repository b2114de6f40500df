package report

import (
	"fmt"
	"strings"

	"authdoctor/content"
	"authdoctor/diagnosis/pattern"
)

// pageParts returns a page for a folded section: its Markdown with the headings one level
// lower, and its sources.
func pageParts(p content.Page) []part {
	text := strings.TrimSpace(demote(WithoutLinks(p.Body)))
	if len(p.Sources) > 0 {
		text += "\n\nSources:\n"
		for _, source := range p.Sources {
			if source.URL == "" {
				text += "\n- " + source.Title
				continue
			}
			text += fmt.Sprintf("\n- [%s](%s)", source.Title, source.URL)
		}
	}
	return []part{markdown{p.Title, text}}
}

// PageTitle returns the title of a page, after the code that it is about.
func PageTitle(p content.Page) string {
	if p.Code != "" {
		return string(p.Code) + ": " + p.Title
	}
	return p.Title
}

// Explain is the command that shows a page or the word of the Detail column that follows.
const Explain = "authdoctor explain "

// PageName returns the name of a page for explain: its file name without folder and .md. A
// lesson keeps the folder, because a symptom may have the same name.
func PageName(path string) string {
	path, _, _ = strings.Cut(path, "#")
	path = strings.TrimSuffix(path, ".md")
	if at := strings.LastIndex(path, lessons); at >= 0 {
		return path[at:]
	}
	return path[strings.LastIndex(path, "/")+1:]
}

// lessons is the folder of lessons.
const lessons = "lessons/"

// Command returns the command that prints a page. That of a lesson fills in its values.
func Command(path string) string {
	name := PageName(path)
	if lesson, ok := strings.CutPrefix(name, lessons); ok {
		return "authdoctor setup " + lesson
	}
	return Explain + name
}

// WithoutLinks replaces links to other pages by their commands, and links within
// the page by their text: in a report that is sent on, they would lead nowhere.
func WithoutLinks(body string) string {
	return pageLink().ReplaceAllStringFunc(body, func(link string) string {
		parts := pageLink().FindStringSubmatch(link)
		if parts[2] == "" {
			return parts[1]
		}
		return fmt.Sprintf("%s (`%s`)", parts[1], Command(parts[2]))
	})
}

var pageLink = pattern.Lazy(`\[([^\]]+)\]\(((?:[^):#]+\.md)?)(?:#[^)]*)?\)`)

// demote lowers each heading outside code fences by one level.
func demote(body string) string {
	lines := strings.Split(body, "\n")
	fenced := false
	for i, line := range lines {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		if !fenced && strings.HasPrefix(line, "#") {
			lines[i] = "#" + line
		}
	}
	return strings.Join(lines, "\n")
}
