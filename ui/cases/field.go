package cases

import (
	"errors"
	"io/fs"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/intake"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// asked is a screen that asks for one text: a note, or the file to keep the case in.
type asked struct {
	screen.Plain
	screen.Asking
	s                 *screen.Session
	title, text, help string
	hint              string // in the empty field
	accept            key.Binding
	field             paint.Field
	problem, busy     string
	names             files.Names // for a file that is there already
	// take uses the text.
	take func(text string) tea.Cmd
}

func (a *asked) Title() string { return a.title }

func (a *asked) Aside() string { return screen.CaseName(a.s.Case, a.s.Journal) }

func (a *asked) About() screen.About { return screen.About{Wide: true, Field: &a.field} }

func (a *asked) Focus() screen.Focus { return screen.ValueField }

// Back implements screen.Screen. It drops the result of a command that is still running.
func (a *asked) Back() bool {
	a.Drop()
	return false
}

// Insert implements screen.Screen. A pasted text becomes one line.
func (a *asked) Insert(text string, _ intake.Input) bool {
	a.field.Insert([]rune(strings.Join(strings.Fields(text), " ")))
	a.problem = ""
	return true
}

func (a *asked) Bindings() []key.Binding {
	return []key.Binding{paint.When(a.field.Len() > 0 && a.busy == "" && a.problem == "", a.accept)}
}

func (a *asked) Update(msg tea.KeyMsg) tea.Cmd {
	if !key.Matches(msg, a.accept) {
		if a.field.Key(msg) == paint.FieldEdited {
			a.problem = ""
		}
		return nil
	}
	text := strings.TrimSpace(a.field.Value())
	if text == "" || a.busy != "" {
		return nil
	}
	if border.HoldsSecret(text) || border.MayBeSecret(text) || paint.LooksRandom(text) {
		a.problem = "This looks like a token, a key or a secret, which does not belong here."
		return nil
	}
	return a.take(text)
}

func (a *asked) View(width, height int) []string {
	styles := a.s.Styles
	lines := []string{styles.Heading.Paint(paint.Clip(a.text, width))}
	lines = append(lines, a.field.Boxed(styles, a.hint, min(width, 100))...)
	switch {
	case a.busy != "":
		lines = append(lines, "  "+styles.Quiet.Paint(paint.Clip(a.busy, width-2)))
	case a.problem != "":
		lines = append(lines, styles.Strong.Paragraph("  ", a.problem, width)...)
	default:
		lines = append(lines, styles.Quiet.Paragraph("  ", a.help, width)...)
	}
	return lines[:min(len(lines), height)]
}

// NewNote returns the screen that asks for a note.
func NewNote(s *screen.Session) screen.Screen {
	a := &asked{s: s, title: "Note", text: "What do you want to note?", hint: "what was changed, who said it, what to try next", accept: paint.BindNoteIt,
		help: "The note is in the timeline, and in a case file. Do not write a token or a secret.", field: paint.Field{Harmless: true}}
	a.take = func(text string) tea.Cmd {
		if n := utf8.RuneCountInString(text); n > screen.LongestNote {
			a.problem = "A note has at most " + paint.Count(screen.LongestNote) + " characters; this one has " + paint.Count(n) + ". Write two."
			return nil
		}
		s.Journal.Note(s.Now(), border.Shown(text, screen.LongestNote))
		s.Leave()
		s.Notice = "Noted."
		return nil
	}
	return a
}

// NewKeep returns the screen that asks for the file to keep the case in.
func NewKeep(s *screen.Session) screen.Screen {
	a := &asked{s: s, title: "Keep the case", text: "Which file should the case be kept in?", hint: "the path of a new file", accept: paint.BindKeepIt,
		help: "Only you can read it. It contains no token, secret or private key. It still names your account, integration, role and user. An existing file is not overwritten.", field: paint.Field{Harmless: true}}
	a.field.Propose(proposed(s))
	a.take = func(text string) tea.Cmd {
		a.busy = "Keeping the case …"
		path, disk, f := files.Expand(s.Disk, text), s.Disk, screen.CaseFile(s)
		return a.Ask(a, func() any {
			data, err := casefile.Encode(f)
			if err == nil {
				err = files.WriteSecret(disk, path, append(data, '\n'))
			}
			return keptAt{path, err}
		})
	}
	return a
}

// keptAt is the result of keeping a case.
type keptAt struct {
	path string
	err  error
}

// Answer implements screen.Asker.
func (a *asked) Answer(value any) tea.Cmd {
	result, is := value.(keptAt)
	a.busy = ""
	switch {
	case !is:
	case errors.Is(result.err, fs.ErrExist):
		path := border.Shown(result.path, 300)
		a.field.Propose(a.names.After(path))
		a.s.Notice = "There is a file " + path + " already, and it is not overwritten. Use this name?"
	case result.err != nil:
		a.problem = paint.Sentence(result.err.Error())
	default:
		path := border.Shown(result.path, 300)
		screen.Kept(a.s, path)
		a.s.CloseScreen(a)
		a.s.Notice = "The case is kept in " + path + "."
	}
	return nil
}

// proposed returns a name for the case file: the account and the day.
func proposed(s *screen.Session) string {
	name := "case"
	if accounts := s.Case.Accounts(); len(accounts) > 0 {
		name += "-" + strings.ToLower(accounts[0])
	}
	return name + "-" + s.WallClock().Format("2006-01-02-1504") + ".json"
}
