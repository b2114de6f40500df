package probe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/token"
)

// The assertions of this package. NetSuite's clock may be ahead of the measured difference by
// a second or more, and an iat in the future is refused (TokenNotAcceptable).
const (
	assertionLife  = 10 * time.Minute
	assertionEarly = 5 * time.Second
)

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" // RFC 7523 section 2.2

// row is how a check is sent.
type row struct {
	method string
	target func(c *Client) target
	// lacks returns what is missing beside the account, in words; "" for nothing. nil for a
	// check that needs nothing.
	lacks func(c *Client) string
	// fill adds what a request has beside method and address; nil for none.
	fill func(c *Client, m *message) error
	// read explains a good answer; see answers.go.
	read reader
	// evident reports whether request and answer are evidence for the checks of answers.
	evident bool
	// private reports whether the body of a good answer is data of the account, which is no
	// evidence and is dropped.
	private bool
}

// rows are the checks. Which there are, and their order, is in online.Checks.
var rows = map[online.ID]row{
	online.Host:         {method: http.MethodHead, target: on("suitetalk.api", "/"), read: readHost},
	online.DataCenters:  {method: http.MethodGet, target: dataCenters, fill: accept("application/json"), read: readDataCenters},
	online.Clock:        {method: http.MethodHead, target: on("suitetalk.api", keysPath), read: readClock},
	online.Keys:         {method: http.MethodGet, target: on("suitetalk.api", keysPath), fill: accept("application/json"), read: readKeys},
	online.TokenRequest: {method: http.MethodPost, target: on("suitetalk.api", token.TokenPath), lacks: lacksAssertion, fill: fillAssertion, read: readTokens, evident: true},
	online.CodeExchange: {method: http.MethodPost, target: on("suitetalk.api", token.TokenPath), lacks: lacksCode, fill: fillCode, read: readTokens, evident: true},
	online.ServerTime:   {method: http.MethodGet, target: on("suitetalk.api", serverTimePath), lacks: lacksToken, fill: fillCall, read: readServerTime, evident: true, private: true},
	online.Metadata:     {method: http.MethodGet, target: metadata, lacks: lacksToken, fill: fillCall, read: readMetadata, evident: true, private: true},
	online.Certificates: {method: http.MethodGet, target: certificates, lacks: lacksForList, fill: fillCall, read: readCertificates, evident: true, private: true},
	online.SuiteQL:      {method: http.MethodPost, target: suiteQL, lacks: lacksToken, fill: fillQuery, read: readSuiteQL, evident: true, private: true},
	online.RESTlet:      {method: http.MethodGet, target: (*Client).restlet, lacks: lacksForRESTlet, fill: fillCall, read: readRESTlet, evident: true, private: true},
	online.MCP:          {method: http.MethodPost, target: on("suitetalk.api", mcpPath), lacks: lacksToken, fill: fillInitialize, read: readMCP, evident: true, private: true},
	online.Refresh:      {method: http.MethodPost, target: on("suitetalk.api", token.TokenPath), lacks: lacksRefresh, fill: fillRefresh, read: readTokens, evident: true},
}

func on(service, path string) func(*Client) target {
	return func(c *Client) target { return c.at(service, path, nil) }
}

func dataCenters(c *Client) target {
	return c.at("rest", dataCentersPath, url.Values{"account": {token.CanonicalAccount(c.Account)}})
}

// metadata always has select: the catalog of all records is slow (section_1545126526).
func metadata(c *Client) target {
	return c.at("suitetalk.api", metadataPath, url.Values{"select": {"currency"}})
}

func suiteQL(c *Client) target {
	return c.at("suitetalk.api", suiteQLPath, url.Values{"limit": {"1"}})
}

func certificates(c *Client) target {
	return c.at("restlets.api", fmt.Sprintf(certificatesPath, c.ClientID), nil)
}

// message is a request before it is sent.
type message struct {
	target
	method string
	header [][2]string
	form   url.Values // nil for none
	body   string     // if there is no form
	// made is the assertion that was made for it; empty for none.
	made border.Secret
}

func (m *message) set(name, value string) { m.header = append(m.header, [2]string{name, value}) }

