//go:build unix

package trail

import (
	"context"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"authdoctor/diagnosis/worktest"
)

// cpuTime is what this process has used.
func cpuTime(t *testing.T) time.Duration {
	t.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// TestGrowth catches work that grows faster than the text: one of 128 KiB takes what 32 of
// 4 KiB take together, and 8 times that only where it grows otherwise. It counts CPU time,
// and counts again before it calls it growth: the collector may be at work beside it.
func TestGrowth(t *testing.T) {
	const header = "Date,Status,Detail,Application,x\n"
	shapes := map[string]func(n int) string{}
	for name, again := range map[string]string{
		"commas": ",", "quotes": `"`, "quote and comma": `",`, "doubled before text": "\"\"x\n", "fields in step": "\",\"\"x\n", "opened": "\"\n\"x\n", "stray quotes": `"a"b"`,
		"line ends": "\n", "CR LF": "\r\n", "CR": "\r", "opened in each field": `"x,`, "quoted in each field": `"a""b"c",`, "bytes": "x", "not UTF-8": "\xff", "NULs": "\x00",
		"over two lines": "\"a\nb\",Failure,MissingKey\n", "rows": "11/5/2026 10:00,Failure,MissingKey,A,x\n", "header again": header,
	} {
		shapes[name] = func(n int) string { return header + strings.Repeat(again, n/len(again)) }
		shapes[name+" without header"] = func(n int) string { return strings.Repeat(again, n/len(again)) }
	}
	for name, again := range map[string]string{
		"open lists": "[", "open objects": `{"a":`, "open strings": `{"a":"`, "empty objects": "{}", "empty lists in a row": `{"status":[[],[],[],[]]},`, "escapes": `\`, "quotes in lists": `["`,
	} {
		shapes["JSON "+name] = func(n int) string { return `[{"status":"Failure"},` + strings.Repeat(again, n/len(again)) }
		shapes["JSON lines "+name] = func(n int) string { return `{"status":"Failure"}` + "\n" + strings.Repeat(again, n/len(again)) }
	}
	shapes["other headers"] = func(n int) string { return strings.Repeat("Status,Detail\nDetail,Status,Date\n", n/34) }
	shapes["headers of sections with rows"] = func(n int) string {
		return strings.Repeat("Status,Detail,Date\nFailure,MissingKey,2026-11-05\nDate,Status,Detail\n2026-11-05,Failure,MissingKey\n", n/93)
	}
	numbered := func(form string) func(n int) string {
		return func(n int) string {
			var b strings.Builder
			for i := 0; b.Len() < n; i++ {
				fmt.Fprintf(&b, form, i, i, i)
			}
			return b.String()
		}
	}
	values := numbered("11/5/2026 10:00,Failure,Unknown %d,A %d,%d\n")
	shapes["new values"] = func(n int) string { return header + values(n) }
	shapes["JSON new names"] = numbered(`{"status":"Failure","detail":"x","k%d":1,"l%d":2,"m%d":3}` + "\n")
	shapes["JSON pages"] = numbered(`{"items":[{"status":"Failure"}],"offset":%d,"totalResults":%d,"x":%d}`)
	many := numbered(`"k%d":1,"l%d":2,"m%d":3,`)
	shapes["JSON many members"] = func(n int) string { return `{"status":"Failure"}` + "\n" + `{"status":"Failure",` + many(n) + `"x":1}` }
	read := func(text string, piped bool) time.Duration {
		before := cpuTime(t)
		_, _, _ = Count(context.Background(), []Source{textSource(text)}, Options{Workers: 1})
		if piped {
			source := textSource(text)
			source.Once = true
			_, _, _ = Count(context.Background(), []Source{source}, Options{Workers: 1, Dedupe: true})
		}
		_, _ = InspectDates(context.Background(), textSource(text), Options{})
		return cpuTime(t) - before
	}
	for name, shape := range shapes {
		small, large := shape(4<<10), shape(128<<10)
		// A pipe is searched for headers from its start; JSON and a text without one have none.
		piped := worktest.Long || !strings.HasPrefix(name, "JSON") && !strings.HasSuffix(name, "without header")
		var one time.Duration
		for range 2 {
			one += 16 * read(small, piped)
		}
		all := read(large, piped)
		for tries := 0; all > 8*one && tries < 3; tries++ {
			all = min(all, read(large, piped))
		}
		if all > 8*one {
			t.Errorf("%s: 128 KiB take %v, 32 times 4 KiB %v", name, all, one)
		}
	}
}
