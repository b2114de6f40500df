package plain

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/intake"
	"authdoctor/ui/paint"
)

// What ends a question without an answer, beside io.EOF. Neither takes a default.
var (
	errBack = errors.New("back")
	errQuit = errors.New("quit")
)

// prompt asks questions on one reader, which is never read ahead by a second one: piped
// answers are not lost.
type prompt struct {
	in   *bufio.Reader
	out  io.Writer
	text func(label, text string) string
	hide func(lines bool, prompt string, again func()) (shown func())

	again   atomic.Bool // the program was stopped and goes on
	dropped bool        // what was typed before that was dropped
}

// unseen asks for what the terminal does not show, until the function it returns is called.
func (p *prompt) unseen(lines bool, text string) (shown func()) {
	p.again.Store(false)
	return p.hide(lines, p.text("", text), func() { p.again.Store(true) })
}

// say writes a line "Label: text", or only the text.
func (p *prompt) say(label, text string) error { return p.write(p.text(label, text)) }

func (p *prompt) write(text string) error {
	_, err := io.WriteString(p.out, text)
	return err
}

// longest is the length in bytes of the longest line that is kept whole.
const longest = 64 << 20

// endOfInput is ctrl+d, which a terminal delivers as a character while a paste is read.
const endOfInput = 4

// line reads one line without its end. Of a line that is too long, it keeps the beginning.
func (p *prompt) line() (string, error) {
	var line []byte
	for {
		b, err := p.in.ReadByte()
		if p.again.Swap(false) {
			line, p.dropped = nil, true
		}
		switch {
		case b == endOfInput && err == nil:
			return "", io.EOF
		case err != nil && (len(line) == 0 || !errors.Is(err, io.EOF)):
			return "", err
		case err != nil, b == '\n':
			return strings.TrimRight(string(line), "\r"), nil
		case len(line) < longest:
			line = append(line, b)
		}
	}
}

// question is a question with numbered answers, with text for an answer, or with both.
type question struct {
	text, where string
	answers     []string
	few         int // the number of answers that are read first, where more than one is left; 0 for all
	// typed takes an answer that is not a number. It returns the index of the answer that
	// is meant, or an error that says what to type instead. nil if only numbers answer.
	typed func(text string) (int, error)
	// what is what can be typed, for the line that says how to answer.
	what string
	help string // for ?
}

// ask writes a question and returns the index of its answer, or what typed returned.
func (p *prompt) ask(q question) (int, error) {
	if err := p.write("\n"); err != nil {
		return 0, err
	}
	if err := p.say("", q.text); err != nil {
		return 0, err
	}
	if q.where != "" {
		if err := p.say("Where to look", q.where); err != nil {
			return 0, err
		}
	}
	listed, until := 0, len(q.answers)
	if q.few > 0 && until > q.few+1 {
		until = q.few
	}
	for {
		for ; listed < until; listed++ {
			if err := p.say(strconv.Itoa(listed+1)+".", q.answers[listed]); err != nil {
				return 0, err
			}
		}
		if err := p.say("", q.how(listed)); err != nil {
			return 0, err
		}
		text, err := p.line()
		if err != nil {
			return 0, err
		}
		text = strings.TrimSpace(text)
		n, unread := strconv.Atoi(strings.TrimSuffix(text, "."))
		number := unread == nil
		switch said := control(text); {
		case said == "b":
			return 0, errBack
		case said == "q":
			return 0, errQuit
		case said == "?":
			err = p.say("", strings.TrimSpace(q.help+" Type the number of an answer and press enter. b goes back, q quits."))
		case said == "m" && listed < len(q.answers):
			until = len(q.answers)
		case number && n >= 1 && n <= listed:
			return n - 1, nil
		case text != "" && q.typed != nil && !(number && n < 100 && len(q.answers) > 0): // 401 is the status of an answer
			at, wrong := 0, errCut
			if !cut(text) {
				at, wrong = q.typed(text)
			}
			if wrong == nil {
				return at, nil
			}
			if errors.Is(wrong, io.EOF) || errors.Is(wrong, errQuit) || errors.Is(wrong, errBack) {
				return 0, wrong
			}
			err = p.say("", paint.Sentence(wrong.Error()))
		default:
			err = p.say("", "That is none of the answers.")
		}
		if err != nil {
			return 0, err
		}
	}
}

