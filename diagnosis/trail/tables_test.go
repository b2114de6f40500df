package trail

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
)

// fileSource is a file in memory that can be read at any position.
func fileSource(data []byte) Source {
	return Source{Name: "export", Size: int64(len(data)), Open: func() (io.ReadCloser, error) {
		return struct {
			*bytes.Reader
			io.Closer
		}{bytes.NewReader(data), io.NopCloser(nil)}, nil
	}}
}

// sheetXML is a worksheet with inline texts; cells are separated by bars, rows by line ends.
func sheetXML(table string) string {
	var b strings.Builder
	b.WriteString("<worksheet><sheetData>")
	for i, row := range strings.Split(strings.TrimSuffix(table, "\n"), "\n") {
		if row == "" {
			continue
		}
		fmt.Fprintf(&b, `<row r="%d">`, i+1)
		for _, cell := range strings.Split(row, "|") {
			b.WriteString(`<c t="inlineStr"><is><t>` + strings.ReplaceAll(cell, `\n`, "\n") + `</t></is></c>`)
		}
		b.WriteString("</row>")
	}
	return b.String() + "</sheetData></worksheet>"
}

// workbook is a workbook of tables, as in sheetXML.
func workbook(tables ...string) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	part := func(name, text string) {
		to, _ := w.Create(name)
		_, _ = io.WriteString(to, text)
	}
	sheets, links := "", ""
	for i, table := range tables {
		sheets += fmt.Sprintf(`<sheet name="Sheet%d" r:id="r%d"/>`, i+1, i+1)
		links += fmt.Sprintf(`<Relationship Id="r%d" Type="x/worksheet" Target="s%d.xml"/>`, i+1, i+1)
		part(fmt.Sprintf("xl/s%d.xml", i+1), sheetXML(table))
	}
	part("xl/workbook.xml", "<workbook><sheets>"+sheets+"</sheets></workbook>")
	part("xl/_rels/workbook.xml.rels", "<Relationships>"+links+"</Relationships>")
	_ = w.Close()
	return out.Bytes()
}

// spreadsheet and page are the same tables as SpreadsheetML and as HTML.
func spreadsheet(tables ...string) []byte {
	text := []byte(`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="x">`)
	for i, table := range tables {
		text = fmt.Appendf(text, `<Worksheet ss:Name="Sheet%d"><Table>`, i+1)
		for n, row := range strings.Split(strings.TrimSuffix(table, "\n"), "\n") {
			if row != "" {
				text = fmt.Appendf(text, `<Row ss:Index="%d"><Cell><Data ss:Type="String">%s</Data></Cell></Row>`, n+1, strings.NewReplacer("|", `</Data></Cell><Cell><Data ss:Type="String">`, `\n`, "&#10;").Replace(row))
			}
		}
		text = append(text, "</Table></Worksheet>"...)
	}
	return append(text, "</Workbook>"...)
}

func page(tables ...string) []byte {
	text := []byte("<html><body>")
	for _, table := range tables {
		text = append(text, "<table>"...)
		for _, row := range strings.Split(strings.TrimSuffix(table, "\n"), "\n") {
			text = append(text, "<tr><td>"+strings.NewReplacer("|", "</td><td>", `\n`, "<br>").Replace(row)+"</td></tr>"...)
		}
		text = append(text, "</table>"...)
	}
	return append(text, "</body></html>"...)
}

