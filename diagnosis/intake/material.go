package intake

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/pattern"
)

var (
	// blockMark matches a BEGIN or END line, also as word processors change it.
	blockMark = pattern.Lazy(`[-\x{2010}-\x{2015}\x{2212}]{2,}[\s\pZ]*(BEGIN|END)[\s\pZ]+[A-Z0-9]`)
	// pemBlock matches a PEM block. The text around it may contain a token.
	pemBlock = pattern.Lazy(`(?s)[-\x{2010}-\x{2015}\x{2212}]{2,}[\s\pZ]*BEGIN[\s\pZ].*?[-\x{2010}-\x{2015}\x{2212}]{2,}[\s\pZ]*END[\s\pZ][A-Z0-9 ]*[-\x{2010}-\x{2015}\x{2212}]*`)
	// bareBase64 matches the base64 of a PEM block without BEGIN and END.
	bareBase64 = pattern.Lazy(`^MI[A-Za-z0-9+/=\s]{120,}$`)
	// otherKey matches the beginning of key files that are not PEM. Only one ^ before all
	// branches keeps the expression from searching the whole text.
	otherKey = pattern.Lazy(`^(?:(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S+) AAAA|PuTTY-User-Key-File-)`)
	// privateMark is in the first line of every private key in PEM.
	privateMark = pattern.Lazy(`BEGIN[\s\pZ]+([A-Z0-9]+[\s\pZ]+)*PRIVATE[\s\pZ]+KEY`)
	jwkMark     = pattern.Lazy(`\\?"(kty|keys)\\?"\s*:`)
)

// isMaterial reports whether a text is or contains a certificate or a key.
func isMaterial(text string) bool {
	trimmed := strings.TrimSpace(text)
	switch {
	case trimmed == "":
		return false
	case (strings.Contains(text, "BEGIN") || strings.Contains(text, "END")) && blockMark().MatchString(text):
		return true
	case strings.ContainsRune(`{["`, rune(trimmed[0])):
		return has(trimmed, "kty", "keys") && jwkMark().MatchString(trimmed) || isWrapped(trimmed)
	case isDER(text), strings.HasPrefix(text, "\xfe\xed\xfe\xed"), strings.HasPrefix(text, "\xce\xce\xce\xce"): // keystores of Java
		return true
	}
	return bareBase64().MatchString(trimmed) || otherKey().MatchString(trimmed) || isWrapped(trimmed)
}

// maxWrapped is the length of the longest text that is read on trial, in bytes.
const maxWrapped = 64 << 10

// wrappedMark matches the first bytes of keys in base64 once and more, in hexadecimal, in
// decimal numbers and in percent encoding; those of keystores of Java and of keys of OpenSSH,
// which are no DER, in base64.
var wrappedMark = pattern.Lazy(`/u3\+7QAA|zs7OzgAA|b3BlbnNzaC1rZXktdjEA|LS0tLS1C|TFMwdExTMU|VEZNd2RFeFRNV|LQAtAC0ALQ|\bMI[A-P][A-Za-z0-9+/_-]{40}|BEGIN[%+]|(?i:2d[ :]?2d[ :]?2d[ :]?2d[ :]?2d[ :]?42|30[ :]?8[12][ :]?[0-9a-f]{2}|0x30, ?0x8[12])|48, ?-?1[23][0-9],|45, ?45, ?45, ?45, ?45, ?66`)

// isWrapped reports whether a text holds a certificate or a key in a form that only reading
// it shows. Requests, answers and tokens have base64 too, and are more than that.
func isWrapped(text string) bool {
	if len(text) > maxWrapped || has(text, "eyJ", "HTTP/", "curl ", "grant_type", "client_assertion", "SAMLResponse") || !wrappedMark().MatchString(text) {
		return false
	}
	file := keys.Read("", []byte(text), nil)
	return file.Has(keys.Certificate) || file.Has(keys.PrivateKey) || file.Has(keys.PublicKey) || file.Has(keys.Container) || file.Has(keys.Request)
}

// isDER reports whether text begins like a certificate or a key in DER: with a SEQUENCE of
// more than 127 bytes.
func isDER(text string) bool {
	return len(text) > 64 && text[0] == 0x30 && 0x80 <= text[1] && text[1] <= 0x83
}

// keyless reports whether a file has BEGIN and no key after it.
func keyless(file keys.File) bool {
	return !file.Readable() && slices.ContainsFunc(file.Problems, func(p keys.Problem) bool { return p.ID == "empty" })
}

// mentions reports whether a text only speaks of a key: there is none behind BEGIN, and
// there are sentences around it.
func mentions(original, text string) bool {
	return blockMark().MatchString(text) && len(strings.Fields(pemBlock().ReplaceAllString(text, " "))) >= 8 && keyless(keys.Read("", []byte(original), nil))
}

// material reads key material and the tokens around it. original is the text before it was
// decoded to UTF-8, because the encoding of a file is reported.
func material(original, text string) Input {
	file := keys.Read("", []byte(original), nil)
	input := Input{Kind: KindKey, Keys: &file}
	if !strings.ContainsRune(`{["`, rune(strings.TrimSpace(text)[0])) && blockMark().MatchString(text) {
		around := pemBlock().ReplaceAllString(text, " ")
		beside, ok := exchanges(around)
		if !ok && strings.Contains(around, "eyJ") {
			beside, ok = tokens(around)
		}
		if ok {
			input = beside
			input.Keys, input.Kinds = &file, nil
			input.Kinds = input.kinds()
			input.Kind = input.Kinds[0]
		}
	}
	private := file.Has(keys.PrivateKey) || !keyless(file) && privateMark().MatchString(text)
	if private {
		input.Notes = append(input.Notes, "this is a private key: never upload, paste or send it; authdoctor does not show or keep it")
	}
	for _, p := range file.Problems {
		if p.Level != keys.Fault || file.Readable() {
			input.Notes = append(input.Notes, asNote(p.Title))
		}
	}
	if !file.Readable() && input.Kind == KindKey {
		input.Problem = "the text contains no readable certificate or key"
		if len(file.Problems) > 0 {
			p := file.Problems[max(0, slices.IndexFunc(file.Problems, func(p keys.Problem) bool { return p.Level == keys.Fault }))]
			input.Problem = asNote(p.Title)
			if p.Where != "" {
				input.Problem += ", " + p.Where
			}
			if p.Fix != "" {
				input.Problem += "; " + asNote(strings.TrimSuffix(p.Fix, "."))
			}
		}
		if private {
			input.Problem = "this is a private key: never upload, paste or send it; it cannot be read: " + input.Problem
		}
	}
	return input
}

// asNote makes the first letter of a sentence lower case, as in notes and errors.
func asNote(text string) string {
	if len(text) > 1 && 'A' <= text[0] && text[0] <= 'Z' && 'a' <= text[1] && text[1] <= 'z' {
		return string(text[0]+'a'-'A') + text[1:]
	}
	return text
}
