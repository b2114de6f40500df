// Package plain is the assistant for screen readers and for terminals that can only append.
// It asks questions in sentences and prints the answers of the commands in words. It draws
// nothing, moves no cursor and writes no escape sequence.
//
// It shares the session with the screens: what a paste, a file or an answer does to the
// Case, and where it leads, is decided in ui/screen. In place of a screen, each destination
// has a few questions here.
package plain

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/probe"
	"authdoctor/diagnosis/pseudonym"
	"authdoctor/diagnosis/trail"
	"authdoctor/ui/files"
	"authdoctor/ui/screen"
)

// Options configure the assistant. All are needed, but for what it is started with.
type Options struct {
	Library *content.Library
	Clock   func() time.Time
	// Standing reports whether the user chose the time of Clock.
	Standing bool
	Now      func() time.Time
	Local    *time.Location
	Disk     files.Disk
	Client   *http.Client
	Probe    probe.Options // how the online checks are sent
	Random   io.Reader
	Version  string // of the program, for reports

	In  io.Reader
	Out io.Writer
	// Hide stops the terminal from showing what is typed, and then writes the prompt, until
	// the function it returns is called. lines keeps the editing of lines, which limits their
	// length. After the program was stopped, it writes the prompt again and calls again.
	Hide func(lines bool, prompt string, again func()) (shown func())

	// Phrase is set to a function that asks for a pass phrase, for commands.
	Phrase *func(prompt string) (string, error)

	// What it is started with: a text, a file, or the page of a word.
	Text, Path, Page, Word string
	// Case is the one to begin with. SetUp begins with the lessons, or the one named Lesson.
	Case   diagnosis.Case
	SetUp  bool
	Lesson string

	Commands
}

// Commands are what the commands print, as text in words, and the commands themselves.
type Commands struct {
	Line  func(label, text string) string
	Check func(c diagnosis.Case, d diagnosis.Diagnosis) string
	// Passed lists the checks that passed.
	Passed func(c diagnosis.Case, d diagnosis.Diagnosis) string
	Page   func(p content.Page) string
	// Step writes a step of a lesson with its state.
	Step  func(list content.Checklist, at int) string
	Keys  func(all []keys.File, at time.Time) string
	Trail func(got files.CountResult, options trail.Options, at time.Time) string
	// Watch tells the progress every few seconds, until the function it returns is called.
	Watch func(progress *trail.Progress) (done func())
	// Run runs a command line and reports whether it succeeded. Errors are printed.
	Run func(args ...string) bool
}

// journey is one run of the assistant.
type journey struct {
	prompt
	Commands
	ctx    context.Context
	s      *screen.Session
	told   *screen.Journal // the case whose notes were told
	sender sender

	standIns map[*screen.Journal]*pseudonym.StandIns // of each case
}

// place takes the place of a screen: the journey reads in the session which it is.
type place struct{ screen.Screen }

func (place) Init() tea.Cmd { return nil }

func (place) Outdated(screen.Replaced) bool { return false }

func (place) Settle() {}

func (place) Close() {}

func (place) Insert(string, intake.Input) bool { return true }

// Run asks and answers until the user quits or the input ends.
func Run(ctx context.Context, o Options) error {
	j := &journey{prompt: prompt{in: bufio.NewReader(o.In), out: o.Out, text: o.Line, hide: o.Hide}, Commands: o.Commands, ctx: ctx, standIns: map[*screen.Journal]*pseudonym.StandIns{}}
	j.s = screen.NewSession(screen.Settings{
		Library: o.Library, Clock: o.Clock, Standing: o.Standing, Now: o.Now, Local: o.Local, Disk: o.Disk, Client: o.Client, Probe: o.Probe, Random: o.Random, Version: o.Version,
		Counter: files.CountExport, RowReader: files.ReadRows,
		Make: func(*screen.Session, screen.Destination) screen.Screen { return place{} },
	}, o.Case)
	*o.Phrase = j.secret
	err := j.begin(o)
	for err == nil || errors.Is(err, errBack) {
		err = j.home()
	}
	switch {
	case ctx.Err() != nil:
		return tea.ErrInterrupted
	case errors.Is(err, io.EOF):
		err = j.say("", "The input has ended. The last question was not answered.")
	case errors.Is(err, errQuit):
		err = nil
	}
	return cmp.Or(err, j.says(j.s.Farewell...))
}

// begin greets, and opens what the assistant was started with.
func (j *journey) begin(o Options) error {
	if err := j.say("", "authdoctor: from a failed NetSuite OAuth 2.0 login to its fix. Nothing you give it leaves this machine unless you agree."); err != nil {
		return err
	}
	if err := j.say("", "At every question, b goes back, ? explains and q quits."); err != nil {
		return err
	}
	switch {
	case o.Text != "":
		return j.take(o.Text)
	case o.Path != "":
		j.s.Lessons.Wanted = o.Lesson
		return j.open(o.Path)
	case o.SetUp && o.Lesson != "":
		return j.lesson(o.Lesson)
	case o.SetUp:
		return j.setUp()
	case o.Page != "":
		j.s.GoTo(screen.Page{Path: o.Page, Word: o.Word})
		return j.arrive()
	}
	return nil
}

// says writes several lines of text.
func (j *journey) says(lines ...string) error {
	for _, line := range lines {
		if err := j.say("", line); err != nil {
			return err
		}
	}
	return nil
}

// notice writes what just happened, without the sentences about screens and their keys.
func (j *journey) notice() error {
	text := j.s.Notice
	j.s.Notice = ""
	var kept []string
	for _, sentence := range strings.SplitAfter(text, ". ") {
		if !strings.Contains(sentence, "screen") && !strings.Contains(sentence, "ress t") && !strings.Contains(sentence, " u ") && !strings.HasPrefix(sentence, "u ") && !strings.Contains(sentence, "; u") {
			kept = append(kept, strings.TrimSpace(sentence))
		}
	}
	if text = strings.Join(kept, " "); text == "" {
		return nil
	}
	return j.say("", text)
}