// TestTables catches a table of which other rows are counted than Excel shows, in every
// format.
func TestTables(t *testing.T) {
	const header, row = "Date|Status|Detail|User|Email Address\n", "2026-11-09 17:02:00|Failure|MissingKey|Vos, \"Kaja\" \\n x|a@example.test\n"
	for name, c := range map[string]struct {
		tables []string
		want   string // rows, bad rows, lines of the rows, and the problem
	}{
		"a table":                   {[]string{header + row + row}, "2 0 [2 3] "},
		"behind a title":            {[]string{"Login Audit Trail\n\nfrom|1/1/2026\n" + header + row}, "1 0 [5] "},
		"other tables before":       {[]string{"Name|Role|Email\nx|y|z\n", "Notes\n", header + row}, "1 0 [2] "},
		"other tables after":        {[]string{header + row, "a|b\nc|d\n"}, "1 0 [2] "},
		"two of the same header":    {[]string{header + row, "Notes\n", header + row + row}, "3 1 [2 4 5] "},
		"two of other headers":      {[]string{header + row, "Date|Detail|Status\n"}, "1 0 [2] also looks like the Login Audit Trail"},
		"cells at the end left out": {[]string{header + "2026-11-09 17:02:00|Success\n" + row}, "2 0 [2 3] "},
		"cells beside it":           {[]string{header + strings.TrimSuffix(row, "\n") + "|a note\n"}, "1 0 [2] "},
		"quotes":                    {[]string{header + "2026-11-09 17:02:00|\"Failure\"|MissingKey|\"x|y\n" + row}, "1 1 [3] "},
		"unknown labels":            {[]string{"Kuupäev|Olek|Üksikasi\n" + strings.Repeat("2026-11-09 17:02:00|Failure|MissingKey\n", 3)}, "3 0 [2 3 4] "},
		"only labels":               {[]string{header}, "0 0 [] "},
	} {
		for format, file := range map[string][]byte{"xlsx": workbook(c.tables...), "spreadsheetml": spreadsheet(c.tables...), "html": page(c.tables...)} {
			for packed, source := range map[string]Source{"file": fileSource(file), "pipe": textSource(string(file)), "gzip": textSource(zipped(string(file)))} {
				s, _, err := Count(context.Background(), []Source{source}, Options{})
				if err != nil {
					t.Errorf("%s, %s, %s: %v", name, format, packed, err)
					continue
				}
				read, _, err := Rows(context.Background(), []Source{source}, Options{}, 10)
				lines := []int64{}
				for _, r := range read {
					lines = append(lines, r.Line)
				}
				bad := s.BadRows()
				for _, b := range s.Sources[0].Bad {
					if b.Kind == BadBlank {
						bad -= b.Count
					}
				}
				got := fmt.Sprintf("%d %d %v %s", s.Rows, bad, lines, s.Sources[0].Problem)
				if want, problem, _ := strings.Cut(c.want, "] "); err != nil && s.Sources[0].Problem == "" || !strings.HasPrefix(got, want) || !strings.Contains(s.Sources[0].Problem, problem) || s.Complete != (problem == "") || s.Sources[0].Dialect.Format != format || s.Sources[0].Short > 0 {
					t.Errorf("%s, %s, %s: %s, %v, %+v; want %s", name, format, packed, got, err, s.Sources[0], c.want)
				}
			}
		}
	}
}

// TestTableValues catches a value of a table that is not counted as it is.
func TestTableValues(t *testing.T) {
	for _, value := range []string{`a,b`, `"`, `""`, `"a"`, `a"b`, `a,"b"`, "a\\nb", "\ufeffa", `,`, "a;b", "a\tb"} {
		for format, file := range map[string][]byte{"xlsx": workbook("Status|User|Detail\nFailure|" + value + "|x\n"), "spreadsheetml": spreadsheet("Status|User|Detail\nFailure|" + value + "|x\n"), "html": page("Status|User|Detail\nFailure|" + value + "|x\n")} {
			want := strings.ReplaceAll(value, `\n`, "\n")
			if format == "html" {
				want = strings.ReplaceAll(want, "\t", " ")
			}
			s, _, err := Count(context.Background(), []Source{fileSource(file)}, Options{})
			if err != nil || s.Rows != 1 || s.GroupBy(ByUser)[0].Value != want {
				t.Errorf("%s, %q: %+v, %v", format, value, s, err)
			}
		}
	}
}

// TestLongCells catches a cell or a row of a table over the limits that is counted, or that
// takes others with it.
func TestLongCells(t *testing.T) {
	const header, row = "Status|Detail|User|Role\n", "Failure|MissingKey|a|b\n"
	for name, c := range map[string]struct {
		row  string
		kind BadKind
	}{
		"a cell":      {"Failure|x|" + strings.Repeat("y", MaxCell+1) + "\n", BadCell},
		"many cells":  {strings.Repeat(strings.Repeat("y", MaxCell)+"|", 30) + "\n", BadLength},
		"a long cell": {"Failure|x|" + strings.Repeat("y", 2<<20) + "\n", BadCell},
	} {
		labels := strings.TrimSuffix(header, "\n") + strings.Repeat("|x", 30) + "\n"
		for format, file := range map[string][]byte{"xlsx": workbook(labels + row + c.row + row), "spreadsheetml": spreadsheet(labels + row + c.row + row), "html": page(labels + row + c.row + row)} {
			s, _, err := Count(context.Background(), []Source{fileSource(file)}, Options{})
			if err != nil || s.Rows != 2 || s.BadRows() != 1 || s.Sources[0].Bad[0].Kind != c.kind {
				t.Errorf("%s, %s: %v", name, format, err)
			}
		}
	}
	wide := "Status|Detail" + strings.Repeat("|x", 999) + "\n" + row
	for format, file := range map[string][]byte{"xlsx": workbook(wide), "spreadsheetml": spreadsheet(wide), "html": page(wide)} {
		if _, _, err := Count(context.Background(), []Source{fileSource(file)}, Options{}); err == nil || !strings.Contains(err.Error(), "more than 1000 columns") {
			t.Errorf("1001 columns, %s: %v", format, err)
		}
	}
}

// TestWorkbookThroughPipe catches a workbook too large for memory and is not refused
// with what to do.
func TestWorkbookThroughPipe(t *testing.T) {
	begin := strings.NewReader("PK\x03\x04")
	source := Source{Name: "export", Size: -1, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(begin, io.LimitReader(zeros{}, 1<<40))), nil
	}}
	if _, _, err := Count(context.Background(), []Source{source}, Options{}); err == nil || !strings.Contains(err.Error(), "can only be read from a file") {
		t.Errorf("%v", err)
	}
}

