package border_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
)

// hostile are texts that affect a terminal if they reach it unchanged.
var hostile = []string{
	"plain", "Müller, 株式会社, ✓ ─ ›", "\x1b[31mred", "\x1b]0;title\a", "\x1b]8;;http://evil.example\x1b\\link", "\x1bP+q\x1b\\", "\x1b[2J\x1b[H", "\x1bc", "\x1b",
	"\x1b[", "\x1b[1", "\x1b[00000000000000000001;31mred", "\u009b31m", "\u009d0;x\u009c", "\x9b31m", "a\rb", "a\bb", "a\x00b", "a\x7fb", "\t", "\v\f", "\u202eevil\u202c", "\u2066\u2069",
	"zero\u200bwidth\u200d\ufeff", "\U000e0041\U000e007f", "\u2028\u2029", "\ue000", "\xff\xfe", "\xe2\x82", "\xf0\x9f", "\xc0\xaf", "\xed\xa0\x80", "a\u0301\u0302\u0303\u0304\u0305", "line\nbreak",
}

// raw returns the rest of text from the first character that a terminal would act on or
// that is invisible, or "".
func raw(text string) string {
	if !utf8.ValidString(text) {
		return "bytes that are not UTF-8"
	}
	marks := 0
	for i, r := range text {
		if marks++; !unicode.Is(unicode.M, r) {
			marks = 0
		}
		if marks > 3 || r != '\n' && r != ' ' && (!unicode.IsGraphic(r) || unicode.In(r, unicode.Zs, unicode.Cf, unicode.Co, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)) {
			return text[i:]
		}
	}
	return ""
}

