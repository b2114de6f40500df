package token

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/pattern"
)

// loose is a value of relaxed JSON, as decoders, debuggers and programs print it: with
// single quotes, bare names, comments, trailing commas, None and True.
type loose struct {
	kind Type
	// text is the decoded string, or a number, true, false or null as JSON writes it.
	text string
	// names are the names of an object's members; items are their values, or the items of
	// an array.
	names    []string
	items    []loose
	from, to int // offsets in the text
}

// get returns the first member with this name, or the zero value.
func (o *loose) get(name string) loose {
	if i := slices.Index(o.names, name); i >= 0 {
		return o.items[i]
	}
	return loose{}
}

// json appends the value to out as strict JSON, with members in order and duplicates kept.
func (o *loose) json(out []byte) []byte {
	quote := func(text string) {
		quoted, _ := json.Marshal(text) // cannot fail for a string
		out = append(out, quoted...)
	}
	switch o.kind {
	case Nested, Array:
		marks := map[Type]string{Nested: "{}", Array: "[]"}[o.kind]
		out = append(out, marks[0])
		for i := range o.items {
			if i > 0 {
				out = append(out, ',')
			}
			if o.kind == Nested {
				quote(o.names[i])
				out = append(out, ':')
			}
			out = o.items[i].json(out)
		}
		return append(out, marks[1])
	case String:
		quote(o.text)
		return out
	}
	return append(out, o.text...)
}

// Bounds on the objects of one text.
const (
	maxObjects = 64
	maxMembers = 256 // of one object or array
)

// objectsIn returns the outermost objects of a text, in order. After a failed attempt the
// search continues where it failed, so no character is read more than twice.
func objectsIn(text string) (objects []*loose) {
	for at := 0; len(objects) < maxObjects; {
		open := strings.IndexByte(text[at:], '{')
		if printed := strings.Index(text[at:], goMap); printed >= 0 && (open < 0 || printed < open) {
			open = printed
		}
		if open < 0 {
			return objects
		}
		r := looseReader{text: text, at: at + open}
		object, ok := r.value(0, false)
		if ok {
			objects = append(objects, &object)
		}
		at = max(r.at, at+open+1)
	}
	return objects
}

// goMap begins a map as Go prints it, and goSlice an array as it does with %#v.
const goMap = "map["

var goSlice = pattern.Lazy(`^\[\](?:interface ?\{\}|any|string)\{`)

// arrayLength matches the length that consoles of browsers print before an array.
var arrayLength = pattern.Lazy(`^\(\d+\) ?\[`)

// looseReader parses relaxed JSON.
type looseReader struct {
	text string
	at   int
}

// next returns the next byte without consuming it, 0 at the end.
func (r *looseReader) next() byte {
	if r.at < len(r.text) {
		return r.text[r.at]
	}
	return 0
}

// space skips white space, comments, and the quote marks of a mail at the beginning of a
// line. It reports whether it skipped a line break.
func (r *looseReader) space() (line bool) {
	for r.at < len(r.text) {
		switch c := r.text[r.at]; {
		case c == '\n':
			line = true
			r.at++
			for r.next() == '>' || r.next() == '|' {
				r.at++
			}
		case c == ' ' || c == '\t' || c == '\r':
			r.at++
		case c == '#', c == '/' && strings.HasPrefix(r.text[r.at:], "//"):
			end := strings.IndexByte(r.text[r.at:], '\n')
			if end < 0 {
				end = len(r.text) - r.at
			}
			r.at += end
		case c == '/' && strings.HasPrefix(r.text[r.at:], "/*"):
			end := strings.Index(r.text[r.at+2:], "*/")
			if end < 0 {
				r.at = len(r.text)
				return line
			}
			r.at += end + 4
		case strings.HasPrefix(r.text[r.at:], "\u00a0"):
			r.at += len("\u00a0")
		default:
			return line
		}
	}
	return line
}

// closing maps each opening quotation mark of programs and word processors to the marks
// that may close it.
var closing = map[rune]string{'"': "\"", '\'': "'", '`': "`", '“': "”“", '”': "”", '„': "“”", '‘': "’‘", '’': "’"}

