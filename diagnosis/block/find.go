package block

import (
	"errors"
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"
)

// ErrNone reports that a text contains no block.
var ErrNone = errors.New("the text contains no case block")

// A Block is a block in a text: its payload, or what is wrong with it.
type Block struct {
	Payload []byte
	Err     error
}

// Find returns the payload of the first whole block in a text. Otherwise the error is
// ErrNone, or names the lines of the first block that cannot be read.
func Find(text string) ([]byte, error) {
	blocks := All(text)
	if len(blocks) == 0 {
		return nil, ErrNone
	}
	i := max(0, slices.IndexFunc(blocks, func(b Block) bool { return b.Err == nil }))
	return blocks[i].Payload, blocks[i].Err
}

// All returns the blocks in a text, in its order. It takes time proportional to the length
// of text.
func All(text string) []Block {
	if !mayHold(text) {
		return nil
	}
	stream := plain(text)
	var blocks []Block
	lines := newLines()
	end := func() {
		if !lines.empty() {
			blocks = append(blocks, lines.block())
		}
		lines = newLines()
	}
	for at := 0; at < len(stream) && len(blocks) < maxBlocks; {
		if found, number, count, size := marker(stream[at:]); size > 0 {
			if found == begins {
				end()
				lines.begun, lines.version, lines.count = true, number, count
			}
			at += size
			continue
		}
		p, r, ok := record(stream[at:])
		if !ok {
			at++
			continue
		}
		if lines.isBefore(p) {
			end()
		}
		lines.rows[p], lines.last = r, p
		at += recordChars
	}
	end()
	return blocks
}

// maxBlocks is the number of blocks of one text that are read, because each may be 1 MiB.
const maxBlocks = 16

// mayHold reports whether a text could contain a block: most texts need no decoding.
func mayHold(text string) bool {
	for i := 0; i+4 <= len(text); i++ {
		switch text[i] | 0x20 {
		case 'l', 'u':
			if isDigit(text[i+1]) && isDigit(text[i+2]) && isDigit(text[i+3]) {
				return true
			}
		case 'a':
			if i+len("authdoctor") <= len(text) && strings.EqualFold(text[i:i+len("authdoctor")], "authdoctor") {
				return true
			}
		}
	}
	return false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

const (
	markChars   = 4
	recordChars = markChars + lineChars + checkChars
)

// record parses the line at the beginning of the stream.
func record(stream string) (p place, r row, ok bool) {
	if len(stream) < recordChars || stream[0] != 'L' && stream[0] != 'U' {
		return p, r, false
	}
	number, err := strconv.ParseUint(stream[1:markChars], 10, 16)
	if err != nil || number == 0 {
		return p, r, false
	}
	body := stream[:markChars+lineChars]
	if checksum(body) != stream[len(body):recordChars] {
		return p, r, false
	}
	_, err = encoding.Decode(r[:], []byte(body[markChars:]))
	return place{stream[0], int(number)}, r, err == nil
}

const (
	begins = "BEGINS"
	ends   = "ENDS"
)

// marker parses the line that begins or ends a block, at the beginning of the stream.
func marker(stream string) (found string, version, count, size int) {
	const name = "AUTHDOCTORCASE"
	if !strings.HasPrefix(stream, name) {
		return "", 0, 0, 0
	}
	if size = len(name); strings.HasPrefix(stream[size:], ends) {
		return ends, 0, 0, size + len(ends)
	}
	number := func() int {
		from := size
		for size < len(stream) && size-from < 4 && isDigit(stream[size]) {
			size++
		}
		n, _ := strconv.Atoi(stream[from:size])
		return n
	}
	if version = number(); version == 0 || !strings.HasPrefix(stream[size:], begins) {
		return "", 0, 0, 0
	}
	size += len(begins)
	return begins, version, number(), size
}

// plain returns the letters and digits of a text, in capitals. It undoes HTML, even if it
// was escaped twice, quoted-printable, percent-encoding and backslash escapes.
func plain(text string) string {
	for range 3 {
		before := text
		if strings.Contains(text, "&") {
			text = html.UnescapeString(text)
		}
		if text = withoutTags(text); text == before {
			break
		}
	}
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case 'a' <= c && c <= 'z':
			out = append(out, c-0x20)
		case 'A' <= c && c <= 'Z' || isDigit(c):
			out = append(out, c)
		default:
			i += escape(text[i:])
		}
	}
	return string(out)
}

// escape returns the number of characters after the first that belong to an escape at the
// beginning of text. What they encode is never a letter or a digit of a block.
func escape(text string) int {
	switch text[0] {
	case '=', '%':
		if len(text) > 2 && isHex(text[1]) && isHex(text[2]) {
			return 2
		}
	case '\\':
		n := 0
		for n < len(text) && text[n] == '\\' {
			n++
		}
		switch {
		case n == len(text):
			return n - 1
		case text[n] == 'n' || text[n] == 'r' || text[n] == 't':
			return n
		case text[n] == 'u' && len(text) > n+4:
			return n + 4
		case text[n] == 'x' && len(text) > n+2:
			return n + 2
		}
		return n - 1
	}
	return 0
}

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

