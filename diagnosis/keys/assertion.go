package keys

import (
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
)

// assertionLimit is the lifetime that an assertion must stay below: exp must be less than
// 60 minutes after iat (section_162790605110), although in Oracle's own sample it is
// exactly 60.
const assertionLimit = time.Hour

// AssertionScopes returns the scopes of client credentials (section_162790605110).
func AssertionScopes() []string { return []string{"restlets", "rest_webservices", "suite_analytics"} }

// AssertionRequest describes a client assertion (section_162790605110, RFC 7523 section
// 3).
type AssertionRequest struct {
	// Key is the private key of the mapped certificate.
	Key Key
	// KeyID is the Certificate ID of the mapping, the assertion's kid.
	KeyID string
	// Algorithm is the alg to sign with; "" for AlgorithmFor(Key).
	Algorithm string
	// ClientID is the Client ID of the integration record, 64 hexadecimal digits, the
	// assertion's iss.
	ClientID string
	// Account is the account ID in either spelling: 1234567_SB1 or 1234567-sb1.
	Account string
	Scopes  []string
	// Lifetime is at least one second and less than 60 minutes. Fractions of a second are
	// cut off.
	Lifetime time.Duration
	IssuedAt time.Time
}

// Validate returns the first fault of the request, or nil. The error does not repeat
// values, because a value in the wrong field may be a secret.
func (r AssertionRequest) Validate() error {
	for _, check := range []func() error{r.validateKey, r.validateAlgorithm, r.validateKeyID, r.validateClientID, r.validateAccount, r.validateScopes, r.validateTimes} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (r AssertionRequest) validateKey() error {
	k := r.Key
	switch {
	case k.Locked:
		return errors.New("the private key is encrypted; enter its pass phrase")
	case k.Kind == Certificate || k.Kind == PublicKey:
		return fmt.Errorf("%s is a %s, which cannot sign; give the private key", k.Name(), k.Title())
	case k.Kind != PrivateKey:
		return errors.New("the private key is missing; give the private key of the mapped certificate")
	}
	if problems := k.typeProblems(); len(problems) > 0 {
		return fmt.Errorf("the private key is %s, which NetSuite rejects; use %s", k.Type(), problems[0].Expected)
	}
	if i := slices.IndexFunc(k.Problems, func(p Problem) bool { return p.Level == Fault || isWeak(p) && k.Signer() == nil }); i >= 0 {
		return fmt.Errorf("the private key cannot be used: %s", k.Problems[i].Title)
	}
	if k.Signer() == nil {
		return errors.New("the private key cannot be used in this form; convert it to PKCS#8, PKCS#1 or SEC1")
	}
	return nil
}

func (r AssertionRequest) algorithm() string { return cmp.Or(r.Algorithm, AlgorithmFor(r.Key)) }

func (r AssertionRequest) validateAlgorithm() error {
	alg, right := r.algorithm(), AlgorithmFor(r.Key)
	if r.Key.Algorithm != EC && r.Key.PSSHash == "" {
		right = "PS256, PS384 or PS512"
	}
	m, known := methods[alg]
	switch {
	case strings.HasPrefix(alg, "RS"):
		return errors.New("NetSuite no longer accepts RS algorithms for client assertions; use PS256 with the same RSA key")
	case strings.HasPrefix(alg, "HS") || strings.EqualFold(alg, "none"):
		return fmt.Errorf("NetSuite rejects HS algorithms and unsigned client assertions; use %s with this key", right)
	case !known:
		return fmt.Errorf("NetSuite does not accept the algorithm %s; use %s with this key", shownWord(alg), right)
	case !m.fits(&r.Key):
		return fmt.Errorf("the algorithm %s does not match the key, which is %s; use %s", alg, r.Key.Type(), right)
	}
	return nil
}

// The forms of values that people mistake for a Certificate ID.
var (
	fingerprintForm = pattern.Lazy(`^(?i)[0-9a-f]{2}(:?[0-9a-f]{2}){19}$|^(?i)[0-9a-f]{2}(:?[0-9a-f]{2}){31}$`)
	plainBase64Form = pattern.Lazy(`^[A-Za-z0-9+/]{43}$`)
)

func (r AssertionRequest) validateKeyID() error {
	id := r.KeyID
	if token.IsCertificateID(id) {
		return nil
	}
	const where = "copy the Certificate ID of the mapping from Setup › Integration › Manage Authentication › OAuth 2.0 Client Credentials (M2M) Setup"
	what := fmt.Sprintf("has %d characters instead of 43 (A–Z a–z 0–9 - _)", len([]rune(id)))
	_, _, companyKey := token.CompanyKey(id)
	switch {
	case strings.TrimSpace(id) == "":
		what = "is missing"
	case strings.TrimSpace(id) != id:
		what = "begins or ends with a space"
	case strings.HasPrefix(strings.ToLower(id), "custcertificate"):
		what = "is the script ID of a certificate record, which only SuiteScript uses"
	case companyKey || token.IsSystemKey(id):
		what = "is the ID of one of NetSuite's own keys"
	case token.IsApplicationID(id):
		what = "is an Application ID"
	case id == r.ClientID && token.IsClientID(id):
		what = "is the Client ID"
	case fingerprintForm().MatchString(id):
		what = "is a fingerprint in hexadecimal, or a Client ID"
	case strings.HasSuffix(id, "="):
		what = "ends in padding (=), which a Certificate ID does not have"
	case plainBase64Form().MatchString(id):
		what = "is in plain base64; a Certificate ID has - and _ instead of + and /"
	case len(id) == 43:
		what = "has a character other than A–Z a–z 0–9 - _"
	case border.HoldsSecret(id):
		what = "is a token or a key"
	}
	return fmt.Errorf("the Certificate ID %s; %s", what, where)
}

func (r AssertionRequest) validateClientID() error {
	id := r.ClientID
	if token.IsClientID(id) {
		return nil
	}
	what := fmt.Sprintf("has %d characters; copy all 64 hexadecimal digits", len([]rune(id)))
	switch {
	case strings.TrimSpace(id) == "":
		what = "is missing; NetSuite shows it only once, when you save the integration record"
	case strings.TrimSpace(id) != id:
		what = "begins or ends with a space; remove it"
	case token.IsApplicationID(id):
		what = "is the Application ID; give the Client ID of the same integration record, 64 hexadecimal digits"
	case token.IsClientID(strings.ToLower(id)):
		what = "is in upper case; write it in lower case, as NetSuite shows it"
	case token.IsCertificateID(id):
		what = "is a Certificate ID, which identifies the key; give the Client ID of the integration record"
	case len(id) == 64:
		what = "has a character that is not a hexadecimal digit; copy it again"
	}
	return fmt.Errorf("the Client ID %s", what)
}

func (r AssertionRequest) validateAccount() error {
	account, _ := token.AccountHost(tokenEndpoint(r.Account))
	switch {
	case strings.TrimSpace(r.Account) == "":
		return errors.New("the account ID is missing; give one like 1234567 or 1234567_SB1")
	case !token.IsAccount(r.Account) || account == "":
		return errors.New("the account ID has characters that are not allowed in one; give one like 1234567 or 1234567_SB1")
	}
	return nil
}

// tokenEndpoint returns the URL of an account's token endpoint, the aud of an assertion
// (section_162790605110).
func tokenEndpoint(account string) string {
	return "https://" + token.HostAccount(account) + ".suitetalk.api.netsuite.com" + token.TokenPath
}

func (r AssertionRequest) validateScopes() error {
	list := strings.Join(AssertionScopes(), ", ")
	if len(r.Scopes) == 0 {
		return fmt.Errorf("the scope is missing; give at least one of %s", list)
	}
	for i, scope := range r.Scopes {
		switch {
		case strings.EqualFold(scope, "mcp"):
			return fmt.Errorf("the scope mcp is not for client credentials; use %s", list)
		case !slices.Contains(AssertionScopes(), scope):
			return fmt.Errorf("%s is not a scope of client credentials; use %s", shownWord(scope), list)
		case slices.Contains(r.Scopes[:i], scope):
			return fmt.Errorf("the scope %s appears twice; name it once", scope)
		}
	}
	return nil
}

func (r AssertionRequest) validateTimes() error {
	switch {
	case r.Lifetime < time.Second:
		return fmt.Errorf("a lifetime of %s is less than a second; use at least one second and less than 60 minutes", r.Lifetime)
	case r.Lifetime >= assertionLimit:
		return fmt.Errorf("a lifetime of %s is too long; use less than 60 minutes, as Oracle requires", r.Lifetime)
	case r.IssuedAt.Unix() < 1 || r.IssuedAt.Year() > 9998:
		return errors.New("the time of issue is missing or out of range; give a time after 1970")
	}
	return nil
}

// jtiBytes is the length of a jti before its encoding as 24 characters of base64url.
const jtiBytes = 18

// NewAssertion makes and signs a client assertion (section_162790605110). Its header
// contains typ, alg and kid; its claims are iss, scope as an array, aud, iat and exp in
// whole seconds, and a jti read from random. The signature uses the system's random source.
func NewAssertion(r AssertionRequest, random io.Reader) (border.Secret, error) {
	if err := r.Validate(); err != nil {
		return border.Secret{}, err
	}
	id := make([]byte, jtiBytes)
	if _, err := io.ReadFull(random, id); err != nil {
		return border.Secret{}, fmt.Errorf("cannot read random numbers: %w", err)
	}
	issued := r.IssuedAt.Unix()
	assertion := jwt.NewWithClaims(methods[r.algorithm()].SigningMethod, jwt.MapClaims{
		"iss":   r.ClientID,
		"scope": r.Scopes,
		"aud":   tokenEndpoint(r.Account),
		"iat":   issued,
		"exp":   issued + int64(r.Lifetime/time.Second),
		"jti":   base64.RawURLEncoding.EncodeToString(id),
	})
	assertion.Header["kid"] = r.KeyID
	signed, err := assertion.SignedString(r.Key.Signer())
	if err != nil {
		return border.Secret{}, fmt.Errorf("cannot sign the client assertion: %w", err)
	}
	return border.NewSecret(signed), nil
}

// TokenRequestCurl returns the curl command, for a POSIX shell, that sends an assertion to
// the token endpoint of an account (section_162755359851). curl reads the assertion from
// the file, or from standard input if its name is "-", so that it appears in no command
// line or history. The request needs no client secret and no Authorization header. curl
// sends the file unchanged, so the file must not end with a line break.
func TokenRequestCurl(account, assertionFile string) string {
	const field = "client_assertion@"
	assertion := shellWord(field + assertionFile)
	if strings.Contains(assertionFile, "=") {
		// curl looks for = before @, so it would send the file name.
		assertion = shellWord(field+"-") + " < " + shellWord(assertionFile)
	}
	return strings.Join([]string{
		"curl", shellWord(tokenEndpoint(account)),
		"--data-urlencode", "grant_type=client_credentials",
		"--data-urlencode", "client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
		"--data-urlencode", assertion,
	}, " ")
}
