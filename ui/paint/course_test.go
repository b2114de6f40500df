package paint_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/trail/incident"
	"authdoctor/ui/paint"
)

// TestChart catches a chart that draws a count in the wrong column, that loses one when
// columns are joined, and one that does not say when the failures began and ended.
func TestChart(t *testing.T) {
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	incidentOf := func(hours, from, to int, ongoing bool) incident.Incident {
		i := incident.Incident{Start: noon.Add(time.Duration(from) * time.Hour), End: noon.Add(time.Duration(to)*time.Hour + time.Minute), Ongoing: ongoing, Course: incident.Course{From: noon, Step: time.Hour}}
		for hour := range hours {
			failures, successes := int64(0), int64(7)
			if from <= hour && hour <= to {
				failures, successes = 3, 0
			}
			i.Course.Failures, i.Course.Successes = append(i.Course.Failures, failures), append(i.Course.Successes, successes)
		}
		return i
	}
	for _, c := range []struct {
		hours, from, to int
		ongoing         bool
		most            int
		want            string
	}{
		{24, 9, 14, false, 40, `
✗ failures            ▇▇▇▇▇▇           ≤ 3
✓ successes  ▇▇▇▇▇▇▇▇▇      ▇▇▇▇▇▇▇▇▇  ≤ 7
1 h each        began ▲────▲ ended 24 Nov`},
		{24, 9, 14, false, 12, `
✗ failures       ▄▇▇▄      ≤ 6
✓ successes  ▇▇▇▇▄  ▄▇▇▇▇  ≤ 14
2 h each         ▲──▲ began, ended`},
		{40, 20, 39, true, 40, `
✗ failures                       ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇  ≤ 3
✓ successes  ▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇                      ≤ 7
1 h each     23 Nov              ▲ began ── goes on ▲ 25 Nov`},
		{12, 0, 11, false, 40, `
✗ failures   ▇▇▇▇▇▇▇▇▇▇▇▇  ≤ 3
✓ successes                none
1 h each     ▲──────────▲`},
		{3, 1, 1, false, 40, `
✗ failures    ▇   ≤ 3
✓ successes  ▇ ▇  ≤ 7
1 h each      ▲`},
	} {
		chart, ok := paint.ChartOf(incidentOf(c.hours, c.from, c.to, c.ongoing), c.most)
		if got := "\n" + strings.Join(chart.Lines(), "\n"); !ok || got != c.want {
			t.Errorf("%+v: got%s", c, got)
		}
		sum := func(counts []int64) (n int64) {
			for _, one := range counts {
				n += one
			}
			return n
		}
		narrow := chart.Within(7)
		if len(narrow.Failures) > 7 || sum(narrow.Failures) != sum(chart.Failures) || sum(narrow.Successes) != sum(chart.Successes) || narrow.To().Before(chart.To()) || narrow.Ended >= len(narrow.Failures) {
			t.Errorf("%+v: in seven columns it is %+v", c, narrow)
		}
	}
	chart, _ := paint.ChartOf(incidentOf(10, 4, 5, false), 40)
	if strip := chart.Strip(); strip != "✓✓✓✓✗✗✓✓✓✓" {
		t.Errorf("the strip is %s", strip)
	}
	if words := chart.Words(noon); words != "At most 3 failures and 7 successes in 1 h; 23 November, 12:00–22:00." {
		t.Errorf("in words it is %q", words)
	}
	chart.Successes = nil // they are not known
	if rows := chart.Rows(); len(rows) != 2 || slices.ContainsFunc(rows, func(r paint.ChartRow) bool { return r.Label == paint.SuccessesRow }) || strings.Contains(chart.Words(noon), "successes") {
		t.Errorf("unknown successes are drawn: %+v", rows)
	}
	for _, i := range []incident.Incident{{}, incidentOf(10, 4, 5, false)} {
		if _, ok := paint.ChartOf(i, 1); ok {
			t.Errorf("a chart without room, or without a course: %+v", i)
		}
	}
}
