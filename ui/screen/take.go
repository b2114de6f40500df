package screen

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
)

// What a paste, a typed text or a file does to the Case, and which screen it leads to.

// offer is a text that may be taken into the Case, with what it was recognized as.
type offer struct {
	s     *Session
	text  string
	input intake.Input
	what  string // the access token
	how   string // pasted, opened, made
}

// TakeInput adds a recognized text to the Case and reports whether there was anything to
// add. how is the way it was given, such as "pasted". It asks first if the text is for an
// account other than that of the Case.
func (s *Session) TakeInput(text string, input intake.Input, how string) (taken bool, cmd tea.Cmd) {
	o := &offer{s: s, text: text, input: input, how: how}
	take := o.taking()
	if take == nil {
		return false, nil
	}
	return true, s.UnlessAnother(o.what, diagnosis.Case{}.With(input), take)
}

// taking sets what and returns the function that takes it, nil for nothing.
func (o *offer) taking() func() tea.Cmd {
	in := o.input
	exchanges := func() func() tea.Cmd {
		telling, _ := exchange.Telling(in.Exchanges)
		o.what = "the " + telling.Word()
		return o.exchanges
	}
	switch in.Kind {
	case intake.KindReport:
		if isCase(in) {
			o.what = "the case"
			return o.openCase
		}
	case intake.KindError:
		switch {
		case len(in.Exchanges) > 0:
			return exchanges()
		case len(in.Tokens) > 0:
			o.what = "the " + in.Tokens[0].Kind.Title()
			return o.tokens
		}
		o.what = "the error line"
		return o.line
	case intake.KindAnswer, intake.KindRedirect, intake.KindRequest, intake.KindSource:
		if len(in.Exchanges) > 0 {
			return exchanges()
		}
	case intake.KindCertificates:
		o.what = "the list of certificates"
		return o.certificates
	case intake.KindToken:
		if o.what = "the " + in.Tokens[0].Kind.Title(); len(in.Tokens) > 1 {
			o.what = "the " + paint.Count(len(in.Tokens)) + " tokens"
		}
		return o.tokens
	case intake.KindCode:
		if pageThere(o.s.Library, wordPage(in.Detail)) {
			o.what = "the word " + in.Detail.Name
			return o.word
		}
	case intake.KindKey:
		if in.Keys != nil && in.Keys.Readable() {
			o.what = "the key material"
			return o.keys
		}
		if in.CertificateID != "" {
			o.what = "the Certificate ID"
			return o.certificateID
		}
	}
	return nil
}

// wordPage is the page about a word of the Detail column.
func wordPage(word detail.Match) string {
	if word.Code == "" {
		return diagnosis.TBAPage
	}
	return word.Code.Path()
}

// give adds the content of the text to a Case.
func (o *offer) give(c diagnosis.Case) {
	o.s.Give(o.what, o.how, c.With(o.input), Pieces(diagnosis.Case{}.With(o.input))...)
}

// openPageOf opens the page of a finding and shows its title as the notice.
func (o *offer) openPageOf(check string) bool {
	for _, f := range o.s.Diagnosis.Findings {
		if f.ID == check && o.s.OpenPage(f.Page) {
			o.s.Notice = paint.Sentence(f.Title)
			return true
		}
	}
	return false
}

// certificateID takes what was given as a Certificate ID; where it cannot be one, the
// page that tells why is opened.
func (o *offer) certificateID() tea.Cmd {
	o.give(o.s.Case)
	o.s.Notice = "Taken as the Certificate ID: " + o.input.CertificateID + "."
	if o.openPageOf("certificate-id-form") {
		return nil
	}
	return o.s.GoTo(Keys{})
}

// certificates takes a list of mapped certificates, with the exchange that it came in, and
// shows the key material, to which its rows belong.
func (o *offer) certificates() tea.Cmd {
	o.give(o.s.Case)
	cmd := o.s.GoTo(Keys{})
	o.s.Notice = ""
	o.tellNotes()
	return cmd
}

// line takes the error of a client, and opens the page that says what to do.
func (o *offer) line() tea.Cmd {
	o.give(o.s.Case)
	o.openPageOf("client-line")
	return nil
}

// exchanges takes requests and answers, and the tokens among them, and shows the one
// that tells of the failure.
func (o *offer) exchanges() tea.Cmd {
	c := o.s.Case
	if len(o.input.Tokens) > 0 {
		c.Tokens = nil // findings about an old one would tell of two problems at once
	}
	o.give(c)
	o.s.CloseScreens(ExchangesReplaced)
	cmd := o.s.GoTo(Exchange{})
	o.s.Notice = ""
	o.tellNotes()
	return cmd
}

func (o *offer) tellNotes() {
	for _, note := range o.input.Notes {
		o.s.AddNotice(note)
	}
}

