package trail

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/pattern"
)

// Rows as JSON come in three shapes: an array of objects, one object after the other
// (NDJSON), and pages, such as the answers of SuiteQL: objects with the rows under "items"
// or another key, of which several may follow each other or be in an array.

// objectsState is the state of a scan of JSON.
type objectsState struct {
	depth    int
	inString bool
	escaped  bool
	items    bool // the last key of the page is that of its rows
	rows     int  // the depth at which rows begin; -1 outside a list of rows
	key      int  // the start of a string that may be a key; -1 for none
	newLine  bool // only spaces since the start of the line
	empty    bool // the page has had no list of rows so far
	outer    int  // the start of the page; 0 if it is in an earlier block
	start    int  // the start of the current row; -1 for none
	junk     int  // the start of text between objects that is not an object; -1 for none
	long     bool // the row or junk is too long, and counted already
}

// objects cuts a source where objects that are rows end.
type objects struct {
	source io.Reader
	stream bool // the objects are not in a list
	pageShape
	state objectsState
	carry []byte
	line  int64
	ended bool
	read  int64 // bytes
	limits
	buffers
	pages pages
}

// extent is the position of an object in a block. broken reports whether it never ended, is
// too long or is not a row; row reports whether it is a row, even a broken one.
type extent struct {
	start, end  int
	broken, row bool
}

func newObjects(source io.Reader, stream bool, shape pageShape, limits limits, buffers buffers) *objects {
	o := &objects{source: source, stream: stream, pageShape: shape, line: 1, limits: limits, buffers: buffers}
	o.state = objectsState{rows: -1, key: -1, newLine: true, start: -1, junk: -1}
	if o.stream {
		o.state.rows = 0
	}
	return o
}

func (o *objects) bytesRead() int64 { return o.read }

func (o *objects) next(ctx context.Context) (block, error) {
	if o.ended {
		return block{}, io.EOF
	}
	buffer, err := o.take(ctx, o.record+o.block)
	if err != nil {
		return block{}, err
	}
	n := copy(buffer, o.carry)
	var failure error
	for {
		more, err := io.ReadFull(o.source, buffer[n:min(n+o.block, len(buffer))])
		n += more
		o.read += int64(more)
		switch {
		case ctx.Err() != nil:
			return block{}, ctx.Err()
		case err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF):
			o.ended = true
		case err != nil:
			o.ended, failure = true, err
		}
		spans, safe, now := o.scan(buffer[:n])
		end := safe.at
		switch {
		case o.ended:
			end, o.state = n, now
		case len(spans) > 0:
			o.state = safe.state
		case n < len(buffer) && !now.long:
			continue
		default:
			spans, end = o.withoutEnd(n, safe, now)
		}
		out := block{data: buffer[:end], spans: spans, line: o.line, last: o.ended, buffer: buffer}
		o.pages.read(out)
		o.line += int64(bytes.Count(out.data, []byte{'\n'}))
		o.carry = append(o.carry[:0], buffer[end:n]...)
		return out, failure
	}
}

// withoutEnd is for a full buffer in which no row ended. A row that is too long is counted,
// and the rest of it skipped; of anything else, the text up to the safe place is dropped. It
// updates the state.
func (o *objects) withoutEnd(n int, safe safePlace, now objectsState) (spans []extent, end int) {
	begin := max(now.start, now.junk)
	switch {
	case begin >= 0 && n-begin > o.record && !now.long:
		now.long = true
		spans = []extent{{begin, n, true, now.start >= 0}}
	case safe.at > 0:
		o.state = safe.state
		return nil, safe.at
	}
	now.key = -1
	o.state = now
	return spans, n
}

// safePlace is a position inside no row and no key, where text may be cut, and the state
// there.
type safePlace struct {
	at    int
	state objectsState
}

