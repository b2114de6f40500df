package intake_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"authdoctor/diagnosis/intake"
)

const listedID = "NPMnRyPg-WDWhPiAbisjKiH0fqnBpjOZ367wDTe0pqA"

func listRow(end string) string {
	return `{"application":{"id":"7","name":"Shop","application_id":"6acbd51c-514b-4f59-b1c3-cb35ff7e9a6a"},"entity":12,"role":"1000","created":"2026-01-01","valid_until":` + end + `,"revoked":false,"certificate_id":"` + listedID + `","algorithm":"EC"}`
}

// TestCertificates catches a list of certificates that is not recognised, alone or in an
// answer, and an end that is misread or passed over in silence.
func TestCertificates(t *testing.T) {
	end := time.Date(2027, 9, 19, 0, 0, 0, 0, time.UTC)
	row := listRow(`"2027-09-19"`)
	address := "https://1234567.restlets.api.netsuite.com/services/rest/auth/oauth2/v1/clients/" + strings.Repeat("3f", 32) + "/certificates"
	get := "GET " + strings.TrimPrefix(address, "https://1234567.restlets.api.netsuite.com") + " HTTP/1.1\nHost: 1234567.restlets.api.netsuite.com\nAuthorization: Bearer x\n\n"
	const ok = "HTTP/1.1 200 OK\nContent-Type: application/json\n\n"
	for _, test := range []struct {
		name, text, clientID string
		rows                 int
		end                  time.Time
		says                 string
	}{
		{"array", "[" + row + "]", "", 1, end, "1 row"},
		{"array with spaces", " \n[\n " + row + " ,\n" + row + "]\n", "", 2, end, "2 rows"},
		{"one object", row, "", 1, end, "1 row"},
		{"RFC 3339", "[" + listRow(`"2027-09-19T02:00:00+02:00"`) + "]", "", 1, end, ""},
		{"milliseconds", "[" + listRow(fmt.Sprint(end.UnixMilli())) + "]", "", 1, end, ""},
		{"a form that is not known", "[" + listRow(`"9/19/2027"`) + "]", "", 1, time.Time{}, "valid_until of 1 row has an unknown format"},
		{"answer", ok + "[" + row + "]", "", 1, end, ""},
		{"request and answer", get + ok + "[" + row + "]", strings.Repeat("3f", 32), 1, end, ""},
		{"empty list that was asked for", get + ok + "[]", strings.Repeat("3f", 32), 0, end, "0 rows"},
		{"curl", "curl " + address + " -H 'Authorization: Bearer x'\n\n" + ok + "[" + row + "]", strings.Repeat("3f", 32), 1, end, ""},
	} {
		in := intake.Recognise(test.text)
		list := in.Certificates
		if list == nil || in.Kind != intake.KindCertificates || len(list.Rows) != test.rows || list.ClientID != test.clientID || !strings.Contains(strings.Join(in.Notes, "\n"), test.says) {
			t.Errorf("%s: kind %s %q, list %+v, notes %q, problem %q", test.name, in.Kind, in.Kinds, list, in.Notes, in.Problem)
			continue
		}
		for _, got := range list.Rows {
			if got.ID != listedID || !got.ValidUntil.Equal(test.end) || got.Entity != "12" || got.Role != "1000" || got.Revoked {
				t.Errorf("%s: row %+v", test.name, got)
			}
		}
		if in.CertificateID != "" {
			t.Errorf("%s: %s is also taken as what the user gave", test.name, in.CertificateID)
		}
	}
}

// TestNoCertificates catches other JSON that is taken for the list.
func TestNoCertificates(t *testing.T) {
	for _, text := range []string{`[]`, `{}`, `{"certificate_id":7.5e400}`, `["certificate_id"]`, "HTTP/1.1 200 OK\n\n[]", `{"error":"invalid_grant"}`, `Certificate ID: ` + listedID,
		"HTTP/1.1 403 Forbidden\n\n{\"certificate_id\":\"", `{"schema":1,"kept":"2026-11-23T12:00:00Z","certificates":{"rows":[{"certificate_id":"` + listedID + `"}]}}`} {
		if in := intake.Recognise(text); in.Certificates != nil || in.Kind == intake.KindCertificates {
			t.Errorf("%.60q is taken for a list of certificates: %+v", text, in.Certificates)
		}
	}
}

// TestPartOfAList catches a list of which some rows are read as if they were all: a certificate
// that is mapped would be called missing.
func TestPartOfAList(t *testing.T) {
	row := listRow(`"2027-09-19"`)
	many := "[" + strings.Repeat(row+",", 1000) + row + "]"
	for name, text := range map[string]string{"cut": "[" + row + "," + row[:len(row)/2], "cut in the first": "[" + row[:len(row)-5], "damaged": "[" + row + `,"x"]`, "too long": many, "one on each line": row + "\n" + row,
		"cut answer": "HTTP/1.1 200 OK\nContent-Type: application/json\n\n[" + row + "," + row[:40]} {
		in := intake.Recognise(text)
		if told := strings.Join(in.Notes, "\n") + in.Problem; in.Certificates != nil || !strings.Contains(told, "paste the whole list") {
			t.Errorf("%s: %+v, %q", name, in.Certificates, told)
		}
	}
}
