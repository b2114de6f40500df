package content

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"authdoctor/diagnosis"
)

// Ask continues where the guide ends without a page that is likely enough. Every way through
// the guide is a hypothesis: a user who gives its answers, and whose cause is the page at its
// end. What is known changes the weights of the ways, and the best question is the one with
// the highest information gain. Weights prove nothing: they order pages, but do not affect
// verdicts.

// Ask is the next question, and the likeliest pages so far.
type Ask struct {
	// Question distinguishes the remaining pages best. It is nil if no question does, or if
	// one page is likely enough.
	Question *Question
	// Answers are the indexes of the answers worth showing, in the order of the question; of
	// words, the likeliest ones, best first.
	Answers []int
	// Leads are the likeliest pages, at most three, best first.
	Leads []Lead
}

// Lead is a page that matches what is known.
type Lead struct {
	Page  string   // path, with #anchor if it has one
	For   []string // the reasons for it, strongest first; printable
	share float64  // of the weight of all pages, 0 to 1
}

const (
	// The weights of a verdict on the code of a page, and of an answer that differs from that
	// of a way. Measured: see TestAskLeads.
	weightConfirmed = 300
	weightLikely    = 12
	weightPossible  = 1
	weightAgainst   = 0.02 // ruled out, or another value of the same fact
	weightBeside    = 0.15 // another answer that does not exclude this one

	// Users who do not know the answer are more likely on a way that leaves the question open,
	// and users who answer are less so. Facts of the Case are evidence for neither.
	weightUnsure = 0.8
	weightOpen   = 0.25

	sureShare  = 0.6  // the share of a page from which on nothing more is asked
	leastGain  = 0.03 // the minimum information gain of a question, in bits
	leastShare = 0.02 // the minimum share of a Lead but the first
	mostLeads  = 3
	mostWords  = 4 // the words of the Detail column to offer; others are typed
	open       = -1
)

// way is one way through the guide, from its start to a page.
type way struct {
	page  int      // index into askTable.pages
	link  string   // the page with its anchor
	prior float64  // the priors of the ways to a page add up to 1
	facts []uint64 // the values of each fact that the way allows, as bits; 0 for any
	steps []Choice
}

// about is a set of values of a fact: the number of its name, and the values as bits.
type about struct {
	name int
	bits uint64
}

// askTable is the guide as numbers.
type askTable struct {
	guide *Guide
	ways  []way
	pages []string
	names map[diagnosis.FactName]int
	bits  []map[string]uint64 // the bit of each value, by number of the name

	// By the ID of a question:
	facts   map[string][][]about // the facts of each answer
	answers map[string][]int8    // the answer of each way, or open
	known   map[string][]int32   // the ways that answer it
	sense   map[string][]uint64  // the values of each fact on ways to it, as bits
}

func newAskTable(g *Guide) *askTable {
	t := &askTable{guide: g, names: map[diagnosis.FactName]int{}, facts: map[string][][]about{}, answers: map[string][]int8{}, known: map[string][]int32{}, sense: map[string][]uint64{}}
	for _, id := range g.order {
		for _, answer := range g.Questions[id].Answers {
			t.facts[id] = append(t.facts[id], t.aboutOf(answer.Facts))
		}
	}
	t.collect(g.Start, make([]uint64, len(t.bits)), nil)
	// A way on which the user does not know an answer, or which ends where no answer is right,
	// counts only if no other leads to its page.
	unsure := func(w way) bool {
		said := func(c Choice) Answer { return g.Questions[c.Question].Answers[c.Answer] }
		return said(w.steps[len(w.steps)-1]).isElse() || slices.ContainsFunc(w.steps, func(c Choice) bool { return said(c).isUnsure() })
	}
	sure := make([]bool, len(t.pages))
	for _, w := range t.ways {
		sure[w.page] = sure[w.page] || !unsure(w)
	}
	t.ways = slices.DeleteFunc(t.ways, func(w way) bool { return sure[w.page] && unsure(w) })
	of := make([]float64, len(t.pages))
	for _, w := range t.ways {
		of[w.page]++
	}
	for i, w := range t.ways {
		t.ways[i].prior = 1 / of[w.page]
	}
	for _, id := range g.order {
		t.fill(id)
	}
	return t
}

