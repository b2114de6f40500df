package diagnosis_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
)

// given is an input with facts.
type given struct{ name, text, facts string }

// allGiven returns the inputs of all tests and samples.
func allGiven(t *testing.T) []given {
	var all []given
	for _, p := range pastes() {
		all = append(all, given{p.name, p.text, p.facts})
	}
	for _, v := range variants() {
		all = append(all, given{v.name, v.text, ""})
	}
	for _, s := range slices.Concat(tokenScenarios(), pastedScenarios(), factScenarios()) {
		all = append(all, given{s.name, s.text, s.facts})
	}
	for _, s := range faultySnippets {
		all = append(all, given{s.name, s.code, ""})
	}
	type sample struct {
		ID, Name, Context, Token, Input string
		Facts                           []string
		InputB64                        string `json:"input_b64"`
	}
	for _, name := range []string{"scenarios.jsonl", "hostile-tokens.jsonl", "hostile-keys.jsonl", "public-cases.jsonl"} {
		if _, err := os.Stat("../../shared/samples/" + name); err != nil {
			continue
		}
		for _, s := range sampleLines[sample](t, name) {
			text := s.Token + s.Input
			if s.InputB64 != "" {
				raw, _ := base64.StdEncoding.DecodeString(s.InputB64)
				text = string(raw)
			}
			all = append(all, given{s.ID + s.Name, text, strings.Join(append(s.Facts, contexts[s.Context]), " ")})
		}
	}
	files, _ := filepath.Glob("../../shared/samples/pasted-keys/*")
	for _, file := range files {
		if data, err := os.ReadFile(file); err == nil && len(data) < 1<<20 {
			all = append(all, given{filepath.Base(file), string(data), ""})
		}
	}
	return all
}

var tokenPart = regexp.MustCompile(`[A-Za-z0-9_+/-]{16,}=*`)

// literals returns all literal text of an input, with the effects of copying, mailing and
// encoding undone.
func literals(g given) string {
	text := strings.ToValidUTF8(g.text, "�")
	out := []string{text, g.facts}
	add := func(s string) { out = append(out, s) }
	for range 2 {
		if decoded, err := url.QueryUnescape(text); err == nil && decoded != text {
			text = decoded
			add(text)
		} else {
			break
		}
	}
	add(strings.NewReplacer("&amp;", "&", "&quot;", `"`, `\"`, `"`).Replace(text))
	for _, run := range tokenPart.FindAllString(strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, text)+" "+text, -1) {
		plain := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(run, "="))
		if decoded, err := base64.RawStdEncoding.DecodeString(plain); err == nil && utf8.Valid(decoded) {
			add(string(decoded))
			var value any
			if json.Unmarshal(decoded, &value) == nil {
				members(value, add)
			}
		}
	}
	for _, run := range percent.FindAllString(text, 4096) {
		if decoded, err := url.QueryUnescape(run); err == nil {
			add(decoded)
		}
	}
	return strings.Join(strings.Fields(strings.Join(out, "\n")), " ")
}

var percent = regexp.MustCompile(`[^\s&"'=]*%[0-9A-Fa-f]{2}[^\s&"']*`)

// members returns every text and number in JSON.
func members(value any, add func(string)) {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			add(name)
			members(member, add)
		}
	case []any:
		for _, member := range v {
			members(member, add)
		}
	case string:
		add(v)
	default:
		text, _ := json.Marshal(v)
		add(string(text))
	}
}

// evidenceInput is an input, with the values that can be computed from it.
type evidenceInput struct {
	said    string // literals
	folded  string // in lower case, with hyphens for underscores, as accounts are compared
	numbers []float64
	lengths map[int]bool // of what is between separators, as it is and decoded
}

var (
	numberForm    = regexp.MustCompile(`-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`)
	separatorForm = regexp.MustCompile(`[\s&="'.:,;{}()<>\[\]|?]+`)
)

