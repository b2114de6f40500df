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
			r.trailing(at, countBytes(len(data))+" behind it")
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
	r.problem(Problem{ID: "trailing-data", Level: Fault, Title: "Something follows the end of the key or certificate", Where: at.where,
		Expected: "nothing", Got: what, Why: "A strict reader refuses such a file.", Fix: "Cut the file behind the first part, or export it again."})
}

// noElement reports why data does not begin with a DER element.
func (r *reader) noElement(data []byte, err error, at origin) {
	var short cutShort
	switch {
	case err == errIndefinite && isContainer(data):
		r.problem(Problem{ID: "truncated", Level: Fault, Title: "It is a PKCS#7 or PKCS#12 file, and its end is missing", Where: at.where,
			Expected: "an end of every part", Got: fmt.Sprintf("%d bytes", len(data)), Why: "A part of the file was lost.", Fix: "Copy the file again, as binary, or export it again."})
	case err == errIndefinite:
		p := inBER()
		p.Where = at.where
		r.problem(p)
	case errors.As(err, &short) && data[0] == tagSequence:
		r.problem(Problem{ID: "truncated", Level: Fault, Title: "The end is missing", Where: at.where,
			Expected: countBytes(short.need), Got: countBytes(short.have),
			Why: "It states its own length, and there is less.", Fix: "Copy the whole file again, from the first line to the last."})
	case data[0] == tagSequence && utf8.Valid(data):
		r.savedAsText(strings.ContainsRune(string(data), utf8.RuneError))
	case data[0] == tagSequence:
		r.problem(*damaged("It", err))
	default:
		r.problem(Problem{ID: "damaged", Level: Fault, Title: "It is not DER, the form in which keys and certificates are written", Where: at.where,
			Expected: "a first byte of 30", Got: fmt.Sprintf("a first byte of %02x", data[0]),
			Why: "It is something else, or its first characters were lost or changed.", Fix: "Copy the file again, or export the key or certificate again."})
	}
}

func inBER() Problem {
	return Problem{ID: "ber", Level: Fault, Title: "It is written in BER with indefinite lengths, not in DER", Expected: "DER", Got: "an indefinite length",
		Why: "Keys and certificates are written in DER, in which every part says how long it is (X.690 section 10.1).", Fix: "Export the key or certificate again."}
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
		return Key{}, &Problem{ID: "no-key", Level: Fault, Title: "It is DER, but neither a key nor a certificate", Expected: "a key or a certificate", Got: "DER of another kind",
			Why: "Its parts are not those of any known kind of key or certificate.", Fix: "Give the certificate or the key."}
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
		return foreign("CRL", "It is a revocation list, which holds no key", conversion{"Give the certificate.", ""}), nil
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
	errNumbers: {ID: "numbers", Title: "The numbers of the private key do not belong together", Expected: "numbers of one key", Got: "numbers that do not belong together",
		Why: "At least one of them was changed, or the file was put together from two keys. What it signs could not be verified.", Fix: "Copy or export the private key again."},
	errNoMember: {ID: "numbers", Title: "The private key contains a public key that is not its own", Expected: "two halves of one key", Got: "halves of two keys",
		Why: "One of them was changed, or the file was put together from two keys.", Fix: "Copy or export the private key again."},
	errPrimes: {ID: "primes", Title: "The RSA key has more than two primes", Expected: "two primes", Got: "more, or another version of the format",
		Why: "RFC 8017 allows it, but NetSuite's algorithms need nothing of the kind, and many programs cannot read it. It is not damaged.", Fix: "Make a new key pair.", Command: NewPairCommand},
	errPoint: {ID: "point", Title: "The public key is not a point on its curve", Expected: "a point on the curve", Got: "another point",
		Why: "Its bytes were changed, or they belong to another curve.", Fix: "Copy or export the key again."},
	errPrefix: {ID: "point", Title: "The public point lacks its first byte", Expected: "04, then the two coordinates (SEC 1 section 2.3.4)", Got: "the two coordinates alone",
		Why: "The point is on the curve, so nothing else is missing. The program that wrote it left the byte out, which says that the point is not compressed.", Fix: "Export the key again with a library that writes SPKI, or correct the program that put it together."},
	errNoCurve: {ID: "no-curve", Title: "The key does not name its curve", Expected: "the name of its curve", Got: "none",
		Why: "Its point does not tell either, as it is compressed or on none of the curves that NetSuite accepts.", Fix: "Export the key again from where it was made, with the name of its curve."},
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
	p := &Problem{ID: "unreadable", Level: Fault, Title: what + " cannot be read", Expected: "every part readable", Got: border.Clip(strings.ReplaceAll(err.Error(), "\n", ", "), 120),
		Why: "It was put together wrongly, or characters were changed on the way.", Fix: "Copy the file again, or export it again; do not mend it by hand."}
	if errors.As(err, &short) {
		p.ID, p.Title, p.Got = "damaged", what+" is damaged", "a part that is longer than what it is in"
		p.Why = "Each part says how long it is, and one of these lengths does not match: characters were lost or changed on the way."
	}
	return p
}

// parametersOnly notes the parameters that openssl writes before an EC or DSA key. They
// contain no key and do no harm.
func parametersOnly() *Problem {
	return &Problem{ID: "parameters", Level: Note, Title: "It holds the parameters of a key", Expected: "a key", Got: "parameters, without a key",
		Why: "They are public and contain no key.", Fix: "Leave them, or take them out."}
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
	p := Problem{ID: "label", Level: Fault, Title: "The label says something other than what is in the block", Where: at.where,
		Expected: right[0], Got: knownLabel(at.label), Why: "The block contains " + key.article() + "; a strict reader goes by the label and refuses it.",
		Fix: "Write the right label into the BEGIN and END lines, or export it again."}
	switch {
	case i > 0 && at.label == trusted:
		p.Title, p.Why = "It is a trusted certificate, which only openssl reads", "openssl writes trust settings behind the certificate. A strict reader refuses them, whatever the label says."
		p.by(dropTrust)
	case i > 0:
		p.Level, p.Title = Warning, "The label is an old one"
		p.Why = "Not every reader knows it; whether NetSuite does is not documented."
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
	return "a label that is not in use"
}

// otherLabels are the labels of parameters and of formats that are recognised but not read.
var otherLabels = []string{"RSA PUBLIC KEY", "OPENSSH PRIVATE KEY", ssh2, "PGP PUBLIC KEY BLOCK", "PGP PRIVATE KEY BLOCK", "PGP MESSAGE", "PGP SIGNATURE",
	"PGP SIGNED MESSAGE", "EC PARAMETERS", "DSA PARAMETERS", "DH PARAMETERS", "X9.42 DH PARAMETERS", "ATTRIBUTE CERTIFICATE"}
