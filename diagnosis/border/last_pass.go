package border

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// LastPass returns an error if text still contains something that looks like a secret. It is
// the last step before a finished report, case file or copy leaves the program. The error
// names the line and the kind, never the value.
//
// LastPass finds what Redact finds, and is stricter where a report cannot be right:
//
//   - 64 hexadecimal digits count as a secret whatever the text calls them, unless they are
//     in known: the Client IDs of the Case, and fingerprints that this program computed
//   - the only admitted form of a token is header.payload.REMOVED, with claims that hold no
//     secret
//   - line breaks, quoting and spaces within a value are removed before it is examined, and
//     base64 is decoded at any offset and in any wrapping
//
// Stand-ins made by Redact and Withhold pass.
func LastPass(text string, known ...string) error {
	spans := newLastPass(known).secrets(text, 0)
	if len(spans) == 0 {
		return nil
	}
	more := ""
	if len(spans) > 1 {
		more = fmt.Sprintf(", and %d more", len(spans)-1)
	}
	return fmt.Errorf("line %d contains what looks like a secret (%s%s)", 1+strings.Count(text[:spans[0].from], "\n"), spans[0].kind, more)
}

// Withhold returns text in which everything that LastPass would refuse is replaced by its
// kind and length, as in [client secret, 64 characters]. It is Redact for outside text that
// leaves the machine: it shows no fingerprint.
func Withhold(text string, known ...string) string {
	pass := newLastPass(known)
	for range 3 { // a replacement can complete a value around it, in contrived texts only
		text = WithoutFingerprints(text)
		spans := pass.secrets(text, 0)
		if len(spans) == 0 {
			return text
		}
		var out strings.Builder
		done := 0
		for _, s := range spans {
			out.WriteString(text[done:s.from])
			out.WriteString(WithoutFingerprints(s.standIn(decode(text[s.from:s.to]).text)))
			done = s.to
		}
		text = out.String() + text[done:]
	}
	return WithoutFingerprints(StandIn(text))
}

// WithoutFingerprints removes the fingerprint from the stand-ins that Redact made: they are
// [client secret, 64 characters] afterwards.
func WithoutFingerprints(text string) string {
	if !strings.Contains(text, ", fingerprint ") {
		return text
	}
	return standIns().ReplaceAllStringFunc(text, func(found string) string {
		kind, rest, _ := strings.Cut(found, ": ")
		length, _, _ := strings.Cut(rest, ", fingerprint ")
		return kind + ", " + length + "]"
	})
}

// lastPass holds the values that may pass, in lower case.
type lastPass map[string]bool

func newLastPass(known []string) lastPass {
	pass := lastPass{}
	for _, value := range known {
		pass[strings.ToLower(value)] = true
	}
	return pass
}

// secrets returns the spans of text that must not leave, in order and without overlap.
// Each step takes time proportional to the length of text.
func (p lastPass) secrets(text string, depth int) []span {
	spelled := decode(text)
	if spelled.place == nil {
		spelled.place = make([]int, len(text)+1)
		for i := range spelled.place {
			spelled.place[i] = i
		}
	}
	spans := spelledSecrets(text, maxDepth) // base64 is decoded below
	for i, s := range spans {
		spans[i].kind = p.refused(decode(text[s.from:s.to]).text, s.kind, depth)
	}
	judged := slices.Clone(spans)
	add := func(view spelling, found []span) {
		for _, s := range found {
			spans = append(spans, span{view.place[s.from], view.place[s.to-1] + 1, s.kind})
		}
	}
	add(spelled, p.hexGroups(spelled.text))
	joined := spelled.without(wrap)
	for _, view := range []spelling{spelled, joined} {
		add(view, p.hexRuns(view.text))
		add(view, p.encoded(view.text, depth))
	}
	if len(joined.text) < len(spelled.text) {
		named := namedSecrets(joined.text)
		for i, s := range named {
			named[i].kind = p.refused(joined.text[s.from:s.to], s.kind, depth)
		}
		add(joined, named)
	}
	squeezed := spelled.without(space)
	add(squeezed, brokenTokens(squeezed, judged))
	return mergeSpans(spans)
}

