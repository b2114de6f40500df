package probe

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/token"
)

// Wait is the time-out of one check, from the first packet to the last byte. NetSuite's own
// limit is 15 minutes (subsect_1559222360), but the checks ask for little.
const Wait = 20 * time.Second

// maxBody is the size of the largest body of an answer, in bytes: with its request it can be
// recognised (intake.MaxText).
const maxBody = intake.MaxText - maxHead - 2*token.MaxToken

// Options are what a Client uses of this computer.
type Options struct {
	// Client has the transport; nil means one with the proxy settings and the root
	// certificates of this computer. Redirects and cookies of it are not used.
	Client *http.Client
	// Now is the clock and Random the source of the jti of assertions; nil means those of
	// this computer.
	Now    func() time.Time
	Random io.Reader
	// Server is an address that is used in place of all of NetSuite's hosts, for tests; "" for none.
	// ServerProblem checks it. The evidence of an answer has NetSuite's address.
	Server string
}

// Client sends the online checks of one account. Its fields are what is known; they may be
// changed between checks. It keeps secrets in memory only, and is for one caller at a time.
type Client struct {
	Account string // 1234567_SB1 or 1234567-sb1

	// For the token request: an assertion, or what one is made from.
	Assertion border.Secret
	ClientID  string
	KeyID     string // the Certificate ID
	Key       keys.Key
	Algorithm string   // "" for the usual one of Key
	Scopes    []string // nil for rest_webservices

	// Token is the access token for calls, and RefreshToken renews it. A check that receives
	// new ones sets them.
	Token, RefreshToken border.Secret
	// ClientSecret is empty for a public client.
	ClientSecret border.Secret

	// For the exchange of a code.
	Code, Verifier border.Secret
	RedirectURI    string

	RESTlet string // the External URL of a script deployment

	// Skew is NetSuite's clock minus that of this computer, if Dated. Every answer with a
	// Date sets it, and an assertion uses it.
	Skew  time.Duration
	Dated bool

	http    *http.Client
	own     bool // the transport is that of this package
	now     func() time.Time
	random  io.Reader
	server  *url.URL // nil for NetSuite
	problem string   // what is wrong with Options.Server
}

