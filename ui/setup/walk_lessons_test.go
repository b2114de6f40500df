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
	list, _ := w.S.Lessons.Checklist(w.lesson)
	for range list.Steps {
		if list.Done() < len(list.Steps) {
			w.Press(" ")
		}
		list, _ = w.S.Lessons.Checklist(w.lesson)
	}
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

// trail opens an export with rows.
func (w *walker) trail(rows ...string) {
	w.S.Disk.(*uitest.MemoryDisk).MapFS["audit.csv"] = &fstest.MapFile{Data: []byte(uitest.AuditHeader + strings.Join(rows, ""))}
	w.open("audit.csv")
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

// row returns a row of the trail, in the hour of the token: the terminal's zone is UTC+1.
func row(status, word, app, tokenName string) string {
	return uitest.AuditLine(uitest.Noon.Add(time.Hour+30*time.Minute), "Orders Robot", standin.Role, "/services/rest/record/v1/customer", status, word, app, tokenName)
}

// TestWalkRenewalEnds catches a renewal whose steps the trail and the calendar do not end.
func TestWalkRenewalEnds(t *testing.T) {
	w := renewing(t)
	w.send("Does NetSuite grant")
	w.copyBack("check-every-server", "application name", "Orders")
	w.trail(row("Success", "", "Orders", ""), row("Success", "", "Somebody else", ""))
	uitest.JoinNow(w.Terminal)
	w.back()
	w.seen("check-every-server trail-success")
	w.ends()
}

// renewing returns a walker with the new pair, whose certificate is mapped.
func renewing(t *testing.T) *walker {
	w := walk(t, "renew-certificate")
	w.say(diagnosis.FactAccount, standin.Account)
	w.say(diagnosis.FactClientID, standin.ClientID)
	w.say(diagnosis.FactRecordScopes, "rest_webservices")
	w.open("public.pem", "private.pem")
	list, _ := w.S.Lessons.Checklist(w.lesson)
	w.copyBack("map-the-new-certificate", "Certificate ID", list.Fill("<Certificate ID>"))
	return w
}

// mapTheSandbox gives what the walk after a refresh begins with.
func mapTheSandbox(w *walker) {
	w.copyBack("check-the-account-and-its-addresses", "Account ID", standin.Account)
	w.copyBack("look-for-the-integration-record", "Client ID", standin.ClientID)
	w.say(diagnosis.FactRecordScopes, "rest_webservices")
	w.open("public.pem", "private.pem")
}

// TestWalkRefresh catches a sandbox that cannot be brought back to its end.
func TestWalkRefresh(t *testing.T) {
	w := walk(t, "after-sandbox-refresh")
	mapTheSandbox(w)
	list, _ := w.S.Lessons.Checklist(w.lesson)
	w.copyBack("map-the-certificate-again", "Certificate ID", list.Fill("<Certificate ID>"))
	w.seen("map-the-certificate-again mapping", "compare-the-certificate-id certificate-id")
	w.send("Does NetSuite grant", "Does the access token work?", "May the role use REST")
	w.seen("turn-on-the-features oauth2-feature", "turn-on-the-features rest-feature", "look-for-the-integration-record record",
		"look-at-the-user-and-the-role role", "look-at-the-user-and-the-role user", "request-a-token token-answer", "read-the-token token",
		"make-the-first-call call", "make-the-first-call rest-role")
	w.ends()
}

// TestWalkRefreshByProduction catches a step of the sandbox that is ticked by production, or by
// what is from before the refresh.
func TestWalkRefreshByProduction(t *testing.T) {
	const call = "GET /services/rest/record/v1/metadata-catalog?select=currency HTTP/1.1\nHost: 1234567.suitetalk.api.netsuite.com\nAuthorization: Bearer x\n\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"items\":[]}"
	production := strings.ReplaceAll(uitest.TokenFor("1234567"), "\n", "")
	of := []string{"turn-on-the-features oauth2-feature", "turn-on-the-features rest-feature", "look-for-the-integration-record record",
		"look-at-the-user-and-the-role role", "look-at-the-user-and-the-role user", "map-the-certificate-again mapping", "read-the-token token",
		"make-the-first-call call", "make-the-first-call rest-role"}
	for name, do := range map[string]func(w *walker){
		"a token of production, and nothing said": func(w *walker) { w.PasteText(production) },
		"a token of production":                   func(w *walker) { w.say(diagnosis.FactAccount, standin.Account); w.PasteText(production) },
		"a call of production, and nothing said":  func(w *walker) { w.PasteText(call) },
		"a call of production":                    func(w *walker) { w.say(diagnosis.FactAccount, standin.Account); w.PasteText(call) },
		"a token from before the refresh": func(w *walker) {
			w.say(diagnosis.FactAccount, standin.Account)
			w.PasteText(uitest.AccessToken(-72 * time.Hour))
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := walk(t, "after-sandbox-refresh")
			do(w)
			w.unseen(of...)
		})
	}
}

