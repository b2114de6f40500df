package detail

// otherWord is a value of the Detail column that is not an OAuth 2.0 code.
type otherWord struct{ word, meaning string }

// tbaWords are the words in the Detail column that only TBA (OAuth 1.0a) writes, from
// subsect_156935170194 and subsect_156934879823. Words of both protocols are in kinds, with
// TBA set.
var tbaWords = []otherWord{
	{"consumer_key_refused", "the State of the integration record is Blocked"},
	{"consumer_key_unknown", "no integration record has this consumer key"},
	{"MissingTokenPassportRequiredFields", "a field of the token passport is missing"},
	{"nonce_rejected", "the nonce is shorter than 6 characters"},
	{"NonceRejected", "the nonce is not acceptable"},
	{"nonce_used", "the nonce was used before"},
	{"NonceUsed", "the nonce was used before"},
	{"parameter_rejected", "a parameter is not allowed"},
	{"permission_denied", "the entity or role may not be used"},
	{"UnknownAlgorithm", "the signature algorithm is not HMAC-SHA256"},
	{"temporary_locked", "the user is locked for 30 minutes after 5 failed logins"},
	{"InvalidTimestamp", "the time stamp is more than 5 minutes off"},
	{"token_rejected", "the TBA token was not found"},
	{"VersionRejected", "oauth_version is not 1.0"},
	{"AuthorizationFlowRequired", "the TBA authorization flow is not allowed on the record"},
	{"InvalidCallback", "the callback URL is not the one on the record"},
	{"MissingRequiredParameter", "a required parameter is missing"},
}

// logoutWords are the words in the column for ended sessions (section_159282412990).
var logoutWords = []otherWord{
	{"ExplicitLogout", "the user logged out"},
	{"RoleSwitchLogout", "the user switched roles"},
	{"SAMLIdPInitiatedLogout", "the identity provider ended the session"},
}
