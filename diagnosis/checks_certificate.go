package diagnosis

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// checkCertificate compares a certificate with NetSuite's rules (subsect_162755332391).
func checkCertificate(s *subject) (Finding, bool) {
	if s.key.Kind != keys.Certificate {
		return Finding{}, false
	}
	name := s.key.Name()
	if remark, found := s.roles.Remark(s.key); found && !s.roles.Judged(s.key) {
		return Finding{Status: Pass, Key: name, Title: s.key.Heading() + ": " + lowerFirst(remark.Title)}, true
	}
	judged := s.key.Judge(s.at)
	f := Finding{Key: name, Page: rulesPage, Verify: "NetSuite accepts the certificate."}
	broken := judged.Strict == keys.No && !judged.Taken()
	for _, p := range judged.Problems {
		if p.Level == keys.Note || broken && p.Level != keys.Fault {
			continue
		}
		if f.Title == "" {
			f.Status, f.Title, f.Why = Warn, inFile(p.Title, s.key), p.Why
			f.Fix = slices.Concat(mend(p), administrator("Map the new certificate at "+mappingMenu+" › Create New, and send its Certificate ID to the integrator."))
		}
		f.Evidence = append(f.Evidence, Evidence{Where: cmp.Or(p.Where, "certificate"), Expected: p.Expected, Got: p.Got})
	}
	switch {
	case f.Title == "":
		title := fmt.Sprintf("%s: %s, until %s, expected Certificate ID %s", s.key.Heading(), s.key.Type(), s.key.Certified.NotAfter.UTC().Format("2 January 2006"), s.key.Certified.ID)
		if why := s.roles.Why(s.file); why != "" && s.roles.Subject(s.file) == s.key {
			title += "; this certificate is checked: " + why
		}
		return Finding{Status: Pass, Key: name, Title: title}, true
	case !broken:
		return f, true
	}
	if next := s.renewed(); next != nil {
		f.Fix = slices.Concat(integrator("Put "+next.Certified.ID+", the Certificate ID of "+next.Described()+", which has the same key, in the header as kid."),
			administrator("Check for a row with that Certificate ID at "+mappingMenu+". If there is none, click Create New and upload that certificate."))
		f.Verify = "The new token names a certificate that NetSuite accepts."
	}
	because := lowerFirst(f.Title) + ", so it cannot be a valid certificate of a mapping"
	switch s.useOfCertificate() {
	case named:
		f.Status = Fail
		f.says(Likely, because, "MissingKey")
	case alone:
		f.Status = Fail
		f.says(Possible, because, "MissingKey")
	}
	return f, true
}

// renewed returns another certificate of the same key that NetSuite accepts; nil if there is none.
func (s *subject) renewed() *keys.Key {
	for _, c := range s.keys.Of(keys.Certificate) {
		if c.Matches(*s.key) && c.Judge(s.at).Taken() {
			return &c
		}
	}
	return nil
}

// inFile adds the name of the file to a sentence about a certificate.
func inFile(title string, key *keys.Key) string {
	if key.Source == "" {
		return title
	}
	if rest, about := strings.CutPrefix(title, "The certificate "); about {
		return upperFirst(key.Described()) + " " + rest
	}
	return key.Heading() + ": " + title
}

// certificateUse is how the tokens of a Case use a certificate.
type certificateUse int

const (
	named  certificateUse = iota // a client assertion names it or is signed with its key
	alone                        // no token shows a use
	beside                       // the tokens or the flow do not use it
)

func (s *subject) useOfCertificate() certificateUse {
	asserted := false
	for i := range s.tokens {
		t := &s.tokens[i]
		if t.Kind.Issued() {
			continue
		}
		asserted = true
		signature := s.keys.Verify(*t, t.Kind)
		if s.key.Names(t.KeyID) || signature.State == keys.Verified && signature.Key.Matches(*s.key) {
			return named
		}
	}
	if asserted || s.facts.Value(FactFlow) == string(token.AuthorizationCode) {
		return beside
	}
	return alone
}

// checkCertificateID compares the Certificate ID that was given with the one that the
// certificate is expected to have.
func checkCertificateID(s *subject) (Finding, bool) {
	said, known := s.said.Get(FactCertificateID)
	certificates := s.certificates()
	if !known || len(certificates) == 0 || slices.ContainsFunc(s.tokens, func(t token.Token) bool { return t.KeyID == said.Value }) {
		return Finding{}, false // a kid is left to the check key-id
	}
	switch known := s.recognise(said.Value); {
	case known.form == keys.IDSame && known.key.Kind == keys.Certificate:
		return Finding{Status: Pass, Key: known.key.Name(), Title: "The Certificate ID you gave is the expected one of " + known.key.Name()}, true
	case known.form != keys.IDUnrelated:
		expected, _ := s.expected(known)
		return Finding{
			Status: Warn, Key: known.key.Name(), Title: "What you gave as Certificate ID is " + known.title(expected),
			Evidence: evidence("Certificate ID", expected.Certified.ID+", expected for "+expected.Name(), token.Shown(said.Value)), Why: "NetSuite shows the Certificate ID in base64url, with 43 characters, and it is case-sensitive.",
			Fix: administrator("Open " + mappingMenu + " and read the Certificate ID."), Verify: "The check Certificate ID passes.", Page: certificatePage,
		}, true
	}
	title, expected := "The Certificate ID you gave is not the expected one of the certificate", certificates[0].Certified.ID+", of "+certificates[0].Name()
	if len(certificates) > 1 {
		title = "The Certificate ID you gave is not the expected one of any certificate"
	}
	why := "The Certificate ID is expected to be the SHA-256 of the certificate. A different ID means that another certificate is mapped, or that the ID comes from another row or account."
	if !token.IsCertificateID(said.Value) {
		title = "The Certificate ID you gave does not have the right form"
		why = "A Certificate ID has 43 characters of base64url. Script IDs such as custcertificate1 belong to Setup › Company › Certificates, for SuiteScript."
	}
	return Finding{
		Status: Warn, Key: certificates[0].Name(), Title: title, Evidence: evidence("Certificate ID", expected, token.Shown(said.Value)), Why: why,
		Fix: slices.Concat(administrator("Open "+mappingMenu+" in the account that you call, and compare the Certificate ID of the row of this integration, role and entity."),
			integrator("Open the certificate that was uploaded for that row.")),
		Verify: "The check Certificate ID passes.", Page: certificatePage,
	}, true
}
