package diagnosis_test

import (
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
)

const (
	tbaHeader = `Authorization: OAuth realm="1234567_SB1", oauth_consumer_key="aa", oauth_token="bb", oauth_nonce="x9Kq2LmPz71", oauth_timestamp="1795435100", oauth_signature_method="HMAC-SHA256", oauth_signature="cc%3D"`
	nlAuth    = "Authorization: NLAuth nlauth_account=1234567, nlauth_email=a@example.com, nlauth_signature=***, nlauth_role=3"
	login401  = "HTTP/1.1 401 Unauthorized\n\n" + restBody
)

// TestOtherProtocols catches a login with TBA or SOAP for which a code of OAuth 2.0 is
// probable. Their marks count wherever they are in the text.
func TestOtherProtocols(t *testing.T) {
	const detail = "\nDetail: InvalidSignature\n"
	for name, text := range map[string]string{
		"header":                               "GET /services/rest/record/v1/customer HTTP/1.1\nHost: 1234567.suitetalk.api.netsuite.com\n" + tbaHeader + "\n\n" + login401,
		"header in curl":                       "curl https://1234567.suitetalk.api.netsuite.com/services/rest/record/v1/customer -H '" + tbaHeader + "'\n" + login401,
		"header and a shared word":             tbaHeader + detail,
		"challenge":                            "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: OAuth realm=\"1234567\", error=\"token_rejected\"\n\n" + restBody,
		"challenge in a line":                  `401 www-authenticate: OAuth realm="1234567"` + detail,
		"parameters of a signature":            "oauth_nonce=abc123&oauth_timestamp=1795435100&oauth_signature=x" + detail,
		"request token":                        "POST https://1234567.restlets.api.netsuite.com/rest/requesttoken" + detail,
		"access token of the flow":             "POST https://1234567.restlets.api.netsuite.com/rest/accesstoken fails" + detail,
		"authorize page of TBA":                "https://1234567.app.netsuite.com/app/login/secure/authorizetoken.nl?oauth_token=x" + detail,
		"a filled token name":                  "Token-based Access Token Name: Celigo token" + detail,
		"a filled token name, equals":          "Token-based Access Token Name=Shop" + detail,
		"SoapFault":                            "SoapFault: Invalid login attempt. consumerKey tokenSecret." + detail,
		"SoapFault alone":                      "Uncaught SoapFault exception: Invalid login attempt" + detail,
		"SoapException":                        "System.Web.Services.Protocols.SoapException: Invalid login attempt." + detail,
		"SOAPFaultException":                   "javax.xml.ws.soap.SOAPFaultException: Invalid login attempt." + detail,
		"zeep":                                 "zeep.exceptions.Fault: Invalid login attempt." + detail,
		"suds":                                 "suds.WebFault: Server raised fault: 'Invalid login attempt.'" + detail,
		"soapenv:Fault":                        "<soapenv:Envelope><soapenv:Body><soapenv:Fault><faultcode>soapenv:Server.userException</faultcode></soapenv:Fault></soapenv:Body></soapenv:Envelope>" + detail,
		"SOAP-ENV:Fault":                       "<SOAP-ENV:Fault><faultstring>Invalid login attempt.</faultstring></SOAP-ENV:Fault>" + detail,
		"platformFaults":                       `<platformFaults:invalidCredentialsFault xmlns:platformFaults="urn:faults_2022_2.platform.webservices.netsuite.com">` + detail,
		"name space alone":                     "urn:messages_2023_1.platform.webservices.netsuite.com" + detail,
		"invalidCredentialsFault":              "com.netsuite.webservices.platform.faults.InvalidCredentialsFault" + detail,
		"insufficientPermissionFault":          "InsufficientPermissionFault" + detail,
		"passport in XML":                      "<tokenPassport><account>1234567_SB1</account><consumerKey>a</consumerKey></tokenPassport>" + detail,
		"passport with a name space":           "<ns2:tokenPassport>…</ns2:tokenPassport>" + detail,
		"ServiceModel.FaultException":          "System.ServiceModel.FaultException: Invalid login attempt." + detail,
		"AxisFault":                            "org.apache.axis.AxisFault: Invalid login attempt." + detail,
		"command of CLI 1.x":                   "$ suitecloud account:savetoken --account 1234567" + detail,
		"options of CLI 1.x":                   "suitecloud account:ci --tokenid aa --tokensecret bb" + detail,
		"rows without a header":                "11/23/2026 10:00\tBob\tFailure\tInvalidSignature\t/rest/requesttoken\n11/23/2026 11:00\tBob\tFailure\tInvalidSignature\t/rest/requesttoken\n",
		"NetSuitePort":                         "POST https://1234567.suitetalk.api.netsuite.com/services/NetSuitePort_2023_1" + detail,
		"wsdl":                                 "https://webservices.netsuite.com/wsdl/v2023_1_0/netsuite.wsdl" + detail,
		"settings":                             "consumer_key=a\ntoken_id=b\ntoken_secret=c" + detail,
		"settings of a program":                "NS_CONSUMER_KEY, NS_TOKEN_SECRET" + detail,
		"camel case":                           "{consumerKey, consumerSecret, tokenId, tokenSecret}" + detail,
		"words":                                "We use a consumer key and a token secret." + detail,
		"algorithm and consumer":               "consumer key, HMAC-SHA256" + detail,
		"HMAC-SHA1 and consumer":               "HMAC-SHA1 with the consumer secret" + detail,
		"OAuth1Session":                        "OAuth1Session(client_key, consumer_key)" + detail,
		"OAuth 1.0a in prose":                  "OAuth 1.0a, HMAC-SHA256" + detail,
		"TBA in prose, one mark":               "Our app uses TBA." + detail,
		"token-based authentication":           "Token-based authentication. Consumer secret was reset." + detail,
		"zeep in prose":                        "Python with zeep" + detail,
		"suds in prose":                        "Python with suds" + detail,
		"SOAP in prose":                        "It is a SOAP call." + detail,
		"netsuite-php":                         "composer netsuite-php" + detail,
		"passport in code":                     "service.tokenPassport = createTokenPassport()" + detail,
		"one weak mark, FeatureDisabled":       "token secret\nDetail: FeatureDisabled",
		"SOAP, IntegrationBlocked":             "SoapFault\nDetail: IntegrationBlocked",
		"TBA, UnknownIntegration":              "/rest/requesttoken\nDetail: UnknownIntegration",
		"TBA, EntityOrRoleDisabled":            "consumerKey tokenId\nDetail: EntityOrRoleDisabled",
		"settings and a refused call":          "consumer_key, token_secret\n" + login401,
		"a fault with a call's word":           "<faultcode>x</faultcode> INVALID_LOGIN_CREDENTIALS",
		"IssueToken":                           "POST https://rest.netsuite.com/rest/issuetoken" + detail,
		"revoking a token of TBA":              "https://1234567.restlets.api.netsuite.com/rest/revoketoken fails" + detail,
		"IssueToken in prose":                  "We use the IssueToken endpoint." + detail,
		"NLAuth":                               nlAuth + detail,
		"NLAuth in curl":                       "curl 'https://1234567.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=1&deploy=1' -H '" + nlAuth + "'" + detail,
		"NLAuth on the wire":                   "GET /app/site/hosting/restlet.nl?script=1&deploy=1 HTTP/1.1\nHost: 1234567.restlets.api.netsuite.com\n" + nlAuth + "\n\n" + login401 + detail,
		"NLAuth in source code":                "headers: {\"Authorization\": \"NLAuth nlauth_account=\" + account}" + detail,
		"NLAuth in JSON":                       `{"Authorization": "NLAuth nlauth_account=1234567, nlauth_signature=***"}` + detail,
		"NLAuth, and a challenge of OAuth 2.0": nlAuth + "\n\nHTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"1234567\", error=\"invalid_token\"\n" + detail,
		"TBA, and a challenge of OAuth 2.0":    tbaHeader + "\n\nHTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"1234567\", error=\"invalid_token\"\n" + detail,
		"parameters of NLAuth":                 "nlauth_email=a@example.com nlauth_signature=***" + detail,
		"NLAuth in prose":                      "The script uses NLAuth." + detail,
		"NLAuth, a word of OAuth 2.0 alone":    nlAuth + "\nDetail: ScopeMismatched",
		"TBA, a word of OAuth 2.0 alone":       tbaHeader + "\nDetail: ScopeMismatched",
		"NLAuth, then words of OAuth 2.0":      "We moved from NLAuth to OAuth 2.0." + detail,
		"passport of SOAP":                     "<passport><email>a@example.com</email><password>***</password></passport>" + detail,
		"passport with a name space, alone":    "<platformCore:passport>" + detail,
		"SAML":                                 `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">` + detail,
		"SAML in a form":                       "SAMLResponse=PHNhbWxwOlJlc3BvbnNl" + detail,
		"SOAP and another weak mark and call":  "SOAP, zeep\n" + login401,
	} {
		for _, end := range []string{"", "\nAny idea?"} {
			_, c, d := paste(t, "", text+end)
			sound(t, c, d)
			if codes := codesWith(d, diagnosis.Confirmed, diagnosis.Likely); len(codes) > 0 {
				t.Errorf("%s: %v; no code of OAuth 2.0 is probable", name, codes)
			}
			if !slices.ContainsFunc(d.Findings, func(f diagnosis.Finding) bool { return f.ID == "protocol" }) {
				t.Errorf("%s: no finding about the protocol", name)
			}
		}
	}
}

