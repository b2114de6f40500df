package intake_test

import (
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis/block"
	"authdoctor/diagnosis/intake"
)

// TestReport catches a report that is not opened, and prose of a report that is read as
// evidence.
func TestReport(t *testing.T) {
	const kept, sorted = `{"schema":1,"kept":"2026-11-23T12:00:00Z","facts":[{"name":"kept"}]}`, `{"facts":[],"kept":"2026-11-23T12:00:00Z","schema":1}`
	whole, other := block.Encode([]byte(kept)), block.Encode([]byte(sorted))
	damaged := strings.NewReplacer("L001 0", "L001 1", "U001 ", "U001 9").Replace(whole)
	prose := "Detail: ScopeMismatched\nHTTP/1.1 401 Unauthorized\n\n{\"error\":\"invalid_grant\"}\nclient_id=" + strings.Repeat("3f", 32) + "\n" + access + "\n"
	for _, c := range []struct{ name, text, kept, note, problem string }{
		{"report", prose + whole + prose, kept, "read only the case block", ""},
		{"two blocks", prose + whole + other, kept, "2 case blocks; the first was used", ""},
		{"damaged, then whole", damaged + other, sorted, "skipped an earlier case block", ""},
		{"damaged", prose + damaged, "", "", "the line L001 cannot be read"},
		{"block lost", "> # " + intake.ReportTitle + "the integrator\n" + prose, "", "", "lacks its case block"},
		{"case file", "\ufeff" + kept + "\n", kept, "", ""},
		{"case file, sorted", sorted, sorted, "", ""},
		{"case file, cut", kept[:40], kept[:40], "", ""},
	} {
		got := intake.Recognise(c.text)
		if got.Kind != intake.KindReport || !slices.Equal(got.Kinds, []intake.Kind{intake.KindReport}) || string(got.Kept) != c.kept || !strings.Contains(strings.Join(got.Notes, "; "), c.note) || !strings.Contains(got.Problem, c.problem) || (got.Problem != "") != (c.problem != "") {
			t.Errorf("%s: %s, kept %q, notes %q, problem %q", c.name, got.Kind, got.Kept, got.Notes, got.Problem)
		}
		if len(got.Tokens)+len(got.Exchanges)+len(got.Hints)+len(got.Marks) > 0 || got.Detail.Name != "" || got.Line != nil || got.ErrorLine != "" || got.Lacks != "" {
			t.Errorf("%s: the prose is read: %+v", c.name, got)
		}
	}
	for _, text := range []string{prose, access, `{"error":"invalid_grant","x":{"schema":1,"kept":"y"}}`, `{"schema":1,"as_of":"2026-11-23T12:00:00Z","x":["kept"]}`, "authdoctor check L123 says ScopeMismatched"} {
		if got := intake.Recognise(text); got.Kind == intake.KindReport || got.Kept != nil {
			t.Errorf("%q is a report", text)
		}
	}
}
