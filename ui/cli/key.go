package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"authdoctor/diagnosis/detail"
)

// newKey groups the commands about keys.
func newKey(w world) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "key",
		Short: "Make a key pair, or look at certificates and keys",
		Long: `key looks at certificates and keys as NetSuite would, and makes new pairs.

Private keys are read for matching only. They are never shown, sent or kept.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("key needs one of: inspect, new; see authdoctor key --help")
			}
			if err := refuseSecret(args[0]); err != nil {
				return err
			}
			return fmt.Errorf("there is no command key %s%s; there are key inspect and key new", shown(args[0]), detail.DidYouMean(args[0], "inspect", "new"))
		},
	}
	cmd.AddCommand(newKeyInspect(w), newKeyNew(w))
	return cmd
}
