package ui

import (
	"context"
	"io"
	"net/http"
	"slices"
	"time"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/trail"
)

// session is what all screens share, by one pointer: the size, how things look,
// the prose, the clock, the Case with its Diagnosis, and which screens are open.
type session struct {
	width, height int
	styles        *Styles
	markdown      *markdown
	library       *content.Library
	clock         func() time.Time // to judge by; may stand still
	now           func() time.Time // between two keys
	local         *time.Location
	disk          Disk
	client        *http.Client // for a key set whose address was typed
	random        io.Reader

	// counter and rowReader read exports of the trail, in commands.
	counter   func(context.Context, trail.Source, trail.Options) countResult
	rowReader func(context.Context, trail.Source, trail.Options) rowsResult

	// Case and Diagnosis change together, in judge alone.
	Case      diagnosis.Case
	Diagnosis diagnosis.Diagnosis

	undos   []undo         // what was given, the last one last
	given   map[any]gift   // when the pieces of the Case were given
	waiting []*anotherCase // what was given for another account and is not taken, the last one last
	steps   int            // of what was given or asked about, which tells the last of both

	history   []screen     // the first is home, the last is shown
	remaining *askedOf     // the question for the Case as it is
	guide     *guide       // keeps its answers while other screens are open
	triage    *trailScreen // of the export that is open; nil for none
	joined    trailJoin    // what the rows in Case.Trail were counted for
	// stopJoining ends that counting; nil where nothing is counted for tokens.
	stopJoining context.CancelFunc

	// farewell is printed when the program ends: what was made, and commands that
	// are too long to be copied from a screen, which the alternate screen takes away.
	farewell []string

	// notice is one line about what just happened, until the next key.
	notice string
}

// maxHistory bounds the screens kept open: links lead in circles.
const maxHistory = 64

// judge makes the Diagnosis again. It is called whenever the Case has changed or
// time has passed, and nowhere else is Diagnose called.
func (s *session) judge() {
	s.Case.At = s.clock()
	s.Diagnosis = diagnosis.Diagnose(s.Case)
	s.noteGiven()
}

// timePassed judges again. A token that has expired meanwhile answers questions of
// the guide again, too.
func (s *session) timePassed() {
	before := s.Diagnosis.Facts
	s.judge()
	if s.guide != nil && !slices.Equal(before, s.Diagnosis.Facts) {
		s.guide.settle()
	}
}

// hold takes a changed Case.
func (s *session) hold(c diagnosis.Case) {
	s.Case = c
	s.judge()
	if s.guide != nil {
		s.guide.settle()
	}
}

// state records what the user said.
func (s *session) state(facts ...diagnosis.Fact) {
	c := s.Case
	for _, fact := range facts {
		fact.Source = diagnosis.SourceUser
		c.Facts = c.Facts.With(fact)
	}
	s.hold(c)
}

// forget takes a fact back.
func (s *session) forget(names ...diagnosis.FactName) {
	c := s.Case
	for _, name := range names {
		c.Facts = c.Facts.Without(name)
	}
	s.hold(c)
}

// takeAway takes a fact back that the user stated, so that it can be brought back.
func (s *session) takeAway(kind diagnosis.FactKind) {
	if _, said := s.Case.Facts.Get(kind.Name); said {
		c := s.Case
		c.Facts = c.Facts.Without(kind.Name)
		s.give(kind.Label, "forgotten", c)
	}
}

// known reports whether the Case holds anything at all.
func (s *session) known() bool {
	return len(s.Diagnosis.Facts) > 0 || len(s.Case.Tokens) > 0 || len(s.Case.Exchanges) > 0 || s.Case.Keys.Len() > 0
}

// shown is the screen that is seen.
func (s *session) shown() screen { return s.history[len(s.history)-1] }

// open shows a screen above the one that is seen.
func (s *session) open(next screen) {
	s.judge()
	s.history = append(s.history, next)
	if len(s.history) > maxHistory {
		s.history = slices.Delete(s.history, 1, 2)
	}
}

// back closes the screen that is seen and says whether there was one to close:
// home stays.
func (s *session) back() bool {
	if len(s.history) == 1 {
		return false
	}
	s.history = s.history[:len(s.history)-1]
	return true
}

// openPage shows a page and says whether there is one under that path.
func (s *session) openPage(path string) bool {
	page, ok := s.page(path)
	if ok {
		s.open(page)
	}
	return ok
}

