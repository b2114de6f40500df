package online

import "slices"

// What NetSuite keeps of a call. Oracle describes the Execution Log of REST web services,
// which has both bodies (section_156570320384), and that of RESTlets, which lists calls
// (section_4639542510). Rows of the Login Audit Trail are inferred.
const (
	keepsCall    = "The Execution Log of the integration record keeps the call with the bodies of request and answer, and the Login Audit Trail may keep a row."
	keepsRESTlet = "The Execution Log of the integration record lists the call, and the Login Audit Trail may keep a row."
	revealsToken = "NetSuite gets the access token."
	revealsPlace = "NetSuite learns the address of your network; no login is sent."
)

// checks are the online checks, in the order in which they are sent.
var checks = []Check{
	{ID: Host, Title: "Does the account's host answer?",
		Purpose: "It tells whether the name of the host resolves, and whether TLS works on the way there.",
		Reveals: "The name service learns the name of the host, and NetSuite the address of your network; no login is sent."},
	{ID: DataCenters, Title: "Which hosts does NetSuite name for the account?", Flag: "datacenterurls",
		Purpose: "It tells whether NetSuite knows the account, and which hosts the account has.",
		Reveals: "rest.netsuite.com, a host that is not the account's own, learns the account ID; no login is sent."},
	{ID: Clock, Title: "Is the clock of this computer right?",
		Purpose: "The Date of an answer shows how far this clock is from NetSuite's, against which iat and exp are compared.",
		Reveals: revealsPlace},
	{ID: Keys, Title: "With which keys does NetSuite sign tokens?",
		Purpose: "They verify the signature of a token that this account issued.",
		Reveals: revealsPlace},
	{ID: TokenRequest, Title: "Does NetSuite grant an access token?",
		Purpose: "It tells whether certificate, Certificate ID, Client ID, scope and clock are right together.",
		Reveals: "NetSuite gets a client assertion: Client ID, Certificate ID, scope and time, signed.",
		Keeps:   "NetSuite grants an access token for an hour, lists the application as authorized, and may write a row in the Login Audit Trail."},
	{ID: CodeExchange, Title: "Does NetSuite exchange the code for tokens?", Flag: "code-exchange",
		Purpose: "It tells whether the code, its verifier, the Redirect URI and the client belong together.",
		Reveals: "NetSuite gets the code, the code_verifier and the Client ID, and of a confidential client the Client Secret.",
		Keeps:   "NetSuite grants an access token and a refresh token, installs the integration record if it is new in the account, and may write a row in the Login Audit Trail.",
		Warns:   "It uses the code: a code works once, and a second use may end the tokens of the first."},
	{ID: ServerTime, Title: "Does the access token work?",
		Purpose: "Any user may ask for the server's time, so the answer shows whether NetSuite accepts the token.",
		Reveals: revealsToken, Keeps: keepsCall},
	{ID: Metadata, Title: "May the role use REST web services?",
		Purpose: "The metadata of one record type needs the permission REST Web Services, and no permission for data.",
		Reveals: revealsToken, Keeps: keepsCall},
	{ID: Certificates, Title: "Which certificates are mapped, and until when?",
		Purpose: "The list shows whether the Certificate ID is in it, revoked or expired, and which certificate ends when.",
		Reveals: "NetSuite gets the access token and the Client ID.",
		Keeps:   "The Login Audit Trail may keep a row."},
	{ID: SuiteQL, Title: "May the role run a query?", Flag: "suiteql",
		Purpose: "It tells whether the role may use SuiteQL.",
		Reveals: revealsToken, Keeps: keepsCall,
		Warns: "It reads one row of the account's data, the ID of a currency, which the Execution Log then contains."},
	{ID: RESTlet, Title: "Does the RESTlet answer?", Flag: "restlet",
		Purpose: "It tells whether the token has the scope restlets, and whether role and deployment match.",
		Reveals: "NetSuite and the script get the parameters of the address; NetSuite gets the access token.", Keeps: keepsRESTlet,
		Warns: "The script runs, and does whatever its author wrote for GET."},
	{ID: MCP, Title: "Does the AI connector answer?", Flag: "mcp",
		Purpose: "It sends initialize, which begins a session, and calls no tool.",
		Reveals: revealsToken, Keeps: "The Execution Log of the integration record lists the call under AI Connector (MCP)."},
	{ID: Refresh, Title: "Does NetSuite renew the access token?", Flag: "refresh",
		Purpose: "It tells whether the refresh token and the client are accepted.",
		Reveals: "NetSuite gets the refresh token and the Client ID, and of a confidential client the Client Secret.",
		Keeps:   "NetSuite grants an access token for an hour, and may write a row in the Login Audit Trail.",
		Warns:   "It uses up the refresh token of a public client. The new one is kept in memory only, so the program that owns the token then needs a new login by a person."},
}

// Checks returns the online checks, in the order in which they are sent. Revoking a token is
// none: it would change the account.
func Checks() []Check { return slices.Clone(checks) }

// CheckOf returns the check with an ID; false if there is none.
func CheckOf(id ID) (Check, bool) {
	for _, check := range checks {
		if check.ID == id {
			return check, true
		}
	}
	return Check{}, false
}

// Told returns what is announced of the check beside its address, in rows of a label and a
// sentence.
func (c Check) Told() [][2]string {
	rows := [][2]string{{"tells", c.Purpose}, {"reveals", c.Reveals}, {"NetSuite keeps", c.Keeps}, {"mind", c.Warns}}
	return slices.DeleteFunc(rows, func(row [2]string) bool { return row[1] == "" })
}

// Advice returns what to do about a fault: one sentence; "" for NoFault.
func (f Fault) Advice() string { return advice[f] }

var advice = map[Fault]string{
	Incomplete:   "Give what is missing, then send the check again.",
	NoName:       "Compare the account ID with Setup › Company › Company Information, and check the connection of this computer.",
	NoConnection: "Check the connection of this computer, and whether a firewall lets it through to the host.",
	TimedOut:     "Check the connection, and send the check once more later.",
	BadAuthority: "Behind a company proxy, install its root certificate on this computer; otherwise do not send anything on this network.",
	BadName:      "Check the account ID; if it is right, something on the way answers in the place of NetSuite.",
	BadDates:     "Check date and time of this computer; if they are right, something on the way answers in the place of NetSuite.",
	NoTLS:        "Check whether a proxy or a firewall on the way answers in the place of the host.",
	BadProxy:     "Check HTTPS_PROXY and NO_PROXY, and ask the network team to let NetSuite's hosts through.",
	Redirected:   "Compare the host with Setup › Company › Company Information › Company URLs, and do not follow a redirect with a token.",
	TooLarge:     "Check which server answers: NetSuite's answers to these checks are short.",
	Unreadable:   "Check which server answers, and send the check once more later.",
	NotItsAnswer: "Read the title of the page and the header Server: a proxy, a firewall or maintenance answered in the place of the service.",
	Interrupted:  "Send the check again when you want its answer.",
}
