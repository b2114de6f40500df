package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"authdoctor/diagnosis/detail"
	"authdoctor/ui/report"
)

// The values of --format.
const (
	formatText     = "text"
	formatJSON     = "json"
	formatMarkdown = string(report.AsMarkdown)
	formatHTML     = string(report.AsHTML)
)

// isReport reports whether a format is one of a report to hand over.
func isReport(format string) bool { return format == formatMarkdown || format == formatHTML }

// addFormat adds the flag --format, which accepts the given formats and is text by
// default.
func addFormat(cmd *cobra.Command, format *string, formats ...string) {
	last := len(formats) - 1
	cmd.Flags().StringVar(format, "format", formatText, "how to print: "+strings.Join(formats[:last], ", ")+" or "+formats[last])
	complete(cmd, "format", formats...)
	cmd.PreRunE = func(*cobra.Command, []string) error { return checkValue("--format", *format, formats...) }
}

// addReport adds --format with the formats of a report, and --audience.
func addReport(cmd *cobra.Command, format *string, audience *report.Audience) {
	addFormat(cmd, format, formatText, formatJSON, formatMarkdown, formatHTML)
	names := namesOf(report.Audiences())
	told := (*string)(audience)
	cmd.Flags().StringVar(told, "audience", string(report.ForBoth), "with --format markdown or html, whom the report is for: "+strings.Join(names, ", "))
	complete(cmd, "audience", names...)
	before := cmd.PreRunE
	cmd.PreRunE = func(cmd *cobra.Command, args []string) error {
		if err := cmp.Or(before(cmd, args), checkValue("--audience", *told, names...)); err != nil {
			return err
		}
		if cmd.Flags().Changed("audience") && !isReport(*format) {
			return errors.New("--audience is for reports; add --format markdown or --format html")
		}
		return nil
	}
}

// finished is a report that is finished but for its form.
type finished interface {
	Write(report.Form) (string, error)
}

// writeReport writes a report, or nothing where its last pass finds a secret.
func writeReport(out io.Writer, d finished, format string) error {
	text, err := d.Write(report.Form(format))
	if err != nil {
		return err
	}
	return writeAll(out, text)
}

// complete registers the values that a shell offers for a flag.
func complete(cmd *cobra.Command, flag string, values ...string) {
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

// namesOf returns values of a string type as strings.
func namesOf[T ~string](values []T) []string {
	names := make([]string, len(values))
	for i, value := range values {
		names[i] = string(value)
	}
	return names
}

// checkValue returns an error unless the value of a flag is among those allowed.
func checkValue(flag, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return fmt.Errorf("%s is %s%s; it must be one of %s", flag, shown(value), detail.DidYouMean(value, allowed...), strings.Join(allowed, ", "))
}