func (m *message) content() string {
	if m.form != nil {
		return m.form.Encode()
	}
	return m.body
}

func (m *message) request(ctx context.Context) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, m.method, m.contacted.String(), strings.NewReader(m.content()))
	if err != nil {
		return nil, err
	}
	if m.content() == "" {
		r.Body, r.GetBody, r.ContentLength = nil, nil, 0
	}
	r.Header.Set("User-Agent", userAgent)
	for _, field := range m.header {
		r.Header.Set(field[0], field[1])
	}
	return r, nil
}

func accept(types string) func(*Client, *message) error {
	return func(_ *Client, m *message) error {
		m.set("Accept", types)
		return nil
	}
}

// assertion describes the client assertion to make (section_162790605110).
func (c *Client) assertion() keys.AssertionRequest {
	scopes := c.Scopes
	if len(scopes) == 0 {
		scopes = []string{"rest_webservices"}
	}
	issued := c.now().Add(-assertionEarly)
	if c.Dated {
		issued = issued.Add(c.Skew)
	}
	return keys.AssertionRequest{Key: c.Key, KeyID: c.KeyID, Algorithm: c.Algorithm, ClientID: c.ClientID, Account: c.Account, Scopes: scopes,
		Lifetime: assertionLife, IssuedAt: issued}
}

// fillAssertion writes the token request of client credentials (section_162755359851). It has
// no Authorization header, which NetSuite answers with invalid_request.
func fillAssertion(c *Client, m *message) error {
	assertion := c.Assertion
	if assertion.Len() == 0 {
		made, err := keys.NewAssertion(c.assertion(), c.random)
		if err != nil {
			return err
		}
		assertion, m.made = made, made
	}
	m.setForm(url.Values{"grant_type": {"client_credentials"}, "client_assertion_type": {assertionType}, "client_assertion": {assertion.Reveal()}})
	return nil
}

func (m *message) setForm(form url.Values) {
	m.set("Content-Type", "application/x-www-form-urlencoded")
	m.set("Accept", "application/json")
	m.form = form
}

// fillCode writes step two of the authorization code flow (section_158081952044).
func fillCode(c *Client, m *message) error {
	form := url.Values{"grant_type": {"authorization_code"}, "code": {c.Code.Reveal()}, "redirect_uri": {c.RedirectURI}}
	if c.Verifier.Len() > 0 {
		form.Set("code_verifier", c.Verifier.Reveal())
	}
	return c.fillClient(m, form)
}

// fillRefresh writes a refresh (section_158082518856).
func fillRefresh(c *Client, m *message) error {
	return c.fillClient(m, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {c.RefreshToken.Reveal()}})
}

// fillClient adds the client: Basic for a confidential one (RFC 6749 section 2.3.1), client_id
// in the body for a public one.
func (c *Client) fillClient(m *message, form url.Values) error {
	if c.ClientSecret.Len() == 0 {
		form.Set("client_id", c.ClientID)
		m.setForm(form)
		return nil
	}
	if c.ClientSecret.Len() > token.MaxToken {
		return errors.New("the Client Secret is too long")
	}
	r := http.Request{Header: http.Header{}}
	r.SetBasicAuth(url.QueryEscape(c.ClientID), url.QueryEscape(c.ClientSecret.Reveal()))
	m.set("Authorization", r.Header.Get("Authorization"))
	m.setForm(form)
	return nil
}

func fillCall(c *Client, m *message) error {
	m.set("Authorization", "Bearer "+c.Token.Reveal())
	m.set("Accept", "application/json")
	return nil
}

// fillQuery asks for the ID of one currency, which every account has (section_158394344595).
func fillQuery(c *Client, m *message) error {
	m.set("Prefer", "transient")
	m.set("Content-Type", "application/json")
	m.body = `{"q":"SELECT id FROM currency"}`
	return fillCall(c, m)
}

// fillInitialize begins a session of the Model Context Protocol, and nothing more.
func fillInitialize(c *Client, m *message) error {
	m.set("Authorization", "Bearer "+c.Token.Reveal())
	m.set("Accept", "application/json, text/event-stream")
	m.set("Content-Type", "application/json")
	m.body = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"` + userAgent + `","version":"1"}}}`
	return nil
}
