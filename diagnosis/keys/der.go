package keys

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
)

// origin is the place that a piece of DER came from.
type origin struct {
	encoding string // PEM or DER
	label    string // of the PEM block, "" for none
	oneLine  bool   // the base64 of the file is in one line
	where    string // for Problem.Where
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
		case !first && (err != nil || e.tag != tagSequence || problem != nil):
			r.trailing(at, fmt.Sprintf("%d bytes that are not a key", len(data)))
			return
		case !first:
			r.trailing(at, "a second key or certificate")
		}
		if problem != nil {
			problem.Where = at.where
			r.problem(*problem)
		} else {
			key.Encoding = at.encoding
			r.label(key, at)
			r.add(key)
		}
		data = rest
	}
}

// trailing reports that something follows the first element.
func (r *reader) trailing(at origin, what string) {
	fix := "Cut the file behind the first part, or export it again."
	if strings.HasPrefix(at.label, "TRUSTED") {
		fix = "Let openssl leave the trust settings out: openssl x509 -in FILE -out certificate.pem."
	}
	r.problem(Problem{ID: "trailing-data", Level: Fault, Title: "Something follows the end of the key or certificate", Where: at.where,
		Expected: "nothing", Got: what, Why: "A strict reader refuses such a file.", Fix: fix})
}

// noElement reports why data does not begin with a DER element.
func (r *reader) noElement(data []byte, err error, at origin) {
	var short cutShort
	switch {
	case err == errIndefinite && isContainer(data):
		r.problem(Problem{ID: "truncated", Level: Fault, Title: "It is a PKCS#7 or PKCS#12 file, and its end is missing", Where: at.where,
			Expected: "an end of every part", Got: fmt.Sprintf("%d bytes", len(data)), Why: "A part of the file was lost.", Fix: "Copy the file again, as binary, or export it again."})
	case err == errIndefinite:
		r.problem(Problem{ID: "ber", Level: Fault, Title: "It is written in BER with indefinite lengths, not in DER", Where: at.where,
			Expected: "DER", Got: "an indefinite length",
			Why: "Keys and certificates are written in DER, in which every part says how long it is (X.690 section 10.1).", Fix: "Export the key or certificate again."})
	case errors.As(err, &short) && data[0] == tagSequence:
		r.problem(Problem{ID: "truncated", Level: Fault, Title: "The end is missing", Where: at.where,
			Expected: fmt.Sprintf("%d bytes", short.need), Got: fmt.Sprintf("%d bytes", short.have),
			Why: "It states its own length, and there is less.", Fix: "Copy the whole file again, from the first line to the last."})
	default:
		r.problem(Problem{ID: "damaged", Level: Fault, Title: "It is not DER, the form in which keys and certificates are written", Where: at.where,
			Expected: "a first byte of 30", Got: fmt.Sprintf("a first byte of %02x", data[0]),
			Why: "Characters were lost or changed, or it is something else.", Fix: "Copy the file again, or export the key or certificate again."})
	}
}

// recognise infers from its structure what a DER element is, and reads it.
func (r *reader) recognise(e element) (Key, *Problem) {
	parts, err := e.children()
	if err != nil || e.tag != tagSequence {
		if e.tag == tagOID {
			return Key{}, parametersOnly()
		}
		return Key{}, damaged("It", errors.Join(err, errShape))
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
		key.Kind, key.Format, key.Algorithm, key.Bits = PrivateKey, "DSA", "DSA", min(8*len(parts[1].value), 1<<20)&^7
	case starts("ISO") && form != "ISOII":
		key.Kind, key.Format, name = PrivateKey, "PKCS#8", "The private key"
		err = key.readPKCS8(parts)
	case form == "SO":
		return r.unlock(parts)
	case starts("IO"):
		key.Kind, key.Format, name = PrivateKey, "SEC1", "The private key"
		err = key.readSEC1(e, element{})
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
		return foreign("CRL", "It is a revocation list, which holds no key", "Give the certificate.", ""), nil
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

func damaged(what string, err error) *Problem {
	var short cutShort
	got := strings.ReplaceAll(err.Error(), "\n", ", ")
	if errors.As(err, &short) {
		got = "a part that is longer than the whole"
	}
	return &Problem{ID: "damaged", Level: Fault, Title: what + " is damaged", Expected: "every part readable", Got: border.Clip(got, 120),
		Why: "Characters were lost or changed on the way.", Fix: "Copy the file again, or export it again; do not mend it by hand."}
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
	"X.509":            {"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"},
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

// label compares the label of a PEM block with its content.
func (r *reader) label(key Key, at origin) {
	if at.label == "" {
		return
	}
	right := labels[key.Format]
	if key.Format == "PKCS#1" && key.Kind == PublicKey {
		right = []string{"RSA PUBLIC KEY"}
	}
	i := slices.Index(right, at.label)
	if i == 0 || len(right) == 0 || key.Kind == Container && i > 0 {
		return
	}
	p := Problem{ID: "label", Level: Fault, Title: "The label says something other than what is in the block", Where: at.where,
		Expected: right[0], Got: knownLabel(at.label), Why: "The block contains " + key.article() + "; a strict reader goes by the label and refuses it.",
		Fix: "Write the right label into the BEGIN and END lines, or export it again."}
	if i > 0 {
		p.Level, p.Title = Warning, "The label is an old one"
		p.Why = "Not every reader knows it; whether NetSuite does is not published."
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
var otherLabels = []string{"RSA PUBLIC KEY", "OPENSSH PRIVATE KEY", "SSH2 PUBLIC KEY", "PGP PUBLIC KEY BLOCK", "PGP PRIVATE KEY BLOCK", "PGP MESSAGE", "PGP SIGNATURE",
	"PGP SIGNED MESSAGE", "EC PARAMETERS", "DSA PARAMETERS", "DH PARAMETERS", "X9.42 DH PARAMETERS", "ATTRIBUTE CERTIFICATE"}
