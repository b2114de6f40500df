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

// Signed is what a text shows of a login with token-based authentication (TBA), over
// REST, RESTlets or SOAP. Keys, tokens, nonces and signatures are not kept.
type Signed struct {
	// Realm is the account in the request, as it was written: in realm, or in the
	// passport or the settings of the program. "" where none shows.
	Realm string
	// Answered is the account in the realm of the answer.
	Answered string
	// Host is the account in the host of the call, canonical.
	Host string
	// Method is a signature method that NetSuite does not take, as it was written.
	Method string
	// Reused reports whether one nonce is there twice, or the words say so; Reuse has
	// those words.
	Reused bool
	Reuse  string
	// Time is the timestamp of the first signature, as it was written, and At when it
	// was answered; the zero time where that does not show.
	Time string
	At   time.Time
	// Query is how the query of the signed address begins: ?limit; "" where it has none.
	Query string
	// TokenPassport and UserPassport say which login a SOAP call has: TBA, or a user's
	// name and password. Ambiguous reports whether the answer complains of both.
	TokenPassport, UserPassport, Ambiguous bool
	// Fault is the name of the SOAP fault, as it was written; "" where none shows.
	Fault string
}

var (
	requestRealm = pattern.Lazy(`(?i)\brealm\\?["']?[ \t]*[=:][ \t]*\\?["']?([A-Za-z0-9_-]{3,40})`)
	// accountSetting is where passports and programs have the account.
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

// readSigned reads a text that has marks of TBA.
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
		case match == nil || !accountLike(match[1]):
		case answer && s.Answered == "" && !exchange.PlaceholderAccount(match[1]):
			s.Answered = match[1]
		case !answer && s.Realm == "":
			s.Realm = match[1]
		}
	}
	if setting := find(accountSetting, "account"); s.Realm == "" && accountLike(setting) {
		s.Realm = setting
	}
	if host := find(signedHost, ".api.netsuite.com"); accountLike(host) {
		s.Host = token.CanonicalAccount(strings.ReplaceAll(host, "-", "_"))
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

// accountLike reports whether a word is an account, in whatever way it was written.
func accountLike(word string) bool {
	return token.IsAccount(strings.ToUpper(strings.ReplaceAll(word, "-", "_")))
}

// Misspelt is the account in the request as it should be written there, where it was
// written otherwise: 1234567_SB1, in capitals and with an underscore; "" where it is right.
func (s Signed) Misspelt() string {
	if right := strings.ToUpper(strings.ReplaceAll(s.Realm, "-", "_")); right != s.Realm {
		return right
	}
	return ""
}

// Stamp is the timestamp in seconds since 1970; ok is false where there is none.
func (s Signed) Stamp() (at time.Time, ok bool) {
	seconds, err := strconv.ParseInt(s.Time, 10, 64)
	return time.Unix(seconds, 0).UTC(), err == nil
}
