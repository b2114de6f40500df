package keys

import (
	"cmp"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"fmt"
	"math/big"
)

// maxModulus is the size of the largest RSA modulus that is used, in bits. A larger one
// would take a second and more for each operation.
const maxModulus = 8192

// problem adds a problem of the key.
//
//go:noinline
func (k *Key) problem(p Problem) { k.Problems = append(k.Problems, p) }

// readSPKI reads a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) into the key.
func (k *Key) readSPKI(e element) error {
	parts, err := e.parts("SB")
	if err != nil {
		return err
	}
	a, err := parts[0].algorithm()
	if err != nil {
		return err
	}
	bits, err := parts[1].bits()
	if err != nil {
		return err
	}
	switch a.oid {
	case oidRSA:
		if a.parameters.tag != tagNull {
			k.odd(oddity{title: "The NULL after the RSA identifier is missing in the public key", where: "public key", expected: "NULL (RFC 3279 section 2.3.1)", got: "nothing, or something else"})
		}
		return k.readRSA(bits)
	case oidPSS:
		if err := k.readRSA(bits); err != nil {
			return err
		}
		return k.bindToPSS(a.parameters)
	case oidEC:
		if a.parameters.tag == 0 || a.parameters.tag == tagNull {
			return k.findPublicCurve(bits)
		}
		if err := k.setCurve(a.parameters); err != nil {
			return err
		}
		return k.setPoint(bits)
	}
	k.setOther(a.oid)
	return nil
}

// setOther sets an algorithm that is of no use here.
func (k *Key) setOther(oid string) { k.Algorithm = Algorithm(cmp.Or(keyTypes[oid], oid)) }

// readRSA reads an RSAPublicKey (RFC 8017 appendix A.1.1).
func (k *Key) readRSA(der []byte) error {
	e, rest, err := next(der)
	if err != nil {
		return err
	}
	parts, err := e.parts("II")
	if err != nil || len(parts) != 2 || len(rest) > 0 {
		return errShape
	}
	list, exact, err := numbers(parts)
	if err != nil {
		return err
	}
	if !exact {
		k.odd(oddNumbers)
	}
	k.setRSA(list[0], list[1])
	return nil
}

// setRSA sets modulus and exponent, and reports why they are weak.
func (k *Key) setRSA(n, e *big.Int) {
	k.Algorithm, k.Bits = RSA, n.BitLen()
	weak := Problem{ID: weakKey, Level: Fault, Where: "modulus", Got: fmt.Sprintf("%d bits", k.Bits), Expected: "3072 or 4096 bits",
		Fix: "Create a new key pair.", Command: NewPairCommand}
	switch {
	case n.Sign() <= 0:
		weak.Title, weak.Why, weak.Got = "The modulus is not a positive number", "Such a number is not an RSA key.", "a negative number or zero"
	case k.Bits > maxModulus:
		weak.Title = fmt.Sprintf("The RSA modulus has %d bits", k.Bits)
		weak.Why = "A modulus of this size takes too long to use, so authdoctor did not calculate with it."
	case k.Bits < 1024:
		weak.Title = fmt.Sprintf("The RSA modulus has only %d bits", k.Bits)
		weak.Why = "Keys of this size can be broken, and libraries reject them."
	case n.Bit(0) == 0:
		weak.Title, weak.Why = "The RSA modulus is an even number", "A modulus is the product of two odd primes, so this one was changed or invented."
		weak.Expected, weak.Got = "an odd number", "an even number"
	}
	if weak.Title != "" {
		k.problem(weak)
	}
	if e.Sign() > 0 && e.BitLen() < 32 {
		k.Exponent = int(e.Int64())
	}
	weak.Where, weak.Title = "exponent", fmt.Sprintf("The RSA exponent is %d", k.Exponent)
	weak.Expected, weak.Got, weak.Why = "65537", fmt.Sprint(k.Exponent), ""
	switch {
	case k.Exponent == 0:
		weak.Title, weak.Got = "The RSA exponent is out of range", "zero, a negative number, or one of more than 31 bits"
		weak.Why = "Libraries accept exponents up to 2147483647."
	case k.Exponent < 3 || k.Exponent%2 == 0:
		weak.Why = "No valid RSA key has this exponent: either anyone could sign, or no one."
	case k.Exponent < 65537:
		weak.Level, weak.Why = Warning, "The key works, but some libraries reject exponents below 65537."
	}
	if weak.Why != "" {
		k.problem(weak)
	}
	if !k.faulty() {
		k.public = &rsa.PublicKey{N: n, E: k.Exponent}
		if p, weak := weakModulus(n); weak {
			k.problem(p)
		}
	}
}

