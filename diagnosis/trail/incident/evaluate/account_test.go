package evaluate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// Times are in seconds since 1970, UTC, except where a wall-clock time is named.
const (
	minute = 60
	hour   = 60 * minute
	day    = 24 * hour
)

// account is a made NetSuite account during one export of its Login Audit Trail.
type account struct {
	random      *rand.Rand
	from, until int64 // the export
	// switchAt is when the clocks change; before and after are the seconds to add to UTC.
	switchAt, before, after int64
	apps, free              []*application // free are without a fault
	staff                   []*person
	names                   []string // of applications not used yet
	rows                    []row
	truths                  []*truth
	holidays                int // the truth about users who come back
}

type person struct{ name, email string }

// row is a row of the trail. fault is the index of its truth, -1 for none.
type row struct {
	at                                     int64
	user                                   *person
	role, ip, uri, agent, code, app, token string
	failed                                 bool
	fault                                  int
}

// step is what a client does, a bit each.
type step int

const (
	call      step = 1 << iota
	grant          // a token request with a client assertion
	refresh        // a token request with a refresh token
	authorize      // step one: the user consents
	exchange       // step two: the code for tokens
	tokens    = grant | refresh | exchange
	all       = tokens | call | authorize
)

// flow is how an application logs in, a bit each.
type flow int

const (
	credentials flow = 1 << iota
	codeGrant
	tokenBased // OAuth 1.0a, without token requests
)

// rhythm is when an application works, a bit each.
type rhythm int

const (
	steady  rhythm = 1 << iota // every few minutes or hours
	nightly                    // some jobs at one time of the night
	office                     // by people, on workdays
	shop                       // many machines, with the seasons of a day and a week
	reports                    // many calls at a few times of a day
	anyTime = steady | nightly | office | shop | reports
)

// application is an integration record with the clients that use it.
type application struct {
	name, role, agent, uri, token string
	flow                          flow
	rhythm                        rhythm
	every                         int64   // of steady, seconds
	at                            int64   // of nightly: wall-clock second of the day
	hours                         []int64 // of reports
	jobs, calls                   int     // runs a night, calls a run
	rate                          float64 // of shop: runs an hour
	monthEnd                      bool    // works three times as much around it
	peak                          int64   // a day on which it works four times as much
	fresh                         bool    // asks for a token on each run
	reactive                      bool    // renews a token when a call has failed
	unlogged                      bool    // its calls leave no row
	aborts                        bool    // a failed call ends the run
	retries                       int
	pause                         int64 // before the first retry; doubled each time
	parallel                      int   // calls that fail together when a token has expired
	validity                      int64 // of its refresh tokens
	from, until                   int64
	sessions                      []*session
	faults                        []*fault
	expiry                        int // the truth about users thrown out, or -1
}

// session is a machine, or a person, that uses an application.
type session struct {
	user           *person
	role, ip       string
	daily          bool // the cloud gives another address each day
	from           int64
	token, consent int64
	late           int64 // how long the person waits until they consent again
}

// fault makes attempts fail.
type fault struct {
	truth       int
	code        string
	steps       step
	from, until int64
	hits        func(*session) bool    // nil: all
	share       func(at int64) float64 // nil: 1
}

func pick[T any](a *account, from ...T) T { return from[a.random.IntN(len(from))] }

func (a *account) chance(p float64) bool { return a.random.Float64() < p }

func (a *account) between(low, high int64) int64 { return low + a.random.Int64N(max(high-low, 1)) }

// hours is a number of hours between two others, in seconds.
func (a *account) hours(low, high float64) int64 {
	return int64((low + a.random.Float64()*(high-low)) * hour)
}

// moment is a time in the export between two shares of it.
func (a *account) moment(low, high float64) int64 {
	long := float64(a.until - a.from)
	return a.between(a.from+int64(low*long), a.from+int64(high*long))
}

