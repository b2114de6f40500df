package incident

import (
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail"
)

// Cause is the id of a likely cause: a word of the column Detail and a Pattern, as in
// MissingKey/one-address. Package content has its words, its first step and its page. A
// Cause contains no text from outside: an unknown word is "unknown".
type Cause string

// Pattern is what the failures of an incident are like where it tells causes of one code
// apart: a Kind, or one of those below.
type Pattern string

// The patterns that are no Kind.
const (
	// Retried is a failed login that one client repeated.
	Retried Pattern = "retried"
	// Never is an application none of whose logins succeeded: it is set up wrongly.
	Never Pattern = "never"
	// Together is for applications that began to fail at one time, with several codes.
	Together Pattern = "together"
	// OneAddress is an address that fails while others of the application succeed: one
	// machine of several.
	OneAddress Pattern = "one-address"
	// OneRole is a OneUser of a role, not of a user.
	OneRole Pattern = "one-role"
	// RolledBack is an application that succeeded, only failed for a few hours, and succeeded
	// again: a change was taken back.
	RolledBack Pattern = "rolled-back"
)

// Patterns lists all patterns.
func Patterns() []Pattern {
	out := []Pattern{Retried, Never, Together, OneAddress, OneRole, RolledBack}
	for _, kind := range Kinds() {
		out = append(out, Pattern(kind))
	}
	return out
}

// Wider returns the Pattern whose causes apply if a code has none of its own for p, "" for
// none.
func (p Pattern) Wider() Pattern {
	switch p {
	case Together:
		return Pattern(Everywhere)
	case OneRole:
		return Pattern(OneUser)
	case OneAddress:
		return Pattern(Drip)
	case RolledBack, Pattern(Outage):
		return Pattern(Burst)
	}
	return ""
}

// CauseOf returns the Cause for a code and a Pattern.
func CauseOf(code string, pattern Pattern) Cause {
	word := "unknown"
	if match := detail.Known(code); match.Protocol == detail.OAuth2 || match.Protocol == detail.TBA {
		word = match.Name
	}
	return Cause(word + "/" + string(pattern))
}

// Of returns the word and the Pattern of a Cause; ok is false for an invalid id.
func (c Cause) Of() (word string, pattern Pattern, ok bool) {
	word, like, ok := strings.Cut(string(c), "/")
	return word, Pattern(like), ok
}

// An application that never succeeded in so long a time did not work before the export
// either. A change that is taken back is so within maxRolledBack.
const (
	minNever      = 3 * 24 * time.Hour
	maxRolledBack = 4 * time.Hour
)

// pattern returns what the failures of a finding are like.
func (h *hunt) pattern(f *finding) Pattern {
	user, address := h.oneOfSeveral(f, trail.ByUser), h.oneOfSeveral(f, trail.ByIP)
	switch {
	case f.Kind == Passwords || f.Kind == Staggered:
	case f.Kind == Drip && staggers(f.Code) && f.Users.Count >= minStaggered:
		return Pattern(Staggered)
	case h.neverWorked(f):
		return Never
	case f.with > 0:
		return Together
	case user && (!address || slices.Contains(ofUsers, f.Code)) && f.Kind != NewAddress:
		return Pattern(OneUser)
	case f.Kind == NewAddress && h.stopped(f):
		return Pattern(Outage)
	case f.Kind == Everywhere || f.Kind == NewAddress:
	case f.reason == reasonRetried && !h.stopped(f):
		return Retried
	case f.Kind == OneUser && f.by == trail.ByRole:
		return OneRole
	case f.Kind == OneUser:
	case address:
		return OneAddress
	case !f.Ongoing && !f.LastSuccess.IsZero() && !f.FirstSuccess.IsZero() && f.FirstSuccess.Sub(f.LastSuccess) <= maxRolledBack && !f.turn.during:
		return RolledBack
	}
	return Pattern(f.Kind)
}

// ofUsers are the codes that come from what a user may do, or once consented to, rather than
// from the settings of a machine.
var ofUsers = []string{"AuthorizationExplicitlyDenied", "EntityOrRoleDisabled", "InvalidRefreshToken", "RefreshTokenExpired", "TokenBlocked", "permission_denied", "temporary_locked", "token_rejected"}

// stopped reports whether an application, which usually succeeds in that time, only failed.
// Failures from new addresses are its own then, and repeats are not what is wrong.
func (h *hunt) stopped(f *finding) bool {
	if f.Application == "*" {
		return false
	}
	t := h.turnByWork(f, f.Application)
	return t.known && !t.during && !t.last.IsZero() && h.rhythmOf(f.Application).between(f.Start.Unix()/60, f.End.Unix()/60) >= 1
}

// neverWorked reports whether the applications of a finding have no successful login in all
// of a long export, or since they first appear in it.
func (h *hunt) neverWorked(f *finding) bool {
	if f.Kind == Everywhere || h.a.Failures == h.a.Rows {
		return false
	}
	first := f.Start
	for _, name := range f.names() {
		g, known := h.applications[name]
		if !known || blank(name) || g.Successes > 0 {
			return false
		}
		if g.First.Before(first) {
			first = g.First
		}
	}
	return h.a.Last.Sub(first) >= minNever || first.Sub(h.a.First) >= minNever
}

// oneOfSeveral reports whether all failures are of one user or address, while logins of the
// applications with others succeeded.
func (h *hunt) oneOfSeveral(f *finding, by trail.Dimension) bool {
	value := *f.shared(by)
	if value == nil {
		return false
	}
	if h.a.Parts == nil {
		return f.by == by && f.others > 0
	}
	for _, name := range f.names() {
		if !h.turnByWork(f, name).during {
			continue
		}
		for i := range h.a.Parts[name] {
			p := &h.a.Parts[name][i]
			if p.By == by && p.Successes > 0 && !h.is(by, p.Place, value) &&
				int64(p.FirstSuccess) <= f.End.Unix() && int64(p.LastSuccess) >= f.Start.Unix() {
				return true
			}
		}
	}
	return false
}

// is reports whether the value at a place of a dimension is this one.
func (h *hunt) is(by trail.Dimension, place int32, value *string) bool {
	groups := h.a.Groups[by]
	return value != nil && place >= 0 && int(place) < len(groups) && !groups[place].Rest && groups[place].Value == *value
}
