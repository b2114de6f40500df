package online

import (
	"slices"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/online"
)

// answers are the checks that answer what a finding leaves open, by the ID of the finding and
// its status, the first that applies first.
var answers = []struct {
	finding string
	status  diagnosis.Status
	check   online.ID
}{
	{"issued-at", diagnosis.Fail, online.Clock},
	{"not-before", diagnosis.Fail, online.Clock},
	{"signature", diagnosis.Unchecked, online.Keys},
	{"kid", diagnosis.Unchecked, online.Certificates},
	{"answer", diagnosis.Fail, online.TokenRequest},
}

// next moves the cursor to the check to send next: the one that answers what is open, else
// the first that was not sent and can be.
func (o *checks) next() {
	plan := o.plan()
	fits := func(id online.ID) int {
		return slices.IndexFunc(plan, func(p online.Planned) bool {
			_, sent := o.s.Case.LastSeen(p.ID)
			return !sent && p.Lacks == "" && (p.ID == id || id == "" && p.Flag == "")
		})
	}
	for _, row := range answers {
		open := slices.ContainsFunc(o.s.Diagnosis.Findings, func(f diagnosis.Finding) bool { return f.ID == row.finding && f.Status == row.status })
		if at := fits(row.check); open && at >= 0 {
			o.Choose(at)
			return
		}
	}
	o.Choose(max(0, fits("")))
}
