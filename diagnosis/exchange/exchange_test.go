package exchange_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
)

const (
	endpoint = "https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"
	clientID = "1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2"
	secret   = "5ec4e75ec4e75ec4e75ec4e75ec4e75ec4e75ec4e75ec4e75ec4e75ec4e75ec4"
)

// names returns the names of parameters, in order.
func names(p exchange.Params) string {
	var out []string
	for _, param := range p {
		out = append(out, param.Name)
	}
	return strings.Join(out, " ")
}

// TestCurl catches a command whose method, address, header or fields are not read as curl and
// the shells read them.
func TestCurl(t *testing.T) {
	basic := base64.StdEncoding.EncodeToString([]byte(clientID + ":" + secret))
	for _, c := range []struct {
		name, text string
		method     string
		fields     string
		kind       exchange.BodyKind
		scheme     string
		step       detail.Step
		rest       string // the text after the command
	}{
		{"plain", "curl " + endpoint + " -d grant_type=refresh_token -d refresh_token=x", "POST", "grant_type refresh_token", exchange.FormEncoded, "", detail.StepRefresh, ""},
		{"one -d", "curl -XPOST '" + endpoint + "' --data 'grant_type=client_credentials&client_assertion=x'", "POST", "grant_type client_assertion", exchange.FormEncoded, "", detail.StepClientCredentials, ""},
		{"options together", "curl -sSXPOST " + endpoint + " -dgrant_type=refresh_token", "POST", "grant_type", exchange.FormEncoded, "", detail.StepRefresh, ""},
		{"sh continuation", "curl \\\n  -u " + clientID + ":" + secret + " \\\n  -d 'grant_type=authorization_code' \\\n  -d code=x \\\n  " + endpoint + "\nand this fails", "POST", "grant_type code", exchange.FormEncoded, "Basic", detail.StepToken, "and this fails"},
		{"cmd continuation", "curl.exe -X POST ^\r\n  -d \"grant_type=refresh_token\" ^\r\n  " + endpoint, "POST", "grant_type", exchange.FormEncoded, "", detail.StepRefresh, ""},
		{"PowerShell continuation", "curl.exe -d \"grant_type=refresh_token\" `\n " + endpoint, "POST", "grant_type", exchange.FormEncoded, "", detail.StepRefresh, ""},
		{"bash string of a browser", "curl '" + endpoint + "' --data-raw $'grant_type=refresh_token&refresh_token=a\\'b' --compressed", "POST", "grant_type refresh_token", exchange.FormEncoded, "", detail.StepRefresh, ""},
		{"typographic quotes", "curl “" + endpoint + "” -d “grant_type=refresh_token”", "POST", "grant_type", exchange.FormEncoded, "", detail.StepRefresh, ""},
		{"data-urlencode", "curl " + endpoint + " --data-urlencode 'grant_type=refresh_token' --data-urlencode 'scope=a b&c'", "POST", "grant_type scope", exchange.FormEncoded, "", detail.StepRefresh, ""},
		{"in the address", "curl -G " + endpoint + " -d grant_type=refresh_token", "GET", "", exchange.NoBody, "", detail.StepRefresh, ""},
		{"JSON", "curl " + endpoint + ` --json '{"grant_type":"refresh_token"}'`, "POST", "grant_type", exchange.JSONEncoded, "", detail.StepRefresh, ""},
		{"multipart", "curl " + endpoint + " -F grant_type=refresh_token", "POST", "grant_type", exchange.Multipart, "", detail.StepRefresh, ""},
		{"body in a file", "curl " + endpoint + " -d @body.txt", "POST", "", exchange.ElsewhereBody, "", "", ""},
		{"Basic header", "curl -H 'Authorization: Basic " + basic + "' " + endpoint + " -d grant_type=refresh_token", "POST", "grant_type", exchange.FormEncoded, "Basic", detail.StepRefresh, ""},
		{"piped", "curl -H 'Authorization: Bearer x' https://1234567.suitetalk.api.netsuite.com/services/rest/record/v1/customer | jq .", "GET", "", exchange.NoBody, "Bearer", detail.StepCall, "| jq ."},
		{"without scheme", "curl 1234567.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=1", "GET", "", exchange.NoBody, "", detail.StepCall, ""},
		{"quote never closed", "curl " + endpoint + " -d 'grant_type=refresh_token", "POST", "grant_type", exchange.FormEncoded, "", detail.StepRefresh, ""},
	} {
		r, length, ok := exchange.ReadCurl(c.text)
		if !ok {
			t.Errorf("%s: no command", c.name)
			continue
		}
		e := exchange.Exchange{Request: &r}
		if r.Method != c.method || names(r.Fields) != c.fields || r.BodyKind != c.kind || r.Authorization.Scheme != c.scheme || e.Step() != c.step {
			t.Errorf("%s: %s, fields %q as %q, %q, step %q; want %s, %q as %q, %q, %q", c.name, r.Method, names(r.Fields), r.BodyKind, r.Authorization.Scheme, e.Step(), c.method, c.fields, c.kind, c.scheme, c.step)
		}
		if rest := strings.TrimSpace(c.text[length:]); rest != c.rest {
			t.Errorf("%s: %q is left; want %q", c.name, rest, c.rest)
		}
		if r.Address.Account != "1234567" {
			t.Errorf("%s: the account is %q", c.name, r.Address.Account)
		}
	}
	for _, text := range []string{"curl", "curl is a program", "curl --help", "curl -d"} {
		if _, _, ok := exchange.ReadCurl(text); ok {
			t.Errorf("%q is a command", text)
		}
	}
}

