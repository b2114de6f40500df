package cli

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/spf13/pflag"

	"authdoctor/content"
	"authdoctor/diagnosis/border/canary"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/probe"
	"authdoctor/diagnosis/probe/standin"
	"authdoctor/ui"
)

// account is an account of the stand-in with a mapped certificate, and the files of its user.
type account struct {
	*standin.Server
	files fstest.MapFS
	now   func() time.Time
	// typed returns what the user types at a prompt without echo; nil for no terminal.
	typed func(prompt string, shown string) string
	ctx   context.Context
	seen  *recorder
	// browser is called once, when the command waits for the browser, with what is shown.
	browser func(shown string)
}

// watched is standard error of a command that may wait for a browser.
type watched struct {
	bytes.Buffer
	browser func(shown string)
}

func (w *watched) Write(text []byte) (int, error) {
	n, err := w.Buffer.Write(text)
	if w.browser != nil && bytes.Contains(text, []byte("Waiting for the browser")) {
		go w.browser(w.String())
		w.browser = nil
	}
	return n, err
}

// recorder is a transport that keeps the bodies of requests and answers.
type recorder struct {
	http.RoundTripper
	bodies []string
}

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Body != nil {
		data, _ := io.ReadAll(request.Body)
		request.Body = io.NopCloser(bytes.NewReader(data))
		r.bodies = append(r.bodies, string(data))
	}
	answer, err := r.RoundTripper.RoundTrip(request)
	if err == nil {
		data, _ := io.ReadAll(answer.Body)
		answer.Body = io.NopCloser(bytes.NewReader(data))
		r.bodies = append(r.bodies, string(data))
	}
	return answer, err
}

// values returns the values that were sent or received under a name, in forms and in JSON.
func (r *recorder) values(name string) []string {
	var all []string
	for _, body := range r.bodies {
		for _, found := range regexp.MustCompile(name+`(?:=|" ?: ?")([^&"]+)`).FindAllStringSubmatch(body, -1) {
			all = append(all, found[1])
		}
	}
	return all
}

func newAccount(t *testing.T, options standin.Options) *account {
	t.Helper()
	options.Now = func() time.Time { return noon }
	a := &account{Server: standin.New(t, options), files: madeFiles(t), now: options.Now, ctx: context.Background()}
	a.seen = &recorder{RoundTripper: a.Client().Transport}
	a.Map(a.files["public.pem"].Data, standin.Entity, standin.Role)
	return a
}

// keyArgs are the flags with which the token request can be sent.
var keyArgs = []string{"--account", standin.Account, "--client-id", standin.ClientID, "--key", "private.pem", "--certificate", "public.pem"}

// probe runs the command without a terminal.
func (a *account) probe(args ...string) played { return a.run("", false, args...) }

// asked runs the command at a terminal at which the user types answers.
func (a *account) asked(answers string, args ...string) played { return a.run(answers, true, args...) }

func (a *account) run(stdin string, asks bool, args ...string) played {
	var out bytes.Buffer
	errOut := watched{browser: a.browser}
	w := world{
		in: strings.NewReader(stdin), out: &out, err: &errOut, now: a.now, asks: asks,
		open:    func(name string) (fs.File, error) { return a.files.Open(name) },
		library: content.Embedded,
		assist:  func(context.Context, ui.Options) error { return errors.New("no test opens the assistant") },
		disk:    &memoryDisk{a.files},
		random:  rand.Reader,
		client:  offline,
		probe:   probe.Options{Client: &http.Client{Transport: a.seen}},
	}
	if a.typed != nil {
		w.askPassphrase = func(_ context.Context, prompt string) ([]byte, error) {
			return []byte(a.typed(prompt, errOut.String())), nil
		}
	}
	code := run(a.ctx, append([]string{"probe"}, args...), w)
	return played{code, out.String(), errOut.String()}
}

// paths are the paths that were requested, in order.
func (a *account) paths() []string {
	var paths []string
	for _, r := range a.Requests() {
		paths = append(paths, r.Path[strings.LastIndex(r.Path, "/")+1:])
	}
	return paths
}

