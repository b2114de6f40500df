package keys

import (
	"cmp"
	"fmt"
	"slices"
)

// Obstacle is why no assertion can be signed with the files that were given.
type Obstacle struct {
	File string // the name of the file that has the problem
	Problem
}

// SignWith returns the private key of a file that can sign an assertion and, if a file with
// certificates was given, or the first has any, the certificate that belongs to it; a zero Key
// for none. It returns the obstacle if there is no such key, or the certificate is that of
// another key.
func SignWith(private File, certificate *File) (signer, belongs Key, stop *Obstacle) {
	signers := private.Signers()
	if len(signers) == 0 {
		if certificate != nil && private.Has(Certificate) && certificate.Has(PrivateKey) && !certificate.Has(Certificate) {
			return Key{}, Key{}, &Obstacle{private.Name, Problem{ID: "swapped", Level: Fault, Title: "The private key and the certificate are swapped",
				Expected: "the private key", Got: "the certificate; the private key is in " + certificate.Name,
				Why: "The private key signs the client assertion, which names the certificate.", Fix: "Give " + certificate.Name + " as the private key and " + private.Name + " as the certificate."}}
		}
		return Key{}, Key{}, &Obstacle{private.Name, private.CannotSign()}
	}
	certificates := private.of(Certificate)
	if certificate != nil {
		if certificates = certificate.of(Certificate); len(certificates) == 0 {
			return Key{}, Key{}, &Obstacle{certificate.Name, certificate.noCertificate()}
		}
	}
	for _, p := range signers {
		for _, c := range certificates {
			if c.Matches(p) && (belongs.Kind == "" || c.succeeds(&belongs)) {
				belongs = c
			}
		}
		if belongs.Kind != "" {
			if fault := firstFault(belongs.Problems); fault != nil && belongs.Certified.ID == "" && certificate != nil {
				return p, Key{}, &Obstacle{certificate.Name, *fault}
			}
			return p, belongs, nil
		}
	}
	if certificate == nil {
		return signers[0], Key{}, nil
	}
	return signers[0], Key{}, &Obstacle{private.Name, Mismatch(signers, certificates)}
}

// CannotSign returns why none of the files has a private key that can sign; nil if none holds
// a private key, as far as is known, and only others may be missing.
func CannotSign(files []File) *Obstacle {
	for _, f := range files {
		if f.Has(PrivateKey) || f.Has(Container) || f.Has(Other) || !f.Readable() {
			return &Obstacle{cmp.Or(f.Name, "what you pasted"), f.CannotSign()}
		}
	}
	return nil
}

// of returns the keys of one kind.
func (f File) of(kind Kind) []Key {
	return slices.DeleteFunc(slices.Clone(f.Keys), func(k Key) bool { return k.Kind != kind })
}

// Signers returns the private keys with which an assertion can be signed: those that are open
// and whole, and of a kind that NetSuite accepts.
func (f File) Signers() []Key {
	return slices.DeleteFunc(f.of(PrivateKey), func(k Key) bool {
		_, refused := k.TypeProblem()
		return k.Signer() == nil || k.faulty() || refused
	})
}

// CannotSign returns why a file has no private key that can sign an assertion.
func (f File) CannotSign() Problem {
	for _, k := range f.of(PrivateKey) {
		refused, is := k.TypeProblem()
		switch p := firstFault(k.Problems); {
		case p != nil:
			return *p
		case k.Locked:
			return Problem{ID: "locked", Level: Fault, Title: "The private key is encrypted with a pass phrase", Expected: "the pass phrase", Got: "none",
				Why: "An encrypted key cannot sign until it is opened.", Fix: "Enter its pass phrase when asked, or give it with --passphrase-file FILE."}
		case is:
			return refused
		case k.Signer() == nil && k.public != nil && slices.ContainsFunc(k.Problems, isWeak): // crypto/rsa does not sign with it
			return k.Problems[slices.IndexFunc(k.Problems, isWeak)]
		case k.Signer() == nil: // from a case file
			return Problem{ID: "public-part", Level: Fault, Title: "Only the public part of the private key is present", Expected: "the private key", Got: "the part that a case file keeps",
				Why: "A case file contains no private key.", Fix: "Open the private key again."}
		}
	}
	for _, k := range f.Keys { // a container or another program's format, with its own way out
		if p := firstFault(k.Problems); p != nil && (k.Kind == Container || k.Kind == Other) {
			return *p
		}
	}
	if p := firstFault(f.Problems); p != nil {
		return *p
	}
	p := Problem{ID: "not-a-private-key", Level: Fault, Title: "The file contains no private key", Expected: "the private key", Got: "other content",
		Why: "A client assertion is signed with the private key that was created with the certificate.",
		Fix: "Open the file with the private key. If it is lost, create a new key pair: a private key cannot be restored.", Command: NewPairCommand}
	if len(f.Keys) > 0 {
		what := f.Keys[0].Title()
		p.Title, p.Got = "This is a "+what+", not a private key", "a "+what
	}
	return p
}

// noCertificate returns why a file has no certificate.
func (f File) noCertificate() Problem {
	if len(f.Keys) > 0 {
		k := f.Keys[0]
		p := k.notACertificate()
		switch k.Kind {
		case PrivateKey:
			p.Title = "This is a private key, not a certificate"
			fallthrough
		case PublicKey:
			p.Fix = "Open the certificate that was created with the private key."
		}
		return p
	}
	if p := firstFault(f.Problems); p != nil {
		return *p
	}
	return Problem{ID: "no-key", Level: Fault, Title: "The file contains no certificate", Expected: "an X.509 certificate", Got: "other content", Fix: "Open the file with the certificate."}
}

// firstFault returns the first fault; nil for none. What was fixed in reading stops nothing.
func firstFault(problems []Problem) *Problem {
	if i := slices.IndexFunc(problems, func(p Problem) bool { return p.Level == Fault }); i >= 0 {
		return &problems[i]
	}
	return nil
}

// Mismatch returns the problem of private keys that belong to none of the certificates.
func Mismatch(private, certificates []Key) Problem {
	p := Problem{ID: "key-pair", Level: Fault, Title: "The private key does not belong to the certificate", Where: "public key",
		Expected: prints(certificates), Got: prints(private),
		Why: "NetSuite verifies the signature with the mapped certificate. A signature of this private key matches another certificate.",
		Fix: "Find the private key that was created with the certificate. If it is lost, create a new key pair, and have its certificate mapped: a private key cannot be restored from a certificate."}
	switch {
	case len(private) > 1:
		p.Title = "None of the private keys belongs to a given certificate"
	case len(certificates) > 1:
		p.Title = "The private key belongs to none of the certificates"
	}
	return p
}

// prints lists types and fingerprints of keys, as many as can be compared by eye.
func prints(all []Key) string {
	const most = 3
	text := ""
	for i, k := range all {
		if i == most {
			return text + fmt.Sprintf("; %d more", len(all)-most)
		}
		if i > 0 {
			text += "; "
		}
		print := k.Fingerprint()
		text += fmt.Sprintf("%s %s, of %s", k.Type(), print[:min(len(print), 16)], k.Name())
	}
	return text
}
