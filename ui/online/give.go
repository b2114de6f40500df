package online

import (
	"errors"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// give leads to where what a check lacks is given.
func (o *checks) give(check online.Planned) tea.Cmd {
	c := o.client
	signs := check.ID == online.TokenRequest
	switch {
	case c.Account == "":
		o.ask("account", "Which account?", "Such as 1234567, or 1234567_SB1 for a sandbox: Setup › Company › Company Information.", func(value string) error {
			fact, err := diagnosis.ParseFact("account="+value, diagnosis.SourceUser)
			if err == nil {
				o.s.State(fact)
			}
			return err
		})
	case c.ClientID == "" && (signs || check.ID == online.Certificates || check.ID == online.Refresh):
		o.s.Notice = "Give the Client ID, in the row of that name."
		return o.goTo(screen.Record{})
	case check.ID == online.CodeExchange && (c.ClientID == "" || c.RedirectURI == ""):
		o.s.Notice = "Give the Client ID and the Redirect URI, in the rows of these names."
		return o.goTo(screen.Record{})
	case signs && c.Key.Kind != keys.PrivateKey:
		o.s.Notice = "Open the private key of the mapped certificate. It signs here, and is never sent."
		return o.goTo(screen.Keys{})
	case signs && c.KeyID == "":
		o.s.Notice = "Open the certificate, or paste the Certificate ID that NetSuite shows for the mapping."
		return o.goTo(screen.Keys{})
	case check.ID == online.Refresh:
		o.s.Notice = "Paste the refresh token, or the answer that contains it."
	case check.ID == online.RESTlet && c.RESTlet == "":
		o.ask("RESTlet", "Which RESTlet?", "The External URL of its deployment, with script and deploy. Its script runs.", func(value string) error {
			if value = strings.TrimSpace(value); border.HoldsSecret(value) || !strings.HasPrefix(value, "https://") {
				return errors.New("this is not the address of a RESTlet; copy the External URL of the deployment")
			}
			o.client.RESTlet = value
			if lacks := o.planned(online.RESTlet).Lacks; o.client.Token.Len() > 0 && lacks != "" {
				o.client.RESTlet = ""
				return errors.New("it must be " + lacks)
			}
			return nil
		})
	case check.ID.LacksScope(o.granted) != "" && o.client.Token.Len() > 0:
		o.s.Notice = "It lacks " + check.Lacks + ". State the Scope boxes of the record, and send the token request again."
		return o.goTo(screen.Record{})
	default:
		o.s.Notice = "It lacks " + check.Lacks + ". Send the token request first, or paste an access token."
	}
	return nil
}

// goTo shows a destination and keeps the notice that says what to do there.
func (o *checks) goTo(to screen.Destination) tea.Cmd {
	notice := o.s.Notice
	cmd := o.s.GoTo(to)
	o.s.Notice = notice
	return cmd
}

// ask asks for a value that no other screen takes.
func (o *checks) ask(name, text, help string, take func(string) error) {
	o.asks = paint.NewForm(o.s.Styles, []paint.Question{{Name: name, Text: text, Help: help, Check: take}})
}

// answered handles a key for the question.
func (o *checks) answered(msg tea.KeyMsg) tea.Cmd {
	o.asks.Update(msg)
	if o.asks.Done() {
		o.adopt()
		if o.client.RESTlet == "" || o.chosen().ID != online.RESTlet { // the account was given
			o.next()
		}
	}
	return nil
}
