package diagnosis_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
)

// seen is what an online check saw, and the text of its answer.
type seen struct {
	online.Seen
	answer string // "" for none
}

func (s seen) in(c diagnosis.Case) diagnosis.Case {
	input := intake.Input{}
	if s.answer != "" {
		input = intake.Recognise(s.answer)
	}
	return c.WithOnline(s.Seen, input)
}

const suitetalk = "https://1234567.suitetalk.api.netsuite.com"

// onlineAddresses are the addresses of the online checks that tests send.
var onlineAddresses = map[online.ID]string{
	online.Host: suitetalk, online.Clock: suitetalk + "/services/rest/auth/oauth2/v1/keys", online.TokenRequest: endpoint,
	online.DataCenters: "https://rest.netsuite.com/rest/datacenterurls?account=1234567",
	online.ServerTime:  suitetalk + "/services/rest/system/v1/serverTime", online.Metadata: suitetalk + "/services/rest/record/v1/metadata-catalog?select=currency",
	online.Certificates: "https://1234567.restlets.api.netsuite.com/services/rest/auth/oauth2/v1/clients/" + clientID + "/certificates",
	online.MCP:          suitetalk + "/services/mcp/v1/all", online.CodeExchange: endpoint, online.Refresh: endpoint,
}

// answered returns what a check saw that got an answer.
func answered(id online.ID, status int, body string) seen {
	return seen{online.Seen{Check: id, At: noon, Address: onlineAddresses[id], Outcome: online.Answered, Status: status, Text: fmt.Sprintf("answered %d", status)},
		fmt.Sprintf("HTTP/1.1 %d X\nContent-Type: application/json\n\n%s", status, body)}
}

func unreachable(id online.ID, fault online.Fault) seen {
	return seen{Seen: online.Seen{Check: id, At: noon, Address: onlineAddresses[id], Outcome: online.Unreachable, Fault: fault, Text: "it failed"}}
}

// skewed returns what the clock check saw where this computer is fast by a time.
func skewed(fast time.Duration) seen {
	return seen{Seen: online.Seen{Check: online.Clock, At: noon, Address: onlineAddresses[online.Clock], Outcome: online.Answered, Status: 200, Text: "answered 200", Dated: true, Skew: -fast}}
}

const (
	serverTime   = `{"serverTime":"2026-11-23T12:00:00Z"}`
	notPermitted = `{"type":"https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html#sec10.4.1","title":"Forbidden","status":403,"o:errorDetails":[{"detail":"Permission Violation: you need a permission","o:errorCode":"INSUFFICIENT_PERMISSION"}]}`
	noLogin      = `{"type":"https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html#sec10.4.2","title":"Unauthorized","status":401,"o:errorDetails":[{"detail":"Invalid login attempt.","o:errorCode":"INVALID_LOGIN"}]}`
)

func rowsOf(rows ...online.Certificate) *online.CertificateList {
	return &online.CertificateList{At: noon, ClientID: clientID, Rows: rows}
}

// TestClockOfNetSuite catches a token that works and is called expired, or issued in the future,
// because the clock of this computer is wrong: NetSuite compares its times with its own clock.
func TestClockOfNetSuite(t *testing.T) {
	status := func(c diagnosis.Case, id string) diagnosis.Status {
		for _, f := range diagnosis.Diagnose(c).Findings {
			if f.ID == id {
				return f.Status
			}
		}
		return ""
	}
	issued := func(by time.Duration) string { // an access token that was issued now by a clock that is ahead by that much
		iat := noon.Add(by).Unix()
		return forge(issuedHeader, accessClaims.but(part{"iat": iat, "oit": iat, "exp": iat + 3600, "jti": fmt.Sprintf("%s.a-c.null.%d000", account, iat)}), 512)
	}
	for name, off := range map[string]time.Duration{"slow": 2 * time.Hour, "fast": -2 * time.Hour} {
		check := map[string]string{"slow": "issued-at", "fast": "expired"}[name]
		pasted := caseOf(t, "", issued(off))
		if got := status(pasted, check); got != diagnosis.Fail {
			t.Errorf("%s, clock not measured: %s is %q", name, check, got)
		}
		measured := skewed(-off).in(pasted)
		if got := status(measured, check); got != diagnosis.Pass {
			t.Errorf("%s, clock measured: %s is %q", name, check, got)
		}
		if got := diagnosis.Diagnose(measured).Verdict("AccessTokenExpired").Verdict; got == diagnosis.Confirmed {
			t.Errorf("%s: AccessTokenExpired is %s for a token that NetSuite accepts", name, got)
		}
		measured.Online[0].Told = true
		if got := status(measured, check); got != diagnosis.Fail {
			t.Errorf("%s, clock told by a case file: %s is %q", name, check, got)
		}
		made := skewed(-off).in(caseOf(t, "", signES(mine(), proofHeader, proofClaims)))
		if got := status(made, "expired"); name == "slow" && got != diagnosis.Pass {
			t.Errorf("an assertion that was pasted is moved: expired is %q", got)
		}
	}
}

