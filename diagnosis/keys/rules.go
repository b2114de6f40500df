package keys

import (
	"fmt"
	"slices"
	"time"
)

// NetSuite's rules for the certificates of client credentials
// (subsect_162755332391, section_162686838198).
const (
	// maxYears is the longest validity; NetSuite shortens a longer one.
	maxYears = 2
	// MaxDays is the longest validity of certificates that authdoctor makes.
	MaxDays = 730
)

// The times before the end of a certificate at which the user is warned. NetSuite mails
// Administrators two months, one month and 14 days before.
const (
	EndsSoon     = 60 * 24 * time.Hour
	endsVerySoon = 14 * 24 * time.Hour
)

var (
	acceptedRSA    = []int{3072, 4096}
	acceptedCurves = []string{"P-256", "P-384", "P-521"}
)

// Answer is the answer to a yes-or-no question.
type Answer string

// The answers.
const (
	Yes       Answer = "yes"
	No        Answer = "no"
	Undecided Answer = "undecided" // Oracle does not document it
)

// Outcome is the result of uploading a certificate, as Oracle documents it.
type Outcome string

// The outcomes.
const (
	Accept       Outcome = "accept"
	Shortened    Outcome = "accept-shortened-to-2y"
	Reject       Outcome = "reject"
	NotPublished Outcome = "unknown"
)

// Judgement is the result of checking a key or a file against NetSuite's rules for the
// certificate of a mapping.
type Judgement struct {
	// Strict answers whether every published rule is met.
	Strict Answer
	// Outcome is what NetSuite does, according to Oracle. It differs from Strict if the
	// validity is too long: NetSuite shortens it.
	Outcome Outcome
	// Problems are the broken rules, first cause first, and warnings.
	Problems []Problem
	// Ends is the time from which NetSuite does not accept the certificate: its own end or,
	// if its validity is too long, two years after its start. Zero for any other key.
	Ends time.Time
}

// Taken reports whether NetSuite accepts the certificate.
func (j Judgement) Taken() bool { return j.Outcome == Accept || j.Outcome == Shortened }

// Judge checks the key against NetSuite's rules, evaluated at the given time.
func (k Key) Judge(at time.Time) Judgement {
	j := Judgement{Strict: Yes, Outcome: Accept}
	if k.Kind != Certificate {
		j.broken(k.notACertificate())
		if p, bad := k.TypeProblem(); bad && !k.faulty() && (k.Kind == PrivateKey || k.Kind == PublicKey) {
			j.broken(p)
		}
		if k.Kind == Container { // it may contain a certificate; Oracle mentions no containers
			j.Outcome = NotPublished
		}
		return j
	}
	for _, p := range append(k.typeProblems(), k.Problems...) {
		j.broken(p)
		if (p.ID == issuerUnclear || p.ID == oddID && p.Level == Warning || p.ID == "no-curve") && j.Strict == Yes {
			j.Strict, j.Outcome = Undecided, NotPublished
		}
	}
	c := k.Certified
	j.Ends = c.NotAfter
	limit := c.NotBefore.AddDate(maxYears, 0, 0)
	tooLong := c.NotAfter.After(limit)
	if tooLong {
		j.Ends = limit
	}
	switch {
	case c.NotAfter.Before(c.NotBefore):
		j.broken(Problem{ID: "expired", Level: Fault, Title: "The certificate expires before it becomes valid", Where: "validity",
			Expected: "an expiry date after the start date", Got: day(c.NotBefore) + " to " + day(c.NotAfter),
			Why: "The certificate is never valid.", Fix: "Create a new certificate."})
	case !at.Before(j.Ends):
		if tooLong && at.Before(c.NotAfter) {
			// Oracle does not say from when NetSuite counts the two years.
			j.broken(Problem{ID: "expired", Level: Warning, Title: "The certificate has expired if NetSuite counts two years from its start", Where: "Not Before",
				Expected: "at most two years ago", Got: day(c.NotBefore), Why: "NetSuite shortens a longer certificate to two years. The list on the setup page shows the actual expiry date.",
				Fix: "Open Setup › Integration › Manage Authentication › OAuth 2.0 Client Credentials (M2M) Setup, and check the expiry date. If it has passed, create a new key pair and certificate, and map the certificate."})
			j.Strict, j.Outcome = No, NotPublished
			return j
		}
		j.broken(Problem{ID: "expired", Level: Fault, Title: "The certificate has expired", Where: "Not After",
			Expected: "later than " + day(at), Got: day(j.Ends), Why: "NetSuite rejects client assertions for an expired certificate.",
			Fix: "Create a new key pair and certificate, and map the certificate."})
	case at.Before(c.NotBefore):
		j.broken(Problem{ID: "not-yet-valid", Level: Fault, Title: "The certificate is not valid yet", Where: "Not Before",
			Expected: "earlier than " + day(at), Got: day(c.NotBefore),
			Why: "The start date is in the future, or the clock was fast on the computer that created the certificate.", Fix: "Wait until the start date, or create the certificate again with the correct time."})
	default:
		j.watch(at)
	}
	if tooLong {
		j.shorten(c.NotAfter)
	}
	return j
}

// broken adds a broken rule.
func (j *Judgement) broken(p Problem) {
	j.Problems = append(j.Problems, p)
	if p.Level == Fault {
		j.Strict, j.Outcome = No, Reject
	}
}

