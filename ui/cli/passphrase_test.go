package cli

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// TestPassphraseFiles catches a pass phrase file of another form that does not open the key,
// one of which nothing is said, a wrong one that is not called that, and a pass phrase that
// is printed.
func TestPassphraseFiles(t *testing.T) {
	p12, err := os.ReadFile("../../diagnosis/keys/testdata/rc2-40.p12")
	if err != nil {
		t.Fatal(err)
	}
	utf16 := []byte("\xff\xfe")
	for _, c := range "secret99\r\n" {
		utf16 = append(utf16, byte(c), 0)
	}
	files := fstest.MapFS{"orders.p12": {Data: p12}, "utf16": {Data: utf16}, "spaces": {Data: []byte(" secret99 \r\n")}, "wrong": {Data: []byte("secret9\t\n")}, "empty": {Data: []byte("\ufeff\r\n")}}
	for _, c := range []struct {
		file, says string
		opens      bool
	}{
		{"utf16", "note: the pass phrase was read as UTF-16", true},
		{"spaces", "note: the pass phrase was read without the spaces around it", true},
		{"wrong", "another pass phrase; it ends with a tab", false},
		{"empty", "it must contain the pass phrase", false},
	} {
		for _, args := range [][]string{{"key", "inspect", "orders.p12"}, {"check", "--key", "orders.p12", "-"}} {
			got := play(files, "eyJhbGciOiJSUzI1NiJ9.e30.AA", append(args, "--passphrase-file", c.file)...)
			if text := strings.Join(strings.Fields(got.out+got.err), " "); args[0] == "key" && !strings.Contains(text, c.says) || strings.Contains(text, "EC P-256") != c.opens || strings.Contains(text, "secret9") {
				t.Errorf("%v with %s: %s", args, c.file, text)
			}
		}
	}
}
