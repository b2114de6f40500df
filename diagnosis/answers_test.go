package diagnosis_test

import (
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
)

// variant is an answer as somebody may paste it, and what must be made of it.
type variant struct {
	name, text string
	author     exchange.Author
	page       string // of the first finding, without folder and ending
	tells      string // in title, why or steps of the first finding; parts joined by |
	codes      string // one of them among the first three verdicts; "" for any
	exit       int    // 1 unless it is said
}

const (
	restCall   = "GET https://7654321.suitetalk.api.netsuite.com/services/rest/record/v1/customer/7 HTTP/1.1\nAuthorization: Bearer [token hidden]\n\n"
	restletURL = "https://7654321.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=12&deploy=1"
	rfcForm    = `"type":"https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.4"`
)

// variants are made up; the first half of them was written before the rows of the table.
func variants() []variant {
	return []variant{
		// Permission, record, data: NetSuite behind its login.
		{"REST 403, body in one line", `403 {` + rfcForm + `,"title":"Forbidden","status":403,"o:errorDetails":[{"detail":"You do not have permissions to perform this action. Contact your administrator. Required permission: Lists -> Customers","o:errorCode":"INSUFFICIENT_PERMISSION"}]}`, exchange.NetSuite, "permission-for-the-record", "Lists -> Customers", "", 1},
		{"REST 403, printed by Python", `requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: https://7654321.suitetalk.api.netsuite.com/services/rest/record/v1/vendorBill` + "\n" + `{'status': 403, 'title': 'Forbidden', 'o:errorDetails': [{'detail': "Permission Violation: You need the 'Transactions -> Bills' permission to access this page.", 'o:errorCode': 'USER_UNAUTHORIZED'}]}`, exchange.NetSuite, "permission-for-the-record", "role", "", 1},
		{"REST 403, curl -i", restCall + "HTTP/2 403\r\ncontent-type: application/vnd.oracle.resource+json; type=error\r\n\r\n" + `{"status":403,"o:errorDetails":[{"detail":"Permission Violation: You need a higher level of the 'Lists -> Items' permission.","o:errorCode":"USER_UNAUTHORIZED"}]}`, exchange.NetSuite, "permission-for-the-record", "Lists -> Items", "", 1},
		{"REST 403, word alone", "our log only has USER_UNAUTHORIZED for every call", exchange.NetSuite, "permission-for-the-record", "permission", "", 1},
		{"REST 403, second word alone", "Error: INSUFFICIENT_PERMISSION", exchange.NetSuite, "permission-for-the-record", "permission", "", 1},
		{"certificates 403", "GET https://7654321.restlets.api.netsuite.com/services/rest/auth/oauth2/v1/clients/948fe603f61dc036b5c596dc09fe3ce3f3d30dc90f024c85f3c82db2ccab679d/certificates HTTP/1.1\nAuthorization: Bearer [token hidden]\n\nHTTP/1.1 403 Forbidden\n", exchange.NetSuite, "permission-for-the-record", "Manage own OAuth 2.0", "", 1},
		{"role may not enter REST", `HTTP/1.1 400 Bad Request` + "\n\n" + `{"title":"Bad Request","status":400,"o:errorDetails":[{"detail":"Your current role does not have permission to perform this action.","o:errorCode":"USER_ERROR"}]}`, exchange.NetSuite, "permission-for-the-record", "Log in using OAuth 2.0 Access Tokens", "", 1},
		{"role may not enter REST, sentence", "Celigo says: Your current role doesn't have permission to perform this action", exchange.NetSuite, "permission-for-the-record", "Log in using OAuth 2.0 Access Tokens", "", 1},
		{"USER_ERROR about data", `{"status":400,"title":"Bad Request","o:errorDetails":[{"detail":"Please enter value(s) for: Subsidiary.","o:errorCode":"USER_ERROR","o:errorPath":"subsidiary"}]}`, exchange.NetSuite, "call-read-and-refused", "data", "", 1},
		{"INVALID_CONTENT", `400 {"title":"Bad Request","status":400,"o:errorDetails":[{"detail":"Error while accessing a resource. Invalid value for the resource or sub-resource field 'entity'.","o:errorPath":"entity","o:errorCode":"INVALID_CONTENT"}]}`, exchange.NetSuite, "call-read-and-refused", "data", "", 1},
		{"NONEXISTENT_ID", `{"title":"Not Found","status":404,"o:errorDetails":[{"detail":"The record instance does not exist. Provide a valid record instance ID.","o:errorUrlPath":"id","o:errorCode":"NONEXISTENT_ID"}]}`, exchange.NetSuite, "call-read-and-refused", "record", "", 1},
		{"RCRD_DSNT_EXIST of a RESTlet", `{"error":{"code":"RCRD_DSNT_EXIST","message":"That record does not exist."}}`, exchange.NetSuite, "call-read-and-refused", "record", "", 1},
		{"Web Services Only", `HTTP/1.1 401` + "\n" + `{"error" : {"code" : "INVALID_LOGIN_CREDENTIALS", "message" : "You have entered an invalid email address or password. Please try again."}}`, exchange.Login, "web-services-only-role", "Web Services Only", "", 1},
		{"Web Services Only, XML", "<error>\n<code>INVALID_LOGIN_CREDENTIALS</code>\n<message>You have entered an invalid email address or password.</message>\n</error>", exchange.Login, "web-services-only-role", "Web Services Only", "", 1},
		{"script threw", "HTTP/1.1 400 Bad Request\n\n" + `{"error":{"code":"SSS_MISSING_REQD_ARGUMENT","message":"{\"type\":\"error.SuiteScriptError\",\"name\":\"SSS_MISSING_REQD_ARGUMENT\",\"stack\":[\"anonymous(N/serverRecordService)\"]}"}}`, exchange.NetSuite, "restlet-403", "script", "", 1},
		{"script stack in text", "error code: UNEXPECTED_ERROR\nerror message: ReferenceError: \"nlapiFoo\" is not defined. (/SuiteScripts/acme_rl.js#31)", exchange.NetSuite, "restlet-403", "script", "", 1},
		{"script does not exist", `{"error" : {"code" : "SSS_INVALID_SCRIPTLET_ID", "message" : "That Suitelet is invalid, disabled, or no longer exists."}}`, exchange.NetSuite, "restlet-403", "script", "", 1},
		{"REST 500 with an error ID", restCall + "HTTP/1.1 500 Internal Server Error\n\n" + `{"title":"Internal Server Error","status":500,"o:errorDetails":[{"detail":"An unexpected error occurred. Error ID: m8xk3f2k1","o:errorCode":"UNEXPECTED_ERROR"}]}`, exchange.NetSuite, "call-read-and-refused", "Error ID", "", 1},
		{"concurrency", "SuiteScript: SSS_REQUEST_LIMIT_EXCEEDED", exchange.NetSuite, "concurrency-limit", "at once", "", 1},
		{"maintenance in Spanish", "HTTP/1.1 503 Service Unavailable\nContent-Type: text/html\n\n<html><head><title>NetSuite</title></head><body>El sistema está en mantenimiento programado.</body></html>", exchange.NetSuite, "web-page-in-place-of-json", "maintenance", "", 1},
		{"maintenance, title alone", "503\n<!DOCTYPE html>\n<html lang=\"en\"><title>Your data is temporarily unavailable - NetSuite</title>", exchange.NetSuite, "web-page-in-place-of-json", "maintenance", "", 1},

		// Redirects.
		{"login page, customerlogin", "HTTP/1.1 302 Moved Temporarily\nLocation: https://7654321.app.netsuite.com/pages/customerlogin.jsp?country=US\n", exchange.Login, "web-page-in-place-of-json", "login page", "", 1},
		{"login page, printed by axios", "maxRedirects: 0\nstatus: 302, statusText: 'Found'\nheaders: {\n  location: 'https://7654321.app.netsuite.com/app/login/secure/privatelogin.nl?c=7654321'\n}", exchange.Login, "web-page-in-place-of-json", "login page", "", 1},
		{"wrong data center", "GET " + restletURL + "\nHTTP/1.1 302 Found\nLocation: https://rest.na2.netsuite.com/app/site/hosting/restlet.nl?script=12&deploy=1\n", exchange.NetSuite, "wrong-account-or-host", "data center", "", 1},
		{"http to https", "curl -i -H 'Authorization: Bearer [hidden]' http://7654321.suitetalk.api.netsuite.com/services/rest/record/v1/customer\nHTTP/1.1 301 Moved Permanently\nLocation: https://7654321.suitetalk.api.netsuite.com/services/rest/record/v1/customer\n", exchange.NetSuite, "wrong-account-or-host", "https", "", 1},
		{"broker, ChatGPT", "https://chatgpt.com/connector_platform_oauth_redirect?oauth_error=invalid_grant&oauth_error_description=Token+exchange+failed", exchange.Client, "ai-connector", "step two", "InvalidGrant ClientIdMismatch TokenBlocked", 1},
		{"broker, invalid_client", "HTTP/2 307\nlocation: https://claude.ai/settings/connectors?oauth_error=invalid_client&error_code=mcp_token_exchange_failed\n", exchange.Client, "ai-connector", "step two", "ClientAuthenticationFailed", 1},
		{"307 to a portal", "HTTP/1.1 307 Temporary Redirect\nLocation: https://sso.corp.example/adfs/ls?wa=wsignin1.0\n", exchange.Between, "proxy-or-gateway", "sso.corp.example", "", 1},
		{"callback, login_required", "https://app.example/cb?error=login_required&state=" + goodState, exchange.Login, "error-in-the-redirect", "prompt", "", 1},
		{"callback, a word nobody lists", "https://app.example/cb?error=scope_mismatch&state=" + goodState, exchange.Login, "error-in-the-redirect", "scope_mismatch|ScopeMismatched", "ScopeMismatched", 1},
		{"callback, a word near no other", "https://app.example/cb?error=zzyzx_qqq&state=" + goodState, exchange.Login, "error-in-the-redirect", "zzyzx_qqq", "", 2},

		// Proxies, gateways, other services.
		{"proxy 407", "HTTP/1.1 407 Proxy Authentication Required\nProxy-Authenticate: Negotiate\nVia: 1.1 proxy.corp.example\n", exchange.Between, "proxy-or-gateway", "proxy", "", 1},
		{"nginx 502", "<html>\n<head><title>502 Bad Gateway</title></head>\n<body>\n<center><h1>502 Bad Gateway</h1></center>\n<hr><center>nginx/1.25.3</center>\n</body>\n</html>", exchange.Between, "proxy-or-gateway", "nginx", "", 1},
		{"cloudflare 403", "HTTP/2 403\nserver: cloudflare\ncf-ray: 8a1b2c3d4e5f6789-FRA\ncontent-type: text/html\n\n<!DOCTYPE html><html><title>Attention Required! | Cloudflare</title></html>", exchange.Between, "proxy-or-gateway", "cloudflare", "", 1},
		{"zscaler 403", "HTTP/1.1 403 Forbidden\nServer: Zscaler/6.2\nContent-Type: text/html\n\n<html><head><title>Internet Security by Zscaler</title></head></html>", exchange.Between, "proxy-or-gateway", "zscaler", "", 1},
		{"apigee fault", "HTTP/1.1 401 Unauthorized\n\n" + `{"fault":{"faultstring":"Invalid ApiKey","detail":{"errorcode":"oauth.v2.InvalidApiKey"}}}`, exchange.Between, "proxy-or-gateway", "gateway", "", 1},
		{"another service's token endpoint", "POST https://oauth2.googleapis.com/token\n\nHTTP/1.1 400 Bad Request\n" + `{"error":"invalid_grant","error_description":"Bad Request"}`, exchange.Client, "proxy-or-gateway", "oauth2.googleapis.com", "", 1},

		// Sentences of the token endpoint and of calls.
		{"redirect_uri, other words", `400 {"error":"invalid_grant","error_description":"The redirect_uri parameter does not match the one of the authorization request."}`, exchange.Login, "invalid-grant", "redirect_uri", "InvalidGrant", 1},
		{"code expired", `{"error":"invalid_grant","error_description":"Authorization code has expired"}`, exchange.Login, "invalid-grant", "code|at once", "InvalidGrant", 1},
		{"verifier", "oauthlib.oauth2.rfc6749.errors.InvalidGrantError: (invalid_grant) invalid code verifier", exchange.Login, "invalid-grant", "code_verifier", "InvalidGrant", 1},
		{"refresh token", `{"error":"invalid_grant","error_description":"Refresh token is expired or revoked"}`, exchange.Login, "invalid-grant", "refresh token", "RefreshTokenExpired TokenBlocked", 1},
		{"JWT", "HTTP/1.1 400 Bad Request\n\n" + `{"error":"invalid_request","error_description":"Invalid JWT token"}`, exchange.Login, "invalid-request", "assertion", "", 1},
		{"oauthlib", "oauthlib.oauth2.rfc6749.errors.InvalidClientIdError: (invalid_request) Invalid client_id parameter value.", exchange.Login, "invalid-request", "oauthlib", "", 1},
		{"scope, JSON", `{"error":{"code":"INVALID_LOGIN_ATTEMPT","message":"Insufficient scope"}}`, exchange.Login, "ScopeMismatched", "scope", "ScopeMismatched", 1},
		{"scope, challenge", "HTTP/1.1 403 Forbidden\nWWW-Authenticate: Bearer realm=\"7654321\", error=\"insufficient_scope\"\n", exchange.Login, "ScopeMismatched", "scope", "ScopeMismatched", 1},
		{"mcp without all", restMCP("/services/mcp/v1") + "HTTP/1.1 404 Not Found\n", exchange.NetSuite, "ai-connector", "/all", "", 1},
		{"mcp 401", restMCP("/services/mcp/v1/all") + "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"7654321\", error=\"invalid_token\"\n", exchange.Login, "ai-connector", "MCP Server Connection|Log in using OAuth 2.0 Access Tokens", "", 1},
		{"an error nobody knows", "HTTP/1.1 418 I'm a teapot\n\n" + `{"error":{"code":"BREW_FAILED","message":"no"}}`, exchange.UnknownAuthor, "unclear-cause", "BREW_FAILED", "", 2},
		{"page, no status", "<!DOCTYPE html><html><head><title>Log In - NetSuite</title></head><body>", exchange.Login, "web-page-in-place-of-json", "page", "", 1},
	}
}

