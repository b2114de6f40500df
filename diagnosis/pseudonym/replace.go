package pseudonym

import (
	"slices"
	"strings"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
)

// needle is a value that is replaced wherever it is a word of its own.
type needle struct {
	value  string // in lower case
	stand  func(found string) string
	learnt bool // whether it is a value of a column that has no form of its own
}

// needles are needles by their first bytes.
type needles struct {
	byStart map[string][]needle // the longest first, once sorted
	sorted  map[string]bool     // starts whose needles are in that order
	known   map[string]bool     // values
}

const (
	needleStart  = 3
	unmistakable = 32 // a value as long as this one is found within a word, too
)

// add adds a value of at least needleStart bytes.
func (n *needles) add(value string, stand func(found string) string) {
	n.append(needle{value: value, stand: stand})
}

// addLearnt adds a value of a column.
func (n *needles) addLearnt(value, stand string) {
	n.append(needle{value: value, stand: func(string) string { return stand }, learnt: true})
}

func (n *needles) append(one needle) {
	one.value = strings.ToLower(one.value)
	if len(one.value) < needleStart || n.has(one.value) {
		return
	}
	if n.byStart == nil {
		*n = needles{map[string][]needle{}, map[string]bool{}, map[string]bool{}}
	}
	start := one.value[:needleStart]
	n.byStart[start], n.sorted[start], n.known[one.value] = append(n.byStart[start], one), false, true
}

// has reports whether a value, in lower case, is a needle.
func (n *needles) has(value string) bool { return n.known[value] }

// at returns the needles that begin with start, the longest first.
func (n *needles) at(start string) []needle {
	list := n.byStart[start]
	if len(list) > 0 && !n.sorted[start] {
		slices.SortStableFunc(list, func(a, b needle) int { return len(b.value) - len(a.value) })
		n.sorted[start] = true
	}
	return list
}

// replace replaces every needle in text.
func (n *needles) replace(text string) string { return n.replaced(text, true) }

// replaceForms replaces every needle in text but the learnt values.
func (n *needles) replaceForms(text string) string { return n.replaced(text, false) }

func (n *needles) replaced(text string, learnt bool) string {
	lower := strings.ToLower(text)
	if len(lower) != len(text) { // a letter whose other case has another length
		lower = lowerASCII(text)
	}
	var out strings.Builder
	done := 0
	for at := 0; at+needleStart <= len(text); at++ {
		for _, one := range n.at(lower[at : at+needleStart]) {
			end := at + len(one.value)
			if one.learnt && !learnt || !strings.HasPrefix(lower[at:], one.value) || len(one.value) < unmistakable && !isEdge(text, at, end) {
				continue
			}
			out.WriteString(text[done:at] + one.stand(text[at:end]))
			done = end
			at = end - 1
			break
		}
	}
	return out.String() + text[done:]
}

func lowerASCII(text string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 0x20
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
}

// isEdge reports whether text[from:to] is a word of its own: no letter or digit is before
// it, save for an escape, or behind it.
func isEdge(text string, from, to int) bool {
	if to < len(text) && isAlnum(text[to]) {
		return false
	}
	if from == 0 || !isAlnum(text[from-1]) {
		return true
	}
	return from >= 3 && text[from-3] == '%' || from >= 2 && text[from-2] == '\\'
}

func isAlnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

var (
	// pairForm matches the subject of a token: role;entity.
	pairForm = pattern.Lazy(`(-?\d+);(-?\d+)`)
	// runForm matches the pieces of a token ID.
	runForm = pattern.Lazy(`[0-9A-Za-z]{4,}`)
	// phraseForm matches a short value behind its name.
	phraseForm = pattern.Lazy(`(?i)\b(role|entity|user|employee)((?: id)?[ :=#]{1,3}(?:is )?)(-?\d+)\b`)
)

// replaced returns the JSON of a case file with stand-ins.
func (s *StandIns) replaced(text string) string {
	return s.walk(text, func(place place, value string) string {
		if short, is := s.short(place, value); is {
			return short
		}
		return s.inText(value)
	})
}

