package trail

import (
	"bytes"

	"authdoctor/diagnosis/detail"
)

// codeOf is what rows with that Detail are grouped by: the word as NetSuite spells
// it, where it is known in any case of letters, alone or at the start of more text;
// everything else as it is. A blank field is "".
func codeOf(text []byte) []byte {
	trimmed := bytes.TrimSpace(text)
	if len(trimmed) == 0 {
		return nil
	}
	end := 0
	for end < len(trimmed) && (isDigit(trimmed[end]) || trimmed[end] == '_' || trimmed[end] < 0x80 && isLetter(trimmed[end])) {
		end++
	}
	if name := detail.Known(string(trimmed[:end])).Name; name != "" {
		return []byte(name)
	}
	return text
}
