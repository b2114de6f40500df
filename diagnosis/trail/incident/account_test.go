package incident

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"time"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail"
)

// event is a row of a made-up trail.
type event struct {
	at                        time.Time
	user, role, ip, app, code string
	failure                   bool
}

// account says how a trail is made up: applications of very different size (Pareto),
// 17 % of whose logins fail at random, as the generator of sample exports does.
type account struct {
	seed   uint64
	rows   int
	days   int
	rhythm bool // working days and hours; each application has hours of its own as well
	repeat bool // failures come 2 to 4 at a time
	coarse int  // hours that a cell counts; 0 for 1
	byDay  bool // dates without a time
}

// accountEnd is when made-up trails end.
var accountEnd = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// words and weights are the codes of background failures and how often they come.
var words = []string{"AccessTokenExpired", "EntityOrRoleDisabled", "InvalidSignature", "TokenRejected", "InvalidIntegration", "ScopeMismatched", "AuthorizationCodeGrantRequired", "InvalidScope", "FeatureDisabled", "IntegrationBlocked", "UnsupportedAlgo", "TokenValidityTooBroad", "TokenBlocked", "InvalidTokenType", "SignatureValidation", "ClientIdMismatch", "TokenNotAcceptable", "TokenExpired", "InvalidIssuer", "MissingKeyId", "MissingKey",
	"RefreshTokenExpired", "InvalidRefreshToken", "ClientAuthenticationFailed", "InvalidGrantType", "UnknownIntegration", "InvalidGrant", "token_rejected", "InvalidTimestamp", "NonceUsed", "permission_denied", "SomethingNew2027", ""}
var weights = []float64{30, 9, 5, 7, 2, 3, 1, 1.2, .6, 1.5, 4, 2.5, 3, 2, 6, .8, 4.5, 11, .7, 1.4, 3.8, 2.6, .65, 1.3, .43, .5, .35, 1.7, .65, .35, 1, .1, 1.3}

// choice picks places by weight.
type choice []float64

func newChoice(weights []float64) choice {
	c := make(choice, len(weights))
	sum := 0.0
	for i, w := range weights {
		sum += w
		c[i] = sum
	}
	return c
}

func (c choice) pick(r *rand.Rand) int {
	return min(len(c)-1, sort.SearchFloat64s(c, r.Float64()*c[len(c)-1]))
}

// crowd is who and what logs in.
type crowd struct {
	r          *rand.Rand
	account    account
	apps       []string
	appChoice  choice
	userChoice choice
	codeChoice choice
	hours      [][2]int // of each application, at work
	start      time.Time
	users      []string
	roles, ips []string
	appUsers   []int // the user of an application that has only one, -1 for any
	appAddress []int
}

func newCrowd(a account) *crowd {
	r := rand.New(rand.NewPCG(a.seed, 17))
	if a.days == 0 {
		a.days = 30
	}
	c := &crowd{r: r, account: a, start: accountEnd.Add(-time.Duration(a.days) * 24 * time.Hour)}
	pareto := func(shape float64) float64 { return math.Pow(1-r.Float64(), -1/shape) }
	var w []float64
	for i := range 60 {
		c.apps = append(c.apps, fmt.Sprintf("App %02d", i))
		w = append(w, pareto(0.8))
		from := r.IntN(24)
		c.hours = append(c.hours, [2]int{from, 1 + r.IntN(23)})
		c.appUsers, c.appAddress = append(c.appUsers, -1), append(c.appAddress, -1)
		if r.Float64() < 0.3 { // machine to machine: one user, one server
			c.appUsers[i], c.appAddress[i] = r.IntN(1500), r.IntN(440)
		}
	}
	c.appChoice = newChoice(w)
	w = nil
	for i := range 1500 {
		c.users = append(c.users, fmt.Sprintf("User %d", i))
		w = append(w, pareto(1.1))
	}
	c.userChoice, c.codeChoice = newChoice(w), newChoice(weights)
	for i := range 12 {
		c.roles = append(c.roles, fmt.Sprintf("Role %d", i))
	}
	for i := range 440 {
		c.ips = append(c.ips, fmt.Sprintf("10.0.%d.%d", i/250, i%250))
	}
	return c
}

// when is a random time; with rhythm, nine in ten are in working hours of the
// account, and applications keep to hours of their own.
func (c *crowd) when(app int) time.Time {
	for {
		at := c.start.Add(time.Duration(c.r.Float64() * float64(c.account.days) * 24 * float64(time.Hour)))
		if !c.account.rhythm {
			return at
		}
		weekend := at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
		if office := !weekend && at.Hour() >= 8 && at.Hour() < 18; !office && c.r.Float64() < 0.8 {
			continue
		}
		if app >= 0 && app%3 == 0 {
			if since := (at.Hour() - c.hours[app][0] + 24) % 24; since >= c.hours[app][1] {
				continue
			}
		}
		return at
	}
}

