package ui_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	refusedCall  = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer realm=\"1234567\", error=\"invalid_token\", error_description=\"Invalid login attempt.\"\r\n\r\n"
	authorizeURL = "https://1234567.app.netsuite.com/app/login/oauth2/authorize.nl?response_type=code&client_id=1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2" +
		"&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&scope=restlets&state=abcd1234"
)

// TestAnswerWalk catches an answer that the real program does not accept, or does not
// connect with what is pasted after it.
func TestAnswerWalk(t *testing.T) {
	x := start(t, setup{args: []string{"--at", "2026-11-23T12:00:00Z"}})
	x.waitFor(home)
	x.paste(refusedCall)
	x.waitForHeader("Answer")
	x.waitFor("Which word is in the Detail column?")
	x.paste("https://app.example/cb?state=abcd1234&error=invalid_request")
	x.waitForHeader("Redirect")
	x.waitFor("Paste the authorize URL")
	x.paste(authorizeURL)
	x.waitFor("InvalidState · confirmed")
	x.send(ctrlC)
	x.end(130)
}

// TestAnswerByKeys catches an answer whose line breaks act as enter in a terminal without
// bracketed paste.
func TestAnswerByKeys(t *testing.T) {
	x := start(t, setup{})
	x.waitFor(home)
	x.send(strings.ReplaceAll(refusedCall, "\r\n", "\r"))
	x.waitForHeader("Answer")
	x.waitFor("invalid_token")
	x.send(ctrlC)
	x.end(130)
}

// TestHARFile catches a HAR file, larger than the limit of a paste, that cannot be opened by
// its path.
func TestHARFile(t *testing.T) {
	entry := func(url string, status int, body string) string {
		return fmt.Sprintf(`{"request":{"method":"POST","url":%q,"headers":[],"postData":{"mimeType":"application/x-www-form-urlencoded","text":"grant_type=refresh_token&refresh_token=x"}},"response":{"status":%d,"headers":[],"content":{"text":%q}}}`, url, status, body)
	}
	har := `{"log":{"version":"1.2","entries":[` + entry("https://cdn.example/picture", 200, strings.Repeat("A", 2<<20)) + "," +
		entry("https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token", 400, `{"error":"invalid_grant"}`) + "]}}"
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "login.har"), []byte(har), 0o600); err != nil {
		t.Fatal(err)
	}
	x := start(t, setup{folder: folder})
	x.waitFor(home)
	x.send(ctrlO)
	x.waitFor("Which file?")
	x.send("login.har" + enter)
	x.waitForHeader("Answer")
	x.waitFor("invalid_grant")
	x.waitFor("RefreshTokenExpired")
	x.send(ctrlC)
	x.end(130)
}
