// Package standin is a server on loopback that plays NetSuite's side of an OAuth 2.0 login,
// with faults to switch on. Only tests import it.
//
// Its answers have the forms that Oracle publishes or that were seen in the field. Where an
// answer is not documented, the code says "not published" and the choice is ours: such an
// answer proves nothing about NetSuite.
package standin

import (
	"cmp"
	"context"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"authdoctor/diagnosis/token"
)

// The values of an account whose Options leave them empty. They are made up.
const (
	Account       = "1234567_SB1"
	ClientID      = "1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2"
	ClientSecret  = "90df2a7e5f5b6cc58d5c57fd5b0e7ef25f5fb16b4fdda9cd0e6a9ab5a23ef3c5"
	ApplicationID = "6ACBD51C-514B-4F59-B1C3-CB35FF7E9A6A"
	RedirectURI   = "https://localhost:8899/callback"
	Role          = "1000"
	Entity        = "12"
)

// Options describe the account that the server plays. The zero value is an account in which
// everything is set up but the mapping of a certificate.
type Options struct {
	Account       string   // 1234567_SB1
	ClientID      string   // of the only integration record
	ClientSecret  string   //
	ApplicationID string   //
	Scopes        []string // the scope boxes of the record; nil for all but mcp
	RedirectURI   string   //
	Public        bool     // the box Public Client
	Role, Entity  string   // who logs in and allows, in the authorization code flow
	// Now is the clock of the computer, time.Now if nil. ClockOff is added to it: the
	// server's clock, in its Date header and wherever it compares times.
	Now      func() time.Time
	ClockOff time.Duration
}

// Server is a running stand-in. Its methods may be called while requests are under way.
type Server struct {
	Options
	// URL is the address on loopback, for --server: https://127.0.0.1:PORT.
	URL string

	test   testing.TB
	http   *httptest.Server
	issuer *authority

	mutex    sync.Mutex
	kid      string // of the company's signing key
	faults   map[Fault][]Endpoint
	mappings []*Mapping
	codes    map[string]*grant
	tokens   map[string]*grant
	serial   int // of codes and refresh tokens
	requests []Request
	dialed   []string
}

// Request is what arrived. It has names only, no values.
type Request struct {
	Method, Host, Path string
	Query              []string // names of the query, sorted
	Headers            []string // names of the header fields, sorted, in canonical form
	Fields             []string // names of the form, sorted
	Status             int      // of the answer
	Why                string   // why it was refused, for the messages of tests; "" if it was not
}

// New starts a server, which ends with the test.
func New(t testing.TB, options Options) *Server {
	t.Helper()
	s := &Server{Options: options, test: t, issuer: newAuthority(t), faults: map[Fault][]Endpoint{}, codes: map[string]*grant{}, tokens: map[string]*grant{}}
	for value, standard := range map[*string]string{&s.Account: Account, &s.ClientID: ClientID, &s.ClientSecret: ClientSecret,
		&s.ApplicationID: ApplicationID, &s.RedirectURI: RedirectURI, &s.Role: Role, &s.Entity: Entity} {
		*value = cmp.Or(*value, standard)
	}
	if s.Scopes == nil {
		s.Scopes = []string{"restlets", "rest_webservices", "suite_analytics"}
	}
	if s.Now == nil {
		s.Now = time.Now
	}
	s.kid = "c." + s.Account + "." + s.now().Add(-240*time.Hour).Format("2006-01-02_15-04-05")
	s.http = httptest.NewUnstartedServer(http.HandlerFunc(s.serve))
	s.http.Config.ErrorLog = log.New(io.Discard, "", 0) // clients that break off
	s.http.TLS = s.issuer.config(t, s.Hosts())
	s.http.StartTLS()
	t.Cleanup(s.http.Close)
	s.URL = s.http.URL
	return s
}

// now is the time by the server's clock, in UTC.
func (s *Server) now() time.Time { return s.Now().Add(s.ClockOff).UTC() }

