package diagnosis

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/token"
)

// Code is a value of the Detail column, spelled as NetSuite spells it.
type Code = detail.Code

// Step is the part of a flow in which a login failed.
type Step = detail.Step

// Certainty is how probable it is that NetSuite logs a Code.
type Certainty string

// The certainties, most probable first.
const (
	Confirmed  Certainty = "confirmed"   // the Case proves that NetSuite logs, or logged, the code
	Likely     Certainty = "likely"      // evidence points to it, but something decisive is unknown
	Possible   Certainty = "possible"    // nothing decides for or against it
	NotVisible Certainty = "not-visible" // only NetSuite can tell
	RuledOut   Certainty = "ruled-out"   // the Case rules it out
)

// Certainties returns all certainties, most probable first.
func Certainties() []Certainty { return []Certainty{Confirmed, Likely, Possible, NotVisible, RuledOut} }

// rank returns the place of the certainty in Certainties; -1 for another word.
func (c Certainty) rank() int {
	switch c { // Diagnose asks some hundred times
	case Confirmed:
		return 0
	case Likely:
		return 1
	case Possible:
		return 2
	case NotVisible:
		return 3
	case RuledOut:
		return 4
	}
	return -1
}

// Verdict is the certainty of one Code in a Case, and why.
type Verdict struct {
	Code    Code      `json:"code"`
	Verdict Certainty `json:"verdict"`
	Because string    `json:"because"`
	Page    string    `json:"page"` // path in content

	weight int // orders codes of equal certainty, heaviest first
}

// judge returns one verdict for each code, most probable first.
func judge(c Case, facts Facts, findings []Finding) []Verdict {
	j := judgement{facts: facts, findings: findings, near: c.Near, tokens: c.Tokens, exchanges: c.Exchanges, kinds: kindsOf(c.Tokens, facts), read: detail.Find(facts.Value(FactDetail))}
	_, j.hasRead = facts.Get(FactDetail)
	j.several = j.causes() > 1
	j.tba = usesTBA(facts)
	j.step = stepOf(facts)
	j.oidc = usesOIDC(c)
	j.told = protocolOf(c)
	j.other = j.told.other(c.Facts)
	if e, _ := exchange.Telling(c.Exchanges); e.Answer != nil && e.Answer.Failed() {
		fact, _ := facts.Get(FactStep)
		j.aside = e.Author() != exchange.Login && fact.Source != SourceUser && fact.Source != SourceTrail && fact.Source != SourceCaseFile
	}
	verdicts := make([]Verdict, len(codes))
	for i, kind := range codes {
		verdicts[i] = j.inDoubt(j.verdict(kind), kind)
		verdicts[i].Code, verdicts[i].Page = kind.Code, paths[i]
	}
	slices.SortStableFunc(verdicts, func(a, b Verdict) int {
		return cmp.Or(a.Verdict.rank()-b.Verdict.rank(), b.weight-a.weight)
	})
	return verdicts
}

// codes are all codes and paths their pages, computed once because Diagnose runs at every
// key press.
var (
	codes = detail.Kinds()
	paths = func() []string {
		out := make([]string, len(codes))
		for i, kind := range codes {
			out[i] = kind.Code.Path()
		}
		return out
	}()
)

// judgement is what the verdicts are based on.
type judgement struct {
	step      Step // where the login failed, "" where that is not known
	facts     Facts
	near      detail.Match // Case.Near
	findings  []Finding
	kinds     []token.Kind // of the tokens in the Case
	tokens    []token.Token
	exchanges []exchange.Exchange
	read      detail.Match // the word read in the trail
	hasRead   bool
	tba       bool // the login used TBA
	told      protocolTold
	other     intake.Login // the login, where it is not OAuth 2.0
	several   bool         // the Case has more than one independent fault
	oidc      bool         // the login uses OpenID Connect
	// aside reports whether the answer is not from NetSuite's login, so that its step rules out
	// no code.
	aside bool
}

// causes returns the number of independent faults: a fault that two tokens of a kind share
// counts once. NetSuite logs one code for a login, and which of several faults it finds
// first is not documented.
func (j judgement) causes() int {
	type cause struct {
		id   string
		kind token.Kind
	}
	var causes []cause
	for i := range j.findings {
		f := &j.findings[i]
		if c := (cause{f.ID, j.kindOf(f)}); f.Status == Fail && f.ID != "detail" && !f.aside && !f.symptom && !slices.Contains(causes, c) {
			causes = append(causes, c)
		}
	}
	return len(causes)
}