// curveOf returns a curve that NetSuite accepts; nil for any other.
func curveOf(name string) elliptic.Curve {
	for _, curve := range []elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		if curve.Params().Name == name {
			return curve
		}
	}
	return nil
}

// setCurve reads ECParameters (RFC 5480 section 2.1.1): the name of a curve. Certificates
// must not have explicit parameters, though openssl writes them when asked to.
func (k *Key) setCurve(parameters element) error {
	k.Algorithm = EC
	if parameters.tag == tagSequence {
		return k.setExplicitCurve(parameters)
	}
	id := parameters.oid()
	if id == "" {
		return errNoCurve
	}
	k.Curve, k.Bits = cmp.Or(curves[id].name, id), curves[id].bits
	return nil
}

// setExplicitCurve reports explicit parameters and names their curve if NetSuite accepts
// it.
func (k *Key) setExplicitCurve(parameters element) error {
	parts, err := parameters.parts("ISS")
	if err != nil {
		return err
	}
	k.Curve = "with explicit parameters"
	if field, err := parts[1].parts("oI"); err == nil && len(field[1].value) <= maxModulus/8 {
		if p, _, err := field[1].integer(); err == nil {
			k.Bits = p.BitLen()
			for _, name := range acceptedCurves {
				if p.Cmp(curveOf(name).Params().P) == 0 {
					k.Curve = name + " " + k.Curve
				}
			}
		}
	}
	p := Problem{ID: "explicit-curve", Level: Fault, Title: "The curve is given by its numbers instead of its name", Where: "parameters of the key",
		Expected: "the name of a curve", Got: "explicit parameters",
		Why: "RFC 5480 section 2.1.1 allows only named curves, and most libraries reject anything else."}
	k.rewrite(&p, nameCurve)
	k.problem(p)
	return nil
}

// rewrite sets the fix of a problem that a private key can be rid of. Of a certificate or a
// public key, only a new pair can.
func (k *Key) rewrite(p *Problem, c conversion) {
	if p.by(newPair); k.Kind == PrivateKey {
		p.by(c)
	}
}

// onCurve reports whether two coordinates are those of a point on the curve.
func onCurve(curve elliptic.Curve, coordinates []byte) bool {
	_, err := ecdsa.ParseUncompressedPublicKey(curve, append([]byte{4}, coordinates...))
	return err == nil
}

// setPoint reads the public point (SEC 1 section 2.3.4).
func (k *Key) setPoint(point []byte) error {
	curve := curveOf(k.Curve)
	if curve == nil {
		return nil
	}
	size := (curve.Params().BitSize + 7) / 8
	switch {
	case len(point) == 2*size && onCurve(curve, point):
		return errPrefix
	case len(point) == 1+2*size && point[0] == 6|point[2*size]&1:
		k.odd(oddity{title: "The public point is in hybrid form", where: "public key", expected: "an uncompressed point (RFC 5480 section 2.2)", got: "a hybrid point", read: refusedByJava})
		point = append([]byte{4}, point[1:]...)
	case len(point) > 0 && (point[0] == 2 || point[0] == 3):
		x, y := elliptic.UnmarshalCompressed(curve, point)
		if x == nil {
			return errPoint
		}
		point = append([]byte{4}, append(x.FillBytes(make([]byte, size)), y.FillBytes(make([]byte, size))...)...)
		p := Problem{ID: "compressed-point", Level: Warning, Title: "The public point is compressed", Where: "public key",
			Expected: "an uncompressed point", Got: "a compressed point",
			Why: "RFC 5480 section 2.2 allows this, but many libraries cannot read it; Oracle does not document whether NetSuite can."}
		k.rewrite(&p, writePoint)
		k.problem(p)
	}
	public, err := ecdsa.ParseUncompressedPublicKey(curve, point)
	if err != nil {
		return errPoint
	}
	k.public = public
	return nil
}
