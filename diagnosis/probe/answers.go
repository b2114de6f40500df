package probe

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/intake"
	"authdoctor/diagnosis/keys"
	"authdoctor/diagnosis/online"
	"authdoctor/diagnosis/token"
)

// good is what a reader finds in an answer of status 200 to 299.
type good struct {
	text  string // one sentence without full stop
	input intake.Input
	// received are the tokens in the answer.
	received []field
	// names is the host for REST web services that the answer names; "" for none.
	names string
	// refused reports whether the answer refuses something in spite of its status.
	refused bool
}

// reader reads a good answer. An error tells how it is not what the check expects.
type reader func(c *Client, a *answer) (good, error)

// decode reads the JSON of an answer.
func decode(a *answer, into any) error {
	if len(a.body) == 0 {
		return errors.New("the response is empty; the check expects JSON")
	}
	if json.Unmarshal(a.body, into) != nil {
		return errors.New("the response is not the JSON that the check expects")
	}
	return nil
}

func readHost(_ *Client, a *answer) (good, error) {
	if a.TLS == nil {
		return good{text: "The host answers, without TLS, which is allowed on this computer only"}, nil
	}
	return good{text: "The host answers, and its certificate for TLS is verified"}, nil
}

func readClock(_ *Client, a *answer) (good, error) {
	difference, dated := skew(a)
	if !dated {
		return good{}, errors.New("the difference of the clocks was not measured: " + dateProblem(a))
	}
	text := clockSentence(difference)
	if passedOn(a) {
		text += "; a proxy passed the answer on, and the Date may be the proxy's"
	}
	return good{text: text}, nil
}

func readKeys(c *Client, a *answer) (good, error) {
	file := keys.Read(c.at("suitetalk.api", keysPath, nil).meant.String(), a.body, nil)
	usable, last := 0, ""
	for _, key := range file.Keys {
		if key.Public() != nil {
			usable++
			last = max(last, key.KeyID) // c.ACCOUNT.DATE sorts by date
		}
	}
	if !file.IsSet || usable == 0 {
		return good{}, errors.New("the response is not a key set, or has no usable key")
	}
	return good{text: fmt.Sprintf("NetSuite signs tokens of %s with %s, the last of which is %s", token.CanonicalAccount(c.Account), count(usable, "key", "keys"), cmp.Or(border.Shown(last, 80), "without a kid")),
		input: intake.Input{Keys: &file}}, nil
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n, " ", many)
}

// readTokens keeps the tokens of a token endpoint's answer in the Client.
func readTokens(c *Client, a *answer) (good, error) {
	var body struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
		ID      string `json:"id_token"`
	}
	if err := decode(a, &body); err != nil {
		return good{}, err
	}
	access := border.NewSecret(body.Access)
	if !isBearer(access) {
		return good{}, errors.New("the response has no access_token, or not in the form of a token")
	}
	c.Token = access
	g := good{received: []field{{"access_token", body.Access}, {"refresh_token", body.Refresh}, {"id_token", body.ID}}}
	parsed, _ := token.Parse(body.Access)
	g.text = "NetSuite granted an access token"
	if len(parsed.Scopes) > 0 && parsed.Role != "" {
		g.text += fmt.Sprintf(" for role %s and entity %s, with the scope %s", parsed.Role, parsed.Entity, strings.Join(parsed.Scopes, " "))
	}
	if body.Refresh != "" && len(body.Refresh) <= token.MaxToken {
		had := c.RefreshToken.Len() > 0
		c.RefreshToken = border.NewSecret(body.Refresh)
		g.text += "; it also sent a refresh token, which authdoctor keeps only in memory"
		if had {
			g.text += ", and the refresh token that was used no longer works"
		}
	}
	return g, nil
}

func readServerTime(_ *Client, a *answer) (good, error) {
	var body struct {
		Time string `json:"serverTime"`
	}
	if err := decode(a, &body); err != nil {
		return good{}, err
	}
	at, err := time.Parse(time.RFC3339, body.Time)
	if err != nil {
		return good{}, errors.New("the response has no serverTime")
	}
	text := "The access token works: NetSuite answered with its time, " + at.UTC().Format("2006-01-02 15:04:05") + " UTC"
	if date, err := http.ParseTime(a.Header.Get("Date")); err == nil && date.Sub(at).Abs() > 5*time.Second {
		text += "; the response's Date differs, so a proxy may have written it"
	}
	return good{text: text}, nil
}

func readMetadata(_ *Client, a *answer) (good, error) {
	// With select, NetSuite sends the entry of the record type itself, without items.
	var body struct {
		Name  string             `json:"name"`
		Links []json.RawMessage  `json:"links"`
		Items *[]json.RawMessage `json:"items"`
	}
	if err := decode(a, &body); err != nil || body.Name == "" && len(body.Links) == 0 && body.Items == nil {
		return good{}, errors.New("the response is not the metadata of a record type")
	}
	return good{text: "The role may use REST web services"}, nil
}

