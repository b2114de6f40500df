package ui

import (
	"encoding/base64"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/detail"
)

// tokenFor is an access token of an account, signed with its key.
func tokenFor(account string) string {
	return makeToken(fmt.Sprintf(`{"kid":"c.%s.2026-10-20_00-10-22","typ":"JWT","alg":"RS256"}`, account),
		fmt.Sprintf(`{"sub":"3;77","aud":["0F1E2D3C-514B-4F59-B1C3-CB35FF7E9A6A;%[1]s","1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2"],`+
			`"scope":["restlets"],"iss":"https://system.netsuite.com","oit":%[2]d,"exp":%[3]d,"iat":%[2]d,"jti":"%[1]s.a-c.null.1795434600000"}`,
			account, noon.Unix()-1800, noon.Unix()+1800))
}

// keySetOf is the key set of an account.
func keySetOf(account string) string {
	x := base64.RawURLEncoding.EncodeToString(testKey(1).X.Bytes())
	y := base64.RawURLEncoding.EncodeToString(testKey(1).Y.Bytes())
	return fmt.Sprintf(`{"keys":[{"kty":"EC","crv":"P-256","x":%q,"y":%q,"kid":"c.%s.2026-10-20_00-10-22"}]}`, x, y, account)
}

// caseScenes are the screens of cases that are kept apart.
var caseScenes = []scene{
	{"another-account", func(term *terminal) { term.pasteText(tokenFor("1234567_SB1")); term.pasteText(tokenFor("7654321")) }},
	{"another-account-later", func(term *terminal) {
		term.pasteText(tokenFor("1234567_SB1"))
		term.pasteText(tokenFor("7654321"))
		term.press("esc", "esc")
	}},
	{"new-case", func(term *terminal) {
		term.pasteText(accessToken(time.Hour))
		term.wait(3 * time.Minute)
		term.press("n")
	}},
	{"taken-back", func(term *terminal) {
		term.pasteText(refusedCall)
		term.pasteText(accessToken(-time.Minute))
		term.wait(2 * time.Minute)
		term.press("u")
	}},
	{"trail-shows", func(term *terminal) { term.pasteText("MissingKey"); term.press("t") }},
	{"answer-older", func(term *terminal) {
		term.pasteText(refusedCall)
		term.wait(14*time.Minute + 40*time.Second)
		term.pasteText(accessToken(-time.Minute))
		term.press("esc")
	}},
	{"token-older", func(term *terminal) {
		term.pasteText(accessToken(-time.Minute))
		term.wait(14 * time.Minute)
		term.pasteText(refusedCall)
	}},
	{"keys-older", func(term *terminal) {
		term.pasteText(keySetOf("1234567_SB1"))
		term.wait(75 * time.Minute)
		term.pasteText(accessToken(90 * time.Minute))
		term.press("k")
	}},
}

// saidInTrail is what the Case says that the user read in the Detail column.
func saidInTrail(term *terminal) string {
	fact, _ := term.s.Case.Facts.Get(diagnosis.FactDetail)
	if fact.Source != diagnosis.SourceUser {
		return ""
	}
	return fact.Value
}

// TestReadingIsNotStating catches a word that was typed, pasted or looked up and became
// what the user read in the trail.
func TestReadingIsNotStating(t *testing.T) {
	ways := map[string]func(*terminal, string){
		"typed at home":    func(term *terminal, text string) { term.write(text); term.wait(time.Second); term.press("enter") },
		"pasted at home":   func(term *terminal, text string) { term.pasteText(text) },
		"looked up":        func(term *terminal, text string) { term.press("down", "enter"); term.write(text); term.press("enter") },
		"pasted in a list": func(term *terminal, text string) { term.press("down", "enter"); term.pasteText(text) },
		"pasted on a page": func(term *terminal, text string) { term.pasteText("ScopeMismatched"); term.pasteText(text) },
		"pasted at facts":  func(term *terminal, text string) { term.press("ctrl+f"); term.pasteText(text) },
	}
	texts := []string{"we get %s", "Is it %s?", "The trail says %s", "error: %s", "%s\n\nis what the docs say", "%s, I read somewhere", "%s"}
	for name, give := range ways {
		for _, kind := range detail.Kinds() {
			for i, form := range texts {
				if kind.Code != "MissingKey" && (i < len(texts)-1 || name != "pasted at home") || i < len(texts)-1 && name == "looked up" {
					continue
				}
				term := open(t, 80, 24)
				give(term, fmt.Sprintf(form, kind.Code))
				for range 3 {
					term.press("tab", "enter") // follow links
				}
				if got := saidInTrail(term); got != "" {
					t.Errorf("%s, %q: detail=%s is stated", name, form, got)
				}
				term.pasteText(accessToken(-time.Hour))
				if got := term.s.Diagnosis.Verdict(detail.Code(kind.Code)); got.Because == "you read it in the Detail column" {
					t.Errorf("%s, %q, then a token: %s is %s", name, form, kind.Code, got.Verdict)
				}
			}
		}
	}
}