// value reads a value. bare allows a string without quotation marks, as after name= in
// an object.
func (r *looseReader) value(depth int, bare bool) (loose, bool) {
	if depth > MaxDepth {
		return loose{}, false
	}
	r.space()
	v := loose{from: r.at}
	ok := false
	if n := len(arrayLength().FindString(r.text[r.at:min(len(r.text), r.at+12)])); n > 0 {
		r.at += n - 1
	}
	switch c := r.next(); {
	case c == '{':
		ok = r.object(&v, depth)
	case c == 'm' && strings.HasPrefix(r.text[r.at:], goMap):
		ok = r.goMap(&v, depth)
	case c == '[' && goSlice().MatchString(r.text[r.at:min(len(r.text), r.at+16)]):
		r.at += len(goSlice().FindString(r.text[r.at:])) - 1
		ok = r.array(&v, depth, bare)
	case c == '[' || c == '(':
		ok = r.array(&v, depth, bare)
	default:
		if text, quoted := r.quoted(); quoted {
			v.kind, v.text, ok = String, text, true
		} else if bare {
			r.bareValue(&v)
			ok = true
		} else {
			ok = r.word(&v)
		}
	}
	v.to = r.at
	return v, ok
}

func (r *looseReader) object(v *loose, depth int) bool {
	v.kind = Nested
	r.at++
	for {
		r.space()
		if r.next() == '}' {
			r.at++
			return true
		}
		name, ok := r.name()
		if !ok || len(v.names) == maxMembers {
			return false
		}
		r.space()
		assigned := r.next() == '='
		switch {
		case assigned:
			r.at++
			if r.next() == '>' {
				assigned = false
				r.at++
			}
		case r.next() == ':':
			r.at++
		default:
			return false
		}
		value, ok := r.value(depth+1, assigned)
		if !ok {
			return false
		}
		v.names, v.items = append(v.names, name), append(v.items, value)
		if !r.separated('}') {
			return false
		}
	}
}

// separated consumes the separator after a member and reports whether there was one: a
// comma, a semicolon, a line break or the end of the object.
func (r *looseReader) separated(end byte) bool {
	line := r.space()
	switch r.next() {
	case ',', ';':
		r.at++
		return true
	case end:
		return true
	}
	return line
}

func (r *looseReader) array(v *loose, depth int, bare bool) bool {
	v.kind = Array
	end := map[byte]byte{'(': ')', '{': '}'}[r.next()]
	if end == 0 {
		end = ']'
	}
	r.at++
	for {
		r.space()
		if r.next() == end {
			r.at++
			return true
		}
		item, ok := r.value(depth+1, bare)
		if !ok || len(v.items) == maxMembers {
			return false
		}
		v.items = append(v.items, item)
		if !r.separated(end) {
			return false
		}
	}
}

// goMap reads a map as Go prints it: map[alg:PS256 scope:[restlets rest_webservices]].
func (r *looseReader) goMap(v *loose, depth int) bool {
	v.kind = Nested
	r.at += len(goMap)
	for {
		for r.next() == ' ' {
			r.at++
		}
		if r.next() == ']' {
			r.at++
			return true
		}
		name, ok := r.name()
		if !ok || r.next() != ':' || len(v.names) == maxMembers {
			return false
		}
		r.at++
		value, ok := r.goValue(depth + 1)
		if !ok {
			return false
		}
		v.names, v.items = append(v.names, name), append(v.items, value)
	}
}

// goValue reads a value of such a map. It ends at a space: Go prints no quotation marks.
func (r *looseReader) goValue(depth int) (loose, bool) {
	v := loose{from: r.at}
	switch {
	case depth > MaxDepth:
		return v, false
	case strings.HasPrefix(r.text[r.at:], goMap):
		ok := r.goMap(&v, depth)
		v.to = r.at
		return v, ok
	case r.next() == '[':
		v.kind = Array
		r.at++
		for r.next() != ']' {
			item, ok := r.goValue(depth + 1)
			if !ok || len(v.items) == maxMembers {
				return v, false
			}
			v.items = append(v.items, item)
			for r.next() == ' ' {
				r.at++
			}
		}
		r.at++
	default:
		for r.at < len(r.text) && strings.IndexByte(" ]\n", r.text[r.at]) < 0 {
			r.at++
		}
		if text := r.text[v.from:r.at]; text == "<nil>" {
			v.kind, v.text = Null, "null"
		} else if !literal(text, &v) {
			v.kind, v.text = String, text
		} else if number, err := strconv.ParseFloat(text, 64); err == nil && strings.Contains(text, "e+") {
			v.text = strconv.FormatFloat(number, 'f', -1, 64) // Go's way to print, not the token's
		}
	}
	v.to = r.at
	return v, r.at < len(r.text)
}

