// Package intake recognises what was pasted. It says what it took and what it
// took off, and keeps nothing of a text it does not know.
package intake

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode"

	"authdoctor/diagnosis/clientline"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
	"authdoctor/diagnosis/trail"
)

// Kind is what a text was recognised as; the values of input.kind in JSON.
type Kind string

// The kinds.
const (
	KindToken    Kind = "token"
	KindCode     Kind = "code"
	KindAnswer   Kind = "http-response"
	KindRedirect Kind = "redirect-url"
	KindRequest  Kind = "request"
	KindKey      Kind = "key"
	KindTrail    Kind = "trail"
	KindWords    Kind = "words"      // a text of words that nothing else reads
	KindError    Kind = "error-line" // of a client: a library, a tool, a connector
	KindSource   Kind = "source"     // client code
	KindUnknown  Kind = "unknown"
)

// Input is what was recognised in a text.
type Input struct {
	// Kind is that of the part that tells most about the failure; Kinds are those
	// of all parts, in that order.
	Kind  Kind
	Kinds []Kind
	// Notes say, for people, what was taken, removed or ignored.
	Notes []string
	// Tokens are the tokens found, in order.
	Tokens []token.Token
	// Keys is the key material found; nil for none.
	Keys *keys.File
	// Exchanges are the requests and answers found, in order.
	Exchanges []exchange.Exchange
	// beside is the text beside source code.
	beside string
	// Hints are what the words around an answer say about it.
	Hints []Hint
	// Detail is the word found that is in the Detail column; for a word that
	// is none it holds the nearest codes.
	Detail detail.Match
	// Rows are the failures of the trail with that Detail, where rows were found below
	// a header.
	Rows []trail.Row
	// RowsSeen is how many rows were found with them.
	RowsSeen int
	// Standing is how the text has Detail.
	Standing Standing
	// Marks are traces of other protocols than OAuth 2.0.
	Marks []Mark
	// Signed is what shows of a login with TBA, where there are such marks.
	Signed Signed
	// Line is the error of a client in the text; nil for none.
	Line *clientline.Line
	// ErrorLine is how an error of a program begins that is in the text and of which
	// nothing was made; "" for none.
	ErrorLine string
	// CertificateID is what was given as one; "" for none.
	CertificateID string
	// Lacks is the name of the fact that the text may be the value of, "" for none.
	Lacks string
	// Problem says what is wrong with a text that is not usable, one sentence. It names
	// no flag and no key of a screen: each surface adds its own.
	Problem string
}

// MaxText is the longest text that is looked at, in bytes.
const MaxText = 1 << 20

// maxHAR is the longest HAR file that is looked at, in bytes. Browsers write the
// pictures and scripts of a page into it.
const maxHAR = 64 << 20

// maxTokens is how many tokens of one text are diagnosed.
const maxTokens = 8

// Limit is how much of a text that begins with head is read, in bytes.
func Limit(head string) int {
	if looksLikeHAR(head) {
		return maxHAR
	}
	return MaxText
}

// Recognise finds out what a text is.
func Recognise(text string) Input {
	input := recognise(text)
	switch fromTrail := slices.Contains(input.Kinds, KindTrail) || input.Kind == KindTrail; {
	case token.Bare(strings.TrimSpace(text)), len(text) > MaxText, len(input.Rows) > 0:
		// A row with named columns tells its protocol itself.
	case fromTrail:
		input.Marks = Telling(text)
	default:
		input.takeMarks(text)
	}
	if input.Kinds == nil {
		input.Kinds = input.kinds()
	}
	if slices.Contains(input.Kinds, KindSource) {
		text = input.beside // no line of the code is an error that happened
	}
	input.takeLine(text)
	input.ErrorLine = errorLine(text, input)
	return input
}

