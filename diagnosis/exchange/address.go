package exchange

import (
	"net/url"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/token"
)

// Endpoint is the purpose of an address of NetSuite.
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

// AuthorizePath is the path of step one on the app host of an account.
const AuthorizePath = "/app/login/oauth2/authorize.nl"

// Address is the address of a request, without query and fragment.
type Address struct {
	Scheme   string   `json:"scheme,omitempty"` // in lower case
	Host     string   `json:"host,omitempty"`   // in lower case, without port
	Port     string   `json:"port,omitempty"`
	Path     string   `json:"path,omitempty"`
	Account  string   `json:"account,omitempty"` // canonical, 1234567_SB1; "" if the host names none
	Service  string   `json:"service,omitempty"` // suitetalk.api, restlets.api, app, connect.api, extforms
	Endpoint Endpoint `json:"endpoint,omitempty"`
	// Filling says whether something fills in a variable in the host.
	Filling Filling `json:"filling,omitempty"`
	// HostWord is the text in the place of the account, printable, and Presence classifies it.
	Presence border.Presence `json:"presence,omitempty"`
	HostWord string          `json:"host_word,omitempty"`
}

// Given reports whether there is an address at all.
func (a Address) Given() bool { return a.Host != "" || a.Path != "" }

// NetSuite reports whether the host is one of NetSuite's.
func (a Address) NetSuite() bool {
	return a.Host == "netsuite.com" || strings.HasSuffix(a.Host, ".netsuite.com")
}

// String returns the address in a form that is safe to show.
func (a Address) String() string {
	text := a.Host
	if a.Scheme != "" {
		text = a.Scheme + "://" + text
	}
	if a.Port != "" {
		text += ":" + a.Port
	}
	return shown(text + a.Path)
}

// readAddress parses an address. Query is the text after '?', or after '#' if there is no
// '?'. A text without a scheme is a path.
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
			host = host[at+1:] // drop user and password
		}
		if name, port, found := strings.Cut(host, ":"); found {
			host, address.Port = name, port
		}
		address.Host = strings.ToLower(host)
		written = host
	} else {
		address.Path = text
	}
	if decoded, err := url.PathUnescape(address.Path); err == nil {
		address.Path = decoded
	}
	for _, part := range []*string{&address.Scheme, &address.Host, &address.Port, &address.Path} {
		*part, _ = border.Printable(border.Clip(*part, 500))
	}
	address.place()
	address.placeHost(written)
	if address.Unknown() {
		address.Account = ""
	}
	return address, query
}

// place sets account and service from the host, and the endpoint from the path.
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

// Call reports whether a request to the endpoint needs an access token.
func (e Endpoint) Call() bool {
	switch e {
	case RESTlet, RESTWebServices, MCP, UserInfo, Certificates:
		return true
	}
	return false
}

// ReadHost parses a host name, such as one in an error message of a program.
func ReadHost(host string) Address {
	address, _ := readAddress("https://" + host)
	return address
}