// TestTrailShows catches a key t that states another word than the page shows, does not
// say so, or cannot be taken back.
func TestTrailShows(t *testing.T) {
	for _, c := range []struct{ text, word, protocol string }{{"MissingKey", "MissingKey", ""}, {"token_rejected", "token_rejected", "tba"}, {"Is it TokenBlocked?", "TokenBlocked", ""}} {
		for _, back := range []string{"t", "u"} {
			term := open(t, 80, 24)
			term.pasteText(c.text)
			before := term.s.Case.Facts
			term.mustSee("t my trail shows this")
			term.press("t")
			if got := saidInTrail(term); got != c.word || term.s.Case.Facts.Value(diagnosis.FactProtocol) != c.protocol {
				t.Fatalf("%q: t states %v", c.text, term.s.Case.Facts)
			}
			term.mustSee("Taken: your trail shows "+c.word, "t take that back")
			term.pasteText("the log names " + c.word + " again")
			term.mustNotSee("press t.") // which would take it back
			term.press("u", "esc")
			term.press(back)
			if !slices.Equal(term.s.Case.Facts, before) {
				t.Errorf("%q: taken back by %s, the facts are %v", c.text, back, term.s.Case.Facts)
			}
			term.mustSee("t my trail shows this")
		}
	}
	// Another paste came between.
	term := open(t, 80, 24)
	term.pasteText("token_rejected")
	term.press("t")
	term.pasteText(accessToken(time.Hour))
	term.press("esc", "t")
	if len(term.s.Case.Facts) != 0 {
		t.Errorf("taken back after a paste, the facts are %v", term.s.Case.Facts)
	}
	term.press("u")
	if saidInTrail(term) != "token_rejected" || term.s.Case.Facts.Value(diagnosis.FactProtocol) != "tba" {
		t.Errorf("brought back by u, the facts are %v", term.s.Case.Facts)
	}
	// A page about no word has nothing to state.
	term = open(t, 80, 24)
	term.s.OpenPage("symptoms/make-a-key-pair.md")
	term.press("t")
	if len(term.s.Case.Facts) != 0 {
		t.Errorf("t on a page about no word states %v", term.s.Case.Facts)
	}
}

// TestFactComesBack catches a fact that backspace takes away for good, on the Case screen
// or in the record.
func TestFactComesBack(t *testing.T) {
	for name, shows := range map[diagnosis.FactName]func(*terminal){
		diagnosis.FactFlow:        func(term *terminal) { term.press("ctrl+f") },
		diagnosis.FactRecordState: func(term *terminal) { term.s.GoTo(Record{}) },
	} {
		kind, _ := diagnosis.KindOfFact(name)
		term := open(t, 100, 40)
		term.s.state(diagnosis.Fact{Name: name, Value: kind.Values[0]})
		before := term.s.Case
		shows(term)
		for range len(recordFields) {
			if on, is := term.s.Shown().(*record); is && on.kind().Name != name {
				term.press("down")
			}
		}
		term.press("backspace")
		if len(term.s.Case.Facts) > 0 {
			t.Fatalf("%s: backspace left %v", name, term.s.Case.Facts)
		}
		term.press("backspace", "u") // the first has nothing to take away
		if !sameCase(term.s.Case, before) {
			t.Errorf("%s: u brought back %v", name, term.s.Case.Facts)
		}
		term.mustSee("Brought back " + kind.Label)
	}
}