// kindOf returns the kind of the token that a finding is about, "" for none.
func (j judgement) kindOf(f *Finding) token.Kind {
	if f.Token == 0 {
		return ""
	}
	return j.kinds[f.Token-1]
}

// doubt returns why a finding that could prove a code does not, "" where it does.
func (j judgement) doubt(f *Finding, code Code) string {
	if j.several {
		return "there is also another fault, and NetSuite logs one code"
	}
	if slices.ContainsFunc(j.exchanges, func(e exchange.Exchange) bool {
		return e.Request != nil && e.Request.Address.Host != "" && !e.Request.Address.NetSuite()
	}) {
		return "the request went to another host than NetSuite's"
	}
	if f.Token > 0 && j.tokens[f.Token-1].Lacks("header") {
		return "the header of the token is not in the text, and may have a fault"
	}
	if j.step == "revoke" {
		return "Oracle documents no table of codes for the revoke request"
	}
	if j.hasRead && j.read.Code == "" {
		return "the word in the Detail column is another one"
	}
	if kind, ok := detail.Lookup(string(code)); ok {
		if because, out := j.excluded(kind); out {
			return because
		}
	}
	for i := range j.findings {
		other := &j.findings[i]
		switch {
		case other.ID == "facts-agree" && other.Status == Warn && !agreesButForExpiry(other):
			return "what you said does not match the token, so this may not be the token of the failed login"
		case other.ID == "exchange-agrees" && other.Status == Warn:
			return "the pasted parts do not belong together, so they may be from two logins"
		case other.Exchange > 0 && other.Status == Pass && j.exchanges[other.Exchange-1].Earlier: // of another step
		case other.symptom && other.Status == Pass:
			return "the answer beside it is no failure"
		case other.symptom && !other.allows(code):
			return "the answer is about another failure"
		case other.ID != "facts-agree" && other.Status == Warn && other.Token == f.Token && f.Token > 0:
			return "something else about the token is odd: " + lowerFirst(other.Title)
		case other.ID == f.ID && other.Status == Pass && j.kindOf(other) == j.kindOf(f):
			return "another " + j.kindOf(f).Title() + " here passes this check, and may be the token that was sent"
		}
	}
	return ""
}

// agreesButForExpiry reports whether facts and token differ in the expiry alone: a token may
// have expired since somebody said that it had not.
func agreesButForExpiry(f *Finding) bool {
	return !slices.ContainsFunc(f.Evidence, func(e Evidence) bool { return e.Where != string(FactExpired) })
}

// inDoubt lowers the certainty of a verdict where the protocol of the login is in doubt. It
// is not where the protocol was said, or a word was read that TBA never writes.
func (j judgement) inDoubt(v Verdict, kind detail.Kind) Verdict {
	said, _ := j.facts.Get(FactProtocol)
	if !j.told.Mixed || j.tba || said.Source != SourceResponse && said.Source != SourceProbe && said.Value != "" || v.Verdict.rank() > Likely.rank() || j.hasRead && knownOAuth2(j.facts) && !j.told.SOAP() {
		return v
	}
	v.Because += "; but the text also has marks of " + j.told.name() + " (" + j.told.words() + ")"
	if kind.TBA {
		v.Because += ", which also writes this word"
	}
	v.Verdict = Possible
	if said.Value == "oauth2" && !j.told.SOAP() { // a request or an answer is of OAuth 2.0
		v.Verdict = Likely
	}
	return v
}

