package source

import "strings"

// thing is a header parameter or a claim of the assertion that a program sets.
type thing string

// spelled maps names that programs use for header parameters and claims, as fold returns
// them: members, arguments and methods.
var spelled = map[string]thing{
	// PyJWT, authlib, jwcrypto, jsonwebtoken, jose, jsrsasign, ruby-jwt, firebase/php-jwt
	"alg": "alg", "algorithm": "alg", "kid": "kid", "keyid": "kid", "typ": "typ",
	"iss": "iss", "sub": "sub", "aud": "aud", "scope": "scope", "iat": "iat", "exp": "exp", "nbf": "nbf",
	"expiresin": "expiresIn",
	// jsonwebtoken's options, JwtSecurityToken's arguments, SecurityTokenDescriptor's properties
	"issuer": "iss", "audience": "aud", "subject": "sub", "issuedat": "iat", "expires": "exp",
	// jose, jjwt, auth0, nimbus, lcobucci
	"setissuer": "iss", "withissuer": "iss", "issuedby": "iss",
	"setaudience": "aud", "withaudience": "aud", "permittedfor": "aud",
	"setsubject": "sub", "withsubject": "sub", "relatedto": "sub",
	"setissuedat": "iat", "withissuedat": "iat", "issuetime": "iat",
	"setexpirationtime": "exp", "setexpiration": "exp", "expiration": "exp", "expirationtime": "exp", "withexpiresat": "exp", "expiresat": "exp",
	"setkeyid": "kid", "withkeyid": "kid",
}

// formFields are the fields of a token request, and names often confused with them.
var formFields = []string{"grant_type", "client_assertion", "client_assertion_type", "assertion", "clientAssertion", "client_assertion_jwt", "assertion_type", "clientAssertionType",
	"client_id", "client_secret", "code", "redirect_uri", "redirectUri", "redirect_url", "refresh_token", "refreshToken", "code_verifier", "scope", "jwt", "token", "auth_code", "authorization_code", "grantType"}

// signer is a call that makes a JWT.
type signer struct {
	// name is the last word of the call and before the end of the word in front of it, both
	// in lower case; before is "" for any word.
	name, before string
	// byDefault is the algorithm if the call names none; "" if there is no default.
	byDefault string
	// defaultArgs is the maximum number of arguments of a call that names no algorithm.
	defaultArgs int
}

// signers are the calls of libraries, according to their documentation.
var signers = []signer{
	{"encode", "jwt", "HS256", 2}, // PyJWT and ruby-jwt: jwt.encode(payload, key)
	{"sign", "jwt", "HS256", 3},   // jsonwebtoken: jwt.sign(payload, key, options)
	{"sign", "jsonwebtoken", "HS256", 3},
	{"sign", "jws", "", 0},             // jsrsasign
	{"signjwt", "", "", 0},             // jose
	{"jwt", "jwt", "", 0},              // jwcrypto
	{"builder", "jwts", "", 0},         // jjwt
	{"create", "jwt", "", 0},           // auth0
	{"signedjwt", "", "", 0},           // nimbus
	{"jwsheader", "new", "", 0},        // nimbus
	{"builder", "jwsheader", "", 0},    // nimbus
	{"jwtsecuritytoken", "new", "", 0}, // System.IdentityModel
	{"createtoken", "", "", 0},         // JsonWebTokenHandler, JwtSecurityTokenHandler
	{"newwithclaims", "", "", 0},       // golang-jwt
	{"issuedby", "", "", 0},            // lcobucci
	{"sign", "crypto", "", 0},          // Node's crypto
	{"createsign", "", "", 0},          // Node's crypto
	{"openssl_sign", "", "", 0},        // PHP
}

// senders are words in calls that send a request or build its body.
var senders = []string{"requests", "httpx", "session", "axios", "fetch", "got", "superagent", "request", "postasync", "sendasync", "formurlencodedcontent", "urlsearchparams", "stringify", "http_build_query", "postform", "values",
	"formbody", "postforentity", "exchange", "multivaluemap", "linkedmultivaluemap", "webclient", "invoke-restmethod", "invoke-webrequest", "sendrequest", "urlfetchapp", "https", "http", "curl_setopt", "curl_setopt_array", "httparty", "faraday", "restclient",
	"net", "urlencode", "httpclient", "guzzlehttp", "client", "post", "request_token", "postasjsonasync"}

// algorithmOf returns the JWS name (RFC 7518 section 3.1) of an algorithm as programs name
// it, or "".
func algorithmOf(name string) string {
	if !strings.Contains(name, "256") && !strings.Contains(name, "384") && !strings.Contains(name, "512") {
		return ""
	}
	if i := strings.LastIndexAny(name, ".:"); i >= 0 {
		name = name[i+1:]
	}
	if len(name) == 5 && strings.Contains("RSPSESHS", name[:2]) && (name[2:] == "256" || name[2:] == "384" || name[2:] == "512") {
		return name
	}
	lower := fold(name)
	bits := ""
	for _, n := range []string{"256", "384", "512"} {
		if strings.HasSuffix(lower, n) || strings.HasSuffix(lower, n+"signature") {
			bits = n
		}
	}
	if bits == "" {
		return ""
	}
	for _, family := range []struct{ name, alg string }{
		{"rsassapsssha", "PS"}, {"rsapsssha", "PS"}, {"signingmethodps", "PS"}, // before rsa-sha
		{"rsasha", "RS"}, {"rsa" + bits, "RS"}, {"signingmethodrs", "RS"}, {"rsa\\sha", "RS"},
		{"ecdsasha", "ES"}, {"ecdsa" + bits, "ES"}, {"signingmethodes", "ES"}, {"ecdsa\\sha", "ES"},
		{"hmacsha", "HS"}, {"hmac" + bits, "HS"}, {"signingmethodhs", "HS"}, {"hmac\\sha", "HS"},
	} {
		if strings.HasPrefix(lower, family.name) || strings.Contains(lower, "\\") && strings.Contains(lower, family.name) {
			return family.alg + bits
		}
	}
	return ""
}

// fold returns name in lower case, without underscores, hyphens and dollar signs.
func fold(name string) string { return strings.ToLower(unjoined.Replace(name)) }

var unjoined = strings.NewReplacer("_", "", "-", "", "$", "")
