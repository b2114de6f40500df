package intake_test

import (
	"bytes"
	"encoding/base64"
	"strings"
)

const (
	header  = `{"kid":"c.1234567.2026-10-20_00-10-22","typ":"JWT","alg":"RS256"}`
	claims  = `{"sub":"1000;12","aud":["6ACBD51C-514B-4F59-B1C3-CB35FF7E9A6A;1234567","1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2"],"scope":["restlets"],"iss":"https://system.netsuite.com","oit":1795434600,"exp":1795438200,"iat":1795434600,"jti":"1234567.a-a.5b3236b9-ffee-42d3-bd57-4be7b4439a37_1795434600000.1795434600000"}`
	refresh = `{"sub":"1000;12","aud":["6ACBD51C-514B-4F59-B1C3-CB35FF7E9A6A;1234567","1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2"],"scope":["restlets"],"iss":"https://system.netsuite.com","oit":1795434600,"exp":1796039400,"iat":1795434600,"jti":"1234567.r-a.5b3236b9-ffee-42d3-bd57-4be7b4439a37_1795434600000.0"}`
	proof   = `{"iss":"1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2","scope":"restlets","aud":"https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token","iat":1795434600,"exp":1795434900}`
)

func forge(header, claims string, signature int) string {
	text := encode(header) + "." + encode(claims)
	if signature > 0 {
		text += "." + encode(string(bytes.Repeat([]byte{0xA7}, signature)))
	}
	return text
}

func encode(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

func wrap(text string, columns int, end, prefix string) string {
	var lines []string
	for len(text) > columns {
		lines = append(lines, prefix+text[:columns])
		text = text[columns:]
	}
	return strings.Join(append(lines, prefix+text), end)
}

var (
	access    = forge(header, claims, 512)
	renewal   = forge(header, refresh, 512)
	assertion = forge(`{"typ":"JWT","alg":"ES256","kid":"HRril7VwQ4n0AbCdEfGhIjKlMnOpQrStUvWxYz01_-2"}`, proof, 64)
	unsigned  = forge(header, claims, 0) // the signature removed for safety
)
