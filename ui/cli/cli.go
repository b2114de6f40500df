// Package cli is authdoctor's command line: it starts the assistant, and its commands
// print the same Diagnosis as text, JSON, Markdown or HTML.
package cli

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/probe"
	"authdoctor/diagnosis/trail"
	"authdoctor/ui"
	"authdoctor/ui/files"
)

// world is the environment of a command; tests replace it.
type world struct {
	in       io.Reader
	out, err io.Writer
	now      func() time.Time
	open     func(name string) (fs.File, error)
	library  func() (*content.Library, error)
	assist   func(ctx context.Context, options ui.Options) error
	disk     files.Disk
	random   io.Reader
	plain    bool          // write for a screen reader: words for signs, no columns
	client   *http.Client  // fetches a key set whose address the user typed
	probe    probe.Options // how the online checks are sent
	asks     bool          // standard input is a terminal, where questions are answered
	// askPassphrase prompts for a pass phrase at the terminal; nil if there is none.
	askPassphrase func(ctx context.Context, prompt string) ([]byte, error)
}

// Main runs the command line and returns the exit code.
func Main(args []string, in io.Reader, out, errOut io.Writer) int {
	ctx, stop := interruptible(context.Background())
	defer stop()
	return run(ctx, args[1:], world{
		in: in, out: out, err: errOut,
		now:     time.Now,
		open:    func(name string) (fs.File, error) { return os.Open(name) },
		library: content.Embedded,
		assist:  ui.Run,
		disk:    files.OSDisk{},
		random:  rand.Reader,
		client:  http.DefaultClient,

		asks: isTerminal(in),

		askPassphrase: askPassphrase,
	})
}

func run(ctx context.Context, args []string, w world) int {
	out, errOut := border.NewWriter(w.out, isTerminal(w.out)), border.NewWriter(w.err, isTerminal(w.err))
	defer func() { _, _ = out.Flush(), errOut.Flush() }() // at most half a character each
	w.out, w.err = out, errOut
	if w.plain {
		w.out, w.err = plainOut{out}, plainOut{errOut}
	}
	root := newRoot(w)
	if len(args) > 0 && slices.Contains([]string{"completion", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd}, args[0]) {
		out.AdmitTabs() // a tab separates a word from its description
		// cobra repeats the words to complete, on os.Stderr as well.
		args = slices.Clone(args)
		for i := range args {
			args[i] = printableText(args[i])
		}
	}
	root.SetArgs(args)
	root.SetIn(w.in)
	root.SetOut(w.out)
	root.SetErr(w.err)
	var cmd *cobra.Command
	var err error
	if fault := border.Watched(func() { cmd, err = root.ExecuteContextC(ctx) }); fault != nil {
		err = fault
		cmd, _, _ = root.Find(args)
	}
	var reported reportedError
	switch {
	case err == nil:
		return exitSound
	case errors.Is(err, errProblemsFound):
		return exitProblems
	case errors.Is(err, tea.ErrInterrupted), ctx.Err() != nil:
		return exitInterrupted
	case errors.As(err, &reported):
	case wantsJSON(args) && writeError(cmd.Name(), w, sayable(err)) == nil:
	default:
		fmt.Fprintf(w.err, "authdoctor: %v\n", sayable(err))
	}
	return exitFailed
}

// sayable returns an error that is safe to print: errors quote what the user typed, which
// may contain a token, or characters that control the terminal.
func sayable(err error) error {
	raw := err.Error() // checked as well: a word in which Redact found one secret may contain another
	text, _ := border.Printable(border.Redact(raw))
	for _, word := range append(append(strings.Fields(raw), strings.Fields(text)...), text) {
		if secret := refuseSecret(strings.Trim(word, "-;:,\"'")); secret != nil {
			return secret
		}
	}
	return errors.New(text)
}

// wantsJSON reports whether the arguments ask for JSON. It does not parse them, so that an
// error about an unknown flag is in JSON as well.
func wantsJSON(args []string) bool {
	for i, arg := range args {
		if arg == "--" {
			return false
		}
		if arg == "--format="+formatJSON || arg == formatJSON && i > 0 && args[i-1] == "--format" {
			return true
		}
	}
	return false
}

// fail returns the error of a command. With --format json it writes the error as the
// command's JSON document instead and returns a reportedError.
func (w world) fail(command, format string, err error) error {
	if format != formatJSON {
		return err
	}
	return cmp.Or(writeError(command, w, sayable(err)), error(reportedError{err}))
}

// writeError writes an error as the JSON document of a command. It returns
// errors.ErrUnsupported if the command has none.
func writeError(command string, w world, err error) error {
	switch command {
	case "check", "probe":
		c := diagnosis.Case{At: w.now()}
		report := newReport(intake.Input{Kind: intake.KindUnknown}, c, diagnosis.Diagnose(c))
		report.Error = err.Error()
		return writeJSON(w.out, report)
	case "inspect":
		report := newKeyReport(nil, "", w.now())
		report.Error = err.Error()
		return writeJSON(w.out, report)
	case "trail":
		return writeTrailJSON(w.out, newTrailReport(trailAnswer{summary: &trail.Summary{}, at: w.now(), by: trail.Dimensions(), problem: err}))
	case "codes":
		return writeJSON(w.out, codeReport{Schema: 1, Error: err.Error(), Codes: []codeEntry{}})
	case "setup":
		return writeJSON(w.out, lessonReport{Schema: 1, Error: err.Error(), Steps: []lessonStep{}})
	}
	return errors.ErrUnsupported
}

