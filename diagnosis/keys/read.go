package keys

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
)

// maxLayers is the number of layers that are read, such as JSON in a string of JSON in
// base64.
const maxLayers = 4

// Read reads key material. What cannot be read is a Problem of the File. The pass phrase
// opens encrypted private keys; without it they are Locked. A File can have both keys and
// faults if the keys are readable, but a strict reader would refuse the file.
func Read(name string, data []byte, passphrase []byte) File {
	name, _ = border.Printable(border.Redact(name))
	effort := 8*len(data) + 1<<16
	r := &reader{file: File{Name: name}, passphrase: passphrase, work: maxIterations, free: freeIterations, effort: &effort}
	if len(data) > MaxFile {
		r.problem(Problem{ID: "too-large", Level: Fault, Title: "The file is larger than 1 MiB and was not read", Expected: fmt.Sprintf("%d bytes at most", MaxFile), Got: fmt.Sprintf("%d bytes", len(data)),
			Why: "Keys and certificates have a few thousand bytes.", Fix: "Open a file that contains only the key or the certificate."})
		return r.file
	}
	r.read(data)
	r.file.worked = maxIterations - r.work
	r.file.passOver()
	r.file.number()
	r.noteSteps()
	for _, k := range r.file.Keys {
		for i := range k.Problems {
			r.file.suit(&k.Problems[i], k.Format)
		}
	}
	for i := range r.file.Problems {
		r.file.suit(&r.file.Problems[i], "")
	}
	r.advise()
	if !r.file.Readable() && !anyFault(r.file.Problems) {
		r.fault("no-key", "The file contains no key and no certificate", "none", "The readable part contains neither.", "Open the file with the certificate or the key.")
	}
	return r.file
}

// reader is the state of Read.
type reader struct {
	file       File
	passphrase []byte
	work       int  // iterations that may still be spent
	free       int  // of them, without a pass phrase
	unasked    bool // the pass phrase is one that is tried without asking
	legacy     bool // something was encrypted with RC2, RC4 or DES
	layers     int
	full       bool
	// effort is what may still be spent on readings that may come to nothing, in bytes of
	// text; it keeps the time for any text linear.
	effort *int
	// asIs is whether a text is read as it stands.
	asIs bool
	// encoded is how many times a whole text was base64 of a text.
	encoded int
	// steps are the lines of the shell that do the repairs, stuck reports whether one has
	// none, and form is what they end in.
	steps []string
	stuck bool
	form  form
}

// attempt reads with a copy of the reader. Nothing of what it reads counts until accept.
func (r *reader) attempt(read func(*reader)) *reader {
	sub := *r
	sub.file, sub.steps = File{Name: r.file.Name}, slices.Clip(r.steps)
	read(&sub)
	r.work, r.free = sub.work, sub.free
	return &sub
}

// accept takes over what an attempt read.
func (r *reader) accept(sub *reader) {
	for _, p := range sub.file.Problems {
		r.problem(p)
	}
	for _, k := range sub.file.Keys {
		r.add(k)
	}
	r.file.IsSet = r.file.IsSet || sub.file.IsSet
	r.file.Container = cmp.Or(r.file.Container, sub.file.Container)
	r.full = r.full || sub.full
	r.encoded, r.steps, r.stuck, r.form = sub.encoded, sub.steps, sub.stuck, sub.form
}

// good reports whether something was read, and all of it.
func (r *reader) good() bool {
	return r.file.Readable() && !slices.ContainsFunc(r.file.Problems, func(p Problem) bool {
		return slices.Contains([]string{"base64", "truncated", "damaged", "ber", "trailing-data", "empty", "depth", "nul"}, p.ID)
	})
}

// affords reports whether a text of n bytes may still be read on trial.
func (r *reader) affords(n int) bool {
	*r.effort -= n
	return *r.effort >= 0
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
	k.Source, k.Place, k.print = r.file.Name, len(r.file.Keys)+1, k.Fingerprint()
	r.file.Keys = append(r.file.Keys, k)
}

// tooMany stops reading.
func (r *reader) tooMany() {
	r.full = true
	r.problem(Problem{ID: "too-many-keys", Level: Fault, Title: fmt.Sprintf("The file contains more than %d keys", MaxKeys), Expected: fmt.Sprintf("%d at most", MaxKeys), Got: "more",
		Why: "The rest was not read.", Fix: "Open a file that contains only the key or the certificate."})
}

// fault reports why no key could be read.
func (r *reader) fault(id, title, got, why, fix string) {
	r.problem(Problem{ID: id, Level: Fault, Title: title, Expected: "a certificate or a key in PEM, DER or JSON", Got: got, Why: why, Fix: fix})
}

// read recognises the format of data and reads it.
func (r *reader) read(data []byte) {
	if r.layers++; r.layers > maxLayers {
		r.fault("depth", "The key is encoded more than three times", "encoded text inside encoded text", "Most programs decode at most one layer.", "Open the key itself.")
		return
	}
	r.readAny(data)
}

