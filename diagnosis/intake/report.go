package intake

import (
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/block"
	"authdoctor/diagnosis/token"
)

// report recognises a report with its Case in a block, or a case file. Nothing else in such
// a text is read: its prose says what somebody concluded, and is no evidence.
func report(text string) (Input, bool) {
	if len(text) > MaxText || token.Bare(strings.TrimSpace(text)) {
		return Input{}, false
	}
	text, _ = token.ToUTF8(text)
	input := Input{Kind: KindReport, Kinds: []Kind{KindReport}}
	if isCaseFile(text) {
		input.Kept = []byte(strings.TrimSpace(text))
		return input, true
	}
	blocks := block.All(text)
	if len(blocks) == 0 {
		return Input{}, false
	}
	whole := slices.IndexFunc(blocks, func(b block.Block) bool { return b.Err == nil })
	if whole < 0 {
		input.Problem = blocks[0].Err.Error()
		return input, true
	}
	input.Kept = blocks[whole].Payload
	input.Notes = []string{"took the Case out of the block; the text around it is not read"}
	switch {
	case whole > 0:
		input.Notes = append(input.Notes, fmt.Sprintf("skipped an earlier block: %v", blocks[0].Err))
	case len(blocks) > 1:
		input.Notes = append(input.Notes, fmt.Sprintf("the text has %d blocks; the first is taken", len(blocks)))
	}
	return input, true
}

// caseMember is the member that every case file has, near its beginning.
const caseMember = `"authdoctor_case"`

func isCaseFile(text string) bool {
	const near = 4 << 10
	text = strings.TrimSpace(text)
	return strings.HasPrefix(text, "{") && strings.Contains(text[:min(len(text), near)], caseMember)
}
