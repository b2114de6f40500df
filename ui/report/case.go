package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/pattern"
	"authdoctor/ui/paint"
)

// Audience is who reads a report; the values of --audience.
type Audience string

// The audiences.
const (
	ForAdministrator Audience = "administrator" // steps in NetSuite
	ForIntegrator    Audience = "integrator"    // what the client must send
	ForBoth          Audience = "both"
	ForVendor        Audience = "vendor" // what the support of NetSuite or of a connector asks for
)

// Audiences returns all audiences, in the order in which a screen offers them.
func Audiences() []Audience {
	return []Audience{ForBoth, ForAdministrator, ForIntegrator, ForVendor}
}

// Options are what a report needs besides the Case.
type Options struct {
	Audience Audience // ForBoth if it is ""
	Library  *content.Library
	Version  string   // of the program
	Notes    []string // on what was recognized, removed or fetched; printable
	// ChosenTime reports whether the sender chose the time of evaluation, which is else that of the
	// sender's clock.
	ChosenTime bool
	// Question is the one to ask. If it is nil, Ask chooses it, with the answers Chosen.
	Question *content.Question
	Chosen   []content.Choice
	// Block carries the Case; "" for none. One that is longer than longestBlock is left out,
	// and the report says that the case goes as a file.
	Block string
	// Replaced reports whether names and IDs are stand-ins.
	Replaced bool
}

const (
	// longestBlock is the number of characters from which on ticket systems cut a message.
	longestBlock = 8000
	// mostBytes is the size of an HTML report above which mail programs cut it.
	mostBytes = 60_000

	mostLines, mostCharacters = 20, 1500 // of the short part
)

// Report is the report about a Case.
type Report struct{ *Document }

// New returns the report about a Case and its Diagnosis.
func New(c diagnosis.Case, d diagnosis.Diagnosis, o Options) Report {
	w := &caseWriter{c: c, d: d, o: o, at: d.At.UTC()}
	if o.Audience == "" {
		w.o.Audience = ForBoth
	}
	w.cause, w.found = d.FirstCause()
	w.question = w.ask()
	document := &Document{Kind: intake.ReportTitle + w.readers(), Title: w.title()}
	for _, w.room = range rooms {
		document.short = w.short()
		if document.fits() {
			break
		}
	}
	w.sections(document, true)
	if len(document.HTML()) > mostBytes {
		w.sections(document, false)
	}
	document.known = c.PublicIDs()
	return Report{document}
}

// caseWriter makes the parts of the report about a Case.
type caseWriter struct {
	c        diagnosis.Case
	d        diagnosis.Diagnosis
	o        Options
	at       time.Time
	cause    diagnosis.Finding // the first cause, if one was found
	found    bool
	question *content.Question
	room     room
}

// room is how much the short part may say. New takes the first of rooms in which it is
// short enough.
type room struct {
	steps, evidence, unchecked int
	whole                      bool // whole texts, not their first sentences
	where                      bool // where to find the answer to the question
	most                       int  // the characters of a text
}

var rooms = []room{
	{steps: 6, evidence: 3, unchecked: 3, whole: true, where: true, most: 400},
	{steps: 6, evidence: 2, unchecked: 2, whole: true, most: 300},
	{steps: 5, evidence: 2, unchecked: 2, most: 200},
	{steps: 4, evidence: 1, unchecked: 1, most: 160},
	{steps: 3, evidence: 1, unchecked: 1, most: 120},
	{steps: 2, evidence: 1, unchecked: 1, most: 90},
	{steps: 1, evidence: 1, unchecked: 1, most: 70},
}

func (w *caseWriter) readers() string {
	switch w.o.Audience {
	case ForBoth:
		return "administrator and integrator"
	case ForVendor:
		return "NetSuite's or a vendor's support"
	}
	return "the " + string(w.o.Audience)
}

// ask returns the question to ask; nil if none separates what is still possible.
func (w *caseWriter) ask() *content.Question {
	switch {
	case w.o.Question != nil || w.o.Library == nil:
		return w.o.Question
	case len(w.c.Tokens)+len(w.c.Exchanges) == 0 || !content.Undecided(w.d):
		return nil
	}
	return w.o.Library.Guide().Ask(w.d, w.o.Chosen, nil).Question
}

