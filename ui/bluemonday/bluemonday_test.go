package bluemonday_test

import (
	"strings"
	"testing"

	"github.com/microcosm-cc/bluemonday"
)

// TestSanitize catches markup, scripts and comments that remain, and text that is lost.
func TestSanitize(t *testing.T) {
	for given, want := range map[string]string{
		"a & b, 1 < 2 > 0":                           "a &amp; b, 1 &lt; 2 &gt; 0",
		"&lt;b&gt; &amp;amp; \"q\" 'q'":              "&lt;b&gt; &amp;amp; &#34;q&#34; &#39;q&#39;",
		"<div>\n<b class='x'>Save</b> it<br/></div>": "\nSave it",
		`<a title="1 > 0" href=x>link</a>`:           "link",
		"<token address> stays out":                  " stays out",
		"a<!-- <b> > --x -->b<!DOCTYPE html>c<?x?>d": "abcd",
		"a<!-->b":                                   "ab",
		"a<script>if (1 < 2) alert()</script>b":     "ab",
		"a<SCRIPT src=x>1</Script >b":               "ab",
		"a<style>p { }</style>b<iframe>c</iframe>d": "abd",
		"a<script>b</scripts></script>c":            "ac",
		"a<script>never ends":                       "a",
		"a<b never=\"ends> <i>":                     "a",
		"a<":                                        "a&lt;",
		"</":                                        "",
		"":                                          "",
	} {
		if got := bluemonday.StrictPolicy().Sanitize(given); got != want {
			t.Errorf("Sanitize(%q) = %q; want %q", given, got, want)
		}
	}
}

// FuzzSanitize catches HTML that comes out as markup.
func FuzzSanitize(f *testing.F) {
	f.Add("<a>b</a> &lt; <scr<script>ipt>")
	f.Add("<<script></script>script>")
	f.Fuzz(func(t *testing.T, given string) {
		if got := bluemonday.StrictPolicy().Sanitize(given); strings.ContainsAny(got, `<>"'`) {
			t.Errorf("Sanitize(%q) = %q, which has markup", given, got)
		}
	})
}
