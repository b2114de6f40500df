package plain

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// flag is a flag of a command whose value is asked for.
type flag struct {
	name, text, help, preset string
	values                   []string
}

// fill asks for the values of flags. Back asks the question before again.
func (j *journey) fill(flags []flag) ([]string, error) {
	values := make([]string, len(flags))
	for i := 0; i < len(flags); {
		f := flags[i]
		var err error
		if f.values != nil {
			var at int
			if at, err = j.ask(question{text: f.text, help: f.help, answers: f.values}); err == nil {
				values[i] = f.values[at]
			}
		} else {
			values[i], err = j.value(f.text, f.help, f.preset, func(value string) error {
				if f.name == "client-id" { // as random as a key
					return nil
				}
				return harmless(value)
			})
		}
		switch {
		case errors.Is(err, errBack) && i > 0:
			i--
		case err != nil:
			return nil, err
		default:
			i++
		}
	}
	return values, nil
}

// harmless refuses what may be a secret: what is typed here is repeated.
func harmless(value string) error {
	mixed := func(part string) bool {
		return len(part) >= 32 && strings.ContainsAny(part, "0123456789") && strings.ToLower(part) != part && strings.ToUpper(part) != part
	}
	if border.MayBeSecret(value) || paint.LooksRandom(value) || slices.ContainsFunc(strings.FieldsFunc(value, func(r rune) bool { return r == '.' || r == ' ' }), mixed) {
		return errors.New("this looks like a token or a key; it does not belong here")
	}
	return nil
}

// run fills in a command and runs it. If it fails, it asks again and proposes what was typed.
func (j *journey) run(command []string, flags []flag) ([]string, error) {
	for {
		values, err := j.fill(flags)
		if err != nil {
			return nil, err
		}
		args := command
		for i, f := range flags {
			if values[i] != "" {
				args = append(args[:len(args):len(args)], "--"+f.name+"="+values[i])
			}
		}
		if err := j.write("\n"); err != nil {
			return nil, err
		}
		if j.Run(args...) {
			return values, nil
		}
		if err := j.ctx.Err(); err != nil {
			return nil, err
		}
		if err := j.say("", "It was not made. Answer again, or type b."); err != nil {
			return nil, err
		}
		for i := range flags {
			flags[i].preset = values[i]
		}
	}
}

// newPair makes a key pair and adds it to the Case.
func (j *journey) newPair() error {
	var kinds []string
	for _, kind := range keys.PairKinds() {
		kinds = append(kinds, string(kind))
	}
	values, err := j.run([]string{"key", "new"}, []flag{
		{name: "kind", text: "Which kind of key?", help: "EC keys are small and sign fast. Use RSA if a library cannot sign with ES256.", values: kinds},
		{name: "name", text: "What name should the certificate have?", help: "NetSuite ignores it.", preset: "netsuite-integration"},
		{name: "days", text: "How many days should it be valid?", help: "At most 730: NetSuite shortens certificates to two years.", preset: strconv.Itoa(keys.MaxDays)},
		{name: "certificate", text: "Which file should the certificate be written to?", help: "It is uploaded to NetSuite. An existing file is not overwritten.", preset: "public.pem"},
		{name: "private", text: "Which file should the private key be written to?", help: "Only you can read it. It stays on this machine.", preset: "private.pem"},
	})
	if err != nil {
		return err
	}
	c := j.s.Case
	for _, name := range values[3:] {
		if found := screen.Open(j.s, name)(); found.Err == nil {
			c.Keys = c.Keys.With(found.File)
		}
	}
	j.s.Give("the key pair", "made", c)
	return nil
}

// newAssertion makes a client assertion, which becomes the token of the Case.
func (j *journey) newAssertion() error {
	facts := j.s.Diagnosis.Facts
	first := func(names []string) string {
		if len(names) == 0 {
			return ""
		}
		return names[0]
	}
	values, err := j.run([]string{"assertion"}, []flag{
		{name: "private", text: "Which file has the private key?", help: "It is read to sign, and never shown or sent.", preset: first(j.keysOf(keys.PrivateKey))},
		{name: "certificate", text: "Which file has the certificate?", help: "Its expected Certificate ID goes into kid.", preset: first(j.keysOf(keys.Certificate))},
		{name: "client-id", text: "Which Client ID goes into iss?", help: "64 hexadecimal digits, shown once when the integration record was saved. It is not the Application ID.", preset: facts.Value(diagnosis.FactClientID)},
		{name: "account", text: "Which account?", help: "Such as 1234567, or 1234567_SB1 for a sandbox.", preset: facts.Value(diagnosis.FactAccount)},
		{name: "scope", text: "Which scopes?", help: "One or more of " + strings.Join(keys.AssertionScopes(), ", ") + ", with commas between them.", preset: "rest_webservices"},
		{name: "lifetime", text: "How long should it be valid?", help: "Less than 60 minutes, such as 5m.", preset: "5m"},
		{name: "out", text: "Which file should it be written to?", help: "Only you can read it. An existing file is not overwritten.", preset: "assertion.jwt"},
	})
	if err != nil {
		return err
	}
	if err := j.say("", fmt.Sprintf("The assertion in %s is now the token of this case.", paint.Clip(values[6], 80))); err != nil {
		return err
	}
	return j.open(values[6])
}