// TestAuthorization catches a header that is misread.
func TestAuthorization(t *testing.T) {
	for value, want := range map[string]exchange.Authorization{
		"Bearer abc":        {Scheme: "Bearer"},
		"bearer abc":        {Scheme: "bearer"},
		"Bearer":            {Scheme: "Bearer", Problem: "no token follows the word Bearer"},
		"Bearer Bearer abc": {Scheme: "Bearer", Problem: "the word Bearer appears twice"},
		"eyJhbGciOiJ.x.y":   {Problem: "the word Bearer is missing before the token"},
		"Basic " + base64.StdEncoding.EncodeToString([]byte(clientID+":"+secret)):                      {Scheme: "Basic", User: clientID, Secret: true},
		"Basic " + strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(clientID+":")), "="):     {Scheme: "Basic", User: clientID},
		"Basic " + base64.StdEncoding.EncodeToString([]byte(clientID)):                                 {Scheme: "Basic", Secret: false, Problem: "there is no colon between Client ID and Client Secret"},
		"Basic " + clientID + ":" + secret:                                                             {Scheme: "Basic", Secret: true, Problem: "what follows Basic is not base64; it looks like Client ID and Client Secret in the clear"},
		"Basic <redacted>":                                                                             {Scheme: "Basic", Secret: true, Credential: exchange.Value{Presence: border.Redacted}},
		`OAuth realm="1234567",oauth_token="x"`:                                                        {Scheme: "OAuth"},
		"NLAuth nlauth_account=1234567, nlauth_email=a@example.com, nlauth_signature=x, nlauth_role=3": {Scheme: "NLAuth"},
		"Token abc": {Problem: "the header names no scheme that is known here"},
	} {
		r, _, ok := exchange.ReadRequest("GET /services/rest/record/v1/customer HTTP/1.1\nHost: 1234567.suitetalk.api.netsuite.com\nAuthorization: " + value + "\n\n")
		if !ok || r.Authorization != want {
			t.Errorf("%.30q: %+v; want %+v", value, r.Authorization, want)
		}
	}
}

// TestOperation catches an operation ID that is lost, one of another form, which may be a
// secret, and a proxy's realm that is taken for an account.
func TestOperation(t *testing.T) {
	const id = "0a0f8f6e-52a0-4d43-9d5b-7e8f2f3a4b5c"
	for head, want := range map[string]string{
		"X-N-OperationId: " + id:                id,
		"< x-n-operationid: " + id:              id,
		"X-N-OperationId: " + secret:            "",
		"X-N-OperationId: " + id + "0123456789": "",
		"Date: Mon, 23 Nov 2026 12:00:04 GMT":   "",
		"Location: https://app.example/cb?error=access_denied&state=x\nX-N-OperationId: " + id: id,
	} {
		if a, _ := exchange.ReadAnswer("HTTP/1.1 401 Unauthorized\n" + head + "\n\n"); a.Operation != want {
			t.Errorf("%s: %q", head, a.Operation)
		}
	}
	har, err := exchange.ReadHAR(`{"log":{"entries":[{"request":{"method":"GET","url":"https://1234567.suitetalk.api.netsuite.com/services/rest/record/v1/customer"},"response":{"status":401,"headers":[{"name":"X-N-OperationId","value":"` + id + `"}],"content":{}}}]}}`)
	if err != nil || len(har.Failed) != 1 || har.Failed[0].Answer.Operation != id {
		t.Errorf("HAR: %v %+v", err, har.Failed)
	}
	proxy, _ := exchange.ReadAnswer("HTTP/1.1 407 Proxy Authentication Required\nProxy-Authenticate: Basic realm=\"corp\"\n\n")
	if account := (exchange.Exchange{Answer: &proxy}).Account(); account != "" || proxy.Challenge.Realm != "" {
		t.Errorf("the realm of a proxy is the account %s: %+v", account, proxy.Challenge)
	}
}

