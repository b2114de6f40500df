// Package intake recognises what was pasted. It says what it took and what it
// took off, and keeps nothing of a text it does not know.
package intake

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// Kind is what a text was recognised as; the values of input.kind in JSON.
type Kind string

// The kinds.
const (
	KindToken   Kind = "token"
	KindCode    Kind = "code"
	KindRequest Kind = "request"
	KindKey     Kind = "key"
	KindUnknown Kind = "unknown"
)

// Input is what was recognised in a text.
type Input struct {
	Kind Kind
	// Notes say, for people, what was removed or ignored.
	Notes []string
	// Tokens are the tokens found, in order, for KindToken.
	Tokens []token.Token
	// Keys is the key material found, for KindKey, and for KindToken where it stood
	// beside the token; nil for none.
	Keys *keys.File
	// Detail is the word found, for KindCode; for KindUnknown it holds the
	// nearest codes where the text is one word.
	Detail detail.Match
	// Problem says what is wrong with a text that is not usable, one sentence.
	Problem string
}

// MaxText is the longest text that is looked at, in bytes.
const MaxText = 1 << 20

// maxTokens is how many tokens of one text are diagnosed.
const maxTokens = 8

// Recognise says what text is.
func Recognise(text string) Input {
	if len(text) > MaxText {
		return Input{Kind: KindUnknown, Problem: fmt.Sprintf("the text has %d bytes; at most %d are read: give the token or the code alone", len(text), MaxText)}
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
		return Input{Kind: KindUnknown, Problem: "the text is empty; give a token or the word in the Detail column"}
	case !token.Bare(trimmed) && (isMaterial(text) || isMaterial(original)):
		return material(original, text)
	case tbaHeader.MatchString(trimmed):
		return Input{Kind: KindRequest, Problem: "this is the Authorization header of token-based authentication (TBA, OAuth 1.0a), not of OAuth 2.0; the page tba-code says more"}
	case trimmed[0] == '{' && strings.Contains(trimmed, `"payload"`) && (strings.Contains(trimmed, `"signature`) || strings.Contains(trimmed, `"protected"`)):
		return Input{Kind: KindUnknown, Problem: "this is a token in JSON serialization (RFC 7515 section 7.2); NetSuite takes only the compact form header.payload.signature"}
	}
	if input, ok := tokens(text); ok {
		input.Notes = append(notes, input.Notes...)
		return input
	}
	if input, ok := code(trimmed); ok {
		input.Notes = append(notes, input.Notes...)
		return input
	}
	return unknown(trimmed, notes)
}

var tbaHeader = regexp.MustCompile(`(?i)^(authorization\s*:\s*)?OAuth\s+(realm|oauth_\w+)\s*=`)

// phraseForm is a Detail value with its words set apart, as people type it.
var phraseForm = regexp.MustCompile(`^[A-Za-z]+([ -][A-Za-z]+){1,5}$`)

// wordForm is what a Detail value looks like: one word of letters.
var wordForm = regexp.MustCompile(`^[A-Za-z][A-Za-z_]{2,60}$`)

// words splits a text the way sentences, CSV rows and JSON join words.
var words = regexp.MustCompile(`[A-Za-z][A-Za-z_]{2,60}`)

// code looks for Detail values: the whole text, or words inside one. The case of
// the letters does not matter for codes of OAuth 2.0, which no ordinary word looks
// like; inside a text, words of TBA and of logouts must be spelled exactly.
func code(text string) (Input, bool) {
	text = visible(text)
	whole := strings.Trim(text, " \t\r\n\"'`.,;:!?()[]<>")
	if match := detail.Known(whole); wordForm.MatchString(whole) && match.Protocol != detail.Unknown {
		input := Input{Kind: KindCode, Detail: match}
		if whole != text {
			input.Notes = append(input.Notes, "removed what stood around the word")
		}
		return input, true
	}
	var found []detail.Match
	for rest := text; ; {
		span := words.FindStringIndex(rest)
		if span == nil {
			break
		}
		match := detail.Known(rest[span[0]:span[1]])
		rest = rest[span[1]:]
		if match.Protocol == detail.Unknown || !match.Exact && match.Protocol != detail.OAuth2 || contains(found, match.Name) {
			continue
		}
		found = append(found, match)
		if len(found) > 3 {
			break
		}
	}
	switch len(found) {
	case 0:
		return Input{}, false
	case 1:
		return Input{Kind: KindCode, Detail: found[0], Notes: []string{"took the code " + found[0].Name + " out of the text"}}, true
	}
	names := make([]string, len(found))
	for i, match := range found {
		names[i] = match.Name
	}
	return Input{Kind: KindUnknown, Problem: "the text names several codes (" + strings.Join(names, ", ") + "); give one at a time"}, true
}

func contains(matches []detail.Match, name string) bool {
	for _, match := range matches {
		if match.Name == name {
			return true
		}
	}
	return false
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
	if name := detail.HTTPError(text); name != "" {
		input.Problem = name + " is an error of an HTTP answer, not a code of the Detail column; the guide asks for it at \"An error from an HTTP answer\""
		return input
	}
	if !wordForm.MatchString(text) && (!phraseForm.MatchString(text) || len(text) > 60) {
		input.Problem = "this is neither a token nor a code of the Detail column; for an HTTP answer or anything else, answer the questions of the guide"
		return input
	}
	input.Detail = detail.Find(text)
	if len(input.Detail.Nearest) == 0 {
		input.Problem = fmt.Sprintf("%q is not a code of the Detail column", text)
		return input
	}
	input.Problem = fmt.Sprintf("%q is not a code of the Detail column; the nearest: %s", text, strings.Join(input.Detail.Nearest, ", "))
	return input
}
