package cli

import (
	"encoding/json"
	"io"
	"slices"
	"time"

	"authdoctor/content"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/incident"
)

// trailReport is the answer of trail as JSON, schema 1. Fields may be added, never
// changed. Values of the export are verbatim, except that what looks like a secret is
// redacted. Times are wall-clock times without a zone; a missing time is left out.
type trailReport struct {
	Schema int    `json:"schema"`
	AsOf   string `json:"as_of"` // RFC 3339
	Error  string `json:"error,omitempty"`
	// Complete is false if reading was interrupted or a source has a problem, which says
	// what is missing. Rows listed under bad do not make it false.
	Complete bool   `json:"complete"`
	Rows     int64  `json:"rows"`
	Failures int64  `json:"failures"`
	BadRows  int64  `json:"bad_rows"`
	Undated  int64  `json:"undated"`
	First    string `json:"first,omitempty"`
	Last     string `json:"last,omitempty"`
	// Overlap counts the rows that are in several files or, in one, below several headers.
	Overlap reportOverlap `json:"overlap"`

	// A dimension that --by does not name is nil and left out.
	ByCode        []reportGroup `json:"by_code,omitzero"`
	ByApplication []reportGroup `json:"by_application,omitzero"`
	ByUser        []reportGroup `json:"by_user,omitzero"`
	ByRole        []reportGroup `json:"by_role,omitzero"`
	ByIP          []reportGroup `json:"by_ip,omitzero"`
	ByURI         []reportGroup `json:"by_request_uri,omitzero"`
	ByDay         []reportGroup `json:"by_day,omitzero"`
	ByHour        []reportGroup `json:"by_hour,omitzero"`

	ByCodeApplication []reportPair     `json:"by_code_application,omitzero"`
	Unknown           []reportUnknown  `json:"unknown"`
	Incidents         []reportIncident `json:"incidents"`
	Dialect           reportDialect    `json:"dialect"` // of the first source
	Bad               []reportBad      `json:"bad"`
	Sources           []reportSource   `json:"sources"`
	Notes             []string         `json:"notes"`
}

// reportOverlap counts how often rows are too many. Removed reports whether the other counts
// leave them out; AtLeast reports whether there may be more of them.
type reportOverlap struct {
	Rows    int64  `json:"rows"`
	AtLeast bool   `json:"at_least"`
	Removed bool   `json:"removed"`
	First   string `json:"first,omitempty"`
	Last    string `json:"last,omitempty"`
}

// reportGroup counts the rows that share a value or, with Rest, all rows beyond a limit.
type reportGroup struct {
	Value     string          `json:"value"`
	Protocol  detail.Protocol `json:"protocol,omitempty"` // of codes only; none for rows without Detail
	Failures  int64           `json:"failures"`
	Successes int64           `json:"successes"`
	First     string          `json:"first,omitempty"`
	Last      string          `json:"last,omitempty"`
	Rest      bool            `json:"rest,omitempty"`
}

type reportPair struct {
	Code        string `json:"code"`
	Application string `json:"application"`
	Failures    int64  `json:"failures"`
	First       string `json:"first,omitempty"`
	Last        string `json:"last,omitempty"`
	Rest        bool   `json:"rest,omitempty"`
}

type reportUnknown struct {
	Value     string   `json:"value"`
	Failures  int64    `json:"failures"`
	Successes int64    `json:"successes"`
	First     string   `json:"first,omitempty"`
	Last      string   `json:"last,omitempty"`
	Nearest   []string `json:"nearest"` // the codes that may be meant
}

type reportIncident struct {
	Kind         incident.Kind `json:"kind"`
	Code         string        `json:"code"`
	Application  string        `json:"application"` // * if there are several
	Applications []string      `json:"applications"`
	User         *string       `json:"user,omitempty"` // if all failures share one
	Role         *string       `json:"role,omitempty"`
	IP           *string       `json:"ip,omitempty"`
	Start        string        `json:"start,omitempty"`
	End          string        `json:"end,omitempty"`
	Ongoing      bool          `json:"ongoing"`
	Failures     int64         `json:"failures"`
	Why          string        `json:"why"`
	Cause        string        `json:"cause"`
	First        string        `json:"first,omitempty"` // what to do first
	Page         string        `json:"page"`

	CauseID      incident.Cause  `json:"cause_id"`
	LastSuccess  string          `json:"last_success,omitempty"`  // before the incident
	FirstSuccess string          `json:"first_success,omitempty"` // after it
	SuccessOf    trail.Dimension `json:"success_of,omitempty"`    // whose: user, role or ip of the failures
	Meanwhile    bool            `json:"success_meanwhile"`       // whether others of them succeeded between start and end
	NeverWorked  bool            `json:"never_worked"`
	Recent       incident.Recent `json:"recent,omitempty"`
	Users        reportTouched   `json:"users"`
	Roles        reportTouched   `json:"roles"`
	Addresses    reportTouched   `json:"addresses"`
	Course       *reportCourse   `json:"course,omitempty"` // none if the dates cannot tell
}

