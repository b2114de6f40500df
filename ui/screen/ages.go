package screen

import (
	"slices"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/keys"
	"authdoctor/ui/paint"
)

// Ages records when and how the pieces of the Case were given.
type Ages struct {
	Given map[any]gift
	now   func() time.Time
}

// gift is when and how a piece of material was given.
type gift struct {
	at  time.Time
	how string
}

// stated is the origin of a fact that the user entered on its own: by an answer, a value or
// the key t.
const stated = "stated"

// note records the pieces that are new in a Case.
func (a *Ages) note(c diagnosis.Case) {
	before := a.Given
	a.Given = map[any]gift{}
	for _, piece := range Pieces(c) {
		if _, held := before[piece]; held {
			a.Given[piece] = before[piece]
		} else {
			a.Given[piece] = gift{a.now(), stated}
		}
	}
}

// givenBy records how the pieces were given that are not in before, or are in again.
func (a *Ages) givenBy(how string, before map[any]gift, again []any) {
	for piece := range a.Given {
		if _, held := before[piece]; !held || slices.Contains(again, piece) {
			a.Given[piece] = gift{a.now(), how}
		}
	}
}

// Pieces returns the things in a Case that have an age, as keys of Ages.Given. Two things
// with the same content have different keys.
func Pieces(c diagnosis.Case) []any {
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

// Of returns how long ago a piece of the Case was given, "" unless something else is newer
// by a minute. A stated fact does not count as newer: it is about what is already there.
func (a Ages) Of(piece any) string {
	mine, known := a.Given[piece]
	newest := mine.at
	for _, other := range a.Given {
		if other.how != stated && other.at.After(newest) {
			newest = other.at
		}
	}
	if !known || newest.Sub(mine.at) < time.Minute {
		return ""
	}
	return mine.how + " " + a.Ago(mine.at)
}

// OfFile is the age of a file of key material.
func (a Ages) OfFile(file keys.File) string { return a.Of(pieceOf(file)) }

// OfExchange is the age of a request, its answer, or both.
func (a Ages) OfExchange(e exchange.Exchange) string {
	request, answer := "", ""
	if e.Request != nil {
		request = a.Of(e.Request)
	}
	if e.Answer != nil {
		answer = a.Of(e.Answer)
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

// OfFinding returns the age of the subject of a finding about a Case.
func (a Ages) OfFinding(c diagnosis.Case, f diagnosis.Finding) string {
	age := ""
	switch {
	case 0 < f.Token && f.Token <= len(c.Tokens):
		age = a.Of(c.Tokens[f.Token-1].Raw)
	case 0 < f.Exchange && f.Exchange <= len(c.Exchanges):
		age = a.OfExchange(c.Exchanges[f.Exchange-1])
	}
	for _, file := range c.Keys.Files() {
		if age == "" && f.Key != "" && file.Name == f.Key {
			age = a.OfFile(file)
		}
	}
	for _, name := range f.Facts {
		if fact, said := c.Facts.Get(name); said && age == "" {
			age = a.Of(fact)
		}
	}
	return age
}

// Source returns the origin of a fact, with its age if it was stated.
func (a Ages) Source(fact diagnosis.Fact) string {
	source := paint.SourceWord(fact.Source)
	if a.Given[fact].how == stated && a.Of(fact) != "" {
		return source + " " + a.Ago(a.Given[fact].at)
	}
	return source
}

// Ago returns how long ago something happened, in minutes.
func (a Ages) Ago(at time.Time) string {
	passed := a.now().Sub(at).Truncate(time.Minute)
	if passed < time.Minute {
		return "just now"
	}
	return diagnosis.Span(passed) + " ago"
}

// FindingHead returns the first lines of a finding: its title, the code it points to and
// the age of its subject.
func FindingHead(s *Session, f diagnosis.Finding, width int) []string {
	return s.Styles.FindingHead(f, paint.Joined(paint.Suspicion(s.Diagnosis, f), s.Ages.OfFinding(s.Case, f)), width)
}
