package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"html"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The limits of a workbook. The worksheets themselves are streamed, and may be of any size.
const (
	maxDirectory = 1 << 20  // bytes of the list of the files in the archive
	maxShared    = 12 << 20 // bytes of shared texts, with 4 for each
	maxSheets    = 1 << 10
)

var (
	errDirectory = errors.New("it contains too many files for an Excel workbook; unpack the archive, and open the exports in it")
	errShared    = fmt.Errorf("its texts exceed the limit of %d MiB; save the sheet as CSV", maxShared>>20)
	errSheets    = fmt.Errorf("it contains more than %d worksheets; save the worksheet with the Login Audit Trail as CSV", maxSheets)
	errIndex     = errors.New("the workbook is damaged: a cell refers to a missing text; export it again")
)

// workbook reads an Excel workbook, XLSX (ECMA-376): a ZIP archive of XML. Cells refer to
// shared texts by number, and whether a number is a date depends on its style.
type workbook struct {
	files    map[string]*zip.File // by name in lower case
	sheets   []worksheet
	styles   []dateFormat
	shared   sharedTexts
	from1904 bool
	limits   Limits

	*scanner // of the worksheet that is open; nil for none
	part     io.ReadCloser
	row      Row
	ended    bool // the rows of the worksheet
	inRow    bool
	column   int
	kind     string // of the cell
	format   dateFormat
	in       cellPart
}

type worksheet struct{ name, file string }

// cellPart is the part of a cell that the text is of.
type cellPart uint8

const (
	outside   cellPart = iota
	inCell             // between the elements of a cell
	inValue            // v
	inInline           // is
	inText             // t in is
	inReading          // rPh in is: how a text is pronounced
)

// OpenXLSX opens a workbook. The error says what else it is if it is none.
func OpenXLSX(source io.ReaderAt, size int64, limits Limits) (Tables, error) {
	// The archive lists its files as often as it likes, whatever number it states.
	list := &bounded{source, maxDirectory + 128<<10}
	archive, err := zip.NewReader(list, size)
	if err != nil {
		if list.left < 0 {
			return nil, errDirectory
		}
		return nil, fmt.Errorf("it begins like an Excel workbook or a ZIP archive, but is damaged (%w); export it again", err)
	}
	list.left = 1 << 62
	w := &workbook{files: map[string]*zip.File{}, limits: limits, row: Row{limits: limits}}
	for _, file := range archive.File {
		w.files[strings.ToLower(file.Name)] = file
	}
	name, err := w.find()
	if err != nil {
		return nil, err
	}
	return w, w.read(name)
}

// bounded is a file of which so many bytes may be read.
type bounded struct {
	io.ReaderAt
	left int64
}

func (b *bounded) ReadAt(into []byte, at int64) (int, error) {
	if b.left -= int64(len(into)); b.left < 0 {
		return 0, errDirectory
	}
	return b.ReaderAt.ReadAt(into, at)
}

// find returns the name of the part that describes the workbook.
func (w *workbook) find() (string, error) {
	name := "xl/workbook.xml"
	if links, err := w.links("", "_rels/.rels"); err == nil {
		for _, link := range links {
			if link.kind == "officeDocument" {
				name = link.target
			}
		}
	}
	if w.files[name] != nil && !strings.HasSuffix(name, ".bin") && !strings.HasPrefix(name, "word/") && !strings.HasPrefix(name, "ppt/") {
		return name, nil
	}
	has := func(beginning string) bool {
		for name := range w.files {
			if strings.HasPrefix(name, beginning) {
				return true
			}
		}
		return false
	}
	switch {
	case has("xl/"):
		return "", errors.New("it is a binary Excel workbook (.xlsb); save it as .xlsx, or save the sheet as CSV")
	case has("word/"), has("ppt/"):
		return "", errors.New("it is a document, not an Excel workbook; in NetSuite, choose Export - CSV")
	case has("mimetype"):
		return "", errors.New("it is an OpenDocument file (.ods); save it as .xlsx, or save the sheet as CSV")
	}
	return "", errors.New("it is a ZIP archive, not an Excel workbook; unpack it, and open the exports in it")
}

// link is a relationship between parts (ECMA-376 part 2, 9).
type link struct{ id, kind, target string }

// links reads the relationships of a part in a folder.
func (w *workbook) links(folder, name string) (links []link, err error) {
	err = w.each(name, func(s *scanner) error {
		if s.closing || string(s.name) != "relationship" {
			return nil
		}
		if len(links) > 2*maxSheets {
			return errSheets
		}
		value := func(name string) string { return html.UnescapeString(string(s.attribute(name))) }
		kind, target := value("type"), value("target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(folder, target)
		}
		links = append(links, link{value("id"), kind[strings.LastIndexByte(kind, '/')+1:], strings.ToLower(strings.TrimPrefix(path.Clean(target), "/"))})
		return nil
	})
	return links, err
}

// openPart opens a part of the archive.
func (w *workbook) openPart(name string) (io.ReadCloser, error) {
	file := w.files[strings.ToLower(name)]
	switch {
	case file == nil:
		return nil, fmt.Errorf("the workbook is damaged: a part is missing; export it again")
	case file.Flags&1 != 0:
		return nil, errors.New("the workbook is encrypted; save it without a password")
	}
	return file.Open()
}