// TestProbeSendsNothingUnasked catches a request, or a connection, without a yes: without a
// terminal, with no for every answer, with an empty line, with the end of the input, and with
// q at the first question.
func TestProbeSendsNothingUnasked(t *testing.T) {
	for _, c := range []struct {
		name, answers string
		terminal      bool
	}{
		{"no terminal", "", false}, {"a pipe with yes", "y\ny\ny\ny\n", false},
		{"no", strings.Repeat("n\n", 20), true}, {"empty lines", strings.Repeat("\n", 20), true}, {"the end", "", true}, {"quit", "q\ny\ny\n", true},
	} {
		a := newAccount(t, standin.Options{})
		got := a.run(c.answers, c.terminal, append(keyArgs, "--datacenterurls", "--suiteql")...)
		if got.code != exitFailed || len(a.Dialed()) > 0 || len(a.Requests()) > 0 {
			t.Errorf("%s: exit code %d, connected to %v\n%s", c.name, got.code, a.Dialed(), got.err)
		}
		if !strings.Contains(got.err, "nothing was sent") {
			t.Errorf("%s: it does not say that nothing was sent: %s", c.name, got.err)
		}
	}
}

// TestProbeYes catches a --yes that sends more or less than what it covers, a request without
// its announcement, and an account in order that is not.
func TestProbeYes(t *testing.T) {
	a := newAccount(t, standin.Options{})
	got := a.probe(append(keyArgs, "--yes")...)
	if got.code != exitSound {
		t.Errorf("exit code %d\n%s\n%s", got.code, got.out, got.err)
	}
	for _, unasked := range []string{"datacenterurls", "suiteql", "restlet.nl", "all", "authorize.nl"} {
		if slices.Contains(a.paths(), unasked) {
			t.Errorf("%s was sent: %v", unasked, a.paths())
		}
	}
	for _, path := range []string{"keys", "token", "serverTime", "metadata-catalog", "certificates"} {
		if n := strings.Count(strings.Join(a.paths(), " ")+" ", path+" "); n == 0 {
			t.Errorf("%s was not sent: %v", path, a.paths())
		}
	}
	for _, check := range online.Checks() {
		announced, sent := strings.Contains(got.err, check.Title), strings.Contains(got.out, string(check.ID))
		if announced != (check.Flag == "") || sent != (check.Flag == "") {
			t.Errorf("%s: announced %v, sent %v", check.ID, announced, sent)
		}
	}
	for _, host := range a.Dialed() {
		if !strings.HasPrefix(host, "1234567-sb1.") {
			t.Errorf("it connected to %s", host)
		}
	}
}

// TestProbeFlags catches a flag that sends nothing, or another check than its own, and a
// check whose flag the command lacks.
func TestProbeFlags(t *testing.T) {
	const restlet = "https://1234567-sb1.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=7&deploy=1"
	for _, c := range []struct {
		path, scope, without string
		args                 []string
	}{
		{"datacenterurls", "rest_webservices", "suiteql", []string{"--datacenterurls"}},
		{"suiteql", "rest_webservices", "datacenterurls", []string{"--suiteql"}},
		{"all", "mcp", "serverTime", []string{"--mcp"}}, // the token cannot call serverTime
		{"restlet.nl", "restlets", "serverTime", []string{"--restlet", restlet}},
	} {
		a := newAccount(t, standin.Options{})
		a.files["token.jwt"] = &fstest.MapFile{Data: []byte(a.Issue(c.scope))}
		got := a.probe(append([]string{"--token", "token.jwt", "--yes"}, c.args...)...)
		if !slices.Contains(a.paths(), c.path) || slices.Contains(a.paths(), c.without) {
			t.Errorf("%v sent %v\n%s", c.args, a.paths(), got.out)
		}
	}
	a := newAccount(t, standin.Options{Public: true})
	a.files["refresh.txt"] = &fstest.MapFile{Data: []byte(a.IssueRefresh("rest_webservices"))}
	got := a.probe("--account", standin.Account, "--client-id", standin.ClientID, "--refresh", "refresh.txt", "--yes")
	if !slices.Contains(a.paths(), "token") || !strings.Contains(got.err, "uses up the refresh token") || !strings.Contains(got.out, "✓  refresh") || strings.Contains(got.out, "step that failed") {
		t.Errorf("--refresh sent %v\n%s\n%s", a.paths(), got.out, got.err)
	}
	known := map[string]bool{}
	newProbe(world{}).Flags().VisitAll(func(f *pflag.Flag) { known[f.Name] = true })
	for _, check := range online.Checks() {
		if check.Flag != "" && !known[check.Flag] {
			t.Errorf("the check %s is asked for by --%s, which the command lacks", check.ID, check.Flag)
		}
	}
}

