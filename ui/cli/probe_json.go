package cli

import (
	"time"

	"authdoctor/diagnosis/online"
)

// notSent is the outcome of a check that was not sent.
const notSent online.Outcome = "not-sent"

// reportCheck is an online check in JSON.
type reportCheck struct {
	ID      online.ID      `json:"id"`
	Address string         `json:"address"`
	Outcome online.Outcome `json:"outcome"` // answered, unreachable, refused or not-sent
	Fault   online.Fault   `json:"fault"`   // "" for none
	Status  int            `json:"status"`  // HTTP status, 0 for none
	Text    string         `json:"text"`
	Proxy   string         `json:"proxy,omitempty"` // host of the proxy on the way
	At      string         `json:"at"`              // RFC 3339; "" if it was not sent
	// Skew is the server's clock minus the clock of this computer, in seconds; nil if it was
	// not measured.
	Skew *int64 `json:"skew_seconds"`
}

func newReportChecks(seen []online.Seen) []reportCheck {
	checks := make([]reportCheck, len(seen))
	for i, one := range seen {
		checks[i] = reportCheck{ID: one.Check, Address: one.Address, Outcome: one.Outcome, Fault: one.Fault, Status: one.Status, Text: one.Text, Proxy: one.Proxy, At: one.At.UTC().Format(time.RFC3339)}
		if one.Dated {
			seconds := int64(one.Skew.Round(time.Second) / time.Second)
			checks[i].Skew = &seconds
		}
	}
	return checks
}
