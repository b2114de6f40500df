package trail

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// TestJSONShapes catches rows of JSON that are lost because of what is around them, and
// pages that lack rows and are called complete, whatever the blocks.
func TestJSONShapes(t *testing.T) {
	const (
		row    = `{"links":[],"date":"2026-11-09 17:02:00","status":"Failure","detail":"MissingKey","user":12,"username":"Vos, Kaja","role":3,"rolename":"Clerk"}`
		values = `{"recordType":null,"id":null,"values":{"date":"11/9/2026 5:02 pm","user":[{"value":12,"text":"Vos, Kaja"}],"role":[{"value":"3","text":"Clerk"}],"status":"Failure","detail":"MissingKey","secchallenge":[]}}`
		page   = `{"links":[{"rel":"self","href":"x"}],"count":1,"hasMore":true,"items":[` + row + `],"offset":0,"totalResults":2}`
		last   = `{"links":[],"count":1,"hasMore":false,"items":[` + row + `],"offset":1,"totalResults":2}`
		failed = `{"type":"x","title":"Unauthorized","status":401,"o:errorDetails":[{"detail":"Invalid login attempt.","o:errorCode":"INVALID_LOGIN"}]}`
	)
	for name, c := range map[string]struct {
		text string
		want string // rows, bad rows, format, problem
	}{
		"pages":                       {page + "\n" + last, "2 0 json "},
		"an array of pages":           {"[" + page + ",\n" + last + "]", "2 0 json "},
		"pages in an object":          {`{"pages":[` + page + "," + last + `]}`, "2 0 json "},
		"a line for each page":        {page + "\n" + last + "\n", "2 0 json "},
		"data":                        {`{"data":[` + row + "," + row + `]}`, "2 0 json "},
		"data behind others":          {`{"success":true,"meta":{"a":[1,{"b":[]}],"count":2},"data":[` + row + "," + row + `],"x":[{"y":1}]}`, "2 0 json "},
		"lines of data":               {strings.Repeat(`{"rows":[`+row+"]}\n", 2), "2 0 json "},
		"data in data":                {`{"result":{"total":2,"data":[` + row + "," + row + `]}}`, "2 0 json "},
		"values":                      {"[" + values + "," + values + "]", "2 0 json "},
		"lines of values":             {values + "\n" + values + "\n", "2 0 ndjson "},
		"data of values":              {`{"data":[` + values + "," + values + `]}`, "2 0 json "},
		"an array on each line":       {"[" + row + "]\n[" + row + "]\n", "2 0 json "},
		"values without a detail":     {"[" + values + `,{"id":"5","values":{}}]`, "1 1 json "},
		"a reference":                 {strings.Repeat(`{"status":"Failure","detail":"MissingKey","user":{"id":"12","refName":"Vos, Kaja"},"role":{"value":"3","text":"Clerk"}}`+"\n", 2), "2 0 ndjson "},
		"a page of two":               {"[" + page + "]", "1 0 json the last response announces more rows"},
		"a page that lacks a row":     {"[" + strings.Replace(last, `"totalResults":2`, `"totalResults":9`, 1) + "]", "1 0 json the responses announce 9"},
		"a page twice":                {"[" + page + "," + page + "," + last + "]", "3 0 json two responses have the same offset"},
		"a page that is an error":     {"[" + page + "," + failed + "," + last + "]", "2 1 json one of the responses is an error"},
		"an array of pages, cut":      {"[" + page + "," + last + ",", "2 0 json the JSON is incomplete"},
		"an array of pages, cut more": {"[" + page + "," + last[:len(last)-40], "1 1 json the JSON is incomplete"},
		"no rows in pages":            {`[{"items":[],"hasMore":false,"totalResults":0}]`, "0 0 json "},
		"no rows in data":             {`{"data":[]}`, "0 0 json "},
	} {
		for block := 16; block < 4000; block += block/2 + 7 {
			if block < 1<<10 && strings.HasPrefix(name, "a page that is an error") {
				continue // an error that is in two blocks is not recognised as one
			}
			s, _, err := Count(context.Background(), []Source{textSource(c.text)}, Options{Workers: 2, limits: limits{block: block, record: 1 << 10, cell: MaxCell, columns: 100}})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				break
			}
			got := fmt.Sprintf("%d %d %s %s", s.Rows, s.BadRows(), s.Sources[0].Dialect.Format, s.Sources[0].Problem)
			if !strings.HasPrefix(got, c.want) || s.Complete != strings.HasSuffix(c.want, "json ") {
				t.Errorf("%s, blocks of %d: %s; want %s", name, block, got, c.want)
			}
			if groups := s.GroupBy(ByUser); s.Rows > 0 && (len(groups) != 1 || groups[0].Value != "Vos, Kaja" || s.GroupBy(ByRole)[0].Value != "Clerk") {
				t.Errorf("%s: users %+v, roles %+v", name, groups, s.GroupBy(ByRole))
			}
		}
	}
	for name, text := range map[string]string{
		"an error": failed, "HAR": `{"log":{"version":"1.2","entries":[{"startedDateTime":"2026-11-09T17:02:00Z","request":{"url":"x"},"response":{"status":401}}]}}`,
		"a token answer": `{"access_token":"x","expires_in":"3600"}`, "deep": strings.Repeat(`{"a":[`, 5000),
	} {
		if s, _, err := Count(context.Background(), []Source{textSource(text)}, Options{}); err == nil {
			t.Errorf("%s: %d rows", name, s.Rows)
		}
	}
}

// TestNamesBesideIDs catches internal ids that are shown in the place of names, and names
// that are not.
func TestNamesBesideIDs(t *testing.T) {
	for text, want := range map[string]string{
		"Status,User,User Name\nFailure,12,Vos\n":                                                          "Vos",
		"Status,User Name,User\nFailure,Vos,12\n":                                                          "Vos",
		"Status,User,User Name\nFailure,Vos,Kaja\n":                                                        "Vos",
		"Status,User,User Name\nFailure,12,13\n":                                                           "12",
		"Status,User,User Name\nFailure,12,\nFailure,12,Vos\n":                                             "Vos",
		`{"user":12,"status":"Failure"}` + "\n" + `{"user":12,"username":"Vos","status":"Failure"}` + "\n": "Vos",
	} {
		s, _, err := Count(context.Background(), []Source{textSource(text)}, Options{})
		if err != nil || s.GroupBy(ByUser)[0].Value != want && s.GroupBy(ByUser)[len(s.GroupBy(ByUser))-1].Value != want {
			t.Errorf("%q: %+v, %v; want %s", text, s.GroupBy(ByUser), err, want)
		}
	}
}
