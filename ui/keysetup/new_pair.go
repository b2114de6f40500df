package keysetup

import (
	"errors"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
	"authdoctor/ui/files"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// newPair is the screen that makes a key pair and its certificate. It asks its questions
// one by one. It writes nothing before the last question is answered, and never
// overwrites a file.
type newPair struct {
	making
	pair *madePair
}

// madePair is a key pair with the names of its files.
type madePair struct {
	request              keys.PairRequest
	pair                 keys.Pair
	certificate, private string // the paths of the files
}

// Indexes of the questions in the form.
const (
	pairKind = iota
	pairName
	pairDays
	pairCertificate
	pairPrivate
)

// NewPair returns the screen that makes a key pair.
func NewPair(s *screen.Session) screen.Screen {
	n := &newPair{making: making{s: s}}
	var kinds []paint.Option
	for _, kind := range keys.PairKinds() {
		kinds = append(kinds, paint.Option{Value: string(kind), Text: kind.Title()})
	}
	valid := func(change func(*keys.PairRequest, string)) func(string) error {
		return func(value string) error {
			r := keys.PairRequest{Kind: keys.PairECP256, Name: "name", Days: keys.MaxDays, From: n.s.Clock()}
			change(&r, value)
			if border.MayBeSecret(value) || paint.LooksRandom(value) {
				return errors.New("this looks like a key; it does not belong here")
			}
			return r.Validate()
		}
	}
	n.form = paint.NewForm(s.Styles, []paint.Question{
		{Name: "kind", Text: "Which kind of key?", Help: "EC keys are small and sign fast. Use RSA if a library cannot sign with ES256.", Values: kinds, Preset: kinds[0].Value},
		{Name: "name", Text: "What name should the certificate have?", Help: "NetSuite ignores the name. It helps you recognize the certificate later.", Preset: "netsuite-integration",
			Check: valid(func(r *keys.PairRequest, value string) { r.Name = value })},
		{Name: "days", Text: "How many days should it be valid?", Help: "At most 730: NetSuite shortens certificates to two years.", Preset: strconv.Itoa(keys.MaxDays),
			Check: func(value string) error {
				days, err := strconv.Atoi(strings.TrimSpace(value))
				if err != nil {
					return errors.New("this is not a number of days")
				}
				return valid(func(r *keys.PairRequest, _ string) { r.Days = days })(value)
			}},
		{Name: "certificate", Text: "Which file should the certificate be written to?", Help: "It is uploaded to NetSuite. An existing file is not overwritten.", Preset: "public.pem", Check: fileName},
		{Name: "private key", Text: "Which file should the private key be written to?", Help: "Only you can read it. It stays on this machine: never upload it, never send it.", Preset: "private.pem", Check: fileName},
	})
	return n
}

// fileName checks the name of a file to write.
func fileName(value string) error {
	switch {
	case strings.TrimSpace(value) == "":
		return errors.New("a file name is needed")
	case border.MayBeSecret(value) || paint.LooksRandom(value) || strings.ContainsAny(value, "\r\n"):
		return errors.New("this looks like a key, not like a file name")
	}
	return nil
}

func (n *newPair) Title() string { return "New key pair" }

func (n *newPair) Bindings() []key.Binding { return n.bindings(paint.BindMake, paint.BindBelongs) }

func (n *newPair) Update(msg tea.KeyMsg) tea.Cmd {
	switch {
	case n.busy != "":
	case n.made:
		if key.Matches(msg, paint.BindBelongs) {
			n.s.Leave()
			return n.s.GoTo(screen.Keys{})
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

func (n *newPair) request() keys.PairRequest {
	days, _ := strconv.Atoi(strings.TrimSpace(n.form.Answers[pairDays]))
	return keys.PairRequest{Kind: keys.PairKind(n.form.Answers[pairKind]), Name: n.form.Answers[pairName], Days: days, From: n.s.Clock()}
}

// make generates the pair. Answer writes it to the files, so a user who leaves in the
// meantime leaves nothing behind.
func (n *newPair) make() tea.Cmd {
	request, random := n.request(), n.s.Random
	n.busy = "Making the key pair …"
	if strings.HasPrefix(string(request.Kind), "rsa") {
		n.busy = "Making the key pair … RSA takes a few seconds."
	}
	return n.Ask(n, func() any {
		pair, err := keys.NewPair(request, random)
		return pairAnswer{madePair{request: request, pair: pair}, err}
	})
}

type pairAnswer struct {
	made madePair
	err  error
}

type pairSaved struct{ pairAnswer }

func (n *newPair) Answer(value any) tea.Cmd {
	switch value := value.(type) {
	case pairAnswer:
		if value.err != nil {
			n.busy = ""
			n.form.ReturnTo(pairKind, paint.Sentence(value.err.Error()))
			return nil
		}
		made := value.made
		made.certificate, made.private = files.Expand(n.s.Disk, strings.TrimSpace(n.form.Answers[pairCertificate])), files.Expand(n.s.Disk, strings.TrimSpace(n.form.Answers[pairPrivate]))
		disk := n.s.Disk
		return n.Ask(n, func() any {
			err := files.WritePair(disk, made.certificate, made.pair.CertificatePEM, made.private, []byte(made.pair.PrivatePEM.Reveal()))
			return pairSaved{pairAnswer{made, err}}
		})
	case pairSaved:
		n.busy = ""
		if value.err != nil {
			at := pairPrivate
			if wrong := (files.FileError{}); errors.As(value.err, &wrong) && wrong.Name == value.made.certificate {
				at = pairCertificate
			}
			n.form.ReturnTo(at, paint.Sentence(value.err.Error()))
			return nil
		}
		n.pair, n.made = &value.made, true
		n.s.Farewell = append(n.s.Farewell, "Made the certificate "+n.pair.certificate+" and the private key "+n.pair.private+".",
			"Expected Certificate ID: "+n.pair.pair.Certificate.Certified.ID)
		n.s.Give("the key pair", "made", n.withPair(value.made))
	}
	return nil
}

// withPair returns the Case with the new pair added under the names of its files.
func (n *newPair) withPair(made madePair) diagnosis.Case {
	c := n.s.Case
	for _, file := range []struct {
		name string
		data []byte
	}{{made.certificate, made.pair.CertificatePEM}, {made.private, []byte(made.pair.PrivatePEM.Reveal())}} {
		c.Keys = c.Keys.With(keys.Read(file.name, file.data, nil))
	}
	return c
}

func (n *newPair) View(width, height int) []string {
	if n.made {
		return n.Window(n.result(width), height)
	}
	return n.view(width, height, "Make the key pair")
}

func (n *newPair) Copies() []screen.Copy {
	if !n.made {
		return nil
	}
	var steps []string
	for i, step := range diagnosis.UploadSteps(n.pair.certificate) {
		steps = append(steps, strconv.Itoa(i+1)+". "+string(step.Who)+": "+step.Step)
	}
	return []screen.Copy{
		screen.Value("Expected Certificate ID", n.pair.pair.Certificate.Certified.ID),
		screen.Value("Steps", strings.Join(steps, "\n")),
		screen.Value("The openssl command", n.pair.request.OpenSSL(n.pair.certificate, n.pair.private)),
		screen.Lines("Everything here", n.result),
	}
}

// result returns what was made and what to do next.
func (n *newPair) result(width int) []string {
	const label = 14
	lines := []string{n.s.Styles.Strong.Paint("✓") + " " + n.s.Styles.Heading.Paint("The key pair is made")}
	add := func(name, text string) {
		lines = append(lines, paint.Labelled(name, n.s.Styles.Quiet, label, text, n.s.Styles.Text, width)...)
	}
	add("certificate", n.pair.certificate+" · "+n.pair.pair.Certificate.Type()+" · until "+diagnosis.Moment(n.pair.pair.Certificate.Certified.NotAfter))
	add("private key", n.pair.private+" · only you can read it")
	lines = append(lines, n.s.Styles.Quiet.Paint("Expected Certificate ID"), "  "+n.pair.pair.Certificate.Certified.ID)
	lines = append(lines, "", n.s.Styles.Heading.Paint("What comes next"))
	for i, step := range diagnosis.UploadSteps(n.pair.certificate) {
		lines = append(lines, paint.Labelled(strconv.Itoa(i+1), n.s.Styles.Key, 1, string(step.Who)+": "+step.Step, n.s.Styles.Text, width)...)
	}
	lines = append(lines, "", n.s.Styles.Heading.Paint(paint.Clip("The same with openssl, which overwrites files without asking", width)))
	return append(lines, paint.Command(n.pair.request.OpenSSL(n.pair.certificate, n.pair.private), width)...)
}
