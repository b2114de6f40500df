package content

import "strings"

// textLines returns the text of Markdown, line by line, without empty lines. Table cells are
// separated by |.
//
// It supports only the Markdown that pages use. The first key of a search needs the text of
// all pages at once, and parsing them would take ten times as long. A test compares its words
// with those of the parser.
func textLines(markdown string) []string {
	var lines []string
	code := false
	for line := range strings.Lines(markdown) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "```") {
			code = !code
			continue
		}
		if !code {
			line = textOf(line)
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// textOf returns the text of one line.
func textOf(line string) string {
	line = strings.TrimPrefix(line, "> ")
	if row, ok := strings.CutPrefix(line, "|"); ok {
		if strings.Trim(line, "|-: ") == "" {
			return "" // the line below the header of a table
		}
		cells := strings.Split(strings.TrimSuffix(row, "|"), "|")
		for i, cell := range cells {
			cells[i] = inline(strings.TrimSpace(cell))
		}
		return strings.Join(cells, " | ")
	}
	if heading := strings.TrimLeft(line, "#"); strings.HasPrefix(heading, " ") {
		line = strings.TrimSpace(heading)
	}
	line = strings.TrimPrefix(line, "- ")
	if rest := strings.TrimLeft(line, "0123456789"); rest != line && strings.HasPrefix(rest, ". ") {
		line = rest[2:]
	}
	return inline(strings.TrimSpace(line))
}

// inline removes backticks, double asterisks, links and backslashes. Text in backticks stays
// the same, and so does a single asterisk, as in ES*.
func inline(text string) string {
	if !strings.ContainsAny(text, "`*[\\") {
		return text
	}
	var out strings.Builder
	for i, part := range strings.Split(text, "`") {
		if i%2 == 1 {
			out.WriteString(part)
			continue
		}
		part = strings.ReplaceAll(part, "**", "")
		for part != "" {
			at := strings.IndexAny(part, "[]\\")
			if at < 0 {
				break
			}
			out.WriteString(part[:at])
			rest := part[at+1:]
			switch {
			case part[at] == ']' && strings.HasPrefix(rest, "("):
				_, rest, _ = strings.Cut(rest, ")")
			case part[at] == ']':
				out.WriteByte(']')
			case part[at] == '\\' && rest != "":
				out.WriteByte(rest[0])
				rest = rest[1:]
			}
			part = rest
		}
		out.WriteString(part)
	}
	return out.String()
}

// Paragraphs returns the page as paragraphs of text without markup, each in one line, with
// an empty one before each heading. Numbers and bullets stay. A row of a table is a
// sentence with the head of each column, as in "kid: custcertificate1. Means: never valid".
// Lines of code stay as they are, between lines that begin with three backticks.
func (p Page) Paragraphs() []string {
	var all, heads []string
	code, open := false, false // open: the next line of text continues the paragraph
	for line := range strings.Lines(p.Body) {
		line = strings.TrimRight(line, "\r\n")
		text := strings.TrimSpace(line)
		fence := strings.HasPrefix(text, "```")
		row := strings.HasPrefix(text, "|")
		if fence {
			code = !code
		}
		if !row {
			heads = nil
		}
		number := strings.TrimLeft(text, "0123456789")
		item := strings.HasPrefix(text, "- ") || number != text && strings.HasPrefix(number, ". ")
		lead := ""
		if item {
			lead, _, _ = strings.Cut(text, " ")
			lead += " "
		}
		switch {
		case fence || code:
			all, open = append(all, line), false
		case row:
			cells := strings.Split(textOf(text), " | ")
			switch open = false; {
			case cells[0] == "" && len(cells) == 1: // below the header
			case heads == nil:
				heads = cells
			default:
				for i := range cells {
					if i < len(heads) && heads[i] != "" {
						cells[i] = heads[i] + ": " + cells[i]
					}
				}
				all = append(all, strings.Join(cells, ". "))
			}
		case text == "":
			open = false
		case strings.HasPrefix(text, "#"):
			all, open = append(all, "", textOf(text)), false
		case open && !item:
			all[len(all)-1] += " " + textOf(text)
		default:
			all, open = append(all, lead+textOf(text)), true
		}
	}
	return all
}
