package intake

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/pattern"
)

var statusMark = pattern.Lazy(`\bHTTP/[0-9](?:\.[0-9])?"?[ \t]+[1-5][0-9][0-9]\b`)

// readAnswers splits the text before status lines and after bodies, and reads an answer in
// each piece.
func (s *search) readAnswers() {
	var cuts []int
	for _, span := range statusMark().FindAllStringIndex(s.text, maxFound) {
		cuts = append(cuts, span[0])
	}
	if len(cuts) == 0 || cuts[0] > 0 {
		cuts = slices.Insert(cuts, 0, 0)
	}
	for i, from := range cuts {
		to := len(s.text)
		if i+1 < len(cuts) {
			to = cuts[i+1]
		}
		s.readPiece(from, to)
	}
}

func (s *search) readPiece(from, to int) {
	for tries := 0; from < to && tries < maxFound; tries++ {
		end := to
		if body := nextBody(s.text[from:to]); body > 0 {
			end = from + body
		}
		piece := s.text[from:end]
		answer, ok := exchange.ReadAnswer(piece)
		if ok && answer.Status == 0 {
			answer.Status = firstStatus(piece, statusBefore, statusWords)
		}
		if !ok && has(strings.ToLower(piece), "moved temporarily", "unexpected redirect") {
			if words := redirectWords().FindString(piece); words != "" {
				answer.Status, answer.Sentence, ok = http.StatusFound, true, true
				answer.DescribeBy(words)
			}
		}
		if !ok {
			if status := spokenStatus(piece, slices.ContainsFunc(s.found, func(f found) bool {
				return f.Request != nil && f.Request.Address.NetSuite() && f.Request.Address.Endpoint.Call()
			})); status > 0 {
				answer.Status, ok = status, true
			}
		}
		if ok {
			s.take(exchange.Exchange{Answer: &answer}, from, from)
			s.blankEvidence(from, end)
		}
		from = end
	}
}

// redirectWords matches the words that clients print for status 302 without its number.
var redirectWords = pattern.Lazy(`(?i)\bmoved temporarily\b|\bunexpected redirect\b`)

// blankEvidence overwrites what an answer was read from. The words around it may be hints.
func (s *search) blankEvidence(from, end int) {
	piece := s.text[from:end]
	spans := errorElements(piece)
	if has(strings.ToLower(piece), "http/", "authenticate", "realm", "error") {
		spans = append(spans, head().FindAllStringIndex(piece, mostSpans)...)
	}
	if open := bodyStart(piece); open >= 0 {
		spans = append(spans, []int{open, len(piece)})
	}
	for i := range spans {
		spans[i] = []int{from + spans[i][0], from + spans[i][1]}
	}
	s.blank(spans...)
}

// mostSpans is the number of places of one answer that are blanked.
const mostSpans = 64

var errorTag = pattern.Lazy(`(?i)</?error[^>]*>`)

// errorElements returns the XML elements named error, each up to the first end tag. In the
// expression of head, each start tag would cost a search to the end of the text.
func errorElements(piece string) (spans [][]int) {
	if !strings.Contains(piece, "<") {
		return nil
	}
	open := -1
	for _, tag := range errorTag().FindAllStringIndex(piece, 2*mostSpans) {
		switch {
		case piece[tag[0]+1] != '/' && open < 0:
			open = tag[0]
		case piece[tag[0]+1] == '/' && open >= 0:
			spans = append(spans, []int{open, tag[1]})
			open = -1
		}
	}
	return spans
}

// head matches the parts of an answer's head and of a body that is not JSON.
var head = pattern.Lazy(`(?im)\bHTTP/[0-9](?:\.[0-9])?"?[ \t]+[1-5][0-9][0-9]\b(?:[ \t]+[A-Z][A-Za-z ]{1,30})?|www-authenticate[^\n]*|(?:Bearer|OAuth|Basic)[ \t]+realm[^\n]*|error[ _](?:code|message)\s*[:=][^\n]*|["'\\]+error["'\\]+\s*:\s*["'\\]+[A-Za-z_]+["'\\]+`)

// bodyStart returns the offset of the JSON body at the end of a piece; -1 for none.
func bodyStart(piece string) int {
	if !strings.HasSuffix(piece, "}") {
		return -1
	}
	for at, tries := 0, 0; tries < maxFound; tries++ {
		open := strings.IndexByte(piece[at:], '{')
		if open < 0 {
			return -1
		}
		if _, length, ok := exchange.ReadJSON(piece[at+open:]); ok && at+open+length == len(piece) {
			return at + open
		}
		at += open + 1
	}
	return -1
}

// nextBody returns the end of the first JSON object that is the body of an answer; 0 for
// none.
func nextBody(text string) int {
	for at, tries := 0, 0; tries < maxFound; tries++ {
		open := strings.IndexByte(text[at:], '{')
		if open < 0 {
			return 0
		}
		value, length, ok := exchange.ReadJSON(text[at+open:])
		if ok && new(exchange.Answer).ReadBody(value) {
			return at + open + length
		}
		at += open + 1
	}
	return 0
}