// TestAnswers catches an error that is not found, or is attributed to the wrong form.
func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		text   string
		status int
		said   string
		body   exchange.AnswerBody
	}{
		{`{"error":"invalid_client"}`, 0, "invalid_client", exchange.TokenBody},
		{"HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n\r\n{ \"error\" : \"invalid_request\", \"error_description\":\"Invalid JWT token\" }", 400, "invalid_request", exchange.TokenBody},
		{"HTTP/2 401 \nwww-authenticate: Bearer realm=\"1234567\", error=\"invalid_token\"", 401, "invalid_token", exchange.NoAnswerBody},
		{`{"title":"Unauthorized","status":401,"o:errorDetails":[{"detail":"Invalid login attempt.","o:errorCode":"INVALID_LOGIN"}]}`, 401, "INVALID_LOGIN", exchange.RESTBody},
		{`{"type":"x","title":"Too Many Requests","status":429,"o:errorCode":"USER_ERROR"}`, 429, "USER_ERROR", exchange.RESTBody},
		{`{"error":{"code":"INVALID_LOGIN_ATTEMPT","message":"Invalid login attempt."}}`, 0, "INVALID_LOGIN_ATTEMPT", exchange.RESTletBody},
		{`<error><code>SSS_INVALID_SCRIPTLET_ID</code><message>That Suitelet is invalid</message></error>`, 0, "SSS_INVALID_SCRIPTLET_ID", exchange.RESTletBody},
		{"error code: UNEXPECTED_ERROR\nerror message: x", 0, "UNEXPECTED_ERROR", exchange.RESTletBody},
		{`{'error': 'invalid_grant', 'x': None}`, 0, "invalid_grant", exchange.TokenBody},
		{`HTTP/1.1 403 Forbidden` + "\n\n<!DOCTYPE html><html><body>x", 403, "", exchange.PageBody},
		{`{"access_token":"x","expires_in":"3600","token_type":"bearer"}`, 0, "", exchange.TokenBody},
	} {
		a, ok := exchange.ReadAnswer(c.text)
		if !ok || a.Status != c.status || a.Said() != c.said || a.Body != c.body {
			t.Errorf("%.60q: %v, %d %q %q; want %d %q %q", c.text, ok, a.Status, a.Said(), a.Body, c.status, c.said, c.body)
		}
	}
	for _, text := range []string{"", "hello", `{"a":1}`, `{"error":null}`, `{"error":"` + secret + `"}`, `{"error":"two words of a sentence, with a comma"}`} {
		if a, ok := exchange.ReadAnswer(text); ok {
			t.Errorf("%.60q is an answer: %+v", text, a)
		}
	}
}

// TestAddresses catches an address whose account or purpose is misread.
func TestAddresses(t *testing.T) {
	for text, want := range map[string]string{
		endpoint: "1234567 suitetalk.api token",
		"https://1234567-sb1.app.netsuite.com/app/login/oauth2/authorize.nl?response_type=code&client_id=x":    "1234567_SB1 app authorize",
		"https://1234567_SB1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token":                    "1234567_SB1 suitetalk.api token",
		"https://TSTDRV123.restlets.api.netsuite.com:443/app/site/hosting/restlet.nl?script=1&deploy=1":        "TSTDRV123 restlets.api restlet",
		"https://1234567.suitetalk.api.netsuite.com/services/rest/query/v1/suiteql":                            "1234567 suitetalk.api rest",
		"https://1234567.suitetalk.api.netsuite.com/services/mcp/v1/all":                                       "1234567 suitetalk.api mcp",
		"https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/revoke":                       "1234567 suitetalk.api revoke",
		"https://1234567.restlets.api.netsuite.com/services/rest/auth/oauth2/v1/clients/x/certificates":        "1234567 restlets.api certificates",
		"https://1234567.suitetalk.api.netsuite.com/services/NetSuitePort_2025_2":                              "1234567 suitetalk.api soap",
		"https://user:" + secret + "@1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/userinfo": "1234567 suitetalk.api userinfo",
		"https://system.netsuite.com/app/login/oauth2/authorize.nl?x=y":                                        "  authorize",
	} {
		e, ok := exchange.ReadURL(text)
		if !ok || e.Request == nil {
			t.Errorf("%s is not read as a request", text)
			continue
		}
		a := e.Request.Address
		if got := fmt.Sprintf("%s %s %s", a.Account, a.Service, a.Endpoint); got != want || strings.Contains(a.String(), secret) {
			t.Errorf("%s: %q, %s; want %q", text, got, a, want)
		}
	}
}

