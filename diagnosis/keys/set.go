package keys

import (
	"slices"
	"sync"

	"authdoctor/diagnosis/token"
)

// Set is the key material of a Case. It is immutable: With and Without return new ones. A
// nil Set is empty. It caches the results for the last tokens, because a Diagnosis is made
// at every key press and every tick of the clock.
type Set struct {
	files []File
	// verifiers are the keys that can verify signatures, each public key once.
	verifiers []verifier

	mu       sync.Mutex
	verified []verified
}

type verified struct {
	raw       string
	kind      token.Kind
	signature Signature
}

// maxRemembered is the number of results that a Set caches: one for each token of a text.
const maxRemembered = 8

// NewSet returns the Set of the given files.
func NewSet(files ...File) *Set {
	s := &Set{files: files}
	for f := range files {
		for k := range files[f].Keys {
			s.add(&files[f], &files[f].Keys[k])
		}
	}
	return s
}

// verifier groups the key material with the same public key, such as a certificate and its
// private key.
type verifier struct {
	keys []*Key
	sets []bool // whether each key is from a JWK Set
}

// permitting returns the first key that may be used with an algorithm; the first key if
// none may.
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

// Place returns the indexes of the file and of the key in it that a key has in the set, or
// those of a key like it: the file may have been given again.
func (s *Set) Place(key *Key) (file, at int, found bool) {
	if key == nil {
		return 0, 0, false
	}
	for f, one := range s.Files() {
		for k := range one.Keys {
			switch other := &one.Keys[k]; {
			case other == key:
				return f, k, true
			case !found && other.Matches(*key) && other.Name() == key.Name():
				file, at, found = f, k, true
			}
		}
	}
	return file, at, found
}

// Files returns the files of the Set.
func (s *Set) Files() []File {
	if s == nil {
		return nil
	}
	return s.files
}

// Len returns the number of files.
func (s *Set) Len() int { return len(s.Files()) }

// With returns the Set with one more file. A file of the same name is replaced, because it
// was read again.
func (s *Set) With(file File) *Set {
	files := slices.Clone(s.Files())
	if i := slices.IndexFunc(files, func(f File) bool { return f.Name == file.Name }); i >= 0 && file.Name != "" {
		files[i] = file
		return NewSet(files...)
	}
	return NewSet(append(files, file)...)
}

// Without returns the Set without the i-th file.
func (s *Set) Without(i int) *Set {
	return NewSet(slices.Delete(slices.Clone(s.Files()), i, i+1)...)
}

// All returns the keys of all files, in order.
func (s *Set) All() []Key {
	var all []Key
	for _, file := range s.Files() {
		all = append(all, file.Keys...)
	}
	return all
}

// Of returns the keys of one kind, in order.
func (s *Set) Of(kind Kind) []Key {
	return slices.DeleteFunc(s.All(), func(k Key) bool { return k.Kind != kind })
}

// Verify verifies the signature of a token with the keys of the Set, and explains a
// failure. kind is the kind that the token is meant to be, which determines the algorithms
// it may have. The result depends on nothing but the Set and the arguments. For a token
// from a case file it is what the file says. A key from one makes a result that is told.
func (s *Set) Verify(t token.Token, kind token.Kind) Signature {
	if said, is := t.Told.(Signature); is {
		return s.told(t, kind, said)
	}
	if s.Len() == 0 {
		return Signature{State: Unchecked, Reason: NoKeys}
	}
	raw := t.Raw.Reveal()
	if known, ok := s.remembered(raw, kind); ok {
		return known
	}
	signature := s.trusted(t, kind) // not under the lock: several tokens are verified concurrently
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.verified) >= maxRemembered {
		s.verified = slices.Delete(s.verified, 0, 1)
	}
	s.verified = append(s.verified, verified{raw, kind, signature})
	return signature
}

// trusted verifies with the keys that were given here first. A key from a case file decides
// only where they do not, and its result is told.
func (s *Set) trusted(t token.Token, kind token.Kind) Signature {
	given := slices.DeleteFunc(slices.Clone(s.files), func(f File) bool {
		return slices.ContainsFunc(f.Keys, func(k Key) bool { return k.Told })
	})
	if len(given) == len(s.files) {
		return s.verify(t, kind)
	}
	own := Signature{State: Unchecked, Reason: NoKeys}
	if len(given) > 0 {
		own = NewSet(given...).verify(t, kind)
	}
	if own.Key != nil {
		return own
	}
	signature := s.verify(t, kind)
	if len(given) > 0 && signature.State == Unchecked {
		return own
	}
	signature.Told = signature.State != Unchecked && signature.Key != nil
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
