package standin

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/token"
)

const (
	tokenPath     = token.TokenPath
	assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
)

// grant is what a code, a refresh token or an access token stands for.
type grant struct {
	role, entity string
	scopes       []string
	first        int64 // oit: when the first token was issued, seconds since 1970
	ends         time.Time
	refresh      bool
	used         bool
	verifier     string // the challenge of a code
	redirect     string // of a code
	m2m          bool
}

// tokenEndpoint answers a token request (section_158081952044, section_158082518856,
// section_162755359851).
func (s *Server) tokenEndpoint(c *call) answer {
	refuse := func(status int, name, why string) answer {
		return inJSON(status, `{"error":"`+name+`"}`).because(why)
	}
	switch {
	case c.form == nil:
		return refuse(400, "invalid_request", "the body is not form-encoded")
	case s.has(FeatureOff, c.at): // not published
		return refuse(400, "invalid_request", string(FeatureOff))
	case s.has(RecordBlocked, c.at), s.has(GrantBoxMissing, c.at): // not published
		return refuse(400, "unauthorized_client", string(RecordBlocked)+", or "+string(GrantBoxMissing))
	}
	for name, values := range c.form {
		if len(values) > 1 {
			return refuse(400, "invalid_request", name+" appears twice")
		}
	}
	switch kind := c.form.Get("grant_type"); kind {
	case "client_credentials":
		return s.clientCredentials(c, refuse)
	case "authorization_code", "refresh_token":
		if a, ok := s.authenticate(c, refuse); !ok {
			return a
		}
		if kind == "refresh_token" {
			return s.refresh(c, refuse)
		}
		return s.exchange(c, refuse)
	default:
		return refuse(400, "unsupported_grant_type", "grant_type is "+kind)
	}
}

type refuser func(status int, name, why string) answer

func (s *Server) clientCredentials(c *call, refuse refuser) answer {
	switch {
	case c.Header.Get("Authorization") != "": // F0
		return refuse(400, "invalid_request", "there is an Authorization header")
	case c.form.Get("client_assertion_type") != assertionType:
		return refuse(400, "invalid_request", "client_assertion_type is wrong or missing")
	case c.form.Get("client_assertion") == "":
		return refuse(400, "invalid_request", "there is no client_assertion")
	}
	m, scopes, refused := s.check(c.form.Get("client_assertion"))
	switch {
	case refused != nil && refused.unknown500 && s.has(Unknown500, c.at):
		return refuse(500, "server_error", refused.why)
	case refused != nil:
		return refuse(refused.status, refused.name, refused.why)
	case s.has(UserInactive, c.at): // not published
		return refuse(400, "invalid_grant", string(UserInactive))
	}
	return s.grantTokens(c, grant{role: m.Role, entity: m.Entity, scopes: scopes, first: s.now().Unix(), m2m: true}, false)
}

// authenticate checks the client of a code exchange or a refresh: Basic for a confidential
// client; for a public one client_id in the body, or Basic with an empty secret.
func (s *Server) authenticate(c *call, refuse refuser) (answer, bool) {
	id, secret, basic := c.BasicAuth()
	if !basic {
		id = c.form.Get("client_id")
	} else { // form-encoded inside Basic (RFC 6749 section 2.3.1)
		id, _ = url.QueryUnescape(id)
		secret, _ = url.QueryUnescape(secret)
	}
	want := s.ClientSecret
	if s.Public {
		want = ""
	}
	if id != s.ClientID || secret != want {
		return refuse(401, "invalid_client", "the client is not authenticated").with("WWW-Authenticate", `Basic realm="`+s.Account+`"`), false
	}
	return answer{}, true
}

func (s *Server) exchange(c *call, refuse refuser) answer {
	g := s.codes[c.form.Get("code")]
	sum := sha256.Sum256([]byte(c.form.Get("code_verifier")))
	switch {
	case g == nil:
		return refuse(400, "invalid_grant", "the code is not known")
	case g.used:
		return refuse(400, "invalid_grant", "the code is used")
	case s.now().After(g.ends):
		return refuse(400, "invalid_grant", "the code has expired")
	case g.redirect != c.form.Get("redirect_uri"):
		return refuse(400, "invalid_grant", "redirect_uri is not that of step one")
	case g.verifier != "" && g.verifier != base64.RawURLEncoding.EncodeToString(sum[:]):
		return refuse(400, "invalid_grant", "code_verifier does not match")
	}
	g.used = true
	g.first = s.now().Unix()
	return s.grantTokens(c, *g, true)
}

func (s *Server) refresh(c *call, refuse refuser) answer {
	g := s.tokens[c.form.Get("refresh_token")]
	switch {
	case g == nil || !g.refresh:
		return refuse(400, "invalid_grant", "this is no refresh token of this server")
	case g.used:
		return refuse(400, "invalid_grant", "the refresh token is used")
	case s.now().After(g.ends):
		return refuse(400, "invalid_grant", "the refresh token has expired")
	}
	g.used = s.Public // a confidential client uses it again
	return s.grantTokens(c, *g, s.Public)
}

// grantTokens answers with an access token and, if asked for, a refresh token.
func (s *Server) grantTokens(c *call, g grant, withRefresh bool) answer {
	body := struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token,omitempty"`
		Expires any    `json:"expires_in"`
		Type    string `json:"token_type"`
	}{Access: s.issueToken(g, false), Expires: 3600, Type: "bearer"}
	if withRefresh {
		body.Refresh = s.issueToken(g, true)
	}
	if s.has(TextExpiry, c.at) {
		body.Expires = "3600"
	}
	text, _ := json.Marshal(body)
	return inJSON(200, string(text)).with("Cache-Control", "no-store")
}

