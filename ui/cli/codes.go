package cli

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
)

func newCodes(w world) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "codes",
		Short: "List every code, its problem, and where it occurs",
		Long: `codes lists the words that OAuth 2.0 writes into the Detail column of the Login
Audit Trail: the problem behind each, and at which steps it occurs.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return errors.New("codes takes no argument; to look one up: authdoctor explain CODE")
			}
			return nil
		},
		RunE: func(*cobra.Command, []string) error {
			library, err := w.library()
			if err != nil {
				return err
			}
			if format == formatJSON {
				return writeJSON(w.out, codeList(library))
			}
			return writeCodes(w.out, library)
		},
	}
	addFormat(cmd, &format, formatText, formatJSON)
	return cmd
}

// codeEntry is one code in the answer of codes as JSON, schema 1.
type codeEntry struct {
	Code     diagnosis.Code    `json:"code"`
	Problems []string          `json:"problems"`
	Occurs   []diagnosis.Step  `json:"occurs"`
	Acts     []diagnosis.Actor `json:"acts"`
	TBA      bool              `json:"also_tba"` // whether token-based authentication writes it too
	Checks   []string          `json:"checks"`
	Page     string            `json:"page"`
	Sources  []content.Source  `json:"sources"`
}

type codeReport struct {
	Schema int         `json:"schema"`
	Error  string      `json:"error,omitempty"`
	Codes  []codeEntry `json:"codes"`
}

func codeList(library *content.Library) codeReport {
	report := codeReport{Schema: 1, Codes: []codeEntry{}}
	for _, page := range library.Codes() {
		kind, _ := detail.Lookup(string(page.Code))
		report.Codes = append(report.Codes, codeEntry{
			Code: page.Code, Problems: page.Problems, Occurs: kind.Steps, Acts: page.Acts, TBA: kind.TBA,
			Checks: notNil(page.Checks), Page: page.Path, Sources: page.Sources,
		})
	}
	return report
}

func writeCodes(out io.Writer, library *content.Library) error {
	w := newText(out)
	for _, entry := range codeList(library).Codes {
		label := entry.Code
		for _, problem := range entry.Problems {
			w.hanging(fmt.Sprintf("%-30s ", label), problem)
			label = ""
		}
		w.hanging(fmt.Sprintf("%-30s ", ""), "at: "+detail.StepTitles(entry.Occurs))
	}
	return writeAll(out, w.String())
}