func onlineScenarios() []scenario {
	id := certificateID(certificate())
	good := signES(mine(), proofHeader.but(part{"kid": id}), proofClaims)
	row := online.Certificate{ID: id, ValidUntil: noon.AddDate(0, 0, 300), Entity: "12", Role: "1000"}
	with := func(change func(*online.Certificate)) *online.CertificateList {
		changed := row
		change(&changed)
		return rowsOf(changed)
	}
	scene := func(name, text, facts string, list *online.CertificateList, check string, status diagnosis.Status, codes, says string, all ...seen) scenario {
		return scenario{name: name, text: text, facts: facts, list: list, seen: all, check: check, status: status, codes: codes, says: says}
	}
	var all []scenario
	for _, fault := range []online.Fault{online.NoName, online.NoConnection, online.TimedOut, online.BadAuthority, online.BadName, online.BadDates, online.NoTLS, online.BadProxy, online.Redirected, online.TooLarge, online.Unreadable, online.NotItsAnswer} {
		all = append(all, scene("host, "+string(fault), "", "", nil, "online-host", fail, "", "1234567.suitetalk.api.netsuite.com", unreachable(online.Host, fault), unreachable(online.Clock, fault)))
	}
	ends := []keys.File{certified(mine(), 30, 45)}
	atEnd := scene("certificate ends in 45 days, and online checks were sent", "", "", nil, "certificate-ends", fail, "", "45 days", answered(online.Host, 0, ""))
	atEnd.files = ends
	centers := answered(online.DataCenters, 200, "{}")
	other, same := centers, centers
	other.Names, same.Names = "7654321.suitetalk.api.netsuite.com", "1234567.suitetalk.api.netsuite.com"
	other.answer, same.answer, centers.answer = "", "", ""
	hostUp := answered(online.Host, 0, "")
	hostUp.answer = ""
	return append(all, atEnd,
		scene("host and clock in order", "", "", nil, "", "", "", "", hostUp, skewed(time.Second)),
		scene("hosts of another account", "", "account=1234567", nil, "data-centers", warn, "", "7654321", other),
		scene("no hosts for the account", "", "account=1234567", nil, "data-centers", warn, "", "none", centers),
		scene("hosts as computed", "", "account=1234567", nil, "", "", "", "", same),
		scene("clock fast by two minutes", "", "flow=client-credentials step=client-credentials", nil, "clock", fail, "TokenNotAcceptable", "fast by 2 min", skewed(2*time.Minute)),
		scene("clock fast by ten seconds", "", "", nil, "clock", warn, "", "fast by 10 s", skewed(10*time.Second)),
		scene("clock slow by ten seconds", "", "", nil, "clock", warn, "", "slow by 10 s", skewed(-10*time.Second)),
		scene("clock slow by the lifetime", good, asProof, nil, "clock", fail, "TokenExpired", "slow by 5 min", skewed(-5*time.Minute)),
		scene("role may not use REST", "", "", nil, "online-role", fail, "", "may not use REST", answered(online.ServerTime, 200, serverTime), answered(online.Metadata, 403, notPermitted)),
		scene("role may use REST", "", "", nil, "", "", "", "", answered(online.ServerTime, 200, serverTime), answered(online.Metadata, 200, `{"items":[]}`)),
		scene("role may not see the list of certificates", "", "", nil, "", "", "", "", answered(online.ServerTime, 200, serverTime), answered(online.Certificates, 403, notPermitted)),
		scene("kid is not in the list", good, asProof, rowsOf(online.Certificate{ID: certID, ValidUntil: noon.AddDate(1, 0, 0)}), "certificate-row", fail, "MissingKey", "not in the list"),
		scene("kid was revoked", good, asProof, with(func(c *online.Certificate) { c.Revoked = true }), "certificate-row", fail, "MissingKey", "revoked"),
		scene("kid has ended", good, asProof, with(func(c *online.Certificate) { c.ValidUntil = noon.AddDate(0, 0, -1) }), "certificate-row", fail, "MissingKey", "22 November 2026"),
		scene("row of another role", good, asProof+" role=1001", rowsOf(row), "certificate-row", warn, "", "role 1000; role 1001 was meant"),
		scene("row in order", good, asProof+" role=1000 entity=12", rowsOf(row), "", "", "", ""),
		scene("row ends in 45 days", good, asProof, with(func(c *online.Certificate) { c.ValidUntil = noon.AddDate(0, 0, 45) }), "certificate-ends", warn, "", "45 days"),
		scene("list of another record", good, asProof, &online.CertificateList{ClientID: otherID, Rows: []online.Certificate{row}}, "certificate-row", warn, "", "another integration record"),
		scene("Certificate ID that was given is not in the list", "", "certificate-id="+certID, rowsOf(row), "certificate-row", fail, "MissingKey", "not in the list"),
	)
}

