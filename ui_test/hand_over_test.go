//go:build unix

package ui_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

var savedIn = regexp.MustCompile(`Saved the report in (\S+\.md)\.`)

// TestHandOver catches a report that differs from what was shown, a file that others can
// read, and a path that is gone with the screen.
func TestHandOver(t *testing.T) {
	folder := t.TempDir()
	x := start(t, setup{folder: folder, cols: 320, rows: 300})
	x.waitFor(home)
	x.paste(access(time.Unix(1611067655, 0)))
	x.waitFor("Expired")
	x.send("e")
	x.waitFor("this is all that leaves the machine", "AUTHDOCTOR CASE ENDS")
	var shown []string
	for line := range strings.Lines(x.text()) {
		shown = append(shown, strings.TrimPrefix(strings.TrimRight(line, " \n"), "  "))
	}
	x.send("s")
	x.waitFor("Save the report as", "netsuite-login-4030059-")
	x.send(enter)
	x.waitFor("Saved the report in ")
	name := savedIn.FindStringSubmatch(x.text())
	if name == nil {
		t.Fatalf("no path is shown:\n%s", x.text())
	}
	path := filepath.Join(folder, name[1])
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v: %v", info.Mode(), err)
	}
	if preview := "\n" + strings.Join(shown, "\n") + "\n"; !strings.Contains(preview, "\n"+string(text)) {
		t.Errorf("the file holds\n%s\nand the screen showed\n%s", text, preview)
	}
	if strings.Contains(string(text), "fingerprint") {
		t.Error("the report has a fingerprint of a secret")
	}
	x.echoed = "Saved the report in " + name[1] + "."
	x.send("q")
	x.waitFor("Saved the report in " + name[1])
}
