package exchange_test

import (
	"fmt"
	"strings"
	"testing"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/exchange"
)

// TestCurlData catches data that are not read as curl sends them, a value from a file that is
// checked as if the text had it (curl's manual, --data-urlencode), and options or headers that
// were removed from the text but count as not sent.
func TestCurlData(t *testing.T) {
	const url = "curl " + endpoint + " "
	for _, c := range []struct {
		options string
		want    string // fields: name=length, @ from a file, ! the text @file itself
		query   string
		known   bool // the text has all fields
		kind    exchange.BodyKind
	}{
		{"-d grant_type=x", "grant_type=1", "", true, exchange.FormEncoded},
		{"-d 'a=1&b=22'", "a=1 b=2", "", true, exchange.FormEncoded},
		{"-d a=1 -d b=22", "a=1 b=2", "", true, exchange.FormEncoded},
		{"-d @file", "", "", false, exchange.ElsewhereBody},
		{"-d a=1 -d @file", "a=1", "", false, exchange.FormEncoded},
		{"--data-binary @file", "", "", false, exchange.ElsewhereBody},
		{"--data-ascii @file", "", "", false, exchange.ElsewhereBody},
		{"--data-raw @file", "", "", true, exchange.UnknownBody},
		{"-d client_assertion=@jwt.txt", "client_assertion!", "", true, exchange.FormEncoded},
		{"--data-urlencode 'a=b&c d'", "a=5", "", true, exchange.FormEncoded},
		{"--data-urlencode 'a=b%20c'", "a=5", "", true, exchange.FormEncoded},
		{"--data-urlencode client_assertion@jwt.txt", "client_assertion@", "", true, exchange.FormEncoded},
		{"--data-urlencode client_assertion=@jwt.txt", "client_assertion!", "", true, exchange.FormEncoded},
		{"--data-urlencode a=x@y", "a=3", "", true, exchange.FormEncoded},
		{"--data-urlencode @file", "", "", false, exchange.ElsewhereBody},
		{"--data-urlencode =content", "", "", true, exchange.UnknownBody},
		{"--data-urlencode content", "", "", true, exchange.UnknownBody},
		{"--json '{\"grant_type\":\"x\"}'", "grant_type=1", "", true, exchange.JSONEncoded},
		{"--json @file", "", "", false, exchange.ElsewhereBody},
		{"-F client_assertion=@jwt.txt", "client_assertion@", "", true, exchange.Multipart},
		{"-F 'client_assertion=<jwt.txt'", "client_assertion@", "", true, exchange.Multipart},
		{"-F a=b", "a=1", "", true, exchange.Multipart},
		{"--form-string a=@b", "a=2", "", true, exchange.Multipart},
		{"-G -d a=1 --data-urlencode 'b=x y'", "", "a=1 b=3", true, exchange.NoBody},
		{"-G --data-urlencode b@file", "", "b@", true, exchange.NoBody},
		{"--url-query a=1 -d b=2", "b=1", "a=1", true, exchange.FormEncoded},
		{"--url-query '+a=1&c=2'", "", "a=1 c=1", true, exchange.NoBody},
		{"--url-query a@file", "", "a@", true, exchange.NoBody},
		{"-K options.txt", "", "", false, exchange.NoBody},
		{"-T file", "", "", false, exchange.ElsewhereBody},
		{"-d \"$BODY\"", "", "", true, exchange.UnknownBody},
	} {
		r, _, ok := exchange.ReadCurl(url + c.options)
		if !ok {
			t.Errorf("%s: no command", c.options)
			continue
		}
		if fields, query := described(r.Fields), described(r.Query); fields != c.want || query != c.query || r.FieldsKnown != c.known || r.BodyKind != c.kind {
			t.Errorf("%s: fields %q, query %q, known %v, body %q; want %q, %q, %v, %q", c.options, fields, query, r.FieldsKnown, r.BodyKind, c.want, c.query, c.known, c.kind)
		}
	}
	for options, known := range map[string]bool{"-H @headers.txt": false, "-H 'Accept: a/b'": true, "-n": false, "-K file": false, "$OPTIONS": false, "\"${ARGS[@]}\"": false, "-u me": true, "... -d a=b": false, "-H '...'": false} {
		if r, _, _ := exchange.ReadCurl(url + options); r.HeadersKnown != known {
			t.Errorf("%s: headers known %v", options, r.HeadersKnown)
		}
	}
	for headers, known := range map[string]bool{"Accept: a/b\n\n": true, "Accept: a/b\n": true, "Accept: a/b\n...\n\n": false, "...\nAccept: a/b\n\n": false, "Accept: a/b\n[more headers]\nUser-Agent: x\n\n": false, "Accept: a/b\nIt fails.\n": false, "Accept: a/b\nHTTP/1.1 401 Unauthorized\n": true, "\n": false} {
		if r, _, _ := exchange.ReadRequest("GET " + endpoint + " HTTP/1.1\n" + headers); r.HeadersKnown != known {
			t.Errorf("%q: headers known %v", headers, r.HeadersKnown)
		}
	}
	if r, _, _ := exchange.ReadCurl(url + "-u " + clientID); r.Authorization.Problem != "" || !r.Authorization.Secret {
		t.Errorf("-u without a colon: %+v; curl asks for the password", r.Authorization)
	}
}

