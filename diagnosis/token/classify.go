package token

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/pattern"
)

// IssuerURL is the iss of every token that NetSuite issues (section_158255317571).
const IssuerURL = "https://system.netsuite.com"

// TokenPath is the path of the token endpoint, whose URL is the aud of a client
// assertion (section_162790605110).
const TokenPath = "/services/rest/auth/oauth2/v1/token"

// The forms of NetSuite's identifiers. They come from the tokens printed in Oracle's
// help, so a value of another form is unusual but not proven wrong.
var (
	clientIDForm      = pattern.Lazy(`^[0-9a-f]{64}$`)
	applicationIDForm = pattern.Lazy(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)
	certificateIDForm = pattern.Lazy(`^[A-Za-z0-9_-]{43}$`)
	accountForm       = pattern.Lazy(`^[A-Za-z0-9_-]{1,40}$`)
	companyKeyForm    = pattern.Lazy(`^c\.([A-Za-z0-9_]+)\.(\d{4}-\d{2}-\d{2}_\d{2}-\d{2}-\d{2})$`)
	systemKeyForm     = pattern.Lazy(`^(s\.SYSTEM\.)?\d{4}_\d+$`)
	subjectForm       = pattern.Lazy(`^(-?\d{1,18});(-?\d{1,18})$`)
	longSubjectForm   = pattern.Lazy(`^([A-Za-z0-9_]{1,40});\d{1,18};(-?\d{1,18});(-?\d{1,18});\w{1,18}$`)
	jtiForm           = pattern.Lazy(`^(?:([A-Za-z0-9_]+)\.)?(a-a|a-c|a\.c|a|r(?:-[a-z]+)?|i(?:-[a-z]+)?)\.(?:null|[0-9A-Fa-f-]{36})[._]`)
)

// IsClientID reports whether text has the form of a Client ID: 64 hexadecimal digits.
func IsClientID(text string) bool { return len(text) == 64 && clientIDForm().MatchString(text) }

// IsApplicationID reports whether text has the form of an Application ID, a UUID.
func IsApplicationID(text string) bool {
	return len(text) == 36 && applicationIDForm().MatchString(text)
}

// IsCertificateID reports whether text has the form of a Certificate ID: 32 bytes as
// base64url, 43 characters.
func IsCertificateID(text string) bool {
	return len(text) == 43 && certificateIDForm().MatchString(text)
}

// IsAccount reports whether text has the form of an account ID, 1234567_SB1 or
// 1234567-sb1.
func IsAccount(text string) bool { return accountForm().MatchString(text) }

// CompanyKey parses the kid of a company signing key, c.ACCOUNT.2026-10-20_00-10-22, into
// the account and the time of the key's rotation.
func CompanyKey(kid string) (account, rotated string, ok bool) {
	match := companyKeyForm().FindStringSubmatch(kid)
	if match == nil {
		return "", "", false
	}
	return match[1], match[2], true
}

// IsTokenID reports whether text has the form of the jti of a token that NetSuite issued.
func IsTokenID(text string) bool { return readJTI(text).ok }

// IsSystemKey reports whether kid names one of NetSuite's keys from before 2021.
func IsSystemKey(kid string) bool { return systemKeyForm().MatchString(kid) }

// jti is a parsed token ID.
type jti struct {
	account string
	kind    Kind
	flow    Flow
	ok      bool
}

func readJTI(text string) jti {
	match := jtiForm().FindStringSubmatch(text)
	if match == nil {
		return jti{}
	}
	id := jti{account: match[1], ok: true}
	switch mark := match[2]; {
	case mark == "a-c" || mark == "a.c":
		id.kind, id.flow = Access, ClientCredentials
	case mark == "a" || mark == "a-a":
		id.kind, id.flow = Access, AuthorizationCode
	case mark[0] == 'r':
		id.kind, id.flow = Refresh, AuthorizationCode
	case mark[0] == 'i':
		id.kind, id.flow = ID, AuthorizationCode
	}
	return id
}

// classify infers the kind from several claims, because any one of them may be the fault
// that the user is looking for.
func (t *Token) classify() {
	t.Algorithm = t.Header.Text("alg")
	t.KeyID = t.Header.Text("kid")
	t.Scopes = t.readScopes()
	if t.looksLikeAssertion() {
		t.Kind, t.Flow = Assertion, ClientCredentials
		t.ClientID = t.Claims.Text("iss")
		if IsApplicationID(t.ClientID) {
			t.ApplicationID, t.ClientID = t.ClientID, ""
		}
		t.Account, _ = AccountHost(t.audience(0))
		return
	}
	t.readIdentity()
	t.classifyIssued()
	if script := strings.HasPrefix(strings.ToLower(t.KeyID), "custcertificate"); t.Kind == Unknown && t.Lacks("payload") && (script || IsCertificateID(t.KeyID)) {
		t.Kind, t.Flow = Assertion, ClientCredentials
		t.Signs = []string{"kid has the form of a Certificate ID"}
		if script {
			t.Signs = []string{"kid is the script ID of a certificate record"}
		}
	}
}

