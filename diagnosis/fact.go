package diagnosis

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
)

// Source is where a fact comes from.
type Source string

// The sources.
const (
	SourceUser     Source = "user"
	SourceToken    Source = "token"
	SourceKey      Source = "key"
	SourceResponse Source = "response" // a request or its answer
	SourceTrail    Source = "trail"
	SourceCaseFile Source = "case file"
	SourceProbe    Source = "probe"  // an online check
	SourceLesson   Source = "lesson" // which implies it: no evidence
)

// Fact is a named value known about the problem, with its source. The value is printable
// and in the form that ParseFact gives it.
type Fact struct {
	Name   FactName `json:"name"`
	Value  string   `json:"value"`
	Source Source   `json:"source"`
}

// String returns the fact as NAME=VALUE, which ParseFact parses.
func (f Fact) String() string { return string(f.Name) + "=" + f.Value }

// None is the value of a list fact that is known to be empty.
const None = "none"

// Shown returns the value for screens and reports. A Client ID is shortened to its ends.
func (f Fact) Shown() string {
	if f.Name == FactClientID {
		return border.ShortID(f.Value)
	}
	return f.Value
}

// Items returns the items of a list fact; nil for "none".
func (f Fact) Items() []string {
	if f.Value == None || f.Value == "" {
		return nil
	}
	return strings.Split(f.Value, ",")
}

// Facts are known facts, at most one of each name, in the order in which they were added.
type Facts []Fact

// Get returns the fact of that name. It is kept out of line, because it has 270 callers.
//
//go:noinline
func (facts Facts) Get(name FactName) (Fact, bool) {
	for _, fact := range facts {
		if fact.Name == name {
			return fact, true
		}
	}
	return Fact{}, false
}

// Value returns the value of the fact of that name, "" where it is not known.
func (facts Facts) Value(name FactName) string {
	fact, _ := facts.Get(name)
	return fact.Value
}

// With returns a copy in which fact replaces an earlier one of its name.
func (facts Facts) With(fact Fact) Facts { return slices.Clone(facts).set(fact) }

// set is With without the copy.
func (facts Facts) set(fact Fact) Facts {
	for i := range facts {
		if facts[i].Name == fact.Name {
			facts[i] = fact
			return facts
		}
	}
	return append(facts, fact)
}

// Without returns a copy that lacks the fact of that name.
func (facts Facts) Without(name FactName) Facts {
	return slices.DeleteFunc(slices.Clone(facts), func(f Fact) bool { return f.Name == name })
}
