package token_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis/token"
	"authdoctor/diagnosis/worktest"
)

// decodedForms are one client assertion as decoders, debuggers and programs print it.
func decodedForms() map[string]string {
	pretty := func(text string) string {
		var value map[string]any
		_ = json.Unmarshal([]byte(text), &value)
		out, _ := json.MarshalIndent(value, "", "  ")
		return string(out)
	}
	header, claims := pretty(proofHeader), pretty(proofClaims)
	single := strings.NewReplacer(`"`, "'")
	dict := single.Replace(proofHeader)
	dictClaims := single.Replace(proofClaims)
	node := fmt.Sprintf("{ typ: 'JWT', alg: 'PS256', kid: '%s' }", certID)
	nodeClaims := fmt.Sprintf("{\n  iss: '%s',\n  scope: [ 'restlets', 'rest_webservices' ],\n  aud: '%s',\n  iat: 1795434600,\n  exp: 1795434900\n}", clientID, endpoint)
	return map[string]string{
		"two objects":                       header + "\n" + claims,
		"two objects in one line":           proofHeader + " " + proofClaims,
		"joined by a dot":                   proofHeader + "." + proofClaims,
		"claims first":                      claims + "\n\n" + header,
		"jwt-cli":                           "Token header\n------------\n" + header + "\n\nToken claims\n------------\n" + claims + "\n",
		"jwt.io":                            "HEADER: ALGORITHM & TOKEN TYPE\n\n" + header + "\n\nPAYLOAD: DATA\n\n" + claims + "\n\nVERIFY SIGNATURE\nRSASHA256(\n  base64UrlEncode(header) + \".\" +\n  base64UrlEncode(payload),\n  \n) Invalid Signature",
		"jwt.io, new":                       "Decoded Header\nJSON\nClaims Breakdown\n" + header + "\nDecoded Payload\nJSON\nClaims Breakdown\n" + claims,
		"jwt.io, times in comments":         header + "\n" + strings.NewReplacer("1795434600", "1795434600, // Mon Nov 23 2026 11:50:00 GMT", "1795434900,", "1795434900, // Mon Nov 23 2026 11:55:00 GMT", ",,", ",").Replace(claims),
		"one object":                        `{"header":` + proofHeader + `,"payload":` + proofClaims + `}`,
		"step":                              "{\n  \"header\": " + header + ",\n  \"payload\": " + claims + ",\n  \"signature\": \"p6enp6enp6enp6enp6enp6enp6enp6c\"\n}",
		"one object, claims":                `{"header":` + proofHeader + `,"claims":` + proofClaims + `}`,
		"one object, names in capitals":     `{"Header":` + proofHeader + `,"Payload":` + proofClaims + `}`,
		"one object, names with words":      `{"decoded_header":` + proofHeader + `,"decoded_payload":` + proofClaims + `}`,
		"one object inside another":         `{"token":{"header":` + proofHeader + `,"payload":` + proofClaims + `}}`,
		"jq":                                "[\n" + header + ",\n" + claims + "\n]",
		"Python dicts":                      dict + "\n" + dictClaims,
		"Python tuple":                      "(" + dict + ", " + dictClaims + ")",
		"PyJWT decode_complete":             "{'header': " + dict + ", 'payload': " + dictClaims + ", 'signature': b'\\xa7\\xa7'}",
		"Python log":                        "DEBUG:root:header=" + dict + " claims=" + dictClaims,
		"Python with None":                  strings.Replace(dict, "}", ", 'cty': None}", 1) + dictClaims,
		"Node":                              node + " " + nodeClaims,
		"Node, complete":                    "{\n  header: " + node + ",\n  payload: " + nodeClaims + ",\n  signature: 'p6enp6enp6en'\n}",
		"Java maps":                         "header={typ=JWT, alg=PS256, kid=" + certID + "},body={iss=" + clientID + ", scope=[restlets, rest_webservices], aud=" + endpoint + ", iat=1795434600, exp=1795434900},signature=p6enp6en",
		"Ruby hashes":                       strings.ReplaceAll("["+proofClaims+", "+proofHeader+"]", `":`, `"=>`),
		"trailing commas":                   strings.ReplaceAll(header, "\n}", ",\n}") + strings.ReplaceAll(claims, "\n}", ",\n}"),
		"JSONC":                             "/* header */ " + strings.Replace(header, "{", "{ // typ is always JWT", 1) + "\n// claims\n" + claims,
		"comments of the shell":             "# header\n" + header + "\n# payload\n" + strings.Replace(claims, "{", "{ # claims", 1),
		"code fences":                       "```json\n" + header + "\n```\n```json\n" + claims + "\n```",
		"quoted mail":                       "> " + strings.ReplaceAll(header, "\n", "\n> ") + "\n> " + strings.ReplaceAll(claims, "\n", "\n> "),
		"typographic quotes":                strings.NewReplacer(` "`, " “", `",`, "”,", `":`, "”:", "\"\n", "”\n").Replace(header + "\n" + claims),
		"no-break spaces":                   strings.ReplaceAll(header+"\n"+claims, "  ", "\u00a0\u00a0"),
		"CRLF":                              strings.ReplaceAll(header+"\n"+claims, "\n", "\r\n"),
		"commas lost":                       strings.ReplaceAll(header, ",\n", "\n") + strings.ReplaceAll(claims, ",\n", "\n"),
		"words around":                      "We decoded the assertion, this is the header " + proofHeader + " and the payload " + proofClaims + " but NetSuite says invalid_client",
		"escapes":                           proofHeader + strings.ReplaceAll(proofClaims, "/", `\/`),
		"C# debugger":                       "{" + proofHeader + "." + proofClaims + "}",
		"labels of Postman":                 "JWT Header:\n" + header + "\nJWT Payload:\n" + claims,
		"jwt_tool":                          "Token header values:\n[+] typ = \"JWT\"\n[+] alg = \"PS256\"\n[+] kid = \"" + certID + "\"\n\nToken payload values:\n[+] iss = \"" + clientID + "\"\n[+] scope = ['restlets', 'rest_webservices']\n[+] aud = \"" + endpoint + "\"\n[+] iat = 1795434600    ==> TIMESTAMP = 2026-11-23 11:50:00 (UTC)\n[+] exp = 1795434900    ==> TIMESTAMP = 2026-11-23 11:55:00 (UTC)\n",
		"YAML":                              "typ: JWT\nalg: PS256\nkid: " + certID + "\niss: " + clientID + "\nscope:\n  - restlets\n  - rest_webservices\naud: " + endpoint + "\niat: 1795434600\nexp: 1795434900\n",
		"YAML, flow":                        "alg: PS256\ntyp: JWT\nkid: " + certID + "\niss: " + clientID + "\nscope: [restlets, rest_webservices]\naud: " + endpoint + "\niat: 1795434600\nexp: 1795434900 # in five minutes\n",
		"a table":                           "alg\tPS256\ntyp\tJWT\nkid\t" + certID + "\niss\t" + clientID + "\nscope\t[\"restlets\",\"rest_webservices\"]\naud\t" + endpoint + "\niat\t1795434600\nexp\t1795434900\n",
		"C# claims":                         "alg: PS256\ntyp: JWT\nkid: " + certID + "\n[0]: {iss: " + clientID + "}\n[1]: {scope: restlets}\n[2]: {scope: rest_webservices}\n[3]: {aud: " + endpoint + "}\n[4]: {iat: 1795434600}\n[5]: {exp: 1795434900}\n",
		"a listing in Markdown":             "- `alg` = PS256\n- alg: PS256\n- kid: " + certID + "\n- iss: \"" + clientID + "\"\n- scope: [\"restlets\", \"rest_webservices\"]\n- aud: \"" + endpoint + "\"\n- iat: 1795434600\n- exp: 1795434900",
		"numbers of other languages":        proofHeader + strings.NewReplacer("1795434600", "1795434600L", "1795434900", "1795434900n").Replace(proofClaims),
		"PHP print_r":                       "Array\n(\n    [typ] => JWT\n    [alg] => PS256\n    [kid] => " + certID + "\n)\nstdClass Object\n(\n    [iss] => " + clientID + "\n    [scope] => Array\n        (\n            [0] => restlets\n            [1] => rest_webservices\n        )\n\n    [aud] => " + endpoint + "\n    [iat] => 1795434600\n    [exp] => 1795434900\n)\n",
		"PHP var_dump":                      "array(3) {\n  [\"typ\"]=>\n  string(3) \"JWT\"\n  [\"alg\"]=>\n  string(5) \"PS256\"\n  [\"kid\"]=>\n  string(43) \"" + certID + "\"\n}\narray(5) {\n  [\"iss\"]=>\n  string(64) \"" + clientID + "\"\n  [\"scope\"]=>\n  array(2) {\n    [0]=>\n    string(8) \"restlets\"\n    [1]=>\n    string(16) \"rest_webservices\"\n  }\n  [\"aud\"]=>\n  string(79) \"" + endpoint + "\"\n  [\"iat\"]=>\n  int(1795434600)\n  [\"exp\"]=>\n  int(1795434900)\n}\n",
		"a table in Markdown":               "| Claim | Value |\n|---|---|\n| alg | PS256 |\n| typ | JWT |\n| kid | " + certID + " |\n| iss | " + clientID + " |\n| scope | [\"restlets\",\"rest_webservices\"] |\n| aud | " + endpoint + " |\n| iat | 1795434600 |\n| exp | 1795434900 |\n",
		"an object of another sort between": `{"id": 7, "name": "Orders"}` + "\n" + header + "\n" + claims,
	}
}

