package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
	"authdoctor/ui/report"
)

type inspectOptions struct {
	world
	at             string
	format         string
	audience       report.Audience
	pseudonyms     bool
	passphraseFile string
	as             string
	kid            string
}

func newKeyInspect(w world) *cobra.Command {
	o := inspectOptions{world: w}
	cmd := &cobra.Command{
		Use:   "inspect FILE…",
		Short: "Show what key files are, whether NetSuite accepts them, and which match",
		Long: `inspect recognizes certificates, keys and key sets by their content, checks them
against NetSuite's rules for certificates, computes the expected Certificate ID, and
shows which of the files belong together. It shows nothing of a private key.

If a file contains several certificates, it checks the one that belongs to a private
key, or else the first that is not a CA certificate. Of certificates with the same key,
it checks the one that expires last.

It reads PEM, DER, JWK and JWK Set, PKCS#7, PKCS#12, Java keystores, and OpenSSH
keys. It prints the commands that convert a file to the usual form.

Exit codes: 0 NetSuite's published rules accept the certificates and, if private keys
are given, at least one matches; 1 a rule is broken or does not decide, there is no
certificate, or no private key matches; 2 a file could not be read. The command does not
check the signatures of tokens.`,
		Example: `  authdoctor key inspect public.pem
  authdoctor key inspect public.pem private.pem
  authdoctor key inspect --as jwks public.pem > jwks.json
  authdoctor key inspect --kid 57:6f:72:64:73 public.pem
  authdoctor key inspect --at 2027-01-01T00:00:00Z --format json public.pem`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("key inspect needs the name of a file; '-' is standard input")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), args) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.at, "at", "", "evaluate at this `time` instead of now (RFC 3339)")
	flags.StringVar(&o.passphraseFile, "passphrase-file", "", "`file` with the pass phrase of a locked private key")
	flags.StringVar(&o.as, "as", "", "print only the public part, as this `form`: jwk, jwks or pem")
	flags.StringVar(&o.kid, "kid", "", "identify this `text` among the values of the files, such as the kid of a token")
	complete(cmd, "as", asJWK, asJWKS, asPEM)
	addReport(cmd, &o.format, &o.audience)
	addPseudonyms(cmd, &o.format, &o.pseudonyms)
	before := cmd.PreRunE
	cmd.PreRunE = func(cmd *cobra.Command, args []string) error {
		if err := before(cmd, args); err != nil {
			return err
		}
		return o.checkFlags(flags.Changed)
	}
	return cmd
}

// checkFlags refuses flags that do not go together.
func (o inspectOptions) checkFlags(given func(string) bool) error {
	if given("as") {
		if err := checkValue("--as", o.as, asJWK, asJWKS, asPEM); err != nil {
			return err
		}
		for _, other := range []string{"format", "audience", "pseudonyms", "kid", "at"} {
			if given(other) {
				return fmt.Errorf("--as prints only the key; leave --%s out", other)
			}
		}
	}
	switch {
	case !given("kid"):
		return nil
	case strings.TrimSpace(o.kid) == "":
		return errors.New("--kid is empty; give the kid from the header of the token")
	case isReport(o.format):
		return errors.New("--kid is for --format text and json")
	case strings.Contains(o.kid, "eyJ") || strings.Contains(o.kid, "-----"):
		return refuseSecret(o.kid)
	}
	return nil
}

func (o inspectOptions) run(ctx context.Context, names []string) error {
	clock, err := clockAt(o.at, o.now)
	if err != nil {
		return o.fail("inspect", o.format, err)
	}
	at := clock().UTC()
	reader := keyReader{world: o.world, passphraseFile: o.passphraseFile}
	var files []keys.File
	for _, name := range names {
		file, err := reader.read(ctx, name)
		if err != nil {
			return o.fail("inspect", o.format, err)
		}
		files = append(files, file)
	}
	for _, note := range reader.notes {
		fmt.Fprintln(o.err, "note: "+note)
	}
	set := keys.NewSet(files...)
	if o.as != "" {
		return o.give(set)
	}
	switch {
	case o.format == formatJSON:
		err = writeJSON(o.out, newKeyReport(set, o.kid, at))
	case isReport(o.format):
		made := report.Keys{Files: files, At: at, ChosenTime: o.at != "" && o.at != "now", Audience: o.audience, Version: version(), Notes: reader.notes}
		names := newNames(o.pseudonyms, o.random)
		names.ofKeys(&made)
		err = names.writeReport(o.world, made.Document(), o.format)
	default:
		err = writeKeyText(o.out, set, o.kid, at)
	}
	if err != nil {
		return err
	}
	if err := exitOfKeys(set, at); err != nil || o.kid == "" || isCertificateID(set, o.kid) {
		return err
	}
	return errProblemsFound
}

// keyText formats the answer of key inspect as lines of text.
type keyText struct {
	*textWriter
	set   *keys.Set
	roles *keys.Roles // of the set
}

func newKeyText(w *textWriter, set *keys.Set) *keyText { return &keyText{w, set, set.Roles()} }

func writeKeyText(out io.Writer, set *keys.Set, kid string, at time.Time) error {
	w := newKeyText(newText(out), set)
	w.all(at)
	if kid != "" {
		w.kid(set, kid)
	}
	return writeAll(out, w.String())
}

