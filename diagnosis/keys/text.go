package keys

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"authdoctor/diagnosis/token"
)

// mark records a character of the paste that was replaced or removed.
type mark struct {
	at   int    // offset in the repaired text
	what string // a Problem ID
	name string // of an escape sequence
	r    rune
	line int
}

// text is a paste after its characters were repaired: lines end in \n, other spaces are
// spaces, other dashes are hyphens, and invisible characters are removed. The marks record
// where, because only the repairs inside a key are reported.
type text struct {
	s     string
	marks []mark
}

// decodeText decodes data to UTF-8. The Problem describes another encoding or a byte order
// mark; nil for neither.
func decodeText(data []byte) (s string, p *Problem) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return string(data[3:]), &Problem{ID: "bom", Level: Warning, Title: "A byte order mark comes before the first line", Where: "line 1", Expected: "no byte order mark", Got: "EF BB BF",
			Why: "Editors on Windows write it. Many programs then do not recognize the first line; Oracle does not document whether NetSuite does.",
			Fix: "Save the file as UTF-8 without BOM."}
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decodeUTF16(data[2:], data[0] == 0xfe)
	case len(data) >= 4 && data[0] != 0 && data[1] == 0 && data[2] != 0 && data[3] == 0:
		return decodeUTF16(data, false)
	case len(data) >= 4 && data[0] == 0 && data[1] != 0 && data[2] == 0 && data[3] != 0:
		return decodeUTF16(data, true)
	}
	return string(data), nil
}

func decodeUTF16(data []byte, bigEndian bool) (string, *Problem) {
	order := "little"
	if bigEndian {
		order = "big"
	}
	return token.DecodeUTF16(string(data), bigEndian), &Problem{ID: "utf-16", Level: Warning, Title: "The text is UTF-16, two bytes for each character", Expected: "ASCII or UTF-8", Got: "UTF-16, " + order + "-endian",
		Why: "Windows PowerShell writes UTF-16 with '>'. Many programs cannot read such a file; Oracle does not document whether NetSuite can.",
		Fix: "Save the file as UTF-8, or write it with Out-File -Encoding ascii."}
}

// dashes are the characters that editors substitute for a hyphen.
const dashes = "─━‐‑‒–—―−﹘﹣－⁃"

// escape decodes the escape sequence at the start of s, as programs, JSON and shells write
// line breaks and other characters: after a backslash, or more of them, the grave accent of
// PowerShell, or the caret of the Windows command prompt. It returns the meaning, 0 for any other sequence, the length, and how the
// sequence is named.
func escape(s string) (meant byte, length int, name string) {
	for length < len(s) && (s[length] == '\\' || length == 0) {
		length++
	}
	rest := s[length:]
	slashes := s[:min(length, 2)]
	switch {
	case rest == "":
	case rest[0] == '\n':
		return '\n', length + 1, "continued"
	case strings.HasPrefix(rest, "\r\n"):
		return '\n', length + 2, "continued"
	case s[0] == '^':
	case rest[0] == 'n':
		return '\n', length + 1, slashes + "n"
	case rest[0] == 'r':
		second := rest[1:min(len(rest), 20)]
		if feed := strings.TrimLeft(second, "\\`"); feed != second && strings.HasPrefix(feed, "n") {
			return '\n', length + 1 + len(second) - len(feed) + 1, slashes + "r" + slashes + "n"
		}
		return '\n', length + 1, slashes + "r"
	case s[0] == '`':
	case strings.IndexByte("/+-=", rest[0]) >= 0:
		return rest[0], length + 1, slashes + rest[:1]
	case rest[0] == 't':
		return ' ', length + 1, slashes + "t"
	default:
		digits, base := 0, 16
		switch {
		case strings.HasPrefix(rest, "u00"):
			digits = 5
		case rest[0] == 'x':
			digits = 3
		case rest[0] == '0' || rest[0] == '1':
			digits, base = 3, 8
		}
		if digits == 0 || digits > len(rest) {
			break
		}
		code, err := strconv.ParseUint(strings.TrimLeft(rest[:digits], "ux"), base, 8)
		if err != nil || code > '~' || code < ' ' && code != '\n' && code != '\r' && code != '\t' {
			break
		}
		if code == '\r' {
			code = '\n'
		}
		return byte(code), length + digits, slashes + rest[:digits]
	}
	return 0, length, ""
}

// maxMarks is the number of marks that are recorded.
const maxMarks = 1 << 16

// unpick repairs the characters of a paste.
func unpick(s string) text {
	var out strings.Builder
	out.Grow(len(s))
	t := text{}
	line := 1
	note := func(what string, r rune) {
		if len(t.marks) < maxMarks {
			t.marks = append(t.marks, mark{at: out.Len(), what: what, r: r, line: line})
		}
	}
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == '\n':
			line++
			out.WriteByte(c)
			i++
		case c == '\r':
			line++
			if i++; i < len(s) && s[i] == '\n' {
				i++
			} else {
				note("line-ends", '\r')
			}
			out.WriteByte('\n')
		case c == '\\' || c == '`' || c == '^':
			meant, length, name := escape(s[i:])
			if meant == 0 {
				out.WriteString(s[i : i+length])
			} else {
				what := "escaped-characters"
				if name == "continued" {
					what = name
				} else if meant == '\n' {
					what = "escaped-newlines"
				}
				if note(what, rune(c)); len(t.marks) < maxMarks {
					t.marks[len(t.marks)-1].name = name
				}
				out.WriteByte(meant)
			}
			if name == "continued" {
				line++
			}
			i += length
		case c < utf8.RuneSelf:
			out.WriteByte(c)
			i++
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			switch {
			case r == utf8.RuneError && size == 1:
				out.WriteString(s[i : i+1])
			case strings.ContainsRune(dashes, r):
				note("dashes", r)
				out.WriteByte('-')
			case unicode.IsSpace(r) || unicode.Is(unicode.Z, r):
				note("blanks", r)
				out.WriteByte(' ')
			case unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
				note("invisible", r)
			default:
				out.WriteRune(r)
			}
			i += size
		}
	}
	t.s = out.String()
	return t
}

