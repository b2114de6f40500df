//go:build unix

package worktest

import (
	"syscall"
	"time"
)

// spent is the CPU time of this process so far.
func spent() time.Duration {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
