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
	First string        // what to do first; see Page.FirstInstruction
	Page  string        // the path of the page about it, "" for none
	Steps []Instruction // of that page
}

// Cause returns the words for the cause of an incident. They are in the front matter of the
// page of its code, under incidents, with a line for each: the kind of incident, or any, the
// numbers of the causes on the page, a bar, and the words. For an invalid id, the id itself
// is the words.
func (l *Library) Cause(id incident.Cause) Cause {
	word, like, ok := strings.Cut(string(id), "/")
	if !ok {
		return Cause{Words: string(id)}
	}
	path, more := unclear, ""
	switch match := detail.Known(word); match.Protocol {
	case detail.OAuth2:
		path = match.Code.Path()
	case detail.TBA:
		path, more = diagnosis.TBAPage, ": "+match.Meaning
	}
	page, _ := l.Page(path)
	from := page
	if like == incident.Retried { // whatever the word
		from, _ = l.Page(unclear)
		more = ""
	}
	cause := Cause{First: page.FirstInstruction(), Page: path, Steps: page.Instructions()}
	for _, line := range from.incidents {
		of, words, _ := strings.Cut(line, " | ")
		if of, _, _ = strings.Cut(of, " "); of == like || of == "any" && cause.Words == "" {
			cause.Words = words + more
		}
	}
	return cause
}
