package content

import (
	"testing"
	"testing/fstest"

	"authdoctor/diagnosis"
)

// Catches a guide that makes reading, proving or walking panic or never end,
// however odd the Markdown is.
func FuzzGuide(f *testing.F) {
	f.Add(walkGuide)
	f.Add(string(sound()["guide.md"].Data))
	f.Add("# T\n## A\n- [a](#a)\n## A\n-\n\n1. [b](#a \"detail=x\")\n## \n==\n- [](x\n")
	f.Add("A\n=\n\nB\n-\n- [b](#b)\n")
	f.Fuzz(func(t *testing.T, source string) {
		guide, _ := readGuide(source)
		for id := range guide.Questions {
			guide.Longest(id)
		}
		known := diagnosis.Facts{{Name: diagnosis.FactFlow, Value: "client-credentials"}}
		var chosen []Choice
		for range len(guide.Questions) + 1 {
			walk := guide.Walk(known, chosen)
			if walk.Current == nil {
				break
			}
			chosen = append(chosen, Choice{Question: walk.Current.ID})
		}
		_, _ = load(fstest.MapFS{"guide.md": &fstest.MapFile{Data: []byte(source)}})
	})
}

// Catches front matter or a body that makes reading, proving or searching panic.
func FuzzPage(f *testing.F) {
	for _, file := range sound() {
		f.Add(string(file.Data))
	}
	f.Add("---\n---\n")
	f.Add("---\na: &a [*a]\n---\n## \n#\n- \n[](\n")
	f.Fuzz(func(t *testing.T, source string) {
		page := readPage("codes/ScopeMismatched.md", source)
		page.Links()
		page.Sections()
		_ = page.text()
		library, _ := read(fstest.MapFS{"codes/ScopeMismatched.md": &fstest.MapFile{Data: []byte(source)}})
		_ = library.prove(map[string][]diagnosis.Code{"scope": {"ScopeMismatched"}}).join()
		library.Search(source)
		library.Search("scope")
		library.Lead(source)
	})
}

// Catches a lesson that makes reading or proving panic, however odd the Markdown is.
func FuzzLesson(f *testing.F) {
	const name = "lessons/client-credentials.md"
	for _, file := range []string{name, "lessons/authorization-code.md"} {
		f.Add(string(sound()[file].Data))
	}
	f.Add("## A\n\nThe same as [A](#a).\n\n## B\n\nThe same as [A](#a).\n\nDone when:\n")
	f.Add("## A\n\n****\n\n** ** x\n\n| Field | Value |\n| - | - |\n|\n\nCopy back:\n\nSample code:\n\nDone when:\n\n-\n- [](x)\n")
	f.Fuzz(func(t *testing.T, source string) {
		library, _ := read(fstest.MapFS{name: &fstest.MapFile{Data: []byte(source)}})
		_ = library.prove(nil).join()
		for _, lesson := range library.Lessons() {
			for _, step := range lesson.Steps {
				_ = step.Rest()
			}
		}
	})
}
