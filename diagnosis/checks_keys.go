package diagnosis

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// keyChecks are the checks of key material: each file and key, pairs that belong together,
// and the keys against the kid of each token.
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

// fileName returns the name of a file in findings.
func fileName(f *keys.File) string {
	return cmp.Or(f.Name, "what you pasted")
}

// checkKeyFile reports the problems of a file, also those that were fixed in reading it,
// and of the keys in it.
func checkKeyFile(s *subject) (Finding, bool) {
	f := Finding{Status: Pass, Key: fileName(s.file), Title: fileName(s.file) + ": " + contents(s.file)}
	problems := slices.Clone(s.file.Problems)
	var skipped []string
	for _, key := range s.file.Keys {
		if p := key.Purpose(); p != nil && p.Level == keys.Note {
			skipped = append(skipped, fmt.Sprintf("%s is skipped: %s (%s)", cmp.Or(key.KeyID, "a key without kid"), lowerFirst(p.Title), p.Where))
		}
		for _, p := range key.Problems {
			if key.Kind == keys.Certificate {
				continue // left to the check certificate
			}
			if p.Where == "" && key.KeyID != "" {
				p.Where = "key " + token.Shown(key.KeyID)
			}
			problems = append(problems, p)
		}
	}
	switch n := len(skipped); {
	case n == 1:
		f.Title += "; " + skipped[0]
	case n > 1:
		f.Title += fmt.Sprintf("; %d keys are skipped: %s", n, skipped[0])
	}
	for _, p := range problems {
		status := map[keys.Level]Status{keys.Note: Pass, keys.Warning: Warn, keys.Fault: Fail}[p.Level]
		if status == Fail && s.file.Readable() && slices.ContainsFunc(s.file.Problems, func(own keys.Problem) bool { return own.ID == p.ID }) {
			status = Warn // it could be read nevertheless
		}
		if status == Pass {
			continue
		}
		if f.Status == Pass || f.Status == Warn && status == Fail {
			f.Status, f.Title, f.Why, f.Fix = status, fileName(s.file)+": "+p.Title, p.Why, nil
		}
		if told := slices.ContainsFunc(f.Fix, func(own Fix) bool { return own.Step == p.Fix }); status == f.Status && p.Fix != "" && !told && len(f.Fix) < 3 {
			f.Fix = append(f.Fix, mend(p)...)
		}
		f.Evidence = append(f.Evidence, Evidence{Where: cmp.Or(p.Where, "file"), Expected: cmp.Or(p.Expected, "key material that can be read"), Got: cmp.Or(p.Got, lowerFirst(p.Title))})
	}
	if subject := s.roles.Subject(s.file); subject != nil && f.Status == Pass && slices.Contains([]keys.Kind{keys.Request, keys.Container, keys.Other}, subject.Kind) {
		p := s.roles.Judge(s.file, s.at).Problems[0]
		f.Status, f.Title, f.Why, f.Fix = Warn, fileName(s.file)+": "+p.Title, p.Why, mend(p)
		f.Evidence = evidence("file", p.Expected, p.Got)
	}
	if f.Status != Pass {
		f.Page, f.Verify = rulesPage, "The file is read without this remark."
		if len(f.Fix) == 0 {
			f.Fix = integrator("Export the key or certificate again, and open that file.")
		}
		f.Why = cmp.Or(f.Why, "Stricter programs reject the file.")
	}
	return f, true
}

