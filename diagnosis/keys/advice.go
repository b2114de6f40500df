package keys

import (
	"cmp"
	"slices"
	"strings"
)

// A step is a line of the shell that undoes one repair in the file IN and writes OUT.
// Two of them are not lines:
const (
	noStep     = ""  // no line does it
	readAsIs   = "-" // openssl reads it without help, but other readers may not
	base64Line = "openssl base64 -d -A -in IN -out OUT"
	// base64Lines decodes base64 in lines of less than 1000 characters. With -A, openssl
	// writes nothing for them.
	base64Lines = "openssl base64 -d -in IN -out OUT"
	splitLines  = `awk '{gsub(/-----[BE][A-Z0-9 ]+-----\r?/,"\n&\n")} 1' IN | awk NF > OUT`
	trimLines   = `sed 's/^[>[:space:]]*//' IN > OUT`
)

// pending is the Command of a repair until it is known what the file holds.
const pending = "?"

// form is what the steps of a file end in.
type form int

const (
	clean form = iota // PEM as openssl writes it
	rough             // PEM that openssl reads
	der               // DER
)

// base64Step returns the step that decodes s.
func base64Step(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	if len(strings.Join(strings.Fields(s), ""))%4 != 0 { // openssl leaves the end out
		return noStep
	}
	switch longest := slices.MaxFunc(lines, func(a, b string) int { return len(a) - len(b) }); {
	case len(lines) == 1:
		return base64Line
	case len(longest) < 900:
		return base64Lines
	}
	return noStep
}

// repaired reports a repair and the step that does the same. A Problem without Fix gets one
// when it is known what the file contains.
func (r *reader) repaired(p Problem, step string, to form) {
	p.Level = cmp.Or(p.Level, Warning)
	p.Why = cmp.Or(p.Why, "authdoctor fixed this while reading; Oracle does not document whether NetSuite does.")
	p.Command = cmp.Or(p.Command, pending)
	r.problem(p)
	r.undone(step, to)
}

// undone records the step of a repair that is reported elsewhere.
func (r *reader) undone(step string, to form) {
	r.stuck = r.stuck || step == noStep
	if r.form = max(r.form, to); to == clean && strings.Contains(step, "base64") {
		r.form = clean
	}
	if again := step == base64Line || step == base64Lines; step != readAsIs && (again || !slices.Contains(r.steps, step)) {
		r.steps = append(r.steps, step)
	}
}

// pemLabel returns the label that a key has in PEM (RFC 7468); "" for one that has none.
func (k Key) pemLabel() string {
	switch names := labels[k.Format]; {
	case k.Format == "PKCS#1" && k.Kind == PublicKey:
		return "RSA PUBLIC KEY"
	case len(names) > 0:
		return names[0]
	}
	return ""
}

// rewriting are the commands that write a key again as openssl does, from PEM and from DER,
// and the file that they write.
var rewriting = map[Kind]struct{ pem, der, out string }{
	Certificate: {"openssl x509 -in IN -out OUT", "openssl x509 -inform DER -in IN -out OUT", "certificate.pem"},
	PrivateKey:  {"openssl pkey -in IN -out OUT", "openssl pkey -inform DER -in IN -out OUT", "private.pem"},
	PublicKey:   {"openssl pkey -pubin -in IN -pubout -out OUT", "openssl pkey -pubin -inform DER -in IN -pubout -out OUT", "public.pem"},
	Request:     {"openssl req -in IN -out OUT", "openssl req -inform DER -in IN -out OUT", "request.pem"},
}

// stages are the files between the steps.
var stages = []string{"first.txt", "second.txt", "third.txt", "fourth.txt", "fifth.txt", "sixth.txt"}

// stores are the names that decoded containers get.
var stores = map[string]string{"PKCS#12": "store.p12", "PKCS#7": "bundle.p7b", "Java keystore": "store.jks"}

// commands returns the lines that write what the file holds to a file of its own, and the
// name of that file; "" if there are none.
func (r *reader) commands(key Key) (lines, out string) {
	steps := slices.Clone(r.steps)
	again, known := rewriting[key.Kind]
	known = known && r.file.Container == "" && key.pemLabel() != ""
	switch {
	case r.stuck || len(steps) > len(stages) || len(steps) == 0 && r.form == clean:
		return "", ""
	case !known:
		if out = stores[cmp.Or(r.file.Container, key.Format)]; out == "" || r.form != der {
			return "", ""
		}
	case r.form == clean:
		out = again.out
	case key.Locked, key.Format == "PKCS#1" && key.Kind == PublicKey:
		return "", ""
	case r.form == der:
		steps, out = append(steps, again.der), again.out
	default:
		steps, out = append(steps, again.pem), again.out
	}
	between := slices.Clone(stages)
	if n := len(steps); n > 1 && r.form == der && steps[n-1] == rewriting[key.Kind].der {
		between[n-2] = "key.der"
	}
	return chained(steps, between, out), out
}

// chained returns the command lines of steps: each reads what the one before it wrote, the
// first reads FILE and the last writes out.
func chained(steps, between []string, out string) string {
	lines, in := make([]string, len(steps)), "FILE"
	for i, step := range steps {
		to := out
		if i < len(steps)-1 {
			to = between[i]
		}
		// BEGIN has IN in it.
		lines[i] = strings.NewReplacer("BEGIN", "BEGIN", "IN", in, "OUT", to).Replace(step)
		in = to
	}
	return strings.Join(lines, "\n")
}

// noteSteps notes the commands that do all repairs of the file, and the name of the file that
// they write, before any other command.
func (r *reader) noteSteps() {
	r.file.Stuck = r.stuck || len(r.steps) > len(stages)
	if r.file.Stuck || len(r.steps) == 0 {
		return
	}
	out := "unwrapped.pem"
	if r.form == der {
		out = "unwrapped.der"
	}
	r.file.unwrap = chained(r.steps, stages, out)
}

// advise completes the repairs of a file with what to do, which depends on what it holds.
func (r *reader) advise() {
	var key Key
	lines, out := "", ""
	if len(r.file.Keys) == 1 {
		key = r.file.Keys[0]
		lines, out = r.commands(key)
	}
	for i := range r.file.Problems {
		p := &r.file.Problems[i]
		if p.Command != pending {
			continue
		}
		label := key.pemLabel()
		switch {
		case p.ID == "bare-base64" && (key.Kind == Container || key.Kind == Other || r.file.Container != ""):
			p.Expected, p.Fix = cmp.Or(key.Format, r.file.Container)+" as it was exported", "Use the original exported file, or decode this one first."
			if lines != "" {
				p.Fix = "Decode it first, then use " + out + " instead of it."
			}
		case p.ID == "bare-base64" && label != "":
			p.Expected = "BEGIN and END lines with the label " + label
			p.Fix = "Put the lines BEGIN " + label + " and END " + label + " around it, each with five dashes on both sides, or let openssl rewrite the file."
			if lines == "" {
				p.Fix = strings.Replace(p.Fix, ", or let openssl rewrite the file", "", 1)
			}
		case p.Fix != "":
		case lines != "" && p.ID == "double-encoded":
			p.Fix = "Decode it."
		case lines != "":
			p.Fix = "Copy the original file, or let openssl rewrite this one."
		default:
			p.Fix = "Copy the original file, or export it again."
		}
		p.Command, lines = lines, ""
	}
}
