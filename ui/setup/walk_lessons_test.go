package setup_test

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"authdoctor/content"
	"authdoctor/diagnosis"
	"authdoctor/diagnosis/probe/standin"
	"authdoctor/ui/screen"
	"authdoctor/ui/uitest"
)

// walker goes through a lesson as a newcomer does.
type walker struct {
	*uitest.Terminal
	t      *testing.T
	lesson string
	server *standin.Server
}

// walk opens a lesson. The stand-in has mapped the certificate in public.pem; old/public.pem and
// old/private.pem are the pair before it.
func walk(t *testing.T, lesson string) *walker {
	w := &walker{Terminal: uitest.Open(t, 120, 45), t: t, lesson: lesson}
	w.server = uitest.Connect(w.Terminal)
	disk := w.S.Disk.(*uitest.MemoryDisk)
	disk.MapFS["old/public.pem"] = &fstest.MapFile{Data: oldCertificate(t, uitest.Noon.AddDate(0, 0, 40))}
	w.back()
	return w
}

// oldCertificate returns the certificate of old/private.pem, which was made two years before its
// end.
func oldCertificate(t *testing.T, until time.Time) []byte {
	key := uitest.TestKey(90)
	template := &x509.Certificate{SerialNumber: big.NewInt(3), Subject: pkix.Name{CommonName: "orders"}, NotBefore: until.AddDate(-2, 0, 0), NotAfter: until}
	der, err := x509.CreateCertificate(nil, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func (w *walker) back() { w.S.GoTo(screen.SetUp{Lesson: w.lesson}) }

// at does something on a step in full.
func (w *walker) at(step string, do func()) {
	w.S.GoTo(screen.SetUp{Lesson: w.lesson, Step: step})
	do()
	w.back()
}

// copyBack enters a value in its field on a step.
func (w *walker) copyBack(step, name, value string) {
	w.at(step, func() {
		for range 20 {
			w.Press("up")
		}
		for range 20 {
			if strings.Contains(w.Text(), "› "+name) {
				break
			}
			w.Press("down")
		}
		w.MustSee("› " + name)
		w.Press("enter")
		w.Press("ctrl+u")
		w.Write(value)
		w.Press("enter")
	})
}

func (w *walker) open(names ...string) {
	for _, name := range names {
		w.Do("ctrl+o")
		w.EnterText(name)
		w.Do("enter")
		w.back()
	}
}

func (w *walker) send(checks ...string) {
	for _, check := range checks {
		w.Press("o")
		uitest.ChooseCheck(w.Terminal, check)
		w.Do("enter", "enter")
		w.back()
	}
}

func (w *walker) say(name diagnosis.FactName, value string) {
	w.S.State(diagnosis.Fact{Name: name, Value: value, Source: diagnosis.SourceUser})
	w.back()
}

// states returns the checks of the lesson as lines "<step> <tick> <state>".
func (w *walker) states() (all []string) {
	list, _ := w.S.Lessons.Checklist(w.lesson)
	for _, step := range list.Steps {
		for _, check := range step.Checks {
			state := string(check.State)
			if check.ByHand {
				state = content.ByHand
			}
			all = append(all, fmt.Sprintf("%s %s %s", step.ID, check.Tick, state))
		}
	}
	return all
}

// seen checks that evidence alone has ticked checks, each "<step> <tick>".
func (w *walker) seen(checks ...string) {
	w.t.Helper()
	all := w.states()
	for _, check := range checks {
		if !slices.Contains(all, check+" done") {
			w.t.Errorf("%s: not ticked:\n%s", check, strings.Join(all, "\n"))
		}
	}
}

// unseen checks that no evidence has ticked checks.
func (w *walker) unseen(checks ...string) {
	w.t.Helper()
	all := w.states()
	for _, check := range checks {
		if !slices.ContainsFunc(all, func(line string) bool { return strings.HasPrefix(line, check+" ") }) {
			w.t.Errorf("there is no check %s", check)
		}
		if slices.Contains(all, check+" done") {
			list, _ := w.S.Lessons.Checklist(w.lesson)
			for _, step := range list.Steps {
				w.t.Logf("%s: %q", step.ID, step.By())
			}
			w.t.Errorf("%s is ticked", check)
		}
	}
}

// ends ticks by hand what only a person sees, and checks that nothing else was open.
func (w *walker) ends() {
	w.t.Helper()
	for _, line := range w.states() {
		if fields := strings.Fields(line); len(fields) == 3 && fields[2] != "done" {
			w.t.Errorf("at the end, open or failing: %s", line)
		}
	}
	w.Press("home")
	for range 30 {
		w.Press(" ")
	}
	list, _ := w.S.Lessons.Checklist(w.lesson)
	if list.Done() != len(list.Steps) {
		w.t.Errorf("at the end, %s:\n%s", list.Count(), strings.Join(w.states(), "\n"))
	}
}

// stops checks that the first step that fails is the one with the mistake, with the finding
// open in place and what to do.
func (w *walker) stops(step, finding string) {
	w.t.Helper()
	w.back()
	list, _ := w.S.Lessons.Checklist(w.lesson)
	for _, one := range list.Steps {
		if one.State != diagnosis.TickFailing {
			continue
		}
		f := one.Failing()
		if one.ID != step || f == nil || f.ID != finding || len(f.Fix) == 0 {
			w.t.Errorf("%s fails by %+v; want %s by %s", one.ID, f, step, finding)
		}
		w.MustSee("› ✗ " + one.Title)
		return
	}
	w.t.Errorf("no step fails; want %s:\n%s", step, strings.Join(w.states(), "\n"))
}

// trail opens an export with rows of now.
func (w *walker) trail(rows ...string) {
	uitest.OpenAudit(w.Terminal, uitest.AuditHeader+strings.Join(rows, ""), nil)
}

// TestWalkRenewal catches a renewal that cannot be walked to its end, and one that the old
// certificate walks.
func TestWalkRenewal(t *testing.T) {
	w := walk(t, "renew-certificate")
	w.server.Map(oldCertificate(t, uitest.Noon.AddDate(0, 0, 40)), standin.Entity, standin.Role)
	w.PasteText("1234567-sb1")
	w.say(diagnosis.FactAccount, standin.Account)
	w.say(diagnosis.FactClientID, standin.ClientID)
	w.say(diagnosis.FactRecordScopes, "rest_webservices")
	// The program works, with the old pair.
	w.open("old/public.pem", "old/private.pem")
	w.send("Does NetSuite grant", "Does the access token work?")
	ofNew := []string{"make-the-new-key-pair pair", "make-the-new-key-pair certificate-dates", "map-the-new-certificate mapping",
		"compare-the-new-certificate-id certificate-id", "change-kid-and-key-together renewed", "plan-the-next-renewal certificate-dates"}
	w.unseen(ofNew...)

	w.open("public.pem", "private.pem")
	w.seen("make-the-new-key-pair pair", "make-the-new-key-pair certificate-dates")
	w.unseen("map-the-new-certificate mapping", "compare-the-new-certificate-id certificate-id", "change-kid-and-key-together renewed")
	list, _ := w.S.Lessons.Checklist(w.lesson)
	w.copyBack("map-the-new-certificate", "Certificate ID", list.Fill("<Certificate ID>"))
	w.seen("map-the-new-certificate mapping", "compare-the-new-certificate-id certificate-id")
	w.unseen("change-kid-and-key-together renewed")
	w.send("Does NetSuite grant")
	w.seen(ofNew...)
}
