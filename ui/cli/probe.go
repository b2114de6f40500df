package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/spf13/cobra"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/probe"
	"authdoctor/diagnosis/token"
	"authdoctor/ui/files"
)

type probeOptions struct {
	checkOptions
	account, clientID, kid string
	key, certificate       string
	scopes                 []string
	token, refresh         string
	restlet                string
	dataCenters, suiteQL   bool
	mcp, code              bool
	redirect, secretFile   string
	yes                    bool
	server                 string
}

func newProbe(w world) *cobra.Command {
	o := probeOptions{checkOptions: checkOptions{world: w, at: "now", online: true}}
	cmd := &cobra.Command{
		Use:   "probe",
		Short: "Try the login against NetSuite itself, each request announced and asked for",
		Long: `probe sends requests to the hosts of one account, and diagnoses the answers as if you
had pasted them. Before each request it says what is sent where, what the other side
learns and keeps, and asks. Without a terminal nothing is sent, unless you give --yes.

--yes sends host, clock, keys, the token request, serverTime, one metadata call and
the list of certificates, as far as what they need is given. Every other request needs
its own flag as well. A token that is received stays in memory and is never shown.

No secret is an argument: keys, tokens and the Client Secret come from files, or from
a prompt that shows nothing.

Exit codes: 0 nothing wrong was found; 1 problems were found, a request got no usable
answer, or a certificate ends within 60 days; 2 nothing was sent, or the input could
not be read; 130 interrupted.`,
		Example: `  authdoctor probe --account 1234567_SB1
  authdoctor probe --account 1234567_SB1 --client-id ID --key private.pem --certificate public.pem
  authdoctor probe --case prod.json --key private.pem --passphrase-file phrase.txt --yes
  authdoctor probe --case prod.json --yes --format json
  authdoctor probe --token token.txt --suiteql
  authdoctor probe --account 1234567 --client-id ID --code-exchange --redirect-uri https://localhost:8899/callback`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.account, "account", "", "`account` ID, such as 1234567 or 1234567_SB1")
	flags.StringVar(&o.clientID, "client-id", "", "Client `ID` of the integration record")
	flags.StringVar(&o.kid, "kid", "", "the Certificate `ID` that NetSuite shows for the mapping")
	flags.StringVar(&o.key, "key", "", "`file` with the private key that signs the client assertion")
	flags.StringVar(&o.certificate, "certificate", "", "`file` with the certificate; its expected Certificate ID becomes kid")
	flags.StringVar(&o.passphraseFile, "passphrase-file", "", "`file` with the pass phrase of a locked private key")
	flags.StringSliceVar(&o.scopes, "scope", nil, "`scopes`: "+strings.Join(keys.AssertionScopes(), ", ")+", mcp")
	flags.StringVar(&o.token, "token", "", "`file` with a token or an answer to try, - for standard input")
	flags.StringArrayVar(&o.facts, "fact", nil, "a known fact, as `NAME=VALUE`; may be repeated")
	flags.StringVar(&o.caseFile, "case", "", "`file` with a case that was kept; what else is given joins it")
	flags.StringVar(&o.saveCase, "save-case", "", "new `file` to keep the case in, without secrets")
	flags.BoolVar(&o.yes, "yes", false, "send what is announced without asking")
	flags.BoolVar(&o.dataCenters, "datacenterurls", false, "also ask rest.netsuite.com for the hosts of the account")
	flags.BoolVar(&o.suiteQL, "suiteql", false, "also send a query of one row")
	flags.StringVar(&o.restlet, "restlet", "", "also call the RESTlet at this `address`, which runs its script")
	flags.BoolVar(&o.mcp, "mcp", false, "also begin a session with the MCP server")
	flags.StringVar(&o.refresh, "refresh", "", "also send the refresh token in this `file`; a public client's is used up by it")
	flags.BoolVar(&o.code, "code-exchange", false, "also log in with the browser, and exchange the code")
	flags.StringVar(&o.redirect, "redirect-uri", "", "with --code-exchange, the Redirect `URI` of the integration record")
	flags.StringVar(&o.secretFile, "client-secret-file", "", "`file` with the Client Secret of a confidential client; asked for without it")
	flags.StringVar(&o.server, "server", "", "contact this `address` instead of NetSuite, for tests")
	addReport(cmd, &o.format, &o.audience)
	addPseudonyms(cmd, &o.format, &o.pseudonyms)
	complete(cmd, "scope", append(keys.AssertionScopes(), "mcp")...)
	_ = cmd.RegisterFlagCompletionFunc("fact", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return factCompletions(), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	})
	return cmd
}

