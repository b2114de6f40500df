//go:build unix

package ui_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
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
	days          string // how long its certificate is valid, 365 if ""
	sent          int    // requests that were agreed to
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
	if code, _, fault := n.run("key", "new", "--kind", "ec-p256", "--days", cmp.Or(n.days, "365"), "--certificate", prefix+"public.pem", "--private", prefix+"private.pem"); code != 0 {
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

func (n *newcomer) checklist() checklist {
	n.t.Helper()
	_, out, fault := n.run("setup", "client-credentials", "--case", "case.json", "--format", "json")
	return readChecklist(n.t, out, fault)
}

func readChecklist(t *testing.T, out, fault string) (list checklist) {
	t.Helper()
	if err := json.Unmarshal([]byte(out), &list); err != nil || len(list.Steps) == 0 {
		t.Fatalf("setup printed %s %s: %v", out, fault, err)
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

// tunnel is a proxy that leads every host to the stand-in, and notes for which it was asked.
type tunnel struct {
	address string
	lock    sync.Mutex
	asked   []string // host:port, in order
}

// proxy starts a tunnel, which ends with the test.
func (n *newcomer) proxy() *tunnel {
	n.t.Helper()
	there := &tunnel{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		there.lock.Lock()
		there.asked = append(there.asked, r.Method+" "+r.Host)
		there.lock.Unlock()
		out, err := n.Dial(r.Context(), "tcp", r.Host)
		if err != nil || r.Method != http.MethodConnect {
			http.Error(w, "no", http.StatusBadGateway)
			return
		}
		in, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			n.t.Error(err)
			return
		}
		_, _ = io.WriteString(in, "HTTP/1.1 200 OK\r\n\r\n")
		go func() { _, _ = io.Copy(out, in); _ = out.Close() }()
		_, _ = io.Copy(in, out)
		_ = in.Close()
	}))
	n.t.Cleanup(server.Close)
	there.address = server.URL
	return there
}

// hosts returns for which hosts the tunnel was asked, each once.
func (p *tunnel) hosts() []string {
	p.lock.Lock()
	defer p.lock.Unlock()
	return slices.Compact(slices.Sorted(slices.Values(p.asked)))
}

// mistakes are those of a newcomer, one at each step. step is where the checklist stops: the
// first step that fails.
var mistakes = []struct {
	name    string
	options standin.Options
	make    func(n *newcomer) // after the pair is made and its certificate mapped
	flags   []string          // of the probe
	step    string
	finding string // its ID
	says    string // a part of its title
}{
	{name: "another Client ID", flags: []string{"--client-id", strings.Repeat("0f", 32)}, step: "request-a-token", finding: "answer", says: "500 server_error"},
	{name: "no mapping", make: func(n *newcomer) { n.Unmap() }, step: "request-a-token", finding: "answer", says: "does not accept the client: invalid_client"},
	{name: "no mapping, answered 500", make: func(n *newcomer) { n.Unmap(); n.Switch(standin.Unknown500) }, step: "request-a-token", finding: "answer", says: "500 server_error"},
	{name: "revoked", make: func(n *newcomer) { n.Revoke(n.certificateID) }, step: "request-a-token", finding: "answer", says: "does not accept the client: invalid_client"},
	{name: "another key", make: func(n *newcomer) { n.makeKey("other-") }, flags: []string{"--key", "other-private.pem"}, step: "make-the-key-pair", finding: "key-pair", says: "does not belong to the certificate"},
	{name: "another pair", make: func(n *newcomer) { n.makeKey("other-") }, flags: []string{"--key", "other-private.pem", "--certificate", "other-public.pem"}, step: "request-a-token", finding: "answer", says: "does not accept the client: invalid_client"},
	{name: "a Scope box missing", options: standin.Options{Scopes: []string{"restlets"}}, step: "request-a-token", finding: "answer", says: "rejected the scope: invalid_scope"},
	{name: "the feature off", make: func(n *newcomer) { n.Switch(standin.FeatureOff) }, step: "request-a-token", finding: "answer", says: "invalid_request"},
	{name: "the record blocked", make: func(n *newcomer) { n.Switch(standin.RecordBlocked) }, step: "request-a-token", finding: "answer", says: "may not use this grant: unauthorized_client"},
	{name: "the user inactive", make: func(n *newcomer) { n.Switch(standin.UserInactive) }, step: "request-a-token", finding: "answer", says: "does not accept the grant: invalid_grant"},
	{name: "the clock slow", options: standin.Options{ClockOff: 2 * time.Hour}, step: "request-a-token", finding: "clock", says: "slow by 2 h"},
	{name: "the clock fast", options: standin.Options{ClockOff: -2 * time.Hour}, step: "request-a-token", finding: "clock", says: "fast by 2 h"},
	{name: "the role without the login permission", make: func(n *newcomer) { n.Switch(standin.NoLoginPermission) }, step: "make-the-first-call", finding: "answer", says: "rejected the login of a call: 401"},
	{name: "the role without REST", make: func(n *newcomer) { n.Switch(standin.NoREST) }, step: "create-the-role", finding: "online-role", says: "may not use REST web services"},
	{name: "maintenance", make: func(n *newcomer) { n.Switch(standin.Maintenance) }, step: "request-a-token", finding: "answer", says: "NetSuite is unavailable"},
}

