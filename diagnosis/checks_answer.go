package diagnosis

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/pattern"
)

// answerChecks are the checks of an answer. It seldom gives the cause of a failure: its
// codes are candidates, likeliest first, and the finding asks what tells them apart.
var answerChecks = []Check{
	{ID: "answer", Title: "Answer", Needs: NeedsAnswer, run: checkAnswer, Codes: []Code{
		"AccessTokenExpired", "AuthorizationCodeGrantRequired", "AuthorizationExplicitlyDenied", "ClientAuthenticationFailed", "ClientIdMismatch",
		"EntityOrRoleDisabled", "FeatureDisabled", "IntegrationBlocked", "InvalidGrant", "InvalidGrantType", "InvalidIntegration", "InvalidIssuer",
		"InvalidRefreshToken", "InvalidRequest", "InvalidScope", "InvalidSignature", "InvalidState", "InvalidTokenType", "MissingKey", "MissingKeyId",
		"RefreshTokenExpired", "ScopeMismatched", "SignatureValidation", "TokenBlocked", "TokenExpired", "TokenRejected", "UnknownIntegration",
		"UnsupportedAlgo", "UnsupportedResponseType",
	}},
}

// PageOfError returns the page about an error of an HTTP answer of which nothing else is
// known, a path in content; "" for an error without a page.
func PageOfError(name string) string {
	v := subject{given: &given{}, answer: &exchange.Answer{Form: exchange.ErrorWord, Error: name}}
	f, _ := checkAnswer(&v)
	return f.Page
}

// reading is the meaning of an answer: a row of answerRows with its fields filled in.
type reading struct {
	title string
	why   string
	page  string
	fix   []Fix
	// ask is the question that tells the candidates apart, lacks the fact that answers it.
	ask     string
	lacks   FactName
	claims  []claim
	status  Status
	verify  string
	unknown string // an error that is not understood, "" for none
	// meant is the listed error that an unlisted one probably stands for, "" for none.
	meant string
}

func (r *reading) says(certainty Certainty, because string, codes ...Code) {
	for _, code := range codes {
		r.claims = append(r.claims, claim{code, certainty, because})
	}
}

// trailMenu is where the Detail column is, and how to add it (section_158323851171 of Oracle's
// help: OAuth 2.0 and the Login Audit Trail).
const trailMenu = "Setup › Users/Roles › User Management › View Login Audit Trail: Use Advanced Search, Results subtab, add Detail"

func checkAnswer(s *subject) (Finding, bool) {
	a := s.answer
	if a.Succeeded() {
		title := "The answer is no failure: " + a.Title()
		if len(a.Tokens) > 0 {
			title = "The token endpoint gave " + strings.Join(a.Tokens, ", ")
		}
		return Finding{Status: Pass, Title: title, symptom: true}, true
	}
	if !a.Failed() || s.request != nil && s.request.Form == exchange.AuthorizeURL && a.Body == exchange.PageBody && slices.Contains(a.Says, exchange.LoginForm) {
		return Finding{}, false // step one begins with the login page
	}
	if usesTBA(s.facts) {
		return Finding{Status: Fail, Title: "NetSuite answers a login with token-based authentication (TBA): " + a.Title(), symptom: true,
			Evidence: evidence("answer", "200", s.shownAnswer()), Why: "The codes of OAuth 2.0 do not apply to it.",
			Fix: integrator("Read the page about TBA codes."), Verify: "The same request succeeds.", Page: TBAPage}, true
	}
	if s.probe == online.Metadata && s.roleRefused() {
		return Finding{}, false // left to the check online-role
	}
	if s.probe == online.Certificates && a.Status == 403 {
		return unlisted(s), true
	}
	author := s.author()
	r := s.read()
	f := Finding{
		Status: r.status, Title: r.title, symptom: true, Evidence: evidence(s.answerPlace(), s.expectedAnswer(), s.shownAnswer()),
		Why: r.why, Fix: r.fix, Verify: r.verify, Page: r.page, Supply: r.ask, Lacks: r.lacks, unknown: r.unknown,
	}
	for _, c := range r.claims {
		if author != exchange.Login { // an answer of another server proves nothing about a login
			c.certainty = Possible
		}
		f.says(c.certainty, c.because, c.code)
	}
	if s.facts.Value(FactStep) == "" && author == exchange.Login && fromTokenEndpoint(a) {
		for _, kind := range codes {
			if !slices.ContainsFunc(kind.Steps, func(s Step) bool { return s != detail.StepAuthorize && s != detail.StepCall }) {
				f.says(RuledOut, "the answer is that of the token endpoint; Oracle lists this code for "+detail.StepTitles(kind.Steps), kind.Code)
			}
		}
	}
	return f, true
}

