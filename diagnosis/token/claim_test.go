package token_test

import (
	"fmt"
	"strings"
	"testing"

	"authdoctor/diagnosis/token"
)

// TestLinesHideSecrets catches a signature, a hash of one or an unknown claim that is
// shown: NetSuite's at_hash is the whole signature of the access token.
func TestLinesHideSecrets(t *testing.T) {
	const canary = "c4n4ry"
	for _, value := range []string{`"` + canary + `"`, `["` + canary + `"]`, `{"x":"` + canary + `"}`, `{"` + canary + `":1}`} {
		for _, name := range []string{"at_hash", "nonce", "client_secret", "password", "AT_HASH", "Nonce", "", "x\u200b"} {
			claims := with(idClaims, `{"at_hash":"ef-Mp1hxU6Gkr7HpQpwLIxHI8z4"`, fmt.Sprintf(`{%q:%s`, name, value), `"nonce":"n-0S6"`, `"n":1`)
			got, _ := token.Parse(forge(issuedHeader, claims, 512))
			for _, line := range got.Lines() {
				if strings.Contains(line.Shown+line.Name+line.Meaning, canary) {
					t.Errorf("%s %s: %q is shown", name, value, line.Shown)
				}
			}
		}
		got, _ := token.Parse(forge(`{"jwk":`+value+`,"x5c":`+value+`,"alg":"RS256"}`, idClaims, 512))
		for _, line := range got.Lines() {
			if strings.Contains(line.Shown, canary) {
				t.Errorf("header %s: %q is shown", line.Name, line.Shown)
			}
		}
	}
	for _, text := range []string{access, "xx" + access, "-----BEGIN PRIVATE KEY-----\nMIIE", strings.Split(access, ".")[0]} {
		got, _ := token.Parse(forge(issuedHeader, fmt.Sprintf(`{"sub":%q,"aud":[%q]}`, text, text), 0))
		for _, line := range got.Lines() {
			if strings.Contains(line.Shown, text[len(text)-20:]) {
				t.Errorf("%s holds a token or a key: %q", line.Name, line.Shown)
			}
		}
	}
}

// TestLines catches a line that is lost, out of order, or explained wrong.
func TestLines(t *testing.T) {
	got, _ := token.Parse(access)
	var lines []string
	for _, line := range got.Lines() {
		lines = append(lines, fmt.Sprintf("%s %s %v %s", line.Part, line.Name, line.IsTime, line.Meaning))
	}
	want := []string{
		"header kid false NetSuite's company key of 2026-10-20, account 1234567", "header typ false type of token", "header alg false signature algorithm",
		"payload sub false role 1000 · entity 12", "payload aud false Application ID; account · Client ID", "payload scope false services it is valid for", "payload iss false issuer of the token",
		"payload oit true first token of the chain issued at", "payload exp true expires at", "payload iat true issued at", "payload jti false token ID",
	}
	if strings.Join(lines, "\n") != strings.Join(want, "\n") {
		t.Errorf("lines are\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	got, _ = token.Parse(forge(proofHeader, proofClaims, 384))
	for _, line := range got.Lines() {
		if want := map[string]string{"kid": "Certificate ID", "iss": "Client ID of the integration record", "aud": "token endpoint"}[line.Name]; want != "" && line.Meaning != want {
			t.Errorf("assertion: %s means %q; want %q", line.Name, line.Meaning, want)
		}
	}
}

// TestShown catches a value that floods the screen.
func TestShown(t *testing.T) {
	long := strings.Repeat("x", 5000)
	got, _ := token.Parse(forge(fmt.Sprintf(`{"%s":1,"kid":"%s"}`, long, long), fmt.Sprintf(`{"sub":"%s","aud":[%s"z"],"iss":"","scope":[],"exp":%s}`, long, strings.Repeat(`"y",`, 500), strings.Repeat("1", 5000)), 0))
	want := map[string]string{"iss": "an empty text", "scope": "an empty array", "aud": "y · y · y · y · y · y · y · y · … 493 more"}
	for _, line := range got.Lines() {
		if n := len([]rune(line.Shown)); n > 200 || len([]rune(line.Name)) > 60 {
			t.Errorf("%.20s: %d characters are shown", line.Name, n)
		}
		if want[line.Name] != "" && line.Shown != want[line.Name] {
			t.Errorf("%s shows %q; want %q", line.Name, line.Shown, want[line.Name])
		}
	}
}