// within returns the marks between two offsets.
func (t text) within(from, to int) []mark {
	first, _ := slices.BinarySearchFunc(t.marks, from, func(m mark, at int) int { return m.at - at })
	last := first
	for last < len(t.marks) && t.marks[last].at <= to {
		last++
	}
	return t.marks[first:last]
}

// characters names the usual characters that are replaced or removed.
var characters = map[rune]string{
	0x00a0: "no-break spaces", 0x202f: "narrow no-break spaces", 0x3000: "wide spaces of Chinese and Japanese", 0x2007: "figure spaces", 0x2028: "line separators", 0x2029: "paragraph separators",
	0x200b: "zero-width spaces", 0x200c: "zero-width characters", 0x200d: "zero-width characters", 0xfeff: "byte order marks", 0x00ad: "soft hyphens", 0x2060: "word joiners",
	0x2013: "en dashes", 0x2014: "em dashes", 0x2010: "typographic hyphens", 0x2011: "no-break hyphens", 0x2212: "minus signs",
}

// markProblems returns a Problem for each kind of mark between two offsets.
func (t text) markProblems(from, to int, where string) (problems []Problem) {
	marks := t.within(from, to)
	for len(marks) > 0 {
		first, count := marks[0], 0
		rest := marks[:0:0]
		for _, m := range marks {
			if m.what == first.what {
				count++
			} else {
				rest = append(rest, m)
			}
		}
		marks = rest
		p := markProblem(first, count)
		p.Command = pending
		p.Where = strings.TrimPrefix(fmt.Sprintf("%s, line %d", where, first.line), ", ")
		problems = append(problems, p)
	}
	return problems
}

func markProblem(m mark, count int) Problem {
	name := characters[m.r]
	p := Problem{ID: m.what, Level: Fault, Expected: "spaces and line breaks only", Got: fmt.Sprintf("%d of them, the first is %U", count, m.r),
		Why: "authdoctor fixed them; strict parsers reject them.", Fix: "Copy it again from the original file, not from an email, a document or a chat."}
	switch m.what {
	case "blanks":
		p.Title = "The text contains " + cmp.Or(name, "unusual spaces")
	case "invisible":
		p.Title, p.Expected = "The text contains "+cmp.Or(name, "invisible characters")+", which cannot be seen", "no invisible characters"
	case "dashes":
		p.Title, p.Expected = "The text contains "+cmp.Or(name, "other dashes")+" instead of hyphens", "five hyphens before and after the label"
	case "line-ends":
		p.Level, p.Title = Warning, "Lines end in only a carriage return"
		p.Expected, p.Got = "line breaks of Unix or Windows", "CR"
		p.Why, p.Fix = "Old Mac programs write such lines. Many programs then see one long line; Oracle does not document whether NetSuite does.", "Save the file with the line breaks of Unix or Windows."
	case "escaped-newlines":
		p.Level, p.Title = Warning, "The text contains the characters "+m.name+" instead of line breaks"
		p.Expected, p.Got = "line breaks", m.name
		p.Why, p.Fix = "Programs and JSON write text this way. PEM parsers do not decode it.", "Use a line break instead of each "+m.name+"."
	case "escaped-characters":
		p.Level, p.Title = Warning, "The text contains the characters "+m.name+" instead of a single character"
		p.Expected, p.Got = "the character itself", m.name
		p.Why, p.Fix = "Programs and JSON write text this way. PEM parsers do not decode it.", "Let the program that wrote the text print it, and save that."
	case "continued":
		p.Level, p.Title = Warning, "Lines end in the "+map[rune]string{'\\': "backslash", '`': "grave accent", '^': "caret"}[m.r]+" that continues a command"
		p.Expected, p.Got = "only line breaks", string(m.r)+" and a line break"
		p.Why, p.Fix = "A shell removes it; PEM parsers do not.", "Remove that character at the end of each line."
	}
	return p
}

// markSteps are the steps of the repairs of characters, by Problem ID.
var markSteps = map[string]string{
	"line-ends":        `tr '\r' '\n' < IN > OUT`,
	"escaped-newlines": `awk '{gsub(/(\\+(r\\+)?[rn])+/, "\n"); print}' IN > OUT`,
	"continued":        "sed 's/ *[\\\\^`]$//' IN > OUT",
}

// markStep returns the step of a repair of characters.
func markStep(p Problem) string {
	if p.ID == "escaped-newlines" && strings.Trim(p.Got, `\rn`) != "" {
		return noStep
	}
	return markSteps[p.ID]
}

// encodingStep returns the step of decodeText.
func encodingStep(p Problem) string {
	switch {
	case p.ID == "bom":
		return "tail -c +4 IN > OUT"
	case strings.Contains(p.Got, "little"):
		return "iconv -f UTF-16LE -t UTF-8 IN > OUT"
	}
	return "iconv -f UTF-16BE -t UTF-8 IN > OUT"
}
