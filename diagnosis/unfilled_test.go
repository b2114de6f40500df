package diagnosis_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
)

// TestPlaceholders catches a redacted value that is reported as a fault, a variable that
// was sent and is not reported, a false alarm for a template, and a value that is taken for
// a placeholder. It tries every shape in every place.
func TestPlaceholders(t *testing.T) {
	const (
		callURL = "https://1234567.suitetalk.api.netsuite.com/services/rest/record/v1/customer"
		refused = "\n\nHTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"1234567\", error=\"invalid_token\"\n\n" + restBody
		grant   = "grant_type=client_credentials&client_assertion_type=" + assertType + "&client_assertion="
	)
	places := []struct {
		name, form string
	}{
		{"single quotes", "curl '" + callURL + "' -H 'Authorization: Bearer %s'"},
		{"double quotes", "curl '" + callURL + "' -H \"Authorization: Bearer %s\""},
		{"double quotes, answered", "curl '" + callURL + "' -H \"Authorization: Bearer %s\"" + refused},
		{"single quotes, answered", "curl '" + callURL + "' -H 'Authorization: Bearer %s'" + refused},
		{"raw request", "GET /services/rest/record/v1/customer HTTP/1.1\nHost: 1234567.suitetalk.api.netsuite.com\nAuthorization: Bearer %s\n\n"},
		{"request of a .http file", "GET " + callURL + "\nAuthorization: Bearer %s\n\n"},
		{"verbose log", "> GET /services/rest/record/v1/customer HTTP/2\n> Host: 1234567.suitetalk.api.netsuite.com\n> Authorization: Bearer %s\n> \n< HTTP/2 401 \n< www-authenticate: Bearer realm=\"1234567\", error=\"invalid_token\"\n< \n"},
		{"form in single quotes", "curl " + endpoint + " -d '" + grant + "%s'"},
		{"form in double quotes", "curl " + endpoint + " -d \"" + grant + "%s\""},
		{"form that was answered", tokenPost(grant+"%s") + "\nHTTP/1.1 400 Bad Request\n\n{\"error\":\"invalid_request\"}"},
		{"--data-urlencode", "curl " + endpoint + " -d grant_type=client_credentials -d client_assertion_type=" + assertType + " --data-urlencode 'client_assertion=%s'"},
		{"header without its request, answered", "Authorization: Bearer %s" + refused},
		{"header without its request", "We send this:\n  Authorization: Bearer %s\nAny idea?"},
		{"source code, answered", "const body = new URLSearchParams({\n  grant_type: 'client_credentials',\n  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',\n  client_assertion: %s,\n});\n400 {\"error\":\"invalid_request\"}"},
		{"JSON", "curl " + endpoint + " --json '{\"grant_type\":\"client_credentials\",\"client_assertion\":\"%s\"}'"},
	}
	// How each shape is read in a place that was sent (s), in single quotes (q) and in a
	// template (t):
	// r redacted, S sent, ? perhaps sent, T template, - a value.
	shapes := map[string]string{
		"***": "rrr", "xxxxxxxx": "rrr", "xxxx.yyyy.zzzz": "rrr", "REDACTED": "rrr", "<removed>": "rrr", "[token hidden]": "rrr", "…": "rrr", "...": "rrr", "eyJhbGciOi...": "rrr", "<access token>": "rrr", "[access token]": "rrr", "•••••": "rrr",
		"undefined": "SSS", "null": "SSS", "None": "SSS", "nil": "SSS", "[object Object]": "SSS",
		"{{token}}": "SST", "<%= token %>": "SST", "#{token}": "SST", "process.env.TOKEN": "SST",
		"$TOKEN": "SST", "${TOKEN}": "SST",
		"YOUR_TOKEN": "?TT", "<your token>": "?TT", "{access_token}": "?TT", "ACCESS_TOKEN": "?TT",
		goodAccess: "---",
	}
	at := map[string]int{"single quotes": 1, "double quotes": 2, "double quotes, answered": 0, "single quotes, answered": 0, "raw request": 0, "request of a .http file": 2, "verbose log": 0, "form in single quotes": 1, "form in double quotes": 2,
		"form that was answered": 0, "--data-urlencode": 1, "JSON": 1, "header without its request, answered": 0, "header without its request": 2, "source code, answered": 2}
	rows := 0
	for shape, expect := range shapes {
		for _, place := range places {
			want := rune(expect[at[place.name]])
			inForm := strings.Contains(place.form, "client_assertion")
			switch {
			case inForm && shape == goodAccess, inForm && strings.ContainsAny(shape, " #%&") && place.name != "--data-urlencode" && place.name != "JSON":
				continue // no assertion; not encoded
			case strings.HasPrefix(shape, "$") && strings.HasPrefix(place.name, "double quotes"), strings.HasPrefix(shape, "$") && place.name == "form in double quotes":
				want = 'T' // the shell fills it in
			case strings.HasPrefix(place.name, "source") && (strings.ContainsAny(shape, " <[") || want == 'r'):
				continue
			case strings.HasPrefix(place.name, "source"):
				want = 'T' // the program fills it in
			case strings.ContainsAny(shape, " ") && place.name == "form that was answered":
				continue
			}
			rows++
			text := strings.Replace(place.form, "%s", shape, 1)
			_, c, d := paste(t, "", text)
			sound(t, c, d)
			if got := readingOf(d); got != want {
				t.Errorf("%q in %s is read as %c; want %c\n%s", shape, place.name, got, want, text)
			}
			if first, ok := d.FirstCause(); want != 'S' && ok && (strings.Contains(place.form, "\n< ") || strings.Contains(place.name, "answered")) && first.ID != "answer" && !(shape == goodAccess) {
				t.Errorf("%q in %s: the first answer is %q; the answer beside it must come first", shape, place.name, first.Title)
			}
			if answered := strings.Contains(place.form, "401") || strings.Contains(place.form, "400 "); !answered && strings.ContainsRune("rT", want) && d.Count(diagnosis.Fail)+d.Count(diagnosis.Warn) > 0 && place.name != "JSON" {
				first, _ := d.FirstCause()
				t.Errorf("%q in %s: false alarm: %s", shape, place.name, first.Title)
			}
			for _, f := range d.Findings {
				for _, word := range []string{"cut short", "again", "damaged", "not base64url"} {
					if said := fmt.Sprint(f.Title, f.Because, f.Supply); want == 'r' && strings.Contains(said, word) {
						t.Errorf("%q in %s: %q", shape, place.name, said)
					}
				}
			}
		}
	}
	if rows < 200 {
		t.Errorf("%d rows", rows)
	}
}