// title is what happened and how sure that is.
func (w *caseWriter) title() string {
	if !w.found {
		return clean("", w.sound())
	}
	title := impersonal(w.cause.Title)
	if ago, found := strings.CutSuffix(title, " ago"); found {
		title = ago + " before the check" // a report is read later
	}
	if subject := w.subject(); subject != "" && !strings.Contains(strings.ToLower(title), strings.ToLower(subject)) {
		title = subject + ": " + lowerFirst(title)
	}
	title = paint.Capital(strings.TrimSuffix(title, "."))
	if page, known := w.page(); known && w.read() {
		title += ": " + lowerFirst(page.Title)
	}
	switch {
	case w.certainty() == "":
	case strings.Contains(title, string(w.cause.Codes[0])):
		title += fmt.Sprintf(" (%s)", w.certainty())
	default:
		title += fmt.Sprintf(" (%s: %s)", w.certainty(), w.cause.Codes[0])
	}
	switch {
	case w.cause.Status == diagnosis.Warn && w.certainty() == "" && !w.wordsOnly():
		title += " (a warning)"
	}
	if !strings.HasSuffix(title, "?") {
		title += "."
	}
	return clean("", title)
}

// sound is the title where no finding failed or warns.
func (w *caseWriter) sound() string {
	passed := w.d.Count(diagnosis.Pass)
	checks := paint.Plural(passed, "check passes", "checks pass")
	switch n := len(w.c.Tokens); {
	case passed == 0:
		return "Nothing was found that explains a failed login."
	case n == 1:
		return fmt.Sprintf("Nothing is wrong in the %s: %s.", w.c.Tokens[0].Kind.Title(), checks)
	case n > 1:
		return fmt.Sprintf("Nothing is wrong in the %d tokens: %s.", n, checks)
	}
	return fmt.Sprintf("Nothing is wrong in what was given: %s.", checks)
}

// subject names what the first cause is about; "" for what was said, and for requests and
// answers, of which the titles speak themselves.
func (w *caseWriter) subject() string {
	switch f := w.cause; {
	case f.Token > 0 && len(w.c.Tokens) > 1:
		return fmt.Sprintf("token %d (%s)", f.Token, w.c.Tokens[f.Token-1].Kind.Title())
	case f.Token > 0:
		return w.c.Tokens[f.Token-1].Kind.Title()
	}
	return impersonal(w.cause.Key)
}

// certainty returns confirmed or likely for the first code of the cause, "" for less.
func (w *caseWriter) certainty() diagnosis.Certainty {
	if len(w.cause.Codes) == 0 {
		return ""
	}
	if v := w.d.Verdict(w.cause.Codes[0]).Verdict; v == diagnosis.Confirmed || v == diagnosis.Likely {
		return v
	}
	return ""
}

// short returns the short part below the title.
func (w *caseWriter) short() []part {
	var parts []part
	if context := w.context(); context != "" {
		parts = append(parts, quoted(clean("", context)))
	}
	if w.o.Audience == ForVendor {
		return append(parts, w.vendor()...)
	}
	const wide = 11
	what := say(wide, w.time()...)
	what.add("Changed", w.changed())
	w.evidence(&what)
	what.add("Also wrong", w.others())
	parts = append(parts, what)
	parts = append(parts, w.who()...)
	if verify := w.cause.Verify; w.found && verify != "" {
		parts = append(parts, quoted(w.text("", "Fixed when "+lowerFirst(strings.TrimSuffix(verify, "."))+".")))
	}
	sure := say(wide, "How sure", w.text("", w.howSure()), "Unchecked", w.unchecked(), "Question", w.asked())
	sure.apart = true
	if w.o.Replaced {
		sure.add("Names", "Names and IDs are replaced, in the same way throughout this report.")
	}
	return append(parts, sure)
}

// others names the other faults.
func (w *caseWriter) others() string {
	var titles []string
	more := 0
	for _, f := range w.d.Findings {
		switch {
		case f.Status != diagnosis.Fail || f.Symptom() || f.ID == w.cause.ID && f.Token == w.cause.Token && f.Key == w.cause.Key && f.Title == w.cause.Title:
		case len(titles) == w.room.evidence:
			more++
		default:
			titles = append(titles, strings.TrimSuffix(impersonal(w.titleOf(f)), "."))
		}
	}
	if more > 0 {
		titles = append(titles, fmt.Sprintf("%d more below", more))
	}
	return w.clip("", strings.Join(titles, " · "))
}

// read reports whether the first cause is a code of the login that was read in the trail:
// what causes it is open.
func (w *caseWriter) read() bool {
	return w.found && w.cause.ID == "detail" && w.cause.Status == diagnosis.Fail && len(w.cause.Codes) > 0
}

// text shortens a text of our own to the room there is.
func (w *caseWriter) text(name, text string) string {
	if !w.room.whole {
		text = firstSentence(text)
	}
	return w.clip(name, text)
}

// clip shortens a text that may quote others, whose sentences stay together.
func (w *caseWriter) clip(name, text string) string {
	text = utc(clean(name, text))
	if runes := []rune(text); len(runes) > w.room.most {
		text = string(runes[:w.room.most-1])
		if last := strings.LastIndexByte(text, ' '); last > len(text)/2 {
			text = text[:last] // whole words
		}
		text = strings.TrimRight(text, " ,;:") + "…"
	}
	return text
}