// moveFromTBA gives what the walk from TBA begins with.
func moveFromTBA(w *walker) {
	w.copyBack("find-the-account-and-its-addresses", "Account ID", standin.Account)
	w.copyBack("list-what-uses-tba", "entity ID", standin.Entity)
	w.copyBack("list-what-uses-tba", "role ID", standin.Role)
	w.copyBack("create-the-integration-record", "Client ID", standin.ClientID)
	w.say(diagnosis.FactRecordScopes, "rest_webservices")
	w.open("public.pem", "private.pem")
}

// TestWalkFromTBA catches a move that cannot be walked to its end, and one that rows of the old
// token or of others walk.
func TestWalkFromTBA(t *testing.T) {
	w := walk(t, "from-tba")
	moveFromTBA(w)
	list, _ := w.S.Lessons.Checklist(w.lesson)
	w.copyBack("map-the-certificate", "Certificate ID", list.Fill("<Certificate ID>"))
	w.send("Does NetSuite grant", "Does the access token work?", "May the role use REST")
	w.seen("turn-on-the-features oauth2-feature", "extend-the-role role", "make-the-key-pair pair", "map-the-certificate mapping", "compare-the-certificate-id certificate-id",
		"request-a-token token-answer", "read-the-token token", "make-the-first-call call")
	w.trail(row("Success", "", "Orders TBA", "orders token"), row("Success", "", "Somebody else", ""))
	uitest.JoinNow(w.Terminal)
	w.back()
	w.unseen("switch-and-watch-the-trail trail-success")
	w.copyBack("switch-and-watch-the-trail", "application name", "Orders")
	uitest.JoinNow(w.Terminal)
	w.back()
	w.unseen("switch-and-watch-the-trail trail-success")
	w.trail(row("Success", "", "Orders", ""), row("Success", "", "Orders TBA", "orders token"))
	uitest.JoinNow(w.Terminal)
	w.back()
	w.seen("switch-and-watch-the-trail trail-success")
	w.ends()
}

// connectAI gives what the walk of an AI client begins with.
func connectAI(w *walker) {
	w.copyBack("find-the-account-and-its-addresses", "Account ID", standin.Account)
	w.say(diagnosis.FactFeatureOAuth2, "on")
	w.say(diagnosis.FactRolePermissions, "oauth2-access-tokens,rest-web-services,mcp-server-connection")
	w.copyBack("create-the-integration-record", "Client ID", standin.ClientID)
	w.say(diagnosis.FactRecordState, "enabled")
	w.say(diagnosis.FactRecordGrants, "authorization-code")
	w.say(diagnosis.FactRecordScopes, "mcp")
}

const mcpAnswer = "POST /services/mcp/v1/all HTTP/1.1\nHost: 1234567-sb1.suitetalk.api.netsuite.com\nAuthorization: Bearer x\n\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n"

// TestWalkAI catches a lesson about AI clients that cannot be walked to its end.
func TestWalkAI(t *testing.T) {
	w := walk(t, "ai-connector")
	connectAI(w)
	w.seen("turn-on-the-features oauth2-feature", "create-the-role role", "create-the-integration-record record")
	w.PasteText(mcpAnswer + `{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18","serverInfo":{"name":"NetSuite MCP Toolbox","version":"1"}}}`)
	w.seen("try-the-service-without-the-client mcp-call")
	w.ends()
}

