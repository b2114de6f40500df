package ui

import (
	"maps"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
)

// undo is something that was given to the Case, kept so that it can be taken back: a
// paste, a file, a row of the trail, a word that the trail shows, or the beginning of
// a new case. Cases are values, so it keeps two of them. They never leave memory.
type undo struct {
	what string // the access token
	how  string // pasted, opened, taken, stated, made, forgotten
	at   time.Time

	placed int // among the steps of the session

	before, after diagnosis.Case
	given         map[any]gift // before
	triage        *trailScreen // before

	// fresh reports whether a new case was begun; before is the one that was set aside, with
	// the answers given in the guide.
	fresh bool
	guide *guide
}

// gift is when and how a piece of material was given.
type gift struct {
	at  time.Time
	how string
}

// maxUndos bounds how much can be taken back.
const maxUndos = 64

// give takes a Case that holds more than before, and remembers the one before. again
// are the pieces that were given now even where the Case held them already.
func (s *session) give(what, how string, c diagnosis.Case, again ...any) {
	s.remember(undo{what: what, how: how})
	s.hold(c)
	last := &s.undos[len(s.undos)-1]
	last.after = s.Case
	s.givenBy(how, last.given, again)
}

// giveInput is give for what was recognised in a text.
func (s *session) giveInput(what, how string, c diagnosis.Case, input intake.Input) {
	s.give(what, how, c.With(input), pieces(diagnosis.Case{}.With(input))...)
}

func (s *session) remember(next undo) {
	s.steps++
	next.placed, next.at, next.before, next.given, next.triage = s.steps, s.now(), s.Case, s.given, s.triage
	if s.undos = append(s.undos, next); len(s.undos) > maxUndos {
		s.undos = slices.Delete(s.undos, 0, 1)
	}
}

// stated is how a fact came that the user gave by itself: an answer, a value, the key t.
const stated = "stated"

// noteGiven notes what the Case holds that it did not hold before.
func (s *session) noteGiven() {
	before := s.given
	s.given = map[any]gift{}
	for _, piece := range pieces(s.Case) {
		if _, held := before[piece]; held {
			s.given[piece] = before[piece]
		} else {
			s.given[piece] = gift{s.now(), stated}
		}
	}
}

// givenBy says how the pieces came that were not there before, and those that came again.
func (s *session) givenBy(how string, before map[any]gift, again []any) {
	for piece := range s.given {
		if _, held := before[piece]; !held || slices.Contains(again, piece) {
			s.given[piece] = gift{s.now(), how}
		}
	}
}

// pieces are the things in a Case that have an age, by what tells one from another
// that reads alike.
func pieces(c diagnosis.Case) []any {
	var all []any
	for _, t := range c.Tokens {
		all = append(all, t.Raw)
	}
	for _, e := range c.Exchanges {
		if e.Request != nil {
			all = append(all, e.Request)
		}
		if e.Answer != nil {
			all = append(all, e.Answer)
		}
	}
	for _, file := range c.Keys.Files() {
		all = append(all, pieceOf(file))
	}
	for _, fact := range c.Facts {
		all = append(all, fact)
	}
	return all
}

func pieceOf(file keys.File) any {
	if len(file.Keys) == 0 {
		return file.Name
	}
	return &file.Keys[0]
}

// age says how long ago a piece of the Case was given, where something newer is beside
// it; "" for what is as new as anything, within a minute. A fact that was stated makes
// nothing old: it is about what is there.
func (s *session) age(piece any) string {
	mine, known := s.given[piece]
	newest := mine.at
	for _, other := range s.given {
		if other.how != stated && other.at.After(newest) {
			newest = other.at
		}
	}
	if !known || newest.Sub(mine.at) < time.Minute {
		return ""
	}
	return mine.how + " " + s.ago(mine.at)
}

// exchangeAge is the age of a request, its answer, or both.
func (s *session) exchangeAge(e exchange.Exchange) string {
	request, answer := "", ""
	if e.Request != nil {
		request = s.age(e.Request)
	}
	if e.Answer != nil {
		answer = s.age(e.Answer)
	}
	switch {
	case e.Answer == nil || request == answer:
		return request
	case e.Request == nil:
		return answer
	case answer == "":
		return "request " + request
	case request == "":
		return "answer " + answer
	}
	return "request " + request + ", answer " + answer
}

