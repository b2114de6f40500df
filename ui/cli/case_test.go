package cli

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
)

// keptCase checks a text with --save-case, and returns the files with the case.
func keptCase(t *testing.T, stdin string, args ...string) fstest.MapFS {
	t.Helper()
	disk := fstest.MapFS{}
	got := play(disk, stdin, append([]string{"check", "--save-case", "case.json"}, args...)...)
	if disk["case.json"] == nil {
		t.Fatalf("no case was kept: %d %s", got.code, got.err)
	}
	return disk
}

func reportOf(t *testing.T, got played) checkReport {
	t.Helper()
	var r checkReport
	if err := json.Unmarshal([]byte(got.out), &r); err != nil {
		t.Fatalf("%v: %s %s", err, got.out, got.err)
	}
	return r
}

// titles returns the status and title of each finding.
func titles(r checkReport) []string {
	var out []string
	for _, f := range r.Findings {
		out = append(out, string(f.Status)+" "+f.Title)
	}
	return out
}

// TestReportOfCase catches a report of a case that loses the notes and what happened in it.
func TestReportOfCase(t *testing.T) {
	disk := conversationFiles(t)
	converse(disk, []string{"m", "@Write a note", "called at noon", "m", "@Keep the case", "kept.json", "q"}, "expired.txt")
	for _, args := range [][]string{{"kept.json"}, {"--case", "kept.json"}, {"--pseudonyms", "kept.json"}} {
		got := play(disk, "", append([]string{"check", "--format", "markdown"}, args...)...)
		f, notes, err := casefile.Decode(intake.Recognise(got.out).Kept)
		if err != nil || len(notes) > 0 || len(f.Notes) != 1 || len(f.Timeline) != 3 {
			t.Errorf("%v: %v %v, %d notes, %d events", args, err, notes, len(f.Notes), len(f.Timeline))
		}
	}
}

// TestCaseOpensAgain catches a case that is another one when it is opened: by its content,
// and by --case.
func TestCaseOpensAgain(t *testing.T) {
	answer := "HTTP/1.1 401 Unauthorized\n\n{\"error\":\"invalid_token\"}\n" + soundToken()
	want := reportOf(t, check(answer, "--format", "json", "--fact", "role=3", "--at", "2026-11-23T13:00:00Z"))
	disk := keptCase(t, answer, "--fact", "role=3", "--at", "2026-11-23T13:00:00Z")
	if mode := disk["case.json"].Mode.Perm(); mode != 0o600 {
		t.Errorf("the case file has the mode %o", mode)
	}
	for _, args := range [][]string{{"case.json"}, {"--case", "case.json"}} {
		got := reportOf(t, play(disk, "", append([]string{"check", "--format", "json"}, args...)...))
		if got.AsOf != want.AsOf || !slices.Equal(titles(got), titles(want)) || got.Input.Kind != "report" {
			t.Errorf("%v: at %s, %s\n%q\nwant at %s\n%q", args, got.AsOf, got.Input.Kind, titles(got), want.AsOf, titles(want))
		}
		if got.Facts["role"].Source != "case file" && got.Facts["role"].Source != "token" {
			t.Errorf("%v: the role is from %s", args, got.Facts["role"].Source)
		}
	}
	for at, want := range map[string]string{"2026-11-25T12:00:00Z": "2026-11-25T12:00:00Z", "now": "2026-11-23T12:00:00Z"} {
		if got := reportOf(t, play(disk, "", "check", "--format", "json", "--case", "case.json", "--at", at)); got.AsOf != want {
			t.Errorf("--at %s: evaluated at %s", at, got.AsOf)
		}
	}
}

