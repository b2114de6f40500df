package diagnosis_test

import (
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis"
)

// TestRecordFacts catches a setting of the record that is not normalised, and a wrong value
// that is accepted.
func TestRecordFacts(t *testing.T) {
	for in, want := range map[string]string{
		"record.refresh-validity=48": "48", "record.refresh-validity= 48 h": "48", "record.rotation=0720": "720", "record.rotation=168H": "168",
		"since-consent=7d": "7d", "since-consent=168h": "7d", "since-consent=90m": "90m", "since-consent=120m": "2h", "since-consent=1440 m": "1d", "since-consent=3D": "3d", "since-consent=0d": "0d",
		"status=401": "401", "error=INVALID_GRANT": "invalid_grant", "error=invalid_login": "INVALID_LOGIN", "workers=Several": "several",
		"role.permissions=REST-Web-Services, oauth2-access-tokens": "oauth2-access-tokens,rest-web-services", "role.permissions=none": "none",
		"record.certificates=" + certID: certID, "record.certificates=" + certID + "," + certID: certID, "record.certificates=NONE": "none", "record.certificates=" + certID + "A": certID + "A",
		"record.redirect-uris=https://a/x?code=1, myapp://cb": "https://a/x,myapp://cb",
		"role.web-services-only=YES":                          "yes", "role.state=inactive": "inactive", "entity.state=active": "active",
	} {
		fact, err := diagnosis.ParseFact(in, diagnosis.SourceUser)
		if err != nil || fact.Value != want {
			t.Errorf("%s is %q, %v; want %q", in, fact.Value, err, want)
			continue
		}
		if again, err := diagnosis.ParseFact(fact.String(), diagnosis.SourceUser); err != nil || again != fact {
			t.Errorf("%s parses as %v, %v", fact, again, err)
		}
	}
	for in, want := range map[string]string{
		"record.refresh-validity=0": "1 to 720", "record.refresh-validity=721": "1 to 720", "record.rotation=2d": "1 to 720", "record.rotation=1.5": "1 to 720", "record.rotation=-1": "1 to 720", "record.rotation=none": "1 to 720",
		"since-consent=7": "7d, 168h, 90m", "since-consent=1y": "7d, 168h, 90m", "since-consent=-1d": "7d, 168h, 90m", "since-consent=9999999d": "7d, 168h, 90m", "since-consent=a week": "7d, 168h, 90m",
		"status=99": "100 to 599", "status=600": "100 to 599", "status=OK": "100 to 599", "error=ScopeMismatched": "invalid_grant", "workers=3": "one, several",
		"record.certificates=custcertificate3": "script ID", "record.certificates=public.pem": "name of a file", "record.certificates=" + appID: "Application ID", "record.certificates=" + clientID: "Client ID",
		"record.certificates=" + strings.Repeat("AB:", 31) + "AB": "hexadecimal", "record.certificates=" + certID + "=": "'='", "record.certificates=" + strings.ToLower(certID): "lower case", "record.certificates=abc": "43 characters",
		"record.certificates=" + certID + ",none": "something else", "role.permissions=admin": "oauth2-access-tokens",
	} {
		if fact, err := diagnosis.ParseFact(in, diagnosis.SourceUser); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is %q, %v; want an error with %q", in, fact.Value, err, want)
		}
	}
}

// TestFactKindsOfNetSuite catches a field of NetSuite's settings that the form cannot show: one
// without a label, a place, or a label for each of its values.
func TestFactKindsOfNetSuite(t *testing.T) {
	seen, begun, last := map[string]bool{}, map[string]bool{}, ""
	for _, kind := range diagnosis.FactKinds() {
		if kind.Group == "" {
			if kind.Field+kind.Menu != "" || kind.Shown != nil {
				t.Errorf("%s has a field and no group", kind.Name)
			}
			continue
		}
		if kind.Group != last && begun[kind.Group] {
			t.Errorf("%s is apart from its group %q", kind.Name, kind.Group)
		}
		begun[kind.Group], last = true, kind.Group
		if kind.Field == "" || kind.Menu == "" || len(kind.Shown) != len(kind.Values) {
			t.Errorf("%s: field %q, menu %q, %d values and %d labels", kind.Name, kind.Field, kind.Menu, len(kind.Values), len(kind.Shown))
		}
		if name := kind.Group + kind.Field; seen[name] {
			t.Errorf("%s: a second %q in the group %q", kind.Name, kind.Field, kind.Group)
		} else {
			seen[name] = true
		}
		for _, value := range kind.Values {
			if shown := kind.ShownValue(value); shown == "" || strings.Contains(shown, ",") {
				t.Errorf("%s: %s is shown as %q", kind.Name, value, shown)
			}
		}
	}
	scopes, _ := diagnosis.KindOfFact(diagnosis.FactRecordScopes)
	fact := diagnosis.Fact{Name: diagnosis.FactRecordScopes, Value: "rest_webservices,restlets"}
	if got := strings.Join(scopes.ShownItems(fact), " · "); got != "RESTlets · REST Web Services" {
		t.Errorf("the boxes are shown as %q", got)
	}
}