// event makes up a login of an application at a time.
func (c *crowd) event(app int, at time.Time) event {
	e := event{at: at, user: c.users[c.userChoice.pick(c.r)], role: c.roles[c.r.IntN(len(c.roles))], ip: c.ips[int(c.r.Float64()*c.r.Float64()*float64(len(c.ips)))]}
	if app >= 0 {
		e.app = c.apps[app]
		if u := c.appUsers[app]; u >= 0 {
			e.user, e.role, e.ip = c.users[u], c.roles[u%len(c.roles)], c.ips[c.appAddress[app]]
		}
	}
	return e
}

// background is a quiet account.
func (c *crowd) background() []event {
	var out []event
	for len(out) < c.account.rows {
		if c.r.Float64() < 0.28 {
			e := c.event(-1, c.when(-1))
			e.failure = c.r.Float64() < 0.04
			out = append(out, e)
			continue
		}
		app := c.appChoice.pick(c.r)
		e := c.event(app, c.when(app))
		e.failure = c.r.Float64() < 0.17
		if !e.failure {
			out = append(out, e)
			continue
		}
		e.code = words[c.codeChoice.pick(c.r)]
		times := 1
		if c.account.repeat {
			times = 2 + c.r.IntN(3)
		}
		for i := range times {
			again := e
			again.at = again.at.Add(time.Duration(i*20) * time.Second)
			out = append(out, again)
		}
	}
	return out
}

