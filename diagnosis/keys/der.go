package keys

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
)

// origin is the place that a piece of DER came from.
type origin struct {
	encoding string // PEM or DER
	label    string // of the PEM block, "" for none
	where    string // for Problem.Where
}

// pemToDER is the command that writes the content of a PEM file with any label.
const pemToDER = "openssl asn1parse -in FILE -noout -out /dev/stdout"

// command returns a command in which pemToDER is replaced by what writes the content of the
// file as it is.
func (o origin) command(command string) string {
	if o.label != "" {
		return command
	}
	return strings.Replace(command, pemToDER, "cat FILE", 1) // base64 is decoded before it
}

// from notes the place that the key came from.
func (k *Key) from(at origin) {
	k.Encoding, k.Label = at.encoding, at.label
	for i := range k.Problems {
		k.Problems[i].suit(at, k.Format)
	}
}

// der reads all DER elements in data. Only the first is expected: anything after it is a
// fault, even a readable key.
func (r *reader) der(data []byte, at origin) {
	for first := true; len(data) > 0 && !r.full; first = false {
		e, rest, err := next(data)
		if first && err == errIndefinite {
			if der, err := definite(data); err == nil {
				if e, _, _ := next(der); r.container(e, at) {
					return
				}
			}
		}
		if first && err == nil && r.container(e, at) {
			data = rest
			continue
		}
		var key Key
		var problem *Problem
		if err == nil && (first || e.tag == tagSequence) {
			key, problem = r.recognise(e)
		}
		switch {
		case first && err != nil:
			r.noElement(data, err, at)
			return
		case !first && slices.ContainsFunc(r.file.Problems, func(p Problem) bool { return (p.ID == "unreadable" || p.ID == "damaged") && p.Where == at.where }):
			return // how long it is is not known then
		case !first && (err != nil || e.tag != tagSequence || problem != nil):
			r.trailing(at, countBytes(len(data))+" after it")
			return
		case !first:
			r.trailing(at, "a second key or certificate")
		}
		if problem != nil {
			problem.suit(at, "")
			r.problem(*problem)
		} else {
			key.from(at)
			r.label(key, at)
			r.add(key)
		}
		data = rest
	}
}

// trailing reports that something follows the first element.
func (r *reader) trailing(at origin, what string) {
	if at.label == trusted {
		return // said of the label
	}
	r.problem(Problem{ID: "trailing-data", Level: Fault, Title: "The key or certificate is followed by other data", Where: at.where,
		Expected: "nothing", Got: what, Why: "Strict parsers reject such a file.", Fix: "Remove everything after the first part, or export the file again."})
}

// noElement reports why data does not begin with a DER element.
func (r *reader) noElement(data []byte, err error, at origin) {
	var short cutShort
	switch {
	case err == errIndefinite && isContainer(data):
		r.problem(Problem{ID: "truncated", Level: Fault, Title: "The end of the PKCS#7 or PKCS#12 file is missing", Where: at.where,
			Expected: "an end of every part", Got: fmt.Sprintf("%d bytes", len(data)), Why: "Part of the file was lost.", Fix: "Copy the file again in binary mode, or export it again."})
	case err == errIndefinite:
		p := inBER()
		p.Where = at.where
		r.problem(p)
	case errors.As(err, &short) && data[0] == tagSequence:
		r.problem(Problem{ID: "truncated", Level: Fault, Title: "The end is missing", Where: at.where,
			Expected: countBytes(short.need), Got: countBytes(short.have),
			Why: "The file states its own length, but is shorter.", Fix: "Copy the whole file again, from the first line to the last."})
	case data[0] == tagSequence && utf8.Valid(data):
		r.savedAsText(strings.ContainsRune(string(data), utf8.RuneError))
	case data[0] == tagSequence:
		r.problem(*damaged("It", err))
	default:
		r.problem(Problem{ID: "damaged", Level: Fault, Title: "This is not DER, the binary format of keys and certificates", Where: at.where,
			Expected: "a first byte of 30", Got: fmt.Sprintf("a first byte of %02x", data[0]),
			Why: "The file is of another kind, or its first characters were lost or changed.", Fix: "Copy the file again, or export the key or certificate again."})
	}
}

func inBER() Problem {
	return Problem{ID: "ber", Level: Fault, Title: "The file is BER with indefinite lengths, not DER", Expected: "DER", Got: "an indefinite length",
		Why: "Keys and certificates use DER, in which every part states its length (X.690 section 10.1).", Fix: "Export the key or certificate again."}
}