// refused returns the kind under which a value is refused; kindPublic if it may pass.
func (p lastPass) refused(value, kind string, depth int) string {
	value = strings.Map(func(r rune) rune {
		if isBreak(r) {
			return -1
		}
		return r
	}, value)
	if kind == kindClientID || p[strings.ToLower(value)] {
		return kindPublic // hexRuns judges the digits
	}
	head, payload, is := withoutSignature(value)
	if !is {
		return kind
	}
	for _, part := range []string{head, payload} {
		if kind := secretMember(part); kind != "" {
			return kind
		}
		if inside := p.secrets(part, depth+1); len(inside) > 0 {
			return inside[0].kind
		}
	}
	return kindPublic
}

// Removed takes the place of the signature in a token that may leave the machine.
const Removed = "REMOVED"

// withoutSignature returns the decoded header and payload of header.payload.REMOVED.
func withoutSignature(value string) (header, payload string, is bool) {
	parts := strings.Split(value, ".")
	if len(parts) != 3 || parts[2] != Removed {
		return "", "", false
	}
	header, is = fromBase64(parts[0])
	payload, ok := fromBase64(parts[1])
	return header, payload, is && ok && json.Valid([]byte(header)) && json.Valid([]byte(payload))
}

// secretMember returns the kind of the secret that a member of a header or of claims holds
// under its own name, however short its value is, or "".
func secretMember(object string) string {
	decoder := json.NewDecoder(strings.NewReader(object))
	var within []json.Delim
	name, isName := "", false
	for {
		next, err := decoder.Token()
		if err != nil {
			return ""
		}
		switch next := next.(type) {
		case json.Delim:
			if next == '{' || next == '[' {
				within = append(within, next)
				isName = next == '{'
				continue
			}
			within = within[:len(within)-1]
		case string:
			if isName {
				name, isName = bare(next), false
				continue
			}
			kind, _ := secretKind(name)
			if kind == "" {
				kind = addressNames[name]
			}
			if kind != "" && !placeholder(next) {
				return kind
			}
		}
		isName = len(within) > 0 && within[len(within)-1] == '{'
	}
}

// hexRuns returns the runs of 64 or more hexadecimal digits that are not known.
func (p lastPass) hexRuns(text string) []span {
	var spans []span
	for from := 0; from < len(text); from++ {
		digits := hexLength(text[from:])
		if digits >= hexSecret && strings.Trim(text[from:from+digits], text[from:from+1]) != "" && !p[strings.ToLower(text[from:from+digits])] {
			spans = append(spans, span{from, from + digits, kindClient})
		}
		from += digits
	}
	return spans
}

// hexGroups returns 64 hexadecimal digits that are in groups of one length, with spaces or
// line breaks between them.
func (p lastPass) hexGroups(text string) []span {
	var spans []span
	size, groups, from := 0, 0, 0
	for at := 0; at < len(text); {
		end := at
		for end < len(text) && isAlnum(text[end]) {
			end++
		}
		switch word := end - at; {
		case word < 4 || hexSecret%word != 0 || hexLength(text[at:end]) < word:
			groups = 0
		case groups > 0 && word == size:
			groups++
		default:
			size, groups, from = word, 1, at
		}
		next := end
		for next < len(text) && next-end < 40 && isBreak(rune(text[next])) {
			next++
		}
		if groups > 1 && groups*size == hexSecret {
			value := strings.Join(strings.FieldsFunc(text[from:end], func(r rune) bool { return isBreak(r) }), "")
			if !p[strings.ToLower(value)] && strings.Trim(value, "0123456789") != "" {
				spans = append(spans, span{from, end, kindClient})
			}
			groups = 0
		}
		if next == end {
			groups = 0
			next++
		}
		at = next
	}
	return spans
}

