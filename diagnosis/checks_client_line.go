package diagnosis

import (
	"slices"
	"strings"

	"authdoctor/diagnosis/clientline"
	"authdoctor/diagnosis/detail"
)

// clientLineChecks are the checks of an error that a client printed.
var clientLineChecks = []Check{
	{ID: "client-line", Title: "Error of the client", Needs: NeedsFacts, run: checkClientLine, Codes: clientLineCodes()},
}

// clientLineCodes returns every code that a row of the table makes likely.
func clientLineCodes() (out []Code) {
	for _, row := range clientline.Rows() {
		for _, code := range row.Codes {
			out = append(out, Code(code))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// checkClientLine reports what the table of lines knows about an error of a client. The
// line is not an answer of NetSuite, so it rules nothing out; it makes a code likely where
// it quotes NetSuite.
func checkClientLine(s *subject) (Finding, bool) {
	if s.line == nil {
		return Finding{}, false
	}
	row := s.line.Row
	if row.Status && s.line.Status == 401 && s.facts.Value(FactStep) == string(detail.StepCall) {
		return Finding{}, false // the body of a 401 never gives the cause
	}
	if row.Passed {
		return Finding{Status: Pass, Title: row.Title + ": " + s.line.Words, Page: row.Page}, true
	}
	client := s.line.Client
	f := Finding{Status: Fail, symptom: true, Title: strings.ReplaceAll(row.Title, "{client}", client), Why: strings.ReplaceAll(row.Why, "{client}", strings.Replace(client, "The client", "the client", 1)), Verify: row.Verify, Page: row.Page,
		Evidence: evidence(client+" prints", "no error", s.line.Words),
		Fix:      slices.Concat(administrator(row.Administrator...), integrator(row.Integrator...))}
	if row.Unsure || s.line.Status == 401 { // the body of a 401 never gives the cause
		f.Status = Warn
	}
	if row.ID == "no-name" {
		f.judgeHost(s.line)
	}
	if row.Unsent {
		f.Why += " The program did not try to log in, so the Login Audit Trail has no row."
	}
	for _, code := range row.Codes {
		f.says(Likely, "the client's message shows it: "+s.line.Words, Code(code))
	}
	return f, true
}

// judgeHost finds the fault in a host name that could not be resolved.
func (f *Finding) judgeHost(line *clientline.Line) {
	a, host := line.Address, line.Host
	lower := strings.ToLower(host)
	wrong := func(title, expected, why string, steps ...string) {
		f.Title, f.Why = title, why
		f.Evidence = append(f.Evidence, Evidence{Where: "host", Expected: expected, Got: host})
		f.Fix = append(integrator(steps...), integrator("Compare the host with Setup › Company › Company Information › Company URLs.")...)
	}
	const right = "ACCOUNT.suitetalk.api.netsuite.com"
	switch {
	case host == "":
	case lower == "http" || lower == "https":
		wrong("The address begins with "+lower+":// twice, so the program looks for a host named "+lower, right, "The program adds https:// to a host that already has it.", "Enter the host without https://, or the full address once.")
	case a.Unknown() || placeholder(host):
		wrong("The host has a placeholder instead of the account: "+host, right, "The variable for the account was not filled in.", "Enter the account: 1234567, or 1234567-sb1 for a sandbox.")
	case strings.Contains(host, "_") && strings.Contains(lower, "netsuite"):
		fixed := strings.Replace(strings.ReplaceAll(lower, "_", "-"), ".suitetalk.netsuite.", ".suitetalk.api.netsuite.", 1)
		wrong("The host has an underscore; host names use a hyphen: "+fixed, fixed, "The account of a sandbox is 1234567_SB1 in NetSuite and 1234567-sb1 in a host: lower case and a hyphen.", "Write "+fixed+".")
	case a.NetSuite() && a.Account == "" && (strings.HasSuffix(lower, ".suitetalk.netsuite.com") || strings.HasSuffix(lower, ".restlets.netsuite.com")):
		fixed := strings.TrimSuffix(lower, ".netsuite.com") + ".api.netsuite.com"
		wrong("The host lacks .api: it is "+fixed, fixed, "The hosts of REST web services and RESTlets have .api before netsuite.com.", "Write "+fixed+".")
	case strings.HasPrefix(lower, "suitetalk.") || strings.HasPrefix(lower, "restlets."):
		wrong("The host lacks the account before "+host, "ACCOUNT."+lower, "Each account has its own hosts.", "Add the account in front: 1234567, or 1234567-sb1 for a sandbox.")
	case !a.NetSuite() && (strings.Contains(lower, "netsuit") || strings.Contains(lower, "suitetalk") || strings.Contains(lower, "restlets")):
		wrong("The host is not under netsuite.com: "+host, right, "All hosts of NetSuite end with .netsuite.com.", "Correct the end of the host.")
	case !a.NetSuite():
		wrong("The error is about "+host+", which is not a NetSuite host", right, "The program did not reach NetSuite, or this is another login.", "Find the request that the program sends to "+host+".")
	default:
		f.Title = "No name server can resolve the host " + host
		f.Why = "The form of the host is right. A digit of the account may be wrong, or this machine cannot resolve public names."
		f.Evidence = append(f.Evidence, Evidence{Where: "host", Expected: "a host in Company URLs", Got: host})
	}
}
