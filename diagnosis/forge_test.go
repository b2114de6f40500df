package diagnosis_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/token"
)

// Identifiers of the tokens made here.
const (
	account  = "1234567"
	appID    = "6ACBD51C-514B-4F59-B1C3-CB35FF7E9A6A"
	clientID = "1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2"
	otherID  = "751a2830e09c6f47b00e486ec192934cd0efad12fdba5f4703841bd2b67d5357"
	certID   = "HRril7VwQ4n0AbCdEfGhIjKlMnOpQrStUvWxYz01_-2"
	uuid     = "5b3236b9-ffee-42d3-bd57-4be7b4439a37"
	endpoint = "https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"
	keyID    = "c.1234567.2026-10-20_00-10-22"
)

// part is the header or the payload of a token that is being made.
type part map[string]any

// gone is the value of a member that but removes.
var gone = &struct{}{}

// but returns a copy in which some members are changed or, with the value gone, removed.
func (p part) but(changes part) part {
	p = maps.Clone(p)
	for name, value := range changes {
		if p[name] = value; value == any(gone) {
			delete(p, name)
		}
	}
	return p
}

// forge returns a token with a signature of that many bytes.
func forge(header, claims part, signature int) string {
	text := encode(header) + "." + encode(claims)
	if signature > 0 {
		text += "." + base64.RawURLEncoding.EncodeToString(bytes.Repeat([]byte{0xA7}, signature))
	}
	return text
}

func encode(p part) string { return base64.RawURLEncoding.EncodeToString([]byte(jsonOf(p))) }

// jsonOf returns a part as JSON, as decoders print it.
func jsonOf(p part) string {
	data, err := json.Marshal(p)
	if err != nil {
		panic(err)
	}
	return string(data)
}

// at returns noon plus a number of seconds, as a NumericDate.
func at(seconds int64) int64 { return noon.Unix() + seconds }

// The sound tokens, issued five minutes before noon.
var (
	issuedHeader = part{"kid": keyID, "typ": "JWT", "alg": "RS256"}
	accessClaims = part{"sub": "1000;12", "aud": []string{appID + ";" + account, clientID}, "scope": []string{"restlets", "rest_webservices"}, "iss": token.IssuerURL,
		"oit": at(-300), "iat": at(-300), "exp": at(3300), "jti": fmt.Sprintf("%s.a-a.%s_%d000.%d000", account, uuid, at(-300), at(-300))}
	m2mClaims     = accessClaims.but(part{"jti": fmt.Sprintf("%s.a-c.null.%d000", account, at(-300))})
	refreshClaims = accessClaims.but(part{"exp": at(604500), "jti": fmt.Sprintf("%s.r-a.%s_%d000.0", account, uuid, at(-300))})
	idClaims      = part{"sub": "1000;12", "aud": accessClaims["aud"], "scope": []string{"openid", "email"}, "iss": token.IssuerURL, "iat": at(-300), "exp": at(10500),
		"jti": fmt.Sprintf("%s.i.%s_%d000.0", account, uuid, at(-300)), "at_hash": "ef-Mp1hxU6Gkr7HpQpwLIx", "nonce": "n-0S6", "email": "a@example.com", "email_verified": false}
	proofHeader = part{"typ": "JWT", "alg": "PS256", "kid": certID}
	proofClaims = part{"iss": clientID, "scope": []string{"restlets", "rest_webservices"}, "aud": endpoint, "iat": at(-60), "exp": at(240)}

	goodAccess  = forge(issuedHeader, accessClaims, 512)
	goodRefresh = forge(issuedHeader, refreshClaims, 512)
	goodID      = forge(issuedHeader, idClaims, 512)
	goodProof   = forge(proofHeader, proofClaims, 384)
)

// How a token was used, as facts.
const (
	asAccess  = "used-as=access step=call service=rest_webservices"
	asRefresh = "used-as=refresh step=refresh"
	asProof   = "used-as=assertion step=client-credentials"
)

