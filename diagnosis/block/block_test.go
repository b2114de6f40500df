package block_test

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"math/rand/v2"
	"mime/quotedprintable"
	"regexp"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis/block"
	"authdoctor/diagnosis/worktest"
)

// payload returns size bytes that do not compress, the same in every run.
func payload(size int) []byte {
	random := rand.New(rand.NewPCG(1, uint64(size)))
	out := make([]byte, size)
	for i := range out {
		out[i] = byte(random.Uint32())
	}
	return out
}

func report(block string) string {
	return "# The access token expired\n\n1. Request a new token: L123 of U456.\n\nThe case, for another authdoctor:\n\n```\n" + block + "```\n\nEnd of the report.\n"
}

// each replaces every line of text.
func each(text string, change func(line string) string) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, line := range lines {
		lines[i] = change(line)
	}
	return strings.Join(lines, "\n") + "\n"
}

// wrapped breaks every line at width, as a mail program does: at the last space that fits,
// or within a word.
func wrapped(text string, width int) string {
	return each(text, func(line string) string {
		var out []string
		for len(line) > width {
			at := strings.LastIndexByte(line[:width], ' ')
			if at <= 0 {
				at = width
			}
			out, line = append(out, line[:at]), strings.TrimPrefix(line[at:], " ")
		}
		return strings.Join(append(out, line), "\n")
	})
}

func quoted(text string, deep int) string {
	return each(text, func(line string) string { return strings.Repeat("> ", deep) + line })
}

var (
	lineForm = regexp.MustCompile(`(?m)^[LU]\d{3} .*$`)
	theLine  = func(name string) *regexp.Regexp { return regexp.MustCompile(`(?m)^` + name + ` .*\n`) }
)

// wrong changes one letter of a line.
func wrong(text, name string) string {
	return theLine(name).ReplaceAllStringFunc(text, func(line string) string {
		c := "A"
		if line[20] == 'A' {
			c = "B"
		}
		return line[:20] + c + line[21:]
	})
}

// changes are what mail, tickets and word processors do to a report.
var changes = []struct {
	name   string
	change func(text string) string
}{
	{"nothing", func(text string) string { return text }},
	{"CRLF", func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }},
	{"quoted 8 deep and wrapped at 76", func(text string) string {
		for range 8 {
			text = wrapped(quoted(text, 1), 76)
		}
		return text
	}},
	{"wrapped at 60", func(text string) string { return wrapped(text, 60) }},
	{"wrapped at 40", func(text string) string { return wrapped(text, 40) }},
	{"wrapped at 40 and quoted", func(text string) string { return quoted(wrapped(text, 40), 2) }},
	{"quoted with bars and names", func(text string) string { return each(text, func(line string) string { return "| jo> " + line }) }},
	{"quoted-printable", func(text string) string {
		var out bytes.Buffer
		w := quotedprintable.NewWriter(&out)
		_, _ = w.Write([]byte(strings.ReplaceAll(text, " ", "\u00a0")))
		_ = w.Close()
		return out.String()
	}},
	{"format=flowed", func(text string) string {
		return each(wrapped(text, 50), func(line string) string { return line + " " })
	}},
	{"HTML", func(text string) string { return "<pre>" + html.EscapeString(text) + "</pre>" }},
	{"escaped twice", func(text string) string {
		return html.EscapeString("<p>" + strings.ReplaceAll(html.EscapeString(text), "\n", "<br/>\n") + "</p>")
	}},
	{"spans", func(text string) string {
		return regexp.MustCompile(`\w{5}`).ReplaceAllString(text, `<span style="color: #1A1A1A; font-family: 'L123'">$0</span>`)
	}},
	{"spaces that do not break", func(text string) string { return strings.ReplaceAll(text, " ", "\u00a0") }},
	{"&nbsp;", func(text string) string { return strings.ReplaceAll(text, " ", "&nbsp;") }},
	{"zero-width spaces", func(text string) string { return regexp.MustCompile(`\w{10}`).ReplaceAllString(text, "$0\u200b\u00ad") }},
	{"joined lines", func(text string) string { return strings.ReplaceAll(text, "\n", " ") }},
	{"joined without spaces", func(text string) string { return strings.NewReplacer("\n", "", " ", "").Replace(text) }},
	{"a string of JSON", func(text string) string { return fmt.Sprintf("{\"body\":%q}", text) }},
	{"a string of JSON in JSON", func(text string) string { return fmt.Sprintf("%q", fmt.Sprintf("{\"body\":%q}", wrapped(text, 30))) }},
	{"lost fence", func(text string) string { return strings.ReplaceAll(text, "```", "") }},
	{"Jira", func(text string) string {
		return strings.Replace(strings.Replace(text, "```", "{noformat}", 1), "```", "{noformat}", 1) + "\\\\"
	}},
	{"capitals at the beginning of words", func(text string) string {
		return regexp.MustCompile(`\b\w`).ReplaceAllStringFunc(strings.ToLower(text), strings.ToUpper)
	}},
	{"lower case", strings.ToLower},
	{"upper case", strings.ToUpper},
	{"footers of a PDF", func(text string) string {
		n := 0
		return each(text, func(line string) string {
			if n++; n%20 == 0 {
				return line + "\n\n\f2026-11-23 · Report 4711 · Page 2 of 7 · L001\n"
			}
			return line
		})
	}},
	{"a footer within a line", func(text string) string {
		return lineForm.ReplaceAllStringFunc(text, func(line string) string {
			if strings.HasPrefix(line, "L005") {
				return line[:30] + "\nPage 1 of 2\n" + line[30:]
			}
			return line
		})
	}},
	{"prose between", func(text string) string {
		n := 0
		return each(text, func(line string) string {
			if n++; n%7 == 0 {
				return line + "\n\nHello all, please look: it fails since L22 was changed, US 100 % of calls.\n"
			}
			return line
		})
	}},
	{"no marks", func(text string) string { return strings.Join(lineForm.FindAllString(text, -1), "\n") }},
	{"the beginning lost", func(text string) string { return theLine("AUTHDOCTOR CASE 1").ReplaceAllString(text, "") }},
	{"a line lost", func(text string) string { return theLine("L007").ReplaceAllString(text, "") }},
	{"the first line lost", func(text string) string { return theLine("L001").ReplaceAllString(text, "") }},
	{"two neighbours lost", func(text string) string { return theLine("L01[01]").ReplaceAllString(text, "") }},
	{"a parity line lost", func(text string) string { return theLine("U002").ReplaceAllString(text, "") }},
	{"a letter wrong", func(text string) string { return wrong(text, "L012") }},
	{"a number wrong", func(text string) string { return strings.Replace(text, "L013", "L913", 1) }},
	{"a letter lost", func(text string) string {
		return theLine("L002").ReplaceAllStringFunc(text, func(line string) string { return line[:25] + line[26:] })
	}},
	{"numbered lines", func(text string) string {
		n := 0
		return each(text, func(line string) string { n++; return fmt.Sprintf("%4d: %s", n, line) })
	}},
	{"bullets", func(text string) string { return each(text, func(line string) string { return "  * " + line }) }},
	{"a table", func(text string) string {
		return each(text, func(line string) string {
			return "<tr><td class=L001>" + strings.ReplaceAll(line, " ", "</td><td>") + "</td></tr>"
		})
	}},
	{"twice, as text and HTML", func(text string) string { return text + "\n--boundary\n" + "<pre>" + text + "</pre>" }},
}

