package keys

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/pattern"
)

// boundary is a BEGIN or END line (RFC 7468 section 2), anywhere on a line.
type boundary struct {
	from, to      int // with the dashes
	begin         bool
	label         string
	before, after int  // the number of dashes
	lower         bool // not wholly in upper case
	odd           string
}

// usualLabel matches labels that are recognised even if dashes are missing.
var usualLabel = pattern.Lazy(`CERTIFICATE|KEY|REQUEST|PKCS|CMS|PARAMETERS|CRL|PGP`)

// brokenLabel matches the rest of a label behind a line break.
var brokenLabel = pattern.Lazy(`^\n *[A-Z0-9][A-Z0-9 ]{1,24}-{4}`)

// boundaries finds BEGIN and END with their labels, with any number of dashes.
func boundaries(s string) (found []boundary) {
	for at := 0; at < len(s) && len(found) < 4*MaxKeys; {
		if c := s[at] | 0x20; c != 'b' && c != 'e' || at > 0 && isWord(s[at-1]) {
			at++
			continue
		}
		b, ok := boundaryAt(s, at)
		if !ok {
			at++
			continue
		}
		if len(found) > 0 { // the dashes may belong to the END before
			if shared := found[len(found)-1].to - b.from; shared > 0 {
				b.from, b.before = b.from+shared, b.before-shared
			}
		}
		found = append(found, b)
		at = b.to
	}
	return found
}

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// boundaryAt reads a boundary whose word BEGIN or END is at the given offset. It reads a
// bounded number of bytes around it.
func boundaryAt(s string, at int) (b boundary, ok bool) {
	const blanks, far = " \t", 64
	word := s[at:min(len(s), at+5)]
	switch {
	case strings.EqualFold(word, "BEGIN"):
		b.begin = true
	case len(word) >= 3 && strings.EqualFold(word[:3], "END"):
		word = word[:3]
	default:
		return b, false
	}
	lead := strings.TrimRight(s[max(0, at-far):at], blanks)
	b.before = len(lead) - len(strings.TrimRight(lead, "-"))
	if b.from = at; b.before > 0 {
		b.from = at - (len(s[max(0, at-far):at]) - len(lead)) - b.before
	}
	rest := s[at+len(word) : min(len(s), at+len(word)+2*far)]
	i := 0
	for i < len(rest) && (isWord(rest[i]) || strings.IndexByte(" \t.#", rest[i]) >= 0 || rest[i] == '\n' && brokenLabel().MatchString(rest[i:])) {
		i++
	}
	for i+b.after < len(rest) && rest[i+b.after] == '-' {
		b.after++
	}
	b.label = strings.Join(strings.Fields(rest[:i]), " ")
	switch {
	case strings.Contains(rest[:i], "\n"):
		b.odd = "The BEGIN or the END line is split in two"
	case b.label != "" && rest[:i] != " "+b.label, b.before > 0 && b.from+b.before != at:
		b.odd = "The BEGIN or the END line has extra spaces"
	}
	b.lower = b.label != strings.ToUpper(b.label) || word != strings.ToUpper(word)
	b.label = strings.ToUpper(b.label)
	if b.after >= 10 { // five of them belong to the next BEGIN
		b.after = 5
	}
	b.to = at + len(word) + i + b.after
	usual := len(b.label) <= far && usualLabel().MatchString(b.label)
	if b.before == 1 && b.after == 1 || b.before+b.after == 0 && alone(s, b) {
		return b, knownLabel(b.label) == b.label
	}
	return b, b.before >= 2 && b.after >= 2 && (usual || b.before >= 4 && b.after >= 4) || usual && max(b.before, b.after) >= 4
}

// alone reports whether a boundary is all that is on its line.
func alone(s string, b boundary) bool {
	return (b.from == 0 || s[b.from-1] == '\n') && (b.to == len(s) || s[b.to] == '\n')
}

// block is a PEM block and its faults.
type block struct {
	label, endLabel string
	from, to        int // offsets in the text, with both boundaries
	body, bodyEnd   int
	noBegin, noEnd  bool
	least           int    // where the block before ends
	uneven          bool   // fewer or more than five dashes
	odd             string // what else is odd about a boundary
	lower           bool   // a boundary that is not wholly in upper case
	doubled         bool   // a boundary is there twice
}