// findingAge is the age of what a finding speaks of.
func (s *session) findingAge(f diagnosis.Finding) string {
	age := ""
	switch {
	case 0 < f.Token && f.Token <= len(s.Case.Tokens):
		age = s.age(s.Case.Tokens[f.Token-1].Raw)
	case 0 < f.Exchange && f.Exchange <= len(s.Case.Exchanges):
		age = s.exchangeAge(s.Case.Exchanges[f.Exchange-1])
	}
	for _, file := range s.Case.Keys.Files() {
		if age == "" && f.Key != "" && file.Name == f.Key {
			age = s.age(pieceOf(file))
		}
	}
	for _, name := range f.Facts {
		if fact, said := s.Case.Facts.Get(name); said && age == "" {
			age = s.age(fact)
		}
	}
	return age
}

// saidBy is where a fact comes from, with the age of one that was stated.
func (s *session) saidBy(fact diagnosis.Fact) string {
	source := sourceWord(fact.Source)
	if s.given[fact].how == stated && s.age(fact) != "" {
		return source + " " + s.ago(s.given[fact].at)
	}
	return source
}

// joined puts words together that may be empty.
func joined(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(word string) bool { return word == "" }), " · ")
}

// ago is how long ago something happened, in minutes.
func (s *session) ago(at time.Time) string {
	passed := s.now().Sub(at).Truncate(time.Minute)
	if passed < time.Minute {
		return "just now"
	}
	return diagnosis.Span(passed) + " ago"
}

// begun reports whether there is a case to set aside.
func (s *session) begun() bool {
	return s.known() || s.guide != nil && len(s.guide.chosen) > 0 || s.Case.Near.Word != "" || len(s.Case.Columns) > 0 || s.triage != nil
}

// beginAnew sets the Case aside, whole, and goes home with an empty one.
func (s *session) beginAnew() {
	s.remember(undo{what: "the case", how: "set aside", fresh: true, guide: s.guide})
	s.closeTrail()
	s.reset(diagnosis.Case{}, nil)
	s.notice = "A new case. The one before is kept: u brings it back, or a row at home."
}

// reset goes home with a Case and its guide.
func (s *session) reset(c diagnosis.Case, g *guide) {
	s.history = s.history[:1]
	if start, ok := s.shown().(*home); ok {
		start.reset()
	}
	s.Case, s.guide = c, g
	s.judge()
}

// takeBack takes back what was given last, and says what that was. Facts that were
// stated since stay. Where a new case was begun last, the one before comes back.
func (s *session) takeBack() {
	if asks := s.lastUnanswered(); asks != nil {
		asks.drop()
		return
	}
	if len(s.undos) == 0 {
		return
	}
	last := s.undos[len(s.undos)-1]
	if last.fresh && len(s.Case.Facts) > 0 {
		// Nothing of it was pasted, so no undo holds it: it is taken back by itself.
		n := len(s.Case.Facts)
		s.reset(diagnosis.Case{Columns: s.Case.Columns}, nil)
		s.notice = "Took back " + plural(n, "fact", "facts") + " stated in the new case. u again brings the case before back."
		return
	}
	s.undos = s.undos[:len(s.undos)-1]
	if s.triage != last.triage {
		s.closeTrail()
		if t := last.triage; t != nil && t.summary != nil {
			s.triage = t
		}
	}
	given := maps.Clone(s.given) // of what was stated since
	maps.Copy(given, last.given)
	if s.given = given; last.fresh {
		s.reset(last.before, last.guide)
		s.notice = "The case that was set aside " + s.ago(last.at) + " is back."
		return
	}
	c := last.before
	c.Facts = without(s.Case.Facts, last.before.Facts, last.after.Facts)
	c.Columns, c.Trail = s.Case.Columns, s.Case.Trail // said of columns, and counted: neither was given
	s.hold(c)
	s.closeAll(func(open screen) bool {
		switch open.(type) {
		case *tokenScreen:
			return len(c.Tokens) == 0
		case *exchangeScreen:
			return len(c.Exchanges) == 0
		}
		return false
	})
	if s.notice = "Took back " + last.title(s) + "."; last.how == "forgotten" {
		s.notice = "Brought back " + last.what + "."
	}
	if n := len(s.undos); n > 0 && s.undos[n-1].fresh {
		s.notice += " u again brings the case before back."
	}
}

// title names what was given, and its age.
func (last undo) title(s *session) string { return last.what + " " + last.how + " " + s.ago(last.at) }

// without takes a change of facts back: what it brought goes, what it replaced or
// removed returns. What was said since about the same facts stays.
func without(now, before, after diagnosis.Facts) diagnosis.Facts {
	for _, fact := range after {
		was, had := before.Get(fact.Name)
		if is, has := now.Get(fact.Name); !has || is != fact || had && was == fact {
			continue
		}
		if now = now.Without(fact.Name); had {
			now = now.With(was)
		}
	}
	for _, fact := range before {
		_, kept := after.Get(fact.Name)
		if _, has := now.Get(fact.Name); !kept && !has {
			now = now.With(fact)
		}
	}
	return now
}
