package paint

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Search finds a text in the lines of a Scroll. It keeps the lines as last drawn, and marks
// what it finds in those that are drawn.
type Search struct {
	Open  bool
	text  []rune
	from  int      // the first line that was seen when the text was begun
	lines [][]rune // in lower case, without styles
	hits  []int    // the lines that contain the text
	at    int      // the hit that is shown
	look  Ink
	here  Ink
}

// maxSearched is the number of characters that can be searched for: more is no word, but
// something pasted key by key.
const maxSearched = 40

// Begin opens the search with no text. It looks from line top on.
func (s *Search) Begin(styles *Styles, top int) {
	*s = Search{Open: true, from: top, look: styles.Link, here: styles.LinkHere}
}

// End closes the search. The window stays where it is.
func (s *Search) End() { *s = Search{} }

// Type adds characters to the text, or removes the last one if there are none. It returns the
// line of the first match from where the search began, and whether there is one.
func (s *Search) Type(more []rune) (line int, found bool) {
	switch {
	case len(more) == 0:
		s.text = s.text[:max(0, len(s.text)-1)]
	case len(s.text)+len(more) > maxSearched:
		return 0, false
	}
	for _, r := range more {
		if unicode.IsPrint(r) {
			s.text = append(s.text, unicode.ToLower(r))
		}
	}
	s.find()
	s.at = max(0, slices.IndexFunc(s.hits, func(line int) bool { return line >= s.from }))
	return s.match()
}

// Next returns the line of the next match, or of the one before; after the last comes the
// first.
func (s *Search) Next(by int) (line int, found bool) {
	if n := len(s.hits); n > 0 {
		s.at = (s.at + by + n) % n
	}
	return s.match()
}

func (s *Search) match() (line int, found bool) {
	if s.at >= len(s.hits) {
		return 0, false
	}
	return s.hits[s.at], true
}

// find collects the lines that contain the text.
func (s *Search) find() {
	s.hits = nil
	for i, line := range s.lines {
		if len(s.text) > 0 && index(line, s.text) >= 0 {
			s.hits = append(s.hits, i)
		}
	}
}

// View returns the field for a footer.
func (s *Search) View(styles *Styles) string {
	line := styles.Key.Paint("/") + " " + string(s.text) + styles.Cursor.Paint("▏")
	switch {
	case len(s.text) == 0:
		return line + styles.Quiet.Paint("text to find")
	case len(s.hits) == 0:
		return line + "  " + styles.Strong.Paint("not found here")
	}
	return line + "  " + styles.Quiet.Paint(Count(s.at+1)+" of "+Plural(len(s.hits), "line", "lines"))
}

// drawn keeps the lines, and returns those from first to last with their matches marked.
func (s *Search) drawn(lines []string, first, last int) []string {
	s.lines = s.lines[:0]
	for _, line := range lines {
		plain, _ := visible(line)
		s.lines = append(s.lines, plain)
	}
	s.find()
	s.at = max(0, min(s.at, len(s.hits)-1))
	shown := slices.Clone(lines[first:last])
	for i, line := range s.hits {
		if line >= first && line < last {
			look := s.look
			if i == s.at {
				look = s.here
			}
			shown[line-first] = highlight(lines[line], s.text, look)
		}
	}
	return shown
}

// visible returns the characters of a line in lower case, without styles and links, and where
// each begins.
func visible(line string) (plain []rune, at []int) {
	for i := 0; i < len(line); {
		if length := sequence(line[i:]); length > 0 {
			i += length
			continue
		}
		r, size := utf8.DecodeRuneInString(line[i:])
		plain, at = append(plain, unicode.ToLower(r)), append(at, i)
		i += size
	}
	return plain, at
}

// sequence returns the length of the style or link at the start of text, 0 for none.
func sequence(text string) int {
	if text[0] != 0x1b {
		return 0
	}
	if length := styleLength(text); length > 0 {
		return length
	}
	const st = "\x1b\\"
	if end := strings.Index(text, st); strings.HasPrefix(text, "\x1b]8;") && end > 0 {
		return end + len(st)
	}
	return 0
}

// highlight marks every match in a line. The styles within a match are left out; after it,
// all styles of the line so far are written again. Without colours, signs mark the match.
func highlight(line string, text []rune, look Ink) string {
	on, off := look.on, look.off
	if on == "" {
		on, off = "»", "«"
	}
	plain, at := visible(line)
	var out, styles strings.Builder
	done := 0 // bytes of line that are written
	copyTo := func(end int, write bool) {
		for done < end {
			if length := sequence(line[done:]); length > 0 {
				styles.WriteString(line[done : done+length])
				if write {
					out.WriteString(line[done : done+length])
				}
				done += length
				continue
			}
			_, size := utf8.DecodeRuneInString(line[done:])
			out.WriteString(line[done : done+size])
			done += size
		}
	}
	for from := 0; ; {
		i := index(plain[from:], text)
		if i < 0 {
			break
		}
		copyTo(at[from+i], true)
		out.WriteString(on)
		end := len(line)
		if from += i + len(text); from < len(at) {
			end = at[from]
		}
		copyTo(end, false)
		out.WriteString(off + styles.String())
	}
	copyTo(len(line), true)
	return out.String()
}

func index(line, text []rune) int {
	for i := range len(line) - len(text) + 1 {
		if slices.Equal(line[i:i+len(text)], text) {
			return i
		}
	}
	return -1
}
