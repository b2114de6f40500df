// Package clientline recognises the errors that clients of NetSuite print: libraries, tools
// and AI connectors. The wording is the client's own. It is about the connection, the key or
// the client itself, and at most quotes NetSuite's error.
package clientline

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/pattern"
)

// Row is one kind of error, with the spellings of all clients that print it.
type Row struct {
	// ID is kebab-case and stable.
	ID string
	// Title is the fact in one line; Why is the reason in one or two sentences.
	Title, Why string
	// Administrator and Integrator are the steps for each of them to fix it. The lines
	// after the first of a step are its command.
	Administrator, Integrator []string
	// Verify is how to see that it is fixed.
	Verify string
	// Page is a path in content.
	Page string
	// Codes are the Detail codes that the error makes likely.
	Codes []string
	// Source names the report (F and a number in our notes of sources), or is [RUN] for an
	// error that was reproduced.
	Source string

	// Unsent reports whether the line proves that no login was attempted: nothing reached
	// NetSuite.
	Unsent bool
	// Unsure reports whether the line is also printed for other failures.
	Unsure bool
	// Passed reports whether the line only passes on NetSuite's error, which is the answer.
	Passed bool
	// Status reports whether the line contains the HTTP status of the answer.
	Status bool
	// OfAnswer reports whether the line adds nothing to an answer that was read itself.
	OfAnswer bool

	spellings []spelling
	// form recognises the line if literal text is not enough; nil for most rows.
	form func() *regexp.Regexp
}

// MarshalText returns the ID.
func (r Row) MarshalText() ([]byte, error) { return []byte(r.ID), nil }

// UnmarshalText sets the row to the one of the table with that ID.
func (r *Row) UnmarshalText(id []byte) error {
	for i := range rows {
		if rows[i].ID == string(id) {
			*r = rows[i]
			return nil
		}
	}
	return errors.New("unknown client error line")
}

// spelling is how one client prints an error: literal text in lower case, in which each *
// matches up to 200 bytes on the same line.
type spelling struct{ client, text string }

// Hides reports whether the row is about a client that does not show NetSuite's error.
func (r Row) Hides() bool { return r.Page == hiddenPage && !r.Passed }

// Line is an error of a client, found in a text.
type Line struct {
	Row    *Row   `json:"row,omitempty"`
	Client string `json:"client,omitempty"` // the client that uses this spelling
	// Words are the matched part of the line, printable.
	Words string `json:"words,omitempty"`
	// Host is the host that the line names, as written; "" for none.
	Host string `json:"host,omitempty"`
	// Address is Host as an address.
	Address exchange.Address `json:"address,omitzero"`
	// Status is the HTTP status in the line; 0 for none.
	Status int `json:"status,omitempty"`
}

// Rows returns the table. The first row that matches a text applies.
func Rows() []Row { return rows }

// Bounds on the search: the bytes of a text, the occurrences of one spelling, and the bytes
// that a * matches.
const longest, places, gap = 256 << 10, 6, 200

// plain restores quotation marks and line breaks that logs, JSON and word processors changed.
var plain = strings.NewReplacer(`\"`, `"`, `\'`, `'`, "“", `"`, "”", `"`, "„", `"`, "‘", "'", "’", "'", "&quot;", `"`, "&#39;", "'", `\u003c`, "<", `\u003e`, ">", `\u0026`, "&", `\u0027`, "'", `\n`, "\n", `\t`, " ", "\r", "\n")

// Read finds the error of a client in text. If there are several, it returns the one whose
// row comes first in the table. It ignores prose about errors and source code that handles
// them.
func Read(text string) (line Line, ok bool) {
	text = plain.Replace(strings.ToValidUTF8(text[:min(len(text), longest)], ""))
	lower := lowerASCII(text)
	for i := range rows {
		if form := rows[i].form; form != nil && strings.Contains(lower, "/services/mcp") {
			if span := form().FindStringIndex(lower); span != nil {
				return rows[i].line("AI client", text, span[0], span[1]), true
			}
		}
		for _, s := range rows[i].spellings {
			from, to, ok := s.find(text, lower)
			if ok {
				return rows[i].line(s.client, text, from, to), true
			}
		}
	}
	return Line{}, false
}

