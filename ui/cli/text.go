package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
	"authdoctor/ui/paint"
	"authdoctor/ui/report"
)

// Text is as wide as the terminal, within these bounds in columns. Without a terminal it
// is of the usual width.
const (
	narrowest = 40
	usual     = 92
)

// widthOf returns the width of text on a writer, in columns.
func widthOf(out io.Writer) int {
	if file, ok := terminalOf(out); ok {
		if width, _, err := term.GetSize(file.Fd()); err == nil {
			return min(max(width, narrowest), usual)
		}
	}
	return usual
}

// textWriter formats an answer as lines of text.
type textWriter struct {
	strings.Builder
	width    int
	terminal bool
	plain    bool // for a plainOut
}

func newText(out io.Writer) *textWriter {
	_, plain := out.(plainOut)
	_, terminal := terminalOf(out)
	return &textWriter{width: widthOf(out), terminal: terminal, plain: plain}
}

func writeText(out io.Writer, input intake.Input, c diagnosis.Case, d diagnosis.Diagnosis, ask *reportAsk) error {
	w := newText(out)
	w.diagnosis(input.Notes, c, d)
	w.ask(ask)
	return writeAll(out, w.String())
}

// diagnosis writes what the Case holds, everything that is found in it, and what that means
// for every code.
func (w *textWriter) diagnosis(notes []string, c diagnosis.Case, d diagnosis.Diagnosis) {
	w.found(notes, c, d)
	if !w.plain {
		w.verdicts(d)
		w.pages(d.Pages)
	}
}

// found writes what the Case holds and everything that is found in it.
func (w *textWriter) found(notes []string, c diagnosis.Case, d diagnosis.Diagnosis) {
	for _, note := range notes {
		w.hanging("note: ", note)
	}
	for _, e := range c.Exchanges {
		w.hanging("", e.Title())
	}
	for i, t := range c.Tokens {
		w.token(i, len(c.Tokens), t)
	}
	fmt.Fprintf(w, "evaluated at %s\n", diagnosis.Moment(d.At))
	for _, f := range d.Findings {
		if f.Status != diagnosis.Pass {
			w.WriteString("\n")
			w.finding(f, d, len(c.Tokens) > 1)
		}
	}
	if w.plain {
		w.counts(d)
		return
	}
	if n := d.Count(diagnosis.Pass); n > 0 {
		fmt.Fprintf(w, "\n%s passed\n", plural(n, "check", "checks"))
		w.passed(d, len(c.Tokens) > 1)
	}
}

// writeAll writes a whole answer at once.
func writeAll(out io.Writer, text string) error {
	_, err := io.WriteString(out, text)
	return err
}

// numberGroups matches two groups of digits in a number: 41 210.
var numberGroups = pattern.Lazy(`\b(\d{1,3}) (\d{3})\b`)

// numberUnit matches the end of a number and its unit: 47 h.
var numberUnit = pattern.Lazy(`(\d) ((?:s|min|h|d|kB|MB|GB)\b|%)`)

// hanging writes a text after a label, wrapped, with its further lines indented to match
// the first. Secrets are redacted before wrapping, which would hide them from Redact.
func (w *textWriter) hanging(label, text string) {
	text = border.RedactValue(strings.TrimSpace(label), text) // the label may name a hash
	if w.plain {
		w.spoken(label, text)
		return
	}
	indent := ansi.StringWidth(label)
	for i, line := range wrapped(text, max(w.width-indent, 20)) {
		if i > 0 {
			label = strings.Repeat(" ", indent)
		}
		w.WriteString(strings.TrimRight(label+line, " ") + "\n")
	}
}

// wrapped breaks a text into lines of a width.
func wrapped(text string, width int) []string {
	// No line breaks at a hyphen, which may belong to a flag, or at the space in a number.
	// The characters that replace them while wrapping occur in no printable text.
	const hyphen, joint = "\ue000", "\u00a0"
	for range 2 { // matches do not overlap: of 1 204 000, the first pass joins one pair
		text = numberGroups().ReplaceAllString(text, "${1}"+joint+"${2}")
	}
	text = strings.ReplaceAll(numberUnit().ReplaceAllString(text, "${1}"+joint+"${2}"), "-", hyphen)
	return strings.Split(strings.NewReplacer(hyphen, "-", joint, " ").Replace(ansi.Wrap(text, width, "")), "\n")
}

// command writes shell commands, each on a line of its own: on a terminal broken into lines
// that can be copied and run, elsewhere whole, as a script or another program takes them.
func (w *textWriter) command(indent int, commands string) {
	if w.plain {
		indent = 0
	}
	lines := strings.Split(commands, "\n")
	if w.terminal {
		lines = paint.CommandLines(commands, w.width-indent)
	}
	for _, line := range lines {
		if line != "" {
			w.WriteString(strings.Repeat(" ", indent) + line + "\n")
		}
	}
}