// readingOf returns the letter for the finding about the value.
func readingOf(d diagnosis.Diagnosis) rune {
	i := slices.IndexFunc(d.Findings, func(f diagnosis.Finding) bool { return f.ID == "unfilled-value" })
	if i < 0 {
		return '-'
	}
	f := d.Findings[i]
	switch {
	case f.Status == diagnosis.Fail:
		return 'S'
	case f.Status == diagnosis.Warn:
		return '?'
	case strings.HasPrefix(f.Title, "Redacted"):
		return 'r'
	}
	return 'T'
}

// TestValuesThatLookLikePlaceholders catches a value that is taken for a placeholder.
func TestValuesThatLookLikePlaceholders(t *testing.T) {
	for name, text := range map[string]string{
		"a scope that is called null":   strings.Replace(authorizeURL, "rest_webservices", "null", 1) + goodState,
		"a state that is undefined":     authorizeURL + "undefined",
		"grant_type refresh_token":      tokenPost("grant_type=refresh_token&refresh_token=abc") + "\nHTTP/1.1 400 Bad Request\n\n{\"error\":\"invalid_grant\"}",
		"a realm with stars":            "GET /services/rest/record/v1/customer HTTP/1.1\nHost: 1234567.suitetalk.api.netsuite.com\nAuthorization: Bearer abc\n\nHTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"*****\", error=\"invalid_token\"\n",
		"another host that has a name":  "curl https://secret.example.com/services/rest/record/v1/customer -H 'Authorization: Bearer abc'",
		"a redirect_uri of hidden hill": strings.Replace(authorizeURL, "app.example", "hidden.example", 1) + goodState,
		"a user of Basic":               "curl -u " + clientID + ":" + otherID + " " + endpoint + " -d grant_type=refresh_token -d refresh_token=x",
	} {
		_, _, d := paste(t, "", text)
		if got := readingOf(d); got != '-' {
			t.Errorf("%s is read as %c", name, got)
		}
	}
	_, _, d := paste(t, "", authorizeURL+"undefined")
	if got := d.Verdict("InvalidState").Verdict; got != diagnosis.Confirmed {
		t.Errorf("a state of nine letters is %s", got)
	}
}

