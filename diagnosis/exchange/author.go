package exchange

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
)

// Author is the origin of an answer. Only answers of NetSuite's login are evidence about the
// codes of the Detail column.
type Author string

// The authors.
const (
	UnknownAuthor Author = ""
	// Login is NetSuite's login: the authorize page, the token endpoint, and the check
	// of the token before a call.
	Login Author = "NetSuite's login"
	// NetSuite is any part of NetSuite but its login: permissions, records, limits, scripts,
	// hosts, maintenance.
	NetSuite Author = "NetSuite, outside its login"
	// Client is the client's own service, such as the broker of an AI client.
	Client Author = "the client's own service"
	// Between is a proxy or a gateway between client and NetSuite.
	Between Author = "a proxy or gateway"
	// WebPage is a page for people that does not show its origin.
	WebPage Author = "a web page"
)

// loginErrors are the errors of NetSuite's login, in lower case: RFC 6749 sections 4.1.2.1
// and 5.2, RFC 6750 section 3.1, subsect_158521885412, section_4634920277.
var loginErrors = []string{"invalid_client", "invalid_grant", "invalid_scope", "unauthorized_client", "unsupported_grant_type", "unsupported_response_type",
	"access_denied", "server_error", "temporarily_unavailable", "invalid_token", "insufficient_scope", "invalid_login", "invalid_login_attempt",
	"invalid_login_credentials", "two_fa_reqd", "does not support oauth 2.0 login"}

// callErrors are NetSuite's errors for calls that passed the login, in lower case
// (section_156570709583, section_4634920277, bridgehead_1525252812).
var callErrors = []string{"insufficient_permission", "user_unauthorized", "user_error", "invalid_content", "nonexistent_id", "rcrd_dsnt_exist",
	"concurrency_limit_exceeded", "unexpected_error"}

// Author derives the origin of the answer from its form and error, the host of the request
// or the redirect, and the headers. An answer in NetSuite's form is NetSuite's even if
// something else passed it on.
func (e Exchange) Author() Author {
	a := e.Answer
	if a == nil {
		return UnknownAuthor
	}
	said := strings.ToLower(a.Said())
	realm := token.IsAccount(a.Challenge.Realm)
	host, foreign := "", false
	if e.Request != nil {
		host = e.Request.Address.Host
		foreign = host != "" && !e.Request.Address.NetSuite() && !e.Request.Address.Unknown()
	}
	switch {
	case a.Reported, a.OtherLogin():
		return Client
	case a.Redirected():
		return Login
	case a.Status == 407:
		return Between
	case a.Body == RESTBody, a.Body == RESTletBody && (slices.Contains(loginErrors, said) || slices.Contains(callErrors, said) || strings.HasPrefix(said, "sss_")):
		if slices.Contains(loginErrors, said) || said == "" && a.Status == 401 {
			return Login
		}
		return NetSuite
	case realm:
		return Login
	case a.Body == GatewayBody || a.Server != "" && (a.Body == PageBody || a.Body == NoAnswerBody) && !slices.Contains(a.Says, Maintenance):
		return Between
	case foreign:
		return Client
	case a.Location.Host != "" && !a.Location.NetSuite():
		return Between
	case a.Location.LoginPage():
		return Login
	case a.Location.Host != "":
		return NetSuite
	case a.Challenge.Scheme == "Bearer", a.Challenge.Scheme == "OAuth", slices.Contains(loginErrors, said):
		return Login
	case slices.Contains(callErrors, said), strings.HasPrefix(said, "sss_"):
		return NetSuite
	case said == "invalid_request" && a.Body != RESTletBody:
		return Login
	case a.Body == PageBody && slices.Contains(a.Says, LoginForm):
		return Login
	case slices.Contains(a.Says, Maintenance):
		return NetSuite
	case a.Body == PageBody:
		return WebPage
	case a.Status == 401, a.Challenge.Scheme == "Basic":
		return Login
	case host != "" || a.Body == RESTletBody && a.Status >= 400 && said == "invalid_request":
		return NetSuite
	}
	return UnknownAuthor
}

// OtherLogin reports whether the description has an error number of Microsoft Entra's login
// (learn.microsoft.com/entra/identity-platform/reference-error-codes). No answer of NetSuite
// has one.
func (a Answer) OtherLogin() bool { return entraNumber().MatchString(a.Description) }

var entraNumber = pattern.Lazy(`\bAADSTS\d{4,}`)

// LoginPage reports whether an address is that of a login page for people. NetSuite redirects
// a call without a valid login there.
func (a Address) LoginPage() bool {
	path := strings.ToLower(a.Path)
	return a.NetSuite() && (strings.Contains(path, "login.nl") || strings.Contains(path, "login.jsp")) && a.Endpoint != Authorize
}

var (
	// hopLine matches a header that a proxy or gateway adds, or that names one (RFC 9110
	// sections 7.6.3 and 10.2.4).
	hopLine = pattern.Lazy(`(?im)^[<\s]*(server|via|proxy-authenticate|x-squid-error|x-kong-[\w-]+|cf-ray|x-envoy-[\w-]+|x-amzn-errortype|x-amz-apigw-id)\s*:[ \t]*([^\r\n]*)`)
	// hopNames matches the names that proxies and gateways use for themselves. Akamai is not
	// among them, because NetSuite itself uses it.
	hopNames  = pattern.Lazy(`(?i)\b(nginx|openresty|cloudflare|zscaler|squid|apigee|envoy|istio|kong|traefik|haproxy|awselb|varnish|netskope|forcepoint|fortigate|fortinet|bluecoat|sophos|mod_security|big-?ip|application gateway|caddy)\b`)
	pageTitle = pattern.Lazy(`(?is)<title[^>]*>\s*([^<]{1,200})`)
)

// hopHeaders maps headers to the gateway that their presence shows.
var hopHeaders = map[string]string{"cf-ray": "cloudflare", "x-squid-error": "squid", "proxy-authenticate": "proxy", "x-amzn-errortype": "amazon api gateway", "x-amz-apigw-id": "amazon api gateway"}

// readHop finds the name of a proxy or gateway in the headers or, for a web page, in the body.
func (a *Answer) readHop(text string) {
	for _, match := range hopLine().FindAllStringSubmatch(text, 16) {
		name := strings.ToLower(hopNames().FindString(match[2]))
		if name == "" {
			name = hopHeaders[strings.ToLower(match[1])]
		}
		if name != "" {
			a.Server = name
			return
		}
	}
	if a.Body == PageBody {
		a.Server = strings.ToLower(hopNames().FindString(text[:min(len(text), longestHeard)]))
	}
}
