package diagnosis

import (
	"fmt"
	"time"

	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/token"
)

// certificateListChecks compare the list of mapped certificates with the assertion, or with
// the certificate that was given. The list is certain; which code NetSuite logs for a token
// request is not documented, so it stays likely.
var certificateListChecks = []Check{
	{ID: "certificate-row", Title: "Row of the certificate", Needs: NeedsClaims, After: []string{"kid", "used-as"}, Codes: []Code{"MissingKey"}, run: checkCertificateRow, said: saidCertificateRow},
	{ID: "certificate-ends", Title: "End of the certificate", Needs: NeedsFacts, run: checkCertificateEnds},
}

// checkCertificateRow looks for the kid of an assertion in the list.
func checkCertificateRow(s *subject) (Finding, bool) {
	if !s.assertion() || certificateIDFault(s.token.KeyID) != "" {
		return Finding{}, false
	}
	return s.rowOf(s.token.KeyID, "kid", s.token.ClientID)
}

// saidCertificateRow is the rule for a Case without a token: by the Certificate ID that was
// given, or that of the certificate.
func saidCertificateRow(s *subject) (Finding, bool) {
	if s.c.Certificates == nil {
		return Finding{}, false
	}
	id := s.said.Value(FactCertificateID)
	if certificate, known := (&worksheet{Case: *s.c, facts: s.facts}).certificate(); known && !token.IsCertificateID(id) {
		id = certificate.Certified.ID
	}
	return s.rowOf(id, "the Certificate ID", s.facts.Value(FactClientID))
}

// rowOf judges the row of a Certificate ID, which what names.
func (s *subject) rowOf(id, what, clientID string) (Finding, bool) {
	list := s.c.Certificates
	if list == nil || !token.IsCertificateID(id) {
		return Finding{}, false
	}
	f := Finding{Status: Fail, Online: listedBy(list), Page: Code("MissingKey").Path(), Verify: "The check Row of the certificate passes, and the token request is accepted.",
		Fix: administrator("Open " + mappingMenu + " › Create New: entity, role, application and the certificate, and pass on the Certificate ID of the new row.")}
	if clientID != "" && list.ClientID != "" && clientID != list.ClientID {
		f.Status, f.Title, f.Why = Warn, "The list of certificates belongs to another integration record", "Each integration record has its own certificates."
		f.Evidence, f.Page, f.Fix = []Evidence{contrast("Client ID of the list", clientID, "", list.ClientID)}, certificatePage, integrator("Fetch the list with the Client ID of the assertion.")
		return f, true
	}
	row, listed := list.Row(id)
	const where = "list of certificates"
	switch {
	case !listed:
		f.Title, f.Why = upperFirst(what)+" is not in the list of certificates", "NetSuite finds a mapped certificate by exactly this ID. The integration record's list does not have it."
		f.Evidence = evidence(where, "a row with "+token.Shown(id), countOf(len(list.Rows), "row")+", none with it")
		f.says(Likely, what+" is not in the list of certificates", "MissingKey")
	case row.Revoked:
		f.Title, f.Why = "The certificate was revoked", "NetSuite rejects an assertion for a revoked certificate. A revoked row cannot be reactivated."
		f.Evidence = evidence(where, "a row that is not revoked", "revoked")
		f.says(Likely, "the certificate of "+what+" was revoked", "MissingKey")
	case !row.ValidUntil.IsZero() && !s.at.Before(row.ValidUntil):
		f.Title, f.Why = "The certificate expired on "+dayOf(row.ValidUntil), "NetSuite rejects an assertion for an expired certificate."
		f.Evidence = evidence(where, "an end after "+Moment(s.at), Moment(row.ValidUntil))
		f.says(Likely, "the certificate of "+what+" has expired", "MissingKey")
	default:
		return s.rowMeant(row), true
	}
	return f, true
}