func (r *reader) readAny(data []byte) {
	if len(bytes.Trim(data, "\x00")) == 0 && len(data) > 0 {
		r.fault("nul", "The file contains only zero bytes", "zero bytes", "The file was created but never written, or the disk lost its content.", "Copy the file again, or export the key or certificate again.")
		return
	}
	if binaryFormat(data) != nil || len(data) > 1 && data[0] == tagSequence && !isText(data) {
		r.binary(data, origin{encoding: "DER"})
		return
	}
	s, p := decodeText(data)
	if p != nil {
		p.Command = pending
		r.problem(*p)
		r.undone(encodingStep(*p), rough)
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
		r.savedAsText(true)
	case strings.Contains(s, "\x00") && strings.Trim(s, "\x00 \t\r\n") != "" && utf8.ValidString(s):
		r.fault("nul", "The text contains zero bytes", "zero bytes", "Text has no zero bytes; the file was damaged when it was copied.", "Copy the file again.")
	default:
		r.fault("no-key", "This is a binary file, but neither a key nor a certificate", "other bytes", "A binary key or certificate (DER) begins with the byte 30.", "Open the file with the certificate or the key.")
	}
}

// savedAsText reports that a program read the bytes of a binary file as characters. It may
// have replaced those that are none.
func (r *reader) savedAsText(replaced bool) {
	got, why := "each byte above 7F written as two or more", "A program read its bytes as characters and saved them as UTF-8."
	if replaced {
		got, why = "bytes replaced by U+FFFD", "A program replaced the bytes that are not text; they cannot be restored."
	}
	r.fault("damaged", "A binary file was saved as text, which destroyed it", got, why, "Copy the file again in binary mode.")
}

// binary reads DER or another binary format. FTP in ASCII mode and git put a carriage return
// before each line feed, and the length of the whole tells that they do not belong there.
func (r *reader) binary(data []byte, at origin) {
	if n := bytes.Count(data, []byte("\n")); at.label == "" && n > 0 && n == bytes.Count(data, []byte("\r\n")) && data[0] == tagSequence {
		without := bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
		if _, rest, err := next(without); err == nil && len(rest) == 0 {
			r.problem(Problem{ID: "carriage-returns", Level: Fault, Title: "Carriage returns were put into a binary file", Expected: fmt.Sprintf("%d bytes", len(without)), Got: fmt.Sprintf("%d bytes, with 0D before each 0A", len(data)),
				Why: "The file was copied as text, as FTP does in ASCII mode. authdoctor removed them; other programs cannot read it.", Fix: "Copy the file again in binary mode."})
			r.stuck, data = true, without
		}
	}
	if read := binaryFormat(data); read != nil {
		read(r, data, at)
		return
	}
	r.der(data, at)
}

// readText reads a text as it stands. Where that leads to no key, or not to all of it, the
// text is read without what it may be wrapped in, and only then is looked at what is in
// the lines of its blocks: a line break of HTML is told by its name.
func (r *reader) readText(s string) {
	outer := r.asIs
	best := r.attempt(func(r *reader) {
		r.asIs = true
		r.readPlain(s)
	})
	if !best.good() || boundaryPlusIn(s) {
		if unwrapped := r.unwrap(s); unwrapped != nil {
			best = unwrapped
		} else {
			best = r.attempt(func(r *reader) {
				r.asIs = false
				r.readPlain(s)
			})
		}
	}
	if p := inPlace(strings.TrimSpace(s)); p != nil && !best.file.Readable() {
		best.file.Problems = []Problem{*p}
	}
	best.asIs = outer
	r.accept(best)
}

// readPlain reads PEM, JSON or bare base64, or reports which other text it is.
func (r *reader) readPlain(s string) {
	trimmed := strings.TrimSpace(s)
	if strings.HasPrefix(s, "0\ufffd") {
		r.notText(s)
		return
	}
	if looksJSON(trimmed) && r.readJSON(trimmed, s) {
		return
	}
	t := unpick(s)
	if r.readPEM(t) || r.sshLines(t.s) {
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
		r.fault("empty", "The file or the text is empty", "nothing", "It contains nothing except spaces.", "Open the file with the certificate or the key.")
	case strings.HasPrefix(lower, "<!doctype html") || strings.HasPrefix(lower, "<html"):
		r.fault("html", "This is a web page, not a key", "HTML", "A web page was saved instead of the file, often because the login had expired.", "Log in and download the file again, or ask for the file itself.")
	case strings.HasPrefix(lower, "<"):
		r.fault("xml", "This is XML, not a key", "XML", "The XML contains no key in a known format.", "Open the certificate or the key as PEM.")
	case strings.HasPrefix(lower, "eyj") && encryptedCompact(trimmed):
		r.encryptedJWK()
	case strings.HasPrefix(lower, "eyj"):
		r.fault("no-key", "This is a token, not a key", "a JSON Web Token", "A token is signed with a key, but does not contain it.", "Open the certificate or the key that belongs to the token.")
	case strings.HasPrefix(lower, "certificate:") || strings.HasPrefix(lower, "private-key:") || strings.HasPrefix(lower, "rsa private-key:") || strings.HasPrefix(lower, "public-key:"):
		r.fault("no-key", "This is openssl's description of a key, not the key", "a description as text", "Programs read only the block from BEGIN to END.", "Open the key file itself, or remove -noout from the openssl command.")
	default:
		r.fault("no-key", "The file contains no key and no certificate", "other text", "It has no BEGIN line, no JSON and no DER.", "Open the certificate or the key: a file that begins with -----BEGIN, a JSON Web Key, or DER.")
	}
}
