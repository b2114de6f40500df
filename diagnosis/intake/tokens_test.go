package intake_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/token"
)

// TestTokensAreFound catches a token that is not found in what people paste, and one
// that comes out longer or shorter than it was.
func TestTokensAreFound(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"alone", access, []string{access}},
		{"with a line break", access + "\r\n", []string{access}},
		{"two parts", unsigned, []string{unsigned}},
		{"two parts and a dot", unsigned + ".", []string{unsigned + "."}},
		{"Bearer", "Bearer " + access, []string{access}},
		{"header line", "Authorization: Bearer " + access, []string{access}},
		{"several header lines", "GET /x HTTP/1.1\r\nHost: 1234567.suitetalk.api.netsuite.com\r\nAuthorization: Bearer " + access + "\r\nAccept: */*\r\n\r\n", []string{access}},
		{"quoted", `"` + access + `",`, []string{access}},
		{"in angle brackets", "<" + access + ">", []string{access}},
		{"wrapped at 64", wrap(access, 64, "\n", ""), []string{access}},
		{"wrapped at 76, CRLF", wrap(access, 76, "\r\n", "") + "\r\n", []string{access}},
		{"wrapped mail quote", wrap(access, 70, "\n", "> "), []string{access}},
		{"wrapped in a mail with words around", "Hello,\n\nthis is it:\n\n" + wrap(access, 76, "\n", "") + "\n\nIt fails.\nRegards\n", []string{access}},
		{"wrapped mail quote with words around", "> Hello,\n> this is it:\n" + wrap(access, 76, "\n", "> ") + "\n> It fails.\n", []string{access}},
		{"backslash continuation", wrap(access, 64, "\\\n", ""), []string{access}},
		{"spaces inside", access[:50] + "  " + access[50:200] + " " + access[200:], []string{access}},
		{"zero width inside", access[:50] + "\u200b" + access[50:], []string{access}},
		{"byte order mark", "\ufeff" + access, []string{access}},
		{"token answer", `{"access_token":"` + access + `","refresh_token":"` + renewal + `","expires_in":"3600","token_type":"bearer"}`, []string{access, renewal}},
		{"token answer, indented", "{\n  \"access_token\": \"" + access + "\",\n  \"token_type\": \"Bearer\"\n}", []string{access}},
		{"JSON within JSON", `{"body":"{\"access_token\":\"` + access + `\"}"}`, []string{access}},
		{"curl", "curl -H 'Authorization: Bearer " + access + "' https://1234567.suitetalk.api.netsuite.com/services/rest/record/v1/customer", []string{access}},
		{"curl over several lines", "curl -X POST \\\n  -H \"Authorization: Bearer " + access + "\" \\\n  https://1234567.suitetalk.api.netsuite.com/x", []string{access}},
		{"curl with data", "curl -d 'grant_type=client_credentials' -d client_assertion=" + assertion + " -d x=y https://x", []string{assertion}},
		{"form body", "grant_type=client_credentials&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=" + assertion, []string{assertion}},
		{"form body, token in the middle", "a=b&client_assertion=" + assertion + "&c=d", []string{assertion}},
		{"address", "https://example.com/cb?token=" + access + "&state=abc#top", []string{access}},
		{"sentence before", "This is the token: " + access, []string{access}},
		{"sentence behind", access + " is what I sent", []string{access}},
		{"sentence behind, after a full stop", access + ". It does not work", []string{access}},
		{"sentence on the next line", access + "\nthanks", []string{access}},
		{"sentence around", "I sent " + access + ", and it was refused.", []string{access}},
		{"sentence around two parts", "I sent " + unsigned + " and it was refused", []string{unsigned}},
		{"sentence behind two parts", unsigned + " and it was refused", []string{unsigned}},
		{"sentence behind two parts and a dot", unsigned + ". and it was refused", []string{unsigned + "."}},
		{"sentence on the line after two parts", unsigned + "\nthanks", []string{unsigned}},
		{"two lines", access + "\n" + renewal, []string{access, renewal}},
		{"two with blank line", access + "\n\n\n" + assertion + "\n", []string{access, assertion}},
		{"two wrapped", wrap(access, 76, "\n", "") + "\n\n" + wrap(renewal, 76, "\n", ""), []string{access, renewal}},
		{"two of two parts", unsigned + "\n" + forge(header, refresh, 0), []string{unsigned, forge(header, refresh, 0)}},
		{"log line", `2026-11-23T12:00:00Z INFO auth token="` + access + `" status=401`, []string{access}},
		{"table row", "| access | `" + access + "` | fails |", []string{access}},
	} {
		got := intake.Recognise(c.text)
		if !slices.Contains(got.Kinds, intake.KindToken) || len(got.Tokens) != len(c.want) || got.Problem != "" {
			t.Errorf("%s: %s, %d tokens, problem %q; want %d tokens", c.name, got.Kind, len(got.Tokens), got.Problem, len(c.want))
			continue
		}
		for i, want := range c.want {
			if raw := got.Tokens[i].Raw.Reveal(); strings.TrimSuffix(raw, ".") != strings.TrimSuffix(want, ".") {
				t.Errorf("%s: token %d has %d characters and ends %q; want %d", c.name, i+1, len(raw), raw[max(0, len(raw)-30):], len(want))
			}
			if got.Tokens[i].Kind == token.Unknown || len(got.Tokens[i].Problems) > 0 {
				t.Errorf("%s: token %d is %s, with %+v", c.name, i+1, got.Tokens[i].Kind, got.Tokens[i].Problems)
			}
		}
		for _, note := range got.Notes {
			if strings.Contains(note, "eyJ") || strings.Contains(note, strings.Repeat("p6en", 4)) {
				t.Errorf("%s: a note holds a part of the token: %q", c.name, note)
			}
		}
	}
}