// blocks pairs the boundaries of a text. A boundary without its counterpart ends where the
// base64 does.
func (t text) blocks() (blocks []block) {
	found := boundaries(t.s)
	last, ended := 0, 0
	for i := 0; i < len(found); i++ {
		b := found[i]
		blk := block{label: b.label, endLabel: b.label, from: b.from, body: b.to, uneven: b.before != 5 || b.after != 5, lower: b.lower, odd: b.odd, least: ended}
		if !b.begin {
			blk.noBegin, blk.body, blk.bodyEnd, blk.to = true, t.firstKeyLine(last, b.from), b.from, b.to
			blk.from = blk.body
		} else {
			end := len(t.s)
			if i+1 < len(found) {
				end = found[i+1].from
			}
			blk.bodyEnd, blk.to = end, end
			if i+1 < len(found) && !found[i+1].begin {
				i++
				blk.to, blk.endLabel = found[i].to, found[i].label
				blk.lower = blk.lower || found[i].lower
				blk.odd = cmp.Or(blk.odd, found[i].odd)
				blk.uneven = blk.uneven || found[i].before != 5 || found[i].after != 5
			} else {
				blk.noEnd = true
				blk.bodyEnd = t.lastKeyLine(b.to, end)
				blk.to = blk.bodyEnd
			}
		}
		if last = blk.to; !blk.noEnd {
			ended = last
		}
		blocks = append(blocks, blk)
	}
	return t.single(blocks)
}

// single takes out the second of two BEGIN lines, and of two END lines, with only spaces
// between them.
func (t text) single(blocks []block) (left []block) {
	for i, b := range blocks {
		switch blank := strings.TrimSpace(t.s[b.body:b.bodyEnd]) == ""; {
		case blank && b.noEnd && i+1 < len(blocks) && blocks[i+1].label == b.label && !blocks[i+1].noBegin:
			blocks[i+1].doubled = true
		case blank && b.noBegin && i > 0 && blocks[i-1].label == b.label && !blocks[i-1].noEnd:
			left[len(left)-1].doubled, left[len(left)-1].to = true, b.to
		default:
			left = append(left, blocks[i])
		}
	}
	return left
}

// isKeyLine reports whether a line is base64, perhaps quoted or indented. Lines are as
// long as the file here, and an expression takes ten times as long for them.
func isKeyLine(line string) bool {
	line = strings.TrimRight(strings.TrimLeft(line, lineSpace+">"), lineSpace)
	inner := strings.TrimRight(line, "=")
	return len(line)-len(inner) <= 2 && !strings.ContainsFunc(inner, func(c rune) bool { return !strings.ContainsRune(alphabet, c) })
}

const lineSpace = " \t\n\f\r"

// quotes returns the indentation and the quote marks of a mail at the start of a line.
func quotes(line string) string {
	rest := strings.TrimLeft(line, " \t")
	if strings.HasPrefix(rest, ">") {
		rest = strings.TrimLeft(rest, " \t>")
	}
	return line[:len(line)-len(rest)]
}

// isHeader reports whether a line is a header of a PEM block (RFC 1421): a name, a
// colon and a value.
func isHeader(line string) bool {
	name, _, found := strings.Cut(line, ":")
	return found && name != "" && (name[0] < '0' || name[0] > '9') && name[0] != '-' && !strings.ContainsFunc(name, func(c rune) bool { return c != '-' && (c > 'z' || !isWord(byte(c))) })
}

// firstKeyLine returns the offset at which the base64 before an END line begins.
func (t text) firstKeyLine(from, to int) int {
	for begin := to; begin > from; {
		line := strings.LastIndexByte(t.s[from:begin-1], '\n') + 1 + from
		if !isKeyLine(t.s[line:begin]) {
			return begin
		}
		begin = line
	}
	return from
}

// lastKeyLine returns the offset at which the base64 after a BEGIN line ends, without
// other lines after it.
func (t text) lastKeyLine(from, to int) int {
	for end := to; end > from; {
		line := strings.LastIndexByte(t.s[from:end-1], '\n') + 1 + from
		if isKeyLine(t.s[line:end]) && strings.TrimSpace(t.s[line:end]) != "" {
			return end
		}
		end = line
	}
	return to
}

