package ui

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"authdoctor/diagnosis"
)

const (
	refusedClient = "After a client-credentials request:\nHTTP/1.1 400 Bad Request\nContent-Type: application/json\n\n{\"error\":\"invalid_client\"}"
	refusedCall   = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer realm=\"1234567-sb1\", error=\"invalid_token\", error_description=\"Invalid login attempt.\"\n"
	redirectBack  = "https://app.example/cb?state=4fJ0mQb1&role=3&entity=77&company=1234567_SB1&error=invalid_request"
	authorizeURL  = "https://1234567-sb1.app.netsuite.com/app/login/oauth2/authorize.nl?response_type=code&client_id=1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2" +
		"&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&scope=restlets&state=4fJ0mQb1"
	curlWithSecret = "curl -X POST https://1234567-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token \\\n  -u 1c343a716c1dceb60e7fc149fa6735929ef77d28fe16293f892976dde7d8e3e2:c4n4ry0fasecret \\\n" +
		"  -d grant_type=client_credentials -d assertion=x"
)

// exchangeScenes are the screens of requests and answers.
var exchangeScenes = []scene{
	{"answer", func(term *terminal) { term.pasteText(refusedClient); term.press("down") }},
	{"answer-call", func(term *terminal) { term.pasteText(refusedCall); term.press("down") }},
	{"answer-end", func(term *terminal) { term.pasteText(refusedCall); term.press("end") }},
	{"answer-and-token", func(term *terminal) {
		term.pasteText(refusedCall + "\n" + accessToken(-time.Minute))
		term.press("down")
	}},
	{"answer-of-tba", func(term *terminal) {
		term.pasteText(`HTTP/1.1 401 Unauthorized` + "\n" + `WWW-Authenticate: OAuth realm="1234567", error="token_rejected"`)
	}},
	{"redirect", func(term *terminal) {
		term.pasteText(strings.Replace(redirectBack, "4fJ0mQb1", "…", 1))
		term.press("down")
	}},
	{"authorize", func(term *terminal) { term.pasteText(redirectBack); term.pasteText(authorizeURL); term.press("down") }},
	{"request", func(term *terminal) { term.pasteText(curlWithSecret); term.press("down") }},
	{"request-end", func(term *terminal) { term.pasteText(curlWithSecret); term.press("end") }},
}

// TestRedirectAndAuthorizeURL catches two pastes of one problem that are not put
// together, and an old one that stays beside a new one.
func TestRedirectAndAuthorizeURL(t *testing.T) {
	term := open(t, 120, 40)
	term.pasteText(redirectBack)
	term.mustSee("Paste the authorize URL", "InvalidState", "InvalidRequest")
	if got := term.s.Diagnosis.Verdict("InvalidState").Verdict; got != diagnosis.Likely {
		t.Errorf("InvalidState is %s before the authorize URL is known", got)
	}
	term.pasteText(authorizeURL)
	if got := term.s.Diagnosis.Verdict("InvalidState").Verdict; got != diagnosis.Confirmed || len(term.s.Case.Exchanges) != 1 {
		t.Errorf("InvalidState is %s, %d exchanges", got, len(term.s.Case.Exchanges))
	}
	term.mustSee("state is too short", "8 characters", "InvalidState · confirmed")
	term.pasteText(strings.Replace(authorizeURL, "state=4fJ0mQb1", "state=4fJ0mQb1Zr8yTn3Kp6Wd2v", 1))
	term.mustNotSee("state is too short")
	if len(term.s.Case.Exchanges) != 1 {
		t.Errorf("%d exchanges: the old authorize URL is still there", len(term.s.Case.Exchanges))
	}
}

// TestAnswerThenToken catches a token that does not meet the answer it belongs to.
func TestAnswerThenToken(t *testing.T) {
	term := open(t, 120, 40)
	term.pasteText(refusedCall)
	term.mustSee("Which word is in the Detail column?", "AccessTokenExpired", "TokenBlocked")
	term.pasteText(accessToken(-time.Minute))
	if got := term.s.Diagnosis.Verdict("AccessTokenExpired").Verdict; got != diagnosis.Confirmed {
		t.Errorf("AccessTokenExpired is %s", got)
	}
	term.pasteText("MissingKey")
	term.press("t") // read in the trail
	if got := term.s.Diagnosis.Verdict("MissingKey").Verdict; got != diagnosis.Confirmed {
		t.Errorf("MissingKey is %s", got)
	}
}

// TestCandidates catches a code that cannot be opened from the answer, and a Case that
// offers no way back to it.
func TestCandidates(t *testing.T) {
	term := open(t, 80, 24)
	term.pasteText(refusedClient)
	for term.s.Shown().(*exchangeScreen).chosen().kind != rowCandidate {
		term.press("down")
	}
	term.press("enter")
	if p, ok := term.s.Shown().(*page); !ok || p.Code != "MissingKey" {
		t.Fatalf("the first code opened %T", term.s.Shown())
	}
	term.press("esc", "esc")
	term.mustSee("Back to the answer")
	term.press("enter")
	if _, ok := term.s.Shown().(*exchangeScreen); !ok {
		t.Fatalf("back to %T", term.s.Shown())
	}
}

// TestExchangeSecrets catches a Client Secret, a code or a state on any screen.
func TestExchangeSecrets(t *testing.T) {
	for _, s := range exchangeScenes {
		term := open(t, 160, 60)
		s.play(term)
		for _, key := range []string{"end", "v", "esc", "f", "esc", "i"} {
			term.press(key)
			term.mustNotSee("c4n4ry", "4fJ0mQb1")
		}
	}
}

