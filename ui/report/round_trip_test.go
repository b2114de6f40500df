package report_test

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/pseudonym"
	"authdoctor/diagnosis/worktest"
	"authdoctor/ui/report"
)

// sampleCases returns the Case of each sample, by its name. It skips the test where the
// samples are not beside the checkout.
func sampleCases(t *testing.T) map[string]diagnosis.Case {
	t.Helper()
	const samples = "../../../shared/samples/"
	if _, err := os.Stat(samples); errors.Is(err, fs.ErrNotExist) {
		t.Skip("the samples are not beside this checkout")
	}
	cases := map[string]diagnosis.Case{}
	add := func(name, text string, file *keys.File, facts ...string) {
		c := diagnosis.Case{At: noon}
		for _, one := range facts {
			fact, err := diagnosis.ParseFact(one, diagnosis.SourceUser)
			if err != nil {
				t.Fatal(err)
			}
			c.Facts = c.Facts.With(fact)
		}
		c = c.With(intake.Recognise(text).StateAlone())
		if file != nil {
			c.Keys, c.Verify = c.Keys.With(*file), len(c.Tokens) > 0
		}
		cases[name] = c
	}
	type sample struct {
		ID, Name, Input, Token string
		Facts                  []string
		Input64                []byte `json:"input_b64"`
	}
	for _, name := range []string{"public-cases.jsonl", "scenarios.jsonl", "hostile-tokens.jsonl", "hostile-keys.jsonl"} {
		data, err := os.ReadFile(samples + name)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(bytes.NewReader(data))
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var s sample
			if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
				t.Fatal(err)
			}
			add(name+" "+s.ID+s.Name, s.Input+s.Token+string(s.Input64), nil, s.Facts...)
		}
	}
	paths, err := filepath.Glob(samples + "certificates/*")
	if err != nil || len(paths) == 0 {
		t.Fatal(err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		file := keys.Read(filepath.Base(path), data, nil)
		add("certificates "+filepath.Base(path), "", &file)
	}
	return cases
}

// mailed returns a text as a mail program quotes and wraps it, twice.
func mailed(text string) string {
	for range 2 {
		var out []string
		for _, line := range strings.Split(text, "\n") {
			for line = "> " + line; len(line) > 76; {
				at := cmp.Or(max(0, strings.LastIndexByte(line[:76], ' ')), 76)
				out, line = append(out, line[:at]), line[at:]
			}
			out = append(out, line)
		}
		text = strings.Join(out, "\n")
	}
	return text
}

// onTheWay are the ways of a report to its reader.
var onTheWay = []struct {
	name string
	text func(t *testing.T, r report.Handed) string
}{
	{"text", func(t *testing.T, r report.Handed) string { return written(t, r, report.AsMarkdown) }},
	{"HTML", func(t *testing.T, r report.Handed) string { return written(t, r, report.AsHTML) }},
	{"mail", func(t *testing.T, r report.Handed) string { return mailed(written(t, r, report.AsMarkdown)) }},
	{"HTML in a ticket", func(t *testing.T, r report.Handed) string { return html.EscapeString(written(t, r, report.AsHTML)) }},
	{"file", func(_ *testing.T, r report.Handed) string { return string(r.File) }},
}

func written(t *testing.T, r report.Handed, form report.Form) string {
	t.Helper()
	text, err := r.Write(form)
	if err != nil {
		t.Errorf("%v: %s", err, r.Short()[:3])
	}
	return text
}

// findingsOf returns a Diagnosis as lines that are the same for a Case and its report:
// without sources, without fingerprints, and without what is only told.
func findingsOf(d diagnosis.Diagnosis, told bool) []string {
	var lines []string
	add := func(value any) {
		text, _ := json.Marshal(value)
		lines = append(lines, border.WithoutFingerprints(strings.NewReplacer("as the case file says", "as you said", "as the row of the trail shows", "as you said").Replace(string(text))))
	}
	add(d.At)
	for _, fact := range d.Facts {
		add(fact.String())
	}
	for _, f := range d.Findings {
		if !told || f.ID != "signature" {
			add(f)
		}
	}
	for _, v := range d.Verdicts {
		if !told || v.Code != "InvalidSignature" && v.Code != "SignatureValidation" {
			add(v)
		}
	}
	add(d.Pages)
	return lines
}

