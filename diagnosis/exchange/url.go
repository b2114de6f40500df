package exchange

import (
	"slices"
	"strings"
)

// redirectErrors are the errors that step one sends back (RFC 6749 section 4.1.2.1,
// subsect_158521823069).
var redirectErrors = []string{"invalid_request", "unauthorized_client", "access_denied", "unsupported_response_type", "invalid_scope", "server_error",
	"temporarily_unavailable"}

// ReadURL says what an address is: the authorize URL of step one, the redirect back
// to the application, or another of NetSuite's.
func ReadURL(text string) (Exchange, bool) {
	address, query := readAddress(text)
	if query == "" {
		if _, fragment, found := strings.Cut(text, "#"); found {
			query = fragment
		}
	}
	params := ReadParams(query)
	switch {
	case address.Endpoint == Authorize && !slices.ContainsFunc(authorizeParams, params.Has): // its parameters are added elsewhere
		return Exchange{Request: &Request{Form: PlainURL, Address: address}}, true
	case address.Endpoint == Authorize || params.Has("response_type") && params.Has("client_id"):
		return Exchange{Request: &Request{Form: AuthorizeURL, Method: "GET", Address: address, Query: params}}, true
	case !address.NetSuite() && isRedirect(params):
		a := Answer{Form: RedirectURL, Params: params, Location: address, Error: params.Text("error")}
		a.describe(params.Text("error_description"))
		return Exchange{Answer: &a}, true
	case address.NetSuite() && address.Endpoint != NoEndpoint:
		return Exchange{Request: &Request{Form: PlainURL, Address: address, Query: params}}, true
	}
	return Exchange{}, false
}

// authorizeParams are those of step one, any of which shows that an address is one.
var authorizeParams = []string{"response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "prompt", "nonce"}

func isRedirect(params Params) bool {
	if failure := params.Text("error"); failure != "" {
		return slices.Contains(redirectErrors, strings.ToLower(failure))
	}
	return params.Has("code") && (params.Has("state") || params.Has("company"))
}
