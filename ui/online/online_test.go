package online_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/probe"
	"authdoctor/diagnosis/probe/standin"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// TestNothingIsSentUnasked catches a request, or a connection, before the second enter: on
// the list, in an announcement, after esc, and in a question.
func TestNothingIsSentUnasked(t *testing.T) {
	term := uitest.Open(t, 100, 40)
	server := uitest.Connect(term)
	term.PasteText(uitest.TokenFor(standin.Account))
	term.Do("o", "enter", "esc", "down", "enter", "esc", "up", "up", "up", "up", "enter", "esc")
	uitest.ChooseCheck(term, "Does the RESTlet")
	term.Do("enter", "esc", "k", "esc", "o")
	if len(server.Dialed()) > 0 || len(term.S.Case.Online) > 0 {
		t.Fatalf("it connected to %v", server.Dialed())
	}
	uitest.ChooseCheck(term, "With which keys")
	term.Do("enter")
	term.MustRead("Press enter to send it", "NetSuite learns the address of your network", "to 1234567-sb1.suitetalk.api.netsuite.com", "sends GET /services/rest/auth/oauth2/v1/keys")
	if len(server.Dialed()) > 0 {
		t.Fatalf("the announcement connected to %v", server.Dialed())
	}
	term.Do("enter")
	if requests := server.Requests(); len(requests) != 1 || !strings.HasSuffix(requests[0].Path, "/keys") || len(server.Dialed()) != 1 {
		t.Errorf("one yes sent %d requests over %d connections", len(requests), len(server.Dialed()))
	}
}

// TestOnlineChangesTheCase catches an answer that does not become evidence, a key set that
// verifies nothing, an event that is missing in the timeline, and a check that cannot be
// taken back.
func TestOnlineChangesTheCase(t *testing.T) {
	term := uitest.Open(t, 100, 40)
	server := uitest.Connect(term)
	term.PasteText(server.Issue("rest_webservices"))
	term.Press("o")
	term.Do("enter", "enter") // the first that is offered answers what is open: the signature
	if seen, sent := term.S.Case.LastSeen(online.Keys); !sent || seen.Status != 200 {
		t.Fatalf("the keys were not asked for first:\n%s", term.Text())
	}
	verified := slices.ContainsFunc(term.S.Diagnosis.Findings, func(f diagnosis.Finding) bool { return f.ID == "signature" && f.Status == diagnosis.Pass })
	if !verified {
		t.Error("the token is not verified with the keys that came")
	}
	if last := term.S.Journal.Events[len(term.S.Journal.Events)-1]; !slices.ContainsFunc(term.S.Journal.Events, func(e casefile.Event) bool { return e.Kind == casefile.Sent }) {
		t.Errorf("the timeline ends with %v", last)
	}
	term.Press("u")
	if len(term.S.Case.Online) > 0 || term.S.Case.Keys.Len() > 0 || len(term.S.Case.Tokens) != 1 {
		t.Errorf("it was not taken back: %d checks, %d files", len(term.S.Case.Online), term.S.Case.Keys.Len())
	}
	term.MustSee("Took back the online check keys")
}

// TestTokenIsHeldForTheCase catches a token that is not used by the next check, and one that
// is sent for another case.
func TestTokenIsHeldForTheCase(t *testing.T) {
	term := uitest.Open(t, 100, 40)
	server := uitest.Connect(term)
	uitest.OpenKeys(term, "public.pem", "private.pem")
	term.S.State(diagnosis.Fact{Name: diagnosis.FactAccount, Value: standin.Account}, diagnosis.Fact{Name: diagnosis.FactClientID, Value: standin.ClientID})
	term.Press("o")
	uitest.ChooseCheck(term, "Does the access token work?")
	term.MustRead("It lacks an access token")
	uitest.ChooseCheck(term, "Does NetSuite grant")
	term.Do("enter", "enter")
	uitest.ChooseCheck(term, "Does the access token work?")
	term.Do("enter", "enter")
	if seen, sent := term.S.Case.LastSeen(online.ServerTime); !sent || seen.Status != 200 {
		t.Fatalf("the token that was granted does not work: %+v\n%s", seen, term.Text())
	}
	before := len(server.Requests())
	term.Press("n")
	term.S.State(diagnosis.Fact{Name: diagnosis.FactAccount, Value: standin.Account})
	term.Press("k", "o")
	uitest.ChooseCheck(term, "Does the access token work?")
	term.MustRead("It lacks an access token")
	term.Do("enter", "enter")
	if len(server.Requests()) != before {
		t.Error("the token of one case was sent for another")
	}
}

