package trail

import (
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"authdoctor/diagnosis/detail"

	"authdoctor/diagnosis/worktest"
)

// exactCount is what reading a text has to give.
type exactCount struct {
	form                       csvForm
	text                       string
	fields                     []string // of the record that was read last
	line, counted              int      // of the record that is taken, and up to where lines were counted
	rows, fails, short, latin1 int
	applications               map[string]int
	bad                        map[BadKind][]int // lines
	blank                      []int             // lines that are bad rows if something follows
	labels                     []string          // of the last header
}

const exactHeader = "Status,Detail,Application"

// exactBegin says what the columns are and which word of Status is a failure.
const exactBegin = exactHeader + "\nFailure,MissingKey,A\n"

// exactly reads a text plainly, byte by byte and all of it at once: the rule for quotes
// written down a second time, with nothing in it that is there to be fast.
func exactly(form csvForm, text string) *exactCount {
	e := &exactCount{form: form, text: text, line: 1, labels: strings.Split(exactHeader, ","), applications: map[string]int{}, bad: map[BadKind][]int{}}
	for at := e.lineEnd(0); at < len(text); {
		fields, bad, end := e.record(at, len(text))
		byLine := at
		switch {
		case e.lineEnd(at) == end:
		case end-at > form.record:
			byLine = max(e.lineEnd(at), at+1+strings.LastIndexByte(text[at:at+form.record], form.lineEnd))
		case bad != "" || len(fields) != len(e.labels):
			byLine = end
		}
		if byLine == at {
			e.take(fields, bad, at, end)
			at = end
		}
		for at < byLine {
			end := e.lineEnd(at)
			fields, bad, _ := e.record(at, end)
			e.take(fields, bad, at, end)
			at = end
		}
	}
	return e
}

func (e *exactCount) lineEnd(at int) int {
	if i := strings.IndexByte(e.text[at:], e.form.lineEnd); i >= 0 {
		return at + i + 1
	}
	return len(e.text)
}

// record reads the record at a place of a text that ends at limit. Its fields are good
// until the next call.
func (e *exactCount) record(at, limit int) (fields []string, bad BadKind, end int) {
	text := e.text[:limit]
	fields = e.fields[:0]
	defer func() { e.fields = fields }()
	if strings.HasPrefix(text[at:], "\ufeff") {
		at += len("\ufeff")
	}
	ends := func(at int) bool { // the field, and the line
		return at == len(text) || text[at] == e.form.lineEnd || text[at] == '\r' && (at+1 == len(text) || text[at+1] == e.form.lineEnd)
	}
	for {
		if at < len(text) && text[at] == '"' {
			var field strings.Builder
			open := at
			closed := false
			for at++; at < len(text) && !closed; at++ {
				switch {
				case text[at] != '"':
					field.WriteByte(text[at])
				case at-open-1 > e.form.cell:
					at = len(text)
				case at+1 < len(text) && text[at+1] == '"':
					field.WriteByte('"')
					at++
				case ends(at+1) || text[at+1] == e.form.delimiter:
					closed = true
				case strings.IndexByte(text[open:at], e.form.lineEnd) >= 0:
					at = len(text)
				default:
					field.WriteByte('"')
				}
			}
			if !closed {
				end = min(e.lineEnd(open), limit)
				if len(strings.TrimRight(text[open+1:end], "\r\n")) > e.form.cell {
					return fields, BadCell, end
				}
				return fields, BadQuote, end
			}
			fields = append(fields, field.String())
		} else {
			start := at
			for at < len(text) && text[at] != e.form.delimiter && text[at] != e.form.lineEnd {
				at++
			}
			field := text[start:at]
			if at == len(text) || text[at] == e.form.lineEnd {
				field = strings.TrimSuffix(field, "\r")
			}
			fields = append(fields, field)
		}
		if at == len(text) || text[at] != e.form.delimiter {
			break
		}
		at++
	}
	return fields, "", min(e.lineEnd(at), limit)
}

// header reports whether fields are a header, of any columns in any order, and takes it.
func (e *exactCount) header(fields []string) bool {
	fields = slices.Clone(fields)
	for i := range fields {
		fields[i] = labelText([]byte(fields[i]))
	}
	labels := make([]string, len(fields))
	named := map[Column]bool{}
	translated, others := map[Column]bool{}, 0
	var c calendar
	for i, field := range fields {
		column, how := columnOf(field, Options{})
		_, status := newStatus("", "").read([]byte(field))
		_, _, _, date := c.read([]byte(field))
		switch {
		case status || date:
			return false
		case column == "" && strings.TrimSpace(field) != "":
			others++
		case how == "language":
			translated[column] = true
		case column != "":
			named[column] = true
		}
		if slices.Contains([]Column{ColumnStatus, ColumnDetail, ColumnApplication}, column) && !slices.Contains(labels, string(column)) {
			labels[i] = string(column)
		}
	}
	if first, _ := columnOf(fields[0], Options{}); first == "" || len(translated) > 0 || len(named) < 2 || !named[ColumnStatus] && !named[ColumnDetail] {
		return false
	}
	e.labels = labels
	return true
}

