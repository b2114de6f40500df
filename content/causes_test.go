package content

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail/incident"
)

// TestCauses catches a cause of an incident without words, without a first step or on a
// page that is not there, for every word that is known and every kind of incident.
func TestCauses(t *testing.T) {
	library := embeddedLibrary(t)
	words := map[string]string{"unknown": unclear} // to the page
	for _, word := range detail.Words() {
		switch match := detail.Known(word.Name); match.Protocol {
		case detail.OAuth2:
			words[word.Name] = match.Code.Path()
		case detail.TBA:
			words[word.Name] = diagnosis.TBAPage
		}
	}
	if len(words) < len(detail.Kinds()) {
		t.Errorf("%d words; there are %d codes", len(words), len(detail.Kinds()))
	}
	for word, page := range words {
		said := map[string]bool{}
		for _, like := range append(incident.Kinds(), incident.Retried) {
			id := incident.Cause(word + "/" + string(like))
			cause := library.Cause(id)
			if !strings.Contains(cause.Words, "likely ") || cause.First == "" || cause.Page != page {
				t.Errorf("%s: %+v; want what is likely, a first step and the page %s", id, cause, page)
			}
			if match := detail.Known(word); match.Protocol == detail.TBA && like != incident.Retried && !strings.HasSuffix(cause.Words, match.Meaning) {
				t.Errorf("%s: %q does not say what the word means", id, cause.Words)
			}
			said[cause.Words] = true
		}
		if len(said) < 2 {
			t.Errorf("%s: what a client repeats has the cause of all else", word)
		}
	}
	if cause := library.Cause("no id"); cause.Words != "no id" || cause.First != "" || cause.Page != "" || cause.Steps != nil {
		t.Errorf("what is no id: %+v; want itself", cause)
	}
}

// TestCausesAreUsed catches a cause that no incident comes to, and one that does not name
// the causes of its page that it is taken from.
func TestCausesAreUsed(t *testing.T) {
	for _, page := range embeddedLibrary(t).Pages() {
		_, rest, _ := strings.Cut(page.Body, "\n## Causes, likeliest first\n")
		list, _, _ := strings.Cut(rest, "\n## ")
		met := map[string]bool{}
		for _, line := range page.incidents {
			of, words, ok := strings.Cut(line, " | ")
			parts := strings.Fields(of)
			if !ok || words == "" || len(parts) == 0 {
				t.Fatalf("%s: %q; want what the failures are like, a bar, and words", page.Path, line)
			}
			like := parts[0]
			switch {
			case met[like]:
				t.Errorf("%s: two causes for %s", page.Path, like)
			case like == incident.Retried && page.Path == unclear, like == "any":
			case !slices.Contains(incident.Kinds(), incident.Kind(like)):
				t.Errorf("%s: no incident is %q", page.Path, like)
			}
			met[like] = true
			if page.Code != "" && len(parts) < 2 {
				t.Errorf("%s: %q names no cause of the page", page.Path, line)
			}
			for _, number := range parts[1:] {
				if n, err := strconv.Atoi(number); err != nil || !strings.Contains(list, "\n"+strconv.Itoa(n)+". ") {
					t.Errorf("%s: %q: the page has no cause %s", page.Path, line, number)
				}
			}
		}
		if wanted := page.Code != "" || page.Path == unclear || page.Path == diagnosis.TBAPage; met["any"] != wanted {
			t.Errorf("%s: causes of incidents are there: %v; want %v", page.Path, met["any"], wanted)
		}
	}
}
