package diagnosis_test

import (
	"encoding/json"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
)

// TestLastPassAdmitsDiagnoses catches a finding that no report could contain.
func TestLastPassAdmitsDiagnoses(t *testing.T) {
	for _, s := range scenarios() {
		c := s.given(t)
		d := diagnosis.Diagnose(c)
		data, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		known := c.PublicIDs()
		text := string(data)
		for _, f := range d.Findings {
			text += "\n" + f.Title + "\n" + f.Why + "\n" + f.Verify
			for _, e := range f.Evidence {
				text += "\n" + e.Where + ": " + e.Got + "\nexpected " + e.Expected
			}
			for _, step := range f.Fix {
				text += "\n" + step.Step + "\n" + step.Command
			}
		}
		for _, one := range c.Tokens {
			for _, line := range one.Lines() {
				text += "\n" + line.Name + ": " + line.Shown
			}
		}
		if err := border.LastPass(text, known...); err != nil {
			t.Errorf("%s: %v", s.name, err)
		}
	}
}
