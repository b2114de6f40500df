package cli

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// patched are the completion scripts of cobra that damage the command line, each with
// pairs of the faulty text and its replacement. In a word such as --format=text, they
// find the flag by a pattern that also matches in used-as=access, and matches too much of
// --fact=used-as=access; they put the match before each completion. The script for fish
// also passes such a completion to string split, which takes it for an option.
var patched = []struct {
	shell  string
	edits  [][2]string
	script func(root *cobra.Command, to io.Writer, described bool) error
}{
	{"zsh", [][2]string{{`=~ '-.*=' ]]`, `=~ '^-[^=]*=' ]]`}}, func(root *cobra.Command, to io.Writer, described bool) error {
		if described {
			return root.GenZshCompletion(to)
		}
		return root.GenZshCompletionNoDesc(to)
	}},
	{"fish", [][2]string{
		{`string match -r -- '-.*=' `, `string match -r -- '^-[^=]*=' `},
		{`string split --max 1 \t `, `string split --max 1 -- \t `},
	}, (*cobra.Command).GenFishCompletion},
}

// patchCompletions makes the completion commands write the patched scripts.
func patchCompletions(root *cobra.Command, w world) {
	root.SetOut(w.out) // the completion commands keep it
	root.InitDefaultCompletionCmd()
	for _, one := range patched {
		command, _, err := root.Find([]string{"completion", one.shell})
		if err != nil {
			continue
		}
		command.RunE = func(cmd *cobra.Command, _ []string) error {
			plain, _ := cmd.Flags().GetBool("no-descriptions")
			var script bytes.Buffer
			if err := one.script(root, &script, !plain); err != nil {
				return err
			}
			text := script.String()
			for _, edit := range one.edits {
				if strings.Count(text, edit[0]) != 1 {
					return fmt.Errorf("the completion for %s cannot be made; please report this", one.shell)
				}
				text = strings.Replace(text, edit[0], edit[1], 1)
			}
			return writeAll(w.out, text)
		}
	}
}
