package findings

import (
	"slices"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/token"
	"authdoctor/ui/paint"
	"authdoctor/ui/screen"
)

// tokenScreen shows a token and how NetSuite would judge it.
type tokenScreen struct {
	findingList
	n int // index of the token in the Case
}

// NewToken returns a screen for the first token of the Case.
func NewToken(s *screen.Session) screen.Screen {
	t := &tokenScreen{}
	t.findingList = newFindingList(s, t)
	return t
}

func (t *tokenScreen) About() screen.About {
	about := t.findingList.About()
	about.Tokens = true
	return about
}

func (t *tokenScreen) Outdated(by screen.Replaced) bool {
	return by == screen.TokensReplaced || by == screen.ExchangesReplaced || by == screen.TakenBack && !t.there()
}

// token returns the token that is shown, or false if the Case has none.
func (t *tokenScreen) token() (token.Token, bool) {
	if len(t.s.Case.Tokens) == 0 {
		return token.Token{}, false
	}
	return t.s.Case.Tokens[min(t.n, len(t.s.Case.Tokens)-1)], true
}

func (t *tokenScreen) Title() string {
	if len(t.s.Case.Tokens) > 1 {
		return "Token " + paint.Count(t.n+1) + " of " + paint.Count(len(t.s.Case.Tokens))
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
		account = paint.AccountWords(tok.Account)
	}
	return paint.Joined(tok.Title(), account, t.s.Ages.Of(tok.Raw))
}

// findings returns the findings about this token and about the Case, with the first cause
// first.
func (t *tokenScreen) findings() []diagnosis.Finding {
	var mine []diagnosis.Finding
	for _, f := range t.s.Diagnosis.Findings {
		if f.Token == 0 || f.Token == t.n+1 {
			mine = append(mine, f)
		}
	}
	// A fault of the token itself comes before everything else that is known.
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

func (t *tokenScreen) sound() string { return "No fault was found in this token" }

// countdown returns the time until the token expires.
func (t *tokenScreen) countdown() string {
	tok, _ := t.token()
	return paint.Expiry(tok, t.s.Diagnosis.At)
}

func (t *tokenScreen) several() bool { return len(t.s.Case.Tokens) > 1 }

func (t *tokenScreen) next(by int) {
	n := len(t.s.Case.Tokens)
	t.n = (t.n + by + n) % n
}
