package uitest

import (
	"net"
	"net/http"
	"strings"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/probe/standin"
)

// OnlineScenes show the online checks, each in a state worth testing.
var OnlineScenes = []Scene{
	{"online-no-account", func(term *Terminal) { OpenKeys(term); term.Press("o") }},
	{"online-account", func(term *Terminal) { OpenKeys(term); term.Press("o", "enter") }},
	{"online", ofAccount},
	{"online-announced", func(term *Terminal) { ofAccount(term); term.Press("enter") }},
	{"online-running", func(term *Terminal) { ofAccount(term); term.Press("enter", "enter") }},
	{"online-answered", func(term *Terminal) { Connect(term); ofAccount(term); term.Do("enter", "enter") }},
	{"online-unreachable", func(term *Terminal) { ofAccount(term); term.Do("up", "up", "up", "enter", "enter") }},
	{"online-granted", func(term *Terminal) {
		Connect(term)
		withKey(term)
		ChooseCheck(term, "Does NetSuite grant")
		term.Do("enter", "enter")
	}},
	{"online-restlet", func(term *Terminal) { ofAccount(term); ChooseCheck(term, "Does the RESTlet"); term.Press("enter") }},
	{"login-secret", func(term *Terminal) { logIn(term, "https://app.example.com/back") }},
	{"login-address", func(term *Terminal) { logIn(term, "https://app.example.com/back"); term.Press("enter") }},
	{"login-loopback", func(term *Terminal) { logIn(term, "https://localhost:8899/callback"); term.Press("enter") }},
	{"login-back", func(term *Terminal) { logIn(term, "https://app.example.com/back"); term.Press("enter", "enter") }},
	{"login-problem", func(term *Terminal) {
		logIn(term, "https://app.example.com/back")
		term.Press("enter", "enter")
		term.PasteText("https://app.example.com/back?code=70b827f926a512f098b1289f&state=" + strings.Repeat("x", 32))
		term.Press("enter")
	}},
}

// offline is the transport of every terminal but those that Connect connects: no test
// contacts anything.
type offline struct{}

// RoundTrip implements http.RoundTripper.
func (offline) RoundTrip(r *http.Request) (*http.Response, error) {
	return nil, &net.DNSError{Err: "no such host", Name: r.URL.Hostname(), IsNotFound: true}
}

// Connect has the online checks of a terminal reach a stand-in for NetSuite, to which the
// certificate in public.pem is mapped.
func Connect(term *Terminal) *standin.Server {
	server := standin.New(term.t, standin.Options{Now: func() time.Time { return Noon }})
	server.Map(testFiles()["public.pem"], standin.Entity, standin.Role)
	term.S.Probe.Client = server.Client()
	return server
}

// ofAccount shows the checks of an account.
func ofAccount(term *Terminal) {
	term.PasteText(TokenFor(standin.Account))
	term.Press("o")
}

// withKey shows the checks of an account whose key pair is open.
func withKey(term *Terminal) {
	OpenKeys(term, "public.pem", "private.pem")
	ofAccount(term)
}

// ChooseCheck moves the cursor to the check whose title begins with a text.
func ChooseCheck(term *Terminal, title string) {
	const rows = 20
	term.Press(strings.Split(strings.Repeat("up ", rows-1)+"up", " ")...)
	for range rows {
		if strings.Contains(term.Text(), "› "+title) {
			return
		}
		term.Press("down")
	}
	term.t.Fatalf("there is no check %q:\n%s", title, term.Text())
}

// logIn begins a login with the browser.
func logIn(term *Terminal, redirect string) {
	term.S.State(diagnosis.Fact{Name: diagnosis.FactRecordRedirectURIs, Value: redirect})
	ofAccount(term)
	ChooseCheck(term, "Does NetSuite exchange")
	term.Press("enter", "enter")
}
