package intake_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/worktest"
)

// TestCodes catches a Detail value that is not found, or found where none is.
func TestCodes(t *testing.T) {
	for _, c := range []struct {
		text, name string
		protocol   detail.Protocol
		note       string // part of the one note; "" for none
	}{
		{"ScopeMismatched", "ScopeMismatched", detail.OAuth2, ""},
		{" ScopeMismatched\r\n", "ScopeMismatched", detail.OAuth2, ""},
		{"scopemismatched", "ScopeMismatched", detail.OAuth2, ""},
		{`"ScopeMismatched".`, "ScopeMismatched", detail.OAuth2, "around"},
		{"(InvalidScope)", "InvalidScope", detail.OAuth2, "around"},
		{"token_rejected", "token_rejected", detail.TBA, ""},
		{"TokenRejected", "TokenRejected", detail.OAuth2, ""},
		{"ExplicitLogout", "ExplicitLogout", detail.Logout, ""},
		{"The trail says ScopeMismatched, what now?", "ScopeMismatched", detail.OAuth2, "ScopeMismatched"},
		{"Detail: ScopeMismatched", "ScopeMismatched", detail.OAuth2, "ScopeMismatched"},
		{`"11/23/2026 1:22 pm",Failure,"Smith, Jo",Administrator,10.0.0.1,/app/site/hosting/restlet.nl,EntityOrRoleDisabled`, "EntityOrRoleDisabled", detail.OAuth2, "EntityOrRoleDisabled"},
		{"2026-11-23;Failure;;InvalidRefreshToken;My App", "InvalidRefreshToken", detail.OAuth2, "InvalidRefreshToken"},
		{`{"status":"Failure","detail":"MissingKey"}`, "MissingKey", detail.OAuth2, "MissingKey"},
		{"ScopeMismatched on Monday and ScopeMismatched on Tuesday", "ScopeMismatched", detail.OAuth2, "ScopeMismatched"},
		{"we get tokenrejected all day", "TokenRejected", detail.OAuth2, "TokenRejected"},
		{"Token\u200bRejected", "TokenRejected", detail.OAuth2, ""},
		{"\ufeffInvalidScope", "InvalidScope", detail.OAuth2, "byte order mark"},
		{"Why do I get token_rejected here", "token_rejected", detail.TBA, "token_rejected"},
	} {
		got := intake.Recognise(c.text)
		if got.Kind != intake.KindCode || got.Detail.Name != c.name || got.Detail.Protocol != c.protocol || got.Problem != "" || len(got.Tokens) > 0 {
			t.Errorf("%q: %s %+v, problem %q; want %s", c.text, got.Kind, got.Detail, got.Problem, c.name)
		}
		notes := strings.Join(got.Notes, "; ")
		if (c.note == "") != (notes == "") || !strings.Contains(notes, c.note) {
			t.Errorf("%q: notes %q; want one with %q", c.text, notes, c.note)
		}
	}
}