// TestRedactedTokens catches a redacted token whose header or claims are not judged.
func TestRedactedTokens(t *testing.T) {
	old := forge(issuedHeader, accessClaims.but(part{"oit": at(-7200), "iat": at(-7200), "exp": at(-3600)}), 512)
	parts := strings.Split(old, ".")
	wrong := strings.Split(forge(part{"typ": "JWT", "alg": "RS256", "kid": certID}, proofClaims, 512), ".")
	for _, mark := range []string{"<removed>", "[removed]", "***", "REDACTED", "xxxx", "…", "[signature removed]"} {
		if _, _, d := paste(t, "used-as=access", parts[0]+"."+parts[1]+"."+mark); d.Verdict("AccessTokenExpired").Verdict != diagnosis.Confirmed {
			t.Errorf("%s: an expired token with a redacted signature is %s", mark, d.Verdict("AccessTokenExpired").Verdict)
		}
		if _, _, d := paste(t, "used-as=assertion", wrong[0]+"."+mark+"."+mark); d.Verdict("UnsupportedAlgo").Verdict != diagnosis.Likely {
			t.Errorf("%s: RS256 in the header of a redacted assertion is %s", mark, d.Verdict("UnsupportedAlgo").Verdict)
		}
		script := strings.Split(forge(part{"typ": "JWT", "alg": "PS256", "kid": "custcertificate_orders"}, proofClaims, 512), ".")
		if _, _, d := paste(t, "", script[0]+"."+mark+"."+mark); d.Verdict("MissingKey").Verdict != diagnosis.Likely {
			t.Errorf("%s: a script ID as kid in a header alone is %s", mark, d.Verdict("MissingKey").Verdict)
		}
		if _, _, d := paste(t, "", parts[0]+"."+mark); d.Count(diagnosis.Fail) > 0 {
			first, _ := d.FirstCause()
			t.Errorf("%s: false alarm for a header alone: %s", mark, first.Title)
		}
	}
}

