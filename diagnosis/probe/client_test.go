package probe_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/probe"
	"authdoctor/diagnosis/probe/standin"
	"authdoctor/diagnosis/token"
)

// pair is a key pair for the tests of this package, made once.
var pair = sync.OnceValue(func() keys.Pair {
	made, err := keys.NewPair(keys.PairRequest{Kind: keys.PairECP256, Name: "test", Days: 365, From: time.Now().Add(-time.Hour)}, rand.Reader)
	if err != nil {
		panic(err)
	}
	return made
})

// ready returns a client of the stand-in's account that has everything, by the account's own
// hosts. Its connections end at the stand-in.
func ready(s *standin.Server) *probe.Client {
	c := probe.New(probe.Options{Client: s.Client()})
	c.Account, c.ClientID, c.Key, c.Scopes = s.Account, s.ClientID, pair().Private, []string{"restlets", "rest_webservices"}
	c.KeyID = s.Map(pair().CertificatePEM, "12", "1000")
	c.RESTlet = "https://" + s.Host("restlets.api") + "/app/site/hosting/restlet.nl?script=7&deploy=1&customer=c4n4ry"
	return c
}

// send sends a check and catches a text that is no single printable sentence, or that has a
// secret of the client, and a result that contradicts itself.
func send(t *testing.T, c *probe.Client, id online.ID) (online.Seen, intake.Input) {
	t.Helper()
	seen, input := c.Send(t.Context(), id)
	proper(t, seen)
	return seen, input
}

func proper(t *testing.T, seen online.Seen) {
	t.Helper()
	shown := seen.Text + seen.Address + seen.Proxy + seen.Names
	if _, n := border.Printable(shown); n > 0 || !strings.HasSuffix(seen.Text, ".") || strings.ToUpper(seen.Text[:1]) != seen.Text[:1] && !strings.Contains(strings.Fields(seen.Text)[0], ".") || strings.HasSuffix(seen.Text, "..") || len(seen.Text) > 700 || seen.At.IsZero() {
		t.Errorf("%s: %+v", seen.Check, seen)
	}
	if border.HoldsSecret(shown) || strings.Contains(shown, "c4n4ry") {
		t.Errorf("%s shows a secret: %+v", seen.Check, seen)
	}
	if (seen.Fault != online.NoFault) != (seen.Fault.Advice() != "") || seen.Outcome == online.Unreachable && seen.Fault == online.NoFault {
		t.Errorf("%s has no advice: %+v", seen.Check, seen)
	}
}

// TestPlan catches a check that is not announced, an announcement without its parts, one that
// contacts somebody, and one that does not tell what is missing.
func TestPlan(t *testing.T) {
	s := standin.New(t, standin.Options{})
	empty := probe.New(probe.Options{Client: s.Client()})
	for _, planned := range empty.Plan() {
		if planned.Lacks != "the account ID" || planned.Address != "" {
			t.Errorf("without an account: %+v", planned)
		}
	}
	c := ready(s)
	want := map[online.ID]string{
		online.Host: "HEAD S/", online.DataCenters: "GET https://rest.netsuite.com/rest/datacenterurls?account=1234567_SB1", online.Clock: "HEAD S/services/rest/auth/oauth2/v1/keys",
		online.Keys: "GET S/services/rest/auth/oauth2/v1/keys", online.TokenRequest: "POST S/services/rest/auth/oauth2/v1/token",
		online.CodeExchange: "POST S/services/rest/auth/oauth2/v1/token lacks the code", online.ServerTime: "GET S/services/rest/system/v1/serverTime lacks an access token",
		online.Metadata:     "GET S/services/rest/record/v1/metadata-catalog?select=currency lacks an access token",
		online.Certificates: "GET R/services/rest/auth/oauth2/v1/clients/" + border.ShortID(s.ClientID) + "/certificates lacks an access token",
		online.SuiteQL:      "POST S/services/rest/query/v1/suiteql?limit=1 lacks an access token", online.RESTlet: "GET R/app/site/hosting/restlet.nl?script=7&deploy=1&… lacks an access token",
		online.MCP: "POST S/services/mcp/v1/all lacks an access token", online.Refresh: "POST S/services/rest/auth/oauth2/v1/token lacks the refresh token",
	}
	plan := c.Plan()
	if len(plan) != len(want) {
		t.Errorf("%d checks are planned; want %d", len(plan), len(want))
	}
	hosts := strings.NewReplacer("https://"+s.Host("suitetalk.api"), "S", "https://"+s.Host("restlets.api"), "R")
	for _, planned := range plan {
		got := planned.Method + " " + hosts.Replace(planned.Address)
		if planned.Lacks != "" {
			got += " lacks " + planned.Lacks
		}
		if !strings.HasPrefix(got, want[planned.ID]) || strings.Contains(want[planned.ID], "lacks") != (planned.Lacks != "") {
			t.Errorf("%s: %s\nwant %s", planned.ID, got, want[planned.ID])
		}
		if planned.Title == "" || planned.Purpose == "" || planned.Reveals == "" || strings.Contains(planned.Address, "c4n4ry") {
			t.Errorf("%s is announced as %+v", planned.ID, planned)
		}
	}
	if len(s.Dialed()) > 0 || len(s.Requests()) > 0 {
		t.Errorf("announcing contacted %v", s.Dialed())
	}
}

