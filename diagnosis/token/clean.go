package token

import (
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/pattern"
)

// MaxToken is the length of the longest token that is read, in bytes.
const MaxToken = 64 << 10

// maxRounds is the number of times that Clean goes over a text. Copies and mails need
// three; a hostile text can need one for every few of its characters.
const maxRounds = 6

// quoteMarks are the quotation marks of keyboards and word processors.
const quoteMarks = "\"'`“”„‘’‚«»‹›"

// brackets are the brackets that people write around a token.
var brackets = []struct{ open, close, name string }{
	{"<", ">", "angle brackets"}, {"(", ")", "brackets"}, {"[", "]", "brackets"}, {"{", "}", "braces"},
}

// prefixes come before a token in headers, forms and configuration files.
var prefixes = pattern.Lazy(`(?i)^(proxy-authorization|authorization|access_token|refresh_token|id_token|client_assertion|assertion|token|jwt|bearer)([\s\pZ]*[:=][\s\pZ]*|[\s\pZ]+)`)

// lookalikes replaces characters that editors and input methods substitute for those of
// a token.
var lookalikes = strings.NewReplacer("．", ".", "。", ".", "․", ".", "‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "−", "-", "＿", "_")

// ToUTF8 removes a byte order mark and decodes UTF-16 that begins with one. The note
// describes the change; it is "" if there was none.
func ToUTF8(text string) (decoded, note string) {
	switch {
	case strings.HasPrefix(text, "\ufeff"):
		return strings.TrimPrefix(text, "\ufeff"), "removed a byte order mark"
	case len(text) >= 2 && (text[:2] == "\xff\xfe" || text[:2] == "\xfe\xff"):
		return DecodeUTF16(text[2:], text[0] == 0xfe), "read the text as UTF-16"
	}
	return text, ""
}

// DecodeUTF16 decodes UTF-16 without a byte order mark. It ignores an odd last byte.
func DecodeUTF16(text string, bigEndian bool) string {
	low, high := 0, 1
	if bigEndian {
		low, high = 1, 0
	}
	units := make([]uint16, len(text)/2)
	for i := range units {
		units[i] = uint16(text[2*i+low]) | uint16(text[2*i+high])<<8
	}
	return string(utf16.Decode(units))
}

// Clean removes what copying and mailing add to a token: a byte order mark, an
// Authorization header, 'Bearer', quotes and brackets, quote marks of mails, white space
// and invisible characters, percent encoding. Each note names one thing that was
// removed. Cleaning is idempotent; a text that needs too many rounds is returned
// unchanged. White space must be removed before the token is decoded: Go's base64
// silently skips line breaks, which RFC 7515 section 2 does not allow, and the signature
// over the text would then fail for no visible reason.
func Clean(text string) (cleaned string, notes []string) {
	if Bare(text) {
		return text, nil
	}
	c := cleaning{text: text}
	for round, before := 0, ""; c.text != before || round == 0; round++ {
		if round == maxRounds {
			return text, nil
		}
		before = c.text
		c.decode()
		c.unfold()
		c.peel()
		c.close()
	}
	if c.spaces > 0 {
		c.note("removed white space inside the token (%d)", c.spaces)
	}
	if c.invisible > 0 {
		c.note("removed invisible characters (%d)", c.invisible)
	}
	return c.text, c.notes
}

// Bare reports whether text looks like a token and has only the characters of one, so
// that there is nothing to clean. Most pastes do.
func Bare(text string) bool {
	if !strings.HasPrefix(text, "eyJ") {
		return false
	}
	dots := 0
	for i := range len(text) {
		switch c := text[i]; {
		case base64urlBytes[c]:
		case c == '.' && dots < 2:
			dots++
		default:
			return false
		}
	}
	return true
}

// base64urlBytes are the bytes of base64url. A table has no branches, which are as random as
// the bytes of a signature.
var base64urlBytes = func() (set [256]bool) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") {
		set[c] = true
	}
	return set
}()

// cleaning is the state of Clean.
type cleaning struct {
	text              string
	notes             []string
	spaces, invisible int // characters dropped inside the token
}

// note adds a note, unless it is there already.
func (c *cleaning) note(format string, args ...any) {
	if note := fmt.Sprintf(format, args...); !slices.Contains(c.notes, note) {
		c.notes = append(c.notes, note)
	}
}

// decode undoes changes to the encoding and to single characters.
func (c *cleaning) decode() {
	text, note := ToUTF8(c.text)
	if note != "" {
		c.note("%s", note)
	}
	if decoded := unescape(text); decoded != text {
		text = decoded
		c.note("decoded percent encoding")
	}
	if plain := lookalikes.Replace(text); plain != text {
		text = plain
		c.note("replaced lookalike characters (full-width dots, long dashes) with those of a token")
	}
	c.text = c.drop(text, isInvisible, &c.invisible)
}

