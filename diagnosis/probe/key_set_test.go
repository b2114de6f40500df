package probe_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/probe"
)

// serve starts a TLS server on loopback and returns it with a client that trusts it.
func serve(t *testing.T, handler http.HandlerFunc) (*httptest.Server, *http.Client) {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server, server.Client()
}

// trusting returns a client that trusts the server's certificate, with a change to its TLS
// settings. It connects to the server for every host name.
func trusting(t *testing.T, server *httptest.Server, change func(*tls.Config)) *http.Client {
	t.Helper()
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	config := &tls.Config{RootCAs: pool}
	change(config)
	transport := &http.Transport{TLSClientConfig: config, DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
	}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func hostOf(server *httptest.Server) string { return strings.TrimPrefix(server.URL, "https://") }

func answer(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, text) }
}

// refuses fetches an address and checks that the error contains the parts. It also catches
// data returned with an error, and an error that is not printable or has line breaks.
func refuses(t *testing.T, client *http.Client, address string, parts ...string) string {
	t.Helper()
	data, notes, err := probe.FetchKeySet(t.Context(), client, address)
	if err == nil {
		t.Errorf("%.60s: fetched %d bytes; want an error with %q", address, len(data), parts)
		return ""
	}
	text := err.Error()
	if len(data) > 0 || len(notes) > 0 {
		t.Errorf("%.60s: %d bytes and notes %q in addition to the error", address, len(data), notes)
	}
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%.60s: the error is %q; want %q in it", address, text, part)
		}
	}
	if _, hidden := border.Printable(text); hidden > 0 || len(text) > 600 || strings.HasSuffix(text, ".") {
		t.Errorf("%.60s: the error is not printable, too long, or ends in a full stop: %q", address, text)
	}
	return text
}

// TestFetch catches a lost byte, a request with cookies, credentials or a body, and a note
// that shows the query.
func TestFetch(t *testing.T) {
	const body = `{"keys":[]}` + "\n"
	var seen *http.Request
	server, client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen = r
		fmt.Fprint(w, body)
	})
	jar, _ := cookiejar.New(nil)
	home, _ := url.Parse(server.URL)
	jar.SetCookies(home, []*http.Cookie{{Name: "session", Value: "c4n4ry"}})
	client.Jar = jar
	data, notes, err := probe.FetchKeySet(t.Context(), client, " HTTPS"+strings.TrimPrefix(server.URL, "https")+"/keys?code=c4n4ry#c4n4ry\n")
	if err != nil {
		t.Fatal(err)
	}
	if string(data) != body {
		t.Errorf("the data is %q; want %q", data, body)
	}
	if want := fmt.Sprintf("fetched %d bytes from %s, TLS verified", len(body), hostOf(server)); len(notes) != 1 || notes[0] != want {
		t.Errorf("the notes are %q; want %q", notes, want)
	}
	if seen.Method != http.MethodGet || seen.URL.RequestURI() != "/keys?code=c4n4ry" {
		t.Errorf("asked for %s %s", seen.Method, seen.URL.RequestURI())
	}
	if len(seen.Cookies()) > 0 || seen.Header.Get("Authorization") != "" || seen.ContentLength != 0 {
		t.Errorf("the request carries %v", seen.Header)
	}
}

// TestAddresses catches a request to an address that must be refused, and an error that
// repeats a secret part of it. The client fails the test if it is used.
func TestAddresses(t *testing.T) {
	client := &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		t.Errorf("%.60s was asked", r.URL)
		return nil, io.EOF
	})}
	for address, part := range map[string]string{
		"http://127.0.0.1/c4n4ry":             "http://",
		"HTTP://127.0.0.1/c4n4ry":             "write https://",
		"ftp://127.0.0.1/c4n4ry":              "does not begin with https://",
		"c4n4ry.json":                         "does not begin with https://",
		"":                                    "does not begin with https://",
		"https://awIBAQQgc4n4ry/x@a.example/": "not a full host name",
		"https://MIGHAgEAMBMGByqGSM49c4n4ry/AgEGCCqGSM49/": "not a full host name",
		"https://9c1kR7vTq2bXw8ZyL4mN6pc4n4ry.example/":    "not a full host name",
		"https:///c4n4ry":                                    "has no host",
		"https://:443/c4n4ry":                                "has no host",
		"https:c4n4ry":                                       "has no host",
		"https://user:c4n4ry@127.0.0.1/":                     "user name or a password",
		"https://c4n4ry@127.0.0.1/":                          "user name or a password",
		"https://127.0.0.1:c4n4ry/":                          "cannot be read as a URL",
		"https://<c4n4ry>.suitetalk/":                        "with your account ID in place of",
		"https://127.0.0.1/\x1b[31mc4n4ry":                   "cannot be read as a URL",
		"https://1234567.suitetalk.api.nеtsuite.com/c4n4ry":  "outside ASCII", // a Cyrillic е
		"https://127.0.0.1/" + strings.Repeat("c4n4ry", 400): "2418 characters",
	} {
		if text := refuses(t, client, address, part); strings.Contains(text, "c4n4ry") {
			t.Errorf("%.60s: the error repeats a part that may be a secret: %q", address, text)
		}
	}
}

