package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	_ "crypto/sha256" // for the signing methods
	_ "crypto/sha512"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/golang-jwt/jwt/v5"

	"authdoctor/diagnosis/token"
)

// State is the result of verifying a signature; the values of tokens[].signature in JSON.
type State string

// The states.
const (
	Verified State = "verified"
	Invalid  State = "invalid"
	// Unchecked means that the signature may be valid or not, for the Reason given.
	Unchecked State = "unchecked"
)

// Reason is the reason why a signature is not verified.
type Reason string

// The reasons of Unchecked.
const (
	NoKeys      Reason = "no-keys"      // none was given
	Unusable    Reason = "unusable"     // keys were given, but none that can verify anything
	NoSignature Reason = "no-signature" // the signature part was removed
	Undecodable Reason = "undecodable"  // the encoding of the token breaks RFC 7515
	Refused     Reason = "refused"      // this kind of token must not have the algorithm
	NotAmong    Reason = "not-among"    // the key that kid names is not among those given
	NotIssuers  Reason = "not-issuers"  // NetSuite issued the token; the keys given are not NetSuite's
	Ambiguous   Reason = "ambiguous"    // kid names several different keys
	OtherUse    Reason = "other-use"    // use, key_ops or alg of Key forbids it
)

// The reasons of Invalid.
const (
	NotSigned      Reason = "not-signed"      // alg none, or HMAC, which no public key verifies
	Critical       Reason = "critical"        // crit or b64, which NetSuite does not document
	KeyType        Reason = "key-type"        // alg needs a key of another type or curve
	Length         Reason = "length"          // shorter or longer than the signatures of the key
	DERForm        Reason = "der"             // right, but in DER instead of r‖s
	Unpadded       Reason = "unpadded"        // right, but r, s or RSA's number lost leading zeros
	Padded         Reason = "padded"          // right, but r, s or RSA's number has zeros before it
	Encoded        Reason = "encoded"         // right, but the text of its bytes was encoded
	Swapped        Reason = "swapped"         // right, but s‖r
	LittleEndian   Reason = "little-endian"   // right, but the bytes of the numbers reversed
	OutOfRange     Reason = "out-of-range"    // r or s is out of range for the curve
	PSSParameters  Reason = "pss-parameters"  // right, but salt or mask are not those of RFC 7518
	OtherAlgorithm Reason = "other-algorithm" // right key, right content, made with another algorithm
	OtherInput     Reason = "other-input"     // right key, made over the content in another form
	Changed        Reason = "changed"         // right key, but made over other content
	OtherKey       Reason = "other-key"       // made with another key
	KeyOrContent   Reason = "key-or-content"  // another key or other content; ECDSA does not reveal which
)

// Signature is the result of verifying the signature of one token.
type Signature struct {
	State  State  `json:"state"`
	Reason Reason `json:"reason,omitempty"` // "" if State is Verified
	// Told reports whether State or Fits is what a case file says, or was found with a key that
	// only a case file says is the right one.
	Told bool `json:"-"`
	// Here reports, for the result of a token in a Case, that State was verified in this
	// process, before pseudonyms replaced the signed content.
	Here bool `json:"-"`
	// Key is the key that verified the signature or that Reason refers to; nil for none.
	Key *Key `json:"-"`
	// Named reports whether kid names Key, by its kid in the key set or its expected
	// Certificate ID.
	Named bool `json:"named,omitempty"`
	// Fits is the key that verifies the signature although kid names Key, or although the
	// token is refused or cannot be decoded strictly; nil for none.
	Fits *Key `json:"-"`
	// Algorithm is the algorithm that the signature was made with; "" if unknown.
	Algorithm string `json:"algorithm,omitempty"`
	// SaltBytes and Mask are the parameters of a PSS signature if they are not those of
	// RFC 7518 section 3.5.
	SaltBytes int    `json:"salt_bytes,omitempty"`
	Mask      string `json:"mask,omitempty"`
	// Input describes the content that the signature was made over, for OtherInput, or the
	// text that the signature was turned into, for Encoded.
	Input string `json:"input,omitempty"`
	// RBytes and SBytes are the lengths of r and s as written, for Unpadded and Padded with
	// ECDSA.
	RBytes int `json:"r_bytes,omitempty"`
	SBytes int `json:"s_bytes,omitempty"`
	// Tried is the number of different public keys that were tried.
	Tried int `json:"tried,omitempty"`
	// KeyBytes is the length of signatures made with Key, for Length.
	KeyBytes int `json:"key_bytes,omitempty"`
}

// method is a JWS algorithm with the key it needs. golang-jwt signs, and verifies ECDSA; what
// it would wrongly accept is refused first.
type method struct {
	jwt.SigningMethod
	hash  crypto.Hash
	curve string // "" for RSA
}