func (j judgement) verdict(kind detail.Kind) Verdict {
	if j.hasRead && j.read.Code == kind.Code {
		if j.tba {
			return Verdict{Verdict: RuledOut, Because: "both protocols write this word, and the login used TBA, so it is not this code"}
		}
		if j.other != "" {
			return Verdict{Verdict: Possible, Because: "it was read in the Detail column; but the pasted login uses " + string(j.other) + ", which is not OAuth 2.0, so the row belongs to another login", weight: 1000}
		}
		return Verdict{Verdict: Confirmed, Because: "it was read in the Detail column", weight: 1000}
	}
	if j.tba {
		return Verdict{Verdict: RuledOut, Because: "the login used TBA, not OAuth 2.0"}
	}
	if j.other != "" {
		return Verdict{Verdict: RuledOut, Because: "the login used " + string(j.other) + ", not OAuth 2.0"}
	}
	best, found := j.claimed(kind.Code)
	if j.hasRead && j.read.Protocol == detail.OAuth2 {
		if found && (best.Verdict == Confirmed || best.Verdict == Likely) {
			return Verdict{Verdict: Likely, Because: best.Because + "; but the row you read has " + j.read.Name, weight: best.weight}
		}
		return Verdict{Verdict: RuledOut, Because: "a row has one Detail, and this row has " + j.read.Name}
	}
	if found && best.Verdict != Possible && best.Verdict != RuledOut {
		return best
	}
	if because, out := j.excluded(kind); out {
		return Verdict{Verdict: RuledOut, Because: because}
	}
	if found {
		return best
	}
	if place := slices.Index(j.near.Nearest, string(kind.Code)); place >= 0 {
		if j.near.Name != "" {
			return Verdict{Verdict: Possible, Because: "the text names it, but you did not say that it is in the Detail column of this login", weight: 900}
		}
		return Verdict{Verdict: Possible, Because: strconv.Quote(j.near.Word) + " is not a Detail value but close to this one: read it again, character by character", weight: 900 - place}
	}
	if j.atTokenRequest() && !slices.Contains(kind.Steps, detail.StepClientCredentials) {
		return Verdict{Verdict: Possible, Because: "Oracle lists it for " + detail.StepTitles(kind.Steps) + ", and documents no table for client credentials"}
	}
	if where := j.hidden(kind); where != "" {
		return Verdict{Verdict: NotVisible, Because: "only NetSuite shows it: " + where}
	}
	return Verdict{Verdict: Possible, Because: "nothing you gave speaks for or against it"}
}

// atTokenRequest reports whether the login failed, as far as is known, at the request
// that turns a client assertion into an access token.
func (j judgement) atTokenRequest() bool {
	if j.step != "" {
		return j.step == detail.StepClientCredentials
	}
	return len(j.kinds) > 0 && !slices.ContainsFunc(j.kinds, func(k token.Kind) bool { return k != token.Assertion })
}

// hidden returns where NetSuite shows what decides a code. For some codes that depends on
// the token or on OpenID Connect.
func (j judgement) hidden(kind detail.Kind) string {
	switch {
	case kind.Code == "MissingKey" && len(j.kinds) > 0 && j.kinds[0].Issued():
		return "the keys at " + keysURL(j.facts.Value(FactAccount)) + ", and whether the kid is among them"
	case kind.Code == "TokenBlocked" && j.facts.Value(FactFlow) == string(token.ClientCredentials):
		return "Setup › Integration › Manage Authentication › OAuth 2.0 Client Credentials (M2M) Setup: whether the certificate was revoked"
	case j.oidc && kind.Code == "FeatureDisabled":
		return "Setup › Company › Enable Features › SuiteCloud, Manage Authentication: the NetSuite as OIDC Provider box"
	case j.oidc && kind.Code == "EntityOrRoleDisabled":
		return kind.Hidden + "; and Setup › Integration › Manage Authentication › NetSuite as OIDC Provider Setup: whether both are in the audience"
	}
	return kind.Hidden
}

// usesOIDC reports whether a token or an authorize URL has a scope of OpenID Connect, for
// which other features and settings decide (section_160855299656).
func usesOIDC(c Case) bool {
	return slices.ContainsFunc(c.Tokens, func(t token.Token) bool { return containsAny(t.Scopes, "openid", "email") }) || slices.ContainsFunc(c.Exchanges, func(e exchange.Exchange) bool {
		return e.Request != nil && containsAny(strings.Fields(e.Request.Query.Text("scope")), "openid", "email")
	})
}

// claimed returns the strongest claim of the findings about a code. A fault outweighs what
// passed for another token.
func (j judgement) claimed(code Code) (Verdict, bool) {
	best, found := Verdict{Verdict: RuledOut}, false
	if because, out := j.ruledOut(code, true); out {
		return Verdict{Verdict: RuledOut, Because: because}, true
	}
	_, out := j.ruledOut(code, false)
	for place := range j.findings {
		for order, c := range j.findings[place].claims {
			if c.code != code || j.findings[place].symptom && c.certainty != RuledOut && out {
				continue
			}
			certainty, because := c.certainty, c.because
			if then := j.validThen(j.findings[place].Token); then != "" && j.findings[place].ID == "expired" && certainty != RuledOut {
				certainty, because = RuledOut, then
			}
			if certainty == Confirmed {
				if doubt := j.doubt(&j.findings[place], code); doubt != "" {
					certainty = Likely
					because += "; " + doubt
				}
			}
			// Earlier findings and earlier codes of one finding weigh more.
			weight := 500 - 10*place - order
			if f := &j.findings[place]; certainty == Possible && (f.Status == Pass || f.Status == Unchecked) {
				weight = max(1, weight/10) // this finding has nothing for the code, only nothing against it
			}
			if !found || certainty.rank() < best.Verdict.rank() || certainty == best.Verdict && weight > best.weight {
				best, found = Verdict{Verdict: certainty, Because: because, weight: weight}, true
			}
		}
	}
	return best, found
}

