package intake

import (
	"regexp"
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/pattern"
)

// Login is the name of a way to log in to NetSuite.
type Login string

// The logins that leave marks. TBA and SOAP write words of OAuth 2.0 into the trail.
const (
	TBA Login = "token-based authentication (TBA, OAuth 1.0a)"
	// SOAP web services accept TBA, but not OAuth 2.0 (chapter_157769826287).
	SOAP   Login = "SOAP web services"
	NLAuth Login = "a user's name and password (NLAuth)"
	// Password is Basic on a call. In a text it looks like Basic at the token endpoint.
	Password Login = "a name and a password (Basic)"
	// SSO is a browser's login by SAML. Step one of OAuth 2.0 may begin with one.
	SSO Login = "SAML single sign-on"
	// OAuth2 is a mark too: next to it, the name of another login proves nothing.
	OAuth2 Login = "OAuth 2.0"
)

// Mark is a trace of a login in a text.
type Mark struct {
	// Words are the words of the text, printable.
	Words string `json:"words,omitempty"`
	// Group is the topic of the mark. Two marks of one group count once.
	Group string `json:"group,omitempty"`
	// Login is the only login with this mark.
	Login Login `json:"login,omitempty"`
	// Strong reports whether the mark is part of a request or an answer: a header, an
	// address, a fault. A name in prose or in source code is weak.
	Strong bool `json:"strong,omitempty"`
}

