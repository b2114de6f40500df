//go:build unix

package ui_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// published returns an access token as NetSuite issues them, long expired. Oracle published
// it; if the samples are not beside the checkout, it is one of the same shape.
var published = sync.OnceValue(func() string {
	var all []struct{ Name, Token string }
	if data, err := os.ReadFile(samples("published-tokens.json")); err == nil && json.Unmarshal(data, &all) == nil {
		for _, one := range all {
			if one.Name == "authcode_access_2021" {
				return one.Token
			}
		}
	}
	return access(time.Unix(1611067655, 0))
})

// access makes an access token of the authorization code flow. Its signature is not real and
// appears nowhere else.
func access(issued time.Time) string {
	encode := base64.RawURLEncoding.EncodeToString
	claims := fmt.Sprintf(`{"sub":"3;7","aud":["6ACBD51C-514B-4F59-B1C3-CB35FF7E9A6A;4030059","%s"],"scope":["rest_webservices","restlets"],"iss":"https:\/\/system.netsuite.com","oit":%[2]d,"exp":%[3]d,"iat":%[2]d,"jti":"4030059.a.5b3236b9-ffee-42d3-bd57-4be7b4439a37_%[2]d000.%[2]d000"}`,
		strings.Repeat("47761b77", 8), issued.Unix(), issued.Unix()+3600)
	signature := make([]byte, 512)
	for i := range signature {
		signature[i] = byte(i*i*31 + i*7 + 113)
	}
	return encode([]byte(`{"kid":"s.SYSTEM.2020_1","typ":"JWT","alg":"RS256"}`)) + "." + encode([]byte(claims)) + "." + encode(signature)
}

// secrets returns pieces of the signatures of these tokens. No output may contain one.
func secrets() []string {
	var pieces []string
	for _, token := range []string{published(), access(time.Unix(0, 0))} {
		signature := token[strings.LastIndex(token, ".")+1:]
		for at := 0; at+16 <= len(signature); at += 4 {
			pieces = append(pieces, signature[at:at+16])
		}
	}
	return pieces
}

// publishedSample is a token that Oracle published, and its role.
type publishedSample struct{ Name, Role, Token string }

func everyPublished(t *testing.T) []publishedSample {
	t.Helper()
	data, err := os.ReadFile(samples("published-tokens.json"))
	if err != nil {
		t.Skip("the samples are not beside this checkout")
	}
	var all []publishedSample
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// hostile returns a token whose claims would control a terminal that shows them raw.
func hostile() string {
	encode := base64.RawURLEncoding.EncodeToString
	claims, _ := json.Marshal(map[string]any{
		"sub": "\x1b]0;MARK\x07", "iss": "\x1b[2JMARK", "aud": []string{"\u202eMARK", "\u009b31mMARK"}, "scope": "\x1b]52;c;TUFSSw==\x07", "jti": "\x1b]8;;https://evil.example\x1b\\MARK",
		"\x1b]0;MARK\x07": 1, "exp": 1, "iat": 0,
	})
	return encode([]byte(`{"alg":"RS256","kid":"\u001b[31mMARK\u009b"}`)) + "." + encode(claims) + ".c2lnbmF0dXJl"
}
