package source

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
)

// accountPart matches a NetSuite host whose account the program fills in.
var accountPart = pattern.Lazy(`^https://` + unknownPart + `+(\.(?:suitetalk\.api|restlets\.api|app|connect\.api|extforms)\.netsuite\.com(?:/|$))`)

// anyAccount takes the place of an unknown account. It has the form of an account.
const anyAccount = "1234567"

// assertion returns the client assertion that the program builds, and the lines that set its
// parts; nil if there is none. Parts that are not literal are elided.
func (p *program) assertion(requests []exchange.Request) (*token.Token, map[string]exchange.Line) {
	if len(p.signers) == 0 || !p.forNetSuite() {
		return nil, nil
	}
	lines := map[string]exchange.Line{}
	b := token.Builder{}
	b.Elide(p.elideAll()...)
	sign := p.lineAt(p.signers[len(p.signers)-1])
	for _, i := range p.signers { // prefer the call that signs to those that prepare the JWT
		if name := strings.ToLower(p.word(i)); name == "encode" || name == "sign" || name == "createtoken" || name == "jwtsecuritytoken" || name == "builder" {
			sign = p.lineAt(i)
			break
		}
	}
	lines["sign"] = sign
	p.readAlgorithm(&b, lines)
	p.readKeyID(&b, lines)
	for _, name := range []string{"iss", "sub", "aud"} {
		value, line, set := p.claim(thing(name))
		if !set {
			continue
		}
		lines[name] = p.quoted(line, name)
		value = accountPart().ReplaceAllString(value, "https://"+anyAccount+"$1")
		if name == "sub" {
			b.Claim(name, "x") // any value will do
			continue
		}
		if !strings.Contains(value, unknownPart) && value != "" && border.PresenceOf(value) == border.Whole {
			b.Claim(name, value)
		}
	}
	if scopes, list, line := p.scope(); len(scopes) > 0 {
		lines["scope"] = p.quoted(line, scopes[0])
		b.Scope(scopes, list)
	}
	p.readTimes(&b, lines)
	assertion := b.Assertion()
	return &assertion, lines
}

// toOthers reports whether the host of an address is known and is not one of NetSuite's.
func toOthers(address string) bool {
	_, host, _ := strings.Cut(address, "://")
	host, _, _ = strings.Cut(host, "/")
	return !strings.Contains(host, "netsuite") && !strings.Contains(host, unknownPart)
}

// forNetSuite reports whether the JWT of the program may be for NetSuite. A program that
// calls NetSuite may also sign tokens for itself or for other services.
func (p *program) forNetSuite() bool {
	if p.named("oauth2/v1/token") {
		return true
	}
	aud, _, set := p.claim("aud")
	if strings.Contains(aud, "://") && toOthers(aud) {
		return false
	}
	return set || len(p.set("scope")) > 0 || p.named("client_assertion")
}

// named reports whether a string or a word of the program contains name.
func (p *program) named(name string) bool {
	return slices.ContainsFunc(p.lex, func(l lexeme) bool { return l.kind != mark && strings.Contains(l.text, name) })
}

func (p *program) elideAll() []string {
	return []string{"alg", "kid", "typ", "iss", "aud", "scope", "iat", "exp", "nbf", "jti"}
}

// isForm reports whether a group is the fields of a token request.
func (p *program) isForm(group int) bool {
	return p.forms[group]
}

// set returns the pairs that set t in the assertion.
func (p *program) set(t thing) (out []pair) {
	for _, q := range p.pairs {
		if q.thing == t && !p.isForm(q.group) {
			out = append(out, q)
		}
	}
	return out
}

// claim returns the text to which the program sets a claim; unknownPart if two places
// differ.
func (p *program) claim(t thing) (value string, line int, set bool) {
	for _, q := range p.set(t) {
		next, at := p.str(q.value, 0)
		if at == 0 {
			at = p.lex[q.at].line
		}
		if set && next != value {
			return unknownPart, line, true
		}
		value, line, set = next, at, true
	}
	if !set {
		if i, arg, ok := p.positional(t); ok {
			value, line = p.str(arg, 0)
			if line == 0 {
				line = p.lex[i].line
			}
			return value, line, true
		}
	}
	return value, line, set
}