// TestPartsTakenOut catches a redacted token whose other parts are not judged, or a finding
// about a missing part. It tries every choice of parts and every spelling, alone, in a
// header, in a sentence and beside an answer, which comes first unless the claims show the
// fault.
func TestPartsTakenOut(t *testing.T) {
	old := strings.Split(forge(issuedHeader, accessClaims.but(part{"oit": at(-7200), "iat": at(-7200), "exp": at(-3600)}), 512), ".")
	for _, mark := range []string{"", "…", "***", "*****", "[removed]", "<removed>", "(hidden)", "REDACTED", "xxxx", "XXXXXXXX", "<payload>"} {
		for mask := 1; mask < 8; mask++ {
			parts := slices.Clone(old)
			for i := range parts {
				if mask>>i&1 == 1 {
					parts[i] = mark
				}
			}
			header, payload := mask&1 == 0, mask&2 == 0
			if !header && !payload && mark == "" {
				continue // no token
			}
			redacted := strings.Join(parts, ".")
			for place, text := range map[string]string{
				"alone":       redacted,
				"a header":    "Authorization: Bearer " + redacted,
				"a sentence":  "We send this: " + redacted + " and it fails.",
				"beside":      "GET /services/rest/record/v1/customer HTTP/1.1\nHost: 1234567.suitetalk.api.netsuite.com\nAuthorization: Bearer " + redacted + "\n\n" + login401,
				"single line": "curl https://1234567.suitetalk.api.netsuite.com/services/rest/record/v1/customer -H 'Authorization: Bearer " + redacted + "'\n" + login401,
			} {
				input, c, d := paste(t, "", text)
				sound(t, c, d)
				first, _ := d.FirstCause()
				answered := place == "beside" || place == "single line"
				switch confirmed := codesWith(d, diagnosis.Confirmed); {
				case payload && first.ID != "expired":
					t.Errorf("%03b %q %s: %s %q; the first answer is %q, and the claims have expired", mask, mark, place, input.Kind, input.Problem, first.Title)
				case !payload && answered && first.ID != "answer":
					t.Errorf("%03b %q %s: the first answer is %q; the answer beside it must come first", mask, mark, place, first.Title)
				case !payload && header && len(c.Tokens) != 1:
					t.Errorf("%03b %q %s: the token is not read", mask, mark, place)
				case !header && len(confirmed) > 0:
					t.Errorf("%03b %q %s: %v is confirmed without the header", mask, mark, place, confirmed)
				}
			}
		}
	}
}

// TestUnfilledClaims catches a variable that was signed in place of its value and is not
// reported.
func TestUnfilledClaims(t *testing.T) {
	for _, word := range []string{"undefined", "null", "None", "{{value}}", "${VALUE}", "YOUR_VALUE", "process.env.VALUE"} {
		for name, proof := range map[string]string{
			"kid": forge(proofHeader.but(part{"kid": word}), proofClaims, 384),
			"iss": forge(proofHeader, proofClaims.but(part{"iss": word}), 384),
		} {
			_, _, d := paste(t, "used-as=assertion", proof)
			if first, _ := d.FirstCause(); !strings.HasPrefix(first.Title, name+" is "+word+": the variable was not filled in") {
				t.Errorf("%s %s: the first finding is %q", name, word, first.Title)
			}
		}
	}
}

// TestEmptyValueInCode catches an empty value that a line of source code sends as the token and
// that is not reported, and a variable of the program that is.
func TestEmptyValueInCode(t *testing.T) {
	const call = "https://1234567.suitetalk.api.netsuite.com/services/rest/record/v1/customer"
	for code, sent := range map[string]bool{
		`await fetch("` + call + `", { headers: { Authorization: "Bearer undefined" } })`:               true,
		"await fetch('" + call + "', { headers: { Authorization: `Bearer ${token}` } })":                false,
		`requests.get("` + call + `", headers={"Authorization": "Bearer None"})`:                        true,
		`requests.get("` + call + `", headers={"Authorization": f"Bearer {token}"})`:                    false,
		`HttpRequest.newBuilder(URI.create("` + call + `")).header("Authorization", "Bearer null")`:     true,
		`HttpRequest.newBuilder(URI.create("` + call + `")).header("Authorization", "Bearer " + token)`: false,
		`$client->get('` + call + `', ['headers' => ['Authorization' => 'Bearer null']]);`:              true,
		`Invoke-RestMethod -Uri ` + call + ` -Headers @{ Authorization = "Bearer undefined" }`:          true,
		`Invoke-RestMethod -Uri ` + call + ` -Headers @{ Authorization = "Bearer $token" }`:             false,
		`Net::HTTP.get(URI("` + call + `"), { "Authorization" => "Bearer nil" })`:                       true,
	} {
		c := caseOf(t, "")
		d := diagnosis.Diagnose(c.With(intake.Recognise(code).StateAlone()))
		found := slices.ContainsFunc(d.Findings, func(f diagnosis.Finding) bool {
			return f.Status == diagnosis.Fail && strings.Contains(f.Title, "instead of the access token")
		})
		if found != sent {
			t.Errorf("%s: sent %v, want %v: %v", code, found, sent, ids(d, diagnosis.Fail))
		}
	}
}