// TestBrokenTokensAreTokens catches a broken token that is called something else, so
// that its fault is never told.
func TestBrokenTokensAreTokens(t *testing.T) {
	parts := strings.Split(access, ".")
	for name, text := range map[string]string{
		"header alone": parts[0], "cut in the payload": access[:200], "commas for dots": strings.ReplaceAll(access, ".", ","),
		"encoded once more": encode(access), "four parts": access + "." + parts[2], "no payload": parts[0] + ".." + parts[2], "foreign character": parts[0] + "." + parts[1][:20] + "*" + parts[1][21:] + "." + parts[2],
		"a payload that is not JSON": parts[0] + "." + encode("hello world, this is no JSON") + "." + parts[2], "padded": parts[0] + "=." + parts[1] + "==." + parts[2] + "=",
		"a byte that is not UTF-8": parts[0] + "." + parts[1][:20] + "\xff" + parts[1][21:] + "." + parts[2],
	} {
		got := intake.Recognise(text)
		if !slices.Contains(got.Kinds, intake.KindToken) || len(got.Tokens) != 1 || len(got.Tokens[0].Problems) == 0 {
			t.Errorf("%s: %s, %d tokens, problem %q; want one token with its problem", name, got.Kind, len(got.Tokens), got.Problem)
		}
	}
}

// TestTokenLimits catches tokens without end, and a text that takes forever.
func TestTokenLimits(t *testing.T) {
	var many strings.Builder
	for i := range 30 {
		fmt.Fprintf(&many, "%s%02d\n", access[:len(access)-2], i)
	}
	got := intake.Recognise(many.String())
	if len(got.Tokens) != 8 || !strings.Contains(strings.Join(got.Notes, ";"), "only the first 8 tokens") {
		t.Errorf("%d tokens, notes %q; want 8 and a note", len(got.Tokens), got.Notes)
	}
	got = intake.Recognise("eyJ" + strings.Repeat("A", token.MaxToken))
	if !slices.Contains(got.Kinds, intake.KindToken) || len(got.Tokens) != 1 || !got.Tokens[0].Fatal() {
		t.Errorf("a token over the limit: %s, %+v", got.Kind, got.Problem)
	}
	got = intake.Recognise(strings.Repeat("x", intake.MaxText+1))
	if got.Kind != intake.KindUnknown || !strings.Contains(got.Problem, "1048577 bytes") {
		t.Errorf("a text over the limit: %s, %q", got.Kind, got.Problem)
	}
	// Each of these is slow beyond use where every line, layer or word has the whole
	// text looked at again; the time limit of go test is what catches it.
	for name, text := range map[string]string{
		"token lines without end":        access[:900] + strings.Repeat("\n"+strings.Repeat("A", 15), intake.MaxText/16-100),
		"words without end":              strings.Repeat("Lorem_ipsum dolors ", intake.MaxText/20),
		"beginnings without end":         strings.Repeat(" eyJhbGciOiJ.", intake.MaxText/14),
		"percent signs without end":      "eyJ" + strings.Repeat("%25", 20000),
		"brackets without end":           strings.Repeat("(", 30000) + "eyJ" + strings.Repeat(")", 30000),
		"quotes of mails without end":    strings.Repeat("> ", 30000),
		"brackets and quotes, in turns":  strings.Repeat(`<"(>`, 8000) + "eyJ" + strings.Repeat(`)">`, 8000),
		"prefixes without end":           strings.Repeat("Bearer ", 9000),
		"lines of nothing":               strings.Repeat("\n", intake.MaxText),
		"a document of brackets":         strings.Repeat("[", intake.MaxText),
		"token lines below the limit":    access[:900] + strings.Repeat("\n"+strings.Repeat("A", 3), 16000),
		"continuations and spaces, long": access[:900] + strings.Repeat(" \\\n  A", 10000),
	} {
		if got := intake.Recognise(text); got.Kind == "" {
			t.Errorf("%s: nothing", name)
		}
	}
}
