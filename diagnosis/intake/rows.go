package intake

import (
	"fmt"
	"strings"

	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/pattern"
)

// rowForm matches a copied or exported row of the Login Audit Trail: fields, one of which
// is a Status.
var rowForm = pattern.Lazy(`(?i)(^|[,;\t|"])[ "]*(failure|success)[ "]*([,;\t|"]|$)`)

// auditRows recognises several rows of the Login Audit Trail without a header. If they have
// several codes, only the user knows which row is that of the login.
func auditRows(text string) (Input, bool) {
	rows := 0
	counts := map[string]int{}
	var found []detail.Match
	if !has(strings.ToLower(text), "failure", "success") {
		return Input{}, false
	}
	for line := range strings.Lines(text) {
		if !rowForm().MatchString(strings.TrimRight(line, "\r\n")) {
			continue
		}
		rows++
		for _, match := range codesIn(visible(line)) {
			if !isRow(visible(line), match.Name) {
				continue // the name of an application, or a login that succeeded
			}
			if counts[match.Name]++; counts[match.Name] == 1 {
				found = append(found, match)
			}
		}
	}
	if rows < 2 || len(found) == 0 {
		return Input{}, false
	}
	if len(found) == 1 {
		name := found[0].Name
		return Input{Kind: KindCode, Kinds: []Kind{KindCode, KindTrail}, Detail: found[0], Standing: Read,
			Notes: []string{fmt.Sprintf("recognized: %d rows of the Login Audit Trail; %s in %d of them, and no other code", rows, name, counts[name])}}, true
	}
	return severalCodes(rows, found, counts), true
}
