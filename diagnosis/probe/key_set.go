// Package probe is the only package that accesses the network. It does so only for an
// address that the user typed.
package probe

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/pattern"
)

// The limits of one fetch. Exceeding one is an error that names it.
const (
	MaxAddress = 2048             // characters of an address
	Timeout    = 10 * time.Second // from the first packet to the last byte
	maxHops    = 5                // redirects within one host
)

// keySetAddress is the address of the keys with which NetSuite signs tokens (jwks_uri of its
// OpenID metadata, section_160855299656).
const keySetAddress = "https://<accountID>.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/keys"

// IsAddress reports whether text is an address and not a file name: it begins with https://
// or http://, in any case.
func IsAddress(text string) bool {
	return hasPrefixFold(text, "https://") || hasPrefixFold(text, "http://")
}

func hasPrefixFold(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}

// FetchKeySet fetches a key set, or any other key file, from an address that the user typed.
// It sends one GET without cookies or credentials, and follows redirects within the same
// host only. It accepts an answer with status 200 and at most keys.MaxFile bytes, from a
// server whose TLS certificate was verified. It takes at most Timeout, or less if ctx ends
// earlier.
//
// A nil client means one with the proxy settings and root certificates of this computer.
// FetchKeySet uses only the transport and the time-out of a client.
//
// Notes describe what was done, for people. An error names what was wrong with this address
// and what to do. Both are printable, and neither shows the query or the fragment of an
// address.
func FetchKeySet(ctx context.Context, client *http.Client, address string) (data []byte, notes []string, err error) {
	target, err := readAddress(address)
	if err != nil {
		return nil, nil, err
	}
	if client == nil || client.Transport == nil {
		if err := checkProxy(target); err != nil {
			return nil, nil, err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil { // not wrapped: it repeats the address
		return nil, nil, fmt.Errorf("%s cannot be requested; check the spelling", shownAddress(target))
	}
	request.Header.Set("Accept", "application/jwk-set+json, application/json, */*;q=0.5")
	request.Header.Set("User-Agent", "authdoctor")

	own := http.Client{CheckRedirect: checkRedirect}
	if client != nil {
		own.Transport, own.Timeout = client.Transport, client.Timeout
	}
	response, err := own.Do(request)
	if err != nil {
		return nil, nil, fetchError(target, err)
	}
	defer response.Body.Close()
	final := response.Request.URL
	if response.TLS == nil || len(response.TLS.VerifiedChains) == 0 {
		return nil, nil, fmt.Errorf("the certificate of %s was not verified, so its answer is not used", shownHost(final))
	}
	if response.StatusCode != http.StatusOK {
		return nil, nil, statusError(final, response.StatusCode)
	}
	data, err = io.ReadAll(io.LimitReader(response.Body, keys.MaxFile+1))
	switch {
	case len(data) > keys.MaxFile:
		return nil, nil, fmt.Errorf("the answer of %s is larger than the limit of %d bytes; a key set has a few thousand, so check the address", shownHost(final), keys.MaxFile)
	case err != nil && timedOut(err):
		return nil, nil, fetchError(final, err)
	case err != nil:
		return nil, nil, fmt.Errorf("the answer of %s broke off after %d bytes; try again", shownHost(final), len(data))
	}
	if final.String() != target.String() {
		notes = append(notes, fmt.Sprintf("%s redirected to %s", shownHost(target), shownAddress(final)))
	}
	notes = append(notes, fmt.Sprintf("fetched %d bytes from %s, TLS verified", len(data), shownHost(final)))
	return data, notes, nil
}

// hostForm matches the characters of host and port, including IPv6 in brackets. url.Parse
// accepts more, such as the angle brackets of a placeholder.
var hostForm = pattern.Lazy(`^[A-Za-z0-9._:\[\]-]+$`)

// readAddress parses an address and checks that it may be fetched. Its errors never repeat
// a part of the address that may be a secret, so they do not wrap the error of url.Parse.
func readAddress(address string) (*url.URL, error) {
	address = strings.TrimSpace(address)
	if n := utf8.RuneCountInString(address); n > MaxAddress {
		return nil, fmt.Errorf("the address has %d characters, more than the limit of %d; check what was pasted", n, MaxAddress)
	}
	target, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, errors.New("the address cannot be read as a URL; it should look like " + keySetAddress)
	case target.Scheme == "http":
		return nil, errors.New("the address begins with http://, where anyone on the way can change the keys; write https://")
	case target.Scheme != "https":
		return nil, errors.New("the address does not begin with https://; it should look like " + keySetAddress)
	case target.User != nil:
		return nil, errors.New("the address has a user name or a password before the host; remove them")
	case target.Hostname() == "":
		return nil, errors.New("the address has no host; it should look like " + keySetAddress)
	case !isASCII(target.Host):
		return nil, errors.New("the host of the address has a letter outside ASCII, which may imitate another one; write the host in ASCII, as xn--… if that letter is intended")
	case !hostForm().MatchString(target.Host):
		return nil, errors.New("the host of the address has a character that is not allowed in a host name; the address should look like " + keySetAddress + ", with your account ID in place of <accountID>")
	case !isHostName(target.Hostname()):
		return nil, errors.New("the text after https:// is not a full host name, or looks like a secret; the address should look like " + keySetAddress)
	}
	return target, nil
}

// isHostName reports whether host may be contacted and shown. A piece of a key that was
// pasted after https:// has no dot.
func isHostName(host string) bool {
	return (strings.ContainsAny(host, ".:") || strings.EqualFold(host, "localhost")) && !border.MayBeSecret(host)
}

func isASCII(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r > 0x7e }) < 0
}

