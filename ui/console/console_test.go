package console

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestModesAreUndone catches a screen mode that outlives the program, one that is undone
// although it was never changed, and one that is not set again after a stop.
func TestModesAreUndone(t *testing.T) {
	for _, test := range []struct {
		written     string
		back, again []string
	}{
		{"plain \x1b[1mtext\x1b[m \x1b[2J\x1b[?u", nil, nil},
		{"\x1b[?1049h", []string{"\x1b[?1049l"}, []string{"\x1b[?1049h"}},
		{"\x1b[?25l", []string{"\x1b[?25h"}, []string{"\x1b[?25l"}},
		{"\x1b[?25h\x1b[?7h\x1b[?2004l", nil, nil},
		{"\x1b[?2004h a \x1b[?2004l", nil, nil},
		{"\x1b[?1000;1006h", []string{"\x1b[?1000l", "\x1b[?1006l"}, []string{"\x1b[?1000h", "\x1b[?1006h"}},
		{"\x1b[?7l\x1b[?", []string{"\x1b[?7h"}, []string{"\x1b[?7l"}},
		{"\x1b[?2026$p\x1b[?9999h", []string{"\x1b[?9999l"}, []string{"\x1b[?9999h"}}, // a mode of the future
	} {
		file, err := os.Create(filepath.Join(t.TempDir(), "terminal"))
		if err != nil {
			t.Fatal(err)
		}
		s := newScreen(file)
		if _, err := s.Write([]byte(test.written)); err != nil {
			t.Fatal(err)
		}
		read := func() string {
			text, err := os.ReadFile(file.Name())
			if err != nil {
				t.Fatal(err)
			}
			return strings.TrimPrefix(string(text), test.written)
		}
		same := func(when, got string, want []string) {
			t.Helper()
			left := got
			for _, one := range want {
				if !strings.Contains(left, one) {
					t.Errorf("%q %s: %q lacks %q", test.written, when, got, one)
				}
				left = strings.Replace(left, one, "", 1)
			}
			if left != "" {
				t.Errorf("%q %s: %q is too much", test.written, when, left)
			}
		}
		s.leave("")
		undone := read()
		same("left", undone, test.back)
		_, _ = s.Write([]byte("a late frame"))
		if got := read(); got != undone {
			t.Errorf("%q: a late frame was drawn: %q", test.written, got)
		}
		s.enter()
		same("entered again", strings.TrimPrefix(read(), undone), test.again)
		_ = file.Close()
	}
}

// TestTerminalThatTakesNothing catches an end of the program that waits for a terminal that
// accepts no output.
func TestTerminalThatTakesNothing(t *testing.T) {
	_, writing, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	s := newScreen(writing)
	s.turn <- struct{}{} // a write that never ends
	s.leave("farewell")  // must return nevertheless
	if !s.closed.Load() {
		t.Error("later output would be drawn")
	}
}

// TestExitCodes catches an exit code that stands for another signal.
func TestExitCodes(t *testing.T) {
	for signal, want := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 130, syscall.SIGHUP: 130, syscall.SIGQUIT: 131, syscall.SIGABRT: 134, syscall.SIGSEGV: 139} {
		if got := exitCode(signal); got != want {
			t.Errorf("%v ends with %d, want %d", signal, got, want)
		}
	}
}
