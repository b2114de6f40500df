package diagnosis_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
)

// TestCanary catches a secret of a token in any text for screens or reports.
func TestCanary(t *testing.T) {
	const canary = "c4n4ry-of-a-secret"
	signature := base64.RawURLEncoding.EncodeToString(bytes.Repeat([]byte(canary), 32)[:512])
	secrets := part{"at_hash": signature, "nonce": canary, "client_secret": canary, "password": canary, "refresh_token": canary, "access_token": []string{canary}, "private": part{"d": canary, canary: 1}}
	headers := part{"jwk": part{"d": canary}, "x5c": []string{canary}, "secret": canary}
	key := "-----BEGIN PRIVATE KEY-----\n" + canary
	unsigned := func(header, claims part) string { return forge(header, claims, 0) + "." }
	tokens := map[string]string{
		"access":               unsigned(issuedHeader.but(headers), accessClaims.but(secrets)) + signature,
		"refresh":              unsigned(issuedHeader.but(headers), refreshClaims.but(secrets)) + signature,
		"ID":                   unsigned(issuedHeader, idClaims.but(secrets)) + signature,
		"assertion":            unsigned(proofHeader.but(headers), proofClaims.but(secrets)) + signature,
		"unknown":              unsigned(part{"alg": "RS256"}, secrets) + signature,
		"cut signature":        unsigned(proofHeader, proofClaims.but(secrets)) + signature[:len(signature)-9],
		"padded signature":     unsigned(proofHeader, proofClaims) + signature + "=",
		"foreign character":    unsigned(proofHeader, proofClaims) + signature[:50] + "*" + signature[51:],
		"four parts":           unsigned(proofHeader, proofClaims) + signature + "." + signature,
		"commas":               strings.ReplaceAll(unsigned(proofHeader, proofClaims)+signature, ".", ","),
		"times that are texts": unsigned(proofHeader, proofClaims.but(part{"nbf": key, "exp": key})) + signature,
		"keys in known claims": unsigned(proofHeader.but(part{"kid": key, "typ": key, "alg": key, "cty": key, "crit": []string{key}, "b64": key, "jku": key}), proofClaims.but(part{"iss": key, "scope": key, "sub": key})) + signature,
		"tokens in claims":     unsigned(proofHeader.but(part{"kid": goodAccess}), proofClaims.but(part{"iss": goodAccess, "sub": goodAccess, "scope": []string{goodAccess}, "iat": goodAccess})) + signature,
		"tokens in aud":        unsigned(issuedHeader, accessClaims.but(part{"aud": []string{goodAccess + ";" + goodAccess, goodAccess}})) + signature,
	}
	for name, text := range tokens {
		for _, wrap := range []string{"%s", "Authorization: Bearer %s", `{"access_token":"%s"}`, "I sent %s and it was refused", "> %s"} {
			input := intake.Recognise(fmt.Sprintf(wrap, text))
			if input.Kind != intake.KindToken && name != "commas" {
				t.Fatalf("%s in %q is no token", name, wrap)
			}
			for _, facts := range []string{"", asAccess, asRefresh, asProof, "used-as=id account=7654321 client-id=" + otherID + " certificate-id=x role=9 entity=9 record.scopes=none"} {
				d := diagnosis.Diagnose(caseOf(t, facts).With(input))
				var out strings.Builder
				for _, value := range []any{d.Findings, d.Verdicts, d.Facts, d.Pages, input.Notes, input.Detail, input.Problem} {
					data, err := json.Marshal(value)
					if err != nil {
						t.Fatal(err)
					}
					fmt.Fprintf(&out, "%s\n%+v\n", data, value)
				}
				for _, one := range input.Tokens {
					fmt.Fprintf(&out, "%+v\n%+v\n%+v\n%v %v %v", one.Lines(), one.Problems, one.Signs, one.Contradictions, one.Raw, one.Account)
					for _, claim := range []string{"exp", "iat", "nbf", "oit"} {
						fmt.Fprintf(&out, "%+v\n", one.Time(claim))
					}
				}
				shown := out.String()
				for what, secret := range map[string]string{"the canary": canary, "the signature": signature[:24], "the signature's middle": signature[300:324], "a token": goodAccess[len(goodAccess)-24:], "a key": "BEGIN PRIVATE"} {
					if at := strings.Index(strings.ToLower(shown), strings.ToLower(secret)); at >= 0 {
						t.Fatalf("%s in %q, %q: %s is shown: …%s…", name, wrap, facts, what, shown[max(0, at-80):at+20])
					}
				}
			}
		}
	}
}

