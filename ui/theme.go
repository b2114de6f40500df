package ui

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/term"
	"github.com/muesli/cancelreader"

	"authdoctor/ui/paint"
)

// Theme names the colours the terminal has.
type Theme string

// The themes; the values of --theme.
const (
	ThemeAuto  Theme = "auto"
	ThemeDark  Theme = "dark"
	ThemeLight Theme = "light"
	// ThemeContrast has nothing quiet, and asks for the ground as auto does.
	ThemeContrast Theme = "contrast"
)

// ParseTheme reads the value of --theme.
func ParseTheme(text string) (Theme, error) {
	switch theme := Theme(strings.ToLower(text)); theme {
	case "", ThemeAuto:
		return ThemeAuto, nil
	case ThemeDark, ThemeLight, ThemeContrast:
		return theme, nil
	}
	return "", fmt.Errorf("theme %q is none of auto, dark, light, contrast", text)
}

// What is asked: the background colour, and after it what kind of terminal this
// is. Every terminal answers the second question, few the first; the answer to
// the second says that none will come to the first.
const (
	askBackground = "\x1b]11;?\x1b\\"
	askDevice     = "\x1b[c"
)

// askTimeout is how long the terminal may take. Where nothing answers, the first
// frame is late by this, and has to come within 100 ms all the same.
const askTimeout = 40 * time.Millisecond

// answer is the answer of the terminal.
type answer struct {
	ground paint.Ground
	// complete reports whether every question was answered, so that no answer can
	// still come and be taken for keys.
	complete bool
	// typed is what the user typed meanwhile.
	typed []tea.KeyMsg
}

// unasked is the answer of a terminal that cannot be asked.
func unasked(ground paint.Ground) answer { return answer{ground: ground, complete: true} }

// ask finds out whether the background is dark. It reads the terminal itself, which
// is raw already, before bubbletea does; what it reads and is no answer are keys that
// the user typed ahead, which it hands on.
func ask(in, out *os.File) answer {
	result := unasked(paint.UnknownGround)
	if !term.IsTerminal(out.Fd()) || os.Getenv("TERM") == "dumb" {
		return result
	}
	reader, err := cancelreader.NewReader(in)
	if err != nil {
		return result
	}
	defer func() { _ = reader.Close() }()

	if _, err := io.WriteString(out, askBackground+askDevice); err != nil {
		return result
	}
	timeout := time.AfterFunc(askTimeout, func() { reader.Cancel() })
	defer timeout.Stop()

	var read []byte
	buf := make([]byte, 256)
	for {
		n, err := reader.Read(buf)
		read = append(read, buf[:n]...)
		if start, _ := findDevice(read); start >= 0 || err != nil || len(read) > maxAnswer {
			break // err is the time-out as well
		}
	}
	return readAnswer(read)
}

// maxAnswer is the number of bytes read while waiting; more is a paste.
const maxAnswer = 4096

// findDevice finds the answer to askDevice, ESC [ ? … c; start is -1 without it.
func findDevice(read []byte) (start, end int) {
	for from := 0; ; {
		i := bytes.Index(read[from:], []byte("\x1b[?"))
		if i < 0 {
			return -1, -1
		}
		start = from + i
		end = start + 3
		for end < len(read) && (read[end] >= '0' && read[end] <= '9' || read[end] == ';') {
			end++
		}
		if end < len(read) && read[end] == 'c' {
			return start, end + 1
		}
		from = start + 3
	}
}

// readAnswer takes the answers out of what was read; the rest are keys.
func readAnswer(read []byte) answer {
	var result answer
	if start, end := findDevice(read); start >= 0 {
		result.complete = true
		read = append(read[:start:start], read[end:]...)
	}
	if start := bytes.Index(read, []byte("\x1b]11;")); start >= 0 {
		length, tail := len(read)-start, 0
		for _, end := range []string{"\x07", "\x1b\\"} {
			if i := bytes.Index(read[start:], []byte(end)); i >= 0 && i < length {
				length, tail = i, len(end)
			}
		}
		if tail > 0 {
			if dark, ok := isDark(string(read[start+5 : start+length])); ok {
				result.ground = paint.GroundOf(dark)
			}
			read = append(read[:start:start], read[start+length+tail:]...)
		} else {
			read = read[:start] // half an answer: the rest comes to the filter
			result.complete = false
		}
	}
	result.typed = typedKeys(read)
	return result
}

