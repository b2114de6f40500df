package intake

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestWords catches words that are cut another way than their form says.
func TestWords(t *testing.T) {
	form := regexp.MustCompile(`[A-Za-z][A-Za-z_]{2,60}`)
	random := rand.New(rand.NewPCG(1, 2))
	texts := []string{"", "a", "ab", "abc", "_abc", "ab_", "a__", "__a", strings.Repeat("a", 61), strings.Repeat("a", 62), strings.Repeat("a_", 100), "ScopeMismatched,b;cde\u00e4fgh"}
	for range 2000 {
		text := make([]byte, random.IntN(200))
		for i := range text {
			text[i] = "aB__ 1,\xc3"[random.IntN(8)]
			if random.IntN(20) > 0 && i > 0 { // runs longer than any word
				text[i] = text[i-1]
			}
		}
		texts = append(texts, string(text))
	}
	for _, text := range texts {
		if got, want := slices.Collect(words(text)), form.FindAllString(text, -1); !slices.Equal(got, want) {
			t.Fatalf("%q gives %q, not %q", text, got, want)
		}
	}
}
