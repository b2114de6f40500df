package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"authdoctor/diagnosis/detail"
)

// The values of --format.
const (
	formatText     = "text"
	formatJSON     = "json"
	formatMarkdown = "markdown"
)

// addFormat adds the flag --format, which accepts the given formats and is text by
// default.
func addFormat(cmd *cobra.Command, format *string, formats ...string) {
	last := len(formats) - 1
	cmd.Flags().StringVar(format, "format", formatText, "how to print: "+strings.Join(formats[:last], ", ")+" or "+formats[last])
	complete(cmd, "format", formats...)
	cmd.PreRunE = func(*cobra.Command, []string) error { return checkValue("--format", *format, formats...) }
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
