package plain

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"authdoctor/content"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/pattern"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// Form is a form in which a case is handed over.
type Form string

// The forms. All but the short report carry the case.
const (
	ShortReport    Form = "short"
	MarkdownReport Form = "markdown"
	HTMLReport     Form = "html"
	CaseFile       Form = "case"
	CaseLines      Form = "lines"
)

// HandOver is what to hand over, and to whom.
type HandOver struct {
	File     casefile.File
	Chosen   []content.Choice // the answers that were given; their questions are not asked again
	Form     Form
	Audience string // one of Commands.Audiences
	// StandIns reports whether names and IDs are replaced; Fresh, whether by new ones.
	StandIns, Fresh bool
}

// labelled matches a label in a column of its own.
var labelled = pattern.Lazy(`(?m)^([A-Z][a-z]+(?: [a-z]+)?) {2,}`)

// readers are the audiences in words.
var readers = map[string]string{"both": "the administrator and the integrator", "vendor": "the support of NetSuite or of a connector"}

func reader(audience string) string { return cmp.Or(readers[audience], "the "+audience) }

// handOver reads what would leave the machine, and saves it.
func (j *journey) handOver() error {
	h := HandOver{Audience: j.Audiences[0]}
	for {
		h.File, h.Chosen = screen.CaseFile(j.s), j.s.Answers.Chosen
		names, other := "with names and IDs as they are", "Replace names and IDs by stand-ins"
		if h.StandIns {
			names, other = "with stand-ins for names and IDs", "Use names and IDs as they are"
		}
		reads := func(text string, form Form) choice {
			return choice{text, func() error {
				h.Form = form
				text, err := j.make(h)
				if err != nil {
					return j.say("", paint.Sentence(err.Error()))
				}
				return j.says(append([]string{""}, strings.Split(labelled().ReplaceAllString(strings.TrimRight(text, "\n"), "$1: "), "\n")...)...)
			}}
		}
		saves := func(text string, form Form, name string) choice {
			return choice{text, func() error { h.Form = form; return j.save(h, name) }}
		}
		all := []choice{
			reads("Read the short report", ShortReport),
			saves("Save the report with its case, as Markdown", MarkdownReport, "authdoctor-report.md"),
			{"Write for someone else", func() error {
				var answers []string
				for _, audience := range j.Audiences {
					answers = append(answers, paint.Capital(reader(audience)))
				}
				at, err := j.ask(question{text: "Who gets it?", answers: answers, help: "The administrator gets steps in NetSuite, the integrator what the client must send, the vendor what its support asks for."})
				if err == nil {
					h.Audience = j.Audiences[at]
				}
				return err
			}},
			{other, func() error { h.StandIns = !h.StandIns; return nil }},
			reads("Read the whole report", MarkdownReport),
			saves("Save the report with its case, as HTML", HTMLReport, "authdoctor-report.html"),
			saves("Save the case alone", CaseFile, "authdoctor-case.json"),
			reads("Read the case as lines to copy into a mail", CaseLines),
		}
		if h.StandIns {
			all = append(all, choice{"Make new stand-ins", func() error { h.Fresh = true; _, err := j.make(h); h.Fresh = false; return err }},
				choice{"Read what stands for what; this is for you alone", func() error {
					if _, err := j.make(h); err != nil {
						return j.say("", paint.Sentence(err.Error()))
					}
					for _, pair := range j.StandIns() {
						if err := j.say(pair[0], pair[1]); err != nil {
							return err
						}
					}
					return j.say("", "Keep this list to yourself.")
				}})
		}
		err := j.choose(question{
			text: "The report is for " + reader(h.Audience) + ", " + names + ". Nothing has left this machine. What next?",
			few:  4,
			help: "A report never holds a token's signature, a key or another secret. What it holds is what is read here. Send it yourself.",
		}, all)
		if err != nil {
			return err
		}
	}
}

// make returns what is handed over.
func (j *journey) make(h HandOver) (string, error) {
	if h.Form == "" {
		h.Form = ShortReport
	}
	return j.HandOver(h)
}

// save writes what is handed over to a new file.
func (j *journey) save(h HandOver, name string) error {
	text, err := j.make(h)
	if err != nil {
		return j.say("", paint.Sentence(err.Error()))
	}
	for {
		path, err := j.value("Which file?", "A file that is there is not overwritten.", name, func(path string) error {
			if _, err := strconv.Atoi(path); err == nil {
				return fmt.Errorf("that is a number; for a file of that name, type ./%s", path)
			}
			return harmless(path)
		})
		if err != nil {
			return err
		}
		err = files.WriteSecret(j.s.Disk, files.Expand(j.s.Disk, path), []byte(text))
		if err == nil {
			if h.Form == CaseFile {
				screen.Kept(j.s, path)
			} else {
				j.s.Farewell = append(j.s.Farewell, "Saved: "+path)
			}
			return j.say("Saved", path+". Readable by you alone.")
		}
		var wrong files.FileError
		if !errors.As(err, &wrong) {
			return err
		}
		if err := j.say("", paint.Sentence(wrong.Error())); err != nil {
			return err
		}
	}
}

// note writes a note, which is kept with the case.
func (j *journey) note() error {
	text, err := j.value("What do you want to note?", "The note is kept with the case, and handed over with it.", "", nil)
	if err != nil {
		return err
	}
	j.s.Journal.Note(j.s.Now(), text)
	return j.say("", "Noted. It is in the case when you keep it or hand it over.")
}

// timeline tells what happened in the case, in order.
func (j *journey) timeline() error {
	for _, event := range j.s.Journal.Events {
		if err := j.say(event.At.Format(time.RFC3339)+" "+string(event.Kind), event.Text); err != nil {
			return err
		}
	}
	return nil
}
