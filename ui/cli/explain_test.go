package cli

import (
	"strings"
	"testing"

	"authdoctor/content"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/worktest"
	"authdoctor/ui/report"
)

// TestExplain catches a code that cannot be looked up, and a page whose text is lost on the
// way to the terminal.
func TestExplain(t *testing.T) {
	library, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for n, page := range library.Pages() {
		name := report.PageName(page.Path)
		exact := play(nil, "", "explain", name)
		for i, word := range []string{strings.ToLower(name), strings.ToUpper(name), " " + name + " ", page.Path, name + ".md"} {
			if !worktest.Long && (n+i)%5 > 0 { // one spelling of each page
				continue
			}
			got := play(nil, "", "explain", word)
			if got.out != exact.out || got.code != exitSound {
				t.Errorf("explain %q is not explain %q: exit code %d, %s", word, name, got.code, got.err)
			}
		}
		printable(t, exact.out)
		words := strings.Join(strings.Fields(exact.out), " ")
		if !strings.Contains(words, page.Title) {
			t.Errorf("explain %s lacks its title %q", name, page.Title)
		}
		for _, line := range strings.Split(exact.out, "\n") {
			if strings.HasPrefix(line, "#") || strings.Contains(line, "](") {
				t.Errorf("explain %s shows raw Markdown: %s", name, line)
			}
		}
		raw := play(nil, "", "explain", name, "--format", "markdown")
		if raw.code != exitSound || !strings.HasPrefix(raw.out, "# ") || !strings.Contains(raw.out, strings.TrimSpace(report.WithoutLinks(page.Body))) {
			t.Errorf("explain %s --format markdown is not the page", name)
		}
		if exact.err != raw.err {
			t.Errorf("explain %s notes %q, and as Markdown %q", name, exact.err, raw.err)
		}
	}
	for _, kind := range detail.Kinds() {
		if got := play(nil, "", "explain", string(kind.Code)); got.code != exitSound || !strings.HasPrefix(got.out, string(kind.Code)) {
			t.Errorf("explain %s: exit code %d: %.60q", kind.Code, got.code, got.out)
		}
	}
}

// TestTwins catches the page of the wrong protocol: token_rejected of TBA is not
// TokenRejected of OAuth 2.0.
func TestTwins(t *testing.T) {
	for _, c := range []struct {
		word string
		page string
		err  []string
		not  string
	}{
		{"TokenRejected", "TokenRejected", []string{"token_rejected is a different code, of token-based authentication (TBA)"}, "NetSuite writes it"},
		{"tokenrejected", "TokenRejected", []string{"NetSuite writes it TokenRejected", "token_rejected is a different code"}, ""},
		{"TOKENREJECTED", "TokenRejected", []string{"token_rejected is a different code"}, ""},
		{"token_rejected", "Which login failed", []string{"token_rejected is a code of token-based authentication (TBA): the TBA token was not found", "TokenRejected is a different code, of OAuth 2.0"}, ""},
		{"Token_Rejected", "Which login failed", []string{"TokenRejected is a different code, of OAuth 2.0"}, ""},
		{"nonce_used", "Which login failed", []string{"nonce_used is a code of token-based authentication"}, "different"},
		{"FeatureDisabled", "FeatureDisabled", []string{"token-based authentication (TBA) writes FeatureDisabled too"}, "different"},
		{"ScopeMismatched", "ScopeMismatched", nil, "note"},
		{"ExplicitLogout", "Find the Detail code", []string{"not a failure"}, ""},
	} {
		got := play(nil, "", "explain", c.word)
		if got.code != exitSound || !strings.HasPrefix(got.out, c.page) {
			t.Errorf("explain %s: exit code %d: %.60q", c.word, got.code, got.out)
		}
		for _, want := range c.err {
			if !strings.Contains(got.err, want) {
				t.Errorf("explain %s notes %q, want %q", c.word, got.err, want)
			}
		}
		if c.not != "" && strings.Contains(got.err, c.not) {
			t.Errorf("explain %s notes %q, want no %q", c.word, got.err, c.not)
		}
	}
}

// TestNearMisses catches a misspelt code that is taken for another, and one without the
// nearest codes.
func TestNearMisses(t *testing.T) {
	for word, nearest := range map[string]string{
		"TokenRejectd":    "TokenRejected",
		"token-rejected":  "TokenRejected",
		"ScopeMismatch":   "ScopeMismatched",
		"InvalidScop":     "InvalidScope",
		"MissingKeyID_":   "MissingKeyId",
		"UnsuportedAlgo":  "UnsupportedAlgo",
		"EntityOrRole":    "EntityOrRoleDisabled",
		"access_token_ex": "",
		"zzzzzzzz":        "authdoctor codes",
	} {
		got := play(nil, "", "explain", word)
		if got.code != exitFailed || got.out != "" || !strings.Contains(got.err, nearest) {
			t.Errorf("explain %s: exit code %d, %q, %q; want %s named", word, got.code, got.out, got.err, nearest)
		}
		piped := check(word)
		if piped.code != exitFailed || piped.out != "" || !strings.Contains(piped.err, nearest) && !strings.Contains(word, "-") {
			t.Errorf("%s | check: exit code %d, %q, %q; want %s named", word, piped.code, piped.out, piped.err, nearest)
		}
	}
}
