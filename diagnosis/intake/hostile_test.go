package intake_test

import (
	"strings"
	"testing"

	"authdoctor/diagnosis/intake"
)

// BenchmarkHostile measures texts made to be slow: a paste must not freeze the
// screen.
func BenchmarkHostile(b *testing.B) {
	for name, text := range map[string]string{
		"a character a line": strings.Repeat("eyJhbGciOiJ9.\n"+strings.Repeat("A\n", 60000), 8),
		"almost JSON":        `{"payload":` + strings.Repeat(`"protected"`, 90000),
		"words":              strings.Repeat("Scope Mismatched token ", 45000),
	} {
		text = text[:min(len(text), intake.MaxText)]
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				intake.Recognise(text)
			}
		})
	}
}

// TestHostileLines catches a token of more lines than any, which is read whole
// though nobody breaks one so.
func TestHostileLines(t *testing.T) {
	got := intake.Recognise("see\n" + strings.SplitAfter(access, ".")[0] + "\n" + strings.Repeat("A\n", 5000) + "end of it all")
	if got.Kind != intake.KindToken || len(got.Tokens) != 1 || got.Tokens[0].Raw.Len() > 3000 {
		t.Errorf("%s, %d tokens, %d characters", got.Kind, len(got.Tokens), got.Tokens[0].Raw.Len())
	}
}