// recognise looks at a text that was pasted or entered, takes what it holds into
// the Case and goes where it leads. For a text that holds nothing known, it says
// why not and leaves the Case alone.
func (s *session) recognise(text string) (input intake.Input, taken bool) {
	input = intake.Recognise(text)
	return input, s.takeInput(text, input, "pasted")
}

// takeInput takes what a text was recognised as, and says whether there was anything
// to take. how is how the text was given. What is for another account than the Case
// is asked about first.
func (s *session) takeInput(text string, input intake.Input, how string) bool {
	what, take := s.taking(text, input, how)
	if take == nil {
		return false
	}
	s.unlessAnother(what, diagnosis.Case{}.With(input), take)
	return true
}

// taking is what there is to take in an input, and what takes it; nil for nothing.
func (s *session) taking(text string, input intake.Input, how string) (what string, take func()) {
	switch input.Kind {
	case intake.KindError:
		switch {
		case len(input.Exchanges) > 0:
			what = "the " + exchangeWord(shownExchange(input.Exchanges))
			return what, func() { s.takeExchanges(input, what, how) }
		case len(input.Tokens) > 0:
			what = "the " + input.Tokens[0].Kind.Title()
			return what, func() { s.takeTokens(input, what, how) }
		}
		return "the error line", func() { s.takeLine(input, how) }
	case intake.KindAnswer, intake.KindRedirect, intake.KindRequest, intake.KindSource:
		if len(input.Exchanges) > 0 {
			what = "the " + exchangeWord(shownExchange(input.Exchanges))
			return what, func() { s.takeExchanges(input, what, how) }
		}
	case intake.KindToken:
		if what = "the " + input.Tokens[0].Kind.Title(); len(input.Tokens) > 1 {
			what = "the " + count(len(input.Tokens)) + " tokens"
		}
		return what, func() { s.takeTokens(input, what, how) }
	case intake.KindCode:
		if _, ok := s.page(wordPage(input.Detail)); ok {
			return "the word " + input.Detail.Name, func() { s.takeCode(input, how) }
		}
	case intake.KindKey:
		if input.Keys != nil && input.Keys.Readable() {
			return "the key material", func() { s.takePastedKeys(text, *input.Keys) }
		}
		if input.CertificateID != "" {
			return "the Certificate ID", func() { s.takeCertificateID(input, how) }
		}
	}
	return "", nil
}

// wordPage is the page about a word of the Detail column.
func wordPage(word detail.Match) string {
	if word.Code == "" {
		return diagnosis.TBAPage
	}
	return word.Code.Path()
}

// takeCertificateID takes what was given as a Certificate ID; where it cannot be
// one, the page that tells why is opened.
func (s *session) takeCertificateID(input intake.Input, how string) {
	s.giveInput("the Certificate ID", how, s.Case, input)
	s.notice = "Taken as the Certificate ID: " + input.CertificateID + "."
	for _, f := range s.Diagnosis.Findings {
		if f.ID == "certificate-id-form" && s.openPage(f.Page) {
			s.notice = sentence(f.Title)
			return
		}
	}
	s.showKeys()
}

// takeLine takes the error of a client, and opens the page that says what to do.
func (s *session) takeLine(input intake.Input, how string) {
	s.giveInput("the error line", how, s.Case, input)
	for _, f := range s.Diagnosis.Findings {
		if f.ID == "client-line" && s.openPage(f.Page) {
			s.notice = sentence(f.Title)
			return
		}
	}
}

// takeExchanges takes requests and answers, and the tokens among them, and shows the
// one that tells of the failure.
func (s *session) takeExchanges(input intake.Input, what, how string) {
	c := s.Case
	if len(input.Tokens) > 0 {
		c.Tokens = nil // findings about an old one would tell of two problems at once
	}
	s.giveInput(what, how, c, input)
	s.closeAll(func(open screen) bool {
		switch open.(type) {
		case *exchangeScreen, *tokenScreen, *verdicts:
			return true
		}
		return false
	})
	s.open(newExchangeScreen(s))
	s.notice = ""
	for _, note := range input.Notes {
		s.addNotice(note)
	}
}

// addNotice adds a sentence to the line about what just happened.
func (s *session) addNotice(note string) {
	if s.notice != "" {
		s.notice += " "
	}
	s.notice += sentence(note)
}

