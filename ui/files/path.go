package files

import (
	"net/url"
	"path/filepath"
	"strings"

	"authdoctor/diagnosis/pattern"
)

// A path may come as a terminal writes it when a file is dropped on it: in quotes, with
// a backslash before each space, or as the URL of a file.

// pathForm matches the path of a file: it begins like a path, or ends like the name of a
// key file or an export.
var pathForm = pattern.Lazy(`^(~?/|\.{1,2}/|[A-Za-z]:[\\/])\S|^(\S|\S[^\r\n]*\S)\.(pem|cer|crt|der|key|jwk|jwks|json|ndjson|jsonl|jwt|har|p12|pfx|p7b|p7c|csr|csv|tsv|gz)$`)

// longestPath is the length in bytes of the longest path that systems accept, with room
// for the quoting of a terminal.
const longestPath = 3 * 4096

// IsPath reports whether a text is the path of a file, however it is written.
func IsPath(text string) bool {
	return len(text) <= longestPath && pathForm().MatchString(DroppedPath(text))
}

// DroppedPath returns the path in a text as a terminal writes it when a file is dropped, or
// the text without surrounding spaces.
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

// windowsPath is the path of a URL that names a drive.
var windowsPath = pattern.Lazy(`^/[A-Za-z]:/`)

// filePath is the path of the URL of a file on this machine; the text itself for
// another one.
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

// unquoted takes the quotes away as a shell does; the last one may not be typed yet.
// Within single ones, a quote of the name is written '\”; within double ones, a
// backslash comes before what is special.
func unquoted(inner, quote string) string {
	inner = strings.TrimSuffix(inner, quote)
	if quote == "'" {
		return strings.ReplaceAll(inner, `'\''`, "'")
	}
	return strings.NewReplacer(`\"`, `"`, `\$`, "$", "\\`", "`").Replace(inner)
}

// unescaped takes away the backslashes before characters that are special to a shell. A
// backslash before a letter parts folders elsewhere, and stays.
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

// Expand is a typed path with ~ for the user's folder.
func Expand(disk Disk, path string) string {
	if rest, ok := strings.CutPrefix(path, "~"); ok && (rest == "" || rest[0] == '/' || rest[0] == filepath.Separator) {
		if home := disk.Home(); home != "" {
			return home + rest
		}
	}
	return path
}