// firstSentence returns a text up to the end of its first sentence. A full stop ends one
// where a capital follows.
func firstSentence(text string) string {
	for at := 0; ; {
		next := strings.Index(text[at:], ". ")
		if next < 0 {
			return text
		}
		at += next + 2
		if at < len(text) && text[at] >= 'A' && text[at] <= 'Z' {
			return text[:at-1]
		}
	}
}

// impersonal returns our own words about what the user said or gave for a reader who is
// somebody else.
func impersonal(text string) string { return strangers.Replace(text) }

var strangers = strings.NewReplacer("what you pasted", "what was pasted", "this computer", "the sender's computer", "you pasted", "that was pasted", "What you gave", "What was given", "what you gave", "what was given", "than you gave", "than was given",
	" You can paste a token or an answer on any screen.", "", "as you said", "as was said", "the row you read", "the row that was read",
	"nothing you gave tells", "nothing that was given tells", "than you did", "than was said", "you said", "was said", "you gave", "that was given", "you call", "that is called")

// moment matches a time in the form of diagnosis.Moment.
var moment = pattern.Lazy(`(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)Z`)

// utc writes the zone of times as people read it.
func utc(text string) string { return moment().ReplaceAllString(text, "$1 UTC") }

func lowerFirst(text string) string {
	first, _, _ := strings.Cut(text, " ")
	if len(first) < 2 && first != "A" || first != strings.ToUpper(first[:1])+strings.ToLower(first[1:]) {
		return text // a name, such as PKCE or NetSuite
	}
	return strings.ToLower(text[:1]) + text[1:]
}

// stepWords name the request that failed.
var stepWords = map[detail.Step]string{
	detail.StepAuthorize: "authorize request", detail.StepToken: "token request", detail.StepRefresh: "refresh request",
	detail.StepClientCredentials: "token request", detail.StepCall: "call", "revoke": "revoke request",
}

// context returns the line about account, flow, service and role.
func (w *caseWriter) context() string {
	value := w.d.Facts.Value
	var parts []string
	add := func(before, text string) {
		if text != "" {
			parts = append(parts, before+text)
		}
	}
	add("account ", strings.Join(w.accounts(), ", "))
	add("", strings.ReplaceAll(value(diagnosis.FactFlow), "-", " "))
	if w.o.Audience == ForVendor {
		id, _ := w.d.Facts.Get(diagnosis.FactClientID)
		add("Client ID ", id.Shown())
	}
	add("", serviceWords(value(diagnosis.FactService)))
	request := stepWords[detail.Step(value(diagnosis.FactStep))]
	if e, _ := exchange.Telling(w.c.Exchanges); e.Answer != nil && w.o.Audience != ForVendor {
		if request == "" && e.Answer.Status > 0 {
			request = "answer " + e.Answer.Title() // a number alone says nothing
		} else {
			request = strings.TrimPrefix(request+", "+e.Answer.Title(), ", ")
		}
	}
	add("", request)
	add("role ", value(diagnosis.FactRole))
	if w.o.Audience == ForVendor {
		add("entity ", value(diagnosis.FactEntity))
	}
	return paint.Capital(strings.Join(parts, " · "))
}

// accounts returns the account of the login first, then others that the Case names. Those of
// a key set that was given to verify with are of no login.
func (w *caseWriter) accounts() []string {
	c := w.c
	c.Keys = nil
	accounts := c.Accounts()
	if known := w.d.Facts.Value(diagnosis.FactAccount); known != "" {
		accounts = append([]string{known}, slices.DeleteFunc(accounts, func(a string) bool { return a == known })...)
	}
	return accounts
}

// serviceWords returns NetSuite's name of a service.
func serviceWords(service string) string {
	kind, _ := diagnosis.KindOfFact(diagnosis.FactRecordScopes)
	if service == "" {
		return ""
	}
	return kind.ShownValue(service)
}

// time returns the time that the report is about with its label, and whose clock it is.
func (w *caseWriter) time() []string {
	if e, _ := exchange.Telling(w.c.Exchanges); e.Answer != nil && !e.Answer.At.IsZero() {
		return []string{"Time", utc(diagnosis.Moment(e.Answer.At)) + ", time of the answer"}
	}
	return []string{"Checked", checked(w.at, w.o.ChosenTime)}
}

// checked returns the time of evaluation, and whose clock it is.
func checked(at time.Time, chosen bool) string {
	clock := "by the sender's clock"
	if chosen {
		clock = "a time that the sender chose"
	}
	return utc(diagnosis.Moment(at)) + ", " + clock
}

