package cli

import (
	"encoding/base64"
	"strings"
	"testing"
)

const secretWord = "c4n4ry0fasecret0fapasted0request"

// secretExchanges have a secret in every place where one can be.
func secretExchanges() map[string]string {
	basic := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("a1", 32) + ":" + secretWord))
	const address = "https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"
	return map[string]string{
		"curl -u":           "curl -u " + strings.Repeat("a1", 32) + ":" + secretWord + " " + address + " -d grant_type=refresh_token -d refresh_token=" + secretWord,
		"curl Basic":        "curl -H 'Authorization: Basic " + basic + "' " + address + " -d grant_type=authorization_code -d code=" + secretWord + " -d code_verifier=" + secretWord + secretWord,
		"curl user swapped": "curl -u " + secretWord + ":x " + address + " -d grant_type=refresh_token",
		"cookie":            "curl -b 'JSESSIONID=" + secretWord + "' -H 'Authorization: Bearer " + secretWord + "' https://1234567.suitetalk.api.netsuite.com/services/rest/record/v1/customer",
		"request":           "POST /services/rest/auth/oauth2/v1/token HTTP/1.1\nHost: 1234567.suitetalk.api.netsuite.com\nCookie: a=" + secretWord + "\nAuthorization: Basic " + basic + "\n\ngrant_type=authorization_code&code=" + secretWord + "&client_secret=" + secretWord,
		"form":              "grant_type=refresh_token&refresh_token=" + secretWord + "&client_id=" + secretWord + "&client_secret=" + secretWord + "&scope=" + secretWord,
		"fields by line":    "grant_type: authorization_code\ncode: " + secretWord + "\nclient_secret: " + secretWord + "\n",
		"JSON":              `{"grant_type":"refresh_token","client_secret":"` + secretWord + `"}`,
		"redirect":          "https://app.example/cb?state=" + secretWord + "&code=" + secretWord + "&company=1234567",
		"redirect, refused": "https://app.example/cb?state=" + secretWord + "&error=invalid_request&error_description=" + secretWord,
		"authorize":         "https://1234567.app.netsuite.com/app/login/oauth2/authorize.nl?response_type=code&client_id=" + secretWord + "&state=" + secretWord + "&code_challenge=" + secretWord + "&nonce=" + secretWord + "&redirect_uri=https://app.example/cb?token=" + secretWord,
		"with password":     "https://me:" + secretWord + "@1234567.suitetalk.api.netsuite.com/services/rest/record/v1/customer?access_token=" + secretWord + "\n401 Unauthorized",
		"success":           `HTTP/1.1 200 OK` + "\n\n" + `{"access_token":"` + secretWord + `","refresh_token":"` + secretWord + `","token_type":"bearer"}`,
		"in a description":  `HTTP/1.1 400 Bad Request` + "\n\n" + `{"error":"invalid_grant","error_description":"code ` + secretWord + ` is used"}`,
		"error itself":      `HTTP/1.1 400 Bad Request` + "\n\n" + `{"error":"` + secretWord + `"}`,
		"challenge":         `HTTP/1.1 401 Unauthorized` + "\n" + `WWW-Authenticate: Bearer realm="` + secretWord + `", error="` + secretWord + `"`,
		"HAR": `{"log":{"entries":[{"request":{"method":"POST","url":"` + address + `?x=` + secretWord + `","headers":[{"name":"Authorization","value":"Basic ` + basic + `"},{"name":"Cookie","value":"` + secretWord + `"}],"cookies":[{"name":"a","value":"` + secretWord + `"}],` +
			`"postData":{"mimeType":"application/x-www-form-urlencoded","text":"grant_type=refresh_token&refresh_token=` + secretWord + `","params":[{"name":"refresh_token","value":"` + secretWord + `"}]}},"response":{"status":400,"headers":[],"content":{"text":"{\"error\":\"invalid_grant\"}"}}}]}}`,
	}
}

// TestExchangesShowNoSecret catches a secret of a request or an answer in any output.
func TestExchangesShowNoSecret(t *testing.T) {
	for name, pasted := range secretExchanges() {
		for _, format := range []string{"text", "json", "markdown"} {
			got := check(pasted, "--format", format)
			if all := got.out + got.err; strings.Contains(all, secretWord) || strings.Contains(all, secretWord[:16]) {
				at := strings.Index(all, secretWord[:16])
				t.Errorf("%s, %s: shown in %q", name, format, all[max(0, at-60):at+16])
			}
			if got.code == 2 && name != "error itself" {
				t.Errorf("%s, %s: not recognized: %s", name, format, got.err)
			}
		}
	}
}

// TestExchangeReport catches a request or an answer that is missing from the JSON document.
func TestExchangeReport(t *testing.T) {
	got := check(secretExchanges()["HAR"], "--format", "json")
	report := document(t, got.out)
	list, _ := report["exchanges"].([]any)
	if got.code != 1 || len(list) != 1 {
		t.Fatalf("exit %d, exchanges %v", got.code, list)
	}
	request := list[0].(map[string]any)["request"].(map[string]any)
	answer := list[0].(map[string]any)["answer"].(map[string]any)
	if request["grant_type"] != "refresh_token" || request["account"] != "1234567" || request["endpoint"] != "token" || request["authorization"] != "Basic" || answer["error"] != "invalid_grant" || answer["status"] != 400.0 {
		t.Errorf("request %v, answer %v", request, answer)
	}
	if kind := report["input"].(map[string]any)["kind"]; kind != "http-response" {
		t.Errorf("kind %v", kind)
	}
}

// TestExplainErrors catches an error of HTTP answers without a page.
func TestExplainErrors(t *testing.T) {
	for word, title := range map[string]string{"invalid_grant": "invalid_grant", "INVALID_CLIENT": "invalid_client", "INVALID_LOGIN_ATTEMPT": "401", "server_error": "server_error", "access_denied": "redirect"} {
		if got := play(nil, "", "explain", word); got.code != 0 || !strings.Contains(got.out, title) {
			t.Errorf("explain %s: exit %d, %.120q %s", word, got.code, got.out, got.err)
		}
	}
}