func newRoot(w world) *cobra.Command {
	var theme, at, caseFile string
	var accessible bool
	themes := []string{string(ui.ThemeAuto), string(ui.ThemeDark), string(ui.ThemeLight), string(ui.ThemeContrast)}
	root := &cobra.Command{
		Use:   "authdoctor [FILE|CODE|-]",
		Short: "From a failed NetSuite OAuth 2.0 login to its fix",
		Long: `authdoctor takes a failed NetSuite OAuth 2.0 login to its fix.

Without a command it opens the assistant: paste a token, a certificate, or the word
in the Detail column of the Login Audit Trail, or answer its questions. Nothing you
paste leaves this machine unless you agree.

The assistant opens with a file, whatever it contains, with the page of a code, or
with what comes through a pipe. A command wins over a file of the same name: write
./check for the file.

With --accessible it draws nothing: it asks numbered questions and answers in plain
sentences, each on a new line. Standard input is then what you type; a paste ends with
a full stop on a line of its own.`,
		Example: `  authdoctor
  authdoctor answer.txt
  authdoctor ScopeMismatched
  pbpaste | authdoctor
  authdoctor --accessible
  authdoctor explain ScopeMismatched
  authdoctor check token.txt
  pbpaste | authdoctor check --fact used-as=access`,
		Args:          cobra.ArbitraryArgs,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return codeNames(), cobra.ShellCompDirectiveDefault
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			clock, err := clockAt(at, w.now)
			if err != nil {
				return err
			}
			background, err := ui.ParseTheme(theme)
			if err != nil {
				return checkValue("--theme", theme, themes...)
			}
			library, err := w.library()
			if err != nil {
				return err
			}
			if caseFile != "" {
				if len(args) > 0 {
					return errors.New("the assistant opens a case or a file, not both; open the case, then the file there")
				}
				args = []string{caseFile}
				if _, err := w.disk.Stamp(caseFile); err != nil {
					return fmt.Errorf("cannot open the case %s: %w", shown(caseFile), reason(err))
				}
			}
			given, err := w.given(cmd, library, args)
			if err != nil {
				return err
			}
			keys := w.in
			if !accessible || slices.Equal(args, []string{"-"}) { // else standard input is what the user types
				if keys, err = w.keyboard(accessible); err != nil {
					return err
				}
				if keys != w.in {
					defer keys.(io.Closer).Close()
				}
				if given.Text, err = w.piped(cmd.Context(), args); err != nil {
					return err
				}
			}
			standing := at != "" && at != "now"
			if accessible || wantsPlain(os.Getenv) {
				return w.accessible(cmd.Context(), keys, library, given, diagnosis.Case{}, clock, standing)
			}
			err = w.assist(cmd.Context(), ui.Options{Library: library, Version: version(), Given: given, Clock: clock, Standing: standing, Local: time.Local, Theme: background, Input: keys, Output: unwrapped(w.out)})
			if err == nil && cmd.Context().Err() != nil {
				return tea.ErrInterrupted // a signal ends the assistant without an error, as q does
			}
			return err
		},
	}
	root.SetVersionTemplate("authdoctor {{.Version}}\n")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		meant := ""
		var unknown *pflag.NotExistError
		if errors.As(err, &unknown) {
			var names []string
			cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
			meant = detail.DidYouMean("--"+unknown.GetSpecifiedName(), names...)
		}
		return fmt.Errorf("%w%s; see %s --help", err, meant, cmd.CommandPath())
	})
	root.Flags().StringVar(&theme, "theme", "auto", "colors for a `background`: dark, light, auto, or contrast for high contrast on either")
	root.Flags().StringVar(&at, "at", "", "evaluate at this `time` instead of now (RFC 3339); the clock does not advance")
	root.Flags().StringVar(&caseFile, "case", "", "`file` with a saved case to open")
	root.Flags().BoolVar(&accessible, "accessible", false, "ask and answer in plain words, for screen readers; also if ACCESSIBLE is set or TERM is dumb")
	complete(root, "theme", themes...)
	root.SetHelpCommand(newHelp(root))
	root.AddCommand(newCheck(w), newExplain(w), newCodes(w), newTrail(w), newKey(w), newAssertion(w), newShare(w), newSetup(w), newProbe(w))
	patchCompletions(root, w)
	return root
}

// isTerminal reports whether a stream is a terminal.
func isTerminal(stream any) bool {
	_, is := terminalOf(stream)
	return is
}

// terminalOf returns the terminal behind a stream, and whether there is one. The stream
// may be a border.Writer.
func terminalOf(stream any) (*os.File, bool) {
	if out, ok := stream.(io.Writer); ok {
		stream = unwrapped(out)
	}
	if file, ok := stream.(*os.File); ok && term.IsTerminal(file.Fd()) {
		return file, true
	}
	return nil, false
}

// unwrapped returns the writer behind a border.Writer.
func unwrapped(out io.Writer) io.Writer {
	if w, ok := out.(plainOut); ok {
		out = w.Writer
	}
	if w, ok := out.(*border.Writer); ok {
		return w.Unwrap()
	}
	return out
}

// newHelp is cobra's help command, except that it fails for an unknown command.
func newHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [command]",
		Short: "Help about a command",
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return noCommand(root, args[0])
			}
			return cmd.Help()
		},
	}
}

// clockAt returns a clock that always shows the time of --at, or now if that is "" or now.
func clockAt(at string, now func() time.Time) (func() time.Time, error) {
	if at == "" || at == "now" {
		return now, nil
	}
	moment, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return nil, fmt.Errorf("--at is not a time of RFC 3339; write it like 2026-11-23T12:00:00Z")
	}
	if moment = moment.UTC(); moment.Year() < 1 || moment.Year() > 9999 { // RFC 3339 has years of four digits
		return nil, errors.New("--at is outside the years 1 to 9999 in UTC; give a time within them")
	}
	return func() time.Time { return moment }, nil
}
