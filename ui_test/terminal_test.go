//go:build unix

package ui_test

import (
	"bufio"
	"errors"
	"fmt"
	"image/color"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// setup describes how the program is started; the zero value is an everyday terminal.
type setup struct {
	args       []string
	folder     string   // the working directory; that of the tests by default
	cols, rows int      // 100×30 by default
	silent     bool     // a terminal that answers no query
	light      bool     // a terminal with a light background
	env        []string // added to the usual environment
	underShell bool     // started by a shell with job control
	piped      string   // what comes through a pipe; "" for none
}

// terminal is a pseudo-terminal with a program in it.
type terminal struct {
	t       testing.TB
	command *exec.Cmd
	keys    *os.File // what is written here is typed
	tty     *os.File // the program's end
	before  *term.State
	screen  *vt.SafeEmulator
	started time.Time

	news    chan struct{} // something was drawn, or the program ended
	drained chan struct{} // nothing more will be drawn
	ended   chan struct{} // the program has ended

	lock sync.Mutex
	raw  []byte // all output of the program

	alternate, hidden atomic.Bool
	shell             *jobs
	echoed            string // text that may remain on the screen
}

// environment returns the environment of an everyday terminal, wherever the tests run.
func environment(changes ...string) []string {
	env := []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "TMPDIR=" + os.TempDir(),
		"TERM=xterm-256color", "COLORTERM=truecolor", "TZ=UTC", "LC_ALL=C.UTF-8", "CI=", "GOCOVERDIR=" + os.Getenv("GOCOVERDIR"),
	}
	return append(env, changes...) // the last value of a name counts
}

// open opens a pseudo-terminal. The end that is read is non-blocking: a file is not closed
// while a blocking read waits.
func open() (keys, tty *os.File, err error) {
	blocking, tty, err := pty.Open()
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = blocking.Close() }()
	end, err := syscall.Dup(int(blocking.Fd()))
	if err != nil {
		return nil, nil, err
	}
	syscall.CloseOnExec(end) // if the program inherited it, it would never be closed
	if err := syscall.SetNonblock(end, true); err != nil {
		return nil, nil, err
	}
	return os.NewFile(uintptr(end), "pseudo-terminal"), tty, nil
}

// start opens a terminal and starts the program in it.
func start(t testing.TB, s setup) *terminal {
	t.Helper()
	if s.cols == 0 {
		s.cols, s.rows = 100, 30
	}
	keys, tty, err := open()
	if err != nil {
		t.Skipf("no pseudo-terminal can be opened: %v", err)
	}
	x := &terminal{
		t: t, keys: keys, tty: tty, screen: vt.NewSafeEmulator(s.cols, s.rows),
		news: make(chan struct{}, 1), drained: make(chan struct{}), ended: make(chan struct{}),
	}
	if err := pty.Setsize(tty, &pty.Winsize{Cols: uint16(s.cols), Rows: uint16(s.rows)}); err != nil {
		t.Fatal(err)
	}
	if x.before, err = term.GetState(tty.Fd()); err != nil {
		t.Fatal(err)
	}
	x.screen.SetCallbacks(vt.Callbacks{
		AltScreen:        x.alternate.Store,
		CursorVisibility: func(visible bool) { x.hidden.Store(!visible) },
	})
	x.screen.SetDefaultForegroundColor(color.White)
	x.screen.SetDefaultBackgroundColor(color.Black)
	if s.light {
		x.screen.SetDefaultForegroundColor(color.Black)
		x.screen.SetDefaultBackgroundColor(color.White)
	}

	x.command = exec.Command(program, s.args...)
	x.command.Env, x.command.Dir = environment(s.env...), s.folder
	x.command.Stdin, x.command.Stdout, x.command.Stderr = tty, tty, tty
	x.command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if s.piped != "" {
		x.command.Stdin = strings.NewReader(s.piped)
		x.command.SysProcAttr.Ctty = 1
	}
	if s.underShell {
		x.shell = underShell(t, x.command)
	}
	x.started = time.Now()
	if err := x.command.Start(); err != nil {
		t.Fatal(err)
	}
	go x.draw()
	answers := io.Writer(keys)
	if s.silent {
		answers = io.Discard
	}
	go func() { _, _ = io.Copy(answers, x.screen) }()
	go func() {
		_ = x.command.Wait()
		close(x.ended)
		x.tell()
	}()
	t.Cleanup(x.cleanup)
	return x
}

