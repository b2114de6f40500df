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

// State is what became of a signature; the values of tokens[].signature in JSON.
type State string

// The states.
const (
	Verified State = "verified"
	Invalid  State = "invalid"
	// Unchecked: nothing was decided, for the Reason given.
	Unchecked State = "unchecked"
)

// Reason is why a signature is not verified.
type Reason string

// Why nothing was decided.
const (
	NoKeys      Reason = "no-keys"      // none was given
	Unusable    Reason = "unusable"     // keys were given, but none that can verify anything
	NoSignature Reason = "no-signature" // the signature part was removed
	Undecodable Reason = "undecodable"  // the token could not be read as RFC 7515 has it
	Refused     Reason = "refused"      // the algorithm is refused on this kind of token
	NotAmong    Reason = "not-among"    // the key that kid names is not among those given
	NotIssuers  Reason = "not-issuers"  // NetSuite issued the token; the keys given are not NetSuite's
	Ambiguous   Reason = "ambiguous"    // kid names several different keys
	OtherUse    Reason = "other-use"    // Key says by its use, key_ops or alg that it is for something else
)

// Why a signature is not valid.
const (
	NotSigned      Reason = "not-signed"      // alg none, or HMAC, which no public key verifies
	Critical       Reason = "critical"        // crit or b64 asks for what NetSuite does not document
	KeyType        Reason = "key-type"        // alg needs a key of another type or curve
	Length         Reason = "length"          // shorter or longer than the key makes them
	DERForm        Reason = "der"             // right, but in DER instead of r‖s
	Swapped        Reason = "swapped"         // right, but s‖r
	LittleEndian   Reason = "little-endian"   // right, but the bytes of r and s reversed
	OutOfRange     Reason = "out-of-range"    // r or s is no number a signature can have
	PSSParameters  Reason = "pss-parameters"  // right, but salt or mask are not those of RFC 7518
	OtherAlgorithm Reason = "other-algorithm" // right key, right content, made with another algorithm
	OtherInput     Reason = "other-input"     // right key, made over the content in another form
	Changed        Reason = "changed"         // right key, but made over other content
	OtherKey       Reason = "other-key"       // made with another key
	KeyOrContent   Reason = "key-or-content"  // another key or other content; ECDSA does not tell
)

// Signature is what verifying one token gave.
type Signature struct {
	State  State
	Reason Reason // "" where State is Verified
	// Key is the key that verified it, or the one it was explained by; nil where
	// none was looked at.
	Key *Key
	// Named reports whether the token names Key: kid is its kid in the key set or its
	// expected Certificate ID.
	Named bool
	// Fits is a key that was given and verifies, though the token names Key.
	Fits *Key
	// Algorithm is what the signature was made with, where it shows: an alg name.
	Algorithm string
	// SaltBytes and Mask tell the parameters of a PSS signature that are not those
	// of RFC 7518 section 3.5.
	SaltBytes int
	Mask      string
	// Input says over what the signature was made, for OtherInput.
	Input string
	// Tried is how many different public keys were tried.
	Tried int
	// KeyBytes is the length that signatures of Key have, for Length.
	KeyBytes int
}

// method is a JWS algorithm with the key it needs. golang-jwt does the
// cryptography; what it would let through is refused before it is asked.
type method struct {
	jwt.SigningMethod
	hash  crypto.Hash
	curve string // "" for RSA
}

// strictPSS is golang-jwt's PSS with the salt RFC 7518 section 3.5 asks for:
// as long as the hash. Its own methods take any salt.
func strictPSS(m *jwt.SigningMethodRSAPSS) jwt.SigningMethod {
	strict := *m
	strict.VerifyOptions = &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}
	return &strict
}

// methods are all algorithms of JWS with a public key (RFC 7518 section 3.1).
var methods = map[string]method{
	"RS256": {jwt.SigningMethodRS256, crypto.SHA256, ""},
	"RS384": {jwt.SigningMethodRS384, crypto.SHA384, ""},
	"RS512": {jwt.SigningMethodRS512, crypto.SHA512, ""},
	"PS256": {strictPSS(jwt.SigningMethodPS256), crypto.SHA256, ""},
	"PS384": {strictPSS(jwt.SigningMethodPS384), crypto.SHA384, ""},
	"PS512": {strictPSS(jwt.SigningMethodPS512), crypto.SHA512, ""},
	"ES256": {jwt.SigningMethodES256, crypto.SHA256, "P-256"},
	"ES384": {jwt.SigningMethodES384, crypto.SHA384, "P-384"},
	"ES512": {jwt.SigningMethodES512, crypto.SHA512, "P-521"},
}

// allowed are the algorithms a kind of token may carry: NetSuite's own tokens
// RS256 (every published sample) or PS256 (section_158255317571), assertions
// section_162790605110. A token of unknown kind may carry any of them.
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

// SmallestRSA is the smallest modulus that is trusted, in bits. Go itself takes
// 1024.
const SmallestRSA = 2048

// fits reports whether a key is of the type and curve that an algorithm needs.
func (m method) fits(k *Key) bool {
	public, isRSA := k.public.(*rsa.PublicKey)
	return m.suits(k) && (!isRSA || public.N.BitLen() >= SmallestRSA)
}

// suits is fits for a key of any size.
func (m method) suits(k *Key) bool {
	switch public := k.public.(type) {
	case *rsa.PublicKey:
		return m.curve == "" && (k.PSSHash == "" || strings.HasPrefix(m.Alg(), "PS") && k.PSSHash == hashName(m.hash))
	case *ecdsa.PublicKey:
		return m.curve == public.Params().Name
	}
	return false
}

