package trail_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/trail"
)

// TestParts catches rows that are lost, or counted for another application, user, role or
// address: over workers, whose places differ, and over sources whose dates are written in
// different orders. Each row is also counted in the simplest way.
func TestParts(t *testing.T) {
	type key struct {
		application string
		by          trail.Dimension
		value       string
	}
	want := map[key]trail.Part{}
	random := rand.New(rand.NewPCG(16, 1))
	start := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	write := func(layout string, rows int) trail.Source {
		var b strings.Builder
		b.WriteString("Date,Status,User,Role,IP Address,Detail,Token-based Application Name\n")
		for range rows {
			at := start.Add(time.Duration(random.IntN(40*24*60)) * time.Minute)
			application, user, role, ip := fmt.Sprint("App ", random.IntN(30)), fmt.Sprint("User ", random.IntN(40)), fmt.Sprint("Role ", random.IntN(3)), fmt.Sprint("192.0.2.", random.IntN(50))
			status, date, second := "Success", at.Format(layout), uint32(at.Unix())
			failed := random.IntN(3) == 0
			if failed {
				status = "Failure"
			}
			if random.IntN(50) == 0 {
				date, second = "-", 0
			}
			fmt.Fprintf(&b, "%s,%s,%s,%s,%s,,%s\n", date, status, user, role, ip, application)
			for by, value := range map[trail.Dimension]string{trail.ByUser: user, trail.ByRole: role, trail.ByIP: ip} {
				p := want[key{application, by, value}]
				rows, first, last := &p.Successes, &p.FirstSuccess, &p.LastSuccess
				if failed {
					rows, first, last = &p.Failures, &p.FirstFailure, &p.LastFailure
				}
				*rows++
				if second > 0 && (*first == 0 || second < *first) {
					*first = second
				}
				*last = max(*last, second)
				want[key{application, by, value}] = p
			}
		}
		return text(b.String())
	}
	sources := []trail.Source{write("1/2/2006 15:04", 20_000), write("2/1/2006 15:04", 20_000), write("2006-01-02 15:04", 100)}
	for _, workers := range []int{1, 3} {
		s, a, err := trail.Count(context.Background(), sources, trail.Options{Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		got := map[key]trail.Part{}
		for application, parts := range a.Parts {
			for i, part := range parts {
				if i > 0 && parts[i-1].By == part.By && parts[i-1].Place >= part.Place {
					t.Errorf("%s: part %d is %+v, and the part before is %+v", application, i, part, parts[i-1])
				}
				value := s.GroupBy(part.By)[part.Place].Value
				part.By, part.Place = "", 0
				got[key{application, parts[i].By, value}] = part
			}
		}
		if len(got) != len(want) || len(a.Parts) != 30 {
			t.Errorf("%d workers: %d parts of %d applications; want %d", workers, len(got), len(a.Parts), len(want))
		}
		for k := range want {
			if got[k] != want[k] {
				t.Errorf("%d workers: %+v: %+v; want %+v", workers, k, got[k], want[k])
			}
		}
	}
}

// TestManyParts catches parts that grow with every user, that are incomplete, or that
// depend on how many workers count: there are none, or all.
func TestManyParts(t *testing.T) {
	for users, all := range map[int]bool{7_000: true, 10_000: false} {
		var b strings.Builder
		b.WriteString(head)
		for i := range 3 * users {
			fmt.Fprintf(&b, "2026-11-23 10:00:00,%d,Clerk,10.0.0.1,Failure,MissingKey,App %d\n", i/3, i%3)
		}
		for _, workers := range []int{1, 3} {
			_, a, err := trail.Count(context.Background(), []trail.Source{text(b.String())}, trail.Options{Workers: workers})
			if err != nil {
				t.Fatal(err)
			}
			if (a.Parts != nil) != all || all && len(a.Parts["App 1"]) != users+2 {
				t.Errorf("%d users, %d workers: %d applications, %d parts; want all %v", users, workers, len(a.Parts), len(a.Parts["App 1"]), all)
			}
		}
	}
}

// TestPartsWithoutPlace catches rows of values beyond the memory limit that are left out:
// they are one part without a place.
func TestPartsWithoutPlace(t *testing.T) {
	var b strings.Builder
	b.WriteString(head)
	const rows = 50_000
	for i := range rows {
		fmt.Fprintf(&b, "2026-11-23 10:00:00,user %d %s,Clerk,10.0.0.1,Success,,A\n", i, strings.Repeat("x", 200))
	}
	_, a, err := trail.Count(context.Background(), []trail.Source{text(b.String())}, trail.Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	var all, rest int64
	for _, part := range a.Parts["A"] {
		if part.By == trail.ByUser {
			all += part.Successes
			if part.Place < 0 {
				rest += part.Successes
			}
		}
	}
	if all != rows || rest == 0 || rest == rows {
		t.Errorf("%d rows in parts, %d of them without a place; want %d in all", all, rest, rows)
	}
}
