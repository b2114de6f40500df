package online

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/token"
)

// maxRows is the number of rows of a list that are read. A record has at most five active
// certificates, and keeps those that are revoked or past their end.
const maxRows = 1000

var (
	errNoList = errors.New("this is not a list of certificates: a JSON array of objects with certificate_id (article_11111634165)")
	errRows   = errors.New("the list has more than 1,000 certificates, which are not read; give the rows of one record")
)

// ReadCertificates reads the answer of the address …/clients/CLIENT_ID/certificates, a JSON
// array (article_11111634165). Rows without a Certificate ID are left out; a value that is not
// understood is empty.
func ReadCertificates(text string) (CertificateList, error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	if start, err := decoder.Token(); err != nil || start != json.Delim('[') {
		return CertificateList{}, errNoList
	}
	list, read := CertificateList{Rows: []Certificate{}}, 0
	for ; decoder.More(); read++ {
		var row struct {
			ID         any `json:"certificate_id"`
			ValidUntil any `json:"valid_until"`
			Revoked    any `json:"revoked"`
			Entity     any `json:"entity"`
			Role       any `json:"role"`
		}
		switch {
		case read == maxRows:
			return CertificateList{}, errRows
		case decoder.Decode(&row) != nil:
			return CertificateList{}, errNoList
		}
		if id := word(row.ID); id != "" {
			list.Rows = append(list.Rows, Certificate{ID: id, ValidUntil: instant(row.ValidUntil), Revoked: said(row.Revoked),
				Entity: word(row.Entity), Role: word(row.Role)})
		}
	}
	if _, err := decoder.Token(); err != nil || decoder.More() || len(list.Rows) == 0 && read > 0 {
		return CertificateList{}, errNoList
	}
	return list, nil
}

// word returns a text, a whole number, or the id of an object, which is how NetSuite refers to
// a record in other answers.
func word(value any) string {
	switch value := value.(type) {
	case string:
		if value = strings.TrimSpace(value); token.IsCertificateID(value) {
			return value
		}
		value, _ = border.Printable(border.Withhold(value)) // without a fingerprint: it goes into case files
		return border.Clip(value, 80)
	case float64:
		text, _ := json.Marshal(value)
		return string(text)
	case map[string]any:
		if inner := value["id"]; inner != nil {
			if _, again := inner.(map[string]any); !again {
				return word(inner)
			}
		}
	}
	return ""
}

// said reports whether a row was revoked, by its member revoked. Oracle's page has true and
// false; a value that is neither, such as the day on which it was, does not say that it was not.
func said(value any) bool {
	switch value := value.(type) {
	case nil:
		return false
	case bool:
		return value
	case float64:
		return value != 0
	case string:
		return !slices.Contains([]string{"", "false", "f", "no", "n", "0"}, strings.ToLower(strings.TrimSpace(value)))
	}
	return true
}

// instant reads a time. Oracle's page shows no example, so it takes the usual forms: with a
// time, with a date only, and as seconds or milliseconds since 1970.
func instant(value any) time.Time {
	switch value := value.(type) {
	case string:
		for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02"} {
			// In UTC the year may be 10000, or 0, which JSON cannot have.
			if at, err := time.Parse(form, strings.TrimSpace(value)); err == nil && at.UTC().Year() >= 1 && at.UTC().Year() <= 9999 {
				return at.UTC()
			}
		}
	case float64:
		const year9999 = 253402300799
		switch {
		case value > 0 && value < 1e11:
			return time.Unix(int64(value), 0).UTC()
		case value >= 1e11 && value < year9999*1000:
			return time.UnixMilli(int64(value)).UTC()
		}
	}
	return time.Time{}
}
