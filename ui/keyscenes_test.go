package ui

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/big"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis/keys"
)

// memoryDisk is a file system in memory.
type memoryDisk struct {
	fstest.MapFS
	full bool // nothing can be written
}

func (d *memoryDisk) Read(name string, limit int64) ([]byte, error) {
	data, err := fs.ReadFile(d.MapFS, path.Clean(strings.TrimPrefix(name, "/home/ann/")))
	if int64(len(data)) > limit {
		data = data[:limit+1]
	}
	return data, err
}

func (d *memoryDisk) Open(name string) (io.ReadCloser, int64, error) {
	data, err := fs.ReadFile(d.MapFS, path.Clean(strings.TrimPrefix(name, "/home/ann/")))
	return io.NopCloser(bytes.NewReader(data)), int64(len(data)), err
}

func (d *memoryDisk) Stamp(name string) (Stamp, error) {
	info, err := fs.Stat(d.MapFS, path.Clean(strings.TrimPrefix(name, "/home/ann/")))
	if err != nil {
		return Stamp{}, err
	}
	return Stamp{Size: info.Size(), Modified: info.ModTime()}, nil
}

func (d *memoryDisk) Entries(folder string) ([]fs.DirEntry, error) {
	return fs.ReadDir(d.MapFS, path.Clean(strings.TrimPrefix(folder, "/home/ann/")))
}

func (d *memoryDisk) WriteNew(name string, data []byte, mode fs.FileMode) error {
	if d.full {
		return &fs.PathError{Op: "write", Path: name, Err: errors.New("no space left on device")}
	}
	if _, there := d.MapFS[name]; there {
		return &fs.PathError{Op: "open", Path: name, Err: fs.ErrExist}
	}
	d.MapFS[name] = &fstest.MapFile{Data: data, Mode: mode}
	return nil
}

func (d *memoryDisk) Remove(name string) error { delete(d.MapFS, name); return nil }
func (d *memoryDisk) Home() string             { return "/home/ann" }

// testKey is a key that is the same in every run, so that frames are.
func testKey(seed byte) *ecdsa.PrivateKey {
	scalar := make([]byte, 32)
	for i := range scalar {
		scalar[i] = seed + byte(i)
	}
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar)
	if err != nil {
		panic(err)
	}
	return key
}

