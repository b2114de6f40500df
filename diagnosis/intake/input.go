// Package intake recognises what was pasted. It notes what it recognised and what it
// removed, and keeps nothing of a text that it does not recognise.
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
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
	"authdoctor/diagnosis/trail"
)

// Kind is the kind of a text; the values of input.kind in JSON.
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
	KindWords    Kind = "words"      // prose
	KindError    Kind = "error-line" // of a client: a library, a tool, a connector
	KindSource   Kind = "source"     // client code
	KindReport   Kind = "report"     // of this program with its Case, or a case file

	KindCertificates Kind = "certificates" // the list of mapped certificates

	KindUnknown Kind = "unknown"
)

// Input is the result of recognising a text.
type Input struct {
	// Kinds are the kinds of the parts of the text, the most telling about the failure
	// first. Kind is the first of them.
	Kind  Kind
	Kinds []Kind
	// Notes tell people what was recognised, removed or ignored.
	Notes []string
	// Tokens are the tokens found, in order.
	Tokens []token.Token
	// Keys is the key material found; nil for none.
	Keys *keys.File
	// Certificates is the list of mapped certificates that was found; nil for none.
	Certificates *online.CertificateList
	// Exchanges are the requests and answers found, in order.
	Exchanges []exchange.Exchange
	// beside is the text around source code.
	beside string
	// Hints are inferred from the words around an answer.
	Hints []Hint
	// Detail is the code of the Detail column that was found, or an unknown word with the
	// nearest codes.
	Detail detail.Match
	// Rows are the failed rows of the trail with that Detail, if rows below a header were
	// found.
	Rows []trail.Row
	// RowsSeen is the number of all rows found.
	RowsSeen int
	// Standing is the way in which the text contains Detail.
	Standing Standing
	// Marks are the traces of logins in the text, such as TBA.
	Marks []Mark
	// Signed describes a login with TBA if there are such marks.
	Signed Signed
	// Line is the error of a client in the text; nil for none.
	Line *clientline.Line
	// ErrorLine is the beginning of a program's error in the text that was not recognised;
	// "" for none.
	ErrorLine string
	// CertificateID is the value that was given as a Certificate ID; "" for none.
	CertificateID string
	// Lacks is the name of the fact whose value the text may be; "" for none.
	Lacks string
	// Kept is the JSON of the Case in a report or a case file; nil for none.
	Kept []byte
	// Problem is one sentence about a text that cannot be used. It mentions no flags and no
	// keys of a screen, which each surface adds.
	Problem string
}

// MaxText is the length of the longest text that is read, in bytes.
const MaxText = 1 << 20

// maxHAR is the length of the longest HAR file that is read, in bytes. Browsers include the
// pictures and scripts of a page.
const maxHAR = 64 << 20

// maxTokens is the number of tokens of one text that are diagnosed.
const maxTokens = 8

// Limit returns how many bytes of a text are read; head is its beginning.
func Limit(head string) int {
	if looksLikeHAR(head) {
		return maxHAR
	}
	return MaxText
}