// TestDecoded catches a decoded token that is not read, or is read differently from the
// token itself.
func TestDecoded(t *testing.T) {
	want, _ := token.Parse(forge(proofHeader, proofClaims, 0))
	forms := decodedForms()
	if len(forms) < 40 {
		t.Fatalf("%d forms", len(forms))
	}
	for name, text := range forms {
		tokens, rest := token.Decoded(text)
		if len(tokens) != 1 {
			t.Errorf("%s: %d tokens", name, len(tokens))
			continue
		}
		got := tokens[0]
		if got.Kind != want.Kind || got.Algorithm != want.Algorithm || got.KeyID != want.KeyID || got.ClientID != want.ClientID || got.Account != want.Account ||
			!slices.Equal(got.Scopes, want.Scopes) || got.Time("exp").Seconds != want.Time("exp").Seconds || got.Time("iat").Seconds != want.Time("iat").Seconds || len(got.Problems) > 0 || len(got.Elided) > 0 {
			t.Errorf("%s: %s %s %s %s %q %v %v", name, got.Kind, got.Algorithm, got.KeyID, got.Account, got.Scopes, got.Problems, got.Elided)
		}
		if !got.Decoded || got.Signed || strings.Contains(rest, clientID) || len(rest) != len(text) {
			t.Errorf("%s: decoded %v, signed %v, rest %q", name, got.Decoded, got.Signed, rest)
		}
	}
}

