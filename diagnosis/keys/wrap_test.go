package keys_test

import (
	"bytes"
	"compress/gzip"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"crypto/ecdsa"

	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/worktest"
)

// plusKey is a private key whose base64 has plus signs, slashes and lower-case letters n, as PEM.
var plusKey = sync.OnceValue(func() string {
	for {
		key := must(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))
		if text := pemOf("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(key))); strings.Count(text, "+") > 2 && strings.Contains(text, "/") && strings.Count(text, "n") > 2 {
			return text
		}
	}
})

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// folded breaks a text into lines of that width.
func folded(s string, width int) string {
	var out strings.Builder
	for ; len(s) > width; s = s[width:] {
		out.WriteString(s[:width] + "\n")
	}
	return out.String() + s + "\n"
}

// numbered puts what each line is given before it.
func numbered(s, format string) string {
	var out strings.Builder
	for i, line := range strings.Split(strings.TrimSpace(s), "\n") {
		fmt.Fprintf(&out, format+"\n", i+1, line)
	}
	return out.String()
}

// body is the base64 of a PEM block, in one line.
func body(pem string) string {
	lines := strings.Split(strings.TrimSpace(pem), "\n")
	return strings.Join(lines[1:len(lines)-1], "")
}

// hexDump is a dump as xxd and hexdump -C print it.
func hexDump(data []byte, offset, gap string, open, shut string, group int) string {
	var out strings.Builder
	for at := 0; at < len(data); at += 16 {
		row, columns := data[at:min(at+16, len(data))], ""
		for i := range 16 {
			if i%group == 0 && i > 0 {
				columns += " "
			}
			if i < len(row) {
				columns += fmt.Sprintf("%02x", row[i])
			} else {
				columns += "  "
			}
		}
		shown := strings.Map(func(r rune) rune {
			if r < ' ' || r > '~' {
				return '.'
			}
			return r
		}, string(latin(row)))
		fmt.Fprintf(&out, offset+"%s%s%s%s%s\n", at, gap, columns, "  "+open, shown, shut)
	}
	return out.String()
}

func latin(data []byte) []rune {
	runes := make([]rune, len(data))
	for i, b := range data {
		runes[i] = rune(b)
	}
	return runes
}

// wrappedForm is a form in which a key arrives.
type wrappedForm struct {
	name string
	wrap func(pem string) string
	want string // the IDs of the problems of the file that say it, with commas between them
}

func replaced(old string) func(string) func(string) string {
	return func(with string) func(string) string {
		return func(s string) string { return strings.ReplaceAll(s, old, with) }
	}
}

func lines(with string) func(string) string {
	return func(s string) string { return strings.ReplaceAll(strings.TrimSpace(s), "\n", with) }
}

func derOf(s string) []byte { return must(base64.StdEncoding.DecodeString(body(s))) }

