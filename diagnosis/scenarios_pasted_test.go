package diagnosis_test

import (
	"encoding/base64"
	"strings"

	"authdoctor/diagnosis"
)

// authorize returns a request of step one with changes: pairs of a text and its replacement.
func authorize(changes ...string) string {
	return strings.NewReplacer(changes...).Replace(authorizeURL + goodState)
}

// call returns a call of REST web services with these headers.
func call(headers string) string {
	return "GET /services/rest/record/v1/customer/7 HTTP/1.1\nHost: 1234567.suitetalk.api.netsuite.com\n" + headers + "\n\n"
}

// tokenRequest returns a token request with these headers and fields.
func tokenRequest(headers, fields string) string {
	return "POST /services/rest/auth/oauth2/v1/token HTTP/1.1\nHost: 1234567.suitetalk.api.netsuite.com\n" + formHeader + headers + "\n" + fields + "\n"
}

// pastedScenarios are faults in requests and answers, and in texts about them.
func pastedScenarios() []scenario {
	basicAuth := "Authorization: Basic " + basic(clientID, "s3cretS3cret") + "\n"
	return []scenario{
		// Tokens that do not decode, or are not whole.
		sent("kid twice", base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(jsonOf(proofHeader), "{", `{"kid":"x",`, 1)))+"."+encode(proofClaims), asProof, "duplicate-members", fail, ""),
		sent("invisible character in jti", forge(proofHeader, proofClaims.but(part{"jti": "7f3a\u200b9c"}), 384), asProof, "hidden-characters", warn, ""),
		sent("placeholder in a decoded assertion", jsonOf(proofHeader)+jsonOf(proofClaims.but(part{"iss": "YOUR_CLIENT_ID"})), "", "redacted-claims", warn, ""),
		sent("token of another service", forge(part{"alg": "RS256", "typ": "JWT", "kid": "x"}, part{"iss": "https://accounts.example.com", "sub": "a", "aud": "b", "iat": at(-60), "exp": at(240)}, 256), "", "token-kind", warn, ""),
		sent("refresh token under the name of an access token", `{"access_token":"`+goodRefresh+`"}`, "", "token-name", fail, ""),
		proof("jti a number", nil, part{"jti": 7}, "claim-types", warn, ""),
		proof("nbf", nil, part{"nbf": at(-60)}, "not-before", warn, ""),

		// Step one.
		sent("authorize URL to the REST host", authorize("1234567.app", "1234567.suitetalk.api"), "", "authorize-host", fail, ""),
		sent("scope twice in step one", authorize("&scope=", "&scope=restlets&scope="), "", "parameters", fail, ""),
		sent("Application ID as client_id", authorize(clientID, appID), "", "authorize-client", fail, "UnknownIntegration"),
		sent("http in redirect_uri", authorize("https%3A%2F%2Fapp", "http%3A%2F%2Fapp"), "", "redirect-uri", fail, "InvalidRedirectURI"),
		sent("response_type token", authorize("response_type=code", "response_type=token"), "", "response-type", fail, "UnsupportedResponseType!"),
		sent("state of 8 characters", authorize(goodState, "a1b2c3d4")+"\n", "", "state", fail, "InvalidState!"),
		sent("public client without code_challenge", authorize(), "client=public", "code-challenge", fail, "InvalidRequest"),
		sent("unknown scope in step one", authorize("rest_webservices", "payroll"), "", "authorize-scope", fail, "ScopeMismatched"),
		sent("prompt of another service", authorize("&scope=", "&prompt=select_account&scope="), "", "prompt", warn, ""),

		sent("Bearer twice, in a header alone", "Authorization: Bearer Bearer "+goodAccess, asAccess, "header-line", warn, ""),
		sent("Bearer missing, in a header in code", "headers: {'Authorization': '"+goodAccess+"'}", asAccess, "header-line", warn, ""),
		sent("Bearer glued to the token", "Authorization: Bearer"+goodAccess, asAccess, "header-line", warn, ""),
		sent("redirect of another account", authorize()+"\nhttps://app.example.com/cb?state="+goodState+"&code=abcdefghabcdefgh&role=1000&entity=12&company=7654321", "", "callback", fail, ""),
		sent("redirect with another state", authorize()+"\nhttps://app.example.com/cb?state=a1b2c3d4&code=abcdefghabcdefgh&role=1000&entity=12&company=1234567", "", "callback", fail, ""),

		// The token request.
		sent("token request to the host of pages", "curl "+strings.Replace(endpoint, ".suitetalk.api", ".app", 1)+" -u "+clientID+":s3cretS3cret -d grant_type=refresh_token -d refresh_token=abc", "", "token-endpoint", fail, ""),
		sent("token request in JSON", strings.Replace(tokenRequest(basicAuth, `{"grant_type":"refresh_token","refresh_token":"abc"}`), "application/x-www-form-urlencoded", "application/json", 1), "", "request-encoding", fail, ""),
		sent("grant_type password", tokenRequest(basicAuth, "grant_type=password&username=a&password=b"), "", "grant-type", fail, "InvalidGrantType"),
		sent("Basic beside the assertion", tokenRequest(basicAuth, "grant_type=client_credentials&client_assertion_type="+assertType+"&client_assertion="+goodProof), "", "client-authentication", fail, ""),
		sent("assertion under the name jwt", tokenRequest("", "grant_type=client_credentials&client_assertion_type="+assertType+"&jwt="+goodProof), "", "request-fields", fail, ""),

		// Calls and their answers.
		sent("call with undefined as the token", call("Authorization: Bearer undefined"), "", "unfilled-value", fail, ""),
		sent("call to another service", "curl https://api.example.com/services/rest/record/v1/customer/7 -H 'Authorization: Bearer "+goodAccess+"'", "", "call-host", fail, ""),
		sent("call without Authorization", call("Accept: */*"), "", "call-authorization", fail, ""),
		sent("call in another account than was said", call("Authorization: Bearer [hidden]"), "account=7654321", "exchange-agrees", warn, ""),
		sent("grant refused", `HTTP/1.1 400 Bad Request`+"\n\n"+`{"error":"invalid_grant"}`, "step=refresh", "answer", fail, ""),
		sent("web page with status 200 in place of JSON", call("Authorization: Bearer [hidden]")+"HTTP/1.1 200 OK\nContent-Type: text/html\n\n<html><head><title>Welcome</title></head></html>", "", "answer", fail, ""),
		sent("error that was only named", "", "error=invalid_grant step=refresh", "answer", fail, ""),

		// Errors of clients, source code, and text around them.
		sent("host that no name server knows", "Error: getaddrinfo ENOTFOUND 1234567_SB1.suitetalk.api.netsuite.com", "", "client-line", fail, ""),
		sent("program that signs with RS256", `jwt.encode({"iss": cid, "scope": ["restlets"], "aud": "`+endpoint+`", "iat": now, "exp": now + 60}, key, algorithm="RS256", headers={"kid": "`+certID+`"})`, "", "algorithm", fail, "UnsupportedAlgo"),
		sent("program without kid", `jwt.encode({"iss": cid, "scope": ["restlets"], "aud": "`+endpoint+`", "iat": now, "exp": now + 60}, key, algorithm="PS256")`, "", "kid", warn, "MissingKeyId"),
		sent("program with an assertion of a day", `jwt.encode({"iss": cid, "scope": ["restlets"], "aud": "`+endpoint+`", "iat": now, "exp": now + 86400}, key, algorithm="PS256", headers={"kid": "`+certID+`"})`, "", "lifetime", fail, "TokenValidityTooBroad"),
		sent("code that is only mentioned", "Is it TokenRejected?", "", "named-code", fail, ""),
		sent("header of TBA", call(tbaHeader), "", "protocol", fail, ""),
		sent("word read in the trail", "Detail: ScopeMismatched", "", "detail", fail, "ScopeMismatched!"),
		{name: "rows of the trail beside the token", text: goodAccess, facts: asAccess, rows: [][5]string{{"-1m", "Failure", "MissingKey", "1000", "Shop"}}, check: "trail-rows", status: diagnosis.Unchecked},
		{name: "no row of the application beside the token", text: goodAccess, facts: asAccess + " application=Shop", rows: [][5]string{{"-1m", "Failure", "MissingKey", "1000", "Bank"}}, check: "trail-rows", status: diagnosis.Unchecked},
	}
}

