//go:build unix

package ui_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"authdoctor/content"
	"authdoctor/ui"
	"authdoctor/ui/files"
)

// panicVariable turns the test binary into an assistant with a fault.
const panicVariable = "AUTHDOCTOR_TEST_PANIC"

// brokenDisk panics in a command, with a secret in the message.
type brokenDisk struct{ files.OSDisk }

func (brokenDisk) Entries(string) ([]fs.DirEntry, error) { panic("the folder of " + typedSecret) }

// panicking runs the assistant until the fault.
func panicking() int {
	library, err := content.Embedded()
	if err != nil {
		return 3
	}
	options := ui.Options{Library: library, Disk: brokenDisk{}}
	if os.Getenv(panicVariable) == "update" {
		options.Now = func() time.Time {
			if !strings.Contains(string(debug.Stack()), ".(*App).Update(") { // the session begins before any frame
				return time.Now()
			}
			var none []time.Time
			return none[len(typedSecret)]
		}
	}
	if err := ui.Run(context.Background(), options); err != nil {
		fmt.Println(err)
		return 2
	}
	return 0
}

// TestPanic catches a panic that leaves the terminal in raw mode, prints values, or does not
// say what kind of panic it was.
func TestPanic(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	was := program
	for _, test := range []struct{ where, keys, says string }{
		{"command", ctrlO, "string"},
		{"update", "x", "index out of range"},
	} {
		program = self
		x := start(t, setup{env: []string{panicVariable + "=" + test.where}})
		program = was
		x.until("the first screen", func(string) bool { return x.alternate.Load() })
		x.send(test.keys)
		select {
		case <-x.ended:
		case <-time.After(patience):
			t.Fatalf("%s: the program is still running", test.where)
		}
		x.checkModes()
		x.waitForWords("a fault in the program, not in what you gave it")
		x.waitForWords(test.says)
		if x.alternate.Load() || x.hidden.Load() || strings.Contains(x.output(), typedSecret) || strings.Contains(x.output(), "goroutine ") {
			t.Errorf("%s: alternate screen %v, cursor hidden %v, output %q", test.where, x.alternate.Load(), x.hidden.Load(), tail(x.output()))
		}
	}
}