// scan returns the rows in data, the last safe place, and the state at the end.
func (o *objects) scan(data []byte) (spans []extent, safe safePlace, now objectsState) {
	s := o.state
	s.outer = 0
	if s.long { // it began in an earlier block
		if s.junk >= 0 {
			s.junk = 0
		} else {
			s.start = 0
		}
	}
	safe.state = s
	cut := func(i int) { safe = safePlace{i, s} }
	done := func(from, i int, broken, row bool) {
		if !s.long {
			spans = append(spans, extent{from, i, broken, row})
		}
		s.long = false
		cut(i)
	}
	row := func(i int, broken bool) {
		from := s.start
		s.start, s.depth, s.inString, s.escaped = -1, s.rows, false, false
		done(from, i, broken, true)
	}
	junk := func(i int) {
		from := s.junk
		s.junk = -1
		if bytes.Equal(data[from:i], byteOrderMark) { // between concatenated files
			cut(i)
			return
		}
		done(from, i, true, false)
	}
	for i := 0; i < len(data); i++ {
		c := data[i]
		if s.inString {
			switch {
			case c == '\n' && s.start >= 0: // not allowed in a string of JSON
				row(i, true)
				s.newLine = true
			case s.escaped:
				s.escaped = false
			case c == '\\':
				s.escaped = true
			case c == '"':
				s.inString = false
				if s.depth == o.level && s.key >= 0 {
					s.items = string(data[s.key:i]) == o.rowsKey
					s.key = -1
				}
			}
			continue
		}
		if o.stream && s.start < 0 && s.depth == 0 {
			switch { // only spaces between objects
			case c == '\n' || c == '{':
				if s.junk >= 0 {
					junk(i)
				}
			case s.junk < 0 && c != ' ' && c != '\t' && c != '\r' && c != ',':
				cut(i)
				s.junk = i
			}
		}
		switch c {
		case '"':
			s.inString = true
			if s.start < 0 && s.depth == o.level {
				s.key = i + 1
			}
		case '{':
			if o.stream && s.start >= 0 && s.newLine {
				row(i, true) // the previous one was never closed
			}
			if s.start < 0 && s.depth == s.rows {
				cut(i)
				s.start = i
			} else if s.depth == o.level-1 {
				s.empty, s.outer = true, i
			}
			s.depth++
		case '[':
			if s.start < 0 && !o.stream && (s.depth == 0 && o.level == 1 || s.depth == o.level && s.items) {
				s.rows, s.empty = s.depth+1, false
			}
			s.depth++
		case '}', ']':
			s.depth = max(0, s.depth-1)
			if s.start >= 0 && s.depth == s.rows {
				row(i+1, false)
			}
			if !o.stream && s.start < 0 && s.depth < s.rows {
				s.rows, s.items = -1, false
			}
			if s.depth == o.level-1 && s.empty && c == '}' {
				s.empty = false
				done(s.outer, i+1, true, false) // an answer without rows, such as an error
			}
		case ',':
			if s.start < 0 && s.junk < 0 && s.depth == o.level {
				cut(i + 1)
			}
		}
		s.newLine = c == '\n' || s.newLine && (c == ' ' || c == '\t' || c == '\r')
	}
	now = s
	switch {
	case s.start >= 0 && o.ended:
		row(len(data), true)
	case s.junk >= 0 && o.ended:
		junk(len(data))
	}
	return spans, safe, now
}

// pageForm matches the members of an answer of SuiteQL that tell whether rows are missing
// (https://docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_157909186990.html).
var pageForm = pattern.Lazy(`"(hasMore|totalResults|offset)"\s*:\s*(true|false|\d+)`)

// pages collects what the answers of SuiteQL state between their rows: the number of rows
// in all, and whether the last answer is the last page.
type pages struct {
	rows    int64 // counted
	total   int64
	hasMore bool
	offset  string
	seen    map[string]bool // offset and total of the answers
	twice   bool            // an offset and total appear twice
	refused bool            // one answer is an error
}

func (p *pages) read(b block) {
	from := 0
	look := func(text []byte) {
		if len(text) < len(`"offset":0`) { // a comma
			return
		}
		for _, match := range pageForm().FindAllSubmatch(text, -1) {
			switch value := string(match[2]); {
			case string(match[1]) == "hasMore":
				p.hasMore = value == "true"
			case string(match[1]) == "offset":
				p.offset = value
			default:
				if n, err := strconv.ParseInt(value, 10, 64); err == nil {
					p.total = n
				}
				if p.seen == nil {
					p.seen = map[string]bool{}
				}
				if page := p.offset + " of " + value; p.offset != "" { // which comes before it
					p.twice = p.twice || p.seen[page]
					p.seen[page] = true
				}
				p.offset = ""
			}
		}
	}
	for _, span := range b.spans {
		look(b.data[from:span.start])
		from = span.end
		if span.row {
			p.rows++
		} else if refusal(b.data[span.start:span.end]) {
			p.refused = true
		}
	}
	look(b.data[from:])
}

// lacks returns what is missing from a source that was read to its end, "" for nothing.
func (o *objects) lacks() string {
	switch p := &o.pages; {
	case o.state.depth > 0 && !o.stream:
		return "the JSON is incomplete; save it again"
	case p.refused:
		return "one of the responses is an error without rows; request that page again, and remove the error"
	case p.twice:
		return "two responses have the same offset and total, so rows may be counted twice; if they are the same page, remove one"
	case p.hasMore:
		return "the last response announces more rows (hasMore); request them with offset, and add them to the file"
	case p.total > p.rows:
		return fmt.Sprintf("the responses announce %d rows (totalResults), but contain %d; request the missing pages", p.total, p.rows)
	}
	return ""
}

