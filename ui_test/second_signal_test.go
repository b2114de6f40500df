//go:build unix

package ui_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// TestSecondSignal catches a program that only SIGKILL can end, and one that SIGHUP kills. The program is stuck in a
// call that no context ends: writing to a pipe that nobody reads.
func TestSecondSignal(t *testing.T) {
	for _, signals := range [][]syscall.Signal{{syscall.SIGINT, syscall.SIGTERM}, {syscall.SIGTERM, syscall.SIGINT}, {syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM}} {
		unread, out, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		command := exec.CommandContext(ctx, program, "check", "--lines")
		command.Env = environment()
		command.Stdin, command.Stdout = strings.NewReader(strings.Repeat("TokenRejected\n", 20_000)), out
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		_ = out.Close()
		if _, err := unread.Read(make([]byte, 1)); err != nil { // it has begun to write; the rest exceeds the buffer of a pipe
			t.Fatal(err)
		}
		for _, s := range signals {
			_ = command.Process.Signal(s)
		}
		_ = command.Wait()
		if code := command.ProcessState.ExitCode(); code != 130 || ctx.Err() != nil {
			t.Errorf("%v: exit code %d, %v", signals, code, ctx.Err())
		}
		cancel()
		_ = unread.Close()
	}
}