// Recognise recognises a text.
func Recognise(text string) Input {
	if input, ok := report(text); ok {
		return input
	}
	input := recognise(text)
	switch fromTrail := slices.Contains(input.Kinds, KindTrail) || input.Kind == KindTrail; {
	case token.Bare(strings.TrimSpace(text)), len(text) > MaxText, len(input.Rows) > 0:
		// A row with named columns has its own marks.
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
		return Input{Kind: KindUnknown, Problem: fmt.Sprintf("the text has %d bytes, more than the limit of %d; give only the token, the code or the response", len(text), limit)}
	}
	original := text
	text, note := token.ToUTF8(text)
	var notes []string
	if note != "" {
		notes = append(notes, note)
	}
	noted := func(input Input) Input {
		input.Notes = append(notes, input.Notes...)
		return input
	}
	trimmed := strings.TrimSpace(text)
	switch {
	case trimmed == "":
		return Input{Kind: KindUnknown, Problem: "the text is empty; give a token, an HTTP response or the code in the Detail column"}
	case token.Bare(trimmed):
	case (isMaterial(text) || isMaterial(original)) && !mentions(original, text):
		return material(original, text)
	case tbaHeader().MatchString(trimmed) && !strings.Contains(trimmed, "\n"):
		return Input{Kind: KindRequest, Problem: "this is the Authorization header of token-based authentication (TBA, OAuth 1.0a), not of OAuth 2.0; see the page tba-code"}
	case serialized().MatchString(trimmed) && (strings.Contains(trimmed, `"signature`) || strings.Contains(trimmed, `"protected"`)):
		return Input{Kind: KindUnknown, Problem: "this is a token in JSON serialization (RFC 7515 section 7.2); use the compact form header.payload.signature, the only one that NetSuite accepts"}
	default:
		if trimmed[0] == '{' || trimmed[0] == '[' { // exchanges would take them for an answer
			if input, ok := certificates(trimmed); ok {
				return noted(input)
			}
			if input, ok := auditExport(text); ok {
				return noted(input)
			}
		}
		if input, ok := exchanges(text); ok {
			return noted(input)
		}
	}
	if input, ok := tokens(text); ok {
		input = noted(input)
		if !token.Bare(trimmed) {
			input.takeCodeBeside(text)
		}
		return input
	}
	if input, ok := auditExport(text); ok { // not trimmed: a tab at the end is an empty field
		return noted(input)
	}
	for _, read := range []func(string) (Input, bool){auditRows, code, certificateID, eitherOf} {
		if input, ok := read(trimmed); ok {
			return noted(input)
		}
	}
	return noted(unknown(trimmed))
}

var (
	// serialized matches a token in JSON serialization, whose payload is a string. A decoder
	// prints an object.
	serialized = pattern.Lazy(`^\{[\s\S]*"payload"\s*:\s*"`)
	tbaHeader  = pattern.Lazy(`(?i)^(authorization\s*:\s*)?OAuth\s+(realm|oauth_\w+)\s*=`)
	// phraseForm matches a Detail value in separate words, as people type it.
	phraseForm = pattern.Lazy(`^[A-Za-z]+([ -][A-Za-z]+){1,5}$`)
	// wordForm matches a Detail value: one word of letters.
	wordForm = pattern.Lazy(`^[A-Za-z][A-Za-z_]{2,60}$`)
)

// words returns the words in sentences, CSV rows or JSON: a letter, then 2 to 60 letters
// and underscores.
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

// code recognises a Detail value: the whole text, or a word in it. Case does not matter for
// codes of OAuth 2.0, which look like no ordinary word. In a longer text, words of TBA and
// of logouts must be spelled exactly.
func code(text string) (Input, bool) {
	text = visible(text)
	whole := strings.Trim(text, " \t\r\n\"'`.,;:!?()[]<>")
	if match := detail.Known(whole); wordForm().MatchString(whole) && match.Protocol != detail.Unknown {
		input := Input{Kind: KindCode, Detail: match, Standing: Alone}
		if whole != text {
			input.Notes = append(input.Notes, "removed the characters around the code")
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
			return Input{Kind: KindUnknown, Problem: "the text seems to deny the code " + found[0].Name + "; give only the code in the Detail column"}, true
		}
		return Input{Kind: KindCode, Detail: found[0], Standing: how, Notes: []string{"found the code " + found[0].Name + " in the text"}}, true
	}
	return Input{Kind: KindUnknown, Problem: "the text names several codes (" + namesOf(found) + "); give only one"}, true
}

// codesIn returns the Detail values in a text, each once, at most four.
func codesIn(text string) []detail.Match {
	var found []detail.Match
	for word := range words(text) {
		match := detail.Known(word)
		if match.Protocol == detail.Unknown || !match.Exact && match.Protocol != detail.OAuth2 ||
			slices.ContainsFunc(found, func(known detail.Match) bool { return known.Name == match.Name }) {
			continue
		}
		if found = append(found, match); len(found) == 4 {
			break
		}
	}
	return found
}

