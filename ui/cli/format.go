package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// The formats that commands can print.
const (
	formatText     = "text"
	formatJSON     = "json"
	formatMarkdown = "markdown"
)

// addFormat gives a command the flag --format with the formats that it can print. Text
// is the default. Before the command runs, any other value of the flag is an error.
func addFormat(cmd *cobra.Command, format *string, formats ...string) {
	last := len(formats) - 1
	cmd.Flags().StringVar(format, "format", formatText, "how to print: "+strings.Join(formats[:last], ", ")+" or "+formats[last])
	complete(cmd, "format", formats...)
	cmd.PreRunE = func(*cobra.Command, []string) error { return checkValue("--format", *format, formats...) }
}

// complete has a shell complete a flag with fixed values.
func complete(cmd *cobra.Command, flag string, values ...string) {
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
}

// checkValue returns an error unless the value of a flag is among those allowed.
func checkValue(flag, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return fmt.Errorf("%s is %s; it is one of %s", flag, shown(value), strings.Join(allowed, ", "))
}
