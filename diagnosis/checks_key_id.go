package diagnosis

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// checkKeyID looks for the token's kid among the keys that were given.
func checkKeyID(s *subject) (Finding, bool) {
	kid := s.token.KeyID
	if kid == "" {
		return Finding{}, false
	}
	for _, file := range s.keys.Files() {
		for _, key := range file.Keys {
			if !key.Names(kid) {
				continue
			}
			title := "kid is that of the key"
			switch {
			case key.Certified != nil && key.Kind == keys.Certificate && key.Certified.ID == kid:
				title = "kid is the expected Certificate ID of " + key.Name()
			case file.IsSet:
				title = "kid is in the key set"
			}
			return passed(title, "the header has a kid", "MissingKeyId"), true
		}
	}
	if s.issued() {
		return s.kidNotInSet()
	}
	certificates := slices.DeleteFunc(s.certificates(), func(c keys.Key) bool {
		return slices.ContainsFunc(c.Problems, func(p keys.Problem) bool { return p.ID == "damaged" }) // its ID would be that of no mapped certificate
	})
	if !s.assertion() || len(certificates) == 0 || s.signature.Reason.ProvesKey() {
		return Finding{}, false // left to the check signature: the key is known, and something was changed
	}
	return s.kidNoCertificate(certificates)
}

// kidNoCertificate reports that the kid of an assertion is not the expected Certificate ID
// of any certificate that was given.
func (s *subject) kidNoCertificate(certificates []keys.Key) (Finding, bool) {
	kid := token.Shown(s.token.KeyID)
	f := Finding{
		Status: Fail, Why: "NetSuite finds the certificate whose ID is exactly kid, and verifies the signature with it.",
		Fix: slices.Concat(
			administrator("Open "+mappingMenu+" in the account that you call, and read the Certificate ID of the row of this integration, role and entity."),
			integrator("Set kid in the header to that Certificate ID, and sign with the private key of that certificate.")),
		Verify: "The check Key that kid names passes.", Page: Code("MissingKey").Path(),
	}
	f.says(RuledOut, "the header has a kid", "MissingKeyId")
	known := s.recognise(s.token.KeyID)
	c, _ := s.expected(known)
	if known.form != keys.IDUnrelated || s.signedWith(c) {
		f.Key = c.Name()
		f.Title = "kid is not the expected Certificate ID of the certificate that matches the signature"
		if known.form != keys.IDUnrelated {
			f.Title = "kid is " + known.title(c)
		}
		f.Evidence = evidence("header kid", c.Certified.ID+", expected for "+c.Name(), kid)
		if s.signedWith(c) && s.said.Value(FactCertificateID) == s.token.KeyID {
			// Somebody read that ID in NetSuite, so kid names a mapped certificate, but
			// not the one whose key signs.
			f.Title = "NetSuite probably has another certificate under this kid than the one that matches the signature"
			f.Why = "NetSuite verifies the signature with the certificate mapped under this kid. Either the wrong certificate was uploaded, or the application signs with another key."
			f.Fix = slices.Concat(integrator("Send the administrator the certificate that belongs to the private key: "+c.Name()+"."),
				administrator("Upload it at "+mappingMenu+" › Create New, for the same entity, role and application, and send its Certificate ID to the integrator."),
				integrator("Set kid in the header to that Certificate ID."))
			return f.naming(Likely, "the certificate that matches the signature is expected under another Certificate ID than the one that NetSuite shows", "SignatureValidation"), true
		}
		return f.claiming(Likely, "kid is "+kid+"; the certificate of this signature is expected under "+c.Certified.ID, "MissingKey"), true
	}
	f.Key, f.Title = certificates[0].Name(), "The certificate is not the one that kid names, and did not make the signature"
	if s.signature.State == keys.Verified { // by a key that came without its certificate
		f.Status, f.Title = Warn, "The certificate is not the one that kid names; another key here made the signature"
	}
	expected := certificates[0].Certified.ID + ", expected for " + certificates[0].Name()
	if n := len(certificates); n > 1 {
		f.Title = fmt.Sprintf("None of the %d certificates is the one that kid names", n)
		expected = "the expected Certificate ID of one of the certificates"
	}
	f.Evidence = evidence("header kid", expected, kid)
	f.Page = keyPairPage
	return f.claiming(Possible, "the certificate you gave is neither the one that kid names nor the one of the signature", "MissingKey", "SignatureValidation"), true
}

