package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"authdoctor/content"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/incident"
	"authdoctor/ui/report"
)

// topInText is the default number of rows of a table, in text and Markdown.
const topInText = 10

// softLimit is the memory limit in bytes from which the garbage collector runs more
// often. The budget of the whole process is 64 MiB.
const softLimit = 44 << 20

// The query languages of --query.
const (
	querySuiteQL = "suiteql"
	queryDuckDB  = "duckdb"
)

type trailOptions struct {
	world
	format      string
	audience    report.Audience
	pseudonyms  bool
	since       string
	until       string
	by          []string
	top         int
	topTold     bool
	columns     []string
	dateOrder   string
	failureWord string
	dedupe      bool
	at          string
	queryFor    string
	failOn      string
}

func newTrail(w world) *cobra.Command {
	o := trailOptions{world: w}
	cmd := &cobra.Command{
		Use:   "trail FILE…|-",
		Short: "Read exports of the Login Audit Trail: what fails, since when, for whom",
		Long: `trail reads exports of the Login Audit Trail, of any size, and shows what fails, since
when, for which application, user and role, and what to do first. Several files are
added up; "-" or no file reads standard input. Exports that overlap share some rows:
--dedupe counts those once. Identical rows of one export are different logins, so a row
is counted as often as in the export that contains it most often.

It reads CSV as the Export button writes it, Excel workbooks (.xlsx), the XML and HTML
of exports to Excel (.xls), and the JSON of SuiteQL and SuiteScript; each may be
compressed with gzip. Nothing leaves this machine.

--query prints a query instead of the answer: in SuiteQL, for an account that is too
big to export (trail reads the result like an export); or for DuckDB, over many
exports, patterns such as exports/*.csv, and Parquet files.

To export: Setup > Users/Roles > User Management > View Login Audit Trail, check Use
Advanced Search, add Detail and Token-based Application Name on the Results subtab,
Submit, Export.

Times, also those of --since and --until, are in the time zone of the user who
exported; the trail does not name it. Rows count from --since on and before --until;
an --until without a time of day includes that day.

Exit codes: 0 no failure, 1 failures found, 2 could not be read, 130 interrupted. After
an interruption the counts so far are printed and marked as incomplete, as are those
of a file that ends in the middle of a row or states that it lacks rows. With
--fail-on incidents, 0 is no incident and 1 an incident: failures that are no incident,
such as the hourly AccessTokenExpired of an application, are counted but do not end
with 1. If 0 is not certain, because the end of a file or more than one row in a
hundred could not be read, the exit code is 2.`,
		Example: `  authdoctor trail LoginAuditTrailResults.csv
  authdoctor trail --since 2026-11-09 --until 2026-11-23 october.csv november.csv.gz
  authdoctor trail --dedupe exports/*.csv
  authdoctor trail --by code,hour --top 24 export.csv
  authdoctor trail --date-order dmy --column application="My App" export.csv
  authdoctor trail --format json export.csv | jq '.incidents'
  authdoctor trail --fail-on incidents --since 2026-11-22 export.csv || mail …
  unzip -p export.zip | authdoctor trail --format markdown > report.md
  authdoctor trail --query suiteql --since 2026-11-09 > trail.sql
  authdoctor trail --query duckdb 'exports/*.csv' fleet.parquet | duckdb`,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.topTold = cmd.Flags().Changed("top")
			return o.run(cmd.Context(), args)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.since, "since", "", "count rows from this `time` on, as the trail shows it: 2026-11-09 or 2026-11-09T14:30")
	flags.StringVar(&o.until, "until", "", "count rows before this `time`; a day alone is included")
	flags.StringArrayVar(&o.by, "by", nil, "what to group by, a `list` of "+strings.Join(namesOf(trail.Dimensions()), ", "))
	flags.IntVar(&o.top, "top", topInText, "number of rows in each table; 0 for all, the default in JSON")
	flags.StringArrayVar(&o.columns, "column", nil, "a column with another label, as `NAME=LABEL`, such as application=\"My App\"; may be repeated")
	flags.StringVar(&o.dateOrder, "date-order", "", "how 11/05/2026 is read: mdy or dmy; detected by default")
	flags.StringVar(&o.failureWord, "failure-word", "", "the `word` for a failure in the column Status, if the export is not in English")
	flags.BoolVar(&o.dedupe, "dedupe", false, "count a row once if it is in several files, or again below a second header")
	flags.StringVar(&o.at, "at", "", "evaluate at this `time` instead of now (RFC 3339)")
	flags.StringVar(&o.queryFor, "query", "", "print a query instead of the answer: suiteql or duckdb")
	flags.StringVar(&o.failOn, "fail-on", failOnFailures, "what leads to exit code 1: failures or incidents")
	addReport(cmd, &o.format, &o.audience)
	addPseudonyms(cmd, &o.format, &o.pseudonyms)
	complete(cmd, "by", namesOf(trail.Dimensions())...)
	complete(cmd, "date-order", string(trail.MonthFirst), string(trail.DayFirst))
	complete(cmd, "query", querySuiteQL, queryDuckDB)
	complete(cmd, "fail-on", failOnFailures, failOnIncidents)
	_ = cmd.RegisterFlagCompletionFunc("column", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		var out []string
		for _, column := range trail.Columns() {
			out = append(out, string(column)+"=\t"+column.Label())
		}
		return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	})
	return cmd
}

