package report

import (
	"fmt"

	"authdoctor/diagnosis/border"
)

// Form is a form in which a report is written; the values of --format.
type Form string

// The forms.
const (
	AsMarkdown Form = "markdown"
	AsHTML     Form = "html"
)

// Write returns the document in a form, after the last pass over the finished text. It
// fails, and names the place, where the text still contains what looks like a secret.
func (d *Document) Write(form Form) (string, error) {
	text := d.Markdown()
	if form == AsHTML {
		text = d.HTML()
	}
	text = border.WithoutFingerprints(text)
	if err := border.LastPass(text, d.known...); err != nil {
		return "", fmt.Errorf("the report was not written: %w", err)
	}
	return text, nil
}
