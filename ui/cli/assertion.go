package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/keys"
	"authdoctor/ui/files"
)

type assertionOptions struct {
	world
	private, certificate, kid string
	clientID, account         string
	scopes                    []string
	algorithm                 string
	lifetime                  time.Duration
	out                       string
	at, passphraseFile        string
}

func newAssertion(w world) *cobra.Command {
	o := assertionOptions{world: w}
	cmd := &cobra.Command{
		Use:   "assertion",
		Short: "Make a client assertion and the request that sends it",
		Long: `assertion signs a client assertion for the client-credentials token request. It
diagnoses the assertion before it writes it. With --out the assertion goes to a new
file that only you can read, and the curl command that sends it is printed; without
--out the assertion goes to standard output and everything else to standard error.`,
		Example: `  authdoctor assertion --private private.pem --certificate public.pem \
    --client-id ID --account 1234567_SB1 --scope restlets,rest_webservices --out assertion.jwt`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.private, "private", "", "`file` with the private key")
	flags.StringVar(&o.certificate, "certificate", "", "`file` with the certificate; its expected Certificate ID becomes kid")
	flags.StringVar(&o.kid, "kid", "", "the Certificate `ID` that NetSuite shows for the mapping")
	flags.StringVar(&o.clientID, "client-id", "", "Client `ID` of the integration record")
	flags.StringVar(&o.account, "account", "", "`account` ID, such as 1234567 or 1234567_SB1")
	flags.StringSliceVar(&o.scopes, "scope", nil, "`scopes`: "+strings.Join(keys.AssertionScopes(), ", "))
	flags.StringVar(&o.algorithm, "algorithm", "", "`alg` to sign with; by default the one that matches the key")
	flags.DurationVar(&o.lifetime, "lifetime", 5*time.Minute, "how long it is valid, less than 60m")
	flags.StringVar(&o.out, "out", "", "new `file` for the assertion; standard output by default")
	flags.StringVar(&o.at, "at", "", "issue it at this `time` instead of now (RFC 3339)")
	flags.StringVar(&o.passphraseFile, "passphrase-file", "", "`file` with the pass phrase of a locked private key")
	complete(cmd, "algorithm", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
	complete(cmd, "scope", keys.AssertionScopes()...)
	return cmd
}

func (o assertionOptions) run(ctx context.Context) error {
	clock, err := clockAt(o.at, o.now)
	if err != nil {
		return err
	}
	for _, scope := range o.scopes {
		if err := checkValue("a scope in --scope", scope, append(keys.AssertionScopes(), "mcp")...); err != nil && scope != "" {
			return err
		}
	}
	set, private, certificate, err := o.material(ctx)
	if err != nil {
		return err
	}
	kid := o.kid
	if kid == "" {
		kid = certificate.Certified.ID
	}
	request := keys.AssertionRequest{Key: private, KeyID: kid, Algorithm: o.algorithm, ClientID: strings.ToLower(o.clientID), Account: o.account,
		Scopes: o.scopes, Lifetime: o.lifetime, IssuedAt: clock().UTC()}
	made, d, err := diagnosis.MakeAssertion(request, set, o.random)
	if err != nil {
		return err
	}
	until := diagnosis.Moment(request.IssuedAt.Add(o.lifetime))
	notes := newText(o.err)
	if certificate.Number > 0 && o.kid == "" {
		why := "it belongs to the private key"
		if slices.ContainsFunc(set.Of(keys.Certificate), func(k keys.Key) bool { return k.Matches(private) && k.Certified.ID != certificate.Certified.ID }) {
			why = "of those that belong to the private key, it ends last"
		}
		notes.hanging("certificate ", fmt.Sprintf("number %d of the file, %s: %s", certificate.Number, certificate.Certified.Subject, why))
	}
	for _, f := range d.Findings {
		if f.Status == diagnosis.Fail || f.Status == diagnosis.Warn {
			notes.finding(f, d, false)
		}
	}
	if d.Count(diagnosis.Fail) > 0 {
		fmt.Fprint(o.err, notes.String())
		return reportedError{errors.New("the assertion would fail")}
	}
	if o.out == "" {
		fmt.Fprint(o.err, notes.String())
		fmt.Fprintf(o.err, "kid %s; valid until %s. To send it from a pipe:\n  %s\n", kid, until, keys.TokenRequestCurl(o.account, "-"))
		return writeAll(o.world.out, made.Reveal()) // without a line break, which curl would send
	}
	if err := files.WriteSecret(o.disk, o.out, []byte(made.Reveal())); err != nil {
		return err
	}
	w := newText(o.world.out)
	w.WriteString(notes.String())
	w.hanging("file       ", fmt.Sprintf("%s · only you can read it · valid until %s", shown(o.out), until))
	w.hanging("kid        ", kid)
	w.hanging("checked    ", fmt.Sprintf("%s passed; the signature is %s", plural(d.Count(diagnosis.Pass), "check", "checks"), d.Signatures[0].State))
	w.WriteString("\nSend it within " + diagnosis.Span(o.lifetime) + "\n")
	w.command(2, keys.TokenRequestCurl(o.account, o.out))
	return writeAll(o.world.out, w.String())
}

// material reads the private key, and the certificate that belongs to it, if there is a file
// with one. It prints what stops it, as key inspect says it.
func (o assertionOptions) material(ctx context.Context) (set *keys.Set, private, certificate keys.Key, err error) {
	switch {
	case o.private == "":
		return nil, private, certificate, errors.New("an assertion needs the private key: --private FILE")
	case o.certificate == "" && o.kid == "":
		return nil, private, certificate, errors.New("an assertion needs the Certificate ID: --certificate FILE, or --kid ID as NetSuite shows it")
	}
	reader := keyReader{world: o.world, passphraseFile: o.passphraseFile}
	signing, err := reader.read(ctx, o.private)
	if err != nil {
		return nil, private, certificate, err
	}
	set = set.With(signing)
	var certified *keys.File
	if o.certificate != "" {
		file, err := reader.read(ctx, o.certificate)
		if err != nil {
			return nil, private, certificate, err
		}
		set, certified = set.With(file), &file
	}
	private, certificate, stop := keys.SignWith(signing, certified)
	if stop != nil {
		w := &keyText{textWriter: newText(o.err)}
		w.hanging("", "no assertion was made: "+shown(stop.File))
		w.problem(stop.Problem)
		if stop.File == signing.Name {
			for _, remark := range private.Problems { // such as a format that few programs read
				w.problem(remark)
			}
		}
		fmt.Fprint(o.err, w.String())
		return nil, private, certificate, reportedError{errors.New("no assertion was made")}
	}
	return set, private, certificate, nil
}

// obstacleError returns the problem of a key file in one line.
func obstacleError(file string, p keys.Problem) error {
	return fmt.Errorf("%s: %s; %s", shown(file), strings.ToLower(p.Title[:1])+p.Title[1:], strings.ToLower(p.Fix[:1])+strings.TrimSuffix(p.Fix[1:], "."))
}