// watch warns if the certificate ends soon.
func (j *Judgement) watch(at time.Time) {
	left := j.Ends.Sub(at)
	if left > EndsSoon {
		return
	}
	p := Problem{ID: "ends-soon", Level: Warning, Title: "The certificate expires within 60 days", Where: "Not After",
		Expected: "more than 60 days from now", Got: fmt.Sprintf("%s, in %d days", day(j.Ends), int(left/(24*time.Hour))),
		Why: "After that, every token request fails. A new certificate has a new Certificate ID, so the application must change too.",
		Fix: "Create a new key pair, map its certificate beside the old one, then change the kid and the private key in the application."}
	if left <= endsVerySoon {
		p.Title = "The certificate expires within 14 days"
	}
	j.Problems = append(j.Problems, p)
}

// shorten reports a validity of more than two years, which NetSuite shortens
// (subsect_162755332391).
func (j *Judgement) shorten(notAfter time.Time) {
	j.Problems = append(j.Problems, Problem{ID: "valid-too-long", Level: Warning, Title: "The certificate is valid for more than two years", Where: "validity",
		Expected: "two years at most", Got: "until " + day(notAfter),
		Why: "NetSuite shortens it without a warning. Counted from its start date, it expires on " + day(j.Ends) + "; Oracle does not document when NetSuite starts counting.",
		Fix: "Write " + day(j.Ends) + " in your calendar, or create a certificate that is valid for at most 730 days."})
	j.Strict = No
	if j.Outcome == Accept {
		j.Outcome = Shortened
	}
}

func day(t time.Time) string { return t.UTC().Format("2 January 2006") }

// TypeProblem returns the problem of a key whose type, size or curve NetSuite does not
// accept. It returns false for an accepted key and for one of unknown type.
func (k Key) TypeProblem() (Problem, bool) {
	problems := k.typeProblems()
	if k.Algorithm == Unknown || len(problems) == 0 {
		return Problem{}, false
	}
	return problems[0], true
}

// typeProblems returns the broken rule about type, size and curve, if any.
func (k Key) typeProblems() []Problem {
	p := Problem{Level: Fault, Expected: "RSA of 3072 or 4096 bits, or EC on P-256, P-384 or P-521", Got: k.Type(),
		Fix: "Create a new key pair of a type that NetSuite accepts.", Command: NewPairCommand}
	switch k.Algorithm {
	case RSA, RSAPSS:
		if slices.Contains(acceptedRSA, k.Bits) {
			return nil
		}
		p.ID, p.Where, p.Title = "key-size", "public key", fmt.Sprintf("The RSA key has %d bits", k.Bits)
		p.Why = "NetSuite accepts only RSA keys of 3072 or 4096 bits."
	case EC:
		if slices.Contains(acceptedCurves, k.Curve) {
			return nil
		}
		p.ID, p.Where, p.Title = "curve", "public key", "The key is on the curve "+k.Curve
		p.Why = "NetSuite accepts only the curves of ES256, ES384 and ES512."
	default:
		p.ID, p.Where, p.Title = "key-type", "public key", "The key is of type "+k.Type()
		p.Why = "NetSuite accepts only RSA and ECDSA keys."
	}
	return []Problem{p}
}

// notACertificate returns the problem of a key that is not a certificate.
func (k Key) notACertificate() Problem {
	p := Problem{ID: "not-a-certificate", Level: Fault, Expected: "an X.509 certificate",
		Why: "NetSuite accepts only X.509 certificates.", Fix: "Upload the certificate that was created with the private key."}
	switch k.Kind {
	case PrivateKey:
		p.Title, p.Got = "This is a private key: do not upload or send it", "a private key"
		p.Why = "Anyone with it can sign in your name. NetSuite needs the certificate; the private key stays with the application. authdoctor uses it only to find what it matches."
		if k.Locked {
			p.Got = "an encrypted private key"
		}
	case PublicKey:
		p.Title, p.Got = "This is a public key without a certificate", "a public key ("+k.Format+")"
		p.Why = "NetSuite needs a certificate, which states how long the key is valid. A public key alone only verifies signatures."
		if k.Format == "JWK" {
			p.Title = "This is a JSON Web Key (JWK), not a certificate"
		}
	case SymmetricKey:
		p.Title, p.Got = "This is a symmetric key, which is a secret", "a JWK of kty oct"
		p.Why = "NetSuite's tokens and client assertions are never signed with a shared secret."
	case Request:
		p.Title, p.Got = "This is a certificate request, not a certificate", "a certificate request (PKCS#10)"
		p.Why = "A request becomes a certificate when it is signed; NetSuite accepts a self-signed certificate."
		p.by(signRequest)
	case Container:
		p.Title, p.Got = "This is a "+k.Format+" container, not a certificate", k.Format
		p.Why = "NetSuite does not open containers."
		if k.Locked {
			p.Why = "The certificate is inside, and NetSuite does not open the container."
		}
		p.Fix = "Extract the certificate, and upload it."
	default:
		p.Title, p.Got = "This is not a certificate: "+k.Format, k.Format
	}
	for _, own := range k.Problems { // their fix is more specific
		if own.Fix != "" && own.Level == Fault {
			p.Fix, p.Command = own.Fix, own.Command
		}
	}
	return p
}

// Judge checks the file alone against NetSuite's rules, as Roles does beside others.
func (f File) Judge(at time.Time) Judgement {
	set := NewSet(f)
	return set.Roles().Judge(&set.files[0], at)
}

// mangled are the IDs of problems with which another reader may still find a certificate.
var mangled = []string{"base64", "damaged", "unreadable", "validity", "truncated", "missing-end", "missing-begin"}
