package diagnosis_test

import (
	"fmt"
	"strings"
	"time"

	"authdoctor/diagnosis"
)

// issued returns a scenario with a fault in an access token that was sent as one.
func issued(name string, header, claims part, first string, status diagnosis.Status, codes string) scenario {
	return sent(name, forge(issuedHeader.but(header), accessClaims.but(claims), 512), asAccess, first, status, codes)
}

// proof returns a scenario with a fault in a client assertion that was sent as one.
func proof(name string, header, claims part, first string, status diagnosis.Status, codes string) scenario {
	return sent(name, forge(proofHeader.but(header), proofClaims.but(claims), 384), asProof, first, status, codes)
}

// good returns a scenario with a sound token.
func good(name, text, facts string) scenario { return sent("good "+name, text, facts, "", "", "") }

var (
	expired     = part{"oit": at(-7200), "iat": at(-7200), "exp": at(-3600)}
	derES256    = forge(proofHeader.but(part{"alg": "ES256"}), proofClaims, 0) + ".MEQCIAoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKAiAKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCg"
	withAccount = func(host string) part {
		return part{"aud": strings.Replace(endpoint, "1234567.suitetalk.api.netsuite.com", host, 1)}
	}
)

func tokenScenarios() []scenario {
	sandbox := part{"aud": []string{appID + ";1234567_SB1", clientID}, "jti": fmt.Sprintf("1234567_SB1.a-a.%s_%d000.%d000", uuid, at(-300), at(-300))}
	return []scenario{
		// Expiry.
		issued("access expired", nil, expired, "expired", fail, "AccessTokenExpired!"),
		sent("access expired, use unknown", forge(issuedHeader, accessClaims.but(expired), 512), "", "expired", fail, "AccessTokenExpired!"),
		sent("access expired, SuiteAnalytics", forge(issuedHeader, accessClaims.but(expired).but(part{"scope": []string{"suite_analytics"}}), 512), "used-as=access service=suite_analytics", "expired", fail, "AccessTokenExpired"),
		sent("access expired, mcp", forge(issuedHeader, accessClaims.but(expired).but(part{"scope": []string{"mcp"}}), 512), "used-as=access", "expired", fail, "AccessTokenExpired"),
		sent("access expired, OpenID Connect", forge(issuedHeader, accessClaims.but(expired).but(part{"scope": []string{"openid"}}), 512), "used-as=access", "expired", fail, "AccessTokenExpired"),
		sent("access expired, but step one failed", forge(issuedHeader, accessClaims.but(expired), 512), "step=authorize", "expired", fail, "AccessTokenExpired"),
		sent("access expired, but step two failed", forge(issuedHeader, accessClaims.but(expired), 512), "step=token", "expired", fail, "AccessTokenExpired"),
		sent("access expired, not of that role", forge(issuedHeader, accessClaims.but(expired), 512), asAccess+" role=3", "expired", fail, "AccessTokenExpired"),
		sent("refresh expired", forge(issuedHeader, refreshClaims.but(part{"oit": at(-700000), "iat": at(-700000), "exp": at(-95200)}), 512), asRefresh, "expired", fail, "RefreshTokenExpired!"),
		sent("refresh expired, use unknown", forge(issuedHeader, refreshClaims.but(part{"iat": at(-700000), "exp": at(-95200)}), 512), "", "expired", fail, "RefreshTokenExpired"),
		sent("ID token expired", forge(issuedHeader, idClaims.but(part{"iat": at(-14400), "exp": at(-3600)}), 512), "used-as=id", "expired", fail, "TokenExpired"),
		proof("assertion expired", nil, part{"iat": at(-900), "exp": at(-600)}, "expired", fail, "TokenExpired"),
		{name: "access token looked at two hours later", text: goodAccess, facts: asAccess, later: 2 * time.Hour, check: "expired", status: fail, codes: "AccessTokenExpired!"},
		// Times.
		issued("issued in the future", nil, part{"oit": at(900), "iat": at(900), "exp": at(4500)}, "issued-at", fail, "TokenNotAcceptable"),
		issued("issued a little in the future", nil, part{"oit": at(30), "iat": at(30), "exp": at(3630)}, "issued-at", warn, ""),
		proof("assertion issued in the future", nil, part{"iat": at(7200), "exp": at(7500)}, "issued-at", fail, "TokenNotAcceptable"),
		proof("assertion in milliseconds", nil, part{"iat": at(-60) * 1000, "exp": at(240) * 1000}, "time-format", fail, "TokenValidityTooBroad TokenNotAcceptable"),
		proof("only exp in milliseconds", nil, part{"exp": at(240) * 1000}, "time-format", fail, "TokenValidityTooBroad"),
		proof("exp missing", nil, part{"exp": gone}, "time-format", fail, ""),
		proof("iat missing", nil, part{"iat": gone}, "time-format", fail, ""),
		proof("exp a text", nil, part{"exp": fmt.Sprint(at(240))}, "time-format", fail, ""),
		proof("exp an array", nil, part{"exp": []int64{at(240)}}, "time-format", fail, ""),
		proof("iat with a fraction", nil, part{"iat": float64(at(-60)) + 0.5}, "time-format", warn, ""),
		proof("lifetime of 24 hours", nil, part{"exp": at(-60 + 86400)}, "lifetime", fail, "TokenValidityTooBroad"),
		proof("lifetime of 61 minutes", nil, part{"exp": at(-60 + 3660)}, "lifetime", fail, "TokenValidityTooBroad"),
		proof("lifetime of exactly 60 minutes", nil, part{"exp": at(-60 + 3600)}, "lifetime", warn, ""),
		proof("exp before iat", nil, part{"iat": at(-60), "exp": at(-120)}, "expired", fail, "TokenExpired"), // and the lifetime
		issued("access of a day", nil, part{"exp": at(-300 + 86400)}, "lifetime", fail, "TokenValidityTooBroad"),
		issued("access of 90 minutes", nil, part{"exp": at(-300 + 5400)}, "lifetime", warn, ""),
		// Kinds.
		sent("refresh sent as access", goodRefresh, asAccess, "used-as", fail, "TokenRejected InvalidTokenType"),
		sent("ID token sent as access", goodID, asAccess, "used-as", fail, "InvalidTokenType TokenRejected"),
		sent("assertion sent as access", goodProof, asAccess, "used-as", fail, "InvalidIssuer InvalidTokenType"),
		sent("access sent as refresh", goodAccess, asRefresh, "used-as", fail, "InvalidRefreshToken InvalidTokenType"),
		sent("client-credentials access sent as refresh", forge(issuedHeader, m2mClaims, 512), asRefresh, "used-as", fail, "InvalidRefreshToken InvalidTokenType"),
		sent("access sent as assertion", goodAccess, asProof, "used-as", fail, "InvalidIssuer"),
		// Header.
		issued("no kid", part{"kid": gone}, nil, "kid", fail, "MissingKeyId"),
		issued("kid of another account", part{"kid": "c.7654321.2026-10-20_00-10-22"}, nil, "kid", fail, "MissingKey"),
		issued("kid of a key made later", part{"kid": "c.1234567.2026-11-23_11-59-00"}, nil, "kid", fail, "MissingKey"),
		issued("kid of a key that had ended", part{"kid": "c.1234567.2026-01-20_00-10-22"}, nil, "kid", warn, ""),
		issued("kid no key of NetSuite's", part{"kid": "my-key"}, nil, "kid", fail, "MissingKey"),
		issued("RS512 on an access token", part{"alg": "RS512"}, nil, "algorithm", fail, "UnsupportedAlgo"),
		issued("alg none on an access token", part{"alg": "none"}, nil, "algorithm", fail, "UnsupportedAlgo"),
		proof("assertion without kid", part{"kid": gone}, nil, "kid", fail, "MissingKeyId"),
		proof("assertion with an empty kid", part{"kid": ""}, nil, "kid", fail, "MissingKeyId"),
		proof("kid null", part{"kid": nil}, nil, "kid", fail, "MissingKeyId"),
		proof("kid a number", part{"kid": 7}, nil, "kid", fail, "MissingKey"),
		proof("script ID as kid", part{"kid": "custcertificate1"}, nil, "kid", fail, "MissingKey"),
		proof("Client ID as kid", part{"kid": clientID}, nil, "kid", fail, "MissingKey"),
		proof("Application ID as kid", part{"kid": appID}, nil, "kid", fail, "MissingKey"),
		proof("company key as kid", part{"kid": keyID}, nil, "kid", fail, "MissingKey"),
		proof("fingerprint as kid", part{"kid": strings.Repeat("AB:", 31) + "AB"}, nil, "kid", fail, "MissingKey"),
		proof("padded kid", part{"kid": certID + "="}, nil, "kid", fail, "MissingKey"),
		proof("kid of 44 characters", part{"kid": certID + "A"}, nil, "kid", warn, ""),
		sent("kid not the one on the mapping", goodProof, asProof+" certificate-id=-"+certID[1:], "kid", fail, "MissingKey"),
		proof("RS256 on an assertion", part{"alg": "RS256"}, nil, "algorithm", fail, "UnsupportedAlgo"),
		proof("HS256 on an assertion", part{"alg": "HS256"}, nil, "algorithm", fail, "UnsupportedAlgo"),
		proof("alg missing", part{"alg": gone}, nil, "algorithm", fail, "UnsupportedAlgo"),
		proof("alg in lower case", part{"alg": "ps256"}, nil, "algorithm", fail, "UnsupportedAlgo"),
		proof("crit", part{"crit": []string{"b64"}}, nil, "header-parameters", fail, ""),
		proof("typ missing", part{"typ": gone}, nil, "header-parameters", warn, ""),
		// Claims.
		issued("scope empty", nil, part{"scope": []string{}}, "scope", fail, "InvalidScope"),
		issued("scope missing", nil, part{"scope": gone}, "scope", fail, "InvalidScope"),
		proof("scope an empty text", nil, part{"scope": ""}, "scope", fail, "InvalidScope"),
		proof("scope mcp", nil, part{"scope": "mcp"}, "scope", fail, "ScopeMismatched InvalidScope"),
		issued("scope unknown", nil, part{"scope": []string{"rest_webservices", "payroll"}}, "scope", fail, "ScopeMismatched InvalidScope"),
		issued("scope not of the service", nil, part{"scope": []string{"restlets"}}, "scope-service", fail, "ScopeMismatched"),
		sent("scope not on the record", goodAccess, asAccess+" record.scopes=rest_webservices", "scope-record", fail, "ScopeMismatched"),
		proof("Application ID as iss", nil, part{"iss": appID}, "issuer", fail, "InvalidIntegration InvalidIssuer"),
		proof("a name as iss", nil, part{"iss": "my-app"}, "issuer", fail, "InvalidIssuer InvalidIntegration"),
		proof("iss missing", nil, part{"iss": gone}, "issuer", fail, "InvalidIssuer InvalidIntegration"),
		issued("another issuer", nil, part{"iss": "https://login.example.com"}, "issuer", fail, "InvalidIssuer"),
		sent("another Client ID in the token", goodAccess, asAccess+" client-id="+otherID, "client-id", fail, "ClientIdMismatch"),
		sent("another Client ID in the assertion", goodProof, asProof+" client-id="+otherID, "client-id", fail, "InvalidIntegration"),
		issued("sub names no role", nil, part{"sub": "jo@example.com"}, "subject", fail, "EntityOrRoleDisabled"),
		sent("another account", goodAccess, asAccess+" account=7654321", "account", fail, ""),
		// Audience.
		proof("aud missing", nil, part{"aud": gone}, "audience", fail, ""),
		proof("aud with an underscore", nil, withAccount("1234567_SB1.suitetalk.api.netsuite.com"), "audience", fail, ""),
		proof("aud with a placeholder", nil, withAccount("accountID.suitetalk.api.netsuite.com"), "audience", fail, ""),
		proof("aud of the user interface", nil, withAccount("1234567.app.netsuite.com"), "audience", fail, ""),
		proof("aud of no account", nil, withAccount("system.netsuite.com"), "audience", fail, ""),
		proof("aud of somebody else", nil, withAccount("1234567.suitetalk.api.netsuite.com.example.com"), "audience", fail, ""),
		proof("aud with a Cyrillic letter", nil, withAccount("1234567.suitetаlk.api.netsuite.com"), "audience", fail, ""),
		proof("aud with http", nil, part{"aud": strings.Replace(endpoint, "https", "http", 1)}, "audience", fail, ""),
		proof("aud with a slash behind", nil, part{"aud": endpoint + "/"}, "audience", fail, ""),
		proof("aud with a question mark behind", nil, part{"aud": endpoint + "?"}, "audience", fail, ""),
		proof("aud with a number sign behind", nil, part{"aud": endpoint + "#"}, "audience", fail, ""),
		proof("aud with a port", nil, withAccount("1234567.suitetalk.api.netsuite.com:443"), "audience", fail, ""),
		proof("aud percent-encoded", nil, part{"aud": strings.Replace(endpoint, "/token", "/%74oken", 1)}, "audience", fail, ""),
		proof("aud of another path", nil, part{"aud": strings.Replace(endpoint, "/v1/token", "/v1/authorize", 1)}, "audience", fail, ""),
		proof("aud with capitals", nil, withAccount("TSTDRV1234567.suitetalk.api.netsuite.com"), "audience", warn, ""),
		proof("aud of the RESTlets host", nil, withAccount("1234567.restlets.api.netsuite.com"), "audience", warn, ""),
		proof("aud as array", nil, part{"aud": []string{endpoint}}, "audience", warn, ""),
		// Signatures, as far as they can be checked without a key.
		sent("RSA 2048", forge(proofHeader, proofClaims, 256), asProof, "signature-form", fail, "SignatureValidation"),
		sent("signature of an odd length", forge(proofHeader, proofClaims, 383), asProof, "signature-form", fail, "SignatureValidation"),
		sent("signature of another curve", forge(proofHeader.but(part{"alg": "ES256"}), proofClaims, 96), asProof, "signature-form", fail, "SignatureValidation"),
		sent("ECDSA in DER", derES256, asProof, "signature-form", fail, "SignatureValidation"),
		sent("signature of an access token cut", forge(issuedHeader, accessClaims, 510), asAccess, "signature-form", fail, "InvalidSignature"),
		// Tokens that do not decode.
		sent("cut short", goodAccess[:300], asAccess, "token-json", fail, ""),
		sent("four parts", goodAccess+"."+"AAAA", asAccess, "token-structure", fail, ""),
		sent("padded", strings.Replace(goodAccess, ".", "=.", 1), asAccess, "token-encoding", fail, ""),
		// Sound tokens.
		good("access", goodAccess, asAccess),
		good("access, use unknown", goodAccess, ""),
		good("access, signature removed", forge(issuedHeader, accessClaims, 0), asAccess),
		good("access, PS256", forge(issuedHeader.but(part{"alg": "PS256"}), accessClaims, 384), asAccess),
		good("access, client credentials", forge(issuedHeader, m2mClaims, 512), asAccess),
		good("access of a sandbox", forge(issuedHeader.but(part{"kid": "c.1234567_SB1.2026-10-20_00-10-22"}), accessClaims.but(sandbox), 512), asAccess+" account=1234567-sb1"),
		good("access, mcp", forge(issuedHeader, accessClaims.but(part{"scope": []string{"mcp"}}), 512), "used-as=access service=mcp"),
		good("access, SuiteAnalytics", forge(issuedHeader, m2mClaims.but(part{"scope": []string{"suite_analytics"}}), 512), "used-as=access service=suite_analytics"),
		good("access, OpenID Connect", forge(issuedHeader, accessClaims.but(part{"scope": []string{"openid", "email"}}), 512), "used-as=access"),
		good("access, system key", forge(issuedHeader.but(part{"kid": "s.SYSTEM.2020_1"}), accessClaims, 512), asAccess),
		good("access, all boxes on the record", goodAccess, asAccess+" record.scopes=restlets,rest_webservices feature.oauth2=on record.state=enabled record.grants=authorization-code"),
		good("access of a chain that began earlier", forge(issuedHeader, accessClaims.but(part{"oit": at(-400000)}), 512), asAccess),
		good("refresh", goodRefresh, asRefresh),
		good("refresh of a public client", forge(issuedHeader, refreshClaims.but(part{"exp": at(-300 + 48*3600)}), 512), asRefresh),
		good("ID token", goodID, "used-as=id"),
		good("assertion, PS256", goodProof, asProof),
		good("assertion, PS512 and RSA 4096", forge(proofHeader.but(part{"alg": "PS512"}), proofClaims, 512), asProof),
		good("assertion, ES256", forge(proofHeader.but(part{"alg": "ES256"}), proofClaims, 64), asProof),
		good("assertion, ES384", forge(proofHeader.but(part{"alg": "ES384"}), proofClaims, 96), asProof),
		good("assertion, ES512", forge(proofHeader.but(part{"alg": "ES512"}), proofClaims, 132), asProof),
		good("assertion, signature removed", forge(proofHeader, proofClaims, 0), asProof),
		good("assertion, scope as text", forge(proofHeader, proofClaims.but(part{"scope": "rest_webservices"}), 384), asProof),
		good("assertion, scopes by comma", forge(proofHeader, proofClaims.but(part{"scope": "restlets,rest_webservices"}), 384), asProof),
		good("assertion with jti", forge(proofHeader, proofClaims.but(part{"jti": "bZBqhA8MC6U0ukdsmPcp1KHG"}), 384), asProof),
		good("assertion of 59 minutes", forge(proofHeader, proofClaims.but(part{"exp": at(-60 + 3599)}), 384), asProof),
		good("assertion for a sandbox", forge(proofHeader, proofClaims.but(withAccount("1234567-sb1.suitetalk.api.netsuite.com")), 384), asProof+" account=1234567_SB1"),
		good("assertion, kid with a hyphen first", forge(proofHeader.but(part{"kid": "-" + certID[1:]}), proofClaims, 384), asProof),
	}
}
