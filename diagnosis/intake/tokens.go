package intake

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
)

// gap matches a line break that a mail or a terminal inserted into a token.
const gap = `[ \t]*\\?\r?\n(?:> ?)*[ \t]*`

var (
	// start matches the beginning of a token inside other text: the base64url of '{"', up
	// to the first dot, which may be some lines below.
	start = pattern.Lazy(`(?:^|[^A-Za-z0-9_.-])(eyJ[A-Za-z0-9_-]{6,}(?:` + gap + `[A-Za-z0-9_-]+)*\.)`)
	// run matches an unbroken piece of a token.
	run = pattern.Lazy(`^[A-Za-z0-9_.=-]+`)
	// onePart matches a header alone, or a token cut short within it.
	onePart = pattern.Lazy(`^eyJ[A-Za-z0-9_-]{16,}…?$`)
	// wholeToken matches a cleaned text that is nothing but a token.
	wholeToken = pattern.Lazy(`^[A-Za-z0-9_+/=-]*\.[A-Za-z0-9_+/=-]*(\.[A-Za-z0-9_+/=-]*)*…?$`)
)

// tokens recognises the whole text as one token, wrapped in any way, or finds tokens inside
// other text.
func tokens(text string) (Input, bool) {
	if bare := strings.TrimSpace(text); token.Bare(bare) && strings.Contains(bare, ".") {
		parsed, notes := token.Parse(bare)
		return Input{Kind: KindToken, Tokens: []token.Token{parsed}, Notes: notes}, true
	}
	whole := alone(text)
	spans := starts(text)
	if len(spans) > 1 || len(spans) == 1 && (!whole || swallowsWords(text, spans[0]) || wordsBefore(text[:spans[0][2]])) {
		return inside(text, spans), true
	}
	if !whole {
		return Input{}, false
	}
	parsed, notes := token.Parse(text)
	if at := strings.Index(text, "eyJ"); at > 0 {
		parsed.Field, parsed.HeaderFault = fieldBefore(text[:at]), token.HeaderFault(text[:at])
	}
	return Input{Kind: KindToken, Tokens: []token.Token{parsed}, Notes: notes}, true
}

// wordsBefore reports whether the text before a token has words that are not its label.
func wordsBefore(text string) bool {
	text = strings.Trim(text, " \t\r\n\"'`>*-:=(<[{")
	return text != "" && strings.ContainsFunc(text, unicode.IsLetter) && !tokenLabel().MatchString(text)
}

var tokenLabel = pattern.Lazy(`(?i)^(?:authorization\W*)?bearer$|^authorization$|^\w*(?:token|assertion|jwt)$`)

// namedField matches the name right before a token: a field of a form, a member of JSON, a
// header.
var namedField = pattern.Lazy(`(?i)(access_token|refresh_token|id_token|client_assertion|assertion|authorization)\\?["']?\s*(?:=>|[:=])\s*\\?["']?(?:(?:bearer|authorization)[\s:]+){0,2}["']?$`)

// fieldBefore returns the name of the field whose value begins where text ends; "" for none.
func fieldBefore(text string) string {
	const longest = 60
	match := namedField().FindStringSubmatch(text[max(0, len(text)-longest):])
	switch {
	case match == nil:
		return ""
	case strings.EqualFold(match[1], "authorization"):
		return "Authorization"
	}
	return strings.ToLower(match[1])
}

// alone reports whether the whole text, cleaned, is a token or a broken one.
func alone(text string) bool {
	if len(text) > token.MaxToken {
		return strings.HasPrefix(strings.TrimSpace(text), "ey") && !strings.ContainsAny(strings.TrimSpace(text), " \n")
	}
	if token.Skeleton(text) {
		return true
	}
	cleaned, _ := token.Clean(text)
	switch {
	case strings.HasPrefix(cleaned, "ZXlK") && len(cleaned) > 40:
		return true
	case onePart().MatchString(cleaned):
		return true // a token that was cut short
	case strings.Count(cleaned, ",") == 2 && !strings.Contains(cleaned, ".") && strings.HasPrefix(cleaned, "eyJ"):
		return true
	case strings.HasPrefix(cleaned, "eyJ") && strings.Contains(cleaned, ".") && !strings.ContainsAny(cleaned, `"&;{}`):
		return true // a character that does not belong is reported, not passed over
	case !wholeToken().MatchString(cleaned) || len(cleaned) < 24:
		return false
	}
	for _, part := range strings.Split(cleaned, ".") {
		if strings.HasPrefix(part, "ey") || strings.HasPrefix(part, "ew") { // {" and {' and { with white space
			return true
		}
	}
	return false
}

// starts returns the places where tokens begin. Only if there are none does it look for
// tokens without a header. A payload at the start of a line looks like a token, but the dot
// of its own header comes before it.
func starts(text string) [][]int {
	if !strings.Contains(text, "eyJ") {
		return nil
	}
	var found [][]int
	for _, span := range start().FindAllStringSubmatchIndex(text, 2*maxTokens+2) {
		if n := len(found); n > 0 && strings.Count(text[found[n-1][2]:span[2]], ".") == 1 && afterDot().MatchString(text[found[n-1][2]:span[2]]) {
			continue
		}
		found = append(found, span)
	}
	if found == nil {
		for _, span := range token.Headless(text) {
			found = append(found, []int{span[0], len(text), span[0], len(text)})
		}
	}
	return found[:min(len(found), maxTokens+1)]
}

