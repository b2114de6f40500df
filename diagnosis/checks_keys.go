package diagnosis

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// keyChecks look at the key material that was given: by itself, at what belongs
// together, and against the kid of each token.
var keyChecks = []Check{
	{ID: "key-file", Title: "Key file", Needs: NeedsFile, run: checkKeyFile},
	{ID: "certificate", Title: "Certificate", Needs: NeedsKey, Codes: []Code{"MissingKey"}, run: checkCertificate},
	{ID: "private-key", Title: "Private key", Needs: NeedsKeys, run: checkPrivateKey},
	{ID: "key-pair", Title: "Key pair", Needs: NeedsKeys, Codes: []Code{"SignatureValidation"}, run: checkKeyPair},
	{ID: "certificate-id", Title: "Certificate ID", Needs: NeedsKeys, run: checkCertificateID},
	{ID: "key-id", Title: "Key that kid names", Needs: NeedsClaims, After: []string{"kid", "used-as"}, Codes: []Code{"MissingKey", "SignatureValidation"}, run: checkKeyID},
}

// The pages about keys.
const (
	keyPairPage     = "symptoms/check-the-key-pair.md"
	makePairPage    = "symptoms/make-a-key-pair.md"
	rulesPage       = "symptoms/certificate-rules.md"
	exposedPage     = "symptoms/private-key-exposed.md"
	netSuiteKeyPage = "symptoms/netsuite-keys.md"
	certificatePage = "symptoms/find-the-certificate-id.md"
)

// mappingMenu is where NetSuite shows certificates and their IDs.
const mappingMenu = "Setup › Integration › Manage Authentication › OAuth 2.0 Client Credentials (M2M) Setup"

// keyFindings runs the checks of files and keys.
func keyFindings(c Case, facts Facts, signatures []keys.Signature) []Finding {
	if c.Keys.Len() == 0 {
		return nil
	}
	var findings []Finding
	for i := range keyChecks {
		check := &keyChecks[i]
		view := func(file *keys.File, key *keys.Key) {
			v := &view{at: c.At, said: c.Facts, facts: facts, tokens: c.Tokens, keys: c.Keys, file: file, key: key, place: 0}
			if finding, applies := check.run(v); applies {
				finding.ID = check.ID
				findings = append(findings, finding)
			}
		}
		if check.Needs == NeedsKeys {
			view(nil, nil)
			continue
		}
		files := c.Keys.Files()
		for f := range files {
			if check.Needs == NeedsFile {
				view(&files[f], nil)
			}
			for k := range files[f].Keys {
				if check.Needs == NeedsKey {
					view(&files[f], &files[f].Keys[k])
				}
			}
		}
	}
	return findings
}

// fileName is what findings call a file.
func fileName(f *keys.File) string {
	if f.Name == "" {
		return "what you pasted"
	}
	return f.Name
}

// checkKeyFile tells what was wrong with a file or had to be put right to read it,
// and what is wrong with keys in it.
func checkKeyFile(v *view) (Finding, bool) {
	f := Finding{Status: Pass, Key: fileName(v.file), Title: fileName(v.file) + ": " + contents(v.file)}
	problems := slices.Clone(v.file.Problems)
	for _, key := range v.file.Keys {
		for _, p := range key.Problems {
			if key.Kind == keys.Certificate {
				continue // the check certificate tells
			}
			if p.Where == "" && key.KeyID != "" {
				p.Where = "key " + key.KeyID
			}
			problems = append(problems, p)
		}
	}
	for _, p := range problems {
		status := map[keys.Level]Status{keys.Note: Pass, keys.Warning: Warn, keys.Fault: Fail}[p.Level]
		if status == Fail && v.file.Readable() && slices.ContainsFunc(v.file.Problems, func(own keys.Problem) bool { return own.ID == p.ID }) {
			status = Warn // it could be read all the same
		}
		if status == Pass {
			continue
		}
		if f.Status == Pass || f.Status == Warn && status == Fail {
			f.Status, f.Title, f.Why = status, p.Title, p.Why
			f.Fix = integrator(p.Fix)
		}
		where := fileName(v.file)
		if p.Where != "" {
			where += ", " + p.Where
		}
		f.Evidence = append(f.Evidence, Evidence{Where: where, Expected: orText(p.Expected, "key material that can be read"), Got: orText(p.Got, lowerFirst(p.Title))})
	}
	if f.Status != Pass {
		f.Page, f.Verify = rulesPage, "authdoctor key inspect reads the file without this remark."
		if len(f.Fix) == 0 || f.Fix[0].Step == "" {
			f.Fix = integrator("Export the key or certificate again and give that file.")
		}
		f.Why = orText(f.Why, "A reader that is stricter than this one refuses the file.")
		return f, true
	}
	return f, true
}