func recognise(text string) Input {
	if limit := Limit(text); len(text) > limit {
		return Input{Kind: KindUnknown, Problem: fmt.Sprintf("the text has %d bytes; at most %d are read: give the token, the code or the answer alone", len(text), limit)}
	}
	original := text
	text, note := token.ToUTF8(text)
	var notes []string
	if note != "" {
		notes = append(notes, note)
	}
	trimmed := strings.TrimSpace(text)
	switch {
	case trimmed == "":
		return Input{Kind: KindUnknown, Problem: "the text is empty; give a token, an HTTP answer or the word in the Detail column"}
	case token.Bare(trimmed):
	case isMaterial(text) || isMaterial(original):
		return material(original, text)
	case tbaHeader().MatchString(trimmed) && !strings.Contains(trimmed, "\n"):
		return Input{Kind: KindRequest, Problem: "this is the Authorization header of token-based authentication (TBA, OAuth 1.0a), not of OAuth 2.0; the page tba-code says more"}
	case serialized().MatchString(trimmed) && (strings.Contains(trimmed, `"signature`) || strings.Contains(trimmed, `"protected"`)):
		return Input{Kind: KindUnknown, Problem: "this is a token in JSON serialization (RFC 7515 section 7.2); NetSuite takes only the compact form header.payload.signature"}
	default:
		if trimmed[0] == '{' || trimmed[0] == '[' { // before an answer is seen in them
			if input, ok := auditExport(text); ok {
				input.Notes = append(notes, input.Notes...)
				return input
			}
		}
		if input, ok := exchanges(text); ok {
			input.Notes = append(notes, input.Notes...)
			return input
		}
	}
	if input, ok := tokens(text); ok {
		input.Notes = append(notes, input.Notes...)
		if !token.Bare(trimmed) {
			input.takeCodeBeside(text)
		}
		return input
	}
	if input, ok := auditExport(text); ok { // not trimmed: a tab at the end is an empty field
		input.Notes = append(notes, input.Notes...)
		return input
	}
	for _, read := range []func(string) (Input, bool){auditRows, code, certificateID, eitherOf} {
		if input, ok := read(trimmed); ok {
			input.Notes = append(notes, input.Notes...)
			return input
		}
	}
	return unknown(trimmed, notes)
}

// serialized is a token in JSON serialization: its payload is base64url, where a decoder
// has an object.
var serialized = pattern.Lazy(`^\{[\s\S]*"payload"\s*:\s*"`)

var tbaHeader = pattern.Lazy(`(?i)^(authorization\s*:\s*)?OAuth\s+(realm|oauth_\w+)\s*=`)

// phraseForm is a Detail value with its words set apart, as people type it.
var phraseForm = pattern.Lazy(`^[A-Za-z]+([ -][A-Za-z]+){1,5}$`)

// wordForm is what a Detail value looks like: one word of letters.
var wordForm = pattern.Lazy(`^[A-Za-z][A-Za-z_]{2,60}$`)

// words are those of a text, split the way sentences, CSV rows and JSON join them:
// a letter, and 2 to 60 letters and underscores behind it.
func words(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for from := 0; from < len(text); {
			if !isLetter(text[from]) {
				from++
				continue
			}
			end := from + 1
			for end < len(text) && end-from < 61 && (isLetter(text[end]) || text[end] == '_') {
				end++
			}
			if end-from < 3 {
				from++
				continue
			}
			if !yield(text[from:end]) {
				return
			}
			from = end
		}
	}
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// code looks for Detail values: the whole text, or words inside one. The case of
// the letters does not matter for codes of OAuth 2.0, which no ordinary word looks
// like; inside a text, words of TBA and of logouts must be spelled exactly.
func code(text string) (Input, bool) {
	text = visible(text)
	whole := strings.Trim(text, " \t\r\n\"'`.,;:!?()[]<>")
	if match := detail.Known(whole); wordForm().MatchString(whole) && match.Protocol != detail.Unknown {
		input := Input{Kind: KindCode, Detail: match, Standing: Alone}
		if whole != text {
			input.Notes = append(input.Notes, "removed the characters around the word")
		}
		if strings.Contains(text, "?") {
			input.Standing = Named // a question
		}
		return input, true
	}
	found := codesIn(text)
	switch {
	case len(found) == 0:
		return Input{}, false
	case len(found) == 1:
		how := standing(text, found[0].Name)
		if how == Named && negated(text, found[0].Name) {
			return Input{Kind: KindUnknown, Problem: "the text seems to say that the word is not " + found[0].Name + "; give the word in the Detail column alone"}, true
		}
		return Input{Kind: KindCode, Detail: found[0], Standing: how, Notes: []string{"took the code " + found[0].Name + " out of the text"}}, true
	}
	return Input{Kind: KindUnknown, Problem: "the text names several codes (" + namesOf(found) + "); give one at a time"}, true
}

