package diagnosis

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"authdoctor/diagnosis/token"
)

// checkAudience checks aud: NetSuite's tokens name an application and account there, a
// client assertion the token endpoint (section_158255317571, section_162790605110).
func checkAudience(s *subject) (Finding, bool) {
	switch {
	case s.issued():
		return s.issuedAudience(), true
	case s.assertion():
		return s.assertionAudience(), true
	}
	return Finding{}, false
}

func (s *subject) issuedAudience() Finding {
	t := s.token
	got := orNothing(t.Claims, "aud")
	f := Finding{
		Evidence: evidence("aud", "Application ID;account and the Client ID", got),
		Fix:      integrator("Get a new token from the token endpoint and use it unchanged."), Verify: "The check Audience passes.",
	}
	switch {
	case t.ApplicationID == "" && t.ClientID == "":
		f.Status, f.Title = Fail, "aud names no application"
		f.Why = "aud must name the integration record and the account."
	case t.Account == "":
		f.Status, f.Title = Warn, "The token does not name its account"
		f.Why = "NetSuite's tokens have the account in aud, after the Application ID."
	case !token.IsApplicationID(t.ApplicationID):
		f.Status, f.Title = Warn, "aud does not have NetSuite's form"
		f.Why = "NetSuite writes the Application ID, a UUID, then ';' and the account."
	case t.ClientID == "" && t.Claims.Text("ttype") == "": // tokens of 2020, which have a ttype, name no Client ID
		f.Status, f.Title = Warn, "aud names no Client ID"
		f.Why = "NetSuite writes two texts in aud: the Application ID with the account, and the Client ID."
	case t.ClientID != "" && !token.IsClientID(t.ClientID):
		f.Status, f.Title = Warn, "The second text in aud does not have the form of a Client ID"
		f.Why = "A Client ID has 64 hexadecimal digits in lower case."
	case !twoTexts(t.Claims):
		f.Status, f.Title = Warn, "aud has more than NetSuite writes in it"
		f.Why = "NetSuite writes two texts in aud: the Application ID with the account, and the Client ID."
	default:
		return passed(fmt.Sprintf("aud: application %s, account %s", shownList([]string{t.ApplicationID}), t.Account), "")
	}
	return f
}

// twoTexts reports whether aud consists of one or two strings.
func twoTexts(claims token.Object) bool {
	value, _ := claims.Get("aud")
	return value.Type == token.String || len(value.Items) <= 2 && !slices.ContainsFunc(value.Items, func(item token.Value) bool { return item.Type != token.String })
}

func (s *subject) assertionAudience() Finding {
	aud := s.token.Audience()
	account := cmp.Or(token.HostAccount(s.said.Value(FactAccount)), token.HostAccount(s.token.Account), "1234567")
	right := "https://" + account + ".suitetalk.api.netsuite.com" + token.TokenPath
	f := Finding{
		Status: Fail, Evidence: evidence("aud", right, orNothingASCII(s.token.Claims, "aud")),
		Why:    "aud names the token endpoint that the assertion is for. It must be NetSuite's own.",
		Fix:    integrator("Set aud to the URL of the token endpoint to which you send the request.", "Copy the host from Setup › Company › Company Information › Company URLs."),
		Verify: "The check Audience passes, and the token request is accepted.", Page: "symptoms/wrong-account-or-host.md",
	}
	address, err := url.Parse(aud)
	if err != nil {
		address = &url.URL{}
	}
	host := address.Hostname()
	_, service := token.AccountHost(aud)
	switch {
	case aud == "":
		f.Title = "aud is missing or empty"
		if value, _ := s.token.Claims.Get("aud"); len(value.Items) > 0 {
			f.Title = "aud is an array without a text"
		} else if value.Type != "" && value.Type != token.String && value.Type != token.Null && value.Type != token.Array {
			f.Title = "aud is " + withArticle(value.Type) + ", not a text"
		}
	case address.Scheme == "" || strings.ContainsAny(aud, "<>{}"):
		f.Title = "aud is not a URL, or has a placeholder in it"
	case address.Scheme != "https":
		f.Title = "aud does not begin with https://"
	case strings.ContainsFunc(host, func(r rune) bool { return r > '~' }):
		f.Title = "The host in aud has a letter that only looks like an ASCII letter"
	case !strings.HasSuffix(strings.ToLower(host), ".netsuite.com"):
		f.Title = "The host in aud is not one of NetSuite's"
	case strings.Contains(host, "_"):
		f.Title = "The host in aud has an underscore; host names use a hyphen"
		if s.token.Account == "" {
			break
		}
		f.Why = "The account " + s.token.Account + " is written " + token.HostAccount(s.token.Account) + " in host names; a name with an underscore is not a valid host name."
	case placeholder(host):
		f.Title = "The host in aud has a placeholder instead of the account"
	case service == "":
		f.Title = "The host in aud is not the host of an account"
	case service == "app" || service == "extforms":
		f.Title = "The host in aud is that of the user interface"
		f.Why = "The token endpoint is on the suitetalk.api host; the app host shows pages."
	case address.Path == token.TokenPath+"/":
		f.Title = "aud ends in a slash that the token endpoint does not have"
	case aud[len("https://"):] != address.Host+token.TokenPath || address.Port() != "":
		f.Title = "aud is not the address of the token endpoint"
	case strings.ToLower(host) != host:
		f.Status, f.Title = Warn, "The host in aud has capitals"
		f.Why = "Oracle writes the host in lower case; NetSuite may be case-sensitive here."
	case service != "suitetalk.api":
		f.Status, f.Title = Warn, "aud names the "+service+" host; Oracle's text says suitetalk.api"
		f.Why = "Oracle's page names the suitetalk.api host; its samples also have restlets.api and connect.api."
	case claimIs(s.token.Claims, "aud", token.Array):
		f.Status, f.Title = Warn, "aud is an array; Oracle's samples have a text"
		f.Why = "RFC 7519 section 4.1.3 allows both; Oracle documents a text."
	default:
		return passed("aud is the token endpoint of "+s.token.Account, "")
	}
	return f
}

// placeholder reports whether a host has a word of the documentation, such as ACCOUNT, in
// place of the account.
func placeholder(host string) bool {
	first, _, _ := strings.Cut(strings.ToLower(host), ".")
	return token.ExampleAccount(first)
}

// orNothingASCII is orNothing with every character outside ASCII written as its code
// point, so that lookalikes can be told apart.
func orNothingASCII(object token.Object, name string) string {
	var out strings.Builder
	for _, r := range orNothing(object, name) {
		if r > '~' && r != '…' && r != '·' {
			fmt.Fprintf(&out, `\u{%04X}`, r)
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}
