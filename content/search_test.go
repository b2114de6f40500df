package content

import (
	"reflect"
	"strings"
	"testing"
)

func paths(matches []Match) []string {
	var all []string
	for _, match := range matches {
		name := match.Page.Path
		all = append(all, strings.TrimSuffix(name[strings.Index(name, "/")+1:], ".md"))
	}
	return all
}

func TestSearch(t *testing.T) {
	library := loadSound(t)
	for query, want := range map[string]string{
		"ScopeMismatched":                   "ScopeMismatched", // exact
		"scopemismatched":                   "ScopeMismatched",
		"scope mismatched":                  "ScopeMismatched",
		`"error": "invalid_grant",`:         "", // two words, one of them nowhere
		"invalid_grant":                     "InvalidGrant InvalidGrantType",
		"invalid token type":                "InvalidTokenType",
		"redirect":                          "InvalidRedirectURI", // a word in the code
		"uri":                               "InvalidRedirectURI",
		"scope":                             "ScopeMismatched InvalidScope",
		"missingkey":                        "MissingKey MissingKeyId", // exact before prefix
		"expired":                           "AccessTokenExpired TokenExpired RefreshTokenExpired",
		"atch":                              "ScopeMismatched ClientIdMismatch", // inside
		"zebra":                             "naive",                            // text only
		"naive CAFE":                        "naive find",                       // accents; title before text
		"naïve":                             "naive find",
		"nai\u0308ve":                       "naive find", // the same, decomposed
		"zebra café":                        "naive",      // all words must match
		"zebra scope":                       "",
		"rest_webservices":                  "naive",
		"":                                  "",
		"   ":                               "",
		"…!":                                "",
		"the PROBLEM, behind (MissingKey) ": "MissingKey MissingKeyId", // phrase of a title
		"problem mismatched behind ":        "ScopeMismatched",
	} {
		if got := strings.Join(paths(library.Search(query)), " "); got != want {
			t.Errorf("%q found %q, want %q", query, got, want)
		}
	}
}

// Catches excerpts that do not show the word, and those that are cut inside a letter.
func TestSearchShowsWhere(t *testing.T) {
	fsys := sound()
	edit(t, fsys, "symptoms/naive.md", "of the zebra", strings.Repeat("ä long way ", 20)+"to the Zébra and on")
	library, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	where := library.Search("zebra")[0].Where
	if want := "… long way to the Zébra and on."; where != want {
		t.Errorf("got %q, want %q", where, want)
	}
	if where := library.Search("rest_webservices")[0].Where; !strings.HasPrefix(where, "Set the claim rest_webservices") || len([]rune(where)) != excerptLimit {
		t.Errorf("got %q", where)
	}
	if where := library.Search("MissingKey")[0].Where; where != "The problem behind MissingKey" {
		t.Errorf("got %q", where)
	}
}

// Catches an order that hangs on a map.
func TestSearchIsDeterministic(t *testing.T) {
	for _, query := range []string{"something", "e", "token"} {
		first := loadSound(t).Search(query)
		for range 5 {
			if again := loadSound(t).Search(query); !reflect.DeepEqual(paths(first), paths(again)) {
				t.Fatalf("%q: %v, then %v", query, paths(first), paths(again))
			}
		}
	}
}
