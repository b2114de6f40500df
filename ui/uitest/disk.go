package uitest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"io/fs"
	"math/big"
	"path"
	"strings"
	"testing/fstest"
	"time"

	"authdoctor/ui/files"
)

// MemoryDisk is a file system in memory.
type MemoryDisk struct {
	fstest.MapFS
	Full bool // nothing can be written
}

func (d *MemoryDisk) Read(name string, limit int64) ([]byte, error) {
	data, err := fs.ReadFile(d.MapFS, path.Clean(strings.TrimPrefix(name, "/home/ann/")))
	if int64(len(data)) > limit {
		data = data[:limit+1]
	}
	return data, err
}

func (d *MemoryDisk) Open(name string) (io.ReadCloser, int64, error) {
	data, err := fs.ReadFile(d.MapFS, path.Clean(strings.TrimPrefix(name, "/home/ann/")))
	return io.NopCloser(bytes.NewReader(data)), int64(len(data)), err
}

func (d *MemoryDisk) Stamp(name string) (files.Stamp, error) {
	info, err := fs.Stat(d.MapFS, path.Clean(strings.TrimPrefix(name, "/home/ann/")))
	if err != nil {
		return files.Stamp{}, err
	}
	return files.Stamp{Size: info.Size(), Modified: info.ModTime()}, nil
}

func (d *MemoryDisk) Entries(folder string) ([]fs.DirEntry, error) {
	return fs.ReadDir(d.MapFS, path.Clean(strings.TrimPrefix(folder, "/home/ann/")))
}

func (d *MemoryDisk) WriteNew(name string, data []byte, mode fs.FileMode) error {
	if d.Full {
		return &fs.PathError{Op: "write", Path: name, Err: errors.New("no space left on device")}
	}
	if _, there := d.MapFS[name]; there {
		return &fs.PathError{Op: "open", Path: name, Err: fs.ErrExist}
	}
	d.MapFS[name] = &fstest.MapFile{Data: data, Mode: mode}
	return nil
}

func (d *MemoryDisk) Remove(name string) error { delete(d.MapFS, name); return nil }

func (d *MemoryDisk) Home() string { return "/home/ann" }

// TestKey is a key that is the same in every run, so that frames are.
func TestKey(seed byte) *ecdsa.PrivateKey {
	scalar := make([]byte, 32)
	for i := range scalar {
		scalar[i] = seed + byte(i)
	}
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar)
	if err != nil {
		panic(err)
	}
	return key
}

// TestCertificate has no random part either: ECDSA without a random source signs
// as RFC 6979 has it.
func TestCertificate(key *ecdsa.PrivateKey, until time.Time) []byte {
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "orders"}, NotBefore: Noon.AddDate(0, -1, 0), NotAfter: until}
	der, err := x509.CreateCertificate(nil, template, template, key.Public(), key)
	if err != nil {
		panic(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func TestPrivate(key *ecdsa.PrivateKey) []byte {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		panic(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// LockedKey is a private key locked by the pass phrase opensesame, made for this
// test with openssl genpkey -aes-256-cbc.
const LockedKey = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgtQrTmWTDjzQICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEH8ATicD+k0vsi9UBo4NUQgEgZAG
TZgzTzKpED59G4s1vGzHGVX4FSABFVW8Jd75WvcnIrB5ensOx5qBJuOU7UdK1paW
dW+OkDECZFl8g3alrXJ8aEGDZnT/A3qbITwasQGqKaabeYdKbHPuP8y56brlA+VH
IFLtDCrvK65f48Jl4rmWHgcn85k28AGMup3VjT7ermgRgHTvlqFBxpIg/i1EmB8=
-----END ENCRYPTED PRIVATE KEY-----
`

func TestDisk() *MemoryDisk {
	one, two := TestKey(1), TestKey(90)
	file := func(data []byte) *fstest.MapFile { return &fstest.MapFile{Data: data} }
	return &MemoryDisk{MapFS: fstest.MapFS{
		"public.pem":        file(TestCertificate(one, Noon.AddDate(1, 0, 0))),
		"private.pem":       file(TestPrivate(one)),
		"old/ended.pem":     file(TestCertificate(one, Noon.AddDate(0, 0, -1))),
		"old/private.pem":   file(TestPrivate(two)),
		"letter.txt":        file([]byte("dear administrator, it does not work")),
		".hidden":           file([]byte("x")),
		"token.jwt":         file([]byte(AccessToken(time.Hour))),
		"odd\x1b[2Jname.pe": file([]byte("x")),
	}}
}
