package token

import (
	"regexp"
	"slices"
	"strings"

	"authdoctor/diagnosis/pattern"
)

// headerFault is a fault of the header Authorization before its token. RFC 6750 section 2.1
// has the word Bearer, a space and the token; the word may be in any case (RFC 9110 section
// 11.1).
type headerFault struct {
	lead func() *regexp.Regexp // what is between the name of the header and the token
	name string
	bare bool // a fault even where the name of the header is not there
}

var headerFaults = []headerFault{
	{pattern.Lazy(`(?i)^\\?["'<]?bearer\b[^a-z\r\n]{1,8}bearer\b[^a-z]{0,4}$`), "the word Bearer appears twice", true},
	{pattern.Lazy(`(?i)^authorization\b`), "the name of the header appears twice", true},
	{pattern.Lazy(`(?i)^bearer[ \t]*[:,=;][ \t]*$`), "a character other than a space follows the word Bearer", true},
	{pattern.Lazy(`(?i)^bearer$`), "there is no space between Bearer and the token", true},
	{pattern.Lazy(`(?i)^bearer[ \t]+\\?["'“”‘’]$`), "quotation marks are around the token", false},
	{pattern.Lazy(`(?i)^<bearer[ \t]+$|^bearer[ \t]+[<\[({]{1,2}$`), "brackets are around the token", false},
	{pattern.Lazy(`(?i)^bearer[ \t]+\w*(?:token|jwt|assertion)["']?[ \t]*[:= ][ \t]*["']?$`), "a name is between Bearer and the token", false},
	{pattern.Lazy(`(?i)^token[ \t:=]+$`), "the scheme is Token, not Bearer", false},
	{pattern.Lazy(`(?i)^jwt[ \t:=]+$`), "the scheme is JWT, not Bearer", false},
	{pattern.Lazy(`^$`), "the word Bearer is missing before the token", false},
}

var (
	// namedHeader matches the header Authorization, up to a token in its line.
	namedHeader = pattern.Lazy(`(?i)(?:^|[^a-z-])authorization\\?["']?[ \t]*(?:=>|[:=])[ \t]*\\?["'` + "`" + `]?[ \t]*([^\r\n]*)$`)
	// bareHeader matches a line that begins with Bearer, up to a token in it.
	bareHeader = pattern.Lazy(`(?i)(?:^|[\r\n])[ \t"'>*-]*(bearer[^\r\n]*)$`)
)

// HeaderFault returns the fault of the header Authorization that text, which ends where a token
// begins, is the start of; "" for none, or where it is no such header.
func HeaderFault(text string) string {
	const longest = 120
	text = text[max(0, len(text)-longest):]
	if match := namedHeader().FindStringSubmatch(text); match != nil {
		return faultOf(strings.ReplaceAll(match[1], "+", " "), false)
	}
	if match := bareHeader().FindStringSubmatch(text); match != nil {
		return faultOf(match[1], true)
	}
	return ""
}

// ValueFault is HeaderFault for the value of the header Authorization.
func ValueFault(value string) string {
	lead, _, found := strings.Cut(value, "eyJ")
	if !found {
		return ""
	}
	return faultOf(lead, false)
}

func faultOf(lead string, bare bool) string {
	for _, f := range headerFaults {
		if (f.bare || !bare) && f.lead().MatchString(lead) {
			return f.name
		}
	}
	return ""
}

// isHeaderFault reports whether text is the name of a fault.
func isHeaderFault(text string) bool {
	return slices.ContainsFunc(headerFaults, func(f headerFault) bool { return f.name == text })
}