// line returns the number of the line at an offset.
func (t text) line(at int) int { return 1 + strings.Count(t.s[:at], "\n") }

var (
	procType = pattern.Lazy(`Proc-Type:\s*4\s*,\s*ENCRYPTED`)
	dekInfo  = pattern.Lazy(`DEK-Info:\s*([A-Za-z0-9-]+)(?:\s*,\s*([0-9A-Fa-f]+))?`)
)

// between are the characters between blocks that do not count as other text: spaces, quote
// marks, and those that join the strings of a program.
const between = " \t\n>\"'+;,`-|#*/$"

// readPEM reads all PEM blocks of a text and reports whether there were any.
func (r *reader) readPEM(t text) bool {
	blocks := t.blocks()
	around, at := false, 0
	for i, b := range blocks {
		if r.full || i >= MaxKeys {
			r.tooMany()
			return true
		}
		if len(blocks) > 1 && (b.label == "PGP SIGNED MESSAGE" || b.label == "PGP SIGNATURE") {
			around, at = true, b.to
			if b.noEnd {
				at = b.body
			}
			continue
		}
		around = around || strings.Trim(t.s[at:b.from], between) != ""
		at = b.to
		where := ""
		if len(blocks) > 1 {
			where = fmt.Sprintf("block %d", i+1)
		}
		r.readBlock(t, b, where)
	}
	if len(blocks) > 0 && (around || strings.Trim(t.s[at:], between) != "") {
		r.problem(textAround("PEM parsers skip it.", "Ignore it, or remove it."))
	}
	return len(blocks) > 0
}

func (r *reader) readBlock(t text, b block, where string) {
	if p := t.keyless(b, where); p != nil && !r.asIs {
		r.problem(*p)
		return
	}
	start := max(b.least, strings.LastIndexByte(t.s[:b.from], '\n')+1)
	for _, p := range t.markProblems(start, b.to, where) {
		b.uneven = b.uneven && p.ID != "dashes"
		r.problem(p)
		r.undone(markStep(p), rough)
	}
	switch {
	case b.noBegin:
		r.repaired(Problem{ID: "missing-begin", Title: "The BEGIN line is missing", Where: where, Expected: "a line BEGIN " + knownLabel(b.label), Got: "no such line"}, noStep, rough)
	case b.noEnd:
		r.repaired(Problem{ID: "missing-end", Title: "The END line is missing", Where: where, Expected: "a line END " + knownLabel(b.label), Got: "no such line"}, noStep, rough)
	case b.label != b.endLabel:
		r.problem(Problem{ID: "label", Level: Fault, Title: "The BEGIN and the END line have different labels", Where: where, Expected: knownLabel(b.label), Got: knownLabel(b.endLabel),
			Why: "Strict parsers look for the END line with the same label.", Fix: "Copy the whole file again: a part in the middle may be missing."})
		r.undone(noStep, rough)
	}
	if b.lower {
		r.problem(Problem{ID: "label", Level: Fault, Title: "BEGIN, END and the label are not in upper case", Where: where, Expected: "upper case", Got: "lower case",
			Why: "Strict parsers do not recognize the line.", Fix: "Write the BEGIN and the END line in upper case."})
		r.undone(noStep, rough)
	}
	if b.odd != "" && b.label != ssh2 {
		r.problem(Problem{ID: "boundary", Level: Fault, Title: b.odd, Where: where, Expected: "the dashes, the word, one space, the label and the dashes on one line", Got: "spaces or a line break in it",
			Why: "Strict parsers do not recognize the line.", Fix: "Write both lines without them."})
		r.undone(noStep, rough)
	}
	if b.doubled {
		r.repaired(Problem{ID: "doubled-boundaries", Title: "The BEGIN or the END line appears twice", Where: where, Expected: "one BEGIN and one END line", Got: "two of them",
			Fix: "Remove one of them."}, noStep, rough)
	}
	if b = t.removed(b); b.uneven && b.label != ssh2 { // which has four (RFC 4716 section 3.2)
		r.problem(Problem{ID: "dashes", Level: Fault, Title: "There are not five dashes before and after the label", Where: where, Expected: "five dashes", Got: "more or fewer",
			Why: "Strict parsers do not recognize the line.", Fix: "Write five dashes on both sides of the label, in the BEGIN and the END line."})
		r.undone(noStep, rough)
	}
	e := enclosed{where: where, label: b.label, before: t.s[start:b.from], body: t.s[b.body:b.bodyEnd], line: t.line(b.body), noBegin: b.noBegin, noEnd: b.noEnd, marked: len(t.within(b.body, b.bodyEnd)) > 0}
	e.after, _, _ = strings.Cut(t.s[b.to:], "\n")
	plain := r.attempt(func(r *reader) { r.readBody(e) })
	if !plain.good() && !r.asIs && !b.noBegin && !b.noEnd {
		if mended := r.mend(e); mended != nil {
			plain = mended
		}
	}
	plain.lost(t.s[b.body:b.bodyEnd], b)
	r.accept(plain)
}

