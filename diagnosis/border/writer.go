package border

import (
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
)

// Writer makes output safe: everything that this program prints goes through one. It
// replaces all that Printable replaces, except line breaks and, on a terminal, our own
// styles and links. It is a safety net and no substitute for Printable: it cannot tell a line break
// that came from outside from one of ours.
//
// Text may arrive in pieces of any size. A Writer keeps an incomplete character or sequence
// back until the next piece or Flush. It is safe for concurrent use.
type Writer struct {
	mutex  sync.Mutex
	to     io.Writer
	filter filter
	held   []byte // the beginning of an incomplete character or sequence
	buffer []byte
}

// NewWriter returns a Writer for text. Our styles and links pass only if to is a terminal.
func NewWriter(to io.Writer, terminal bool) *Writer {
	w := &Writer{to: to, filter: filter{lines: true, styles: dropped, escape: visible}}
	if terminal {
		w.filter.styles = unsealed
	}
	return w
}

// NewJSONWriter returns a Writer for JSON documents. Characters that a terminal would act
// on become JSON escapes, so a program decodes exactly the original text.
func NewJSONWriter(to io.Writer) *Writer {
	return &Writer{to: to, filter: filter{lines: true, escape: inJSON}}
}

// AdmitTabs lets tabs pass, for output in which tabs separate values.
func (w *Writer) AdmitTabs() { w.filter.tabs = true }

// Unwrap returns the underlying writer.
func (w *Writer) Unwrap() io.Writer { return w.to }

// Write implements io.Writer. It returns the length of text, or 0 and an error.
func (w *Writer) Write(text []byte) (int, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if err := w.write(text, false); err != nil {
		return 0, err
	}
	return len(text), nil
}

// Flush writes an incomplete character or sequence that was kept back.
func (w *Writer) Flush() error {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.write(nil, true)
}

func (w *Writer) write(text []byte, final bool) error {
	if len(w.held) > 0 {
		text = append(w.held, text...)
	}
	shown, rest := w.filter.pass(w.buffer, text, final)
	w.held = append([]byte(nil), rest...)
	if len(shown) == 0 {
		return nil
	}
	if len(text) == 0 || &shown[0] != &text[0] {
		w.buffer = shown // reused for the next piece
	}
	_, err := w.to.Write(shown)
	return err
}

// Redraw replaces the last line on a terminal, without a line break at its end. An empty
// line clears it. Redraw writes nothing if the output is not a terminal.
func (w *Writer) Redraw(line string) error {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.filter.styles != unsealed {
		return nil
	}
	_, err := io.WriteString(w.to, "\r"+Line(line)+"\x1b[K")
	return err
}

// Clipboard asks the terminal to put text on its clipboard (OSC 52). No terminal answers, so
// nobody knows whether it did. Inside GNU screen, the sequence is sent in pieces that screen
// hands on to its terminal. Clipboard writes nothing if the output is not a terminal.
//
// Such a sequence is made here alone: Write and Line let none through, not even a sealed one.
func (w *Writer) Clipboard(text string, insideScreen bool) error {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.filter.styles != unsealed {
		return nil
	}
	sequence := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(text)) + "\a"
	if insideScreen {
		var pieces strings.Builder
		for piece := range slices.Chunk([]byte(sequence), maxScreen) {
			fmt.Fprintf(&pieces, "\x1bP%s\x1b\\", piece)
		}
		sequence = pieces.String()
	}
	_, err := io.WriteString(w.to, sequence)
	return err
}

// maxScreen is the number of bytes that the oldest GNU screen in use accepts in one DCS
// sequence, less its introducer and terminator.
const maxScreen = 250

// Line makes a line of a screen safe to show: our styles and links pass, and everything else that
// Printable replaces becomes visible, line breaks included.
func Line(line string) string {
	if isPlainASCII(line) {
		return line
	}
	f := filter{styles: unsealed, escape: visible}
	shown, _ := f.pass(make([]byte, 0, len(line)), []byte(line), true)
	return string(shown)
}

// Text returns text as a Writer writes it to a file.
func Text(text string) string {
	var out strings.Builder
	w := NewWriter(&out, false)
	_, _ = io.WriteString(w, text) // a Builder does not fail
	_ = w.Flush()
	return out.String()
}