// TestProbeAsks catches an answer that is taken for another check than the one announced,
// and an a that covers what needs its own yes.
func TestProbeAsks(t *testing.T) {
	a := newAccount(t, standin.Options{})
	got := a.asked("y\nn\ny\nq\n", "--account", standin.Account)
	if want := "✓  host"; !strings.Contains(got.out, want) || !slices.Contains(a.paths(), "keys") {
		t.Errorf("%v\n%s", a.paths(), got.out)
	}
	if !strings.Contains(got.out, "you did not agree") {
		t.Errorf("it does not say what was not sent:\n%s", got.out)
	}

	a = newAccount(t, standin.Options{})
	got = a.asked("a\nn\nn\n", append(keyArgs, "--datacenterurls", "--suiteql")...)
	if paths := a.paths(); slices.Contains(paths, "datacenterurls") || slices.Contains(paths, "suiteql") || !slices.Contains(paths, "certificates") {
		t.Errorf("%v\n%s", paths, got.out)
	}
}

// TestProbeStops catches a check that is sent although the one before shows that it would
// show nothing: the host, or the token.
func TestProbeStops(t *testing.T) {
	a := newAccount(t, standin.Options{})
	var out, errOut bytes.Buffer
	code := run(context.Background(), append([]string{"probe", "--yes"}, keyArgs...), world{in: strings.NewReader(""), out: &out, err: &errOut, now: a.now,
		library: content.Embedded, disk: &memoryDisk{a.files}, random: rand.Reader, client: offline, probe: probe.Options{Client: offline}})
	if code != exitProblems || !strings.Contains(out.String(), "✗  host") || strings.Count(out.String(), "not sent: it would fail") != 6 {
		t.Errorf("exit code %d\n%s\n%s", code, out.String(), errOut.String())
	}

	a.Switch(standin.NoLoginPermission)
	got := a.probe(append(keyArgs, "--yes")...)
	if got.code != exitProblems || slices.Contains(a.paths(), "metadata-catalog") {
		t.Errorf("exit code %d, %v\n%s", got.code, a.paths(), got.out)
	}
}

