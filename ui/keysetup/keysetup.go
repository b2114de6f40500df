// Package keysetup shows which keys belong together and makes key pairs and client
// assertions.
package keysetup

import (
	"fmt"
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/keys"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// keySetup is the screen that shows whether certificate, private key, token and kid
// belong together. From here the user opens files, makes a key pair or makes a client
// assertion.
type keySetup struct {
	screen.Reader
	s  *screen.Session
	at int
	paint.Scroll
	sure bool // backspace was pressed once, so the next press forgets the file
}

// New returns the screen that shows which keys belong together.
func New(s *screen.Session) screen.Screen { return &keySetup{s: s} }

func (k *keySetup) About() screen.About { return screen.About{Cause: true, MoreBelow: k.MoreBelow()} }

func (k *keySetup) Title() string { return "Key setup" }

func (k *keySetup) Aside() string {
	if n := k.s.Case.Keys.Len(); n > 0 {
		return paint.Plural(n, "file", "files")
	}
	return ""
}

// keyWay is an item of the menu: something to do, or a file that can be forgotten.
type keyWay struct {
	name, hint string
	open       func() tea.Cmd
	file       int // index of the file in the Set, or -1 for none
}

func (k *keySetup) ways() []keyWay {
	goes := func(to screen.Destination) func() tea.Cmd {
		return func() tea.Cmd { return k.s.GoTo(to) }
	}
	var ways []keyWay
	if path, wrong := k.explained(); wrong {
		ways = append(ways, keyWay{"Explain this", "the page of the finding above", goes(screen.Page{Path: path}), -1})
	}
	ways = append(ways, []keyWay{
		{"Open a file", "certificate, private key, key set, token", goes(screen.File{}), -1},
		{"Make a key pair", "as NetSuite accepts it", goes(screen.NewPair{}), -1},
		{"Make a client assertion", "and the request that sends it", goes(screen.NewAssertion{}), -1},
		{"Read about key pairs", "what must fit what", goes(screen.Page{Path: "symptoms/check-the-key-pair.md"}), -1},
	}...)
	if len(k.s.Case.Tokens) > 0 {
		ways = append(ways, keyWay{"Back to the token", k.s.Case.Tokens[0].Title(), goes(screen.Token{}), -1})
	}
	files, roles := k.s.Case.Keys.Files(), diagnosis.RolesOf(k.s.Case, k.s.Diagnosis.Signatures)
	for i := range files {
		name := files[i].Name
		if name == "" {
			name = "what you pasted"
		}
		ways = append(ways, keyWay{name, paint.Joined(fileWords(&files[i], roles, k.s.Diagnosis.At), k.s.Ages.OfFile(files[i])), goes(screen.Page{Path: pageOf(files[i])}), i})
	}
	return ways
}

// pageOf returns the path of the page about the content of a file.
func pageOf(file keys.File) string {
	switch {
	case file.IsSet:
		return "symptoms/netsuite-keys.md"
	case file.Has(keys.PrivateKey) && !file.Has(keys.Certificate):
		return "symptoms/check-the-key-pair.md"
	}
	return "symptoms/certificate-rules.md"
}

// fileWords describes a file as NetSuite would treat it.
func fileWords(file *keys.File, roles *keys.Roles, at time.Time) string {
	subject := roles.Subject(file)
	switch {
	case subject == nil:
		return "not read"
	case file.IsSet:
		return paint.Plural(len(file.Keys), "key", "keys")
	case subject.Kind != keys.Certificate && subject.Algorithm == keys.Unknown:
		return subject.Title()
	case subject.Kind != keys.Certificate:
		return subject.Title() + " " + subject.Type()
	case !roles.Judged(subject):
		return "a CA certificate, which is not uploaded"
	}
	several := ""
	if subject.Number > 0 {
		several = fmt.Sprintf(", number %d", subject.Number)
	}
	switch judged := roles.Judge(file, at); judged.Outcome {
	case keys.Accept:
		return "NetSuite accepts this certificate" + several
	case keys.Shortened:
		return "NetSuite accepts it, shortened to two years" + several
	case keys.Reject:
		return "NetSuite does not take this certificate" + several
	}
	return "whether NetSuite accepts it as written is not documented"
}

func (k *keySetup) chosen() keyWay {
	ways := k.ways()
	return ways[max(0, min(k.at, len(ways)-1))]
}

func (k *keySetup) Bindings() []key.Binding {
	return []key.Binding{
		paint.BindChoose, paint.BindOpen,
		paint.When(k.chosen().file >= 0, paint.BindForgetFile),
		paint.BindOpenFile,
		paint.When(!k.Fits(), paint.BindPages),
	}
}

func (k *keySetup) Update(msg tea.KeyMsg) tea.Cmd {
	forget := key.Matches(msg, paint.BindForgetFile)
	if !forget {
		k.sure = false
	}
	switch {
	case key.Matches(msg, paint.BindOpen):
		return k.chosen().open()
	case key.Matches(msg, paint.BindOpenFile):
		return k.s.GoTo(screen.File{})
	case forget && k.chosen().file >= 0:
		if !k.sure {
			k.sure = true
			k.s.Notice = "This forgets what was read from the file; the file stays. Press backspace again to do it."
			return nil
		}
		k.sure = false
		k.forgetKeys(k.chosen().file)
		k.at = max(0, k.at-1)
	case key.Matches(msg, paint.BindPages):
		k.By(paint.Step(msg) * max(1, k.Tall-2))
	case key.Matches(msg, paint.BindChoose):
		k.at = max(0, min(k.at+paint.Step(msg), len(k.ways())-1))
	}
	return nil
}

// forgetKeys removes file i of the key material from the Case.
func (k *keySetup) forgetKeys(i int) {
	c := k.s.Case
	name := c.Keys.Files()[i].Name
	c.Keys = c.Keys.Without(i)
	k.s.Give(name, "forgotten", c)
}

// keyCheckIDs are the IDs of the checks that this screen is about.
var keyCheckIDs = []string{"key-file", "certificate", "private-key", "key-pair", "certificate-id", "kid", "key-id", "signature-form", "signature"}

// cause returns the finding about keys to act on first.
func (k *keySetup) cause() (diagnosis.Finding, bool) {
	for _, status := range []diagnosis.Status{diagnosis.Fail, diagnosis.Warn} {
		for _, f := range k.s.Diagnosis.Findings {
			if f.Status == status && slices.Contains(keyCheckIDs, f.ID) {
				return f, true
			}
		}
	}
	for _, f := range k.s.Diagnosis.Findings {
		if f.ID == "private-key" && f.Status == diagnosis.Unchecked { // the private key is locked
			return f, true
		}
	}
	return diagnosis.Finding{}, false
}

func (k *keySetup) Copies() []screen.Copy {
	var copies []screen.Copy
	certificates := k.s.Case.Keys.Of(keys.Certificate)
	for _, one := range certificates {
		name := "Expected Certificate ID"
		if len(certificates) > 1 {
			name += " of " + one.Name()
		}
		copies = append(copies, screen.Value(name, one.Certified.ID))
	}
	if tok, ok := keyToken(k.s.Case); ok {
		copies = append(copies, screen.Value("kid of the token", tok.KeyID))
	}
	if cause, found := k.cause(); found {
		copies = append(copies, screen.OfFinding(k.s, cause)...)
	}
	return append(copies, screen.Lines("What belongs together", func(width int) []string { return keyPicture(k.s, width, false) }))
}

// explained returns the path of the page about that finding.
func (k *keySetup) explained() (path string, found bool) {
	cause, wrong := k.cause()
	if !wrong {
		return "", false
	}
	return screen.FindingPage(k.s.Library, cause)
}

// View implements screen.Screen. It keeps the first cause at the top and the menu at the
// bottom. If not everything fits, it omits the blank lines and gives the picture the
// lines that are left in between.
func (k *keySetup) View(width, height int) []string {
	menu, chosen := k.menu(width)
	picture, blank := keyPicture(k.s, width, false), []string{""}
	top := k.top(width, height)
	if len(top)+len(picture)+len(menu)+2 > height {
		picture, blank = keyPicture(k.s, width, true), nil
		const menuLines = 3
		if room := height - len(top) - menuLines; len(picture) > room {
			picture = picture[:max(0, room)]
		}
	}
	lines := slices.Concat(top, blank, picture, blank)
	room := max(0, height-len(lines))
	k.Show(chosen, chosen, room, len(menu))
	return append(lines, k.Window(menu, room)...)
}

// top returns what to do now.
func (k *keySetup) top(width, height int) []string {
	cause, wrong := k.cause()
	text := "Nothing wrong is seen in the keys"
	switch {
	case wrong && height < 16:
		head := screen.FindingHead(k.s, cause, width)
		return append(head[:min(len(head), 2)], k.firstStep(cause, width)...)
	case wrong:
		return append(screen.FindingHead(k.s, cause, width), k.causeLines(cause, width)...)
	case k.s.Case.Keys.Len() == 0 && len(k.s.Case.Tokens) > 0:
		text = "Open the certificate or key set of the token"
	case k.s.Case.Keys.Len() == 0:
		text = "Open a certificate, a key or a key set, or make a pair"
	}
	return []string{k.s.Styles.Heading.Paint(text)}
}

// menu returns the lines of the menu, and the index of the line that is chosen.
func (k *keySetup) menu(width int) (lines []string, chosen int) {
	ways := k.ways()
	k.at = max(0, min(k.at, len(ways)-1))
	name := min(26, width/2)
	for i, w := range ways {
		lead, look := k.s.Styles.Lead(i == k.at)
		if w.file >= 0 && ways[i-1].file < 0 {
			lines = append(lines, "")
		}
		if i == k.at {
			chosen = len(lines)
		}
		shown := w.name
		if w.file >= 0 {
			shown = paint.ClipLeft(shown, name)
		}
		lines = append(lines, lead+look.Paint(paint.Fill(shown, name))+" "+k.s.Styles.Quiet.Paint(paint.Clip(w.hint, width-name-3)))
	}
	return lines, chosen
}

// firstStep returns the first step of the fix in one line.
func (k *keySetup) firstStep(cause diagnosis.Finding, width int) []string {
	if len(cause.Fix) == 0 {
		return nil
	}
	return []string{"  " + k.s.Styles.Quiet.Paint("do") + "  " + paint.Clip(cause.Fix[0].Step, width-6)}
}

// causeLines returns what to compare and the first step of the fix. The page explains
// the rest.
func (k *keySetup) causeLines(cause diagnosis.Finding, width int) []string {
	cause.Evidence = cause.Evidence[:min(len(cause.Evidence), 2)]
	lines := k.s.Styles.Evidence(cause, width-2)
	if len(cause.Fix) > 0 {
		lines = append(lines, paint.Labelled("do", k.s.Styles.Quiet, paint.FindingLabel(cause), string(cause.Fix[0].Who)+": "+cause.Fix[0].Step, k.s.Styles.Text, width-2)...)
	}
	return paint.Indented(lines, 2)
}
