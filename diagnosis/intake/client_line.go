package intake

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/clientline"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/token"
)

// takeLine takes the error of a client out of a text. Where the answer is there too that
// the line only tells of, the line tells nothing.
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
	in.Notes = append(in.Notes, "recognised: an error that "+line.Client+" prints")
	in.Kinds = in.kinds()
	in.Kind = in.Kinds[0]
}

// named reports whether NetSuite's word is in the text: no line hides it.
func (in *Input) named() bool {
	return slices.ContainsFunc(in.Exchanges, func(e exchange.Exchange) bool { return e.Answer != nil && e.Answer.Said() != "" })
}

// answered reports whether an answer is there that says more than a word in a line of a
// client, or a status.
func (in *Input) answered() bool {
	return slices.ContainsFunc(in.Exchanges, func(e exchange.Exchange) bool {
		a := e.Answer
		return a != nil && a.Form != exchange.ErrorWord && (a.Said() != "" || a.Body != exchange.NoAnswerBody || a.Challenge.Scheme != "" || a.Server != "" || a.Status == 407 || len(a.Says) > 0 || a.Location.Host != "")
	})
}
