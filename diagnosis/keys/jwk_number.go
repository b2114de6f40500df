package keys

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/token"
)

const whyBase64URL = "The numbers of a key must be base64url without padding (RFC 7518 section 2)."

// number decodes a member, base64url (RFC 7518 section 2). It reports another writing, and
// a fault with nil for what is none.
func (j *jwk) number(name string) []byte {
	value, ok := j.object.Get(name)
	switch {
	case !ok:
		j.fault(name, "The member "+name+" is missing", "base64url", "nothing", "The key is not complete without it.")
		return nil
	case value.Type == token.String && value.Text == "":
		j.fault(name, "The member "+name+" is empty", "base64url", "nothing", whyBase64URL)
		return nil
	}
	data, how := digits(name, value)
	if data == nil && value.Type == token.String {
		data, how = j.base64(name, value.Text)
	} else if data == nil {
		j.fault(name, "The member "+name+" is "+typeName(value)+", not a string", "base64url in a string", typeName(value), whyBase64URL)
	}
	if data != nil && how != "" {
		j.repaired(name, "The member "+name+" is "+how, "base64url", how, whyBase64URL+" authdoctor read it anyway; other programs reject it.", "Write it in base64url.")
	}
	return data
}

// minDigits is the length from which a text of digits alone cannot be base64 by accident.
const minDigits = 32

// exponents are the exponents that RSA keys have.
var exponents = []int64{3, 5, 17, 257, 65537}

// digits reads a number that is written in digits or as bytes, and names the writing. It
// returns nil for any other member, and for one that could be two numbers.
func digits(name string, value token.Value) (data []byte, how string) {
	switch value.Type {
	case token.Number:
		if n, ok := new(big.Int).SetString(value.Text, 10); ok && n.Sign() > 0 && len(value.Text) < maxModulus {
			return n.Bytes(), "a number, not a string"
		}
	case token.Array:
		return byteItems(value.Items), "an array of bytes"
	case token.Nested: // as JSON.stringify writes a Buffer
		if items, ok := value.Get("data"); ok {
			return byteItems(items.Items), "an object with bytes"
		}
	case token.String:
		return digitText(name, value.Text)
	}
	return nil, ""
}

func byteItems(items []token.Value) []byte {
	data := make([]byte, 0, len(items))
	for _, item := range items {
		n, err := strconv.ParseUint(item.Text, 10, 8)
		if err != nil || item.Type != token.Number {
			return nil
		}
		data = append(data, byte(n))
	}
	if len(data) == 0 {
		return nil
	}
	return data
}

// digitText reads a text of digits.
func digitText(name, text string) (data []byte, how string) {
	const inHex, inDecimal = "written in hexadecimal", "written in decimal"
	bare := strings.ToLower(bareHex(strings.TrimSpace(text)))
	bare = strings.TrimPrefix(bare, "0x")
	if len(bare) == 0 || len(bare) > maxModulus || strings.Trim(bare, "0123456789abcdef") != "" {
		return nil, ""
	}
	number := func(base int) *big.Int {
		n, _ := new(big.Int).SetString(bare, base)
		return n
	}
	decimal := len(bare) == len(text) && strings.Trim(bare, "0123456789") == ""
	switch {
	case name == "e":
		if _, err := base64.RawURLEncoding.Strict().DecodeString(text); err == nil {
			return nil, ""
		}
		for _, e := range exponents {
			switch {
			case decimal && number(10).Cmp(big.NewInt(e)) == 0:
				return big.NewInt(e).Bytes(), inDecimal
			case number(16).Cmp(big.NewInt(e)) == 0:
				return big.NewInt(e).Bytes(), inHex
			}
		}
	case len(bare) < minDigits:
	case decimal:
		return number(10).Bytes(), inDecimal
	default:
		data, err := hex.DecodeString(strings.Repeat("0", len(bare)%2) + bare)
		if err != nil {
			return nil, ""
		}
		if name == "n" {
			data = bytes.TrimLeft(data, "\x00") // the sign, as openssl prints it
		}
		return data, inHex
	}
	return nil, ""
}

// base64 decodes base64url, and names another writing of it.
func (j *jwk) base64(name, s string) (data []byte, how string) {
	bare := strings.Join(strings.Fields(s), "")
	switch {
	case len(bare) < len(s):
		how = "interrupted by white space"
	case strings.ContainsAny(s, "+/"):
		how = "ordinary base64, not base64url"
	case strings.HasSuffix(s, "="):
		how = "padded"
	}
	bare = asURL.Replace(strings.TrimRight(bare, "="))
	for i, c := range bare {
		if c < 0x80 && (strings.ContainsRune(alphabet[:62], c) || c == '-' || c == '_') {
			continue
		}
		shown, _ := border.Printable(string(c))
		j.fault(name, "The member "+name+" has \""+shown+"\", a character that base64url does not have", "A to Z, a to z, 0 to 9, - and _", fmt.Sprintf("%s at character %d", shown, 1+len([]rune(bare[:i]))), whyBase64URL)
		return nil, ""
	}
	data, err := base64.RawURLEncoding.Strict().DecodeString(bare)
	if err != nil || len(data) == 0 {
		j.fault(name, "The member "+name+" is cut short or damaged at the end", "base64url", fmt.Sprintf("%d characters", len(s)), whyBase64URL)
		return nil, ""
	}
	return data, how
}
