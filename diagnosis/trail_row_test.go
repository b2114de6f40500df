package diagnosis_test

import (
	"strings"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/trail"
)

// TestRowFacts catches facts that a row does not prove (a protocol where two share the word, a
// step where three share the address, a cause where the login succeeded) and missing facts.
func TestRowFacts(t *testing.T) {
	for _, test := range []struct {
		name, word, token, role, uri string
		success                      bool
		want                         string
	}{
		{name: "a call with OAuth 2.0", word: "AccessTokenExpired", role: "1009", uri: "/services/rest/record/v1/customer", want: "detail=AccessTokenExpired protocol=oauth2 role=1009 step=call service=rest_webservices"},
		{name: "a RESTlet", word: "accesstokenexpired", role: "Administrator", uri: "/app/site/hosting/restlet.nl?script=7&deploy=1", want: "detail=AccessTokenExpired protocol=oauth2 step=call service=restlets"},
		{name: "an address with a host", word: "ScopeMismatched", uri: "https://1234567.suitetalk.api.netsuite.com/services/rest/query/v1/suiteql", want: "detail=ScopeMismatched protocol=oauth2 step=call service=rest_webservices"},
		{name: "a shared word", word: "InvalidSignature", uri: "/services/rest/record/v1/customer", want: "detail=InvalidSignature step=call service=rest_webservices"},
		{name: "a shared word with the name of a token", word: "InvalidSignature", token: "Celigo token", want: "detail=InvalidSignature protocol=tba"},
		{name: "a word of OAuth 2.0 with the name of a token", word: "TokenRejected", token: "Celigo token", want: "detail=TokenRejected protocol=tba"},
		{name: "a word of TBA", word: "token_rejected", uri: "/app/site/hosting/restlet.nl", want: "detail=token_rejected protocol=tba step=call service=restlets"},
		{name: "the token endpoint", word: "MissingKey", uri: "/services/rest/auth/oauth2/v1/token", want: "detail=MissingKey protocol=oauth2"},
		{name: "revoking", word: "FeatureDisabled", uri: "/services/rest/auth/oauth2/v1/revoke", want: "detail=FeatureDisabled protocol=oauth2 step=revoke"},
		{name: "a shared word at the token endpoint", word: "IntegrationBlocked", uri: "/services/rest/auth/oauth2/v1/token", want: "detail=IntegrationBlocked protocol=oauth2"},
		{name: "the token endpoint with the name of a token", word: "IntegrationBlocked", token: "Shop", uri: "/services/rest/auth/oauth2/v1/token", want: "detail=IntegrationBlocked protocol=tba"},
		{name: "the first step of the TBA flow", word: "InvalidSignature", uri: "/rest/requesttoken", want: "detail=InvalidSignature protocol=tba"},
		{name: "the last step of the TBA flow, with a host", word: "UnknownIntegration", uri: "https://1234567.restlets.api.netsuite.com/rest/accesstoken", want: "detail=UnknownIntegration protocol=tba"},
		{name: "the TBA consent page", word: "IntegrationBlocked", uri: "/app/login/secure/authorizetoken.nl?oauth_token=x", want: "detail=IntegrationBlocked protocol=tba"},
		{name: "a call of SOAP", word: "EntityOrRoleDisabled", uri: "/services/NetSuitePort_2023_1", want: "detail=EntityOrRoleDisabled protocol=tba"},
		{name: "a login of SOAP", word: "InvalidSignature", uri: "/app/webservices/wslogin.nl", want: "detail=InvalidSignature protocol=tba"},
		{name: "step one", word: "InvalidState", uri: "/app/login/oauth2/authorize.nl", want: "detail=InvalidState protocol=oauth2 step=authorize"},
		{name: "the AI connector", word: "ScopeMismatched", uri: "/services/mcp/v1/all", want: "detail=ScopeMismatched protocol=oauth2 step=call service=mcp"},
		{name: "an unknown word", word: "ScopeMissmatched", role: "0012", uri: "/app/center/card.nl", want: ""},
		{name: "no word", role: "3", want: "role=3"},
		{name: "a success", word: "ExplicitLogout", role: "3", uri: "/app/site/hosting/restlet.nl", success: true, want: ""},
	} {
		row := trail.Row{Failure: !test.success, Detail: detail.Find(test.word), Values: map[trail.Column]string{
			trail.ColumnDetail: test.word, trail.ColumnTokenName: test.token, trail.ColumnRole: test.role, trail.ColumnURI: test.uri,
		}}
		var got []string
		for _, fact := range diagnosis.RowFacts(row) {
			got = append(got, fact.String())
			if fact.Source != diagnosis.SourceTrail {
				t.Errorf("%s: %s comes from %s", test.name, fact, fact.Source)
			}
			again, err := diagnosis.ParseFact(fact.String(), fact.Source)
			if err != nil || again != fact {
				t.Errorf("%s: %s does not parse: %v", test.name, fact, err)
			}
		}
		if text := strings.Join(got, " "); text != test.want {
			t.Errorf("%s says %q, want %q", test.name, text, test.want)
		}
	}
}