// TestYes catches --yes covering more, or less, than what it may.
func TestYes(t *testing.T) {
	var covered []online.ID
	for _, check := range online.Checks() {
		if check.Flag == "" {
			covered = append(covered, check.ID)
		} else if check.Warns == "" && check.ID != online.DataCenters && check.ID != online.MCP {
			t.Errorf("%s needs a flag and does not tell why", check.ID)
		}
	}
	if want := []online.ID{online.Host, online.Clock, online.Keys, online.TokenRequest, online.ServerTime, online.Metadata, online.Certificates}; !slices.Equal(covered, want) {
		t.Errorf("--yes covers %v; want %v", covered, want)
	}
}

// TestWay catches a check that fails in an account in which everything is set up, one that
// sends more than its one request or to another host, one that sends what it did not
// announce, and evidence that the diagnosis takes for a failure.
func TestWay(t *testing.T) {
	s := standin.New(t, standin.Options{Scopes: []string{"restlets", "rest_webservices", "mcp"}})
	c := ready(s)
	says := map[online.ID]string{
		online.Host: "certificate for TLS is verified", online.DataCenters: "names the hosts that follow from its ID", online.Clock: "agrees with NetSuite's", online.Keys: "1 key, the last of which is c.1234567_SB1.",
		online.TokenRequest: "for role 1000 and entity 12, with the scope restlets rest_webservices", online.CodeExchange: "it also sent a refresh token", online.ServerTime: "The access token works",
		online.Metadata: "may use REST", online.Certificates: "1 certificate, of which 1 is in use; the next one ends on ", online.SuiteQL: "1 row returned", online.RESTlet: "16 bytes of application/json", online.MCP: "NetSuite MCP Toolbox", online.Refresh: "granted",
	}
	verifier := strings.Repeat("v", 43)
	sum := sha256.Sum256([]byte(verifier))
	whole := diagnosis.Case{At: time.Now().UTC()}
	for _, planned := range c.Plan() {
		switch planned.ID {
		case online.CodeExchange:
			c.ClientSecret, c.RedirectURI, c.Verifier = border.NewSecret(s.ClientSecret), s.RedirectURI, border.NewSecret(verifier)
			c.Code = border.NewSecret(s.Code(base64.RawURLEncoding.EncodeToString(sum[:]), s.RedirectURI, "restlets", "rest_webservices"))
		case online.MCP:
			c.Token = border.NewSecret(s.Issue("mcp"))
		}
		before, dialed := len(s.Requests()), len(s.Dialed())
		planned := c.Plan()[slices.IndexFunc(c.Plan(), func(p online.Planned) bool { return p.ID == planned.ID })]
		seen, input := send(t, c, planned.ID)
		if seen.Outcome != online.Answered || seen.Fault != online.NoFault || !strings.Contains(seen.Text, says[planned.ID]) || seen.Address != planned.Address {
			t.Errorf("%s: %+v; want %q", planned.ID, seen, says[planned.ID])
		}
		sent := s.Requests()[before:]
		if len(sent) != 1 || len(s.Dialed()) != dialed+1 {
			t.Fatalf("%s sends %+v", planned.ID, sent)
		}
		if host := "https://" + sent[0].Host + strings.Replace(sent[0].Path, s.ClientID, border.ShortID(s.ClientID), 1); !strings.HasPrefix(planned.Address, host) || sent[0].Method != planned.Method || s.Dialed()[dialed] != sent[0].Host+":443" {
			t.Errorf("%s announces %s %s and sends %+v to %s", planned.ID, planned.Method, planned.Address, sent[0], s.Dialed()[dialed])
		}
		if slices.Contains(sent[0].Headers, "Cookie") || planned.ID == online.TokenRequest && slices.Contains(sent[0].Headers, "Authorization") {
			t.Errorf("%s sends the headers %v", planned.ID, sent[0].Headers)
		}
		whole = whole.WithOnline(seen, input)
	}
	for _, finding := range diagnosis.Diagnose(whole).Findings {
		if finding.Status == diagnosis.Fail {
			t.Errorf("a good way fails: %s %s, %+v", finding.ID, finding.Title, finding.Evidence)
		}
	}
	if c.Code.Len() > 0 || c.RefreshToken.Len() == 0 || !c.Dated {
		t.Errorf("the client keeps %+v", c)
	}
	if whole.Certificates == nil || len(whole.Certificates.Rows) != 1 || whole.Certificates.Rows[0].ID != c.KeyID || whole.Certificates.ClientID != s.ClientID {
		t.Errorf("the list of certificates is %+v", whole.Certificates)
	}
	verified := 0
	for _, t := range whole.Tokens {
		if t.Kind == token.Access && whole.Keys.Verify(t, t.Kind).State == keys.Verified {
			verified++
		}
	}
	if verified == 0 {
		t.Error("the fetched keys verify no token")
	}
}

