package diagnosis

import (
	"cmp"
	"slices"
	"strings"

	"authdoctor/diagnosis/border"
	"authdoctor/diagnosis/exchange"
	"authdoctor/diagnosis/token"
)

// unfilledPage is the page about variables that are sent in place of their values.
const unfilledPage = "symptoms/variable-not-filled.md"

// unfilledChecks are the checks for placeholders and variables in place of values.
var unfilledChecks = []Check{
	{ID: "unfilled-value", Title: "Values filled in", Needs: NeedsRequest, run: checkUnfilled},
}

// belongs describes the value that belongs in the place of a placeholder.
func belongs(m exchange.Missing, authorization exchange.Authorization) string {
	switch {
	case m.Where == "host":
		return "the account, as in 1234567-sb1"
	case m.Where != "Authorization":
		return "the value of " + m.Where
	case authorization.Is("Basic"):
		return "base64 of Client ID:Client Secret"
	}
	return "the access token"
}

// checkUnfilled distinguishes a value that was removed from the copy, which is no fault,
// from a variable that was sent in place of its value, which is the cause.
func checkUnfilled(s *subject) (Finding, bool) {
	if s.request.Form == exchange.ClientCode {
		return checkClientCode(s) // variables are what code is made of
	}
	missing := exchange.Exchange{Request: s.request, Answer: s.answer}.Missing()
	missing = slices.DeleteFunc(missing, func(m exchange.Missing) bool {
		return m.Sending == exchange.TakenOut && slices.ContainsFunc(s.tokens, func(t token.Token) bool {
			return t.Field == m.Where && t.TakenOut != nil // left to token-structure
		})
	})
	if len(missing) == 0 {
		return Finding{}, false
	}
	of := func(sending exchange.Sending) []exchange.Missing {
		return slices.DeleteFunc(slices.Clone(missing), func(m exchange.Missing) bool { return m.Sending != sending })
	}
	f := Finding{Page: unfilledPage, Verify: "The request carries the value, and NetSuite answers differently."}
	sent, status := of(exchange.SentUnfilled), Fail
	if len(sent) == 0 {
		sent, status = of(exchange.PerhapsUnfilled), Warn
	}
	if len(sent) > 0 {
		first := sent[0]
		f.Status = status
		for _, m := range sent {
			f.Evidence = append(f.Evidence, Evidence{Where: m.Where, Expected: belongs(m, s.request.Authorization), Got: cmp.Or(m.Word, "a variable, not filled in")})
		}
		word := cmp.Or(first.Word, "A variable")
		switch {
		case status == Warn:
			f.Title = word + " is where " + belongs(first, s.request.Authorization) + " belongs: was it sent like that?"
			if strings.HasPrefix(word, "<") { // <access_token> before a word would look like XML with a secret in it
				f.Title = "A placeholder is where " + belongs(first, s.request.Authorization) + " belongs; was it sent like that? " + word
			}
			f.Why = "Either the placeholder only hides the value in this copy, or the program did not replace it."
			f.Fix = integrator("If the request was sent like that, replace "+word+" with the value, and send it again.", "If it only hides the value, continue: authdoctor checked the rest.")
		case first.Presence == border.Void:
			f.Title = first.Where + ": the word " + word + " was sent instead of " + belongs(first, s.request.Authorization)
			f.Why = "The variable had no value when the request was built, so the program wrote " + word + "."
			if strings.ContainsAny(word, " [({<.@") {
				f.Why = "When the request was built, the variable was not a text but, for example, an object or a promise, so the program wrote " + word + "."
			}
			f.Fix = integrator("Find the variable in the code that builds the request.", "Check the step before it: the token request may have failed, or the program may store its response under another name.", "Stop with an error when the variable is empty.")
		default:
			f.Title = first.Where + ": " + word + " was sent as it is; the variable was not filled in"
			f.Why = "NetSuite received the name of a variable instead of its value."
			f.Fix = integrator(fillIn(first), "Send the request again.")
		}
		return f, true
	}
	f = Finding{Status: Unchecked, Because: "the value is not in the text", Supply: "nothing to do"}
	if out := of(exchange.TakenOut); len(out) > 0 {
		f.Title = "Redacted here: " + whereOf(out) + " (that is fine; the rest is checked)"
		return f, true
	}
	template, are := of(exchange.ToFill), " is"
	if len(template) > 1 {
		are = " are"
	}
	f.Title = "This is a template: " + whereOf(template) + are + " filled in when the request is sent"
	f.Because = "the text does not show what was sent"
	return f, true
}

// fillIn returns the step that fills in a variable.
func fillIn(m exchange.Missing) string {
	switch {
	case strings.HasPrefix(m.Word, "@"):
		return "Write " + m.Where + m.Word + " with --data-urlencode: curl reads a file only where = is left out."
	case m.Filling == exchange.AsWritten && strings.HasPrefix(m.Word, "$"):
		return "Put the header or field in double quotes: in single quotes, the shell does not fill in variables."
	case strings.HasPrefix(m.Word, "{{"):
		return "Give the variable a value in the environment that the tool uses, or enter the value instead."
	}
	return "Give the variable a value, and check how the program or shell writes variables."
}

// whereOf lists the places of missing values, each once.
func whereOf(missing []exchange.Missing) string {
	var names []string
	for _, m := range missing {
		name := m.Where
		if m.Word != "" {
			name += " (" + m.Word + ")"
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	const most = 4
	if len(names) > most {
		names = append(names[:most], "and others")
	}
	return strings.Join(names, ", ")
}

// lookInto asks for a part of a token: to paste it or, where it was removed from the copy
// on purpose, to look at it on the machine that has it. One that was given is not asked for.
func (s *subject) lookInto(what, at string) string {
	kind := token.Access
	if strings.HasPrefix(what, "assertion") {
		kind = token.Assertion
	}
	if slices.ContainsFunc(s.tokens, func(t token.Token) bool {
		return t.Kind == kind && !t.Fatal() && !t.Lacks("header") && !t.Lacks("payload")
	}) {
		return "the " + what + " was checked here; see " + at
	}
	hidden := slices.ContainsFunc(s.tokens, func(t token.Token) bool { return t.TakenOut != nil && !t.Lacks("signature") || t.Lacks("payload") })
	for _, m := range (exchange.Exchange{Request: s.request, Answer: s.answer}).Missing() {
		hidden = hidden || m.Where != "host" && m.Sending == exchange.TakenOut
	}
	if hidden {
		return "decode the " + what + " on the machine that has it, and check " + at
	}
	return "paste the " + what + " here, without its signature: authdoctor checks " + at
}