func newEvidenceInput(g given) evidenceInput {
	in := evidenceInput{said: literals(g), lengths: map[int]bool{}}
	in.folded = fold(in.said)
	for _, number := range numberForm.FindAllString(in.said, 20000) {
		if value, err := strconv.ParseFloat(number, 64); err == nil {
			in.numbers = append(in.numbers, value)
		}
	}
	joined := strings.Join(strings.Fields(g.text), "")
	for _, text := range []string{in.said, joined} {
		for _, run := range separatorForm.Split(text, -1) {
			in.lengths[utf8.RuneCountInString(run)] = true
			in.lengths[len(strings.TrimRight(run, "="))*3/4] = true
		}
	}
	return in
}

func fold(text string) string { return strings.ReplaceAll(strings.ToLower(text), "_", "-") }

func (in evidenceInput) literal(text string) bool {
	text = strings.Join(strings.Fields(strings.TrimSuffix(text, "…")), " ")
	return strings.Contains(in.said, text) || strings.Contains(in.folded, fold(text))
}

func (in evidenceInput) number(text string) bool {
	value, err := strconv.ParseFloat(text, 64)
	return err == nil && slices.ContainsFunc(in.numbers, func(n float64) bool { return math.Abs(n-value) < 1 })
}

func (in evidenceInput) moment(text string) bool {
	at, err := time.Parse("2006-01-02 15:04:05Z", text)
	return err == nil && in.number(fmt.Sprint(at.Unix()))
}

func (in evidenceInput) difference(text string) bool {
	want, err := strconv.ParseFloat(text, 64)
	return err == nil && slices.ContainsFunc(in.numbers, func(a float64) bool {
		return slices.ContainsFunc(in.numbers, func(b float64) bool { return math.Abs(b-a-want) < 2 })
	})
}

func (in evidenceInput) length(text string) bool { n, _ := strconv.Atoi(text); return in.lengths[n] }

