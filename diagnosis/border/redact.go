package border

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/pattern"
)

// Redact returns text in which everything that looks like a secret is replaced by
// its kind, length and fingerprint, as in
//
//	[client secret: 64 characters, fingerprint 1a2b3c4d]
//
// so that equal secrets stay equal and different ones different. Everything else stays
// unchanged. The following look like secrets:
//
//   - a token: base64url that begins with a JSON object, to the end of its signature,
//     even if it is wrapped or quoted
//   - a private key or a PKCS#12 file: PEM, bare DER in base64 or hexadecimal, and the
//     private members of a JWK
//   - 64 hexadecimal digits, the form of NetSuite's secrets, unless the text calls them a
//     hash or a Client ID; a Client ID is shortened (see ShortID)
//   - the value after a name in secretNames (client_secret, refresh_token, password …) or
//     addressNames (code in a URL), after a scheme of the Authorization header or the name
//     of a cookie, and the password or the long user name in a URL
//   - 60 or more characters of base64 that are neither text nor public key material
//   - base64 or hexadecimal of any of these
//
// Redact sees through percent-encoding, backslash escapes, entities and invisible
// characters. It leaves its own stand-ins alone, so it is idempotent.
func Redact(text string) string {
	if !suspect(text) {
		return text
	}
	spans := spelledSecrets(text, 0)
	if len(spans) == 0 {
		return text
	}
	var out strings.Builder
	done := 0
	for _, s := range spans {
		out.WriteString(text[done:s.from])
		out.WriteString(s.standIn(decode(text[s.from:s.to]).text))
		done = s.to
	}
	out.WriteString(text[done:])
	return out.String()
}

// RedactValue is Redact for a value whose name is known. The name tells a Client ID, a
// hash and a password apart.
func RedactValue(name, value string) string {
	lead := name + ": "
	if redacted := Redact(lead + value); strings.HasPrefix(redacted, lead) {
		return redacted[len(lead):]
	}
	return Redact(value)
}

// HoldsSecret reports whether text contains a secret that Redact would replace. A Client
// ID does not count.
func HoldsSecret(text string) bool {
	return suspect(text) && holdsSecret(text, 0)
}

// HoldsStandIn reports whether text contains a stand-in made by Redact.
func HoldsStandIn(text string) bool { return standIns().MatchString(text) }

var standIns = pattern.Lazy(`\[[A-Za-z0-9# ]+: \d+ characters, fingerprint [0-9a-f]{8}\]`)

// MayBeSecret reports whether text could be a secret in a place where none is expected,
// such as an argument. It is stricter than HoldsSecret: it also suspects any single run of
// base64url as long as the shortest secret of NetSuite, and a run of at least 20 letters
// and digits that are mixed at random.
func MayBeSecret(text string) bool {
	const shortest, shortestRandom = 43, 20
	run := strings.TrimRight(text, "=")
	if dot := strings.LastIndexByte(run, '.'); dot >= 0 && random(run[:dot], 5) {
		run = run[:dot]
	}
	if HoldsSecret(text) || strings.Contains(text, "eyJ") || strings.Contains(text, "-----BEGIN") ||
		len(run) >= shortest && strings.IndexFunc(run, func(r rune) bool { return r > 0x7e || !isBase64(byte(r)) || r == '/' }) < 0 {
		return true
	}
	return slices.ContainsFunc(strings.FieldsFunc(text, func(r rune) bool { return r > 0x7e || !isAlnum(byte(r)) }), func(piece string) bool {
		return len(piece) >= shortestRandom && random(piece, 4)
	})
}

// StandIn returns the text to show in place of a possible secret: length and fingerprint.
func StandIn(text string) string { return span{kind: kindOther}.standIn(text) }

// Shown returns outside text in a form that is safe to show: without secrets, printable,
// and at most limit characters long.
func Shown(text string, limit int) string {
	// Redact must come before Clip: a secret that was cut short is no longer recognisable.
	printable, _ := Printable(Clip(Redact(text), limit))
	return Clip(printable, limit)
}

// ShortID returns a Client ID in the short form of screens and reports, 3f3f3f…3f3f. It is
// shortened because a Client Secret has the same form and is often given in its place. Any
// other text is returned unchanged.
func ShortID(id string) string {
	if len(id) != hexSecret || hexLength(id) != hexSecret {
		return id
	}
	return id[:6] + "…" + id[hexSecret-4:]
}

// hexSecret is the number of hexadecimal digits in a Client Secret or a Client ID.
const hexSecret = 64

// The kinds of secrets, as stand-ins name them.
const (
	kindToken      = "token"
	kindPrivateKey = "private key"
	kindPKCS12     = "PKCS#12 file"
	kindClient     = "client secret"
	kindTokenPart  = "token secret"
	kindPassword   = "password"
	kindCode       = "authorization code"
	kindVerifier   = "code verifier"
	kindState      = "state"
	kindNonce      = "nonce"
	kindSignature  = "signature"
	kindCookie     = "cookie"
	kindLogin      = "credentials"
	kindOther      = "secret"
	// Not secret:
	kindClientID = "Client ID"
	kindPublic   = "public" // left unchanged
)

