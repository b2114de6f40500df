// Package pseudonym replaces what identifies a customer in a Case by stand-ins: accounts,
// IDs, names, e-mail and IP addresses, hosts. What is structure stays: the environment in
// _SB1 and its spelling, standard roles, whether an address is private, letter case, length.
//
// A stand-in is derived by HMAC-SHA-256 from the kind and the value, with a random key that
// is only in memory. Within one StandIns the same value always gets the same stand-in.
// Another StandIns gives others: two reports cannot be connected, and nobody can find an
// account by trying all numbers.
//
// Apply takes the values from the typed Case (collect.go), encodes the Case as a case file,
// replaces them in every string, in header and payload of tokens too (replace.go), and
// decodes the result. Certificates and public keys cannot stay, because a Certificate ID is
// the hash of its certificate: the results of comparing them do.
package pseudonym

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"net/netip"
	"slices"
	"strings"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/trail"
)

// Pair is a row of the table for the sender.
type Pair struct {
	Kind    string
	Real    string
	StandIn string
}

// StandIns are the stand-ins of one Case. It is not safe for concurrent use.
type StandIns struct {
	key     [32]byte
	failed  error
	pairs   []Pair
	known   map[string]string // stand-in by kind and real value
	taken   map[string]bool   // stand-ins, and real values that were seen
	given   map[string]bool   // stand-ins as they are spelled
	counted map[string]int    // by kind, of numbered stand-ins
	needles needles
	alone   map[string]string // stand-ins of texts that are a learnt value
}

// New returns StandIns with a fresh key from random.
func New(random io.Reader) *StandIns {
	s := &StandIns{known: map[string]string{}, taken: map[string]bool{}, given: map[string]bool{}, counted: map[string]int{}, alone: map[string]string{}}
	if _, err := io.ReadFull(random, s.key[:]); err != nil {
		s.failed = errors.New("cannot create stand-ins: the source of random numbers failed")
	}
	return s
}

// Table returns what stands for what, in the order in which the values were found. It is
// for the sender, and no part of a report.
func (s *StandIns) Table() []Pair { return slices.Clone(s.pairs) }

// Apply returns a copy of a File with stand-ins. Its Case has the same Diagnosis, with the
// values replaced.
func (s *StandIns) Apply(f casefile.File) (casefile.File, error) {
	if s.failed != nil {
		return casefile.File{}, s.failed
	}
	original := f.Case
	signatures := diagnosis.Diagnose(original).Signatures
	s.collect(original)
	f.Case.Keys = s.withoutPublic(original.Keys)
	f.Case.Tokens = slices.Clone(original.Tokens)
	for i, signature := range signatures {
		if told, is := f.Case.Tokens[i].Told.(keys.Signature); is {
			signature = told
		}
		signature.Key = sameKey(original.Keys, f.Case.Keys, signature.Key)
		signature.Fits = sameKey(original.Keys, f.Case.Keys, signature.Fits)
		f.Case.Tokens[i].Told = signature
	}
	text, err := casefile.Encode(f)
	if err != nil {
		return casefile.File{}, err
	}
	s.collectText(string(text))
	f, notes, err := casefile.Decode([]byte(s.replaced(string(text))))
	if err == nil && len(notes) > 0 {
		err = fmt.Errorf("cannot read the case with stand-ins: %s", notes[0])
	}
	if err != nil {
		return casefile.File{}, err
	}
	// What was known at first hand stays so: only the names are others.
	for i := range f.Case.Facts {
		if fact, known := original.Facts.Get(f.Case.Facts[i].Name); known {
			f.Case.Facts[i].Source = fact.Source
		}
	}
	for i := range min(len(f.Case.Tokens), len(original.Tokens)) {
		if signature, is := f.Case.Tokens[i].Told.(keys.Signature); is && original.Tokens[i].Told == nil {
			signature.Here = true
			f.Case.Tokens[i].Told = signature
		}
	}
	return f, nil
}

// Learn adds a value of a column of the Login Audit Trail. shown is the form in which it is
// printed, which may be shorter. The values of other columns need not be learnt.
func (s *StandIns) Learn(column trail.Dimension, value, shown string) {
	shown = strings.TrimSpace(shown)
	stand, ok := s.ofColumn(column, value)
	if !ok || shown == "" {
		return
	}
	s.alone[shown] = stand
	if !isNumber(shown) && !isOurs(shown) {
		s.needles.addLearnt(shown, stand)
	}
}

// ofColumn returns the stand-in of a value of a column. ok is false for one in which only
// parts are replaced, which are recognised by their form.
func (s *StandIns) ofColumn(column trail.Dimension, value string) (stand string, ok bool) {
	value = strings.TrimSpace(value)
	if value == "" || s.failed != nil {
		return "", false
	}
	switch column {
	case trail.ByUser:
		if isNumber(value) {
			return s.entityNumber(value), true
		}
		if mailForm().FindString(value) != value {
			return s.numbered(kindUser, value, numberedName("User ", "")), true
		}
	case trail.ByRole:
		if isNumber(value) {
			return s.roleNumber(value), true
		}
		if slices.Contains(standardRoles, value) {
			return value, true
		}
		return s.numbered(kindRole, value, numberedName("Role ", "")), true
	case trail.ByApplication:
		return s.numbered(kindIntegration, value, numberedName("Integration ", "")), true
	case trail.ByIP:
		ip, err := netip.ParseAddr(value)
		switch {
		case err != nil || ip.Zone() != "":
			return s.numbered(kindIP, value, numberedName("Address ", "")), true
		case ip.IsLoopback() || ip.IsUnspecified():
			return value, true
		}
		ip = ip.Unmap()
		return s.numbered(kindIP, ip.String(), address(ip)), true
	}
	s.collectString(border.Withhold(value)) // anything can be in a column
	return "", false
}

