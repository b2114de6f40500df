package findings_test

import (
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/ui/findings"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// TestRedirectAndAuthorizeURL catches two pastes of one problem that are not put
// together, and an old one that stays beside a new one.
func TestRedirectAndAuthorizeURL(t *testing.T) {
	term := uitest.Open(t, 120, 40)
	term.PasteText(uitest.RedirectBack)
	term.MustSee("Paste the authorize URL", "InvalidState", "InvalidRequest")
	if got := term.S.Diagnosis.Verdict("InvalidState").Verdict; got != diagnosis.Likely {
		t.Errorf("InvalidState is %s before the authorize URL is known", got)
	}
	term.PasteText(uitest.AuthorizeURL)
	if got := term.S.Diagnosis.Verdict("InvalidState").Verdict; got != diagnosis.Confirmed || len(term.S.Case.Exchanges) != 1 {
		t.Errorf("InvalidState is %s, %d exchanges", got, len(term.S.Case.Exchanges))
	}
	term.MustSee("state is too short", "8 characters", "InvalidState · confirmed")
	term.PasteText(strings.Replace(uitest.AuthorizeURL, "state=4fJ0mQb1", "state=4fJ0mQb1Zr8yTn3Kp6Wd2v", 1))
	term.MustNotSee("state is too short")
	if len(term.S.Case.Exchanges) != 1 {
		t.Errorf("%d exchanges: the old authorize URL is still there", len(term.S.Case.Exchanges))
	}
}

// TestAnswerThenToken catches a token that does not meet the answer it belongs to.
func TestAnswerThenToken(t *testing.T) {
	term := uitest.Open(t, 120, 40)
	term.PasteText(uitest.RefusedCall)
	term.MustSee("Which word is in the Detail column?", "AccessTokenExpired", "TokenBlocked")
	term.PasteText(uitest.AccessToken(-time.Minute))
	if got := term.S.Diagnosis.Verdict("AccessTokenExpired").Verdict; got != diagnosis.Confirmed {
		t.Errorf("AccessTokenExpired is %s", got)
	}
	term.PasteText("MissingKey")
	term.Press("t") // read in the trail
	if got := term.S.Diagnosis.Verdict("MissingKey").Verdict; got != diagnosis.Confirmed {
		t.Errorf("MissingKey is %s", got)
	}
}

// TestCandidates catches a code that cannot be opened from the answer, and a Case that
// offers no way back to it.
func TestCandidates(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	term.PasteText(uitest.RefusedClient)
	for !findings.OnCandidate(term.S.Shown()) {
		term.Press("down")
	}
	term.Press("enter")
	if p, ok := term.S.At().(screen.Page); !ok || p.Path != "codes/MissingKey.md" {
		t.Fatalf("the first code opened %T", term.S.Shown())
	}
	term.Press("esc", "esc")
	term.MustSee("Back to the answer")
	term.Press("enter")
	if _, ok := term.S.At().(screen.Exchange); !ok {
		t.Fatalf("back to %T", term.S.Shown())
	}
}

// TestExchangeSecrets catches a Client Secret, a code or a state on any screen.
func TestExchangeSecrets(t *testing.T) {
	for _, s := range uitest.FindingsScenes {
		term := uitest.Open(t, 160, 60)
		s.Play(term)
		for _, key := range []string{"end", "v", "esc", "f", "esc", "i"} {
			term.Press(key)
			term.MustNotSee("c4n4ry", "4fJ0mQb1")
		}
	}
}

// TestTokenAfterStepOne catches a fault of another login that comes before that of the
// token.
func TestTokenAfterStepOne(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	term.PasteText(uitest.RedirectBack)
	term.PasteText(uitest.AuthorizeURL)
	term.PasteText(uitest.AccessToken(-time.Minute))
	if got := term.S.Diagnosis.Verdict("AccessTokenExpired").Verdict; got != diagnosis.Confirmed {
		t.Errorf("AccessTokenExpired is %s", got)
	}
	term.MustSee("✗ Expired 1 min ago")
	term.MustNotSee("state is too short")
}

// TestSharedCode catches a code that TBA writes too, and nobody asks whose it is.
func TestSharedCode(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	term.PasteText("InvalidSignature")
	term.Press("t")
	term.MustSee("Token-based authentication (TBA) writes InvalidSignature too", "Token-based Access Token Name")
}

// TestMentionedCode catches a code that is only asked about and taken for read.
func TestMentionedCode(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	term.PasteText("Is it TokenRejected?")
	term.MustSee("is it the word in the Detail column?")
	if got := term.S.Diagnosis.Verdict("TokenRejected").Verdict; got != diagnosis.Possible {
		t.Errorf("TokenRejected is %s", got)
	}
}

// TestClientLine catches the error of a client that leads nowhere, and what was pasted
// beside it and gets lost.
func TestClientLine(t *testing.T) {
	term := uitest.Open(t, 120, 40)
	term.PasteText("Error: getaddrinfo ENOTFOUND 1234567_sb1.suitetalk.api.netsuite.com\n    at GetAddrInfoReqWrap.onlookupall")
	term.MustSee("wrong account or host", "The host has an underscore", "1234567-sb1.suitetalk.api.netsuite.com")
	term.PasteText("AxiosError: Request failed with status code 400")
	term.MustSee("Answer", "The client hides the body")
	term.PasteText(uitest.AccessToken(-time.Minute) + "\ncurl: (60) SSL certificate problem: unable to get local issuer certificate")
	term.MustSee("does not trust the certificate")
	if len(term.S.Case.Tokens) != 1 {
		t.Errorf("%d tokens", len(term.S.Case.Tokens))
	}
	term.PasteText(uitest.RefusedCall)
	term.MustNotSee("does not trust the certificate")
}
