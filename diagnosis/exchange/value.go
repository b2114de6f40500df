package exchange

import (
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/token"
)

// Value is what is in the place of a value in a request.
type Value struct {
	Presence border.Presence
	// Word is the placeholder or variable, printable; "" for a value.
	Word string
	// Filling is whether something fills in the variable before it is sent.
	Filling Filling
}

// Filling is what happens to a variable on its way.
type Filling int

// The fillings.
const (
	Unsure    Filling = iota
	AsWritten         // between single quotes a shell fills in nothing
	FilledIn          // a shell fills it in, or curl reads it from a file
)

// Elided reports whether there was a value and it is not in the text.
func (v Value) Elided() bool { return v.Presence.Hidden() }

// longestWord is how much of a placeholder is shown, in characters.
const longestWord = 40

func readValue(text string, filling Filling) Value {
	v := Value{Presence: border.PresenceOf(text)}
	switch v.Presence {
	case border.Whole:
	case border.Empty:
		v.Presence = border.Whole // its length tells
	case border.Redacted:
		v.Filling = filling
	default:
		v.Filling = filling
		v.Word = border.Clip(shown(text), longestWord)
	}
	return v
}

// fromFile is a field whose value curl reads from a file.
func fromFile(name string) Param {
	return Param{Name: nameOf(name), Value: Value{Presence: border.Variable, Filling: FilledIn, Word: "a file"}}
}

// secretField reports whether a field holds a secret or a token, which never looks like
// a placeholder.
func secretField(name string) bool {
	switch name {
	case "client_assertion", "assertion", "refresh_token", "access_token", "subject_token", "token", "code", "code_verifier", "client_secret", "client_id":
		return true
	}
	return false
}

// Sending is what is known of a value that is not there.
type Sending string

// The sendings.
const (
	// TakenOut: it was sent, and taken out for the copy.
	TakenOut Sending = "taken out"
	// ToFill: the text is a template; something fills in the value when it is sent.
	ToFill Sending = "to be filled in"
	// SentUnfilled: the variable itself was sent.
	SentUnfilled Sending = "sent unfilled"
	// PerhapsUnfilled: the placeholder itself was sent, or hides the value.
	PerhapsUnfilled Sending = "perhaps sent unfilled"
)

// Missing is a header, field or parameter whose value is not in the text.
type Missing struct {
	Where string // Authorization, host, or the name of the field
	Value
	Sending Sending
}

// Missing lists the values that are not there, and what is known of each. Parameters
// whose literal value can be judged, such as scope, are not in the list.
func (e Exchange) Missing() []Missing {
	r := e.Request
	if r == nil {
		return nil
	}
	var missing []Missing
	add := func(where string, v Value) {
		if v.Presence == border.Whole {
			return
		}
		missing = append(missing, Missing{Where: where, Value: v, Sending: e.sending(v)})
	}
	add("Authorization", r.Authorization.Credential)
	add("host", r.Address.value())
	for _, params := range []Params{r.Query, r.Fields} {
		for _, p := range params {
			if p.Presence != border.Void || secretField(p.Name) && r.Form != AuthorizeURL {
				add(p.Name, p.Value)
			}
		}
	}
	return missing
}

// sending tells what was taken out from what is to be filled in: by the place.
func (e Exchange) sending(v Value) Sending {
	sent := e.Answer != nil || e.Request.wire
	switch {
	case v.Presence == border.Redacted:
		return TakenOut
	case v.Filling == FilledIn:
		return ToFill
	case v.Presence == border.Void:
		return SentUnfilled // no template is written so
	case v.Presence == border.Variable && (sent || v.Filling == AsWritten):
		return SentUnfilled
	case v.Presence == border.Variable:
		return ToFill
	case sent:
		return PerhapsUnfilled
	}
	return ToFill
}

// value is what is in the account's place in a host, where no account is there.
func (a Address) value() Value {
	if a.Host == "" || a.presence == border.Whole {
		return Value{}
	}
	return Value{Presence: a.presence, Word: border.Clip(shown(a.hostWord), longestWord), Filling: a.filling}
}

// Unknown reports whether the host is not there, or has no account where one belongs:
// it cannot be judged.
func (a Address) Unknown() bool { return a.value().Presence != border.Whole }

// placeHost finds out what is in the account's place.
func (a *Address) placeHost(host string) {
	word, _, _ := strings.Cut(host, ".netsuite.com")
	for _, service := range accountServices {
		word = strings.TrimSuffix(word, service)
	}
	a.presence, a.hostWord = border.Whole, ""
	presence := border.PresenceOf(word)
	if presence == border.Empty || !a.NetSuite() && presence != border.Variable && strings.Contains(word, ".") {
		return // another host, whatever its name looks like
	}
	if presence == border.Whole && a.NetSuite() && token.ExampleAccount(word) {
		presence = border.Named
	}
	a.presence, a.hostWord = presence, word
}

// accountServices are what follows the account in a host of NetSuite.
var accountServices = []string{".suitetalk.api", ".restlets.api", ".app", ".connect.api", ".extforms"}