// inText replaces the values that are recognised wherever they are.
func (s *StandIns) inText(text string) string {
	text = replaceGroups(pairForm(), s.needles.replace(text), func(groups []string) string {
		return s.roleNumber(groups[1]) + ";" + s.entityNumber(groups[2])
	})
	return replaceGroups(phraseForm(), text, func(groups []string) string {
		if s.given[groups[0]] {
			return groups[0]
		}
		if strings.EqualFold(groups[1], "role") {
			return groups[1] + groups[2] + s.roleNumber(groups[3])
		}
		return groups[1] + groups[2] + s.entityNumber(groups[3])
	})
}

// short returns the stand-in of a value that is too short to be recognised in a text, from
// its place.
func (s *StandIns) short(p place, value string) (string, bool) {
	if p.inside && p.top == "jti" && !p.isName && !token.IsTokenID(value) {
		return runForm().ReplaceAllStringFunc(s.needles.replace(value), func(run string) string {
			if strings.Trim(run, "0123456789") == "" || strings.Trim(run, "0") == "" {
				return run
			}
			return spelled(run, s.derived(kindTokenID, strings.ToLower(run), hexadecimal(len(run))))
		}), true
	}
	switch p.named() {
	case "role", "roles":
		if isNumber(value) {
			return s.roleNumber(value), true
		}
	case "entity", "user":
		if isNumber(value) {
			return s.entityNumber(value), true
		}
		return s.ofKind(kindUser, value)
	case "application":
		return s.ofKind(kindIntegration, value)
	}
	if p.isPerson() {
		return s.ofKind(kindUser, value)
	}
	return "", false
}

// ofKind returns the stand-in of a value of a kind, if it has one.
func (s *StandIns) ofKind(kind, value string) (string, bool) {
	stand, known := s.known[kind+"\x00"+strings.TrimSpace(value)]
	return stand, known
}

// ourWords are words of a case file besides those of facts.
var ourWords = []string{"header", "payload", "unknown", "verified", "iss", "sub", "aud", "scope", "iat", "exp", "oit", "nbf", "jti", "alg", "typ", "kid", "jwt", "email", "code", "state", "https", "http", "get", "post"}

// isOurs reports whether a text is a word that a case file and the parts of a token have of
// themselves: to replace it everywhere would change what they say.
func isOurs(text string) bool {
	lower := strings.ToLower(text)
	return slices.Contains(ourWords, lower) || slices.ContainsFunc(diagnosis.FactKinds(), func(k diagnosis.FactKind) bool {
		return lower == string(k.Name) || slices.Contains(k.Values, lower)
	})
}

func isNumber(text string) bool {
	return text != "" && strings.Trim(strings.TrimPrefix(text, "-"), "0123456789") == ""
}

func (s *StandIns) roleNumber(role string) string {
	if isStandardRole(role) {
		return role
	}
	return s.numbered(kindRole, role, number(role))
}

func (s *StandIns) entityNumber(entity string) string {
	if strings.Trim(entity, "-0") == "" {
		return entity
	}
	return s.numbered(kindEntity, entity, number(entity))
}

// place is where a string of a case file is.
type place struct {
	top, name string
	// of is the value of the member name before it in the same object: of a fact, of a
	// parameter.
	of string
	// isName reports whether the string is the name of a member.
	isName bool
	inside bool // of the header or the payload of a token
}

// named returns the name of the value in that place.
func (p place) named() string {
	if (p.name == "value" || p.name == "shown") && p.of != "" {
		return p.of
	}
	return p.name
}

// personClaims are the claims that name a person (OpenID Connect Core 1.0 section 5.1), and
// what others call them.
var personClaims = []string{"name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "phone_number", "username", "user_name", "unique_name", "upn", "login"}

// isPerson reports whether the value in that place names a person.
func (p place) isPerson() bool { return p.inside && !p.isName && slices.Contains(personClaims, p.name) }

// walk replaces every string of a case file, in the JSON of token parts too.
func (s *StandIns) walk(text string, change func(p place, value string) string) string {
	of := ""
	return token.ReplaceStrings(text, func(top, name, value string, isName bool) string {
		if !isName && top == "tokens" && (name == "header" || name == "payload") {
			return token.ReplaceStrings(value, func(top, name, value string, isName bool) string {
				return change(place{top: top, name: name, isName: isName, inside: true}, value)
			})
		}
		if !isName && name == "name" {
			of = value
		}
		return change(place{top: top, name: name, of: of, isName: isName}, value)
	})
}
