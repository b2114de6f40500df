package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"authdoctor/diagnosis/trail/sheet"
	"authdoctor/diagnosis/worktest"
)

var limits = sheet.Limits{Row: 1 << 20, Cell: 64 << 10, Columns: 1000}

// rows writes the rows of tables, one a line: the number of the row, and its cells.
func rows(tables sheet.Tables, err error) string {
	var out strings.Builder
	var row sheet.Row
	for table := 0; err == nil; {
		if err = tables.Next(&row); err != nil {
			break
		}
		if row.Table != table && table > 0 {
			out.WriteString("--\n")
		}
		table = row.Table
		fmt.Fprintf(&out, "%d", row.Number)
		for i := range row.Len() {
			fmt.Fprintf(&out, "|%s", row.Cell(i))
		}
		out.WriteString("\n")
	}
	if err != io.EOF {
		fmt.Fprintf(&out, "! %v\n", err)
	}
	return out.String()
}

// archive makes a ZIP archive of names and texts.
func archive(parts ...string) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(parts); i += 2 {
		to, _ := w.Create(parts[i])
		_, _ = io.WriteString(to, parts[i+1])
	}
	_ = w.Close()
	return out.Bytes()
}

const (
	types = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	root  = `<Relationships><Relationship Id="r" Type="` + types + `officeDocument" Target="xl/workbook.xml"/></Relationships>`
	links = `<Relationships><Relationship Id="r1" Type="` + types + `worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="` + types + `worksheet" Target="/xl/worksheets/sheet2.xml"/>` +
		`<Relationship Id="r3" Type="` + types + `styles" Target="styles.xml"/><Relationship Id="r4" Type="` + types + `sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r5" Type="` + types + `chartsheet" Target="chart.xml"/></Relationships>`
)

// workbook makes a workbook of two worksheets.
func workbookOf(pr, styles, shared, data string) []byte {
	return archive("[Content_Types].xml", "<Types/>", "_rels/.rels", root,
		"xl/workbook.xml", `<?xml version="1.0"?><x:workbook xmlns:x="x">`+pr+`<x:sheets><x:sheet name="A &amp; B" sheetId="1" r:id="r1"/><x:sheet name="Chart" sheetId="3" r:id="r5"/><x:sheet name="C" sheetId="2" r:id="r2"/></x:sheets></x:workbook>`,
		"xl/_rels/workbook.xml.rels", links, "xl/styles.xml", styles, "xl/sharedStrings.xml", shared,
		"xl/worksheets/sheet1.xml", "<worksheet><cols><col min='1'/></cols>"+data+"<oddHeader>x</oddHeader></worksheet>",
		"xl/worksheets/sheet2.xml", "<worksheet><sheetData/></worksheet>")
}

func openXLSX(file []byte) (sheet.Tables, error) {
	return sheet.OpenXLSX(bytes.NewReader(file), int64(len(file)), limits)
}

const (
	dateStyles = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm;@"/><numFmt numFmtId="165" formatCode="[Red]0&quot; days&quot;"/></numFmts>` +
		`<cellStyleXfs><xf numFmtId="14"/><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="20"/></cellXfs></styleSheet>`
	texts = `<sst><si><t>Date</t></si><si><r><t xml:space="preserve">St</t></r><r><t>atus</t></r><rPh><t>no</t></rPh></si><si><t>a_x000D_&#10;b_x005F_</t></si><si/><si><t><![CDATA[x<y&amp;]]></t></si></sst>`
)