// codesIn are the Detail values named in a text, each once, four at the most.
func codesIn(text string) []detail.Match {
	var found []detail.Match
	for word := range words(text) {
		match := detail.Known(word)
		if match.Protocol == detail.Unknown || !match.Exact && match.Protocol != detail.OAuth2 || contains(found, match.Name) {
			continue
		}
		if found = append(found, match); len(found) == 4 {
			break
		}
	}
	return found
}

// takeCodeBeside takes the one code that a text names beside what was recognised in
// it. Of several none is taken: only the user knows which row is that of this login.
func (in *Input) takeCodeBeside(text string) {
	found := codesIn(visible(text))
	if len(found) > 1 {
		in.Notes = append(in.Notes, "the text names several codes ("+namesOf(found)+"); none is taken: say which is in the row of this login")
	}
	if len(found) != 1 {
		return
	}
	how := standing(text, found[0].Name)
	if how == Named && negated(text, found[0].Name) {
		in.Notes = append(in.Notes, "the text seems to say that the word is not "+found[0].Name+"; it is not taken")
		return
	}
	if how == Named && slices.ContainsFunc(strings.Split(visible(text), "\n"), func(line string) bool { return isWord(line, found[0].Name) }) {
		how = Alone
	}
	in.Detail, in.Standing = found[0], how
	in.Notes = append(in.Notes, "took the code "+found[0].Name+" out of the text")
}

// negated reports whether the words before a code deny it.
func negated(text, name string) bool {
	at := strings.Index(strings.ToLower(text), strings.ToLower(name))
	return at > 0 && denial().MatchString(text[:at])
}

var denial = pattern.Lazy(`(?i)(?:\bnot|n't|\bno|\bnever|\bwithout|\binstead of|\brather than|\bno longer|\bnicht|\bkein\w*|\bno es|\bn'est pas|\bpas)\W+(?:\w+\W+){0,3}$`)

func namesOf(matches []detail.Match) string {
	names := make([]string, len(matches))
	for i, match := range matches {
		names[i] = match.Name
	}
	return strings.Join(names, ", ")
}

func contains(matches []detail.Match, name string) bool {
	for _, match := range matches {
		if match.Name == name {
			return true
		}
	}
	return false
}

var (
	// scriptID is the ID of a SuiteScript certificate record (section_0312092247).
	scriptID = pattern.Lazy(`(?i)\bcustcertificate[a-z0-9_]*\b`)
	// labelledID is a Certificate ID with its label before it.
	labelledID = pattern.Lazy(`(?i)\bcertificate[ _-]?id\b["']?[^A-Za-z0-9_-]{1,6}(?:is |= ?)?([A-Za-z0-9_-]{16,80})(?:[^A-Za-z0-9_.-]|\.?$|\. )`)
)

// certificateID finds what was given as a Certificate ID.
func certificateID(text string) (Input, bool) {
	if !strings.Contains(strings.ToLower(text), "certificate") {
		return Input{}, false
	}
	id := scriptID().FindString(text)
	if match := labelledID().FindStringSubmatch(text); match != nil && id == "" {
		id = match[1]
	}
	if id == "" {
		return Input{}, false
	}
	return Input{Kind: KindKey, CertificateID: id, Notes: []string{"took " + id + " as the Certificate ID"}}, true
}

