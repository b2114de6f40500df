package ui

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/term"
	"github.com/muesli/termenv"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/probe"
	_ "authdoctor/ui/background"
	"authdoctor/ui/clipboard"
	"authdoctor/ui/console"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// Options configure the program. Only Library has no default.
type Options struct {
	Library *content.Library
	// Case is the Case to begin with, empty by default.
	Case diagnosis.Case
	// Given is what the program was started with, which is opened as if it were pasted or
	// typed; nothing by default.
	Given Given
	// Theme is auto by default: the terminal is asked.
	Theme Theme
	// Clock is the moment to judge by, which may stand still; Now is the time that
	// passes between two keys. Both are time.Now by default, Local time.Local.
	Clock func() time.Time
	// Standing reports whether the user chose the time of Clock, for cases from files as well.
	Standing bool
	Now      func() time.Time
	Local    *time.Location
	// Input and Output are the terminal: standard input and output by default.
	// Where standard input is no terminal, the controlling terminal is read.
	Input  io.Reader
	Output io.Writer
	// Disk is where files are read and made, Client fetches a key set whose address
	// was typed, Random is what tokens and certificates are numbered with.
	Disk   files.Disk
	Client *http.Client
	Random io.Reader
	// Probe is how the online checks are sent. Its Now and Random are those of the program.
	Probe probe.Options
	// Listen begins to listen at a Redirect URI of this computer, probe.Listen by default.
	Listen func(redirect string, random io.Reader, now time.Time) (*probe.Loopback, error)
	// Board is the way to the clipboard. New has none by default, Run that of the system.
	Board clipboard.Board
	// Version is that of the program, for reports.
	Version string
	// Profile overrides the colours that Output and the environment allow.
	Profile *termenv.Profile
}

// Given is what the assistant opens with: at most one of a text, a file, a page and a lesson;
// but a lesson goes on with the case in a file.
type Given struct {
	Text string // from a pipe
	Path string // of a file
	Page string // path of the page of a word that is looked up, which states nothing
	Word string // of the Detail column, for a page of several words

	SetUp  bool   // the lessons
	Lesson string // the name of one of them; "" for their list
}