// draw draws the output of the program until the terminal is closed.
func (x *terminal) draw() {
	defer close(x.drained)
	buffer := make([]byte, 64<<10)
	for {
		n, err := x.keys.Read(buffer)
		x.lock.Lock()
		x.raw = append(x.raw, buffer[:n]...)
		x.lock.Unlock()
		_, _ = x.screen.Write(buffer[:n])
		x.tell()
		if err != nil {
			return
		}
	}
}

func (x *terminal) tell() {
	select {
	case x.news <- struct{}{}:
	default:
	}
}

// cleanup ends a program that a failed test left running, and checks the output for secrets.
func (x *terminal) cleanup() {
	select {
	case <-x.ended:
	default:
		_ = syscall.Kill(-x.command.Process.Pid, syscall.SIGKILL)
		_ = x.command.Process.Kill()
		<-x.ended
	}
	_ = x.tty.Close()
	_ = x.keys.Close()
	output := x.output()
	for _, secret := range secrets() {
		if strings.Contains(output, secret) {
			x.t.Errorf("a signature was drawn: %.12s…", secret)
		}
	}
}

// output returns all output of the program so far.
func (x *terminal) output() string {
	x.lock.Lock()
	defer x.lock.Unlock()
	return string(x.raw)
}

// text returns the text on the screen without trailing spaces.
func (x *terminal) text() string {
	lines := strings.Split(ansi.Strip(x.screen.Render()), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// until waits until ok accepts the screen; what describes that screen.
func (x *terminal) until(what string, ok func(screen string) bool) {
	x.t.Helper()
	timeout := time.NewTimer(patience)
	defer timeout.Stop()
	for ended, running := x.ended, "the program is running"; ; {
		screen := x.text()
		if ok(screen) {
			return
		}
		select {
		case <-x.news:
		case <-ended:
			// The last output may not be drawn yet.
			ended, running = nil, fmt.Sprintf("the program ended (%v)", x.command.ProcessState)
			timeout.Reset(patience / 4)
		case <-timeout.C:
			x.t.Fatalf("%s, and the screen does not show %s:\n%s", running, what, screen)
		}
	}
}

// waitFor waits until the screen shows all of the texts.
func (x *terminal) waitFor(texts ...string) {
	x.t.Helper()
	x.until(fmt.Sprintf("%q", texts), func(screen string) bool {
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return false
			}
		}
		return true
	})
}

// waitForWords is waitFor for prose, which may be wrapped between any two words.
func (x *terminal) waitForWords(text string) {
	x.t.Helper()
	want := strings.Join(strings.Fields(text), " ")
	x.until(fmt.Sprintf("%q", want), func(screen string) bool {
		return strings.Contains(strings.Join(strings.Fields(screen), " "), want)
	})
}

// waitForNo waits until a text is no longer on the screen.
func (x *terminal) waitForNo(text string) {
	x.t.Helper()
	x.until("no "+text, func(screen string) bool { return !strings.Contains(screen, text) })
}

// Keys as a terminal sends them.
const (
	enter, escape, tab, backspace = "\r", "\x1b", "\t", "\x7f"
	up, down                      = "\x1b[A", "\x1b[B"
	ctrlC, ctrlF, ctrlO, ctrlZ    = "\x03", "\x06", "\x0f", "\x1a"
)

// send types keys.
func (x *terminal) send(keys string) {
	x.t.Helper()
	if _, err := io.WriteString(x.keys, keys); err != nil {
		x.t.Fatal(err)
	}
}

// paste pastes as a terminal with bracketed paste does.
func (x *terminal) paste(text string) {
	x.t.Helper()
	x.send("\x1b[200~" + text + "\x1b[201~")
}

func (x *terminal) resize(cols, rows int) {
	x.t.Helper()
	x.screen.Resize(cols, rows)
	if err := pty.Setsize(x.tty, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)}); err != nil {
		x.t.Fatal(err)
	}
}

// signal sends a signal to the program.
func (x *terminal) signal(signal syscall.Signal) {
	x.t.Helper()
	if err := x.command.Process.Signal(signal); err != nil {
		x.t.Fatal(err)
	}
}

// end waits until the program has ended with an exit code, and checks that the
// terminal is as it was before.
func (x *terminal) end(code int) {
	x.t.Helper()
	select {
	case <-x.ended:
	case <-time.After(patience):
		x.t.Fatalf("the program is still running; the screen:\n%s", x.text())
	}
	if got := x.command.ProcessState.ExitCode(); got != code {
		x.t.Errorf("the program ended with %v, want exit code %d; output: %.300q", x.command.ProcessState, code, tail(x.output()))
	}
	x.checkModes()
	// Reading the terminal ends when no program has it open.
	_ = x.tty.Close()
	select {
	case <-x.drained:
	case <-time.After(patience):
		x.t.Fatal("the output does not end")
	}
	x.checkRestored()
}

