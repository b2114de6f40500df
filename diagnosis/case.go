package diagnosis

import (
	"slices"
	"time"

	"authdoctor/diagnosis/clientline"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
	"authdoctor/diagnosis/trail"
)

// Case is everything known about one problem. It is a value: a change makes a
// new one, and Diagnose is run again.
type Case struct {
	// At is the moment to judge by; findings about expiry hang on it.
	At time.Time
	// Facts are what the user, a case file or the trail said; what tokens say
	// is added by Diagnose.
	Facts Facts
	// Tokens are those that were pasted, in order.
	Tokens []token.Token
	// Keys are the key material that was given; nil for none.
	Keys *keys.Set
	// Exchanges are the requests and answers that were pasted, in order.
	Exchanges []exchange.Exchange
	// Hints are what the words around an answer say about it.
	Hints []intake.Hint
	// Marks are traces of other protocols than OAuth 2.0 in what was pasted.
	Marks []intake.Mark
	// Signed is what was pasted shows of a login with TBA.
	Signed intake.Signed
	// ErrorLine is how an error of a program begins that was pasted and of which nothing
	// was made; "" for none.
	ErrorLine string
	// Line is the error of a client in what was pasted; nil for none.
	Line *clientline.Line
	// Near is a word that was given as a Detail value and is none: what it may be
	// meant for orders the verdicts.
	Near detail.Match
	// Trail is what an export of the Login Audit Trail holds of the time of a token.
	Trail []TrailMatch
	// Columns are what the user said that columns of an export of the trail hold, by
	// their labels; "" for a column that is none of the known ones. It is not
	// written to: WithColumn makes a new one.
	Columns map[string]trail.Column
	// Verify reports whether the signatures are to be proven: somebody gave keys for it.
	Verify bool
}

// With returns a Case that also holds what was recognised in a text: its tokens,
// its keys, its requests and answers, and its Detail word as the fact detail.
func (c Case) With(input intake.Input) Case {
	c.Tokens = append(slices.Clone(c.Tokens), input.Tokens...)
	if input.Keys != nil {
		c.Keys = c.Keys.With(*input.Keys)
	}
	if len(input.Exchanges) > 0 {
		c.Exchanges = exchange.Renew(c.Exchanges, input.Exchanges)
		c.Hints = input.Hints
	}
	c.ErrorLine = input.ErrorLine
	if len(input.Marks) > 0 || len(input.Exchanges) > 0 {
		c.Marks, c.Signed = input.Marks, input.Signed
	}
	if input.Line != nil || len(input.Exchanges) > 0 {
		c.Line = input.Line
	}
	if id := input.CertificateID; id != "" {
		if fact, err := ParseFact(string(FactCertificateID)+"="+id, SourceUser); err == nil {
			c.Facts = c.Facts.With(fact)
		}
	}
	switch {
	case input.Detail.Name == "":
		c.Near = input.Detail
		return c
	case len(input.Rows) > 0:
		return c.withRows(input.Rows)
	case input.Standing == intake.Read:
		return c.WithDetail(input.Detail, SourceTrail)
	case input.Standing == intake.Stated:
		return c.WithDetail(input.Detail, SourceUser)
	}
	c.Near = input.Detail
	c.Near.Nearest = []string{input.Detail.Name}
	return c
}

// WithDetail returns a Case in which a word is known to be in the Detail column.
func (c Case) WithDetail(word detail.Match, source Source) Case {
	c.Near = detail.Match{}
	switch before := c.Facts.Value(FactDetail); {
	case before == word.Name:
	case source == SourceTrail:
		c = c.withoutRows() // they were of another login
		fallthrough
	default:
		if detail.Known(before).Protocol == detail.TBA {
			c.Facts = c.Facts.Without(FactProtocol) // the word before told it
		}
	}
	c.Facts = c.Facts.With(Fact{Name: FactDetail, Value: word.Name, Source: source})
	if word.Protocol == detail.TBA {
		c.Facts = c.Facts.With(Fact{Name: FactProtocol, Value: "tba", Source: source})
	}
	return c
}

// FilledIn returns how many of the RecordFields a Case holds.
func (c Case) FilledIn() int {
	n := 0
	for _, kind := range factKinds {
		if _, said := c.Facts.Get(kind.Name); said && kind.Group != "" {
			n++
		}
	}
	return n
}
