package diagnosis

import (
	"cmp"
	"slices"
	"strings"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/token"
)

// Certainty is what a Case says about one Code.
type Certainty string

// The certainties, most probable first.
const (
	// Confirmed: what we hold proves that NetSuite logs, or logged, this code.
	Confirmed Certainty = "confirmed"
	// Likely: the evidence points there, the decision hangs on something unseen.
	Likely Certainty = "likely"
	// Possible: nothing tells for or against.
	Possible Certainty = "possible"
	// NotVisible: only NetSuite's side can show it.
	NotVisible Certainty = "not-visible"
	// RuledOut: what we hold excludes it.
	RuledOut Certainty = "ruled-out"
)

// Certainties lists them, most probable first.
func Certainties() []Certainty { return []Certainty{Confirmed, Likely, Possible, NotVisible, RuledOut} }

// Verdict is what the Case says about one Code, and why.
type Verdict struct {
	Code    Code      `json:"code"`
	Verdict Certainty `json:"verdict"`
	Because string    `json:"because"`
	Page    string    `json:"page"` // path in content

	weight int // orders codes of one certainty, heaviest first
}

// judge gives every code exactly one verdict, most probable first.
func judge(c Case, facts Facts, findings []Finding) []Verdict {
	j := judgement{facts: facts, findings: findings, kinds: kindsOf(c.Tokens, facts), read: detail.Find(facts.Value(FactDetail))}
	_, j.hasRead = facts.Get(FactDetail)
	j.several = len(j.causes()) > 1
	verdicts := make([]Verdict, 0, 32)
	for _, kind := range detail.Kinds() {
		verdict := j.verdict(kind)
		verdict.Code, verdict.Page = kind.Code, kind.Code.Path()
		verdicts = append(verdicts, verdict)
	}
	rank := Certainties()
	slices.SortStableFunc(verdicts, func(a, b Verdict) int {
		return cmp.Or(cmp.Compare(slices.Index(rank, a.Verdict), slices.Index(rank, b.Verdict)), cmp.Compare(b.weight, a.weight))
	})
	return verdicts
}

type judgement struct {
	facts    Facts
	findings []Finding
	kinds    []token.Kind // of the tokens in the Case
	read     detail.Match // the word read in the trail
	hasRead  bool
	several  bool // more than one independent fault stands in the Case
}

// causes are the faults that stand by themselves. NetSuite logs one code a login,
// and which of several faults it meets first is not published.
func (j judgement) causes() []string {
	var ids []string
	for _, f := range j.findings {
		if f.Status == Fail && f.ID != "detail" && !slices.Contains(ids, f.ID) {
			ids = append(ids, f.ID)
		}
	}
	return ids
}

func (j judgement) verdict(kind detail.Kind) Verdict {
	if j.hasRead && j.read.Code == kind.Code {
		if j.facts.Value(FactProtocol) == "tba" {
			return Verdict{Verdict: RuledOut, Because: "the login used TBA: the word in the trail is TBA's, not this code"}
		}
		return Verdict{Verdict: Confirmed, Because: "you read it in the Detail column", weight: 1000}
	}
	if j.facts.Value(FactProtocol) == "tba" || j.hasRead && j.read.Protocol == detail.TBA {
		return Verdict{Verdict: RuledOut, Because: "the login used TBA, not OAuth 2.0"}
	}
	best, found := j.claimed(kind.Code)
	if j.hasRead && j.read.Protocol == detail.OAuth2 {
		if found && (best.Verdict == Confirmed || best.Verdict == Likely) {
			return Verdict{Verdict: Likely, Because: best.Because + "; but the row you read says " + j.read.Name, weight: best.weight}
		}
		return Verdict{Verdict: RuledOut, Because: "a row has one Detail, and yours says " + j.read.Name}
	}
	if found && best.Verdict != Possible && best.Verdict != RuledOut {
		return best
	}
	if because, out := j.excluded(kind); out {
		return Verdict{Verdict: RuledOut, Because: because}
	}
	switch {
	case found && best.Verdict == RuledOut:
		return best
	case found:
		return best
	case kind.Hidden != "":
		return Verdict{Verdict: NotVisible, Because: "only NetSuite shows it: " + kind.Hidden}
	}
	return Verdict{Verdict: Possible, Because: "nothing you gave tells for or against it"}
}

