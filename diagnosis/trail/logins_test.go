package trail

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"testing"
	"time"
)

// ago is a time before noon of a day.
func ago(hours float64) time.Time {
	return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC).Add(-time.Duration(hours * float64(time.Hour)))
}

// TestLogins catches logins that are lost, or counted at the wrong hour or for another
// application: over workers, over sources whose dates are written in different orders,
// and when there are so many that counts get wider.
func TestLogins(t *testing.T) {
	write := func(layout string, from, to int) Source {
		var b bytes.Buffer
		b.WriteString("Date/Time,User,Role,IP Address,Status,Detail,Token-based Application Name\n")
		for i := from; i < to; i++ {
			fmt.Fprintf(&b, "%s,U,R,192.0.2.1,Success,,App %d\n", ago(float64(i)/2).Format(layout), i%3)
		}
		data := b.Bytes()
		return Source{Name: layout, Size: int64(len(data)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }}
	}
	all := &total{summary: &Summary{}}
	for _, source := range []Source{write("1/2/2006 15:04", 0, 1500), write("02.01.2006 15:04", 1500, 3000)} {
		if err := all.read(context.Background(), source, Options{Workers: 2}); err != nil {
			t.Fatal(err)
		}
	}
	l := all.tally.logins
	for range 2 {
		got := l.byApplication(all.tally.apps.value)
		want := map[string]map[int64]int64{}
		for i := range 3000 {
			app, hour := fmt.Sprint("App ", i%3), ago(float64(i)/2).Unix()/3600/int64(l.hours)*int64(l.hours)
			if want[app] == nil {
				want[app] = map[int64]int64{}
			}
			want[app][hour]++
		}
		for app, hours := range want {
			list := got[app]
			if len(list) != len(hours) {
				t.Errorf("%s: %d hours; want %d", app, len(list), len(hours))
			}
			for i, one := range list {
				if one.Logins != hours[one.Hour] || i > 0 && list[i-1].Hour >= one.Hour || one.First < one.Hour*60 || one.Last >= (one.Hour+int64(l.hours))*60 {
					t.Errorf("%s: %+v; want %d", app, one, hours[one.Hour])
				}
			}
		}
		l.widen()
	}
}

// TestManyApplications catches successful logins that are not known because there are many
// applications: one that fails since yesterday would not be an outage.
func TestManyApplications(t *testing.T) {
	const applications, days = 2000, 30
	for _, workers := range []int{1, 2, 8} {
		of := newLogins(workers)
		for app := range int32(applications) {
			for day := range uint32(days) {
				for _, hour := range []uint32{3, 9, 20} {
					of.add(app, packDay(date{2026, 11, uint8(day + 1), true}), hour*3600, 1)
				}
			}
		}
		name := func(app int32) []byte { return fmt.Append(nil, app) }
		lists := of.byApplication(name)
		if len(lists) != applications || len(lists["1999"]) != days || lists["1999"][0].Logins != 3 {
			t.Errorf("%d workers: %d applications with logins, %d days of the last", workers, len(lists), len(lists["1999"]))
		}
		for app := range int32(300_000) { // the limit is one still
			of.add(app, packDay(date{2026, 11, 1, true}), 0, 1)
		}
		if most := allLoginDays/workers + maxLogins; of.byApplication(name) != nil || len(of.counts) > min(most, maxLoginDays) {
			t.Errorf("%d workers: %d counts are kept; want at most %d, and no list of some", workers, len(of.counts), most)
		}
	}
}