// TestRedirects catches an address that is mistaken for the redirect back, and one that is
// not recognised as it.
func TestRedirects(t *testing.T) {
	for text, want := range map[string]string{
		"https://app.example/cb?state=abc&error=invalid_request":                                  "invalid_request",
		"https://app.example/cb?error=access_denied":                                              "access_denied",
		"myapp://callback?state=x&role=3&entity=7&company=1234567_SB1&error=invalid_scope":        "invalid_scope",
		"https://app.example/cb#state=x&error=unsupported_response_type":                          "unsupported_response_type",
		"https://app.example/cb?state=abc&code=" + secret + "&company=1234567&role=3&entity=7":    "",
		"http://localhost:8080/callback?state=&error=invalid_request&error_description=try+again": "invalid_request",
	} {
		e, ok := exchange.ReadURL(text)
		if !ok || e.Answer == nil || !e.Answer.Redirected() || e.Answer.Error != want {
			t.Errorf("%s: %+v; want a redirect with %q", text, e.Answer, want)
		}
	}
	for _, text := range []string{"https://app.example/?code=green", "https://app.example/errors?error=42", "https://1234567.app.netsuite.com/app/center/card.nl", "https://example.com"} {
		if e, ok := exchange.ReadURL(text); ok {
			t.Errorf("%s is read as a redirect or request: %+v", text, e)
		}
	}
}

// TestParameters catches a wrong length, a missed double encoding, and a value that is kept
// or dropped wrongly.
func TestParameters(t *testing.T) {
	for text, want := range map[string]exchange.Param{
		"state=abcd1234":                         {Name: "state", Length: 8, Printable: true},
		"state=%61%20b":                          {Name: "state", Length: 3, Printable: true},
		"state=%C3%A4":                           {Name: "state", Length: 1},
		"state=%0A":                              {Name: "state", Length: 1},
		"state=…":                                {Name: "state", Length: 1, Value: exchange.Value{Presence: border.Redacted}},
		"state=%3Cstate%3E":                      {Name: "state", Length: 7, Printable: true, Value: exchange.Value{Presence: border.Redacted}},
		"state=":                                 {Name: "state", Printable: true},
		"scope=a+b%20c":                          {Name: "scope", Shown: "a b c", Length: 5, Printable: true},
		"redirect_uri=https%253A%252F%252F":      {Name: "redirect_uri", Shown: "https%3A%2F%2F", Length: 14, Printable: true, Twice: true},
		"redirect_uri=https://a.b/c?code=" + "x": {Name: "redirect_uri", Shown: "https://a.b/c", Length: 20, Printable: true},
		"client_id=" + clientID:                  {Name: "client_id", Shown: clientID, Length: 64, Printable: true},
		"client_id=my-secret":                    {Name: "client_id", Length: 9, Printable: true},
		"client_secret=" + secret:                {Name: "client_secret", Length: 64, Printable: true},
		secret + "=x":                            {Name: "[a name of 64 characters]", Length: 1, Printable: true},
	} {
		if got := exchange.ReadParams(text); len(got) != 1 || got[0] != want {
			t.Errorf("%.50q: %+v; want %+v", text, got, want)
		}
	}
	if twice := exchange.ReadParams("a=1&b=2&a=3&a=4").Twice(); !slices.Equal(twice, []string{"a"}) {
		t.Errorf("twice: %v", twice)
	}
}