// longestTag is the length of the longest text that is taken for a tag of HTML.
const longestTag = 2048

// withoutTags removes the tags of HTML.
func withoutTags(text string) string {
	if !strings.Contains(text, "<") {
		return text
	}
	var out strings.Builder
	for {
		at := strings.IndexByte(text, '<')
		if at < 0 || at+1 == len(text) {
			break
		}
		end := strings.IndexAny(text[at+1:], "<>")
		next := text[at+1] | 0x20
		if end < 0 {
			break
		}
		end += at + 1
		if text[end] == '<' || end-at > longestTag || (next < 'a' || next > 'z') && text[at+1] != '/' && text[at+1] != '!' {
			out.WriteString(text[:end])
			text = text[end:]
			continue
		}
		out.WriteString(text[:at])
		text = text[end+1:]
	}
	out.WriteString(text)
	return out.String()
}

// place is a line of a block: its letter and its number.
type place struct {
	kind   byte
	number int
}

func (p place) String() string { return fmt.Sprintf("%c%03d", p.kind, p.number) }

// lines are the lines of one block that were found in a text.
type lines struct {
	begun   bool // a BEGINS line was found
	version int  // in the BEGINS line; 0 for none
	count   int  // of L lines, in the BEGINS line; 0 for none
	rows    map[place]row
	last    place
}

func newLines() lines { return lines{rows: map[place]row{}} }

func (l lines) empty() bool { return !l.begun && len(l.rows) == 0 }

// isBefore reports whether a line comes before the last one found, and so belongs to
// another block: the L lines come first, both kinds in the order of their numbers.
func (l lines) isBefore(p place) bool {
	return p.kind < l.last.kind || p.kind == l.last.kind && p.number <= l.last.number
}

// block assembles the lines.
func (l lines) block() Block {
	if l.version > version {
		return Block{Err: fmt.Errorf("the case block was written by a newer authdoctor (version %d); open it with that version or a newer one", l.version)}
	}
	if len(l.rows) == 0 {
		return Block{Err: errors.New("the case block has no readable line; copy the whole block again")}
	}
	rows, groups := l.size()
	parity := make([]row, groups)
	lost := make([][]place, groups)
	for number := range rows {
		group := number % groups
		if r, found := l.rows[place{'L', number + 1}]; found {
			parity[group].add(r)
			continue
		}
		lost[group] = append(lost[group], place{'L', number + 1})
	}
	var bad []place
	for group, places := range lost {
		whole, found := l.rows[place{'U', group + 1}]
		switch {
		case len(places) == 1 && found:
			whole.add(parity[group])
			l.rows[places[0]] = whole
		case len(places) > 0:
			bad = append(bad, places...)
		}
	}
	if len(bad) > 0 {
		return Block{Err: fmt.Errorf("the case block is damaged: %s cannot be read; copy the whole block again", named(bad))}
	}
	data := make([]byte, 0, rows*lineBytes)
	for number := range rows {
		r := l.rows[place{'L', number + 1}]
		data = append(data, r[:]...)
	}
	h := readHeader(l.rows[place{'L', 1}])
	switch payload, ok := h.unpack(data); {
	case h.version > version:
		return Block{Err: fmt.Errorf("the case block was written by a newer authdoctor (version %d); open it with that version or a newer one", h.version)}
	case ok:
		return Block{Payload: payload}
	}
	return Block{Err: errors.New("the lines of the case block come from different blocks; copy the whole block again from one place")}
}

// size returns the number of L lines that the block had, and of U lines.
func (l lines) size() (rows, groups int) {
	if first, found := l.rows[place{'L', 1}]; found {
		if h := readHeader(first); h.rows() <= maxLines {
			return h.rows(), groupsOf(h.rows())
		}
	}
	rows = l.count
	for p := range l.rows {
		if p.kind == 'U' {
			groups = max(groups, p.number)
		} else {
			rows = max(rows, p.number)
		}
	}
	rows = min(max(rows, 1), maxLines)
	return rows, max(groups, groupsOf(rows))
}

// named names lines, in the order of the block.
func named(places []place) string {
	const most = 8
	slices.SortFunc(places, func(a, b place) int { return a.number - b.number })
	names := make([]string, 0, most)
	for _, p := range places[:min(most, len(places))] {
		names = append(names, p.String())
	}
	switch {
	case len(places) > most:
		return fmt.Sprintf("the lines %s and %d more", strings.Join(names, ", "), len(places)-most)
	case len(places) == 1:
		return "the line " + names[0]
	}
	return "the lines " + strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
