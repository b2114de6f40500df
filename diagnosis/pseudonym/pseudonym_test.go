package pseudonym_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/pseudonym"
	"authdoctor/diagnosis/worktest"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

const (
	clientID      = "9c2d4f6a8b0e1c3d5f7a9b1c3d5e7f9012345678abcdef9012345678abcdef90"
	applicationID = "6ACBD51C-514B-4F59-B1C3-CB35FF7E9A6A"
)

// file returns a case file with facts and notes.
func file(t testing.TB, facts string, notes ...string) casefile.File {
	t.Helper()
	f := casefile.File{Kept: noon, Case: diagnosis.Case{At: noon}}
	for _, one := range strings.Fields(facts) {
		fact, err := diagnosis.ParseFact(one, diagnosis.SourceUser)
		if err != nil {
			t.Fatal(err)
		}
		f.Case.Facts = f.Case.Facts.With(fact)
	}
	for _, text := range notes {
		f.Notes = append(f.Notes, casefile.Note{At: noon, Text: text})
	}
	return f
}

func applied(t testing.TB, s *pseudonym.StandIns, f casefile.File) casefile.File {
	t.Helper()
	out, err := s.Apply(f)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const someFacts = "account=7654321_SB1 client-id=" + clientID + " application-id=" + applicationID + " role=1042 entity=-77 record.redirect-uris=https://Login.acme.com/cb"

// TestForms catches a stand-in of another form than the value, or with a part of it.
func TestForms(t *testing.T) {
	for _, c := range []struct{ text, form string }{
		{"account 7654321", `^account 0000\d{3}$`},
		{"7654321_SB1 is 7654321-sb1, not 7654321_sb1", `^0000(\d{3})_SB1 is 0000(\d{3})-sb1, not 0000(\d{3})_sb1$`},
		{"https://7654321-sb1.suitetalk.api.netsuite.com/x", `^https://0000\d{3}-sb1\.suitetalk\.api\.netsuite\.com/x$`},
		{"https%3A%2F%2F7654321-sb1.app.netsuite.com", `^https%3A%2F%2F0000\d{3}-sb1\.app\.netsuite\.com$`},
		{"the kid c.7654321.2026-10-20_00-10-22", `^the kid c\.0000\d{3}\.2026-10-20_00-10-22$`},
		{"client id " + clientID, `^client id 0{56}[0-9a-f]{8}$`},
		{"CLIENT ID " + strings.ToUpper(clientID), `^CLIENT ID 0{56}[0-9A-F]{8}$`},
		{"application " + strings.ToLower(applicationID), `^application 00000000-0000-0000-0000-0000[0-9a-f]{8}$`},
		{applicationID + ";7654321", `^00000000-0000-0000-0000-0000[0-9A-F]{8};0000\d{3}$`},
		{"kid HRril7-YuSGiO9nPwGcNfNZp1eXHOk_jyyDlEwbt9pM", `^kid 0{35}[A-Z][a-z][A-Za-z0-9_-]{6}$`},
		{"role 1042, entity -77, user: 77", `^role 900001, entity -900001, user: 900002$`},
		{"role 3 and Role=55", `^role 3 and Role=55$`},
		{"the subject 1042;-77", `^the subject 900001;-900001$`},
		{"jane.doe+x@Acme.co.uk or JANE.DOE+X@acme.co.uk, bob@acme.com", `^user1@example\.com or user1@example\.com, user2@example\.com$`},
		{"from 203.0.113.9 by 8.8.4.4 and 10.20.30.40 and 192.168.7.7 and 127.0.0.1", `^from 192\.0\.2\.1 by 192\.0\.2\.2 and 10\.0\.0\.4 and 192\.168\.0\.5 and 127\.0\.0\.1$`},
		{"2a00:1450:4001:82a::200e, fd12:3456::1, ::1", `^2001:db8::1, fd00::2, ::1$`},
		{"Chrome/131.0.0.0 at 12:30:45", `^Chrome/131\.0\.0\.0 at 12:30:45$`},
		{"https://Login.acme.com:8443/cb?x=1, http://localhost:3000/cb, myapp://callback", `^https://host1\.example:8443/cb\?x=1, http://localhost:3000/cb, myapp://callback$`},
		{"https://oauth.pstmn.io/v1/callback", `^https://oauth\.pstmn\.io/v1/callback$`},
		{"X-N-OperationId: 0a0f8f6e-52a0-4d43-9d5b-7e8f2f3a4b5c", `^X-N-OperationId: 0a0f8f6e-52a0-4d43-9d5b-7e8f2f3a4b5c$`},
		{"ScopeMismatched at 2026-11-23T12:00:00Z since 1795438200", `^ScopeMismatched at 2026-11-23T12:00:00Z since 1795438200$`},
		{"for account 8675309_sb2, company: 8675310", `^for account 0000\d{3}_sb2, company: 0000\d{3}$`},
		{"Oracle's example is 123456.suitetalk.api.netsuite.com", `^Oracle's example is 123456\.suitetalk\.api\.netsuite\.com$`},
	} {
		facts := ""
		if strings.Contains(c.text, "7654321") {
			facts = "account=7654321_SB1"
		}
		if strings.Contains(strings.ToLower(c.text), clientID) {
			facts = "client-id=" + clientID
		}
		got := applied(t, pseudonym.New(rand.Reader), file(t, facts, c.text)).Notes[0].Text
		match := regexp.MustCompile(c.form).FindStringSubmatch(got)
		if match == nil || len(match) > 2 && slices.ContainsFunc(match[1:], func(same string) bool { return same != match[1] }) {
			t.Errorf("%q becomes %q; want %s", c.text, got, c.form)
		}
	}
}

// TestStable catches stand-ins that differ within a report, that are the same in another
// one, or that two values share.
func TestStable(t *testing.T) {
	s := pseudonym.New(rand.Reader)
	first := applied(t, s, file(t, someFacts, "account 7654321, role 1042")).Case.Facts
	again := applied(t, s, file(t, someFacts)).Case.Facts
	other := applied(t, pseudonym.New(rand.Reader), file(t, someFacts)).Case.Facts
	for _, fact := range first {
		if again.Value(fact.Name) != fact.Value {
			t.Errorf("%s is %s, then %s", fact.Name, fact.Value, again.Value(fact.Name))
		}
		if fact.Source != diagnosis.SourceUser {
			t.Errorf("the source of %s is %s", fact.Name, fact.Source)
		}
	}
	for _, name := range []diagnosis.FactName{diagnosis.FactClientID, diagnosis.FactApplicationID} {
		if first.Value(name) == other.Value(name) {
			t.Errorf("%s is %s in two reports", name, first.Value(name))
		}
	}
	var accounts []string
	for i := range 300 {
		accounts = append(accounts, fmt.Sprintf("https://%d.app.netsuite.com", 7000000+i))
	}
	seen := map[string]bool{}
	f := applied(t, s, file(t, "", accounts...))
	for _, note := range f.Notes {
		if seen[note.Text] {
			t.Fatalf("%s stands for two accounts", note.Text)
		}
		seen[note.Text] = true
	}
	table := s.Table()
	for _, want := range []pseudonym.Pair{{"account", "7654321", first.Value(diagnosis.FactAccount)[:7]}, {"Client ID", clientID, first.Value(diagnosis.FactClientID)}, {"host", "login.acme.com", "host1.example"}, {"entity", "-77", "-900001"}} {
		if !slices.Contains(table, want) {
			t.Errorf("the table has no %v", want)
		}
	}
}

// TestNamesThatAreWords catches an application whose name is a word of the case file, which
// then says something else, and a person in the claims of a token.
func TestNamesThatAreWords(t *testing.T) {
	for _, name := range []string{"restlets", "RESTlets", "access", "step", "call", "payload", "scope", "Access", "application"} {
		f := file(t, "used-as=access step=call service=restlets")
		application, err := diagnosis.ParseFact("application="+name, diagnosis.SourceUser)
		if err != nil {
			t.Fatal(err)
		}
		f.Case = f.Case.With(intake.Recognise(`{"alg":"RS256","typ":"JWT"}.{"sub":"3;77","scope":"restlets","exp":1795438200,"name":"Jane Roe","preferred_username":"jr"}`))
		f.Case.Facts = f.Case.Facts.With(application)
		s := pseudonym.New(rand.Reader)
		got := applied(t, s, f)
		if value := got.Case.Facts.Value(diagnosis.FactApplication); value != "Integration 1" {
			t.Errorf("%s: the application becomes %q", name, value)
		}
		if used, scope := got.Case.Facts.Value(diagnosis.FactUsedAs), got.Case.Tokens[0].Claims.Text("scope"); used != "access" || scope != "restlets" || len(got.Case.Facts) != len(f.Case.Facts) {
			t.Errorf("%s: used as %q, scope %q, %d of %d facts", name, used, scope, len(got.Case.Facts), len(f.Case.Facts))
		}
		if name, login := got.Case.Tokens[0].Claims.Text("name"), got.Case.Tokens[0].Claims.Text("preferred_username"); name != "User 1" || login != "User 2" {
			t.Errorf("the person becomes %q, %q", name, login)
		}
	}
}

// TestNoRandom catches stand-ins with a key that everybody knows.
func TestNoRandom(t *testing.T) {
	if f, err := pseudonym.New(iotest.ErrReader(errors.New("broken"))).Apply(file(t, someFacts)); err == nil || f.Case.Facts != nil {
		t.Errorf("stand-ins without a key: %v", f.Case.Facts)
	}
}

// FuzzApply catches a text that cannot be kept with stand-ins, a value that stays, and too
// much work.
func FuzzApply(f *testing.F) {
	for _, seed := range []string{"", "account 7654321-sb1", "a@b.example", "10.0.0.1 ::1", clientID, "https://7654321.app.netsuite.com/%2F", "İ7654321ſ", "\x00\xff", "7654321.7654321;7654321"} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, note, input string) {
		if len(note)+len(input) > 64<<10 {
			t.Skip()
		}
		kept := file(t, "account=7654321_SB1", note, "7654321 "+note)
		kept.Case = kept.Case.With(intake.Recognise(input))
		if _, err := casefile.Encode(kept); err != nil {
			t.Skip()
		}
		worktest.Bound(t, len(note)+len(input), func() {
			got, err := pseudonym.New(rand.Reader).Apply(kept)
			if err != nil {
				t.Fatal(err)
			}
			if text := got.Notes[1].Text; strings.HasPrefix(text, "7654321 ") {
				t.Fatalf("the account stays in %q", text)
			}
		})
	})
}
