package probe_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/probe"
	"authdoctor/diagnosis/worktest"
)

// answering is a transport that answers requests without a network. A nil response is an
// error.
type answering func(*http.Request) *http.Response

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	if response := a(r); response != nil {
		response.Request = r
		return response, nil
	}
	return nil, errors.New("refused: \x1b[31m")
}

// verified is the state of a connection whose certificate was verified.
var verified = &tls.ConnectionState{VerifiedChains: [][]*x509.Certificate{{}}}

// FuzzAddress catches a request to an address that is not https or has a password, a request
// to a host other than the one reported, a message that is not printable or shows a query,
// and a cost out of proportion to the length of the address.
func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"", "https://", "https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/keys", "http://a", "HTTPS://a:443/%zz", "https://user:c4n4ry@a/", "https://[::1]:99999/", "https://a\x1b/\u202e",
		"https://\u0430.com", "https://a/%1b[31m#", "https://<accountID>.x", "https:a", "https://a//b?"} {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, address string, password bool) {
		address = strings.ReplaceAll(address, "c4n4ry", "") + "?c4n4ry#c4n4ry"
		if rest, is := strings.CutPrefix(address, "https://"); is && password {
			address = "https://user:c4n4ry@" + rest
		}
		worktest.Bound(t, len(address), func() {
			probe.IsAddress(address)
			asked := 0
			client := &http.Client{Transport: answering(func(r *http.Request) *http.Response {
				asked++
				if r.URL.Scheme != "https" || r.URL.User != nil || r.URL.Host == "" || r.Method != http.MethodGet {
					t.Errorf("%q asks %s %s", address, r.Method, r.URL)
				}
				return &http.Response{StatusCode: 200, TLS: verified, Body: io.NopCloser(strings.NewReader("{}"))}
			})}
			data, notes, err := probe.FetchKeySet(t.Context(), client, address)
			said(t, notes, err)
			if (err == nil) != (string(data) == "{}") || err == nil && asked != 1 {
				t.Errorf("%q: %q, %v, asked %d times", address, data, err, asked)
			}
		})
	})
}

// FuzzAnswer catches a redirect that is followed to another host or away from https, an
// answer that is accepted although it is too long or not a 200, a message that is not
// printable, and a cost out of proportion to the length of the answer.
func FuzzAnswer(f *testing.F) {
	f.Add(200, "", []byte(`{"keys":[]}`), uint32(0))
	f.Add(302, "/keys", []byte{}, uint32(0))
	f.Add(302, "https://evil.example/\x1b", []byte{}, uint32(0))
	f.Add(307, "http://a.example/", []byte("x"), uint32(0))
	f.Add(308, "//u:c4n4ry@a.example:443/?c4n4ry#c4n4ry", []byte("x"), uint32(0))
	f.Add(429, "", []byte("\x1b[31m"), uint32(0))
	f.Add(200, "", []byte("x"), uint32(keys.MaxFile+1))
	f.Add(-1, "%zz", []byte("x"), uint32(7))
	f.Fuzz(func(t *testing.T, status int, location string, body []byte, more uint32) {
		if to, err := url.Parse(location); err == nil && strings.Contains(to.Host+to.Path, "c4n4ry") {
			return // messages show host and path
		}
		length := len(body) + int(more%(2*keys.MaxFile))
		worktest.Bound(t, length, func() {
			hops := 0
			client := &http.Client{Transport: answering(func(r *http.Request) *http.Response {
				if hops++; r.URL.Scheme != "https" || !strings.EqualFold(r.URL.Hostname(), "a.example") || r.URL.User != nil || hops > 10 {
					t.Errorf("%q leads to %s at hop %d", location, r.URL, hops)
				}
				header := http.Header{}
				if location != "" {
					header["Location"] = []string{location}
				}
				return &http.Response{StatusCode: status, TLS: verified, Header: header,
					Body: io.NopCloser(io.MultiReader(bytes.NewReader(body), io.LimitReader(zeros{}, int64(length-len(body)))))}
			})}
			data, notes, err := probe.FetchKeySet(t.Context(), client, "https://a.example/keys?c4n4ry")
			said(t, notes, err)
			if err == nil && (status != 200 || len(data) != length || length > keys.MaxFile) {
				t.Errorf("status %d, %d of %d bytes taken", status, len(data), length)
			}
		})
	})
}

