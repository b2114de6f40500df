package standin

import (
	"encoding/base64"
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/token"
)

// Endpoint is the purpose of an address.
type Endpoint string

// The endpoints.
const (
	Authorize    Endpoint = "authorize"
	Token        Endpoint = "token"
	Keys         Endpoint = "keys"
	ServerTime   Endpoint = "serverTime"
	Metadata     Endpoint = "metadata-catalog"
	Certificates Endpoint = "certificates"
	SuiteQL      Endpoint = "suiteql"
	RESTlet      Endpoint = "restlet"
	MCP          Endpoint = "mcp"
	DataCenters  Endpoint = "datacenterurls"
	Root         Endpoint = "/"

	everywhere Endpoint = ""
)

// route is an address of an endpoint: a path, or its beginning if it ends in *.
type route struct {
	method, service, path string
	at                    Endpoint
	scope                 string // of the bearer token; "" for no token
	answer                func(s *Server, c *call, g *grant) answer
}

// routes are the endpoints, each on the service that offers it.
func routes() []route {
	return []route{
		{"GET", "app", "/app/login/oauth2/authorize.nl", Authorize, "", func(s *Server, c *call, _ *grant) answer { return s.authorize(c) }},
		{"GET", "system", "/app/login/oauth2/authorize.nl", Authorize, "", func(s *Server, c *call, _ *grant) answer { return s.authorize(c) }},
		{"POST", "suitetalk.api", tokenPath, Token, "", func(s *Server, c *call, _ *grant) answer { return s.tokenEndpoint(c) }},
		{"GET", "suitetalk.api", "/services/rest/auth/oauth2/v1/keys", Keys, "", (*Server).keySet},
		{"GET", "suitetalk.api", "/", Root, "", func(*Server, *call, *grant) answer { return notFound }}, // not published
		{"GET", "rest", "/rest/datacenterurls", DataCenters, "", (*Server).dataCenters},
		{"GET", "suitetalk.api", "/services/rest/system/v1/serverTime", ServerTime, "rest_webservices", (*Server).serverTime},
		{"GET", "suitetalk.api", "/services/rest/record/v1/metadata-catalog", Metadata, "rest_webservices", (*Server).metadata},
		{"POST", "suitetalk.api", "/services/rest/query/v1/suiteql", SuiteQL, "rest_webservices", (*Server).suiteQL},
		{"GET", "restlets.api", "/services/rest/auth/oauth2/v1/clients/*", Certificates, "rest_webservices", (*Server).certificates},
		{"GET", "restlets.api", "/app/site/hosting/restlet.nl", RESTlet, "restlets", (*Server).restlet},
		{"POST", "suitetalk.api", "/services/mcp/v1/*", MCP, "mcp", (*Server).mcp},
	}
}

// answer finds the endpoint of a request, checks the bearer token and answers.
func (s *Server) answer(c *call) answer {
	for _, route := range routes() {
		start, isStart := strings.CutSuffix(route.path, "*")
		if c.URL.Path != start && (!isStart || !strings.HasPrefix(c.URL.Path, start)) || !s.on(c, route.service) {
			continue
		}
		c.at = route.at
		if a, replaced := s.replaced(c.at); replaced {
			return a
		}
		if c.Method != route.method && (c.Method != "HEAD" || route.method != "GET") {
			return rest(405, "Method Not Allowed", "The method is not allowed.", "METHOD_NOT_ALLOWED").because("the method is " + c.Method)
		}
		if route.scope == "" {
			return route.answer(s, c, nil)
		}
		bearer, is := strings.CutPrefix(c.Header.Get("Authorization"), "Bearer ")
		g := s.tokens[bearer]
		if why := s.refuses(c, is, g, route.scope); why != "" {
			return s.unauthorized(c).because(why)
		}
		return route.answer(s, c, g)
	}
	return notFound.because("no such address")
}

var notFound = answer{404, map[string]string{"Content-Type": html}, "<html><head><title>Page not found</title></head><body></body></html>", ""}