// TestWalksStop catches a mistake in one of these lessons that no step shows, one that another
// step shows, and one without what to do.
func TestWalksStop(t *testing.T) {
	for _, mistake := range []struct {
		lesson, name, step, finding string
		begin, make                 func(w *walker)
	}{
		{"ai-connector", "the feature is off", "turn-on-the-features", "feature", connectAI, func(w *walker) { w.say(diagnosis.FactFeatureOAuth2, "off") }},
		{"ai-connector", "the permission of TBA", "create-the-role", "role-login", connectAI, func(w *walker) { w.say(diagnosis.FactRolePermissions, "access-tokens") }},
		{"ai-connector", "another scope beside mcp", "create-the-integration-record", "record-mcp", connectAI, func(w *walker) { w.say(diagnosis.FactRecordScopes, "mcp,rest_webservices") }},
		{"ai-connector", "a record that waits", "create-the-integration-record", "record-state", connectAI, func(w *walker) { w.say(diagnosis.FactRecordState, "waiting-for-approval") }},
		{"ai-connector", "the service refuses", "try-the-service-without-the-client", "answer", connectAI, func(w *walker) {
			w.PasteText(strings.Replace(mcpAnswer, "200 OK", "401 Unauthorized", 1) + `{"title":"Unauthorized","status":401,"o:errorDetails":[{"detail":"Invalid login attempt.","o:errorCode":"INVALID_LOGIN"}]}`)
		}},
		{"from-tba", "the old permission alone", "extend-the-role", "role-login", moveFromTBA, func(w *walker) { w.say(diagnosis.FactRolePermissions, "access-tokens") }},
		{"from-tba", "without the box of client credentials", "create-the-integration-record", "record-grants", moveFromTBA, func(w *walker) { w.say(diagnosis.FactRecordGrants, "authorization-code") }},
		{"from-tba", "the key of another pair", "make-the-key-pair", "key-pair", func(*walker) {}, func(w *walker) { w.open("public.pem", "old/private.pem") }},
		{"from-tba", "the certificate is not mapped", "request-a-token", "answer", moveFromTBA, func(w *walker) { w.server.Unmap(); w.send("Does NetSuite grant") }},
		{"from-tba", "the token is for another role", "extend-the-role", "facts-agree", moveFromTBA, func(w *walker) { w.say(diagnosis.FactRole, "1001"); w.send("Does NetSuite grant") }},
		{"from-tba", "the role may not use REST", "extend-the-role", "online-role", moveFromTBA, func(w *walker) {
			w.server.Switch(standin.NoREST)
			w.send("Does NetSuite grant", "Does the access token work?", "May the role use REST")
		}},
		{"renew-certificate", "the new certificate with the old key", "make-the-new-key-pair", "key-pair", func(*walker) {}, func(w *walker) { w.open("public.pem", "old/private.pem") }},
		{"renew-certificate", "a certificate of 30 days", "make-the-new-key-pair", "certificate", func(*walker) {}, func(w *walker) {
			w.S.Disk.(*uitest.MemoryDisk).MapFS["short.pem"] = &fstest.MapFile{Data: uitest.TestCertificate(uitest.TestKey(1), uitest.Noon.AddDate(0, 0, 30))}
			w.open("short.pem", "private.pem")
		}},
		{"renew-certificate", "the new certificate is not mapped", "change-kid-and-key-together", "answer", func(w *walker) {
			w.say(diagnosis.FactAccount, standin.Account)
			w.say(diagnosis.FactClientID, standin.ClientID)
			w.open("public.pem", "private.pem")
		}, func(w *walker) { w.server.Unmap(); w.send("Does NetSuite grant") }},
		{"renew-certificate", "the trail says MissingKey", "check-every-server", "detail", func(*walker) {}, func(w *walker) { w.say(diagnosis.FactDetail, "MissingKey") }},
		{"after-sandbox-refresh", "the record is blocked", "look-for-the-integration-record", "record-state", mapTheSandbox, func(w *walker) { w.say(diagnosis.FactRecordState, "blocked") }},
		{"after-sandbox-refresh", "no mapping", "map-the-certificate-again", "record-certificates", mapTheSandbox, func(w *walker) {
			w.say(diagnosis.FactFlow, "client-credentials")
			w.say(diagnosis.FactRecordCertificates, "none")
		}},
		{"after-sandbox-refresh", "the request is refused", "request-a-token", "answer", mapTheSandbox, func(w *walker) { w.server.Unmap(); w.send("Does NetSuite grant") }},
		{"after-sandbox-refresh", "the token of production", "read-the-token", "account", func(*walker) {}, func(w *walker) { w.PasteText(uitest.TokenFor("1234567")) }},
		{"after-sandbox-refresh", "the role is inactive", "look-at-the-user-and-the-role", "role-state", mapTheSandbox, func(w *walker) { w.say(diagnosis.FactRoleState, "inactive") }},
	} {
		t.Run(mistake.lesson+", "+mistake.name, func(t *testing.T) {
			w := walk(t, mistake.lesson)
			mistake.begin(w)
			mistake.make(w)
			w.stops(mistake.step, mistake.finding)
		})
	}
}