var wrappedForms = []wrappedForm{
	{"base64 of the file", b64, "double-encoded"},
	{"base64 of the file in lines", func(s string) string { return folded(b64(s), 76) }, "double-encoded"},
	{"base64 twice", func(s string) string { return b64(b64(s)) }, "double-encoded"},
	{"base64 twice, in lines", func(s string) string { return folded(b64(folded(b64(s), 64)), 76) }, "double-encoded"},
	{"base64 three times", func(s string) string { return b64(b64(b64(s))) }, "double-encoded"},
	{"base64url of the file", func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }, "double-encoded"},
	{"base64 of UTF-16", func(s string) string { return b64(utf16of(s, false, false)) }, "double-encoded,utf-16"},
	{"base64 of base64 without lines", func(s string) string { return b64(body(s)) }, "double-encoded,bare-base64"},
	{"certutil -encode", func(s string) string { return pemOf("CERTIFICATE", []byte(s)) }, "double-encoded"},
	{"boundaries twice", func(s string) string {
		all := strings.Split(strings.TrimSpace(s), "\n")
		return all[0] + "\n" + s + all[len(all)-1] + "\n"
	}, "doubled-boundaries"},
	{"bare", body, "bare-base64"},
	{"bare in lines", func(s string) string { return folded(body(s), 64) }, "bare-base64"},
	{"bare base64url", func(s string) string { return strings.NewReplacer("+", "-", "/", "_", "=", "").Replace(body(s)) }, "base64url,bare-base64"},
	{"bare, spaces for plus", func(s string) string { return strings.ReplaceAll(body(s), "+", " ") }, "plus-signs,bare-base64"},
	{"data URI", func(s string) string { return "data:application/x-pem-file;base64," + b64(s) }, "double-encoded"},
	{"hex of DER", func(s string) string { return hex.EncodeToString(derOf(s)) }, "hexadecimal"},
	{"hex of DER in lines", func(s string) string { return folded(hex.EncodeToString(derOf(s)), 60) }, "hexadecimal"},
	{"hex of PEM", func(s string) string { return hex.EncodeToString([]byte(s)) }, "hexadecimal"},
	{"hex with spaces", func(s string) string { return folded(fmt.Sprintf("% X", derOf(s)), 48) }, "hexadecimal"},
	{"hex with colons", func(s string) string { return strings.ReplaceAll(fmt.Sprintf("% x", derOf(s)), " ", ":") }, "hexadecimal"},
	{"hex with 0x", func(s string) string {
		return "byte[] key = { 0x" + strings.ReplaceAll(fmt.Sprintf("% x", derOf(s)), " ", ", 0x") + " };"
	}, "hexadecimal"},
	{"hex with \\x", func(s string) string {
		return `"\x` + strings.ReplaceAll(fmt.Sprintf("% x", derOf(s)), " ", `\x`) + `"`
	}, "hexadecimal"},
	{"hex of a database", func(s string) string { return `\x` + hex.EncodeToString(derOf(s)) }, "hexadecimal"},
	{"xxd", func(s string) string { return hexDump(derOf(s), "%08x:", " ", "", "", 2) }, "hexadecimal"},
	{"xxd of PEM", func(s string) string { return hexDump([]byte(s), "%08x:", " ", "", "", 2) }, "hexadecimal"},
	{"hexdump -C", func(s string) string { return hexDump(derOf(s), "%08x", "  ", "|", "|", 1) }, "hexadecimal"},
	{"od", func(s string) string { return hexDump(derOf(s), "%07o", " ", "", "", 1) }, "hexadecimal"},
	{"bytes", func(s string) string { return strings.ReplaceAll(fmt.Sprint(derOf(s)), " ", ", ") }, "byte-numbers"},
	{"signed bytes", func(s string) string {
		var out []string
		for _, b := range derOf(s) {
			out = append(out, strconv.Itoa(int(int8(b))))
		}
		return "private static byte[] key = {" + strings.Join(out, ", ") + "};"
	}, "byte-numbers"},
	{"buffer", func(s string) string {
		return `{"type":"Buffer","data":` + strings.ReplaceAll(fmt.Sprint([]byte(s)), " ", ",") + `}`
	}, "byte-numbers"},

	{"PGP", func(s string) string { return "Hello\n\n" + strings.ReplaceAll(s, "-----", "- -----") }, ""},
	{"PGP signed", func(s string) string { return regexp.MustCompile(`(?m)^-`).ReplaceAllString(s, "- -") }, "dash-escaped"},
	{"mail with a name", func(s string) string { return everyLine(s, "Jo> ", "") }, "quote-marks"},
	{"line numbers", func(s string) string { return numbered(s, "%d %s") }, "line-numbers"},
	{"line numbers with colons", func(s string) string { return numbered(s, "%4d: %s") }, "line-numbers"},
	{"line numbers with bars", func(s string) string { return numbered(s, "%d| %s") }, "line-numbers"},
	{"cat -n", func(s string) string { return numbered(s, "%6d\t%s") }, "line-numbers"},
	{"line numbers without a space", func(s string) string { return numbered(s, "%d%s") }, "line-numbers"},
	{"bat", func(s string) string { return numbered(s, "%4d   │ %s") }, "line-numbers"},
	{"diff, added", func(s string) string { return "@@ -0,0 +1,5 @@\n" + everyLine(s, "+", "") }, "diff-marks"},
	{"diff, removed", func(s string) string { return everyLine(s, "-", "") }, "diff-marks"},
	{"log", func(s string) string {
		return numbered(s, "2026-11-30T09:15:%02d.123Z app[12] INFO %s")
	}, "log-prefix"},
	{"compose log", func(s string) string { return everyLine(s, "web_1  | ", "") }, "table-marks"},
	{"cat -A", func(s string) string { return everyLine(s, "", "$") }, "shown-line-ends"},
	{"cat -A with CR", func(s string) string { return everyLine(s, "", "^M$") }, "shown-line-ends"},
	{"comment", func(s string) string { return everyLine(s, "# ", "") }, "comment-marks"},
	{"comment of a program", func(s string) string { return everyLine(s, "// ", "") }, "comment-marks"},
	{"table", func(s string) string { return everyLine(s, "| ", " |") }, "table-marks"},
	{"continued with a backslash", lines(" \\\n"), "continued"},
	{"continued with a caret", lines(" ^\n"), "continued"},
	{"continued with a grave accent", lines(" `\n"), "continued"},
	{"properties", func(s string) string { return "key=" + lines("\\\n  ")(s) }, "continued"},
	{"YAML", func(s string) string { return "tls:\n  key: |\n" + everyLine(s, "    ", "") }, "indentation"},
	{"list", func(s string) string { return "- " + lines("\n  ")(s) }, "indentation"},
	{"fence", func(s string) string { return "```\n" + s + "```\n" }, ""},

	{"lost backslash", lines("n"), "lost-backslash"},
	{"lost backslash, ends too", func(s string) string { return lines("n")(s) + "n" }, "lost-backslash"},
	{"lost backslash around one line", func(s string) string {
		all := strings.Split(strings.TrimSpace(s), "\n")
		return all[0] + "n" + body(s) + "n" + all[len(all)-1] + "n"
	}, "lost-backslash"},
	{"lost backslashes of CRLF", lines("rn"), "lost-backslash"},
	{"slash for backslash", lines("/n"), "lost-backslash"},
	{"\\r", lines(`\r`), "escaped-newlines"},
	{"\\r\\n", lines(`\r\n`), "escaped-newlines"},
	{"\\\\n", lines(`\\n`), "escaped-newlines"},
	{"\\u000a", lines(`\u000a`), "escaped-newlines"},
	{"\\x0a", lines(`\x0a`), "escaped-newlines"},
	{"escaped plus and equals", func(s string) string {
		return strings.NewReplacer("+", `\u002b`, "=", `\u003d`, "\n", `\n`).Replace(s)
	}, "escaped-characters,escaped-newlines"},
	{"escaped slashes", func(s string) string { return strings.NewReplacer("/", `\/`, "\n", `\n`).Replace(s) }, "escaped-characters,escaped-newlines"},
	{"grave accents", lines("`n"), "escaped-newlines"},
	{"percent, line ends only", lines("%0A"), "percent-encoded"},
	{"percent, base64 only", func(s string) string {
		return strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D").Replace(s)
	}, "percent-encoded"},
	{"percent twice", func(s string) string { return url.PathEscape(url.PathEscape(s)) }, "percent-encoded"},
	{"form", url.QueryEscape, "percent-encoded"},
	{"form in one line", func(s string) string { return url.QueryEscape(lines(" ")(s)) }, "percent-encoded"},
	{"quoted-printable, all", func(s string) string {
		return strings.NewReplacer("=", "=3D", " ", "=20", "\n", "=0A").Replace(s) + "=\n"
	}, "quoted-printable"},
	{"form without percent", func(s string) string {
		return strings.NewReplacer("BEGIN ", "BEGIN+", "END ", "END+", "PRIVATE ", "PRIVATE+", "PUBLIC ", "PUBLIC+").Replace(s)
	}, "form-encoded"},
	{"page break", func(s string) string { return between(s, "\fPage 1 of 2\n\n") }, "interrupted"},
	{"comment inside", func(s string) string { return between(s, "# rotated in May\n") }, "interrupted"},
	{"Markdown", func(s string) string {
		return strings.NewReplacer("-----", `\-\-\-\-\-`, "+", `\+`, "=", `\=`).Replace(s)
	}, "escaped-characters"},
	{"empty lines", lines("\n\n"), "blank-lines"},
	{"spaces for plus", func(s string) string {
		return strings.ReplaceAll(s, "+", " ")
	}, "plus-signs"},
	{"spaces for plus, one line", func(s string) string { return strings.ReplaceAll(lines(" ")(s), "+", " ") }, "plus-signs"},
	{"base64url in PEM", func(s string) string {
		return strings.Replace(s, body(s)[:0], "", 1)[:28] + strings.NewReplacer("+", "-", "/", "_").Replace(s[28:len(s)-27]) + s[len(s)-27:]
	}, "base64url"},

	{"entities, decimal", lines("&#10;"), "entities"},
	{"entities, hexadecimal", lines("&#xA;"), "entities"},
	{"entities, CRLF", lines("&#13;&#10;"), "entities"},
	{"entities twice", lines("&amp;#10;"), "entities"},
	{"entities of characters", func(s string) string {
		return strings.NewReplacer("+", "&plus;", "=", "&equals;", "/", "&sol;").Replace(s)
	}, "entities"},
	{"no-break entities", func(s string) string { return strings.ReplaceAll(s, " ", "&nbsp;") }, "entities"},
	{"escaped quotes", func(s string) string { return html.EscapeString(`<key value="` + lines("\n")(s) + `"/>`) }, ""},
	{"web.config", func(s string) string { return `<add key="k" value="` + lines("&#10;")(s) + `"/>` }, "entities"},
	{"br", lines("<br>"), "html-tags"},
	{"br with a slash", lines("<br />"), "html-tags"},
	{"paragraphs", func(s string) string { return everyLine(s, "<p>", "</p>") }, "html-tags"},
	{"one line of paragraphs", func(s string) string { return "<p>" + lines("</p><p>")(s) + "</p>" }, "html-tags"},
	{"spans", func(s string) string {
		return strings.ReplaceAll(everyLine(s, `<span class="line">`, "</span>"), "PRIVATE KEY", "<span>PRIVATE</span> KEY")
	}, "html-tags"},
	{"CDATA", func(s string) string { return "<key><![CDATA[" + strings.TrimSpace(s) + "]]></key>" }, ""},
	{"element", func(s string) string { return "<ds:KeyValue>\n" + folded(body(s), 76) + "</ds:KeyValue>" }, "bare-base64"},

	{"Java", func(s string) string { return "String k = \"" + lines("\\n\"\n + \"")(s) + "\\n\"\n;" }, "quotes,escaped-newlines"},
	{"Java, operator behind", func(s string) string { return "String k = \"" + lines("\\n\" +\n   \"")(s) + "\";" }, "quotes,escaped-newlines"},
	{"Java in one line", func(s string) string { return "String k = \"" + lines("\\n\" + \"")(s) + "\";" }, "quotes,escaped-newlines"},
	{"JavaScript", func(s string) string { return "key += '" + lines("\\n';\nkey += '")(s) + "';" }, "quotes,escaped-newlines"},
	{"template of JavaScript", func(s string) string { return "const k = `" + strings.TrimSpace(s) + "`;" }, ""},
	{"Python", func(s string) string { return "k = (b\"" + lines("\\n\"\n     b\"")(s) + "\")" }, "quotes,escaped-newlines"},
	{"Python, three quotes", func(s string) string { return "k = \"\"\"" + strings.TrimSpace(s) + "\"\"\"" }, ""},
	{"PHP", func(s string) string { return "$k = '" + lines("' . PHP_EOL .\n '")(s) + "';" }, "quotes"},
	{"Visual Basic", func(s string) string { return "k = \"" + lines("\" & vbCrLf & _\n  \"")(s) + "\"" }, "quotes"},
	{"Visual Basic in one line", func(s string) string { return "k = \"" + lines("\" & vbCrLf & \"")(s) + "\"" }, "quotes"},
	{"SQL", func(s string) string { return "select '" + lines("' || CHR(10) ||\n'")(s) + "' from dual" }, "quotes"},
	{"append", func(s string) string { return "sb.append(\"" + lines("\\n\");\nsb.append(\"")(s) + "\");" }, "quotes,escaped-newlines"},
	{"C", func(s string) string { return "const char k[] =\n\"" + lines("\\n\"\n\"")(s) + "\\n\";" }, "quotes,escaped-newlines"},
	{"array of strings", func(s string) string { return "[\n  '" + lines("',\n  '")(s) + "',\n].join('\\n')" }, "quotes"},
	{"here-string of PowerShell", func(s string) string { return "$k = @'\n" + s + "'@\n" }, ""},
	{"heredoc", func(s string) string { return "cat > k.pem <<'EOF'\n" + s + "EOF\n" }, ""},
	{"heredoc of Terraform", func(s string) string { return "key = <<-EOT\n" + everyLine(s, "    ", "") + "  EOT\n" }, "indentation"},
	{"export", func(s string) string { return "export KEY=\"" + strings.TrimSpace(s) + "\"\n" }, ""},
	{".env without quotes", func(s string) string { return "A=1\nKEY=" + lines(`\n`)(s) + "\nB=2\n" }, "escaped-newlines"},
	{".env of base64", func(s string) string { return "A=1\nKEY=" + b64(s) + "\nB=2\n" }, "double-encoded"},
	{".env of bare base64", func(s string) string { return "A=1\nKEY=" + body(s) + "\nB=2\n" }, "bare-base64"},
	{"echo", func(s string) string { return "echo \"" + lines("\" >> k.pem\necho \"")(s) + "\" >> k.pem\n" }, "quotes"},
	{"bars for line breaks", lines("|"), "joined-lines"},
	{"arrows for line breaks", lines("↵"), "joined-lines"},
	{"lines of JSON", func(s string) string {
		return string(must(json.Marshal(map[string]any{"key": strings.Split(strings.TrimSpace(s), "\n")})))
	}, "json-string"},
	{"JSON in JSON", func(s string) string {
		inner := must(json.Marshal(map[string]string{"private_key": s}))
		return string(must(json.Marshal(map[string]string{"SecretString": string(inner)})))
	}, "json-string"},
	{"base64 in JSON", func(s string) string { return string(must(json.Marshal(map[string]string{"key": b64(s)}))) }, "json-string,double-encoded"},
	{"Secret", func(s string) string {
		return "apiVersion: v1\nkind: Secret\ndata:\n  tls.key: " + b64(s) + "\n  password: aHVudGVyMg==\n"
	}, "double-encoded"},
	{"Secret in lines", func(s string) string {
		return "kind: Secret\ndata:\n  tls.key: |\n" + everyLine(folded(b64(s), 76), "    ", "")
	}, "double-encoded"},
	{"stringData", func(s string) string { return "kind: Secret\nstringData:\n  tls.key: |\n" + everyLine(s, "    ", "") }, "indentation"},
	{"spaces", lines(" "), "one-line"},
	{"openssl -text", func(s string) string { return "Private-Key: (384 bit)\npriv:\n    30:81:a4:02\npub:\n    04:aa\n" + s }, ""},
}