// TestRowsOfBothProtocols catches a word that is confirmed for OAuth 2.0 although some of its
// rows are of TBA.
func TestRowsOfBothProtocols(t *testing.T) {
	const head = "Date,Status,Detail,Token-based Access Token Name,Request URI\n"
	const call, soap, token = "11/23/2026 10:00,Failure,InvalidSignature,,/services/rest/record/v1/x\n", "11/23/2026 10:01,Failure,InvalidSignature,,/services/NetSuitePort_2023_1\n", "11/23/2026 10:02,Failure,InvalidSignature,Shop,/services/rest/record/v1/x\n"
	for rows, want := range map[string]diagnosis.Certainty{
		call: diagnosis.Confirmed, call + call: diagnosis.Confirmed, call + soap: diagnosis.Possible, soap + call: diagnosis.Possible, token + call: diagnosis.Possible, soap: diagnosis.RuledOut, token: diagnosis.RuledOut, token + soap: diagnosis.RuledOut,
	} {
		if got := diagnosis.Diagnose(diagnosis.Case{At: noon}.With(intake.Recognise(head + rows))).Verdict("InvalidSignature").Verdict; got != want {
			t.Errorf("%s: %s, want %s", rows, got, want)
		}
	}
}

// TestWithRow catches facts of one row that remain beside those of the next, and a method that
// changes the Case on which it is called.
func TestWithRow(t *testing.T) {
	row := func(word, uri string) trail.Row {
		return trail.Row{Failure: true, Detail: detail.Find(word), Values: map[trail.Column]string{trail.ColumnDetail: word, trail.ColumnURI: uri}}
	}
	user := diagnosis.Fact{Name: diagnosis.FactRecordState, Value: "enabled", Source: diagnosis.SourceUser}
	before := diagnosis.Case{At: noon, Facts: diagnosis.Facts{user}, Near: detail.Find("Nonsense")}
	first := before.WithRow(row("AccessTokenExpired", "/app/site/hosting/restlet.nl"))
	second := first.WithRow(row("FeatureDisabled", "/app/center/card.nl"))
	if got := second.Facts.Value(diagnosis.FactService) + second.Facts.Value(diagnosis.FactProtocol); got != "" {
		t.Errorf("the former row still says %q", got)
	}
	if got := second.Facts.Value(diagnosis.FactDetail); got != "FeatureDisabled" {
		t.Errorf("the word is %q", got)
	}
	if second.Facts.Value(diagnosis.FactRecordState) != "enabled" || second.Near.Word != "" {
		t.Errorf("what the user said is %v, near %q", second.Facts, second.Near.Word)
	}
	if first.Facts.Value(diagnosis.FactDetail) != "AccessTokenExpired" || len(before.Facts) != 1 {
		t.Error("the Case on which WithRow was called has changed")
	}
	if got := diagnosis.Diagnose(second).Verdict("FeatureDisabled").Verdict; got != diagnosis.Confirmed {
		t.Errorf("a word read in the trail is %s", got)
	}

	told := before.WithColumn("Datum", trail.ColumnDate)
	again := told.WithColumn("Status", "")
	if len(told.Columns) != 1 || len(again.Columns) != 2 || again.Columns["Datum"] != trail.ColumnDate {
		t.Errorf("columns: %v, then %v", told.Columns, again.Columns)
	}
}

// TestPastedRows catches a row of which only the word is used: the name of an access token
// proves that the login used TBA.
func TestPastedRows(t *testing.T) {
	const header = "Date,Status,Detail,Role,Request URI,Token-based Application Name,Token-based Access Token Name\n"
	row := func(role, tokenName string) string {
		return "11/23/2026 1:22 pm,Failure,InvalidSignature," + role + ",/app/site/hosting/restlet.nl,Shop," + tokenName + "\n"
	}
	for text, want := range map[string]string{
		header + row("1009", ""):                             "detail=InvalidSignature application=Shop role=1009 step=call service=restlets",
		header + row("1009", "Shop token"):                   "detail=InvalidSignature application=Shop protocol=tba role=1009 step=call service=restlets",
		header + row("1009", "Shop token") + row("1010", ""): "application=Shop step=call service=restlets",
	} {
		d := diagnosis.Diagnose(diagnosis.Case{At: noon}.With(intake.Recognise(text).StateAlone()))
		var got []string
		for _, fact := range d.Facts {
			if fact.Source != diagnosis.SourceTrail {
				t.Errorf("%s is from %s", fact, fact.Source)
			}
			got = append(got, fact.String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q tells %q; want %q", text, got, want)
		}
		if proven := strings.HasPrefix(want, "detail") && !strings.Contains(want, "tba"); proven != (d.Verdict("InvalidSignature").Verdict == diagnosis.Confirmed) {
			t.Errorf("%q: InvalidSignature is %s", text, d.Verdict("InvalidSignature").Verdict)
		}
	}
}
