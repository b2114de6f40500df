package intake

import (
	"fmt"
	"regexp"
	"strings"

	"authdoctor/diagnosis/token"
)

var (
	// start is where a token begins inside other text: the base64url of '{"'.
	start = regexp.MustCompile(`(?:^|[^A-Za-z0-9_.-])(eyJ[A-Za-z0-9_-]{6,}\.)`)
	// run is one unbroken piece of a token.
	run = regexp.MustCompile(`^[A-Za-z0-9_.=-]+`)
	// onePart is a header alone, or a token cut short within it.
	onePart = regexp.MustCompile(`^eyJ[A-Za-z0-9_-]{16,}…?$`)
	// wholeToken is a text that is nothing but a token, cleaned.
	wholeToken = regexp.MustCompile(`^[A-Za-z0-9_+/=-]*\.[A-Za-z0-9_+/=-]*(\.[A-Za-z0-9_+/=-]*)*…?$`)
)

// tokens finds tokens: first the text as one token, however wrapped, then
// tokens inside other text.
func tokens(text string) (Input, bool) {
	whole := alone(text)
	if spans := start.FindAllStringSubmatchIndex(text, maxTokens+1); len(spans) > 1 || len(spans) == 1 && (!whole || swallowsWords(text, spans[0])) {
		return inside(text, spans), true
	}
	if !whole {
		return Input{}, false
	}
	parsed, notes := token.Parse(text)
	return Input{Kind: KindToken, Tokens: []token.Token{parsed}, Notes: notes}, true
}

// alone reports whether the whole text, cleaned, is a token or a broken one.
func alone(text string) bool {
	if len(text) > token.MaxToken {
		return strings.HasPrefix(strings.TrimSpace(text), "ey") && !strings.ContainsAny(strings.TrimSpace(text), " \n")
	}
	cleaned, _ := token.Clean(text)
	switch {
	case strings.HasPrefix(cleaned, "ZXlK") && len(cleaned) > 40:
		return true
	case onePart.MatchString(cleaned):
		return true // a token that was cut short
	case strings.Count(cleaned, ",") == 2 && !strings.Contains(cleaned, ".") && strings.HasPrefix(cleaned, "eyJ"):
		return true
	case strings.HasPrefix(cleaned, "eyJ") && strings.Contains(cleaned, ".") && !strings.ContainsAny(cleaned, `"&;{}`):
		return true // a character that does not belong is reported, not passed over
	case !wholeToken.MatchString(cleaned) || len(cleaned) < 24:
		return false
	}
	for _, part := range strings.Split(cleaned, ".") {
		if strings.HasPrefix(part, "ey") || strings.HasPrefix(part, "ew") { // {" and {' and { with white space
			return true
		}
	}
	return false
}

// swallowsWords reports whether cleaning the whole text would draw words behind
// a complete token into it.
func swallowsWords(text string, span []int) bool {
	from := span[2]
	found := text[from : from+length(text[from:])]
	return complete(found) && !complete(text)
}

func inside(text string, spans [][]int) Input {
	input := Input{Kind: KindToken}
	rest := ""
	end := 0
	for i, span := range spans {
		if i == maxTokens {
			input.Notes = append(input.Notes, fmt.Sprintf("looked at the first %d tokens only", maxTokens))
			break
		}
		from := span[2]
		if from < end {
			continue
		}
		limit := len(text)
		if i+1 < len(spans) {
			limit = spans[i+1][2]
		}
		rest += text[end:from]
		end = from + length(text[from:limit])
		parsed, notes := token.Parse(text[from:end])
		input.Tokens = append(input.Tokens, parsed)
		input.Notes = append(input.Notes, notes...)
	}
	rest += text[end:]
	switch n := len(input.Tokens); {
	case n > 1:
		input.Notes = append(input.Notes, fmt.Sprintf("found %d tokens in the text", n))
	case strings.Trim(rest, " \t\r\n\"'<>,;.") != "":
		input.Notes = append(input.Notes, fmt.Sprintf("took the token out of the text around it (%d characters left out)", len(strings.TrimSpace(rest))))
	}
	return input
}

// length is how far the token at the start of text goes. A mail or a terminal
// may have broken it into lines: a line that holds nothing but token characters
// goes on with it for as long as the token is not complete.
func length(text string) int {
	end := len(run.FindString(text))
	for {
		gap := lineBreak.FindString(text[end:])
		if gap == "" || complete(text[:end]) {
			return end
		}
		next := run.FindString(text[end+len(gap):])
		after := text[end+len(gap)+len(next):]
		if next == "" || after != "" && !strings.ContainsAny(after[:1], "\r\n \t\"'\\,;<>)]}") || lineHasMore(after) {
			return end
		}
		end += len(gap) + len(next)
	}
}

var lineBreak = regexp.MustCompile(`^[ \t]*\\?\r?\n(> ?)*[ \t]*`)

// lineHasMore reports whether other words follow on the same line: then the line
// is a sentence and not a piece of a token.
func lineHasMore(after string) bool {
	line, _, _ := strings.Cut(after, "\n")
	return strings.Trim(line, " \t\r\"'\\,;<>)]}.") != ""
}

// complete reports whether text has a signature of a length that signatures have:
// 64, 96 and 132 bytes for ECDSA, 256, 384 and 512 for RSA, as base64url.
func complete(text string) bool {
	cleaned, _ := token.Clean(text)
	parts := strings.Split(cleaned, ".")
	if len(parts) < 3 {
		return false
	}
	switch len(parts[2]) {
	case 86, 128, 176, 342, 512, 683:
		return true
	}
	return false
}
