package exchange

import (
	"regexp"
	"slices"
	"strings"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/pattern"
)

// Sentence is the meaning of a sentence in an answer, whatever its wording. It can say more
// than the error with it: NetSuite uses invalid_grant for seven faults.
type Sentence string

// The sentences.
const (
	InvalidLogin      Sentence = "invalid login attempt"
	RoleMayNot        Sentence = "the role does not have permission"
	Violation         Sentence = "permission violation"
	NoOAuth2          Sentence = "the role does not support OAuth 2.0 login"
	TooMany           Sentence = "too many requests"
	ScopeTooSmall     Sentence = "insufficient scope"
	RedirectDiffers   Sentence = "redirect_uri does not match"
	VerifierDiffers   Sentence = "code_verifier does not match"
	CodeEnded         Sentence = "the code has expired or was used"
	RefreshEnded      Sentence = "the refresh token is not valid"
	AssertionUnread   Sentence = "the assertion cannot be read"
	Oauthlib          Sentence = "what oauthlib prints for a bare invalid_request"
	Maintenance       Sentence = "maintenance"
	ScriptStack       Sentence = "the stack of a script"
	NoSuchRecord      Sentence = "the record does not exist"
	AmbiguousPassport Sentence = "ambiguous authentication"
	LoginForm         Sentence = "a login form"
	NotJSON           Sentence = "no JSON"
)

// sentences are the wordings of answers and clients.
var sentences = []struct {
	sentence Sentence
	// near are texts in lower case, one of which every match of form contains. Most texts
	// contain none, which avoids the slower form.
	near []string
	form func() *regexp.Regexp
	// error is NetSuite's error for a sentence that identifies an answer by itself; "" for a
	// sentence that counts only within an answer.
	error string
}{
	{ScopeTooSmall, []string{"scope"}, pattern.Lazy(`(?i)\binsufficient[ _]scopes?\b|\bscopes? (?:of the token )?(?:does not|doesn't|do not|don't|is not|isn't|are not) (?:cover|allow|include|permit|sufficient|enough)|\bscope mismatch\b`), "insufficient_scope"},
	{InvalidLogin, []string{"invalid login attempt"}, pattern.Lazy(`(?i)\binvalid login attempt\b`), "INVALID_LOGIN_ATTEMPT"},
	{RoleMayNot, []string{"permission"}, pattern.Lazy(`(?i)\brole does(?: not|n't) have (?:the )?permission`), detail.NoPermission},
	{Violation, []string{"permission"}, pattern.Lazy(`(?i)\bpermission violation\b|\byou (?:do not|don't) have (?:the )?(?:required |sufficient )?permissions?\b|\byou need (?:a higher level of )?the '[^']{1,60}' permission\b|\binsufficient permissions?\b`), "USER_UNAUTHORIZED"},
	{NoOAuth2, []string{"support oauth"}, pattern.Lazy(`(?i)\bdoes(?: not|n't) support OAuth ?2(?:\.0)? log ?in`), detail.NoOAuth2Login},
	{TooMany, []string{"limit exceeded", "too many"}, pattern.Lazy(`(?i)\bconcurren(?:cy|t request) limit exceeded|\btoo many requests\b`), "CONCURRENCY_LIMIT_EXCEEDED"},
	{AssertionUnread, []string{"jwt", "assertion"}, pattern.Lazy(`(?i)\b(?:invalid|malformed) (?:jwt|client[ _]assertion)\b|\bjwt (?:token )?is (?:invalid|malformed)\b|\bclient[ _]assertion is (?:invalid|malformed|missing)\b`), ""},
	{Oauthlib, []string{"client_id parameter"}, pattern.Lazy(`(?i)\binvalid client_id parameter value\b`), "invalid_request"},
	{VerifierDiffers, []string{"verifier", "pkce"}, pattern.Lazy(`(?i)\b(?:invalid|wrong|incorrect|missing) code[ _-]?verifier\b|\bcode[ _-]?verifier (?:\w+ ){0,3}(?:not\b|n't|invalid(?:\W|$)|fail|incorrect|mismatch|wrong)|\bPKCE (?:verification|validation|check) failed`), ""},
	{RedirectDiffers, []string{"redirect"}, pattern.Lazy(`(?i)\bredirect[ _-]?ur[il] ?(?:\w+ ){0,3}(?:not\b|n't|mismatch|differ|invalid(?:\W|$)|incorrect)|\b(?:invalid|wrong|mismatch(?:ed|ing)?) redirect[ _-]?ur[il]`), ""},
	{RefreshEnded, []string{"refresh"}, pattern.Lazy(`(?i)\brefresh[ _-]?token (?:\w+ ){0,3}(?:expired|revoked|invalid(?:\W|$)|not valid|not found)|\b(?:invalid|expired|revoked) refresh[ _-]?token`), ""},
	{CodeEnded, []string{"code"}, pattern.Lazy(`(?i)\bcode (?:\w+ ){0,2}(?:expired|already|used|invalid(?:\W|$)|not valid|not found|no longer)|\b(?:invalid|expired|used) (?:authori[sz]ation )?code\b`), ""},
	{Maintenance, []string{"maintenance", "temporarily unavailable", "mantenimiento", "wartung"}, pattern.Lazy(`(?i)\bmaintenance\b|\btemporarily unavailable\b|\bmantenimiento\b|\bwartung`), ""},
	{ScriptStack, []string{".js", "error"}, pattern.Lazy(`(?i)/SuiteScripts/|/SuiteBundles/|/SuiteApps/|\b\w+\.js[:#]\d+|\b(?:Type|Reference|Range|Syntax|SuiteScript)Error\b|"stack"`), ""},
	{NoSuchRecord, []string{"exist"}, pattern.Lazy(`(?i)\brecord (?:instance )?(?:does not|doesn't) exist`), ""},
	{AmbiguousPassport, []string{"ambiguous"}, pattern.Lazy(`(?i)\bambiguous authentication\b`), ""},
	{NotJSON, []string{"json"}, pattern.Lazy(`(?i)\bnot (?:a )?valid JSON\b|\b(?:expected|invalid|no) JSON\b|\bin JSON at position\b|\bJSON(?:Decode|Parse|Syntax)?(?:Error|Exception)\b`), ""},
	{LoginForm, []string{"log in", "login", "sign in", "anmelde", "iniciar"}, pattern.Lazy(`(?i)<title>[^<]{0,40}(?:log ?in|sign in|anmelde|iniciar)[^<]{0,40}netsuite|<title>[^<]{0,40}netsuite[^<]{0,40}(?:log ?in|sign in|anmelde|iniciar)|customerlogin\.jsp|privatelogin\.nl|/pages/login`), ""},
}