// looksLikeAssertion weighs the signs of a client assertion against those of a token
// that NetSuite issued.
func (t *Token) looksLikeAssertion() bool {
	weight := 0
	sign := func(yes bool, w int, text string) {
		if yes {
			weight += w
			t.Signs = append(t.Signs, text)
		}
	}
	issuer := t.Claims.Text("iss")
	audience := t.audience(0)
	sign(strings.Contains(audience, TokenPath), 3, "aud is the token endpoint")
	sign(strings.Contains(audience, "://") && !strings.Contains(audience, TokenPath), 2, "aud is a URL")
	sign(IsClientID(issuer), 3, "iss is a Client ID")
	sign(IsApplicationID(issuer), 2, "iss is an Application ID")
	sign(IsCertificateID(t.KeyID), 1, "kid has the form of a Certificate ID")
	issued := readJTI(t.Claims.Text("jti")).ok || strings.Contains(audience, ";") || strings.Contains(t.audience(1), ";")
	if issued || t.Claims.Text("ttype") != "" {
		weight -= 4
	}
	if hostOf(issuer) != "" || subjectForm().MatchString(t.Claims.Text("sub")) {
		weight -= 2
	}
	if weight < 2 {
		t.Signs = nil
	}
	return weight >= 2
}

// readIdentity reads account, application, role and entity of a token that NetSuite
// issued.
func (t *Token) readIdentity() {
	for i := range 2 {
		audience := t.audience(i)
		application, account, pair := strings.Cut(audience, ";")
		switch {
		case pair && (IsApplicationID(application) || t.ApplicationID == ""):
			t.ApplicationID = application
			if accountForm().MatchString(account) {
				t.Account = CanonicalAccount(account)
			}
		case strings.HasPrefix(audience, "app:"): // 2021, client credentials
			t.ApplicationID = strings.TrimPrefix(audience, "app:")
		case audience != "" && t.ClientID == "":
			t.ClientID = audience
		}
	}
	subject := t.Claims.Text("sub")
	if match := subjectForm().FindStringSubmatch(subject); match != nil {
		t.Role, t.Entity = match[1], match[2]
	} else if match := longSubjectForm().FindStringSubmatch(subject); match != nil {
		t.Role, t.Entity = match[2], match[3]
		if t.Account == "" {
			t.Account = CanonicalAccount(match[1])
		}
	}
	t.TokenAccount = CanonicalAccount(readJTI(t.Claims.Text("jti")).account)
	if t.Account == "" {
		t.Account = t.TokenAccount
	}
	if account, _, ok := CompanyKey(t.KeyID); ok && t.Account == "" {
		t.Account = CanonicalAccount(account)
	}
}

func (t *Token) classifyIssued() {
	id := readJTI(t.Claims.Text("jti"))
	byType := map[string]Kind{"ACCESS": Access, "REFRESH": Refresh, "ID": ID}[strings.ToUpper(t.Claims.Text("ttype"))]
	byLifetime := t.kindByLifetime()
	_, hasHash := t.Claims.Get("at_hash")
	switch {
	case id.ok:
		t.Kind, t.Flow, t.Marked = id.kind, id.flow, true
		t.Signs = append(t.Signs, "jti has the mark of "+id.kind.WithArticle())
	case byType != "":
		t.Kind, t.Marked = byType, true
		t.Signs = append(t.Signs, "ttype says "+t.Claims.Text("ttype"))
	case hasHash:
		t.Kind, t.Flow, t.Marked = ID, AuthorizationCode, true
		t.Signs = append(t.Signs, "at_hash, which only ID tokens have")
	case t.Claims.Text("iss") == IssuerURL && byLifetime != Unknown:
		t.Kind = byLifetime
		t.Signs = append(t.Signs, fmt.Sprintf("issued by NetSuite with the lifetime of %s", byLifetime.WithArticle()))
	case t.Claims.Text("iss") == IssuerURL || t.Role != "" && t.ApplicationID != "":
		t.Kind = Access
		t.Signs = append(t.Signs, "it names a role, an entity and an application, as NetSuite's tokens do")
	default:
		t.Kind = Unknown
	}
	if t.Kind == Unknown {
		return
	}
	for _, other := range []struct {
		kind Kind
		mark string
	}{{byType, "ttype"}, {byLifetime, "the lifetime"}} {
		if other.mark == "the lifetime" && t.Kind == Refresh && t.publicLifetime() {
			continue
		}
		if other.kind != "" && other.kind != Unknown && other.kind != t.Kind {
			t.Contradictions = append(t.Contradictions, other.mark+" belongs to "+other.kind.WithArticle())
		}
	}
	if hasHash && t.Kind != ID {
		t.Contradictions = append(t.Contradictions, "at_hash belongs in an ID token")
	}
}

