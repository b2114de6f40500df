package diagnosis

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

var headerChecks = []Check{
	{ID: "algorithm", Title: "Algorithm", Needs: NeedsHeader, Literal: []string{"alg"}, Codes: []Code{"UnsupportedAlgo", "MissingKeyId"}, run: checkAlgorithm},
	{ID: "header-parameters", Title: "Header parameters", Needs: NeedsHeader, Codes: []Code{"UnsupportedAlgo"}, run: checkHeaderParameters},
	{ID: "kid", Title: "Key ID", Needs: NeedsHeader, Members: []string{"kid"}, Literal: []string{"kid"}, Codes: []Code{"MissingKeyId", "MissingKey"}, run: checkKid},
}

// assertionAlgorithms are the algorithms that NetSuite accepts on a client assertion
// (section_162790605110).
var assertionAlgorithms = []string{"PS256", "PS384", "PS512", "ES256", "ES384", "ES512"}

// checkAlgorithm checks alg by the kind of token: NetSuite signs its own tokens with
// RS256 (every published sample) or PS256 (the text of section_158255317571), and accepts
// only PS* and ES* on an assertion.
func checkAlgorithm(s *subject) (Finding, bool) {
	alg := s.token.Algorithm
	switch {
	case s.issued():
		switch alg {
		case "RS256":
			return passed("RS256, as NetSuite signs (Oracle's 2026 page has PS256; both are valid)", "NetSuite signs its tokens with RS256", "UnsupportedAlgo"), true
		case "PS256":
			return passed("PS256, as on Oracle's page (published tokens have RS256; both are valid)", "NetSuite signs its tokens with PS256", "UnsupportedAlgo"), true
		}
		f := s.wrongAlgorithm("RS256 or PS256")
		f.Why = "NetSuite issues no token with this algorithm, so the token was made or changed elsewhere."
		f.Fix = integrator("Get a new token from NetSuite's token endpoint and use it unchanged.")
		return f, true
	case s.assertion():
		if slices.Contains(assertionAlgorithms, alg) {
			return passed(alg+" is accepted on client assertions", alg+" is on Oracle's list for client assertions", "UnsupportedAlgo"), true
		}
		f := s.wrongAlgorithm(strings.Join(assertionAlgorithms, ", "))
		f.Fix = integrator("Sign with PS256 (RSA key) or ES256, ES384, ES512 (EC key).", "Set alg in the header to the same name, in capitals.")
		if made := s.signature.Algorithm; s.signature.Fits != nil && slices.Contains(assertionAlgorithms, made) {
			f.Fix = integrator("Set alg in the header to " + made + ", in capitals, and sign again: the code signs with " + made + " already.")
		}
		switch {
		case strings.HasPrefix(alg, "RS"):
			f.Why = "RSA with PKCS#1 v1.5 is no longer accepted on client assertions. The same RSA key works with PS256 if it has 3072 or 4096 bits."
		case strings.HasPrefix(alg, "HS"):
			f.Why = "HS algorithms (HMAC) sign with a shared secret. NetSuite knows only the public key of your certificate."
		case strings.EqualFold(strings.TrimSpace(alg), "none"):
			f.Why = "A token with the algorithm none is not signed at all."
		case slices.Contains(assertionAlgorithms, strings.ToUpper(alg)):
			f.Why = "Algorithm names are case-sensitive (RFC 7515 section 4.1.1)."
		default:
			f.Why = "NetSuite accepts only RSASSA-PSS and ECDSA."
		}
		return f, true
	}
	switch header := s.token.Header; {
	case strings.EqualFold(strings.TrimSpace(alg), "none"):
		return Finding{Status: Fail, Title: "The token is not signed: its alg is none", Evidence: evidence("header alg", "an algorithm that signs", orNothing(header, "alg")),
			Why: "Anyone can make such a token, so it proves nothing.", Fix: integrator("Find out who made this token, and have it signed."), Verify: "The check Algorithm is gone."}, true
	case strings.TrimSpace(alg) == "":
		return Finding{Status: Fail, Title: "The header names no algorithm", Evidence: evidence("header alg", "the name of an algorithm", orNothing(header, "alg")),
			Why: "Every signed token names the algorithm of its signature, as a text (RFC 7515 section 4.1.1).", Fix: integrator("Copy the token again from its source. A JWT library always writes alg."), Verify: "The check Algorithm is gone."}, true
	}
	return Finding{}, false
}

