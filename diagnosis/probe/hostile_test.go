package probe_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/ecdsa"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/probe"
)

const (
	hostileAccount = "1234567_SB1"
	hostileClient  = "1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2"
)

// counter counts the connections and the bytes that a client reads.
type counter struct{ connections, bytes atomic.Int64 }

// dial connects to a server whatever the address is.
func (c *counter) dial(to string) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		connection, err := new(net.Dialer).DialContext(ctx, network, to)
		if err != nil {
			return nil, err
		}
		c.connections.Add(1)
		return counted{connection, c}, nil
	}
}

type counted struct {
	net.Conn
	counter *counter
}

func (c counted) Read(into []byte) (int, error) {
	n, err := c.Conn.Read(into)
	c.counter.bytes.Add(int64(n))
	return n, err
}

// raw starts a TLS server that reads one request of each connection and lets play write to
// the connection.
func raw(t *testing.T, play func(io.Writer)) *httptest.Server {
	t.Helper()
	server, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		connection, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer connection.Close()
		_ = connection.SetWriteDeadline(time.Now().Add(30 * time.Second)) // a client that stops reading
		play(connection)
	})
	return server
}

// attacked returns a client of a server that has all it needs to send any check.
func attacked(transport http.RoundTripper, address string) *probe.Client {
	c := probe.New(probe.Options{Client: &http.Client{Transport: transport}, Server: address})
	c.Account, c.ClientID, c.Key, c.KeyID = hostileAccount, hostileClient, pair().Private, pair().Certificate.Certified.ID
	c.Token, c.RefreshToken = border.NewSecret("c4n4ry.access"), border.NewSecret("c4n4ry.refresh")
	c.Code, c.Verifier, c.RedirectURI = border.NewSecret("c4n4ry-code"), border.NewSecret(strings.Repeat("v", 43)), "https://localhost:8899/callback"
	c.RESTlet = "https://1234567-sb1.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=1&deploy=1"
	return c
}

// writing returns what writes texts, one after the other.
func writing(texts ...string) func(io.Writer) {
	return func(to io.Writer) {
		for _, text := range texts {
			if _, err := io.WriteString(to, text); err != nil {
				return
			}
		}
	}
}

// endless returns what writes a start, and then a text until nobody reads, or a gigabyte is
// written.
func endless(start, again string) func(io.Writer) {
	block := strings.Repeat(again, max(1, 64<<10/len(again)))
	return func(to io.Writer) {
		writing(start)(to)
		for written := 0; written < 1<<30; written += len(block) {
			if _, err := io.WriteString(to, block); err != nil {
				return
			}
		}
	}
}

const (
	okJSON = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	no400  = "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n"
)

// whole is an answer with a body and its length.
func whole(head, body string) func(io.Writer) {
	return writing(fmt.Sprintf("%sContent-Length: %d\r\n\r\n%s", head, len(body), body))
}

// bomb is 256 MB of spaces, compressed.
var bomb = sync.OnceValue(func() string {
	var packed bytes.Buffer
	writer, _ := gzip.NewWriterLevel(&packed, gzip.BestSpeed)
	spaces := bytes.Repeat([]byte(" "), 1<<20)
	for range 256 {
		_, _ = writer.Write(spaces)
	}
	_ = writer.Close()
	return packed.String()
})

// packedEmpty is a gzip member of nothing.
var packedEmpty = sync.OnceValue(func() string {
	var packed bytes.Buffer
	_ = gzip.NewWriter(&packed).Close()
	return packed.String()
})

const nasty = "\x1b]0;owned\x07\x1b[31m\u202e\u200b\r\n\x00\x9b31m"

// point is the public key of pair as members of a JWK.
func point() string {
	bytes, err := pair().Private.Public().(*ecdsa.PublicKey).Bytes() // 4, x, y
	if err != nil {
		panic(err)
	}
	text := base64.RawURLEncoding.EncodeToString
	return fmt.Sprintf(`"x":"%s","y":"%s"`, text(bytes[1:33]), text(bytes[33:]))
}