// kindByLifetime infers the kind from the lifetime: 60 minutes for an access token, 3
// hours for an ID token, 7 days for a refresh token (section_158081952044,
// section_160855590788), or whole hours for a public client's refresh token.
func (t *Token) kindByLifetime() Kind {
	from, to := t.Time("iat"), t.Time("exp")
	if from.Form != Seconds || to.Form != Seconds {
		return Unknown
	}
	switch to.Seconds - from.Seconds {
	case 3600:
		return Access
	case 10800:
		return ID
	case 604800:
		return Refresh
	}
	if t.publicLifetime() && (to.Seconds-from.Seconds)%3600 == 0 {
		return Refresh
	}
	return Unknown
}

// publicLifetime reports whether a public client's refresh token may have the token's
// lifetime: up to 720 hours, as set in Refresh Token Validity and Maximum Time For
// Token Rotation on the integration record (section_157771733782).
func (t *Token) publicLifetime() bool {
	from, to := t.Time("iat"), t.Time("exp")
	life := to.Seconds - from.Seconds
	return from.Form == Seconds && to.Form == Seconds && life > 0 && life <= 720*3600
}

// readScopes reads the scope claim: an array or, in assertions only, a string separated
// by commas or spaces.
func (t *Token) readScopes() []string {
	value, _ := t.Claims.Get("scope")
	switch value.Type {
	case String:
		if border.HoldsSecret(value.Text) {
			return []string{value.Text} // split, its pieces would not look secret
		}
		return strings.FieldsFunc(value.Text, func(r rune) bool { return r == ',' || r == ' ' })
	case Array:
		var scopes []string
		for _, item := range value.Items {
			if item.Type == String && item.Text != "" {
				scopes = append(scopes, item.Text)
			}
		}
		return scopes
	}
	return nil
}

// audience returns the i-th audience, whether aud is a string or an array; "" for none.
func (t *Token) audience(i int) string {
	value, _ := t.Claims.Get("aud")
	switch {
	case value.Type == String && i == 0:
		return value.Text
	case value.Type == Array && i < len(value.Items) && value.Items[i].Type == String:
		return value.Items[i].Text
	}
	return ""
}

// Audience returns the first value of the aud claim.
func (t Token) Audience() string { return t.audience(0) }

// ExampleAccount reports whether the account part of a host is a placeholder from
// documentation, such as ACCOUNTID.
func ExampleAccount(text string) bool {
	words := []string{"accountid", "account", "youraccountid", "youraccount", "compid", "tstdrv", "companyid", "xxxxxxx", "accountspecificdomain"}
	return slices.Contains(words, strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(text)))
}

// CanonicalAccount writes an account ID as 1234567_SB1.
func CanonicalAccount(text string) string {
	return strings.ReplaceAll(strings.ToUpper(text), "-", "_")
}

// HostAccount writes an account ID as host names have it, 1234567-sb1.
func HostAccount(text string) string {
	return strings.ReplaceAll(strings.ToLower(text), "_", "-")
}

func hostOf(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}

// accountHost matches a host of one account: ACCOUNT.SERVICE.netsuite.com with the
// services of chapter_157011836591. It accepts underscores, so that the account is found
// in a host name that is wrongly written with one.
var accountHost = pattern.Lazy(`^([a-z0-9]+(?:[-_][a-z0-9]+)*)\.(app|extforms|suitetalk\.api|restlets\.api|connect\.api)\.netsuite\.com$`)

// AccountHost returns the account and the service in a NetSuite URL, such as
// "1234567_SB1" and "suitetalk.api". Both are "" if the host belongs to no account.
func AccountHost(text string) (account, service string) {
	match := accountHost().FindStringSubmatch(hostOf(text))
	if match == nil {
		return "", ""
	}
	return CanonicalAccount(match[1]), match[2]
}
