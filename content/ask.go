package content

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"authdoctor/diagnosis"
)

// Ask goes on where the guide ends without a sure lead. Every way through the guide is a
// hypothesis: somebody whose answers are those of the way, and whose cause is the page
// at its end. What is known weighs the ways; the question is the one after which the
// fewest pages are expected to be left. A weight is no proof: it orders pages, and no
// verdict comes of it.

// Ask is what to ask next, and where what is known leads so far.
type Ask struct {
	// Question tells the remaining pages apart best; nil where none does, or where
	// what is known is sure enough.
	Question *Question
	// Answers are the places of its answers worth showing, in the order of the
	// question; of words the likeliest, best first.
	Answers []int
	// Leads are the pages that fit best, at most three, best first.
	Leads []Lead
}

// Lead is a page that fits what is known.
type Lead struct {
	Page  string   // path, with #anchor where it has one
	For   []string // what speaks for it, the strongest first; printable
	share float64  // of the weight of all pages, 0 to 1
}

const (
	// What a verdict on the code of a page weighs, and what an answer that is not that
	// of a way does. Measured: see TestAskLeads.
	weightConfirmed = 300
	weightLikely    = 12
	weightPossible  = 1
	weightAgainst   = 0.02 // ruled out, or another value of the same fact
	weightBeside    = 0.15 // another answer that does not exclude this one

	// Who does not know may be of a way that leaves the question open, and who answers
	// is a little less so. A fact of the Case tells nothing of either.
	weightUnsure = 0.5
	weightOpen   = 0.5

	sureShare  = 0.6  // of one page: nothing more needs to be asked
	leastGain  = 0.03 // bits that a question must be expected to tell
	leastShare = 0.02 // of a page that is shown as a lead
	mostLeads  = 3
	mostWords  = 4 // of the Detail column that are offered; others are typed
	open       = -1
)

// way is one way through the guide, from its start to a page.
type way struct {
	page  int      // place in askTable.pages
	link  string   // the page with its anchor
	prior float64  // such that each page weighs the same
	facts []uint64 // of each fact the values that the way allows, as bits; 0 where open
	steps []Choice
}

// about are values of a fact: the place of its name, and its values as bits.
type about struct {
	name int
	bits uint64
}

// askTable is what the guide says, as small numbers: made when first asked for.
type askTable struct {
	guide *Guide
	ways  []way
	pages []string
	names map[diagnosis.FactName]int
	bits  []map[string]uint64 // of each value, by place of the name

	facts   map[string][][]about // of a question: what each of its answers is about
	answers map[string][]int8    // of a question: what each way answers, or open
	known   map[string][]int32   // of a question: the ways that answer it
	// sense are the facts with which ways come to a question: of each the values, all
	// where some way has none.
	sense map[string][]uint64
}

func newAskTable(g *Guide) *askTable {
	t := &askTable{guide: g, names: map[diagnosis.FactName]int{}, facts: map[string][][]about{}, answers: map[string][]int8{}, known: map[string][]int32{}, sense: map[string][]uint64{}}
	for _, id := range g.order {
		for _, answer := range g.Questions[id].Answers {
			t.facts[id] = append(t.facts[id], t.aboutOf(answer.Facts))
		}
	}
	t.collect(g.Start, make([]uint64, len(t.bits)), nil)
	// Those who do not know answer nothing: such a way counts where no other leads.
	unsure := func(w way) bool {
		return slices.ContainsFunc(w.steps, func(c Choice) bool { return g.Questions[c.Question].Answers[c.Answer].isUnsure() })
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

// aboutOf numbers facts; those of one name are alternatives.
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

// collect adds the ways that go on from a question.
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
		t.writes(path, here, next)
		page := slices.Index(t.pages, path)
		if page < 0 {
			page = len(t.pages)
			t.pages = append(t.pages, path)
		}
		t.ways = append(t.ways, way{page: page, link: answer.Page, facts: here, steps: next})
	}
}

// writes has a way to the page of a code read that code in the trail, where it may: not
// where it passed by the word on a question that offers it.
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

// fill notes what the people of each way answer to a question: what the way says, else
// what its facts tell, else nothing.
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
				answers[i] = open // who can read the word can say what failed, too
			}
		}
		if answers[i] != open {
			t.known[id] = append(t.known[id], int32(i))
		}
	}
	t.answers[id] = answers
}

// told is the one answer that facts give to a question, open where there is none or
// more than one.
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

// weigh gives each way its weight after all that is known.
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

// update weighs ways by an observation: how well it agrees with each, or open. For a way
// that leaves it open it is no evidence, but for the factor whereOpen.
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

// shares sums the weights of the ways to each page, in parts of all.
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

// gain is how many bits about the page a question is expected to tell, and how likely
// each of its answers is. Who cannot answer it tells none.
func (t *askTable) gain(id string, weights, shares []float64, all float64) (gain float64, of []float64) {
	of = make([]float64, len(t.guide.Questions[id].Answers))
	told := make([]float64, len(of)*len(shares)) // of each answer the weight of each page
	rest := slices.Clone(shares)                 // of the ways that leave it open
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
		// Of each page is left what answers so, and a part c of the rest.
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

// Undecided reports whether several causes remain: no code is confirmed, the finding to
// act on first is no fault that was seen, and the login failed and used OAuth 2.0. An
// answer that speaks for no code came from behind the login, or from elsewhere.
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

// Ask returns the question to ask in a Case and the pages that fit it. chosen are the
// answers that were given, in the guide and to questions asked here. usable says which
// questions can be answered where it is shown; nil takes all.
func (g *Guide) Ask(d diagnosis.Diagnosis, chosen []Choice, usable func(Question) bool) Ask {
	t := g.table()
	weights := t.weigh(d, chosen)
	shares, all := t.shares(weights)
	ask := Ask{Leads: t.leads(d, chosen, weights, shares)}
	if len(ask.Leads) > 0 && ask.Leads[0].share >= sureShare {
		return ask
	}
	if n := len(chosen); n > 0 && chosen[n-1].Asked { // what follows from the last answer
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

// sensible reports whether what is known agrees with some way to a question.
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

// worth are the answers worth showing: not those that what is known speaks against and,
// of the words of the Detail column, the first by their verdicts.
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

// leads are the pages that fit best.
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
		if t.pages[page] == unclear { // which is no cause
			continue
		}
		w := t.ways[best[page]]
		leads = append(leads, Lead{Page: w.link, For: t.reasons(w, d, chosen), share: shares[page]})
	}
	return leads
}

// reasons are what speaks for a way: the verdict on its page, then the answers and the
// facts that agree with it.
func (t *askTable) reasons(w way, d diagnosis.Diagnosis, chosen []Choice) []string {
	var reasons []string
	for _, verdict := range d.Verdicts {
		if verdict.Page == t.pages[w.page] && (verdict.Verdict == diagnosis.Confirmed || verdict.Verdict == diagnosis.Likely) {
			reasons = append(reasons, verdict.Because)
		}
	}
	said := map[diagnosis.FactName]bool{}
	for i, choice := range slices.Backward(chosen) { // the latest tells most
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