// positional returns the value of t among the unnamed arguments of .NET's
// JwtSecurityToken(issuer, audience, claims, notBefore, expires, signingCredentials).
func (p *program) positional(t thing) (at int, value expr, ok bool) {
	place := map[thing]int{"iss": 0, "aud": 1, "exp": 4}
	n, known := place[t]
	if !known {
		return 0, expr{}, false
	}
	for _, i := range p.signers {
		if !strings.EqualFold(p.word(i), "JwtSecurityToken") {
			continue
		}
		args := p.args(i + 1)
		if len(args) >= 5 && n < len(args) && !p.is(args[0].from+1, ":") {
			return i, args[n], true
		}
	}
	return 0, expr{}, false
}

// args returns the arguments of the call whose opening bracket is at open; nil if its
// closing bracket is missing.
func (p *program) args(open int) (out []expr) {
	close := p.lex[open].pair
	if close < 0 {
		return nil
	}
	for from := open + 1; from < close; {
		to := p.commaFrom(from, close)
		out = append(out, expr{from, to})
		from = to + 1
	}
	return out
}

// scope returns the scopes that the program asks for, and whether it writes them as an array.
func (p *program) scope() (scopes []string, list bool, line int) {
	for _, q := range p.set("scope") {
		e := q.value
		if v, known := p.variable(p.word(e.from), e.from); known && e.to == e.from+1 {
			e = v
		}
		var found []string
		array := false
		for i := e.from; i < e.to; i++ {
			switch l := p.lex[i]; {
			case l.kind == text && placeholder().MatchString(l.text):
				return nil, false, 0
			case l.kind == text:
				found = append(found, l.text)
				line = l.line
			case l.kind == mark:
				array = array || l.text == "[" || l.text == "{" || l.text == "("
				if l.text == "+" || l.text == "." && !array && p.word(i-1) == "" {
					return nil, false, 0
				}
			case l.kind == word && p.is(i+1, ",", "]", "}", ")") && p.is(i-1, ",", "[", "{", "("):
				return nil, false, 0 // one is a variable
			case l.kind == word && e.to == e.from+1:
				return nil, false, 0
			}
		}
		if len(found) == 0 || scopes != nil && !slices.Equal(scopes, found) {
			return nil, false, 0
		}
		scopes, list = found, array
	}
	return scopes, list, line
}

var checksTokens = pattern.Lazy(`(?i)verif|decode|validat|^algorithms$|expect`)

// readAlgorithm finds the algorithm that the program signs with. It finds nothing if there
// may be several.
func (p *program) readAlgorithm(b *token.Builder, lines map[string]exchange.Line) {
	found, at := "", 0
	for _, q := range p.set("alg") { // an explicit alg counts more than any other mention
		value, _ := p.str(q.value, 0)
		if q.value.to > q.value.from && p.lex[q.value.to-1].kind == word {
			value = p.lex[q.value.to-1].text
		}
		alg := algorithmOf(value)
		if alg == "" || found != "" && alg != found {
			return
		}
		found, at = alg, q.value.to-1
	}
	named := found != ""
	for i, l := range p.lex {
		if named || l.kind == mark {
			continue
		}
		alg := algorithmOf(l.text)
		if alg == "" || p.is(i-1, "==", "===", "!=", "!==") || checksTokens().MatchString(p.owner(i)) || l.kind == text && len(l.text) > 24 {
			continue
		}
		if found != "" && found != alg {
			return // there are several, and the code does not show which one signs
		}
		if found == "" || p.is(i-1, ":", "=", "=>") { // prefer the line that sets it to its declaration
			at = i
		}
		found = alg
	}
	switch {
	case found != "":
		b.Header("alg", found)
		lines["alg"] = p.lineAt(at)
	case p.row.byDefault != "" && len(p.set("alg")) == 0:
		for _, i := range p.signers {
			args := p.args(i + 1)
			if len(args) < 2 || len(args) > p.row.defaultArgs || len(args) == 3 && !p.is(args[2].from, "{") || p.spreads(i+1) {
				return
			}
			b.Header("alg", p.row.byDefault)
			lines["alg"] = p.lineAt(i)
			lines["default algorithm"] = lines["alg"]
		}
	}
}