type zeros struct{}

func (zeros) Read(into []byte) (int, error) { clear(into); return len(into), nil }

// TestTableMemory catches a worksheet that is in memory: a small file with very many rows.
func TestTableMemory(t *testing.T) {
	const header, row = "Date|Status|Detail|User|Role\n", "2026-11-09 17:02:00|Failure|MissingKey|a|b\n"
	const n = 60_000 // of 2.6 MB in all
	for format, file := range map[string][]byte{"xlsx": workbook(header + strings.Repeat(row, n)), "spreadsheetml": spreadsheet(header + strings.Repeat(row, n)), "html": page(header + strings.Repeat(row, n))} {
		o, err := open(context.Background(), fileSource(file), Options{})
		if err != nil {
			t.Fatal(err)
		}
		held := &heldMemory{}
		held.start = held.now()
		read, err := io.Copy(struct{ io.Writer }{held}, o)
		if err != nil || read < int64(n)*40 || held.most > held.start+1<<20 {
			t.Errorf("%s: %d bytes in memory, before %d, to read %d, %v", format, held.most, held.start, read, err)
		}
	}
}

// heldMemory is how much memory is in use while something is written to it.
type heldMemory struct{ start, most, written, seen uint64 }

func (h *heldMemory) now() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func (h *heldMemory) Write(text []byte) (int, error) {
	if h.written += uint64(len(text)); h.written-h.seen > 1<<20 {
		h.seen, h.most = h.written, max(h.most, h.now())
	}
	return len(text), nil
}

// TestTableEnds catches a loop over a table that does not look at its context: endless rows,
// and a worksheet without any.
func TestTableEnds(t *testing.T) {
	for name, text := range map[string][2]string{
		"rows of HTML":         {"<table><tr><td>Status<td>Detail", "<tr><td>Failure<td>MissingKey"},
		"HTML without a row":   {"<table>", "<b>x</b>"},
		"a comment":            {"<table><!--", "x"},
		"tables":               {"<table>", "<tr><td>x</table><table>"},
		"rows of XML":          {`<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Table><Row><Cell><Data>Status</Data></Cell><Cell><Data>Detail</Data></Cell></Row>`, "<Row><Cell><Data>Failure</Data></Cell></Row>"},
		"empty rows of XML":    {`<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Table>`, "<Row/>"},
		"worksheets":           {`<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">`, "<Worksheet><Table></Table></Worksheet>"},
		"a workbook by a pipe": {"PK\x03\x04", "x"},
	} {
		ctx, stop := context.WithCancel(context.Background())
		source := &endless{begin: text[0], again: strings.Repeat(text[1], 1+4096/len(text[1])), stop: stop}
		_, _, err := Count(ctx, []Source{{Name: "endless", Size: -1, Open: func() (io.ReadCloser, error) { return source, nil }}}, Options{})
		if !errors.Is(err, context.Canceled) || source.after > 0 {
			t.Errorf("%s: %v, after %d more reads", name, err, source.after)
		}
		stop()
	}
}

// FuzzTable catches a table of which other values are counted than of the same table as CSV.
func FuzzTable(f *testing.F) {
	f.Add("Failure", "MissingKey", "a, \"b\"", "Success", "", "c\nd")
	f.Add("\"", ",", "\"\"", "\r", "\ufeff", "\x1e")
	f.Fuzz(func(t *testing.T, a, b, c, d, e, g string) {
		cells := []string{"Status", "Detail", "User", a, b, c, d, e, g}
		var csv, table strings.Builder
		table.WriteString("<table>")
		for i, cell := range cells {
			if len(cell) > 1<<12 {
				return
			}
			cell = strings.Join(strings.Fields(strings.ToValidUTF8(strings.Map(func(r rune) rune {
				if r < ' ' {
					return ' '
				}
				return r
			}, cell), "")), " ") // as HTML shows it
			if i%3 == 0 {
				table.WriteString("<tr>")
			}
			table.WriteString("<td>" + strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(cell))
			csv.WriteString(`"` + strings.ReplaceAll(cell, `"`, `""`) + `"` + []string{",", ",", "\n"}[i%3])
		}
		table.WriteString("</table>")
		want, _, errCSV := Count(context.Background(), []Source{textSource(csv.String())}, Options{Workers: 1})
		got, _, err := Count(context.Background(), []Source{textSource(table.String())}, Options{Workers: 1})
		if (err == nil) != (errCSV == nil) {
			t.Fatalf("%v; as CSV %v", err, errCSV)
		}
		if err != nil {
			return
		}
		groups := func(s *Summary) (out string) {
			for _, by := range []Dimension{ByUser, ByCode} {
				for _, group := range s.GroupBy(by) {
					out += fmt.Sprintf("%q %d %d\n", group.Value, group.Failures, group.Successes)
				}
			}
			return fmt.Sprint(s.Rows, s.Failures, out)
		}
		if groups(got) != groups(want) {
			t.Errorf("%s; as CSV %s", groups(got), groups(want))
		}
	})
}
