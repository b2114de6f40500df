package screen

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/ui/clipboard"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
)

// Copy is a text that can be copied from a screen.
type Copy struct {
	Name string        // what it is, such as Client ID
	Text func() string // in full, whatever the screen cuts; "" if there is none now
	// Given is the part of a program of ours that is from the Case. The rest names secrets as
	// variables, which look like secrets. nil for any other text.
	Given []string
	// Public are values in the text that have the form of a secret and are none.
	Public []string
}

// Value offers a value to be copied.
func Value(name, value string) Copy { return Copy{Name: name, Text: func() string { return value }} }

// Program offers a program of ours to be copied, with the values that are filled in.
func Program(name, text string, given []string) Copy {
	program := Value(name, text)
	program.Given = append([]string{""}, given...)
	return program
}

// Lines offers lines to be copied, as they are drawn at a width that suits a letter.
func Lines(name string, draw func(width int) []string) Copy {
	return Copy{Name: name, Text: func() string { return strings.Join(draw(paint.Measure), "\n") }}
}

// OfFinding returns what can be copied of a finding: the whole, its steps, and each command
// for a shell.
func OfFinding(s *Session, f diagnosis.Finding) []Copy {
	copies := []Copy{Lines("Finding", func(width int) []string { return FindingLines(s, f, width) })}
	var steps []string
	for _, fix := range f.Fix {
		steps = append(steps, strings.TrimSpace(string(fix.Who)+": "+fix.Step+"\n"+fix.Command))
		for line := range strings.Lines(fix.Command) { // each alone: it may ask for a pass phrase
			copies = append(copies, Value("Command", strings.TrimSpace(line)))
		}
	}
	return append(copies, Value("Steps", strings.Join(steps, "\n")))
}

// FindingLines draws a finding in full, as it is copied.
func FindingLines(s *Session, f diagnosis.Finding, width int) []string {
	lines := s.Styles.TitleOf(f, width)
	if code := paint.Suspicion(s.Diagnosis, f); code != "" {
		lines = append(lines, "  "+code)
	}
	return append(lines, paint.Indented(s.Styles.FindingDetail(f, width-2), 2)...)
}

// Plain returns the text without styles and without spaces at the ends of lines.
func (c Copy) Plain() string {
	lines := strings.Split(border.Text(c.Text()), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// Refused returns why the text cannot be copied: it may contain a secret. It is nil for a text
// that can.
func (c Copy) Refused(s *Session) error {
	text := c.Plain()
	if c.Given != nil {
		text = strings.Join(c.Given, "\n")
	}
	return border.LastPass(text, append(s.Case.PublicIDs(), c.Public...)...)
}

// Run returns the command that copies the text. A text that may contain a secret is refused.
func (c Copy) Run(s *Session) tea.Cmd {
	text := c.Plain()
	if err := c.Refused(s); err != nil {
		s.Notice = "Not copied: " + err.Error() + "."
		return nil
	}
	board := s.Board
	return func() tea.Msg { return CopiedMsg{c.Name, text, board.Copy(text)} }
}

// CopiedMsg is sent when a text has been copied, or could not be.
type CopiedMsg struct {
	Name, Text string
	clipboard.Result
}

// Tell sets the notice about what became of the text. A text that no clipboard took is
// saved in a file.
func (m CopiedMsg) Tell(s *Session) tea.Cmd {
	const sent = " If paste gives nothing, press s to save."
	switch {
	case m.How == clipboard.Copied:
		s.Notice = "Copied (" + m.Program + "): " + m.Name + "."
	case m.How == clipboard.Sent && m.Program != "":
		s.Notice = "Sent to " + m.Program + " and its terminal: " + m.Name + "." + sent
	case m.How == clipboard.Sent:
		s.Notice = "Sent to the terminal: " + m.Name + "." + sent
	default:
		return m.Save(s)
	}
	return nil
}

// Save returns the command that writes the text to a new file in the working directory or, if
// that fails, in the home folder.
func (m CopiedMsg) Save(s *Session) tea.Cmd {
	disk := s.Disk
	return func() tea.Msg {
		name, err := "", error(nil)
		for _, folder := range []string{"", disk.Home()} {
			if name, err = saveCopy(disk, folder, m.Text); err == nil {
				break
			}
		}
		return SavedMsg{m, name, err}
	}
}

// saveCopy writes a text to the first of the proposed names that is not taken.
func saveCopy(disk files.Disk, folder, text string) (name string, err error) {
	const most = 99
	for n := 1; n <= most; n++ {
		number := ""
		if n > 1 {
			number = "-" + paint.Count(n)
		}
		name = filepath.Join(folder, "authdoctor-copy"+number+".txt")
		if err = files.WriteSecret(disk, name, []byte(text+"\n")); !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	return name, err
}

// SavedMsg is sent when a text was saved because no clipboard took it, or could not be.
type SavedMsg struct {
	of   CopiedMsg
	name string
	err  error
}

// Tell sets the notice about the file. Its name is printed again when the program ends.
func (m SavedMsg) Tell(s *Session) {
	if m.err != nil {
		s.Notice = "Not copied: " + m.of.Name + ". " + paint.Sentence(m.err.Error())
		return
	}
	name, _ := border.Printable(m.name)
	s.Notice = strings.TrimSpace("Saved in " + name + ": " + m.of.Name + ". " + m.of.Why)
	s.Farewell = append(s.Farewell, "Saved in "+name+": "+m.of.Name+".")
}

// OpenedMsg is sent when an address was given to the browser, or could not be.
type OpenedMsg struct {
	Address string
	Opened  bool
}

// Tell sets the notice about the address.
func (m OpenedMsg) Tell(s *Session) {
	s.Notice = "Handed to the browser. If nothing opens, y copies the address."
	if !m.Opened {
		s.Notice = "No browser could be opened. y copies the address."
	}
}
