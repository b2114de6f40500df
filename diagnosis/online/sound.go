package online

import "slices"

// scopes are the scopes that a token needs for a check (section_157771281570).
var scopes = map[ID]string{
	ServerTime: "rest_webservices", Metadata: "rest_webservices", Certificates: "rest_webservices", SuiteQL: "rest_webservices",
	RESTlet: "restlets", MCP: "mcp",
}

// LacksScope returns the scope that a check needs and a token does not have; "" if it has it,
// or if its scopes are not known.
func (id ID) LacksScope(granted []string) string {
	if scope := scopes[id]; len(granted) > 0 && !slices.Contains(granted, scope) {
		return scope
	}
	return ""
}

// Sound reports whether the answer of a check shows no failure. Any status will do where only
// the host or its clock is asked for.
func (s Seen) Sound() bool {
	return s.Outcome == Answered && s.Fault == NoFault && (s.Status < 400 || slices.Contains([]ID{Host, Clock}, s.Check))
}
