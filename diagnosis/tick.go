package diagnosis

import (
	"slices"

	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// TickName names something that a step of a lesson waits for. The names are a public contract:
// lessons use them.
type TickName string

// TickState is whether a step is done.
type TickState string

// The states.
const (
	TickOpen    TickState = "open"
	TickDone    TickState = "done"
	TickFailing TickState = "failing"
)

// tickStates have for each state the word that people read, and the status of findings with
// the same sign.
var tickStates = map[TickState]struct {
	word   string
	status Status
}{
	TickOpen:    {"open", Unchecked},
	TickDone:    {"done", Pass},
	TickFailing: {"fails", Fail},
}

// Word returns the state as people read it.
func (s TickState) Word() string { return tickStates[s].word }

// Status returns the status of findings that is drawn with the same sign.
func (s TickState) Status() Status { return tickStates[s].status }

// Tick is what a Case shows of something that a step waits for. Only what passed with evidence
// from this Case is done, never what was not checked.
type Tick struct {
	State TickState
	By    string // what ticked it, or what fails: one line, printable
	// Source is where the evidence comes from.
	Source Source
	// Finding is the place in Diagnosis.Findings of the finding that passed or fails, from 1; 0
	// for none.
	Finding int
}

// tickRule is a row of the table of ticks.
type tickRule struct {
	name TickName
	// means is what a step can wait for, in words.
	means string
	// by are the rules that decide, in order: the first that returns a Tick with a State does.
	by []tickBy
}

// tickBy is a rule of a tick. It returns the zero Tick where it does not decide.
type tickBy func(t *ticking) Tick

// TickNames returns the names of all ticks.
func TickNames() []TickName {
	names := make([]TickName, len(tickRules))
	for i, rule := range tickRules {
		names[i] = rule.name
	}
	return names
}

// Means returns what a step waits for, in words; "" for a name that does not exist.
func (n TickName) Means() string {
	for _, rule := range tickRules {
		if rule.name == n {
			return rule.means
		}
	}
	return ""
}

// TickOf returns what a Case shows of one thing that a step waits for.
func TickOf(c Case, d Diagnosis, name TickName) Tick {
	t := &ticking{worksheet: worksheet{Case: c, facts: d.Facts}, d: d}
	for _, rule := range tickRules {
		if rule.name == name {
			return t.first(rule.by...)
		}
	}
	return Tick{State: TickOpen}
}

// ticking is the Case and the Diagnosis that ticks are computed from.
type ticking struct {
	worksheet
	d Diagnosis
}

func (t *ticking) first(by ...tickBy) Tick {
	for _, rule := range by {
		if tick := rule(t); tick.State != "" {
			return tick
		}
	}
	return Tick{State: TickOpen}
}

// done returns a Tick that is done. What a case file tells is said to be from there.
func done(source Source, told bool, by string) Tick {
	if told || source == SourceCaseFile {
		source = SourceCaseFile
		by += ", from the case file"
	}
	return Tick{State: TickDone, By: by, Source: source}
}

// at returns a Tick with the finding at a place in Diagnosis.Findings, from 0.
func (t *ticking) at(place int, tick Tick) Tick {
	tick.Finding = place + 1
	return tick
}

// failingAt returns the Tick that fails by the finding at a place.
func (t *ticking) failingAt(place int) Tick {
	return t.at(place, Tick{State: TickFailing, By: t.d.Findings[place].Title, Source: t.sourceOf(&t.d.Findings[place])})
}

// sourceOf returns where the evidence of a finding comes from.
func (t *ticking) sourceOf(f *Finding) Source {
	switch {
	case f.ID == "certificate-row" && t.Certificates != nil && t.Certificates.Told:
		return SourceCaseFile
	case f.Exchange > 0:
		return sourceOfExchange(t.Exchanges[f.Exchange-1])
	case f.Token > 0:
		return sourceOfToken(t.Tokens[f.Token-1])
	case f.Online != "":
		return SourceProbe
	case f.Key != "" && slices.ContainsFunc(t.Keys.All(), func(k keys.Key) bool { return k.Told && k.Name() == f.Key }):
		return SourceCaseFile
	case f.Key != "":
		return SourceKey
	}
	for _, name := range f.Facts {
		if fact, known := t.Facts.Get(name); known {
			return fact.Source
		}
	}
	return SourceUser
}

func sourceOfExchange(e exchange.Exchange) Source {
	switch {
	case e.Told:
		return SourceCaseFile
	case e.Probe != "":
		return SourceProbe
	}
	return SourceResponse
}

func sourceOfToken(t token.Token) Source {
	switch {
	case t.Told != nil:
		return SourceCaseFile
	case t.Probed:
		return SourceProbe
	}
	return SourceToken
}

// find returns the place of the first finding that matches; -1 for none.
func (t *ticking) find(matches func(f *Finding) bool) int {
	for i := range t.d.Findings {
		if matches(&t.d.Findings[i]) {
			return i
		}
	}
	return -1
}

// fails is the rule that fails where one of the checks did.
func fails(checks ...string) tickBy {
	return func(t *ticking) Tick {
		if i := t.find(func(f *Finding) bool { return f.Status == Fail && slices.Contains(checks, f.ID) }); i >= 0 {
			return t.failingAt(i)
		}
		return Tick{}
	}
}

// warns is the rule that fails where a check warned or failed: of two values that were given,
// one is wrong.
func warns(check string) tickBy {
	return func(t *ticking) Tick {
		if i := t.find(func(f *Finding) bool { return (f.Status == Warn || f.Status == Fail) && f.ID == check }); i >= 0 {
			return t.failingAt(i)
		}
		return Tick{}
	}
}

// passes is the rule that is done where a check of what was said passed.
func passes(check string) tickBy {
	return func(t *ticking) Tick {
		i := t.find(func(f *Finding) bool { return f.Status == Pass && f.ID == check })
		if i < 0 {
			return Tick{}
		}
		return t.at(i, done(t.sourceOf(&t.d.Findings[i]), false, t.d.Findings[i].Title))
	}
}

// differs is the rule that fails where what was said of a fact differs from what a token, a
// redirect or a row shows.
func differs(name FactName) tickBy {
	return func(t *ticking) Tick {
		i := t.find(func(f *Finding) bool {
			agrees := f.ID == "facts-agree" || f.ID == "exchange-agrees"
			return agrees && f.Status != Pass && slices.ContainsFunc(f.Evidence, func(e Evidence) bool { return e.Where == string(name) })
		})
		if i < 0 {
			return Tick{}
		}
		return t.failingAt(i)
	}
}

// confirmed is the rule that fails where a code is confirmed.
func confirmed(code Code) tickBy {
	return func(t *ticking) Tick {
		if t.d.Verdict(code).Verdict != Confirmed {
			return Tick{}
		}
		fault := Tick{State: TickFailing, By: string(code) + ": " + t.d.Verdict(code).Because}
		i := t.find(func(f *Finding) bool { return f.Status == Fail && (f.ID == "detail" || slices.Contains(f.Codes, code)) })
		if i >= 0 {
			fault.Source = t.sourceOf(&t.d.Findings[i])
		}
		return t.at(i, fault)
	}
}

// passedAt reports whether checks passed for a token.
func (t *ticking) passedAt(tokenPlace int, checks ...string) bool {
	return !slices.ContainsFunc(checks, func(id string) bool {
		return t.find(func(f *Finding) bool { return f.ID == id && f.Token == tokenPlace && f.Status == Pass }) < 0
	})
}

// lastToken returns the place of the last token of a kind in the Case, from 1; 0 for none.
func (t *ticking) lastToken(is func(token.Kind) bool) int {
	for i, one := range slices.Backward(t.Tokens) {
		if is(one.Kind) {
			return i + 1
		}
	}
	return 0
}

// lastExchange returns the place of the last exchange that matches, from 1; 0 for none.
func (t *ticking) lastExchange(matches func(e *exchange.Exchange) bool) int {
	for i := len(t.Exchanges) - 1; i >= 0; i-- {
		if matches(&t.Exchanges[i]) {
			return i + 1
		}
	}
	return 0
}

// failedExchange returns the Tick that fails by the first finding about an exchange, or by its
// answer.
func (t *ticking) failedExchange(place int) Tick {
	if i := t.find(func(f *Finding) bool { return f.Status == Fail && f.Exchange == place }); i >= 0 {
		return t.failingAt(i)
	}
	e := t.Exchanges[place-1]
	if e.Answer == nil || !e.Answer.Failed() {
		return Tick{}
	}
	tick := Tick{State: TickFailing, By: "the answer is " + e.Answer.Title(), Source: sourceOfExchange(e)}
	return t.at(t.find(func(f *Finding) bool { return f.Exchange == place || e.Probe != "" && f.Online == e.Probe }), tick)
}

// answered is the rule for the last exchange that matches: it fails with its answer, and is
// done where its answer succeeded and has what it must have.
func answered(matches func(e *exchange.Exchange) bool, has func(a *exchange.Answer) bool) tickBy {
	return func(t *ticking) Tick {
		place := t.lastExchange(func(e *exchange.Exchange) bool { return e.Answer != nil && matches(e) })
		if place == 0 {
			return Tick{}
		}
		e := t.Exchanges[place-1]
		switch tick := t.failedExchange(place); {
		case tick.State != "":
			return tick
		case e.Answer.Succeeded() && e.Answer.Body == exchange.PageBody:
			return Tick{State: TickOpen, By: "the answer is a web page, which is not from the service that was called", Source: sourceOfExchange(e)}
		case !e.Answer.Succeeded() || !has(e.Answer):
			return Tick{State: TickOpen}
		}
		if tick := t.notHere(e); tick.State != "" {
			return tick
		}
		by := e.Title()
		if e.Probe != "" {
			by = "the online check " + string(e.Probe) + " got " + e.Answer.Title()
		}
		return t.at(t.find(func(f *Finding) bool { return f.ID == "answer" && f.Exchange == place }), done(sourceOfExchange(e), e.Told, by))
	}
}