// TestStopped catches a stop that does not end what is under way, and a late answer that
// changes the Case: after esc, and after a new case.
func TestStopped(t *testing.T) {
	for _, leave := range []string{"esc", "n"} {
		term := uitest.Open(t, 100, 40)
		server := uitest.Connect(term)
		term.PasteText(uitest.TokenFor(standin.Account))
		term.Press("o", "enter")
		late := term.Pressed("enter")
		if late == nil || !term.S.Shown().About().Busy {
			t.Fatal("nothing is under way")
		}
		term.Press(leave)
		if term.S.Shown().About().Busy {
			t.Errorf("%s does not stop it", leave)
		}
		term.Settle(late)
		if len(term.S.Case.Online) > 0 || term.S.Case.Keys.Len() > 0 {
			t.Errorf("after %s, a late answer changes the case", leave)
		}
		if len(server.Requests()) > 0 {
			t.Errorf("it was sent after %s", leave)
		}
	}
}

// TestListeningStops catches a port that stays open for a login of another case.
func TestListeningStops(t *testing.T) {
	term := uitest.Open(t, 100, 40)
	uitest.Connect(term)
	term.S.Listen = probe.Listen
	term.S.State(diagnosis.Fact{Name: diagnosis.FactAccount, Value: standin.Account}, diagnosis.Fact{Name: diagnosis.FactClientID, Value: standin.ClientID},
		diagnosis.Fact{Name: diagnosis.FactClient, Value: "public"},
		diagnosis.Fact{Name: diagnosis.FactRecordRedirectURIs, Value: "http://localhost:" + standin.FreePort(t) + "/back"})
	uitest.OpenKeys(term)
	term.Press("o")
	uitest.ChooseCheck(term, "Does NetSuite exchange")
	term.Press("enter", "enter")
	waiting := term.Pressed("enter")
	if waiting == nil || !term.S.Shown().About().Busy {
		t.Fatalf("nothing waits for the browser:\n%s", term.Text())
	}
	term.Press("n")
	term.Settle(waiting) // returns only if the waiting has ended
}

// TestAnswerForAnotherAccount catches an answer that becomes evidence in a Case without the
// account it is for: what named the account was taken back, or changed, while it was sent.
func TestAnswerForAnotherAccount(t *testing.T) {
	for what, change := range map[string]func(*uitest.Terminal){
		"taken back": func(term *uitest.Terminal) { term.Press("u") },
		"changed": func(term *uitest.Terminal) {
			term.Press("u")
			term.S.State(diagnosis.Fact{Name: diagnosis.FactAccount, Value: "7654321"})
		},
	} {
		term := uitest.Open(t, 80, 24)
		uitest.Connect(term)
		term.PasteText(uitest.TokenFor(standin.Account))
		term.Press("o", "enter")
		late := term.Pressed("enter")
		change(term)
		_ = term.View()
		term.Settle(late)
		if len(term.S.Case.Online) > 0 || term.S.Case.Keys.Len() > 0 {
			t.Errorf("%s: the answer for another account is in the case", what)
		}
		term.MustRead("The answer for account " + standin.Account + " is not kept")
	}
}

