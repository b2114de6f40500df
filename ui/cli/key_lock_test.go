package cli

import (
	"bytes"
	"context"
	"crypto/rand"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"authdoctor/diagnosis/keys"
)

// typing plays a command at a terminal at which the answers are typed without echo.
func typing(files fstest.MapFS, answers []string, args ...string) (got played, prompts []string) {
	var out, errOut bytes.Buffer
	w := world{out: &out, err: &errOut, now: func() time.Time { return noon }, disk: &memoryDisk{files}, random: rand.Reader}
	w.askPassphrase = func(_ context.Context, prompt string) ([]byte, error) {
		prompts = append(prompts, prompt)
		if len(answers) == 0 {
			return nil, nil
		}
		answer := answers[0]
		answers = answers[1:]
		return []byte(answer), nil
	}
	code := run(context.Background(), args, w)
	return played{code, out.String(), errOut.String()}, prompts
}

// TestLock catches a pass phrase that is taken although it was mistyped or is empty, a key
// without one although one was asked for, and a pass phrase in the output.
func TestLock(t *testing.T) {
	for _, c := range []struct {
		name    string
		answers []string
		code    int
		asked   int
	}{
		{"typed twice", []string{"summer rain", "summer rain"}, exitSound, 2},
		{"mistyped first", []string{"summer rain", "summer rian", "summer rain", "summer rain"}, exitSound, 4},
		{"empty first", []string{"", "summer rain", "summer rain"}, exitSound, 3},
		{"never the same", []string{"abcd", "abce", "abcd", "abce", "abcd", "abce"}, exitFailed, 6},
		{"no terminal", nil, exitFailed, 1},
	} {
		files := fstest.MapFS{}
		got, prompts := typing(files, c.answers, "key", "new", "--lock")
		if got.code != c.code || len(prompts) != c.asked || strings.Contains(got.out+got.err+strings.Join(prompts, ""), "summer") {
			t.Errorf("%s: %d, asked %d times\n%s%s", c.name, got.code, len(prompts), got.out, got.err)
			continue
		}
		if c.code != exitSound {
			if len(files) > 0 {
				t.Errorf("%s: files were written", c.name)
			}
			continue
		}
		if key := keys.Read("", files["private.pem"].Data, nil).Keys[0]; !key.Locked || !strings.Contains(got.out, "locked by the pass phrase") {
			t.Errorf("%s: the key is not locked\n%s", c.name, got.out)
		}
		if key := keys.Read("", files["private.pem"].Data, []byte("summer rain")).Keys[0]; key.Locked {
			t.Errorf("%s: the pass phrase does not open the key", c.name)
		}
	}
	files := fstest.MapFS{"phrase": {Data: []byte("summer rain\r\n")}, "none": {Data: []byte("\n")}}
	if got := play(files, "", "key", "new", "--passphrase-file", "phrase"); got.code != exitSound {
		t.Fatal(got.err)
	}
	if got := play(files, "", "key", "inspect", "public.pem", "private.pem", "--passphrase-file", "phrase"); got.code != exitSound || !strings.Contains(got.out, "the same key") {
		t.Errorf("%d\n%s", got.code, got.out)
	}
	if got := play(files, "", "key", "inspect", "--as", "jwk", "private.pem"); got.code != exitFailed || !strings.Contains(got.err, "the private key is encrypted") {
		t.Errorf("a locked key: %d %s", got.code, got.err)
	}
	if got := play(files, "", "key", "new", "--passphrase-file", "none", "--certificate", "c", "--private", "p"); got.code != exitFailed || files["p"] != nil {
		t.Errorf("an empty file: %d %s", got.code, got.err)
	}
}
