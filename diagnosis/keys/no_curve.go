package keys

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"slices"
	"strings"
)

// noCurve returns the problem of an EC key that does not name its curve. The command writes
// the key with it.
func noCurve(command string) Problem {
	return Problem{ID: "no-curve", Level: Warning, Title: "The key does not name its curve", Where: "parameters of the key", Expected: "the name of its curve", Got: "none",
		Why: "RFC 5915 makes the curve optional, but openssl and most programs cannot read a key without it. The public point of this key proves the curve.",
		Fix: "Rewrite the key with its curve.", Command: command}
}

// setNamed sets a curve by its name.
func (k *Key) setNamed(curve string) {
	k.Algorithm, k.Curve, k.Bits = EC, curve, curveOf(curve).Params().BitSize
}

// findPublicCurve reads an EC public key that does not name its curve. Its point proves the
// curve: a point that was not made for it lies on it by the rarest chance only.
func (k *Key) findPublicCurve(point []byte) error {
	for _, name := range acceptedCurves {
		// Half of all compressed points lie on a curve, so one of them proves nothing.
		if found := (&Key{Curve: name}); len(point) == 0 || point[0] != 4 || found.setPoint(point) != nil {
			continue
		}
		k.setNamed(name)
		k.problem(noCurve(withCurve("-pubin -pubout ", "public.pem", len(point), struct {
			Algorithm pkix.AlgorithmIdentifier
			Point     asn1.BitString
		}{namesCurve(name), asn1.BitString{Bytes: make([]byte, len(point)), BitLength: 8 * len(point)}})))
		return k.setPoint(point)
	}
	return errNoCurve
}

// findPrivateCurve reads a private key that does not name its curve, from its number and its
// point, which must be that of the number. length is that of the ECPrivateKey in bytes.
func (k *Key) findPrivateCurve(d, point []byte, length int) error {
	for _, name := range acceptedCurves {
		found := Key{Curve: name}
		if len(point) == 0 || found.setECPrivate(d, point) != nil {
			continue
		}
		k.setNamed(name)
		k.problem(noCurve(privateWithCurve(name, length)))
		return k.setECPrivate(d, point)
	}
	p := noCurve("")
	p.Level, p.Where = Fault, ""
	p.Why = "RFC 5915 makes the curve optional, so the key is not damaged. It has no public point either, which would prove the curve."
	p.Fix = "Export the key again where it was created, as PKCS#8, which names the curve."
	for _, name := range acceptedCurves {
		if size := (curveOf(name).Params().BitSize + 7) / 8; len(point) == 0 && len(d) == size {
			p.Fix = fmt.Sprintf("Rewrite the key with its curve. The command assumes %s from the length of the number. Check that the new key matches its certificate.", name)
			p.Command = privateWithCurve(name, length)
		}
	}
	if len(point) > 0 {
		p.Why, p.Got = "RFC 5915 makes the curve optional. The public point of this key is on no curve that NetSuite accepts.", "none, and a point of another curve or another key"
	}
	return named{p}
}

func privateWithCurve(name string, length int) string {
	return withCurve("", "key.pem", length, struct {
		Version   int
		Algorithm pkix.AlgorithmIdentifier
		Key       []byte
	}{0, namesCurve(name), make([]byte, length)})
}

// namesCurve is the AlgorithmIdentifier of a key on a curve (RFC 5480 section 2.1.1).
func namesCurve(name string) pkix.AlgorithmIdentifier {
	curve := map[string]asn1.ObjectIdentifier{"P-256": {1, 2, 840, 10045, 3, 1, 7}, "P-384": {1, 3, 132, 0, 34}, "P-521": {1, 3, 132, 0, 35}}[name]
	parameters, _ := asn1.Marshal(curve) // cannot fail
	return pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}, Parameters: asn1.RawValue{FullBytes: parameters}}
}

// withCurve returns the command that writes the last bytes of a PEM file, of that length,
// behind the beginning of a structure that names the curve. OpenSSL 3 has no option for it.
// The structure has zeros in place of these bytes, so the command contains nothing of the
// key.
func withCurve(options, into string, length int, structure any) string {
	der, _ := asn1.Marshal(structure) // cannot fail
	var write strings.Builder
	for piece := range slices.Chunk(der[:len(der)-length], 14) { // short words, which are not broken in two
		write.WriteString("printf '")
		for _, b := range piece {
			fmt.Fprintf(&write, `\%o`, b) // base64 of it would look like a private key, and not be kept
		}
		write.WriteString("'; ")
	}
	return fmt.Sprintf("(%s%s | tail -c %d) | openssl pkey %s-inform DER -out %s", write.String(), pemToDER, length, options, into)
}
