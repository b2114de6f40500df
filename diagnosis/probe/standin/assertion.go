package standin

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	_ "crypto/sha256" // for crypto.Hash
	_ "crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"time"
)

// hashes are the algorithms of assertions (section_162790605110).
var hashes = map[string]crypto.Hash{
	"PS256": crypto.SHA256, "PS384": crypto.SHA384, "PS512": crypto.SHA512,
	"ES256": crypto.SHA256, "ES384": crypto.SHA384, "ES512": crypto.SHA512,
}

// curveBits are the curves of the ES algorithms (RFC 7518 section 3.4).
var curveBits = map[string]int{"ES256": 256, "ES384": 384, "ES512": 521}

// assertion is a client assertion as far as it is read.
type assertion struct {
	header struct{ Typ, Alg, Kid string }
	claims struct {
		Iss, Aud string
		Scope    any
		Iat, Exp *float64 // Oracle's own example sends a float
	}
	input     string
	signature []byte
}

// readAssertion decodes an assertion strictly: base64url without padding (RFC 7515).
func readAssertion(text string) (a assertion, ok bool) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return a, false
	}
	var decoded [3][]byte
	for i, part := range parts {
		var err error
		if decoded[i], err = base64.RawURLEncoding.Strict().DecodeString(part); err != nil || strings.ContainsAny(part, "\r\n") {
			return a, false
		}
	}
	a.input, a.signature = parts[0]+"."+parts[1], decoded[2]
	return a, json.Unmarshal(decoded[0], &a.header) == nil && json.Unmarshal(decoded[1], &a.claims) == nil
}

// verified reports whether the signature is that of a key: PSS with a salt as long as the
// hash, ECDSA as r‖s (RFC 7518 sections 3.4 and 3.5).
func (a assertion) verified(public crypto.PublicKey) bool {
	hash := hashes[a.header.Alg]
	sum := hash.New()
	sum.Write([]byte(a.input))
	switch key := public.(type) {
	case *rsa.PublicKey:
		return strings.HasPrefix(a.header.Alg, "PS") && rsa.VerifyPSS(key, hash, sum.Sum(nil), a.signature, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}) == nil
	case *ecdsa.PublicKey:
		size := (key.Params().BitSize + 7) / 8
		if curveBits[a.header.Alg] != key.Params().BitSize || len(a.signature) != 2*size {
			return false
		}
		r, s := new(big.Int).SetBytes(a.signature[:size]), new(big.Int).SetBytes(a.signature[size:])
		return ecdsa.Verify(key, sum.Sum(nil), r, s)
	}
	return false
}

// scopes returns the scopes, from an array or a string. By Oracle's text a comma
// separates them, and single strings are seen in the field.
func (a assertion) scopes() []string {
	switch scope := a.claims.Scope.(type) {
	case string:
		return strings.FieldsFunc(scope, func(r rune) bool { return r == ',' || r == ' ' })
	case []any:
		var list []string
		for _, one := range scope {
			text, _ := one.(string)
			list = append(list, text)
		}
		return list
	}
	return nil
}

// refusal is an error of the token endpoint.
type refusal struct {
	status     int
	name, why  string
	unknown500 bool // seen with 500 too, for the fault Unknown500
}

// check returns the mapping of an assertion, or why NetSuite refuses it. The errors are those
// seen in the field: F0 and F3 for kid, signature and expiry, F17 for RS256. Those of aud, of
// a time of issue in the future and of a lifetime over an hour are not documented.
func (s *Server) check(text string) (*Mapping, []string, *refusal) {
	a, ok := readAssertion(text)
	switch {
	case !ok:
		return nil, nil, &refusal{400, "invalid_request", "the assertion cannot be decoded", false}
	case hashes[a.header.Alg] == 0:
		return nil, nil, &refusal{500, "server_error", "alg is " + a.header.Alg, false}
	case a.header.Kid == "":
		return nil, nil, &refusal{500, "server_error", "there is no kid", false}
	case a.header.Typ != "JWT":
		return nil, nil, &refusal{400, "invalid_request", "typ is not JWT", false}
	case a.claims.Iss != s.ClientID:
		return nil, nil, &refusal{500, "server_error", "iss is not the Client ID", false}
	}
	m, why := s.mapping(a.header.Kid)
	switch {
	case m == nil:
		return nil, nil, &refusal{400, "invalid_client", why, true}
	case !a.verified(m.certificate.PublicKey):
		return nil, nil, &refusal{400, "invalid_client", "the signature is not that of the mapped certificate", false}
	case !slices.Contains([]string{s.TokenAddress(), s.URL + tokenPath, strings.Replace(s.TokenAddress(), "suitetalk", "restlets", 1)}, a.claims.Aud):
		return nil, nil, &refusal{400, "invalid_client", "aud is " + a.claims.Aud, false}
	case a.claims.Iat == nil || a.claims.Exp == nil:
		return nil, nil, &refusal{400, "invalid_request", "iat or exp is missing", false}
	}
	now := float64(s.now().UnixNano()) / float64(time.Second)
	switch {
	case *a.claims.Exp <= now:
		return nil, nil, &refusal{400, "invalid_grant", "the assertion has expired", false}
	case *a.claims.Iat > now:
		return nil, nil, &refusal{400, "invalid_grant", "iat is in the future", false}
	case *a.claims.Exp-*a.claims.Iat > 3600:
		return nil, nil, &refusal{400, "invalid_grant", "exp is more than an hour after iat", false}
	}
	scopes := a.scopes()
	if why := s.badScope(scopes); why != "" || slices.Contains(scopes, "mcp") {
		return nil, nil, &refusal{400, "invalid_scope", "scope: " + why, false}
	}
	return m, scopes, nil
}

// badScope returns why scopes are refused; "" if they are not.
func (s *Server) badScope(scopes []string) string {
	if len(scopes) == 0 {
		return "there is none"
	}
	for _, scope := range scopes {
		switch {
		case !slices.Contains(s.Scopes, scope):
			return "the box of " + scope + " is not checked"
		case scope == "mcp" && len(scopes) > 1:
			return "mcp goes with no other scope"
		}
	}
	return ""
}
