package diagnosis

import (
	"maps"
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/trail"
)

// RowFacts returns the facts in one row of the Login Audit Trail; nil for a row that is not
// a failure. A word that OAuth 2.0 and TBA share implies no protocol, and a request to the
// token endpoint no step: it may be step two, a refresh or a client-credentials request.
func RowFacts(row trail.Row) []Fact {
	if !row.Failure {
		return nil
	}
	var facts []Fact
	add := func(name FactName, value string) {
		if value != "" {
			facts = append(facts, Fact{Name: name, Value: value, Source: SourceTrail})
		}
	}
	if match := row.Detail; match.Protocol == detail.OAuth2 || match.Protocol == detail.TBA {
		add(FactDetail, match.Name)
	}
	add(FactApplication, border.Clip(strings.TrimSpace(row.Values[trail.ColumnApplication]), 256))
	add(FactProtocol, rowProtocol(row))
	if role := strings.TrimSpace(row.Values[trail.ColumnRole]); isInternalID(role) {
		add(FactRole, role)
	}
	service, step := requested(row.Values[trail.ColumnURI])
	add(FactStep, step)
	add(FactService, service)
	return facts
}

// rowProtocol returns the protocol that a failed row proves, "" for none: only TBA fills in
// the name of an access token (section_1534941538), and some words and addresses belong to
// one protocol only. SOAP accepts TBA, and not OAuth 2.0.
func rowProtocol(row trail.Row) string {
	match := row.Detail
	uri := row.Values[trail.ColumnURI]
	if strings.TrimSpace(row.Values[trail.ColumnTokenName]) != "" || match.Protocol == detail.TBA || slices.ContainsFunc(intake.Telling(uri), func(m intake.Mark) bool { return m.Login == intake.TBA || m.Login == intake.SOAP }) {
		return "tba"
	}
	path := pathOf(uri)
	if kind, known := detail.Lookup(string(match.Code)); known && !kind.TBA || path == authorizePath || strings.HasPrefix(path, oauth2Paths) {
		return "oauth2"
	}
	return ""
}

// The paths of OAuth 2.0 alone: of step one, and the prefix of the token endpoint and its
// neighbours.
const (
	authorizePath = "/app/login/oauth2/authorize.nl"
	oauth2Paths   = "/services/rest/auth/oauth2/"
)

// pathOf returns the path of a Request URI in lower case.
func pathOf(uri string) string {
	path, _, _ := strings.Cut(strings.TrimSpace(uri), "?")
	if _, rest, found := strings.Cut(path, "://"); found {
		_, path, _ = strings.Cut(rest, "/")
		path = "/" + path
	}
	return strings.ToLower(path)
}

// requested returns the service of a Request URI, and the step where the address belongs to
// one step only; "" for what the address does not tell.
func requested(uri string) (service, step string) {
	switch path := pathOf(uri); {
	case path == "/app/site/hosting/restlet.nl":
		return "restlets", "call"
	case path == authorizePath:
		return "", "authorize"
	case path == oauth2Paths+"v1/revoke":
		return "", "revoke"
	case strings.HasPrefix(path, "/services/rest/auth/"):
		return "", "" // the token endpoint serves three steps
	case strings.HasPrefix(path, "/services/rest/"):
		return "rest_webservices", "call"
	case strings.HasPrefix(path, "/services/mcp/"):
		return "mcp", "call"
	}
	return "", ""
}

// WithRow returns a Case of the login in a row of the trail.
func (c Case) WithRow(row trail.Row) Case { return c.withRows([]trail.Row{row}) }

// withRows returns a Case with the facts that all rows have in common, in place of those of
// earlier rows, which were of another login. Where only some of the rows are of TBA, their
// common word proves no code.
func (c Case) withRows(rows []trail.Row) Case {
	if detail.Known(c.Facts.Value(FactDetail)).Protocol == detail.TBA {
		c.Facts = c.Facts.Without(FactProtocol) // the former word implied it
	}
	c = c.withoutRows()
	var alike []Fact
	tba := 0
	for i, row := range rows {
		told := RowFacts(row)
		if rowProtocol(row) == "tba" {
			tba++
		}
		if i == 0 {
			alike = told
		}
		alike = slices.DeleteFunc(alike, func(f Fact) bool { return !slices.Contains(told, f) })
	}
	c.Near = detail.Match{}
	for _, fact := range alike {
		if fact.Name == FactDetail && 0 < tba && tba < len(rows) {
			c.Near = detail.Known(fact.Value)
			c.Near.Nearest = []string{fact.Value}
			continue
		}
		c.Facts = c.Facts.With(fact)
	}
	return c
}

// withoutRows returns a Case without the facts of rows of the trail.
func (c Case) withoutRows() Case {
	c.Facts = slices.DeleteFunc(slices.Clone(c.Facts), func(f Fact) bool { return f.Source == SourceTrail })
	return c
}

// WithColumn returns a Case in which a column of an export has a meaning, "" for none of the
// known ones.
func (c Case) WithColumn(label string, column trail.Column) Case {
	columns := maps.Clone(c.Columns)
	if columns == nil {
		columns = map[string]trail.Column{}
	}
	columns[label] = column
	c.Columns = columns
	return c
}
