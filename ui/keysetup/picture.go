package keysetup

import (
	"fmt"
	"slices"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// The picture shows what belongs together: certificate, private key, token and kid, one
// below the other, with their relation in between. It is drawn from the findings, so it
// cannot contradict them.

// keyPicture draws the picture. If low is set, each link takes only one line. For a
// token that NetSuite issued, the key set replaces the certificate and the private key.
func keyPicture(s *screen.Session, width int, low bool) []string {
	p := picture{s: s, width: width, low: low}
	set := s.Case.Keys
	sets := p.sets()
	for _, file := range sets {
		p.node("key set", paint.ClipLeft(file.Name, 28)+" · "+paint.Plural(len(file.Keys), "key", "keys"), "")
	}
	roles := diagnosis.RolesOf(s.Case, s.Diagnosis.Signatures)
	certificates, private := set.Of(keys.Certificate), set.Of(keys.PrivateKey)
	if judged := roles.Certificates(); len(judged) > 0 { // CA certificates are not mapped
		certificates = nil
		for _, c := range judged {
			certificates = append(certificates, *c)
		}
	}
	if len(certificates) > 0 || len(sets) == 0 {
		p.keys("certificate", certificates)
		p.link("key-pair")
		p.keys("private key", private)
	}
	for _, key := range set.Of(keys.PublicKey) {
		if !p.inSet(key) {
			p.node("public key", paint.ClipLeft(key.Source, 28)+" · "+key.Type(), "")
		}
	}
	p.link("signature", "signature-form", "algorithm")
	tok, ok := keyToken(s.Case)
	if !ok {
		p.missing("token", "paste one on any screen")
		return p.lines
	}
	p.node("token", tok.Kind.Title()+" · "+token.Shown(tok.Algorithm), "")
	p.link("key-id", "kid")
	kid := token.Shown(tok.KeyID)
	if tok.KeyID == "" {
		kid = "none"
	}
	p.node("kid", kid, "")
	return p.lines
}

// keyToken returns the token that the picture is about. It prefers a client assertion.
func keyToken(c diagnosis.Case) (token.Token, bool) {
	for _, t := range c.Tokens {
		if t.Kind == token.Assertion {
			return t, true
		}
	}
	if len(c.Tokens) == 0 {
		return token.Token{}, false
	}
	return c.Tokens[0], true
}

type picture struct {
	s     *screen.Session
	width int
	low   bool // each link takes only one line
	lines []string
}

func (p *picture) sets() []keys.File {
	return slices.DeleteFunc(slices.Clone(p.s.Case.Keys.Files()), func(file keys.File) bool { return !file.IsSet })
}

func (p *picture) inSet(key keys.Key) bool {
	return slices.ContainsFunc(p.sets(), func(file keys.File) bool {
		return slices.ContainsFunc(file.Keys, func(k keys.Key) bool {
			return k.KeyID == key.KeyID && k.Source == key.Source && k.Place == key.Place
		})
	})
}

const pictureLabel = 12

// node draws one of the things that must belong together.
func (p *picture) node(name, what, more string) {
	text := what
	if more != "" {
		text += " · " + more
	}
	p.lines = append(p.lines, "  "+p.s.Styles.Strong.Paint(paint.Fill(name, pictureLabel))+paint.Clip(text, p.width-pictureLabel-2))
}

func (p *picture) missing(name, hint string) {
	p.lines = append(p.lines, "  "+p.s.Styles.Quiet.Paint(paint.Fill(name, pictureLabel)+paint.Clip("not given: "+hint, p.width-pictureLabel-2)))
}

// keys draws the certificates or private keys that were given.
func (p *picture) keys(name string, all []keys.Key) {
	if len(all) == 0 {
		p.missing(name, "open its file")
		return
	}
	const most = 3
	for i, key := range all {
		if i == most {
			p.node("", fmt.Sprintf("%d more", len(all)-most), "")
			return
		}
		where := paint.ClipLeft(key.Source, 28)
		if where == "" {
			where = "pasted"
		}
		if key.Number > 0 {
			where += fmt.Sprintf(" number %d", key.Number)
		}
		more := ""
		switch {
		case key.Locked:
			more = "locked by a pass phrase"
		case key.Certified != nil && !key.Judge(p.s.Diagnosis.At).Taken():
			more = "NetSuite rejects it"
		case key.Certified != nil:
			more = "until " + key.Certified.NotAfter.UTC().Format("2 January 2006")
		}
		what := where
		if key.Algorithm != keys.Unknown {
			what += " · " + key.Type()
		}
		p.node(name, what, more)
		if key.Certified != nil && key.Kind == keys.Certificate {
			p.lines = append(p.lines, "  "+p.s.Styles.Quiet.Paint(paint.Fill("expected ID", pictureLabel))+key.Certified.ID)
		}
		name = ""
	}
}

// link draws the result of the first check between two nodes. Of the other checks it
// draws only a failure, because a kid in the right form is not necessarily the right
// kid.
func (p *picture) link(check string, others ...string) {
	var found *diagnosis.Finding
	for i := range p.s.Diagnosis.Findings {
		f := &p.s.Diagnosis.Findings[i]
		first := f.ID == check && (found == nil || found.ID != check || f.Status == diagnosis.Fail)
		if first || found == nil && f.Status == diagnosis.Fail && slices.Contains(others, f.ID) {
			found = f
		}
	}
	bar := "  " + p.s.Styles.Rule.Paint("│") + " "
	text, status, look := "not compared", diagnosis.Unchecked, p.s.Styles.Quiet
	switch {
	case found == nil:
	case found.Status == diagnosis.Unchecked:
		text = "not compared: " + found.Because
	default:
		text, status = found.Title, found.Status
		if status != diagnosis.Pass {
			look = p.s.Styles.Text
		}
	}
	lines := paint.Wrap(text, p.width-8)
	if p.low {
		lines = []string{paint.Clip(text, p.width-8)}
	}
	for i, line := range lines {
		lead := bar + p.s.Styles.StatusGlyph(status) + " "
		if i > 0 {
			lead = bar + "  "
		}
		p.lines = append(p.lines, lead+look.Paint(line))
	}
}
