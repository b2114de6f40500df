package border

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"unicode/utf8"
)

// Secret is a token, a signature or a private key. However it is printed, the output is its
// length and a fingerprint, never the value. Only Reveal returns the value, so a search for
// Reveal finds every place that uses one.
//
// The value is behind a pointer because fmt calls no methods under %p and %w or on
// unexported fields. It prints the fields of the struct instead, but does not follow a
// pointer among them. Therefore compare Secrets by Fingerprint, not with ==.
type Secret struct{ value *string }

// NewSecret wraps value.
func NewSecret(value string) Secret { return Secret{value: &value} }

// Reveal returns the value, which must never reach an output.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// Len returns the length of the value in bytes.
func (s Secret) Len() int { return len(s.Reveal()) }

// Fingerprint returns the first 8 hexadecimal digits of the value's SHA-256: enough to tell
// two secrets apart on a call, too few to reveal anything about the value.
func (s Secret) Fingerprint() string {
	sum := sha256.Sum256([]byte(s.Reveal()))
	return hex.EncodeToString(sum[:4])
}

func (s Secret) String() string {
	if s.Len() == 0 {
		return "[empty]"
	}
	return fmt.Sprintf("[secret: %d characters, fingerprint %s]", utf8.RuneCountInString(s.Reveal()), s.Fingerprint())
}

// Format implements fmt.Formatter. The output is the same for every verb and flag.
func (s Secret) Format(state fmt.State, _ rune) { fmt.Fprint(state, s.String()) }

// MarshalText implements encoding.TextMarshaler, which JSON and XML use.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue implements slog.LogValuer.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
