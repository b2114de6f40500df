package plain

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/probe"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// sender sends the online checks of one case. No secret of a case is sent for another: each
// begins with a client of its own.
type sender struct {
	*probe.Client
	of    *screen.Journal
	known diagnosis.Connection
}

// equip gives the client what the Case has now.
func (j *journey) equip() {
	if j.sender.of != j.s.Journal {
		j.sender = sender{Client: probe.New(j.s.Probe), of: j.s.Journal}
	}
	j.sender.known = screen.Equip(j.s, j.sender.Client)
}

// online lists the online checks, and sends those that are agreed to.
func (j *journey) online() error {
	for {
		if j.equip(); j.sender.Account == "" && j.sender.known.Contradiction != "" {
			return j.say("", paint.Sentence(j.sender.known.Contradiction)+" Take back the values of the other login, or change them under the facts.")
		}
		if j.sender.Account == "" {
			if err := j.giveFact(diagnosis.FactAccount); err != nil {
				return err
			}
			continue
		}
		plan := screen.PlanOnline(j.sender.Client, j.sender.known.Granted)
		q := question{text: "Which online check of account " + j.sender.Account + "?", help: "Nothing is sent before you agree: first you read what a request sends and reveals."}
		slices.SortStableFunc(plan, func(a, b online.Planned) int { return strings.Compare(lacking(a), lacking(b)) })
		for _, check := range plan {
			state := "Not sent"
			if check.Lacks == "" {
				q.few++
			}
			if seen, sent := j.s.Case.LastSeen(check.ID); sent {
				state = paint.Capital(screen.OutcomeWords(seen))
			} else if check.Lacks != "" {
				state = "Lacks " + check.Lacks
			}
			q.answers = append(q.answers, check.Title+" "+state)
		}
		at, err := j.ask(q)
		if err != nil {
			return err
		}
		if plan[at].Lacks != "" {
			err = j.supply(plan[at])
		} else {
			err = j.sendCheck(plan[at])
		}
		if err := back(err); err != nil {
			return err
		}
	}
}

// lacking sorts the checks that can be sent before those that lack something.
func lacking(check online.Planned) string {
	if check.Lacks == "" {
		return ""
	}
	return "lacking"
}

// sendCheck announces a check, and sends it after a yes.
func (j *journey) sendCheck(check online.Planned) error {
	if err := cmp.Or(j.write("\n"), j.say("", check.Title)); err != nil {
		return err
	}
	for _, row := range screen.Announcement(j.s, check) {
		if err := j.say(paint.Capital(row[0]), row[1]); err != nil {
			return err
		}
	}
	if yes, err := j.agrees("Send it?", "Only this request is sent, once."); err != nil || !yes {
		return err
	}
	switch check.ID {
	case online.CodeExchange:
		if err := j.logIn(); err != nil {
			return err
		}
	case online.Refresh:
		if err := j.clientSecret(); err != nil {
			return err
		}
	}
	if err := j.say("", "Sending."); err != nil {
		return err
	}
	before, _ := j.s.Diagnosis.FirstCause()
	seen, input := j.sender.Send(j.ctx, check.ID)
	j.sender.Code, j.sender.Verifier = border.Secret{}, border.Secret{} // they work once
	if err := j.ctx.Err(); err != nil {
		return err
	}
	screen.TakeOnline(j.s, "the online check "+string(check.ID), seen, input)
	said := []string{seen.Text, seen.Fault.Advice()}
	if seen.Proxy != "" {
		said = append(said, "The request went through the proxy "+seen.Proxy+".")
	}
	if cause, is := j.s.Diagnosis.FirstCause(); is && cause.Title != before.Title {
		said = append(said, "Found: "+paint.Sentence(cause.Title))
	}
	said = slices.DeleteFunc(said, func(text string) bool { return text == "" })
	if !seen.Sound() {
		said[0] = "Problem: " + said[0]
	}
	return j.says(said...)
}

// agrees asks a question to which y and n are answers as well.
func (j *journey) agrees(text, help string) (bool, error) {
	at, err := j.ask(question{text: text, help: help, answers: []string{"Yes", "No"}, what: "y or n", typed: func(text string) (int, error) {
		switch strings.ToLower(text) {
		case "y", "yes":
			return 0, nil
		case "n", "no":
			return 1, nil
		}
		return 0, errors.New("that is neither y nor n")
	}})
	return at == 0, err
}

// supply asks for what a check lacks.
func (j *journey) supply(check online.Planned) error {
	if err := j.say("", "It lacks "+check.Lacks+"."); err != nil {
		return err
	}
	c := j.sender.Client
	switch signs := check.ID == online.TokenRequest; {
	case c.ClientID == "" && (signs || slices.Contains([]online.ID{online.CodeExchange, online.Certificates, online.Refresh}, check.ID)):
		return j.giveFact(diagnosis.FactClientID)
	case check.ID == online.CodeExchange:
		return j.giveFact(diagnosis.FactRecordRedirectURIs)
	case signs && c.Key.Kind != keys.PrivateKey:
		return j.openTyped()
	case signs:
		return j.giveFact(diagnosis.FactCertificateID)
	case check.ID == online.RESTlet && c.Token.Len() > 0 && !strings.HasPrefix(check.Lacks, "the scope"):
		typed, err := j.value("Which RESTlet?", "The External URL of its deployment, with script and deploy. Its script runs.", "", func(value string) error {
			if border.HoldsSecret(value) || !strings.HasPrefix(value, "https://") {
				return errors.New("this is not the address of a RESTlet; copy the External URL of the deployment")
			}
			return nil
		})
		c.RESTlet = typed
		return err
	}
	text, err := j.paste()
	if err != nil {
		return err
	}
	return j.take(text)
}

func (j *journey) giveFact(name diagnosis.FactName) error {
	kind, _ := diagnosis.KindOfFact(name)
	return j.give(kind)
}

// logIn has the user log in with the browser, and gives the client the code that comes back.
func (j *journey) logIn() error {
	if err := j.clientSecret(); err != nil {
		return err
	}
	c := j.sender.Client
	begun, err := probe.AuthorizationRequest{Account: c.Account, ClientID: c.ClientID, RedirectURI: c.RedirectURI, Scopes: c.Scopes, Server: j.s.Probe.Server}.Begin(j.s.Random)
	for err == nil {
		if err := j.write("\nOpen this address in a browser, log in, select the role, and click Allow:\n\n" + border.Text(begun.Address) + "\n"); err != nil {
			return err
		}
		typed, stop := j.secret("Which address does the browser show then? The page may be an error page.")
		if stop != nil {
			return stop
		}
		back, wrong := begun.Returned(typed)
		if wrong == nil {
			c.Code, c.Verifier = back.Code, begun.Verifier
			return nil
		}
		if err := j.say("", paint.Sentence(wrong.Error())); err != nil {
			return err
		}
	}
	if said := j.say("", paint.Sentence(err.Error())); said != nil {
		return said
	}
	return errBack
}

// clientSecret asks for the Client Secret, unless the client is known to be public.
func (j *journey) clientSecret() error {
	if j.sender.known.Public || j.sender.ClientSecret.Len() > 0 {
		return nil
	}
	confidential, err := j.agrees("Does the client have a Client Secret?", "A public client has none. The secret is sent for this check and not kept.")
	if err != nil || !confidential {
		return err
	}
	typed, err := j.secret("Which Client Secret?")
	j.sender.ClientSecret = border.NewSecret(typed)
	return err
}
