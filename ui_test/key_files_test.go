//go:build unix

package ui_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// keyFiles writes a certificate, its private key, and an assertion signed by another key.
// They are the same in every run: without a random source, ECDSA signatures are
// deterministic (RFC 6979).
func keyFiles(t *testing.T, folder string) {
	t.Helper()
	must := func(data []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	key := func(seed byte) *ecdsa.PrivateKey {
		scalar := make([]byte, 32)
		for i := range scalar {
			scalar[i] = seed + byte(i)
		}
		key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar)
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	mine, other := key(1), key(90)
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "orders"}, NotBefore: now.AddDate(0, -1, 0), NotAfter: now.AddDate(1, 0, 0)}
	der := must(x509.CreateCertificate(nil, template, template, mine.Public(), mine))
	id := sha256.Sum256(der)
	encode := base64.RawURLEncoding.EncodeToString
	input := encode(fmt.Appendf(nil, `{"typ":"JWT","alg":"ES256","kid":"%s"}`, encode(id[:]))) + "." +
		encode(fmt.Appendf(nil, `{"iss":"1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2","scope":["restlets"],"aud":"https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token","iat":%d,"exp":%d}`, now.Unix()-60, now.Unix()+240))
	digest := sha256.Sum256([]byte(input))
	var numbers struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(must(other.Sign(nil, digest[:], crypto.SHA256)), &numbers); err != nil {
		t.Fatal(err)
	}
	signature := slices.Concat(numbers.R.FillBytes(make([]byte, 32)), numbers.S.FillBytes(make([]byte, 32)))
	for name, data := range map[string][]byte{
		"public.pem":    pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		"private.pem":   pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: must(x509.MarshalPKCS8PrivateKey(mine))}),
		"assertion.jwt": []byte(input + "." + encode(signature)),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