// TestPasswordOnCall catches a code of OAuth 2.0 for a call with a user name and a password.
// Basic at the token endpoint is OAuth 2.0.
func TestPasswordOnCall(t *testing.T) {
	const detail = "\nDetail: InvalidSignature\n"
	call := "curl https://1234567.suitetalk.api.netsuite.com/services/rest/record/v1/customer -u bob@example.com:pw"
	for text, want := range map[string]diagnosis.Certainty{
		call + detail:                   diagnosis.Possible,
		call + "\n" + login401:          diagnosis.RuledOut,
		call + "\n" + login401 + detail: diagnosis.Possible,
		"curl " + endpoint + " -u a:b -d grant_type=refresh_token -d refresh_token=x" + detail: diagnosis.Confirmed,
	} {
		_, c, d := paste(t, "", text)
		sound(t, c, d)
		if got := d.Verdict("InvalidSignature").Verdict; got != want {
			t.Errorf("InvalidSignature is %s; want %s\n%s", got, want, text)
		}
	}
}

// TestSignOnBeforeOAuth2 catches a flow of OAuth 2.0 that is taken for another login because
// its user logged in by SAML.
func TestSignOnBeforeOAuth2(t *testing.T) {
	for _, text := range []string{"SAMLResponse=PHNhbWw\n" + authorizeURL + "short", "https://app.example/cb?error=access_denied&state=" + goodState + "\nSAMLResponse=PHNhbWw", "Our users log in by SAML.\nDetail: InvalidSignature"} {
		_, _, d := paste(t, "", text)
		if len(codesWith(d, diagnosis.Confirmed, diagnosis.Likely)) == 0 {
			first, _ := d.FirstCause()
			t.Errorf("%.40q: no code is probable; first is %q", text, first.Title)
		}
	}
}

