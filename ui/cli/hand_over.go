package cli

import (
	"strings"

	"authdoctor/content"
	"authdoctor/diagnosis/block"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/pseudonym"
	"authdoctor/diagnosis/token"
	"authdoctor/ui/plain"
	"authdoctor/ui/report"
)

// handOver makes what the assistant in words hands over. Its stand-ins stay the same until
// fresh ones are asked for.
type handOver struct {
	world
	library  *content.Library
	standIns *pseudonym.StandIns
}

func (o *handOver) make(h plain.HandOver) (string, error) {
	var standIns *pseudonym.StandIns
	if h.StandIns {
		if h.Fresh || o.standIns == nil {
			o.standIns = pseudonym.New(o.random)
		}
		standIns = o.standIns
	}
	handed, err := report.Of(h.File, standIns, report.Options{Audience: report.Audience(h.Audience), Library: o.library, Version: version(), Chosen: h.Chosen})
	if err != nil {
		return "", err
	}
	switch h.Form {
	case plain.CaseFile:
		return string(handed.File) + "\n", nil
	case plain.CaseLines:
		return block.Encode(handed.File), nil
	case plain.MarkdownReport:
		return handed.Write(report.AsMarkdown)
	case plain.HTMLReport:
		return handed.Write(report.AsHTML)
	}
	text := border.WithoutFingerprints(strings.Join(handed.Short(), "\n"))
	return text, border.LastPass(text)
}

// table returns what stands for what: the kind, and both values in words.
func (o *handOver) table() (rows [][2]string) {
	for _, pair := range o.standIns.Table() {
		rows = append(rows, [2]string{pair.Kind, token.Shown(pair.StandIn) + " stands for " + token.Shown(pair.Real)})
	}
	return rows
}
