package detail

import "strings"

// httpErrors are what HTTP answers and redirects say about a failed login: the
// errors of RFC 6749 sections 4.1.2.1 and 5.2 and RFC 6750 section 3.1, and
// NetSuite's own (subsect_158521823069, subsect_158521832417, section_4634920277, section_156570709583;
// reports of REST web services).
// Some look like misspelt codes of the Detail column and are not.
var httpErrors = []string{
	"invalid_client", "invalid_grant", "invalid_request", "invalid_scope", "invalid_token", "unauthorized_client", "unsupported_grant_type",
	"unsupported_response_type", "access_denied", "server_error", "temporarily_unavailable", "insufficient_scope",
	"INVALID_LOGIN", "INVALID_LOGIN_ATTEMPT", "INVALID_LOGIN_CREDENTIALS", "TWO_FA_REQD", "CONCURRENCY_LIMIT_EXCEEDED",
	"SSS_REQUEST_LIMIT_EXCEEDED", "SSS_INVALID_SCRIPTLET_ID", "UNEXPECTED_ERROR", "USER_ERROR",
	"INSUFFICIENT_PERMISSION", "USER_UNAUTHORIZED", "INVALID_CONTENT", "NONEXISTENT_ID", "RCRD_DSNT_EXIST",
}

// What answers say in words where they give no error of that meaning.
const (
	// NoPermission stands for an answer that says the role may not do the work:
	// the login itself succeeded.
	NoPermission = "USER_ERROR"
	// NoOAuth2Login stands for an answer that says there is no OAuth 2.0 login
	// for the role.
	NoOAuth2Login = "does not support OAuth 2.0 login"
)

// HTTPError returns the spelling of an error that is in HTTP answers, in any
// case of letters; "" for every other word.
func HTTPError(word string) string {
	for _, name := range httpErrors {
		if strings.EqualFold(name, strings.TrimSpace(word)) {
			return name
		}
	}
	return ""
}
