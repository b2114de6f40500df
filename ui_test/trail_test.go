//go:build unix

package ui_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// rowsOfATrail is a small export.
const rowsOfATrail = "Date,Status,Detail,Token-based Application Name\n" +
	"11/23/2026 9:04 am,Failure,MissingKey,Shop\n11/23/2026 9:14 am,Success,,Shop\n"

// TestTrailInATerminal catches a progress line that is not drawn while trail waits for rows
// or that stays on the screen, and a ctrl+c that is ignored.
func TestTrailInATerminal(t *testing.T) {
	for _, interrupt := range []bool{false, true} {
		name := filepath.Join(t.TempDir(), "export.csv")
		if err := syscall.Mkfifo(name, 0o600); err != nil {
			t.Skipf("there are no named pipes here: %v", err)
		}
		x := start(t, setup{args: []string{"trail", name}, cols: 70, rows: 60})
		rows, err := os.OpenFile(name, os.O_WRONLY, 0) // when the program opens it
		if err != nil {
			t.Fatal(err)
		}
		if _, err := rows.WriteString(rowsOfATrail); err != nil {
			t.Fatal(err)
		}
		x.waitFor("MB read", "rows/s")
		if interrupt {
			x.send(ctrlC)
			x.waitFor("Interrupted: ")
			x.end(130)
			_ = rows.Close()
		} else {
			if err := rows.Close(); err != nil {
				t.Fatal(err)
			}
			x.waitFor("No incident, 1 failure of 2 rows, 23 November 2026", "MissingKey")
			x.end(1)
		}
		if strings.Contains(x.text(), "MB read") {
			t.Errorf("the progress stays on the screen:\n%s", x.text())
		}
	}
}

// TestTrailInPipes catches a progress line or an escape in output that is not a terminal.
func TestTrailInPipes(t *testing.T) {
	for _, format := range []string{"text", "json", "markdown"} {
		got := pipe(t, rowsOfATrail, "trail", "--format", format)
		if got.code != 1 || got.err != "" || strings.Contains(got.out, "\x1b") || !strings.Contains(got.out, "MissingKey") {
			t.Errorf("%s: exit code %d, %.300q, %q", format, got.code, got.out, got.err)
		}
	}
	x := start(t, setup{args: []string{"trail"}})
	x.waitForWords("trail reads files or a pipe")
	x.end(2)
}