// field is the field of a column, "" without one.
func (e *exactCount) field(fields []string, column Column) string {
	for i, label := range e.labels {
		if strings.EqualFold(label, string(column)) {
			return fields[i]
		}
	}
	return ""
}

// take counts a record as the columns of the last header say.
func (e *exactCount) take(fields []string, bad BadKind, at, end int) {
	raw := e.text[at:end]
	e.line += strings.Count(e.text[e.counted:at], string(e.form.lineEnd))
	e.counted = at
	line := e.line
	cut := end == len(e.text) && raw[len(raw)-1] != e.form.lineEnd
	if lone := strings.TrimSuffix(raw, string(e.form.lineEnd)); lone == "" || lone == "\r" && e.form.lineEnd == '\n' {
		e.blank = append(e.blank, line)
		return
	}
	e.bad[BadBlank] = append(e.bad[BadBlank], e.blank...)
	e.blank = nil
	if slices.ContainsFunc(fields, func(s string) bool { return len(s) > e.form.cell }) && bad == "" && len(fields) <= e.form.columns {
		bad = BadCell
	}
	if bad != "" && cut || bad == BadQuote && end == len(e.text) {
		bad = BadCut
	}
	if len(raw) > e.form.record {
		bad = BadLength
	}
	short := len(fields) < len(e.labels)
	if bad == "" && len(fields) <= e.form.columns && e.header(fields) {
		bad = BadHeader
	}
	if bad == "" {
		bad, fields = e.fitted(fields, cut)
	}
	if bad == "" && strings.Trim(strings.Join(fields, ""), " \t\r") == "" {
		bad = BadBlank
	}
	if bad != "" {
		e.bad[bad] = append(e.bad[bad], line)
		return
	}
	latin1 := slices.ContainsFunc(fields, func(s string) bool { return !utf8.ValidString(s) })
	if latin1 {
		e.latin1++
		for i, s := range fields {
			if utf8.ValidString(s) {
				continue
			}
			fields[i] = ""
			for _, c := range []byte(s) {
				fields[i] += string(windows1252(c))
			}
		}
	}
	failure, ok := newStatus("", "").read([]byte(e.field(fields, ColumnStatus)))
	if !e.has(ColumnStatus) {
		code := string(codeOf([]byte(e.field(fields, ColumnDetail))))
		failure, ok = code != "" && detail.Known(code).Protocol != detail.Logout, true
	}
	if !ok {
		e.bad[BadStatus] = append(e.bad[BadStatus], line)
		if latin1 {
			e.latin1--
		}
		return
	}
	e.rows++
	if failure {
		e.fails++
	}
	if short {
		e.short++
	}
	e.applications[e.field(fields, ColumnApplication)]++
}

func (e *exactCount) has(column Column) bool {
	return slices.ContainsFunc(e.labels, func(label string) bool { return strings.EqualFold(label, string(column)) })
}

func (e *exactCount) fitted(fields []string, cut bool) (BadKind, []string) {
	wrong := BadFields
	if cut {
		wrong = BadCut
	}
	switch {
	case len(fields) == 1 && fields[0] == "":
		return BadBlank, nil
	case len(fields) == len(e.labels):
		return "", fields
	case len(fields) > e.form.columns, len(fields) < len(e.labels) && cut, strings.Join(fields[min(len(e.labels), len(fields)):], "") != "":
		return wrong, nil
	}
	fields = append(slices.Clone(fields), make([]string, len(e.labels))...)[:len(e.labels)]
	word := e.field(fields, ColumnDetail)
	if _, ok := newStatus("", "").read([]byte(e.field(fields, ColumnStatus))); !ok || len(word) > 0 && detail.Known(string(codeOf([]byte(word)))).Name == "" {
		return wrong, nil
	}
	return "", fields
}

func (e *exactCount) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d rows, %d failures, %d short, %d Latin-1", e.rows, e.fails, e.short, e.latin1)
	for _, application := range slices.Sorted(maps.Keys(e.applications)) {
		fmt.Fprintf(&b, "; %.40q %d", application, e.applications[application])
	}
	for _, kind := range badKinds {
		if lines := e.bad[kind]; len(lines) > 0 {
			fmt.Fprintf(&b, "; %s: %d %v", kind, len(lines), lines[:min(len(lines), badLines)])
		}
	}
	return b.String()
}

