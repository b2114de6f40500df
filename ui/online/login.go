package online

import (
	"context"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/probe"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// login is step one of the authorization code flow: the user opens an address in a browser,
// and the code that comes back is exchanged at once, as was agreed to. State, code_verifier
// and Client Secret are in memory alone.
type login struct {
	screen.Plain
	screen.Asking
	s      *screen.Session
	checks *checks
	// refresh reports whether the Client Secret alone is asked for, to send a refresh token.
	refresh bool
	begun   probe.Authorization
	step    loginStep
	field   paint.Field // of the Client Secret, or of the address that comes back
	// waiting reports whether a listener waits for the browser; stop ends that.
	waiting bool
	stop    context.CancelFunc
	turn    int // of the waiting: an answer of another turn is late
	problem string
}

type loginStep int

// The steps of a login.
const (
	loginSecret  loginStep = iota // the Client Secret is asked for
	loginAddress                  // the address to open is shown
	loginBack                     // the address that the browser shows is asked for
)

// login begins a login with the browser.
func (o *checks) login() tea.Cmd {
	c := o.client
	begun, err := probe.AuthorizationRequest{Account: c.Account, ClientID: c.ClientID, RedirectURI: c.RedirectURI, Scopes: c.Scopes, Server: o.s.Probe.Server}.Begin(o.s.Random)
	if err != nil {
		o.announced, o.s.Notice = "", paint.Sentence(err.Error())
		return nil
	}
	l := &login{begun: begun}
	if !o.wantsSecret() {
		l.step = loginAddress
	}
	return o.logInWith(l)
}

// wantsSecret reports whether the Client Secret is to be asked for.
func (o *checks) wantsSecret() bool { return !o.public && o.client.ClientSecret.Len() == 0 }

func (o *checks) logInWith(l *login) tea.Cmd {
	o.announced = ""
	l.s, l.checks, l.field, o.browser = o.s, o, paint.Field{Secret: true}, l
	return o.s.Push(l)
}

func (l *login) Title() string { return "Log in" }

func (l *login) Aside() string { return "" }

func (l *login) About() screen.About {
	about := screen.About{Busy: l.waiting, Hides: true}
	if l.Focus() != screen.NoField {
		about.Field = &l.field
	}
	return about
}

func (l *login) Focus() screen.Focus { return screen.FocusOn(l.step != loginAddress) }

func (l *login) Insert(text string, _ intake.Input) bool {
	if l.step == loginAddress {
		return false
	}
	l.field.Insert([]rune(strings.TrimSpace(text)))
	l.problem = ""
	return true
}

// Back implements screen.Screen. Esc stops the waiting, or goes back a step.
func (l *login) Back() bool {
	switch {
	case l.waiting:
		l.Close()
	case l.step == loginBack:
		l.step, l.problem = loginAddress, ""
	default:
		return false
	}
	return true
}

// Close implements screen.Screen.
func (l *login) Close() {
	if l.waiting {
		l.stop()
		l.turn++
		l.waiting = false
	}
}

func (l *login) Copies() []screen.Copy {
	if l.step != loginAddress {
		return nil
	}
	address := screen.Value("Address to open", l.begun.Address)
	address.Public = []string{l.begun.ClientID, l.begun.State.Reveal()} // which the browser shows as well
	return []screen.Copy{address}
}

func (l *login) Bindings() []key.Binding {
	listens := probe.IsLoopback(l.begun.RedirectURI)
	return []key.Binding{
		paint.When(l.step == loginSecret, paint.BindAccept),
		paint.When(l.step == loginAddress && listens && !l.waiting, paint.BindListen),
		paint.When(l.step == loginAddress && !listens, paint.BindCameBack),
		paint.When(l.step == loginBack, paint.BindSend),
	}
}

func (l *login) Update(msg tea.KeyMsg) tea.Cmd {
	enter := key.Matches(msg, paint.BindAccept)
	switch {
	case l.waiting:
	case l.step == loginSecret && enter:
		l.checks.client.ClientSecret = border.NewSecret(l.field.Value())
		if l.refresh {
			l.s.CloseScreen(l)
			return l.checks.send(l.checks.planned(online.Refresh))
		}
		l.step, l.field = loginAddress, paint.Field{Secret: true}
	case l.step == loginAddress && enter:
		if probe.IsLoopback(l.begun.RedirectURI) {
			return l.wait()
		}
		l.step = loginBack
	case l.step == loginBack && enter:
		return l.cameBack(l.field.Value())
	case l.step != loginAddress && l.field.Key(msg) == paint.FieldEdited:
		l.problem = ""
	}
	return nil
}

// arrived is the address that a browser came back to.
type arrived struct {
	turn    int
	address border.Secret
	err     error
}

// wait waits for the browser at the Redirect URI.
func (l *login) wait() tea.Cmd {
	ctx, stop := context.WithCancel(context.Background())
	l.waiting, l.stop, l.problem = true, stop, ""
	l.turn++
	turn := l.turn
	begun, listen, random, now := l.begun, l.s.Listen, l.s.Random, l.s.Now()
	return l.Ask(l, func() any {
		receiver, err := listen(begun.RedirectURI, random, now)
		if err != nil {
			return arrived{turn: turn, err: err}
		}
		address, err := receiver.Wait(ctx, begun.Owns)
		return arrived{turn, border.NewSecret(address), err}
	})
}

// Answer implements screen.Asker.
func (l *login) Answer(value any) tea.Cmd {
	came, is := value.(arrived)
	if !is || came.turn != l.turn || !l.waiting {
		return nil
	}
	l.stop()
	l.waiting = false
	if came.err != nil { // the port is taken: the address bar has what would have come
		l.step, l.problem = loginBack, paint.Sentence(came.err.Error())
		return nil
	}
	return l.cameBack(came.address.Reveal())
}

// cameBack reads the address that the browser shows, and exchanges its code.
func (l *login) cameBack(address string) tea.Cmd {
	back, err := l.begun.Returned(address)
	if err != nil {
		l.step, l.field, l.problem = loginBack, paint.Field{Secret: true}, paint.Sentence(err.Error())
		return nil
	}
	o := l.checks
	o.adopt()
	c := o.client
	if c.Account == "" {
		c.Account = back.Account
	}
	o.browser = nil
	c.Code, c.Verifier = back.Code, l.begun.Verifier
	l.s.CloseScreen(l)
	return o.send(o.planned(online.CodeExchange))
}

func (l *login) View(width, height int) []string {
	styles, wide := l.s.Styles, min(width, paint.Measure)
	var lines []string
	switch l.step {
	case loginSecret:
		lines = styles.Heading.Paragraph("", "Which Client Secret?", width)
		lines = append(lines, styles.Quiet.Paragraph("", "Leave it empty for a public client. The secret is sent for this check, never shown, and forgotten when the program ends.", wide)...)
		lines = append(lines, l.field.Boxed(styles, "type or paste it", min(width, 100))...)
	case loginAddress:
		lines = styles.Heading.Paragraph("", l.now(), width)
		lines = append(lines, styles.Quiet.Paragraph("", "y copies the address. Log in there, select the role, and click Allow."+l.after(), wide)...)
		lines = append(lines, "")
		room := height - len(lines)
		if lines = append(lines, pieces(l.begun.Address, width)...); len(lines) > height && room > 1 {
			lines = append(lines[:height-1], styles.Quiet.Paint(paint.Clip("… The address continues. y copies all of it.", width)))
		}
	case loginBack:
		lines = styles.Heading.Paragraph("", "Which address does the browser show now?", width)
		lines = append(lines, styles.Quiet.Paragraph("", "The page may be an error page. Paste the whole address: its code is exchanged at once and not shown.", wide)...)
		lines = append(lines, l.field.Boxed(styles, "paste it", min(width, 100))...)
	}
	if l.problem != "" {
		lines = append(lines, styles.Strong.Paragraph("", l.problem, wide)...)
	}
	return lines[:min(len(lines), height)]
}

// now says what to do with the address. A browser that comes back before the listener waits
// finds no listener.
func (l *login) now() string {
	switch {
	case l.waiting:
		return "Waiting for the browser: open this address in it"
	case probe.IsLoopback(l.begun.RedirectURI):
		return "Press enter, then open this address in a browser"
	}
	return "Open this address in a browser, then press enter"
}

// after says what comes after the login in the browser.
func (l *login) after() string {
	switch {
	case !probe.IsLoopback(l.begun.RedirectURI):
		return " Enter then asks for the address that the browser shows."
	case strings.HasPrefix(l.begun.RedirectURI, "https:"):
		return " authdoctor waits at the Redirect URI on this computer. The browser warns about its certificate, which is made only for this login: continue."
	}
	return " authdoctor waits at the Redirect URI on this computer."
}

// pieces breaks an address into lines of a width; nothing is added, so that a terminal can
// put it together. It is no hyperlink: it has the state of this login, which terminals and
// what records them would keep with the link.
func pieces(address string, width int) []string {
	var lines []string
	for rest := []rune(border.Text(address)); len(rest) > 0; {
		n := min(len(rest), max(width, 1))
		lines = append(lines, string(rest[:n]))
		rest = rest[n:]
	}
	return lines
}
