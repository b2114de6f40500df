// Package bluemonday has the one policy that glamour uses from
// github.com/microcosm-cc/bluemonday: the one that allows no element. A replace directive in
// go.mod substitutes it for that module.
//
// glamour sanitizes the raw HTML of a Markdown page, and the pages of authdoctor have none:
// the tests of package content refuse it. bluemonday takes 0.35 MB of the binary with its two
// parsers, of HTML and of CSS, and compiles regular expressions in package variables at every
// start. glamour has no build tag that leaves it out.
//
// A newer glamour that uses more names does not compile against this package. Add the names
// then, or remove the replacement if glamour no longer needs bluemonday.
package bluemonday

import (
	"html"
	"strings"
)

// Policy is what may remain of HTML: text only.
type Policy struct{}

// StrictPolicy returns the policy that allows no element and no attribute.
func StrictPolicy() *Policy { return &Policy{} }

// hidden are the elements whose content goes with them: no browser shows it as text.
var hidden = map[string]bool{
	"frame": true, "frameset": true, "iframe": true, "noembed": true, "noframes": true,
	"noscript": true, "object": true, "script": true, "style": true, "title": true,
}

// Sanitize returns the text of HTML with its special characters as entities. Tags, comments
// and the content of scripts, styles and the like are left out. What begins as a tag and does
// not end is left out as well, to the end of s.
func (*Policy) Sanitize(s string) string {
	var text strings.Builder
	for {
		before, after, found := strings.Cut(s, "<")
		text.WriteString(html.EscapeString(html.UnescapeString(before)))
		switch name := element(after); {
		case !found:
			return text.String()
		case strings.HasPrefix(after, "!--"):
			_, s, _ = strings.Cut(after[len("!"):], "-->")
		case name == "" && (after == "" || !strings.ContainsRune("/!?", rune(after[0]))):
			text.WriteString("&lt;")
			s = after
		case hidden[name]:
			s = afterEnd(afterTag(after), name)
		default:
			s = afterTag(after)
		}
	}
}

// element returns the name of the element that s begins with, in lower case, and "" if s
// does not begin with a letter.
func element(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool { return strings.ContainsRune(" \t\r\n\f/>", r) })
	if end < 0 {
		end = len(s)
	}
	if name := strings.ToLower(s[:end]); name != "" && 'a' <= name[0] && name[0] <= 'z' {
		return name
	}
	return ""
}

// afterTag returns what follows the tag that s begins in. A > in quotes does not end it.
func afterTag(s string) string {
	quote := byte(0)
	for i := range len(s) {
		switch c := s[i]; {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote == 0 && c == '>':
			return s[i+1:]
		}
	}
	return ""
}

// afterEnd returns what follows the end tag of the named element.
func afterEnd(s, name string) string {
	for {
		_, after, found := strings.Cut(s, "</")
		if !found {
			return ""
		}
		if element(after) == name {
			return afterTag(after)
		}
		s = after
	}
}
