// Package worktest bounds what a reader may work on a text, for tests. It counts CPU
// time of this process, so that neither a slow disk nor other programs fail a test.
package worktest

import (
	"flag"
	"math"
	"os"
	"runtime/debug"
	"testing"
	"time"
)

// Long has the tests play each series whole, which `make check` does: AUTHDOCTOR_LONG is
// set. Without it each member of a series is met, but not every one with every other.
var Long = os.Getenv("AUTHDOCTOR_LONG") != ""

// garbage is how much memory the tests take before garbage is looked for.
const garbage = 256 << 20

// Main is the TestMain of packages whose tests make much garbage: it is collected when
// there is a lot of it, which takes a third to a half off their time. Benchmarks run with
// what the program has.
func Main(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.bench").Value.String() == "" {
		debug.SetGCPercent(-1)
		debug.SetMemoryLimit(garbage)
	}
	os.Exit(m.Run())
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
