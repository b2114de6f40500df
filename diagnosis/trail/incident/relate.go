package incident

import (
	"slices"
	"time"
)

// cleared are the codes that applications fail with after the refresh of a sandbox, which
// clears mappings, tokens and authorized applications, and may remove records. refreshed are
// also those of roles, users and credentials that it may replace.
var (
	cleared   = []string{"MissingKey", "InvalidIntegration", "UnknownIntegration", "TokenBlocked", "token_rejected", "consumer_key_unknown"}
	refreshed = append([]string{"ClientAuthenticationFailed", "EntityOrRoleDisabled", "permission_denied"}, cleared...)
)

// relate finds incidents of several codes that began together: after the refresh of a sandbox.
// Those that began at once, two of them with different codes, give the time; the others may
// have begun then, as no login of theirs has succeeded since.
func (h *hunt) relate(found []finding) {
	const (
		longest = 7 * 24 * time.Hour // between logins, of a weekly job
		most    = 8                  // refreshes
	)
	broke := func(f *finding) bool {
		return (f.Kind == Burst || f.Kind == Outage || f.Kind == Everywhere) && slices.Contains(refreshed, f.Code) && f.with == 0 && f.reason != reasonRetried
	}
	mayHaveBegun := func(f *finding, at time.Time) bool {
		from := f.Start
		if f.turn.by == "" && !f.LastSuccess.IsZero() && f.Start.Sub(f.LastSuccess) <= longest {
			from = f.LastSuccess
		}
		return !from.After(at.Add(least)) && !f.Start.Before(at.Add(-least))
	}
	for range most {
		var members []*finding
		applications := 0
		for i := range found {
			at := found[i].Start
			if !broke(&found[i]) || !slices.Contains(cleared, found[i].Code) || found[i].End.Sub(at) < togetherLength {
				continue
			}
			var list []*finding
			codes, names := map[string]bool{}, map[string]bool{}
			for j := range found {
				o := &found[j]
				if !broke(o) || !mayHaveBegun(o, at) {
					continue
				}
				list = append(list, o)
				if o.Start.Sub(at).Abs() <= togetherLength && o.End.Sub(o.Start) >= togetherLength {
					codes[o.Code] = true
				}
				for _, name := range o.names() {
					names[name] = true
				}
			}
			if len(codes) > 1 && len(names) >= minApplications && len(names) > applications {
				members, applications = list, len(names)
			}
		}
		if members == nil {
			return
		}
		for _, f := range members {
			f.with = max(1, applications-len(f.names()))
			for _, o := range members {
				f.apart = max(f.apart, o.Start.Sub(f.Start).Abs())
			}
		}
	}
}
