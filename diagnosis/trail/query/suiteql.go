package query

import (
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/trail"
)

// suiteColumn is a column of SuiteQL's answer.
type suiteColumn struct {
	column trail.Column
	// expression is what it is, and what rows are grouped by.
	expression string
	// alias is its key in the answer: a name that columnNamed knows and that no SQL
	// reserves, as date and user are.
	alias string
}

// suiteColumns are the columns that rows can be grouped by. The table LoginAudit
// and its columns are not documented by Oracle; they are as public code uses them.
// The name of a token says nothing that is counted, but whether there is one tells
// TBA from OAuth 2.0.
var suiteColumns = []suiteColumn{
	{trail.ColumnStatus, "LoginAudit.status", "status"},
	{trail.ColumnDetail, "LoginAudit.detail", "detail"},
	{trail.ColumnApplication, "LoginAudit.oAuthAppName", "application_name"},
	{trail.ColumnTokenName, "NVL2(LoginAudit.oAuthAccessTokenName, 'filled', NULL)", "token_name"},
	{trail.ColumnUser, "BUILTIN.DF(LoginAudit.user)", "user_name"},
	{trail.ColumnRole, "BUILTIN.DF(LoginAudit.role)", "role"},
	{trail.ColumnIP, "LoginAudit.ipAddress", "ip_address"},
	{trail.ColumnURI, "LoginAudit.requestUri", "request_uri"},
}

// optional are the columns that only count where the query asks for their dimension.
var optional = map[trail.Column]trail.Dimension{trail.ColumnUser: trail.ByUser, trail.ColumnRole: trail.ByRole, trail.ColumnIP: trail.ByIP, trail.ColumnURI: trail.ByURI}

// SuiteQL prints the query that makes NetSuite count the rows of its Login Audit
// Trail, for accounts too big to export. Its answer is read back like an export:
// each row of it stands for number_of_rows rows of one hour, dated with the first of
// them, so that incidents are found to the hour.
//
// Without By it groups by user, role and IP address too; with By only by those
// named, and always by hour, status, code and application. Request URIs, which are
// many, are grouped by where By names them. Successes are not made coarser than
// failures: an address or a user that works tells an incident from a habit, and for
// the two ways of doing it (UNION ALL, CASE in GROUP BY) no use in SuiteQL was found.
//
// Every part of it was found in SuiteQL that others run: the columns, TO_CHAR with
// HH24, MAX of TO_CHAR, TO_TIMESTAMP compared with LoginAudit.date, GROUP BY of
// TO_CHAR and of BUILTIN.DF, ORDER BY by position. NVL2 is in Oracle's list of
// supported functions (section_158513731864). Not verified is the whole, run in an
// account, NVL2 in GROUP BY, and the time zone of the dates. It holds no comment, as
// it is not documented that SuiteQL takes any: SuiteQLNotes says how to run it.
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
	// Pages are cut from an order, which must leave no two rows in doubt
	// (section_158394344595): with the date, the columns grouped by are unique.
	places := make([]string, 0, len(grouped)+1)
	for i := range len(grouped) + 1 {
		places = append(places, fmt.Sprint(i+1))
	}
	b.WriteString("ORDER BY " + strings.Join(places, ", ") + "\n")
	return b.String()
}

// SuiteQLNotes says how to run what SuiteQL prints, a line each.
//
// Sources: section_157909186990 and section_156414087576 (1 000 rows a page, 100 000
// in all), article_5085602973 (permissions of REST web services),
// section_1548084502 (that of the trail).
func SuiteQLNotes() []string {
	return []string{
		"Save the query as trail.sql, and ask NetSuite for it page by page, 1000 rows each:",
		"  jq -Rs '{q: .}' trail.sql > query.json",
		"  curl -X POST 'https://ACCOUNT.suitetalk.api.netsuite.com/services/rest/query/v1/suiteql?limit=1000&offset=0' \\",
		"    -H \"Authorization: Bearer $TOKEN\" -H 'Prefer: transient' -H 'Content-Type: application/json' -d @query.json >> answers.json",
		"While the answer says \"hasMore\": true, ask again with offset=1000, 2000 and so on. Then:",
		"  authdoctor trail answers.json",
		"NetSuite gives 100 000 rows at most: where \"totalResults\" is 100000, ask for less time with --since and --until, once for each part.",
		"The role needs the permissions View Login Audit Trail, REST Web Services, SuiteAnalytics Workbook, and Log in using OAuth 2.0 Access Tokens (or Log in using Access Tokens).",
		"A role without them may be told that there is no such record, or get no rows.",
		"The query was put together from what others run; it was not run in an account. The time zone of its dates is not documented.",
	}
}

// sqlText quotes a text for SQL.
func sqlText(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