// takeCodeBeside finds the only code in the text around what was recognised. If there are
// several it takes none: only the user knows which row is that of this login.
func (in *Input) takeCodeBeside(text string) {
	found := codesIn(visible(text))
	if len(found) > 1 {
		in.Notes = append(in.Notes, "the text names several codes ("+namesOf(found)+"), so none was used; give only the code of this login")
	}
	if len(found) != 1 {
		return
	}
	how := standing(text, found[0].Name)
	if how == Named && negated(text, found[0].Name) {
		in.Notes = append(in.Notes, "the text seems to deny the code "+found[0].Name+", so it was not used")
		return
	}
	if how == Named && slices.ContainsFunc(strings.Split(visible(text), "\n"), func(line string) bool { return isWord(line, found[0].Name) }) {
		how = Alone
	}
	in.Detail, in.Standing = found[0], how
	in.Notes = append(in.Notes, "found the code "+found[0].Name+" in the text")
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

var (
	// scriptID matches the ID of a SuiteScript certificate record (section_0312092247).
	scriptID = pattern.Lazy(`(?i)\bcustcertificate[a-z0-9_]*\b`)
	// labelledID matches a Certificate ID after its label.
	labelledID = pattern.Lazy(`(?i)\bcertificate[ _-]?id\b["']?[^A-Za-z0-9_-]{1,6}(?:is |= ?)?([A-Za-z0-9_-]{16,80})(?:[^A-Za-z0-9_.-]|\.?$|\. )`)
)

// certificateID recognises a value that is given as a Certificate ID.
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
	return Input{Kind: KindKey, CertificateID: id, Notes: []string{"used " + id + " as the Certificate ID"}}, true
}

var (
	hexID     = pattern.Lazy(`^[0-9a-fA-F]{64}$`)
	shortID   = pattern.Lazy(`^[A-Za-z0-9_-]{43}$`)
	uuid      = pattern.Lazy(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)
	accountID = pattern.Lazy(`^\d{5,9}(_(SB|RP)\d*)?$`)
)

// eitherOf recognises an identifier and asks for what else is needed.
func eitherOf(text string) (Input, bool) {
	problem, lacks := "", ""
	switch {
	case hexID().MatchString(text):
		lacks, problem = "client-id", "64 hexadecimal digits can be a Client ID or a Client Secret, so the value was not kept; if it is a Client ID, state it as such; never enter a Client Secret here"
	case shortID().MatchString(text):
		lacks, problem = "certificate-id", "43 characters of base64url can be a Certificate ID, a code_challenge or a code_verifier, so the value was not kept; write Certificate ID before it"
	case uuid().MatchString(text):
		lacks, problem = "application-id", "this looks like an Application ID, which alone does not explain a failure; give the token, the response or the code with it"
	case accountID().MatchString(text):
		lacks, problem = "account", "this looks like an account ID, which alone does not explain a failure; give the token, the response or the code with it"
	default:
		return Input{}, false
	}
	return Input{Kind: KindUnknown, Lacks: lacks, Problem: problem}, true
}

// visible removes invisible characters, as token.Clean does.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r > 0x7e && unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point) {
			return -1
		}
		return r
	}, text)
}

// unknown returns an Input for a text that nothing else recognised.
func unknown(text string) Input {
	input := Input{Kind: KindUnknown}
	if !wordForm().MatchString(text) && (!phraseForm().MatchString(text) || len(text) > 60) {
		if match, found := nearMiss(text); found {
			input.Detail = match
			input.Problem = noCode(match)
			return input
		}
		input.Problem = "this is not a token, a code of the Detail column, or an HTTP request or response; answer the questions of the guide"
	} else {
		input.Detail = detail.Find(text)
		input.Problem = noCode(input.Detail)
	}
	if isProse(text) && errorIn(text, errorWords, exception) == "" { // not failedTo: people also write "it failed to log in"
		input.Kind = KindWords
	}
	return input
}

// call matches a function call with several arguments or a named one.
var call = pattern.Lazy(`[A-Za-z_]\w*\([^()\n]*[,=:][^()\n]*\)`)

// isProse reports whether a text is prose: several words, at least three quarters letters
// and spaces, and no source code.
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
	return fmt.Sprintf("%q is not a code of the Detail column; similar codes: %s", match.Word, strings.Join(match.Nearest, ", "))
}

// nearMiss returns the only word of a text that is a code with a letter or two wrong.
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
