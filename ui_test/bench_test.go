//go:build unix

package ui_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkFirstFrame measures the time from the start of the program to its first screen.
// design.md allows 60 ms if the terminal answers queries, 100 ms if it never does.
func BenchmarkFirstFrame(b *testing.B) {
	for _, c := range []struct {
		name string
		setup
	}{
		{"answers", setup{}},
		{"silent", setup{silent: true}},
		{"theme given", setup{silent: true, args: []string{"--theme", "dark"}}},
		{"token piped", setup{piped: published()}},
		{"code given", setup{args: []string{"ScopeMismatched"}}},
	} {
		b.Run(c.name, func(b *testing.B) {
			var total time.Duration
			for range b.N {
				x := start(b, c.setup)
				x.until("a screen", func(screen string) bool { return header(screen) != "" })
				total += time.Since(x.started)
				x.send(ctrlC)
				x.end(130)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(total.Microseconds())/1000/float64(b.N), "ms/frame")
		})
	}
}

// BenchmarkCommand measures whole processes: their time and their peak memory. design.md
// allows 40 ms and 25 MiB for check of one token.
func BenchmarkCommand(b *testing.B) {
	for _, c := range []struct {
		name, stdin string
		args        []string
	}{
		{"version", "", []string{"--version"}},
		{"check", published(), []string{"check"}},
		{"check JSON", published(), []string{"check", "--format", "json"}},
		{"check Markdown", published(), []string{"check", "--format", "markdown"}},
		{"check code", "ScopeMismatched", []string{"check"}},
		{"explain", "", []string{"explain", "ScopeMismatched"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for range b.N {
				command := exec.Command(program, c.args...)
				command.Env = environment()
				command.Stdin = strings.NewReader(c.stdin)
				var out bytes.Buffer
				command.Stdout = &out
				_ = command.Run()
				if out.Len() == 0 {
					b.Fatal("no output")
				}
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/process")
			b.ReportMetric(peak(b, c.stdin, c.args...), "MiB-peak")
		})
	}
}

// BenchmarkLines measures one process of check --lines with many tokens and without keys.
// design.md requires 10 000 tokens a second.
func BenchmarkLines(b *testing.B) {
	command := exec.Command(program, "check", "--lines")
	command.Env = environment()
	command.Stdin = strings.NewReader(strings.Repeat(published()+"\n", b.N))
	b.ResetTimer()
	if out, _ := command.Output(); bytes.Count(out, []byte{'\n'}) != b.N {
		b.Fatalf("%d answers, want %d", bytes.Count(out, []byte{'\n'}), b.N)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
	b.ReportMetric(peak(b, strings.Repeat(published()+"\n", b.N), "check", "--lines"), "MiB-peak")
}

// peak returns the peak memory of a process in MiB. Linux counts the memory of the parent at
// the time of the start as well, so that a small process is started in between.
func peak(b *testing.B, stdin string, args ...string) float64 {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	command := exec.Command(self, append([]string{program}, args...)...)
	command.Env = environment(measureVariable + "=1")
	command.Stdin = strings.NewReader(stdin)
	var report bytes.Buffer
	command.Stderr = &report
	if err := command.Run(); err != nil {
		b.Fatal(err)
	}
	var kib float64
	if _, err := fmt.Sscanf(report.String(), "peak %f", &kib); err != nil {
		b.Fatalf("%v: %.200s", err, report.String())
	}
	return kib / 1024
}

// measureVariable turns the test binary into one that runs a program and reports its peak
// memory.
const measureVariable = "AUTHDOCTOR_TEST_MEASURE"

func measure(args []string) int {
	command := exec.Command(args[0], args[1:]...)
	command.Env = environment()
	command.Stdin, command.Stdout = os.Stdin, os.Stdout
	_ = command.Run()
	usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return 1
	}
	fmt.Fprintf(os.Stderr, "peak %d", usage.Maxrss) // in KiB on Linux
	return 0
}

// BenchmarkKey measures the time from a key press, or a paste of 8 kB, to the screen that
// shows it. Up to 17 ms of it are the wait for the next frame: bubbletea draws at most 60
// times a second.
func BenchmarkKey(b *testing.B) {
	b.Run("key", func(b *testing.B) {
		x := start(b, setup{cols: 120, rows: 40})
		x.waitFor(home)
		b.ResetTimer()
		for i := range b.N {
			if i%2 == 0 {
				x.send("s")
				x.waitFor("s▏")
			} else {
				x.send(backspace)
				x.waitForNo("s▏")
			}
		}
		b.StopTimer()
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/key")
		x.send(ctrlC)
		x.end(130)
	})
	b.Run("paste", func(b *testing.B) {
		x := start(b, setup{cols: 120, rows: 40})
		x.waitFor(home)
		text := strings.Repeat("word ", 8<<10/5)
		b.ResetTimer()
		for range b.N {
			x.paste(text)
			x.waitFor("not shown")
			b.StopTimer()
			x.send(escape)
			x.waitForNo("not shown")
			b.StartTimer()
		}
		b.StopTimer()
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/paste")
		x.send(ctrlC)
		x.end(130)
	})
}
