package keys_test

import (
	"crypto/rand"
	"encoding/pem"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
)

const lockedWith = "summer rain: \u00e4 3"

func lockedPair(t *testing.T, kind keys.PairKind) (keys.PairRequest, keys.Pair) {
	t.Helper()
	request := keys.PairRequest{Kind: kind, Name: "orders", Days: 30, From: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), Passphrase: border.NewSecret(lockedWith)}
	return request, must(keys.NewPair(request, rand.Reader))
}

// TestLockedPair catches a private key that should be locked and is not, or that its pass
// phrase does not open.
func TestLockedPair(t *testing.T) {
	request, pair := lockedPair(t, keys.PairECP521)
	text := pair.PrivatePEM.Reveal()
	if block, rest := pem.Decode([]byte(text)); block == nil || block.Type != "ENCRYPTED PRIVATE KEY" || len(rest) > 0 || pair.Private.Signer() == nil {
		t.Fatalf("%v %v", block, pair.Private)
	}
	for passphrase, opens := range map[string]bool{"": false, "summer": false, lockedWith: true} {
		key := keys.Read("", []byte(text), []byte(passphrase)).Keys[0]
		if key.Locked == opens || key.Matches(pair.Certificate) != opens {
			t.Errorf("%q: locked %v", passphrase, key.Locked)
		}
	}
	_, again := lockedPair(t, keys.PairECP521)
	if a, b := text[100:160], again.PrivatePEM.Reveal()[100:160]; a == b {
		t.Error("the salt is the same twice")
	}
	if strings.Contains(request.OpenSSL("a", "b"), "-nodes") {
		t.Error("the openssl command makes a key without a pass phrase")
	}
}

// TestPassphraseRefused catches a pass phrase that a key should not be locked with.
func TestPassphraseRefused(t *testing.T) {
	for _, passphrase := range []string{"", "abc", " begins with a space", "ends with a line break\n", "a\x00b", strings.Repeat("long", 300)} {
		if keys.CheckPassphrase([]byte(passphrase)) == nil {
			t.Errorf("%q is taken", passphrase)
		}
	}
	if err := keys.CheckPassphrase([]byte(lockedWith)); err != nil {
		t.Error(err)
	}
}

// TestLockedPairElsewhere catches a locked private key that openssl, Node or Python do not
// open.
func TestLockedPairElsewhere(t *testing.T) {
	for _, kind := range []keys.PairKind{keys.PairECP256, keys.PairRSA3072} {
		_, pair := lockedPair(t, kind)
		folder := t.TempDir()
		name, phrase := filepath.Join(folder, "private.pem"), filepath.Join(folder, "phrase")
		for file, text := range map[string]string{name: pair.PrivatePEM.Reveal(), phrase: lockedWith} {
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for _, run := range [][]string{
			{"openssl", "pkey", "-in", name, "-passin", "file:" + phrase, "-pubout"},
			{"node", "-e", `const [,key,phrase]=process.argv,c=require("crypto"),fs=require("fs");process.stdout.write(c.createPublicKey(c.createPrivateKey({key:fs.readFileSync(key),passphrase:fs.readFileSync(phrase)})).export({type:"spki",format:"pem"}))`, name, phrase},
			{"python3", "-c", `import sys
try:
    from cryptography.hazmat.primitives.serialization import *
except ImportError:
    sys.exit(77)
key = load_pem_private_key(open(sys.argv[1],"rb").read(), open(sys.argv[2],"rb").read())
sys.stdout.write(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())`, name, phrase},
		} {
			if _, err := exec.LookPath(run[0]); err != nil {
				continue
			}
			command := exec.Command(run[0], run[1:]...)
			out, err := command.Output()
			if command.ProcessState != nil && command.ProcessState.ExitCode() == 77 {
				continue // the library is not installed
			}
			if file := keys.Read("", out, nil); err != nil || len(file.Keys) != 1 || !file.Keys[0].Matches(pair.Certificate) {
				t.Errorf("%s, %s: %v %s", kind, run[0], err, out)
			}
		}
	}
}