// TestSendingGoesOn catches a cursor that stays on a check that was sent, so that two more
// enters send it again, an answer that is not on the screen at the smallest size, and an
// announcement that does not tell that the check was sent before.
func TestSendingGoesOn(t *testing.T) {
	term := uitest.Open(t, 60, 16)
	server := uitest.Connect(term)
	term.PasteText(server.Issue("rest_webservices"))
	term.Press("o")
	for range 40 {
		before := len(term.S.Case.Online)
		term.Do("enter")
		if sent := term.S.Case.Online; before == 0 && len(sent) == 1 {
			term.MustRead("NetSuite signs tokens of 1234567_SB1 with 1 key")
		}
		if _, list := term.S.At().(screen.Online); !list {
			t.Fatalf("enter led to %T", term.S.At())
		}
		if strings.Contains(term.Text(), "It was sent before") {
			break
		}
	}
	sent := map[online.ID]int{}
	for _, seen := range term.S.Case.Online {
		sent[seen.Check]++
	}
	for _, id := range []online.ID{online.Host, online.Clock, online.Keys, online.ServerTime, online.Metadata} {
		if sent[id] != 1 {
			t.Errorf("%s was sent %d times", id, sent[id])
		}
	}
}

// TestAnnouncementIsRead catches a request that is sent although the lines that tell what it
// reveals were below the window.
func TestAnnouncementIsRead(t *testing.T) {
	term := uitest.Open(t, 60, 16)
	server := uitest.Connect(term)
	uitest.OpenKeys(term, "public.pem", "private.pem")
	term.PasteText(uitest.TokenFor(standin.Account))
	term.Press("o")
	uitest.ChooseCheck(term, "Does NetSuite grant")
	term.Do("enter")
	term.MustRead("enter reads on")
	term.MustNotSee("Login Audit Trail")
	term.Do("enter")
	term.MustRead("Login Audit Trail", "Press enter to send it")
	if len(server.Dialed()) > 0 {
		t.Fatal("it was sent before its announcement was shown to the end")
	}
	term.Do("enter")
	if len(server.Requests()) != 1 {
		t.Error("it was not sent after its announcement")
	}
}

// TestHostileAnswers catches an answer that reaches the terminal raw, or passes as sound.
func TestHostileAnswers(t *testing.T) {
	for _, fault := range []standin.Fault{standin.NotJSON, standin.Page, standin.Elsewhere, standin.ProxyLogin} {
		term := uitest.Open(t, 100, 40)
		uitest.Connect(term).Switch(fault)
		term.PasteText(uitest.TokenFor(standin.Account))
		term.Do("o", "enter", "enter")
		uitest.MustBeClean(t, term.View(), string(fault))
		if seen, sent := term.S.Case.LastSeen(online.Keys); !sent || seen.Sound() {
			t.Errorf("%s: sound %v, %+v", fault, seen.Sound(), seen)
		}
		term.MustSee("✗")
	}
}

// TestPastedHere catches an account that is pasted where the screen asks for it and is refused,
// a word that is taken for one, and a token for the checks that leads away from them.
func TestPastedHere(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	for !strings.Contains(term.Text(), "› Online checks") {
		term.Press("down")
	}
	term.Press("enter")
	for _, other := range []string{"/home/me/public.pem", strings.Repeat("ab12", 16), "account"} {
		if term.PasteText(other); term.S.Case.Facts.Value(diagnosis.FactAccount) != "" {
			t.Fatalf("%q was taken as the account", other)
		}
	}
	term.PasteText(" 1234567_SB1\n")
	if got := term.S.Case.Facts.Value(diagnosis.FactAccount); got != standin.Account {
		t.Fatalf("the account is %q\n%s", got, term.Text())
	}
	uitest.ChooseCheck(term, "Does the access token work?")
	term.MustRead("It lacks an access token")
	term.PasteText(uitest.TokenFor(standin.Account))
	if _, at := term.S.At().(screen.Online); !at || len(term.S.Case.Tokens) != 1 {
		t.Errorf("a token that was pasted leads to %T, %d tokens", term.S.At(), len(term.S.Case.Tokens))
	}
}