// contents lists the keys in a file: "certificate RSA 4096, private key RSA 4096".
func contents(f *keys.File) string {
	if f.IsSet {
		return "key set with " + countOf(len(f.Keys), "key")
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

// countOf writes a number of things, such as "1 row" or "3 rows".
func countOf(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// checkPrivateKey warns of a private key where a certificate belongs.
func checkPrivateKey(s *subject) (Finding, bool) {
	private := s.keys.Of(keys.PrivateKey)
	if len(private) == 0 {
		return Finding{}, false
	}
	if i := slices.IndexFunc(private, func(k keys.Key) bool { return k.Locked }); i >= 0 && len(s.roles.Matches()) == 0 {
		return Finding{Status: Unchecked, Key: private[i].Name(), Title: "The private key is locked by a pass phrase",
			Because: "without the pass phrase, its public key is not visible", Supply: "give the pass phrase; it is not kept", Material: MaterialPassphrase, Page: keyPairPage}, true
	}
	for i := range s.keys.Files() {
		file := &s.keys.Files()[i]
		judged := s.roles.Judge(file, s.at)
		beside := slices.IndexFunc(judged.Problems, func(p keys.Problem) bool { return p.ID == "private-key-beside" })
		if beside < 0 {
			continue
		}
		p := judged.Problems[beside]
		return Finding{
			Status: Warn, Key: fileName(file), Title: fileName(file) + " contains a private key and the certificate: never upload or send this file",
			Evidence: evidence("file", p.Expected, p.Got+", not shown"), Why: p.Why,
			Fix:    append(mend(p), integrator("If the file was sent or uploaded anywhere, make a new pair.")...),
			Verify: "The file to upload contains only the certificate.", Page: exposedPage,
		}, true
	}
	asserted := slices.ContainsFunc(s.tokens, func(t token.Token) bool { return !t.Kind.Issued() })
	private = s.meantFirst(private)
	problem, refused := private[0].TypeProblem()
	switch {
	case refused:
		return Finding{
			Status: Warn, Key: private[0].Name(), Title: "NetSuite accepts no certificate for this private key: " + private[0].Type(),
			Evidence: evidence("private key", problem.Expected, private[0].Type()), Why: problem.Why + " Never upload or send a private key.",
			Fix: mend(problem), Verify: "NetSuite accepts the kind of the new key.", Page: makePairPage,
		}, true
	case len(s.keys.Of(keys.Certificate)) > 0 || asserted:
		return Finding{Status: Pass, Key: private[0].Name(), Title: "A private key is here for matching; never upload or send it"}, true
	}
	return Finding{
		Status: Warn, Key: private[0].Name(), Title: "This is a private key: never upload it to NetSuite or send it to anyone",
		Evidence: evidence("key material", "a certificate", "a private key, "+private[0].Type()+", not shown"),
		Why:      "Anyone who has it can sign in your name. Here it only shows which certificate and which token it belongs to.",
		Fix:      integrator("Open the certificate too, to check whether the two belong together.", "If the private key was sent or uploaded anywhere, make a new pair."),
		Verify:   "The check Key pair passes.", Page: exposedPage,
	}, true
}

// meantFirst puts the private keys that have a certificate before the others.
func (s *subject) meantFirst(private []keys.Key) []keys.Key {
	strays := slices.DeleteFunc(slices.Clone(private), func(k keys.Key) bool { return s.paired(k) })
	return append(slices.DeleteFunc(private, func(k keys.Key) bool { return !s.paired(k) }), strays...)
}

// paired reports whether a certificate of a private key was given.
func (s *subject) paired(private keys.Key) bool {
	return slices.ContainsFunc(s.roles.Matches(), func(m keys.Match) bool { return m.Private.Matches(private) })
}

// maxMatches is the number of pairs and of strays that a finding names.
const maxMatches = 3

// checkKeyPair reports whether certificate and private key belong together.
func checkKeyPair(s *subject) (Finding, bool) {
	private := s.keys.Of(keys.PrivateKey)
	private = slices.DeleteFunc(private, func(k keys.Key) bool { return k.Fingerprint() == "" })
	certificates := s.keys.Of(keys.Certificate)
	if len(certificates) == 0 || len(private) == 0 {
		return Finding{}, false
	}
	if matches := s.roles.Matches(); len(matches) > 0 {
		var parts []string
		for i, m := range matches {
			name := m.Certificate.Name()
			if i == 0 {
				name = m.Certificate.Heading()
			}
			parts = append(parts, name+" and "+m.Private.Described()+" belong together")
		}
		parts = atMost(parts, "pair")
		var strays []string
		for _, k := range private {
			if !s.paired(k) {
				strays = append(strays, k.Described()+" belongs to no certificate here")
			}
		}
		return Finding{Status: Pass, Key: matches[0].Certificate.Name(), Title: strings.Join(append(parts, atMost(strays, "private key")...), "; ")}, true
	}
	if judged := s.roles.Certificates(); len(judged) > 0 {
		certificates = nil
		for _, k := range judged {
			certificates = append(certificates, *k)
		}
	}
	p := keys.Mismatch(private, certificates)
	f := Finding{
		Status: Fail, Key: private[0].Name(), Title: p.Title, Evidence: evidence(p.Where, p.Expected, p.Got), Why: p.Why,
		Fix:    integrator("Find the private key that was made with the certificate.", "If it is lost, make a new pair and have its certificate mapped. You cannot derive a private key from a certificate."),
		Verify: "The check Key pair passes.", Page: keyPairPage,
	}
	const because = "the private key does not belong to the certificate"
	switch {
	case s.assertionFits():
		// This private key did not sign the assertion.
		f.Status = Warn
		f.Why = "The client assertion is signed with the right key, so the application uses another private key than this one."
	case len(s.tokens) > 0 && !slices.ContainsFunc(s.tokens, func(t token.Token) bool { return !t.Kind.Issued() }):
		f.says(Possible, because, "SignatureValidation")
	default:
		f.says(Likely, because, "SignatureValidation")
	}
	return f, true
}

// certificates returns the certificates that may be mapped: without CA certificates, and without
// the others of a file in which one is meant.
func (s *subject) certificates() []keys.Key {
	var out []keys.Key
	for _, c := range s.roles.Certificates() {
		out = append(out, *c)
	}
	return out
}

// atMost cuts a list to maxMatches, and counts the rest.
func atMost(list []string, what string) []string {
	if n := len(list) - maxMatches; n > 0 {
		return append(list[:maxMatches], countOf(n, "more "+what))
	}
	return list
}

// assertionFits reports whether a given key verifies the signature of a client assertion.
func (s *subject) assertionFits() bool {
	return slices.ContainsFunc(s.tokens, func(t token.Token) bool {
		return !t.Kind.Issued() && s.keys.Verify(t, t.Kind).State == keys.Verified
	})
}
