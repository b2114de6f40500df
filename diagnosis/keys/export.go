package keys

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"slices"
)

// jsonWebKey is the public part of a key as a JWK (RFC 7517 section 4, RFC 7518 section 6),
// in the order in which its members are written. It has no member for a private number.
type jsonWebKey struct {
	Kty     string   `json:"kty"`
	Use     string   `json:"use,omitempty"`
	Alg     string   `json:"alg,omitempty"`
	Kid     string   `json:"kid,omitempty"`
	Crv     string   `json:"crv,omitempty"`
	X       string   `json:"x,omitempty"`
	Y       string   `json:"y,omitempty"`
	N       string   `json:"n,omitempty"`
	E       string   `json:"e,omitempty"`
	X5C     []string `json:"x5c,omitempty"`
	X5TS256 string   `json:"x5t#S256,omitempty"`
}

// Unpublishable returns why there is no public part of a key to give out; nil if there is.
// A certificate is one, whatever its key.
func (k Key) Unpublishable() error {
	switch {
	case k.public != nil:
		return nil
	case k.Kind == SymmetricKey:
		return errors.New("a symmetric key has no public part; give an RSA or EC key")
	case k.Locked:
		return errors.New("the private key is encrypted; give its pass phrase with --passphrase-file FILE")
	case k.Kind == Container || k.Kind == Other:
		return fmt.Errorf("%s cannot be exported; extract the certificate or the key first", k.Format)
	}
	if i := slices.IndexFunc(k.Problems, func(p Problem) bool { return p.Level == Fault }); i >= 0 {
		return fmt.Errorf("the public key cannot be used: %s", k.Problems[i].Title)
	}
	return fmt.Errorf("a key of type %s cannot be exported; use an RSA key, or an EC key on P-256, P-384 or P-521", k.Type())
}

// publicJWK returns the public part of the key.
func (k Key) publicJWK() (jsonWebKey, error) {
	if err := k.Unpublishable(); err != nil {
		return jsonWebKey{}, err
	}
	out := jsonWebKey{Kid: k.KeyID}
	switch public := k.public.(type) {
	case *rsa.PublicKey:
		out.Kty, out.N, out.E = "RSA", base64URL(public.N.Bytes()), base64URL(big.NewInt(int64(public.E)).Bytes())
	case *ecdsa.PublicKey:
		x, y := coordinates(public)
		out.Kty, out.Crv, out.X, out.Y = "EC", public.Params().Name, base64URL(x), base64URL(y)
	default:
		return jsonWebKey{}, fmt.Errorf("a key of type %s cannot be written as a JWK", k.Type())
	}
	if k.Purpose() == nil {
		out.Use, out.Alg = "sig", k.onlyAlgorithm()
	}
	strange := slices.ContainsFunc(k.Problems, func(p Problem) bool { return p.ID == "x5c" && p.Level == Fault }) // it has another key
	if c := k.Certified; c != nil && len(c.DER) > 0 && !strange {
		out.X5C, out.X5TS256 = []string{base64.StdEncoding.EncodeToString(c.DER)}, c.ID
		if out.Kid == "" {
			out.Kid = c.ID
		}
	}
	return out, nil
}

// onlyAlgorithm returns the alg of the key where one alone follows from it: its alg as a
// JWK, that of its curve, or that of its RSASSA-PSS parameters. An RSA key can sign with
// several; "" then.
func (k Key) onlyAlgorithm() string {
	switch {
	case k.ForAlgorithm != "":
		return k.ForAlgorithm
	case k.Algorithm == EC || k.Algorithm == RSAPSS:
		return AlgorithmFor(k)
	}
	return ""
}

// PublicJWK returns the public part of the key as a JWK (RFC 7517), with the certificate in
// x5c if it has one. kid is the one that the key had, else the expected Certificate ID. The
// order of the members is always the same.
func (k Key) PublicJWK() ([]byte, error) {
	out, err := k.publicJWK()
	if err != nil {
		return nil, err
	}
	return indented(out)
}

// PublicJWKS returns the public parts of keys as a JWK Set (RFC 7517 section 5).
func PublicJWKS(all []Key) ([]byte, error) {
	set := struct {
		Keys []jsonWebKey `json:"keys"`
	}{[]jsonWebKey{}}
	for _, k := range all {
		one, err := k.publicJWK()
		if err != nil {
			return nil, err
		}
		set.Keys = append(set.Keys, one)
	}
	return indented(set)
}

func indented(value any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(value)
	return text.Bytes(), err
}

// PublicPEM returns a certificate as it is, and the public part of any other key as
// SubjectPublicKeyInfo, in PEM (RFC 7468 sections 5 and 13).
func (k Key) PublicPEM() ([]byte, error) {
	if k.Kind == Certificate && k.Certified != nil && len(k.Certified.DER) > 0 {
		return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: k.Certified.DER}), nil
	}
	if err := k.Unpublishable(); err != nil {
		return nil, err
	}
	der := k.spki()
	if der == nil {
		return nil, fmt.Errorf("a key of type %s cannot be exported", k.Type())
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), nil
}