var afterDot = pattern.Lazy(`\.` + gap + `$`)

// swallowsWords reports whether cleaning the whole text would append the words after a
// finished token to it.
func swallowsWords(text string, span []int) bool {
	from := span[2]
	found, _ := token.Clean(text[from : from+length(text[from:])])
	if !finished(found) {
		return false
	}
	cleaned, _ := token.Clean(text)
	return !finished(cleaned)
}

// inside parses the tokens that begin at spans.
func inside(text string, spans [][]int) Input {
	input := Input{Kind: KindToken}
	rest := ""
	end, twice := 0, 0
	for i, span := range spans {
		if i == maxTokens {
			input.Notes = append(input.Notes, fmt.Sprintf("checked only the first %d tokens", maxTokens))
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
		parsed.Field, parsed.HeaderFault = fieldBefore(text[:from]), token.HeaderFault(text[:from])
		input.Notes = append(input.Notes, notes...)
		if slices.ContainsFunc(input.Tokens, func(t token.Token) bool { return t.Raw.Reveal() == parsed.Raw.Reveal() }) {
			twice++
			continue
		}
		input.Tokens = append(input.Tokens, parsed)
	}
	if twice > 0 {
		input.Notes = append(input.Notes, "skipped repeated tokens")
	}
	rest += text[end:]
	switch n := len(input.Tokens) + twice; {
	case n > 1:
		input.Notes = append(input.Notes, fmt.Sprintf("found %d tokens in the text", n))
	case strings.Trim(rest, " \t\r\n\"'<>,;.") != "":
		input.Notes = append(input.Notes, fmt.Sprintf("found a token in the text (%d other characters ignored)", len(strings.TrimSpace(rest))))
	}
	return input
}

// length returns the length of the token at the start of text. A mail or a terminal may
// have broken it into lines: until the token is finished, each line with nothing but the
// characters of a token belongs to it.
func length(text string) int {
	headless := token.Headless(text)
	taken := len(headless) > 0 && headless[0][0] == 0
	end := 0
	if taken {
		end = headless[0][1]
	}
	end += len(run().FindString(text[end:]))
	for {
		n := token.TakenOut(text[:end], text[end:])
		if n == 0 {
			break
		}
		taken = true
		end += n + len(run().FindString(text[end+n:]))
	}
	if taken {
		return end
	}
	pieces := []byte(text[:end])
	for lines := 0; lines < maxLines && len(pieces) <= token.MaxToken; lines++ {
		gap := lineBreak().FindString(text[end:])
		next := run().FindString(text[end+len(gap):])
		if gap == "" || next == "" || mayEnd(pieces) && ends(string(pieces), next) {
			return end
		}
		after := text[end+len(gap)+len(next):]
		if after != "" && !strings.ContainsAny(after[:1], "\r\n \t\"'\\,;<>)]}") || lineHasMore(after) {
			return end
		}
		end += len(gap) + len(next)
		pieces = append(pieces, next...)
	}
	return end
}

// maxLines is the number of lines of a broken token: enough for one of usual length with a
// character on each line.
const maxLines = 2000

// mayEnd is a quick test for ends, without a copy of the text.
func mayEnd(text []byte) bool {
	switch bytes.Count(text, []byte(".")) {
	case 0:
		return false
	case 1:
		return true
	}
	return text[len(text)-1] == '.' || token.SignatureLength(len(text)-1-bytes.LastIndexByte(text, '.'))
}

// ends reports whether a token ends before the next line. If its signature was removed,
// only the next line can show that it continues: with a dot or a long piece.
func ends(text, next string) bool {
	switch {
	case !finished(text):
		return false
	case strings.Count(text, ".") == 1:
		return !strings.HasPrefix(next, ".")
	case strings.HasSuffix(text, "."):
		return len(next) < 20
	}
	return true
}

var lineBreak = pattern.Lazy(`^` + gap)

// lineHasMore reports whether words follow on the same line, which is then a sentence and
// not a piece of a token.
func lineHasMore(after string) bool {
	line, _, _ := strings.Cut(after, "\n")
	return strings.Trim(line, " \t\r\"'\\,;<>)]}.") != ""
}

// finished reports whether text, without line breaks, is a whole token: two parts of JSON,
// or three parts of which the last is as long as a signature.
func finished(text string) bool {
	text = strings.TrimRight(text, ".")
	first := strings.IndexByte(text, '.')
	if first < 0 {
		return false
	}
	payload, signature, three := strings.Cut(text[first+1:], ".")
	if !three {
		return isObject(payload) && isObject(text[:first])
	}
	return token.SignatureLength(len(signature)) && !strings.Contains(signature, ".")
}

// isObject reports whether part is the base64url of a JSON object.
func isObject(part string) bool {
	// The last characters usually decide at no cost.
	if tail, err := base64.RawURLEncoding.DecodeString(part[(max(len(part)-1, 0))/4*4:]); err != nil || !strings.HasSuffix(strings.TrimSpace(string(tail)), "}") {
		return false
	}
	decoded, err := base64.RawURLEncoding.DecodeString(part)
	return err == nil && json.Valid(decoded)
}