// TestNewCaseInTheGuide catches a key n that does nothing where the answers given so far
// state no fact.
func TestNewCaseInTheGuide(t *testing.T) {
	term := open(t, 100, 30)
	term.press("enter")
	for i, answer := range term.s.Answers.Walk.Current.Answers {
		if len(answer.Facts) == 0 && answer.Page == "" {
			term.s.Kept(Guide{}).(*guide).answer(i)
			break
		}
	}
	answered := term.s.Answers
	if len(answered.Chosen) != 1 || term.s.known() {
		t.Fatalf("the first question has no answer without a fact: %+v", answered.Chosen)
	}
	term.press("n")
	if term.s.Kept(Guide{}) != nil || len(term.s.Answers.Chosen) > 0 {
		t.Errorf("after n the guide has the answers %+v", term.s.Answers.Chosen)
	}
	term.press("u")
	if term.s.Answers != answered {
		t.Error("u did not bring the answers back")
	}
}

// TestUnknownIsFolded catches a Case screen that is a wall of what is not known, or
// that cannot state it.
func TestUnknownIsFolded(t *testing.T) {
	term := open(t, 80, 24)
	term.pasteText(accessToken(time.Hour))
	term.press("n")
	term.mustSee("Not known yet")
	term.mustNotSee("not known\n")
	term.press("enter", "down", "enter", "1")
	f := term.s.Shown().(*facts)
	if len(term.s.Case.Facts) != 1 || f.kind().Name != term.s.Case.Facts[0].Name {
		t.Fatalf("stated %v, the cursor is on %s", term.s.Case.Facts, f.kind().Name)
	}
	term.press(" ")
	if rows, rest := f.listed(); len(rows) != 1 || len(rest) == 0 || f.at != 0 {
		t.Errorf("folded: %d rows, %d folded, cursor %d", len(rows), len(rest), f.at)
	}
}

// sameCase reports whether two Cases hold the same, whatever the clock says.
func sameCase(a, b diagnosis.Case) bool {
	a.At, b.At = time.Time{}, time.Time{}
	a.Trail, b.Trail = nil, nil // counted again
	if len(a.Facts)+len(b.Facts) == 0 {
		a.Facts, b.Facts = nil, nil
	}
	return reflect.DeepEqual(a, b)
}

// TestNewCaseComesBackWhole catches a case that loses something by n and u: whatever it
// holds, on whatever screen.
func TestNewCaseComesBackWhole(t *testing.T) {
	for _, scene := range allScenes() {
		term := open(t, 100, 30)
		scene.play(term)
		if _, asks := term.s.Shown().(*anotherCase); asks || term.s.Shown().Focus() != noField || !term.s.begun() {
			continue
		}
		before, answers, guide, export, ages := term.s.Case, term.s.Answers, term.s.Kept(Guide{}), term.s.export, term.s.ages.given
		term.press("n")
		if term.s.known() || len(term.s.history) != 2 || term.s.export != nil {
			t.Fatalf("%s: the new case is not empty: %+v", scene.name, term.s.Case)
		}
		term.wait(5 * time.Minute)
		term.pasteText(tokenFor("7654321"))
		term.press("u")
		if term.s.known() {
			t.Errorf("%s: a paste in the new case stays: %+v", scene.name, term.s.Case)
		}
		term.press("u")
		if !sameCase(term.s.Case, before) || term.s.Answers != answers || term.s.Kept(Guide{}) != guide || !reflect.DeepEqual(term.s.ages.given, ages) {
			t.Errorf("%s: u brought back another case:\n%+v\n%+v", scene.name, term.s.Case, before)
		}
		if export != nil && export.summary != nil && term.s.export != export {
			t.Errorf("%s: the export did not come back", scene.name)
		}
		term.mustSee("5 min ago is back")
	}
}

// TestFactsOfTheNewCase catches facts that were stated in a new case and vanish with a
// u that says nothing of them.
func TestFactsOfTheNewCase(t *testing.T) {
	term := open(t, 100, 30)
	term.pasteText(accessToken(time.Hour))
	before := term.s.Case
	term.press("n")
	term.s.state(diagnosis.Fact{Name: diagnosis.FactRecordState, Value: "blocked"})
	term.press("ctrl+f", "u")
	term.mustSee("Took back 1 fact")
	if term.s.known() {
		t.Fatalf("the case holds %+v", term.s.Case)
	}
	term.press("ctrl+f", "u")
	if !sameCase(term.s.Case, before) {
		t.Error("the case before did not come back")
	}
}