// TestJoin catches an answer that is joined to a request it cannot belong to, and an old
// exchange that stays next to a new one of the same step.
func TestJoin(t *testing.T) {
	request := func(text string) exchange.Exchange { e, _ := exchange.ReadURL(text); return e }
	answer := func(text string) exchange.Exchange {
		a, _ := exchange.ReadAnswer(text)
		return exchange.Exchange{Answer: &a}
	}
	authorize := request("https://1234567.app.netsuite.com/app/login/oauth2/authorize.nl?response_type=code&client_id=x")
	back := request("https://app.example/cb?state=x&error=invalid_request")
	refused := answer(`{"error":"invalid_client"}`)
	form := exchange.FormBodyRequest("grant_type=refresh_token&refresh_token=x")
	post := exchange.Exchange{Request: &form}

	var list []exchange.Exchange
	for _, e := range []exchange.Exchange{authorize, post, refused, back} {
		list = exchange.Join(list, e)
	}
	if len(list) != 2 || list[0].Answer != back.Answer || list[1].Answer != refused.Answer {
		t.Errorf("joined: %+v", list)
	}
	later := answer(`{"error":"invalid_grant"}`)
	list = exchange.Renew(list, []exchange.Exchange{later})
	if len(list) != 1 || list[0].Request != nil || list[0].Answer != later.Answer {
		t.Errorf("renewed: %+v", list)
	}
	if list = exchange.Renew([]exchange.Exchange{back}, []exchange.Exchange{authorize}); len(list) != 1 || list[0].Request != authorize.Request || list[0].Answer != back.Answer {
		t.Errorf("completed: %+v", list)
	}
}

// TestTimeInHAR catches an answer of a HAR file without its time: one in a body, one in a
// redirect back, and one in the address of the entry.
func TestTimeInHAR(t *testing.T) {
	const callback, started = "https://app.example/cb?error=access_denied&state=x", "2026-11-23T12:00:00Z"
	for name, entry := range map[string]string{
		"body":     `"request":{"url":"` + endpoint + `"},"response":{"status":400,"content":{"text":"{\"error\":\"invalid_grant\"}"}}`,
		"redirect": `"request":{"url":"https://1234567.app.netsuite.com/app/login/oauth2/authorize.nl?response_type=code&client_id=x"},"response":{"status":302,"redirectURL":"` + callback + `"}`,
		"callback": `"request":{"url":"` + callback + `"},"response":{"status":200}`,
	} {
		har, err := exchange.ReadHAR(`{"log":{"entries":[{"startedDateTime":"` + started + `",` + entry + `}]}}`)
		if err != nil || len(har.Failed) != 1 || har.Failed[0].Answer.At.Format(time.RFC3339) != started {
			t.Errorf("%s: %+v, %v; want one answer of %s", name, har.Failed, err, started)
		}
	}
}

// FuzzRead catches a panic, a length beyond the text, and a value that is not printable.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{"curl " + endpoint + " -d a=b", "POST /x HTTP/1.1\nHost: a.app.netsuite.com\n\na=b", `HTTP/1.1 401 x` + "\n" + `WWW-Authenticate: Bearer realm="1"` + "\n\n{\"error\":\"x\"}",
		endpoint + "?a=b", `{"log":{"entries":[{"request":{"url":"` + endpoint + `"},"response":{"status":401}}]}}`, "curl 'a\\\n\"b^\n`", `{"o:errorDetails":[{"o:errorCode":"X"}]}`, "\x1b[31m\u202e=%ff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var all []any
		if r, length, ok := exchange.ReadCurl(text); ok {
			if length > len(text) {
				t.Fatalf("%d of %d bytes", length, len(text))
			}
			all = append(all, r)
		}
		if r, length, ok := exchange.ReadRequest(text); ok {
			if length > len(text) {
				t.Fatalf("%d of %d bytes", length, len(text))
			}
			all = append(all, r)
		}
		if a, ok := exchange.ReadAnswer(text); ok {
			all = append(all, a, a.Title())
		}
		if e, ok := exchange.ReadURL(text); ok {
			all = append(all, e, e.Title(), string(e.Step()), e.Service(), e.ClientID(), e.Account())
		}
		if har, err := exchange.ReadHAR(text); err == nil {
			har.Text = ""
			all = append(all, har)
		}
		shown, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range string(shown) {
			if r < 0x20 || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\u202e' || r == '\u200b' {
				t.Fatalf("%U is shown: %q", r, shown)
			}
		}
		if strings.Contains(string(shown), `\u00`) && strings.Contains(string(shown), `\u001b`) {
			t.Fatalf("an escape is shown: %q", shown)
		}
	})
}