func orText(text, instead string) string {
	if text == "" {
		return instead
	}
	return text
}

// contents names what a file holds: certificate RSA 4096, private key RSA 4096.
func contents(f *keys.File) string {
	if f.IsSet {
		return fmt.Sprintf("key set with %s", countOf(len(f.Keys), "key"))
	}
	var parts []string
	for i, k := range f.Keys {
		if i == 3 {
			parts = append(parts, fmt.Sprintf("%d more", len(f.Keys)-i))
			break
		}
		part := k.Title()
		if k.Algorithm != keys.Unknown {
			part += " " + k.Type()
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

func countOf(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// checkCertificate holds a certificate against NetSuite's rules
// (subsect_162755332391).
func checkCertificate(v *view) (Finding, bool) {
	if v.key.Kind != keys.Certificate {
		return Finding{}, false
	}
	judged := v.key.Judge(v.at)
	name := v.key.Name()
	f := Finding{Key: name, Page: rulesPage, Verify: "authdoctor key inspect says that NetSuite takes the certificate."}
	broken := judged.Strict == keys.No && !judged.Taken()
	for _, p := range judged.Problems {
		if broken && p.Level != keys.Fault {
			continue
		}
		if f.Title == "" {
			f.Status, f.Title, f.Why = Warn, p.Title, p.Why
			f.Fix = slices.Concat(integrator(p.Fix), administrator("Map the new certificate at "+mappingMenu+" › Create New, and pass on its Certificate ID."))
		}
		f.Evidence = append(f.Evidence, Evidence{Where: name + ", " + orText(p.Where, "certificate"), Expected: p.Expected, Got: p.Got})
	}
	switch {
	case f.Title == "":
		return Finding{Status: Pass, Key: name, Title: fmt.Sprintf("%s: %s, until %s, expected Certificate ID %s", name, v.key.Type(), v.key.Certified.NotAfter.UTC().Format("2 January 2006"), v.key.Certified.ID)}, true
	case !broken:
		return f, true
	}
	because := lowerFirst(f.Title) + ", so it cannot be a valid certificate of a mapping"
	switch use := v.useOfCertificate(); {
	case use == named:
		f.Status = Fail
		f.says(Likely, because, "MissingKey")
	case use == alone:
		f.Status = Fail
		f.says(Possible, because, "MissingKey")
	}
	return f, true
}

// How a certificate is used in the Case.
type certificateUse int

const (
	named  certificateUse = iota // a client assertion names it or fits it
	alone                        // there is no token to tell
	beside                       // the tokens have nothing to do with it
)

func (v *view) useOfCertificate() certificateUse {
	assertions := 0
	for i := range v.tokens {
		t := &v.tokens[i]
		if t.Kind.Issued() {
			continue
		}
		assertions++
		signature := v.keys.Verify(*t, t.Kind)
		if v.key.Names(t.KeyID) || signature.State == keys.Verified && signature.Key.Matches(*v.key) {
			return named
		}
	}
	switch {
	case assertions == 0 && v.facts.Value(FactFlow) == string(token.AuthorizationCode):
		return beside
	case assertions == 0:
		return alone
	}
	return beside
}

// checkPrivateKey warns of a private key that stands where a certificate belongs.
func checkPrivateKey(v *view) (Finding, bool) {
	private := v.keys.Of(keys.PrivateKey)
	if len(private) == 0 {
		return Finding{}, false
	}
	if i := slices.IndexFunc(private, func(k keys.Key) bool { return k.Locked }); i >= 0 {
		return Finding{Status: Unchecked, Key: private[i].Name(), Title: "The private key is locked by a pass phrase",
			Because: "without the pass phrase its public key is not seen", Supply: "give the pass phrase: --passphrase-file FILE, or at the prompt; it is not kept", Page: keyPairPage}, true
	}
	if len(v.keys.Of(keys.Certificate)) > 0 {
		return Finding{Status: Pass, Key: private[0].Name(), Title: "A private key is here for matching; never upload or send it"}, true
	}
	return Finding{
		Status: Warn, Key: private[0].Name(), Title: "This is a private key: never upload it to NetSuite, never send it to anybody",
		Evidence: evidence("key material", "a certificate", "a private key, "+private[0].Type()+", not shown"),
		Why:      "Whoever has it can sign in your name. Here it is good for one thing: finding out which certificate and which token it belongs to.",
		Fix:      integrator("Give the certificate too, to see whether the two belong together.", "If the private key was sent or uploaded anywhere, make a new pair."),
		Verify:   "The check Key pair passes.", Page: exposedPage,
	}, true
}

// checkKeyPair says whether certificate and private key belong together.
func checkKeyPair(v *view) (Finding, bool) {
	certificates, private := v.keys.Of(keys.Certificate), v.keys.Of(keys.PrivateKey)
	private = slices.DeleteFunc(private, func(k keys.Key) bool { return k.Public() == nil })
	if len(certificates) == 0 || len(private) == 0 {
		return Finding{}, false
	}
	for _, p := range private {
		for _, c := range certificates {
			if p.Matches(c) {
				return Finding{Status: Pass, Key: c.Name(), Title: fmt.Sprintf("%s and the private key in %s belong together", c.Name(), p.Name())}, true
			}
		}
	}
	f := Finding{
		Status: Fail, Key: private[0].Name(), Title: "The private key does not belong to the certificate",
		Evidence: evidence("public key", fmt.Sprintf("%s %s, of %s", certificates[0].Type(), short(certificates[0].Fingerprint()), certificates[0].Name()),
			fmt.Sprintf("%s %s, of %s", private[0].Type(), short(private[0].Fingerprint()), private[0].Name())),
		Why:    "NetSuite checks the signature with the mapped certificate. What this private key signs fits another one.",
		Fix:    integrator("Look for the private key that was made together with the certificate.", "If it is lost, make a new pair and have its certificate mapped: a private key cannot be made from a certificate."),
		Verify: "The check Key pair passes.", Page: keyPairPage,
	}
	if len(certificates) > 1 {
		f.Title = "The private key belongs to none of the certificates"
	}
	f.says(Likely, "the private key does not belong to the certificate", "SignatureValidation")
	return f, true
}

// short is the start of a fingerprint, enough to compare by eye.
func short(fingerprint string) string { return fingerprint[:min(len(fingerprint), 16)] }

// checkCertificateID compares the Certificate ID that somebody gave with the one
// that the certificate is expected to have.
func checkCertificateID(v *view) (Finding, bool) {
	said, known := v.said.Get(FactCertificateID)
	certificates := v.keys.Of(keys.Certificate)
	if !known || len(certificates) == 0 {
		return Finding{}, false
	}
	for _, c := range certificates {
		switch form := c.Certified.Recognise(said.Value); form {
		case keys.IDUnrelated:
		case keys.IDSame:
			return Finding{Status: Pass, Key: c.Name(), Title: "The Certificate ID you gave is the expected one of " + c.Name()}, true
		default:
			return Finding{
				Status: Warn, Key: c.Name(), Title: "What you gave as Certificate ID is " + string(form),
				Evidence: evidence("Certificate ID", c.Certified.ID, token.Shown(said.Value)), Why: "NetSuite shows the Certificate ID in base64url, 43 characters, and compares it letter by letter.",
				Fix: administrator("Open " + mappingMenu + " and read the Certificate ID."), Verify: "The check Certificate ID passes.", Page: certificatePage,
			}, true
		}
	}
	title, expected := "The Certificate ID you gave is not the expected one of the certificate", certificates[0].Certified.ID+", of "+certificates[0].Name()
	if len(certificates) > 1 {
		title = "The Certificate ID you gave is the expected one of none of the certificates"
	}
	return Finding{
		Status: Warn, Key: certificates[0].Name(), Title: title, Evidence: evidence("Certificate ID", expected, token.Shown(said.Value)),
		Why: "NetSuite's Certificate ID is expected to be the SHA-256 of the certificate. Another one means that another certificate is mapped, or that the ID was copied from another row or account.",
		Fix: slices.Concat(administrator("Open "+mappingMenu+" in the account that is called, and compare the Certificate ID of the row of this integration, role and entity."),
			integrator("Give the certificate that was uploaded for that row.")),
		Verify: "The check Certificate ID passes.", Page: certificatePage,
	}, true
}

// checkKeyID holds the token's kid against the keys that were given.
func checkKeyID(v *view) (Finding, bool) {
	kid := v.token.KeyID
	if kid == "" {
		return Finding{}, false
	}
	for _, key := range v.keys.All() {
		if !key.Names(kid) {
			continue
		}
		if key.Kind == keys.Certificate {
			return passed("kid is the expected Certificate ID of "+key.Name(), "the header has a kid", "MissingKeyId"), true
		}
		return passed("kid is in the key set", "the header has a kid", "MissingKeyId"), true
	}
	if v.issued() {
		return v.kidNotInSet()
	}
	certificates := v.keys.Of(keys.Certificate)
	if !v.assertion() || len(certificates) == 0 {
		return Finding{}, false
	}
	return v.kidNoCertificate(certificates)
}

// kidNoCertificate: the kid of an assertion is the expected Certificate ID of no
// certificate that was given.
func (v *view) kidNoCertificate(certificates []keys.Key) (Finding, bool) {
	kid := token.Shown(v.token.KeyID)
	f := Finding{
		Status: Fail, Why: "NetSuite looks for the certificate whose ID is exactly the kid, and checks the signature with it.",
		Fix: slices.Concat(
			administrator("Open "+mappingMenu+" in the account that is called, and read the Certificate ID of the row of this integration, role and entity."),
			integrator("Put that Certificate ID into the header as kid, and sign with the private key of that certificate.")),
		Verify: "The check Key that kid names passes.", Page: Code("MissingKey").Path(),
	}
	f.says(RuledOut, "the header has a kid", "MissingKeyId")
	signed := v.signature.State == keys.Verified
	for i := range certificates {
		c := &certificates[i]
		form := c.Certified.Recognise(v.token.KeyID)
		if form == keys.IDUnrelated && !(signed && v.signature.Key.Matches(*c)) {
			continue
		}
		f.Key = c.Name()
		f.Title = "kid is not the expected Certificate ID of the certificate that fits the signature"
		if form != keys.IDUnrelated {
			f.Title = "kid is " + string(form)
		}
		f.Evidence = evidence("header kid", c.Certified.ID+", expected for "+c.Name(), kid)
		if v.said.Value(FactCertificateID) == v.token.KeyID {
			// Somebody read this ID in NetSuite, which counts more than what is expected.
			f.Status = Warn
			f.says(Possible, "kid is the Certificate ID you gave, but not the expected one of the certificate", "MissingKey")
			return f, true
		}
		f.says(Likely, "kid is "+kid+"; the certificate of this signature is expected under "+c.Certified.ID, "MissingKey")
		return f, true
	}
	if signed { // by a key that came without its certificate
		return Finding{}, false
	}
	f.Key, f.Title = certificates[0].Name(), "The certificate is not the one that kid names, and did not make the signature"
	expected := certificates[0].Certified.ID + ", expected for " + certificates[0].Name()
	if n := len(certificates); n > 1 {
		f.Title = fmt.Sprintf("None of the %d certificates is the one that kid names", n)
		expected = "the expected Certificate ID of one of the certificates"
	}
	f.Evidence = evidence("header kid", expected, kid)
	f.Page = keyPairPage
	f.says(Possible, "the certificate you gave is neither the one that kid names nor the one of the signature", "MissingKey", "SignatureValidation")
	return f, true
}

// maxKeyIDs is how many kids of a set are named.
const maxKeyIDs = 4

// kidNotInSet: the kid of a token that NetSuite issued is not in the key set.
func (v *view) kidNotInSet() (Finding, bool) {
	var kids []string
	var accounts []string
	var newest time.Time
	for _, file := range v.keys.Files() {
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
		Status: Fail, Title: "kid is not in the key set", Evidence: evidence("header kid", "one of "+strings.Join(kids, "; "), withDate(v.token.KeyID)),
		Why:    "A token is checked with the key that its kid names. NetSuite's own keys are valid 90 days, and a new one comes 30 days before.",
		Fix:    integrator("Fetch the key set of the account again: "+keysURL(v.token.Account)+".", "If the kid is not there either, get a new token from the token endpoint and use it unchanged."),
		Verify: "The check Key that kid names passes.", Page: netSuiteKeyPage,
	}
	certainty, because := Likely, "kid is not among the keys of the key set you gave"
	account, made, ok := companyKey(v.token.KeyID)
	switch {
	case ok && len(accounts) > 0 && !slices.Contains(accounts, account):
		f.Status, f.Title = Warn, "The key set is that of another account"
		f.Why = "Each account has its own keys. The token is signed for " + account + ", the keys are of " + accounts[0] + "."
		certainty, because = Possible, "the key set is that of another account"
	case ok && v.at.Sub(made) > companyKeyLife:
		f.Title = "kid names a key that NetSuite has replaced since"
		f.Why = fmt.Sprintf("That key was made on %s. NetSuite's own keys are valid 90 days, so it has been taken out of the key set (rotation), and tokens signed with it are no longer checked.", dayOf(made))
		f.Fix = integrator("Get a new token from the token endpoint; it is signed with the present key.")
		because = "kid names a key of " + dayOf(made) + ", which NetSuite has replaced since"
	case ok && !newest.IsZero() && made.After(newest):
		f.Status, f.Title = Warn, "kid names a newer key than the key set has"
		f.Why = "NetSuite has made a new key since this key set was fetched. Whoever keeps a copy must fetch it again."
		certainty, because = Possible, "the key set is older than the key that kid names"
	}
	f.says(certainty, because, "MissingKey")
	f.says(RuledOut, "the header has a kid", "MissingKeyId")
	return f, true
}

// companyKey splits the kid of one of NetSuite's keys: whose it is, and when it was
// made.
func companyKey(kid string) (account string, made time.Time, ok bool) {
	account, stamp, ok := token.CompanyKey(kid)
	if !ok {
		return "", time.Time{}, false
	}
	made, err := time.Parse("2006-01-02_15-04-05", stamp)
	return token.CanonicalAccount(account), made, err == nil
}

// withDate shows a kid with the date it carries.
func withDate(kid string) string {
	if _, made, ok := companyKey(kid); ok {
		return token.Shown(kid) + " (of " + dayOf(made) + ")"
	}
	return token.Shown(kid)
}

func dayOf(t time.Time) string { return t.UTC().Format("2 January 2006") }
