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
// certificate that the signature matches comes first, then the other certificates, then
// the other keys.
func (s *subject) recognise(text string) (found recognised) {
	certificates := slices.DeleteFunc(s.keys.Of(keys.Certificate), func(c keys.Key) bool {
		return slices.ContainsFunc(c.Problems, func(p keys.Problem) bool { return p.ID == "damaged" }) // its values are those of no mapped certificate
	})
	slices.SortStableFunc(certificates, func(a, b keys.Key) int { return rank(s.signedWith(a)) - rank(s.signedWith(b)) })
	for _, key := range certificates {
		form := key.Recognise(text)
		switch {
		case form == keys.IDUnrelated:
		case found.form == keys.IDUnrelated:
			found.key, found.form = key, form
		case key.Certified.ID != found.key.Certified.ID:
			found.others = append(found.others, key.Name())
		}
	}
	if found.form != keys.IDUnrelated {
		return found
	}
	for _, key := range s.keys.All() {
		if key.Kind == keys.Certificate {
			continue
		}
		if form := key.Recognise(text); form != keys.IDUnrelated {
			return recognised{key: key, form: form}
		}
	}
	return found
}

// signedWith reports whether the signature of the token matches a key.
func (s *subject) signedWith(key keys.Key) bool {
	return s.signature.State == keys.Verified && s.signature.Key.Matches(key)
}

func rank(first bool) int {
	if first {
		return 0
	}
	return 1
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
// signature matches, else the one of which the text is a value, else the first.
func (s *subject) expected(r recognised) (keys.Key, bool) {
	certificates := s.keys.Of(keys.Certificate)
	for _, fits := range []func(keys.Key) bool{
		s.signedWith,
		func(c keys.Key) bool { return r.key.Kind == keys.Certificate && c.Certified.ID == r.key.Certified.ID },
		r.key.Matches,
	} {
		if i := slices.IndexFunc(certificates, fits); i >= 0 {
			return certificates[i], true
		}
	}
	if len(certificates) == 0 {
		return keys.Key{}, false
	}
	return certificates[0], true
}
