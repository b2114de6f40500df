package content

import (
	"strings"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail/incident"
)

// Cause describes the likely cause of an incident.
type Cause struct {
	Words string        // half a sentence
	First string        // what to do first, after who does it and a colon
	Page  string        // the path of the page about it, "" for none
	Steps []Instruction // First, by who does it: steps of the page may be for its other causes
}

// causeLine is a line under incidents in the front matter of a page, such as
//
//	one-address 3 | likely one machine … | integrator: On the machine … | symptoms/x.md
//
// with the pattern of the incident, or any, and the numbers of the causes on the page; the
// words; the first step; and the page about it, if it is another one. On the page about TBA,
// the word of Detail may take the place of the pattern.
type causeLine struct {
	of                 string
	causes             []string
	words, first, page string
}

func readCauseLine(line string) (c causeLine, ok bool) {
	parts := strings.Split(line, " | ")
	of := strings.Fields(parts[0])
	if len(parts) < 3 || len(parts) > 4 || len(of) == 0 {
		return causeLine{}, false
	}
	c = causeLine{of: of[0], causes: of[1:], words: parts[1], first: parts[2]}
	if len(parts) == 4 {
		c.page = parts[3]
	}
	return c, true
}

// Cause returns the cause of an incident. It is in the front matter of the page of its code,
// under incidents: the line with the pattern of the incident, with a wider one, or with any.
// For an invalid id, the id itself is the words.
func (l *Library) Cause(id incident.Cause) Cause {
	word, pattern, ok := id.Of()
	if !ok {
		return Cause{Words: string(id)}
	}
	path, more, names := unclear, "", []string{}
	for p := pattern; p != ""; p = p.Wider() {
		names = append(names, string(p))
	}
	switch match := detail.Known(word); match.Protocol {
	case detail.OAuth2:
		path = match.Code.Path()
	case detail.TBA:
		path, more = diagnosis.TBAPage, ": "+match.Meaning
		if pattern != incident.Together && pattern != incident.Pattern(incident.NewAddress) {
			names = []string{word}
		}
	}
	page, _ := l.Page(path)
	var found causeLine
	for _, of := range append(names, "any") {
		for _, line := range page.incidents {
			if c, ok := readCauseLine(line); ok && c.of == of && found.of == "" {
				found = c
			}
		}
	}
	if found.page != "" {
		page, _ = l.Page(found.page)
	}
	cause := Cause{Words: found.words + more, First: found.first, Page: page.Path}
	if actor, text, ok := strings.Cut(found.first, ": "); ok {
		cause.Steps = []Instruction{{Actor: strings.ToUpper(actor[:1]) + actor[1:], Text: text}}
	}
	return cause
}
