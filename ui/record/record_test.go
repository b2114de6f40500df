package record_test

import (
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/ui/record"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// TestRecordForm catches a form whose contradiction comes late or stays: it follows what
// is filled in, changed and taken back.
func TestRecordForm(t *testing.T) {
	term := uitest.Open(t, 100, 30)
	term.PasteText(uitest.Assertion())
	term.Press("i")
	term.MustSee("Copy here what NetSuite shows", "0 of 18 filled in", "Refresh Token Validity (In Hours)")
	uitest.FillIn(term, diagnosis.FactRecordScopes)
	term.MustSee("1  · RESTlets", "4  · NetSuite AI Connector Service", "Setup › Integration › Manage Integrations › your record › Authentication")
	term.Press("1", "enter")
	term.MustSee("✗ The record has no REST Web Services box; the token asks for rest_webservices", "ScopeMismatched · likely", "✗ Scope", "1 of 18")
	if got := term.S.Case.Facts.Value(diagnosis.FactRecordScopes); got != "restlets" {
		t.Errorf("the Scope boxes are %q", got)
	}
	if got := record.FieldOf(term.S.Shown()); got != diagnosis.FactPKCE {
		t.Errorf("the cursor went on to %s", got)
	}
	term.Press("p")
	if p, ok := term.S.At().(screen.Page); !ok || p.Path != "codes/ScopeMismatched.md" {
		t.Fatalf("p opened %T", term.S.Shown())
	}
	term.Press("esc")

	uitest.FillIn(term, diagnosis.FactRecordScopes, "2", "enter")
	term.MustSee("✓ Nothing filled in so far contradicts the token", "RESTlets · REST Web Services")
	uitest.FillIn(term, diagnosis.FactRecordScopes, "1", "esc")
	if got := term.S.Case.Facts.Value(diagnosis.FactRecordScopes); got != "rest_webservices,restlets" {
		t.Errorf("esc left the boxes at %q", got)
	}
	uitest.FillIn(term, diagnosis.FactRecordScopes, "1", "enter", "up")
	term.MustSee("✗ The record has no RESTlets box")
	term.Press("backspace")
	term.MustSee("Copy here what NetSuite shows", "0 of 18")
	if len(term.S.Case.Facts) != 0 {
		t.Errorf("taken back, %v is left", term.S.Case.Facts)
	}
	term.Press("esc")
	if _, ok := term.S.At().(screen.Token); !ok {
		t.Errorf("esc ended on %T", term.S.Shown())
	}
}

// TestRecordAgainstToken catches a word of its own that vanishes behind the token's, and a
// token's that counts as filled in.
func TestRecordAgainstToken(t *testing.T) {
	term := uitest.Open(t, 120, 40)
	term.PasteText(uitest.AccessToken(time.Hour))
	term.Press("i")
	term.MustSee("0 of 18", "0F1E2D3C-514B-4F59-B1C3-CB35FF7E9A6A  from the token")
	uitest.FillIn(term, diagnosis.FactRole, "ctrl+u", "7", "enter")
	term.MustSee("The token contradicts what you said: role", "! Internal ID", "1 of 18")
	term.Press("up", "backspace")
	term.MustNotSee("something else")
}

// TestRecordList catches certificates and redirect URIs that cannot be pasted as they
// come: in lines, with a query, as another thing than an ID.
func TestRecordList(t *testing.T) {
	const one, two = "TkHRXJ-8D7WLq-co2gaKer7iebI9DJ8zFeePzOkpXs8", "-QjavVtnXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXxXx1"
	at := func(name diagnosis.FactName) *uitest.Terminal {
		term := uitest.Open(t, 120, 40)
		uitest.OpenRecord(term)
		uitest.FillIn(term, name)
		return term
	}
	term := at(diagnosis.FactRecordCertificates)
	term.PasteText(one + "\r\n")
	term.PasteText(two)
	term.MustSee(one + ", " + two)
	term.Press("enter")
	if got := term.S.Case.Facts.Value(diagnosis.FactRecordCertificates); got != two+","+one {
		t.Errorf("the certificates are %q", got)
	}
	for text, want := range map[string]string{
		"custcertificate3": "script ID", "public.pem": "name of a file", "0F1E2D3C-514B-4F59-B1C3-CB35FF7E9A6A": "Application ID", one + "=": "no '='", strings.ToLower(one): "lower case",
	} {
		term = at(diagnosis.FactRecordCertificates)
		term.PasteText(text)
		term.MustSee(want)
		term.Press("enter")
		term.MustSee(want)
		if len(term.S.Case.Facts) > 0 {
			t.Errorf("%s was taken: %v", text, term.S.Case.Facts)
		}
	}
	term = at(diagnosis.FactRecordCertificates)
	term.PasteText(string(uitest.TestCertificate(uitest.TestKey(1), uitest.Noon.AddDate(1, 0, 0))))
	term.MustSee("no Certificate ID", "Key setup")

	term = at(diagnosis.FactRecordRedirectURIs)
	term.PasteText("https://app.example/cb?code=5f0e9a7c&state=x\nmyapp://cb")
	term.MustNotSee("5f0e9a7c")
	term.MustSee("https://app.example/cb, myapp://cb", "is dropped")
	term.Press("enter")
	if got := term.S.Case.Facts.Value(diagnosis.FactRecordRedirectURIs); got != "https://app.example/cb,myapp://cb" {
		t.Errorf("the redirect URIs are %q", got)
	}
	term = at(diagnosis.FactRecordRedirectURIs)
	term.Write("https://app.example/cb?code=5f0e9a7c")
	term.MustNotSee("code=", "5f0e")
	term.Press("enter")
	if got := term.S.Case.Facts.Value(diagnosis.FactRecordRedirectURIs); got != "https://app.example/cb" {
		t.Errorf("the redirect URIs are %q", got)
	}

	term = uitest.Open(t, 120, 40)
	uitest.OpenRecord(term)
	for record.FieldOf(term.S.Shown()) != diagnosis.FactRecordCertificates {
		term.Press("down")
	}
	term.PasteText(one)
	term.MustSee(one)
	term.Press("enter")
	if got := term.S.Case.Facts.Value(diagnosis.FactRecordCertificates); got != one {
		t.Errorf("pasted without enter before it: %q", got)
	}
}

// TestRecordRefusesSecrets catches a token or a private key that becomes a setting.
func TestRecordRefusesSecrets(t *testing.T) {
	for _, kind := range diagnosis.RecordFields() {
		if kind.Values != nil {
			continue
		}
		for _, editing := range []bool{true, false} {
			term := uitest.Open(t, 120, 40)
			uitest.OpenRecord(term)
			uitest.FillIn(term, kind.Name)
			if !editing {
				term.Press("esc")
			}
			term.PasteText(uitest.AccessToken(time.Hour))
			if _, ok := term.S.At().(screen.Token); !ok || len(term.S.Case.Facts) > 0 {
				t.Errorf("%s: a token opened %T, facts %v", kind.Name, term.S.Shown(), term.S.Case.Facts)
			}
			term = uitest.Open(t, 120, 40)
			uitest.OpenRecord(term)
			uitest.FillIn(term, kind.Name)
			term.Write(uitest.AccessToken(time.Hour))
			if strings.Contains(term.Text(), uitest.Signature[:12]) {
				t.Errorf("%s draws a token", kind.Name)
			}
			term.Press("enter")
			term.MustSee("looks like a token")
			if len(term.S.Case.Facts) > 0 {
				t.Errorf("%s took a token", kind.Name)
			}
		}
	}
}

// TestRecordOnce catches a second form above the first.
func TestRecordOnce(t *testing.T) {
	term := uitest.Open(t, 80, 24)
	uitest.OpenRecord(term)
	term.PasteText(uitest.AccessToken(time.Hour))
	term.Press("i")
	forms := 0
	for _, open := range term.S.History {
		if _, is := open.At.(screen.Record); is {
			forms++
		}
	}
	if _, ok := term.S.At().(screen.Record); !ok || forms != 1 {
		t.Errorf("%d forms are open, shown is %T", forms, term.S.Shown())
	}
}