func readCertificates(c *Client, a *answer) (good, error) {
	list, err := online.ReadCertificates(string(a.body))
	if err != nil {
		return good{}, err
	}
	list.At, list.ClientID = a.began.UTC(), c.ClientID
	usable := list.Usable(a.began)
	text := fmt.Sprintf("The record has %s, of which %s", count(len(list.Rows), "certificate", "certificates"), count(len(usable), "is in use", "are in use"))
	var next time.Time
	for _, row := range usable {
		if !row.ValidUntil.IsZero() && (next.IsZero() || row.ValidUntil.Before(next)) {
			next = row.ValidUntil
		}
	}
	if !next.IsZero() {
		text += fmt.Sprintf("; the next one ends on %s, in %s", next.Format("2006-01-02"), count(int(next.Sub(a.began)/(24*time.Hour)), "day", "days"))
	}
	kid := c.KeyID
	if kid == "" && c.Assertion.Len() > 0 {
		assertion, _ := token.Parse(c.Assertion.Reveal())
		kid = assertion.KeyID
	}
	switch row, found := list.Row(kid); {
	case kid == "":
	case !found:
		text += "; the Certificate ID of the assertion is not among them"
	case row.Revoked:
		text += "; the certificate of the assertion is revoked"
	case !row.ValidUntil.IsZero() && !row.ValidUntil.After(a.began):
		text += "; the certificate of the assertion has expired"
	}
	return good{text: text, input: intake.Input{Certificates: &list}}, nil
}

func readSuiteQL(_ *Client, a *answer) (good, error) {
	var body struct {
		Items *[]json.RawMessage `json:"items"`
	}
	if err := decode(a, &body); err != nil || body.Items == nil {
		return good{}, errors.New("the response is not a query result")
	}
	return good{text: "The role may run queries: " + count(len(*body.Items), "row", "rows") + " returned"}, nil
}

func readRESTlet(_ *Client, a *answer) (good, error) {
	kind := cmp.Or(mediaType(a), "unknown type")
	return good{text: fmt.Sprintf("The RESTlet answered with %d bytes of %s, which authdoctor does not keep", len(a.body), border.Shown(kind, 60))}, nil
}

// readMCP reads the answer to initialize, as JSON or as the first event of a stream (Model
// Context Protocol, Streamable HTTP).
func readMCP(_ *Client, a *answer) (good, error) {
	var body struct {
		Result *struct {
			Server struct {
				Name string `json:"name"`
			} `json:"serverInfo"`
		} `json:"result"`
		Error *struct {
			Code    float64 `json:"code"`
			Message string  `json:"message"`
		} `json:"error"`
	}
	if mediaType(a) == "text/event-stream" {
		for line := range strings.Lines(string(a.body)) {
			if data, is := strings.CutPrefix(line, "data:"); is {
				a.body = []byte(strings.TrimSpace(data))
				break
			}
		}
	}
	switch err := decode(a, &body); {
	case err != nil:
		return good{}, err
	case body.Error != nil:
		return good{text: fmt.Sprintf("The AI connector rejected initialize: %.0f, “%s”", body.Error.Code, border.Shown(body.Error.Message, 160)), refused: true}, nil
	case body.Result == nil || body.Result.Server.Name == "":
		return good{}, errors.New("the response is not an answer to initialize")
	}
	return good{text: "The AI connector answered: " + border.Shown(body.Result.Server.Name, 80)}, nil
}

// readDataCenters compares the hosts that NetSuite names with those of the account. They are
// shown and never contacted.
func readDataCenters(c *Client, a *answer) (good, error) {
	var body map[string]any
	if err := decode(a, &body); err != nil {
		return good{}, err
	}
	var other []string
	named := 0
	services, _ := body["webservicesDomain"].(string)
	names := border.Shown(exchange.AddressRequest(services).Address.Host, 100)
	for member, service := range map[string]string{"webservicesDomain": "suitetalk.api", "restDomain": "restlets.api", "systemDomain": "app"} {
		text, _ := body[member].(string)
		if text == "" {
			continue
		}
		named++
		if want := c.at(service, "", nil).meant.String(); !strings.EqualFold(strings.TrimRight(text, "/"), want) {
			other = append(other, border.Shown(text, 100))
		}
	}
	account := token.CanonicalAccount(c.Account)
	switch {
	case named == 0:
		return good{text: "NetSuite names no host for " + account + ", which may not be an Account ID"}, nil
	case len(other) > 0:
		return good{text: fmt.Sprintf("NetSuite names other hosts for %s than the account ID has: %s", account, strings.Join(other, ", ")), names: names}, nil
	}
	return good{names: names, text: "NetSuite knows " + account + " and names the hosts that follow from its ID"}, nil
}