// longestHeard is the number of bytes of an answer that are searched for sentences.
const longestHeard = 8 << 10

// hear adds the sentences in text to Says.
func (a *Answer) hear(text string) {
	text = text[:min(len(text), longestHeard)]
	lower := strings.ToLower(text)
	for _, s := range sentences {
		if !slices.Contains(a.Says, s.sentence) && hasAny(lower, s.near) && s.form().MatchString(text) {
			a.Says = append(a.Says, s.sentence)
		}
	}
}

// Hear returns a copy of an answer with the sentences in text added. Use it for the text
// around an answer of which only the error is named.
func (a Answer) Hear(text string) Answer {
	a.Says = slices.Clone(a.Says)
	a.hear(text)
	return a
}

func hasAny(lower string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(lower, word) })
}

// SentenceIn finds a sentence in text that identifies an answer by itself. It returns the
// error that NetSuite uses with it, and the range of the sentence; nil if there is none.
func SentenceIn(text string) (said string, at []int) {
	lower := strings.ToLower(text)
	for _, s := range sentences {
		if s.error == "" || !hasAny(lower, s.near) {
			continue
		}
		if span := s.form().FindStringIndex(text); span != nil {
			return s.error, span
		}
	}
	return "", nil
}

// Sentences returns all sentences.
func Sentences() []Sentence {
	all := make([]Sentence, len(sentences))
	for i, s := range sentences {
		all[i] = s.sentence
	}
	return all
}
