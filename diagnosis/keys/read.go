package keys

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/pattern"
)

// maxLayers is the number of layers that are read, such as JSON in a string of JSON in
// base64.
const maxLayers = 4

// Read reads key material. What cannot be read is a Problem of the File. The pass phrase
// opens encrypted private keys; without it they are Locked. A File can have both keys and
// faults if the keys are readable, but a strict reader would refuse the file.
func Read(name string, data []byte, passphrase []byte) File {
	name, _ = border.Printable(border.Redact(name))
	r := &reader{file: File{Name: name}, passphrase: passphrase, work: maxIterations}
	if len(data) > MaxFile {
		r.problem(Problem{ID: "too-large", Level: Fault, Title: "The file is larger than 1 MiB and was not read", Expected: fmt.Sprintf("%d bytes at most", MaxFile), Got: fmt.Sprintf("%d bytes", len(data)),
			Why: "Keys and certificates have a few thousand bytes.", Fix: "Give the file of the key or the certificate alone."})
		return r.file
	}
	r.read(data)
	r.file.passOver()
	r.file.number()
	for _, k := range r.file.Keys {
		for i := range k.Problems {
			r.file.suit(&k.Problems[i], k.Format)
		}
	}
	for i := range r.file.Problems {
		r.file.suit(&r.file.Problems[i], "")
	}
	if !r.file.Readable() && !anyFault(r.file.Problems) {
		r.fault("no-key", "No key and no certificate was found in it", "none", "What could be read contains neither.", "Give the certificate or the key.")
	}
	return r.file
}

// reader is the state of Read.
type reader struct {
	file       File
	passphrase []byte
	work       int // iterations that may still be spent
	layers     int
	full       bool
}

// maxProblems is the number of problems of a file that are reported.
const maxProblems = 100

// problem adds a problem of the file, unless it is there already.
//
//go:noinline
func (r *reader) problem(p Problem) {
	if len(r.file.Problems) < maxProblems && !slices.Contains(r.file.Problems, p) {
		r.file.Problems = append(r.file.Problems, p)
	}
}

func (r *reader) add(k Key) {
	if len(r.file.Keys) == MaxKeys {
		r.tooMany()
		return
	}
	k.Source, k.Place = r.file.Name, len(r.file.Keys)+1
	r.file.Keys = append(r.file.Keys, k)
}

// tooMany stops reading.
func (r *reader) tooMany() {
	r.full = true
	r.problem(Problem{ID: "too-many-keys", Level: Fault, Title: fmt.Sprintf("The file holds more than %d keys", MaxKeys), Expected: fmt.Sprintf("%d at most", MaxKeys), Got: "more",
		Why: "The rest was not read.", Fix: "Give the file of the key or the certificate alone."})
}

// fault reports why no key could be read.
func (r *reader) fault(id, title, got, why, fix string) {
	r.problem(Problem{ID: id, Level: Fault, Title: title, Expected: "a certificate or a key in PEM, DER or JSON", Got: got, Why: why, Fix: fix})
}

// read recognises the format of data and reads it.
func (r *reader) read(data []byte) {
	if r.layers++; r.layers > maxLayers {
		r.fault("depth", "It is wrapped more than three times", "text in text in text", "Each wrapping is undone by one reader only.", "Give the key itself.")
		return
	}
	if len(bytes.Trim(data, "\x00")) == 0 && len(data) > 0 {
		r.fault("nul", "It holds zero bytes only", "zero bytes", "The file was created and never written, or its disk lost it.", "Copy the file again, or export the key or certificate again.")
		return
	}
	if _, foreign := foreignBytes(data); foreign || len(data) > 1 && data[0] == tagSequence && !isText(data) {
		r.binary(data, origin{encoding: "DER"})
		return
	}
	s, p := decodeText(data)
	if p != nil {
		r.problem(*p)
	}
	if !isText([]byte(s)) && !strings.Contains(s, "BEGIN") && !looksJSON(s) {
		r.notText(s)
		return
	}
	r.readText(s)
}

func looksJSON(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && strings.ContainsRune(`{["`, rune(s[0]))
}

