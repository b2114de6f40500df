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
	add := func(account string) {
		if !token.IsAccount(account) {
			return
		}
		if account = token.CanonicalAccount(account); !slices.Contains(accounts, account) {
			accounts = append(accounts, account)
		}
	}
	ofKey := func(kid string) {
		if account, _, ok := token.CompanyKey(kid); ok {
			add(account)
		}
	}
	add(c.Facts.Value(FactAccount))
	for _, t := range c.Tokens {
		add(t.Account)
		add(t.TokenAccount)
		ofKey(t.KeyID)
	}
	for _, e := range c.Exchanges {
		add(e.Account())
		if a := e.Answer; a != nil {
			if a.Redirected() {
				add(a.Params.Text("company"))
			}
			if realm := a.Challenge.Realm; !exchange.PlaceholderAccount(realm) {
				add(realm)
			}
			add(a.Location.Account)
		}
	}
	for _, key := range c.Keys.All() {
		ofKey(key.KeyID)
	}
	for _, file := range c.Keys.Files() {
		if account, _ := token.AccountHost(file.Name); account != "" { // the address of a key set
			add(account)
		}
	}
	return accounts
}