// recognise infers from its structure what a DER element is, and reads it.
func (r *reader) recognise(e element) (Key, *Problem) {
	parts, err := e.children()
	if err != nil || e.tag != tagSequence {
		if e.tag == tagOID {
			return Key{}, parametersOnly()
		}
		return Key{}, damaged("It", cmp.Or(err, errShape))
	}
	form := shape(parts)
	starts := func(prefix string) bool { return strings.HasPrefix(form, prefix) }
	key := Key{}
	name := ""
	switch {
	case form == "SSB":
		return signedThing(e, parts)
	case form == "SB":
		key.Kind, key.Format, name = PublicKey, "SPKI", "The public key"
		err = key.readSPKI(e)
	case form == "II" && parts[1].small() != 2: // 2 is a generator of Diffie-Hellman
		key.Kind, key.Format, name = PublicKey, "PKCS#1", "The public key"
		err = key.readRSA(e.full)
	case starts("IIIIIIIII"):
		key.Kind, key.Format, name = PrivateKey, "PKCS#1", "The private key"
		err = key.readPKCS1(e)
	case form == "IIIIII":
		key.Kind, key.Format, key.Algorithm, key.Bits = PrivateKey, "DSA", "DSA", min(8*len(bytes.TrimLeft(parts[1].value, "\x00")), 1<<20)
	case starts("ISO") && form != "ISOII":
		key.Kind, key.Format, name = PrivateKey, "PKCS#8", "The private key"
		err = key.readPKCS8(parts)
	case form == "SO":
		return r.unlock(parts)
	case starts("IO"):
		key.Kind, key.Format, name = PrivateKey, "SEC1", "The private key"
		err = key.readSEC1(e, element{}, false)
	case starts("ISS"), form == "III", form == "II", form == "IIIII", form == "IIII":
		return Key{}, parametersOnly()
	default:
		return Key{}, &Problem{ID: "no-key", Level: Fault, Title: "This is DER, but neither a key nor a certificate", Expected: "a key or a certificate", Got: "DER of another kind",
			Why: "Its structure is not that of any known key or certificate.", Fix: "Open the file with the certificate or the key."}
	}
	if err != nil {
		return Key{}, damaged(name, err)
	}
	return key, nil
}

// signedThing reads a signed structure: a certificate, a request or a revocation list.
func signedThing(e element, parts []element) (Key, *Problem) {
	fields, err := parts[0].children()
	form := shape(fields)
	switch {
	case err == nil && (strings.HasPrefix(form, "ISST") || strings.HasPrefix(form, "SST")):
		return foreign("CRL", "This is a revocation list, which contains no key", conversion{"Open the file with the certificate.", ""}), nil
	case err == nil && (form == "ISS" || form == "ISS0"):
		key := Key{Kind: Request, Format: "PKCS#10"}
		if err := key.readSPKI(fields[2]); err != nil {
			return Key{}, damaged("The certificate request", err)
		}
		return key, nil
	}
	key := Key{Kind: Certificate, Format: "X.509"}
	if err := key.readCertificate(e); err != nil {
		return Key{}, damaged("The certificate", err)
	}
	return key, nil
}

// named is an error that has its own words.
type named struct{ problem Problem }

func (n named) Error() string { return n.problem.Title }

// unread are the problems of keys whose parts can be read, and whose content cannot be true.
var unread = map[error]Problem{
	errNumbers: {ID: "numbers", Title: "The numbers of the private key do not match each other", Expected: "numbers of one key", Got: "numbers that do not match",
		Why: "A number was changed, or the file combines two keys. Nobody could verify a signature of this key.", Fix: "Copy or export the private key again."},
	errNoMember: {ID: "numbers", Title: "The private key contains the public key of another key", Expected: "two halves of one key", Got: "halves of two keys",
		Why: "One of them was changed, or the file combines two keys.", Fix: "Copy or export the private key again."},
	errPrimes: {ID: "primes", Title: "The RSA key has more than two primes", Expected: "two primes", Got: "more than two, or another version of the format",
		Why: "The key is not damaged (RFC 8017 allows this), but many programs cannot read it.", Fix: "Create a new key pair.", Command: NewPairCommand},
	errPoint: {ID: "point", Title: "The public key is not a point on its curve", Expected: "a point on the curve", Got: "another point",
		Why: "Its bytes were changed, or belong to another curve.", Fix: "Copy or export the key again."},
	errPrefix: {ID: "point", Title: "The first byte of the public point is missing", Expected: "04, then the two coordinates (SEC 1 section 2.3.4)", Got: "only the two coordinates",
		Why: "The program that wrote the key left out the byte that marks an uncompressed point. Nothing else is missing.", Fix: "Export the key again with a library that writes SPKI, or correct the program that wrote it."},
	errNoCurve: {ID: "no-curve", Title: "The key does not name its curve", Expected: "the name of its curve", Got: "none",
		Why: "Its point does not identify the curve either: it is compressed, or on none of the curves that NetSuite accepts.", Fix: "Export the key again where it was created, with the name of its curve."},
}