// line returns the Line for a text whose bytes from:to match the row.
func (r *Row) line(client, text string, from, to int) Line {
	l := Line{Row: r, Client: client}
	l.Words, _ = border.Printable(border.Redact(strings.TrimSpace(text[from:to])))
	l.read(text, lineAround(text, from))
	return l
}

// find returns the range of the spelling's first part, where the spelling first occurs
// outside source code and prose. Lower is text in lower case.
func (s spelling) find(text, lower string) (from, to int, ok bool) {
	first, rest, open := strings.Cut(s.text, "*")
	for at, tries := 0, 0; tries < places; tries++ {
		next := strings.Index(lower[at:], first)
		if next < 0 {
			return 0, 0, false
		}
		at += next
		end := at + len(first)
		line := lineAround(lower, at)
		if bounded(lower, at, end, open) && follows(lower[end:], rest) && !isSource(line, lineAround(text, at)) && !isProse(line) {
			return at, end, true
		}
		at = end
	}
	return 0, 0, false
}

// bounded reports whether a match begins at a word boundary and, unless open, ends at one.
func bounded(lower string, from, to int, open bool) bool {
	return (from == 0 || !isWord(lower[from]) || !isWord(lower[from-1])) && (open || to == len(lower) || !isWord(lower[to-1]) || !isWord(lower[to]))
}

