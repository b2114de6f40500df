package intake

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/pattern"
)

// Standing is how a text has its Detail word, which decides what the word proves.
type Standing int

// The standings, from what proves nothing to what the trail itself says.
const (
	// Named is a word somewhere in a text: somebody mentions it, asks about it or
	// quotes it.
	Named Standing = iota
	// Alone is a word that is the whole text or, beside a token or an answer, a whole
	// line. Where words are looked up it is a question.
	Alone
	// Stated is a word that the user says the trail shows.
	Stated
	// Read is a word in a failed row of the trail, or behind the label Detail.
	Read
)

// StateAlone takes a word that is alone as read in the trail, and says so in a note.
// It is for a text that was given as evidence, not as something to look up.
func (in Input) StateAlone() Input {
	if in.Standing == Alone {
		in.Standing = Stated
		in.Notes = append(slices.Clone(in.Notes), "took "+in.Detail.Name+" as the word read in the Detail column of the trail")
	}
	return in
}

// standing finds out how a text has the one code that it names. Only strict forms
// count as read: a label and its word that fill a line or a cell, a cell below the
// label, a cell in a row that failed. A sentence never does.
func standing(text, name string) Standing {
	lines := strings.Split(strings.ReplaceAll(visible(text), "│", "|"), "\n")
	if !problemJSON().MatchString(text) && !succeeded().MatchString(text) {
		for i, line := range lines {
			if !holds(line, name) && !labelAlone().MatchString(line) {
				continue
			}
			if labelled(line, name) || isRow(line, name) || labelAlone().MatchString(line) && i+1 < len(lines) && isWord(lines[i+1], name) {
				return Read
			}
		}
		if belowLabel(lines, name) {
			return Read
		}
	}
	return Named
}

var (
	// problemJSON is a member of the answers of REST web services, which have a member
	// detail as well (RFC 9457).
	problemJSON = pattern.Lazy(`(?i)"(?:title|o:error[a-z]*|error(?:_description)?)"\s*:`)
	succeeded   = pattern.Lazy(`(?i)"status"\s*:\s*"success"`)
	labelAlone  = pattern.Lazy("(?i)^[ \\t>*`'\"_-]*detail[*`'\"_]*[ \\t]*:?[*`'\"_]*[ \\t\\r]*$")
	// labelAndWord is a line or a cell that is the label and one word.
	labelAndWord = pattern.Lazy("(?i)^[ \\t>*`'\"_-]*detail[*`'\"_]*[ \\t]*(?:[:=]|\\t)[*`'\"_]*[ \\t]*[*`'\"_]*([a-z_]+?)[*`'\"_]*[ \\t]*[.,;]?[ \\t\\r]*$")
	// anyLabel is a cell that has a label, whichever it is.
	anyLabel   = pattern.Lazy("^[ \\t*`'\"{_]*[A-Za-z][A-Za-z0-9 /()._-]{0,40}[*`'\"_]*[ \\t]*[:=][ \\t]*[^ \\t]")
	jsonMember = pattern.Lazy(`(?i)"detail"\s*:\s*"([a-z_]+)"\s*[,}]`)
)

// labelled reports whether a line is the label Detail and a word, or a list of labels
// and values with the two among them: fields of a log, members of JSON.
func labelled(line, name string) bool {
	is := func(cell string) bool {
		if len(cell) < len(name) {
			return false
		}
		match := labelAndWord().FindStringSubmatch(cell)
		return match != nil && strings.EqualFold(match[1], name)
	}
	if is(line) {
		return true
	}
	line = strings.TrimSpace(line)
	if strings.HasPrefix(line, "{") || strings.HasPrefix(line, "[") {
		match := jsonMember().FindStringSubmatch(line)
		return match != nil && strings.EqualFold(match[1], name)
	}
	for _, separator := range []string{"\t", "|", ";", ","} {
		cells := strings.Split(line, separator)
		if len(cells) > 1 && slices.ContainsFunc(cells, is) {
			return !slices.ContainsFunc(cells, func(cell string) bool { return !anyLabel().MatchString(cell) })
		}
	}
	return false
}

// holds reports whether a line has a word, in any case of its letters.
func holds(line, name string) bool {
	return strings.Contains(strings.ToLower(line), strings.ToLower(name))
}

// cellsOf splits a line of a table, and says what separates its cells: the first of
// tab, bar, semicolon and comma that occurs in it, 0 for none of them. A comma before
// a space separates words of a sentence.
func cellsOf(line string) (cells []string, separator byte) {
	line = strings.Trim(strings.TrimRight(line, "\r"), "|")
	for _, separator = range []byte("\t|;,") {
		if strings.IndexByte(line, separator) >= 0 {
			break
		}
		separator = 0
	}
	quoted, from := false, 0
	for i := 0; i <= len(line); i++ {
		switch {
		case i < len(line) && line[i] == '"':
			quoted = !quoted
		case i == len(line) || line[i] == separator && !quoted:
			cell := line[from:i]
			if separator == ',' && strings.HasPrefix(cell, " ") {
				return nil, 0
			}
			cells, from = append(cells, strings.Trim(cell, " \"'*`")), i+1
		}
	}
	return cells, separator
}

// isCell reports whether a cell of the column Detail has a word: alone, or before a
// colon and what NetSuite adds to it.
func isCell(cell, name string) bool {
	word, _, _ := strings.Cut(cell, ":")
	return strings.EqualFold(strings.TrimSpace(word), name)
}

// isRow reports whether a line is a row of the trail, without its header, that failed
// with a word.
func isRow(line, name string) bool {
	cells, separator := cellsOf(line)
	return (len(cells) >= 3 || separator == '\t') && hasCell(cells, "failure") && slices.ContainsFunc(cells, func(cell string) bool { return isCell(cell, name) })
}

func hasCell(cells []string, word string) bool {
	return slices.ContainsFunc(cells, func(cell string) bool { return strings.EqualFold(cell, word) })
}

// belowLabel reports whether a word is in a cell below the label Detail, in a row that
// did not succeed.
func belowLabel(lines []string, name string) bool {
	at, width, by := -1, 0, byte(0)
	for _, line := range lines {
		cells, separator := cellsOf(line)
		switch {
		case len(cells) < 2:
		case at < 0:
			at = slices.IndexFunc(cells, func(cell string) bool { return strings.EqualFold(cell, "detail") })
			width, by = len(cells), separator
		case separator == by && len(cells) == width && isCell(cells[at], name) && !hasCell(cells, "success"):
			return true
		}
	}
	return false
}

// isWord reports whether a line is a word and nothing else.
func isWord(line, name string) bool {
	return strings.EqualFold(strings.Trim(line, " \t\r\"'`.,;>*-"), name)
}
