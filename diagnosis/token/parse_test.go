package token_test

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"authdoctor/diagnosis/token"
)

// TestParseProblems catches a fault of the encoding that is passed over, one that is
// reported as another, and a report that does not say where.
func TestParseProblems(t *testing.T) {
	h, p := encode(issuedHeader), encode(accessClaims)
	sig := strings.Repeat("Ab", 342)[:683-1] + "A"
	padded := base64.URLEncoding.EncodeToString([]byte(issuedHeader + padTo(issuedHeader)))
	std := base64.RawStdEncoding.EncodeToString([]byte(`{"alg":"RS256","x":"` + "\u00fb\u00ff\u00fe?>~" + `"}`))
	// A header whose last character leaves bits over, and the same with one of them set.
	loose := encode(`{"alg":"RS256" }`)
	set := loose[:len(loose)-1] + string(loose[len(loose)-1]+1)
	for _, c := range []struct {
		name, text, ids, where, got string
		fatal                       bool
	}{
		{"good", h + "." + p + "." + sig, "", "", "", false},
		{"signature removed", h + "." + p, "", "", "", false},
		{"signature removed, dot left", h + "." + p + ".", "", "", "", false},
		{"one part", h, "token-structure", "token", "1 part", true},
		{"empty", "", "token-structure", "token", "1 part", true},
		{"four parts", h + "." + p + "." + sig + "." + sig, "token-structure", "token", "4 parts", true},
		{"encrypted", h + ".a.b.c.d", "token-structure", "token", "5 parts", true},
		{"no header", "." + p + "." + sig, "token-structure", "token", "nothing before", false},
		{"no payload", h + ".." + sig, "token-structure", "token", "empty payload", false},
		{"commas for dots", h + "," + p + "," + sig, "token-structure", "token", "header,payload,signature", true},
		{"padding", padded + "." + p + "." + sig, "token-encoding", "header", "'='", false},
		{"padding of the signature", h + "." + p + "." + sig + "=", "token-encoding", "signature", "'='", false},
		{"ordinary base64", std + "." + p, "token-encoding", "header", "'+' or '/'", false},
		{"bits left over", set + "." + p, "token-encoding", "header", "bits set", false},
		{"a length no base64 has", h + "." + p + "." + sig[:681], "token-encoding", "signature", "681 characters", false},
		{"payload a character short", h + "." + p[:len(p)-len(p)%4+1-4] + "." + sig, "token-encoding", "payload", "characters", true},
		{"a star in the payload", h + "." + p[:10] + "*" + p[11:] + "." + sig, "token-encoding", "payload", "'*' at character 11", true},
		{"a bidi rune in the payload is no character of it", h + "." + p[:10] + "\u20ac" + p[11:], "token-encoding", "payload", "'€' at character 11", true},
		{"a byte that is not UTF-8", h + "." + p[:10] + "\xff" + p[11:], "token-encoding", "payload", `'\u{FF}' at character 11`, true},
		{"a control character", h + "." + p[:10] + "\x07" + p[11:], "token-encoding", "payload", `'\u{0007}'`, true},
		{"the signature has a foreign character", h + "." + p + "." + sig[:9] + "$" + sig[10:], "token-encoding", "signature", "'$' at character 10", false},
		{"header encoded twice", encode(h) + "." + p, "token-encoding", "header", "double-encoded", false},
		{"all encoded once more", encode(h + "." + p + "." + sig), "token-encoding", "token", "one base64 text", false},
		{"too long", "eyJ" + strings.Repeat("A", token.MaxToken), "token-structure", "token", "65539 bytes", true},
	} {
		got, _ := token.Parse(c.text)
		if ids := problemIDs(got); ids != c.ids || got.Fatal() != c.fatal {
			t.Errorf("%s: problems %q, fatal %v; want %q, %v", c.name, ids, got.Fatal(), c.ids, c.fatal)
			continue
		}
		for _, problem := range got.Problems {
			if problem.Where != c.where || !strings.Contains(problem.Got, c.got) {
				t.Errorf("%s: %s: got %q; want %s: %q", c.name, problem.Where, problem.Got, c.where, c.got)
			}
			if problem.Title == "" || problem.Expected == "" || problem.Fix == "" {
				t.Errorf("%s: title, expectation or fix is missing: %+v", c.name, problem)
			}
		}
		if !c.fatal && c.where != "header" && !got.Lacks("payload") && got.Kind != token.Access {
			t.Errorf("%s: kind %s; what can be read is to be read", c.name, got.Kind)
		}
	}
}