// TestDecodedParts catches a part alone that is not read, and a value that was left out
// and is taken for the value.
func TestDecodedParts(t *testing.T) {
	for text, want := range map[string]string{
		proofClaims: "assertion payload",
		strings.ReplaceAll(proofClaims, `"`, "'"): "assertion payload",
		accessClaims:                      "access payload",
		refreshClaims:                     "refresh payload",
		"claims: " + accessClaims:         "access payload",
		`{"payload":` + proofClaims + `}`: "assertion payload",
		proofHeader:                       "assertion header",
		`{"alg":"RS256","typ":"JWT"}`:     "unknown header",
		issuedHeader + accessClaims:       "access header payload",
		strings.Replace(proofClaims, clientID, "<client id>", 1):               "assertion payload without iss",
		strings.Replace(proofClaims, clientID, "1c34…e3e2", 1):                 "assertion payload without iss",
		strings.Replace(proofClaims, "1234567.suite", "XXXXXXX.suite", 1):      "assertion payload without aud",
		strings.Replace(proofHeader, certID, "***", 1) + proofClaims:           "assertion header payload without kid",
		strings.Replace(proofClaims, "1795434900", `"[redacted]"`, 1):          "assertion payload without exp",
		`{"iss":"https://idp.example","sub":"u1","aud":"app","iat":1,"exp":2}`: "unknown payload",
	} {
		tokens, _ := token.Decoded(text)
		if len(tokens) != 1 {
			t.Errorf("%.60s: %d tokens", text, len(tokens))
			continue
		}
		got := string(tokens[0].Kind)
		for _, part := range []string{"header", "payload"} {
			if !tokens[0].Lacks(part) {
				got += " " + part
			}
		}
		for _, e := range tokens[0].Elided {
			got += " without " + e.Name
		}
		if got != want {
			t.Errorf("%.90s: %s; want %s", text, got, want)
		}
	}
}

