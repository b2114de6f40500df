package diagnosis_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
)

// reopened returns the Case as a case file of it gives it.
func reopened(t *testing.T, c diagnosis.Case) (diagnosis.Case, []byte) {
	t.Helper()
	text, err := casefile.Encode(casefile.File{Kept: c.At, Case: c})
	if err != nil {
		t.Fatalf("not kept: %v", err)
	}
	f, notes, err := casefile.Decode(text)
	if err != nil || len(notes) > 0 {
		t.Fatalf("not opened: %v %q\n%s", err, notes, text)
	}
	return f.Case, text
}

// sourceWords are how findings say where a fact comes from.
var sourceWords = regexp.MustCompile(`as the case file says|as the row of the trail shows`)

// signatureCodes are those that a verified signature rules out.
var signatureCodes = []diagnosis.Code{"InvalidSignature", "SignatureValidation"}

// comparable returns the Diagnosis as texts that are the same for a Case and for its case
// file: without sources, without fingerprints, and without what is only told.
func comparable(t *testing.T, d diagnosis.Diagnosis, told bool) []string {
	t.Helper()
	var lines []string
	add := func(what string, value any) {
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, what+" "+border.WithoutFingerprints(sourceWords.ReplaceAllString(string(text), "as you said")))
	}
	add("at", d.At)
	for _, fact := range d.Facts {
		add("fact", fact.String())
	}
	for _, f := range d.Findings {
		if told && f.ID == "signature" {
			continue
		}
		add("finding", f)
		add("material", f.Material)
	}
	for _, v := range d.Verdicts {
		if !told || !slices.Contains(signatureCodes, v.Code) {
			add("verdict", v)
		}
	}
	add("pages", d.Pages)
	return lines
}

// withoutRepairs leaves out the commands of before that after lacks: a case file keeps none
// that repair a file, which it does not hold. It may change none.
func withoutRepairs(before, after diagnosis.Diagnosis) {
	for i := range min(len(before.Findings), len(after.Findings)) {
		kept := after.Findings[i].Fix
		for j := range min(len(before.Findings[i].Fix), len(kept)) {
			if kept[j].Command == "" {
				before.Findings[i].Fix[j].Command = ""
			}
		}
	}
}

// sameAgain fails where the Diagnosis of a Case changes in a case file.
func sameAgain(t *testing.T, c diagnosis.Case) {
	t.Helper()
	opened, text := reopened(t, c)
	before, after := diagnosis.Diagnose(c), diagnosis.Diagnose(opened)
	told := slices.ContainsFunc(before.Signatures, func(s keys.Signature) bool { return s.State != keys.Unchecked })
	withoutRepairs(before, after)
	want, got := comparable(t, before, told), comparable(t, after, told)
	for i := range max(len(want), len(got)) {
		if i >= len(want) || i >= len(got) || want[i] != got[i] {
			t.Errorf("the Diagnosis changed\nwas %s\nis  %s\n%s", slices.Concat(want, []string{"nothing"})[min(i, len(want))], slices.Concat(got, []string{"nothing"})[min(i, len(got))], text)
			break
		}
	}
	second, again := reopened(t, opened)
	if _, third := reopened(t, second); string(again) != string(third) {
		t.Errorf("a case file changes when it is kept again\n%s\n%s", again, third)
	}
}

// TestCaseFileOfScenarios catches a value that judging needs and a case file lacks.
func TestCaseFileOfScenarios(t *testing.T) {
	for _, s := range scenarios() {
		t.Run(s.id(), func(t *testing.T) { sameAgain(t, s.given(t)) })
	}
}

// TestCaseFileOfSamples is TestCaseFileOfScenarios for the samples.
func TestCaseFileOfSamples(t *testing.T) { ofSamples(t, sameAgain) }

