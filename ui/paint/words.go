package paint

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
)

// Joined joins the words that are not empty.
func Joined(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(word string) bool { return word == "" }), " · ")
}

// Problem returns why a text was not accepted, as sentences.
func Problem(input intake.Input) string {
	if input.Problem == "" {
		return "authdoctor does not recognise this: paste a token, an HTTP answer or the word in the Detail column."
	}
	if input.Kind == intake.KindWords && len(input.Detail.Nearest) == 0 {
		return "No page matches these words. Use other words, or answer the questions of the guide."
	}
	text := Sentence(input.Problem)
	if input.Lacks != "" {
		text += " Under facts: " + FactLabel(diagnosis.FactName(input.Lacks)) + "."
	}
	return text
}

// Sentence returns text with a capital as its first letter and a full stop at the end, ""
// for no text.
func Sentence(text string) string {
	if text == "" {
		return ""
	}
	if strings.ContainsRune(".?!", rune(text[len(text)-1])) {
		return Capital(text)
	}
	return Capital(text) + "."
}

// Capital returns text with a capital as its first letter.
func Capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size < 1 || first == utf8.RuneError {
		return text
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// SplitList splits the items of a list: by commas, spaces and line breaks.
func SplitList(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\t' || r == '\r' || r == '\n' })
}
