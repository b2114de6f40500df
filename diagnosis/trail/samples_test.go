package trail_test

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"authdoctor/diagnosis/trail"
)

// truth is what the maker of a sample knows about it.
type truth struct {
	Rows    int64                                       `json:"rows"`
	Damaged int64                                       `json:"damaged_lines"`
	Latin1  int64                                       `json:"latin1_rows"`
	Status  map[string]int64                            `json:"by_status"`
	Code    map[string]int64                            `json:"by_code"`
	User    map[string]int64                            `json:"by_user_failures"`
	Role    map[string]int64                            `json:"by_role_failures"`
	Day     map[string]int64                            `json:"by_day_failures"`
	IP      map[string]int64                            `json:"by_ip_failures"`
	Pair    map[string]int64                            `json:"by_code_application"`
	App     map[string]struct{ Success, Failure int64 } `json:"by_application"`
	First   string                                      `json:"first"`
	Last    string                                      `json:"last"`
	Header  []string                                    `json:"header"`
}

// fileSource is a file as a source.
func fileSource(t testing.TB, name string) trail.Source {
	t.Helper()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	return trail.Source{Name: filepath.Base(name), Size: info.Size(), Open: func() (io.ReadCloser, error) { return os.Open(name) }}
}

// TestSamples catches a count that differs from the truth about a sample in any
// value of any dimension.
func TestSamples(t *testing.T) {
	folders := []string{"../../../shared/samples/audit"}
	if more := os.Getenv("AUTHDOCTOR_TRAIL_SAMPLES"); more != "" {
		folders = append(folders, more)
	}
	var files []string
	for _, folder := range folders {
		found, _ := filepath.Glob(filepath.Join(folder, "*.truth.json"))
		files = append(files, found...)
	}
	if len(files) == 0 {
		t.Skip("no samples here")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var want truth
			if err := json.Unmarshal(data, &want); err != nil {
				t.Fatal(err)
			}
			name := strings.TrimSuffix(file, ".truth.json") + ".csv"
			if _, err := os.Stat(name + ".gz"); err == nil {
				name += ".gz"
			}
			got, _, err := trail.Count(context.Background(), []trail.Source{fileSource(t, name)}, trail.Options{})
			if err != nil {
				t.Fatal(err)
			}
			compareTruth(t, got, want)
		})
	}
}

func compareTruth(t *testing.T, got *trail.Summary, want truth) {
	t.Helper()
	if got.Rows != want.Rows || got.Failures != want.Status["Failure"] || got.BadRows() != want.Damaged || got.Sources[0].Latin1 != want.Latin1 || got.Undated != 0 {
		t.Errorf("rows %d, failures %d, bad %d, Latin-1 %d, undated %d; want %d, %d, %d, %d, 0: %+v", got.Rows, got.Failures, got.BadRows(), got.Sources[0].Latin1, got.Undated,
			want.Rows, want.Status["Failure"], want.Damaged, want.Latin1, got.Sources[0].Bad)
	}
	if got.First.Format("2006-01-02T15:04") != want.First[:16] || got.Last.Format("2006-01-02T15:04") != want.Last[:16] {
		t.Errorf("from %v to %v; want %s to %s", got.First, got.Last, want.First, want.Last)
	}
	full := len(want.Header) > 5
	for by, values := range map[trail.Dimension]map[string]int64{trail.ByCode: want.Code, trail.ByUser: want.User, trail.ByRole: want.Role, trail.ByDay: want.Day, trail.ByIP: want.IP} {
		if !full && (by == trail.ByRole || by == trail.ByIP) {
			continue
		}
		left := len(values)
		for _, group := range got.GroupBy(by) {
			if group.Failures != values[group.Value] {
				t.Errorf("by %s: %q failed %d times; want %d", by, group.Value, group.Failures, values[group.Value])
			}
			if group.Failures > 0 {
				left--
			}
		}
		if left != 0 {
			t.Errorf("by %s: %d values are missing", by, left)
		}
	}
	left := len(want.App)
	for _, group := range got.GroupBy(trail.ByApplication) {
		if app, known := want.App[group.Value]; !known || app.Failure != group.Failures || app.Success != group.Successes {
			t.Errorf("application %q: %d failures, %d successes; want %+v", group.Value, group.Failures, group.Successes, app)
		}
		left--
	}
	if left != 0 {
		t.Errorf("%d applications are missing", left)
	}
	for _, pair := range got.Pairs() {
		if n := want.Pair[pair.Code+"\t"+pair.Application]; n != pair.Failures {
			t.Errorf("%s of %q: %d; want %d", pair.Code, pair.Application, pair.Failures, n)
		}
	}
	if len(got.Pairs()) != len(want.Pair) {
		t.Errorf("%d pairs; want %d", len(got.Pairs()), len(want.Pair))
	}
}