// TestCaseIsJoined catches a case that what is given beside it replaces, and a token of the
// case that stays beside the real one.
func TestCaseIsJoined(t *testing.T) {
	disk := keptCase(t, soundToken(), "--fact", "changed=role")
	got := reportOf(t, play(disk, "HTTP/1.1 401 Unauthorized\n\n{\"error\":\"invalid_token\"}\n", "check", "--case", "case.json", "--fact", "step=call", "--format", "json", "-"))
	if len(got.Tokens) != 1 || len(got.Wire) != 1 || got.Facts["step"].Source != "user" || got.Facts["changed"].Source != "case file" {
		t.Errorf("%d tokens, %d exchanges, facts %v", len(got.Tokens), len(got.Wire), got.Facts)
	}
	if got := reportOf(t, play(disk, soundToken(), "check", "--case", "case.json", "--format", "json", "-")); len(got.Tokens) != 1 {
		t.Errorf("the token is there %d times", len(got.Tokens))
	}
}

// TestCaseProvesNoSignature catches a case file that ends a check with 0 although nothing
// was verified here.
func TestCaseProvesNoSignature(t *testing.T) {
	disk := madeFiles(t)
	facts := []string{"--fact", "used-as=assertion", "--fact", "step=client-credentials"}
	if got := play(disk, "", append([]string{"check", "assertion.jwt", "--key", "public.pem", "--save-case", "case.json"}, facts...)...); got.code != 0 {
		t.Fatalf("the signed assertion: %d\n%s%s", got.code, got.out, got.err)
	}
	for _, args := range [][]string{{"case.json"}, {"--case", "case.json"}, {"case.json", "--key", "public.pem"}} {
		got := play(disk, "", append([]string{"check", "--format", "json"}, args...)...)
		if r := reportOf(t, got); got.code != 1 || r.Tokens[0].Signature != keys.Unchecked {
			t.Errorf("%v: exit code %d, the signature is %s", args, got.code, r.Tokens[0].Signature)
		}
		if text := play(disk, "", append([]string{"check"}, args...)...).out; !strings.Contains(text, "case file says") || strings.Contains(text, "✓ The signature") {
			t.Errorf("%v: what the case file tells is not shown as told:\n%s", args, text)
		}
	}
	if got := play(disk, "", "check", "--case", "case.json", "assertion.jwt"); got.code != 1 || !strings.Contains(got.out, "a key from the case file") {
		t.Errorf("the real token beside a key that only its case vouches for: %d\n%s%s", got.code, got.out, got.err)
	}
	if got := play(disk, "", "check", "--case", "case.json", "assertion.jwt", "--key", "public.pem"); got.code != 0 {
		t.Errorf("the real token and its key beside its case: %d\n%s%s", got.code, got.out, got.err)
	}
}

// TestCaseRefused catches a file that is overwritten, a case that is lost in silence, and an
// error without a way on.
func TestCaseRefused(t *testing.T) {
	disk := keptCase(t, soundToken())
	before := string(disk["case.json"].Data)
	disk["newer.json"] = &fstest.MapFile{Data: []byte(`{"schema":9,"kept":"2026-11-23T12:00:00Z"}`)}
	disk["token.txt"] = &fstest.MapFile{Data: []byte(soundToken())}
	for _, test := range []struct {
		args []string
		says string
	}{
		{[]string{"token.txt", "--save-case", "case.json"}, "nothing is overwritten"},
		{[]string{"newer.json"}, "newer authdoctor"},
		{[]string{"--case", "newer.json"}, "newer authdoctor"},
		{[]string{"--case", "token.txt"}, "neither a case file nor a report"},
		{[]string{"--case", "none.json"}, "cannot read the case"},
		{[]string{"--lines", "--save-case", "x.json", "token.txt"}, "--lines"},
	} {
		if got := play(disk, "", append([]string{"check"}, test.args...)...); got.code != 2 || !strings.Contains(got.err, test.says) {
			t.Errorf("%v: %d %q; want 2 and %q", test.args, got.code, got.err, test.says)
		}
	}
	if string(disk["case.json"].Data) != before {
		t.Error("the case file was overwritten")
	}
}
