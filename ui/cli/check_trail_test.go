package cli

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestCheckTrail catches rows of an export that are missing from the findings of a token, rows
// of another time or application, and a wrong use of --trail that is accepted.
func TestCheckTrail(t *testing.T) {
	const header = "Date,Status,Detail,Token-based Application Name\n"
	files := fstest.MapFS{
		"a.csv":        {Data: []byte(header + "2026-11-23 11:55:00,Failure,MissingKey,Shop\n2026-11-23 11:56:00,Failure,ScopeMismatched,Bank\n2026-11-20 11:55:00,Failure,InvalidScope,Shop\n2026-11-23 11:57:00,Success,,Shop\n")},
		"b.csv":        {Data: []byte(header + "11/05/2026 11:55,Failure,MissingKey,Shop\n")},
		"undated.csv":  {Data: []byte("Status,Detail\nFailure,MissingKey\n")},
		"lacking.json": {Data: []byte(`{"items":[{"date":"2026-11-23 11:55:00","status":"Failure","detail":"MissingKey"}],"hasMore":true}`)},
		"c.csv":        {Data: []byte("one,two\n1,2\n")},
	}
	got := play(files, soundToken(), "check", "--trail", "a.csv", "--fact", "application=Shop", "--fact", "used-as=access")
	for _, want := range []string{"The trail has 1 failure of application Shop in the time of this token", "MissingKey: 1 row", "taken to be in UTC"} {
		if !strings.Contains(strings.Join(strings.Fields(got.out), " "), want) {
			t.Errorf("the answer lacks %q:\n%s%s", want, got.out, got.err)
		}
	}
	if strings.Contains(got.out, "ScopeMismatched: 1") || strings.Contains(got.out, "InvalidScope: 1") || got.code != exitSound {
		t.Errorf("exit %d:\n%s", got.code, got.out)
	}
	for line := range strings.Lines(got.out) {
		if strings.HasSuffix(strings.TrimSpace(line), "expected") {
			t.Errorf("an expected value is empty: %q", line)
		}
	}
	if got := play(files, soundToken(), "check", "--trail", "b.csv", "--date-order", "dmy", "--fact", "used-as=access"); got.code != exitSound || !strings.Contains(strings.Join(strings.Fields(got.out), " "), "The export has no row of the time of this token") {
		t.Errorf("--date-order: exit %d, %s%s", got.code, got.out, got.err)
	}
	if got := play(files, soundToken(), "check", "--trail", "a.csv", "--fact", "application=Nope", "--fact", "used-as=access"); !strings.Contains(strings.Join(strings.Fields(got.out), " "), "no failure of application Nope") {
		t.Errorf("an application that no row has: %s", got.out)
	}
	for _, c := range []struct {
		input string
		args  []string
		want  string
	}{
		{"MissingKey", []string{"--trail", "a.csv"}, "no token was given"},
		{soundToken(), []string{"--trail", "b.csv"}, "two ways"},
		{soundToken(), []string{"--trail", "undated.csv"}, "no row of the export has a date"},
		{soundToken(), []string{"--trail", "lacking.json"}, "was only partly read"},
		{soundToken(), []string{"--trail", "c.csv"}, "Status or Detail"},
		{soundToken(), []string{"--trail", "d.csv"}, "cannot open 'd.csv'"},
		{soundToken(), []string{"--trail", "-"}, "twice"},
		{soundToken(), []string{"--trail", "a.csv", "--lines"}, "--lines"},
	} {
		if got := play(files, c.input, append([]string{"check"}, c.args...)...); got.code != exitFailed || !strings.Contains(got.err+got.out, c.want) {
			t.Errorf("%v: exit %d, %s%s; want %q", c.args, got.code, got.out, got.err, c.want)
		}
	}
}

// TestCheckOfAnExport catches an export that check refuses without naming the command that
// reads it.
func TestCheckOfAnExport(t *testing.T) {
	long := "Date,Status,Detail,User,Role,Token-based Application Name\n" + strings.Repeat("2026-11-23 11:55:00,Failure,MissingKey,Ada,Clerk,Shop\n", 30_000)
	for _, input := range []string{long, long[:strings.LastIndex(long[:200_000], "\n")+1] + "2026-11-23 11:55:00,Failure,InvalidScope,Ada,Clerk,Shop\n"} {
		if got := check(input); got.code != exitFailed || !strings.Contains(got.err, "authdoctor trail FILE") {
			t.Errorf("an export of %d bytes: exit %d, %.300s", len(input), got.code, got.err)
		}
	}
}