// lost says of a block that came to nothing what its text shows: which end of it is missing,
// or which characters are.
func (r *reader) lost(body string, b block) {
	i := slices.IndexFunc(r.file.Problems, func(p Problem) bool { return slices.Contains([]string{"truncated", "damaged", "unreadable"}, p.ID) })
	if i < 0 || r.file.Readable() {
		return
	}
	p := &r.file.Problems[i]
	const long = 600 // a random text of base64 that is longer has every character
	letters := strings.TrimSpace(body)
	switch {
	case b.noBegin:
		p.ID, p.Title, p.Expected, p.Got = "truncated", "The beginning is missing", "a key from BEGIN to END", "the lines before END"
		p.Why, p.Fix = "More than the BEGIN line is missing: the rest does not begin like a key.", "Copy the whole file again, from the first line to the last."
	case b.noEnd && (p.ID == "truncated"):
		p.Title, p.Why = "The end is missing", "More than the END line is missing: the key was cut off."
	case len(letters) > long && letters == strings.ToLower(letters), len(letters) > long && letters == strings.ToUpper(letters):
		p.ID, p.Title, p.Expected, p.Got = "damaged", "All letters are in the same case", "capital letters and lower case", "only one of them"
		p.Why = "A program changed the case of all letters. Base64 is case-sensitive, so the key cannot be restored."
	case len(letters) > long && (!strings.Contains(letters, "+") || !strings.Contains(letters, "/")):
		p.Title, p.Expected, p.Got = "Part of the key is missing: it has no plus sign or no slash", "letters, digits, + and /", "no + or no /"
		p.Why = "Base64 of this length contains both. A program may have removed them."
	case p.Title == "The end is missing":
		p.Title, p.Why = "Part of the key is missing", "The key states its own length, but is shorter, although BEGIN and END are present."
	}
}

// keyless describes a BEGIN line that no key follows: alone, or with words in the place of
// the key; nil for any other block. No key has so few characters.
func (t text) keyless(b block, where string) *Problem {
	const few = 56 // an Ed25519 public key has 60
	body := strings.TrimSpace(t.s[b.body:min(b.bodyEnd, b.body+longestKey)])
	p := Problem{ID: "empty", Level: Fault, Where: where, Expected: "BEGIN, base64 and END", Fix: "Copy the key itself, from the BEGIN to the END line."}
	long := 0
	for _, run := range runs(body) {
		long = max(long, run.to-run.from)
	}
	switch {
	case body == "" && b.noEnd:
		p.Title, p.Got = "Only the BEGIN line is present", "the BEGIN line"
		p.Why, p.Fix = "The lines with the key are missing. A .env file without quotation marks, for example, keeps only the first line of a value.", "Use the whole file, or put the value in quotation marks."
	case body == "" || b.noBegin || strings.HasPrefix(b.label, "AGE ") || strings.HasPrefix(b.label, "PGP ") || body[0] == 'M' || placeholder().MatchString(body):
		return nil
	case len(body) > 8 && strings.Trim(body, body[:1]+lineSpace) == "":
		p.Title, p.Got = "No key follows the BEGIN line", "one character repeated"
		p.Why = "Examples show this instead of a key."
	case leftOut().MatchString(body) && long <= few:
		p.Title, p.Got = "No key follows the BEGIN line", "a redaction mark"
		p.Why = "The key was redacted."
	case long > few, !words().MatchString(body) && (len(body) > few || long > 15 && long == len(body)):
		return nil
	default:
		p.Title, p.Got = "No key follows the BEGIN line", "a few words or characters"
		p.Why = "The words are not base64: the text only mentions a key, or a placeholder was never filled in."
	}
	return &p
}

