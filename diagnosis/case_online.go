package diagnosis

import (
	"slices"
	"time"

	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/token"
)

// maxOnline is the number of results of online checks that a Case keeps.
const maxOnline = 64

// WithOnline returns a Case to which what an online check saw is added, and what was
// recognised in its answer: exchanges, tokens, keys and certificates. No words of an answer are
// taken for what was said. What the same check saw before is replaced, except in Online.
func (c Case) WithOnline(seen online.Seen, input intake.Input) Case {
	c.Online = append(slices.Clone(c.Online), seen)
	c.Online = c.Online[max(0, len(c.Online)-maxOnline):]

	sent := slices.Clone(input.Exchanges)
	for i := range sent {
		sent[i].Probe = seen.Check
		if sent[i].Request == nil {
			sent[i].Request = exchange.AddressRequest(seen.Address)
		}
	}
	if seen.Fault != online.Incomplete && seen.Fault != online.Interrupted { // which show nothing
		c.Exchanges = slices.DeleteFunc(slices.Clone(c.Exchanges), func(e exchange.Exchange) bool { return e.Probe == seen.Check })
	}
	c.Exchanges = exchange.Follow(c.Exchanges, sent)

	c.Tokens = slices.DeleteFunc(slices.Clone(c.Tokens), func(t token.Token) bool {
		return t.Probed && slices.ContainsFunc(input.Tokens, func(next token.Token) bool { return next.Kind == t.Kind })
	})
	for _, t := range input.Tokens {
		t.Probed = true
		c.Tokens = append(c.Tokens, t)
	}
	if input.Keys != nil {
		if i := slices.IndexFunc(c.Keys.Files(), func(f keys.File) bool { return f.Name == input.Keys.Name && f.Name != "" }); i >= 0 {
			c.Keys = c.Keys.Without(i)
		}
		c.Keys = c.Keys.With(*input.Keys)
	}
	if input.Certificates != nil {
		c = c.withCertificates(*input.Certificates)
		c.Certificates.At = seen.At
		if c.Certificates.ClientID == "" {
			c.Certificates.ClientID = intake.ListClientID(exchange.AddressRequest(seen.Address).Address.Path)
		}
	}
	return c
}

// withCertificates returns a Case with a list of certificates. An entity or a role without the
// form of an internal ID may be anything, and is left out.
func (c Case) withCertificates(list online.CertificateList) Case {
	list.Rows = slices.Clone(list.Rows)
	for i := range list.Rows {
		row := &list.Rows[i]
		for _, id := range []*string{&row.Entity, &row.Role} {
			if !isInternalID(*id) {
				*id = ""
			}
		}
	}
	c.Certificates = &list
	return c
}

// measuredSkew returns the clock of NetSuite minus the clock of this computer, and whether a
// case file tells it; 0 where it was not measured, or where two hosts contradict each other.
func (c Case) measuredSkew() (skew time.Duration, told bool) {
	dated := c.dated()
	if dated == nil || c.otherClock(dated) != nil {
		return 0, false
	}
	return dated.Skew, dated.Told
}

// dated returns what the online check saw whose answer tells the time: the one for it or, where
// that did not, the last that has a date; nil for none.
func (c Case) dated() (dated *online.Seen) {
	for _, seen := range c.lastSeen() {
		if seen.Dated && (dated == nil || dated.Check != online.Clock) {
			dated = &seen
		}
	}
	return dated
}

// otherClock returns what was seen of another host that tells another time; nil for none. Then
// one of the two dates is that of a proxy.
func (c Case) otherClock(dated *online.Seen) *online.Seen {
	for _, other := range c.lastSeen() {
		if other.Dated && seenHost(&other) != seenHost(dated) && (other.Skew-dated.Skew).Abs() > proxyDiffers {
			return &other
		}
	}
	return nil
}

// lastSeen returns what each online check saw when it was last sent.
func (c Case) lastSeen() []online.Seen {
	var last []online.Seen
	for i, seen := range c.Online {
		if !slices.ContainsFunc(c.Online[i+1:], func(later online.Seen) bool { return later.Check == seen.Check }) {
			last = append(last, seen)
		}
	}
	return last
}

// LastSeen returns what an online check saw when it was last sent.
func (c Case) LastSeen(id online.ID) (online.Seen, bool) {
	for _, seen := range slices.Backward(c.Online) {
		if seen.Check == id {
			return seen, true
		}
	}
	return online.Seen{}, false
}
