package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/keys"
	"authdoctor/ui/files"
)

type keyNewOptions struct {
	world
	kind, name           string
	days                 int
	certificate, private string
}

func newKeyNew(w world) *cobra.Command {
	o := keyNewOptions{world: w}
	kinds := namesOf(keys.PairKinds())
	cmd := &cobra.Command{
		Use:   "new",
		Short: "Make a key pair and a certificate that NetSuite accepts",
		Long: `new makes a key pair and a self-signed certificate that NetSuite accepts for client
credentials. The private key is readable by you alone and stays on this machine;
only the certificate is uploaded. Existing files are not overwritten.`,
		Example: `  authdoctor key new
  authdoctor key new --kind rsa-4096 --name orders-integration --days 365
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
	pair, err := await(ctx, func() (keys.Pair, error) { return keys.NewPair(request, o.random) })
	if err != nil {
		return err
	}
	if err := files.WritePair(o.disk, o.certificate, pair.CertificatePEM, o.private, []byte(pair.PrivatePEM.Reveal())); err != nil {
		return err
	}
	w := newText(o.out)
	w.hanging("certificate     ", fmt.Sprintf("%s · %s · until %s", shown(o.certificate), pair.Certificate.Type(), diagnosis.Moment(pair.Certificate.Certified.NotAfter)))
	w.hanging("private key     ", shown(o.private)+" · readable by you alone; it stays here")
	w.hanging("Certificate ID  ", pair.Certificate.Certified.ID+" (expected; compare it after the upload)")
	w.WriteString("\nNext\n")
	for i, step := range diagnosis.UploadSteps(o.certificate) {
		w.hanging(fmt.Sprintf("  %d. ", i+1), string(step.Who)+": "+step.Step)
	}
	w.WriteString("\nThe same with openssl, which overwrites files without asking\n")
	w.command(2, request.OpenSSL(o.certificate, o.private))
	return writeAll(o.out, w.String())
}
