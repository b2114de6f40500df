package ui

import (
	"slices"
	"strings"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/token"
)

// tokenScreen shows a token as NetSuite would judge it.
type tokenScreen struct {
	findingList
	n int // which token of the Case
}

func newTokenScreen(s *session) screen {
	t := &tokenScreen{}
	t.findingList = newFindingList(s, t)
	return t
}

// About implements screen.
func (t *tokenScreen) About() About {
	about := t.findingList.About()
	about.Tokens = true
	return about
}

// Outdated implements screen.
func (t *tokenScreen) Outdated(by Replaced) bool {
	return by == TokensReplaced || by == ExchangesReplaced || by == TakenBack && !t.there()
}

// token is the one that is shown.
func (t *tokenScreen) token() (token.Token, bool) {
	if len(t.s.Case.Tokens) == 0 {
		return token.Token{}, false
	}
	return t.s.Case.Tokens[min(t.n, len(t.s.Case.Tokens)-1)], true
}

func (t *tokenScreen) Title() string {
	if len(t.s.Case.Tokens) > 1 {
		return "Token " + count(t.n+1) + " of " + count(len(t.s.Case.Tokens))
	}
	return "Token"
}

func (t *tokenScreen) Aside() string {
	tok, ok := t.token()
	if !ok {
		return ""
	}
	account := ""
	if tok.Account != "" {
		account = accountWords(tok.Account)
	}
	return joined(tokenTitle(tok), account, t.s.ages.Of(tok.Raw))
}

// accountWords writes an account as host names have it, and what kind it is.
func accountWords(account string) string {
	host := token.HostAccount(account)
	_, suffix, _ := strings.Cut(strings.ToUpper(account), "_")
	switch {
	case strings.HasPrefix(suffix, "SB"):
		return host + " · Sandbox " + strings.TrimPrefix(suffix, "SB")
	case strings.HasPrefix(suffix, "RP"):
		return host + " · Release Preview"
	}
	return host
}

// findings are those of this token and of the Case, the first cause first.
func (t *tokenScreen) findings() []diagnosis.Finding {
	var mine []diagnosis.Finding
	for _, f := range t.s.Diagnosis.Findings {
		if f.Token == 0 || f.Token == t.n+1 {
			mine = append(mine, f)
		}
	}
	// What is wrong with the token itself comes before what else is known.
	if i := slices.IndexFunc(mine, func(f diagnosis.Finding) bool { return f.Token > 0 && f.Status == diagnosis.Fail }); i > 0 {
		cause := mine[i]
		mine = slices.Insert(slices.Delete(mine, i, i+1), 0, cause)
	}
	for _, status := range []diagnosis.Status{diagnosis.Fail, diagnosis.Warn} {
		i := slices.IndexFunc(mine, func(f diagnosis.Finding) bool { return f.Status == status })
		if i >= 0 {
			cause := mine[i]
			return slices.Insert(slices.Delete(mine, i, i+1), 0, cause)
		}
	}
	return mine
}

func (t *tokenScreen) there() bool { return len(t.s.Case.Tokens) > 0 }

func (t *tokenScreen) sound() string { return "Nothing wrong is seen in this token" }

// countdown counts down to the end of the token.
func (t *tokenScreen) countdown() string {
	tok, _ := t.token()
	return expiry(tok, t.s.Diagnosis.At)
}

func (t *tokenScreen) several() bool { return len(t.s.Case.Tokens) > 1 }

func (t *tokenScreen) next(by int) {
	n := len(t.s.Case.Tokens)
	t.n = (t.n + by + n) % n
}