// all writes what the files are, and which keys match.
func (w *keyText) all(at time.Time) {
	files, pairs := w.set.Files(), report.Compare(w.set)
	for i := range files {
		if i > 0 {
			w.WriteString("\n")
		}
		w.file(&files[i], at)
	}
	if len(pairs) > 0 {
		w.WriteString("\nWhat belongs together\n")
	}
	for _, m := range pairs {
		glyph, relation := "·", "different keys"
		switch {
		case m.Same:
			glyph, relation = "✓", "the same key"
		case m.Strays:
			glyph = "✗"
		}
		w.hanging("  "+glyph+" ", m.A+" and "+m.B+": "+relation)
	}
}

func (w *keyText) field(label, text string) {
	if text != "" {
		w.hanging(fmt.Sprintf("  %-20s ", label), text)
	}
}

func (w *keyText) file(file *keys.File, at time.Time) {
	w.hanging("", file.Name)
	for i := range file.Keys {
		w.key(file, &file.Keys[i], at)
	}
	judged := w.roles.Judge(file, at)
	if w.roles.Judged(w.roles.Subject(file)) {
		w.WriteString("\n")
		w.verdict(judged)
	}
	for _, p := range judged.Problems {
		w.problem(p)
	}
}

func (w *keyText) key(file *keys.File, key *keys.Key, at time.Time) {
	what := key.Title()
	if key.Number > 0 {
		what += fmt.Sprintf(" number %d", key.Number)
	}
	if key.Algorithm != keys.Unknown {
		what += " · " + key.Type()
	}
	if key.Format != "" && key.Format != what {
		what += " · " + key.Format
	}
	if key.Encoding != "" && key.Encoding != key.Format {
		what += " · " + key.Encoding
	}
	if key.Locked {
		what += " · locked by a pass phrase"
	}
	w.hanging("  ", what)
	if file.Locked() && key.Locked {
		w.hanging("  · ", "not compared with the others: give the pass phrase with --passphrase-file FILE")
	}
	w.field("kid", token.Shown(key.KeyID))
	if c := key.Certified; c != nil {
		if key.Kind == keys.Certificate && c.ID != "" {
			w.field("Certificate ID", c.ID+" (expected)")
		}
		w.field("subject", c.Subject)
		if c.Namesake {
			w.field("issuer", c.Issuer+", another key of the same name: the certificate is not self-signed")
		} else if c.Issuer != c.Subject {
			w.field("issuer", c.Issuer)
		}
		w.field("valid", fmt.Sprintf("%s to %s%s", diagnosis.Moment(c.NotBefore), diagnosis.Moment(c.NotAfter), left(c.NotAfter, at)))
	}
	if key.Kind != keys.SymmetricKey {
		w.field("public key", short(key.Fingerprint()))
	}
	if key.Kind != keys.Certificate { // those of a certificate follow the verdict on the file
		for _, p := range key.Problems {
			w.problem(p)
		}
	}
	if remark, found := w.roles.Remark(key); found {
		w.problem(remark)
	}
}

// left says how long it is until the end of a validity, or how long it is past.
func left(until, at time.Time) string {
	if at.Before(until) {
		return ", " + diagnosis.Span(until.Sub(at)) + " left"
	}
	return ", ended " + diagnosis.Span(at.Sub(until)) + " ago"
}

// short shortens a fingerprint; JSON has the whole.
func short(fingerprint string) string {
	if len(fingerprint) < 32 {
		return fingerprint
	}
	return "SHA-256 " + fingerprint[:16] + "…" + fingerprint[len(fingerprint)-8:]
}

// verdict writes two lines: whether the file meets the published rules, and what NetSuite
// does with it according to Oracle's page.
func (w *keyText) verdict(j keys.Judgement) {
	switch j.Strict {
	case keys.Yes:
		w.hanging("  ✓ ", "every published rule for certificates is met")
	case keys.No:
		w.hanging("  ✗ ", "a published rule for certificates is not met")
	default:
		w.hanging("  ? ", "no published rule says whether a file in this form is accepted")
	}
	switch j.Outcome {
	case keys.Accept:
		w.hanging("  ✓ ", "NetSuite accepts it, according to Oracle's page")
	case keys.Shortened:
		w.hanging("  ! ", "NetSuite accepts it and shortens it to two years, according to Oracle's page: it ends on "+diagnosis.Moment(j.Ends))
	case keys.Reject:
		w.hanging("  ✗ ", "NetSuite does not accept it, according to Oracle's page")
	default:
		w.hanging("  ? ", "Oracle's page does not say what NetSuite does with such a file")
	}
}

func (w *keyText) problem(p keys.Problem) {
	glyph := map[keys.Level]string{keys.Fault: "✗", keys.Warning: "!", keys.Note: "·"}[p.Level]
	title := p.Title
	if p.Where != "" && !strings.Contains(title, p.Where) {
		title += " (" + p.Where + ")"
	}
	w.hanging("  "+glyph+" ", title)
	if p.Expected != "" || p.Got != "" {
		w.hanging("      ", strings.Trim("expected "+p.Expected+"; got "+p.Got, "; "))
	}
	if p.Level != keys.Note {
		w.hanging("      ", p.Why)
	}
	if p.Level != keys.Note || p.Command != "" {
		w.hanging("      ", p.Fix)
		w.command(6, p.Command)
	}
}