// evidence adds what was expected and what was found.
func (w *caseWriter) evidence(f *facts) {
	if w.read() {
		return // the title says it
	}
	var expected, got []string
	for _, e := range w.cause.Evidence[:min(len(w.cause.Evidence), w.room.evidence)] {
		where := e.Where + " "
		if e.Expected != "" {
			expected = append(expected, w.clip(e.Where, where+e.Expected))
		}
		if e.Got != "" {
			got = append(got, w.clip(e.Where, where+impersonal(e.Got)))
		}
	}
	f.add("Expected", expected...)
	f.add("Got", got...)
}

// howSure says what the certainty rests on.
func (w *caseWriter) howSure() string {
	switch v := w.verdict(); {
	case !w.found:
		return "Only what was given was checked. " + w.hidden()
	case w.certainty() != "":
		because := strings.TrimSuffix(impersonal(v.Because), ".")
		if v.Verdict == diagnosis.Likely && strings.Contains(strings.ToLower(w.title()), strings.ToLower(because)) {
			because = "the word in the Detail column decides" // the title says the reason
		}
		text := paint.Capital(paint.CertaintyWord(v.Verdict)) + ": " + because + "."
		if w.read() {
			text += " Which of its causes applies is open."
		}
		return text
	case w.outside():
		return "The input proves it. No code of the Detail column belongs to it."
	case w.cause.Symptom() && w.d.Facts.Value(diagnosis.FactDetail) == "":
		return "Open: " + w.candidates() + "without the word in the Detail column, none is confirmed."
	case w.wordsOnly():
		return "Open: words alone prove nothing."
	case w.cause.Status == diagnosis.Warn:
		return "A warning: it need not be the cause."
	case len(w.cause.Evidence) > 0:
		return "Certain for what was given. Which code NetSuite logs for it is not known."
	}
	return "Open: words alone prove nothing."
}

// outside reports whether the first cause is a failure for which the Detail column has no
// code: the request did not reach NetSuite's login, or passed it.
func (w *caseWriter) outside() bool {
	return w.found && w.cause.Symptom() && len(w.cause.Codes) == 0 && w.d.Facts.Value(diagnosis.FactDetail) == ""
}

// wordsOnly reports whether the first cause is what plain words sound like.
func (w *caseWriter) wordsOnly() bool {
	return w.found && w.cause.ID == "plain-words"
}

func (w *caseWriter) verdict() diagnosis.Verdict {
	if len(w.cause.Codes) == 0 {
		return diagnosis.Verdict{}
	}
	return w.d.Verdict(w.cause.Codes[0])
}

// candidates counts the codes that a symptom may stand for.
func (w *caseWriter) candidates() string {
	if n := len(w.cause.Codes); n > 0 {
		return "this fits " + paint.Plural(n, "code", "codes") + " best; "
	}
	return ""
}

// hidden names the codes that only NetSuite can tell about.
func (w *caseWriter) hidden() string {
	names := w.codes(diagnosis.NotVisible)
	if len(names) == 0 {
		return ""
	}
	return "Only NetSuite can tell about " + some(names) + "."
}

// codes returns the codes of some certainties, most probable first.
func (w *caseWriter) codes(of ...diagnosis.Certainty) []string {
	var names []string
	for _, verdict := range w.d.Verdicts {
		if slices.Contains(of, verdict.Verdict) {
			names = append(names, string(verdict.Code))
		}
	}
	return names
}

// some returns the first names and the number of the others.
func some(names []string) string {
	const few = 3
	if len(names) > few+1 {
		return strings.Join(names[:few], ", ") + fmt.Sprintf(", %d more", len(names)-few)
	}
	return strings.Join(names, ", ")
}

// unchecked says what was not checked, and why.
func (w *caseWriter) unchecked() string {
	var parts []string
	more := 0
	for _, f := range w.d.Findings {
		if f.Status != diagnosis.Unchecked {
			continue
		}
		if len(parts) == w.room.unchecked {
			more++
			continue
		}
		text := diagnosis.TitleOf(f.ID)
		if f.Because != "" {
			text += ": " + strings.TrimSuffix(f.Because, ".")
		} else {
			text = strings.TrimSuffix(f.Title, ".")
		}
		if !slices.Contains(parts, text) { // two tokens may lack the same
			parts = append(parts, text)
		}
	}
	if more > 0 {
		parts = append(parts, fmt.Sprintf("%d more below", more))
	}
	if len(parts) == 0 {
		return ""
	}
	return w.text("", strings.Join(parts, " · ")+".")
}

// asked returns the question and, where there is room, where to find the answer.
func (w *caseWriter) asked() string {
	if w.question == nil {
		return ""
	}
	text := w.question.Text
	if w.room.where {
		text = strings.TrimSpace(text + " " + strings.ReplaceAll(strings.Join(strings.Fields(w.question.Help), " "), "`", ""))
	}
	return w.text("", impersonal(text))
}