// TestFaults catches a fault of the account or of something on the way that is called
// another, one after which the check is done, and evidence that differs from that of the same
// text pasted.
func TestFaults(t *testing.T) {
	for _, test := range []struct {
		fault standin.Fault
		id    online.ID
		// want are outcome, fault and status.
		want  string
		says  string
		finds string // part of the title of a finding that fails, or is unchecked; "" for no evidence
	}{
		{standin.FeatureOff, online.TokenRequest, "answered  400", "refused it: 400 invalid_request", "invalid_request"},
		{standin.FeatureOff, online.ServerTime, "answered  401", "refused it: 401 INVALID_LOGIN", "rejected the login of a call"},
		{standin.GrantBoxMissing, online.TokenRequest, "answered  400", "unauthorized_client", "unauthorized_client"},
		{standin.NoLoginPermission, online.ServerTime, "answered  401", "INVALID_LOGIN", "rejected the login of a call"},
		{standin.NoREST, online.Metadata, "answered  400", "400 USER_ERROR", "may not use REST"},
		{standin.NoREST, online.SuiteQL, "answered  400", "400 USER_ERROR", "may not use REST"},
		{standin.NoCertificateRight, online.Certificates, "answered  403", "Manage own OAuth 2.0 Client Credentials certificates", "The role may not"},
		{standin.WebServicesOnly, online.RESTlet, "answered  400", "INVALID_LOGIN_CREDENTIALS", "INVALID_LOGIN_CREDENTIALS"},
		{standin.ServerError, online.TokenRequest, "answered  500", "500 server_error", "server_error"},
		{standin.TooMany, online.Metadata, "answered  429", "429", "Too many requests"},
		{standin.Maintenance, online.TokenRequest, "answered not its own 503", "Scheduled Maintenance", "NetSuite is unavailable"},
		{standin.Page, online.TokenRequest, "answered not its own 200", "“Welcome”", ""},
		{standin.Page, online.Metadata, "answered not its own 200", "“Welcome”", ""},
		{standin.LoginPage, online.ServerTime, "refused redirect 302", "leads to a login page", "login page"},
		{standin.Elsewhere, online.TokenRequest, "refused redirect 302", "redirects to portal.example.com (302), which was not followed", "which is not a NetSuite host"},
		{standin.Gateway, online.ServerTime, "answered not its own 502", "(nginx) answered in the place", "gateway"},
		{standin.Gateway, online.Keys, "answered not its own 502", "(nginx) answered in the place", ""},
		{standin.ProxyLogin, online.Host, "answered not its own 407", "A proxy that asks for a login", ""},
		{standin.NotJSON, online.TokenRequest, "answered unreadable 200", "not the JSON", ""},
		{standin.NotJSON, online.ServerTime, "answered unreadable 200", "not the JSON", ""},
		{standin.NotJSON, online.Certificates, "answered unreadable 200", "not a list", ""},
		{standin.NotJSON, online.Keys, "answered unreadable 200", "not a key set", ""},
		{standin.NoDate, online.Clock, "answered unreadable 200", "no Date", ""},
		{standin.WrongDateForm, online.Clock, "answered unreadable 200", "is not a date", ""},
		{standin.NoConnector, online.MCP, "answered  404", "MCP Standard Tools", "404"},
	} {
		t.Run(string(test.fault)+", "+string(test.id), func(t *testing.T) {
			s := standin.New(t, standin.Options{})
			c := ready(s)
			c.Token = border.NewSecret(s.Issue("restlets", "rest_webservices", "mcp"))
			s.Switch(test.fault)
			for _, packed := range []bool{false, true} {
				if packed {
					s.Switch(standin.Gzipped)
				}
				seen, input := send(t, c, test.id)
				if got := fmt.Sprint(seen.Outcome, " ", seen.Fault, " ", seen.Status); got != test.want || !strings.Contains(seen.Text, test.says) {
					t.Errorf("%s: %s; want %s: …%s…", got, seen.Text, test.want, test.says)
				}
				if test.finds == "" {
					if len(input.Exchanges) > 0 || input.Keys != nil || input.Certificates != nil {
						t.Errorf("%+v is evidence of nothing", input)
					}
					continue
				}
				d := diagnosis.Diagnose(diagnosis.Case{At: time.Now().UTC()}.WithOnline(seen, input))
				if !slices.ContainsFunc(d.Findings, func(f diagnosis.Finding) bool {
					return f.Status != diagnosis.Pass && f.ID == "answer" && strings.Contains(f.Title, test.finds)
				}) {
					for _, f := range d.Findings {
						t.Logf("%s %s %s", f.Status, f.ID, f.Title)
					}
					t.Errorf("no finding has %q", test.finds)
				}
			}
		})
	}
}

