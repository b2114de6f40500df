package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/intake"
	"authdoctor/ui/report"
)

type checkOptions struct {
	world
	facts  []string
	keys   []string
	at     string
	format string
	// audience is whom a report is for.
	audience   report.Audience
	pseudonyms bool
	lines      bool
	trails     []string
	// dateOrder is the value of --date-order for the exports.
	dateOrder string

	passphraseFile string
	// caseFile is a case file to open, saveCase one to write.
	caseFile, saveCase string

	online bool          // the Case is what online checks saw
	unsent []reportCheck // online checks that were not sent
}

func newCheck(w world) *cobra.Command {
	o := checkOptions{world: w}
	cmd := &cobra.Command{
		Use:   "check [FILE|-]",
		Short: "Diagnose a token, an HTTP answer, a request, a code, a key or plain words",
		Long: `check finds what is wrong with the content of a file or standard input: a token, an
HTTP answer, a redirect or authorize URL, a curl command, a HAR file, a word from the
Detail column, a key, or several of these with other text around them. A problem in
plain words, such as "our role does not show up", leads to the pages that match it
best, and to the question that tells them apart.

A saved case (--save-case, or ctrl+s in the assistant) is evaluated at its own time, and
now with --at now. A case file contains no secret, so its statements about signatures
are not verified here.

Do not give a token as an argument: it would stay in the shell's history. You can
leave out the signature part of a token.

Exit codes: 0 nothing wrong was found and, with --key, the signature of every token
is verified; 1 problems or pages for plain words were found or, with --key, a
signature is not verified; 2 the input could not be read, is not about OAuth 2.0, or
names an unknown error. With --lines, the worst line decides: 2 before 1 before 0.
Without --key no signature is checked, and 0 never means that NetSuite accepts the
token.`,
		Example: `  authdoctor check token.txt
  printf 'TokenRejected' | authdoctor check
  echo "works in production, not in the sandbox" | authdoctor check
  curl -i … | authdoctor check
  authdoctor check --fact used-as=access --fact service=restlets < token.txt
  authdoctor check assertion.jwt --key public.pem --key private.pem
  authdoctor check token.txt --key https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/keys
  authdoctor check token.txt --trail LoginAuditTrailResults.csv --fact application="Warehouse Sync"
  authdoctor check --at 2026-11-23T12:00:00Z --format json token.txt
  authdoctor check --format html --audience administrator token.txt > report.html
  authdoctor check answer.txt --save-case case.json
  authdoctor check --case case.json token.txt --key public.pem`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return fmt.Errorf("check reads one file, not %d", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&o.facts, "fact", nil, "a known fact, as `NAME=VALUE`; may be repeated")
	flags.StringArrayVar(&o.keys, "key", nil, "`file` with a certificate, key or key set, or the https address of a key set; may be repeated")
	flags.StringArrayVar(&o.trails, "trail", nil, "`file` with an export of the Login Audit Trail, to find the rows about the token; may be repeated")
	flags.StringVar(&o.dateOrder, "date-order", "", "with --trail, how 11/05/2026 is read: mdy or dmy; detected by default")
	flags.StringVar(&o.passphraseFile, "passphrase-file", "", "`file` with the pass phrase of a locked private key")
	flags.StringVar(&o.at, "at", "", "evaluate at this `time` instead of now (RFC 3339); now for a case, whose own time is the default")
	flags.StringVar(&o.caseFile, "case", "", "`file` with a saved case; other input is added to it")
	flags.StringVar(&o.saveCase, "save-case", "", "new `file` for the case, without secrets")
	flags.BoolVar(&o.lines, "lines", false, "read one input per line and write one JSON answer per line")
	addReport(cmd, &o.format, &o.audience)
	addPseudonyms(cmd, &o.format, &o.pseudonyms)
	_ = cmd.RegisterFlagCompletionFunc("fact", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return factCompletions(), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	})
	return cmd
}

func factCompletions() []string {
	var out []string
	for _, kind := range diagnosis.FactKinds() {
		if kind.Values == nil {
			out = append(out, string(kind.Name)+"=")
		}
		for _, value := range kind.Values {
			out = append(out, string(kind.Name)+"="+value)
		}
	}
	return out
}

