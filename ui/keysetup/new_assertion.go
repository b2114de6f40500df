package keysetup

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
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// newAssertion is the screen that makes a client assertion. It asks its questions one by
// one, diagnoses the assertion and writes it to a file that only the user can read.
type newAssertion struct {
	making
	private   []keys.Key // the private keys that can sign
	proposed  string     // the Certificate ID that was offered
	assertion *madeAssertion
	refused   *diagnosis.Diagnosis // the diagnosis of an assertion that was not written
	stop      *keys.Obstacle       // why none of the files has a private key that can sign
}

type madeAssertion struct {
	request keys.AssertionRequest
	secret  border.Secret
	d       diagnosis.Diagnosis
	file    string
}

// Indexes of the questions in the form.
const (
	assertionKey = iota
	assertionKid
	assertionClient
	assertionAccount
	assertionScope
	assertionMinutes
	assertionFile
)

// NewAssertion returns the screen that makes a client assertion. Without a private key
// that can sign, the screen asks the user to open one.
func NewAssertion(s *screen.Session) screen.Screen {
	n := &newAssertion{making: making{s: s}}
	for _, file := range s.Case.Keys.Files() {
		n.private = append(n.private, file.Signers()...)
	}
	if len(n.private) == 0 {
		n.stop = keys.CannotSign(s.Case.Keys.Files())
		n.form = paint.NewForm(s.Styles, nil)
		return n
	}
	// The one whose certificate is here is proposed.
	certificates := s.Case.Keys.Of(keys.Certificate)
	paired := func(k keys.Key) int {
		if slices.ContainsFunc(certificates, k.Matches) {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(n.private, func(a, b keys.Key) int { return paired(a) - paired(b) })
	var private []paint.Option
	for i, k := range n.private {
		text := k.Name() + " · " + k.Type()
		if at := slices.IndexFunc(certificates, k.Matches); at >= 0 {
			text += " · of " + certificates[at].Name()
		}
		private = append(private, paint.Option{Value: strconv.Itoa(i), Text: text})
	}
	facts := s.Diagnosis.Facts
	scopes := "rest_webservices"
	if boxes, known := facts.Get(diagnosis.FactRecordScopes); known {
		scopes = strings.Join(slices.DeleteFunc(boxes.Items(), func(item string) bool { return !slices.Contains(keys.AssertionScopes(), item) }), ",")
	}
	n.form = paint.NewForm(s.Styles, []paint.Question{
		{Name: "private key", Text: "Which private key signs?", Values: private, Preset: "0", Check: func(value string) error {
			n.propose(n.kidFor(value))
			return nil
		}},
		{Name: "Certificate ID", Text: "Which Certificate ID goes into kid?", Help: "NetSuite shows it at " + mappingMenu + ".",
			Check: n.valid(func(r *keys.AssertionRequest, value string) { r.KeyID = value })},
		{Name: "Client ID", Text: "Which Client ID goes into iss?", Help: "64 hexadecimal digits, shown once when the integration record was saved. It is not the Application ID.", Preset: facts.Value(diagnosis.FactClientID),
			Check: n.valid(func(r *keys.AssertionRequest, value string) { r.ClientID = strings.ToLower(value) })},
		{Name: "account", Text: "Which account?", Help: "Such as 1234567, or 1234567_SB1 for a sandbox.", Preset: facts.Value(diagnosis.FactAccount),
			Check: n.valid(func(r *keys.AssertionRequest, value string) { r.Account = value })},
		{Name: "scope", Text: "Which scopes?", Help: "One or more of " + strings.Join(keys.AssertionScopes(), ", ") + ", with commas between them. Each needs its box on the integration record.", Preset: scopes,
			Check: n.valid(func(r *keys.AssertionRequest, value string) { r.Scopes = scopeList(value) })},
		{Name: "minutes", Text: "For how many minutes should it be valid?", Help: "Less than 60. Five are enough for one token request.", Preset: "5", Check: func(value string) error {
			minutes, err := strconv.Atoi(strings.TrimSpace(value))
			if err != nil {
				return errors.New("this is not a number of minutes")
			}
			return n.valid(func(r *keys.AssertionRequest, _ string) { r.Lifetime = time.Duration(minutes) * time.Minute })(value)
		}},
		{Name: "file", Text: "Which file should it be written to?", Help: "Only you can read it. An existing file is not overwritten.", Preset: "assertion.jwt", Check: fileName},
	})
	return n
}

// propose offers a Certificate ID unless the user has typed a different one.
func (n *newAssertion) propose(id string) {
	answer := &n.form.Answers[assertionKid]
	if *answer == "" || *answer == n.proposed {
		*answer = id
	}
	n.proposed = id
	n.form.Questions[assertionKid].Preset = id // a paste replaces a preset
	help := "NetSuite shows it at " + mappingMenu + ". "
	switch {
	case id == "" && len(n.s.Case.Keys.Of(keys.Certificate)) > 0:
		help += "None of the certificates here belongs to this private key."
	case id == "":
		help += "Open the certificate too, to see its expected ID here."
	default:
		help += "The expected ID is proposed."
	}
	n.form.Questions[assertionKid].Help = help
}

const mappingMenu = "Setup › Integration › Manage Authentication › OAuth 2.0 Client Credentials (M2M) Setup"

func scopeList(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}

// kidFor returns the expected Certificate ID of the certificate that belongs to the
// chosen private key. Without such a certificate, it returns the Certificate ID that was
// stated.
func (n *newAssertion) kidFor(choice string) string {
	i, _ := strconv.Atoi(choice)
	for _, c := range n.s.Case.Keys.Of(keys.Certificate) {
		if c.Matches(n.private[i]) {
			return c.Certified.ID
		}
	}
	return n.s.Diagnosis.Facts.Value(diagnosis.FactCertificateID)
}

// valid returns a check of one answer. The check combines the answer with valid values
// for all the others.
func (n *newAssertion) valid(change func(*keys.AssertionRequest, string)) func(string) error {
	return func(value string) error {
		i, _ := strconv.Atoi(n.form.Answers[assertionKey])
		r := keys.AssertionRequest{Key: n.private[i], KeyID: strings.Repeat("Aa1", 14) + "A", ClientID: strings.Repeat("0", 64), Account: "1234567",
			Scopes: keys.AssertionScopes()[:1], Lifetime: time.Minute, IssuedAt: n.s.Clock()}
		change(&r, strings.TrimSpace(value))
		return r.Validate()
	}
}

func (n *newAssertion) Title() string { return "New assertion" }

func (n *newAssertion) Bindings() []key.Binding {
	if len(n.private) == 0 {
		return []key.Binding{paint.BindOpenFile}
	}
	if n.refused != nil {
		return []key.Binding{paint.BindMend, paint.When(!n.Fits(), paint.BindScroll)}
	}
	return n.bindings(paint.BindMake, paint.BindLookAt)
}

func (n *newAssertion) Back() bool {
	if n.refused != nil {
		n.mend()
		return true
	}
	return n.making.Back()
}

// mend repeats the question whose answer was refused.
func (n *newAssertion) mend() {
	cause, _ := n.refused.FirstCause()
	at := map[string]int{"kid": assertionKid, "key-id": assertionKid, "certificate-id": assertionKid, "certificate": assertionKey, "key-pair": assertionKey, "private-key": assertionKey,
		"issuer": assertionClient, "client-id": assertionClient, "audience": assertionAccount, "account": assertionAccount, "scope": assertionScope, "lifetime": assertionMinutes}[cause.ID]
	n.refused = nil
	n.form.ReturnTo(at, paint.Sentence(cause.Title))
}

func (n *newAssertion) Update(msg tea.KeyMsg) tea.Cmd {
	switch {
	case n.busy != "":
	case len(n.private) == 0:
		if key.Matches(msg, paint.BindOpenFile) {
			n.s.Leave()
			return n.s.GoTo(screen.File{})
		}
	case n.made:
		if key.Matches(msg, paint.BindLookAt) {
			n.s.Leave()
			text := n.assertion.secret.Reveal()
			_, cmd := n.s.TakeInput(text, intake.Recognise(text), "made")
			return cmd
		} else if key.Matches(msg, paint.BindScroll) {
			n.By(paint.Step(msg))
		}
	case n.refused != nil:
		if key.Matches(msg, paint.BindMend) {
			n.mend()
		} else if key.Matches(msg, paint.BindScroll) {
			n.By(paint.Step(msg))
		}
	case n.form.Done():
		if key.Matches(msg, paint.BindMake) {
			return n.make()
		}
	default:
		n.form.Update(msg)
	}
	return nil
}

func (n *newAssertion) request() keys.AssertionRequest {
	i, _ := strconv.Atoi(n.form.Answers[assertionKey])
	minutes, _ := strconv.Atoi(strings.TrimSpace(n.form.Answers[assertionMinutes]))
	return keys.AssertionRequest{
		Key: n.private[i], KeyID: strings.TrimSpace(n.form.Answers[assertionKid]), ClientID: strings.ToLower(strings.TrimSpace(n.form.Answers[assertionClient])),
		Account: token.CanonicalAccount(strings.TrimSpace(n.form.Answers[assertionAccount])), Scopes: scopeList(n.form.Answers[assertionScope]),
		Lifetime: time.Duration(minutes) * time.Minute, IssuedAt: n.s.Clock().UTC(),
	}
}

type assertionAnswer struct {
	made madeAssertion
	err  error
}

type assertionSaved struct{ assertionAnswer }

// make signs the assertion and diagnoses it. Answer writes it to the file only if no
// check fails.
func (n *newAssertion) make() tea.Cmd {
	request, set, random := n.request(), n.s.Case.Keys, n.s.Random
	n.busy, n.refused = "Signing …", nil
	return n.Ask(n, func() any {
		secret, d, err := diagnosis.MakeAssertion(request, set, random)
		return assertionAnswer{madeAssertion{request: request, secret: secret, d: d}, err}
	})
}

func (n *newAssertion) Answer(value any) tea.Cmd {
	switch value := value.(type) {
	case assertionAnswer:
		made := value.made
		switch {
		case value.err != nil:
			n.busy = ""
			n.form.ReturnTo(assertionKey, paint.Sentence(value.err.Error()))
			return nil
		case made.d.Count(diagnosis.Fail) > 0:
			n.busy, n.refused = "", &made.d
			return nil
		}
		made.file = files.Expand(n.s.Disk, strings.TrimSpace(n.form.Answers[assertionFile]))
		disk := n.s.Disk
		return n.Ask(n, func() any {
			return assertionSaved{assertionAnswer{made, files.WriteSecret(disk, made.file, []byte(made.secret.Reveal()))}}
		})
	case assertionSaved:
		n.busy = ""
		if value.err != nil {
			n.form.ReturnTo(assertionFile, paint.Sentence(value.err.Error()))
			return nil
		}
		n.assertion, n.made = &value.made, true
		n.s.Farewell = append(n.s.Farewell, "Made the client assertion "+n.assertion.file+", valid until "+diagnosis.Moment(n.assertion.request.IssuedAt.Add(n.assertion.request.Lifetime))+". To send it:",
			keys.TokenRequestCurl(n.assertion.request.Account, n.assertion.file))
	}
	return nil
}

func (n *newAssertion) View(width, height int) []string {
	switch {
	case n.stop != nil:
		return n.Window(n.whyNot(width), height)
	case len(n.private) == 0:
		lines := []string{n.s.Styles.Heading.Paint("Open the private key first")}
		lines = append(lines, n.s.Styles.Quiet.Paragraph("", "A client assertion is signed with the private key of the mapped certificate. Open both, so that the right Certificate ID goes into kid.", min(width, paint.Measure))...)
		return lines
	case n.made:
		return n.Window(n.result(width), height)
	case n.refused != nil:
		return n.Window(n.whyRefused(width), height)
	}
	return n.view(width, height, "Sign and diagnose the assertion")
}

// whyNot explains why the files that are here cannot sign, as key inspect does.
func (n *newAssertion) whyNot(width int) []string {
	const label = 10
	lines := []string{n.s.Styles.Heading.Paint("No assertion can be signed with " + n.stop.File)}
	lines = append(lines, n.s.Styles.Strong.Paragraph("", paint.Sentence(n.stop.Title), min(width, paint.Measure))...)
	for _, one := range [][2]string{{"expected", n.stop.Expected}, {"got", n.stop.Got}, {"why", n.stop.Why}, {"do", n.stop.Fix}} {
		if one[1] != "" {
			lines = append(lines, paint.Labelled(one[0], n.s.Styles.Quiet, label, one[1], n.s.Styles.Text, width)...)
		}
	}
	for command := range strings.Lines(n.stop.Command) {
		lines = append(lines, paint.Command(strings.TrimSpace(command), width)...)
	}
	return lines
}

// whyRefused explains why the assertion was not written.
func (n *newAssertion) whyRefused(width int) []string {
	lines := []string{n.s.Styles.Heading.Paint("It was not written, because NetSuite would reject it"), ""}
	if cause, ok := n.refused.FirstCause(); ok {
		lines = append(lines, screen.FindingHead(n.s, cause, width)...)
		lines = append(lines, paint.Indented(n.s.Styles.FindingDetail(cause, width-4), 2)...)
	}
	return lines
}

func (n *newAssertion) Copies() []screen.Copy {
	if n.refused != nil {
		if cause, found := n.refused.FirstCause(); found {
			return screen.OfFinding(n.s, cause)
		}
	}
	if !n.made {
		return nil
	}
	return []screen.Copy{
		screen.Value("The curl command", keys.TokenRequestCurl(n.assertion.request.Account, n.assertion.file)),
		screen.Value("Certificate ID", n.assertion.request.KeyID),
		screen.Lines("Everything here", n.result),
	}
}

func (n *newAssertion) result(width int) []string {
	const label = 10
	lines := []string{n.s.Styles.Strong.Paint("✓") + " " + n.s.Styles.Heading.Paint("The client assertion is ready, and no fault was found in it")}
	add := func(name, text string) {
		lines = append(lines, paint.Labelled(name, n.s.Styles.Quiet, label, text, n.s.Styles.Text, width)...)
	}
	add("file", n.assertion.file+" · only you can read it")
	add("kid", n.assertion.request.KeyID)
	add("checked", fmt.Sprintf("%s passed; the signature is %s", paint.Plural(n.assertion.d.Count(diagnosis.Pass), "check", "checks"), n.assertion.d.Signatures[0].State))
	add("expires", paint.Relative(n.assertion.request.IssuedAt.Add(n.assertion.request.Lifetime), n.s.Diagnosis.At))
	for _, f := range n.assertion.d.Findings {
		if f.Status == diagnosis.Warn {
			add("", "! "+f.Title)
		}
	}
	lines = append(lines, "", n.s.Styles.Heading.Paint("Send it"))
	lines = append(lines, paint.Command(keys.TokenRequestCurl(n.assertion.request.Account, n.assertion.file), width)...)
	lines = append(lines, "")
	lines = append(lines, n.s.Styles.Quiet.Paragraph("", "The command is also printed when you leave. It reads the assertion from the file, so your shell's history does not contain it.", min(width, paint.Measure))...)
	return lines
}