// TestTakeBack catches a paste that cannot be taken back, or takes something along that
// was given before or stated since.
func TestTakeBack(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		says string
	}{
		"token":          {accessToken(-time.Hour), "Took back the access token pasted 2 min ago."},
		"assertion":      {strings.Replace(assertion(), "x", "x", 1), "Took back the client assertion pasted 2 min ago."},
		"two tokens":     {accessToken(time.Hour) + "\n" + accessToken(-time.Hour), "Took back the 2 tokens pasted 2 min ago."},
		"answer":         {refusedCall, "Took back the answer pasted 2 min ago."},
		"request":        {curlWithSecret, "Took back the request pasted 2 min ago."},
		"redirect":       {redirectBack, "Took back the redirect pasted 2 min ago."},
		"certificate":    {string(testCertificate(testKey(1), noon.AddDate(1, 0, 0))), "Took back the key material pasted 2 min ago."},
		"key set":        {keySetOf("1234567_SB1"), "Took back the key material pasted 2 min ago."},
		"Certificate ID": {"Certificate ID: TkHRXJ-8D7WLq-co2gaKer7iebI9DJ8zFeePzOkpXs8", "Took back the Certificate ID pasted 2 min ago."},
		"labelled word":  {"Detail: MissingKey", "Took back the word MissingKey pasted 2 min ago."},
		"named word":     {"we get MissingKey", "Took back the word MissingKey pasted 2 min ago."},
		"row":            {"11/23/2026 1:22 pm,Failure,Jo,MissingKey", "Took back the word MissingKey pasted 2 min ago."},
	} {
		for _, first := range []string{"", accessToken(time.Hour), refusedCall, "Detail: token_rejected", "Detail: InvalidScope"} {
			term := open(t, 100, 30)
			if first != "" {
				term.pasteText(first)
			}
			before := term.s.Case
			term.pasteText(c.text)
			if _, asks := term.s.Shown().(*anotherCase); asks {
				term.press("2")
			}
			if sameCase(term.s.Case, before) && first != c.text {
				t.Errorf("%s: nothing was taken", name)
			}
			since := diagnosis.Fact{Name: diagnosis.FactPKCE, Value: "on", Source: diagnosis.SourceUser}
			term.s.state(since)
			term.wait(2 * time.Minute)
			term.press("u")
			term.mustSee(c.says)
			if got, _ := term.s.Case.Facts.Get(since.Name); got != since {
				t.Errorf("%s: what was stated since is gone", name)
			}
			forgetFact(term, since.Name)
			if !sameCase(term.s.Case, before) {
				t.Errorf("%s after %.12q: taken back, the Case is\n%+v, was\n%+v", name, first, term.s.Case, before)
			}
		}
	}
}

// TestTakeBackWhatWasOpened catches material that does not come by a paste and cannot be
// taken back: a file, an export, a row, a pair, and a file that was forgotten.
func TestTakeBackWhatWasOpened(t *testing.T) {
	openPath := func(term *terminal, path string) {
		term.press("esc", "esc", "esc", "esc")
		term.write(path)
		term.do("enter")
	}
	for name, c := range map[string]struct {
		give func(*terminal)
		says string
	}{
		"file":   {func(term *terminal) { openPath(term, "./public.pem") }, "Took back ./public.pem opened just now."},
		"token":  {func(term *terminal) { openPath(term, "./token.jwt") }, "Took back the access token opened just now."},
		"export": {func(term *terminal) { openAudit(term, audit(), nil) }, "Took back the export of the trail opened just now."},
		"row": {func(term *terminal) {
			openAudit(term, audit(), nil)
			term.do("down", "enter", "enter", "enter")
			term.press("t")
		}, "Took back the row of the trail taken just now."},
		"forgotten file": {func(term *terminal) {
			openPath(term, "./public.pem")
			term.press("end")
			for range 12 {
				term.press("down")
			}
			term.press("backspace", "backspace")
		}, "Brought back ./public.pem."},
	} {
		term := open(t, 100, 30)
		before, open := term.s.Case, term.s.export
		c.give(term)
		if n := len(term.s.undos); n == 0 {
			t.Fatalf("%s: nothing to take back:\n%s", name, term.text())
		} else if n > 1 {
			before, open = term.s.undos[n-1].before, term.s.undos[n-1].export
		}
		term.press("u")
		term.mustSee(c.says)
		if !sameCase(term.s.Case, before) || term.s.export != open {
			t.Errorf("%s: the Case is\n%+v, was\n%+v", name, term.s.Case, before)
		}
	}
}

