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

// MaxToken is the longest token that is read, in bytes.
const MaxToken = 64 << 10

// maxRounds is how often Clean goes over a text. Copying and mailing need three
// rounds; a text can be made that needs one for every few of its characters.
const maxRounds = 6

// quoteMarks are the quotation marks of keyboards and word processors.
const quoteMarks = "\"'`“”„‘’‚«»‹›"

// brackets are what people put around a token, each pair with the word for it.
var brackets = []struct{ open, close, name string }{
	{"<", ">", "angle brackets"}, {"(", ")", "brackets"}, {"[", "]", "brackets"}, {"{", "}", "braces"},
}

// prefixes come before a token in headers, forms and configuration files.
var prefixes = pattern.Lazy(`(?i)^(proxy-authorization|authorization|access_token|refresh_token|id_token|client_assertion|assertion|token|jwt|bearer)([\s\pZ]*[:=][\s\pZ]*|[\s\pZ]+)`)

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
// Cleaning what is clean changes nothing, and a text that gets new layers as old
// ones are taken off stays as it is.
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

// Bare reports whether text begins as a token and has only characters that tokens are
// made of, so that there is nothing to clean: the way of every well-made paste.
func Bare(text string) bool {
	if !strings.HasPrefix(text, "eyJ") {
		return false
	}
	dots := 0
	for i := range len(text) {
		switch c := text[i]; {
		case 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '_':
		case c == '.' && dots < 2:
			dots++
		default:
			return false
		}
	}
	return true
}

// cleaning is a text on its way through Clean.
type cleaning struct {
	text              string
	notes             []string
	spaces, invisible int // characters dropped inside
}

// note says once what was taken off.
func (c *cleaning) note(format string, args ...any) {
	if note := fmt.Sprintf(format, args...); !slices.Contains(c.notes, note) {
		c.notes = append(c.notes, note)
	}
}

// decode undoes what changed the characters themselves.
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
		c.note("replaced lookalike characters (full-width dots, long dashes) by the ones a token has")
	}
	c.text = c.drop(text, isInvisible, &c.invisible)
}

// unfold takes off what is at the ends of lines.
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

// peel takes off what is around the token, layer by layer. An odd space
// counts as a space here, so that 'Bearer' is told from the token behind it.
func (c *cleaning) peel() {
	for before := ""; c.text != before; {
		c.text = strings.TrimSpace(c.text)
		before = c.text
		if match := prefixes().FindString(c.text); match != "" {
			c.text = c.text[len(match):]
			c.note("removed '%s '", strings.Join(strings.Fields(match), " "))
			continue
		}
		if trimmed := strings.TrimRight(c.text, ",;!?"); trimmed != c.text {
			c.note("removed '%s' behind the token", border.Clip(c.text[len(trimmed):], 8))
			c.text = trimmed
			continue
		}
		if trimmed := strings.TrimLeft(c.text, quoteMarks); trimmed != c.text {
			inner := strings.TrimRight(trimmed, quoteMarks)
			c.note("removed quotes %s the token", map[bool]string{true: "around", false: "before"}[inner != trimmed])
			c.text = inner
		} else if trimmed := strings.TrimRight(c.text, quoteMarks); trimmed != c.text {
			c.note("removed quotes behind the token")
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

// close joins the pieces and looks at how the text ends.
func (c *cleaning) close() {
	c.text = c.drop(c.text, isBlank, &c.spaces)
	if cut := strings.TrimSuffix(c.text, "..."); cut != c.text {
		c.text = cut + "…"
	}
	// A sentence's full stop is not a fourth, empty part.
	if strings.Count(c.text, ".") == 3 && strings.HasSuffix(c.text, ".") {
		c.text = strings.TrimSuffix(c.text, ".")
		c.note("removed '.' behind the token")
	}
}

var (
	mailQuotes    = pattern.Lazy(`(?m)^(> ?)+`)
	continuations = pattern.Lazy(`\\\r?\n`)
	// softBreaks are those of quoted-printable (RFC 2045 section 6.7).
	softBreaks     = pattern.Lazy(`=\r?\n`)
	concatenations = pattern.Lazy(`["']\s*[+&]\s*["']`)
	blockMarks     = pattern.Lazy(`^[>|][-+]?[ \t]*\r?\n`)
)

// drop leaves out the characters that are meant and counts them. Bytes that are
// not UTF-8 stay: they are a fault of the token, not of the paste.
func (c *cleaning) drop(text string, meant func(rune) bool, count *int) string {
	if strings.IndexFunc(text, meant) < 0 {
		return text
	}
	var out strings.Builder
	out.Grow(len(text))
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if (r != utf8.RuneError || size > 1) && meant(r) {
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

// unescape undoes percent encoding, however often it was done; a '%' that encodes
// nothing stays.
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
