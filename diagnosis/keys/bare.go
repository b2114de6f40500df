package keys

import (
	"bytes"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
)

// textAround is the remark on other text around a key.
func textAround(why, fix string) Problem {
	return Problem{ID: "text-around", Level: Note, Title: "Other text surrounds the key", Expected: "only the lines from BEGIN to END", Got: "other text too", Why: why, Fix: fix}
}

// readBare reads base64 without BEGIN and END: of DER, or of a whole file, as Kubernetes
// stores it. It is the whole text, or there is other text around it.
func (r *reader) readBare(t text) bool {
	var plain *reader
	for _, change := range []mending{asWritten, spacesForPlus, urlAlphabet} {
		body, p, step := change(enclosed{body: t.s})
		c := collect(body, false)
		if body == "" || c.bad != 0 || !r.affords(len(body)) {
			continue
		}
		sub := r.attempt(func(r *reader) {
			for _, p := range t.markProblems(0, len(t.s), "") {
				r.problem(p)
				r.undone(markStep(p), rough)
			}
			if p.ID != "" {
				r.repaired(p, step, rough)
			}
			r.bareText(c.text, base64Step(t.s))
			r.garbled(t.s)
		})
		if sub.good() {
			r.accept(sub)
			return true
		}
		if p.ID == "" && len(sub.file.Problems) > 0 && (strings.HasPrefix(c.text, "MI") && len(c.text) > 22 || sub.form == der || sub.encoded > r.encoded) {
			plain = sub
		}
	}
	if plain != nil {
		r.accept(plain)
		return true
	}
	if !r.asIs && r.scattered(t) {
		return true
	}
	if c := collect(t.s, false); c.bad != 0 && len(c.text) > 64 && strings.HasPrefix(c.text, "MI") && !strings.ContainsRune("<>-", c.bad) {
		r.illegal(c, t.s, 1+c.badLine, "")
		return true
	}
	return false
}

func asWritten(e enclosed) (string, Problem, string) { return e.body, Problem{}, readAsIs }

// bareText reads base64 without padding. It reports nothing where that is neither DER nor
// a text. The step decodes it.
func (r *reader) bareText(text, step string) {
	data, p := decodeBase64(text)
	if p != nil {
		r.problem(*p)
		return
	}
	form, binary := der, len(data) > 0 && data[0] == tagSequence && (strings.HasPrefix(text, "MI") || exact(data))
	switch {
	case binaryFormat(data) != nil || isContainer(data):
		r.repaired(Problem{ID: "bare-base64", Title: "This is a binary file, encoded as base64", Expected: "the file itself", Got: "only base64",
			Why: "authdoctor decoded it; other programs need the original file."}, step, form)
		r.binary(data, origin{encoding: "PEM"})
	case binary:
		r.repaired(Problem{ID: "bare-base64", Title: "The BEGIN and END lines are missing", Expected: "-----BEGIN CERTIFICATE----- or another label", Got: "only base64",
			Why: "authdoctor read the key anyway; Oracle does not document whether NetSuite does."}, step, form)
		r.binary(data, origin{encoding: "PEM"})
	case bytes.HasPrefix(data, []byte("\x1f\x8b\x08")):
		r.problem(Problem{ID: "compressed", Level: Fault, Title: "This is a file compressed with gzip, in base64", Expected: "a certificate or a key in PEM, DER or JSON", Got: "base64 of gzip",
			Why: "authdoctor does not unpack such files.", Fix: "Decode and unpack it, then open the resulting file.", Command: gunzip(step)})
		r.encoded++
	default:
		r.wholeFile(data, step, Problem{ID: "double-encoded", Title: "The whole file is encoded in base64 once more", Expected: "-----BEGIN", Got: "base64 of -----BEGIN",
			Why: "Kubernetes and build servers store files this way. authdoctor decoded it; NetSuite does not."})
	}
}

func gunzip(step string) string {
	if step == noStep {
		return ""
	}
	return strings.NewReplacer("IN", "FILE", "OUT", "key.gz").Replace(step) + "\ngunzip -c key.gz > key.pem"
}

// garbled corrects what is said of missing boundaries where they are there in another form.
func (r *reader) garbled(s string) {
	for i := range r.file.Problems {
		if p := &r.file.Problems[i]; p.ID == "bare-base64" && strings.Contains(s, "BEGIN ") {
			p.Title, p.Got = "The BEGIN and END lines cannot be recognized", "other characters in them"
		}
	}
}

// exact reports whether data is one DER element and nothing else.
func exact(data []byte) bool {
	_, rest, err := next(data)
	return err == nil && len(rest) == 0
}

