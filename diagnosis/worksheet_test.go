package diagnosis_test

import (
	"strings"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
)

// sheet returns the worksheet of a Case by the names of its values.
func sheet(t *testing.T, c diagnosis.Case) map[string]diagnosis.Value {
	t.Helper()
	values := map[string]diagnosis.Value{}
	for _, value := range diagnosis.Worksheet(c, diagnosis.Diagnose(c)) {
		if (value.Value == "") == (value.Lacks == "") || (value.Value == "") != (value.From == "") {
			t.Errorf("%+v: want a value and its source, or what it lacks", value)
		}
		values[value.Name] = value
	}
	return values
}

// TestWorksheet catches a value that is computed wrongly, from too little, or although two
// sources contradict each other.
func TestWorksheet(t *testing.T) {
	id := certificateID(certificate())
	list := &online.CertificateList{Rows: []online.Certificate{{ID: id, ValidUntil: noon.AddDate(0, 0, 200), Entity: "12", Role: "1000"}}}
	redirect := "https://app.example.com/cb?code=abc&state=xyz&role=1000&entity=12&company=1234567"
	authorize := "https://1234567.app.netsuite.com/app/login/oauth2/authorize.nl?response_type=code&client_id=" + clientID + "&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb&scope=restlets&state=" + strings.Repeat("s", 24)
	for _, test := range []struct {
		name, facts string
		tokens      []string
		paste       string
		files       []keys.File
		list        *online.CertificateList
		value, want string // "?text" is in Lacks
	}{
		{name: "nothing", value: "Account ID", want: "?Company Information"},
		{name: "nothing", value: "token address", want: "?Account ID"},
		{name: "account", facts: "account=1234567_sb1", value: "Account ID", want: "1234567_SB1"},
		{name: "account", facts: "account=1234567_sb1", value: "host part", want: "1234567-sb1"},
		{name: "account", facts: "account=1234567_SB1", value: "token address", want: "https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"},
		{name: "account", facts: "account=1234567", value: "authorize address", want: "https://1234567.app.netsuite.com/app/login/oauth2/authorize.nl"},
		{name: "account", facts: "account=1234567", value: "REST address", want: "https://1234567.suitetalk.api.netsuite.com"},
		{name: "account", facts: "account=1234567", value: "server time address", want: "https://1234567.suitetalk.api.netsuite.com/services/rest/system/v1/serverTime"},
		{name: "account", facts: "account=1234567", value: "metadata address", want: "https://1234567.suitetalk.api.netsuite.com/services/rest/record/v1/metadata-catalog?select=currency"},
		{name: "account", facts: "account=1234567", value: "MCP address", want: "https://1234567.suitetalk.api.netsuite.com/services/mcp/v1/all"},
		{name: "two accounts", facts: "account=7654321", tokens: []string{goodAccess}, value: "token address", want: "?contradict"},
		{name: "access token", tokens: []string{goodAccess}, value: "Client ID", want: clientID},
		{name: "access token", tokens: []string{goodAccess}, value: "Application ID", want: appID},
		{name: "access token", tokens: []string{goodAccess}, value: "role ID", want: "1000"},
		{name: "access token and another role", facts: "role=3", tokens: []string{goodAccess}, value: "role ID", want: "?3, from what you said, and 1000"},
		{name: "iss alone, which may be a secret", tokens: []string{goodProof}, value: "Client ID", want: "?Client Secret"},
		{name: "iss beside the Client ID", facts: "client-id=" + clientID, tokens: []string{goodProof}, value: "Client ID", want: clientID},
		{name: "iss of another record", facts: "client-id=" + strings.Repeat("ab", 32), tokens: []string{goodProof}, value: "Client ID", want: "?contradict"},
		{name: "Client Secret", facts: "client-id=" + clientID, value: "Client Secret", want: "?never"},
		{name: "certificate", files: []keys.File{certificate()}, value: "Certificate ID", want: id},
		{name: "the certificate of the private key", files: []keys.File{certified(theirs(), 30, 300), certificate(), privateFile(mine())}, value: "Certificate ID", want: id},
		{name: "two certificates", files: []keys.File{certified(theirs(), 30, 300), certificate()}, value: "Certificate ID", want: "?private key"},
		{name: "a certificate of another private key", files: []keys.File{certificate(), privateFile(theirs())}, value: "Certificate ID", want: "?private key"},
		{name: "certificate and another kid", tokens: []string{goodProof}, files: []keys.File{certificate()}, value: "Certificate ID", want: "?contradict"},
		{name: "a script ID is no source", facts: "certificate-id=custcertificate3", files: []keys.File{certificate()}, value: "Certificate ID", want: id},
		{name: "the row", list: list, value: "Certificate ID", want: id},
		{name: "the row", list: list, value: "role ID", want: "1000"},
		{name: "the row", list: list, value: "entity ID", want: "12"},
		{name: "the row, which decides", files: []keys.File{certificate()}, list: list, value: "Valid Until", want: noon.AddDate(0, 0, 200).Format("2 January 2006")},
		{name: "certificate", files: []keys.File{certificate()}, value: "Valid Until", want: noon.AddDate(0, 0, 300).Format("2 January 2006")},
		{name: "certificate", files: []keys.File{certificate()}, value: "renew by", want: noon.AddDate(0, 0, 240).Format("2 January 2006")},
		{name: "certificate", files: []keys.File{certificate()}, value: "certificate file", want: "public.pem"},
		{name: "private key", files: []keys.File{privateFile(mine())}, value: "private key file", want: "private.pem"},
		{name: "redirect", paste: redirect, value: "role ID", want: "1000"},
		{name: "redirect", paste: redirect, value: "entity ID", want: "12"},
		{name: "redirect", paste: redirect, value: "Account ID", want: "1234567"},
		{name: "service", facts: "service=restlets", value: "scopes", want: "restlets"},
		{name: "boxes", facts: "record.scopes=rest_webservices,restlets", value: "scopes", want: "restlets rest_webservices"},
		{name: "boxes and client credentials", facts: "record.scopes=rest_webservices,openid flow=client-credentials", value: "scopes", want: "rest_webservices"},
		{name: "mcp beside others", facts: "record.scopes=mcp,restlets", value: "scopes", want: "?mcp"},
		{name: "a service without its box", facts: "record.scopes=restlets service=mcp", value: "scopes", want: "?contradict"},
		{name: "record", facts: "record.redirect-uris=https://app.example.com/cb", value: "Redirect URI", want: "https://app.example.com/cb"},
		{name: "record with two", facts: "record.redirect-uris=https://app.example.com/cb,https://b.example.com/cb", value: "Redirect URI", want: "?several"},
		{name: "request", paste: authorize, value: "Redirect URI", want: "https://app.example.com/cb"},
		{name: "request", paste: authorize, value: "Client ID", want: clientID},
		{name: "request and record with two", facts: "record.redirect-uris=https://app.example.com/cb,https://b.example.com/cb", paste: authorize, value: "Redirect URI", want: "https://app.example.com/cb"},
		{name: "request and another record", facts: "record.redirect-uris=https://b.example.com/cb", paste: authorize, value: "Redirect URI", want: "?contradict"},
	} {
		c := caseOf(t, test.facts, test.tokens...)
		if test.paste != "" {
			c = c.With(recognise(test.paste))
		}
		if test.files != nil {
			c.Keys = keys.NewSet(test.files...)
		}
		c.Certificates = test.list
		got := sheet(t, c)[test.value]
		if lacks, missing := strings.CutPrefix(test.want, "?"); missing && (got.Value != "" || !strings.Contains(got.Lacks, lacks)) || !missing && got.Value != test.want {
			t.Errorf("%s: %s is %q from %q, lacks %q; want %q", test.name, test.value, got.Value, got.From, got.Lacks, test.want)
		}
	}
}

// TestKidThatWasSaid catches an online check that signs with a Certificate ID that was computed,
// where another one was said: the row decides.
func TestKidThatWasSaid(t *testing.T) {
	for facts, want := range map[string]string{"": certificateID(certificate()), "certificate-id=" + certID: certID, "certificate-id=custcertificate1": certificateID(certificate())} {
		c := caseOf(t, facts)
		c.Keys = keys.NewSet(certificate(), privateFile(mine()))
		if got := diagnosis.ConnectionOf(c, diagnosis.Diagnose(c)).KeyID; got != want {
			t.Errorf("%q: kid is %q, want %q", facts, got, want)
		}
	}
}