// reportTouched counts the values of a dimension in the failures of an incident; at least,
// if the count is not exact.
type reportTouched struct {
	Count int      `json:"count"`
	Exact bool     `json:"exact"`
	Names []string `json:"names"` // the first few
}

// reportCourse counts logins in equal stretches of time around an incident.
type reportCourse struct {
	From        string  `json:"from"`
	StepMinutes int     `json:"step_minutes"`
	Failures    []int64 `json:"failures"`
	Successes   []int64 `json:"successes,omitzero"` // none if they are not known
}

type reportSource struct {
	Name     string        `json:"name"`
	Rows     int64         `json:"rows"`
	Filtered int64         `json:"filtered"`
	Bytes    int64         `json:"bytes"`
	Latin1   int64         `json:"latin1_rows"`
	Short    int64         `json:"short_rows"`
	Problem  string        `json:"problem,omitempty"`
	Dialect  reportDialect `json:"dialect"`
}

type reportDialect struct {
	Format       string          `json:"format"`
	Sheet        string          `json:"sheet,omitempty"`
	Compressed   bool            `json:"compressed"`
	Encoding     string          `json:"encoding"`
	Delimiter    string          `json:"delimiter,omitempty"`
	LineEnd      string          `json:"line_end,omitempty"`
	Columns      []reportColumn  `json:"columns"`
	Missing      []trail.Column  `json:"missing"`
	DateLayout   string          `json:"date_layout"`
	DateOrder    trail.DateOrder `json:"date_order,omitempty"`
	OrderAssumed bool            `json:"date_order_assumed"`
	// OrderBy is what the order was decided by, if a date can be read in two ways.
	OrderBy     trail.OrderEvidence `json:"date_order_by,omitempty"`
	DateExample string              `json:"date_example,omitempty"`
	DayOnly     bool                `json:"day_only,omitempty"`
	Serial      bool                `json:"serial_dates,omitempty"`
	Zones       []string            `json:"time_zones,omitempty"`
	Languages   []string            `json:"languages,omitempty"`
	FailureWord string              `json:"failure_word,omitempty"`
	SuccessWord string              `json:"success_word,omitempty"`
}

type reportColumn struct {
	Label  string       `json:"label"`
	Column trail.Column `json:"column,omitempty"`
	How    string       `json:"how,omitempty"`
}

// reportBad counts the rows of a source that could not be counted for one reason.
type reportBad struct {
	Source  string        `json:"source"`
	Kind    trail.BadKind `json:"kind"`
	Rows    int64         `json:"rows"`
	Lines   []int64       `json:"lines"` // on which the first of them begin
	Example string        `json:"example"`
}

func newTrailReport(a trailAnswer) trailReport {
	s := a.summary
	r := trailReport{
		Schema: 1, AsOf: a.at.UTC().Format(time.RFC3339),
		Complete: s.Complete, Rows: s.Rows, Failures: s.Failures, BadRows: s.BadRows(), Undated: s.Undated,
		First: wallText(s.First), Last: wallText(s.Last),
		Overlap: reportOverlap{s.Overlap.Rows, s.Overlap.AtLeast, s.Overlap.Removed, wallText(s.Overlap.First), wallText(s.Overlap.Last)},
		Unknown: []reportUnknown{}, Incidents: []reportIncident{}, Bad: []reportBad{}, Sources: []reportSource{}, Notes: notNil(a.notes),
		Dialect: newReportDialect(trail.Dialect{}),
	}
	if a.problem != nil {
		r.Error = sayable(a.problem).Error()
	}
	for by, list := range map[trail.Dimension]*[]reportGroup{
		trail.ByCode: &r.ByCode, trail.ByApplication: &r.ByApplication, trail.ByUser: &r.ByUser, trail.ByRole: &r.ByRole,
		trail.ByIP: &r.ByIP, trail.ByURI: &r.ByURI, trail.ByDay: &r.ByDay, trail.ByHour: &r.ByHour,
	} {
		if slices.Contains(a.by, by) {
			*list = newReportGroups(by, withRest(s.GroupBy(by), a.top))
		}
	}
	if slices.Contains(a.by, trail.ByCode) && slices.Contains(a.by, trail.ByApplication) {
		r.ByCodeApplication = []reportPair{}
		for _, pair := range pairsWithRest(s.Pairs(), a.top) {
			r.ByCodeApplication = append(r.ByCodeApplication, reportPair{pair.Code, pair.Application, pair.Failures, wallText(pair.First), wallText(pair.Last), pair.Rest})
		}
	}
	unknown, _, _ := wordsOf(s) // all, like the incidents: no row sums up what a limit would leave out
	for _, g := range unknown {
		r.Unknown = append(r.Unknown, reportUnknown{g.Value, g.Failures, g.Successes, wallText(g.First), wallText(g.Last), notNil(g.Detail.Nearest)})
	}
	for _, i := range a.incidents {
		r.Incidents = append(r.Incidents, newReportIncident(i, a.cause(i.Cause)))
	}
	for _, source := range s.Sources {
		r.Sources = append(r.Sources, reportSource{
			source.Name, source.Rows, source.Filtered, source.Bytes, source.Latin1, source.Short, source.Problem, newReportDialect(source.Dialect),
		})
		for _, bad := range source.Bad {
			r.Bad = append(r.Bad, reportBad{source.Name, bad.Kind, bad.Count, notNil(bad.Lines), bad.Example})
		}
	}
	if len(r.Sources) > 0 {
		r.Dialect = r.Sources[0].Dialect
	}
	return r
}