// between puts a text before the third line.
func between(s, inner string) string {
	rows := strings.SplitAfter(s, "\n")
	return strings.Join(rows[:2], "") + inner + strings.Join(rows[2:], "")
}

// kindsOfKeys are the material that each form is tried with.
func kindsOfKeys() map[string]string {
	return map[string]string{"private": plusKey(), "certificate": pemOf("CERTIFICATE", theCertificate()),
		"public": pemOf("PUBLIC KEY", must(x509.MarshalPKIXPublicKey(theRSA().Public())))}
}

// isThat reports whether a file has the key of a PEM file and no other.
func isThat(file keys.File, pem string) bool {
	want := keys.Read("", []byte(pem), nil)
	return len(file.Keys) == 1 && len(want.Keys) == 1 && file.Keys[0].Kind == want.Keys[0].Kind && file.Keys[0].Fingerprint() == want.Keys[0].Fingerprint()
}

// TestWrapped catches a form that is not read, one that is read without a word, and a cause
// or an advice that is wrong for it.
func TestWrapped(t *testing.T) {
	for _, form := range wrappedForms {
		for kind, pem := range kindsOfKeys() {
			file := keys.Read("x", []byte(form.wrap(pem)), nil)
			checkStrings(t, file)
			if !isThat(file, pem) {
				t.Errorf("%s, %s: keys %v, problems %v", form.name, kind, len(file.Keys), file.Problems)
				continue
			}
			got := ids(file)
			for _, want := range strings.Split(form.want, ",") {
				if want != "" && !slices.ContainsFunc(got, func(id string) bool { return strings.HasSuffix(id, " "+want) }) && (want != "escaped-characters" || strings.Contains(pem, "/")) && strings.ContainsAny(form.wrap(pem), "\\+-_ ") && form.wrap(pem) != pem {
					t.Errorf("%s, %s: problems %v; want %s", form.name, kind, got, want)
				}
			}
			for _, p := range file.Problems {
				said := p.Title + p.Why + p.Fix + p.Command
				for _, word := range []string{"lost or changed", "typed or put in", "damaged"} {
					if strings.Contains(said, word) {
						t.Errorf("%s, %s: says %q", form.name, kind, word)
					}
				}
				if kind != "certificate" && (strings.Contains(said, "x509") || strings.Contains(said, "certificate.pem") || strings.Contains(p.Fix+p.Expected, "BEGIN CERTIFICATE")) {
					t.Errorf("%s, %s: has the advice for a certificate: %+v", form.name, kind, p)
				}
			}
		}
	}
}