// markForms are the marks, strong ones first, from Oracle's help or the output of NetSuite
// clients.
var markForms = []struct {
	group  string
	strong bool
	login  Login
	// near are words in lower case of which each mark contains one. Only the text around
	// their first occurrences is searched, so they must rarely mean anything else.
	near []string
	form func() *regexp.Regexp
}{
	// The header (RFC 5849 section 3.5.1), and NetSuite's challenge.
	{"header", true, TBA, []string{"realm", "oauth_"}, pattern.Lazy(`(?i)\boauth[ \t]+realm[ \t]*=|\boauth[ \t]+oauth_\w+[ \t]*=`)},
	{"parameter", true, TBA, []string{"oauth_"}, pattern.Lazy(`(?i)\boauth_(?:consumer_key|nonce|signature|signature_method|timestamp|token)\\?["']?[ \t]*[=:][ \t]*\\?["']?[\w%+/=.*<-]+`)},
	// The addresses of the TBA authorization flow (section_156338994830, section_156537025868, section_156536698849), and
	// of the IssueToken endpoint (subsect_156934879823).
	{"address", true, TBA, []string{"requesttoken", "accesstoken", "authorizetoken", "issuetoken", "revoketoken"}, pattern.Lazy(`(?i)/rest/(?:requesttoken|accesstoken|issuetoken|revoketoken)\b|\bauthorizetoken\.nl\b`)},
	// The column that TBA alone fills (section_158323851171).
	{"trail", true, TBA, []string{"access token name"}, pattern.Lazy(`(?i)\btoken-based access token name\b["']?[ \t]*[:=][ \t]*["']?(?:[^\s"',;|.(-][^\n"',;|]{0,40})`)},
	{"passport", true, SOAP, []string{"tokenpassport"}, pattern.Lazy(`(?i)<(?:\w+:)?tokenPassport\b`)},
	// SOAP faults (section_N3539420), also as zeep, suds, PHP, .NET and Java print them.
	{"fault", true, SOAP, []string{":fault", "faultcode", "platformfaults", "soapfault", "webfault", "faultexception", "credentialsfault", "permissionfault", "accountfault", "sessionfault", "versionfault", "limitfault", "errorfault", "soapexception", "axisfault", "zeep.exceptions", "soapenv:"}, pattern.Lazy(`(?i)\bsoap(?:env)?:Fault\b|\b(?:env|soap-env|s):Fault\b|</?faultcode\b|\bplatformFaults\b|\bSoapFault\b|\bSoapException\b|\bSOAPFaultException\b|\bServiceModel\.FaultException\b|\bAxisFault\b|\bzeep\.exceptions\.\w+|\bsuds\.WebFault\b|\b(?:invalidCredentials|insufficientPermission|invalidAccount|invalidSession|invalidVersion|exceeded\w{0,20}Limit|unexpectedError)Fault\b|\bsoapenv:(?:Server|Client)\b`)},
	{"envelope", true, SOAP, []string{":envelope", "webservices.netsuite", "schemas.xmlsoap"}, pattern.Lazy(`(?i)<(?:soapenv|soap|soap-env|s|env):Envelope\b|\burn:\w+\.platform\.webservices\.netsuite\.com|http://schemas\.xmlsoap\.org/soap/envelope`)},
	{"port", true, SOAP, []string{"netsuiteport", "webservices.netsuite", "/wsdl/", "wslogin"}, pattern.Lazy(`(?i)/services/NetSuitePort\w*|/app/webservices/wslogin\.nl\b|\bwebservices\.netsuite\.com\b|/wsdl/v\d{4}_\d`)},
	// The command of SuiteCloud CLI 1.x, and its options (netsuite-suitecloud-sdk 102).
	{"command", true, TBA, []string{"savetoken", "--token"}, pattern.Lazy(`(?i)\baccount:savetoken\b|--savetoken\b|--token(?:id|secret)\b`)},

	// A SOAP login by name and password, and NLAuth (section_4623992425).
	{"password", true, SOAP, []string{":passport", "<passport"}, pattern.Lazy(`(?i)<(?:\w+:)?passport\b`)},
	{"password", true, NLAuth, []string{"nlauth"}, pattern.Lazy(`(?i)\bNLAuth[ \t]+nlauth_\w+|\bauthorization\\?["']?[ \t]*[:=][ \t]*\\?["']?NLAuth\b|\bnlauth_(?:account|email|signature|role|otp|application_id)\\?["']?[ \t]*[=:]`)},
	// The messages of SAML (OASIS SAML 2.0, bindings), never seen in an OAuth 2.0 call.
	{"sign-on", true, SSO, []string{"samlp:", "saml2p:", "samlresponse", "samlrequest", "names:tc:saml"}, pattern.Lazy(`(?i)<saml2?p:\w+|\bSAML(?:Response|Request)\\?["']?[ \t]*[=:]|\burn:oasis:names:tc:SAML:\d\.\d`)},

	{"consumer", false, TBA, []string{"consumer"}, pattern.Lazy(`(?i)consumer[ _-]?(?:key|secret)|\bconsumer[ \t]*[:=][ \t]*\{`)},
	{"token", false, TBA, []string{"token_s", "tokens", "token s", "token-s", "token_i", "tokenid", "token_k", "tokenk", "token k"}, pattern.Lazy(`(?i)token[ _-]?secret|token_id\b|\btokenId\b|\btoken[_ ]?key\b|TOKEN_KEY\b`)},
	{"signature", false, TBA, []string{"hmac"}, pattern.Lazy(`(?i)\bHMAC[-_]?SHA-?(?:1|256)\b`)},
	{"parameter", false, TBA, []string{"oauth_"}, pattern.Lazy(`(?i)\boauth_(?:consumer_key|nonce|signature_method|timestamp|verifier)\b`)},
	{"OAuth 1.0", false, TBA, []string{"oauth1", "oauth 1", "oauth_1", "oauth-1", "tba", "token-based", "token based", "issuetoken", "issue token"}, pattern.Lazy(`(?i)\bOAuth[ _-]?1(?:\.0a?|Session|Client)?\b|\bTBA\b|\bissue ?token\b|\btoken[- ]based authentication\b`)},
	{"library", false, SOAP, []string{"zeep", "suds", "netsuite-php", "soap", "faultcode", "faultstring"}, pattern.Lazy(`(?i)\bzeep\b|\bsuds\b|\bnetsuite-php\b|\bSOAP\b|\bfaultcode\b|\bfaultstring\b`)},
	{"passport", false, SOAP, []string{"passport", "netsuiteport", "suitetalk."}, pattern.Lazy(`(?i)\btoken[ _]?passport\b|\bNetSuitePort\w*|\bSuiteTalk\.NetSuiteService\b`)},

	{"password", false, NLAuth, []string{"nlauth"}, pattern.Lazy(`(?i)\bNLAuth\b`)},

	{"OAuth 2.0", false, OAuth2, []string{"oauth", "bearer", "client_", "client c", "authorization", "refresh", "pkce", "m2m"}, pattern.Lazy(`(?i)\bOAuth[ _-]?2(?:\.0)?\b|\bBearer\b|\bclient[_ ]credentials\b|\bauthorization[_ ]code\b|\brefresh[_ ]token\b|\bclient_assertion\b|\bPKCE\b|\bM2M\b`)},
}

