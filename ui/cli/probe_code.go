package cli

import (
	"context"
	"errors"
	"fmt"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/probe"
)

// authorize has the user log in with the browser and gives the client the code that comes
// back. Code, code_verifier and Client Secret stay in the client.
func (p *probing) authorize(ctx context.Context) error {
	if err := p.clientSecret(ctx); err != nil {
		return err
	}
	a, err := probe.AuthorizationRequest{Account: p.client.Account, ClientID: p.client.ClientID, RedirectURI: p.client.RedirectURI, Scopes: p.client.Scopes, Server: p.server}.Begin(p.random)
	if err != nil {
		return err
	}
	var receiver *probe.Loopback
	if probe.IsLoopback(a.RedirectURI) {
		if receiver, err = probe.Listen(a.RedirectURI, p.random, p.now()); err != nil {
			fmt.Fprintf(p.err, "note: %v\n", sayable(err))
		}
	}
	if receiver == nil && p.askPassphrase == nil {
		return errors.New("the address that the browser returns to is asked for at a terminal, and there is none")
	}
	fmt.Fprintf(p.err, "\nOpen this address in a browser, log in, select the role, and click Allow:\n\n%s\n\n", border.Text(a.Address))
	back, came, err := p.comesBack(ctx, a, receiver)
	if came != "" {
		p.c = p.c.With(intake.Recognise(came)) // without its code
	}
	if err != nil {
		return err
	}
	if p.client.Account == "" {
		p.client.Account = back.Account
	}
	p.client.Code, p.client.Verifier = back.Code, a.Verifier
	return nil
}

// comesBack waits for the browser, or asks for the address that it shows. came is that
// address if it belongs to this attempt.
func (p *probing) comesBack(ctx context.Context, a probe.Authorization, receiver *probe.Loopback) (back probe.Callback, came string, err error) {
	if receiver != nil {
		if receiver.Warns {
			fmt.Fprintln(p.err, "The browser warns of the certificate of localhost: it was made for this login alone. Choose to continue.")
		}
		fmt.Fprintf(p.err, "Waiting for the browser at %s; ctrl+c stops.\n", border.Shown(a.RedirectURI, 200))
		came, err = receiver.Wait(ctx, a.Owns)
	} else {
		var typed []byte
		typed, err = p.askPassphrase(ctx, "The address that the browser shows then (it is not shown here): ")
		came = string(typed)
	}
	if err != nil {
		return back, "", err
	}
	back, err = a.Returned(came)
	if !a.Owns(came) {
		came = ""
	}
	return back, came, err
}

// clientSecret asks for the Client Secret where one may be needed and no file has it.
func (p *probing) clientSecret(ctx context.Context) error {
	if p.secretFile != "" || p.askPassphrase == nil || diagnosis.ConnectionOf(p.c, diagnosis.Diagnose(p.c)).Public {
		return nil
	}
	typed, err := p.askPassphrase(ctx, "Client Secret (nothing for a public client): ")
	if err != nil {
		return err
	}
	p.client.ClientSecret = border.NewSecret(string(typed))
	return nil
}
