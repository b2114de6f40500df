//go:build unix

// Package ui_test runs the real program in a pseudo-terminal, as a user would: it sends
// keys, an emulator draws the output, and the state of the terminal at the end is compared
// with the state before.
//
// Nothing here sleeps. A test waits until the screen shows what it expects, however slow
// the machine is, and gives up after patience.
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

// patience is the time after which a test gives up waiting.
const patience = 20 * time.Second

// program is the path of the binary, built once. shell is that of testdata/shell, which
// runs it with job control; the test binary could do that too, but takes six times as long
// to start.
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
		fmt.Fprintf(os.Stderr, "no BUILD line in the Makefile: %v\n", err)
		return 1
	}
	command := exec.Command("sh", "-c", "CGO_ENABLED=0 go build "+string(flags[1])+` -o "$0" authdoctor authdoctor/ui_test/testdata/shell`, folder)
	if out, err := command.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}
