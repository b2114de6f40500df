package trail

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
)

// headSize is the number of bytes that the Dialect is detected from. If they contain only a
// few rows, the head grows by the maximum length of a row, so that it includes every header
// that begins within headSize.
const headSize = 256 << 10

// stream is an open source.
type stream struct {
	io.Reader // the source from its start, decompressed; UTF-16 as UTF-8
	closer    io.Closer
	head      []byte // the beginning, which Reader returns too
	whole     bool   // head is the whole source

	compressed bool
	encoding   string
	// table is the table that Reader writes as CSV; nil for a source that is text itself.
	table *tableText
}

func (o *stream) Close() error { return o.closer.Close() }

// counter counts the bytes read from a source as stored. Every loop over a source reads
// through it, so this is where a context ends them.
type counter struct {
	io.Reader
	ctx      context.Context
	progress *Progress
}

func (c *counter) Read(into []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.Reader.Read(into)
	if c.progress != nil {
		c.progress.bytes.Add(int64(n))
	}
	return n, err
}

// open opens a source and reads its head.
func open(ctx context.Context, source Source, options Options) (*stream, error) {
	stored, err := source.Open()
	if err != nil {
		return nil, err
	}
	o := &stream{closer: stored, encoding: "UTF-8"}
	if err := o.begin(&counter{stored, ctx, options.Progress}, source.Size, options); err != nil {
		_ = stored.Close()
		return nil, err
	}
	return o, nil
}

func (o *stream) begin(stored *counter, size int64, options Options) error {
	buffered := bufio.NewReaderSize(stored, 64<<10)
	o.Reader = buffered
	magic, err := buffered.Peek(4)
	if err != nil && err != io.EOF {
		return err
	}
	if bytes.HasPrefix(magic, gzipMagic) {
		unzipped, err := gzip.NewReader(buffered)
		if err != nil {
			return fmt.Errorf("it begins like a gzip file, but is not valid gzip: %w", err)
		}
		o.compressed = true
		unzipped.Multistream(false)
		buffered = bufio.NewReaderSize(&unzipping{unzipped, buffered}, 64<<10)
		o.Reader = buffered
	}
	start, err := buffered.Peek(512)
	if err != nil && err != io.EOF && len(start) == 0 {
		return fmt.Errorf("it cannot be read: %w", err)
	}
	if bytes.HasPrefix(start, []byte("PK\x03\x04")) || bytes.HasPrefix(start, []byte("PK\x05\x06")) {
		return o.beginWorkbook(stored, buffered, size, options)
	}
	for _, other := range otherFiles {
		if len(start) >= other.at && bytes.HasPrefix(start[other.at:], []byte(other.magic)) {
			return errors.New(other.is)
		}
	}
	wide := func(mark int, order binary.ByteOrder) {
		_, _ = buffered.Discard(mark)
		o.encoding, o.Reader = "UTF-16", &utf16Reader{source: buffered, order: order}
	}
	switch {
	case bytes.HasPrefix(start, byteOrderMark):
		_, _ = buffered.Discard(len(byteOrderMark))
		o.encoding = "UTF-8 with BOM"
	case bytes.HasPrefix(start, []byte{0xff, 0xfe}):
		wide(2, binary.LittleEndian)
	case bytes.HasPrefix(start, []byte{0xfe, 0xff}):
		wide(2, binary.BigEndian)
	case halfNUL(start, 1):
		wide(0, binary.LittleEndian)
	case halfNUL(start, 0):
		wide(0, binary.BigEndian)
	}
	if err := o.readHead(headSize); err != nil {
		return err
	}
	return o.beginMarkup(options)
}

// readHead reads a head of the given size, or the whole source if that is shorter.
func (o *stream) readHead(size int) error {
	head, err := io.ReadAll(io.LimitReader(o.Reader, int64(size)))
	if err != nil && len(head) == 0 {
		return fmt.Errorf("it cannot be read: %w", err)
	}
	o.head, o.whole = head, err == nil && len(head) < size
	switch {
	case o.whole: // a file that grows meanwhile is read as it was
		o.Reader = bytes.NewReader(o.head)
	case err != nil: // returned again after the rows that could be read
		o.Reader = io.MultiReader(bytes.NewReader(o.head), failing{err})
	default:
		o.Reader = io.MultiReader(bytes.NewReader(o.head), o.Reader)
	}
	return nil
}

// byteOrderMark is U+FEFF in UTF-8, which some programs write before a text.
var byteOrderMark = []byte("\ufeff")

var gzipMagic = []byte{0x1f, 0x8b}

const (
	isPicture = "it is an image; in NetSuite, choose Export - CSV"
	isPacked  = "it is compressed with %s, but only gzip is supported; decompress it first"
)