// TestProbeJSON catches more or less than one document on standard output, a document
// outside the contract, and one that lacks a check.
func TestProbeJSON(t *testing.T) {
	for name, args := range map[string][]string{
		"sent":        append(slices.Clone(keyArgs), "--yes"),
		"unasked":     keyArgs,
		"no account":  {"--yes"},
		"no key file": {"--account", "1234567", "--key", "nothing.pem", "--yes"},
		"no scope":    {"--account", "1234567", "--scope", "nothing", "--yes"},
		"no flag":     {"--nothing"},
	} {
		a := newAccount(t, standin.Options{})
		got := a.probe(append(args, "--format", "json")...)
		var answer struct {
			Schema int
			Error  string
			Checks []map[string]any
		}
		decoder := json.NewDecoder(strings.NewReader(got.out))
		if err := decoder.Decode(&answer); err != nil || answer.Schema != 1 || answer.Checks == nil {
			t.Errorf("%s: %v\n%s", name, err, got.out)
			continue
		}
		if _, err := decoder.Token(); err != io.EOF {
			t.Errorf("%s: more follows the document", name)
		}
		if failed := got.code == exitFailed; failed != (answer.Error != "") || failed == (name == "sent") {
			t.Errorf("%s: exit code %d, error %q", name, got.code, answer.Error)
		}
		if err := schema1.check(document(t, got.out)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if name == "sent" {
			for i, id := range []string{"host", "clock", "keys", "token-request", "server-time", "metadata", "certificates"} {
				if answer.Checks[i]["id"] != id || answer.Checks[i]["outcome"] != "answered" || answer.Checks[i]["at"] == "" {
					t.Errorf("check %d is %v", i, answer.Checks[i])
				}
			}
		}
	}
}

// TestProbeLacks catches a run that passes although what was asked for could not be sent: the
// token request of a key, a check with a flag, a key that stays locked.
func TestProbeLacks(t *testing.T) {
	a := newAccount(t, standin.Options{})
	a.files["locked.pem"] = &fstest.MapFile{Data: []byte(lockedPEM)}
	for _, c := range []struct {
		name string
		args []string
		code int
	}{
		{"nothing asked for", []string{"--account", standin.Account, "--yes"}, exitSound},
		{"no Client ID", []string{"--account", standin.Account, "--key", "private.pem", "--certificate", "public.pem", "--yes"}, exitProblems},
		{"no token", []string{"--account", standin.Account, "--suiteql", "--yes"}, exitProblems},
		{"a locked key", []string{"--account", standin.Account, "--key", "locked.pem", "--yes"}, exitFailed},
	} {
		if got := a.probe(c.args...); got.code != c.code {
			t.Errorf("%s: exit code %d\n%s\n%s", c.name, got.code, got.out, got.err)
		}
	}
}

// TestProbeNightly catches a run that is silent about a certificate that ends soon, or that
// needs the key for it; and one that fails for a certificate that does not.
func TestProbeNightly(t *testing.T) {
	a := newAccount(t, standin.Options{})
	if got := a.probe(append(keyArgs, "--yes", "--save-case", "prod.json")...); got.code != exitSound {
		t.Fatalf("exit code %d\n%s", got.code, got.err)
	}
	until := keys.Read("public.pem", a.files["public.pem"].Data, nil).Keys[0].Certified.NotAfter
	for _, c := range []struct {
		name string
		left time.Duration
		args []string
		code int
	}{
		{"in time", 100 * 24 * time.Hour, []string{"--case", "prod.json", "--key", "private.pem", "--yes"}, exitSound},
		{"soon", 13*24*time.Hour + time.Hour, []string{"--case", "prod.json", "--key", "private.pem", "--yes"}, exitProblems},
		{"in time, without the key", 100 * 24 * time.Hour, []string{"--case", "prod.json", "--yes"}, exitSound},
		{"soon, without the key", 13*24*time.Hour + time.Hour, []string{"--case", "prod.json", "--yes"}, exitProblems},
	} {
		b := newAccount(t, standin.Options{})
		b.files["prod.json"], b.files["private.pem"] = a.files["prod.json"], a.files["private.pem"]
		b.Unmap()
		b.Map(a.files["public.pem"].Data, standin.Entity, standin.Role)
		at := until.Add(-c.left)
		b.now, b.Server.Now = func() time.Time { return at }, func() time.Time { return at }
		got := b.probe(c.args...)
		if got.code != c.code {
			t.Errorf("%s: exit code %d\n%s\n%s", c.name, got.code, got.out, got.err)
		}
		if says := strings.Contains(got.out, "in 13 d"); says != (c.code == exitProblems) {
			t.Errorf("%s: it tells of 13 days: %v\n%s", c.name, says, got.out)
		}
	}
}

// TestProbeRefuses catches a request that is sent although what was given cannot be right, and
// an error that does not say why: the name of the account, two accounts, the Application ID for
// the Client ID, a token that cannot be sent, a case file that exists.
func TestProbeRefuses(t *testing.T) {
	other := standin.New(t, standin.Options{Account: "7654321", Now: func() time.Time { return noon }})
	for _, c := range []struct {
		name, token, says string
		args              []string
	}{
		{"two underscores", "", "form 1234567", []string{"--account", "1234567_SB1_2"}},
		{"Application ID", "", "is an Application ID", append(slices.Clone(keyArgs), "--client-id", standin.ApplicationID)},
		{"token of another account", other.Issue("rest_webservices"), "1234567_SB1, from what you said, and 7654321", keyArgs},
		{"token without signature", regexp.MustCompile(`[^.]*$`).ReplaceAllString(other.Issue("rest_webservices"), "REMOVED"), "no token that can be sent", nil},
		{"refresh token as token", other.IssueRefresh("rest_webservices"), "belongs in --refresh", nil},
		{"opaque token", `{"access_token":"abcdefghijkl","token_type":"Bearer"}`, "no token that can be sent", keyArgs[:2]},
		{"case file that exists", "", "nothing is overwritten", append(slices.Clone(keyArgs), "--save-case", "public.pem")},
	} {
		for _, format := range []string{formatText, formatJSON} {
			a := newAccount(t, standin.Options{})
			args := append(slices.Clone(c.args), "--yes", "--format", format)
			if c.token != "" {
				a.files["token.txt"] = &fstest.MapFile{Data: []byte(c.token)}
				args = append(args, "--token", "token.txt")
			}
			got := a.probe(args...)
			if got.code != exitFailed || len(a.Dialed()) > 0 || !strings.Contains(got.out+got.err, c.says) {
				t.Errorf("%s: exit code %d, connected to %v\n%s\n%s", c.name, got.code, a.Dialed(), got.out, got.err)
			}
		}
	}
}

// TestProbeUnlisted catches a nightly run that fails because the role may not see the list of
// certificates although the certificate is known, and one that passes where nothing tells
// when the certificate ends.
func TestProbeUnlisted(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		code int
	}{
		{"with the certificate", keyArgs, exitSound},
		{"with its ID alone", append(slices.Clone(keyArgs[:6]), "--kid", ""), exitProblems},
	} {
		a := newAccount(t, standin.Options{})
		a.Switch(standin.NoCertificateRight)
		if last := len(c.args) - 1; c.args[last] == "" {
			c.args[last] = keys.Read("", a.files["public.pem"].Data, nil).Keys[0].Certified.ID
		}
		got := a.probe(append(slices.Clone(c.args), "--yes")...)
		if got.code != c.code || !slices.Contains(a.paths(), "certificates") || strings.Contains(got.out, "✗  certificates") {
			t.Errorf("%s: exit code %d\n%s\n%s", c.name, got.code, got.out, got.err)
		}
	}
}

