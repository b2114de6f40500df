package sheet

import (
	"bytes"
	"errors"
	"html"
	"io"
	"strconv"
	"unicode/utf8"
)

// window is the size in bytes of the piece of a file that is in memory. A longer tag is not
// read.
const window = 64 << 10

var (
	errTag      = errors.New("it contains a tag of over 64 KiB, which no export has; save the sheet as CSV")
	errEntities = errors.New("it declares XML entities, which no export does; save the sheet as CSV")
)

// scanner reads XML or HTML as tags and text. It checks neither that tags are closed nor
// that their order is right.
type scanner struct {
	source  io.Reader
	html    bool
	buffer  []byte
	at, end int   // the part of buffer that is not read yet
	err     error // why source ended
	inData  bool  // in a section CDATA

	// The token. A tag has a name in lower case, without its prefix.
	name           []byte
	attributes     []byte
	closing, empty bool   // </name>, <name/>
	text           []byte // nil for a tag
	verbatim       bool   // text has no entities
}

func newScanner(source io.Reader, isHTML bool) *scanner {
	return &scanner{source: source, html: isHTML, buffer: make([]byte, window)}
}

// more reads on, and reports whether there is more text in the window. Positions in the
// window move to the front by shift.
func (s *scanner) more() (shift int, ok bool) {
	if s.err != nil || s.at == 0 && s.end == len(s.buffer) {
		return 0, false
	}
	shift = s.at
	copy(s.buffer, s.buffer[s.at:s.end])
	s.at, s.end = 0, s.end-shift
	for tries := 0; ; tries++ {
		n, err := s.source.Read(s.buffer[s.end:])
		s.end += n
		switch {
		case err != nil:
			s.err = err
			return shift, n > 0
		case n > 0:
			return shift, true
		case tries > 100:
			s.err = io.ErrNoProgress
			return shift, false
		}
	}
}

// has makes sure that n bytes are in the window, if the source has them.
func (s *scanner) has(n int) bool {
	for s.end-s.at < n {
		if _, ok := s.more(); !ok {
			return false
		}
	}
	return true
}

// next reads the next tag or piece of text. Text may come in several pieces. The error is
// io.EOF at the end of the source, also inside a tag.
func (s *scanner) next() error {
	for {
		s.text, s.verbatim = nil, false
		if !s.has(1) {
			return s.err
		}
		switch rest := s.buffer[s.at:s.end]; {
		case s.inData:
			if s.data() {
				return nil
			}
		case rest[0] != '<':
			if s.piece(rest) {
				return nil
			}
		case !s.has(2):
			return s.err
		default:
			if done, err := s.tag(s.buffer[s.at+1]); done || err != nil {
				return err
			}
		}
	}
}

// longestEntity is the length of the longest name of an entity of HTML, with & and ;.
const longestEntity = len("&CounterClockwiseContourIntegral;")

// unfinished is the length of what text ends with and may go on: an entity, or the first
// byte of a space that does not break.
func unfinished(text []byte) int {
	tail := text[max(0, len(text)-longestEntity):]
	if i := bytes.LastIndexByte(tail, '&'); i >= 0 && bytes.IndexByte(tail[i:], ';') < 0 {
		return len(tail) - i
	}
	if tail[len(tail)-1] == 0xc2 {
		return 1
	}
	return 0
}

// piece reads text up to the next tag or the end of the window. An entity is not divided.
func (s *scanner) piece(rest []byte) bool {
	n := bytes.IndexByte(rest, '<')
	if n < 0 {
		n = len(rest)
		if n -= unfinished(rest); n == 0 || s.err != nil {
			if s.has(len(rest) + 1) {
				return false
			}
			rest = s.buffer[s.at:s.end]
			n = len(rest)
		}
	}
	s.text = rest[:n]
	s.at += n
	return true
}

// data reads text of a section CDATA.
func (s *scanner) data() bool {
	rest := s.buffer[s.at:s.end]
	n := bytes.Index(rest, []byte("]]>"))
	if n >= 0 {
		s.inData = false
		s.at += n + 3
	} else if n = len(rest) - 2; n > 0 {
		s.at += n
	} else if !s.has(3) { // the end of the file
		n = len(rest)
		s.at += n
	}
	if n <= 0 {
		return false
	}
	s.text, s.verbatim = rest[:n], true
	return true
}

// tag reads what begins with <; done reports whether it is a token.
func (s *scanner) tag(second byte) (done bool, err error) {
	switch {
	case second == '?':
		return false, s.skipTo("?>")
	case second == '!':
		s.has(len("<![CDATA["))
		switch rest := s.buffer[s.at:s.end]; {
		case bytes.HasPrefix(rest, []byte("<!--")):
			s.at += 4
			return false, s.skipTo("-->")
		case bytes.HasPrefix(rest, []byte("<![CDATA[")) && !s.html:
			s.at += len("<![CDATA[")
			s.inData = true
			return false, nil
		}
	case second == '/' || second|0x20 >= 'a' && second|0x20 <= 'z' || second >= utf8.RuneSelf:
	default: // a < b
		s.text = s.buffer[s.at : s.at+1]
		s.at++
		return true, nil
	}
	tag, err := s.tagEnd()
	switch {
	case err != nil:
		return false, err
	case second == '!' && bytes.IndexByte(tag, '[') >= 0 && !s.html:
		return false, errEntities
	case second == '!':
		return false, nil
	}
	s.parse(tag)
	if name := string(s.name); s.html && !s.closing && (name == "script" || name == "style") {
		if err = s.skipTo("</" + name); err == nil { // which moves the window
			err = s.skipTo(">")
		}
		s.name, s.attributes = []byte(name), nil
	}
	return true, err
}

