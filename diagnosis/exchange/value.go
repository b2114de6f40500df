package exchange

import (
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/token"
)

// Value describes a text in the place of a value in a request.
type Value struct {
	Presence border.Presence `json:"presence,omitempty"`
	// Word is the placeholder or variable, printable; "" for a value.
	Word string `json:"word,omitempty"`
	// Filling says whether something fills in the variable before it is sent.
	Filling Filling `json:"filling,omitempty"`
}

// Filling says whether a variable is replaced before the request is sent.
type Filling string

// The fillings.
const (
	Unsure    Filling = ""
	AsWritten Filling = "as written" // not replaced, such as in single quotes of a shell
	FilledIn  Filling = "filled in"  // replaced by a shell or program, or read from a file by curl
)

// Elided reports whether a value may exist that the text does not show.
func (v Value) Elided() bool { return v.Presence.Hidden() }

// longestWord is the number of characters of a placeholder that are shown.
const longestWord = 40

func readValue(text string, filling Filling) Value {
	v := Value{Presence: border.PresenceOf(text)}
	switch v.Presence {
	case border.Whole:
	case border.Empty:
		v.Presence = border.Whole // callers recognise it by its length
	case border.Redacted:
		v.Filling = filling
	default:
		v.Filling = filling
		v.Word = border.Clip(shown(text), longestWord)
	}
	return v
}

// fromFile returns a field whose value curl reads from a file.
func fromFile(name string) Param {
	return Param{Name: nameOf(name), Value: Value{Presence: border.Variable, Filling: FilledIn, Word: "a file"}}
}

// secretField reports whether the value of a field is a secret, a token or an ID, which never
// looks like a placeholder.
func secretField(name string) bool {
	switch name {
	case "client_assertion", "assertion", "refresh_token", "access_token", "subject_token", "token", "code", "code_verifier", "client_secret", "client_id":
		return true
	}
	return false
}

// Sending says what was sent in the place of a value that the text does not show.
type Sending string

// The sendings.
const (
	// TakenOut means that the value was sent, and removed from the copy.
	TakenOut Sending = "taken out"
	// ToFill means that the text is a template, and the value is filled in on sending.
	ToFill Sending = "to be filled in"
	// SentUnfilled means that the variable itself was sent.
	SentUnfilled Sending = "sent unfilled"
	// PerhapsUnfilled means that the placeholder itself was sent, or hides the value.
	PerhapsUnfilled Sending = "perhaps sent unfilled"
)

// Missing is a header, field or parameter whose value the text does not show.
type Missing struct {
	Where string // Authorization, host, or the name of the field
	Value
	Sending Sending
}

// Missing returns the values that the text does not show. It leaves out parameters whose
// literal value can be checked, such as scope=null.
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

// sending decides, by the place of a value, whether it was removed or will be filled in.
func (e Exchange) sending(v Value) Sending {
	sent := e.Answer != nil || e.Request.Recorded
	switch {
	case v.Presence == border.Redacted:
		return TakenOut
	case v.Filling == FilledIn:
		return ToFill
	case v.Presence == border.Void:
		return SentUnfilled // templates do not contain such texts
	case v.Presence == border.Variable && (sent || v.Filling == AsWritten):
		return SentUnfilled
	case v.Presence == border.Variable:
		return ToFill
	case sent:
		return PerhapsUnfilled
	}
	return ToFill
}

// value describes a text other than an account in the account's place in the host; the zero
// Value if there is none.
func (a Address) value() Value {
	if a.Host == "" || a.Presence == border.Whole {
		return Value{}
	}
	return Value{Presence: a.Presence, Word: a.HostWord, Filling: a.Filling}
}

// Unknown reports whether the host cannot be checked because a placeholder is in its place or
// in that of the account.
func (a Address) Unknown() bool { return a.value().Presence != border.Whole }

// placeHost sets Presence and HostWord from the host as written.
func (a *Address) placeHost(host string) {
	word, _, _ := strings.Cut(host, ".netsuite.com")
	for _, service := range accountServices {
		word = strings.TrimSuffix(word, service)
	}
	a.Presence, a.HostWord = border.Whole, ""
	presence := border.PresenceOf(word)
	if presence == border.Empty || !a.NetSuite() && presence != border.Variable && strings.Contains(word, ".") {
		return // another host, whatever its name looks like
	}
	if presence == border.Whole && a.NetSuite() && token.ExampleAccount(word) {
		presence = border.Named
	}
	a.Presence, a.HostWord = presence, border.Clip(shown(word), longestWord)
}

// accountServices are the parts that follow the account in a host of NetSuite.
var accountServices = []string{".suitetalk.api", ".restlets.api", ".app", ".connect.api", ".extforms"}
