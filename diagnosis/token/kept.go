package token

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
)

// Kept is the part of a Token that a case file keeps: enough to judge it again, and no
// secret. It has no signature.
type Kept struct {
	// Header and Payload are the JSON of the two parts as in the token, with Removed in
	// place of secrets; "" for a part that is missing or not JSON.
	Header  string `json:"header,omitempty"`
	Payload string `json:"payload,omitempty"`
	// The rest is as in Token.
	Kind           Kind      `json:"kind,omitempty"`
	Flow           Flow      `json:"flow,omitempty"`
	Field          string    `json:"field,omitempty"`
	HeaderFault    string    `json:"header_fault,omitempty"`
	Decoded        bool      `json:"decoded,omitempty"`
	Signed         bool      `json:"signed,omitempty"`
	SignatureBytes int       `json:"signature_bytes,omitempty"`
	SignatureDER   bool      `json:"signature_der,omitempty"`
	SignatureText  string    `json:"signature_text,omitempty"`
	TakenOut       []string  `json:"taken_out,omitempty"`
	Elided         []Elided  `json:"elided,omitempty"`
	Problems       []Problem `json:"problems,omitempty"`
	Probed         bool      `json:"probed,omitempty"`
}

// Removed is the text in place of a secret member of a token that may leave the machine.
const Removed = "[removed]"

// Keep returns what a case file keeps of the token.
func (t Token) Keep() Kept {
	return Kept{
		Header: shareable("header", t.Header.text.Reveal()), Payload: shareable("payload", t.Claims.text.Reveal()),
		Kind: t.Kind, Flow: t.Flow, Field: t.Field, HeaderFault: t.HeaderFault, Decoded: t.Decoded, Signed: t.Signed, SignatureBytes: t.SignatureBytes, SignatureDER: t.SignatureDER, SignatureText: t.SignatureText,
		TakenOut: t.TakenOut, Elided: t.Elided, Problems: t.Problems, Probed: t.Probed,
	}
}

// Compact returns the only form of a token that may leave the machine:
// header.payload.REMOVED. A part that is not JSON is missing.
func (k Kept) Compact() string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(k.Header)) + "." + encode([]byte(k.Payload)) + "." + border.Removed
}

// Token returns the token again. It does not trust the Kept: secrets are removed from
// header and payload again, and a part that is not a JSON object is left out.
func (k Kept) Token() Token {
	k.Header, k.Payload = shareable("header", k.Header), shareable("payload", k.Payload)
	t := Token{Kind: Unknown, Field: k.Field, Decoded: k.Decoded, Signed: k.Signed, SignatureBytes: k.SignatureBytes, SignatureDER: k.SignatureDER, SignatureText: encodingOf(k.SignatureText),
		TakenOut: k.TakenOut, Elided: k.Elided, Problems: k.Problems, Probed: k.Probed, Raw: border.NewSecret(k.Compact())}
	for _, part := range []struct {
		text string
		into *Object
	}{{k.Header, &t.Header}, {k.Payload, &t.Claims}} {
		if object, err := parseObject([]byte(part.text)); err == nil {
			*part.into = object
		}
	}
	if isHeaderFault(k.HeaderFault) {
		t.HeaderFault = k.HeaderFault
	}
	t.classify()
	if t.Kind == Unknown { // source code that builds an assertion shows only some of its claims
		t.Kind, t.Flow = k.Kind, k.Flow
	}
	return t
}

// MarshalJSON returns the JSON of Keep.
func (t Token) MarshalJSON() ([]byte, error) { return json.Marshal(t.Keep()) }

// UnmarshalJSON sets the token to the one of a Kept.
func (t *Token) UnmarshalJSON(text []byte) error {
	var k Kept
	if err := json.Unmarshal(text, &k); err != nil {
		return err
	}
	*t = k.Token()
	return nil
}

// secretClaims are the members whose values are secrets, or are the same in a secret:
// at_hash of NetSuite's ID tokens is the whole signature of the access token, and sid is a
// session.
var secretClaims = []string{"at_hash", "c_hash", "s_hash", "nonce", "sid", "session_state"}

// shareable returns the JSON object in text with Removed in place of secret members; ""
// for any other text. Everything else stays as it is, spaces and doubled names included.
func shareable(part, text string) string {
	value, err := ParseJSON([]byte(text))
	if err != nil || value.Type != Nested || len(text) > MaxToken {
		return ""
	}
	return ReplaceStrings(text, func(top, name, value string, isName bool) string {
		if isName {
			return shareableText("", "", "", value)
		}
		return shareableText(part, top, name, value)
	})
}

// shareableText returns a string in a part of a token as it may leave the machine. top is
// the name of the member of the part that contains it, name the nearest name.
func shareableText(part, top, name, value string) string {
	_, known := meanings[part][top]
	switch {
	case value == "":
		return value
	case slices.Contains(secretClaims, top), slices.Contains(secretClaims, name):
		return Removed
	case !known && (border.MayBeSecret(value) || border.RedactValue(name, value) != value || border.HoldsSecret("?"+name+"="+value)):
		return Removed
	case IsClientID(strings.ToLower(value)) && (top == "iss" || top == "aud" || top == "kid"):
		return value // an identifier by its place
	}
	return border.Withhold(value)
}

// ReplaceStrings returns a JSON text with each string, names included, replaced by what
// change returns for it. Everything else stays as it is. top is the name of the member of
// the outermost object that contains the string, name the nearest name before it. A text
// that is not JSON is returned unchanged.
func ReplaceStrings(text string, change func(top, name, value string, isName bool) string) string {
	if !json.Valid([]byte(text)) {
		return text
	}
	var out strings.Builder
	w := jsonWalk{text: []byte(text)}
	top, name, depth, done := "", "", 0, 0
	for w.at < len(w.text) {
		switch w.text[w.at] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case '"':
			from := w.at
			value := w.string()
			to := w.at
			rest := strings.TrimLeft(text[to:], " \t\r\n")
			isName := strings.HasPrefix(rest, ":")
			if isName {
				name = value
			}
			if isName && depth == 1 {
				top = value
			}
			if changed := change(top, name, value, isName); changed != value {
				quoted, _ := json.Marshal(changed) // cannot fail for a string
				out.WriteString(text[done:from] + string(quoted))
				done = to
			}
			continue
		}
		w.at++
	}
	return out.String() + text[done:]
}

// encodingOf returns the name of an encoding if it is one of DecodedText, else "".
func encodingOf(name string) string {
	if slices.Contains(textEncodings, name) {
		return name
	}
	return ""
}
