package trail

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// languageTable is the table of the words of other languages. It describes itself.
//
//go:embed languages.txt
var languageTable string

// language is a section of languageTable.
type language struct {
	code, name string
	order      DateOrder // of dates of numbers; OrderUndecided for none
	months     [][]string
	// beside are words beside the number of a month.
	beside           []string
	am, pm           []string
	failure, success []string
	labels           []labelPart
}

// labelPart is a part of a label, by which a column is recognised.
type labelPart struct {
	column    Column
	text, and string // folded; the label has both
	whole     bool   // text is all of the label
	languages uint32 // that use it, a bit for each
}

// languages are the sections of languageTable.
var languages = sync.OnceValue(func() []language {
	var out []language
	for line := range strings.Lines(languageTable) {
		line = strings.TrimSpace(line)
		if code, isHead := strings.CutPrefix(line, "["); isHead {
			code, name, _ := strings.Cut(strings.TrimSuffix(code, "]"), " ")
			out = append(out, language{code: code, name: name})
			continue
		}
		key, rest, _ := strings.Cut(line, " ")
		if key == "" || key == "#" {
			continue
		}
		_, words, _ := strings.Cut(strings.TrimSpace(rest), " ")
		out[len(out)-1].read(key, strings.TrimSpace(words))
	}
	return out
})

// read parses the words of a line.
func (l *language) read(key, words string) {
	list := strings.Split(words, ", ")
	switch key {
	case "order":
		l.order = DateOrder(words)
	case "months":
		for names := range strings.SplitSeq(words, "|") {
			l.months = append(l.months, strings.Fields(names))
		}
	case "month":
		l.beside = strings.Fields(words)
	case "am":
		l.am = strings.Fields(words)
	case "pm":
		l.pm = strings.Fields(words)
	case "failure":
		l.failure = list
	case "success":
		l.success = list
	default:
		for _, part := range list {
			text, whole := strings.CutPrefix(part, "=")
			text, and, _ := strings.Cut(text, "+")
			l.labels = append(l.labels, labelPart{column: Column(key), text: foldLabel(text), and: foldLabel(and), whole: whole})
		}
	}
}

// labelOrder is the order in which the parts of a label count: a label with "user agent" is
// not that of a user, and one with "date" and "time" is that of a date.
var labelOrder = []Column{ColumnAgent, ColumnTokenName, ColumnApplication, ColumnChallenge, ColumnEmail, ColumnIP, ColumnURI, ColumnDetail, ColumnRole, ColumnUser, ColumnStatus, ColumnDate, ColumnTime}

// labelParts are the parts of labels in all languages, by the rune they begin with.
var labelParts = sync.OnceValue(func() map[rune][]labelPart {
	out := map[rune][]labelPart{}
	for i, l := range languages() {
		for _, part := range l.labels {
			first, _ := utf8.DecodeRuneInString(part.text)
			same := slices.IndexFunc(out[first], func(p labelPart) bool {
				return p.column == part.column && p.text == part.text && p.and == part.and && p.whole == part.whole
			})
			if same < 0 {
				same = len(out[first])
				out[first] = append(out[first], part)
			}
			out[first][same].languages |= 1 << i
		}
	}
	return out
})

// columnTranslated returns the column that a label in another language is likely to name,
// and the languages in which it does, a bit for each. The user has to confirm it.
func columnTranslated(label string) (column Column, in uint32) {
	folded := foldLabel(label)
	best := len(labelOrder)
	for i, r := range folded {
		for _, part := range labelParts()[r] {
			if !strings.HasPrefix(folded[i:], part.text) || part.whole && len(folded) != len(part.text) || !strings.Contains(folded, part.and) {
				continue
			}
			switch rank := slices.Index(labelOrder, part.column); {
			case rank < best:
				best, in = rank, part.languages
			case rank == best:
				in |= part.languages
			}
		}
	}
	if best == len(labelOrder) {
		return columnNone, 0
	}
	return labelOrder[best], in
}

// spoken returns the languages that most of the translated labels of a header are in, at
// least two of them.
func spoken(columns []HeaderColumn) (out []language) {
	var counts [32]int
	most := 2
	for _, c := range columns {
		if c.How != "language" {
			continue
		}
		_, in := columnTranslated(c.Name())
		for i := range languages() {
			counts[i] += int(in >> i & 1)
			most = max(most, counts[i])
		}
	}
	for i, l := range languages() {
		if counts[i] == most {
			out = append(out, l)
		}
	}
	return out
}

// spokenOrder is the order of day and month in the languages of a header, if they have the
// same one.
func spokenOrder(columns []HeaderColumn) DateOrder {
	order := OrderUndecided
	for i, l := range spoken(columns) {
		if i > 0 && l.order != order {
			return OrderUndecided
		}
		order = l.order
	}
	return order
}
