package diagnosis_test

import (
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
)

// variant is an answer as people paste it, and the expected result.
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

// variants are synthetic. The first half was written before the rows of the table.
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

		// The second half, written after the rows.
		{"REST 403, printed by Node", "AxiosError: Request failed with status code 403\n    data: {\n      title: 'Forbidden',\n      status: 403,\n      'o:errorDetails': [ { detail: 'Permission Violation: You need the Setup -> Custom Records permission', 'o:errorCode': 'INSUFFICIENT_PERMISSION' } ]\n    }", exchange.NetSuite, "permission-for-the-record", "Setup -> Custom Records", "", 1},
		{"REST 403, printed by PHP", "GuzzleHttp\\Exception\\ClientException: Client error: `GET https://7654321.suitetalk.api.netsuite.com/services/rest/record/v1/employee` resulted in a `403 Forbidden` response:\n{\"type\":\"x\",\"title\":\"Forbidden\",\"status\":403,\"o:errorDetails\":[{\"detail\":\"You do not have permission\",\"o:errorCode\":\"INSUFFICIENT_PERMISSION\"}]}", exchange.NetSuite, "permission-for-the-record", "permission", "", 1},
		{"REST 403, in German", "Wir bekommen bei jedem Aufruf 403 Forbidden zurück, o:errorCode ist USER_UNAUTHORIZED. Danke!", exchange.NetSuite, "permission-for-the-record", "permission", "", 1},
		{"REST 403, in Spanish", "La llamada REST responde HTTP 403: {\"status\":403,\"o:errorDetails\":[{\"o:errorCode\":\"INSUFFICIENT_PERMISSION\"}]} ¿qué hago?", exchange.NetSuite, "permission-for-the-record", "permission", "", 1},
		{"REST 403, escaped in a log", `{"level":"error","body":"{\"status\":403,\"o:errorDetails\":[{\"detail\":\"Permission Violation\",\"o:errorCode\":\"USER_UNAUTHORIZED\"}]}"}`, exchange.NetSuite, "permission-for-the-record", "permission", "", 1},
		{"permission, sentence alone", "Permission Violation: You need the 'Lists -> Vendors' permission to access this page. Please contact your account administrator.", exchange.NetSuite, "permission-for-the-record", "Lists -> Vendors", "", 1},
		{"role, printed by .NET", "System.Net.Http.HttpRequestException: Response status code does not indicate success: 400 (Bad Request).\n{\"status\":400,\"o:errorDetails\":[{\"detail\":\"Your current role does not have permission to perform this action.\",\"o:errorCode\":\"USER_ERROR\"}]}", exchange.NetSuite, "permission-for-the-record", "Log in using OAuth 2.0 Access Tokens", "", 1},
		{"USER_ERROR alone", "USER_ERROR", exchange.NetSuite, "permission-for-the-record", "detail", "", 1},
		{"INVALID_CONTENT, word and sentence", "INVALID_CONTENT: Invalid content in the request body. Unknown reference or field name foo.", exchange.NetSuite, "call-read-and-refused", "foo", "", 1},
		{"a REST word that is on no list", `{"status":400,"title":"Bad Request","o:errorDetails":[{"detail":"Invalid query parameter name: lmit.","o:errorQueryParam":"lmit","o:errorCode":"INVALID_PARAMETER"}]}`, exchange.NetSuite, "call-read-and-refused", "lmit", "", 1},
		{"SSS_ in a SuiteScript", `{"type":"error.SuiteScriptError","name":"SSS_USAGE_LIMIT_EXCEEDED","message":"Script Execution Usage Limit Exceeded","error":{"code":"SSS_USAGE_LIMIT_EXCEEDED","message":"Script Execution Usage Limit Exceeded"}}`, exchange.NetSuite, "restlet-403", "script", "", 1},
		{"RESTlet, custom error", "GET " + restletURL + "\nHTTP/1.1 400 Bad Request\n\n" + `{"error":{"code":"UNEXPECTED_ERROR","message":"org.mozilla.javascript.EcmaError: TypeError: Cannot call method \"getValue\" of null (/SuiteScripts/x/y.js#9)"}}`, exchange.NetSuite, "restlet-403", "script", "", 1},
		{"too many, words", "Concurrent request limit exceeded. Request blocked.", exchange.NetSuite, "concurrency-limit", "at once", "", 1},
		{"too many, 429", "< HTTP/2 429\n< retry-after: 5\n< \n", exchange.UnknownAuthor, "concurrency-limit", "at once", "", 1},
		{"too many, AI connector", restMCP("/services/mcp/v1/all") + "HTTP/1.1 429 Too Many Requests\n", exchange.NetSuite, "concurrency-limit", "at once", "", 1},
		{"login credentials, text", "error code: INVALID_LOGIN_CREDENTIALS\nerror message: You have entered an invalid email address or password. Please try again.", exchange.Login, "web-services-only-role", "Web Services Only", "", 1},
		{"login credentials, in words", "our RESTlet answers INVALID_LOGIN_CREDENTIALS although the same role works with SuiteTalk REST", exchange.Login, "web-services-only-role", "Web Services Only", "", 1},
		{"REST 401, Java", "com.acme.NetSuiteException: HTTP 401: {\"title\":\"Unauthorized\",\"status\":401,\"o:errorDetails\":[{\"detail\":\"Invalid login attempt.\",\"o:errorCode\":\"INVALID_LOGIN\"}]}\n\tat com.acme.Client.get(Client.java:88)", exchange.Login, "invalid-login", "Detail", "AccessTokenExpired", 1},
		{"REST 401, Chinese", "调用 REST 接口返回 401，INVALID_LOGIN，请问怎么解决？", exchange.Login, "invalid-login", "Detail", "AccessTokenExpired", 1},
		{"gateway passes 401 on", "GET https://api.corp.example/netsuite/customer HTTP/1.1\nAuthorization: Bearer [token hidden]\n\nHTTP/1.1 401 Unauthorized\nServer: nginx\n\n" + restBody, exchange.Login, "invalid-login", "Detail", "", 1},
		{"gateway passes 403 on", "HTTP/1.1 403 Forbidden\nVia: kong/3.4\n\n" + `{"status":403,"o:errorDetails":[{"detail":"x","o:errorCode":"INSUFFICIENT_PERMISSION"}]}`, exchange.NetSuite, "permission-for-the-record", "permission", "", 1},
		{"kong", "HTTP/1.1 404 Not Found\nServer: kong/3.4.2\n\n" + `{"message":"no Route matched with those values","request_id":"9f"}`, exchange.Between, "proxy-or-gateway", "gateway|no Route matched", "", 1},
		{"Amazon gateway", "HTTP/1.1 403 Forbidden\nx-amzn-ErrorType: ForbiddenException\n\n" + `{"message":"Forbidden"}`, exchange.Between, "proxy-or-gateway", "gateway", "", 1},
		{"squid", "HTTP/1.1 503 Service Unavailable\nServer: squid/5.7\nX-Squid-Error: ERR_DNS_FAIL 0\nContent-Type: text/html\n\n<html><title>ERROR: The requested URL could not be retrieved</title></html>", exchange.Between, "proxy-or-gateway", "squid", "", 1},
		{"proxy 407, curl", "curl: (56) Received HTTP code 407 from proxy after CONNECT", exchange.Between, "proxy-or-gateway", "407", "", 1},
		{"gateway 504", "504 Gateway Time-out\n<html><head><title>504 Gateway Time-out</title></head><body><center><h1>504 Gateway Time-out</h1></center><hr><center>openresty</center></body></html>", exchange.Between, "proxy-or-gateway", "openresty", "", 1},
		{"web filter, page", "HTTP/1.1 403 Forbidden\nContent-Type: text/html\n\n<html><head><title>Web Page Blocked</title></head><body>Fortinet: this site is blocked by policy</body></html>", exchange.Between, "proxy-or-gateway", "fortinet", "", 1},
		{"page 403 of nobody", "HTTP/1.1 403 Forbidden\nContent-Type: text/html\n\n<html><head><title>403 Forbidden</title></head><body>You don't have permission to access this resource.</body></html>", exchange.WebPage, "web-page-in-place-of-json", "firewall", "", 1},
		{"page 500 of nobody", "HTTP/1.1 500 Internal Server Error\n\n<!DOCTYPE html><html><title>Oops</title>", exchange.WebPage, "web-page-in-place-of-json", "Oops", "", 1},
		{"page of NetSuite in the browser", "<html><head><title>Error</title></head><body>There was an error.</body></html>", exchange.WebPage, "no-redirect", "redirect URI", "", 1},
		{"maintenance, German", "HTTP/1.1 503\nContent-Type: text/html\n\n<html><title>NetSuite</title><body>Wegen geplanter Wartungsarbeiten nicht verfügbar</body></html>", exchange.NetSuite, "web-page-in-place-of-json", "maintenance", "", 1},
		{"login page, HAR-like", "Status Code: 302 Found\nlocation: https://system.netsuite.com/app/login/secure/privatelogin.nl?c=7654321", exchange.Login, "web-page-in-place-of-json", "login page", "", 1},
		{"302 with nothing", "HTTP/1.1 302 Moved Temporarily\nContent-Length: 0\n", exchange.UnknownAuthor, "web-page-in-place-of-json", "Location", "", 1},
		{"callback, German portal", "https://app.example/cb?error=access_denied&error_description=The+resource+owner+denied+the+request&state=" + goodState, exchange.Login, "error-in-the-redirect", "Allow", "AuthorizationExplicitlyDenied", 1},
		{"callback in Location", "HTTP/1.1 302 Found\nLocation: https://app.example/cb?error=unsupported_response_type&state=" + goodState + "&company=1234567\n", exchange.Login, "error-in-the-redirect", "response_type=code", "UnsupportedResponseType", 1},
		{"callback, invalid_scope", "myapp://cb?state=" + goodState + "&error=invalid_scope", exchange.Login, "error-in-the-redirect", "scope", "ScopeMismatched", 1},
		{"callback, feature", "https://app.example/cb?error=feature_disabled&state=" + goodState, exchange.Login, "error-in-the-redirect", "FeatureDisabled", "FeatureDisabled", 1},
		{"broker, other host", "https://connect.example.io/return?oauth_error=invalid_grant", exchange.Client, "invalid-grant", "connect.example.io", "InvalidGrant", 1},
		{"other host, JSON", "POST https://n8n.corp.example/webhook/ns HTTP/1.1\n\nHTTP/1.1 500 Internal Server Error\n\n" + `{"code":0,"error":"boom_failed"}`, exchange.Client, "proxy-or-gateway", "n8n.corp.example", "", 1},
		{"redirect_uri, log line", "invalid_grant: redirect_uri mismatch", exchange.Login, "invalid-grant", "redirect_uri", "InvalidGrant", 1},
		{"code used, axios", "data: { error: 'invalid_grant', error_description: 'authorization code was already used' }", exchange.Login, "invalid-grant", "used before", "InvalidGrant", 1},
		{"verifier, RFC words", `400 {"error":"invalid_grant","error_description":"PKCE verification failed"}`, exchange.Login, "invalid-grant", "code_verifier", "InvalidGrant", 1},
		{"refresh token, PHP", "IdentityProviderException: invalid_grant (invalid refresh token)", exchange.Login, "invalid-grant", "7 days", "RefreshTokenExpired TokenBlocked", 1},
		{"scope, sentence alone", "The MCP tool fails: Insufficient scope", exchange.Login, "ScopeMismatched", "scope", "ScopeMismatched", 1},
		{"scope, REST body", `{"status":401,"o:errorDetails":[{"detail":"The scope of the token does not cover this service","o:errorCode":"INVALID_LOGIN"}]}`, exchange.Login, "ScopeMismatched", "scope", "ScopeMismatched", 1},
		{"assertion, other words", `{"error":"invalid_request","error_description":"client_assertion is malformed"}`, exchange.Login, "invalid-request", "assertion", "", 1},
		{"oauthlib, traceback", "Traceback (most recent call last):\n  File \"x.py\", line 3, in <module>\noauthlib.oauth2.rfc6749.errors.InvalidClientIdError: (invalid_request) Invalid client_id parameter value.", exchange.Login, "invalid-request", "oauthlib", "", 1},
		{"mcp, in words", "Failed to connect to MCP server: https://7654321.suitetalk.api.netsuite.com/services/mcp/v1 (404)", exchange.NetSuite, "ai-connector", "/all", "", 1},
		{"mcp 500", restMCP("/services/mcp/v1/suiteapp/com.netsuite.mcpstandardtools") + "HTTP/1.1 500 Internal Server Error\n", exchange.NetSuite, "ai-connector", "Execution Log", "", 1},
		{"a word that nobody knows, alone in JSON", `HTTP/1.1 400 Bad Request` + "\n\n" + `{"error":"frobnicated"}`, exchange.UnknownAuthor, "unclear-cause", "frobnicated", "", 2},
		{"404 on REST", restCall + "HTTP/1.1 404 Not Found\n", exchange.NetSuite, "wrong-account-or-host", "404", "", 1},

		// A third part, written when the first two passed, to measure the rows.
		{"clients' words for a redirect", "java.io.IOException: Moved Temporarily", exchange.UnknownAuthor, "web-page-in-place-of-json", "Location", "", 1},
		{"node, redirect", "TypeError: fetch failed\n  [cause]: Error: unexpected redirect", exchange.UnknownAuthor, "web-page-in-place-of-json", "Location", "", 1},
		{"node, page for JSON", "SyntaxError: Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON", exchange.WebPage, "web-page-in-place-of-json", "expected JSON", "", 1},
		{"JSON-RPC, scope", `{"jsonrpc":"2.0","id":3,"error":{"code":-32001,"message":"Insufficient scope"}}`, exchange.Login, "ScopeMismatched", "scope", "ScopeMismatched", 1},
		{"JSON-RPC, nobody knows", `{"jsonrpc":"2.0","id":3,"error":{"code":-32603,"message":"Internal error"}}`, exchange.UnknownAuthor, "unclear-cause", "-32603", "", 2},
		{"Google-like 403", `{"error":{"code":403,"message":"The caller does not have permission","status":"PERMISSION_DENIED"}}`, exchange.UnknownAuthor, "permission-for-the-record", "403", "", 1},
		{"permission in XML", "HTTP/1.1 403\n\n<?xml version=\"1.0\"?><error><code>INSUFFICIENT_PERMISSION</code><message>Permission Violation: Lists -> Contacts</message></error>", exchange.NetSuite, "permission-for-the-record", "Lists -> Contacts", "", 1},
		{"French", "Bonjour, notre appel renvoie 400 Bad Request avec {\"error\":\"invalid_grant\",\"error_description\":\"code verifier does not match\"} merci", exchange.Login, "invalid-grant", "code_verifier", "InvalidGrant", 1},
		{"curl, 100 before 401", "HTTP/1.1 100 Continue\n\nHTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"7654321\", error=\"invalid_token\", error_description=\"Invalid login attempt.\"\n", exchange.Login, "invalid-login", "Detail", "AccessTokenExpired", 1},
		{"proxy tunnel before 403", "HTTP/1.1 200 Connection established\n\nHTTP/2 403\ncontent-type: application/json\n\n" + `{"status":403,"o:errorDetails":[{"o:errorCode":"INSUFFICIENT_PERMISSION","detail":"Required permission: Transactions -> Sales Order"}]}`, exchange.NetSuite, "permission-for-the-record", "Transactions -> Sales Order", "", 1},
		{"Postman status line", "Status: 403 Forbidden  Time: 312 ms  Size: 1.1 KB\nGET https://7654321.suitetalk.api.netsuite.com/services/rest/query/v1/suiteql", exchange.NetSuite, "permission-for-the-record", "role", "", 1},
		{"Postman, RESTlet", "Status: 403 Forbidden\nPOST " + restletURL, exchange.NetSuite, "restlet-403", "domain", "", 1},
		{"RESTlet 302, no Location", "POST " + restletURL + "\nHTTP/1.1 302 Found\n", exchange.NetSuite, "wrong-account-or-host", "data center", "", 1},
		{"envoy", "HTTP/1.1 503 Service Unavailable\nserver: envoy\nx-envoy-overloaded: true\n\nupstream connect error or disconnect/reset before headers", exchange.Between, "proxy-or-gateway", "envoy", "", 1},
		{"cloudflare 520", "<html><head><title>520: Web server is returning an unknown error</title></head><body>Cloudflare Ray ID: 8a</body></html>", exchange.Between, "proxy-or-gateway", "cloudflare", "", 1},
		{"record, Spanish words around", "Error 404 al leer el cliente: {\"o:errorDetails\":[{\"detail\":\"The record instance does not exist.\",\"o:errorCode\":\"NONEXISTENT_ID\"}],\"status\":404}", exchange.NetSuite, "call-read-and-refused", "record", "", 1},
		{"suiteql", "POST https://7654321.suitetalk.api.netsuite.com/services/rest/query/v1/suiteql\nHTTP/1.1 400 Bad Request\n\n" + `{"title":"Bad Request","status":400,"o:errorDetails":[{"detail":"Invalid search query. Detailed unprocessed description follows. Search error occurred: Record 'transactionx' was not found.","o:errorCode":"INVALID_PARAMETER"}]}`, exchange.NetSuite, "call-read-and-refused", "transactionx", "", 1},
		{"callback, word with a typing error", "https://app.example/cb?error=acces_denied&state=" + goodState, exchange.Login, "error-in-the-redirect", "acces_denied", "", 1},
		{"callback, integration_blocked", "https://app.example/cb?error=integration_blocked&state=" + goodState, exchange.Login, "error-in-the-redirect", "IntegrationBlocked", "IntegrationBlocked", 1},
		{"console of a browser", "GET https://7654321.suitetalk.api.netsuite.com/services/rest/record/v1/customer/7 404 (Not Found)", exchange.NetSuite, "wrong-account-or-host", "404", "", 1},
		{"console of a browser, 401", "GET https://7654321.suitetalk.api.netsuite.com/services/rest/record/v1/customer/7 401 (Unauthorized)", exchange.Login, "invalid-login", "rejected the login of a call", "AccessTokenExpired", 1},
		{"log with an arrow", "POST https://7654321.suitetalk.api.netsuite.com/services/rest/query/v1/suiteql -> 403", exchange.NetSuite, "permission-for-the-record", "the body names the permission", "", 1},
		{"body of the answer right below the request line", "com.google.api.client.auth.oauth2.TokenResponseException: 400 Bad Request\nPOST https://7654321.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token\n{\n  \"error\" : \"invalid_client\"\n}", exchange.Login, "invalid-client", "does not accept the client", "MissingKey", 1},
		{"401 alone", "401 Unauthorized", exchange.Login, "invalid-login", "does not show which request it was|/oauth2/v1/token", "AccessTokenExpired", 1},
		{"refresh, its token left out of the copy", "POST /services/rest/auth/oauth2/v1/token\ngrant_type=refresh_token\n400 Bad Request\n" + `{"error":"invalid_grant","error_description":"The refresh token has expired."}`, exchange.Login, "invalid-grant", "refresh token", "RefreshTokenExpired", 1},
		{"step two, its code left out of the copy", "POST https://7654321.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token\n\ngrant_type=authorization_code&redirect_uri=https://app.example/cb\n\nHTTP/1.1 400 Bad Request\n\n" + `{"error":"invalid_grant"}`, exchange.Login, "invalid-grant", "grant", "InvalidGrant", 1},
		{"Microsoft Entra", `{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided."}`, exchange.Client, "proxy-or-gateway", "Microsoft Entra", "", 1},
		{"token endpoint of somebody else", `https://sso.example.org/realms/x/protocol/openid-connect/token returned 401 {"error":"unauthorized_client"}`, exchange.Client, "proxy-or-gateway", "sso.example.org", "", 1},
		{"address behind the error", `{"error":"invalid_client"} see https://docs.example.org/oauth/token for our client`, exchange.Login, "invalid-client", "does not accept the client", "MissingKey", 1},
		{"error_uri of somebody else", `{"error":"invalid_grant","error_description":"authentication failure","error_uri":"https://login.example.org/help"}`, exchange.Client, "proxy-or-gateway", "login.example.org", "", 1},
		{"error_uri of a standard", `{"error":"invalid_grant","error_uri":"https://tools.ietf.org/html/rfc6749#section-5.2"}`, exchange.Login, "invalid-grant", "grant", "InvalidGrant", 1},
		{"tool failed after consent, 500 page", "HTTP/1.1 500\nContent-Type: text/html\n\n<html><head><title>Notice - NetSuite</title></head><body>An unexpected error has occurred.</body></html>", exchange.WebPage, "web-page-in-place-of-json", "Notice - NetSuite", "", 1},
	}
}

