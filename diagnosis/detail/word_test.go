package detail_test

import (
	"slices"
	"testing"

	"authdoctor/diagnosis/detail"
)

// TestWords catches a word that is missing from the list, appears in it twice, or has the
// wrong protocol.
func TestWords(t *testing.T) {
	var names []string
	for _, word := range detail.Words() {
		if got := detail.Known(word.Name); got.Name != word.Name || got.Protocol != word.Protocol {
			t.Errorf("the list has %s (%s); Known finds %s (%s)", word.Name, word.Protocol, got.Name, got.Protocol)
		}
		if slices.Contains(names, word.Name) {
			t.Errorf("%s appears twice", word.Name)
		}
		names = append(names, word.Name)
	}
	want := []string{"token_rejected", "nonce_used", "NonceUsed", "InvalidCallback", "permission_denied", "ExplicitLogout", "RoleSwitchLogout", "SAMLIdPInitiatedLogout"}
	for _, kind := range detail.Kinds() {
		want = append(want, string(kind.Code))
	}
	for _, name := range want {
		if !slices.Contains(names, name) {
			t.Errorf("%s is missing", name)
		}
	}
}
