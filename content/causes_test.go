package content

import (
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/incident"
)

// causeWords are the words of causes with the page of each.
func causeWords() map[string]string {
	words := map[string]string{"unknown": unclear}
	for _, word := range detail.Words() {
		switch match := detail.Known(word.Name); match.Protocol {
		case detail.OAuth2:
			words[word.Name] = match.Code.Path()
		case detail.TBA:
			words[word.Name] = diagnosis.TBAPage
		}
	}
	return words
}

// TestCauses catches a cause of an incident without words, without a first step of somebody
// or on a page that is not there, for every word that is known and every pattern.
func TestCauses(t *testing.T) {
	library := embeddedLibrary(t)
	words := causeWords()
	if len(words) < len(detail.Kinds()) {
		t.Errorf("%d words; there are %d codes", len(words), len(detail.Kinds()))
	}
	for word := range words {
		firsts := map[string]bool{}
		for _, pattern := range incident.Patterns() {
			id := incident.Cause(word + "/" + string(pattern))
			cause := library.Cause(id)
			actor, step, _ := strings.Cut(cause.First, ": ")
			if by := diagnosis.Actor(actor); by != diagnosis.Administrator && by != diagnosis.Integrator || len(step) < 20 || !strings.HasSuffix(step, ".") && !strings.HasSuffix(step, "?") || strings.ToUpper(step[:1]) != step[:1] {
				t.Errorf("%s: the first step is %q; want who does it, and a sentence", id, cause.First)
			}
			if page, ok := library.Page(cause.Page); !ok || page.Path != cause.Page || len(cause.Steps) == 0 {
				t.Errorf("%s: no page %q with steps", id, cause.Page)
			}
			if !strings.Contains(cause.Words, "likely ") {
				t.Errorf("%s: %q; want what is likely", id, cause.Words)
			}
			if match := detail.Known(word); match.Protocol == detail.TBA && !strings.HasSuffix(cause.Words, match.Meaning) {
				t.Errorf("%s: %q does not say what the word means", id, cause.Words)
			}
			firsts[cause.First] = true
		}
		if detail.Known(word).Protocol == detail.OAuth2 && len(firsts) < 3 {
			t.Errorf("%s: %d first steps for all patterns", word, len(firsts))
		}
	}
	if cause := library.Cause("no id"); cause.Words != "no id" || cause.First != "" || cause.Page != "" || cause.Steps != nil {
		t.Errorf("what is no id: %+v; want itself", cause)
	}
}

// TestCausesOfFlows catches a first step of the authorization code flow for a code that only
// client credentials give, and one for both flows that does not say which it is for.
func TestCausesOfFlows(t *testing.T) {
	library, only, both := embeddedLibrary(t), 0, 0
	for _, page := range library.Codes() {
		assertion := slices.Contains(page.Occurs, detail.StepClientCredentials)
		browser := slices.Contains(page.Occurs, detail.StepAuthorize) || slices.Contains(page.Occurs, detail.StepToken)
		if !assertion && browser {
			continue
		}
		for _, line := range page.incidents {
			c, _ := readCauseLine(line)
			says := func(words ...string) bool {
				return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(strings.ToLower(c.first), word) })
			}
			if !says("consent", "refresh token", "refresh_token", "log in", "code flow", "authorize") {
				continue
			}
			switch {
			case assertion:
				only++
				t.Errorf("%s: %q is for the authorization code flow", page.Path, c.first)
			case !says("refresh token", "refresh_token", "client credentials") && !slices.Equal(page.Occurs, []detail.Step{detail.StepRefresh}) && page.Code != "TokenBlocked": // only a refresh token is used twice
				t.Errorf("%s: %q does not say for which flow", page.Path, c.first)
			default:
				both++
			}
		}
	}
	if only > 0 || both < 3 {
		t.Errorf("%d steps are for the wrong flow, %d for one of two", only, both)
	}
}