// TestKid catches a certificate that is revoked, expired or not mapped and is not named by
// the list of certificates.
func TestKid(t *testing.T) {
	s := standin.New(t, standin.Options{})
	c := ready(s)
	c.Token = border.NewSecret(s.Issue("rest_webservices"))
	s.Revoke(c.KeyID)
	if seen, input := send(t, c, online.Certificates); !strings.Contains(seen.Text, "0 are in use; the certificate of the assertion is revoked") || !input.Certificates.Rows[0].Revoked {
		t.Errorf("%+v", seen)
	}
	if seen, _ := send(t, c, online.TokenRequest); seen.Status != 400 || !strings.Contains(seen.Text, "invalid_client") {
		t.Errorf("%+v", seen)
	}
	s.Unmap()
	if seen, _ := send(t, c, online.Certificates); !strings.Contains(seen.Text, "0 certificates, of which 0 are in use; the Certificate ID of the assertion is not among them") {
		t.Errorf("%+v", seen)
	}
}

// TestClock catches a clock difference that is measured wrong, not told, or not used in the
// next assertion.
func TestClock(t *testing.T) {
	for off, says := range map[time.Duration]string{
		0: "agrees", time.Second: "agrees", -2 * time.Hour: "2 h ahead of NetSuite's: iat of an assertion is in the future", 20 * time.Minute: "20 min behind NetSuite's: an assertion expires that much earlier",
		26*time.Hour + 30*time.Second: "1 d 2 h behind NetSuite's: an assertion has expired when it arrives", 90 * time.Second: "1 min 30 s behind",
	} {
		s := standin.New(t, standin.Options{ClockOff: off})
		c := ready(s)
		if off.Abs() > 15*time.Minute {
			if seen, _ := send(t, c, online.TokenRequest); seen.Status != 400 || !strings.Contains(seen.Text, "invalid_grant") {
				t.Errorf("%v, not measured: %+v", off, seen)
			}
			c.Dated = false
		}
		seen, _ := send(t, c, online.Clock)
		if !seen.Dated || (seen.Skew-off).Abs() > time.Second || !strings.Contains(seen.Text, says) {
			t.Errorf("%v: %+v; want %q", off, seen, says)
		}
		if seen, _ := send(t, c, online.TokenRequest); seen.Status != 200 {
			t.Errorf("%v, measured: %+v", off, seen)
		}
	}
	s := standin.New(t, standin.Options{ClockOff: 7000 * 24 * time.Hour})
	if seen, _ := send(t, ready(s), online.Clock); seen.Dated || seen.Skew != 0 || seen.Fault != online.Unreadable || !strings.Contains(seen.Text, "more than a year off") {
		t.Errorf("absurd: %+v", seen)
	}
}

