package border

import "strings"

// secretNames are the names of secrets, in lower case and without separators, so that
// client_secret, clientSecret and "Client Secret" are one name. They match at the end of a
// longer name too, such as NETSUITE_CLIENT_SECRET.
var secretNames = []struct{ name, kind string }{
	{"clientsecret", kindClient}, {"consumersecret", kindClient},
	{"tokensecret", kindTokenPart},
	{"accesstoken", kindToken}, {"refreshtoken", kindToken}, {"idtoken", kindToken}, {"idtokenhint", kindToken},
	{"assertion", kindToken}, {"subjecttoken", kindToken}, {"bearertoken", kindToken}, {"authtoken", kindToken},
	{"password", kindPassword}, {"passwd", kindPassword}, {"pwd", kindPassword}, {"passphrase", kindPassword},
	{"nlauthsignature", kindPassword}, {"nlauthotp", kindPassword},
	{"oauthsignature", kindSignature}, {"athash", kindSignature}, {"chash", kindSignature},
	{"codeverifier", kindVerifier},
	{"authorizationcode", kindCode}, {"authcode", kindCode},
	{"jsessionid", kindCookie}, {"sessionid", kindCookie},
	{"secretkey", kindOther}, {"apikey", kindOther}, {"secret", kindOther},
}

// addressNames are names of secrets that are ordinary words elsewhere. They match in a URL
// or a form, or if the value is as random as a secret.
var addressNames = map[string]string{
	"code": kindCode, "state": kindState, "nonce": kindNonce, "token": kindToken, "signature": kindSignature, "sig": kindSignature,
}

// keyMembers are the private members of a JWK (RFC 7518, 6.2.2, 6.3.2, 6.4.1).
var keyMembers = map[string]bool{"d": true, "p": true, "q": true, "dp": true, "dq": true, "qi": true, "k": true, "r": true, "t": true}

// publicNames are the names of hashes and public keys, which look as random as secrets.
var publicNames = []string{
	"sha256", "sha384", "sha512", "sha", "x5ts256", "x5t", "x5c", "thumbprint", "fingerprint", "digest", "checksum", "modulus", "hash",
	"publickey", "certificate", "certificateid", "kid", "codechallenge", "operationid", "integrity",
}

func publicName(context string) bool {
	// The public members of a JWK: "n":"…".
	if rest := strings.TrimRight(context, `"': `); rest != context && len(rest) > 1 {
		if last := rest[len(rest)-1]; (last == 'n' || last == 'x' || last == 'y') && !isAlnum(rest[len(rest)-2]) {
			return true
		}
	}
	name := bare(context)
	if strings.HasSuffix(name, "athash") || strings.HasSuffix(name, "chash") {
		return false
	}
	return endsInAny(name, publicNames)
}

func clientIDName(context string) bool {
	return endsInAny(bare(context), []string{"clientid", "consumerkey", "iss", "clientidis", "issis"})
}

