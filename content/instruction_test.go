package content_test

import (
	"strings"
	"testing"

	"authdoctor/content"
	"authdoctor/diagnosis/detail"
)

// TestInstructions catches a code whose page has no first step to show beside it, and a
// step that is shown with its Markdown.
func TestInstructions(t *testing.T) {
	library, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range detail.Kinds() {
		page, ok := library.Page(kind.Code.Path())
		if !ok {
			t.Fatalf("no page of %s", kind.Code)
		}
		steps := page.Instructions()
		if len(steps) == 0 {
			t.Errorf("%s has no steps", kind.Code)
		}
		for _, step := range steps {
			if strings.Contains(step.Text, "](") || strings.Contains(step.Text, "**") || step.Text == "" {
				t.Errorf("%s: a step is %q", kind.Code, step.Text)
			}
			if step.Actor != "Administrator" && step.Actor != "Integrator" {
				t.Errorf("%s: %q is for %q", kind.Code, step.Text, step.Actor)
			}
		}
	}
	page, _ := library.Page("symptoms/find-the-detail-code.md")
	if steps := page.Instructions(); len(steps) < 4 || !strings.Contains(steps[1].Text, "Use Advanced Search") {
		t.Errorf("the steps that add the column Detail are %v", steps)
	}
}