var (
	hexID     = pattern.Lazy(`^[0-9a-fA-F]{64}$`)
	shortID   = pattern.Lazy(`^[A-Za-z0-9_-]{43}$`)
	uuid      = pattern.Lazy(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)
	accountID = pattern.Lazy(`^\d{5,9}(_(SB|RP)\d*)?$`)
)

// eitherOf asks where a value alone may be two things.
func eitherOf(text string) (Input, bool) {
	problem, lacks := "", ""
	switch {
	case hexID().MatchString(text):
		lacks, problem = "client-id", "64 hexadecimal digits are a Client ID or a Client Secret: which of the two does not show. It was not kept. A Client ID can be stated; a Client Secret is needed nowhere here"
	case shortID().MatchString(text):
		lacks, problem = "certificate-id", "43 characters of base64url are a Certificate ID, a code_challenge or a code_verifier: which of them does not show. It was not kept. Write Certificate ID before it"
	case uuid().MatchString(text):
		lacks, problem = "application-id", "this has the form of an Application ID, and names an integration record; alone it tells nothing of a failure. Give the token, the answer or the code, and state the Application ID beside it"
	case accountID().MatchString(text):
		lacks, problem = "account", "this has the form of an account ID; alone it tells nothing of a failure. Give the token, the answer or the code, and state the account beside it"
	default:
		return Input{}, false
	}
	return Input{Kind: KindUnknown, Lacks: lacks, Problem: problem}, true
}

// visible leaves out characters that cannot be seen, as Clean does for tokens.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r > 0x7e && unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point) {
			return -1
		}
		return r
	}, text)
}

func unknown(text string, notes []string) Input {
	input := Input{Kind: KindUnknown, Notes: notes}
	prose := isProse(text)
	if !wordForm().MatchString(text) && (!phraseForm().MatchString(text) || len(text) > 60) {
		if match, found := nearMiss(text); found {
			input.Detail = match
			input.Problem = noCode(match)
			return input
		}
		input.Problem = "this is neither a token nor a code of the Detail column, and no HTTP answer or request; answer the questions of the guide"
	} else {
		input.Detail = detail.Find(text)
		input.Problem = noCode(input.Detail)
	}
	if prose && errorIn(text, errorWords, exception) == "" { // "it failed to log in" is what people say, too
		input.Kind = KindWords
	}
	return input
}

// call is a function that source code calls with several arguments, or with a named one.
var call = pattern.Lazy(`[A-Za-z_]\w*\([^()\n]*[,=:][^()\n]*\)`)

// isProse reports whether a text is words: several, and three quarters of it letters and
// the spaces between them, and none of it source code.
func isProse(text string) bool {
	letters, all := 0, 0
	for _, r := range text {
		all++
		if unicode.IsLetter(r) || r == ' ' {
			letters++
		}
	}
	return strings.ContainsAny(text, " \t\n") && letters*4 >= all*3 && !strings.ContainsAny(text[:1], "{[<") && !call().MatchString(text)
}

func noCode(match detail.Match) string {
	if len(match.Nearest) == 0 {
		return fmt.Sprintf("%q is not a code of the Detail column", match.Word)
	}
	return fmt.Sprintf("%q is not a code of the Detail column; the nearest: %s", match.Word, strings.Join(match.Nearest, ", "))
}

// nearMiss finds the one word of a text that is a code but for a letter or two.
func nearMiss(text string) (detail.Match, bool) {
	const most = 4096 // words
	var near detail.Match
	seen := 0
	for word := range words(text) {
		if seen++; seen > most {
			break
		}
		if !detail.NearMiss(word) || near.Word == word {
			continue
		}
		if near.Word != "" {
			return detail.Match{}, false
		}
		near = detail.Find(word)
	}
	return near, near.Word != ""
}
