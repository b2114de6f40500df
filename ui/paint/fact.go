package paint

import (
	"strings"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/token"
)

// AccountList joins the names of accounts for a sentence.
func AccountList(accounts []string) string {
	words := make([]string, len(accounts))
	for i, account := range accounts {
		words[i], _, _ = strings.Cut(AccountWords(account), " · ")
	}
	return strings.Join(words, " and ")
}

// Member sets a value and its meaning beside the name: in columns if the value is short,
// otherwise one below the other.
func (s *Styles) Member(name, value, meaning string, label, width int) []string {
	const column = 26
	room := width - label - 2
	head := s.Quiet.Paint(Fill(name, label)) + "  "
	if Cells(value) <= column && column+2+Cells(meaning) <= room {
		return []string{head + Fill(value, column) + "  " + s.Quiet.Paint(meaning)}
	}
	if Cells(value)+3+Cells(meaning) <= room {
		return []string{head + value + "   " + s.Quiet.Paint(meaning)}
	}
	lines := s.Text.Paragraph(head, value, width)
	if len(lines) > 0 {
		head = Spaces(label + 2)
	}
	if lines = append(lines, s.Quiet.Paragraph(head, meaning, width)...); len(lines) == 0 {
		return []string{head}
	}
	return lines
}

// sourceWords are the origins of facts, as shown on screens.
var sourceWords = map[diagnosis.Source]string{
	diagnosis.SourceUser:     "you said",
	diagnosis.SourceToken:    "from the token",
	diagnosis.SourceKey:      "from the key",
	diagnosis.SourceResponse: "from the exchange",
	diagnosis.SourceTrail:    "from the audit trail",
	diagnosis.SourceCaseFile: "from the case file",
	diagnosis.SourceProbe:    "from the online check",
	diagnosis.SourceLesson:   "from the lesson",
}

// SourceWord returns the origin of facts in words, as in "from the token".
func SourceWord(source diagnosis.Source) string {
	if word, known := sourceWords[source]; known {
		return word
	}
	return "from the " + string(source)
}

// FactLabel returns the name of a fact on screens.
func FactLabel(name diagnosis.FactName) string {
	if kind, known := diagnosis.KindOfFact(name); known {
		return kind.Label
	}
	return string(name)
}

// FilledIn returns the number of completed fields of the integration record, as in
// "3 of 21 filled in".
func FilledIn(c diagnosis.Case) string {
	return Count(c.FilledIn()) + " of " + Count(len(diagnosis.RecordFields())) + " filled in"
}

// AccountWords returns an account as in host names, with its kind, as in
// "1234567-sb1 · Sandbox 1".
func AccountWords(account string) string {
	host := token.HostAccount(account)
	_, suffix, _ := strings.Cut(strings.ToUpper(account), "_")
	switch {
	case strings.HasPrefix(suffix, "SB"):
		return host + " · Sandbox " + strings.TrimPrefix(suffix, "SB")
	case strings.HasPrefix(suffix, "RP"):
		return host + " · Release Preview"
	}
	return host
}
