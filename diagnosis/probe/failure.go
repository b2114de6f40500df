package probe

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/online"
)

// failure is a kind of failure of a request, with its text for people: what was wrong, and
// what to do.
type failure struct {
	online.Fault
	is func(error) bool
	// says may have {host}, {reason}, {limit}, the time-out in seconds, and {spelling}, what
	// the name of the host comes from.
	says string
}

// failures are the kinds of failures. The first that matches explains an error.
var failures = []failure{
	{online.Interrupted, is(context.Canceled), "the request to {host} was interrupted"},
	{online.BadProxy, isError(&proxyRefusal{}), "the proxy on the way to {host} refuses it ({reason}); ask the network team to let the host through"},
	{online.BadProxy, func(err error) bool {
		var operation *net.OpError
		return errors.As(err, &operation) && operation.Op == "proxyconnect"
	}, "the proxy on the way to {host} cannot be reached; check HTTPS_PROXY"},
	{online.NoName, func(err error) bool {
		var name *net.DNSError
		return errors.As(err, &name) && !name.IsTimeout
	}, "there is no host {host}, or the name service cannot be reached; check {spelling} and the connection"},
	{online.TimedOut, timedOut, "no complete answer from {host} in time (at most {limit} seconds); check the connection"},
	{online.BadAuthority, isError(x509.UnknownAuthorityError{}), "the certificate of {host} was issued by an authority that this computer does not know; behind a company proxy, install the root certificate of the proxy, otherwise do not trust this host"},
	{online.BadName, isError(x509.HostnameError{}), "the certificate of {host} is for another host; check {spelling}"},
	{online.BadDates, func(err error) bool {
		var invalid x509.CertificateInvalidError
		return errors.As(err, &invalid) && invalid.Reason == x509.Expired
	}, "the certificate of {host} has expired or is not valid yet; check the clock of this computer, then tell the owner of the server"},
	{online.BadAuthority, func(err error) bool {
		return isError(x509.CertificateInvalidError{})(err) || isError(&tls.CertificateVerificationError{})(err)
	}, "the certificate of {host} cannot be verified, so its answer is not used"},
	{online.BadAuthority, is(errUnverified), "the certificate of {host} was not verified, so its answer is not used"},
	{online.NoTLS, func(err error) bool {
		return isError(tls.RecordHeaderError{})(err) || errors.Is(err, http.ErrSchemeMismatch)
	}, "{host} does not answer with TLS; check host and port of the address"},
	{online.NoTLS, func(err error) bool {
		var alert tls.AlertError
		return errors.As(err, &alert) || strings.Contains(err.Error(), "tls: ")
	}, "TLS with {host} fails ({reason}); check whether something on the way answers in its place"},
	{online.NoConnection, isError(&net.OpError{}), "{host} cannot be reached ({reason}); check the address and the connection"},
	{online.TooLarge, isError(&tooLarge{}), "the answer of {host} {reason}; check which server answers"},
	// net/http has no type for its limits on the head of an answer.
	{online.TooLarge, func(err error) bool {
		return strings.Contains(err.Error(), "headers exceeded") || strings.Contains(err.Error(), "1xx informational responses")
	}, "the head of the answer of {host} is larger than the limit; check which server answers"},
	{online.Unreadable, isError(&brokenOff{}), "the answer of {host} {reason}; try again"},
	{online.Unreadable, func(error) bool { return true }, "{host} gave no answer that can be read ({reason}); check the address"},
}

// isError returns the function that reports whether an error is or wraps one of type E.
func isError[E error](E) func(error) bool {
	return func(err error) bool {
		var e E
		return errors.As(err, &e)
	}
}

func is(target error) func(error) bool {
	return func(err error) bool { return errors.Is(err, target) }
}

func timedOut(err error) bool {
	var timeout net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || errors.As(err, &timeout) && timeout.Timeout()
}

// explain returns the kind of a failure and its text for people, which is printable. The
// url.Error around err repeats the whole address and is never shown.
func explain(target *url.URL, err error, limit time.Duration, spelling string) (online.Fault, string) {
	for _, row := range failures {
		if row.is(err) {
			return row.Fault, strings.NewReplacer("{host}", shownHost(target), "{reason}", reason(err), "{limit}", fmt.Sprint(int(limit.Seconds())), "{spelling}", spelling).Replace(row.says)
		}
	}
	return online.Unreadable, "" // the last row matches every error
}

// reason returns the text of a network error in a form that is safe to show. A text with an
// @ may contain the address of a proxy with its password. A quoted text comes from the
// server and may be an address with a query, such as that of a redirect.
func reason(err error) string {
	var (
		outer     *url.Error
		operation *net.OpError
	)
	if errors.As(err, &outer) {
		err = outer.Err
	}
	if errors.As(err, &operation) {
		err = operation.Err
	}
	switch text := err.Error(); {
	case strings.Contains(text, "Location header"):
		return "it redirects to an address that cannot be read"
	case strings.ContainsAny(text, `@"`):
		return "reason not shown"
	}
	return border.Shown(err.Error(), 120)
}

// proxyRefusal is the answer of a proxy that does not connect to the host.
type proxyRefusal struct{ status int }

func (p *proxyRefusal) Error() string {
	text := fmt.Sprint(p.status)
	if name := http.StatusText(p.status); name != "" {
		text += " " + name
	}
	return text
}

// tooLarge is an answer over a limit.
type tooLarge struct{ text string }

func (t *tooLarge) Error() string { return t.text }

// brokenOff is an answer whose body ends early or cannot be decoded.
type brokenOff struct{ text string }

func (b *brokenOff) Error() string { return b.text }

// errUnverified is the error for an answer over TLS that was not verified.
var errUnverified = errors.New("not verified")
