package intake

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/token"
)

// maxErrorSearch is the number of bytes of a text that are searched for errors of programs.
const maxErrorSearch = 256 << 10

// errorLine returns the beginning of a program's error in the text: the class of an
// exception, or words that mean nothing else. What follows may contain anything. It is ""
// for none, or if a failure was recognised, which the line only repeats.
func errorLine(text string, in Input) string {
	if in.Line != nil || in.Kind == KindUnknown || in.Kind == KindWords || in.Kind == KindTrail || in.Detail.Name != "" || token.Bare(strings.TrimSpace(text)) ||
		slices.ContainsFunc(in.Exchanges, func(e exchange.Exchange) bool { return e.Answer != nil && !e.Answer.Succeeded() }) || looksLikeHAR(text) {
		return ""
	}
	return errorIn(text, errorWords, exception, failedTo)
}

// errorIn returns the first result of one of the readers in a line of the text; "" for
// none.
func errorIn(text string, readers ...func(line string) string) string {
	for line := range strings.Lines(text[:min(len(text), maxErrorSearch)]) {
		line = strings.TrimSpace(line)
		for _, read := range readers {
			if found := read(line); found != "" {
				found, _ = border.Printable(found)
				return border.Clip(found, 80)
			}
		}
	}
	return ""
}

// errorWords returns the words at the beginning of a line with which a program reports a
// failure; "" for none.
func errorWords(line string) string {
	line = strings.TrimLeft(line, "✗✖×⨯*>[(#-! \t")
	for _, word := range []string{"unexpected error", "fatal error", "unknown error", "internal error", "error", "fatal", "panic", "traceback"} {
		if len(line) < len(word) || !strings.EqualFold(line[:len(word)], word) {
			continue
		}
		rest := strings.TrimLeft(line[len(word):], " \t")
		if rest == "" || strings.IndexByte(".:!(]", rest[0]) >= 0 || rest[0] >= '0' && rest[0] <= '9' {
			return line[:len(word)]
		}
	}
	return ""
}

// longestClass is the length of the longest class of an exception with its package, in
// bytes.
const longestClass = 200

// exception returns the class of an exception in a line: a name with the right ending,
// before a colon, a bracket or the end of the line. It is "" for none.
func exception(line string) string {
	for _, ending := range []string{"Error", "Exception", "Fault"} {
		for from := 0; ; {
			i := strings.Index(line[from:], ending)
			if i < 0 {
				break
			}
			end := from + i + len(ending)
			from = end
			rest := strings.TrimLeft(line[end:], " \t")
			if rest != "" && rest[0] != '[' && (len(rest) != len(line)-end || rest[0] != ':') {
				continue
			}
			begin := end
			for begin > 0 && end-begin <= longestClass && isClass(line[begin-1]) {
				begin--
			}
			if begin == 0 || strings.IndexByte(" \t\"'([", line[begin-1]) >= 0 && !isSource(line[:begin]) {
				return strings.TrimLeft(line[begin:end], ":.")
			}
		}
	}
	return ""
}

// isSource reports whether the words before a class are source code that handles or throws
// the exception: then nothing has failed.
func isSource(before string) bool {
	words := strings.FieldsFunc(before, func(r rune) bool { return !(r >= 'a' && r <= 'z') })
	return slices.ContainsFunc(words, func(word string) bool {
		return slices.Contains([]string{"catch", "class", "except", "extends", "import", "instanceof", "new", "raise", "throw", "throws"}, word)
	})
}

func isClass(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte(`_$.\:`, c) >= 0
}

// failedTo returns the words of a line that report a failed action; "" for none.
func failedTo(line string) string {
	lower := strings.ToLower(line)
	if i := strings.Index(lower, "failed to "); i >= 0 && len(lower) == len(line) {
		verb, _, _ := strings.Cut(line[i+len("failed to "):], " ")
		if len(verb) > 2 && len(verb) <= 20 {
			return line[i:i+len("failed to ")] + verb
		}
	}
	if strings.Contains(lower, " has been blocked by ") { // a browser
		return "has been blocked by"
	}
	for _, ending := range []string{` failed."`, ` failed"`, ` failed.'`, ` failed'`} {
		if strings.Contains(line, ending) {
			return strings.Trim(ending, ` ."'`)
		}
	}
	return ""
}
