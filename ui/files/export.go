package files

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/incident"
)

// Export is an open export of the Login Audit Trail. The source is read again for every
// question; no rows are kept in memory.
type Export struct {
	Source trail.Source
	Order  trail.DateOrder // as the user chose
	// FailureWord is the word in the Status column that marks a failure, as the user
	// chose.
	FailureWord string
	// Dedupe is whether rows that appear again below another header are counted once, as the
	// user chose; nil if the user was not asked.
	Dedupe *bool
	// State returns the current state of the file. It is nil if the export is not a file.
	State  func() (Stamp, error)
	Stamp  Stamp  // the state of the file when it was counted
	Change Change // the change of the file since then, if one was noticed
	// Summary is the count of the whole export, or nil if that is not known.
	Summary *trail.Summary
	// Incidents are those of Summary.
	Incidents []incident.Incident
	// Notes say how the export was read, and what was not counted; printable.
	Notes []string
}

// Options returns the options for reading the export as the user chose.
func (e *Export) Options(columns map[string]trail.Column, filter trail.Filter, at time.Time) trail.Options {
	return trail.Options{Columns: columns, Order: e.Order, FailureWord: e.FailureWord, Filter: filter, Dedupe: e.Dedupe != nil && *e.Dedupe, At: at}
}

// CountResult is the result of counting an export.
type CountResult struct {
	Summary   *trail.Summary // nil if nothing could be read
	Incidents []incident.Incident
	Err       error
	State     Stamp  // of the file, before it was read
	Change    Change // of the file, since it was read or the whole of it was counted
}

// CountExport counts the rows of an export and finds its incidents. Tests replace it.
func CountExport(ctx context.Context, source trail.Source, o trail.Options) CountResult {
	summary, activity, err := trail.Count(ctx, []trail.Source{source}, o)
	if summary == nil {
		return CountResult{Err: err}
	}
	return CountResult{Summary: summary, Incidents: incident.Find(activity), Err: err}
}

// maxRows is the largest number of rows shown.
const maxRows = 200

// RowsResult is the result of reading rows: the first rows, and whether there are more.
type RowsResult struct {
	Rows []trail.Row
	More bool
	Err  error
	// Change is the change of the file since it was counted.
	Change Change
}

// ReadRows reads the first rows that match the options.
func ReadRows(ctx context.Context, source trail.Source, o trail.Options) RowsResult {
	rows, more, err := trail.Rows(ctx, []trail.Source{source}, o, maxRows)
	return RowsResult{Rows: rows, More: more, Err: err}
}

// fileExport opens a file as an export. shown is its name as the user wrote it.
func fileExport(disk Disk, path, shown string) (*Export, error) {
	file, size, err := disk.Open(path)
	if err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	name, _ := border.Printable(border.Redact(shown))
	source := trail.Source{Name: name, Size: size, Open: func() (io.ReadCloser, error) {
		file, _, err := disk.Open(path)
		return file, err
	}}
	return &Export{Source: source, State: func() (Stamp, error) { return disk.Stamp(path) }}, nil
}

// TextSource returns a Source that reads a text in memory.
func TextSource(name, text string) trail.Source {
	return trail.Source{Name: name, Size: int64(len(text)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(text)), nil
	}}
}

// likeness tells how certain it is that a source is an export of the trail.
type likeness int

const (
	unlike likeness = iota
	like            // it may be one, unless it is recognized as something else
	surely          // a header names columns of the trail
)

// alike examines the beginning of a source. A table whose header names three columns of
// the trail, in any language, is an export whatever its rows contain. JSON is less
// certain, because an answer may have members with the same names. So are rows without a
// header, because they may be those of one login. The error says why the source is not an
// export.
func alike(source trail.Source, o trail.Options) (likeness, error) {
	dialect, err := trail.Inspect(context.Background(), source, o)
	if err != nil {
		return unlike, err
	}
	named, used := 0, 0
	for _, c := range dialect.Columns {
		if c.Column == "" {
			continue
		}
		used++
		if c.How != "content" {
			named++
		}
	}
	switch {
	case dialect.IsTable() && named >= 3:
		return surely, nil
	case used >= 2:
		return like, nil
	}
	return unlike, nil
}

// tableName matches the name of a file that may be an export, whatever its header says.
var tableName = pattern.Lazy(`(?i)\.(csv|tsv|ndjson|jsonl|xls|xls[xmb]|ods|pdf|zip)(\.gz)?$`)

// headerForm matches a first line with several fields, which is how a table begins.
var headerForm = pattern.Lazy(`^\s*[^\r\n]*[,;\t][^\r\n]*[\r\n]+\S`)

// PastedExport recognises an export in pasted text: a table of the trail with its header
// or, if nothing else was recognized, JSON of the trail.
func PastedExport(text string, input intake.Input, o trail.Options) (trail.Source, bool) {
	trimmed := strings.TrimSpace(text)
	json := strings.HasPrefix(trimmed, "{") || strings.HasPrefix(trimmed, "[")
	if len(text) > intake.MaxText || !json && !headerForm().MatchString(text) {
		return trail.Source{}, false
	}
	if len(input.Tokens) > 0 || input.Keys != nil || json && len(input.Exchanges) > 0 || oneWord(input) {
		return trail.Source{}, false
	}
	source := TextSource("what you pasted", text)
	is, _ := alike(source, o)
	return source, is == surely || is == like && len(input.Exchanges) == 0 && (input.Kind == intake.KindUnknown || input.Kind == intake.KindWords || input.Kind == intake.KindError || input.Kind == intake.KindTrail)
}

// oneWord reports whether a text has a word of the Detail column and is not several rows.
// A single row belongs to the login.
func oneWord(input intake.Input) bool {
	return input.Kind == intake.KindCode && (!slices.Contains(input.Kinds, intake.KindTrail) || input.RowsSeen == 1)
}

// FindExport recognises an export in a file. data is the beginning of the file, or all of
// it if whole is true. A table without any known column counts as an export if its file
// name is that of a table; the screen then asks which column is which. The error says why
// a file that is named like an export is not one.
func FindExport(disk Disk, path, shown string, data []byte, whole bool, input func() intake.Input, o trail.Options) (*Export, error) {
	binary := bytes.HasPrefix(data, []byte{0x1f, 0x8b}) || bytes.HasPrefix(data, []byte("PK")) // gzip, XLSX
	found, err := fileExport(disk, path, shown)
	if err != nil {
		return nil, err
	}
	is, why := alike(found.Source, o)
	if is == unlike {
		var unknown *trail.NoTrailError
		switch {
		case !tableName().MatchString(shown):
			return nil, nil
		case errors.As(why, &unknown) && len(unknown.Columns) >= 3:
			return found, nil
		}
		return nil, why
	}
	if is == surely || binary || !whole {
		return found, nil
	}
	if in := input(); len(in.Tokens) > 0 || len(in.Exchanges) > 0 || in.Keys != nil || oneWord(in) {
		return nil, nil
	}
	return found, nil
}
