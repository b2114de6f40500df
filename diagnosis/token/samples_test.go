package token

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
)

// TestPublishedTokens catches a shape of NetSuite's that is read wrong: the eleven
// tokens printed in Oracle's help, 2020 to 2026.
func TestPublishedTokens(t *testing.T) {
	data, err := os.ReadFile("../../../shared/samples/published-tokens.json")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the published samples are not beside this checkout")
	}
	if err != nil {
		t.Fatal(err)
	}
	var samples []struct{ Name, Role, Token string }
	if err := json.Unmarshal(data, &samples); err != nil {
		t.Fatal(err)
	}
	// Flow, account, first letters of Application ID and Client ID, role;entity, scopes.
	want := map[string]string{
		"legacy2020_access":              " 3829855 7EB8  1000;12 RESTLETS",
		"authcode_access_2021":           "authorization-code 4030059 6ACB 4776 3;7 rest_webservices,restlets",
		"authcode_refresh_2021":          "authorization-code 4030059 6ACB 4776 3;7 rest_webservices,restlets",
		"authcode_access_refreshed_2021": "authorization-code 4030059 6ACB 4776 3;7 rest_webservices,restlets",
		"m2m_access_2021":                "client-credentials 4030059 270C 9a50 3;7 rest_webservices,restlets",
		"oidc_access_2021":               "authorization-code MSTRWLFCANADA DDE2 9901 55;-5 email,openid",
		"oidc_refresh_2021":              "authorization-code MSTRWLFCANADA DDE2 9901 55;-5 email,openid",
		"oidc_id_token_2021":             "authorization-code 4030059 2794 6611 3;7 email,rest_webservices,openid,restlets",
		"authcode_access_2026":           "authorization-code 3829855 1C61 751a 3;-5 restlets,rest_webservices",
		"client_assertion_es512_2025":    "client-credentials 3829855  1c34 ; restlets,rest_webservices",
		"client_assertion_rs256_old":     "client-credentials   1c34 ; restlets,rest_webservices",
	}
	if len(samples) != len(want) {
		t.Errorf("%d samples; want %d", len(samples), len(want))
	}
	for _, sample := range samples {
		got, notes := Parse(sample.Token)
		if string(got.Kind) != sample.Role {
			t.Errorf("%s: got kind %s by %q, want %s", sample.Name, got.Kind, got.Signs, sample.Role)
		}
		if len(got.Contradictions) > 0 || len(got.Problems) > 0 || len(notes) > 0 {
			t.Errorf("%s: contradictions %q, problems %+v, notes %q", sample.Name, got.Contradictions, got.Problems, notes)
		}
		short := func(id string) string { return id[:min(4, len(id))] }
		read := strings.Join([]string{string(got.Flow), got.Account, short(got.ApplicationID), short(got.ClientID), got.Role + ";" + got.Entity, strings.Join(got.Scopes, ",")}, " ")
		if read != want[sample.Name] {
			t.Errorf("%s: read %q, want %q", sample.Name, read, want[sample.Name])
		}
	}
}
