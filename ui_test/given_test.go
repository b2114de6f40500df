//go:build unix

package ui_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestGiven catches an argument or a pipe that does not open the assistant where a paste of
// the same would lead, or keys that do not come from the terminal then.
func TestGiven(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"token.txt": published(), "words.txt": "the role does not show up", "locked.pem": lockedKey, "check": published(),
		"answer.txt": "HTTP/1.1 401 Unauthorized\n\n{\"error\":\"invalid_grant\"}\n",
		"trail.csv":  "Date,Status,User,Detail,Token-based Application Name\n2026-11-23 10:00,Failure,Ada,ScopeMismatched,Shop\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		name, piped string
		args        []string
		shows       string
	}{
		{"token", "", []string{"token.txt"}, "› Token"},
		{"answer", "", []string{"answer.txt"}, "invalid_grant"},
		{"export", "", []string{"trail.csv"}, "ScopeMismatched"},
		{"words", "", []string{"words.txt"}, "sounds like one of these"},
		{"locked key", "", []string{"locked.pem"}, "is locked"},
		{"a folder", "", []string{"."}, "locked.pem"},
		{"a file named like a command", "", []string{"./check"}, "› Token"},
		{"code", "", []string{"ScopeMismatched"}, "WHAT IT MEANS"},
		{"code in lower-case letters", "", []string{"scopemismatched"}, "WHAT IT MEANS"},
		{"error of an answer", "", []string{"invalid_grant"}, "FIX IT"},
		{"page", "", []string{"find-the-detail-code"}, "Detail"},
		{"token piped", published(), nil, "› Token"},
		{"token piped, -", published(), []string{"-"}, "› Token"},
		{"code piped", "ScopeMismatched\n", nil, "WHAT IT MEANS"},
		{"words piped", "the role does not show up\n", nil, "sounds like one of these"},
		{"file with a pipe", "ScopeMismatched\n", []string{"token.txt"}, "› Token"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			x := start(t, setup{folder: folder, args: test.args, piped: test.piped})
			x.waitFor(test.shows)
			x.send(ctrlF) // a key
			x.waitFor("› Case")
			if strings.HasPrefix(test.name, "code") && !strings.Contains(x.text(), "0 facts known") {
				t.Errorf("a word that was looked up is a fact:\n%s", x.text())
			}
			x.send(ctrlC)
			x.end(130)
		})
	}
}

// TestGivenNothing catches an assistant that opens with what cannot be read, echoes what may
// be a token, or waits for a terminal that is not there.
func TestGivenNothing(t *testing.T) {
	for _, test := range []struct {
		piped, says string
		args        []string
	}{
		{" \n", "standard input is empty", nil},
		{"", "did you mean check?", []string{"chekc"}},
		{"", "did you mean ScopeMismatched?", []string{"ScopeMissmatched"}},
		{"", "there is no file './none.txt'", []string{"./none.txt"}},
		{"", "this looks like a token", []string{published()}},
		{"", "a file or a pipe", []string{"-"}},
	} {
		x := start(t, setup{args: test.args, piped: test.piped, cols: 200, rows: 30})
		x.waitForWords(test.says)
		x.end(2)
	}
	if got := pipe(t, published()); got.code != 2 || !strings.Contains(got.err, "authdoctor check") {
		t.Errorf("without a terminal: %+v", got)
	}
}
