package cli

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"authdoctor/content"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/border/canary"
	"authdoctor/diagnosis/worktest"
)

// typist types lines, one each time the program reads, and notes them in the transcript. Of
// a paste, which a terminal does not show either, it notes only the length.
type typist struct {
	lines      []string
	transcript *bytes.Buffer
}

func (p *typist) Read(into []byte) (int, error) {
	if len(p.lines) == 0 {
		return 0, io.EOF
	}
	line := p.lines[0]
	n := copy(into, line+"\n")
	if n <= len(line) { // the rest next time
		p.lines[0] = line[n:]
		return n, nil
	}
	p.lines = p.lines[1:]
	if len(line) > 100 || strings.Contains(line, "sesame") {
		line = "(not shown)"
	}
	p.transcript.WriteString("<- " + line + "\n")
	return n, nil
}

// converse runs the assistant in words, with lines typed, and returns the transcript.
func converse(files fstest.MapFS, lines []string, args ...string) played {
	var transcript bytes.Buffer
	return converseInto(&transcript, &typist{lines: lines, transcript: &transcript}, files, args...)
}

func converseInto(transcript *bytes.Buffer, in io.Reader, files fstest.MapFS, args ...string) played {
	code := run(context.Background(), append([]string{"--accessible"}, args...), world{
		in: in, out: transcript, err: transcript,
		now:     func() time.Time { return noon },
		open:    func(name string) (fs.File, error) { return files.Open(name) },
		library: content.Embedded, disk: &memoryDisk{files}, random: rand.Reader, client: offline,
	})
	return played{code: code, out: transcript.String()}
}

// conversations are whole journeys: what is typed, line by line.
var conversations = []struct {
	name  string
	args  []string
	lines []string
}{
	{"token", nil, []string{"?", "1", expiredToken(), ".", "99", "1", "b", "q"}},
	{"answer", nil, []string{"1", "HTTP/1.1 401 Unauthorized", `WWW-Authenticate: Bearer error="invalid_token"`, "", ".", "1", "?", "AccesTokenExpired", "1", "b", "b", "q"}},
	{"guide", nil, []string{"4", "1", "b", "1", "1", "b", "b", "q"}},
	{"words", nil, []string{"the role does not show up", "1", "b", "b", "ScopeMissmatched", "1", "1", "b", "b", "qqq", "q"}},
	{"word given", []string{"ScopeMismatched"}, []string{"1", "b", "q"}},
	{"trail", []string{"trail.csv"}, []string{"1", "b", "b", "q"}},
	{"keys", []string{"locked.pem"}, []string{"wrong", "opensesame", "public.pem", "q"}},
	{"facts", []string{"expired.txt"}, []string{"5", "rolle", "role", "abc", "3", "5", "flow", "1", "5", "flow", "2", "4", "ScopeMismatched", "b", "q"}},
	{"another account", []string{"expired.txt"}, []string{"other.txt", "1", "2", "q"}},
	{"folder", []string{"folder"}, []string{"1", "q"}},
}

func conversationFiles(t testing.TB) fstest.MapFS {
	t.Helper()
	return fstest.MapFS{
		"expired.txt": {Data: []byte(expiredToken())}, "locked.pem": {Data: []byte(lockedPEM)}, "trail.csv": {Data: export(fortnight()...)},
		"other.txt": {Data: []byte(strings.ReplaceAll(string(object(accessHeader))+"\n"+string(object(accessClaims())), "1234567_SB1", "7654321"))}, "folder/token.txt": {Data: []byte(soundToken())}, "public.pem": {Data: []byte("no key")},
	}
}

// mustBePlain fails for anything that a screen reader spells out and a dumb terminal draws.
func mustBePlain(t *testing.T, text string) {
	t.Helper()
	for _, sign := range []string{"\x1b", "\r", "\b", "\t", "✗", "✓", "·", "›", "…", "│", "─", "█", "▁", "—"} {
		if at := strings.Index(text, sign); at >= 0 {
			t.Errorf("%q is written: %q", sign, text[max(0, at-40):min(len(text), at+40)])
		}
	}
	if columns := regexp.MustCompile(`\S {2,}\S.*`).FindString(text); columns != "" {
		t.Errorf("a line is in columns: %q", columns)
	}
}