// TestParseMakesTheBestOfIt catches a mended encoding whose content is lost.
func TestParseMakesTheBestOfIt(t *testing.T) {
	for _, text := range []string{
		base64.URLEncoding.EncodeToString([]byte(issuedHeader+padTo(issuedHeader))) + "." + encode(accessClaims),
		encode(encode(issuedHeader)) + "." + encode(encode(accessClaims)),
		base64.StdEncoding.EncodeToString([]byte(access)),
		strings.ReplaceAll(access, ".", ","),
	} {
		got, _ := token.Parse(text)
		if got.Kind != token.Access || got.Algorithm != "RS256" || got.Account != "1234567" {
			t.Errorf("%.40s…: read as %s, alg %q, account %q", text, got.Kind, got.Algorithm, got.Account)
		}
	}
}

// TestParseSignature catches a signature that is measured wrong, and DER that is
// taken for raw or the other way round.
func TestParseSignature(t *testing.T) {
	der := func(n int) []byte { return slicesJoin([]byte{0x30, byte(n - 2), 0x02}, n) }
	long := slicesJoin([]byte{0x30, 0x81, 136 - 3, 0x02}, 136)
	for _, c := range []struct {
		name      string
		signature []byte
		der       bool
	}{
		{"RSA 4096", bytes.Repeat([]byte{1}, 512), false}, {"raw P-256", bytes.Repeat([]byte{0x30}, 64), false},
		{"DER P-256", der(70), true}, {"DER P-384", der(102), true}, {"DER P-521", long, true},
		{"begins like DER but is longer", append(der(70), 0), false}, {"SEQUENCE of no INTEGER", append([]byte{0x30, 68, 0x04}, make([]byte, 67)...), false},
		{"one byte", []byte{0x30}, false}, {"RSA whose first bytes look alike", append([]byte{0x30, 0x82, 1, 0xfc, 0x02}, make([]byte, 507)...), false},
	} {
		got, _ := token.Parse(encode(proofHeader) + "." + encode(proofClaims) + "." + encode(string(c.signature)))
		if !got.Signed || got.SignatureBytes != len(c.signature) || got.SignatureDER != c.der {
			t.Errorf("%s: signed %v, %d bytes, DER %v; want %d, %v", c.name, got.Signed, got.SignatureBytes, got.SignatureDER, len(c.signature), c.der)
		}
	}
	for _, text := range []string{encode(proofHeader) + "." + encode(proofClaims), encode(proofHeader) + "." + encode(proofClaims) + "."} {
		if got, _ := token.Parse(text); got.Signed || got.SignatureBytes != 0 || got.Kind != token.Assertion {
			t.Errorf("two parts: signed %v, %d bytes, %s", got.Signed, got.SignatureBytes, got.Kind)
		}
	}
}

// padTo is spaces that make the base64 of text end in padding.
func padTo(text string) string { return "  "[:1+len(text)%3/2] }

func slicesJoin(start []byte, n int) []byte { return append(start, make([]byte, n-len(start))...) }

// FuzzParse catches a panic, a token without a kind, unprintable text in what is
// shown, and a signature among it.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "eyJ", access, forge(proofHeader, proofClaims, 384), forge(issuedHeader, refreshClaims, 512), "a.b.c", encode(encode(access)), forge(`{"alg":1e999}`, `{"exp":1e99,"iat":"\ud800","aud":[[[]]]}`, 3), forge(`{"a":1,"A":2}`, `{"exp":12345678901234567890}`, 64), "....", "\xff\xfe.", "eyJ…", "eyJ.eyJ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, _ := token.Parse(text)
		if got.Kind == "" {
			t.Fatal("no kind")
		}
		for _, name := range []string{"exp", "iat", "oit", "nbf"} {
			if instant := got.Time(name); instant.Form == "" || instant.Time().Year() > 9999 || instant.Time().Year() < 1 || instant.Meant.Year() > 9999 {
				t.Fatalf("%s: %+v", name, instant)
			}
		}
		var shown []string
		for _, line := range got.Lines() {
			shown = append(shown, line.Name, line.Shown, line.Meaning)
		}
		for _, problem := range got.Problems {
			shown = append(shown, problem.Got, problem.Title)
		}
		for _, text := range shown {
			if strings.ContainsAny(text, "\x1b\x00\u202e\u200b\n\u009b") || len(text) > 4000 {
				t.Fatalf("shown: %q", text)
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for name, text := range map[string]string{"access": access, "assertion": forge(proofHeader, proofClaims, 384), "wrapped": wrap(access, 64, "\r\n", "> ")} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				token.Parse(text)
			}
		})
	}
}