// ofSamples runs a test for the Case of each sample.
func ofSamples(t *testing.T, test func(t *testing.T, c diagnosis.Case)) {
	type sample struct {
		ID, Name, Input, Token, Context string
		Facts                           []string
		Input64                         []byte `json:"input_b64"`
	}
	for _, name := range []string{"public-cases.jsonl", "scenarios.jsonl", "hostile-tokens.jsonl", "hostile-keys.jsonl"} {
		for _, s := range sampleLines[sample](t, name) {
			t.Run(name+" "+s.ID+s.Name, func(t *testing.T) {
				c := caseOf(t, strings.Join(s.Facts, " ")+" "+contexts[s.Context])
				c = c.With(intake.Recognise(s.Input + s.Token + string(s.Input64)).StateAlone())
				if s.Name == "alg-odd-AAAAAAAAAAAAAAAAAAA" {
					t.Skip("5,000 hexadecimal digits look like a secret, and are not kept")
				}
				if key := keys.Read("samples", s.Input64, nil); name == "hostile-keys.jsonl" {
					c.Keys = c.Keys.With(key)
				}
				test(t, c)
			})
		}
	}
	for _, folder := range []string{"pasted-keys", "certificates"} {
		files, err := filepath.Glob("../../shared/samples/" + folder + "/*")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			t.Run(folder+" "+filepath.Base(name), func(t *testing.T) {
				c := caseOf(t, "")
				c = c.With(intake.Recognise(string(data)).StateAlone())
				c.Keys = c.Keys.With(keys.Read(filepath.Base(name), data, nil))
				test(t, c)
			})
		}
	}
}

// TestToldSignature catches a result of verification that is believed because a case file
// says it: it is told, rules nothing out, confirms nothing, and never ends a check that had
// to verify the signature.
func TestToldSignature(t *testing.T) {
	verified, invalid := 0, 0
	for _, s := range scenarios() {
		c := s.given(t)
		c.Verify = true
		before := diagnosis.Diagnose(c)
		opened, _ := reopened(t, c)
		after := diagnosis.Diagnose(opened)
		for i, signature := range before.Signatures {
			if signature.State == keys.Unchecked || signature.Reason == keys.NotSigned || signature.Reason == keys.Critical {
				continue
			}
			if after.Signatures[i].State != keys.Unchecked || !after.Unverified {
				t.Errorf("%s: the signature that a case file says is %s is %s here", s.name, signature.State, after.Signatures[i].State)
			}
			for _, f := range after.Findings {
				if f.ID != "signature" || f.Token != i+1 {
					continue
				}
				if !strings.Contains(strings.ToLower(f.Title), "case file says") || f.Status == diagnosis.Pass {
					t.Errorf("%s: the finding of a told signature is %s, %q", s.name, f.Status, f.Title)
				}
				if signature.State == keys.Verified {
					verified++
				} else {
					invalid++
				}
			}
		}
		for _, code := range signatureCodes {
			was, is := before.Verdict(code).Verdict, after.Verdict(code).Verdict
			if is == diagnosis.Confirmed || is == diagnosis.RuledOut && was != is {
				t.Errorf("%s: %s was %s and is %s in the case file", s.name, code, was, is)
			}
		}
	}
	if verified == 0 || invalid == 0 {
		t.Errorf("%d verified and %d invalid signatures were told; want some of each", verified, invalid)
	}
}

// TestTokenBesideItsCase catches a key from a case file that verifies a token or is in
// the way of the same key given here, and a key that is taken to have verified what has no
// signature.
func TestTokenBesideItsCase(t *testing.T) {
	for _, s := range scenarios() {
		if s.signature != keys.Verified || len(s.files) == 0 {
			continue
		}
		c := s.given(t)
		opened, _ := reopened(t, c)
		fresh := opened
		fresh.Tokens = c.Tokens
		fresh.Verify = true
		// Whoever made the file can have signed the token, and call the key NetSuite's.
		d := diagnosis.Diagnose(fresh)
		if d.Signatures[0].State == keys.Verified || !d.Unverified {
			t.Errorf("%s: a key from a case file verifies a token", s.name)
		}
		for _, code := range signatureCodes {
			if before := diagnosis.Diagnose(c).Verdict(code).Verdict; d.Verdict(code).Verdict == diagnosis.RuledOut && before != diagnosis.RuledOut {
				t.Errorf("%s: a key from a case file rules out %s", s.name, code)
			}
		}
		for _, file := range s.files {
			file.Name = "given here"
			fresh.Keys = fresh.Keys.With(file)
		}
		if got := diagnosis.Diagnose(fresh).Signatures[0].State; len(s.files) == 1 && got != keys.Verified {
			t.Errorf("%s: the token is %s with its key beside that of the case file", s.name, got)
		}
		c.Keys = nil
		opened, _ = reopened(t, c) // no key was given
		opened.Keys = keys.NewSet(s.files...)
		d = diagnosis.Diagnose(opened)
		if got := d.Signatures[0]; got.State != keys.Unchecked || got.Reason != keys.NoSignature {
			t.Errorf("%s: a key beside a token without a signature: %s %s", s.name, got.State, got.Reason)
		}
	}
}
