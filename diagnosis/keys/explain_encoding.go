package keys

import (
	"encoding/base64"
	"strings"

	"authdoctor/diagnosis/token"
)

// explainEncoding recognises a signature whose bytes were written as hexadecimal or base64
// before they were encoded in base64url, and that fits the key without that. It reports
// whether that explains the signature.
func (what signed) explainEncoding(k *Key, result *Signature) bool {
	if what.inner {
		return false
	}
	bytes, encoding := token.DecodedText(what.signature)
	if bytes == nil {
		return false
	}
	within := what
	within.signature, within.inner = bytes, true
	if within.opens(k) {
		*result = Signature{State: Invalid, Reason: Encoded, Key: k, Input: encoding, Algorithm: what.method.Alg()}
		return true
	}
	if inside := within.explain(k); inside.Reason.ProvesKey() {
		*result = inside
		result.Reason, result.Input = Encoded, encoding
		return true
	}
	return false
}

// looseBase64 decodes base64 of either alphabet, with or without padding.
func looseBase64(text string) ([]byte, error) {
	return base64.RawURLEncoding.DecodeString(strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(text, "=")))
}
