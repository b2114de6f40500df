package screen

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"sync"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/probe"
	"authdoctor/diagnosis/trail"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
)

// Opened is the result of reading a file, or of fetching a key set.
type Opened struct {
	Name string
	Data border.Secret
	File keys.File
	Err  error

	// input is what a file without a key was recognized as.
	input intake.Input
	// export is set for an export of the trail, which is not read whole. why explains
	// why a file that is named like an export is not one.
	export *files.Export
	why    error
	note   string
}

// Open returns the work that reads a file, for a command.
func Open(s *Session, name string) func() Opened {
	disk, path, dropped := s.Disk, files.Expand(s.Disk, name), files.DroppedPath(name)
	pathOf := files.Expand(s.Disk, dropped)
	options := trail.Options{Columns: s.Case.Columns, At: s.Clock()}
	return func() Opened {
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
			return Opened{Name: name, Err: err}
		}
		found := Opened{Name: name, Data: border.NewSecret(string(data))}
		if len(data) <= keys.MaxFile+1 {
			found.File = keys.Read(name, data, nil)
		}
		recognized := sync.OnceValue(func() intake.Input { return intake.Recognise(found.Data.Reveal()) })
		if found.File.Locked() || found.File.Readable() {
			if data[0] == '{' { // a case file has keys as well
				found.input = recognized()
			}
			return found
		}
		found.export, found.why = files.FindExport(disk, path, name, data, len(data) <= keys.MaxFile, recognized, options)
		if found.export == nil {
			found.input = recognized()
		}
		return found
	}
}

// Fetch returns the work that fetches a key set from an address that was typed.
func Fetch(s *Session, address string) func() Opened {
	client := s.Client
	return func() Opened {
		data, notes, err := probe.FetchKeySet(context.Background(), client, address)
		if err != nil {
			return Opened{Name: address, Err: err}
		}
		name, _, _ := strings.Cut(address, "?")
		return Opened{Name: name, File: keys.Read(name, data, nil), note: strings.Join(notes, "; ")}
	}
}

// Unlock returns the work that tries a pass phrase, which takes a moment.
func (l LockedFile) Unlock(phrase border.Secret) func() Opened {
	return func() Opened {
		file, used := keys.ReadPhrases(l.Name, []byte(l.Data.Reveal()), keys.Phrases([]byte(phrase.Reveal())))
		opened := Opened{Name: l.Name, Data: l.Data, File: file}
		if used.Note != "" {
			opened.note = "the pass phrase was read " + used.Note
		}
		return opened
	}
}

// Refused says why a pass phrase did not open the file.
func (o Opened) Refused() string {
	said := "The pass phrase does not open it."
	for _, key := range o.File.Keys {
		for _, p := range key.Problems {
			if _, ends, found := strings.Cut(p.Got, "; "); p.ID == "pass-phrase" && found {
				return said + " " + paint.Sentence(ends)
			} else if p.ID == "pass-phrase" && key.Kind == keys.PrivateKey && o.File.Container != "" {
				return p.Why + " " + p.Fix
			}
		}
	}
	return said
}

// Take adds what was read to the Case; done removes the screen that asked. If there is
// nothing to add, it returns why. A locked key is the caller's: see LockedFile.
func (o Opened) Take(s *Session, done func()) (cmd tea.Cmd, problem string) {
	switch {
	case o.Err != nil:
		return nil, o.unread()
	case o.export != nil:
		done()
		return s.TakeExport(o.export, "opened"), ""
	case o.File.Readable() && !isCase(o.input):
		return s.UnlessAnother(o.File.Name, diagnosis.Case{Keys: keys.NewSet(o.File)}, func() tea.Cmd { return s.TakeKeys(o.File, "opened", o.note) }), ""
	}
	text := o.Data.Reveal()
	if taken, cmd := s.TakeInput(text, o.input, "opened"); taken {
		done()
		return cmd, ""
	}
	switch {
	case len(o.input.Detail.Nearest) > 0, o.input.Kind == intake.KindWords && len(s.Library.Lead(text).Pages) > 0:
		s.GoTo(Home{}) // which takes no command
		s.Shown().Insert(text, o.input)
		return nil, ""
	case o.input.Kind == intake.KindAnswer:
		return nil, paint.Sentence(o.input.Problem)
	case o.why != nil:
		return nil, paint.Sentence(paint.TrailText(o.why.Error()))
	case o.input.Lacks != "":
		return nil, paint.Problem(o.input)
	case len(o.File.Problems) > 0:
		return nil, problemLine(o.File.Problems[0])
	}
	return nil, "No certificate, key, token, request, answer or export of the trail could be read from it."
}

// problemLine describes a problem with a file in one line.
func problemLine(p keys.Problem) string {
	text := p.Title
	if p.Where != "" {
		text += ", " + p.Where
	}
	return strings.TrimSpace(paint.Sentence(text) + " " + p.Fix)
}

// unread returns why a file could not be read.
func (o Opened) unread() string {
	name := border.Shown(o.Name, 80)
	if border.MayBeSecret(o.Name) || paint.LooksRandom(o.Name) {
		name = "of that name" // what was typed may be a key
	}
	var path *fs.PathError
	switch {
	case errors.Is(o.Err, fs.ErrNotExist):
		return "There is no file " + name + "."
	case errors.As(o.Err, &path):
		return "The file " + name + " cannot be read: " + path.Err.Error() + "."
	}
	return paint.Sentence(border.Shown(o.Err.Error(), 400))
}
