// Package openfile asks for the path of a file, or for the pass phrase of a private key,
// and opens the file.
package openfile

import (
	"errors"
	"path/filepath"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/rivo/uniseg"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/probe"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// openFile is the screen that asks for the path of a file, completes it and opens the
// file. The file may be an export of the trail, key material, a token, a request or an
// answer. The screen also accepts the https address of a key set.
type openFile struct {
	screen.Plain
	s *screen.Session
	screen.Asking
	field   paint.Field
	export  bool   // an export of the trail is asked for
	folder  string // the folder that holds the entries, as typed
	entries []entry
	at      int  // index of the chosen row: the way to an export, if it is shown, or an entry
	moved   bool // the user moved the choice, so enter opens the chosen entry
	problem string
	busy    string // what is in progress; "" for nothing

	// locked is a file with a private key that is protected by a pass phrase. While it
	// is set, the field takes the pass phrase. It is nil while the field takes a path.
	locked *screen.LockedFile
}

// New returns the screen that opens a file. It starts with the path in to.Path, or asks
// for the pass phrase of to.Locked.
func New(s *screen.Session, to screen.File) screen.Screen {
	o := &openFile{s: s, field: paint.Field{Harmless: true}, locked: to.Locked, export: to.Export}
	if o.locked != nil {
		o.field = paint.Field{Secret: true}
	}
	o.field.Set(to.Path)
	return o
}

// Init implements screen.Screen. It reads the file that was named. If none was named, it
// lists the folder the program was started in.
func (o *openFile) Init() tea.Cmd {
	switch path := o.field.Value(); {
	case o.locked != nil:
		return nil
	case path != "":
		return o.read(path)
	}
	return o.list("")
}

func (o *openFile) About() screen.About { return screen.About{Wide: true, Field: &o.field} }

func (o *openFile) Outdated(by screen.Replaced) bool { return by == screen.KeysReplaced }

func (o *openFile) Title() string { return "Open" }

func (o *openFile) Aside() string { return "" }

func (o *openFile) Focus() screen.Focus { return screen.ValueField }

func (o *openFile) Insert(text string, _ intake.Input) bool {
	o.problem = ""
	text = strings.TrimSpace(text)
	if o.locked == nil {
		text = files.DroppedPath(text)
	}
	o.field.Insert([]rune(text))
	return true
}

// Back implements screen.Screen. Esc stops reading or unlocking, or returns from the
// pass phrase to the path.
func (o *openFile) Back() bool {
	if o.busy != "" {
		o.busy = ""
		o.Drop()
		return true
	}
	if o.locked == nil {
		return false
	}
	o.field = paint.Field{Harmless: true}
	o.field.Set(o.locked.Name)
	o.locked, o.problem = nil, ""
	return true
}

func (o *openFile) Bindings() []key.Binding {
	asked := o.locked == nil && o.busy == ""
	return []key.Binding{
		paint.When(asked && len(o.matching()) > 0 && !(o.moved && o.at < o.ways()), paint.BindComplete),
		paint.When(asked, paint.BindOpen),
		paint.When(o.locked != nil && o.busy == "", paint.BindUnlock),
		paint.When(asked && len(o.matching())+o.ways() > 1, paint.BindChoose),
	}
}

func (o *openFile) Update(msg tea.KeyMsg) tea.Cmd {
	switch {
	case o.busy != "":
		return nil
	case o.locked != nil:
		if key.Matches(msg, paint.BindUnlock) {
			return o.unlock()
		}
		if o.field.Key(msg) == paint.FieldEdited {
			o.problem = ""
		}
	case key.Matches(msg, paint.BindComplete):
		return o.complete()
	case key.Matches(msg, paint.BindOpen):
		return o.enter()
	case key.Matches(msg, paint.BindChoose):
		if o.moved || o.ways() == 0 {
			o.at += paint.Step(msg)
		}
		o.at, o.moved = max(0, min(o.at, len(o.matching())+o.ways()-1)), true
	case o.field.Key(msg) == paint.FieldEdited:
		o.problem, o.at, o.moved = "", 0, false
		return o.listIfNew()
	}
	return nil
}

// split divides the typed path into the folder, as typed, and the start of the entry's
// name.
func (o *openFile) split() (folder, start string) {
	typed := o.field.Value()
	i := strings.LastIndexAny(typed, `/`+string(filepath.Separator))
	return typed[:i+1], typed[i+1:]
}

// listIfNew lists the folder of the typed path if that folder is not listed already.
func (o *openFile) listIfNew() tea.Cmd {
	folder, _ := o.split()
	if folder == o.folder || probe.IsAddress(o.field.Value()) {
		return nil
	}
	return o.list(folder)
}

// howToExport is the page that says how to get an export, and which columns to add.
const howToExport = "symptoms/get-an-export.md"

// ways returns the number of rows before the entries: the way to get an export, as long as
// one is asked for and nothing is typed.
func (o *openFile) ways() int {
	if _, there := o.s.Library.Page(howToExport); o.export && there && o.field.Value() == "" {
		return 1
	}
	return 0
}

// listing is the content of a folder.
type listing struct {
	folder  string
	entries []entry
}

func (o *openFile) list(folder string) tea.Cmd {
	o.folder, o.entries = folder, nil
	disk, path := o.s.Disk, files.Expand(o.s.Disk, folder)
	if path == "" {
		path = "."
	}
	return o.Ask(o, func() any {
		entries, _ := disk.Entries(path) // a folder that does not exist has no entries
		return listing{folder, exportsFirst(entries)}
	})
}

// matching returns the entries that the typed path can be completed to.
func (o *openFile) matching() []entry {
	_, start := o.split()
	var out []entry
	for _, entry := range o.entries {
		hidden := strings.HasPrefix(entry.Name(), ".") && !strings.HasPrefix(start, ".")
		if !hidden && strings.HasPrefix(entry.Name(), start) {
			out = append(out, entry)
		}
	}
	return out
}

// complete extends the typed name to the longest common start of all matching entries.
// If only one entry matches or the user chose one, complete inserts its whole name.
func (o *openFile) complete() tea.Cmd {
	all := o.matching()
	at := o.at - o.ways()
	if len(all) == 0 || at < 0 && o.moved {
		return nil
	}
	folder, start := o.split()
	name := all[0].Name()
	if o.moved {
		name = all[at].Name()
		all = all[at : at+1]
	}
	for _, entry := range all {
		name = commonStart(name, entry.Name())
	}
	if len(all) == 1 && all[0].IsDir() {
		name += "/"
	}
	if name != start {
		o.field.Set(folder + name)
		o.at, o.moved = 0, false
	}
	return o.listIfNew()
}

// commonStart returns the longest common start of two names. It never splits a letter
// from a combining accent that follows it as a separate character.
func commonStart(a, b string) string {
	end := 0
	for rest, state := a, -1; rest != ""; {
		var letter string
		letter, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if other, _, _, _ := uniseg.FirstGraphemeClusterInString(b[min(end, len(b)):], -1); other != letter {
			break
		}
		end += len(letter)
	}
	return a[:end]
}

// enter opens the typed file or address. If the user chose an entry, enter opens that
// file or goes into that folder.
func (o *openFile) enter() tea.Cmd {
	typed := strings.TrimSpace(o.field.Value())
	if all, at := o.matching(), o.at-o.ways(); o.moved && at < 0 {
		o.s.OpenPage(howToExport)
		return nil
	} else if o.moved && at < len(all) {
		folder, _ := o.split()
		typed = folder + all[at].Name()
		if all[at].IsDir() {
			return o.complete()
		}
	}
	if typed == "" {
		o.problem = "Type the path of a file, or choose one with ↑↓; tab completes it."
		return nil
	}
	o.problem = ""
	if probe.IsAddress(typed) {
		return o.fetch(typed)
	}
	return o.read(typed)
}

func (o *openFile) read(name string) tea.Cmd {
	return o.work("Reading …", screen.Open(o.s, name))
}

// fetch fetches a key set from the address that was typed.
func (o *openFile) fetch(address string) tea.Cmd {
	return o.work("Fetching the key set …", screen.Fetch(o.s, address))
}

// unlock tries the typed pass phrase.
func (o *openFile) unlock() tea.Cmd {
	return o.work("Unlocking …", o.locked.Unlock(border.NewSecret(o.field.Value())))
}

func (o *openFile) work(busy string, open func() screen.Opened) tea.Cmd {
	o.busy = busy
	return o.Ask(o, func() any { return open() })
}

func (o *openFile) Answer(value any) tea.Cmd {
	switch value := value.(type) {
	case listing:
		if value.folder == o.folder {
			o.entries, o.at, o.moved = value.entries, 0, false
		}
	case screen.Opened:
		o.busy = ""
		if errors.Is(value.Err, files.ErrFolder) {
			o.field.Set(strings.TrimRight(value.Name, "/") + "/")
			return o.listIfNew()
		}
		return o.take(value)
	}
	return nil
}

func (o *openFile) take(found screen.Opened) tea.Cmd {
	if found.Err == nil && found.File.Locked() {
		if o.locked != nil {
			o.problem = found.Refused()
		}
		o.locked = &screen.LockedFile{Name: found.Name, Data: found.Data}
		o.field = paint.Field{Secret: true}
		return nil
	}
	cmd, problem := found.Take(o.s, func() { o.s.CloseScreen(o) })
	o.problem = problem
	return cmd
}

func (o *openFile) View(width, height int) []string {
	title, hint := "Which file?", "the path of an export of the trail, a certificate, a key, a token, a HAR file"
	help := "Or the https address of a key set. Files are read as they are; nothing is sent."
	if o.export {
		title, hint = "Which export?", "the path of an export of the Login Audit Trail"
		help = "It is read as it is; nothing is sent."
	}
	if o.locked != nil {
		name, _ := border.Printable(border.Redact(o.locked.Name))
		title, hint = "The private key in "+paint.Clip(name, max(10, width-40))+" is locked", "its pass phrase"
		help = "The pass phrase is used once and not kept."
	}
	lines := []string{o.s.Styles.Heading.Paint(paint.Clip(title, width))}
	lines = append(lines, o.field.Boxed(o.s.Styles, hint, min(width, 100))...)
	switch {
	case o.busy != "":
		lines = append(lines, "  "+o.s.Styles.Quiet.Paint(o.busy))
	case o.problem != "":
		lines = append(lines, o.s.Styles.Strong.Paragraph("  ", o.problem, width)...)
	default:
		lines = append(lines, o.s.Styles.Quiet.Paragraph("  ", help, width)...)
	}
	lines = append(lines, "")
	if o.locked != nil {
		return lines
	}
	var list []string
	row := func(name, about string) {
		lead, look := o.s.Styles.Lead(len(list) == o.at && o.moved)
		name = paint.Clip(name, width-2)
		if room := width - 2 - paint.Cells(name) - 3; about != "" && room >= paint.Cells(about) {
			about = "   " + o.s.Styles.Quiet.Paint(about)
		} else {
			about = ""
		}
		list = append(list, lead+look.Paint(name)+about)
	}
	if o.ways() > 0 {
		row("How to get an export", "where to click, and which columns to add")
	}
	for _, entry := range o.matching() {
		name, _ := border.Printable(border.Redact(entry.Name()))
		if entry.IsDir() {
			name += "/"
		}
		row(name, entry.about())
	}
	return append(lines, paint.Window(list, o.at, o.at, max(0, height-len(lines)))...)
}
