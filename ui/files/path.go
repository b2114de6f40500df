package files

import (
	"net/url"
	"path/filepath"
	"strings"

	"authdoctor/diagnosis/pattern"
)

// A path may come as a terminal writes it when a file is dropped on it: in quotes, with
// a backslash before each space, or as the URL of a file.

// pathForm is a text that is the path of a file: it begins as paths do, or ends as
// the names of key files and of exports do.
var pathForm = pattern.Lazy(`^(~?/|\.{1,2}/|[A-Za-z]:[\\/])\S|^(\S|\S[^\r\n]*\S)\.(pem|cer|crt|der|key|jwk|jwks|json|ndjson|jsonl|jwt|har|p12|pfx|p7b|p7c|csr|csv|tsv|gz)$`)

// longestPath is the longest path that systems take, in bytes, with room for how a
// terminal writes it.
const longestPath = 3 * 4096

// IsPath reports whether a text is the path of a file, however it is written.
func IsPath(text string) bool {
	return len(text) <= longestPath && pathForm().MatchString(DroppedPath(text))
}

// DroppedPath is the path that a text stands for; the text itself, without spaces
// around it, where it stands for no other.
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
