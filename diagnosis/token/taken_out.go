package token

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/pattern"
)

// ellipsis stands for every mark that a piece of a token was taken out for the copy,
// once the text is cleaned. No token has it.
const ellipsis = "…"

// partNames are the parts of a signed token, in order (RFC 7515 section 7.1).
var partNames = []string{"header", "payload", "signature"}

// mark is what people and tools put in the place of a piece of a token.
var mark = pattern.Lazy(`^(?:\.{3,}|…+|[*•●·×■█∗]{2,}|<[^<>\n]{0,60}>|\[[^\[\]\n]{0,60}\]|\([^()\n]{0,60}\)|\{\{[^{}\n]{0,60}\}\}|\$\{?\w{1,60}\}?)`)

// markApart is a mark behind a quotation mark or a space, as programs write it that print
// the beginning of a long text: 'eyJhbGciOi'... 900 more characters, eyJhbGciOi [truncated].
var markApart = pattern.Lazy(`^(?:["'][ \t]?|[ \t]{1,2})(?:\.{3,}|…|<[^<>\n]{0,60}>|\[[^\[\]\n]{0,60}\]|\([^()\n]{0,60}\))`)

// TakenOut is the length of the mark, at the start of rest, that a piece of the token
// before it was taken out; 0 for none. A remark in brackets is one only in the place of
// a whole part, or where it says so.
func TakenOut(before, rest string) int {
	const longest = 128 // no mark is longer, and a search costs time for what it may look at
	rest = rest[:min(len(rest), longest)]
	found := mark().FindString(rest)
	if found == "" {
		if found = markApart().FindString(rest); found != "" && (wholeSignature(before) || strings.ContainsAny(found, "<[(") && !border.SaysHidden(found)) {
			return 0
		}
		return len(found)
	}
	switch {
	case strings.Contains(found, "eyJ"):
		return 0
	case strings.IndexByte("<[({$", found[0]) >= 0 && !strings.HasSuffix(before, "."), border.PresenceOf(found) == border.Whole:
		return 0
	}
	return len(found)
}

// wholeSignature reports whether a text ends with a dot and as many characters as a
// signature has.
func wholeSignature(text string) bool {
	const longest = 683 // RSA 4096
	text = text[max(0, len(text)-longest-1):]
	dot := strings.LastIndexByte(text, '.')
	return dot >= 0 && SignatureLength(len(text)-dot-1)
}

// SignatureLength reports whether signatures have that many characters: 64, 96 and 132
// bytes for ECDSA, 256, 384 and 512 for RSA, as base64url.
func SignatureLength(n int) bool {
	switch n {
	case 86, 128, 176, 342, 512, 683:
		return true
	}
	return false
}

// headless is a token without its header: what was put there, a dot, and the beginning
// of a payload.
var headless = pattern.Lazy(`(?:^|[\s"'` + "`" + `=:>(,])((\.{2,}|…+|[*•●·×■█∗]+|<[^<>\n]{0,60}>|\[[^\[\]\n]{0,60}\]|\([^()\n]{0,60}\)|\{\{[^{}\n]{0,60}\}\}|\$\{?\w{1,60}\}?|[\w*#?-]{2,60})?\.)eyJ[\w-]{16,}`)

// Headless are the tokens in a text whose header was taken out or left out, each as
// where it begins and where its payload does.
func Headless(text string) [][2]int {
	const most = 16
	var found [][2]int
	if !strings.Contains(text, ".eyJ") {
		return nil
	}
	for _, span := range headless().FindAllStringSubmatchIndex(text, most) {
		padded := span[2] > 0 && text[span[2]-1] == '='
		if span[4] < 0 && !padded || dotRun().MatchString(text[span[2]:span[3]]) || span[4] >= 0 && isTakenOut(text[span[4]:span[5]]) {
			found = append(found, [2]int{span[2], span[3]})
		}
	}
	return found
}

// Skeleton reports whether a text is a token of which nothing is left but, perhaps, its
// signature.
func Skeleton(text string) bool {
	_, is := skeleton(text)
	return is
}

func skeleton(text string) (elided string, is bool) {
	text = strings.TrimSpace(text)
	text = strings.TrimPrefix(text, prefixes().FindString(text))
	if len(text) > 1024 {
		return "", false
	}
	parts := strings.Split(text, ".")
	if len(parts) != len(partNames) {
		return "", false
	}
	signed := SignatureLength(len(parts[2])) && !isTakenOut(parts[2])
	for i, part := range parts {
		switch {
		case isTakenOut(part):
			parts[i] = ellipsis
		case i == 2 && signed, part == "" && signed:
		default:
			return "", false
		}
	}
	return strings.Join(parts, "."), true
}

