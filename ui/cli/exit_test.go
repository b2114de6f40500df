package cli

import (
	"bytes"
	"compress/gzip"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
)

var companyKeys = sync.OnceValue(func() []*rsa.PrivateKey {
	var pair []*rsa.PrivateKey
	for range 2 {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		pair = append(pair, key)
	}
	return pair
})

// signedToken returns a token signed by a company key with RS256.
func signedToken(key *rsa.PrivateKey, header, claims []member) string {
	text, _ := strings.CutSuffix(jwt(header, claims, nil), ".")
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// jwkOf returns a company key as an entry of a key set, with additional members.
func jwkOf(key *rsa.PrivateKey, kid string, more ...any) map[string]any {
	entry := map[string]any{"kty": "RSA", "kid": kid, "e": "AQAB", "n": base64.RawURLEncoding.EncodeToString(key.N.Bytes())}
	for i := 0; i < len(more); i += 2 {
		entry[more[i].(string)] = more[i+1]
	}
	return entry
}

func keySetOf(entries ...map[string]any) *fstest.MapFile {
	data, err := json.Marshal(map[string]any{"keys": entries})
	if err != nil {
		panic(err)
	}
	return &fstest.MapFile{Data: data}
}

// exitFiles are the files for the rows of TestExitOf.
func exitFiles(t *testing.T) fstest.MapFS {
	files := madeFiles(t)
	key, other := companyKeys()[0], companyKeys()[1]
	kid := accessHeader[0].value.(string)
	newer := slices.Concat([]member{{"kid", "c.1234567_SB1.2026-11-20_00-10-22"}}, accessHeader[1:])
	good := signedToken(key, accessHeader, accessClaims())
	put := func(name, text string) { files[name] = &fstest.MapFile{Data: []byte(text)} }
	put("good.jwt", good)
	put("unsigned.jwt", good[:strings.LastIndexByte(good, '.')])
	put("forged.jwt", signedToken(other, accessHeader, accessClaims()))
	put("expired.jwt", signedToken(key, accessHeader, accessClaims(member{"oit", noon.Unix() - 7200}, member{"exp", noon.Unix() - 3600}, member{"iat", noon.Unix() - 7200})))
	put("newer.jwt", signedToken(other, newer, accessClaims()))
	put("two.txt", "first\n"+good+"\nsecond\n"+good[:strings.LastIndexByte(good, '.')]+"\n")
	put("none.jwt", jwt([]member{{"alg", "none"}, {"typ", "JWT"}}, []member{{"iss", "https://login.example.com"}, {"sub", "a"}}, nil))
	put("foreign.jwt", signedToken(key, []member{{"alg", "RS256"}, {"typ", "JWT"}, {"kid", kid}}, []member{{"iss", "https://login.example.com"}, {"sub", "a"}, {"exp", noon.Unix() + 60}}))
	put("torn.jwt", good[:100])
	put("rubbish.pem", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n")
	put("success.txt", "HTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"access_token\":\"x\",\"token_type\":\"bearer\"}\n")
	put("refused.txt", "HTTP/1.1 400 Bad Request\n\n{\"error\":\"invalid_grant\"}\n")
	put("zorg.txt", "HTTP/1.1 418 I'm a teapot\n\n{\"error\":\"zorg_failed\"}\n")
	put("line.txt", good+"\nZorgError: the flux is out of phase\n")
	put("none.txt", "\n \n")
	put("passport.txt", "<soap-env:Header><ns0:tokenPassport><ns0:account>1234567</ns0:account></ns0:tokenPassport></soap-env:Header>\n")
	put("tba.txt", "Authorization: OAuth realm=\"1234567\", oauth_consumer_key=\"a\"\n")
	put("expired-line.txt", string(files["expired.jwt"].Data)+"\nZorgError: the flux is out of phase\n")
	put("only-line.txt", "ZorgError: the flux is out of phase\n")
	put("request.txt", "https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/record/v1/customer/1\n")
	put("request-line.txt", "https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/record/v1/customer/1\nUnexpected error. Something broke.\n")
	put("beside.txt", good+"\n"+string(files["public.pem"].Data))
	put("pair.txt", string(files["assertion.jwt"].Data)+"\n"+string(files["public.pem"].Data))
	put("ids.txt", good+"\n"+good+"\n")
	put("mixed.txt", good+"\n"+string(files["expired.jwt"].Data)+"\n")
	put("worst.txt", good+"\n"+string(files["expired.jwt"].Data)+"\nnonsense\n")
	put("half.txt", good+"\n"+string(files["unsigned.jwt"].Data)+"\n")
	put("odd.txt", good+"\n{\"error\":\"zorg_failed\"}\n")
	files["set.json"] = keySetOf(jwkOf(key, kid, "use", "sig", "alg", "RS256"), jwkOf(other, "c.1234567_SB1.2026-09-20_00-10-22"))
	files["old.json"] = keySetOf(jwkOf(key, kid))
	files["twice.json"] = keySetOf(jwkOf(key, kid), jwkOf(other, kid))
	files["enc.json"] = keySetOf(jwkOf(key, kid, "use", "enc"), jwkOf(other, "x"))
	files["ops.json"] = keySetOf(jwkOf(key, kid), jwkOf(other, "x", "key_ops", []string{"encrypt"}))
	files["ps.json"] = keySetOf(jwkOf(key, kid, "alg", "PS256"), jwkOf(other, "x"))
	files["trail.csv"] = &fstest.MapFile{Data: export(fortnight()...)}
	files["quiet.csv"] = &fstest.MapFile{Data: export(login(9, 1, "", "Shop", "Ada"))}
	var hourly [][]string // a failure each hour, among successes: no incident
	for day := 9; day <= 22; day++ {
		for minute := range 24 {
			hourly = append(hourly, login(day, 60*minute, "AccessTokenExpired", "Shop", "Ada"), login(day, 60*minute+1, "", "Shop", "Ada"))
		}
	}
	files["hourly.csv"] = &fstest.MapFile{Data: export(hourly...)}
	undated := login(9, 1, "MissingKey", "Shop", "Ada")
	undated[0] = "sometime"
	files["undated.csv"] = &fstest.MapFile{Data: export(undated)}
	burst := slices.Clone(hourly)
	for minute := range 200 {
		burst = append(burst, login(22, 600+minute, "InvalidSignature", "Bank", "Bo"))
	}
	files["burst.csv"] = &fstest.MapFile{Data: export(burst...)}
	// The part that can be read has no failure.
	quiet := string(files["quiet.csv"].Data)
	put("broken.csv.gz", compressed(quiet)[:len(compressed(quiet))-9])
	put("longer.csv.gz", compressed(quiet)+"more")
	put("more.json", `{"items":[{"date":"2026-11-09 10:00","status":"Success"}],"hasMore":true}`)
	put("torn.csv", quiet+`2026-11-09 10:01,"Ada`)
	put("ragged.csv", quiet+"one,field,too,many,for,any,row,of,this,export,whatever,is,in,it\n")
	put("unclosed.csv", quiet+"2026-11-09 10:01,\"Ada \"A\" Byron\n")
	put("headers.csv", quiet+quiet+"\n\n"+quiet)
	return files
}

// compressed returns a text compressed by gzip.
func compressed(text string) string {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return out.String()
}

// TestExitOf catches an exit code that misleads a script: 0 for a token that is not verified
// or an input that was not understood, or 1 every night for failures that are normal.
func TestExitOf(t *testing.T) {
	files := exitFiles(t)
	for _, c := range []struct {
		args  string
		code  int
		first string // id of the first finding in JSON, "" for any
	}{
		// Without a key the signature is not checked: 0 says nothing about it.
		{"check good.jwt", exitSound, ""},
		{"check unsigned.jwt", exitSound, ""},
		{"check forged.jwt", exitSound, ""},
		{"check expired.jwt", exitProblems, "expired"},
		{"check foreign.jwt", exitSound, ""},
		{"check none.jwt", exitProblems, "algorithm"},
		{"check torn.jwt", exitProblems, ""},
		{"check two.txt", exitSound, ""},
		// With a key, 0 means verified.
		{"check good.jwt --key set.json", exitSound, ""},
		{"check good.jwt --key old.json", exitSound, ""},
		{"check good.jwt --key ops.json", exitSound, ""},
		{"check good.jwt --key public.pem --key set.json", exitSound, ""},
		{"check foreign.jwt --key set.json", exitSound, ""},
		{"check assertion.jwt --key public.pem", exitSound, ""},
		{"check assertion.jwt --key private.pem", exitSound, ""},
		{"check unsigned.jwt --key set.json", exitProblems, "signature"},
		{"check two.txt --key set.json", exitProblems, "signature"},
		{"check newer.jwt --key old.json", exitProblems, "signature"},
		{"check good.jwt --key twice.json", exitProblems, "signature"},
		{"check good.jwt --key public.pem", exitProblems, "signature"},
		{"check good.jwt --key private.pem", exitProblems, "signature"},
		{"check assertion.jwt --key set.json", exitProblems, "signature"},
		{"check good.jwt --key enc.json", exitProblems, "signature"},
		{"check good.jwt --key ps.json", exitProblems, "signature"},
		{"check good.jwt --key rubbish.pem", exitProblems, ""},
		{"check forged.jwt --key set.json", exitProblems, "signature"},
		{"check expired.jwt --key set.json", exitProblems, "expired"},
		{"check expired.jwt --key public.pem", exitProblems, "expired"},
		{"check none.jwt --key set.json", exitProblems, ""},
		{"check torn.jwt --key set.json", exitProblems, ""},
		{"check success.txt --key set.json", exitProblems, "signature"},
		{"check public.pem --key private.pem", exitProblems, "signature"},
		{"check good.jwt --key missing.pem", exitFailed, ""},
		// Keys in the same text count as given.
		{"check pair.txt", exitSound, ""},
		{"check beside.txt", exitProblems, "signature"},
		// Answers and errors.
		{"check success.txt", exitSound, ""},
		{"check refused.txt", exitProblems, "answer"},
		{"check refused.txt --key set.json", exitProblems, "answer"},
		{"check zorg.txt", exitFailed, "answer"},
		{"check zorg.txt --key set.json", exitFailed, ""},
		{"check line.txt", exitFailed, ""},
		{"check line.txt --key set.json", exitFailed, ""},
		{"check passport.txt", exitProblems, "protocol"},
		{"check tba.txt", exitProblems, "protocol"},
		{"check expired-line.txt", exitProblems, "expired"},
		{"check only-line.txt", exitFailed, ""},
		{"check request.txt", exitSound, ""},
		{"check request-line.txt", exitFailed, ""},
		// Several lines: the worst of them counts.
		{"check --lines ids.txt", exitSound, ""},
		{"check --lines ids.txt --key set.json", exitSound, ""},
		{"check --lines ids.txt --key public.pem", exitProblems, "signature"},
		{"check --lines mixed.txt", exitProblems, ""},
		{"check --lines half.txt", exitSound, ""},
		{"check --lines half.txt --key set.json", exitProblems, ""},
		{"check --lines worst.txt", exitFailed, ""},
		{"check --lines odd.txt", exitFailed, ""},
		{"check --lines none.txt --key set.json", exitFailed, ""},
		// Keys: 0 means that NetSuite would accept the certificate.
		{"key inspect public.pem", exitSound, ""},
		{"key inspect public.pem private.pem", exitSound, ""},
		{"key inspect private.pem", exitProblems, ""},
		{"key inspect set.json", exitProblems, ""},
		{"key inspect rubbish.pem", exitFailed, ""},
		{"key inspect good.jwt", exitFailed, ""},
		// Exports.
		{"trail quiet.csv", exitSound, ""},
		{"trail hourly.csv", exitProblems, ""},
		{"trail --fail-on failures hourly.csv", exitProblems, ""},
		{"trail --fail-on incidents hourly.csv", exitSound, ""},
		{"trail --fail-on incidents quiet.csv", exitSound, ""},
		{"trail --fail-on incidents burst.csv", exitProblems, ""},
		{"trail burst.csv", exitProblems, ""},
		{"trail --fail-on incidents undated.csv", exitFailed, ""},
		{"trail undated.csv", exitProblems, ""},
		{"trail --fail-on new hourly.csv", exitFailed, ""},
		{"trail --fail-on incidents missing.csv", exitFailed, ""},
		{"trail --since 2026-11-01 undated.csv", exitFailed, ""},
		{"trail --fail-on incidents --until 2026-11-30 undated.csv", exitFailed, ""},
		{"trail --since 2026-11-20 quiet.csv", exitSound, ""},
		{"trail broken.csv.gz", exitFailed, ""},
		{"trail --fail-on incidents broken.csv.gz", exitFailed, ""},
		{"trail broken.csv.gz burst.csv", exitProblems, ""},
		{"trail longer.csv.gz", exitFailed, ""},
		{"trail more.json", exitFailed, ""},
		{"trail torn.csv", exitFailed, ""},
		{"trail --fail-on incidents torn.csv", exitFailed, ""},
		{"trail ragged.csv", exitFailed, ""},
		{"trail unclosed.csv", exitFailed, ""},
		{"trail headers.csv", exitSound, ""},
		{"explain ScopeMismatched", exitSound, ""},
		{"explain Zorg", exitFailed, ""},
		{"codes", exitSound, ""},
	} {
		args := strings.Fields(c.args)
		if got := play(files, "", args...); got.code != c.code {
			t.Errorf("%s: exit code %d, want %d\n%s%s", c.args, got.code, c.code, got.out, got.err)
		} else if (got.err != "") != (c.code == exitFailed) && !strings.Contains(c.args, "--lines") && args[0] != "key" {
			t.Errorf("%s: standard error %q with exit code %d", c.args, got.err, got.code)
		}
		if args[0] == "explain" {
			continue
		}
		got := play(files, "", append(args, "--format", "json")...)
		if got.code != c.code {
			t.Errorf("%s --format json: exit code %d, want %d\n%s%s", c.args, got.code, c.code, got.out, got.err)
		}
		if args[0] != "check" {
			continue
		}
		var answer checkReport
		line, _, _ := strings.Cut(got.out, "\n")
		if !strings.Contains(c.args, "--lines") {
			line = got.out
		}
		if err := json.Unmarshal([]byte(line), &answer); err != nil {
			t.Fatalf("%s: %v\n%s", c.args, err, got.out)
		}
		if (answer.Error != "") != (c.code == exitFailed) && !strings.Contains(c.args, "--lines") {
			t.Errorf("%s: the document's error is %q with exit code %d", c.args, answer.Error, got.code)
		}
		if c.first != "" && (len(answer.Findings) == 0 || answer.Findings[0].ID != c.first) {
			t.Errorf("%s: the first findings are %+v, want %s", c.args, answer.Findings, c.first)
		}
		if f := answer.Findings; c.first == "signature" && f[0].Status == diagnosis.Unchecked && (f[0].Because == "" || f[0].Supply == "") {
			t.Errorf("%s: the signature is not verified, and the finding lacks a reason or a fix: %+v", c.args, f[0])
		}
		if c.code == exitSound && c.args != "check two.txt" && strings.Contains(c.args, "--key") {
			for _, token := range answer.Tokens {
				if token.Signature != "verified" {
					t.Errorf("%s: exit code 0, but a signature is %s", c.args, token.Signature)
				}
			}
		}
	}
}

// TestExitOfEveryDiagnosis catches exit code 0 for a Diagnosis with a failure, an unverified
// signature or an unknown error, in every combination of the three.
func TestExitOfEveryDiagnosis(t *testing.T) {
	for n := range 8 {
		failed, unverified, unplaced := n&1 > 0, n&2 > 0, n&4 > 0
		d, input := diagnosis.Diagnosis{Unverified: unverified}, intake.Input{}
		if failed {
			d.Findings = append(d.Findings, diagnosis.Finding{Status: diagnosis.Fail})
		}
		if unplaced {
			input.ErrorLine = "ZorgError"
		}
		want := "<nil>"
		switch {
		case failed, unverified && !unplaced:
			want = errProblemsFound.Error()
		case unplaced:
			want = "ZorgError"
		}
		if got := fmt.Sprint(exitOf(diagnosis.Case{}.With(input), d)); !strings.Contains(got, want) {
			t.Errorf("failed %v, unverified %v, not understood %v: ends with %q, want %q", failed, unverified, unplaced, got, want)
		}
	}
}
