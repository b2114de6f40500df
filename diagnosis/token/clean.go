package token

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxToken is the longest token that is read, in bytes.
const MaxToken = 64 << 10

// wrappers are what people paste around a token, each with the word for it.
var wrappers = []struct{ open, close, name string }{
	{`"`, `"`, "quotes"}, {`'`, `'`, "quotes"}, {"`", "`", "quotes"},
	{"“", "”", "quotes"}, {"‘", "’", "quotes"}, {"«", "»", "quotes"},
	{"<", ">", "angle brackets"}, {"(", ")", "brackets"}, {"[", "]", "brackets"}, {"{", "}", "braces"},
}

// prefixes stand before a token in headers, forms and configuration files.
var prefixes = regexp.MustCompile(`(?i)^(proxy-authorization|authorization|access_token|refresh_token|id_token|client_assertion|assertion|token|jwt|bearer)(\s*[:=]\s*|\s+)`)

// lookalikes are characters that editors and input methods put in place of the
// ones a token has.
var lookalikes = strings.NewReplacer("．", ".", "。", ".", "․", ".", "‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "−", "-", "＿", "_")

// ToUTF8 decodes text that starts with a byte order mark. The note says so; it
// is "" where nothing was done.
func ToUTF8(text string) (decoded, note string) {
	switch {
	case strings.HasPrefix(text, "\ufeff"):
		return strings.TrimPrefix(text, "\ufeff"), "removed a byte order mark"
	case len(text) >= 2 && (text[:2] == "\xff\xfe" || text[:2] == "\xfe\xff"):
		low, high := 0, 1
		if text[0] == 0xfe {
			low, high = 1, 0
		}
		units := make([]uint16, 0, len(text)/2)
		for i := 2; i+1 < len(text); i += 2 {
			units = append(units, uint16(text[i+low])|uint16(text[i+high])<<8)
		}
		return string(utf16.Decode(units)), "read the text as UTF-16"
	}
	return text, ""
}

// Clean takes off what copying and mailing put around and into a token: a byte
// order mark, an Authorization line, 'Bearer', quotes and brackets, quote marks
// of mails, white space and invisible characters inside, percent encoding. Each
// note names one thing that was taken off. White space goes before anything is
// split: Go's base64 would skip line breaks silently, and a signature over the
// text would then fail for no visible reason (RFC 7515 section 2 allows none).
func Clean(text string) (cleaned string, notes []string) {
	note := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }

	text, said := ToUTF8(text)
	if said != "" {
		note("%s", said)
	}
	text = strings.TrimSpace(text)
	if unquoted := mailQuotes.ReplaceAllString(text, ""); unquoted != text {
		text = unquoted
		note("removed the quote marks of a mail ('> ')")
	}
	if joined := continuations.ReplaceAllString(text, ""); joined != text {
		text = joined
		note("joined lines that end in a backslash")
	}
	for range 6 { // each round takes off one layer; six is deeper than anything seen
		before := text
		text = strings.TrimSpace(text)
		if match := prefixes.FindString(text); match != "" {
			note("removed '%s'", strings.Join(strings.Fields(strings.ToValidUTF8(match, "")), " ")+" ")
			text = text[len(match):]
		}
		for _, w := range wrappers {
			if len(text) > len(w.open)+len(w.close) && strings.HasPrefix(text, w.open) && strings.HasSuffix(text, w.close) {
				text = text[len(w.open) : len(text)-len(w.close)]
				note("removed %s around the token", w.name)
			}
		}
		if trimmed := strings.TrimRight(text, ",;!?\"'"); trimmed != text {
			note("removed '%s' behind the token", text[len(trimmed):])
			text = trimmed
		}
		if text == before {
			break
		}
	}
	if encoded := percent.MatchString(text); encoded {
		if decoded, err := url.PathUnescape(text); err == nil {
			text = decoded
			note("decoded percent encoding")
		}
	}
	if plain := lookalikes.Replace(text); plain != text {
		text = plain
		note("replaced lookalike characters (full-width dots, long dashes) by the ones a token has")
	}
	text, spaces, invisible := removeHidden(text)
	if spaces > 0 {
		note("removed white space inside the token (%d)", spaces)
	}
	if invisible > 0 {
		note("removed invisible characters (%d)", invisible)
	}
	if cut := strings.TrimSuffix(text, "..."); cut != text {
		text = cut + "…"
	}
	// A sentence's full stop is not a fourth, empty part.
	if strings.Count(text, ".") == 3 && strings.HasSuffix(text, ".") {
		text = strings.TrimSuffix(text, ".")
		note("removed '.' behind the token")
	}
	return text, notes
}

var (
	mailQuotes    = regexp.MustCompile(`(?m)^(> ?)+`)
	continuations = regexp.MustCompile(`\\\r?\n`)
	percent       = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)
)

// removeHidden drops white space and characters that cannot be seen. Bytes that
// are not UTF-8 stay: they are a fault of the token, not of the paste.
func removeHidden(text string) (cleaned string, spaces, invisible int) {
	drop := func(r rune) bool {
		switch {
		case unicode.IsSpace(r) || unicode.Is(unicode.Z, r):
			spaces++
			return true
		case unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point):
			invisible++
			return true
		}
		return false
	}
	if strings.IndexFunc(text, drop) < 0 {
		return text, 0, 0
	}
	spaces, invisible = 0, 0
	var out strings.Builder
	out.Grow(len(text))
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 || !drop(r) {
			out.WriteString(text[i : i+size])
		}
		i += size
	}
	return out.String(), spaces, invisible
}

// unwrapBase64 undoes one base64 layer around a whole token.
func unwrapBase64(text string) (string, bool) {
	if strings.Contains(text, ".") || !strings.HasPrefix(text, "ZXlK") {
		return "", false
	}
	text = strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(text, "="))
	inner, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || !strings.HasPrefix(string(inner), "eyJ") {
		return "", false
	}
	return string(inner), true
}