// closeAll takes out the screens that show what is not there any more.
func (s *session) closeAll(outdated func(screen) bool) {
	s.history = slices.DeleteFunc(s.history, outdated)
}

// takePastedKeys names a paste, so that two can be told apart, and asks for the pass
// phrase where there is one.
func (s *session) takePastedKeys(text string, file keys.File) {
	name := "paste " + count(s.Case.Keys.Len()+1)
	if file.Locked() {
		s.open(&openFile{s: s, field: field{secret: true}, locked: &lockedFile{name, border.NewSecret(text)}})
		return
	}
	s.takeKeys(keys.Read(name, []byte(text), nil), "pasted", "")
}

// takeKeys holds key material and shows what it belongs to.
func (s *session) takeKeys(file keys.File, how, note string) {
	c := s.Case
	c.Keys = c.Keys.With(file)
	what := file.Name
	if how == "pasted" {
		what = "the key material"
	}
	s.give(what, how, c)
	s.showKeys()
	s.notice = sentence(note)
	for _, p := range file.Problems {
		if p.Level != keys.Note {
			continue // a finding tells it
		}
		s.addNotice(p.Title)
	}
}

// close takes a screen out that has done its work, wherever it stands.
func (s *session) close(done screen) {
	s.history = slices.DeleteFunc(s.history, func(open screen) bool { return open == done })
}

// showKeys goes back to the key setup or opens it; a screen that asked for a file
// is closed.
func (s *session) showKeys() {
	s.history = slices.DeleteFunc(s.history, func(open screen) bool {
		_, asks := open.(*openFile)
		return asks
	})
	for i, open := range s.history {
		if _, is := open.(*keySetup); is {
			s.history = s.history[:i+1]
			return
		}
	}
	s.open(newKeySetup(s))
}

// forgetKeys drops a file of key material.
func (s *session) forgetKeys(i int) {
	c := s.Case
	name := c.Keys.Files()[i].Name
	c.Keys = c.Keys.Without(i)
	s.give(name, "forgotten", c)
}

// takeTokens replaces the tokens of the Case: findings about an old token beside
// a new one would tell of two problems at once.
func (s *session) takeTokens(input intake.Input, what, how string) {
	c := s.Case
	replaced := len(c.Tokens)
	c.Tokens = nil
	if len(input.Exchanges) == 0 {
		// A token was not sent in the browser: what is known of that is another login.
		c.Exchanges = slices.DeleteFunc(slices.Clone(c.Exchanges), func(e exchange.Exchange) bool { return e.Step() == detail.StepAuthorize })
	}
	s.giveInput(what, how, c, input)

	s.closeAll(func(open screen) bool {
		switch open.(type) {
		case *tokenScreen, *verdicts:
			return true
		}
		return false
	})
	s.open(newTokenScreen(s))
	s.notice = ""
	if replaced > 0 {
		s.notice = "The token that was here is replaced by the one you " + how + "."
	}
	if replaced > 1 {
		s.notice = "The " + count(replaced) + " tokens that were here are replaced by what you " + how + "."
	}
	for _, note := range input.Notes {
		s.addNotice(note)
	}
}

// takeCode opens the page of a word from the Detail column. A word that is looked up
// states nothing: the Case changes only where the text says that the trail shows it,
// or names it beside other words.
func (s *session) takeCode(input intake.Input, how string) {
	page, _ := s.page(wordPage(input.Detail))
	page.looked = input.Detail
	if input.Standing != intake.Alone {
		s.giveInput("the word "+input.Detail.Name, how, s.Case, input)
	}
	s.open(page)
	s.notice = ""
	switch input.Standing {
	case intake.Read:
		s.saidOf(input.Detail)
	case intake.Named:
		s.notice = "The text names " + input.Detail.Name + ": is it the word in the Detail column? If so, press t."
		if page.shows() {
			s.notice = "The text names " + input.Detail.Name + ", which your trail shows."
		}
	}
}

// saidOf tells that a word was taken as the one in the trail, or asks what the word
// leaves open.
func (s *session) saidOf(word detail.Match) {
	s.notice = "Taken: your trail shows " + word.Name + ". Press t again to take that back."
	for _, f := range s.Diagnosis.Findings {
		if f.ID == "protocol" && f.Status == diagnosis.Unchecked {
			s.notice = sentence(f.Title) + " " + supply(f)
		}
	}
}