// TestFindSurvives catches a change on the way after which a block does not open whole.
func TestFindSurvives(t *testing.T) {
	want := payload(900)
	text := report(block.Encode(want))
	for _, c := range changes {
		got, err := block.Find(c.change(text))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %v in\n%.700s", c.name, err, c.change(text))
		}
	}
}

// TestEncode catches a block of another form than other programs and versions expect, and
// one that contains what a scanner takes for a secret.
func TestEncode(t *testing.T) {
	for _, size := range []int{0, 1, 17, 18, 19, 29, 30, 31, 480, 500, 4000, 29900} {
		want := payload(size)
		text := block.Encode(want)
		lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		data := 0
		for i, line := range lines[1 : len(lines)-1] {
			kind, number := "L", i+1
			if strings.HasPrefix(line, "U") {
				kind, number = "U", i+1-data
			} else {
				data++
			}
			if !regexp.MustCompile(fmt.Sprintf(`^%s%03d [0-9A-HJKMNP-TV-Z]{48} [0-9A-HJKMNP-TV-Z]{4}$`, kind, number)).MatchString(line) {
				t.Fatalf("%d bytes: the line %d is %q", size, i+1, line)
			}
		}
		if parity := len(lines) - 2 - data; parity != (data+15)/16 {
			t.Errorf("%d bytes: %d lines, %d of parity", size, data, parity)
		}
		if first, last := fmt.Sprintf("AUTHDOCTOR CASE 1 BEGINS, %d LINES", data), lines[len(lines)-1]; lines[0] != first || last != "AUTHDOCTOR CASE ENDS" {
			t.Errorf("%d bytes: between %q and %q", size, lines[0], last)
		}
		if got, err := block.Find(text); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
	const written = "AUTHDOCTOR CASE 1 BEGINS, 2 LINES\n" + // which later versions must read
		"L001 040007QAZHZTFAT1Y1AMMN1892PCSJAF9H8WGKTK91A4GJSD XJ90\nL002 AX4AMB295M308000ZZZG0000000000000000000000000000 VSB0\n" +
		"U001 AS4AMCN3T5WT7AT11YN4MN1892PCSJAF9H8WGKTK91A4GJSD M0PJ\nAUTHDOCTOR CASE ENDS\n"
	if got, err := block.Find(written); err != nil || string(got) != "a payload of a few bytes" {
		t.Errorf("a block of version 1: %q, %v", got, err)
	}
	if text := block.Encode(payload(40000)); text != "" {
		t.Errorf("40 000 bytes are %d bytes of lines; want none", len(text))
	}
	large := bytes.Repeat([]byte("a"), block.MaxPayload)
	if got, err := block.Find(block.Encode(large)); err != nil || len(got) != len(large) {
		t.Errorf("the largest payload: %d bytes, %v", len(got), err)
	}
	if text := block.Encode(append(large, 'a')); text != "" {
		t.Error("a payload is written that is too large to be read")
	}
}

// TestFindNamesLines catches damage that is not found, and an error that does not help to
// find it.
func TestFindNamesLines(t *testing.T) {
	text := report(block.Encode(payload(900)))
	for _, c := range []struct{ name, text, says string }{
		{"two of one group", wrong(wrong(text, "L005"), "L007"), "the lines L005 and L007 cannot be read"},
		{"a line and its parity", wrong(theLine("U001").ReplaceAllString(text, ""), "L003"), "the line L003 cannot be read"},
		{"all but one", theLine("L(0[1-9]|00[2-9]|[1-9])\\d*").ReplaceAllString(text, ""), "and "},
		{"nothing but the beginning", text[:strings.Index(text, "L001")], "no readable line"},
		{"a newer version", strings.Replace(text, "CASE 1 BEGINS", "CASE 2 BEGINS", 1), "newer authdoctor (version 2)"},
	} {
		if got, err := block.Find(c.text); err == nil || got != nil || errors.Is(err, block.ErrNone) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %q, %v; want an error with %q", c.name, got, err, c.says)
		}
	}
	for _, text := range []string{"", "L001", "AUTHDOCTOR CASE", "the authdoctor case L123 is open", strings.Repeat("L123", 40)} {
		if got, err := block.Find(text); !errors.Is(err, block.ErrNone) {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}

// TestFindNeverMixes catches a payload made of lines of two blocks.
func TestFindNeverMixes(t *testing.T) {
	older, newer := payload(901), payload(902)
	first, second := block.Encode(older), block.Encode(newer)
	for _, c := range []struct {
		name string
		text string
		want []byte
	}{
		{"older before newer", quoted(first, 1) + "\n" + second, older},
		{"damaged before whole", wrong(wrong(first, "L005"), "L007") + second, newer},
		{"no marks", strings.Join(lineForm.FindAllString(first+second, -1), " "), older},
		{"the first has lost its end", first[:len(first)/2] + "\n" + second, newer},
		{"one line of the other", theLine("L003").ReplaceAllString(first, theLine("L003").FindString(second)), nil},
		{"halves", first[:len(first)/2] + second[len(second)/2:], nil},
	} {
		got, err := block.Find(c.text)
		if !bytes.Equal(got, c.want) || (err == nil) != (c.want != nil) {
			t.Errorf("%s: %d bytes, %v; want %d", c.name, len(got), err, len(c.want))
		}
	}
	if all := block.All(first + second + wrong(wrong(first, "L005"), "L007")); len(all) != 3 || all[0].Err != nil || all[1].Err != nil || all[2].Err == nil {
		t.Errorf("three blocks: %d", len(all))
	}
}

// hostile are texts that cost a reader much where they are repeated.
var hostile = []string{
	"L001", "L", "L0", "L00", "AUTHDOCTOR CASE 1 BEGINS, 999 LINES\n", "AUTHDOCTORCASE", "AUTHDOCTOR CASE 1 BEGINS\nL001 ", "<a", "<", "&", "&amp;", "&lt;a&gt;", "=3D", "\\", "%4C", "<a>", "\\u003c",
	block.Encode(nil), block.Encode(bytes.Repeat([]byte("a"), block.MaxPayload)), lineForm.FindString(block.Encode(payload(20000))),
}

// TestFindIsLinear catches a reader that searches the rest of the text at every letter.
func TestFindIsLinear(t *testing.T) {
	for _, unit := range hostile {
		text := strings.Repeat(unit, 1+(256<<10)/len(unit))
		worktest.Bound(t, len(text), func() { block.All(text) })
	}
}

// FuzzFind catches a block that is lost between two texts of prose, a panic, and too much work.
func FuzzFind(f *testing.F) {
	const want = `{"schema":1}`
	small := block.Encode([]byte(want))
	for _, seed := range append(slices.Clone(hostile[:17]), small, quoted(small, 3), wrapped(small, 40)) {
		f.Add(seed, "")
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, before, behind string) {
		text := before + "\n" + small + "\n" + behind
		worktest.Bound(t, len(text), func() {
			found := block.All(text)
			if prose := !strings.ContainsAny(before+behind, "<&=%\\0123456789"); prose && (len(found) == 0 || string(found[0].Payload) != want) {
				t.Fatalf("%q: %v", text, found)
			}
		})
	})
}
