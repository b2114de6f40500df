package uitest

import (
	"encoding/base64"
	"fmt"
	"reflect"
	"strings"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/intake"
)

// Texts that users paste: answers, requests and redirects, some with secrets.
const (
	RefusedClient = "After a client-credentials request:\nHTTP/1.1 400 Bad Request\nContent-Type: application/json\n\n{\"error\":\"invalid_client\"}"
	RefusedCall   = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"1234567-sb1\", error=\"invalid_token\", error_description=\"Invalid login attempt.\"\n"
	RedirectBack  = "https://app.example/cb?state=4fJ0mQb1&role=3&entity=77&company=1234567_SB1&error=invalid_request"
	AuthorizeURL  = "https://1234567-sb1.app.netsuite.com/app/login/oauth2/authorize.nl?response_type=code&client_id=1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2" +
		"&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&scope=restlets&state=4fJ0mQb1"
	CurlWithSecret = "curl -X POST https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token \\\n  -u 1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2:c4n4ry0fasecret \\\n" +
		"  -d grant_type=client_credentials -d assertion=x"
)

// Signature is the secret part of every token in the scenes. No frame may show it.
var Signature = base64.RawURLEncoding.EncodeToString([]byte(strings.Repeat("canary", 86))[:512])

// MakeToken returns a token with the given header and payload, signed with Signature.
func MakeToken(header, payload string) string {
	enc := base64.RawURLEncoding.EncodeToString
	return enc([]byte(header)) + "." + enc([]byte(payload)) + "." + Signature
}

// AccessToken returns an access token that expires after left, counted from Noon.
func AccessToken(left time.Duration) string {
	exp := Noon.Add(left).Unix()
	return MakeToken(
		`{"kid":"c.1234567_SB1.2026-10-20_00-10-22","typ":"JWT","alg":"RS256"}`,
		fmt.Sprintf(`{"sub":"3;77","aud":["0F1E2D3C-514B-4F59-B1C3-CB35FF7E9A6A;1234567_SB1","1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2"],`+
			`"scope":["restlets"],"iss":"https://system.netsuite.com","oit":%d,"exp":%d,"iat":%d,"jti":"1234567_SB1.a-c.null.1795434600000"}`,
			exp-3600, exp, exp-3600))
}

// Assertion returns a client assertion with a fault.
func Assertion() string {
	return MakeToken(`{"typ":"JWT","alg":"RS256","kid":"TkHRXJ-8D7WLq-co2gaKer7iebI9DJ8zFeePzOkpXs8"}`,
		`{"iss":"1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2","scope":["restlets","rest_webservices"],`+
			`"aud":"https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token","iat":1795435170,"exp":1795437000}`)
}

// TokenFor returns an access token of an account, with the ID of the key in KeySetOf.
func TokenFor(account string) string {
	return MakeToken(fmt.Sprintf(`{"kid":"c.%s.2026-10-20_00-10-22","typ":"JWT","alg":"RS256"}`, account),
		fmt.Sprintf(`{"sub":"3;77","aud":["0F1E2D3C-514B-4F59-B1C3-CB35FF7E9A6A;%[1]s","1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2"],`+
			`"scope":["restlets"],"iss":"https://system.netsuite.com","oit":%[2]d,"exp":%[3]d,"iat":%[2]d,"jti":"%[1]s.a-c.null.1795434600000"}`,
			account, Noon.Unix()-1800, Noon.Unix()+1800))
}

// KeySetOf returns the key set of an account.
func KeySetOf(account string) string {
	x := base64.RawURLEncoding.EncodeToString(TestKey(1).X.Bytes())
	y := base64.RawURLEncoding.EncodeToString(TestKey(1).Y.Bytes())
	return fmt.Sprintf(`{"keys":[{"kty":"EC","crv":"P-256","x":%q,"y":%q,"kid":"c.%s.2026-10-20_00-10-22"}]}`, x, y, account)
}

// SameCase reports whether two Cases have the same content, whatever their times.
func SameCase(a, b diagnosis.Case) bool {
	a.At, b.At = time.Time{}, time.Time{}
	a.Trail, b.Trail = nil, nil // both are counted again
	if len(a.Facts)+len(b.Facts) == 0 {
		a.Facts, b.Facts = nil, nil
	}
	return reflect.DeepEqual(a, b)
}

// CaseFile returns the case file of a case with only that text in it, kept an hour before
// Noon.
func CaseFile(text string) string {
	at := Noon.Add(-time.Hour)
	kept, err := casefile.Encode(casefile.File{Kept: at, Case: diagnosis.Case{At: at}.With(intake.Recognise(text)),
		Notes: []casefile.Note{{At: at, Text: "The role was changed on Friday."}}, Timeline: []casefile.Event{{At: at, Kind: casefile.Noted, Text: "The role was changed on Friday."}}})
	if err != nil {
		panic(err)
	}
	return string(kept)
}
