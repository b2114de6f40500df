package keys_test

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
	"authdoctor/diagnosis/worktest"
)

// FuzzRead catches a panic, a string that is not printable, a reading that changes,
// and private material in what a File prints as.
func FuzzRead(f *testing.F) {
	good := pemOf("CERTIFICATE", theCertificate())
	for _, seed := range []string{"", good, string(theCertificate()), privatePEM(f), `{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA","kid":"\u001b"}]}`,
		strings.ReplaceAll(good, "\n", `\n`), utf16of(good, false, true), everyLine(good, "> ", "\u00a0"), "-----BEGIN \x1b-----", "LS0tLS1CRUdJTi", string(lockPBES2("x", 1000, 32)), lockLegacy("x"),
		string(must(json.Marshal(rsaJWK().with("d", "AQAB").with("p", "AQAB").with("q", "AQAB"))))} {
		f.Add([]byte(seed), []byte("x"))
	}
	files, _ := filepath.Glob(samples + "certificates/*")
	for _, name := range files {
		if data, err := os.ReadFile(name); err == nil && len(data) < 4000 {
			f.Add(data, []byte{})
		}
	}
	f.Fuzz(func(t *testing.T, data, passphrase []byte) {
		file := keys.Read(string(passphrase), data, passphrase)
		checkStrings(t, file)
		if again := keys.Read(string(passphrase), data, passphrase); !reflect.DeepEqual(file, again) {
			t.Error("reading it again gives something else")
		}
		noSecret(t, file)
	})
}

// noSecret catches a number of a private key in what a File prints as.
func noSecret(t *testing.T, file keys.File) {
	t.Helper()
	printed := fmt.Sprintf("%v %+v %#v", file, file, file)
	for _, k := range file.Keys {
		printed += fmt.Sprintf("%v %+v %#v", k, k, k)
	}
	encoded, err := json.Marshal(file.Keys)
	if err != nil {
		t.Error(err)
	}
	printed += string(encoded)
	for _, secret := range secrets() {
		for _, form := range []string{hex.EncodeToString(secret), strings.Trim(fmt.Sprint(secret), "[]"), b64url(secret[:15])} {
			if strings.Contains(printed, form) {
				t.Error("a private key is printed")
			}
		}
	}
}

// TestNoSecret catches private material in what a File prints as, however the key
// was written.
func TestNoSecret(t *testing.T) {
	d := must(theEC().Bytes())
	for _, in := range []string{privatePEM(t), strings.Replace(privatePEM(t), "MII", "MI!", 1), privatePEM(t)[:900], string(must(json.Marshal(ecJWK().with("d", b64url(d))))),
		string(must(json.Marshal(ecJWK().with("d", b64url(d)+"=")))), strings.ReplaceAll(privatePEM(t), "PRIVATE KEY", "CERTIFICATE")} {
		noSecret(t, keys.Read("x", []byte(in), nil))
	}
}