// tagEnd reads up to the > that ends a tag, and returns the text of the tag. Of a tag of
// HTML that is longer than the window it returns the beginning.
func (s *scanner) tagEnd() ([]byte, error) {
	quote, value := byte(0), false // value: an = was the last character that is not a space
	for i := s.at + 1; ; {
		for ; i < s.end; i++ {
			switch c := s.buffer[i]; {
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '>':
				tag := s.buffer[s.at+1 : i]
				s.at = i + 1
				return tag, nil
			case (c == '"' || c == '\'') && value:
				quote, value = c, false
			case c == '=':
				value = true
			case !isSpace(c):
				value = false
			}
		}
		shift, ok := s.more()
		if i -= shift; ok {
			continue
		}
		if s.err == nil && !s.html {
			return nil, errTag
		}
		const enough = 4096 // for the attributes that are read
		tag := bytes.Clone(s.buffer[s.at+1 : s.at+1+min(enough, s.end-s.at-1)])
		s.at = s.end
		if quote != 0 {
			if err := s.skipTo(string(rune(quote))); err != nil {
				return nil, err
			}
		}
		return tag, s.skipTo(">")
	}
}

// skipTo skips text up to the end of a mark, in upper or lower case.
func (s *scanner) skipTo(mark string) error {
	first := mark[0]
	for {
		i := bytes.IndexByte(s.buffer[s.at:s.end], first)
		if i < 0 {
			s.at = s.end
			if !s.has(1) {
				return s.err
			}
			continue
		}
		s.at += i
		if !s.has(len(mark)) {
			s.at = s.end
			return s.err
		}
		if bytes.EqualFold(s.buffer[s.at:s.at+len(mark)], []byte(mark)) {
			s.at += len(mark)
			return nil
		}
		s.at++
	}
}

// parse takes a tag apart.
func (s *scanner) parse(tag []byte) {
	s.closing, s.empty = false, false
	if tag[0] == '/' {
		s.closing = true
		tag = tag[1:]
	} else if tag[len(tag)-1] == '/' {
		s.empty = true
		tag = tag[:len(tag)-1]
	}
	n := 0
	for n < len(tag) && !isSpace(tag[n]) && tag[n] != '/' {
		if c := tag[n]; c >= 'A' && c <= 'Z' {
			tag[n] = c + 'a' - 'A'
		}
		n++
	}
	s.name, s.attributes = local(tag[:n]), tag[n:]
}

// local is a name without its prefix.
func local(name []byte) []byte { return name[bytes.IndexByte(name, ':')+1:] }

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' }

// attribute returns the value of an attribute as it is in the file, with entities; its name
// is given in lower case and without a prefix.
func (s *scanner) attribute(name string) []byte {
	for rest := s.attributes; ; {
		for len(rest) > 0 && (isSpace(rest[0]) || rest[0] == '/') {
			rest = rest[1:]
		}
		if len(rest) == 0 {
			return nil
		}
		n := 0
		for n < len(rest) && rest[n] != '=' && !isSpace(rest[n]) && (rest[n] != '/' || n == 0) {
			n++
		}
		found := rest[:n]
		for n < len(rest) && isSpace(rest[n]) {
			n++
		}
		if rest = rest[n:]; len(rest) == 0 || rest[0] != '=' {
			continue // without a value
		}
		for rest = rest[1:]; len(rest) > 0 && isSpace(rest[0]); {
			rest = rest[1:]
		}
		var value []byte
		if len(rest) > 0 && (rest[0] == '"' || rest[0] == '\'') {
			quote := rest[0]
			if n = bytes.IndexByte(rest[1:], quote); n < 0 {
				return nil
			}
			value, rest = rest[1:1+n], rest[n+2:]
		} else {
			for n = 0; n < len(rest) && !isSpace(rest[n]); n++ {
			}
			value, rest = rest[:n], rest[n:]
		}
		if bytes.EqualFold(local(found), []byte(name)) {
			return value
		}
	}
}

// number returns an attribute that is a number from 0 to most, else 0.
func (s *scanner) number(name string, most int) int {
	n, err := strconv.Atoi(string(s.attribute(name)))
	if err != nil || n < 0 {
		return 0
	}
	return min(n, most)
}

// decoded is the text of the token, with its entities decoded.
func (s *scanner) decoded() []byte {
	if s.verbatim {
		return s.text
	}
	return unescape(s.text)
}

// unescape decodes the entities of a text. What is not an entity stays as it is.
func unescape(text []byte) []byte {
	i := bytes.IndexByte(text, '&')
	if i < 0 {
		return text
	}
	out := append(make([]byte, 0, len(text)), text[:i]...)
	for text = text[i:]; len(text) > 0; {
		n := 1
		for n < len(text) && n < longestEntity && isNameOf(text[n]) {
			n++
		}
		if n < len(text) && text[n] == ';' {
			n++
			out = append(out, html.UnescapeString(string(text[:n]))...)
		} else {
			out = append(out, text[:n]...)
		}
		text = text[n:]
		if n = bytes.IndexByte(text, '&'); n < 0 {
			n = len(text)
		}
		out, text = append(out, text[:n]...), text[n:]
	}
	return out
}

// isNameOf reports whether a byte may be in the name of an entity.
func isNameOf(c byte) bool {
	return c == '#' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}