func (s *subject) wrongAlgorithm(expected string) Finding {
	got := orNothing(s.token.Header, "alg")
	f := Finding{
		Status: Fail, Title: fmt.Sprintf("The algorithm is not supported on %s", s.kind.WithArticle()),
		Evidence: evidence("header alg", expected, got),
		Verify:   "The check Algorithm passes, and the request is accepted.",
		Page:     Code("UnsupportedAlgo").Path(),
	}
	f.says(Likely, isWhat(s.token.Header, "alg")+"; expected "+expected, "UnsupportedAlgo")
	return f
}

// checkHeaderParameters checks typ, and looks for parameters that RFC 7515 allows and
// NetSuite does not use.
func checkHeaderParameters(s *subject) (Finding, bool) {
	header := s.token.Header
	f := Finding{Status: Pass, Title: "typ is JWT and the header has nothing unusual"}
	odd := func(status Status, title, where, expected, got, why string) {
		if f.Status == Pass || f.Status == Warn && status == Fail {
			f.Status, f.Title, f.Why = status, title, why
		}
		f.Evidence = append(f.Evidence, Evidence{Where: where, Expected: expected, Got: got})
	}
	if _, found := header.Get("crit"); found {
		odd(Fail, "The header has crit", "header crit", "no crit", orNothing(header, "crit"), "A receiver that does not know the extensions in crit must reject the token (RFC 7515 section 4.1.11). Oracle documents none.")
		f.says(Possible, "the header requires extensions that Oracle does not document", "UnsupportedAlgo")
	}
	if value, found := header.Get("b64"); found {
		odd(Fail, "The header has b64", "header b64", "no b64", value.Written(), "b64 changes what is signed (RFC 7797). JWTs must not use it.")
	}
	switch cty, found := header.Get("cty"); {
	case strings.EqualFold(header.Text("cty"), "JWT"):
		odd(Warn, "The header announces a nested token", "header cty", "no cty", "JWT (a nested token)", "cty JWT means that the token contains another token (RFC 7519 section 5.2). Oracle documents no such token.")
	case found:
		odd(Warn, "The header has cty", "header cty", "no cty", cty.Written(), "cty names the type of content other than claims (RFC 7519 section 5.2). Oracle documents none.")
	}
	for _, name := range encryptionParameters {
		if _, found := header.Get(name); found {
			odd(Warn, "The header has "+name+", which is for encrypted tokens", "header "+name, "no "+name, orNothing(header, name), "RFC 7516 and RFC 7518 section 4 have "+name+" for encrypted tokens (JWE). NetSuite uses only signed tokens (JWS), where it has no meaning.")
		}
	}
	for _, name := range []string{"x5t", "x5t#S256"} { // any text is no fault without the certificate: receivers ignore it (RFC 7515 section 4)
		if value, found := header.Get(name); found && (value.Type != token.String || value.Text == "") {
			odd(Warn, "The header has "+name+" that is not a thumbprint", "header "+name, "no "+name, value.Written(), name+" is the base64url text of a certificate's thumbprint (RFC 7515 section 4.1.7).")
		}
	}
	for _, p := range headerCertificates {
		value, _ := header.Get(p.name)
		if expected, title, wrong := s.otherThumbprint(p, value); wrong {
			odd(Warn, title, "header "+p.name, expected, token.Shown(value.Text), p.name+" is "+p.what+" ("+p.source+"). NetSuite uses kid; a receiver that uses "+p.name+" finds no key.")
		}
	}
	for _, name := range []string{"jwk", "x5c"} {
		value, found := header.Get(name)
		same, other := false, false
		if name == "x5c" {
			same, other = s.embedded(value)
		}
		switch {
		case !found || same:
		case other:
			odd(Warn, "x5c does not begin with the certificate", "header x5c", "the certificate that was given, in base64", "another text, not examined", "x5c is the signer's certificate, in base64 and not base64url, followed by its chain (RFC 7515 section 4.1.6).")
		default:
			odd(Warn, "The token contains a key (embedded key)", "header "+name, "no "+name, "a key, not examined", "A key inside the token proves nothing, because the maker of the token chose it.")
		}
	}
	for _, name := range []string{"jku", "x5u"} {
		if _, found := header.Get(name); found {
			odd(Warn, "The token names an address to fetch a key from (remote key URL)", "header "+name, "no "+name, orNothing(header, name)+", not fetched", "NetSuite uses only the keys of mapped certificates. authdoctor never follows an address in a token.")
		}
	}
	switch typ, found := header.Get("typ"); {
	case !found:
		odd(Warn, "typ is missing", "header typ", "JWT", "nothing", "Oracle's page on the request token requires typ JWT.")
	case typ.Text != "JWT" || typ.Type != token.String:
		odd(Warn, "typ is not JWT", "header typ", "JWT", typ.Written(), "Oracle's page on the request token requires typ JWT, in capitals.")
	}
	if f.Status != Pass {
		f.Fix = integrator("Put only alg, kid and typ in the header.")
		f.Verify = "The check Header parameters passes."
	}
	return f, true
}

