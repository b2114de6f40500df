package cli

import (
	"fmt"
	"html"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// TestPseudonyms catches a report or a case with a name or an ID of the customer, a table
// that is part of the report, and a sender who is not told what stands for what.
func TestPseudonyms(t *testing.T) {
	export, err := os.ReadFile("../../assets/login-audit-trail.csv")
	if err != nil {
		t.Fatal(err)
	}
	made := madeFiles(t)
	files := fstest.MapFS{"token.txt": {Data: []byte(expiredToken())}, "export.csv": {Data: export}, "public.pem": made["public.pem"]}
	application := "Warehouse Sync"
	if !strings.Contains(string(export), application) {
		t.Fatalf("the export has no %s", application)
	}
	for _, c := range []struct {
		args   []string
		hidden []string
		stands string
	}{
		{[]string{"check", "token.txt", "--fact", "application=" + application, "--save-case", "case.json"}, []string{"1234567_SB1", application}, "integration " + application},
		{[]string{"trail", "export.csv"}, []string{application}, "integration " + application},
		{[]string{"key", "inspect", "public.pem"}, []string{"CN=netsuite"}, "Certificate ID "},
	} {
		for _, format := range []string{formatMarkdown, formatHTML} {
			delete(files, "case.json")
			got := play(files, "", append(c.args, "--format", format, "--pseudonyms")...)
			if got.code == exitFailed || !strings.Contains(got.err, c.stands) || strings.Contains(got.out, "stands for") {
				t.Errorf("%q: %d %s", c.args, got.code, got.err)
			}
			text := got.out
			if kept := files["case.json"]; kept != nil {
				text += string(kept.Data)
			}
			for _, name := range c.hidden {
				if strings.Contains(text, name) {
					t.Errorf("%q shows %s", c.args, name)
				}
			}
		}
		if got := play(files, "", append(c.args, "--pseudonyms")...); got.code != exitFailed || !strings.Contains(got.err, "--format markdown") {
			t.Errorf("%q without a report: %d %s", c.args, got.code, got.err)
		}
	}
}

// TestPseudonymsOfTrail catches a name or an address of an export that stays in its report
// because it is short, a number, a network or not alone in its column; a stand-in that is
// replaced again; and own words that are replaced because somebody has them as a name.
func TestPseudonymsOfTrail(t *testing.T) {
	var export strings.Builder
	export.WriteString("Date,Status,Detail,Token-based Application Name,User,Role,IP Address\n")
	rows := func(day, count int, status, detail, who string) {
		for i := range count {
			fmt.Fprintf(&export, "2026-11-%02d %02d:%02d:00,%s,%s,%s\n", day, 6+i/60, i%60, status, detail, who)
		}
	}
	for day := 1; day <= 20; day++ {
		rows(day, 30, "Success", "", "Xq,Ann Zed <ann@zed.example>,Integration,203.0.113.0")
		rows(day, 30, "Success", "", "4711,login,failed,203.0.113.9:443")
	}
	rows(21, 90, "Failure", "ScopeMismatched", "Xq,Ann Zed <ann@zed.example>,Integration,203.0.113.0")
	rows(21, 90, "Failure", "IntegrationBlocked", "4711,login,failed,203.0.113.9:443")
	for i := range 80 {
		rows(15, 1, "Failure", "", fmt.Sprintf(",User %d,,198.51.100.%d", i, i))
	}
	files := fstest.MapFS{"export.csv": {Data: []byte(export.String())}}
	for _, format := range []string{formatMarkdown, formatHTML} {
		got := play(files, "", "trail", "export.csv", "--format", format, "--pseudonyms")
		text := html.UnescapeString(got.out)
		for _, name := range []string{"Xq", "4711", "Zed", "zed", "203.0.113", "User 9000", "198.51.100.", "900001"} {
			if at := strings.Index(text, name); at >= 0 {
				t.Errorf("%s shows %s: %.80q", format, name, text[max(0, at-40):])
			}
		}
		for _, own := range []string{"Setup › Integration › Manage Integrations", "logins of Integration ", "failed with ScopeMismatched"} {
			if !strings.Contains(strings.Join(strings.Fields(text), " "), own) {
				t.Errorf("%s lost %s", format, own)
			}
		}
	}
}