// observe counts events as the reader does, slowly.
func observe(events []event, a account) *trail.Activity {
	s := &trail.Activity{Groups: map[trail.Dimension][]trail.Group{}, Hours: map[int64]int64{}, Work: map[string][]trail.Work{}}
	width := time.Duration(max(1, a.coarse)) * time.Hour
	dimensions := [...]trail.Dimension{trail.ByCode, trail.ByApplication, trail.ByUser, trail.ByRole, trail.ByIP}
	var groups [len(dimensions)]map[string]*trail.Group
	for i := range groups {
		groups[i] = map[string]*trail.Group{}
	}
	type pairOf struct{ code, app string }
	pairs := map[pairOf]*trail.Pair{}
	for i := range events {
		e := &events[i]
		e.at = e.at.Truncate(time.Minute)
		if a.byDay {
			e.at = e.at.Truncate(24 * time.Hour)
		}
		if e.at.After(accountEnd) {
			e.at = accountEnd
		}
		s.Rows++
		s.Hours[hourOf(e.at)]++
		if s.First.IsZero() || e.at.Before(s.First) {
			s.First = e.at
		}
		if e.at.After(s.Last) {
			s.Last = e.at
		}
		for i, value := range [...]string{e.code, e.app, e.user, e.role, e.ip} {
			by := dimensions[i]
			g := groups[i][value]
			if g == nil {
				g = &trail.Group{Value: value, First: e.at, Last: e.at}
				if by == trail.ByCode {
					match := detail.Find(value)
					g.Detail = &match
				}
				groups[i][value] = g
			}
			if e.failure {
				g.Failures++
			} else {
				g.Successes++
			}
			if e.at.Before(g.First) {
				g.First = e.at
			}
			if e.at.After(g.Last) {
				g.Last = e.at
			}
		}
		if e.failure {
			s.Failures++
			p := pairs[pairOf{e.code, e.app}]
			if p == nil {
				p = &trail.Pair{Code: e.code, Application: e.app}
				pairs[pairOf{e.code, e.app}] = p
			}
			p.Failures++
		}
	}
	places := map[trail.Dimension]map[string]int{}
	for i, m := range groups {
		by := dimensions[i]
		for _, g := range m {
			s.Groups[by] = append(s.Groups[by], *g)
		}
		slices.SortFunc(s.Groups[by], func(x, y trail.Group) int {
			return cmp.Or(cmp.Compare(y.Failures, x.Failures), strings.Compare(x.Value, y.Value))
		})
		places[by] = map[string]int{}
		for i, g := range s.Groups[by] {
			places[by][g.Value] = i
		}
	}
	for _, p := range pairs {
		s.Pairs = append(s.Pairs, *p)
	}
	slices.SortFunc(s.Pairs, func(x, y trail.Pair) int {
		return cmp.Or(cmp.Compare(y.Failures, x.Failures), strings.Compare(x.Code, y.Code), strings.Compare(x.Application, y.Application))
	})
	at := map[pairOf]int{}
	for i, p := range s.Pairs {
		at[pairOf{p.Code, p.Application}] = i
	}
	type cellOf struct {
		pair  int
		start time.Time
	}
	cells := map[cellOf]*trail.Cell{}
	for _, e := range events {
		if !e.failure {
			continue
		}
		k := cellOf{at[pairOf{e.code, e.app}], e.at.Truncate(width)}
		user, role, ip := int32(places[trail.ByUser][e.user]), int32(places[trail.ByRole][e.role]), int32(places[trail.ByIP][e.ip])
		c := cells[k]
		if c == nil {
			c = &trail.Cell{Pair: int32(k.pair), Hours: int32(width / time.Hour), StartSecond: uint32(k.start.Unix()), FirstSecond: uint32(e.at.Unix()), LastSecond: uint32(e.at.Unix()), User: user, Role: role, IP: ip}
			cells[k] = c
		}
		c.Failures++
		c.Slots |= 1 << (e.at.Minute() / 5)
		c.FirstSecond, c.LastSecond = min(c.FirstSecond, uint32(e.at.Unix())), max(c.LastSecond, uint32(e.at.Unix()))
		if c.User != user {
			c.User = -1
		}
		if c.Role != role {
			c.Role = -1
		}
		if c.IP != ip {
			c.IP = -1
		}
	}
	s.Parts = map[string][]trail.Part{}
	type partOf struct {
		app   string
		by    trail.Dimension
		place int32
	}
	parts := map[partOf]*trail.Part{}
	for _, e := range events {
		for by, value := range map[trail.Dimension]string{trail.ByUser: e.user, trail.ByRole: e.role, trail.ByIP: e.ip} {
			k, at := partOf{e.app, by, int32(places[by][value])}, uint32(e.at.Unix())
			one := parts[k]
			if one == nil {
				one = &trail.Part{By: by, Place: k.place}
				parts[k] = one
			}
			count, first, last := &one.Successes, &one.FirstSuccess, &one.LastSuccess
			if e.failure {
				count, first, last = &one.Failures, &one.FirstFailure, &one.LastFailure
			}
			*count++
			if *first == 0 || at < *first {
				*first = at
			}
			*last = max(*last, at)
		}
	}
	for k, one := range parts {
		s.Parts[k.app] = append(s.Parts[k.app], *one)
	}
	for _, list := range s.Parts {
		slices.SortFunc(list, func(x, y trail.Part) int {
			return cmp.Or(strings.Compare(string(x.By), string(y.By)), cmp.Compare(x.Place, y.Place))
		})
	}
	s.WorkWidth = int64(width / time.Hour)
	type loginOf struct {
		app  string
		hour int64
	}
	logins := map[loginOf]trail.Work{}
	for _, e := range events {
		if !e.failure {
			k, minute := loginOf{e.app, hourOf(e.at.Truncate(width))}, e.at.Unix()/60
			one, known := logins[k]
			if !known {
				one = trail.Work{Hour: k.hour, First: minute, Last: minute}
			}
			logins[k] = trail.Work{Hour: k.hour, Logins: one.Logins + 1, First: min(one.First, minute), Last: max(one.Last, minute), Slots: one.Slots | 1<<(minute%60/5)}
		}
	}
	for k, one := range logins {
		s.Work[k.app] = append(s.Work[k.app], one)
	}
	for _, list := range s.Work {
		slices.SortFunc(list, func(x, y trail.Work) int { return cmp.Compare(x.Hour, y.Hour) })
	}
	for _, c := range cells {
		s.Cells = append(s.Cells, *c)
	}
	slices.SortFunc(s.Cells, func(x, y trail.Cell) int {
		return cmp.Or(cmp.Compare(x.Pair, y.Pair), cmp.Compare(x.StartSecond, y.StartSecond))
	})
	return s
}

// plant is an incident to be found.
type plant struct {
	name string
	kind Kind
	code string
	app  string // "*" for several
	// events makes its failures.
	events     func(c *crowd, rows int) []event // rows are those its application has already
	user, role string                           // shared, where set
	ip         string
}

// ago is a time before the end of made-up trails.
func ago(hours float64) time.Time {
	return accountEnd.Add(-time.Duration(hours * float64(time.Hour)))
}

// spread makes n failures of an application in hours from a time.
func spread(c *crowd, n, app int, code string, from time.Time, hours float64, change func(*event)) []event {
	var out []event
	for range n {
		e := c.event(app, from.Add(time.Duration(c.r.Float64()*hours*float64(time.Hour))))
		e.code, e.failure = code, true
		if change != nil {
			change(&e)
		}
		out = append(out, e)
	}
	return out
}

// succeed makes n logins of an application that succeed, over all of the trail.
func succeed(c *crowd, n, app int) []event {
	var out []event
	for range n {
		out = append(out, c.event(app, c.when(app)))
	}
	return out
}