// encoded returns the runs of base64 that decode, from any of their first four characters,
// to a text that contains a secret.
func (p lastPass) encoded(text string, depth int) []span {
	const shortest = 20
	var spans []span
	for from := 0; depth < maxDepth && from < len(text); from++ {
		end := from
		for end < len(text) && isBase64(text[end]) {
			end++
		}
		for skip := 0; skip < 4 && end-from-skip >= shortest; skip++ {
			plain, ok := fromBase64(text[from+skip : end])
			if ok && isText(plain) && len(p.secrets(plain, depth+1)) > 0 {
				spans = append(spans, span{from, end, kindOther})
				break
			}
		}
		from = end
	}
	return spans
}

// brokenTokens returns the tokens in a text whose spaces were removed, except those that
// begin in a span of judged.
func brokenTokens(squeezed spelling, judged []span) []span {
	const enough = 24
	var spans []span
	text := squeezed.text
	for at := 0; at < len(text); at++ {
		end := at
		for end < len(text) && isBase64(text[end]) {
			end++
		}
		for start := 0; at+start < end; start += 3 {
			found := tokenStart(text[at+start : end])
			if found < 0 {
				break
			}
			start += found
			from := squeezed.place[at+start]
			for len(judged) > 0 && judged[0].to <= from {
				judged = judged[1:]
			}
			plain, _ := fromBase64(text[at+start : min(end, at+start+enough)])
			if (len(judged) == 0 || from < judged[0].from) && end-at-start >= enough && strings.IndexFunc(plain, func(r rune) bool { return r < ' ' || r > '~' }) < 0 {
				spans = append(spans, span{at + start, end, kindToken})
				break
			}
		}
		at = end
	}
	return spans
}

// without returns the spelling without the parts that skip finds. Given a text and an index,
// skip returns the end of what is to be removed there, or the index itself.
func (v spelling) without(skip func(text string, at int) int) spelling {
	out := spelling{place: make([]int, 0, len(v.place))}
	kept := make([]byte, 0, len(v.text))
	for at := 0; at < len(v.text); {
		if end := skip(v.text, at); end > at {
			at = end
			continue
		}
		kept, out.place = append(kept, v.text[at]), append(out.place, v.place[at])
		at++
	}
	out.text, out.place = string(kept), append(out.place, v.place[len(v.text)])
	return out
}

// wrap finds a line break within a value, with the quoting after it and the equals sign of
// quoted-printable before it. The line before the break is long, or ends in a long run.
func wrap(text string, at int) int {
	const longRun, longLine = 16, 40
	end := at
	for end < len(text) && end-at < 8 && (text[end] == ' ' || text[end] == '=') {
		end++
	}
	if at == 0 || end == len(text) || text[end] != '\n' || !inValue(text[at-1]) {
		return at
	}
	for end++; end < len(text) && strings.IndexByte(" \t>|", text[end]) >= 0; {
		end++
	}
	if end == len(text) || !inValue(text[end]) {
		return at
	}
	run, line := 0, 0
	for i := at - 1; i >= 0 && text[i] != '\n' && line < longLine; i-- {
		if line == run && isBase64(text[i]) {
			run++
		}
		line++
	}
	if run < longRun && line < longLine {
		return at
	}
	return end
}

// inValue reports whether a line may break beside c without ending a value.
func inValue(c byte) bool { return isBase64(c) || strings.IndexByte("=:%.&\"'", c) >= 0 }

// space finds white space and quoting.
func space(text string, at int) int {
	for at < len(text) && quotes(text[at]) {
		at++
	}
	return at
}

// quotes reports whether c wraps or quotes a value and is no character of base64.
func quotes(c byte) bool { return c != '+' && isBreak(rune(c)) }