var (
	// statusWords matches a status outside a status line.
	statusWords = pattern.Lazy(`(?i)(?:\bHTTP(?:\s+status)?(?:\s+code)?|\bstatus(?:[ _]?code)?|\bresponse(?:\s+code)?|\bcode|\berror)\W{0,6}([1-5]\d\d)\b|\b([1-5]\d\d)\s*\(?(?:Bad Request|Unauthorized|Forbidden|Not Found|Method Not Allowed|Too Many Requests|Internal Server Error|Found|Moved|Service Unavailable|client error|server error|error\b|response\b)`)
	// statusInBrackets matches a status after an address or a message, or after an arrow.
	statusInBrackets = pattern.Lazy(`\(([45]\d\d)\)|(?:[-=]>|→)[ \t]*([45]\d\d)\b`)
	// statusBefore matches a status right before a body.
	statusBefore = pattern.Lazy(`(?:^|[\s(\[=:"'>])([1-5]\d\d)[\s:,;>=)\]-]*\{`)
)

// firstStatus returns the status that the first matching form finds; 0 for none.
func firstStatus(text string, forms ...func() *regexp.Regexp) int {
	for _, form := range forms {
		if match := form().FindStringSubmatch(text); match != nil {
			status, _ := strconv.Atoi(strings.Join(match[1:], ""))
			return status
		}
	}
	return 0
}

// spokenStatus returns a status of 300 or more that the text names without a body; 0 for
// none. toNetSuite reports whether a call to NetSuite comes before it.
func spokenStatus(text string, toNetSuite bool) int {
	if !threeDigits(text) { // the expressions are slower
		return 0
	}
	forms := []func() *regexp.Regexp{statusWords}
	if toNetSuite {
		forms = append(forms, statusInBrackets)
	}
	if status := firstStatus(text, forms...); status >= 300 {
		return status
	}
	return 0
}

// threeDigits reports whether a text has three digits in a row.
func threeDigits(text string) bool {
	run := 0
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			run = 0
		} else if run++; run == 3 {
			return true
		}
	}
	return false
}

var errorWord = pattern.Lazy(`[A-Za-z]+(?:_[A-Za-z0-9]+)+`)

// longestSentence is the number of bytes of a sentence that are read after the words it is
// recognised by.
const longestSentence = 120

// readErrorWords finds errors of answers that are only named, in prose or a log line.
func (s *search) readErrorWords() {
	for _, f := range s.found {
		if f.Answer != nil && f.Answer.Said() != "" {
			return
		}
	}
	var names []string
	description := ""
	first := -1
	text := s.text
	add := func(name string, at int) {
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
			if first < 0 || at < first {
				first = at
			}
		}
	}
	var spans [][]int
	if strings.Contains(text, "_") {
		for _, span := range errorWord().FindAllStringIndex(text, 4096) {
			if name := detail.HTTPError(text[span[0]:span[1]]); name != "" {
				add(name, span[0])
				spans = append(spans, span)
			}
		}
	}
	s.blank(spans...)
	// A page may be another server's: Apache also says that you have no permission.
	page := slices.ContainsFunc(s.found, func(f found) bool {
		return f.Answer != nil && (f.Answer.Body == exchange.PageBody || f.Answer.Body == exchange.GatewayBody)
	})
	if len(names) == 0 && !page {
		if said, span := exchange.SentenceIn(text); span != nil {
			add(said, span[0])
			rest, _, _ := strings.Cut(text[span[1]:min(len(text), span[1]+longestSentence)], "\n")
			if end := strings.IndexAny(rest, ".!"); end >= 0 {
				rest = rest[:end]
			}
			description = text[span[0]:span[1]] + strings.ToValidUTF8(rest, "")
		}
	}
	if len(names) > 1 {
		s.note("the text contains several response errors (%s), and the first was used; to be sure, give the response itself", strings.Join(names, ", "))
	}
	if len(names) == 0 {
		return
	}
	// An answer without a body may be there already: its status, its head.
	for i := range s.found {
		if a := s.found[i].Answer; a != nil && !a.Redirected() && a.Status >= 300 {
			a.Error, a.Sentence = names[0], description != "" && a.Description == ""
			a.Description = cmp.Or(a.Description, description)
			*a = a.Hear(lineAt(text, first))
			return
		}
	}
	answer := exchange.Answer{Form: exchange.ErrorWord, Error: names[0], Description: description, Sentence: description != ""}
	if description == "" {
		answer.DescribeBy(behind(lineAt(text, first), names[0]))
	}
	answer = answer.Hear(lineAt(text, first))
	if match := statusNear().FindStringSubmatch(lineAt(text, first)); match != nil {
		answer.Status, _ = strconv.Atoi(match[1])
	}
	s.found = append(s.found, found{exchange.Exchange{Answer: &answer}, first})
}

// behind returns the description in a line after the name of an error and a colon, a dash,
// a bracket or a quotation mark; "" for none.
func behind(line, name string) string {
	at := strings.Index(lowerASCII(line), lowerASCII(name))
	if at < 0 {
		return ""
	}
	if match := saidBehind().FindStringSubmatch(line[at+len(name):]); match != nil {
		return match[1]
	}
	return ""
}

var saidBehind = pattern.Lazy(`^["')\]]*(?:[ \t]*[:(–—-][ \t]*|[ \t]+["'])([^"\r\n]{4,300})`)

// statusNear matches the status of a failure on the same line as the name of an error.
var statusNear = pattern.Lazy(`(?:^|[\s(\["':])([45]0[0-9]|41[0-9]|429)(?:[\s)\]"',.:;]|$)`)

func lineAt(text string, at int) string {
	from := strings.LastIndexByte(text[:at], '\n') + 1
	line, _, _ := strings.Cut(text[from:], "\n")
	return border.Clip(line, 2000)
}
