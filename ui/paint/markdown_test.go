package paint

import (
	"io"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"authdoctor/content"
)

// TestMarkdown catches a block that is lost, set in the wrong place, or broken elsewhere than
// at spaces.
func TestMarkdown(t *testing.T) {
	for source, want := range map[string][]string{
		"## A *title*\n\ntext":                                   {"A TITLE", "text"},
		"one\ntwo\n\nthree":                                      {"one two", "", "three"},
		"hard  \nbreak":                                          {"hard", "break"},
		"a well-known non-breaking word":                         {"a well-known", "non-breaking", "word"},
		"abcdefghijklmnopqrstuvwxyz a":                           {"abcdefghijklmnop", "qrstuvwxyz a"},
		"aaa **bold text** `code` &amp; \\*x\\*":                 {"aaa bold text", "`code` & *x*"},
		"日本語日本語日本語":                                              {"日本語日本語日本", "語"},
		"- one two three four\n- b\n  1. c\n  2. d":              {"·  one two three", "   four", "·  b", "   1  c", "   2  d"},
		"9. a\n10. b c d e f g h":                                {"9   a", "10  b c d e f g", "    h"},
		"1. do\n\n   ```\n   a  b c d e f g h i j\n   ```":       {"1  do", "     a  b c d e f g h i j"},
		"> quoted text is long":                                  {"│ quoted text is", "│ long"},
		"a\n\n---\n\nb":                                          {"a", "", "────────", "", "b"},
		"|a|b|\n|---|---|\n|one|`x`|\n|two|a long cell|":         {"a   │ b", "────────────────", "one │ `x`", "two │ a long", "    │ cell"},
		"see [the other page](b.md) or [RFC](https://r.example)": {"see [the other", "page] or RFC", "https://r.exampl", "e"},
		"": {},
	} {
		got := plainMarkdown().Text("symptoms/a.md", source, 16)
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%q is set as\n%s\nwant\n%s", source, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// TestNarrowMarkdown catches a width at which setting does not end, or loses a letter.
func TestNarrowMarkdown(t *testing.T) {
	const source = "# T\n\n- aé [link text](b.md)\n  - deep **bold**\n\n> quote\n\n|a|b|c|\n|---|---|---|\n|one|two|three|\n\n1. `code`"
	letters := func(text string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(" \n│─·", r) {
				return -1
			}
			return r
		}, text)
	}
	page := content.Page{Path: "symptoms/a.md", Body: source}
	want := letters(strings.Join(plainMarkdown().Text(page.Path, page.Body, 200), "\n"))
	for width := -1; width < 40; width++ {
		got := letters(strings.Join(plainMarkdown().Text(page.Path, page.Body, width), "\n"))
		if width >= 24 && got != want || len(got) != len(want) { // in columns, the words of a narrow table change places
			t.Errorf("at %d: %s\nwant %s", width, got, want)
		}
	}
}

func plainMarkdown() *Markdown {
	renderer := lipgloss.NewRenderer(io.Discard)
	renderer.SetColorProfile(termenv.Ascii)
	return NewMarkdown(NewStyles(renderer, DarkGround, false))
}

// TestLinks catches a link whose lines or path are wrong, and one that is not marked as the
// chosen one.
func TestLinks(t *testing.T) {
	renderer := lipgloss.NewRenderer(io.Discard)
	renderer.SetColorProfile(termenv.TrueColor)
	styles := NewStyles(renderer, DarkGround, false)
	page := content.Page{Path: "symptoms/a.md", Body: "## One\n\nfirst [a **long** link](b.md#c) and [two](../codes/d.md)\n\n## Two\n\nx"}
	prose := NewMarkdown(styles).Page(page, 12)
	if want := []proseLink{{"symptoms/b.md#c", 1, 2}, {"codes/d.md", 2, 2}}; len(prose.Links) != 2 || prose.Links[0] != want[0] || prose.Links[1] != want[1] {
		t.Errorf("links %+v, want %+v", prose.Links, want)
	}
	if prose.Anchors["one"] != 0 || prose.Anchors["two"] != 4 {
		t.Errorf("anchors %v", prose.Anchors)
	}
	for n, want := range map[int]string{
		1: "first " + styles.LinkHere.Paint("a long"),
		2: styles.LinkHere.Paint("link") + " and " + styles.Link.Paint("two"),
	} {
		if got := prose.Paint(n, 0, styles); got != want {
			t.Errorf("line %d is %q, want %q", n, got, want)
		}
	}
}
