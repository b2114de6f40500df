package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/detail"
	"authdoctor/ui"
	"authdoctor/ui/report"
)

type setupOptions struct {
	checkOptions
	code string // the language of the code to print; "" for the lesson
}

func newSetup(w world) *cobra.Command {
	o := setupOptions{checkOptions: checkOptions{world: w}}
	cmd := &cobra.Command{
		Use:   "setup [LESSON]",
		Short: "Set up an integration, from the first click to the first call",
		Long: `setup shows how to set up OAuth 2.0, step by step: who does what, where, with which
values, and how to see that it is done. In a terminal it opens the assistant. Without a
terminal, or with --format, it prints the lesson, with the values from a case or --fact
and the state of each step.

A step is done if the case shows it, or if you ticked it by hand in the assistant. ctrl+s
saves the case with your ticks; --case resumes it.

Without LESSON it lists the lessons. --code prints the sample code of the lesson, a program
that requests a token. It contains no secret and reads them from the environment.

Exit codes: 0 the lesson or the list was printed; 1 a step fails; 2 it could not be
printed.`,
		Example: `  authdoctor setup
  authdoctor setup client-credentials
  authdoctor setup client-credentials --case prod.json
  authdoctor setup client-credentials --fact account=1234567_SB1 --format markdown
  authdoctor setup client-credentials --case prod.json --code python > token.py`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return fmt.Errorf("setup takes one lesson, not %d; authdoctor setup lists them", len(args))
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) (names []string, _ cobra.ShellCompDirective) {
			if library, err := w.library(); err == nil {
				for _, lesson := range library.Lessons() {
					names = append(names, lesson.Name()+"\t"+lesson.Title)
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&o.facts, "fact", nil, "a known fact, as `NAME=VALUE`; may be repeated")
	flags.StringArrayVar(&o.keys, "key", nil, "`file` with the certificate or private key of the integration; may be repeated")
	flags.StringVar(&o.passphraseFile, "passphrase-file", "", "`file` with the pass phrase of a locked private key")
	flags.StringVar(&o.caseFile, "case", "", "`file` with a case that was kept, to resume")
	flags.StringVar(&o.at, "at", "", "evaluate at this `time` instead of now (RFC 3339), a case too")
	languages := content.LanguageOptions()
	flags.StringVar(&o.code, "code", "", "print the sample code in a `language`: "+strings.Join(languages, ", "))
	complete(cmd, "code", languages...)
	addReport(cmd, &o.format, &o.audience)
	addPseudonyms(cmd, &o.format, &o.pseudonyms)
	before := cmd.PreRunE
	cmd.PreRunE = func(cmd *cobra.Command, args []string) error {
		if o.code != "" && cmd.Flags().Changed("format") {
			return errors.New("--code prints only code; it cannot be used with --format")
		}
		if o.code != "" {
			return checkValue("--code", o.code, languages...)
		}
		return before(cmd, args)
	}
	return cmd
}

func (o setupOptions) run(cmd *cobra.Command, args []string) error {
	library, err := o.library()
	if err != nil {
		return err
	}
	var lesson content.Lesson
	if len(args) > 0 {
		if lesson, err = lessonOf(library, args[0]); err != nil {
			return err
		}
	}
	if o.code == "" && !cmd.Flags().Changed("format") && isTerminal(o.out) && isTerminal(o.in) {
		return o.open(cmd.Context(), library, lesson)
	}
	switch {
	case len(args) == 0 && o.code != "":
		return errors.New("--code is for one lesson: authdoctor setup LESSON --code " + o.code)
	case len(args) == 0 && isReport(o.format):
		return fmt.Errorf("--format %s is for one lesson: authdoctor setup LESSON --format %s", o.format, o.format)
	case len(args) == 0 && o.format == formatJSON:
		return writeJSON(o.out, newLessonList(library))
	case len(args) == 0:
		return o.list(library)
	}
	c, notes, err := o.newCase(cmd.Context(), []string{lesson.Name()})
	if err != nil {
		return err
	}
	kept := casefile.File{Case: c}
	if o.caseFile != "" {
		var more []string
		if kept, more, err = o.fromFile(cmd.Context(), c); err != nil {
			return err
		}
		notes = append(notes, more...)
		if o.at == "" {
			kept.Case.At = c.At // it goes on today
		}
	}
	if isReport(o.format) && o.code == "" {
		return o.report(library, lesson, kept, notes)
	}
	for _, note := range notes {
		fmt.Fprintln(o.err, "note: "+note)
	}
	return o.print(library, lesson.Checklist(kept.Case, content.ReadProgress(kept.Lessons)[lesson.Name()]))
}

// lessonOf returns the lesson of a name, whatever its case.
func lessonOf(library *content.Library, word string) (content.Lesson, error) {
	name := strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(word)), "lessons/"), ".md")
	if lesson, ok := library.Lesson(name); ok {
		return lesson, nil
	}
	if err := refuseSecret(word); err != nil {
		return content.Lesson{}, err
	}
	var names []string
	for _, lesson := range library.Lessons() {
		names = append(names, lesson.Name())
	}
	return content.Lesson{}, fmt.Errorf("there is no lesson %s%s; the lessons are %s", shown(word), detail.DidYouMean(name, names...), strings.Join(names, ", "))
}

