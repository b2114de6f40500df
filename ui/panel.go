package ui

import (
	"slices"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/token"
)

// sourceWords say where a fact comes from.
var sourceWords = map[diagnosis.Source]string{
	diagnosis.SourceUser:     "you said",
	diagnosis.SourceToken:    "from the token",
	diagnosis.SourceKey:      "from the key",
	diagnosis.SourceResponse: "from the exchange",
	diagnosis.SourceTrail:    "from the audit trail",
	diagnosis.SourceCaseFile: "from the case file",
}

func sourceWord(source diagnosis.Source) string {
	if word, known := sourceWords[source]; known {
		return word
	}
	return "from the " + string(source)
}

// casePanel draws the Case at the side: the first cause, the token, and the facts
// by where they come from.
func (s *session) casePanel(width, height int) []string {
	lines := []string{s.styles.Heading.paint("Case")}
	blank := func() { lines = append(lines, "") }

	_, atToken := s.shown().(*tokenScreen) // which tells the first two itself
	_, atExchange := s.shown().(*exchangeScreen)
	_, atKeys := s.shown().(*keySetup)
	if cause, found := s.Diagnosis.FirstCause(); found && !atToken && !atExchange && !atKeys {
		blank()
		lines = append(lines, s.findingHead(cause, width)...)
	}
	if len(s.Case.Tokens) > 0 && !atToken {
		blank()
		for _, t := range s.Case.Tokens {
			lines = append(lines, clip(tokenTitle(t), width))
			lines = append(lines, s.aged(s.expiry(t), s.age(t.Raw), width)...)
		}
	}
	for _, group := range bySource(s.Diagnosis.Facts) {
		blank()
		lines = append(lines, s.aged(s.groupSource(group), s.sourceAge(group[0].Source), width)...)
		label := 0
		for _, fact := range group {
			label = max(label, cells(factLabel(fact.Name)))
		}
		for _, fact := range group {
			name := s.styles.Quiet.paint(fill(factLabel(fact.Name), label))
			lines = append(lines, name+"  "+clip(fact.Shown(), width-label-2))
		}
	}
	if len(lines) == 1 {
		blank()
		for _, line := range wrap("Nothing is known yet. Paste something, or answer the questions.", width) {
			lines = append(lines, s.styles.Quiet.paint(line))
		}
	}
	if len(lines) > height && height > 0 {
		lines = append(lines[:height-1:height-1], s.styles.Quiet.paint("… more: f"))
	}
	return lines
}

// aged is a text and its age, in two lines where one is too short.
func (s *session) aged(text, age string, width int) []string {
	var lines []string
	if whole := joined(text, age); cells(whole) <= width {
		text, age = whole, ""
	}
	for _, line := range []string{text, age} {
		if line != "" {
			lines = append(lines, s.styles.Quiet.paint(clip(line, width)))
		}
	}
	return lines
}

// groupSource says where the facts of a group come from, with the age of what was
// stated, where all of it has the same.
func (s *session) groupSource(group []diagnosis.Fact) string {
	source := s.saidBy(group[0])
	for _, fact := range group[1:] {
		if s.saidBy(fact) != source {
			return sourceWord(fact.Source)
		}
	}
	return source
}

// sourceAge is the age of what facts come from, where all of it has the same.
func (s *session) sourceAge(source diagnosis.Source) string {
	var ages []string
	add := func(age string) {
		if !slices.Contains(ages, age) {
			ages = append(ages, age)
		}
	}
	switch source {
	case diagnosis.SourceToken:
		for _, t := range s.Case.Tokens {
			add(s.age(t.Raw))
		}
	case diagnosis.SourceResponse:
		for _, e := range s.Case.Exchanges {
			add(s.exchangeAge(e))
		}
	case diagnosis.SourceKey:
		for _, file := range s.Case.Keys.Files() {
			add(s.age(pieceOf(file)))
		}
	}
	if len(ages) != 1 {
		return ""
	}
	return ages[0]
}

// bySource groups facts, in the order in which the sources turn up.
func bySource(facts diagnosis.Facts) [][]diagnosis.Fact {
	var groups [][]diagnosis.Fact
	at := map[diagnosis.Source]int{}
	for _, fact := range facts {
		i, known := at[fact.Source]
		if !known {
			i = len(groups)
			at[fact.Source] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], fact)
	}
	return groups
}

func factLabel(name diagnosis.FactName) string {
	if kind, known := diagnosis.KindOfFact(name); known {
		return kind.Label
	}
	return string(name)
}

// tokenTitle names a token by kind and flow.
func tokenTitle(t token.Token) string {
	return t.Title()
}

// expiry counts down to the end of a token, or up from it.
func (s *session) expiry(t token.Token) string {
	exp := t.Time("exp")
	if !exp.Readable() || exp.Form == token.Milliseconds || exp.Form == token.Microseconds {
		return ""
	}
	if when := exp.Time(); when.After(s.Diagnosis.At) {
		return "expires " + relative(when, s.Diagnosis.At)
	}
	return "expired " + relative(exp.Time(), s.Diagnosis.At)
}
