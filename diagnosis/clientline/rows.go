package clientline

import "authdoctor/diagnosis/pattern"

// Pages for several rows.
const (
	connectionPage = "symptoms/no-connection.md"
	trustPage      = "symptoms/tls-trust.md"
	hostPage       = "symptoms/wrong-account-or-host.md"
	signPage       = "symptoms/library-cannot-sign.md"
	hiddenPage     = "symptoms/client-hides-the-answer.md"
	webPage        = "symptoms/web-page-in-place-of-json.md"
	suiteCloudPage = "symptoms/suitecloud-cli.md"
	connectorPage  = "symptoms/ai-connector.md"
	tbaPage        = "symptoms/tba-code.md"
)

// Values of Verify for several rows.
const (
	answered = "NetSuite answers the request, and the Login Audit Trail has a row for it."
	signed   = "The program builds the assertion, and the token endpoint answers."
	word     = "The client prints the response body with the value of error."
	loggedIn = "The command of the SuiteCloud CLI reaches the account."
	toolsRun = "The connector lists its tools, and the Execution Log shows the requests."
)

// connectorPath matches an address of the AI Connector that lacks its last part, together
// with a word of failure.
var connectorPath = pattern.Lazy(`(?:404|fail|disconnect|not found|error|cannot|can't|could|doesn't|does not)[^\n]{0,200}/services/mcp(?:/v1)?/?(?:["'\s),.]|$)|/services/mcp(?:/v1)?/?["'\s),.][^\n]{0,200}(?:404|fail|disconnect|not found|error|cannot|can't|doesn't|does not)`)

