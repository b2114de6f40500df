package keys_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/keys"
)

const samples = "../../../shared/samples/"

// sample reads a file beside the checkout, or skips the test.
func sample(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(samples, name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the samples are not beside this checkout")
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestCertificateSamples catches a certificate that is read wrong, and a damaged
// file that is read at all.
func TestCertificateSamples(t *testing.T) {
	var manifest struct {
		Entries []struct {
			File, Kind, Key, Curve string
			Bits, Blocks           int
			ID                     string `json:"x5t_s256"`
			SHA256                 string
			NotBefore, NotAfter    time.Time
		}
	}
	if err := json.Unmarshal(sample(t, "certificates/manifest.json"), &manifest); err != nil {
		t.Fatal(err)
	}
	// What each kind of entry must be read as.
	kinds := map[string]keys.Kind{"x509-pem": keys.Certificate, "x509-der": keys.Certificate, "x509-pem-multi": keys.Certificate, "mislabelled": keys.Certificate,
		"csr": keys.Request, "jwks": keys.PublicKey, "public-key-spki": keys.PublicKey, "public-key-spki-der": keys.PublicKey, "pkcs12": keys.Container}
	curves := map[string]string{"prime256v1": "P-256", "secp384r1": "P-384", "secp521r1": "P-521"}
	for _, want := range manifest.Entries {
		file := keys.Read(want.File, sample(t, "certificates/"+want.File), nil)
		kind, ok := kinds[want.Kind]
		if want.Kind == "mangled" && file.Readable() {
			kind, ok = keys.Certificate, true
		}
		if !ok {
			if file.Readable() || !faulty(file) {
				t.Errorf("%s: keys %+v, problems %v; want a fault only", want.File, file.Keys, ids(file))
			}
			continue
		}
		if !file.Readable() || file.Keys[0].Kind != kind || len(file.Keys) != max(want.Blocks, len(file.Keys)) {
			t.Errorf("%s: keys %+v, problems %+v; want %s", want.File, file.Keys, file.Problems, kind)
			continue
		}
		if kind != keys.Certificate {
			continue
		}
		key := file.Keys[0]
		c := key.Certified
		if c.ID != want.ID || c.SHA256 != want.SHA256 || !c.NotBefore.Equal(want.NotBefore) || !c.NotAfter.Equal(want.NotAfter) || key.Bits != want.Bits {
			t.Errorf("%s: read %+v %+v, want %+v", want.File, key, c, want)
		}
		curve := want.Curve
		if standard, ok := curves[curve]; ok {
			curve = standard
		}
		algorithm := strings.Fields(want.Key)[0]
		if strings.Contains(want.Key, "PSS") {
			algorithm = string(keys.RSAPSS)
		}
		if key.Curve != curve || string(key.Algorithm) != algorithm {
			t.Errorf("%s: read %s; want %s %s", want.File, key.Type(), algorithm, curve)
		}
		if usual := algorithm != "EC" || curves[want.Curve] != ""; usual != (key.Public() != nil) {
			t.Errorf("%s: public key %v", want.File, key.Public())
		}
	}
}

// TestHostileKeys catches a hostile key that is taken, and a good one refused.
func TestHostileKeys(t *testing.T) {
	for line := range strings.Lines(string(sample(t, "hostile-keys.jsonl"))) {
		var c struct {
			Name, Expect string
			Input        []byte `json:"input_b64"`
		}
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		file := keys.Read(c.Name, c.Input, nil)
		if took := time.Since(start); took > time.Second {
			t.Errorf("%s: took %v", c.Name, took)
		}
		met := slices.ContainsFunc(strings.Split(c.Expect, "|"), func(want string) bool {
			flag, flagged := strings.CutPrefix(want, "flag:")
			switch {
			case flagged:
				return slices.ContainsFunc(ids(file), func(id string) bool { return strings.HasSuffix(id, " "+flag) })
			case want == "ok":
				return file.Readable() && !faulty(file)
			}
			return faulty(file)
		})
		if !met {
			t.Errorf("%s: %v; want %s", c.Name, ids(file), c.Expect)
		}
		checkStrings(t, file)
	}
}
