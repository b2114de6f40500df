//go:build unix

package ui_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// screens is the folder to which make screens writes pictures of the program.
var screens = flag.String("screens", "", "write pictures of the screens into this `folder`")

// quiet is the time without drawing after which a screen counts as complete. Only pictures
// need it: tests wait for a text.
const quiet = 150 * time.Millisecond

// save writes the screen once it is complete.
func (x *terminal) save(name string) {
	x.t.Helper()
	for rest := time.NewTimer(quiet); ; {
		select {
		case <-x.news:
			rest.Reset(quiet)
			continue
		case <-rest.C:
		}
		break
	}
	path := filepath.Join(*screens, name+".svg")
	if err := os.WriteFile(path, []byte(x.svg()), 0o644); err != nil {
		x.t.Fatal(err)
	}
}

// TestWriteScreens plays a short session and saves its screens as pictures: at an ordinary
// size for the README, and at the smallest size.
func TestWriteScreens(t *testing.T) {
	if *screens == "" {
		t.Skip("no -screens FOLDER")
	}
	for _, size := range [][2]int{{100, 30}, {60, 16}} {
		cols, rows := size[0], size[1]
		name := func(screen string) string {
			if cols == 100 {
				return screen
			}
			return fmt.Sprintf("%s-%dx%d", screen, cols, rows)
		}
		x := start(t, setup{cols: cols, rows: rows, args: []string{"--theme", "dark", "--at", "2026-11-23T12:00:00Z"}})
		x.waitFor(home)
		x.save(name("home"))
		x.send("scope")
		x.waitFor("scope▏")
		x.save(name("search"))
		x.send(escape)
		x.waitForNo("scope▏")
		x.send(enter)
		x.waitForHeader("Guide")
		x.save(name("guide"))
		x.paste(access(time.Date(2026, 11, 23, 9, 47, 31, 0, time.UTC)))
		x.waitForHeader("Token")
		x.save(name("token"))
		x.send("v")
		x.waitForHeader("Verdicts")
		x.save(name("verdicts"))
		x.send(escape)
		x.waitForNo("Verdicts")
		x.send(enter)
		x.waitForHeader("AccessTokenExpired")
		x.save(name("page"))
		x.send("?")
		x.waitForHeader("Help")
		x.save(name("help"))
		x.send("?")
		x.waitForNo("› Help")
		x.send(escape)
		x.waitForNo("› AccessTokenExpired")
		x.send("i")
		x.waitForHeader("Integration record")
		x.send(strings.Repeat(down, 8) + enter)
		x.waitFor("SuiteAnalytics Connect")
		x.send("3")
		x.waitFor("✓ SuiteAnalytics Connect")
		x.send(enter)
		x.waitFor("✗ The record lacks the boxes")
		x.send(up)
		x.waitFor("› ✗ Scope")
		x.save(name("record"))
		x.send(ctrlC)
		x.end(130)
		writeKeyScreens(t, cols, rows, name)
		writeAnswerScreen(t, cols, rows, name)
		writeTrailScreen(t, cols, rows, name)
	}
}

// writeAnswerScreen saves the screen of a refused call.
func writeAnswerScreen(t *testing.T, cols, rows int, name func(string) string) {
	x := start(t, setup{cols: cols, rows: rows, args: []string{"--theme", "dark", "--at", "2026-11-23T12:00:00Z"}})
	x.waitFor(home)
	x.paste(refusedCall)
	x.waitForHeader("Answer")
	x.send(down)
	x.waitFor("› 1 ")
	x.save(name("answer"))
	x.send(ctrlC)
	x.end(130)
}

// writeTrailScreen saves the screen of the sample export in assets.
func writeTrailScreen(t *testing.T, cols, rows int, name func(string) string) {
	const export = "login-audit-trail.csv"
	data, err := os.ReadFile(filepath.Join("..", "assets", export))
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, export), data, 0o600); err != nil {
		t.Fatal(err)
	}
	x := start(t, setup{cols: cols, rows: rows, folder: folder, args: []string{"--theme", "dark", "--at", "2026-11-23T12:00:00Z"}})
	x.waitFor(home)
	x.send(ctrlO)
	x.waitForHeader("Open")
	x.send(export)
	x.waitFor(export + "▏")
	x.send(enter)
	x.waitForHeader("Trail")
	x.waitFor("incidents")
	x.save(name("trail"))
	x.send(ctrlC)
	x.end(130)
}

// writeKeyScreens saves the key setup without keys, and with keys that did not sign an
// assertion.
func writeKeyScreens(t *testing.T, cols, rows int, name func(string) string) {
	folder := t.TempDir()
	keyFiles(t, folder)
	x := start(t, setup{cols: cols, rows: rows, folder: folder, args: []string{"--theme", "dark", "--at", "2026-11-23T12:00:00Z"}})
	x.waitFor(home)
	x.send(down + down + enter)
	x.waitForHeader("Key setup")
	x.save(name("keys-none"))
	open := func(file, then string) {
		x.send(ctrlO)
		x.waitForHeader("Open")
		x.send(file)
		x.waitFor(file + "▏")
		x.send(enter)
		x.waitFor(then)
	}
	open("assertion.jwt", "› Token")
	x.send("k")
	x.waitForHeader("Key setup")
	open("public.pem", "1 file")
	open("private.pem", "2 files")
	x.save(name("keys"))
	x.send(ctrlC)
	x.end(130)
}
