package diagnosis_test

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/pseudonym"
)

// writings returns the ways in which a value is written: hashes in hexadecimal as well.
func writings(value string) []string {
	all := []string{value, border.ShortID(value)}
	hash, err := base64.RawURLEncoding.DecodeString(value)
	if digits, notHex := hex.DecodeString(value); notHex == nil {
		hash, err = digits, nil
	}
	if strings.Contains(value, "=") { // a distinguished name
		all = append(all, keys.Certified{Subject: value}.ShortSubject())
	}
	if err == nil && len(hash) >= 20 && len(value) >= 40 {
		digits := hex.EncodeToString(hash)
		all = append(all, digits, border.ShortID(digits), strings.TrimSuffix(regexp.MustCompile("..").ReplaceAllString(digits, "$0:"), ":"),
			base64.RawURLEncoding.EncodeToString(hash), base64.RawStdEncoding.EncodeToString(hash))
	}
	return all
}

// masked returns lines in which the values of the table are their number in it.
func masked(lines []string, table []pseudonym.Pair, of func(pseudonym.Pair) string) []string {
	type form struct {
		text string
		row  int
	}
	var forms []form
	for i, row := range table {
		for _, text := range writings(of(row)) {
			forms = append(forms, form{text, i})
		}
		if row.Real == "1234567" { // in examples of the program's own as well
			forms = append(forms, form{row.Real, i})
		}
	}
	slices.SortStableFunc(forms, func(a, b form) int { return len(b.text) - len(a.text) })
	var pieces []string
	for _, one := range forms {
		pieces = append(pieces, regexp.QuoteMeta(one.text))
	}
	if pieces == nil {
		return lines
	}
	find := regexp.MustCompile(`(?i)` + strings.Join(pieces, "|"))
	whole := regexp.MustCompile(`^[0-9A-Za-z]`)
	short := regexp.MustCompile(`(?i)(?:(?:application|role|entity|user|;|=|said|is|,|against) ?|:")-?"?$`) // before a short value
	var out []string
	for _, line := range lines {
		var masked strings.Builder
		done := 0
		for _, at := range find.FindAllStringIndex(line, -1) {
			if at[1]-at[0] < 32 && (at[0] > 0 && line[at[0]-1] != '_' && whole.MatchString(line[at[0]-1:at[0]]) || whole.MatchString(line[at[1]:])) {
				continue
			}
			if at[1]-at[0] < 5 && !short.MatchString(line[:at[0]]) {
				continue
			}
			found := line[at[0]:at[1]]
			i := slices.IndexFunc(forms, func(f form) bool { return strings.EqualFold(f.text, found) })
			fmt.Fprintf(&masked, "%s«%d»", line[done:at[0]], forms[i].row)
			done = at[1]
		}
		out = append(out, shortPrints.ReplaceAllString(masked.String()+line[done:], "fingerprint"))
	}
	return out
}

// shortPrints are the beginnings of fingerprints of public keys.
var shortPrints = regexp.MustCompile(`\b[0-9a-f]{16}\b`)

// samePseudonymised fails where the Diagnosis of a Case is another with stand-ins.
func samePseudonymised(t *testing.T, c diagnosis.Case) {
	t.Helper()
	s := pseudonym.New(rand.Reader)
	f, err := s.Apply(casefile.File{Kept: c.At, Case: c})
	if err != nil {
		t.Fatal(err)
	}
	before, after := diagnosis.Diagnose(c), diagnosis.Diagnose(f.Case)
	withoutRepairs(before, after)
	want := masked(comparable(t, before, false), s.Table(), func(p pseudonym.Pair) string { return p.Real })
	got := masked(comparable(t, after, false), s.Table(), func(p pseudonym.Pair) string { return p.StandIn })
	hidden(t, c, f, s.Table())
	for i := range max(len(want), len(got)) {
		if i >= len(want) || i >= len(got) || want[i] != got[i] {
			t.Errorf("the Diagnosis changed\nwas %s\nis  %s", slices.Concat(want, []string{"nothing"})[min(i, len(want))], slices.Concat(got, []string{"nothing"})[min(i, len(got))])
			return
		}
	}
}

// TestPseudonymsOfScenarios catches a stand-in that changes the Diagnosis.
func TestPseudonymsOfScenarios(t *testing.T) {
	for _, s := range scenarios() {
		t.Run(s.id(), func(t *testing.T) { samePseudonymised(t, s.given(t)) })
	}
}

var (
	// identifierForm matches what may identify somebody: a word with digits.
	identifierForm = regexp.MustCompile(`[0-9A-Za-z]*[0-9][0-9A-Za-z]*`)
	// structureForm matches the words with digits that are structure: times, versions,
	// algorithms, lengths, standard roles.
	structureForm = regexp.MustCompile(`^(?i:[0-9]{1,3}|1[78][0-9]{8}([0-9]{3})?|20[0-9]{2}|[0-9]{2}T[0-9]{2}|[0-9]{2,3}Z|0+|oauth2?|oauth20|v[0-9]|[RPEH]S[0-9]{3}|RSA[0-9]*|SHA-?[0-9]*|P256|P384|P521|x5t?c?|rfc[0-9]+|utf8|SB[0-9]|RP[0-9]?|base64(url)?|pkcs[0-9]+|asn1parse|[a-z]+2|74oken|secp256k1|brainpool[a-z0-9]+|[0-9]{11,}|HRril7|1Hgood|cm0gLXJmIH4|1003h|1mred|topk8|abc123xyz|utf16le|PS1024|1E400|1633060000|79603994E9|b64|65537|86400|1000[0-9]{6}|custcertificate[0-9]+|[0-9]{1,2}[a-z]|http[0-9]|user[0-9]+|host[0-9]+|9000[0-9]{2}|123456|[0-9]{4})$`)
)

// hidden fails where a case file with stand-ins shows a value of the original.
func hidden(t *testing.T, c diagnosis.Case, f casefile.File, table []pseudonym.Pair) {
	t.Helper()
	before, err := casefile.Encode(casefile.File{Kept: c.At, Case: c})
	if err != nil {
		t.Fatal(err)
	}
	after, err := casefile.Encode(f)
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	escapes := regexp.MustCompile(`\\+u[0-9a-fA-F]{4}`)
	for _, word := range identifierForm.FindAllString(escapes.ReplaceAllString(string(after), " "), -1) {
		shown[word] = true
	}
	const fewest = 5
	names := "" // of files, which stay
	for _, file := range c.Keys.Files() {
		names += file.Name + " "
	}
	public := regexp.MustCompile(`"(public|der)":"[^"]*"`)
	for _, word := range identifierForm.FindAllString(escapes.ReplaceAllString(public.ReplaceAllString(string(before), ""), " "), -1) {
		if len(word) >= fewest && shown[word] && !strings.Contains(names, word) && !structureForm.MatchString(word) {
			t.Errorf("%q stays", word)
		}
	}
	if found := public.FindString(string(after)); found != "" {
		t.Errorf("key material stays: %s", found)
	}
	for _, row := range table {
		for _, text := range writings(row.Real) {
			if len(text) >= fewest && strings.Contains(strings.ToLower(string(after)), strings.ToLower(text)) {
				t.Errorf("the %s %s stays", row.Kind, row.Real)
			}
		}
	}
}

// TestPseudonymsOfSamples is TestPseudonymsOfScenarios for the samples.
func TestPseudonymsOfSamples(t *testing.T) {
	ofSamples(t, samePseudonymised)
}
