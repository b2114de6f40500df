package cli

import (
	"context"
	"fmt"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/intake"
	"authdoctor/ui/files"
)

// fromFile opens the file of --case, a case file or a report with its case.
func (o checkOptions) fromFile(ctx context.Context, c diagnosis.Case) (f casefile.File, notes []string, err error) {
	data, err := o.readFile(ctx, o.caseFile, intake.MaxText)
	if err != nil {
		return f, nil, fmt.Errorf("cannot read the case %s: %w", shown(o.caseFile), reason(err))
	}
	input, err := beside(ctx, func() intake.Input { return intake.Recognise(string(data)) })
	switch {
	case err != nil:
		return f, nil, err
	case input.Kind != intake.KindReport:
		return f, nil, fmt.Errorf("%s is neither a case file nor a report with its case; to diagnose what it contains: authdoctor check FILE", shown(o.caseFile))
	case input.Problem != "":
		return f, nil, fmt.Errorf("%s: %s", shown(o.caseFile), input.Problem)
	}
	f, notes, err = o.opened(input.Kept, c)
	return f, append(input.Notes, notes...), err
}

// opened returns the content of a case file together with c, which was given beside it, and
// what is to be said about it.
func (o checkOptions) opened(data []byte, c diagnosis.Case) (f casefile.File, notes []string, err error) {
	f, notes, err = casefile.Decode(data)
	if err != nil {
		return f, nil, err
	}
	notes = append([]string{"opened the case kept on " + f.Kept.Format(time.RFC3339)}, notes...)
	if f.Case = c.Opened(f.Case); o.at != "" {
		f.Case.At = c.At
	}
	return f, notes, nil
}

// keep writes the case file of --save-case.
func (o checkOptions) keep(f casefile.File) error {
	if o.saveCase == "" {
		return nil
	}
	f.Kept = o.now()
	text, err := casefile.Encode(f)
	if err != nil {
		return err
	}
	if err := files.WriteSecret(o.disk, o.saveCase, append(text, '\n')); err != nil {
		return err
	}
	fmt.Fprintln(o.err, "note: the case is kept in "+called(o.saveCase)+"; it contains no secret, but names your account, integration, role and user")
	return nil
}