// TestXLSX catches a cell of a workbook that is not read as Excel shows.
func TestXLSX(t *testing.T) {
	for name, c := range map[string]struct{ pr, data, want string }{
		"shared texts":         {"", `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c t="s"><v>3</v></c><c t="s"><v>4</v></c></row>`, "1|Date|Status|a\r\nb_||x<y&amp;\n"},
		"a wrong number":       {"", `<row r="1"><c t="s"><v>5</v></c></row>`, "! " + "the workbook is damaged: a cell refers"},
		"inline texts":         {"", `<row r="1"><c t="inlineStr"><is><t>a &lt; b</t></is></c><c t="inlineStr"><is><r><t>c</t></r><rPh sb="0"><t>no</t></rPh><r><t>d</t></r></is></c></row>`, "1|a < b|cd\n"},
		"formulas":             {"", `<row r="1"><c t="str"><f>A2&amp;"x"</f><v>shown</v></c><c><f>1+1</f><v>2</v></c><c t="e"><v>#N/A</v></c><c t="b"><v>1</v></c><c t="b"><v>0</v></c></row>`, "1|shown|2|#N/A|TRUE|FALSE\n"},
		"dates":                {"", `<row r="1"><c s="1"><v>46335.709722222</v></c><c s="2"><v>46335</v></c><c s="2"><v>46335.5</v></c><c s="3"><v>46335</v></c><c s="0"><v>46335.5</v></c><c s="4"><v>46335</v></c><c s="5"><v>0.70972222222</v></c><c s="9"><v>1</v></c></row>`, "1|2026-11-09 17:02:00|2026-11-09|2026-11-09 12:00:00|2026-11-09 00:00:00|46335.5|46335|17:02:00|1\n"},
		"dates since 1904":     {`<x:workbookPr date1904="1"/>`, `<row r="1"><c s="1"><v>44873.709722222</v></c></row>`, "1|2026-11-09 17:02:00\n"},
		"dates that are none":  {"", `<row r="1"><c s="1"><v>-1</v></c><c s="1"><v>1e300</v></c><c s="1"><v>NaN</v></c><c s="1" t="str"><v>46335</v></c><c s="1"/></row>`, "1|-1|1e300|NaN|46335\n"},
		"dates as ISO":         {"", `<row r="1"><c t="d"><v>2026-11-09T17:02:00.000</v></c><c t="d"><v>2026-11-09</v></c><c t="d"><v>2026-11-09T17:02:00Z</v></c></row>`, "1|2026-11-09 17:02:00|2026-11-09|2026-11-09T17:02:00Z\n"},
		"cells left out":       {"", `<row r="3"><c r="B3"><v>1</v></c><c><v>2</v></c><c r="AA3"><v>3</v></c></row><row><c r="A4"><v>4</v></c></row><row r="9"/><row r="2"><c><v>5</v></c></row>`, "3||1|2" + strings.Repeat("|", 23) + "|3\n4|4\n10|5\n"},
		"a column beyond":      {"", `<row r="1"><c r="XFD1"><v>1</v></c><c r="ZZZZZZZZZZZZ1"><v>1</v></c><c r="A1"><v>2</v></c></row>`, "1|2\n"},
		"an empty sheet":       {"", ``, ""},
		"comments and prolog":  {"", `<!-- <row> --><?x <row> ?><row r="1"><c><!-- > --><v>1<!-- 2 -->3</v></c></row>`, "1|13\n"},
		"attributes in quotes": {"", `<row x='>"' r = "2" ><c r='B2'  t="str" y="a > b"><v>"</v></c></row>`, "2||\"\n"},
		"it ends early":        {"", `<row r="1"><c><v>1</v></c></row><!--`, "1|1\n! " + sheet.ErrCut.Error()},
		"an entity":            {"", `<!DOCTYPE x [<!ENTITY a "b">]><row/>`, "! it declares XML entities"},
		"a long tag":           {"", `<row x="` + strings.Repeat("y", 70<<10) + `"/>`, "! it contains a tag"},
	} {
		data := "<sheetData>" + c.data + "</sheetData>"
		if got := rows(openXLSX(workbookOf(c.pr, dateStyles, texts, data))); !strings.HasPrefix(got, c.want) || !strings.Contains(c.want, "!") && got != c.want {
			t.Errorf("%s: %q; want %q", name, got, c.want)
		}
	}
}

