package content

import (
	"strconv"
	"strings"

	"authdoctor/diagnosis"
)

// frontMatter is the text between the two lines --- at the top of a page.
type frontMatter struct {
	Code     diagnosis.Code    `yaml:"code"`
	Title    string            `yaml:"title"`
	Problems []string          `yaml:"problems"`
	Occurs   []diagnosis.Step  `yaml:"occurs"`
	Acts     []diagnosis.Actor `yaml:"acts"`
	Checks   []string          `yaml:"checks"`
	Words    []string          `yaml:"words"`
	// Incidents are the likely causes of incidents; see Library.Cause.
	Incidents []string `yaml:"incidents"`
	Sources   []string `yaml:"sources"`
	// Short and Facts are those of a Lesson.
	Short string   `yaml:"short"`
	Facts []string `yaml:"facts"`
}

const fence = "---\n"

// splitFrontMatter splits a page into front matter and body. The head includes the fences, so
// that its line numbers are those of the file.
func splitFrontMatter(source string) (head, body string, ok bool) {
	if !strings.HasPrefix(source, fence) {
		return "", source, false
	}
	end := strings.Index(source, "\n"+fence)
	if end < 0 {
		return "", source, false
	}
	end += 1 + len(fence)
	return source[:end], source[end:], true
}

// readFrontMatter parses the part of YAML that pages use: a key with a text, a list in
// brackets, or a list of lines that begin with a dash. A YAML parser takes twenty times as
// long, which would be half of the time for reading all pages at each start. It ignores
// faults, because tests compare it with a strict parser (proveYAML).
func readFrontMatter(head string) frontMatter {
	var matter frontMatter
	var key string
	for line := range strings.Lines(strings.TrimPrefix(head, fence)) {
		value, item := strings.CutPrefix(strings.TrimSpace(line), "- ")
		if !item {
			var ok bool
			if key, value, ok = strings.Cut(line, ":"); !ok {
				continue
			}
		}
		matter.add(key, strings.TrimSpace(value))
	}
	return matter
}

func (m *frontMatter) add(key, value string) {
	values := []string{unquote(value)}
	if strings.HasPrefix(value, "[") {
		values = strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune("[], ", r) })
	} else if value == "" {
		return
	}
	for _, value := range values {
		switch key {
		case "code":
			m.Code = diagnosis.Code(value)
		case "title":
			m.Title = value
		case "problems":
			m.Problems = append(m.Problems, value)
		case "occurs":
			m.Occurs = append(m.Occurs, diagnosis.Step(value))
		case "acts":
			m.Acts = append(m.Acts, diagnosis.Actor(value))
		case "checks":
			m.Checks = append(m.Checks, value)
		case "words":
			m.Words = append(m.Words, value)
		case "incidents":
			m.Incidents = append(m.Incidents, value)
		case "sources":
			m.Sources = append(m.Sources, value)
		case "short":
			m.Short = value
		case "facts":
			m.Facts = append(m.Facts, value)
		}
	}
}

// unquote removes the quotes that a text with a colon needs.
func unquote(value string) string {
	if inner, ok := strings.CutPrefix(value, "'"); ok {
		return strings.ReplaceAll(strings.TrimSuffix(inner, "'"), "''", "'")
	}
	if inner, err := strconv.Unquote(value); err == nil && value[0] == '"' {
		return inner
	}
	return value
}