// TestProbeRenewed catches the Certificate ID of before a renewal, from the case, in an assertion
// that the new key signs, and a nightly run without a key that does not know which of the two
// certificates in the case is in use.
func TestProbeRenewed(t *testing.T) {
	a := newAccount(t, standin.Options{})
	old := madeFiles(t)
	a.files["old.pem"], a.files["old-key.pem"] = old["public.pem"], old["private.pem"]
	a.Map(old["public.pem"].Data, standin.Entity, standin.Role)
	for _, args := range [][]string{
		{"--account", standin.Account, "--client-id", standin.ClientID, "--key", "old-key.pem", "--certificate", "old.pem", "--save-case", "old.json"},
		{"--case", "old.json", "--key", "private.pem", "--certificate", "public.pem", "--save-case", "new.json"},
		{"--case", "new.json", "--key", "private.pem"},
		{"--case", "new.json"},
	} {
		if got := a.probe(append(args, "--yes")...); got.code != exitSound || !strings.Contains(got.out, "The certificate ends on") {
			t.Errorf("%v: exit code %d\n%s\n%s", args, got.code, got.out, got.err)
		}
	}
}

// TestProbeTakesTheKid catches an assertion with the Certificate ID that is expected of the
// certificate although another one was given, as NetSuite shows it.
func TestProbeTakesTheKid(t *testing.T) {
	a := newAccount(t, standin.Options{})
	got := a.probe(append(slices.Clone(keyArgs), "--kid", strings.Repeat("Ab", 21)+"x", "--yes")...)
	if got.code != exitProblems || !strings.Contains(got.out, "✗  token-request") {
		t.Errorf("exit code %d\n%s", got.code, got.out)
	}
}

// altered answers one path with another body.
type altered struct {
	http.RoundTripper
	path, body string
	status     int
}

func (a altered) RoundTrip(request *http.Request) (*http.Response, error) {
	answer, err := a.RoundTripper.RoundTrip(request)
	if err == nil && strings.HasSuffix(request.URL.Path, a.path) {
		answer.StatusCode, answer.ContentLength, answer.Body = a.status, int64(len(a.body)), io.NopCloser(strings.NewReader(a.body))
	}
	return answer, err
}

