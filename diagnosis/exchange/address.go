package exchange

import (
	"net/url"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/token"
)

// Endpoint is what an address of NetSuite is for.
type Endpoint string

// The endpoints (section_158081944642, section_158081952044, section_161071224088,
// section_158332610742, section_0714082142).
const (
	NoEndpoint      Endpoint = ""
	Authorize       Endpoint = "authorize"
	Token           Endpoint = "token"
	Revoke          Endpoint = "revoke"
	Keys            Endpoint = "keys"
	UserInfo        Endpoint = "userinfo"
	Certificates    Endpoint = "certificates"
	RESTlet         Endpoint = "restlet"
	RESTWebServices Endpoint = "rest"
	MCP             Endpoint = "mcp"
	SOAP            Endpoint = "soap"
)

// AuthorizePath is where step one begins, below the app host of an account.
const AuthorizePath = "/app/login/oauth2/authorize.nl"

// Address is where a request went. Query and fragment are not part of it.
type Address struct {
	Scheme   string // in lower case
	Host     string // in lower case, without port
	port     string
	Path     string
	Account  string // canonical, 1234567_SB1; "" where the host names none
	Service  string // suitetalk.api, restlets.api, app, connect.api, extforms
	Endpoint Endpoint
	// Filling is what happens to a variable in the host.
	filling Filling
	// presence and hostWord are what is in the place of the account.
	presence border.Presence
	hostWord string
}

// Given reports whether there is an address at all.
func (a Address) Given() bool { return a.Host != "" || a.Path != "" }

// NetSuite reports whether the host is one of NetSuite's.
func (a Address) NetSuite() bool {
	return a.Host == "netsuite.com" || strings.HasSuffix(a.Host, ".netsuite.com")
}

// String is the address as it may be shown.
func (a Address) String() string {
	text := a.Host
	if a.Scheme != "" {
		text = a.Scheme + "://" + text
	}
	if a.port != "" {
		text += ":" + a.port
	}
	return shown(text + a.Path)
}

// readAddress takes an address apart; query is what followed '?', or '#' where
// there was no '?'. A text without scheme is taken as a path.
func readAddress(text string) (address Address, query string) {
	text = strings.TrimSpace(text)
	written := ""
	cut := strings.IndexAny(text, "?#")
	if cut >= 0 {
		query, text = text[cut+1:], text[:cut]
		query, _, _ = strings.Cut(query, "#")
	}
	if scheme, rest, found := strings.Cut(text, "://"); found {
		address.Scheme = strings.ToLower(scheme)
		text = rest
		host, path, slash := strings.Cut(text, "/")
		if slash {
			address.Path = "/" + path
		}
		if at := strings.LastIndexByte(host, '@'); at >= 0 {
			host = host[at+1:] // user and password do not belong to the address
		}
		if name, port, found := strings.Cut(host, ":"); found {
			host, address.port = name, port
		}
		address.Host = strings.ToLower(host)
		written = host
	} else {
		address.Path = text
	}
	if decoded, err := url.PathUnescape(address.Path); err == nil {
		address.Path = decoded
	}
	for _, part := range []*string{&address.Scheme, &address.Host, &address.port, &address.Path} {
		*part, _ = border.Printable(border.Clip(*part, 500))
	}
	address.place()
	address.placeHost(written)
	if address.Unknown() {
		address.Account = ""
	}
	return address, query
}

// place finds out whose host it is and what the path is for.
func (a *Address) place() {
	a.Account, a.Service = token.AccountHost("https://" + a.Host)
	path := strings.TrimRight(strings.ToLower(a.Path), "/")
	switch {
	case strings.HasSuffix(path, "/oauth2/authorize.nl") || strings.HasSuffix(path, "/oauth2/authorize") && a.NetSuite():
		a.Endpoint = Authorize
	case strings.Contains(path, "/oauth2/v1/clients/") && strings.Contains(path, "/certificates"):
		a.Endpoint = Certificates
	case strings.Contains(path, "oauth2/") && strings.HasSuffix(path, "/token"):
		a.Endpoint = Token
	case strings.Contains(path, "oauth2/") && strings.HasSuffix(path, "/revoke"):
		a.Endpoint = Revoke
	case strings.Contains(path, "oauth2/") && strings.HasSuffix(path, "/keys"):
		a.Endpoint = Keys
	case strings.Contains(path, "oauth2/") && strings.HasSuffix(path, "/userinfo"):
		a.Endpoint = UserInfo
	case strings.HasSuffix(path, "/restlet.nl"):
		a.Endpoint = RESTlet
	case strings.HasPrefix(path, "/services/mcp/"):
		a.Endpoint = MCP
	case strings.HasPrefix(path, "/services/rest/") || path == "/services/rest":
		a.Endpoint = RESTWebServices
	case strings.HasPrefix(path, "/services/netsuiteport"):
		a.Endpoint = SOAP
	}
}

// Call reports whether the endpoint takes an access token.
func (e Endpoint) Call() bool {
	switch e {
	case RESTlet, RESTWebServices, MCP, UserInfo, Certificates:
		return true
	}
	return false
}

// ReadHost takes the name of a host apart, as an error of a program names it.
func ReadHost(host string) Address {
	address, _ := readAddress("https://" + host)
	return address
}