// rows is the table. The first row that matches applies, so more specific rows come first.
var rows = []Row{
	// SuiteCloud CLI and extension (its messages.json and issues).
	{ID: "suitecloud-mapping", Title: "SuiteCloud CLI: NetSuite no longer knows the Certificate ID", Why: "The mapping of the certificate is gone, usually after a sandbox refresh, or the CLI still uses an old Certificate ID.",
		Administrator: []string{"Open Setup › Integration › Manage Authentication › OAuth 2.0 Client Credentials (M2M) Setup, and create the mapping again."},
		Integrator:    []string{"Delete the file credentials_ci.p12 of the CLI.", "Run account:setup:ci again with the new Certificate ID."},
		Verify:        loggedIn, Page: suiteCloudPage, Codes: []string{"MissingKey"}, Source: "F50", spellings: []spelling{
			{"SuiteCloud CLI", "error with the certificate id used to authenticate"}, {"SuiteCloud CLI", "certificate id used to authenticate"}}},
	{ID: "suitecloud-file", Title: "SuiteCloud CLI: it cannot use the private key file", Why: "Oracle requires an RSA key and certificate here. In one report, the line came from an EC key without a named curve.",
		Integrator: []string{"Make an RSA pair with 3072 or 4096 bits in PEM.", "Map its certificate to the application SuiteCloud Development Integration.", "Run account:setup:ci again with the new private key."},
		Verify:     loggedIn, Page: suiteCloudPage, Unsent: true, Unsure: true, Source: "F15 #834", spellings: []spelling{
			{"SuiteCloud CLI", "verify the certificate file"}}},
	{ID: "suitecloud-browser", Title: "SuiteCloud CLI: login in the browser is switched off here", Why: "The variable SUITECLOUD_CI is set, so the CLI does not open a browser.",
		Integrator: []string{"In CI: use account:setup:ci with a certificate.", "On your own machine: unset SUITECLOUD_CI, and repeat account:setup."},
		Verify:     loggedIn, Page: suiteCloudPage, Unsent: true, Source: "F15 #901", spellings: []spelling{
			{"SuiteCloud CLI", "browser-based authentication is not allowed"}}},
	{ID: "suitecloud-auth-id", Title: "SuiteCloud CLI: it has no credentials for this authentication ID", Why: "The key store of this machine or user has no entry with that name.",
		Integrator: []string{"Run account:manageauth with --list to see the names.", "Run account:setup or account:setup:ci for the missing one."},
		Verify:     loggedIn, Page: suiteCloudPage, Unsent: true, Source: "F15 messages.json", spellings: []spelling{
			{"SuiteCloud CLI", "the \"*\" authentication id is not available"}, {"SuiteCloud CLI", "authentication id is not available"}, {"SuiteCloud CLI", "authentication id (authid) is not available"}}},
	{ID: "suitecloud-refresh", Title: "SuiteCloud CLI: the stored login has ended", Why: "The refresh token of the browser login has expired, or the authorization was revoked.",
		Integrator: []string{"Run account:setup again, and log in in the browser."},
		Verify:     loggedIn, Page: suiteCloudPage, Codes: []string{"RefreshTokenExpired", "TokenBlocked"}, Source: "F15 messages.json", spellings: []spelling{
			{"SuiteCloud CLI", "the authorization credentials associated with*no longer valid"}, {"SuiteCloud CLI", "authorization credentials*are no longer valid"}}},
	{ID: "suitecloud-old", Title: "SuiteCloud CLI: the stored credentials are from version 1", Why: "Version 1 logged in with token-based authentication (TBA). Version 2 uses OAuth 2.0 and cannot use them.",
		Integrator: []string{"Run account:setup or account:setup:ci again with version 2."},
		Verify:     loggedIn, Page: suiteCloudPage, Unsent: true, Source: "F15 #853", spellings: []spelling{
			{"SuiteCloud CLI", "some of your authentication details are not compatible"}}},
	{ID: "suitecloud-tba", Title: "SuiteCloud CLI version 1: NetSuite rejected the TBA token", Why: "This line comes from version 1, which uses token-based authentication (TBA). Often the account is misspelled.",
		Integrator: []string{"Write the account as 1234567_SB1, in capitals and with an underscore.", "Move to version 2 of the CLI, which uses OAuth 2.0."},
		Verify:     loggedIn, Page: tbaPage, Unsure: true, Source: "F15 #102, #653", spellings: []spelling{
			{"SuiteCloud CLI", "the token could not be validated"}}},
	{ID: "suitecloud-store", Title: "SuiteCloud CLI: it cannot open a browser or its key store", Why: "In a container or on a server there is no browser, and the key store of the CLI cannot be opened.",
		Integrator: []string{"Set SUITECLOUD_CI_PASSKEY, and run account:setup:ci with a certificate.", "On a machine with a browser, set SUITECLOUD_FALLBACK_PASSKEY."},
		Verify:     loggedIn, Page: suiteCloudPage, Unsent: true, Source: "F15 #698, #843", spellings: []spelling{
			{"SuiteCloud CLI", "web browsing is not supported on this system"}, {"SuiteCloud CLI", "something went wrong when trying to access credentials"}}},

	// AI connectors.
	{ID: "mcp-verifier", Title: "The AI client sent a code_verifier that does not belong to its code_challenge", Why: "The PKCE pair is broken inside the AI client. NetSuite can only reject it.",
		Integrator: []string{"Remove the connection in the AI client, and connect again.", "If it happens again, report it to the maker of the AI client."},
		Verify:     toolsRun, Page: connectorPage, Codes: []string{"InvalidGrant"}, Source: "F11 (seen with another server)", spellings: []spelling{
			{"AI client", "mcp*invalid code verifier"}, {"AI client", "mcp*invalid code_verifier"}}},
	{ID: "mcp-exchange", Title: "NetSuite rejected the AI client when it exchanged the code for a token (step two)", Why: "Address and sentence are the AI client's own; the error code in it is NetSuite's answer to step two.",
		Integrator: []string{"Remove the connection in the AI client, and connect again.", "Compare the Client ID in the AI client with its integration record."},
		Verify:     toolsRun, Page: connectorPage, Passed: true, Source: "F14", spellings: []spelling{
			{"AI client", "mcp_token_exchange_failed"}}},
	{ID: "mcp-authorization", Title: "The AI client has no usable token for NetSuite; its message does not say why", Why: "The AI client prints this sentence for every failed authorization. ofid_ is a reference of its maker, not of NetSuite.",
		Administrator: []string{"In the Login Audit Trail, find the row of the same minute, and read its Detail."},
		Integrator:    []string{"Check the role, the record and the URL against the page of the AI Connector.", "Remove the connection, and connect again."},
		Verify:        toolsRun, Page: connectorPage, Unsure: true, Source: "F11", spellings: []spelling{
			{"AI client", "authorization with the mcp server failed"}}},
	{ID: "mcp-registration", Title: "The AI client could not register itself", Why: "It has no Client ID: the record does not allow dynamic registration, or its Client Name differs.",
		Administrator: []string{"On the integration record, check Public Client and Dynamic Client Registration, and compare the Client Name."},
		Integrator:    []string{"Or give the AI client the Client ID of its own record."},
		Verify:        toolsRun, Page: connectorPage, Unsent: true, Unsure: true, Source: "F12", spellings: []spelling{
			{"AI client", "sdk auth error"}, {"AI client", "sdk auth failed"}, {"AI client", "no client info found"}, {"AI client", "no client information found"}}},
	{ID: "mcp-path", Title: "The address of the AI Connector must end with /all, or name one SuiteApp", Why: "Without /all the connection looks disconnected.",
		Integrator: []string{"Use https://ACCOUNT.suitetalk.api.netsuite.com/services/mcp/v1/all.", "For one SuiteApp, end the address with /suiteapp/ and its application ID."},
		Verify:     toolsRun, Page: connectorPage, Source: "section_0714082142", form: connectorPath},
	{ID: "mcp-unreached", Title: "No request from the AI client reaches NetSuite: the Execution Log is empty", Why: "The login succeeded, but no request came in. The fault is on the side of the AI client, and no change in NetSuite fixes it.",
		Integrator: []string{"Report it to the AI client's support, with the time in UTC and its reference. Do not send a token."},
		Verify:     toolsRun, Page: connectorPage, Source: "F11", spellings: []spelling{
			{"AI client", "execution log*zero entries"}, {"AI client", "execution log*empty"}, {"AI client", "execution log*no entries"}, {"AI client", "execution log*nothing"}, {"AI client", "empty execution log"}}},
	{ID: "mcp-server", Title: "The AI client could not use the connection; the login may have succeeded", Why: "The line comes after the login, from the AI client or the server. An empty Execution Log shows that the requests never reached NetSuite.",
		Administrator: []string{"Open the integration record › Execution Log › AI Connector (MCP), and look for the minute of the failure."},
		Integrator:    []string{"If the log is empty, contact the AI client's support.", "If it has the request, read its status there."},
		Verify:        toolsRun, Page: connectorPage, Unsure: true, Source: "F11, F12", spellings: []spelling{
			{"AI client", "couldn't reach the mcp server"}, {"AI client", "could not reach the mcp server"}, {"AI client", "mcpservererror"}, {"AI client", "your account was authorized, but"}, {"AI client", "failed to connect to mcp server"}}},
	{ID: "mcp-tool", Title: "A tool of the AI client failed; the message does not say where", Why: "The connection works. Either the role lacks a permission, or the request never reached NetSuite: the Execution Log shows which.",
		Administrator: []string{"Open the integration record › Execution Log › AI Connector (MCP), and look for the minute of the failure."},
		Integrator:    []string{"If the log is empty, contact the AI client's support.", "If it has the request, check the permissions of the role."},
		Verify:        toolsRun, Page: connectorPage, Unsure: true, Source: "F11", spellings: []spelling{
			{"AI client", "tool execution failed"}}},

	// Other tools.
	{ID: "n8n-no-token", Title: "n8n has no access token: its own token request failed or was never made", Why: "n8n needs a token for the call and does not have one. NetSuite's answer is in the log of n8n.",
		Integrator: []string{"Open the credential in n8n, and connect it again.", "For machine to machine, use a node that signs an assertion: the generic OAuth2 credential sends ID and secret, which NetSuite does not accept (inferred)."},
		Verify:     answered, Page: "symptoms/find-the-grant-flow.md", Unsure: true, Source: "F16", spellings: []spelling{
			{"n8n", "unable to sign without access token"}}},
	{ID: "airbyte-tba", Title: "Airbyte's source-netsuite logs in with TBA, not with OAuth 2.0", Why: "It uses realm, consumer key and token ID. The codes of OAuth 2.0 do not apply.",
		Integrator: []string{"Read the page about TBA.", "Check the permissions of the role: one report suspects them behind a bare 400."},
		Verify:     "The sync runs.", Page: tbaPage, Unsure: true, Source: "F21", spellings: []spelling{
			{"Airbyte", "source-netsuite*error"}, {"Airbyte", "source-netsuite*fail"}, {"Airbyte", "source-netsuite*exception"}}},
	{ID: "broker-host", Title: "The OAuth broker sends the token exchange to a host without an account", Why: "Each account has the token endpoint on its own host; system.netsuite.com has none.",
		Integrator: []string{"Set authorize URL and token URL to the hosts of your account, from Setup › Company › Company Information › Company URLs."},
		Verify:     answered, Page: hostPage, Unsure: true, Source: "F52", spellings: []spelling{
			{"OAuth broker", "token exchange*fail*system.netsuite.com"}, {"OAuth broker", "fail*exchange*system.netsuite.com"}, {"OAuth broker", "system.netsuite.com*token exchange*fail"}}},

	// Libraries: errors when the program signs.
	{ID: "jsonwebtoken-key", Title: "jsonwebtoken: it cannot read the signing key as a private key", Why: "A certificate, a public key, a secret or an encrypted key was given, or the line breaks of the PEM text are lost.",
		Integrator: []string{"Give the private key itself, the text from BEGIN PRIVATE KEY to END PRIVATE KEY.", "If it comes from a variable, turn \\n into line breaks."},
		Verify:     signed, Page: signPage, Unsent: true, Source: "[RUN]", spellings: []spelling{
			{"Node jsonwebtoken", "secretorprivatekey must be an asymmetric key"}, {"Node jsonwebtoken", "secretorprivatekey is not valid key material"}, {"Node jsonwebtoken", "secretorprivatekey must have a value"}}},
	{ID: "jsonwebtoken-curve", Title: "jsonwebtoken: algorithm and key do not match", Why: "An EC key signs with ES256, ES384 or ES512, each with its own curve; an RSA key signs with PS256, PS384 or PS512.",
		Integrator: []string{"Set algorithm to match the key: P-256 is ES256, P-384 is ES384, P-521 is ES512."},
		Verify:     signed, Page: signPage, Unsent: true, Source: "[RUN]", spellings: []spelling{
			{"Node jsonwebtoken", "\"alg\" parameter for \"ec\" key type must be"}, {"Node jsonwebtoken", "\"alg\" parameter for \"rsa\" key type must be"}, {"Node jsonwebtoken", "\"alg\" parameter for*key type must be one of"}, {"Node jsonwebtoken", "\"alg\" parameter \"*requires curve"}}},
	{ID: "jsonwebtoken-pss", Title: "jsonwebtoken: it cannot use a key of type RSASSA-PSS", Why: "The key was made with -newkey rsa-pss. NetSuite accepts its certificate, but this library does not accept the key.",
		Integrator: []string{"Make a pair with -newkey rsa:4096, upload its certificate, and use its Certificate ID as kid."},
		Verify:     signed, Page: signPage, Unsent: true, Source: "[RUN]", spellings: []spelling{
			{"Node jsonwebtoken", "invalid key for this operation, its rsa-pss parameters do not meet"}, {"Node jsonwebtoken", "rsa-pss parameter saltlength does not meet"}, {"Node jsonwebtoken", "parameter saltlength does not meet"}}},
	{ID: "jsonwebtoken-exp", Title: "jsonwebtoken: exp is given twice", Why: "The payload has exp, and the option expiresIn sets it too.",
		Integrator: []string{"Remove expiresIn, or remove exp from the payload.", "Keep the lifetime below 60 minutes."},
		Verify:     signed, Page: signPage, Unsent: true, Source: "[RUN]", spellings: []spelling{
			{"Node jsonwebtoken", "bad \"options.expiresin\" option the payload already has an \"exp\" property"}, {"Node jsonwebtoken", "the payload already has an \"exp\" property"}, {"Node jsonwebtoken", "the payload already has an 'exp' property"}}},
	{ID: "jose-pkcs8", Title: "jose: the private key is not PKCS#8", Why: "The text begins BEGIN RSA PRIVATE KEY or BEGIN EC PRIVATE KEY, or the key is encrypted.",
		Integrator: []string{"Convert it.\nopenssl pkcs8 -topk8 -nocrypt -in FILE -out private.pem", "Check that the text begins BEGIN PRIVATE KEY."},
		Verify:     signed, Page: signPage, Unsent: true, Source: "[RUN]", spellings: []spelling{
			{"Node jose", "\"pkcs8\" must be pkcs#8 formatted string"}, {"Node jose", "pkcs8 must be pkcs#8 formatted string"}, {"Node jose", "must be pkcs#8 formatted string"}}},
	{ID: "jose-key-type", Title: "jose: it cannot import a key of this type", Why: "The key is of type id-RSASSA-PSS, made with -newkey rsa-pss.",
		Integrator: []string{"Make a pair with -newkey rsa:4096, upload its certificate, and use its Certificate ID as kid."},
		Verify:     signed, Page: signPage, Unsent: true, Unsure: true, Source: "[RUN]", spellings: []spelling{
			{"Node jose", "dataerror: invalid key type"}, {"Node jose", "dataerror [*invalid key type"}, {"Node jose", "domexception [dataerror]: invalid key type"}}},
	{ID: "node-pem", Title: "Node.js: OpenSSL cannot read the text as a key", Why: "The line breaks of the PEM text are lost, or the text is empty or not a key at all.",
		Integrator: []string{"Print the first line of the text: it must be the line BEGIN PRIVATE KEY and nothing else.", "If it comes from a variable, turn \\n into line breaks."},
		Verify:     signed, Page: signPage, Unsent: true, Unsure: true, Source: "[RUN]", spellings: []spelling{
			{"Node.js", "decoder routines::unsupported"}, {"Node.js", "pem routines:get_name:no start line"}, {"Node.js", "pem routines::no start line"}, {"Node.js", "pem_read_bio:no start line"}}},
	{ID: "pyjwt-cryptography", Title: "PyJWT: the package cryptography is missing", Why: "Without it PyJWT has none of the PS and ES algorithms.",
		Integrator: []string{"Install it: pip install pyjwt[crypto]."},
		Verify:     signed, Page: signPage, Unsent: true, Source: "F37", spellings: []spelling{
			{"Python PyJWT", "could not be found. do you have cryptography installed"}, {"Python PyJWT", "algorithm '*' could not be found"}}},
	{ID: "pyjwt-curve", Title: "PyJWT: the curve of the key does not match the algorithm", Why: "ES256 needs P-256, ES384 needs P-384, ES512 needs P-521.",
		Integrator: []string{"Set algorithm to match the curve of the key."},
		Verify:     signed, Page: signPage, Unsent: true, Source: "F37", spellings: []spelling{
			{"Python PyJWT", "the key's curve*does not match the expected curve"}}},
	{ID: "pyjwt-pem", Title: "PyJWT: the text is not a PEM key that it can read", Why: "The line breaks are lost, the text is not PEM, or the key was not given as text.",
		Integrator: []string{"Give the text from BEGIN PRIVATE KEY to END PRIVATE KEY, with its line breaks.", "If it comes from a variable, turn \\n into line breaks."},
		Verify:     signed, Page: signPage, Unsent: true, Source: "F37", spellings: []spelling{
			{"Python PyJWT", "could not parse the provided public key"}, {"Python PyJWT", "expecting a pem-formatted key"}, {"Python cryptography", "could not deserialize key data"}, {"Python cryptography", "unable to load pem file"}}},
	{ID: "java-pkcs8", Title: "Java: the private key is not PKCS#8", Why: "The file begins BEGIN RSA PRIVATE KEY or BEGIN EC PRIVATE KEY (PKCS#1 or SEC1), and was given as PKCS#8.",
		Integrator: []string{"Convert it.\nopenssl pkcs8 -topk8 -nocrypt -in FILE -out private.pem"},
		Verify:     signed, Page: signPage, Unsent: true, Source: "[RUN]", spellings: []spelling{
			{"Java", "algid parse error, not a sequence"}}},
	{ID: "java-base64", Title: "Java: the lines BEGIN and END of the key were not removed before decoding", Why: "2d is the hyphen of -----BEGIN. Java decodes only the base64 between the lines.",
		Integrator: []string{"Remove the lines BEGIN and END and all line breaks, and decode the rest."},
		Verify:     signed, Page: signPage, Unsent: true, Source: "[RUN]", spellings: []spelling{
			{"Java", "illegal base64 character 2d"}, {"Java", "illegal base64 character a"}, {"Java", "illegal base64 character d"}}},
	{ID: "java-pss-key", Title: "Java: the key is of type RSASSA-PSS, and RSA was expected", Why: "The key was made with -newkey rsa-pss.",
		Integrator: []string{"Make a pair with -newkey rsa:4096, or load the key with KeyFactory RSASSA-PSS."},
		Verify:     signed, Page: signPage, Unsent: true, Source: "[RUN]", spellings: []spelling{
			{"Java", "expected a rsa key, but got rsassa-pss"}}},
	{ID: "java-pss-name", Title: "Java: this name of the PSS signature is not known to the JDK", Why: "The JDK calls it RSASSA-PSS with parameters; SHA256withRSA/PSS is the name of a provider such as BouncyCastle.",
		Integrator: []string{"Use Signature RSASSA-PSS with PSSParameterSpec SHA-256, MGF1, salt 32.", "Or add a provider that knows the name."},
		Verify:     signed, Page: signPage, Unsent: true, Source: "[RUN]", spellings: []spelling{
			{"Java", "sha256withrsa/pss signature not available"}, {"Java", "sha384withrsa/pss signature not available"}, {"Java", "sha512withrsa/pss signature not available"}, {"Java", "sha256withrsaandmgf1 signature not available"}}},
	{ID: "jjwt-size", Title: "JJWT: size or curve of the key does not match the algorithm", Why: "The RSA key is too small, or the EC key has a different curve from the algorithm. NetSuite accepts RSA keys with 3072 or 4096 bits.",
		Integrator: []string{"Make an RSA pair with 3072 or 4096 bits and sign with PS256, or choose the ES algorithm of the curve."},
		Verify:     signed, Page: signPage, Unsent: true, Source: "F37", spellings: []spelling{
			{"Java JJWT", "signing key size*is not secure enough"}, {"Java JJWT", "the provided elliptic curve*key size"}, {"Java JJWT", "the signing key's size is*which is not secure enough"}}},
	{ID: "dotnet-key", Title: ".NET: the key cannot sign with this algorithm", Why: "IDX10634 means that algorithm and key do not match. IDX10630 and IDX10653 mean that the key is too small.",
		Integrator: []string{"Sign with PS256 and an RSA key of 3072 or 4096 bits, or with ES256 and a P-256 key."},
		Verify:     signed, Page: signPage, Unsent: true, Source: "F37", spellings: []spelling{
			{".NET IdentityModel", "idx10634"}, {".NET IdentityModel", "idx10630"}, {".NET IdentityModel", "idx10653"}, {".NET IdentityModel", "unable to create the signatureprovider"}}},
	{ID: "php-algorithm", Title: "firebase/php-jwt: it has no PS256, PS384 or PS512", Why: "RS256 works in this library but not with NetSuite. ES256 and ES384 work with both.",
		Integrator: []string{"Make an EC pair on P-256, upload its certificate, and sign with ES256.", "Or use a library that has PS256."},
		Verify:     signed, Page: signPage, Unsent: true, Source: "F37", spellings: []spelling{
			{"PHP firebase/php-jwt", "domainexception*algorithm not supported"}, {"PHP firebase/php-jwt", "uncaught*algorithm not supported"}, {"PHP firebase/php-jwt", "error*: algorithm not supported"}, {"PHP firebase/php-jwt", "php-jwt*algorithm not supported"}}},
	{ID: "php-key", Title: "firebase/php-jwt: OpenSSL cannot read the private key", Why: "The text is not a private key in PEM, or its line breaks are lost.",
		Integrator: []string{"Give the text from BEGIN PRIVATE KEY to END PRIVATE KEY, with its line breaks.", "If the key has a passphrase, open it with openssl_pkey_get_private first."},
		Verify:     signed, Page: signPage, Unsent: true, Source: "F37", spellings: []spelling{
			{"PHP firebase/php-jwt", "openssl unable to validate key"}, {"PHP firebase/php-jwt", "openssl unable to sign data"}}},
	// Libraries: errors about an answer, or about a request that the library refuses to send.
	{ID: "oauthlib-client-id", Title: "NetSuite returned invalid_request; oauthlib added the sentence about client_id", Why: "oauthlib prints \"Invalid client_id parameter value.\" for every bare invalid_request. NetSuite did not name a parameter.",
		Integrator: []string{"Do not change the Client ID because of this line.", "Check the fields, their names and how the client is authenticated.", "Print the response body."},
		Verify:     word, Page: "symptoms/invalid-request.md", Source: "[RUN]", spellings: []spelling{
			{"Python oauthlib", "(invalid_request) invalid client_id parameter value"}, {"Python oauthlib", "invalidclientiderror: (invalid_request)"}}},
	{ID: "oauthlib-no-token", Title: "The token endpoint's response had no token; oauthlib hides the response", Why: "The response was an empty object, a web page or a page with status 500. oauthlib prints this line for all of them.",
		Integrator: []string{"Print the status and text of the response: register a compliance hook, or send the request with requests.", "Compare the address with the token endpoint of the account."},
		Verify:     word, Page: hiddenPage, Source: "[RUN]", spellings: []spelling{
			{"Python oauthlib", "(missing_token) missing access token parameter"}, {"Python oauthlib", "missingtokenerror"}, {"Authlib", "missing_token: missing \"access_token\""}}},
	{ID: "oauthlib-scope-changed", Title: "The token was granted; oauthlib treats a different scope in the answer as an error", Why: "The response names different scopes from the request. The line is a warning that the library raises as an error.",
		Integrator: []string{"Request exactly the scopes that are checked on the record.", "Or set OAUTHLIB_RELAX_TOKEN_SCOPE=1."},
		Verify:     "The program goes on with the token.", Page: hiddenPage, Source: "[RUN]", spellings: []spelling{
			{"Python oauthlib", "scope has changed from"}}},
	{ID: "oauthlib-insecure", Title: "oauthlib rejects the callback because it is http://; the request did not reach NetSuite", Why: "The library accepts only https:// for addresses of the flow. Oracle does not support an http:// redirect URI either.",
		Integrator: []string{"Use an https:// redirect URI, the same in the program and on the record."},
		Verify:     "The program exchanges the code.", Page: "symptoms/redirect-uri.md", Source: "[RUN]", spellings: []spelling{
			{"Python oauthlib", "(insecure_transport) oauth 2 must utilize https"}, {"Python oauthlib", "insecuretransporterror"}}},
	{ID: "oauthlib-state", Title: "The program lost the state of its own session; it sent no token request to NetSuite", Why: "The state in the redirect is not the one that the program stored: its session was lost, or two logins ran at once.",
		Integrator: []string{"Keep the session between step one and the callback: use the same host, and keep the cookie.", "Start the flow again in one browser window."},
		Verify:     "The program accepts the callback and exchanges the code.", Page: "symptoms/authorize-request.md", Source: "[RUN], F37", spellings: []spelling{
			{"Node openid-client", "state mismatch, expected*got:"}, {"Node openid-client", "unexpected \"state\" response parameter value"}, {"Node passport-oauth2", "unable to verify authorization request state"},
			{"Python oauthlib", "(mismatching_state) csrf warning"}, {"Python Authlib", "mismatching_state: csrf warning"}, {"Python", "csrf warning! state not equal in request and response"}}},
	{ID: "scope-mismatch", Title: "The answer says scope_mismatch: the requested scope is not checked on the record (inferred)", Why: "The word is not in Oracle's tables. authdoctor reads it as ScopeMismatched.",
		Administrator: []string{"On the integration record, check the Scope boxes that the application requests."},
		Integrator:    []string{"Request only scopes whose boxes are checked. Request mcp alone."},
		Verify:        "The same request succeeds.", Page: "codes/ScopeMismatched.md", Codes: []string{"ScopeMismatched"}, Source: "[RUN], F0", spellings: []spelling{
			{"Python oauthlib", "(scope_mismatch)"}, {"OAuth client", "exception: scope_mismatch"}, {"OAuth client", "error: scope_mismatch"}}},
	{ID: "openid-challenge", Title: "openid-client hides the error: the answer was 401 with WWW-Authenticate", Why: "At the token endpoint this usually means invalid_client. The library does not show the body of such an answer.",
		Integrator: []string{"Print error.cause and the response of the error.", "Check Client ID, Client Secret or the assertion."},
		Verify:     word, Page: "symptoms/invalid-client.md", Unsure: true, Source: "[RUN]", spellings: []spelling{
			{"Node openid-client", "server responded with a challenge in the www-authenticate http header"}}},
	{ID: "openid-body", Title: "openid-client: NetSuite's error is in the property error, not in this line", Why: "The answer was status 400 with an error in its body.",
		Integrator: []string{"Print error.error and error.error_description of the exception."},
		Verify:     word, Page: hiddenPage, Source: "[RUN]", spellings: []spelling{
			{"Node openid-client", "server responded with an error in the response body"}}},
	{ID: "openid-status", Title: "openid-client: the answer did not have the form of a token endpoint", Why: "\"Unexpected HTTP response status code\" is usually a 500. \"unexpected response content-type\" is usually a web page.",
		Integrator: []string{"Print error.cause: it is the response, with status and body.", "Compare the address with the token endpoint of the account."},
		Verify:     word, Page: hiddenPage, Source: "[RUN]", spellings: []spelling{
			{"Node openid-client", "unexpected http response status code"}, {"Node openid-client", "unexpected response content-type"}}},
	{ID: "league-no-json", Title: "league/oauth2-client: the answer was not JSON", Why: "It was a web page or empty. Usually the app host or a wrong address answered in place of the token endpoint.",
		Integrator: []string{"Print getResponseBody of the exception.", "Compare the address with the token endpoint of the account."},
		Verify:     word, Page: webPage, OfAnswer: true, Source: "F37", spellings: []spelling{
			{"PHP league/oauth2-client", "invalid response received from authorization server. expected json"}, {"PHP league/oauth2-client", "an oauth server error was encountered that did not contain a body"}}},

	// The connection to NetSuite. Rows more specific than a closed connection come first.
	{ID: "proxy", Title: "The proxy did not let the request through", Why: "The program goes through a proxy that refused it or cannot be reached.",
		Integrator: []string{"Look at the proxy settings of the program: HTTPS_PROXY, NO_PROXY, the settings of the tool.", "Ask for access to *.netsuite.com, and use the login that the proxy requires."},
		Verify:     answered, Page: connectionPage, OfAnswer: true, Unsent: true, Source: "common form", spellings: []spelling{
			{"Node, Postman", "tunneling socket could not be established"}, {"Python requests", "proxyerror("}, {"Python requests", "proxyerror: httpsconnectionpool"}, {"Python requests", "cannot connect to proxy"}, {"Python requests", "tunnel connection failed"},
			{"Java", "unable to tunnel through proxy"}, {"curl", "connect tunnel failed"}, {"curl", "curl: (5)"}, {"curl", "curl: (56)*proxy"}, {"curl", "could not resolve proxy"}, {"PHP cURL", "curl error 5:"}, {"PHP cURL", "curl error 56*proxy"},
			{"curl", "received http code 407 from proxy"}, {"Go", "proxyconnect tcp"}, {".NET", "the proxy tunnel request to proxy"}, {"The client", "407 proxy authentication required"}, {"The client", "error*proxy authentication required"}}},
	{ID: "tls-expired", Title: "A certificate on the way has expired, or the clock of this machine is wrong", Why: "TLS checks the certificate of the host against the clock. This is not the certificate that is mapped in NetSuite.",
		Integrator: []string{"Compare the clock of the machine with the time from the network.", "Check which certificate is shown. A proxy may show its own.\nopenssl s_client -connect HOST:443", "Update the trust store of the program."},
		Verify:     answered, Page: trustPage, Unsent: true, Source: "common form", spellings: []spelling{
			{"Node.js", "cert_has_expired"}, {"Node.js", "error: certificate has expired"}, {"Python", "certificate verify failed: certificate has expired"}, {"Ruby", "certificate verify failed (certificate has expired"}, {"Go", "x509: certificate has expired or is not yet valid"}, {"curl", "ssl certificate problem: certificate has expired"}, {"curl", "ssl certificate problem: certificate is not yet valid"}, {"Java", "certificateexpiredexception: notafter"}, {"Java", "certificatenotyetvalidexception"}, {"Windows schannel", "sec_e_cert_expired"}}},
	{ID: "tls-name", Title: "The certificate is for another host", Why: "Another host answered: because of a wrong name, a proxy, or an IP address in place of the name.",
		Integrator: []string{"Compare the host with Setup › Company › Company Information › Company URLs.", "Call the host by its name, not by an IP address, and check whether a proxy is in between."},
		Verify:     answered, Page: hostPage, Unsent: true, Source: "common form", spellings: []spelling{
			{"Node.js", "err_tls_cert_altname_invalid"}, {"Node.js", "hostname/ip does not match certificate's altnames"}, {"Python", "certificate verify failed: hostname mismatch"}, {"Python", "certificate verify failed: ip address mismatch"}, {"Ruby", "certificate verify failed (hostname mismatch"}, {"Python requests", "hostname '*' doesn't match"}, {"Go", "x509: certificate is valid for"}, {"curl", "no alternative certificate subject name matches"}, {"Java", "no subject alternative dns name matching"}, {"Java", "no name matching*found"}, {"Windows schannel", "sec_e_wrong_principal"}}},
	{ID: "tls-trust", Title: "{client} does not trust the certificate of the server", Why: "Usually a proxy inspects TLS, and its CA is not in the trust store of {client}. Or that store is old.",
		Integrator: []string{"Check who issued the certificate.\nopenssl s_client -connect HOST:443", "Add that CA to the trust store of the program, not of the browser.", "Do not switch off the check: anyone on the way could then read the token."},
		Verify:     answered, Page: trustPage, Unsent: true, Source: "F15 #992", spellings: []spelling{
			{"Node.js", "self_signed_cert_in_chain"}, {"Node.js", "depth_zero_self_signed_cert"}, {"Node.js", "unable_to_get_issuer_cert"}, {"Node.js", "unable_to_get_issuer_cert_locally"}, {"Node.js", "unable_to_verify_leaf_signature"}, {"Browser", "net::err_cert_authority_invalid"}, {"Node.js", "unable to verify the first certificate"},
			{"The client", "self-signed certificate in certificate chain"}, {"The client", "self signed certificate in certificate chain"}, {"The client", "self-signed certificate in chain"}, {"Node.js", "error: self-signed certificate"}, {"Node.js", "error: self signed certificate"}, {"The client", "unable to get local issuer certificate"}, {"The client", "unable to get issuer certificate"},
			{"Python", "certificate_verify_failed"}, {"Python", "sslcertverificationerror"}, {"Ruby", "certificate verify failed ("}, {"Ruby", "state=error: certificate verify failed"}, {"Java", "pkix path building failed"}, {"Java", "unable to find valid certification path"}, {"Java", "suncertpathbuilderexception"}, {"Java", "pkix path validation failed"}, {"Java", "trustanchors parameter must be non-empty"},
			{".NET", "the remote certificate is invalid"}, {".NET", "the remote certificate was rejected"}, {".NET", "remotecertificatechainerrors"}, {".NET", "could not establish trust relationship for the ssl/tls secure channel"}, {"Go", "x509: certificate signed by unknown authority"}, {"Go", "x509:*certificate is not trusted"},
			{"curl", "curl: (60)"}, {"curl", "curl: (77)"}, {"PHP cURL", "curl error 60"}, {"PHP cURL", "curl error 77"}, {"curl", "peer certificate cannot be authenticated"}, {"Windows schannel", "sec_e_untrusted_root"}, {"Windows schannel", "crypt_e_no_revocation_check"}, {"Windows schannel", "crypt_e_revocation_offline"}, {"Rust", "invalid peer certificate: unknownissuer"}, {"Postman", "ssl error: self signed certificate"}, {"Postman", "ssl error: self-signed certificate"}}},
	{ID: "tls-handshake", Title: "No TLS connection could be established", Why: "The two sides found no version or cipher in common, or something other than TLS answered: an old runtime or a proxy.",
		Integrator: []string{"Update the runtime: NetSuite requires TLS 1.2 or newer.", "Check whether a proxy is set with the wrong scheme or port."},
		Verify:     answered, Page: trustPage, Unsent: true, Source: "common form", spellings: []spelling{
			{"Java", "sslhandshakeexception"}, {"Java", "received fatal alert: "}, {"Java", "remote host terminated the handshake"}, {"Java", "no appropriate protocol"}, {"Node.js", "eproto"}, {"Node.js", "ssl routines:*wrong version number"}, {"Python", "[ssl: wrong_version_number]"}, {"Python", "[ssl: tlsv1_alert*"}, {"Python", "[ssl: sslv3_alert*"}, {"Python", "[ssl: unexpected_eof_while_reading]"},
			{"curl", "curl: (35)"}, {"PHP cURL", "curl error 35"}, {"PHP cURL", "curl error 51"}, {".NET", "could not create ssl/tls secure channel"}, {".NET", "the ssl connection could not be established"}, {"Go", "tls: handshake failure"}, {"Go", "tls: first record does not look like a tls handshake"}, {"Go", "tls: protocol version not supported"}, {"Ruby", "ssl_connect returned="}, {"Windows schannel", "schannel: next initializesecuritycontext failed"}, {"Windows schannel", "schannel: failed to receive handshake"}, {"Python requests", "caused by sslerror("}, {"Postman", "ssl alert number"}}},
	{ID: "resolver", Title: "The name server did not answer", Why: "The machine or container reached no name server. The name itself may be right.",
		Integrator: []string{"Look up the host on the same machine: nslookup HOST.", "In a container, check its DNS settings and its access to the outside.", "Behind a proxy, set the proxy: the proxy then looks up the name."},
		Verify:     answered, Page: connectionPage, Unsent: true, Source: "[RUN]", spellings: []spelling{
			{"Node.js", "getaddrinfo eai_again"}, {"Node.js", "code: 'eai_again'"}, {"Python, Linux", "temporary failure in name resolution"}, {"Python", "[errno -3]"}, {"Go", "server misbehaving"}, {"Node.js", "querya esservfail"}, {"Node.js", "querya etimeout"}, {"curl", "resolving timed out after"}, {".NET", "a non-recoverable error occurred during a database lookup"}, {"Windows", "wsatry_again"}, {"Go", "lookup*i/o timeout"}, {"Go", "lookup*connection refused"}}},
	{ID: "no-name", Title: "There is no host with this name", Why: "The name server knows no such host.",
		Integrator: []string{"Compare the host with Setup › Company › Company Information › Company URLs, character by character.", "If it is the same, look it up on the same machine: nslookup HOST."},
		Verify:     answered, Page: hostPage, Unsent: true, Source: "[RUN]", spellings: []spelling{
			{"Browser", "net::err_name_not_resolved"}, {"Node.js", "getaddrinfo enotfound"}, {"Node.js", "querya enotfound"}, {"Node.js", "code: 'enotfound'"}, {"Node.js", "code: \"enotfound\""}, {"Node.js", "\"code\":\"enotfound\""}, {"Node.js", "enotfound https"}, {"n8n, tools", "error: enotfound"}, {"Python", "nameresolutionerror"}, {"Python", "failed to resolve '"}, {"Python", "name or service not known"}, {"Python", "nodename nor servname provided"}, {"Python, Windows", "getaddrinfo failed"}, {"Python", "no address associated with hostname"},
			{"Java", "unknownhostexception: "}, {"Java", "unresolvedaddressexception"}, {".NET", "no such host is known"}, {".NET, PowerShell", "the remote name could not be resolved"}, {".NET, PowerShell", "remote name could not be resolved"}, {"curl", "could not resolve host"}, {"curl", "couldn't resolve host"}, {"curl", "curl: (6)"}, {"PHP cURL", "curl error 6:"}, {"PHP", "php_network_getaddresses: getaddrinfo"}, {"PHP", "getaddrinfo for*failed"},
			{"Go", ": no such host"}, {"Ruby", "getaddrinfo: name or service"}, {"Ruby", "failed to open tcp connection*getaddrinfo"}, {"Rust", "failed to lookup address information"}, {"wget", "unable to resolve host address"}, {"SuiteScript", "sss_invalid_host_cert"}, {"SuiteScript", "sss_unknown_host"}, {"Google Apps Script", "dns error: "}, {"Postman", "could not send request*enotfound"}}},
	{ID: "refused", Title: "The connection was refused", Why: "Something on the way reports that nothing listens on that port. Usually a proxy is down, or the port is wrong.",
		Integrator: []string{"Check which address and port the line names: a local address is a proxy or a tunnel of your own.", "Connect to HTTPS on port 443 of the NetSuite host."},
		Verify:     answered, Page: connectionPage, Unsent: true, Source: "common form", spellings: []spelling{
			{"Browser", "net::err_connection_refused"}, {"Node.js", "connect econnrefused"}, {"Node.js", "code: 'econnrefused'"}, {"Node.js", "error: econnrefused"}, {"The client", "connection refused"}, {"Python", "[errno 111]"}, {"Java", "connectexception: connection refused"}, {".NET", "target machine actively refused it"}, {"Windows", "actively refused it"}, {"Ruby", "errno::econnrefused: "}, {"curl", "curl: (7)"}, {"PHP cURL", "curl error 7:"}, {"PHP cURL", "curl error 7 "}}},
	{ID: "time-out", Title: "No connection could be established in time", Why: "A firewall dropped the packets, or a proxy is required but not set.",
		Integrator: []string{"Try from the same machine.\ncurl -v https://HOST", "Ask for outgoing access to *.netsuite.com on port 443, or set the proxy."},
		Verify:     answered, Page: connectionPage, Unsent: true, Source: "common form", spellings: []spelling{
			{"Node.js", "connect etimedout"}, {"Node.js", "und_err_connect_timeout"}, {"Node.js", "connect timeout error"}, {"Node.js", "connect ehostunreach"}, {"Node.js", "connect enetunreach"}, {"Python", "connecttimeout: "}, {"Python", "connecttimeouterror("}, {"Python", "(connect timeout="}, {"Python", "network is unreachable"}, {"The client", "no route to host"},
			{"Java", "connect timed out"}, {"Java", "connectexception: connection timed out"}, {"Java", "connecttimeoutexception"}, {"Java", "httpconnecttimeoutexception"}, {"Windows", "a connection attempt failed because the connected party did not properly respond"}, {"curl", "connection timed out after"}, {"curl", "curl: (28)*failed to connect"}, {"curl", "curl: (28)*connection timed out"}, {"PHP cURL", "curl error 28*failed to connect"}, {"PHP cURL", "curl error 28*connection timed out"},
			{"Go", "dial tcp*i/o timeout"}, {"Go", "net/http: tls handshake timeout"}, {"Ruby", "net::opentimeout"}, {"Ruby", "execution expired (net::opentimeout"}, {"Ruby", "failed to open tcp connection*timed out"}, {"PowerShell", "unable to connect to the remote server"}, {".NET", "unable to connect to the remote server"}, {"curl", "failed to connect to*timed out"}, {"curl", "failed to connect to*timeout"}}},
	{ID: "no-answer", Title: "The connection was established, but no answer came in time", Why: "The request may have reached NetSuite. The Login Audit Trail shows whether a login was attempted.",
		Administrator: []string{"Look in the Login Audit Trail for a row from the same minute."},
		Integrator:    []string{"Raise the time-out of the program to 60 seconds or more.", "Repeat the request; do not use an authorization code twice."},
		Verify:        answered, Page: connectionPage, Unsure: true, Source: "common form", spellings: []spelling{
			{"Java", "sockettimeoutexception"}, {"Java", "read timed out"}, {"Python", "readtimeout: "}, {"Python", "(read timeout="}, {"Python", "readtimeouterror("}, {"Node.js", "error: timeout of"}, {"Node.js", "axioserror: timeout of"}, {"Node.js", "und_err_headers_timeout"}, {"Node.js", "econnaborted"}, {"Node.js", "code: 'etimedout'"}, {"Node.js", "esockettimedout"}, {"Go", "client.timeout exceeded while awaiting headers"}, {"Go", "context deadline exceeded"}, {".NET", "the request was canceled due to the configured httpclient.timeout"}, {".NET", "the operation has timed out"}, {"curl", "operation timed out after"}, {"curl", "curl: (28)"}, {"PHP cURL", "curl error 28"}, {"Ruby", "net::readtimeout"}, {"n8n, tools", "error: etimedout"}}},
	{ID: "reset", Title: "The connection was cut before an answer came", Why: "A proxy, a firewall or the other side closed it. The Login Audit Trail shows whether a login was attempted.",
		Administrator: []string{"Look in the Login Audit Trail for a row from the same minute."},
		Integrator:    []string{"Repeat the request once.", "If it happens each time, look for a proxy or firewall that inspects TLS, and for a keep-alive connection that is reused."},
		Verify:        answered, Page: connectionPage, Unsure: true, Source: "common form", spellings: []spelling{
			{"Browser", "net::err_connection_reset"}, {"Node.js", "read econnreset"}, {"Node.js", "code: 'econnreset'"}, {"Node.js", "error: econnreset"}, {"Node.js", "socket hang up"}, {"Node.js", "client network socket disconnected before secure tls connection"}, {"Node.js", "und_err_socket"}, {"Node.js", "write epipe"}, {"The client", "connection reset by peer"}, {"Java", "socketexception: connection reset"}, {"Java", "unexpected end of file from server"}, {"Python", "remote end closed connection without response"}, {"Python", "connection aborted."}, {"Python", "server disconnected without sending a response"}, {".NET", "an existing connection was forcibly closed by the remote host"}, {".NET", "the response ended prematurely"}, {".NET", "the underlying connection was closed"}, {"curl", "curl: (56)"}, {"PHP cURL", "curl error 56"}, {"curl", "curl: (52)"}, {"PHP cURL", "curl error 52"}, {"Ruby", "eoferror (end of file reached)"}, {"Ruby", "errno::econnreset"}, {"Go", "\": eof"}}},

	// Clients that hide the answer.
	{ID: "no-json", Title: "The answer was not JSON: a web page, or nothing at all", Why: "Usually the app host, a login page or a proxy answered in place of the service. The program hides the answer.",
		Integrator: []string{"Print status, header Location and the first lines of the body.", "Compare the host with Setup › Company › Company Information › Company URLs."},
		Verify:     word, Page: webPage, OfAnswer: true, Source: "F15 #666, [RUN]", spellings: []spelling{
			{"Node.js", "unexpected token < in json at position 0"}, {"Node.js", "unexpected token '<'"}, {"Node.js", "unexpected end of json input"}, {"Node.js", "invalid json response body"}, {"Python", "jsondecodeerror: expecting value: line 1 column 1"}, {"Python", "expecting value: line 1 column 1 (char 0)"}, {"Go", "invalid character '<' looking for beginning of value"}, {"Java", "unexpected character ('<' (code 60))"}, {".NET", "'<' is an invalid start of a value"}, {".NET", "unexpected character encountered while parsing value: <"}, {"SuiteCloud CLI", "unexpected redirect"}, {"PHP", "jsonexception: syntax error"}, {"Dart", "formatexception: unexpected character"}}},
	{ID: "status-only", Title: "The client hides the body of the answer; the status alone does not show the cause", Why: "NetSuite's error is in the body. Several causes have the same status.",
		Integrator: []string{"Print the body: error.response.data (axios), response.text (requests), getResponse()->getBody() (Guzzle), ReadAsStringAsync (.NET), getErrorStream (Java).", "Paste status and body here; leave tokens and secrets out."},
		Verify:     word, Page: hiddenPage, Status: true, OfAnswer: true, Source: "[RUN]", spellings: []spelling{
			{"Node axios", "request failed with status code "}, {"Node got", "response code 4*("}, {"Node got", "response code 5*("}, {"Python requests", "400 client error"}, {"Python requests", "401 client error"}, {"Python requests", "403 client error"}, {"Python requests", "404 client error"}, {"Python requests", "429 client error"}, {"Python requests", "500 server error"}, {"Python requests", "502 server error"}, {"Python requests", "503 server error"}, {"Python httpx", "client error '4*for url"}, {"Python httpx", "server error '5*for url"}, {"Python urllib", "http error 4*:"}, {"Python urllib", "http error 5*:"}, {".NET", "response status code does not indicate success: "}, {".NET, PowerShell", "the remote server returned an error: ("}, {"Java", "server returned http response code: "}, {"Java", "filenotfoundexception: https://"}, {"Java Spring", "httpclienterrorexception"}, {"Java Spring", "httpservererrorexception"}, {"Java Spring", "[no body]"}, {"PHP Guzzle", "resulted in a `4*response"}, {"PHP Guzzle", "resulted in a `5*response"}, {"Ruby Faraday", "the server responded with status "}, {"Ruby RestClient", "restclient::*: 4"}, {"Google Apps Script", "request failed for*returned code "}, {"curl", "the requested url returned error: "}}},
	{ID: "fetch-failed", Title: "fetch hides the reason: it is in the cause of the error", Why: "Node.js prints \"fetch failed\" for every failure before an answer: DNS, TLS, proxy, time-out.",
		Integrator: []string{"Print error.cause, and paste that here.", "Or try from the same machine.\ncurl -v https://HOST"},
		Verify:     "The cause is printed.", Page: connectionPage, Unsure: true, Source: "[RUN]", spellings: []spelling{
			{"Node.js", "typeerror: fetch failed"}, {"Browser", "typeerror: failed to fetch"}, {"Browser", "networkerror when attempting to fetch resource"}, {"Node axios", "axioserror: network error"}, {"Python requests", "connectionerror: httpsconnectionpool"}, {"Node node-fetch", "fetcherror: request to*failed"}}},
	{ID: "postman-hidden", Title: "Postman hides the reason: it is in its console", Why: "Postman prints this line for every failure before an answer: DNS, TLS, proxy, time-out.",
		Integrator: []string{"Open View › Show Postman Console, and send the request again.", "Paste the red line of the console here; leave tokens and secrets out."},
		Verify:     "The console shows the reason.", Page: connectionPage, Unsure: true, Source: "section_0602033701", spellings: []spelling{
			{"Postman", "could not send request"}, {"Postman", "could not get any response"}, {"Postman", "there was an error connecting to"}}},
	{ID: "passed-on", Title: "The client prints only NetSuite's error code", Why: "The answer had no description, or the client does not print it.",
		Integrator: []string{"Read the code as NetSuite's answer."},
		Verify:     "The same request succeeds.", Page: hiddenPage, Passed: true, Source: "[RUN], F37", spellings: []spelling{
			{"Python oauthlib", "(invalid_grant)"}, {"Python oauthlib", "(invalid_client)"}, {"Python oauthlib", "(invalid_scope)"}, {"Python oauthlib", "(unauthorized_client)"}, {"Python oauthlib", "(unsupported_grant_type)"}, {"Python oauthlib", "(server_error)"}, {"Python oauthlib", "(invalid_request)"}, {"PHP league/oauth2-client", "identityproviderexception: "}, {"Python Authlib", "oautherror: invalid_*"}, {"Java Spring", "oauth2authorizationexception: [invalid_*"}, {"Go oauth2", "oauth2: \"invalid_*"}, {"Ruby oauth2", "oauth2::error*invalid_*"}}},
}