// refuses returns why a call is not let in; "" if it is.
func (s *Server) refuses(c *call, bearer bool, g *grant, scope string) string {
	switch {
	case !bearer:
		return "there is no bearer token"
	case g == nil:
		return "the token is not known"
	case g.refresh:
		return "the token is a refresh token"
	case s.now().After(g.ends):
		return "the access token has expired"
	case !slices.Contains(g.scopes, scope):
		return "the token lacks the scope " + scope
	}
	for _, fault := range []Fault{FeatureOff, RecordBlocked, UserInactive, NoLoginPermission} {
		if s.has(fault, c.at) {
			return string(fault)
		}
	}
	return ""
}

// unauthorized is the answer to a call that is not let in: the same for every cause
// (subsect_158521885412, section_156570709583, section_4634920277).
func (s *Server) unauthorized(c *call) answer {
	challenge := `Bearer realm="` + s.Account + `", error="invalid_token", error_description="Invalid login attempt."`
	if c.at == RESTlet {
		return inJSON(401, `{"error":{"code":"INVALID_LOGIN_ATTEMPT","message":"Invalid login attempt."}}`).with("WWW-Authenticate", challenge)
	}
	return rest(401, "Unauthorized", "Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI at Setup > Users/Roles > User Management > View Login Audit Trail.", "INVALID_LOGIN").
		with("WWW-Authenticate", challenge)
}

// rest is an error of REST web services (section_156570709583). F0 has the type.
func rest(status int, title, detail, code string) answer {
	text, _ := json.Marshal(struct {
		Type    string              `json:"type"`
		Title   string              `json:"title"`
		Status  int                 `json:"status"`
		Details []map[string]string `json:"o:errorDetails"`
	}{"https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.2", title, status, []map[string]string{{"detail": detail, "o:errorCode": code}}})
	return answer{status: status, header: map[string]string{"Content-Type": "application/vnd.oracle.resource+json; type=error; charset=UTF-8"}, body: string(text)}
}

// keySet answers with the company's key. The form is not documented; kid is c.ACCOUNT.DATE.
func (s *Server) keySet(*call, *grant) answer {
	public := companyKey().PublicKey
	text, _ := json.Marshal(map[string]any{"keys": []map[string]string{{
		"kty": "RSA", "use": "sig", "kid": s.kid,
		"n": base64.RawURLEncoding.EncodeToString(public.N.Bytes()),
		"e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(public.E)).Bytes()),
	}}})
	return inJSON(200, string(text))
}

// dataCenters answers with the account's hosts (chapter_157011836591). The answer for an
// unknown account is not documented.
func (s *Server) dataCenters(c *call, _ *grant) answer {
	if token.CanonicalAccount(c.URL.Query().Get("account")) != s.Account {
		return inJSON(200, `{}`).because("the account is not known")
	}
	text, _ := json.Marshal(map[string]string{"restDomain": "https://" + s.Host("restlets.api"), "systemDomain": "https://" + s.Host("app"),
		"webservicesDomain": "https://" + s.Host("suitetalk.api")})
	return inJSON(200, string(text))
}

// serverTime answers any valid token (article_0528010158).
func (s *Server) serverTime(*call, *grant) answer {
	return inJSON(200, `{"serverTime":"`+s.now().Format("2006-01-02T15:04:05Z")+`"}`)
}

const roleLacks = "Your current role does not have permission to perform this action." // F1

// metadata answers with one record's entry (F4).
func (s *Server) metadata(c *call, _ *grant) answer {
	if s.has(NoREST, c.at) {
		return rest(400, "Bad Request", roleLacks, "USER_ERROR").because(string(NoREST))
	}
	name := c.URL.Query().Get("select")
	text, _ := json.Marshal(map[string]any{"name": name, "links": []any{}})
	if name == "" {
		text = []byte(`{"items":[]}`)
	}
	return inJSON(200, string(text))
}

