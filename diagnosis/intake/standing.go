package intake

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/pattern"
)

// Standing is the way in which a text contains a Detail word, which determines what the
// word proves.
type Standing int

// The standings, from the weakest evidence to the strongest.
const (
	// Named is a word anywhere in a text: somebody mentions, asks about or quotes it.
	Named Standing = iota
	// Alone is a word that is the whole text or, next to a token or an answer, a whole
	// line. It may be a question.
	Alone
	// Stated is a word that, according to the user, is in the trail.
	Stated
	// Read is a word in a failed row of the trail, or after the label Detail.
	Read
)

// StateAlone turns Alone into Stated and adds a note. It is for a text that is given as
// evidence, not to look up a word.
func (in Input) StateAlone() Input {
	if in.Standing == Alone {
		in.Standing = Stated
		in.Notes = append(slices.Clone(in.Notes), "used "+in.Detail.Name+" as the code in the Detail column of the Login Audit Trail")
	}
	return in
}

// standing returns Read or Named for the only code in a text. Read needs a strict form: the
// label and the word on a line or in a cell, a cell below the label, or a cell in a failed
// row. A sentence is never Read.
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
	// problemJSON matches a member of the answers of REST web services, which also have a
	// member detail (RFC 9457).
	problemJSON = pattern.Lazy(`(?i)"(?:title|o:error[a-z]*|error(?:_description)?)"\s*:`)
	succeeded   = pattern.Lazy(`(?i)"status"\s*:\s*"success"`)
	labelAlone  = pattern.Lazy("(?i)^[ \\t>*`'\"_-]*detail[*`'\"_]*[ \\t]*:?[*`'\"_]*[ \\t\\r]*$")
	// labelAndWord matches a line or a cell that consists of the label and one word.
	labelAndWord = pattern.Lazy("(?i)^[ \\t>*`'\"_-]*detail[*`'\"_]*[ \\t]*(?:[:=]|\\t)[*`'\"_]*[ \\t]*[*`'\"_]*([a-z_]+?)[*`'\"_]*[ \\t]*[.,;]?[ \\t\\r]*$")
	// anyLabel matches a cell with any label and a value.
	anyLabel   = pattern.Lazy("^[ \\t*`'\"{_]*[A-Za-z][A-Za-z0-9 /()._-]{0,40}[*`'\"_]*[ \\t]*[:=][ \\t]*[^ \\t]")
	jsonMember = pattern.Lazy(`(?i)"detail"\s*:\s*"([a-z_]+)"\s*[,}]`)
)

// labelled reports whether a line is the label Detail with the word, or a list of labels
// and values that contains them: fields of a log or members of JSON.
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

// holds reports whether a line contains a word, in any case.
func holds(line, name string) bool {
	return strings.Contains(strings.ToLower(line), strings.ToLower(name))
}

// cellsOf splits a line of a table into cells. The separator is the first of tab, bar,
// semicolon and comma that occurs in it, 0 for none. A comma before a space separates words
// of a sentence: then there are no cells.
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

// isCell reports whether a cell of the column Detail contains the word, alone or before a
// colon and NetSuite's addition.
func isCell(cell, name string) bool {
	word, _, _ := strings.Cut(cell, ":")
	return strings.EqualFold(strings.TrimSpace(word), name)
}

// isRow reports whether a line is a failed row of the trail with the word.
func isRow(line, name string) bool {
	cells, separator := cellsOf(line)
	return (len(cells) >= 3 || separator == '\t') && hasCell(cells, "failure") && slices.ContainsFunc(cells, func(cell string) bool { return isCell(cell, name) })
}

func hasCell(cells []string, word string) bool {
	return slices.ContainsFunc(cells, func(cell string) bool { return strings.EqualFold(cell, word) })
}

// belowLabel reports whether the word is in a cell below the label Detail, in a row that
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

// isWord reports whether a line is the word and nothing else.
func isWord(line, name string) bool {
	return strings.EqualFold(strings.Trim(line, " \t\r\"'`.,;>*-"), name)
}
