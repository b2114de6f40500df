package keys

import (
	"slices"
	"sync"

	"authdoctor/diagnosis/token"
)

// Set is the key material of a Case. It does not change: With and Without make
// new ones. A nil Set is empty. It remembers the last tokens it was asked about,
// because a Diagnosis is made at every key press and every tick of the clock.
type Set struct {
	files []File
	// verifiers are the keys signatures are tried with, each public key once.
	verifiers []verifier

	mu       sync.Mutex
	verified []verified
}

type verified struct {
	raw       string
	kind      token.Kind
	signature Signature
}

// maxRemembered is how many tokens a Set remembers: as many as a text may hold.
const maxRemembered = 8

// NewSet makes a Set of files.
func NewSet(files ...File) *Set {
	s := &Set{files: files}
	for f := range files {
		for k := range files[f].Keys {
			s.add(&files[f], &files[f].Keys[k])
		}
	}
	return s
}

// verifier is a public key with every piece of material that carries it: a
// certificate and its private key are one.
type verifier struct {
	keys []*Key
	sets []bool // whether the key was in a JWK Set
}

// permitting is the material of the key that may be used for an algorithm; where none
// may, the first.
func (v verifier) permitting(alg string) *Key {
	if i := slices.IndexFunc(v.keys, func(k *Key) bool { return k.permits(alg) }); i >= 0 {
		return v.keys[i]
	}
	return v.keys[0]
}

func (s *Set) add(file *File, key *Key) {
	if !key.usable() {
		return
	}
	for i := range s.verifiers {
		if s.verifiers[i].keys[0].Matches(*key) {
			s.verifiers[i].keys = append(s.verifiers[i].keys, key)
			s.verifiers[i].sets = append(s.verifiers[i].sets, file.IsSet)
			return
		}
	}
	s.verifiers = append(s.verifiers, verifier{[]*Key{key}, []bool{file.IsSet}})
}

// Files returns the files of the Set.
func (s *Set) Files() []File {
	if s == nil {
		return nil
	}
	return s.files
}

// Len is the number of files.
func (s *Set) Len() int { return len(s.Files()) }

// With returns a Set that also holds a file; one of the same name and content
// kind is replaced, because it was read again.
func (s *Set) With(file File) *Set {
	files := slices.Clone(s.Files())
	if file.Name != "" {
		if i := slices.IndexFunc(files, func(f File) bool { return f.Name == file.Name }); i >= 0 {
			files[i] = file
			return NewSet(files...)
		}
	}
	return NewSet(append(files, file)...)
}

// Without returns a Set that lacks the i-th file.
func (s *Set) Without(i int) *Set {
	return NewSet(slices.Delete(slices.Clone(s.Files()), i, i+1)...)
}

// All are the keys of all files, in order.
func (s *Set) All() []Key {
	var all []Key
	for _, file := range s.Files() {
		all = append(all, file.Keys...)
	}
	return all
}

// Of are the keys of one kind, in order.
func (s *Set) Of(kind Kind) []Key {
	return slices.DeleteFunc(s.All(), func(k Key) bool { return k.Kind != kind })
}

// Verify reports whether a signature fits the keys of the Set, and where it does not,
// why. kind is what the token is judged as: that decides which algorithms it may
// carry. It depends on nothing but its arguments.
func (s *Set) Verify(t token.Token, kind token.Kind) Signature {
	if s == nil || len(s.files) == 0 {
		return Signature{State: Unchecked, Reason: NoKeys}
	}
	raw := t.Raw.Reveal()
	if known, ok := s.remembered(raw, kind); ok {
		return known
	}
	signature := s.verify(t, kind) // not under the lock: several tokens are verified at once
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.verified) >= maxRemembered {
		s.verified = slices.Delete(s.verified, 0, 1)
	}
	s.verified = append(s.verified, verified{raw, kind, signature})
	return signature
}

func (s *Set) remembered(raw string, kind token.Kind) (Signature, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range s.verified {
		if v.kind == kind && v.raw == raw {
			return v.signature, true
		}
	}
	return Signature{}, false
}
