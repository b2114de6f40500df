package paint

import (
	"slices"
	"strings"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/intake"
)

// Joined puts words together that may be empty.
func Joined(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(word string) bool { return word == "" }), " · ")
}

// Problem says, for people, why a text was not taken.
func Problem(input intake.Input) string {
	if input.Problem == "" {
		return "This is nothing authdoctor knows: paste a token, an HTTP answer or the word in the Detail column."
	}
	text := Sentence(input.Problem)
	if input.Lacks != "" {
		text += " Under facts: " + FactLabel(diagnosis.FactName(input.Lacks)) + "."
	}
	return text
}

// Sentence starts with a capital and ends with a full stop.
func Sentence(text string) string {
	if text == "" {
		return ""
	}
	if first := text[0]; 'a' <= first && first <= 'z' {
		text = string(first-'a'+'A') + text[1:]
	}
	if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "?") && !strings.HasSuffix(text, "!") {
		text += "."
	}
	return text
}

// Capitalised is capital, for a text that may be empty.
func Capitalised(text string) string {
	if text == "" {
		return ""
	}
	return Capital(text)
}

// Capital starts a text with a capital letter.
func Capital(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// SplitList splits the items of a list: by commas, spaces and line breaks.
func SplitList(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\t' || r == '\r' || r == '\n' })
}
