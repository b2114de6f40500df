package cli

import (
	"bytes"
	"errors"

	"github.com/spf13/cobra"
)

// How cobra's script for zsh finds the flag in a word like --format=text, and how it
// has to: its pattern also finds one in used-as=access, and takes more than the flag of
// --fact=used-as=access. What it finds is put before the completions, and damages them.
var (
	zshFlagLead  = []byte(`=~ '-.*=' ]]`)
	zshFlagAlone = []byte(`=~ '^-[^=]*=' ]]`)
)

// mendZshCompletion has the command for zsh's completions write the mended script.
func mendZshCompletion(root *cobra.Command, w world) {
	root.SetOut(w.out) // which cobra keeps with the commands
	root.InitDefaultCompletionCmd()
	zsh, _, err := root.Find([]string{"completion", "zsh"})
	if err != nil {
		return
	}
	zsh.RunE = func(cmd *cobra.Command, _ []string) error {
		write := root.GenZshCompletion
		if plain, _ := cmd.Flags().GetBool("no-descriptions"); plain {
			write = root.GenZshCompletionNoDesc
		}
		var script bytes.Buffer
		if err := write(&script); err != nil {
			return err
		}
		if bytes.Count(script.Bytes(), zshFlagLead) != 1 {
			return errors.New("the completion for zsh cannot be made; please report this")
		}
		_, err := w.out.Write(bytes.Replace(script.Bytes(), zshFlagLead, zshFlagAlone, 1))
		return err
	}
}
