package cli

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestMistakenFile catches a command that is given a file for another command and does not
// say what the file contains and which command reads it, or that prints the file.
func TestMistakenFile(t *testing.T) {
	files := fstest.MapFS{
		"token.jwt":    {Data: []byte(soundToken() + "\n")},
		"header.txt":   {Data: []byte("Authorization: Bearer " + expiredToken() + "\n")},
		"answer.http":  {Data: []byte("HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error=\"invalid_token\"\n\n{\"error\":\"invalid_token\"}\n")},
		"redirect.txt": {Data: []byte("https://app.example.com/cb?state=abc&error=access_denied\n")},
		"request.txt":  {Data: []byte("curl -X POST https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token -d grant_type=client_credentials\n")},
		"export.csv":   {Data: export(login(1, 2, "ScopeMismatched", "app", "user"))},
	}
	for _, test := range []struct {
		command, file, holds, then string
	}{
		{"trail", "token.jwt", "it contains a token", "authdoctor check token.jwt"},
		{"trail", "header.txt", "it contains a token", "authdoctor check header.txt"},
		{"trail", "answer.http", "it contains an HTTP answer", "authdoctor check answer.http"},
		{"trail", "redirect.txt", "it contains a redirect URL", "authdoctor check redirect.txt"},
		{"trail", "request.txt", "it contains a request", "authdoctor check request.txt"},
		{"key inspect", "export.csv", "it contains an export of the Login Audit Trail", "authdoctor trail export.csv"},
		{"key inspect", "token.jwt", "it contains a token", "authdoctor check token.jwt"},
		{"key inspect", "answer.http", "it contains an HTTP answer", "authdoctor check answer.http"},
	} {
		got := play(files, "", append(strings.Fields(test.command), test.file)...)
		said := got.out + got.err
		if !strings.Contains(said, test.holds) || !strings.Contains(said, test.then) || strings.Contains(said, "command line") {
			t.Errorf("%s %s says:\n%s", test.command, test.file, said)
		}
		if strings.Contains(said, "eyJ") {
			t.Errorf("%s %s shows the token", test.command, test.file)
		}
	}
	got := play(files, soundToken(), "trail", "-")
	if strings.Contains(got.err, "command line") || strings.Contains(got.err, "eyJ") || !strings.Contains(got.err, "a token or a key") {
		t.Errorf("trail with a token on standard input says:\n%s", got.err)
	}
}
