package cli

import (
	"slices"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
)

// reportKid says in JSON what a kid is.
type reportKid struct {
	// Text is the kid. It is "" if it is no value of the files: it may be a secret then.
	Text string `json:"text"`
	// Values are the values of the files that the text is, and [] if it is none.
	Values []reportValue `json:"values"`
}

type reportValue struct {
	Is       string `json:"is"`
	Of       string `json:"of"`                 // the key
	Expected string `json:"expected,omitempty"` // the expected Certificate ID of that certificate
}

func newReportKid(set *keys.Set, kid string) *reportKid {
	r := &reportKid{Values: []reportValue{}}
	for _, one := range set.Recognise(kid) {
		r.Text = shownKid(kid)
		r.Values = append(r.Values, reportValue{Is: string(one.Form), Of: one.Key.Described(), Expected: expectedID(one.Key)})
	}
	return r
}

// shownKid returns a kid that is a value of the files. The SHA-256 of a certificate in
// hexadecimal has the form of a Client Secret, and is none.
func shownKid(kid string) string {
	kid, _ = border.Printable(border.RedactValue("SHA-256", kid))
	return border.Clip(kid, 100)
}

func expectedID(key keys.Key) string {
	if key.Kind == keys.Certificate {
		return key.Certified.ID
	}
	return ""
}

// isCertificateID reports whether a text is the expected Certificate ID of a certificate.
func isCertificateID(set *keys.Set, text string) bool {
	return slices.ContainsFunc(set.Recognise(text), func(r keys.Recognised) bool {
		return r.Key.Kind == keys.Certificate && r.Form == keys.IDSame
	})
}

// kid says which value of the files a text is, and shows the values of each key.
func (w *keyText) kid(set *keys.Set, text string) {
	found := set.Recognise(text)
	w.WriteString("\nkid")
	if len(found) > 0 { // else it may be a secret
		w.WriteString(" " + shownKid(text))
	}
	w.WriteString("\n")
	for _, r := range found {
		glyph := "✗"
		if r.Form == keys.IDSame && r.Key.Kind == keys.Certificate {
			glyph = "✓"
		}
		w.hanging("  "+glyph+" ", "it is "+string(r.Form)+", of "+r.Key.Name())
		if id := expectedID(r.Key); id != "" && glyph != "✓" {
			w.hanging("      ", "expected "+id)
		}
	}
	if len(found) == 0 {
		w.hanging("  ✗ ", "it is not a known value of these files: neither a Certificate ID nor a fingerprint, a thumbprint, a key identifier or a serial number")
	}
	for _, key := range distinct(set.All()) {
		if key.JWKThumbprint() == "" && key.Kind != keys.Certificate {
			continue
		}
		w.WriteString("\n")
		w.hanging("Values of ", key.Described())
		if c := key.Certified; c != nil {
			w.field("Certificate ID", c.ID+" (expected; SHA-256 in base64url)")
			w.field("SHA-256", c.SHA256)
			w.field("SHA-1", c.SHA1)
			w.field("x5t", c.X5T()+" (SHA-1 in base64url)")
			w.field("serial number", c.Serial)
		}
		w.field("JWK thumbprint", key.JWKThumbprint())
		w.field("public key SHA-256", key.Fingerprint())
	}
}
