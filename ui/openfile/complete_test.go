package openfile

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestCommonStart catches names that are completed to a piece of a letter.
func TestCommonStart(t *testing.T) {
	for _, test := range []struct{ a, b, want string }{
		{"a.pem", "a.key", "a."},
		{"a.pem", "a.pem", "a.pem"},
		{"a.pem", "b.pem", ""},
		{"", "b", ""},
		{"schlü-1", "schlö-1", "schl"},             // share the first byte
		{"e\u0301-1", "e\u0300-1", ""},             // the letter with another accent
		{"e\u0301", "e", ""},                       // the letter with and without
		{"日本-1", "日木-1", "日"},                      // three bytes, two shared
		{"👩‍💻.pem", "👩‍🔬.pem", ""},                 // two joined signs
		{"key\xff1", "key\xff2", "key\xff"},        // no text at all
		{"private", "privat", "privat"},            // a name that ends
		{"\u1112\u1161\u11ab", "\u1112\u1161", ""}, // one syllable, and its beginning
	} {
		for _, pair := range [][2]string{{test.a, test.b}, {test.b, test.a}} {
			got := commonStart(pair[0], pair[1])
			if got != test.want {
				t.Errorf("%+q and %+q begin with %+q, want %+q", pair[0], pair[1], got, test.want)
			}
			if utf8.ValidString(test.a) && !utf8.ValidString(got) || !strings.HasPrefix(test.a, got) {
				t.Errorf("%+q is no beginning of %+q", got, test.a)
			}
		}
	}
}
