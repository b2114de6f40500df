package openfile_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"authdoctor/ui"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// TestCompletion catches a path that tab completes wrongly.
func TestCompletion(t *testing.T) {
	for _, c := range []struct {
		typed string
		keys  []string
		want  string
	}{
		{"pub", []string{"tab"}, "public.pem"},
		{"p", []string{"tab"}, "p"}, // public.pem and private.pem
		{"ol", []string{"tab"}, "old/"},
		{"ol", []string{"tab", "tab"}, "old/"},
		{"old/e", []string{"tab"}, "old/ended.pem"},
		{"p", []string{"down", "tab"}, "public.pem"},
		{"zzz", []string{"tab"}, "zzz"},
		{"~/pub", []string{"tab"}, "~/public.pem"},
		{".h", []string{"tab"}, ".hidden"},
	} {
		term := uitest.Open(t, 100, 30)
		uitest.OpenKeys(term)
		term.Do("ctrl+o")
		term.EnterText(c.typed)
		term.Do(c.keys...)
		if got := term.S.Shown().About().Field.Value(); got != c.want {
			t.Errorf("%q and %v: %q; want %q", c.typed, c.keys, got, c.want)
		}
	}
}

// TestFileNamesArePrintable catches a file name that steers the terminal.
func TestFileNamesArePrintable(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	uitest.OpenKeys(term)
	term.Do("ctrl+o")
	if strings.Contains(term.View(), "\x1b[2J") {
		t.Error("the list writes an escape sequence of a file name")
	}
	term.MustSee(`odd\u{001B}[2Jname.pe`)
}

// TestOpenFileTakesTokens catches a token in a file that is not opened as one.
func TestOpenFileTakesTokens(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	term.Do("ctrl+o")
	term.EnterText("token.jwt")
	term.Do("enter")
	term.MustSee("Token", "access token")
}

// TestPassPhraseIsHidden catches a pass phrase that is drawn, and a locked key that
// cannot be opened.
func TestPassPhraseIsHidden(t *testing.T) {
	disk := uitest.TestDisk()
	disk.MapFS["locked.pem"] = &fstest.MapFile{Data: []byte(uitest.LockedKey)}
	term := uitest.Open(t, 100, 30, func(o *ui.Options) { o.Disk = disk })
	uitest.OpenKeys(term, "locked.pem")
	term.MustSee("is locked")
	term.EnterText("wrongphrase")
	term.MustNotSee("wrong")
	term.Do("enter")
	term.MustSee("The pass phrase does not open it.")
	term.EnterText("opensesame")
	term.Do("enter")
	term.MustSee("Key setup", "locked.pem · EC P-256")
	frame := fmt.Sprintf("%+v %s", term.S.Case, term.Text())
	if strings.Contains(frame, "opensesame") {
		t.Error("the pass phrase is kept or shown")
	}
}

// TestDamagedKeyIsNotEchoed catches an error or a field that repeats a key which
// could not be read.
func TestDamagedKeyIsNotEchoed(t *testing.T) {
	text := string(uitest.TestPrivate(uitest.TestKey(1)))
	damaged := strings.Replace(text[:150], "M", "*", 1)
	line := strings.Split(text, "\n")[1]
	for _, paste := range []string{damaged, line} {
		for _, go_ := range []func(*uitest.Terminal){
			func(term *uitest.Terminal) { uitest.OpenKeys(term); term.Do("ctrl+o") },
			func(term *uitest.Terminal) { uitest.OpenKeys(term); term.Do("down", "enter", "1", "ctrl+u") },
		} {
			term := uitest.Open(t, 120, 40)
			go_(term)
			term.PasteText(paste)
			term.MustNotSee(line[20:32])
			term.Do("enter")
			term.MustNotSee(line[20:32])
		}
	}
}

// TestExportsFirst catches a way to an export that is hidden or leads nowhere, an export below
// other files, and one that cannot be chosen.
func TestExportsFirst(t *testing.T) {
	disk := uitest.TestDisk()
	for name, day := range map[string]int{"a.csv": 1, "b.json.gz": 2, "LoginAuditTrail.csv": 0, "z.CSV": 3} {
		disk.MapFS[name] = &fstest.MapFile{Data: []byte(uitest.Audit()), ModTime: uitest.Noon.AddDate(0, 0, day)}
	}
	disk.MapFS["c.csv"] = &fstest.MapFile{Data: []byte("x")} // no export has this size
	term := uitest.Open(t, 100, 30, func(o *ui.Options) { o.Disk = disk })
	term.Settle(term.S.GoTo(screen.File{Export: true}))
	last := 0
	for _, name := range []string{"How to get an export", "LoginAuditTrail.csv", "z.CSV", "b.json.gz", "a.csv", "c.csv", "letter.txt"} {
		at := strings.Index(term.Text(), " "+name)
		if at < last {
			t.Errorf("%s is not in its place:\n%s", name, term.Text())
		}
		last = at
	}
	term.Do("down", "enter")
	term.MustSee("Get an export of the Login Audit Trail", "Token-based Application Name")
	term.Do("esc", "down", "enter")
	term.MustSee("190 failures of 869 rows")
}

// TestContainerIsUnlocked catches a PKCS#12 file or a keystore of which the pass phrase is not
// asked, or whose key is not there when it was given.
func TestContainerIsUnlocked(t *testing.T) {
	for _, name := range []string{"rc2-40.p12", "java.jks"} {
		data, err := os.ReadFile("../../diagnosis/keys/testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		disk := uitest.TestDisk()
		disk.MapFS[name] = &fstest.MapFile{Data: data}
		term := uitest.Open(t, 120, 40, func(o *ui.Options) { o.Disk = disk })
		uitest.OpenKeys(term, name)
		term.MustSee("is locked")
		term.EnterText("secret99 ")
		term.Do("enter")
		term.MustSee("Key setup", name, "private key")
		term = uitest.Open(t, 120, 40, func(o *ui.Options) { o.Disk = disk })
		uitest.OpenKeys(term, name)
		term.EnterText("wrong ")
		term.Do("enter")
		term.MustSee("The pass phrase does not open it. It ends with a space.")
	}
}