// caseOf returns a Case with tokens and facts.
func caseOf(t testing.TB, facts string, tokens ...string) diagnosis.Case {
	t.Helper()
	c := diagnosis.Case{At: noon}
	for _, text := range strings.Fields(facts) {
		fact, err := diagnosis.ParseFact(text, diagnosis.SourceUser)
		if err != nil {
			t.Fatal(err)
		}
		c.Facts = c.Facts.With(fact)
	}
	for _, text := range tokens {
		input := intake.Recognise(text).StateAlone()
		if input.Kind != intake.KindToken {
			t.Fatalf("%.40q is no token: %s %s", text, input.Kind, input.Problem)
		}
		c = c.With(input)
	}
	return c
}

// ids returns the checks whose findings have that status, in order.
func ids(d diagnosis.Diagnosis, status diagnosis.Status) []string {
	var ids []string
	for _, f := range d.Findings {
		if f.Status == status {
			ids = append(ids, f.ID)
		}
	}
	return ids
}

// sound checks the invariants of every Diagnosis.
func sound(t testing.TB, c diagnosis.Case, d diagnosis.Diagnosis) {
	t.Helper()
	seen := map[diagnosis.Code]bool{}
	rank, last := diagnosis.Certainties(), 0
	for _, v := range d.Verdicts {
		if seen[v.Code] || v.Because == "" || v.Page != v.Code.Path() {
			t.Errorf("%s: twice, without reason or with the page %q: %+v", v.Code, v.Page, v)
		}
		seen[v.Code] = true
		place := slices.Index(rank, v.Verdict)
		if place < last {
			t.Errorf("%s (%s) follows a less probable verdict", v.Code, v.Verdict)
		}
		last = place
	}
	if len(d.Verdicts) != len(detail.Kinds()) {
		t.Errorf("%d verdicts; want one of each of the %d codes", len(d.Verdicts), len(detail.Kinds()))
	}
	soundConfirmed(t, c, d)
	order := []diagnosis.Status{diagnosis.Fail, diagnosis.Warn, diagnosis.Unchecked, diagnosis.Pass}
	last = 0
	for _, f := range d.Findings {
		place := slices.Index(order, f.Status)
		if place < last {
			t.Errorf("the finding %s (%s) is out of order", f.ID, f.Status)
		}
		last = place
		soundFinding(t, c, f)
	}
}

// soundConfirmed checks that a code is confirmed only because it was read in the trail, or
// because the one token that could have been sent has expired and nothing else is wrong.
func soundConfirmed(t testing.TB, c diagnosis.Case, d diagnosis.Diagnosis) {
	t.Helper()
	confirmed := codesWith(d, diagnosis.Confirmed)
	if len(confirmed) == 0 {
		return
	}
	if len(confirmed) > 1 {
		t.Errorf("%v are confirmed; a login has one Detail", confirmed)
	}
	code := confirmed[0]
	if read, ok := c.Facts.Get(diagnosis.FactDetail); ok {
		if !strings.EqualFold(read.Value, code) {
			t.Errorf("%s is confirmed, but the row says %s", code, read.Value)
		}
		return
	}
	proofs := map[string]string{"InvalidState": "state", "UnsupportedResponseType": "response-type"}
	if id := proofs[code]; id != "" {
		if fails := slices.DeleteFunc(ids(d, diagnosis.Fail), func(id string) bool { return id == "answer" }); !slices.Equal(slices.Compact(fails), []string{id}) {
			t.Errorf("%s is confirmed beside the faults %v", code, fails)
		}
		return
	}
	kind := map[string]token.Kind{"AccessTokenExpired": token.Access, "RefreshTokenExpired": token.Refresh}[code]
	usedAs, step := token.Kind(c.Facts.Value(diagnosis.FactUsedAs)), c.Facts.Value(diagnosis.FactStep)
	proof := false
	for _, one := range c.Tokens {
		exp := one.Time("exp")
		proof = proof || one.Kind == kind && exp.Readable() && c.At.Sub(exp.Time()) >= time.Minute
	}
	switch {
	case kind == "" || !proof:
		t.Errorf("%s is confirmed, but no token of that kind expired at least a minute ago", code)
	case usedAs != "" && usedAs != kind:
		t.Errorf("%s is confirmed, but the token was used as %s", code, usedAs)
	case step != "" && step != map[token.Kind]string{token.Access: "call", token.Refresh: "refresh"}[kind]:
		t.Errorf("%s is confirmed for a login that failed at %s", code, step)
	case kind == token.Refresh && usedAs == "" && step == "":
		t.Errorf("%s is confirmed, but nothing says that the token was sent", code)
	}
	if fails := ids(d, diagnosis.Fail); len(fails) != len(slices.DeleteFunc(slices.Clone(fails), func(id string) bool {
		return id != "expired" && id != "answer" && id != "online-host" && id != "certificate-ends"
	})) {
		t.Errorf("%s is confirmed beside the faults %v", code, fails)
	}
}

