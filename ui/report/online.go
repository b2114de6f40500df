package report

import (
	"fmt"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/online"
	"authdoctor/ui/paint"
)

// onlineParts returns what online checks sent and saw, and the list of mapped certificates.
func onlineParts(c diagnosis.Case) []part {
	var parts []part
	for _, seen := range c.Online {
		status := diagnosis.Pass
		if seen.Fault != online.NoFault || seen.Status >= 300 {
			status = diagnosis.Warn
		}
		parts = append(parts, heading{glyph: paint.StatusGlyph(status), word: string(seen.Outcome), text: onlineTitle(seen.Check)}, seenFacts(seen))
	}
	if c.Certificates != nil {
		parts = append(parts, heading{text: "Mapped certificates"}, listFacts(c.Certificates), certificateTable(c.Certificates, c.At))
	}
	return parts
}

// onlineTitle returns the question that an online check answers.
func onlineTitle(id online.ID) string {
	if check, known := online.CheckOf(id); known {
		return impersonal(check.Title)
	}
	return clean("", string(id)) // of a case file
}

func seenFacts(seen online.Seen) facts {
	var f facts
	f.add("sent", utc(diagnosis.Moment(seen.At)))
	f.add("to", seen.Address)
	if seen.Status > 0 {
		f.add("status", fmt.Sprint(seen.Status))
	}
	f.add("seen", impersonal(seen.Text))
	if seen.Dated {
		f.add("clock", fmt.Sprintf("NetSuite's is %+d s from that of the sender's computer, to 1 s", int(seen.Skew.Round(time.Second)/time.Second)))
	}
	f.add("proxy", seen.Proxy)
	f.add("source", toldWords(seen.Told))
	return f
}

// toldWords tells of what is from a case file that it was not seen here.
func toldWords(told bool) string {
	if told {
		return "the case file; not checked here"
	}
	return ""
}

func listFacts(list *online.CertificateList) facts {
	var f facts
	f.add("record", border.ShortID(list.ClientID))
	if list.At.IsZero() {
		f.add("given", "as JSON")
	} else {
		f.add("fetched", utc(diagnosis.Moment(list.At)))
	}
	f.add("source", toldWords(list.Told))
	return f
}

func certificateTable(list *online.CertificateList, at time.Time) part {
	t := table{caption: paint.Plural(len(list.Rows), "certificate", "certificates"),
		columns: []column{{head: "Certificate ID"}, {head: "Valid Until"}, {head: "state"}, {head: "entity", right: true}, {head: "role", right: true}}}
	for _, row := range list.Rows {
		end, state := "not known", "valid"
		if !row.ValidUntil.IsZero() {
			end = row.ValidUntil.UTC().Format("2006-01-02")
		}
		switch {
		case row.Revoked:
			state = "revoked"
		case row.ValidUntil.IsZero():
			state = "not known"
		case !at.Before(row.ValidUntil):
			state = "ended"
		}
		t.rows = append(t.rows, []cell{{text: border.Shown(row.ID, 48), outside: true}, {text: end}, {text: state}, {text: border.Shown(row.Entity, 20), outside: true}, {text: border.Shown(row.Role, 20), outside: true}})
	}
	return t
}