const (
	login      = "role.permissions=oauth2-access-tokens,rest-web-services"
	otherCert  = "-QjavVtnXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXx1"
	publicLife = 48 * 3600
)

// recordCase is a set of copied settings, with or without a token, and the expected result.
type recordCase struct {
	name, facts, token string
	id                 string // of the finding
	status             diagnosis.Status
	codes              string // likely, possible with '?'; of the finding alone
	weighs             string // that the finding weighs
}

func recordCases() []recordCase {
	publicRefresh := forge(issuedHeader, refreshClaims.but(part{"exp": at(-300 + publicLife)}), 512)
	oldChain := forge(issuedHeader, refreshClaims.but(part{"exp": at(-300 + publicLife), "oit": at(-800000)}), 512)
	return []recordCase{
		{"role inactive", "role.state=inactive", "", "role-state", fail, "EntityOrRoleDisabled", "role.state"},
		{"role and entity inactive", "role.state=inactive entity.state=inactive", goodAccess, "role-state", fail, "EntityOrRoleDisabled", "role.state entity.state"},
		{"entity inactive, assertion", "entity.state=inactive role.state=active", goodProof, "role-state", fail, "EntityOrRoleDisabled", "entity.state"},
		{"role inactive, step one", "role.state=inactive step=authorize", "", "role-state", fail, "EntityOrRoleDisabled?", "role.state"},
		{"role active", "role.state=active", "", "role-state", diagnosis.Pass, "", ""},
		{"role and entity active", "role.state=active entity.state=active", "", "role-state", diagnosis.Pass, "", ""},

		{"no login permission", "role.permissions=rest-web-services", "", "role-login", fail, "", "role.permissions"},
		{"no permission at all", "role.permissions=none", goodAccess, "role-login", fail, "", "role.permissions"},
		{"the permission of TBA", "role.permissions=access-tokens,rest-web-services", "", "role-login", fail, "", "role.permissions"},
		{"both login permissions", "role.permissions=access-tokens,oauth2-access-tokens", "", "role-login", diagnosis.Pass, "", ""},
		{"manager", "role.permissions=oauth2-access-tokens,authorized-applications-management", "", "role-manager", fail, "", "role.permissions"},
		{"manager, AI connector", "service=mcp role.permissions=oauth2-access-tokens,mcp-server-connection,authorized-applications-management", "", "role-manager", warn, "", "role.permissions"},
		{"REST without its permission", "service=rest_webservices role.permissions=oauth2-access-tokens", "", "role-service", fail, "", "role.permissions"},
		{"REST token without its permission", "role.permissions=oauth2-access-tokens", forge(issuedHeader, accessClaims.but(part{"scope": []string{"rest_webservices"}}), 512), "role-service", fail, "", "role.permissions"},
		{"REST with its permission", "service=rest_webservices " + login, "", "role-service", diagnosis.Pass, "", ""},
		{"AI connector without its permission", "service=mcp role.permissions=oauth2-access-tokens", "", "role-service", fail, "", "role.permissions"},
		{"AI connector as Administrator", "service=mcp role=3", "", "role-service", fail, "", "role"},
		{"Web Services Only and RESTlets", "service=restlets role.web-services-only=yes", "", "role-web-services-only", fail, "", "role.web-services-only"},
		{"Web Services Only and a token for RESTlets", "role.web-services-only=yes", forge(issuedHeader, accessClaims.but(part{"scope": []string{"restlets"}}), 512), "role-web-services-only", fail, "", "role.web-services-only"},
		{"Web Services Only and REST", "service=rest_webservices role.web-services-only=yes", "", "role-web-services-only", diagnosis.Pass, "", ""},
		{"Web Services Only and nobody says what is called", "role.web-services-only=yes", goodAccess, "role-web-services-only", diagnosis.Unchecked, "", ""},

		{"kid not mapped", "record.certificates=" + otherCert, goodProof, "record-certificates", fail, "MissingKey", "record.certificates"},
		{"kid in other letters", "record.certificates=" + strings.Replace(certID, "HRr", "hrR", 1), goodProof, "record-certificates", fail, "MissingKey", "record.certificates"},
		{"kid given, and left out", "certificate-id=" + certID + " record.certificates=" + otherCert, goodProof, "record-certificates", warn, "MissingKey?", "record.certificates"},
		{"kid mapped", "record.certificates=" + otherCert + "," + certID, goodProof, "record-certificates", diagnosis.Pass, "", ""},
		{"nothing mapped, assertion", "record.certificates=none", goodProof, "record-certificates", fail, "MissingKey", "record.certificates"},
		{"nothing mapped, another thing as kid", "record.certificates=none", forge(proofHeader.but(part{"kid": "custcertificate1"}), proofClaims, 384), "record-certificates", fail, "MissingKey", "record.certificates"},
		{"nothing mapped, no kid", "record.certificates=none", forge(proofHeader.but(part{"kid": gone}), proofClaims, 384), "record-certificates", fail, "MissingKey?", "record.certificates"},
		{"another Certificate ID given than kid", "certificate-id=" + otherCert + " record.certificates=" + otherCert, goodProof, "record-certificates", "", "", ""},
		{"nothing mapped, client credentials", "record.certificates=none flow=client-credentials", "", "record-certificates", fail, "MissingKey", "record.certificates"},
		{"nothing mapped, and yet a token", "record.certificates=none", forge(issuedHeader, m2mClaims, 512), "record-certificates", warn, "", "record.certificates"},
		{"nothing mapped, authorization code", "record.certificates=none", goodAccess, "record-certificates", "", "", ""},

		{"public client and assertion", "client=public", forge(issuedHeader, m2mClaims, 512), "record-client", warn, "", "client"},
		{"public client and client credentials", "client=public flow=client-credentials", "", "record-client", warn, "", "client"},
		{"public client and authorization code", "client=public record.grants=authorization-code,client-credentials", goodAccess, "record-client", "", "", ""},
		{"mcp beside others", "record.scopes=mcp,restlets", "", "record-mcp", warn, "ScopeMismatched?", "record.scopes"},
		{"mcp and client credentials", "record.scopes=mcp record.grants=client-credentials", "", "record-mcp", warn, "", "record.scopes record.grants"},
		{"mcp alone", "record.scopes=mcp record.grants=authorization-code", "", "record-mcp", "", "", ""},
		{"no PKCE, public", "client=public pkce=off", "", "pkce", fail, "InvalidRequest", "pkce client"},
		{"no PKCE, public, tokens were issued", "client=public pkce=off", goodAccess, "pkce", warn, "InvalidRequest?", "pkce client"},
		{"no PKCE, AI connector", "record.scopes=mcp pkce=off", "", "pkce", fail, "InvalidRequest", "pkce record.scopes"},
		{"no PKCE, confidential", "client=confidential pkce=off", "", "pkce", "", "", ""},
		{"no PKCE, client credentials", "client=public pkce=off flow=client-credentials", "", "pkce", "", "", ""},
		{"http redirect", "record.redirect-uris=http://localhost/cb", "", "record-redirects", warn, "InvalidRedirectURI?", "record.redirect-uris"},
		{"no redirect", "record.redirect-uris=none record.grants=authorization-code", "", "record-redirects", fail, "InvalidRedirectURI", "record.redirect-uris"},
		{"no redirect, client credentials", "record.redirect-uris=none flow=client-credentials", "", "record-redirects", "", "", ""},

		{"confidential with validity", "client=confidential record.refresh-validity=48", "", "record-refresh", warn, "", "client record.refresh-validity"},
		{"public with validity", "client=public record.refresh-validity=48", "", "record-refresh", "", "", ""},
		{"validity shorter than the token", "record.refresh-validity=24", publicRefresh, "refresh-validity", warn, "", "record.refresh-validity"},
		{"validity shorter than seven days", "record.refresh-validity=48 " + asRefresh, goodRefresh, "refresh-validity", warn, "", "record.refresh-validity"},
		{"validity that fits", "record.refresh-validity=48 record.rotation=168 client=public " + asRefresh, publicRefresh, "refresh-validity", diagnosis.Pass, "", ""},
		{"validity cut by the rotation", "record.refresh-validity=720", publicRefresh, "refresh-validity", diagnosis.Pass, "", ""},
		{"chain over", "record.rotation=168 " + asRefresh, oldChain, "refresh-validity", fail, "RefreshTokenExpired", "record.rotation"},
		{"chain over, use unknown", "record.rotation=168", oldChain, "refresh-validity", warn, "RefreshTokenExpired?", "record.rotation"},
		{"token outlives the chain", "record.rotation=24", publicRefresh, "refresh-validity", warn, "", "record.rotation"},
		{"confidential client with another lifetime", "client=confidential", publicRefresh, "refresh-validity", warn, "", "client"},
		{"confidential client", "client=confidential", goodRefresh, "refresh-validity", "", "", ""},
		{"consent too old", "since-consent=8d record.rotation=168 step=refresh", "", "since-consent", fail, "RefreshTokenExpired", "since-consent record.rotation"},
		{"consent too old, confidential", "since-consent=7d client=confidential step=refresh", "", "since-consent", fail, "RefreshTokenExpired", "since-consent client"},
		{"consent too old, step unknown", "since-consent=8d record.rotation=168", "", "since-consent", warn, "RefreshTokenExpired?", "since-consent record.rotation"},
		{"consent new enough", "since-consent=6d record.rotation=168 step=refresh", "", "since-consent", diagnosis.Pass, "", ""},
		{"consent too old, at a call", "since-consent=8d record.rotation=168 step=call", "", "since-consent", "", "", ""},

		{"scope without its box", "record.scopes=restlets", goodAccess, "scope-record", fail, "ScopeMismatched", "record.scopes"},
		{"service without its box", "record.scopes=restlets service=rest_webservices", "", "scope-record", fail, "ScopeMismatched", "record.scopes"},
		{"service with its box", "record.scopes=restlets service=restlets", "", "scope-record", diagnosis.Pass, "", ""},
		{"another role than the token's", "role=3", goodAccess, "facts-agree", warn, "", "role"},
		{"another Client ID than the token's", "client-id=" + otherID, goodAccess, "client-id", fail, "ClientIdMismatch", "client-id"},
	}
}

