package incident

import (
	"strings"
	"testing"

	"authdoctor/diagnosis/worktest"
)

// TestPatterns catches a cause that the evidence speaks against: one machine of several, an
// application that never worked, a change that was taken back, a user, a role, the refresh of
// a sandbox, and each beside what looks nearly like it.
func TestPatterns(t *testing.T) {
	// several gives an application more machines and users that go on succeeding.
	several := func(f *firm, user string) *firm {
		for n := range 8 * f.days {
			e := f.login(0, float64(f.days*24)*f.r.Float64())
			e.ip, e.user = "192.0.2.200", user
			if n%2 == 0 {
				e.ip = "192.0.2.201"
			}
			f.events = append(f.events, e)
		}
		return f
	}
	for _, c := range []struct {
		name string
		make func(seed uint64) *firm
		want string // the ids, in any order
	}{
		{"certificate ended", func(s uint64) *firm { return newFirm(s, 30, 96, 60, 90).fails(0, 600, "MissingKey", 150, 0) }, "MissingKey/outage"},
		{"wrong key rolled out and taken back", func(s uint64) *firm {
			return newFirm(s, 30, 280, 60, 90).fails(0, 40, "SignatureValidation", 90, 88)
		}, "SignatureValidation/rolled-back"},
		{"not fixed for a day", func(s uint64) *firm {
			return newFirm(s, 30, 280, 60, 90).fails(0, 300, "SignatureValidation", 90, 66)
		}, "SignatureValidation/outage"},
		{"one machine of three", func(s uint64) *firm {
			return several(newFirm(s, 30, 40, 60, 90), "svc 0").beside(0, 200, "MissingKey", 200, 0, func(e *event) { e.ip = "192.0.2.200" })
		}, "MissingKey/one-address"},
		{"a machine that is new", func(s uint64) *firm {
			return several(newFirm(s, 30, 40, 60, 90), "svc 0").beside(0, 200, "MissingKey", 200, 0, func(e *event) { e.ip = "192.0.2.99" })
		}, "MissingKey/new-address"},
		{"the only machine", func(s uint64) *firm {
			return newFirm(s, 30, 96, 60, 90).fails(0, 200, "MissingKey", 50, 0)
		}, "MissingKey/outage"},
		{"never worked", func(s uint64) *firm { return newFirm(s, 30, 0, 60, 90).fails(0, 400, "UnsupportedAlgo", 720, 0) }, "UnsupportedAlgo/never"},
		{"a short export may begin after it broke", func(s uint64) *firm { return newFirm(s, 1, 0, 60, 90, 40).fails(0, 100, "MissingKey", 24, 0) }, "MissingKey/burst"},
		{"new, and never worked", func(s uint64) *firm { return newFirm(s, 30, 0, 60, 90).fails(0, 60, "MissingKeyId", 60, 0) }, "MissingKeyId/never"},
		{"a user left", func(s uint64) *firm {
			return several(newFirm(s, 30, 40, 60, 90), "svc other").beside(0, 60, "EntityOrRoleDisabled", 60, 0, func(e *event) { e.user, e.ip = "Mia", "192.0.2.200" })
		}, "EntityOrRoleDisabled/one-user"},
		{"a role was made inactive", func(s uint64) *firm {
			f := several(newFirm(s, 30, 40, 60, 90), "svc other")
			n := 0
			return f.beside(0, 90, "EntityOrRoleDisabled", 60, 0, func(e *event) {
				n++
				e.role, e.user, e.ip = "Gone", []string{"A", "B", "C", "D"}[n%4], []string{"192.0.2.200", "192.0.2.201"}[n%2]
			})
		}, "EntityOrRoleDisabled/one-role"},
		{"sandbox refreshed", func(s uint64) *firm {
			return newFirm(s, 30, 96, 96, 96, 96, 96, 96).fails(0, 200, "MissingKey", 50, 0).fails(1, 200, "MissingKey", 50, 0).fails(2, 200, "InvalidIntegration", 50, 0).fails(3, 200, "TokenBlocked", 50, 0)
		}, "InvalidIntegration/together MissingKey/together MissingKey/together TokenBlocked/together"},
		{"two certificates, far apart", func(s uint64) *firm {
			return newFirm(s, 30, 96, 96, 96, 96).fails(0, 100, "MissingKey", 400, 380).fails(1, 100, "MissingKey", 90, 60)
		}, "MissingKey/outage MissingKey/outage"},
	} {
		for seed := range uint64(4) {
			if !worktest.Long && seed%2 != 0 {
				continue
			}
			found := Find(observe(c.make(seed).events, account{}))
			rest := strings.Fields(c.want)
			for _, i := range found {
				for n, id := range rest {
					if id == string(i.Cause) {
						rest = append(rest[:n], rest[n+1:]...)
						break
					}
				}
			}
			if len(rest) > 0 {
				t.Errorf("%s, seed %d: %s; want also %v", c.name, seed, tellAll(found), rest)
			}
		}
	}
}