// aboutOf converts facts to numbers. Values of the same fact are alternatives.
func (t *askTable) aboutOf(facts diagnosis.Facts) []about {
	var all []about
	for _, fact := range facts {
		name, ok := t.names[fact.Name]
		if !ok {
			name = len(t.bits)
			t.names[fact.Name] = name
			t.bits = append(t.bits, map[string]uint64{})
		}
		bit, ok := t.bits[name][fact.Value]
		if !ok {
			bit = 1 << len(t.bits[name])
			t.bits[name][fact.Value] = bit
		}
		at := slices.IndexFunc(all, func(a about) bool { return a.name == name })
		if at < 0 {
			all = append(all, about{name: name})
			at = len(all) - 1
		}
		all[at].bits |= bit
	}
	return all
}

// collect adds the ways that continue from a question.
func (t *askTable) collect(id string, facts []uint64, steps []Choice) {
	question, ok := t.guide.Questions[id]
	if !ok || slices.ContainsFunc(steps, func(c Choice) bool { return c.Question == id }) {
		return // refused by proving
	}
	if t.sense[id] == nil {
		t.sense[id] = make([]uint64, len(facts))
	}
	for name, bits := range facts {
		if bits == 0 {
			bits = math.MaxUint64
		}
		t.sense[id][name] |= bits
	}
	for i, answer := range question.Answers {
		here := slices.Clone(facts)
		for _, a := range t.facts[id][i] {
			if here[a.name] &= a.bits; here[a.name] == 0 {
				here[a.name] = a.bits
			}
		}
		next := append(slices.Clip(steps), Choice{Question: id, Answer: i})
		if answer.Page == "" {
			t.collect(answer.Question, here, next)
			continue
		}
		path, _, _ := strings.Cut(answer.Page, "#")
		if isLesson(path) { // not a cause
			continue
		}
		t.writes(path, here, next)
		page := slices.Index(t.pages, path)
		if page < 0 {
			page = len(t.pages)
			t.pages = append(t.pages, path)
		}
		t.ways = append(t.ways, way{page: page, link: answer.Page, facts: here, steps: next})
	}
}

// writes adds the code of a page to the facts of a way to it, as the Detail in the trail,
// unless the way did not choose that word at a question that offers it.
func (t *askTable) writes(path string, facts []uint64, steps []Choice) {
	name, ok := t.names[diagnosis.FactDetail]
	if !ok || facts[name] != 0 {
		return
	}
	for _, step := range steps[1:] {
		if slices.ContainsFunc(t.guide.Questions[step.Question].Answers, func(a Answer) bool { return t.guide.Questions[a.Question].ByWord() }) {
			return
		}
	}
	code := strings.TrimSuffix(strings.TrimPrefix(path, "codes/"), ".md")
	facts[name] = t.bits[name][code]
}

// fill sets the answer of each way to a question: the answer on the way, otherwise the one
// that follows from its facts, otherwise open.
func (t *askTable) fill(id string) {
	question := t.guide.Questions[id]
	answers := make([]int8, len(t.ways))
	for i := range t.ways {
		answers[i] = int8(t.told(id, t.ways[i].facts))
	}
	for i, w := range t.ways {
		for _, step := range w.steps {
			if step.Question != id {
				continue
			}
			answers[i] = int8(step.Answer)
			if answer := question.Answers[step.Answer]; answer.isUnsure() || t.guide.Questions[answer.Question].ByWord() {
				answers[i] = open // a user who can read the word could also give another answer
			}
		}
		if answers[i] != open {
			t.known[id] = append(t.known[id], int32(i))
		}
	}
	t.answers[id] = answers
}

