package keys

import (
	"slices"
	"strconv"
	"strings"

	"authdoctor/diagnosis/pattern"
)

// A mending finds what is in a block besides its base64 and takes it out. It returns "" where
// its marks are not there. What it makes counts only if it decodes to exactly one key,
// certificate or container, so that none of them can change a key.
type mending func(e enclosed) (body string, p Problem, step string)

// mendings are tried in this order.
var mendings = []mending{dashEscaped, literals, framed, joined, interrupted}

// alphabets are mendings of the base64 itself, tried alone and after each of the others.
var alphabets = []mending{spacesForPlus, urlAlphabet}

// mend tries the mendings of a block; nil if none of them leads to a key.
func (r *reader) mend(e enclosed) *reader {
	type change struct {
		p    Problem
		step string
	}
	try := func(e enclosed, m mending, said []change) (enclosed, []change, *reader) {
		body, p, step := m(e)
		if body == "" || body == e.body || !r.affords(len(body)) {
			return e, nil, nil
		}
		p.Where, e.body = e.where, body
		said = append(slices.Clip(said), change{p, step})
		sub := r.attempt(func(r *reader) {
			for _, s := range said {
				r.repaired(s.p, s.step, rough)
			}
			r.readBody(e)
		})
		if !sub.good() {
			sub = nil
		}
		return e, said, sub
	}
	for i := -1; i < len(mendings); i++ {
		next, said := e, []change(nil)
		if i >= 0 {
			next.mended = true
			var sub *reader
			if next, said, sub = try(next, mendings[i], nil); sub != nil {
				return sub
			} else if said == nil {
				continue
			}
		}
		for _, alphabet := range alphabets {
			if _, _, sub := try(next, alphabet, said); sub != nil {
				return sub
			}
		}
	}
	return nil
}

// dashEscaped takes out the dash and the space that OpenPGP puts before a line that begins
// with a dash (RFC 9580 section 7.2).
func dashEscaped(e enclosed) (string, Problem, string) {
	i := strings.LastIndexByte(e.body, '\n') + 1
	if strings.TrimSpace(e.before) != "-" || strings.TrimSpace(e.body[i:]) != "-" {
		return "", Problem{}, noStep
	}
	return e.body[:i], Problem{ID: "dash-escaped", Title: "A dash and a space come before the BEGIN and the END line", Expected: "-----BEGIN", Got: "- -----BEGIN",
		Why: "PGP adds them to lines that begin with a dash. authdoctor removed them; other PEM parsers do not find the lines.",
		Fix: "Remove them."}, `sed 's/^- //' IN > OUT`
}

// literals joins the string literals of a program. BEGIN is inside of the first; what
// joins them is passed over.
func literals(e enclosed) (string, Problem, string) {
	before := strings.TrimRight(e.before, " \t")
	if before == "" || !strings.Contains("\"'`", before[len(before)-1:]) {
		return "", Problem{}, noStep
	}
	var out strings.Builder
	pieces := strings.Split(e.body, before[len(before)-1:])
	if len(pieces)%2 == 0 {
		return "", Problem{}, noStep
	}
	for i := 0; i < len(pieces); i += 2 {
		out.WriteString(pieces[i])
		out.WriteByte('\n')
	}
	return out.String(), inQuotes(), noStep
}

func inQuotes() Problem {
	return Problem{ID: "quotes", Title: "The lines are in quotation marks, as in source code or a table", Expected: "lines without quotation marks", Got: "quotation marks",
		Fix: "Copy the original file, or let the program write the joined text to a file."}
}

// framed takes out what is before and after the base64 on each line. It is what is before
// END or BEGIN, with other numbers, and what is after it.
func framed(e enclosed) (string, Problem, string) {
	after, rest, ok := strings.Cut(e.body, "\n")
	last := strings.LastIndexByte(rest, '\n')
	if !ok || last < 0 {
		return "", Problem{}, noStep
	}
	lines := strings.Split(rest[:last], "\n")
	for _, before := range []string{rest[last+1:], e.before} {
		for _, behind := range []string{after, e.after} {
			behind = strings.TrimSpace(behind)
			if body, ok := unframe(lines, before, behind, number(e.before)); ok {
				p, step := nameFrame(before, behind)
				return body, p, step
			}
		}
	}
	return "", Problem{}, noStep
}

