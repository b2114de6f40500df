package trail

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"authdoctor/diagnosis/detail"
)

// worker parses blocks of one source and counts their rows.
type worker struct {
	*tally
	format   *sourceFormat
	series   *series
	status   *status
	filter   Filter
	takesAll bool      // the filter matches all rows
	order    DateOrder // for the filter
	at       places

	options Options
	keys    map[string]int // in JSON: the index into jsonColumns, -1 for none
	newKeys []HeaderColumn // in order of appearance
	section *section
	labels  map[string]bool // what isLabel has found
	compare *comparison     // of rows with those of other sections; nil for none
	plain   [][]byte        // of plainFields
	// headColumns are the known columns of the head, and those of ids, by name.
	headColumns map[string]HeaderColumn

	rec      record
	fitting  calendar  // of fit
	failed   []failure // of the block
	progress *Progress
	// lazy reports whether the encoding of a row is checked only if it has a new or unknown
	// value; decoded reports whether the current row was not UTF-8.
	lazy, decoded bool
	strange       []byte // the last unknown Status
	moment        []byte // a date and a time of two columns
	// rowsOnly, if not nil, is called for every row that matches the filter, instead of
	// counting it.
	rowsOnly func(r parsedRow)

	data     []byte // the block
	lineAt   int    // the position up to which line ends are counted
	lineHere int64  // the line of lineAt
}

// places are the positions of columns in a row, -1 for missing ones.
type places struct{ date, status, user, role, ip, uri, detail, application, rows, time int }

func (p places) list() []int {
	return []int{p.date, p.status, p.user, p.role, p.ip, p.uri, p.detail, p.application, p.rows, p.time}
}

func placesOf(d Dialect) places {
	return places{d.Index(ColumnDate), d.Index(ColumnStatus), d.Index(ColumnUser), d.Index(ColumnRole), d.Index(ColumnIP), d.Index(ColumnURI),
		d.Index(ColumnDetail), d.Index(ColumnApplication), d.Index(ColumnRows), d.Index(ColumnTime)}
}

// parsedRow is a row with its parsed fields.
type parsedRow struct {
	fields  [][]byte
	code    []byte
	failure bool
	at      stamp
	day     date
	seconds uint32
	dated   bool
	rows    uint64
	start   int // in the block
}

func newWorker(w *sourceFormat, s *series, o Options) *worker {
	out := &worker{tally: newTally(o.workers()), format: w, series: s, status: newStatus(cmp.Or(o.FailureWord, w.FailureWord), w.SuccessWord), filter: o.Filter, order: w.Order,
		options: o, labels: map[string]bool{}, compare: w.compare, keys: map[string]int{}, rec: record{quotes: quotes{csvForm: w.form}}, progress: o.Progress}
	out.takesAll = o.Filter == Filter{}
	out.calendar.serial, out.fitting.serial = w.serial, w.serial
	out.lazy = out.takesAll && w.IsTable() && w.compare == nil
	if w.compare != nil && w.compare.within != nil {
		out.progress = nil // the rows were counted before
	}
	if w.onlyCompares {
		out.rowsOnly = func(parsedRow) {}
	}
	out.enter(newSection(0, w.header, w.Dialect))
	if !w.IsTable() {
		out.headColumns = map[string]HeaderColumn{}
		for _, c := range w.Columns {
			if c.Column != columnNone || slices.Contains(w.ids, c.Name()) {
				out.headColumns[c.Name()] = c
			}
		}
		out.rec.lineEnd = '\n'
	}
	return out
}

// take counts the rows of a block.
func (w *worker) take(b block) {
	w.data, w.lineAt, w.lineHere = b.data, 0, b.line
	if b.section != nil && b.section != w.section {
		w.enter(b.section)
	}
	before := w.rows + w.filtered
	switch {
	case b.oversize:
		w.blankLines(b)
		w.badRow(BadLength, 0, len(b.data))
	case b.spans != nil || !w.format.IsTable():
		w.takeObjects(b)
	default:
		w.takeRecords(b)
	}
	if len(w.failed) > 0 {
		w.series.add(w.failed)
		w.failed = w.failed[:0]
	}
	if w.progress != nil {
		w.progress.rows.Add(w.rows + w.filtered - before)
	}
}