// Text returns a printed text with stand-ins for the values of the Cases that were given to
// Apply, for learnt values, and for whatever is recognised by its form.
func (s *StandIns) Text(text string) (string, error) {
	if s.failed != nil {
		return "", s.failed
	}
	if stand, known := s.alone[strings.TrimSpace(text)]; known {
		return stand, nil
	}
	s.collectString(border.Withhold(text))
	return s.inText(text), nil
}

// Value is a value of a column of the Login Audit Trail, with the forms in which a text has
// it.
type Value struct {
	Column trail.Dimension
	Value  string
	Shown  []string
}

// Values returns a text with stand-ins for the given values, however short, and for whatever
// is recognised by its form. Learnt values stay: a word of the text may be the name of
// somebody who is not in it.
func (s *StandIns) Values(text string, values []Value) (string, error) {
	if s.failed != nil {
		return "", s.failed
	}
	var named []needle
	for _, one := range values {
		stand, ok := s.ofColumn(one.Column, one.Value)
		if !ok {
			continue
		}
		for _, shown := range one.Shown {
			if shown != "" {
				named = append(named, needle{value: shown, stand: func(string) string { return stand }})
			}
		}
	}
	slices.SortStableFunc(named, func(a, b needle) int { return len(b.value) - len(a.value) })
	var out strings.Builder
	done := 0
	between := func(to int) {
		s.collectString(border.Withhold(text[done:to]))
		out.WriteString(s.needles.replaceForms(text[done:to]))
	}
	for at := 0; at < len(text); at++ {
		for _, one := range named {
			if end := at + len(one.value); strings.HasPrefix(text[at:], one.value) && isEdge(text, at, end) {
				between(at)
				out.WriteString(one.stand(one.value))
				done, at = end, end-1
				break
			}
		}
	}
	between(len(text))
	return out.String(), nil
}

// withoutPublic returns the key material without public keys and certificates.
func (s *StandIns) withoutPublic(set *keys.Set) *keys.Set {
	if set == nil {
		return nil
	}
	files := slices.Clone(set.Files())
	for i := range files {
		files[i].Keys = slices.Clone(files[i].Keys)
		for k, key := range files[i].Keys {
			stand := ""
			if fingerprint := key.Fingerprint(); fingerprint != "" {
				stand = fmt.Sprintf("%x", s.sum("public key", fingerprint, 0))
			}
			files[i].Keys[k] = key.WithoutPublic(stand)
		}
	}
	return keys.NewSet(files...)
}

// sameKey returns the key of another Set in the place that a key has in a Set.
func sameKey(from, to *keys.Set, key *keys.Key) *keys.Key {
	file, at, found := from.Place(key)
	if !found {
		return nil
	}
	return &to.Files()[file].Keys[at]
}

// sum returns the HMAC of a kind, a value in the form in which it is compared, and the
// number of the attempt.
func (s *StandIns) sum(kind, value string, attempt uint32) []byte {
	mac := hmac.New(sha256.New, s.key[:])
	mac.Write(binary.BigEndian.AppendUint32(nil, attempt))
	mac.Write([]byte(kind + "\x00" + value))
	return mac.Sum(nil)
}

// derived returns the stand-in of a value, which make derives from a HMAC.
func (s *StandIns) derived(kind, value string, make func(sum []byte) string) string {
	const most = 1 << 12 // there are 1000 stand-ins of an account
	return s.standIn(kind, value, most, func(attempt int) string { return make(s.sum(kind, value, uint32(attempt))) })
}

// numbered returns the stand-in of a value, which make derives from its number in its kind.
func (s *StandIns) numbered(kind, value string, make func(number int) string) string {
	return s.standIn(kind, value, math.MaxInt32, func(int) string {
		s.counted[kind]++
		return make(s.counted[kind])
	})
}

// standIn returns the stand-in of a value: the known one, or the first of attempts that is
// free. No two values of a kind get the same while some are free, and none gets a value that
// somebody has.
func (s *StandIns) standIn(kind, value string, attempts int, make func(attempt int) string) string {
	key := kind + "\x00" + value
	if stand, known := s.known[key]; known {
		return stand
	}
	s.taken[strings.ToLower(value)] = true
	stand := make(0)
	for attempt := 1; s.taken[strings.ToLower(stand)] && attempt < attempts; attempt++ {
		stand = make(attempt)
	}
	s.known[key] = stand
	s.taken[strings.ToLower(stand)], s.given[stand] = true, true
	s.pairs = append(s.pairs, Pair{kind, value, stand})
	return stand
}