// how says how to answer once a number of answers was read.
func (q question) how(listed int) string {
	var ways []string
	switch {
	case listed == 1:
		ways = append(ways, "Answer 1")
	case listed > 1:
		ways = append(ways, "Answer 1 to "+strconv.Itoa(listed))
	}
	if listed < len(q.answers) {
		ways = append(ways, "m for more")
	}
	switch {
	case q.what != "" && ways != nil:
		ways = append(ways, "or type "+q.what)
	case q.what != "":
		ways = append(ways, "Type "+q.what)
	}
	return strings.Join(ways, ", ") + "; b, ? or q"
}

// controls are the words for b, q, ? and m that are no answers.
var controls = map[string]string{"b": "b", "back": "b", "q": "q", "quit": "q", "exit": "q", "?": "?", "help": "?", "m": "m", "more": "m"}

// control returns what a typed text does besides answering: b, q, ? or m; "" for nothing.
func control(text string) string { return controls[strings.ToLower(text)] }

// errCut is the answer to a line that the terminal has cut.
var errCut = errors.New("the terminal cuts a line of this length, so the end may be missing; it was not used: choose Paste something, and paste it there")

// cut reports whether a line is as long as the longest that terminals deliver: 4095 bytes on
// Linux, 1024 with its end elsewhere.
func cut(line string) bool { return slices.Contains([]int{1023, 1024, 4095, 4096}, len(line)) }

// value asks for a text. Enter alone takes the preset, if there is one, which the question
// says in words.
func (p *prompt) value(text, help, preset string, check func(string) error) (value string, err error) {
	if err := p.write("\n"); err != nil {
		return "", err
	}
	if err := p.say("", strings.TrimSpace(text+" "+help)); err != nil {
		return "", err
	}
	for {
		how := "Type it; b, ? or q"
		switch {
		case len(preset) > 40: // a Client ID, which is shown in part only
			how = "Type it, or press enter for the one of this case; b, ? or q"
		case preset != "":
			how = "Type it, or press enter for " + preset + "; b, ? or q"
		}
		if err := p.say("", how); err != nil {
			return "", err
		}
		typed, err := p.line()
		if err != nil {
			return "", err
		}
		typed = strings.TrimSpace(typed)
		switch said := control(typed); {
		case said == "b":
			return "", errBack
		case said == "q":
			return "", errQuit
		case said == "?":
			err = p.say("", strings.TrimSpace(help+" b goes back, q quits."))
		case typed == "" && preset != "":
			return preset, nil
		case typed == "":
			err = p.say("", "Nothing was typed.")
		default:
			wrong := error(nil)
			if check != nil {
				wrong = check(typed)
			}
			if wrong == nil {
				return typed, nil
			}
			err = p.say("", paint.Sentence(border.Shown(border.Redact(wrong.Error()), 400)))
		}
		if err != nil {
			return "", err
		}
	}
}

// paste reads lines until one that has only a full stop. Nothing of it is shown. The end of
// the input cancels the paste.
func (p *prompt) paste() (string, error) {
	defer p.unseen(false, "Paste it now. It is not shown. Then type a full stop on a line of its own and press enter.")()
	p.dropped = false
	var text strings.Builder
	asked := false
	for {
		line, err := p.line()
		if err != nil {
			return "", err
		}
		if p.dropped {
			text.Reset()
			p.dropped = false
		}
		if strings.TrimSpace(line) == "." {
			break
		}
		if strings.HasSuffix(line, ".") && !asked { // of a paste without a line end
			asked = true
			if err := p.say("", "If that was all, type a full stop alone and press enter."); err != nil {
				return "", err
			}
		}
		if text.Len() <= intake.Limit(text.String()[:min(text.Len(), 4096)]) { // intake refuses what is longer
			text.WriteString(line + "\n")
		}
	}
	return text.String(), p.say("", "Received "+paint.Plural(len([]rune(strings.TrimSpace(text.String()))), "character", "characters")+".")
}

// secret asks for a line that is not shown; "" cancels.
func (p *prompt) secret(text string) (string, error) {
	defer p.unseen(true, text+" It is not shown. Type it and press enter, or press enter alone to go back.")()
	typed, err := p.line()
	if err == nil && typed == "" {
		err = errBack
	}
	return typed, err
}

// noSuch returns the error for a typed word that is none of the names.
func noSuch(what, word string, names ...string) error {
	return fmt.Errorf("that is not a %s%s", what, detail.DidYouMean(word, names...)) // it may be a secret
}
