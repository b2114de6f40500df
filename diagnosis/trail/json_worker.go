package trail

import (
	"slices"
	"unicode/utf8"
)

// takeObjects counts rows of JSON. SuiteQL omits what is null, so that a column may first
// appear in a later row. Fields are therefore in the order of jsonColumns, not of the
// header.
func (w *worker) takeObjects(b block) {
	for _, span := range b.spans {
		object := b.data[span.start:span.end]
		valid := utf8.Valid(object)
		if bad := w.takeObject(object, valid, span, b.last && span.end == len(b.data)); bad != "" {
			w.badRow(bad, span.start, len(object))
		} else if !valid {
			w.latin1++
		}
	}
}

func (w *worker) takeObject(object []byte, valid bool, span extent, ends bool) (bad BadKind) {
	if len(object) > w.rec.record {
		return BadLength
	}
	if valid && !span.broken {
		if fields, known, ok := w.plainFields(object); ok && known {
			return w.row(fields, span.start)
		}
	}
	names, values, ok := objectFields(object)
	switch {
	case span.broken && ends:
		return BadCut
	case span.broken || !ok:
		return BadObject
	case len(names) > w.rec.columns:
		return BadFields
	}
	fields, known := w.jsonFields(names, values)
	switch {
	case fields == nil:
		return BadObject
	case !known:
		return BadFields
	}
	return w.row(fields, span.start)
}

// jsonFields puts the values of an object in the order of jsonColumns; known reports whether
// Status or Detail is among them. fields is nil if a known column has an object or an array
// as its value.
func (w *worker) jsonFields(names []string, values map[string]string) (fields [][]byte, known bool) {
	fields = make([][]byte, len(jsonColumns))
	for _, name := range names {
		place, met := w.keys[name]
		if !met {
			column, how := columnOf(name, w.options)
			if c, known := w.headColumns[name]; known {
				column, how = c.Column, c.How
			}
			place = slices.Index(jsonColumns, column)
			if len(w.keys) < w.rec.columns { // bounds memory: further keys are looked up each time
				w.keys[name] = place
				w.newKeys = append(w.newKeys, headerColumn(name, column, how))
			}
		}
		if place >= 0 {
			value, simple := values[name]
			if !simple {
				return nil, false
			}
			fields[place] = []byte(value)
			known = known || jsonColumns[place] == ColumnStatus || jsonColumns[place] == ColumnDetail
		}
	}
	return fields, known
}

// jsonColumns is the order of the fields of JSON in a parsedRow.
var jsonColumns = []Column{ColumnDate, ColumnStatus, ColumnUser, ColumnRole, ColumnIP, ColumnURI, ColumnDetail, ColumnApplication, ColumnRows,
	ColumnTime, ColumnEmail, ColumnAgent, ColumnChallenge, ColumnTokenName}

func jsonPlaces(d Dialect) places {
	p := places{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	if d.Index(ColumnTime) < 0 {
		p.time = -1
	}
	if d.Index(ColumnStatus) < 0 {
		p.status = -1
	}
	if d.Index(ColumnRows) < 0 {
		p.rows = -1
	}
	return p
}