// TestRecord catches a contradiction between a setting and a token or another setting that is
// not reported, a false alarm, and a code that is confirmed or ruled out by what was said
// alone.
func TestRecord(t *testing.T) {
	for _, test := range recordCases() {
		t.Run(strings.ReplaceAll(test.name, " ", "-"), func(t *testing.T) {
			c := caseOf(t, test.facts)
			if test.token != "" {
				c = c.With(recognise(test.token))
			}
			d := diagnosis.Diagnose(c)
			sound(t, c, d)
			var f diagnosis.Finding
			for _, finding := range d.Findings {
				if finding.ID == test.id {
					f = finding
				}
			}
			if f.Status != test.status {
				t.Fatalf("%s is %q (%s); want %q; all: %v %v", test.id, f.Status, f.Title, test.status, ids(d, fail), ids(d, warn))
			}
			if got := codesWith(d, diagnosis.Confirmed); len(got) > 0 {
				t.Errorf("%v is confirmed", got)
			}
			var codes, facts []string
			for _, code := range f.Codes {
				switch v := d.Verdict(code); v.Verdict {
				case diagnosis.Likely:
					codes = append(codes, string(code))
				case diagnosis.Possible, diagnosis.RuledOut:
					codes = append(codes, string(code)+"?")
				default:
					t.Errorf("%s is %s", code, v.Verdict)
				}
			}
			for _, fact := range f.Facts {
				facts = append(facts, string(fact))
			}
			if got := strings.Join(codes, " "); got != test.codes {
				t.Errorf("the codes are %q; want %q", got, test.codes)
			}
			if f.Status != fail && f.Status != warn {
				return
			}
			if got := strings.Join(facts, " "); got != test.weighs {
				t.Errorf("it depends on %q; want %q", got, test.weighs)
			}
			steps := ""
			for _, fix := range f.Fix {
				steps += string(fix.Who) + fix.Step
			}
			if f.Page == "" && test.id != "facts-agree" || strings.Contains(steps, "administrator") && !strings.Contains(steps, "›") && test.id != "since-consent" {
				t.Errorf("no page or no place: %q, %+v", f.Page, f.Fix)
			}
			if len(f.Codes) == 0 && test.status == fail && !strings.Contains(f.Why, "no Detail code") {
				t.Errorf("it names no code and does not say why: %s", f.Why)
			}
			if n := len([]rune(f.Title)); n > 80 {
				t.Errorf("the title has %d characters: %s", n, f.Title)
			}
		})
	}
}

