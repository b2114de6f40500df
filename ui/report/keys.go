package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/token"
)

// keyFacts returns what there is to know of a key; of a private key, what its public key
// tells.
func keyFacts(k keys.Key) facts {
	var f facts
	what := k.Title()
	if k.Algorithm != keys.Unknown {
		what += " · " + k.Type()
	}
	for _, form := range []string{k.Format, k.Encoding} {
		if form != "" && !strings.Contains(what, form) {
			what += " · " + form
		}
	}
	if k.Locked {
		what += " · locked by a pass phrase"
	}
	f.add("kind", what)
	f.add("file", k.Source)
	if k.Number > 0 {
		f.add("number", strconv.Itoa(k.Number))
	}
	f.add("kid", token.Shown(k.KeyID))
	if c := k.Certified; c != nil {
		if k.Kind == keys.Certificate {
			f.add("Certificate ID", c.ID+" (expected)")
		}
		f.add("subject", c.Subject)
		if c.Issuer != c.Subject || c.Namesake {
			f.add("issuer", c.Issuer)
		}
		f.add("valid", utc(diagnosis.Moment(c.NotBefore))+" to "+utc(diagnosis.Moment(c.NotAfter)))
	}
	if print := k.Fingerprint(); k.Kind != keys.SymmetricKey && len(print) > 32 {
		f.add("public key", "SHA-256 "+print[:16]+"…"+print[len(print)-8:]) // the whole has the form of a secret
	}
	return f
}

// KeyMatch is a pair of keys that were compared.
type KeyMatch struct {
	A    string `json:"a"` // the names of the two, with their files
	B    string `json:"b"`
	Same bool   `json:"same_key"`
	// Strays reports whether one of the two is a private key, and none of those that were given
	// matches a certificate.
	Strays bool `json:"strays"`
}

// Keys is what a report about key files is made from.
type Keys struct {
	Files    []keys.File
	At       time.Time
	Audience Audience
	// ChosenTime reports whether the sender chose the time At.
	ChosenTime bool
	Version    string
	Notes      []string

	set   *keys.Set
	roles *keys.Roles // of the set
}

// Document returns the report about key files.
func (k Keys) Document() *Document {
	k.set = keys.NewSet(casefile.WithoutFolders(k.Files)...)
	k.Files, k.roles = k.set.Files(), k.set.Roles()
	d := &Document{Kind: "NetSuite keys and certificates: report", Title: k.title()}
	matches := Compare(k.set)
	first := k.first()
	for most := 4; most >= 0; most-- {
		d.short = k.short(first, matches, most)
		if d.fits() {
			break
		}
	}
	for i := range k.Files {
		title := "The file" // without its name, which is outside text
		if len(k.Files) > 1 {
			title = fmt.Sprintf("File %d", i+1)
		}
		d.addSection(title, k.file(&k.Files[i])...)
	}
	var compared facts
	for _, m := range matches {
		compared.add(relation(m), m.A+" and "+m.B)
	}
	if len(compared.list) > 0 {
		d.addSection("What belongs together", compared)
	}
	about := say(0, "made with", strings.TrimSpace("authdoctor "+k.Version), "left out", "Private keys and pass phrases.")
	about.add("notes", k.Notes...)
	d.addSection("About this report", about)
	return d
}

// first returns the first problem of the files, a fault before a warning; nil for none.
func (k Keys) first() *keys.Problem {
	var first *keys.Problem
	for i := range k.Files {
		if k.beside(&k.Files[i]) {
			continue
		}
		for _, p := range k.roles.Judge(&k.Files[i], k.At).Problems {
			if p.Level != keys.Note && (first == nil || first.Level != keys.Fault && p.Level == keys.Fault) {
				first = &p
			}
		}
	}
	if stray := k.stray(); stray != nil && (first == nil || first.Level != keys.Fault) {
		first = stray
	}
	return first
}