func (o Options) withDefaults() Options {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Local == nil {
		o.Local = time.Local
	}
	if o.Output == nil {
		o.Output = os.Stdout
	}
	if o.Disk == nil {
		o.Disk = files.OSDisk{}
	}
	if o.Client == nil {
		o.Client = http.DefaultClient
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if o.Listen == nil {
		o.Listen = probe.Listen
	}
	o.Probe.Now, o.Probe.Random = o.Now, o.Random
	return o
}

// New returns the model without a terminal, for tests. The theme auto is dark.
func New(options Options) *App {
	options = options.withDefaults()
	return newApp(options, paint.GroundOf(options.Theme != ThemeLight))
}

func newApp(options Options, ground paint.Ground) *App {
	renderer := lipgloss.NewRenderer(options.Output)
	renderer.SetHasDarkBackground(ground != paint.LightGround) // otherwise it asks
	if options.Profile != nil {
		renderer.SetColorProfile(*options.Profile)
	}
	styles := paint.NewStyles(renderer, ground, options.Theme == ThemeContrast)
	styles.Links = options.Board.ShowsLinks()
	opener, _ := options.Board.Opener() // now: screens may not look for files
	s := screen.NewSession(screen.Settings{
		Styles:   styles,
		Markdown: paint.NewMarkdown(styles),
		Library:  options.Library,
		Clock:    options.Clock,
		Standing: options.Standing,
		Now:      options.Now,
		Local:    options.Local,
		Disk:     options.Disk,
		Client:   options.Client,
		Probe:    options.Probe,
		Listen:   options.Listen,
		Random:   options.Random,
		Board:    options.Board,
		Version:  options.Version,
		Opener:   opener,

		Counter:   files.CountExport,
		RowReader: files.ReadRows,
		Make:      screenOf,
	}, options.Case)
	if len(s.Case.Tokens) > 0 {
		s.GoTo(screen.Token{}) // which takes no command
	}
	app := &App{s: s, companions: companions(s)}
	switch given := options.Given; {
	case given.Path != "":
		s.Lessons.Wanted = given.Lesson
		app.first = s.GoTo(screen.File{Path: given.Path})
	case given.SetUp:
		app.first = s.GoTo(screen.SetUp{})
		if given.Lesson != "" {
			app.first = s.GoTo(screen.SetUp{Lesson: given.Lesson})
		}
	case given.Page != "":
		app.first = s.GoTo(screen.Page{Path: given.Page, Word: given.Word})
	case given.Text != "":
		app.first = app.paste(given.Text)
	}
	return app
}

// framesPerSecond is twice what bubbletea draws by default: the first frame, and
// every other after a key, comes up to 8 ms earlier.
const framesPerSecond = 120

// Run shows the program until the user leaves it. It returns an error that is
// tea.ErrInterrupted after ctrl+c and after a signal that interrupts. The terminal is
// restored in every case.
func Run(ctx context.Context, options Options) (err error) {
	options = options.withDefaults()
	ctx, end := context.WithCancel(ctx)
	defer end()
	in, out, held := hold(options)
	if held != nil && options.Board.Getenv == nil {
		// What is sent goes through the writer of the frames, so that the two never mix.
		options.Board = clipboard.System(border.NewWriter(held.Output(options.Output), true).Clipboard)
	}
	defer func() {
		if recovered := recover(); recovered != nil {
			err = fmt.Errorf("the assistant stopped: %w", border.NewFault(recovered))
		}
		held.Release(err != nil)
	}()
	held.OnInterrupt(end)

	asked := unasked(paint.GroundOf(options.Theme == ThemeDark))
	if options.Theme != ThemeDark && options.Theme != ThemeLight {
		asked = unasked(paint.UnknownGround)
		if held != nil {
			asked = ask(in, out)
		}
	}
	model := newApp(options, asked.ground)
	model.typedAhead = asked.typed
	if file, ok := options.Output.(term.File); ok {
		// bubbletea tells the size a moment later; this saves an empty frame.
		if width, height, err := term.GetSize(file.Fd()); err == nil {
			model.s.Width, model.s.Height = width, height
		}
	}

	settings := []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithoutSignalHandler(), tea.WithoutCatchPanics(), tea.WithAltScreen(),
		tea.WithOutput(held.Output(options.Output)), tea.WithFPS(framesPerSecond),
	}
	// bubbletea reads the controlling terminal where standard input is none, but
	// only if it is not told what to read.
	if options.Input != nil && options.Input != io.Reader(os.Stdin) {
		settings = append(settings, tea.WithInput(options.Input))
	}
	if !asked.complete {
		late := &lateAnswer{now: options.Now, until: options.Now().Add(lateFor)}
		settings = append(settings, tea.WithFilter(late.filter))
	}
	program := tea.NewProgram(model, settings...)
	held.OnResume(func() {
		program.Send(tea.WindowSize()()) // which draws everything
		program.Send(tea.ResumeMsg{})
	})
	_, err = program.Run()
	held.Release(err != nil)
	for _, line := range model.s.Farewell {
		printable, _ := border.Printable(line)
		fmt.Fprintln(options.Output, printable)
	}
	switch {
	case err != nil && ctx.Err() != nil:
		return fmt.Errorf("the assistant stopped: %w", tea.ErrInterrupted)
	case err != nil:
		return fmt.Errorf("the assistant stopped: %w", err)
	}
	return nil
}

// hold returns the terminal of the options in raw mode, nil if they have none.
func hold(options Options) (in, out *os.File, held *console.Held) {
	in = os.Stdin
	if options.Input != nil {
		in, _ = options.Input.(*os.File)
	}
	out, _ = options.Output.(*os.File)
	if in == nil || out == nil {
		return nil, nil, nil
	}
	held, _ = console.Hold(in, out, console.Raw, "")
	return in, out, held
}
