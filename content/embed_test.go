package content

import (
	"testing"

	"authdoctor/diagnosis"
)

// embeddedLibrary is what the program has.
func embeddedLibrary(t testing.TB) *Library {
	t.Helper()
	library, err := Embedded()
	if err != nil {
		t.Fatalf("the files that are built in:\n%v", err)
	}
	return library
}

// Catches every fault a writer can make; go test names them all at once.
func TestEmbedded(t *testing.T) {
	if _, err := Load(files); err != nil {
		t.Errorf("mend these files:\n%v", err)
	}
}

// Catches a page that promises a check which never speaks of its code, and a check
// that speaks of a code whose page does not mention it.
func TestEmbeddedAgreesWithChecks(t *testing.T) {
	checks := map[string][]diagnosis.Code{}
	for _, check := range diagnosis.Checks() {
		checks[check.ID] = check.Codes
	}
	if err := embeddedLibrary(t).Prove(checks); err != nil {
		t.Errorf("mend these pages, or the checks:\n%v", err)
	}
}

// Catches a guide that asks for what a pasted token says: its first question is
// answered by the token, and the screen can say so.
func TestEmbeddedGuideKnowsTheToken(t *testing.T) {
	walk := embeddedLibrary(t).Guide().Walk(facts(t, diagnosis.SourceToken, "token=access"), nil)
	if len(walk.Steps) == 0 || walk.Steps[0].Source != diagnosis.SourceToken {
		t.Errorf("a Case with an access token: %s", show(walk))
	}
	if walk := embeddedLibrary(t).Guide().Walk(nil, nil); len(walk.Steps) > 0 || walk.Current == nil {
		t.Errorf("an empty Case: %s", show(walk))
	}
}

// Catches a page that cannot be found by what is written on it.
func TestEmbeddedSearch(t *testing.T) {
	library := embeddedLibrary(t)
	for _, page := range library.Pages() {
		for _, query := range []string{page.Title, string(page.Code)} {
			if query != "" && library.Search(query)[0].Page.Path != page.Path {
				t.Errorf("%q finds %s before %s", query, library.Search(query)[0].Page.Path, page.Path)
			}
		}
	}
	if got := paths(library.Search("scope"))[:2]; got[0] != "ScopeMismatched" || got[1] != "InvalidScope" {
		t.Errorf("scope finds %v first", got)
	}
}

// What each start pays.
func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		read(files)
	}
}

// What only tests pay.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		_, _ = Load(files)
	}
}

func BenchmarkSearch(b *testing.B) {
	library, _ := read(files)
	for _, query := range []string{"scope", "e", "token access refresh expired", "ScopeMismatched"} {
		b.Run(query, func(b *testing.B) {
			library.Search(query)
			for b.Loop() {
				library.Search(query)
			}
		})
	}
}

// What the first search pays on top.
func BenchmarkIndex(b *testing.B) {
	library, _ := read(files)
	for b.Loop() {
		indexOf(library.pages)
	}
}

func BenchmarkWalk(b *testing.B) {
	library, _ := read(files)
	for b.Loop() {
		library.Guide().Walk(nil, []Choice{{library.Guide().Start, 0}})
	}
}