// stray returns the problem of private keys that belong to no certificate here; nil for none.
func (k Keys) stray() *keys.Problem {
	if !slices.ContainsFunc(Compare(k.set), func(m KeyMatch) bool { return m.Strays }) {
		return nil
	}
	private := slices.DeleteFunc(k.set.Of(keys.PrivateKey), func(key keys.Key) bool { return key.Fingerprint() == "" })
	var certificates []keys.Key
	for _, c := range k.roles.Certificates() {
		certificates = append(certificates, *c)
	}
	if len(certificates) == 0 { // those of CAs alone
		certificates = k.set.Of(keys.Certificate)
	}
	p := keys.Mismatch(private, certificates)
	return &p
}

// short returns the short part, with most certificates and pairs of keys at most.
func (k Keys) short(first *keys.Problem, matches []KeyMatch, most int) []part {
	const wide = 11
	f := say(wide, "Checked", checked(k.At.UTC(), k.ChosenTime))
	if first != nil {
		f.add("Problem", problemTitle(*first))
		f.add("Expected", first.Expected)
		f.add("Got", first.Got)
		if most > 2 {
			f.add("Why", first.Why)
		}
	}
	f.list = append(f.list, k.certificates(wide, matches, most).list...)
	return append([]part{f}, k.who(first)...)
}

// who returns who does what: the integrator makes a certificate that NetSuite accepts, and
// the administrator maps it. first is the problem to fix, nil for none.
func (k Keys) who(first *keys.Problem) []part {
	const mapping = "Setup › Integration › Manage Authentication › OAuth 2.0 Client Credentials (M2M) Setup"
	mapped := slices.ContainsFunc(k.Files, func(f keys.File) bool { return f.Has(keys.Certificate) })
	fixed := "NetSuite shows the expected Certificate ID, and the token request is answered with an access token."
	var integrator, administrator []step
	switch {
	case first != nil && first.Fix != "":
		integrator = []step{{clean("", first.Fix), first.Command}}
		administrator = []step{{text: "Map that certificate at " + mapping + " › Create New, and pass on its Certificate ID."}}
		fixed = "authdoctor key inspect says that NetSuite accepts the certificate."
	case mapped:
		administrator = []step{{text: "Open " + mapping + "."}, {text: "If no row has the expected Certificate ID, select Create New and upload the certificate."}}
		integrator = []step{{text: "Set kid to the Certificate ID that NetSuite shows for this certificate."}}
	default:
		return nil
	}
	if k.Audience == ForVendor {
		needed := say(11, "Question", "Does NetSuite accept this certificate, and which Certificate ID does it show for it?")
		needed.apart = true
		return []part{needed}
	}
	groups := []group{{actor: "Integrator", steps: integrator}, {actor: "Administrator", steps: administrator}}
	if first == nil {
		slices.Reverse(groups)
	}
	var parts []part
	from := 1
	for _, g := range groups {
		if k.Audience == "" || k.Audience == ForBoth || string(k.Audience) == strings.ToLower(g.actor) {
			g.from = from
			from += len(g.steps)
			parts = append(parts, g)
		}
	}
	return append(parts, prose("Fixed when "+fixed))
}

func relation(m KeyMatch) string {
	switch {
	case m.Same:
		return "the same key"
	case m.Strays:
		return "matches no certificate"
	}
	return "different keys"
}

// title says of each file whether NetSuite accepts it.
func (k Keys) title() string {
	var parts []string
	for i := range k.Files {
		file := &k.Files[i]
		what := k.outcome(file)
		if k.beside(file) {
			what = "holds " + k.held(file)
		}
		parts = append(parts, clean("", file.Name)+" "+what)
	}
	return strings.Join(parts, "; ") + "."
}

// beside reports whether a file was given beside a certificate, to be compared with it: that
// NetSuite does not take it is no problem.
func (k Keys) beside(file *keys.File) bool {
	return file.Readable() && !file.Has(keys.Certificate) && slices.ContainsFunc(k.Files, func(f keys.File) bool { return f.Has(keys.Certificate) })
}

// held says what the key of a file is that counts.
func (k Keys) held(file *keys.File) string {
	if subject := k.roles.Subject(file); subject != nil {
		return "a " + subject.Title()
	}
	return "a key"
}

