package report_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"authdoctor/content"
)

func parse(t *testing.T, text string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// textOf returns the words of a document without white space, with the numbers of its
// steps: in code fences of the Markdown the numbers are text.
func textOf(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.DataAtom == atom.Head || n.DataAtom == atom.Style:
			return
		case n.DataAtom == atom.Ol:
			at, err := strconv.Atoi(attribute(n, "start"))
			if err != nil {
				at = 1
			}
			for item := n.FirstChild; item != nil; item = item.NextSibling {
				if item.DataAtom == atom.Li {
					b.WriteString(strconv.Itoa(at) + ".")
					at++
				}
				walk(item)
			}
			return
		}
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			walk(child)
		}
	}
	walk(n)
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("▁▂▃▄▅▆▇─▲", r) { // HTML draws the bars of a chart
			return -1
		}
		return r
	}, b.String())
}

// TestSameText catches a word that is in one form of a report and not in the other.
func TestSameText(t *testing.T) {
	reader := goldmark.New(goldmark.WithExtensions(extension.Table))
	for _, m := range reports(t) {
		var out bytes.Buffer
		if err := reader.Convert([]byte(m.Markdown()), &out); err != nil {
			t.Fatal(err)
		}
		same(t, m.name+" for "+string(m.audience), textOf(parse(t, m.HTML())), textOf(parse(t, out.String())))
	}
}

func same(t *testing.T, name, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	at := 0
	for at < min(len(got), len(want)) && got[at] == want[at] {
		at++
	}
	from := max(0, at-60)
	t.Errorf("%s: the HTML has\n%s\nthe Markdown\n%s", name, got[from:min(len(got), at+80)], want[from:min(len(want), at+80)])
}

// TestStructure catches a report that a mail program, a browser's policy or a screen
// reader does not handle.
func TestStructure(t *testing.T) {
	library, err := content.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	var allowed []string // the hosts of the sources of pages
	for _, page := range library.Pages() {
		for _, source := range page.Sources {
			if address, err := url.Parse(source.URL); err == nil && address.Host != "" {
				allowed = append(allowed, address.Host)
			}
		}
	}
	for _, m := range reports(t) {
		text := m.HTML()
		wrong := func(format string, values ...any) {
			t.Helper()
			t.Errorf(m.name+" for "+string(m.audience)+": "+format, values...)
		}
		if len(text) > 60_000 {
			wrong("%d bytes", len(text))
		}
		root := parse(t, text)
		count := map[atom.Atom]int{}
		level := 1
		charset, viewport, policy := "", "", ""
		var walk func(*html.Node)
		walk = func(n *html.Node) {
			count[n.DataAtom]++
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "srcset" || a.Key == "background" {
					wrong("the attribute %s of %s", a.Key, n.Data)
				}
			}
			switch n.DataAtom {
			case atom.Script, atom.Img, atom.Link, atom.Iframe, atom.Object, atom.Embed, atom.Form, atom.Base, atom.Font:
				wrong("an element %s", n.Data)
			case atom.Svg:
				if attribute(n, "role") != "img" || attribute(n, "aria-label") == "" {
					wrong("a drawing that a screen reader does not name")
				}
			case atom.Html:
				if attribute(n, "lang") != "en" {
					wrong("no language")
				}
			case atom.Meta:
				charset += attribute(n, "charset")
				switch content := attribute(n, "content"); {
				case attribute(n, "name") == "viewport":
					viewport = content
				case attribute(n, "http-equiv") != "":
					policy = content
				}
			case atom.Title:
				if !strings.HasPrefix(m.Title, strings.TrimSuffix(n.FirstChild.Data, "…")) {
					wrong("the title is %q", n.FirstChild.Data)
				}
			case atom.Style:
				sum := sha256.Sum256([]byte(n.FirstChild.Data))
				want := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
				if policy != want {
					wrong("the policy is %q, want %q", policy, want)
				}
			case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5:
				next := int(n.Data[1] - '0')
				if next > level+1 {
					wrong("h%d comes after h%d", next, level)
				}
				level = next
				if textOf(n) == "" {
					wrong("an empty %s", n.Data)
				}
			case atom.Table:
				named := attribute(n, "aria-label") != ""
				if first := n.FirstChild; first != nil {
					for ; first != nil && first.Type == html.TextNode; first = first.NextSibling {
					}
					named = named || first != nil && first.DataAtom == atom.Caption && textOf(first) != ""
				}
				if !named {
					wrong("a table without a name")
				}
			case atom.Th:
				if attribute(n, "scope") == "" || textOf(n) == "" {
					wrong("a header cell without scope or text: %q", textOf(n))
				}
			case atom.A:
				if to, err := url.Parse(attribute(n, "href")); err != nil || to.Scheme != "https" || !slices.Contains(allowed, to.Host) || textOf(n) == "" {
					wrong("a link to %q", attribute(n, "href"))
				}
			case atom.Dd:
				if n.Parent.DataAtom != atom.Dl {
					wrong("a dd in %s", n.Parent.Data)
				}
			case atom.Dt:
				if textOf(n) == "" {
					wrong("an empty dt")
				}
			case atom.Details:
				first := n.FirstChild
				for first != nil && first.Type == html.TextNode {
					first = first.NextSibling
				}
				if first == nil || first.DataAtom != atom.Summary || attribute(n, "open") != "" {
					wrong("details that are open, or without a summary")
				}
			case atom.Span:
				if attribute(n, "aria-hidden") != "true" || len([]rune(textOf(n))) != 1 {
					wrong("a sign that a screen reader spells out: %q", textOf(n))
				}
			}
			for child := n.FirstChild; child != nil; child = child.NextSibling {
				walk(child)
			}
		}
		walk(root)
		if charset != "utf-8" || !strings.Contains(viewport, "width=device-width") || count[atom.H1] != 1 || count[atom.Main] != 1 || count[atom.Title] != 1 || count[atom.Details] == 0 {
			wrong("charset %q, viewport %q, %d h1, %d main, %d title, %d details", charset, viewport, count[atom.H1], count[atom.Main], count[atom.Title], count[atom.Details])
		}
	}
}