// TestContradictingAccounts catches accounts that contradict each other and are called not
// known, so that giving the account again changes nothing.
func TestContradictingAccounts(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	term.PasteText(uitest.TokenFor(standin.Account))
	term.S.State(diagnosis.Fact{Name: diagnosis.FactAccount, Value: "7654321"})
	term.Press("o")
	term.MustNotSee("not known")
	term.MustRead("7654321", standin.Account, "Take back what belongs to another login")
}

// TestGivenHere catches an account that is asked for and not taken, and a value that leads
// nowhere.
func TestGivenHere(t *testing.T) {
	term := uitest.Open(t, 100, 40)
	uitest.OpenKeys(term)
	term.Press("o")
	term.MustRead("The account is not known")
	term.Press("enter")
	term.Write("1234567-sb1")
	term.Press("enter")
	if got := term.S.Case.Facts.Value(diagnosis.FactAccount); got != standin.Account {
		t.Fatalf("the account is %q", got)
	}
	for title, to := range map[string]screen.Destination{"Does NetSuite grant": screen.Record{}, "Does NetSuite exchange": screen.Record{}} {
		uitest.ChooseCheck(term, title)
		term.Press("enter")
		if term.S.At() != to {
			t.Errorf("%s leads to %T", title, term.S.At())
		}
		term.Press("esc")
	}
	term.S.State(diagnosis.Fact{Name: diagnosis.FactClientID, Value: standin.ClientID})
	uitest.ChooseCheck(term, "Does NetSuite grant")
	term.Press("enter")
	if term.S.At() != (screen.Keys{}) {
		t.Errorf("the private key is asked for at %T", term.S.At())
	}
}

// TestLogIn catches a code that is not exchanged, one that is exchanged although state is
// another's, and a frame that shows code, secret or verifier.
func TestLogIn(t *testing.T) {
	const redirect = "https://app.example.com/back"
	term := uitest.Open(t, 100, 40)
	server := uitest.Connect(term)
	server.RedirectURI = redirect
	term.S.State(diagnosis.Fact{Name: diagnosis.FactAccount, Value: standin.Account}, diagnosis.Fact{Name: diagnosis.FactClientID, Value: standin.ClientID},
		diagnosis.Fact{Name: diagnosis.FactRecordRedirectURIs, Value: redirect})
	uitest.OpenKeys(term)
	term.Press("o")
	uitest.ChooseCheck(term, "Does NetSuite exchange")
	term.Press("enter", "enter")
	term.PasteText(standin.ClientSecret)
	term.MustNotSee(standin.ClientSecret)
	term.Press("enter")
	address := term.S.Shown().Copies()[0].Plain()
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := server.Client().Transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	back := answer.Header.Get("Location")
	posted := func() bool {
		return slices.ContainsFunc(server.Requests(), func(r standin.Request) bool { return r.Method == http.MethodPost })
	}

	term.Press("enter")
	term.PasteText(strings.Replace(back, "state=", "state=x", 1))
	term.Do("enter")
	term.MustRead("State does not match this attempt")
	if posted() {
		t.Error("the code was sent although state is another's")
	}
	term.PasteText(back)
	code := answer.Header.Get("Location")[strings.Index(back, "code=")+5:][:40]
	term.MustNotSee(code)
	term.Do("enter")
	if seen, sent := term.S.Case.LastSeen(online.CodeExchange); !sent || seen.Status != 200 {
		t.Fatalf("the code was not exchanged: %+v\n%s", seen, term.Text())
	}
	term.MustNotSee(code)
	if _, at := term.S.At().(screen.Online); !at {
		t.Errorf("it ends at %T", term.S.Shown())
	}
}
