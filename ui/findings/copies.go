package findings

import (
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/token"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// Copies implements screen.Screen: first what is chosen, then the values of the subject, then
// everything.
func (l *findingList) Copies() []screen.Copy {
	if !l.there() {
		return nil
	}
	var copies []screen.Copy
	switch row := l.chosen(); row.kind {
	case rowCandidate:
		copies = append(copies,
			screen.Value("Line", string(row.verdict.Code)+" · "+paint.CertaintyWord(row.verdict.Verdict)+": "+row.verdict.Because),
			screen.Value("Code", string(row.verdict.Code)))
	case rowAnswer:
		if q := l.question.Question; q != nil {
			copies = append(copies, screen.Value("Question", q.Text+"\n"+q.Help))
		}
	case rowCause, rowFinding, rowTrail:
		copies = append(copies, screen.OfFinding(l.s, row.finding)...)
	}
	copies = append(copies, l.values()...)
	return append(copies, screen.Lines("Everything here", l.everything))
}

// everything draws all findings in full and the contents of the subject.
func (l *findingList) everything(width int) []string {
	var lines []string
	passed := 0
	for _, f := range l.findings() {
		if f.Status == diagnosis.Pass {
			lines = append(lines, l.s.Styles.TitleOf(f, width)...)
			passed++
			continue
		}
		lines = append(append(lines, screen.FindingLines(l.s, f, width)...), "")
	}
	if passed > 0 {
		lines = append(lines, "")
	}
	return append(lines, l.members(width)...)
}

// values returns the IDs that the token holds.
func (t *tokenScreen) values() []screen.Copy {
	tok, _ := t.token()
	kid := "Key ID"
	if tok.Kind == token.Assertion {
		kid = "Certificate ID"
	}
	return []screen.Copy{
		screen.Value("Account", tok.Account),
		screen.Value("Client ID", tok.ClientID),
		screen.Value("Application ID", tok.ApplicationID),
		screen.Value(kid, tok.KeyID),
		screen.Lines("Header and claims", t.members),
	}
}

// values returns the addresses and IDs of the request and its answer.
func (e *exchangeScreen) values() []screen.Copy {
	var copies []screen.Copy
	if r := e.exchange().Request; r != nil {
		if r.Address.Given() {
			copies = append(copies, screen.Value("Address", r.Address.String()))
		}
		copies = append(copies, screen.Value("Redirect URI", r.Query.Text("redirect_uri")), screen.Value("Redirect URI", r.Fields.Text("redirect_uri")))
	}
	copies = append(copies, screen.Value("Client ID", e.exchange().ClientID()))
	if a := e.exchange().Answer; a != nil {
		copies = append(copies, screen.Value("Error", a.Error), screen.Value("Description", a.Description))
	}
	return append(copies, screen.Lines("Request and answer", e.members))
}
