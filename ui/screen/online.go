package screen

import (
	"net/url"
	"strconv"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/probe"
)

// Equip gives the client of the online checks what the Case has now, and returns that.
func Equip(s *Session, c *probe.Client) diagnosis.Connection {
	known := diagnosis.ConnectionOf(s.Case, s.Diagnosis)
	c.Account, c.ClientID, c.KeyID, c.Key, c.RedirectURI = known.Account, known.ClientID, known.KeyID, known.Key, known.RedirectURI
	c.Token, c.RefreshToken, c.Assertion = known.Access, known.Refresh, known.Assertion
	if c.Scopes = known.Scopes; len(c.Scopes) == 0 {
		c.Scopes = []string{"rest_webservices"}
	}
	return known
}

// PlanOnline returns the online checks, in order. The exchange of a code lacks nothing but what
// the login with the browser brings, once the record is known.
func PlanOnline(c *probe.Client, granted []string) []online.Planned {
	plan := c.Plan()
	for i := range plan {
		if scope := plan[i].ID.LacksScope(granted); scope != "" && plan[i].Lacks == "" {
			plan[i].Lacks = "the scope " + scope
		}
		if plan[i].ID != online.CodeExchange || c.Account == "" {
			continue
		}
		switch plan[i].Lacks = ""; {
		case c.ClientID == "":
			plan[i].Lacks = "the Client ID"
		case c.RedirectURI == "":
			plan[i].Lacks = "the Redirect URI"
		}
	}
	return plan
}

// Announcement returns the rows that say what a check is about to send, with the host apart: label
// and text.
func Announcement(s *Session, check online.Planned) [][2]string {
	rows := check.Announcement()
	if to, err := url.Parse(check.Address); err == nil && to.Host != "" {
		rows = append([][2]string{{"to", to.Host}, {"sends", check.Method + " " + to.RequestURI()}}, rows[1:]...)
	}
	if _, sent := s.Case.LastSeen(check.ID); sent {
		rows = append([][2]string{{"again", "It was sent before. This sends it again."}}, rows...)
	}
	return rows
}

// OutcomeWords names what became of a check that was sent, in a few words.
func OutcomeWords(seen online.Seen) string {
	if seen.Status > 0 {
		return string(seen.Outcome) + " " + strconv.Itoa(seen.Status)
	}
	return string(seen.Outcome)
}

// TakeOnline adds to the Case what an online check saw and what its answer says, so that it
// can be taken back like a paste. what is the check in words, the request for a token.
func TakeOnline(s *Session, what string, seen online.Seen, input intake.Input) {
	s.Give(what, string(casefile.Sent), s.Case.WithOnline(seen, input), Pieces(diagnosis.Case{}.With(input))...)
	if len(input.Tokens) > 0 {
		s.CloseScreens(TokensReplaced)
	}
	if len(input.Exchanges) > 0 {
		s.CloseScreens(ExchangesReplaced)
	}
}