func (r *looseReader) name() (string, bool) {
	if text, ok := r.quoted(); ok {
		return text, true
	}
	start := r.at
	for r.at < len(r.text) && (isWordByte(r.text[r.at]) || r.at > start && strings.IndexByte("-.#$", r.text[r.at]) >= 0) {
		r.at++
	}
	return r.text[start:r.at], r.at > start
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_'
}

// quoted reads a string in quotation marks, with the prefix that Python, C# and other
// languages may write before it.
func (r *looseReader) quoted() (string, bool) {
	at := r.at
	for range 2 {
		if at < len(r.text) && strings.IndexByte("bBuUrRfF@$", r.text[at]) >= 0 {
			at++
		}
	}
	open, size := utf8.DecodeRuneInString(r.text[min(at, len(r.text)):])
	ends, ok := closing[open]
	if !ok {
		return "", false
	}
	at += size
	var out strings.Builder
	for at < len(r.text) {
		c, size := utf8.DecodeRuneInString(r.text[at:])
		switch {
		case c == '\\' && at+1 < len(r.text):
			size = unescapeLoose(r.text[at:], &out)
		case strings.ContainsRune(ends, c) && c != utf8.RuneError:
			r.at = at + size
			return out.String(), true
		case c == '\n':
			return "", false // such a string has one line
		default:
			out.WriteString(r.text[at : at+size])
		}
		at += size
	}
	return "", false
}

// unescapeLoose decodes the escape at the start of text into out and returns its length.
func unescapeLoose(text string, out *strings.Builder) int {
	if text[1] == 'u' && len(text) >= 6 {
		if n, err := strconv.ParseUint(text[2:6], 16, 16); err == nil {
			out.WriteRune(rune(n))
			return 6
		}
	}
	if at := strings.IndexByte("nrtbf", text[1]); at >= 0 {
		out.WriteByte("\n\r\t\b\f"[at])
		return 2
	}
	_, size := utf8.DecodeRuneInString(text[1:])
	out.WriteString(text[1 : 1+size])
	return 1 + size
}

// word reads a number or a word for null, true or false.
func (r *looseReader) word(v *loose) bool {
	start := r.at
	for r.at < len(r.text) && (isWordByte(r.text[r.at]) || strings.IndexByte("+-.", r.text[r.at]) >= 0) {
		r.at++
	}
	return literal(r.text[start:r.at], v)
}

// literal sets v to the number, null or boolean that text is, and reports whether it is
// one.
func literal(text string, v *loose) bool {
	switch text {
	case "true", "True", "$true":
		v.kind, v.text = Boolean, "true"
	case "false", "False", "$false":
		v.kind, v.text = Boolean, "false"
	case "null", "None", "nil", "undefined", "Null", "NULL", "$null":
		v.kind, v.text = Null, "null"
	default:
		text = strings.TrimRight(text, "Ln") // the suffixes of Java, C# and JavaScript's BigInt
		if !json.Valid([]byte(text)) || text == "" || strings.IndexByte("-0123456789", text[0]) < 0 {
			return false
		}
		v.kind, v.text = Number, text
	}
	return true
}

// bareValue reads a value without quotation marks, as Java prints maps: {alg=PS256, typ=JWT}.
func (r *looseReader) bareValue(v *loose) {
	start := r.at
	for r.at < len(r.text) && strings.IndexByte(",}]\n", r.text[r.at]) < 0 {
		r.at++
	}
	text := strings.TrimSpace(r.text[start:r.at])
	if !literal(text, v) {
		v.kind, v.text = String, text
	}
}