// damaged reports why a key or certificate cannot be read. Damage is claimed only of lengths
// that do not match.
func damaged(what string, err error) *Problem {
	var short cutShort
	var own named
	if errors.As(err, &own) {
		return &own.problem
	}
	if err == errIndefinite {
		p := inBER()
		return &p
	}
	if p, ok := unread[err]; ok {
		p.Level = Fault
		return &p
	}
	p := &Problem{ID: "unreadable", Level: Fault, Title: what + " cannot be read", Expected: "a key or certificate that can be read", Got: border.Clip(strings.ReplaceAll(err.Error(), "\n", ", "), 120),
		Why: "It was built incorrectly, or characters changed when it was copied.", Fix: "Copy the file again, or export it again. Do not edit it by hand."}
	if errors.As(err, &short) {
		p.ID, p.Title, p.Got = "damaged", what+" is damaged", "a part that is longer than the part around it"
		p.Why = "A stated length does not match the data: characters were lost or changed when it was copied."
	}
	return p
}

// parametersOnly notes the parameters that openssl writes before an EC or DSA key. They
// contain no key and do no harm.
func parametersOnly() *Problem {
	return &Problem{ID: "parameters", Level: Note, Title: "The block contains only the parameters of a key", Expected: "a key", Got: "parameters, without a key",
		Why: "Parameters are public and contain no key.", Fix: "Ignore them, or remove them."}
}

// labels are the PEM labels of each format (RFC 7468), the right one first. The others are
// old names that not every reader knows.
var labels = map[string][]string{
	"X.509":            {"CERTIFICATE", "X509 CERTIFICATE", trusted},
	"SPKI":             {"PUBLIC KEY"},
	"PKCS#1":           {"RSA PRIVATE KEY"},
	"PKCS#8":           {"PRIVATE KEY"},
	"encrypted PKCS#8": {"ENCRYPTED PRIVATE KEY"},
	"SEC1":             {"EC PRIVATE KEY"},
	"DSA":              {"DSA PRIVATE KEY"},
	"PKCS#7":           {"PKCS7", "PKCS #7 SIGNED DATA", "CMS"},
	"PKCS#10":          {"CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"},
	"CRL":              {"X509 CRL"},
	"PKCS#12":          {"PKCS12"},
}

// trusted is openssl's label of a certificate with its trust settings behind it.
const trusted = "TRUSTED CERTIFICATE"

// label compares the label of a PEM block with its content.
func (r *reader) label(key Key, at origin) {
	if at.label == "" {
		return
	}
	right := labels[key.Format]
	if key.Format == "PKCS#1" && key.Kind == PublicKey {
		right = []string{"RSA PUBLIC KEY"}
	}
	if key.Format == "OpenSSH" && key.Kind == PrivateKey {
		right = []string{openSSHLabel}
	}
	i := slices.Index(right, at.label)
	if i == 0 || len(right) == 0 || key.Kind == Container && i > 0 {
		return
	}
	p := Problem{ID: "label", Level: Fault, Title: "The label does not match the content of the block", Where: at.where,
		Expected: right[0], Got: knownLabel(at.label), Why: "The block contains " + key.article() + "; strict parsers rely on the label and reject it.",
		Fix: "Write the correct label in the BEGIN and END lines, or export the file again."}
	switch {
	case i > 0 && at.label == trusted:
		p.Title, p.Why = "This is a trusted certificate, which only openssl reads", "openssl writes trust settings after the certificate. Strict parsers reject them, whatever the label is."
		p.by(dropTrust)
	case i > 0:
		p.Level, p.Title = Warning, "The label is outdated"
		p.Why = "Not every program accepts it; Oracle does not document whether NetSuite does."
	}
	r.problem(p)
}

// article names the key's kind in a sentence, with its article.
func (k Key) article() string {
	if k.Kind == Container || k.Kind == Other {
		return k.Format
	}
	return "a " + k.Title()
}

// knownLabel returns the label if it is in use. Any other text after BEGIN is not shown.
func knownLabel(label string) string {
	for _, names := range labels {
		if slices.Contains(names, label) {
			return label
		}
	}
	if slices.Contains(otherLabels, label) {
		return label
	}
	return "an unknown label"
}

// otherLabels are the labels of parameters and of formats that are recognised but not read.
var otherLabels = []string{"RSA PUBLIC KEY", "OPENSSH PRIVATE KEY", ssh2, "PGP PUBLIC KEY BLOCK", "PGP PRIVATE KEY BLOCK", "PGP MESSAGE", "PGP SIGNATURE",
	"PGP SIGNED MESSAGE", "EC PARAMETERS", "DSA PARAMETERS", "DH PARAMETERS", "X9.42 DH PARAMETERS", "ATTRIBUTE CERTIFICATE"}
