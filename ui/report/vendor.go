package report

import (
	"fmt"
	"strings"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
	"authdoctor/ui/paint"
)

// vendor returns the short part for the support of NetSuite or of a connector: what was
// sent and answered, what is ruled out and still possible, and the answer that is needed.
func (w *caseWriter) vendor() []part {
	const wide = 11
	e, _ := exchange.Telling(w.c.Exchanges)
	request, answer := "", ""
	if q := e.Request; q != nil {
		request = w.request(q)
	}
	if a := e.Answer; a != nil {
		answer = a.Title()
		if !a.At.IsZero() {
			answer = utc(diagnosis.Moment(a.At)) + " · " + answer
		}
	}
	f := say(wide, "Request", request, "Answer", w.text("", answer))
	if answer == "" || e.Answer.At.IsZero() {
		time := w.time()
		f.add(time[0], time[1])
	}
	if a := e.Answer; a != nil && a.Operation != "" {
		f.add("Operation", "X-N-OperationId "+a.Operation)
	}
	if w.found && !w.cause.Symptom() {
		w.evidence(&f)
		if w.room.steps > 2 {
			f.add("Also wrong", w.others())
		}
	}
	f.add("Changed", w.changed())
	at := max(0, w.cause.Token-1)
	if len(w.c.Tokens) > at {
		f.add("Token", w.validity(w.c.Tokens[at]))
		f.add("Signature", w.text("", signatureWords(w.d.Signatures[at])))
	}
	if w.login() {
		for _, v := range []diagnosis.Certainty{diagnosis.Confirmed, diagnosis.Likely} {
			if codes := w.codes(v); len(codes) > 1 || len(codes) == 1 && w.certainty() != v { // the title says one
				f.add(paint.Capital(paint.CertaintyWord(v)), some(codes))
			}
		}
		f.add("Ruled out", some(w.codes(diagnosis.RuledOut)))
		f.add("Still possible (only NetSuite can tell)", some(w.codes(diagnosis.NotVisible)))
		if w.room.whole {
			f.add("Possible", some(w.codes(diagnosis.Possible)))
		}
	}
	f.add("How sure", w.text("", w.howSure()))
	if w.room.steps > 2 {
		f.add("Unchecked", w.unchecked())
	}
	needed := say(wide, "Question", w.needed())
	needed.apart = true
	parts := []part{f, needed}
	if len(w.c.Tokens) > 0 {
		parts = append(parts, prose("Not sent: the signature of the token. The decoded token is below."))
	}
	if w.o.Replaced {
		parts = append(parts, prose("Names and IDs are replaced, in the same way throughout this report."))
	}
	return parts
}

// login reports whether what was given is about a login that NetSuite logs a code for, so
// that codes are possible or ruled out.
func (w *caseWriter) login() bool {
	return !w.outside() && (len(w.c.Tokens)+len(w.c.Exchanges) > 0 || w.d.Facts.Value(diagnosis.FactDetail) != "")
}

// request names a request. Path and host are apart, because a whole address is wider than a
// line.
func (w *caseWriter) request(q *exchange.Request) string {
	address := q.Address.String()
	if path, found := strings.CutPrefix(address, "https://"+q.Address.Host); found && strings.HasPrefix(path, "/") && q.Address.Host != "" {
		address = path + " · host " + q.Address.Host
	}
	grant := q.GrantType()
	if grant != "" {
		grant = "· grant_type=" + grant
	}
	return strings.TrimSpace(strings.Join([]string{q.Method, address, grant}, " "))
}

// changed says what was told of changes.
func (w *caseWriter) changed() string {
	fact, known := w.c.Facts.Get(diagnosis.FactChanged)
	if !known {
		return ""
	}
	return strings.ReplaceAll(fact.Value, "-", " ") + " (told)"
}

// validity returns the times and the scope of a token.
func (w *caseWriter) validity(t token.Token) string {
	text := t.Title()
	if iat, exp := t.Time("iat"), t.Time("exp"); seconds(iat) && seconds(exp) {
		from, to := utc(diagnosis.Moment(iat.Time())), utc(diagnosis.Moment(exp.Time()))
		if day := len(time.DateOnly); from[:day] == to[:day] {
			from, to = strings.TrimSuffix(from, " UTC"), to[day+1:]
		}
		text += ", valid " + from + " to " + to
	}
	if len(t.Scopes) > 0 {
		text += "; scope " + token.Shown(strings.Join(t.Scopes, " "))
	}
	return text
}

func seconds(i token.Instant) bool { return i.Form == token.Seconds || i.Form == token.Fraction }

// signatureWords says what is known of a signature.
func signatureWords(s keys.Signature) string {
	switch {
	case s.State == keys.Verified && s.Key != nil && s.Key.KeyID != "":
		return "verified with the key " + token.Shown(s.Key.KeyID)
	case s.State == keys.Verified:
		return "verified"
	case s.State == keys.Invalid:
		return "does not match the key that was given"
	}
	return "not checked"
}

// needed is the answer that the report asks for.
func (w *caseWriter) needed() string {
	switch {
	case w.cause.Key != "":
		return "Which key or certificate does your side expect here?"
	case !w.login():
		return "What do your logs show for this request, at this time?"
	}
	what := "login"
	if request := stepWords[detail.Step(w.d.Facts.Value(diagnosis.FactStep))]; request != "" {
		what = request
	}
	if word := w.d.Facts.Value(diagnosis.FactDetail); word != "" {
		return fmt.Sprintf("The Detail column says %s for this %s. What else does NetSuite log for it?", paint.Capital(word), what)
	}
	rows := int64(0)
	for _, match := range w.c.Trail {
		rows += match.Failures
	}
	text := fmt.Sprintf("Which word did NetSuite log in the Detail column for this %s?", what)
	if len(w.c.Trail) > 0 && rows == 0 {
		text += " The export of the trail shows no failure in its time."
	}
	return text
}
