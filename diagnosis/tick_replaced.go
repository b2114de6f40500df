package diagnosis

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// Lessons about a change begin with something that works: the old certificate, production. What
// these show ticks no step about the new certificate or the sandbox.

// changes reports whether the lesson is about a change. What a user says of one is about a login
// that failed, and no reason to doubt what else was given.
func (w *worksheet) changes(what string) bool {
	fact, _ := w.Facts.Get(FactChanged)
	return fact.Source == SourceLesson && fact.Value == what
}

func (w *worksheet) renewal() bool { return w.changes("certificate") }

func (w *worksheet) refreshed() bool { return w.changes("sandbox-refresh") }

// elsewhere returns why evidence of an account does not count: another one is set up; "" if it
// counts.
func (w *worksheet) elsewhere(account string) string {
	meant, said := w.Facts.Get(FactAccount)
	switch {
	case account == "":
		return ""
	case said && token.CanonicalAccount(meant.Value) != account:
		return "this is of the account " + account + "; " + meant.Value + " is set up"
	case w.refreshed() && !isSandbox(account):
		return "this is of the account " + account + ", which is not a sandbox"
	}
	return ""
}

// isSandbox reports whether an Account ID is that of a sandbox: 1234567_SB1.
func isSandbox(account string) bool { return strings.Contains(account, "_SB") }

// notHere returns the open Tick of an exchange with another account, the zero Tick for one that
// counts.
func (t *ticking) notHere(e exchange.Exchange) Tick {
	if why := t.elsewhere(e.Account()); why != "" {
		return Tick{State: TickOpen, By: why, Source: sourceOfExchange(e)}
	}
	return Tick{}
}

// stale returns why the token at a place does not count after a refresh: an old one is from
// before it. One that a call used may have expired since.
func (t *ticking) stale(place int) string {
	if !t.refreshed() || t.Tokens[place-1].Kind == token.Access && (t.passedAt(place, "expired") || answered(isCall, noPage)(t).State == TickDone) {
		return ""
	}
	return "the " + t.Tokens[place-1].Kind.Title() + " may be from before the refresh: only a valid access token counts"
}

// oldCertificate is the rule that leaves a step of a renewal open until the new certificate is
// known. A renewal begins 60 days before the end: an older certificate was not made for it.
func oldCertificate(t *ticking) Tick {
	if !t.renewal() {
		return Tick{}
	}
	certificate, known := t.certificate()
	if !known {
		return Tick{State: TickOpen}
	}
	if from := certificate.Certified.NotBefore; from.Before(t.At.Add(-keys.EndsSoon)) {
		return Tick{State: TickOpen, By: certificate.Name() + " is from " + dayOf(from) + ", and is taken for the old one: open the new pair", Source: SourceKey}
	}
	return Tick{}
}

// rowOfCertificate is done by the row of the certificate that is set up: in the list, or in what
// was copied from NetSuite's page.
func rowOfCertificate(t *ticking) Tick {
	id := t.certificateID().Value
	if row, listed := t.Certificates.Row(id); listed {
		if row.Revoked || !row.ValidUntil.IsZero() && !t.At.Before(row.ValidUntil) || t.otherwise(FactEntity, row.Entity) || t.otherwise(FactRole, row.Role) {
			return Tick{} // left to the check certificate-row
		}
		return done(SourceProbe, t.Certificates.Told, "the list of certificates has the row "+token.Shown(id))
	}
	if mapped, _ := t.Facts.Get(FactRecordCertificates); id != "" && slices.Contains(mapped.Items(), id) {
		return done(mapped.Source, false, "you copied the Certificate ID from its row: "+token.Shown(id))
	}
	return Tick{}
}

// otherwise reports whether something other than a value was said of a fact.
func (t *ticking) otherwise(name FactName, value string) bool {
	said := t.Facts.Value(name)
	return said != "" && value != "" && said != value
}

// inUse is done where NetSuite took an assertion whose kid is the certificate that is set up. No
// answer names its assertion: the token in it must not be older.
func inUse(t *ticking) Tick {
	place, got := t.lastToken(isAssertion), t.lastToken(func(kind token.Kind) bool { return kind == token.Access })
	if id := t.certificateID().Value; place == 0 || got == 0 || id == "" || t.Tokens[place-1].KeyID != id {
		return Tick{}
	}
	made, issued := t.Tokens[place-1].Time("iat"), t.Tokens[got-1].Time("iat")
	if !made.Readable() || !issued.Readable() || issued.Time().Before(made.Time().Add(-beforeIssue)) {
		return Tick{}
	}
	return accepted(t)
}

// kidFails is the rule of an assertion whose kid is not the Certificate ID. One that has the
// right kid does not show that NetSuite's page has the same.
func kidFails(t *ticking) Tick {
	if tick := ofAssertion(true, "key-id")(t); tick.State != TickDone {
		return tick
	}
	return Tick{}
}

// whenRenewed is for rules that tell the new certificate from the old one.
func whenRenewed(by ...tickBy) tickBy { return where(true, by) }

// unlessRenewed is for rules that do not.
func unlessRenewed(by ...tickBy) tickBy { return where(false, by) }

func where(renewal bool, by []tickBy) tickBy {
	return func(t *ticking) Tick {
		if t.renewal() != renewal {
			return Tick{}
		}
		for _, rule := range by {
			if tick := rule(t); tick.State != "" {
				return tick
			}
		}
		return Tick{}
	}
}
