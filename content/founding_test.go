package content

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
)

// founding is the table of the founding document: 22 rows, with what their problem
// and resolution say that may not get lost. Words with a | between them are ways
// to say the same.
var founding = []struct {
	code    diagnosis.Code
	problem string // as Oracle's table begins it
	words   []string
}{
	{"AccessTokenExpired", "The access token is expired.", []string{"access token", "expired", "refresh token", "authorization code"}},
	{"EntityOrRoleDisabled", "At least one of the following is invalid:", []string{"entity", "contact", "role", "does not exist|exists", "account"}},
	{"InvalidSignature", "The signature is invalid.", []string{"signature", "public key", "cross-site request forgery", "CSRF", "RFC 6749", "section 10.12"}},
	{"TokenRejected", "Login attempted with a refresh token.", []string{"refresh token", "access token", "token endpoint|token request|refresh request"}},
	{"InvalidIntegration", "The integration application ID is invalid.", []string{"Application ID", "integration record", "exist|is there", "account"}},
	{"ScopeMismatched", "The integration application has empty scope", []string{"RESTlets", "REST Web Services", "box", "integration record", "No scope box is checked|empty scope"}},
	{"AuthorizationCodeGrantRequired", "The integration application does not use OAuth 2.0.", []string{"Authorization Code Grant", "box", "checked|check", "integration record"}},
	{"InvalidScope", "The scope value is empty in the token.", []string{"scope", "empty|no scope", "token"}},
	{"EntityOrRoleDisabled", "Role or entity is inactive.", []string{"inactive", "role", "entity", "active again|Inactive"}},
	{"FeatureDisabled", "The OAuth 2.0 feature is not enabled in the account.", []string{"OAuth 2.0", "Enable Features", "account"}},
	{"IntegrationBlocked", "The integration record is blocked.", []string{"State", "Enabled", "Blocked", "integration record"}},
	{"UnsupportedAlgo", "The token is signed with an algorithm that is not supported.", []string{"algorithm", "PS256", "sign"}},
	{"TokenValidityTooBroad", "The token validity is too far in the future.", []string{"two hours", "60 minutes", "client credentials"}},
	{"TokenBlocked", "Either access or refresh token is blocked,", []string{"access token", "refresh token", "blocked", "flow"}},
	{"InvalidTokenType", "Either access token was used as a refresh token,", []string{"access token", "refresh token", "authorization code"}},
	{"SignatureValidation", "The token signature is incorrect.", []string{"signature", "client credentials", "certificate"}},
	{"ClientIdMismatch", "The client ID in first and second step", []string{"Client ID", "step one|first step", "step two|second step", "authorization code"}},
	{"TokenNotAcceptable", "The value of the nonce parameter is set up incorrectly,", []string{"nonce", "future", "iat"}},
	{"TokenExpired", "Any one of the tokens used during an OAuth 2.0 flow is expired.", []string{"expired", "flow", "start it again|start the flow again", "fresh"}},
	{"InvalidIssuer", "The token issuer is incorrect.", []string{"iss", "issuer", "cross-site request forgery", "CSRF", "RFC 6749", "section 10.12"}},
	{"MissingKeyId", "The header of a token is missing a value for the kid parameter.", []string{"kid", "header"}},
	{"MissingKey", "The value of the kid parameter in a token header", []string{"kid", "header", "certificate"}},
}

// Catches a page that lost what its row of the founding document says, and one
// that nobody is led to.
func TestFoundingDocument(t *testing.T) {
	if len(founding) != 22 {
		t.Fatalf("%d rows, the founding document has 22", len(founding))
	}
	library := embeddedLibrary(t)
	reached := library.Guide().ends()
	for _, row := range founding {
		page, ok := library.Code(row.code)
		if !ok {
			t.Errorf("no page of %s", row.code)
			continue
		}
		if !reached[page.Path] {
			t.Errorf("the guide does not lead to %s", page.Path)
		}
		text := strings.ToLower(strings.Join(strings.Fields(page.Title+" "+page.text()), " "))
		for _, words := range row.words {
			if !slices.ContainsFunc(strings.Split(strings.ToLower(words), "|"), func(word string) bool { return strings.Contains(text, word) }) {
				t.Errorf("%s does not say %q; the founding document does: %s", page.Path, words, row.problem)
			}
		}
	}
	page, _ := library.Code("EntityOrRoleDisabled")
	if len(page.Problems) != 2 {
		t.Errorf("EntityOrRoleDisabled answers %d rows, want the 2 of the founding document", len(page.Problems))
	}
}

// Catches a row that was left out of the table above, or put there with the
// problem of another.
func TestFoundingTableIsComplete(t *testing.T) {
	text, err := os.ReadFile("../../shared/seed-login-audit-trail-errors.txt")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the founding document is not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	// A cell is a paragraph: Problem, code, Resolution. The problem of a row is the
	// first paragraph behind the resolution before it, and each problem has one
	// that the table begins with.
	var paragraphs []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" {
			paragraphs = append(paragraphs, line)
		}
	}
	row := 0
	problem := ""
	for _, paragraph := range paragraphs[slices.Index(paragraphs, "Resolution")+1:] {
		if row < len(founding) && strings.HasPrefix(paragraph, founding[row].problem) {
			problem = paragraph
		}
		if kind, ok := detail.Lookup(paragraph); ok {
			if row >= len(founding) || kind.Code != founding[row].code || problem == "" {
				t.Fatalf("row %d of the founding document is %s, the table has another one", row+1, kind.Code)
			}
			row, problem = row+1, ""
		}
	}
	if row != len(founding) {
		t.Errorf("the founding document has %d rows, the table %d", row, len(founding))
	}
}