// TestProbeNonsense catches an answer in JSON that is not the one to the check and counts as a
// success, and a refusal with an error that is not known whose exit code is that of a run in
// which nothing was sent.
func TestProbeNonsense(t *testing.T) {
	for _, c := range []altered{
		{path: "metadata-catalog", body: `{"ok":true}`, status: 200}, {path: "metadata-catalog", body: `{"error":"blocked"}`, status: 200},
		{path: "/token", body: `{"ok":true}`, status: 200}, {path: "/serverTime", body: `{"serverTime":"soon"}`, status: 200},
		{path: "/certificates", body: `{"items":[]}`, status: 200}, {path: "/keys", body: `{"keys":[]}`, status: 200},
		{path: "/token", body: `{"error":"MissingKey"}`, status: 400},
	} {
		for _, format := range []string{formatText, formatJSON} {
			a := newAccount(t, standin.Options{})
			c.RoundTripper = a.Client().Transport
			a.seen = &recorder{RoundTripper: c}
			if got := a.probe(append(slices.Clone(keyArgs), "--yes", "--format", format)...); got.code != exitProblems {
				t.Errorf("%s %s: exit code %d\n%s", c.path, c.body, got.code, got.out)
			}
		}
	}
}

// TestProbeShowsNoSecret catches a token that was received, the assertion, the private key,
// the Client Secret or the code in any output or in the case that is kept.
func TestProbeShowsNoSecret(t *testing.T) {
	for _, format := range []string{formatText, formatJSON, formatMarkdown, formatHTML} {
		a := newAccount(t, standin.Options{RedirectURI: "https://app.example.com/back"})
		var secrets []string
		transport := a.Client().Transport
		a.typed = func(prompt, shown string) string {
			if strings.HasPrefix(prompt, "Client Secret") {
				return standin.ClientSecret
			}
			back := browse(t, transport, shown)
			secrets = append(secrets, regexp.MustCompile(`code=([^&]+)`).FindStringSubmatch(back)[1])
			return back
		}
		got := a.run("", false, append(keyArgs, "--yes", "--code-exchange", "--redirect-uri", "https://app.example.com/back", "--save-case", "kept.json", "--format", format)...)
		if !strings.Contains(got.err+got.out, "code-exchange") || slices.Contains([]int{exitFailed, exitInterrupted}, got.code) {
			t.Fatalf("exit code %d\n%s\n%s", got.code, got.out, got.err)
		}
		private := strings.Join(strings.Split(string(a.files["private.pem"].Data), "\n")[1:], "")
		secrets = append(secrets, standin.ClientSecret, private[50:88]) // of its number; the public key follows, which certificates have
		for _, name := range []string{"access_token", "refresh_token", "client_assertion", "code_verifier"} {
			if a.seen.values(name) == nil {
				t.Fatalf("no %s was sent or received", name)
			}
			secrets = append(secrets, a.seen.values(name)...)
		}
		for _, secret := range secrets {
			if piece := canary.Shows(got.out+"\x00"+got.err+"\x00"+string(a.files["kept.json"].Data), secret); piece != "" {
				t.Errorf("%s shows %q\n%s", format, piece, around(got.out+got.err, piece))
			}
		}
	}
}

