package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"authdoctor/content"
	"authdoctor/diagnosis/detail"
	"authdoctor/ui"
	"authdoctor/ui/console"
	"authdoctor/ui/files"
)

// given finds out what the argument of the assistant is: an existing file, or the word of a
// page. It refuses everything else, and names the nearest command or code.
func (w world) given(cmd *cobra.Command, library *content.Library, args []string) (ui.Given, error) {
	if len(args) == 0 || args[0] == "-" && len(args) == 1 {
		return ui.Given{}, nil
	}
	_, err := w.disk.Stamp(args[0])
	switch exists := err == nil || errors.Is(err, fs.ErrPermission); {
	case exists && len(args) > 1:
		return ui.Given{}, fmt.Errorf("the assistant opens one file, not %d", len(args))
	case exists:
		return ui.Given{Path: args[0]}, nil
	}
	match := detail.Find(args[0])
	page, found := pageOf(library, match, args[0])
	if !found || len(args) > 1 {
		return ui.Given{}, noCommand(cmd, args[0])
	}
	return ui.Given{Page: page.Path, Word: match.Name}, nil
}

// noCommand returns the error for a word that is neither a command nor anything the
// assistant opens. It does not print what may be a token.
func noCommand(cmd *cobra.Command, word string) error {
	if err := refuseSecret(word); err != nil {
		return err
	}
	if files.IsPath(word) {
		return fmt.Errorf("there is no file %s; see authdoctor --help", shown(word))
	}
	return fmt.Errorf("there is no command %s, and no file or code of that name%s; see authdoctor --help",
		shown(word), detail.DidYouMean(word, append(commandNames(cmd.Root()), codeNames()...)...))
}

// commandNames returns the names of all commands below one, such as key inspect.
func commandNames(cmd *cobra.Command) []string {
	var names []string
	for _, sub := range cmd.Commands() {
		names = append(names, strings.TrimPrefix(sub.CommandPath(), sub.Root().Name()+" "))
		names = append(names, commandNames(sub)...)
	}
	return names
}

// codeNames returns the words of the Detail column.
func codeNames() []string {
	var names []string
	for _, word := range detail.Words() {
		names = append(names, word.Name)
	}
	return names
}

// keyboard returns the terminal that the assistant reads keys from: standard input or, if
// that is a file or a pipe, the controlling terminal.
func (w world) keyboard(accessible bool) (io.Reader, error) {
	if !accessible && !isTerminal(w.out) {
		return nil, errors.New("the assistant needs a terminal to show its screens; without one: authdoctor check FILE, or authdoctor check < FILE")
	}
	if isTerminal(w.in) {
		return w.in, nil
	}
	terminal, err := console.Open()
	if err != nil {
		return nil, errors.New("the assistant needs a terminal for its keys, and there is none; to diagnose what is piped in: authdoctor check")
	}
	return terminal, nil
}

// piped reads what the assistant was given through standard input. It is "" for a terminal,
// and for a file that was named instead.
func (w world) piped(ctx context.Context, args []string) (string, error) {
	if len(args) == 0 && isTerminal(w.in) || len(args) == 1 && args[0] != "-" {
		return "", nil
	}
	text, err := w.readInput(ctx, nil)
	if err == nil && strings.TrimSpace(text) == "" {
		err = errors.New("standard input is empty; authdoctor alone opens the assistant")
	}
	return text, err
}