// methods are the JWS algorithms with a public key (RFC 7518 section 3.1).
var methods = map[string]method{
	"RS256": {jwt.SigningMethodRS256, crypto.SHA256, ""},
	"RS384": {jwt.SigningMethodRS384, crypto.SHA384, ""},
	"RS512": {jwt.SigningMethodRS512, crypto.SHA512, ""},
	"PS256": {jwt.SigningMethodPS256, crypto.SHA256, ""},
	"PS384": {jwt.SigningMethodPS384, crypto.SHA384, ""},
	"PS512": {jwt.SigningMethodPS512, crypto.SHA512, ""},
	"ES256": {jwt.SigningMethodES256, crypto.SHA256, "P-256"},
	"ES384": {jwt.SigningMethodES384, crypto.SHA384, "P-384"},
	"ES512": {jwt.SigningMethodES512, crypto.SHA512, "P-521"},
}

// allowed reports whether a kind of token may have an algorithm: NetSuite's own tokens
// RS256 (in every published sample) or PS256 (section_158255317571), assertions any PS or
// ES algorithm (section_162790605110), and a token of unknown kind any of these.
func allowed(kind token.Kind, alg string) bool {
	issued := alg == "RS256" || alg == "PS256"
	asserted := strings.HasPrefix(alg, "PS") || strings.HasPrefix(alg, "ES")
	switch {
	case kind.Issued():
		return issued
	case kind == token.Assertion:
		return asserted
	}
	return issued || asserted
}

// SmallestRSA is the size of the smallest modulus that is trusted, in bits. Go accepts
// 1024.
const SmallestRSA = 2048

// fits reports whether a key has the type, size and curve that the algorithm needs.
func (m method) fits(k *Key) bool {
	public, isRSA := k.public.(*rsa.PublicKey)
	return m.suits(k) && (!isRSA || public.N.BitLen() >= SmallestRSA)
}

// suits is fits without the size.
func (m method) suits(k *Key) bool {
	switch {
	case k.public == nil && k.Stand == "":
		return false
	case k.Algorithm == EC:
		return m.curve == k.Curve
	}
	return m.curve == "" && (k.PSSHash == "" || strings.HasPrefix(m.Alg(), "PS") && k.PSSHash == m.hash.String())
}

// FitsAlgorithm reports whether the key has the type and curve that an algorithm needs. It
// ignores the size.
func (k *Key) FitsAlgorithm(alg string) bool {
	m, known := methods[alg]
	return known && m.suits(k)
}

// signed is a token split into the parts that verification needs.
type signed struct {
	token     token.Token
	header    string // base64url, unchanged
	payload   string
	input     string // header.payload
	signature []byte
	method    method
	inner     bool // the signature was decoded once more than RFC 7515 has it
}

// take splits a token. It returns false if it is not the strict base64url of RFC 7515; the
// signature is decoded nevertheless where it is base64 of any other form.
func take(t token.Token) (what signed, strict bool) {
	raw := t.Raw.Reveal()
	parts := strings.Split(raw, ".")
	if len(parts) != 3 {
		return signed{}, false
	}
	// Go's base64 skips line breaks. Clean removes them, but not every Token comes from it.
	strict = !strings.ContainsAny(raw, "\r\n")
	var signature []byte
	for _, part := range parts {
		decoded, err := base64.RawURLEncoding.Strict().DecodeString(part)
		signature, strict = decoded, strict && err == nil
	}
	if !strict {
		signature, _ = looseBase64(parts[2])
	}
	return signed{token: t, header: parts[0], payload: parts[1], input: parts[0] + "." + parts[1], signature: signature}, strict
}