// TestRoundTrip catches a report that does not give the Diagnosis again: as text, as HTML,
// quoted and wrapped by mail, and as a file, with stand-ins and without. The short run takes
// a part of the samples.
func TestRoundTrip(t *testing.T) {
	all := library(t)
	turn, carried := 0, 0
	for name, c := range sampleCases(t) {
		if turn++; !worktest.Long && turn%23 != 0 || name == "hostile-tokens.jsonl alg-odd-AAAAAAAAAAAAAAAAAAA" {
			continue // 5,000 hexadecimal digits look like a secret: the report is refused
		}
		f := casefile.File{Kept: noon, Case: c}
		if _, err := casefile.Encode(f); err != nil {
			if !strings.Contains(err.Error(), "what looks like a secret") {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		for _, standIns := range []*pseudonym.StandIns{nil, pseudonym.New(rand.Reader)} {
			handed, err := report.Of(f, standIns, report.Options{Library: all})
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			sent := f.Case
			if standIns != nil { // their effect on the Diagnosis is tested in package diagnosis
				again, err := standIns.Apply(f)
				if err != nil {
					t.Fatal(err)
				}
				sent = again.Case
			}
			carried += roundTrip(t, fmt.Sprintf("%s, stand-ins %v", name, standIns != nil), sent, handed, all)
		}
	}
	if carried == 0 {
		t.Error("no report carried its case")
	}
}

// roundTrip opens a report after each way, and returns how many texts carried the Case.
func roundTrip(t *testing.T, name string, sent diagnosis.Case, handed report.Handed, all *content.Library) (carried int) {
	t.Helper()
	before := diagnosis.Diagnose(sent)
	told := slices.ContainsFunc(before.Signatures, func(s keys.Signature) bool { return s.State != keys.Unchecked })
	for _, way := range onTheWay {
		text := way.text(t, handed)
		input := intake.Recognise(text)
		if input.Kind != intake.KindReport && strings.Contains(html.UnescapeString(text), "send it as a file") {
			continue
		}
		if input.Kind != intake.KindReport || !bytes.Equal(input.Kept, handed.File) {
			t.Errorf("%s, %s: %s %q %q\n%.300s", name, way.name, input.Kind, input.Problem, input.Notes, text)
			continue
		}
		carried++
		opened, notes, err := casefile.Decode(input.Kept)
		if err != nil || len(notes) > 0 {
			t.Errorf("%s, %s: %v %q", name, way.name, err, notes)
			continue
		}
		after := diagnosis.Diagnose(opened.Case)
		for i := range min(len(before.Findings), len(after.Findings)) { // a case file has no command that repairs a file
			for j, kept := range after.Findings[i].Fix[:min(len(before.Findings[i].Fix), len(after.Findings[i].Fix))] {
				if kept.Command == "" {
					before.Findings[i].Fix[j].Command = ""
				}
			}
		}
		want := findingsOf(before, told)
		if got := findingsOf(after, told); !slices.Equal(got, want) {
			for i := range min(len(got), len(want)) {
				if got[i] != want[i] {
					t.Errorf("%s, %s: the Diagnosis changed\nwas %.500s\nis  %.500s", name, way.name, want[i], got[i])
					break
				}
			}
		}
		for _, standIns := range []*pseudonym.StandIns{nil, pseudonym.New(rand.Reader)} {
			if _, err := report.Of(opened, standIns, report.Options{Library: all}); err != nil {
				t.Errorf("%s, %s: what was opened cannot be handed on, stand-ins %v: %v", name, way.name, standIns != nil, err)
			}
		}
	}
	return carried
}
