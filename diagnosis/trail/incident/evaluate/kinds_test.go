package evaluate

import "slices"

// kind is a kind of what goes wrong in an account.
type kind struct {
	name string
	// likes are the Cause ids, or their second halves, whose words and first step are right.
	likes []string
	// sudden reports whether it is plain from its start on, so that it can be found early.
	sudden bool
	cause  string // what happened
	expert string // what an expert would do first
	plant  func(*account)
}

// single are the likes of what fails at once in one application. A drip and one address are
// about one machine of several, a new address is about the settings of another account, and
// together about all applications: their words and first steps are others.
var single = []string{"burst", "outage", "one-user", "one-role", "rolled-back"}

// several are those of applications that fail together.
var several = []string{"everywhere", "together"}

// place are those of one machine.
var place = []string{"one-address", "drip"}

func join(lists ...[]string) []string { return slices.Concat(lists...) }

func frequent(x *application) bool { return x.rhythm != steady || x.every <= 15*minute }

// machines reports whether an application has several machines, each with its address.
func machines(x *application) bool { return len(x.sessions) > 1 && !x.sessions[0].daily }

// blame plants a fault with a truth of its own.
func (a *account) blame(name, code string, steps step, from, until int64, apps ...*application) (*fault, *truth) {
	f := &fault{truth: a.truth(name, code), code: code, steps: steps, from: from, until: until}
	for _, x := range apps {
		x.faults = append(x.faults, f)
	}
	t := a.truths[f.truth]
	t.active = until > a.until
	return f, t
}

// only restricts a fault to one machine.
func (f *fault) only(t *truth, s *session) {
	f.hits = func(of *session) bool { return of == s }
	t.IP = &s.ip
}

// never is after the end of every export.
const never = 1 << 40

// orNever is a time, or never with a chance of p.
func (a *account) orNever(p float64, at int64) int64 {
	if a.chance(p) {
		return never
	}
	return at
}

var tokenCodes = []string{"SignatureValidation", "InvalidScope", "MissingKeyId", "UnsupportedAlgo", "InvalidIssuer"}

// whole plants that one application fails wholly, for some hours, or for good with a chance of p.
func whole(name string, f flow, r rhythm, steps step, low, high, p float64, codes ...string) func(*account) {
	return func(a *account) {
		t := a.moment(.25, .95)
		a.blame(name, pick(a, codes...), steps, t, a.orNever(p, t+a.hours(low, high)), a.take(f, r))
	}
}

