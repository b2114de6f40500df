package diagnosis

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/token"
)

// onlineChecks are the checks of what online checks saw. Of a login they prove nothing: the
// login that failed may have been another one.
var onlineChecks = []Check{
	{ID: "online-host", Title: "Host online", Needs: NeedsOnline, run: checkOnlineHost},
	{ID: "data-centers", Title: "Hosts of the account", Needs: NeedsOnline, run: checkDataCenters},
	{ID: "clock", Title: "Clock", Needs: NeedsOnline, Codes: []Code{"TokenNotAcceptable", "TokenExpired"}, run: checkClock},
	{ID: "online-role", Title: "Role online", Needs: NeedsFacts, run: checkOnlineRole},
}

// The pages about what lies between this computer and NetSuite.
const (
	connectionPage = "symptoms/no-connection.md"
	trustPage      = "symptoms/tls-trust.md"
	clockPage      = "symptoms/clock-is-wrong.md"
	noLoginPage    = "symptoms/role-without-oauth2-login.md"
)

// hostFault is the meaning of a fault of an online check. {host} is the host that was asked.
type hostFault struct {
	title, expected, why string
	fix                  []string
	page                 string
}

const compareHost = "Compare the Account ID with " + companyMenu + "; in a host its underscore is a hyphen: 1234567_SB1 is 1234567-sb1."

// hostFaults are the faults of a check that got no answer (chapter_1554220186,
// section_1498251763, RFC 9110).
var hostFaults = map[online.Fault]hostFault{
	online.NoName: {"The name {host} does not resolve", "an address", "Either no account has this name, or this computer cannot reach a name server.",
		[]string{compareHost, "If it is right, check that this computer resolves other names. Behind a proxy, set HTTPS_PROXY."}, connectionPage},
	online.NoConnection: {"No connection to {host}", "a connection to port 443", "The name resolves, but nothing accepts the connection. The usual cause is a firewall.",
		[]string{"Allow connections from this computer to {host}, port 443.", "Behind a proxy, set HTTPS_PROXY."}, connectionPage},
	online.TimedOut: {"{host} gave no complete answer in time", "an answer within the time limit", "The cause can be a firewall that drops packets, or a slow network.",
		[]string{"Repeat the check.", "If it times out again, allow connections to {host}, port 443. Behind a proxy, set HTTPS_PROXY."}, connectionPage},
	online.BadAuthority: {"The TLS certificate of {host} is from an authority that this computer does not trust", "a certificate from a trusted authority", "A proxy that opens TLS shows its own certificate, or the list of authorities of this computer is out of date.",
		[]string{"Ask the network team whether a proxy opens TLS, and add its authority to the system's list.", "If there is none, update the system's list of authorities. Do not turn verification off."}, trustPage},
	online.BadName: {"The TLS certificate is for another host than {host}", "a certificate for {host}", "Another server answered instead: a proxy, a captive portal, or a host with a wrong DNS entry.",
		[]string{compareHost, "Check for a proxy or an entry in the hosts file. Do not turn verification off."}, trustPage},
	online.BadDates: {"The TLS certificate of {host} has expired or is not valid yet, by the clock of this computer", "a certificate that is valid now", "This computer's clock may be wrong, or a proxy has an old certificate.",
		[]string{"Check the date and time of this computer first.", "If they are right, ask the network team about a proxy that opens TLS."}, trustPage},
	online.NoTLS: {"{host} did not answer with TLS", "TLS 1.2 or 1.3", "Something between this computer and NetSuite answered instead, or blocks TLS 1.2.",
		[]string{"Check for a proxy, a gateway or a captive portal.", "Allow TLS 1.2 and 1.3 to {host}."}, trustPage},
	online.BadProxy: {"The proxy cannot be reached, or rejects the request to {host}", "a proxy that passes the request on", "The request did not reach NetSuite, so this tells you nothing about the login.",
		[]string{"Compare HTTPS_PROXY with the network's proxy.", "Ask the network team to allow {host}. Status 407 means that the proxy needs a user name and password."}, gatewayPage},
	online.Redirected: {"{host} redirects to another host, which was not followed", "an answer from the host itself", "NetSuite redirects a request for another data center. A captive portal also redirects.",
		[]string{compareHost, "Compare the host with Company URLs on the same page."}, hostPage},
	online.TooLarge: {"The answer of {host} is longer than the limit", "a short answer", "NetSuite's answer to this request is never that long: something else answered.",
		[]string{"Check for a proxy, a gateway or a captive portal."}, gatewayPage},
	online.Unreadable: {"The answer of {host} cannot be read", "an HTTP answer in the form that NetSuite gives", "Something answered instead of NetSuite, or changed the answer.",
		[]string{"Check for a proxy, a gateway or a captive portal."}, gatewayPage},
	online.NotItsAnswer: {"A proxy or gateway answered instead of {host}", "NetSuite's answer", "The request did not reach NetSuite, or its answer was replaced. It tells you nothing about the login.",
		[]string{"Ask the network team to allow {host}.", "If the answer is NetSuite's maintenance page, wait until it is over."}, gatewayPage},
}