// plants are incidents of every kind. Each has a size that does not hang on the
// size of the account.
func plants() []plant {
	return []plant{
		{name: "certificate ended", kind: Burst, code: "MissingKey", app: "App 50", events: func(c *crowd, rows int) []event {
			return append(succeed(c, 40, 50), spread(c, 40, 50, "MissingKey", ago(200), 9, nil)...)
		}},
		{name: "secret reset", kind: Burst, code: "ClientAuthenticationFailed", app: "App 51", events: func(c *crowd, rows int) []event {
			return append(succeed(c, 40, 51), spread(c, 25, 51, "ClientAuthenticationFailed", ago(30), 30, nil)...)
		}},
		{name: "feature off", kind: Everywhere, code: "FeatureDisabled", app: "*", events: func(c *crowd, rows int) []event {
			var out []event
			for app := range 12 {
				out = append(out, spread(c, 1+c.r.IntN(4), app*4, "FeatureDisabled", ago(300), 0.5, nil)...)
			}
			return out
		}},
		{name: "old refresh token", kind: Drip, code: "TokenRejected", app: "App 52", ip: "192.0.2.52", events: func(c *crowd, rows int) []event {
			return append(succeed(c, 200, 52), spread(c, 60, 52, "TokenRejected", ago(600), 600, func(e *event) { e.ip = "192.0.2.52" })...)
		}},
		{name: "clock skew, every four hours", kind: Drip, code: "TokenNotAcceptable", app: "App 53", events: func(c *crowd, rows int) []event {
			out := succeed(c, 200, 53)
			for hours := 2.0; hours < 700; hours += 4 {
				out = append(out, spread(c, 1, 53, "TokenNotAcceptable", ago(hours), 0.2, nil)...)
			}
			return out
		}},
		{name: "clock skew, one in three", kind: Drip, code: "TokenNotAcceptable", app: "App 54", events: func(c *crowd, rows int) []event {
			return append(succeed(c, 200, 54), spread(c, (200+rows)/2, 54, "TokenNotAcceptable", ago(700), 700, nil)...)
		}},
		{name: "role inactive, all the time", kind: OneUser, code: "EntityOrRoleDisabled", app: "App 55", role: "Role gone", events: func(c *crowd, rows int) []event {
			return append(succeed(c, 200, 55), spread(c, 30, 55, "EntityOrRoleDisabled", ago(500), 400, func(e *event) { e.role = "Role gone" })...)
		}},
		{name: "user left", kind: OneUser, code: "EntityOrRoleDisabled", app: "App 56", user: "Last, First", events: func(c *crowd, rows int) []event {
			return append(succeed(c, 200, 56), spread(c, 30, 56, "EntityOrRoleDisabled", ago(48), 48, func(e *event) { e.user, e.role = "Last, First", "Role 3" })...)
		}},
		{name: "unknown address", kind: NewAddress, code: "InvalidSignature", app: "App 57", ip: "203.0.113.9", events: func(c *crowd, rows int) []event {
			return append(succeed(c, 200, 57), spread(c, 15, 57, "InvalidSignature", ago(100), 40, func(e *event) { e.ip = "203.0.113.9" })...)
		}},
		{name: "record blocked, for twenty days", kind: Burst, code: "IntegrationBlocked", app: "App 59", events: func(c *crowd, rows int) []event {
			return append(succeed(c, 40, 59), spread(c, 150, 59, "IntegrationBlocked", ago(480), 480, nil)...)
		}},
		{name: "TBA key of an old sandbox", kind: Burst, code: "consumer_key_unknown", app: "App 58", events: func(c *crowd, rows int) []event {
			return append(succeed(c, 40, 58), spread(c, 30, 58, "consumer_key_unknown", ago(400), 20, nil)...)
		}},
	}
}

// truth is what was planted.
type truth struct {
	plant
	begin, end time.Time
	failures   int64
}

// planted makes an account with every plant.
func planted(a account) (events []event, truths []truth) {
	c := newCrowd(a)
	for app := 50; app < len(c.apps); app++ {
		c.appUsers[app], c.appAddress[app] = -1, -1
	}
	events = c.background()
	rows := map[string]int{}
	for _, e := range events {
		rows[e.app]++
	}
	for _, p := range plants() {
		made := p.events(c, rows[p.app])
		known := truth{plant: p}
		for _, e := range made {
			at := e.at.Truncate(time.Minute)
			if !e.failure {
				continue
			}
			known.failures++
			if known.begin.IsZero() || at.Before(known.begin) {
				known.begin = at
			}
			if at.After(known.end) {
				known.end = at
			}
		}
		truths = append(truths, known)
		events = append(events, made...)
	}
	return events, truths
}
