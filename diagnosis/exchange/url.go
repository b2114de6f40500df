package exchange

import (
	"slices"
	"strings"
)

// redirectErrors are the errors in the redirect of step one (RFC 6749 section 4.1.2.1,
// subsect_158521823069).
var redirectErrors = []string{"invalid_request", "unauthorized_client", "access_denied", "unsupported_response_type", "invalid_scope", "server_error",
	"temporarily_unavailable"}

// ReadURL parses an address that is the authorize URL of step one, the redirect back to the
// application, or another endpoint of NetSuite. It reports false for any other address.
func ReadURL(text string) (Exchange, bool) {
	address, query := readAddress(text)
	if query == "" {
		if _, fragment, found := strings.Cut(text, "#"); found {
			query = fragment
		}
	}
	params := ReadParams(query)
	switch {
	case address.Endpoint == Authorize && !slices.ContainsFunc(authorizeParams, params.Has): // the program adds parameters elsewhere
		return Exchange{Request: &Request{Form: PlainURL, Address: address}}, true
	case address.Endpoint == Authorize || params.Has("response_type") && params.Has("client_id"):
		return Exchange{Request: &Request{Form: AuthorizeURL, Method: "GET", Address: address, Query: params}}, true
	case !address.NetSuite() && params.Text("oauth_error") != "":
		// A client's own service redirects its user with NetSuite's answer.
		a := Answer{Form: RedirectURL, Params: params, Location: address, Error: oneWord(params.Text("oauth_error")), Reported: true}
		a.describe(params.Text("oauth_error_description"))
		return Exchange{Answer: &a}, a.Error != ""
	case !address.NetSuite() && isRedirect(params):
		a := Answer{Form: RedirectURL, Params: params, Location: address, Error: params.Text("error")}
		a.describe(params.Text("error_description"))
		return Exchange{Answer: &a}, true
	case address.NetSuite() && address.Endpoint != NoEndpoint:
		return Exchange{Request: &Request{Form: PlainURL, Address: address, Query: params}}, true
	}
	return Exchange{}, false
}

// authorizeParams are the parameters of step one. Any of them makes an address an authorize
// URL.
var authorizeParams = []string{"response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "prompt", "nonce"}

func isRedirect(params Params) bool {
	if failure := strings.ToLower(params.Text("error")); failure != "" {
		// Accept an unlisted error if the other parameters are those of a redirect.
		return slices.Contains(redirectErrors, failure) || strings.Contains(failure, "_") && oneWord(failure) != "" && (params.Has("state") || params.Has("company") || params.Has("error_description"))
	}
	return params.Has("code") && (params.Has("state") || params.Has("company"))
}