// otherFiles are formats that are not read: a magic number, its offset, and the error with
// what to do. The numbers are from the description of each format.
var otherFiles = []struct {
	at        int
	magic, is string
}{
	{0, string(gzipMagic), "it is compressed with gzip twice; decompress it once with gunzip"},
	{0, "%PDF", "it is a PDF; in NetSuite, choose Export - CSV"},
	{0, "PAR1", "it is a Parquet file; to count it, print a query with --query duckdb"},
	{0, "\xd0\xcf\x11\xe0", "it is an Excel workbook from before 2007 (.xls), or has a password; save it as .xlsx without a password, or save the sheet as CSV"},
	{0, "\xff\xfe\x00\x00", "it is UTF-32; save it as UTF-8"},
	{0, "\x00\x00\xfe\xff", "it is UTF-32; save it as UTF-8"},
	{0, "{\\rtf", "it is a document (RTF); in NetSuite, choose Export - CSV"},
	{0, "\x89PNG", isPicture},
	{0, "\xff\xd8\xff", isPicture},
	{0, "GIF8", isPicture},
	{4, "1AY&SY", fmt.Sprintf(isPacked, "bzip2")},
	{0, "\xfd7zXZ", fmt.Sprintf(isPacked, "xz")},
	{0, "7z\xbc\xaf", fmt.Sprintf(isPacked, "7-Zip")},
	{0, "\x28\xb5\x2f\xfd", fmt.Sprintf(isPacked, "Zstandard")},
	{0, "Rar!\x1a", fmt.Sprintf(isPacked, "RAR")},
	{257, "ustar", "it is a tar archive; unpack it, and open the exports in it"},
}

// isText reports whether head looks like text: in binary files one byte in ten is a control
// character.
func isText(head []byte) bool {
	const enough = 4096
	head = head[:min(len(head), enough)]
	controls := 0
	for _, c := range head {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			controls++
		}
	}
	return controls*20 < len(head)
}

// halfNUL reports whether most bytes at even (from 0) or odd (from 1) places are NUL and
// almost none of the others: UTF-16 without a byte order mark.
func halfNUL(start []byte, from int) bool {
	var nul [2]int
	for i, c := range start {
		if c == 0 {
			nul[i%2]++
		}
	}
	return len(start) >= 16 && nul[from]*5 > len(start)*2 && nul[1-from]*20 < len(start)
}

// errCut is the error for a compressed file that ends too early. It is not
// io.ErrUnexpectedEOF, which io.ReadFull returns at the end of every file.
var errCut = errors.New("the compressed file is incomplete; copy it again")

// errTail is the error for a gzip file that is followed by something else.
var errTail = errors.New("the compressed data is followed by other data; copy the file again")

// unzipping reads the members of a gzip file (RFC 1952, 2.2), and ignores the NULs that
// tapes and some uploads append.
type unzipping struct {
	member *gzip.Reader
	source *bufio.Reader
}

func (u *unzipping) Read(into []byte) (int, error) {
	for {
		n, err := u.member.Read(into)
		switch {
		case errors.Is(err, io.ErrUnexpectedEOF):
			return n, errCut
		case err != io.EOF || n > 0:
			if err == io.EOF {
				err = nil // returned again by the next call
			}
			return n, err
		}
		if err := u.next(); err != nil {
			return 0, err
		}
	}
}

// next advances to the next member. It returns io.EOF after the last.
func (u *unzipping) next() error {
	for {
		c, err := u.source.ReadByte()
		if err != nil {
			return err
		}
		if c == 0 {
			continue
		}
		if err := u.source.UnreadByte(); err != nil {
			return err
		}
		if magic, _ := u.source.Peek(2); !bytes.HasPrefix([]byte{0x1f, 0x8b}, magic) { // magic may be short
			return errTail
		}
		switch err := u.member.Reset(u.source); {
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			return errCut
		case errors.Is(err, gzip.ErrHeader):
			return errTail
		case err != nil:
			return err
		}
		u.member.Multistream(false)
		return nil
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// utf16Reader decodes UTF-16, which Excel calls Unicode Text, into UTF-8.
type utf16Reader struct {
	source *bufio.Reader
	order  binary.ByteOrder
	ready  []byte
	high   rune  // the first half of a surrogate pair
	end    error // returned after ready
}

func (u *utf16Reader) Read(into []byte) (int, error) {
	var raw [8192]byte
	for len(u.ready) == 0 {
		if u.end != nil {
			return 0, u.end
		}
		n, err := io.ReadFull(u.source, raw[:])
		for i := 0; i+1 < n; i += 2 {
			u.decode(rune(u.order.Uint16(raw[i:])))
		}
		switch {
		case err == nil:
		case err == io.EOF, errors.Is(err, io.ErrUnexpectedEOF):
			u.end = io.EOF
			if n%2 == 1 || u.high != 0 {
				u.end = errHalf
			}
		default:
			u.end = err
		}
	}
	n := copy(into, u.ready)
	u.ready = u.ready[n:]
	return n, nil
}

// decode appends a code unit. Half a surrogate pair becomes U+FFFD and does not affect its
// neighbours.
func (u *utf16Reader) decode(unit rune) {
	if u.high != 0 {
		r := utf16.DecodeRune(u.high, unit)
		u.high = 0
		u.ready = utf8.AppendRune(u.ready, r)
		if r != utf8.RuneError {
			return
		}
	}
	if unit >= 0xd800 && unit < 0xdc00 {
		u.high = unit
		return
	}
	u.ready = utf8.AppendRune(u.ready, unit)
}

// errHalf is the error for a UTF-16 file that ends inside a character.
var errHalf = errors.New("the file ends in the middle of a character; export it again")

// shown makes a piece of a source printable, and at most limit characters long.
func shown(text []byte, limit int) string {
	const enough = 4096 // to recognise a secret at its beginning
	return border.Shown(string(text[:min(len(text), enough)]), limit)
}