// TestProxyDate catches a Date that a proxy may have written, believed without a word, and one
// that a cache kept, used for an assertion.
func TestProxyDate(t *testing.T) {
	for name, value := range map[string]string{"Via": "1.1 proxy", "Age": "600", "X-Cache": "HIT"} {
		header := http.Header{"Date": {time.Now().Add(-10 * time.Minute).UTC().Format(http.TimeFormat)}, name: {value}}
		c := attacked(answering(func(*http.Request) *http.Response {
			return &http.Response{StatusCode: 200, TLS: verified, Header: header, Body: http.NoBody}
		}), "")
		seen, _ := send(t, c, online.Clock)
		if !seen.Dated || !strings.Contains(seen.Text, "10 min ahead") || !strings.HasSuffix(seen.Text, "the Date may be the proxy's.") || c.Dated == (name == "Age") {
			t.Errorf("%s: %+v, used %t", name, seen, c.Dated)
		}
	}
}

// TestRefresh catches a refresh token of a public client that is used and kept, and one of a
// confidential client that is lost.
func TestRefresh(t *testing.T) {
	for _, public := range []bool{false, true} {
		s := standin.New(t, standin.Options{Public: public})
		c := ready(s)
		if !public {
			c.ClientSecret = border.NewSecret(s.ClientSecret)
		}
		first := s.IssueRefresh("rest_webservices")
		c.RefreshToken = border.NewSecret(first)
		seen, input := send(t, c, online.Refresh)
		if seen.Status != 200 || len(input.Tokens) == 0 || (c.RefreshToken.Reveal() != first) != public || strings.Contains(seen.Text, "no longer works") != public {
			t.Errorf("public %t: %+v, %d tokens, new %t", public, seen, len(input.Tokens), c.RefreshToken.Reveal() != first)
		}
		if seen, _ := send(t, c, online.ServerTime); seen.Status != 200 {
			t.Errorf("public %t: the token that came does not work: %+v", public, seen)
		}
	}
}