// seenHost returns the host that an online check asked.
func seenHost(seen *online.Seen) string {
	return exchange.AddressRequest(seen.Address).Address.Host
}

// onlineEvidence returns the evidence that an online check saw.
func onlineEvidence(expected, got string) []Evidence { return evidence("online check", expected, got) }

// checkOnlineHost reports why an online check got no answer: once for all checks of a host.
func checkOnlineHost(s *subject) (Finding, bool) {
	host := seenHost(s.seen)
	if s.seen.Fault == online.NoFault {
		f := Finding{Status: Pass, Online: s.seen.Check, Title: host + " answers, and its TLS certificate is valid"}
		if strings.HasPrefix(s.seen.Address, "http://") { // --server on this computer
			f.Title = host + " answers, without TLS"
		}
		return f, s.seen.Check == online.Host
	}
	for _, other := range s.c.lastSeen() {
		if other.Check == s.seen.Check {
			break
		}
		if other.Fault == s.seen.Fault && seenHost(&other) == host {
			return Finding{}, false
		}
	}
	fault, known := hostFaults[s.seen.Fault]
	if !known { // interrupted, or something was missing
		return Finding{Status: Unchecked, Online: s.seen.Check, Title: "An online check was not sent or not finished", Because: strings.TrimSuffix(s.seen.Text, "."), Supply: "send it again"}, true
	}
	fill := func(text string) string { return strings.ReplaceAll(text, "{host}", host) }
	f := Finding{Status: Fail, aside: true, Online: s.seen.Check, Title: fill(fault.title), Why: fault.why, Page: fault.page,
		Evidence: onlineEvidence(fill(fault.expected), s.seen.Text), Verify: "The online check gets an answer."}
	for _, step := range fault.fix {
		f.Fix = append(f.Fix, Fix{Who: Integrator, Step: fill(step)})
	}
	return f, true
}