// TestUndoIsBounded catches a history that grows with every paste.
func TestUndoIsBounded(t *testing.T) {
	term := open(t, 80, 24)
	for range 3 * maxUndos {
		term.pasteText(accessToken(time.Hour))
	}
	if len(term.s.undos) > maxUndos || len(term.s.ages.given) != 1 {
		t.Errorf("%d pastes are kept, with %d ages", len(term.s.undos), len(term.s.ages.given))
	}
	for range 2 * maxUndos {
		term.press("u")
	}
	if len(term.s.undos) != 0 {
		t.Errorf("%d pastes are left", len(term.s.undos))
	}
}

// TestAnotherAccount catches two customers' pastes that are mixed without a question,
// and a question about pastes of one account.
func TestAnotherAccount(t *testing.T) {
	host := "curl -H 'Authorization: Bearer x' https://7654321.restlets.api.netsuite.com/app/site/hosting/restlet.nl?script=1"
	company := strings.Replace(redirectBack, "1234567_SB1", "7654321", 1)
	realm := strings.Replace(refusedCall, "1234567-sb1", "7654321", 1)
	typed := func(value string) func(*terminal) {
		return func(term *terminal) { term.s.state(diagnosis.Fact{Name: diagnosis.FactAccount, Value: value}) }
	}
	pasted := func(text string) func(*terminal) { return func(term *terminal) { term.pasteText(text) } }
	filed := func(text string) func(*terminal) {
		return func(term *terminal) {
			term.s.disk.(*memoryDisk).MapFS["given.txt"] = &fstest.MapFile{Data: []byte(text)}
			term.press("esc", "esc", "esc")
			term.write("./given.txt")
			term.do("enter")
		}
	}
	nothing := func(*terminal) {}
	sandbox := pasted(tokenFor("1234567_SB1"))
	for name, c := range map[string]struct {
		before, after func(*terminal)
		asks          bool
	}{
		"first paste":                {nothing, sandbox, false},
		"same account":               {sandbox, pasted(tokenFor("1234567_SB1")), false},
		"same account, host name":    {sandbox, pasted(refusedCall), false},
		"no account":                 {sandbox, pasted(refusedClient), false},
		"certificate":                {sandbox, pasted(string(testCertificate(testKey(1), noon.AddDate(1, 0, 0)))), false},
		"word":                       {sandbox, pasted("MissingKey"), false},
		"case without account":       {pasted(refusedClient), pasted(tokenFor("7654321")), false},
		"two accounts in one":        {nothing, pasted(tokenFor("1234567_SB1") + "\n" + tokenFor("7654321")), false},
		"one of two accounts":        {pasted(tokenFor("1234567_SB1") + "\n" + tokenFor("7654321")), pasted(realm), false},
		"two accounts, one known":    {sandbox, pasted(realm + "\n" + tokenFor("1234567_SB1")), false},
		"placeholder":                {sandbox, pasted(strings.Replace(refusedCall, "1234567-sb1", "123456", 1)), false},
		"typed, same":                {typed("7654321"), pasted(realm), false},
		"token":                      {sandbox, pasted(tokenFor("7654321")), true},
		"production against sandbox": {sandbox, pasted(tokenFor("1234567")), true},
		"sandbox against production": {pasted(tokenFor("1234567")), sandbox, true},
		"other sandbox":              {sandbox, pasted(tokenFor("1234567_SB2")), true},
		"host":                       {sandbox, pasted(host), true},
		"company":                    {sandbox, pasted(company), true},
		"realm":                      {sandbox, pasted(realm), true},
		"key set":                    {sandbox, pasted(keySetOf("7654321")), true},
		"token after key set":        {pasted(keySetOf("7654321")), sandbox, true},
		"token after answer":         {pasted(realm), sandbox, true},
		"assertion":                  {sandbox, pasted(assertion()), true},
		"typed":                      {typed("7654321"), sandbox, true},
		"file with a token":          {sandbox, filed(tokenFor("7654321")), true},
		"file with a key set":        {sandbox, filed(keySetOf("7654321")), true},
		"file with an answer":        {sandbox, filed(realm), true},
		"file, same account":         {sandbox, filed(refusedCall), false},
	} {
		t.Run(name, func(t *testing.T) {
			start := func() (*terminal, diagnosis.Case) {
				term := open(t, 100, 30)
				c.before(term)
				before := term.s.Case
				c.after(term)
				return term, before
			}
			term, before := start()
			question, asks := term.s.Shown().(*anotherCase)
			if asks != c.asks {
				t.Fatalf("asked: %v", asks)
			}
			if !asks {
				return
			}
			if !sameCase(term.s.Case, before) || question.at != -1 {
				t.Fatal("something is taken or chosen before the answer")
			}
			term.mustSee("Another case, or the same?", "Nothing is mixed until you answer")
			term.press("enter")
			if term.s.Shown() != screen(question) {
				t.Fatal("enter answers without a choice")
			}

			for _, yes := range []string{"1", "n"} {
				term, before = start()
				term.press(yes)
				if overlaps(term.s.Case.Accounts(), before.Accounts()) || len(term.s.Case.Accounts()) == 0 {
					t.Errorf("%s: the new case has the accounts %v", yes, term.s.Case.Accounts())
				}
				term.press("u", "u")
				if !sameCase(term.s.Case, before) {
					t.Errorf("%s, then taken back, the Case is\n%+v, was\n%+v", yes, term.s.Case, before)
				}
			}
			term, before = start()
			term.press("2")
			if got := term.s.Case.Accounts(); len(term.s.undos) == 0 || len(term.s.waiting) > 0 || sameCase(term.s.Case, before) {
				t.Errorf("the same case: accounts %v", got)
			}
			term, before = start()
			term.press("esc")
			if !sameCase(term.s.Case, before) || len(term.s.waiting) != 1 {
				t.Error("esc takes the paste, or loses it")
			}
			term.mustSee("Nothing was taken")
			term.s.waiting[0].Ask(term.s)
			term.press("down", "enter")
			if len(term.s.waiting) > 0 {
				t.Error("what waited cannot be taken")
			}
			term, before = start()
			undos := len(term.s.undos)
			term.press("u")
			if !sameCase(term.s.Case, before) || len(term.s.waiting) > 0 || len(term.s.undos) != undos {
				t.Error("u does not take back the paste that is asked about")
			}
		})
	}
}

