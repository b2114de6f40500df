package trail

import (
	"fmt"
	"os"
	"strconv"
	"testing"
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