// isDark parses rgb:RRRR/GGGG/BBBB, of one to four digits each, and reports whether that
// colour is darker than half.
func isDark(colour string) (dark, ok bool) {
	_, colour, found := strings.Cut(colour, ":") // rgb: or rgba:
	parts := strings.Split(colour, "/")
	if !found || len(parts) < 3 {
		return false, false
	}
	var level [3]float64
	for i := range level {
		n, err := strconv.ParseUint(parts[i], 16, 32)
		if err != nil || len(parts[i]) > 4 || len(parts[i]) == 0 {
			return false, false
		}
		level[i] = float64(n) / float64(uint(1)<<(4*len(parts[i]))-1)
	}
	return 0.2126*level[0]+0.7152*level[1]+0.0722*level[2] < 0.5, true
}

// typedKeys returns the plain keys among bytes of input: characters, enter, tab,
// backspace, ctrl+c. Keys that send a sequence, such as arrows, are dropped:
// nobody needs one before the first frame.
func typedKeys(read []byte) []tea.KeyMsg {
	var keys []tea.KeyMsg
	for len(read) > 0 {
		r, size := utf8.DecodeRune(read)
		switch {
		case r == 0x1b:
			size = sequenceLength(read)
			if size == 1 {
				keys = append(keys, tea.KeyMsg{Type: tea.KeyEsc})
			}
		case r == ' ':
			keys = append(keys, tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}})
		case r < ' ' || r == 0x7f:
			keys = append(keys, tea.KeyMsg{Type: tea.KeyType(r)})
		case r != utf8.RuneError:
			keys = append(keys, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
		}
		read = read[size:]
	}
	return keys
}

// sequenceLength is the length of the escape sequence at the start of read.
func sequenceLength(read []byte) int {
	if len(read) < 2 {
		return 1
	}
	switch read[1] {
	case '[':
		for i := 2; i < len(read); i++ {
			if read[i] >= 0x40 && read[i] <= 0x7e {
				return i + 1
			}
		}
		return len(read)
	case 'O':
		return min(3, len(read))
	}
	return 1
}

// lateAnswer swallows an answer to askBackground that comes after the time-out.
// bubbletea knows no such sequence and would deliver it as alt+] and characters,
// which would land in the field.
type lateAnswer struct {
	until   time.Time
	now     func() time.Time
	inside  bool
	skipped int
}

const (
	// lateFor is how long after the start an answer is still expected.
	lateFor = 5 * time.Second
	// longestAnswer is rgba: with four numbers of four digits, and some.
	longestAnswer = 40
)

// filter is a tea.WithFilter function.
func (l *lateAnswer) filter(_ tea.Model, msg tea.Msg) tea.Msg {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok || pressed.Paste {
		return msg
	}
	if l.now().After(l.until) {
		return msg
	}
	if !l.inside {
		opens := pressed.Alt && string(pressed.Runes) == "]"
		split := !pressed.Alt && strings.HasPrefix(string(pressed.Runes), "]11;")
		if !opens && !split {
			return msg
		}
		l.inside, l.skipped = true, 0
		return nil
	}
	switch {
	case pressed.Type == tea.KeyCtrlG, pressed.Alt && string(pressed.Runes) == `\`:
		l.inside = false
		return nil
	case pressed.Type == tea.KeyRunes && !pressed.Alt && isAnswerText(pressed.Runes):
		if l.skipped += len(pressed.Runes); l.skipped <= longestAnswer {
			return nil
		}
	}
	l.inside = false
	return msg
}

func isAnswerText(runes []rune) bool {
	for _, r := range runes {
		if !strings.ContainsRune("0123456789abcdefABCDEF;:/rgb", r) {
			return false
		}
	}
	return true
}