// rowMeant compares entity and role of a valid row with those that were meant.
func (s *subject) rowMeant(row online.Certificate) Finding {
	f := Finding{Status: Pass, Online: listedBy(s.c.Certificates), Title: "The list of certificates has the row, and it is valid"}
	if fetched := s.c.Certificates.At; !fetched.IsZero() && s.at.Sub(fetched) > time.Hour { // it may have been revoked since
		f.Title = "The list of certificates that was fetched on " + dayOf(fetched) + " has the row, not revoked, and valid"
	}
	if !row.ValidUntil.IsZero() {
		f.Title += " until " + dayOf(row.ValidUntil)
	}
	for _, meant := range []struct {
		name FactName
		got  string
	}{{FactEntity, row.Entity}, {FactRole, row.Role}} {
		if want := s.said.Value(meant.name); want != "" && meant.got != "" && want != meant.got {
			f.Status, f.Page = Warn, recordPage
			f.Title = fmt.Sprintf("The row is for %s %s; %s %s was meant", meant.name, meant.got, meant.name, want)
			f.Why = "The token request works, but the token gets the role and entity of this row. One certificate is for one entity and one role."
			f.Evidence = append(f.Evidence, Evidence{Where: "list of certificates, " + string(meant.name), Expected: want, Got: meant.got})
			f.Fix = administrator("Open " + mappingMenu + ", revoke the row, and map a new certificate for the right entity and role.")
			f.Verify = "The check Row of the certificate passes."
		}
	}
	return f
}

// listedBy returns the online check that fetched the list; "" for a pasted one.
func listedBy(list *online.CertificateList) online.ID {
	if list == nil || list.At.IsZero() {
		return ""
	}
	return online.Certificates
}

// checkCertificateEnds fails 60 days before the end of the certificate in use where online
// checks were sent, since a nightly job must alarm then. Who looks at a certificate that was
// pasted is warned by the check certificate: nothing is broken on that day.
func checkCertificateEnds(s *subject) (Finding, bool) {
	sent := len(s.c.Online) > 0
	if !sent && s.c.Certificates == nil {
		return Finding{}, false
	}
	w := worksheet{Case: *s.c, facts: s.facts}
	if row, known := w.row(); known && row.Revoked {
		return Finding{}, false // left to the check certificate-row
	}
	end, from, lacks := w.end()
	switch left := end.Sub(s.at); {
	case lacks != "":
		because := "there is no certificate and no row for it"
		if s.c.Certificates != nil {
			because = "the list does not show which row belongs to the certificate in use"
		}
		f := Finding{Status: Unchecked, Title: "The end of the certificate is not known", Because: because, Supply: "give the certificate, or the list of certificates", Material: MaterialKey, Page: rulesPage}
		return f, s.c.Certificates != nil || s.facts.Value(FactFlow) == string(token.ClientCredentials)
	case left <= 0:
		return Finding{}, false // left to the checks certificate and certificate-row
	case left > keys.EndsSoon:
		return Finding{Status: Pass, Title: "The certificate ends on " + dayOf(end) + ", in " + days(left)}, true
	default:
		f := Finding{Status: Fail, aside: true, Title: "The certificate ends in " + days(left), Page: rulesPage, Evidence: evidence("end, by "+from, "more than 60 days from now", dayOf(end)),
			Why:    "From then on, every token request fails. A new certificate has a new Certificate ID, so the application must change too.",
			Fix:    append(integrator("Make a new key pair and certificate."), administrator("Map the new certificate beside the old one at "+mappingMenu+" › Create New, and send its Certificate ID to the integrator.")...),
			Verify: "The check End of the certificate passes with the new certificate."}
		f.Fix = append(f.Fix, integrator("Change kid and the private key in the application before "+dayOf(end)+".")...)
		if !sent {
			f.Status = Warn
		}
		return f, true
	}
}

func days(d time.Duration) string { return countOf(int(d/(24*time.Hour)), "day") }

// unlisted is the finding for a role that may not see the list, which few roles may.
func unlisted(s *subject) Finding {
	return Finding{Status: Unchecked, Title: "The role may not see the list of certificates", symptom: true,
		Because: "its answer is " + s.answer.Title() + ", and the list needs Manage own OAuth 2.0 Client Credentials certificates",
		Supply:  "give the list as JSON, fetched with another login, or look at " + mappingMenu, Page: certificatePage}
}