func restMCP(path string) string {
	return "POST https://7654321.suitetalk.api.netsuite.com" + path + " HTTP/1.1\nAuthorization: Bearer [token hidden]\n\n"
}

// exitCode returns the exit code of check.
func exitCode(input intake.Input, d diagnosis.Diagnosis) int {
	switch {
	case d.Count(diagnosis.Fail) > 0:
		return 1
	case d.NotUnderstood() != "" || input.ErrorLine != "" || len(input.Exchanges) == 0:
		return 2
	}
	return 0
}

// TestAnswerVariants catches an answer whose author is not recognised, that leads to the
// wrong page, or that changes the verdict on a code to which it does not relate.
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
				t.Errorf("%s: does not say %q:\n%s", v.name, part, said)
			}
		}
		if confirmed := codesWith(d, diagnosis.Confirmed); len(confirmed) > 0 {
			t.Errorf("%s: %v is confirmed", v.name, confirmed)
		}
		if v.author != exchange.Login {
			for _, verdict := range d.Verdicts {
				if verdict.Verdict != diagnosis.Possible && verdict.Verdict != diagnosis.NotVisible {
					t.Errorf("%s: %s is %s (%s), by an answer that is not from NetSuite's login", v.name, verdict.Code, verdict.Verdict, verdict.Because)
					break
				}
			}
		}
		if v.codes != "" && !slices.ContainsFunc(d.Verdicts[:3], func(verdict diagnosis.Verdict) bool {
			return slices.Contains(strings.Fields(v.codes), string(verdict.Code))
		}) {
			t.Errorf("%s: none of %s is among the first three: %v", v.name, v.codes, d.Verdicts[:3])
		}
		for text, limit := range map[string]int{first.Title: 150, first.Why: 320} {
			if len([]rune(text)) > limit {
				t.Errorf("%s: %d characters, to be read aloud: %q", v.name, len([]rune(text)), text)
			}
		}
	}
}
