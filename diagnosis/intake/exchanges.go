package intake

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/source"
	"authdoctor/diagnosis/token"
)

// exchanges recognises requests and answers, with the tokens, the code and the hints in the
// text around them.
func exchanges(text string) (Input, bool) {
	code, around := clientCode(text)
	var decoded []token.Token
	if len(code) == 0 {
		decoded, around = decodedTokens(text)
	}
	s := searchExchanges(around)
	for i := range code {
		s.found = slices.Insert(s.found, i, found{exchange.Exchange{Request: &code[i]}, 0})
	}
	if len(s.found) == 0 && s.har == nil && len(decoded) == 0 {
		return Input{Kind: KindUnknown, Problem: s.problem}, s.problem != ""
	}
	input := Input{Exchanges: s.exchanges(), Notes: s.notes, beside: around}
	carrier := around
	if len(code) > 0 {
		carrier = text // a token may be in a line of the code
	}
	if s.har != nil {
		carrier = s.har.Text
	}
	if len(carrier) <= MaxText {
		input.takeTokens(carrier)
	}
	if len(decoded) > 0 {
		input.Tokens = decoded
		input.Notes = append(input.Notes, "read "+plural(len(decoded), "decoded token", "decoded tokens")+": header and claims as shown by a decoder, without a signature")
	}
	other := slices.ContainsFunc(input.Exchanges, func(e exchange.Exchange) bool { return !givesTokens(e) })
	if len(input.Exchanges) > 0 && !other && len(input.Tokens) > 0 {
		// The user gave the tokens; the answer is only around them.
		whole, _ := tokens(text)
		input.Notes = append(input.Notes, whole.Notes...)
	}
	input.takeCodeBeside(s.text)
	if id, ok := certificateID(s.text); ok && !strings.Contains(s.text, rowMark) {
		input.CertificateID = id.CertificateID
		input.Notes = append(input.Notes, id.Notes...)
	}
	if match, near := nearMiss(s.text); near && input.Detail.Name == "" {
		input.Detail = match
		input.Notes = append(input.Notes, noCode(match))
	}
	input.Hints = readHints(s.text)
	input.Notes = append(input.Notes, input.whatWasTaken()...)
	input.takeCertificates(around)
	input.Kinds = input.kinds()
	if len(input.Kinds) == 0 {
		input.Kind, input.Problem = KindAnswer, "the HAR file contains no failed request to NetSuite; record one while the login fails"
		return input, true
	}
	input.Kind = input.Kinds[0]
	return input, true
}

// clientCode returns the requests that source code in a text builds, and the text without
// the code.
func clientCode(text string) (code []exchange.Request, around string) {
	if looksLikeHAR(text) {
		return nil, text
	}
	return source.Read(strings.ReplaceAll(text, "\r\n", "\n"))
}

// decodedTokens returns the decoded tokens of a text, and the text without them. It returns
// no tokens if the text also has an encoded token with claims, which they only repeat.
func decodedTokens(text string) (decoded []token.Token, around string) {
	if looksLikeHAR(text) {
		return nil, text
	}
	plain := text
	if escapedJSON().MatchString(plain) {
		plain = strings.ReplaceAll(plain, `\"`, `"`)
	}
	if strings.Contains(plain, "&quot;") {
		plain = entities.Replace(plain)
	}
	decoded, around = token.Decoded(plain)
	if len(decoded) == 0 {
		return nil, text
	}
	if spans := starts(text); len(spans) > 0 && slices.ContainsFunc(inside(text, spans).Tokens, func(t token.Token) bool { return !t.Lacks("payload") && !t.Fatal() }) {
		return nil, around
	}
	return decoded, around
}

// takeTokens finds the tokens inside other text. It ignores a token of placeholders only:
// the request shows as much.
func (in *Input) takeTokens(text string) {
	if spans := starts(text); len(spans) > 0 {
		in.Tokens = slices.DeleteFunc(inside(text, spans).Tokens, func(t token.Token) bool { return len(t.TakenOut) == 3 })
	}
}

func givesTokens(e exchange.Exchange) bool {
	return e.Request == nil && e.Answer != nil && len(e.Answer.Tokens) > 0 && e.Answer.Status == 0
}

// kinds returns the kinds of the parts, the most telling about the failure first.
func (in *Input) kinds() []Kind {
	var answer, redirect, request, mention, success, code bool
	for _, e := range in.Exchanges {
		switch {
		case e.Answer == nil:
		case e.Answer.Redirected():
			redirect = true
		case givesTokens(e):
			success = true
		default:
			answer = true
		}
		if e.Request != nil && e.Request.Form == exchange.PlainURL {
			mention = true
		} else if e.Request != nil && e.Request.Form == exchange.ClientCode {
			code = true
		} else if e.Request != nil {
			request = true
		}
	}
	var kinds []Kind
	add := func(is bool, kind Kind) {
		if is && !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	hasTokens := len(in.Tokens) > 0
	add(in.Line != nil && !in.answered() && in.Detail.Name == "", KindError)
	add(in.Certificates != nil, KindCertificates)
	add(answer, KindAnswer)
	add(redirect, KindRedirect)
	add(request, KindRequest)
	add(code, KindSource)
	add(hasTokens, KindToken)
	add(success, KindAnswer)
	add(in.Detail.Name != "", KindCode)
	add(in.Line != nil, KindError)
	add(in.Keys != nil || in.CertificateID != "", KindKey)
	add(mention, KindRequest)
	if len(kinds) == 0 && in.Kind != "" {
		kinds = append(kinds, in.Kind)
	}
	return kinds
}

// whatWasTaken returns notes that name the requests, answers and hints that were
// recognised.
func (in *Input) whatWasTaken() []string {
	var notes []string
	for _, e := range in.Exchanges {
		var parts []string
		if r := e.Request; r != nil {
			parts = append(parts, string(r.Form))
		}
		if a := e.Answer; a != nil {
			part := string(a.Form)
			switch {
			case a.Form == exchange.HAREntry:
			case a.Redirected() && a.Said() != "":
				part += " with error=" + a.Said()
			case a.Form == exchange.ErrorWord:
				part = a.Title() + ", named in the text"
			case a.Said() != "" || a.Status > 0:
				part += " " + a.Title()
			}
			parts = append(parts, part)
		}
		if !slices.Equal(parts, []string{string(exchange.HAREntry), string(exchange.HAREntry)}) {
			notes = append(notes, "recognized: "+strings.Join(parts, ", "))
		}
	}
	for _, h := range in.Hints {
		notes = append(notes, "inferred from the surrounding words: "+h.Name+"="+h.Value+" (“"+h.Words+"”)")
	}
	return notes
}
