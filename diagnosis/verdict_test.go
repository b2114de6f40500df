package diagnosis_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/intake"
)

func recognise(text string) intake.Input { return intake.Recognise(text).StateAlone() }

// TestExpiryBoundaries catches a code that is confirmed within the minute by which clocks may
// differ, and an expiry that is reported a second late.
func TestExpiryBoundaries(t *testing.T) {
	for _, c := range []struct {
		name       string
		claims     part
		facts      string
		code       diagnosis.Code
		surely     diagnosis.Certainty // from 60 s on
		life, late int64
	}{
		{"access", accessClaims, asAccess, "AccessTokenExpired", diagnosis.Confirmed, 3600, 0},
		{"access of client credentials", m2mClaims, asAccess, "AccessTokenExpired", diagnosis.Confirmed, 3600, 0},
		{"access, use unknown", accessClaims, "", "AccessTokenExpired", diagnosis.Confirmed, 3600, 0},
		{"refresh", refreshClaims, asRefresh, "RefreshTokenExpired", diagnosis.Confirmed, 604800, 0},
		{"refresh, use unknown", refreshClaims, "", "RefreshTokenExpired", diagnosis.Likely, 604800, 0},
		{"assertion", proofClaims, asProof, "TokenExpired", diagnosis.Likely, 300, 0},
	} {
		header := issuedHeader
		if c.facts == asProof {
			header = proofHeader
		}
		for past, want := range map[int64]diagnosis.Certainty{-1: diagnosis.RuledOut, 0: diagnosis.Likely, 1: diagnosis.Likely, 59: diagnosis.Likely, 60: c.surely, 61: c.surely, 1 << 30: c.surely} {
			exp := at(-past)
			header := header
			if past > 1e6 && header["kid"] == keyID {
				header = header.but(part{"kid": "s.SYSTEM.2020_1"})
			}
			cs := caseOf(t, c.facts, forge(header, c.claims.but(part{"iat": exp - c.life, "exp": exp}), 512))
			d := diagnosis.Diagnose(cs)
			sound(t, cs, d)
			if got := d.Verdict(c.code); got.Verdict != want {
				t.Errorf("%s, %d s past: %s is %s (%s); want %s", c.name, past, c.code, got.Verdict, got.Because, want)
			}
			if failed := slices.Contains(ids(d, fail), "expired"); failed != (past >= 0) {
				t.Errorf("%s, %d s past: expired fails: %v", c.name, past, failed)
			}
		}
	}
}

// TestDoubtTakesProofAway catches a code that is confirmed although another token or another
// fault may be the cause.
func TestDoubtTakesProofAway(t *testing.T) {
	old := forge(issuedHeader, accessClaims.but(expired), 512)
	for name, c := range map[string]diagnosis.Case{
		"a good token of the same kind":  caseOf(t, asAccess, old, goodAccess),
		"an expired assertion beside it": caseOf(t, "", old, forge(proofHeader, proofClaims.but(part{"iat": at(-900), "exp": at(-600)}), 384)),
		"no kid either":                  caseOf(t, asAccess, forge(issuedHeader.but(part{"kid": gone}), accessClaims.but(expired), 512)),
		"the feature is off":             caseOf(t, asAccess+" feature.oauth2=off", old),
		"the record is blocked":          caseOf(t, asAccess+" record.state=blocked", old),
		"another account":                caseOf(t, asAccess+" account=7654321", old),
		"another role":                   caseOf(t, asAccess+" role=3", old),
		"contradicting marks":            caseOf(t, asAccess, forge(issuedHeader, accessClaims.but(expired).but(part{"ttype": "REFRESH"}), 512)),
		"sent as refresh token":          caseOf(t, asRefresh, old),
		"a login with TBA":               caseOf(t, asAccess+" protocol=tba", old),
	} {
		d := diagnosis.Diagnose(c)
		sound(t, c, d)
		if got := codesWith(d, diagnosis.Confirmed); len(got) > 0 {
			t.Errorf("%s: %v is confirmed", name, got)
		}
		if got := d.Verdict("AccessTokenExpired"); name != "a login with TBA" && got.Verdict != diagnosis.Likely {
			t.Errorf("%s: AccessTokenExpired is %s; want likely", name, got.Verdict)
		}
	}
	for name, c := range map[string]diagnosis.Case{
		"somebody said it was not expired": caseOf(t, asAccess+" expired=no", old),
		"two of a kind, both expired":      caseOf(t, asAccess, old, forge(issuedHeader, m2mClaims.but(expired), 512)),
		"a good refresh token beside it":   caseOf(t, "", old, goodRefresh),
	} {
		if got := diagnosis.Diagnose(c).Verdict("AccessTokenExpired"); got.Verdict != diagnosis.Confirmed {
			t.Errorf("%s: AccessTokenExpired is %s (%s); want confirmed", name, got.Verdict, got.Because)
		}
	}
}