// counting is what Count says of a text, in the words of exactCount.
func counting(t *testing.T, text string, l limits, once bool) string {
	t.Helper()
	source := Source{Name: "export", Size: int64(len(text)), Once: once, Open: func() (io.ReadCloser, error) {
		r := io.Reader(strings.NewReader(text))
		if once && len(text) < 1<<16 {
			r = iotest.HalfReader(r)
		}
		return io.NopCloser(r), nil
	}}
	s, _, err := Count(context.Background(), []Source{source}, Options{limits: l, Workers: 2})
	if err != nil {
		t.Fatalf("%v of %q", err, text)
	}
	if cut := slices.ContainsFunc(s.Sources[0].Bad, func(b BadRows) bool { return b.Kind == BadCut }); s.Complete == cut {
		t.Fatalf("complete %v, cut off %v, of %q", s.Complete, cut, text)
	}
	one := s.Sources[0]
	if one.Bytes != int64(len(text)) {
		t.Errorf("%d bytes were read of %d", one.Bytes, len(text))
	}
	e := &exactCount{rows: int(s.Rows), fails: int(s.Failures), short: int(one.Short), latin1: int(one.Latin1), applications: map[string]int{}}
	for _, group := range s.GroupBy(ByApplication) {
		e.applications[group.Value] = int(group.Failures + group.Successes)
	}
	out := e.String()
	for _, bad := range one.Bad {
		out += fmt.Sprintf("; %s: %d %v", bad.Kind, bad.Count, bad.Lines)
	}
	return out
}

// compareExactly fails where a file, the same as standard input, and exact reading do
// not give the same.
func compareExactly(t *testing.T, text string, form csvForm) {
	t.Helper()
	want := exactly(form, text).String()
	for _, once := range []bool{false, true} {
		if got := counting(t, text, form.limits, once); got != want {
			t.Fatalf("%+v, once %v, of %.2000q:\n got %s\nwant %s", form, once, text, got, want)
		}
	}
}

// TestExactly catches counts that depend on where blocks end, on a limit, or on whether
// the source is a file: random texts of quotes and line ends, with small blocks and
// limits.
func TestExactly(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	parts := []string{"Failure", "Success", ",", ",", ",", "\n", "\n", `"`, `"`, `""`, `",`, `,"`, "\"\n", "\n\"", "\r\n", "\r", "x", "MissingKey", "a b c d e f g h", "\n\n", "é", "\xe9", "\ufeff", "\n\ufeff\"", ",,,,,,", exactHeader + "\n", "Failure,MissingKey,A\n", "Success,,\"two\nlines\"\n", `Failure,MissingKey,5" pipe` + "\n", `Failure,MissingKey,"Shop "North" Sync"` + "\n",
		"Application,Detail,Status\n", "Status,x,\"Detail\"\n", "Detail,Application,y,y\n", "\ufeff\"Status\",Application\n", "A,MissingKey,Failure\n", "MissingKey,B,,\n", "Success,C\n"}
	for range 600 {
		var s strings.Builder
		s.WriteString(exactBegin)
		some := parts[r.IntN(len(parts)):]
		for range 1 + r.IntN(40) {
			list := parts
			if r.IntN(2) == 0 {
				list = some
			}
			s.WriteString(list[r.IntN(len(list))])
		}
		form := csvForm{',', '\n', limits{block: 1 + r.IntN(60), record: 30 + r.IntN(100), cell: 12 + r.IntN(60), columns: 3 + r.IntN(8)}}
		text := s.String()
		if r.IntN(8) == 0 {
			if form.lineEnd, text = '\r', strings.ReplaceAll(strings.ReplaceAll(text, "\r", ""), "\n", "\r"); strings.Contains(text, "\r\r") {
				continue
			}
		}
		compareExactly(t, text, form)
	}
}

// FuzzExactly catches a text of which a file, standard input and exact reading give
// other counts.
func FuzzExactly(f *testing.F) {
	f.Add("Failure,MissingKey,5\" pipe\nSuccess,,\"a\nb\"\n", uint8(7), uint8(40), uint8(12))
	f.Add("\"\"x\n\"\"x\n\",\"\n\n\n\"\"x,\"\r", uint8(1), uint8(1), uint8(1))
	f.Add("Success,,A\n\ufeff"+exactHeader+"\n\ufeff\"Success\",\"\",\"a\nb\"\n\ufeff", uint8(5), uint8(50), uint8(12))
	f.Add("Success,,A\n\n\r\n\r\r\n\n\nFailure,x,\"\n\n\n", uint8(3), uint8(3), uint8(90))
	f.Fuzz(func(t *testing.T, text string, block, record, cell uint8) {
		if text = exactBegin + text; len(text) > 4096 || strings.Contains(text, "\x00") {
			return
		}
		compareExactly(t, text, csvForm{',', '\n', limits{block: 1 + int(block), record: 30 + int(record), cell: 12 + int(cell), columns: 3 + int(block)%5}})
	})
}