// encryptionParameters are the header parameters of encrypted tokens (RFC 7516 section
// 4.1, RFC 7518 sections 4.6 to 4.8).
var encryptionParameters = []string{"enc", "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c"}

// checkKid checks that there is a kid, and its form (section_162790605110 for assertions,
// the published samples for NetSuite's own tokens).
func checkKid(s *subject) (Finding, bool) {
	if !s.issued() && !s.assertion() {
		return Finding{}, false
	}
	value, found := s.token.Header.Get("kid")
	kid := value.Text
	expected := "the Certificate ID of the mapping, 43 characters of A–Z a–z 0–9 - _"
	if s.issued() {
		expected = "the ID of one of NetSuite's keys, such as c.1234567.2026-10-20_00-10-22"
	}
	if !found || value.Type == token.Null || value.Type == token.String && strings.TrimSpace(kid) == "" {
		f := Finding{
			Status: Fail, Title: "The header has no kid", Evidence: evidence("header kid", expected, orNothing(s.token.Header, "kid")+" (missing kid)"),
			Why:    "Without kid, NetSuite does not know which key verifies the signature.",
			Verify: "The check Key ID passes.", Page: Code("MissingKeyId").Path(),
		}
		if s.assertion() {
			f.Fix = slices.Concat(
				administrator("Open "+mappingMenu+" and read the Certificate ID of this integration, role and entity."),
				integrator("Set kid in the header to that Certificate ID."))
			if id := s.signersID(); id != "" {
				f.Evidence[0].Expected = id + ", the expected Certificate ID of the certificate"
			}
		} else {
			f.Fix = integrator("Use the token exactly as the token endpoint issued it. NetSuite always includes a kid.")
		}
		return f.claiming(Likely, "the header has no kid", "MissingKeyId"), true
	}
	const excludes = "the header has a kid"
	wrong := func(status Status, title, got, why string, certainty Certainty) (Finding, bool) {
		f := Finding{Status: status, Title: title, Evidence: evidence("header kid", expected, got), Why: why,
			Verify: "The check Key ID passes, and the request is accepted.", Page: Code("MissingKey").Path()}
		if s.assertion() {
			f.Fix = slices.Concat(
				administrator("Open "+mappingMenu+" and read the Certificate ID."),
				integrator("Set kid in the header to exactly that value."))
		} else {
			f.Fix = integrator("Get a new token and use it exactly as the token endpoint issued it.")
		}
		return f.claiming(certainty, title, "MissingKey").claiming(RuledOut, excludes, "MissingKeyId"), true
	}
	if value.Type != token.String {
		return wrong(Fail, "kid is not a text", value.Written(), "NetSuite finds the key by this text.", Likely)
	}
	if s.issued() {
		return s.checkIssuedKid(kid, wrong, excludes)
	}
	return s.checkAssertionKid(kid, wrong, excludes)
}

// wrongKid returns a finding about a kid that does not name the right key.
type wrongKid func(status Status, title, got, why string, certainty Certainty) (Finding, bool)

