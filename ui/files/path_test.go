package files

import (
	"testing"
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
		if got := DroppedPath(text); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]bool{
		"'/a b.csv'": true, `/a\ b.csv`: true, "file:///a%20b.csv": true, "sp ace/a b.csv.gz": true, "a b.csv": true, "~/x": true, `C:\x`: true, "'/a b": true,
		"how to make a .pem": false, "scope": false, "invalid_grant": false, "'": false, "file:": false, "'quoted'": false, "what is a jwt": false, "https://x.example/a?code=1": false,
	} {
		if got := IsPath(text); got != want {
			t.Errorf("%s is a path: %t", text, got)
		}
	}
}
