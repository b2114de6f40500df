package token_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"authdoctor/diagnosis/token"
	"authdoctor/diagnosis/worktest"
)

// wrap breaks text into lines.
func wrap(text string, columns int, end, prefix string) string {
	var lines []string
	for len(text) > columns {
		lines = append(lines, prefix+text[:columns])
		text = text[columns:]
	}
	return strings.Join(append(lines, prefix+text), end)
}

func asUTF16(text string, big bool) string {
	out := []byte{0xff, 0xfe}
	if big {
		out = []byte{0xfe, 0xff}
	}
	for _, u := range utf16.Encode([]rune(text)) {
		if big {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return string(out)
}

func percentDots(text string) string { return strings.ReplaceAll(text, ".", "%2E") }

// TestClean catches a wrapping that is left on, one that takes a part of the token
// with it, and a change that no note tells.
func TestClean(t *testing.T) {
	cases := []struct{ name, text, note string }{
		{"nothing to do", access, ""},
		{"surrounding spaces", " \t\r\n" + access + "\r\n\r\n", ""},
		{"Bearer", "Bearer " + access, "'Bearer '"},
		{"bearer in lower case", "bearer " + access, "'bearer '"},
		{"BEARER with tab", "BEARER\t" + access, "'BEARER '"},
		{"Bearer twice", "Bearer Bearer " + access, "'Bearer '"},
		{"Bearer with a colon", "Bearer: " + access, "'Bearer: '"},
		{"Bearer behind NBSP", "Bearer\u00a0" + access, "'Bearer '"},
		{"Bearer behind zero width", "\u200bBearer " + access, "'Bearer '"},
		{"Bearer on its own line", "Bearer\n" + access, "'Bearer '"},
		{"Authorization line", "Authorization: Bearer " + access, "'Authorization: '"},
		{"authorization in capitals", "AUTHORIZATION:Bearer " + access, "'AUTHORIZATION: '"},
		{"Proxy-Authorization", "Proxy-Authorization: bearer " + access, "'Proxy-Authorization: '"},
		{"quoted header", `"Authorization: Bearer ` + access + `"`, "quotes"},
		{"header with quoted token", `Authorization: Bearer "` + access + `"`, "quotes"},
		{"form parameter", "client_assertion=" + access, "'client_assertion= '"},
		{"configuration file", "token: '" + access + "'", "'token: '"},
		{"double quotes", `"` + access + `"`, "quotes"},
		{"single quotes", `'` + access + `'`, "quotes"},
		{"backticks", "`" + access + "`", "quotes"},
		{"code fence", "```\n" + access + "\n```", "quotes"},
		{"typographic quotes", "“" + access + "”", "quotes"},
		{"single typographic quotes", "‘" + access + "’", "quotes"},
		{"German quotes", "„" + access + "“", "quotes"},
		{"French quotes", "«\u00a0" + access + "\u00a0»", "quotes"},
		{"a quote at the end only", access + `"`, "after the token"},
		{"a quote at the start only", `"` + access, "before the token"},
		{"YAML block", "token: >-\n  " + access + "\n", "YAML"},
		{"quoted-printable", access[:70] + "=\r\n" + access[70:], "'='"},
		{"pieces of a program", `"` + access[:60] + "\" +\n    \"" + access[60:] + `"`, "pieces"},
		{"angle brackets", "<" + access + ">", "angle brackets"},
		{"round brackets", "(" + access + ")", "brackets"},
		{"square brackets", "[" + access + "]", "brackets"},
		{"braces", "{" + access + "}", "braces"},
		{"quotes within brackets within Bearer", `Bearer <"` + access + `">`, "angle brackets"},
		{"comma behind", access + ",", "after the token"},
		{"semicolon behind", access + ";", "after the token"},
		{"full stop behind", access + ".", "'.' after the token"},
		{"exclamation behind", access + "!", "after the token"},
		{"quote and comma behind", `"` + access + `",`, "after the token"},
		{"mail quote", "> " + access, "mail"},
		{"mail quote of mail quote", "> > " + access, "mail"},
		{"mail quote, wrapped", wrap(access, 70, "\n", "> "), "mail"},
		{"mail quote, wrapped, CRLF", wrap(access, 70, "\r\n", ">> "), "mail"},
		{"wrapped at 64", wrap(access, 64, "\n", ""), "white space"},
		{"wrapped at 64, CRLF", wrap(access, 64, "\r\n", ""), "white space"},
		{"wrapped at 76", wrap(access, 76, "\n", ""), "white space"},
		{"wrapped at 76, CRLF", wrap(access, 76, "\r\n", ""), "white space"},
		{"wrapped at 76, CR", wrap(access, 76, "\r", ""), "white space"},
		{"wrapped and indented", wrap(access, 76, "\n", "    "), "white space"},
		{"blank lines between", wrap(access, 200, "\n\n", ""), "white space"},
		{"backslash continuation", wrap(access, 64, "\\\n", ""), "backslash"},
		{"backslash continuation, CRLF", wrap(access, 64, "\\\r\n", ""), "backslash"},
		{"backslash continuation, indented", wrap(access, 64, " \\\n", "  "), "backslash"},
		{"blank inside", access[:40] + " " + access[40:], "white space inside the token (1)"},
		{"tab inside", access[:40] + "\t" + access[40:], "white space inside the token (1)"},
		{"NBSP inside", access[:40] + "\u00a0" + access[40:90] + "\u00a0" + access[90:], "white space inside the token (2)"},
		{"line separator inside", access[:40] + "\u2028" + access[40:], "white space inside the token (1)"},
		{"zero width inside", access[:40] + "\u200b" + access[40:], "invisible characters (1)"},
		{"soft hyphen and joiner inside", access[:40] + "\u00ad\u2060" + access[40:], "invisible characters (2)"},
		{"bidi around", "\u2068" + access + "\u2069", "invisible characters (2)"},
		{"byte order mark", "\ufeff" + access, "byte order mark"},
		{"UTF-16, little end first", asUTF16(access, false), "UTF-16"},
		{"UTF-16, big end first", asUTF16("Bearer "+access+"\r\n", true), "UTF-16"},
		{"percent-encoded dots", percentDots(access), "percent encoding"},
		{"percent-encoded in lower case", strings.ReplaceAll(access, ".", "%2e"), "percent encoding"},
		{"percent-encoded twice", strings.ReplaceAll(access, ".", "%252E"), "percent encoding"},
		{"percent-encoded Bearer", "Bearer%20" + percentDots(access), "percent encoding"},
		{"percent-encoded quotes", "%22" + percentDots(access) + "%22", "quotes"},
		{"full-width dots", strings.ReplaceAll(access, ".", "．"), "lookalike"},
		{"ideographic dots", strings.ReplaceAll(access, ".", "。"), "lookalike"},
	}
	for _, c := range cases {
		got, notes := token.Clean(c.text)
		if got != access {
			t.Errorf("%s: got %d characters %.60q…, want the %d of the token", c.name, len(got), got, len(access))
		}
		all := strings.Join(notes, "; ")
		if c.note == "" && len(notes) > 0 || !strings.Contains(all, c.note) {
			t.Errorf("%s: notes %q; want one with %q", c.name, notes, c.note)
		}
		if strings.Contains(all, access[len(access)-60:]) || strings.Contains(all, "eyJ") {
			t.Errorf("%s: a note holds a part of the token: %q", c.name, notes)
		}
	}
}

// TestCleanLookalikes catches dashes and underscores of word processors that stay.
func TestCleanLookalikes(t *testing.T) {
	for in, want := range map[string]string{
		"eyJ.a‐b‑c‒d–e—f−g＿h.x": "eyJ.a-b-c-d-e-f-g_h.x",
		"eyJ․eyJ․x":             "eyJ.eyJ.x",
	} {
		if got, notes := token.Clean(in); got != want || len(notes) != 1 {
			t.Errorf("Clean(%q) = %q, %q; want %q", in, got, notes, want)
		}
	}
}

// TestCleanKeepsFaults catches a fault of the token that cleaning hides.
func TestCleanKeepsFaults(t *testing.T) {
	for _, text := range []string{
		"eyJ.eyJ.x.y", "eyJ..x", ".eyJ.x", "eyJ.eyJ", "eyJ.eyJ.", "eyJ.e*J.x", "eyJ+/.eyJ.x==", "eyJ.e\xffJ.x", "eyJ.eyé.x", "eyJ%zz.eyJ.x", "100%.eyJ",
	} {
		if got, notes := token.Clean(text); got != text || len(notes) > 0 {
			t.Errorf("Clean(%q) = %q, %q; want it untouched", text, got, notes)
		}
	}
	if got, _ := token.Clean("eyJhbGciOi.eyJpc3Mi..."); got != "eyJhbGciOi.eyJpc3Mi…" {
		t.Errorf("an ellipsis became %q", got)
	}
}

// TestToUTF8 catches a mark that stays and an odd last byte that panics.
func TestToUTF8(t *testing.T) {
	for _, c := range []struct{ in, want, note string }{
		{"", "", ""}, {"abc", "abc", ""}, {"\xff", "\xff", ""}, {"\ufeffabc", "abc", "removed a byte order mark"}, {"\ufeff", "", "removed a byte order mark"},
		{"\xff\xfe", "", "read the text as UTF-16"}, {"\xfe\xff", "", "read the text as UTF-16"},
		{"\xff\xfea\x00b", "a", "read the text as UTF-16"}, {asUTF16("é日𐍈", true), "é日𐍈", "read the text as UTF-16"}, {asUTF16("é日𐍈", false), "é日𐍈", "read the text as UTF-16"},
	} {
		if got, note := token.ToUTF8(c.in); got != c.want || note != c.note {
			t.Errorf("ToUTF8(%+q) = %+q, %q; want %+q, %q", c.in, got, note, c.want, c.note)
		}
	}
}

var tokenCharacters = regexp.MustCompile(`^[A-Za-z0-9_.-]*$`)

// FuzzClean catches a panic, a text that becomes another when cleaned twice, notes
// without a change, a clean token that is changed, and work out of proportion.
func FuzzClean(f *testing.F) {
	for _, seed := range []string{"", access, "Bearer " + access, `"` + wrap(access, 64, "\r\n", "> ") + `",`, percentDots(access), asUTF16("Bearer x", false), "%FF%FE%00", "%25%32%35", "\ufeff\ufeffa", "((((((((a", "eyJ.eyJ.x...", "a....", "Bearer\u00a0token: x", "\u200b> a", "a\\\n\\\nb", "eyJ.a.b.,"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			t.Skip()
		}
		var got string
		var notes []string
		worktest.Bound(t, len(text), func() { got, notes = token.Clean(text) })
		if again, _ := token.Clean(got); again != got {
			t.Fatalf("Clean(%+q) = %+q, and of that %+q", text, got, again)
		}
		if got == text && len(notes) > 0 {
			t.Fatalf("Clean(%+q) changed nothing but says %q", text, notes)
		}
		if tokenCharacters.MatchString(text) && strings.Count(text, ".") < 3 && (got != text || len(notes) > 0) {
			t.Fatalf("Clean(%q) = %q", text, got)
		}
	})
}

// TestCleanEnds catches a text that gets a new layer by each one that is taken off, and
// is gone over as often as it has layers.
func TestCleanEnds(t *testing.T) {
	layers := func(n int) string {
		return "eyJ" + strings.Repeat("%", n) + `"` + strings.Repeat(`+"22`, n) + "+\""
	}
	worktest.Bound(t, token.MaxToken, func() {
		knot := layers(token.MaxToken / 6)
		if cleaned, notes := token.Clean(knot); cleaned != knot || notes != nil {
			t.Errorf("%.40q, %v", cleaned, notes)
		}
	})
	if cleaned, _ := token.Clean(layers(1)); cleaned == layers(1) {
		t.Errorf("one layer stays: %q", cleaned)
	}
}
