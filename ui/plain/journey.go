package plain

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/probe"
	"authdoctor/diagnosis/trail"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
	"authdoctor/ui/report"
	"authdoctor/ui/screen"
)

// choice is an answer that does something.
type choice struct {
	text string
	do   func() error
}

// choose asks which of several things to do and does it. Back from that is no error.
func (j *journey) choose(q question, choices []choice) error {
	for _, c := range choices {
		q.answers = append(q.answers, c.text)
	}
	at, err := j.ask(q)
	if err == nil && at < len(choices) {
		err = back(choices[at].do())
	}
	return err
}

// back returns the error of what was chosen. Back from it is none.
func back(err error) error {
	if errors.Is(err, errBack) {
		return nil
	}
	return err
}

// home asks what the user has or, once something is known, what to do next.
func (j *journey) home() error {
	j.s.GoTo(screen.Home{})
	if err := j.notice(); err != nil {
		return err
	}
	s := j.s
	var likely, rest []choice
	add := func(when, first bool, text string, do func() error) {
		switch {
		case when && first:
			likely = append(likely, choice{text, do})
		case when:
			rest = append(rest, choice{text, do})
		}
	}
	to := func(at screen.Destination) func() error {
		return func() error { s.GoTo(at); return j.arrive() }
	}
	begun, signs := s.Begun(), len(j.keysOf(keys.PrivateKey)) > 0 && len(s.Case.Tokens) == 0
	add(!s.Journal.At.IsZero(), true, "Evaluate the case now", func() error { return j.change(func() { screen.EvaluateNow(s) }) })
	login := len(s.Case.Tokens)+len(s.Case.Exchanges) > 0 || s.Case.Line != nil
	add(login && s.Answers.Ask().Question != nil, true, "Answer the question that decides", j.decide)
	if cause, ok := s.Diagnosis.FirstCause(); ok {
		if path, ok := screen.FindingPage(s.Library, cause); ok {
			page, _ := s.Library.Page(path)
			add(true, true, "Read how to fix the first finding: "+paint.PageTitle(page), to(screen.Page{Path: path}))
		}
	}
	if login || len(s.Diagnosis.Facts) > 0 {
		add(true, false, "Read the findings again", to(screen.Token{}))
		add(s.Diagnosis.Count(diagnosis.Pass) > 0, false, "Read which checks passed", func() error { return j.write("\n" + j.Passed(s.Case, s.Diagnosis)) })
		add(true, false, "Read why each code is likely or ruled out", to(screen.Verdicts{}))
	}
	add(s.Export != nil, false, "Read the Login Audit Trail again", to(screen.Trail{}))
	add(s.Case.Keys.Len() > 0, false, "Read what the keys are and what belongs together", to(screen.Keys{}))
	add(s.Known(), true, "Hand the case over: read or save a report", j.handOver)
	add(begun, true, "Read the facts, state one or take one back", to(screen.Facts{}))
	add(len(s.Journal.Events) > 0, false, "Read what happened in this case", j.timeline)
	add(begun, false, "Write a note", j.note)
	add(s.Known(), false, "Keep the case in a file", func() error {
		return j.save(report.ForBoth, false, caseFile, caseName)
	})
	if n := len(s.Undos); n > 0 || len(s.Waiting) > 0 {
		what := "the question about another account"
		if n > 0 {
			what = s.Undos[n-1].Words(s)
		}
		add(true, false, "Take back: "+what, func() error { s.TakeBack(); return nil })
	}
	for _, held := range slices.Backward(s.Others) {
		add(true, false, "Go to "+screen.CaseName(held.Case, held.Journal)+": "+strings.ReplaceAll(held.Words(s), " · ", ", "), func() error {
			screen.Switch(s, held)
			return nil
		})
	}
	add(begun, false, "Begin a new case; this one is kept until you quit", func() error { s.BeginAnew(); return nil })
	add(true, true, "Paste something: a token, an answer, a request, a key, rows of the trail", func() error {
		text, err := j.paste()
		if err != nil {
			return err
		}
		return j.take(text)
	})
	add(true, !begun, "Open a file", j.openTyped)
	add(true, !begun, "Look up a word, or say the problem in your own words", func() error {
		text, err := j.value("Which word or words?", "The word in the Detail column, or what happens.", "", nil)
		if err != nil {
			return err
		}
		return j.take(text)
	})
	add(true, !begun, "Answer one question at a time", to(screen.Guide{}))
	add(true, !begun, "Set up an integration, step by step", j.setUp)
	add(true, false, "Try it online: ask NetSuite itself, each request announced", j.online)
	add(true, false, "Make a key pair", j.newPair)
	add(true, signs, "Make a client assertion", j.newAssertion)
	all := append(likely, rest...)
	q := question{text: "What do you have?", help: "authdoctor recognizes a text or a file, and finds what is wrong with it. Nothing is sent.", what: "a word or a path", few: len(likely),
		typed: func(text string) (int, error) { return len(all), j.typed(text) }}
	if begun {
		q.text = "What next?"
	}
	err := j.choose(q, all)
	if errors.Is(err, errBack) {
		err = j.say("", "This is the first question; nothing comes before it.")
	}
	return err
}