func (w *worker) takeRecords(b block) {
	valid := w.lazy || utf8.Valid(b.data)
	w.blankLines(b)
	w.rec.reads(b.data)
	byLine := 0 // the position up to which each line is a record
	if b.byLine {
		byLine = len(b.data)
	}
	for at := 0; at < len(b.data); {
		limit := len(b.data)
		if at < byLine {
			if i := bytes.IndexByte(b.data[at:], w.rec.lineEnd); i >= 0 {
				limit = at + i + 1
			}
		}
		end := w.rec.next(at, limit)
		raw := b.data[at:end]
		n := len(raw)
		width := len(w.section.columns)
		if at >= byLine && (w.rec.bad != "" || len(w.rec.fields) != width) && bytes.IndexByte(raw[:n-1], w.rec.lineEnd) >= 0 {
			byLine = end
			continue
		}
		switch {
		case n > w.rec.record:
			w.rec.bad = BadLength
		case n > w.rec.cell && w.rec.bad == "" && len(w.rec.fields) <= w.rec.columns && w.rec.tooLong():
			w.rec.bad = BadCell
		}
		// A row is cut off if the source ends without a line end or inside quotes.
		ends := b.last && end == len(b.data)
		cut := ends && (raw[n-1] != w.rec.lineEnd || w.rec.bad == BadQuote)
		switch {
		case w.rec.bad != "" && w.rec.bad != BadLength && cut:
			w.badRow(BadCut, at, n)
		case w.rec.bad != "":
			w.badRow(w.rec.bad, at, n)
		case w.rec.blank():
			w.badRow(BadBlank, at, n)
		default:
			w.decoded = false
			if !valid && !utf8.Valid(raw) {
				w.decoded = w.foreign()
				w.rec.latin1()
			}
			fields := w.rec.fields
			short := false
			if len(fields) != width {
				if w.headerAgain(fields) {
					w.badRow(BadHeader, at, n)
					break
				}
				if fields, short = w.fit(fields, width); fields == nil || short && cut {
					kind := BadFields
					if cut {
						kind = BadCut
					}
					w.badRow(kind, at, n)
					break
				}
			}
			if bad := w.row(fields, at); bad != "" {
				w.badRow(bad, at, n)
				break
			}
			if w.decoded {
				w.latin1++
			}
			if short {
				w.short++
			}
		}
		at = end
	}
}

// blankLines counts the blank lines before a block.
func (w *worker) blankLines(b block) {
	if b.blanks == 0 || w.rowsOnly != nil {
		return
	}
	bad := w.badRows(BadBlank)
	told := min(b.blanks, badLines)
	for i := range told {
		bad.add(b.line-b.blanks+i, nil, "")
	}
	bad.Count += b.blanks - told
}

// fit accepts a row with more or fewer fields than the header if its values cannot have
// shifted: spreadsheets omit empty fields at the end of a row, or add some. It returns nil
// for a row that it does not accept.
func (w *worker) fit(fields [][]byte, width int) (fitted [][]byte, short bool) {
	if len(fields) > w.rec.columns {
		return nil, false
	}
	if len(fields) > width {
		if slices.ContainsFunc(fields[width:], func(field []byte) bool { return len(field) > 0 }) {
			return nil, false
		}
		fields = fields[:width]
	}
	short = len(fields) < width
	for len(fields) < width {
		fields = append(fields, nil)
	}
	w.rec.fields = fields
	_, statusOK := w.status.read(w.field(fields, w.at.status))
	if w.at.status < 0 || !statusOK {
		return nil, false
	}
	if w.at.date >= 0 {
		// The calendar of the tally would count the date.
		if _, _, _, ok := w.fitting.read(fields[w.at.date]); !ok {
			return nil, false
		}
	}
	if word := w.field(fields, w.at.detail); len(word) > 0 && detail.Known(string(codeOf(word))).Name == "" {
		return nil, false
	}
	return fields, short
}

func (w *worker) field(fields [][]byte, at int) []byte {
	if at < 0 {
		return nil
	}
	return fields[at]
}

func (w *worker) badRow(kind BadKind, at, n int) {
	if w.rowsOnly != nil {
		return
	}
	word := ""
	if kind == BadStatus {
		word = shownWord(w.strange)
	}
	w.badRows(kind).add(w.lineOf(at), w.data[at:at+n], word)
}

// lineOf is the line of a position in the block.
func (w *worker) lineOf(at int) int64 {
	if at < w.lineAt {
		return w.lineHere - int64(bytes.Count(w.data[at:w.lineAt], []byte{w.rec.lineEnd}))
	}
	w.lineHere += int64(bytes.Count(w.data[w.lineAt:at], []byte{w.rec.lineEnd}))
	w.lineAt = at
	return w.lineHere
}