func (o checkOptions) run(ctx context.Context, args []string) error {
	if o.lines && o.saveCase != "" {
		return errors.New("--save-case keeps one case; it cannot be used with --lines")
	}
	if o.lines && isReport(o.format) {
		return fmt.Errorf("--lines answers in JSON; it cannot be used with --format %s", o.format)
	}
	c, fetched, err := o.newCase(ctx, args)
	if err != nil {
		return o.fail(diagnosis.Case{At: o.now()}, intake.Input{Kind: intake.KindUnknown}, err)
	}
	kept := casefile.File{Case: c}
	if o.caseFile != "" {
		var notes []string
		if kept, notes, err = o.fromFile(ctx, c); err != nil {
			return o.fail(c, intake.Input{Kind: intake.KindUnknown}, err)
		}
		c, fetched = kept.Case, append(fetched, notes...)
	}
	if o.lines {
		return o.runLines(ctx, args, c)
	}
	if o.caseFile != "" && len(args) == 0 {
		return o.answer(ctx, intake.Input{Kind: intake.KindReport, Kinds: []intake.Kind{intake.KindReport}, Notes: fetched}, kept)
	}
	text, err := o.readInput(ctx, args)
	if err != nil {
		return o.fail(c, intake.Input{Kind: intake.KindUnknown}, err)
	}
	if isSheet(text) && looksLikeExport(ctx, []byte(text)) { // which else is a web page
		return o.fail(c, intake.Input{Kind: intake.KindTrail}, errIsExport)
	}
	input, err := beside(ctx, func() intake.Input { return intake.Recognise(text).StateAlone() })
	if err != nil {
		return err
	}
	input.Notes = append(input.Notes, fetched...)
	if len(input.Kept) > 0 {
		opened, notes, err := o.opened(input.Kept, c)
		if err != nil {
			return o.fail(c, input, err)
		}
		input.Notes = append(input.Notes, notes...)
		return o.answer(ctx, input, opened)
	}
	if !usable(input) {
		problem := problemOf(input)
		library, err := o.library()
		if err != nil {
			return err
		}
		lead, words := leadOf(library, input, text)
		switch {
		case input.Kind != intake.KindTrail && looksLikeExport(ctx, []byte(text)):
			problem = errIsExport.Error()
		case words:
			return o.words(c.With(input), input, lead)
		case input.Detail.Word != "" && len(input.Detail.Nearest) == 0:
			problem += "; authdoctor codes lists them"
		}
		return o.fail(c.With(input), input, errors.New(problem))
	}
	if said, _ := c.Facts.Get(diagnosis.FactDetail); input.Standing >= intake.Stated && said.Source == diagnosis.SourceUser && said.Value != input.Detail.Name {
		return o.fail(c, input, fmt.Errorf("--fact detail says %s, the text says %s; give one of the two", said.Value, input.Detail.Name))
	}
	kept.Case = c.With(input)
	kept.Case.Verify = c.Verify || verifiable(input)
	return o.answer(ctx, input, kept)
}

// answer prints the Diagnosis of a Case, and keeps the Case if that was asked for.
func (o checkOptions) answer(ctx context.Context, input intake.Input, kept casefile.File) error {
	c, err := o.withTrail(ctx, kept.Case)
	if err != nil {
		return o.fail(c, input, err)
	}
	kept.Case = c
	names := newNames(o.pseudonyms, o.random)
	saved := names.ofFile(kept)
	if names.err != nil {
		return o.fail(c, input, names.err)
	}
	if err := o.keep(saved); err != nil {
		return o.fail(c, input, err)
	}
	d := diagnosis.Diagnose(c)
	ends := exitOf(c, d)
	ask, err := o.asked(c, d)
	if err != nil {
		return err
	}
	switch o.format {
	case formatJSON:
		var answer checkReport
		answer, ends = answered(input, c, d)
		answer.Ask, answer.Checks = ask, append(answer.Checks, o.unsent...)
		err = writeJSON(o.out, answer)
	case formatMarkdown, formatHTML:
		err = o.writeReport(input, kept, d, nil, names)
	default:
		err = o.writeText(input, c, d, ask)
	}
	return cmp.Or(err, ends)
}

// writeReport prints the report to hand over. question is the one to ask, nil for the one
// that separates what is still possible.
func (o checkOptions) writeReport(input intake.Input, kept casefile.File, d diagnosis.Diagnosis, question *content.Question, names *names) error {
	library, err := o.library()
	if err != nil {
		return err
	}
	options := report.Options{Audience: o.audience, Library: library, Version: version(), Notes: input.Notes, ChosenTime: o.at != "" && o.at != "now", Question: question}
	if question != nil { // plain words are no Case
		return writeReport(o.out, report.New(kept.Case, d, options), o.format)
	}
	kept.Kept = o.now()
	handed, err := report.Of(kept, names.standIns, options)
	if err != nil {
		return fmt.Errorf("the report was not written: %w", err)
	}
	return names.writeReport(o.world, handed, o.format)
}