// verify is Verify without the cache.
func (s *Set) verify(t token.Token, kind token.Kind) Signature {
	what, whole := take(t)
	if result, decided := unverifiable(t, kind, whole); decided {
		if result.Reason == Refused || result.Reason == Undecodable {
			result.Fits, result.Algorithm = s.signer(what)
			result.Tried = len(s.verifiers)
		}
		return result
	}
	alg := t.Algorithm
	what.method = methods[alg]
	named := s.named(t)
	if len(named) == 0 && t.KeyID != "" { // even if another key verifies: kid names one that must not be used
		if key := s.forOtherUse(what); key != nil && key.Names(t.KeyID) {
			return Signature{State: Unchecked, Reason: OtherUse, Key: key, Named: true, Tried: len(s.verifiers)}
		}
	}
	if len(named) > 1 {
		return Signature{State: Unchecked, Reason: Ambiguous, Key: named[0], Named: true, Tried: len(named)}
	}
	if len(named) == 1 && what.verifies(named[0]) {
		return Signature{State: Verified, Key: named[0], Named: true, Tried: 1}
	}
	for _, v := range s.verifiers {
		key := v.permitting(alg)
		if len(named) == 1 && key.Matches(*named[0]) || !what.verifies(key) {
			continue
		}
		if len(named) == 1 { // kid names another key than the one that signed
			return Signature{State: Invalid, Reason: OtherKey, Key: named[0], Named: true, Fits: key, Tried: len(s.verifiers)}
		}
		return Signature{State: Verified, Key: key, Tried: len(s.verifiers)}
	}
	if key := s.forOtherUse(what); key != nil {
		return Signature{State: Unchecked, Reason: OtherUse, Key: key, Named: key.Names(t.KeyID), Tried: len(s.verifiers)}
	}
	if len(s.verifiers) == 0 {
		return Signature{State: Unchecked, Reason: Unusable}
	}
	if len(named) == 1 {
		result := what.explain(named[0])
		result.Named, result.Tried = true, len(s.verifiers)
		return result
	}
	return s.unnamed(what, kind)
}

// unverifiable returns the result for a token that no key can verify, whatever its signature
// is. whole reports whether the token could be split.
func unverifiable(t token.Token, kind token.Kind, whole bool) (result Signature, decided bool) {
	alg := t.Algorithm
	_, crit := t.Header.Get("crit")
	_, b64 := t.Header.Get("b64")
	_, known := methods[alg]
	switch {
	case strings.EqualFold(strings.TrimSpace(alg), "none") || strings.HasPrefix(strings.ToUpper(alg), "HS"):
		return Signature{State: Invalid, Reason: NotSigned}, true
	case !t.Signed:
		return Signature{State: Unchecked, Reason: NoSignature}, true
	case !whole:
		return Signature{State: Unchecked, Reason: Undecodable}, true
	case crit || b64:
		return Signature{State: Invalid, Reason: Critical}, true
	case !known || !allowed(kind, alg):
		return Signature{State: Unchecked, Reason: Refused}, true
	}
	return Signature{}, false
}

// signer returns the key that made a signature whatever alg says, and the algorithm that it
// was made with; nil for none.
func (s *Set) signer(what signed) (*Key, string) {
	if len(what.signature) == 0 {
		return nil, ""
	}
	for _, v := range s.verifiers[:min(len(s.verifiers), maxExplained)] {
		if alg := what.made(v.keys[0]); alg != "" {
			return v.keys[0], alg
		}
	}
	return nil, ""
}

// made returns the algorithm with which the key made the signature; "" if it did not.
func (what signed) made(k *Key) string {
	switch public := k.public.(type) {
	case *rsa.PublicKey:
		if len(what.signature) != public.Size() {
			return ""
		}
		for _, o := range open(public, what.signature) {
			if o.fits([]byte(what.input)) {
				return o.name()
			}
		}
	case *ecdsa.PublicKey:
		var known bool
		if what.method, known = ecdsaMethod(public.Params().Name); known && what.opens(k) {
			return what.method.Alg()
		}
	}
	return ""
}

// told returns the result for a token from a case file, which has no signature: what the
// file says, unless the rest of the token decides.
func (s *Set) told(t token.Token, kind token.Kind, said Signature) Signature {
	empty := s.Len() == 0
	if result, decided := unverifiable(t, kind, said.Reason != Undecodable); decided && !empty {
		if result.Reason == said.Reason {
			result.Fits, result.Algorithm, result.Tried, result.Told = said.Fits, said.Algorithm, said.Tried, said.Fits != nil && !said.Here
		}
		return result
	}
	if said.Reason == NoSignature && empty {
		return Signature{State: Unchecked, Reason: NoKeys}
	}
	said.Told = said.State != Unchecked && !said.Here
	return said
}

// Sound reports whether the result is one that verification can have: with the keys that it
// refers to. A case file can say anything.
func (s Signature) Sound() bool {
	switch s.State {
	case Verified:
		return s.Reason == "" && s.Key != nil
	case Invalid:
		return slices.Contains([]Reason{KeyType, Length, DERForm, Unpadded, Padded, Encoded, Swapped, LittleEndian, OutOfRange, PSSParameters, OtherAlgorithm, OtherInput, Changed, OtherKey, KeyOrContent}, s.Reason) && s.Key != nil
	case Unchecked:
		switch s.Reason {
		case Ambiguous, OtherUse:
			return s.Key != nil
		case Unusable, Undecodable, Refused, NotAmong, NotIssuers:
			return true
		}
	}
	return false
}

