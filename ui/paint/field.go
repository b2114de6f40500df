package paint

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
)

// Field is a line of text that the user types or pastes. It differs from the usual text
// inputs in two ways. Possible secrets are never drawn: a long run without spaces appears
// as its length. And the cost of a key does not depend on the length of the text, because
// consoles without bracketed paste deliver a token of 4 kB as 4000 keys.
type Field struct {
	before []rune // left of the cursor
	after  []rune // right of it, the nearest last
	dots   int    // number of dots, which separate the parts of a token
	bytes  int

	// Harmless reports whether long values of the field, such as Client IDs and redirect
	// URIs, are drawn. Tokens stay hidden even so.
	Harmless bool
	// Secret reports whether the text is never drawn, as for a pass phrase.
	Secret bool
	// proposed reports whether the text is a proposal, which the first character or paste
	// replaces. Moving the cursor or deleting makes it ordinary text.
	proposed bool
}

// fieldChange is what a key did to a field.
type fieldChange int

// The changes.
const (
	fieldIgnored fieldChange = iota // the field does not use the key
	fieldMoved
	FieldEdited
	FieldFull // nothing more was added: the field is at its limit
)

// Len is the number of characters in the field.
func (f *Field) Len() int { return len(f.before) + len(f.after) }

// Value is the text in the field.
func (f *Field) Value() string {
	var text strings.Builder
	text.Grow(f.bytes)
	for _, r := range f.before {
		text.WriteRune(r)
	}
	for i := len(f.after) - 1; i >= 0; i-- {
		text.WriteRune(f.after[i])
	}
	return text.String()
}

// Clear empties the field.
func (f *Field) Clear() { *f = Field{Harmless: f.Harmless, Secret: f.Secret} }

// Set replaces the text.
func (f *Field) Set(text string) {
	f.Clear()
	f.Insert([]rune(text))
}

// Propose replaces the text by a proposal.
func (f *Field) Propose(text string) {
	f.Set(text)
	f.proposed = text != ""
}

// Insert inserts text at the cursor, or replaces a proposal, and reports whether all of it
// fitted.
func (f *Field) Insert(text []rune) bool {
	if f.proposed && len(text) > 0 {
		f.Clear()
	}
	for _, r := range text {
		size := utf8.RuneLen(r)
		if size < 0 {
			r, size = utf8.RuneError, 3
		}
		if f.bytes+size > intake.MaxText {
			return false
		}
		f.before = append(f.before, r)
		f.bytes += size
		if r == '.' {
			f.dots++
		}
	}
	return true
}

// dropped updates the counts after a character was deleted.
func (f *Field) dropped(r rune) {
	f.bytes -= max(1, utf8.RuneLen(r))
	if r == '.' {
		f.dots--
	}
}

// Key handles one key and returns its effect.
func (f *Field) Key(msg tea.KeyMsg) fieldChange {
	switch msg.Type {
	case tea.KeyRunes, tea.KeySpace:
		if msg.Alt {
			return fieldIgnored
		}
		if !f.Insert(msg.Runes) {
			return FieldFull
		}
		return FieldEdited
	case tea.KeyBackspace, tea.KeyCtrlH:
		return f.DeleteLeft(1)
	case tea.KeyDelete, tea.KeyCtrlD:
		return f.deleteRight(1)
	case tea.KeyCtrlU:
		return f.DeleteLeft(len(f.before))
	case tea.KeyCtrlK:
		return f.deleteRight(len(f.after))
	case tea.KeyCtrlW:
		return f.DeleteLeft(f.word())
	case tea.KeyLeft, tea.KeyCtrlB:
		return f.move(-1)
	case tea.KeyRight:
		return f.move(1)
	case tea.KeyHome, tea.KeyCtrlA:
		return f.move(-len(f.before))
	case tea.KeyEnd, tea.KeyCtrlE:
		return f.move(len(f.after))
	}
	return fieldIgnored
}

