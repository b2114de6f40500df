package token_test

import (
	"testing"

	"authdoctor/diagnosis/token"
)

// TestHeaderFault catches a header Authorization in which NetSuite finds no token and that is
// passed over, and a right one that is blamed.
func TestHeaderFault(t *testing.T) {
	for before, want := range map[string]string{
		"Authorization: Bearer ":                        "",
		"authorization: bearer ":                        "",
		"Authorization: BEARER   ":                      "",
		"Authorization:Bearer ":                         "",
		`{"Authorization": "Bearer `:                    "",
		`'Authorization': 'Bearer ' + '`:                "",
		"Authorization: `Bearer ${'":                    "",
		"authorization=Bearer+":                         "",
		"Bearer ":                                       "",
		"Token: ":                                       "",
		"our JWT ":                                      "",
		"Proxy-Authorization: ":                         "",
		"Authorization: Basic abc\nX-Token: ":           "",
		"Authorization: Bearer Bearer ":                 "the word Bearer appears twice",
		"Authorization: bearer bearer ":                 "the word Bearer appears twice",
		"Bearer Bearer ":                                "the word Bearer appears twice",
		`"Authorization": "Bearer Bearer `:              "the word Bearer appears twice",
		"Authorization: `Bearer ${'Bearer ":             "the word Bearer appears twice",
		"authorization=Bearer+Bearer+":                  "the word Bearer appears twice",
		"Authorization: Bearer: Bearer ":                "the word Bearer appears twice",
		"Authorization: Authorization: Bearer ":         "the name of the header appears twice",
		"Authorization: Bearer: ":                       "a character other than a space follows the word Bearer",
		"Bearer: ":                                      "a character other than a space follows the word Bearer",
		"Authorization: Bearer,":                        "a character other than a space follows the word Bearer",
		"Authorization: Bearer=":                        "a character other than a space follows the word Bearer",
		"Authorization: Bearer":                         "there is no space between Bearer and the token",
		`Authorization: Bearer "`:                       "quotation marks are around the token",
		`"Authorization": "Bearer \"`:                   "quotation marks are around the token",
		"Authorization: Bearer <":                       "brackets are around the token",
		"Authorization: <Bearer ":                       "brackets are around the token",
		"Authorization: Bearer {{":                      "brackets are around the token",
		"Authorization: Bearer token=":                  "a name is between Bearer and the token",
		"Authorization: Bearer access_token: ":          "a name is between Bearer and the token",
		"Authorization: Token ":                         "the scheme is Token, not Bearer",
		"Authorization: JWT ":                           "the scheme is JWT, not Bearer",
		"Authorization: ":                               "the word Bearer is missing before the token",
		`headers: {"Authorization": "`:                  "the word Bearer is missing before the token",
		"GET / HTTP/1.1\r\nAuthorization: Token ":       "the scheme is Token, not Bearer",
		"Authorization: Bearer and the token follows: ": "",
	} {
		if got := token.HeaderFault(before); got != want {
			t.Errorf("%q: %q; want %q", before, got, want)
		}
	}
}
