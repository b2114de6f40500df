package trails

import (
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/incident"
	"authdoctor/ui/paint"
)

// findDetailPage is the page that explains how to add the Detail column.
const findDetailPage = "symptoms/find-the-detail-code.md"

// dimensionWord returns the name of a dimension in prose.
func dimensionWord(by trail.Dimension) string {
	switch by {
	case trail.ByIP:
		return "IP address"
	case trail.ByURI:
		return "request URI"
	}
	return string(by)
}

// maxName is the largest width of a name beside other names, in cells.
const maxName = 40

// shortName returns the name of a group for a list of names, short enough to leave room
// for the others on a screen of the given width.
func shortName(by trail.Dimension, group trail.Group, width int) string {
	return paint.Clip(paint.GroupName(by, group), min(maxName, width/3))
}

// incidentName returns the name of an incident.
func incidentName(incident incident.Incident) string {
	name := paint.GroupName(trail.ByCode, trail.Group{Value: incident.Code})
	if incident.Application == "*" {
		return name + " · " + paint.Plural(len(incident.Applications), "application", "applications")
	}
	return name + " · " + paint.GroupName(trail.ByApplication, trail.Group{Value: incident.Application})
}

// trailPage returns the page about a word of the Detail column, or about the nearest word
// if it is unknown. It returns "" if there is no such page.
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
