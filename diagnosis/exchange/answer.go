package exchange

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"authdoctor/diagnosis/pattern"
)

// ReadAnswer parses an HTTP answer: head and body, or either. The text should have nothing
// else of importance. It reports whether the text is an answer.
func ReadAnswer(text string) (answer Answer, ok bool) {
	a := Answer{Form: HTTPAnswer}
	lower := strings.ToLower(text)
	a.readHead(text, lower)
	for at, tries := 0, 0; tries < maxBodies; tries++ {
		i := strings.IndexByte(text[at:], '{')
		if i < 0 {
			break
		}
		if value, _, ok := ReadJSON(text[at+i:]); ok && a.ReadBody(value) {
			break
		}
		at += i + 1
	}
	if a.Body == NoAnswerBody {
		a.readText(text, lower)
	}
	if a.Form == HTTPAnswer {
		a.readHop(text)
	}
	return a, a.Status > 0 || a.Error != "" || a.Challenge.Scheme != "" || a.Body != NoAnswerBody
}

// maxBodies is the number of braces that are tried as the beginning of a body.
const maxBodies = 16

func jsonNames(value map[string]any) []string { return slices.Sorted(maps.Keys(value)) }

// tokenNames are the members of a token endpoint's answer that are tokens (RFC 6749 section
// 5.1, OpenID Connect Core section 3.1.3.3).
var tokenNames = []string{"access_token", "refresh_token", "id_token"}

// ReadBody adds what a JSON body says and reports whether its form is known: that of the token
// endpoint (subsect_158521832417), of REST web services (section_156570709583), of a RESTlet
// (section_4634920277) or of a gateway.
func (a *Answer) ReadBody(value map[string]any) bool {
	if details, is := value["o:errorDetails"].([]any); is {
		a.Body = RESTBody
		a.status(value["status"])
		for _, detail := range details {
			if member, is := detail.(map[string]any); is {
				a.name(member["o:errorCode"])
				a.describeBy(member["detail"])
			}
		}
		a.name(value["o:errorCode"])
		a.describeBy(value["title"])
		return true
	}
	if a.nameREST(value) {
		return true
	}
	switch failure := value["error"].(type) {
	case string:
		if oneWord(failure) == "" {
			return false
		}
		a.Body, a.Error = TokenBody, failure
		a.describeBy(value["error_description"])
		return true
	case map[string]any:
		if _, coded := failure["code"]; !coded {
			return false
		}
		a.Body = RESTletBody
		a.name(failure["code"])
		a.describeBy(failure["message"])
		if number, is := failure["code"].(float64); is { // other services, and JSON-RPC
			a.Body = UnknownBodyForm
			if a.status(number); a.Status != int(number) {
				a.Error = strconv.Itoa(int(number))
			}
			if said, _ := SentenceIn(a.Description); said != "" {
				a.Error, a.Sentence = said, true
			}
		}
		return true
	}
	if fault, is := value["fault"].(map[string]any); is {
		a.Body = GatewayBody // Apigee
		a.describeBy(fault["faultstring"])
		return true
	}
	if message, is := value["message"].(string); is && len(value) <= 2 && (len(value) == 1 || value["request_id"] != nil || value["requestId"] != nil) {
		a.Body = GatewayBody // Kong, Amazon API Gateway
		a.describeBy(message)
		return true
	}
	for _, name := range tokenNames {
		if text, is := value[name].(string); is && text != "" {
			a.Tokens = append(a.Tokens, name)
		}
	}
	if len(a.Tokens) > 0 {
		a.Body = TokenBody
		return true
	}
	return false
}

// nameREST reads an error of REST web services that has no details.
func (a *Answer) nameREST(value map[string]any) bool {
	if _, is := value["o:errorCode"].(string); !is {
		return false
	}
	a.Body = RESTBody
	a.status(value["status"])
	a.name(value["o:errorCode"])
	a.describeBy(value["title"])
	a.describeBy(value["detail"])
	return true
}

func (a *Answer) name(value any) {
	if text, is := value.(string); is && a.Error == "" {
		a.Error = oneWord(text)
	}
}

func (a *Answer) describeBy(value any) {
	if text, is := value.(string); is {
		a.describe(text)
	}
}