// TestLoginPermissionFirst catches two refused calls with a sound token that are left to the
// answers, which do not name the permission.
func TestLoginPermissionFirst(t *testing.T) {
	c := caseOf(t, asAccess, goodAccess)
	for _, s := range []seen{answered(online.ServerTime, 401, noLogin), answered(online.Metadata, 401, noLogin)} {
		c = s.in(c)
	}
	d := diagnosis.Diagnose(c)
	sound(t, c, d)
	if first, _ := d.FirstCause(); first.ID != "online-role" || !strings.Contains(first.Title, "login permission first") {
		t.Errorf("the first cause is %s %q", first.ID, first.Title)
	}
	for _, v := range d.Verdicts {
		if v.Verdict == diagnosis.Confirmed {
			t.Errorf("%s is confirmed: %s", v.Code, v.Because)
		}
	}
}

// TestNoCauseOfTheLogin catches a host that fails now, or a certificate that ends one day,
// which comes before the cause of the failed login or casts doubt on it.
func TestNoCauseOfTheLogin(t *testing.T) {
	c := unreachable(online.Host, online.NoName).in(caseOf(t, asAccess, goodAccess))
	c.At, c.Keys = c.At.Add(time.Hour), keys.NewSet(certified(mine(), 30, 45))
	d := diagnosis.Diagnose(c)
	sound(t, c, d)
	if first, _ := d.FirstCause(); first.ID != "expired" || d.Verdict("AccessTokenExpired").Verdict != diagnosis.Confirmed {
		t.Errorf("the first cause is %s; the verdict %v", first.ID, d.Verdict("AccessTokenExpired"))
	}
	if got := ids(d, fail); !slices.Equal(got, []string{"expired", "certificate-ends", "online-host"}) {
		t.Errorf("failed: %v", got)
	}
}

// TestTwoClocks catches the Date of a proxy that is taken for NetSuite's clock.
func TestTwoClocks(t *testing.T) {
	other := skewed(0)
	other.Check, other.Address = online.DataCenters, onlineAddresses[online.DataCenters]
	c := other.in(skewed(time.Hour).in(caseOf(t, "")))
	for _, f := range diagnosis.Diagnose(c).Findings {
		if f.ID == "clock" && f.Status != diagnosis.Unchecked {
			t.Errorf("the clock is judged: %s %s", f.Status, f.Title)
		}
	}
}

// TestOldListIsDated catches a list of certificates that was fetched days ago and is told as if it
// were so now.
func TestOldListIsDated(t *testing.T) {
	id := certificateID(certificate())
	c := caseOf(t, asProof, signES(mine(), proofHeader.but(part{"kid": id}), proofClaims))
	c.Certificates = &online.CertificateList{At: noon.AddDate(0, 0, -2), Rows: []online.Certificate{{ID: id}}}
	for _, f := range diagnosis.Diagnose(c).Findings {
		if f.ID == "certificate-row" && strings.Contains(f.Title, "21 November 2026") {
			return
		}
	}
	t.Error("the day is not told")
}

// TestOnlineReplaces catches an answer of an online check that stays beside its next one, a
// pasted failure that is forgotten, a success that is, and words of an answer that are taken
// for what the user said.
func TestOnlineReplaces(t *testing.T) {
	c := caseOf(t, "").With(recognise("curl " + suitetalk + "/services/rest/record/v1/customer -H 'Authorization: Bearer x'\n\nHTTP/1.1 401 Unauthorized\n\n" + noLogin))
	c = answered(online.ServerTime, 401, noLogin).in(c)
	c = answered(online.ServerTime, 200, `{"detail":"Detail: MissingKey"}`).in(c)
	probes := func() (all []online.ID) {
		for _, e := range c.Exchanges {
			all = append(all, e.Probe)
		}
		return all
	}
	if got := probes(); !slices.Equal(got, []online.ID{"", online.ServerTime}) {
		t.Errorf("exchanges of %q; want the pasted one and one of server-time", got)
	}
	if e, _ := exchange.Telling(c.Exchanges); e.Probe != "" {
		t.Error("the pasted failure no longer shows")
	}
	if detail := c.Facts.Value(diagnosis.FactDetail); detail != "" {
		t.Errorf("the answer of a server states the Detail %s", detail)
	}
	if c = unreachable(online.ServerTime, online.Interrupted).in(c); len(c.Exchanges) != 2 {
		t.Errorf("an answer is forgotten by a check that was interrupted: %q", probes())
	}
	if c = unreachable(online.ServerTime, online.TimedOut).in(c); len(c.Exchanges) != 1 {
		t.Errorf("an answer stays after a check without one: %q", probes())
	}
	if len(c.Online) != 4 {
		t.Errorf("%d results are kept; want 4", len(c.Online))
	}
}