// TestOtherArchives catches an archive that is no workbook and is not called what it is.
func TestOtherArchives(t *testing.T) {
	damaged := workbookOf("", dateStyles, texts, "<sheetData><row><c><v>"+strings.Repeat("1", 5000)+"</v></c></row></sheetData>")
	at := bytes.Index(damaged, []byte("xl/worksheets/sheet1.xml"))
	damaged[at+40] ^= 0xff
	many := make([]string, 0, 80_000)
	for i := range 40_000 {
		many = append(many, fmt.Sprint("a", i), "")
	}
	var strange strings.Builder
	for i := range 800_000 {
		fmt.Fprintf(&strange, "<si><t>text number %d</t></si>", i)
	}
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"CSV in it":      {archive("export.csv", "a,b"), "ZIP archive, not an Excel workbook"},
		"nothing in it":  {archive(), "ZIP archive, not an Excel workbook"},
		"binary":         {archive("xl/workbook.bin", ""), ".xlsb"},
		"OpenDocument":   {archive("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", ""), ".ods"},
		"a document":     {archive("_rels/.rels", strings.ReplaceAll(root, "xl/workbook", "word/document"), "word/document.xml", ""), "a document"},
		"not an archive": {[]byte("PK\x03\x04xxxx"), "damaged"},
		"half":           {damaged[:len(damaged)/2], "damaged"},
		"a wrong bit":    {damaged, "!"},
		"a part lacks":   {archive("_rels/.rels", root, "xl/workbook.xml", "<workbook/>"), "a part is missing"},
		"many files":     {archive(many...), "too many files"},
		"many texts":     {workbookOf("", dateStyles, "<sst>"+strange.String()+"</sst>", "<sheetData/>"), "12 MiB"},
	} {
		if got := rows(openXLSX(c.file)); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q; want %q", name, got, c.want)
		}
	}
}

// TestSpreadsheetML catches a cell of SpreadsheetML that is not read as
// Excel shows.
func TestSpreadsheetML(t *testing.T) {
	const head = `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns:ss="urn"><ss:Styles><ss:Style ss:ID="d"><ss:NumberFormat ss:Format="General Date"/></ss:Style><ss:Style ss:ID="s"><NumberFormat ss:Format="Short Date"/></ss:Style><ss:Style ss:ID="c"><NumberFormat ss:Format="d/m/yyyy\ &quot;h&quot;"/></ss:Style></ss:Styles>`
	for name, c := range map[string]struct{ text, want string }{
		"texts":           {`<Row><Cell><Data ss:Type="String">a &amp; b</Data></Cell><Cell><ss:Data ss:Type="String" xmlns="html"><B>c</B><Font>d</Font></ss:Data></Cell><Cell/><Cell><Data ss:Type="Boolean">1</Data><Comment><ss:Data>no</ss:Data></Comment></Cell></Row>`, "1|a & b|cd||TRUE\n"},
		"dates":           {`<Row><Cell ss:StyleID="d"><Data ss:Type="DateTime">2026-11-09T17:02:00.000</Data></Cell><Cell ss:StyleID="s"><Data ss:Type="DateTime">2026-11-09T00:00:00.000</Data></Cell><Cell ss:StyleID="d"><Data ss:Type="DateTime">2026-11-09T00:00:00</Data></Cell><Cell ss:StyleID="c"><Data ss:Type="Number">46335</Data></Cell><Cell><Data ss:Type="Number">46335</Data></Cell><Cell><Data ss:Type="DateTime">1899-12-31T17:02:00.000</Data></Cell></Row>`, "1|2026-11-09 17:02:00|2026-11-09|2026-11-09 00:00:00|2026-11-09|46335|17:02:00\n"},
		"cells left out":  {`<Row ss:Index="3"><Cell ss:Index="2"><Data ss:Type="String">a</Data></Cell><Cell ss:MergeAcross="2"><Data ss:Type="String">b</Data></Cell><Cell><Data ss:Type="String">c</Data></Cell></Row><Row/><Row><Cell><Data>d</Data></Cell></Row>`, "3||a|b|||c\n5|d\n"},
		"merged downward": {`<Row><Cell ss:MergeDown="1"><Data ss:Type="String">a</Data></Cell><Cell><Data>b</Data></Cell></Row><Row><Cell ss:Index="2"><Data>c</Data></Cell></Row><Row><Cell><Data>d</Data></Cell></Row>`, "1|a|b\n2|a|c\n3|d\n"},
	} {
		text := head + `<Worksheet ss:Name="A"><Table><Column/>` + c.text + `</Table><WorksheetOptions><x:Row>1</x:Row></WorksheetOptions></Worksheet></Workbook>`
		for _, source := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text))} {
			if got := rows(sheet.SpreadsheetML(source, limits), nil); got != c.want {
				t.Errorf("%s: %q; want %q", name, got, c.want)
			}
		}
		for _, cut := range []int{len(text) - 3, len(text) - 60, len(text) / 2} {
			if got := rows(sheet.SpreadsheetML(strings.NewReader(text[:cut]), limits), nil); !strings.HasSuffix(got, "! "+sheet.ErrCut.Error()+"\n") {
				t.Errorf("%s, cut: %q", name, got)
			}
		}
	}
}