// told is the only answer to a question that facts imply; open if there is not exactly one.
func (t *askTable) told(id string, facts []uint64) int {
	at := open
next:
	for i, about := range t.facts[id] {
		for _, a := range about {
			if facts[a.name] == 0 || facts[a.name]&^a.bits != 0 {
				continue next
			}
		}
		if len(about) == 0 {
			continue
		}
		if at != open {
			return open
		}
		at = i
	}
	return at
}

// excludes reports whether two answers state different values of one fact.
func (t *askTable) excludes(id string, a, b int) bool {
	for _, one := range t.facts[id][a] {
		for _, other := range t.facts[id][b] {
			if one.name == other.name && one.bits&other.bits == 0 {
				return true
			}
		}
	}
	return false
}

// weigh returns the weight of each way, given what is known.
func (t *askTable) weigh(d diagnosis.Diagnosis, chosen []Choice) []float64 {
	pages := make([]float64, len(t.pages))
	for i := range pages {
		pages[i] = weightPossible
	}
	raise := func(path string, weight float64) {
		path, _, _ = strings.Cut(path, "#")
		if i := slices.Index(t.pages, path); i >= 0 {
			pages[i] = weight
		}
	}
	for _, f := range d.Findings {
		if f.Status == diagnosis.Fail && !f.Symptom() {
			raise(f.Page, weightLikely)
		}
	}
	for _, verdict := range d.Verdicts {
		switch verdict.Verdict {
		case diagnosis.Confirmed:
			raise(verdict.Page, weightConfirmed)
		case diagnosis.Likely:
			raise(verdict.Page, weightLikely)
		case diagnosis.RuledOut:
			raise(verdict.Page, weightAgainst)
		}
	}
	weights := make([]float64, len(t.ways))
	for i, w := range t.ways {
		weights[i] = w.prior * pages[w.page]
	}
	said := map[diagnosis.FactName]bool{}
	for i, choice := range chosen {
		question := t.guide.Questions[choice.Question]
		if choice.Answer < 0 || choice.Answer >= len(question.Answers) ||
			slices.ContainsFunc(chosen[i+1:], func(c Choice) bool { return c.Question == choice.Question }) {
			continue
		}
		for _, fact := range question.Answers[choice.Answer].Establishes() {
			said[fact.Name] = true
		}
		answers := t.answers[choice.Question]
		if question.Answers[choice.Answer].isUnsure() {
			for i := range weights {
				if answers[i] != open {
					weights[i] *= weightUnsure
				}
			}
			continue
		}
		update(weights, weightOpen, func(i int) float64 {
			switch answer := int(answers[i]); {
			case answer == choice.Answer:
				return 1
			case answer == open:
				return open
			case t.excludes(choice.Question, answer, choice.Answer):
				return weightAgainst
			}
			return weightBeside
		})
	}
	for _, fact := range d.Facts {
		name, ok := t.names[fact.Name]
		if !ok || said[fact.Name] || t.bits[name][fact.Value] == 0 {
			continue
		}
		bit := t.bits[name][fact.Value]
		update(weights, 1, func(i int) float64 {
			switch bits := t.ways[i].facts[name]; {
			case bits == 0:
				return open
			case bits&bit == 0:
				return weightAgainst
			}
			return 1
		})
	}
	return weights
}

// update multiplies weights by how well an observation agrees with each way. A way for which
// agrees returns open gets the mean of the others times whereOpen.
func update(weights []float64, whereOpen float64, agrees func(way int) float64) {
	before, after := 0.0, 0.0
	factors := make([]float64, len(weights))
	for i, weight := range weights {
		if factors[i] = agrees(i); factors[i] != open {
			before += weight
			after += weight * factors[i]
		}
	}
	if after == 0 {
		return
	}
	for i := range weights {
		if factors[i] == open {
			factors[i] = after / before * whereOpen
		}
		weights[i] *= factors[i]
	}
}

// shares returns the share of each page in the weights of all ways, and their sum.
func (t *askTable) shares(weights []float64) (shares []float64, all float64) {
	shares = make([]float64, len(t.pages))
	for i, weight := range weights {
		shares[t.ways[i].page] += weight
		all += weight
	}
	for i := range shares {
		shares[i] /= all
	}
	return shares, all
}