// trailAnswer is the answer of trail before it is printed in a format.
type trailAnswer struct {
	summary   *trail.Summary
	incidents []incident.Incident
	at        time.Time
	by        []trail.Dimension
	top       int      // rows of each table, 0 for all
	notes     []string // printable
	// cause looks up the words and the first step for the cause of an incident.
	cause func(incident.Cause) content.Cause
	// interrupted reports whether a signal stopped the reading.
	interrupted bool
	// problem is why the answer cannot be relied on; nil if it can.
	problem error
}

func (o trailOptions) run(ctx context.Context, args []string) error {
	if err := checkValue("--fail-on", o.failOn, failOnFailures, failOnIncidents); err != nil {
		return o.fail(err)
	}
	answer, options, err := o.question()
	if err != nil {
		return o.fail(err)
	}
	switch o.queryFor {
	case "":
	case querySuiteQL, queryDuckDB:
		if err := o.query(ctx, args, options); err != nil {
			return o.fail(err)
		}
		return nil
	default:
		return o.fail(checkValue("--query", o.queryFor, querySuiteQL, queryDuckDB))
	}
	exports, err := o.exports(ctx, args)
	if err != nil {
		return o.fail(err)
	}
	defer exports.close()
	options.Progress = &trail.Progress{}
	if debug.SetMemoryLimit(-1) == math.MaxInt64 { // a limit that the user set, with GOMEMLIMIT, stays
		defer debug.SetMemoryLimit(debug.SetMemoryLimit(softLimit))
		// The heap of a short export doubles a few times, which are that many collections: half as
		// many take less time.
		defer debug.SetGCPercent(debug.SetGCPercent(200))
	}
	done := o.watch(options.Progress)
	var activity *trail.Activity
	answer.summary, activity, err = trail.Count(ctx, exports.sources, options)
	done()
	if answer.summary == nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return o.fail(unreadable(ctx, err, exports.sources))
	}
	if answer.incidents = incident.Find(activity); len(answer.incidents) > 0 {
		library, err := o.library()
		if err != nil {
			return o.fail(err)
		}
		answer.cause = library.Cause
	}
	answer.interrupted = ctx.Err() != nil && !answer.summary.Complete
	if err != nil && !answer.interrupted {
		answer.problem = unreadable(ctx, err, exports.sources)
	}
	answer.problem = cmp.Or(answer.problem, nothingRead(answer.summary, answer.interrupted), leftOut(answer.summary))
	if !answer.interrupted {
		answer.problem = cmp.Or(answer.problem, incidentsUnknown(answer, o.failOn), unsure(answer, o.failOn))
	}
	answer.notes = slices.Concat(exports.notes, notesOnTrail(answer, options))
	switch o.format {
	case formatJSON:
		err = writeTrailJSON(o.out, newTrailReport(answer))
	case formatMarkdown, formatHTML:
		names := newNames(o.pseudonyms, o.random)
		err = names.writeReport(o.world, answer.document(o.audience, names), o.format)
	default:
		err = writeAll(o.out, newText(o.out).trail(answer))
	}
	switch {
	case err != nil:
		return err
	case answer.interrupted:
		return ctx.Err()
	case answer.problem != nil && o.format == formatJSON:
		return reportedError{answer.problem}
	case answer.problem != nil:
		return answer.problem
	}
	return exitOfTrail(answer, o.failOn)
}