// TestMarksFarDown catches a mark that is not found after many similar words.
func TestMarksFarDown(t *testing.T) {
	const like = "The default OAuth 2.0 access_token of an oauth app, by default a token; "
	for _, mark := range []string{"OAuth realm=\"1234567\"", "oauth_nonce=abc", "soapenv:Fault", "<faultcode>x", "SoapFault: x", "zeep.exceptions.Fault: x", "<tokenPassport>", "/services/NetSuitePort_2023_1", "/rest/requesttoken"} {
		if input := intake.Recognise(strings.Repeat(like, 200) + "\n" + mark); !slices.ContainsFunc(input.Marks, func(m intake.Mark) bool { return m.Strong }) {
			t.Errorf("%s is not found: %+v", mark, input.Marks)
		}
	}
}

// TestMarksInProse catches names in prose that outweigh requests and answers: NetSuite labels
// the credentials Consumer Key / Client ID, and people who migrate mention both protocols.
func TestMarksInProse(t *testing.T) {
	old := forge(issuedHeader, accessClaims.but(part{"oit": at(-7200), "iat": at(-7200), "exp": at(-3600)}), 512)
	cases := map[string]string{
		"expired token":      old,
		"invalid_client":     "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic realm=\"1234567\"\n\n{\"error\":\"invalid_client\"}",
		"unsupported_grant":  "HTTP/1.1 400 Bad Request\n\n{\"error\":\"unsupported_grant_type\"}",
		"a word of OAuth":    "Detail: ScopeMismatched",
		"a code":             "Detail: MissingKeyId",
		"token request":      tokenPost("grant_type=password&username=a") + "\nHTTP/1.1 400 Bad Request\n\n{\"error\":\"unsupported_grant_type\"}",
		"expired in Bearer":  "curl https://1234567.suitetalk.api.netsuite.com/services/rest/record/v1/customer -H 'Authorization: Bearer " + old + "'\n" + login401,
		"redirect":           "https://app.example/cb?error=access_denied&state=" + goodState,
		"a state too short ": authorizeURL + "abcd",
	}
	prose := []string{
		"We use the Consumer Key / Client ID of the record.", "We migrated from TBA (consumer key, token secret) last week.", "The old integration was SOAP with zeep.", "CONSUMER_KEY and TOKEN_ID are still in the settings.", "HMAC-SHA256 was the algorithm before.",
		"It works with OAuth 1.0 and token-based authentication.",
	}
	for name, text := range cases {
		_, _, alone := paste(t, "", text)
		for _, words := range prose {
			for _, both := range []string{words + "\n\n" + text, text + "\n\n" + words} {
				_, c, d := paste(t, "", both)
				sound(t, c, d)
				for _, certainty := range []diagnosis.Certainty{diagnosis.Confirmed, diagnosis.Likely} {
					if got, want := codesWith(d, certainty), codesWith(alone, certainty); !slices.Equal(got, want) {
						t.Errorf("%s beside %q: %s are %v; want %v", name, words, certainty, got, want)
					}
				}
			}
		}
	}
	_, _, d := paste(t, "", "Consumer Key / Client ID\nDetail: InvalidSignature")
	if got := d.Verdict("InvalidSignature").Verdict; got != diagnosis.Confirmed {
		t.Errorf("NetSuite's label of the credentials makes InvalidSignature %s", got)
	}
}

