package content

import (
	"strings"
	"testing"

	"authdoctor/diagnosis"
)

func facts(t *testing.T, source diagnosis.Source, texts ...string) diagnosis.Facts {
	t.Helper()
	var all diagnosis.Facts
	for _, text := range texts {
		fact, err := diagnosis.ParseFact(text, source)
		if err != nil {
			t.Fatal(err)
		}
		all = all.With(fact)
	}
	return all
}

// show writes a walk on one line: question=answer(source), * where chosen.
func show(walk Walk) string {
	var out []string
	for _, step := range walk.Steps {
		mark := ""
		if step.Chosen {
			mark = "*"
		}
		out = append(out, step.Question.ID+"="+step.Said().Text+"("+string(step.Source)+")"+mark)
	}
	if walk.Current != nil {
		out = append(out, "ask "+walk.Current.ID)
	}
	if walk.Page != "" {
		out = append(out, "page "+walk.Page)
	}
	for _, fact := range walk.Facts {
		out = append(out, fact.String()+"("+string(fact.Source)+")")
	}
	return strings.Join(out, ", ")
}

const walkGuide = `# Title

Intro.

## Start?

- [Token](#flow "protocol=oauth2")
- [TBA](symptoms/tba.md "protocol=tba")
- [I don't know](#flow)

## Flow?

- [Code](#client "flow=authorization-code")
- [Machine](#role "flow=client-credentials")
- [Machine, refreshed](#role "flow=client-credentials step=refresh")
- [I don't know](symptoms/flow.md)

## Client?

- [Public](#pkce "client=public pkce=on")
- [Confidential](#role "client=confidential")
- [I don't know](#role)

## PKCE?

- [On](codes/A.md#fix-it "pkce=on")
- [Off](codes/B.md "pkce=off")
- [I don't know](symptoms/x.md)

## Role?

- [Some service](symptoms/s.md "service=restlets service=mcp pkce=off")
- [I don't know](symptoms/role.md)
`

func TestWalk(t *testing.T) {
	guide, found := readGuide(walkGuide)
	if found != nil {
		t.Fatal(found.join())
	}
	token := func(texts ...string) diagnosis.Facts { return facts(t, diagnosis.SourceToken, texts...) }
	for name, test := range map[string]struct {
		facts  diagnosis.Facts
		chosen []Choice
		want   string
	}{
		"nothing known":                  {nil, nil, "ask start"},
		"start skipped, source kept":     {token("protocol=oauth2"), nil, "start=Token(token), ask flow"},
		"known to the end":               {token("protocol=tba"), nil, "start=TBA(token), page symptoms/tba.md"},
		"chosen":                         {nil, []Choice{{Question: "start", Answer: 0}}, "start=Token(user)*, ask flow, protocol=oauth2(user)"},
		"chosen without facts":           {nil, []Choice{{Question: "start", Answer: 2}}, "start=I don't know(user)*, ask flow"},
		"chosen against what is known":   {token("protocol=oauth2"), []Choice{{Question: "start", Answer: 1}}, "start=TBA(user)*, page symptoms/tba.md, protocol=tba(user)"},
		"last choice counts":             {nil, []Choice{{Question: "start", Answer: 1}, {Question: "start", Answer: 0}}, "start=Token(user)*, ask flow, protocol=oauth2(user)"},
		"two answers fit":                {token("protocol=oauth2", "flow=client-credentials", "step=refresh"), nil, "start=Token(token), ask flow"},
		"one answer fits":                {token("protocol=oauth2", "flow=client-credentials"), nil, "start=Token(token), flow=Machine(token), ask role"},
		"half of the facts":              {token("protocol=oauth2", "flow=authorization-code", "client=public"), nil, "start=Token(token), flow=Code(token), ask client"},
		"stated by a chosen answer":      {token("protocol=oauth2", "flow=authorization-code"), []Choice{{Question: "client", Answer: 0}}, "start=Token(token), flow=Code(token), client=Public(user)*, pkce=On(user), page codes/A.md#fix-it, client=public(user), pkce=on(user)"},
		"chosen, now off the way":        {token("protocol=oauth2", "flow=client-credentials"), []Choice{{Question: "client", Answer: 0}, {Question: "pkce", Answer: 1}}, "start=Token(token), flow=Machine(token), ask role"},
		"one of the alternatives":        {token("protocol=oauth2", "flow=client-credentials", "service=mcp", "pkce=off"), nil, "start=Token(token), flow=Machine(token), role=Some service(token), page symptoms/s.md"},
		"none of the alternatives":       {token("protocol=oauth2", "flow=client-credentials", "service=suite_analytics", "pkce=off"), nil, "start=Token(token), flow=Machine(token), ask role"},
		"alternatives establish nothing": {token("protocol=oauth2", "flow=client-credentials"), []Choice{{Question: "role", Answer: 0}}, "start=Token(token), flow=Machine(token), role=Some service(user)*, page symptoms/s.md, pkce=off(user)"},
		"chosen of a question not there": {nil, []Choice{{Question: "lost", Answer: 0}, {Question: "start", Answer: 9}, {Question: "start", Answer: -1}}, "ask start"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := show(guide.Walk(test.facts, test.chosen)); got != test.want {
				t.Errorf("\n got %s\nwant %s", got, test.want)
			}
		})
	}
}

// Catches a walk that writes into the facts of the Case it was given.
func TestWalkLeavesFactsAlone(t *testing.T) {
	guide, _ := readGuide(walkGuide)
	known := facts(t, diagnosis.SourceToken, "protocol=tba", "pkce=off")
	guide.Walk(known[:1], []Choice{{Question: "start", Answer: 0}, {Question: "flow", Answer: 0}})
	if known[0].Value != "tba" || known[1].Value != "off" {
		t.Errorf("facts became %v", known)
	}
}

// Catches a progress line that promises fewer questions than may come, and help
// that loses its Markdown.
func TestGuideReads(t *testing.T) {
	guide, _ := readGuide(walkGuide)
	for id, want := range map[string]int{"start": 4, "flow": 3, "client": 2, "pkce": 1, "role": 1, "lost": 0} {
		if got := guide.Longest(id); got != want {
			t.Errorf("longest from %s is %d, want %d", id, got, want)
		}
	}
	if guide.title != "Title" || guide.intro != "Intro." || guide.Start != "start" {
		t.Errorf("title %q, intro %q, start %q", guide.title, guide.intro, guide.Start)
	}
	guide, found := readGuide("# T\n\n## Which `alg`?\n\nLook at **this**:\n\n```\nx\n```\n\n- [It is \\<PS256\\>](codes/A.md#b)\n")
	question := guide.Questions["which-alg"]
	if found != nil || question.Help != "Look at **this**:\n\n```\nx\n```" || question.Text != "Which alg?" {
		t.Errorf("%+v %v", question, found)
	}
	if answer := question.Answers[0]; answer.Text != "It is <PS256>" || answer.Page != "codes/A.md#b" || answer.Question != "" {
		t.Errorf("%+v", answer)
	}
}