// typed takes what was typed instead of a number.
func (j *journey) typed(text string) error {
	if _, err := j.s.Disk.Stamp(files.Expand(j.s.Disk, files.DroppedPath(text))); err == nil || files.IsPath(text) {
		return j.open(text)
	}
	return j.take(text)
}

// take takes a text as a paste does.
func (j *journey) take(text string) error {
	s := j.s
	input := intake.Recognise(text)
	if source, is := files.PastedExport(text, input, trail.Options{Columns: s.Case.Columns, At: s.Clock()}); is {
		s.TakeExport(&files.Export{Source: source}, "pasted")
		return j.arrive()
	}
	if taken, _ := s.TakeInput(text, input, "pasted"); taken {
		return j.arrive()
	}
	return j.words(text, input)
}

// words leads from a text that is nothing known to the pages about its words.
func (j *journey) words(text string, input intake.Input) error {
	j.s.GoTo(screen.Home{})
	lead := j.s.Library.Lead(text)
	if input.Kind != intake.KindWords || len(lead.Pages) == 0 {
		if err := j.say("", paint.Problem(input)); err != nil {
			return err
		}
	}
	if border.MayBeSecret(text) || paint.TokenOrKey(text) {
		return nil
	}
	pages := paint.Nearest(j.s.Library, input)
	if len(pages) == 0 {
		for _, passage := range lead.Pages {
			pages = append(pages, passage.Page)
		}
	}
	if len(pages) == 0 {
		return nil
	}
	var all []choice
	for _, page := range pages {
		title := page.Title
		if page.Code != "" {
			title = string(page.Code) + ": " + title
		}
		all = append(all, choice{title, func() error { return j.page(screen.Page{Path: page.Path}) }})
	}
	if lead.Ask.ID != "" {
		all = append(all, choice{"None of these: answer questions, starting with " + lead.Ask.Text, func() error { return j.guide(lead.Ask.ID) }})
	}
	return j.choose(question{text: "It may be one of these. Words prove nothing.", help: "Each is a page with what to do."}, all)
}

// openTyped asks for the path of a file.
func (j *journey) openTyped() error {
	path, err := j.value("Which file?", "Its path, or the https address of a key set. It may be an export of the trail, a certificate, a key, a token, a HAR file.", "", nil)
	if err != nil {
		return err
	}
	return j.open(path)
}

// open opens a file or fetches a key set.
func (j *journey) open(path string) error {
	work := screen.Open(j.s, path)
	if probe.IsAddress(path) {
		if err := j.say("", "Fetching the key set."); err != nil {
			return err
		}
		work = screen.Fetch(j.s, path)
	}
	found := work()
	if found.Err == nil && found.File.Locked() {
		return j.unlock(screen.LockedFile{Name: found.Name, Data: found.Data})
	}
	return j.opened(found)
}

