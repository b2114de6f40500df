package paint

import (
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/trail"
)

// maxTrailText is how much of a field is shown anywhere, in characters.
const maxTrailText = 512

// TrailText is text of an export as a screen may show it: without secrets, printable,
// and not endless.
func TrailText(text string) string { return border.Shown(text, maxTrailText) }

// GroupName is what a group is called.
func GroupName(by trail.Dimension, group trail.Group) string {
	switch {
	case group.Rest:
		return "all others"
	case group.Value != "" && strings.TrimSpace(group.Value) == "":
		return "(" + Plural(utf8.RuneCountInString(group.Value), "space", "spaces") + ")"
	case group.Value != "":
		return TrailText(group.Value)
	case by == trail.ByCode:
		return "(no Detail)"
	case by == trail.ByDay, by == trail.ByHour:
		return "(no date)"
	}
	return "(blank)"
}