// refusedRedirect is the error for a redirect that was not followed. Its text is printable.
type refusedRedirect struct{ text string }

func (r *refusedRedirect) Error() string { return r.text }

// checkRedirect allows redirects only within the host that the user typed.
func checkRedirect(next *http.Request, via []*http.Request) error {
	from, to := via[0].URL, next.URL
	refuse := func(why string) error {
		return &refusedRedirect{fmt.Sprintf("%s redirects to %s, %s", shownHost(from), shownAddress(to), why)}
	}
	switch {
	case to.Scheme != "https":
		return refuse("which is not https, so the redirect was not followed; ask the owner of the server for the right address")
	case !sameHost(from, to):
		return refuse("another host, so the redirect was not followed; enter that address yourself if you trust it")
	case to.User != nil:
		return refuse("with a user name in the address, so the redirect was not followed")
	case len(via) > maxHops:
		return refuse(fmt.Sprintf("after %d other redirects, so the redirect was not followed; check the address", maxHops))
	}
	return nil
}

func sameHost(a, b *url.URL) bool {
	return strings.EqualFold(a.Hostname(), b.Hostname()) && httpsPort(a) == httpsPort(b)
}

func httpsPort(u *url.URL) string {
	if port := u.Port(); port != "" {
		return port
	}
	return "443"
}

func timedOut(err error) bool {
	var timeout net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || errors.As(err, &timeout) && timeout.Timeout()
}

// fetchError returns an error for people that explains why no answer came. The url.Error
// around err repeats the whole address and is never shown.
func fetchError(target *url.URL, err error) error {
	host := shownHost(target)
	var (
		refused     *refusedRedirect
		authority   x509.UnknownAuthorityError
		wrongHost   x509.HostnameError
		invalid     x509.CertificateInvalidError
		certificate *tls.CertificateVerificationError
		plain       tls.RecordHeaderError
		name        *net.DNSError
		operation   *net.OpError
	)
	switch {
	case errors.As(err, &refused):
		return refused
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("the fetch from %s was interrupted", host)
	case errors.As(err, &name) && !name.IsTimeout:
		return fmt.Errorf("there is no host %s, or the name service cannot be reached; check the spelling and the connection", host)
	case timedOut(err):
		return fmt.Errorf("no complete answer from %s in time (at most %d seconds); check the connection, or save the key set with a browser and use the file", host, int(Timeout.Seconds()))
	case errors.As(err, &authority):
		return fmt.Errorf("the certificate of %s was issued by an authority that this computer does not know; behind a company proxy, install the root certificate of the proxy, otherwise do not trust this host", host)
	case errors.As(err, &wrongHost):
		return fmt.Errorf("the certificate of %s is for another host; check the spelling of the address", host)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return fmt.Errorf("the certificate of %s has expired or is not valid yet; check the clock of this computer, then tell the owner of the server", host)
	case errors.As(err, &invalid) || errors.As(err, &certificate):
		return fmt.Errorf("the certificate of %s cannot be verified, so its answer is not used", host)
	case errors.As(err, &plain) || errors.Is(err, http.ErrSchemeMismatch):
		return fmt.Errorf("%s does not answer with TLS; check host and port of the address", host)
	case errors.As(err, &operation) && operation.Op == "proxyconnect":
		return fmt.Errorf("the proxy on the way to %s cannot be reached; check HTTPS_PROXY", host)
	case errors.As(err, &operation):
		return fmt.Errorf("%s cannot be reached (%s); check the address and the connection", host, reason(operation.Err))
	}
	var outer *url.Error
	if errors.As(err, &outer) {
		err = outer.Err
	}
	return fmt.Errorf("%s gave no answer that can be read (%s); check the address", host, reason(err))
}

// reason returns the text of a network error in a form that is safe to show. A text with an
// @ may contain the address of a proxy with its password. A quoted text comes from the
// server and may be an address with a query, such as that of a redirect.
func reason(err error) string {
	switch text := err.Error(); {
	case strings.Contains(text, "Location header"):
		return "it redirects to an address that cannot be read"
	case strings.ContainsAny(text, `@"`):
		return "reason not shown"
	}
	return border.Shown(err.Error(), 120)
}

// statusError returns the error for a status other than 200, with a hint about what to do.
func statusError(from *url.URL, status int) error {
	named := fmt.Sprint(status)
	if text := http.StatusText(status); text != "" {
		named += " " + text
	}
	hint := "; a key set comes with 200 OK: check the address"
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusNotFound:
		hint = "; NetSuite's key set is at " + keySetAddress
	case status == http.StatusTooManyRequests || status >= 500:
		hint = "; try again later"
	}
	return fmt.Errorf("%s answered %s%s", shownAddress(from), named, hint)
}

// shownHost returns host and port, printable and short.
func shownHost(u *url.URL) string {
	return border.Shown(u.Host, 100)
}

// shownAddress returns an address without user, query and fragment, printable and short. It
// leaves out a path with an @, which may be a user and password pasted in the wrong place.
func shownAddress(u *url.URL) string {
	bare := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}
	if strings.Contains(u.Path, "@") {
		bare.Path, bare.RawPath = "/...", ""
	}
	return border.Shown(bare.String(), 200)
}
