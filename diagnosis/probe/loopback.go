package probe

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"authdoctor/diagnosis/border"
)

// loopbackWait is how long one connection of the browser may take. A browser opens some that
// it never uses.
const loopbackWait = 10 * time.Second

// IsLoopback reports whether a Redirect URI leads to this computer, so that a Loopback can
// receive what the browser brings: http or https, to localhost or 127.0.0.1 or [::1], with a
// port.
func IsLoopback(redirect string) bool {
	at, err := url.Parse(redirect)
	if err != nil || at.Scheme != "http" && at.Scheme != "https" || at.Port() == "" || at.User != nil {
		return false
	}
	return at.Hostname() == "localhost" || at.Hostname() == "127.0.0.1" || at.Hostname() == "::1"
}

// Loopback receives the browser at the Redirect URI. It listens on this computer only.
type Loopback struct {
	redirect  *url.URL
	listeners []net.Listener
	// Warns reports whether the browser warns before it shows the page: https has a
	// certificate that was made for this and is thrown away.
	Warns bool
}

// Listen begins to listen at a Redirect URI, for which IsLoopback is true. random and now
// make the certificate for https.
func Listen(redirect string, random io.Reader, now time.Time) (*Loopback, error) {
	if !IsLoopback(redirect) {
		return nil, errors.New("the Redirect URI does not lead to this computer")
	}
	at, _ := url.Parse(redirect)
	l := &Loopback{redirect: at, Warns: at.Scheme == "https"}
	var settings *tls.Config
	if l.Warns {
		certificate, err := throwAway(random, now)
		if err != nil {
			return nil, fmt.Errorf("no certificate for %s: %w", at.Host, err)
		}
		settings = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	}
	hosts := []string{at.Hostname()}
	if at.Hostname() == "localhost" { // a browser may try either
		hosts = []string{"127.0.0.1", "::1"}
	}
	for _, host := range hosts {
		listener, err := net.Listen("tcp", net.JoinHostPort(host, at.Port()))
		switch {
		case err != nil && len(l.listeners) > 0: // no IPv6 here
			continue
		case err != nil: // another program would receive the browser
			return nil, fmt.Errorf("port %s of this computer is taken or not allowed; end the program that uses it, or paste the address that the browser shows", border.Shown(at.Port(), 6))
		}
		if settings != nil {
			listener = tls.NewListener(listener, settings)
		}
		l.listeners = append(l.listeners, listener)
	}
	return l, nil
}

// throwAway returns a certificate for this computer, valid for an hour.
func throwAway(random io.Reader, now time.Time) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), random)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.Unix()), Subject: pkix.Name{CommonName: "authdoctor, for one login"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	der, err := x509.CreateCertificate(random, template, template, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}

// Wait returns the first address at the Redirect URI that accept takes, as the browser
// would show it. Anything on this computer can connect, so that an address which is not
// taken does not end the waiting. Wait ends with ctx, and closes what it listens at.
func (l *Loopback) Wait(ctx context.Context, accept func(address string) bool) (string, error) {
	defer l.Close()
	came, broken := make(chan string, 1), make(chan *border.Fault, 1)
	report := func(fault *border.Fault) {
		if fault == nil {
			return
		}
		select {
		case broken <- fault:
		default: // one is enough
		}
	}
	for _, listener := range l.listeners {
		go func() {
			report(border.Watched(func() {
				for {
					connection, err := listener.Accept()
					if err != nil {
						return // closed
					}
					go func() { report(border.Watched(func() { l.receive(connection, accept, came) })) }()
				}
			}))
		}()
	}
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case fault := <-broken:
		return "", fault
	case address := <-came:
		return address, nil
	}
}

// receive reads one request and answers it with a fixed text.
func (l *Loopback) receive(connection net.Conn, accept func(string) bool, came chan<- string) {
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(loopbackWait))
	request, err := http.ReadRequest(bufio.NewReader(io.LimitReader(connection, 64<<10)))
	if err != nil {
		return
	}
	status, text, address := "404 Not Found", "This is not the address that authdoctor waits for.", ""
	if request.Method == http.MethodGet && strings.Trim(request.URL.EscapedPath(), "/") == strings.Trim(l.redirect.EscapedPath(), "/") {
		address = l.redirect.Scheme + "://" + l.redirect.Host + request.URL.RequestURI()
		if accept(address) {
			status, text = "200 OK", "authdoctor has received the answer. You can close this window."
		} else {
			address = ""
		}
	}
	fmt.Fprintf(connection, "HTTP/1.1 %s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n%s", status, len(text), text)
	if address != "" {
		select {
		case came <- address:
		default: // the browser asked twice
		}
	}
}

// Close stops listening.
func (l *Loopback) Close() {
	for _, listener := range l.listeners {
		_ = listener.Close()
	}
}