func (j *journey) opened(found screen.Opened) error {
	_, problem := found.Take(j.s, func() {})
	if problem != "" {
		if errors.Is(found.Err, files.ErrFolder) {
			return j.folder(found.Name)
		}
		return j.say("", problem)
	}
	if _, home := j.s.At().(screen.Home); home && j.s.Notice == "" {
		text := found.Data.Reveal()
		return j.words(text, intake.Recognise(text))
	}
	return j.arrive()
}

// folder lists a folder to choose from.
func (j *journey) folder(name string) error {
	entries, err := j.s.Disk.Entries(files.Expand(j.s.Disk, name))
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return strings.HasPrefix(e.Name(), ".") })
	if err != nil || len(entries) == 0 {
		return j.say("", "That folder has no files that can be listed.")
	}
	var all []choice
	for _, entry := range entries {
		path := strings.TrimRight(name, "/") + "/" + entry.Name()
		all = append(all, choice{border.Shown(border.Redact(entry.Name()), 80), func() error { return j.open(path) }})
	}
	return j.choose(question{text: "That is a folder. Which file in it?"}, all)
}

// unlock asks for the pass phrase of a private key until it opens it.
func (j *journey) unlock(locked screen.LockedFile) error {
	for {
		phrase, err := j.secret("The private key in " + border.Shown(border.Redact(locked.Name), 80) + " is locked. Its pass phrase?")
		if err != nil {
			return err
		}
		found := locked.Unlock(border.NewSecret(phrase))()
		if !found.File.Locked() {
			return j.opened(found)
		}
		if err := j.say("", found.Refused()); err != nil {
			return err
		}
	}
}

// arrive shows where the last step led.
func (j *journey) arrive() error {
	if err := j.notice(); err != nil {
		return err
	}
	if j.told != j.s.Journal {
		j.told = j.s.Journal
		for _, note := range j.told.Notes {
			if err := j.say("Note of "+note.At.Format(time.RFC3339), note.Text); err != nil {
				return err
			}
		}
	}
	switch at := j.s.At().(type) {
	case screen.Home:
		return nil
	case screen.Another:
		return j.another(at.Waiting)
	case screen.Page:
		return j.page(at)
	case screen.Guide:
		return j.guide("")
	case screen.Verdicts:
		return j.verdicts()
	case screen.Facts:
		return j.facts()
	case screen.Keys:
		return j.write("\n" + j.Keys(j.s.Case.Keys.Files(), j.s.Diagnosis.At))
	case screen.File:
		if at.Locked != nil {
			return j.unlock(*at.Locked)
		}
	case screen.Trail:
		return j.trail()
	case screen.SetUp:
		return j.lesson(at.Lesson)
	}
	j.join()
	return j.write("\n" + j.Check(j.s.Case, j.s.Diagnosis))
}

// join counts the rows of the open export in the lifetime of the tokens, which the findings
// then name. The screens do so in ui/trails.
func (j *journey) join() {
	e, c := j.s.Export, j.s.Case
	if e == nil || e.Summary == nil || !e.Summary.Complete || e.Summary.First.IsZero() {
		return
	}
	c.Trail = nil
	for i := range c.Tokens {
		match, filter, ok := diagnosis.TokenRows(&c.Tokens[i], e.Summary, j.s.Diagnosis.Facts, j.s.Local)
		if !ok {
			continue
		}
		options := e.Options(c.Columns, filter, j.s.Clock())
		if got := j.s.Counter(j.ctx, e.Source, options); got.Summary != nil && got.Summary.Complete {
			match.Token = i + 1
			c.Trail = append(c.Trail, match.Counted(got.Summary))
		}
	}
	j.s.Hold(c)
}