func (o probeOptions) run(ctx context.Context) error {
	kept, notes, err := o.begin(ctx)
	if err != nil {
		return o.ended(diagnosis.Case{At: o.now().UTC()}, err)
	}
	client, err := o.client(ctx, kept.Case)
	if err != nil {
		return o.ended(kept.Case, err)
	}
	p := &probing{probeOptions: o, client: client, c: kept.Case, broken: map[online.ID]online.Seen{}}
	if o.asks {
		p.ask = lineAsker(o.in, o.err)
	}
	err = p.all(ctx)
	kept.Case, o.unsent = p.c, p.unsent
	if err != nil {
		return o.ended(p.c, err)
	}
	kept.Case.At = o.now().UTC()
	ends := o.answer(ctx, intake.Input{Kind: intake.KindReport, Kinds: []intake.Kind{intake.KindReport}, Notes: notes}, kept)
	if ends == nil && (len(p.broken) > 0 || p.endUnseen()) {
		return errProblemsFound
	}
	return ends
}

// ended reports why a run ended early, and returns the error for its exit code.
func (o probeOptions) ended(c diagnosis.Case, err error) error {
	interrupted := errors.Is(err, context.Canceled) || errors.Is(err, tea.ErrInterrupted)
	if interrupted {
		err = errors.New("interrupted")
	}
	failed := o.fail(c, intake.Input{Kind: intake.KindUnknown}, err)
	if interrupted {
		return tea.ErrInterrupted
	}
	return failed
}

// begin returns the Case of the flags and files, evaluated now.
func (o *probeOptions) begin(ctx context.Context) (kept casefile.File, notes []string, err error) {
	if o.saveCase != "" { // before a code or a refresh token is used up
		if _, err := o.disk.Stamp(o.saveCase); err == nil {
			return kept, nil, files.FileError{Name: o.saveCase, Err: fs.ErrExist}
		}
	}
	for _, name := range []string{o.key, o.certificate} {
		if name != "" {
			o.keys = append(o.keys, name)
		}
	}
	for _, scope := range o.scopes {
		if err := checkValue("a scope in --scope", scope, append(keys.AssertionScopes(), "mcp")...); err != nil {
			return kept, nil, err
		}
	}
	c, _, err := o.newCase(ctx, []string{o.token})
	if err != nil {
		return kept, nil, err
	}
	for _, file := range c.Keys.Files() {
		if !file.Readable() {
			return kept, nil, obstacleError(file.Name, file.CannotSign())
		}
	}
	if o.key != "" && !slices.ContainsFunc(c.Keys.Files(), func(f keys.File) bool { return len(f.Signers()) > 0 }) {
		if stop := keys.CannotSign(c.Keys.Files()); stop != nil {
			return kept, nil, obstacleError(stop.File, stop.Problem)
		}
		return kept, nil, fmt.Errorf("%s holds no private key", shown(o.key))
	}
	if err := refuseSecret(o.account); err != nil { // its name would be asked for in public
		return kept, nil, err
	}
	if o.kid != "" && !token.IsCertificateID(o.kid) {
		return kept, nil, errors.New("--kid does not have the form of a Certificate ID, 43 of A–Z a–z 0–9 - _; copy it from the row of the mapping")
	}
	c.Verify = false // the keys sign, and verify no answer
	for _, said := range [][2]string{{"account", o.account}, {"client-id", o.clientID}, {"certificate-id", o.kid}, {"record.redirect-uris", o.redirect}} {
		if said[1] == "" {
			continue
		}
		fact, err := diagnosis.ParseFact(said[0]+"="+said[1], diagnosis.SourceUser)
		if err != nil {
			return kept, nil, err
		}
		c.Facts = c.Facts.With(fact)
	}
	kept = casefile.File{Case: c}
	if o.caseFile != "" {
		if kept, notes, err = o.fromFile(ctx, c); err != nil {
			return kept, nil, err
		}
		kept.Case = freshened(kept.Case)
	}
	if o.token != "" {
		text, err := o.readInput(ctx, []string{o.token})
		if err != nil {
			return kept, nil, err
		}
		input := intake.Recognise(text)
		if len(input.Tokens)+len(input.Exchanges) == 0 {
			return kept, nil, fmt.Errorf("%s holds neither a token nor an answer", shown(o.token))
		}
		kept.Case = kept.Case.With(input)
		notes = append(notes, input.Notes...)
	}
	return kept, notes, nil
}

