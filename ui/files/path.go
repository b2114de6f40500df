package files

import (
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"authdoctor/diagnosis/pattern"
)

// A terminal may change the path of a file that is dropped on it: it adds quotes, puts a
// backslash before each space, or writes the path as a file URL.

// pathForm matches the path of a file: text that begins like a path, or ends like the name
// of a key file or an export.
var pathForm = pattern.Lazy(`^(~?/|\.{1,2}/|[A-Za-z]:[\\/])\S|^(\S|\S[^\r\n]*\S)\.(pem|cer|crt|der|key|jwk|jwks|json|ndjson|jsonl|jwt|har|p12|pfx|p7b|p7c|csr|csv|tsv|gz|xls|xls[xmb]|ods|pdf|zip|html?)$`)

// longestPath is the length in bytes of the longest path that systems accept, with room
// for the quoting that a terminal adds.
const longestPath = 3 * 4096

// IsPath reports whether text is the path of a file, in any of the ways a terminal writes
// it.
func IsPath(text string) bool {
	return len(text) <= longestPath && pathForm().MatchString(DroppedPath(text))
}

// DroppedPath returns the path in text that a terminal wrote when a file was dropped on
// it. If there is no such path, it returns text without surrounding spaces.
func DroppedPath(text string) string {
	text = strings.TrimSpace(text)
	switch {
	case len(text) >= len("file:///") && strings.EqualFold(text[:len("file:")], "file:"):
		return filePath(text)
	case len(text) > 2 && (text[0] == '\'' || text[0] == '"'):
		return unquoted(text[1:], text[:1])
	case strings.Contains(text, `\ `) || strings.HasPrefix(text, "/") && strings.Contains(text, `\`):
		return unescaped(text)
	}
	return text
}

// windowsPath matches the path of a URL that names a drive.
var windowsPath = pattern.Lazy(`^/[A-Za-z]:/`)

// filePath returns the path in the URL of a file on this machine. It returns text
// unchanged if the URL names another machine.
func filePath(text string) string {
	u, err := url.Parse(strings.ReplaceAll(text, " ", "%20"))
	if err != nil || u.Path == "" || u.Host != "" && u.Host != "localhost" {
		return text
	}
	if windowsPath().MatchString(u.Path) {
		return u.Path[1:]
	}
	return u.Path
}

// unquoted removes the quotes as a shell does; the closing one may not be typed yet. In
// single quotes, a quote in the name is written as a quote, a backslash and two more
// quotes. In double quotes, a backslash precedes each special character.
func unquoted(inner, quote string) string {
	inner = strings.TrimSuffix(inner, quote)
	if quote == "'" {
		return strings.ReplaceAll(inner, `'\''`, "'")
	}
	return strings.NewReplacer(`\"`, `"`, `\$`, "$", "\\`", "`").Replace(inner)
}

// unescaped removes the backslashes before characters that are special to a shell. It
// keeps a backslash before a letter, which separates folders on Windows.
func unescaped(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) && strings.IndexByte(" ()[]{}&;'\"!$#*?<>|`\\~=,", text[i+1]) >= 0 {
			i++
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// Expand returns path with a leading ~ replaced by the user's home folder.
func Expand(disk Disk, path string) string {
	if rest, ok := strings.CutPrefix(path, "~"); ok && (rest == "" || rest[0] == '/' || rest[0] == filepath.Separator) {
		if home := disk.Home(); home != "" {
			return home + rest
		}
	}
	return path
}

// Names proposes names of new files. Its zero value is ready to use.
type Names struct {
	first  string
	number int // of the last proposal; 1 is the first name itself
}

// After returns the name to propose after one that is taken: report-2.md after report.md,
// report-3.md after that.
func (n *Names) After(taken string) string {
	if taken != n.name() {
		n.first, n.number = taken, 1
	}
	n.number++
	return n.name()
}

func (n *Names) name() string {
	if n.number < 2 {
		return n.first
	}
	ending := filepath.Ext(n.first)
	return strings.TrimSuffix(n.first, ending) + "-" + strconv.Itoa(n.number) + ending
}