func (w *textWriter) token(i, of int, t token.Token) {
	var parts []string
	if of > 1 {
		parts = append(parts, fmt.Sprintf("token %d", i+1))
	}
	parts = append(parts, t.Kind.Title())
	if t.Flow != "" && t.Kind != token.Assertion {
		parts = append(parts, t.Flow.Title())
	}
	if t.Account != "" {
		parts = append(parts, "account "+token.Shown(t.Account))
	}
	if t.Role != "" {
		parts = append(parts, "role "+t.Role, "entity "+t.Entity)
	}
	w.hanging("", strings.Join(parts, " · "))
}

// finding writes one finding: the fact, the evidence, the reason, who does what, and how
// to see that it is fixed.
func (w *textWriter) finding(f diagnosis.Finding, d diagnosis.Diagnosis, several bool) {
	w.hanging(w.mark(paint.StatusGlyph(f.Status), statusWords[f.Status]), titleOf(f, several))
	wide := len("to check")
	for _, e := range f.Evidence {
		wide = max(wide, len(e.Where))
	}
	label := func(name, text string) { w.hanging(fmt.Sprintf("  %-*s ", wide, name), text) }
	if len(f.Codes) > 0 {
		var codes []string
		for _, code := range f.Codes {
			codes = append(codes, fmt.Sprintf("%s (%s)", code, d.Verdict(code).Verdict))
		}
		label("code", strings.Join(codes, ", "))
	}
	for _, e := range f.Evidence {
		where := e.Where
		if w.plain && e.Expected != "" {
			label(where+", expected", e.Expected)
			label(where+", got", e.Got)
			continue
		}
		if e.Expected != "" {
			label(where, "expected "+e.Expected)
			where = ""
		}
		label(where, "got      "+e.Got)
	}
	if f.Because != "" {
		label("because", f.Because)
	}
	if f.Supply != "" {
		supply := f.Supply + flagFor(f)
		if w.plain {
			supply = paint.Supply(f)
		}
		label("to check", supply)
	}
	if f.Why != "" {
		label("why", f.Why)
	}
	do := "do"
	for i, fix := range f.Fix {
		label(do, fmt.Sprintf("%d. %s: %s", i+1, fix.Who, fix.Step))
		do = ""
		w.command(wide+6, fix.Command)
	}
	if f.Verify != "" {
		label("then", f.Verify)
	}
	if f.Page != "" && !w.plain && f.Status != diagnosis.Unchecked {
		label("page", report.Command(f.Page))
	}
}

// titleOf returns the title of a finding; it names the token if there are several.
func titleOf(f diagnosis.Finding, several bool) string {
	if several && f.Token > 0 {
		return fmt.Sprintf("token %d: %s", f.Token, f.Title)
	}
	return f.Title
}

// flagFor names the flag that supplies what a finding lacks.
func flagFor(f diagnosis.Finding) string {
	switch {
	case f.Lacks != "":
		return fmt.Sprintf(" (--fact %s=…)", f.Lacks)
	case f.Material == diagnosis.MaterialKey:
		return " (--key FILE or address)"
	case f.Material == diagnosis.MaterialPassphrase:
		return " (--passphrase-file FILE, or at the prompt)"
	}
	return ""
}

// passed lists the checks that passed.
func (w *textWriter) passed(d diagnosis.Diagnosis, several bool) {
	for _, f := range d.Findings {
		if f.Status == diagnosis.Pass {
			w.hanging(w.mark("  ✓", statusWords[f.Status]), titleOf(f, several))
		}
	}
}

// verdicts lists every code once: confirmed and likely ones with the reason, the others by
// name. JSON has the reason for each.
func (w *textWriter) verdicts(d diagnosis.Diagnosis) {
	w.WriteString("\nThe codes of the Detail column\n")
	for _, certainty := range diagnosis.Certainties() {
		var names []string
		for _, verdict := range d.Verdicts {
			if verdict.Verdict != certainty {
				continue
			}
			if certainty == diagnosis.Confirmed || certainty == diagnosis.Likely {
				w.hanging(w.mark(fmt.Sprintf("  %s %-11s", paint.CertaintyGlyph(certainty), certainty), paint.CertaintyWord(certainty)), fmt.Sprintf("%s: %s", verdict.Code, verdict.Because))
				continue
			}
			names = append(names, string(verdict.Code))
		}
		if len(names) > 0 {
			w.hanging(w.mark(fmt.Sprintf("  %s %-11s", paint.CertaintyGlyph(certainty), certainty), paint.CertaintyWord(certainty)), strings.Join(names, ", "))
		}
	}
}

func (w *textWriter) pages(paths []string) {
	if len(paths) == 0 || w.plain {
		return
	}
	w.WriteString("\nRead on\n")
	for _, path := range paths[:min(len(paths), 4)] {
		w.WriteString("  " + report.Command(path) + "\n")
	}
}