// row parses a row and counts it; bad is the reason if it cannot be counted.
func (w *worker) row(fields [][]byte, start int) (bad BadKind) {
	r := parsedRow{fields: fields, rows: 1, start: start}
	r.code = w.code(w.field(fields, w.at.detail))
	if w.at.status >= 0 {
		var ok bool
		if r.failure, ok = w.status.read(fields[w.at.status]); !ok {
			if w.headerAgain(fields) {
				return BadHeader
			}
			if w.decodes() {
				return w.row(w.rec.fields, start)
			}
			if empty(fields) {
				return BadBlank
			}
			if w.isTotal(fields) {
				return BadTotal
			}
			w.strange = append(w.strange[:0], bytes.TrimSpace(fields[w.at.status])...)
			return BadStatus
		}
	} else {
		if len(r.code) == 0 && empty(fields) {
			return BadBlank
		}
		if w.at.date >= 0 && len(r.code) == 0 && bytes.ContainsFunc(fields[w.at.date], unicode.IsLetter) && w.isTotal(fields) {
			return BadTotal
		}
		r.failure = len(r.code) > 0 && detail.Known(string(r.code)).Protocol != detail.Logout
	}
	if w.at.rows >= 0 {
		n, err := strconv.ParseUint(string(bytes.TrimSpace(fields[w.at.rows])), 10, 32)
		if err != nil {
			if w.headerAgain(fields) {
				return BadHeader
			}
			return BadRowNumber
		}
		r.rows = n
	}
	if w.at.date >= 0 {
		text := fields[w.at.date]
		if w.at.time >= 0 {
			w.moment = w.format.moment(w.moment[:0], text, fields[w.at.time])
			text = w.moment
		}
		r.at, r.day, r.seconds, r.dated = w.calendar.read(text)
		if !r.dated && w.decodes() {
			return w.row(w.rec.fields, start)
		}
	}
	if w.at.status < 0 && !r.dated && w.headerAgain(fields) {
		return BadHeader
	}
	if !w.wants(&r) {
		w.filtered += int64(r.rows)
		if byTime := !w.filter.Since.IsZero() || !w.filter.Until.IsZero(); byTime && (!r.dated || r.at.in(w.order) == 0) {
			w.filteredUndated += int64(r.rows)
		}
		return ""
	}
	if w.compare != nil && !w.compare.counts(w, &r) {
		return ""
	}
	if w.rowsOnly != nil {
		w.rowsOnly(r)
		return ""
	}
	if !w.count(&r) { // the fields are decoded now; status, date and number are unaffected
		r.fields, r.code = w.rec.fields, w.code(w.field(w.rec.fields, w.at.detail))
		w.count(&r)
	}
	return ""
}

// decodes decodes the fields of a row that are not UTF-8, and reports whether there were any.
// If every row is counted, only a row with a new or unknown value is checked: a value in a
// table is UTF-8.
func (w *worker) decodes() bool {
	if !w.lazy || w.decoded || !w.foreign() {
		return false
	}
	w.rec.latin1()
	w.decoded = true
	return true
}

// foreign reports whether a field of a counted column is not UTF-8. Other fields must not
// matter: whether a worker checks them depends on which rows it has read before.
func (w *worker) foreign() bool {
	return slices.ContainsFunc(w.at.list(), func(at int) bool {
		return at >= 0 && at < len(w.rec.fields) && !utf8.Valid(w.rec.fields[at])
	})
}

// code is codeOf, with a fast path.
func (w *worker) code(text []byte) []byte {
	if len(text) == 0 {
		return nil
	}
	// A value in the table is spelled as NetSuite spells it.
	if w.codes.find(hashOf(text), text) >= 0 {
		return text
	}
	return codeOf(text)
}

// codeOf returns the value that rows with a Detail are grouped by: the code as NetSuite
// spells it, if the Detail is or begins with one in upper or lower case; any other text
// verbatim. An empty field is "".
func codeOf(text []byte) []byte {
	trimmed := bytes.TrimSpace(text)
	if len(trimmed) == 0 {
		return nil
	}
	end := 0
	for end < len(trimmed) && (isDigit(trimmed[end]) || trimmed[end] == '_' || trimmed[end] < 0x80 && isLetter(trimmed[end])) {
		end++
	}
	if name := detail.Known(string(trimmed[:end])).Name; name != "" {
		return []byte(name)
	}
	return text
}

// empty reports whether a row has delimiters only: spreadsheets write blank lines so.
func empty(fields [][]byte) bool {
	return !slices.ContainsFunc(fields, func(field []byte) bool { return len(bytes.Trim(field, " \t\r")) > 0 })
}

// isTotal reports whether a row is the total that a report or a spreadsheet adds: it has no
// date, and at most one field with words; the others are numbers or empty.
func (w *worker) isTotal(fields [][]byte) bool {
	words := 0
	for _, field := range fields {
		if bytes.ContainsFunc(field, unicode.IsLetter) {
			words++
		}
	}
	if w.at.date < 0 || words > 1 || len(fields) < 3 {
		return false
	}
	_, _, _, dated := w.fitting.read(fields[w.at.date])
	return !dated && slices.ContainsFunc(fields, func(field []byte) bool { return bytes.ContainsFunc(field, unicode.IsDigit) })
}

