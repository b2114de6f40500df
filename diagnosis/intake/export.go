package intake

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail"
)

// rowsRead is the number of rows of a pasted export that are read.
const rowsRead = 10_000

// auditExport recognises rows of the Login Audit Trail below a header with Status or
// Detail. A row reveals more than the code alone. If the failures have several codes, only
// the user knows which row is that of the login.
func auditExport(text string) (Input, bool) {
	text = strings.TrimLeft(text, " \t\r\n")
	header, _, more := strings.Cut(text, "\n")
	named := 2
	switch folded := strings.ToLower(header); {
	case text == "":
		return Input{}, false
	case text[0] == '{' || text[0] == '[': // answers also have a status and details
		named = 4
	case !more || !strings.Contains(folded, "status") && !strings.Contains(folded, "detail"):
		return Input{}, false
	}
	text += "\n" // without it the last row seems to be cut off
	source := trail.Source{Name: "the text", Size: int64(len(text)), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
	dialect, err := trail.InspectDates(context.Background(), source, trail.Options{})
	if err != nil || knownColumns(dialect) < named {
		return Input{}, false
	}
	sources, options := []trail.Source{source}, trail.Options{Order: dialect.Order}
	rows, more, err := trail.Rows(context.Background(), sources, options, rowsRead)
	if err != nil || len(rows) == 0 {
		return Input{}, false
	}
	if more {
		return Input{Kind: KindTrail, Problem: fmt.Sprintf("the text has more than %d rows of the Login Audit Trail; give the row of one login", rowsRead)}, true
	}
	unread := ""
	if summary, _, err := trail.Count(context.Background(), sources, options); err == nil && summary.BadRows() > 0 {
		unread = fmt.Sprintf("; %s more cannot be read and may contain other codes", plural(int(summary.BadRows()), "row", "rows"))
	}
	failed := slices.DeleteFunc(slices.Clone(rows), func(r trail.Row) bool { return !r.Failure })
	counts := map[string]int{}
	var found []detail.Match
	for _, row := range failed {
		if row.Detail.Name == "" {
			continue
		}
		if counts[row.Detail.Name]++; counts[row.Detail.Name] == 1 {
			found = append(found, row.Detail)
		}
	}
	many := plural(len(rows), "row", "rows")
	switch {
	case len(failed) == 0:
		return Input{Kind: KindTrail, Problem: many + " of the Login Audit Trail, all with Status Success; give a row with Status Failure"}, true
	case len(found) == 0:
		why := "the Detail column is missing or empty; export it too"
		if word := failed[0].Detail.Word; word != "" {
			why = "the Detail column contains " + border.Shown(word, 60) + ", which is not a known code"
		}
		return Input{Kind: KindTrail, Problem: fmt.Sprintf("%s of the Login Audit Trail, %d with Status Failure, but %s", many, len(failed), why)}, true
	case len(found) == 1:
		name := found[0].Name
		failed = slices.DeleteFunc(failed, func(r trail.Row) bool { return r.Detail.Name != name })
		return Input{Kind: KindCode, Kinds: []Kind{KindCode, KindTrail}, Detail: found[0], Standing: Read, Rows: failed, RowsSeen: len(rows),
			Notes: []string{fmt.Sprintf("recognized: %s of the Login Audit Trail; %s in %d of them, and no other code%s", many, name, counts[name], unread)}}, true
	}
	return severalCodes(len(rows), found, counts), true
}

// knownColumns counts the columns of an export that were recognised by their names.
func knownColumns(d trail.Dialect) int {
	n := 0
	for _, c := range d.Columns {
		if c.How == "name" {
			n++
		}
	}
	return n
}

// severalCodes returns an Input that asks for the row of one login.
func severalCodes(rows int, found []detail.Match, counts map[string]int) Input {
	slices.SortStableFunc(found, func(a, b detail.Match) int { return counts[b.Name] - counts[a.Name] })
	var parts []string
	for _, match := range found[:min(len(found), 6)] {
		parts = append(parts, fmt.Sprintf("%s (%d)", match.Name, counts[match.Name]))
	}
	return Input{Kind: KindTrail, Problem: fmt.Sprintf("the %d rows of the Login Audit Trail contain several codes: %s; give the row of one login", rows, strings.Join(parts, ", "))}
}