// TestGoodRecord catches a fault that is reported for a sound record and its token.
func TestGoodRecord(t *testing.T) {
	const good = "feature.oauth2=on record.state=enabled record.scopes=restlets,rest_webservices role.state=active entity.state=active role.web-services-only=no " + login
	for name, c := range map[string]diagnosis.Case{
		"authorization code": caseOf(t, good+" record.grants=authorization-code record.redirect-uris=https://app.example/cb,myapp://cb client=confidential pkce=off role=1000 entity=12 client-id="+clientID+" application-id="+appID+" service=restlets "+
			"record.certificates=none since-consent=1d", goodAccess),
		"public client":      caseOf(t, good+" record.grants=authorization-code client=public pkce=on record.refresh-validity=168 record.rotation=168", goodRefresh),
		"assertion":          caseOf(t, good+" record.grants=client-credentials record.certificates="+certID+" service=rest_webservices", goodProof),
		"client credentials": caseOf(t, good+" record.grants=client-credentials record.redirect-uris=none record.certificates="+otherCert, forge(issuedHeader, m2mClaims, 512)),
		"Administrator":      caseOf(t, "role.permissions=none service=rest_webservices", forge(issuedHeader, accessClaims.but(part{"sub": "3;-5"}), 512)),
		"AI connector": caseOf(t, "record.scopes=mcp record.grants=authorization-code pkce=on service=mcp role.permissions=oauth2-access-tokens,mcp-server-connection",
			forge(issuedHeader, accessClaims.but(part{"scope": []string{"mcp"}}), 512)),
	} {
		d := diagnosis.Diagnose(c)
		sound(t, c, d)
		if first, accused := d.FirstCause(); accused {
			t.Errorf("%s: false alarm: %s %q %+v", name, first.ID, first.Title, first.Evidence)
		}
		if got := codesWith(d, diagnosis.Confirmed, diagnosis.Likely); len(got) > 0 {
			t.Errorf("%s: %v are probable", name, got)
		}
	}
}

