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
)

type inspectOptions struct {
	world
	at             string
	format         string
	passphraseFile string
}

func newKeyInspect(w world) *cobra.Command {
	o := inspectOptions{world: w}
	cmd := &cobra.Command{
		Use:   "inspect FILE…",
		Short: "Say what key files are, whether NetSuite takes them, and what matches what",
		Long: `inspect reads certificates, keys and key sets by their content, holds them against
NetSuite's rules for certificates, computes the expected Certificate ID, and says
which of the files belong together. Nothing of a private key is shown.

Exit codes: 0 NetSuite would take the certificates, by its published rules, and no
private key beside them is that of another; 1 it would not take one, that is not
known, the file is no certificate, or certificate and private key are no pair; 2 a
file could not be read. No signature of a token is checked here.`,
		Example: `  authdoctor key inspect public.pem
  authdoctor key inspect public.pem private.pem
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
	flags.StringVar(&o.at, "at", "", "judge as of this `time` instead of now (RFC 3339)")
	flags.StringVar(&o.passphraseFile, "passphrase-file", "", "`file` with the pass phrase of a locked private key")
	addFormat(cmd, &o.format, formatText, formatJSON)
	return cmd
}

func (o inspectOptions) run(ctx context.Context, names []string) error {
	clock, err := clockAt(o.at, o.now)
	if err != nil {
		return o.fail(err)
	}
	at := clock().UTC()
	reader := keyReader{world: o.world, passphraseFile: o.passphraseFile}
	var files []keys.File
	for _, name := range names {
		file, err := reader.read(ctx, name)
		if err != nil {
			return o.fail(err)
		}
		files = append(files, file)
	}
	for _, note := range reader.notes {
		fmt.Fprintln(o.err, "note: "+note)
	}
	pairs := matches(files)
	if o.format == formatJSON {
		err = writeJSON(o.out, newKeyReport(files, pairs, at))
	} else {
		err = writeKeyText(o.out, files, pairs, at)
	}
	if err != nil {
		return err
	}
	return exitOfKeys(files, pairs, at)
}

// fail tells an error where the reader looks for it.
func (o inspectOptions) fail(err error) error {
	if o.format != formatJSON {
		return err
	}
	report := newKeyReport(nil, nil, o.now())
	report.Error = sayable(err).Error()
	if err := writeJSON(o.out, report); err != nil {
		return err
	}
	return reportedError{err}
}

// match is what two keys are to each other.
type match struct {
	A    string `json:"a"`
	B    string `json:"b"`
	Same bool   `json:"same_key"`
	// Strays reports whether a private key fits none of the certificates.
	Strays bool `json:"strays"`
}

// matches compares the keys of all files that are worth comparing: private keys,
// public keys, requests and key sets with certificates, and a private key with
// what else there is.
func matches(files []keys.File) []match {
	var all []keys.Key
	for _, file := range files {
		all = append(all, file.Keys...)
	}
	var out []match
	strays := map[int]bool{} // private keys that fit nothing
	for i, a := range all {
		certificates, fits := 0, false
		for j, b := range all {
			if b.Kind == keys.Certificate && b.Public() != nil {
				certificates++
				fits = fits || a.Matches(b)
			}
			if j <= i || a.Public() == nil || b.Public() == nil || a.Kind == b.Kind && a.Kind != keys.Certificate && !a.Matches(b) {
				continue
			}
			if a.Matches(b) || a.Kind == keys.PrivateKey || b.Kind == keys.PrivateKey {
				out = append(out, match{A: keyName(a), B: keyName(b), Same: a.Matches(b)})
			}
		}
		strays[i] = a.Kind == keys.PrivateKey && a.Public() != nil && certificates > 0 && !fits
	}
	for i, a := range all {
		if !strays[i] {
			continue
		}
		for m := range out {
			if !out[m].Same && (out[m].A == keyName(a) || out[m].B == keyName(a)) {
				out[m].Strays = true
			}
		}
	}
	return out
}

// keyName names a key with what it is.
func keyName(k keys.Key) string {
	name := k.Title()
	if k.KeyID != "" {
		return name + " " + token.Shown(k.KeyID)
	}
	if k.Source != "" {
		name += " in " + k.Source
	}
	if k.Place > 1 {
		name += fmt.Sprintf(" (number %d)", k.Place)
	}
	return name
}

// keyText sets what was found in key files as lines.
type keyText struct{ textWriter }

func writeKeyText(out io.Writer, files []keys.File, pairs []match, at time.Time) error {
	w := &keyText{textWriter{width: widthOf(out)}}
	for i, file := range files {
		if i > 0 {
			w.WriteString("\n")
		}
		w.file(file, at)
	}
	if len(pairs) > 0 {
		w.WriteString("\nWhat belongs together\n")
	}
	for _, m := range pairs {
		switch {
		case m.Same:
			w.hanging("  ✓ ", m.A+" and "+m.B+": the same key")
		case m.Strays:
			w.hanging("  ✗ ", m.A+" and "+m.B+": different keys")
		default:
			w.hanging("  · ", m.A+" and "+m.B+": different keys")
		}
	}
	_, err := io.WriteString(out, w.String())
	return err
}

// keyLabel is the column of labels.
const keyLabel = 20

func (w *keyText) field(label, text string) {
	if text != "" {
		w.hanging(fmt.Sprintf("  %-*s ", keyLabel, label), text)
	}
}

func (w *keyText) file(file keys.File, at time.Time) {
	w.hanging("", file.Name)
	for _, key := range file.Keys {
		w.key(file, key, at)
	}
	judged := file.Judge(at)
	if file.Has(keys.Certificate) {
		w.WriteString("\n")
		w.verdict(judged)
	}
	for _, p := range judged.Problems {
		w.problem(p)
	}
}

func (w *keyText) key(file keys.File, key keys.Key, at time.Time) {
	what := key.Title()
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
		if key.Kind == keys.Certificate {
			w.field("Certificate ID", c.ID+" (expected)")
		}
		w.field("subject", c.Subject)
		if c.Namesake {
			w.field("issuer", c.Issuer+", another key of the same name: it is not self-signed")
		} else if c.Issuer != c.Subject {
			w.field("issuer", c.Issuer)
		}
		w.field("valid", fmt.Sprintf("%s to %s%s", diagnosis.Moment(c.NotBefore), diagnosis.Moment(c.NotAfter), left(c.NotAfter, at)))
	}
	if key.Kind != keys.SymmetricKey {
		w.field("public key", short(key.Fingerprint()))
	}
	if len(file.Keys) > 1 || key.Kind != keys.Certificate {
		for _, p := range key.Problems {
			if key.Kind != keys.Certificate {
				w.problem(p)
			}
		}
	}
}

// left is how long something is valid still.
func left(until, at time.Time) string {
	if at.Before(until) {
		return ", " + diagnosis.Span(until.Sub(at)) + " left"
	}
	return ", ended " + diagnosis.Span(at.Sub(until)) + " ago"
}

// short shows a fingerprint in groups; the whole is in JSON.
func short(fingerprint string) string {
	if len(fingerprint) < 32 {
		return fingerprint
	}
	return "SHA-256 " + fingerprint[:16] + "…" + fingerprint[len(fingerprint)-8:]
}

// verdict states the strict rule and what Oracle's page says NetSuite does apart.
func (w *keyText) verdict(j keys.Judgement) {
	switch j.Strict {
	case keys.Yes:
		w.hanging("  ✓ ", "every published rule for certificates is met")
	case keys.No:
		w.hanging("  ✗ ", "a published rule for certificates is not met")
	default:
		w.hanging("  ? ", "whether the file is accepted as it is written is not published")
	}
	switch j.Outcome {
	case keys.Accept:
		w.hanging("  ✓ ", "NetSuite takes it, as far as Oracle's page tells")
	case keys.Shortened:
		w.hanging("  ! ", "NetSuite takes it and shortens it to two years, Oracle's page says: it ends on "+diagnosis.Moment(j.Ends))
	case keys.Reject:
		w.hanging("  ✗ ", "NetSuite does not take it, as far as Oracle's page tells")
	default:
		w.hanging("  ? ", "what NetSuite does with such a file, Oracle's page does not say: upload a clean copy")
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
		w.hanging("      ", p.Fix)
		if p.Command != "" {
			w.hanging("      ", p.Command)
		}
	}
}
