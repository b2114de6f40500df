package exchange

import (
	"strings"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/token"
)

// GrantType returns the grant_type field, or the one that was sent in the address by mistake.
func (r Request) GrantType() string {
	if sent := r.Fields.Text("grant_type"); sent != "" {
		return sent
	}
	return r.Query.Text("grant_type")
}

// ToTokenEndpoint reports whether the request asks for tokens, according to its address or,
// if the address has no endpoint, to its fields.
func (r Request) ToTokenEndpoint() bool {
	if r.Address.Endpoint != NoEndpoint {
		return r.Address.Endpoint == Token
	}
	return r.GrantType() != "" || r.Fields.Has("client_assertion") || r.Fields.Has("client_assertion_type") || r.Fields.Has("code_verifier")
}

// Step returns the step of a flow to which the exchange belongs, or "" if unknown.
func (e Exchange) Step() detail.Step {
	if step, known := probeSteps[e.Probe]; known {
		return step
	}
	if r := e.Request; r != nil {
		switch {
		case r.Form == AuthorizeURL || r.Address.Endpoint == Authorize:
			return detail.StepAuthorize
		case r.ToTokenEndpoint():
			return stepOfGrant(r)
		case r.Address.Endpoint == Revoke:
			return "revoke"
		case r.Address.Endpoint.Call():
			return detail.StepCall
		}
	}
	a := e.Answer
	if a == nil {
		return ""
	}
	switch {
	case a.Redirected():
		return detail.StepAuthorize
	case a.Body == RESTBody, a.Body == RESTletBody, a.Challenge.Scheme == "Bearer", a.Challenge.Scheme == "OAuth":
		return detail.StepCall
	}
	switch a.Error {
	case "INVALID_LOGIN", "INVALID_LOGIN_ATTEMPT", "INVALID_LOGIN_CREDENTIALS", "invalid_token":
		return detail.StepCall
	case "unsupported_response_type", "access_denied":
		return detail.StepAuthorize
	}
	return ""
}

// probeSteps are the steps of the online checks that are a step of a flow.
var probeSteps = map[online.ID]detail.Step{
	online.TokenRequest: detail.StepClientCredentials, online.CodeExchange: detail.StepToken, online.Refresh: detail.StepRefresh,
	online.ServerTime: detail.StepCall, online.Metadata: detail.StepCall, online.Certificates: detail.StepCall,
	online.SuiteQL: detail.StepCall, online.RESTlet: detail.StepCall, online.MCP: detail.StepCall,
}

func stepOfGrant(r *Request) detail.Step {
	switch r.GrantType() {
	case "authorization_code":
		return detail.StepToken
	case "refresh_token":
		return detail.StepRefresh
	case "client_credentials":
		return detail.StepClientCredentials
	}
	switch {
	case r.Fields.Has("client_assertion"), r.Fields.Has("assertion"), r.Fields.Has("client_assertion_type"):
		return detail.StepClientCredentials
	case r.Fields.Has("code"), r.Fields.Has("code_verifier"):
		return detail.StepToken
	case r.Fields.Has("refresh_token"):
		return detail.StepRefresh
	}
	return ""
}

// Flow returns the grant flow to which the exchange belongs, or "" if unknown.
func (e Exchange) Flow() token.Flow {
	switch e.Step() {
	case detail.StepAuthorize, detail.StepToken, detail.StepRefresh:
		return token.AuthorizationCode
	case detail.StepClientCredentials:
		return token.ClientCredentials
	}
	return ""
}

// Service returns the service that was called as a value of the service fact, or "".
func (e Exchange) Service() string {
	if r := e.Request; r != nil {
		switch r.Address.Endpoint {
		case RESTlet:
			return "restlets"
		case RESTWebServices, Certificates:
			return "rest_webservices"
		case MCP:
			return "mcp"
		}
		if r.Address.Endpoint != NoEndpoint {
			return ""
		}
	}
	if a := e.Answer; a != nil {
		switch a.Body {
		case RESTBody:
			return "rest_webservices"
		case RESTletBody:
			return "restlets"
		}
	}
	return ""
}

// ClientID returns the Client ID in the request, in lower case as NetSuite writes it, or "" if
// the request has none in that form.
func (e Exchange) ClientID() string {
	r := e.Request
	if r == nil {
		return ""
	}
	for _, id := range []string{r.Query.Text("client_id"), r.Fields.Text("client_id"), r.Authorization.User} {
		if id = strings.ToLower(id); token.IsClientID(id) {
			return id
		}
	}
	return ""
}

// TBA reports whether the exchange uses token-based authentication (OAuth 1.0a).
func (e Exchange) TBA() bool {
	return e.Request != nil && e.Request.Authorization.Is("OAuth") || e.Answer != nil && e.Answer.Challenge.Scheme == "OAuth"
}

// Word is what an exchange is called by what is known of it: a request, a redirect or an
// answer.
func (e Exchange) Word() string {
	switch {
	case e.Answer == nil:
		return "request"
	case e.Answer.Redirected():
		return "redirect"
	}
	return "answer"
}

// Title describes the exchange in a few words: the request, the answer, and who sent it unless
// it was pasted.
func (e Exchange) Title() string {
	var parts []string
	if r := e.Request; r != nil {
		part := string(r.Form)
		if grant := r.GrantType(); grant != "" {
			part += " " + grant
		}
		parts = append(parts, part)
	}
	if e.Answer != nil {
		parts = append(parts, e.Answer.Title())
	}
	if e.Probe != "" {
		parts = append(parts, "sent by the online check")
	}
	return strings.Join(parts, " · ")
}
