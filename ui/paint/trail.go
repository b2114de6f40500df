package paint

import (
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/trail"
)

// maxTrailText is the largest number of characters of a field that is ever shown.
const maxTrailText = 512

// TrailText returns text of an export made fit for a screen: without secrets, printable and
// of limited length.
func TrailText(text string) string { return border.Shown(text, maxTrailText) }

// GroupName returns the name of a group on screens.
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

// OverlapWords tells how many rows of an export are too many.
func OverlapWords(o trail.Overlap) string {
	text := Plural(int(o.Rows), "row appears", "rows appear") + " again below another header in the file."
	if o.AtLeast {
		text = "At least " + text
	}
	return text
}
