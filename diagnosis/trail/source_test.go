package trail

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"authdoctor/diagnosis/worktest"
)

func textSource(text string) Source {
	return Source{Name: "export", Size: int64(len(text)), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

func zipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.String()
}

// TestManyColumns catches a table, or an object, of any number of columns that is looked
// at: what each column holds is found by comparing it with others.
func TestManyColumns(t *testing.T) {
	wide := func(n int) string { return "Status,Detail" + strings.Repeat(",x", n-2) + "\nFailure,MissingKey\n" }
	members := func(n int) string {
		var b strings.Builder
		for i := range n - 2 {
			fmt.Fprintf(&b, `,"k%d":1`, i)
		}
		return `{"status":"Failure","detail":"MissingKey"` + b.String() + "}\n"
	}
	for name, c := range map[string]struct{ text, want string }{
		"1000 columns":              {wide(1000), "1 of 1"},
		"1001 columns":              {wide(1001), "more than 1000 columns"},
		"a header of commas":        {strings.Repeat(",", 256<<10), "more than 1000 columns"},
		"a row of commas":           {"Status,Detail\nFailure,MissingKey\n" + strings.Repeat(",", 256<<10) + "\n", "1 of 2"},
		"1000 members":              {members(1000), "1 of 1"},
		"1001 members":              {members(1001), "more than 1000 columns"},
		"other members in each row": {strings.Repeat(members(600), 2), "2 of 2"},
		"1001 members in the first": {members(1001) + members(20), "1 of 2"},
		"1001 members in a later":   {strings.Repeat(members(20), 401) + members(1001), "401 of 402"},
	} {
		s, _, err := Count(context.Background(), []Source{textSource(c.text)}, Options{})
		got := fmt.Sprint(err)
		if err == nil {
			got = fmt.Sprintf("%d of %d", s.Rows, s.Rows+s.BadRows())
		}
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: %s; want %s", name, got, c.want)
		}
	}
}

