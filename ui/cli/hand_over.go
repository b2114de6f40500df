package cli

import (
	"strings"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/block"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/casefile"
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
	f := h.File
	if h.StandIns {
		if h.Fresh || o.standIns == nil {
			o.standIns = pseudonym.New(o.random)
		}
		var err error
		if f, err = o.standIns.Apply(f); err != nil {
			return "", err
		}
	}
	data, err := casefile.Encode(f)
	if err != nil {
		return "", err
	}
	switch h.Form {
	case plain.CaseFile:
		return string(data) + "\n", nil
	case plain.CaseLines:
		return block.Encode(data), nil
	}
	r := report.New(f.Case, diagnosis.Diagnose(f.Case), report.Options{
		Audience: report.Audience(h.Audience), Library: o.library, Version: version(), Block: block.Encode(data), Replaced: h.StandIns,
	})
	switch h.Form {
	case plain.MarkdownReport:
		return r.Write(report.AsMarkdown)
	case plain.HTMLReport:
		return r.Write(report.AsHTML)
	}
	text := border.WithoutFingerprints(strings.Join(r.Short(), "\n"))
	return text, border.LastPass(text)
}

// table returns what stands for what: the kind, and both values in words.
func (o *handOver) table() (rows [][2]string) {
	for _, pair := range o.standIns.Table() {
		rows = append(rows, [2]string{pair.Kind, pair.StandIn + " stands for " + token.Shown(pair.Real)})
	}
	return rows
}
