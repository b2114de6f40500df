package ui

import (
	"authdoctor/ui/cases"
	"authdoctor/ui/findings"
	"authdoctor/ui/guide"
	"authdoctor/ui/handover"
	"authdoctor/ui/home"
	"authdoctor/ui/keysetup"
	"authdoctor/ui/online"
	"authdoctor/ui/openfile"
	"authdoctor/ui/pages"
	"authdoctor/ui/record"
	"authdoctor/ui/screen"
	"authdoctor/ui/setup"
	"authdoctor/ui/trails"
)

// screenOf makes the screen for a destination. Nothing else outside its folder names a
// concrete screen.
func screenOf(s *screen.Session, to screen.Destination) screen.Screen {
	switch to := to.(type) {
	case screen.Guide:
		return guide.New(s)
	case screen.Codes:
		return pages.NewCodes(s)
	case screen.Page:
		return pages.NewPage(s, to)
	case screen.Token:
		return findings.NewToken(s)
	case screen.Exchange:
		return findings.NewExchange(s)
	case screen.Verdicts:
		return findings.NewVerdicts(s)
	case screen.Facts:
		return record.NewFacts(s)
	case screen.Record:
		return record.NewRecord(s)
	case screen.Keys:
		return keysetup.New(s)
	case screen.NewPair:
		return keysetup.NewPair(s)
	case screen.NewAssertion:
		return keysetup.NewAssertion(s)
	case screen.File:
		return openfile.New(s, to)
	case screen.Trail:
		return trails.New(s)
	case screen.TrailRows:
		return trails.NewRows(s, to)
	case screen.SetUp:
		return setup.New(s, to)
	case screen.Report:
		return handover.New(s, to)
	case screen.Cases:
		return cases.New(s)
	case screen.KeepCase:
		return cases.NewKeep(s)
	case screen.Note:
		return cases.NewNote(s)
	case screen.Timeline:
		return cases.NewTimeline(s)
	case screen.Online:
		return online.New(s)
	case screen.Another:
		return home.NewAnother(s, to.Waiting)
	}
	return home.New(s)
}

// companions look after what belongs to no screen.
func companions(s *screen.Session) []screen.Companion { return []screen.Companion{trails.NewJoin(s)} }