// TestWrappedCommands catches a command that fails, or that does not write the key.
func TestWrappedCommands(t *testing.T) {
	for _, tool := range []string{"sh", "openssl", "awk", "sed", "xxd", "iconv", "tr"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is not installed")
		}
	}
	ran, kinds := 0, kindsOfKeys()
	for i, form := range append(wrappedForms,
		wrappedForm{"CR", replaced("\n")("\r"), ""}, wrappedForm{"BOM", func(s string) string { return "\ufeff" + s }, ""}, wrappedForm{"UTF-16", func(s string) string { return utf16of(s, false, true) }, ""},
		wrappedForm{"UTF-16 BE", func(s string) string { return utf16of(s, true, false) }, ""}, wrappedForm{"mail", func(s string) string { return everyLine(s, "> ", "") }, ""}, wrappedForm{"indented", func(s string) string { return everyLine(s, "\t ", "") }, ""},
		wrappedForm{"one line without spaces", lines(""), ""}) {
		for k, kind := range []string{"private", "certificate", "private", "public"} {
			if !worktest.Long && k != i%4 {
				continue
			}
			pem := kinds[kind]
			file := keys.Read("x", []byte(form.wrap(pem)), nil)
			for _, p := range file.Problems {
				if p.Command == "" {
					continue
				}
				ran++
				for _, line := range strings.Split(p.Command, "\n") {
					if len(line) > 88 {
						t.Errorf("%s: %d characters are too many for a line: %s", form.name, len(line), line)
					}
				}
				dir := t.TempDir()
				if err := os.WriteFile(filepath.Join(dir, "FILE"), []byte(form.wrap(pem)), 0o600); err != nil {
					t.Fatal(err)
				}
				run := exec.Command("sh", "-ec", p.Command)
				run.Dir = dir
				if out, err := run.CombinedOutput(); err != nil {
					t.Errorf("%s, %s: %v: %s\n%s", form.name, kind, err, p.Command, out)
					continue
				}
				wrote := map[string]string{"private": "private.pem", "certificate": "certificate.pem", "public": "public.pem"}[kind]
				data, err := os.ReadFile(filepath.Join(dir, wrote))
				if made := keys.Read("", data, nil); err != nil || !isThat(made, pem) || len(made.Problems) > 0 {
					t.Errorf("%s, %s: the commands\n%s\nwrite %v, %v", form.name, kind, p.Command, made, err)
				}
			}
		}
	}
	if ran < 40 {
		t.Errorf("only %d commands were printed", ran)
	}
}

