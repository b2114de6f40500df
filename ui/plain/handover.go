package plain

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"authdoctor/diagnosis/block"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/pattern"
	"authdoctor/diagnosis/pseudonym"
	"authdoctor/diagnosis/token"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
	"authdoctor/ui/report"
	"authdoctor/ui/screen"
)

// form makes what leaves the machine of what is handed over.
type form func(report.Handed) (string, error)

func short(h report.Handed) (string, error) {
	text := border.WithoutFingerprints(strings.Join(h.Short(), "\n"))
	return text, border.LastPass(text)
}

func asMarkdown(h report.Handed) (string, error) { return h.Write(report.AsMarkdown) }

func asHTML(h report.Handed) (string, error) { return h.Write(report.AsHTML) }

func asLines(h report.Handed) (string, error) {
	lines := block.Encode(h.File)
	if lines == "" {
		return "", errors.New("the case is too long for lines; save it as a file")
	}
	return lines, nil
}

func caseFile(h report.Handed) (string, error) { return string(h.File) + "\n", nil }

// labelled matches a label in a column of its own.
var labelled = pattern.Lazy(`(?m)^([A-Z][a-z]+(?: [a-z]+)?) {2,}`)

// readers are the audiences in words.
var readers = map[report.Audience]string{report.ForBoth: "the administrator and the integrator", report.ForVendor: "the support of NetSuite or of a connector"}

func reader(audience report.Audience) string {
	return cmp.Or(readers[audience], "the "+string(audience))
}

// handOver reads what would leave the machine, and saves it.
func (j *journey) handOver() error {
	audience, replaced := report.ForBoth, false
	for {
		names, other := "with names and IDs as they are", "Replace names and IDs"
		if replaced {
			names, other = "with names and IDs replaced", "Use names and IDs as they are"
		}
		reads := func(text string, as form) choice {
			return choice{text, func() error {
				text, err := j.made(audience, replaced, as)
				if err != nil {
					return j.say("", paint.Sentence(err.Error()))
				}
				return j.says(append([]string{""}, strings.Split(labelled().ReplaceAllString(strings.TrimRight(text, "\n"), "$1: "), "\n")...)...)
			}}
		}
		saves := func(text string, as form, name string) choice {
			return choice{text, func() error { return j.save(audience, replaced, as, name) }}
		}
		all := []choice{
			reads("Read the short report", short),
			saves("Save the report with its case, as Markdown", asMarkdown, "authdoctor-report.md"),
			{"Write for someone else", func() error {
				var answers []string
				for _, audience := range report.Audiences() {
					answers = append(answers, paint.Capital(reader(audience)))
				}
				at, err := j.ask(question{text: "Who gets it?", answers: answers, help: "The administrator gets steps in NetSuite, the integrator what the client must send, the vendor what its support asks for."})
				if err == nil {
					audience = report.Audiences()[at]
				}
				return err
			}},
			{other, func() error { replaced = !replaced; return nil }},
			reads("Read the whole report", asMarkdown),
			saves("Save the report with its case, as HTML", asHTML, "authdoctor-report.html"),
			saves("Save the case alone", caseFile, caseName),
			reads("Read the case as lines to copy into a mail", asLines),
		}
		if replaced {
			all = append(all, choice{"Make new replacements", func() error { delete(j.standIns, j.s.Journal); return nil }},
				choice{"Read the list of replacements; it is only for you", func() error {
					if _, err := j.made(audience, replaced, short); err != nil {
						return j.say("", paint.Sentence(err.Error()))
					}
					for _, pair := range j.standIns[j.s.Journal].Table() {
						if err := j.say(pair.Kind, token.Shown(pair.StandIn)+" stands for "+token.Shown(pair.Real)); err != nil {
							return err
						}
					}
					return j.say("", "Keep this list to yourself.")
				}})
		}
		err := j.choose(question{
			text: "The report is for " + reader(audience) + ", " + names + ". Nothing has left this machine. What next?",
			few:  4,
			help: "A report never contains a token's signature, a key or another secret. It contains what is read here. Send it yourself.",
		}, all)
		if err != nil {
			return err
		}
	}
}

// made makes what leaves the machine. The stand-ins of a case stay the same until new ones are
// asked for.
func (j *journey) made(audience report.Audience, replaced bool, as form) (string, error) {
	var standIns *pseudonym.StandIns
	if replaced {
		if j.standIns[j.s.Journal] == nil {
			j.standIns[j.s.Journal] = pseudonym.New(j.s.Random)
		}
		standIns = j.standIns[j.s.Journal]
	}
	handed, err := report.Of(screen.CaseFile(j.s), standIns, report.Options{Audience: audience, Library: j.s.Library, Version: j.s.Version, Chosen: j.s.Answers.Chosen, ChosenTime: j.s.Standing || !j.s.Journal.At.IsZero()})
	if err != nil {
		return "", err
	}
	return as(handed)
}

// caseName is the name that is proposed for a case file.
const caseName = "authdoctor-case.json"

// save writes what is handed over to a new file.
func (j *journey) save(audience report.Audience, replaced bool, as form, name string) error {
	text, err := j.made(audience, replaced, as)
	if err != nil {
		return j.say("", paint.Sentence(err.Error()))
	}
	return j.saveText(text, name)
}

// saveText asks for the name of a new file, and writes a text to it.
func (j *journey) saveText(text, name string) error {
	for {
		path, err := j.value("Which file?", "An existing file is not overwritten.", name, func(path string) error {
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
			if name == caseName {
				screen.Kept(j.s, path)
			} else {
				j.s.Farewell = append(j.s.Farewell, "Saved: "+path)
			}
			return j.say("Saved", path+". Only you can read it.")
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
