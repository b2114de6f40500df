package pages_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/ui/pages"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// TestSearch catches a list that does not follow the field.
func TestSearch(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	term.Press("down", "enter")
	all := len(pages.Listed(term.S.Shown()))
	term.Write("scope")
	found := pages.Listed(term.S.Shown())
	if len(found) == 0 || len(found) >= all || found[0].Code != "ScopeMismatched" {
		t.Fatalf("scope finds %d of %d pages, first %v", len(found), all, found)
	}
	term.Press("enter")
	if p, ok := term.S.At().(screen.Page); !ok || p.Path != "codes/ScopeMismatched.md" {
		t.Fatalf("enter opened %T", term.S.Shown())
	}
	term.Press("esc")
	term.MustSee("scope▏")
	term.Press("esc")
	if n := len(pages.Listed(term.S.Shown())); n != all {
		t.Errorf("%d pages after esc cleared the field, want %d", n, all)
	}
	term.Press("esc")
	if _, ok := term.S.At().(screen.Home); !ok {
		t.Errorf("esc ended on %T", term.S.Shown())
	}
	if got := term.S.Case.Facts.Value(diagnosis.FactDetail); got != "" {
		t.Errorf("reading a page states detail=%s", got)
	}
}

// TestEveryLink catches links that glamour prints with their paths, that cannot
// be chosen, or that lead elsewhere than they say, on every page there is.
func TestEveryLink(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	for _, p := range term.S.Library.Pages() {
		links := p.Links()
		term.S.OpenPage(p.Path)
		_ = term.View()
		shown := term.S.Shown()
		if _, lesson := term.S.At().(screen.SetUp); lesson { // whose steps lead to pages by rows
			term.Press("esc")
			continue
		}
		if n := len(pages.LinksOf(shown)); n != len(links) {
			t.Errorf("%s: %d links can be chosen, the page has %d", p.Path, n, len(links))
		}
		for _, line := range pages.LinesOf(shown) {
			if strings.Contains(line, ".md") {
				t.Errorf("%s prints a path: %q", p.Path, line)
			}
		}
		for i, link := range links {
			term.Press("tab")
			if pages.LinkOf(shown) < 0 {
				t.Fatalf("%s: tab chose no link", p.Path)
			}
			term.MustSee("enter follow")
			target := links[pages.LinkOf(shown)]
			term.Press("enter")
			path := ""
			switch now := term.S.At().(type) {
			case screen.Page:
				path, _, _ = strings.Cut(now.Path, "#")
			case screen.SetUp:
				path = "lessons/" + now.Lesson + ".md"
			}
			if path != target.Path {
				t.Errorf("%s: link %d, %q, opened %s, want %s", p.Path, i, link.Text, path, target.Path)
			}
			if target.Path != p.Path {
				term.Press("esc")
			}
			if term.S.Shown() != shown {
				t.Fatalf("%s: esc did not come back", p.Path)
			}
		}
		term.Press("esc")
	}
}

// TestAnchors catches links to a heading that open the page at its top.
func TestAnchors(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	for _, p := range term.S.Library.Pages() {
		for _, section := range p.Sections() {
			term.S.OpenPage(p.Path + "#" + section.Anchor)
			frame := strings.ToUpper(strings.Join(strings.Fields(term.Text()), " "))
			title := strings.ToUpper(strings.Join(strings.Fields(strings.ReplaceAll(section.Title, "`", "")), " "))
			if !strings.Contains(strings.ReplaceAll(frame, "`", ""), title) {
				t.Errorf("%s#%s is not seen:\n%s", p.Path, section.Anchor, term.Text())
			}
			term.Press("esc")
		}
	}
}

// TestTrailShows catches a key t that states another word than the page shows, does not
// say so, or cannot be taken back.
func TestTrailShows(t *testing.T) {
	for _, c := range []struct{ text, word, protocol string }{{"MissingKey", "MissingKey", ""}, {"token_rejected", "token_rejected", "tba"}, {"Is it TokenBlocked?", "TokenBlocked", ""}} {
		for _, back := range []string{"t", "u"} {
			term := uitest.Open(t, 80, 24)
			term.PasteText(c.text)
			before := term.S.Case.Facts
			term.MustSee("t my trail shows this")
			term.Press("t")
			if got := uitest.SaidInTrail(term); got != c.word || term.S.Case.Facts.Value(diagnosis.FactProtocol) != c.protocol {
				t.Fatalf("%q: t states %v", c.text, term.S.Case.Facts)
			}
			term.MustSee("Taken: your trail shows "+c.word, "t take that back")
			term.PasteText("the log names " + c.word + " again")
			term.MustNotSee("press t.") // which would take it back
			term.Press("u", "esc")
			term.Press(back)
			if !slices.Equal(term.S.Case.Facts, before) {
				t.Errorf("%q: taken back by %s, the facts are %v", c.text, back, term.S.Case.Facts)
			}
			term.MustSee("t my trail shows this")
		}
	}
	// Another paste came between.
	term := uitest.Open(t, 80, 24)
	term.PasteText("token_rejected")
	term.Press("t")
	term.PasteText(uitest.AccessToken(time.Hour))
	term.Press("esc", "t")
	if len(term.S.Case.Facts) != 0 {
		t.Errorf("taken back after a paste, the facts are %v", term.S.Case.Facts)
	}
	term.Press("u")
	if uitest.SaidInTrail(term) != "token_rejected" || term.S.Case.Facts.Value(diagnosis.FactProtocol) != "tba" {
		t.Errorf("brought back by u, the facts are %v", term.S.Case.Facts)
	}
	// A page about no word has nothing to state.
	term = uitest.Open(t, 80, 24)
	term.S.OpenPage("symptoms/make-a-key-pair.md")
	term.Press("t")
	if len(term.S.Case.Facts) != 0 {
		t.Errorf("t on a page about no word states %v", term.S.Case.Facts)
	}
}
