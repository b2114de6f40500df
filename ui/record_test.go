package ui

import (
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis"
)

// TestRecordForm catches a form whose contradiction comes late or stays: it follows what
// is filled in, changed and taken back.
func TestRecordForm(t *testing.T) {
	term := open(t, 100, 30)
	term.pasteText(assertion())
	term.press("i")
	term.mustSee("Copy here what NetSuite shows", "0 of 18 filled in", "Refresh Token Validity (In Hours)")
	fillIn(term, diagnosis.FactRecordScopes)
	term.mustSee("1  · RESTlets", "4  · NetSuite AI Connector Service", "Setup › Integration › Manage Integrations › your record › Authentication")
	term.press("1", "enter")
	term.mustSee("✗ The record has no REST Web Services box; the token asks for rest_webservices", "ScopeMismatched · likely", "✗ Scope", "1 of 18")
	if got := term.s.Case.Facts.Value(diagnosis.FactRecordScopes); got != "restlets" {
		t.Errorf("the Scope boxes are %q", got)
	}
	if got := term.s.Shown().(*record).kind().Name; got != diagnosis.FactPKCE {
		t.Errorf("the cursor went on to %s", got)
	}
	term.press("p")
	if p, ok := term.s.Shown().(*page); !ok || p.Code != "ScopeMismatched" {
		t.Fatalf("p opened %T", term.s.Shown())
	}
	term.press("esc")

	fillIn(term, diagnosis.FactRecordScopes, "2", "enter")
	term.mustSee("✓ Nothing filled in so far contradicts the token", "RESTlets · REST Web Services")
	fillIn(term, diagnosis.FactRecordScopes, "1", "esc")
	if got := term.s.Case.Facts.Value(diagnosis.FactRecordScopes); got != "rest_webservices,restlets" {
		t.Errorf("esc left the boxes at %q", got)
	}
	fillIn(term, diagnosis.FactRecordScopes, "1", "enter", "up")
	term.mustSee("✗ The record has no RESTlets box")
	term.press("backspace")
	term.mustSee("Copy here what NetSuite shows", "0 of 18")
	if len(term.s.Case.Facts) != 0 {
		t.Errorf("taken back, %v is left", term.s.Case.Facts)
	}
	term.press("esc")
	if _, ok := term.s.Shown().(*tokenScreen); !ok {
		t.Errorf("esc ended on %T", term.s.Shown())
	}
}

// TestRecordAgainstToken catches a word of its own that vanishes behind the token's, and a
// token's that counts as filled in.
func TestRecordAgainstToken(t *testing.T) {
	term := open(t, 120, 40)
	term.pasteText(accessToken(time.Hour))
	term.press("i")
	term.mustSee("0 of 18", "0F1E2D3C-514B-4F59-B1C3-CB35FF7E9A6A  from the token")
	fillIn(term, diagnosis.FactRole, "ctrl+u", "7", "enter")
	term.mustSee("The token says something other than you did: role", "! Internal ID", "1 of 18")
	term.press("up", "backspace")
	term.mustNotSee("something else")
}

// TestRecordList catches certificates and redirect URIs that cannot be pasted as they
// come: in lines, with a query, as another thing than an ID.
func TestRecordList(t *testing.T) {
	const one, two = "TkHRXJ-8D7WLq-co2gaKer7iebI9DJ8zFeePzOkpXs8", "-QjavVtnXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXx1"
	at := func(name diagnosis.FactName) *terminal {
		term := open(t, 120, 40)
		openRecord(term)
		fillIn(term, name)
		return term
	}
	term := at(diagnosis.FactRecordCertificates)
	term.pasteText(one + "\r\n")
	term.pasteText(two)
	term.mustSee(one + ", " + two)
	term.press("enter")
	if got := term.s.Case.Facts.Value(diagnosis.FactRecordCertificates); got != two+","+one {
		t.Errorf("the certificates are %q", got)
	}
	for text, want := range map[string]string{
		"custcertificate3": "script ID", "public.pem": "name of a file", "0F1E2D3C-514B-4F59-B1C3-CB35FF7E9A6A": "Application ID", one + "=": "no '='", strings.ToLower(one): "lower case",
	} {
		term = at(diagnosis.FactRecordCertificates)
		term.pasteText(text)
		term.mustSee(want)
		term.press("enter")
		term.mustSee(want)
		if len(term.s.Case.Facts) > 0 {
			t.Errorf("%s was taken: %v", text, term.s.Case.Facts)
		}
	}
	term = at(diagnosis.FactRecordCertificates)
	term.pasteText(string(testCertificate(testKey(1), noon.AddDate(1, 0, 0))))
	term.mustSee("no Certificate ID", "Key setup")

	term = at(diagnosis.FactRecordRedirectURIs)
	term.pasteText("https://app.example/cb?code=5f0e9a7c&state=x\nmyapp://cb")
	term.mustNotSee("5f0e9a7c")
	term.mustSee("https://app.example/cb, myapp://cb", "is dropped")
	term.press("enter")
	if got := term.s.Case.Facts.Value(diagnosis.FactRecordRedirectURIs); got != "https://app.example/cb,myapp://cb" {
		t.Errorf("the redirect URIs are %q", got)
	}
	term = at(diagnosis.FactRecordRedirectURIs)
	term.write("https://app.example/cb?code=5f0e9a7c")
	term.mustNotSee("code=", "5f0e")
	term.press("enter")
	if got := term.s.Case.Facts.Value(diagnosis.FactRecordRedirectURIs); got != "https://app.example/cb" {
		t.Errorf("the redirect URIs are %q", got)
	}

	term = open(t, 120, 40)
	openRecord(term)
	for term.s.Shown().(*record).kind().Name != diagnosis.FactRecordCertificates {
		term.press("down")
	}
	term.pasteText(one)
	term.mustSee(one)
	term.press("enter")
	if got := term.s.Case.Facts.Value(diagnosis.FactRecordCertificates); got != one {
		t.Errorf("pasted without enter before it: %q", got)
	}
}

