//go:build unix

// Package ui_test runs the real program in a pseudo-terminal, as a user would: an
// emulator draws what it writes, keys go in, and what it leaves behind when it
// ends is compared with what was there before.
//
// Nothing here sleeps. A test waits until the screen shows what it wants, however
// slow the machine is, and gives up after patience.
package ui_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

// patience is how long anything may take before a test gives up.
const patience = 20 * time.Second

// program is the binary, built once, and shell the one in testdata that runs it with job
// control. The tests themselves would do for a shell, but take six times as long to start.
var program, shell string

func TestMain(m *testing.M) {
	if os.Getenv(panicVariable) != "" {
		os.Exit(panicking())
	}
	if os.Getenv(measureVariable) != "" {
		os.Exit(measure(os.Args[1:]))
	}
	os.Exit(build(m))
}

func build(m *testing.M) int {
	folder, err := os.MkdirTemp("", "authdoctor-ui_test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(folder) }()
	program, shell = filepath.Join(folder, "authdoctor"), filepath.Join(folder, "shell")
	makefile, err := os.ReadFile("../Makefile")
	flags := regexp.MustCompile(`(?m)^BUILD +:= (.+)$`).FindSubmatch(makefile)
	if flags == nil {
		fmt.Fprintf(os.Stderr, "the Makefile does not say how the program is built: %v\n", err)
		return 1
	}
	command := exec.Command("sh", "-c", "go build "+string(flags[1])+` -o "$0" authdoctor authdoctor/ui_test/testdata/shell`, folder)
	if out, err := command.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}
