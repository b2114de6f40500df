package diagnosis_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis"
)

// TestAnswerOfTheTokenEndpoint catches a false alarm for a good answer with several tokens, of
// which only one was sent.
func TestAnswerOfTheTokenEndpoint(t *testing.T) {
	answer := fmt.Sprintf(`{"access_token":%q,"refresh_token":%q,"id_token":%q,"expires_in":"3600"}`, goodAccess, goodRefresh, goodID)
	for _, facts := range []string{"used-as=access", "step=call", "used-as=refresh", "step=refresh", asAccess, asRefresh, ""} {
		d := diagnosis.Diagnose(caseOf(t, facts, answer))
		if failed := ids(d, diagnosis.Fail); len(failed) > 0 {
			t.Errorf("%q: %v failed", facts, failed)
		}
		if probable := codesWith(d, diagnosis.Confirmed, diagnosis.Likely); len(probable) > 0 {
			t.Errorf("%q: %v are probable", facts, probable)
		}
	}
}

// TestStepAloneAccusesNobody catches a token that is judged as the one that was sent because a
// step failed: another one may have been pasted.
func TestStepAloneAccusesNobody(t *testing.T) {
	for _, c := range []struct{ facts, token string }{
		{"step=refresh", goodAccess}, {"step=call", goodRefresh}, {"step=client-credentials", goodAccess}, {"step=refresh", goodProof},
	} {
		d := diagnosis.Diagnose(caseOf(t, c.facts, c.token))
		if probable := codesWith(d, diagnosis.Confirmed, diagnosis.Likely); len(probable) > 0 || len(ids(d, diagnosis.Fail)) > 0 {
			t.Errorf("%s with %.12s…: %v, %v", c.facts, c.token, probable, ids(d, diagnosis.Fail))
		}
	}
	valid := diagnosis.Diagnose(caseOf(t, "step=refresh", goodAccess))
	if got := valid.Verdict("RefreshTokenExpired").Verdict; got == diagnosis.RuledOut {
		t.Error("a valid access token rules out that the refresh token has expired")
	}
}

// TestUnmarkedKindProvesNothing catches a code that is confirmed by the lifetime alone: a
// refresh token of a public client may live an hour.
func TestUnmarkedKindProvesNothing(t *testing.T) {
	old := part{"iat": at(-7200), "exp": at(-3600), "oit": at(-7200)}
	for name, jti := range map[string]any{"no jti": gone, "an unknown mark": "1234567.rp." + uuid + "_1.0"} {
		for _, facts := range []string{"", asAccess, asRefresh} {
			claims := accessClaims.but(old).but(part{"jti": jti})
			d := diagnosis.Diagnose(caseOf(t, facts, forge(issuedHeader, claims, 512)))
			if confirmed := codesWith(d, diagnosis.Confirmed); len(confirmed) > 0 {
				t.Errorf("%s, %q: %v confirmed", name, facts, confirmed)
			}
			if !slices.Contains(ids(d, diagnosis.Fail), "expired") || slices.Contains(ids(d, diagnosis.Fail), "used-as") {
				t.Errorf("%s, %q: failed are %v; want expired and not used-as", name, facts, ids(d, diagnosis.Fail))
			}
		}
	}
}

// TestPublicClient catches a false alarm for a refresh token whose lifetime can be set on the
// record, or was cut short by the rotation limit.
func TestPublicClient(t *testing.T) {
	for _, facts := range []string{" client=public", " record.refresh-validity=1"} {
		claims := refreshClaims.but(part{"exp": at(-300 + 3600)})
		if d := diagnosis.Diagnose(caseOf(t, asRefresh+facts, forge(issuedHeader, claims, 512))); len(ids(d, diagnosis.Fail))+len(ids(d, diagnosis.Warn)) > 0 {
			t.Errorf("3600 s,%s: failed %v, warned %v", facts, ids(d, diagnosis.Fail), ids(d, diagnosis.Warn))
		}
	}
	for _, life := range []int64{3 * 3600, 48 * 3600, 48*3600 - 1234, 720 * 3600} {
		claims := refreshClaims.but(part{"exp": at(-300 + life)})
		d := diagnosis.Diagnose(caseOf(t, asRefresh, forge(issuedHeader, claims, 512)))
		if failed, warned := ids(d, diagnosis.Fail), ids(d, diagnosis.Warn); len(failed)+len(warned) > 0 {
			t.Errorf("%d s: failed %v, warned %v", life, failed, warned)
		}
	}
}