// Host returns a host of the account, such as Host("suitetalk.api").
func (s *Server) Host(service string) string {
	return token.HostAccount(s.Account) + "." + service + ".netsuite.com"
}

// Hosts returns the hosts that the server plays if a client of Client asks for them.
func (s *Server) Hosts() []string {
	return []string{s.Host("suitetalk.api"), s.Host("restlets.api"), s.Host("app"), "rest.netsuite.com", "system.netsuite.com"}
}

// TokenAddress is the address of the token endpoint, the aud of assertions.
func (s *Server) TokenAddress() string { return "https://" + s.Host("suitetalk.api") + token.TokenPath }

// Client returns a client that trusts the server and is connected to it for every host, so
// that it never leaves loopback. Dialed tells for which hosts.
func (s *Server) Client() *http.Client {
	transport := &http.Transport{TLSClientConfig: s.issuer.trust(), DialContext: s.Dial}
	s.test.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// Dial connects to the server whatever the address is, and notes the address.
func (s *Server) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	s.mutex.Lock()
	s.dialed = append(s.dialed, address)
	s.mutex.Unlock()
	return new(net.Dialer).DialContext(ctx, network, s.http.Listener.Addr().String())
}

// Dialed returns the addresses, host:port, for which connections were made by Dial, in order.
func (s *Server) Dialed() []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return slices.Clone(s.dialed)
}

// WriteCA writes the certificate of the server's authority into a directory, as PEM, and
// returns the path: for curl --cacert, and SSL_CERT_FILE, NODE_EXTRA_CA_CERTS and the like.
func (s *Server) WriteCA(directory string) string {
	s.test.Helper()
	return s.issuer.write(s.test, directory)
}

// Requests returns what arrived, in order. A request is in it before its answer is sent.
func (s *Server) Requests() []Request {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return slices.Clone(s.requests)
}

// FreePort returns a port of loopback that no program listens at now.
func FreePort(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return port
}

// answer is an answer before it is sent.
type answer struct {
	status int
	header map[string]string
	body   string
	why    string // for Request.Why
}

func inJSON(status int, body string) answer {
	return answer{status: status, header: map[string]string{"Content-Type": "application/json; charset=UTF-8"}, body: body}
}

func (a answer) because(why string) answer {
	a.why = why
	return a
}

func (a answer) with(name, value string) answer {
	a.header = maps.Clone(a.header)
	if a.header == nil {
		a.header = map[string]string{}
	}
	a.header[name] = value
	return a
}

// serve answers one request and notes it.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	call := call{Request: r, body: string(body)}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		call.form, _ = url.ParseQuery(call.body)
	}
	s.mutex.Lock()
	a := s.answer(&call)
	s.requests = append(s.requests, Request{Method: r.Method, Host: r.Host, Path: r.URL.Path, Query: names(r.URL.Query()),
		Headers: names(r.Header), Fields: names(call.form), Status: a.status, Why: a.why})
	a = s.spoil(&call, a)
	s.mutex.Unlock()
	send(w, a)
}

func send(w http.ResponseWriter, a answer) {
	for name, value := range a.header {
		if value == "" {
			w.Header()[name] = nil // none, not even the usual one
			continue
		}
		w.Header().Set(name, value)
	}
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.body)
}

func names[V any, M ~map[string]V](of M) []string { return slices.Sorted(maps.Keys(of)) }

// call is a request with its body read.
type call struct {
	*http.Request
	body string
	form url.Values // nil if it is not form-encoded
	at   Endpoint
}

// on reports whether the request came to a host that offers a service: one of the account's,
// or loopback, which offers all.
func (s *Server) on(c *call, service string) bool {
	host, _, err := net.SplitHostPort(c.Host)
	if err != nil {
		host = c.Host
	}
	if host == "localhost" || net.ParseIP(host) != nil {
		return true
	}
	return host == service+".netsuite.com" || host == s.Host(service)
}