// number returns the number at the end of s, 0 for none.
func number(s string) int {
	n, _ := strconv.Atoi(s[len(strings.TrimRight(s, "0123456789")):])
	return n
}

// unframe takes a prefix and a suffix off each line. The last one may lack the suffix. A
// number with nothing between it and the base64 is that of the line, counted from first.
func unframe(lines []string, before, behind string, first int) (string, bool) {
	var out strings.Builder
	if strings.TrimSpace(before) == "" && behind == "" {
		return "", false
	}
	glued := before != "" && '0' <= before[len(before)-1] && before[len(before)-1] <= '9'
	if glued {
		before = strings.TrimRight(before, "0123456789")
	}
	for i, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		rest, ok := cutLike(line, before)
		if ok && glued {
			rest, ok = strings.CutPrefix(strings.TrimLeft(rest, " "), strconv.Itoa(first+1+i))
		}
		if !ok {
			return "", false
		}
		rest = strings.TrimSpace(rest)
		if cut, ok := strings.CutSuffix(rest, behind); ok {
			rest = cut
		} else if i < len(lines)-1 {
			return "", false
		}
		out.WriteString(rest)
		out.WriteByte('\n')
	}
	return out.String(), true
}

// cutLike takes a prefix off a line. Numbers may be other numbers, and spaces more or less.
func cutLike(line, prefix string) (rest string, ok bool) {
	for prefix != "" {
		tail := strings.TrimLeft(prefix, " \t")
		if tail != prefix {
			line, prefix = strings.TrimLeft(line, " \t"), tail
			continue
		}
		if tail = strings.TrimLeft(prefix, "0123456789"); tail != prefix {
			digits := strings.TrimLeft(line, " \t")
			if rest = strings.TrimLeft(digits, "0123456789"); rest == digits || tail != "" && (rest == "" || rest[0] != tail[0]) {
				return line, false
			}
			line, prefix = rest, tail
			continue
		}
		if line == "" || line[0] != prefix[0] {
			return line, strings.TrimSpace(line) == "" && strings.TrimSpace(prefix) == ""
		}
		line, prefix = line[1:], prefix[1:]
	}
	return line, true
}

// frames name what is before and after each line, the first that matches.
var frames = []struct {
	before, behind string // expressions
	id, title, got string
	fix, step      string
}{
	{``, `^(?:\^M)?\$$`, "shown-line-ends", "Each line ends in $, which cat -A shows for a line break", "$ at the end of each line", "Print the file with cat, without options, and copy that.", `sed 's/\(\^M\)*\$$//' IN > OUT`},
	{``, `^\^M$`, "shown-line-ends", "Each line ends in ^M, which is how a carriage return is shown", "^M at the end of each line", "Copy the original file, not what a program displays.", `sed 's/\^M$//' IN > OUT`},
	{``, "[\"'`]", "quotes", inQuotes().Title, "quotation marks", inQuotes().Fix, noStep},
	{"[\"'`]", ``, "quotes", inQuotes().Title, "quotation marks", inQuotes().Fix, noStep},
	{`\d\d:\d\d`, ``, "log-prefix", "Each line starts with the time of a log entry", "a time before each line", "Use the original file, not a log. If the log shows a private key, everyone who can read the log knows it.", noStep},
	{`^\s*\d+\s*[\s:.)|\]│]\s*$`, `^$`, "line-numbers", "The lines have numbers", "a number before each line", "Copy the key from a view without line numbers.", `sed 's/^ *[0-9]*[^-A-Za-z0-9+/]*//' IN > OUT`},
	{`^\s*\d+`, ``, "line-numbers", "The lines have numbers", "a number before each line", "Copy the key from a view without line numbers.", noStep},
	{`^[+-]$`, `^$`, "diff-marks", "Each line starts with the + or - of a diff", "+ or - before each line", "Copy the original file, not a diff.", noStep},
	{`^\s*(?:#+|//+|--|;+|REM|'|\*|%)\s*$`, ``, "comment-marks", "Each line starts with a comment sign", "a comment sign", "Remove the comment signs.", noStep},
	{`[|│]\s*$`, ``, "table-marks", "Each line starts with a vertical bar, as in a table or a log", "bars", "Copy the original file.", noStep},
	{``, `^[|│]$`, "table-marks", "Each line ends in a vertical bar, as in a table", "bars", "Copy the original file.", noStep},
	{``, `[\\^]$`, "continued", "Lines end in a character that continues a command", "that character at the end of each line", "Remove that character at the end of each line.", noStep},
	{`>\s*$`, ``, "quote-marks", "The lines start with > signs, as in a quoted email", "a name and '>'", "Copy the original file, not the email.", noStep},
	{``, ``, "line-prefix", "Each line has the same other text before or after it", "other text on each line", "Remove that text, or copy the original file.", noStep},
}

