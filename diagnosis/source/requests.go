package source

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/exchange"
)

// requests returns the token requests that the program builds, one for each group of fields
// with grant_type. Name or value must be in quotation marks, which prose does not use.
func (p *program) requests() (out []exchange.Request) {
	if !p.sends() {
		return nil
	}
	var groups []int
	for _, q := range p.pairs {
		if q.name == "grant_type" && q.group >= 0 && (p.lex[q.at].kind == text || p.lex[min(q.value.from, len(p.lex)-1)].kind == text) && !slices.Contains(groups, q.group) && len(groups) < maxRequests {
			groups = append(groups, q.group)
		}
	}
	if address, _ := p.address(); address != "" && toOthers(strings.ReplaceAll(address, "${x}", unknownPart)) {
		return nil
	}
	for _, group := range groups {
		out = append(out, p.request(group, len(groups) == 1))
	}
	return out
}

// sends reports whether the program calls a function that sends a request or encodes a form.
// Words that also occur in prose count only as part of a dotted name that is called.
func (p *program) sends() bool {
	for i := range p.lex {
		name := strings.ToLower(strings.TrimPrefix(p.word(i), "$"))
		if name == "" || !slices.Contains(senders, name) {
			continue
		}
		called := p.is(i+1, "(", "<") && (!slices.Contains(proseToo, name) || p.accessor(i-1) && p.lex[i-1].line == p.lex[i].line)
		switch {
		case called, strings.HasPrefix(name, "invoke-"), p.word(i-1) == "new",
			p.accessor(i+1) && p.word(i+2) != "" && p.is(i+3, "(", "<", "{", ".", "::"):
			return true
		}
	}
	return false
}

// proseToo are senders that are ordinary words.
var proseToo = []string{"request", "client", "session", "values", "exchange", "net", "http", "https", "post", "got"}

func (p *program) request(group int, only bool) exchange.Request {
	lines := map[string]exchange.Line{}
	var fields [][2]string
	for _, q := range p.pairs {
		if q.group != group || !slices.Contains(formFields, q.name) {
			continue
		}
		value, _ := p.str(q.value, 0)
		if strings.Contains(value, unknownPart) || value == "" {
			value = "${" + q.name + "}"
		}
		if _, twice := lines[q.name]; twice && q.name == "scope" {
			continue
		}
		fields = append(fields, [2]string{q.name, value})
		lines[q.name] = p.lineAt(q.at)
	}
	address, line := p.address()
	if address != "" {
		lines["address"] = p.quoted(line, "://")
	}
	uses := p.uses(group)
	method := p.method(uses, lines)
	r := exchange.CodeRequest(method, address, fields)
	r.FieldsKnown = p.lex[group].kind != mark || p.lex[group].pair >= 0 && !p.spreads(group)
	r.Lines = lines
	if at, is := p.sentAsJSON(uses); is {
		r.BodyKind = exchange.JSONEncoded
		lines["body"] = p.lineAt(at)
	}
	if at, basic := p.basic(uses, only); basic {
		r.Authorization = exchange.CodeBasic()
		lines["client"] = p.lineAt(at)
	} else if l, found := lines["client_secret"]; found {
		lines["client"] = l
	}
	return r
}

// address returns the only address of a token endpoint in the program, or "" if there are
// several. Unknown parts become ${x}.
func (p *program) address() (address string, line int) {
	for i, l := range p.lex {
		if l.kind != text || !strings.Contains(l.text, "token") || !strings.Contains(l.text, "/") || strings.Contains(l.text, "urn:") || strings.ContainsAny(l.text, " \n") {
			continue
		}
		value := p.template(l, i, 0)
		if p.is(i-1, "+", ".") { // appended to a base address
			value = unknownPart + value
		}
		value = strings.ReplaceAll(value, unknownPart, "${x}")
		if !strings.HasPrefix(value, "https://") && !strings.HasPrefix(value, "http://") {
			continue
		}
		if address != "" && address != value {
			return "", 0
		}
		address, line = value, l.line
	}
	return address, line
}

// uses returns the places where a group of fields is used: the place where it is written
// and, if it is assigned to a variable, the places of that variable.
func (p *program) uses(group int) (out []int) {
	at := group
	out = []int{at}
	name := ""
	for v, set := range p.vars {
		for _, e := range set {
			if at >= e.from && at < e.to && p.lex[at].kind == mark {
				name = v
			}
		}
	}
	if p.lex[at].kind == word { // fields set by calls on a variable
		name = p.word(at)
	}
	const most = 32
	for i := range p.lex {
		if name != "" && i != at && p.word(i) == name && !p.is(i+1, "=", ":=", "[") && len(out) < most {
			out = append(out, i)
		}
	}
	return out
}

// around returns the brackets around a word within its statement, innermost first.
func (p *program) around(i int) (out []int) {
	const deepest = 12
	for open := p.lex[i].in; open >= 0 && len(out) < deepest && !p.isBlock(open); open = p.lex[open].in {
		out = append(out, open)
	}
	return out
}