// New returns a Client without anything known. A Server that ServerProblem refuses makes every
// check lack an address.
func New(options Options) *Client {
	c := &Client{now: options.Now, random: options.Random}
	if c.now == nil {
		c.now = time.Now
	}
	if c.random == nil {
		c.random = rand.Reader
	}
	if options.Server != "" {
		server, err := readServer(options.Server)
		if err != nil {
			c.problem = "a usable address of the server"
		}
		c.server = server
	}
	transport := http.DefaultTransport
	if c.own = options.Client == nil || options.Client.Transport == nil; !c.own {
		transport = options.Client.Transport
	}
	c.http = &http.Client{Transport: limited(transport),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return c
}

// limited returns a transport with limits. A connection is used once, and never for HTTP/2:
// net/http repeats a request, unasked, if a connection that was used before breaks, or if a
// server of HTTP/2 asks for it.
func limited(transport http.RoundTripper) http.RoundTripper {
	usual, is := transport.(*http.Transport)
	if !is {
		return transport
	}
	usual = usual.Clone()
	usual.MaxResponseHeaderBytes = maxHead
	usual.DisableCompression = true // answer.read decompresses, with a limit
	usual.DisableKeepAlives = true
	usual.Protocols = new(http.Protocols)
	usual.Protocols.SetHTTP1(true)
	usual.OnProxyConnectResponse = func(_ context.Context, _ *url.URL, _ *http.Request, answer *http.Response) error {
		if answer.StatusCode != http.StatusOK {
			return &proxyRefusal{answer.StatusCode}
		}
		return nil
	}
	return usual
}

// Plan announces every check for this account, in the order in which they are sent. It needs
// no network.
func (c *Client) Plan() []online.Planned {
	var plan []online.Planned
	for _, check := range online.Checks() {
		plan = append(plan, c.plan(check))
	}
	return plan
}

func (c *Client) plan(check online.Check) online.Planned {
	row := rows[check.ID]
	planned := online.Planned{Check: check, Method: row.method}
	if planned.Lacks = cmp.Or(c.problem, accountProblem(c.Account)); planned.Lacks != "" {
		return planned
	}
	if row.lacks != nil {
		planned.Lacks = row.lacks(c)
	}
	if check.ID == online.RESTlet && c.restletProblem() != "" || check.ID == online.Certificates && !token.IsClientID(c.ClientID) {
		return planned // its address is not known
	}
	to := row.target(c)
	planned.Address, planned.Proxy = to.shown(), c.proxy(to.contacted)
	return planned
}

// Send sends the one request of a check and reads its answer. The caller has announced it
// (Plan) and has the user's yes. Send never repeats a request and follows no redirect. It
// takes at most Wait, or less if ctx ends earlier.
//
// The Input is the evidence in the answer, for Case.WithOnline. Tokens in it are those of the
// answer and the assertion that was made.
func (c *Client) Send(ctx context.Context, id online.ID) (online.Seen, intake.Input) {
	seen := online.Seen{Check: id, At: c.now().UTC(), Outcome: online.Refused, Fault: online.Incomplete}
	check, known := online.CheckOf(id)
	if !known {
		seen.Text = "Unknown check."
		return seen, intake.Input{}
	}
	planned := c.plan(check)
	seen.Address = planned.Address
	if planned.Lacks != "" {
		seen.Text = "Nothing was sent, because this is missing: " + planned.Lacks + "."
		return seen, intake.Input{}
	}
	row := rows[id]
	m := message{method: row.method, target: row.target(c)}
	if row.fill != nil {
		if err := row.fill(c, &m); err != nil {
			seen.Text = sentence("nothing was sent: " + err.Error())
			return seen, intake.Input{}
		}
	}
	if c.own {
		if err := checkProxy(m.contacted); err != nil {
			seen.Fault, seen.Text = online.BadProxy, sentence(err.Error())
			return seen, intake.Input{}
		}
	}
	ctx, cancel := context.WithTimeout(ctx, Wait)
	defer cancel()
	request, err := m.request(ctx)
	if err != nil { // not shown: it repeats the address
		seen.Text = "Nothing was sent: the request cannot be built."
		return seen, intake.Input{}
	}
	seen.Proxy = planned.Proxy
	a, err := ask(c.http, request, c.now)
	if err != nil {
		c.failed(&seen, m, err)
		return seen, intake.Input{}
	}
	defer a.Body.Close()
	seen.At, seen.Status = a.began.UTC(), a.StatusCode
	seen.Skew, seen.Dated = skew(a)
	if row.method != http.MethodHead {
		err = a.read(maxBody)
	}
	if err == nil && token.TooDeep(a.body) && looksLikeJSON(a) {
		err = &tooLarge{"is nested too deeply"}
	}
	if err != nil {
		c.failed(&seen, m, err)
		return seen, intake.Input{}
	}
	return c.judge(seen, row, m, a)
}

// failed notes why there is no answer that can be used.
func (c *Client) failed(seen *online.Seen, m message, err error) {
	spelling := "the account ID"
	if c.server != nil {
		spelling = "the address of the server"
	}
	fault, text := explain(m.contacted, err, Wait, spelling)
	seen.Fault, seen.Text, seen.Outcome = fault, sentence(text), online.Unreachable
	if slices.Contains([]online.Fault{online.TooLarge, online.BadAuthority, online.BadName, online.BadDates, online.NoTLS}, fault) {
		seen.Outcome = online.Refused
	}
	var unexpected *brokenOff
	if errors.As(err, &unexpected) && seen.Status != 0 {
		seen.Outcome = online.Answered
	}
	c.used(seen)
}

// used forgets a code that may have been sent: it works once.
func (c *Client) used(seen *online.Seen) {
	notSent := []online.Fault{online.NoName, online.NoConnection, online.NoTLS, online.BadAuthority, online.BadName, online.BadDates, online.BadProxy}
	if seen.Check == online.CodeExchange && !slices.Contains(notSent, seen.Fault) {
		c.Code = border.Secret{}
	}
}

// proxy returns the host of the proxy on the way to an address, "" for none.
func (c *Client) proxy(to *url.URL) string {
	transport, is := c.http.Transport.(*http.Transport)
	if !is || transport.Proxy == nil {
		return ""
	}
	proxy, err := transport.Proxy(&http.Request{URL: to})
	if err != nil || proxy == nil {
		return ""
	}
	return shownHost(proxy)
}
