package cli

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// mended are the scripts of cobra that damage a line, what is wrong in them and what is
// right. They find the flag in a word such as --format=text by a pattern that also finds
// one in used-as=access, and takes more than the flag of --fact=used-as=access; what it
// finds is put before the completions. And fish takes such a completion for an option of
// its own.
var mended = []struct {
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

// mendCompletions has the commands for completions write the mended scripts.
func mendCompletions(root *cobra.Command, w world) {
	root.SetOut(w.out) // which cobra keeps with the commands
	root.InitDefaultCompletionCmd()
	for _, one := range mended {
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
			_, err := io.WriteString(w.out, text)
			return err
		}
	}
}