// TestMistakes catches a mistake that the checklist passes over or explains by another finding,
// and a later step that is done all the same.
func TestMistakes(t *testing.T) {
	for _, m := range mistakes {
		t.Run(m.name, func(t *testing.T) {
			n := newNewcomer(t, m.options)
			n.certificateID = n.Map(n.makeKey(""), "12", "1000")
			if m.make != nil {
				m.make(n)
			}
			code, out, fault := n.probe(m.flags...)
			if code != 1 {
				t.Errorf("probe ended with %d:\n%s\n%s", code, out, fault)
			}
			list := n.checklist()
			stopped := false
			for _, step := range list.Steps {
				if step.State == "failing" && !stopped {
					stopped = true
					if step.ID != m.step {
						t.Errorf("it stops at %s, not at %s:\n%s", step.ID, m.step, list)
					}
					for _, check := range step.Checks {
						if check.State == "failing" && (check.Finding == nil || check.Finding.ID != m.finding || !strings.Contains(check.Finding.Title, m.says)) {
							t.Errorf("it stops by %+v, not by %s, %q:\n%s", check.Finding, m.finding, m.says, list)
						}
					}
				}
				if m.step == "request-a-token" && m.finding != "clock" && step.State == "done" && (step.ID == "read-the-token" || step.ID == "make-the-first-call") {
					t.Errorf("%s is done without a token:\n%s", step.ID, list)
				}
			}
			if !stopped {
				t.Errorf("it does not stop:\n%s\n%s", list, out)
			}
		})
	}
}

// TestApplicationID catches a program that sends the Application ID as a Client ID: the two
// have different forms, so nothing has to be sent to see the mistake.
func TestApplicationID(t *testing.T) {
	n := newNewcomer(t, standin.Options{})
	n.makeKey("")
	code, _, fault := n.probe("--client-id", standin.ApplicationID)
	if code != 2 || !strings.Contains(fault, "client-id") || len(n.Requests()) > 0 {
		t.Errorf("probe ended with %d and sent %d requests: %s", code, len(n.Requests()), fault)
	}
}

// connects matches a connection to an address of the internet.
var connects = regexp.MustCompile(`connect\(\d+, \{sa_family=AF_INET6?, [^}]*port=htons\((\d+)\)[^}]*\}`)

// TestNothingElse catches a connection to anything but the server that was named, and one that
// is made without a yes: the system calls of the program are looked at.
func TestNothingElse(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("there is no strace here")
	}
	n := newNewcomer(t, standin.Options{})
	n.Map(n.makeKey(""), "12", "1000")
	traced := func(args ...string) (ports []string) {
		t.Helper()
		log := filepath.Join(t.TempDir(), "calls")
		command := exec.CommandContext(t.Context(), strace, append([]string{"-f", "-e", "trace=connect,sendto,sendmsg", "-o", log, program}, args...)...)
		command.Dir, command.Env = n.folder, n.environment()
		if out, err := command.CombinedOutput(); command.ProcessState == nil || command.ProcessState.ExitCode() < 0 || strings.Contains(string(out), "ptrace") {
			t.Skipf("strace cannot be used here: %v %s", err, out)
		}
		calls, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		for _, call := range connects.FindAllStringSubmatch(string(calls), -1) {
			ports = append(ports, call[1])
		}
		return ports
	}
	probe := []string{"probe", "--server", n.URL, "--account", n.Account, "--client-id", n.ClientID, "--key", "private.pem", "--certificate", "public.pem", "--save-case", "case.json"}
	if ports := traced(probe...); len(ports) > 0 || len(n.Requests()) > 0 {
		t.Errorf("without a yes it connects to the ports %v", ports)
	}
	_, port, _ := strings.Cut(strings.TrimPrefix(n.URL, "https://"), ":")
	ports := traced(append(probe, "--yes")...)
	if ports = slices.Compact(slices.Sorted(slices.Values(ports))); !slices.Equal(ports, []string{port}) {
		t.Errorf("with --yes it connects to the ports %v; the server has %s", ports, port)
	}
	if len(n.Requests()) != 7 {
		t.Errorf("%d requests arrived, not the 7 that --yes covers", len(n.Requests()))
	}
	for _, args := range [][]string{{"setup", "client-credentials", "--case", "case.json"}, {"check", "case.json"}, {"key", "inspect", "public.pem"}} {
		if ports := traced(args...); len(ports) > 0 {
			t.Errorf("%v connects to the ports %v", args, ports)
		}
	}
}

// TestNightlyJob catches a certificate that ends soon and lets the nightly job end with 0, and
// one that is in order and does not.
func TestNightlyJob(t *testing.T) {
	for days, want := range map[string]int{"40": 1, "365": 0} {
		n := newNewcomer(t, standin.Options{})
		n.days = days
		n.Map(n.makeKey(""), "12", "1000")
		if code, _, fault := n.probe(); code != want {
			t.Errorf("%s days: the first run ended with %d: %s", days, code, fault)
		}
		for _, flags := range [][]string{{"--key", "private.pem"}, nil} { // nil: only the end is looked at
			code, out, fault := n.run(append([]string{"probe", "--server", n.URL, "--case", "case.json", "--yes", "--format", "json"}, flags...)...)
			if code != want || !json.Valid([]byte(out)) {
				t.Errorf("%s days, %v: it ended with %d: %s\n%s", days, flags, code, fault, out)
			}
			if soon := strings.Contains(out, "in 39 days") || strings.Contains(out, "in 40 days"); soon != (want == 1) {
				t.Errorf("%s days, %v: the end is not told: %s", days, flags, out)
			}
		}
	}
}
