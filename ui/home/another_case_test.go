package home_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"authdoctor/diagnosis"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// TestAnotherAccount catches two customers' pastes that are mixed without a question,
// and a question about pastes of one account.
func TestAnotherAccount(t *testing.T) {
	host := "curl -H 'Authorization: Bearer x' https://7654321.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=1"
	company := strings.Replace(uitest.RedirectBack, "1234567_SB1", "7654321", 1)
	realm := strings.Replace(uitest.RefusedCall, "1234567-sb1", "7654321", 1)
	typed := func(value string) func(*uitest.Terminal) {
		return func(term *uitest.Terminal) { term.S.State(diagnosis.Fact{Name: diagnosis.FactAccount, Value: value}) }
	}
	pasted := func(text string) func(*uitest.Terminal) { return func(term *uitest.Terminal) { term.PasteText(text) } }
	filed := func(text string) func(*uitest.Terminal) {
		return func(term *uitest.Terminal) {
			term.S.Disk.(*uitest.MemoryDisk).MapFS["given.txt"] = &fstest.MapFile{Data: []byte(text)}
			term.Press("esc", "esc", "esc")
			term.Write("./given.txt")
			term.Do("enter")
		}
	}
	nothing := func(*uitest.Terminal) {}
	sandbox := pasted(uitest.TokenFor("1234567_SB1"))
	for name, c := range map[string]struct {
		before, after func(*uitest.Terminal)
		asks          bool
	}{
		"first paste":                {nothing, sandbox, false},
		"same account":               {sandbox, pasted(uitest.TokenFor("1234567_SB1")), false},
		"same account, host name":    {sandbox, pasted(uitest.RefusedCall), false},
		"no account":                 {sandbox, pasted(uitest.RefusedClient), false},
		"certificate":                {sandbox, pasted(string(uitest.TestCertificate(uitest.TestKey(1), uitest.Noon.AddDate(1, 0, 0)))), false},
		"word":                       {sandbox, pasted("MissingKey"), false},
		"case without account":       {pasted(uitest.RefusedClient), pasted(uitest.TokenFor("7654321")), false},
		"two accounts in one":        {nothing, pasted(uitest.TokenFor("1234567_SB1") + "\n" + uitest.TokenFor("7654321")), false},
		"one of two accounts":        {pasted(uitest.TokenFor("1234567_SB1") + "\n" + uitest.TokenFor("7654321")), pasted(realm), false},
		"two accounts, one known":    {sandbox, pasted(realm + "\n" + uitest.TokenFor("1234567_SB1")), false},
		"placeholder":                {sandbox, pasted(strings.Replace(uitest.RefusedCall, "1234567-sb1", "123456", 1)), false},
		"typed, same":                {typed("7654321"), pasted(realm), false},
		"token":                      {sandbox, pasted(uitest.TokenFor("7654321")), true},
		"production against sandbox": {sandbox, pasted(uitest.TokenFor("1234567")), true},
		"sandbox against production": {pasted(uitest.TokenFor("1234567")), sandbox, true},
		"other sandbox":              {sandbox, pasted(uitest.TokenFor("1234567_SB2")), true},
		"host":                       {sandbox, pasted(host), true},
		"company":                    {sandbox, pasted(company), true},
		"realm":                      {sandbox, pasted(realm), true},
		"key set":                    {sandbox, pasted(uitest.KeySetOf("7654321")), true},
		"token after key set":        {pasted(uitest.KeySetOf("7654321")), sandbox, true},
		"token after answer":         {pasted(realm), sandbox, true},
		"assertion":                  {sandbox, pasted(uitest.Assertion()), true},
		"typed":                      {typed("7654321"), sandbox, true},
		"file with a token":          {sandbox, filed(uitest.TokenFor("7654321")), true},
		"file with a key set":        {sandbox, filed(uitest.KeySetOf("7654321")), true},
		"file with an answer":        {sandbox, filed(realm), true},
		"file, same account":         {sandbox, filed(uitest.RefusedCall), false},
	} {
		t.Run(name, func(t *testing.T) {
			start := func() (*uitest.Terminal, diagnosis.Case) {
				term := uitest.Open(t, 100, 30)
				c.before(term)
				before := term.S.Case
				c.after(term)
				return term, before
			}
			term, before := start()
			question, asks := term.S.At().(screen.Another)
			if asks != c.asks {
				t.Fatalf("asked: %v", asks)
			}
			if !asks {
				return
			}
			if !uitest.SameCase(term.S.Case, before) || strings.Contains(term.Text(), "› 1") || strings.Contains(term.Text(), "› 2") {
				t.Fatal("something is taken or chosen before the answer")
			}
			term.MustSee("Another case, or the same?", "Nothing is mixed until you answer")
			term.Press("enter")
			if term.S.At() != screen.Destination(question) {
				t.Fatal("enter answers without a choice")
			}

			for _, yes := range []string{"1", "n"} {
				term, before = start()
				term.Press(yes)
				if uitest.Overlaps(term.S.Case.Accounts(), before.Accounts()) || len(term.S.Case.Accounts()) == 0 {
					t.Errorf("%s: the new case has the accounts %v", yes, term.S.Case.Accounts())
				}
				term.Press("u", "u")
				if !uitest.SameCase(term.S.Case, before) {
					t.Errorf("%s, then taken back, the Case is\n%+v, was\n%+v", yes, term.S.Case, before)
				}
			}
			term, before = start()
			term.Press("2")
			if got := term.S.Case.Accounts(); len(term.S.Undos) == 0 || len(term.S.Waiting) > 0 || uitest.SameCase(term.S.Case, before) {
				t.Errorf("the same case: accounts %v", got)
			}
			term, before = start()
			term.Press("esc")
			if !uitest.SameCase(term.S.Case, before) || len(term.S.Waiting) != 1 {
				t.Error("esc takes the paste, or loses it")
			}
			term.MustSee("Nothing was added")
			term.S.Waiting[0].Ask(term.S)
			term.Press("down", "enter")
			if len(term.S.Waiting) > 0 {
				t.Error("what waited cannot be taken")
			}
			term, before = start()
			undos := len(term.S.Undos)
			term.Press("u")
			if !uitest.SameCase(term.S.Case, before) || len(term.S.Waiting) > 0 || len(term.S.Undos) != undos {
				t.Error("u does not take back the paste that is asked about")
			}
		})
	}
}

