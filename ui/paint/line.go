package paint

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// A line is a string without line breaks, measured in cells, which may contain styles.
// Text from outside is already printable here, so only its width matters; App.View escapes
// whatever was missed.

// Cells returns the width of a line. Nearly every line consists of ASCII, our own signs
// and styles, which are counted here; ansi.StringWidth, which knows all the others, takes
// ten times as long, and widths take most of the time of a frame.
func Cells(line string) int {
	n := 0
	for i := 0; i < len(line); {
		switch c := line[i]; {
		case c >= 0x20 && c <= 0x7e:
			n++
			i++
		case c == 0x1b:
			length := styleLength(line[i:])
			if length == 0 {
				return ansi.StringWidth(line)
			}
			i += length
		default:
			r, size := utf8.DecodeRuneInString(line[i:])
			if !isSign(r) {
				return ansi.StringWidth(line)
			}
			n++
			i += size
		}
	}
	return n
}

// isSign reports whether r is one of the signs the screens are drawn with.
func isSign(r rune) bool {
	switch r {
	case '─', '│', '›', '·', '…', '✓', '✗', '–', '↑', '↓', '╭', '╮', '╰', '╯', '▏', '░', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█':
		return true
	}
	return false
}

// styleLength returns the length of the SGR sequence at the start of text, 0 for none.
func styleLength(text string) int {
	if len(text) < 3 || text[1] != '[' {
		return 0
	}
	for i := 2; i < len(text); i++ {
		switch c := text[i]; {
		case c >= '0' && c <= '9' || c == ';' || c == ':':
		case c == 'm':
			return i + 1
		default:
			return 0
		}
	}
	return 0
}

// Clip shortens a line to at most width cells, the last of them an ellipsis
// where something was left out.
func Clip(line string, width int) string {
	switch {
	case width <= 0:
		return ""
	case Cells(line) <= width:
		return line
	case width == 1:
		return "…"
	}
	return ansi.Truncate(line, width, "…")
}

// Fill clips a line or adds spaces, so that it is exactly width cells.
func Fill(line string, width int) string {
	line = Clip(line, width)
	return line + Spaces(width-Cells(line))
}

const fiftySpaces = "                                                  "

// Spaces returns n spaces.
func Spaces(n int) string {
	switch {
	case n <= 0:
		return ""
	case n <= len(fiftySpaces):
		return fiftySpaces[:n]
	}
	return strings.Repeat(" ", n)
}

// Apart sets left and right at the two ends of a line. If there is no room for both, it
// drops the right one.
func Apart(left, right string, width int) string {
	const gap = 3
	room := width - Cells(left) - Cells(right)
	if right == "" || room < gap {
		return Clip(left, width)
	}
	return left + Spaces(room) + right
}

// Wrap breaks plain text into lines of at most width cells, at spaces where possible; a
// word that is longer than a line is broken at the end of the line.
func Wrap(text string, width int) []string {
	if text == "" || width <= 0 {
		return nil
	}
	var lines []string
	for _, paragraph := range strings.Split(text, "\n") {
		if Cells(paragraph) <= width {
			lines = append(lines, paragraph)
			continue
		}
		line := ""
		for _, word := range unbroken(paragraph) {
			switch {
			case line == "":
				line = word
			case Cells(line)+1+Cells(word) <= width:
				line += " " + word
			default:
				lines = append(lines, line)
				line = word
			}
			if Cells(line) > width { // a word longer than the line
				pieces := strings.Split(ansi.Hardwrap(line, width, true), "\n")
				// A character wider than the line cannot be shown.
				pieces = slices.DeleteFunc(pieces, func(piece string) bool { return Cells(piece) > width })
				line = ""
				if last := len(pieces) - 1; last >= 0 {
					lines = append(lines, pieces[:last]...)
					line = pieces[last]
				}
			}
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// unbroken returns the words of a text. The groups of a number, as in 41 210, are one word,
// and so are a number and its unit, as in 47 h.
func unbroken(text string) []string {
	words := strings.Fields(text)
	kept := words[:0]
	for _, word := range words {
		if last := len(kept) - 1; last >= 0 && (endsGroup(kept[last]) && beginsGroup(word) || endsNumber(kept[last]) && isUnit(word)) {
			kept[last] += " " + word
			continue
		}
		kept = append(kept, word)
	}
	return kept
}

// beginsGroup reports whether a word begins with three digits, as the later groups of a
// number do.
func beginsGroup(word string) bool {
	return len(word)-len(strings.TrimLeft(word, "0123456789")) == 3
}

// endsGroup reports whether a word ends in the first group of a number, or in a later one.
func endsGroup(word string) bool {
	digits := len(word) - len(strings.TrimRight(word, "0123456789"))
	return digits >= 1 && digits <= 3
}

func endsNumber(word string) bool {
	return word != "" && word[len(word)-1] >= '0' && word[len(word)-1] <= '9'
}

// isUnit reports whether a word is a unit that follows its number.
func isUnit(word string) bool {
	switch strings.TrimRight(word, ".,;:)") {
	case "s", "min", "h", "d", "%", "kB", "MB", "GB":
		return true
	}
	return false
}

// Widest returns the width of the widest name, 0 for no item.
func Widest[T any](items []T, name func(T) string) int {
	width := 0
	for _, item := range items {
		width = max(width, Cells(name(item)))
	}
	return width
}

// Labelled sets text beside a label, wrapped, with later lines indented under the first.
func Labelled(label string, labelInk Ink, labelWidth int, text string, textInk Ink, width int) []string {
	return textInk.Paragraph(labelInk.Paint(Fill(label, labelWidth))+"  ", text, width)
}

// Count formats n, which is not negative, in groups of three digits, as in 1 204.
func Count(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + " " + digits[i:]
	}
	return digits
}

// Plural returns n with its noun.
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + many
}

// Indented returns the lines after by spaces each.
func Indented(lines []string, by int) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = Spaces(by) + line
	}
	return out
}

// GoesOn marks a line after which others were left out.
func GoesOn(line string, width int) string {
	if Cells(line)+2 <= width {
		return line + " …"
	}
	line = ansi.Truncate(line, width-1, "") // a space behind a word that just fits stays
	if whole := strings.LastIndex(line, " "); whole > 0 {
		line = line[:whole]
	}
	return ansi.Truncate(line, width-2, "") + " …"
}

// Right aligns text at the right of a column.
func Right(text string, width int) string { return Spaces(width-Cells(text)) + text }
