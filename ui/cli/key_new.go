package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
	"authdoctor/ui/files"
)

type keyNewOptions struct {
	world
	kind, name           string
	days                 int
	certificate, private string
	lock                 bool
	passphraseFile       string
}

func newKeyNew(w world) *cobra.Command {
	o := keyNewOptions{world: w}
	kinds := namesOf(keys.PairKinds())
	cmd := &cobra.Command{
		Use:   "new",
		Short: "Make a key pair and a certificate that NetSuite accepts",
		Long: `new makes a key pair and a self-signed certificate that NetSuite accepts for client
credentials. Only you can read the private key. It stays on this machine;
you upload only the certificate. Existing files are not overwritten.

With --lock it asks twice for a pass phrase that locks the private key; with
--passphrase-file it reads one. Signing with the key then needs the pass phrase.`,
		Example: `  authdoctor key new
  authdoctor key new --kind rsa-4096 --name orders-integration --days 365
  authdoctor key new --lock
  authdoctor key new --certificate sb1-public.pem --private sb1-private.pem`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.kind, "kind", kinds[0], "`kind` of key: "+strings.Join(kinds, ", "))
	flags.StringVar(&o.name, "name", "netsuite-integration", "common `name` of the certificate")
	flags.IntVar(&o.days, "days", keys.MaxDays, "validity in days, at most 730")
	flags.StringVar(&o.certificate, "certificate", "public.pem", "`file` for the certificate")
	flags.StringVar(&o.private, "private", "private.pem", "`file` for the private key")
	flags.BoolVar(&o.lock, "lock", false, "ask for a pass phrase, and lock the private key with it")
	flags.StringVar(&o.passphraseFile, "passphrase-file", "", "lock the private key with the pass phrase in this `file`")
	complete(cmd, "kind", kinds...)
	return cmd
}

func (o keyNewOptions) run(ctx context.Context) error {
	if err := checkValue("--kind", o.kind, namesOf(keys.PairKinds())...); err != nil {
		return err
	}
	for _, name := range []string{o.certificate, o.private} {
		if name == "-" || name == "" {
			return errors.New("key new writes two files; a private key is not printed")
		}
	}
	for _, text := range []string{o.name, o.certificate, o.private} {
		if err := refuseSecret(text); err != nil {
			return err
		}
	}
	request := keys.PairRequest{Kind: keys.PairKind(o.kind), Name: o.name, Days: o.days, From: o.now()}
	if err := request.Validate(); err != nil {
		return err
	}
	if o.lock || o.passphraseFile != "" {
		passphrase, err := o.newPassphrase(ctx)
		if err != nil {
			return err
		}
		request.Passphrase = border.NewSecret(string(passphrase))
	}
	pair, err := await(ctx, func() (keys.Pair, error) { return keys.NewPair(request, o.random) })
	if err != nil {
		return err
	}
	if err := files.WritePair(o.disk, o.certificate, pair.CertificatePEM, o.private, []byte(pair.PrivatePEM.Reveal())); err != nil {
		return err
	}
	w := newText(o.out)
	w.hanging("certificate     ", fmt.Sprintf("%s · %s · until %s", shown(o.certificate), pair.Certificate.Type(), diagnosis.Moment(pair.Certificate.Certified.NotAfter)))
	locked := ""
	if request.Passphrase.Reveal() != "" {
		locked = "locked by the pass phrase, "
	}
	w.hanging("private key     ", shown(o.private)+" · "+locked+"only you can read it; it stays here")
	w.hanging("Certificate ID  ", pair.Certificate.Certified.ID+" (expected; compare it after the upload)")
	w.WriteString("\nNext\n")
	for i, step := range diagnosis.UploadSteps(o.certificate) {
		w.hanging(fmt.Sprintf("  %d. ", i+1), string(step.Who)+": "+step.Step)
	}
	w.WriteString("\nThe same with openssl, which overwrites files without asking\n")
	w.command(2, request.OpenSSL(o.certificate, o.private))
	return writeAll(o.out, w.String())
}

// newPassphrase returns the pass phrase for a new private key: from the file, or typed twice.
func (o keyNewOptions) newPassphrase(ctx context.Context) ([]byte, error) {
	if o.passphraseFile != "" {
		reader := keyReader{world: o.world, passphraseFile: o.passphraseFile}
		phrases, err := reader.passphrases(ctx, o.private)
		if err != nil {
			return nil, err
		}
		passphrase := []byte(phrases[0].Text.Reveal()) // there is one at least
		return passphrase, keys.CheckPassphrase(passphrase)
	}
	for range 3 {
		first, err := o.askNew(ctx, "Pass phrase to lock "+shown(o.private)+": ")
		if err != nil {
			return nil, err
		}
		if err := keys.CheckPassphrase(first); err != nil {
			fmt.Fprintln(o.err, err)
			continue
		}
		second, err := o.askNew(ctx, "The same pass phrase again: ")
		if err != nil {
			return nil, err
		}
		if bytes.Equal(first, second) {
			return first, nil
		}
		fmt.Fprintln(o.err, "the two are not the same; type both again")
	}
	return nil, errors.New("the two pass phrases were never the same, so no key was made; try again")
}

// askNew asks for a pass phrase at the terminal.
func (o keyNewOptions) askNew(ctx context.Context, prompt string) ([]byte, error) {
	var typed []byte
	var err error
	if o.askPassphrase != nil {
		typed, err = o.askPassphrase(ctx, prompt)
	}
	if err == nil && typed == nil {
		err = errors.New("there is no terminal to ask for the pass phrase; give it in a file: --passphrase-file FILE")
	}
	return typed, err
}