// Issue returns an access token of the account, as if one had been granted.
func (s *Server) Issue(scopes ...string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.issueToken(grant{role: s.Role, entity: s.Entity, scopes: scopes, first: s.now().Unix(), m2m: true}, false)
}

// IssueRefresh returns a refresh token of the account.
func (s *Server) IssueRefresh(scopes ...string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.issueToken(grant{role: s.Role, entity: s.Entity, scopes: scopes, first: s.now().Unix()}, true)
}

// issueToken makes and notes a token with NetSuite's structure (section_158255317571, and the
// published samples for what the page leaves out).
func (s *Server) issueToken(g grant, refresh bool) string {
	now := s.now()
	life := time.Hour
	if refresh {
		life = 7 * 24 * time.Hour
		if s.Public {
			life = 48 * time.Hour
		}
	}
	s.serial++
	chain := fmt.Sprintf("5b3236b9-ffee-42d3-bd57-%012x_%d", s.serial, g.first*1000)
	id := fmt.Sprintf("%s.a-a.%s.%d", s.Account, chain, now.UnixMilli())
	switch {
	case g.m2m:
		id = fmt.Sprintf("%s.a-c.null.%d", s.Account, now.UnixMilli())
	case refresh:
		id = fmt.Sprintf("%s.r-a.%s.0", s.Account, chain)
	}
	header, _ := json.Marshal(struct {
		Kid string `json:"kid"`
		Typ string `json:"typ"`
		Alg string `json:"alg"`
	}{s.kid, "JWT", "RS256"})
	claims, _ := json.Marshal(struct {
		Sub   string   `json:"sub"`
		Aud   []string `json:"aud"`
		Scope []string `json:"scope"`
		Iss   string   `json:"iss"`
		Oit   int64    `json:"oit"`
		Exp   int64    `json:"exp"`
		Iat   int64    `json:"iat"`
		Jti   string   `json:"jti"`
	}{g.role + ";" + g.entity, []string{s.ApplicationID + ";" + s.Account, s.ClientID}, g.scopes, token.IssuerURL,
		g.first, now.Add(life).Unix(), now.Unix(), id})
	input := base64.RawURLEncoding.EncodeToString(header) + "." + base64.RawURLEncoding.EncodeToString(claims)
	sum := sha256.Sum256([]byte(input))
	signature, err := rsa.SignPKCS1v15(rand.Reader, companyKey(), crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	text := input + "." + base64.RawURLEncoding.EncodeToString(signature)
	g.ends, g.refresh, g.used = now.Add(life), refresh, false
	s.tokens[text] = &g
	return text
}

// Code plays step one: the user allows, and the code comes back. The challenge is "" for a
// flow without PKCE.
func (s *Server) Code(challenge, redirectURI string, scopes ...string) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.newCode(challenge, redirectURI, scopes)
}

func (s *Server) newCode(challenge, redirectURI string, scopes []string) string {
	s.serial++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", s.kid, s.serial))
	code := fmt.Sprintf("%x", sum)
	// The life of a code is not documented; RFC 6749 section 4.1.2 recommends ten minutes.
	s.codes[code] = &grant{role: s.Role, entity: s.Entity, scopes: scopes, ends: s.now().Add(10 * time.Minute), verifier: challenge, redirect: redirectURI}
	return code
}

// authorize plays step one with a user who is logged in and allows (section_158081944642,
// subsect_158521823069).
func (s *Server) authorize(c *call) answer {
	query := c.URL.Query()
	page := func(why string) answer {
		return answer{200, map[string]string{"Content-Type": html}, "<html><head><title>Error</title></head><body>There was an error.</body></html>", why}
	}
	switch {
	case query.Get("client_id") != s.ClientID:
		return page("client_id is not known")
	case query.Get("redirect_uri") != s.RedirectURI:
		return page("redirect_uri is not that of the record")
	}
	scopes, failed := strings.Fields(query.Get("scope")), ""
	pkce := s.Public || slices.Contains(scopes, "mcp")
	switch state := query.Get("state"); {
	case query.Get("response_type") != "code":
		failed = "unsupported_response_type"
	case len(state) < 24 || len(state) > 1024:
		failed = "invalid_request"
	case pkce && query.Get("code_challenge") == "", query.Get("code_challenge") != "" && query.Get("code_challenge_method") != "S256":
		failed = "invalid_request"
	case s.badScope(scopes) != "":
		failed = "invalid_scope"
	case s.has(Denied, c.at):
		failed = "access_denied"
	case s.has(FeatureOff, c.at), s.has(RecordBlocked, c.at), s.has(GrantBoxMissing, c.at): // not published
		failed = "unauthorized_client"
	}
	back := url.Values{"state": {query.Get("state")}, "role": {s.Role}, "entity": {s.Entity}, "company": {s.Account}}
	if failed != "" {
		back.Set("error", failed)
	} else {
		back.Set("code", s.newCode(query.Get("code_challenge"), query.Get("redirect_uri"), scopes))
	}
	return answer{302, map[string]string{"Location": s.RedirectURI + "?" + back.Encode()}, "", failed}
}