// TestSOAP catches a SOAP call that is not recognised as one.
func TestSOAP(t *testing.T) {
	old := forge(issuedHeader, accessClaims.but(part{"oit": at(-7200), "iat": at(-7200), "exp": at(-3600)}), 512)
	for _, text := range []string{
		"SoapFault: Invalid login attempt.", "zeep.exceptions.Fault: Invalid login attempt.\nNS_ACCOUNT='12345_sb1'", "<soapenv:Fault><faultcode>soapenv:Server.userException</faultcode></soapenv:Fault>",
		"curl https://1234567.suitetalk.api.netsuite.com/services/NetSuitePort_2023_1 -H 'Authorization: Bearer " + goodAccess + "'\nHTTP/1.1 500 Internal Server Error",
		"curl https://1234567.suitetalk.api.netsuite.com/services/NetSuitePort_2023_1 -H 'Authorization: Bearer " + old + "'",
		"POST /services/NetSuitePort_2025_2 HTTP/1.1\nHost: 1234567.suitetalk.api.netsuite.com\nAuthorization: Bearer " + old + "\n\n" + login401,
		"POST /services/NetSuitePort_2025_2 HTTP/1.1\nHost: 1234567.suitetalk.api.netsuite.com\nAuthorization: Bearer " + old + "\n\nDetail: AccessTokenExpired",
		"<soapenv:Envelope>" + old + "</soapenv:Envelope>\nDetail: InvalidSignature",
	} {
		_, _, d := paste(t, "", text)
		if codes := codesWith(d, diagnosis.Confirmed, diagnosis.Likely); len(codes) > 0 {
			t.Errorf("%.40q: %v; no code of OAuth 2.0 is probable", text, codes)
		}
		if first, _ := d.FirstCause(); !strings.Contains(first.Title, "SOAP web services login, which does not support OAuth 2.0") || first.Page != "symptoms/soap-and-other-services.md" {
			t.Errorf("%.40q: the first answer is %q, %s", text, first.Title, first.Page)
		}
	}
}

