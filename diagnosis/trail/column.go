package trail

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"authdoctor/diagnosis/pattern"
)

// Column identifies a column of an export. The values are authdoctor's own, for the flag
// --column and for the Case.
type Column string

// The columns, in the order of Oracle's list of result fields (section_1548084729).
const (
	ColumnDate        Column = "date"
	ColumnStatus      Column = "status"
	ColumnUser        Column = "user"
	ColumnEmail       Column = "email"
	ColumnRole        Column = "role"
	ColumnIP          Column = "ip"
	ColumnURI         Column = "request-uri"
	ColumnAgent       Column = "user-agent"
	ColumnChallenge   Column = "security-challenge"
	ColumnDetail      Column = "detail"
	ColumnApplication Column = "application"
	ColumnTokenName   Column = "token-name"
	ColumnTime        Column = "time" // of day, if it has a column of its own
	// ColumnRows is the number of rows of the trail that a row represents: in the answer to
	// the query of package query, NetSuite has counted them.
	ColumnRows Column = "rows"

	columnNone Column = ""
)

// columnNames are a Column, NetSuite's label, and other names in exports and queries.
type columnNames struct {
	column Column
	label  string
	names  []string
}

// columns lists every Column (section_1548084729; the ids of SuiteQL as in public code).
var columns = []columnNames{
	{ColumnDate, "Date", []string{"Date/Time", "Date & Time", "Date and Time", "Timestamp"}},
	{ColumnStatus, "Status", nil},
	{ColumnUser, "User", []string{"User Name"}},
	{ColumnEmail, "Email Address", []string{"Email"}},
	{ColumnRole, "Role", []string{"Role Name"}},
	{ColumnIP, "IP Address", []string{"IP"}},
	{ColumnURI, "Request URI", []string{"Type/Request URL", "Request URL", "URI"}},
	{ColumnAgent, "User Agent", nil},
	{ColumnChallenge, "Security Challenge", []string{"secchallenge"}},
	{ColumnDetail, "Detail", []string{"Details"}},
	{ColumnApplication, "Token-based Application Name", []string{"oAuthAppName", "OAuth Application", "OAuth 2.0 Application Name", "OAuth Application Name", "Application", "Application Name", "App Name"}},
	{ColumnTokenName, "Token-based Access Token Name", []string{"oAuthAccessTokenName", "OAuth Access Token", "OAuth Access Token Name", "Token Name", "Access Token Name"}},
	{ColumnTime, "Time", []string{"Time of Day"}},
	{ColumnRows, "Number of Rows", []string{"numberofrows", "rowcount", "row_count", "COUNT(*)"}},
}

// Columns lists every Column.
func Columns() []Column {
	out := make([]Column, len(columns))
	for i, c := range columns {
		out[i] = c.column
	}
	return out
}

// Label is NetSuite's label of the column, character by character.
func (c Column) Label() string {
	for _, known := range columns {
		if known.column == c {
			return known.label
		}
	}
	return string(c)
}

// Names are the names of a column, reduced to their letters and digits in lower case.
func (c Column) Names() []string {
	var out []string
	for _, known := range columns {
		if known.column != c {
			continue
		}
		for _, name := range slices.Concat([]string{known.label, string(known.column)}, known.names) {
			if folded := foldLabel(name); !slices.Contains(out, folded) {
				out = append(out, folded)
			}
		}
	}
	return out
}

// columnNamed returns the column that a label or an internal id names, in upper or lower
// case, with any separators, also after the name of the table. Fields that a search adds
// from other records do not match: Employee : Role is not Role.
func columnNamed(label string) Column {
	label = strings.Trim(label, " .:")
	if column := columnsByName()[foldLabel(label)]; column != columnNone && !joined(label) {
		return column
	}
	if i := strings.LastIndexAny(label, ".:"); i >= 0 {
		switch foldLabel(label[:i]) {
		case "loginaudit", "loginaudittrail", "la", "l":
			label = label[i+1:]
		default:
			return columnNone
		}
	}
	return columnsByName()[foldLabel(label)]
}

// joined reports whether a label is that of a field of another record, as searches label
// them: Employee : Role.
func joined(label string) bool {
	return strings.ContainsAny(label, ".:") && joinedForm().MatchString(label)
}

var joinedForm = pattern.Lazy(`\s:\s|^\pL+[.:]\pL+$`)

// columnsByName maps every name in Names to its column.
var columnsByName = sync.OnceValue(func() map[string]Column {
	names := map[string]Column{}
	for _, known := range columns {
		for _, name := range known.column.Names() {
			if names[name] == columnNone {
				names[name] = known.column
			}
		}
	}
	return names
})

// foldLabel reduces a label to its letters and digits, in lower case.
func foldLabel(label string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, label)
}
