package exchange

import (
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// harFile has the members of a HAR file (HTTP Archive 1.2) that are read.
type harFile struct {
	Log *struct {
		Entries []struct {
			Started time.Time `json:"startedDateTime"`
			Request struct {
				Method   string    `json:"method"`
				URL      string    `json:"url"`
				Headers  []harPair `json:"headers"`
				Cookies  []harPair `json:"cookies"`
				PostData *struct {
					MimeType string    `json:"mimeType"`
					Text     string    `json:"text"`
					Params   []harPair `json:"params"`
				} `json:"postData"`
			} `json:"request"`
			Response struct {
				Status      int       `json:"status"`
				Headers     []harPair `json:"headers"`
				RedirectURL string    `json:"redirectURL"`
				Content     struct {
					Text string `json:"text"`
				} `json:"content"`
			} `json:"response"`
		} `json:"entries"`
	} `json:"log"`
}

type harPair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// HAR describes the login in a HAR file.
type HAR struct {
	Entries int        // the number of all entries
	Failed  []Exchange // failed exchanges with NetSuite, and failed redirects back, in order
	// Text has the Authorization headers and bodies of the failed exchanges, to search for
	// tokens. It is not printable.
	Text string
}

// maxFailed is the number of failed exchanges that are kept. Later ones mostly fail because
// of the first, and add nothing.
const maxFailed = 8

// ReadHAR parses a HAR file and returns the exchanges that failed.
func ReadHAR(text string) (HAR, error) {
	var file harFile
	decoder := json.NewDecoder(strings.NewReader(text))
	if err := decoder.Decode(&file); err != nil {
		return HAR{}, err
	}
	if file.Log == nil {
		return HAR{}, errors.New("the member log is missing")
	}
	har := HAR{Entries: len(file.Log.Entries)}
	var carried strings.Builder
	for _, entry := range file.Log.Entries {
		r := Request{Form: HAREntry, Recorded: true, Method: strings.ToUpper(oneWord(entry.Request.Method)), Cookies: len(entry.Request.Cookies) > 0}
		r.readURL(entry.Request.URL, Unsure)
		for _, header := range entry.Request.Headers {
			r.header(header.Name, header.Value, Unsure)
		}
		if data := entry.Request.PostData; data != nil {
			r.FieldsKnown = data.Text != "" || len(data.Params) > 0
			if r.ContentType == "" {
				r.header("content-type", data.MimeType, Unsure)
			}
			if data.Text != "" {
				r.body(data.Text, Unsure)
			} else if len(data.Params) > 0 {
				r.BodyKind = FormEncoded
				for _, param := range data.Params {
					r.Fields = append(r.Fields, newParam(param.Name, unescape(param.Value), Unsure))
				}
			}
		}
		a, failed := harAnswer(entry.Response.Status, entry.Response.Headers, entry.Response.Content.Text)
		exchange := Exchange{Request: &r, Answer: &a}
		if back, is := ReadURL(entry.Request.URL); is && back.Answer != nil && back.Answer.Error != "" {
			exchange, failed = back, true // the browser came back to the application with an error
		} else if back, is := ReadURL(entry.Response.RedirectURL); is && back.Answer != nil && back.Answer.Error != "" {
			exchange.Answer, failed = back.Answer, true
		} else if !r.Address.NetSuite() {
			continue
		}
		if !failed || len(har.Failed) == maxFailed {
			continue
		}
		exchange.Answer.At = entry.Started
		har.Failed = append(har.Failed, exchange)
		for _, header := range entry.Request.Headers {
			if strings.EqualFold(header.Name, "authorization") {
				carried.WriteString("Authorization: " + header.Value + "\n")
			}
		}
		if data := entry.Request.PostData; data != nil {
			carried.WriteString(data.Text + "\n")
			for _, param := range data.Params {
				carried.WriteString(param.Name + "=" + param.Value + "\n")
			}
		}
	}
	har.Text = carried.String()
	return har, nil
}

func harAnswer(status int, headers []harPair, body string) (answer Answer, failed bool) {
	a := Answer{Form: HTTPAnswer}
	if body != "" {
		a, _ = ReadAnswer(body)
	}
	a.Form = HAREntry
	a.Status = status
	for _, header := range headers {
		switch strings.ToLower(header.Name) {
		case "www-authenticate":
			a.readChallenge("WWW-Authenticate: " + header.Value)
		case "location":
			a.Location, _ = readAddress(header.Value)
		default:
			line := header.Name + ": " + header.Value
			a.readHop(line)
			if match := operationLine().FindStringSubmatch(line); match != nil {
				a.Operation = match[1]
			}
		}
	}
	return a, a.Said() != "" || status >= 400
}