// TestHTML catches a cell of HTML that is not read as a browser shows.
func TestHTML(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"cells":            {"<table><tr><th>a<th>b</tr><tr><td> c \n d&nbsp;<td>e<br>f\u00a0</td></table>", "1|a|b\n2|c d|e\nf\n"},
		"entities":         {"<table><tr><td>&lt;M&uuml;ller&gt; &amp &#39;x&#x27; &nosuch; a&b</table>", "1|<Müller> &amp 'x' &nosuch; a&b\n"},
		"nested tags":      {"<TABLE BORDER=1><TBODY><TR><TD class='x>y'><font color=red><b>a</b></font> <a href=\"?a=1&amp;b\">b</a></TD></TR></TBODY></TABLE>", "1|a b\n"},
		"no end tags":      {"<table><tr><td>a<td>b<tr><td>c<td>d<tr></table>", "1|a|b\n2|c|d\n3\n"},
		"no end at all":    {"<html><body><table><tr><td>a<td>b<tr><td>c</body></html>", "1|a|b\n2|c\n"},
		"merged":           {"<table><tr><td colspan=2>a<td>b<tr><td rowspan=2>c<td>d<td>e<tr><td>f<td>g</table>", "1|a||b\n2|c|d|e\n3|c|f|g\n"},
		"scripts":          {"<table><tr><td><script>if (a<b && c='</td>') x=\"</\";</script>a<style>b</style><!-- <td> -->c<![if !mso]>d<![endif]></table>", "1|acd\n! a web page\n"},
		"less than":        {"<table><tr><td>a < b <3<td>c</table>", "1|a < b <3|c\n"},
		"tables in layout": {"<table><tr><td>menu<table><tr><td>x</table><td>y<tr><td><table><tr><td>a<td>b</table></table>", "1|x\n--\n1|y\n--\n1|a|b\n"},
		"a long tag":       {"<table><tr><td><img src='" + strings.Repeat("x", 200<<10) + ">'>a<td title=" + strings.Repeat("y", 100<<10) + ">b</table>", "1|a|b\n"},
		"deep nesting":     {"<table><tr><td>" + strings.Repeat("<div>", 10_000) + "a</table>", "1|a\n"},
		"it ends early":    {"<table><tr><td>a<tr><td>b", "1|a\n! " + sheet.ErrCut.Error() + "\n"},
		"no table":         {"<p>hello", ""},
		"a login page":     {"<form><table><tr><td>Email<td><input></table></form>", "1|Email\n! a web page\n"},
	} {
		for _, source := range []io.Reader{strings.NewReader(c.text), iotest.OneByteReader(strings.NewReader(c.text)), iotest.HalfReader(strings.NewReader(c.text))} {
			if got := rows(sheet.HTML(source, limits), nil); got != c.want {
				t.Errorf("%s: %q; want %q", name, got, c.want)
			}
		}
	}
}

// TestSettled catches a table inside a cell that ends the table that is read.
func TestSettled(t *testing.T) {
	tables := sheet.HTML(strings.NewReader("<table><tr><td><table><tr><td>Status<td>Detail<tr><td>a<td>b<table><tr><td>c<td>d</table>e<tr><td>f<td>g</table><tr><td>h</table>"), limits)
	var row sheet.Row
	if err := tables.Next(&row); err != nil {
		t.Fatal(err)
	}
	tables.Settle()
	if got := rows(tables, nil); got != "2|a|b\nc d\ne\n3|f|g\n--\n1|h\n" {
		t.Errorf("%q", got)
	}
}

