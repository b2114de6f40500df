package probe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/pattern"
)

// userAgent names this program to servers, without its version.
const userAgent = "authdoctor"

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
	request.Header.Set("User-Agent", userAgent)

	own := http.Client{CheckRedirect: checkRedirect}
	if client != nil {
		own.Transport, own.Timeout = client.Transport, client.Timeout
	}
	answer, err := ask(&own, request, time.Now)
	if err != nil {
		return nil, nil, fetchError(target, err)
	}
	defer answer.Body.Close()
	final := answer.Request.URL
	if answer.StatusCode != http.StatusOK {
		return nil, nil, statusError(final, answer.StatusCode)
	}
	var large *tooLarge
	switch err := answer.read(keys.MaxFile); {
	case errors.As(err, &large):
		return nil, nil, fmt.Errorf("the answer of %s %w; a key set has a few thousand, so check the address", shownHost(final), err)
	case err != nil:
		return nil, nil, fetchError(final, err)
	}
	data = answer.body
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
	}
	return target, checkHost(target, "the address should look like "+keySetAddress+", with your account ID in place of <accountID>")
}

// checkHost checks the part of an address between scheme and path. The example ends the
// errors.
func checkHost(target *url.URL, example string) error {
	switch {
	case target.User != nil:
		return errors.New("the address has a user name or a password before the host; remove them")
	case target.Hostname() == "":
		return errors.New("the address has no host; " + example)
	case !isASCII(target.Host):
		return errors.New("the host of the address has a letter outside ASCII, which may imitate another one; write the host in ASCII, as xn--… if that letter is intended")
	case !hostForm().MatchString(target.Host):
		return errors.New("the host of the address has a character that is not allowed in a host name; " + example)
	case !isHostName(target.Hostname()):
		return errors.New("the text after https:// is not a full host name, or looks like a secret; " + example)
	}
	return nil
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

// fetchError returns an error for people that explains why no answer came.
func fetchError(target *url.URL, err error) error {
	var refused *refusedRedirect
	if errors.As(err, &refused) {
		return refused
	}
	fault, text := explain(target, err, Timeout, "the spelling of the address")
	if fault == online.TimedOut {
		text += ", or save the key set with a browser and use the file"
	}
	return errors.New(text)
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
