//go:build unix

package ui_test

import (
	"bufio"
	"crypto/tls"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"authdoctor/diagnosis/probe/standin"
)

// browse plays a browser: it opens the address of the login, where the user allows at once, and
// follows the redirect. For a redirect to this computer it accepts the certificate that was
// made for it. changed changes the redirect on its way.
func (n *newcomer) browse(address string, changed func(string) string) {
	n.t.Helper()
	get := func(client *http.Client, address string) *http.Response {
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		answer, err := client.Get(address)
		if err != nil {
			n.t.Error(err)
			return &http.Response{}
		}
		_ = answer.Body.Close()
		return answer
	}
	back := get(n.Client(), address).Header.Get("Location")
	here := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}
	defer here.CloseIdleConnections()
	if changed != nil {
		get(&http.Client{Transport: here}, changed(back))
	}
	get(&http.Client{Transport: here}, back)
}

// TestSetUpCodeFlow catches a login with the browser that does not come back to the program,
// one that a forged redirect ends, and a step of the two lessons that stays open although
// something can tick it.
func TestSetUpCodeFlow(t *testing.T) {
	for _, c := range []struct {
		lesson string
		public bool
	}{
		{"authorization-code", false},
		{"public-client", true},
	} {
		t.Run(c.lesson, func(t *testing.T) {
			redirect := "https://localhost:" + standin.FreePort(t) + "/callback"
			n := newNewcomer(t, standin.Options{Public: c.public, RedirectURI: redirect})
			secret := ""
			if !c.public {
				secret = n.ClientSecret
			}
			flags := []string{"probe", "--yes", "--server", n.URL, "--account", n.Account, "--client-id", n.ClientID, "--code-exchange", "--redirect-uri", redirect, "--save-case", "case.json"}
			if secret != "" {
				if err := os.WriteFile(filepath.Join(n.folder, "secret"), []byte(secret+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
				flags = append(flags, "--client-secret-file", "secret")
			} else {
				flags = append(flags, "--fact", "client=public")
			}
			command := exec.CommandContext(t.Context(), program, flags...)
			command.Dir, command.Env = n.folder, n.environment()
			var out strings.Builder
			command.Stdout = &out
			told, err := command.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			var said strings.Builder
			address := ""
			for lines := bufio.NewScanner(told); lines.Scan(); {
				said.WriteString(lines.Text() + "\n")
				if strings.HasPrefix(lines.Text(), "https://") {
					address = lines.Text()
				}
				if address != "" && strings.HasPrefix(lines.Text(), "Waiting for the browser") {
					n.browse(address, func(back string) string { return strings.Replace(back, "state=", "state=x", 1) })
					address = ""
				}
			}
			_ = command.Wait() // whose error is the exit code
			if code := command.ProcessState.ExitCode(); code != 0 {
				t.Fatalf("probe ended with %d:\n%s\n%s\n%+v", code, out.String(), said.String(), n.Requests())
			}
			if strings.Contains(out.String(), "failed") {
				t.Errorf("nothing failed, and it is said:\n%s", out.String())
			}
			_, printed, fault := n.run("setup", c.lesson, "--case", "case.json", "--format", "json")
			list := readChecklist(t, printed, fault)
			for _, step := range list.Steps {
				for _, check := range step.Checks {
					if check.Tick != "" && check.State != "done" {
						t.Errorf("%s is not ticked:\n%s", check.Tick, list)
					}
				}
			}
			if kept, err := os.ReadFile(filepath.Join(n.folder, "case.json")); err != nil || secret != "" && strings.Contains(string(kept)+out.String()+said.String(), secret) || regexp.MustCompile(`[?&]code=[0-9a-f]{20}`).Match(kept) {
				t.Errorf("the Client Secret or the code was kept or printed: %v", err)
			}
		})
	}
}
