package detail_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"authdoctor/diagnosis/detail"
)

// TestFindKnowsEveryCode catches a code that is not found by its name in any case, and one
// that is mistaken for a word of TBA.
func TestFindKnowsEveryCode(t *testing.T) {
	for _, kind := range detail.Kinds() {
		name := string(kind.Code)
		for _, word := range []string{name, strings.ToLower(name), strings.ToUpper(name), "  " + name + "\n"} {
			got := detail.Find(word)
			if got.Protocol != detail.OAuth2 || got.Code != kind.Code || got.Name != name || len(got.Nearest) > 0 {
				t.Errorf("Find(%q) = %+v; want the code %s", word, got, name)
			}
			if want := strings.TrimSpace(word) == name; got.Exact != want {
				t.Errorf("Find(%q).Exact = %v; want %v", word, got.Exact, want)
			}
		}
	}
}

// TestFindKeepsTwinsApart catches a confusion of TokenRejected (OAuth 2.0: a refresh token
// was sent) and token_rejected (TBA: no such token), which have different fixes.
func TestFindKeepsTwinsApart(t *testing.T) {
	for _, c := range []struct {
		word     string
		protocol detail.Protocol
		name     string
		code     detail.Code
		exact    bool
		twin     string
	}{
		{"TokenRejected", detail.OAuth2, "TokenRejected", "TokenRejected", true, "token_rejected"},
		{"tokenrejected", detail.OAuth2, "TokenRejected", "TokenRejected", false, "token_rejected"},
		{"TOKENREJECTED", detail.OAuth2, "TokenRejected", "TokenRejected", false, "token_rejected"},
		{"token_rejected", detail.TBA, "token_rejected", "", true, "TokenRejected"},
		{"Token_Rejected", detail.TBA, "token_rejected", "", false, "TokenRejected"},
		{"nonce_used", detail.TBA, "nonce_used", "", true, ""},
		{"NonceUsed", detail.TBA, "NonceUsed", "", true, ""},
		{"consumer_key_refused", detail.TBA, "consumer_key_refused", "", true, ""},
		{"invalidtimestamp", detail.TBA, "InvalidTimestamp", "", false, ""},
		{"ScopeMismatched", detail.OAuth2, "ScopeMismatched", "ScopeMismatched", true, ""},
		{"ExplicitLogout", detail.Logout, "ExplicitLogout", "", true, ""},
	} {
		got := detail.Find(c.word)
		if got.Protocol != c.protocol || got.Name != c.name || got.Code != c.code || got.Exact != c.exact || got.Twin != c.twin {
			t.Errorf("Find(%q) = %+v; want %+v", c.word, got, c)
		}
		if (c.protocol == detail.TBA || c.protocol == detail.Logout) && got.Meaning == "" {
			t.Errorf("Find(%q) has no meaning", c.word)
		}
	}
}

