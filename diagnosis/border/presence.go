package border

import (
	"strings"

	"authdoctor/diagnosis/pattern"
)

// Presence classifies a text in the place of a value: the value itself, or something that
// people and programs write instead. Every reader of tokens, headers, forms, JSON and
// claims calls PresenceOf. The meaning of the result depends on the place: a variable is
// correct in a template, and is the fault in a request that was sent.
type Presence string

// The presences.
const (
	// Whole is a value, as far as its form shows.
	Whole Presence = ""
	// Empty is no text, apart from spaces and quotation marks.
	Empty Presence = "empty"
	// Redacted is a mask for a value that was hidden or shortened: ***, <removed>, eyJhbG….
	Redacted Presence = "redacted"
	// Named is a placeholder that documentation asks its reader to replace: YOUR_TOKEN.
	// People also write one to hide a value.
	Named Presence = "placeholder"
	// Variable is a reference that a shell or program replaces: $TOKEN, {{token}}.
	Variable Presence = "variable"
	// Void is the text that a programming language prints for a missing value: undefined.
	Void Presence = "no value"
)

// Hidden reports whether a value may exist that the text does not show.
func (p Presence) Hidden() bool { return p == Redacted || p == Named || p == Variable }

// Unfilled reports whether the text is what a program sends if it never filled in the
// value.
func (p Presence) Unfilled() bool { return p == Variable || p == Void }

// longestPlaceholder is the maximum length of a placeholder, or of a remark in its place,
// in bytes.
const longestPlaceholder = 120

