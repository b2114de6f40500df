package trail_test

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"time"
	"unicode/utf8"

	"authdoctor/diagnosis/detail"
)

// exportMaker makes exports as large as is asked for, always the same ones for a seed.
type exportMaker struct {
	// profile is plain (no field needs quotes), clean (quotes where they are needed) or
	// messy (BOM, CRLF, line ends in fields, some rows in Latin-1).
	profile string
	seed    uint64
	rows    int
	// distinct is how many users and addresses there are; 0 for some hundred.
	distinct int
	// applications is how many applications there are, each with as many rows; 0 for some
	// fifty, of which the first have most.
	applications int
}

func (m exportMaker) reader() io.Reader {
	r, w := io.Pipe()
	go func() { w.CloseWithError(m.write(w)) }()
	return r
}

func (m exportMaker) bytes() []byte {
	var out bytes.Buffer
	if err := m.write(&out); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func (m exportMaker) write(to io.Writer) error {
	r := rand.New(rand.NewPCG(m.seed, 1))
	eol := "\n"
	if m.profile == "messy" {
		eol = "\r\n"
		if _, err := io.WriteString(to, "\ufeff"); err != nil {
			return err
		}
	}
	distinct := m.distinct
	if distinct == 0 {
		distinct = 400
	}
	pick := func(list []string) string { // the first ones mostly
		return list[int(float64(len(list))*math.Pow(r.Float64(), 3))]
	}
	applications := []string{"Warehouse Sync", "Shop Connector", "Payroll Feed", "Bank Feeds", "Tax Engine", "BI Extract", "EDI Hub"}
	for i := range 40 {
		applications = append(applications, fmt.Sprintf("Application %02d", i))
	}
	roles := []string{"Integration", "Administrator", "Clerk", "Developer"}
	agents := []string{"okhttp/4.12.0", "python-requests/2.32.3", "Apache-HttpClient/4.5.13 (Java/17.0.11)", ""}
	if m.profile != "plain" {
		applications = append(applications, "Celigo, Inc.", `Shop "Nord" Sync`, "Größe", "株式会社連携")
		roles = append(roles, `Custom, "restricted"`, "Rôle")
		agents = append(agents, `Mozilla/5.0 (X11), "quoted", agent`)
	}
	if m.profile == "messy" {
		applications, agents = append(applications, "Two line\napplication"), append(agents, "Agent\r\nX-Folded: 1")
	}
	pickApplication := func() string { return pick(applications) }
	if m.applications > 0 {
		pickApplication = func() string { return fmt.Sprintf("Application %d", r.IntN(m.applications)) }
	}
	var codes []string
	for _, kind := range detail.Kinds() {
		codes = append(codes, string(kind.Code))
	}
	codes = append(codes, "token_rejected", "SomethingNew2027", "")
	uris := []string{"/services/rest/record/v1/customer", "/app/site/hosting/restlet.nl", "/services/rest/auth/oauth2/v1/token", "/services/rest/query/v1/suiteql"}
	quoted := func(s string) string {
		if strings.ContainsAny(s, ",\"\n\r") {
			return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
		}
		return s
	}
	var buffer bytes.Buffer
	buffer.WriteString("Date/Time,User,Email Address,Role,IP Address,Request URI,User Agent,Status,Security Challenge,Detail,Token-based Application Name,Token-based Access Token Name" + eol)
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	step := 30 * 24 * time.Hour / time.Duration(max(1, m.rows))
	for range m.rows {
		at = at.Add(-step)
		user := r.IntN(distinct)
		name := fmt.Sprintf("Novak Ana %d", user)
		if m.profile != "plain" && user%4 > 0 {
			name = fmt.Sprintf("Novák, José %d", user)
		}
		status, code := "Success", ""
		if r.IntN(6) == 0 {
			status, code = "Failure", pick(codes)
		}
		line := strings.Join([]string{at.Format("1/2/2006 3:04 pm"), quoted(name), fmt.Sprintf("user%d@example.test", user), quoted(roles[r.IntN(len(roles))]),
			fmt.Sprintf("10.%d.%d.%d", r.IntN(1+distinct>>16), r.IntN(min(256, 1+distinct>>8)), r.IntN(min(256, distinct))), uris[r.IntN(len(uris))], quoted(agents[r.IntN(len(agents))]),
			status, "", code, quoted(pickApplication()), ""}, ",")
		if m.profile == "messy" && r.IntN(50) == 0 {
			line = latin1(line)
		}
		buffer.WriteString(line)
		buffer.WriteString(eol)
		if buffer.Len() > 1<<16 {
			if _, err := to.Write(buffer.Bytes()); err != nil {
				return err
			}
			buffer.Reset()
		}
	}
	_, err := to.Write(buffer.Bytes())
	return err
}

// latin1 writes a line as Latin-1, where that has all of its characters.
func latin1(line string) string {
	out := make([]byte, 0, len(line))
	for _, r := range line {
		if r > 0xff || r == utf8.RuneError {
			return line
		}
		out = append(out, byte(r))
	}
	return string(out)
}