// xlogx is a term of an entropy, in bits.
func xlogx(x float64) float64 {
	if x <= 0 {
		return 0
	}
	return x * math.Log2(x)
}

// gain returns the expected information gain of a question about the page, in bits, and the
// probability of each answer. Users who cannot answer contribute none.
func (t *askTable) gain(id string, weights, shares []float64, all float64) (gain float64, of []float64) {
	of = make([]float64, len(t.guide.Questions[id].Answers))
	told := make([]float64, len(of)*len(shares)) // the weight of each page by answer
	rest := slices.Clone(shares)                 // the weight of each page on ways that leave it open
	answered := 0.0
	for _, i := range t.known[id] {
		a, page, weight := int(t.answers[id][i]), t.ways[i].page, weights[i]/all
		told[a*len(shares)+page] += weight
		rest[page] = max(0, rest[page]-weight)
		of[a] += weight
		answered += weight
	}
	if answered == 0 {
		return 0, of
	}
	before, restLogs, restAll := 0.0, 0.0, 0.0
	for page, share := range shares {
		before -= xlogx(share)
		restLogs += xlogx(rest[page])
		restAll += rest[page]
	}
	for a := range of {
		if of[a] == 0 {
			continue
		}
		// What remains of each page is its weight on ways with this answer, and a part c of
		// its rest.
		c := of[a] / answered * weightOpen
		logs := c*restLogs + restAll*xlogx(c)
		for page, weight := range told[a*len(shares):][:len(shares)] {
			if weight > 0 {
				logs += xlogx(weight+c*rest[page]) - c*xlogx(rest[page]) - rest[page]*xlogx(c)
			}
		}
		left := of[a] + c*restAll
		gain += of[a] * (before - math.Log2(left) + logs/left)
	}
	return gain, of
}

// Undecided reports whether several causes remain: no code is confirmed, the first cause is
// only a symptom, and the login failed and used OAuth 2.0. An answer that is evidence for no
// code came after the login, or not from NetSuite.
func Undecided(d diagnosis.Diagnosis) bool {
	if d.Facts.Value(diagnosis.FactProtocol) == "tba" || slices.ContainsFunc(d.Verdicts, func(v diagnosis.Verdict) bool { return v.Verdict == diagnosis.Confirmed }) ||
		slices.ContainsFunc(d.Findings, func(f diagnosis.Finding) bool { return f.Symptom() && f.Status == diagnosis.Pass }) {
		return false
	}
	cause, found := d.FirstCause()
	if !found || cause.Status != diagnosis.Fail {
		return true
	}
	return cause.Symptom() && (len(cause.Codes) > 0 || d.NotUnderstood() != "")
}

// Ask returns the next question for a Case, and the likeliest pages. chosen are the answers
// so far, in the guide and to questions of Ask. usable reports whether a question can be
// answered where it is shown; nil accepts all.
func (g *Guide) Ask(d diagnosis.Diagnosis, chosen []Choice, usable func(Question) bool) Ask {
	t := g.table()
	weights := t.weigh(d, chosen)
	shares, all := t.shares(weights)
	ask := Ask{Leads: t.leads(d, chosen, weights, shares)}
	if len(ask.Leads) > 0 && ask.Leads[0].share >= sureShare {
		return ask
	}
	if n := len(chosen); n > 0 && chosen[n-1].Asked { // continue from the last answer
		last := g.Questions[chosen[n-1].Question].Answers[chosen[n-1].Answer]
		question, ok := g.Questions[last.Question]
		if _, known := question.answer(d.Facts, chosen); ok && !known && (usable == nil || usable(question)) {
			_, of := t.gain(question.ID, weights, shares, all)
			ask.Question, ask.Answers = &question, question.worth(of, d.Verdicts)
			return ask
		}
	}
	best := leastGain
	for _, id := range g.order {
		question := g.Questions[id]
		if usable != nil && !usable(question) || slices.ContainsFunc(chosen, func(c Choice) bool { return c.Question == id }) || !t.sensible(id, d.Facts) {
			continue
		}
		if _, known := question.answer(d.Facts, nil); known {
			continue
		}
		if gain, of := t.gain(id, weights, shares, all); gain > best {
			best = gain
			ask.Question, ask.Answers = &question, question.worth(of, d.Verdicts)
		}
	}
	return ask
}