func (a *account) local(at int64) int64 {
	if at < a.switchAt {
		return at + a.before
	}
	return at + a.after
}

func (a *account) address() string {
	return fmt.Sprintf("%d.%d.%d.%d", pick(a, 3, 18, 34, 52, 81, 104, 185, 203), a.random.IntN(256), a.random.IntN(256), 1+a.random.IntN(254))
}

func (a *account) person() *person {
	last := pick(a, "Aalto", "Brandt", "Costa", "Dubois", "Evans", "Ferrari", "Grün", "Hansen", "Ito", "Jansen", "Kovač", "Lopez", "Meyer", "Nilsen", "O'Hara", "Popov", "Rossi", "Silva", "Tran", "Weber")
	first := pick(a, "Alex", "Bea", "Chris", "Dana", "Eli", "Fay", "Gil", "Hana", "Ivo", "Jo", "Kim", "Lea")
	n := a.random.IntN(1000)
	return &person{fmt.Sprintf("%s%d, %s", last, n, first), strings.ToLower(fmt.Sprintf("%s.%s%d@example.test", first, strings.ReplaceAll(last, "'", ""), n))}
}

// newApplication makes an application.
func (a *account) newApplication(f flow, r rhythm) *application {
	x := &application{name: a.names[0], flow: f, rhythm: r, from: a.from - day, until: a.until + 1, expiry: -1,
		agent:    pick(a, "Apache-HttpClient/4.5.14 (Java/17)", "python-requests/2.32", "node-fetch", "okhttp/4.12", "Celigo", ""),
		uri:      pick(a, "/services/rest/record/v1/salesOrder", "/services/rest/query/v1/suiteql", "/app/site/hosting/restlet.nl"),
		retries:  pick(a, 0, 0, 0, 1, 3, 5),
		pause:    pick[int64](a, 1, 2, 2, 30, 60, 300),
		calls:    1 + a.random.IntN(6),
		aborts:   a.chance(.7),
		fresh:    a.chance(.4),
		reactive: a.chance(.5),
		unlogged: a.chance(.25),
		validity: 100 * day, // of a job: an administrator consents in time
		monthEnd: a.chance(.2),
	}
	a.names = a.names[1:]
	a.apps = append(a.apps, x)
	if a.chance(.2) {
		x.peak = a.between(a.from, a.until) / day
	}
	if a.chance(.4) {
		x.parallel = 1 + a.random.IntN(4)
	}
	switch r {
	case steady:
		x.every = pick[int64](a, 5, 5, 10, 10, 15, 30, 60, 60, 120) * minute
		x.calls = min(x.calls, 3)
		if a.chance(.04) {
			x.every, x.calls = minute, 1
		}
	case nightly:
		x.at = a.between(0, 6*4) * 15 * minute
		x.jobs = 1 + a.random.IntN(pick(a, 2, 12))
		x.calls = 1 + a.random.IntN(20)
	case shop:
		x.rate = 1 + a.random.Float64()*12
		x.calls = 1
	case reports:
		x.uri = "/services/rest/query/v1/suiteql"
		x.hours = pick(a, []int64{6}, []int64{6, 12, 18}, []int64{7, 9, 11, 13, 15, 17})
		x.calls = 5 + a.random.IntN(30)
		x.jobs = 1
	}
	system := a.person()
	x.role = pick(a, "Integration", "REST Only", x.name+" Role")
	machines := pick(a, 1, 1, 2, 3, 4)
	if r == shop {
		machines += 2
	}
	if f == codeGrant && r == office {
		x.validity = 7 * day
		nat := a.address()
		own := a.chance(.4)
		for range 3 + a.random.IntN(25) {
			s := a.session(x, a.person(), nat)
			if own {
				s.ip = a.address()
			}
		}
		x.calls = 1 + a.random.IntN(3)
	} else {
		daily := a.chance(.15)
		for range machines {
			a.session(x, system, a.address()).daily = daily
		}
	}
	if f == tokenBased {
		x.token = x.name + " token"
	}
	return x
}

