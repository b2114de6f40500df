package pseudonym

import (
	"encoding/base64"
	"encoding/hex"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
)

// collect finds the values of a Case by their types.
func (s *StandIns) collect(c diagnosis.Case) {
	for _, one := range c.Accounts() {
		s.account(one)
	}
	for _, key := range c.Keys.All() {
		if certified := key.Certified; certified != nil {
			s.certificate(certified.ID)
			s.thumbprint(certified.SHA1)
			s.serial(certified.Serial)
			s.name(certified.Subject)
			s.name(certified.Issuer)
		}
	}
	for _, t := range c.Tokens {
		s.account(t.Account)
		s.account(t.TokenAccount)
		if account, _, ok := token.CompanyKey(t.KeyID); ok {
			s.account(account)
		}
		s.certificate(strings.TrimRight(t.KeyID, "="))
	}
	for _, name := range []diagnosis.FactName{diagnosis.FactCertificateID, diagnosis.FactRecordCertificates} {
		if fact, known := c.Facts.Get(name); known {
			for _, id := range strings.Split(fact.Value, ",") {
				s.certificate(id)
			}
		}
	}
	for _, e := range c.Exchanges {
		if e.Request != nil {
			s.host(e.Request.Address.Host)
			s.account(e.Request.Address.Account)
			if token.IsAccount(e.Request.Address.HostWord) {
				s.account(e.Request.Address.HostWord)
			}
			if assertion := e.Request.Assertion; assertion != nil {
				s.account(assertion.Account)
				s.certificate(assertion.KeyID)
			}
		}
		if e.Answer != nil {
			s.host(e.Answer.Location.Host)
			s.account(e.Answer.Location.Account)
			s.account(e.Answer.Challenge.Realm)
		}
	}
	for _, seen := range c.Online {
		for _, address := range []string{seen.Address, "https://" + seen.Names, "https://" + seen.Proxy} {
			to := exchange.AddressRequest(address).Address
			s.host(to.Host)
			s.account(to.Account)
		}
	}
	if c.Certificates != nil {
		for _, row := range c.Certificates.Rows {
			s.certificate(row.ID)
		}
	}
	for _, one := range []string{c.Signed.Realm, c.Signed.Answered, c.Signed.Host} {
		s.account(one)
	}
	if c.Line != nil {
		s.host(c.Line.Address.Host)
		s.account(c.Line.Address.Account)
	}
	s.integration(c.Facts.Value(diagnosis.FactApplication))
	for _, match := range c.Trail {
		for _, one := range []struct {
			value *string
			add   func(string)
		}{{match.Filter.Application, s.integration}, {match.Filter.User, s.user}, {match.Filter.IP, s.ip}} {
			if one.value != nil {
				one.add(strings.TrimSpace(*one.value))
			}
		}
	}
}

var (
	mailForm = pattern.Lazy(`[\pL\d._%+-]+@[\pL\d-]+(?:\.[\pL\d-]+)+`)
	ipForm   = pattern.Lazy(`(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}`)
	// pairsForm matches a fingerprint as openssl prints it.
	pairsForm = pattern.Lazy(`(?:[0-9A-Fa-f]{2}:){19,31}[0-9A-Fa-f]{2}`)
	uuidForm  = pattern.Lazy(`[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}`)
	hexForm   = pattern.Lazy(`[0-9A-Fa-f]{24,}`)
	idForm    = pattern.Lazy(`[A-Za-z0-9_-]{43}`)
	hostForm  = pattern.Lazy(`(?i)\b[a-z][a-z0-9+.-]*://(?:[^\s/?#"'<>@]*@)?([^\s/?#"'<>:@\]\[]+)`)
	// accountForm matches the account in a host, which may be misspelled.
	accountForm = pattern.Lazy(`(?i)\b([a-z0-9]+(?:[-_](?:sb|rp)\d*)?)\.[^\s/"]{0,60}netsuite|://(\d+(?:[-_](?:sb|rp)\d*)?)\.`)
	// accountPhrase matches an account behind its name.
	accountPhrase = pattern.Lazy(`(?i)\b(?:account|company|realm)(?:[ _-]?id)?[ "':=#]{1,5}(?:is )?(\d{4,}(?:[-_](?:sb|rp)\d*)?)\b`)
	operation     = pattern.Lazy(`(?i)operation[-_ ]?id[^0-9a-f]{0,6}$`)
)

