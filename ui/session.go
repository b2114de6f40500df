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
	counter   func(context.Context, trail.Source, trail.Options) counted
	rowReader func(context.Context, trail.Source, trail.Options) rowsRead

	// Case and Diagnosis change together, in judge alone.
	Case      diagnosis.Case
	Diagnosis diagnosis.Diagnosis

	history []screen     // the first is home, the last is shown
	guide   *guide       // keeps its answers while other screens are open
	triage  *trailScreen // of the export that is open; nil for none
	joined  trailJoin    // what the rows in Case.Trail were counted for
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

// judge makes the Diagnosis anew. It is called whenever the Case has changed or
// time has passed, and nowhere else is Diagnose called.
func (s *session) judge() {
	s.Case.At = s.clock()
	s.Diagnosis = diagnosis.Diagnose(s.Case)
}

// timePassed judges anew. A token that has expired meanwhile answers questions of
// the guide anew, too.
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

// startOver forgets the Case and goes home.
func (s *session) startOver() {
	s.closeTrail()
	s.history, s.guide = s.history[:1], nil
	s.hold(diagnosis.Case{})
	s.notice = "Everything is forgotten."
}

// known says that the Case holds anything at all.
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
	return input, s.takeInput(text, input)
}

// takeInput takes what a text was recognised as, and says whether there was anything
// to take.
func (s *session) takeInput(text string, input intake.Input) bool {
	switch input.Kind {
	case intake.KindAnswer, intake.KindRedirect, intake.KindRequest:
		if len(input.Exchanges) > 0 {
			s.takeExchanges(input)
			return true
		}
	case intake.KindToken:
		s.takeTokens(input)
		return true
	case intake.KindCode:
		return s.takeCode(input)
	case intake.KindKey:
		if input.Keys != nil && input.Keys.Readable() {
			s.takePastedKeys(text, *input.Keys)
			return true
		}
		if input.CertificateID != "" {
			s.takeCertificateID(input)
			return true
		}
	}
	return false
}

// takeCertificateID takes what was given as a Certificate ID; where it cannot be
// one, the page that tells why is opened.
func (s *session) takeCertificateID(input intake.Input) {
	s.hold(s.Case.With(input))
	s.notice = "Taken as the Certificate ID: " + input.CertificateID + "."
	for _, f := range s.Diagnosis.Findings {
		if f.ID == "certificate-id-form" && s.openPage(f.Page) {
			s.notice = sentence(f.Title)
			return
		}
	}
	s.showKeys()
}

// takeExchanges takes requests and answers, and the tokens among them, and shows the
// one that tells of the failure.
func (s *session) takeExchanges(input intake.Input) {
	c := s.Case
	if len(input.Tokens) > 0 {
		c.Tokens = nil // findings about an old one would tell of two problems at once
	}
	s.hold(c.With(input))
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
		s.open(&openFile{session: s, field: field{secret: true}, locked: &lockedFile{name, border.NewSecret(text)}})
		return
	}
	s.takeKeys(keys.Read(name, []byte(text), nil), "")
}

// takeKeys holds key material and shows what it belongs to.
func (s *session) takeKeys(file keys.File, note string) {
	c := s.Case
	c.Keys = c.Keys.With(file)
	s.hold(c)
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
	c.Keys = c.Keys.Without(i)
	s.hold(c)
}

// takeTokens replaces the tokens of the Case: findings about an old token beside
// a new one would tell of two problems at once.
func (s *session) takeTokens(input intake.Input) {
	c := s.Case
	replaced := len(c.Tokens)
	c.Tokens = nil
	if len(input.Exchanges) == 0 {
		// A token was not sent in the browser: what is known of that is another login.
		c.Exchanges = slices.DeleteFunc(slices.Clone(c.Exchanges), func(e exchange.Exchange) bool { return e.Step() == detail.StepAuthorize })
	}
	s.hold(c.With(input))

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
		s.notice = "The token that was here is replaced by the one you pasted."
	}
	for _, note := range input.Notes {
		s.addNotice(note)
	}
}

// takeCode opens the page of a word from the Detail column.
func (s *session) takeCode(input intake.Input) bool {
	path := input.Detail.Code.Path()
	if input.Detail.Code == "" {
		path = diagnosis.TBAPage
	}
	page, ok := s.page(path)
	if !ok {
		return false
	}
	s.hold(s.Case.With(input))
	s.open(page)
	s.notice = ""
	for _, f := range s.Diagnosis.Findings {
		if f.ID == "protocol" && f.Status == diagnosis.Unchecked {
			s.notice = sentence(f.Title) + " " + sentence(capital(f.Supply))
		}
		if f.ID == "named-code" {
			s.notice = sentence(f.Title) + " Then paste it alone."
		}
	}
	return true
}