// TestExactlyAtLimits is TestExactly with the limits that are used, at places around
// every one of them and around the ends of blocks.
func TestExactlyAtLimits(t *testing.T) {
	const row = "Failure,MissingKey,A\n"
	rows := func(bytes int) string { return strings.Repeat(row, bytes/len(row)) }
	form := csvForm{',', '\n', usualLimits}
	texts := map[string]string{
		"one stray quote":          rows(1<<18) + `Failure,MissingKey,5" pipe` + "\n" + rows(3<<19),
		"one that is never closed": rows(1<<18) + `Failure,MissingKey,"5 pipe` + "\n" + rows(3<<19),
		"every one never closed":   strings.Repeat(`Failure,MissingKey,"5 pipe`+"\n", 1<<20/27),
		"quotes that seem doubled": strings.Repeat("\"\"x\n", 1<<14/4) + row,
		"fields in step":           strings.Repeat("\",\"\"x\n", 1<<20/7) + row,
		"one record too long":      `Failure,"` + strings.Repeat("x\",\"\n", 1<<21/6) + row,
		"a million blank lines":    row + strings.Repeat("\n", 1<<20) + row + strings.Repeat("\r\n", 1<<19),
		"a million commas":         row + strings.Repeat(",", 2<<20) + "\n" + row,
		"no line end":              row + strings.Repeat(`"x`, 1<<20),
	}
	for _, off := range []int{-1, 0, 1} {
		texts[fmt.Sprintf("a field of MaxCell%+d", off)] = "Failure,MissingKey," + strings.Repeat("x", MaxCell+off) + "\n" + row
		texts[fmt.Sprintf("a quoted one of MaxCell%+d", off)] = "Failure,MissingKey,\"" + strings.Repeat("x", MaxCell+off) + "\"\n" + row
		texts[fmt.Sprintf("one over two lines of MaxCell%+d", off)] = "Failure,MissingKey,\"\n" + strings.Repeat("x", MaxCell+off-1) + "\"\n" + row
		at := usualLimits.block + off
		begin := rows(at - 100)
		begin += "Failure,MissingKey," + strings.Repeat("x", at-len(begin)-20)
		texts[fmt.Sprintf("a quote at %d", at)] = begin + "\n\"Failure\",\"MissingKey\",\"A\nB\"\n\n\"x\n" + row
		texts[fmt.Sprintf("a line end at %d", at)] = begin + "\r\n\r\n\r\n" + row + "\r\n\n"
		at = usualLimits.record + off
		texts[fmt.Sprintf("a line of %d", at)] = `Failure,MissingKey,A` + strings.Repeat(",", at-21) + "\n" + row
		begin = "\"\n" + strings.Repeat("x", MaxCell-9) + "\","
		texts[fmt.Sprintf("a record of %d", at)] = strings.Repeat(begin, at/len(begin)) + strings.Repeat("x", at%len(begin)-1) + "\n" + row
	}
	for i, name := range slices.Sorted(maps.Keys(texts)) {
		text := texts[name]
		t.Run(name, func(t *testing.T) {
			text := exactBegin + text
			want := exactly(form, text).String()
			for _, once := range []bool{false, true} {
				if !worktest.Long && once != (i%2 == 0) {
					continue
				}
				if got := counting(t, text, limits{}, once); got != want {
					t.Errorf("once %v:\n got %.300s\nwant %.300s", once, got, want)
				}
			}
		})
	}
}

// TestUnendedRecord catches a reader that never sees the end of a source which is a single
// record without an end, of any size.
func TestUnendedRecord(t *testing.T) {
	for _, begin := range []string{"", "\"", exactHeader + "\n", exactHeader + "\n\"", exactBegin, exactBegin + "Failure,\"Miss", "11/23/2026 5:02 pm,Failure,", "11/23/2026 5:02 pm,Failure,\""} {
		for size := range 300 {
			text := begin + strings.Repeat("x", size)
			source := Source{Name: "x", Size: int64(len(text)), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
			worktest.Bound(t, len(text), func() { _, _, _ = Count(context.Background(), []Source{source}, Options{}) })
		}
	}
}
