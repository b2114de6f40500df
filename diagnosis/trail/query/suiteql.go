package query

import (
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/trail"
)

// suiteColumns are the columns that rows can be grouped by. Oracle does not document the
// table LoginAudit and its columns; they are as in public code. The name of a token is not
// counted, but whether there is one distinguishes TBA from OAuth 2.0.
var suiteColumns = []struct {
	column     trail.Column
	expression string
	// alias is the key in the answer: one of Column.Names that, unlike date and user, no SQL
	// reserves.
	alias string
}{
	{trail.ColumnStatus, "LoginAudit.status", "status"},
	{trail.ColumnDetail, "LoginAudit.detail", "detail"},
	{trail.ColumnApplication, "LoginAudit.oAuthAppName", "application_name"},
	{trail.ColumnTokenName, "NVL2(LoginAudit.oAuthAccessTokenName, 'filled', NULL)", "token_name"},
	{trail.ColumnUser, "BUILTIN.DF(LoginAudit.user)", "user_name"},
	{trail.ColumnRole, "BUILTIN.DF(LoginAudit.role)", "role"},
	{trail.ColumnIP, "LoginAudit.ipAddress", "ip_address"},
	{trail.ColumnURI, "LoginAudit.requestUri", "request_uri"},
}

// optional are the columns that a Query can omit, by their dimension.
var optional = map[trail.Column]trail.Dimension{trail.ColumnUser: trail.ByUser, trail.ColumnRole: trail.ByRole, trail.ColumnIP: trail.ByIP, trail.ColumnURI: trail.ByURI}

// SuiteQL returns a query that makes NetSuite count the rows of its Login Audit Trail, for
// accounts too big to export. The answer is read like an export: each of its rows represents
// number_of_rows rows in one hour, with the time of the first, so that incidents are found to
// the hour.
//
// The query groups by hour, status, code and application, and by those of user, role, IP
// address and request URI that are in By. Without By it omits only the request URIs, of which
// there are many. Successes are grouped as finely as failures: an address or a user that
// succeeds distinguishes an incident from a habit, and no use of the two ways to group them
// more coarsely (UNION ALL, CASE in GROUP BY) was found in SuiteQL.
//
// Every part of the query was found in SuiteQL that others run: the columns, TO_CHAR with
// HH24, MAX of TO_CHAR, TO_TIMESTAMP compared with LoginAudit.date, GROUP BY of TO_CHAR and of
// BUILTIN.DF, ORDER BY by position. NVL2 is in Oracle's list of supported functions
// (section_158513731864). The whole query in an account, NVL2 in GROUP BY, and the time zone
// of the dates are not verified. The query has no comments, because it is not documented
// whether SuiteQL allows them: SuiteQLNotes tells how to run it.
func SuiteQL(q Query) string {
	var selected, grouped []string
	for _, c := range suiteColumns {
		if by, ok := optional[c.column]; ok && !slices.Contains(q.By, by) && (len(q.By) > 0 || by == trail.ByURI) {
			continue
		}
		selected = append(selected, c.expression+" AS "+c.alias)
		grouped = append(grouped, c.expression)
	}
	var b strings.Builder
	b.WriteString("SELECT\n  MIN(TO_CHAR(LoginAudit.date, 'YYYY-MM-DD HH24:MI:SS')) AS date_time,\n")
	for _, s := range selected {
		b.WriteString("  " + s + ",\n")
	}
	b.WriteString("  COUNT(*) AS number_of_rows\nFROM LoginAudit\n")
	keyword := "WHERE"
	for _, limit := range []struct {
		compare, time string
		set           bool
	}{{">=", sqlTime(q.Since), !q.Since.IsZero()}, {"<", sqlTime(q.Until), !q.Until.IsZero()}} {
		if limit.set {
			fmt.Fprintf(&b, "%s LoginAudit.date %s TO_TIMESTAMP(%s, 'YYYY-MM-DD HH24:MI:SS')\n", keyword, limit.compare, sqlText(limit.time))
			keyword = "  AND"
		}
	}
	b.WriteString("GROUP BY\n  TO_CHAR(LoginAudit.date, 'YYYY-MM-DD HH24'),\n  " + strings.Join(grouped, ",\n  ") + "\n")
	// Pages need an unambiguous order (section_158394344595): with the date, the columns
	// grouped by are unique.
	places := make([]string, 0, len(grouped)+1)
	for i := range len(grouped) + 1 {
		places = append(places, fmt.Sprint(i+1))
	}
	b.WriteString("ORDER BY " + strings.Join(places, ", ") + "\n")
	return b.String()
}

// SuiteQLNotes returns the instructions for running SuiteQL, line by line.
//
// Sources: section_157909186990 and section_156414087576 (1 000 rows a page, 100 000
// in all), article_5085602973 (permissions of REST web services),
// section_1548084502 (that of the trail).
func SuiteQLNotes() []string {
	return []string{
		"Save the query as trail.sql, and run it in NetSuite page by page, 1000 rows each:",
		"  jq -Rs '{q: .}' trail.sql > query.json",
		"  curl -X POST 'https://ACCOUNT.suitetalk.api.netsuite.com/services/rest/query/v1/suiteql?limit=1000&offset=0' \\",
		"    -H \"Authorization: Bearer $TOKEN\" -H 'Prefer: transient' -H 'Content-Type: application/json' -d @query.json >> answers.json",
		"While the response contains \"hasMore\": true, repeat with offset=1000, 2000 and so on. Then run:",
		"  authdoctor trail answers.json",
		"NetSuite returns at most 100 000 rows. If \"totalResults\" is 100000, split the time with --since and --until, and run one query for each part.",
		"If you write your own query, select the date as TO_CHAR(LoginAudit.date, 'YYYY-MM-DD HH24:MI:SS') AS date_time. Otherwise the response may contain days without times.",
		"The role needs the permissions View Login Audit Trail, REST Web Services, SuiteAnalytics Workbook, and Log in using OAuth 2.0 Access Tokens (or Log in using Access Tokens).",
		"Without these permissions, the response may contain an error about an unknown record, or no rows.",
		"The query is based on published queries and was not run in an account (unconfirmed). Oracle does not document the time zone of its dates.",
	}
}

// sqlText quotes a text for SQL.
func sqlText(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