// jsonCalls encode JSON; formCalls encode a form.
var (
	jsonCalls = []string{"json.stringify", "json.dumps", "json_encode", "jsonconvert.serializeobject", "jsonserializer.serialize", "convertto-json", "json.generate", "postasjsonasync", "jsoncontent.create", "gson.tojson", "json.marshal"}
	formCalls = []string{"urlsearchparams", "qs.stringify", "querystring.stringify", "formurlencodedcontent", "http_build_query", "urlencode", "encode_www_form", "formbody"}
)

// callBefore returns the dotted name before a bracket, in lower case.
func (p *program) callBefore(open int) string {
	i := open - 1
	if p.is(i, ">") { // skip type arguments
		for i > 0 && open-i < 12 && !p.is(i, "<") {
			i--
		}
		i--
	}
	name := strings.ToLower(p.word(i))
	for name != "" && p.accessor(i-1) && p.word(i-2) != "" {
		i -= 2
		name = strings.ToLower(p.word(i)) + "." + name
	}
	return name
}

// sentAsJSON reports whether the fields are sent as JSON, and which lexeme shows it.
func (p *program) sentAsJSON(uses []int) (at int, is bool) {
	for _, use := range uses {
		if p.is(use-1, "=", ":", "=>") && strings.EqualFold(p.lex[use-2].text, "json") { // requests, got, Guzzle
			return use - 2, true
		}
		for n, open := range p.around(use) {
			name := p.callBefore(open)
			if slices.ContainsFunc(formCalls, func(call string) bool { return strings.HasSuffix(name, call) }) {
				break
			}
			if slices.ContainsFunc(jsonCalls, func(call string) bool { return strings.HasSuffix(name, call) }) {
				return open - 1, true
			}
			// axios sends an object as JSON unless its header says that it is a form.
			if strings.HasSuffix(name, "axios.post") && n == 0 && (p.is(use, "{") || p.word(use) != "" && p.is(uses[0], "{") && p.is(uses[0]-1, "=")) {
				switch at, kind := p.contentType(open); {
				case strings.Contains(kind, "json"):
					return at, true
				case kind == "":
					return use, true
				}
			}
		}
	}
	return 0, false
}

// contentType returns the value to which a call sets that header, in lower case; unknownPart
// for a variable, "" if the call does not set it.
func (p *program) contentType(open int) (at int, kind string) {
	for i := open + 1; i < p.lex[open].pair; i++ {
		if name := strings.ToLower(p.lex[i].text); name == "content-type" || name == "headers" || name == "contenttype" {
			at, kind = i, unknownPart
			if value, _ := p.str(expr{i + 2, p.end(i + 2)}, 0); name != "headers" {
				return i, strings.ToLower(value)
			}
			if p.is(i+2, "{") {
				kind = ""
			}
		} else if p.is(i, "...") {
			kind = unknownPart
		} else if args := p.args(open); len(args) == 3 && i == args[2].from && p.word(i) != "" && args[2].to == i+1 {
			kind = unknownPart // options that are built elsewhere
		}
	}
	return at, kind
}

// method returns the HTTP method of the call that sends the fields, or "" if the name of the
// call does not show it.
func (p *program) method(uses []int, lines map[string]exchange.Line) string {
	for _, use := range uses {
		for _, open := range p.around(use) {
			name := p.callBefore(open)
			for _, call := range []string{"requests.get", "axios.get", "httpx.get", "session.get", "got.get"} {
				if name == call {
					lines["method"] = p.lineAt(open - 1)
					return "GET"
				}
			}
		}
	}
	return ""
}

// basic reports whether Client ID and Client Secret are sent by HTTP Basic, and which lexeme
// shows it. In a program with several requests only the same call counts.
func (p *program) basic(uses []int, only bool) (at int, is bool) {
	same := func(i int) bool {
		if only {
			return true
		}
		for _, use := range uses {
			for _, open := range p.around(use) {
				if i > open && i < p.lex[open].pair {
					return true
				}
			}
		}
		return false
	}
	for i, l := range p.lex {
		is := false
		switch name := strings.ToLower(l.text); {
		case l.kind == word && (name == "httpbasicauth" || name == "setbasicauth" || name == "basic_auth" || name == "setbasicauthentication") && p.is(i+1, "("):
			is = true
		case l.kind == word && name == "auth" && p.is(i+1, "=", ":") && p.is(i+2, "(", "{", "["):
			is = l.in >= 0
		case l.kind == text && name == "auth" && p.is(i+1, "=>", ":") && p.is(i+2, "[", "{"):
			is = true
		case l.kind == text && (strings.HasPrefix(l.text, "Basic ") || l.text == "Basic"):
			is = true
		case l.kind == word && name == "curlopt_userpwd":
			is = true
		}
		if is && same(i) {
			return i, true
		}
	}
	return 0, false
}