// tokenErrors are the errors that only a token endpoint gives (RFC 6749 section 5.2).
var tokenErrors = []string{"invalid_client", "invalid_grant", "unsupported_grant_type"}

// fromTokenEndpoint reports whether only a token endpoint gives the error of an answer.
func fromTokenEndpoint(a *exchange.Answer) bool {
	return slices.Contains(tokenErrors, strings.ToLower(a.Said()))
}

// allows reports whether a finding makes a claim for a code.
func (f *Finding) allows(code Code) bool {
	return slices.ContainsFunc(f.claims, func(c claim) bool { return c.code == code && c.certainty != RuledOut })
}

// answerPlace names the answer in evidence.
func (s *subject) answerPlace() string {
	if s.probe != "" {
		return "answer to the online check"
	}
	return "answer"
}

func (s *subject) expectedAnswer() string {
	switch {
	case s.answer.Redirected():
		return "code and state"
	case s.answer.Body == exchange.TokenBody, s.request != nil && s.request.ToTokenEndpoint():
		return "200 with access_token"
	}
	return "200"
}

func (s *subject) shownAnswer() string {
	a := s.answer
	parts := []string{a.Title()}
	if a.Challenge.Scheme != "" {
		challenge := "WWW-Authenticate: " + a.Challenge.Scheme
		if a.Challenge.Realm != "" {
			challenge += " realm=" + a.Challenge.Realm
		}
		parts = append(parts, challenge)
	}
	if a.PageTitle != "" {
		parts = append(parts, "“"+a.PageTitle+"”")
	}
	if a.Description != "" && !a.Sentence {
		parts = append(parts, "“"+a.Description+"”")
	}
	if a.PageTitle != "" && a.Title() == "a web page" {
		parts = parts[1:]
	}
	return strings.Join(parts, " · ")
}

// author returns who gave the answer.
func (s *subject) author() exchange.Author {
	return exchange.Exchange{Request: s.request, Answer: s.answer}.Author()
}

// step returns where the login failed and, where that is no fact, the words that say so.
func (s *subject) step() (step Step, from string) {
	value, from := s.orHint(FactStep)
	if value == "" && s.facts.Value(FactFlow) == "client-credentials" && (s.answer.Body == exchange.TokenBody || s.answer.Form == exchange.ErrorWord) {
		return detail.StepClientCredentials, from // the flow has that one request
	}
	return Step(value), from
}

// stepIs reports whether the login failed at one of the steps.
func (s *subject) stepIs(steps ...Step) bool {
	step, _ := s.step()
	return slices.Contains(steps, step)
}

// row returns the first row whose conditions hold; the last row has none.
func (s *subject) row() *answerRow {
	author, said := s.author(), strings.ToLower(s.answer.Said())
	step, _ := s.step()
	for i := range answerRows {
		r := &answerRows[i]
		switch {
		case r.by != "" && r.by != author, r.body != "" && r.body != s.answer.Body, r.at != "" && r.at != step:
		case r.says != "" && !slices.Contains(s.answer.Says, r.says):
		case r.to != "" && (s.request == nil || s.request.Address.Endpoint != r.to):
		case r.said != "" && !anyMatches(r.said, said), r.status != "" && !anyMatches(r.status, strconv.Itoa(s.answer.Status)):
		case r.when != nil && !r.when(s):
		default:
			return r
		}
	}
	return &answerRows[len(answerRows)-1]
}

// anyMatches reports whether one of the words, separated by spaces, equals the text; a *
// at the end of a word matches any rest.
func anyMatches(words, text string) bool {
	for word := range strings.FieldsSeq(words) {
		if prefix, any := strings.CutSuffix(word, "*"); word == text || any && strings.HasPrefix(text, prefix) {
			return true
		}
	}
	return false
}