// TestNotRepaired catches a repair where more than one reading is possible or nothing is
// known, and a cause that nobody can know.
func TestNotRepaired(t *testing.T) {
	private := plusKey()
	rows := strings.Split(strings.TrimSpace(private), "\n")
	rsaText := pemOf("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(theRSA())))
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	_, _ = zip.Write([]byte(private))
	_ = zip.Close()
	for _, c := range []struct{ name, in, want, why string }{
		{"gzip", b64(packed.String()), "compressed", "unpack"},
		{"diff of two", rows[0] + "\n-" + rows[1] + "\n+" + rows[1] + "\n" + strings.Join(rows[2:], "\n"), "base64", "an old and a new version"},
		{"placeholder", rows[0] + "\n<YOUR PRIVATE KEY>\n" + rows[len(rows)-1], "base64", "placeholder"},
		{"variable", rows[0] + "\n${PRIVATE_KEY}\n" + rows[len(rows)-1], "base64", "placeholder"},
		{"left out", strings.Replace(private, rows[2], "[REDACTED]", 1), "base64", "left out"},
		{"merge", rows[0] + "\n<<<<<<< HEAD\n" + rows[1] + "\n=======\n" + rows[2] + "\n>>>>>>> b\n" + rows[len(rows)-1], "base64", "two versions"},
		{"cut off", strings.Join(rows[:len(rows)-2], "\n"), "truncated", "cut off"},
		{"without its beginning", strings.Join(rows[2:], "\n"), "truncated", "does not begin like a key"},
		{"lower case", rows[0] + "\n" + strings.ToLower(body(rsaText)) + "\n" + rows[len(rows)-1], "damaged", "case of all letters"},
		{"no plus signs", rows[0] + "\n" + strings.ReplaceAll(body(rsaText), "+", "") + "\n" + rows[len(rows)-1], "truncated", "removed them"},
		{"a line too few", strings.Replace(private, rows[2]+"\n", "", 1), "truncated", "BEGIN and END are present"},
		{"an empty variable", "undefined", "no-key", "no value"},
		{"a template", "{{private_key}}", "no-key", "should have replaced"},
		{"a path", `C:\keys\private.pem`, "no-key", "does not open the file"},
		{"the name of a secret", "op://vault/item/key", "no-key", "should have fetched"},
		{"stars", "MIIEvQIBADAN******************q3Zg==", "no-key", "redaction mark"},
		{"Ansible Vault", "key: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6638643965396332\n", "no-key", "vault password"},
		{"SOPS", "key: ENC[AES256_GCM,data:ZGF0YQ==,iv:aXY=,tag:dGFn,type:str]", "no-key", "SOPS key"},
		{"a letter too few", strings.Replace(private, rows[2], rows[2][1:], 1), "truncated", ""},
		{"another character", strings.Replace(private, rows[2][:9], rows[2][:8]+"!", 1), "base64", "cannot be decoded"},
		{"a space in the middle", strings.Replace(private, rows[2][:9], rows[2][:8], 1), "truncated", ""},
	} {
		file := keys.Read("x", []byte(c.in), nil)
		checkStrings(t, file)
		i := slices.IndexFunc(file.Problems, func(p keys.Problem) bool { return p.ID == c.want })
		if i < 0 || file.Readable() || !strings.Contains(file.Problems[i].Why, c.why) {
			t.Errorf("%s: keys %d, problems %+v; want %s: %s", c.name, len(file.Keys), file.Problems, c.want, c.why)
		}
		for _, p := range file.Problems {
			if said := p.Title + p.Why; strings.Contains(said, "typed or put in") {
				t.Errorf("%s: says what nobody knows: %+v", c.name, p)
			}
		}
	}
}

// TestWrappedLinear catches a form whose largest text takes time out of proportion.
func TestWrappedLinear(t *testing.T) {
	pem, size := plusKey(), keys.MaxFile/16
	if worktest.Long {
		size = keys.MaxFile
	}
	for i, form := range wrappedForms {
		if !worktest.Long && i%8 != 0 {
			continue
		}
		one := form.wrap(pem)
		for _, text := range []string{one, strings.Replace(one, "G", "g", 1)} { // the other is no key
			many := strings.Repeat(text+"\n", size/(len(text)+1))
			worktest.Bound(t, len(many)/8, func() { keys.Read("x", []byte(many), nil) })
		}
	}
}

// FuzzWrapped catches a changed text in one of the forms that is read as another key.
func FuzzWrapped(f *testing.F) {
	for i := range wrappedForms {
		f.Add(uint8(i), uint16(100+i), []byte(" n"), uint8(i%3))
	}
	pem := privatePEM(f) // whose numbers must belong together
	want := keys.Read("", []byte(pem), nil).Keys[0].Fingerprint()
	f.Fuzz(func(t *testing.T, form uint8, at uint16, with []byte, cut uint8) {
		in := []byte(wrappedForms[int(form)%len(wrappedForms)].wrap(pem))
		from := int(at) % len(in)
		in = slices.Replace(in, from, min(from+int(cut), len(in)), with...)
		file := keys.Read("x", in, nil)
		checkStrings(t, file)
		for _, k := range file.Keys {
			if k.Signer() != nil && k.Fingerprint() != want {
				t.Errorf("another key came out of %q", in)
			}
		}
	})
}