// DeleteLeft deletes n characters left of the cursor.
func (f *Field) DeleteLeft(n int) fieldChange {
	f.proposed = false
	for ; n > 0 && len(f.before) > 0; n-- {
		f.dropped(f.before[len(f.before)-1])
		f.before = f.before[:len(f.before)-1]
	}
	return FieldEdited
}

func (f *Field) deleteRight(n int) fieldChange {
	f.proposed = false
	for ; n > 0 && len(f.after) > 0; n-- {
		f.dropped(f.after[len(f.after)-1])
		f.after = f.after[:len(f.after)-1]
	}
	return FieldEdited
}

// word returns the length of the word left of the cursor, including the spaces after it.
func (f *Field) word() int {
	i := len(f.before)
	for i > 0 && unicode.IsSpace(f.before[i-1]) {
		i--
	}
	for i > 0 && !unicode.IsSpace(f.before[i-1]) {
		i--
	}
	return len(f.before) - i
}

func (f *Field) move(by int) fieldChange {
	f.proposed = false
	for ; by < 0 && len(f.before) > 0; by++ {
		last := len(f.before) - 1
		f.after = append(f.after, f.before[last])
		f.before = f.before[:last]
	}
	for ; by > 0 && len(f.after) > 0; by-- {
		last := len(f.after) - 1
		f.before = append(f.before, f.after[last])
		f.after = f.after[:last]
	}
	return fieldMoved
}

const (
	// longestShown is the length of the longest text that may be drawn; anything longer is
	// a paste.
	longestShown = 120
	// longestRun is the longest run without spaces that is drawn. The longest
	// Detail word has 34 characters, the shortest secret of NetSuite 43.
	longestRun = 36
)

// Hidden reports whether only the length of the text is drawn, because it may contain a
// secret or is too long for a line.
func (f *Field) Hidden() bool {
	if f.Secret {
		return f.Len() > 0
	}
	if f.Len() > longestShown && (!f.Harmless || f.Len() > 10*longestShown) {
		return true
	}
	text := f.Value()
	if strings.ContainsAny(text, "\r\n") || carriesSecret(text) {
		return true
	}
	if f.Harmless {
		return LooksRandom(text)
	}
	if secretLead().MatchString(text) || looksKeyed(text) {
		return true
	}
	run := 0
	for _, r := range text {
		run++
		if unicode.IsSpace(r) {
			run = 0
		}
		if run > longestRun {
			return true
		}
	}
	return false
}

// carriesSecret reports whether a text contains a secret, or the beginning of one that is
// still being typed.
func carriesSecret(text string) bool {
	return TokenOrKey(text) || border.HoldsSecret(text)
}

// TokenOrKey reports whether a text contains the beginning of a token or a PEM file, which
// is never the value of a field.
func TokenOrKey(text string) bool {
	return strings.Contains(text, "eyJ") || strings.Contains(text, "-----BEGIN")
}

// secretLead matches a name or scheme and the beginning of the secret after it, which is
// hidden from its first character on.
var secretLead = pattern.Lazy(`(?i)\b(?:code|state|token|code_verifier|client[_ ]secret|secret|refresh_token|access_token|assertion|password)\s*=\s*\S|\b(?:secret|password|code_verifier|client[_ ]secret)(?:\s*:\s*|\s+is\s+)\S|\b(?:basic|bearer)\s+[A-Za-z0-9+/=]{6}`)

// looksKeyed reports whether a text contains a long mix of letters and digits, as in
// secrets and codes but not in words, accounts and dates.
func looksKeyed(text string) bool {
	for _, piece := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		letters, digits := 0, 0
		for _, r := range piece {
			if unicode.IsDigit(r) {
				digits++
			} else {
				letters++
			}
		}
		if len(piece) >= 12 && letters >= 3 && digits >= 3 {
			return true
		}
	}
	return false
}

// LooksRandom reports whether a text contains a long mix of upper case, lower case and
// digits, as in keys in base64. A Certificate ID is such a mix too, but no secret.
func LooksRandom(text string) bool {
	return slices.ContainsFunc(SplitList(text), func(item string) bool { return !token.IsCertificateID(item) && looksRandomItem(item) })
}

