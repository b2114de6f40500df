package content

import (
	"cmp"
	"embed"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
)

// Library is all prose.
type Library struct {
	pages    []Page
	codes    int            // the number of pages of codes, which come first
	symptoms int            // the number of pages of codes and symptoms; lessons come last
	places   map[string]int // indexes into pages by path

	guide   func() (*Guide, faults) // read at the first call, and so are the others
	index   func() *index           // for Search
	lessons func() ([]Lesson, faults)
}

//go:embed guide.md codes/*.md symptoms/*.md lessons/*.md code/*
var files embed.FS

// Embedded returns the library that is part of the program. It reads it once, but does not
// prove it: each start of the program would take longer (25 ms instead of 2.5, see the
// benchmarks), and the files cannot change after the build.
func Embedded() (*Library, error) { return embedded() }

var embedded = sync.OnceValues(func() (*Library, error) {
	library, found := read(files)
	return library, found.join()
})

// read reads the library without proving it: the guide and the lessons when they are needed.
// With faults too, it returns what could be read.
func read(fsys fs.FS) (*Library, faults) {
	var found faults
	library := &Library{places: map[string]int{}}
	library.guide = sync.OnceValues(func() (*Guide, faults) { return openGuide(fsys) })
	library.index = sync.OnceValue(library.indexed)
	library.lessons = sync.OnceValues(library.readLessons)

	for _, folder := range []string{"codes", "symptoms", "lessons"} {
		files, _ := fs.Glob(fsys, folder+"/*.md") // fails for a bad pattern only
		for _, file := range files {
			source, err := readFile(fsys, file)
			if err != nil {
				found.add(file, 0, "cannot read the page: %v", rootOf(err))
				continue
			}
			library.pages = append(library.pages, readPage(file, source))
		}
	}
	library.sort()
	return library, found
}

// readFile reads a text file, with \n as line ends.
func readFile(fsys fs.FS, name string) (string, error) {
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return "", err
	}
	return strings.ReplaceAll(strings.TrimPrefix(string(data), "\ufeff"), "\r\n", "\n"), nil
}

// rootOf removes the path from an error, because a fault includes it.
func rootOf(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}

// sort sorts pages: codes in Oracle's order, symptoms by title, lessons in the order of the
// menu.
func (l *Library) sort() {
	kinds := detail.Kinds()
	slices.SortStableFunc(l.pages, func(a, b Page) int {
		return cmp.Or(cmp.Compare(a.folder(), b.folder()), cmp.Compare(a.rank(kinds), b.rank(kinds)), strings.Compare(a.Title, b.Title))
	})
	for i, page := range l.pages {
		l.places[page.Path] = i
		switch page.folder() {
		case folderCodes:
			l.codes, l.symptoms = i+1, i+1
		case folderSymptoms:
			l.symptoms = i + 1
		}
	}
}

// The folders of pages, in the order of Pages.
const (
	folderCodes = iota
	folderSymptoms
	folderLessons
)

// isLesson reports whether a path, which may end in #anchor, is that of a lesson.
func isLesson(path string) bool { return strings.HasPrefix(path, "lessons/") }

func (p Page) folder() int {
	switch {
	case strings.HasPrefix(p.Path, "codes/"):
		return folderCodes
	case isLesson(p.Path):
		return folderLessons
	}
	return folderSymptoms
}

// rank is the place of a page in its folder; pages without one come last, by title.
func (p Page) rank(kinds []detail.Kind) int {
	i := slices.Index(lessonNames, pathName(p.Path))
	if p.folder() == folderCodes {
		i = slices.IndexFunc(kinds, func(k detail.Kind) bool { return k.Code.Path() == p.Path })
	}
	if i < 0 {
		return len(kinds)
	}
	return i
}

// Pages returns every page: codes in Oracle's order, symptoms by title, then lessons in the
// order of the menu.
func (l *Library) Pages() []Page { return l.pages }

// Codes returns the pages of the codes, in Oracle's order.
func (l *Library) Codes() []Page { return slices.Clip(l.pages[:l.codes]) }

// Symptoms returns the pages of symptoms, by title.
func (l *Library) Symptoms() []Page { return slices.Clip(l.pages[l.codes:l.symptoms]) }

// Page returns the page with a path. It ignores an #anchor after the path.
func (l *Library) Page(path string) (Page, bool) {
	path, _, _ = strings.Cut(path, "#")
	i, ok := l.places[path]
	if !ok {
		return Page{}, false
	}
	return l.pages[i], true
}

// Code returns the page of a code.
func (l *Library) Code(code diagnosis.Code) (Page, bool) { return l.Page(code.Path()) }

// Guide returns the decision tree.
func (l *Library) Guide() *Guide {
	guide, _ := l.guide()
	return guide
}