// freshened returns a Case from a file without what was so at its time only: tokens, which
// have expired, and what online checks saw. What the tokens told of the account stays.
func freshened(c diagnosis.Case) diagnosis.Case {
	known := diagnosis.ConnectionOf(c, diagnosis.Diagnose(c))
	for name, value := range map[diagnosis.FactName]string{diagnosis.FactAccount: known.Account, diagnosis.FactClientID: known.ClientID, diagnosis.FactCertificateID: known.KeyID} {
		if fact, err := diagnosis.ParseFact(string(name)+"="+value, diagnosis.SourceCaseFile); err == nil && value != "" && c.Facts.Value(name) == "" {
			c.Facts = c.Facts.With(fact)
		}
	}
	c.Verify, c.Online = false, nil
	c.Tokens = slices.DeleteFunc(slices.Clone(c.Tokens), func(t token.Token) bool { return t.Told != nil })
	c.Exchanges = slices.DeleteFunc(slices.Clone(c.Exchanges), func(e exchange.Exchange) bool { return e.Probe != "" })
	return c
}

// client returns the client that sends the checks, with what the Case has for it.
func (o probeOptions) client(ctx context.Context, c diagnosis.Case) (*probe.Client, error) {
	if o.server != "" {
		if err := probe.ServerProblem(o.server); err != nil {
			return nil, fmt.Errorf("--server: %w", err)
		}
	}
	options := o.world.probe
	options.Now, options.Random, options.Server = o.now, o.random, o.server
	client := probe.New(options)
	known := diagnosis.ConnectionOf(c, diagnosis.Diagnose(c))
	if known.Contradiction != "" {
		return nil, fmt.Errorf("%s; give what belongs to one login", known.Contradiction)
	}
	if o.token != "" && known.Access.Len()+known.Assertion.Len() == 0 {
		return nil, fmt.Errorf("%s holds no token that can be sent: give an access token or a client assertion with its signature; a refresh token belongs in --refresh", shown(o.token))
	}
	client.Account, client.ClientID, client.KeyID, client.Key = known.Account, known.ClientID, known.KeyID, known.Key
	client.Token, client.Assertion, client.RedirectURI, client.RESTlet = known.Access, known.Assertion, known.RedirectURI, o.restlet
	client.Scopes = known.Scopes
	if len(o.scopes) > 0 {
		client.Scopes = o.scopes
	}
	if len(client.Scopes) == 0 {
		client.Scopes = []string{"rest_webservices"}
		if o.restlet != "" {
			client.Scopes = append(client.Scopes, "restlets")
		}
	}
	if o.refresh != "" {
		secret, err := o.secret(ctx, o.refresh, "refresh token")
		if err != nil {
			return nil, err
		}
		client.RefreshToken = secret
	}
	if o.secretFile != "" {
		secret, err := o.secret(ctx, o.secretFile, "Client Secret")
		if err != nil {
			return nil, err
		}
		client.ClientSecret = secret
	}
	return client, nil
}

// secret reads a secret from a file of its own. A file with an answer gives its refresh token.
func (o probeOptions) secret(ctx context.Context, name, what string) (border.Secret, error) {
	data, err := o.readFile(ctx, name, intake.MaxText)
	if err != nil {
		return border.Secret{}, fmt.Errorf("cannot read the %s from %s: %w", what, shown(name), reason(err))
	}
	text := strings.TrimSpace(string(data))
	for _, one := range intake.Recognise(text).Tokens {
		if one.Kind == token.Refresh {
			text = one.Raw.Reveal()
		}
	}
	if text == "" || strings.ContainsAny(text, " \r\n\t") {
		return border.Secret{}, fmt.Errorf("%s holds no %s: it must be alone in the file", shown(name), what)
	}
	return border.NewSecret(text), nil
}

// errNothingSent is the error for a run in which no request was sent.
var errNothingSent = errors.New("nothing was sent")
