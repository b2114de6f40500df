package incident

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"authdoctor/diagnosis/detail"
)

// TestCausesAreOfThePages catches a code without a cause, a cause that the page of its
// code does not name, and a page that is not there. For each cause there is the part of
// the page that it is taken from.
func TestCausesAreOfThePages(t *testing.T) {
	from := map[string][]string{
		"AccessTokenExpired":             {"does not renew the token after 60 minutes", "this process still sends the old one", "The clock of the application is slow", "The refresh token has expired too"},
		"AuthorizationCodeGrantRequired": {"The box was cleared after the tokens were issued", "uses the Client ID of another record", "The record was made for TBA", "Only Client Credentials"},
		"AuthorizationExplicitlyDenied":  {"did not know the name on the consent page", "asks for consent each time"},
		"ClientAuthenticationFailed":     {"The Client Secret was reset: the old one ended at that moment", "Values of production are used in a sandbox"},
		"ClientIdMismatch":               {"The credentials were reset between the steps, or only one place got the new Client ID", "read the Client ID from different settings"},
		"EntityOrRoleDisabled":           {"The role was made inactive or deleted", "The user left, and the entity was made inactive", "A sandbox refresh replaced the role or the entity"},
		"FeatureDisabled":                {"Somebody switched it off", "enabled in another account than the one called", "The login was TBA or OIDC, and the other feature is off"},
		"IntegrationBlocked":             {"An administrator set State to Blocked", "waits for approval", "auto-installed", "Blocked in the one that is called"},
		"InvalidGrant":                   {"The verifier was lost: another server, a restarted application", "Two flows ran at once, and the verifier of one was used for the other"},
		"InvalidGrantType":               {"The value of one step is used in the other", "does not arrive"},
		"InvalidIntegration":             {"The record was uninstalled", "The token comes from another account", "A sandbox refresh uninstalled the record"},
		"InvalidIssuer":                  {"A client assertion carries something else in `iss`", "sends its own assertion as bearer token", "comes from another service", "a token that NetSuite did not issue"},
		"InvalidRedirectURI":             {"A slash at the end, a port or a path differs", "another environment"},
		"InvalidRefreshToken":            {"overwrote its refresh token with the new access token", "swapped when they were stored"},
		"InvalidRequest":                 {"the library does not use PKCE", "`code_challenge_method` is missing or `plain`"},
		"InvalidScope":                   {"builds the client assertion without `scope`, or from a setting that is empty"},
		"InvalidSignature":               {"cut, wrapped or re-encoded on its way", "comes from another account", "it uses the wrong public key", "valid for 90 days", "Somebody, or a program, changed the token's text or made the token"},
		"InvalidState":                   {"The same value was sent for another flow", "is shorter than 22 characters"},
		"InvalidTokenType":               {"or mixes up the two"},
		"MissingKey":                     {"The certificate expired", "exchanged or revoked, and `kid` is still the old one", "`kid` is not a Certificate ID", "no mapping is copied between accounts", "a sandbox refresh clears it", "company keys live 90 days"},
		"MissingKeyId":                   {"The setting for the Certificate ID is empty or was not read"},
		"RefreshTokenExpired":            {"7 days have passed since the user consented", "refreshing does not prolong them", "was not stored"},
		"ScopeMismatched":                {"The box was cleared after the token was issued", "The box for the service you call was never checked"},
		"SignatureValidation":            {"The private key is not the partner of the uploaded certificate: another pair, another environment"},
		"TokenBlocked":                   {"The authorized application was revoked", "The scope on the integration record was extended", "A public client used a refresh token twice", "authorized applications are not copied"},
		"TokenExpired":                   {"A stored access token is sent after its 60 minutes", "made once and sent again and again", "The clock of the machine that signs is slow"},
		"TokenNotAcceptable":             {"The clock of the machine that signs is ahead"},
		"TokenRejected":                  {"reads `refresh_token` instead of `access_token`", "Someone pasted the wrong one into a tool"},
		"TokenValidityTooBroad":          {"The library's default", "in milliseconds", "The clock of the machine that signs is ahead"},
		"UnknownIntegration":             {"The credentials were reset, and the application still has the old Client ID", "The Application ID was copied from the record", "belongs to another account", "The record was uninstalled"},
		"UnsupportedAlgo":                {"signs with RS256", "are no longer accepted"},
		"UnsupportedResponseType":        {"set to the implicit flow", "asks for an ID token"},
	}
	page := func(path string) string {
		text, err := os.ReadFile(filepath.Join("..", "..", "..", "content", filepath.FromSlash(path)))
		if err != nil {
			t.Error(err)
		}
		return string(text)
	}
	for _, kind := range detail.Kinds() {
		for _, of := range []Kind{Burst, Everywhere, Drip, OneUser, NewAddress} {
			cause, path := causeOf(string(kind.Code), of)
			if !strings.HasPrefix(cause, "likely ") {
				t.Errorf("%s, %s: the cause is %q; want one that is likely", kind.Code, of, cause)
			}
			if path != kind.Code.Path() {
				t.Errorf("%s, %s: page %s; want %s", kind.Code, of, path, kind.Code.Path())
			}
		}
		_, rest, _ := strings.Cut(page(kind.Code.Path()), "## Causes, likeliest first")
		section, _, _ := strings.Cut(rest, "\n## ")
		if len(from[string(kind.Code)]) == 0 {
			t.Errorf("%s: nothing of the page is named", kind.Code)
		}
		for _, part := range from[string(kind.Code)] {
			if !strings.Contains(section, part) {
				t.Errorf("%s: the page does not name %q among its causes", kind.Code, part)
			}
		}
	}
	if len(causes) != len(detail.Kinds()) {
		t.Errorf("causes of %d codes; there are %d", len(causes), len(detail.Kinds()))
	}
	for _, word := range []string{"nonce_used", "permission_denied"} {
		if cause, path := causeOf(word, Burst); path != tbaPage || !strings.HasPrefix(cause, "likely ") {
			t.Errorf("%s: cause %q, page %s", word, cause, path)
		}
	}
	if cause, path := causeOf("SomethingNew2027", Burst); path != unclearPage || !strings.Contains(cause, "likely") {
		t.Errorf("an unknown word: cause %q, page %s", cause, path)
	}
	page(tbaPage)
	page(unclearPage)
}
