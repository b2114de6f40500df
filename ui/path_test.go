package ui

import (
	"testing"
	"testing/fstest"
)

// TestDroppedPath catches a path that is not read as the terminal that wrote it meant,
// and text that is none and is changed.
func TestDroppedPath(t *testing.T) {
	for text, want := range map[string]string{
		`'/a b.csv'`:             "/a b.csv",
		`'/a b.csv' `:            "/a b.csv",
		`"/a b.csv"`:             "/a b.csv",
		`"/it's \"so\".csv"`:     `/it's "so".csv`,
		`'/it'\''s.csv'`:         "/it's.csv",
		`/a\ b.csv`:              "/a b.csv",
		`/a\ \(1\)\'s.csv`:       "/a (1)'s.csv",
		`sp\ ace/a\ b.csv.gz`:    "sp ace/a b.csv.gz",
		"file:///a%20b.csv":      "/a b.csv",
		"file://localhost/a.csv": "/a.csv",
		"FILE:///a%C3%A9.csv":    "/aé.csv",
		"file:///C:/a%20b.csv":   "C:/a b.csv",
		"file://server/a.csv":    "file://server/a.csv",
		"file:///a%zz.csv":       "file:///a%zz.csv",
		"sp ace/a b.csv.gz":      "sp ace/a b.csv.gz",
		`C:\new\a b.csv`:         `C:\new\a b.csv`,
		"'/a b.c":                "/a b.c",
		"'":                      "'",
		"":                       "",
	} {
		if got := droppedPath(text); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]bool{
		"'/a b.csv'": true, `/a\ b.csv`: true, "file:///a%20b.csv": true, "sp ace/a b.csv.gz": true, "a b.csv": true, "~/x": true, `C:\x`: true, "'/a b": true,
		"how to make a .pem": false, "scope": false, "invalid_grant": false, "'": false, "file:": false, "'quoted'": false, "what is a jwt": false, "https://x.example/a?code=1": false,
	} {
		if got := isPath(text); got != want {
			t.Errorf("%s is a path: %t", text, got)
		}
	}
}

// TestOpenDropped catches a path as terminals drop it that opens nothing, at home or in
// the screen that asks for a file; and a list that says there is nothing of the kind
// while a path is typed.
func TestOpenDropped(t *testing.T) {
	for _, text := range []string{"'/home/ann/a b.csv'", `"/home/ann/a b.csv"`, `/home/ann/a\ b.csv`, "file:///home/ann/a%20b.csv", "sp ace/a b.csv", "./sp ace/a b.csv", `'~/a b.csv'`} {
		withFile := func() *terminal {
			term := open(t, 80, 24)
			for _, name := range []string{"a b.csv", "sp ace/a b.csv"} {
				term.s.disk.(*memoryDisk).MapFS[name] = &fstest.MapFile{Data: []byte(audit())}
			}
			return term
		}
		for _, way := range []string{"typed", "pasted", "asked", "asked, pasted"} {
			term := withFile()
			switch way {
			case "typed":
				term.write(text)
			case "pasted":
				term.pasteText(text)
			case "asked":
				term.do("ctrl+o")
				term.enterText(text)
			default:
				term.do("ctrl+o")
				term.pasteText(text)
			}
			if way == "typed" || way == "pasted" {
				term.mustSee("This looks like the path of a file. Enter opens it.", "enter open")
			}
			term.do("enter")
			if got := term.s.Shown().Title(); got != "Trail" {
				t.Errorf("%s, %s, opened %q:\n%s", text, way, got, term.text())
			}
		}
	}
	// A name that has quotes itself.
	term := open(t, 80, 24)
	term.s.disk.(*memoryDisk).MapFS["'odd'.csv"] = &fstest.MapFile{Data: []byte(audit())}
	term.write("'odd'.csv")
	term.do("enter")
	term.mustSee("190 failures")
}
