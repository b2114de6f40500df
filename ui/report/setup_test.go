package report_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/casefile"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/pseudonym"
	"authdoctor/ui/report"
)

const setUpClient, setUpKid = "3f5f0e9a7c1d2b4e3f5f0e9a7c1d2b4e3f5f0e9a7c1d2b4e3f5f0e9a7c1d2b4e", "NPMnRyPg-WDWhPiAbisjKiH0fqnBpjOZ367wDTe0pqA"

// setUpFile returns a case of a set-up: what was said, a list of certificates, and ticks by hand.
func setUpFile(t *testing.T, ticks ...string) casefile.File {
	t.Helper()
	c := diagnosis.Case{At: noon}
	for _, text := range []string{"account=7310442_SB1", "client-id=" + setUpClient, "role=1057", "certificate-id=" + setUpKid, "record.redirect-uris=https://shop.tailspin.com/cb", "application=Tailspin Sync"} {
		fact, err := diagnosis.ParseFact(text, diagnosis.SourceUser)
		if err != nil {
			t.Fatal(err)
		}
		c.Facts = c.Facts.With(fact)
	}
	c.Certificates = &online.CertificateList{At: noon, ClientID: setUpClient, Rows: []online.Certificate{{ID: setUpKid, ValidUntil: time.Date(2027, 9, 19, 0, 0, 0, 0, time.UTC), Entity: "4711", Role: "1057"}}}
	c = c.With(intake.Recognise("GET /services/rest/record/v1/metadata-catalog HTTP/1.1\nHost: 7310442-sb1.suitetalk.api.netsuite.com\nAuthorization: Bearer [hidden]\n\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{}"))
	f := casefile.File{Kept: noon, Case: c}
	if len(ticks) > 0 {
		f.Lessons, _ = json.Marshal(content.Progress{"client-credentials": {ByHand: ticks}})
	}
	return f
}

func lessonNamed(t *testing.T, name string) content.Lesson {
	t.Helper()
	lesson, ok := library(t).Lesson(name)
	if !ok {
		t.Fatal("there is no lesson " + name)
	}
	return lesson
}

// TestSetUp catches a report about a set-up without its values or with the wrong end of the
// certificate, and one that counts what a person ticked as what was seen.
func TestSetUp(t *testing.T) {
	lesson := lessonNamed(t, "client-credentials")
	write := func(f casefile.File, audience report.Audience) string {
		r, err := report.OfSetup(lesson, f, nil, report.Options{Library: library(t), Audience: audience})
		if err != nil {
			t.Fatal(err)
		}
		return written(t, r, report.AsMarkdown)
	}
	var all []string
	for _, step := range lesson.Steps {
		for i := range max(1, len(step.Done)) {
			all = append(all, fmt.Sprintf("%s#%d", step.ID, i+1))
		}
	}
	for _, audience := range report.Audiences() {
		short, _, _ := strings.Cut(write(setUpFile(t), audience), "## The steps")
		for _, want := range []string{"3 of 12 steps", "7310442_SB1", setUpKid, "19 September 2027"} {
			if !strings.Contains(strings.Join(strings.Fields(short), " "), want) {
				t.Errorf("for %s: the short part lacks %q:\n%s", audience, want, short)
			}
		}
		if strings.Contains(short, "without evidence") {
			t.Errorf("for %s: nothing was ticked by hand:\n%s", audience, short)
		}
	}
	if got := strings.Join(strings.Fields(write(setUpFile(t, all...), "")), " "); !strings.Contains(got, "12 of 12 steps are done (7 of them by hand, without evidence)") {
		t.Errorf("all ticked by hand: %.400s", got)
	}
}

// TestSetUpStandIns catches a name or an ID that stays where stand-ins were asked for.
func TestSetUpStandIns(t *testing.T) {
	for _, form := range []report.Form{report.AsMarkdown, report.AsHTML} {
		r, err := report.OfSetup(lessonNamed(t, "client-credentials"), setUpFile(t), pseudonym.New(rand.Reader), report.Options{Library: library(t)})
		if err != nil {
			t.Fatal(err)
		}
		text := written(t, r, form)
		for _, real := range []string{"7310442", setUpClient[:12], setUpKid, "1057", "4711", "ailspin"} {
			if strings.Contains(text, real) || strings.Contains(string(r.File), real) {
				t.Errorf("%v: %s stays", form, real)
			}
		}
	}
}

// TestSetUpAddresses catches an address in the short part that is broken over lines, where nobody
// can copy it.
func TestSetUpAddresses(t *testing.T) {
	r, err := report.OfSetup(lessonNamed(t, "client-credentials"), setUpFile(t), nil, report.Options{Library: library(t), Audience: report.ForAdministrator})
	if err != nil {
		t.Fatal(err)
	}
	const address = "https://7310442-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"
	if short, _, _ := strings.Cut(written(t, r, report.AsMarkdown), "## "); !strings.Contains(short, address+"\n") {
		t.Errorf("the token address is not whole in\n%s", short)
	}
}
