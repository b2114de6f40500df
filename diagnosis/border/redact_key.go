package border

import (
	"encoding/hex"
	"strings"
)

// pemBlocks finds private keys in PEM even if line breaks and dashes were lost, and public
// keys and certificates, which must not be mistaken for secrets.
func pemBlocks(text string) []span {
	if strings.Contains(text, "BEGIN+") { // in a form
		text = pemInForm.Replace(text)
	}
	var spans []span
	lastEnd := strings.LastIndex(text, "END ")
	for from := 0; ; {
		at := strings.Index(text[from:], "BEGIN ")
		if at < 0 {
			return spans
		}
		begin := from + at
		from = begin + len("BEGIN ")
		title := text[from:min(from+40, len(text))]
		if end := strings.IndexFunc(title, func(r rune) bool { return r != ' ' && (r < 'A' || r > 'Z') && (r < '0' || r > '9') }); end >= 0 {
			title = title[:end]
		}
		private := strings.Contains(title, "PRIVATE")
		if !private && !strings.Contains(title, "CERTIFICATE") && !strings.Contains(title, "PUBLIC") {
			continue
		}
		body := from + len(title)
		for begin > 0 && text[begin-1] == '-' {
			begin--
		}
		end := lastEnd
		switch {
		case body <= lastEnd:
			end = body + strings.Index(text[body:], "END ")
			from = end
			if private && !keyed(text[body:min(end, body+200)]) { // a key is mentioned but not included
				continue
			}
			if close := strings.Index(text[end:min(len(text), end+60)], "-----"); close >= 0 {
				end += close + len("-----")
			}
		case private && !keyed(text[body:min(len(text), body+200)]): // a key is mentioned but not included
			continue
		default: // truncated
			end = len(text)
			from = end
		}
		kind := kindPublic
		if private {
			kind = kindPrivateKey
		}
		spans = append(spans, span{begin, end, kind})
	}
}

// pemInForm undoes the encoding of the spaces in the lines around a key, and keeps every index.
var pemInForm = strings.NewReplacer("BEGIN+", "BEGIN ", "END+", "END ", "+PRIVATE", " PRIVATE", "+PUBLIC", " PUBLIC", "+KEY", " KEY")

// keyed reports whether text has a word of at least 6 characters that mixes letters and
// digits.
func keyed(text string) bool {
	letters, digits := 0, 0
	for i := 0; i <= len(text); i++ {
		if i == len(text) || !isAlnum(text[i]) {
			if letters > 0 && digits > 0 && letters+digits >= 6 {
				return true
			}
			letters, digits = 0, 0
			continue
		}
		if text[i] <= '9' {
			digits++
		} else {
			letters++
		}
	}
	return false
}

// derSecret returns the span of the private key or PKCS#12 file whose DER begins at from,
// in base64 or hexadecimal. For public key material the kind is kindPublic.
func derSecret(text string, from int) span {
	const headChars = 64
	hexadecimal := text[from] != 'M'
	in := isBase64
	if hexadecimal {
		in = func(c byte) bool { return hexLength(string(c)) == 1 }
	}
	var encoded strings.Builder
	want, kind := headChars, ""
	to, broken := from, false
	for at := from; at < len(text); {
		end := at
		for end < len(text) && in(text[end]) && encoded.Len()+end-at < want {
			end++
		}
		chunk := text[at:end]
		// A chunk after a break belongs to the key if it looks like a continuation.
		if broken && !(len(chunk) >= 16 || encoded.Len()+len(chunk) >= want || random(chunk, 5)) {
			break
		}
		encoded.WriteString(chunk)
		to = end
		if kind == "" && (encoded.Len() >= headChars || end == len(text) || !in(text[end])) {
			var known bool
			var size int
			if kind, size, known = derKind(encoded.String(), hexadecimal); known {
				if want = (size*4 + 2) / 3; hexadecimal {
					want = 2 * size
				}
				if encoded.Len() < want {
					at, broken = end, false
					if end < len(text) && in(text[end]) {
						continue
					}
				}
			} else if encoded.Len() >= headChars {
				return span{}
			}
		}
		if encoded.Len() >= want {
			break
		}
		at, broken = end, true
		for at < len(text) && at-end < 40 && (isBreak(rune(text[at])) || text[at] == ',') {
			at++
		}
		if at == end {
			break
		}
	}
	if kind == "" {
		return span{}
	}
	for to < len(text) && text[to] == '=' {
		to++
	}
	return span{from, to, kind}
}

// derKind returns the kind of the DER that encoded begins with, and its total size in
// bytes. Known is false if encoded is not such DER, or too short to decide.
func derKind(encoded string, hexadecimal bool) (kind string, size int, known bool) {
	var data []byte
	if hexadecimal {
		data, _ = hex.DecodeString(encoded[:len(encoded)&^1])
	} else if plain, ok := fromBase64(encoded); ok {
		data = []byte(plain)
	}
	length, body, ok := derLength(data)
	if !ok || data[0] != 0x30 || length < 16 || len(body) < 6 {
		return "", 0, false
	}
	size = len(data) - len(body) + length
	_, inner, ok := derLength(body)
	switch {
	case body[0] == 0x02 && body[1] == 1 && body[2] == 3 && body[3] == 0x30:
		return kindPKCS12, size, true
	case body[0] == 0x02 && body[1] == 1 && body[2] <= 1 && (body[3] == 0x30 || body[3] == 0x02 || body[3] == 0x04):
		return kindPrivateKey, size, true // PKCS#8, PKCS#1, SEC 1
	case ok && body[0] == 0x30 && strings.HasPrefix(string(inner), "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05"),
		ok && body[0] == 0x30 && strings.HasPrefix(string(inner), "\x06\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x0c"):
		return kindPrivateKey, size, true // encrypted, PKCS#5 and PKCS#12
	case ok && (body[0] == 0x30 || body[0] == 0x02 || body[0] == 0x06):
		return kindPublic, size, true
	}
	return "", 0, false
}

// derLength parses the tag and length at the start of data; body is the rest of data.
func derLength(data []byte) (length int, body []byte, ok bool) {
	if len(data) < 2 {
		return 0, nil, false
	}
	n := int(data[1])
	if n < 0x80 {
		return n, data[2:], true
	}
	if n -= 0x80; n < 1 || n > 3 || len(data) < 2+n {
		return 0, nil, false
	}
	for _, b := range data[2 : 2+n] {
		length = length<<8 | int(b)
	}
	return length, data[2+n:], true
}