// TestPasted catches a pasted assertion that is not the one sent, and evidence of its answer
// that repeats it as a token of the Case.
func TestPasted(t *testing.T) {
	s := standin.New(t, standin.Options{})
	c := ready(s)
	made, err := keys.NewAssertion(keys.AssertionRequest{Key: c.Key, KeyID: c.KeyID, ClientID: s.ClientID, Account: s.Account, Scopes: []string{"restlets"}, Lifetime: time.Minute, IssuedAt: time.Now()}, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c.Assertion, c.Key, c.KeyID = made, keys.Key{}, ""
	seen, input := send(t, c, online.TokenRequest)
	if seen.Status != 200 || len(input.Tokens) != 1 || input.Tokens[0].Kind != token.Access || !slices.Equal(input.Tokens[0].Scopes, []string{"restlets"}) {
		t.Errorf("%+v, %d tokens", seen, len(input.Tokens))
	}
}

// TestAccounts catches an account whose form leads a request to another host, and secrets
// that are sent there.
func TestAccounts(t *testing.T) {
	s := standin.New(t, standin.Options{})
	for _, account := range []string{"", "evil.example/", "1234567@evil.example", "1234567.evil", "1234567#", "1234567/", "1234567?", "1234567:1", "1234567\r\nx", " 1234567", "1234567_SB1_2_", "１２３", "a%2f", "-", "..", strings.Repeat("1", 100)} {
		c := ready(s)
		c.Account = account
		for _, planned := range c.Plan() {
			if planned.Lacks == "" || planned.Address != "" {
				t.Errorf("%q: %+v", account, planned)
			}
			if seen, _ := send(t, c, planned.ID); seen.Outcome != online.Refused || seen.Fault != online.Incomplete {
				t.Errorf("%q: %+v", account, seen)
			}
		}
	}
	for _, address := range []string{"", "http://1234567-sb1.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=1&deploy=1", "https://evil.example/app/site/hosting/restlet.nl?script=1&deploy=1",
		"https://7654321.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=1&deploy=1", "https://u:p@1234567-sb1.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=1&deploy=1",
		"https://1234567-sb1.restlets.api.netsuite.com@evil.example/app/site/hosting/restlet.nl?script=1&deploy=1", "https://1234567-sb1.restlets.api.netsuite.com/app/site/hosting/scriptlet.nl?script=1&deploy=1",
		"https://1234567-sb1.restlets.api.netsuite.com:444/app/site/hosting/restlet.nl?script=1&deploy=1", "https://1234567-sb1.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=1", "//x", "%zz"} {
		c := ready(s)
		c.Token, c.RESTlet = border.NewSecret(s.Issue("restlets")), address
		if seen, _ := send(t, c, online.RESTlet); seen.Fault != online.Incomplete {
			t.Errorf("%q: %+v", address, seen)
		}
	}
	c := ready(s)
	c.Token = border.NewSecret("a\r\nX-Evil: 1")
	c.ClientID = "../../evil"
	for _, id := range []online.ID{online.ServerTime, online.Certificates, online.TokenRequest, "nonsense"} {
		if seen, _ := send(t, c, id); seen.Fault != online.Incomplete {
			t.Errorf("%s: %+v", id, seen)
		}
	}
	if len(s.Dialed()) > 0 {
		t.Errorf("contacted %v", s.Dialed())
	}
}

// TestServer catches an address for --server that is not checked, requests that leave it, and
// evidence that takes it for a host that is not NetSuite's.
func TestServer(t *testing.T) {
	for address, good := range map[string]bool{"https://127.0.0.1:8443": true, "https://lab.example.com/": true, "http://127.0.0.1:80": true, "http://localhost:1": true, "http://[::1]:1": true, "HTTPS://lab.example.com": true,
		"http://lab.example.com": false, "http://127.0.0.1.evil.example": false, "https://u:p@lab.example.com": false, "https://lab.example.com/path": false, "https://lab.example.com?x": false, "https://lab.example.com/#x": false, "ftp://localhost": false, "": false,
		"https://": false, "lab.example.com": false, "https://lab": false, "https://l\u0430b.example.com": false, "https://a.example\x1b": false, "https://" + strings.Repeat("a", 3000) + ".example": false} {
		if err := probe.ServerProblem(address); (err == nil) != good {
			t.Errorf("%.60q: %v", address, err)
		} else if err != nil {
			if _, n := border.Printable(err.Error()); n > 0 {
				t.Errorf("%q", err)
			}
		}
	}
	s := standin.New(t, standin.Options{})
	c := probe.New(probe.Options{Client: s.Client(), Server: "http://evil.example"})
	c.Account = s.Account
	if seen, _ := send(t, c, online.Host); seen.Fault != online.Incomplete {
		t.Errorf("a refused server: %+v", seen)
	}
	good := ready(s)
	c = probe.New(probe.Options{Client: s.Client(), Server: s.URL})
	c.Account, c.ClientID, c.Key, c.KeyID, c.RESTlet = good.Account, good.ClientID, good.Key, good.KeyID, good.RESTlet
	c.Scopes = good.Scopes
	for _, id := range []online.ID{online.Host, online.DataCenters, online.Clock, online.Keys, online.TokenRequest, online.ServerTime, online.Metadata, online.Certificates, online.SuiteQL, online.RESTlet} {
		seen, input := send(t, c, id)
		if seen.Status/100 != 2 && id != online.Host && id != online.Clock || seen.Fault != online.NoFault || !strings.HasPrefix(seen.Address, s.URL) {
			t.Errorf("%s: %+v", id, seen)
		}
		for _, e := range input.Exchanges {
			if e.Account() != s.Account {
				t.Errorf("%s: evidence of %q", id, e.Account())
			}
		}
	}
	for _, address := range s.Dialed() {
		if "https://"+address != s.URL {
			t.Errorf("contacted %s", address)
		}
	}
}

// TestSame catches evidence that differs from what the same texts, pasted, are recognised as.
func TestSame(t *testing.T) {
	for _, fault := range append(standin.Faults(), "none") {
		if fault == standin.TooMany {
			continue // pasted, its form is that of a call, and does not join a token request
		}
		s := standin.New(t, standin.Options{})
		c := ready(s)
		s.Switch(fault)
		var body []byte
		inner := s.Client()
		c2 := probe.New(probe.Options{Client: &http.Client{Transport: recording{inner.Transport, &body}}})
		c2.Account, c2.ClientID, c2.Key, c2.KeyID = c.Account, c.ClientID, c.Key, c.KeyID
		_, input := c2.Send(t.Context(), online.TokenRequest)
		if len(input.Exchanges) == 0 {
			continue
		}
		pasted := intake.Recognise(string(body))
		if len(pasted.Exchanges) != 1 || pasted.Exchanges[0].Answer == nil || pasted.Exchanges[0].Request == nil {
			t.Errorf("%s: pasted, it is %+v", fault, pasted)
			continue
		}
		if got, want := input.Exchanges[0], pasted.Exchanges[0]; got.Answer.Title() != want.Answer.Title() || got.Author() != want.Author() || got.Step() != want.Step() || got.Answer.Description != want.Answer.Description {
			t.Errorf("%s: %+v; pasted %+v", fault, got.Answer, want.Answer)
		}
	}
}

// recording keeps the text of the last request and its answer, as a program would log it.
type recording struct {
	http.RoundTripper
	text *[]byte
}

func (r recording) RoundTrip(request *http.Request) (*http.Response, error) {
	sent, err := httputil.DumpRequestOut(request, true)
	if err != nil {
		return nil, err
	}
	response, err := r.RoundTripper.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	got, err := httputil.DumpResponse(response, true)
	*r.text = slices.Concat(sent, []byte("\n"), got)
	return response, err
}

func httpURL(t *testing.T, address string) *url.URL {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}