// outcome says what NetSuite does with a file, according to Oracle's page.
func (k Keys) outcome(file *keys.File) string {
	if !file.Readable() {
		return "could not be read as a key"
	}
	if !file.Has(keys.Certificate) {
		return "is no certificate, and NetSuite accepts certificates only"
	}
	if !k.roles.Judged(k.roles.Subject(file)) {
		return "is a CA certificate, which is not uploaded"
	}
	switch k.roles.Judge(file, k.At).Outcome {
	case keys.Accept:
		return "is a certificate that NetSuite accepts, according to Oracle's page"
	case keys.Shortened:
		return "is a certificate that NetSuite accepts and shortens to two years, according to Oracle's page"
	case keys.Reject:
		return "is a certificate that NetSuite does not accept, according to Oracle's page"
	}
	return "is a certificate in a form about which Oracle's page says nothing"
}

// certificates returns the Certificate IDs and ends of validity, and what matches.
func (k Keys) certificates(wide int, matches []KeyMatch, most int) facts {
	f := facts{wide: wide}
	for _, key := range k.roles.Certificates() {
		if c := key.Certified; len(f.list) < most {
			f.add("Cert. ID", c.ID+", expected for "+key.Name()+", valid until "+c.NotAfter.UTC().Format(time.DateOnly))
		}
	}
	for i, m := range matches {
		if i < most {
			f.add("Compared", m.A+" and "+m.B+": "+relation(m))
		}
	}
	return f
}

func (k Keys) file(file *keys.File) []part {
	parts := []part{say(0, "name", file.Name, "NetSuite", k.outcome(file))}
	for i := range file.Keys {
		f := keyFacts(file.Keys[i])
		if remark, found := k.roles.Remark(&file.Keys[i]); found {
			f.add("remark", remark.Title)
		}
		parts = append(parts, f)
		if file.Keys[i].Kind != keys.Certificate { // those of a certificate are in the judgement
			parts = append(parts, problems(file.Keys[i].Problems)...)
		}
	}
	return append(parts, problems(k.roles.Judge(file, k.At).Problems)...)
}

// problems returns a section about each problem.
func problems(list []keys.Problem) (parts []part) {
	for _, p := range list {
		glyph, word := "·", "note"
		switch p.Level {
		case keys.Fault:
			glyph, word = "✗", statusWords[diagnosis.Fail]
		case keys.Warning:
			glyph, word = "!", statusWords[diagnosis.Warn]
		}
		var f facts
		f.add("what", problemTitle(p))
		f.add("expected", p.Expected)
		f.add("got", p.Got)
		if p.Level != keys.Note {
			f.add("why", p.Why)
		}
		if p.Level != keys.Note || p.Command != "" {
			f.list = append(f.list, fact{label: "do", from: 1, steps: []step{{clean("", p.Fix), p.Command}}})
		}
		parts = append(parts, heading{glyph: glyph, word: word, text: p.ID}, f)
	}
	return parts
}

// problemTitle returns the title of a problem with its place.
func problemTitle(p keys.Problem) string {
	if p.Where != "" && !strings.Contains(p.Title, p.Where) {
		return p.Title + " (" + p.Where + ")"
	}
	return p.Title
}

// Compare compares the keys of all files. It returns every pair of the same key, and every
// pair of a private key and a different key of another kind. Where a certificate and a private
// key match, others that match nothing are no strays.
func Compare(set *keys.Set) []KeyMatch {
	all := set.All()
	all = slices.DeleteFunc(all, func(k keys.Key) bool { return k.Public() == nil && k.Stand == "" })
	strays := len(set.Of(keys.Certificate)) > 0 && len(set.Roles().Matches()) == 0
	var out []KeyMatch
	for i, a := range all {
		for _, b := range all[i+1:] {
			same := a.Matches(b)
			if same || (a.Kind == keys.PrivateKey) != (b.Kind == keys.PrivateKey) {
				out = append(out, KeyMatch{A: keyName(a), B: keyName(b), Same: same, Strays: !same && strays})
			}
		}
	}
	return out
}

// keyName returns the kind of a key, and its key ID or its file.
func keyName(k keys.Key) string {
	if k.KeyID != "" {
		return k.Title() + " " + token.Shown(k.KeyID)
	}
	return strings.TrimPrefix(k.Described(), "the ")
}
