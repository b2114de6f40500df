package diagnosis

import (
	"slices"
	"time"

	"authdoctor/diagnosis/clientline"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/token"
	"authdoctor/diagnosis/trail"
)

// Case is everything known about one problem. It is a value: its methods return a changed
// copy, which is diagnosed again.
type Case struct {
	// At is the time at which the Case is evaluated.
	At time.Time
	// Facts come from the user, a case file or the trail. Diagnose adds those of tokens.
	Facts Facts
	// Tokens are the pasted tokens, in order.
	Tokens []token.Token
	// Keys is the key material that was given; nil for none.
	Keys *keys.Set
	// Exchanges are the pasted requests and answers, in order.
	Exchanges []exchange.Exchange
	// Hints are facts in the words around an answer.
	Hints []intake.Hint
	// Marks are signs of the protocol in what was pasted.
	Marks []intake.Mark
	// Signed is what was pasted of a login with TBA.
	Signed intake.Signed
	// ErrorLine is the beginning of a pasted error that was not understood; "" for none.
	ErrorLine string
	// Line is a pasted error that a client printed; nil for none.
	Line *clientline.Line
	// Near is a word that was given as a Detail value and is not known to be one of this
	// login. The codes that it may stand for come first among equal verdicts.
	Near detail.Match
	// Trail are the rows of an export of the Login Audit Trail that match a token's time.
	Trail []TrailMatch
	// Columns are the meanings that the user gave to columns of an export of the trail, by
	// label; "" for a column with no known meaning. Copies of the Case share the map:
	// WithColumn changes a clone.
	Columns map[string]trail.Column
	// Online is what the online checks saw, in order.
	Online []online.Seen
	// Certificates is the list of the certificates that are mapped to the integration record;
	// nil for none.
	Certificates *online.CertificateList
	// Verify reports whether the signatures must be verified, because keys were given for it.
	Verify bool
}

// With returns a Case to which everything recognised in a text is added: tokens, keys,
// requests and answers, and a Detail word as the fact detail.
func (c Case) With(input intake.Input) Case {
	c.Tokens = append(withoutCopies(c.Tokens, input.Tokens), input.Tokens...)
	if input.Keys != nil {
		c.Keys = c.Keys.With(*input.Keys)
	}
	if len(input.Exchanges) > 0 {
		c.Exchanges = exchange.Renew(c.Exchanges, input.Exchanges)
		c.Hints = input.Hints
	}
	if input.Certificates != nil {
		c = c.withCertificates(*input.Certificates)
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

// withoutCopies returns the tokens without those of a case file that are among others, where
// they have their signatures.
func withoutCopies(tokens, others []token.Token) []token.Token {
	return slices.DeleteFunc(slices.Clone(tokens), func(t token.Token) bool {
		return t.Told != nil && slices.ContainsFunc(others, func(other token.Token) bool { return other.Keep().Compact() == t.Keep().Compact() })
	})
}

// Opened returns the Case of a case file together with c, which was given beside it: facts,
// keys and tokens of c come before those of the file. Its time is that of the file.
func (c Case) Opened(file Case) Case {
	for _, fact := range c.Facts {
		file.Facts = file.Facts.With(fact)
	}
	for _, material := range c.Keys.Files() {
		file.Keys = file.Keys.With(material)
	}
	file.Tokens = append(withoutCopies(file.Tokens, c.Tokens), c.Tokens...)
	file.Exchanges = append(slices.Clone(file.Exchanges), c.Exchanges...)
	file.Verify = file.Verify || c.Verify
	return file
}

// WithDetail returns a Case in which a word was read in the Detail column.
func (c Case) WithDetail(word detail.Match, source Source) Case {
	c.Near = detail.Match{}
	switch before := c.Facts.Value(FactDetail); {
	case before == word.Name:
	case source == SourceTrail:
		c = c.withoutRows() // of another login
		fallthrough
	default:
		if detail.Known(before).Protocol == detail.TBA {
			c.Facts = c.Facts.Without(FactProtocol) // the former word implied it
		}
	}
	c.Facts = c.Facts.With(Fact{Name: FactDetail, Value: word.Name, Source: source})
	if word.Protocol == detail.TBA {
		c.Facts = c.Facts.With(Fact{Name: FactProtocol, Value: "tba", Source: source})
	}
	return c
}

// FilledIn returns the number of RecordFields that have a value in the Case.
func (c Case) FilledIn() int {
	n := 0
	for _, kind := range factKinds {
		if _, said := c.Facts.Get(kind.Name); said && kind.Group != "" {
			n++
		}
	}
	return n
}

// PublicIDs returns the values of the Case that have the form of a secret and are none, for
// border.LastPass: the Client IDs, the mapped Certificate IDs, and the fingerprints of
// certificates and public keys.
func (c Case) PublicIDs() []string {
	var ids []string
	add := func(id string) {
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	add(c.Facts.Value(FactClientID))
	for _, one := range c.Tokens {
		add(one.ClientID)
	}
	for _, one := range c.Exchanges {
		add(one.ClientID())
	}
	if c.Certificates != nil {
		add(c.Certificates.ClientID)
		for _, row := range c.Certificates.Rows {
			if token.IsCertificateID(row.ID) {
				add(row.ID)
			}
		}
	}
	for _, file := range c.Keys.Files() {
		for _, key := range file.Keys {
			add(key.Fingerprint())
			if key.Certified != nil {
				add(key.Certified.SHA256)
			}
		}
	}
	return ids
}
