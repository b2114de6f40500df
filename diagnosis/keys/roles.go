package keys

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Use is how a client assertion refers to keys.
type Use struct {
	KeyID     string // its kid
	Signature Signature
}

// signer returns the key that made the signature; nil if it is not known.
func (u Use) signer() *Key {
	switch {
	case u.Signature.Fits != nil:
		return u.Signature.Fits
	case u.Signature.State == Verified || u.Signature.State == Invalid && u.Signature.Reason.ProvesKey():
		return u.Signature.Key
	}
	return nil
}

// Roles tells which of the keys of a Set are meant, where several were given. In each file it
// is one, the subject of the file: the certificate that belongs to a private key of the Set,
// else the one that fits the signature of an assertion or that its kid names, else one that is
// not a CA certificate, else the first. Of several certificates of one key, as after a renewal,
// it is the one that kid names, else the one that ends last.
type Roles struct {
	set      *Set
	parts    map[*Key]*part
	subjects map[*File]*Key
	matches  []Match
}

// Match is a certificate and the private key that belongs to it.
type Match struct{ Certificate, Private *Key }

// part is what is known of a certificate or a private key among the others.
type part struct {
	evidence evidence
	partner  *Key // the private key of a certificate, or the certificate of a private key
	issued   *Key // a certificate that names this one as its issuer
	ca       bool // it is a CA certificate
}

// evidence is what shows that a key is meant. Each kind outweighs those before it together;
// certificates of the same key differ in byKeyID alone.
type evidence int

const (
	byKeyID     evidence = 1 << iota // the kid of an assertion names it
	bySignature                      // the signature of an assertion fits it
	byPair                           // it has a private key, or a certificate
)

func (e evidence) has(kind evidence) bool { return e&kind != 0 }

// Roles returns the roles of the keys, as far as the assertions and the keys themselves show.
func (s *Set) Roles(uses ...Use) *Roles {
	r := &Roles{set: s, parts: map[*Key]*part{}, subjects: map[*File]*Key{}}
	var certificates, private []*Key
	issued := map[string]*Key{} // by the name of the issuer
	files := s.Files()
	for f := range files {
		for i := range files[f].Keys {
			switch k := &files[f].Keys[i]; k.Kind {
			case Certificate:
				certificates = append(certificates, k)
				r.parts[k] = &part{}
				if c := k.Certified; c.Issuer != c.Subject || c.Namesake {
					issued[c.Issuer] = k
				}
			case PrivateKey:
				private = append(private, k)
				r.parts[k] = &part{}
			}
		}
	}
	for _, k := range certificates {
		p := r.parts[k]
		if other := issued[k.Certified.Subject]; other != nil && other.Certified.ID != k.Certified.ID {
			p.issued = other
		}
		p.ca = p.issued != nil || k.Certified.CA && k.Certified.Issuer != k.Certified.Subject
		for _, u := range uses {
			if signer := u.signer(); signer != nil && signer.Matches(*k) {
				p.evidence |= bySignature
			}
			if k.Names(u.KeyID) {
				p.evidence |= byKeyID
			}
		}
		for _, other := range private {
			if other.Matches(*k) {
				r.pair(k, other)
			}
		}
	}
	for f := range files {
		r.subjects[&files[f]] = r.choose(&files[f])
	}
	for _, k := range certificates { // a private key belongs to the certificate that is meant
		if p := r.parts[k]; p.partner != nil && r.Judged(k) && k.succeeds(r.parts[p.partner].partner) {
			r.parts[p.partner].partner = k
		}
	}
	return r
}

func (r *Roles) pair(certificate, private *Key) {
	c, p := r.parts[certificate], r.parts[private]
	c.evidence |= byPair
	p.evidence |= byPair
	if c.partner == nil || p.partner == nil { // not a copy of one that has a pair already
		r.matches = append(r.matches, Match{certificate, private})
	}
	c.partner, p.partner = cmp.Or(c.partner, private), cmp.Or(p.partner, certificate)
}