// TestConversations catches a change in what the assistant says in words, a sign that is
// drawn, and an answer that is lost because input is piped.
func TestConversations(t *testing.T) {
	for _, c := range conversations {
		got := converse(conversationFiles(t), c.lines, c.args...)
		if got.code != exitSound {
			t.Errorf("%s: exit code %d", c.name, got.code)
		}
		golden(t, "plain-"+strings.ReplaceAll(c.name, " ", "-"), got.out)
		mustBePlain(t, got.out)
	}
}

// TestConversationEnds catches a question that takes a default, or does anything, where the
// input has ended, and one at which the program does not end.
func TestConversationEnds(t *testing.T) {
	for _, c := range conversations {
		for end := range c.lines {
			files := conversationFiles(t)
			before := maps.Clone(files)
			got := converse(files, c.lines[:end], c.args...)
			if got.code != exitSound || !strings.HasSuffix(got.out, "The input has ended. What was asked last was not done.\n") {
				t.Errorf("%s, after %d lines: exit code %d, %q", c.name, end, got.code, got.out[max(0, len(got.out)-200):])
			}
			if len(files) != len(before) {
				t.Errorf("%s, after %d lines: a file was made", c.name, end)
			}
		}
	}
}

// TestConversationMakes catches a pair and an assertion that the assistant in words does not
// make, overwrites, or makes although a question was left.
func TestConversationMakes(t *testing.T) {
	files := fstest.MapFS{}
	pair := []string{"5", "1", "", "", "", ""}
	assertion := []string{"", "", keyClientID, "1234567_SB1", "restlets", "", ""}
	for end := range pair {
		if converse(files, pair[:end]); len(files) != 0 {
			t.Fatalf("after %d lines the files are %v", end, files)
		}
	}
	all := append(append(slices.Clone(pair), "11"), assertion...)
	got := converse(files, append(all, "q"))
	if files["public.pem"] == nil || files["private.pem"] == nil || files["assertion.jwt"] == nil || got.code != exitSound {
		t.Fatalf("exit code %d, files %v\n%s", got.code, files, got.out)
	}
	if !strings.Contains(got.out, "Warning: ") && !strings.Contains(got.out, "checks passed") || strings.Contains(got.out, "eyJ") || strings.Contains(got.out, "BEGIN") {
		t.Errorf("the transcript:\n%s", got.out)
	}
	mustBePlain(t, got.out)
	if got := converse(files, append(slices.Clone(pair), "b", "b", "b", "b", "b", "q")); !strings.Contains(got.out, "already") {
		t.Errorf("a pair over another one:\n%s", got.out)
	}
}

// TestConversationCanary catches a secret that is printed after it was pasted, typed at any
// question, or opened.
func TestConversationCanary(t *testing.T) {
	turn := 0
	for _, c := range canary.Secrets() {
		for _, way := range [][]string{{"1", c.Text, ".", "1", "b", "2", "3", "4", "b", "q"}, {c.Text, "q"}, {"2", c.Text, "q"}, {"3", c.Text, "b", "q"}, {"4", c.Text, "q"}, {"5", "1", c.Text, c.Text, "b", "b", "b", "q"}, {"file", "1", "b", "q"}} {
			if turn++; !worktest.Long && turn%5 != 0 { // 5 does not divide the number of ways
				continue
			}
			var transcript bytes.Buffer
			got := converseInto(&transcript, strings.NewReader(strings.Join(way, "\n")+"\n"), fstest.MapFS{"file": {Data: []byte(c.Text)}})
			if piece := canary.Shows(got.out, c.Value); piece != "" {
				t.Errorf("%s: %.60q shows %q\n%s", c.Name, way, piece, around(got.out, piece))
			}
		}
	}
}

// FuzzConversation catches an answer that makes the assistant in words draw, fail, never end,
// or do a disproportionate amount of work.
func FuzzConversation(f *testing.F) {
	for _, c := range conversations {
		f.Add(strings.Join(c.lines, "\n"))
	}
	f.Add("1\n\x04\n2\n\x1b[31m\n3\n\xff\n4\n1\n1\n1\n1\n1\n1\n1\n1\n1\n")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Count(text, "\n") > 60 {
			return
		}
		files := conversationFiles(t)
		var transcript bytes.Buffer
		got := converseInto(&transcript, strings.NewReader(text), files)
		if got.code != exitSound {
			t.Errorf("exit code %d: %q", got.code, text)
		}
		if _, n := border.Printable(strings.ReplaceAll(got.out, "\n", " ")); n > 0 || !utf8.ValidString(got.out) {
			t.Errorf("%q draws: %q", text, got.out)
		}
	})
}