// claimed is the strongest claim the findings make about a code. One fault speaks
// louder than what passed for another token.
func (j judgement) claimed(code Code) (Verdict, bool) {
	rank := Certainties()
	best, found := Verdict{Verdict: RuledOut}, false
	for place, f := range j.findings {
		for order, c := range f.claims {
			if c.code != code {
				continue
			}
			certainty, because := c.certainty, c.because
			if certainty == Confirmed && j.several {
				certainty = Likely
				because += "; another fault stands beside it, and NetSuite logs one code"
			}
			// Earlier findings and earlier codes of one finding weigh more.
			weight := 500 - 10*place - order
			if !found || slices.Index(rank, certainty) < slices.Index(rank, best.Verdict) {
				best, found = Verdict{Verdict: certainty, Because: because, weight: weight}, true
			}
		}
	}
	return best, found
}

// reach are the steps a token of each kind can come to, rightly or by mistake.
var reach = map[token.Kind][]Step{
	token.Access:    {detail.StepCall, detail.StepRefresh},
	token.Refresh:   {detail.StepRefresh, detail.StepCall},
	token.ID:        {detail.StepCall, detail.StepRefresh},
	token.Assertion: {detail.StepClientCredentials, detail.StepCall},
}

// excluded rules out codes of steps that this login did not come to.
func (j judgement) excluded(kind detail.Kind) (string, bool) {
	if step := j.step(); step != "" && step != "revoke" {
		if slices.Contains(kind.Steps, step) {
			return "", false
		}
		// Oracle publishes no table for the client-credentials token request,
		// so only what cannot occur without a browser or a token is excluded.
		if step == detail.StepClientCredentials && !slices.Contains(foreignToClientCredentials, kind.Code) {
			return "", false
		}
		return "the login failed at " + step.Title() + "; Oracle lists this code for " + stepTitles(kind.Steps), true
	}
	if j.facts.Value(FactFlow) == string(token.ClientCredentials) && slices.Contains(onlyAuthorizationCode, kind.Code) {
		return "client credentials has no refresh token and no second step", true
	}
	if len(j.kinds) == 0 {
		return "", false
	}
	for _, k := range j.kinds {
		steps, known := reach[k]
		if !known {
			return "", false
		}
		for _, step := range steps {
			if slices.Contains(kind.Steps, step) {
				return "", false
			}
		}
		if k == token.Assertion && !slices.Contains(foreignToClientCredentials, kind.Code) {
			return "", false
		}
	}
	return "Oracle lists it for " + stepTitles(kind.Steps) + "; " + article(j.kinds[0]) + " is not used there", true
}

// step is where the login failed: as was said, or as the use of the token tells.
func (j judgement) step() Step {
	if said := j.facts.Value(FactStep); said != "" {
		return Step(said)
	}
	return map[string]Step{"access": detail.StepCall, "refresh": detail.StepRefresh, "assertion": detail.StepClientCredentials}[j.facts.Value(FactUsedAs)]
}

// foreignToClientCredentials need a browser, a code or a token, none of which the
// client-credentials token request has.
var foreignToClientCredentials = []Code{"InvalidState", "InvalidRedirectURI", "UnsupportedResponseType", "AuthorizationExplicitlyDenied",
	"InvalidRequest", "InvalidGrant", "RefreshTokenExpired", "InvalidRefreshToken", "AccessTokenExpired", "TokenRejected", "ClientIdMismatch"}

// onlyAuthorizationCode are about refresh tokens, or about two steps.
var onlyAuthorizationCode = []Code{"RefreshTokenExpired", "ClientIdMismatch", "InvalidGrant", "InvalidState", "InvalidRedirectURI",
	"UnsupportedResponseType", "AuthorizationExplicitlyDenied", "InvalidRequest"}

func stepTitles(steps []Step) string {
	titles := make([]string, len(steps))
	for i, step := range steps {
		titles[i] = step.Title()
	}
	return strings.Join(titles, ", ")
}

// kindsOf are the kinds of the tokens in the Case or, where there is none, the
// kind somebody named.
func kindsOf(tokens []token.Token, facts Facts) []token.Kind {
	if said := facts.Value(FactToken); said != "" && len(tokens) == 0 {
		return []token.Kind{token.Kind(said)}
	}
	kinds := make([]token.Kind, len(tokens))
	for i, t := range tokens {
		kinds[i] = t.Kind
	}
	return kinds
}