type zeros struct{}

func (zeros) Read(into []byte) (int, error) { clear(into); return len(into), nil }

// said catches a message that is not printable, or that shows a query, a fragment or a
// password.
func said(t *testing.T, notes []string, err error) {
	t.Helper()
	if err != nil {
		notes = append(notes, err.Error())
	}
	for _, text := range notes {
		if _, n := border.Printable(text); n > 0 || strings.Contains(text, "c4n4ry") {
			t.Errorf("%q", text)
		}
	}
}

// FuzzOnline catches an answer to an online check that is shown raw, that JSON cannot have,
// that makes the check ask twice or that is evidence of a success although it cannot be used,
// and a cost out of proportion to its length.
func FuzzOnline(f *testing.F) {
	for i, seed := range []struct {
		status     int
		kind, more string
		body       string
	}{
		{200, "application/json", "", `{"access_token":"eyJhbGciOiJub25lIn0.eyJzdWIiOiI7In0.AA","refresh_token":"x"}`},
		{400, "application/json", `Basic realm="1234567", error="\u202e"`, `{"error":"invalid_client"}`},
		{401, "application/vnd.oracle.resource+json; type=error", `Bearer realm="1234567", error="invalid_token"`, `{"status":401,"o:errorDetails":[{"detail":"\u001b[31m","o:errorCode":"INVALID_LOGIN"}]}`},
		{200, "text/html", "", "<html><title>\x1b[31m</title>"},
		{302, "", "https://evil.example/\u202e", ""},
		{200, "application/json", "", `[{"certificate_id":"x","valid_until":1e300}]`},
		{200, "text/event-stream", "", "data: {\"result\":{\"serverInfo\":{\"name\":\"\\u001b\"}}}\n\n"},
		{200, "application/json", "", `{"serverTime":"9999-12-31T23:59:59-23:59"}`},
		{200, "application/json", "", `{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}`},
		{200, "application/json", "", `{"restDomain":"\u202e"}`},
		{0, "", "", "HTTP/1.1 200 OK\n\n{}"},
	} {
		f.Add(i, seed.status, seed.kind, seed.more, "Fri, 31 Dec 9999 23:59:59 GMT", []byte(seed.body))
		f.Add(i+3, seed.status, seed.kind, seed.more, "Tue, 01 Dec 2026 05:00:00 GMT", []byte(seed.body))
	}
	checks := online.Checks()
	f.Fuzz(func(t *testing.T, which, status int, kind, more, date string, body []byte) {
		check := checks[uint(which)%uint(len(checks))].ID
		worktest.Bound(t, len(kind)+len(more)+len(date)+len(body), func() {
			asked := 0
			c := attacked(answering(func(r *http.Request) *http.Response {
				if asked++; !strings.HasSuffix(r.URL.Hostname(), ".netsuite.com") || r.URL.Scheme != "https" {
					t.Errorf("asks %s", r.URL)
				}
				return &http.Response{StatusCode: status, TLS: verified, Body: io.NopCloser(bytes.NewReader(body)),
					Header: http.Header{"Content-Type": {kind}, "Www-Authenticate": {more}, "Location": {more}, "Server": {more}, "Date": {date}}}
			}), "")
			seen, input := c.Send(t.Context(), check)
			if asked > 1 {
				t.Errorf("%s asks %d times", check, asked)
			}
			if _, n := border.Printable(seen.Text + seen.Address); n > 0 || seen.Text == "" {
				t.Errorf("%q", seen.Text)
			}
			if seen.Fault != online.NoFault && status/100 == 2 && (len(input.Exchanges) > 0 || input.Keys != nil || input.Certificates != nil) {
				t.Errorf("%s, %s: evidence of a success", check, seen.Fault)
			}
			if _, err := json.Marshal(seen); err != nil {
				t.Error(err)
			}
			printable(t, diagnosis.Case{At: seen.At}.WithOnline(seen, input))
		})
	})
}
