package keys

// readPKCS7 reads a ContentInfo. Of SignedData it reads the certificates (RFC 5652 section
// 5.1); any other content has none.
func (r *reader) readPKCS7(parts []element, at origin) {
	f := found{format: pkcs7, fix: func(found) conversion { return fromPKCS7 }}
	var inner element
	err := errShape
	if len(parts) > 1 { // the content may be absent
		inner, _, err = next(parts[1].value)
	}
	if err == nil && parts[0].oid() == "1.2.840.113549.1.7.2" {
		fields, _ := inner.children()
		for _, field := range fields {
			if field.tag != tagZero {
				continue
			}
			certificates, _ := elements(field.value, MaxKeys+1)
			trial := &reader{effort: r.effort}
			for _, certificate := range certificates {
				if certificate.tag == tagSequence { // the others are attribute certificates and the like
					trial.part(certificate.full, "")
				}
			}
			f.file = trial.file
		}
	}
	if f.file.Readable() {
		r.took(f, at)
		return
	}
	key := Key{Kind: Container, Format: pkcs7}
	key.problem(Problem{ID: "pkcs7", Level: Fault, Title: "The PKCS#7 file contains no certificate", Expected: "a certificate in PEM", Got: "a revocation list, a signature or an encrypted message",
		Why: "A PKCS#7 file can also contain a message or a revocation list.", Fix: "Open the file with the certificate."})
	r.named(key, at)
	for _, p := range f.file.Problems {
		r.problem(p)
	}
}
