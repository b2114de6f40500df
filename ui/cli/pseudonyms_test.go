package cli

import (
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