// testCertificate has no random part either: ECDSA without a random source signs
// as RFC 6979 has it.
func testCertificate(key *ecdsa.PrivateKey, until time.Time) []byte {
	template := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "orders"}, NotBefore: noon.AddDate(0, -1, 0), NotAfter: until}
	der, err := x509.CreateCertificate(nil, template, template, key.Public(), key)
	if err != nil {
		panic(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func testPrivate(key *ecdsa.PrivateKey) []byte {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		panic(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// lockedKey is a private key locked by the pass phrase opensesame, made for this
// test with openssl genpkey -aes-256-cbc.
const lockedKey = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgtQrTmWTDjzQICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEH8ATicD+k0vsi9UBo4NUQgEgZAG
TZgzTzKpED59G4s1vGzHGVX4FSABFVW8Jd75WvcnIrB5ensOx5qBJuOU7UdK1paW
dW+OkDECZFl8g3alrXJ8aEGDZnT/A3qbITwasQGqKaabeYdKbHPuP8y56brlA+VH
IFLtDCrvK65f48Jl4rmWHgcn85k28AGMup3VjT7ermgRgHTvlqFBxpIg/i1EmB8=
-----END ENCRYPTED PRIVATE KEY-----
`

func testDisk() *memoryDisk {
	one, two := testKey(1), testKey(90)
	file := func(data []byte) *fstest.MapFile { return &fstest.MapFile{Data: data} }
	return &memoryDisk{MapFS: fstest.MapFS{
		"public.pem":        file(testCertificate(one, noon.AddDate(1, 0, 0))),
		"private.pem":       file(testPrivate(one)),
		"old/ended.pem":     file(testCertificate(one, noon.AddDate(0, 0, -1))),
		"old/private.pem":   file(testPrivate(two)),
		"letter.txt":        file([]byte("dear administrator, it does not work")),
		".hidden":           file([]byte("x")),
		"token.jwt":         file([]byte(accessToken(time.Hour))),
		"odd\x1b[2Jname.pe": file([]byte("x")),
	}}
}

// settle runs what a command started until the screen has its answer.
func (term *terminal) settle(cmd tea.Cmd) {
	term.t.Helper()
	for cmd != nil {
		answers := make(chan result, 8)
		var run func(cmd tea.Cmd)
		run = func(cmd tea.Cmd) {
			if cmd == nil {
				return
			}
			switch msg := cmd().(type) {
			case tea.BatchMsg:
				for _, one := range msg {
					go run(one) // a tick among them takes a second, and is not waited for
				}
			case result:
				answers <- msg
			}
		}
		go run(cmd)
		select {
		case msg := <-answers:
			asks := term.asking()
			if cmd = term.send(msg); !asks() {
				cmd = nil // the tick of a countdown
			}
		case <-time.After(time.Minute):
			term.t.Fatal("no answer came")
		}
		_ = term.View()
	}
}

// do presses keys and waits for what each one asks for.
func (term *terminal) do(names ...string) {
	for _, name := range names {
		term.settle(term.pressed(name))
	}
}

// asking tells whether the screen that is seen has asked a question since.
func (term *terminal) asking() func() bool {
	number := func() (asker, int) {
		if who, asks := term.s.Shown().(asker); asks {
			return who, who.asked()
		}
		return nil, 0
	}
	who, before := number()
	return func() bool {
		now, asked := number()
		return now != nil && (now != who || asked != before)
	}
}

// pressed is the command of a key that asks for something; nil for others, and for
// the ticks of a countdown.
func (term *terminal) pressed(name string) tea.Cmd {
	asks := term.asking()
	cmd := term.send(keyOf(name))
	_ = term.View()
	if asks() {
		return cmd
	}
	return nil
}

// enterText types a text; a path asks for its folder at each slash.
func (term *terminal) enterText(text string) {
	for _, r := range text {
		term.do(string(r))
	}
}

// openKeys opens key files by path, from the key setup.
func openKeys(term *terminal, names ...string) {
	term.do("down", "down", "enter")
	for _, name := range names {
		term.do("o")
		term.enterText(name)
		term.do("enter")
	}
}

// keyScenes are the screens about keys.
var keyScenes = []scene{
	{"keys-none", func(term *terminal) { openKeys(term) }},
	{"keys-pair", func(term *terminal) { openKeys(term, "public.pem", "private.pem") }},
	{"keys-no-pair", func(term *terminal) { openKeys(term, "public.pem", "old/private.pem") }},
	{"keys-ended", func(term *terminal) { openKeys(term, "old/ended.pem") }},
	{"keys-token", func(term *terminal) {
		term.pasteText(assertion())
		term.press("k")
		term.do("o")
		term.enterText("public.pem")
		term.do("enter")
	}},
	{"keys-pasted-private", func(term *terminal) { term.pasteText(string(testPrivate(testKey(1)))) }},
	{"home-path", func(term *terminal) {
		term.write("./public.pem")
		term.wait(time.Second)
		term.do("enter")
	}},
	{"open", func(term *terminal) { openKeys(term); term.do("o") }},
	{"open-start", func(term *terminal) { openKeys(term); term.do("o"); term.enterText("p") }},
	{"open-missing", func(term *terminal) { openKeys(term); term.do("o"); term.enterText("nothing.pem"); term.do("enter") }},
	{"open-no-key", func(term *terminal) { openKeys(term); term.do("o"); term.enterText("letter.txt"); term.do("enter") }},
	{"pair-kind", func(term *terminal) { openKeys(term); term.do("down", "enter") }},
	{"pair-days", func(term *terminal) {
		openKeys(term)
		term.do("down", "enter", "1", "enter")
		term.enterText("7300")
		term.do("enter")
	}},
	{"pair-ready", func(term *terminal) { newPairFiles(term, "new.pem", "new-private.pem") }},
	{"made-pair", func(term *terminal) { newPairFiles(term, "new.pem", "new-private.pem"); term.do("enter") }},
	{"assertion-no-key", func(term *terminal) { openKeys(term); term.do("down", "down", "enter") }},
	{"assertion-kid", func(term *terminal) {
		openKeys(term, "public.pem", "private.pem")
		term.do("down", "down", "enter", "1")
	}},
	{"assertion-ready", assertionReady},
	{"made-assertion", func(term *terminal) { assertionReady(term); term.do("enter") }},
}

// newPairFiles answers every question of the form for a new pair.
func newPairFiles(term *terminal, certificate, private string) {
	openKeys(term)
	term.do("down", "enter", "1", "enter", "enter", "ctrl+u")
	term.enterText(certificate)
	term.do("enter", "ctrl+u")
	term.enterText(private)
	term.do("enter")
}

func assertionReady(term *terminal) {
	openKeys(term, "public.pem", "private.pem")
	term.do("down", "down", "enter", "1", "enter")
	term.enterText(strings.Repeat("0f", 32))
	term.do("enter")
	term.enterText("1234567-sb1")
	term.do("enter", "enter", "enter", "enter")
}

// madeID replaces, in golden frames, the ID of a certificate that was made in the test.
var madeID = regexp.MustCompile(`[A-Za-z0-9_-]{43}`)

// TestKeySetupShowsWhatDoesNotFit catches a screen that calls keys a pair that are
// none, or says nothing of a certificate that has ended.
func TestKeySetupShowsWhatDoesNotFit(t *testing.T) {
	for name, texts := range map[string][]string{
		"keys-pair":           {"belong together", "NetSuite takes this certificate", "expected ID"},
		"keys-no-pair":        {"The private key does not belong to the certificate", "SignatureValidation · likely"},
		"keys-ended":          {"The certificate in old/ended.pem has ended", "NetSuite does not take this certificate"},
		"keys-pasted-private": {"This is a private key: never upload it to NetSuite, never send it to anybody", "paste 1"},
		"open-missing":        {"There is no file nothing.pem."},
		"open-no-key":         {"No key and no certificate was found in it."},
		"pair-days":           {"7300 days are more than 730"},
		"made-pair":           {"The key pair is made", "new-private.pem · readable by you alone", "Setup › Integration", "openssl req"},
		"made-assertion":      {"The assertion is made", "the signature is verified", "curl https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token \\"},
		"assertion-no-key":    {"Open the private key first"},
		"home-path":           {"Key setup", "public.pem"},
	} {
		term := open(t, 120, 60)
		play(t, term, name)
		term.mustSee(texts...)
	}
}

func play(t *testing.T, term *terminal, name string) {
	t.Helper()
	for _, s := range allScenes() {
		if s.name == name {
			s.play(term)
			return
		}
	}
	t.Fatalf("there is no scene %s", name)
}

// TestMadeFiles catches a private key that others can read, files that are not a
// pair, and an assertion with a line break behind it, which curl would send.
func TestMadeFiles(t *testing.T) {
	disk := testDisk()
	term := open(t, 100, 30, func(o *Options) { o.Disk = disk })
	play(t, term, "made-pair")
	private, public := disk.MapFS["new-private.pem"], disk.MapFS["new.pem"]
	if private == nil || public == nil || private.Mode != 0o600 || public.Mode != 0o644 {
		t.Fatalf("written: %v %v", private, public)
	}
	a, b := keys.Read("a", private.Data, nil), keys.Read("b", public.Data, nil)
	if !a.Keys[0].Matches(b.Keys[0]) || !b.Judge(noon).Taken() {
		t.Errorf("they are no pair that NetSuite takes: %+v", b.Judge(noon))
	}
	term.do("enter")
	term.mustSee("Key setup", "new.pem", "belong together")

	disk = testDisk()
	term = open(t, 100, 30, func(o *Options) { o.Disk = disk })
	play(t, term, "made-assertion")
	made := disk.MapFS["assertion.jwt"]
	if made == nil || made.Mode != 0o600 || strings.TrimSpace(string(made.Data)) != string(made.Data) {
		t.Fatalf("written: %v", made)
	}
	term.mustNotSee(string(made.Data[len(made.Data)-20:]), string(made.Data[:20]))
	term.do("enter")
	term.mustSee("Token", "client assertion", "Nothing wrong is seen in this token")
}

// TestNothingIsOverwritten catches a file of the user's that is lost, and half a
// pair that is left behind.
func TestNothingIsOverwritten(t *testing.T) {
	disk := testDisk()
	before := string(disk.MapFS["private.pem"].Data)
	term := open(t, 100, 30, func(o *Options) { o.Disk = disk })
	newPairFiles(term, "public.pem", "brandnew.pem")
	term.do("enter")
	term.mustSee("There is a file public.pem already", "Which file should the certificate be written to?")
	if disk.MapFS["brandnew.pem"] != nil {
		t.Error("the private key of a pair without certificate is left behind")
	}
	term = open(t, 100, 30, func(o *Options) { o.Disk = disk })
	newPairFiles(term, "new.pem", "private.pem")
	term.do("enter")
	term.mustSee("There is a file private.pem already", "Which file should the private key be written to?")
	if string(disk.MapFS["private.pem"].Data) != before || disk.MapFS["new.pem"] != nil {
		t.Error("something was written")
	}
	disk.full = true
	term = open(t, 100, 30, func(o *Options) { o.Disk = disk })
	newPairFiles(term, "new.pem", "new-private.pem")
	term.do("enter")
	term.mustSee("no space left on device")
}

// TestPasteOverProposedID catches a paste that is added to a Certificate ID that was
// proposed, also where the user came back to it.
func TestPasteOverProposedID(t *testing.T) {
	for _, back := range []bool{false, true} {
		term := open(t, 100, 30)
		openKeys(term, "public.pem", "private.pem")
		term.do("down", "down", "enter", "1")
		term.mustSee("Proposed is the expected one.")
		if back {
			term.do("enter", "esc")
		}
		given := strings.Repeat("kid0", 10) + "abc"
		term.pasteText(given)
		if got := term.s.Shown().(*newAssertion).form.field.Value(); got != given {
			t.Errorf("back %t: the field holds %q, want %q", back, got, given)
		}
	}
}

// TestLateAnswersAreDropped catches an answer that changes a screen the user has
// left, and a pair that is written after the user left.
func TestLateAnswersAreDropped(t *testing.T) {
	disk := testDisk()
	term := open(t, 100, 30, func(o *Options) { o.Disk = disk })
	newPairFiles(term, "new.pem", "new-private.pem")
	cmd := term.pressed("enter")
	term.press("esc") // back to the last question, while the key is being made
	term.settle(cmd)
	if disk.MapFS["new.pem"] != nil {
		t.Error("the pair was written though the user went back")
	}
	term = open(t, 100, 30)
	openKeys(term)
	term.do("o")
	term.enterText("public.pem")
	cmd = term.pressed("enter")
	term.press("esc", "esc")
	term.settle(cmd)
	if term.s.Case.Keys.Len() != 0 {
		t.Error("a file was taken that the user had turned away from")
	}
}

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
		term := open(t, 100, 30)
		openKeys(term)
		term.do("o")
		term.enterText(c.typed)
		term.do(c.keys...)
		if got := term.s.Shown().(*openFile).field.Value(); got != c.want {
			t.Errorf("%q and %v: %q; want %q", c.typed, c.keys, got, c.want)
		}
	}
}

// TestFileNamesArePrintable catches a file name that steers the terminal.
func TestFileNamesArePrintable(t *testing.T) {
	term := open(t, 100, 30)
	openKeys(term)
	term.do("o")
	if strings.Contains(term.View(), "\x1b[2J") {
		t.Error("the list writes an escape sequence of a file name")
	}
	term.mustSee(`odd\u{001B}[2Jname.pe`)
}

// TestForgettingAFile catches key material that stays after it was forgotten.
func TestForgettingAFile(t *testing.T) {
	term := open(t, 100, 30)
	openKeys(term, "public.pem")
	term.press("down", "down", "down", "down", "backspace")
	term.mustSee("Press backspace again")
	term.press("backspace")
	if term.s.Case.Keys.Len() != 0 {
		t.Error("the file is still there")
	}
	term.mustNotSee("public.pem")
}

// TestOpenFileTakesTokens catches a token in a file that is not opened as one.
func TestOpenFileTakesTokens(t *testing.T) {
	term := open(t, 100, 30)
	term.do("ctrl+o")
	term.enterText("token.jwt")
	term.do("enter")
	term.mustSee("Token", "access token")
}

// TestPassPhraseIsHidden catches a pass phrase that is drawn, and a locked key that
// cannot be opened.
func TestPassPhraseIsHidden(t *testing.T) {
	disk := testDisk()
	disk.MapFS["locked.pem"] = &fstest.MapFile{Data: []byte(lockedKey)}
	term := open(t, 100, 30, func(o *Options) { o.Disk = disk })
	openKeys(term, "locked.pem")
	term.mustSee("is locked")
	term.enterText("wrongphrase")
	term.mustNotSee("wrong")
	term.do("enter")
	term.mustSee("The pass phrase does not open it.")
	term.enterText("opensesame")
	term.do("enter")
	term.mustSee("Key setup", "locked.pem · EC P-256")
	frame := fmt.Sprintf("%+v %s", term.s.Case, term.text())
	if strings.Contains(frame, "opensesame") {
		t.Error("the pass phrase is kept or shown")
	}
}

// TestPasteByKeysIsGathered catches a private key that a terminal without bracketed
// paste delivers key by key: its letters must not be commands, and no piece of it
// may be drawn, wherever it comes.
func TestPasteByKeysIsGathered(t *testing.T) {
	text := string(testPrivate(testKey(1)))
	for _, place := range []struct {
		name string
		go_  func(*terminal)
	}{
		{"key setup", func(term *terminal) { openKeys(term) }},
		{"open a file", func(term *terminal) { openKeys(term); term.do("o") }},
		{"name of a certificate", func(term *terminal) { openKeys(term); term.do("down", "enter", "1", "ctrl+u") }},
		{"name of a file", func(term *terminal) { openKeys(term); term.do("down", "enter", "1", "enter", "enter") }},
		{"guide", func(term *terminal) { term.press("enter") }},
		{"token", func(term *terminal) { term.pasteText(accessToken(time.Hour)) }},
		{"codes", func(term *terminal) { term.press("down", "enter") }},
		{"fact", func(term *terminal) { term.press("ctrl+f", "enter", "enter") }},
	} {
		for _, chunk := range []int{1, 7, 64, 300} {
			disk := testDisk()
			term := open(t, 120, 40, func(o *Options) { o.Disk = disk })
			place.go_(term)
			files := len(disk.MapFS)
			for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
				if i > 0 {
					term.press("enter")
				}
				for len(line) > 0 {
					n := min(chunk, len(line))
					term.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(line[:n])})
					line = line[n:]
					frame := term.text()
					for at := 40; at+12 < 160; at += 12 {
						if piece := text[at : at+12]; !strings.Contains(piece, "\n") && strings.Contains(frame, piece) {
							t.Fatalf("%s, %d at a time: a piece of the key is drawn:\n%s", place.name, chunk, frame)
						}
					}
				}
			}
			term.press("enter")
			term.wait(time.Second)
			term.send(gatherMsg{})
			if term.s.Case.Keys.Len() != 1 || len(disk.MapFS) != files {
				t.Errorf("%s, %d at a time: %d files of keys, %d files on disk:\n%s", place.name, chunk, term.s.Case.Keys.Len(), len(disk.MapFS), term.text())
			}
			term.mustSee("Key setup", "This is a private key")
		}
	}
}

// TestDamagedKeyIsNotEchoed catches an error or a field that repeats a key which
// could not be read.
func TestDamagedKeyIsNotEchoed(t *testing.T) {
	text := string(testPrivate(testKey(1)))
	damaged := strings.Replace(text[:150], "M", "*", 1)
	line := strings.Split(text, "\n")[1]
	for _, paste := range []string{damaged, line} {
		for _, go_ := range []func(*terminal){
			func(term *terminal) { openKeys(term); term.do("o") },
			func(term *terminal) { openKeys(term); term.do("down", "enter", "1", "ctrl+u") },
		} {
			term := open(t, 120, 40)
			go_(term)
			term.pasteText(paste)
			term.mustNotSee(line[20:32])
			term.do("enter")
			term.mustNotSee(line[20:32])
		}
	}
}