// checkModes checks that the settings of the terminal are those from before the start.
func (x *terminal) checkModes() {
	x.t.Helper()
	after, err := term.GetState(x.tty.Fd())
	if err != nil {
		x.t.Fatal(err)
	}
	if *after != *x.before {
		x.t.Errorf("the terminal's settings are %+v, were %+v", *after, *x.before)
	}
}

// sequence matches a control sequence.
var sequence = regexp.MustCompile(`\x1b\[[0-9;?]*[ -/]*[@-~]`)

// checkRestored checks in the whole output that all modes were reset and nothing is left on
// the screen.
func (x *terminal) checkRestored() {
	x.t.Helper()
	raw := x.output()
	if !strings.Contains(raw, "\x1b[?1049h") {
		return // no screen was opened
	}
	for name, mode := range map[string]string{"alternate screen": "1049", "bracketed paste": "2004", "mouse": "1000", "mouse motion": "1002", "all mouse motion": "1003", "focus": "1004"} {
		if on, off := strings.LastIndex(raw, "\x1b[?"+mode+"h"), strings.LastIndex(raw, "\x1b[?"+mode+"l"); on > off {
			x.t.Errorf("the %s was left on", name)
		}
	}
	if strings.LastIndex(raw, "\x1b[?25l") > strings.LastIndex(raw, "\x1b[?25h") {
		x.t.Error("the cursor was left hidden")
	}
	if x.alternate.Load() || x.hidden.Load() {
		x.t.Errorf("alternate screen %v, cursor hidden %v", x.alternate.Load(), x.hidden.Load())
	}
	rest := sequence.ReplaceAllString(raw[strings.LastIndex(raw, "\x1b[?1049l"):], "")
	if strings.TrimSpace(rest) != "" {
		x.t.Errorf("output after the last screen: %q", rest)
	}
	if screen := strings.TrimSpace(x.text()); screen != x.echoed && screen != "" {
		x.t.Errorf("left on the screen:\n%s", screen)
	}
}

func tail(text string) string { return text[max(0, len(text)-300):] }

// jobs is the test's end of the pipes to testdata/shell.
type jobs struct {
	reports, orders *os.File
	lines           *bufio.Reader // of reports
	job             int
}

// underShell changes a command so that testdata/shell runs it.
func underShell(t testing.TB, command *exec.Cmd) *jobs {
	t.Helper()
	reports, theirReports, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	theirOrders, orders, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	command.Args = append([]string{shell}, command.Args...)
	command.Path = shell
	command.ExtraFiles = []*os.File{theirReports, theirOrders}
	t.Cleanup(func() {
		for _, file := range command.ExtraFiles {
			_ = file.Close()
		}
		_ = reports.Close()
		_ = orders.Close()
	})
	return &jobs{reports: reports, orders: orders, lines: bufio.NewReader(reports)}
}

// report waits for the next report of the shell on its job: started first, then stopped,
// ended or killed.
func (x *terminal) report() string {
	x.t.Helper()
	if err := x.shell.reports.SetReadDeadline(time.Now().Add(patience)); err != nil {
		x.t.Fatal(err)
	}
	text, err := x.shell.lines.ReadString('\n')
	if err != nil {
		x.t.Fatalf("no report from the shell: %v; the screen:\n%s", err, x.text())
	}
	text = strings.TrimSuffix(text, "\n")
	if number, started := strings.CutPrefix(text, "job "); started {
		x.shell.job, _ = strconv.Atoi(number)
		return "started"
	}
	return text
}

// signalJob sends a signal to the program that runs under the shell.
func (x *terminal) signalJob(signal syscall.Signal) {
	x.t.Helper()
	if err := syscall.Kill(x.shell.job, signal); err != nil {
		x.t.Fatal(err)
	}
}

// settle makes the system deliver to the terminal what was typed: it does so with a delay,
// or when a process polls for input.
func (x *terminal) settle() {
	x.t.Helper()
	if _, err := unix.Poll([]unix.PollFd{{Fd: int32(x.tty.Fd()), Events: unix.POLLIN}}, 0); err != nil && !errors.Is(err, unix.EINTR) {
		x.t.Fatal(err)
	}
}

// foreground tells the shell to continue its job.
func (x *terminal) foreground() {
	x.t.Helper()
	if _, err := io.WriteString(x.shell.orders, "fg"); err != nil {
		x.t.Fatal(err)
	}
}

// samples returns the path of a file in the samples beside the checkout.
func samples(name string) string { return filepath.Join("..", "..", "shared", "samples", name) }