// TestNoCode catches a guess: a near miss that is taken, one code of several that is
// picked, an ordinary word that is read as a code.
func TestNoCode(t *testing.T) {
	for _, c := range []struct {
		text    string
		problem string
		nearest string // that must be named; "" for none at all
	}{
		{"ScopeMismatch", "similar codes", "ScopeMismatched"},
		{"Missing_Key_Id", "similar codes", "MissingKeyId"},
		{"bananas", "not a code", ""},
		{"It is not ScopeMismatched, the trail shows nothing", "deny the code ScopeMismatched", ""},
		{"kein ScopeMismatched mehr", "deny the code ScopeMismatched", ""},
		{"Token Rejected", "similar codes", "TokenRejected"},
		{"entity or role disabled", "similar codes", "EntityOrRoleDisabled"},
		{"ScopeMismatched then InvalidScope", "several codes (ScopeMismatched, InvalidScope)", ""},
		{"TokenRejected or token_rejected?", "several codes (TokenRejected, token_rejected)", ""},
		{"the scope is mismatched and the token expired", "not a token, a code", ""},
		{"something about scope mismatches in lower case", "not a token, a code", ""},
		{"XScopeMismatched is no word, nor is ScopeMismatchedX", "not a token, a code", ""},
		{"https://1234567.suitetalk.api.netsuite.com", "not a token, a code", ""},
		{"www.example.com", "not a token, a code", ""},
		{"1.2.3", "not a token, a code", ""},
		{"AKIAIOSFODNN7EXAMPLE0987", "not a token, a code", ""},
		{"日本語", "not a token, a code", ""},
		{"\xff\xfe", "empty", ""},
		{"", "empty", ""}, {" \r\n\t", "empty", ""}, {"\ufeff", "empty", ""},
	} {
		got := intake.Recognise(c.text)
		if got.Kind != intake.KindUnknown && got.Kind != intake.KindWords || !strings.Contains(got.Problem, c.problem) || got.Detail.Code != "" || got.Detail.Name != "" || len(got.Tokens) > 0 {
			t.Errorf("%q: %s, %+v, problem %q; want none with %q", c.text, got.Kind, got.Detail, got.Problem, c.problem)
		}
		if c.nearest == "" && len(got.Detail.Nearest) > 0 || c.nearest != "" && !slices.Contains(got.Detail.Nearest, c.nearest) {
			t.Errorf("%q: nearest are %v; want %q", c.text, got.Detail.Nearest, c.nearest)
		}
	}
}

