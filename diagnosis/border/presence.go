package border

import (
	"strings"

	"authdoctor/diagnosis/pattern"
)

// Presence is what a text has in the place of a value: the value itself, or what
// people and programs write there instead. Every reader of tokens, headers, forms,
// JSON and claims asks PresenceOf; what follows from the answer depends on the place:
// a variable in a template is right, and the same variable in a request that was sent
// is the fault.
type Presence string

// The presences.
const (
	// Whole is a value, as far as its form tells.
	Whole Presence = ""
	// Empty is nothing at all.
	Empty Presence = "empty"
	// Redacted is what somebody put there for the copy: ***, <removed>, eyJhbG….
	Redacted Presence = "redacted"
	// Named is what documentation writes for the reader to replace: YOUR_TOKEN. People
	// also write it to hide a value.
	Named Presence = "placeholder"
	// Variable is what a shell or program replaces: $TOKEN, {{token}}.
	Variable Presence = "variable"
	// Void is how a programming language prints a variable without a value: undefined.
	Void Presence = "no value"
)

// Hidden reports whether the value was there and does not show.
func (p Presence) Hidden() bool { return p == Redacted || p == Named || p == Variable }

// Unfilled reports whether the text is what a program sends when nothing filled in the
// value.
func (p Presence) Unfilled() bool { return p == Variable || p == Void }

// longestPlaceholder is how long a placeholder may be, in bytes; no comment in its
// place is longer.
const longestPlaceholder = 120

var (
	voidForm = pattern.Lazy(`^(?:undefined|[nN]ull|NULL|None|nil|NaN|\(null\)|<nil>|<null>|<none>|\[object [A-Za-z]+\]|%!\w\(.*\))$`)
	// variableForm are the variables of shells, of templates and of source code.
	variableForm = pattern.Lazy(`^\$[A-Za-z_][\w:.]*$|\$\{|\$\(|\{\{|^%[A-Za-z_]\w*%$|^%\{\w+\}$|^%[sdvq@]$|^%\(\w+\)s$|<%.*%>|#\{|^\{\d*\}$` +
		`|^(?:process\.env|import\.meta\.env|os\.environ|os\.getenv|System\.getenv|getenv|ENV|env)[.\[(]|^` + "`" + `.+` + "`" + `$|^:[A-Za-z_]\w*$|^@\{\w+\}$|^\[\[.+\]\]$`)
	// hiddenWord are the words of people and tools that take values out.
	hiddenWord = pattern.Lazy(`(?i)(?:^|[^a-z])(?:redacted|hidden|removed|masked|snip|snipped|filtered|scrubbed|saniti[sz]ed|omitted|truncated|shortened|obfuscated|censored|stripped|elided|withheld|concealed|deleted|anonymi[sz]ed|cut|not shown|left out|secret|confidential)(?:[^a-z]|$)`)
	// bareHidden are those that are clear without brackets around them.
	bareHidden = pattern.Lazy(`^(?:[A-Za-z]+[ _-])*(?i:redacted|hidden|removed|masked|filtered|scrubbed|saniti[sz]ed|omitted|obfuscated|censored|elided|withheld|deleted|stripped|snip|snipped)(?:[ _-][A-Za-z]+)*$`)
	// asksReader are the words of a placeholder that speaks to its reader.
	asksReader = pattern.Lazy(`(?i)(?:^|[^a-z])(?:your?|my|insert|replace|paste|enter|put|change|fill|add|todo|here|example)(?:[^a-z]|$)`)
	// bracketed is a remark in brackets.
	bracketed = pattern.Lazy(`^(?:<[^<>]*>|\[[^\[\]]*\]|\([^()]*\)|«[^«»]*»|-{2,}[^-]+-{2,}|\*+[^*]+\*+|_{2,}[^_].*_{2,})$`)
	// remark is what is written inside: words, and how much was left out.
	remark = pattern.Lazy(`^[\pL\d][\pL\d _.,:;/'’+-]*$`)
	// bareName is a name that nobody gives to a value: YOUR_TOKEN, ACCESS_TOKEN, accessToken.
	bareName = pattern.Lazy(`^(?i:your)[_-]\w+$|^(?i:(?:your|insert|replace|paste|enter|put|change)[ _-]?(?:[a-z]+[ _-]?)*?(?:token|jwt|assertion|secret|key|code|id|account|here|credentials?|value)(?:[ _-]here)?)$|^MY_[A-Z_]+$|^(?i:(?:access|refresh|id|bearer|auth|api)?[ _-]?(?:token|jwt|assertion)(?:[ _-]here)?|client[ _-]?(?:id|secret|assertion)|account[ _-]?id|changeme|todo|tbd)$`)
	// inside is a value of which a piece was taken out.
	inside = pattern.Lazy(`…|\.{3,}|\*{3,}|[•●·×■█∗]{3,}|[xX]{6,}|\[\.\.\.?\]|<(?i:redacted|removed|hidden|masked|snip|cut)[^<>]*>|\[(?i:redacted|removed|hidden|masked|snip|cut)[^\[\]]*\]`)
)

// SaysHidden reports whether a remark tells that something was taken out.
func SaysHidden(remark string) bool { return hiddenWord().MatchString(remark) }

// maskMarks are what people overwrite a value with.
const maskMarks = ".*xX•●·×■█∗#?-_ …"

// PresenceOf reports what value is. It looks at the form alone: whether a scope may be
// called null is for the caller to know.
func PresenceOf(value string) Presence {
	if strings.HasPrefix(strings.TrimSpace(value), "`") && variableForm().MatchString(strings.TrimSpace(value)) {
		return Variable
	}
	value = strings.Trim(value, " \t\r\n\"'`“”‘’")
	switch {
	case value == "":
		return Empty
	case voidForm().MatchString(value):
		return Void
	case len(value) > 2 && strings.Trim(value, maskMarks) == "", value == "…", value == "**":
		return Redacted
	case inside().MatchString(value):
		return Redacted
	case len(value) > longestPlaceholder:
		return Whole
	case variableForm().MatchString(value):
		return Variable
	}
	if inner, is := remarkIn(value); is {
		if asksReader().MatchString(splitCamel(inner)) && !hiddenWord().MatchString(inner) {
			return Named
		}
		return Redacted
	}
	if len(value) > 2 && value[0] == '{' && value[len(value)-1] == '}' && remark().MatchString(value[1:len(value)-1]) {
		return Named
	}
	switch {
	case bareHidden().MatchString(value):
		return Redacted
	case bareName().MatchString(value):
		return Named
	}
	return Whole
}

// remarkIn takes a remark out of its brackets.
func remarkIn(value string) (inner string, is bool) {
	if !bracketed().MatchString(value) {
		return "", false
	}
	inner = strings.Trim(value, "<>[]()«»*-_ ")
	return inner, remark().MatchString(inner)
}

// splitCamel sets the words of a name like yourToken apart.
func splitCamel(text string) string {
	var out strings.Builder
	for i, r := range text {
		if i > 0 && 'A' <= r && r <= 'Z' && 'a' <= text[i-1] && text[i-1] <= 'z' {
			out.WriteByte(' ')
		}
		out.WriteRune(r)
	}
	return strings.ReplaceAll(out.String(), "_", " ")
}
