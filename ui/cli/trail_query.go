package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/query"
)

// query prints the question as a query in SuiteQL or for DuckDB.
func (o trailOptions) query(ctx context.Context, args []string, options trail.Options) error {
	if o.queryFor == querySuiteQL && (o.dateOrder != "" || len(o.columns) > 0 || o.failureWord != "") {
		return errors.New("--date-order, --column and --failure-word are about files; they cannot be used with --query suiteql")
	}
	if o.dedupe {
		return errors.New("--dedupe compares the rows of files that authdoctor reads; it cannot be used with --query")
	}
	if o.format != formatText {
		return fmt.Errorf("--query prints a query; it cannot be used with --format %s", o.format)
	}
	q := query.Query{Since: options.Filter.Since, Until: options.Filter.Until}
	if o.by != nil {
		var err error
		if q.By, err = o.dimensions(); err != nil {
			return err
		}
	}
	if o.topTold {
		q.Top = o.top
	}
	if o.queryFor == querySuiteQL {
		if len(args) > 0 {
			return errors.New("--query suiteql asks NetSuite itself and reads no file; its answer is read without --query")
		}
		for _, note := range query.SuiteQLNotes() {
			fmt.Fprintln(o.err, note)
		}
		return writeAll(o.out, query.SuiteQL(q))
	}
	files, err := o.queryFiles(ctx, args, options)
	if err != nil {
		return err
	}
	statement := query.DuckDB(q, files)
	labels := "" // checked for secrets on their own: the query may write their characters as numbers
	for _, file := range files {
		for _, c := range file.Dialect.Columns {
			if c.Column != "" {
				labels += c.Name() + "\n"
			}
		}
	}
	if border.HoldsSecret(statement) || border.HoldsSecret(labels) || slices.ContainsFunc(args, border.MayBeSecret) || border.MayBeSecret(o.failureWord) {
		return errors.New("the query would show what looks like a token or a key: the name of a file or of a column, or a word of Status; rename the file, or use authdoctor trail")
	}
	return writeAll(o.out, statement)
}

// queryFiles returns the files that DuckDB is to read. It inspects exports for their
// dialect; patterns and Parquet files are left to DuckDB.
func (o trailOptions) queryFiles(ctx context.Context, args []string, options trail.Options) ([]query.File, error) {
	if len(args) == 0 {
		return nil, errors.New("--query duckdb takes the files that DuckDB is to read, or patterns such as 'exports/*.csv'")
	}
	var files []query.File
	for _, name := range args {
		file := query.File{Path: name, Parquet: strings.HasSuffix(strings.ToLower(name), ".parquet")}
		switch {
		case name == "-":
			return nil, errors.New("--query duckdb takes files: DuckDB cannot read standard input twice")
		case file.Parquet || strings.ContainsAny(name, "*?["):
			if len(options.Columns) > 0 {
				return nil, fmt.Errorf("--column does not apply to %s, which is left to DuckDB; give the files one by one", shown(name))
			}
			file.Dialect.Order = options.Order
			files = append(files, file)
			continue
		}
		e := &exports{}
		source, err := o.export(ctx, name, e)
		e.close()
		if err != nil {
			return nil, err
		}
		if file.Dialect, err = trail.InspectDates(ctx, source, options); err != nil {
			return nil, unreadable(ctx, &trail.SourceError{Name: source.Name, Err: err}, []trail.Source{source})
		}
		switch {
		case file.Dialect.Headless:
			return nil, fmt.Errorf("%s has no header, which the query needs to name its columns; authdoctor trail reads it", source.Name)
		case file.Dialect.Format == "xlsx", file.Dialect.Format == "spreadsheetml", file.Dialect.Format == "html":
			return nil, fmt.Errorf("%s is %s, which the query does not read: save the sheet as CSV for it; authdoctor trail reads it as it is", source.Name, map[string]string{"xlsx": "an Excel workbook", "spreadsheetml": "XML for Excel", "html": "HTML"}[file.Dialect.Format])
		case file.Dialect.Encoding == "UTF-16":
			return nil, fmt.Errorf("%s is UTF-16, which DuckDB may not be able to read; authdoctor trail reads it", source.Name)
		}
		for i, c := range file.Dialect.Columns {
			if c.Column != "" && c.Label == "" && file.Dialect.IsTable() {
				return nil, fmt.Errorf("column %d of %s, which contains %s, has no label, which the query needs; authdoctor trail reads it", i+1, source.Name, c.Column.Label())
			}
		}
		files = append(files, file)
	}
	return files, nil
}