// suiteQL answers with one row (section_158394344595).
func (s *Server) suiteQL(c *call, _ *grant) answer {
	var asked struct {
		Q string `json:"q"`
	}
	err := json.Unmarshal([]byte(c.body), &asked)
	switch {
	case s.has(NoREST, c.at):
		return rest(400, "Bad Request", roleLacks, "USER_ERROR").because(string(NoREST))
	case c.Header.Get("Prefer") != "transient":
		return rest(400, "Bad Request", "The required request header 'Prefer' is missing or incorrect. It must be set to 'Prefer: transient'.", "INVALID_HEADER").because("Prefer is missing")
	case err != nil || asked.Q == "":
		return rest(400, "Bad Request", "Invalid content in the request body.", "INVALID_CONTENT").because("there is no query")
	}
	return answer{status: 200, header: map[string]string{"Content-Type": "application/vnd.oracle.resource+json; type=collection; charset=UTF-8"},
		body: `{"links":[],"count":1,"hasMore":true,"items":[{"links":[],"id":"1"}],"offset":0,"totalResults":5}`}
}

// certificates lists the mappings of the record (article_11111634165).
func (s *Server) certificates(c *call, g *grant) answer {
	const start = "/services/rest/auth/oauth2/v1/clients/"
	switch {
	case c.URL.Path != start+s.ClientID+"/certificates":
		return rest(404, "Not Found", "The record instance does not exist.", "NONEXISTENT_ID").because("the Client ID is not known")
	case s.has(NoCertificateRight, c.at): // F4
		return rest(403, "Forbidden", "Permission Violation: You need the 'Manage own OAuth 2.0 Client Credentials certificates' permission to access this page.", "INSUFFICIENT_PERMISSION").because(string(NoCertificateRight))
	}
	list := []map[string]any{}
	for _, m := range s.mappings {
		algorithm := "EC"
		if m.certificate.PublicKeyAlgorithm.String() == "RSA" {
			algorithm = "RSA"
		}
		list = append(list, map[string]any{"application": map[string]any{"id": "7", "name": "stand-in", "application_id": s.ApplicationID},
			"entity": m.Entity, "role": m.Role, "created": m.Created.Format(time.RFC3339), "valid_from": m.certificate.NotBefore.UTC().Format(time.RFC3339),
			"valid_until": m.until().UTC().Format(time.RFC3339), "revoked": m.Revoked, "certificate_id": m.ID, "algorithm": algorithm})
	}
	text, _ := json.Marshal(list)
	return inJSON(200, string(text))
}

// restlet runs a script (section_4634920277).
func (s *Server) restlet(c *call, _ *grant) answer {
	query := c.URL.Query()
	switch {
	case s.has(WebServicesOnly, c.at):
		return inJSON(400, `{"error":{"code":"INVALID_LOGIN_CREDENTIALS","message":"You have entered an invalid email address or password. Please try again."}}`).because(string(WebServicesOnly))
	case query.Get("script") == "" || query.Get("deploy") == "":
		return inJSON(400, `{"error":{"code":"SSS_INVALID_SCRIPTLET_ID","message":"That Suitelet is invalid, disabled, or no longer exists."}}`).because("script or deploy is missing")
	}
	return inJSON(200, `{"success":true}`)
}

// mcp answers initialize only (F11).
func (s *Server) mcp(c *call, _ *grant) answer {
	var asked struct {
		ID     any    `json:"id"`
		Method string `json:"method"`
	}
	switch err := json.Unmarshal([]byte(c.body), &asked); {
	case s.has(NoConnector, c.at): // not published
		return inJSON(404, `{"title":"Not Found","status":404,"o:errorDetails":[{"detail":"The service is not available.","o:errorCode":"NOT_FOUND"}]}`).because(string(NoConnector))
	case err != nil:
		return inJSON(400, `{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}`).because("the body is no JSON")
	case asked.Method != "initialize":
		return inJSON(200, `{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}}`).because("the stand-in answers initialize only, not " + asked.Method)
	}
	text, _ := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": asked.ID, "result": map[string]any{"protocolVersion": "2025-06-18",
		"capabilities": map[string]any{"tools": map[string]any{}}, "serverInfo": map[string]string{"name": "NetSuite MCP Toolbox", "version": "1.0"}}})
	return inJSON(200, string(text))
}
