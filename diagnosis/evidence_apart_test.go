package diagnosis_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
)

// TestEvidenceApart catches two values that are shown the same although they differ: in type,
// in what is shortened, in spaces, capitals or characters that look alike.
func TestEvidenceApart(t *testing.T) {
	near := clientID[:30] + strings.Map(func(r rune) rune { return '0' + (r+1)%10 }, clientID[30:31]) + clientID[31:]
	for _, c := range []struct {
		name, text, facts string
		check             string
		expected, got     string // within
	}{
		{"aud as array", forge(proofHeader, proofClaims.but(part{"aud": []string{endpoint}}), 384), asProof, "audience", `"` + endpoint + `"`, `["` + endpoint + `"]`},
		{"aud as nested array", forge(proofHeader, proofClaims.but(part{"aud": [][]string{{endpoint}}}), 384), asProof, "audience", endpoint, `[["` + endpoint + `"]]`},
		{"iss as array", forge(proofHeader, proofClaims.but(part{"iss": []string{clientID}}), 384), asProof, "issuer", "", `["` + border.ShortID(clientID) + `"]`},
		{"iss as array, issued", forge(issuedHeader, accessClaims.but(part{"iss": []string{"https://system.netsuite.com"}}), 512), asAccess, "issuer", `"https://system.netsuite.com"`, `["https://system.netsuite.com"]`},
		{"sub as array", forge(issuedHeader, accessClaims.but(part{"sub": []string{"1000;12"}}), 512), asAccess, "subject", "", `["1000;12"]`},
		{"scope as nested array", forge(proofHeader, proofClaims.but(part{"scope": [][]string{{"restlets"}}}), 384), asProof, "scope", "", `[["restlets"]]`},
		{"exp as text", forge(proofHeader, proofClaims.but(part{"exp": fmt.Sprint(at(240))}), 384), asProof, "time-format", fmt.Sprint(at(240)), fmt.Sprintf(`"%d" (text)`, at(240))},
		{"exp as array", forge(proofHeader, proofClaims.but(part{"exp": []int64{at(240)}}), 384), asProof, "time-format", "", fmt.Sprintf(`[%d]`, at(240))},
		{"typ as array", forge(proofHeader.but(part{"typ": []string{"JWT"}}), proofClaims, 384), asProof, "header-parameters", `"JWT"`, `["JWT"]`},
		{"alg as array", forge(proofHeader.but(part{"alg": []string{"PS256"}}), proofClaims, 384), asProof, "algorithm", "PS256, ", `["PS256"]`},
		{"kid as array", forge(proofHeader.but(part{"kid": []string{certID}}), proofClaims, 384), asProof, "kid", "", `["` + certID + `"]`},
		{"Client IDs that differ in the middle", goodProof, asProof + " client-id=" + near, "client-id", "with " + near[30:31] + " at character 31", "with " + clientID[30:31] + " at character 31"},
		{"Client ID with one capital", forge(proofHeader, proofClaims.but(part{"iss": oneCapital(clientID)}), 384), asProof, "issuer", " at character ", " at character "},
		{"an issuer that ends in a space", forge(issuedHeader, accessClaims.but(part{"iss": "https://system.netsuite.com "}), 512), asAccess, "issuer", "https://system.netsuite.com", "a space around it"},
		{"an issuer in capitals", forge(issuedHeader, accessClaims.but(part{"iss": "https://System.NetSuite.com"}), 512), asAccess, "issuer", "", "only upper and lower case differ"},
		{"an issuer with a Cyrillic letter", forge(issuedHeader, accessClaims.but(part{"iss": "https://system.nеtsuite.com"}), 512), asAccess, "issuer", "", "character 17 is U+0435"},
		{"an issuer with a letter too many", forge(issuedHeader, accessClaims.but(part{"iss": "https://system.netsuitee.com"}), 512), asAccess, "issuer", "", "they differ at character 24"},
	} {
		_, _, d := paste(t, c.facts, c.text)
		found := false
		for _, f := range d.Findings {
			for _, e := range f.Evidence {
				if border.Redact(e.Expected) == border.Redact(e.Got) {
					t.Errorf("%s: expected and got are both %q", c.name, e.Got)
				}
				found = found || strings.HasPrefix(f.ID, c.check) && strings.Contains(e.Expected, c.expected) && strings.Contains(e.Got, c.got)
			}
		}
		if !found {
			t.Errorf("%s: no evidence has %q and %q: %s", c.name, c.expected, c.got, evidenceOf(d))
		}
	}
}

// oneCapital returns an ID with one capital in its middle.
func oneCapital(id string) string {
	at := strings.IndexAny(id[10:50], "abcdef") + 10
	return id[:at] + strings.ToUpper(id[at:at+1]) + id[at+1:]
}

func evidenceOf(d diagnosis.Diagnosis) string {
	var out strings.Builder
	for _, f := range d.Findings {
		for _, e := range f.Evidence {
			fmt.Fprintf(&out, "\n%s: %q %q", f.ID, e.Expected, e.Got)
		}
	}
	return out.String()
}

// TestEmbeddedCertificate catches an x5c that is not the certificate given and is passed over,
// and one that is, and is called wrong.
func TestEmbeddedCertificate(t *testing.T) {
	std := base64.StdEncoding.EncodeToString(certificate().Keys[0].Certified.DER)
	other := base64.StdEncoding.EncodeToString(certified(theirs(), 30, 300).Keys[0].Certified.DER)
	for _, c := range []struct {
		name, x5c string
		title     string // of the finding; "" for none
	}{
		{"the certificate", std, ""},
		{"another certificate", other, "x5c does not begin with the certificate"},
		{"base64url", strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(std, "=")) + "-", "x5c does not begin with the certificate"},
	} {
		given := caseOf(t, asProof, signES(mine(), proofHeader.but(part{"kid": certificateID(certificate()), "x5c": []string{c.x5c}}), proofClaims))
		given.Keys = keys.NewSet(certificate())
		first, _ := diagnosis.Diagnose(given).FirstCause()
		if first.Title != c.title {
			t.Errorf("%s: %q comes first; want %q", c.name, first.Title, c.title)
		}
	}
}