func endsInAny(name string, ends []string) bool {
	for _, end := range ends {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// contextBefore returns the text before the index at that may name the value there: at most
// 48 bytes, back to the last separator.
func contextBefore(text string, at int) string {
	const far = 48
	context := text[max(0, at-far):at]
	return context[strings.LastIndexAny(context, ",;&?\n{}[]")+1:]
}

// bare returns name in lower case, with only its letters and digits.
func bare(name string) string {
	out := make([]byte, 0, len(name))
	for i := 0; i < len(name); i++ {
		if c := name[i]; isAlnum(c) {
			if c >= 'A' && c <= 'Z' {
				c |= 0x20
			}
			out = append(out, c)
		}
	}
	return string(out)
}

// namedSecrets finds the values after the name of a secret, a scheme of the Authorization
// header, the name of a cookie, or an option of curl.
func namedSecrets(text string) []span {
	var spans []span
	words := wordEnds{text: text}
	command := strings.Contains(text, "-u") || strings.Contains(text, "-U") || strings.Contains(text, "-user")
	for i := 0; i < len(text); i++ {
		next := i // skips a value that was found
		add := func(v value, kind string) {
			if v.from < v.to && !placeholder(v.found) {
				spans = append(spans, span{v.from, v.to, kind})
				next = v.to - 1
			}
		}
		switch c := text[i]; c {
		case '=', ':', '>':
			if c == '>' && i > 0 && text[i-1] == '=' { // =>
				continue
			}
			n := nameBefore(text, i)
			v := words.valueAfter(i + 1)
			switch kind, _ := secretKind(n.bare); {
			case n.word == "cookie" || n.word == "setcookie" || n.word == "cookie2":
				spans = append(spans, cookies(text, i+1)...)
				next = wordEnd(text, i+1, "\n") - 1
			case strings.HasSuffix(n.word, "authorization") && c != '>':
				if _, at := scheme(text, v.from); at == v.from && isLong(v.found) {
					add(v, kindLogin)
				}
			case c == '>' && n.before != '<' && n.before != ':' && n.before != '-':
			case kind == kindToken && strings.HasPrefix(v.found, "@"): // a file, for curl
			case kind != "":
				// The backquotes of Markdown do not make a value: the access token: `3;77`.
				if v.quoted && !(n.spaced && text[v.from-1] == '`') || c == '>' || c == '=' && v.from == i+1 && !n.spaced || named(v.found, kind) {
					add(v, kind)
				}
			case addressNames[n.word] != "" && c != '>':
				if strings.IndexByte("?&#;", n.before) >= 0 && c == '=' && len(v.found) >= 4 && !isNumber(v.found) ||
					len(v.found) >= 16 && keyed(v.found) && random(v.found, 6) && !wordy(v.found) {
					add(v, addressNames[n.word])
				}
			case keyMembers[n.word] && v.quoted && n.quoted && isLong(v.found) && isBase64(v.found[0]): // no command: tr -d '='
				add(v, kindPrivateKey)
			case n.word == "value" && v.quoted: // a name and value in a HAR file
				if kind, certain := secretKind(nameOfPair(text, n.from)); certain {
					add(v, kind)
				}
			case c == ':' && command && userOption(text, i):
				end := wordEnd(text, i+1, " \n\t\"'`")
				add(value{i + 1, end, text[i+1 : end], false}, kindPassword)
			}
		case ' ', '\t':
			from := i
			for from > 0 && i-from < 40 && (isAlnum(text[from-1]) || text[from-1] == '-' || text[from-1] == '_') {
				from--
			}
			word := text[from:i]
			if strings.HasPrefix(word, "--") {
				if kind, _ := secretKind(bare(word)); kind != "" {
					if v := words.valueAfter(i); !strings.HasPrefix(v.found, "-") {
						add(v, kind)
					}
				}
			} else if basic := strings.EqualFold(word, "basic"); basic || strings.EqualFold(word, "bearer") {
				v := words.valueAfter(i)
				if v.quoted && strings.Contains(v.found, " ") { // the end of a quote: `Bearer ` is removed
					break
				}
				plain, ok := fromBase64(strings.TrimRight(v.found, "="))
				challenge := strings.Contains(strings.TrimRight(v.found, "="), "=") // realm=1234567
				if basic && ok && isText(plain) && strings.Contains(plain, ":") || isLong(v.found) && !challenge {
					add(v, kindLogin)
				}
			}
		}
		i = max(i, next)
	}
	return spans
}

// named reports whether a value that no quote or equals sign marks as one can be a secret.
// There is none in "the password: expired".
func named(found, kind string) bool {
	if isNumber(found) {
		return false
	}
	if kind == kindPassword {
		return strings.ContainsAny(found, "0123456789") || len(found) >= 16
	}
	return len(found) >= 12 && keyed(found) && !wordy(found)
}

// isLong reports whether found is as long and as mixed as credentials.
func isLong(found string) bool {
	return len(found) >= 12 && (strings.ContainsAny(found, "0123456789") && !wordy(found) || len(found) >= 32 && random(found, 8))
}

// wordy reports whether found looks like a time, an address or a path: it has a colon or
// two slashes, which credentials lack.
func wordy(found string) bool {
	return strings.ContainsAny(found, ":") || strings.Contains(found, "//")
}

// isNumber reports whether found is a short number, such as a length or a status.
func isNumber(found string) bool {
	return len(found) < 10 && strings.Trim(found, "0123456789.") == ""
}

// secretKind returns the kind of secret that name stands for, or "". It is certain if the
// name alone is enough.
func secretKind(name string) (kind string, certain bool) {
	for _, one := range secretNames {
		if strings.HasSuffix(name, one.name) {
			return one.kind, true
		}
	}
	switch name {
	case "authorization", "proxyauthorization":
		return kindLogin, true
	case "cookie", "setcookie":
		return kindCookie, true
	}
	kind, known := addressNames[name]
	return "", known && kind == "" // ordinary words are not secrets
}

// name is the name before a separator such as = or :.
type name struct {
	from   int
	bare   string // the whole name, as bare returns it
	word   string // its last word, as bare returns it
	before byte   // the byte before the last word
	spaced bool   // the name has several words, or a space after it
	quoted bool   // the name has a quote on either side
}

func nameBefore(text string, at int) name {
	const far = 40
	end := at
	for end > 0 && at-end < 6 && strings.IndexByte(" \t\"'`\\]", text[end-1]) >= 0 {
		end--
	}
	from := end
	for from > 0 && end-from < far && (isAlnum(text[from-1]) || text[from-1] == '_' || text[from-1] == '-') {
		from--
	}
	n := name{from: from, word: bare(text[from:end]), spaced: strings.ContainsAny(text[end:at], " \t")}
	n.bare = n.word
	n.quoted = strings.ContainsAny(text[end:at], `"'`) || from > 0 && (text[from-1] == '"' || text[from-1] == '\'')
	if from > 0 {
		n.before = text[from-1]
	}
	if n.before == ';' {
		if start := strings.LastIndexByte(text[max(0, from-12):from], '&'); start >= 0 {
			if r, size := entity(text[max(0, from-12)+start:]); max(0, from-12)+start+size == from {
				n.before = byte(r)
			}
		}
	}
	if n.before == ' ' { // "Client Secret", "pass phrase"
		second := from - 1
		for second > 0 && end-second < far && isAlnum(text[second-1]) {
			second--
		}
		n.bare = bare(text[second:end])
		if kind, _ := secretKind(n.word); kind == "" {
			if kind, _ = secretKind(n.bare); kind != "" {
				n.spaced = true
			}
		}
	}
	return n
}

// value is a value in a text.
type value struct {
	from, to int
	found    string // its first bytes, enough to judge it
	quoted   bool
}

// wordEnds finds values. It caches the end of the last word, so that a word full of
// separators is not searched once for each of them.
type wordEnds struct {
	text     string
	from, to int
}

// valueAfter returns the value that begins at or after at: the text in quotes, or the text
// up to the next character that ends a value in a form, a header or JSON.
func (w *wordEnds) valueAfter(at int) value {
	const enough, far = 128, 8
	text := w.text
	for end := at + far; at < min(end, len(text)) && strings.IndexByte(" \t>=", text[at]) >= 0; {
		at++
	}
	opened := at < len(text) && strings.IndexByte("\"'`", text[at]) >= 0
	if opened {
		if text[at] == '"' && at+2 < len(text) && text[at+1] == '"' && isBase64(text[at+2]) {
			at++ // doubled quotes, as in a CSV cell
		}
		if end := strings.IndexByte(text[at+1:], text[at]); end >= 0 {
			return value{at + 1, at + 1 + end, text[at+1 : at+1+min(end, enough)], true}
		}
		at++
	}
	if at < w.from || at >= w.to {
		w.from, w.to = at, wordEnd(text, at, " \n\t\"'`&;,<>)}]|")
	}
	return value{at, w.to, text[at:min(w.to, at+enough)], opened} // the closing quote may be cut off
}

func wordEnd(text string, at int, ends string) int {
	if end := strings.IndexAny(text[at:], ends); end >= 0 {
		return at + end
	}
	return len(text)
}

// scheme returns the scheme of an Authorization header at the index at, and the index of
// its end; "" and at if there is none.
func scheme(text string, at int) (string, int) {
	end := at
	for end < len(text) && isAlnum(text[end]) {
		end++
	}
	switch word := strings.ToLower(text[at:end]); word {
	case "basic", "bearer", "oauth", "nlauth", "digest", "negotiate", "token":
		return word, end
	}
	return "", at
}

// cookies returns the spans of the cookie values in the header value that begins at at.
func cookies(text string, at int) []span {
	var spans []span
	end := wordEnd(text, at, "\n")
	for at < end && strings.IndexByte(" \t", text[at]) >= 0 {
		at++
	}
	if at < end && strings.IndexByte("\"'", text[at]) >= 0 {
		end = min(end, wordEnd(text, at+1, text[at:at+1]))
		at++
	}
	for _, pair := range strings.Split(text[at:end], ";") {
		name, found, ok := strings.Cut(pair, "=")
		from := at + len(name) + 1
		at += len(pair) + 1
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "path", "domain", "expires", "max-age", "samesite", "version", "priority":
			continue
		}
		found = strings.TrimRight(found, " \"'`")
		if ok && found != "" && !placeholder(found) {
			spans = append(spans, span{from, from + len(found), kindCookie})
		}
	}
	return spans
}

// nameOfPair returns the name in {"name": "client_secret", "value": …}, given the index of
// the value.
func nameOfPair(text string, at int) string {
	const far = 120
	before := text[max(0, at-far):at]
	start := strings.LastIndex(before, `"name"`)
	if start < 0 || strings.ContainsAny(before[start:], "{}") {
		return ""
	}
	_, quoted, _ := strings.Cut(before[start+len(`"name"`):], `"`)
	found, _, _ := strings.Cut(quoted, `"`)
	return bare(found)
}

// userOption reports whether the colon at at separates user and password in curl -u.
func userOption(text string, at int) bool {
	from := at
	for from > 0 && strings.IndexByte(" \t\n", text[from-1]) < 0 && at-from < 200 {
		from--
	}
	word := strings.Trim(text[from:at], "\"'`")
	if strings.HasPrefix(word, "--user=") || strings.HasPrefix(word, "--proxy-user=") || len(word) > 2 && strings.HasPrefix(word, "-u") {
		return true
	}
	before := strings.TrimRight(text[max(0, from-20):from], " \t")
	before = before[strings.LastIndexAny(before, " \t\n")+1:]
	return before == "-u" || before == "--user" || before == "--proxy-user" || before == "-U"
}

// userInfo finds the password in https://user:password@host, or a user without password that
// looks like a credential.
func userInfo(text string) []span {
	var spans []span
	for from := 0; ; {
		at := strings.Index(text[from:], "://")
		if at < 0 {
			return spans
		}
		from += at + len("://")
		end := wordEnd(text, from, "/?# \n\t\"'`<>")
		at = strings.LastIndexByte(text[from:end], '@')
		if at < 0 {
			continue
		}
		user := text[from : from+at]
		colon := strings.IndexByte(user, ':')
		switch {
		case colon >= 0 && !placeholder(user[colon+1:]):
			spans = append(spans, span{from + colon + 1, from + at, kindPassword})
		case colon < 0 && isLong(user):
			spans = append(spans, span{from, from + at, kindPassword})
		}
		from += at
	}
}

// placeholder reports whether a value takes the place of a secret, according to PresenceOf,
// or is a common word of settings. A partly masked value is not a placeholder: the part
// that is left may be enough to use.
func placeholder(found string) bool {
	if HoldsStandIn(found) {
		return true
	}
	if keyed(found) {
		return false
	}
	switch strings.ToLower(found) {
	case "true", "false", "on", "off", "yes", "no", "empty", "missing", "basic", "bearer":
		return true
	}
	return found == "" || found[0] == '[' || PresenceOf(found) != Whole
}
