package keys

import (
	"crypto"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// variant is a wrong input to the signature. The right one is the two base64url parts
// joined by a dot (RFC 7515 section 5.1).
type variant struct {
	name  string // for people
	bytes []byte
}

// variants returns the usual wrong inputs for one token and hash; with thorough, rare ones
// too.
func (what signed) variants(hash crypto.Hash, thorough bool) []variant {
	var all []variant
	add := func(name, text string) { all = append(all, variant{name, []byte(text)}) }

	pad := func(part string) string { return part + strings.Repeat("=", (4-len(part)%4)%4) }
	standard := strings.NewReplacer("-", "+", "_", "/")
	add("base64url with padding", pad(what.header)+"."+pad(what.payload))
	if plain := standard.Replace(what.input); plain != what.input {
		add("ordinary base64 instead of base64url", plain)
	}
	add("ordinary base64 with padding", standard.Replace(pad(what.header)+"."+pad(what.payload)))

	// The encoders of mails and files break lines, in each part or in the whole. With ECDSA
	// each try costs a verification, so only the usual ones are made.
	type breaks struct {
		width     int
		end, last string
	}
	usual := []breaks{{76, "\n", "\n"}, {76, "\r\n", ""}, {64, "\n", "\n"}}
	if thorough {
		usual = nil
		for _, width := range []int{60, 64, 72, 76, 80} {
			for _, end := range []string{"\n", "\r\n"} {
				usual = append(usual, breaks{width, end, ""}, breaks{width, end, end})
			}
		}
	}
	for _, e := range usual {
		parts := func(header, payload string) string {
			return wrap(header, e.width, e.end) + e.last + "." + wrap(payload, e.width, e.end) + e.last
		}
		add("text with line breaks in it", parts(what.header, what.payload))
		add("text with line breaks in it", parts(standard.Replace(pad(what.header)), standard.Replace(pad(what.payload))))
		add("text with line breaks in it", wrap(what.input, e.width, e.end))
		if thorough {
			add("text with line breaks in it", wrap(what.input, e.width, e.end)+e.last)
		}
	}
	if thorough {
		add("text with a zero byte after it", what.input+"\x00")
		add("text in quotes", `"`+what.input+`"`)
		add("text with 'Bearer ' before it", "Bearer "+what.input)
		add("text as UTF-16", strings.Join(strings.Split(what.input, ""), "\x00")+"\x00")
	}
	add("text with a line break after it", what.input+"\n")
	add("text with a line break after it", what.input+"\r\n")
	add("text with the second dot after it", what.input+".")

	header, _ := base64.RawURLEncoding.DecodeString(what.header)
	payload, _ := base64.RawURLEncoding.DecodeString(what.payload)
	add("plain JSON, not encoded", string(header)+"."+string(payload))
	add("payload alone", what.payload)
	add("payload alone, as plain JSON", string(payload))

	digest := hash.New()
	digest.Write([]byte(what.input))
	sum := digest.Sum(nil)
	add("hash of the text, so that it was hashed twice", string(sum))
	add("hash of the text in hexadecimal, so that it was hashed twice", hex.EncodeToString(sum))
	add("hash of the text in base64, so that it was hashed twice", base64.StdEncoding.EncodeToString(sum))
	return all
}

// wrap breaks text into lines of the given width.
func wrap(text string, width int, end string) string {
	var out strings.Builder
	for len(text) > width {
		out.WriteString(text[:width] + end)
		text = text[width:]
	}
	out.WriteString(text)
	return out.String()
}
