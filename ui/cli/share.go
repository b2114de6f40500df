package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// safeToSend explains to a customer what share printed.
const safeToSend = "This is the token without its signature. Nobody can log in with it. It still names your account, integration, role and user. Never send the original."

func newShare(w world) *cobra.Command {
	return &cobra.Command{
		Use:   "share FILE|-",
		Short: "Print a token in the form that is safe to send: without its signature",
		Long: `share prints header.payload.REMOVED for each token in a file or on standard input.
Nobody can log in with that, and authdoctor check still finds what is wrong with it.

In place of at_hash, c_hash, nonce and members whose value may be a secret, the token
has [removed]: at_hash of a NetSuite ID token is the whole signature of the access
token. What the sender must know is printed on standard error.

Exit codes: 0 every token was printed, 2 the input could not be read, or has no token
that can be shared.`,
		Example: `  authdoctor share token.txt
  pbpaste | authdoctor share -`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("share needs the name of one file; '-' is standard input")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return w.share(cmd.Context(), args) },
	}
}

func (w world) share(ctx context.Context, args []string) error {
	if args[0] == "-" && isTerminal(w.in) { // it would show a pasted token and keep it in its scrollback
		return errors.New("share reads a file or a pipe; a terminal would show the token: authdoctor share FILE")
	}
	text, err := w.readInput(ctx, args)
	if err != nil {
		return err
	}
	input, err := beside(ctx, func() intake.Input { return intake.Recognise(text) })
	if err != nil {
		return err
	}
	var lines, known []string
	replaced := false
	for i, t := range input.Tokens {
		kept := t.Keep()
		if kept.Header == "" || kept.Payload == "" {
			return fmt.Errorf("token %d of %d cannot be decoded, so it may contain a secret; to see why: authdoctor check", i+1, len(input.Tokens))
		}
		lines = append(lines, kept.Compact())
		known = append(known, t.ClientID)
		replaced = replaced || strings.Contains(kept.Header+kept.Payload, token.Removed)
	}
	if len(lines) == 0 {
		return errors.New(nothingToShare(input))
	}
	out := strings.Join(lines, "\n") + "\n"
	if err := border.LastPass(out, known...); err != nil {
		return fmt.Errorf("the token was not printed: %w", err)
	}
	if err := writeAll(w.out, out); err != nil {
		return err
	}
	fmt.Fprintln(w.err, safeToSend)
	if replaced {
		fmt.Fprintf(w.err, "Values that may be secret are %s in it.\n", token.Removed)
	}
	if holdsPrivate(input) {
		fmt.Fprintln(w.err, "The private key in the input was left out. Never send it to anyone.")
	}
	return nil
}

func holdsPrivate(input intake.Input) bool {
	return input.Keys != nil && (input.Keys.Has(keys.PrivateKey) || input.Keys.Has(keys.SymmetricKey))
}

// nothingToShare says what an input without a token is, and what of it can be shared.
func nothingToShare(input intake.Input) string {
	const report = "; for a report without secrets: authdoctor check --format markdown"
	switch {
	case holdsPrivate(input):
		return "this is a private key: never send it to anyone; send the certificate, or its report: authdoctor key inspect --format markdown"
	case input.Keys != nil && input.Keys.Readable():
		return "no token was found, but a certificate or a public key, which is not secret and can be sent as it is"
	case input.Lacks == "client-id":
		return "64 hexadecimal digits are a Client ID or a Client Secret: never send a Client Secret to anyone; a Client ID can be sent as it is"
	case slices.Contains(input.Kinds, intake.KindAnswer), slices.Contains(input.Kinds, intake.KindRequest), slices.Contains(input.Kinds, intake.KindRedirect):
		return "no token was found, but a request or an answer" + report
	case input.Detail.Name != "":
		return "no token was found, but the code " + input.Detail.Name + ", which is not secret" + report
	}
	return "no token was found; share needs a token: header.payload.signature"
}