// FitsAlgorithm reports whether the key is of the type and curve that an algorithm
// needs, whatever its size.
func (k *Key) FitsAlgorithm(alg string) bool {
	m, known := methods[alg]
	return known && m.suits(k)
}

func hashName(h crypto.Hash) string { return h.String() }

// signed is a token taken apart to be verified.
type signed struct {
	token     token.Token
	header    string // base64url, as it stands
	payload   string
	input     string // header.payload
	signature []byte
	method    method
}

// take splits a token strictly; what cannot be split so is not verified.
func take(t token.Token) (signed, bool) {
	parts := strings.Split(t.Raw.Reveal(), ".")
	if len(parts) != 3 {
		return signed{}, false
	}
	strict := base64.RawURLEncoding.Strict()
	signature, err := strict.DecodeString(parts[2])
	for _, part := range parts[:2] {
		if _, wrong := strict.DecodeString(part); wrong != nil {
			err = wrong
		}
	}
	// Go's base64 skips line breaks; Clean has taken them out, but a Token may come
	// from elsewhere.
	if err != nil || strings.ContainsAny(t.Raw.Reveal(), "\r\n") {
		return signed{}, false
	}
	return signed{token: t, header: parts[0], payload: parts[1], input: parts[0] + "." + parts[1], signature: signature}, true
}

// verify is Set.Verify without the memory.
func (s *Set) verify(t token.Token, kind token.Kind) Signature {
	what, whole := take(t)
	alg := t.Algorithm
	_, crit := t.Header.Get("crit")
	_, b64 := t.Header.Get("b64")
	known := false
	what.method, known = methods[alg]
	switch {
	case strings.EqualFold(strings.TrimSpace(alg), "none") || strings.HasPrefix(strings.ToUpper(alg), "HS"):
		return Signature{State: Invalid, Reason: NotSigned}
	case !t.Signed:
		return Signature{State: Unchecked, Reason: NoSignature}
	case !whole:
		return Signature{State: Unchecked, Reason: Undecodable}
	case crit || b64:
		return Signature{State: Invalid, Reason: Critical}
	case !known || !allowed(kind, alg):
		return Signature{State: Unchecked, Reason: Refused}
	}
	named := s.named(t)
	if len(named) == 0 && t.KeyID != "" { // whatever other key verifies: kid names one that may not be used
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
		if len(named) == 1 { // the token names another key than the one that made it
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

// unnamed explains a signature that fits none of the keys, of which kid names
// none: whether they are the ones to look at hangs on what they are.
func (s *Set) unnamed(what signed, kind token.Kind) Signature {
	var fit []*Key // what may be meant to verify this token
	sets := 0
	for _, v := range s.verifiers {
		switch {
		case slices.Contains(v.sets, true):
			sets++
			if what.token.KeyID == "" {
				fit = append(fit, v.keys[0])
			}
		case kind.Issued() && slices.ContainsFunc(v.keys, func(k *Key) bool { return k.Kind != PublicKey }):
			// A certificate or private key of the integrator's says nothing about a
			// token that NetSuite signed.
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
	// Of several keys of which none is named, none need be the right one.
	if len(fit) > 1 && best.Reason.tells() < 2 {
		best = Signature{State: Unchecked, Reason: NotAmong, Tried: len(s.verifiers)}
	}
	return best
}

// maxExplained is how many keys a failure is explained by.
const maxExplained = 8

// tells is how much a reason says about the key it was found with: 2 where it
// proves that the key is the one.
func (r Reason) tells() int {
	switch r {
	case DERForm, Swapped, LittleEndian, PSSParameters, OtherAlgorithm, OtherInput, Changed:
		return 2
	case KeyOrContent, Length:
		return 1
	}
	return 0
}

// ProvesKey reports whether the reason shows that the key is the right one, and something
// else is wrong.
func (r Reason) ProvesKey() bool { return r.tells() == 2 }

// named are the different public keys whose kid or expected Certificate ID is the
// token's kid. Of several, those that are for another algorithm do not count.
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

// forOtherUse is a key that would be the one to verify a token with, if it did not say by
// its use, key_ops or alg that it is for something else: kid names it, or the signature
// is right with it. It is nil where there is none.
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

// Names reports whether a kid stands for the key: it is its kid in a key set, or its
// certificate's expected Certificate ID.
func (k *Key) Names(kid string) bool {
	return kid != "" && (k.KeyID == kid || k.Certified != nil && k.Kind == Certificate && k.Certified.ID == kid)
}

// verifies reports whether the signature is right under the token's own algorithm, and that
// the key may be used for it.
func (what signed) verifies(k *Key) bool { return k.permits(what.method.Alg()) && what.opens(k) }

// opens reports whether the signature is right under the token's own algorithm, whatever the
// key says that it is for.
func (what signed) opens(k *Key) bool {
	return what.method.fits(k) && what.method.Verify(what.input, what.signature, k.public) == nil
}

// explain finds why a signature does not match a key, as far as it can be known.
func (what signed) explain(k *Key) Signature {
	result := Signature{State: Invalid, Key: k}
	switch public := k.public.(type) {
	case *rsa.PublicKey:
		what.explainRSA(public, &result)
	case *ecdsa.PublicKey:
		what.explainECDSA(public, &result)
	}
	return result
}
