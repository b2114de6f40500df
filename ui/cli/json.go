package cli

import (
	"encoding/json"
	"errors"
	"io"
	"time"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/token"
)

// checkReport is the answer of check as JSON, schema 1. Fields may be added, never
// changed.
type checkReport struct {
	Schema   int                               `json:"schema"`
	AsOf     string                            `json:"as_of"`
	Error    string                            `json:"error,omitempty"`
	Input    reportInput                       `json:"input"`
	Tokens   []reportToken                     `json:"tokens"`
	Keys     []reportKey                       `json:"keys"`
	Wire     []reportExchange                  `json:"exchanges"`
	Facts    map[diagnosis.FactName]reportFact `json:"facts"`
	Findings []diagnosis.Finding               `json:"findings"`
	Verdicts []diagnosis.Verdict               `json:"verdicts"`
	Pages    []string                          `json:"pages"`
	Checks   []reportCheck                     `json:"checks"` // online checks, in order
	Ask      *reportAsk                        `json:"ask,omitempty"`
	// Certificates is the list of mapped certificates.
	Certificates *online.CertificateList `json:"certificates,omitempty"`
}

type reportInput struct {
	Kind    intake.Kind   `json:"kind"`
	Kinds   []intake.Kind `json:"kinds"` // of all parts; the first is Kind
	Notes   []string      `json:"notes"`
	Nearest []string      `json:"nearest,omitempty"` // the codes that an unknown word may mean
}

type reportToken struct {
	Kind          token.Kind `json:"kind"`
	Flow          token.Flow `json:"flow"`
	Account       string     `json:"account"`
	ClientID      string     `json:"client_id"`
	ApplicationID string     `json:"application_id"`
	Role          string     `json:"role"`
	Entity        string     `json:"entity"`
	Scopes        []string   `json:"scopes"`
	Algorithm     string     `json:"algorithm"`
	KeyID         string     `json:"key_id"`
	IssuedAt      string     `json:"issued_at"`  // RFC 3339; "" if iat is not in seconds
	ExpiresAt     string     `json:"expires_at"` // RFC 3339; "" if exp is not in seconds
	Signature     keys.State `json:"signature"`  // verified, invalid or unchecked
}

type reportFact struct {
	Value  string           `json:"value"`
	Source diagnosis.Source `json:"source"`
}

func newReport(input intake.Input, c diagnosis.Case, d diagnosis.Diagnosis) checkReport {
	r := checkReport{
		Schema: 1, AsOf: d.At.UTC().Format(time.RFC3339),
		Input:  reportInput{Kind: input.Kind, Kinds: notNil(input.Kinds), Notes: notNil(input.Notes), Nearest: input.Detail.Nearest},
		Tokens: []reportToken{},
		Keys:   newReportKeys(c.Keys.All()),
		Wire:   newReportExchanges(c.Exchanges),
		Facts:  map[diagnosis.FactName]reportFact{},
		Checks: newReportChecks(c.Online), Certificates: c.Certificates,
		Findings: notNil(d.Findings), Verdicts: notNil(d.Verdicts), Pages: notNil(d.Pages),
	}
	for i, t := range c.Tokens {
		r.Tokens = append(r.Tokens, newReportToken(t, d.Signatures[i].State))
	}
	for _, fact := range d.Facts {
		r.Facts[fact.Name] = reportFact{fact.Value, fact.Source}
	}
	return r
}

// answered returns the report of a Diagnosis and the result of the command. An error for
// exit code 2 is in the report as well.
func answered(input intake.Input, c diagnosis.Case, d diagnosis.Diagnosis) (checkReport, error) {
	r, ends := newReport(input, c, d), exitOf(c, d)
	if ends != nil && !errors.Is(ends, errProblemsFound) {
		r.Error, ends = sayable(ends).Error(), reportedError{ends}
	}
	return r, ends
}

func newReportToken(t token.Token, signature keys.State) reportToken {
	scopes := make([]string, len(t.Scopes))
	for i, scope := range t.Scopes {
		scopes[i] = token.Shown(scope)
	}
	clientID := token.Shown(t.ClientID)
	if token.IsClientID(t.ClientID) {
		clientID = t.ClientID // whole, for programs to compare; README says what else it may be
	}
	return reportToken{
		Kind: t.Kind, Flow: t.Flow,
		Account: token.Shown(t.Account), ClientID: clientID, ApplicationID: token.Shown(t.ApplicationID),
		Role: t.Role, Entity: t.Entity, Scopes: scopes,
		Algorithm: token.Shown(t.Algorithm), KeyID: token.Shown(t.KeyID),
		IssuedAt: moment(t.Time("iat")), ExpiresAt: moment(t.Time("exp")),
		Signature: signature,
	}
}

// moment formats a time of a token; "" unless it is in seconds.
func moment(i token.Instant) string {
	if i.Form != token.Seconds && i.Form != token.Fraction {
		return ""
	}
	return i.Time().Format(time.RFC3339)
}

// notNil returns a list that JSON writes as [] rather than null if it is empty.
func notNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// writeJSON writes a document. A program reads outside text in it exactly; characters that
// control a terminal, reorder a line or are hidden are written as escapes.
func writeJSON(out io.Writer, value any) error {
	return encodeJSON(border.NewJSONWriter(out), value, "  ")
}

// writeJSONLine writes a document as writeJSON does, in one line.
func writeJSONLine(out io.Writer, value any) error {
	return encodeJSON(border.NewJSONWriter(out), value, "")
}

func encodeJSON(out io.Writer, value any, indent string) error {
	return jsonEncoder(out, indent).Encode(value)
}

func jsonEncoder(out io.Writer, indent string) *json.Encoder {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", indent)
	return encoder
}