// TestHostile catches a server that makes an online check read without limit, use memory
// without limit, connect twice, or show its control characters, and a fault with another
// name.
func TestHostile(t *testing.T) {
	for name, test := range map[string]struct {
		id   online.ID
		play func(io.Writer)
		want string // outcome, fault and status
	}{
		"endless body":                   {online.TokenRequest, endless(okJSON+"\r\n", "{\"a\":1} "), "refused too large 200"},
		"endless body of an error":       {online.TokenRequest, endless(no400+"\r\n", "x"), "refused too large 400"},
		"a gigabyte":                     {online.Keys, endless(okJSON+"Content-Length: 1073741824\r\n\r\n", " "), "refused too large 200"},
		"endless chunks":                 {online.ServerTime, endless(okJSON+"Transfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n"), "refused too large 200"},
		"gzip bomb":                      {online.TokenRequest, func(to io.Writer) { whole(okJSON+"Content-Encoding: gzip\r\n", bomb())(to) }, "refused too large 200"},
		"gzip bomb of an error":          {online.ServerTime, func(to io.Writer) { whole(no400+"Content-Encoding: x-GZIP\r\n", bomb())(to) }, "refused too large 400"},
		"endless gzip of nothing":        {online.TokenRequest, func(to io.Writer) { endless(okJSON+"Content-Encoding: gzip\r\n\r\n", packedEmpty())(to) }, "answered unreadable 200"},
		"not gzip":                       {online.TokenRequest, whole(okJSON+"Content-Encoding: gzip\r\n", "{}"), "answered unreadable 200"},
		"brotli":                         {online.TokenRequest, whole(okJSON+"Content-Encoding: br\r\n", "{}"), "answered unreadable 200"},
		"huge field":                     {online.TokenRequest, endless("HTTP/1.1 200 OK\r\nX: ", "x"), "refused too large 0"},
		"endless fields":                 {online.TokenRequest, endless("HTTP/1.1 200 OK\r\n", "X: y\r\n"), "refused too large 0"},
		"endless status line":            {online.TokenRequest, endless("HTTP/1.1 200 ", "x"), "refused too large 0"},
		"endless 1xx":                    {online.TokenRequest, endless("", "HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n"), "refused too large 0"},
		"endless 100":                    {online.ServerTime, endless("", "HTTP/1.1 100 Continue\r\n\r\n"), "refused too large 0"},
		"switching protocols":            {online.ServerTime, writing("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"), "answered  101"},
		"broken chunks":                  {online.TokenRequest, writing(okJSON + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"), "answered unreadable 200"},
		"negative chunk":                 {online.TokenRequest, writing(okJSON + "Transfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n"), "answered unreadable 200"},
		"chunk that ends early":          {online.TokenRequest, writing(okJSON + "Transfer-Encoding: chunked\r\n\r\n5\r\n{}"), "answered unreadable 200"},
		"endless chunk extension":        {online.TokenRequest, endless(okJSON+"Transfer-Encoding: chunked\r\n\r\n2;", "x"), "answered unreadable 200"},
		"endless trailer":                {online.TokenRequest, endless(okJSON+"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", "X: y\r\n"), "answered unreadable 200"},
		"shorter than announced":         {online.TokenRequest, writing(okJSON + "Content-Length: 500\r\n\r\n{}"), "answered unreadable 200"},
		"two lengths":                    {online.TokenRequest, writing(okJSON + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} "), "unreachable unreadable 0"},
		"negative length":                {online.TokenRequest, writing(okJSON + "Content-Length: -2\r\n\r\n{}"), "unreachable unreadable 0"},
		"not HTTP":                       {online.TokenRequest, writing(nasty), "unreachable unreadable 0"},
		"SSH":                            {online.TokenRequest, writing("SSH-2.0-OpenSSH_9.6\r\n"), "unreachable unreadable 0"},
		"nothing":                        {online.TokenRequest, writing(), "unreachable unreadable 0"},
		"status of letters":              {online.TokenRequest, writing("HTTP/1.1 abc OK\r\n\r\n"), "unreachable unreadable 0"},
		"status 999":                     {online.TokenRequest, whole("HTTP/1.1 999 No\r\n", ""), "answered  999"},
		"status 000":                     {online.TokenRequest, whole("HTTP/1.1 000 No\r\n", ""), "answered  0"},
		"HTTP/9":                         {online.TokenRequest, writing("HTTP/9.9 200 OK\r\n\r\n"), "answered unreadable 200"},
		"control characters":             {online.TokenRequest, whole(no400+"WWW-Authenticate: Basic realm=\"\u202e\u200b\"\r\nServer: \u202enot nginx\r\n", `{"error":"invalid_client","error_description":"\u001b[31m\u202ered \u0007"}`), "answered  400"},
		"control characters in the head": {online.TokenRequest, whole(no400+"Server: \x1b[2J\r\n", "{}"), "unreachable unreadable 0"},
		"control characters, raw":        {online.ServerTime, whole(no400, `{"status":400,"o:errorDetails":[{"detail":"`+nasty+`","o:errorCode":"`+nasty+`"}]}`), "answered  400"},
		"control characters in a page":   {online.ServerTime, whole("HTTP/1.1 503 No\r\nContent-Type: text/html\r\n", "<html><title>"+nasty+"</title>"), "answered not its own 503"},
		"control characters in a kid":    {online.Keys, whole(okJSON, `{"keys":[{"kty":"EC","crv":"P-256","kid":"\u001b[31m\u202e",`+point()+`}]}`), "answered  200"},
		"control characters in a host":   {online.DataCenters, whole(okJSON, `{"restDomain":"\u001b[31mhttps://evil.example\u202e","webservicesDomain":"https://\u001b[31m\u202e.evil.example/"}`), "answered  200"},
		"control characters in MCP":      {online.MCP, whole(okJSON, `{"jsonrpc":"2.0","id":1,"result":{"serverInfo":{"name":"\u001b[31m\u202e"}}}`), "answered  200"},
		"control characters in its type": {online.RESTlet, whole("HTTP/1.1 200 OK\r\nContent-Type: te\u202ext/plain\r\n", "x"), "answered  200"},
		"control characters in a row":    {online.Certificates, whole(okJSON, `[{"certificate_id":"\u001b[31m\u202e","valid_until":"\u001b[31m","entity":"\u0007","role":{"id":"\u202e"}}]`), "answered  200"},
		"deep":                           {online.TokenRequest, whole(okJSON, strings.Repeat("[", 500_000)), "refused too large 200"},
		"deep error":                     {online.ServerTime, whole(no400, strings.Repeat(`{"o:errorDetails":`, 40_000)), "refused too large 400"},
		"long":                           {online.Keys, whole(okJSON, `{"keys":[`+strings.Repeat("{},", 200_000)+`{}]}`), "answered unreadable 200"},
		"many rows":                      {online.Certificates, whole(okJSON, "["+strings.Repeat("{},", 200_000)+`{"certificate_id":"x"}]`), "answered unreadable 200"},
		"many braces":                    {online.TokenRequest, whole(no400, strings.Repeat("{\"a\":", 31)+strings.Repeat(`{"error":`, 60_000)), "refused too large 400"},
		"flat braces":                    {online.TokenRequest, whole(no400, strings.Repeat(`{} `, 200_000)), "answered  400"},
		"long member":                    {online.TokenRequest, whole(okJSON, `{"access_token":"`+strings.Repeat("a", 700_000)+`"}`), "answered unreadable 200"},
		"token of control characters":    {online.TokenRequest, whole(okJSON, `{"access_token":"a\r\nX-Evil: 1\u001b[31m"}`), "answered unreadable 200"},
		"token that is a number":         {online.Refresh, whole(okJSON, `{"access_token":7}`), "answered unreadable 200"},
		"token that is hostile":          {online.TokenRequest, whole(okJSON, `{"access_token":"eyJhbGciOiJub25lIiwia2lkIjoiG1szMW0ifQ.eyJzY29wZSI6WyJcdTAwMWJbMzFtIl0sInN1YiI6IlwiOztcdTAwMWJbMzFtIn0.AA"}`), "answered  200"},
		"no content":                     {online.TokenRequest, writing("HTTP/1.1 204 No Content\r\n\r\n"), "answered unreadable 204"},
		"partial content":                {online.Keys, whole("HTTP/1.1 206 Partial\r\nContent-Type: application/json\r\n", "{}"), "answered unreadable 206"},
		"UTF-16":                         {online.ServerTime, whole(no400, "\xff\xfe{\x00}\x00"), "answered  400"},
		"an exchange inside":             {online.TokenRequest, whole(no400, "{\"error\":\"invalid_client\"}\nPOST https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token HTTP/1.1\n\nHTTP/1.1 200 OK\n\n{\"access_token\":\"x\"}"), "answered  400"},
		"endless events":                 {online.MCP, endless("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", ": ping\n\n"), "refused too large 200"},
		"redirect elsewhere":             {online.TokenRequest, whole("HTTP/1.1 307 No\r\nLocation: https://evil.example/token?c4n4ry\r\n", ""), "refused redirect 307"},
		"redirect to http":               {online.ServerTime, whole("HTTP/1.1 301 No\r\nLocation: http://1234567-sb1.suitetalk.api.netsuite.com/\r\n", ""), "refused redirect 301"},
		"redirect to itself":             {online.Keys, whole("HTTP/1.1 302 No\r\nLocation: /services/rest/auth/oauth2/v1/keys\r\n", ""), "refused redirect 302"},
		"stream that stays open":         {online.MCP, endless("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nevent: message\r\ndata: {\"result\":{\"serverInfo\":{\"name\":\"x\"}}}\r\n", ": ping\n\n"), "answered  200"},
		"redirect within NetSuite":       {online.Host, whole("HTTP/1.1 302 No\r\nLocation: https://system.netsuite.com/pages/customerlogin.jsp\r\n", ""), "answered  302"},
		"redirect of HEAD":               {online.Host, whole("HTTP/1.1 302 No\r\nLocation: https://evil.example/\r\n", ""), "refused redirect 302"},
		"redirect with a password":       {online.ServerTime, whole("HTTP/1.1 302 No\r\nLocation: https://u:c4n4ry@evil.example/?c4n4ry#c4n4ry\r\n", ""), "refused redirect 302"},
		"redirect to nowhere":            {online.ServerTime, whole("HTTP/1.1 302 No\r\nLocation: %zz\u202e\r\n", ""), "unreachable unreadable 0"},
		"redirect without a place":       {online.ServerTime, whole("HTTP/1.1 308 No\r\n", ""), "refused redirect 308"},
		"redirect to a script":           {online.ServerTime, whole("HTTP/1.1 302 No\r\nLocation: javascript:alert(1)\r\n", ""), "refused redirect 302"},
		"refresh by header":              {online.ServerTime, whole(okJSON+"Refresh: 0; url=https://evil.example\r\nLink: <https://evil.example>; rel=next\r\nSet-Cookie: a=b\r\n", `{"serverTime":"2026-12-01T00:00:00Z","links":[{"href":"https://evil.example"}]}`), "answered  200"},
		"unauthorized, with a challenge": {online.ServerTime, whole("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"evil\"\r\n", ""), "answered  401"},
		"date of year 1":                 {online.Clock, whole("HTTP/1.1 200 OK\r\nDate: Mon, 01 Jan 0001 00:00:00 GMT\r\n", ""), "answered unreadable 200"},
		"date of year 9999":              {online.Clock, whole("HTTP/1.1 200 OK\r\nDate: Fri, 31 Dec 9999 23:59:59 GMT\r\n", ""), "answered unreadable 200"},
		"date that is a bomb":            {online.Clock, whole("HTTP/1.1 200 OK\r\nDate: "+strings.Repeat("9", 30_000)+"\u202e\r\n", ""), "answered unreadable 200"},
		"server time of year 9999":       {online.ServerTime, whole(okJSON, `{"serverTime":"9999-12-31T23:59:59Z"}`), "answered  200"},
		"server time of control":         {online.ServerTime, whole(okJSON, `{"serverTime":"\u001b[31m"}`), "answered unreadable 200"},
		"dates of a row":                 {online.Certificates, whole(okJSON, `[{"certificate_id":"x","valid_until":1e300},{"certificate_id":"y","valid_until":-1e300},{"certificate_id":"z","valid_until":"9999-12-31T23:59:59-23:59"}]`), "answered  200"},
		"code exchange, broken":          {online.CodeExchange, writing(no400 + "Content-Length: 5\r\n\r\n{"), "answered unreadable 400"},
	} {
		t.Run(name, func(t *testing.T) {
			server := raw(t, test.play)
			count := new(counter)
			transport := server.Client().Transport.(*http.Transport).Clone()
			transport.DialContext = count.dial(server.Listener.Addr().String())
			c := attacked(transport, server.URL)
			bomb()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			seen, input := send(t, c, test.id)
			runtime.ReadMemStats(&after)
			if got := fmt.Sprint(seen.Outcome, " ", seen.Fault, " ", seen.Status); got != test.want {
				t.Errorf("%s: %s; want %s", got, seen.Text, test.want)
			}
			// The server's work is in the same process; a request and its answer take a tenth.
			const mostMemory, mostBytes, connections = 96 << 20, 8 << 20, 1
			if used := after.TotalAlloc - before.TotalAlloc; used > mostMemory {
				t.Errorf("%d MB of memory were used", used>>20)
			}
			if n := count.bytes.Load(); n > mostBytes {
				t.Errorf("%d bytes were read", n)
			}
			if n := count.connections.Load(); n != connections {
				t.Errorf("%d connections were made", n)
			}
			if seen.Fault != online.NoFault && seen.Status/100 == 2 && (len(input.Exchanges) > 0 || len(input.Tokens) > 0) {
				t.Errorf("%s is evidence: %+v", seen.Fault, input)
			}
			if c.Code.Len() > 0 && test.id == online.CodeExchange && seen.Status != 0 {
				t.Error("a code that was sent may be sent again")
			}
			printable(t, diagnosis.Case{At: seen.At}.WithOnline(seen, input))
		})
	}
}

// printable catches text of an answer that a case file or a finding would show raw.
func printable(t *testing.T, c diagnosis.Case) {
	t.Helper()
	var texts []string
	for _, f := range diagnosis.Diagnose(c).Findings {
		texts = append(texts, f.Title, f.Why)
		for _, e := range f.Evidence {
			texts = append(texts, e.Where, e.Expected, e.Got)
		}
	}
	for _, e := range c.Exchanges {
		if a := e.Answer; a != nil {
			texts = append(texts, a.Error, a.Description, a.Challenge.Realm, a.Challenge.Error, a.Server, a.PageTitle, a.Operation, a.Location.Host, a.Location.Path, a.Location.HostWord)
		}
	}
	if c.Certificates != nil {
		for _, row := range c.Certificates.Rows {
			texts = append(texts, row.ID, row.Entity, row.Role, row.ValidUntil.String())
		}
	}
	for _, key := range c.Keys.All() {
		texts = append(texts, key.KeyID, key.Name())
	}
	for _, text := range texts {
		if _, n := border.Printable(text); n > 0 {
			t.Errorf("raw: %q", text)
		}
	}
}

// TestHostileTLS catches a secret that is sent to a server that is not proven to be the
// account's host, and a fault with another name.
func TestHostileTLS(t *testing.T) {
	var asked atomic.Int64
	server, _ := serve(t, func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	year := func(years int) func(*tls.Config) {
		return func(config *tls.Config) {
			config.Time = func() time.Time { return time.Now().AddDate(years, 0, 0) }
			config.ServerName = "example.com"
		}
	}
	for name, test := range map[string]struct {
		change func(*tls.Config)
		want   online.Fault
	}{
		"other name":        {func(*tls.Config) {}, online.BadName},
		"unknown authority": {func(c *tls.Config) { c.RootCAs = nil; c.ServerName = "example.com" }, online.BadAuthority},
		"expired":           {year(200), online.BadDates},
		"not yet valid":     {year(-200), online.BadDates},
		"not verified":      {func(c *tls.Config) { c.InsecureSkipVerify = true }, online.BadAuthority},
		"old TLS":           {func(c *tls.Config) { c.MaxVersion = tls.VersionTLS10; c.MinVersion = tls.VersionTLS10 }, online.NoTLS},
	} {
		t.Run(name, func(t *testing.T) {
			before := asked.Load()
			c := attacked(trusting(t, server, test.change).Transport, "")
			seen, input := send(t, c, online.TokenRequest)
			if seen.Fault != test.want || seen.Outcome != online.Refused || seen.Status != 0 || len(input.Exchanges) > 0 {
				t.Errorf("%+v; want %s", seen, test.want)
			}
			if asked.Load() != before && name != "not verified" { // refused after the answer: only a caller of New can ask for this
				t.Error("the server got the request")
			}
		})
	}
}

// TestUnanswered catches a server that is not there, that speaks no TLS, or that waits, called
// by another name, and a wait without end.
func TestUnanswered(t *testing.T) {
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "{}") }))
	defer plain.Close()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	name := func(err error) *http.Transport {
		return &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, err }}
	}
	to := func(address string) *http.Transport {
		return &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, address)
		}}
	}
	for want, transport := range map[online.Fault]*http.Transport{
		online.NoTLS:        to(plain.Listener.Addr().String()),
		online.NoConnection: to(closed.Addr().String()),
		online.NoName:       name(&net.DNSError{Err: "no such host \x1b[31m", Name: "x", IsNotFound: true}),
		online.TimedOut:     name(&net.DNSError{Err: "time-out", Name: "x", IsTimeout: true}),
		online.BadProxy:     name(&net.OpError{Op: "proxyconnect", Err: &net.DNSError{Err: "no such host", IsNotFound: true}}),
	} {
		seen, _ := send(t, attacked(transport, ""), online.TokenRequest)
		if seen.Fault != want || seen.Status != 0 {
			t.Errorf("%+v; want %s", seen, want)
		}
	}
}

