package content_test

import (
	"bufio"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/probe/standin"
	"authdoctor/diagnosis/token"
)

// TestCodeLogin catches a login or a refresh that NetSuite's rules refuse, a rotated refresh
// token that is lost, and a redirect of another login that is accepted.
func TestCodeLogin(t *testing.T) {
	for _, snippet := range snippets(t, "code-login") {
		for _, public := range []bool{false, true} {
			name := snippet.Language + ", confidential"
			secret := "NETSUITE_CLIENT_SECRET=" + standin.ClientSecret
			if public {
				name, secret = snippet.Language+", public", "NETSUITE_CLIENT_SECRET="
			}
			t.Run(name, func(t *testing.T) {
				runners[filepath.Ext(snippet.File)].require(t)
				server, folder := standin.New(t, standin.Options{Public: public}), t.TempDir()
				server.WriteCA(folder)
				text, missing := snippet.Fill([]diagnosis.Value{
					{Name: "authorize address", Value: server.URL + "/app/login/oauth2/authorize.nl"},
					{Name: "token address", Value: server.URL + token.TokenPath},
					{Name: "server time address", Value: server.URL + "/services/rest/system/v1/serverTime"},
					{Name: "Client ID", Value: server.ClientID},
					{Name: "Redirect URI", Value: server.RedirectURI},
					{Name: "scopes", Value: "restlets rest_webservices"},
				})
				if len(missing) > 0 {
					t.Fatalf("missing %q", missing)
				}
				write(t, filepath.Join(folder, snippet.File), text)
				command := append(runners[filepath.Ext(snippet.File)].command, snippet.File)

				// What a program that was stopped in the middle left must not end the next login.
				write(t, filepath.Join(folder, "refresh-token.txt.new"), "nonsense")
				same := func(back string) string { return back }
				if got := login(t, server, folder, secret, same, append(command, "login")); got.code != 0 || !strings.Contains(got.out, `200: {"serverTime"`) {
					t.Fatalf("login: %+v; the requests were %+v", got, server.Requests())
				}
				refreshes := 1
				if public { // which cannot use the first refresh token again
					refreshes = 2
				}
				for range refreshes {
					got := run(t, folder, []string{secret}, append(command, "refresh")...)
					if got.code != 0 || !strings.Contains(got.out, `200: {"serverTime"`) {
						t.Errorf("refresh: %+v; the requests were %+v", got, server.Requests())
					}
				}
				kept := filepath.Join(folder, "refresh-token.txt")
				if info, err := os.Stat(kept); err != nil || info.Mode().Perm() != 0o600 {
					t.Errorf("the file of the refresh token: %v, %v", info, err)
				}
				if public { // the rest is the same for both
					return
				}
				forged := func(back string) string { return strings.Replace(back, "state=", "state=x", 1) }
				if got := login(t, server, folder, secret, forged, append(command, "login")); got.code == 0 || !strings.Contains(got.err, "state") {
					t.Errorf("another state: %+v", got)
				}
				write(t, kept, "nonsense")
				server.Switch(standin.Gzipped)
				if got := run(t, folder, []string{secret}, append(command, "refresh")...); got.code == 0 || !strings.Contains(got.err, "400") || !strings.Contains(got.err, "invalid_grant") {
					t.Errorf("another refresh token: %+v", got)
				}
				if err := os.Remove(kept); err != nil {
					t.Fatal(err)
				}
				before := len(server.Requests())
				if got := run(t, folder, []string{secret}, append(command, "refresh")...); got.code == 0 || !strings.Contains(got.err, "refresh-token.txt") || len(server.Requests()) > before {
					t.Errorf("no refresh token: %+v", got)
				}
			})
		}
	}
}

// login runs a program that prints the address of the login and reads where the browser went,
// and plays the browser. The redirect can be changed on its way.
func login(t *testing.T, server *standin.Server, folder, secret string, change func(string) string, command []string) ran {
	t.Helper()
	program := exec.CommandContext(t.Context(), command[0], command[1:]...)
	program.Dir, program.Env = folder, environment(secret)
	var fault strings.Builder
	program.Stderr = &fault
	in, err := program.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	for lines := bufio.NewScanner(out); lines.Scan(); {
		said.WriteString(lines.Text() + "\n")
		if !strings.HasPrefix(lines.Text(), "https://") {
			continue
		}
		browser := server.Client()
		browser.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		answer, err := browser.Get(lines.Text())
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if _, err := in.Write([]byte(change(answer.Header.Get("Location")) + "\n")); err != nil {
			t.Fatal(err)
		}
	}
	_ = program.Wait() // whose error is the exit code
	return ran{program.ProcessState.ExitCode(), said.String(), fault.String()}
}
