package content

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// proveYAML proves that the front matter is YAML with no key but ours, and that
// readFrontMatter understood it. It reports whether it is worth looking further.
func (p *proof) proveYAML(page Page) bool {
	var matter frontMatter
	decoder := yaml.NewDecoder(strings.NewReader(strings.TrimSuffix(page.head, fence)))
	decoder.KnownFields(true)
	if err := decoder.Decode(&matter); err != nil {
		for _, fault := range yamlFaults(err) {
			p.add(page.Path, fault.line, "front matter: %s", fault.says)
		}
		return false
	}
	if !matter.equal(readFrontMatter(page.head)) {
		p.add(page.Path, 1, "front matter: written in a way the program does not read; write 'key: text', 'key: [a, b]', or a line '  - text' for each part of a list")
		return false
	}
	return true
}

func (m frontMatter) equal(other frontMatter) bool {
	return m.Code == other.Code && m.Title == other.Title &&
		slices.Equal(m.Problems, other.Problems) && slices.Equal(m.Occurs, other.Occurs) && slices.Equal(m.Acts, other.Acts) &&
		slices.Equal(m.Checks, other.Checks) && slices.Equal(m.Words, other.Words) && slices.Equal(m.Incidents, other.Incidents) && slices.Equal(m.Sources, other.Sources) &&
		m.Short == other.Short && slices.Equal(m.Facts, other.Facts)
}

var yamlLine = regexp.MustCompile(`^(?:yaml: )?line (\d+): (.*)$`)

// yamlFaults takes the several errors of a YAML decoder apart and puts them into
// the words of someone who writes pages.
func yamlFaults(err error) faults {
	says := []string{err.Error()}
	var typed *yaml.TypeError
	if errors.As(err, &typed) {
		says = typed.Errors
	}
	var found faults
	for _, text := range says {
		line := 1
		if match := yamlLine.FindStringSubmatch(text); match != nil {
			line, _ = strconv.Atoi(match[1])
			text = match[2]
		}
		field, unknown := strings.CutSuffix(text, " not found in type content.frontMatter")
		switch {
		case unknown:
			text = "there is no key " + strconv.Quote(strings.TrimPrefix(field, "field ")) + "; the keys are code, title, problems, occurs, acts, checks, words, incidents, sources; for a lesson also short and facts"
		case strings.Contains(text, "mapping values are not allowed"):
			text = "a colon inside a text: put the text in quotes"
		case text == "EOF":
			text = "empty; it needs at least title, acts and sources"
		}
		found = append(found, fault{line: line, says: text})
	}
	return found
}