// open opens the assistant at a lesson or, for none, at their list.
func (o setupOptions) open(ctx context.Context, library *content.Library, lesson content.Lesson) error {
	clock, err := clockAt(o.at, o.now)
	if err != nil {
		return err
	}
	given := ui.Given{SetUp: true, Path: o.caseFile}
	if len(lesson.Steps) > 0 {
		given.Lesson = lesson.Name()
	}
	var c diagnosis.Case
	switch {
	case o.caseFile != "" && len(o.facts)+len(o.keys) > 0:
		return errors.New("the assistant opens a case, or takes --fact and --key, not both; state them in the assistant")
	case o.caseFile != "":
		if _, err := o.disk.Stamp(o.caseFile); err != nil {
			return fmt.Errorf("cannot open the case %s: %w", shown(o.caseFile), reason(err))
		}
	default:
		if c, _, err = o.newCase(ctx, []string{given.Lesson}); err != nil {
			return err
		}
	}
	standing := o.at != "" && o.at != "now"
	if wantsPlain(os.Getenv) {
		return o.accessible(ctx, o.in, library, given, c, clock, standing)
	}
	return o.assist(ctx, ui.Options{Library: library, Version: version(), Case: c, Given: given, Clock: clock, Standing: standing, Local: time.Local, Input: o.in, Output: unwrapped(o.out)})
}

// list prints the lessons.
func (o setupOptions) list(library *content.Library) error {
	w, first := newText(o.out), "LESSON"
	for i, lesson := range library.Lessons() {
		if i == 0 {
			first = lesson.Name()
		}
		w.hanging(lesson.Name()+": ", lesson.Title)
		w.hanging("    ", lesson.Short)
	}
	w.WriteString("\n")
	w.hanging("", "To read one: authdoctor setup "+first)
	return writeAll(o.out, w.String())
}

// report prints the report about what was set up.
func (o setupOptions) report(library *content.Library, lesson content.Lesson, kept casefile.File, notes []string) error {
	names := newNames(o.pseudonyms, o.random)
	kept.Kept = o.now()
	options := report.Options{Audience: o.audience, Library: library, Version: version(), Notes: notes, ChosenTime: o.at != "" && o.at != "now"}
	handed, err := report.OfSetup(lesson, kept, names.standIns, options)
	if err != nil {
		return fmt.Errorf("the report was not written: %w", err)
	}
	return names.writeReport(o.world, handed, o.format)
}

// print prints the sample code, or the lesson as text or JSON.
func (o setupOptions) print(library *content.Library, list content.Checklist) error {
	if o.code != "" {
		return o.printCode(library, list)
	}
	var ends error
	if slices.ContainsFunc(list.Steps, func(s content.StepState) bool { return s.State == diagnosis.TickFailing }) {
		ends = errProblemsFound
	}
	if o.format == formatJSON {
		return cmp.Or(writeJSON(o.out, newLessonReport(list)), ends)
	}
	w := newText(o.out)
	w.checklist(library, list)
	return cmp.Or(writeAll(o.out, w.String()), ends)
}

// printCode prints the code of the first step that has some, with the values filled in.
func (o setupOptions) printCode(library *content.Library, list content.Checklist) error {
	for _, step := range list.Steps {
		for _, snippet := range library.Snippets(step.Code) {
			if snippet.Option != o.code {
				continue
			}
			text, missing := snippet.Fill(list.Values)
			if len(missing) > 0 {
				fmt.Fprintf(o.err, "note: not known, and left in angle brackets: %s\n", strings.Join(missing, ", "))
			}
			return writeAll(o.out, text)
		}
	}
	return fmt.Errorf("the lesson %s has no sample code in %s", list.Lesson.Name(), o.code)
}
