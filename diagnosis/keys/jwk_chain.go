package keys

import (
	"encoding/base64"
	"fmt"
	"strings"

	"authdoctor/diagnosis/token"
)

// readChain reads the certificates in x5c (RFC 7517 section 4.7), the first of which is
// that of the key.
func (j *jwk) readChain() {
	value, ok := j.object.Get("x5c")
	if !ok {
		return
	}
	p := Problem{ID: "x5c", Level: Warning, Title: "The member x5c is a string, not an array", Where: "x5c", Expected: "an array of certificates in ordinary base64", Got: typeName(value),
		Why: "x5c contains the certificate of the key and those of its issuers (RFC 7517 section 4.7). authdoctor read it anyway; other programs reject it.", Fix: "Write it as an array of ordinary base64."}
	items := value.Items
	if value.Type == token.String {
		items = []token.Value{value}
		j.key.problem(p)
	}
	for i, item := range items[:min(len(items), maxChain)] {
		key, how, err := certificateOf(item)
		if err != nil && i > 0 {
			break // the key has its own certificate
		}
		if err != nil {
			items = nil
			break
		}
		if how != "" && i == 0 {
			p.Title, p.Got = "The certificate in x5c is "+how, how
			j.key.problem(p)
		}
		j.chain = append(j.chain, key)
	}
	if len(items) == 0 {
		p.Level, p.Title, p.Why = Fault, "The member x5c cannot be read", "x5c contains the certificate of the key (RFC 7517 section 4.7)."
		if p.Fix = "Download the key again from its source."; value.Type == token.Array && len(value.Items) > 0 {
			p.Got = "something else"
		}
		j.key.problem(p)
	}
}

// maxChain is the number of certificates in x5c that are read.
const maxChain = 10

// certificateOf reads one entry of x5c, which is ordinary base64 (RFC 7517 section 4.7), and
// names another writing of it.
func certificateOf(item token.Value) (key Key, how string, err error) {
	if item.Type != token.String {
		return key, "", errShape
	}
	s := item.Text
	if _, rest, found := strings.Cut(s, "-----BEGIN CERTIFICATE-----"); found {
		s, _, _ = strings.Cut(rest, "-----END")
		how = "in PEM"
	}
	if bare := strings.Join(strings.Fields(s), ""); len(bare) < len(s) {
		if s = bare; how == "" {
			how = "interrupted by white space"
		}
	}
	if how == "" && strings.ContainsAny(s, "-_") {
		how = "in base64url, not in ordinary base64"
	} else if how == "" && len(s)%4 != 0 {
		how = "in base64 without its padding"
	}
	data, err := base64.RawURLEncoding.Strict().DecodeString(asURL.Replace(strings.TrimRight(s, "=")))
	if err != nil {
		return key, "", err
	}
	e, rest, err := next(data)
	if err != nil || len(rest) > 0 {
		return key, "", errShape
	}
	err = key.readCertificate(e)
	return key, how, err
}

// fromChain takes the key from its certificate where the members that make it up are
// missing.
func (j *jwk) fromChain(lacks string) bool {
	if len(j.chain) == 0 {
		return false
	}
	own := j.chain[0]
	j.key.Algorithm, j.key.Bits, j.key.Curve, j.key.Exponent, j.key.PSSHash, j.key.public = own.Algorithm, own.Bits, own.Curve, own.Exponent, own.PSSHash, own.public
	for _, p := range own.Problems {
		if p.Level != Fault || own.public == nil {
			j.key.problem(p)
		}
	}
	is := " is missing"
	if strings.Contains(lacks, " ") {
		is = " are missing"
	}
	j.repaired(lacks, "The key has a certificate, but "+lacks+is, "kty and the numbers of the key", "the certificate in x5c", "authdoctor took the key from its certificate; other programs reject it, because x5c does not replace these members (RFC 7517 section 4.7).",
		"Write the members of the key: authdoctor key inspect --as jwk FILE prints them.")
	return true
}

// checkChain compares x5c, x5t and x5t#S256 with the key (RFC 7517 sections 4.7 to 4.9).
func (j *jwk) checkChain() {
	if len(j.chain) > 0 {
		own := j.chain[0]
		j.key.Certified = own.Certified
		if j.key.public != nil && !j.key.Matches(own) {
			j.key.problem(Problem{ID: "x5c", Level: Fault, Title: "The certificate in x5c has another key", Where: "x5c", Expected: "the key of the members", Got: "another key",
				Why: "The first certificate must contain the same key (RFC 7517 section 4.7). A program cannot know which key is meant.", Fix: "Download the key again from its source."})
		}
	}
	j.checkThumbprint("x5t", "SHA-1", 20, Certified.X5T)
	j.checkThumbprint("x5t#S256", "SHA-256", 32, func(c Certified) string { return c.ID })
}

// checkThumbprint compares a thumbprint with the certificate in x5c, and says which value
// it is if it is another. Without x5c only its form is checked.
func (j *jwk) checkThumbprint(name, hash string, size int, of func(Certified) string) {
	value, ok := j.object.Get(name)
	if !ok {
		return
	}
	text := j.text(name)
	expected := fmt.Sprintf("base64url of the %s of the certificate, %d characters", hash, base64.RawURLEncoding.EncodedLen(size))
	var got string
	if len(j.chain) > 0 {
		expected = of(*j.chain[0].Certified)
	}
	switch {
	case len(j.chain) > 0 && text == expected:
		return
	case value.Type != token.String:
		got = typeName(value)
	case len(j.chain) > 0:
		got = j.valueInChain(text)
	default:
		for _, w := range writings(text, false) {
			if len(w.value) == size && w.name == "in base64url" {
				return
			}
			if len(w.value) == size {
				got = "a value of that length " + w.name
			}
		}
		if got == "" {
			got = "a value of another length or encoding"
		}
	}
	title := "The member " + name + " does not match the certificate in x5c"
	if len(j.chain) == 0 {
		title = "The member " + name + " does not have the form of a thumbprint"
	}
	j.key.problem(Problem{ID: "x5t", Level: Warning, Title: title, Where: name, Expected: expected, Got: got,
		Why: "Programs that look the key up by this value do not find it (RFC 7517 sections 4.8 and 4.9). The key still verifies signatures.", Fix: "Ask the publisher of the key set to write the expected value, or to leave it out."})
}

// valueInChain says which value of which certificate in x5c a text is.
func (j *jwk) valueInChain(text string) string {
	for i, c := range j.chain {
		c.Kind = Certificate
		form := string(c.Recognise(text))
		if form == "" {
			continue
		}
		form = strings.Replace(form, string(IDSame), "the SHA-256 fingerprint of the certificate in base64url", 1)
		if i > 0 {
			form += fmt.Sprintf(", of certificate %d in x5c", i+1)
		}
		return form
	}
	return "a value of another certificate, or of none"
}