// TestOtherInput catches a private key that is treated as anything but a warning, and
// a request of TBA that is diagnosed as OAuth 2.0.
func TestOtherInput(t *testing.T) {
	const body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ"
	for _, c := range []struct {
		name, text string
		kind       intake.Kind
		problem    string
	}{
		{"private key", "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n", intake.KindKey, "private key: never"},
		{"EC private key", "-----BEGIN EC PRIVATE KEY-----\n" + body, intake.KindKey, "private key: never"},
		{"encrypted private key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + body, intake.KindKey, "private key: never"},
		{"OpenSSH private key", "-----BEGIN OPENSSH PRIVATE KEY-----\n" + body, intake.KindKey, "private key: never"},
		{"private key in one line", `{"key":"-----BEGIN PRIVATE KEY-----\n` + body + `"}`, intake.KindKey, "private key: never"},
		{"private key in UTF-16", asUTF16("-----BEGIN PRIVATE KEY-----\n" + body), intake.KindKey, "private key: never"},
		{"certificate", "-----BEGIN CERTIFICATE-----\n" + body, intake.KindKey, "the end is missing"},
		{"public key", "-----BEGIN PUBLIC KEY-----\n" + body, intake.KindKey, "the end is missing"},
		{"key set without keys", `{"keys": null}`, intake.KindKey, "keys"},
		{"OpenSSH key", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ me@example", intake.KindKey, ""},
		{"TBA header", `Authorization: OAuth realm="1234567", oauth_token="abc", oauth_signature="xyz"`, intake.KindRequest, "TBA"},
		{"TBA header alone", `OAuth oauth_consumer_key="abc",oauth_token="def"`, intake.KindRequest, "TBA"},
		{"token in JSON serialization", `{"payload":"eyJpc3MiOiJ4In0","signatures":[{"protected":"eyJhbGciOiJSUzI1NiJ9","signature":"abc"}]}`, intake.KindUnknown, "JSON serialization"},
	} {
		got := intake.Recognise(c.text)
		if got.Kind != c.kind || !strings.Contains(got.Problem, c.problem) || len(got.Tokens) > 0 || got.Detail.Name != "" {
			t.Errorf("%s: %s, problem %q; want %s, %q", c.name, got.Kind, got.Problem, c.kind, c.problem)
		}
		if all := got.Problem + strings.Join(got.Notes, ""); strings.Contains(all, body[:12]) || strings.Contains(all, "oauth_") || strings.Contains(all, "eyJ") {
			t.Errorf("%s: the answer repeats the text: %q", c.name, all)
		}
	}
}

// TestAuditRows catches rows of the trail that are not seen as such, and one code of
// several that is picked.
func TestAuditRows(t *testing.T) {
	header := "Date,Status,User,Role,Detail\n"
	row := func(status, code string) string {
		return `"11/23/2026 1:22 pm",` + status + `,"Smith, Jo",Administrator,` + code + "\n"
	}
	same := intake.Recognise(header + row("Failure", "ScopeMismatched") + row("Success", "") + row("Failure", "ScopeMismatched"))
	if same.Kind != intake.KindCode || same.Detail.Name != "ScopeMismatched" || !slices.Contains(same.Kinds, intake.KindTrail) || !strings.Contains(strings.Join(same.Notes, ""), "3 rows") {
		t.Errorf("rows with one code: %+v", same)
	}
	several := intake.Recognise(header + row("Failure", "ScopeMismatched") + row("Failure", "InvalidScope") + row("Failure", "InvalidScope"))
	if several.Kind != intake.KindTrail || several.Detail.Name != "" || !strings.Contains(several.Problem, "InvalidScope (2), ScopeMismatched (1)") {
		t.Errorf("rows with several codes: %+v", several)
	}
	for text, want := range map[string]string{
		header + row("Success", "") + row("Success", "ExplicitLogout"): "give a row with Status Failure",
		header + row("Failure", "") + row("Success", ""):               "1 with Status Failure, but the Detail column is missing or empty",
		header + row("Failure", "SomethingNew2027"):                    "the Detail column contains SomethingNew2027, which is not a known code",
	} {
		if got := intake.Recognise(text); got.Kind != intake.KindTrail || !strings.Contains(got.Problem, want) {
			t.Errorf("%q: %s, %q; want %q", text, got.Kind, got.Problem, want)
		}
	}
	tabs := intake.Recognise("Status\tDetail\tToken-based Access Token Name\nFailure\tMissingKey\t\nFailure\tTokenBlocked\t")
	if tabs.Kind != intake.KindTrail || !strings.Contains(tabs.Problem, "MissingKey (1), TokenBlocked (1)") {
		t.Errorf("rows between tabs, the last field empty: %+v", tabs)
	}
	const item = `{"date":"2026-11-23 10:07:00","status":"Failure","detail":"TokenExpired","user":"Ada","oauthappname":"Shop"}`
	for _, answer := range []string{`{"items":[` + item + "," + item + `],"hasMore":true}`, `{"status":401,"title":"Unauthorized"}` + "\n" + `{"items":[` + item + "," + item + `]}`} {
		if got := intake.Recognise(answer); !slices.Contains(got.Kinds, intake.KindTrail) || len(got.Rows) != 2 || len(got.Exchanges) > 0 {
			t.Errorf("an answer of SuiteQL: %+v", got)
		}
	}
	if many := intake.Recognise("Status,Detail\n" + strings.Repeat("Success,\n", 20_000) + "Failure,MissingKey\n"); many.Kind != intake.KindTrail || !strings.Contains(many.Problem, "more than 10000 rows") {
		t.Errorf("more rows than are looked at: %+v", many)
	}
	if torn := intake.Recognise(header + row("Failure", "ScopeMismatched") + "torn,row\n"); !strings.Contains(strings.Join(torn.Notes, ""), "1 row more cannot be read") {
		t.Errorf("a row that cannot be read: %+v", torn)
	}
	one := intake.Recognise("Status\tDetail\tRole\nFailure\tMissingKey: trace 7\t1009\n")
	if one.Kind != intake.KindCode || one.Detail.Name != "MissingKey" || len(one.Rows) != 1 {
		t.Errorf("one row: %+v", one)
	}
}

func asUTF16(text string) string {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(text)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return string(out)
}

var tokenPiece = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{20}`)

// FuzzRecognise catches a panic, an input without kind or without words for what is
// wrong, notes that hold a token, and work out of proportion.
func FuzzRecognise(f *testing.F) {
	for _, seed := range []string{"", access, unsigned + " words", wrap(access, 64, "\r\n", "> "), "ScopeMismatched", "a,ScopeMismatched,b", "-----BEGIN PRIVATE KEY-----", `{"access_token":"` + assertion + `"}`,
		access + "\n" + renewal, "Bearer\u00a0" + assertion, asUTF16(assertion), "OAuth realm=", "eyJ…", "[" + listRow("1789776000000") + "]", "HTTP/1.1 200 OK\n\n[" + listRow(`"2027-09-19"`) + ",", encode(access), "client_assertion=" + assertion + "&x=y", "\xff\xfe\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var got intake.Input
		worktest.Bound(t, len(text), func() { got = intake.Recognise(text) })
		switch got.Kind {
		case intake.KindToken:
			if len(got.Tokens) == 0 || len(got.Tokens) > 8 || got.Problem != "" {
				t.Fatalf("%d tokens, problem %q", len(got.Tokens), got.Problem)
			}
		case intake.KindCode:
			if got.Detail.Name == "" || got.Problem != "" {
				t.Fatalf("a code without a name: %+v", got)
			}
		case intake.KindAnswer, intake.KindRedirect, intake.KindRequest:
			if (got.Problem == "") == (len(got.Exchanges) == 0) {
				t.Fatalf("%s with %d exchanges, problem %q", got.Kind, len(got.Exchanges), got.Problem)
			}
		case intake.KindKey, intake.KindUnknown, intake.KindWords, intake.KindTrail:
			if got.Problem == "" && got.CertificateID == "" && got.Keys == nil || len(got.Tokens) > 0 {
				t.Fatalf("%s without a problem: %+v", got.Kind, got)
			}
		case intake.KindCertificates:
			if got.Certificates == nil || got.Problem != "" {
				t.Fatalf("a list of certificates without rows, or with the problem %q", got.Problem)
			}
		case intake.KindError:
			if got.Line == nil || got.Problem != "" {
				t.Fatalf("an error line without its row, or with the problem %q", got.Problem)
			}
		default:
			t.Fatalf("kind %q", got.Kind)
		}
		if strings.Contains(got.Problem, "--fact") || strings.Contains(got.Problem, "authdoctor ") {
			t.Fatalf("the assistant cannot do what is asked for: %q", got.Problem)
		}
		if all := got.Problem + strings.Join(got.Notes, " "); tokenPiece.MatchString(all) || strings.ContainsAny(all, "\x1b\n\u202e") {
			t.Fatalf("shown: %q", all)
		}
	})
}

func BenchmarkRecognise(b *testing.B) {
	for name, text := range map[string]string{
		"token": access, "wrapped": wrap(access, 76, "\r\n", "> "), "json": `{"access_token":"` + access + `","refresh_token":"` + renewal + `"}`,
		"code": "ScopeMismatched", "sentence": "The trail says ScopeMismatched, what now?", "prose-8KB": strings.Repeat("Lorem ipsum dolor sit amet, ", 290),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				intake.Recognise(text)
			}
		})
	}
}

// TestPlainWords catches words that are read before anything else is tried, and what
// another reader knows taken for words.
func TestPlainWords(t *testing.T) {
	for text, want := range map[string]intake.Kind{
		"the role does not show up":                                 intake.KindWords,
		"Zertifikat ist seit gestern abgelaufen, was nun?":          intake.KindWords,
		"our job failed to log in":                                  intake.KindWords,
		"Token Rejected":                                            intake.KindWords, // and the nearest codes
		"sandbox":                                                   intake.KindUnknown,
		"Error: the widget is upside down":                          intake.KindUnknown, // of a program
		"com.example.WidgetException: upside down":                  intake.KindUnknown,
		"the trail shows ScopeMismatched":                           intake.KindCode,
		"it answers\nHTTP/1.1 400 Bad Request\n\n{\"error\":\"x\"}": intake.KindAnswer,
		"1234567 is our account and nothing else":                   intake.KindWords,
	} {
		if got := intake.Recognise(text); got.Kind != want {
			t.Errorf("%q: %s, want %s", text, got.Kind, want)
		}
	}
}

// TestBehindAWord catches a panic where lower-case letters take more or fewer bytes than the
// capitals of a line that names an error.
func TestBehindAWord(t *testing.T) {
	for _, before := range []string{"İİİİ ", "\x99\x96\x81 ", "ẞẞ "} {
		in := intake.Recognise(before + "USER_UNAUTHORIZED: you need the permission")
		if len(in.Exchanges) != 1 || in.Exchanges[0].Answer.Description != "you need the permission" {
			t.Errorf("%q: %+v", before, in.Exchanges)
		}
	}
}
