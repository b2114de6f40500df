package keys

import (
	"encoding/base64"
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/token"
)

// minKeyID is the length of the shortest name that is taken for a kid. Shorter ones are
// words, such as certificate.
const minKeyID = 16

// byKeyID reads an object of which every member is a key under its kid: a JWK, or PEM as in
// Google's lists of certificates. It returns false for any other value.
func (r *reader) byKeyID(value token.Value) bool {
	pem := 0
	for _, m := range value.Members {
		text := m.Value.Type == token.String && len(m.Name) >= minKeyID && strings.ContainsAny(m.Name, "0123456789") &&
			(strings.Contains(m.Value.Text, "-BEGIN CERTIFICATE-") || strings.Contains(m.Value.Text, "-BEGIN PUBLIC KEY-"))
		switch {
		case text:
			pem++
		case !isJWK(m.Value):
			return false
		}
	}
	if len(value.Members) == 0 || len(value.Members) == 1 && pem == 0 { // the one is a JWK in something else
		return false
	}
	r.file.IsSet = true
	if pem < len(value.Members) {
		r.problem(Problem{ID: "set", Level: Warning, Title: "The keys are in an object, by kid, not in an array", Expected: `{"keys": [...]}`, Got: `{"kid": {...}}`,
			Why: "A JWK Set has an array of keys (RFC 7517 section 5). authdoctor read the object anyway; strict parsers reject it.", Fix: "Write the keys as an array: authdoctor key inspect --as jwks FILE prints it."})
	}
	for _, m := range value.Members {
		before := len(r.file.Keys)
		if m.Value.Type == token.String {
			layers := r.layers
			r.read([]byte(m.Value.Text))
			r.layers = layers
		} else {
			r.jwk(m.Value, "key "+token.Shown(m.Name))
		}
		for i := range r.file.Keys[before:] {
			if key := &r.file.Keys[before+i]; key.KeyID == "" {
				key.KeyID, _ = border.Printable(m.Name)
			}
		}
	}
	return true
}

// encryptedJSON reports whether an object is a JWE in JSON (RFC 7516 section 7.2).
func encryptedJSON(value token.Value) bool {
	has := func(name string) bool {
		_, ok := value.Get(name)
		return ok
	}
	return has("ciphertext") && (has("protected") || has("unprotected") || has("iv") || has("recipients") || has("encrypted_key"))
}

// encryptedCompact reports whether a text is a JWE in compact form (RFC 7516 section 7.1)
// that says that it holds a JWK or a set of them (RFC 7517 section 7).
func encryptedCompact(text string) bool {
	parts := strings.SplitN(text, ".", 6)
	if len(parts) != 5 {
		return false
	}
	header, err := base64.RawURLEncoding.DecodeString(parts[0])
	if err != nil {
		return false
	}
	value, err := token.ParseJSON(header)
	if err != nil {
		return false
	}
	cty, _ := value.Get("cty")
	return slices.Contains([]string{"jwk+json", "jwk-set+json"}, strings.TrimPrefix(strings.ToLower(cty.Text), "application/"))
}

// encryptedJWK reports a JWK that is inside a JWE.
func (r *reader) encryptedJWK() {
	r.fault("encrypted-jwk", "This is an encrypted JSON Web Key (JWE)", "a key inside a JWE",
		"The key is encrypted with a pass phrase or another key (RFC 7517 section 7). authdoctor and NetSuite do not decrypt it.",
		"Decrypt it with the program that created it and open the result, or open the certificate.")
}
