package content

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"authdoctor/diagnosis"
)

// Snippet is sample code: a program that does a step of a lesson outside authdoctor.
type Snippet struct {
	Language string // "Python"
	Option   string // "python", the value of setup --code
	File     string // the name of the file, token-request.py
	Text     string // with placeholders, such as <token address>
}

// languages are those of snippets by the extensions of their files, in the order of the menu.
var languages = []struct{ extension, option, name string }{
	{".sh", "curl", "curl and openssl"},
	{".py", "python", "Python"},
	{".mjs", "node", "Node.js"},
	{".java", "java", "Java"},
	{".cs", "csharp", "C#"},
}

// LanguageOptions returns the values of Snippet.Option, in the order of the menu.
func LanguageOptions() []string {
	options := make([]string, len(languages))
	for i, language := range languages {
		options[i] = language.option
	}
	return options
}

// Snippets returns the code of a name, such as token-request (LessonStep.Code): one for each
// language that has it.
func (l *Library) Snippets(name string) (snippets []Snippet) {
	for _, language := range languages {
		file := "code/" + name + language.extension
		if text, err := fs.ReadFile(files, file); err == nil {
			snippets = append(snippets, Snippet{Language: language.name, Option: language.option, File: path.Base(file), Text: string(text)})
		}
	}
	return snippets
}

// Fill returns the text with the values in place of their placeholders, and the names of those
// that it leaves in place, in the order of the text: of values that are not known, and of those
// that could end the string they are in.
func (s Snippet) Fill(values []diagnosis.Value) (text string, missing []string) {
	text, rest := "", s.Text
	for {
		before, after, found := strings.Cut(rest, "<")
		text += before
		if !found {
			return text, missing
		}
		rest = after
		value, known := valueAt(after, values)
		switch name := "<" + value.Name + ">"; {
		case !known:
			text += "<"
		case value.Value == "" || !plain(value.Value):
			if !slices.Contains(missing, value.Name) {
				missing = append(missing, value.Name)
			}
			text, rest = text+name, rest[len(name)-1:]
		default:
			text, rest = text+value.Value, rest[len(name)-1:]
		}
	}
}

// valueAt returns the value whose name, and a > after it, text begins with.
func valueAt(text string, values []diagnosis.Value) (diagnosis.Value, bool) {
	for _, value := range values {
		if strings.HasPrefix(text, value.Name+">") {
			return value, true
		}
	}
	return diagnosis.Value{}, false
}

// plain reports whether a value means itself in a string and in a comment of every language:
// it has no quote, no backslash, no dollar sign, no brace and no line break. Addresses, IDs,
// scopes and the usual names of files are plain.
func plain(value string) bool {
	return strings.IndexFunc(value, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune(" -._~:/?=&%,+@", r))
	}) < 0
}