// TestClockEvidence catches a difference of clocks whose direction is lost.
func TestClockEvidence(t *testing.T) {
	for fast, want := range map[time.Duration]string{10 * time.Minute: "fast by 10 min", -10 * time.Minute: "slow by 10 min", 3 * time.Second: "fast by 3 s", -3 * time.Second: "slow by 3 s"} {
		for _, f := range diagnosis.Diagnose(skewed(fast).in(caseOf(t, ""))).Findings {
			if f.ID == "clock" && (f.Evidence[0].Got != want || !strings.HasSuffix(f.Title, want)) {
				t.Errorf("%s: %q, %+v", fast, f.Title, f.Evidence)
			}
		}
	}
}

// TestAssumedLifetime catches a slow clock that fails, or makes TokenExpired likely, by a lifetime
// that was assumed: no assertion is known.
func TestAssumedLifetime(t *testing.T) {
	assertion := signES(mine(), proofHeader, proofClaims) // lives half an hour or more
	for name, test := range map[string]struct {
		c    diagnosis.Case
		want diagnosis.Status
		code diagnosis.Certainty
	}{
		"no assertion": {caseOf(t, ""), diagnosis.Warn, diagnosis.Possible},
		"assertion":    {caseOf(t, "", assertion), diagnosis.Fail, diagnosis.Likely},
	} {
		d := diagnosis.Diagnose(skewed(-3 * time.Hour).in(test.c))
		i := slices.IndexFunc(d.Findings, func(f diagnosis.Finding) bool { return f.ID == "clock" })
		if got := d.Verdict("TokenExpired").Verdict; i < 0 || d.Findings[i].Status != test.want || got != test.code {
			t.Errorf("%s: clock %v, TokenExpired %s", name, d.Findings, got)
		}
	}
}

// TestAbsurdClock catches a difference of clocks that overflows, from a hostile server or a forged
// case file, and is reported in the wrong direction or moves the times of tokens.
func TestAbsurdClock(t *testing.T) {
	for _, skew := range []time.Duration{math.MinInt64, math.MaxInt64, math.MinInt64 + 1} {
		s := skewed(0)
		s.Skew = skew
		c := s.in(caseOf(t, asAccess).With(recognise(goodAccess)))
		for _, f := range diagnosis.Diagnose(c).Findings {
			if f.ID == "clock" || f.Status == diagnosis.Fail {
				t.Errorf("%d: %s %q", skew, f.ID, f.Title)
			}
		}
	}
}

// TestListAlone catches a list of certificates about which nothing is said where the one in use
// is not known, and the end of a certificate that was revoked or is of another record.
func TestListAlone(t *testing.T) {
	one := online.Certificate{ID: certID, ValidUntil: noon.AddDate(1, 0, 0)}
	two, revoked := one, one
	two.ID, revoked.Revoked = strings.Repeat("B", 43), true
	for name, test := range map[string]struct {
		list  *online.CertificateList
		facts string
		want  diagnosis.Status
	}{
		"one row":           {rowsOf(one), "", diagnosis.Pass},
		"two rows":          {rowsOf(one, two), "", diagnosis.Unchecked},
		"two, one is said":  {rowsOf(one, two), "certificate-id=" + certID, diagnosis.Pass},
		"revoked":           {rowsOf(revoked), "certificate-id=" + certID, ""},
		"revoked and again": {rowsOf(revoked, one), "certificate-id=" + certID, diagnosis.Pass},
		"of another record": {rowsOf(one), "client-id=" + otherID, diagnosis.Unchecked},
	} {
		c := caseOf(t, test.facts)
		c.Certificates = test.list
		got := diagnosis.Status("")
		for _, f := range diagnosis.Diagnose(c).Findings {
			if f.ID == "certificate-ends" {
				got = f.Status
			}
		}
		if got != test.want {
			t.Errorf("%s: certificate-ends is %q, want %q", name, got, test.want)
		}
	}
}
