//go:build unix

package ui_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// ran is the exit code and the output of a program that ran without a terminal.
type ran struct {
	code     int
	out, err string
}

// pipe runs the program without a terminal.
func pipe(t testing.TB, stdin string, args ...string) ran {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	command := exec.CommandContext(ctx, program, args...)
	command.Env = environment()
	var out, errOut bytes.Buffer
	command.Stdin, command.Stdout, command.Stderr = strings.NewReader(stdin), &out, &errOut
	err := command.Run()
	if ctx.Err() != nil {
		t.Fatalf("%v: not done after %v", args, patience)
	}
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatal(err)
	}
	return ran{command.ProcessState.ExitCode(), out.String(), errOut.String()}
}

// TestNoTerminal catches an assistant that writes screens to a file or waits for keys that
// cannot come.
func TestNoTerminal(t *testing.T) {
	got := pipe(t, "")
	if got.code != 2 || got.out != "" || !strings.Contains(got.err, "needs a terminal") || strings.Count(got.err, "\n") != 1 {
		t.Errorf("in pipes: %+v", got)
	}
	x := start(t, setup{}) // for its terminal
	x.waitFor(home)
	for _, c := range []struct{ in, out bool }{{true, false}, {false, true}} {
		command := exec.Command(program)
		command.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // no controlling terminal
		command.Env = environment()
		var out, errOut bytes.Buffer
		command.Stdout, command.Stderr = &out, &errOut
		if c.in {
			command.Stdin = x.tty
		}
		if c.out {
			command.Stdout = x.tty
		}
		_ = command.Run()
		if code := command.ProcessState.ExitCode(); code != 2 || out.Len() > 0 || !strings.Contains(errOut.String(), "needs a terminal") {
			t.Errorf("input a terminal %v, output %v: exit code %d, %q, %q", c.in, c.out, code, out.String(), errOut.String())
		}
	}
	x.send(ctrlC)
	x.end(130)
}

// TestPipes catches a command that behaves differently in a pipe than in the tests of
// ui/cli, and escapes in output that is not a terminal.
func TestPipes(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token.txt")
	if err := os.WriteFile(file, []byte(published()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		stdin string
		args  []string
		code  int
		want  string
	}{
		{"", []string{"--version"}, 0, "authdoctor "},
		{"TokenRejected", []string{"check"}, 1, "FIX IT"},
		{"", []string{"check", file}, 1, "AccessTokenExpired"},
		{"", []string{"check", "--format", "json", file}, 1, `"schema": 1`},
		{"", []string{"check", "--format", "markdown", file}, 1, "# NetSuite OAuth 2.0 login"},
		{published() + "\nScopeMismatched\n", []string{"check", "--lines"}, 1, `{"schema":1`},
		{"", []string{"explain", "tokenrejected"}, 0, "TokenRejected"},
		{"", []string{"explain", "TokenRejectd"}, 2, ""},
		{"", []string{"codes"}, 0, "ScopeMismatched"},
		{"", []string{"completion", "bash"}, 0, "authdoctor"},
		{"", []string{"check", file + ".none"}, 2, ""},
		{"", []string{"check", published()}, 2, ""},
	} {
		got := pipe(t, c.stdin, c.args...)
		if got.code != c.code || !strings.Contains(got.out, c.want) || strings.Contains(got.out+got.err, "\x1b") {
			t.Errorf("%.80q: exit code %d, %.200q, %.200q", c.args, got.code, got.out, got.err)
		}
		if (c.code == 2) != (got.out == "") {
			t.Errorf("%.80q: exit code %d with output %.200q", c.args, got.code, got.out)
		}
		for _, secret := range secrets() {
			if strings.Contains(got.out+got.err, secret) {
				t.Errorf("%.80q: a signature was printed", c.args)
				break
			}
		}
	}
}

// TestVersionInTerminal catches a terminal query from a command that opens no screen.
func TestVersionInTerminal(t *testing.T) {
	for _, args := range [][]string{{"--version"}, {"--help"}, {"codes", "--format", "json"}} {
		x := start(t, setup{args: args, silent: true, rows: 200, cols: 200})
		x.end(0)
		if strings.Contains(x.output(), "\x1b") || x.output() == "" {
			t.Errorf("%v: escapes in %.200q", args, x.output())
		}
	}
}

// TestCheckInATerminal catches a command that reads a token from a terminal, which shows the
// token and keeps it in the scrollback.
func TestCheckInATerminal(t *testing.T) {
	for _, args := range [][]string{{"check"}, {"check", "--lines"}, {"check", "-"}} {
		x := start(t, setup{args: args})
		x.waitForWords("check reads a file or a pipe")
		x.end(2)
	}
}
