package diagnosis

import (
	"cmp"
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/exchange"
)

// callChecks are the checks of a call with an access token (section_158332610742), and of
// what was said against what was pasted.
var callChecks = []Check{
	{ID: "call-host", Title: "Host of the call", Needs: NeedsRequest, run: checkCallHost},
	{ID: "call-authorization", Title: "Authorization of the call", Needs: NeedsRequest, After: []string{"unfilled-value"}, run: checkCallAuthorization},
	{ID: "header-line", Title: "Header of the token", Needs: NeedsToken, run: checkHeaderLine},
	{ID: "exchange-agrees", Title: "Facts and exchange", Needs: NeedsExchange, run: checkExchangeAgrees},
}

// callHosts names the host for each kind of call that does not belong to suitetalk.api.
var callHosts = map[exchange.Endpoint]string{exchange.RESTlet: "restlets.api"}

func checkCallHost(s *subject) (Finding, bool) {
	a := s.request.Address
	if !a.Endpoint.Call() || a.Host == "" {
		return Finding{}, false
	}
	service := cmp.Or(callHosts[a.Endpoint], "suitetalk.api")
	right := "https://ACCOUNT." + service + ".netsuite.com"
	wrong := func(status Status, title, why string, fix ...string) (Finding, bool) {
		f := Finding{Status: status, Title: title, Evidence: evidence("address", right, a.String()), Why: why,
			Fix:    integrator(append(fix, "Copy the host from Setup › Company › Company Information › Company URLs.")...),
			Verify: "The call is answered by NetSuite, with a status other than 302 or 403.", Page: hostPage}
		if a.Endpoint == exchange.MCP {
			f.Page = connectorPage
		}
		return f, true
	}
	switch {
	case a.Unknown():
		return Finding{}, false // left to unfilled-value
	case !a.NetSuite():
		return wrong(Fail, "The call does not go to NetSuite", "A token of NetSuite is good at its hosts only; sent elsewhere it is given away.")
	case a.Scheme != "https":
		return wrong(Fail, "The call does not go over https", "NetSuite redirects http to https, and many programs drop the header Authorization on a redirect. A token sent in the clear is no secret any more.",
			"Write https:// in the address, so that no redirect happens.")
	case strings.Contains(a.Host, "_"):
		title, why := underscoreInHost(a)
		return wrong(Fail, title, why)
	case placeholder(a.Host):
		return wrong(Fail, "The host still has a placeholder where the account belongs", "Such a host does not exist.")
	case a.Service == "":
		return wrong(Fail, "The host is not the host of an account", "Calls go to the hosts of the account; Oracle advises against hosts that all accounts share.")
	case a.Endpoint == exchange.MCP && a.Service == "app":
		return wrong(Warn, "The AI Connector is called at the app host", "Oracle's address of it is on the suitetalk.api host. If the Execution Log of the integration record stays empty, no call reached NetSuite: then the AI client's own side fails.",
			"Enter https://ACCOUNT.suitetalk.api.netsuite.com/services/mcp/v1/all in the AI client.", "If the trail shows Success and the Execution Log stays empty, ask the support of the AI client.")
	case a.Endpoint == exchange.MCP && !mcpPath(a.Path) && s.answer == nil:
		return wrong(Warn, "The address of the AI Connector is not complete: it ends in /services/mcp/v1/all", "Without /all, or /suiteapp/ and an application ID, there is nothing at this address.",
			"Enter https://ACCOUNT.suitetalk.api.netsuite.com/services/mcp/v1/all in the AI client.")
	case a.Service == service:
		return passed("The call goes to the "+service+" host of "+a.Account, ""), true
	case a.Service == "app" && a.Endpoint == exchange.RESTlet:
		return wrong(Warn, "The RESTlet is called at the app host", "Oracle's example of the header has this host; its page about URLs says restlets.api.")
	}
	return wrong(Warn, "The call goes to the "+a.Service+" host", "This kind of call belongs to the "+service+" host.")
}

// checkHeaderLine checks what is before a token that was pasted with its header, and without the
// request. The copy may be what is wrong, so it asks.
func checkHeaderLine(s *subject) (Finding, bool) {
	fault := s.token.HeaderFault
	if fault == "" || slices.ContainsFunc(s.c.Exchanges, func(e exchange.Exchange) bool { return e.Request != nil && e.Request.Authorization.Given() }) {
		return Finding{}, false
	}
	return Finding{Status: Warn, Title: upperFirst(fault) + ": was the header sent like that?", Evidence: evidence("Authorization", bearerForm, fault),
		Why: "NetSuite finds no token in such a header (RFC 6750 section 2.1). If only the copy looks like this, nothing is wrong with it.",
		Fix: integrator("Print the header as it is sent.", "Write Authorization: "+bearerForm+", and nothing else."), Verify: "The same call is answered with status 200.", Page: invalidRequestPage}, true
}

// bearerForm is what the header Authorization of a call holds (RFC 6750 section 2.1).
const bearerForm = "Bearer, a space, and the access token"

const invalidRequestPage = "symptoms/invalid-request.md"

func checkCallAuthorization(s *subject) (Finding, bool) {
	r := s.request
	header := r.Authorization
	if !(r.Address.Endpoint.Call() || r.Form == exchange.HeaderLine && header.Problem != "") || r.Form == exchange.PlainURL {
		return Finding{}, false
	}
	wrong := func(status Status, title, got, why, page string, fix ...string) (Finding, bool) {
		return Finding{Status: status, Title: title, Evidence: evidence("Authorization", bearerForm, got), Why: why, Fix: integrator(fix...),
			Verify: "The same call is answered with status 200.", Page: page}, true
	}
	switch {
	case header.Problem != "":
		return wrong(Fail, "The header Authorization is malformed", header.Problem, "NetSuite finds no token in it (RFC 6750 section 2.1).", invalidRequestPage, "Write Authorization: Bearer, a space, and the access token.")
	case header.Twice:
		return wrong(Fail, "The header Authorization is sent twice", "two headers", "Which of the two counts is not defined.", invalidRequestPage, "Send it once.")
	case header.Is("OAuth"), header.Is("NLAuth"):
		return Finding{}, false // another login: left to the check protocol
	case header.Is("Basic"):
		return wrong(Fail, "The call sends Basic; it needs the access token", "Basic", "Client ID and Client Secret open the token endpoint only.", invalidRequestPage, "Ask the token endpoint for an access token, and send it as Bearer.")
	case header.Scheme == "" && (r.Query.Has("access_token") || r.Fields.Has("access_token")):
		return wrong(Fail, "The token is in the address or the body, not in the header", "nothing; a parameter access_token", "NetSuite takes it from the header.", invalidRequestPage, "Send it in the header Authorization: Bearer.")
	case !header.Given() && r.HeadersKnown:
		return wrong(Fail, "The call carries no header Authorization", "nothing: it is missing", "Without it there is no login at all.", invalidRequestPage, "Send Authorization: Bearer, a space, and the access token.")
	case r.Cookies:
		f, _ := wrong(Warn, "Cookies are sent along with the token", "a header Cookie beside it", "A session of a browser is sent beside the token; NetSuite may look at it instead.", cookiesPage, "Send no cookies: empty the cookie jar of the program.")
		f.Evidence = evidence("Cookie", "no cookie", "cookies")
		return f, true
	case header.Is("Bearer") && header.Credential.Presence != border.Whole:
		return passed("The header is Bearer; its token does not show", ""), true
	case header.Is("Bearer"):
		return passed("The token is sent as Bearer", ""), true
	}
	return Finding{}, false
}