// TestRecordTakesProofAway catches a code that stays confirmed beside a fault of the record,
// and one that is no longer confirmed because of an unrelated setting.
func TestRecordTakesProofAway(t *testing.T) {
	old := forge(issuedHeader, accessClaims.but(expired), 512)
	for facts, want := range map[string]diagnosis.Certainty{
		"role.permissions=none": diagnosis.Likely, "role.state=inactive": diagnosis.Likely, "role.state=active": diagnosis.Confirmed,
		"client=confidential record.rotation=5": diagnosis.Confirmed, "client=public pkce=off": diagnosis.Confirmed, "record.certificates=none": diagnosis.Confirmed,
	} {
		if got := diagnosis.Diagnose(caseOf(t, asAccess+" "+facts, old)).Verdict("AccessTokenExpired"); got.Verdict != want {
			t.Errorf("%s: AccessTokenExpired is %s (%s); want %s", facts, got.Verdict, got.Because, want)
		}
	}
	ended := forge(issuedHeader, refreshClaims.but(part{"iat": at(-700000), "exp": at(-95200), "oit": at(-700000)}), 512)
	if got := diagnosis.Diagnose(caseOf(t, asRefresh+" record.rotation=168 record.refresh-validity=168", ended)).Verdict("RefreshTokenExpired"); got.Verdict != diagnosis.Confirmed {
		t.Errorf("RefreshTokenExpired is %s (%s); the chain is not a second fault", got.Verdict, got.Because)
	}
}

// recordScenarios returns the cases in which one setting is wrong, and nothing else.
func recordScenarios() (out []scenario) {
	for _, r := range recordCases() {
		if r.status != fail && r.status != warn || strings.HasSuffix(r.name, "kid") && strings.HasPrefix(r.name, "nothing mapped") {
			continue // nothing wrong, or the kid is wrong as well
		}
		codes := slices.DeleteFunc(strings.Fields(r.codes), func(code string) bool { return strings.HasSuffix(code, "?") })
		out = append(out, sent(r.name, r.token, r.facts, r.id, r.status, strings.Join(codes, " ")))
	}
	return out
}
