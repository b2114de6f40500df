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
			Verify: "NetSuite answers the call with a status other than 302 or 403.", Page: hostPage}
		if a.Endpoint == exchange.MCP {
			f.Page = connectorPage
		}
		return f, true
	}
	switch {
	case a.Unknown():
		return Finding{}, false // left to unfilled-value
	case !a.NetSuite():
		return wrong(Fail, "The call does not go to NetSuite", "A NetSuite token works only at NetSuite's hosts. Any other server that receives it can misuse it.")
	case a.Scheme != "https":
		return wrong(Fail, "The call does not use https", "NetSuite redirects http to https, and many programs drop the header Authorization on a redirect. A token sent without encryption is no longer secret.",
			"Change the address to https://, so that no redirect is needed.")
	case strings.Contains(a.Host, "_"):
		title, why := underscoreInHost(a)
		return wrong(Fail, title, why)
	case placeholder(a.Host):
		return wrong(Fail, "The host has a placeholder instead of the account", "Such a host does not exist.")
	case a.Service == "":
		return wrong(Fail, "The host is not the host of an account", "Send calls to the hosts of your account. Oracle advises against hosts that all accounts share.")
	case a.Endpoint == exchange.MCP && a.Service == "app":
		return wrong(Warn, "The AI Connector is called at the app host", "Oracle's address is on the suitetalk.api host. If the Execution Log of the integration record stays empty, no call reached NetSuite (one report).",
			"Enter https://ACCOUNT.suitetalk.api.netsuite.com/services/mcp/v1/all in the AI client.", "If the trail shows Success and the Execution Log stays empty, contact the AI client's support.")
	case a.Endpoint == exchange.MCP && !mcpPath(a.Path) && s.answer == nil:
		return wrong(Warn, "The AI Connector address is incomplete: it must end in /services/mcp/v1/all", "Without /all, or /suiteapp/ and an application ID, the connector appears disconnected.",
			"Enter https://ACCOUNT.suitetalk.api.netsuite.com/services/mcp/v1/all in the AI client.")
	case a.Service == service:
		return passed("The call goes to the "+service+" host of "+a.Account, ""), true
	case a.Service == "app" && a.Endpoint == exchange.RESTlet:
		return wrong(Warn, "The RESTlet is called at the app host", "Oracle's header example has this host; its page about URLs has restlets.api.")
	}
	return wrong(Warn, "The call goes to the "+a.Service+" host", "Send this kind of call to the "+service+" host.")
}

// checkHeaderLine checks what is before a token that was pasted with its header, and without the
// request. The copy may be what is wrong, so it asks.
func checkHeaderLine(s *subject) (Finding, bool) {
	fault := s.token.HeaderFault
	if fault == "" || slices.ContainsFunc(s.c.Exchanges, func(e exchange.Exchange) bool { return e.Request != nil && e.Request.Authorization.Given() }) {
		return Finding{}, false
	}
	return Finding{Status: Warn, Title: upperFirst(fault) + ": was the header sent like that?", Evidence: evidence("Authorization", bearerForm, fault),
		Why: "NetSuite finds no token in such a header (RFC 6750 section 2.1). If only your copy looks like this, ignore this finding.",
		Fix: integrator("Print the header as it is sent.", "Send Authorization: "+bearerForm+", and nothing else."), Verify: "The same call returns status 200.", Page: invalidRequestPage}, true
}

// bearerForm is what the header Authorization of a call holds (RFC 6750 section 2.1).
const bearerForm = "Bearer, a space and the access token"

const invalidRequestPage = "symptoms/invalid-request.md"

func checkCallAuthorization(s *subject) (Finding, bool) {
	r := s.request
	header := r.Authorization
	if !(r.Address.Endpoint.Call() || r.Form == exchange.HeaderLine && header.Problem != "") || r.Form == exchange.PlainURL {
		return Finding{}, false
	}
	wrong := func(status Status, title, got, why, page string, fix ...string) (Finding, bool) {
		return Finding{Status: status, Title: title, Evidence: evidence("Authorization", bearerForm, got), Why: why, Fix: integrator(fix...),
			Verify: "The same call returns status 200.", Page: page}, true
	}
	switch {
	case header.Problem != "":
		return wrong(Fail, "The header Authorization is malformed", header.Problem, "NetSuite finds no token in it (RFC 6750 section 2.1).", invalidRequestPage, "Send Authorization: Bearer, a space and the access token.")
	case header.Twice:
		return wrong(Fail, "The header Authorization is sent twice", "two headers", "No rule defines which of the two NetSuite reads.", invalidRequestPage, "Send it once.")
	case header.Is("OAuth"), header.Is("NLAuth"):
		return Finding{}, false // another login: left to the check protocol
	case header.Is("Basic"):
		return wrong(Fail, "The call sends Basic; it needs the access token", "Basic", "Client ID and Client Secret are for the token endpoint only.", invalidRequestPage, "Request an access token from the token endpoint, and send it as Bearer.")
	case header.Scheme == "" && (r.Query.Has("access_token") || r.Fields.Has("access_token")):
		return wrong(Fail, "The token is in the address or the body, not in the header", "nothing; a parameter access_token", "NetSuite reads the token from the header.", invalidRequestPage, "Send it in the header Authorization: Bearer.")
	case !header.Given() && r.HeadersKnown:
		return wrong(Fail, "The call carries no header Authorization", "nothing: it is missing", "Without it, NetSuite cannot log the program in.", invalidRequestPage, "Send Authorization: Bearer, a space and the access token.")
	case r.Cookies:
		f, _ := wrong(Warn, "Cookies are sent along with the token", "a header Cookie beside it", "The cookies carry a browser session, and NetSuite may use it instead of the token (inferred).", cookiesPage, "Send no cookies: clear the program's cookie store.")
		f.Evidence = evidence("Cookie", "no cookie", "cookies")
		return f, true
	case header.Is("Bearer") && header.Credential.Presence != border.Whole:
		return passed("The header is Bearer; its token is hidden", ""), true
	case header.Is("Bearer"):
		return passed("The token is sent as Bearer", ""), true
	}
	return Finding{}, false
}
