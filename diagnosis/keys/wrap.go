package keys

import (
	"encoding/hex"
	"html"
	"strings"

	"authdoctor/diagnosis/pattern"
)

// A wrapping is a form that a whole text was put in. It is undone where the text cannot be
// read as it stands and shows its marks, and what comes out is read like any text.
type wrapping struct {
	problem Problem
	marks   func(s string) bool
	undo    func(s string) (undone, step string)
}

var wrappings = []wrapping{
	{Problem{ID: "percent-encoded", Title: "The text is percent-encoded, as in a URL or a header", Expected: "plain text", Got: "%20 and %0A",
		Why: "authdoctor decoded it; other PEM parsers do not.", Fix: "Decode it, or copy the original file."},
		func(s string) bool { return strings.Contains(s, "%") && percentByte().MatchString(s) }, percentDecoded},
	{Problem{ID: "form-encoded", Title: "Plus signs replace the spaces in the BEGIN and END lines", Expected: "spaces", Got: "+",
		Why: "Forms and URLs write spaces this way. authdoctor fixed it; other PEM parsers do not recognize the lines.", Fix: "Decode the value, or replace them with spaces."},
		boundaryPlusIn, percentDecoded},
	{Problem{ID: "quoted-printable", Title: "The text is encoded as quoted-printable, as in an email", Expected: "plain text", Got: "= and two digits, or = at the end of a line",
		Why: "Email programs decode it. authdoctor decoded it too; other PEM parsers do not.", Fix: "Save the attachment or the text as the email program shows it, or copy the original file."},
		func(s string) bool { return strings.Contains(s, "BEGIN") && printableMark().MatchString(s) }, printableDecoded},
	{Problem{ID: "entities", Title: "The text contains HTML or XML character references instead of characters", Expected: "the characters themselves", Got: "character references",
		Why: "Browsers and XML parsers decode them. authdoctor decoded them too; other PEM parsers do not.", Fix: "Let the program that reads the XML or HTML write the value to a file, or copy the original file."},
		func(s string) bool { return strings.Contains(s, "&") && anyEntity().MatchString(s) }, entitiesDecoded},
	{Problem{ID: "html-tags", Title: "The text contains HTML or XML tags", Expected: "only the text", Got: "tags",
		Why: "The tags are for a browser. authdoctor removed them; other PEM parsers do not.", Fix: "Copy the text as the browser shows it, or copy the original file."},
		func(s string) bool { return strings.Contains(s, "BEGIN") && strings.Contains(s, "<") }, withoutTags},
	{Problem{ID: "hexadecimal", Title: "The file is written in hexadecimal digits", Expected: "PEM, or the bytes themselves (DER)", Got: "hexadecimal digits",
		Why: "authdoctor decoded them; other programs do not.", Fix: "Copy the original file, or decode the digits."},
		showsHex, hexDecoded},
	{Problem{ID: "byte-numbers", Title: "This is a list of byte values", Expected: "PEM, or the bytes themselves (DER)", Got: "numbers",
		Why: "A program printed an array of bytes. authdoctor joined them; other programs do not.", Fix: "Let the program write the bytes to a file."},
		func(s string) bool { return numberMarks().MatchString(s) }, numbersDecoded},
}

// unwrap reads a text without each wrapping of which it shows the marks; nil if none of
// them leads to a key.
func (r *reader) unwrap(s string) *reader {
	for _, w := range wrappings {
		if r.layers >= maxLayers || !w.marks(s) {
			continue
		}
		undone, step := w.undo(s)
		if undone == s || undone == "" || !r.affords(len(undone)) {
			continue
		}
		sub := r.attempt(func(r *reader) {
			r.layers++
			r.repaired(w.problem, step, rough)
			r.readAny([]byte(undone))
		})
		if sub.good() {
			return sub
		}
	}
	return nil
}

func boundaryPlusIn(s string) bool { return strings.Contains(s, "+") && boundaryPlus().MatchString(s) }

var (
	printableMark = pattern.Lazy(`=(?:20|0A|0D|3D|2[BD])`)
	printableByte = pattern.Lazy(`=(?:[0-9A-F]{2}|\r?\n)`)
	boundaryPlus  = pattern.Lazy(`-(?:BEGIN|END)\+[A-Z0-9+]+-`)
	percentByte   = pattern.Lazy(`%[0-9A-Fa-f]{2}`)
	anyEntity     = pattern.Lazy(`&[#A-Za-z0-9]{1,10};`)
	lineEntity    = pattern.Lazy(`&#(?:10|13|[xX]0*[aAdD]);`)
)

// percentDecoded decodes percent encoding. A plus sign is a space in the boundaries; in
// the base64 it is a space only if plus signs are encoded themselves.
func percentDecoded(s string) (string, string) {
	if strings.Contains(s, "%2B") || strings.Contains(s, "%2b") {
		s = strings.ReplaceAll(s, "+", " ")
	} else {
		s = boundaryPlus().ReplaceAllStringFunc(s, func(label string) string { return strings.ReplaceAll(label, "+", " ") })
	}
	return percentByte().ReplaceAllStringFunc(s, func(code string) string {
		value, _ := hex.DecodeString(code[1:])
		return string(value)
	}), noStep
}

// printableDecoded decodes quoted-printable (RFC 2045 section 6.7).
func printableDecoded(s string) (string, string) {
	return printableByte().ReplaceAllStringFunc(s, func(code string) string {
		value, _ := hex.DecodeString(strings.TrimSpace(code[1:]))
		return string(value)
	}), noStep
}

// entitiesDecoded decodes character references. No-break spaces become spaces.
func entitiesDecoded(s string) (string, string) {
	step := `awk '{gsub(/(&#(10|13|[xX]0*[aAdD]);)+/, "\n"); print}' IN > OUT`
	if len(anyEntity().FindAllString(s, -1)) != len(lineEntity().FindAllString(s, -1)) {
		step = noStep
	}
	return strings.ReplaceAll(html.UnescapeString(s), "\u00a0", " "), step
}

// inlineTags are the elements that do not begin a line.
var inlineTags = map[string]bool{"span": true, "b": true, "i": true, "em": true, "strong": true, "code": true, "font": true, "a": true, "u": true, "mark": true, "wbr": true, "tt": true, "s": true, "small": true, "o:p": true}

// withoutTags takes tags out. Most of them become line breaks. A tag that is long, or has a
// BEGIN line in an attribute, is left.
func withoutTags(s string) (string, string) {
	const far = 400
	var out strings.Builder
	out.Grow(len(s))
	step := `awk '{gsub(/<[bB][rR] *\/?>/, "\n"); print}' IN > OUT`
	s = strings.NewReplacer("<![CDATA[", "\n", "]]>", "\n").Replace(s)
	for {
		start := strings.IndexByte(s, '<')
		if start < 0 {
			break
		}
		out.WriteString(s[:start])
		s = s[start:]
		end := strings.IndexByte(s[:min(len(s), far)], '>')
		name := strings.ToLower(strings.TrimLeft(s[1:max(end, 1)], "/"))
		if i := strings.IndexAny(name, " \t\n/"); i >= 0 {
			name = name[:i]
		}
		if end < 0 || name == "" || name[0] != '!' && name[0] != '?' && !isWord(name[0]) || strings.Contains(s[:end], "-BEGIN") {
			out.WriteByte('<')
			s = s[1:]
			continue
		}
		if name != "br" {
			step = noStep
		}
		if !inlineTags[name] {
			out.WriteByte('\n')
		}
		s = s[end+1:]
	}
	return out.String() + s, step
}