// session adds a machine or a person to an application.
func (a *account) session(x *application, user *person, ip string) *session {
	s := &session{user: user, role: x.role, ip: ip, from: a.from - day, consent: a.from - a.between(0, x.validity)}
	x.sessions = append(x.sessions, s)
	return s
}

// take returns an application without a fault, with one of some flows and rhythms. If
// there is none, it makes one, with the first of each.
func (a *account) take(f flow, r rhythm, fits ...func(*application) bool) *application {
	fit := func(x *application) bool {
		return x.flow&f != 0 && x.rhythm&r != 0 && (len(fits) == 0 || fits[0](x))
	}
	if i := slices.IndexFunc(a.free, fit); i >= 0 {
		x := a.free[i]
		a.free = slices.Delete(a.free, i, i+1)
		return x
	}
	for {
		if x := a.newApplication(f&-f, r&-r); fit(x) {
			return x
		}
		a.names = append(a.names, a.apps[len(a.apps)-1].name)
		a.apps = a.apps[:len(a.apps)-1]
	}
}

// add adds a row that the export has.
func (a *account) add(r row) {
	if r.at >= a.from && r.at <= a.until {
		a.rows = append(a.rows, r)
	}
}

// row is what a request of a session leaves; it is not known yet whether it fails.
func (x *application) row(s *session, what step, at int64) row {
	r := row{at: at, user: s.user, role: s.role, ip: s.ip, uri: x.uri, agent: x.agent, app: x.name, token: x.token, fault: -1}
	if s.daily {
		r.ip = fmt.Sprintf("%s.%d", s.ip[:strings.LastIndexByte(s.ip, '.')], 1+(at/day*37)%250)
	}
	if what&tokens != 0 {
		r.uri = "/services/rest/auth/oauth2/v1/token"
	} else if what == authorize {
		r.uri = "/app/login/oauth2/authorize.nl"
	}
	return r
}

// fail adds a failed row.
func (a *account) fail(r row, code string, fault int) {
	r.failed, r.code, r.fault = true, code, fault
	a.add(r)
}

// attempt reports whether one request succeeds.
func (a *account) attempt(x *application, s *session, what step, at int64) bool {
	r := x.row(s, what, at)
	for _, f := range x.faults {
		if at >= f.from && at < f.until && f.steps&what != 0 && (f.hits == nil || f.hits(s)) && (f.share == nil || a.chance(f.share(at))) {
			a.fail(r, f.code, f.truth)
			return false
		}
	}
	if a.chance(.0004) {
		code := pick(a, "TokenExpired", "InvalidSignature", "TokenNotAcceptable", "TokenRejected")
		if x.flow == tokenBased {
			code = pick(a, "InvalidTimestamp", "nonce_used", "InvalidSignature")
		}
		a.fail(r, code, -1)
		return false
	}
	if what != call || !x.unlogged || x.flow == tokenBased {
		a.add(r)
	}
	return true
}

// insist tries until it succeeds or the client gives up.
func (a *account) insist(x *application, s *session, what step, at *int64) bool {
	for k := 0; ; k++ {
		if a.attempt(x, s, what, *at) {
			return true
		}
		if k == x.retries {
			return false
		}
		*at += x.pause << min(k, 4)
	}
}

