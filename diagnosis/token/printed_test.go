package token_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis/token"
)

// TestDecodedText catches a signature in hexadecimal alone, in numbers or damaged by UTF-8 whose
// encoding is not named, and bytes that are called text.
func TestDecodedText(t *testing.T) {
	raw := make([]byte, 64)
	for i := range raw {
		raw[i] = byte(37*i + 200)
	}
	var wide []rune
	for _, b := range raw {
		wide = append(wide, rune(b))
	}
	numbers, _ := json.Marshal(slices.Collect(func(yield func(int) bool) {
		for _, b := range raw {
			if !yield(int(b)) {
				return
			}
		}
	}))
	part, err := base64.RawURLEncoding.DecodeString(hex.EncodeToString(raw))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		signature []byte
		encoding  string
		lost      bool
	}{
		"bytes":    {raw, "", true},
		"hex part": {part, token.HexPart, false},
		"numbers":  {numbers, "decimal numbers", false},
		"Buffer":   {[]byte(`{"type":"Buffer","data":` + string(numbers) + `}`), "decimal numbers", false},
		"latin1":   {[]byte(string(wide)), "UTF-8", false},
		"replaced": {[]byte(strings.ToValidUTF8(string(raw), "\ufffd") + strings.Repeat("\ufffd", 30)), "UTF-8", true},
	} {
		decoded, encoding := token.DecodedText(c.signature)
		if encoding != c.encoding || c.lost != (decoded == nil) || decoded != nil && string(decoded) != string(raw) {
			t.Errorf("%s: %q, %x; want %q, %x", name, encoding, decoded, c.encoding, raw)
		}
	}
}
