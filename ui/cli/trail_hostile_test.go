package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/charmbracelet/x/ansi"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	table "github.com/yuin/goldmark/extension/ast"
	markdown "github.com/yuin/goldmark/text"

	"authdoctor/content"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/incident"
	"authdoctor/diagnosis/worktest"
	"authdoctor/ui/report"
)

// hostileValues are names that an application, a user or a role may have.
func hostileValues() []string {
	return append(markup(),
		"\x1b[31m"+mark, mark+"\x1b]0;x\a", "\u009b31m"+mark, "\u202e"+mark, mark+"\u2066\u200b\ufeff", "\U000e0041"+mark, mark+"\u2028\u2029", "\x7f"+mark, "\ue000"+mark, "\U000f0000"+mark,
		mark+"\r\nsecond", mark+"\ttab", "  "+mark+"  ", mark+"\\", mark+"\\|", "|"+mark+"|", mark+"\\\\|x", "`|`"+mark, mark+" `", "`` "+mark, mark+"\u0301\u0302\u0303\u0304\u0305",
		"\""+mark+"\", \"x\"", "=HYPERLINK(\"http://evil.example\",\""+mark+"\")", "株式会社連携 "+mark, "🚚 "+mark, strings.Repeat("wide 連携 ", 40)+mark, "a@"+mark+".example", "www."+mark+".example",
	)
}

// hostileExport returns an export with a value in every field.
func hostileExport(value string) []byte {
	row := func(at, status string) []string {
		return []string{at, value, value, value, value, status, value, value}
	}
	return export(row("11/13/2026 3:04 pm", "Failure"), row("11/14/2026 3:04 pm", "Failure"), row("11/14/2026 4:04 pm", "Success"), row(value, "Failure"), []string{value, value})
}

// TestTrailHostile catches a value of an export that controls the terminal, reorders or hides
// text in any output, one that JSON does not return exactly, and a line wider than the
// terminal. The long run prints each value at every width.
func TestTrailHostile(t *testing.T) {
	for n, value := range hostileValues() {
		files := fstest.MapFS{"a.csv": {Data: hostileExport(value)}}
		for _, format := range []string{formatText, formatJSON, formatMarkdown} {
			got := play(files, "", "trail", "--format", format, "--by", strings.Join(namesOf(trail.Dimensions()), ","), "a.csv")
			printable(t, got.out)
			printable(t, got.err)
			if got.code != exitProblems || got.err != "" {
				t.Errorf("%q as %s: exit code %d, %q", value, format, got.code, got.err)
			}
			if format != formatJSON {
				continue
			}
			answer := document(t, got.out)
			if err := trailSchema1.check(answer); err != nil {
				t.Errorf("%q: the answer%v", value, err)
			}
			for _, by := range []string{"by_application", "by_user", "by_role", "by_ip", "by_request_uri"} {
				groups := answer[by].([]any)
				if read := groups[0].(map[string]any)["value"]; len(groups) != 1 || read != value {
					t.Errorf("%s of %q is %q", by, value, read)
				}
			}
		}
		a := counting(t, hostileExport(value))
		incident := incident.Incident{Kind: incident.Burst, Code: value, Application: "*", Applications: []string{value, value}, User: &value, Role: &value, IP: &value, Why: value}
		for width := narrowest; width <= usual; width++ {
			if !worktest.Long && width != narrowest && width != usual && (width+n)%10 != 0 {
				continue
			}
			w := &textWriter{width: width}
			w.incident(report.IncidentOf(incident, content.Cause{Words: value, Page: "codes/MissingKey.md"}))
			printable(t, w.String())
			for _, line := range strings.Split((&textWriter{width: width}).trail(a)+w.String(), "\n") {
				if ansi.StringWidth(line) > width {
					t.Errorf("%q at width %d: a line is %d wide: %q", value, width, ansi.StringWidth(line), line)
				}
			}
		}
	}
}

// TestTrailJSONCanaries catches a character that is raw in JSON, and one that a program does
// not read back.
func TestTrailJSONCanaries(t *testing.T) {
	for r := rune(0); r <= 0x10ffff; r++ {
		if r == 0xd800 {
			r = 0xe000
		}
		if r == 0x3000 { // the CJK blocks in samples; everything above in planes of odd characters
			continue
		}
		if r > 0x3400 && r < 0xd7a0 && r%97 != 0 || r > 0x20000 && r < 0xe0000 && r%997 != 0 || r > 0xe1000 && r%997 != 0 {
			continue
		}
		value := "a" + string(r) + "b"
		plain, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		safe := escapeHidden(plain)
		var back string
		if err := json.Unmarshal(safe, &back); err != nil || back != value {
			t.Fatalf("%U becomes %s, which is read as %q: %v", r, safe, back, err)
		}
		if shown := printableText(string(safe)); shown != string(safe) {
			t.Fatalf("%U is raw in %q", r, safe)
		}
	}
	if got := string(escapeHidden([]byte("\"\u202e\U000e0041é連\""))); got != `"\u202e\udb40\udc41é連"` {
		t.Errorf("escaped: %s", got)
	}
	if got := string(escapeHidden([]byte("\"a\u0301\u0302\u0303\u0304\u0305b\u0301\""))); got != "\"a\u0301\u0302\u0303"+`\u0304\u0305`+"b\u0301\"" {
		t.Errorf("stacked marks: %q", got)
	}
}