// words matches text for people.
var words = pattern.Lazy(`[A-Za-z]{2,}[ _-][A-Za-z]{2,}`)

// removed moves the dash that a diff puts before each line out of the boundaries of a block.
func (t text) removed(b block) block {
	const six = "------"
	lines := strings.Count(t.s[b.body:b.bodyEnd], "\n")
	if b.uneven && lines > 1 && lines == strings.Count(t.s[b.body:b.bodyEnd]+"-", "\n-") && strings.HasPrefix(t.s[b.from:], six) && strings.HasPrefix(t.s[b.bodyEnd:], six) {
		b.from, b.bodyEnd, b.uneven = b.from+1, b.bodyEnd+1, false
	}
	return b
}

// enclosed is what is between a BEGIN and an END line, and around them on their lines.
type enclosed struct {
	where, label   string
	before, after  string
	body           string
	line           int // number of the body's first line
	noBegin, noEnd bool
	marked         bool // characters of it were replaced
	mended         bool // what is in its lines besides base64 is reported already
}

// readBody reads the base64 of a block.
func (r *reader) readBody(e enclosed) {
	repair := func(id, title, expected, got, step string) {
		r.repaired(Problem{ID: id, Title: title, Where: e.where, Expected: expected, Got: got}, step, rough)
	}
	c := collect(e.body, dekInfo().MatchString(e.body))
	if !e.mended {
		if strings.TrimLeft(e.before, " \t") != e.before || c.indented {
			repair("indentation", "The lines are indented", "lines without indentation", "spaces before them", trimLines)
		}
		if strings.Contains(e.before, ">") && strings.TrimLeft(e.before, "> \t") == "" || c.quoted {
			repair("quote-marks", "The lines start with > signs, as in a quoted email", "lines without '>'", "'>'", trimLines)
		}
		if strings.TrimLeft(e.before, "> \t") != "" && !e.noBegin && !c.literal {
			repair("one-line", "Other text comes before BEGIN on the same line", "BEGIN at the start of a line", "text before it", splitLines)
		} else if strings.TrimSpace(e.after) != "" && !e.noEnd && !c.literal {
			repair("one-line", "Other text follows END on the same line", "END alone on its line", "text after it", splitLines)
		}
	}
	if c.literal {
		p := inQuotes()
		p.Where = e.where
		r.repaired(p, noStep, rough)
	}
	if c.blank && r.layers == 1 && !e.mended && !c.literal && !e.marked && !strings.HasPrefix(e.label, "PGP ") {
		repair("blank-lines", "The block contains empty lines", "none", "empty lines", `awk NF IN > OUT`)
	}
	if c.printable {
		repair("quoted-printable", "The text is encoded as in an email, with =3D for =", "=", "=3D", `sed 's/=3D/=/g' IN > OUT`)
	}
	if !e.mended {
		first, last := e.body, e.body[strings.LastIndexByte(e.body, '\n')+1:]
		first, _, _ = strings.Cut(first, "\n")
		switch {
		case strings.TrimSpace(e.body) == "", c.literal:
		case !e.noBegin && strings.TrimSpace(first) != "" && !e.noEnd && strings.Trim(last, lineSpace+">") != "" && c.lines > 1:
			repair("one-line", "BEGIN and END are not on separate lines", "BEGIN and END alone on their lines", "base64 on the same lines", splitLines)
		case c.lines > 1 && !e.noBegin && strings.TrimSpace(first) != "":
			repair("one-line", "The base64 begins on the line of BEGIN", "BEGIN alone on its line", "base64 after it", splitLines)
		case c.lines > 1 && !e.noEnd && strings.Trim(last, lineSpace+">") != "":
			repair("one-line", "The base64 ends on the line of END", "END alone on its line", "base64 before it", splitLines)
		case c.lines == 1 && (!e.noBegin && strings.TrimSpace(first) != "" || !e.noEnd && !e.noBegin && strings.Trim(last, lineSpace+">") != ""):
			repair("one-line", "The block is not broken into lines", "lines of 64 characters", "one line", splitLines)
		case c.longest > 80:
			repair("one-line", "The base64 is not broken into lines of 64 characters", "lines of 64 characters", fmt.Sprintf("a line of %d", c.longest), readAsIs)
		}
	}
	if strings.HasPrefix(e.label, "AGE ENCRYPTED") {
		r.fault("encrypted", "This file is encrypted with age", "an encrypted file", "Only the age key decrypts it.", "Decrypt it with age, and open the result.")
		return
	}
	if strings.HasPrefix(e.label, "PGP ") {
		key := openPGP(e.label)
		key.Encoding = "PEM"
		r.add(key)
		return
	}
	if c.bad != 0 {
		r.illegal(c, e.body, e.line+c.badLine, e.where)
		return
	}
	data, p := decodeBase64(c.text)
	if p != nil {
		p.Where = e.where
		if r.problem(*p); data == nil {
			return
		}
	}
	at := origin{encoding: "PEM", label: e.label, where: e.where}
	if m := dekInfo().FindStringSubmatch(e.body); m != nil {
		key, problem := r.unlockLegacy(e.label, m[1]+","+m[2], data)
		if problem != nil {
			problem.Where = e.where
			r.problem(*problem)
			return
		}
		key.Encoding = "PEM"
		if !key.Locked {
			r.label(key, at)
		}
		r.add(key)
		return
	}
	if data[0] != tagSequence && r.wholeFile(data, noStep, Problem{ID: "double-encoded", Title: "The block contains a whole file, encoded once more", Where: e.where, Expected: "the base64 of a key or a certificate", Got: "the base64 of a text",
		Why: "certutil -encode does this to a file that is already text. authdoctor decoded it; strict parsers reject it."}) {
		return
	}
	r.binary(data, at)
}