func isWord(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' }

// follows reports whether the remaining parts of a spelling follow on the same line.
func follows(after, parts string) bool {
	after, _, _ = strings.Cut(after, "\n")
	for parts != "" {
		var part string
		part, parts, _ = strings.Cut(parts, "*")
		at := strings.Index(after[:min(len(after), gap+len(part))], part)
		if at < 0 {
			return false
		}
		after = after[at+len(part):]
	}
	return true
}

// lineAround returns the line with the byte at at, cut to 300 bytes on either side of it.
func lineAround(text string, at int) string {
	const before, after = 300, 300
	from := max(0, at-before)
	if i := strings.LastIndexByte(text[from:at], '\n'); i >= 0 {
		from += i + 1
	}
	line, _, _ := strings.Cut(text[from:min(len(text), at+after)], "\n")
	return line
}

var (
	// source matches a line of a program that handles, throws, logs or searches for an error.
	source = pattern.Lazy("===|!==|\\s=\\s(?:[\"'\x60]|new |[\\w.]+\\()|^\\s*(?:\\$ )?(?:echo|grep|awk|sed|printf|#define)\\s|^\\s*@\\w+\\(|^\\s*\\|.*\\|\\s*$|=> ?\\{|\\[\\s*\"[^\"]*\"\\s*,\\s*\"|\\bin str\\(|\\bstrings\\.\\w+\\(|\\bselect .+ from\\b|@throws\\b|^\\s*(?:when|case) [\\w.]+:|\\b(?:it|test|describe)\\([\"'\x60]|\\s==\\s|&&|\\|\\||\\b(?:if|elif|switch|while|catch|expect) ?\\(|\\bnew [\\w.]*(?:error|exception)\\(|\\b(?:throw|raise) [\\w.]+ ?\\(" +
		"|^\\s*(?:except|\\}? ?rescue) [\\w.:(]|^\\s*(?:const|let|var|my|final)\\s[\\w <>\\[\\]]+=|^\\s*(?:async )?(?:def|func|function|class) \\w+ ?[(:{]|^\\s*assert\\b|^\\s*case [\"'\\w.]+:|^\\s*import [\\w.]+;?\\s*$|^\\s*import [\\w.{*, }]+ from" +
		"|\\.(?:includes|contains|startswith|match|test|tothrow|indexof)\\(|\\berrors\\.(?:is|as)\\(|[\"'\x60]\\s*\\+\\s*\\w|\\blog(?:ger)?\\.\\w+\\(|\\bconsole\\.\\w+\\(|^\\s*(?://|#|/\\*|<!--)")
	// prose matches a sentence that explains an error, or denies it.
	prose = pattern.Lazy(`^\W*(?:if|when|whenever|in case) (?:you|it|this|the|a|an)\b|\b(?:means?|stands for|refers to|is (?:thrown|raised|printed|returned)|(?:occurs|happens) (?:when|if)|what (?:does|is|are)|we (?:retry|ignore|handle|catch|see no)|(?:handles?|handling|ignores?|catches) (?:all|the|any|every)\b|such as|e\.g\.|for example|handle|throws if|no more|changelog|retr(?:y|ies)[^.]{0,20} on|how to (?:avoid|fix|solve|handle)|(?:resolved|solved|fixed) the|(?:docs?|pages?|manual|guide|article) (?:says?|lists?|explains?|tells?)|code that|is (?:fixed|solved|gone)|was (?:fixed|solved))\b`)
)

// call matches a function call with a string argument, as in a program that searches for an
// error. The name must begin in lower case: an error class, which reports print in the same
// way with its message, begins with a capital.
var call = pattern.Lazy(`(?:^|[^\w.])(?:\w+[.:!]+)*[a-z_]\w*!?\((?:[^()"']|\([^()]*\))*["'\x60]`)

// isSource reports whether a line, given in lower case and as written, is source code.
func isSource(lower, written string) bool {
	return source().MatchString(lower) || call().MatchString(written)
}

func isProse(line string) bool { return prose().MatchString(line) }

var (
	// netsuiteHost matches a host of NetSuite, even if misspelled.
	netsuiteHost = pattern.Lazy(`(?i)[a-z0-9_{}<>$.-]*\b(?:netsuite|suitetalk|restlets)[a-z0-9_.-]*\.[a-z]{2,}`)
	// namedHost captures the host that, according to the line, was not found or reached.
	namedHost = pattern.Lazy(`(?i)(?:ENOTFOUND|EAI_AGAIN|UnknownHostException:|resolve host:?|resolve proxy:?|lookup|known\. \(|host(?:name)?[=:]|connect to|TCP connection to|resolved: ?|resolve|to address|name:)\s*['"]?([a-z0-9_{}<>$-]+(?:\.[a-z0-9_{}<>$-]+)+|https?)\b`)
	statusIn  = pattern.Lazy(`\b([1-5]\d\d)\b`)
)

// read sets host and status.
func (l *Line) read(text, line string) {
	host := firstHost(namedHost(), line)
	if host == "" || !strings.Contains(strings.ToLower(host), "netsuite") {
		if named := netsuiteHost().FindString(line); named != "" {
			host = named
		} else if named := netsuiteHost().FindString(text); named != "" && host == "" {
			host = named
		}
	}
	host = strings.Trim(host, ".-")
	if host != "" {
		l.Host, _ = border.Printable(border.Clip(host, 100))
		l.Address = exchange.ReadHost(host)
	}
	if l.Row.Status {
		after := line[max(0, strings.Index(lowerASCII(line), strings.ToLower(l.Words))):]
		for _, part := range []string{after, line} {
			if match := statusIn().FindString(part); match != "" && l.Status == 0 {
				l.Status, _ = strconv.Atoi(match)
			}
		}
	}
}

func firstHost(form *regexp.Regexp, line string) string {
	if match := form.FindStringSubmatch(line); match != nil {
		return match[1]
	}
	return ""
}

// lowerASCII returns text with A to Z in lower case. Unlike strings.ToLower it keeps the
// length, so indexes apply to both.
func lowerASCII(text string) string {
	out := []byte(text)
	for i, c := range out {
		if 'A' <= c && c <= 'Z' {
			out[i] = c + 'a' - 'A'
		}
	}
	return string(out)
}