func (a *Answer) status(value any) {
	number, is := value.(float64)
	if is && a.Status == 0 && number >= 100 && number < 600 {
		a.Status = int(number)
	}
}

var (
	xmlCode    = pattern.Lazy(`(?is)<error[^>]*>.*?<code>\s*([A-Za-z0-9_]{3,60})\s*</code>(?:.*?<message>\s*([^<]{0,300})</message>)?`)
	textCode   = pattern.Lazy(`(?i)(?:^|[^&?])error[ _]code\s*[:=]\s*([A-Z0-9_]{3,60})(?:[,;\s]+(?:error[ _])?message\s*[:=]\s*([^\r\n]{0,300}))?`)
	pageMark   = pattern.Lazy(`(?i)<!doctype\b|<html[\s>]`)
	looseError = pattern.Lazy(`["'\\]+error["'\\]+\s*:\s*["'\\]+([A-Za-z_]{3,60})["'\\]`)
	looseCode  = pattern.Lazy(`["'\\]+(?:o:errorCode|code)["'\\]+\s*:\s*["'\\]+([A-Z_]{3,60})["'\\]`)
	looseWhy   = pattern.Lazy(`\b(?:error_description|detail|message)\\?["']?\s*:\s*\\?(?:"([^"\\]{1,300})|'([^'\\]{1,300}))`)
)

// readText finds the error in a body that is not valid JSON: XML or text of a RESTlet, JSON
// that a program printed in its own notation, or a web page.
func (a *Answer) readText(text, lower string) {
	find := func(form func() *regexp.Regexp, needs ...string) []string {
		for _, word := range needs {
			if !strings.Contains(lower, word) {
				return nil // avoid the slower regular expression
			}
		}
		return form().FindStringSubmatch(text)
	}
	if match := find(xmlCode, "<error", "<code>", "</code>"); match != nil {
		a.Body, a.Error = RESTletBody, shown(match[1])
		a.describe(match[2])
		return
	}
	if match := find(textCode, "error", "code"); match != nil {
		a.Body, a.Error = RESTletBody, shown(match[1])
		a.describe(match[2])
		return
	}
	if match := find(looseCode, "code", ":"); match != nil {
		a.Body, a.Error = UnknownBodyForm, shown(match[1])
		if strings.Contains(text, "o:error") {
			a.Body = RESTBody
		}
		a.describeLoosely(text)
		return
	}
	if match := find(looseError, "error", ":"); match != nil {
		a.Body, a.Error = TokenBody, shown(match[1])
		a.describeLoosely(text)
		return
	}
	if find(pageMark, "<") != nil {
		a.Body = PageBody
		a.hear(text)
		if match := pageTitle().FindStringSubmatch(text); match != nil {
			a.PageTitle = shown(match[1])
			if number, _, _ := strings.Cut(a.PageTitle, " "); a.Status == 0 && len(number) == 3 {
				a.Status, _ = strconv.Atoi(number) // 502 Bad Gateway
			}
		}
	}
}

// describeLoosely finds the description in JSON that a program printed in its own notation.
func (a *Answer) describeLoosely(text string) {
	if why := looseWhy().FindStringSubmatch(text); why != nil {
		a.describe(why[1] + why[2])
	}
}

// Said returns the error of an answer, from the body or from the challenge.
func (a Answer) Said() string {
	if a.Error != "" {
		return a.Error
	}
	return a.Challenge.Error
}

// Title describes the answer in a few words: 401 invalid_token.
func (a Answer) Title() string {
	said := a.Said()
	if a.Sentence {
		said = "“" + a.Description + "”"
	}
	switch {
	case a.Sentence && a.Error == "": // the status was derived from the description
		return said
	case a.Redirected() && said != "":
		return "redirect with error=" + said
	case a.Redirected():
		return "redirect with a code"
	case a.Status > 0 && said != "":
		return fmt.Sprintf("%d %s", a.Status, said)
	case a.Status > 0:
		return fmt.Sprint(a.Status)
	case said != "":
		return said
	case len(a.Tokens) > 0:
		return "answer with " + strings.Join(a.Tokens, ", ")
	}
	if a.Body == PageBody {
		return "a web page"
	}
	return "answer"
}
