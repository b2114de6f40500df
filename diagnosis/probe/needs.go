package probe

import (
	"cmp"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/token"
)

// bearerCharacters are those of a token in the header Authorization before any = (RFC 6750
// section 2.1).
const bearerCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/"

// isBearer reports whether a text has the form of a token in the header Authorization. Each
// frame of the online checks asks for it many times: a regular expression took a fifth of the
// time of all tests of package ui.
func isBearer(text border.Secret) bool {
	if text.Len() > token.MaxToken {
		return false
	}
	characters := strings.TrimRight(text.Reveal(), "=")
	return characters != "" && strings.Trim(characters, bearerCharacters) == ""
}

func lacksToken(c *Client) string {
	switch {
	case c.Token.Len() == 0:
		return "an access token, which the token request gives"
	case !isBearer(c.Token):
		return "an access token in the form of one"
	}
	return ""
}

func lacksClientID(c *Client) string {
	if !token.IsClientID(c.ClientID) {
		return "the Client ID, 64 hexadecimal digits"
	}
	return ""
}

func lacksForList(c *Client) string { return cmp.Or(lacksToken(c), lacksClientID(c)) }

func lacksForRESTlet(c *Client) string { return cmp.Or(lacksToken(c), c.restletProblem()) }

func lacksRefresh(c *Client) string {
	if c.RefreshToken.Len() == 0 || c.RefreshToken.Len() > token.MaxToken {
		return "the refresh token"
	}
	return lacksClientID(c)
}

func lacksCode(c *Client) string {
	switch {
	case c.Code.Len() == 0:
		return "the code of a redirect that was not exchanged yet"
	case c.RedirectURI == "":
		return "the Redirect URI of step one"
	case c.Verifier.Len() == 0 && c.ClientSecret.Len() == 0:
		return "the code_verifier of step one, or the Client Secret"
	}
	return lacksClientID(c)
}

func lacksAssertion(c *Client) string {
	if c.Assertion.Len() > 0 {
		if !isBearer(c.Assertion) {
			return "a client assertion in the form of one"
		}
		return ""
	}
	if c.Key.Signer() == nil {
		return "the private key of the mapped certificate, or a client assertion"
	}
	if err := c.assertion().Validate(); err != nil {
		return "what an assertion is made from (" + err.Error() + ")"
	}
	return ""
}
