package trail

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

func tell(i Incident) string {
	p := func(s *string) string {
		if s == nil {
			return "-"
		}
		return *s
	}
	return fmt.Sprintf("%s %s %q %v user %s role %s ip %s %s – %s ongoing %v %d: %s | %s | %s", i.Kind, i.Code, i.Application, i.Applications, p(i.User), p(i.Role), p(i.IP), i.Start.Format("01-02 15:04"), i.End.Format("01-02 15:04"), i.Ongoing, i.Failures, i.Why, i.Cause, i.Page)
}

// TestQuiet catches chance that is taken for an incident.
func TestQuiet(t *testing.T) {
	seeds := 5
	if n, err := strconv.Atoi(os.Getenv("AUTHDOCTOR_SEEDS")); err == nil {
		seeds = n
	}
	for _, rows := range []int{300, 1000, 3000, 10000, 30000} {
		for _, rhythm := range []bool{false, true} {
			for _, repeat := range []bool{false, true} {
				for seed := range seeds {
					a := account{seed: uint64(seed), rows: rows, rhythm: rhythm, repeat: repeat}
					for _, i := range findIncidents(observe(newCrowd(a).background(), a)) {
						t.Errorf("%+v: %s", a, tell(i))
					}
				}
			}
		}
	}
}

// TestPlanted catches an incident that is missed, in accounts of every size and
// rhythm, or that is told with the wrong application, code, kind or time; and what is
// found beside them.
func TestPlanted(t *testing.T) {
	seeds := 3
	if n, err := strconv.Atoi(os.Getenv("AUTHDOCTOR_SEEDS")); err == nil {
		seeds = n
	}
	for _, rows := range []int{1000, 3000, 10000, 30000} {
		missed := map[string]int{}
		for _, rhythm := range []bool{false, true} {
			for _, repeat := range []bool{false, true} {
				for seed := range seeds {
					a := account{seed: uint64(seed), rows: rows, rhythm: rhythm, repeat: repeat}
					events, begins, ends := planted(a)
					found := findIncidents(observe(events, a))
					for n, p := range plants() {
						at := slices.IndexFunc(found, func(i Incident) bool {
							const near = 90 * time.Minute
							return i.Code == p.code && i.Application == p.app && slices.Contains(p.kinds, i.Kind) && (p.kinds[0] == Drip || i.Start.Sub(begins[n]).Abs() <= near && i.End.Sub(ends[n]).Abs() <= near) &&
								(p.user == "" || i.User != nil && *i.User == p.user) && (p.role == "" || i.Role != nil && *i.Role == p.role) && (p.ip == "" || i.IP != nil && *i.IP == p.ip)
						})
						if at < 0 {
							missed[p.name]++
							t.Errorf("%+v: missed %s, %s to %s", a, p.name, begins[n].Format("01-02 15:04"), ends[n].Format("01-02 15:04"))
							continue
						}
						found = slices.Delete(found, at, at+1)
					}
					for _, i := range found {
						missed["beside"]++
						t.Errorf("%+v: beside: %s", a, tell(i))
					}
				}
			}
		}
		t.Logf("%d rows, %d accounts: missed %v", rows, 4*seeds, missed)
	}
}
