package intake

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"authdoctor/diagnosis/pattern"
)

// Hint is the likely value of a fact, inferred from the words around an answer. It only
// orders the causes, and it is shown together with its words.
type Hint struct {
	Name  string `json:"name,omitempty"`  // of the fact
	Value string `json:"value,omitempty"` // of the fact
	Words string `json:"words,omitempty"` // from the text, printable
}

// hintForms are unambiguous phrases. A word with other meanings is left out, such as
// refresh, which is also said of a page and of a sandbox. Every match contains one of
// marks, in lower case, so that most texts are not searched.
var hintForms = []struct {
	name, value string
	marks       []string
	form        func() *regexp.Regexp
}{
	{"step", "client-credentials", []string{"client", "machine", "m2m"}, pattern.Lazy(`(?i)\bclient[ _-]credentials?\b(?: (?:request|grant|flow))?|\bmachine[ -]to[ -]machine\b|\bM2M\b`)},
	{"step", "refresh", []string{"refresh"}, pattern.Lazy(`(?i)\b(?:on|at|with) (?:every|each) (?:token )?refresh\b|\b(?:every|each) (?:token )?refresh (?:request )?(?:fails|failed|gives|gave|returns|returned|answers)\b|\btoken refresh\b|\brefresh(?:ing)? (?:the |a |an |our |its )?(?:access |refresh )?tokens?\b|\brefresh[ _-]token (?:grant|request|flow)\b|\bgrant_type ?[=:] ?refresh_token\b`)},
	{"step", "token", []string{"code", "step two"}, pattern.Lazy(`(?i)\bcode exchange\b|\bexchang(?:e|es|ed|ing) (?:of )?(?:the |a )?(?:authori[sz]ation )?code\b|\bgrant_type ?[=:] ?authorization_code\b|\bstep two\b`)},
	{"step", "authorize", []string{"step one", "consent", "authori"}, pattern.Lazy(`(?i)\bstep one\b|\bconsent (?:page|screen)\b|\bauthori[sz]e (?:url|request|page)\b`)},
	{"client", "public", []string{"public"}, pattern.Lazy(`(?i)\bpublic client\b`)},
	{"client", "confidential", []string{"confidential"}, pattern.Lazy(`(?i)\bconfidential client\b`)},
	{"workers", "several", []string{"workers", "processes", "instances", "threads", "pods", "replicas", "servers", "jobs"}, pattern.Lazy(`(?i)\b(?:two|three|four|several|multiple|many|both|parallel|concurrent|[2-9]|[1-9][0-9]+) (?:\w+ )?(?:workers|processes|instances|threads|pods|replicas|servers|jobs)\b`)},
}

var sinceConsent = pattern.Lazy(`(?i)\b(one|two|three|four|five|six|seven|eight|nine|ten|fourteen|a|\d{1,3}) (minutes?|hours?|days?|weeks?) (?:after|since) (?:the |our |user |users? )*(?:consent|authori[sz]ation|authori[sz]ing|approval|first login|last login|login)`)

var numbers = map[string]int{"one": 1, "a": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "fourteen": 14}

// readHints returns the hints in a text. Contradicting hints are left out.
func readHints(text string) []Hint {
	const longest = 16 << 10
	text = strings.Join(strings.Fields(visible(text[:min(len(text), longest)])), " ")
	var hints []Hint
	ambiguous := map[string]bool{}
	add := func(name, value, words string) {
		for _, known := range hints {
			if known.Name == name {
				ambiguous[name] = ambiguous[name] || known.Value != value
				return
			}
		}
		hints = append(hints, Hint{Name: name, Value: value, Words: words})
	}
	lower := strings.ToLower(text)
	for _, h := range hintForms {
		if !has(lower, h.marks...) {
			continue
		}
		if words := h.form().FindString(text); words != "" {
			add(h.name, h.value, words)
		}
	}
	var match []string
	if has(lower, " after ", " since ") {
		match = sinceConsent().FindStringSubmatch(text)
	}
	if match != nil {
		n, known := numbers[strings.ToLower(match[1])]
		if !known {
			n, _ = strconv.Atoi(match[1])
		}
		unit := strings.ToLower(match[2][:1])
		if unit == "w" {
			n, unit = 7*n, "d"
		}
		add("since-consent", strconv.Itoa(n)+unit, match[0])
	}
	return slices.DeleteFunc(hints, func(h Hint) bool { return ambiguous[h.Name] })
}