// FuzzDiagnose catches a panic, and a verdict without evidence, for any text and facts.
func FuzzDiagnose(f *testing.F) {
	for _, s := range slices.Concat(tokenScenarios(), pastedScenarios()) {
		f.Add(s.text, s.facts, int64(0))
	}
	for _, v := range variants() {
		f.Add(v.text, "", int64(0))
	}
	f.Add("GET /services/rest/record/v1/customer?limit=5 HTTP/1.1\nHost: 7654321.suitetalk.api.netsuite.com\n"+tbaHeader+"\nsame header\n"+tbaHeader, "", int64(0))
	f.Add("<soapenv:Header><passport/><tokenPassport><account>1234567_sb1</account></tokenPassport></soapenv:Header> invalidCredentialsFault", "", int64(0))
	f.Add("ScopeMismatched", "protocol=tba", int64(3600))
	f.Add(`[{"certificate_id":"`+certID+`","valid_until":"2027-09-19","entity":12,"role":1000,"revoked":true}]`, "certificate-id="+certID, int64(0))
	f.Add(goodAccess+"\n"+goodRefresh, "detail=TokenRejected", int64(1<<40))
	f.Add(goodProof, "changed=sandbox-refresh record.grants=none", int64(-1<<40))
	f.Fuzz(func(t *testing.T, text, facts string, shift int64) {
		c := diagnosis.Case{At: noon.Add(time.Duration(shift%1e9) * time.Second)}
		for _, one := range strings.Fields(facts) {
			if fact, err := diagnosis.ParseFact(one, diagnosis.SourceUser); err == nil {
				c.Facts = c.Facts.With(fact)
			}
		}
		c = c.With(intake.Recognise(text).StateAlone())
		d := diagnosis.Diagnose(c)
		sound(t, c, d)
		out, err := json.Marshal([]any{d.At, d.Facts, d.Findings, d.Verdicts, d.Pages})
		if err != nil {
			t.Fatal(err)
		}
		if bytes.ContainsAny(out, "\x1b\u202e\u200b\u009b") || bytes.Contains(out, []byte(`\u001b`)) {
			t.Fatalf("shown: %q", out)
		}
	})
}

func BenchmarkDiagnose(b *testing.B) {
	for name, c := range map[string]diagnosis.Case{
		"access": caseOf(b, asAccess, goodAccess), "assertion": caseOf(b, asProof, goodProof), "code": caseOf(b, "detail=ScopeMismatched"), "8-tokens": caseOf(b, "", goodAccess, goodProof, goodRefresh, goodID, goodAccess, goodProof, goodRefresh, goodID),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				diagnosis.Diagnose(c)
			}
		})
	}
	// With keys the signature is verified once, not at every key press.
	b.Run("keys", func(b *testing.B) {
		c := caseOf(b, asProof, signES(mine(), proofHeader, proofClaims))
		c.Keys = keys.NewSet(certificate(), privateFile(mine()), netSuiteKeys(keyID, "c.1234567.2026-09-20_00-10-22"))
		b.ReportAllocs()
		for b.Loop() {
			diagnosis.Diagnose(c)
		}
	})
	// As check --lines does it: from the text to the Diagnosis.
	b.Run("from-text", func(b *testing.B) {
		b.ReportAllocs()
		c := diagnosis.Case{At: noon}
		for b.Loop() {
			diagnosis.Diagnose(c.With(intake.Recognise(goodAccess)))
		}
	})
}
