package diagnosis

import (
	"slices"

	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/keys"
)

// RowOf returns the id of the row of answerRows for the answer of a Case; "" for no answer.
func RowOf(c Case) string {
	c.Facts = withExchangeFacts(c)
	e, _ := exchange.Telling(c.Exchanges)
	if e.Answer == nil {
		return ""
	}
	v := &subject{given: &given{said: c.Facts, facts: allFacts(c), tokens: c.Tokens, hints: c.Hints}, request: e.Request, answer: e.Answer}
	return v.row().id
}

// Row is the part of a row that tests examine.
type Row struct {
	ID, Source, Title, Page, Says string
	Steps                         []string
	Hooked                        bool
}

// Rows returns the rows of answerRows, in order.
func Rows() []Row {
	var rows []Row
	for _, r := range answerRows {
		rows = append(rows, Row{ID: r.id, Source: r.source, Title: r.title, Page: r.page, Says: string(r.says), Steps: r.fix, Hooked: r.more != nil})
	}
	return rows
}

// Subjects returns the needs that the subjects of a Case meet, each set once.
func Subjects(c Case) (all []Need) {
	for _, round := range rounds(c, &given{stated: c.Facts}, make([]keys.Signature, len(c.Tokens))) {
		for _, s := range round {
			if !slices.Contains(all, s.has) {
				all = append(all, s.has)
			}
		}
	}
	return all
}

// Rules reports whether a check has a rule for a subject, and one for what was said.
func (c Check) Rules() (run, said bool) { return c.run != nil, c.said != nil }