func described(params exchange.Params) string {
	var out []string
	for _, p := range params {
		switch {
		case p.Presence == border.Variable && p.Filling == exchange.FilledIn:
			out = append(out, p.Name+"@")
		case p.Presence == border.Variable && strings.HasPrefix(p.Word, "@"):
			out = append(out, p.Name+"!")
		default:
			out = append(out, fmt.Sprintf("%s=%d", p.Name, p.Length))
		}
	}
	return strings.Join(out, " ")
}

// TestShells catches quotes that are not removed as sh, cmd and PowerShell remove them. The
// table gives the scope that each command sends.
func TestShells(t *testing.T) {
	for command, want := range map[string]string{
		`-d scope=a`: "a", `-d 'scope=a b'`: "a b", `-d "scope=a b"`: "a b", `-d "scope=a\"b"`: `a"b`, `-d 'scope=a\b'`: `a\b`, `-d scope=a\ b`: "a b", `-d 'scope=it'\''s'`: "it's",
		`-d $'scope=it\'s'`: "it's", `-d $'scope=a\u0021'`: "a!", `-d $'scope=\x41\x42'`: "AB", `-d $'scope=\101\1012'`: "AA2", `-d $'scope=a\tb'`: "a b", `-d $'scope=a\\b'`: `a\b`,
		`-d $'scope=\U0001F600x'`: "\U0001F600x", `-d $'scope=\u00e4'`: "ä", `-d $'scope=\q'`: `\q`, `-d $'scope=a\"b'`: `a"b`, `-d $'scope=a\nb'`: "a b", `-d $'scope=\x4'`: "\\u{0004}", `-d $'scope=a' -d code=x`: "a",
		"-d \"scope=a^b\" ^\n -X POST": "a^b", "-d ^\"scope=a^%b^\" ^\n -X POST": "a%b",
		"-d 'scope=it''s' `\n -X POST": "it's", "-d \"scope=a`\"b\" `\n -X POST": `a"b`, "-d \"scope=a\"\"b\" `\n -X POST": `a"b`,
	} {
		r, _, ok := exchange.ReadCurl("curl " + endpoint + " " + command)
		if got := r.Fields.Text("scope"); !ok || got != want {
			t.Errorf("%s: scope is %q; want %q", command, got, want)
		}
	}
}

// TestFillings catches a variable that the shell fills in but counts as sent unfilled, and one
// in single quotes that does not.
func TestFillings(t *testing.T) {
	for header, want := range map[string]exchange.Filling{
		`'Authorization: Bearer $T'`: exchange.AsWritten, `"Authorization: Bearer $T"`: exchange.FilledIn, `"Authorization: Bearer \$T"`: exchange.AsWritten, `"Authorization: Bearer ${T}"`: exchange.FilledIn,
		`"Authorization: Bearer $(cat t)"`: exchange.FilledIn, "\"Authorization: Bearer `cat t`\"": exchange.FilledIn, `Authorization:\ Bearer\ $T`: exchange.FilledIn, `'Authorization: Bearer '"$T"`: exchange.FilledIn, `'Authorization: Bearer '$T`: exchange.FilledIn,
		`$'Authorization: Bearer $T'`: exchange.AsWritten, `"Authorization: Bearer %T%"`: exchange.FilledIn, `'Authorization: Bearer {{t}}'`: exchange.AsWritten, `"Authorization: Bearer {{t}}"`: exchange.Unsure, `"Authorization: Bearer $env:T"`: exchange.FilledIn,
		`$"Authorization: Bearer $T"`: exchange.FilledIn, `$"Authorization: Bearer \$T"`: exchange.AsWritten,
		`'Authorization: Bearer {}'`:       exchange.Unsure,
		`'Authorization: Bearer '$(cat t)`: exchange.FilledIn, `'Authorization: Bearer '$(cat a b)`: exchange.FilledIn,
	} {
		r, _, _ := exchange.ReadCurl("curl " + endpoint + " -H " + header)
		if got := r.Authorization.Credential; got.Presence != border.Variable || got.Filling != want {
			t.Errorf("%s: %+v; want filling %q", header, got, want)
		}
	}
}