// computations are all ways to compute evidence from an input; evidence that matches none of
// them is made up. Each group in parentheses is checked.
var computations = []struct {
	name  string
	form  string
	holds func(in evidenceInput, piece string) bool
}{
	{"the source of a fact", `^(.*), as (?:you said|what was pasted shows|the row of the trail shows)$`, evidenceInput.literal},
	{"lifetime in words, as you said", `^[\d ]+(?:d|h|min|s|mo|y), as you said$`, nil},
	{"a moment (Moment)", `^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ)$`, evidenceInput.moment},
	{"a difference of times (Span)", `^(-?\d+) s(?: \([a-z0-9 ]+\))?$`, evidenceInput.difference},
	{"a time with its unit or fault", `^"?([^"]+)"? \((?:milliseconds|microseconds|text|not a time|out of range|a fraction of seconds|whole seconds, written with (?:an exponent|a decimal point))\)$`, evidenceInput.literal},
	{"a code that is only named (checkNamedCode)", `^(\w+), named in the text$`, evidenceInput.literal},
	{"a length (measured)", `^(\d+) characters?$`, evidenceInput.length},
	{"a length with its reason", `^(\d+) characters?, a length that no base64url text has$`, evidenceInput.length},
	{"bytes of a signature", `^(?:an ASN\.1 sequence of )?(\d+) bytes?(?: \(RSA \d+\))?$`, evidenceInput.length},
	{"a page without a title (shownAnswer)", `^a web page$`, nil},
	{"status and error of an answer (shownAnswer)", `^(\d{3}|redirect with error=\S+)(?: (\S+))?$`, func(in evidenceInput, piece string) bool {
		return in.literal(strings.TrimPrefix(piece, "redirect with error="))
	}},
	{"a challenge (shownAnswer)", `^WWW-Authenticate: (\S+)(?: realm=([^\s\[]+|\[\d+ characters, no account\]))?$`, func(in evidenceInput, piece string) bool {
		return in.literal(piece) || strings.HasPrefix(piece, "[")
	}},
	{"a quotation", `^“(.*)”$`, evidenceInput.literal},
	{"a status and a quotation", `^(\d{3}) “(.*)”$`, evidenceInput.literal},
	{"two values against each other", `^(.+), (?:against|but the token is for) (.+)$`, evidenceInput.literal},
	{"a member with a remark", `^(.+?) \((?:a duplicate key|a nested token|missing kid|type contradiction)\)$`, func(in evidenceInput, piece string) bool {
		return in.described(piece) || in.literal(piece) || !slices.ContainsFunc(strings.Split(piece, " and "), func(name string) bool { return !in.literal(name) })
	}},
	{"an address that is not fetched", `^(.+), not fetched$`, evidenceInput.literal},
	{"a list of values (shownList)", `^([^,·]+)(?:(?: · |, )([^,·]+))+$`, func(in evidenceInput, piece string) bool { return in.literal(piece) || in.described(piece) }},
	{"a count of hidden characters", `^\d+, shown here as \\u\{…\}$`, nil},
	{"a count of members or parts", `^(?:an object of \d+ members|\d+ parts|\d+ more)$`, nil},
	{"a kind and its marks (Signs)", `^(?:access token|refresh token|ID token|client assertion): `, nil},
	{"what was sent (checkClientAuthentication)", `^(?:(?:a header Authorization: (?:Basic|Bearer|of no known scheme)|client_secret in the body|an assertion)(?: and )?)+$`, nil},
	{"a place in a part (base64, JSON)", `^(?:'.*' at character \d+ of the \w+|the (?:header|payload): (?:it is|it has|it nests|the JSON) .+)$`, nil},
	{"a part encoded twice", `^a double-encoded (?:header|payload)$`, nil},
	{"a secret (Secret.String, Redact)", `^(.*)\[[a-zA-Z0-9# ]+: \d+ characters, fingerprint [0-9a-f]{8}\](.*)$`, nil},
	{"a shortened Client ID (ShortID)", `^([0-9A-Fa-f]{6})…([0-9A-Fa-f]{4})$`, evidenceInput.literal},
	{"type and size of a key (Key.Type)", `^(?:RSA|EC|RSASSA-PSS|Ed25519|DSA|oct)\b.*$`, nil},
	{"a private key, not shown", `^.*private key.*not shown$`, nil},
	{"a character and its code point", `^.{1,12} \(U\+[0-9A-F]{4,6}\)$`, nil},
	{"a date of a certificate", `^\d{1,2} [A-Z][a-z]+ \d{4}(?: .*)?$`, nil},
	{"bytes of a file or a member", `^(?:\d+ (?:and \d+ )?bytes?(?: behind it)?|[0-9A-F]{2}(?: [0-9A-F]{2})*)$`, nil},
	{"an error of Go's X.509 parser", `^(?:invalid|negative|malformed) .*$`, nil},
	{"letters outside ASCII as numbers", `^(.*)\\u\{[0-9A-F]+\}(.*)$`, nil},
	{"a parameter that is sent twice", `^(.+) more than once$`, evidenceInput.literal},
	{"a line of source code with a secret in it", `^…?(.+?)\[(?:[a-z ]+: \d+ characters, finger.*|not shown\].*)$`, evidenceInput.literal},
	{"a line of source code, its beginning left out", `^…(.+)$`, evidenceInput.literal},
	{"a share of a set", `^\d+ days?(?: .*)?$`, nil},
}

