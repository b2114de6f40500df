package casefile

import (
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/token"
)

// publicMaterial are the members that hold public keys and certificates in base64.
var publicMaterial = []string{"public", "der"}

// commands is the member that holds command lines, one on each line.
const commands = "command"

// tokenParts are the members that hold JSON of a token, which token.Kept cleans.
var tokenParts = []string{"header", "payload"}

// identified are the members that may hold an identifier in the form of a Client Secret:
// facts, parameters that are kept, the user of Basic, rows of the list of certificates, and
// values of public keys.
var identified = []string{"value", "shown", "user", "id", "certificate_id", "client_id", "sha256", "sha1", "serial", "stand"}

// clean returns the JSON with every text printable, of limited length and without secrets.
// Encode uses it on the way out, Decode on the way in. Of a part of a case file, known are
// the identifiers in the other parts.
func clean(text string, known ...string) string {
	known = append(identifiers(text), known...)
	return token.ReplaceStrings(text, func(_, name, value string, isName bool) string {
		switch {
		case !isName && (slices.Contains(publicMaterial, name) || slices.Contains(tokenParts, name)):
			return value
		case value == "", !isName && slices.Contains(known, value):
			return value
		}
		if !isName && slices.Contains(clipped, name) && (border.MayBeSecret(value) || strings.HasSuffix(value, "…")) {
			return token.Removed
		}
		value = border.Withhold(value, known...)
		if name == commands && !isName {
			lines := strings.Split(value, "\n")
			for i := range lines {
				lines[i], _ = border.Printable(lines[i])
			}
			return border.Clip(strings.Join(lines, "\n"), maxText)
		}
		value, _ = border.Printable(value)
		return border.Clip(value, maxText)
	})
}

// lastPass returns an error for a text of the JSON that still looks like a secret, with the
// name of its member.
func lastPass(text string, known ...string) (err error) {
	token.ReplaceStrings(text, func(top, name, value string, _ bool) string {
		switch {
		case err != nil, slices.Contains(publicMaterial, name):
		case slices.Contains(tokenParts, name) && value != name:
			err = lastPass(value, known...)
		default:
			if found := border.LastPass(value, known...); found != nil {
				err = fmt.Errorf("%s, %s: %w", border.Shown(top, 40), border.Shown(name, 40), found)
			}
		}
		return value
	})
	return err
}

// clipped are the members whose outside texts were cut to a length before anything could
// look like a secret in them. The beginning of a secret need not look like one, so none of
// them is kept that was cut.
var clipped = []string{"for_algorithm", "algorithm", "curve", "method", "host_word"}

// identifiers returns the values that pass although they look like secrets, because of
// their place.
func identifiers(text string) []string {
	var known []string
	add := func(value string) {
		if value != "" && !slices.Contains(known, value) {
			known = append(known, value)
		}
	}
	token.ReplaceStrings(text, func(_, name, value string, isName bool) string {
		switch {
		case isName:
		case slices.Contains(publicMaterial, name):
			add(value)
		case slices.Contains(tokenParts, name):
			token.ReplaceStrings(value, func(top, _, inner string, isName bool) string {
				if !isName && (top == "iss" || top == "aud" || top == "kid") && isIdentifier(inner) {
					add(inner)
				}
				return inner
			})
		case slices.Contains(identified, name) && isIdentifier(value):
			add(value)
		}
		return value
	})
	return known
}

// isIdentifier reports whether a text has the form of a Client ID, a Certificate ID or a
// fingerprint.
func isIdentifier(text string) bool {
	return token.IsClientID(strings.ToLower(text)) || token.IsCertificateID(text) || len(text) == 40 && strings.Trim(strings.ToLower(text), "0123456789abcdef") == ""
}
