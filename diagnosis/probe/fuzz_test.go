package probe_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
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