// longestKey is the number of bytes in which a text that takes the place of a key, or of a
// part of it, is looked for. An RSA key of 16384 bits has 12 KiB.
const longestKey = 16 << 10

// illegal reports a character that is not base64. It states what is there, and where it
// comes from only if that can be seen.
func (r *reader) illegal(c collected, body string, line int, where string) {
	place := fmt.Sprintf("line %d, character %d", line, c.badColumn)
	if where != "" {
		place = where + ", " + place
	}
	shown, _ := border.Printable(string(c.bad))
	p := Problem{ID: "base64", Level: Fault, Title: "The key contains a character that base64 does not have: '" + shown + "'", Where: place,
		Expected: "A to Z, a to z, 0 to 9, + and /, and = at the end", Got: fmt.Sprintf("%s (%U)", shown, c.bad),
		Why: "A block with this character cannot be decoded.", Fix: "Copy the file again from its source."}
	body = body[:min(len(body), longestKey)]
	switch old, changed := strings.Contains(body, "\n-"), strings.Contains(body, "\n+"); {
	case leftOut().MatchString(body):
		p.Why = "Part of the key seems to be left out, to shorten or redact it."
	case placeholder().MatchString(body):
		p.Why, p.Fix = "This looks like a placeholder that was never filled in.", "Replace it with the key."
	case strings.Contains(body, "<<<<<<<") && strings.Contains(body, ">>>>>>>"):
		p.Why, p.Fix = "The file has the markers of a git merge conflict, so it contains two versions.", "Open the file with the version that you need."
	case c.bad == '-' && old && changed:
		p.Why, p.Fix = "The lines begin with - and +, as in a diff, so the file contains an old and a new version.", "Open the file with the version that you need."
	case c.bad == '-' || c.bad == '_':
		p.Why = "The character belongs to base64url, as in a JSON Web Key, or to a damaged BEGIN or END line. PEM uses ordinary base64."
	case c.bad == '=':
		p.Why = "In base64, = is allowed only at the end, but more base64 follows it."
	case c.bad == 0xfffd:
		p.Got = "bytes that are not UTF-8"
	}
	r.problem(p)
}