// another asks whether something for another account belongs in this case.
func (j *journey) another(of *screen.Waiting) error {
	at, err := j.ask(question{
		text:    paint.Capital(of.What) + " is for account " + paint.AccountList(of.Holds.Accounts()) + ". This case is about " + paint.AccountList(j.s.Case.Accounts()) + ". Another case, or the same?",
		answers: []string{"Another case; this one is kept until you quit", "The same case; it contains both accounts"},
		help:    "Nothing is mixed until you answer.",
	})
	if err != nil {
		of.Drop(j.s)
		return err
	}
	of.Answer(j.s, at)
	return j.arrive()
}

// page reads a page aloud and offers where it leads.
func (j *journey) page(at screen.Page) error {
	page, ok := j.s.Library.Page(at.Path)
	if !ok {
		return j.say("", "There is no such page.")
	}
	if err := j.write("\n" + j.Page(page)); err != nil {
		return err
	}
	for {
		var all []choice
		if word := detail.Known(at.Word); word.Name != "" && word.Protocol != detail.Logout {
			text := "My trail shows " + word.Name
			if j.s.Case.Facts.Value(diagnosis.FactDetail) == word.Name {
				text = "Take back that my trail shows " + word.Name
			}
			all = append(all, choice{text, func() error {
				return j.change(func() { j.s.StateWord(word) })
			}})
		}
		seen := []string{page.Path}
		for _, link := range page.Links() {
			if to, ok := j.s.Library.Page(link.Path); ok && !slices.Contains(seen, to.Path) {
				seen = append(seen, to.Path)
				all = append(all, choice{"Page: " + paint.PageTitle(to), func() error { return j.page(screen.Page{Path: to.Path, Word: string(to.Code)}) }})
			}
		}
		if len(all) == 0 {
			return nil
		}
		if err := j.choose(question{text: "What now?", few: 4, help: "These are the pages that this page leads to."}, all); err != nil {
			return err
		}
	}
}

// change does something to the Case and says what changed.
func (j *journey) change(do func()) error {
	before := j.state()
	do()
	if err := j.notice(); err != nil {
		return err
	}
	var changed []string
	for i, now := range j.state() {
		if now != before[i] {
			changed = append(changed, now)
		}
	}
	if len(changed) == 0 {
		changed = []string{"nothing in the findings; the answer is kept"}
	}
	return j.say("Changed", strings.Join(changed, ". ")+".")
}

// state is the first finding and the number of verdicts, in words.
func (j *journey) state() []string {
	first := "no fault is found"
	if cause, ok := j.s.Diagnosis.FirstCause(); ok {
		first = "the first finding is: " + cause.Title
	}
	return []string{first, "Codes: " + strings.ReplaceAll(paint.VerdictCounts(j.s.Diagnosis), " · ", ", ")}
}

// verdicts lists every code with its verdict and the reason.
func (j *journey) verdicts() error {
	for _, v := range j.s.Diagnosis.Verdicts {
		if err := j.say(string(v.Code), fmt.Sprintf("%s: %s", paint.CertaintyWord(v.Verdict), v.Because)); err != nil {
			return err
		}
	}
	_, err := j.ask(question{text: "Which code do you want to read about?", what: "the code", typed: func(text string) (int, error) {
		match := detail.Find(text)
		if match.Code == "" {
			return 0, noSuch("code", text, match.Nearest...)
		}
		return 0, j.page(screen.Page{Path: match.Code.Path(), Word: match.Name})
	}})
	return err
}

