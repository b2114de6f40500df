package diagnosis_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"authdoctor/diagnosis"
)

// TestEveryFactIsUsed catches a fact that can be stated and changes nothing: no check of a
// scenario weighs it, and no question of the guide asks for it.
func TestEveryFactIsUsed(t *testing.T) {
	guide := string(must(os.ReadFile("../content/guide.md")))
	weighed := map[diagnosis.FactName]bool{}
	for _, s := range scenarios() {
		c := s.given(t)
		d := diagnosis.Diagnose(c)
		for _, fact := range c.Facts {
			without := c
			without.Facts = c.Facts.Without(fact.Name)
			other := diagnosis.Diagnose(without)
			if !reflect.DeepEqual(d.Findings, other.Findings) || !reflect.DeepEqual(d.Verdicts, other.Verdicts) {
				weighed[fact.Name] = true
			}
		}
	}
	for _, kind := range diagnosis.FactKinds() {
		if !weighed[kind.Name] && !strings.Contains(guide, `"`+string(kind.Name)+"=") {
			t.Errorf("no check of a scenario weighs %s, and no question of the guide asks for it", kind.Name)
		}
	}
}