// login gets a token where the client has none.
func (a *account) login(x *application, s *session, at *int64) bool {
	age := *at - s.token
	if x.flow == tokenBased || !x.fresh && age < hour {
		return true
	}
	if x.reactive && !x.fresh && s.token != 0 && age < 8*hour {
		for range 1 + a.random.IntN(x.parallel+1) {
			a.fail(x.row(s, call, *at), "AccessTokenExpired", -1)
		}
		*at++
	}
	s.token = 0
	what := grant
	if x.flow == codeGrant {
		what = refresh
		if over := *at - s.consent - x.validity; over >= 0 {
			if x.expiry >= 0 && over < s.late {
				for range 1 + x.retries {
					a.fail(x.row(s, refresh, *at), "RefreshTokenExpired", x.expiry)
					*at += x.pause
				}
				return false
			}
			if over < day && a.chance(.03) { // the user thinks again
				a.fail(x.row(s, authorize, *at), "AuthorizationExplicitlyDenied", -1)
				*at += 30
			}
			if over < day && a.chance(.04) { // back from a holiday
				a.fail(x.row(s, refresh, *at), "RefreshTokenExpired", a.holidays)
			}
			if !a.attempt(x, s, authorize, *at) {
				return false
			}
			*at += 5
			what = exchange
		}
	}
	if !a.insist(x, s, what, at) {
		return false
	}
	if what == exchange {
		s.consent = *at
		s.late = a.hours(1, 30)
	}
	s.token = *at
	return true
}

// run is one run of a client.
func (a *account) run(x *application, s *session, at int64) {
	if at < x.from || at >= x.until || at < s.from || !a.login(x, s, &at) {
		return
	}
	for range x.calls {
		at += 1 + a.random.Int64N(15)
		if !a.insist(x, s, call, &at) && x.aborts {
			return
		}
	}
}

// season is how much an application works at a time, 1 on average.
func (x *application) season(a *account, at int64) float64 {
	local := a.local(at)
	much := 1.0
	if d := time.Unix(local, 0).UTC().Day(); x.monthEnd && (d >= 29 || d <= 2) {
		much = 3
	}
	if local/day == x.peak {
		much *= 4
	}
	if x.rhythm == shop {
		h := local / hour % 24
		much *= []float64{.2, .1, .1, .1, .1, .2, .4, .7, 1, 1.2, 1.4, 1.5, 1.5, 1.4, 1.4, 1.4, 1.5, 1.6, 1.8, 2, 2, 1.6, 1, .5}[h]
		if weekend(local) {
			much *= 1.5
		}
	}
	return much
}

// weekend reports whether a wall-clock time is on a Saturday or Sunday; 1970 began on a Thursday.
func weekend(local int64) bool { return (local/day+3)%7 >= 5 }

// work does all that an application does during the export.
func (a *account) work(x *application) {
	whose := func() *session { return x.sessions[a.random.IntN(len(x.sessions))] }
	if x.rhythm == steady {
		for at := a.from - hour + a.between(0, x.every); at <= a.until; at += x.every {
			a.run(x, whose(), at+a.between(0, 20))
		}
		return
	}
	for midnight := a.local(a.from) / day * day; midnight <= a.local(a.until); midnight += day {
		at := func(second int64) int64 { // of the wall-clock second of the day
			u := midnight + second - a.before
			if u >= a.switchAt {
				u = midnight + second - a.after
			}
			return u
		}
		switch x.rhythm {
		case nightly:
			for job := range x.jobs {
				a.run(x, whose(), at(x.at+int64(job)*4*minute+a.between(0, 3*minute)))
			}
		case reports:
			for _, h := range x.hours {
				a.run(x, whose(), at(h*hour+a.between(0, 5*minute)))
			}
		case shop:
			for h := range int64(24) {
				n := x.rate * x.season(a, at(h*hour)) * (.7 + .6*a.random.Float64())
				for range int(n + a.random.Float64()) {
					a.run(x, whose(), at(h*hour+a.between(0, hour)))
				}
			}
		case office:
			if weekend(midnight) {
				continue
			}
			for _, s := range x.sessions {
				if a.chance(.2) {
					continue
				}
				times := make([]int64, int(1+4*a.random.Float64()*x.season(a, at(12*hour))))
				for i := range times {
					times[i] = at(a.between(8*hour, 18*hour))
				}
				slices.Sort(times)
				for _, at := range times {
					a.run(x, s, at)
				}
			}
		}
	}
}

const loginPage = "/app/login/secure/enterpriselogin.nl"

