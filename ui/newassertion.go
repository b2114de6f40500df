package ui

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// newAssertion makes a client assertion, question by question, diagnoses it, and
// writes it to a file that only the user can read.
type newAssertion struct {
	making
	private   []keys.Key // that can sign
	proposed  string     // the Certificate ID that was offered
	assertion *madeAssertion
	refused   *diagnosis.Diagnosis // what is wrong with the one that was made
}

type madeAssertion struct {
	request keys.AssertionRequest
	secret  border.Secret
	d       diagnosis.Diagnosis
	file    string
}

// The questions, by place.
const (
	assertionKey = iota
	assertionKid
	assertionClient
	assertionAccount
	assertionScope
	assertionMinutes
	assertionFile
)

func newNewAssertion(s *session) screen {
	n := &newAssertion{making: making{s: s}}
	n.private = slices.DeleteFunc(s.Case.Keys.Of(keys.PrivateKey), func(k keys.Key) bool { return k.Signer() == nil })
	if len(n.private) == 0 {
		n.form = newForm(s.styles, nil)
		return n
	}
	var private []option
	for i, k := range n.private {
		private = append(private, option{strconv.Itoa(i), k.Name() + " · " + k.Type()})
	}
	facts := s.Diagnosis.Facts
	scopes := "rest_webservices"
	if boxes, known := facts.Get(diagnosis.FactRecordScopes); known {
		scopes = strings.Join(slices.DeleteFunc(boxes.Items(), func(item string) bool { return !slices.Contains(keys.AssertionScopes(), item) }), ",")
	}
	n.form = newForm(s.styles, []question{
		{name: "private key", text: "Which private key signs?", values: private, preset: "0", check: func(value string) error {
			n.propose(n.kidFor(value))
			return nil
		}},
		{name: "Certificate ID", text: "Which Certificate ID goes into kid?", help: "NetSuite shows it at " + mappingMenu + ".",
			check: n.valid(func(r *keys.AssertionRequest, value string) { r.KeyID = value })},
		{name: "Client ID", text: "Which Client ID goes into iss?", help: "64 hexadecimal digits, shown once when the integration record was saved. It is not the Application ID.", preset: facts.Value(diagnosis.FactClientID),
			check: n.valid(func(r *keys.AssertionRequest, value string) { r.ClientID = strings.ToLower(value) })},
		{name: "account", text: "Which account?", help: "Such as 1234567, or 1234567_SB1 for a sandbox.", preset: facts.Value(diagnosis.FactAccount),
			check: n.valid(func(r *keys.AssertionRequest, value string) { r.Account = value })},
		{name: "scope", text: "Which scopes?", help: "One or more of " + strings.Join(keys.AssertionScopes(), ", ") + ", with commas between them. Each needs its box on the integration record.", preset: scopes,
			check: n.valid(func(r *keys.AssertionRequest, value string) { r.Scopes = scopeList(value) })},
		{name: "minutes", text: "For how many minutes should it be valid?", help: "Less than 60. Five are enough for one token request.", preset: "5", check: func(value string) error {
			minutes, err := strconv.Atoi(strings.TrimSpace(value))
			if err != nil {
				return errors.New("this is no number of minutes")
			}
			return n.valid(func(r *keys.AssertionRequest, _ string) { r.Lifetime = time.Duration(minutes) * time.Minute })(value)
		}},
		{name: "file", text: "Which file should it be written to?", help: "Readable by you alone. A file that is there is not overwritten.", preset: "assertion.jwt", check: fileName},
	})
	return n
}

// propose offers a Certificate ID, unless the user typed another one before.
func (n *newAssertion) propose(id string) {
	answer := &n.form.answers[assertionKid]
	if *answer == "" || *answer == n.proposed {
		*answer = id
	}
	n.proposed = id
	n.form.questions[assertionKid].preset = id // a paste replaces it
	help := "NetSuite shows it at " + mappingMenu + ". "
	if id == "" {
		help += "Open the certificate too, and the ID it is expected to have is shown here."
	} else {
		help += "Proposed is the expected one."
	}
	n.form.questions[assertionKid].help = help
}

const mappingMenu = "Setup › Integration › Manage Authentication › OAuth 2.0 Client Credentials (M2M) Setup"