// TestTrailMarkdown catches a value of an export that a renderer of the report would take for
// markup, or that breaks a table.
func TestTrailMarkdown(t *testing.T) {
	reader := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()
	for _, value := range hostileValues() {
		a := counting(t, hostileExport(value))
		a.notes = notesOnTrail(a, trail.Options{})
		a.incidents = []incident.Incident{{Kind: incident.Burst, Code: value, Application: "*", Applications: []string{value, value}, User: &value, Why: value}}
		a.cause = func(incident.Cause) content.Cause { return content.Cause{Words: value, Page: "codes/MissingKey.md"} }
		source := []byte(a.document(report.ForBoth, &names{}).Markdown())
		tables := 0
		_ = ast.Walk(reader.Parse(markdown.NewReader(source)), func(node ast.Node, entering bool) (ast.WalkStatus, error) {
			if !entering {
				return ast.WalkContinue, nil
			}
			switch node := node.(type) {
			case *ast.FencedCodeBlock, *ast.CodeSpan:
				return ast.WalkSkipChildren, nil
			case *table.Table:
				tables++
				for row := node.FirstChild(); row != nil; row = row.NextSibling() {
					if row.ChildCount() != len(node.Alignments) {
						t.Errorf("%q: a row has %d cells, want %d", value, row.ChildCount(), len(node.Alignments))
					}
					last, isText := row.LastChild().FirstChild().(*ast.Text)
					if isText && strings.Contains(string(last.Segment.Value(source)), "`") {
						t.Errorf("%q: a cell ends in %q", value, last.Segment.Value(source))
					}
				}
			case *ast.RawHTML, *ast.HTMLBlock, *ast.Image, *ast.Link, *ast.AutoLink, *ast.Emphasis, *ast.Blockquote, *ast.ThematicBreak:
				t.Errorf("%q: %s outside code", value, node.Kind())
			case *ast.Text:
				if strings.Contains(string(node.Segment.Value(source)), mark) {
					t.Errorf("%q: %q is outside code", value, node.Segment.Value(source))
				}
			}
			return ast.WalkContinue, nil
		})
		if want := len(trail.Dimensions()) + 1; tables != want {
			t.Errorf("%q: %d tables, want %d:\n%s", value, tables, want, source)
		}
	}
}

// trailTruth is what the generator of a sample recorded about it.
type trailTruth struct {
	Rows    float64
	Damaged float64                       `json:"damaged_lines"`
	Latin1  float64                       `json:"latin1_rows"`
	Status  map[string]float64            `json:"by_status"`
	Code    map[string]float64            `json:"by_code"` // failures
	App     map[string]map[string]float64 `json:"by_application"`
	User    map[string]float64            `json:"by_user_failures"`
	Role    map[string]float64            `json:"by_role_failures"`
	Day     map[string]float64            `json:"by_day_failures"`
	IP      map[string]float64            `json:"by_ip_failures"`
	Pairs   map[string]float64            `json:"by_code_application"` // code, tab, application
}

// TestTrailSamples catches a count that differs from that of the generator of the sample,
// including damaged rows.
func TestTrailSamples(t *testing.T) {
	for _, name := range []string{"sample_clean", "header_internal", "damaged"} {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(samples + "audit/" + name + ".csv")
			if errors.Is(err, fs.ErrNotExist) {
				t.Skip("the samples are not beside this checkout")
			}
			if err != nil {
				t.Fatal(err)
			}
			known, err := os.ReadFile(samples + "audit/" + name + ".truth.json")
			if err != nil {
				t.Fatal(err)
			}
			var want trailTruth
			if err := json.Unmarshal(known, &want); err != nil {
				t.Fatal(err)
			}
			answer, got := trailDocument(t, fstest.MapFS{"a.csv": {Data: data}}, "a.csv")
			if got.code != exitProblems || answer["complete"] != true {
				t.Errorf("exit code %d, complete %v", got.code, answer["complete"])
			}
			source := answer["sources"].([]any)[0].(map[string]any)
			for what, pair := range map[string][2]any{
				"rows": {answer["rows"], want.Rows}, "failures": {answer["failures"], want.Status["Failure"]},
				"bad rows": {answer["bad_rows"], want.Damaged}, "Latin-1 rows": {source["latin1_rows"], want.Latin1}, "undated": {answer["undated"], 0.0},
			} {
				if pair[0] != pair[1] {
					t.Errorf("%v %s, want %v", pair[0], what, pair[1])
				}
			}
			for by, want := range map[string]map[string]float64{"by_code": want.Code, "by_user": want.User, "by_role": want.Role, "by_day": want.Day, "by_ip": want.IP} {
				got := map[string]float64{}
				for _, item := range answer[by].([]any) {
					group := item.(map[string]any)
					if n := group["failures"].(float64); n > 0 {
						got[group["value"].(string)] = n
					}
				}
				if fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("%s is %v, want %v", by, got, want)
				}
			}
			applications := map[string]map[string]float64{}
			for _, item := range answer["by_application"].([]any) {
				group := item.(map[string]any)
				applications[group["value"].(string)] = map[string]float64{"success": group["successes"].(float64), "failure": group["failures"].(float64)}
			}
			if fmt.Sprint(applications) != fmt.Sprint(want.App) {
				t.Errorf("by_application is %v, want %v", applications, want.App)
			}
			pairs := map[string]float64{}
			for _, item := range answer["by_code_application"].([]any) {
				pair := item.(map[string]any)
				pairs[pair["code"].(string)+"\t"+pair["application"].(string)] = pair["failures"].(float64)
			}
			if fmt.Sprint(pairs) != fmt.Sprint(want.Pairs) {
				t.Errorf("by_code_application is %v, want %v", pairs, want.Pairs)
			}
		})
	}
}

// escapeHidden returns a document as the JSON writer prints it.
func escapeHidden(document []byte) []byte {
	var out bytes.Buffer
	_, _ = border.NewJSONWriter(&out).Write(document)
	return out.Bytes()
}