// choose returns the subject of a file; nil for a file without keys.
func (r *Roles) choose(f *File) *Key {
	if len(f.Keys) == 0 {
		return nil
	}
	kind := Certificate
	if !f.Has(Certificate) {
		kind = f.Keys[0].Kind
	}
	var best *Key
	rank := -1
	for i := range f.Keys {
		k := &f.Keys[i]
		if k.Kind != kind {
			continue
		}
		worth := 0
		if p := r.parts[k]; p != nil {
			worth = 2 * int(p.evidence)
		}
		if !r.IsCA(k) {
			worth++
		}
		// openssl says CA of every certificate that it signs with its own key.
		another := worth == rank && kind == Certificate && (k.succeeds(best) || best.Certified.CA && !k.Certified.CA && !k.Matches(*best))
		if worth > rank || another {
			best, rank = k, worth
		}
	}
	for _, k := range f.places(Certificate) {
		if kind == Certificate && k.Certified.CA && !best.Certified.CA && !k.Matches(*best) {
			r.parts[k].ca = true
		}
	}
	return best
}

// succeeds reports whether a certificate has the key of another one and ends later.
func (k *Key) succeeds(other *Key) bool {
	return k.Kind == Certificate && k.Matches(*other) && k.Certified.NotAfter.After(other.Certified.NotAfter)
}

// better returns another certificate of the same key that is meant instead of a certificate:
// the subject of its file, or one of the Set that kid names. It returns nil if there is none.
func (r *Roles) better(k *Key) *Key {
	for f := range r.set.Files() {
		file := &r.set.files[f]
		subject := r.subjects[file]
		if subject == nil || subject == k || subject.Kind != Certificate || !subject.Matches(*k) {
			continue
		}
		if r.parts[subject].evidence > r.parts[k].evidence || file.holds(k) {
			return subject
		}
	}
	return nil
}

// holds reports whether a key of the Set is in the file.
func (f *File) holds(k *Key) bool {
	for i := range f.Keys {
		if &f.Keys[i] == k {
			return true
		}
	}
	return false
}

// IsCA reports whether a certificate is a CA certificate: it issued another one of the Set, or it
// says that it may issue others, and is not self-signed or another one of the file does not
// say so. openssl says so of every certificate that it signs with its own key.
func (r *Roles) IsCA(k *Key) bool {
	p := r.parts[k]
	return p != nil && p.ca
}

// Subject returns the key of the file, one of the Set, that is judged. It returns nil if the
// file has no keys.
func (r *Roles) Subject(f *File) *Key { return r.subjects[f] }

// Judged reports whether NetSuite's rules for certificates matter for a certificate: it may be
// the one of the mapping.
func (r *Roles) Judged(k *Key) bool {
	p := r.parts[k]
	switch {
	case p == nil || k.Kind != Certificate:
		return false
	case r.better(k) != nil:
		return false
	case p.evidence.has(byPair):
		return true
	case p.issued != nil && p.evidence == 0:
		return false
	}
	for _, subject := range r.subjects {
		if subject == k {
			return true
		}
	}
	return false
}

// Certificates returns the certificates that are judged, in order.
func (r *Roles) Certificates() []*Key {
	var out []*Key
	for f := range r.set.Files() {
		for i := range r.set.files[f].Keys {
			if k := &r.set.files[f].Keys[i]; r.Judged(k) {
				out = append(out, k)
			}
		}
	}
	return out
}

// Matches returns the certificates and private keys that belong together.
func (r *Roles) Matches() []Match { return r.matches }

// Partner returns the private key of a certificate, or the certificate of a private key or of
// the public key of one; nil for none.
func (r *Roles) Partner(k *Key) *Key {
	if p := r.parts[k]; p != nil && p.partner != nil {
		return p.partner
	}
	if k.Kind == Certificate {
		return nil
	}
	for _, c := range r.Certificates() {
		if c.Matches(*k) {
			return c
		}
	}
	return nil
}

