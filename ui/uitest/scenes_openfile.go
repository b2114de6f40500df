package uitest

import (
	"testing/fstest"

	"authdoctor/ui/screen"
)

// OpenFileScenes show the screens for opening files, each in a state worth testing.
var OpenFileScenes = []Scene{
	{"open", func(term *Terminal) { OpenKeys(term); term.Do("ctrl+o") }},
	{"open-export", func(term *Terminal) {
		exports := term.S.Disk.(*MemoryDisk).MapFS
		for name, day := range map[string]int{"LoginAuditTrailResults.csv": 9, "customers.csv": 22, "login-trail.xlsx": 21, "empty.csv": 0} {
			exports[name] = &fstest.MapFile{Data: make([]byte, 1000*day), ModTime: Noon.AddDate(0, 0, day-23)}
		}
		term.Settle(term.S.GoTo(screen.File{Export: true}))
		term.Do("down")
	}},
	{"open-start", func(term *Terminal) { OpenKeys(term); term.Do("ctrl+o"); term.EnterText("p") }},
	{"open-missing", func(term *Terminal) {
		OpenKeys(term)
		term.Do("ctrl+o")
		term.EnterText("nothing.pem")
		term.Do("enter")
	}},
	{"open-no-key", func(term *Terminal) {
		OpenKeys(term)
		term.Do("ctrl+o")
		term.EnterText("letter.txt")
		term.Do("enter")
	}},
}