// TestNotDecoded catches an object of another sort that is taken for a token.
func TestNotDecoded(t *testing.T) {
	for name, text := range map[string]string{
		"answer":            `{"access_token":"x","refresh_token":"y","expires_in":"3600","token_type":"bearer","scope":["restlets"]}`,
		"error":             `{"error":"invalid_grant","error_description":"exp of iss and aud"}`,
		"REST error":        `{"type":"x","title":"Unauthorized","status":401,"o:errorDetails":[{"detail":"aud","o:errorCode":"INVALID_LOGIN"}]}`,
		"HAR":               `{"log":{"version":"1.2","entries":[{"request":{"url":"https://x"},"response":{"content":{"text":"iss aud exp"}}}]}}`,
		"key":               `{"kty":"RSA","alg":"PS256","kid":"` + certID + `","use":"sig","n":"AQAB","e":"AQAB"}`,
		"key set":           `{"keys":[{"kty":"EC","alg":"ES256","kid":"a","crv":"P-256","x":"a","y":"b"}]}`,
		"server metadata":   `{"issuer":"https://system.netsuite.com","token_endpoint":"` + endpoint + `","id_token_signing_alg_values_supported":["RS256"],"scopes_supported":["openid"]}`,
		"introspection":     `{"active":true,"scope":"restlets","client_id":"x","exp":1795434900,"iat":1795434600,"iss":"https://x","sub":"1"}`,
		"user info":         `{"sub":"1000;12","email":"a@example.com","email_verified":false}`,
		"row of the trail":  `{"Date":"11/23/2026","Status":"Failure","Detail":"MissingKey","exp":"1","iss":"2","aud":"3"}`,
		"cache":             `{"key":"abc","value":{"a":1},"exp":1795434900,"iat":1795434600}`,
		"licence":           `{"exp":1795434900,"licensee":"ACME","seats":5}`,
		"coupon":            `{"code":"SPRING","exp":"12/27","iss":"05/24"}`,
		"log line":          `{"level":"info","msg":"token","iss":"https://x","exp":1,"iat":2}`,
		"session":           `{"user":"jo","role":"admin","exp":1795434900}`,
		"algorithm list":    `{"alg":["PS256","ES256"],"size":3072,"name":"x","bits":1}`,
		"compression":       `{"alg":"gzip","level":9}`,
		"cookie":            `{"cookie":{"originalMaxAge":3600,"expires":"2026"},"aud":1}`,
		"request as JSON":   `{"grant_type":"client_credentials","client_assertion":"eyJ","scope":"x","aud":"y"}`,
		"program":           `const t = jwt.sign({ iss: clientId, aud: url, exp: now + 300, iat: now }, key)`,
		"program, literals": `jwt.sign({ iss: 'https://api.example', sub: 'a', aud: 'b', exp: 1795434900 }, secret)`,
		"program, header":   `crypto.sign({ alg: 'RS256', typ: 'JWT' }, key)`,
		"prose":             "The claims iss: Client ID, aud: token endpoint and exp: expiry are needed; alg: PS256.",
		"documentation":     "iss\tthe Client ID\nscope\tthe scopes\naud\tthe endpoint",
		"settings":          "exp: 5\naud: web\nname: orders\n",
		"CSS":               ".exp { color: red; } .iss { margin: 0 }",
		"SAML as JSON":      `{"Issuer":"https://x","Audience":"y","NotOnOrAfter":"2026-11-23T12:00:00Z","exp":"z"}`,
		"cut off":           `{"alg":"PS256","kid":"abc`,
		"elements left out": `{ alg: 'PS256', kid: 'abc', scope: [Array], iss: [Object] }`,
	} {
		if tokens, rest := token.Decoded(text); len(tokens) > 0 || rest != text {
			t.Errorf("%s: %d tokens; %s without %v", name, len(tokens), tokens[0].Kind, tokens[0].TakenOut)
		}
	}
}

// FuzzDecoded catches a panic, a text that grows or shrinks, and a token that is not what
// its parts say.
func FuzzDecoded(f *testing.F) {
	for _, text := range decodedForms() {
		f.Add(text)
	}
	f.Add(strings.Repeat("{", 3000) + "exp")
	f.Add("alg " + strings.Repeat(`{"a":`, 3000))
	f.Fuzz(func(t *testing.T, text string) {
		worktest.Bound(t, len(text), func() {
			tokens, rest := token.Decoded(text)
			if len(rest) != len(text) || len(tokens) == 0 && rest != text {
				t.Errorf("rest of %d bytes out of %d", len(rest), len(text))
			}
			for _, got := range tokens {
				if !got.Decoded || got.Signed || !got.Lacks("signature") || got.Lacks("header") && got.Lacks("payload") {
					t.Errorf("%+v", got)
				}
			}
		})
	})
}

// TestDecodedWork catches a reader that looks at a text more than a few times.
func TestDecodedWork(t *testing.T) {
	for name, piece := range map[string]string{
		"open": "{", "members": `{"exp":1,`, "names": `{iss:`, "arrays": "{exp:[", "comments": "{exp /*", "quotes": `{"exp":"`, "objects": `{"exp":1}`, "headers": `{"alg":"PS256","typ":"JWT"}`,
		"claims": `{"iss":"a","aud":"b","exp":1}`, "lines": "exp: 1\n", "escapes": `{"exp":"\`, "wrapped": `{"header":{"alg":"x"},"payload":`, "bare": "{exp=", "comment lines": "{//exp\n",
	} {
		text := strings.Repeat(piece, (1<<20)/len(piece))
		t.Run(name, func(t *testing.T) { worktest.Bound(t, len(text)/8, func() { token.Decoded(text) }) })
	}
}
