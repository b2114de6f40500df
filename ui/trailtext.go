package ui

import (
	"strings"
	"unicode/utf8"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/incident"
)

// findDetailPage tells how the column Detail is added.
const findDetailPage = "symptoms/find-the-detail-code.md"

// maxTrailText is how much of a field is shown anywhere, in characters.
const maxTrailText = 512

// trailText is text of an export as a screen may show it: without secrets, printable,
// and not endless.
func trailText(text string) string { return border.Shown(text, maxTrailText) }

// dimensionWord is how prose calls a dimension.
func dimensionWord(by trail.Dimension) string {
	switch by {
	case trail.ByIP:
		return "IP address"
	case trail.ByURI:
		return "request URI"
	}
	return string(by)
}

// groupName is what a group is called.
func groupName(by trail.Dimension, group trail.Group) string {
	switch {
	case group.Rest:
		return "all others"
	case group.Value != "" && strings.TrimSpace(group.Value) == "":
		return "(" + plural(utf8.RuneCountInString(group.Value), "space", "spaces") + ")"
	case group.Value != "":
		return trailText(group.Value)
	case by == trail.ByCode:
		return "(no Detail)"
	case by == trail.ByDay, by == trail.ByHour:
		return "(no date)"
	}
	return "(blank)"
}

// maxName is how much of a name is shown beside others, in cells.
const maxName = 40

// shortName is groupName in a list of names on a screen of that width, where none may
// push the others away.
func shortName(by trail.Dimension, group trail.Group, width int) string {
	return clip(groupName(by, group), min(maxName, width/3))
}

// incidentName is what an incident is called.
func incidentName(incident incident.Incident) string {
	name := groupName(trail.ByCode, trail.Group{Value: incident.Code})
	if incident.Application == "*" {
		return name + " · " + plural(len(incident.Applications), "application", "applications")
	}
	return name + " · " + groupName(trail.ByApplication, trail.Group{Value: incident.Application})
}

// trailPage is the page about a word of the column Detail, or about the nearest word
// where it is unknown; "" for none.
func trailPage(match detail.Match) string {
	switch match.Protocol {
	case detail.OAuth2:
		return match.Code.Path()
	case detail.TBA:
		return diagnosis.TBAPage
	case detail.Unknown:
		for _, name := range match.Nearest {
			if page := trailPage(detail.Known(name)); page != "" {
				return page
			}
		}
	}
	return ""
}
