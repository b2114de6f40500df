package intake

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"authdoctor/diagnosis/block"
	"authdoctor/diagnosis/token"
)

// ReportTitle begins the title of a report about a Case. A text that has it is a report, with
// its Case in a block or without.
const ReportTitle = "NetSuite OAuth 2.0 login: report for "

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
		input.Problem = "the report lacks its case block, and its text alone is not evidence; ask for the whole report, down to AUTHDOCTOR CASE ENDS, or for the case file"
		return input, strings.Contains(text, ReportTitle)
	}
	whole := slices.IndexFunc(blocks, func(b block.Block) bool { return b.Err == nil })
	if whole < 0 {
		input.Problem = blocks[0].Err.Error()
		return input, true
	}
	input.Kept = blocks[whole].Payload
	input.Notes = []string{"read only the case block, not the text around it"}
	switch {
	case whole > 0:
		input.Notes = append(input.Notes, fmt.Sprintf("skipped an earlier case block: %v", blocks[0].Err))
	case len(blocks) > 1:
		input.Notes = append(input.Notes, fmt.Sprintf("the text has %d case blocks; the first was used", len(blocks)))
	}
	return input, true
}

// isCaseFile reports whether a text is the JSON of package casefile: an object with the
// members schema and kept. It may be cut short behind them.
func isCaseFile(text string) bool {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "{") || !strings.Contains(text, `"kept"`) || !strings.Contains(text, `"schema"`) {
		return false
	}
	decoder := json.NewDecoder(strings.NewReader(text))
	_, _ = decoder.Token() // the brace
	for schema, kept := false, false; decoder.More(); {
		name, err := decoder.Token()
		if err != nil {
			return false
		}
		schema, kept = schema || name == "schema", kept || name == "kept"
		if schema && kept {
			return true
		}
		var value json.RawMessage
		if decoder.Decode(&value) != nil {
			return false
		}
	}
	return false
}
