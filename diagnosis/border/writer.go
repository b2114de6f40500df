package border

import (
	"io"
	"strings"
	"sync"
)

// Writer is the border on the way out: everything that this program prints passes
// one. It writes text in which only line breaks and, on a terminal, our own styles
// are more than characters to read; all else that Printable replaces is replaced
// here too. It is the net behind the calls of Printable, not their replacement: it
// cannot know that a line break came from outside.
//
// A text may come in pieces of any size. A Writer holds back no more than a
// character or a sequence that is cut, until the next piece or Flush. It may be
// used from several goroutines.
type Writer struct {
	mutex  sync.Mutex
	to     io.Writer
	filter filter
	held   []byte // the beginning of a character or of a sequence
	buffer []byte
}

// NewWriter writes text to a terminal, with our styles, or to anything else,
// without them.
func NewWriter(to io.Writer, terminal bool) *Writer {
	w := &Writer{to: to, filter: filter{lines: true, styles: dropped, escape: visible}}
	if terminal {
		w.filter.styles = unsealed
	}
	return w
}

// NewJSONWriter writes documents of JSON. What a terminal would act on becomes an
// escape of JSON, so a program reads exactly what was there.
func NewJSONWriter(to io.Writer) *Writer {
	return &Writer{to: to, filter: filter{lines: true, escape: inJSON}}
}

// AdmitTabs lets tabs pass, for a text that a program reads by them.
func (w *Writer) AdmitTabs() { w.filter.tabs = true }

// Unwrap is what the text is written to.
func (w *Writer) Unwrap() io.Writer { return w.to }

// Write implements io.Writer. The length it returns is that of text, or 0 with an
// error.
func (w *Writer) Write(text []byte) (int, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if err := w.write(text, false); err != nil {
		return 0, err
	}
	return len(text), nil
}

// Flush writes what was held back.
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
		w.buffer = shown // for the next piece
	}
	_, err := w.to.Write(shown)
	return err
}

// Redraw writes a line over the one that a terminal shows last, without ending it;
// an empty one wipes it. What is no terminal gets nothing.
func (w *Writer) Redraw(line string) error {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.filter.styles != unsealed {
		return nil
	}
	_, err := io.WriteString(w.to, "\r"+Line(line)+"\x1b[K")
	return err
}

// Line is a line of a screen as it may be shown: our styles pass, and nothing else
// that is more than a character to read, line breaks included.
func Line(line string) string {
	if isPlainASCII(line) {
		return line
	}
	f := filter{styles: unsealed, escape: visible}
	shown, _ := f.pass(make([]byte, 0, len(line)), []byte(line), true)
	return string(shown)
}

// Text is a whole text, such as a file, as a Writer writes it to no terminal.
func Text(text string) string {
	var out strings.Builder
	w := NewWriter(&out, false)
	_, _ = io.WriteString(w, text) // a Builder does not fail
	_ = w.Flush()
	return out.String()
}
