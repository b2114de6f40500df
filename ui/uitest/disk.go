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
	"sync"
	"testing/fstest"
	"time"

	"authdoctor/ui/files"
)

// MemoryDisk is a file system in memory.
type MemoryDisk struct {
	fstest.MapFS
	Full bool // writing fails
}

// Read implements files.Disk.
func (d *MemoryDisk) Read(name string, limit int64) ([]byte, error) {
	data, err := fs.ReadFile(d.MapFS, path.Clean(strings.TrimPrefix(name, "/home/ann/")))
	if int64(len(data)) > limit {
		data = data[:limit+1]
	}
	return data, err
}

// Open implements files.Disk.
func (d *MemoryDisk) Open(name string) (io.ReadCloser, int64, error) {
	data, err := fs.ReadFile(d.MapFS, path.Clean(strings.TrimPrefix(name, "/home/ann/")))
	return io.NopCloser(bytes.NewReader(data)), int64(len(data)), err
}

// Stamp implements files.Disk.
func (d *MemoryDisk) Stamp(name string) (files.Stamp, error) {
	info, err := fs.Stat(d.MapFS, path.Clean(strings.TrimPrefix(name, "/home/ann/")))
	if err != nil {
		return files.Stamp{}, err
	}
	return files.Stamp{Size: info.Size(), Modified: info.ModTime()}, nil
}

// Entries implements files.Disk.
func (d *MemoryDisk) Entries(folder string) ([]fs.DirEntry, error) {
	return fs.ReadDir(d.MapFS, path.Clean(strings.TrimPrefix(folder, "/home/ann/")))
}

// WriteNew implements files.Disk.
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

// Remove implements files.Disk.
func (d *MemoryDisk) Remove(name string) error { delete(d.MapFS, name); return nil }

// Home implements files.Disk.
func (d *MemoryDisk) Home() string { return "/home/ann" }

// TestKey returns a key that is the same in every run, so that frames are the same too.
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

// TestCertificate returns a certificate for key that expires at until. It has no random
// part either: without a random source, ECDSA signatures follow RFC 6979.
func TestCertificate(key *ecdsa.PrivateKey, until time.Time) []byte {
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "orders"}, NotBefore: Noon.AddDate(0, -1, 0), NotAfter: until}
	der, err := x509.CreateCertificate(nil, template, template, key.Public(), key)
	if err != nil {
		panic(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// TestPrivate returns a private key in PEM.
func TestPrivate(key *ecdsa.PrivateKey) []byte {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		panic(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// LockedKey is a private key encrypted with the pass phrase opensesame. It was made for
// this test with openssl genpkey -aes-256-cbc.
const LockedKey = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgtQrTmWTDjzQICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEH8ATicD+k0vsi9UBo4NUQgEgZAG
TZgzTzKpED59G4s1vGzHGVX4FSABFVW8Jd75WvcnIrB5ensOx5qBJuOU7UdK1paW
dW+OkDECZFl8g3alrXJ8aEGDZnT/A3qbITwasQGqKaabeYdKbHPuP8y56brlA+VH
IFLtDCrvK65f48Jl4rmWHgcn85k28AGMup3VjT7ermgRgHTvlqFBxpIg/i1EmB8=
-----END ENCRYPTED PRIVATE KEY-----
`

// TestDisk returns a disk with keys, a token and other files.
func TestDisk() *MemoryDisk {
	disk := fstest.MapFS{}
	for name, data := range testFiles() {
		disk[name] = &fstest.MapFile{Data: data}
	}
	return &MemoryDisk{MapFS: disk}
}

// testFiles returns the files of TestDisk. They are made once, although every terminal has
// its own disk.
var testFiles = sync.OnceValue(func() map[string][]byte {
	one, two := TestKey(1), TestKey(90)
	return map[string][]byte{
		"public.pem":        TestCertificate(one, Noon.AddDate(1, 0, 0)),
		"private.pem":       TestPrivate(one),
		"old/ended.pem":     TestCertificate(one, Noon.AddDate(0, 0, -1)),
		"old/private.pem":   TestPrivate(two),
		"letter.txt":        []byte("dear administrator, it does not work"),
		".hidden":           []byte("x"),
		"token.jwt":         []byte(AccessToken(time.Hour)),
		"odd\x1b[2Jname.pe": []byte("x"),
	}
})
