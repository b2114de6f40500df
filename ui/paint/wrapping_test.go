package paint

import (
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"authdoctor/content"
	"authdoctor/diagnosis/worktest"
)

// proseEnd is the end of a line of the source after which the paragraph goes on.
var proseEnd = regexp.MustCompile(`([^\n|]*[^\n| ])\n([A-Za-z*\[“"(\x60][^\n|]*)`)

// TestPagesAreWrappedOnce catches text that is broken at the line ends of its source
// and again at the width: lines of one word come out. What a page looks like must not
// hang on where its source is broken, and no line may be longer than the width: the
// next one that wraps it would break it there.
func TestPagesAreWrappedOnce(t *testing.T) {
	library, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	styles := NewStyles(lipgloss.NewRenderer(io.Discard), DarkGround, false)
	for n, page := range library.Pages() {
		var joined []string
		for _, block := range strings.Split(page.Body, "\n\n") {
			first, _, _ := strings.Cut(strings.TrimSpace(block), "\n")
			if !strings.HasPrefix(first, "#") && !strings.HasPrefix(first, "|") && !strings.Contains(block, "```") && !strings.HasPrefix(first, "    ") {
				for last := ""; last != block; {
					last, block = block, proseEnd.ReplaceAllString(block, "$1 $2")
				}
			}
			joined = append(joined, block)
		}
		other := page
		other.Body = strings.Join(joined, "\n\n")
		for i, width := range []int{58, 71, Measure} {
			if !worktest.Long && (n+i)%3 != 0 { // each page at one of the widths
				continue
			}
			m := NewMarkdown(styles)
			got, want := m.Text(page.Path, page.Body, width), NewMarkdown(styles).Text(page.Path, other.Body, width)
			if a, b := ansi.Strip(strings.Join(got, "\n")), ansi.Strip(strings.Join(want, "\n")); a != b {
				t.Errorf("%s at %d:\n%s", page.Path, width, firstDifference(a, b))
				break
			}
			for _, line := range got {
				// A word may be that is longer than the line, a table, and code, which is
				// indented by two.
				plain := ansi.Strip(line)
				code := strings.HasPrefix(plain, "  ") && !strings.HasPrefix(plain, "   ")
				if Cells(line) > width && !strings.Contains(line, "│") && !code && strings.Contains(strings.TrimSpace(plain), " ") {
					t.Errorf("%s at %d: a line of %d cells: %s", page.Path, width, Cells(line), line)
					break
				}
			}
		}
	}
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range x {
		if i >= len(y) || x[i] != y[i] {
			return strings.Join(x[i:min(i+4, len(x))], "\n") + "\n-- want\n" + strings.Join(y[min(i, len(y)):min(i+4, len(y))], "\n")
		}
	}
	return ""
}

// TestWordsStayWhole catches a word that is broken at a point or a comma inside it, at any
// width, and a link whose brackets are inside the backticks of its code.
func TestWordsStayWhole(t *testing.T) {
	styles := NewStyles(lipgloss.NewRenderer(io.Discard), DarkGround, false)
	for width := 30; width < 90; width++ {
		lines := NewMarkdown(styles).Text("x.md", "- One, two; and OAuth 2.0 with 1,000 rows, a+b and public.pem; so see [401 `INVALID_LOGIN`](codes/MissingKey.md) for OAuth 2.0.\n", width)
		text := ansi.Strip(strings.Join(lines, "\n"))
		for _, whole := range []string{"2.0", "1,000", "a+b", "public.pem"} {
			if !strings.Contains(text, whole) {
				t.Errorf("%q is broken at width %d:\n%s", whole, width, text)
			}
		}
		if plain := strings.Join(strings.Fields(text), " "); !strings.Contains(plain, "[401 `INVALID_LOGIN`]") {
			t.Errorf("the link is torn at width %d:\n%s", width, text)
		}
	}
}