// unfold removes quote marks at the beginning and continuation marks at the end of lines.
func (c *cleaning) unfold() {
	c.text = strings.TrimSpace(c.text)
	if strings.Contains(c.text, ">") && !blockMarks().MatchString(c.text) {
		if unquoted := mailQuotes().ReplaceAllString(c.text, ""); unquoted != c.text {
			c.text = unquoted
			c.note("removed the quote marks of a mail ('> ')")
		}
	}
	for _, join := range []struct {
		ends func() *regexp.Regexp
		note string
	}{
		{continuations, "joined lines that end in a backslash"},
		{softBreaks, "joined lines that a mail broke with '='"},
		{concatenations, "joined pieces of text that a program puts together"},
	} {
		if joined := join.ends().ReplaceAllString(c.text, ""); joined != c.text {
			c.text = joined
			c.note("%s", join.note)
		}
	}
}

// peel removes the layers around the token. Any Unicode space separates 'Bearer' from the
// token.
func (c *cleaning) peel() {
	for before := ""; c.text != before; {
		c.text = strings.TrimSpace(c.text)
		before = c.text
		if match := prefixes().FindString(c.text); match != "" {
			c.text = c.text[len(match):]
			c.note("removed '%s '", strings.Join(strings.Fields(match), " "))
			continue
		}
		if rest, glued := strings.CutPrefix(strings.ToLower(c.text[:min(len(c.text), 6)]), "bearer"); glued && rest == "" && strings.HasPrefix(c.text[6:], "eyJ") {
			c.text = c.text[6:]
			c.note("removed 'Bearer'")
			continue
		}
		if trimmed := strings.TrimRight(c.text, ",;!?"); trimmed != c.text {
			c.note("removed '%s' after the token", border.Clip(c.text[len(trimmed):], 8))
			c.text = trimmed
			continue
		}
		if trimmed := strings.TrimLeft(c.text, quoteMarks); trimmed != c.text {
			inner := strings.TrimRight(trimmed, quoteMarks)
			c.note("removed quotes %s the token", map[bool]string{true: "around", false: "before"}[inner != trimmed])
			c.text = inner
		} else if trimmed := strings.TrimRight(c.text, quoteMarks); trimmed != c.text {
			c.note("removed quotes after the token")
			c.text = trimmed
		}
		for _, pair := range brackets {
			if len(c.text) > 2 && strings.HasPrefix(c.text, pair.open) && strings.HasSuffix(c.text, pair.close) {
				c.text = c.text[1 : len(c.text)-1]
				c.note("removed %s around the token", pair.name)
			}
		}
		if mark := blockMarks().FindString(c.text); mark != "" {
			c.text = c.text[len(mark):]
			c.note("removed the mark of a YAML block")
			continue
		}
		if trimmed := strings.TrimLeft(c.text, ">"); trimmed != c.text {
			c.text = trimmed
			c.note("removed the quote marks of a mail ('> ')")
		}
	}
}

// close removes white space inside the token and dots after it.
func (c *cleaning) close() {
	c.text = c.drop(c.text, isBlank, &c.spaces)
	if cut := strings.TrimSuffix(c.text, "..."); cut != c.text {
		c.text = cut + "…"
	}
	// A sentence's full stop is not a fourth, empty part.
	if strings.Count(c.text, ".") == 3 && strings.HasSuffix(c.text, ".") {
		c.text = strings.TrimSuffix(c.text, ".")
		c.note("removed '.' after the token")
	}
}

var (
	mailQuotes    = pattern.Lazy(`(?m)^(> ?)+`)
	continuations = pattern.Lazy(`\\\r?\n`)
	// softBreaks are the soft line breaks of quoted-printable (RFC 2045 section 6.7).
	softBreaks     = pattern.Lazy(`=\r?\n`)
	concatenations = pattern.Lazy(`["']\s*[+&]\s*["']`)
	blockMarks     = pattern.Lazy(`^[>|][-+]?[ \t]*\r?\n`)
)

// drop removes the characters that unwanted accepts and counts them. Bytes that are not
// UTF-8 stay: they are a fault of the token, not of the paste.
func (c *cleaning) drop(text string, unwanted func(rune) bool, count *int) string {
	if !strings.ContainsFunc(text, unwanted) {
		return text
	}
	var out strings.Builder
	out.Grow(len(text))
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if (r != utf8.RuneError || size > 1) && unwanted(r) {
			*count++
		} else {
			out.WriteString(text[i : i+size])
		}
		i += size
	}
	return out.String()
}

func isBlank(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Z, r) }

func isInvisible(r rune) bool {
	return r > 0x7e && unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// unescape undoes percent encoding, even if it was applied several times. A '%' that
// encodes nothing stays.
func unescape(text string) string {
	if !strings.Contains(text, "%") {
		return text
	}
	out := make([]byte, 0, len(text))
	for i := range len(text) {
		out = append(out, text[i])
		for n := len(out); n >= 3 && out[n-3] == '%'; n = len(out) {
			value, err := strconv.ParseUint(string(out[n-2:]), 16, 8)
			if err != nil {
				break
			}
			out = append(out[:n-3], byte(value))
		}
	}
	return string(out)
}

// unwrapBase64 removes one layer of base64 around a whole token.
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
