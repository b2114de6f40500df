package diagnosis_test

import (
	"strings"
	"testing"
)

// TestPrintedTokens catches an array of scopes, as a language prints it, that is read as another
// value, and a token that Go printed of which nothing is read.
func TestPrintedTokens(t *testing.T) {
	const iss, aud = "9f2c4e6a8b0d1f3a5c7e9b1d3f5a7c9e0b2d4f6a8c0e1d3b5f7a9c1e3d5b7f90", "https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"
	for name, text := range map[string]string{
		"PHP var_export": "array (\n  'iss' => 'ISS',\n  'scope' => \n  array (\n    0 => 'restlets',\n    1 => 'rest_webservices',\n  ),\n  'aud' => 'AUD',\n  'iat' => 1796039940,\n  'exp' => 1796041200,\n)",
		"Symfony dump":   "array:5 [\n  \"iss\" => \"ISS\"\n  \"scope\" => array:2 [\n    0 => \"restlets\"\n    1 => \"rest_webservices\"\n  ]\n  \"aud\" => \"AUD\"\n  \"iat\" => 1796039940\n  \"exp\" => 1796041200\n]",
		"Go %v":          "map[aud:AUD exp:1.7960412e+09 iat:1.79603994e+09 iss:ISS scope:[restlets rest_webservices]]",
		"Go %#v":         `jwt.MapClaims{"aud":"AUD", "exp":1796041200, "iat":1796039940, "iss":"ISS", "scope":[]interface {}{"restlets", "rest_webservices"}}`,
		"Chrome":         "Object\naud: \"AUD\"\nexp: 1796041200\niat: 1796039940\niss: \"ISS\"\nscope: (2) ['restlets', 'rest_webservices']\n[[Prototype]]: Object",
		"PowerShell":     "iss   : ISS\nscope : {restlets, rest_webservices}\naud   : AUD\niat   : 1796039940\nexp   : 1796041200\n",
	} {
		_, c, _ := paste(t, "", strings.NewReplacer("ISS", iss, "AUD", aud).Replace(text))
		if len(c.Tokens) != 1 || strings.Join(c.Tokens[0].Scopes, " ") != "restlets rest_webservices" || c.Tokens[0].Time("exp").Got != "1796041200" {
			t.Errorf("%s: %d tokens: %+v", name, len(c.Tokens), c.Tokens)
		}
	}
}

// TestBearerText catches a call whose header holds no token, or a token with stray characters,
// and passes.
func TestBearerText(t *testing.T) {
	whole := "eyJ0eXAiOiJKV1QiLCJhbGciOiJQUzI1NiJ9.eyJpc3MiOiJodHRwczovL3N5c3RlbS5uZXRzdWl0ZS5jb20ifQ.c2ln"
	for credential, want := range map[string]string{
		"@{variables('tok')}": "the variable was not filled in", "{!$Credential.OAuthToken}": "the variable was not filled in", "#[vars.token]": "the variable was not filled in", "$!{token}": "the variable was not filled in",
		whole + ",": "malformed", whole + ";": "malformed", `{"access_token":"` + whole + `"}`: "malformed", whole + `\r`: "malformed",
		"0123456789abcdef": "was it sent like that", "hmac-sha256:0a1b2c": "Redacted",
	} {
		_, _, d := paste(t, "", "GET /services/rest/record/v1/customer HTTP/1.1\nHost: 1234567.suitetalk.api.netsuite.com\nAuthorization: Bearer "+credential+"\n")
		var titles []string
		for _, f := range d.Findings {
			titles = append(titles, f.Title)
		}
		if !strings.Contains(strings.Join(titles, "\n"), want) {
			t.Errorf("%s: %q, without %q", credential, titles, want)
		}
	}
}