// tokens replaces the tokens of the Case: findings about an old token beside a new one
// would tell of two problems at once.
func (o *offer) tokens() tea.Cmd {
	c := o.s.Case
	replaced := len(c.Tokens)
	c.Tokens = nil
	if len(o.input.Exchanges) == 0 {
		// A token was not sent in the browser: what is known of that is another login.
		c.Exchanges = slices.DeleteFunc(slices.Clone(c.Exchanges), func(e exchange.Exchange) bool { return e.Step() == detail.StepAuthorize })
	}
	o.give(c)
	o.s.CloseScreens(TokensReplaced)
	cmd := o.s.GoTo(Token{})
	o.s.Notice = ""
	if replaced > 0 {
		o.s.Notice = "The token that was here is replaced by the one you " + o.how + "."
	}
	if replaced > 1 {
		o.s.Notice = "The " + paint.Count(replaced) + " tokens that were here are replaced by what you " + o.how + "."
	}
	o.tellNotes()
	return cmd
}

// word opens the page of a word from the Detail column. A word that is looked up
// states nothing: the Case changes only where the text says that the trail shows it,
// or names it beside other words.
func (o *offer) word() tea.Cmd {
	word := o.input.Detail
	if o.input.Standing != intake.Alone {
		o.give(o.s.Case)
	}
	var cmd tea.Cmd
	// The guide asks which protocol wrote a word of both before a page claims to be about it.
	if _, asks := o.s.At().(Guide); !asks || !openProtocol(o.s.Diagnosis) {
		cmd = o.s.GoTo(Page{Path: wordPage(word), Word: word.Name})
	}
	o.s.Notice = ""
	switch o.input.Standing {
	case intake.Read, intake.Stated:
		tellTaken(o.s, word)
	case intake.Named:
		o.s.Notice = "The text names " + word.Name + ": is it the word in the Detail column? If so, press t."
		if o.s.Case.Facts.Value(diagnosis.FactDetail) == word.Name {
			o.s.Notice = "The text names " + word.Name + ", which your trail shows."
		}
	}
	return cmd
}

// StateWord states that the trail shows a word, or takes that back if it is stated.
func (s *Session) StateWord(word detail.Match) {
	last := len(s.Undos) - 1
	switch {
	case s.Case.Facts.Value(diagnosis.FactDetail) != word.Name:
		s.Give(word.Name, stated, s.Case.WithDetail(word, diagnosis.SourceUser))
		tellTaken(s, word)
	case last >= 0 && s.Undos[last].how == stated && s.Undos[last].what == word.Name:
		s.TakeBack()
	default:
		c := s.Case
		c.Facts = c.Facts.Without(diagnosis.FactDetail)
		if word.Protocol == detail.TBA {
			c.Facts = c.Facts.Without(diagnosis.FactProtocol) // which the word told
		}
		s.Give(word.Name, "forgotten", c)
		s.Notice = "Taken back: it is not known which word your trail shows."
	}
}

// openProtocol reports whether it is unknown which protocol wrote the word of the trail.
func openProtocol(d diagnosis.Diagnosis) bool {
	return slices.ContainsFunc(d.Findings, func(f diagnosis.Finding) bool { return f.ID == "protocol" && f.Status == diagnosis.Unchecked })
}

// tellTaken tells that a word was taken as the one in the trail, or asks what the word
// leaves open.
func tellTaken(s *Session, word detail.Match) {
	s.Notice = "Taken: your trail shows " + word.Name
	if word.Protocol == detail.TBA { // it has no page of its own
		s.Notice += " (" + word.Meaning + ")"
	}
	s.Notice += ". Press t again to take that back."
	for _, f := range s.Diagnosis.Findings {
		if f.ID == "protocol" && f.Status == diagnosis.Unchecked {
			s.Notice = paint.Sentence(f.Title) + " " + paint.Supply(f)
		}
	}
}

// keys names a paste, so that two can be told apart, and asks for the pass phrase where
// there is one.
func (o *offer) keys() tea.Cmd {
	name := "paste " + paint.Count(o.s.Case.Keys.Len()+1)
	if o.input.Keys.Locked() {
		return o.s.GoTo(File{Locked: &LockedFile{Name: name, Data: border.NewSecret(o.text)}})
	}
	return o.s.TakeKeys(keys.Read(name, []byte(o.text), nil), "pasted", "")
}

// TakeKeys adds key material to the Case and shows what it belongs to.
func (s *Session) TakeKeys(file keys.File, how, note string) tea.Cmd {
	c := s.Case
	c.Keys = c.Keys.With(file)
	what := file.Name
	if how == "pasted" {
		what = "the key material"
	}
	s.Give(what, how, c)
	cmd := s.GoTo(Keys{})
	s.Notice = paint.Sentence(note)
	for _, p := range file.Problems {
		if p.Level != keys.Note {
			continue // a finding tells it
		}
		s.AddNotice(p.Title)
	}
	return cmd
}

// TakeExport opens an export of the trail in place of the open one.
func (s *Session) TakeExport(e *files.Export, how string) tea.Cmd {
	s.Give("the export of the trail", how, s.Case)
	replaceExport(s, e, nil)
	return s.GoTo(Trail{})
}

// replaceExport closes every screen about an export, and opens another one, whose first
// screen may be kept from before; nil for none.
func replaceExport(s *Session, e *files.Export, first Screen) {
	s.CloseScreens(ExportReplaced)
	delete(s.kept, Trail{})
	if s.Export = e; first != nil {
		s.kept[Trail{}] = first
	}
}