// owner returns the name of the call or member whose brackets enclose the word at i.
func (p *program) owner(i int) string {
	open := p.lex[i].in
	if open < 1 {
		return ""
	}
	if p.is(open-1, ":", "=", "=>") {
		open--
	}
	return p.lex[open-1].text
}

// spreads reports whether a bracket also includes the members of another object.
func (p *program) spreads(open int) bool {
	for i := open + 1; i < p.lex[open].pair; i++ {
		if p.is(i, "...", "**") && (p.is(i-1, ",", "{", "(", "[") || i == open+1) {
			return true
		}
	}
	return false
}

// mayNameKeyID reports whether text can match namesKeyID. It saves that search for most
// words.
func mayNameKeyID(text string) bool {
	return strings.ContainsAny(text, "iI") && strings.ContainsAny(text, "kK") || strings.ContainsAny(text, "5bB")
}

var (
	namesKeyID  = pattern.Lazy(`(?i)(?:^|[^a-z])kid(?:$|[^a-z])|key_?id|thumbprint|x5t|x509s`) // .NET sets kid of an X509SecurityKey itself
	mayHoldKid  = pattern.Lazy(`(?i)head|opt|param|conf|cred|desc|extra|kwargs|args|settings`)
	isPartOfJWT = pattern.Lazy(`(?i)^(?:encode|sign|jwtsecuritytoken|createtoken|newwithclaims|jwsheader|signedjwt|builder|create|signjwt|jwt)$`)
)

// readKeyID finds kid. It records that there is none only if the text has everything that
// could set it.
func (p *program) readKeyID(b *token.Builder, lines map[string]exchange.Line) {
	set := p.set("kid")
	if len(set) > 0 {
		value, line := p.str(set[0].value, 0)
		if len(set) == 1 && !strings.Contains(value, unknownPart) && value != "" && border.PresenceOf(value) == border.Whole {
			b.Header("kid", value)
			lines["kid"] = p.quoted(line, value)
		}
		return
	}
	header := -1 // a literal with alg but without kid
	for _, l := range p.lex {
		if l.kind != mark && mayNameKeyID(l.text) && namesKeyID().MatchString(l.text) {
			return
		}
	}
	for _, q := range p.set("alg") {
		if p.is(q.group, "{") || p.is(q.group, "[") {
			header = q.at
		}
		if q.group >= 0 && (p.spreads(q.group) && p.lex[q.group].pair >= 0 || p.lex[q.group].kind == mark && p.lex[q.group].pair < 0) {
			return
		}
	}
	for _, i := range p.signers {
		close := p.lex[i+1].pair
		if close < 0 || p.spreads(i+1) {
			return // truncated, or with members that the text does not show
		}
		if !isPartOfJWT().MatchString(p.word(i)) {
			continue
		}
		for n, arg := range p.args(i + 1) {
			if last := arg.to - 1; arg.to > arg.from && p.lex[last].kind == word || p.is(last, ")") && p.word(p.lex[last].pair-1) != "" {
				name := p.word(last)
				if name == "" {
					name = p.word(p.lex[last].pair - 1)
				}
				if slices.Contains(p.signers, p.lex[last].pair-1) && p.is(last, ")") {
					continue // the argument is itself a call in p.signers
				}
				if _, known := p.variable(name, last); !known && mayHoldKid().MatchString(name) || n >= 3 && !known {
					return
				}
			}
		}
	}
	if p.createsElsewhere() {
		return
	}
	b.Known("kid")
	lines["kid"] = lines["sign"]
	if header >= 0 {
		lines["kid"] = p.lineAt(header)
	}
}

