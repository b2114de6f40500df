package ui

import (
	"maps"
	"slices"
	"time"

	"authdoctor/diagnosis"
)

// Undo is something that was given to the Case, kept so that it can be taken back: a
// paste, a file, a row of the trail, a word that the trail shows, or the beginning of
// a new case. Cases are values, so it keeps two of them. They never leave memory.
type Undo struct {
	what string // the access token
	how  string // pasted, opened, taken, stated, made, forgotten
	at   time.Time

	placed int // among the steps of the session

	before, after diagnosis.Case
	given         map[any]gift // before
	export        *export      // before
	trail         screen       // of that export; nil for none

	// fresh reports whether a new case was begun; before is the one that was set aside, with
	// the answers given to questions, and the guide.
	fresh   bool
	answers *Answers
	guide   screen
}

// maxUndos bounds how much can be taken back.
const maxUndos = 64

// Give takes a Case that holds more than before, and remembers the one before. again
// are the pieces that were given now even where the Case held them already.
func (s *session) Give(what, how string, c diagnosis.Case, again ...any) {
	remember(s, Undo{what: what, how: how})
	s.hold(c)
	last := &s.undos[len(s.undos)-1]
	last.after = s.Case
	s.ages.givenBy(how, last.given, again)
}

func remember(s *session, next Undo) {
	s.steps++
	next.placed, next.at, next.before, next.given = s.steps, s.now(), s.Case, s.ages.given
	next.export, next.trail = s.export, s.kept[Trail{}]
	if s.undos = append(s.undos, next); len(s.undos) > maxUndos {
		s.undos = slices.Delete(s.undos, 0, 1)
	}
}

// BeginAnew sets the Case aside, whole, and goes home with an empty one.
func (s *session) BeginAnew() {
	remember(s, Undo{what: "the case", how: "set aside", fresh: true, answers: s.Answers, guide: s.kept[Guide{}]})
	replaceExport(s, nil, nil)
	reset(s, diagnosis.Case{}, nil, nil)
	s.notice = "A new case. The one before is kept: u brings it back, or a row at home."
}

// reset goes home with a Case and its answers; nil where none were given.
func reset(s *session, c diagnosis.Case, answers *Answers, guide screen) {
	delete(s.kept, Guide{})
	if guide != nil {
		s.kept[Guide{}] = guide
	}
	if answers == nil {
		answers = &Answers{s: s}
	}
	s.Case, s.Answers = c, answers
	goHome(s)
}

// TakeBack takes back what was given last, and says what that was. Facts that were
// stated since stay. Where a new case was begun last, the one before comes back.
func (s *session) TakeBack() {
	if asks := lastUnanswered(s); asks != nil {
		asks.Drop(s)
		return
	}
	if len(s.undos) == 0 {
		return
	}
	last := s.undos[len(s.undos)-1]
	if last.fresh && len(s.Case.Facts) > 0 {
		// Nothing of it was pasted, so no undo holds it: it is taken back by itself.
		n := len(s.Case.Facts)
		reset(s, diagnosis.Case{Columns: s.Case.Columns}, nil, nil)
		s.notice = "Took back " + plural(n, "fact", "facts") + " stated in the new case. u again brings the case before back."
		return
	}
	s.undos = s.undos[:len(s.undos)-1]
	if s.export != last.export {
		e, first := last.export, last.trail
		if e != nil && e.summary == nil {
			e, first = nil, nil // it was not counted, and there is nothing to go back to
		}
		replaceExport(s, e, first)
	}
	given := maps.Clone(s.ages.given) // of what was stated since
	maps.Copy(given, last.given)
	if s.ages.given = given; last.fresh {
		reset(s, last.before, last.answers, last.guide)
		s.notice = "The case that was set aside " + s.ages.Ago(last.at) + " is back."
		return
	}
	c := last.before
	c.Facts = without(s.Case.Facts, last.before.Facts, last.after.Facts)
	c.Columns, c.Trail = s.Case.Columns, s.Case.Trail // said of columns, and counted: neither was given
	s.hold(c)
	s.CloseScreens(TakenBack)
	if s.notice = "Took back " + last.Words(s) + "."; last.how == "forgotten" {
		s.notice = "Brought back " + last.what + "."
	}
	if n := len(s.undos); n > 0 && s.undos[n-1].fresh {
		s.notice += " u again brings the case before back."
	}
}

// Words name what was given, and its age.
func (last Undo) Words(s *session) string {
	return last.what + " " + last.how + " " + s.ages.Ago(last.at)
}

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
