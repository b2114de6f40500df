package diagnosis_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
)

// clientLines returns the samples of package clientline.
func clientLines(t testing.TB) (rows, texts []string) {
	t.Helper()
	data, err := os.ReadFile("clientline/testdata/lines.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(data) {
		var s struct{ Row, Text string }
		if err := json.Unmarshal(line, &s); err != nil {
			t.Fatal(err)
		}
		rows, texts = append(rows, s.Row), append(texts, s.Text)
	}
	return rows, texts
}

// TestClientLines catches an error of a client that is not recognised, confirms a code, or
// rules one out although no login was tried, and evidence that is not in the text.
func TestClientLines(t *testing.T) {
	rows, texts := clientLines(t)
	answers := 0
	for i, text := range texts {
		input, c, d := paste(t, "", text)
		if rows[i] == "" {
			if input.Line != nil || input.Kind == intake.KindError {
				t.Errorf("%q: %s", text, input.Kind)
			}
			continue
		}
		if first, _ := d.FirstCause(); input.Kind == intake.KindAnswer && first.ID == "answer" {
			answers++
			continue // the answer that the line tells of was read
		}
		if input.Kind != intake.KindError || input.Problem != "" || input.ErrorLine != "" {
			t.Errorf("%q: %s, problem %q, not understood %q", text, input.Kind, input.Problem, input.ErrorLine)
			continue
		}
		sound(t, c, d)
		in := newEvidenceInput(given{text: text})
		seen := false
		for _, f := range d.Findings {
			seen = seen || f.ID == "client-line"
			for _, e := range f.Evidence {
				if !in.made(e.Got) {
					t.Errorf("%q: %s, %s: got %q is not in the text", text, f.ID, e.Where, e.Got)
				}
			}
		}
		if !seen && input.Line.Status != 401 {
			t.Errorf("%q: no finding about it", text)
		}
		for _, v := range d.Verdicts {
			if v.Verdict == diagnosis.Confirmed || v.Verdict == diagnosis.RuledOut && input.Line.Row.Unsent {
				t.Errorf("%q: %s is %s: %s", text, v.Code, v.Verdict, v.Because)
			}
		}
	}
	if answers > len(texts)/20 {
		t.Errorf("%d of %d lines are read as answers", answers, len(texts))
	}
}

// TestJudgedHost catches a fault of a host name that is not found, and a sound host name that
// is called wrong.
func TestJudgedHost(t *testing.T) {
	for host, want := range map[string]string{
		"7654321_sb1.suitetalk.api.netsuite.com": "underscore; host names use a hyphen: 7654321-sb1.suitetalk.api.netsuite.com",
		"7654321_SB1.restlets.api.netsuite.com":  "underscore; host names use a hyphen: 7654321-sb1.restlets.api.netsuite.com",
		"7654321_sb1.suitetalk.netsuite.com":     "hyphen: 7654321-sb1.suitetalk.api.netsuite.com",
		"7654321.suitetalk.netsuite.com":         "lacks .api: it is 7654321.suitetalk.api.netsuite.com",
		"7654321-sb1.restlets.netsuite.com":      "lacks .api: it is 7654321-sb1.restlets.api.netsuite.com",
		"suitetalk.api.netsuite.com":             "lacks the account",
		"7654321.suitetalk.api.netsuite.co":      "not under netsuite.com",
		"7654321.suitetalk.api.netsuit.com":      "not under netsuite.com",
		"undefined.suitetalk.api.netsuite.com":   "placeholder",
		"accountid.suitetalk.api.netsuite.com":   "placeholder",
		"https":                                  "begins with https:// twice",
		"login.example.com":                      "not a NetSuite host",
		"7654321.suitetalk.api.netsuite.com":     "No name server can resolve the host 7654321.suitetalk.api.netsuite.com",
		"7654321-SB2.app.netsuite.com":           "No name server can resolve the host 7654321-SB2.app.netsuite.com",
	} {
		for _, text := range []string{"Error: getaddrinfo ENOTFOUND " + host, "curl: (6) Could not resolve host: " + host, "java.net.UnknownHostException: " + host, "dial tcp: lookup " + host + ": no such host"} {
			_, _, d := paste(t, "", text)
			f, _ := d.FirstCause()
			if f.ID != "client-line" || !strings.Contains(f.Title, want) || !strings.Contains(f.Why, "did not try to log in") {
				t.Errorf("%q: %s: %q, want %q (%s)", text, f.ID, f.Title, want, f.Why)
			}
		}
	}
}

// TestClientLineBeside catches input that is lost beside the line of a client, and a finding
// about the line where the answer itself was pasted.
func TestClientLineBeside(t *testing.T) {
	const call = "https://1234567.suitetalk.api.netsuite.com/services/rest/record/v1/customer"
	for _, c := range []struct {
		text  string
		kind  intake.Kind
		first string
		page  string // that is among the pages
	}{
		{"curl -v " + call + " -H 'Authorization: Bearer " + goodAccess + "'\ncurl: (60) SSL certificate problem: unable to get local issuer certificate", intake.KindError, "client-line", "symptoms/tls-trust.md"},
		{goodAccess + "\nTypeError: fetch failed\n  [cause]: Error: connect ETIMEDOUT 104.18.1.1:443", intake.KindError, "client-line", "symptoms/no-connection.md"},
		{"AxiosError: Request failed with status code 400\n{\"error\":\"invalid_grant\"}", intake.KindAnswer, "answer", "symptoms/invalid-grant.md"},
		{"AxiosError: Request failed with status code 400", intake.KindError, "client-line", "symptoms/client-hides-the-answer.md"},
		{"ResponseBodyError: server responded with an error in the response body\n  code: 'OAUTH_RESPONSE_BODY_ERROR',\n  error: 'invalid_grant'", intake.KindAnswer, "answer", "symptoms/invalid-grant.md"},
		{"ResponseBodyError: server responded with an error in the response body", intake.KindError, "client-line", "symptoms/client-hides-the-answer.md"},
		{"oauthlib.oauth2.rfc6749.errors.InvalidGrantError: (invalid_grant)", intake.KindError, "answer", "symptoms/invalid-grant.md"},
		{"oauthlib.oauth2.rfc6749.errors.InvalidClientIdError: (invalid_request) Invalid client_id parameter value.", intake.KindError, "client-line", "symptoms/invalid-request.md"},
		{"the trail shows MissingKey\nThere was an error with the certificate ID used to authenticate.", intake.KindCode, "", "codes/MissingKey.md"},
	} {
		input, _, d := paste(t, "", c.text)
		f, _ := d.FirstCause()
		if input.Kind != c.kind || c.first != "" && f.ID != c.first || !strings.Contains(strings.Join(d.Pages, " "), c.page) {
			t.Errorf("%q: %s, %s first (%s), pages %v; want %s, %s, %s", c.text, input.Kind, f.ID, f.Title, d.Pages, c.kind, c.first, c.page)
		}
	}
}