// factScenarios are faults that were stated as facts. Those of the record's settings are in
// recordScenarios.
func factScenarios() []scenario {
	return []scenario{
		sent("feature off", "", "feature.oauth2=off", "feature", fail, "FeatureDisabled"),
		sent("record blocked", "", "record.state=blocked", "record-state", fail, "IntegrationBlocked"),
		sent("grant box of the flow not checked", "", "record.grants=client-credentials flow=authorization-code", "record-grants", fail, "AuthorizationCodeGrantRequired"),
		sent("script ID as Certificate ID", "", "certificate-id=custcertificate3", "certificate-id-form", fail, "MissingKey"),
		sent("sandbox refreshed", "", "changed=sandbox-refresh flow=client-credentials", "changed", warn, "MissingKey"),
		sent("token named that is of another kind", "", "token=assertion used-as=access", "used-as", fail, "InvalidIssuer InvalidTokenType"),
		sent("token said to have expired", "", "token=access expired=yes", "expired", fail, "AccessTokenExpired"),
		sent("application ID of another record", goodAccess, asAccess+" application-id="+uuid, "facts-agree", warn, ""),
		sent("entity of another user", goodAccess, asAccess+" entity=99", "facts-agree", warn, ""),
		sent("status and error that were only named", "", "error=invalid_client status=401", "answer", fail, "ClientAuthenticationFailed"),
	}
}
