package keys_test

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"authdoctor/diagnosis/keys"
)

func utf16of(s string, big, mark bool) string {
	var out []byte
	units := utf16.Encode([]rune(s))
	if mark {
		units = append([]uint16{0xfeff}, units...)
	}
	for _, u := range units {
		if big {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return string(out)
}

// everyLine changes every line but the empty one at the end.
func everyLine(s, before, after string) string {
	return before + strings.ReplaceAll(strings.TrimSuffix(s, "\n"), "\n", after+"\n"+before) + after + "\n"
}

// oddSpaces is the ID of a problem, which programs read.
const oddSpaces = "blanks"

// TestPastes catches a paste that is not fixed, and one that is fixed
// without a word.
func TestPastes(t *testing.T) {
	der := theCertificate()
	good := pemOf("CERTIFICATE", der)
	lines := strings.Split(strings.TrimSpace(good), "\n")
	body := strings.Join(lines[1:len(lines)-1], "")
	begin, end := lines[0], lines[len(lines)-1]
	b64 := base64.StdEncoding.EncodeToString
	for _, c := range []struct{ name, in, want string }{
		{"as it is", good, ""},
		{"CRLF", strings.ReplaceAll(good, "\n", "\r\n"), ""},
		{"no final newline", strings.TrimSpace(good), ""},
		{"blank lines", "\n\n" + strings.ReplaceAll(good, "\n", "\n\n"), "warning blank-lines"},
		{"blank lines before and after", "\n\n" + begin + "\n\n" + strings.Join(lines[1:], "\n") + "\n\n", ""},
		{"blank line before END", strings.Replace(good, end, "\n"+end, 1), "warning blank-lines"},
		{"trailing spaces", everyLine(good, "", "  \t"), ""},
		{"CR only", strings.ReplaceAll(good, "\n", "\r"), "warning line-ends"},
		{"BOM", "\ufeff" + good, "warning bom"},
		{"UTF-16 LE", utf16of(good, false, true), "warning utf-16"},
		{"UTF-16 BE", utf16of(good, true, true), "warning utf-16"},
		{"UTF-16 LE without BOM", utf16of(good, false, false), "warning utf-16"},
		{"UTF-16 BE without BOM", utf16of(good, true, false), "warning utf-16"},
		{"indented", everyLine(good, "    ", ""), "warning indentation"},
		{"tabs", everyLine(good, "\t", ""), "warning indentation"},
		{"indented but for the first line", strings.ReplaceAll(strings.TrimSpace(good), "\n", "\n  "), "warning indentation"},
		{"mail", everyLine(good, "> ", ""), "warning quote-marks"},
		{"mail twice", everyLine(good, ">> ", ""), "warning quote-marks"},
		{"one line with spaces", strings.ReplaceAll(good, "\n", " "), "warning one-line"},
		{"one line without spaces", strings.ReplaceAll(good, "\n", ""), "warning one-line"},
		{"base64 in one line", begin + "\n" + body + "\n" + end + "\n", "warning one-line"},
		{"escaped", strings.ReplaceAll(good, "\n", `\n`), "warning escaped-newlines"},
		{"escaped CRLF", strings.ReplaceAll(good, "\n", `\r\n`), "warning escaped-newlines"},
		{"escaped twice", strings.ReplaceAll(good, "\n", `\\n`), "warning escaped-newlines"},
		{"JSON string", string(must(json.Marshal(good))), "warning json-string"},
		{"JSON string twice", string(must(json.Marshal(string(must(json.Marshal(good)))))), "warning double-encoded,warning json-string"},
		{"JSON document", `{"type":"x","certificate":` + string(must(json.Marshal(good))) + `}`, "warning json-string"},
		{"Java", "\"" + strings.ReplaceAll(strings.TrimSpace(good), "\n", "\\n\" +\n    \"") + `";`, "warning escaped-newlines,warning indentation,warning quotes"},
		{"environment", `KEY="` + good + `"`, "note text-around,warning one-line"},
		{"em dashes", strings.ReplaceAll(good, "-----", "—–-"), "fault dashes"},
		{"four dashes", strings.ReplaceAll(good, "-----", "----"), "fault dashes"},
		{"six dashes", strings.ReplaceAll(good, "-----", "------"), "fault dashes"},
		{"no-break spaces", everyLine(good, "", "\u00a0"), "fault " + oddSpaces},
		{"no-break space in the label", strings.Replace(good, "BEGIN ", "BEGIN\u00a0", 1), "fault " + oddSpaces},
		{"zero-width spaces", everyLine(good, "\u200b", ""), "fault invisible"},
		{"zero-width space in the label", strings.Replace(good, "BEGIN", "BE\u200bGIN", 1), "fault invisible"},
		{"no BEGIN", strings.Join(lines[1:], "\n"), "warning missing-begin"},
		{"no END", strings.Join(lines[:len(lines)-1], "\n") + "\n", "warning missing-end"},
		{"bare base64", strings.Join(lines[1:len(lines)-1], "\n"), "warning bare-base64"},
		{"bare base64 in one line", body, "warning bare-base64"},
		{"no dashes at all", strings.ReplaceAll(good, "-", ""), "fault dashes"},
		{"one dash", strings.ReplaceAll(good, "-----", "-"), "fault dashes"},
		{"one em dash", strings.ReplaceAll(good, "-----", "—"), "fault dashes"},
		{"lines of boxes", strings.ReplaceAll(good, "-----", "─────"), "fault dashes"},
		{"plus signs in the labels", strings.ReplaceAll(strings.ReplaceAll(good, "BEGIN ", "BEGIN+"), "END ", "END+"), "warning form-encoded"},
		{"spaces before the label", strings.ReplaceAll(good, "-----BEGIN", "----- BEGIN"), "fault boundary"},
		{"spaces behind the label", strings.ReplaceAll(good, "CERTIFICATE-----", "CERTIFICATE -----"), "fault boundary"},
		{"a broken END line", strings.ReplaceAll(good, "END CERT", "END\nCERT"), "fault boundary"},
		{"a quotation mark", `"` + strings.TrimSpace(good) + `"`, "warning one-line"},
		{"a quotation mark behind it", "'\n" + strings.TrimSpace(good) + "'", "warning one-line"},
		{"END on the last line", strings.ReplaceAll(good, "\n"+end, " "+end), "warning one-line"},
		{"base64 on the first line", strings.ReplaceAll(good, begin+"\n", begin+" "), "warning one-line"},
		{"another label with strange letters", strings.ReplaceAll(good, "CERT", "C\u0415RT"), "note text-around,warning bare-base64"},
		{"signed by PGP", "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" + strings.NewReplacer("-----B", "- -----B", "-----E", "- -----E").Replace(good) + "-----BEGIN PGP SIGNATURE-----\n\niQ==\n=abcd\n-----END PGP SIGNATURE-----\n", "note text-around,warning dash-escaped"},
		{"XML", "<a><X509Certificate>" + body + "</X509Certificate></a>", "note text-around,warning bare-base64"},
		{"base64 of PEM", b64([]byte(good)), "warning double-encoded"},
		{"percent", strings.ReplaceAll(url.PathEscape(good), "+", "%2B"), "warning percent-encoded"},
		{"query", url.QueryEscape(good), "warning percent-encoded"},
		{"quoted-printable", strings.ReplaceAll(good, "=\n", "=3D\n"), "warning quoted-printable"},
		{"text around", "Bag Attributes\n    localKeyID: 01\nsubject=CN = x\n" + good + "bye\n", "note text-around"},
		{"old label", strings.ReplaceAll(good, " CERTIFICATE", " X509 CERTIFICATE"), "warning label"},
		{"wrong label", strings.ReplaceAll(good, " CERTIFICATE", " PUBLIC KEY"), "fault label"},
		{"two labels", strings.Replace(good, "END CERTIFICATE", "END PUBLIC KEY", 1), "fault label"},
		{"lower-case letters", strings.ReplaceAll(strings.ReplaceAll(good, "BEGIN CERTIFICATE", "begin certificate"), "END CERTIFICATE", "end certificate"), "fault label"},
		{"garbage behind the DER", pemOf("CERTIFICATE", append(bytes.Clone(der), 1, 2, 3)), "fault trailing-data"},
		{"DER", string(der), ""},
		{"DER and a newline", string(der) + "\n", "fault trailing-data"},
	} {
		if c.name == "quoted-printable" && !strings.Contains(c.in, "=3D") {
			continue // this certificate needs no padding
		}
		file := keys.Read("x.pem", []byte(c.in), nil)
		got := ids(file)
		slices.Sort(got)
		if strings.Join(got, ",") != c.want {
			t.Errorf("%s: problems %v; want %s", c.name, got, c.want)
		}
		if len(file.Keys) != 1 || file.Keys[0].Certified == nil || !bytes.Equal(file.Keys[0].Certified.DER, der) {
			t.Errorf("%s: keys %+v; want the certificate", c.name, file.Keys)
		}
		checkStrings(t, file)
	}
}

// TestUnreadable catches a damaged file that is read, and one whose damage is not
// named.
func TestUnreadable(t *testing.T) {
	der := theCertificate()
	good := pemOf("CERTIFICATE", der)
	lines := strings.Split(strings.TrimSpace(good), "\n")
	for _, c := range []struct{ name, in, want, where string }{
		{"empty", "", "fault empty", ""},
		{"spaces", " \n\t\r\n", "fault empty", ""},
		{"BOM alone", "\ufeff", "fault empty,warning bom", ""},
		{"NULs", strings.Repeat("\x00", 100), "fault nul", ""},
		{"HTML", "<!DOCTYPE html>\n<html></html>", "fault html", ""},
		{"capitals", "MAKE A NEW CERTIFICATE AND SEND IT TO ME", "fault no-key", ""},
		{"prose", "see attachment", "fault no-key", ""},
		{"token", "eyJhbGciOiJSUzI1NiJ9.e30.x", "fault no-key", ""},
		{"picture", "\x89PNG\r\n\x1a\n\x00\x00", "fault no-key", ""},
		{"as text", "0\ufffd\x02\ufffd0\ufffd", "fault damaged", ""},
		{"illegal character", strings.Join([]string{lines[0], lines[1], lines[2][:4] + "!" + lines[2][5:], lines[3], lines[len(lines)-1]}, "\n"), "fault base64", "line 3, character 5"},
		{"illegal character, quoted", everyLine(strings.Join([]string{lines[0], lines[1], lines[2][:4] + "ä" + lines[2][5:], lines[3], lines[len(lines)-1]}, "\n"), "> ", ""), "fault base64,warning quote-marks", "line 3, character 7"},
		{"escape", strings.Replace(good, lines[1][:2], "\x1b[", 1), "fault base64", "line 2, character 1"},
		{"not UTF-8", strings.Replace(good, lines[1][4:6], "\xff\xfe", 1), "fault base64", "line 2, character 5"},
		{"left out", strings.Replace(good, lines[2], "...", 1), "fault base64", "line 3, character 1"},
		{"speaks of BEGIN", "the file must start with " + lines[0] + ", see the manual (OpenSSL 3)", "fault empty,note text-around", ""},
		{"speaks of both", "it has " + lines[0] + " and ends with " + lines[len(lines)-1], "fault empty,note text-around", ""},
		{"the first line alone", lines[0], "fault empty", ""},
		{"words in its place", lines[0] + "\nYOUR_CERTIFICATE_HERE\n" + lines[len(lines)-1], "fault empty", ""},
		{"x in its place", lines[0] + "\n" + strings.Repeat(strings.Repeat("x", 64)+"\n", 3) + lines[len(lines)-1], "fault empty", ""},
		{"REDACTED in its place", lines[0] + "\nREDACTED\n" + lines[len(lines)-1], "fault empty", ""},
		{"age", "-----BEGIN AGE ENCRYPTED FILE-----\nYWdlLWVuY3J5cHRpb24ub3JnL3YxCg==\n-----END AGE ENCRYPTED FILE-----\n", "fault encrypted", ""},
		{"a line is missing", strings.Replace(good, lines[2]+"\n", "", 1), "fault truncated", ""},
		{"truncated DER", string(der[:200]), "fault truncated", ""},
		{"nothing inside", lines[0] + "\n" + lines[len(lines)-1], "fault empty", ""},
		{"DER of another kind", "\x30\x03\x01\x01\xff", "fault no-key", ""},
		{"BER", "\x30\x80\x30\x80\x00\x00\x00\x00", "fault ber", ""},
		{"JSON cut short", `{"keys": [{"kty": "RSA"`, "fault json", "line 1, character 23"},
		{"JSON with garbage", `{"keys": []} x`, "fault json", "line 1, character 14"},
		{"JSON not UTF-8", "{\"keys\": [{\"kty\": \"\xff\"}]}", "fault json", ""},
		{"JSON too deep", strings.Repeat("[", 33) + strings.Repeat("]", 33), "fault depth", ""},
		{"JSON far too deep", strings.Repeat("[", 200_000), "fault depth", ""},
		{"other JSON", `{"error": "invalid_client"}`, "fault no-key", ""},
		{"discovery", `{"jwks_uri": "https://x"}`, "fault no-key", ""},
		{"empty set", `{"keys": []}`, "fault no-key", ""},
		{"set of nothing known", `{"keys": [{"kty": "AKP"}]}`, "fault no-key,note unknown-kty", ""},
		{"too large", strings.Repeat("x", keys.MaxFile+1), "fault too-large", ""},
	} {
		file := keys.Read(c.name, []byte(c.in), nil)
		got := ids(file)
		slices.Sort(got)
		if strings.Join(got, ",") != c.want || file.Readable() {
			t.Errorf("%s: keys %d, problems %v; want %s", c.name, len(file.Keys), got, c.want)
		}
		if c.where != "" && len(file.Problems) > 0 && file.Problems[len(file.Problems)-1].Where != c.where {
			t.Errorf("%s: at %q; want %q", c.name, file.Problems[len(file.Problems)-1].Where, c.where)
		}
		checkStrings(t, file)
	}
}

// TestForeign catches a format of other programs that is not named.
func TestForeign(t *testing.T) {
	for _, c := range []struct{ name, in, format, id string }{
		{"PuTTY", "PuTTY-User-Key-File-3: ssh-rsa\r\nEncryption: none\r\n", "PuTTY", "fault putty"},
		{"PGP", "-----BEGIN PGP PUBLIC KEY BLOCK-----\nVersion: x\n\nmQENBF\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n", "OpenPGP", "fault openpgp"},
		{"BouncyCastle", "\x00\x00\x00\x02\x00\x00\x00\x14", "BouncyCastle keystore", "fault bouncycastle-keystore"},
		{"SSH of version 1", "SSH PRIVATE KEY FILE FORMAT 1.1\n\x00", "OpenSSH", "fault openssh"},
	} {
		file := keys.Read("", []byte(c.in), nil)
		if len(file.Keys) != 1 || file.Keys[0].Format != c.format || !slices.Contains(ids(file), c.id) {
			t.Errorf("%s: read %+v %v; want %s", c.name, file.Keys, ids(file), c.format)
		}
		checkStrings(t, file)
	}
}

// TestForeignDamaged catches a damaged file of a known format whose format is not named, or
// that is read all the same.
func TestForeignDamaged(t *testing.T) {
	for _, c := range []struct{ name, in, says string }{
		{"OpenSSH private", pemOf("OPENSSH PRIVATE KEY", []byte("openssh-key-v1\x00xxxxxxxxxxxxxxx")), "OpenSSH"},
		{"SSH public", "ssh-rsa " + base64.StdEncoding.EncodeToString(append([]byte("\x00\x00\x00\x07ssh-rsa"), make([]byte, 60)...)) + " me@host", "SSH"},
		{"Java", "\xfe\xed\xfe\xed\x00\x00\x00\x02\x00\x00\x00\x09", "keystore"},
		{"PKCS#12 in BER", "\x30\x80\x02\x01\x03\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x80", "PKCS#12"},
		{"PKCS#7 in BER", "\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80", "PKCS#7"},
	} {
		file := keys.Read("", []byte(c.in), nil)
		said := ""
		for _, p := range problems(file) {
			said += p.Title
		}
		if !faulty(file) || !strings.Contains(said, c.says) {
			t.Errorf("%s: %q, %v", c.name, said, ids(file))
		}
		checkStrings(t, file)
	}
}

// TestSeveral catches a block that is passed over, and a count that is wrong.
func TestSeveral(t *testing.T) {
	good := pemOf("CERTIFICATE", theCertificate())
	for _, c := range []struct {
		name, in string
		keys     int
		want     string
	}{
		{"two", good + good, 2, ""},
		{"run together", strings.TrimSpace(good) + good, 2, "one-line"},
		{"certificate and key", good + privatePEM(t), 2, ""},
		{"as many as may be", strings.Repeat(good, keys.MaxKeys), keys.MaxKeys, ""},
		{"one more", strings.Repeat(good, keys.MaxKeys+1), keys.MaxKeys, "too-many-keys"},
		{"many more", strings.Repeat(good, 800), keys.MaxKeys, "too-many-keys"},
		{"one is damaged", good + strings.Replace(good, "MII", "M!I", 1) + good, 2, "base64"},
		{"one has no END", good[:strings.Index(good, "-----END")] + good, 2, "missing-end"},
		{"two DER", string(theCertificate()) + string(theCertificate()), 2, "trailing-data"},
		{"a set", `{"keys": [` + strings.Repeat(`{"kty":"oct","k":"AA"},`, 100) + `{"kty":"oct","k":"AA"}]}`, keys.MaxKeys, "too-many-keys"},
	} {
		file := keys.Read("x", []byte(c.in), nil)
		if len(file.Keys) != c.keys || !strings.Contains(fmt.Sprint(ids(file)), c.want) || c.want == "" && len(ids(file)) > 0 {
			t.Errorf("%s: %d keys, %v; want %d, %s", c.name, len(file.Keys), ids(file), c.keys, c.want)
		}
		for i, k := range file.Keys {
			if k.Place != i+1 || k.Source != "x" {
				t.Errorf("%s: key %d has place %d, source %q", c.name, i, k.Place, k.Source)
			}
		}
		checkStrings(t, file)
	}
}

// TestBareShort catches a short key without BEGIN and END that is taken for words.
func TestBareShort(t *testing.T) {
	der := must(x509.MarshalPKIXPublicKey(theEC().Public()))
	file := keys.Read("", []byte(base64.StdEncoding.EncodeToString(der)), nil)
	if len(file.Keys) != 1 || !theEC().PublicKey.Equal(file.Keys[0].Public()) || strings.Join(ids(file), ",") != "warning bare-base64" {
		t.Errorf("read %+v %v", file.Keys, ids(file))
	}
}
