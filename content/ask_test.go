package content

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/worktest"
)

var askedAt = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// person answers questions as somebody would whose way through the guide is known.
type person struct {
	table *askTable
	way   int
	doubt func() bool // says "I don't know" to a question that the person could answer
}

func (p person) answer(q Question) int {
	answer := int(p.table.answers[q.ID][p.way])
	for _, step := range p.table.ways[p.way].steps {
		if step.Question == q.ID { // one that leads to a word is open in the table
			answer = step.Answer
		}
	}
	if answer == open || p.doubt() {
		return q.Unsure()
	}
	return answer
}

// through lets a person answer until a page is reached or nothing is asked any more. It
// returns how many questions that took and the pages it ends with, best first. A word
// that is typed below the answer that leads to it is no further question.
func (p person) through(g *Guide) (questions int, leads []Lead) {
	var chosen []Choice
	for {
		walk := g.Walk(nil, chosen)
		next, asked := walk.Current, false
		if next == nil {
			ask := g.Ask(diagnosis.Diagnose(diagnosis.Case{At: askedAt, Facts: walk.Facts}), chosen, nil)
			switch {
			case !walk.Open():
				return questions, slices.Insert(ask.Leads, 0, Lead{Page: walk.Page})
			case ask.Question == nil || questions >= maxQuestions:
				return questions, ask.Leads
			}
			next, asked = ask.Question, true
		}
		if !next.ByWord() || asked {
			questions++
		}
		chosen = append(chosen, Choice{Question: next.ID, Answer: p.answer(*next), Asked: asked})
	}
}

// pathOf is the path of a page without its anchor.
func pathOf(page string) string {
	path, _, _ := strings.Cut(page, "#")
	return path
}

// TestAskLeads sends everybody who can walk the guide through it and Ask, each page
// alike. Catches a guide that asks too much, and an Ask that loses the page of those who
// do not know every answer.
func TestAskLeads(t *testing.T) {
	guide := embeddedLibrary(t).Guide()
	table := guide.table()
	random := rand.New(rand.NewPCG(1, 2))
	for name, test := range map[string]struct {
		doubt     func() bool
		rounds    int     // in the long run; one in the other
		questions float64 // at most
		three     float64 // at least, of those who end with their page among three
	}{
		"who knows every answer":               {func() bool { return false }, 1, 3.5, 0.99},
		"who does not know one answer of five": {func() bool { return random.IntN(5) == 0 }, 3, 5.3, 0.85},
	} {
		t.Run(name, func(t *testing.T) {
			if !worktest.Long {
				test.rounds = 1
			}
			questions, three, first := 0.0, 0.0, 0.0
			for at := range test.rounds * len(table.ways) {
				i := at % len(table.ways)
				w := table.ways[i]
				if table.pages[w.page] == unclear { // whom no answer fits
					continue
				}
				asked, leads := person{table, i, test.doubt}.through(guide)
				weight := w.prior / float64(len(table.pages)-1) / float64(test.rounds)
				questions += weight * float64(asked)
				switch place := slices.IndexFunc(leads[:min(len(leads), mostLeads)], func(l Lead) bool { return pathOf(l.Page) == table.pages[w.page] }); {
				case place == 0:
					first += weight
					fallthrough
				case place > 0:
					three += weight
				}
			}
			t.Logf("%d ways to %d pages: %.2f questions; the page is first for %.1f %%, among three for %.1f %%", len(table.ways), len(table.pages), questions, 100*first, 100*three)
			if questions > test.questions || three < test.three {
				t.Errorf("want at most %.2f questions and at least %.0f %%", test.questions, 100*test.three)
			}
		})
	}
}

// situations are people whose Case tells something, and who answer in words of the
// guide. Their page must be among the three.
var situations = map[string]struct {
	facts   []string
	answers map[string]string // by question: the beginning of the answer; any other is not known
	pages   []string          // any of these
	most    int               // questions
}{
	"a call gets 401, and the trail says ScopeMismatched": {[]string{"step=call", "error=INVALID_LOGIN"},
		map[string]string{"which-word": "ScopeMismatched"}, []string{"codes/ScopeMismatched.md"}, 3},
	"refresh with invalid_grant, several processes": {[]string{"step=refresh", "error=invalid_grant"},
		map[string]string{"is-public": "Yes", "did-anything": "A different"}, []string{"symptoms/refresh-token-rotation.md"}, 3},
	"refresh with invalid_grant, a public client, nobody knows more": {[]string{"step=refresh", "error=invalid_grant"},
		map[string]string{"is-public": "Yes"}, []string{"symptoms/refresh-token-rotation.md", "codes/RefreshTokenExpired.md"}, 8},
	"step two with invalid_client after a reset": {[]string{"step=token", "error=invalid_client"},
		map[string]string{"what-is-wrong-with-client-id": "The Client Secret"}, []string{"codes/ClientAuthenticationFailed.md"}, 2},
	"nobody knows what failed, but a certificate was changed": {nil,
		map[string]string{"what-changed": "A certificate", "is-the-certificate": "The kid is a different"}, []string{"codes/MissingKey.md"}, 7},
	"nobody knows what failed, but the word is there": {nil,
		map[string]string{"which-word": "TokenBlocked"}, []string{"codes/TokenBlocked.md"}, 2},
	"a machine gets 500, and the kid is missing": {[]string{"step=client-credentials", "error=server_error"},
		map[string]string{"what-do-alg": "kid is missing"}, []string{"codes/MissingKeyId.md"}, 2},
	"a redirect with an error, and nothing else": {[]string{"step=authorize", "error=access_denied"},
		nil, []string{"codes/AuthorizationExplicitlyDenied.md"}, 2},
	"a young access token of a machine, and the record is blocked": {[]string{"step=call", "error=INVALID_LOGIN", "token=access", "expired=no", "flow=client-credentials"},
		map[string]string{"what-does-the-trail": "Nobody", "is-the-integration": "State is Blocked"}, []string{"codes/IntegrationBlocked.md"}, 3},
	"nothing is known at all": {nil, nil, []string{""}, 20},
}