// collectText finds values in the texts of a case file by their form.
func (s *StandIns) collectText(text string) {
	s.walk(text, func(p place, value string) string {
		if p.isName || p.name == "stand" || p.name == "operation_id" { // a stand-in already, or NetSuite's name of a request
			return value
		}
		if p.isPerson() {
			s.user(value)
		}
		decoded, err := url.PathUnescape(value)
		if err != nil {
			decoded = value
		}
		s.collectString(decoded)
		return value
	})
}

func (s *StandIns) collectString(value string) {
	for _, match := range accountPhrase().FindAllStringSubmatch(value, -1) {
		s.account(match[1])
	}
	for _, match := range accountForm().FindAllStringSubmatch(value, -1) {
		s.account(match[1] + match[2])
	}
	for _, mail := range mailForm().FindAllString(value, -1) {
		s.mail(mail)
	}
	for _, match := range hostForm().FindAllStringSubmatch(value, -1) {
		s.host(match[1])
	}
	for _, at := range ipForm().FindAllStringIndex(value, -1) {
		if isEdge(value, at[0], at[1]) && !strings.HasPrefix(value[at[1]:], ":") && !strings.HasSuffix(value[:at[0]], ":") {
			s.ip(value[at[0]:at[1]])
		}
	}
	for _, pairs := range pairsForm().FindAllString(value, -1) {
		hash, _ := hex.DecodeString(strings.ReplaceAll(pairs, ":", ""))
		switch len(hash) {
		case 32:
			s.certificate(base64.RawURLEncoding.EncodeToString(hash))
		case 20:
			s.thumbprint(hex.EncodeToString(hash))
		}
	}
	for _, at := range uuidForm().FindAllStringIndex(value, -1) {
		if !operation().MatchString(value[:at[0]]) {
			s.add(value[at[0]:at[1]], s.derived(kindUUID, strings.ToLower(value[at[0]:at[1]]), uuid))
		}
	}
	for _, digits := range hexForm().FindAllString(value, -1) {
		if lower := strings.ToLower(digits); !s.needles.has(lower) && strings.Trim(lower, "abcdef") != "" && strings.Trim(lower, "0123456789") != "" {
			s.add(digits, s.derived(kindClientID, lower, hexadecimal(len(lower))))
		}
	}
	for _, id := range idForm().FindAllString(value, -1) {
		const most = 44 // with a character too many
		if len(id) > most {
			continue
		}
		id = id[:43]
		if strings.ContainsAny(id, "0123456789") && strings.ToLower(id) != id && strings.ToUpper(id) != id {
			s.certificate(id)
		}
	}
}

// add adds a needle that keeps the letter case of what it replaces.
func (s *StandIns) add(value, stand string) {
	s.needles.add(value, func(found string) string { return spelled(found, stand) })
}

// account adds an account without its environment, which stays as it is spelled.
func (s *StandIns) account(text string) {
	base := environment().ReplaceAllString(strings.ToUpper(text), "")
	const fewestDigits = 4
	if !token.IsAccount(text) || len(strings.Map(isDigit, base)) < fewestDigits || exchange.PlaceholderAccount(base) {
		return
	}
	s.add(base, s.derived(kindAccount, base, account(base)))
}

var environment = pattern.Lazy(`[-_](SB|RP)\d*$`)

// certificate adds the SHA-256 of a certificate in each of its spellings.
func (s *StandIns) certificate(id string) {
	if !token.IsCertificateID(id) || s.needles.has(strings.ToLower(id)) {
		return
	}
	stand := s.derived(kindCertificate, id, certificateID(id))
	s.needles.add(id, func(found string) string { return respelled(found, id, stand) })
	s.hash(id, stand)
}

// thumbprint adds the SHA-1 of a certificate, given in hexadecimal, in each of its spellings.
func (s *StandIns) thumbprint(digits string) {
	if hash, err := hex.DecodeString(digits); err == nil && len(hash) > 0 {
		stand, _ := hex.DecodeString(s.derived(kindThumbprint, digits, hexadecimal(len(digits))))
		s.hash(base64.RawURLEncoding.EncodeToString(hash), base64.RawURLEncoding.EncodeToString(stand))
	}
}