func restMCP(path string) string {
	return "POST https://7654321.suitetalk.api.netsuite.com" + path + " HTTP/1.1\nAuthorization: Bearer [token hidden]\n\n"
}

// exitCode is what check ends with.
func exitCode(input intake.Input, d diagnosis.Diagnosis) int {
	switch {
	case d.Count(diagnosis.Fail) > 0:
		return 1
	case d.NotUnderstood() != "" || input.ErrorLine != "" || len(input.Exchanges) == 0:
		return 2
	}
	return 0
}

// TestAnswerVariants catches an answer whose author is not recognised, that leads
// elsewhere than its sentence, or that moves a verdict which it says nothing about.
func TestAnswerVariants(t *testing.T) {
	for _, v := range variants() {
		input, c, d := paste(t, "", v.text)
		sound(t, c, d)
		first, _ := d.FirstCause()
		author := exchange.Author("no answer")
		for _, e := range input.Exchanges {
			if e.Answer != nil {
				author = e.Author()
			}
		}
		if author != v.author {
			t.Errorf("%s: the author is %q; want %q", v.name, author, v.author)
		}
		if page := strings.TrimSuffix(first.Page[strings.IndexByte(first.Page, '/')+1:], ".md"); page != v.page {
			t.Errorf("%s: the page is %q (%s: %s); want %q", v.name, page, first.ID, first.Title, v.page)
		}
		if exit := exitCode(input, d); exit != v.exit {
			t.Errorf("%s: exit %d (%s); want %d", v.name, exit, first.Title, v.exit)
		}
		said := first.Title + "\n" + first.Why
		for _, fix := range first.Fix {
			said += "\n" + fix.Step
		}
		for part := range strings.SplitSeq(v.tells, "|") {
			if !strings.Contains(said, part) {
				t.Errorf("%s: does not tell %q:\n%s", v.name, part, said)
			}
		}
		if confirmed := codesWith(d, diagnosis.Confirmed); len(confirmed) > 0 {
			t.Errorf("%s: %v is confirmed", v.name, confirmed)
		}
		if v.author != exchange.Login {
			for _, verdict := range d.Verdicts {
				if verdict.Verdict != diagnosis.Possible && verdict.Verdict != diagnosis.NotVisible {
					t.Errorf("%s: %s is %s (%s), by an answer that is not that of NetSuite's login", v.name, verdict.Code, verdict.Verdict, verdict.Because)
					break
				}
			}
		}
		if v.codes != "" && !slices.ContainsFunc(d.Verdicts[:3], func(verdict diagnosis.Verdict) bool {
			return slices.Contains(strings.Fields(v.codes), string(verdict.Code))
		}) {
			t.Errorf("%s: none of %s is among the first three: %v", v.name, v.codes, d.Verdicts[:3])
		}
		for text, limit := range map[string]int{first.Title: 140, first.Why: 320} {
			if len([]rune(text)) > limit {
				t.Errorf("%s: %d characters, to be read aloud: %q", v.name, len([]rune(text)), text)
			}
		}
	}
}
