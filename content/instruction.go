package content

import (
	"strings"

	"authdoctor/diagnosis/pattern"
)

// Instruction is one of the numbered steps of a page.
type Instruction struct {
	Actor string // who does it, such as Administrator; "" if the page does not tell
	Text  string // without Markdown
}

// stepForm matches a numbered item.
var stepForm = pattern.Lazy(`^\d+\. +(.+)$`)

// Instructions returns the steps under the heading Fix it, in order; those of How to
// find out on a page that has none.
func (p Page) Instructions() []Instruction {
	for _, heading := range []string{"## Fix it", "## How to find out"} {
		if steps := instructionsUnder(p.Body, heading); len(steps) > 0 {
			return steps
		}
	}
	return nil
}

// FirstInstruction is the first sentence of the first step with who does it; "" for a page
// without steps.
func (p Page) FirstInstruction() string {
	steps := p.Instructions()
	if len(steps) == 0 {
		return ""
	}
	text, _, more := strings.Cut(steps[0].Text, ". ")
	if more {
		text += "."
	}
	if steps[0].Actor == "" {
		return text
	}
	return strings.ToLower(steps[0].Actor) + ": " + text
}

func instructionsUnder(body, heading string) []Instruction {
	var steps []Instruction
	actor, inside := "", false
	for line := range strings.Lines(body) {
		line = strings.TrimRight(line, "\r\n")
		switch item := stepForm().FindStringSubmatch(line); {
		case strings.HasPrefix(line, "## "):
			inside = line == heading
		case !inside:
		case strings.HasPrefix(line, "**") && strings.HasSuffix(line, "**"):
			actor = inline(line)
		case item != nil:
			steps = append(steps, Instruction{Actor: actor, Text: inline(item[1])})
		}
	}
	return steps
}

// Commands returns the blocks of code on the page, such as commands, in order.
func (p Page) Commands() []string {
	var blocks []string
	block, inside := "", false
	for line := range strings.Lines(p.Body) {
		fence := strings.HasPrefix(strings.TrimSpace(line), "```")
		switch {
		case fence && inside:
			blocks, block, inside = append(blocks, strings.TrimRight(block, "\n")), "", false
		case fence:
			inside = true
		case inside:
			block += line
		}
	}
	return blocks
}