func scopeList(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}

// kidFor is the expected Certificate ID of the certificate that belongs to a
// private key, or what was stated.
func (n *newAssertion) kidFor(choice string) string {
	i, _ := strconv.Atoi(choice)
	for _, c := range n.s.Case.Keys.Of(keys.Certificate) {
		if c.Matches(n.private[i]) {
			return c.Certified.ID
		}
	}
	return n.s.Diagnosis.Facts.Value(diagnosis.FactCertificateID)
}

// valid checks one answer, all others being good.
func (n *newAssertion) valid(change func(*keys.AssertionRequest, string)) func(string) error {
	return func(value string) error {
		i, _ := strconv.Atoi(n.form.answers[assertionKey])
		r := keys.AssertionRequest{Key: n.private[i], KeyID: strings.Repeat("Aa1", 14) + "A", ClientID: strings.Repeat("0", 64), Account: "1234567",
			Scopes: keys.AssertionScopes()[:1], Lifetime: time.Minute, IssuedAt: n.s.clock()}
		change(&r, strings.TrimSpace(value))
		return r.Validate()
	}
}

func (n *newAssertion) Title() string { return "New assertion" }

var (
	bindLookAt = newBinding("enter", "look at it", "enter")
	bindMend   = newBinding("enter", "change the answer", "enter")
)

func (n *newAssertion) Bindings() []key.Binding {
	if len(n.private) == 0 {
		return []key.Binding{bindFile}
	}
	if n.refused != nil {
		return []key.Binding{bindMend, when(!n.fits(), bindScroll)}
	}
	return n.bindings(bindMake, bindLookAt)
}

// Back implements screen.
func (n *newAssertion) Back() bool {
	if n.refused != nil {
		n.mend()
		return true
	}
	return n.making.Back()
}

// mend asks the question again whose answer was refused.
func (n *newAssertion) mend() {
	cause, _ := n.refused.FirstCause()
	at := map[string]int{"kid": assertionKid, "key-id": assertionKid, "certificate-id": assertionKid, "certificate": assertionKey, "key-pair": assertionKey, "private-key": assertionKey,
		"issuer": assertionClient, "client-id": assertionClient, "audience": assertionAccount, "account": assertionAccount, "scope": assertionScope, "lifetime": assertionMinutes}[cause.ID]
	n.refused = nil
	n.form.returnTo(at, sentence(cause.Title))
}

func (n *newAssertion) Update(msg tea.KeyMsg) tea.Cmd {
	switch {
	case n.busy != "":
	case len(n.private) == 0:
		if key.Matches(msg, bindFile) {
			n.s.Leave()
			return n.s.GoTo(File{})
		}
	case n.made:
		if key.Matches(msg, bindLookAt) {
			n.s.Leave()
			text := n.assertion.secret.Reveal()
			_, cmd := n.s.TakeInput(text, intake.Recognise(text), "made")
			return cmd
		} else if key.Matches(msg, bindScroll) {
			n.by(step(msg))
		}
	case n.refused != nil:
		if key.Matches(msg, bindMend) {
			n.mend()
		} else if key.Matches(msg, bindScroll) {
			n.by(step(msg))
		}
	case n.form.done():
		if key.Matches(msg, bindMake) {
			return n.make()
		}
	default:
		n.form.update(msg)
	}
	return nil
}

func (n *newAssertion) request() keys.AssertionRequest {
	i, _ := strconv.Atoi(n.form.answers[assertionKey])
	minutes, _ := strconv.Atoi(strings.TrimSpace(n.form.answers[assertionMinutes]))
	return keys.AssertionRequest{
		Key: n.private[i], KeyID: strings.TrimSpace(n.form.answers[assertionKid]), ClientID: strings.ToLower(strings.TrimSpace(n.form.answers[assertionClient])),
		Account: token.CanonicalAccount(strings.TrimSpace(n.form.answers[assertionAccount])), Scopes: scopeList(n.form.answers[assertionScope]),
		Lifetime: time.Duration(minutes) * time.Minute, IssuedAt: n.s.clock().UTC(),
	}
}

type assertionAnswer struct {
	made madeAssertion
	err  error
}

type assertionSaved struct{ assertionAnswer }

