package standin_test

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/probe/standin"
	"authdoctor/diagnosis/token"
)

// pair makes a key pair, the same for a test.
func pair(t *testing.T, kind keys.PairKind) keys.Pair {
	t.Helper()
	made, err := keys.NewPair(keys.PairRequest{Kind: kind, Name: "test", Days: 365, From: time.Now().Add(-time.Hour)}, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// sent is the answer to a request, with its JSON.
type sent struct {
	status int
	header http.Header
	text   string
	json   map[string]any
}

func send(t *testing.T, s *standin.Server, method, address string, header map[string]string, body string) sent {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		r.Header.Set(name, value)
	}
	client := s.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	got := sent{status: response.StatusCode, header: response.Header, text: string(text)}
	_ = json.Unmarshal(text, &got.json)
	return got
}

func post(t *testing.T, s *standin.Server, form url.Values, header map[string]string) sent {
	t.Helper()
	all := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	for name, value := range header {
		all[name] = value
	}
	return send(t, s, "POST", s.TokenAddress(), all, form.Encode())
}

func assertionForm(text string) url.Values {
	return url.Values{"grant_type": {"client_credentials"}, "client_assertion": {text},
		"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}}
}

// assert makes an assertion for the server, with a change to the request.
func assert(t *testing.T, s *standin.Server, p keys.Pair, kid string, change func(*keys.AssertionRequest)) string {
	t.Helper()
	request := keys.AssertionRequest{Key: p.Private, KeyID: kid, ClientID: s.ClientID, Account: s.Account, Scopes: []string{"rest_webservices"},
		Lifetime: 30 * time.Minute, IssuedAt: time.Now()}
	if change != nil {
		change(&request)
	}
	made, err := keys.NewAssertion(request, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return made.Reveal()
}

// TestClientCredentials catches a good assertion that is refused, and a token without
// NetSuite's structure or with a signature that the key set does not verify.
func TestClientCredentials(t *testing.T) {
	s := standin.New(t, standin.Options{})
	for _, kind := range []keys.PairKind{keys.PairECP256, keys.PairECP384, keys.PairECP521, keys.PairRSA3072} {
		p := pair(t, kind)
		kid := s.Map(p.CertificatePEM, "12", "1000")
		if kid != p.Certificate.Certified.ID {
			t.Errorf("%s: the Certificate ID is %s; want %s", kind, kid, p.Certificate.Certified.ID)
		}
		got := post(t, s, assertionForm(assert(t, s, p, kid, nil)), nil)
		if got.status != 200 || got.json["expires_in"] != 3600.0 || got.json["token_type"] != "bearer" {
			t.Fatalf("%s: %d %s; %+v", kind, got.status, got.text, s.Requests())
		}
		access, _ := token.Parse(got.json["access_token"].(string))
		if access.Kind != token.Access || access.Flow != token.ClientCredentials || access.Account != s.Account || access.ClientID != s.ClientID ||
			access.Role != "1000" || access.Entity != "12" || !slices.Equal(access.Scopes, []string{"rest_webservices"}) || len(access.Problems) > 0 {
			t.Errorf("%s: the token is %+v", kind, access)
		}
		set := (&keys.Set{}).With(keys.Read("keys", []byte(send(t, s, "GET", s.URL+"/services/rest/auth/oauth2/v1/keys", nil, "").text), nil))
		if signature := set.Verify(access, token.Access); signature.State != keys.Verified || !signature.Named {
			t.Errorf("%s: the signature is %+v", kind, signature)
		}
	}
}

// TestRefusals catches a faulty token request that is granted, or refused for another reason.
func TestRefusals(t *testing.T) {
	s := standin.New(t, standin.Options{Scopes: []string{"rest_webservices"}})
	p, other, old := pair(t, keys.PairECP256), pair(t, keys.PairECP256), pair(t, keys.PairECP256)
	kid, revoked := s.Map(p.CertificatePEM, "12", "1000"), s.Map(old.CertificatePEM, "12", "1000")
	s.Revoke(revoked)
	at := func(d time.Duration) func(*keys.AssertionRequest) {
		return func(r *keys.AssertionRequest) { r.IssuedAt = time.Now().Add(d) }
	}
	good := assert(t, s, p, kid, nil)
	field := func(name, value string) url.Values {
		form := assertionForm(good)
		form.Set(name, value)
		return form
	}
	for name, test := range map[string]struct {
		form   url.Values
		header map[string]string
		status int
		says   string
		why    string
	}{
		"good":             {assertionForm(good), nil, 200, "access_token", ""},
		"other key":        {assertionForm(assert(t, s, other, kid, nil)), nil, 400, "invalid_client", "signature"},
		"unknown kid":      {assertionForm(assert(t, s, other, other.Certificate.Certified.ID, nil)), nil, 400, "invalid_client", "no certificate"},
		"revoked":          {assertionForm(assert(t, s, old, revoked, nil)), nil, 400, "invalid_client", "revoked"},
		"other record":     {assertionForm(assert(t, s, p, kid, func(r *keys.AssertionRequest) { r.ClientID = strings.Repeat("a", 64) })), nil, 500, "server_error", "iss"},
		"other account":    {assertionForm(assert(t, s, p, kid, func(r *keys.AssertionRequest) { r.Account = "7654321" })), nil, 400, "invalid_client", "aud"},
		"scope box":        {assertionForm(assert(t, s, p, kid, func(r *keys.AssertionRequest) { r.Scopes = []string{"restlets"} })), nil, 400, "invalid_scope", "box of restlets"},
		"late":             {assertionForm(assert(t, s, p, kid, at(-time.Hour))), nil, 400, "invalid_grant", "expired"},
		"early":            {assertionForm(assert(t, s, p, kid, at(time.Hour))), nil, 400, "invalid_grant", "future"},
		"Basic":            {assertionForm(good), map[string]string{"Authorization": "Basic eDp5"}, 400, "invalid_request", "Authorization"},
		"JSON":             {assertionForm(good), map[string]string{"Content-Type": "application/json"}, 400, "invalid_request", "form-encoded"},
		"grant_type":       {field("grant_type", "password"), nil, 400, "unsupported_grant_type", "password"},
		"type":             {field("client_assertion_type", "jwt"), nil, 400, "invalid_request", "client_assertion_type"},
		"no assertion":     {field("client_assertion", ""), nil, 400, "invalid_request", "client_assertion"},
		"padded signature": {field("client_assertion", good+"="), nil, 400, "invalid_request", "decoded"},
	} {
		got := post(t, s, test.form, test.header)
		last := s.Requests()[len(s.Requests())-1]
		if got.status != test.status || !strings.Contains(got.text, test.says) || !strings.Contains(last.Why, test.why) || (last.Why == "") != (test.why == "") {
			t.Errorf("%s: %d %s, because %q; want %d %s, %s", name, got.status, got.text, last.Why, test.status, test.says, test.why)
		}
	}
	s.Unmap()
	s.Switch(standin.Unknown500)
	if got := post(t, s, assertionForm(good), nil); got.status != 500 {
		t.Errorf("unmapped, as 500: %d %s", got.status, got.text)
	}
}

// TestCalls catches a call that gets an answer that the role or the token does not allow.
func TestCalls(t *testing.T) {
	s := standin.New(t, standin.Options{Scopes: []string{"restlets", "rest_webservices", "mcp"}})
	access := s.Issue("restlets", "rest_webservices")
	connector := s.Issue("mcp")
	calls := []struct {
		method, path, token, body, says string
		at                              standin.Endpoint
	}{
		{"GET", "/services/rest/system/v1/serverTime", access, "", "serverTime", standin.ServerTime},
		{"GET", "/services/rest/record/v1/metadata-catalog?select=currency", access, "", `"name":"currency"`, standin.Metadata},
		{"POST", "/services/rest/query/v1/suiteql?limit=1", access, `{"q":"SELECT id FROM currency"}`, "totalResults", standin.SuiteQL},
		{"GET", "/services/rest/auth/oauth2/v1/clients/" + s.ClientID + "/certificates", access, "", "[]", standin.Certificates},
		{"GET", "/app/site/hosting/restlet.nl?script=1&deploy=1", access, "", "success", standin.RESTlet},
		{"POST", "/services/mcp/v1/all", connector, `{"jsonrpc":"2.0","id":1,"method":"initialize"}`, "NetSuite MCP Toolbox", standin.MCP},
	}
	call := func(i int, bearer string) sent {
		return send(t, s, calls[i].method, s.URL+calls[i].path, map[string]string{"Authorization": "Bearer " + bearer, "Prefer": "transient"}, calls[i].body)
	}
	for i, one := range calls {
		if got := call(i, one.token); got.status != 200 || !strings.Contains(got.text, one.says) {
			t.Errorf("%s: %d %s", one.path, got.status, got.text)
		}
		if got := call(i, "nonsense"); got.status != 401 || !strings.Contains(got.header.Get("WWW-Authenticate"), `realm="`+s.Account+`"`) {
			t.Errorf("%s with nonsense: %d %s", one.path, got.status, got.text)
		}
		s.Switch(standin.NoLoginPermission, one.at)
		if got := call(i, one.token); got.status != 401 || !strings.Contains(got.text, "Invalid login attempt.") {
			t.Errorf("%s without the login permission: %d %s", one.path, got.status, got.text)
		}
		s.Repair(standin.NoLoginPermission)
	}
	s.Switch(standin.NoREST)
	if got := call(0, access); got.status != 200 {
		t.Errorf("server time without REST: %d", got.status)
	}
	if got := call(1, access); got.status != 400 || !strings.Contains(got.text, "USER_ERROR") {
		t.Errorf("metadata without REST: %d %s", got.status, got.text)
	}
}

// TestCodeFlow catches a code or a refresh token that works twice, and a wrong client.
func TestCodeFlow(t *testing.T) {
	const verifier = "0123456789012345678901234567890123456789012"
	sum := sha256.Sum256([]byte(verifier))
	challenge := base64.RawURLEncoding.EncodeToString(sum[:])
	for _, public := range []bool{false, true} {
		s := standin.New(t, standin.Options{Public: public})
		back := send(t, s, "GET", "https://"+s.Host("app")+"/app/login/oauth2/authorize.nl?"+url.Values{"response_type": {"code"}, "client_id": {s.ClientID}, "redirect_uri": {s.RedirectURI},
			"scope": {"rest_webservices"}, "state": {strings.Repeat("s", 30)}, "code_challenge": {challenge}, "code_challenge_method": {"S256"}}.Encode(), nil, "")
		to, err := url.Parse(back.header.Get("Location"))
		if err != nil || back.status != 302 || to.Query().Get("code") == "" || to.Query().Get("company") != s.Account {
			t.Fatalf("step one: %d %v", back.status, to)
		}
		form := url.Values{"grant_type": {"authorization_code"}, "code": {to.Query().Get("code")}, "redirect_uri": {s.RedirectURI}, "code_verifier": {verifier}}
		header := map[string]string{}
		if public {
			form.Set("client_id", s.ClientID)
		} else {
			header["Authorization"] = "Basic " + base64.StdEncoding.EncodeToString([]byte(s.ClientID+":"+s.ClientSecret))
		}
		if got := post(t, s, form, map[string]string{"Authorization": "Basic eDp5"}); got.status != 401 {
			t.Errorf("wrong client: %d %s", got.status, got.text)
		}
		got := post(t, s, form, header)
		if got.status != 200 || got.json["refresh_token"] == nil {
			t.Fatalf("step two: %d %s", got.status, got.text)
		}
		if again := post(t, s, form, header); again.status != 400 || !strings.Contains(again.text, "invalid_grant") {
			t.Errorf("step two again: %d %s", again.status, again.text)
		}
		renew := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {got.json["refresh_token"].(string)}, "client_id": form["client_id"]}
		if !public {
			renew.Del("client_id")
		}
		first, second := post(t, s, renew, header), post(t, s, renew, header)
		if _, pair := first.json["refresh_token"]; first.status != 200 || pair != public || (second.status == 200) == public {
			t.Errorf("public %t: refresh %d %s, then %d", public, first.status, first.text, second.status)
		}
	}
}

// TestLog catches a request that is not noted, and a note that has a value of a request.
func TestLog(t *testing.T) {
	s := standin.New(t, standin.Options{ClockOff: time.Hour})
	s.Switch(standin.Elsewhere, standin.ServerTime)
	send(t, s, "GET", "https://"+s.Host("suitetalk.api")+"/services/rest/system/v1/serverTime?q=c4n4ry", map[string]string{"Authorization": "Bearer c4n4ry"}, "")
	got := post(t, s, url.Values{"grant_type": {"c4n4ry"}}, nil)
	if off, err := http.ParseTime(got.header.Get("Date")); err != nil || time.Until(off) < 59*time.Minute {
		t.Errorf("the Date is %s", got.header.Get("Date"))
	}
	log := s.Requests()
	if len(log) != 2 || log[0].Status != 302 || !slices.Contains(log[0].Headers, "Authorization") || !slices.Equal(log[0].Query, []string{"q"}) || !slices.Equal(log[1].Fields, []string{"grant_type"}) {
		t.Errorf("the log is %+v", log)
	}
	if want := s.Host("suitetalk.api") + ":443"; !slices.Equal(s.Dialed(), []string{want, want}) {
		t.Errorf("dialed %q", s.Dialed())
	}
}
