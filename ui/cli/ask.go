package cli

import (
	"fmt"
	"slices"
	"strings"

	"authdoctor/content"
	"authdoctor/diagnosis"
)

// reportAsk is the question whose answer best tells apart what is still possible.
type reportAsk struct {
	Question string `json:"question"`
	Where    string `json:"where"` // Markdown
	// Fact is the fact that an answer gives its value to, as --fact takes it; "" where
	// the answers speak of several: then each value is NAME=VALUE, space separated.
	Fact    diagnosis.FactName `json:"fact"`
	Answers []askAnswer        `json:"answers"`
}

type askAnswer struct {
	Answer string `json:"answer"`
	Value  string `json:"value"` // "" where the answer states nothing
	Page   string `json:"page"`  // where the answer leads; "" where it leads to more questions
}

// asked is what to ask about a Case; nil where its cause is sure enough, and where no
// login is in it.
func (o checkOptions) asked(c diagnosis.Case, d diagnosis.Diagnosis) (*reportAsk, error) {
	if len(c.Tokens)+len(c.Exchanges) == 0 || !content.Undecided(d) {
		return nil, nil
	}
	library, err := o.library()
	if err != nil {
		return nil, err
	}
	guide := library.Guide()
	ask := guide.Ask(d, nil, givable)
	if ask.Question == nil {
		return nil, nil
	}
	return newReportAsk(*ask.Question, ask.Answers), nil
}

// newReportAsk is a question with some of its answers, by their places; nil stands for all.
func newReportAsk(q content.Question, answers []int) *reportAsk {
	all := answers == nil
	report := &reportAsk{Question: q.Text, Where: strings.Join(strings.Fields(q.Help), " "), Fact: onlyFact(q), Answers: []askAnswer{}}
	for i := range q.Answers {
		if all {
			answers = append(answers, i)
		}
	}
	for _, i := range answers {
		answer := q.Answers[i]
		value := valueOf(answer, report.Fact)
		if value == "" && answer.Page == "" {
			continue // the assistant asks on from an answer that states nothing
		}
		text := answer.Text
		if q.ByWord() && value != "" {
			text = value
		}
		report.Answers = append(report.Answers, askAnswer{Answer: text, Value: value, Page: answer.Page})
	}
	return report
}

// givable reports whether a question can be answered here: by a fact, or by the page that
// an answer leads to.
func givable(q content.Question) bool {
	given := 0
	for _, answer := range q.Answers {
		if answer.Page != "" || len(answer.Establishes()) > 0 {
			given++
		}
	}
	return given > len(q.Answers)/2
}

// onlyFact is the one fact that answers of a question state, "" where there are several.
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

// valueOf is what an answer states: the value of a fact or, where there is no one fact,
// each as NAME=VALUE.
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

// ask writes the question, and how each answer is given.
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
			how = "authdoctor explain " + pageName(row.Page)
		}
		w.hanging(fmt.Sprintf("  %-*s  ", wide, row.Answer), strings.TrimSpace(how))
	}
}