// ruledOut returns why, and whether, a finding rules out a code; with symptoms, only the
// finding about an answer counts.
func (j judgement) ruledOut(code Code, symptoms bool) (string, bool) {
	for i := range j.findings {
		if symptoms && !j.findings[i].symptom {
			continue
		}
		for _, c := range j.findings[i].claims {
			if c.code == code && c.certainty == RuledOut {
				return c.because, true
			}
		}
	}
	return "", false
}

// validThen returns why a token had not expired at the time of the failed answer, so that
// its expiry is not the cause; "" where it had, or where that is not known.
func (j judgement) validThen(place int) string {
	if place == 0 || place > len(j.tokens) {
		return ""
	}
	exp := j.tokens[place-1].Time("exp")
	e, _ := exchange.Telling(j.exchanges)
	if e.Answer == nil || e.Answer.At.IsZero() || !exp.Readable() || !e.Answer.At.Before(exp.Time()) {
		return ""
	}
	return "the answer is from " + Moment(e.Answer.At) + ", and the token was valid then"
}

// reach lists the steps to which a token of each kind can be sent, rightly or by mistake.
var reach = map[token.Kind][]Step{
	token.Access:    {detail.StepCall, detail.StepRefresh},
	token.Refresh:   {detail.StepRefresh, detail.StepCall},
	token.ID:        {detail.StepCall, detail.StepRefresh},
	token.Assertion: {detail.StepClientCredentials, detail.StepCall},
}

// excluded returns why, and whether, Oracle lists a code only for steps that this login did
// not reach.
func (j judgement) excluded(kind detail.Kind) (string, bool) {
	if j.aside {
		return "", false
	}
	if step := j.step; step != "" && step != "revoke" {
		if slices.Contains(kind.Steps, step) {
			return "", false
		}
		// Oracle documents no table for the client-credentials token request,
		// so only what cannot occur without a browser or a token is excluded.
		if step == detail.StepClientCredentials && !slices.Contains(foreignToClientCredentials, kind.Code) {
			return "", false
		}
		return "the login failed at " + step.Title() + "; Oracle lists this code for " + detail.StepTitles(kind.Steps), true
	}
	if j.facts.Value(FactFlow) == string(token.ClientCredentials) && slices.Contains(onlyAuthorizationCode, kind.Code) {
		if slices.Equal(kind.Steps, []Step{detail.StepAuthorize}) {
			return "client credentials has no step in the browser", true
		}
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
		if slices.ContainsFunc(steps, func(s Step) bool { return slices.Contains(kind.Steps, s) }) || k == token.Assertion && !slices.Contains(foreignToClientCredentials, kind.Code) {
			return "", false
		}
	}
	return "Oracle lists it for " + detail.StepTitles(kind.Steps) + "; " + j.kinds[0].WithArticle() + " is not used then", true
}

// stepOf returns where the login failed: as was said, or as the use of the token implies.
func stepOf(facts Facts) Step {
	if said := facts.Value(FactStep); said != "" {
		return Step(said)
	}
	return map[string]Step{"access": detail.StepCall, "refresh": detail.StepRefresh, "assertion": detail.StepClientCredentials}[facts.Value(FactUsedAs)]
}

// foreignToClientCredentials are the codes that need a browser, a code or a token, none of
// which the client-credentials token request has.
var foreignToClientCredentials = []Code{"InvalidState", "InvalidRedirectURI", "UnsupportedResponseType", "AuthorizationExplicitlyDenied",
	"InvalidRequest", "InvalidGrant", "RefreshTokenExpired", "InvalidRefreshToken", "AccessTokenExpired", "TokenRejected", "ClientIdMismatch",
	"AuthorizationCodeGrantRequired", "TokenBlocked"}

// onlyAuthorizationCode are the codes about refresh tokens or about the steps of a flow.
var onlyAuthorizationCode = []Code{"RefreshTokenExpired", "ClientIdMismatch", "InvalidGrant", "InvalidState", "InvalidRedirectURI",
	"UnsupportedResponseType", "AuthorizationExplicitlyDenied", "InvalidRequest"}

// kindsOf returns the kinds of the tokens in the Case or, where there is none, the kind that
// was said.
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
