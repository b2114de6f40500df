// Package openfile asks for the path of a file, or for the pass phrase of a private key,
// and opens the file.
package openfile

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/rivo/uniseg"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/probe"
	"authdoctor/diagnosis/trail"
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
	folder  string // the folder that holds the entries, as typed
	entries []fs.DirEntry
	at      int  // index of the chosen entry
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
	o := &openFile{s: s, field: paint.Field{Harmless: true}, locked: to.Locked}
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
		paint.When(asked && len(o.matching()) > 0, paint.BindComplete),
		paint.When(asked, paint.BindOpen),
		paint.When(o.locked != nil && o.busy == "", paint.BindUnlock),
		paint.When(asked && len(o.matching()) > 1, paint.BindChoose),
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
		o.at, o.moved = max(0, min(o.at+paint.Step(msg), len(o.matching())-1)), true
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

// listing is the content of a folder.
type listing struct {
	folder  string
	entries []fs.DirEntry
}

func (o *openFile) list(folder string) tea.Cmd {
	o.folder, o.entries = folder, nil
	disk, path := o.s.Disk, files.Expand(o.s.Disk, folder)
	if path == "" {
		path = "."
	}
	return o.Ask(o, func() any {
		entries, _ := disk.Entries(path) // a folder that does not exist has no entries
		return listing{folder, entries}
	})
}

