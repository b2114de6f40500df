package intake

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/token"
)

// errorForm is how a line begins in which a program says that it failed: the class of
// an exception, or words that mean nothing else. It matches no more than that: what
// follows may hold anything.
var errorForm = pattern.Lazy(`(?m)(?:^|[\s:"'])((?:[A-Za-z_$][A-Za-z0-9_$]*[.\\:]{1,2}){0,12}[A-Za-z0-9_$]{0,60}(?:Error|Exception|Fault))(?:[:(\[]|\s+\[|[ \t]*$)|(?i:^\W{0,3}((?:unexpected |fatal |unknown |internal )?error)(?:[.:!]|\s+\d|[ \t]*$)|\b(failed to [a-z]{3,20})\b|^(traceback|panic|fatal)\b|["'](\w+(?: \w+){0,5} failed)\.?["'])`)

// maxErrorSearch is how much of a text is searched for such a line, in bytes.
const maxErrorSearch = 256 << 10

// errorLine is how an error of a program begins that is in a text beside what was
// recognised; "" where there is none, or where a failure was recognised: then the line
// tells of the same.
func errorLine(text string, in Input) string {
	if in.Kind == KindUnknown || in.Kind == KindTrail || in.Detail.Name != "" || token.Bare(strings.TrimSpace(text)) ||
		slices.ContainsFunc(in.Exchanges, func(e exchange.Exchange) bool { return e.Answer != nil && !e.Answer.Succeeded() }) || looksLikeHAR(text) {
		return ""
	}
	match := errorForm().FindStringSubmatch(text[:min(len(text), maxErrorSearch)])
	if match == nil {
		return ""
	}
	word, _ := border.Printable(strings.Join(match[1:], ""))
	return border.Clip(word, 80)
}
