package content

import (
	"slices"
	"strings"
	"testing"
)

func paths(pages []Page) []string {
	var all []string
	for _, page := range pages {
		all = append(all, pathName(page.Path))
	}
	return all
}

func TestSearch(t *testing.T) {
	library := loadSound(t)
	for query, want := range map[string]string{ // the first pages
		"ScopeMismatched":    "ScopeMismatched", // exact
		"scopemismatched":    "ScopeMismatched",
		"scope mismatched":   "ScopeMismatched",
		"invalid token type": "InvalidTokenType",
		"invalid_token_type": "InvalidTokenType",
		"redirect":           "InvalidRedirectURI", // a word in the code
		"uri":                "InvalidRedirectURI",
		"scope":              "ScopeMismatched InvalidScope",
		"missingkey":         "MissingKey MissingKeyId", // exact before prefix
		"expired":            "TokenExpired AccessTokenExpired RefreshTokenExpired",
		"atch":               "ScopeMismatched ClientIdMismatch", // inside
		"zebra":              "naive",                            // text only
		"naive CAFE":         "naive find",                       // accents; title before text
		"naïve":              "naive find",
		"nai\u0308ve":        "naive find", // the same, decomposed
		"zebr":               "naive",      // still being typed
		"zebar":              "naive",      // a typing error
		"rest_webservices":   "naive",
		"":                   "",
		"   ":                "",
		"…!":                 "",
		"xylophone":          "",
	} {
		got := paths(library.Search(query))
		if wanted := strings.Fields(want); !slices.Equal(got[:min(len(got), len(wanted))], wanted) || want == "" && len(got) > 0 {
			t.Errorf("%q found %q, want %q", query, got, want)
		}
	}
}

// Catches an order that depends on a map.
func TestSearchIsDeterministic(t *testing.T) {
	for _, query := range []string{"something", "e", "token", "a typng error in the scop"} {
		first := loadSound(t).Search(query)
		for range 5 {
			if again := loadSound(t).Search(query); !slices.Equal(paths(first), paths(again)) {
				t.Fatalf("%q: %v, then %v", query, paths(first), paths(again))
			}
		}
	}
}

// Catches letters that are counted another way than optimal string alignment does.
func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"scope", "scope", 0}, {"scop", "scope", 1}, {"scoep", "scope", 1}, {"sckpe", "scope", 2}, {"train", "trail", 2}, {"sxgnatur", "signatur", 1}, {"certifcat", "certificat", 1}, {"redirct", "rediretc", 2}} {
		if got := distance(c.a, c.b, 2); got != c.want {
			t.Errorf("%s, %s: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