// span is a range of a text, and the kind of secret in it.
type span struct {
	from, to int
	kind     string
}

// standIn returns the text that replaces a secret or a Client ID.
func (s span) standIn(value string) string {
	value = strings.Map(func(r rune) rune {
		if isBreak(r) {
			return -1
		}
		return r
	}, value)
	if s.kind == kindClientID {
		return ShortID(value)
	}
	return fmt.Sprintf("[%s: %d characters, fingerprint %s]", s.kind, utf8.RuneCountInString(value), NewSecret(value).Fingerprint())
}

// shortestSuspect is the length of the shortest text that suspect examines, in bytes.
const shortestSuspect = 6

// suspect reports whether text is worth examining: it has a run as long as a secret, or a
// character that can follow a name. Most cells of an export have neither.
func suspect(text string) bool {
	const longRun = 16
	if len(text) < shortestSuspect {
		return false
	}
	run := 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		if isBase64(c) {
			if run++; run >= longRun {
				return true
			}
			continue
		}
		run = 0
		switch c {
		case '=', ':', '>', '%', '\\', '&', '@', '-':
			return true
		}
		if c < 0x20 || c >= 0x7f {
			return true
		}
	}
	lower := strings.ToLower(text)
	return strings.Contains(text, "eyJ") || strings.Contains(text, "ew") || strings.Contains(lower, "basic ") || strings.Contains(lower, "bearer ") || strings.Contains(lower, "-u")
}

// maxDepth is the number of nested layers of base64 that are decoded.
const maxDepth = 3

func holdsSecret(text string, depth int) bool {
	return slices.ContainsFunc(spelledSecrets(text, depth), func(s span) bool { return s.kind != kindClientID })
}

// spelledSecrets returns the secrets and Client IDs in text, in order and without overlap.
// Each finder takes time proportional to the length of text.
func spelledSecrets(text string, depth int) []span {
	v := decode(text)
	spans := pemBlocks(v.text)
	spans = append(spans, secretRuns(v.text, depth, spans)...)
	spans = append(spans, namedSecrets(v.text)...)
	spans = append(spans, userInfo(v.text)...)
	if v.place != nil {
		for i, s := range spans {
			spans[i].from, spans[i].to = v.place[s.from], v.place[s.to]
		}
		// In password=a%26b the encoded ampersand belongs to the password.
		spans = append(spans, namedSecrets(text)...)
	}
	return mergeSpans(spans)
}

// mergeSpans sorts spans and merges those that overlap; the first and longest gives the kind.
// It drops public spans, which only keep a finder from mistaking their form for a secret.
func mergeSpans(spans []span) []span {
	slices.SortStableFunc(spans, func(a, b span) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return b.to - a.to
	})
	var out []span
	for _, s := range spans {
		if s.kind == kindPublic || s.from >= s.to {
			continue
		}
		if last := len(out) - 1; last >= 0 && s.from < out[last].to {
			if out[last].kind == kindClientID {
				out[last].kind = s.kind
			}
			out[last].to = max(out[last].to, s.to)
			continue
		}
		out = append(out, s)
	}
	return out
}

// secretRuns finds what is recognisable as a secret by its form alone: tokens, keys, 64
// hexadecimal digits and long random text. It skips the spans in known.
func secretRuns(text string, depth int, known []span) []span {
	var spans []span
	for i := 0; i < len(text); {
		if !isBase64(text[i]) {
			i++
			continue
		}
		if len(known) > 0 && i >= known[0].from {
			i = max(i, known[0].to)
			known = known[1:]
			continue
		}
		end := i
		for end < len(text) && isBase64(text[end]) {
			end++
		}
		s := runSecret(text, i, end, depth)
		if s.kind != "" {
			spans = append(spans, s)
			end = max(end, s.to)
		}
		i = end
	}
	return spans
}

// runSecret returns the secret that begins in the run text[from:to] of base64 characters,
// or a span without a kind.
func runSecret(text string, from, to, depth int) span {
	run := text[from:to]
	if len(run) >= 8 && run[0] == 'M' || len(run) >= 16 && strings.HasPrefix(run, "30") {
		// Look for a key first: one key in a few hundred contains eyJ by chance.
		if s := derSecret(text, from); s.kind != "" && (s.kind != kindPublic || s.to >= to || tokenStart(text[s.to:to]) < 0) {
			return s
		}
	}
	if at := tokenStart(run); at >= 0 {
		begin := from + at
		if random(run[:at], 4) { // eyJ occurs by chance within another secret
			begin = from
		}
		return span{begin, tokenEnd(text, from+at), kindToken}
	}
	if digits := hexLength(run); digits == len(run) || digits >= hexSecret {
		return hexRun(text, from, to, digits, depth)
	}
	if s := wrappedHex(text, from, to); s.kind != "" {
		return s
	}
	const shortestEncoded, shortestRandom = 20, 60
	if len(run) < shortestEncoded {
		return span{}
	}
	if plain, ok := fromBase64(run); ok && isText(plain) {
		if depth < maxDepth && holdsSecret(plain, depth+1) {
			return span{from, to, kindOther}
		}
		return span{}
	}
	if len(run) >= shortestRandom && random(run, 4) && !publicName(contextBefore(text, from)) {
		return span{from, to, kindOther}
	}
	return span{}
}