// TestRS256 catches RS256 that is reported as a fault of NetSuite's own token, or accepted on an
// assertion.
func TestRS256(t *testing.T) {
	for _, facts := range []string{"", asAccess, asRefresh, asProof, "used-as=id"} {
		for name, claims := range map[string]part{"access": accessClaims, "client credentials": m2mClaims, "refresh": refreshClaims, "ID": idClaims, "without jti": accessClaims.but(part{"jti": gone}), "without aud": accessClaims.but(part{"aud": gone})} {
			d := diagnosis.Diagnose(caseOf(t, facts, forge(issuedHeader, claims, 512)))
			if got := d.Verdict("UnsupportedAlgo"); got.Verdict != diagnosis.RuledOut {
				t.Errorf("%s, %q: UnsupportedAlgo is %s (%s)", name, facts, got.Verdict, got.Because)
			}
		}
		for name, changes := range map[string]part{"whole": {}, "without iss": {"iss": gone}, "without aud": {"aud": gone}, "expired": {"iat": at(-900), "exp": at(-600)}, "with sub": {"sub": "3;7"}} {
			d := diagnosis.Diagnose(caseOf(t, facts, forge(proofHeader.but(part{"alg": "RS256"}), proofClaims.but(changes), 384)))
			if got := d.Verdict("UnsupportedAlgo"); got.Verdict != diagnosis.Likely {
				t.Errorf("assertion %s, %q: UnsupportedAlgo is %s (%s)", name, facts, got.Verdict, got.Because)
			}
		}
	}
}

// TestReadWord catches a word read in the trail that is outweighed: a row has one Detail.
func TestReadWord(t *testing.T) {
	tokens := map[string]string{"": "", "good": goodAccess, "expired": forge(issuedHeader, accessClaims.but(expired), 512), "assertion": forge(proofHeader.but(part{"alg": "RS256"}), proofClaims, 384)}
	for _, kind := range detail.Kinds() {
		for name, text := range tokens {
			c := caseOf(t, "detail="+string(kind.Code))
			if text != "" {
				c = c.With(recognise(text))
			}
			d := diagnosis.Diagnose(c)
			sound(t, c, d)
			if got := codesWith(d, diagnosis.Confirmed); len(got) != 1 || got[0] != string(kind.Code) || d.Verdicts[0].Code != kind.Code {
				t.Errorf("%s beside the token %q: confirmed are %v", kind.Code, name, got)
			}
			if got := codesWith(d, diagnosis.Possible, diagnosis.NotVisible); len(got) > 0 {
				t.Errorf("%s beside the token %q: %v are neither ruled out nor likely", kind.Code, name, got)
			}
			if len(d.Pages) == 0 || d.Pages[0] != kind.Code.Path() {
				t.Errorf("%s: the pages are %v", kind.Code, d.Pages)
			}
		}
		if kind.TBA {
			d := diagnosis.Diagnose(caseOf(t, "protocol=tba detail="+string(kind.Code)))
			if got := d.Verdict(kind.Code); got.Verdict != diagnosis.RuledOut {
				t.Errorf("%s of a TBA login is %s", kind.Code, got.Verdict)
			}
		}
	}
	for word, want := range map[string]string{"token_rejected": "detail", "nonsense": "detail", "ExplicitLogout": ""} {
		d := diagnosis.Diagnose(caseOf(t, "detail="+word))
		if first, _ := d.FirstCause(); first.ID != want || len(codesWith(d, diagnosis.Confirmed)) > 0 {
			t.Errorf("%s: the first cause is %q, confirmed %v", word, first.ID, codesWith(d, diagnosis.Confirmed))
		}
	}
}

