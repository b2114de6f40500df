package trail_test

import (
	"bytes"
	"context"
	"io"
	"runtime"
	"strconv"
	"testing"

	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/incident"
)

// BenchmarkCount measures the budget of 1 000 000 rows, by profile.
func BenchmarkCount(b *testing.B) {
	for _, profile := range []string{"plain", "clean", "messy"} {
		b.Run(profile, func(b *testing.B) {
			data := exportMaker{profile: profile, seed: 7, rows: 1_000_000}.bytes()
			source := trail.Source{Name: profile, Size: int64(len(data)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }}
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if s, _, err := trail.Count(context.Background(), []trail.Source{source}, trail.Options{}); err != nil || s.Rows != 1_000_000 {
					b.Fatalf("%+v, %v", s, err)
				}
			}
		})
	}
}

// BenchmarkApplications measures counting and the search for incidents with few and with
// many applications: 2000 may take 1.5 times as long as 40.
func BenchmarkApplications(b *testing.B) {
	for _, applications := range []int{40, 2000} {
		b.Run(strconv.Itoa(applications), func(b *testing.B) {
			data := exportMaker{profile: "clean", seed: 7, rows: 1_000_000, applications: applications}.bytes()
			source := trail.Source{Name: "export", Size: int64(len(data)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }}
			for b.Loop() {
				s, activity, err := trail.Count(context.Background(), []trail.Source{source}, trail.Options{})
				if err != nil || len(s.GroupBy(trail.ByApplication)) != applications {
					b.Fatalf("%d applications, %v", len(s.GroupBy(trail.ByApplication)), err)
				}
				incident.Find(activity)
			}
		})
	}
}

// BenchmarkMemory reports the memory that the heap has taken at the end of half a
// gigabyte of rows with 60 000 different users and addresses, more than are kept apart.
func BenchmarkMemory(b *testing.B) {
	const rows = 3_000_000
	for b.Loop() {
		export := exportMaker{profile: "clean", seed: 7, rows: rows, distinct: 60_000}
		source := trail.Source{Name: "export", Size: -1, Once: true, Open: func() (io.ReadCloser, error) { return io.NopCloser(export.reader()), nil }}
		s, _, err := trail.Count(context.Background(), []trail.Source{source}, trail.Options{})
		if err != nil || s.Rows != rows {
			b.Fatalf("%+v, %v", s, err)
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapSys-m.HeapReleased)/(1<<20), "heap-MiB")
		b.ReportMetric(float64(s.Sources[0].Bytes)/(1<<30), "read-GiB")
		runtime.KeepAlive(s)
	}
}