// TestSourceFails catches an error of the source that is taken for the end of the file.
func TestSourceFails(t *testing.T) {
	broken := errors.New("broken")
	for _, text := range []string{"", "<table><tr><td>a<tr>", "<table><tr><td>a &am", "<!-- ", "<script>", "<td x='"} {
		for _, tables := range []sheet.Tables{sheet.HTML(io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)), limits), sheet.SpreadsheetML(io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)), limits)} {
			if got := rows(tables, nil); !strings.HasSuffix(got, "! broken\n") {
				t.Errorf("%q: %q", text, got)
			}
		}
	}
}

// read reads a text as every format, and returns the largest row.
func read(text string) (largest int) {
	file := workbookOf("", "<styleSheet>"+text, "<sst>"+text, "<sheetData>"+text)
	whole, err := openXLSX(file)
	if err != nil { // in another part
		whole, err = openXLSX(workbookOf("", dateStyles, texts, "<sheetData>"+text))
	}
	all := []sheet.Tables{sheet.HTML(strings.NewReader(text), limits), sheet.SpreadsheetML(strings.NewReader(text), limits)}
	if err == nil {
		all = append(all, whole)
	}
	var row sheet.Row
	for _, tables := range all {
		for i := 0; tables.Next(&row) == nil; i++ {
			if largest = max(largest, row.Size()); i == 0 {
				tables.Settle()
			}
		}
	}
	return largest
}

// TestBounds catches work that grows faster than the text, and a row over its limits.
func TestBounds(t *testing.T) {
	for _, again := range []string{"<", ">", "<td>", "<tr>", "<table>", "</table>", "<tr><td>", "<td rowspan=9999 colspan=900>x", "<a b='", "<!--", "<!", "<script>", "&", "&amp;", "&#", "&x", "\xc2", "\u00a0", " ", "x", "<row>", "<c>", "<row><c>", "<c><v>1", "<is>", "<t>x", "<si>", "<xf>", "<Row ss:Index='1048576'><Cell ss:Index='999' ss:MergeDown='99999'><Data>x", "<![CDATA[", "]]", "_x", "<a =", "<a b"} {
		for _, begin := range []string{"", "<table><tr><td>", "<row><c t='inlineStr'><is><t>", "<Worksheet><Table><Row><Cell><Data>"} {
			text := begin + strings.Repeat(again, (256<<10)/len(again))
			worktest.Bound(t, len(text), func() {
				if largest := read(text); largest > limits.Row+1 {
					t.Errorf("%q: a row of %d bytes", again, largest)
				}
			})
		}
	}
}

// FuzzTables catches a text that no reader comes to an end with, a row over its limits, and
// one that is read otherwise in other pieces.
func FuzzTables(f *testing.F) {
	f.Add("<table><tr><th>Status<th>Detail<tr><td rowspan=2>a &amp; b<td>c<br>d</table>")
	f.Add(`<Worksheet ss:Name="A"><Table><Row ss:Index="3"><Cell ss:MergeAcross="1"><Data ss:Type="DateTime">2026-11-09T17:02:00.000</Data></Cell></Row></Table></Worksheet></Workbook>`)
	f.Add(`<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c><c s="1"><v>46335.5</v></c></row></sheetData>`)
	f.Add("<si><t>a_x000D_</t></si><xf numFmtId='14'/><![CDATA[x]]>")
	f.Add("<script></table></script><!-- x --><?xml ?><!DOCTYPE html><a b=\"c>\" d='e' f=g/>")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			return
		}
		worktest.Bound(t, len(text), func() {
			if largest := read(text); largest > limits.Row+1 {
				t.Errorf("a row of %d bytes", largest)
			}
		})
		for _, of := range []func(io.Reader, sheet.Limits) sheet.Tables{sheet.HTML, sheet.SpreadsheetML} {
			if whole, bytewise := rows(of(strings.NewReader(text), limits), nil), rows(of(iotest.OneByteReader(strings.NewReader(text)), limits), nil); whole != bytewise {
				t.Errorf("%q; byte by byte %q", whole, bytewise)
			}
		}
	})
}
