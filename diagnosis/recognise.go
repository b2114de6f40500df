package diagnosis

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/keys"
)

// recognised is a value of a key that a text was found to be.
type recognised struct {
	key  keys.Key
	form keys.IDForm
	// others are the names of the other certificates of which the text is the same value,
	// such as a serial number.
	others []string
}

// recognise finds the key of which a text is the Certificate ID or another value. The
// certificate that the signature matches comes first.
func (s *subject) recognise(text string) (found recognised) {
	all := s.keys.Recognise(text)
	if len(all) == 0 {
		return found
	}
	first := all[max(0, slices.IndexFunc(all, func(r keys.Recognised) bool { return s.signedWith(r.Key) }))]
	found.key, found.form = first.Key, first.Form
	for _, r := range all {
		if first.Key.Kind == keys.Certificate && r.Key.Certified.ID != first.Key.Certified.ID {
			found.others = append(found.others, r.Key.Name())
		}
	}
	return found
}

// signedWith reports whether the signature of the token matches a key.
func (s *subject) signedWith(key keys.Key) bool {
	return s.signature.State == keys.Verified && s.signature.Key.Matches(key)
}

// title says which value a text is, as the end of a sentence. It names the key if the
// expected one is another.
func (r recognised) title(expected keys.Key) string {
	of := r.others
	if len(of) > 0 || !r.key.Matches(expected) || r.key.Kind == keys.Certificate && r.key.Certified.ID != expected.Certified.ID {
		of = append([]string{r.key.Name()}, of...)
	}
	if len(of) == 0 {
		return string(r.form)
	}
	return string(r.form) + ", of " + strings.Join(of[:min(len(of), 3)], " and of ")
}

// expected returns the certificate whose ID belongs in place of a text: the one that the
// signature matches, else the one of which the text is a value, else the first. Where the
// signature matches several, it is the one of which the text is a value, or that is judged.
func (s *subject) expected(r recognised) (keys.Key, bool) {
	certificates := append(s.certificates(), s.keys.Of(keys.Certificate)...)
	same := func(c keys.Key) bool { return r.key.Kind == keys.Certificate && c.Certified.ID == r.key.Certified.ID }
	for _, fits := range []func(keys.Key) bool{
		func(c keys.Key) bool { return len(r.others) == 0 && same(c) && s.signedWith(c) },
		s.signedWith,
		same,
		r.key.Matches,
	} {
		if i := slices.IndexFunc(certificates, fits); i >= 0 {
			return certificates[i], true
		}
	}
	if certificates = s.certificates(); len(certificates) == 0 {
		return keys.Key{}, false
	}
	return certificates[0], true
}