var (
	voidForm = pattern.Lazy(`^(?:undefined|[nN]ull|NULL|None|nil|NaN|\(null\)|<nil>|<null>|<none>|[tT]rue|[fF]alse|nullptr|\[object [A-Za-z]+\]|%!\w\(.*\))$`)
	// objectForm matches the texts that programming languages print for an object that is no
	// text: a promise or function of JavaScript, an object of Python, Java, Go, C# or Ruby.
	objectForm = pattern.Lazy(`^(?:\[(?:Async)?Function\b.*\]|Promise \{.*\}|(?:async )?function\b.*\{.*\}|(?:async )?\([^()]*\) ?=> ?.*|<(?:function|bound method|coroutine|class|module|generator|built-in|Future|Task|Response)\b.*>|<[\w.]+ object at 0x[0-9a-f]+>|#<[A-Z]\w*.*>` +
		`|(?:[a-z]\w*\.)+[A-Z][\w$]*@[0-9a-f]{4,8}|System\.[A-Z][\w.\[\]` + "`" + `,]*|Optional(?:\.empty|\[.*\])|map\[.*\]|&\{.*\}|Array|Object)$`)
	// variableForm matches variables of shells, templates and source code.
	variableForm = pattern.Lazy(`^\$[A-Za-z_][\w:.]*$|\$\{|\$\(|\{\{|^%[A-Za-z_]\w*%$|^%%\w+%%$|^@@?[A-Za-z_]\w{3,}(?:@@)?$|^#\w+#$|^\{[%$].*\}$|^<\?.*\?>$|^\$\w+(?:->\w+|\[["']?\w+["']?\])+$|^%\{\w+\}$|^%[sdvq@]$|^%\(\w+\)s$|<%.*%>|#\{|^\{\d*\}$` +
		`|^(?:process\.env|import\.meta\.env|os\.environ|os\.getenv|System\.getenv|getenv|ENV|env)[.\[(]|^` + "`" + `.+` + "`" + `$|^:[A-Za-z_]\w*$|^@\{.+\}$|^\$?\[\[.+\]\]$|^\$!\{|^\{!\$?[\w.]+\}$|^#\[.+\]$|^@[A-Za-z_]\w*(?:\.\w+)+$|^!(?:Ref|Sub|GetAtt) |^~\w+~$`)
	// hiddenWord matches the words that people and tools write for a value they removed.
	hiddenWord = pattern.Lazy(`(?i)(?:^|[^a-z])(?:redacted|hidden|removed|masked|snip|snipped|filtered|scrubbed|saniti[sz]ed|omitted|truncated|shortened|obfuscated|censored|stripped|elided|withheld|concealed|deleted|anonymi[sz]ed|cut|not shown|left out|secret|confidential)(?:[^a-z]|$)`)
	// bareHidden matches those that are unambiguous without brackets.
	bareHidden = pattern.Lazy(`^(?:[A-Za-z]+[ _-])*(?i:redacted|hidden|removed|masked|filtered|scrubbed|saniti[sz]ed|omitted|obfuscated|censored|elided|withheld|deleted|stripped|snip|snipped)(?:[ _-][A-Za-z]+)*$`)
	// asksReader matches the words of a placeholder that addresses its reader.
	asksReader = pattern.Lazy(`(?i)(?:^|[^a-z])(?:your?|my|insert|replace|paste|enter|put|change|fill|add|todo|here|example)(?:[^a-z]|$)`)
	// bracketed matches text in brackets, or between dashes, asterisks or underscores.
	bracketed = pattern.Lazy(`^(?:<[^<>]*>|<<[^<>]*>>|\[[^\[\]]*\]|\([^()]*\)|«[^«»]*»|-{2,}[^-]+-{2,}|\*+[^*]+\*+|_{2,}[^_].*_{2,})$`)
	// remark matches the text inside the brackets: words, and how much was left out.
	remark = pattern.Lazy(`^[\pL\d][\pL\d _.,:;/'’+-]*$`)
	// bareName matches names that are never values: YOUR_TOKEN, ACCESS_TOKEN, accessToken.
	bareName = pattern.Lazy(`^(?i:your)[_-]\w+$|^(?i:(?:your|insert|replace|paste|enter|put|change)[ _-]?(?:[a-z]+[ _-]?)*?(?:token|jwt|assertion|secret|key|code|id|account|here|credentials?|value)(?:[ _-]here)?)$|^MY_[A-Z_]+$|^(?i:(?:access|refresh|id|bearer|auth|api)?[ _-]?(?:token|jwt|assertion)(?:[ _-]here)?|client[ _-]?(?:id|secret|assertion)|account[ _-]?id|change[_-]?me|replace[_-]?me|todo|tbd|placeholder|(?:my|dummy|fake|sample|example|test)[ _-]?(?:access[ _-]?)?(?:token|jwt|assertion))$`)
	// variableName matches names as programs write them. <access_token> is a placeholder of
	// documentation; people who hide a value write <access token>.
	variableName = pattern.Lazy(`^(?:[a-z]+(?:_[a-z]+)+|[A-Z]+(?:_[A-Z]+)*)$`)
	// inside matches the mark in a value for a piece that was removed.
	inside = pattern.Lazy(`…|^(?:hmac-)?sha(?:1|256|512):|\.{3,}|\*{3,}|[•●·×■█∗]{3,}|[xX]{6,}|^(?i:x{3,}|y{3,}|z{3,})(?:\.(?i:x{3,}|y{3,}|z{3,}))+$|\[\.\.\.?\]|<(?i:redacted|removed|hidden|masked|snip|cut)[^<>]*>|\[(?i:redacted|removed|hidden|masked|snip|cut)[^\[\]]*\]`)
)

// SaysHidden reports whether a remark says that a value was removed.
func SaysHidden(remark string) bool { return hiddenWord().MatchString(remark) }

// maskMarks are the characters that people overwrite a value with.
const maskMarks = ".*xX•●·×■█∗#?-_ …"

// PresenceOf classifies value by its form alone. The caller must know whether, for
// example, a scope may be called null.
func PresenceOf(value string) Presence {
	if strings.HasPrefix(strings.TrimSpace(value), "`") && variableForm().MatchString(strings.TrimSpace(value)) {
		return Variable
	}
	value = strings.Trim(value, " \t\r\n\"'`“”‘’")
	switch {
	case value == "":
		return Empty
	case voidForm().MatchString(value), len(value) <= longestPlaceholder && objectForm().MatchString(value):
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
		if (asksReader().MatchString(splitCamel(inner)) || value[0] == '<' && variableName().MatchString(inner) && bareName().MatchString(inner)) && !hiddenWord().MatchString(inner) {
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

// remarkIn returns the remark inside brackets.
func remarkIn(value string) (inner string, is bool) {
	if !bracketed().MatchString(value) {
		return "", false
	}
	inner = strings.Trim(value, "<>[]()«»*-_ ")
	return inner, remark().MatchString(inner)
}

// splitCamel puts spaces between the words of a name such as yourToken or your_token.
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
