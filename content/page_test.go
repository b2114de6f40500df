package content

import (
	"reflect"
	"strings"
	"testing"

	"authdoctor/diagnosis/detail"
)

// Catches links that lead elsewhere than the same link on GitHub, and a tab order
// that differs from reading order.
func TestLinks(t *testing.T) {
	page := Page{Path: "codes/A.md", Body: "## One\n\n- [B](B.md)\n- See *[the `x`](../symptoms/x.md#how-to)*.\n\n| a | b |\n| - | - |\n| [here](#one) | [out](https://example.com) |\n\n[again](./B.md#two)\n"}
	want := []Link{
		{"B", "codes/B.md", ""}, {"the x", "symptoms/x.md", "how-to"}, {"here", "codes/A.md", "one"}, {"again", "codes/B.md", "two"},
	}
	if got := page.Links(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

// Catches headings that are none or are passed over, and anchors that are not GitHub's.
func TestSections(t *testing.T) {
	page := Page{Body: "Before.\n\n## What, `kid`_x?\n\nA.\n\n### Sub-part › two\n- b\n\n```\n## no heading\n```\n## Last"}
	want := []Section{
		{"What, kid_x?", "what-kid_x"},
		{"Sub-part › two", "sub-part--two"},
		{"Last", "last"},
	}
	if got := page.Sections(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

// Catches pages in another order than the screens promise, and lookups that miss.
func TestLibraryLookups(t *testing.T) {
	library := loadSound(t)
	kinds := detail.Kinds()
	if len(library.Codes()) != len(kinds) || len(library.Symptoms()) != 2 || len(library.Pages()) != len(kinds)+4 {
		t.Fatalf("%d codes, %d symptoms, %d pages", len(library.Codes()), len(library.Symptoms()), len(library.Pages()))
	}
	for i, kind := range kinds {
		if library.Codes()[i].Code != kind.Code {
			t.Errorf("page %d is of %s, want %s", i, library.Codes()[i].Code, kind.Code)
		}
		if page, ok := library.Code(kind.Code); !ok || page.Code != kind.Code {
			t.Errorf("no page of %s", kind.Code)
		}
	}
	if titles := []string{library.Symptoms()[0].Title, library.Symptoms()[1].Title}; titles[0] > titles[1] {
		t.Errorf("symptoms in the order %q", titles)
	}
	if page, ok := library.Page("symptoms/find.md#how-to-find-out"); !ok || page.Path != "symptoms/find.md" {
		t.Error("an anchor must not matter")
	}
	for _, path := range []string{"", "#", "symptoms", "symptoms/lost.md", "../guide.md", "guide.md"} {
		if _, ok := library.Page(path); ok {
			t.Errorf("there is no page %q", path)
		}
	}
	page, _ := library.Page("symptoms/find.md")
	if !reflect.DeepEqual(page.Problems, []string{page.Title}) || !strings.HasPrefix(page.Body, "\n## How") {
		t.Errorf("%+v", page)
	}
	if source := page.Sources[0]; source.Title != "The trail" || source.URL != "https://docs.oracle.com/en/trail.html" {
		t.Errorf("%+v", source)
	}
}