// labels matches the labels of a pair that both protocols use, which are a mark of neither
// (section_157771733782).
var labels = pattern.Lazy(`(?i)consumer[ _-]?(?:key|secret)[ \t]*[/,(][ \t]*client[ _-]?(?:id|secret)\)?|client[ _-]?(?:id|secret)[ \t]*[/,(][ \t]*consumer[ _-]?(?:key|secret)\)?`)

// noName matches the words that people write if the column is empty.
var noName = pattern.Lazy(`(?i)[:=][ \t]*["']?(?:none|blank|empty|null|n/a|not filled|is\b|nothing|no\b|leer)`)

// Telling returns the strong marks in a text.
func Telling(text string) []Mark {
	return slices.DeleteFunc(marksIn(text), func(m Mark) bool { return !m.Strong })
}

// marksIn returns the marks of logins in a text, each group once, strong ones first.
func marksIn(text string) []Mark {
	text = text[:min(len(text), maxSearched)]
	lower := lowerASCII(text)
	var marks []Mark
	for _, m := range markForms {
		if slices.ContainsFunc(marks, func(known Mark) bool { return known.Group == m.group }) {
			continue
		}
		words := ""
		for i := 0; i < len(m.near) && words == ""; i++ {
			words = around(text, lower, m.near[i], func(window string) string {
				found := m.form().FindString(window)
				if m.group == "consumer" && labels().MatchString(window) || m.group == "trail" && noName().MatchString(found) {
					return ""
				}
				return found
			})
		}
		if words == "" {
			continue
		}
		if at := strings.IndexAny(words, "=:"); m.group == "parameter" && at > 0 {
			words = words[:at] // what follows is a secret
		}
		shown, _ := border.Printable(strings.Join(strings.Fields(strings.Trim(words, `"'\=: `)), " "))
		marks = append(marks, Mark{Words: border.Clip(shown, 60), Group: m.group, Login: m.login, Strong: m.strong})
	}
	return marks
}

// around calls look with the text around the first occurrences of a word, and returns the
// first result that is not "".
func around(text, lower, word string, look func(window string) string) string {
	const before, after, places = 48, 120, 12
	for at, tries := 0, 0; tries < places; tries++ {
		next := strings.Index(lower[at:], word)
		if next < 0 {
			return ""
		}
		at += next
		if found := look(text[max(0, at-before):min(len(text), at+after)]); found != "" {
			return found
		}
		at += len(word)
	}
	return ""
}

// lowerASCII converts ASCII letters to lower case, so that offsets do not change.
func lowerASCII(text string) string {
	out := []byte(text)
	for i, c := range out {
		if 'A' <= c && c <= 'Z' {
			out[i] = c + 'a' - 'A'
		}
	}
	return string(out)
}

// takeMarks finds the marks of other protocols. If nothing else was recognised, a strong
// mark determines the kind.
func (in *Input) takeMarks(text string) {
	in.Marks = marksIn(text)
	if slices.ContainsFunc(in.Marks, func(m Mark) bool { return m.Login != OAuth2 }) {
		in.Signed = readSigned(text)
	}
	if in.Kind != KindUnknown && in.Kind != KindWords || in.Detail.Name != "" {
		return
	}
	i := slices.IndexFunc(in.Marks, func(m Mark) bool { return m.Strong })
	if i < 0 && in.Kind == KindUnknown && len(in.Marks) > 1 && !slices.ContainsFunc(in.Marks, func(m Mark) bool { return m.Login == OAuth2 }) {
		i = 0 // source code or settings with several names of another login
	}
	if i >= 0 {
		in.Kind, in.Problem = KindRequest, ""
		if g := in.Marks[i].Group; g == "fault" || g == "envelope" {
			in.Kind = KindAnswer
		}
		in.Notes = append(in.Notes, "recognized: "+in.Marks[i].Words)
	}
}
