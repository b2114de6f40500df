package token_test

import (
	"bytes"
	"encoding/base64"
	"strings"

	"authdoctor/diagnosis/token"
)

// Identifiers of the tokens made here.
const (
	appID    = "6ACBD51C-514B-4F59-B1C3-CB35FF7E9A6A"
	clientID = "1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2"
	certID   = "HRril7VwQ4n0AbCdEfGhIjKlMnOpQrStUvWxYz01_-2"
	chain    = "5b3236b9-ffee-42d3-bd57-4be7b4439a37_1795434600000"
	endpoint = "https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"

	issuedHeader  = `{"kid":"c.1234567.2026-10-20_00-10-22","typ":"JWT","alg":"RS256"}`
	accessClaims  = `{"sub":"1000;12","aud":["` + appID + `;1234567","` + clientID + `"],"scope":["restlets","rest_webservices"],"iss":"https://system.netsuite.com","oit":1795434600,"exp":1795438200,"iat":1795434600,"jti":"1234567.a-a.` + chain + `.1795434600000"}`
	proofHeader   = `{"typ":"JWT","alg":"PS256","kid":"` + certID + `"}`
	proofClaims   = `{"iss":"` + clientID + `","scope":["restlets","rest_webservices"],"aud":"` + endpoint + `","iat":1795434600,"exp":1795434900}`
	refreshClaims = `{"sub":"1000;12","aud":["` + appID + `;1234567","` + clientID + `"],"scope":["restlets"],"iss":"https://system.netsuite.com","oit":1795434600,"exp":1796039400,"iat":1795434600,"jti":"1234567.r-a.` + chain + `.0"}`
)

// forge puts a token together around a signature of that many bytes, the last of
// which leaves no bits over.
func forge(header, payload string, signature int) string {
	text := encode(header) + "." + encode(payload)
	if signature > 0 {
		text += "." + encode(string(bytes.Repeat([]byte{0xA7}, signature)))
	}
	return text
}

func encode(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// access is a good access token.
var access = forge(issuedHeader, accessClaims, 512)

// without takes a member off a flat JSON object written without spaces.
func without(object, name string) string {
	from := strings.Index(object, `"`+name+`":`)
	if from < 0 {
		panic("no member " + name)
	}
	depth, to := 0, from
	for inString := false; to < len(object); to++ {
		switch c := object[to]; {
		case c == '"':
			inString = !inString
		case inString:
		case c == '[':
			depth++
		case c == ']':
			depth--
		case (c == ',' || c == '}') && depth == 0:
			if c == ',' {
				return object[:from] + object[to+1:]
			}
			return strings.TrimSuffix(object[:from], ",") + object[to:]
		}
	}
	panic("no end of " + name)
}

// problemIDs are the ids of a token's problems, in order.
func problemIDs(t token.Token) string {
	var ids []string
	for _, problem := range t.Problems {
		ids = append(ids, problem.ID)
	}
	return strings.Join(ids, " ")
}
