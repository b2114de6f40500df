package diagnosis_test

import (
	"strings"
	"testing"

	"authdoctor/diagnosis"
)

// TestClaimForms catches a claim of another form whose finding does not say what is there.
func TestClaimForms(t *testing.T) {
	const id = "9f2c4e6a8b0d1f3a5c7e9b1d3f5a7c9e0b2d4f6a8c0e1d3b5f7a9c1e3d5b7f90"
	for _, c := range []struct {
		name, value, says string
	}{
		{"iss", `" ` + id + `"`, "white space"},
		{"iss", `"` + id + `\n"`, "white space"},
		{"iss", `["` + id + `"]`, "is an array, not a text"},
		{"iss", `"` + id[:63] + `"`, "63 hexadecimal digits"},
		{"aud", `{"url":"x"}`, "is an object, not a text"},
		{"exp", `3600`, "a length of time"},
	} {
		d := diagnosis.Diagnose(caseOf(t, asProof, with(proofHeader, proofClaims, "claims", c.name, c.value)))
		var titles []string
		for _, f := range d.Findings {
			titles = append(titles, f.Title)
		}
		if !strings.Contains(strings.Join(titles, "\n"), c.says) {
			t.Errorf("%s %s: %q, without %q", c.name, c.value, titles, c.says)
		}
	}
}
