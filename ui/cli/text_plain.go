package cli

import (
	"io"
	"strings"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
	"authdoctor/ui/paint"
	"authdoctor/ui/report"
)

// plainOut is an output for screen readers and for terminals that can only append: signs
// are words, a line is a name and its value, and nothing is in columns.
type plainOut struct{ io.Writer }

// statusWords are the words for findings on a plainOut.
var statusWords = map[diagnosis.Status]string{
	diagnosis.Fail: "Failed", diagnosis.Warn: "Warning", diagnosis.Pass: "Passed", diagnosis.Unchecked: "Not checked",
}

// signWords are the words for the signs of all other lines.
var signWords = map[string]string{"✗": "Failed", "!": "Warning", "✓": "Passed", "·": "Note", "?": "Not known", "-": ""}

// mark returns the label of a line: the sign or, on a plainOut, the word.
func (w *textWriter) mark(sign, word string) string {
	if w.plain {
		return word + ": "
	}
	return sign + " "
}

// ascii are words and simple characters for signs that screen readers spell out or skip.
// Only text of our own has the arrows and dots between words.
var ascii = strings.NewReplacer(" · ", ", ", " › ", " > ", "…", "...", " → ", " to ", "–", "-", "‹", "", "›", ">", "✗", "failed", "✓", "passed", "“", `"`, "”", `"`, "’", "'")

// spoken writes a name and its value as one paragraph without indentation.
func (w *textWriter) spoken(label, text string) {
	name := strings.Join(strings.Fields(label), " ")
	if word, is := signWords[name]; is {
		name = word
	}
	if name != "" && !strings.ContainsAny(name[len(name)-1:], ":.") {
		name += ":"
	}
	text = ascii.Replace(strings.TrimSpace(name + " " + strings.Join(strings.Fields(text), " ")))
	for _, line := range wrapped(text, w.width) {
		w.WriteString(strings.TrimRight(line, " ") + "\n")
	}
}

// counts writes how many checks passed, and how many codes have each verdict.
func (w *textWriter) counts(d diagnosis.Diagnosis) {
	w.WriteString("\n")
	if n := d.Count(diagnosis.Pass); n > 0 {
		w.spoken("", plural(n, "check", "checks")+" passed.")
	}
	w.spoken("Codes", paint.VerdictCounts(d))
}

// page writes a page.
func (w *textWriter) page(p content.Page) {
	w.spoken("", report.PageTitle(p))
	if len(p.Occurs) > 0 {
		w.spoken("Where it occurs", detail.StepTitles(p.Occurs))
	}
	code := false
	for _, line := range p.Paragraphs() {
		switch {
		case strings.HasPrefix(line, "```"):
			code = !code
		case code:
			w.WriteString(line + "\n")
		default:
			w.spoken("", line)
		}
	}
	w.WriteString("\n")
	for _, source := range p.Sources {
		w.spoken("Source", source.Title)
		w.WriteString(source.URL + "\n")
	}
}