// TestPagesExist catches a finding that leads to a page that does not exist.
func TestPagesExist(t *testing.T) {
	seen := map[string]bool{}
	look := func(from, path string) {
		if path == "" || seen[path] {
			return
		}
		seen[path] = true
		if _, err := os.Stat("../content/" + path); err != nil {
			t.Errorf("%s leads to %s: %v", from, path, err)
		}
	}
	all := tokenScenarios()
	for _, kind := range diagnosis.FactKinds() {
		for _, value := range append(slices.Clone(kind.Values), "token_rejected", "InvalidSignature", "none", "bananas") {
			if _, err := diagnosis.ParseFact(string(kind.Name)+"="+value, diagnosis.SourceUser); err == nil {
				all = append(all, scenario{facts: string(kind.Name) + "=" + value}, scenario{facts: string(kind.Name) + "=" + value, text: goodProof}, scenario{facts: string(kind.Name) + "=" + value, text: goodAccess})
			}
		}
	}
	for _, s := range all {
		c := caseOf(t, s.facts)
		if s.text != "" {
			c = caseOf(t, s.facts, s.text)
		}
		d := diagnosis.Diagnose(c)
		sound(t, c, d)
		for _, f := range d.Findings {
			look(f.ID, f.Page)
		}
		for _, v := range d.Verdicts {
			look(string(v.Code), v.Page)
		}
		for _, page := range d.Pages {
			look("Pages", page)
		}
	}
	if len(seen) < 40 {
		t.Errorf("only %d pages were looked for", len(seen))
	}
}

// randomCase returns a Case of random tokens, good and broken, and random facts.
func randomCase(t testing.TB, r *rand.Rand, all []scenario) diagnosis.Case {
	var facts []string
	for _, kind := range diagnosis.FactKinds() {
		if r.IntN(6) > 0 {
			continue
		}
		value := []string{"1234567", "ScopeMismatched", "AccessTokenExpired", "token_rejected", clientID, "3"}[r.IntN(6)]
		if kind.Values != nil {
			value = kind.Values[r.IntN(len(kind.Values))]
		}
		if _, err := diagnosis.ParseFact(string(kind.Name)+"="+value, diagnosis.SourceUser); err != nil {
			continue // 1234567 is no Client ID
		}
		facts = append(facts, string(kind.Name)+"="+value)
	}
	var tokens []string
	for range r.IntN(4) {
		tokens = append(tokens, all[r.IntN(len(all))].text)
	}
	c := caseOf(t, strings.Join(facts, " "), tokens...)
	c.At = noon.Add(time.Duration(r.IntN(8)-4) * time.Duration(r.IntN(900000)) * time.Second)
	return c
}

// TestInvariants catches a verdict that is missing, repeated, out of order or without a reason
// in a random Case, and a Diagnose that is not a pure function of the Case.
func TestInvariants(t *testing.T) {
	r := rand.New(rand.NewPCG(2026, 11))
	all := tokenScenarios()
	for i := range 1500 {
		c := randomCase(t, r, all)
		before := fmt.Sprintf("%+v", c)
		d := diagnosis.Diagnose(c)
		sound(t, c, d)
		if after := fmt.Sprintf("%+v", c); after != before {
			t.Fatalf("Diagnose changed its Case from %s to %s", before, after)
		}
		if again := diagnosis.Diagnose(c); !reflect.DeepEqual(again, d) {
			t.Fatalf("the same Case gave another Diagnosis: %+v and %+v", d, again)
		}
		if t.Failed() {
			t.Fatalf("case %d at %s: facts %v, tokens %d, fails %v", i, c.At, c.Facts, len(c.Tokens), ids(d, fail))
		}
	}
}