// isText reports whether data is UTF-8 without control characters, except those that occur
// in text.
func isText(data []byte) bool {
	return utf8.Valid(data) && !bytes.ContainsFunc(data, func(r rune) bool { return r < ' ' && !strings.ContainsRune("\t\n\r\v\f\x1b\b\a", r) })
}

// notText reports why a binary file could not be read.
func (r *reader) notText(s string) {
	switch {
	case strings.HasPrefix(s, "0\ufffd"):
		r.fault("damaged", "A binary file was saved as text, which destroyed it", "bytes replaced by U+FFFD", "An editor or a program replaced the bytes that are no text; they cannot be brought back.", "Copy the file again, as binary.")
	case strings.Contains(s, "\x00") && strings.Trim(s, "\x00 \t\r\n") != "" && utf8.ValidString(s):
		r.fault("nul", "The text contains zero bytes", "zero bytes", "Text has none; the file was damaged on the way.", "Copy the file again.")
	default:
		r.fault("no-key", "It is a binary file, but neither a key nor a certificate", "other bytes", "A key or a certificate in binary form (DER) begins with the byte 30.", "Give the certificate or the key.")
	}
}

// binary reads DER or another binary format.
func (r *reader) binary(data []byte, at origin) {
	if key, ok := foreignBytes(data); ok {
		key.from(at)
		r.add(key)
		return
	}
	r.der(data, at)
}

// readText reads PEM, JSON or bare base64, or reports which other text it is.
func (r *reader) readText(s string) {
	trimmed := strings.TrimSpace(s)
	if strings.HasPrefix(s, "0\ufffd") {
		r.notText(s)
		return
	}
	if looksJSON(trimmed) && r.readJSON(trimmed, s) {
		return
	}
	if strings.Contains(s, "BEGIN%20") || strings.Contains(s, "BEGIN+") && strings.Contains(s, "%0") {
		s = r.percentDecode(s)
	}
	t := unpick(s)
	if r.readPEM(t) {
		return
	}
	trimmed = strings.TrimSpace(t.s)
	if key, ok := foreignText(trimmed); ok {
		key.Encoding = "PEM"
		r.add(key)
		return
	}
	if r.readBare(t) {
		return
	}
	lower := strings.ToLower(trimmed[:min(len(trimmed), 200)])
	switch {
	case trimmed == "":
		r.fault("empty", "There is nothing in it", "nothing", "The file or the paste is empty, or holds spaces only.", "Give the certificate or the key.")
	case strings.HasPrefix(lower, "<!doctype html") || strings.HasPrefix(lower, "<html"):
		r.fault("html", "It is a web page, not a key", "HTML", "A page was saved in place of the file; often it is the page of a login that had ended.", "Log in and download the file again, or ask for the file itself.")
	case strings.HasPrefix(lower, "<"):
		r.fault("xml", "It is XML, not a key", "XML", "It holds no key in a known form.", "Give the certificate or the key as PEM.")
	case strings.HasPrefix(lower, "eyj") && encryptedCompact(trimmed):
		r.encryptedJWK()
	case strings.HasPrefix(lower, "eyj"):
		r.fault("no-key", "It is a token, not a key", "a JSON Web Token", "A token is signed with a key and does not hold it.", "Give the certificate or the key that belongs to the token.")
	case strings.HasPrefix(lower, "certificate:") || strings.HasPrefix(lower, "private-key:") || strings.HasPrefix(lower, "rsa private-key:") || strings.HasPrefix(lower, "public-key:"):
		r.fault("no-key", "It is the description of a key by openssl, not the key", "text for people", "Only the block from BEGIN to END can be read.", "Give the file itself, or leave -noout out of the openssl command.")
	default:
		r.fault("no-key", "No key and no certificate was found in it", "other text", "There is no BEGIN line, no JSON and no DER in it.", "Give the certificate or the key: a file that begins with -----BEGIN, a JSON Web Key, or DER.")
	}
}

