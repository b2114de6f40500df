//go:build unix

package ui_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// audit returns an export of the Login Audit Trail with one row a minute: every tenth is a
// failure with AccessTokenExpired, every hundredth one with ScopeMismatched.
func audit(rows int) []byte {
	var b bytes.Buffer
	b.WriteString("Date/Time,User,Email Address,Role,IP Address,Request URI,User Agent,Status,Security Challenge,Detail,Token-based Application Name,Token-based Access Token Name\r\n")
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	for i := range rows {
		status, word, app := "Success", "", "EDI Hub"
		switch {
		case i%100 == 7:
			status, word, app = "Failure", "ScopeMismatched", "Chat Assistant"
		case i%10 == 3:
			status, word = "Failure", "AccessTokenExpired"
		}
		fmt.Fprintf(&b, "%s,\"Orders, Ann %d\",ann%d@example.test,1009,198.51.100.%d,/services/rest/record/v1/customer,Celigo-integrator,%s,,%s,%s,\r\n",
			at.Add(time.Duration(i)*time.Minute).Format("1/2/2006 3:04 pm"), i%7, i%7, i%250, status, word, app)
	}
	return b.Bytes()
}

// TestTrailDropped catches a path that the real program cannot open in the form that a
// terminal types when a file is dropped on it, and a file that was replaced after the count
// and is shown as if it were the same.
func TestTrailDropped(t *testing.T) {
	folder := t.TempDir()
	name := filepath.Join(folder, "login audit.csv")
	if err := os.WriteFile(name, audit(2_000), 0o600); err != nil {
		t.Fatal(err)
	}
	x := start(t, setup{folder: folder, cols: 100, rows: 30, args: []string{"--at", "2026-11-23T12:00:00Z"}})
	x.waitFor(home)
	x.send(`./login\ audit.csv`)
	x.waitFor("Enter opens")
	x.send(enter)
	x.waitForHeader("Trail")
	x.waitFor("220 failures of 2 000 rows")
	if err := os.WriteFile(name, audit(3_000), 0o600); err != nil {
		t.Fatal(err)
	}
	x.send("r")
	x.waitForHeader("Rows")
	x.waitFor("changed or replaced after it was counted", "count again")
	x.send("a")
	x.waitFor("330 failures of 3 000 rows")
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	x.send(enter)
	x.waitFor("The file no longer exists")
	x.send(ctrlC)
	x.end(130)
}

// TestTrailWalk catches an export, compressed or not, that the real program does not open
// by its path, does not count, or does not show down to single rows and the Case.
func TestTrailWalk(t *testing.T) {
	folder := t.TempDir()
	export := audit(20_000) // above the limits of a key file and a paste
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(export); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"audit.csv": export, "audit.csv.gz": packed.Bytes()} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
				t.Fatal(err)
			}
			x := start(t, setup{folder: folder, cols: 100, rows: 30, args: []string{"--at", "2026-11-23T12:00:00Z"}})
			x.waitFor(home)
			x.send(name)
			x.waitFor(name + "▏")
			x.send(enter)
			x.waitForHeader("Trail")
			x.waitFor("2 200 failures of 20 000 rows, 1–14 November", "› ", "AccessTokenExpired", "ScopeMismatched")
			x.send(down) // from the incident to the codes
			x.waitFor("› AccessTokenExpired")
			x.send(down)
			x.waitFor("› ScopeMismatched")
			x.send(enter)
			x.waitFor("By application", "Chat Assistant")
			x.send(enter)
			x.waitFor("By user", "Orders, Ann")
			x.send("r")
			x.waitForHeader("Rows")
			x.waitFor("200 failures", "198.51.100.7", "/services/rest/record/v1/customer")
			x.send("t")
			x.waitForHeader("ScopeMismatched")
			x.waitFor("Taken as your case")
			x.send(ctrlC)
			x.end(130)
		})
	}
}
