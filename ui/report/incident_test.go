package report_test

import (
	"testing"
	"time"

	"authdoctor/content"
	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/incident"
	"authdoctor/ui/report"
)

// TestIncidentFacts catches an incident that does not say when its logins last worked, whom
// it touches, or that it is new; and one that says it without knowing.
func TestIncidentFacts(t *testing.T) {
	before, after := noon.Add(-3*time.Hour), noon.Add(2*time.Hour)
	user := "Ada"
	for _, c := range []struct {
		of                    incident.Incident
		worked, touches, when string
	}{
		{incident.Incident{}, "", "", "23 November 2026 12:00"},
		{incident.Incident{LastSuccess: before, FirstSuccess: after, Recent: incident.WithinDay}, "last success before it 23 November 2026 09:00; first after it 23 November 2026 14:00", "", "23 November 2026 12:00 · new within a day"},
		{incident.Incident{LastSuccess: before, Recent: incident.WithinWeek}, "last success before it 23 November 2026 09:00; none since", "", "23 November 2026 12:00 · new within a week"},
		{incident.Incident{LastSuccess: before, FirstSuccess: after, ByDay: true}, "last success before it 23 November 2026; first after it 23 November 2026", "", "23 November 2026"},
		{incident.Incident{LastSuccess: before, SuccessOf: trail.ByIP}, "this address: last success before it 23 November 2026 09:00; none since", "", "23 November 2026 12:00"},
		{incident.Incident{LastSuccess: before, Meanwhile: true}, "last success before it 23 November 2026 09:00; others during it, none after it", "", "23 November 2026 12:00"},
		{incident.Incident{LastSuccess: before, FirstSuccess: after, Meanwhile: true}, "last success before it 23 November 2026 09:00; others during it; first after it 23 November 2026 14:00", "", "23 November 2026 12:00"},
		{incident.Incident{LastSuccess: before, FirstSuccess: after, Meanwhile: true, Ongoing: true}, "last success before it 23 November 2026 09:00; others since", "", "23 November 2026 12:00, and continues"},
		{incident.Incident{FirstSuccess: after}, "first success after it 23 November 2026 14:00", "", "23 November 2026 12:00"},
		{incident.Incident{NeverWorked: true}, "never, in this export", "", "23 November 2026 12:00"},
		{incident.Incident{NeverWorked: true, FirstSuccess: after}, "not before it; first success 23 November 2026 14:00", "", "23 November 2026 12:00"},
		{incident.Incident{Users: incident.Touched{Count: 1, Exact: true, Names: []string{"Ada"}}, Roles: incident.Touched{Count: 5, Names: []string{"A", "B", "C", "D"}}, Addresses: incident.Touched{Count: 2, Exact: true}},
			"", "1 user (Ada); at least 5 roles (A · B · C · …); 2 addresses", "23 November 2026 12:00"},
		{incident.Incident{User: &user, Users: incident.Touched{Count: 1, Exact: true, Names: []string{"Ada"}}, Roles: incident.Touched{Count: 1, Exact: true, Names: []string{"\x1b[1mR"}}}, "", `1 role (\u{001B}[1mR)`, "23 November 2026 12:00"},
	} {
		c.of.Code, c.of.Start, c.of.End = "MissingKey", noon, noon
		got := map[string]string{}
		for _, fact := range report.IncidentOf(c.of, content.Cause{}).Facts {
			got[fact.Label] = fact.Text
		}
		if got["worked"] != c.worked || got["touches"] != c.touches || got["when"] != c.when {
			t.Errorf("%+v: got %q", c, got)
		}
	}
}