// TestProxy catches a proxy that is used and not named, one whose refusal is taken for the
// host's answer, and a secret or a name that is sent past it.
func TestProxy(t *testing.T) {
	var asked []string
	var mutex sync.Mutex
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mutex.Lock()
		asked = append(asked, r.Method+" "+r.Host)
		mutex.Unlock()
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	defer proxy.Close()
	transport := proxy.Client().Transport.(*http.Transport).Clone()
	at := *httpURL(t, proxy.URL)
	at.User = nil
	withPassword := *httpURL(t, strings.Replace(proxy.URL, "http://", "http://user:c4n4ry@", 1))
	transport.Proxy = http.ProxyURL(&withPassword)
	for _, planned := range attacked(transport, "").Plan() {
		if planned.Proxy != at.Host {
			t.Errorf("%s announces the proxy %q; want %q", planned.ID, planned.Proxy, at.Host)
		}
	}
	seen, input := send(t, attacked(transport, ""), online.TokenRequest)
	if seen.Fault != online.BadProxy || seen.Proxy != at.Host || !strings.Contains(seen.Text, "refuses it (407 Proxy Authentication Required)") || len(input.Exchanges) > 0 {
		t.Errorf("%+v", seen)
	}
	if want := []string{"CONNECT 1234567-sb1.suitetalk.api.netsuite.com:443"}; !slices.Equal(asked, want) {
		t.Errorf("the proxy was asked for %v", asked)
	}
	t.Setenv("HTTPS_PROXY", "http://user:c4n4ry@proxy:80 80")
	c := probe.New(probe.Options{})
	c.Account = hostileAccount
	ended, end := context.WithCancel(t.Context())
	end() // nothing is sent
	if seen, _ := c.Send(ended, online.Host); seen.Fault != online.BadProxy || seen.Outcome != online.Refused {
		t.Errorf("%+v", seen)
	} else {
		proper(t, seen)
	}
}

