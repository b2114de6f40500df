package exchange

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/pattern"
)

// shellWord is a word of a command without its quotes.
type shellWord struct {
	text string
	end  int // the end of the word in the command
	// filling says whether the shell fills in a variable in the word.
	filling Filling
}

// powerShellMark matches syntax that only PowerShell has: a backtick at the end of a line,
// and $env: variables.
var powerShellMark = pattern.Lazy("`[ \\t]*\\r?\\n|\\$env:")

// expansion matches a variable or a command that a shell replaces.
var expansion = pattern.Lazy("\\$[A-Za-z_{(]|`[^`]+`|%[A-Za-z_]\\w*%")

// angled matches a placeholder in angle brackets, which a shell would read as redirections.
var angled = pattern.Lazy(`^<[A-Za-z][\w -]{0,40}>`)

// shellWords splits a command into words. The command ends at a line break without a
// continuation mark, or at a separator of commands. An unclosed quote ends with the text.
// The syntax is a mix of sh and cmd, or that of PowerShell if the text has a mark of it.
func shellWords(text string) (words []shellWord) {
	var word strings.Builder
	inWord, literal, expands := false, false, false
	powerShell := powerShellMark().MatchString(text)
	i := 0
	end := func() {
		if inWord {
			filling := Unsure
			switch {
			case expands:
				filling = FilledIn
			case literal:
				filling = AsWritten
			}
			words = append(words, shellWord{word.String(), i, filling})
			word.Reset()
			inWord, literal, expands = false, false, false
		}
	}
	for i < len(text) {
		c := text[i]
		switch {
		case c == '\'' || c == '"':
			inside, n := quoted(text[i:], powerShell)
			raw := text[i : i+n]
			// xargs and find fill in {} even in single quotes.
			literal = literal || c == '\'' && !strings.Contains(raw, "{}") || strings.Contains(raw, `\$`)
			expands = expands || c == '"' && expansion().MatchString(strings.ReplaceAll(raw, `\$`, ""))
			word.WriteString(inside)
			inWord = true
			i += n
			continue
		case strings.HasPrefix(text[i:], "\u201c") || strings.HasPrefix(text[i:], "\u2018"):
			inside, n := typographic(text[i:])
			word.WriteString(inside)
			inWord = true
			i += n
			continue
		case strings.HasPrefix(text[i:], `$"`):
			i++ // bash translates the text but otherwise treats it like double quotes
			continue
		case c == '$' && strings.HasPrefix(text[i:], "$'"):
			inside, n := ansiQuoted(text[i+1:])
			word.WriteString(inside)
			inWord, literal = true, true
			i += n + 1
			continue
		case (c == '\\' || c == '^' || c == '`') && continues(text[i+1:]) > 0:
			end()
			i += 1 + continues(text[i+1:])
			continue
		case c == '\\' && i+1 < len(text):
			_, size := utf8.DecodeRuneInString(text[i+1:])
			word.WriteString(text[i+1 : i+1+size])
			inWord = true
			i += 1 + size
			continue
		case c == '^' && i+1 < len(text) && strings.IndexByte("&\"|<>%^", text[i+1]) >= 0:
			i++ // the escape character of cmd
			if text[i] == '"' {
				inside, n := quoted(text[i:], false)
				word.WriteString(uncaret(inside))
				i += n
			} else {
				word.WriteByte(text[i])
				i++
			}
			inWord = true
			continue
		case c == '<' && inWord && startsWith(angled(), text[i:]):
			n := len(angled().FindString(text[i:min(len(text), i+80)])) // a placeholder in an address
			word.WriteString(text[i : i+n])
			i += n
			continue
		case c == '\n' || c == '\r':
			end()
			return words
		case c == '|' || c == ';' || c == '>' || c == '&' && (i+1 == len(text) || text[i+1] == '&' || text[i+1] == ' '):
			end()
			return words
		case c == ' ' || c == '\t':
			end()
		default:
			expands = expands || (c == '$' || c == '`' || c == '%') && startsWith(expansion(), text[i:])
			if n := substitution(text[i:]); n > 0 {
				word.WriteString(text[i : i+n])
				inWord, expands = true, true
				i += n
				continue
			}
			word.WriteByte(c)
			inWord = true
		}
		i++
	}
	end()
	return words
}