var (
	// leftOut matches what people write in place of a part of a key.
	leftOut = pattern.Lazy(`\.\.\.|…|\*\*\*|(?i:redacted|\bsnip|omitted|removed|truncated|hidden|masked)|•|█`)
	// placeholder matches the name of a value that a program should have put there.
	placeholder = pattern.Lazy(`^\s*(?:<[^<>]{1,80}>|\{\{.{1,80}\}\}|[$%]?\{.{1,80}\}|\$\(.{1,80}\)|%[A-Za-z_]+%|\$[A-Za-z_]\w*|\[[^\]]{1,80}\])\s*$`)
)

// collected is the base64 of a block, without padding, and what else its lines contain.
type collected struct {
	text               string
	indented, quoted   bool // by spaces, by the quote marks of a mail
	literal            bool // lines are string literals of a program
	printable          bool // quoted-printable
	blank              bool // an empty line follows base64
	longest, lines     int  // line, in characters, and lines with base64
	bad                rune // the first character that is not base64; 0 for none
	badLine, badColumn int  // from 0, from 1
}

// collect joins the base64 in the lines of a block, up to the first bad character.
func collect(body string, encrypted bool) (c collected) {
	if encrypted {
		body = dekInfo().ReplaceAllString(procType().ReplaceAllString(body, ""), "")
	}
	var out strings.Builder
	padded := false
	number := -1
	for line := range strings.Lines(body) {
		number++
		line, ended := strings.CutSuffix(line, "\n")
		lead := quotes(line)
		rest := line[len(lead):]
		if strings.TrimSpace(rest) == "" {
			c.blank = c.blank || c.lines > 0 && ended
			continue
		}
		c.indented = c.indented || number > 0 && strings.HasPrefix(lead, " ") || number > 0 && strings.HasPrefix(lead, "\t")
		c.quoted = c.quoted || strings.Contains(lead, ">")
		if isHeader(rest) {
			continue
		}
		column := len(lead) + 1
		if inner, ok := unquote(rest); ok {
			c.literal, rest = true, inner
		}
		if strings.Contains(rest, "=3D") {
			c.printable, rest = true, strings.ReplaceAll(rest, "=3D", "=")
		}
		length := 0
		for i, char := range rest {
			switch {
			case char == ' ' || char == '\t' || char == '\f':
				continue
			case char == '=':
				padded = true
				length++
				continue
			case char > 0x7f || !inAlphabet(byte(char)) || padded:
				if c.bad == 0 {
					if c.bad = char; padded && char < 0x80 && inAlphabet(byte(char)) {
						c.bad = '='
					}
					c.badLine, c.badColumn = number, column+i
				}
				return c
			}
			length++
			out.WriteByte(byte(char))
		}
		if c.longest = max(c.longest, length); length > 0 {
			c.lines++
		}
	}
	c.text = out.String()
	return c
}

// unquote removes the quotation marks of a program's string literal and the operator that
// joins it to the next one.
func unquote(line string) (string, bool) {
	const quotes, joints = `"'`, " \t+,;.)]"
	inner := strings.TrimLeft(line, quotes)
	began := inner != line
	if began && strings.Trim(inner, joints) == "" {
		return "", true
	}
	if i := strings.IndexAny(inner, quotes); i >= 0 && strings.Trim(inner[i:], quotes+joints) == "" {
		return inner[:i], true
	}
	return inner, began
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// decodeBase64 decodes base64 without padding.
func decodeBase64(s string) ([]byte, *Problem) {
	if s == "" {
		return nil, &Problem{ID: "empty", Level: Fault, Title: "Nothing is between BEGIN and END", Expected: "base64", Got: "nothing",
			Why: "The lines with the key are missing.", Fix: "Copy the whole file again."}
	}
	if len(s)%4 == 1 {
		return nil, &Problem{ID: "truncated", Level: Fault, Title: "The base64 has an invalid number of characters", Expected: "groups of four characters", Got: fmt.Sprintf("%d characters", len(s)),
			Why: "At least one character is missing or extra.", Fix: "Copy the whole file again, from the first line to the last."}
	}
	data, err := base64.RawStdEncoding.DecodeString(s)
	if err != nil {
		return nil, &Problem{ID: "base64", Level: Fault, Title: "The base64 cannot be decoded", Expected: "base64", Got: "something else", Why: "Its end is not valid base64.", Fix: "Copy the file again."}
	}
	return data, nil
}
