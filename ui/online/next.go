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
// the next that was not sent and can be, else the first. Without any it stays where it is.
func (o *checks) next() {
	plan := o.plan()
	unsent := func(p online.Planned) bool {
		_, sent := o.s.Case.LastSeen(p.ID)
		return !sent && p.Lacks == ""
	}
	for _, row := range answers {
		open := slices.ContainsFunc(o.s.Diagnosis.Findings, func(f diagnosis.Finding) bool { return f.ID == row.finding && f.Status == row.status })
		if at := slices.IndexFunc(plan, func(p online.Planned) bool { return p.ID == row.check && unsent(p) }); open && at >= 0 {
			o.Choose(at)
			return
		}
	}
	for i := range plan {
		if at := (o.At + i) % len(plan); unsent(plan[at]) && plan[at].Flag == "" {
			o.Choose(at)
			return
		}
	}
	o.Choose(o.At)
}
