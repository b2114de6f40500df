package intake

import (
	"encoding/json"
	"slices"
	"strings"

	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/token"
)

// rowMark is a member that every row of the list of mapped certificates has, and no other JSON
// that is pasted here (article_11111634165).
const rowMark = `"certificate_id"`

// listTries is the number of brackets at which a list may begin, in the text around it.
const listTries = 16

// certificates recognises a list of mapped certificates, or one row of it, that was pasted
// alone.
func certificates(text string) (Input, bool) {
	if !strings.HasPrefix(text, "[") && !strings.HasPrefix(text, "{") || !strings.Contains(text, rowMark) {
		return Input{}, false
	}
	input := Input{Kind: KindCertificates}
	if input.takeCertificates(text); input.Certificates != nil {
		return input, true
	}
	if slices.Contains(input.Notes, partOfList) {
		return Input{Kind: KindUnknown, Problem: partOfList}, true
	}
	return Input{}, false
}

// partOfList is about a list of which a row cannot be read. The rows that can would look like
// all of them.
const partOfList = "the list of mapped certificates is incomplete or damaged, or has more than 1,000 rows; paste the whole list of one integration record"

// takeCertificates finds the list of mapped certificates in a text. The address of the request
// names the Client ID of the record.
func (in *Input) takeCertificates(text string) {
	clientID, asked := listRequest(in.Exchanges)
	if len(text) > MaxText || !asked && !strings.Contains(text, rowMark) || token.TooDeep(text) {
		return
	}
	for from, tries := 0, 0; tries < listTries; tries++ {
		at := strings.IndexAny(text[from:], "[{")
		if at < 0 {
			return
		}
		from += at
		list, ok := listAt(text[from:])
		if partly(text[from:], ok) {
			in.Notes = append(in.Notes, partOfList)
			return
		}
		if ok && (len(list.Rows) > 0 || asked) {
			list.ClientID = clientID
			in.Certificates = &list
			in.Notes = append(in.Notes, "recognized: list of mapped certificates, "+plural(len(list.Rows), "row", "rows"))
			if n := withoutEnd(list); n > 0 {
				in.Notes = append(in.Notes, "valid_until of "+plural(n, "row", "rows")+" has an unknown format, so the expiry date is unknown")
			}
			return
		}
		from++
	}
}

// partly reports whether a text begins with rows of which listAt reads some or none: an array that
// it cannot read, or one object of several.
func partly(text string, ok bool) bool {
	if strings.HasPrefix(text, "{") {
		return ok && strings.Count(text, rowMark) > 1
	}
	first, isObject := strings.CutPrefix(strings.TrimLeft(text[1:], " \t\r\n"), "{")
	before, _, isRow := strings.Cut(first, rowMark)
	return !ok && isObject && isRow && !strings.ContainsAny(before, "[]")
}

// listAt reads the list, or the one row, with which a text begins.
func listAt(text string) (online.CertificateList, bool) {
	var value json.RawMessage
	if json.NewDecoder(strings.NewReader(text)).Decode(&value) != nil {
		return online.CertificateList{}, false
	}
	whole := string(value)
	if strings.HasPrefix(whole, "{") {
		if !strings.Contains(whole, rowMark) {
			return online.CertificateList{}, false
		}
		whole = "[" + whole + "]"
	}
	list, err := online.ReadCertificates(whole)
	return list, err == nil
}

// listRequest returns the Client ID of a request for the list that was answered with success,
// and whether there is one.
func listRequest(exchanges []exchange.Exchange) (clientID string, asked bool) {
	for _, e := range exchanges {
		if e.Request == nil || e.Request.Address.Endpoint != exchange.Certificates || e.Answer == nil || !e.Answer.Succeeded() {
			continue
		}
		return ListClientID(e.Request.Address.Path), true
	}
	return "", false
}

// ListClientID returns the Client ID in the path of a list of mapped certificates; "" for none.
func ListClientID(path string) string {
	_, rest, _ := strings.Cut(path, "/clients/")
	id, _, _ := strings.Cut(rest, "/")
	if id = strings.ToLower(id); !token.IsClientID(id) {
		return ""
	}
	return id
}

func withoutEnd(list online.CertificateList) int {
	n := 0
	for _, row := range list.Rows {
		if row.ValidUntil.IsZero() {
			n++
		}
	}
	return n
}
