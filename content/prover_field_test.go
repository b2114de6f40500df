package content

import (
	"maps"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	// seen matches the words for what third parties saw.
	seen = regexp.MustCompile(`(?i)\b(?:seen in the field|(?:was|were|been|is) seen|one (?:source|report)|reports? say)\b`)
	// fieldNumber matches the number of a report.
	fieldNumber = regexp.MustCompile(`\bF[0-9]{1,2}\b`)
	// oraclePage matches the address of a page of Oracle's help.
	oraclePage = regexp.MustCompile(`^https://docs\.oracle\.com/en/cloud/saas/netsuite/ns-online-help/(?:section|subsect|chapter|article|bridgehead)_[N0-9]+\.html$`)
)

// proveField checks the reports of third parties that a page leans on: what was seen names its
// report in the same paragraph, and the reports under sources are those of the text.
func (p *proof) proveField(page Page) {
	cited := map[string]bool{}
	for _, source := range page.Sources {
		if source.Field != "" {
			cited[source.Field] = true
		}
	}
	named := map[string]bool{}
	for i, line := range strings.Split(page.Body, "\n") {
		numbers := fieldNumber.FindAllString(line, -1)
		for _, number := range numbers {
			named[number] = true
			if !cited[number] {
				p.add(page.Path, page.line(i+1), "%s is named here and is not among the sources", number)
			}
		}
		if phrase := seen.FindString(line); phrase != "" && len(numbers) == 0 {
			p.add(page.Path, page.line(i+1), "%q names no report: add its number, such as (seen in the field, F10), or say that it is inferred", phrase)
		}
	}
	for number := range cited {
		if !named[number] {
			p.add(page.Path, page.keyLine("sources"), "%s is among the sources, and nothing on the page names it", number)
		}
	}
}

// TestFieldSources catches a report that nothing cites, an address without the form of one, and
// an address of Oracle's that is not that of a page of the help.
func TestFieldSources(t *testing.T) {
	rows, err := os.ReadFile("../diagnosis/answer_rows.go")
	if err != nil {
		t.Fatal(err)
	}
	cited := fieldNumber.FindAllString(string(rows), -1)
	for _, page := range embeddedLibrary(t).Pages() {
		for _, source := range page.Sources {
			switch {
			case source.Field != "":
				cited = append(cited, source.Field)
			case strings.HasPrefix(source.URL, oracle) && !oraclePage.MatchString(source.URL):
				t.Errorf("%s: %s is not the address of a page of the help", page.Path, source.URL)
			}
		}
	}
	for _, number := range slices.Sorted(maps.Keys(fieldSources())) {
		source := fieldSources()[number]
		if !slices.Contains(cited, number) {
			t.Errorf("%s is cited by nothing: take it out of field.txt", number)
		}
		if address, err := url.Parse(source.URL); source.URL != "" && (err != nil || address.Scheme != "https" || address.Host == "") {
			t.Errorf("%s: %q is not an address", number, source.URL)
		}
		if _, about, _ := strings.Cut(source.Title, ": "); about == "" || !fieldNumber.MatchString(number) {
			t.Errorf("%s: the row is not complete", number)
		}
	}
	for _, number := range cited {
		if _, known := fieldSources()[number]; !known {
			t.Errorf("%s is cited and not in field.txt", number)
		}
	}
}
