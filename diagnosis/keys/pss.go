package keys

import (
	"cmp"
	"fmt"
)

// pss are the parameters of id-RSASSA-PSS (RFC 4055 section 3.1).
type pss struct {
	hash, mask string // names of hash functions
	salt       int    // in bytes
}

// readPSS reads RSASSA-PSS-params. The defaults of RFC 4055 are SHA-1 and a salt of 20
// bytes.
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

func digestName(oid string) string { return cmp.Or(digests[oid], oid) }

// jwaSalt is the length of the salt of PS256, PS384 and PS512 by hash, in bytes: as long as
// the hash (RFC 7518 section 3.5).
var jwaSalt = map[string]int{"SHA-256": 32, "SHA-384": 48, "SHA-512": 64}

// bindToPSS restricts the key to RSASSA-PSS and its parameters. The salt of a public key is
// the shortest that it allows (RFC 4055 section 3.3). crypto/x509 does not read such keys.
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
	problem := Problem{ID: "pss-parameters", Level: Warning, Where: "parameters of the public key", Fix: "Create a new key pair without PSS parameters.", Command: NewPairCommand}
	switch salt, ok := jwaSalt[p.hash]; {
	case !ok:
		problem.Level, problem.Title = Fault, "The key is restricted to RSASSA-PSS with "+p.hash
		problem.Expected, problem.Got = "no parameters, or SHA-256, SHA-384 or SHA-512", p.hash
		problem.Why = "PS256, PS384 and PS512 use SHA-256, SHA-384 and SHA-512 (RFC 7518 section 3.5); the key allows none of them."
	case p.salt > salt:
		problem.Title = fmt.Sprintf("The key requires a salt of at least %d bytes", p.salt)
		problem.Expected, problem.Got = fmt.Sprintf("%d bytes at most, as with %s", salt, p.hash), fmt.Sprintf("%d bytes", p.salt)
		problem.Why = "A JSON Web Signature uses a salt as long as its hash (RFC 7518 section 3.5), so strict libraries do not sign with this key."
	case p.mask != p.hash:
		problem.Title = "The key requires " + p.mask + " for the mask, " + p.hash + " elsewhere"
		problem.Expected, problem.Got = "the same hash for both", p.hash+" and "+p.mask
		problem.Why = "A JSON Web Signature uses one hash for both (RFC 7518 section 3.5), so strict libraries do not sign with this key."
	default:
		return nil
	}
	k.problem(problem)
	return nil
}

// signedWith names the algorithm of a certificate's own signature.
func signedWith(a algorithm) string {
	if a.oid != oidPSS {
		return cmp.Or(signatures[a.oid], a.oid)
	}
	if p, err := readPSS(a.parameters); err == nil {
		return "RSASSA-PSS with " + p.hash
	}
	return "RSASSA-PSS"
}