// TestTBAFaults catches a fault of a TBA or SOAP login that is not the first finding, and one
// that is reported for a login without it.
func TestTBAFaults(t *testing.T) {
	const (
		call = "GET /services/rest/record/v1/customer/7 HTTP/1.1\nHost: 1234567-sb1.suitetalk.api.netsuite.com\n"
		rest = `, oauth_consumer_key="aa", oauth_token="bb", oauth_signature_method="HMAC-SHA256", oauth_signature="cc%3D"`
		tail = "\n\nHTTP/1.1 401 Unauthorized\nDate: Mon, 23 Nov 2026 12:00:00 GMT\n\n"
	)
	signed := func(realm, nonce, stamp string) string {
		return `Authorization: OAuth realm="` + realm + `", oauth_nonce="` + nonce + `", oauth_timestamp="` + stamp + `"` + rest
	}
	good := call + signed("1234567_SB1", "x9Kq2LmPz71", "1795435200")
	for name, c := range map[string]struct{ text, tells string }{
		"two accounts":             {call + signed("7654321_SB1", "x9Kq2LmPz71", "1795435200") + tail, "two accounts"},
		"production and sandbox":   {call + signed("1234567", "x9Kq2LmPz71", "1795435200") + tail, "two accounts"},
		"lower case in realm":      {call + signed("1234567_sb1", "x9Kq2LmPz71", "1795435200") + tail, "must be 1234567_SB1"},
		"hyphen in realm":          {call + signed("1234567-SB1", "x9Kq2LmPz71", "1795435200") + tail, "must be 1234567_SB1"},
		"lower case, settings":     {"account = '1234567_sb1'\nconsumer_key = 'a'\ntoken_id = 'b'\n" + login401, "must be 1234567_SB1"},
		"lower case, PHP":          {"SoapFault: Invalid login attempt.\n\"account\" => \"1234567_sb2\", consumerKey", "must be 1234567_SB2"},
		"lower case, passport":     {"<tokenPassport><account>1234567_rp</account></tokenPassport>", "must be 1234567_RP"},
		"answer of another":        {good + "\n\nHTTP/1.1 401\nWWW-Authenticate: OAuth realm=\"7654321\", error=\"token_rejected\"\n", "answer is from account"},
		"nonce twice":              {good + tail + call + signed("1234567_SB1", "x9Kq2LmPz71", "1795435201"), "sent twice"},
		"nonce twice, words":       {good + tail + "the second call with the same header fails", "sent twice"},
		"HMAC-SHA1":                {strings.Replace(good, "HMAC-SHA256", "HMAC-SHA1", 1) + tail, "only HMAC-SHA256"},
		"clock":                    {call + signed("1234567_SB1", "x9Kq2LmPz71", "1795434000") + tail, "5 minutes"},
		"clock, no Date":           {call + signed("1234567_SB1", "x9Kq2LmPz71", "1795499000"), "future"},
		"milliseconds":             {call + signed("1234567_SB1", "x9Kq2LmPz71", "1795435200000") + tail, "milliseconds"},
		"query":                    {strings.Replace(good, "customer/7", "customer?limit=5", 1) + tail, "query"},
		"two logins":               {"<soapenv:Header><passport><email>a</email></passport><tokenPassport><account>1234567</account></tokenPassport></soapenv:Header>", "two logins"},
		"two logins, answer":       {"<platformFaults:invalidCredentialsFault><platformFaults:code>USER_ERROR</platformFaults:code><platformFaults:message>Ambiguous authentication</platformFaults:message></platformFaults:invalidCredentialsFault>", "two logins"},
		"SOAP fault":               {"<soapenv:Fault><detail><ns1:insufficientPermissionFault>x</ns1:insufficientPermissionFault></detail></soapenv:Fault>", "the role may not do it"},
		"SOAP login with a name":   {"<soapenv:Envelope><soapenv:Header><passport><email>a</email></passport></soapenv:Header></soapenv:Envelope>", "user's name and password"},
		"SOAP login with a token":  {"<soapenv:Envelope><soapenv:Header><tokenPassport></tokenPassport></soapenv:Header></soapenv:Envelope>", "logs in with tokenPassport"},
		"nothing that can be seen": {good + tail, "not OAuth 2.0: OAuth realm"},
	} {
		_, cs, d := paste(t, "", c.text)
		sound(t, cs, d)
		first, _ := d.FirstCause()
		if first.ID != "protocol" || !strings.Contains(first.Title+" "+first.Why, c.tells) {
			t.Errorf("%s: %s: %s — %s; want %q", name, first.ID, first.Title, first.Why, c.tells)
		}
	}
}