// checkDataCenters compares the host for REST web services that NetSuite names for the account
// with the computed one (chapter_157011836591). That an account without a host is unknown is
// inferred.
func checkDataCenters(s *subject) (Finding, bool) {
	account := s.facts.Value(FactAccount)
	if s.seen.Check != online.DataCenters || s.seen.Fault != online.NoFault || account == "" {
		return Finding{}, false
	}
	want := token.HostAccount(account) + ".suitetalk.api.netsuite.com"
	f := Finding{Status: Warn, Online: s.seen.Check, Page: hostPage, Evidence: onlineEvidence(want, orNone(s.seen.Names)), Verify: "The check Hosts of the account passes.",
		Fix: integrator("Compare the Account ID with " + companyMenu + ", and the hosts with Company URLs there.")}
	switch s.seen.Names {
	case want:
		return Finding{Status: Pass, Online: s.seen.Check, Title: "NetSuite names the same host for the account: " + want}, true
	case "":
		f.Title, f.Why = "NetSuite names no hosts for the account "+account, "So there is probably no such account (inferred: Oracle does not document this answer)."
	default:
		f.Title, f.Why = "NetSuite names another host for the account "+account, "Each account has its own hosts. A token of this account does not work on another account's host."
	}
	return f, true
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

const (
	// clockPrecision is the precision of a difference to a Date header, with the time that the
	// request took.
	clockPrecision = 2 * time.Second
	// clockFault is the difference that a network does not explain. Oracle documents no
	// tolerance.
	clockFault = time.Minute
	// proxyDiffers is the difference between the clocks of two hosts that shows that one answer
	// had the Date of a proxy.
	proxyDiffers = 5 * time.Second
	// shortLife is the lifetime of assertions that is assumed where there is none: that of
	// those that authdoctor makes.
	shortLife = 5 * time.Minute
)

// checkClock compares the clock of this computer with that of NetSuite.
func checkClock(s *subject) (Finding, bool) {
	if dated := s.c.dated(); dated == nil || s.seen.Check != dated.Check {
		return Finding{}, false
	}
	skew := s.seen.Skew.Round(time.Second)
	f := Finding{Online: s.seen.Check, Page: clockPage, Fix: integrator("Synchronize the system clock by NTP, and check the time zone in the program that makes the assertion.", "Make a new assertion, and repeat the token request."),
		Verify: "The check Clock passes."}
	if other := s.c.otherClock(s.seen); other != nil {
		return Finding{Status: Unchecked, Online: s.seen.Check, Title: "Two NetSuite hosts give different times", Page: clockPage,
			Evidence: onlineEvidence("the same difference to both", apart(skew)+", and "+apart(other.Skew)),
			Because:  "one Date header is from a proxy, and it is not clear which one", Supply: "compare the clock of this computer with a time server"}, true
	}
	f.Evidence = onlineEvidence("the time of NetSuite, to 1 s", apart(skew))
	life, known := s.assertionLife()
	switch ahead := -skew; {
	case skew.Abs() <= clockPrecision:
		return Finding{Status: Pass, Online: s.seen.Check, Title: "The clock of this computer agrees with NetSuite's to " + seconds(skew.Abs()+time.Second)}, true
	case ahead > 0:
		f.Status, f.Title = Warn, "The clock of this computer is fast by "+seconds(ahead)
		f.Why = "iat of an assertion made now is in the future for NetSuite. Oracle documents no tolerance."
		certainty := Possible
		if ahead >= clockFault {
			f.Status, certainty = Fail, s.likely("TokenNotAcceptable")
		}
		f.says(certainty, "the clock of this computer is fast by "+seconds(ahead)+", so iat is in the future for NetSuite", "TokenNotAcceptable")
	case -ahead >= life && !known:
		f.Status, f.Title = Warn, "The clock of this computer is slow by "+seconds(skew)
		f.Why = fmt.Sprintf("An assertion valid for %s, as authdoctor makes it, has expired for NetSuite when it is made. The lifetime of yours is not known.", Span(life))
		f.says(Possible, "the clock of this computer is slow by "+seconds(skew)+", and an assertion expires that much earlier", "TokenExpired")
	case -ahead >= life:
		f.Status, f.Title = Fail, "The clock of this computer is slow by "+seconds(skew)
		f.Why = fmt.Sprintf("An assertion valid for %s has expired for NetSuite when it is made. In one report, such a token request got 400 invalid_grant.", Span(life))
		f.says(s.likely("TokenExpired"), "the clock of this computer is slow by "+seconds(skew)+", and the assertion is valid for "+Span(life), "TokenExpired")
	default:
		f.Status, f.Title = Warn, "The clock of this computer is slow by "+seconds(skew)
		f.Why = fmt.Sprintf("An assertion made now is valid for %s for NetSuite, not %s.", Span(life-skew), Span(life))
		f.says(Possible, "the clock of this computer is slow by "+seconds(skew)+", and an assertion expires that much earlier", "TokenExpired")
	}
	return f, true
}

// assertionLife returns the lifetime of the last assertion; shortLife if none is known.
func (s *subject) assertionLife() (life time.Duration, known bool) {
	for _, t := range slices.Backward(s.tokens) {
		iat, exp := t.Time("iat"), t.Time("exp")
		if t.Kind == token.Assertion && iat.Readable() && exp.Readable() && exp.Time().After(iat.Time()) {
			return exp.Time().Sub(iat.Time()), true
		}
	}
	return shortLife, false
}

// apart returns how the clock of this computer differs from another one, which is skew ahead.
func apart(skew time.Duration) string {
	switch skew = skew.Round(time.Second); {
	case skew > 0:
		return "slow by " + seconds(skew)
	case skew < 0:
		return "fast by " + seconds(-skew)
	}
	return "the same"
}

// seconds returns a difference of clocks with its unit.
func seconds(d time.Duration) string {
	if d = d.Round(time.Second); d.Abs() < 2*time.Minute {
		return fmt.Sprintf("%d s", int(d/time.Second))
	}
	return Span(d)
}

// checkOnlineRole compares the answers to the call that any token may make with those to one
// that needs a role that may use REST web services (article_0528010158, article_5085602973).
func checkOnlineRole(s *subject) (Finding, bool) {
	anyRole, may := s.probed(online.ServerTime), s.probed(online.Metadata)
	if anyRole == nil || may == nil {
		return Finding{}, false
	}
	shown := func(a *exchange.Answer) string { return (&subject{answer: a}).shownAnswer() }
	f := Finding{Status: Fail, Online: online.Metadata, Verify: "The online checks get 200 for both calls.",
		Evidence: []Evidence{{Where: "online check, serverTime", Expected: "200", Got: shown(anyRole)}, {Where: "online check, metadata-catalog", Expected: "200", Got: shown(may)}}}
	switch {
	case anyRole.Succeeded() && may.Succeeded():
		return Finding{Status: Pass, Online: online.Metadata, Title: "The token works, and its role may use REST web services"}, true
	case s.roleRefused():
		f.Title, f.Page = "The token works; its role may not use REST web services", permissionPage
		f.Why = "NetSuite accepted the token for a call that any role may make, and rejected the call that needs permissions. The login works."
		f.Fix = administrator("Open "+permissionsMenu+", and add REST Web Services and Log in using OAuth 2.0 Access Tokens.",
			"Add SuiteAnalytics Workbook on the subtab Reports, and save.")
	case anyRole.Status == 401 && may.Status == 401 && s.soundAccess():
		f.Title, f.Page = "NetSuite rejects every call with a valid token: check the login permission first", noLoginPage
		f.Why = "In one report, NetSuite issued a token without that permission but rejected every call. Other causes were not excluded."
		f.Fix = administrator("Open "+permissionsMenu+", and add Log in using OAuth 2.0 Access Tokens. Log in using Access Tokens is for TBA only.",
			"Save, and repeat the calls with a new token.")
	default:
		return Finding{}, false
	}
	return f, true
}

// roleRefused reports whether the online checks show that the token works and its role may
// not use REST web services.
func (s *subject) roleRefused() bool {
	anyRole, may := s.probed(online.ServerTime), s.probed(online.Metadata)
	return anyRole != nil && may != nil && anyRole.Succeeded() && (may.Status == 400 || may.Status == 403)
}

// probed returns the answer to the last request of an online check; nil for none.
func (s *subject) probed(id online.ID) *exchange.Answer {
	for _, e := range slices.Backward(s.c.Exchanges) {
		if e.Probe == id {
			return e.Answer
		}
	}
	return nil
}

// soundAccess reports whether the last access token is of the account and has not expired.
func (s *subject) soundAccess() bool {
	for _, t := range slices.Backward(s.tokens) {
		if t.Kind == token.Access {
			account, exp := s.said.Value(FactAccount), t.Time("exp")
			return !t.Fatal() && exp.Readable() && s.at.Before(exp.Time()) && (account == "" || account == t.Account)
		}
	}
	return false
}