// refusal reports whether text begins with an error that NetSuite answered: its details are
// in a member that no row has (section_156570709583).
func refusal(text []byte) bool {
	var answer struct {
		Details json.RawMessage `json:"o:errorDetails"`
	}
	return json.NewDecoder(bytes.NewReader(text)).Decode(&answer) == nil && answer.Details != nil
}

// lookJSON detects the shape of JSON, and recognises columns by its keys.
func lookJSON(o *stream, options Options) (sourceFormat, error) {
	var w sourceFormat
	w.Format = "json"
	w.form.limits = cmp.Or(options.limits, usualLimits)
	text := bytes.TrimLeft(o.head, " \t\r\n")
	const short = 4096
	if o.whole && len(text) < short && noRows(text) {
		return w, nil
	}
	shape, paged := pageShapeOf(text, options)
	w.shape = shape
	if text[0] == '{' && !paged {
		w.Format = "ndjson"
		if refusal(text) {
			return w, errors.New("it is an error from NetSuite without rows; to explain the error, run authdoctor check")
		}
	}
	cut := newObjects(bytes.NewReader(o.head), w.Format == "ndjson", shape, w.form.limits, newBuffers(1, 0))
	cut.ended = o.whole
	spans, _, _ := cut.scan(o.head)
	var sample [][]string
	labels := map[string]int{}
	var order []string
	tooMany := false
	for _, span := range spans[:min(len(spans), sampled)] {
		names, values, ok := objectFields(o.head[span.start:span.end])
		if len(names) > w.form.columns { // counted as a bad row later
			tooMany = true
			continue
		}
		if !ok {
			continue
		}
		for _, name := range names {
			if _, known := labels[name]; !known {
				labels[name] = len(order)
				order = append(order, name)
			}
			if len(order) > w.form.columns {
				return w, errColumns(w.form.columns)
			}
		}
		row := make([]string, len(order))
		for name, value := range values {
			row[labels[name]] = value
		}
		sample = append(sample, row)
	}
	if len(sample) == 0 && tooMany {
		return w, errColumns(w.form.columns)
	}
	if len(sample) == 0 && o.whole && noRows(text) {
		return w, nil
	}
	if len(sample) == 0 {
		return w, errors.New("it is JSON without rows; give an array of objects, one object on each line, or SuiteQL responses with rows under items")
	}
	w.header = order
	w.name(order, options)
	w.sample(sample, options)
	return w, w.usable()
}

// pageShape is where the rows of pages are.
type pageShape struct {
	rowsKey string // the member with the list of rows
	level   int    // how many objects and lists are open around it, 1 or more
}

// pageShapeOf finds the rows of the pages that text begins with; paged is false if there are
// no pages.
func pageShapeOf(text []byte, options Options) (shape pageShape, paged bool) {
	f := shapeFinder{decoder: json.NewDecoder(bytes.NewReader(text)), options: options}
	for range searched {
		if _, ok := f.value("", 0); !ok || f.known > 0 {
			break
		}
	}
	if f.known > 0 && f.shape.level > 0 {
		return f.shape, true
	}
	return pageShape{"items", 1}, false
}

// shapeFinder looks for a list of rows: items of a page, or a list whose first object has
// keys that name columns, more than the object around it.
type shapeFinder struct {
	decoder *json.Decoder
	options Options
	inList  bool // the outermost value is a list
	shape   pageShape
	known   int // how many columns the rows of shape name; 0 if it is not found
}

// value reads a value, and returns the names of its members if it is an object. ok is false
// if the text has ended.
func (f *shapeFinder) value(key string, depth int) (names []string, ok bool) {
	const deepest = 8
	opening, err := f.decoder.Token()
	if err != nil {
		return nil, false
	}
	delimiter, nested := opening.(json.Delim)
	switch {
	case !nested:
		return nil, true
	case depth == 0:
		f.inList = delimiter == '['
	case depth >= deepest || f.known > 0:
		return nil, skipNested(f.decoder)
	}
	if delimiter == '[' {
		return nil, f.list(key, depth)
	}
	for f.decoder.More() {
		name, err := f.decoder.Token()
		if err != nil {
			return nil, false
		}
		member, ok := f.value(name.(string), depth+1)
		if !ok {
			return nil, false
		}
		if names = append(names, name.(string)); name == valuesKey {
			names = append(names, member...)
		}
		names = names[:min(len(names), usualLimits.columns)]
	}
	if f.known > 0 && f.known < f.columns(names) { // the list is part of a row
		f.known = 0
	}
	_, err = f.decoder.Token()
	return names, err == nil
}