// each calls a function for every tag and text of a part.
func (w *workbook) each(name string, do func(s *scanner) error) error {
	part, err := w.openPart(name)
	if err != nil {
		return err
	}
	defer part.Close()
	s := newScanner(part, false)
	for {
		switch err := s.next(); {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		if err := do(s); err != nil {
			return err
		}
	}
}

// read reads everything but the worksheets.
func (w *workbook) read(name string) error {
	folder, base := path.Split(name)
	links, err := w.links(folder, folder+"_rels/"+base+".rels")
	if err != nil {
		return err
	}
	err = w.each(name, func(s *scanner) error {
		switch {
		case s.text != nil || s.closing:
		case string(s.name) == "workbookpr":
			w.from1904 = string(truth(s.attribute("date1904"))) == "TRUE"
		case string(s.name) == "sheet":
			id := string(s.attribute("id"))
			i := slices.IndexFunc(links, func(l link) bool { return l.id == id && l.kind == "worksheet" })
			if len(w.sheets) >= maxSheets {
				return errSheets
			}
			if i >= 0 {
				w.sheets = append(w.sheets, worksheet{html.UnescapeString(string(s.attribute("name"))), links[i].target})
			}
		}
		return nil
	})
	for _, link := range links {
		switch {
		case err != nil:
			return err
		case link.kind == "styles":
			err = w.readStyles(link.target)
		case link.kind == "sharedStrings":
			err = w.readShared(link.target)
		}
	}
	return err
}

// readStyles reads which cells are dates (ECMA-376 part 1, 18.8).
func (w *workbook) readStyles(name string) error {
	custom := map[int]dateFormat{}
	inCells := false
	return w.each(name, func(s *scanner) error {
		switch {
		case s.text != nil:
		case string(s.name) == "cellxfs":
			inCells = !s.closing
		case s.closing:
		case string(s.name) == "numfmt" && len(custom) < maxStyles:
			custom[s.number("numfmtid", 1<<30)] = customFormat(html.UnescapeString(string(s.attribute("formatcode"))))
		case string(s.name) == "xf" && inCells && len(w.styles) < maxStyles:
			id := s.number("numfmtid", 1<<30)
			format, is := custom[id]
			if !is {
				format = builtInFormat(id)
			}
			w.styles = append(w.styles, format)
		}
		return nil
	})
}

// sharedTexts are the texts that cells refer to by number.
type sharedTexts struct {
	chunks [][]byte // of sharedChunk bytes
	ends   []uint32 // where each text ends
}

const sharedChunk = 256 << 10

func (t *sharedTexts) size() int {
	if len(t.chunks) == 0 {
		return 0
	}
	return (len(t.chunks)-1)*sharedChunk + len(t.chunks[len(t.chunks)-1])
}

// add appends to the last text; end ends it.
func (t *sharedTexts) add(text []byte) {
	for len(text) > 0 {
		if n := len(t.chunks); n == 0 || len(t.chunks[n-1]) == sharedChunk {
			t.chunks = append(t.chunks, make([]byte, 0, sharedChunk))
		}
		last := &t.chunks[len(t.chunks)-1]
		n := min(len(text), sharedChunk-len(*last))
		*last = append(*last, text[:n]...)
		text = text[n:]
	}
}

func (t *sharedTexts) end() { t.ends = append(t.ends, uint32(t.size())) }

// appendTo appends a text to the open cell of a row.
func (t *sharedTexts) appendTo(row *Row, i int) {
	from, to := 0, int(t.ends[i])
	if i > 0 {
		from = int(t.ends[i-1])
	}
	for from < to {
		chunk := t.chunks[from/sharedChunk]
		piece := chunk[from%sharedChunk:]
		piece = piece[:min(len(piece), to-from)]
		row.add(piece)
		from += len(piece)
	}
}

// readShared reads the shared texts (ECMA-376 part 1, 18.4).
func (w *workbook) readShared(name string) error {
	one := Row{limits: w.limits} // a text that is too long is cut, as a cell is
	in := outside
	return w.each(name, func(s *scanner) error {
		switch {
		case s.text != nil:
			if in == inText {
				one.add(s.decoded())
			}
		case string(s.name) == "si":
			if !s.closing {
				one.reset()
				one.open(0)
				in = inInline
			}
			if s.closing || s.empty {
				w.shared.add(unescapeX(one.value()))
				w.shared.end()
				in = outside
			}
			if w.shared.size()+4*len(w.shared.ends) > maxShared {
				return errShared
			}
		default:
			in = inside(s, in)
		}
		return nil
	})
}

// inside follows the elements of a text: t, and rPh, whose t is not part of it.
func inside(s *scanner, in cellPart) cellPart {
	switch name := string(s.name); {
	case s.empty:
	case name == "t" && !s.closing && in == inInline:
		return inText
	case name == "t" && s.closing && in == inText:
		return inInline
	case name == "rph" && !s.closing && in == inInline:
		return inReading
	case name == "rph" && s.closing && in == inReading:
		return inInline
	}
	return in
}

// unescapeX decodes _x000D_, which stands for a character that XML cannot contain
// (ECMA-376 part 1, 22.9.2.19).
func unescapeX(text []byte) []byte {
	if !bytes.Contains(text, []byte("_x")) {
		return text
	}
	out := make([]byte, 0, len(text))
	for {
		i := bytes.Index(text, []byte("_x"))
		if i < 0 || i+7 > len(text) {
			return append(out, text...)
		}
		out = append(out, text[:i]...)
		code, err := strconv.ParseUint(string(text[i+2:i+6]), 16, 16)
		if err != nil || text[i+6] != '_' {
			out, text = append(out, "_x"...), text[i+2:]
			continue
		}
		out, text = utf8.AppendRune(out, rune(code)), text[i+7:]
	}
}

func (w *workbook) Settle() {}

func (w *workbook) Next(row *Row) error {
	for {
		if w.scanner == nil {
			if len(w.sheets) == 0 {
				return io.EOF
			}
			part, err := w.openPart(w.sheets[0].file)
			if err != nil {
				return err
			}
			w.part, w.scanner, w.ended = part, newScanner(part, false), false
			w.row.Table++
			w.row.Name, w.row.Number = w.sheets[0].name, 0
			w.sheets = w.sheets[1:]
		}
		switch err := w.next(); {
		case err == io.EOF && !w.ended:
			return ErrCut
		case err == io.EOF: // the checksum is right
			_ = w.part.Close()
			w.scanner = nil
			continue
		case err != nil:
			return err
		}
		switch done, err := w.token(); {
		case err != nil:
			return err
		case done:
			row.take(&w.row)
			return nil
		}
	}
}

// token takes a tag or text of a worksheet; done reports whether a row ended.
func (w *workbook) token() (done bool, err error) {
	if w.text != nil {
		if w.in == inValue || w.in == inText {
			w.row.add(w.decoded())
		}
		return false, nil
	}
	switch string(w.name) {
	case "sheetdata":
		w.ended = w.closing || w.empty
	case "row":
		if w.closing {
			done, w.inRow, w.in = w.inRow, false, outside
			return done, nil
		}
		w.row.reset()
		w.row.Number = max(w.row.Number+1, w.number("r", lastRow))
		w.column, w.inRow, w.in = 0, !w.empty, outside
	case "c":
		switch {
		case !w.inRow:
		case w.closing && w.in != outside:
			w.in = outside
			return false, w.convert()
		case !w.closing:
			w.openCell()
		}
	case "v":
		if w.in == inCell && !w.closing && !w.empty {
			w.in = inValue
		} else if w.in == inValue && w.closing {
			w.in = inCell
		}
	case "is":
		if w.in == inCell && !w.closing && !w.empty {
			w.in = inInline
		} else if w.in >= inInline && w.closing {
			w.in = inCell
		}
	default:
		w.in = inside(w.scanner, w.in)
	}
	return false, nil
}

func (w *workbook) openCell() {
	if column := columnOf(w.attribute("r")); column >= 0 {
		w.column = column
	}
	w.row.open(w.column)
	w.column++
	w.format = noDate
	if i := w.number("s", maxStyles); i < len(w.styles) {
		w.format = w.styles[i]
	}
	switch kind := w.attribute("t"); string(kind) {
	case "s":
		w.kind = "s"
	case "b":
		w.kind = "b"
	case "", "n":
		w.kind = "n"
	case "d":
		w.kind = "d"
	default: // str, inlineStr, e
		w.kind = "str"
	}
	w.in = inCell
	if w.empty {
		w.in, w.row.at = outside, -1
	}
}

// columnOf is the column, from 0, of a reference such as AB12; -1 if it is none.
func columnOf(reference []byte) int {
	column := 0
	for i, c := range reference {
		switch {
		case c >= 'A' && c <= 'Z':
			column = min(column*26+int(c-'A')+1, 1<<20)
		case i > 0 && c >= '0' && c <= '9':
			return column - 1
		default:
			return -1
		}
	}
	return -1
}

// convert writes the value of the open cell as the reader of the trail expects it.
func (w *workbook) convert() error {
	value := w.row.value()
	switch w.kind {
	case "s":
		if len(value) == 0 {
			break
		}
		i, err := strconv.Atoi(string(bytes.TrimSpace(value)))
		if w.row.at >= 0 && (err != nil || i < 0 || i >= len(w.shared.ends)) {
			return errIndex
		}
		w.row.replace(nil)
		w.shared.appendTo(&w.row, i)
	case "n":
		if w.format == noDate || len(value) > 40 {
			break
		}
		if text, ok := dateOf(string(value), w.format, w.from1904); ok {
			w.row.replace([]byte(text))
		}
	case "b":
		w.row.replace(truth(value))
	case "d":
		w.row.replace([]byte(dateTime(string(value), w.format)))
	default:
		if bytes.Contains(value, []byte("_x")) {
			w.row.replace(unescapeX(value))
		}
	}
	w.row.at = -1
	return nil
}