var kinds = []kind{
	{"blocked", single, true, "the integration record was set to Blocked", "set State to Enabled on the integration record", whole("blocked", credentials|codeGrant, anyTime, all, 1, 48, 0, "IntegrationBlocked")},
	{"cert_expired", single, true, "the certificate expired", "upload a new certificate and set kid to its Certificate ID", whole("cert_expired", credentials, anyTime, grant, 6, 70, .4, "MissingKey")},
	{"secret_reset", single, true, "the Client Secret was reset", "enter the new Client Secret in the client", whole("secret_reset", codeGrant, steady|nightly, refresh|exchange, 2, 80, .2, "ClientAuthenticationFailed")},
	{"nightly_last", single, true, "last night's job failed", "look up what changed at the client since the night before", func(a *account) {
		x := a.take(credentials, nightly, func(x *application) bool { return x.jobs > 2 })
		x.fresh = true
		a.blame("nightly_last", pick(a, append(tokenCodes, "MissingKey")...), grant, a.until-day, never, x)
	}},
	{"few_attempts", single, false, "an hourly job failed two or three times, with retries", "look up what changed at that hour", func(a *account) {
		x := a.take(credentials, steady)
		x.every, x.retries, x.pause = hour, pick(a, 3, 5), pick[int64](a, 1, 2, 30)
		x.fresh = true
		t := a.moment(.3, 1)
		a.blame("few_attempts", pick(a, append(tokenCodes, "MissingKey")...), grant, t, t+a.between(110*minute, 3*hour), x)
	}},
	{"deployment", single, true, "a wrong setting was rolled out, and taken back", "undo the deployment", func(a *account) {
		x := a.take(credentials, steady, frequent)
		x.fresh = true
		t := a.moment(.25, .97)
		a.blame("deployment", pick(a, tokenCodes...), grant, t, t+a.between(20*minute, 2*hour), x)
	}},
	{"role_inactive", join(single, several), true, "a role that applications share was made inactive", "make the role active again", func(a *account) {
		var apps []*application
		for range 2 + a.random.IntN(3) {
			x := a.take(credentials|codeGrant, anyTime&^nightly)
			for _, s := range x.sessions {
				s.role = "Shared Integration"
			}
			apps = append(apps, x)
		}
		t := a.moment(.25, .95)
		_, truth := a.blame("role_inactive", "EntityOrRoleDisabled", all, t, a.orNever(.3, t+a.hours(2, 90)), apps...)
		truth.Role = &apps[0].sessions[0].role
	}},
	{"role_permission", single, true, "the role lost its permission to log in", "give the permission back to the role", whole("role_permission", tokenBased, anyTime, all, 2, 60, .3, "permission_denied")},
	{"stale_worker", place, false, "one machine still has the old setting", "correct the setting at this address", func(a *account) {
		x := a.take(credentials, steady|shop|reports, machines)
		t := a.moment(.2, .8)
		f, truth := a.blame("stale_worker", pick(a, "MissingKey", "MissingKey", "SignatureValidation"), grant, t, a.orNever(.6, t+a.hours(20, 200)), x)
		f.only(truth, x.sessions[0])
	}},
	{"never_worked", join(single, place, []string{"never", "new-address"}), false, "it is set up wrongly and never worked", "set up the request as the page of the code says", func(a *account) {
		x := a.newApplication(credentials, pick(a, steady, nightly, reports))
		x.fresh = true
		if a.chance(.5) {
			x.from = a.moment(.1, .8)
		}
		a.blame("never_worked", pick(a, append(tokenCodes, "TokenValidityTooBroad", "AuthorizationCodeGrantRequired")...), all, 0, never, x)
	}},
	{"refresh_expiry", join(single, several, []string{"staggered"}), false, "each user's refresh token ends after 7 or 30 days", "have the application ask for consent in time", func(a *account) {
		x := a.take(codeGrant, office, func(x *application) bool { return len(x.sessions) > 5 })
		if a.until-a.from > 32*day {
			x.validity = pick[int64](a, 7, 30) * day
		}
		x.expiry = a.truth("refresh_expiry", "RefreshTokenExpired")
		a.truths[x.expiry].unclear = true
		for _, s := range x.sessions {
			s.consent, s.late = a.from-a.between(0, x.validity), a.hours(1, 30)
		}
	}},
	{"token_reuse", []string{"drip"}, false, "a refresh token is used twice", "let one process alone renew the tokens", func(a *account) {
		x := a.take(codeGrant, anyTime)
		share := .03 + a.random.Float64()*.05
		from := a.from
		if a.chance(.3) {
			from = a.moment(.2, .5)
		}
		f, _ := a.blame("token_reuse", "TokenBlocked", call, from, never, x)
		f.share = func(int64) float64 { return share }
	}},
	{"nonce_used", join(single, place), false, "parallel calls send the same nonce", "make a new nonce for each call", func(a *account) {
		x := a.take(tokenBased, shop)
		share := .015 + a.random.Float64()*.04
		f, _ := a.blame("nonce_used", "nonce_used", call, 0, never, x)
		f.share = func(int64) float64 { return share }
	}},
	{"slow_clock", join(place, []string{"clock", "TokenNotAcceptable/burst", "InvalidTimestamp/burst"}), false, "the clock of one server drifts", "synchronise the clock of this server", func(a *account) {
		f := pick(a, credentials, tokenBased)
		x := a.take(f, shop|steady, func(x *application) bool { return frequent(x) && machines(x) })
		x.fresh = true
		t := a.moment(.1, .5)
		until := a.orNever(.6, t+a.hours(96, 300))
		code, top := pick(a, "TokenExpired", "TokenNotAcceptable"), .3+.6*a.random.Float64()
		if f == tokenBased {
			code = "InvalidTimestamp"
		}
		long := float64(min(until, a.until) - t)
		fault, truth := a.blame("slow_clock", code, grant|call, t, until, x)
		fault.only(truth, x.sessions[0])
		fault.share = func(at int64) float64 { return top * float64(at-t) / long }
	}},
	{"scope_changed", single, true, "the scope of the record was changed", "check the box of the scope on the record", whole("scope_changed", codeGrant|credentials, anyTime, tokens|call, 2, 60, .3, "ScopeMismatched")},
	{"new_address", join(place, []string{"new-address"}), false, "a new server has values of another account", "compare the settings of the new server with the others", func(a *account) {
		x := a.take(credentials, shop|steady, frequent)
		s := a.session(x, x.sessions[0].user, a.address())
		s.from = a.moment(.3, .9)
		f, t := a.blame("new_address", pick(a, "InvalidIntegration", "ClientAuthenticationFailed", "MissingKey"), all, s.from, a.orNever(.3, s.from+a.hours(5, 70)), x)
		f.only(t, s)
	}},
	{"loop", join(single, place, []string{"retried"}), true, "one client repeats a request that cannot succeed", "stop the client", func(a *account) {
		x := a.take(credentials|codeGrant|tokenBased, anyTime, machines)
		s, at := x.sessions[0], a.moment(.2, .95)
		end := at + a.hours(.3, 6)
		f, t := a.blame("loop", pick(a, "TokenRejected", "InvalidGrantType", "TokenExpired", "InvalidSignature"), all, at, end, x)
		f.only(t, s)
		if x.flow == tokenBased {
			f.code, t.Code = "token_rejected", "token_rejected"
		}
		for pause := a.between(3, 40); at < end; at += pause + a.between(0, 3) {
			a.attempt(x, s, call, at)
		}
	}},
	{"passwords", []string{"passwords"}, true, "passwords are tried", "lock the addresses out and require two factors", func(a *account) {
		truth := a.truth("passwords", "")
		a.truths[truth].unclear = true
		from := make([]string, pick(a, 1, 3, 20, 200))
		for i := range from {
			from[i] = a.address()
		}
		at, n := a.moment(.1, .95), a.between(60, 800)
		for every := a.hours(.3, pick(a, 3.0, 6.0, 72.0)) / n; n > 0; n-- {
			p := &person{"", a.person().email}
			if a.chance(.5) {
				p = a.staff[a.random.IntN(len(a.staff))]
			}
			at += a.between(0, 2*every+1)
			a.add(row{at: at, user: p, ip: from[a.random.IntN(len(from))], uri: loginPage, agent: "Mozilla/5.0", failed: true, fault: truth})
		}
	}},
	{"outage_cut", single, true, "it stopped shortly before the export", "look up what changed at that hour", func(a *account) {
		long := pick[int64](a, 30*minute, hour, 8*hour)
		most := min(long/4, hour)
		x := a.take(credentials, steady, func(x *application) bool { return x.every <= most })
		x.fresh = true
		a.blame("outage_cut", pick(a, "MissingKey", "SignatureValidation", "IntegrationBlocked", "EntityOrRoleDisabled"), all, a.until-long, never, x)
	}},
	{"user_left", []string{"one-user"}, true, "a user was terminated, whose applications still try", "give the connections another user", func(a *account) {
		p, t := a.person(), a.moment(.2, .9)
		f, truth := a.blame("user_left", "EntityOrRoleDisabled", all, t, never)
		truth.User = &p.name
		for range 2 + a.random.IntN(2) {
			x := a.take(codeGrant, office, func(x *application) bool { return len(x.sessions) > 3 })
			x.sessions[0].user = p
			x.faults = append(x.faults, f)
		}
		f.hits = func(s *session) bool { return s.user == p }
	}},
	{"two_at_once", []string{"MissingKey/one-address", "MissingKey/drip", "ScopeMismatched/burst", "ScopeMismatched/outage"}, false, "two things went wrong in one application", "one after the other", func(a *account) {
		x := a.take(credentials, shop, machines)
		x.fresh, x.unlogged = true, false
		t := a.moment(.2, .6)
		f, truth := a.blame("two_at_once", "MissingKey", grant, t, t+a.hours(50, 150), x)
		f.only(truth, x.sessions[0])
		t += a.hours(5, 40)
		a.blame("two_at_once", "ScopeMismatched", call, t, t+a.hours(2, 20), x)
	}},
	{"same_code", single, true, "three applications lost the same thing at different times", "one after the other", func(a *account) {
		code := pick(a, "MissingKey", "EntityOrRoleDisabled", "SignatureValidation")
		for i := range 3 {
			x := a.take(credentials, steady)
			t := a.moment(.15+.28*float64(i), .2+.28*float64(i))
			a.blame("same_code", code, grant, t, a.orNever(.3, t+a.hours(5, 40)), x)
		}
	}},
	{"token_revoked", single, true, "the access token was revoked", "make a new access token", whole("token_revoked", tokenBased, anyTime, all, 1, 50, .3, "token_rejected", "consumer_key_refused")},
	{"renewal_broken", single, true, "the application stopped renewing its access token", "make it renew the token when a call is refused", func(a *account) {
		x := a.take(credentials, anyTime&^nightly)
		x.reactive, x.fresh = true, false
		t := a.moment(.25, .95)
		a.blame("renewal_broken", "AccessTokenExpired", all, t, t+a.hours(2, 30), x)
	}},
	// These concern all applications, so they are planted after those that make some.
	{"sandbox_refresh", several, true, "the sandbox was refreshed", "set up the integrations of the sandbox again", func(a *account) {
		t := a.moment(.3, .9)
		mapping, m := a.blame("sandbox_refresh", "MissingKey", grant, t, never)
		record, r := a.blame("sandbox_refresh", "InvalidIntegration", refresh|exchange|call, t, never)
		tba, b := a.blame("sandbox_refresh", "token_rejected", call, t, never)
		m.active, r.active, b.active = false, false, false
		for _, x := range a.apps {
			of := map[flow]*fault{credentials: mapping, codeGrant: record, tokenBased: tba}[x.flow]
			one := *of
			one.until = a.orNever(.3, t+a.hours(3, 90))
			if one.until > a.until && x.until > a.until {
				a.truths[of.truth].active = true
			}
			x.faults = append(x.faults, &one)
		}
	}},
	{"feature_off", join(single, several), true, "the OAuth 2.0 feature was switched off", "enable the feature", func(a *account) {
		t := a.moment(.3, .97)
		f, _ := a.blame("feature_off", "FeatureDisabled", all, t, t+a.hours(.25, 10))
		for _, x := range a.apps {
			if x.flow != tokenBased {
				x.faults = append(x.faults, f)
			}
		}
	}},
}

// kindOf returns a kind by its name.
func kindOf(name string) kind {
	if name == "nightly_outage" { // of gen_accounts.py
		name = "secret_reset"
	}
	for _, k := range kinds {
		if k.name == name {
			return k
		}
	}
	return kind{name: name}
}