// TestRecordRefusesSecrets catches a token or a private key that becomes a setting.
func TestRecordRefusesSecrets(t *testing.T) {
	for _, kind := range recordFields {
		if kind.Values != nil {
			continue
		}
		for _, editing := range []bool{true, false} {
			term := open(t, 120, 40)
			openRecord(term)
			fillIn(term, kind.Name)
			if !editing {
				term.press("esc")
			}
			term.pasteText(accessToken(time.Hour))
			if _, ok := term.s.Shown().(*tokenScreen); !ok || len(term.s.Case.Facts) > 0 {
				t.Errorf("%s: a token opened %T, facts %v", kind.Name, term.s.Shown(), term.s.Case.Facts)
			}
			term = open(t, 120, 40)
			openRecord(term)
			fillIn(term, kind.Name)
			term.write(accessToken(time.Hour))
			if strings.Contains(term.text(), signature[:12]) {
				t.Errorf("%s draws a token", kind.Name)
			}
			term.press("enter")
			term.mustSee("looks like a token")
			if len(term.s.Case.Facts) > 0 {
				t.Errorf("%s took a token", kind.Name)
			}
		}
	}
}

// TestGuideKnowsTheRecord catches a guide that asks what is in the form, or does not
// say where it has it from.
func TestGuideKnowsTheRecord(t *testing.T) {
	term := open(t, 120, 40)
	openRecord(term)
	fillIn(term, diagnosis.FactFeatureOAuth2, "1")
	fillIn(term, diagnosis.FactRecordState, "1")
	fillIn(term, diagnosis.FactRecordScopes, "enter")
	term.press("esc")
	term.mustSee("3 of 18 filled in")
	term.s.GoTo(Guide{})
	term.press("2", "1", "5", "1", "2", "esc") // from the page that the last answer leads to
	term.mustSee("Is the integration record ready", "No Scope box at all", "you said")
	if walk := term.s.Answers.Walk; walk.Page != "codes/ScopeMismatched.md" {
		t.Errorf("with no Scope box the guide leads to %q, asking %v", walk.Page, walk.Current)
	}
	for _, step := range term.s.Answers.Walk.Steps[5:] {
		if step.Chosen || step.Source != diagnosis.SourceUser {
			t.Errorf("%q: chosen %v, from the %s", step.Question.Text, step.Chosen, step.Source)
		}
	}
	// A change in the form, opened from here, changes the question.
	term.press("i")
	fillIn(term, diagnosis.FactRecordState, "2")
	term.press("esc")
	if walk := term.s.Answers.Walk; walk.Page != "codes/IntegrationBlocked.md" {
		t.Errorf("with State Blocked the guide leads to %q, asking %v", walk.Page, walk.Current)
	}
}

// TestRecordOnce catches a second form above the first.
func TestRecordOnce(t *testing.T) {
	term := open(t, 80, 24)
	openRecord(term)
	term.pasteText(accessToken(time.Hour))
	term.press("i")
	forms := 0
	for _, open := range term.s.history {
		if _, is := open.screen.(*record); is {
			forms++
		}
	}
	if _, ok := term.s.Shown().(*record); !ok || forms != 1 {
		t.Errorf("%d forms are open, shown is %T", forms, term.s.Shown())
	}
}