func (s *subject) checkAssertionKid(kid string, wrong wrongKid, excludes string) (Finding, bool) {
	said := s.said.Value(FactCertificateID)
	shown := token.Shown(kid)
	_, _, companyKey := token.CompanyKey(kid)
	var known recognised
	if !canBeCertificateID(kid) { // else the check key-id compares it
		known = s.recognise(kid)
	}
	switch presence := border.PresenceOf(kid); {
	case presence.Unfilled() || presence == border.Named:
		return wrong(Fail, "kid is "+shown+": the variable was not filled in", shown, "The assertion was signed with the name of a variable instead of the Certificate ID.", Likely)
	case said != kid && canBeCertificateID(said): // of another form: what was given is wrong, not kid
		return wrong(Fail, "kid is not the Certificate ID you gave", shown+", against "+said, "NetSuite finds the certificate by exactly this ID.", Likely)
	case strings.HasPrefix(strings.ToLower(kid), "custcertificate"):
		return wrong(Fail, "kid is the script ID of a certificate record", shown, "IDs that begin with custcertificate belong to Setup › Company › Certificates, for SuiteScript. The Certificate ID of the mapping is another value.", Likely)
	case companyKey || token.IsSystemKey(kid):
		return wrong(Fail, "kid names one of NetSuite's own keys", shown, "NetSuite signs its own tokens with that key. You sign an assertion with your key, and kid names your certificate.", Likely)
	case known.form != keys.IDUnrelated && known.form != keys.IDSame:
		c, certified := s.expected(known)
		f, applies := wrong(Fail, "kid is "+known.title(c), shown, "NetSuite's Certificate ID has 43 characters of base64url and is case-sensitive.", Likely)
		if f.Key = known.key.Name(); certified {
			f.Evidence[0].Expected = c.Certified.ID + ", expected for " + c.Name()
		}
		return f, applies
	case token.IsApplicationID(kid):
		return wrong(Fail, "kid is an Application ID", shown, "The Application ID names the integration record, not a certificate.", Likely)
	case token.IsClientID(kid) && s.token.ClientID == kid:
		return wrong(Fail, "kid is the Client ID", shown, "The Client ID belongs in iss. kid names the certificate.", Likely)
	case hexForm(kid) != "":
		why := "NetSuite's Certificate ID has 43 characters of base64url."
		if id := keys.IDFromFingerprint(kid); id != "" {
			why += " The same fingerprint in that form is " + id + "."
		}
		return wrong(Fail, "kid is "+hexForm(kid), shown, why, Likely)
	case strings.HasSuffix(kid, "="):
		return wrong(Fail, "kid ends in padding '='", shown, "The Certificate ID has no padding.", Likely)
	case token.IsCertificateID(kid) && !canBeCertificateID(kid):
		return wrong(Fail, "kid looks like a Certificate ID in lower case", shown, "A Certificate ID has capital and lower-case letters and is case-sensitive.", Likely)
	case token.IsCertificateID(kid):
		return passed("kid has the form of a Certificate ID", excludes, "MissingKeyId"), true
	case len(kid) == 44 && token.IsCertificateID(kid[:43]):
		return wrong(Warn, "kid has 44 characters; Certificate IDs seen have 43", shown, "One published example has 44 characters, all others 43.", Possible)
	}
	return wrong(Fail, "kid does not have the form of a Certificate ID", shown, "NetSuite creates the Certificate ID when the certificate is mapped; you cannot choose it.", Likely)
}

// companyKeyLife is how long one of NetSuite's company keys is valid (section_158255317571).
const companyKeyLife = 90 * 24 * time.Hour

func (s *subject) checkIssuedKid(kid string, wrong wrongKid, excludes string) (Finding, bool) {
	shown := token.Shown(kid)
	account, rotated, ok := token.CompanyKey(kid)
	if !ok {
		if token.IsSystemKey(kid) {
			return passed("kid names NetSuite's system key, as tokens until 2021 did", excludes, "MissingKeyId"), true
		}
		return wrong(Fail, "kid does not have the form of NetSuite's key IDs", shown, "NetSuite's tokens have c.ACCOUNT.DATE since 2021 and had s.SYSTEM.YEAR_NUMBER before.", Likely)
	}
	made, err := time.Parse("2006-01-02_15-04-05", rotated)
	issued := s.token.Time("iat")
	switch {
	case err != nil:
		return wrong(Fail, "kid has a date that does not exist", shown, "The last part of a company key's ID is the time of its creation.", Likely)
	case s.token.Account != "" && token.CanonicalAccount(account) != s.token.Account:
		return wrong(Fail, "kid names the key of another account", shown+", but the token is for "+s.token.Account, "Each account signs with its own key.", Likely)
	case issued.Form == token.Seconds && made.After(issued.Time()):
		return wrong(Fail, "kid names a key made after the token was issued", shown, "A key cannot sign before it exists, so the kid was changed.", Likely)
	case issued.Form == token.Seconds && issued.Time().Sub(made) > companyKeyLife:
		return wrong(Warn, "kid names a key that had expired when the token was issued", shown, "Company keys are valid for 90 days, and NetSuite replaces them 30 days before they expire.", Possible)
	}
	return passed("kid names NetSuite's company key of "+made.Format("2 January 2006"), excludes, "MissingKeyId"), true
}

// signersID returns the expected Certificate ID of the certificate that the signature
// matches, else of the only certificate that was given; "" where neither is known.
func (s *subject) signersID() string {
	for _, c := range s.keys.Of(keys.Certificate) {
		if s.signature.State == keys.Verified && s.signature.Key.Matches(c) {
			return c.Certified.ID
		}
	}
	return onlyCertificate(s.keys)
}