// colours returns the colours of each :root rule of the style, in order: light, dark, print.
func colours(t *testing.T) []map[string]string {
	t.Helper()
	style, err := os.ReadFile("style.css")
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]string
	for _, rule := range regexp.MustCompile(`:root\{([^}]*)\}`).FindAllStringSubmatch(string(style), -1) {
		set := map[string]string{}
		for _, pair := range strings.Split(rule[1], ";") {
			if name, value, found := strings.Cut(pair, ":"); found {
				set[strings.TrimPrefix(name, "--")] = value
			}
		}
		all = append(all, set)
	}
	return all
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	digits := strings.TrimPrefix(colour, "#")
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	value, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || len(digits) != 6 {
		t.Fatalf("%q is no colour", colour)
	}
	part := func(shift uint) float64 {
		c := float64(value>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}

// TestContrast catches a colour that is hard to read, in light, dark and print.
func TestContrast(t *testing.T) {
	sets := colours(t)
	if len(sets) != 3 {
		t.Fatalf("%d sets of colours", len(sets))
	}
	for i, set := range sets {
		ground := luminance(t, set["ground"])
		if len(set) != len(sets[0]) {
			t.Errorf("set %d has %d colours, want %d", i, len(set), len(sets[0]))
		}
		for name, colour := range set {
			least := 4.5
			switch name {
			case "ground":
				continue
			case "rule":
				least = 3
			}
			lighter, darker := max(luminance(t, colour), ground), min(luminance(t, colour), ground)
			if ratio := (lighter + 0.05) / (darker + 0.05); ratio < least {
				t.Errorf("set %d: %s %s has a contrast of %.1f", i, name, colour, ratio)
			}
		}
	}
}

// TestBrowser catches a report about which a browser complains, for which it asks the
// network, or whose text it shows differently.
func TestBrowser(t *testing.T) {
	browser := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil && browser == "" {
			browser = path
		}
	}
	if browser == "" {
		t.Skip("no Chromium is installed")
	}
	seen := map[string]bool{}
	for _, m := range reports(t) {
		if seen[m.name] || m.name != "markup" { // a browser takes a second to start
			continue
		}
		seen[m.name] = true
		dir := t.TempDir()
		file, log := filepath.Join(dir, "report.html"), filepath.Join(dir, "net.json")
		if err := os.WriteFile(file, []byte(m.HTML()), 0o600); err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithTimeout(context.Background(), 30*time.Second)
		cmd := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
			"--user-data-dir="+dir, "--enable-logging=stderr", "--log-net-log="+log, "--dump-dom", "file://"+file)
		var dom, messages bytes.Buffer
		cmd.Stdout, cmd.Stderr = &dom, &messages
		err := cmd.Run()
		stop()
		if err != nil {
			t.Skipf("the browser does not run here: %v", err)
		}
		for line := range strings.Lines(messages.String()) {
			if strings.Contains(line, ":CONSOLE") {
				t.Errorf("%s: the browser says %s", m.name, line)
			}
		}
		same(t, m.name+" in the browser", textOf(parse(t, dom.String())), textOf(parse(t, m.HTML())))
		for _, address := range requested(t, log) {
			if address != "file://"+file {
				t.Errorf("%s: the browser asked for %s", m.name, address)
			}
		}
	}
}

// requested returns the addresses that a page asked for, by the browser's own log. What the
// browser asks for itself has no initiator.
func requested(t *testing.T, log string) []string {
	t.Helper()
	data, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	var net struct {
		Events []struct {
			Params struct {
				URL       string `json:"url"`
				Initiator string `json:"initiator"`
			}
		}
	}
	if err := json.Unmarshal(data, &net); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, event := range net.Events {
		if address := event.Params.URL; address != "" && event.Params.Initiator != "" && event.Params.Initiator != "not an origin" {
			out = append(out, address)
		}
	}
	return out
}