// logins lets the staff log in to the user interface, and scanners try.
func (a *account) logins() {
	nat := a.address()
	for _, p := range a.staff {
		ip, role := nat, pick(a, "Sales Rep", "A/P Clerk", "Administrator", "Warehouse Manager")
		wrong := .02 + .06*a.random.Float64()
		if a.chance(.3) {
			ip = a.address()
		}
		if a.chance(.03) {
			wrong = .6 // forgets passwords
		}
		for midnight := a.local(a.from) / day * day; midnight <= a.local(a.until); midnight += day {
			if weekend(midnight) && a.chance(.95) || a.chance(.15) {
				continue
			}
			at := midnight - a.before + a.between(7*hour, 11*hour)
			r := row{user: p, ip: ip, uri: loginPage, agent: "Mozilla/5.0", fault: -1}
			for a.chance(wrong) {
				r.at, r.failed = at, true
				a.add(r)
				at += a.between(5, 50)
			}
			r.at, r.failed, r.role = at, false, role
			a.add(r)
			if a.chance(.3) {
				r.at, r.code = at+a.between(hour, 9*hour), "ExplicitLogout"
				a.add(r)
			}
		}
	}
	if a.chance(.35) {
		truth := a.small("scanner", "")
		for at := a.from; at < a.until; at += a.hours(6, 60) {
			a.add(row{at: at, user: &person{"", pick(a, "admin", "info", "test", "root") + "@example.test"}, ip: a.address(), uri: loginPage, agent: "curl/8", failed: true, fault: truth})
		}
	}
}

// newAccount makes the account of a seed. Every fourth is quiet.
func newAccount(seed uint64, only string) *account {
	a := &account{random: rand.New(rand.NewPCG(seed, 16))}
	a.until = time.Date(2026, 1, 20, 0, 0, 0, 0, time.UTC).Unix() + a.between(0, 320*day)
	a.from = a.until - a.between(7*day, 42*day)
	a.before = pick[int64](a, -8, -5, -5, 0, 1, 1, 9) * hour
	a.after = a.before
	if a.chance(.3) {
		a.switchAt = a.moment(.1, .9)/day*day + 7*hour
		a.after += pick[int64](a, -hour, hour)
	}
	for _, s := range []string{"ADP", "Amber", "Bolt", "Cedar", "Coral", "Dune", "Echo", "Fjord", "Gale", "Helix", "Ivory", "Jade", "Krill", "Lotus"} {
		for _, t := range []string{" Payroll", " Connect", " Warehouse", " BI", " Shop", " Billing"} {
			a.names = append(a.names, s+t)
		}
	}
	a.random.Shuffle(len(a.names), func(i, j int) { a.names[i], a.names[j] = a.names[j], a.names[i] })
	a.holidays = a.small("holidays", "RefreshTokenExpired")
	for range 10 + a.random.IntN(80) {
		a.staff = append(a.staff, a.person())
	}
	for range 5 + a.random.IntN(21) {
		f := pick(a, credentials, credentials, codeGrant, codeGrant, tokenBased)
		r := pick(a, steady, steady, nightly, nightly, reports, shop)
		if f == codeGrant {
			r = pick(a, office, office, steady, nightly)
		}
		x := a.newApplication(f, r)
		switch a.random.IntN(8) {
		case 0: // it comes, after a few attempts to set it up
			x.from = a.moment(.2, .8)
			code := pick(a, "MissingKey", "InvalidScope", "SignatureValidation", "ClientAuthenticationFailed")
			truth := a.small("setup", code)
			for range 1 + a.random.IntN(5) {
				a.fail(x.row(x.sessions[0], grant, x.from-a.between(minute, 5*hour)), code, truth)
			}
		case 1: // it goes
			x.until = a.moment(.3, .9)
		default:
			a.free = append(a.free, x)
		}
	}
	if only != "" {
		for _, k := range kinds {
			if k.name == only {
				k.plant(a)
			}
		}
	} else if seed%4 != 0 {
		chosen := a.random.Perm(len(kinds))[:2+a.random.IntN(4)]
		slices.Sort(chosen)
		for _, k := range chosen {
			kinds[k].plant(a)
		}
	}
	for _, x := range a.apps {
		a.work(x)
	}
	a.logins()
	a.finish()
	return a
}