// trail counts the open export and reads what is in it.
func (j *journey) trail() error {
	e := j.s.Export
	progress := new(trail.Progress)
	options := e.Options(j.s.Case.Columns, trail.Filter{}, j.s.Clock())
	options.Progress = progress
	done := j.Watch(progress)
	got := j.s.Counter(j.ctx, e.Source, options)
	done()
	if got.Summary == nil {
		reason := "It could not be counted."
		if got.Err != nil {
			reason = paint.Sentence(paint.TrailText(got.Err.Error()))
		}
		j.s.Export = nil
		return j.say("", reason)
	}
	e.Summary = got.Summary
	for _, source := range got.Summary.Sources {
		if source.Dialect.OrderAssumed && e.Order == trail.OrderUndecided {
			at, err := j.ask(question{text: "Dates such as " + border.Shown(source.Dialect.DateExample, 40) + " can be read in two ways. Which comes first?", answers: []string{"The month", "The day"}})
			if err != nil {
				return err
			}
			e.Order = []trail.DateOrder{trail.MonthFirst, trail.DayFirst}[at]
			return j.trail()
		}
	}
	if o := got.Summary.Overlap; o.Rows > 0 && e.Dedupe == nil {
		at, err := j.ask(question{text: paint.OverlapWords(o) + " How are they counted?", answers: []string{"Once, as the exports in it overlap", "Each time"}})
		if err != nil {
			return err
		}
		once := at == 0
		if e.Dedupe = &once; once {
			return j.trail()
		}
	}
	if err := j.write("\n" + j.Trail(got, options, j.s.Clock())); err != nil {
		return err
	}
	var all []choice
	var codes []string
	for _, i := range got.Incidents {
		codes = append(codes, i.Code)
	}
	for _, group := range got.Summary.GroupBy(trail.ByCode) {
		if group.Failures > 0 {
			codes = append(codes, group.Value)
		}
	}
	for i, code := range codes {
		match := detail.Known(code)
		if page, ok := j.s.Library.Page(match.Code.Path()); ok && match.Code != "" && !slices.Contains(codes[:i], code) && len(all) < 9 {
			all = append(all, choice{"Page: " + match.Name, func() error { return j.page(screen.Page{Path: page.Path, Word: match.Name}) }})
		}
	}
	if len(all) == 0 {
		return nil
	}
	return j.choose(question{text: "What do you want to read about?", help: "These are the codes of the failures."}, all)
}

// facts says what is known, and states facts and takes them back.
func (j *journey) facts() error {
	known := j.s.Diagnosis.Facts
	if len(known) == 0 {
		if err := j.say("", "No fact is known."); err != nil {
			return err
		}
	}
	var names []string
	for _, kind := range diagnosis.FactKinds() {
		names = append(names, string(kind.Name))
		if fact, is := known.Get(kind.Name); is {
			if err := j.say(kind.Label, fact.Shown()+" ("+j.s.Ages.Source(fact)+")"); err != nil {
				return err
			}
		}
	}
	at, err := j.ask(question{text: "Which fact do you want to state or take back?", what: "its name, such as role", help: "The names are: " + strings.Join(names, ", ") + ".",
		typed: func(text string) (int, error) {
			at := slices.IndexFunc(diagnosis.FactKinds(), func(k diagnosis.FactKind) bool {
				return strings.EqualFold(string(k.Name), text) || strings.EqualFold(k.Label, text)
			})
			if at < 0 {
				return 0, noSuch("fact", text, names...)
			}
			return at, nil
		}})
	if err != nil {
		return err
	}
	kind := diagnosis.FactKinds()[at]
	if fact, said := j.s.Case.Facts.Get(kind.Name); said {
		at, err := j.ask(question{text: paint.Capital(kind.Label) + " is " + fact.Shown() + ". What about it?", answers: []string{"Give another value", "Take it back"}})
		if err != nil {
			return err
		}
		if at == 1 {
			return j.change(func() {
				c := j.s.Case
				c.Facts = c.Facts.Without(kind.Name)
				j.s.Give(kind.Label, "forgotten", c)
			})
		}
	}
	if kind.Values != nil && !kind.List {
		at, err := j.ask(question{text: paint.Capital(kind.Label) + "?", where: kind.Menu, answers: kind.Values})
		if err != nil {
			return err
		}
		return j.change(func() { j.s.State(diagnosis.Fact{Name: kind.Name, Value: kind.Values[at]}) })
	}
	return j.give(kind)
}

// keysOf returns the names of the open files with a key of a kind.
func (j *journey) keysOf(kind keys.Kind) (names []string) {
	for _, file := range j.s.Case.Keys.Files() {
		if file.Has(kind) {
			names = append(names, file.Name)
		}
	}
	return names
}
