// Package online describes the online checks of authdoctor probe: which there are, what each
// sends, reveals and leaves behind, and what its answer showed. It is pure and sends nothing;
// package probe does.
package online

import "time"

// ID names an online check. It is stable: JSON, case files and lessons use it.
type ID string

// The online checks, in the order in which they are sent.
const (
	Host         ID = "host"           // the name resolves, and TLS is verified
	DataCenters  ID = "datacenterurls" // on rest.netsuite.com, a host outside the account's own
	Clock        ID = "clock"          // the Date header of an answer that needs no login
	Keys         ID = "keys"           // the keys with which NetSuite signs tokens
	TokenRequest ID = "token-request"  // client credentials
	CodeExchange ID = "code-exchange"  // step two of the authorization code flow
	ServerTime   ID = "server-time"    // any token may call it
	Metadata     ID = "metadata"       // one small metadata call: may the role use REST?
	Certificates ID = "certificates"   // the list of mapped certificates
	SuiteQL      ID = "suiteql"
	RESTlet      ID = "restlet"
	MCP          ID = "mcp"
	Refresh      ID = "refresh"
)

// Check describes an online check in the words that are announced before it is sent.
type Check struct {
	ID      ID
	Title   string // a question, "Does the host answer?"
	Purpose string // what its answer tells, one sentence
	Reveals string // what the other side learns from it, one sentence
	Keeps   string // what NetSuite keeps of it, one sentence; "" for nothing that is known
	Warns   string // what it uses up or runs, one sentence; "" for nothing
	// Flag is the flag of authdoctor probe that asks for it, without dashes; "" if --yes covers
	// it.
	Flag string
}

// Planned is a Check for one account.
type Planned struct {
	Check
	Method  string // GET
	Address string // without secrets
	Lacks   string // what is missing before it can be sent, in words; "" if it can be
	Proxy   string // the host of the proxy on the way, "" for none
}

// Announcement returns the rows that announce a check after its title: a label, and a text
// that is not empty. The first row is the request, in one line to be copied.
func (p Planned) Announcement() [][2]string {
	rows := [][2]string{{"sends", p.Method + " " + p.Address}}
	if p.Proxy != "" {
		rows = append(rows, [2]string{"by way of", "the proxy " + p.Proxy + ", which learns the name of the host."})
	}
	for _, row := range [][2]string{{"tells", p.Purpose}, {"reveals", p.Reveals}, {"mind", p.Warns}, {"NetSuite keeps", p.Keeps}} {
		if row[1] != "" {
			rows = append(rows, row)
		}
	}
	return rows
}

// Outcome is what became of a check.
type Outcome string

// The outcomes.
const (
	Answered    Outcome = "answered" // whatever the answer says
	Unreachable Outcome = "unreachable"
	Refused     Outcome = "refused" // by authdoctor: a redirect, an answer over a limit, no TLS
)

// Fault is the kind of failure of a check that got no answer that can be used.
type Fault string

// The faults.
const (
	Incomplete   Fault = "incomplete"  // nothing was sent: something is missing
	NoName       Fault = "name"        // the name does not resolve
	NoConnection Fault = "connection"  // refused, reset or no way
	TimedOut     Fault = "time-out"    // no complete answer in time
	BadAuthority Fault = "authority"   // TLS: unknown authority
	BadName      Fault = "wrong name"  // TLS: the certificate is for another host
	BadDates     Fault = "dates"       // TLS: expired or not yet valid
	NoTLS        Fault = "no TLS"      // plain text, or TLS that fails otherwise
	BadProxy     Fault = "proxy"       // the proxy cannot be reached, or refuses
	Redirected   Fault = "redirect"    // to elsewhere, and not followed
	TooLarge     Fault = "too large"   // more than the limit
	Unreadable   Fault = "unreadable"  // not HTTP, or not the form that the check expects
	NotItsAnswer Fault = "not its own" // HTML or a gateway's answer in the place of NetSuite's
	Interrupted  Fault = "interrupted"
	NoFault      Fault = ""
)

// Seen is what an online check saw. It is part of a Case; its texts are printable and hold no
// secret.
type Seen struct {
	Check   ID        `json:"check"`
	At      time.Time `json:"at"` // when the answer began, by the clock of this computer
	Address string    `json:"address"`
	Outcome Outcome   `json:"outcome"`
	Fault   Fault     `json:"fault,omitempty"`
	Status  int       `json:"status,omitempty"` // HTTP status; 0 for none
	Text    string    `json:"text"`             // one sentence: what was seen
	// Skew is the server's clock minus the clock of this computer; Dated reports whether it was
	// measured. It is right to one second.
	Skew  time.Duration `json:"skew,omitempty"`
	Dated bool          `json:"dated,omitempty"`
	// Names is the host for REST web services that an answer of DataCenters names; "" for none.
	Names string `json:"names,omitempty"`
	// Proxy is the host of the proxy on the way, "" for none.
	Proxy string `json:"proxy,omitempty"`
	// Told reports whether this is from a case file: nothing was seen here.
	Told bool `json:"-"`
}

// Certificate is a row of the list of mapped certificates (article_11111634165).
type Certificate struct {
	ID         string    `json:"certificate_id"`
	ValidUntil time.Time `json:"valid_until,omitzero"` // zero if unknown
	Revoked    bool      `json:"revoked,omitempty"`
	Entity     string    `json:"entity,omitempty"` // internal ID
	Role       string    `json:"role,omitempty"`   // internal ID
}

// CertificateList is the list of certificates that are mapped to an integration record.
type CertificateList struct {
	At       time.Time     `json:"at,omitzero"`         // when it was fetched; zero if it was pasted
	ClientID string        `json:"client_id,omitempty"` // of the record, "" if unknown
	Rows     []Certificate `json:"rows"`
	// Told reports whether the list is from a case file.
	Told bool `json:"-"`
}
