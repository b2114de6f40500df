package probe_test

import (
	"slices"
	"testing"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/probe"
	"authdoctor/diagnosis/probe/standin"
)

// walked returns the Case of a client that has its key pair, after online checks.
func walked(t *testing.T, c *probe.Client, ids ...online.ID) (diagnosis.Case, diagnosis.Diagnosis) {
	t.Helper()
	known := diagnosis.Case{At: time.Now().UTC(), Keys: keys.NewSet(
		keys.Read("public.pem", pair().CertificatePEM, nil), keys.Read("private.pem", []byte(pair().PrivatePEM.Reveal()), nil))}
	for _, text := range []string{"account=" + c.Account, "client-id=" + c.ClientID, "role=1000", "entity=12"} {
		fact, err := diagnosis.ParseFact(text, diagnosis.SourceUser)
		if err != nil {
			t.Fatal(err)
		}
		known.Facts = known.Facts.With(fact)
	}
	for _, id := range ids {
		seen, input := c.Send(t.Context(), id)
		known = known.WithOnline(seen, input)
	}
	known.At = time.Now().UTC()
	return known, diagnosis.Diagnose(known)
}

// machine are the online checks of client credentials.
var machine = []online.ID{online.Host, online.Clock, online.Keys, online.TokenRequest, online.ServerTime, online.Metadata, online.Certificates}

// TestTicksOfProbes catches a step of client credentials that online checks do not tick.
func TestTicksOfProbes(t *testing.T) {
	c, d := walked(t, ready(standin.New(t, standin.Options{})), machine...)
	for _, name := range []diagnosis.TickName{"oauth2-feature", "rest-feature", "role", "user", "record", "pair", "mapping", "certificate-id", "assertion", "token-answer", "token", "call", "rest-role", "certificate-dates", "renewed"} {
		if tick := diagnosis.TickOf(c, d, name); tick.State != diagnosis.TickDone {
			t.Errorf("%s is %s: %q, finding %d", name, tick.State, tick.By, tick.Finding)
		}
	}
	for _, f := range d.Findings {
		if f.Status == diagnosis.Fail || f.Status == diagnosis.Warn {
			t.Errorf("%s %s: %s", f.Status, f.ID, f.Title)
		}
	}
}

// TestTicksStop catches a mistake that stops another step than its own, or that leads to no
// finding.
func TestTicksStop(t *testing.T) {
	for _, test := range []struct {
		name    string
		mistake func(s *standin.Server, c *probe.Client)
		ids     []online.ID
		tick    diagnosis.TickName
		finding []string
	}{
		{"not mapped", func(s *standin.Server, _ *probe.Client) { s.Unmap() }, machine[:4], "token-answer", []string{"answer"}},
		{"revoked", func(s *standin.Server, c *probe.Client) { s.Revoke(c.KeyID) }, machine[:4], "token-answer", []string{"answer"}},
		{"feature off", func(s *standin.Server, _ *probe.Client) { s.Switch(standin.FeatureOff) }, machine[:4], "token-answer", []string{"answer"}},
		{"record blocked", func(s *standin.Server, _ *probe.Client) { s.Switch(standin.RecordBlocked) }, machine[:4], "token-answer", []string{"answer"}},
		{"no login permission", func(s *standin.Server, _ *probe.Client) { s.Switch(standin.NoLoginPermission) }, machine[:6], "role", []string{"online-role"}},
		{"no REST permission", func(s *standin.Server, _ *probe.Client) { s.Switch(standin.NoREST) }, machine[:6], "rest-role", []string{"online-role", "answer"}},
		{"maintenance", func(s *standin.Server, _ *probe.Client) { s.Switch(standin.Maintenance) }, machine[:4], "token-answer", []string{"online-host", "answer"}},
		{"gateway", func(s *standin.Server, _ *probe.Client) { s.Switch(standin.Gateway) }, machine[:4], "token-answer", []string{"online-host", "answer"}},
	} {
		s := standin.New(t, standin.Options{})
		client := ready(s)
		test.mistake(s, client)
		c, d := walked(t, client, test.ids...)
		tick := diagnosis.TickOf(c, d, test.tick)
		if tick.State != diagnosis.TickFailing || tick.Finding == 0 || !slices.Contains(test.finding, d.Findings[tick.Finding-1].ID) {
			t.Errorf("%s: %s is %s: %q, finding %d", test.name, test.tick, tick.State, tick.By, tick.Finding)
			for _, f := range d.Findings {
				if f.Status != diagnosis.Pass {
					t.Logf("  %s %s %s", f.Status, f.ID, f.Title)
				}
			}
		}
	}
}
