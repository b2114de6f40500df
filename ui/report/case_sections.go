package report

import (
	"fmt"
	"strings"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
	"authdoctor/ui/paint"
)

// sections makes the folded sections. The page of the resolution is left out where the
// report would be too large with it.
func (w *caseWriter) sections(document *Document, whole bool) {
	document.sections = nil
	document.addSection("Findings, first cause first", w.findings()...)
	document.addSection("The codes of the Detail column", w.verdicts())
	document.addSection("What is known", w.known()...)
	document.addSection("Requests and answers", w.exchanges()...)
	document.addSection("Online checks", onlineParts(w.c)...)
	if page, known := w.resolution(); known && whole {
		document.addSection(PageTitle(page), pageParts(page)...)
	}
	document.addSection("About this report", w.about(whole)...)
	if w.o.Block != "" && len(w.o.Block) <= longestBlock {
		document.addSection("The case, to open it again",
			prose("To see this case in authdoctor, paste the whole report, or these lines. They contain no secret."), verbatim(w.o.Block))
	}
}

// statusWords are the words beside the glyphs of findings.
var statusWords = map[diagnosis.Status]string{diagnosis.Fail: "failed", diagnosis.Warn: "warning", diagnosis.Pass: "passed", diagnosis.Unchecked: "not checked"}

func (w *caseWriter) findings() []part {
	var parts []part
	for _, f := range w.d.Findings {
		if f.Status == diagnosis.Pass {
			continue
		}
		parts = append(parts, heading{glyph: paint.StatusGlyph(f.Status), word: statusWords[f.Status], text: diagnosis.TitleOf(f.ID)},
			quoted(clean("", impersonal(w.titleOf(f)))), w.finding(f))
	}
	var passed []string
	for _, f := range w.d.Findings {
		if f.Status == diagnosis.Pass {
			passed = append(passed, impersonal(w.titleOf(f)))
		}
	}
	if len(passed) > 0 {
		parts = append(parts, heading{glyph: paint.StatusGlyph(diagnosis.Pass), word: statusWords[diagnosis.Pass], text: paint.Plural(len(passed), "check", "checks")}, cleanList(passed))
	}
	return parts
}

// titleOf returns the title of a finding; it names the token where there are several.
func (w *caseWriter) titleOf(f diagnosis.Finding) string {
	if len(w.c.Tokens) > 1 && f.Token > 0 {
		return fmt.Sprintf("Token %d: %s", f.Token, f.Title)
	}
	return f.Title
}

func (w *caseWriter) finding(f diagnosis.Finding) facts {
	var out facts
	var codes []string
	for _, code := range f.Codes {
		codes = append(codes, fmt.Sprintf("%s (%s)", code, paint.CertaintyWord(w.d.Verdict(code).Verdict)))
	}
	out.add("code", strings.Join(codes, ", "))
	for _, e := range f.Evidence {
		expected := ""
		if e.Expected != "" {
			expected = "expected " + e.Expected
		}
		where := e.Where
		if expected != "" {
			out.add(where, clean(where, expected), "got "+clean(where, impersonal(e.Got)))
			continue
		}
		out.add(where, "got "+clean(where, impersonal(e.Got)))
	}
	out.add("because", f.Because)
	out.add("to check", paint.Sentence(f.Supply))
	out.add("why", impersonal(f.Why))
	if len(f.Fix) > 0 {
		do := fact{label: "do", from: 1}
		for _, fix := range f.Fix {
			do.steps = append(do.steps, step{clean("", impersonal(string(fix.Who)+": "+fix.Step)), fix.Command})
		}
		out.list = append(out.list, do)
	}
	out.add("then", f.Verify)
	if f.Page != "" && f.Status != diagnosis.Unchecked {
		out.add("page", Command(f.Page))
	}
	return out
}

func (w *caseWriter) verdicts() part {
	t := table{caption: "Every code, most probable first", columns: []column{{head: "verdict"}, {head: "code"}, {head: "reason"}}}
	for _, v := range w.d.Verdicts {
		t.rows = append(t.rows, []cell{
			{glyph: paint.CertaintyGlyph(v.Verdict), text: certaintyWord(v.Verdict)}, {text: string(v.Code)}, {text: clean("", impersonal(v.Because))}})
	}
	return t
}

// certaintyWord says who can tell, where nobody outside NetSuite can.
func certaintyWord(certainty diagnosis.Certainty) string {
	if certainty == diagnosis.NotVisible {
		return "only NetSuite can tell"
	}
	return paint.CertaintyWord(certainty)
}

