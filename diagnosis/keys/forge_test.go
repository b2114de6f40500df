package keys_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"sync"
	"testing"
	"time"
)

// One RSA key serves every test: making one takes long.
var theRSA = sync.OnceValue(func() *rsa.PrivateKey { return must(rsa.GenerateKey(rand.Reader, 2048)) })

var theEC = sync.OnceValue(func() *ecdsa.PrivateKey { return must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)) })

// theCertificate is one certificate, as DER.
var theCertificate = sync.OnceValue(func() []byte { return certify(theEC(), "netsuite.example") })

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func certify(signer crypto.Signer, name string) []byte {
	template := &x509.Certificate{SerialNumber: big.NewInt(77), Subject: pkix.Name{CommonName: name, Organization: []string{"Example, Ltd"}},
		NotBefore: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)}
	return must(x509.CreateCertificate(rand.Reader, template, template, signer.Public(), signer))
}

func pemOf(label string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}))
}

// privatePEM is the RSA key as PKCS#8.
func privatePEM(t testing.TB) string {
	t.Helper()
	return pemOf("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(theRSA())))
}

// secrets are the numbers of the private keys, which nothing may show.
func secrets() [][]byte {
	d, err := theEC().Bytes()
	return [][]byte{theRSA().D.Bytes()[:16], theRSA().Primes[0].Bytes()[:16], theRSA().Primes[1].Bytes()[:16], must(bytes.Clone(d), err)[:16]}
}
