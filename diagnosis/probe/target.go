package probe

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
)

// The paths of the checks. S is the suitetalk.api host of the account, R its restlets.api host.
const (
	keysPath         = "/services/rest/auth/oauth2/v1/keys"                    // S
	serverTimePath   = "/services/rest/system/v1/serverTime"                   // S, article_0528010158
	metadataPath     = "/services/rest/record/v1/metadata-catalog"             // S, article_5085602973
	suiteQLPath      = "/services/rest/query/v1/suiteql"                       // S, section_158394344595
	mcpPath          = "/services/mcp/v1/all"                                  // S
	certificatesPath = "/services/rest/auth/oauth2/v1/clients/%s/certificates" // R, article_92130837826
	restletPath      = "/app/site/hosting/restlet.nl"                          // R
	dataCentersPath  = "/rest/datacenterurls"                                  // rest.netsuite.com, chapter_157011836591
)

// target is where a request goes.
type target struct {
	// contacted is the address that is connected to. meant is the address of NetSuite for
	// which --server is used instead; without --server it is the same.
	contacted, meant *url.URL
}

// accountForm is stricter than token.IsAccount: an account is part of the name of a host here.
var accountForm = pattern.Lazy(`^[A-Za-z0-9]{1,40}([_-][A-Za-z0-9]{1,20})?$`)

// accountProblem returns what is wrong with the account ID, in words; "" for nothing. It must
// be checked before any address is built: a / . @ or # in it would send the secrets elsewhere.
func accountProblem(account string) string {
	switch {
	case account == "":
		return "the account ID"
	case !accountForm().MatchString(account):
		return "an account ID in the form 1234567 or 1234567_SB1"
	}
	return ""
}

// at returns the target of a path on a host of the account, such as at("suitetalk.api", …), or
// on rest.netsuite.com for the service "rest". The account was checked.
func (c *Client) at(service, path string, query url.Values) target {
	host := service + ".netsuite.com"
	if service != "rest" {
		host = token.HostAccount(c.Account) + "." + host
	}
	meant := &url.URL{Scheme: "https", Host: host, Path: path, RawQuery: query.Encode()}
	contacted := *meant
	if c.server != nil {
		contacted.Scheme, contacted.Host = c.server.Scheme, c.server.Host
	}
	return target{contacted: &contacted, meant: meant}
}

// ServerProblem returns what is wrong with an address for --server, or nil. It is a scheme and
// a host, with a port or without: https, or http on this computer.
func ServerProblem(address string) error {
	_, err := readServer(address)
	return err
}

const serverExample = "it should look like https://127.0.0.1:8443"

func readServer(address string) (*url.URL, error) {
	if len(address) > MaxAddress {
		return nil, errors.New("the address of the server is too long; " + serverExample)
	}
	server, err := url.Parse(strings.TrimSpace(address))
	switch {
	case err != nil:
		return nil, errors.New("the address of the server cannot be read as a URL; " + serverExample)
	case server.Scheme != "https" && server.Scheme != "http":
		return nil, errors.New("the address of the server does not begin with https://; " + serverExample)
	}
	if err := checkHost(server, serverExample); err != nil {
		return nil, err
	}
	switch {
	case server.Scheme == "http" && !isLoopback(server.Hostname()):
		return nil, errors.New("the address of the server begins with http://, where anyone on the way can read the token; write https://")
	case strings.Trim(server.Path, "/") != "" || server.RawQuery != "" || server.ForceQuery || server.Fragment != "":
		return nil, errors.New("the address of the server has more than scheme, host and port; " + serverExample)
	}
	return &url.URL{Scheme: server.Scheme, Host: server.Host}, nil
}

// isLoopback reports whether a host is this computer, by its name alone.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// restletProblem returns what is missing in the address of a RESTlet, in words; "" for
// nothing. The address must be on the account's own restlets.api host.
func (c *Client) restletProblem() string {
	host := token.HostAccount(c.Account) + ".restlets.api.netsuite.com"
	switch at, err := url.Parse(c.RESTlet); {
	case c.RESTlet == "":
		return "the External URL of the script deployment"
	case err != nil || len(c.RESTlet) > MaxAddress || at.Scheme != "https" || at.User != nil || at.Fragment != "" || !strings.EqualFold(at.Host, host) || at.Path != restletPath:
		return fmt.Sprintf("an External URL on the account's own host, https://%s%s", host, restletPath)
	case at.Query().Get("script") == "" || at.Query().Get("deploy") == "":
		return "an External URL with script and deploy"
	}
	return ""
}

// restlet returns the target of the RESTlet. Its address was checked.
func (c *Client) restlet() target {
	at, _ := url.Parse(c.RESTlet)
	return c.at("restlets.api", restletPath, at.Query())
}

// shown returns an address to announce: with a query, whose values are shown only if they are
// those of this program, or name the script. A Client ID is shortened, because a Client Secret
// has the same form.
func (t target) shown() string {
	path := strings.Split(t.contacted.EscapedPath(), "/")
	for i := range path {
		path[i] = border.ShortID(path[i])
	}
	address := t.contacted.Scheme + "://" + t.contacted.Host + strings.Join(path, "/")
	query := t.contacted.Query()
	var parts []string
	for _, name := range []string{"account", "select", "limit", "script", "deploy"} {
		if value := query.Get(name); value != "" {
			parts = append(parts, name+"="+url.QueryEscape(border.Shown(value, 40)))
			query.Del(name)
		}
	}
	if len(query) > 0 {
		parts = append(parts, "…")
	}
	if len(parts) > 0 {
		address += "?" + strings.Join(parts, "&")
	}
	return border.Clip(address, 300)
}