// Stray reports whether a private key or a certificate matches nothing, although others of the
// Set are a pair.
func (r *Roles) Stray(k *Key) bool {
	p := r.parts[k]
	return p != nil && len(r.matches) > 0 && p.evidence == 0 && k.Fingerprint() != "" && !r.IsCA(k)
}

// Why says why the subject of a file was taken, as the end of a sentence; "" for a file that
// has only one key of that kind.
func (r *Roles) Why(f *File) string {
	subject := r.subjects[f]
	if subject == nil || subject.Number == 0 || r.parts[subject] == nil {
		return ""
	}
	others := slices.DeleteFunc(f.places(subject.Kind), func(k *Key) bool { return k == subject })
	last := slices.ContainsFunc(others, subject.succeeds)
	switch p := r.parts[subject]; {
	case p.evidence.has(byKeyID) && slices.ContainsFunc(others, func(k *Key) bool { return k.Matches(*subject) }):
		return "the kid of the token names it"
	case last && p.evidence.has(byPair):
		return "it belongs to " + p.partner.Described() + ", and expires last of those with its key"
	case last:
		return "it expires last of those with its key"
	case p.evidence.has(byPair):
		return "it belongs to " + p.partner.Described()
	case subject.Kind != Certificate:
		return "none of them belongs to a given certificate, so the first is used"
	case p.evidence.has(bySignature):
		return "the signature of the token matches it"
	case p.evidence.has(byKeyID):
		return "the kid of the token names it"
	case !slices.ContainsFunc(others, func(k *Key) bool { return k.Certified.ID != subject.Certified.ID }):
		return "all of them are identical"
	case !r.IsCA(subject) && !slices.ContainsFunc(others, func(k *Key) bool { return !r.IsCA(k) }):
		return "the others are CA certificates"
	case len(others) > 1 && !r.IsCA(subject) && slices.ContainsFunc(others, r.IsCA):
		return "it is the first that is not a CA certificate"
	}
	return "nothing shows which one is meant, so the first is used"
}

// places returns the keys of one kind in the file itself.
func (f *File) places(kind Kind) []*Key {
	var out []*Key
	for i := range f.Keys {
		if f.Keys[i].Kind == kind {
			out = append(out, &f.Keys[i])
		}
	}
	return out
}

// Remark returns what is to be said of a certificate or a private key beside the others: that
// it belongs to one of them, that it is a CA certificate, that it is not judged. It returns false
// if there is nothing.
func (r *Roles) Remark(k *Key) (Problem, bool) {
	p := r.parts[k]
	if p == nil {
		return Problem{}, false
	}
	remark := Problem{Level: Note}
	better := r.better(k)
	switch {
	case k.Kind == PrivateKey && p.evidence.has(byPair):
		remark.ID, remark.Title = "private-key", "This private key belongs to "+p.partner.Described()+"; keep it in the application, and never upload or send it"
	case k.Kind == PrivateKey && r.Stray(k):
		remark.ID, remark.Title = "stray", "This private key belongs to none of the given certificates; never upload or send it"
	case k.Kind == Certificate && !r.Judged(k) && p.issued != nil:
		remark.ID, remark.Title = "ca", "This is the CA certificate that issued "+p.issued.Described()+"; you do not upload it, so its validity, type and size do not matter"
	case k.Kind == Certificate && !r.Judged(k) && r.IsCA(k):
		remark.ID, remark.Title = "ca", "This is a CA certificate, and another certificate of the file is checked, so its validity, type and size do not matter"
	case better != nil && better.Certified.ID == k.Certified.ID:
		remark.ID, remark.Title = "not-judged", "This is a copy of "+better.Described()
	case better != nil:
		remark.ID, remark.Title = "not-judged", "Not checked: "+better.Described()+" has the same key and is checked instead"
	case k.Kind == Certificate && !r.Judged(k):
		remark.ID, remark.Title = "not-judged", "Not checked: another certificate of the file is checked instead"
	case k.Kind == Certificate && k.Certified.CA && k.Certified.Issuer != k.Certified.Subject && !p.evidence.has(byPair):
		remark.ID, remark.Title = "ca", "This is a CA certificate: its private key signs other certificates. NetSuite needs the certificate whose private key signs the client assertion"
	case k.Kind == Certificate && r.Stray(k):
		remark.ID, remark.Title = "stray", "This certificate belongs to none of the given private keys"
	default:
		return Problem{}, false
	}
	return remark, true
}

