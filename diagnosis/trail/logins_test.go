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
