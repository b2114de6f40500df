package content

import (
	"strings"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail/incident"
)

// Cause is what is known of the likely cause of an incident.
type Cause struct {
	Words string // half a sentence
	First string // what to do first, as Page.FirstInstruction has it
	Page  string // the path of the page that tells more, "" for none
}

// Cause returns the words for the cause of an incident. They are on the page of its word,
// under incidents, a line for each: what the failures are like or any, the numbers of the
// causes of the page that are meant, a bar, and the words. An id that is none has no page,
// and stands for itself.
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
	cause := Cause{First: page.FirstInstruction(), Page: path}
	for _, line := range from.incidents {
		of, words, _ := strings.Cut(line, " | ")
		if of, _, _ = strings.Cut(of, " "); of == like || of == "any" && cause.Words == "" {
			cause.Words = words + more
		}
	}
	return cause
}