// described matches evidence without a literal: a missing value, or the form of a value. Only
// a whole request can lack something: see TestFragments.
var described = regexp.MustCompile(`^(?:nothing|nothing \(missing\)|nothing: \w+ is missing|nothing: it is (?:missing|empty)|nothing; a parameter access_token|an empty (?:text|array|payload)|no header, no secret|cookies|a header Cookie beside it|JSON|in the address|twice|two headers|it is sent` +
	`|a key, not examined|left out where it was copied|a placeholder|another text|an Application ID|characters outside printable ASCII|a variable, not filled in` +
	`|the lifetime belongs to an? [a-z ]+|ttype belongs to .+|at_hash belongs in an ID token|bits set after the last byte|padding: '=' at the end|'\+' or '/', as in ordinary base64|one base64 text around them|header,payload,signature|1 part, no dot|nothing before the first dot|it is truncated.*` +
	`|there is no colon between .*|what follows Basic is not base64.*|the word Bearer .*|no token follows the word Bearer|a sign that is no space follows .*|there is no space between .*|the name of the header appears twice|(?:quotation marks|brackets) are around the token|a name is between .*|the scheme is (?:Token|JWT) and not Bearer|the header names no scheme.*` +
	// The forms of key material (keys.Problem).
	`|one line|text before it|character references|tags|hexadecimal digits|numbers|(?:base64 of )+(?:-----BEGIN|a text|DER|gzip)|no such line|two of them|other text on each line|an? (?:number|time|bar|name|space)\b.*|a number(?:, not a string)?|ordinary base64, not base64url|the SHA-(?:1|256) fingerprint of the certificate .*|a string|another encryption|OpenSSH|PKCS#12|only base64|spaces before them|it does not name its curve|none|more or fewer|quotation marks|another key(?: with the same kid)?|the same key again|other operations|the same name in another case|a backslash and a letter|an even number|\+ or /|a leading zero|a certificate)$`)

func (in evidenceInput) described(got string) bool { return described.MatchString(got) }

// made reports whether evidence is literal or computed.
func (in evidenceInput) made(got string) bool {
	got = strings.Join(strings.Fields(got), " ")
	if got == "" || in.literal(got) || in.described(got) {
		return true
	}
	for i, c := range computations {
		match := computationForms[i].FindStringSubmatch(got)
		if match == nil {
			continue
		}
		if c.holds == nil || !slices.ContainsFunc(match[1:], func(piece string) bool { return piece != "" && !c.holds(in, piece) }) {
			return true
		}
	}
	if match := pointedOut.FindStringSubmatch(got); match != nil {
		return in.made(match[1] + match[2])
	}
	if items, is := strings.CutPrefix(got, "["); is { // an array (token.Value.Written)
		return !slices.ContainsFunc(strings.Split(items, ", "), func(item string) bool {
			item = strings.Trim(item, `"[]…`)
			return !strings.HasSuffix(item, " more") && !in.made(item)
		})
	}
	if parts := strings.Split(got, " · "); len(parts) > 1 {
		return !slices.ContainsFunc(parts, func(part string) bool { return !in.made(part) })
	}
	return false
}

// pointedOut matches a text with its difference from the expected one.
var pointedOut = regexp.MustCompile(`^(?:(.*?)(?: \((?:only upper and lower case differ|they differ at character \d+|character \d+ is U.*)\)|, but not the same|, with .+ at character \d+)|“ *(.*?) *”, with a space around it)$`)

var computationForms = func() (forms []*regexp.Regexp) {
	for _, c := range computations {
		forms = append(forms, regexp.MustCompile(c.form))
	}
	return forms
}()

// TestEvidence catches made-up evidence: Got of a finding must be in the input, or be
// computed from it in one of the ways above. And it catches evidence that shows no difference.
func TestEvidence(t *testing.T) {
	rows := 0
	for _, g := range allGiven(t) {
		_, _, d := paste(t, strings.TrimSpace(g.facts), g.text)
		in := newEvidenceInput(g)
		for _, f := range d.Findings {
			for _, e := range f.Evidence {
				rows++
				if e.Got != "" && strings.TrimSpace(border.Redact(e.Expected)) == strings.TrimSpace(border.Redact(e.Got)) {
					t.Errorf("%s: %s, %s: expected and got are both %q", g.name, f.ID, e.Where, e.Got)
				}
				if !in.made(e.Got) {
					t.Errorf("%s: %s, %s: got %q is not in the input", g.name, f.ID, e.Where, e.Got)
				}
			}
		}
	}
	t.Logf("%d rows", rows)
}

