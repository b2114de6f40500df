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

// RowFacts is what one row of the Login Audit Trail tells of a failed login, for
// the Case; nil for a row that is no failure. What the row leaves open stays open:
// a word that OAuth 2.0 and TBA share names no protocol, and a request to the token
// endpoint may be step two, a refresh or a client-credentials request.
func RowFacts(row trail.Row) []Fact {
	if !row.Failure {
		return nil
	}
	var facts []Fact
	add := func(name FactName, value string) {
		facts = append(facts, Fact{Name: name, Value: value, Source: SourceTrail})
	}
	match := row.Detail
	if match.Protocol == detail.OAuth2 || match.Protocol == detail.TBA {
		add(FactDetail, match.Name)
	}
	if application := strings.TrimSpace(row.Values[trail.ColumnApplication]); application != "" {
		add(FactApplication, border.Clip(application, 256))
	}
	if protocol := rowProtocol(row); protocol != "" {
		add(FactProtocol, protocol)
	}
	if role := strings.TrimSpace(row.Values[trail.ColumnRole]); isInternalID(role) {
		add(FactRole, role)
	}
	service, step := requested(row.Values[trail.ColumnURI])
	if step != "" {
		add(FactStep, step)
	}
	if service != "" {
		add(FactService, service)
	}
	return facts
}

// rowProtocol is the protocol that a failed row proves, "" for none: only TBA fills
// the name of an access token (section_1534941538), and some words and addresses have
// one protocol alone. SOAP takes TBA and no OAuth 2.0.
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

// The addresses that only OAuth 2.0 has: of step one, and of the token endpoint and its
// neighbours.
const (
	authorizePath = "/app/login/oauth2/authorize.nl"
	oauth2Paths   = "/services/rest/auth/oauth2/"
)

// pathOf is the path of a Request URI, in small letters.
func pathOf(uri string) string {
	path, _, _ := strings.Cut(strings.TrimSpace(uri), "?")
	if _, rest, found := strings.Cut(path, "://"); found {
		_, path, _ = strings.Cut(rest, "/")
		path = "/" + path
	}
	return strings.ToLower(path)
}

// requested reads what was called off a Request URI: the service, and the step
// where the address belongs to one step alone; "" for what it does not tell.
func requested(uri string) (service, step string) {
	switch path := pathOf(uri); {
	case path == "/app/site/hosting/restlet.nl":
		return "restlets", "call"
	case path == authorizePath:
		return "", "authorize"
	case path == oauth2Paths+"v1/revoke":
		return "", "revoke"
	case strings.HasPrefix(path, "/services/rest/auth/"):
		return "", "" // the token endpoint answers three kinds of requests
	case strings.HasPrefix(path, "/services/rest/"):
		return "rest_webservices", "call"
	case strings.HasPrefix(path, "/services/mcp/"):
		return "mcp", "call"
	}
	return "", ""
}

// WithRow returns a Case of the login that a row of the trail tells of.
func (c Case) WithRow(row trail.Row) Case { return c.withRows([]trail.Row{row}) }

// withRows returns a Case of logins that rows of the trail tell of: with what they all
// tell alike. What another row said before is forgotten: it was another login. A word of
// rows of which some are of TBA, and not all, is the word of neither for certain.
func (c Case) withRows(rows []trail.Row) Case {
	if detail.Known(c.Facts.Value(FactDetail)).Protocol == detail.TBA {
		c.Facts = c.Facts.Without(FactProtocol) // the word before told it
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

// withoutRows returns a Case without what rows of the trail said.
func (c Case) withoutRows() Case {
	c.Facts = slices.DeleteFunc(slices.Clone(c.Facts), func(f Fact) bool { return f.Source == SourceTrail })
	return c
}

// WithColumn returns a Case that also knows what a column of an export holds; ""
// says that it is none of the known ones.
func (c Case) WithColumn(label string, column trail.Column) Case {
	columns := maps.Clone(c.Columns)
	if columns == nil {
		columns = map[string]trail.Column{}
	}
	columns[label] = column
	c.Columns = columns
	return c
}