// list reads a list after its opening token.
func (f *shapeFinder) list(key string, depth int) (ok bool) {
	found := func(known int) { f.shape, f.known = pageShape{key, depth}, known }
	if key == "items" && (depth == 1 || depth == 2 && f.inList) {
		found(usualLimits.columns)
	}
	for first := true; f.decoder.More(); first = false {
		names, ok := f.value("", depth+1)
		if !ok {
			return false
		}
		if !first || f.known > 0 {
			continue
		}
		if known := f.columns(names); known > 1 || known == 1 && len(names) == 1 {
			found(known) // an error of the REST services has a detail too, among others
		}
		if f.known > 0 && depth == 0 { // no page is around it
			return false
		}
	}
	_, err := f.decoder.Token()
	return err == nil
}

// columns counts the names that are those of columns.
func (f *shapeFinder) columns(names []string) (known int) {
	for _, name := range names {
		if column, _ := columnOf(name, f.options); column != columnNone {
			known++
		}
	}
	return known
}

// noRows reports whether JSON is an empty list of rows, or pages of such lists.
func noRows(text []byte) bool {
	var pages []struct{ Items, Data *[]json.RawMessage }
	if text[0] == '{' {
		text = slices.Concat([]byte{'['}, text, []byte{']'})
	}
	if json.Unmarshal(text, &pages) != nil {
		return false
	}
	for _, page := range pages {
		if rows := cmp.Or(page.Items, page.Data); rows == nil || len(*rows) > 0 {
			return false
		}
	}
	return true
}

// valuesKey is the member that has the columns of a row where SuiteScript writes a result of
// a search as JSON.
const valuesKey = "values"

// objectFields decodes an object: its keys in order, and its values as text; null is "".
// A key whose value is an object or an array has an entry in values if that is a reference,
// of which the text is taken. The members of values count as members of the object.
func objectFields(object []byte) (names []string, values map[string]string, ok bool) {
	if !utf8.Valid(object) {
		object = fromWindows1252(object)
	}
	values = map[string]string{}
	names, ok = addFields(nil, values, object, true)
	return names, values, ok
}

func addFields(names []string, values map[string]string, object []byte, outer bool) ([]string, bool) {
	decoder := json.NewDecoder(bytes.NewReader(object))
	decoder.UseNumber()
	if opening, err := decoder.Token(); err != nil || opening != json.Delim('{') {
		return nil, false
	}
	for decoder.More() {
		token, err := decoder.Token()
		name, isText := token.(string)
		if err != nil || !isText {
			return nil, false
		}
		value, err := decoder.Token()
		if err != nil {
			return nil, false
		}
		switch value := value.(type) {
		case nil:
			values[name] = ""
		case string:
			values[name] = value
		case json.Number:
			values[name] = value.String()
		case bool:
			values[name] = strconv.FormatBool(value)
		case json.Delim:
			from := decoder.InputOffset() - 1
			if !skipNested(decoder) {
				return nil, false
			}
			nested := object[from:decoder.InputOffset()]
			if outer && name == valuesKey && value == '{' {
				names, _ = addFields(names, values, nested, false)
				continue
			}
			if text, is := referenceText(nested); is {
				values[name] = text
			}
		}
		names = append(names, name)
	}
	_, err := decoder.Token()
	return names, err == nil
}

// referenceText is the text of a value that the REST services write as an object, and
// SuiteScript as a list of objects (section_4345776651): what it is called or, without that,
// what it is.
func referenceText(nested []byte) (text string, ok bool) {
	if nested[0] == '{' {
		nested = slices.Concat([]byte{'['}, nested, []byte{']'})
	}
	var references []struct {
		Text, RefName *string
		Value         json.RawMessage
	}
	if json.Unmarshal(nested, &references) != nil {
		return "", false
	}
	var texts []string
	for _, r := range references {
		switch shown := cmp.Or(r.Text, r.RefName); {
		case shown != nil:
			texts = append(texts, *shown)
		case len(r.Value) > 0:
			texts = append(texts, strings.Trim(string(r.Value), `"`))
		default:
			return "", false
		}
	}
	return strings.Join(texts, ", "), true
}

// skipNested skips the rest of an object or array after its opening token.
func skipNested(decoder *json.Decoder) bool {
	for depth := 1; depth > 0; {
		token, err := decoder.Token()
		if err != nil {
			return false
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
	return true
}

// fromWindows1252 decodes the bytes that are not UTF-8 as Windows-1252.
func fromWindows1252(text []byte) []byte {
	out := make([]byte, 0, len(text)+64)
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		if r == utf8.RuneError && n == 1 {
			r = windows1252(text[0])
		}
		out = utf8.AppendRune(out, r)
		text = text[n:]
	}
	return out
}
