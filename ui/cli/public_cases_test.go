package cli

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis"
)

// publicCase is a text as people paste it, and the expected answer.
type publicCase struct {
	ID, Input, Kind, Why, Answer string
	Facts, Codes                 []string
	NeverConfirm                 bool `json:"never_confirm"`
	Exit                         []int
}

// TestPublicCases catches a public case with a wrong exit code, without its code among the
// first three verdicts, or with a code that is confirmed without proof. With -v it prints
// the expected and the first answer of each case.
func TestPublicCases(t *testing.T) {
	for _, c := range sampleLines[publicCase](t, "public-cases.jsonl") {
		args := []string{"--format", "json"}
		for _, fact := range c.Facts {
			args = append(args, "--fact", fact)
		}
		p := check(c.Input, args...)
		var answer struct {
			Findings []struct {
				Status, Title, Why, Page string
				Fix                      []struct{ Step string }
			}
			Verdicts []struct {
				Code    string
				Verdict diagnosis.Certainty
			}
			Pages []string
			Error string
		}
		if err := json.Unmarshal([]byte(p.out), &answer); err != nil {
			t.Errorf("%s: %v", c.ID, err)
			continue
		}
		var wrong []string
		if !slices.Contains(c.Exit, p.code) {
			wrong = append(wrong, "another exit code")
		}
		var first, confirmed []string
		for i, v := range answer.Verdicts {
			if i < 3 {
				first = append(first, v.Code)
			}
			if v.Verdict == diagnosis.Confirmed {
				confirmed = append(confirmed, v.Code)
			}
		}
		if len(c.Codes) > 0 && !slices.ContainsFunc(c.Codes, func(code string) bool { return slices.Contains(first, code) }) {
			wrong = append(wrong, "none of "+strings.Join(c.Codes, ", ")+" is first")
		}
		if c.NeverConfirm && len(confirmed) > 0 {
			wrong = append(wrong, strings.Join(confirmed, ", ")+" is confirmed")
		}
		said := "error: " + answer.Error
		for _, f := range answer.Findings {
			if f.Status == "fail" || f.Status == "warn" {
				said = f.Title + "\n\twhy:  " + f.Why
				for _, fix := range f.Fix {
					said += "\n\tfix:  " + fix.Step
				}
				break
			}
		}
		t.Logf("%s (%s), exit %d, pages %v\n\tasks: %s\n\tsays: %s", c.ID, c.Kind, p.code, answer.Pages[:min(len(answer.Pages), 2)], c.Answer, said)
		if len(wrong) > 0 {
			t.Errorf("%s: exit %d, first %v: %s", c.ID, p.code, first, strings.Join(wrong, "; "))
		}
	}
}