// wants reports whether a row matches the filter.
func (w *worker) wants(r *parsedRow) bool {
	if w.takesAll {
		return true
	}
	f := &w.filter
	if f.FailuresOnly && !r.failure {
		return false
	}
	for _, want := range [...]struct {
		value *string
		got   []byte
	}{{f.Code, r.code}, {f.Application, w.field(r.fields, w.at.application)}, {f.User, w.field(r.fields, w.at.user)},
		{f.Role, w.field(r.fields, w.at.role)}, {f.IP, w.field(r.fields, w.at.ip)}, {f.URI, w.field(r.fields, w.at.uri)}} {
		if want.value != nil && string(want.got) != *want.value {
			return false
		}
	}
	if f.Since.IsZero() && f.Until.IsZero() {
		return true
	}
	at := r.at.in(w.order)
	if !r.dated || at == 0 {
		return false
	}
	when := time.Unix(int64(at), 0)
	return (f.Since.IsZero() || !when.Before(f.Since)) && (f.Until.IsZero() || when.Before(f.Until))
}

// count counts a row. It returns false, without counting, if it had to decode the fields:
// call it again with the decoded ones.
func (w *worker) count(r *parsedRow) bool {
	appText := w.field(r.fields, w.at.application)
	user, role, ip, uri := w.field(r.fields, w.at.user), w.field(r.fields, w.at.role), w.field(r.fields, w.at.ip), w.field(r.fields, w.at.uri)
	appHash, userHash, roleHash, ipHash, uriHash, codeHash := hashOf(appText), hashOf(user), hashOf(role), hashOf(ip), hashOf(uri), hashOf(r.code)
	app, userAt, roleAt := w.apps.find(appHash, appText), w.users.find(userHash, user), w.roles.find(roleHash, role)
	ipAt, uriAt, code := w.ips.find(ipHash, ip), w.uris.find(uriHash, uri), w.codes.find(codeHash, r.code)
	if app|userAt|roleAt|ipAt|uriAt|code < 0 { // one of them is new
		if w.decodes() {
			return false
		}
		app, userAt, roleAt = w.apps.place(appHash, appText), w.users.place(userHash, user), w.roles.place(roleHash, role)
		ipAt, uriAt, code = w.ips.place(ipHash, ip), w.uris.place(uriHash, uri), w.codes.place(codeHash, r.code)
	}
	w.rows += int64(r.rows)
	if r.failure {
		w.failures += int64(r.rows)
	}
	w.apps.at(app).add(r.failure, r.rows, r.at)
	w.users.at(userAt).add(r.failure, r.rows, r.at)
	w.roles.at(roleAt).add(r.failure, r.rows, r.at)
	w.ips.at(ipAt).add(r.failure, r.rows, r.at)
	w.uris.at(uriAt).add(r.failure, r.rows, r.at)
	w.codes.at(code).add(r.failure, r.rows, r.at)
	w.parts.add(app, [...]int32{userAt, roleAt, ipAt}, r.failure, r.rows, r.at)
	w.countDay(r)
	if !r.failure {
		if r.dated && app >= 0 {
			w.logins.add(app, w.lastDayOf, r.seconds, r.rows)
		} else if app < 0 {
			w.logins.full = true
		}
		return true
	}
	pair := w.pairs.of(code, app)
	pair.add(true, r.rows, r.at)
	if !r.dated || pair == &w.pairs.rest {
		return true
	}
	if pair.number == noPair {
		pair.number = w.series.pair(r.code, appText)
	}
	if pair.number != noPair {
		w.failed = append(w.failed, failure{pair.number, packDay(r.day), r.seconds, uint32(min(r.rows, 1<<32-1)), userHash, roleHash, ipHash})
	}
	return true
}

func (w *worker) countDay(r *parsedRow) {
	if !r.dated {
		w.undated.add(r.failure, r.rows, stamp{})
		return
	}
	w.span.add(r.at)
	day := packDay(r.day)
	count := w.lastDay
	if count == nil || w.lastDayOf != day {
		if count = w.days[day]; count == nil {
			count = &dayCount{}
			w.days[day] = count
		}
		w.lastDay, w.lastDayOf = count, day
	}
	h := r.seconds / 3600
	count.hours[h].add(r.failure, r.rows)
	count.first[h], count.last[h] = widen(count.first[h], count.last[h], r.seconds+1)
}
