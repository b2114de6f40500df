package paint

import "testing"

// TestSentence catches a first letter of several bytes that stays small, and a second full
// stop.
func TestSentence(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "öffentlich.pem": "Öffentlich.pem.", "no key": "No key.", "who?": "Who?", "\xff": "\xff.",
	} {
		if got := Sentence(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

// TestCapital catches the name of a file that begins with half a letter.
func TestCapital(t *testing.T) {
	if got := Capital("öffentlich.pem"); got != "Öffentlich.pem" {
		t.Errorf("got %q", got)
	}
}