// transport is a function as an http.RoundTripper.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestLongestAddress catches a limit that is off by one.
func TestLongestAddress(t *testing.T) {
	server, client := serve(t, answer("ok"))
	address := server.URL + "/"
	address += strings.Repeat("x", probe.MaxAddress-len(address))
	if data, _, err := probe.FetchKeySet(t.Context(), client, address); err != nil || string(data) != "ok" {
		t.Errorf("an address of %d characters: %q, %v", len(address), data, err)
	}
	refuses(t, client, address+"x", "2049 characters")
}

// TestStatus catches an answer that is accepted although its status is not 200, and a lost
// hint.
func TestStatus(t *testing.T) {
	for status, want := range map[int]string{
		201: "201 Created; a key set comes with 200 OK", 204: "204 No Content", 206: "206 Partial Content", 304: "304 Not Modified",
		401: "401 Unauthorized; NetSuite's key set is at https://<accountID>.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/keys",
		403: "403 Forbidden; NetSuite's key set is at", 404: "404 Not Found; NetSuite's key set is at",
		429: "429 Too Many Requests; try again later", 500: "500 Internal Server Error; try again later", 599: "answered 599; try again later",
	} {
		server, client := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) })
		text := refuses(t, client, server.URL+"/keys?code=c4n4ry", fmt.Sprintf("%s/keys answered %d", server.URL, status), want)
		if strings.Contains(text, "c4n4ry") {
			t.Errorf("%d: the error shows the query: %q", status, text)
		}
	}
}

// TestSize catches a limit that is off by one, an answer that is silently cut, and one that
// is accepted although the connection broke.
func TestSize(t *testing.T) {
	size, promised := keys.MaxFile, ""
	server, client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if promised != "" {
			w.Header().Set("Content-Length", promised)
		}
		_, _ = w.Write(bytes.Repeat([]byte("x"), size))
	})
	data, _, err := probe.FetchKeySet(t.Context(), client, server.URL)
	if err != nil || len(data) != keys.MaxFile {
		t.Errorf("%d bytes at the limit, %v", len(data), err)
	}
	size++
	refuses(t, client, server.URL, hostOf(server), "larger than the limit of 1048576 bytes")
	size, promised = 10, "20"
	refuses(t, client, server.URL, "broke off after 10 bytes")
}

// TestRedirects catches a redirect that is followed to another host, away from TLS or in a
// loop, and one within the host that is refused.
func TestRedirects(t *testing.T) {
	other, _ := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the other host was asked") })
	target, asked := "", 0
	server, client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/here" {
			fmt.Fprint(w, "ok")
			return
		}
		asked++
		w.Header().Set("Location", target)
		w.WriteHeader(http.StatusFound)
	})
	for to, want := range map[string]string{
		other.URL + "/keys?c4n4ry":                   "redirects to " + other.URL + "/keys, another host",
		"http://" + hostOf(server) + "/here?c4n4ry":  "redirects to http://" + hostOf(server) + "/here, which is not https",
		"//evil.example/%1b%5b31m?c4n4ry":            "https://evil.example/%1b%5b31m, another host",
		"https://evil.example./\u202ec4n":            "https://evil.example./%E2%80%AEc4n, another host",
		"file:///etc/passwd":                         "which is not https",
		"https://c4n4ry@" + hostOf(server) + "/here": "with a user name",
		"/loop?c4n4ry":                               "after 5 other redirects",
		"https://" + strings.Repeat("x", 5000):       "another host",
	} {
		target, asked = to, 0
		if text := refuses(t, client, server.URL+"/keys", hostOf(server)+" redirects to ", want); strings.Contains(text, "c4n4ry") {
			t.Errorf("%.40s: the error shows query or user: %q", to, text)
		}
		if limit := map[bool]int{true: 6, false: 1}[strings.HasPrefix(to, "/loop")]; asked != limit {
			t.Errorf("%.40s: %d requests; want %d", to, asked, limit)
		}
	}
	target = "https://EXAMPLE.com:443/here"
	if data, _, err := probe.FetchKeySet(t.Context(), trusting(t, server, func(*tls.Config) {}), "https://example.com/keys"); err != nil || string(data) != "ok" {
		t.Errorf("a redirect to the same host, spelled differently: %q, %v", data, err)
	}
	target = "/here?c4n4ry"
	data, notes, err := probe.FetchKeySet(t.Context(), client, server.URL+"/keys")
	if err != nil || string(data) != "ok" {
		t.Fatalf("a redirect inside the host: %q, %v", data, err)
	}
	if want := hostOf(server) + " redirected to " + server.URL + "/here"; len(notes) != 2 || notes[0] != want {
		t.Errorf("the notes are %q; want %q first", notes, want)
	}
}