// make signs and diagnoses; only what would not fail is written.
func (n *newAssertion) make() tea.Cmd {
	request, set, random := n.request(), n.s.Case.Keys, n.s.random
	n.busy, n.refused = "Signing …", nil
	return n.ask(n, func() any {
		secret, d, err := diagnosis.MakeAssertion(request, set, random)
		return assertionAnswer{madeAssertion{request: request, secret: secret, d: d}, err}
	})
}

// Answer implements asker.
func (n *newAssertion) Answer(value any) tea.Cmd {
	switch value := value.(type) {
	case assertionAnswer:
		made := value.made
		switch {
		case value.err != nil:
			n.busy = ""
			n.form.returnTo(assertionKey, sentence(value.err.Error()))
			return nil
		case made.d.Count(diagnosis.Fail) > 0:
			n.busy, n.refused = "", &made.d
			return nil
		}
		made.file = Expand(n.s.disk, strings.TrimSpace(n.form.answers[assertionFile]))
		disk := n.s.disk
		return n.ask(n, func() any {
			return assertionSaved{assertionAnswer{made, WriteSecret(disk, made.file, []byte(made.secret.Reveal()))}}
		})
	case assertionSaved:
		n.busy = ""
		if value.err != nil {
			n.form.returnTo(assertionFile, sentence(value.err.Error()))
			return nil
		}
		n.assertion, n.made = &value.made, true
		n.s.farewell = append(n.s.farewell, "Made the client assertion "+n.assertion.file+", valid until "+diagnosis.Moment(n.assertion.request.IssuedAt.Add(n.assertion.request.Lifetime))+". To send it:",
			keys.TokenRequestCurl(n.assertion.request.Account, n.assertion.file))
	}
	return nil
}

func (n *newAssertion) View(width, height int) []string {
	switch {
	case len(n.private) == 0:
		lines := []string{n.s.styles.Heading.paint("Open the private key first")}
		for _, line := range wrap("A client assertion is signed with the private key of the mapped certificate. Open both, so that the right Certificate ID goes into kid.", min(width, measure)) {
			lines = append(lines, n.s.styles.Quiet.paint(line))
		}
		return lines
	case n.made:
		return n.window(n.result(width), height)
	case n.refused != nil:
		return n.window(n.whyRefused(width), height)
	}
	return n.view(width, height, "Sign and diagnose the assertion")
}

// whyRefused says why the assertion was not written.
func (n *newAssertion) whyRefused(width int) []string {
	lines := []string{n.s.styles.Heading.paint("It was not written, because NetSuite would refuse it"), ""}
	if cause, ok := n.refused.FirstCause(); ok {
		lines = append(lines, findingHead(n.s, cause, width)...)
		for _, line := range n.s.styles.findingDetail(cause, width-4) {
			lines = append(lines, "  "+line)
		}
	}
	return lines
}

func (n *newAssertion) result(width int) []string {
	const label = 10
	lines := []string{n.s.styles.Strong.paint("✓") + " " + n.s.styles.Heading.paint("The assertion is made, and nothing wrong is seen in it")}
	add := func(name, text string) {
		lines = append(lines, labelled(name, n.s.styles.Quiet, label, text, n.s.styles.Text, width)...)
	}
	add("file", n.assertion.file+" · readable by you alone")
	add("kid", n.assertion.request.KeyID)
	add("checked", fmt.Sprintf("%s passed; the signature is %s", plural(n.assertion.d.Count(diagnosis.Pass), "check", "checks"), n.assertion.d.Signatures[0].State))
	add("expires", relative(n.assertion.request.IssuedAt.Add(n.assertion.request.Lifetime), n.s.Diagnosis.At))
	for _, f := range n.assertion.d.Findings {
		if f.Status == diagnosis.Warn {
			add("", "! "+f.Title)
		}
	}
	lines = append(lines, "", n.s.styles.Heading.paint("Send it"))
	lines = append(lines, command(keys.TokenRequestCurl(n.assertion.request.Account, n.assertion.file), width)...)
	lines = append(lines, "")
	for _, line := range wrap("The command is printed when you leave, too. It reads the assertion from the file, so it is in no history.", min(width, measure)) {
		lines = append(lines, n.s.styles.Quiet.paint(line))
	}
	return lines
}
