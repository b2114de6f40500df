// Package worktest bounds what a reader may work on a text, for tests. It counts CPU
// time of this process, so that neither a slow disk nor other programs fail a test.
package worktest

import (
	"flag"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// Long has the tests play each series whole, which `make check` does: AUTHDOCTOR_LONG is
// set. Without it each member of a series is met, but not every one with every other.
var Long = os.Getenv("AUTHDOCTOR_LONG") != ""

// ballast is never touched, so it takes no memory; but garbage is looked for when there
// is a multiple of it. A limit would not do: near it, all that is freed goes back to the
// system.
var ballast []byte

// Main is the TestMain of packages whose tests make much garbage: it is collected when
// there are some 250 MB of it, which takes a third to a half off their time. A limit that
// the program would set itself is left out (it is for a process with one task). Benchmarks
// run with what the program has.
func Main(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.bench").Value.String() == "" {
		ballast = make([]byte, 48<<20)
		debug.SetGCPercent(400)
		debug.SetMemoryLimit(1 << 50)
	}
	code := m.Run()
	runtime.KeepAlive(ballast)
	os.Exit(code)
}

const (
	// start is what a reading may cost whatever the size of its text.
	start = 500 * time.Millisecond
	// perByte is what it may cost beside that: some ten times the budget, which is for
	// code that is not instrumented.
	perByte = 10 * time.Microsecond
)

// Bound fails where work costs more than a text of size bytes may.
func Bound(t testing.TB, size int, work func()) {
	t.Helper()
	most := (start + time.Duration(size)*perByte) * instrumented
	if least := Cost(work, 1); least > most {
		if least = min(least, Cost(work, 2)); least > most {
			t.Errorf("%d bytes cost %v of CPU time", size, least)
		}
	}
}

// Cost is the CPU time that work takes, the least of some tries: whatever else the
// process does only adds to it.
func Cost(work func(), tries int) time.Duration {
	least := time.Duration(math.MaxInt64)
	for range tries {
		before := spent()
		work()
		least = min(least, spent()-before)
	}
	return least
}