// commandLine matches what only the command line understands. The interactive screens show
// findings too, so they use Lacks, Material and Command instead.
var commandLine = regexp.MustCompile(`--(?:fact|key|passphrase|trail|case|at|yes)\b|\bauthdoctor (?:check|trail|explain|codes|key|assertion|share|setup|probe)\b`)

var checksByID = func() map[string]diagnosis.Check {
	byID := map[string]diagnosis.Check{}
	for _, check := range diagnosis.Checks() {
		byID[check.ID] = check
	}
	return byID
}()

func soundFinding(t testing.TB, c diagnosis.Case, f diagnosis.Finding) {
	t.Helper()
	switch {
	case f.ID == "" || f.Title == "" || strings.Contains(f.Title, "\n"):
		t.Errorf("a finding without id or one-line title: %+v", f)
	case f.Token < 0 || f.Token > len(c.Tokens):
		t.Errorf("%s is about token %d of %d", f.ID, f.Token, len(c.Tokens))
	case f.Status == diagnosis.Unchecked && (f.Because == "" || f.Supply == ""):
		t.Errorf("%s is unchecked, but does not say what is missing or how to supply it", f.ID)
	case (f.Status == diagnosis.Fail || f.Status == diagnosis.Warn) && (len(f.Evidence) == 0 || f.Why == "" || len(f.Fix) == 0 || f.Verify == ""):
		t.Errorf("%s (%s) lacks evidence, reason, fix or verify: %+v", f.ID, f.Status, f)
	}
	texts := []string{f.Title, f.Why, f.Verify, f.Because, f.Supply}
	for _, fix := range f.Fix {
		texts = append(texts, fix.Step)
	}
	for _, text := range texts {
		if command := commandLine.FindString(text); command != "" {
			t.Errorf("%s says %q, which only the command line understands: %q", f.ID, command, text)
		}
	}
	for _, fix := range f.Fix {
		if fix.Step == "" || fix.Who != diagnosis.Administrator && fix.Who != diagnosis.Integrator {
			t.Errorf("%s: a fix without step or actor: %+v", f.ID, fix)
		}
	}
	for _, code := range f.Codes {
		if check := checksByID[f.ID]; check.Codes != nil && !slices.Contains(check.Codes, code) {
			t.Errorf("%s names %s, which is not among its codes", f.ID, code)
		}
	}
	for _, e := range f.Evidence {
		if e.Where == "" || e.Expected == "" && f.Status != diagnosis.Unchecked || e.Got == "" {
			t.Errorf("%s: incomplete evidence: %+v", f.ID, e)
		}
	}
}

// basic returns the credentials of HTTP Basic.
func basic(user, password string) string {
	return base64.StdEncoding.EncodeToString([]byte(user + ":" + password))
}
