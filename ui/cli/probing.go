package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/probe"
)

// probing is one run of the command probe.
type probing struct {
	probeOptions
	client *probe.Client
	c      diagnosis.Case
	sent   int
	rest   bool // a was answered: send what --yes covers
	broken map[online.ID]online.Seen
	unsent []reportCheck
	// ask prompts for a line at the terminal; nil if there is none.
	ask func(ctx context.Context, prompt string) (string, error)
}

// needs are the checks without whose success another one is not sent. All but those to other
// hosts also need the host.
var needs = map[online.ID]online.ID{
	online.Metadata:     online.ServerTime,
	online.Certificates: online.ServerTime,
	online.SuiteQL:      online.ServerTime,
}

// all sends the checks that are wanted and agreed to, in order.
func (p *probing) all(ctx context.Context) error {
	plan := p.client.Plan()
	switch lacks := plan[0].Lacks; { // the first check needs the account alone
	case p.client.Account == "":
		return errors.New("the account is not known; give it with --account, such as --account 1234567_SB1")
	case lacks != "":
		return fmt.Errorf("%w: it lacks %s", errNothingSent, lacks)
	}
	for _, first := range plan {
		planned := p.planned(first.ID) // again: the check before may have brought a token
		if !p.wants(planned) {
			continue
		}
		why := p.pointless(planned)
		if planned.Lacks != "" && why == "" && planned.ID != online.CodeExchange {
			why = "it lacks " + planned.Lacks
		}
		if why != "" {
			p.skip(planned, why)
			if planned.Flag != "" || planned.ID == online.TokenRequest && p.key != "" { // it was asked for
				p.broken[planned.ID] = online.Seen{Check: planned.ID}
			}
			continue
		}
		p.announce(planned)
		if !p.yes && p.ask == nil {
			p.skip(planned, "it was not agreed to")
			continue
		}
		send, stop, err := p.agreed(ctx, planned)
		switch {
		case err != nil:
			return err
		case stop:
			p.skip(planned, "you stopped here")
			return p.some()
		case !send:
			p.skip(planned, "you did not agree")
			continue
		}
		if planned.ID == online.Refresh {
			if err := p.clientSecret(ctx); err != nil {
				return err
			}
		}
		if planned.ID == online.CodeExchange {
			if err := p.authorize(ctx); err != nil {
				if ctx.Err() != nil || errors.Is(err, tea.ErrInterrupted) {
					return err
				}
				p.skip(planned, sayable(err).Error())
				p.broken[planned.ID] = online.Seen{Check: planned.ID}
				continue
			}
		}
		p.send(ctx, planned)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if !p.yes && p.ask == nil {
		return fmt.Errorf("%w: there is no terminal to ask at; --yes sends what is announced above", errNothingSent)
	}
	return p.some()
}

// some returns an error if nothing was sent.
func (p *probing) some() error {
	if p.sent == 0 {
		return errNothingSent
	}
	return nil
}

func (p *probing) planned(id online.ID) online.Planned {
	plan := p.client.Plan()
	return plan[slices.IndexFunc(plan, func(one online.Planned) bool { return one.ID == id })]
}

// wants reports whether --yes covers a check or its flag was given.
func (p *probing) wants(planned online.Planned) bool {
	asked, flagged := map[online.ID]bool{
		online.DataCenters: p.dataCenters, online.SuiteQL: p.suiteQL, online.RESTlet: p.restlet != "",
		online.MCP: p.mcp, online.Refresh: p.refresh != "", online.CodeExchange: p.code,
	}[planned.ID]
	return asked || !flagged
}

// pointless says why a check would show nothing after what came before, "" for no reason.
func (p *probing) pointless(planned online.Planned) string {
	if _, failed := p.broken[online.Host]; failed && planned.ID != online.DataCenters {
		return "it would fail as the check of the host did"
	}
	if _, failed := p.broken[needs[planned.ID]]; failed {
		return "the token does not work, as serverTime shows"
	}
	granted := diagnosis.ConnectionOf(p.c, diagnosis.Diagnose(p.c)).Granted
	if scope := planned.ID.LacksScope(granted); scope != "" && planned.Lacks == "" {
		why := "the token lacks the scope " + scope
		switch {
		case p.token != "":
		case slices.Contains(keys.AssertionScopes(), scope):
			why += ", which --scope " + scope + " asks for"
		default:
			why += ", which --code-exchange --scope " + scope + " asks for"
		}
		return why
	}
	return ""
}

// unlisted reports whether the role may not see the list of certificates, which few roles may:
// this is no fault of the login.
func unlisted(seen online.Seen) bool {
	return seen.Check == online.Certificates && seen.Outcome == online.Answered && seen.Fault == online.NoFault && seen.Status == http.StatusForbidden
}

// endUnseen reports whether the list of certificates was refused and nothing else tells when
// the certificate in use ends: a nightly run would watch for nothing.
func (p *probing) endUnseen() bool {
	return slices.ContainsFunc(p.c.Online, unlisted) && slices.ContainsFunc(diagnosis.Diagnose(p.c).Findings, func(f diagnosis.Finding) bool {
		return f.ID == "certificate-ends" && f.Status == diagnosis.Unchecked
	})
}

// send sends one check and adds what it saw to the Case.
func (p *probing) send(ctx context.Context, planned online.Planned) {
	seen, input := p.client.Send(ctx, planned.ID)
	p.sent++
	p.c = p.c.WithOnline(seen, input)
	mark := [2]string{"✓ ", "answered"}
	switch {
	case unlisted(seen):
		mark = [2]string{"· ", "not checked"}
	case !seen.Sound():
		p.broken[seen.Check], mark = seen, [2]string{"✗ ", "problem"}
	}
	w := newText(p.lines())
	text := seen.Text
	if seen.Proxy != "" {
		text += " The way led through the proxy " + seen.Proxy + "."
	}
	w.hanging(w.mark(mark[0], mark[1])+fmt.Sprintf("%-14s ", planned.ID), text)
	_ = writeAll(p.lines(), w.String())
}

// skip notes that a check was not sent.
func (p *probing) skip(planned online.Planned, why string) {
	p.unsent = append(p.unsent, reportCheck{ID: planned.ID, Address: planned.Address, Outcome: notSent, Text: why})
	w := newText(p.lines())
	w.hanging(w.mark("– ", "not sent")+fmt.Sprintf("%-14s ", planned.ID), "not sent: "+why)
	_ = writeAll(p.lines(), w.String())
}

// lines is where the line of each check goes: beside a document, to standard error.
func (p *probing) lines() io.Writer {
	if p.format == formatText {
		return p.out
	}
	return p.err
}

// announce says what is about to be sent.
func (p *probing) announce(planned online.Planned) {
	w := newText(p.err)
	w.WriteString("\n")
	w.hanging("", planned.Title)
	rows := planned.Announcement()
	fmt.Fprintf(w, "  %-14s %s\n", rows[0][0], border.Text(rows[0][1])) // in one line, to be copied
	for _, row := range rows[1:] {
		w.hanging(fmt.Sprintf("  %-14s ", row[0]), row[1])
	}
	_ = writeAll(p.err, w.String())
}

// agreed asks whether a check is to be sent.
func (p *probing) agreed(ctx context.Context, planned online.Planned) (send, stop bool, err error) {
	if p.yes || p.rest && planned.Flag == "" {
		return true, false, nil
	}
	for {
		answer, err := p.ask(ctx, "Send it? y = yes, n = no, a = this and all that --yes covers, q = stop [n] ")
		switch {
		case errors.Is(err, io.EOF):
			return false, true, nil
		case err != nil:
			return false, false, err
		}
		switch strings.ToLower(strings.TrimSpace(answer)) {
		case "y", "yes":
			return true, false, nil
		case "", "n", "no":
			return false, false, nil
		case "a", "all":
			p.rest = true
			return true, false, nil
		case "q", "quit":
			return false, true, nil
		}
	}
}

// lineAsker returns a function that prompts on standard error and reads a line from
// standard input, where that is a terminal.
func lineAsker(in io.Reader, errOut io.Writer) func(context.Context, string) (string, error) {
	lines := bufio.NewReader(in)
	return func(ctx context.Context, prompt string) (string, error) {
		if err := writeAll(errOut, border.Text(prompt)); err != nil {
			return "", err
		}
		return await(ctx, func() (string, error) {
			line, err := lines.ReadString('\n')
			if line != "" {
				err = nil
			}
			return line, err
		})
	}
}
