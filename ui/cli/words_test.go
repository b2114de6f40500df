package cli

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// TestWords catches plain words that lead to no page, that confirm a code, or that hide an
// unknown error.
func TestWords(t *testing.T) {
	for text, want := range map[string]struct {
		kind, page string // the first page; "" for none
		code       int
	}{
		"the role does not show up when I authorize the app":   {"words", "symptoms/role-without-oauth2-login.md", exitProblems},
		"Zertifikat ist seit gestern abgelaufen, was nun?":     {"words", "symptoms/make-a-key-pair.md", exitProblems},
		"el conector pide volver a iniciar sesión cada semana": {"words", "codes/RefreshTokenExpired.md", exitProblems},
		"Docker login fails with unauthorized":                 {"words", "", exitFailed},
		"When does the cafeteria open tomorrow?":               {"words", "", exitFailed},
		"pkce":                                                 {"unknown", "codes/InvalidRequest.md", exitFailed},
		"Error: the sandbox was refreshed and nothing logs in": {"unknown", "symptoms/after-a-sandbox-refresh.md", exitFailed},
	} {
		for _, args := range [][]string{{"check", "--format", "json"}, {"check", "--lines"}} {
			got := play(nil, text, args...)
			var answer struct {
				Error    string
				Input    struct{ Kind string }
				Pages    []string
				Findings []struct{ ID, Status, Why, Page string }
				Verdicts []struct{ Verdict string }
				Ask      struct{ Question string }
			}
			if err := json.Unmarshal([]byte(got.out), &answer); err != nil {
				t.Fatalf("%q %v: %v in %s", text, args, err, got.out)
			}
			first := ""
			if len(answer.Pages) > 0 {
				first = answer.Pages[0]
			}
			if got.code != want.code || answer.Input.Kind != want.kind || first != want.page || answer.Ask.Question == "" || (answer.Error == "") != (want.code == exitProblems) {
				t.Errorf("%q %v: exit code %d, %+v", text, args, got.code, answer)
			}
			if finding := slices.ContainsFunc(answer.Findings, func(f struct{ ID, Status, Why, Page string }) bool {
				return f.ID == "plain-words" && f.Status == "warn" && f.Page == want.page
			}); finding != (want.code == exitProblems) {
				t.Errorf("%q %v: findings %+v", text, args, answer.Findings)
			}
			for _, verdict := range answer.Verdicts {
				if verdict.Verdict == "confirmed" || verdict.Verdict == "likely" {
					t.Errorf("%q: a code is %s", text, verdict.Verdict)
				}
			}
		}
		asks := "\nTo be sure: "
		if want.page == "" {
			asks = "The first question: What failed?"
		}
		if got := play(nil, text, "check"); !strings.Contains(got.out, asks) || strings.HasPrefix(got.out, "\n") || got.code != want.code {
			t.Errorf("%q: exit code %d, %s", text, got.code, got.out)
		}
	}
}

// TestExplainEndsInTheGuide catches words for which explain has neither a page nor a
// question.
func TestExplainEndsInTheGuide(t *testing.T) {
	got := play(nil, "", "explain", "my", "github", "login", "fails")
	if got.code != exitFailed || !strings.HasPrefix(got.out, "The first question: What failed?") {
		t.Errorf("exit code %d, %s", got.code, got.out)
	}
}

// TestOtherLoginInCode catches source code of another login that is recognized but ends as
// not understood.
func TestOtherLoginInCode(t *testing.T) {
	for _, text := range []string{
		"from requests_oauthlib import OAuth1\nauth = OAuth1(ck, cs, tk, ts, realm='7654321', signature_method='HMAC-SHA1')",
		"const oauth = new OAuth1Client({consumerKey: k, consumerSecret: s, tokenId: t, tokenSecret: u})",
	} {
		if got := play(nil, text, "check"); got.code != exitProblems || !strings.Contains(got.out, "token-based authentication (TBA)") {
			t.Errorf("%q: exit code %d, %s%s", text, got.code, got.out, got.err)
		}
	}
}