// TestTLS catches an invalid certificate that is accepted, and an error with the wrong
// reason.
func TestTLS(t *testing.T) {
	server, _ := serve(t, answer("ok"))
	ok := trusting(t, server, func(*tls.Config) {})
	if data, _, err := probe.FetchKeySet(t.Context(), ok, "https://example.com/keys"); err != nil || string(data) != "ok" {
		t.Fatalf("the good certificate: %q, %v", data, err)
	}
	refuses(t, ok, "https://localhost/keys", "the certificate of localhost is for another host")
	stranger := trusting(t, server, func(c *tls.Config) { c.RootCAs = x509.NewCertPool() })
	refuses(t, stranger, "https://example.com/keys", "authority that this computer does not know")
	late := trusting(t, server, func(c *tls.Config) {
		c.Time = func() time.Time { return server.Certificate().NotAfter.Add(time.Second) }
	})
	refuses(t, late, "https://example.com/keys", "has expired or is not valid yet")
	blind := trusting(t, server, func(c *tls.Config) { c.InsecureSkipVerify = true })
	refuses(t, blind, "https://example.com/keys", "was not verified")
}

// TestUnreachable catches a failed connection with the wrong reason (no TLS, no listener, no
// such host), and a proxy password in an error.
func TestUnreachable(t *testing.T) {
	plain := httptest.NewServer(answer("ok"))
	t.Cleanup(plain.Close)
	plain.Config.ErrorLog = log.New(io.Discard, "", 0)
	client := &http.Client{Transport: new(http.Transport)}
	refuses(t, client, "https"+strings.TrimPrefix(plain.URL, "http"), "does not answer with TLS")

	gone, trusted := serve(t, answer("ok"))
	gone.Close()
	refuses(t, trusted, gone.URL, hostOf(gone)+" cannot be reached (")

	for _, c := range []struct {
		cause error
		want  string
	}{
		{&net.DNSError{Err: "no such host", Name: "nowhere.example", IsNotFound: true}, "there is no host nowhere.example"},
		{&net.DNSError{Err: "i/o timeout", Name: "nowhere.example", IsTimeout: true}, "no complete answer from nowhere.example in time"},
		{&net.OpError{Op: "proxyconnect", Err: io.EOF}, "the proxy on the way to nowhere.example"},
		{fmt.Errorf("invalid proxy address %q", "http://user:c4n4ry@proxy"), "reason not shown"},
		{fmt.Errorf("odd \x1b[31m"), `(odd \u{001B}[31m)`},
	} {
		client := &http.Client{Transport: transport(func(*http.Request) (*http.Response, error) { return nil, c.cause })}
		if text := refuses(t, client, "https://nowhere.example/keys", c.want); strings.Contains(text, "c4n4ry") {
			t.Errorf("the password of the proxy is shown: %q", text)
		}
	}
}

// TestTime catches a server that blocks the program before its answer or in the middle of
// it, and a time-out that is reported as an interruption.
func TestTime(t *testing.T) {
	release := make(chan struct{})
	server, client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/half" {
			fmt.Fprint(w, "half")
			w.(http.Flusher).Flush()
		}
		<-release
	})
	t.Cleanup(func() { close(release) }) // runs before the server's Close, which waits for handlers
	for _, path := range []string{"/none", "/half"} {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		_, _, err := probe.FetchKeySet(ctx, client, server.URL+path)
		cancel()
		if err == nil || !strings.Contains(err.Error(), "no complete answer from "+hostOf(server)+" in time (at most 10 seconds)") {
			t.Errorf("%s: %v", path, err)
		}
		ctx, cancel = context.WithCancel(t.Context())
		time.AfterFunc(50*time.Millisecond, cancel)
		if _, _, err = probe.FetchKeySet(ctx, client, server.URL+path); err == nil || !strings.Contains(err.Error(), "was interrupted") {
			t.Errorf("%s, interrupted: %v", path, err)
		}
	}
}

// TestDeadline catches a fetch that waits for ever if the caller sets no limit.
func TestDeadline(t *testing.T) {
	var left time.Duration
	client := &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		deadline, _ := r.Context().Deadline()
		left = time.Until(deadline)
		return nil, io.EOF
	})}
	refuses(t, client, "https://nowhere.example/keys", "gave no answer that can be read (EOF)")
	if left < probe.Timeout-5*time.Second || left > probe.Timeout {
		t.Errorf("%v are left for the request; want %v", left, probe.Timeout)
	}
}

// TestIsAddress catches a file name that is fetched, and an address that is opened as a file.
func TestIsAddress(t *testing.T) {
	for text, want := range map[string]bool{
		"https://x": true, "http://x": true, "HTTPS://x": true, "Http://": true, "https://": true,
		"https:/x": false, "https": false, "": false, "file://x": false, "keys.json": false, " https://x": false, "httpſ://x": false, "./https://x": false,
	} {
		if got := probe.IsAddress(text); got != want {
			t.Errorf("IsAddress(%q) = %v", text, got)
		}
	}
}