func looksRandomItem(item string) bool {
	for _, piece := range strings.FieldsFunc(item, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		upper, lower, digits := 0, 0, 0
		for _, r := range piece {
			switch {
			case unicode.IsUpper(r):
				upper++
			case unicode.IsLower(r):
				lower++
			default:
				digits++
			}
		}
		if len(piece) >= 24 && upper >= 3 && lower >= 3 && digits >= 2 {
			return true
		}
	}
	return false
}

// Parts returns the number of parts of the token in the field, 0 for any other text.
func (f *Field) Parts() int {
	if !f.tokenLike() {
		return 0
	}
	return f.dots + 1
}

// tokenLike reports whether the text begins like a token: the header of every JWT begins
// with {", which is eyJ in base64url.
func (f *Field) tokenLike() bool {
	start := string(f.before[:min(len(f.before), 64)])
	if len(f.before) == 0 {
		return false
	}
	at := strings.Index(start, "eyJ")
	return at >= 0 && !strings.ContainsAny(start[at:], " {\"")
}

// Unfinished reports whether the text is a token with parts missing, or a key without its
// last line. A line break is then part of a paste.
func (f *Field) Unfinished() bool { return f.tokenLike() && f.dots < 2 || f.KeyLike() && !f.keyEnds() }

// PasteGap is the longest time between a character and a line break of the same paste.
// Nobody types that fast, and no paste is that slow.
const PasteGap = 25 * time.Millisecond

const keyBegins, KeyDashes = "-----BEGIN", "-----"

// KeyLike reports whether the text begins like PEM.
func (f *Field) KeyLike() bool {
	return strings.HasPrefix(string(f.before[:min(len(f.before), len(keyBegins))]), keyBegins)
}

// keyEnds reports whether the text ends with the last line of a PEM file.
func (f *Field) keyEnds() bool {
	end := string(f.before[max(0, len(f.before)-64):])
	return strings.Contains(end, "-----END") && strings.HasSuffix(end, KeyDashes)
}

// summary returns the text that replaces a hidden one.
func (f *Field) summary() string {
	text := Count(f.Len()) + " characters"
	if parts := f.Parts(); parts > 0 {
		return "eyJhbG… " + text + ", " + Plural(parts, "part", "parts")
	}
	return text + ", not shown"
}

// cursor is drawn, because the terminal's own is hidden.
const cursor = "▏"

// View draws the field in one line of at most width cells; an empty field contains hint.
func (f *Field) View(styles *Styles, hint string, width int) string {
	bar := styles.Cursor.Paint(cursor)
	switch {
	case width < 1:
		return ""
	case f.Len() == 0:
		return bar + styles.Quiet.Paint(Clip(hint, width-1))
	case f.Hidden():
		return styles.Text.Paint(Clip(f.summary(), width-1)) + bar
	}
	left, _ := border.Printable(string(f.before))
	after := make([]rune, len(f.after))
	for i, r := range f.after {
		after[len(after)-1-i] = r
	}
	right, _ := border.Printable(string(after))
	right = Clip(right, max(0, width-1-min(Cells(left), width/2)))
	left = ClipLeft(left, width-1-Cells(right))
	return left + bar + right
}

// ClipLeft shortens a line from its start.
func ClipLeft(line string, width int) string {
	if Cells(line) <= width {
		return line
	}
	runes := []rune(line)
	for len(runes) > 0 && Cells(string(runes)) > max(0, width-1) {
		runes = runes[1:]
	}
	return Clip("…"+string(runes), width)
}

// Boxed draws the field in a box of three lines.
func (f *Field) Boxed(styles *Styles, hint string, width int) []string {
	inner := max(0, width-4)
	side := styles.Border.Paint("│")
	line := f.View(styles, hint, inner)
	edge := strings.Repeat("─", max(0, width-2))
	return []string{
		Clip(styles.Border.Paint("╭"+edge+"╮"), width),
		Clip(side+" "+Fill(line, inner)+" "+side, width),
		Clip(styles.Border.Paint("╰"+edge+"╯"), width),
	}
}