// TestUnanswered catches a paste for another account that is lost because another one
// came before the question was answered, one that is asked about again where the Case
// has its account by now, and a u that takes back something older than it.
func TestUnanswered(t *testing.T) {
	choose := func(term *uitest.Terminal, way string) {
		for range 20 {
			if strings.Contains(term.Text(), "› "+way) {
				term.Press("enter")
				return
			}
			term.Press("down")
		}
		t.Fatalf("no way %q:\n%s", way, term.Text())
	}
	three := func() *uitest.Terminal {
		term := uitest.Open(t, 100, 30)
		for _, account := range []string{"1234567", "7654321", "1234567_SB1"} {
			term.PasteText(uitest.TokenFor(account))
		}
		term.Press("esc", "esc", "esc")
		return term
	}
	term := three()
	term.MustSee("Take the access token  ", "Take the access token 2", "for account 7654321", "for account 1234567-sb1", "not used yet")
	choose(term, "Take the access token 2")
	term.MustSee("is for account 1234567-sb1")
	term.Press("1")
	term.MustSee("1234567-sb1 · Sandbox 1")
	term.Press("esc")
	choose(term, "Take the access token ")
	term.MustSee("is for account 7654321", "This case is about 1234567-sb1")

	term = three()
	choose(term, "Take back the last paste")
	term.MustNotSee("for account 1234567-sb1")
	term.MustSee("for account 7654321", "Back to the token")
	choose(term, "Take back the last paste")
	term.MustNotSee("for account 7654321")
	choose(term, "Take back the last paste")
	if term.S.Known() {
		t.Error("the first paste is still there")
	}

	term = uitest.Open(t, 100, 30)
	term.PasteText(uitest.TokenFor("1234567"))
	term.PasteText(uitest.TokenFor("7654321"))
	term.Press("esc", "u")
	if len(term.S.Waiting) > 0 || len(term.S.Case.Tokens) != 1 {
		t.Error("u after a question that was left open takes something else back")
	}

	term = uitest.Open(t, 100, 30)
	term.PasteText(uitest.TokenFor("1234567"))
	term.PasteText(uitest.TokenFor("7654321"))
	term.Press("esc", "n")
	term.PasteText(uitest.TokenFor("7654321"))
	term.Press("esc", "esc")
	choose(term, "Take the access token")
	if _, asks := term.S.At().(screen.Another); asks {
		t.Errorf("asked whether an account is another than itself:\n%s", term.Text())
	}
}

// TestSameCaseSaysWhatItDoes catches an answer that promises to keep a token it replaces.
func TestSameCaseSaysWhatItDoes(t *testing.T) {
	for first, keeps := range map[string]bool{uitest.TokenFor("1234567"): false, strings.Replace(uitest.RefusedCall, "1234567-sb1", "1234567", 1): true} {
		term := uitest.Open(t, 100, 30)
		term.PasteText(first)
		term.PasteText(uitest.TokenFor("7654321"))
		if says := strings.Contains(term.Text(), "it contains both accounts"); says != keeps {
			t.Errorf("both stay: %v", says)
		}
		term.Press("2")
		if both := len(term.S.Case.Accounts()) == 2; both != keeps {
			t.Errorf("the Case has the accounts %v", term.S.Case.Accounts())
		}
	}
}
