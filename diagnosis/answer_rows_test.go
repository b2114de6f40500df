package diagnosis_test

import (
	"slices"
	"strings"
	"testing"

	"authdoctor/diagnosis"
	"authdoctor/diagnosis/exchange"
)

// rowExamples are answers, with facts, for the rows that no variant reaches.
var rowExamples = map[string][2]string{
	"redirect-client":        {"https://app.example/cb?error=unauthorized_client&state=" + goodState, ""},
	"redirect-failed":        {"https://app.example/cb?error=server_error&state=" + goodState, ""},
	"redirect-token-word":    {"https://app.example/cb?error=invalid_grant&error_description=x&state=" + goodState, ""},
	"client-code":            {`{"error":"invalid_client"}`, "step=token"},
	"client-refresh":         {`{"error":"invalid_client"}`, "step=refresh"},
	"basic-challenge":        {"HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Basic realm=\"1234567\"\n", ""},
	"grant-code":             {"the exchange of the code fails with invalid_grant, step two", ""},
	"grant-m2m":              {`400 {"error":"invalid_grant"}`, "step=client-credentials"},
	"request-authorize":      {"invalid_request", "step=authorize"},
	"request-call":           {"HTTP/1.1 400 Bad Request\nWWW-Authenticate: Bearer realm=\"1234567\", error=\"invalid_request\", error_description=\"The request could not be understood by the server due to malformed syntax.\"\n", ""},
	"request-code":           {`{"error":"invalid_request"}`, "step=token"},
	"request-refresh":        {`{"error":"invalid_request"}`, "step=refresh"},
	"request-token-endpoint": {`HTTP/1.1 400` + "\n\n" + `{"error":"invalid_request"}`, ""},
	"request":                {"our provider logs invalid_request", ""},
	"scope-code":             {`{"error":"invalid_scope"}`, "step=token"},
	"scope":                  {`{"error":"invalid_scope"}`, ""},
	"unauthorized-m2m":       {`{"error":"unauthorized_client"}`, "step=client-credentials"},
	"unauthorized":           {`{"error":"unauthorized_client"}`, ""},
	"grant-type":             {`{"error":"unsupported_grant_type"}`, ""},
	"server-error-code":      {`{"error":"server_error"}`, "step=refresh"},
	"token-500":              {tokenPost("grant_type=client_credentials&client_assertion_type="+assertType+"&client_assertion=[hidden]") + "\nHTTP/1.1 500 Internal Server Error\n", ""},
	"violation":              {`{"error":{"code":"UNEXPECTED_ERROR","message":"Permission Violation: you need the 'Lists -> Customers' permission"}}`, ""},
	"too-many-words":         {`{"error":"rate_limited","error_description":"Too many requests"}`, ""},
	"no-record-words":        {`{"status":400,"o:errorDetails":[{"detail":"This record does not exist.","o:errorCode":"USER_ERROR"}]}`, ""},
	"two-factor":             {"error code: TWO_FA_REQD\nerror message: Two-factor authentication required.", ""},
	"call-403":               {"HTTP/1.1 403 Forbidden\nWWW-Authenticate: Bearer realm=\"1234567\", error=\"invalid_token\"\n", ""},
	"rest-403":               {restCall + "HTTP/1.1 403 Forbidden\n", ""},
	"any-403":                {"we get HTTP 403", ""},
	"failed":                 {"we get HTTP 500", ""},
}

// TestAnswerRows catches a row of the table that no answer reaches, because an earlier row
// matches all its answers; that has no source; or whose text has an empty field.
func TestAnswerRows(t *testing.T) {
	reached := map[string][]string{}
	reach := func(name, facts, text string) {
		_, c, _ := paste(t, facts, text)
		if id := diagnosis.RowOf(c); id != "" {
			reached[id] = append(reached[id], name)
		}
	}
	for _, v := range variants() {
		reach(v.name, "", v.text)
	}
	for _, p := range pastes() {
		reach(p.name, p.facts, p.text)
	}
	var says []string
	ids := map[string]bool{}
	for _, row := range diagnosis.Rows() {
		if example, given := rowExamples[row.ID]; given {
			_, c, d := paste(t, example[1], example[0])
			sound(t, c, d)
			if got := diagnosis.RowOf(c); got != row.ID {
				t.Errorf("the example of %s reaches %q", row.ID, got)
			}
		} else if len(reached[row.ID]) == 0 {
			t.Errorf("no answer reaches the row %s", row.ID)
		}
		if ids[row.ID] || row.ID == "" || row.Source == "" || row.Title == "" || row.Page == "" || len(row.Steps) == 0 && !row.Hooked {
			t.Errorf("the row %q appears twice, or lacks source, title, page or steps: %+v", row.ID, row)
		}
		ids[row.ID] = true
		for _, step := range row.Steps {
			if !strings.HasPrefix(step, "A ") && !strings.HasPrefix(step, "I ") {
				t.Errorf("%s: the step has no actor: %q", row.ID, step)
			}
		}
		says = append(says, row.Says)
	}
	for id := range rowExamples {
		if !ids[id] {
			t.Errorf("there is an example of the row %s, which does not exist", id)
		}
	}
	for _, sentence := range exchange.Sentences() {
		heard := slices.Contains(says, string(sentence)) || sentence == exchange.InvalidLogin || sentence == exchange.AmbiguousPassport
		if !heard {
			t.Errorf("no row has the sentence %q", sentence)
		}
	}
}
