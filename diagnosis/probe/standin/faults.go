package standin

import (
	"bytes"
	"compress/gzip"
	"slices"
)

// Fault is a fault of the account, of the service or of something on the way to it.
type Fault string

// The faults of the account. Faults of the request itself need no switch: the server reads
// requests as NetSuite does.
const (
	FeatureOff         Fault = "the feature OAuth 2.0 is off"
	RecordBlocked      Fault = "the integration record is blocked"
	GrantBoxMissing    Fault = "the record's box for this grant is not checked"
	UserInactive       Fault = "the user or the role is inactive"
	NoLoginPermission  Fault = "the role lacks Log in using OAuth 2.0 Access Tokens"
	NoREST             Fault = "the role lacks REST Web Services"
	NoCertificateRight Fault = "the role lacks Manage own OAuth 2.0 Client Credentials certificates"
	NoConnector        Fault = "the SuiteApp MCP Standard Tools is not installed"
	Denied             Fault = "the user chose Deny"
	WebServicesOnly    Fault = "the role is Web Services Only"
)

// The faults of the service and of what is on the way. They replace the answer.
const (
	Unknown500    Fault = "a client or a kid that is not known is answered with 500"
	ServerError   Fault = "500"
	TooMany       Fault = "too many requests at once"
	Maintenance   Fault = "maintenance page"
	Page          Fault = "web page with status 200"
	LoginPage     Fault = "redirect to the login page"
	Elsewhere     Fault = "redirect to another host"
	Gateway       Fault = "gateway cannot reach the service"
	ProxyLogin    Fault = "proxy asks for a login"
	Gzipped       Fault = "answers are compressed, asked for or not"
	TextExpiry    Fault = "expires_in is a string"
	NoDate        Fault = "no Date header"
	WrongDateForm Fault = "the Date header is no date"
	NotJSON       Fault = "the body is no JSON although the header says so"
)

const html = "text/html; charset=utf-8"

// replacements are the answers of faults that need nothing of the request.
var replacements = []struct {
	Fault
	answer answer
}{
	// A 500 of the token endpoint (F0, F17).
	{ServerError, inJSON(500, `{"error":"server_error"}`)},
	// section_156570709583
	{TooMany, rest(429, "Too Many Requests", "Concurrent request limit exceeded. Request blocked.", "CONCURRENCY_LIMIT_EXCEEDED").with("Retry-After", "5")},
	{Maintenance, answer{503, map[string]string{"Content-Type": html}, "<!DOCTYPE html><html><head><title>NetSuite - Scheduled Maintenance</title></head><body>NetSuite is undergoing scheduled maintenance.</body></html>", ""}},
	{Page, answer{200, map[string]string{"Content-Type": html}, "<!DOCTYPE html><html><head><title>Welcome</title></head><body>Sign in</body></html>", ""}},
	{LoginPage, answer{302, map[string]string{"Location": "https://system.netsuite.com/app/login/secure/privatelogin.nl?c=1234567", "Content-Type": html}, "", ""}},
	{Elsewhere, answer{302, map[string]string{"Location": "https://portal.example.com/login?next=netsuite", "Content-Type": html}, "", ""}},
	{Gateway, answer{502, map[string]string{"Content-Type": html, "Server": "nginx"}, "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body></html>", ""}},
	{ProxyLogin, answer{407, map[string]string{"Proxy-Authenticate": `Basic realm="proxy"`, "Content-Type": html}, "<html><title>Proxy Authentication Required</title></html>", ""}},
	{NotJSON, inJSON(200, "\x1b[31mred\u202e {]")},
}

// Faults returns all faults, for tests that play each.
func Faults() []Fault {
	faults := []Fault{FeatureOff, RecordBlocked, GrantBoxMissing, UserInactive, NoLoginPermission, NoREST, NoCertificateRight, NoConnector,
		Denied, WebServicesOnly, Unknown500, Gzipped, TextExpiry, NoDate, WrongDateForm}
	for _, row := range replacements {
		faults = append(faults, row.Fault)
	}
	return faults
}

// Switch switches a fault on, at the endpoints given or at all.
func (s *Server) Switch(fault Fault, at ...Endpoint) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if len(at) == 0 {
		at = []Endpoint{everywhere}
	}
	s.faults[fault] = at
}

// Repair switches a fault off.
func (s *Server) Repair(fault Fault) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	delete(s.faults, fault)
}

// has reports whether a fault is on at an endpoint.
func (s *Server) has(fault Fault, at Endpoint) bool {
	on := s.faults[fault]
	return slices.Contains(on, everywhere) || slices.Contains(on, at)
}

// replaced returns the answer of a fault that replaces every answer of the endpoint.
func (s *Server) replaced(at Endpoint) (answer, bool) {
	for _, row := range replacements {
		if s.has(row.Fault, at) {
			return row.answer.because(string(row.Fault)), true
		}
	}
	return answer{}, false
}

// spoil changes the head or the encoding of an answer.
func (s *Server) spoil(c *call, a answer) answer {
	a = a.with("Date", s.now().Format("Mon, 02 Jan 2006 15:04:05 GMT"))
	switch {
	case s.has(NoDate, c.at):
		a = a.with("Date", "")
	case s.has(WrongDateForm, c.at):
		a = a.with("Date", "yesterday at noon")
	}
	if s.has(Gzipped, c.at) {
		var packed bytes.Buffer
		writer := gzip.NewWriter(&packed)
		_, _ = writer.Write([]byte(a.body))
		_ = writer.Close()
		a.body = packed.String()
		a = a.with("Content-Encoding", "gzip")
	}
	return a
}