// matching returns the entries that the typed path can be completed to.
func (o *openFile) matching() []fs.DirEntry {
	_, start := o.split()
	var out []fs.DirEntry
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
	if len(all) == 0 {
		return nil
	}
	folder, start := o.split()
	name := all[0].Name()
	if o.moved {
		name = all[o.at].Name()
		all = all[o.at : o.at+1]
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
	if all := o.matching(); o.moved && o.at < len(all) {
		folder, _ := o.split()
		typed = folder + all[o.at].Name()
		if all[o.at].IsDir() {
			return o.complete()
		}
	}
	if typed == "" {
		o.problem = "Type the path of a file; tab completes it."
		return nil
	}
	o.problem = ""
	if probe.IsAddress(typed) {
		return o.fetch(typed)
	}
	return o.read(typed)
}

// fileRead is the result of reading a file.
type fileRead struct {
	name string
	data border.Secret
	file keys.File
	// input is what a file without a key was recognised as.
	input intake.Input
	// export is set for an export of the trail, which is not read whole. why explains
	// why a file that is named like an export is not one.
	export *files.Export
	why    error
	err    error
	note   string
}

func (o *openFile) read(name string) tea.Cmd {
	disk, path, dropped := o.s.Disk, files.Expand(o.s.Disk, name), files.DroppedPath(name)
	pathOf := files.Expand(o.s.Disk, dropped)
	options := trail.Options{Columns: o.s.Case.Columns, At: o.s.Clock()}
	o.busy = "Reading …"
	return o.Ask(o, func() any {
		data, err := disk.Read(path, keys.MaxFile)
		if err != nil && dropped != name && !errors.Is(err, files.ErrFolder) {
			// Quotes and backslashes may be part of a name. If the file cannot be read
			// under that name, the shell may have added them.
			name, path = dropped, pathOf
			data, err = disk.Read(path, keys.MaxFile)
		}
		if err == nil && len(data) > keys.MaxFile {
			// A HAR file may be larger than keys.MaxFile, because it also contains the
			// images of a page.
			if limit := intake.Limit(string(data[:4096])); limit > keys.MaxFile {
				data, err = disk.Read(path, int64(limit))
			}
		}
		if err != nil {
			return fileRead{name: name, err: err}
		}
		found := fileRead{name: name, data: border.NewSecret(string(data))}
		if len(data) <= keys.MaxFile+1 {
			found.file = keys.Read(name, data, nil)
		}
		if found.file.Locked() || found.file.Readable() {
			return found
		}
		recognised := sync.OnceValue(func() intake.Input { return intake.Recognise(found.data.Reveal()) })
		found.export, found.why = files.FindExport(disk, path, name, data, len(data) <= keys.MaxFile, recognised, options)
		if found.export == nil {
			found.input = recognised()
		}
		return found
	})
}

// fetch fetches a key set from the address that was typed.
func (o *openFile) fetch(address string) tea.Cmd {
	client := o.s.Client
	o.busy = "Fetching the key set …"
	return o.Ask(o, func() any {
		data, notes, err := probe.FetchKeySet(context.Background(), client, address)
		if err != nil {
			return fileRead{name: address, err: err}
		}
		name, _, _ := strings.Cut(address, "?")
		return fileRead{name: name, file: keys.Read(name, data, nil), note: strings.Join(notes, "; ")}
	})
}

// unlock tries the typed pass phrase. It runs as a command, because deriving the key
// takes a moment.
func (o *openFile) unlock() tea.Cmd {
	locked, phrase := *o.locked, border.NewSecret(o.field.Value())
	o.busy = "Unlocking …"
	return o.Ask(o, func() any {
		return fileRead{name: locked.Name, data: locked.Data, file: keys.Read(locked.Name, []byte(locked.Data.Reveal()), []byte(phrase.Reveal()))}
	})
}

func (o *openFile) Answer(value any) tea.Cmd {
	switch value := value.(type) {
	case listing:
		if value.folder == o.folder {
			o.entries, o.at, o.moved = value.entries, 0, false
		}
	case fileRead:
		o.busy = ""
		if errors.Is(value.err, files.ErrFolder) {
			o.field.Set(strings.TrimRight(value.name, "/") + "/")
			return o.listIfNew()
		}
		return o.take(value)
	}
	return nil
}

func (o *openFile) take(found fileRead) tea.Cmd {
	switch {
	case found.err != nil:
		o.problem = openProblem(found)
		return nil
	case found.export != nil:
		o.s.CloseScreen(o)
		return o.s.TakeExport(found.export, "opened")
	}
	if found.file.Locked() {
		if o.locked != nil {
			o.problem = "The pass phrase does not open it."
		}
		o.locked = &screen.LockedFile{Name: found.name, Data: found.data}
		o.field = paint.Field{Secret: true}
		return nil
	}
	if !found.file.Readable() {
		if taken, cmd := o.s.TakeInput(found.data.Reveal(), found.input, "opened"); taken {
			o.s.CloseScreen(o)
			return cmd
		}
		if words := found.input; len(words.Detail.Nearest) > 0 || words.Kind == intake.KindWords && len(o.s.Library.Lead(found.data.Reveal()).Pages) > 0 {
			o.s.GoTo(screen.Home{}) // which takes no command
			o.s.Shown().Insert(found.data.Reveal(), words)
			return nil
		}
		o.problem = "No certificate, key, token, request, answer or export of the trail could be read from it."
		switch {
		case found.input.Kind == intake.KindAnswer:
			o.problem = paint.Sentence(found.input.Problem)
		case found.why != nil:
			o.problem = paint.Sentence(paint.TrailText(found.why.Error()))
		case found.input.Lacks != "":
			o.problem = paint.Problem(found.input)
		case len(found.file.Problems) > 0:
			o.problem = fileProblem(found.file.Problems[0])
		}
		return nil
	}
	return o.s.UnlessAnother(found.file.Name, diagnosis.Case{Keys: keys.NewSet(found.file)}, func() tea.Cmd { return o.s.TakeKeys(found.file, "opened", found.note) })
}

// fileProblem describes a problem with a file in one line.
func fileProblem(p keys.Problem) string {
	text := p.Title
	if p.Where != "" {
		text += ", " + p.Where
	}
	return strings.TrimSpace(paint.Sentence(text) + " " + p.Fix)
}

func openProblem(found fileRead) string {
	name := border.Shown(found.name, 80)
	if border.MayBeSecret(found.name) || paint.LooksRandom(found.name) {
		name = "of that name" // what was typed may be a key
	}
	var path *fs.PathError
	switch {
	case errors.Is(found.err, fs.ErrNotExist):
		return "There is no file " + name + "."
	case errors.As(found.err, &path):
		return "The file " + name + " cannot be read: " + path.Err.Error() + "."
	}
	return paint.Sentence(border.Shown(found.err.Error(), 400))
}

func (o *openFile) View(width, height int) []string {
	title, hint := "Which file?", "the path of an export of the trail, a certificate, a key, a token, a HAR file"
	help := "Or the https address of a key set. Files are read as they are; nothing is sent."
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
	for i, entry := range o.matching() {
		name, _ := border.Printable(border.Redact(entry.Name()))
		if entry.IsDir() {
			name += "/"
		}
		lead, look := o.s.Styles.Lead(i == o.at && o.moved)
		list = append(list, lead+look.Paint(paint.Clip(name, width-2)))
	}
	return append(lines, paint.Window(list, o.at, o.at, max(0, height-len(lines)))...)
}