// TestFindNamesNearMisses catches a misspelling that is accepted as the code, or whose code
// is not the first in Nearest.
func TestFindNamesNearMisses(t *testing.T) {
	for word, want := range map[string]string{
		"ScopeMismatch":         "ScopeMismatched",
		"ScopeMissmatched":      "ScopeMismatched",
		"SocpeMismatched":       "ScopeMismatched",
		"Scope Mismatched":      "ScopeMismatched",
		"scope_mismatched":      "ScopeMismatched",
		"MISSING_KEY_ID":        "MissingKeyId",
		"Missing-Key-ID":        "MissingKeyId",
		"missing key id":        "MissingKeyId",
		"MissingKeyIDs":         "MissingKeyId",
		"UnsupportedAlgorithm":  "UnsupportedAlgo",
		"InvalidScopes":         "InvalidScope",
		"AccesTokenExpired":     "AccessTokenExpired",
		"IntegrationBlock":      "IntegrationBlocked",
		"ClientIDMissmatch":     "ClientIdMismatch",
		"token-rejected":        "TokenRejected",
		"consumerKeyUnknown":    "consumer_key_unknown",
		"invalid_grant":         "InvalidGrant",
		"EntityOrRoleDisable":   "EntityOrRoleDisabled",
		"Missing\u212aey":       "MissingKey", // Kelvin sign in place of K
		"Mi\u017fsingKey":       "MissingKey", // long s in place of s
		"TokenValidityToBroad":  "TokenValidityTooBroad",
		"InvalidRefeshToken":    "InvalidRefreshToken",
		"AuthorizationCodeGran": "AuthorizationCodeGrantRequired",
	} {
		got := detail.Find(word)
		if got.Protocol != detail.Unknown || got.Code != "" || got.Name != "" || got.Exact {
			t.Errorf("Find(%q) = %+v; a near miss must not be accepted", word, got)
		}
		if len(got.Nearest) == 0 || got.Nearest[0] != want {
			t.Errorf("Find(%q).Nearest = %v; want %s first", word, got.Nearest, want)
		}
		if len(got.Nearest) > 5 {
			t.Errorf("Find(%q).Nearest has %d words; want at most 5", word, len(got.Nearest))
		}
	}
	// The twin must be there too: separators alone do not show which one is meant.
	if got := detail.Find("token-rejected").Nearest; !slices.Contains(got, "token_rejected") {
		t.Errorf("token-rejected: nearest are %v; want token_rejected among them", got)
	}
	// Part of a name.
	if got := detail.Find("refresh").Nearest; !slices.Contains(got, "InvalidRefreshToken") || !slices.Contains(got, "RefreshTokenExpired") {
		t.Errorf("refresh: nearest are %v; want the codes with that word", got)
	}
}

// TestFindSaysNothingOfFarWords catches an unrelated word that is matched to a code.
func TestFindSaysNothingOfFarWords(t *testing.T) {
	for _, word := range []string{"", "a", "ab", "   ", "hello", "banana", "NetSuite", "Failure", "Administrator", "12345", "eyJhbGciOiJQUzI1NiJ9",
		"日本語", strings.Repeat("x", 4000), strings.Repeat("ScopeMismatched", 9), "\x1b[31m", "\xff\xfe\xfd"} {
		got := detail.Find(word)
		if got.Protocol != detail.Unknown || got.Name != "" || len(got.Nearest) > 0 {
			t.Errorf("Find(%.20q) = %+v; want nothing", word, got)
		}
		if strings.Contains(got.Word, "\x1b") || !utf8.ValidString(got.Word) || len([]rune(got.Word)) > 160 {
			t.Errorf("Find(%.20q).Word = %q; want it short and printable", word, got.Word)
		}
	}
}

// TestKinds catches a code without steps, one listed twice, and a list that no longer has
// the codes of Oracle's tables (netsuite.md 1.5).
func TestKinds(t *testing.T) {
	steps := []detail.Step{detail.StepAuthorize, detail.StepToken, detail.StepRefresh, detail.StepClientCredentials, detail.StepCall}
	seen := map[string]bool{}
	for _, kind := range detail.Kinds() {
		if len(kind.Steps) == 0 {
			t.Errorf("%s has no steps", kind.Code)
		}
		for _, step := range kind.Steps {
			if !slices.Contains(steps, step) || step.Title() == string(step) && step != detail.StepRefresh && step != detail.StepCall {
				t.Errorf("%s: step %q is not known or has no title", kind.Code, step)
			}
		}
		if lower := strings.ToLower(string(kind.Code)); seen[lower] {
			t.Errorf("%s appears twice", kind.Code)
		} else {
			seen[lower] = true
		}
		if kind.Code.Path() != "codes/"+string(kind.Code)+".md" {
			t.Errorf("%s: path %s", kind.Code, kind.Code.Path())
		}
	}
	if len(seen) < 32 {
		t.Errorf("%d codes; Oracle's four tables have 32", len(seen))
	}
	for _, shared := range []string{"InvalidSignature", "FeatureDisabled", "IntegrationBlocked", "UnknownIntegration", "EntityOrRoleDisabled"} {
		if kind, ok := detail.Lookup(shared); !ok || !kind.TBA {
			t.Errorf("%s: TBA writes it too, but TBA is false", shared)
		}
	}
	first := detail.Kinds()
	first[0].Code = "Changed"
	if detail.Kinds()[0].Code == "Changed" {
		t.Error("a caller can change the list of codes")
	}
}
