package trails

import (
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/trail"
	"authdoctor/diagnosis/trail/incident"
	"authdoctor/ui/paint"
)

// findDetailPage tells how the column Detail is added.
const findDetailPage = "symptoms/find-the-detail-code.md"

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

// maxName is how much of a name is shown beside others, in cells.
const maxName = 40

// shortName is groupName in a list of names on a screen of that width, where none may
// push the others away.
func shortName(by trail.Dimension, group trail.Group, width int) string {
	return paint.Clip(paint.GroupName(by, group), min(maxName, width/3))
}

// incidentName is what an incident is called.
func incidentName(incident incident.Incident) string {
	name := paint.GroupName(trail.ByCode, trail.Group{Value: incident.Code})
	if incident.Application == "*" {
		return name + " · " + paint.Plural(len(incident.Applications), "application", "applications")
	}
	return name + " · " + paint.GroupName(trail.ByApplication, trail.Group{Value: incident.Application})
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