// hexRun returns the secret in the run text[from:to], which begins with that many
// hexadecimal digits.
func hexRun(text string, from, to, digits, depth int) span {
	name := contextBefore(text, from)
	switch {
	case digits >= hexSecret && strings.Trim(text[from:from+digits], text[from:from+1]) == "": // AAAA…, no secret
	case digits >= hexSecret && digits < hexSecret+8: // some may be letters of a neighbouring word
		if digits == hexSecret && clientIDName(name) {
			return span{from, from + digits, kindClientID}
		}
		if publicName(name) {
			return span{}
		}
		return span{from, to, kindClient}
	case digits >= 24 && digits%2 == 0 && depth < maxDepth:
		if plain, err := hex.DecodeString(text[from : from+digits]); err == nil && isText(string(plain)) && holdsSecret(string(plain), depth+1) {
			return span{from, to, kindOther}
		}
	}
	if s := wrappedHex(text, from, to); s.kind != "" && !publicName(name) {
		return s
	}
	return span{}
}

// wrappedHex finds 64 hexadecimal digits that are wrapped over several lines.
func wrappedHex(text string, from, to int) span {
	digits := to - from
	if digits < 8 || digits >= hexSecret || hexLength(text[from:to]) != digits {
		return span{}
	}
	for digits < hexSecret {
		next, lines := to, 0
		for next < len(text) && isBreak(rune(text[next])) && next-to < 40 {
			if text[next] == '\n' {
				lines++
			}
			next++
		}
		more := hexLength(text[next:min(len(text), next+hexSecret)])
		if lines == 0 || more == 0 {
			return span{}
		}
		digits, to = digits+more, next+more
	}
	if digits != hexSecret || to < len(text) && isAlnum(text[to]) {
		return span{}
	}
	if clientIDName(contextBefore(text, from)) {
		return span{from, to, kindClientID}
	}
	return span{from, to, kindClient}
}

// hexLength returns the number of hexadecimal digits at the start of text.
func hexLength(text string) int {
	for i := 0; i < len(text); i++ {
		if c := text[i] | 0x20; (c < '0' || c > '9' || text[i] > '9') && (c < 'a' || c > 'f') {
			return i
		}
	}
	return len(text)
}

// random reports whether text mixes letters and digits like base64 of random bytes: between
// neighbours, the class changes at least twice and on average once in every characters.
func random(text string, every int) bool {
	changes := 0
	for i := 1; i < len(text); i++ {
		before, after := class(text[i-1]), class(text[i])
		if before == 'a' && after == 'A' || before == '0' && (after == 'a' || after == 'A') || after == '0' && (before == 'a' || before == 'A') {
			changes++
		}
	}
	return changes >= max(2, (len(text)+every-1)/every)
}

func class(c byte) byte {
	switch {
	case c >= 'a' && c <= 'z':
		return 'a'
	case c >= 'A' && c <= 'Z':
		return 'A'
	case c >= '0' && c <= '9':
		return '0'
	}
	return 0
}

var toStandard = strings.NewReplacer("-", "+", "_", "/")

// fromBase64 decodes either alphabet, without padding. It ignores a final character that
// does not complete a byte.
func fromBase64(text string) (string, bool) {
	text = toStandard.Replace(text)
	if len(text)%4 == 1 {
		text = text[:len(text)-1]
	}
	plain, err := base64.RawStdEncoding.DecodeString(text)
	return string(plain), err == nil
}

// isText reports whether nearly all of text is printable ASCII.
func isText(text string) bool {
	odd := 0
	for i := 0; i < len(text); i++ {
		if c := text[i]; (c < 0x20 || c > 0x7e) && c != '\n' && c != '\r' && c != '\t' {
			odd++
		}
	}
	return len(text) > 0 && odd*16 <= len(text)
}

func isBase64(c byte) bool { return isAlnum(c) || c == '+' || c == '/' || c == '-' || c == '_' }

func isAlnum(c byte) bool { return class(c) != 0 }

// isBreak reports whether r wraps or quotes a secret without being part of one.
func isBreak(r rune) bool {
	return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '"' || r == '\'' || r == '`' || r == '>' || r == '|' || r == '\\' || r == '+'
}