func overlaps(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}

// TestAges catches an old paste that looks as new as the one beside it, and ages where
// nothing is older.
func TestAges(t *testing.T) {
	aged := func(term *terminal) bool {
		for _, word := range []string{"pasted 1", "pasted 5", "opened 1", "min ago"} {
			if strings.Contains(strings.ReplaceAll(term.text(), "expired 1 min ago", ""), word) {
				return true
			}
		}
		return false
	}
	for _, c := range []struct {
		first, second string
		wait          time.Duration
		want          bool
	}{
		{refusedCall, accessToken(time.Hour), 59 * time.Second, false},
		{refusedCall, accessToken(time.Hour), time.Minute, true},
		{accessToken(time.Hour), refusedCall, 14 * time.Minute, true},
		{keySetOf("1234567_SB1"), accessToken(2 * time.Hour), 14 * time.Minute, true},
		{accessToken(time.Hour), accessToken(90 * time.Minute), 14 * time.Minute, false}, // replaced
		{accessToken(time.Hour), "MissingKey", 14 * time.Minute, false},                  // looked up
		{accessToken(time.Hour), "Detail: MissingKey", 14 * time.Minute, true},
		{"Detail: MissingKey", accessToken(time.Hour), 14 * time.Minute, true},
		{"Detail: MissingKey", accessToken(time.Hour), 59 * time.Second, false},
	} {
		term := open(t, 140, 40)
		term.pasteText(c.first)
		term.wait(c.wait)
		term.pasteText(c.second)
		if strings.HasPrefix(c.first, "{") {
			term.press("k")
		}
		if got := aged(term); got != c.want {
			t.Errorf("%.12s, and %.12s %s later: an age is shown: %v\n%s", c.first, c.second, c.wait, got, term.text())
		}
		if c.want {
			term.press("u")
			for _, piece := range pieces(term.s.Case) {
				if age := term.s.ages.Of(piece); age != "" {
					t.Errorf("%.12s alone again is %s", c.first, age)
				}
			}
		}
	}
	term := open(t, 100, 30)
	term.pasteText(accessToken(time.Hour))
	term.wait(time.Hour)
	if aged(term) {
		t.Error("a paste alone has an age")
	}

	// What was stated long before the paste is of another login, maybe.
	term = open(t, 100, 30)
	term.pasteText("MissingKey")
	term.press("t")
	term.wait(20 * time.Minute)
	term.pasteText(accessToken(time.Hour))
	term.mustSee("MissingKey · confirmed · stated 20 min ago")
	term.press("f")
	term.mustSee("you said 20 min ago")
	term.wait(2 * time.Minute)
	term.s.state(diagnosis.Fact{Name: diagnosis.FactPKCE, Value: "on"})
	term.press("esc")
	term.mustNotSee("pasted 2 min ago") // an answer about a token does not make it old

	// What was given again is not old.
	term = open(t, 100, 30)
	term.pasteText(accessToken(time.Hour))
	term.wait(10 * time.Minute)
	term.pasteText(refusedCall)
	term.wait(10 * time.Minute)
	term.pasteText(accessToken(time.Hour))
	term.mustNotSee("pasted 20 min ago")
}