// TestAnswerByKeys catches an answer whose line breaks are taken for enter by a
// terminal without bracketed paste.
func TestAnswerByKeys(t *testing.T) {
	for _, text := range []string{refusedCall, "curl -d grant_type=client_credentials \\\n  https://1234567.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token\n", "{\"error\":\n \"invalid_grant\"}"} {
		term := open(t, 100, 30)
		for _, r := range text {
			if r == '\n' {
				term.press("enter")
				continue
			}
			term.write(string(r))
		}
		term.wait(time.Second)
		term.send(gatherMsg{})
		if _, ok := term.s.Shown().(*exchangeScreen); !ok {
			t.Errorf("%.20q by keys opened %T:\n%s", text, term.s.Shown(), term.text())
		}
	}
}

// TestSecretsByKeys catches a secret that is drawn while it comes key by key.
func TestSecretsByKeys(t *testing.T) {
	const secret = "q7Rt5Yu1Op9As3Df"
	for _, lead := range []string{"code=", "state=", "client_secret=", "client_secret: ", "the secret is ", "code_verifier=", "Authorization: Basic ", "Basic ", "Client Secret ", ""} {
		term := open(t, 100, 30)
		seen := ""
		for i, r := range lead + secret {
			term.wait(100 * time.Millisecond)
			term.write(string(r))
			if shown := i - len(lead) + 1; shown > 12 && strings.Contains(term.text(), secret[:12]) {
				seen = secret[:shown]
			}
			if frame := term.text(); lead != "" && lead != "Client Secret " && strings.Contains(frame, secret[:7]) {
				t.Fatalf("%q draws the first letters of the secret:\n%s", lead, frame)
			}
		}
		if seen != "" {
			t.Errorf("%q: %s is drawn", lead, seen)
		}
	}
}

// TestTokenByKeysElsewhere catches a token that comes key by key on a screen without a
// field, where its letters are commands: q would leave the program, and the rest of a
// live token land in the shell.
func TestTokenByKeysElsewhere(t *testing.T) {
	for _, text := range []string{accessToken(time.Hour), "Bearer " + accessToken(time.Hour), "grant_type=refresh_token&refresh_token=qqqqqqq"} {
		term := open(t, 100, 30)
		term.press("enter") // the guide
		for _, r := range text {
			if cmd := term.send(keyOf(string(r))); cmd != nil {
				if _, quit := cmd().(tea.QuitMsg); quit {
					t.Fatalf("%.20q quits the program", text)
				}
			}
		}
		term.wait(time.Second)
		term.send(gatherMsg{})
		switch term.s.Shown().(type) {
		case *tokenScreen, *exchangeScreen:
		default:
			t.Errorf("%.20q opened %T", text, term.s.Shown())
		}
	}
}

// TestTokenAfterStepOne catches a fault of another login that comes before that of the
// token.
func TestTokenAfterStepOne(t *testing.T) {
	term := open(t, 100, 30)
	term.pasteText(redirectBack)
	term.pasteText(authorizeURL)
	term.pasteText(accessToken(-time.Minute))
	if got := term.s.Diagnosis.Verdict("AccessTokenExpired").Verdict; got != diagnosis.Confirmed {
		t.Errorf("AccessTokenExpired is %s", got)
	}
	term.mustSee("✗ Expired 1 min ago")
	term.mustNotSee("state is too short")
}

// TestSharedCode catches a code that TBA writes too, and nobody asks whose it is.
func TestSharedCode(t *testing.T) {
	term := open(t, 100, 30)
	term.pasteText("InvalidSignature")
	term.press("t")
	term.mustSee("Token-based authentication (TBA) writes InvalidSignature too", "Token-based Access Token Name")
}

// TestUndoKeepsTheRecord catches a step back in the guide that empties the form.
func TestUndoKeepsTheRecord(t *testing.T) {
	term := open(t, 120, 40)
	openRecord(term)
	fillIn(term, diagnosis.FactRecordState, "2")
	term.press("esc")
	term.s.GoTo(Guide{})
	term.press("2", "1", "5", "1", "1", "esc", "backspace", "backspace")
	if got := term.s.Case.Facts.Value(diagnosis.FactRecordState); got != "blocked" {
		t.Errorf("State is %q", got)
	}
}

// TestMentionedCode catches a code that is only asked about and taken for read.
func TestMentionedCode(t *testing.T) {
	term := open(t, 100, 30)
	term.pasteText("Is it TokenRejected?")
	term.mustSee("is it the word in the Detail column?")
	if got := term.s.Diagnosis.Verdict("TokenRejected").Verdict; got != diagnosis.Possible {
		t.Errorf("TokenRejected is %s", got)
	}
}

// TestClientLine catches the error of a client that leads nowhere, and what was pasted
// beside it and gets lost.
func TestClientLine(t *testing.T) {
	term := open(t, 120, 40)
	term.pasteText("Error: getaddrinfo ENOTFOUND 1234567_sb1.suitetalk.api.netsuite.com\n    at GetAddrInfoReqWrap.onlookupall")
	term.mustSee("wrong account or host", "The host has an underscore", "1234567-sb1.suitetalk.api.netsuite.com")
	term.pasteText("AxiosError: Request failed with status code 400")
	term.mustSee("Answer", "The client hides the body")
	term.pasteText(accessToken(-time.Minute) + "\ncurl: (60) SSL certificate problem: unable to get local issuer certificate")
	term.mustSee("does not trust the certificate")
	if len(term.s.Case.Tokens) != 1 {
		t.Errorf("%d tokens", len(term.s.Case.Tokens))
	}
	term.pasteText(refusedCall)
	term.mustNotSee("does not trust the certificate")
}