// sensible reports whether the known facts agree with a way to a question.
func (t *askTable) sensible(id string, known diagnosis.Facts) bool {
	for _, fact := range known {
		name, ok := t.names[fact.Name]
		if !ok {
			continue
		}
		if bit := t.bits[name][fact.Value]; bit != 0 && t.sense[id][name]&bit == 0 {
			return false
		}
	}
	return true
}

// worth returns the answers worth showing: those that are not too unlikely and, of the words
// of the Detail column, the first by their verdicts.
func (q Question) worth(of []float64, verdicts []diagnosis.Verdict) []int {
	var words, others []int
	for _, verdict := range verdicts {
		if i, ok := q.Word(string(verdict.Code)); ok && q.ByWord() && len(words) < mostWords {
			words = append(words, i)
		}
	}
	most := slices.Max(of)
	for i, answer := range q.Answers {
		word := q.ByWord() && len(answer.Facts) > 0 && answer.Facts[0].Name == diagnosis.FactDetail
		if !word && (answer.isUnsure() || len(answer.Facts) == 0 || len(answer.Facts) > mostListed || of[i] > most*weightAgainst) {
			others = append(others, i)
		}
	}
	return append(words, others...)
}

// leads returns the likeliest pages.
func (t *askTable) leads(d diagnosis.Diagnosis, chosen []Choice, weights, shares []float64) []Lead {
	order := make([]int, len(shares))
	best := make([]int, len(shares)) // the heaviest way to each page
	for i := range order {
		order[i], best[i] = i, -1
	}
	for i, weight := range weights {
		if page := t.ways[i].page; best[page] < 0 || weight > weights[best[page]] {
			best[page] = i
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(shares[b], shares[a]) })
	var leads []Lead
	for _, page := range order {
		if len(leads) == mostLeads || shares[page] < leastShare && len(leads) > 0 {
			break
		}
		if t.pages[page] == unclear { // not a cause
			continue
		}
		w := t.ways[best[page]]
		leads = append(leads, Lead{Page: w.link, For: t.reasons(w, d, chosen), share: shares[page]})
	}
	return leads
}

// reasons returns the evidence for a way: the verdict on its page, then the answers and the
// facts that agree with it.
func (t *askTable) reasons(w way, d diagnosis.Diagnosis, chosen []Choice) []string {
	var reasons []string
	for _, verdict := range d.Verdicts {
		if verdict.Page == t.pages[w.page] && (verdict.Verdict == diagnosis.Confirmed || verdict.Verdict == diagnosis.Likely) {
			reasons = append(reasons, verdict.Because)
		}
	}
	said := map[diagnosis.FactName]bool{}
	for i, choice := range slices.Backward(chosen) { // the latest first
		question := t.guide.Questions[choice.Question]
		if slices.ContainsFunc(chosen[i+1:], func(c Choice) bool { return c.Question == choice.Question }) || !slices.ContainsFunc(w.steps, func(c Choice) bool { return c.Question == choice.Question && c.Answer == choice.Answer }) {
			continue
		}
		answer := question.Answers[choice.Answer]
		if answer.isUnsure() {
			continue
		}
		for _, fact := range answer.Facts {
			said[fact.Name] = true
		}
		reasons = append(reasons, question.Text+" "+answer.Text)
	}
	for _, fact := range d.Facts {
		if name, ok := t.names[fact.Name]; ok && !said[fact.Name] && w.facts[name]&t.bits[name][fact.Value] != 0 {
			kind, _ := diagnosis.KindOfFact(fact.Name)
			reasons = append(reasons, kind.Label+": "+fact.Shown())
		}
	}
	return reasons
}