// TestFragments catches a finding that a request lacks something which was only not copied:
// in a line of a note, a request line alone, a template, options in a file.
func TestFragments(t *testing.T) {
	const host = "https://1234567.suitetalk.api.netsuite.com"
	for _, text := range []string{
		"GET " + host + "/services/rest/record/v1/customer", "GET " + host + "/services/rest/record/v1/customer\nHTTP/1.1 401 Unauthorized\n" + restBody, "GET /services/rest/record/v1/customer HTTP/1.1\n\n401 Unauthorized",
		"we call " + host + "/services/rest/record/v1/customer and get 401", "POST " + endpoint, "POST " + endpoint + "\n400 {\"error\":\"invalid_grant\"}", "POST " + endpoint + "\n400 {\"error\":\"invalid_client\"}", "POST " + endpoint + " -> 400 invalid_request",
		"POST /services/rest/auth/oauth2/v1/token HTTP/1.1\nHost: 1234567.suitetalk.api.netsuite.com\nContent-Length: 900\n\nHTTP/1.1 400 Bad Request\n\n{\"error\":\"invalid_grant\"}",
		"POST token grant_type=client_credentials\n400 {\"error\":\"invalid_scope\"}", "curl " + host + "/services/rest/record/v1/customer -H @headers.txt", "curl -K options " + host + "/services/rest/record/v1/customer", "curl -n " + host + "/services/rest/record/v1/customer",
		"curl $OPTIONS " + host + "/services/rest/record/v1/customer", "curl " + endpoint + " -d @body.txt", "curl " + endpoint + " -d grant_type=client_credentials -d @rest.txt", "curl " + endpoint + " -d grant_type=client_credentials -d client_assertion_type=" + assertType + " --data-urlencode client_assertion@jwt.txt",
		strings.Replace(har(goodAccess, 401, `Bearer realm=\"1234567\"`, ""), `{"name":"Authorization","value":"Bearer `+goodAccess+`"}`, "", 1), "grant_type=client_credentials", "DELETE " + host + "/services/rest/record/v1/customer/1",
	} {
		for _, facts := range []string{"", "client=confidential"} {
			_, c, d := paste(t, facts, text)
			sound(t, c, d)
			for _, f := range d.Findings {
				for _, e := range f.Evidence {
					if strings.HasPrefix(e.Got, "nothing") || strings.HasPrefix(e.Got, "no ") || strings.Contains(f.Title, "missing") || strings.Contains(f.Title, "carries no") {
						t.Errorf("%.90q: %s: %q, got %q; a fragment lacks nothing", text, f.ID, f.Title, e.Got)
					}
				}
			}
		}
	}
	for _, text := range []string{"GET /services/rest/record/v1/customer HTTP/1.1\nHost: 1234567.suitetalk.api.netsuite.com\nAccept: */*\n\n", "curl " + host + "/services/rest/record/v1/customer", "> GET /services/rest/record/v1/customer HTTP/2\n> Host: 1234567.suitetalk.api.netsuite.com\n> Accept: */*\n> \n< HTTP/2 401 \n< \n"} {
		if _, _, d := paste(t, "", text); !slices.ContainsFunc(d.Findings, func(f diagnosis.Finding) bool { return f.ID == "call-authorization" && f.Status == fail }) {
			t.Errorf("%.60q: no finding that the whole request carries no Authorization", text)
		}
	}
}

// TestMadeUpEvidence catches a test of evidence that accepts anything.
func TestMadeUpEvidence(t *testing.T) {
	in := newEvidenceInput(given{text: "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"1234567_SB1\"\n\n{\"error\":\"invalid_token\",\"exp\":1795435200}"})
	for got, want := range map[string]bool{
		"401 invalid_token": true, "1234567-sb1": true, "2026-11-23 12:00:00Z": true, "WWW-Authenticate: Bearer realm=1234567_SB1": true, "13 characters": true, "nothing: it is missing": true,
		"OAuth realm=…": false, "INVALID_LOGIN_ATTEMPT": false, "404 invalid_token": false, "2026-11-23 13:00:00Z": false, "WWW-Authenticate: OAuth realm=1234567_SB1": false, "47 characters": false, "“Invalid login attempt”": false, "7654321": false, "nothing of the kind": false,
		"401 invalid_token · “Invalid login attempt”": false, "TBA, as what was pasted shows": false,
	} {
		if in.made(got) != want {
			t.Errorf("%q: %v", got, !want)
		}
	}
}
