package cli

import (
	"fmt"
	"slices"
	"strings"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/ui/report"
)

// reportAsk is the question whose answer best separates the causes that are still possible.
type reportAsk struct {
	Question string `json:"question"`
	Where    string `json:"where"` // Markdown
	// Fact is the name of the fact that every answer sets. It is "" if the answers set
	// several facts; each Value is then a list of NAME=VALUE, separated by spaces.
	Fact    diagnosis.FactName `json:"fact"`
	Answers []askAnswer        `json:"answers"`
}

type askAnswer struct {
	Answer string `json:"answer"`
	Value  string `json:"value"` // for --fact; "" if the answer sets no fact
	Page   string `json:"page"`  // to which the answer leads; "" if more questions follow
}

// asked returns the question to ask about a Case. It is nil if the cause is certain enough
// or the Case has no login.
func (o checkOptions) asked(c diagnosis.Case, d diagnosis.Diagnosis) (*reportAsk, error) {
	if len(c.Tokens)+len(c.Exchanges) == 0 || !content.Undecided(d) {
		return nil, nil
	}
	library, err := o.library()
	if err != nil {
		return nil, err
	}
	ask := library.Guide().Ask(d, nil, givable)
	if ask.Question == nil {
		return nil, nil
	}
	return newReportAsk(*ask.Question, ask.Answers), nil
}

// newReportAsk returns a question with the answers at some indexes, or with all for nil.
func newReportAsk(q content.Question, answers []int) *reportAsk {
	report := &reportAsk{Question: q.Text, Where: strings.Join(strings.Fields(q.Help), " "), Fact: onlyFact(q), Answers: []askAnswer{}}
	if answers == nil {
		for i := range q.Answers {
			answers = append(answers, i)
		}
	}
	for _, i := range answers {
		answer := q.Answers[i]
		value := valueOf(answer, report.Fact)
		if value == "" && answer.Page == "" {
			continue // only the assistant can go on from here
		}
		text := answer.Text
		if q.ByWord() && value != "" {
			text = value
		}
		report.Answers = append(report.Answers, askAnswer{Answer: text, Value: value, Page: answer.Page})
	}
	return report
}

// givable reports whether most answers of a question can be given on a command line: they
// set a fact or lead to a page.
func givable(q content.Question) bool {
	given := 0
	for _, answer := range q.Answers {
		if answer.Page != "" || len(answer.Establishes()) > 0 {
			given++
		}
	}
	return given > len(q.Answers)/2
}

// onlyFact returns the name of the fact that the answers of a question set; "" if they
// set several.
func onlyFact(q content.Question) diagnosis.FactName {
	if q.ByWord() {
		return diagnosis.FactDetail
	}
	var name diagnosis.FactName
	for _, answer := range q.Answers {
		facts := answer.Establishes()
		if len(facts) > 1 || len(facts) == 1 && name != "" && facts[0].Name != name {
			return ""
		}
		if len(facts) == 1 {
			name = facts[0].Name
		}
	}
	return name
}

// valueOf returns the value that an answer gives to a fact; if fact is "", all that it
// sets, as NAME=VALUE separated by spaces.
func valueOf(answer content.Answer, fact diagnosis.FactName) string {
	facts := answer.Establishes()
	if fact != "" {
		return facts.Value(fact)
	}
	texts := make([]string, len(facts))
	for i, f := range facts {
		texts[i] = f.String()
	}
	return strings.Join(texts, " ")
}

// ask writes the question, and for each answer the flag or the command that gives it.
func (w *textWriter) ask(ask *reportAsk) {
	if ask == nil {
		return
	}
	w.WriteString("\n")
	w.hanging("To be sure: ", ask.Question)
	w.hanging("  ", strings.Join(strings.Fields(strings.ReplaceAll(ask.Where, "`", "")), " "))
	rows := slices.Clone(ask.Answers)
	if ask.Fact == diagnosis.FactDetail {
		words := slices.IndexFunc(rows, func(a askAnswer) bool { return a.Value == "" })
		rows = slices.Insert(rows, max(0, words), askAnswer{Answer: "another word", Value: "WORD"})
	}
	wide := 0
	for _, row := range rows {
		wide = max(wide, len([]rune(row.Answer)))
	}
	for _, row := range rows {
		var how string
		for _, value := range strings.Fields(row.Value) {
			if ask.Fact != "" {
				value = string(ask.Fact) + "=" + value
			}
			how += " --fact " + value
		}
		if how == "" {
			how = report.Command(row.Page)
		}
		w.hanging(fmt.Sprintf("  %-*s  ", wide, row.Answer), strings.TrimSpace(how))
	}
}
