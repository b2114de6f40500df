//go:build unix

package ui_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkTrail measures whole processes that read a million rows. design.md requires less
// time than DuckDB takes to count failures by Detail and application, and at most 64 MiB.
func BenchmarkTrail(b *testing.B) {
	name := filepath.Join(b.TempDir(), "export.csv")
	if err := writeExport(name, 1_000_000); err != nil {
		b.Fatal(err)
	}
	for _, format := range []string{"text", "json"} {
		b.Run(format, func(b *testing.B) {
			args := []string{"trail", name, "--format", format}
			for range b.N {
				command := exec.Command(program, args...)
				command.Env = environment()
				if out, _ := command.Output(); len(out) == 0 {
					b.Fatal("no output")
				}
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/process")
			b.ReportMetric(peak(b, "", args...), "MiB-peak")
		})
	}
}

// BenchmarkDuckDB measures what the program takes of the CPU time of DuckDB, for which it
// prints the query: whole processes, one after the other. design.md allows 0.6. It also
// compares with a query that only counts failures by Detail and application, which the
// program is to beat from a million rows on. A duckdb command has to be installed.
func BenchmarkDuckDB(b *testing.B) {
	duckdb, err := exec.LookPath("duckdb")
	if err != nil {
		b.Skip("no duckdb command is installed")
	}
	for _, rows := range []int{10_000, 100_000, 1_000_000} {
		b.Run(strconv.Itoa(rows), func(b *testing.B) {
			name := filepath.Join(b.TempDir(), "export.csv")
			if err := writeExport(name, rows); err != nil {
				b.Fatal(err)
			}
			same, err := exec.Command(program, "trail", "--query", "duckdb", name).Output()
			if err != nil {
				b.Fatal(err)
			}
			bare := fmt.Sprintf(`SELECT "Detail", "Token-based Application Name", count(*) FROM read_csv('%s', header = true, all_varchar = true) WHERE "Status" = 'Failure' GROUP BY ALL ORDER BY 3 DESC;`, name)
			var ofSame, ofBare []float64
			for range max(5, b.N) {
				own := cpuTime(b, "", program, "trail", name)
				ofSame = append(ofSame, own/cpuTime(b, string(same), duckdb))
				ofBare = append(ofBare, own/cpuTime(b, bare, duckdb))
			}
			slices.Sort(ofSame)
			slices.Sort(ofBare)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(ofSame[len(ofSame)/2], "of-the-same-query")
			b.ReportMetric(ofBare[len(ofBare)/2], "of-a-bare-query")
		})
	}
}

// cpuTime runs a process to its end, and returns the seconds of CPU time that it took.
func cpuTime(b *testing.B, stdin string, name string, args ...string) float64 {
	command := exec.Command(name, args...)
	command.Env, command.Stdin = environment(), strings.NewReader(stdin)
	if out, _ := command.Output(); len(out) == 0 {
		b.Fatalf("%s: no output", name)
	}
	return (command.ProcessState.UserTime() + command.ProcessState.SystemTime()).Seconds()
}

// writeExport writes an export of a busy account with rows of about 150 bytes.
func writeExport(name string, rows int) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer file.Close()
	out := bufio.NewWriter(file)
	fmt.Fprintln(out, "Date/Time,User,Email Address,Role,IP Address,Request URI,User Agent,Status,Security Challenge,Detail,Token-based Application Name,Token-based Access Token Name")
	r := rand.New(rand.NewPCG(7, 7))
	codes := []string{"AccessTokenExpired", "TokenExpired", "MissingKey", "ScopeMismatched", "InvalidSignature", "token_rejected", "EntityOrRoleDisabled", ""}
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	for range rows {
		at = at.Add(-30 * 24 * time.Hour / time.Duration(rows))
		user, status, code := r.IntN(1500), "Success", ""
		if r.IntN(6) == 0 {
			status, code = "Failure", codes[r.IntN(len(codes))]
		}
		fmt.Fprintf(out, "%s,\"Novák, Jana %d\",user%d@example.test,Role %d,10.0.%d.%d,/services/rest/record/v1/salesorder/%d,Apache-HttpClient/4.5.13 (Java/17.0.11),%s,,%s,Application %d,\n",
			at.Format("1/2/2006 3:04 pm"), user, user, user%12, user%4, user%110, user%9, status, code, int(60*r.Float64()*r.Float64()))
	}
	return out.Flush()
}
