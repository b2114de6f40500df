package detail

import "strings"

// Release is a fact that changes with a release of NetSuite.
type Release struct {
	Name    string // of the fact, as pages write it in braces: {pkce-release}
	Version string // of the release, such as 2027.1
	What    string // one sentence without full stop
	Source  string // the id of the page of Oracle's help, or the number of a report
}

// ReleasesAsOf is the day on which the releases were last compared with Oracle's help.
const ReleasesAsOf = "30 November 2026"

// Releases are all facts of the pages and checks that change with a release. They are in one
// place, because Oracle's announcements can move.
var Releases = []Release{
	{"plain-release", "2020.2", "code_challenge_method plain is no longer supported", "F8"},
	{"restlet-release", "2021.1", "RESTlets created since then accept no user name and password (NLAuth)", "section_158921905537"},
	{"hmac-release", "2023.1", "TBA accepts only HMAC-SHA256", "subsect_156935170194"},
	{"certificate-mail-release", "2025.2", "Administrators get an email before a certificate expires", "section_158921905537"},
	{"server-time-release", "2025.2", "REST web services return the time of the server", "section_158921905537"},
	{"redirect-release", "2026.1", "An integration record can have several redirect URIs", "section_158921905537"},
	{"five-certificates-release", "2026.1", "An integration record has at most five active certificates", "section_158921905537"},
	{"pkce-release", "2027.1", "New integrations with the authorization code flow must use PKCE; existing ones work without it", "section_158921905537"},
	{"tba-release", "2027.1", "No new integrations can use TBA; existing ones still work", "subsect_156934879823"},
	{"nlauth-release", "2027.1", "RESTlets no longer accept a user name and password (NLAuth)", "section_158921905537"},
	{"soap-support-release", "2027.1", "Of SOAP web services, only the endpoint 2025.2 is supported", "section_N3418621"},
	{"soap-end-release", "2028.2", "SOAP web services stop", "section_N3418621"},
}

// Since returns the version of a release by the name of its fact; "" if there is none.
func Since(name string) string {
	for _, r := range Releases {
		if r.Name == name {
			return r.Version
		}
	}
	return ""
}

// WithReleases writes the versions of releases for the names in braces.
var WithReleases = func() func(string) string {
	var pairs []string
	for _, r := range Releases {
		pairs = append(pairs, "{"+r.Name+"}", r.Version)
	}
	return strings.NewReplacer(pairs...).Replace
}()