// Judge checks a file of the Set against NetSuite's rules: its subject, its format, and what
// else it contains.
func (r *Roles) Judge(f *File, at time.Time) Judgement {
	subject := r.subjects[f]
	if subject == nil {
		j := Judgement{Strict: No, Outcome: Reject, Problems: f.Problems}
		if slices.ContainsFunc(f.Problems, func(p Problem) bool { return slices.Contains(mangled, p.ID) }) {
			j.Outcome = NotPublished
		}
		return j
	}
	var j Judgement
	switch _, found := r.Remark(subject); {
	case subject.Kind == Certificate && !r.Judged(subject):
		j = Judgement{Strict: Undecided, Outcome: NotPublished} // with its remark
	case subject.Kind == PrivateKey && found:
		j = Judgement{Strict: No, Outcome: Reject} // with its remark
	default:
		j = subject.Judge(at)
		if f.IsSet && subject.Kind == PublicKey {
			j.Problems[0].Title = "This is a JWK Set, not a certificate"
		}
		if subject.Kind == Request {
			j.Problems[0].suit(origin{encoding: subject.Encoding, label: subject.Label}, subject.Format)
			f.suit(&j.Problems[0], subject.Format)
		}
	}
	if subject.Kind == Certificate && f.Has(PrivateKey) && f.Container == "" { // the problem of a container says it
		j.Problems = append(j.Problems, Problem{ID: "private-key-beside", Level: Warning, Title: "The file also contains a private key: never upload or send it",
			Expected: "only the certificate", Got: "a certificate and a private key",
			Why: "Anyone with the private key can sign in your name. NetSuite needs only the certificate.",
			Fix: "Save " + subject.Short() + " to a separate file, and upload that file.", Command: f.alone(subject)})
	}
	if n := len(f.places(Certificate)); n > 1 && r.Judged(subject) {
		p := Problem{ID: "several-certificates", Level: Note, Title: fmt.Sprintf("The file contains %d certificates; number %d%s is checked: %s", n, subject.Number, subject.inParentheses(), r.Why(f)),
			Expected: "one certificate", Got: fmt.Sprintf("%d certificates", n), Why: "A mapping has one certificate, whose private key signs the client assertion.",
			Fix: fmt.Sprintf("Upload only number %d%s.", subject.Number, subject.inParentheses())}
		if !f.Has(PrivateKey) {
			p.Command = f.alone(subject)
		}
		j.Problems = append(j.Problems, p)
	}
	j.ofFile(f.Problems)
	return j
}

// ofFile adds the problems of a file as a whole.
func (j *Judgement) ofFile(problems []Problem) {
	for _, p := range problems {
		j.Problems = append(j.Problems, p)
		if p.Level == Fault {
			j.Strict = No
		} else if p.Level == Warning && j.Strict == Yes {
			j.Strict = Undecided
		}
		if p.Level != Note && j.Outcome != Reject {
			j.Outcome = NotPublished
		}
	}
}

// alone returns the command that saves one of the certificates of a file alone. What is not
// PEM as it should be is left to this program, if it takes the same certificate without the
// other files; else there is no command.
func (f *File) alone(certificate *Key) string {
	plain := strings.HasSuffix(certificate.Label, "CERTIFICATE") && !slices.ContainsFunc(f.Problems, func(p Problem) bool { return p.Level != Note })
	set := NewSet(*f)
	switch {
	case plain:
		return saveNumber(max(1, certificate.Number)).command
	case set.Roles().Subject(&set.files[0]).Place == certificate.Place:
		return "authdoctor key inspect --as pem FILE > public.pem"
	}
	return ""
}