// TestInterrupted catches a check that cannot be ended, before the answer or in the middle of
// it, and a connection that stays.
func TestInterrupted(t *testing.T) {
	arrived, left := make(chan struct{}, 1), make(chan struct{}, 1)
	server, client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // else the server does not see that the client leaves
		if r.Method == http.MethodPost {
			w.Header().Set("Content-Length", "100")
			_, _ = bufio.NewWriter(w).WriteString("{")
			w.(http.Flusher).Flush()
		}
		arrived <- struct{}{}
		<-r.Context().Done()
		left <- struct{}{}
		panic(http.ErrAbortHandler) // else an empty answer may arrive before the client has left
	})
	for _, id := range []online.ID{online.ServerTime, online.TokenRequest} {
		for want, end := range map[online.Fault]func(context.Context) (context.Context, context.CancelFunc){
			online.Interrupted: context.WithCancel,
			online.TimedOut: func(ctx context.Context) (context.Context, context.CancelFunc) {
				return context.WithTimeout(ctx, 50*time.Millisecond)
			},
		} {
			ctx, cancel := end(t.Context())
			done := make(chan online.Seen)
			go func() {
				seen, _ := attacked(client.Transport, server.URL).Send(ctx, id)
				done <- seen
			}()
			<-arrived
			if want == online.Interrupted {
				cancel()
			}
			seen := <-done
			cancel()
			<-left
			proper(t, seen)
			if seen.Fault != want || seen.Outcome != online.Unreachable {
				t.Errorf("%s: %+v; want %s", id, seen, want)
			}
		}
	}
}
