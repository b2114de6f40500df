package diagnosis_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/trail"
)

// export returns an export of the trail. Each row is the seconds from noon, status, Detail,
// role and application.
func export(rows ...[5]string) trail.Source {
	var s strings.Builder
	s.WriteString("Date,Status,Detail,Role,User,Token-based Application Name\n")
	for _, r := range rows {
		seconds, err := time.ParseDuration(r[0])
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(&s, "%s,%s,%s,%s,12,%s\n", noon.Add(seconds).Format(time.DateTime), r[1], r[2], r[3], r[4])
	}
	return trail.Source{Name: "export", Size: -1, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(s.String())), nil }}
}

// TestTrailRows catches rows of another role, application or time that are counted for a token,
// and rows that prove a code: a row names no token.
func TestTrailRows(t *testing.T) {
	all := [][5]string{
		{"-2m", "Failure", "MissingKey", "1000", "Shop"}, {"-1m", "Failure", "MissingKey", "1000", "Shop"}, {"3h", "Failure", "AccessTokenExpired", "1000", "Shop"},
		{"-1m", "Success", "", "1000", "Shop"}, {"-1m", "Failure", "ScopeMismatched", "3", "Shop"}, {"-1m", "Failure", "InvalidScope", "1000", "Bank"},
		{"-3h", "Failure", "FeatureDisabled", "1000", "Shop"}, {"48h", "Failure", "FeatureDisabled", "1000", "Shop"},
	}
	for name, c := range map[string]struct {
		facts string
		zone  *time.Location
		title string
		got   string
	}{
		"by role":        {"", time.UTC, "The trail has 4 failures of role 1000, user 12 in the time of this token", "MissingKey: 2 rows|AccessTokenExpired: 1 row|InvalidScope: 1 row"},
		"by application": {"application=Shop", time.UTC, "The trail has 3 failures of application Shop, role 1000, user 12 in the time of this token", "MissingKey: 2 rows|AccessTokenExpired: 1 row"},
		"another zone":   {"application=Shop", time.FixedZone("", -3*3600), "The trail has 4 failures of application Shop, role 1000, user 12 in the time of this token", "MissingKey: 2 rows|AccessTokenExpired: 1 row|FeatureDisabled: 1 row"},
		"blank roles":    {"application=Shop", time.UTC, "The trail has 4 failures of application Shop, user 12 in the time of this token", "MissingKey: 2 rows|AccessTokenExpired: 1 row|TokenBlocked: 1 row"},
		"far away":       {"application=Shop", time.FixedZone("", 14*3600), "The trail has no failure of application Shop, role 1000, user 12 in the time of this token", ""},
	} {
		input := intake.Recognise(goodAccess)
		var facts diagnosis.Facts
		if c.facts != "" {
			fact, err := diagnosis.ParseFact(c.facts, diagnosis.SourceUser)
			if err != nil {
				t.Fatal(err)
			}
			facts = facts.With(fact)
		}
		if name == "another zone" { // the rows are three hours earlier by the clock on the wall
			all[6] = [5]string{"-3h1m", "Failure", "FeatureDisabled", "1000", "Shop"}
		}
		rows := slices.Clone(all)
		if name == "blank roles" {
			rows = append(slices.Delete(rows, 4, 5), [5]string{"-1m", "Failure", "TokenBlocked", "", "Shop"})
		}
		source := []trail.Source{export(rows...)}
		everything, _, err := trail.Count(context.Background(), source, trail.Options{})
		if err != nil {
			t.Fatal(err)
		}
		match, filter, ok := diagnosis.TokenRows(&input.Tokens[0], everything, facts, c.zone)
		if !ok {
			t.Fatalf("%s: no rows are selected for a token with times", name)
		}
		chosen, _, err := trail.Count(context.Background(), source, trail.Options{Filter: filter})
		if err != nil {
			t.Fatal(err)
		}
		if match.Filter != filter {
			t.Errorf("%s: the filter of the match is not the one that selected its rows", name)
		}
		match.Token = 1
		d := diagnosis.Diagnose(diagnosis.Case{At: noon, Facts: facts, Trail: []diagnosis.TrailMatch{match.Counted(chosen)}}.With(input))
		var got []string
		title := ""
		for _, f := range d.Findings {
			if f.ID != "trail-rows" {
				continue
			}
			title = f.Title
			if f.Status != diagnosis.Unchecked {
				t.Errorf("%s: the finding is %s; rows prove nothing about a token", name, f.Status)
			}
			for _, e := range f.Evidence {
				words, _, _ := strings.Cut(e.Got, ", ")
				got = append(got, words)
			}
		}
		if title != c.title {
			t.Errorf("%s: %q; want %q", name, title, c.title)
		}
		if strings.Join(got, "|") != c.got {
			t.Errorf("%s: %q; want %q", name, got, c.got)
		}
		for _, verdict := range d.Verdicts {
			if verdict.Verdict == diagnosis.Confirmed || verdict.Verdict == diagnosis.Likely {
				t.Errorf("%s: %s is %s by rows of the trail", name, verdict.Code, verdict.Verdict)
			}
		}
	}
	input := intake.Recognise(forge(issuedHeader, accessClaims.but(part{"iat": gone, "exp": gone}), 512))
	if _, _, ok := diagnosis.TokenRows(&input.Tokens[0], &trail.Summary{}, nil, time.UTC); ok {
		t.Error("rows are selected for a token without times")
	}
}