// browse opens the address that is shown last, as a browser whose user allows, and returns
// the address it is led to.
func browse(t *testing.T, transport http.RoundTripper, shown string) string {
	t.Helper()
	addresses := regexp.MustCompile(`https://\S+/app/login/oauth2/authorize\.nl\?\S+`).FindAllString(shown, -1)
	if len(addresses) == 0 {
		t.Fatalf("no address to open is shown:\n%s", shown)
	}
	request, err := http.NewRequest(http.MethodGet, addresses[len(addresses)-1], nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.Header.Get("Location")
}

// TestProbeExchangesCode catches a code that is not exchanged, one that is exchanged although
// state is another's, and a login that is denied and passes.
func TestProbeExchangesCode(t *testing.T) {
	args := []string{"--account", standin.Account, "--client-id", standin.ClientID, "--redirect-uri", "https://app.example.com/back", "--code-exchange", "--yes"}
	for _, c := range []struct {
		name   string
		back   func(string) string
		fault  standin.Fault
		says   string
		code   int
		posted bool
	}{
		{"sound", func(back string) string { return back }, "", "✓  code-exchange", exitSound, true},
		{"another state", func(back string) string {
			return regexp.MustCompile(`state=[^&]+`).ReplaceAllString(back, "state="+strings.Repeat("x", 32))
		}, "", "state does not match this attempt", exitProblems, false},
		{"denied", func(back string) string { return back }, standin.Denied, "access_denied", exitProblems, false},
		{"something else pasted", func(string) string { return "https://other.example.com/back?error=server_error" }, "", "does not begin with the Redirect URI", exitProblems, false},
	} {
		a := newAccount(t, standin.Options{RedirectURI: "https://app.example.com/back", Public: true})
		if c.fault != "" {
			a.Switch(c.fault)
		}
		a.typed = func(prompt, shown string) string {
			if strings.HasPrefix(prompt, "Client Secret") {
				return ""
			}
			return c.back(browse(t, a.Client().Transport, shown))
		}
		got := a.probe(args...)
		if got.code != c.code || !strings.Contains(got.out, c.says) || slices.Contains(a.paths(), "token") != c.posted {
			t.Errorf("%s: exit code %d, %v\n%s\n%s", c.name, got.code, a.paths(), got.out, got.err)
		}
		if strings.Contains(got.out, "server_error") {
			t.Errorf("%s: it is evidence\n%s", c.name, got.out)
		}
	}
}

// TestProbeWaitsForTheBrowser catches a login on loopback whose code is not exchanged, and one
// that needs a terminal although nothing is typed.
func TestProbeWaitsForTheBrowser(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	redirect := "http://" + listener.Addr().String() + "/callback"
	listener.Close()
	a := newAccount(t, standin.Options{RedirectURI: redirect, Public: true})
	a.browser = func(shown string) {
		answer, err := http.Get(browse(t, a.Client().Transport, shown))
		if err != nil {
			t.Error(err)
			return
		}
		answer.Body.Close()
	}
	got := a.probe("--account", standin.Account, "--client-id", standin.ClientID, "--redirect-uri", redirect, "--code-exchange", "--yes")
	if got.code != exitSound || !strings.Contains(got.out, "✓  code-exchange") || !strings.Contains(got.out, "✓  server-time") {
		t.Errorf("exit code %d\n%s\n%s", got.code, got.out, got.err)
	}
}

// TestProbeInterrupted catches an interrupt that does not end the run, and a request after it.
func TestProbeInterrupted(t *testing.T) {
	for _, format := range []string{formatText, formatJSON} {
		a := newAccount(t, standin.Options{})
		ctx, stop := context.WithCancel(context.Background())
		a.ctx = ctx
		stop()
		got := a.probe(append(keyArgs, "--yes", "--format", format)...)
		if got.code != exitInterrupted || len(a.Requests()) > 0 {
			t.Errorf("exit code %d, %d requests", got.code, len(a.Requests()))
		}
		if format == formatJSON && document(t, got.out)["error"] != "interrupted" {
			t.Errorf("it says %s", got.out)
		}
	}
}

// TestProbeHostile catches an answer that reaches the terminal raw, and one that makes the
// command end as if all were well.
func TestProbeHostile(t *testing.T) {
	for _, fault := range []standin.Fault{standin.NotJSON, standin.Page, standin.Elsewhere, standin.LoginPage, standin.Gateway, standin.ProxyLogin, standin.Maintenance, standin.ServerError} {
		for _, format := range []string{formatText, formatJSON, formatMarkdown} {
			a := newAccount(t, standin.Options{})
			a.Switch(fault)
			got := a.probe(append(keyArgs, "--yes", "--suiteql", "--format", format)...)
			if strings.ContainsAny(got.out+got.err, "\x1b\u202e\u009b") {
				t.Errorf("%s: %s prints it raw: %q", fault, format, got.out)
			}
			if got.code != exitProblems {
				t.Errorf("%s: exit code %d\n%s\n%s", fault, got.code, got.out, got.err)
			}
		}
	}
}
