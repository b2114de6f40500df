package diagnosis

import (
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/token"
)

// file returns the name of the file with that kind of key material, without its folder, which
// can name a person. Of several certificates it is the one that belongs to the private key.
func (w *worksheet) file(kind keys.Kind) Value {
	found := w.Keys.Of(kind)
	if certificate, known := w.certificate(); kind == keys.Certificate && known {
		found = []keys.Key{certificate}
	}
	var names []told
	for _, key := range found {
		if key.Source != "" && !strings.Contains(key.Source, "://") {
			names = append(names, told{key.Source[strings.LastIndexAny(key.Source, `/\`)+1:], "the files given"})
		}
	}
	return agreed(names, "a file with the "+strings.ReplaceAll(string(kind), "-", " "))
}

// certificate returns the certificate of the mapping: the one that belongs to the private key,
// or the only one; of several, the newest in a renewal, else the one with the Certificate ID
// that was given.
func (w *worksheet) certificate() (keys.Key, bool) {
	var certificates []keys.Key
	for _, c := range w.Keys.Roles().Certificates() { // without CA certificates
		certificates = append(certificates, *c)
	}
	private := slices.DeleteFunc(w.Keys.Of(keys.PrivateKey), func(k keys.Key) bool { return k.Fingerprint() == "" }) // locked
	if signers := slices.DeleteFunc(slices.Clone(private), func(k keys.Key) bool { return k.Signer() == nil }); len(signers) > 0 {
		private = signers // the others are from a case file
	}
	fitting := slices.DeleteFunc(slices.Clone(certificates), func(c keys.Key) bool {
		return !slices.ContainsFunc(private, func(p keys.Key) bool { return p.Matches(c) })
	})
	if len(private) == 0 {
		fitting = certificates
	}
	if w.renewal() && len(fitting) > 1 { // the old one is still in use
		fitting = []keys.Key{slices.MaxFunc(fitting, func(a, b keys.Key) int { return a.Certified.NotBefore.Compare(b.Certified.NotBefore) })}
	}
	fitting = slices.CompactFunc(fitting, func(a, b keys.Key) bool { return a.Certified.ID == b.Certified.ID })
	if said := w.Facts.Value(FactCertificateID); len(fitting) > 1 && said != "" { // such as after a renewal
		fitting = slices.DeleteFunc(fitting, func(c keys.Key) bool { return c.Certified.ID != said })
	}
	if len(fitting) != 1 {
		return keys.Key{}, false
	}
	return fitting[0], true
}

func (w *worksheet) certificateID() Value {
	if certificate, known := w.certificate(); known && w.renewal() { // what else was given may be of the old one
		return agreed([]told{{certificate.Certified.ID, "the SHA-256 of the new certificate"}}, "")
	}
	found := w.said(FactCertificateID)
	found = slices.DeleteFunc(found, func(t told) bool { return !token.IsCertificateID(t.value) })
	if certificate, known := w.certificate(); known && certificate.Certified.ID != "" {
		found = append(found, told{certificate.Certified.ID, "the SHA-256 of the certificate"})
	} else if usable := w.list().Usable(w.At); len(usable) == 1 && token.IsCertificateID(usable[0].ID) {
		found = append(found, told{usable[0].ID, "the only valid row in the list of certificates"})
	}
	for _, t := range slices.Backward(w.Tokens) {
		if t.Kind != token.Assertion {
			continue
		}
		made := t.Probed && len(w.Keys.Of(keys.Certificate)) > 0 // by an online check, from one of the certificates
		if token.IsCertificateID(t.KeyID) && !made {
			found = append(found, told{t.KeyID, "kid of the assertion"})
		}
		break // one before it may be of a certificate that was renewed
	}
	if len(w.Keys.Of(keys.Certificate)) > 0 && len(found) == 0 {
		return Value{Lacks: "the certificate that belongs to the private key"}
	}
	return agreed(found, "the certificate, or the row in "+mappingMenu)
}

// dayForm is a date as NetSuite and certificates are shown here.
const dayForm = "2 January 2006"

// list returns the list of certificates; nil for none, and for that of another record.
func (w *worksheet) list() *online.CertificateList {
	if id := w.clientID().Value; w.Certificates == nil || id != "" && w.Certificates.ClientID != "" && id != w.Certificates.ClientID {
		return nil
	}
	return w.Certificates
}

// row returns the row of the certificate in the list of certificates.
func (w *worksheet) row() (online.Certificate, bool) {
	return w.list().Row(w.certificateID().Value)
}

// end returns when the certificate ends: by its row, which NetSuite shortens to two years, or
// by itself. One that was revoked has no end ahead.
func (w *worksheet) end() (end time.Time, from, lacks string) {
	row, known := w.row()
	switch {
	case known && row.Revoked:
		return time.Time{}, "", "a certificate that is not revoked: its row in the list is"
	case known && !row.ValidUntil.IsZero():
		return row.ValidUntil, "the row in the list of certificates", ""
	}
	if certificate, known := w.certificate(); known {
		return certificate.Judge(w.At).Ends, "the certificate; the row that NetSuite shows decides", ""
	}
	return time.Time{}, "", "the certificate, or the list of certificates"
}

func (w *worksheet) validUntil() Value {
	end, from, lacks := w.end()
	if lacks != "" {
		return Value{Lacks: lacks}
	}
	return Value{Value: end.UTC().Format(dayForm), From: from}
}

func (w *worksheet) renewBy() Value {
	end, from, lacks := w.end()
	if lacks != "" {
		return Value{Lacks: lacks}
	}
	return Value{Value: end.Add(-keys.EndsSoon).UTC().Format(dayForm), From: "60 days before the end, by " + from}
}