func newReportGroups(by trail.Dimension, groups []trail.Group) []reportGroup {
	out := make([]reportGroup, len(groups))
	for i, g := range groups {
		out[i] = reportGroup{Value: g.Value, Failures: g.Failures, Successes: g.Successes, First: wallText(g.First), Last: wallText(g.Last), Rest: g.Rest}
		switch {
		case by != trail.ByCode || g.Rest:
		case g.Value == "":
			out[i].Protocol = "none"
		default:
			out[i].Protocol = g.Detail.Protocol
		}
	}
	return out
}

func newReportIncident(i incident.Incident, cause content.Cause) reportIncident {
	touched := func(t incident.Touched) reportTouched { return reportTouched{t.Count, t.Exact, notNil(t.Names)} }
	var course *reportCourse
	if c := i.Course; len(c.Failures) > 0 {
		course = &reportCourse{wallText(c.From), int(c.Step / time.Minute), c.Failures, c.Successes}
	}
	return reportIncident{
		i.Kind, i.Code, i.Application, notNil(i.Applications), i.User, i.Role, i.IP,
		wallText(i.Start), wallText(i.End), i.Ongoing, i.Failures, i.Why, cause.Words, cause.First, cause.Page,
		i.Cause, wallText(i.LastSuccess), wallText(i.FirstSuccess), i.SuccessOf, i.Meanwhile, i.NeverWorked, i.Recent,
		touched(i.Users), touched(i.Roles), touched(i.Addresses), course,
	}
}

func newReportDialect(d trail.Dialect) reportDialect {
	r := reportDialect{
		Format: d.Format, Sheet: d.Sheet, Compressed: d.Compressed, Encoding: d.Encoding, Delimiter: d.Delimiter, LineEnd: d.LineEnd,
		Columns: []reportColumn{}, Missing: []trail.Column{},
		DateLayout: d.DateLayout, DateOrder: d.Order, OrderAssumed: d.OrderAssumed, OrderBy: d.OrderBy, DateExample: d.DateExample,
		DayOnly: d.DayOnly, Serial: d.Serial, Zones: d.Zones, Languages: d.Languages,
		FailureWord: d.FailureWord, SuccessWord: d.SuccessWord,
	}
	for _, c := range d.Columns {
		r.Columns = append(r.Columns, reportColumn{c.Label, c.Column, c.How})
	}
	if len(d.Columns) > 0 {
		r.Missing = notNil(d.Missing())
	}
	return r
}

// wallText formats a wall-clock time; "" for the zero time.
func wallText(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.Format("2006-01-02T15:04:05")
}

// writeTrailJSON writes the document with the secrets in it redacted.
func writeTrailJSON(out io.Writer, report trailReport) error {
	return encodeJSON(redacted{border.NewJSONWriter(out)}, report, "  ")
}

// redacted is a writer that redacts the secrets of a JSON document, which must come in
// one Write.
type redacted struct{ to io.Writer }

func (r redacted) Write(document []byte) (int, error) {
	if _, err := r.to.Write(withoutSecrets(document)); err != nil {
		return 0, err
	}
	return len(document), nil
}

// withoutSecrets redacts each string of a JSON document. It works on the document rather
// than on its fields, so that no field added later is missed.
func withoutSecrets(document []byte) []byte {
	out := make([]byte, 0, len(document))
	for i := 0; i < len(document); {
		if document[i] != '"' {
			out = append(out, document[i])
			i++
			continue
		}
		end := i + 1
		for document[end] != '"' {
			if document[end] == '\\' {
				end++
			}
			end++
		}
		end++
		text := document[i:end]
		var plain string
		if json.Unmarshal(text, &plain) == nil {
			if shown := border.Redact(plain); shown != plain {
				text, _ = json.Marshal(shown)
			}
		}
		out = append(out, text...)
		i = end
	}
	return out
}