// TestOddityTakesProofAway catches a code that is confirmed beside a warning that the token may
// have been changed, or for a step of which Oracle documents no table.
func TestOddityTakesProofAway(t *testing.T) {
	old := accessClaims.but(part{"iat": at(-7200), "exp": at(-3600), "oit": at(-7200)})
	for name, c := range map[string]struct {
		facts          string
		header, claims part
	}{
		"revoke":           {"step=revoke", issuedHeader, old},
		"an ended key":     {asAccess, issuedHeader.but(part{"kid": "c.1234567.2026-01-20_00-10-22"}), old},
		"an odd lifetime":  {asAccess, issuedHeader, old.but(part{"exp": at(-3200)})},
		"scope in capital": {asAccess, issuedHeader, old.but(part{"scope": []string{"RESTLETS"}})},
	} {
		d := diagnosis.Diagnose(caseOf(t, c.facts, forge(c.header, c.claims, 512)))
		if got := d.Verdict("AccessTokenExpired").Verdict; got != diagnosis.Likely {
			t.Errorf("%s: AccessTokenExpired is %s; want likely", name, got)
		}
	}
}

// TestSwappedTimes catches three findings for one fault.
func TestSwappedTimes(t *testing.T) {
	d := diagnosis.Diagnose(caseOf(t, asProof, forge(proofHeader, proofClaims.but(part{"iat": at(300), "exp": at(-60)}), 384)))
	if failed := ids(d, diagnosis.Fail); !slices.Equal(failed, []string{"lifetime"}) {
		t.Errorf("failed are %v; want lifetime alone", failed)
	}
}

// TestClientCredentialsBoxes catches advice to check the box of the other flow.
func TestClientCredentialsBoxes(t *testing.T) {
	for _, grants := range []string{"none", "authorization-code"} {
		d := diagnosis.Diagnose(caseOf(t, asProof+" record.grants="+grants, goodProof))
		first, _ := d.FirstCause()
		if first.ID != "record-grants" || !strings.Contains(first.Evidence[0].Expected, "Machine to Machine") || strings.HasPrefix(first.Page, "codes/") {
			t.Errorf("%s: %+v", grants, first)
		}
		if got := d.Verdict("AuthorizationCodeGrantRequired").Verdict; got == diagnosis.Likely || got == diagnosis.Confirmed {
			t.Errorf("%s: AuthorizationCodeGrantRequired is %s; Oracle documents no code for client credentials", grants, got)
		}
	}
}

// TestWordThatTBANeverWrites catches a code that was read and is ruled out because the login is
// said to have used TBA, which never writes it.
func TestWordThatTBANeverWrites(t *testing.T) {
	d := diagnosis.Diagnose(caseOf(t, "detail=ScopeMismatched protocol=tba"))
	if got := d.Verdict("ScopeMismatched").Verdict; got != diagnosis.Confirmed {
		t.Errorf("ScopeMismatched is %s; TBA never writes it", got)
	}
	d = diagnosis.Diagnose(caseOf(t, "detail=InvalidSignature protocol=tba"))
	if got := d.Verdict("InvalidSignature").Verdict; got != diagnosis.RuledOut {
		t.Errorf("InvalidSignature is %s; the login used TBA", got)
	}
}

// TestScopeIsReportedOnce catches a wrong scope that is reported for the assertion that asked for
// it and for the access token that has it, or that is lost where the assertion is not there.
func TestScopeIsReportedOnce(t *testing.T) {
	narrow := part{"scope": []string{"restlets"}}
	asked, granted := forge(proofHeader, proofClaims.but(narrow), 384), forge(issuedHeader, m2mClaims.but(narrow), 512)
	for facts, check := range map[string]string{"service=rest_webservices": "scope-service", "record.scopes=rest_webservices": "scope-record"} {
		for _, texts := range [][]string{{asked, granted}, {granted, asked}, {granted}, {goodProof, granted}} {
			c := caseOf(t, facts)
			for _, text := range texts {
				c = c.With(recognise(text))
			}
			n := 0
			for _, f := range diagnosis.Diagnose(c).Findings {
				if f.ID == check && f.Status == fail {
					n++
				}
			}
			if n == 0 || n > 1 && texts[0] != goodProof {
				t.Errorf("%s with %d tokens: %d findings", facts, len(texts), n)
			}
		}
	}
}
