package diagnosis

import (
	"slices"

	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/token"
)

// Accounts returns the accounts that a Case names, each once, in their canonical form:
// 1234567 and its sandbox 1234567_SB1 are two. They come from the stated facts, tokens,
// requests, answers and the names of NetSuite's keys.
func (c Case) Accounts() []string {
	var accounts []string
	for _, source := range c.accountSources() {
		if !slices.Contains(accounts, source.value) {
			accounts = append(accounts, source.value)
		}
	}
	return accounts
}

// accountSources returns every account that a Case names, with where it does.
func (c Case) accountSources() []told {
	var found []told
	add := func(account, from string) {
		if token.IsAccount(account) {
			found = append(found, told{token.CanonicalAccount(account), from})
		}
	}
	ofKey := func(kid, from string) {
		if account, _, ok := token.CompanyKey(kid); ok {
			add(account, from)
		}
	}
	said, _ := c.Facts.Get(FactAccount)
	add(said.Value, sourceWords[said.Source])
	for _, t := range c.Tokens {
		add(t.Account, "the "+t.Kind.Title())
		add(t.TokenAccount, "jti of the "+t.Kind.Title())
		ofKey(t.KeyID, "kid of the "+t.Kind.Title())
	}
	for _, e := range c.Exchanges {
		add(e.Account(), "the "+e.Word())
		if a := e.Answer; a != nil {
			if a.Redirected() {
				add(a.Params.Text("company"), "company of the redirect")
			}
			if realm := a.Challenge.Realm; !exchange.PlaceholderAccount(realm) {
				add(realm, "realm of the answer")
			}
			add(a.Location.Account, "Location of the answer")
		}
	}
	for _, key := range c.Keys.All() {
		ofKey(key.KeyID, "the key set")
	}
	for _, file := range c.Keys.Files() {
		if account, _ := token.AccountHost(file.Name); account != "" {
			add(account, "the address of the key set")
		}
	}
	return found
}
