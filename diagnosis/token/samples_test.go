package token

import (
	"encoding/json"
	"os"
	"testing"
)

// TestPublishedTokens catches a shape of NetSuite's that is classified wrong:
// eleven tokens printed in Oracle's help, 2020 to 2026.
func TestPublishedTokens(t *testing.T) {
	data, err := os.ReadFile("../../../shared/samples/published-tokens.json")
	if err != nil {
		t.Skip("the published samples are not beside this checkout")
	}
	var samples []struct{ Name, Role, Token string }
	if err := json.Unmarshal(data, &samples); err != nil {
		t.Fatal(err)
	}
	for _, sample := range samples {
		got, _ := Parse(sample.Token)
		if string(got.Kind) != sample.Role {
			t.Errorf("%s: got kind %s by %q, want %s", sample.Name, got.Kind, got.Signs, sample.Role)
		}
		if len(got.Contradictions) > 0 || len(got.Problems) > 0 {
			t.Errorf("%s: contradictions %q, problems %+v", sample.Name, got.Contradictions, got.Problems)
		}
		t.Logf("%s: %s %s account=%s app=%s client=%.8s role=%s entity=%s scopes=%v", sample.Name, got.Kind, got.Flow, got.Account, got.ApplicationID, got.ClientID, got.Role, got.Entity, got.Scopes)
	}
}
