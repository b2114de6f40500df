package border

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
)

// Secret holds a token, a signature or a private key. Every way of printing it
// gives its length and a fingerprint, never the value; Reveal is the only way
// to the value, so a search for Reveal finds every place that touches one.
//
// The value is behind a pointer because fmt calls no method under %p and %w
// and on unexported fields, but walks the struct; it does not follow a pointer
// it meets there. So == does not compare two Secrets; Fingerprint does.
type Secret struct{ value *string }

// NewSecret wraps value.
func NewSecret(value string) Secret { return Secret{value: &value} }

// Reveal returns the value itself. It must never reach an output.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// Len is the length of the value in bytes.
func (s Secret) Len() int { return len(s.Reveal()) }

// Fingerprint is the first 8 hexadecimal digits of the value's SHA-256: enough
// to tell two secrets apart on a call, too little to learn anything from.
func (s Secret) Fingerprint() string {
	sum := sha256.Sum256([]byte(s.Reveal()))
	return hex.EncodeToString(sum[:4])
}

func (s Secret) String() string {
	if s.Len() == 0 {
		return "[empty]"
	}
	return fmt.Sprintf("[secret: %d characters, fingerprint %s]", s.Len(), s.Fingerprint())
}

// Format prints the same under every verb and flag.
func (s Secret) Format(state fmt.State, _ rune) { fmt.Fprint(state, s.String()) }

// MarshalText covers JSON and everything else that encodes text.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue covers structured logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