// writeText prints the Diagnosis or, if it adds nothing to the code that was given, the
// page of that code.
func (o checkOptions) writeText(input intake.Input, c diagnosis.Case, d diagnosis.Diagnosis, ask *reportAsk) error {
	if o.online && len(c.Tokens)+len(c.Exchanges) == 0 {
		w := newText(o.out)
		w.found(input.Notes, c, d)
		return writeAll(o.out, w.String())
	}
	more := slices.ContainsFunc(d.Findings, func(f diagnosis.Finding) bool {
		return (f.Status == diagnosis.Fail || f.Status == diagnosis.Warn) && f.ID != "detail" && f.ID != "protocol"
	})
	if input.Kind != intake.KindCode || len(d.Pages) == 0 || more {
		return writeText(o.out, input, c, d, ask)
	}
	library, err := o.library()
	if err != nil {
		return err
	}
	page, found := library.Page(d.Pages[0])
	if !found {
		return writeText(o.out, input, c, d, ask)
	}
	w := newText(o.out)
	for _, note := range slices.Concat(input.Notes, notesOn(input.Detail)) {
		w.hanging("note: ", note)
	}
	w.WriteString("\n" + pageText(o.out, page))
	w.pages(d.Pages[1:])
	return writeAll(o.out, w.String())
}

// problemOf explains why an input is not usable, and names the flag or the command that
// helps.
func problemOf(input intake.Input) string {
	switch {
	case input.Lacks != "":
		return fmt.Sprintf("%s (--fact %s=…)", input.Problem, input.Lacks)
	case input.Kind == intake.KindTrail:
		return input.Problem + "; authdoctor trail FILE reads every row"
	}
	return input.Problem
}

// usable reports whether there is something to diagnose.
func usable(input intake.Input) bool {
	return len(input.Tokens) > 0 || len(input.Exchanges) > 0 || input.Line != nil || input.Detail.Name != "" || input.CertificateID != "" || input.Certificates != nil || input.Keys != nil && input.Keys.Readable() ||
		input.Kind == intake.KindRequest && len(input.Marks) > 0 || slices.ContainsFunc(input.Marks, func(m intake.Mark) bool { return m.Strong })
}

// verifiable reports whether a text has a token and keys, which were then given to verify
// the token.
func verifiable(input intake.Input) bool { return len(input.Tokens) > 0 && input.Keys != nil }

// fail does what world.fail does, in a document with what is known of the input.
func (o checkOptions) fail(c diagnosis.Case, input intake.Input, err error) error {
	if o.format != formatJSON {
		return err
	}
	answer := newReport(input, c, diagnosis.Diagnose(c))
	answer.Error, answer.Checks = sayable(err).Error(), append(answer.Checks, o.unsent...)
	write := writeJSON
	if o.lines {
		write = writeJSONLine
	}
	if err := write(o.out, answer); err != nil {
		return err
	}
	return reportedError{err}
}

// newCase returns a Case with the time, the facts and the keys of the flags, and notes on
// the key sets that were fetched for it.
func (o checkOptions) newCase(ctx context.Context, args []string) (c diagnosis.Case, notes []string, err error) {
	clock, err := clockAt(o.at, o.now)
	if err := cmp.Or(o.refuseTrail(), err); err != nil {
		return diagnosis.Case{}, nil, err
	}
	c = diagnosis.Case{At: clock().UTC()}
	for _, text := range o.facts {
		if border.HoldsSecret(text) { // MayBeSecret would refuse a Client ID, which is as random
			return diagnosis.Case{}, nil, refuseSecret(text)
		}
		fact, err := diagnosis.ParseFact(text, diagnosis.SourceUser)
		if err != nil {
			return diagnosis.Case{}, nil, fmt.Errorf("--fact: %w", err)
		}
		c.Facts = c.Facts.With(fact)
	}
	reader := keyReader{world: o.world, passphraseFile: o.passphraseFile, stdinTaken: len(args) == 0 && o.caseFile == "" || len(args) > 0 && args[0] == "-"}
	c.Keys, err = reader.readAll(ctx, o.keys)
	c.Verify = len(o.keys) > 0
	for _, note := range reader.notes { // first of all: they tell that the network was used
		fmt.Fprintln(o.err, "note: "+note)
	}
	return c, reader.notes, err
}
