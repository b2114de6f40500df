package online_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/worktest"
)

// TestReadCertificates catches a row that is lost or misread, and a text that is no list and
// is taken for one.
func TestReadCertificates(t *testing.T) {
	const id = "HRril7VwQ4n0AbCdEfGhIjKlMnOpQrStUvWxYz01_-2"
	end := time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)
	for row, want := range map[string]online.Certificate{
		`{"certificate_id":"` + id + `","valid_until":"2027-03-01T00:00:00Z","revoked":false,"entity":"12","role":"1000"}`:          {ID: id, ValidUntil: end, Entity: "12", Role: "1000"},
		`{"certificate_id":"` + id + `","valid_until":"2027-03-01","revoked":true,"entity":12,"role":1000}`:                         {ID: id, ValidUntil: end, Revoked: true, Entity: "12", Role: "1000"},
		`{"certificate_id":"` + id + `","valid_until":1803859200000,"revoked":"T","entity":{"id":-5,"name":"x"},"role":{"id":"3"}}`: {ID: id, ValidUntil: end, Revoked: true, Entity: "-5", Role: "3"},
		`{"certificate_id":"` + id + `","valid_until":1803859200,"revoked":"true"}`:                                                 {ID: id, ValidUntil: end, Revoked: true},
		`{"certificate_id":"` + id + `","revoked":"2026-01-01"}`:                                                                    {ID: id, Revoked: true},
		`{"certificate_id":"` + id + `","revoked":"TRUE"}`:                                                                          {ID: id, Revoked: true},
		`{"certificate_id":"` + id + `","revoked":1}`:                                                                               {ID: id, Revoked: true},
		`{"certificate_id":"` + id + `","revoked":"False"}`:                                                                         {ID: id},
		`{"certificate_id":"` + id + `","valid_until":"soon","revoked":null,"entity":{"id":{"id":1}}}`:                              {ID: id},
	} {
		list, err := online.ReadCertificates(" [" + row + "]\n")
		if err != nil || len(list.Rows) != 1 || list.Rows[0] != want {
			t.Errorf("%s: %+v, %v; want %+v", row, list.Rows, err, want)
		}
	}
	if list, err := online.ReadCertificates("[]"); err != nil || list.Rows == nil || len(list.Rows) != 0 {
		t.Errorf("an empty list: %+v, %v", list, err)
	}
	for _, text := range []string{"", "{}", "[1]", `[{"name":"x"}]`, `["x"]`, `[{"certificate_id":"x"}`, `[{"certificate_id":"x"}] x`, `[{"certificate_id":""}]`, "null", strings.Repeat("[", 100000),
		"[" + strings.Repeat(`{"certificate_id":"x"},`, 1000) + `{"certificate_id":"x"}]`} {
		if list, err := online.ReadCertificates(text); err == nil || len(list.Rows) > 0 {
			t.Errorf("%.60s: %+v", text, list)
		}
	}
}

// FuzzReadCertificates catches text of a list that is not printable, a list that JSON cannot
// have, and a cost out of proportion to its length.
func FuzzReadCertificates(f *testing.F) {
	f.Add(`[{"certificate_id":"\u001b[31m","valid_until":1e300,"entity":{"id":"\u202e"},"role":"x"}]`)
	f.Add(`[{"certificate_id":"x","valid_until":"9999-12-31T23:59:59-23:59"},{"certificate_id":7}]`)
	f.Add("[" + strings.Repeat("{},", 300) + "{}]")
	f.Fuzz(func(t *testing.T, text string) {
		worktest.Bound(t, len(text), func() {
			list, err := online.ReadCertificates(text)
			for _, row := range list.Rows {
				if _, n := border.Printable(row.ID + row.Entity + row.Role); n > 0 || row.ID == "" || err != nil {
					t.Errorf("%+v, %v", row, err)
				}
			}
			if _, err := json.Marshal(list); err != nil {
				t.Error(err)
			}
		})
	})
}

// TestWords catches a check whose words are incomplete, longer than is read, or used twice,
// and a fault without advice.
func TestWords(t *testing.T) {
	seen := map[string]bool{}
	for _, check := range online.Checks() {
		for _, text := range []string{check.Purpose, check.Reveals, check.Keeps, check.Warns} {
			if text != "" && (!strings.HasSuffix(text, ".") || len(strings.Fields(text)) > 35) {
				t.Errorf("%s: %q", check.ID, text)
			}
		}
		if !strings.HasSuffix(check.Title, "?") || seen[check.Title] || seen[string(check.ID)] || check.Purpose == "" || check.Reveals == "" {
			t.Errorf("%+v", check)
		}
		seen[check.Title], seen[string(check.ID)] = true, true
		if again, known := online.CheckOf(check.ID); !known || again != check {
			t.Errorf("%s is %+v", check.ID, again)
		}
	}
	for _, fault := range []online.Fault{online.Incomplete, online.NoName, online.NoConnection, online.TimedOut, online.BadAuthority, online.BadName, online.BadDates, online.NoTLS, online.BadProxy,
		online.Redirected, online.TooLarge, online.Unreadable, online.NotItsAnswer, online.Interrupted} {
		if !strings.HasSuffix(fault.Advice(), ".") {
			t.Errorf("%s has no advice", fault)
		}
	}
	if _, known := online.CheckOf("revoke"); known || online.NoFault.Advice() != "" {
		t.Error("revoke is no check, and no fault has no advice")
	}
}