// truth adds a truth and returns its index.
func (a *account) truth(kind, code string) int {
	a.truths = append(a.truths, &truth{Kind: kind, Code: code})
	return len(a.truths) - 1
}

// small adds one that need not be reported.
func (a *account) small(kind, code string) int {
	n := a.truth(kind, code)
	a.truths[n].small = true
	return n
}

// finish orders the rows and completes the truths from them.
func (a *account) finish() {
	slices.SortStableFunc(a.rows, func(x, y row) int { return int(x.at - y.at) })
	for _, r := range a.rows {
		if r.fault < 0 {
			continue
		}
		t := a.truths[r.fault]
		t.Failures++
		t.at = append(t.at, r.at)
		if r.app != "" && !slices.Contains(t.Applications, r.app) {
			t.Applications = append(t.Applications, r.app)
		}
	}
	a.truths = slices.DeleteFunc(a.truths, func(t *truth) bool { return t.Failures == 0 })
	for _, t := range a.truths {
		first, last := t.at[0], t.at[len(t.at)-1]
		since := false
		for i := len(a.rows) - 1; i >= 0 && a.rows[i].at > last && !since; i-- {
			r := &a.rows[i]
			since = !r.failed && slices.Contains(t.Applications, r.app) && (t.IP == nil || *t.IP == r.ip) && (t.User == nil || *t.User == r.user.name)
		}
		least := 6 // as in gen_accounts.py
		if slices.Contains([]string{"token_reuse", "nonce_used", "slow_clock"}, t.Kind) {
			least = 12 // these fail now and then
		}
		t.small = t.small || t.Failures < least
		t.GoesOn = t.active || !since && t.Kind != "passwords"
		for _, all := range a.truths { // a machine's old kid cannot be told apart during a sandbox refresh
			t.small = t.small || all.Kind == "sandbox_refresh" && t.Kind != all.Kind && t.Code == all.Code && all.at[0] <= last && first <= all.at[len(all.at)-1]
		}
		t.First, t.Last = a.wall(first), a.wall(last)
		t.Cause, t.Expert = kindOf(t.Kind).cause, kindOf(t.Kind).expert
	}
}

// wall is the wall-clock time of the minute, as the export shows it.
func (a *account) wall(at int64) string {
	return time.Unix(a.local(at), 0).UTC().Format(wallLayout)
}

// export is the account's CSV, newest first, with the time and the offset of each row.
func (a *account) export(name string) *export {
	e := &export{name: name, truths: a.truths, last: clock(a.wall(a.rows[len(a.rows)-1].at))}
	text := []byte("Date/Time,User,Email Address,Role,IP Address,Request URI,User Agent,Status,Security Challenge,Detail,Token-based Application Name,Token-based Access Token Name\n")
	e.head = len(text)
	layout := "1/2/2006 3:04 pm"
	if a.chance(.25) {
		layout = "2006-01-02 15:04:05"
	}
	for _, r := range slices.Backward(a.rows) {
		e.at, e.offset = append(e.at, r.at), append(e.offset, len(text))
		text = time.Unix(a.local(r.at), 0).UTC().AppendFormat(text, layout)
		status := "Success"
		if r.failed {
			status = "Failure"
		}
		for _, cell := range []string{r.user.name, r.user.email, r.role, r.ip, r.uri, r.agent, status, "", r.code, r.app, r.token} {
			text = append(text, ',')
			if strings.Contains(cell, ",") {
				cell = `"` + cell + `"`
			}
			text = append(text, cell...)
		}
		text = append(text, '\n')
	}
	e.text = text
	return e
}
