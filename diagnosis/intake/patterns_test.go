package intake_test

import (
	"testing"

	_ "authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/pattern"
)

// TestPatterns catches an expression that does not compile, which would show at its
// first use only.
func TestPatterns(t *testing.T) {
	if n := pattern.CompileAll(); n < 30 {
		t.Errorf("%d expressions; there were more", n)
	}
}
