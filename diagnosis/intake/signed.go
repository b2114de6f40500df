package intake

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
)

// Signed describes a login with token-based authentication (TBA) over REST, RESTlets or
// SOAP. It contains no keys, tokens, nonces or signatures. An unknown value is "" or zero.
type Signed struct {
	// Realm is the account in the request as written: in realm, in the passport or in the
	// settings of the program.
	Realm string `json:"realm,omitempty"`
	// Answered is the account in the realm of the answer.
	Answered string `json:"answered,omitempty"`
	// Host is the account in the host of the call, canonical.
	Host string `json:"host,omitempty"`
	// Method is a signature method that NetSuite does not accept, as written.
	Method string `json:"method,omitempty"`
	// Reused reports whether a nonce appears twice or the words of the text say so, which
	// are then in Reuse.
	Reused bool   `json:"reused,omitempty"`
	Reuse  string `json:"reuse,omitempty"`
	// Time is the timestamp of the first signature as written. At is the time of the
	// answer.
	Time string    `json:"time,omitempty"`
	At   time.Time `json:"at,omitzero"`
	// Query is the beginning of the query in the signed address, such as ?limit.
	Query string `json:"query,omitempty"`
	// TokenPassport reports whether a SOAP call logs in with TBA, UserPassport whether it
	// does with a user's name and password. Ambiguous reports whether the answer complains
	// of both.
	TokenPassport bool `json:"token_passport,omitempty"`
	UserPassport  bool `json:"user_passport,omitempty"`
	Ambiguous     bool `json:"ambiguous,omitempty"`
	// Fault is the name of the SOAP fault as written.
	Fault string `json:"fault,omitempty"`
}

var (
	requestRealm = pattern.Lazy(`(?i)\brealm\\?["']?[ \t]*[=:][ \t]*\\?["']?([A-Za-z0-9_-]{3,40})`)
	// accountSetting matches the account in passports and the settings of programs.
	accountSetting = pattern.Lazy(`(?i)(?:<(?:\w+:)?account>|\b\w*account(?:_?id)?["']?\]?[ \t]*(?:=>|[:=])[ \t]*["']?|--account[ =])\s*([0-9]{4,9}(?:[_-](?:sb|rp)[0-9]*)?|[A-Za-z]{3,12}[0-9]{4,9})\b`)
	nonceForm      = pattern.Lazy(`(?i)(?:\boauth_nonce\\?["']?[ \t]*[=:][ \t]*\\?["']?|<(?:\w+:)?nonce>)([A-Za-z0-9_%+/=.-]{4,80})`)
	stampForm      = pattern.Lazy(`(?i)(?:\boauth_timestamp\\?["']?[ \t]*[=:][ \t]*\\?["']?|<(?:\w+:)?timestamp>)([0-9]{9,13})\b`)
	methodForm     = pattern.Lazy(`(?i)\b(?:HMAC[-_]?SHA-?1|PLAINTEXT|RSA-SHA1)\b`)
	reuseWords     = pattern.Lazy(`(?i)\bsame (?:oauth )?(?:authorization )?(?:header|nonce|signature|timestamp)\b`)
	signedQuery    = pattern.Lazy(`(?i)(?:\.netsuite\.com|\b(?:GET|POST|PUT|PATCH|DELETE)[ \t]+)/[^\s"'<>?]*(\?[A-Za-z0-9_.-]{1,40})=`)
	signedHost     = pattern.Lazy(`(?i)\b([a-z0-9_-]{3,30})\.(?:suitetalk|restlets)\.api\.netsuite\.com\b`)
	answeredAt     = pattern.Lazy(`(?im)^[<\s]*date\s*:[ \t]*([^\r\n]{20,40})`)
	userPassport   = pattern.Lazy(`(?i)<(?:\w+:)?passport\b|\.passport[ \t]*=|\bpassport\b[^\n]{0,40}\bpassword\b`)
	tokenPassport  = pattern.Lazy(`(?i)\btoken_?passport\b|<(?:\w+:)?tokenPassport\b`)
	faultName      = pattern.Lazy(`(?i)\b(?:invalidCredentials|insufficientPermission|invalidAccount|invalidSession|invalidVersion|exceeded(?:Concurrent)?RequestLimit)Fault\b`)
	ambiguous      = pattern.Lazy(`(?i)\bambiguous authentication\b`)
)

// readSigned reads a text with marks of TBA.
func readSigned(text string) Signed {
	text = text[:min(len(text), maxSearched)]
	lower := lowerASCII(text)
	find := func(form func() *regexp.Regexp, need string) string {
		if !strings.Contains(lower, need) {
			return ""
		}
		if match := form().FindStringSubmatch(text); match != nil {
			return match[len(match)-1]
		}
		return ""
	}
	var s Signed
	for line := range strings.Lines(text) {
		if len(line) > 4096 || !strings.Contains(strings.ToLower(line), "realm") {
			continue
		}
		match := requestRealm().FindStringSubmatch(line)
		answer := strings.Contains(strings.ToLower(line), "www-authenticate")
		switch {
		case match == nil || !token.IsAccount(match[1]):
		case answer && s.Answered == "" && !exchange.PlaceholderAccount(match[1]):
			s.Answered = match[1]
		case !answer && s.Realm == "":
			s.Realm = match[1]
		}
	}
	if setting := find(accountSetting, "account"); s.Realm == "" && token.IsAccount(setting) {
		s.Realm = setting
	}
	if host := find(signedHost, ".api.netsuite.com"); token.IsAccount(host) {
		s.Host = token.CanonicalAccount(host)
	}
	if strings.Contains(lower, "nonce") {
		nonces := nonceForm().FindAllStringSubmatch(text, 16)
		for i := range nonces {
			s.Reused = s.Reused || slices.ContainsFunc(nonces[:i], func(other []string) bool { return other[1] == nonces[i][1] })
		}
	}
	if words := find(reuseWords, "same "); words != "" {
		s.Reused, s.Reuse = true, strings.Join(strings.Fields(words), " ")
	}
	for _, need := range []string{"hmac", "plaintext", "rsa-sha1"} {
		s.Method = cmp.Or(s.Method, find(methodForm, need))
	}
	s.Time = find(stampForm, "timestamp")
	if date, err := http.ParseTime(strings.TrimSpace(find(answeredAt, "date"))); err == nil {
		s.At = date
	}
	s.Fault = find(faultName, "fault")
	s.Query = find(signedQuery, "?")
	s.TokenPassport, s.UserPassport = find(tokenPassport, "passport") != "", find(userPassport, "passport") != ""
	s.Ambiguous = find(ambiguous, "ambiguous") != ""
	return s
}

// Misspelt returns the right spelling of a misspelt Realm: 1234567_SB1, in upper case and
// with an underscore; "" if Realm is right.
func (s Signed) Misspelt() string {
	if right := token.CanonicalAccount(s.Realm); right != s.Realm {
		return right
	}
	return ""
}

// Stamp returns Time as a time. ok is false if there is none.
func (s Signed) Stamp() (at time.Time, ok bool) {
	seconds, err := strconv.ParseInt(s.Time, 10, 64)
	return time.Unix(seconds, 0).UTC(), err == nil
}
