package token

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/pattern"
)

// ellipsis replaces every placeholder in the cleaned text. No token contains it.
const ellipsis = "…"

// partNames are the parts of a signed token, in order (RFC 7515 section 7.1).
var partNames = []string{"header", "payload", "signature"}

// mark matches a placeholder that people and tools write for a piece of a token.
var mark = pattern.Lazy(`^(?:\.{3,}|…+|[*•●·×■█∗]{2,}|<[^<>\n]{0,60}>|\[[^\[\]\n]{0,60}\]|\([^()\n]{0,60}\)|\{\{[^{}\n]{0,60}\}\}|\$\{?\w{1,60}\}?)`)

// markApart matches a placeholder after a quotation mark or a space, as programs print the
// beginning of a long text: 'eyJhbGciOi'... 900 more characters, eyJhbGciOi [truncated].
var markApart = pattern.Lazy(`^(?:["'][ \t]?|[ \t]{1,2})(?:\.{3,}|…|<[^<>\n]{0,60}>|\[[^\[\]\n]{0,60}\]|\([^()\n]{0,60}\))`)

// TakenOut returns the length of the placeholder at the start of rest, which follows the
// beginning of a token in before; 0 for none. A remark in brackets is a placeholder only
// if it replaces a whole part, or says that something is hidden.
func TakenOut(before, rest string) int {
	const longest = 128 // bounds the search; no placeholder is longer
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

// wholeSignature reports whether a text ends with a dot and a whole signature.
func wholeSignature(text string) bool {
	const longest = 683 // RSA 4096
	text = text[max(0, len(text)-longest-1):]
	dot := strings.LastIndexByte(text, '.')
	return dot >= 0 && SignatureLength(len(text)-dot-1)
}

// SignatureLength reports whether a signature can have n characters of base64url: 64, 96
// or 132 bytes for ECDSA, 256, 384 or 512 for RSA.
func SignatureLength(n int) bool {
	return slices.Contains([]int{86, 128, 176, 342, 512, 683}, n)
}

// headless matches a token without its header: a placeholder or nothing, a dot, and the
// beginning of a payload.
var headless = pattern.Lazy(`(?:^|[\s"'` + "`" + `=:>(,])((\.{2,}|…+|[*•●·×■█∗]+|<[^<>\n]{0,60}>|\[[^\[\]\n]{0,60}\]|\([^()\n]{0,60}\)|\{\{[^{}\n]{0,60}\}\}|\$\{?\w{1,60}\}?|[\w*#?-]{2,60})?\.)eyJ[\w-]{16,}`)

// Headless finds the tokens in a text without a header. It returns the offsets of each
// token and of its payload.
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

// Skeleton reports whether a text is a token without header and payload; the signature may
// be there.
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

// elide replaces every placeholder in the token by an ellipsis.
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
			// Unless the token has two dots already, the first of four or more dots is one
			// of them, and so is the last of five or more.
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

// dotRun matches dots as a placeholder.
var dotRun = pattern.Lazy(`\.{3,}`)

// markAt is TakenOut with a quick test whether a placeholder can begin here.
func markAt(before, rest string) int {
	switch c := rest[0]; {
	case 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '_', c < ' ' && c != '\t':
		return 0
	}
	return TakenOut(before, rest)
}

// isTakenOut reports whether a part of a token was replaced, wholly or partly.
func isTakenOut(part string) bool {
	const longestWord = 64 // of a placeholder
	switch {
	case strings.Contains(part, ellipsis), strings.Contains(part, "xxxxxx"), strings.Contains(part, "XXXXXX"):
		return true // the x runs are not in the base64 of JSON, nor by chance in a signature
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

// takenOut returns the names of the missing parts if one of them was replaced, else nil.
// A signature that was left out does not count.
func takenOut(parts []string) []string {
	if len(parts) > len(partNames) || !slices.ContainsFunc(parts, isTakenOut) {
		return nil
	}
	if last := len(parts) - 1; last > 0 && parts[last] == "" {
		parts = parts[:last]
	}
	var out []string
	for i, name := range partNames {
		if i >= len(parts) && (i < 2 || isTakenOut(parts[len(parts)-1])) || i < len(parts) && (parts[i] == "" || isTakenOut(parts[i])) {
			out = append(out, name)
		}
	}
	return out
}

// leftOut returns the name of the empty part if either header or payload is empty, else
// nil.
func leftOut(parts []string) []string {
	switch n := len(parts); {
	case n != 2 && n != 3, (parts[0] == "") == (parts[1] == ""):
		return nil
	case parts[0] == "":
		return []string{"header"}
	}
	return []string{"payload"}
}

// Lacks reports whether a part (header, payload or signature) is in TakenOut.
func (t Token) Lacks(part string) bool { return slices.Contains(t.TakenOut, part) }

// decodeRest decodes the parts that are not in TakenOut. A part that is complete before
// its ellipsis is removed from TakenOut.
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
