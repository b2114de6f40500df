package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/intake"
	"authdoctor/ui/paint"
	"authdoctor/ui/report"
)

func newExplain(w world) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "explain CODE|WORDS",
		Short: "Print the page of a code or a symptom, or the pages that match plain words",
		Long: `explain prints what a word in the Detail column means and how to fix it.

Upper and lower case do not matter. For a misspelt code, the nearest codes are named
and no page is printed. Errors of HTTP answers, such as invalid_grant, have their own
pages. Plain words lead to the pages that match them best.`,
		Example: "  authdoctor explain ScopeMismatched\n  authdoctor explain find-the-detail-code\n  authdoctor explain it never comes back to our callback",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fmt.Errorf("explain takes one code, such as ScopeMismatched; authdoctor codes lists them")
			}
			for _, arg := range args {
				if err := refuseSecret(arg); err != nil {
					return err
				}
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return pageNames(w), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			return explain(w, strings.Join(args, " "), format)
		},
	}
	addFormat(cmd, &format, formatText, formatMarkdown)
	return cmd
}

func explain(w world, word, format string) error {
	library, err := w.library()
	if err != nil {
		return err
	}
	match := detail.Find(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(word), "codes/"), ".md"))
	page, found := pageOf(library, match, word)
	if !found {
		lead := library.Lead(word)
		if len(match.Nearest) > 0 || len(lead.Pages) == 0 && len(strings.Fields(word)) < 2 {
			return unknownWord(match)
		}
		input := intake.Input{Kind: intake.KindWords}
		if err := writeLead(w.out, input, diagnosis.Case{}, lead); err != nil || len(lead.Pages) > 0 {
			return err
		}
		return endOfWords(input, lead)
	}
	for _, note := range notesOn(match) {
		fmt.Fprintf(w.err, "note: %s\n", note)
	}
	if format == formatMarkdown {
		return writeAll(w.out, fmt.Sprintf("# %s\n\n%s\n", report.PageTitle(page), report.WithoutLinks(page.Body)))
	}
	return writeAll(w.out, pageText(w.out, page))
}

// pageText returns a page as text for an output.
func pageText(out io.Writer, page content.Page) string {
	if w := newText(out); w.plain {
		w.page(page)
		return w.String()
	}
	terminal, _ := terminalOf(out)
	return paint.PageText(page, widthOf(out), terminal)
}

func pageOf(library *content.Library, match detail.Match, word string) (content.Page, bool) {
	switch match.Protocol {
	case detail.OAuth2:
		return library.Code(match.Code)
	case detail.TBA:
		return library.Page(diagnosis.TBAPage)
	case detail.Logout:
		return library.Page("symptoms/find-the-detail-code.md")
	}
	if said := detail.HTTPError(word); said != "" {
		if page, found := library.Page(diagnosis.PageOfError(said)); found {
			return page, true
		}
	}
	name := strings.TrimSuffix(strings.ToLower(strings.TrimSpace(word)), ".md")
	name = strings.TrimPrefix(name, "symptoms/")
	if page, ok := library.Page("symptoms/" + name + ".md"); ok {
		return page, true
	}
	return library.Page("lessons/" + strings.TrimPrefix(name, "lessons/") + ".md")
}

// notesOn returns notes on codes that are easily confused with the one looked up.
func notesOn(match detail.Match) []string {
	var notes []string
	switch match.Protocol {
	case detail.OAuth2:
		if !match.Exact {
			notes = append(notes, "NetSuite writes it "+match.Name)
		}
		if match.Twin != "" {
			notes = append(notes, fmt.Sprintf("%s is a different code, of token-based authentication (TBA)", match.Twin))
		}
		if kind, ok := detail.Lookup(match.Name); ok && kind.TBA {
			notes = append(notes, "token-based authentication (TBA) writes "+match.Name+" too; this page is about OAuth 2.0")
		}
	case detail.TBA:
		notes = append(notes, fmt.Sprintf("%s is a code of token-based authentication (TBA): %s", match.Name, match.Meaning))
		if match.Twin != "" {
			notes = append(notes, fmt.Sprintf("%s is a different code, of OAuth 2.0", match.Twin))
		}
	case detail.Logout:
		notes = append(notes, fmt.Sprintf("%s is not a failure: %s", match.Name, match.Meaning))
	}
	return notes
}

func unknownWord(match detail.Match) error {
	if name := detail.HTTPError(match.Word); name != "" {
		return fmt.Errorf("%s is an error of an HTTP answer, not a code of the Detail column; paste the whole answer, or start the assistant and choose the request that got it at \"What failed?\"", name)
	}
	word := shown(match.Word)
	if match.Word == "" {
		return errors.New("explain takes one code, such as ScopeMismatched; authdoctor codes lists them")
	}
	if len(match.Word) > 40 {
		word = "this"
	}
	if len(match.Nearest) == 0 {
		return fmt.Errorf("%s is neither a code of the Detail column nor a page; authdoctor codes lists the codes", word)
	}
	return fmt.Errorf("%s is not a code of the Detail column; the nearest: %s", word, strings.Join(match.Nearest, ", "))
}

func pageNames(w world) []string {
	library, err := w.library()
	if err != nil {
		return nil
	}
	var names []string
	for _, page := range library.Pages() {
		names = append(names, report.PageName(page.Path)+"\t"+page.Title)
	}
	return names
}