// unnamed explains a signature that no key verifies, if kid names none of the keys. Only
// keys of a kind that may be meant for the token can explain it.
func (s *Set) unnamed(what signed, kind token.Kind) Signature {
	var fit []*Key // the keys that may be meant to verify this token
	sets := 0
	for _, v := range s.verifiers {
		switch {
		case slices.Contains(v.sets, true):
			sets++
			if what.token.KeyID == "" {
				fit = append(fit, v.keys[0])
			}
		case kind.Issued() && slices.ContainsFunc(v.keys, func(k *Key) bool { return k.Kind != PublicKey }):
			// The integrator's certificate or private key cannot verify a token that
			// NetSuite signed.
		default:
			fit = append(fit, v.keys[0])
		}
	}
	switch {
	case len(fit) == 0 && sets > 0:
		return Signature{State: Unchecked, Reason: NotAmong, Tried: len(s.verifiers)}
	case len(fit) == 0:
		return Signature{State: Unchecked, Reason: NotIssuers, Tried: len(s.verifiers)}
	}
	var best Signature
	for i, key := range fit[:min(len(fit), maxExplained)] {
		if result := what.explain(key); i == 0 || result.Reason.tells() > best.Reason.tells() {
			best = result
		}
	}
	best.Tried = len(s.verifiers)
	// If kid names none of several keys, all of them may be wrong.
	if len(fit) > 1 && best.Reason.tells() < 2 {
		best = Signature{State: Unchecked, Reason: NotAmong, Tried: len(s.verifiers)}
	}
	return best
}

// maxExplained is the number of keys that are tried to explain a failure.
const maxExplained = 8

// tells ranks a reason by what it reveals about the key: 2 if it proves that the key is the
// right one, 1 if the key may be right, else 0.
func (r Reason) tells() int {
	switch r {
	case DERForm, Unpadded, Padded, Encoded, Swapped, LittleEndian, PSSParameters, OtherAlgorithm, OtherInput, Changed:
		return 2
	case KeyOrContent, Length:
		return 1
	}
	return 0
}

// ProvesKey reports whether the reason proves that the key is the right one and something
// else is wrong.
func (r Reason) ProvesKey() bool { return r.tells() == 2 }

// named returns the different public keys that the token's kid names. If there are several,
// it leaves out those for another algorithm.
func (s *Set) named(t token.Token) []*Key {
	if t.KeyID == "" {
		return nil
	}
	var named []*Key
	for _, v := range s.verifiers {
		var one *Key
		for _, k := range v.keys {
			if k.Names(t.KeyID) && (one == nil || !one.permits(t.Algorithm)) {
				one = k
			}
		}
		if one != nil {
			named = append(named, one)
		}
	}
	others := slices.DeleteFunc(slices.Clone(named), func(k *Key) bool { return !k.permits(t.Algorithm) })
	if len(named) > 1 && len(others) > 0 {
		return others
	}
	return named
}

// forOtherUse returns the key that kid names or that verifies the signature, but whose use,
// key_ops or alg forbids that; nil for none.
func (s *Set) forOtherUse(what signed) *Key {
	var right *Key
	for f := range s.files {
		for k := range s.files[f].Keys {
			key := &s.files[f].Keys[k]
			if key.Purpose() == nil && key.permits(what.method.Alg()) {
				continue
			}
			switch named := key.Names(what.token.KeyID); {
			case named && key.Purpose() != nil:
				return key
			case !what.opens(key):
			case named:
				return key
			case right == nil:
				right = key
			}
		}
	}
	return right
}

// Names reports whether kid names the key, by its kid in a key set or the expected
// Certificate ID of a certificate.
func (k *Key) Names(kid string) bool {
	return kid != "" && (k.KeyID == kid || k.Certified != nil && k.Kind == Certificate && k.Certified.ID == kid)
}

// verifies reports whether the signature is valid with the token's algorithm and the key
// may be used with it.
func (what signed) verifies(k *Key) bool { return k.permits(what.method.Alg()) && what.opens(k) }

// opens is verifies for a key whose use, key_ops and alg are ignored.
func (what signed) opens(k *Key) bool {
	if k.public == nil || !what.method.fits(k) {
		return false
	}
	if public, isRSA := k.public.(*rsa.PublicKey); isRSA {
		return what.verifiesRSA(public)
	}
	return what.method.Verify(what.input, what.signature, k.public) == nil
}

// explain finds the reason why a signature does not match a key, if the signature reveals
// it.
func (what signed) explain(k *Key) Signature {
	result := Signature{State: Invalid, Key: k}
	if what.explainEncoding(k, &result) {
		return result
	}
	switch public := k.public.(type) {
	case *rsa.PublicKey:
		what.explainRSA(public, &result)
	case *ecdsa.PublicKey:
		what.explainECDSA(public, &result)
	}
	return result
}
