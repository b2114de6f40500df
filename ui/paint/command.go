package paint

import (
	"strings"
)

// CommandLines breaks shell commands, one on each line, into lines of at most width cells
// that can be copied and run as they are: each but the last of a command ends in a
// backslash. It breaks at spaces outside quotes only, so a word longer than a line stays
// whole.
func CommandLines(commands string, width int) []string {
	var lines []string
	for command := range strings.SplitSeq(commands, "\n") {
		lines = append(lines, commandLines(command, width)...)
	}
	return lines
}

func commandLines(command string, width int) []string {
	const indent, more = "  ", ` \`
	var lines []string
	line := ""
	for _, word := range withValues(shellWords(command)) {
		lead := ""
		if len(lines) > 0 {
			lead = indent
		}
		switch {
		case line == "":
			line = lead + word
		case Cells(line)+1+Cells(word)+Cells(more) <= width:
			line += " " + word
		default:
			lines = append(lines, line+more)
			line = indent + word
		}
	}
	return append(lines, line)
}

// Command returns the lines of a shell command for a screen, or a sentence if one of them
// is too wide: half a command is worse than none.
func Command(text string, width int) []string {
	lines := CommandLines(text, width)
	for _, line := range lines {
		if Cells(line) > width {
			return Wrap("The command is too long for this window. Make it wider, or leave: what was made here is told again then.", width)
		}
	}
	return lines
}

// withValues joins each option with its value, so that no line break separates them.
func withValues(words []string) []string {
	var out []string
	for i := 0; i < len(words); i++ {
		word := words[i]
		if strings.HasPrefix(word, "-") && i+1 < len(words) && !strings.HasPrefix(words[i+1], "-") {
			i++
			word += " " + words[i]
		}
		out = append(out, word)
	}
	return out
}

// shellWords splits a command at the spaces outside quotes, as a POSIX shell does.
func shellWords(command string) []string {
	var words []string
	var quote byte
	start := 0
	for i := 0; i < len(command); i++ {
		switch c := command[i]; {
		case c == '\\' && quote != '\'':
			i++ // the next character is literal
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == ' ':
			if i > start {
				words = append(words, command[start:i])
			}
			start = i + 1
		}
	}
	return append(words, command[start:])
}
