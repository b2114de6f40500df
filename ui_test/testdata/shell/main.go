// Shell runs a program as a shell with job control does: in its own process group, in the
// foreground of the terminal. A program that leads its session could not be suspended.
// Shell reports on file descriptor 3 and reads orders from file descriptor 4.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
)

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	reports, orders := os.NewFile(3, "reports"), os.NewFile(4, "orders")
	command := exec.Command(args[0], args[1:]...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, os.Stdout, os.Stderr
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Foreground: true, Ctty: 1} // standard input may be a pipe
	if err := command.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Fprintf(reports, "job %d\n", command.Process.Pid)
	for {
		var status syscall.WaitStatus
		_, err := syscall.Wait4(command.Process.Pid, &status, syscall.WUNTRACED, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
		case err != nil:
			fmt.Fprintln(os.Stderr, err)
			return 1
		case status.Stopped():
			_, _ = io.WriteString(reports, "stopped\n")
			var order [2]byte
			if _, err := io.ReadFull(orders, order[:]); err != nil {
				return 1
			}
			_ = syscall.Kill(-command.Process.Pid, syscall.SIGCONT)
		case status.Exited():
			_, _ = io.WriteString(reports, "ended\n")
			return status.ExitStatus()
		case status.Signaled():
			_, _ = io.WriteString(reports, "killed\n")
			return 128 + int(status.Signal())
		}
	}
}