var framePatterns = func() (compiled [][2]func() match) {
	for _, f := range frames {
		compiled = append(compiled, [2]func() match{lazyMatch(f.before), lazyMatch(f.behind)})
	}
	return compiled
}()

type match interface{ MatchString(string) bool }

func lazyMatch(expression string) func() match {
	lazy := pattern.Lazy(expression)
	return func() match { return lazy() }
}

func nameFrame(before, behind string) (Problem, string) {
	for i, f := range frames {
		if framePatterns[i][0]().MatchString(before) && framePatterns[i][1]().MatchString(behind) {
			return Problem{ID: f.id, Title: f.title, Expected: "only the lines of the key", Got: f.got, Fix: f.fix}, f.step
		}
	}
	panic("the last row matches everything")
}

// joined breaks a block into lines at what is in place of its line breaks. The same
// characters follow BEGIN and precede END.
func joined(e enclosed) (string, Problem, string) {
	body := strings.TrimSpace(e.body)
	for length := min(60, len(body)/2); length > 0; length-- {
		joint := body[:length]
		if !strings.HasSuffix(body, joint) {
			continue
		}
		if name := lostBackslash[joint]; name != "" {
			if out := atIntervals(body, joint); out != "" {
				p := Problem{ID: "lost-backslash", Title: "The characters " + joint + " replace the line breaks", Expected: "line breaks", Got: joint,
					Why: "They remain of " + name + " when the backslash is lost. authdoctor restored the line breaks; other PEM parsers reject the key.",
					Fix: "Write it with line breaks, or with " + name + " if the program expects that."}
				if len(joint) == 1 {
					p.Title = "The letter " + joint + " replaces the line breaks"
				}
				step := noStep
				if strings.Count(out, "\n") == 1 {
					step = `awk '{gsub(/-----` + strings.ReplaceAll(joint, "/", `\/`) + `/, "-----\n"); gsub(/` + strings.ReplaceAll(joint, "/", `\/`) + `-----/, "\n-----"); print}' IN > OUT`
				}
				return out, p, step
			}
		}
		if strings.Trim(joint, alphabet) == "" || longRun().MatchString(joint) {
			continue
		}
		p := Problem{ID: "joined-lines", Title: "Other characters replace the line breaks", Expected: "line breaks", Got: "the same characters at the end of each line",
			Fix: "Replace them with line breaks, or copy the original file."}
		if strings.ContainsAny(joint, "\"'") {
			p = inQuotes()
		} else if strings.Trim(joint, "|;,:#~^$%&*!?@_¶↵⏎␊ ") == "" {
			p.Title, p.Got = "The characters "+joint+" replace the line breaks", "'"+joint+"'"
		}
		return strings.ReplaceAll(body, joint, "\n"), p, noStep
	}
	return "", Problem{}, noStep
}

// interrupted takes out lines that are not base64, such as the foot and the head of a page.
func interrupted(e enclosed) (string, Problem, string) {
	var out strings.Builder
	for line := range strings.Lines(e.body) {
		if isKeyLine(line) {
			out.WriteString(line)
		}
	}
	return out.String(), Problem{ID: "interrupted", Title: "Other lines appear between the lines of the key", Expected: "base64 from BEGIN to END", Got: "other text too",
		Why: "They may come from a page break or a console message. authdoctor removed them; other PEM parsers do not.", Fix: "Remove them, or copy the original file."}, noStep
}