// elide puts an ellipsis in the place of every mark inside the token.
func elide(text string) string {
	if Bare(text) {
		return text
	}
	if whole, is := skeleton(text); is {
		return whole
	}
	if spans := Headless(text); len(spans) > 0 && strings.Index(text, "eyJ") == spans[0][1] {
		if mark := text[spans[0][0] : spans[0][1]-1]; mark != "" {
			text = text[:spans[0][0]] + ellipsis + text[spans[0][1]-1:]
		}
	}
	at := strings.Index(text, "eyJ")
	if at < 0 {
		return text
	}
	var out strings.Builder
	out.WriteString(text[:at])
	parts := strings.Count(dotRun().ReplaceAllString(text[at:], ""), ".")
	for last := at; at < len(text); at++ {
		if n := markAt(text[last:at], text[at:]); n > 0 {
			// Of four dots and more the first ends the token, and of five the last,
			// unless the token has its two dots.
			dots := n - len(strings.TrimLeft(text[at:at+n], "."))
			if parts > 1 {
				dots = 0
			}
			out.WriteString(strings.Repeat(".", min(1, dots/4)) + ellipsis + strings.Repeat(".", min(1, dots/5)))
			at += n - 1
			last = at + 1
			continue
		}
		out.WriteByte(text[at])
	}
	return out.String()
}

// dotRun are dots in the place of something that was taken out.
var dotRun = pattern.Lazy(`\.{3,}`)

// markAt is TakenOut, asked only where a mark can begin.
func markAt(before, rest string) int {
	switch c := rest[0]; {
	case 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '_', c < ' ' && c != '\t':
		return 0
	}
	return TakenOut(before, rest)
}

// longestWord is how long a part may be that is a word for what was taken out.
const longestWord = 64

// isTakenOut reports whether a part of a token is not there, wholly or in part.
func isTakenOut(part string) bool {
	switch {
	case strings.Contains(part, ellipsis), strings.Contains(part, "xxxxxx"), strings.Contains(part, "XXXXXX"):
		return true // neither is in the base64 of JSON, and in a signature by no chance
	case len(part) > 2 && strings.Trim(part, "xX_-*#?") == "":
		return true
	case len(part) > longestWord:
		return false
	}
	part = strings.Trim(part, "xX_-*#?")
	switch strings.ToLower(part) {
	case "header", "payload", "claims", "body", "signature", "sig":
		return true
	}
	presence := border.PresenceOf(part)
	return presence.Hidden() || presence == border.Void
}

// takenOut are the names of the parts that are not there, where one of them was taken
// out. A signature that is left out altogether is no such part.
func takenOut(parts []string) []string {
	if len(parts) > len(partNames) || !slices.ContainsFunc(parts, isTakenOut) {
		return nil
	}
	if last := len(parts) - 1; last > 0 && parts[last] == "" {
		parts = parts[:last] // nothing follows the last dot
	}
	var out []string
	for i, name := range partNames {
		if i >= len(parts) && (i < 2 || isTakenOut(parts[len(parts)-1])) || i < len(parts) && (parts[i] == "" || isTakenOut(parts[i])) {
			out = append(out, name)
		}
	}
	return out
}

// leftOut are the names of header and payload where nothing is between the dots, and
// one of the two is there.
func leftOut(parts []string) []string {
	switch n := len(parts); {
	case n != 2 && n != 3, (parts[0] == "") == (parts[1] == ""):
		return nil
	case parts[0] == "":
		return []string{"header"}
	}
	return []string{"payload"}
}

// Lacks reports whether a part, header, payload or signature, was taken out.
func (t Token) Lacks(part string) bool { return slices.Contains(t.TakenOut, part) }

// decodeRest decodes what is left of a token of which parts were taken out. An ellipsis
// may follow a part that is whole.
func (t *Token) decodeRest(parts []string) {
	for i, into := range []*Object{&t.Header, &t.Claims} {
		if i >= len(parts) {
			return
		}
		if !t.Lacks(partNames[i]) {
			*into = t.object(partNames[i], parts[i])
			continue
		}
		if before, found := strings.CutSuffix(parts[i], ellipsis); found {
			if object, err := decodeObject(before); err == nil {
				*into = object
				t.TakenOut = slices.DeleteFunc(t.TakenOut, func(name string) bool { return name == partNames[i] })
			}
		}
	}
}