// TestOtherTextIsNotRepeated catches an error that shows text of a file that is no export.
func TestOtherTextIsNotRepeated(t *testing.T) {
	for _, text := range []string{"my secret, is here\nand here\n", "hunter2", "password=hunter2;user=x\n", `{"client_secret":"hunter2"}`, `[{"hunter2":1}]`, "\xff\xfeh\x00u\x00n\x00t\x00"} {
		if _, _, err := Count(context.Background(), []Source{textSource(text)}, Options{}); err == nil || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestCutOff catches a source that ends too early, or goes on with something else, and
// whose Summary says that it is complete.
func TestCutOff(t *testing.T) {
	const row = `{"status":"Failure","detail":"MissingKey"}`
	csv := "Status,Detail\n" + strings.Repeat("Failure,MissingKey\n", 100)
	units := utf16.Encode([]rune(csv))
	wide := "\xff\xfe"
	for _, u := range units {
		wide += string([]byte{byte(u), byte(u >> 8)})
	}
	for name, c := range map[string]struct {
		text     string
		rows     int64
		complete bool
	}{
		"a list":                    {"[" + row + "," + row + "]", 2, true},
		"a list without its end":    {"[" + row + "," + row + ",", 2, false},
		"items without their end":   {`{"items":[` + row + `]`, 1, false},
		"UTF-16":                    {wide, 100, true},
		"UTF-16 and a byte":         {wide + "x", 100, false},
		"UTF-16 and half a pair":    {wide + "\x00\xd8", 100, false},
		"gzip":                      {zipped(csv), 100, true},
		"gzip in members":           {zipped(csv) + zipped("") + zipped(csv[14:]), 200, true},
		"gzip and NULs":             {zipped(csv) + strings.Repeat("\x00", 512), 100, true},
		"gzip and text":             {zipped(csv) + "Failure,MissingKey\n", 100, false},
		"gzip and half a member":    {zipped(csv) + zipped(csv)[:20], 100, false},
		"gzip without its end":      {zipped(csv)[:len(zipped(csv))-4], 100, false},
		"gzip with a wrong check":   {zipped(csv)[:len(zipped(csv))-8] + "xxxxxxxx", 100, false},
		"CR, with LF inside quotes": {strings.ReplaceAll(csv, "\n", "\r") + "Success,\"a\nb\"\r", 101, true},
		"CSV in a row":              {csv + "Fail", 100, false},
		"CSV in quotes":             {csv + "Failure,\"Missing", 100, false},
		"CSV in quotes and a line":  {csv + "Failure,\"Missing\n", 100, false},
		"CSV without a line end":    {csv + "Failure,MissingKey", 101, true},
		"a quote in the middle":     {csv + "Failure,\"5 pipe\n" + csv[14:], 200, true},
		"lines of JSON in a row":    {row + "\n" + row[:20], 1, false},
		"CR CR LF":                  {strings.ReplaceAll(csv, "\n", "\r\r\n"), 100, true},
	} {
		s, _, err := Count(context.Background(), []Source{textSource(c.text)}, Options{})
		if err != nil || s.Rows != c.rows || s.Complete != c.complete || !c.complete && s.Sources[0].Problem == "" {
			t.Errorf("%s: %+v, %v; want %d rows, complete %v", name, s, err, c.rows, c.complete)
		}
	}
	for behind, want := range map[string]string{"more": "other data", "\x1f": "is incomplete"} { // both shorter than a gzip header
		if s, _, err := Count(context.Background(), []Source{textSource(zipped(csv) + behind)}, Options{}); err != nil || !strings.Contains(s.Sources[0].Problem, want) {
			t.Errorf("gzip and %q: %+v, %v; want %q", behind, s, err, want)
		}
	}
	// Half of a pair takes no line end with it.
	broken := strings.Replace(wide, "K\x00e\x00y\x00\n\x00", "K\x00e\x00\x00\xd8\n\x00", 1)
	if s, _, err := Count(context.Background(), []Source{textSource(broken)}, Options{}); err != nil || s.Rows != 100 {
		t.Errorf("half a pair before a line end: %+v, %v", s, err)
	}
}

// TestLongHeader catches a header that is not found because of its length, or of what is
// before it, and one over the limit that is not called so.
func TestLongHeader(t *testing.T) {
	const row = "1/1/2026 10:00,Failure,MissingKey\n"
	label := func(size, columns int) string {
		return strings.Repeat(","+strings.Repeat("x", size/columns-1), columns)
	}
	for _, size := range []int{1 << 10, headSize - 40, headSize + 40, 1<<20 - 100} {
		for name, text := range map[string]string{
			"one label":         "Date,Status,Detail" + label(size, 1) + "\n" + strings.Repeat(row, 400),
			"many labels":       "Date,Status,Detail" + label(size, 990) + "\n" + strings.Repeat(row, 400),
			"behind a title":    "\"Trail\",2026\n\nDate,Status,Detail" + label(size, 500) + "\n" + strings.Repeat(row, 400),
			"with line ends":    "Date,Status,Detail,\"" + strings.Repeat("x\n", min(size, 60<<10)/2) + "\"" + label(size, 9) + "\n" + strings.Repeat(row, 400),
			"behind a long row": strings.Repeat("x", min(size, headSize-1)) + "\nDate,Status,Detail\n" + strings.Repeat(row, 400),
		} {
			if strings.Index(text, row) > 1<<20 {
				continue
			}
			s, _, err := Count(context.Background(), []Source{textSource(text)}, Options{})
			if err != nil || s.Rows != 400 || len(s.Sources[0].Bad) > 0 {
				t.Errorf("%s of %d: %v; want 400 rows", name, size, err)
			}
		}
	}
	for _, rows := range []int{1, 9_000} {
		text := "Date,Status,Detail" + label(1<<20, 9) + "\n" + strings.Repeat(row, rows)
		if _, _, err := Count(context.Background(), []Source{textSource(text)}, Options{}); err == nil || !strings.Contains(err.Error(), "exceeds 1 MiB") {
			t.Errorf("a header of 1 MiB and %d rows: %v", rows, err)
		}
	}
}

// TestMarks catches a byte order mark between exports that were written one behind the
// other, and that takes a header or a row with it.
func TestMarks(t *testing.T) {
	for _, header := range []string{"Status,Detail\n", "\"Status\",Detail\n", "\"Status\",\"Detail\"\n"} {
		text := "\ufeff" + header + "Failure,MissingKey\n"
		for packed, source := range map[string]string{"text": text + text + "\ufeffSuccess,\n", "gzip": zipped(text) + zipped(text) + zipped("\ufeffSuccess,\n")} {
			s, _, err := Count(context.Background(), []Source{textSource(source)}, Options{})
			if err != nil || s.Rows != 3 || s.BadRows() != 1 || s.Sources[0].Bad[0].Kind != BadHeader {
				t.Errorf("%s of %q: %+v, %v; want 3 rows, and the header again", packed, header, s, err)
			}
		}
	}
	const object = "\ufeff{\"status\":\"Failure\",\"detail\":\"MissingKey\"}"
	for _, text := range []string{object + object, object + "\n" + object + "\n", "\ufeff[" + object[3:] + "]\ufeff[" + object[3:] + "]"} {
		if s, _, err := Count(context.Background(), []Source{textSource(text)}, Options{}); err != nil || s.Rows != 2 || s.BadRows() != 0 {
			t.Errorf("%q: %+v, %v; want 2 rows", text, s, err)
		}
	}
}

// TestWideMarks catches a byte order mark of UTF-16 that becomes part of the text: JSON
// that begins with one is then read as CSV, and none of its rows is found.
func TestWideMarks(t *testing.T) {
	units := utf16.Encode([]rune("\ufeff[{\"status\":\"Failure\",\"detail\":\"MissingKey\"}]"))
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		var text []byte
		for _, unit := range units {
			text = order.AppendUint16(text, unit)
		}
		if s, _, err := Count(context.Background(), []Source{textSource(string(text))}, Options{}); err != nil || s.Rows != 1 || !s.Complete {
			t.Errorf("%v: %+v, %v; want 1 row", order, s, err)
		}
	}
}

// TestLongObjects catches rows of JSON that are lost behind one that is too long, and
// one of them that is counted twice: in every shape, whatever the blocks.
func TestLongObjects(t *testing.T) {
	const row = `{"status":"Failure","detail":"MissingKey"}`
	for _, n := range []int{10, 100, 200, 300, 1000, 5000} {
		filler := strings.Repeat(`ab{}[],:\"`, n/10)
		for _, long := range []string{`{"status":"Failure","x":"` + filler + `"}`, `{"status":"Failure","x":[` + strings.Repeat(`{"y":1},`, n/8) + `0]}`, `{"a":{"b":"` + filler + `"},"status":"Failure"}`} {
			for name, text := range map[string]string{
				"list":    "[" + row + ",\n" + long + ",\n" + row + "," + row + "]",
				"lines":   row + "\n" + long + "\n" + row + "\n" + row + "\n",
				"items":   `{"x":"` + filler + `","links":[],"items":[` + row + "," + long + "," + row + "," + row + `],"y":"` + filler + `","hasMore":false,"totalResults":4}`,
				"objects": row + long + row + row,
			} {
				for block := 7; block < 400; block += 31 {
					l := limits{block: block, record: 150, cell: 64 << 10, columns: 100}
					s, _, err := Count(context.Background(), []Source{textSource(text)}, Options{limits: l, Workers: 2})
					if err != nil {
						t.Fatalf("%s, %d: %v", name, n, err)
					}
					want := "3 rows, [{a row over 1 MiB 1"
					if len(long) <= l.record {
						want = "4 rows, ["
					}
					if got := fmt.Sprintf("%d rows, %v", s.Rows, s.Sources[0].Bad); !strings.HasPrefix(got, want) || !s.Complete {
						t.Fatalf("%s, a row of %d, blocks of %d: %s, complete %v; want %s", name, len(long), block, got, s.Complete, want)
					}
				}
			}
		}
	}
}

// endless gives the same text for ever. It ends a context at one of its reads, and counts
// those after that.
type endless struct {
	begin, again string
	at           int
	reads, after int
	stop         context.CancelFunc
}

func (e *endless) Read(into []byte) (int, error) {
	const last = 16
	if e.reads++; e.reads == last {
		e.stop()
	} else if e.reads > last {
		e.after++
	}
	n := 0
	if e.at < len(e.begin) {
		n = copy(into, e.begin[e.at:])
	}
	for n < len(into) {
		n += copy(into[n:], e.again[max(0, e.at+n-len(e.begin))%len(e.again):])
	}
	e.at += n
	return n, nil
}

func (e *endless) Close() error { return nil }

// TestContextEnds catches a loop over outside text that does not look at its context.
func TestContextEnds(t *testing.T) {
	const header = "Date,Status,Detail\n"
	texts := map[string][2]string{
		"rows":                   {header, "1/1/2026 10:00,Failure,MissingKey\n"},
		"a line without its end": {header, "x"},
		"blank lines":            {header, "\n"},
		"a quote never closed":   {header + `"`, "x\n"},
		"doubled quotes":         {header + `"`, `""`},
		"commas":                 {header, ","},
		"NULs":                   {header, "\x00"},
		"a JSON string":          {`[{"status":"Failure"},{"x":"`, "x"},
		"JSON spaces":            {`[{"status":"Failure"},`, " "},
		"a JSON name":            {`{"items":[{"status":"Failure"}],"`, "x"},
		"JSON junk":              {`{"status":"Failure"}` + "\n", "x"},
		"members of gzip":        {zipped(header + "1/1/2026,Failure,MissingKey\n"), zipped("")},
		"NULs behind gzip":       {zipped(header + "1/1/2026,Failure,MissingKey\n"), "\x00"},
		"a gzip bomb":            {"", zipped(strings.Repeat("\n", 1<<20))},
	}
	calls := map[string]func(context.Context, Source) error{
		"Count":        func(ctx context.Context, s Source) error { _, _, err := Count(ctx, []Source{s}, Options{}); return err },
		"InspectDates": func(ctx context.Context, s Source) error { _, err := InspectDates(ctx, s, Options{}); return err },
		"Rows": func(ctx context.Context, s Source) error {
			_, _, err := Rows(ctx, []Source{s}, Options{}, 1<<40)
			return err
		},
		"Count of a time": func(ctx context.Context, s Source) error {
			_, _, err := Count(ctx, []Source{s}, Options{Filter: Filter{Since: wallClock(stamp{1e9, 1e9})}})
			return err
		},
	}
	for i, name := range slices.Sorted(maps.Keys(texts)) {
		text := texts[name]
		for j, call := range slices.Sorted(maps.Keys(calls)) {
			if !worktest.Long && (i+j)%2 != 0 {
				continue
			}
			ctx, stop := context.WithCancel(context.Background())
			source := &endless{begin: text[0], again: strings.Repeat(text[1], 1+4096/len(text[1])), stop: stop}
			err := calls[call](ctx, Source{Name: "endless", Size: -1, Open: func() (io.ReadCloser, error) { source.at = 0; return source, nil }})
			if name == "a gzip bomb" && err != nil && !errors.Is(err, context.Canceled) {
				continue // it is empty, as far as anyone looks
			}
			if !errors.Is(err, context.Canceled) || source.after > 0 {
				t.Errorf("%s, %s: %v, after %d more reads", name, call, err, source.after)
			}
			stop()
		}
	}
}

// FuzzGzip catches a compressed source of which other rows are counted than of its text,
// one that is damaged and looks complete, and work that is more than the text is long.
func FuzzGzip(f *testing.F) {
	f.Add("Success,,A\n", uint16(0), uint16(0), "")
	f.Add("Success,\"a\nb\",A\n", uint16(9), uint16(3), "")
	f.Add("x", uint16(3), uint16(0), "\x00\x00")
	f.Add("x", uint16(3), uint16(0), "\x1f\x8b\x08")
	f.Add("", uint16(40), uint16(0), "trailing")
	f.Fuzz(func(t *testing.T, text string, parted, cut uint16, tail string) {
		if text = exactBegin + text; len(text) > 1<<16 || len(tail) > 1<<16 || strings.Contains(text, "\x00") {
			return
		}
		at := int(parted) % len(text)
		packed := zipped(text[:at]) + zipped("") + zipped(text[at:])
		whole := int(cut)%len(packed) == 0
		packed = packed[:len(packed)-int(cut)%len(packed)] + tail
		s, _, err := Count(context.Background(), []Source{textSource(packed)}, Options{Workers: 1})
		if err != nil {
			return
		}
		if most := int64(len(packed))*1100 + 1<<10; s.Sources[0].Bytes > most {
			t.Errorf("%d bytes were read of %d", s.Sources[0].Bytes, len(packed))
		}
		switch plain := strings.Trim(tail, "\x00") == ""; {
		case whole && plain:
			want, _, err := Count(context.Background(), []Source{textSource(text)}, Options{Workers: 1})
			if err != nil || s.Complete != want.Complete || s.Rows != want.Rows || fmt.Sprint(s.Sources[0].Bad) != fmt.Sprint(want.Sources[0].Bad) {
				t.Errorf("%+v; want as of its text %+v, %v", s, want, err)
			}
		case whole && !strings.Contains(tail, "\x1f\x8b") && s.Complete:
			t.Errorf("%q follows, and the Summary is complete", tail)
		}
	})
}