// maxKeyIDs is the number of kids of a key set that a finding lists.
const maxKeyIDs = 4

// kidNotInSet reports that the kid of a token that NetSuite issued is not in the key set.
func (s *subject) kidNotInSet() (Finding, bool) {
	var kids, accounts []string
	var newest time.Time
	for _, file := range s.keys.Files() {
		for _, key := range file.Keys {
			if !file.IsSet || key.KeyID == "" {
				continue
			}
			kids = append(kids, withDate(key.KeyID))
			account, made, ok := companyKey(key.KeyID)
			if !ok {
				continue
			}
			accounts = append(accounts, account)
			if made.After(newest) {
				newest = made
			}
		}
	}
	if len(kids) == 0 {
		return Finding{}, false
	}
	if n := len(kids); n > maxKeyIDs {
		kids = append(kids[:maxKeyIDs], fmt.Sprintf("%d more", n-maxKeyIDs))
	}
	f := Finding{
		Status: Fail, Title: "kid is not in the key set", Evidence: evidence("header kid", "one of "+strings.Join(kids, "; "), withDate(s.token.KeyID)),
		Why:    "The key that kid names verifies the token. NetSuite's own keys are valid for 90 days, and a new key appears 30 days before that.",
		Fix:    integrator("Fetch the key set of the account again: "+keysURL(s.token.Account)+".", "If the kid is still missing, get a new token from the token endpoint and use it unchanged."),
		Verify: "The check Key that kid names passes.", Page: netSuiteKeyPage,
	}
	certainty, because := Likely, "kid is not among the keys of the key set you gave"
	account, made, ok := companyKey(s.token.KeyID)
	switch {
	case ok && len(accounts) > 0 && !slices.Contains(accounts, account):
		f.Status, f.Title = Warn, "The key set is that of another account"
		f.Why = "Each account has its own keys. The token is signed for " + account + ", the keys are of " + accounts[0] + "."
		certainty, because = Possible, "the key set is that of another account"
	case ok && s.at.Sub(made) > companyKeyLife:
		f.Title = "kid names a key that NetSuite has since replaced"
		f.Why = fmt.Sprintf("That key was made on %s. NetSuite's own keys are valid for 90 days, so it is no longer in the key set (rotation). NetSuite is expected to reject tokens signed with it (inferred).", dayOf(made))
		f.Fix = integrator("Get a new token from the token endpoint, which signs with the current key.")
		because = "kid names a key of " + dayOf(made) + ", which NetSuite has since replaced"
	case ok && !newest.IsZero() && made.After(newest):
		f.Status, f.Title = Warn, "kid names a newer key than the key set has"
		f.Why = "NetSuite has made a new key since this key set was fetched. A stored copy must be fetched again."
		certainty, because = Possible, "the key set is older than the key that kid names"
	}
	return f.claiming(certainty, because, "MissingKey").claiming(RuledOut, "the header has a kid", "MissingKeyId"), true
}

// companyKey returns the account and the date of creation in the kid of one of NetSuite's
// keys.
func companyKey(kid string) (account string, made time.Time, ok bool) {
	account, stamp, ok := token.CompanyKey(kid)
	if !ok {
		return "", time.Time{}, false
	}
	made, err := time.Parse("2006-01-02_15-04-05", stamp)
	return token.CanonicalAccount(account), made, err == nil
}

// withDate returns a kid for display, with the date in it.
func withDate(kid string) string {
	if _, made, ok := companyKey(kid); ok {
		return token.Shown(kid) + " (of " + dayOf(made) + ")"
	}
	return token.Shown(kid)
}

func dayOf(t time.Time) string { return t.UTC().Format("2 January 2006") }
