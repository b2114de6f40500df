package detail

import "strings"

// httpErrors are the errors in HTTP answers and redirects for a failed login: those of
// RFC 6749 sections 4.1.2.1 and 5.2 and RFC 6750 section 3.1, and NetSuite's own
// (subsect_158521823069, subsect_158521832417, section_4634920277, section_156570709583;
// reports of REST web services). Some look like misspelled Detail codes but are not.
var httpErrors = []string{
	"invalid_client", "invalid_grant", "invalid_request", "invalid_scope", "invalid_token", "unauthorized_client", "unsupported_grant_type",
	"unsupported_response_type", "access_denied", "server_error", "temporarily_unavailable", "insufficient_scope",
	"INVALID_LOGIN", "INVALID_LOGIN_ATTEMPT", "INVALID_LOGIN_CREDENTIALS", "TWO_FA_REQD", "CONCURRENCY_LIMIT_EXCEEDED",
	"SSS_REQUEST_LIMIT_EXCEEDED", "SSS_INVALID_SCRIPTLET_ID", "UNEXPECTED_ERROR", "USER_ERROR",
	"INSUFFICIENT_PERMISSION", "USER_UNAUTHORIZED", "INVALID_CONTENT", "NONEXISTENT_ID", "RCRD_DSNT_EXIST",
}

// Errors for answers that describe the problem only in a sentence.
const (
	// NoPermission is the error for a sentence that the role lacks a permission. The login
	// itself succeeded.
	NoPermission = "USER_ERROR"
	// NoOAuth2Login is the error for a sentence that the role has no OAuth 2.0 login.
	NoOAuth2Login = "does not support OAuth 2.0 login"
)

// HTTPError returns the error of HTTP answers that equals word without regard to case, in
// its usual spelling, or "".
func HTTPError(word string) string {
	for _, name := range httpErrors {
		if strings.EqualFold(name, strings.TrimSpace(word)) {
			return name
		}
	}
	return ""
}
