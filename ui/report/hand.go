package report

import (
	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/block"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/pseudonym"
)

// Handed is a Case as it is handed over: the report with the Case in its block, and the
// case file. Both are finished, and hold no secret.
type Handed struct {
	Report
	File []byte // JSON
}

// Of returns what is handed over of a case: with the stand-ins in place of names and IDs,
// or as it is for nil. It fails where the case still looks as if it held a secret.
func Of(f casefile.File, s *pseudonym.StandIns, o Options) (Handed, error) {
	f, text, err := finish(f, s, &o)
	if err != nil {
		return Handed{}, err
	}
	return Handed{New(f.Case, diagnosis.Diagnose(f.Case), o), text}, nil
}

// OfSetup is Of for what was set up in a lesson, with the progress of the case file.
func OfSetup(lesson content.Lesson, f casefile.File, s *pseudonym.StandIns, o Options) (Handed, error) {
	f, text, err := finish(f, s, &o)
	if err != nil {
		return Handed{}, err
	}
	list := lesson.Checklist(f.Case, content.ReadProgress(f.Lessons)[lesson.Name()])
	return Handed{Report{setUp(list, f.Case, o)}, text}, nil
}

// finish returns a case file as it is handed over, and its JSON. The block for the report is in
// the options.
func finish(f casefile.File, s *pseudonym.StandIns, o *Options) (casefile.File, []byte, error) {
	if f.Case.Keys != nil {
		f.Case.Keys = keys.NewSet(casefile.WithoutFolders(f.Case.Keys.Files())...)
	}
	if s != nil {
		// The notes are no part of the case file, but their names and IDs are replaced as
		// those of the case are.
		kept := len(f.Notes)
		for _, note := range o.Notes {
			f.Notes = append(f.Notes[:len(f.Notes):len(f.Notes)], casefile.Note{At: f.Kept, Text: note})
		}
		replaced, err := s.Apply(f)
		if err != nil {
			return f, nil, err
		}
		o.Notes, o.Replaced = nil, true
		for _, note := range replaced.Notes[kept:] {
			o.Notes = append(o.Notes, note.Text)
		}
		replaced.Notes = replaced.Notes[:kept]
		f = replaced
	}
	text, err := casefile.Encode(f)
	if err != nil {
		return f, nil, err
	}
	o.Block = block.Encode(text)
	return f, text, nil
}
