package screen

import (
	"maps"
	"slices"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/casefile"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
)

// Undo is something that was given to the Case, kept so that it can be taken back: a
// paste, a file, a row of the trail, a word that the trail shows, or the beginning of
// a new case. Cases are values, so it keeps two of them. They never leave memory.
type Undo struct {
	what string // the access token
	how  string // pasted, opened, taken, stated, made, forgotten
	at   time.Time

	placed int // among the steps of the session

	Before, after diagnosis.Case
	given         map[any]gift  // before
	Export        *files.Export // before
	trail         Screen        // of that export; nil for none

	// Fresh reports whether a case was begun, or opened from a file. former is the one that
	// was set aside for it, nil for none.
	Fresh  bool
	former *Journal
}

// MaxUndos is the largest number of steps that can be taken back.
const MaxUndos = 64

// Give replaces the Case by one with more in it, and remembers the previous one. again are
// the pieces given now that may have been in the Case already.
func (s *Session) Give(what, how string, c diagnosis.Case, again ...any) {
	remember(s, Undo{what: what, how: how})
	if how == stated {
		s.Journal.add(s.Now(), casefile.Answered, "the trail shows "+what)
	} else {
		s.Journal.add(s.Now(), casefile.EventKind(how), what)
	}
	s.Hold(c)
	last := &s.Undos[len(s.Undos)-1]
	last.after = s.Case
	s.Ages.givenBy(how, last.given, again)
}

func remember(s *Session, next Undo) {
	s.steps++
	next.placed, next.at, next.Before, next.given = s.steps, s.Now(), s.Case, s.Ages.Given
	next.Export, next.trail = s.Export, s.kept[Trail{}]
	if s.Undos = append(s.Undos, next); len(s.Undos) > MaxUndos {
		s.Undos = slices.Delete(s.Undos, 0, 1)
	}
}

// BeginAnew sets the Case aside, whole, and goes home with an empty one.
func (s *Session) BeginAnew() {
	former := setAside(s).Journal
	remember(s, Undo{what: "the case", how: "set aside", Fresh: true, former: former})
	s.Notice = "A new case. The one before is kept: u brings it back, or a row at home."
}

// reset goes home with a Case and its answers; nil where none were given.
func reset(s *Session, c diagnosis.Case, answers *Answers, guide Screen) {
	delete(s.kept, Guide{})
	if guide != nil {
		s.kept[Guide{}] = guide
	}
	if answers == nil {
		answers = &Answers{s: s}
	}
	s.Case, s.Answers = c, answers
	goHome(s)
	for _, screen := range s.kept {
		screen.Settle()
	}
}

// TakeBack takes back what was given last, and says what that was. Facts that were
// stated since stay. Where a new case was begun last, the one before comes back.
func (s *Session) TakeBack() {
	if asks := LastUnanswered(s); asks != nil {
		asks.Drop(s)
		return
	}
	if len(s.Undos) == 0 {
		return
	}
	last := s.Undos[len(s.Undos)-1]
	if last.Fresh && last.how == "set aside" && len(s.Case.Facts) > 0 {
		// Nothing of it was pasted, so no undo holds it: it is taken back by itself.
		n := len(s.Case.Facts)
		reset(s, diagnosis.Case{Columns: s.Case.Columns}, nil, nil)
		s.Notice = "Took back " + paint.Plural(n, "fact", "facts") + " stated in the new case. u again brings the case before back."
		return
	}
	if s.Undos = s.Undos[:len(s.Undos)-1]; last.Fresh {
		dropCase(s, last)
		return
	}
	if s.Export != last.Export {
		e, first := last.Export, last.trail
		if e != nil && e.Summary == nil {
			e, first = nil, nil // it was not counted, and there is nothing to go back to
		}
		replaceExport(s, e, first)
	}
	given := maps.Clone(s.Ages.Given) // of what was stated since
	maps.Copy(given, last.given)
	s.Ages.Given = given
	s.Journal.add(s.Now(), casefile.TookBack, last.what)
	c := last.Before
	c.Facts = without(s.Case.Facts, last.Before.Facts, last.after.Facts)
	c.Columns, c.Trail = s.Case.Columns, s.Case.Trail // said of columns, and counted: neither was given
	s.Hold(c)
	s.CloseScreens(TakenBack)
	if s.Notice = "Took back " + last.Words(s) + "."; last.how == "forgotten" {
		s.Notice = "Brought back " + last.what + "."
	}
	if n := len(s.Undos); n > 0 && s.Undos[n-1].Fresh {
		s.Notice += " u again brings the case before back."
	}
}

// dropCase drops the shown case and brings back the one that was set aside for it.
func dropCase(s *Session, begun Undo) {
	for _, held := range s.Others {
		if held.Journal == begun.former {
			bring(s, held)
			s.Notice = "The case that was set aside " + s.Ages.Ago(held.since) + " is back."
			return
		}
	}
	replaceExport(s, nil, nil)
	s.Journal = &Journal{}
	reset(s, diagnosis.Case{}, nil, nil)
	s.Notice = "Took back " + begun.Words(s) + "."
}

// Words returns what was given, how and when.
func (last Undo) Words(s *Session) string {
	return last.what + " " + last.how + " " + s.Ages.Ago(last.at)
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