// known returns the decoded tokens, the keys, and the facts with their sources.
func (w *caseWriter) known() []part {
	var parts []part
	for i, t := range w.c.Tokens {
		name := paint.Capital(t.Kind.Title())
		if len(w.c.Tokens) > 1 {
			name = fmt.Sprintf("Token %d, %s", i+1, t.Kind.Title())
		}
		var f facts
		for _, line := range t.Lines() {
			f.add(line.Part+" "+line.Name, w.member(t, line))
		}
		f.add("signature", signatureLine(t, w.d.Signatures[i]))
		parts = append(parts, heading{text: name}, f)
	}
	if all := w.c.Keys.All(); len(all) > 0 {
		parts = append(parts, heading{text: "Keys and certificates"})
		for _, key := range all {
			parts = append(parts, keyFacts(key))
		}
	}
	if len(w.d.Facts) > 0 {
		var f facts
		for _, one := range w.d.Facts {
			kind, _ := diagnosis.KindOfFact(one.Name)
			label := kind.Label
			if label == "" {
				label = string(one.Name)
			}
			f.add(label, fmt.Sprintf("%s (%s)", clean(string(one.Name), one.Shown()), paint.SourceWord(one.Source)))
		}
		parts = append(parts, heading{text: "Facts"}, f)
	}
	return parts
}

// member returns the value of a header parameter or claim, with its time or meaning.
func (w *caseWriter) member(t token.Token, line token.Line) string {
	text := line.Shown
	if at := t.Time(line.Name); line.IsTime && seconds(at) {
		return text + " (" + utc(diagnosis.Moment(at.Time())) + ")"
	}
	if line.Meaning != "" && !line.IsTime {
		text += " (" + line.Meaning + ")"
	}
	return text
}

// signatureLine describes a signature without anything of it.
func signatureLine(t token.Token, s keys.Signature) string {
	if !t.Signed {
		return "not in what was given"
	}
	return fmt.Sprintf("%d bytes, %s", t.SignatureBytes, signatureWords(s))
}

func (w *caseWriter) exchanges() []part {
	var parts []part
	for i, e := range w.c.Exchanges {
		name := "Request and answer"
		switch {
		case e.Request == nil:
			name = "Answer"
		case e.Answer == nil:
			name = "Request"
		}
		if len(w.c.Exchanges) > 1 {
			name += fmt.Sprintf(" %d", i+1)
		}
		if e.Probe != "" {
			name += ", sent by the online check"
		}
		parts = append(parts, heading{text: name}, exchangeFacts(e))
	}
	return parts
}

func exchangeFacts(e exchange.Exchange) facts {
	var f facts
	if q := e.Request; q != nil {
		f.add("given as", string(q.Form))
		f.add("request", strings.TrimSpace(q.Method+" "+q.Address.String()))
		f.add("in the address", params(q.Query)...)
		f.add("content type", q.ContentType)
		f.add("fields", params(q.Fields)...)
		scheme := q.Authorization.Scheme
		if q.Authorization.Problem != "" {
			scheme = strings.TrimSpace(scheme + " (" + q.Authorization.Problem + ")")
		}
		f.add("Authorization", scheme)
	}
	if a := e.Answer; a != nil {
		f.add("answer", a.Title())
		if !a.At.IsZero() {
			f.add("time", utc(diagnosis.Moment(a.At)))
		}
		f.add("X-N-OperationId", a.Operation)
		f.add("description", a.Description)
		f.add("WWW-Authenticate", strings.TrimSpace(a.Challenge.Scheme+" "+after("realm=", a.Challenge.Realm)+" "+after("error=", a.Challenge.Error)))
		f.add("in the redirect", params(a.Params)...)
		f.add("form", string(a.Body))
		f.add("server", a.Server)
		f.add("page title", a.PageTitle)
	}
	return f
}

// params lists parameters: the value where it may be shown, else its length.
func params(list exchange.Params) []string {
	var out []string
	for _, p := range list {
		text := p.Name + " = " + clean(p.Name, p.Shown)
		if p.Shown == "" {
			text = fmt.Sprintf("%s, %s", p.Name, paint.Plural(p.Length, "character", "characters"))
		}
		out = append(out, text)
	}
	return out
}

func after(label, text string) string {
	if text == "" {
		return ""
	}
	return label + text
}

// resolution returns the page that answers the Case best.
func (w *caseWriter) resolution() (page content.Page, known bool) {
	if w.o.Library == nil || len(w.d.Pages) == 0 {
		return content.Page{}, false
	}
	return w.o.Library.Page(w.d.Pages[0])
}

// about returns what is to be known about the report itself.
func (w *caseWriter) about(whole bool) []part {
	var f facts
	f.add("made with", strings.TrimSpace("authdoctor "+w.o.Version))
	f.add("evaluated at", utc(diagnosis.Moment(w.at)))
	f.add("times", "All times are in UTC, except those of the Login Audit Trail, which names no time zone.")
	f.add("left out", "Tokens' signatures, private keys, secrets, codes, and values that may be secret.")
	if page, known := w.resolution(); known && !whole {
		f.add("page", "The page would make this report too large for mail. To read it: "+Command(page.Path))
	}
	if len(w.o.Block) > longestBlock {
		f.add("case", fmt.Sprintf("The case has %s characters as text, too many for a ticket: send it as a file. To make one: authdoctor check --save-case FILE", paint.Count(len(w.o.Block))))
	}
	f.add("notes", w.o.Notes...)
	return []part{f}
}