// wholeFile reads a file that was encoded as base64, perhaps several times. It reads nothing
// where the data is no text with a key in it.
func (r *reader) wholeFile(data []byte, step string, p Problem) bool {
	if s, _ := decodeText(data); !isText([]byte(s)) || r.layers >= maxLayers {
		return false
	}
	sub := r.attempt(func(r *reader) {
		r.encoded = 0
		r.undone(step, clean)
		r.read(data)
	})
	if !sub.good() && !bytes.Contains(data, []byte("-BEGIN ")) && sub.encoded == 0 {
		return false
	}
	if sub.encoded++; sub.encoded > 1 {
		times := []string{"twice", "three times", "four times"}[min(sub.encoded, 4)-2]
		p.Title, p.Got = "The file is encoded in base64 "+times, "base64 of base64 of -----BEGIN"
		sub.file.Problems = slices.DeleteFunc(sub.file.Problems, func(inner Problem) bool { return inner.ID == p.ID })
	}
	p.Level, p.Command = Warning, pending
	sub.file.Problems = append([]Problem{p}, sub.file.Problems...)
	r.accept(sub)
	return true
}

// run is a run of base64 in a text.
type run struct{ from, to int }

// runs finds the runs of at least 16 characters, and a shorter one behind such a run.
func runs(s string) (found []run) {
	long := false
	for i := 0; i < len(s); {
		if !inAlphabet(s[i]) {
			i++
			continue
		}
		from := i
		for i < len(s) && inAlphabet(s[i]) {
			i++
		}
		if long || i-from >= 16 {
			found = append(found, run{from, i})
		}
		long = i-from >= 16
	}
	return found
}

func inAlphabet(c byte) bool { return isWord(c) || c == '+' || c == '/' }

// scattered reads the base64 of keys, certificates and whole files inside other text, such
// as the values of a Kubernetes Secret or the elements of XML.
func (r *reader) scattered(t text) bool {
	before := len(r.file.Keys)
	found := runs(t.s)
	for i := 0; i < len(found) && !r.full; {
		first := t.s[found[i].from:found[i].to]
		head, err := base64.RawStdEncoding.DecodeString(first[:min(len(first), 24)&^3])
		if len(first) < 32 || err != nil || len(head) < 12 {
			i++
			continue
		}
		text, count := "", 0
		if head[0] == tagSequence {
			text, count = derRuns(t.s, found[i:], head)
			if count == 0 && !r.affords(len(first)) {
				break
			}
		} else if s, _ := decodeText(head); isText([]byte(s)) {
			text, count = lineRuns(t.s, found[i:])
		}
		if count == 0 || !r.affords(len(text)) {
			i++
			continue
		}
		sub := r.attempt(func(r *reader) {
			for _, p := range t.markProblems(found[i].from, found[i+count-1].to, "") {
				r.problem(p)
			}
			r.value(text, t.s)
			r.garbled(t.s)
		})
		if !sub.good() {
			i++
			continue
		}
		if r.file.Problems == nil {
			r.problem(textAround("authdoctor skipped it.", "Remove it."))
		}
		sub.stuck = true
		r.accept(sub)
		i += count
	}
	return len(r.file.Keys) > before
}

// value reads the base64 of a value inside of other text.
func (r *reader) value(text, all string) {
	if !strings.Contains(all, "kind: Secret") {
		r.bareText(text, noStep)
		return
	}
	data, p := decodeBase64(text)
	if p != nil {
		return
	}
	secret := Problem{ID: "double-encoded", Title: "The values are base64, as in every Kubernetes Secret", Expected: "-----BEGIN", Got: "base64 of -----BEGIN",
		Why: "Kubernetes decodes the values under data before a program reads them. authdoctor decoded them too.", Fix: "Decode each value separately, and save each result to its own file."}
	if exact(data) {
		secret.Expected, secret.Got = "DER", "base64 of DER"
		r.repaired(secret, noStep, rough)
		r.binary(data, origin{encoding: "DER"})
		return
	}
	r.wholeFile(data, noStep, secret)
}

// derRuns joins runs until they are as long as the DER says that begins in the first, and
// returns how many there are; 0 if they do not add up. Short ones are passed over.
func derRuns(s string, found []run, head []byte) (text string, count int) {
	var cut cutShort
	if _, _, err := next(head); !errors.As(err, &cut) || cut.need > MaxFile {
		return "", 0
	}
	need := base64.RawStdEncoding.EncodedLen(cut.need)
	var out strings.Builder
	for _, run := range found {
		if run.from-found[0].from > 2*need+1024 {
			break
		}
		count++
		length := run.to - run.from
		if length > need-out.Len() && out.Len() == 0 {
			length = need // words may follow without a space
		}
		if length < 16 && length != need-out.Len() {
			continue
		}
		out.WriteString(s[run.from : run.from+length])
		if out.Len() >= need {
			break
		}
	}
	if out.Len() != need {
		return "", 0
	}
	return out.String(), count
}

// lineRuns joins runs with nothing but spaces and line breaks between them.
func lineRuns(s string, found []run) (text string, count int) {
	var out strings.Builder
	for i, run := range found {
		if i > 0 && (strings.TrimSpace(s[found[i-1].to:run.from]) != "" || !endsLine(s[run.to:])) {
			break
		}
		out.WriteString(s[run.from:run.to])
		count++
	}
	return out.String(), count
}

// endsLine reports whether a line ends here, perhaps behind padding.
func endsLine(rest string) bool {
	rest = strings.TrimLeft(rest[:min(len(rest), 8)], "= \t\r")
	return rest == "" || rest[0] == '\n'
}
