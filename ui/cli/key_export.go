package cli

import (
	"errors"
	"fmt"
	"slices"

	"authdoctor/diagnosis/keys"
)

// The values of --as: the forms in which key inspect gives out the public part of a key.
const (
	asJWK  = "jwk"
	asJWKS = "jwks"
	asPEM  = "pem"
)

// give writes the public part of the key that is meant, or of all for a set, to standard
// output, and what else there is to say to standard error.
func (o inspectOptions) give(set *keys.Set) error {
	for _, file := range set.Files() {
		if !file.Readable() {
			return fmt.Errorf("%s: %s; key inspect without --as says more", file.Name, firstTitle(file.Problems))
		}
	}
	if o.as == asJWKS {
		return o.giveSet(set)
	}
	meant, err := meantKey(set)
	if err != nil {
		return err
	}
	write := meant.PublicJWK
	if o.as == asPEM {
		write = meant.PublicPEM
	}
	text, err := write()
	if err != nil {
		return fmt.Errorf("%s is not printed: %w", meant.Name(), err)
	}
	if n := len(distinct(set.All())); n > 1 {
		o.note(fmt.Sprintf("printed is %s; for all %d keys: --as jwks", meant.Described(), n))
	}
	o.remark(meant)
	return writeAll(o.out, string(text))
}

func (o inspectOptions) giveSet(set *keys.Set) error {
	var given []keys.Key
	for _, key := range distinct(set.All()) {
		if err := key.Unpublishable(); err != nil {
			o.note(fmt.Sprintf("%s is not printed: %v", key.Described(), err))
			continue
		}
		o.remark(key)
		given = append(given, key)
	}
	if len(given) == 0 {
		return errors.New("there is no public key to print")
	}
	text, err := keys.PublicJWKS(given)
	if err != nil {
		return err
	}
	return writeAll(o.out, string(text))
}

// remark says what is wrong with a key that is printed nevertheless.
func (o inspectOptions) remark(key keys.Key) {
	for _, p := range key.Problems {
		if p.Level == keys.Fault {
			o.note(key.Described() + ": " + p.Title)
		}
	}
}

func (o inspectOptions) note(text string) { fmt.Fprintln(o.err, "note: "+printableText(text)) }

// meantKey returns the key that is meant: a certificate that belongs to a private key, the
// certificate that would be mapped, any other certificate, or else the first key with a
// public part.
func meantKey(set *keys.Set) (keys.Key, error) {
	roles := set.Roles()
	judged := roles.Certificates()
	if i := slices.IndexFunc(judged, func(k *keys.Key) bool { return roles.Partner(k) != nil }); i >= 0 {
		return *judged[i], nil
	}
	if len(judged) > 0 {
		return *judged[0], nil
	}
	if certificates := set.Of(keys.Certificate); len(certificates) > 0 {
		return certificates[0], nil
	}
	all := set.All()
	if len(all) == 0 {
		return keys.Key{}, errors.New("there is no key in it")
	}
	files := set.Files()
	for i := range files {
		if subject := roles.Subject(&files[i]); subject != nil && subject.Unpublishable() == nil {
			return *subject, nil
		}
	}
	if i := slices.IndexFunc(all, func(k keys.Key) bool { return k.Unpublishable() == nil }); i >= 0 {
		return all[i], nil
	}
	return all[0], nil
}

// distinct leaves out the keys that a certificate among them has, and copies.
func distinct(all []keys.Key) []keys.Key {
	var out []keys.Key
	for _, certified := range []bool{true, false} {
		for _, key := range all {
			if (key.Kind == keys.Certificate) != certified {
				continue
			}
			known := slices.ContainsFunc(out, func(k keys.Key) bool {
				return k.Matches(key) && (!certified || k.Certified.ID == key.Certified.ID) && (key.KeyID == "" || key.KeyID == k.KeyID)
			})
			if !known {
				out = append(out, key)
			}
		}
	}
	return out
}

// firstTitle returns the title of the first fault, else of the first problem.
func firstTitle(problems []keys.Problem) string {
	i := slices.IndexFunc(problems, func(p keys.Problem) bool { return p.Level == keys.Fault })
	if i = max(i, 0); i < len(problems) {
		return problems[i].Title
	}
	return "no key was found in it"
}
