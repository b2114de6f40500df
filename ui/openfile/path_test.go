package openfile_test

import (
	"testing"
	"testing/fstest"

	"authdoctor/ui/uitest"
)

// TestOpenDropped catches a path as terminals drop it that opens nothing, at home or in
// the screen that asks for a file; and a list that says there is nothing of the kind
// while a path is typed.
func TestOpenDropped(t *testing.T) {
	for _, text := range []string{"'/home/ann/a b.csv'", `"/home/ann/a b.csv"`, `/home/ann/a\ b.csv`, "file:///home/ann/a%20b.csv", "sp ace/a b.csv", "./sp ace/a b.csv", `'~/a b.csv'`} {
		withFile := func() *uitest.Terminal {
			term := uitest.Open(t, 80, 24)
			for _, name := range []string{"a b.csv", "sp ace/a b.csv"} {
				term.S.Disk.(*uitest.MemoryDisk).MapFS[name] = &fstest.MapFile{Data: []byte(uitest.Audit())}
			}
			return term
		}
		for _, way := range []string{"typed", "pasted", "asked", "asked, pasted"} {
			term := withFile()
			switch way {
			case "typed":
				term.Write(text)
			case "pasted":
				term.PasteText(text)
			case "asked":
				term.Do("ctrl+o")
				term.EnterText(text)
			default:
				term.Do("ctrl+o")
				term.PasteText(text)
			}
			if way == "typed" || way == "pasted" {
				term.MustSee("This looks like the path of a file. Enter opens it.", "enter open")
			}
			term.Do("enter")
			if got := term.S.Shown().Title(); got != "Trail" {
				t.Errorf("%s, %s, opened %q:\n%s", text, way, got, term.Text())
			}
		}
	}
	// A name that has quotes itself.
	term := uitest.Open(t, 80, 24)
	term.S.Disk.(*uitest.MemoryDisk).MapFS["'odd'.csv"] = &fstest.MapFile{Data: []byte(uitest.Audit())}
	term.Write("'odd'.csv")
	term.Do("enter")
	term.MustSee("190 failures")
}