func (o trailOptions) fail(err error) error { return o.world.fail("trail", o.format, err) }

// unreadable adds to an error of reading which file it is about and, if the file is not
// an export, which command reads it.
func unreadable(ctx context.Context, err error, sources []trail.Source) error {
	hint := ""
	noTrail := new(trail.NoTrailError)
	if errors.As(err, &noTrail) && len(noTrail.Columns) > 0 {
		hint = "; if it is an export of the Login Audit Trail, say which column is which: --column detail=LABEL --column status=LABEL"
	}
	if source := new(trail.SourceError); errors.As(err, &source) {
		at := slices.IndexFunc(sources, func(s trail.Source) bool { return s.Name == source.Name && !s.Once })
		if at >= 0 && errors.As(err, new(*trail.NoTrailError)) {
			if instead := holdsInstead(ctx, source.Name, beginning(ctx, sources[at].Open), "trail"); instead != "" {
				return fmt.Errorf("%s is not an export of the Login Audit Trail: %s", source.Name, instead)
			}
		}
		if slices.ContainsFunc(noTrail.Columns, func(c trail.HeaderColumn) bool { return border.HoldsStandIn(c.Label) }) {
			return fmt.Errorf("%s is not an export of the Login Audit Trail: it contains what looks like a token or a key; to read it: authdoctor check", source.Name)
		}
		return fmt.Errorf("cannot read %s: %w%s", source.Name, reason(source.Err), hint)
	}
	return err
}

// leftOut returns an error that names the first source that was not read at all.
func leftOut(s *trail.Summary) error {
	for _, source := range s.Sources {
		if source.Problem != "" && source.Dialect.Format == "" {
			return fmt.Errorf("cannot read %s: %s", source.Name, printableText(source.Problem))
		}
	}
	return nil
}

// dateOrder parses the value of --date-order.
func dateOrder(text string) (trail.DateOrder, error) {
	switch order := trail.DateOrder(text); order {
	case trail.OrderUndecided, trail.MonthFirst, trail.DayFirst:
		return order, nil
	}
	return trail.OrderUndecided, fmt.Errorf("--date-order is %s; it is mdy (month first) or dmy (day first)", shown(text))
}

// nothingRead returns an error that says why no row of any source could be counted. It
// is nil if some rows were counted or the sources are empty.
func nothingRead(s *trail.Summary, interrupted bool) error {
	var left int64
	for _, source := range s.Sources {
		left += source.Filtered
		for _, bad := range source.Bad { // rows of an unknown Status may be failures
			if s.Failures == 0 && !interrupted && bad.Kind == trail.BadStatus && bad.Count*100 > s.Rows && len(bad.Words) > 0 {
				return fmt.Errorf("%s of %s %s a Status that is not known; %s", plural(bad.Count, "row", "rows"), source.Name,
					map[bool]string{true: "has", false: "have"}[bad.Count == 1], strangeWords(bad))
			}
		}
	}
	if s.Rows > 0 || left > 0 || interrupted {
		return nil
	}
	for _, source := range s.Sources {
		if source.Problem != "" {
			return fmt.Errorf("cannot read %s: %s", source.Name, source.Problem)
		}
	}
	var most trail.BadRows
	name := ""
	for _, source := range s.Sources {
		if _, bad := uncounted(source); bad.Count > most.Count {
			most, name = bad, source.Name
		}
	}
	if name != "" {
		return fmt.Errorf("no row of %s could be counted: %s", name, most.Kind)
	}
	return nil
}