// written returns what a Writer makes of text that arrives in pieces of size bytes.
func written(t testing.TB, text string, terminal bool, size int) string {
	t.Helper()
	var out strings.Builder
	w := border.NewWriter(&out, terminal)
	for rest := text; rest != ""; {
		n := min(size, len(rest))
		if wrote, err := w.Write([]byte(rest[:n])); wrote != n || err != nil {
			t.Fatalf("Write of %d bytes = %d, %v", n, wrote, err)
		}
		rest = rest[n:]
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestWriter catches a harmful character that passes, and a harmless one that is replaced.
func TestWriter(t *testing.T) {
	for _, text := range hostile {
		for _, terminal := range []bool{true, false} {
			got := written(t, text, terminal, len(text))
			if left := raw(got); left != "" {
				t.Errorf("%+q leaves %+q raw", text, left)
			}
			var lines []string
			for _, line := range strings.Split(text, "\n") {
				shown, _ := border.Printable(line)
				lines = append(lines, shown)
			}
			if want := strings.Join(lines, "\n"); got != want {
				t.Errorf("%+q is written as %+q, want what Printable returns: %+q", text, got, want)
			}
		}
		if left := raw(strings.ReplaceAll(border.Line(text), "\n", "\r")); left != "" {
			t.Errorf("Line of %+q leaves %+q raw", text, left)
		}
		if got := border.Text(text); got != written(t, text, false, 1) {
			t.Errorf("Text of %+q is %+q", text, got)
		}
	}
}

// TestOwnStyles catches a style of ours that is lost on a terminal, reaches a file or shows
// its seal, and a style of outside text that passes next to ours.
func TestOwnStyles(t *testing.T) {
	const text = "\x1b[1;38;5;209mname\x1b[0m \x1b[mx\x1b[38:2::1:2:3my"
	own := border.Own(text)
	if own == text {
		t.Fatal("the styles are not sealed")
	}
	mixed := own + "\x1b[31m" + text + own[:9] + "1m"
	foreign := strings.ReplaceAll("\x1b[31m"+text, "\x1b", `\u{001B}`) + `\u{001B}` + own[1:9] + "1m"
	for size := 1; size <= len(mixed); size++ {
		if got := written(t, mixed, true, size); got != text+foreign {
			t.Fatalf("in pieces of %d, a terminal gets %q", size, got)
		}
		if got := written(t, mixed, false, size); got != "name xy"+foreign {
			t.Fatalf("in pieces of %d, a file gets %q", size, got)
		}
	}
	if got := border.Line(own + "\n"); got != text+`\u{000A}` {
		t.Errorf("a line is %q", got)
	}
	if got := border.Text(own); got != "name xy" {
		t.Errorf("a text is %q", got)
	}
	if got, n := border.Printable(own); n != strings.Count(text, "\x1b") || strings.Contains(got, "\x1b") {
		t.Errorf("Printable lets sealed text pass: %q", got)
	}
	// Only styles are sealed.
	for _, other := range []string{"\x1b[2J", "\x1b[?25l", "\x1b[1", "\x1b]0;x\a", "\x1b[" + strings.Repeat("1;", 100) + "1m"} {
		if got := written(t, border.Own(other), true, 7); strings.Contains(got, "\x1b") {
			t.Errorf("Own lets %q pass", other)
		}
	}
}

// TestRedraw catches a progress line that controls the terminal or reaches a file.
func TestRedraw(t *testing.T) {
	var out strings.Builder
	w := border.NewWriter(&out, true)
	_, _ = w.Redraw("50 %\x1b[2J\n"), w.Redraw("")
	if want := "\r50 %\\u{001B}[2J\\u{000A}\x1b[K\r\x1b[K"; out.String() != want {
		t.Errorf("the terminal gets %q, want %q", out.String(), want)
	}
	out.Reset()
	if err := border.NewWriter(&out, false).Redraw("50 %"); err != nil || out.Len() > 0 {
		t.Errorf("a file gets %q, %v", out.String(), err)
	}
}

// TestJSONWriter catches a document that a terminal acts on, or that a program decodes to
// something other than the original.
func TestJSONWriter(t *testing.T) {
	for _, text := range hostile {
		document, err := json.MarshalIndent(map[string]any{text: []string{text, "beside"}}, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		for size := 1; size <= len(document); size++ {
			var out bytes.Buffer
			w := border.NewJSONWriter(&out)
			for rest := document; len(rest) > 0; rest = rest[min(size, len(rest)):] {
				_, _ = w.Write(rest[:min(size, len(rest))])
			}
			_ = w.Flush()
			if left := raw(out.String()); left != "" {
				t.Fatalf("%+q leaves %+q raw", document, left)
			}
			var back, want map[string][]string
			if err := json.Unmarshal(out.Bytes(), &back); err != nil {
				t.Fatalf("%+q is not JSON: %v", out.String(), err)
			}
			_ = json.Unmarshal(document, &want)
			for key, values := range want {
				if len(back) != 1 || len(back[key]) != 2 || back[key][0] != values[0] {
					t.Fatalf("%+q is read as %+q", document, back)
				}
			}
		}
	}
	// Characters that every encoder escapes must not break the document either.
	var out bytes.Buffer
	w := border.NewJSONWriter(&out)
	_, _ = io.WriteString(w, "\"\x1b\x01\x7f\u202e\U000e0041\xff\"")
	var back string
	if err := json.Unmarshal(out.Bytes(), &back); err != nil || back != "\x1b\x01\x7f\u202e\U000e0041\ufffd" {
		t.Errorf("%s is read as %+q: %v", out.Bytes(), back, err)
	}
}

// broken fails like a full disk.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("no space left") }

// TestWriterFails catches an error that is lost.
func TestWriterFails(t *testing.T) {
	w := border.NewWriter(broken{}, false)
	if n, err := w.Write([]byte("x")); n != 0 || err == nil {
		t.Errorf("Write = %d, %v", n, err)
	}
	if w.Unwrap() != (broken{}) {
		t.Error("Unwrap gives another writer")
	}
}

// counting counts the bytes written and the calls to Write.
type counting struct{ calls, bytes int }

func (c *counting) Write(p []byte) (int, error) {
	c.calls++
	c.bytes += len(p)
	return len(p), nil
}

// FuzzWriter catches a harmful character in the output, a result that depends on the size
// of the pieces, a second pass that changes the first, and text that is never written.
func FuzzWriter(f *testing.F) {
	own, link := border.Own("\x1b[1;31mx\x1b[0m"), border.Link(oracle, "y")
	for i, text := range append(hostile, own, own[:len(own)/2], own[:5], own+own, own[:25]+"é", "LINKED", "LINKED\x1b]8;;x\x1b\\") {
		f.Add([]byte(text), uint(i%9))
	}
	f.Fuzz(func(t *testing.T, text []byte, size uint) {
		// The seal differs from run to run, so the corpus has a mark in its place.
		whole := strings.NewReplacer("SEALED", own, "LINKED", link).Replace(string(text))
		pieces := int(size%64) + 1
		plain := written(t, whole, false, max(1, len(whole)))
		if left := raw(plain); left != "" {
			t.Fatalf("%+q leaves %+q raw", whole, left)
		}
		if got := written(t, whole, false, pieces); got != plain {
			t.Fatalf("%+q in pieces of %d becomes %+q, whole %+q", whole, pieces, got, plain)
		}
		if got := written(t, plain, false, pieces); got != plain {
			t.Fatalf("a second pass makes %+q of %+q", got, plain)
		}
		styled := written(t, whole, true, max(1, len(whole)))
		if got := written(t, whole, true, pieces); got != styled {
			t.Fatalf("%+q in pieces of %d becomes %+q on a terminal, whole %+q", whole, pieces, got, styled)
		}
		if left := raw(strings.NewReplacer("\x1b[1;31m", "", "\x1b[0m", "", border.Line(link), "").Replace(styled)); left != "" {
			t.Fatalf("%+q leaves %+q raw on a terminal", whole, left)
		}
		if !strings.Contains(whole, own[:20]) && !strings.Contains(whole, link[:25]) && strings.Contains(styled, "\x1b") {
			t.Fatalf("%+q passes a style: %+q", whole, styled)
		}
		document, err := json.Marshal(whole)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		_, _ = border.NewJSONWriter(&out).Write(document)
		var back, want string
		_ = json.Unmarshal(document, &want)
		if err := json.Unmarshal(out.Bytes(), &back); err != nil || back != want || raw(out.String()) != "" {
			t.Fatalf("%+q is written as %+q: %v", document, out.String(), err)
		}
		// No byte may become more than the longest escape, with one call a piece.
		var count counting
		w := border.NewWriter(&count, true)
		_, _ = io.WriteString(w, whole)
		_ = w.Flush()
		if longest := len(`\u{001B}`); count.bytes > longest*len(whole) || count.calls > 2 {
			t.Fatalf("%d bytes became %d in %d calls", len(whole), count.bytes, count.calls)
		}
	})
}

// TestWriterWork catches a Writer whose cost for a byte grows with what was written before.
// It counts the allocations for a text that arrives byte by byte.
func TestWriterWork(t *testing.T) {
	for name, piece := range map[string]string{"plain": "a", "escape": "\x1b", "half a character": "\xe2", "marks": "\u0301", "half a seal": border.Own("\x1b[1m")[:12], "half a link": border.Link(oracle, "x")[:90]} {
		cost := func(n int) float64 {
			text := []byte(strings.Repeat(piece, n/len(piece)+1))
			return testing.AllocsPerRun(3, func() {
				w := border.NewWriter(io.Discard, true)
				for i := range text {
					_, _ = w.Write(text[i : i+1])
				}
			}) / float64(len(text))
		}
		if small, large := cost(1<<10), cost(1<<14); large > 2*small+1 {
			t.Errorf("%s: %.2f allocations a byte for 1 KiB, %.2f for 16 KiB", name, small, large)
		}
	}
}

func BenchmarkWriter(b *testing.B) {
	own := border.Own("\x1b[1;38;5;209mname\x1b[0m")
	for name, text := range map[string]string{
		"ascii": strings.Repeat("restlets,rest_webservices ", 400),
		"frame": strings.Repeat(strings.Repeat("─", 118)+"\n"+own+strings.Repeat(" ", 100)+"\n", 20),
		"odd":   strings.Repeat("Müller\u200b\x1b[m ", 800),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			w := border.NewWriter(io.Discard, true)
			for b.Loop() {
				_, _ = io.WriteString(w, text)
			}
		})
	}
}