// listing reads header and claims that are listed one member a line: name, colon or
// another separator, value.
func listing(text string) (places, bool) {
	p := places{header: &loose{kind: Nested}, claims: &loose{kind: Nested}, from: -1}
	var open *loose // the member whose values follow on separate lines
	at := 0
	for line := range strings.Lines(text) {
		from := at
		at += len(line)
		trimmed := strings.TrimLeft(strings.TrimRight(line, " \t\r\n,;"), " \t>|*+-[]{}()•0123456789:.")
		name, value, ok := listed(trimmed)
		if !ok {
			item := strings.TrimSpace(line)
			dumped := dumpedItem().FindStringSubmatch(item)
			switch {
			case open != nil && dumped != nil && dumped[1] != "": // of an array, as PHP prints it
				open.kind, open.text = Array, ""
				open.items = append(open.items, listedValue(dumped[1]))
				p.to = at
				continue
			case open != nil && dumped != nil && open.kind == Array: // its value, on the next line
				open.items = append(open.items, listedValue(dumped[2]))
				p.to = at
				continue
			case open != nil && dumped != nil:
				*open = listedValue(dumped[2])
				open, p.to = nil, at
				continue
			case open != nil && arrayMark().MatchString(item):
				open.kind, open.text = Array, ""
				continue
			}
			if open != nil && strings.HasPrefix(item, "- ") {
				open.kind, open.text = Array, ""
				open.items = append(open.items, listedValue(strings.TrimSpace(item[2:])))
				p.to = at
			} else if item != "" {
				open = nil
			}
			continue
		}
		into := p.claims
		if slices.Contains(headerNames, name) {
			into = p.header
		}
		v := listedValue(value)
		if i := slices.Index(into.names, name); i >= 0 { // a claim with several values is listed once for each
			if first := into.items[i]; first.kind != Array {
				into.items[i] = loose{kind: Array, items: []loose{first}}
			}
			into.items[i].items = append(into.items[i].items, v)
		} else {
			into.names, into.items = append(into.names, name), append(into.items, v)
		}
		open = nil
		if value == "" || arrayMark().MatchString(value) {
			open = &into.items[len(into.items)-1]
		}
		if p.from < 0 {
			p.from = from
		}
		p.to = at
	}
	if len(p.header.names) == 0 {
		p.header = nil
	}
	alone := p.header == nil && p.claims.standsAlone() && p.claims.count(claimNames) >= 4
	return p, alone || p.header != nil && p.header.has("alg") && p.claims.isClaims() && len(p.header.names)+len(p.claims.names) >= 4
}

var (
	// dumpedItem matches an item of an array as print_r of PHP prints it, or a value as
	// var_dump does on the line after its name.
	dumpedItem = pattern.Lazy(`^(?:\[\d+\]|\d+) ?=> ?(\S.*)$|^(?:string\(\d+\)|int|float|bool)[ (](.*?)\)?$`)
	// arrayMark matches the lines of such an array that hold no item, and the beginning of one
	// behind its name. var_export and the dumper of Symfony have forms of their own.
	arrayMark = pattern.Lazy(`^(?:Array|array(?:\(\d+\)|:\d+)? ?[({\[]|\(|\[\d+\] ?=>)$`)
)

// listed splits a line at the separator after the name of a header parameter or claim.
func listed(line string) (name, value string, ok bool) {
	line = strings.TrimLeft(line, "\"'")
	end := 0
	for end < len(line) && isWordByte(line[end]) {
		end++
	}
	const longest = 16
	name = line[:end]
	if end == 0 || end > longest || !slices.Contains(headerNames, name) && !slices.Contains(claimNames, name) {
		return "", "", false
	}
	rest := strings.TrimLeft(line[end:], "\"'`]")
	value = strings.TrimLeft(rest, " \t")
	for _, mark := range []string{"=>", "==>", "->", "→", ":", "=", "|"} {
		if after, found := strings.CutPrefix(value, mark); found {
			return name, strings.TrimSpace(strings.TrimRight(after, " \t|")), true
		}
	}
	return name, strings.TrimSpace(value), strings.HasPrefix(rest, "\t") || strings.HasPrefix(rest, "  ")
}

// listedValue reads the value on a line, without a remark that follows it.
func listedValue(text string) loose {
	if text != "" && strings.IndexByte("{[(", text[0]) < 0 {
		text = strings.TrimRight(text, "})]") // a debugger prints them around the line
	}
	if r := (looseReader{text: text}); strings.HasPrefix(text, "{") && !strings.ContainsAny(text, ":=") { // as PowerShell prints an array
		v := loose{}
		if r.array(&v, 0, true) {
			return v
		}
	}
	r := looseReader{text: text}
	if v, ok := r.value(0, strings.HasPrefix(text, "[")); ok && (v.kind != Number || r.at == len(text) || text[r.at] == ' ' || text[r.at] == '\t') {
		return v
	}
	for _, mark := range []string{" // ", " # ", " ==> "} {
		text, _, _ = strings.Cut(text, mark)
	}
	text = strings.TrimSpace(strings.TrimRight(text, "}\"' "))
	if strings.HasPrefix(text, "JSON object") || strings.HasPrefix(text, "System.") {
		text = "[not shown]"
	}
	shown, _ := border.Printable(text)
	return loose{kind: String, text: shown}
}
