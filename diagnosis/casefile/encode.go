package casefile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/clientline"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/token"
	"authdoctor/diagnosis/trail"
)

// stored is the JSON of a File. The facts come early: they say most in the fewest bytes, and
// a file that was cut short still has them.
type stored struct {
	Schema    int                 `json:"schema"`
	Kept      time.Time           `json:"kept"`
	At        time.Time           `json:"at"`
	Facts     diagnosis.Facts     `json:"facts,omitempty"`
	Verify    bool                `json:"verify,omitempty"`
	Near      detail.Match        `json:"near,omitzero"`
	Line      *clientline.Line    `json:"line,omitempty"`
	ErrorLine string              `json:"error_line,omitempty"`
	Tokens    []storedToken       `json:"tokens,omitempty"`
	Exchanges []exchange.Exchange `json:"exchanges,omitempty"`
	Keys      []keys.File         `json:"keys,omitempty"`
	Online    []online.Seen       `json:"online,omitempty"`
	// Certificates is the list of the certificates that are mapped to the integration record.
	Certificates *online.CertificateList `json:"certificates,omitempty"`
	Hints        []intake.Hint           `json:"hints,omitempty"`
	Marks        []intake.Mark           `json:"marks,omitempty"`
	Signed       intake.Signed           `json:"signed,omitzero"`
	Trail        []diagnosis.TrailMatch  `json:"trail,omitempty"`
	Columns      map[string]trail.Column `json:"columns,omitempty"`
	Answers      []Answer                `json:"answers,omitempty"`
	Notes        []Note                  `json:"notes,omitempty"`
	Timeline     []Event                 `json:"timeline,omitempty"`
	Lessons      json.RawMessage         `json:"lessons,omitempty"`
}

// storedToken is a token with the result of verifying its signature.
type storedToken struct {
	token.Kept
	Signature *storedSignature `json:"signature,omitempty"`
}

// storedSignature is a result of verification that names its keys by their places.
type storedSignature struct {
	keys.Signature
	Key  *keyPlace `json:"key,omitempty"`
	Fits *keyPlace `json:"fits,omitempty"`
}

// keyPlace is the place of a key in stored.Keys: of its file and in that file, from 1.
type keyPlace struct {
	File int `json:"file"`
	Key  int `json:"key"`
}

// Encode returns the JSON of a File, in which hidden characters are escaped. It has no
// secret and no fingerprint of one; the error names the place of what still looks like one.
func Encode(f File) ([]byte, error) {
	c := f.Case
	s := stored{
		Schema: Schema, Kept: whole(f.Kept), At: c.At.UTC(), Facts: c.Facts, Verify: c.Verify, Near: c.Near, Line: c.Line, ErrorLine: c.ErrorLine, Exchanges: c.Exchanges,
		Keys: WithoutFolders(c.Keys.Files()), Online: c.Online, Certificates: c.Certificates, Hints: c.Hints, Marks: c.Marks, Signed: c.Signed, Trail: decisive(c.Trail), Columns: c.Columns,
		Answers: f.Answers, Notes: f.Notes, Timeline: f.Timeline, Lessons: f.Lessons,
	}
	for i, signature := range diagnosis.Diagnose(c).Signatures {
		t := &c.Tokens[i]
		if said, is := t.Told.(keys.Signature); is {
			signature = said
		}
		s.Tokens = append(s.Tokens, storedToken{t.Keep(), storedResult(c.Keys, signature)})
	}
	text, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("the case cannot be written as JSON: %w", err)
	}
	cleaned := clean(string(text))
	if err := lastPass(cleaned, identifiers(cleaned)...); err != nil {
		return nil, fmt.Errorf("the case was not kept: %w", err)
	}
	if len(cleaned) > maxSize {
		return nil, errors.New("the case was not kept: it is larger than 1 MiB; start a new case with the paste that matters")
	}
	var out bytes.Buffer
	_, _ = border.NewJSONWriter(&out).Write([]byte(cleaned)) // to memory, so it cannot fail
	return out.Bytes(), nil
}

// whole returns a time in UTC without fractions of a second.
func whole(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

// WithoutFolders returns key files with base names only: a folder can name a person.
func WithoutFolders(files []keys.File) []keys.File {
	files = slices.Clone(files)
	for i := range files {
		file := &files[i]
		file.Name, file.Keys = base(file.Name), slices.Clone(file.Keys)
		for k := range file.Keys {
			file.Keys[k].Source = base(file.Keys[k].Source)
		}
	}
	return files
}

// base returns the last part of a path of any system; addresses stay as they are.
func base(name string) string {
	if strings.Contains(name, "://") || name == "" {
		return name
	}
	return filepath.Base(name[strings.LastIndexByte(name, '\\')+1:])
}

// storedResult returns a result of verification for the file, nil for one that says nothing.
func storedResult(set *keys.Set, signature keys.Signature) *storedSignature {
	if !signature.Sound() {
		return nil
	}
	return &storedSignature{signature, placeOf(set, signature.Key), placeOf(set, signature.Fits)}
}

func placeOf(set *keys.Set, key *keys.Key) *keyPlace {
	file, at, found := set.Place(key)
	if !found {
		return nil
	}
	return &keyPlace{file + 1, at + 1}
}

// decisive returns the rows of the trail that decide: the most frequent words.
func decisive(matches []diagnosis.TrailMatch) []diagnosis.TrailMatch {
	matches = slices.Clone(matches)
	for i := range matches {
		matches[i].Codes = matches[i].Codes[:min(len(matches[i].Codes), maxGroups)]
	}
	return matches
}