// createsElsewhere reports whether a method whose name contains "header" gets an argument
// whose value the text does not show.
func (p *program) createsElsewhere() bool {
	for i := range p.lex {
		if name := strings.ToLower(p.word(i)); strings.Contains(name, "header") && p.is(i+1, "(") && p.accessor(i-1) {
			for _, arg := range p.args(i + 1) {
				if arg.to == arg.from+1 && p.lex[arg.from].kind == word {
					if _, known := p.variable(p.word(arg.from), arg.from); !known {
						return true
					}
				}
			}
		}
	}
	return false
}

// readTimes finds the lifetime of the assertion, and whether its times are in milliseconds.
func (p *program) readTimes(b *token.Builder, lines map[string]exchange.Line) {
	amounts := func(t thing) (a amount, at int, raw, set, ok bool) {
		for _, q := range p.set(t) {
			next, known := p.amount(q.value.from, q.value.to, 0)
			if !known && t == "exp" && q.value.to == q.value.from+1 && p.lex[q.value.from].kind == text {
				var seconds float64
				seconds, known = span(p.lex[q.value.from].text)
				next = amount{theTime, 1, seconds}
			}
			if set && (!known || next != a) {
				return amount{}, at, false, true, false
			}
			a, at, set, ok = next, q.at, true, known
			raw = !p.accessor(q.at - 1)
		}
		if !set {
			if i, arg, found := p.positional(t); found {
				a, ok = p.amount(arg.from, arg.to, 0)
				return a, i, false, true, ok
			}
		}
		return a, at, raw, set, ok
	}
	exp, expAt, raw, hasExp, expOK := amounts("exp")
	iat, iatAt, _, hasIat, iatOK := amounts("iat")
	if in := p.set("expiresIn"); len(in) == 1 && !hasExp {
		q := in[0]
		value, line := p.str(q.value, 0)
		seconds, ok := span(value)
		if !ok {
			var a amount
			a, ok = p.amount(q.value.from, q.value.to, 0)
			seconds, line, ok = a.plus, p.lex[q.at].line, ok && a.times == 0
		}
		if ok && seconds > 0 {
			b.Lifetime(whole(seconds))
			lines["exp"] = p.quoted(line, q.name)
		}
		return
	}
	milli := func(a amount, ok bool) bool { return ok && a.of == theTime && a.times == 1000 }
	switch {
	case raw && (milli(exp, expOK) || milli(iat, iatOK)):
		life := int64(300)
		if expOK && iatOK && exp.times == 1000 && iat.times == 1000 {
			life = whole((exp.plus - iat.plus) / 1000)
		}
		b.Millis(milli(iat, iatOK), milli(exp, expOK), life)
		lines["iat"], lines["exp"] = p.lineAt(iatAt), p.lineAt(expAt)
	case expOK && exp.times != 0 && hasIat && iatOK && iat.of == exp.of && iat.times == exp.times:
		if exp.of != theTime && exp.times == 1 && exp.plus-iat.plus > 1e6 || exp.times == 1000 {
			return // perhaps milliseconds that a function divides later
		}
		b.Lifetime(whole(exp.plus - iat.plus))
		lines["exp"] = p.lineAt(expAt)
	case expOK && !hasIat && exp.of == theTime && exp.times == 1:
		b.Lifetime(whole(exp.plus))
		lines["exp"] = p.lineAt(expAt)
	case expOK && exp.of == theTime && exp.times == 1 && hasIat && (!iatOK || iat.of != theTime):
		// iat is a variable, most likely the current time.
		b.Lifetime(whole(exp.plus))
		lines["exp"] = p.lineAt(expAt)
	}
}