// meanings are what the keys of cases do, on every screen.
var meanings = map[string][]string{
	"n": {bindNewCase.Help().Desc},
	"u": {bindUndo.Help().Desc},
	"t": {bindTrailShows.Help().Desc, bindTrailNot.Help().Desc, bindTakeRow.Help().Desc},
}

// TestOneMeaning catches a screen on which n, u or t does something else, a footer or a
// help that hides them, and a field that takes a letter for a command.
func TestOneMeaning(t *testing.T) {
	for _, scene := range allScenes() {
		t.Run(scene.name, func(t *testing.T) {
			term := open(t, 100, 40)
			scene.play(term)
			program := term.programBindings().list()
			for _, binding := range slices.Concat(term.s.Shown().Bindings(), program) {
				for name, means := range meanings {
					if slices.Contains(binding.Keys(), name) && binding.Enabled() && !slices.Contains(means, binding.Help().Desc) {
						t.Errorf("%s is %q", name, binding.Help().Desc)
					}
				}
			}
			enabled := func(name string) bool {
				return slices.ContainsFunc(slices.Concat(term.s.Shown().Bindings(), program), func(b key.Binding) bool {
					return b.Enabled() && slices.Contains(b.Keys(), name)
				})
			}
			field := term.s.Shown().Focus() != noField
			if got, want := enabled("n"), !field && term.s.begun(); got != want {
				t.Errorf("n works: %v, want %v", got, want)
			}
			if got, want := enabled("u"), !field && (len(term.s.undos) > 0 || len(term.s.waiting) > 0); got != want {
				t.Errorf("u works: %v, want %v", got, want)
			}
			if field {
				before := term.s.Case
				for _, letter := range []string{"n", "u", "t"} {
					term.wait(time.Second)
					term.press(letter)
				}
				if !sameCase(term.s.Case, before) {
					t.Error("a letter in a field is a command")
				}
				return
			}
			if _, is := term.s.Shown().(*help); is {
				return
			}
			shown := map[string]bool{"n": enabled("n"), "u": enabled("u"), "t": enabled("t")}
			term.send(tea.WindowSizeMsg{Width: 80, Height: 24})
			for name, works := range shown {
				lines := strings.Split(term.text(), "\n")
				if said := slices.ContainsFunc(meanings[name], func(desc string) bool { return strings.Contains(lines[23], name+" "+desc) }); works && !said {
					t.Errorf("the footer does not show %s: %s", name, lines[23])
				}
			}
			term.press("?")
			for name, works := range shown {
				if said := slices.ContainsFunc(meanings[name], func(desc string) bool { return strings.Contains(term.text(), desc) }); works && !said {
					t.Errorf("help does not show %s:\n%s", name, term.text())
				}
			}
		})
	}
	t.Run("home says that more ways are below", func(t *testing.T) {
		term := open(t, 60, 16)
		term.pasteText(accessToken(time.Hour))
		term.press("esc")
		term.mustSee("more below")
		for range 12 {
			term.press("down")
		}
		term.mustSee("New case")
		term.mustNotSee("more below")
	})
	t.Run("home lists both", func(t *testing.T) {
		term := open(t, 80, 24)
		term.mustNotSee("New case", "Take back")
		term.pasteText(accessToken(time.Hour))
		term.press("esc")
		term.mustSee("New case", "Take back the last paste", "the access token pasted just now")
		for !strings.Contains(term.text(), "› New case") {
			term.press("down")
		}
		term.press("enter")
		term.mustNotSee("New case")
		for !strings.Contains(term.text(), "› Back to the case before") {
			term.press("down")
		}
		term.press("enter")
		term.mustSee("is back", "Back to the token")
	})
}