// TestCausesSay catches a cause that lost the words or the first step that an expert would
// give: what happened in sample accounts, by the code and the pattern.
func TestCausesSay(t *testing.T) {
	library := embeddedLibrary(t)
	for _, c := range []struct{ id, words, first, page string }{
		{"ClientAuthenticationFailed/outage", "Client Secret was reset", "administrator: Ask who used Reset Credentials", "codes/ClientAuthenticationFailed.md"},
		{"ClientAuthenticationFailed/burst", "Client Secret was reset", "hand the new Client ID and Client Secret to the integrator", ""},
		{"FeatureDisabled/everywhere", "switched the OAuth 2.0 feature off", "administrator: Open Setup › Company › Enable Features › SuiteCloud", ""},
		{"IntegrationBlocked/outage", "set the State of the record to Blocked", "set State to Enabled", ""},
		{"EntityOrRoleDisabled/one-role", "role was made inactive", "clear Inactive", ""},
		{"EntityOrRoleDisabled/everywhere", "role that these applications share was made inactive", "Manage Roles", ""},
		{"EntityOrRoleDisabled/one-user", "user was made inactive", "Lists › Employees › Employees", ""},
		{"MissingKey/outage", "certificate expired", "Valid Until", "codes/MissingKey.md"},
		{"MissingKey/one-address", "one machine still uses the old kid", "integrator: On the machine at this address, set kid", ""},
		{"MissingKey/together", "sandbox refresh", "Create New", "symptoms/after-a-sandbox-refresh.md"},
		{"MissingKeyId/never", "never worked", "integrator: Set kid in the header of the client assertion to the Certificate ID from OAuth 2.0 Client Credentials (M2M) Setup", ""},
		{"UnsupportedAlgo/never", "never worked", "PS256", ""},
		{"SignatureValidation/outage", "private key does not belong to the certificate", "authdoctor key inspect", "symptoms/check-the-key-pair.md"},
		{"SignatureValidation/rolled-back", "rolled back: it does not belong to the certificate", "authdoctor key inspect", ""},
		{"InvalidScope/rolled-back", "wrong scope was rolled out and then rolled back", "scope claim", ""},
		{"TokenBlocked/drip", "refresh token is used twice", "one process refresh", "symptoms/refresh-token-rotation.md"},
		{"TokenBlocked/everywhere", "sandbox was refreshed", "sandbox", "symptoms/after-a-sandbox-refresh.md"},
		{"RefreshTokenExpired/staggered", "7 days before", "consent again", ""},
		{"TokenNotAcceptable/one-address", "clock of this machine", "NTP", "symptoms/clock-is-wrong.md"},
		{"TokenExpired/outage", "clock of the machine that signs is slow", "Date header", "symptoms/clock-is-wrong.md"},
		{"InvalidSignature/new-address", "changed the token", "OAuth 2.0 Authorized Applications", ""},
		{"InvalidTimestamp/outage", "clock", "NTP", "symptoms/clock-is-wrong.md"},
		{"permission_denied/burst", "permission was taken away", "Log in using Access Tokens", ""},
		{"unknown/passwords", "guessing passwords", "Allowed IP Addresses", ""},
	} {
		got := library.Cause(incident.Cause(c.id))
		if !strings.Contains(got.Words, c.words) || !strings.Contains(got.First, c.first) || c.page != "" && got.Page != c.page {
			t.Errorf("%s: %q, %q, %s; want %q, %q, %s", c.id, got.Words, got.First, got.Page, c.words, c.first, c.page)
		}
	}
}