// TestAskSituations catches an Ask that does not ask what people know, or loses what the
// Case tells.
func TestAskSituations(t *testing.T) {
	guide := embeddedLibrary(t).Guide()
	for name, s := range situations {
		t.Run(name, func(t *testing.T) {
			known := facts(t, diagnosis.SourceResponse, s.facts...)
			var chosen []Choice
			for questions := 0; ; {
				walk := guide.Walk(known, chosen)
				all := known
				for _, fact := range walk.Facts {
					all = all.With(fact)
				}
				d := diagnosis.Diagnose(diagnosis.Case{At: askedAt, Facts: all})
				next, asked, leads := walk.Current, false, []Lead{{Page: walk.Page}}
				if walk.Open() {
					ask := guide.Ask(d, chosen, nil)
					next, asked, leads = ask.Question, true, ask.Leads
				}
				if next == nil || questions > s.most {
					if questions > s.most {
						t.Errorf("more than %d questions, the last %q", s.most, chosen[len(chosen)-1].Question)
					}
					if s.pages[0] != "" && !slices.ContainsFunc(leads, func(l Lead) bool { return slices.Contains(s.pages, pathOf(l.Page)) }) {
						t.Errorf("leads to %v after %v", leads, chosen)
					}
					return
				}
				if !next.ByWord() || asked {
					questions++
				}
				answer := next.Unsure()
				for begins, says := range s.answers {
					if strings.HasPrefix(next.ID, begins) {
						answer = slices.IndexFunc(next.Answers, func(a Answer) bool { return strings.HasPrefix(a.Text, says) })
					}
				}
				if answer < 0 {
					t.Fatalf("%q has no such answer", next.Text)
				}
				chosen = append(chosen, Choice{Question: next.ID, Answer: answer, Asked: asked})
			}
		})
	}
}

// TestAskMakesSense catches a question that is asked of people for whom it has no
// meaning, one that was answered, and a page that is ruled out among the leads.
func TestAskMakesSense(t *testing.T) {
	guide := embeddedLibrary(t).Guide()
	for _, known := range [][]string{
		{"flow=client-credentials"}, {"flow=client-credentials", "step=call"}, {"step=client-credentials"}, {"step=refresh"}, {"step=authorize"}, {"token=refresh", "expired=no"},
	} {
		d := diagnosis.Diagnose(diagnosis.Case{At: askedAt, Facts: facts(t, diagnosis.SourceUser, known...)})
		var chosen []Choice
		asked := map[string]bool{}
		for {
			ask := guide.Ask(d, chosen, nil)
			for _, lead := range ask.Leads {
				for _, verdict := range d.Verdicts {
					if verdict.Page == pathOf(lead.Page) && verdict.Verdict == diagnosis.RuledOut {
						t.Errorf("%v: %s is ruled out and leads", known, lead.Page)
					}
				}
			}
			if ask.Question == nil {
				break
			}
			id := ask.Question.ID
			if asked[id] {
				t.Fatalf("%v: %q is asked again", known, id)
			}
			asked[id] = true
			chosen = append(chosen, Choice{Question: id, Answer: ask.Question.Unsure()})
		}
		if len(asked) == 0 {
			t.Errorf("%v: nothing is asked", known)
		}
		for id := range asked {
			if slices.Contains(known, "flow=client-credentials") && (strings.Contains(id, "authorization-code-flow") || strings.Contains(id, "public-client")) ||
				slices.Contains(known, "step=refresh") && strings.Contains(id, "client-credentials-request") {
				t.Errorf("%v: %q is asked", known, id)
			}
		}
	}
}

// TestAskStops catches an Ask that goes on where the word was read.
func TestAskStops(t *testing.T) {
	guide := embeddedLibrary(t).Guide()
	d := diagnosis.Diagnose(diagnosis.Case{At: askedAt, Facts: facts(t, diagnosis.SourceUser, "detail=TokenBlocked")})
	ask := guide.Ask(d, nil, nil)
	if ask.Question != nil || pathOf(ask.Leads[0].Page) != "codes/TokenBlocked.md" || len(ask.Leads[0].For) == 0 {
		t.Errorf("asks %v, leads %v", ask.Question, ask.Leads)
	}
}

// What the first question pays on top.
func BenchmarkAskTable(b *testing.B) {
	library, _ := read(files)
	for b.Loop() {
		newAskTable(library.Guide())
	}
}

func BenchmarkAsk(b *testing.B) {
	library, _ := read(files)
	guide := library.Guide()
	d := diagnosis.Diagnose(diagnosis.Case{At: askedAt})
	guide.Ask(d, nil, nil)
	for b.Loop() {
		guide.Ask(d, nil, nil)
	}
}
