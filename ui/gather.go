package ui

import (
	"strings"
	"time"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// gather takes in a PEM file, a request or an answer that a terminal without bracketed paste delivers key
// by key. Its letters would otherwise be commands, its line breaks enter, and what
// a field shows of it a private key.
type gather struct {
	text []rune
	last time.Time // of the latest key
}

// quiet is the time without a key after which a paste by keys is complete.
const quiet = 200 * time.Millisecond

// GatherMsg is sent when it is time to check whether a paste is whole.
type GatherMsg struct{}

func lookSoon() tea.Cmd {
	return tea.Tick(quiet, func(time.Time) tea.Msg { return GatherMsg{} })
}

// quickly collects the characters that arrive faster than anybody types.
func (a *App) quickly(msg tea.KeyMsg) {
	now := a.s.Now()
	if now.Sub(a.quickAt) > paint.PasteGap || msg.Type != tea.KeyRunes && msg.Type != tea.KeySpace || msg.Alt {
		a.quick = a.quick[:0]
	}
	a.quickAt = now
	if (msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace) && !msg.Alt {
		a.quick = append(a.quick, msg.Runes...)
	}
	// A terminal may hand on a paste in one piece.
	if n, keep := len(a.quick), max(256, len(msg.Runes)); n > keep {
		a.quick = a.quick[n-keep:]
	}
}

// wireStarts are how requests, answers and exports begin: they have lines, and a line break
// among keys is enter.
var wireStarts = []string{"HTTP/1", "HTTP/2", "curl -", "curl http", "curl '", "curl \"", "POST /", "POST http", "GET /", "GET http", "{\"", "<?xml", "> POST ", "> GET ", "< HTTP/",
	"Date/Time,", "Date,", "\"Date"} // the header of an export

// tooFastToType reports whether letters that came fast were pasted and not typed.
func tooFastToType(text string) bool {
	const most = 5
	if strings.HasPrefix(text, "eyJ") {
		return true
	}
	distinct := map[rune]bool{}
	for _, r := range text {
		if unicode.IsLetter(r) {
			distinct[r] = true
		}
	}
	return len([]rune(text)) > most && len(distinct) > most-2
}

// beginsGathering starts to gather where the dashes of a PEM file, or the beginning
// of a request or an answer, have come at speed. What of them a field has taken
// already is taken out again. At home the field hides a PEM file and knows when it
// ends.
func (a *App) beginsGathering(msg tea.KeyMsg) bool {
	if msg.Paste || msg.Type != tea.KeyRunes && msg.Type != tea.KeySpace {
		return false
	}
	text := string(a.quick)
	at := -1
	about := a.s.Shown().About()
	if !about.Hides {
		at = strings.Index(text, paint.KeyDashes)
	}
	for _, start := range wireStarts {
		if strings.HasPrefix(text, start) {
			at = 0
		}
	}
	if at < 0 && a.s.Shown().Focus() == screen.NoField && tooFastToType(text) {
		at = 0 // letters are commands here: a paste would press them all
	}
	if at < 0 {
		return false
	}
	begun := []rune(text[at:])
	if about.Field != nil {
		about.Field.DeleteLeft(len(begun) - min(len(begun), len(msg.Runes)))
	}
	a.gathering = &gather{text: begun, last: a.s.Now()}
	a.quick = a.quick[:0]
	return true
}

// gatherKey adds a key to the text that is gathered, and reports whether it did.
func (a *App) gatherKey(msg tea.KeyMsg) bool {
	g := a.gathering
	switch msg.Type {
	case tea.KeyRunes, tea.KeySpace:
		g.text = append(g.text, msg.Runes...)
	case tea.KeyEnter, tea.KeyCtrlJ:
		g.text = append(g.text, '\n')
	case tea.KeyTab:
		g.text = append(g.text, '\t')
	case tea.KeyEsc:
		a.gathering = nil
		a.s.Notice = "The paste was discarded."
		return true
	}
	g.last = a.s.Now()
	a.s.Notice = "Reading what is pasted …"
	return true
}

// gathered handles a paste by keys once it is complete.
func (a *App) gathered() tea.Cmd {
	g := a.gathering
	switch {
	case g == nil:
		return nil
	case a.s.Now().Sub(g.last) < quiet:
		return lookSoon()
	}
	a.gathering, a.s.Notice = nil, ""
	return a.paste(string(g.text))
}
