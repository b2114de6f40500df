package ui

import (
	"fmt"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// The picture of what belongs together: certificate, private key, token and kid
// below each other, and between them what one is to the next. It is made of the
// findings, so it cannot say anything else.

// keyPicture draws it, on a low screen without a line to spare; the key set takes
// the place of the first two for a token that NetSuite issued.
func (s *session) keyPicture(width int, low bool) []string {
	p := picture{session: s, width: width, low: low}
	set := s.Case.Keys
	sets := p.sets()
	if len(sets) > 0 {
		for _, file := range sets {
			p.node("key set", file.Name+" · "+plural(len(file.Keys), "key", "keys"), "")
		}
	}
	certificates, private := set.Of(keys.Certificate), set.Of(keys.PrivateKey)
	if len(certificates) > 0 || len(sets) == 0 {
		p.keys("certificate", certificates)
		p.link("key-pair")
		p.keys("private key", private)
	}
	for _, key := range set.Of(keys.PublicKey) {
		if !p.inSet(key) {
			p.node("public key", key.Source+" · "+key.Type(), "")
		}
	}
	p.link("signature", "signature-form")
	tok, ok := s.keyToken()
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

// keyToken is the token the picture is about: a client assertion before others.
func (s *session) keyToken() (token.Token, bool) {
	for _, t := range s.Case.Tokens {
		if t.Kind == token.Assertion {
			return t, true
		}
	}
	if len(s.Case.Tokens) == 0 {
		return token.Token{}, false
	}
	return s.Case.Tokens[0], true
}

type picture struct {
	*session
	width int
	low   bool // a line for each link, no more
	lines []string
}

func (p *picture) sets() []keys.File {
	var sets []keys.File
	for _, file := range p.Case.Keys.Files() {
		if file.IsSet {
			sets = append(sets, file)
		}
	}
	return sets
}

func (p *picture) inSet(key keys.Key) bool {
	for _, file := range p.sets() {
		for _, k := range file.Keys {
			if k.KeyID == key.KeyID && k.Source == key.Source && k.Place == key.Place {
				return true
			}
		}
	}
	return false
}

const pictureLabel = 13

// node is one of the things that must belong together.
func (p *picture) node(name, what, more string) {
	text := what
	if more != "" {
		text += " · " + more
	}
	p.lines = append(p.lines, "  "+p.styles.Strong.paint(fill(name, pictureLabel))+clip(text, p.width-pictureLabel-2))
}

func (p *picture) missing(name, hint string) {
	p.lines = append(p.lines, "  "+p.styles.Quiet.paint(fill(name, pictureLabel)+clip("not given: "+hint, p.width-pictureLabel-2)))
}

// keys are the certificates or private keys that were given.
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
		where := key.Source
		if where == "" {
			where = "pasted"
		}
		more := ""
		switch {
		case key.Locked:
			more = "locked by a pass phrase"
		case key.Certified != nil:
			more = "until " + key.Certified.NotAfter.UTC().Format("2 January 2006")
		}
		what := where
		if key.Algorithm != keys.Unknown {
			what += " · " + key.Type()
		}
		p.node(name, what, more)
		name = ""
	}
}

// link draws what the first finding of these checks says, between two nodes. A
// finding that fails stands before others.
func (p *picture) link(checks ...string) {
	var found *diagnosis.Finding
	for _, id := range checks {
		for i := range p.Diagnosis.Findings {
			f := &p.Diagnosis.Findings[i]
			if f.ID == id && (found == nil || f.Status == diagnosis.Fail && found.Status != diagnosis.Fail) {
				found = f
			}
		}
	}
	bar := "  " + p.styles.Rule.paint("│") + " "
	if found == nil || found.Status == diagnosis.Unchecked {
		p.lines = append(p.lines, bar+p.styles.Quiet.paint("·"))
		return
	}
	look := p.styles.Quiet
	if found.Status != diagnosis.Pass {
		look = p.styles.Text
	}
	text := wrap(found.Title, p.width-8)
	if p.low {
		text = []string{clip(found.Title, p.width-8)}
	}
	for i, line := range text {
		lead := bar + p.statusGlyph(found.Status) + " "
		if i > 0 {
			lead = bar + "  "
		}
		p.lines = append(p.lines, lead+look.paint(line))
	}
}
