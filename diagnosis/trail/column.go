package trail

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"authdoctor/diagnosis/pattern"
)

// Column is what a column of an export holds. The values are names of our own, for
// the flag --column and for the Case.
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
	// ColumnRows says how many rows of the trail a row stands for: the answer of
	// the query that SuiteQL prints is counted by NetSuite already.
	ColumnRows Column = "rows"

	columnNone Column = ""
)

// columnNames are a Column with NetSuite's label and the names that exports and queries
// use for it.
type columnNames struct {
	column Column
	label  string
	names  []string
}

// columns lists every Column (section_1548084729; the ids of SuiteQL as seen in public
// code).
var columns = []columnNames{
	{ColumnDate, "Date", []string{"Date/Time", "Date & Time", "Date and Time", "Timestamp"}},
	{ColumnStatus, "Status", nil},
	{ColumnUser, "User", []string{"User Name"}},
	{ColumnEmail, "Email Address", []string{"Email"}},
	{ColumnRole, "Role", nil},
	{ColumnIP, "IP Address", []string{"IP"}},
	{ColumnURI, "Request URI", []string{"Type/Request URL", "Request URL", "URI"}},
	{ColumnAgent, "User Agent", nil},
	{ColumnChallenge, "Security Challenge", []string{"secchallenge"}},
	{ColumnDetail, "Detail", []string{"Details"}},
	{ColumnApplication, "Token-based Application Name", []string{"oAuthAppName", "OAuth Application", "OAuth 2.0 Application Name", "OAuth Application Name", "Application", "Application Name", "App Name"}},
	{ColumnTokenName, "Token-based Access Token Name", []string{"oAuthAccessTokenName", "OAuth Access Token", "OAuth Access Token Name", "Token Name", "Access Token Name"}},
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

// Label is what NetSuite calls the column, letter by letter.
func (c Column) Label() string {
	for _, known := range columns {
		if known.column == c {
			return known.label
		}
	}
	return string(c)
}

// Names are the names that a column is known by, in lower case, without what is neither a
// letter nor a digit.
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

// columnNamed finds the column that a label or an internal id names, in any case of
// letters, with any separators, and behind the name of the table. The fields of other
// records that a search can show are not meant: Employee : Role is not Role.
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

// joined reports whether a label is that of a field of another record, as searches show
// them: Employee : Role.
func joined(label string) bool {
	return strings.ContainsAny(label, ".:") && joinedForm().MatchString(label)
}

var joinedForm = pattern.Lazy(`\s:\s|^\pL+[.:]\pL+$`)

// columnsByName finds a column by each of its Names.
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

// foldLabel keeps the letters and digits of a label, in lower case.
func foldLabel(label string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, label)
}