func startsWith(form *regexp.Regexp, text string) bool {
	span := form.FindStringIndex(text[:min(len(text), 80)])
	return span != nil && span[0] == 0
}

// substitution returns the length of the command substitution $(…) at the start of text,
// or 0.
func substitution(text string) int {
	if !strings.HasPrefix(text, "$(") {
		return 0
	}
	if end := strings.IndexAny(text, ")\n"); end > 0 && text[end] == ')' {
		return end + 1
	}
	return 0
}

// uncaret removes the carets with which cmd escapes characters within escaped quotes.
func uncaret(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '^' {
			if i++; i == len(text) {
				break
			}
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

// continues returns the length of the spaces and the line break at the start of text, which
// follows a continuation mark, or 0 if anything else is there.
func continues(text string) int {
	blank := len(text) - len(strings.TrimLeft(text, " \t"))
	switch rest := text[blank:]; {
	case strings.HasPrefix(rest, "\r\n"):
		return blank + 2
	case strings.HasPrefix(rest, "\n"):
		return blank + 1
	}
	return 0
}

// quoted reads the quoted text at the start of text and returns its length with the quotes.
// PowerShell escapes with a backtick or by doubling a quote.
func quoted(text string, powerShell bool) (inside string, length int) {
	mark := text[0]
	var out strings.Builder
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case powerShell && c == mark && i+1 < len(text) && text[i+1] == mark, powerShell && mark == '"' && c == '`' && i+1 < len(text):
			i++
			out.WriteByte(text[i])
		case c == mark:
			return out.String(), i + 1
		case c == '\\' && mark == '"' && i+1 < len(text) && strings.IndexByte("\"\\$`\n", text[i+1]) >= 0:
			i++
			if text[i] != '\n' {
				out.WriteByte(text[i])
			}
		default:
			out.WriteByte(c)
		}
	}
	return out.String(), len(text)
}

// ansiQuoted reads the ANSI-C quoting of bash, $'…'. Text begins after the dollar sign.
func ansiQuoted(text string) (inside string, length int) {
	var out strings.Builder
	i := 1
	for i < len(text) && text[i] != '\'' {
		if text[i] != '\\' || i+1 == len(text) {
			out.WriteByte(text[i])
			i++
			continue
		}
		escape := text[i+1]
		i += 2
		switch {
		case strings.IndexByte("abeEfnrtv", escape) >= 0:
			out.WriteByte("\a\b\x1b\x1b\f\n\r\t\v"[strings.IndexByte("abeEfnrtv", escape)])
		case escape == 'x':
			value, n := number(text[i:], 16, 2)
			out.WriteByte(byte(value))
			i += n
		case escape == 'u', escape == 'U':
			value, n := number(text[i:], 16, map[byte]int{'u': 4, 'U': 8}[escape])
			out.WriteRune(rune(value))
			i += n
		case '0' <= escape && escape <= '7':
			value, n := number(text[i-1:], 8, 3)
			out.WriteByte(byte(value))
			i += n - 1
		case escape == 'c' && i < len(text):
			out.WriteByte(text[i] & 0x1f)
			i++
		case strings.IndexByte(`\'"?`, escape) >= 0:
			out.WriteByte(escape)
		default: // bash keeps unknown escapes
			out.WriteString(text[i-2 : i])
		}
	}
	return out.String(), min(i+1, len(text))
}

// number parses up to most digits at the start of text.
func number(text string, base, most int) (value uint64, length int) {
	for length < min(most, len(text)) {
		next, err := strconv.ParseUint(text[:length+1], base, 32)
		if err != nil {
			break
		}
		value, length = next, length+1
	}
	return value, length
}

// typographic reads the text in typographic quotes, which word processors insert.
func typographic(text string) (inside string, length int) {
	first, size := utf8.DecodeRuneInString(text)
	closing := "\u201d"
	if first == '\u2018' {
		closing = "\u2019"
	}
	inside, _, found := strings.Cut(text[size:], closing)
	if !found {
		return inside, len(text)
	}
	return inside, size + len(inside) + len(closing)
}