// TestCausesOfSamples catches a sample account whose incident has another cause than what was
// done to it.
func TestCausesOfSamples(t *testing.T) {
	const folder = "../../shared/samples/audit/cases/"
	if _, err := os.Stat(folder); err != nil {
		t.Skip("no samples here")
	}
	library := embeddedLibrary(t)
	for file, want := range map[string][]string{ // application: words
		"nightly-last.csv.gz":            {"Bank Feed: the Client Secret was reset"},
		"nightly-1x200.csv.gz":           {"Bank Feed: the Client Secret was reset"},
		"hourly-2of504.csv.gz":           {"Bank Feed: does not belong to the certificate"},
		"hourly-last2.csv.gz":            {"Bank Feed: does not belong to the certificate"},
		"drip-6.csv.gz":                  {"Bank Feed: a refresh token is used twice"},
		"rotation-9users-noretry.csv.gz": {"Bank Feed: each user consented 7 days before"},
		"stale-plus-two-certs.csv.gz":    {"Label Print: one machine still uses the old kid", "Gift Cards: the certificate expired", "Field Svc: the certificate expired"},
		"chronic-and-fresh.csv.gz":       {"Zap Prod: the certificate expired", "POS Import: it never worked"},
		"first-1h-retries.csv.gz":        {"Bank Feed: the certificate expired"},
		"first-8h-hourly.csv.gz":         {"Bank Feed: the certificate expired"},
		"stuffing-1ip.csv.gz":            {": someone is guessing passwords"},
	} {
		source := trail.Source{Name: file, Size: -1, Open: func() (io.ReadCloser, error) { return os.Open(folder + file) }}
		_, activity, err := trail.Count(t.Context(), []trail.Source{source}, trail.Options{})
		if err != nil {
			t.Fatal(err)
		}
		found := incident.Find(activity)
		if len(found) != len(want) {
			t.Errorf("%s: %d incidents, want %d", file, len(found), len(want))
		}
		for _, one := range want {
			application, words, _ := strings.Cut(one, ": ")
			i := slices.IndexFunc(found, func(i incident.Incident) bool { return i.Application == application })
			if i < 0 || !strings.Contains(library.Cause(found[i].Cause).Words, words) {
				t.Errorf("%s: no incident of %q has a cause with %q: %+v", file, application, words, found)
			}
		}
	}
}

// TestCausesAreUsed catches a cause that no incident comes to, one that does not name the
// causes of its page that it is taken from, and one that is the same as the wider one.
func TestCausesAreUsed(t *testing.T) {
	words := causeWords()
	for _, page := range embeddedLibrary(t).Pages() {
		_, rest, _ := strings.Cut(page.Body, "\n## Why it happens\n")
		list, _, _ := strings.Cut(rest, "\n## ")
		met, lines := map[string]bool{}, map[string]string{}
		for _, line := range page.incidents {
			c, ok := readCauseLine(line)
			if !ok {
				t.Fatalf("%s: %q; want a pattern, a bar, words, a bar, and the first step", page.Path, line)
			}
			switch {
			case met[c.of]:
				t.Errorf("%s: two causes for %s", page.Path, c.of)
			case c.of == "any", page.Path == diagnosis.TBAPage && words[c.of] == page.Path:
			case !slices.Contains(incident.Patterns(), incident.Pattern(c.of)):
				t.Errorf("%s: no incident is %q", page.Path, c.of)
			}
			met[c.of] = true
			if other := lines[c.words+c.first]; other != "" {
				t.Errorf("%s: %s has the cause of %s", page.Path, c.of, other)
			}
			lines[c.words+c.first] = c.of
			if page.Code != "" && len(c.causes) == 0 {
				t.Errorf("%s: %q names no cause of the page", page.Path, line)
			}
			for _, number := range c.causes {
				if n, err := strconv.Atoi(number); err != nil || !strings.Contains(list, "\n"+strconv.Itoa(n)+". ") {
					t.Errorf("%s: %q: the page has no cause %s", page.Path, line, number)
				}
			}
		}
		if wanted := page.Code != "" || page.Path == unclear || page.Path == diagnosis.TBAPage; met["any"] != wanted {
			t.Errorf("%s: causes of incidents are there: %v; want %v", page.Path, met["any"], wanted)
		}
	}
}