// percentDecode decodes percent encoding and reports it.
func (r *reader) percentDecode(s string) string {
	r.problem(Problem{ID: "percent-encoded", Level: Warning, Title: "It is percent-encoded, as in an address or a header", Expected: "plain text", Got: "%20 and %0A",
		Why: "It was fixed here; a reader of PEM files does not do that.", Fix: "Decode it, or copy the file itself."})
	// A '+' is a space only in the boundaries; in the base64 it is a character.
	s = boundaryPlus().ReplaceAllStringFunc(s, func(label string) string { return strings.ReplaceAll(label, "+", " ") })
	return percentByte().ReplaceAllStringFunc(s, func(code string) string {
		value, _ := hex.DecodeString(code[1:])
		return string(value)
	})
}

var (
	boundaryPlus = pattern.Lazy(`-(?:BEGIN|END)\+[A-Z0-9+]+-`)
	percentByte  = pattern.Lazy(`%[0-9A-Fa-f]{2}`)
	// bareBase64 matches the base64 of DER, which begins with the byte 30, or of PEM.
	bareBase64 = pattern.Lazy(`^(?:M[A-P]|LS0tL)[A-Za-z0-9+/\s]{20,}={0,2}\s*$`)
	// bareRun matches the base64 of a certificate or a key inside other text.
	bareRun = pattern.Lazy(`\bMI[A-P][A-Za-z0-9+/\s]{60,}`)
)

// readBare reads base64 without BEGIN and END: of DER, or of a whole file, as Kubernetes
// stores it.
func (r *reader) readBare(t text) bool {
	c := collect(t.s, false)
	switch {
	case c.bad == 0 && bareBase64().MatchString(c.text) && (c.text[1] != 'I' && c.text[0] == 'M') == short(c.text):
	case c.bad != 0 && len(c.text) > 64 && strings.HasPrefix(c.text, "MI") && !strings.ContainsRune("<>-", c.bad):
		r.illegal(c, 1+c.badLine, "")
		return true
	default:
		if c.text = amid(t.s); c.text == "" {
			return false
		}
		r.problem(Problem{ID: "text-around", Level: Note, Title: "Other text is around the key", Expected: "BEGIN to END", Got: "other text too",
			Why: "It was passed over.", Fix: "Take it out."})
	}
	for _, p := range t.markProblems(0, len(t.s), "") {
		r.problem(p)
	}
	data, p := decodeBase64(c.text)
	if p != nil {
		r.problem(*p)
		return true
	}
	if bytes.HasPrefix(data, []byte("-----")) {
		r.problem(Problem{ID: "double-encoded", Level: Warning, Title: "The whole file is encoded as base64 once more", Expected: "-----BEGIN", Got: "base64 of -----BEGIN",
			Why: "Kubernetes and build servers keep files that way. It was undone here; NetSuite does not do that.", Fix: "Decode it: openssl base64 -d -A -in FILE -out certificate.pem."})
		r.file.encoded++
		r.read(data)
		return true
	}
	r.problem(Problem{ID: "bare-base64", Level: Warning, Title: "The BEGIN and END lines are missing", Expected: "-----BEGIN CERTIFICATE-----, or what it is", Got: "base64 alone",
		Why: "It was read anyway; whether NetSuite does the same is not published.", Fix: "Write the lines -----BEGIN CERTIFICATE----- and -----END CERTIFICATE----- around a certificate."})
	r.binary(data, origin{encoding: "PEM"})
	return true
}

// short reports whether text is the base64 of DER of less than 128 bytes, such as a public
// key on P-256, and nothing else. Words can begin with the same letters.
func short(text string) bool {
	data, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil {
		return false
	}
	_, rest, err := next(data)
	return err == nil && len(rest) == 0 && data[1] < 0x80
}

// amid finds the base64 of DER inside other text. The length in the DER separates it from
// words that follow; "" for none.
func amid(s string) string {
	run := strings.Join(strings.Fields(bareRun().FindString(s)), "")
	if run == "" {
		return ""
	}
	data, err := base64.RawStdEncoding.DecodeString(run[:len(run)&^3])
	if err != nil {
		return ""
	}
	e, _, err := next(data)
	var cut cutShort
	length := len(e.full)
	if errors.As(err, &cut) && cut.need-cut.have <= 2 {
		length = cut.need
	} else if err != nil {
		return ""
	}
	return run[:min(len(run), base64.RawStdEncoding.EncodedLen(length))]
}
