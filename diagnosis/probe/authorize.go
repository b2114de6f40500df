package probe

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/token"
)

// AuthorizationRequest describes step one of the authorization code flow, which a browser
// sends (RFC 6749 section 4.1.1, section_158081944642).
type AuthorizationRequest struct {
	// Account is the account ID; "" if it is not known, and NetSuite names it afterwards.
	Account     string
	ClientID    string
	RedirectURI string // as on the integration record, character by character
	Scopes      []string
	// Server replaces the address of NetSuite, for tests; "" for none.
	Server string
}

// Authorization is a step one that was begun: the address to open, and what must stay here.
type Authorization struct {
	AuthorizationRequest
	// Address is the address to open. It holds no secret: state and code_challenge are for
	// the browser.
	Address string
	// State must come back as it is (RFC 6749 section 10.12). Verifier is sent with the code
	// (RFC 7636 section 4.5).
	State, Verifier border.Secret
}

// The lengths in bytes of state and code_verifier before base64url, which makes 32 and 43
// characters of them. NetSuite refuses a state of fewer than 24.
const (
	stateBytes    = 24
	verifierBytes = 32
)

// Begin returns the address to open, with a state and a code_challenge of its own.
func (r AuthorizationRequest) Begin(random io.Reader) (Authorization, error) {
	redirect, err := url.Parse(r.RedirectURI)
	switch {
	case !token.IsClientID(r.ClientID):
		return Authorization{}, errors.New("the Client ID is missing or does not have 64 hexadecimal digits; copy the value noted when the integration record was saved")
	case err != nil || redirect.Scheme == "" || redirect.Fragment != "":
		return Authorization{}, errors.New("the Redirect URI is missing or not an address; copy it from the integration record")
	case len(r.Scopes) == 0:
		return Authorization{}, errors.New("the scope is missing; name at least one, such as rest_webservices")
	case r.Account != "" && !token.IsAccount(r.Account):
		return Authorization{}, errors.New("the account does not have the form of an account ID, such as 1234567_SB1")
	}
	var bytes [stateBytes + verifierBytes]byte
	if _, err := io.ReadFull(random, bytes[:]); err != nil {
		return Authorization{}, fmt.Errorf("cannot get random numbers: %w", err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	a := Authorization{AuthorizationRequest: r, State: border.NewSecret(encode(bytes[:stateBytes])), Verifier: border.NewSecret(encode(bytes[stateBytes:]))}
	challenge := sha256.Sum256([]byte(a.Verifier.Reveal()))
	query := url.Values{
		"response_type": {"code"}, "client_id": {r.ClientID}, "redirect_uri": {r.RedirectURI}, "scope": {strings.Join(r.Scopes, " ")},
		"state": {a.State.Reveal()}, "code_challenge": {encode(challenge[:])}, "code_challenge_method": {"S256"},
	}
	host := "https://system.netsuite.com" // which asks for the account
	if r.Account != "" {
		host = "https://" + token.HostAccount(r.Account) + ".app.netsuite.com"
	}
	if r.Server != "" {
		host = strings.TrimSuffix(r.Server, "/")
	}
	// Spaces as %20: + is a plus sign to readers that do not expect a form.
	a.Address = host + exchange.AuthorizePath + "?" + strings.ReplaceAll(query.Encode(), "+", "%20")
	return a, nil
}

// Callback has the parameters of the address that the browser returned to.
type Callback struct {
	Code    border.Secret
	Account string // from company, "" if it is not named
}

// errState is the error for an address that belongs to another attempt.
var errState = errors.New("state does not match this attempt, so the code was not used: the address is from another attempt, or was injected; open the address of this attempt, and paste the address it leads to")

// Owns reports whether an address is of this attempt: it has its state. Any other is
// somebody else's, or was pasted by mistake, and is neither evidence nor the end of waiting.
func (a Authorization) Owns(address string) bool {
	at, err := url.Parse(strings.TrimSpace(address))
	return err == nil && a.hasState(at.Query())
}

func (a Authorization) hasState(query url.Values) bool {
	state := query["state"]
	return len(state) == 1 && subtle.ConstantTimeCompare([]byte(state[0]), []byte(a.State.Reveal())) == 1
}

// Returned reads the address that the browser returned to. The code of an address with
// another state is not returned: it may be of somebody else's login.
func (a Authorization) Returned(address string) (Callback, error) {
	at, err := url.Parse(strings.TrimSpace(address))
	if err != nil { // not wrapped: it repeats the address
		return Callback{}, errors.New("this is not an address; copy the full address from the browser's address bar")
	}
	query, err := url.ParseQuery(at.RawQuery)
	if err != nil {
		return Callback{}, errors.New("the query of the address cannot be read; copy the full address from the browser's address bar")
	}
	base := *at
	base.RawQuery, base.Fragment = "", ""
	redirect, _, _ := strings.Cut(a.RedirectURI, "?")
	code, company := query["code"], query.Get("company")
	switch {
	case strings.TrimSuffix(base.String(), "/") != strings.TrimSuffix(redirect, "/"): // a browser adds the slash to a host alone
		return Callback{}, fmt.Errorf("the address does not begin with the Redirect URI %s; log in, click Allow, and then copy the address", border.Shown(redirect, 200))
	case !a.hasState(query):
		return Callback{}, errState
	case query.Has("error"):
		return Callback{}, fmt.Errorf("NetSuite returned no code: error %s", border.Shown(query.Get("error"), 80))
	case len(code) != 1 || code[0] == "":
		return Callback{}, errors.New("the address has no code; copy the full address from the browser's address bar")
	case company != "" && !token.IsAccount(company):
		return Callback{}, errors.New("company in the address does not have the form of an account ID, so the code was not used")
	case company != "" && a.Account != "" && token.CanonicalAccount(company) != token.CanonicalAccount(a.Account):
		return Callback{}, fmt.Errorf("the login was for account %s, not for %s, so the code was not used", token.CanonicalAccount(company), token.CanonicalAccount(a.Account))
	}
	back := Callback{Code: border.NewSecret(code[0])}
	if company != "" {
		back.Account = token.CanonicalAccount(company)
	}
	return back, nil
}