// question parses the flags into the options of the count, and the clock, the groups and
// the number of rows of the answer.
func (o trailOptions) question() (trailAnswer, trail.Options, error) {
	var options trail.Options
	clock, err := clockAt(o.at, o.now)
	if err != nil {
		return trailAnswer{}, options, err
	}
	answer := trailAnswer{at: clock().UTC(), top: o.top}
	options.At = wallClock(clock(), time.Local)
	if o.format == formatJSON && !o.topTold {
		answer.top = 0
	}
	if answer.top < 0 {
		return answer, options, fmt.Errorf("--top is %d; give a number of rows, or 0 for all", o.top)
	}
	if answer.by, err = o.dimensions(); err != nil {
		return answer, options, err
	}
	if options.Columns, err = o.columnLabels(); err != nil {
		return answer, options, err
	}
	options.FailureWord, options.Dedupe = o.failureWord, o.dedupe
	if options.Order, err = dateOrder(o.dateOrder); err != nil {
		return answer, options, err
	}
	if options.Filter.Since, _, err = parseWall("--since", o.since); err != nil {
		return answer, options, err
	}
	until, day, err := parseWall("--until", o.until)
	if err != nil {
		return answer, options, err
	}
	if day {
		until = until.AddDate(0, 0, 1)
	}
	options.Filter.Until = until
	if since := options.Filter.Since; !since.IsZero() && !until.IsZero() && !since.Before(until) {
		return answer, options, errors.New("--until is not after --since, so no row can be between them")
	}
	return answer, options, nil
}

// dimensions returns the dimensions of --by, each once; without --by, those that the
// format prints by default.
func (o trailOptions) dimensions() ([]trail.Dimension, error) {
	if o.by == nil {
		if o.format == formatJSON {
			return trail.Dimensions(), nil
		}
		return []trail.Dimension{trail.ByCode, trail.ByApplication, trail.ByUser, trail.ByRole, trail.ByIP, trail.ByDay}, nil
	}
	var out []trail.Dimension
	for _, list := range o.by {
		for _, name := range strings.Split(list, ",") {
			by := trail.Dimension(strings.ToLower(strings.TrimSpace(name)))
			if !slices.Contains(trail.Dimensions(), by) {
				return nil, fmt.Errorf("--by names %s%s; give a list of %s", shown(name), detail.DidYouMean(name, namesOf(trail.Dimensions())...), strings.Join(namesOf(trail.Dimensions()), ", "))
			}
			if !slices.Contains(out, by) {
				out = append(out, by)
			}
		}
	}
	return out, nil
}

// columnLabels parses the values of --column, NAME=LABEL, into columns by label.
func (o trailOptions) columnLabels() (map[string]trail.Column, error) {
	out := map[string]trail.Column{}
	for _, told := range o.columns {
		name, label, found := strings.Cut(told, "=")
		column := trail.Column(strings.ToLower(strings.TrimSpace(name)))
		label = strings.TrimSpace(label)
		switch before, twice := out[label]; {
		case !found || label == "":
			return nil, fmt.Errorf("--column is %s; write it as NAME=LABEL, such as application=\"App Name\"", shown(told))
		case !slices.Contains(trail.Columns(), column):
			return nil, fmt.Errorf("--column names %s%s; it must be one of %s", shown(name), detail.DidYouMean(name, namesOf(trail.Columns())...), strings.Join(namesOf(trail.Columns()), ", "))
		case twice && before != column:
			return nil, fmt.Errorf("--column gives %s as both %s and %s; give one of the two", shown(label), before, column)
		}
		out[label] = column
	}
	return out, nil
}

// withRest returns the first top groups, or all for 0. The sum of all others is added
// last; it includes the sum that package trail made of the values over its own limit.
func withRest(groups []trail.Group, top int) []trail.Group {
	var kept []trail.Group
	var rest trail.Group
	for _, g := range groups {
		if !g.Rest && (top == 0 || len(kept) < top) {
			kept = append(kept, g)
			continue
		}
		rest.Rest = true
		rest.Failures += g.Failures
		rest.Successes += g.Successes
		rest.First, rest.Last = span(rest.First, rest.Last, g.First, g.Last)
	}
	if rest.Rest {
		kept = append(kept, rest)
	}
	return kept
}