// read returns the meaning of the answer.
func (s *subject) read() reading {
	row := s.row()
	_, from := s.step()
	r := reading{status: Fail, title: s.fill(row.title), why: s.fill(row.why), page: row.page, ask: s.fill(row.ask), lacks: row.lacks,
		verify: cmp.Or(row.verify, "The same request succeeds, and the trail shows a row with Status Success.")}
	if row.unknown {
		r.status, r.unknown = Warn, s.answer.Said()
	}
	for _, step := range row.fix {
		who, text, _ := strings.Cut(step, " ")
		r.fix = append(r.fix, Fix{Who: map[string]Actor{"A": Administrator, "I": Integrator}[who], Step: capitalise(s.fill(text))})
	}
	for _, c := range row.claims {
		because := c.because
		if row.at != "" && c.certainty == Likely {
			because += from
		}
		for code := range strings.FieldsSeq(c.codes) {
			r.says(c.certainty, because, Code(code))
		}
	}
	if row.more != nil {
		row.more(s, &r, from)
	}
	if r.meant != "" {
		answer, other := *s.answer, *s
		answer.Error, other.answer = r.meant, &answer
		r.why = "The nearest word on the list is " + r.meant + ". " + r.why
		for _, c := range other.read().claims {
			r.says(Possible, "the redirect says "+s.answer.Error+"; that it means "+r.meant+" is inferred from the word", c.code)
		}
	}
	return r
}

// fieldForm matches a field of a row's text, such as {detail|no reason is given}.
var fieldForm = pattern.Lazy(`\{(look:)?([a-z ]+)(?:[|:]([^{}]*))?(?:\{([a-z]+)\})?\}`)

// longestQuote is the longest quotation from an answer in a title, in characters.
const longestQuote = 88

// permissionName matches a permission as NetSuite names it: its subtab and its name.
var permissionName = pattern.Lazy(`\b(?:Lists|Transactions|Reports|Setup|Custom Records?) ?(?:->|-&gt;|>|›|») ?[A-Za-z0-9 .&/()-]{2,50}`)

// fill replaces the fields in the text of a row by what the answer says.
func (s *subject) fill(text string) string {
	return fieldForm().ReplaceAllStringFunc(text, func(field string) string {
		match := fieldForm().FindStringSubmatch(field)
		if match[1] != "" {
			return s.lookInto(match[2], match[3])
		}
		return cmp.Or(s.field(match[2]), s.field(match[4]), match[3])
	})
}

// quotable returns the most specific part of a description: NetSuite begins with general
// words, and names the field or the record at the end.
func quotable(text string) string {
	sentences := slices.DeleteFunc(strings.SplitAfter(text, ". "), func(s string) bool {
		return strings.HasPrefix(s, "Please contact") || strings.HasPrefix(s, "Contact your")
	})
	for len(sentences) > 1 && len([]rune(strings.Join(sentences, ""))) > longestQuote {
		sentences = sentences[1:]
	}
	return border.Clip(strings.TrimSpace(cmp.Or(strings.Join(sentences, ""), text)), longestQuote)
}

// field returns the value of a field of a row; "" where the answer does not give it.
func (s *subject) field(name string) string {
	a := s.answer
	switch name {
	case "answer":
		return a.Title()
	case "said":
		return a.Said()
	case "detail":
		if a.Description != "" {
			return "“" + quotable(a.Description) + "”"
		}
	case "host":
		switch {
		case a.Location.Host != "" && (a.Reported || a.Status >= 300):
			return border.Clip(a.Location.Host, longestQuote)
		case s.request != nil:
			return border.Clip(s.request.Address.Host, longestQuote)
		}
	case "permission":
		if name := permissionName().FindString(a.Description); name != "" {
			return strings.TrimSpace(name)
		}
		return cmp.Or(s.field("detail"), a.Said())
	case "server":
		return a.Server
	case "page":
		if a.PageTitle != "" {
			return "“" + border.Clip(a.PageTitle, longestQuote) + "”"
		}
	case "status":
		return strconv.Itoa(a.Status)
	case "step":
		step, _ := s.step()
		return step.Title()
	}
	return ""
}
