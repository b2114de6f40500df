package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/pseudonym"
	"authdoctor/diagnosis/trail"
	"authdoctor/ui/report"
)

// addPseudonyms adds the flag --pseudonyms, which is for reports.
func addPseudonyms(cmd *cobra.Command, format *string, on *bool) {
	cmd.Flags().BoolVar(on, "pseudonyms", false, "with --format markdown or html, write stand-ins for accounts, IDs, names and addresses; standard error says what stands for what")
	before := cmd.PreRunE
	cmd.PreRunE = func(cmd *cobra.Command, args []string) error {
		if err := before(cmd, args); err != nil {
			return err
		}
		if *on && !isReport(*format) {
			return errors.New("--pseudonyms is for reports; add --format markdown or --format html")
		}
		return nil
	}
}

// names replaces the names and IDs in a report. Without stand-ins it replaces none.
type names struct {
	standIns *pseudonym.StandIns
	err      error // the first
}

func newNames(pseudonyms bool, random io.Reader) *names {
	if !pseudonyms {
		return &names{}
	}
	return &names{standIns: pseudonym.New(random)}
}

// ofFile returns a case file with the names replaced, as the report has them.
func (n *names) ofFile(f casefile.File) casefile.File {
	if n.standIns == nil {
		return f
	}
	f, n.err = n.standIns.Apply(f)
	return f
}

func (n *names) replace(texts ...*string) {
	if n.standIns == nil {
		return
	}
	for _, text := range texts {
		replaced, err := n.standIns.Text(*text)
		*text, n.err = replaced, cmp.Or(n.err, err)
	}
}

// all returns a copy of texts with the names replaced.
func (n *names) all(texts []string) []string {
	replaced := make([]string, len(texts))
	for i, text := range texts {
		replaced[i] = text
		n.replace(&replaced[i])
	}
	return replaced
}

func (n *names) ofKeys(k *report.Keys) {
	if n.standIns == nil {
		return
	}
	f := n.ofFile(casefile.File{Kept: k.At, Case: diagnosis.Case{At: k.At, Keys: keys.NewSet(k.Files...)}})
	k.Files = f.Case.Keys.Files()
	k.Notes = n.all(k.Notes)
}

func (n *names) ofTrail(t *report.Trail, s *trail.Summary) {
	if n.standIns != nil {
		n.err = cmp.Or(n.err, t.Replace(n.standIns, s))
	}
}

// writeReport writes a report and then, for the sender alone, what stands for what.
func (n *names) writeReport(w world, d finished, format string) error {
	if err := cmp.Or(n.err, writeReport(w.out, d, format)); err != nil || n.standIns == nil {
		return err
	}
	rows := n.standIns.Table()
	wide := 0
	for _, row := range rows {
		wide = max(wide, len(row.StandIn))
	}
	if len(rows) > 0 {
		fmt.Fprintln(w.err, "The replacements. This table is for you and is not part of the report.")
	}
	for _, row := range rows {
		real := border.RedactValue(row.Kind, row.Real) // anything can be in a column of the trail
		fmt.Fprintf(w.err, "  %s%s  %s %s\n", row.StandIn, strings.Repeat(" ", wide-len(row.StandIn)), row.Kind, border.Shown(real, 100))
	}
	return nil
}
