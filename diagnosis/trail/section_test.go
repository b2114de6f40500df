package trail_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis/trail"
)

// TestSections catches rows below a second header that are read by the columns of the first,
// a row that is taken for a header, and lines that are counted wrongly.
func TestSections(t *testing.T) {
	const first = "Date,User,Role,Status,Detail,Application\n2026-11-01 10:00:00,u,Clerk,Failure,MissingKey,A\n"
	for name, c := range map[string]struct{ text, applications, rows string }{
		"another order":            {"Application,Detail,Status,Role,User,Date\nB,TokenRejected,Failure,Clerk,v,2026-11-02 10:00:00\n", "A=1/0 B=1/0", "2 u MissingKey A, 4 v TokenRejected B"},
		"the order of two":         {"Date,Role,User,Status,Detail,Application\n2026-11-02 10:00:00,Clerk,v,Failure,TokenRejected,B\n", "A=1/0 B=1/0", "2 u MissingKey A, 4 v TokenRejected B"},
		"the same":                 {"Date,User,Role,Status,Detail,Application\n2026-11-02 10:00:00,v,Clerk,Success,,B\n", "A=1/0 B=0/1", "2 u MissingKey A, 4 v  B"},
		"fewer columns":            {"Status,Application\nFailure,B\nSuccess,A\n", "A=1/1 B=1/0", "2 u MissingKey A, 4   B, 5   A"},
		"more columns":             {"Date,User,Role,IP Address,Email Address,Status,Detail,Application,Note\n2026-11-02 10:00:00,v,Clerk,10.0.0.1,v@example.test,Failure,TokenRejected,B,x\n", "A=1/0 B=1/0", "2 u MissingKey A, 4 v TokenRejected B"},
		"names of SuiteQL":         {"status,detail,oAuthAppName,user\nFailure,TokenRejected,B,v\n", "A=1/0 B=1/0", "2 u MissingKey A, 4 v TokenRejected B"},
		"a byte order mark":        {"\ufeff\"Status\",\"Detail\",\"Application\",User\r\nFailure,TokenRejected,B,v\r\n", "A=1/0 B=1/0", "2 u MissingKey A, 4 v TokenRejected B"},
		"quotes in the first":      {"\"Status\",\"De\"\"tail\",Application,User\nFailure,TokenRejected,B,v\n", "A=1/0 B=1/0", "2 u MissingKey A, 4 v TokenRejected B"},
		"spaces around labels":     {"Status , Detail,Application,User\nFailure,TokenRejected,B,v\n", "A=1/0 B=1/0", "2 u MissingKey A, 4 v TokenRejected B"},
		"no Status":                {"Detail,Application,Date\nTokenRejected,B,2026-11-02 10:00:00\n,B,2026-11-02 10:00:00\n", "A=1/0 B=1/1", "2 u MissingKey A, 4  TokenRejected B, 5   B"},
		"no Status, then the same": {"Detail,Application\nTokenRejected,B\nDetail,Application\n,B\n", "A=1/0 B=1/1", "2 u MissingKey A, 4  TokenRejected B, 6   B"},
		"there and back":           {"Status,Detail,Application\nFailure,TokenRejected,B\n" + first, "A=2/0 B=1/0", "2 u MissingKey A, 4  TokenRejected B, 6 u MissingKey A"},
		"German":                   {"Datum,Benutzer,Status,Details,Anwendung\n2026-11-02 10:00:00,v,Failure,TokenRejected,B\n", "A=1/0 B=1/0", "2 u MissingKey A, 4 v TokenRejected B"},
		"two rows over two lines":  {"Status,Application,User\nFailure,B,\"v\nw\"\nSuccess,B,x\n", "A=1/0 B=1/1", "2 u MissingKey A, 4 v\\u{000A}w  B, 6 x  B"},
		"labels as values":         {"2026-11-02 10:00:00,User,Role,Failure,Detail,Application\n", "A=1/0 Application=1/0", "2 u MissingKey A, 3 User Detail Application"},
		"labels in a strange row":  {"User,Application,x,Perhaps,y,z\n2026-11-02 10:00:00,v,Clerk,Failure,TokenRejected,B\n", "A=1/0 B=1/0", "2 u MissingKey A, 4 v TokenRejected B"},
		"one label alone":          {"Status,x,y,z,1,2\n2026-11-02 10:00:00,v,Clerk,Failure,TokenRejected,B\n", "A=1/0 B=1/0", "2 u MissingKey A, 4 v TokenRejected B"},
	} {
		for _, once := range []bool{false, true} {
			source := text(first + c.text)
			source.Once = once
			s, _, err := trail.Count(context.Background(), []trail.Source{source}, trail.Options{Workers: 2})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			invariants(t, s)
			applications := strings.Fields(groups(s, trail.ByApplication))
			slices.Sort(applications)
			if got := strings.Join(applications, " "); got != c.applications {
				t.Errorf("%s, once %v: %q; want %q; %+v", name, once, got, c.applications, s.Sources[0].Bad)
			}
		}
		rows, _, err := trail.Rows(context.Background(), []trail.Source{text(first + c.text)}, trail.Options{}, 100)
		var got []string
		for _, row := range rows {
			got = append(got, fmt.Sprint(row.Line, " ", row.Values[trail.ColumnUser], " ", row.Values[trail.ColumnDetail], " ", row.Values[trail.ColumnApplication]))
		}
		if strings.Join(got, ", ") != c.rows || err != nil {
			t.Errorf("%s: the rows are %q; want %q; %v", name, got, c.rows, err)
		}
	}
}

// TestSectionsOfSamples catches counts of exports with two headers that differ from the truth
// about them.
func TestSectionsOfSamples(t *testing.T) {
	folder := "../../../shared/samples/audit/cases"
	cases, err := os.Open(filepath.Join(folder, "cases.jsonl"))
	if err != nil {
		t.Skip("no samples here")
	}
	defer cases.Close()
	for lines := bufio.NewScanner(cases); lines.Scan(); {
		var want struct {
			File           string
			Rows, Failures int64
		}
		if err := json.Unmarshal(lines.Bytes(), &want); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(want.File, "header-again") && !strings.Contains(want.File, "overlap") {
			continue
		}
		got, _, err := trail.Count(context.Background(), []trail.Source{fileSource(t, filepath.Join(folder, want.File))}, trail.Options{Dedupe: true})
		if err != nil || got.Rows != want.Rows || got.Failures != want.Failures {
			t.Errorf("%s: %d failures of %d rows; want %d of %d; %v", want.File, got.Failures, got.Rows, want.Failures, want.Rows, err)
		}
	}
}