// TestNoCommandsOnScreens catches what only the command line understands on a screen of
// the assistant. Pages, the help of the guide and commands that are to be copied have
// them on purpose.
func TestNoCommandsOnScreens(t *testing.T) {
	for _, scene := range allScenes() {
		term := open(t, 100, 60)
		scene.play(term)
		switch term.s.Shown().(type) {
		case *page, *guide, *newAssertion, *newPair:
			continue
		}
		for range 4 { // unfold what there is
			term.press("space", "down")
		}
		for _, word := range []string{"--fact", "--key", "--passphrase", "--trail", "--case", "--date-order", "--yes", "authdoctor check", "authdoctor key", "authdoctor trail", "authdoctor explain", "authdoctor codes"} {
			if strings.Contains(strings.Join(strings.Fields(term.text()), " "), word) {
				t.Errorf("%s says %q:\n%s", scene.name, word, term.text())
			}
		}
	}
	// What a finding says or a text is refused with is made for every surface.
	for _, text := range []string{strings.Repeat("5f0e9a7c", 8), "TkHRXJ-8D7WLq-co2gaKer7iebI9DJ8zFeePzOkpXs8", "0F1E2D3C-514B-4F59-B1C3-CB35FF7E9A6A", "1234567_SB1"} {
		term := open(t, 100, 30)
		term.pasteText(text)
		term.mustRead("Under facts: ")
		term.mustNotSee("--fact")
	}
}

// TestUnanswered catches a paste for another account that is lost because another one
// came before the question was answered, one that is asked about again where the Case
// has its account by now, and a u that takes back something older than it.
func TestUnanswered(t *testing.T) {
	choose := func(term *terminal, way string) {
		for range 20 {
			if strings.Contains(term.text(), "› "+way) {
				term.press("enter")
				return
			}
			term.press("down")
		}
		t.Fatalf("no way %q:\n%s", way, term.text())
	}
	three := func() *terminal {
		term := open(t, 100, 30)
		for _, account := range []string{"1234567", "7654321", "1234567_SB1"} {
			term.pasteText(tokenFor(account))
		}
		term.press("esc", "esc", "esc")
		return term
	}
	term := three()
	term.mustSee("Take the access token  ", "Take the access token 2", "for account 7654321", "for account 1234567-sb1", "not taken so far")
	choose(term, "Take the access token 2")
	term.mustSee("is for account 1234567-sb1")
	term.press("1")
	term.mustSee("1234567-sb1 · Sandbox 1")
	term.press("esc")
	choose(term, "Take the access token ")
	term.mustSee("is for account 7654321", "This case is about 1234567-sb1")

	term = three()
	choose(term, "Take back the last paste")
	term.mustNotSee("for account 1234567-sb1")
	term.mustSee("for account 7654321", "Back to the token")
	choose(term, "Take back the last paste")
	term.mustNotSee("for account 7654321")
	choose(term, "Take back the last paste")
	if term.s.known() {
		t.Error("the first paste is still there")
	}

	term = open(t, 100, 30)
	term.pasteText(tokenFor("1234567"))
	term.pasteText(tokenFor("7654321"))
	term.press("esc", "u")
	if len(term.s.waiting) > 0 || len(term.s.Case.Tokens) != 1 {
		t.Error("u after a question that was left open takes something else back")
	}

	term = open(t, 100, 30)
	term.pasteText(tokenFor("1234567"))
	term.pasteText(tokenFor("7654321"))
	term.press("esc", "n")
	term.pasteText(tokenFor("7654321"))
	term.press("esc", "esc")
	choose(term, "Take the access token")
	if _, asks := term.s.Shown().(*anotherCase); asks {
		t.Errorf("asked whether an account is another than itself:\n%s", term.text())
	}
}

// TestSameCaseSaysWhatItDoes catches an answer that promises to keep a token it replaces.
func TestSameCaseSaysWhatItDoes(t *testing.T) {
	for first, keeps := range map[string]bool{tokenFor("1234567"): false, strings.Replace(refusedCall, "1234567-sb1", "1234567", 1): true} {
		term := open(t, 100, 30)
		term.pasteText(first)
		term.pasteText(tokenFor("7654321"))
		if says := strings.Contains(term.text(), "both accounts stay in it"); says != keeps {
			t.Errorf("both stay: %v", says)
		}
		term.press("2")
		if both := len(term.s.Case.Accounts()) == 2; both != keeps {
			t.Errorf("the Case has the accounts %v", term.s.Case.Accounts())
		}
	}
}
