//go:build unix

package ui_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/probe/standin"
)

// newcomer is somebody who sets up client credentials, with a home directory of their own and
// a stand-in for NetSuite.
type newcomer struct {
	*standin.Server
	t      *testing.T
	folder string
	// certificateID is that of public.pem; "" while there is none.
	certificateID string
}

func newNewcomer(t *testing.T, options standin.Options) *newcomer {
	t.Helper()
	n := &newcomer{Server: standin.New(t, options), t: t, folder: t.TempDir()}
	n.WriteCA(n.folder)
	return n
}

// environment is that of a computer that trusts the stand-in, with no proxy on the way.
func (n *newcomer) environment() []string {
	return environment("HOME="+n.folder, "SSL_CERT_FILE="+filepath.Join(n.folder, "ca.pem"), "HTTPS_PROXY=", "https_proxy=")
}

// run runs a command of the program.
func (n *newcomer) run(args ...string) (code int, out, fault string) {
	n.t.Helper()
	command := exec.CommandContext(n.t.Context(), program, args...)
	command.Dir, command.Env = n.folder, n.environment()
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		n.t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), stdout.String(), stderr.String()
}

// makeKey makes a key pair in public.pem and private.pem of a folder, and maps nothing.
func (n *newcomer) makeKey(prefix string) (certificate []byte) {
	n.t.Helper()
	if code, _, fault := n.run("key", "new", "--kind", "ec-p256", "--days", "365", "--certificate", prefix+"public.pem", "--private", prefix+"private.pem"); code != 0 {
		n.t.Fatalf("key new ended with %d: %s", code, fault)
	}
	certificate, err := os.ReadFile(filepath.Join(n.folder, prefix+"public.pem"))
	if err != nil {
		n.t.Fatal(err)
	}
	return certificate
}

// probe sends what --yes covers and keeps the case. Flags that are given again replace those
// before them.
func (n *newcomer) probe(flags ...string) (code int, out, fault string) {
	n.t.Helper()
	return n.run(append([]string{"probe", "--yes", "--server", n.URL, "--account", n.Account, "--client-id", n.ClientID,
		"--key", "private.pem", "--certificate", "public.pem", "--save-case", "case.json"}, flags...)...)
}

// checklist is what setup --format json prints of a lesson, as far as it is compared.
type checklist struct {
	Done  int
	Steps []struct {
		ID, State string
		Checks    []struct {
			Tick, State, By string
			Finding         *struct{ ID, Title string }
		}
	}
}

func (n *newcomer) checklist() (list checklist) {
	n.t.Helper()
	_, out, fault := n.run("setup", "client-credentials", "--case", "case.json", "--format", "json")
	if err := json.Unmarshal([]byte(out), &list); err != nil || len(list.Steps) == 0 {
		n.t.Fatalf("setup printed %s %s: %v", out, fault, err)
	}
	return list
}

func (c checklist) String() string {
	var text strings.Builder
	for _, step := range c.Steps {
		fmt.Fprintf(&text, "%s: %s\n", step.ID, step.State)
		for _, check := range step.Checks {
			fmt.Fprintf(&text, "    %s: %s %s", check.Tick, check.State, check.By)
			if check.Finding != nil {
				fmt.Fprintf(&text, " [%s] %s", check.Finding.ID, check.Finding.Title)
			}
			fmt.Fprintln(&text)
		}
	}
	return text.String()
}

// mistakes are those of a newcomer, one at each step.
var mistakes = []struct {
	name    string
	options standin.Options
	make    func(n *newcomer) // after the pair is made and its certificate mapped
	flags   []string          // of the probe
	step    string            // at which the checklist stops
	tick    string
	finding string
}{
	{name: "another Client ID", flags: []string{"--client-id", strings.Repeat("0f", 32)}},
	{name: "the Application ID in place of the Client ID", flags: []string{"--client-id", standin.ApplicationID}},
	{name: "no mapping", make: func(n *newcomer) { n.Unmap() }},
	{name: "no mapping, and 500 for it", make: func(n *newcomer) { n.Unmap(); n.Switch(standin.Unknown500) }},
	{name: "revoked", make: func(n *newcomer) { n.Revoke(n.certificateID) }},
	{name: "another key", make: func(n *newcomer) { n.makeKey("other-") }, flags: []string{"--key", "other-private.pem"}},
	{name: "another pair", make: func(n *newcomer) { n.makeKey("other-") }, flags: []string{"--key", "other-private.pem", "--certificate", "other-public.pem"}},
	{name: "scope box missing", options: standin.Options{Scopes: []string{"restlets"}}},
	{name: "feature off", make: func(n *newcomer) { n.Switch(standin.FeatureOff) }},
	{name: "record blocked", make: func(n *newcomer) { n.Switch(standin.RecordBlocked) }},
	{name: "clock slow", options: standin.Options{ClockOff: 2 * time.Hour}},
	{name: "clock fast", options: standin.Options{ClockOff: -2 * time.Hour}},
	{name: "user inactive", make: func(n *newcomer) { n.Switch(standin.UserInactive) }},
	{name: "no login permission", make: func(n *newcomer) { n.Switch(standin.NoLoginPermission) }},
	{name: "no REST", make: func(n *newcomer) { n.Switch(standin.NoREST) }},
	{name: "login page", make: func(n *newcomer) { n.Switch(standin.LoginPage, standin.ServerTime) }},
	{name: "maintenance", make: func(n *newcomer) { n.Switch(standin.Maintenance) }},
}

// TestMistakes catches a mistake that the checklist passes over, or explains wrongly.
func TestMistakes(t *testing.T) {
	for _, m := range mistakes {
		t.Run(m.name, func(t *testing.T) {
			n := newNewcomer(t, m.options)
			n.certificateID = n.Map(n.makeKey(""), "12", "1000")
			if m.make != nil {
				m.make(n)
			}
			code, out, fault := n.probe(m.flags...)
			t.Logf("%d %s %.600s", code, out, fault)
			t.Log(n.checklist())
		})
	}
}
