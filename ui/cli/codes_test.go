package cli

import (
	"slices"
	"strings"
	"testing"

	"authdoctor/content"
	"authdoctor/diagnosis/detail"
)

// TestCodes catches a code that is missing from the list, and one listed without
// its problem.
func TestCodes(t *testing.T) {
	got := play(nil, "", "codes")
	printable(t, got.out)
	words := strings.Join(strings.Fields(got.out), " ")
	library, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range library.Codes() {
		if !strings.Contains(got.out, "\n"+string(page.Code)+" ") && !strings.HasPrefix(got.out, string(page.Code)+" ") {
			t.Errorf("%s is not in the list", page.Code)
		}
		for _, problem := range page.Problems {
			if !strings.Contains(words, problem) {
				t.Errorf("%s is listed without %q", page.Code, problem)
			}
		}
	}
	for _, line := range strings.Split(got.out, "\n") {
		if len([]rune(line)) > usual || strings.TrimRight(line, " ") != line {
			t.Errorf("the line %q is too long or ends in spaces", line)
		}
	}
}

// TestCodesAsJSON catches a missing field that programs rely on.
func TestCodesAsJSON(t *testing.T) {
	got := play(nil, "", "codes", "--format", "json")
	answer := document(t, got.out)
	if strings.Contains(got.out, "null") || answer["schema"] != 1.0 || got.err != "" {
		t.Errorf("schema %v, standard error %q, null %v", answer["schema"], got.err, strings.Contains(got.out, "null"))
	}
	entry := contract{
		"code": some, "problems": listOf(some), "occurs": listOf(oneOf("authorize", "token", "refresh", "client-credentials", "call")),
		"acts": listOf(oneOf("administrator", "integrator")), "checks": listOf(some), "page": some,
		"sources": listOf(contract{"title": some, "url": text}.check),
	}
	if err := listOf(entry.check)(answer["codes"]); err != nil {
		t.Errorf("codes%v", err)
	}
	var names []string
	for _, item := range answer["codes"].([]any) {
		names = append(names, item.(map[string]any)["code"].(string))
	}
	for _, kind := range detail.Kinds() {
		if !slices.Contains(names, string(kind.Code)) {
			t.Errorf("%s is missing", kind.Code)
		}
	}
	if len(names) != len(detail.Kinds()) {
		t.Errorf("%d codes, want %d", len(names), len(detail.Kinds()))
	}
}
