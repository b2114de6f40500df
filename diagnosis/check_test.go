package diagnosis_test

import (
	"math/bits"
	"regexp"
	"slices"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/keys"
)

// wholeCase is a Case with subjects of every kind.
func wholeCase(t *testing.T) diagnosis.Case {
	t.Helper()
	c := caseOf(t, "").With(recognise(call("Authorization: Bearer "+goodAccess) + "HTTP/1.1 401 Unauthorized\n\n" + restBody))
	c.Exchanges = append(c.Exchanges, recognise(`400 {"error":"invalid_grant"}`).Exchanges...)
	c.Keys = keys.NewSet(certificate())
	return skewed(0).in(c)
}

// ofTokens are the needs that a token meets.
const ofTokens = diagnosis.NeedsToken | diagnosis.NeedsHeader | diagnosis.NeedsClaims

// TestChecks catches a field of a check that compiles and has no effect: an id that is used
// twice, a need that no subject meets, an entry of After that cannot have run before, and a
// code, a fact or a member of a token that does not exist.
func TestChecks(t *testing.T) {
	subjects := diagnosis.Subjects(wholeCase(t))
	having := func(needs ...diagnosis.Need) bool {
		return slices.ContainsFunc(subjects, func(has diagnosis.Need) bool {
			return !slices.ContainsFunc(needs, func(need diagnosis.Need) bool { return has&need == 0 })
		})
	}
	members := []string{"alg", "kid", "iss", "sub", "aud", "scope", "exp", "iat", "nbf", "jti"}
	id := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	before := map[string]diagnosis.Check{}
	for _, check := range diagnosis.Checks() {
		if _, twice := before[check.ID]; twice || !id.MatchString(check.ID) || check.Title == "" {
			t.Errorf("%s is used twice, is not kebab-case or has no title", check.ID)
		}
		run, said := check.Rules()
		switch {
		case !run:
			t.Errorf("%s has no rule", check.ID)
		case bits.OnesCount(uint(check.Needs)) != 1 || !having(check.Needs):
			t.Errorf("%s has a need that no subject meets", check.ID)
		case check.Needs&ofTokens == 0 && (said || check.Members != nil || check.Literal != nil):
			t.Errorf("%s needs no token: said, Members and Literal do nothing; remove them, or change Needs", check.ID)
		}
		for _, after := range check.After {
			switch other, known := before[after]; {
			case !known:
				t.Errorf("%s comes after %s, which is not an earlier check in the list", check.ID, after)
			case !having(check.Needs, other.Needs):
				t.Errorf("%s comes after %s, which runs for other subjects", check.ID, after)
			}
		}
		for _, code := range check.Codes {
			if _, known := detail.Lookup(string(code)); !known {
				t.Errorf("%s names the code %s, which does not exist", check.ID, code)
			}
		}
		for _, name := range check.Facts {
			if _, known := diagnosis.KindOfFact(name); !known {
				t.Errorf("%s depends on the fact %s, which does not exist", check.ID, name)
			}
		}
		for _, member := range slices.Concat(check.Members, check.Literal) {
			if !slices.Contains(members, member) {
				t.Errorf("%s reads %s, which is not a member of a token", check.ID, member)
			}
		}
		if twice(check.After) || twice(check.Members) || twice(check.Literal) || twice(check.Codes) || twice(check.Facts) {
			t.Errorf("%s repeats an item in a list", check.ID)
		}
		before[check.ID] = check
	}
}

func twice[T ~string](list []T) bool {
	sorted := slices.Sorted(slices.Values(list))
	return len(slices.Compact(sorted)) < len(list)
}