// hash adds the spellings of a hash, given in base64url.
func (s *StandIns) hash(value, stand string) {
	from, err := base64.RawURLEncoding.DecodeString(value)
	to, err2 := base64.RawURLEncoding.DecodeString(stand)
	if err != nil || err2 != nil {
		return
	}
	stands := spellings(to)
	for i, one := range spellings(from) {
		s.needles.add(one, func(found string) string { return respelled(found, one, stands[i]) })
	}
}

// serial adds a serial number in hexadecimal, with and without its leading zeros.
func (s *StandIns) serial(digits string) {
	bare := strings.TrimLeft(strings.ToLower(strings.ReplaceAll(digits, ":", "")), "0")
	if len(bare) < needleStart+1 {
		return
	}
	stand := s.derived(kindSerial, bare, func(sum []byte) string {
		return "f" + hexadecimal(len(bare)-1)(sum)
	})
	for _, zeros := range []string{"", "0", "00"} {
		s.add(zeros+bare, zeros+stand)
	}
}

// name adds the distinguished name of a certificate.
func (s *StandIns) name(text string) {
	if text != "" {
		stand := s.numbered(kindName, text, numberedName("CN=Certificate ", ""))
		s.exactly(text, stand)
		s.exactly(keys.Certified{Subject: text}.ShortSubject(), stand)
	}
}

func (s *StandIns) user(text string) {
	if text != "" && !isNumber(text) && !strings.Contains(text, "@") {
		s.named(kindUser, text, "User ")
	}
}

func (s *StandIns) integration(text string) {
	if text != "" {
		s.named(kindIntegration, text, "Integration ")
	}
}

// named adds a name that somebody chose. One that is a word of a case file, such as
// restlets, is replaced in its own places only.
func (s *StandIns) named(kind, text, before string) {
	stand := s.numbered(kind, text, numberedName(before, ""))
	if !isOurs(text) {
		s.exactly(text, stand)
	}
}

func (s *StandIns) mail(text string) {
	lower := strings.ToLower(text)
	s.add(text, s.numbered(kindMail, lower, numberedName("user", "@example.com")))
}

func (s *StandIns) ip(text string) {
	ip, err := netip.ParseAddr(text)
	if err != nil || ip.IsLoopback() || ip.IsUnspecified() || ip.Is4() && strings.HasSuffix(text, ".0") {
		return // a version of a browser ends in zero, an address of a computer rarely does
	}
	ip = ip.Unmap()
	s.add(text, s.numbered(kindIP, ip.String(), address(ip)))
}

// publicHosts are the hosts that say nothing about a customer, with what is below them.
var publicHosts = []string{"netsuite.com", "oracle.com", "oraclecloud.com", "localhost", "postman.com", "pstmn.io", "rfc-editor.org", "claude.ai", "claude.com", "anthropic.com", "chatgpt.com", "openai.com"}

func (s *StandIns) host(text string) {
	lower := strings.ToLower(strings.TrimRight(text, "."))
	if strings.Contains(lower, "netsuite") || strings.Contains(lower, "suitetalk") || strings.IndexFunc(lower, func(r rune) bool { return r > 0x7e }) >= 0 {
		return // meant to be NetSuite's, and how it is misspelled is the fault
	}
	if _, err := netip.ParseAddr(lower); err == nil || !strings.Contains(lower, ".") || strings.ContainsAny(lower, "[]{}$%<>") {
		return
	}
	for _, public := range publicHosts {
		if lower == public || strings.HasSuffix(lower, "."+public) {
			return
		}
	}
	s.add(lower, s.numbered(kindHost, lower, numberedName("host", ".example")))
}

// exactly adds a text that is replaced in every letter case by the same stand-in.
func (s *StandIns) exactly(text, stand string) {
	s.needles.add(text, func(string) string { return stand })
}

func numberedName(before, behind string) func(int) string {
	return func(n int) string { return before + strconv.Itoa(n) + behind }
}

// replaceGroups replaces every match of a form that is a word of its own.
func replaceGroups(form *regexp.Regexp, text string, replace func(groups []string) string) string {
	var out strings.Builder
	done := 0
	for _, at := range form.FindAllStringSubmatchIndex(text, -1) {
		if !isEdge(text, at[0], at[1]) {
			continue
		}
		groups := make([]string, len(at)/2)
		for i := range groups {
			groups[i] = text[at[2*i]:at[2*i+1]]
		}
		out.WriteString(text[done:at[0]] + replace(groups))
		done = at[1]
	}
	return out.String() + text[done:]
}
