// Package online provides the screen of the online checks: what can be sent to NetSuite for
// the account of the Case, what each request reveals, and what it showed.
package online

import (
	"context"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/probe"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// checks lists the online checks. Enter announces one, and enter again sends it: nothing is
// sent before that.
type checks struct {
	screen.Plain
	screen.Asking
	paint.List
	s *screen.Session
	// client sends the checks for the case with the Journal of.
	client *probe.Client
	of     *screen.Journal
	// granted are the scopes of the access token; public reports whether the client has no
	// secret.
	granted []string
	public  bool
	// contradicts says which sources of the account or Client ID contradict each other; "" for none.
	contradicts string

	announced online.ID // the check whose announcement is shown; "" for none
	running   online.ID // the check that is under way; "" for none
	last      online.ID // the check whose result is shown above the list; "" for none
	stop      context.CancelFunc
	turn      int                  // of what is under way: an answer of another turn is late
	browser   *login               // the login that was begun last; nil for none
	led       map[online.ID]string // titles of the findings that a check led to

	drawn []online.Planned // the checks as last drawn: a plan takes its time, and keys are asked for often

	asks paint.Form // for a value that no other screen takes; without questions for none
}

// New returns the screen of the online checks.
func New(s *screen.Session) screen.Screen { return &checks{s: s, asks: paint.NewForm(s.Styles, nil)} }

// Init implements screen.Screen. It begins at the check that answers what is open.
func (o *checks) Init() tea.Cmd {
	o.announced, o.last = "", ""
	o.halt() // of a screen that was closed meanwhile, so that no answer can come
	o.adopt()
	o.At = 0
	o.next()
	return nil
}

func (o *checks) Title() string { return "Online checks" }

func (o *checks) Aside() string {
	if o.client.Account == "" {
		return ""
	}
	return "account " + o.client.Account
}

func (o *checks) About() screen.About {
	about := screen.About{MoreBelow: o.MoreBelow() && o.client.Account != "", Busy: o.running != "", Stays: true}
	if o.asking() {
		about.MoreBelow, about.Field = false, &o.asks.Field
	}
	return about
}

func (o *checks) asking() bool { return !o.asks.Done() }

func (o *checks) Focus() screen.Focus { return screen.FocusOn(o.asking()) }

// Insert implements screen.Screen. The account is taken as well while the screen asks for it
// in its first line.
func (o *checks) Insert(text string, _ intake.Input) bool {
	if o.asking() {
		return o.asks.Insert(text)
	}
	if o.adopt(); o.client.Account != "" {
		return false
	}
	fact, err := diagnosis.ParseFact("account="+strings.TrimSpace(text), diagnosis.SourceUser)
	if err != nil || !strings.ContainsAny(fact.Value, "0123456789") { // a word has the form of one
		return false
	}
	o.s.State(fact)
	o.adopt()
	o.next()
	return true
}

// Back implements screen.Screen. Esc stops a check that is under way, or returns from an
// announcement or a question to the list.
func (o *checks) Back() bool {
	switch {
	case o.running != "":
		check := o.planned(o.running)
		o.halt()
		o.s.Notice = "Stopped. NetSuite may have received the request: " + check.Title
	case o.asking():
		o.asks = paint.NewForm(o.s.Styles, nil)
	case o.announced != "":
		o.announced = ""
		o.Choose(o.At)
	default:
		return false
	}
	return true
}

// halt stops a check that is under way; its answer is dropped.
func (o *checks) halt() {
	if o.running != "" {
		o.stop()
		o.turn++
		o.running = ""
	}
	if o.browser != nil {
		o.browser.Close()
		o.browser = nil
	}
}

// Settle implements screen.Screen. What is under way for a case ends with it: no request for it
// is sent, and no port is kept open.
func (o *checks) Settle() {
	if o.of != o.s.Journal {
		o.halt()
	}
}

// adopt gives the client what the Case has now. Another case begins with a client of its own:
// no secret of one case is sent for another.
func (o *checks) adopt() {
	if o.of != o.s.Journal {
		o.halt()
		o.of, o.client, o.led = o.s.Journal, probe.New(o.s.Probe), map[online.ID]string{}
		o.announced, o.last = "", ""
	}
	known := screen.Equip(o.s, o.client)
	o.granted, o.public, o.contradicts = known.Granted, known.Public, known.Contradiction
}

func (o *checks) plan() []online.Planned { return screen.PlanOnline(o.client, o.granted) }

func (o *checks) planned(id online.ID) online.Planned {
	for _, one := range o.plan() {
		if one.ID == id {
			return one
		}
	}
	return online.Planned{}
}

// chosen returns the check at the cursor.
func (o *checks) chosen() online.Planned {
	plan := o.plan()
	return plan[max(0, min(o.At, len(plan)-1))]
}

func (o *checks) Bindings() []key.Binding {
	if o.asking() {
		return o.asks.Bindings()
	}
	idle := o.running == ""
	ready := o.client.Account != "" && o.At < len(o.drawn) && o.drawn[o.At].Lacks == ""
	return []key.Binding{
		paint.When(idle && o.announced != "" && !o.unread(), paint.BindSend),
		paint.When(idle && o.unread(), paint.BindReadOn),
		paint.When(idle && o.announced != "" && !o.Fits(), paint.BindScroll),
		paint.When(idle && o.announced == "" && ready, paint.BindAnnounce),
		paint.When(idle && o.announced == "" && !ready, paint.BindGive),
		paint.When(idle && o.announced == "" && o.client.Account != "", paint.BindChoose),
	}
}

func (o *checks) Update(msg tea.KeyMsg) tea.Cmd {
	o.adopt()
	enter := key.Matches(msg, paint.BindSend)
	switch {
	case o.asking():
		return o.answered(msg)
	case o.running != "":
	case o.announced != "" && key.Matches(msg, paint.BindScroll):
		o.By(paint.Step(msg))
	case enter && o.unread():
		o.By(max(1, o.Tall-1))
	case enter && o.announced != "":
		switch {
		case o.announced == online.CodeExchange:
			return o.login()
		case o.announced == online.Refresh && o.wantsSecret():
			return o.logInWith(&login{step: loginSecret, refresh: true})
		}
		return o.send(o.planned(o.announced))
	case enter && !o.InView():
	case enter && (o.client.Account == "" || o.chosen().Lacks != ""):
		return o.give(o.chosen())
	case enter:
		o.announced, o.last, o.Top = o.chosen().ID, "", 0
	case o.announced == "" && o.client.Account != "" && key.Matches(msg, paint.BindChoose):
		o.last = ""
		o.Move(paint.Step(msg), len(o.plan()))
	}
	return nil
}

// sent is what came of a check. It carries the client, which has the token that came.
type sent struct {
	check  online.Planned
	turn   int
	seen   online.Seen
	input  intake.Input
	client *probe.Client
}

// send sends a check that was announced and agreed to.
func (o *checks) send(check online.Planned) tea.Cmd {
	if check.ID == "" || check.Lacks != "" { // the Case has changed since it was announced
		o.announced = ""
		return nil
	}
	ctx, stop := context.WithCancel(context.Background())
	o.running, o.announced, o.stop = check.ID, "", stop
	o.turn++
	client, turn := *o.client, o.turn // a copy: the screen goes on with its own
	return o.Ask(o, func() any {
		seen, input := client.Send(ctx, check.ID)
		return sent{check, turn, seen, input, &client}
	})
}

// Answer implements screen.Asker.
func (o *checks) Answer(value any) tea.Cmd {
	answer, is := value.(sent)
	if o.adopt(); !is || answer.turn != o.turn || o.running == "" {
		return nil
	}
	o.stop()
	o.running = ""
	if now := o.client; answer.client.Account != now.Account { // which was taken back or changed meanwhile
		o.s.Notice = "The answer for account " + answer.client.Account + " is not kept: this case has another account now, or none."
		return nil
	}
	o.client = answer.client
	o.client.Code, o.client.Verifier = border.Secret{}, border.Secret{} // they work once
	before, _ := o.s.Diagnosis.FirstCause()
	screen.TakeOnline(o.s, "the online check "+string(answer.check.ID), answer.seen, answer.input)
	delete(o.led, answer.check.ID)
	if cause, is := o.s.Diagnosis.FirstCause(); is && cause.Title != before.Title {
		o.led[answer.check.ID] = cause.Title
	}
	o.adopt()
	o.last = answer.check.ID
	o.next()
	return nil
}
