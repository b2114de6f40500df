package keys

import "fmt"

// pss is what the parameters of id-RSASSA-PSS say (RFC 4055 section 3.1).
type pss struct {
	hash, mask string // names of hash functions
	salt       int
}

// readPSS reads RSASSA-PSS-params; what is left out has the default of RFC 4055,
// which is SHA-1 with a salt of 20.
func readPSS(parameters element) (pss, error) {
	p := pss{"SHA-1", "SHA-1", 20}
	fields, err := parameters.children()
	if err != nil || parameters.tag != tagSequence {
		return p, errShape
	}
	for _, field := range fields {
		inner, _, err := next(field.value)
		if err != nil {
			return p, errShape
		}
		switch field.tag {
		case tagZero:
			a, err := inner.algorithm()
			if err != nil {
				return p, err
			}
			p.hash = digestName(a.oid)
		case tagOne:
			a, err := inner.algorithm()
			if err != nil || a.oid != oidMGF1 {
				return p, errShape
			}
			hash, err := a.parameters.algorithm()
			if err != nil {
				return p, err
			}
			p.mask = digestName(hash.oid)
		case tagZero + 2:
			if p.salt = inner.small(); p.salt < 0 {
				return p, errShape
			}
		}
	}
	return p, nil
}

func digestName(oid string) string {
	if name, ok := digests[oid]; ok {
		return name
	}
	return oid
}

// jwaSalt is the length of the salt that PS256, PS384 and PS512 have: that of the
// hash (RFC 7518 section 3.5).
var jwaSalt = map[string]int{"SHA-256": 32, "SHA-384": 48, "SHA-512": 64}

// bindToPSS notes that a key may be used for RSASSA-PSS only, and what its
// parameters restrict: the salt of a public key is the shortest that is allowed
// (RFC 4055 section 3.3). Go's crypto/x509 reads no such key.
func (k *Key) bindToPSS(parameters element) error {
	k.Algorithm = RSAPSS
	if parameters.tag == 0 || parameters.tag == tagNull {
		return nil
	}
	p, err := readPSS(parameters)
	if err != nil {
		return err
	}
	k.PSSHash = p.hash
	switch salt, ok := jwaSalt[p.hash]; {
	case !ok:
		k.problem(Problem{ID: "pss-parameters", Level: Fault, Title: "The key is bound to RSASSA-PSS with " + p.hash, Where: "parameters of the public key",
			Expected: "no parameters, or SHA-256, SHA-384 or SHA-512", Got: p.hash,
			Why: "PS256, PS384 and PS512 use SHA-256, SHA-384 and SHA-512 (RFC 7518 section 3.5); the key allows none of them.",
			Fix: "Make a new key pair without PSS parameters.", Command: NewPairCommand})
	case p.salt > salt:
		k.problem(Problem{ID: "pss-parameters", Level: Warning, Title: fmt.Sprintf("The key asks for a salt of at least %d bytes", p.salt), Where: "parameters of the public key",
			Expected: fmt.Sprintf("%d bytes at most, as with %s", salt, p.hash), Got: fmt.Sprintf("%d bytes", p.salt),
			Why: "A JSON Web Signature has a salt as long as its hash (RFC 7518 section 3.5). A strict library refuses to sign with this key.",
			Fix: "Make a new key pair without PSS parameters.", Command: NewPairCommand})
	case p.mask != p.hash:
		k.problem(Problem{ID: "pss-parameters", Level: Warning, Title: "The key asks for " + p.mask + " in the mask, " + p.hash + " elsewhere", Where: "parameters of the public key",
			Expected: "the same hash in both", Got: p.hash + " and " + p.mask,
			Why: "A JSON Web Signature uses one hash for both (RFC 7518 section 3.5). A strict library refuses to sign with this key.",
			Fix: "Make a new key pair without PSS parameters.", Command: NewPairCommand})
	}
	return nil
}

// signedWith names the algorithm of a certificate's own signature.
func signedWith(a algorithm) string {
	if a.oid == oidPSS {
		if p, err := readPSS(a.parameters); err == nil {
			return fmt.Sprintf("RSASSA-PSS with %s", p.hash)
		}
		return "RSASSA-PSS"
	}
	if name, ok := signatures[a.oid]; ok {
		return name
	}
	return a.oid
}