// hostileSizes are files of that size that make a careless reader work for long.
func hostileSizes(t testing.TB, size int) map[string]string {
	good := pemOf("CERTIFICATE", theCertificate())
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	deep := bytes.Repeat([]byte{0x30, 0x80}, size/2)
	nested := []byte{}
	for range 20_000 {
		nested = append([]byte{0x30, 0x84, byte(len(nested) >> 24), byte(len(nested) >> 16), byte(len(nested) >> 8), byte(len(nested))}, nested...)
		if len(nested) > 60_000 {
			break
		}
	}
	huge := append([]byte{0x30, 0x83, 0x0f, 0x42, 0x4a, 0x02, 0x83, 0x0f, 0x42, 0x40, 0x7f}, bytes.Repeat([]byte{0xff}, 999_999)...)
	return map[string]string{
		"dashes": fill("-"), "BEGIN": fill("-----BEGIN CERTIFICATE-----\n"), "END": fill("-----END CERTIFICATE-----\n"), "BEGIN and END": fill("BEGIN END "), "words": fill("BEGIN KEY "),
		"certificates": fill(good), "private keys": fill(privatePEM(t)), "escapes": fill(`\n`), "backslashes": fill(`\`), "backslashes and n": fill(`\`)[1:] + "n", "CR": fill("\r"), "no-break spaces": fill("\u00a0"),
		"invisible": "-----BEGIN CERTIFICATE-----\n" + fill("\u200b\u00a0–")[100:], "quotes": fill("> > > "), "quotation marks": "-----BEGIN CERTIFICATE-----\n" + fill(`"`)[100:],
		"brackets": fill("["), "arrays": "[" + fill("[],")[10:] + "1]", "objects": `{"keys":[` + fill(`{"kty":"AKP"},`)[100:] + `1]}`, "names": `{"kty":"RSA"` + fill(`,"n":1`)[20:] + "}",
		"strings": `["` + fill(`-BEGIN ","`)[20:] + `"]`, "deep": string(deep), "nested": string(nested), "deep in PEM": pemOf("CERTIFICATE", deep[:len(deep)*2/3]), "zero bytes": fill("\x00"), "base64": fill("MIIB"), "A": fill("A"),
		"hexadecimal": fill("%0A") + "BEGIN%20", "lines": fill("a\n"), "headers": "-----BEGIN CERTIFICATE-----\n" + fill("A: b\n")[100:], "huge modulus": string(huge) + "\x02\x03\x01\x00\x01",
		"base64 layers": fill("LS0tLS1CRUdJTi"), "elements": "\x30\x83\x0f\x00\x00" + fill("\x05\x00"),
	}
}

// TestHostileSize catches a panic, and output that is not printable. How long it
// takes, BenchmarkReadHostile measures.
func TestHostileSize(t *testing.T) {
	for name, in := range hostileSizes(t, keys.MaxFile/16) {
		checkStrings(t, keys.Read(name, []byte(in), []byte("x")))
	}
}

// BenchmarkReadHostile measures the largest file that is read, of each kind. None
// may take a second.
func BenchmarkReadHostile(b *testing.B) {
	for name, in := range hostileSizes(b, keys.MaxFile) {
		data := []byte(in)[:min(len(in), keys.MaxFile)]
		b.Run(strings.ReplaceAll(name, " ", "-"), func(b *testing.B) {
			for b.Loop() {
				keys.Read(name, data, []byte("x"))
			}
		})
	}
}

// FuzzPair catches a pair that is made of a request that Validate refuses, one whose
// certificate says another name or time, a refusal that is not printable, and work out
// of proportion.
func FuzzPair(f *testing.F) {
	for _, kind := range keys.PairKinds() {
		f.Add(string(kind), "netsuite", 730, int64(1_800_000_000))
	}
	f.Add("ec-p256", "a\x1b[31m", 0, int64(0))
	f.Add("ec-p256", "\u00e4 \u4e16", 1, int64(253402300799))
	f.Add("EC", "eyJ", 1<<40, int64(-1))
	f.Fuzz(func(t *testing.T, kind, name string, days int, from int64) {
		r := keys.PairRequest{Kind: keys.PairKind(kind), Name: name, Days: days, From: time.Unix(from, 0)}
		if err := r.Validate(); err != nil {
			sayable(t, err)
			if _, made := keys.NewPair(r, zeroes{}); made == nil {
				t.Errorf("made though %v", err)
			}
			return
		}
		if !strings.HasPrefix(kind, "ec") {
			return // a new RSA key takes as long as luck has it
		}
		worktest.Bound(t, len(name), func() {
			pair, err := keys.NewPair(r, rand.Reader)
			if err != nil {
				t.Fatal(err)
			}
			if made := pair.Certificate.Certified; !made.NotBefore.Equal(r.From.UTC()) || made.NotAfter.Sub(made.NotBefore) != time.Duration(days)*24*time.Hour {
				t.Errorf("%+v", made)
			}
			checkStrings(t, keys.Read("x", pair.CertificatePEM, nil))
		})
	})
}

type zeroes struct{}

func (zeroes) Read(into []byte) (int, error) { clear(into); return len(into), nil }

// FuzzAssertion catches an assertion that is signed though Validate refuses it, one
// whose parts say something other than the request, a refusal that is not printable or
// repeats a value, and work out of proportion.
func FuzzAssertion(f *testing.F) {
	id := strings.Repeat("0a", 32)
	f.Add("abc", "ES256", id, "1234567_SB1", "restlets,rest_webservices", int64(60), int64(1_800_000_000))
	f.Add("", "RS256", id, "1234567-sb1", "", int64(3600), int64(0))
	f.Add("\x1b[31m", "none", "eyJ", "\u202e", "restlets,restlets", int64(-1), int64(1)<<60)
	f.Add(strings.Repeat("a", 43), "", id, "1234567", "suite_analytics", int64(1)<<62, int64(-1)<<60)
	key := keys.Read("x", []byte(pemOf("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(theEC())))), nil).Keys[0]
	f.Fuzz(func(t *testing.T, kid, alg, client, account, scopes string, lifetime, issued int64) {
		r := keys.AssertionRequest{Key: key, KeyID: kid, Algorithm: alg, ClientID: client, Account: account, Scopes: strings.Split(scopes, ","),
			Lifetime: time.Duration(lifetime) * time.Second, IssuedAt: time.Unix(issued, 0)}
		worktest.Bound(t, len(kid)+len(alg)+len(client)+len(account)+len(scopes), func() {
			refused := r.Validate()
			made, err := keys.NewAssertion(r, rand.Reader)
			if (refused == nil) != (err == nil) {
				t.Fatalf("Validate says %v, making it %v", refused, err)
			}
			if err != nil {
				sayable(t, err)
				return
			}
			parsed, _ := token.Parse(made.Reveal())
			if iss, _ := parsed.Claims.Get("iss"); parsed.Fatal() || iss.Text != client || parsed.Header.Text("kid") != kid {
				t.Errorf("%+v", parsed)
			}
			if iat, exp := parsed.Time("iat"), parsed.Time("exp"); iat.Seconds != issued || exp.Seconds-iat.Seconds != int64(r.Lifetime/time.Second) {
				t.Errorf("from %d to %d", iat.Seconds, exp.Seconds)
			}
		})
	})
}

// sayable catches an error that is not printable.
func sayable(t *testing.T, err error) {
	t.Helper()
	if _, n := border.Printable(err.Error()); n > 0 {
		t.Errorf("%q", err)
	}
}

// FuzzRecognise catches a panic on a kid, a value that is named although the text is not
// printable, and the name Certificate ID for another text.
func FuzzRecognise(f *testing.F) {
	key := keys.Read("f", []byte(pemOf("CERTIFICATE", theCertificate())), nil).Keys[0]
	c := key.Certified
	for _, seed := range []string{"", c.ID, c.ID + "=", c.ID[:20], c.SHA1, c.SHA256, "SHA256:" + c.X5T(), "sha1 Fingerprint=" + c.SHA1, c.Serial, "0x4d", "77", `"4d"`, "-", "\u212a", strings.Repeat("a", 2000)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		worktest.Bound(t, len(text), func() {
			if form := key.Recognise(text); form == keys.IDSame && text != c.ID {
				t.Errorf("%q is called the Certificate ID", text)
			}
		})
	})
}

// FuzzJWK catches a panic on a member of a JWK, a private number in what is given out of it,
// and a public part that is not read back as the same key.
func FuzzJWK(f *testing.F) {
	for _, seed := range []string{`"AQAB"`, `65537`, `"65537"`, `"010001"`, `[1,0,1]`, `{"type":"Buffer","data":[1,0,1]}`, `"AQAB=="`, `["MIIB"]`, `"P256"`, `null`, `{}`} {
		for i := range jwkMembers {
			f.Add(uint8(i), seed)
		}
	}
	private := rsaJWK().with("d", b64url(theRSA().D.Bytes()))
	elliptic := ecJWK().with("d", b64url(must(theEC().Bytes())))
	f.Fuzz(func(t *testing.T, at uint8, value string) {
		name := jwkMembers[int(at)%len(jwkMembers)]
		if !json.Valid([]byte(value)) {
			value = string(must(json.Marshal(value)))
		}
		for _, base := range []members{private, elliptic} {
			text := must(json.Marshal(base.with(name, json.RawMessage(value))))
			file := keys.Read("", text, nil)
			checkStrings(t, file)
			for _, key := range file.Keys {
				made, err := key.PublicJWK()
				if err != nil {
					continue
				}
				again := keys.Read("", made, nil)
				if strings.Contains(string(made), base["d"].(string)) || len(again.Keys) != 1 || again.Keys[0].Kind != keys.PublicKey || !again.Keys[0].Matches(key) {
					t.Errorf("%s gives out %s", text, made)
				}
			}
		}
	})
}

var jwkMembers = []string{"kty", "n", "e", "d", "p", "crv", "x", "y", "x5c", "x5t", "x5t#S256", "kid", "alg", "use", "key_ops", "oth"}
