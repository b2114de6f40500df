package clientline

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/worktest"
)

// sample is a text as people paste it, and the row that must match: "" for prose about
// errors and for source code that handles them. Early samples were written before the table
// of rows.
type sample struct {
	Row   string `json:"row"`
	Text  string `json:"text"`
	Early bool   `json:"early"`
}

func samples(t testing.TB) (out []sample) {
	t.Helper()
	data, err := os.ReadFile("testdata/lines.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(data) {
		var s sample
		if err := json.Unmarshal(line, &s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

// TestRows catches a row that another one shadows, a spelling that no longer matches, and
// text that is mistaken for an error.
func TestRows(t *testing.T) {
	seen := map[string]int{}
	errors, others := 0, 0
	for _, s := range samples(t) {
		if s.Row == "" {
			if line, ok := Read(s.Text); ok {
				t.Errorf("%q is taken for %s (%s: %q)", s.Text, line.Row.ID, line.Client, line.Words)
			}
			others++
			continue
		}
		for _, text := range dressed(s.Text) {
			line, ok := Read(text)
			if !ok {
				t.Errorf("%q: nothing is read, want %s", text, s.Row)
			} else if line.Row.ID != s.Row {
				t.Errorf("%q: %s (%s: %q), want %s", text, line.Row.ID, line.Client, line.Words, s.Row)
			}
		}
		seen[s.Row]++
		errors++
	}
	if errors < 90 || others < 30 {
		t.Errorf("%d errors, %d other texts", errors, others)
	}
	known := map[string]bool{}
	for _, row := range Rows() {
		if known[row.ID] {
			t.Errorf("two rows are called %s", row.ID)
		}
		known[row.ID] = true
		switch {
		case seen[row.ID] == 0:
			t.Errorf("%s has no variant", row.ID)
		case row.Title == "" || row.Why == "" || row.Verify == "" || row.Source == "" || row.Page == "" || len(row.Integrator)+len(row.Administrator) == 0:
			t.Errorf("%s lacks something: %+v", row.ID, row)
		}
	}
}

// dressed returns text as it appears in different logs. Read must find the same row in each.
func dressed(text string) []string {
	quoted, _ := json.Marshal(text)
	return []string{text, "2026-11-23T12:00:01.123Z [worker-3] ERROR " + text, `{"level":"error","time":1795435200,"msg":` + string(quoted) + "}", "starting the job\nconnecting\n" + text + "\n    at main (/app/index.js:3:1)\n", "> " + strings.ReplaceAll(text, "\n", "\r\n> ")}
}

func TestHosts(t *testing.T) {
	before := samples(t)
	for text, want := range map[string]string{
		before[0].Text: "7654321_sb1.suitetalk.api.netsuite.com", before[1].Text: "1234567.suitetalk.netsuite.com", before[2].Text: "1234567_SB1.suitetalk.api.netsuite.com", before[4].Text: "1234567-sb1.suitetalk.netsuite.com",
		before[5].Text: "1234567_sb1.suitetalk.api.netsuite.com", before[6].Text: "1234567_SB1.suitetalk.api.netsuite.com", before[7].Text: "1234567.suitetalk.api.netsuite.co", before[8].Text: "1234567_sb1.suitetalk.api.netsuite.com",
		before[9].Text: "1234567_sb1.suitetalk.api.netsuite.com", before[10].Text: "1234567_sb1.suitetalk.api.netsuite.com", before[3].Text: "", "getaddrinfo ENOTFOUND https": "https", "getaddrinfo ENOTFOUND login.example.com": "login.example.com",
		"Error: getaddrinfo ENOTFOUND ${ACCOUNT}.suitetalk.api.netsuite.com": "${ACCOUNT}.suitetalk.api.netsuite.com",
	} {
		line, ok := Read(text)
		if !ok || line.Host != want {
			t.Errorf("%.90q: host %q, want %q (%v)", text, line.Host, want, ok)
		}
	}
}

func TestStatus(t *testing.T) {
	for text, want := range map[string]int{
		"AxiosError: Request failed with status code 400": 400, "requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: x": 401, "urllib.error.HTTPError: HTTP Error 403: Forbidden": 403,
		"System.Net.Http.HttpRequestException: Response status code does not indicate success: 500 (Internal Server Error).": 500, "java.io.IOException: Server returned HTTP response code: 400 for URL: x": 400, "401 Unauthorized: [no body]": 401,
	} {
		if line, ok := Read(text); !ok || line.Status != want || line.Row.ID != "status-only" {
			t.Errorf("%q: %+v", text, line)
		}
	}
}

// FuzzClientLine catches a cost out of proportion to the length of the text, and words or a
// host that are too long or not printable.
func FuzzClientLine(f *testing.F) {
	for _, s := range samples(f) {
		f.Add(s.Text)
	}
	f.Add(strings.Repeat("curl: (28) ", 3000))
	f.Add(strings.Repeat("getaddrinfo ENOTFOUND ", 3000) + strings.Repeat("a.", 3000))
	f.Add(strings.Repeat("/services/mcp/v1 ", 3000))
	f.Fuzz(func(t *testing.T, text string) {
		var line Line
		var ok bool
		worktest.Bound(t, len(text), func() { line, ok = Read(text) })
		if !ok {
			return
		}
		if shown, hidden := border.Printable(line.Words + line.Host); hidden > 0 || strings.Contains(shown, "\n") || len(line.Host) > 110 || len(line.Words) > 800 {
			t.Fatalf("%q: words %q, host %q", text, line.Words, line.Host)
		}
		if line.Row == nil || line.Row.Page == "" || line.Status < 0 || line.Status > 599 {
			t.Fatalf("%+v", line)
		}
	})
}
