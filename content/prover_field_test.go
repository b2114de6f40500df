package content

import (
	"maps"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis/detail"
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

// release matches the version of a release of NetSuite.
var release = regexp.MustCompile(`\b20[12][0-9]\.[12]\b`)

// TestReleases catches a release that a page writes itself, which would stay when Oracle moves
// it, and a fact that nothing tells.
func TestReleases(t *testing.T) {
	told := ""
	for _, folder := range []string{".", "codes", "symptoms", "lessons", "../diagnosis", "../diagnosis/probe"} {
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			if !strings.HasSuffix(entry.Name(), ".md") && !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
				continue
			}
			text, err := os.ReadFile(folder + "/" + entry.Name())
			if err != nil {
				t.Fatal(err)
			}
			told += string(text)
			if !strings.HasSuffix(entry.Name(), ".md") {
				continue
			}
			for i, line := range strings.Split(string(text), "\n") {
				// SOAP endpoints have the names of releases; 2028.1 was announced and taken back.
				line = strings.NewReplacer("SOAP endpoints but 2025.2", "", "2028.1 first, and 2028.2", "").Replace(line)
				if version := release.FindString(line); version != "" {
					t.Errorf("%s/%s:%d: %s is written here: name the fact in braces, as in diagnosis/detail/release.go", folder, entry.Name(), i+1, version)
				}
			}
		}
	}
	for _, r := range detail.Releases {
		if !strings.Contains(told, r.Name) {
			t.Errorf("%s is told nowhere", r.Name)
		}
	}
	if left := regexp.MustCompile(`\{[a-z-]+-release\}`).FindString(allBodies(t)); left != "" {
		t.Errorf("%s is the name of no fact", left)
	}
}

// allBodies returns the text of all pages as readers see it.
func allBodies(t *testing.T) string {
	var all strings.Builder
	for _, page := range embeddedLibrary(t).Pages() {
		all.WriteString(page.Body)
	}
	return all.String()
}

// answerSources are the pages of Oracle's help that tell the HTTP answers.
var answerSources = map[string]*regexp.Regexp{
	"subsect_158521885412": regexp.MustCompile(`\binvalid_token\b`),
	"subsect_158521832417": regexp.MustCompile(`\b(?:invalid_grant|invalid_client|unsupported_grant_type)\b`),
	"subsect_158521823069": regexp.MustCompile(`error=(?:invalid_request|access_denied|unsupported_response_type|invalid_scope)\b|\bunauthorized_client\b`),
}

// TestAnswerSources catches a page that tells an HTTP answer and does not cite the page of
// Oracle's that says it.
func TestAnswerSources(t *testing.T) {
	for _, page := range embeddedLibrary(t).Pages() {
		for id, answer := range answerSources {
			cited := slices.ContainsFunc(page.Sources, func(s Source) bool { return strings.HasSuffix(s.URL, "/"+id+".html") })
			if word := answer.FindString(page.Body); word != "" && !cited {
				t.Errorf("%s tells the answer %s and does not cite %s", page.Path, word, id)
			}
		}
	}
}
