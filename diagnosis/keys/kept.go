package keys

import (
	"crypto/x509"
	"encoding/json"
	"errors"
)

// plainKey is Key without its methods.
type plainKey Key

// keptKey is the form of a Key in a case file: without the private key, but with the public
// one, which a certificate contains.
type keptKey struct {
	plainKey
	Public []byte `json:"public,omitempty"` // SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7)
}

// MarshalJSON returns the JSON of the key as a case file keeps it: by its public part.
func (k Key) MarshalJSON() ([]byte, error) {
	kept := keptKey{plainKey: plainKey(k)}
	if k.Certified != nil && len(k.Certified.DER) > 0 { // which has everything else
		kept.Certified = &Certified{DER: k.Certified.DER}
	}
	if k.public != nil && k.Kind != Certificate {
		der, err := x509.MarshalPKIXPublicKey(k.public)
		if err != nil {
			return nil, errors.New("a public key cannot be encoded")
		}
		kept.Public = der
	}
	return json.Marshal(kept)
}

// UnmarshalJSON reads the JSON of MarshalJSON. What follows from the certificate or the
// public key is computed again; the rest, such as the problems of the file, is as told.
func (k *Key) UnmarshalJSON(text []byte) error {
	var kept keptKey
	if err := json.Unmarshal(text, &kept); err != nil {
		return err
	}
	read, public := Key(kept.plainKey), Key{}
	if read.Kind == Certificate && read.Certified == nil {
		return errors.New("the certificate is missing")
	}
	if certified := read.Certified; certified != nil && len(certified.DER) > 0 {
		if err := whole(certified.DER, public.readCertificate); err != nil {
			return errors.New("the certificate cannot be read")
		}
		read.Certified = public.Certified
	}
	if len(kept.Public) > 0 {
		public = Key{}
		if err := whole(kept.Public, public.readSPKI); err != nil || public.public == nil {
			return errors.New("the public key cannot be read")
		}
	}
	if public.public != nil && (read.Kind == Certificate || len(kept.Public) > 0) {
		read.public, read.Bits, read.Curve, read.Exponent, read.Stand = public.public, public.Bits, public.Curve, public.Exponent, ""
		if read.Algorithm != RSAPSS || public.Algorithm == EC {
			read.Algorithm = public.Algorithm
		}
	}
	*k = read
	return nil
}

// whole reads data that is exactly one element.
func whole(data []byte, read func(element) error) error {
	e, rest, err := next(data)
	if err == nil && len(rest) > 0 {
		err = errShape
	}
	if err != nil {
		return err
	}
	return read(e)
}

// WithoutPublic returns the key without its public key and without its certificate, of
// which the descriptive fields stay. Stand, the same for all keys with that public key,
// takes the place of the fingerprint.
func (k Key) WithoutPublic(stand string) Key {
	k.Stand, k.public, k.private, k.print = stand, nil, nil, ""
	if k.Certified != nil {
		certified := *k.Certified
		certified.DER = nil
		k.Certified = &certified
	}
	return k
}