// lostBackslash are the remains of the escapes of line breaks without their backslash, or
// with a slash, and those escapes.
var lostBackslash = map[string]string{"n": `\n`, "rn": `\r\n`, "r": `\r`, "nn": `\n`, "/n": `\n`, "/r/n": `\r\n`, "u000a": `\u000a`, "u000A": `\u000A`, "x0a": `\x0a`, "x0A": `\x0A`, "0A": "%0A", "0a": "%0a", "0D0A": "%0D%0A"}

// longRun matches base64 that is too long for what joins lines.
var longRun = pattern.Lazy(`[A-Za-z0-9+/]{16}`)

// atIntervals takes a joint of letters out where it follows each 64 characters, or another
// usual number of them, and at both ends.
func atIntervals(body, joint string) string {
	inner := strings.TrimSuffix(strings.TrimPrefix(body, joint), joint)
	for _, width := range []int{64, 76, 72, 70, 60, 48} {
		var out strings.Builder
		for rest := inner; ; {
			if len(rest) <= width {
				out.WriteString(rest + "\n")
				return out.String()
			}
			out.WriteString(rest[:width] + "\n")
			var ok bool
			if rest, ok = strings.CutPrefix(rest[width:], joint); !ok {
				break
			}
		}
	}
	return inner + "\n"
}

// spacesForPlus puts plus signs where spaces are. In lines, the length of the longest one is
// that of all but the last. In one line, spaces after each 64 characters are line breaks.
func spacesForPlus(e enclosed) (string, Problem, string) {
	p := Problem{ID: "plus-signs", Title: "Spaces replace the plus signs", Expected: "+", Got: "a space",
		Why: "In forms and URLs a plus sign means a space, and a program decoded it that way. authdoctor restored the plus signs; the length of the key proves it.",
		Fix: "Send or store each plus sign as %2B, or copy the original file."}
	lines := strings.Split(strings.Trim(e.body, "\n"), "\n")
	if strings.Contains(e.body, "+") { // all of them would have become spaces
		return "", p, noStep
	}
	if len(lines) == 1 {
		line := strings.TrimSpace(lines[0])
		lines = nil
		for len(line) > 65 && line[64] == ' ' {
			lines, line = append(lines, line[:64]), line[65:]
		}
		lines = append(lines, line)
	}
	width := 0
	for _, line := range lines {
		width = max(width, len(line))
	}
	spaces := 0
	for i, line := range lines {
		if i < len(lines)-1 && strings.TrimSpace(line) != "" && len(line) < width && len(line) > width/2 { // spaces at the end are easily lost
			line += strings.Repeat(" ", width-len(line))
		}
		spaces += strings.Count(line, " ")
		lines[i] = strings.ReplaceAll(line, " ", "+")
	}
	if spaces == 0 {
		return "", p, noStep
	}
	step := noStep
	if strings.Contains(strings.TrimSpace(e.body), "\n") {
		step = `sed '/-----/!s/ /+/g' IN > OUT`
	}
	body := strings.Join(lines, "\n") + "\n"
	if strings.HasPrefix(e.body, "\n") {
		body = "\n" + body
	}
	return body, p, step
}

// urlAlphabet reads base64url (RFC 4648 section 5).
func urlAlphabet(e enclosed) (string, Problem, string) {
	if !strings.ContainsAny(e.body, "-_") {
		return "", Problem{}, noStep
	}
	step := noStep
	if strings.Contains(strings.TrimSpace(e.body), "\n") || strings.HasPrefix(e.body, "\n") {
		step = `sed '/-----/!y/-_/+\//' IN > OUT`
	}
	return strings.NewReplacer("-", "+", "_", "/").Replace(e.body), Problem{ID: "base64url", Title: "The key is in base64url, with - and _ instead of + and /", Expected: "+ and /", Got: "- and _",
		Why: "JSON Web Keys and tokens use base64url, PEM does not (RFC 7468 section 3). authdoctor converted it; strict parsers reject it.",
		Fix: "Replace - with + and _ with / between the BEGIN and the END line."}, step
}
