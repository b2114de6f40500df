package intake

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/clientline"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/token"
)

// takeLine finds the error that a client prints. It ignores a line that only repeats an
// answer in the text.
func (in *Input) takeLine(text string) {
	if in.Kind == KindTrail || slices.Contains(in.Kinds, KindTrail) || len(text) > MaxText || token.Bare(strings.TrimSpace(text)) || looksLikeHAR(text) {
		return
	}
	line, ok := clientline.Read(text)
	if !ok || line.Row.OfAnswer && in.answered() || line.Row.Hides() && in.named() {
		return
	}
	in.Line = &line
	if answer := (exchange.Answer{Form: exchange.HTTPAnswer, Status: line.Status}); line.Status >= 300 && !slices.ContainsFunc(in.Exchanges, func(e exchange.Exchange) bool { return e.Answer != nil }) {
		in.Exchanges = exchange.Join(in.Exchanges, exchange.Exchange{Answer: &answer})
	}
	in.Problem, in.Lacks = "", ""
	if in.Detail.Name == "" {
		in.Detail = detail.Match{}
	}
	in.Notes = append(in.Notes, "recognized: an error that "+line.Client+" prints")
	in.Kinds = in.kinds()
	in.Kind = in.Kinds[0]
}

// named reports whether an answer in the text has NetSuite's error.
func (in *Input) named() bool {
	return slices.ContainsFunc(in.Exchanges, func(e exchange.Exchange) bool { return e.Answer != nil && e.Answer.Said() != "" })
}

// answered reports whether an answer in the text has more than a status or an error word.
func (in *Input) answered() bool {
	return slices.ContainsFunc(in.Exchanges, func(e exchange.Exchange) bool {
		a := e.Answer
		return a != nil && a.Form != exchange.ErrorWord && (a.Said() != "" || a.Body != exchange.NoAnswerBody || a.Challenge.Scheme != "" || a.Server != "" || a.Status == 407 || len(a.Says) > 0 || a.Location.Host != "")
	})
}
